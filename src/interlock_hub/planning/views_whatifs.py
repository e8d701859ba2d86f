"""Pages of what-ifs and of two plans side by side."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from interlock_hub.core.access import PLANNERS, access, posted, roles, the_member
from interlock_hub.core.models import Membership
from interlock_hub.network.models import Factory
from interlock_hub.orders.selectors import orders_visible_to
from interlock_hub.planning import figures, whatifs
from interlock_hub.planning.models import PlanComparison, PlanVersion, Scenario
from interlock_hub.planning.selectors import jobs_open_for, plans_visible_to, published, scenarios_visible_to
from interlock_hub.planning.views import page_of, plan_seen, tried
from interlock_hub.planning.whatif_forms import EDITS, EditForm, ScenarioForm, edit_words
from interlock_hub.planning.words_bridge import cost_name

MOST_ORDERS = 100
MOST_FACTORIES = 12


@access(roles(*PLANNERS))
def scenarios(request: HttpRequest) -> HttpResponse:
    """Show the firm's what-ifs, and begin one."""
    member, held = the_member(request), published()
    form = ScenarioForm(request.POST or None)
    if request.method == "POST" and held and form.is_valid():
        made = whatifs.make_scenario(by=member, base=held, name=form.cleaned_data["name"])
        return redirect("planning:scenario", pk=made.pk)
    page = page_of(request, scenarios_visible_to(member))
    return render(request, "planning/scenarios.html", {"page": page, "form": form, "held": held})


@access(roles(*PLANNERS))
def scenario(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a what-if: its changes, the form for another, and what comes of them."""
    member = the_member(request)
    found = get_object_or_404(scenarios_visible_to(member), pk=pk)
    kind = request.GET.get("kind", "")
    form = EditForm(kind, member, published(), request.POST or None) if kind in EDITS else None
    if request.method == "POST" and form and form.is_valid():
        edit = form.edit(len(found.edits) + 1)
        if tried(request, lambda: whatifs.add_edit(by=member, scenario=found, edit=edit)):
            return redirect("planning:scenario", pk=pk)
    context = {
        "scenario": found,
        "edits": [edit_words(edit) for edit in found.edits],
        "kinds": EDITS.items(),
        "kind": kind,
        "label": EDITS.get(kind),
        "form": form,
        "jobs": jobs_open_for(member, "what_if"),
        "side": side_by_side(member, found.base, found.plan) if found.plan else None,
    }
    return render(request, "planning/scenario.html", context)


def _own(request: HttpRequest, pk: int) -> Scenario:
    return get_object_or_404(scenarios_visible_to(the_member(request)), pk=pk)


@access(roles(*PLANNERS))
@posted("planning:scenario")
def scenario_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a what-if."""
    found = _own(request, pk)
    tried(request, lambda: whatifs.ask_for_scenario(by=the_member(request), scenario=found))
    return redirect("planning:scenario", pk=pk)


@access(roles(*PLANNERS))
@posted("planning:scenario", keep=("pk",))
def scenario_drop(request: HttpRequest, pk: int, at: int) -> HttpResponse:
    """Take a change out of a what-if."""
    found = _own(request, pk)
    tried(request, lambda: whatifs.remove_edit(by=the_member(request), scenario=found, at=at))
    return redirect("planning:scenario", pk=pk)


@access(roles(*PLANNERS))
def compare(request: HttpRequest, number: int, other: int) -> HttpResponse:
    """Show two plans side by side; what was not compared yet is compared at the asking."""
    member = the_member(request)
    before, after = plan_seen(member, number), plan_seen(member, other)
    if request.method == "POST":
        tried(request, lambda: whatifs.ask_to_compare(by=member, before=before, after=after))
        return redirect("planning:compare", number=number, other=other)
    choices = plans_visible_to(member).defer("book", "body", "figures")[:50]
    context = {
        "before": before,
        "after": after,
        "choices": choices,
        "jobs": jobs_open_for(member, "compare"),
        "side": side_by_side(member, before, after),
    }
    return render(request, "planning/compare.html", context)


@access(roles(*PLANNERS))
def compare_choice(request: HttpRequest) -> HttpResponse:
    """Go to the comparison of the two plans chosen in a form."""
    numbers = [request.GET.get(name, "") for name in ("before", "after")]
    if all(number.isdigit() for number in numbers):
        return redirect("planning:compare", number=int(numbers[0]), other=int(numbers[1]))
    return redirect("planning:list")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def side_by_side(member: Membership, before: PlanVersion, after: PlanVersion) -> dict[str, Any] | None:
    """Return what is known of two plans side by side, as much as the member may see; None where it is not known yet."""
    found = PlanComparison.objects.filter(before=before, after=after).values_list("body", flat=True).first()
    if found is None:
        return None
    factories, orders = found["factories"], found["orders"]
    if not member.sees_cluster:
        own = set(Factory.objects.filter(organisation_id=member.organisation_id).values_list("code", flat=True))
        factories = [f for f in factories if f["code"] in own]
        numbers = [o["order"] for o in orders]
        seen = set(orders_visible_to(member).filter(number__in=numbers).values_list("number", flat=True))
        orders = [o for o in orders if o["order"] in seen]
    costs = [{**c, "name": cost_name(c["kind"]), "change": c["after"] - c["before"]} for c in found["costs"]]
    totals = [sum(c[side] for c in costs) for side in ("before", "after")]
    gains = [
        {**f, "hours": (f["minutes"][1] - f["minutes"][0]) / 60, "change": f["pay"][1] - f["pay"][0]} for f in factories
    ]
    gains.sort(key=lambda f: -f["hours"])
    return {
        "sentences": figures.in_words(found["sentences"]) if member.sees_cluster else [],
        "costs": costs,
        "totals": totals,
        "change": totals[1] - totals[0],
        "premium": found.get("premium_cny"),
        "late": found["late"],
        "late_days": found["late_days"],
        "on_time": found["on_time"],
        "show_pay": not member.sees_cluster,
        "gainers": [f for f in gains if f["hours"] > 0][:MOST_FACTORIES],
        "losers": [f for f in reversed(gains) if f["hours"] < 0][:MOST_FACTORIES],
        "orders": [{**o, "ship": [_day(text) for text in o["ship"]]} for o in orders[:MOST_ORDERS]],
        "orders_in_all": len(orders),
        "waterfall": {
            "names": [c["name"] for c in costs if abs(c["change"]) >= 1],
            "changes": [round(c["change"], 2) for c in costs if abs(c["change"]) >= 1],
            "before": round(totals[0], 2),
            "after": round(totals[1], 2),
        },
    }
