"""The page of how an order is cut: the plan in force, its bound, and what other limits would give."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interlock_hub.core.access import access, posted, roles, the_member
from interlock_hub.core.bridge import language, thing_name
from interlock_hub.core.errors import HubError
from interlock_hub.core.formats import grouped
from interlock_hub.core.models import Membership
from interlock_hub.core.selectors import history
from interlock_hub.cutting import plan_bridge, services_plans
from interlock_hub.cutting.forms import LimitsForm
from interlock_hub.cutting.models import CutStudy, Lay, Pool
from interlock_hub.cutting.selectors import (
    CUTTING_READERS,
    lays_visible_to,
    material_names,
    may_advance,
    pools_visible_to,
    shares_visible_to,
)
from interlock_hub.orders.matrix import matrix_of
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import orders_visible_to

READERS = roles(*CUTTING_READERS)
STUDIES = 12
HISTORY_ROWS = 20


@access(READERS)
def order(request: HttpRequest, order: str) -> HttpResponse:
    """Show how an order is cut, how far that is from the best possible, and other ways that were tried."""
    member, found = the_member(request), _order(request, order)
    lays = services_plans.lays_of(found)
    usual = plan_bridge.usual_limits(found)
    may = bool(lays) and all(may_advance(member, lay) for lay in lays)
    form = LimitsForm(request.POST or None, usual=usual)
    if request.method == "POST" and form.is_valid():
        try:
            job = services_plans.ask(by=member, order=found, limits=form.limits())
        except HubError as error:
            form.add_error(None, [str(problem) for problem in error.problems])
        else:
            return redirect("core:job", pk=job.pk)
    now = services_plans.digest(lays)
    studies = list(CutStudy.objects.filter(order=found).select_related("asked_by", "factory")[:STUDIES])
    fresh = [study for study in studies if study.lays_seen == now]
    chosen = _chosen(request, studies)
    context = {
        "order": found,
        "opens_order": orders_visible_to(member).filter(pk=found.pk).exists(),
        "shops": list({lay.factory.pk: lay.factory for lay in lays}.values()),
        "figures": _figures(lays) if lays else None,
        "to_cut": _to_cut(found, lays) if lays else None,
        "markers": _markers_in_force(lays) if lays else [],
        "fabrics": _fabrics_in_force(lays) if lays else [],
        "shares": list(shares_visible_to(member).filter(orders=found, pool__state=Pool.State.POOLED)),
        "pools": list(pools_visible_to(member).filter(shares__orders=found, state=Pool.State.POOLED).distinct()),
        "names": material_names({lay.material for lay in lays}),
        "measured": next((_shown(study) for study in fresh if study.usual), None),
        "studies": [_shown(study) | {"fresh": study in fresh} for study in studies],
        "chosen": _effect(chosen, lays, now) if chosen else None,
        "ended": _ended(studies),
        "given": services_plans.with_rolls(lays) if chosen and may else [],
        "form": form,
        "may": may,
        "begun": any(lay.state != Lay.State.PLANNED for lay in lays),
        "history": list(history(services_plans.SUBJECT, found.number)[:HISTORY_ROWS]),
    }
    return render(request, "cutting/order.html", context, status=400 if form.is_bound else 200)


def _ended(studies: Sequence[CutStudy]) -> CutStudy | None:
    """The cut plan applied last, where a new plan ended it."""
    applied = [study for study in studies if study.applied_at is not None]
    last = max(applied, key=lambda study: study.applied_at or study.created_at, default=None)
    return last if last and last.why_ended else None


def _order(request: HttpRequest, number: str) -> Order:
    seen = lays_visible_to(the_member(request)).order_by().values("order")
    return get_object_or_404(Order.objects.select_related("style").defer("style__body"), number=number, pk__in=seen)


def _figures(lays: Sequence[Lay]) -> dict[str, Any]:
    return {
        "markers": len({_counts(lay.marker.ratio.items()) for lay in lays}),
        "lays": len(lays),
        "fabric_m": sum(lay.fabric_m for lay in lays),
        "last_on": max(lay.cut_on for lay in lays),
    }


def _main_fabric(lays: Sequence[Lay]) -> str:
    """The fabric that most is laid of: the other fabrics of a garment follow its plies."""
    metres: dict[str, float] = defaultdict(float)
    for lay in lays:
        metres[lay.material] += lay.fabric_m
    return max(metres, key=lambda code: (metres[code], code))


def _to_cut(order: Order, lays: Sequence[Lay]) -> dict[str, Any]:
    """Garments ordered and cut, by colour and size; cut as the main fabric's lays have them."""
    main, cut = _main_fabric(lays), Counter[tuple[str, str]]()
    for lay in (one for one in lays if one.material == main):
        for colour, plies in lay.plies:
            cut.update({(colour, size): plies * count for size, count in lay.marker.ratio.items()})
    matrix = matrix_of(order.quantities.all(), order.style.sizes)
    rows = [
        {"colour": colour, "pieces": pieces, "total": total,
         "cells": [(count, cut[colour, size]) for size, count in zip(matrix.sizes, pieces, strict=True)],
         "cut": sum(cut[colour, size] for size in matrix.sizes)}
        for colour, pieces, total in matrix.rows
    ]  # fmt: skip
    return {"sizes": matrix.sizes, "rows": rows, "ordered": matrix.total, "cut": sum(row["cut"] for row in rows)}


