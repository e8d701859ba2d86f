"""The board: its page, its data, what a move would do, and the changes themselves."""

from __future__ import annotations

import gzip
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from interlock_hub.core.access import PLANNERS, access, posted, roles, the_member
from interlock_hub.core.bridge import category_name, firm_name, language, thing_name
from interlock_hub.core.errors import HubError, worded
from interlock_hub.core.formats import day, percent_at_least, percent_at_most, short_money
from interlock_hub.core.ledger import looked
from interlock_hub.core.models import Membership
from interlock_hub.core.selectors import today
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import orders_visible_to
from interlock_hub.planning import board_services
from interlock_hub.planning.board_data import packed_board
from interlock_hub.planning.board_services import WHATS, Wish, changeable
from interlock_hub.planning.models import PlanLot, PlanMove, PlanVersion
from interlock_hub.planning.selectors import (
    loads_known_to,
    lots_visible_to,
    plan_orders_visible_to,
    plans_visible_to,
    published,
)
from interlock_hub.planning.words_bridge import why_late

GROUPS = ("township", "factory", "category")
COLOURS = ("lateness", "category", "brand")
ZOOMS = ("days", "weeks", "season")
PLANS_SHOWN = 30
LATE_SHOWN = 100
NEXT_SHOWN = 60
Json = dict[str, Any]


