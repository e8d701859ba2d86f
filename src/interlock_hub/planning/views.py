"""Pages of plans: the list, a plan, publishing, playing forward, files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interlock_hub.core.access import PLANNERS, access, posted, roles, the_member
from interlock_hub.core.bridge import language
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import Membership, Role
from interlock_hub.core.selectors import history
from interlock_hub.orders.models import Order
from interlock_hub.planning import figures, improving, services, whatifs
from interlock_hub.planning.dropping import refuse_called_off
from interlock_hub.planning.forms import PlanForm
from interlock_hub.planning.models import PlanOrder, PlanVersion
from interlock_hub.planning.selectors import (
    jobs_open_for,
    light_plans,
    loads_known_to,
    plan_orders_visible_to,
    plans_visible_to,
    published,
)
from interlock_hub.planning.sheets import sheet
from interlock_hub.planning.words_bridge import why_late

PER_PAGE = 100
MOST_DIGITS = 9
JOBS = ("plan", "publish", "confirm", "repair", "improve", "simulate", "compare", "what_if")


def tried(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Do something; what is wrong with it becomes messages, each on its own. Tell whether it was done."""
    try:
        act()
    except HubError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
        return False
    return True


class _LatePaginator(Paginator[Any]):
    """Sorts keys alone and fetches the rows of one page: whole rows would be carried through the sort."""

    def page(self, number: int | str) -> Any:
        """Return a page; raises as Paginator does."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows: Any = self.object_list
        keys = list(rows.values_list("pk", flat=True)[first : first + self.per_page])
        found = rows.order_by().in_bulk(keys)
        return Page([found[key] for key in keys if key in found], number, self)


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Any:
    """Return the asked page of some rows."""
    return _LatePaginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def drops_said(request: HttpRequest) -> int:
    """Return how many orders in force somebody agreed to leave out."""
    said = request.POST.get("drops", "")
    return int(said) if said.isdecimal() and len(said) < MOST_DIGITS else 0


def plan_seen(member: Membership, number: int) -> PlanVersion:
    """Return a plan that the member may see; anything else is not there."""
    return get_object_or_404(plans_visible_to(member).select_related("made_by__person"), number=number)


@access(roles(*PLANNERS))
@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """Show the versions, newest first, and the form that runs a plan."""
    member = the_member(request)
    every = plans_visible_to(member).defer("book", "body", "figures").select_related("made_by__person")
    for name, known in (("state", PlanVersion.State.values), ("purpose", PlanVersion.Purpose.values)):
        if request.GET.get(name) in known:
            every = every.filter(**{name: request.GET[name]})
    context = {
        "page": page_of(request, every),
        "form": PlanForm(),
        "held": published(),
        "open_orders": Order.objects.filter(state=Order.State.OPEN).exists(),
        "jobs": jobs_open_for(member, *JOBS),
        "states": PlanVersion.State.choices,
        "purposes": PlanVersion.Purpose.choices,
    }
    return render(request, "planning/plans.html", context)


@access(roles(*PLANNERS))
@posted("planning:list")
def start(request: HttpRequest) -> HttpResponse:
    """Ask for a plan."""
    form = PlanForm(request.POST)
    if form.is_valid():
        tried(request, lambda: services.ask_for_plan(by=the_member(request), **form.cleaned_data))
    else:
        messages.error(request, _("Choose a policy and an effort from the lists."))
    return redirect("planning:list")


@access(roles(*PLANNERS))
@require_GET
def plan(request: HttpRequest, number: int) -> HttpResponse:
    """Show a plan: a sentence, what it costs, who is late and why, where it is tight."""
    member = the_member(request)
    found = plan_seen(member, number)
    scope = request.GET.get("scope", "")
    scope = scope if scope in figures.SCOPES else "skill"
    page = page_of(request, figures.late_rows(member, found, request.GET.dict()))
    season, known = (found.first_on, found.last_on), loads_known_to(member)
    overtaken = services.is_overtaken(found)
    context = {
        "plan": found,
        "headline": figures.in_words(found.figures.get("headline")),
        "broken": len(figures.promises_broken(member, found)),
        "own": None if member.sees_cluster else figures.own_orders(member, found),
        "costs": figures.costs_of(found),
        "bounds": found.figures.get("bounds", []),
        "played": found.figures.get("played"),
        "looked": _looked(found),
        "keep": _keep(found),
        "overtaken": overtaken,
        "again": services.asked_of(found) if overtaken else {},
        "page": page,
        "late": [(row, why_late(row.reason, season, known)) for row in page],
        "may_take_up": found.state == PlanVersion.State.PUBLISHED and member.role in PLANNERS,
        "scope": scope,
        "scopes": _scopes(),
        "bottlenecks": figures.bottlenecks(member, found, scope),
        "worth": figures.worth_of_lines(found),
        "loads": figures.load_by_township(member, found),
        "own_loads": None if member.sees_cluster else figures.load_of_own(member, found),
        "jobs": jobs_open_for(member, *JOBS),
        "held": published(),
        "history": history("planning.plan", str(found.number))[:20],
    }
    return render(request, "planning/plan.html", context)


def _looked(plan: PlanVersion) -> dict[str, Any] | None:
    """When somebody last looked for something better than the plan, and the draft found, while there is one."""
    looked = plan.figures.get("looked")
    if looked is None or plan.state != PlanVersion.State.PUBLISHED:
        return None
    draft = light_plans().filter(number=looked["plan"], state=PlanVersion.State.DRAFT).first()
    return {**looked, "on": date.fromisoformat(looked["on"]), "draft": draft}


def _keep(plan: PlanVersion) -> dict[str, Any] | None:
    """What was weighed between keeping what was offered and planning afresh, None where nobody asked."""
    keep = plan.figures.get("keep")
    if keep is None:
        return None
    dearer = keep["cost"] / keep["afresh"] - 1 if keep.get("afresh") else None
    return {**keep, "plan": f"v{keep['from']}", "dearer": dearer}


@access(roles(*PLANNERS))
@posted("planning:plan")
def improve(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for something better than the plan that holds."""
    member = the_member(request)
    found = plan_seen(member, number)
    tried(request, lambda: improving.ask_to_improve(by=member, plan=found))
    return redirect("planning:plan", number=number)


