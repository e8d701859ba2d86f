"""Pages of rolls: the stock, one roll, and which rolls lays are spread from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interlock_hub.core.access import access, posted, roles, the_member
from interlock_hub.core.bridge import language, thing_name
from interlock_hub.core.errors import HubError
from interlock_hub.core.selectors import history
from interlock_hub.cutting import services_rolls
from interlock_hub.cutting.forms import RollForm
from interlock_hub.cutting.hours import clock, hours_of
from interlock_hub.cutting.models import Lay, Roll, RollPlan, RollUse
from interlock_hub.cutting.roll_plans import figures
from interlock_hub.cutting.rolls_seen import why_outdated
from interlock_hub.cutting.rolls_width import too_narrow
from interlock_hub.cutting.selectors import (
    CUTTING_READERS,
    lays_visible_to,
    material_names,
    may_advance,
    roll_plans_visible_to,
    rolls_visible_to,
    shops_with_rolls,
)
from interlock_hub.network.models import Factory
from interlock_hub.network.sheets import xlsx_response

READERS = roles(*CUTTING_READERS)
PAGE_ROWS = 100
HISTORY_ROWS = 20
MOST_COLOURS = 100
STATES = (Roll.State.STOCK, Roll.State.GIVEN, Roll.State.USED)


@access(READERS)
def rolls(request: HttpRequest) -> HttpResponse:
    """Show the rolls of a shop, and take one in by hand."""
    shop = shop_of(request)
    fabrics = services_rolls.fabrics()
    form = RollForm(request.POST or None, fabrics=fabrics)
    if request.method == "POST" and form.is_valid() and shop:
        try:
            made = services_rolls.add(by=the_member(request), factory=shop, **form.facts())
        except HubError as error:
            form.add_error(None, [str(problem) for problem in error.problems])
        else:
            messages.success(request, _("Roll %(roll)s is in stock.") % {"roll": made.code})
            for said in too_narrow(shop, [made]):
                messages.warning(request, said)
            return redirect(f"{request.path}?factory={shop.code}")
    found = _filtered(request, shop)
    pages = Paginator(found, PAGE_ROWS)
    page = pages.get_page(request.GET.get("page"))
    rows = list(page.object_list)
    left = services_rolls.left_m(rows)
    context = {
        "shop": shop,
        "shops": list(shops_with_rolls(the_member(request))),
        "form": form,
        "page": page,
        "rows": [{"roll": row, "left_m": left[row.pk]} for row in rows],
        "totals": _totals(the_member(request), shop),
        "names": {code: thing_name(fabric["name"]) for code, fabric in fabrics.items()},
        **_choices(request, shop),
        "states": STATES,
        "wanted": {name: request.GET.get(name, "") for name in ("q", "fabric", "colour", "state")},
        "colours": [thing_name(colour) for colour in services_rolls.known_colours()[:MOST_COLOURS]],
    }
    return render(request, "cutting/rolls.html", context, status=400 if form.is_bound else 200)


def shop_of(request: HttpRequest) -> Factory | None:
    """Return the shop that is asked for among those whose rolls the member sees, else the first of them."""
    shops = list(shops_with_rolls(the_member(request)))
    wanted = request.GET.get("factory", "") or request.POST.get("factory", "")
    return next((shop for shop in shops if shop.code == wanted), shops[0] if shops else None)


def _filtered(request: HttpRequest, shop: Factory | None) -> QuerySet[Roll]:
    found = rolls_visible_to(the_member(request)).filter(factory=shop)
    state = request.GET.get("state", "")
    found = found.filter(state=state) if state in STATES else found.filter(state__in=STATES[:2])
    if fabric := request.GET.get("fabric", "")[:60]:
        found = found.filter(material=fabric)
    if colour := request.GET.get("colour", "")[:60]:
        found = found.filter(colour=colour)
    if text := request.GET.get("q", "").strip()[:60]:
        found = found.filter(Q(code__icontains=text) | Q(shade__icontains=text))
    return found


def _choices(request: HttpRequest, shop: Factory | None) -> dict[str, list[str]]:
    """The fabrics and colours that the shop has rolls of, with those asked for."""
    every = rolls_visible_to(the_member(request)).filter(factory=shop, state__in=STATES).order_by()
    had = set(every.values_list("material", "colour").distinct())
    had.add((request.GET.get("fabric", ""), request.GET.get("colour", "")))
    fabrics, colours = ({pair[at] for pair in had} - {""} for at in (0, 1))
    return {"fabrics": sorted(fabrics), "roll_colours": sorted(colours, key=thing_name)}


def _totals(member: Any, shop: Factory | None) -> dict[str, Any]:
    stock = rolls_visible_to(member).filter(factory=shop, state=Roll.State.STOCK).order_by()
    found: dict[str, Any] = stock.aggregate(n=Count("pk"), metres=Sum("length_m"), remnants=Count("remnant_of"))
    return found


@access(READERS)
@require_GET
def export_rolls(request: HttpRequest) -> HttpResponse:
    """Return the rolls that are seen as an Excel file, which can be read again."""
    found = list(_filtered(request, shop_of(request))[:5000])
    headers = [_("Roll"), _("Fabric"), _("Colour"), _("Shade"), _("Length, m"), _("Width, cm"), _("State")]
    rows = [
        [row.code, row.material, row.colour, row.shade, row.length_m, row.width_mm / 10, str(row.get_state_display())]
        for row in found
    ]
    return xlsx_response(_("Rolls"), _("Rolls"), headers, rows)


@access(READERS)
@require_GET
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a roll: what was and will be spread from it, and what is left."""
    found = get_object_or_404(rolls_visible_to(the_member(request)), pk=pk)
    uses = RollUse.objects.filter(roll=found).select_related("lay").order_by("lay__cut_on", "lay__start_min")
    context = {
        "roll": found,
        "fabric": material_names({found.material}).get(found.material, found.material),
        "left_m": services_rolls.left_m([found])[found.pk],
        "uses": list(uses),
        "remnants": list(found.remnants.all()),
        "history": list(history(services_rolls.SUBJECT, services_rolls.key_of(found))[:HISTORY_ROWS]),
    }
    return render(request, "cutting/roll.html", context)