@access(roles(*PLANNERS))
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the board of a plan: the one asked for, else the one that holds, else the newest."""
    member = the_member(request)
    every = plans_visible_to(member)
    asked = request.GET.get("plan", "")
    plan = get_object_or_404(every, number=asked) if asked.isdecimal() else (published() or every.first())
    if plan is None:
        may = {"open_orders": Order.objects.filter(state=Order.State.OPEN).exists()}
        return render(request, "planning/board_empty.html", may)
    context = {
        "plan": plan,
        "plans": _choice(member, plan),
        "headline": _header(plan, member),
        "late": _late(member, plan),
        "soon": _soon(member, plan),
        "chosen": _chosen(request, member),
        "settings": _settings(plan, member),
    }
    return render(request, "planning/board.html", context)


def _choice(member: Membership, plan: PlanVersion) -> list[PlanVersion]:
    """The plans to choose from, newest first, the one that is shown among them."""
    found = list(plans_visible_to(member).only("number", "state", "name", "purpose")[:PLANS_SHOWN])
    return found if plan in found else [*found, plan]


def _chosen(request: HttpRequest, member: Membership) -> Json:
    def one(name: str, known: tuple[str, ...]) -> str:
        value = request.GET.get(name, "")
        return value if value in known else known[0]

    colours = COLOURS[:2] if member.sees_cluster else COLOURS
    return {
        "group": one("group", GROUPS),
        "colour": one("colour", colours),
        "zoom": one("zoom", ("weeks", "days", "season")),
        "q": request.GET.get("q", "")[:60],
        "late": request.GET.get("late") == "1",
        "groups": [("township", _("township")), ("factory", _("factory")), ("category", _("category"))],
        "colours": [(c, _COLOUR_NAMES()[c]) for c in colours],
        "zooms": [("days", _("days")), ("weeks", _("weeks")), ("season", _("season"))],
    }


def _COLOUR_NAMES() -> dict[str, str]:  # noqa: N802
    return {"lateness": _("lateness"), "category": _("category"), "brand": _("brand")}


def _header(plan: PlanVersion, member: Membership) -> Json:
    """What changes with the plan and stands in the header line; late are the orders that the member may see."""
    late = plan_orders_visible_to(member, plan).filter(late_days__gt=0).count()
    return {
        "number": plan.number,
        "revision": plan.revision,
        "name": str(plan),
        "state": plan.get_state_display(),
        "kind": plan.state,
        "gap": percent_at_most(plan.gap),
        "cost": short_money(plan.cost_cny),
        "on_time": percent_at_least(plan.on_time_share),
        "late": ngettext("%(n)d late order", "%(n)d late orders", late) % {"n": late},
        "publish": reverse("planning:publish", args=[plan.number]) if plan.state == PlanVersion.State.DRAFT else "",
        "page": reverse("planning:plan", args=[plan.number]),
    }


def _late(member: Membership, plan: PlanVersion) -> list[Json]:
    """The latest orders: number, days, the reason and the remedy worth trying first."""
    rows = plan_orders_visible_to(member, plan).filter(late_days__gt=0).order_by("-late_days", "order__number")
    season, known = (plan.first_on, plan.last_on), loads_known_to(member)
    return [
        {
            "number": row.order.number,
            "style": thing_name(row.order.style.name),
            "pieces": row.pieces,
            "days": row.late_days,
            "ship_on": row.ship_on,
            "why": why_late(row.reason, season, known),
        }
        for row in rows[:LATE_SHOWN]
    ]


def _soon(member: Membership, plan: PlanVersion) -> list[PlanLot]:
    """The lots that start next, for the list on a phone."""
    rows = lots_visible_to(member, plan).defer("days", "quantities")
    next_ones = rows.filter(end_on__gte=today()).order_by("start_on", "pk").values("pk")[:NEXT_SHOWN]
    found = rows.in_bulk([row["pk"] for row in next_ones])
    return sorted(found.values(), key=lambda lot: (lot.start_on, lot.line.code))


def _settings(plan: PlanVersion, member: Membership) -> Json:
    number = plan.number
    return {
        "language": language(),
        "plan": number,
        "revision": plan.revision,
        "may_change": changeable(plan),
        "cluster": member.sees_cluster,
        "data": reverse("planning:board_data", args=[number]),
        "lot": reverse("planning:board_lot", args=[number]),
        "probe": reverse("planning:board_probe", args=[number]),
        "change": reverse("planning:board_change", args=[number]),
        "moves": _moves(plan) if changeable(plan) else [],
        "words": {
            "failed": _("The board could not be loaded. Your plan is safe; load the page again."),
            "lost": _("The site does not answer. Nothing was changed; try again."),
        },
    }


def _moves(plan: PlanVersion) -> list[Json]:
    moves = list(plan.moves.select_related("by"))
    lots = PlanLot.objects.filter(plan=plan, code__in={move.lot for move in moves})
    several = set(lots.filter(parts__gt=1).values_list("code", flat=True))
    return [_said(move, move.lot if move.lot in several else move.order) for move in moves]


def _said(move: PlanMove, lot: str) -> Json:
    """A change by hand of a lot named as the board names it, in words and as far as it stands."""
    names = {
        "move": _("%(lot)s moved to %(line)s"),
        "split": _("%(lot)s split"),
        "merge": _("%(lot)s merged"),
        "lock": _("%(lot)s locked"),
        "unlock": _("%(lot)s unlocked"),
    }
    return {"what": names[move.kind] % {"lot": lot, "line": move.place.get("line", "")}, "undone": move.undone}


def _plan(request: HttpRequest, number: int) -> PlanVersion:
    return get_object_or_404(plans_visible_to(the_member(request)), number=number)


@access(roles(*PLANNERS))
@require_GET
def board_data(request: HttpRequest, number: int) -> HttpResponse:
    """Send the board's data; nothing where the browser has this very state of it."""
    packed = packed_board(the_member(request), _plan(request, number))
    tag = f'"{packed.tag}"'
    known = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if tag in known:
        response: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(packed.body, content_type="application/json")
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(packed.body), content_type="application/json")
    response["ETag"], response["Cache-Control"] = tag, "private, no-cache"
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