def _scopes() -> list[tuple[str, str]]:
    return [
        ("skill", _("By category")),
        ("township", _("By township")),
        ("factory", _("By factory")),
        ("centre", _("By cutting centre")),
    ]


@access(roles(*PLANNERS))
def publish_plan(request: HttpRequest, number: int) -> HttpResponse:
    """Show what publishing would do, and publish."""
    member = the_member(request)
    found = plan_seen(member, number)
    asked = request.method == "POST"
    seen = request.POST.get("seen", "")
    if asked and tried(
        request, lambda: services.ask_to_publish(by=member, plan=found, seen=seen, drops=drops_said(request))
    ):
        return redirect("planning:plan", number=number)
    wrong = ""
    try:
        services.refuse_repairs(found)
        services.refuse_unpublishable(found)
        refuse_called_off(member, found)
    except HubError as error:
        wrong = str(error)
    context = {"plan": found, "wrong": wrong}
    if not wrong:
        context |= {"seen": services.standing(found), "effect": figures.effect_of(member, found)}
    return render(request, "planning/publish.html", context, status=Stale.status if asked else 200)


@access(roles(*PLANNERS))
@posted("planning:plan")
def play(request: HttpRequest, number: int) -> HttpResponse:
    """Ask how likely the orders of a plan are in time."""
    member = the_member(request)
    found = plan_seen(member, number)
    tried(request, lambda: whatifs.ask_to_play(by=member, plan=found))
    return redirect("planning:plan", number=number)


@access(roles(Role.OPERATOR))
@require_GET
def plan_file(request: HttpRequest, number: int, ending: str) -> HttpResponseBase:
    """Send the whole plan as an Excel workbook or a page that works offline; it holds everybody's data."""
    found = plan_seen(the_member(request), number)
    name = {"xlsx": f"plan-v{number}.xlsx", "html": f"report-v{number}.html"}[ending]
    return FileResponse(whatifs.file_of(found, ending, language()), as_attachment=True, filename=name)


@access(roles(*PLANNERS))
@require_GET
def plan_orders(request: HttpRequest, number: int) -> HttpResponseBase:
    """Send what a plan says of the orders that the member may see, as an Excel sheet."""
    member = the_member(request)
    found = plan_seen(member, number)
    rows = (
        plan_orders_visible_to(member, found)
        .select_related("order__style", "core", "cutting")
        .order_by("ship_on", "id")
    )
    if request.GET.get("late"):
        rows = figures.late_rows(member, found, request.GET.dict()).select_related("order__style", "core", "cutting")
    season, known = (found.first_on, found.last_on), loads_known_to(member)
    headings = [
        _("Order"), _("Style"), _("Pieces to cut"), _("Core factory"), _("Cut at"), _("Material in on"), _("Sewn on"),
        _("Ships on"), _("Due on"), _("Told the customer"), _("Days late"), _("In time, probability"),
        _("Pieces outside"), _("Cost, CNY"), _("Why late"), _("What would help"),
    ]  # fmt: skip
    return sheet(f"orders-v{number}.xlsx", headings, (_order_row(row, season, known) for row in rows.iterator(2000)))


def _order_row(row: PlanOrder, season: Any, known: frozenset[str] | None) -> list[Any]:
    why = why_late(row.reason, season, known)
    return [
        row.order.number, row.order.style.code, row.pieces, row.core.name, row.cutting.name, row.material_on,
        row.sew_last_on, row.ship_on, row.order.due_on if row.by_told else row.due_on, row.order.told_on,
        row.late_days, row.confidence, row.outside_pieces, float(row.cost_cny),
        why.sentence if why else "", why.remedy if why else "",
    ]  # fmt: skip