@access(READERS)
@posted("cutting:roll")
def drop_roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a roll off the list that is not there."""
    member = the_member(request)
    found = get_object_or_404(rolls_visible_to(member), pk=pk)
    try:
        services_rolls.drop(by=member, roll=found)
        messages.info(request, _("Roll %(roll)s is off the list.") % {"roll": found.code})
    except HubError as error:
        messages.warning(request, str(error))
    return redirect("cutting:rolls")


@access(READERS)
@posted("cutting:lay")
def ask_rolls(request: HttpRequest, code: str) -> HttpResponse:
    """Choose rolls for a lay, or for all lays of its fabric on its day."""
    member = the_member(request)
    found = get_object_or_404(lays_visible_to(member), code=code)
    if not may_advance(member, found):
        raise Http404
    try:
        job = services_rolls.ask(by=member, lay=found, whole_day=request.POST.get("whole") == "day")
    except HubError as error:
        messages.warning(request, str(error))
        return redirect("cutting:lay", code)
    return redirect("core:job", pk=job.pk)


def _back_in_stock(plan: RollPlan) -> list[str]:
    """The lays of a choice in force that no longer have its rolls: they ended, or are cut otherwise."""
    if plan.state != RollPlan.State.GIVEN:
        return []
    held = set(RollUse.objects.filter(plan=plan).values_list("lay__code", flat=True))
    return [code for code in dict.fromkeys(use["lay"] for use in plan.found["uses"]) if code not in held]


@access(READERS)
@require_GET
def roll_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show which rolls lays would be spread from, what is left of each, and what that saves."""
    member = the_member(request)
    plan = get_object_or_404(roll_plans_visible_to(member), pk=pk)
    found, stands = plan.found, figures(plan)
    ends = {end["roll"]: end for end in stands["ends"]}
    rolls_at_hand = {row.code: row for row in Roll.objects.filter(factory=plan.factory, code__in=list(ends))}
    lays = {lay.code: lay for lay in lays_visible_to(member).filter(code__in=found["lays"])}
    # Lays that ended or are cut otherwise since have their rolls back already; it is about those that hold some.
    given = plan.state == RollPlan.State.GIVEN
    holding = RollUse.objects.filter(plan=plan).values_list("lay__code", flat=True).distinct()
    concerned = [lays.get(code) for code in (holding if given else found["lays"])]
    outdated = why_outdated(plan) if plan.state == RollPlan.State.PROPOSED else None
    again = list(services_rolls.without_rolls(plan)) if outdated else []
    context = {
        "plan": plan,
        "found": found,
        "fabric": material_names({plan.material}).get(plan.material, plan.material),
        "lays": [
            {
                "code": code,
                "lay": lays.get(code),
                "uses": [
                    use | {"colour": thing_name(use["colour"]), "row": rolls_at_hand.get(use["roll"])}
                    for use in stands["uses"]
                    if use["lay"] == code
                ],
            }
            for code in found["lays"]
            if any(use["lay"] == code for use in stands["uses"])
        ],
        "stands": stands,
        "ends": [{"used_m": _used(found, code)} | end | {"row": rolls_at_hand.get(code)} for code, end in ends.items()],
        "clashes": _clashes(plan, lays),
        "more_m": max(0.0, -found["saved_m"]),
        "proof": found["proof"][language()],
        "may": bool(concerned) and all(lay is not None and may_advance(member, lay) for lay in concerned),
        "outdated": outdated,
        "again": bool(again) and all(may_advance(member, lay) for lay in again),
        "back": _back_in_stock(plan),
        "undoable": given and all(lay is not None and lay.state != Lay.State.CUT for lay in concerned),
        "estimated": [lay.code for lay in concerned if lay is not None and not lay.marker.nested],
    }
    return render(request, "cutting/roll_plan.html", context)