@access(roles(*PLANNERS))
@require_GET
def board_lot(request: HttpRequest, number: int) -> HttpResponse:
    """Show the panel of the lot that is selected: what it is, why it is late, what would help, what can be done."""
    member, plan = the_member(request), _plan(request, number)
    lot = get_object_or_404(lots_visible_to(member, plan), code=request.GET.get("code", ""))
    looked(by=member, of=lot.factory.organisation, subject="planning.lot", key=lot.code)
    mine = member.sees_cluster or orders_visible_to(member).filter(pk=lot.order_id).exists()
    promised = plan_orders_visible_to(member, plan).filter(order_id=lot.order_id).first() if mine else None
    line = lot.line
    day_min = line.operators * line.minutes_per_day * line.efficiency * line.attendance
    context = {
        "plan": plan,
        "lot": lot,
        "mine": mine,
        "style": thing_name(lot.order.style.name),
        "category": category_name(lot.order.style.category),
        "factory": firm_name(lot.factory.name),
        "line_days": lot.pieces * lot.order.style.smv_min / day_min if day_min else None,
        "promised": promised,
        "why": promised and why_late(promised.reason, (plan.first_on, plan.last_on), loads_known_to(member)),
        "fixed": lot.state == PlanLot.State.DONE or lot.start_on < today(),
        "may_change": mine and changeable(plan),
        "may_take_up": mine and plan.state == PlanVersion.State.PUBLISHED and member.role in PLANNERS,
        "mates": lots_visible_to(member, plan).filter(order=lot.order_id, line=lot.line_id).count() > 1,
        "half": lot.pieces // 2,
    }
    return render(request, "planning/board_lot.html", context)


def _wrong(error: HubError) -> JsonResponse:
    return JsonResponse({"problems": [str(problem) for problem in error.problems]}, status=error.status)


def _on(request: HttpRequest) -> date | None:
    text = request.POST.get("on", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise HubError(worded(_("%(text)s is not a date."), text=text[:20])) from error


def _whole(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not text:
        return 0
    if not text.isdecimal() or len(text) > 9:
        raise HubError(worded(_("%(text)s is not a whole number."), text=text[:20]))
    return int(text)


@access(roles(*PLANNERS))
@posted("planning:board", keep=())
def board_probe(request: HttpRequest, number: int) -> JsonResponse:
    """Say what a move would do; nothing is written."""
    plan = _plan(request, number)
    try:
        on = _on(request)
        if on is None:
            raise HubError(_("Say the day to move the lot to."))
        answer = board_services.try_move(
            by=the_member(request), plan=plan, lot=request.POST.get("lot", ""), line=request.POST.get("line", ""), on=on
        )
    except HubError as error:
        return _wrong(error)
    return JsonResponse(answer)


@access(roles(*PLANNERS))
@posted("planning:board", keep=())
def board_change(request: HttpRequest, number: int) -> JsonResponse:
    """Do, undo or do again a change; answer with the draft that has it now."""
    member, plan = the_member(request), _plan(request, number)
    try:
        draft, done = board_services.change(
            by=member, plan=plan, revision=_whole(request, "revision"), wish=_wish(request)
        )
    except HubError as error:
        return _wrong(error)
    draft = get_object_or_404(plans_visible_to(member), pk=draft.pk)
    return JsonResponse(
        {
            "header": _header(draft, member),
            "settings": _settings(draft, member),
            "cost_fen": done.cost_fen,
            "url": f"{reverse('planning:board')}?plan={draft.number}",
            "told": _told(plan, draft),
        }
    )


def _told(plan: PlanVersion, draft: PlanVersion) -> str:
    if plan.pk == draft.pk:
        return ""
    values = {"plan": plan, "draft": draft, "on": day(today())}
    return _("Plan %(plan)s is untouched: your changes are in draft %(draft)s until you publish it.") % values


def _wish(request: HttpRequest) -> Wish:
    what, on = request.POST.get("what", ""), _on(request)
    if what not in WHATS:
        raise HubError(_("The board does not know this change."))
    if what == "move" and (on is None or not request.POST.get("line")):
        raise HubError(_("Say the line and the day to move the lot to."))
    line = request.POST.get("line", "") if what == "move" else ""
    return Wish(what=what, lot=request.POST.get("lot", ""), line=line, on=on, pieces=_whole(request, "pieces"))