def _markers_in_force(lays: Sequence[Lay]) -> list[dict[str, Any]]:
    """Markers by what they hold, with the plies of the main fabric: what is spread in each lay, and when."""
    main = _main_fabric(lays)
    alike: dict[str, list[Lay]] = {}
    for lay in (one for one in lays if one.material == main):
        alike.setdefault(_counts(lay.marker.ratio.items()), []).append(lay)
    return [_row(ratio, same) for ratio, same in alike.items()]


def _row(ratio: str, same: Sequence[Lay]) -> dict[str, Any]:
    plies: Counter[str] = Counter()
    for lay in same:
        plies.update(dict(lay.plies))
    held = sum(same[0].marker.ratio.values())
    return {
        "ratio": ratio,
        "held": held,
        "plies": _counts((thing_name(colour), count) for colour, count in plies.items()),
        "all_plies": plies.total(),
        "garments": plies.total() * held,
        "lays": len(same),
        "lay": same[0],
        "first_on": same[0].cut_on,
        "last_on": max(lay.cut_on for lay in same),
        "done": sum(1 for lay in same if lay.state == Lay.State.CUT),
    }


def _fabrics_in_force(lays: Sequence[Lay]) -> list[dict[str, Any]]:
    """What each fabric takes: its markers with their lengths, the main fabric first."""
    main = _main_fabric(lays)
    found: dict[str, dict[int, list[Lay]]] = {main: {}}
    for lay in lays:
        found.setdefault(lay.material, {}).setdefault(lay.marker_id, []).append(lay)
    return [
        {
            "material": material,
            "fabric_m": sum(lay.fabric_m for same in markers.values() for lay in same),
            "markers": [
                {
                    "marker": same[0].marker,
                    "ratio": _counts(same[0].marker.ratio.items()),
                    "length_m": same[0].length_m,
                    "lays": len(same),
                    "plies": sum(count for lay in same for _colour, count in lay.plies),
                    "fabric_m": sum(lay.fabric_m for lay in same),
                }
                for same in markers.values()
            ],
        }
        for material, markers in found.items()
    ]


def _counts(pairs: Any) -> str:
    return " ".join(f"{name}×{grouped(count)}" for name, count in pairs)