def _clashes(plan: RollPlan, lays: Mapping[str, Lay]) -> list[dict[str, Any]]:
    """Rolls that a proposal gives to lays at the same time, and until when the first has each; lay pages tell later."""
    told = plan.found.get("clashes", []) if plan.state == RollPlan.State.PROPOSED else []
    hours = hours_of([plan.factory_id])[plan.factory_id]
    return [clash | {"until": clock(hours.ends(lays[clash["lay"]].end_min))} for clash in told if clash["lay"] in lays]


def _used(found: dict[str, Any], roll: str) -> float:
    return float(sum(use["used_m"] for use in found["uses"] if use["roll"] == roll))


@access(READERS)
@posted("cutting:roll_plan")
def decide_rolls(request: HttpRequest, pk: int) -> HttpResponse:
    """Give lays the rolls of a proposal, put them back into stock, or choose again where it is out of date."""
    member = the_member(request)
    plan = get_object_or_404(roll_plans_visible_to(member), pk=pk)
    try:
        if request.POST.get("to") == "again":
            return redirect("core:job", pk=services_rolls.ask_again(by=member, plan=plan).pk)
        if request.POST.get("to") == "back":
            services_rolls.undo(by=member, plan=plan)
            messages.info(request, _("The rolls are in stock again."))
        else:
            services_rolls.give(by=member, plan=plan)
            messages.success(request, _("The lays have their rolls; the lay cards name them."))
    except HubError as error:
        for problem in error.problems:
            messages.warning(request, str(problem))
    return redirect("cutting:roll_plan", pk=plan.pk)