def _shown(study: CutStudy) -> dict[str, Any]:
    now, found = study.found["now"], study.found["found"]
    fewer = now["garments"] - found["garments"] if now else 0
    return {
        "study": study,
        "now": now,
        "found": found,
        "bound": study.found["bound_cny"],
        "gap": study.found["gap"],
        # What is in force lies so much above what no plan can undercut.
        "above": (now["cost_cny"] - study.found["bound_cny"]) / now["cost_cny"] if now and now["cost_cny"] else None,
        "saves": now["cost_cny"] - found["cost_cny"] if now else None,
        # Costs of unlike numbers of garments compare by the garment only.
        "fewer": fewer,
        "more": -fewer,
        "each": _each(found),
        "each_now": _each(now),
        "proof": study.found["proof"][language()],
        "proved": study.found["proved"],
    }


def _each(figures: dict[str, Any] | None) -> float | None:
    return figures["cost_cny"] / figures["garments"] if figures and figures["garments"] else None


def _chosen(request: HttpRequest, studies: Sequence[CutStudy]) -> CutStudy | None:
    wanted = request.GET.get("study", "")
    return next((study for study in studies if str(study.pk) == wanted), studies[0] if studies else None)


def _effect(study: CutStudy, lays: Sequence[Lay], now: str) -> dict[str, Any]:
    """What a study would change: figures, garments, and the days of its lays."""
    shown: dict[str, Any] = _shown(study) | {"problem": "", "last_on": None, "fresh": study.lays_seen == now}
    ordered = sum(row[2] for row in study.found["cut"])
    garments = sum(row[3] for row in study.found["cut"])
    shown |= {"ordered": ordered, "garments": garments, "off": [row for row in study.found["cut"] if row[2] != row[3]]}
    shown["steps"], shown["lays"] = _markers(study.found["steps"]), len(study.found["lays"])
    codes = {lay["code"] for lay in study.found["lays"]}
    shown["undoable"] = study.applied_at is not None and {lay.code for lay in lays} == codes
    if lays and shown["fresh"] and study.applied_at is None:
        try:
            shown["last_on"] = max(place.on for place in services_plans.places_of(study, lays).values())
        except HubError as error:
            shown["problem"] = str(error)
    return shown


def _markers(steps: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Markers by plies of each colour: the lays of one marker in one row."""
    plies: dict[str, Counter[str]] = {}
    lays: Counter[str] = Counter()
    for step in steps:
        ratio = _counts(step["ratio"].items())
        lays[ratio] += 1
        plies.setdefault(ratio, Counter()).update(dict(step["plies"]))
    return [
        {
            "ratio": ratio,
            "plies": _counts((thing_name(colour), count) for colour, count in counts.items()),
            "total": counts.total(),
            "lays": lays[ratio],
        }
        for ratio, counts in plies.items()
    ]


@access(READERS)
@posted("cutting:order")
def decide_plan(request: HttpRequest, order: str) -> HttpResponse:
    """Cut an order as a study found, or as it was before."""
    member, found = the_member(request), _order(request, order)
    study = get_object_or_404(CutStudy.objects.select_related("order", "factory"), order=found, pk=_number(request))
    try:
        _decided(request, member, study)
    except HubError as error:
        for problem in error.problems:
            messages.warning(request, str(problem))
    return redirect("cutting:order", found.number)


def _number(request: HttpRequest) -> int:
    wanted = request.POST.get("study", "")
    if not wanted.isdecimal() or len(wanted) > 9:
        raise Http404
    return int(wanted)


def _decided(request: HttpRequest, member: Membership, study: CutStudy) -> None:
    number, back = {"order": study.order.number}, request.POST.get("rolls") == "back"
    if request.POST.get("to") == "back":
        services_plans.undo(by=member, study=study, rolls_back=back)
        messages.info(request, _("Order %(order)s is cut again as it was before.") % number)
    else:
        services_plans.apply(by=member, study=study, rolls_back=back)
        messages.success(request, _("Order %(order)s is cut in its new lays now.") % number)


@access(READERS)
@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """List the orders that are cut, those first whose first lay comes first."""
    from interlock_hub.cutting.selectors import orders_cut

    found = orders_cut(the_member(request), request.GET.get("q", "").strip()[:60])
    return render(request, "cutting/orders.html", {"rows": list(found[:200]), "q": request.GET.get("q", "")})
