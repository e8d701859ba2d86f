"""Writes of the cutting room: taking over a plan's markers and lays, and how far each lay is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record
from interlock_hub.core.models import Membership
from interlock_hub.cutting import keeping, keeping_markers, services_better, services_pools, services_rolls
from interlock_hub.cutting.models import BetterMarker, Lay, Marker, Pool
from interlock_hub.network.models import CuttingTable, Factory
from interlock_hub.orders.models import Order, Style

NEXT = {Lay.State.PLANNED: Lay.State.SPREAD, Lay.State.SPREAD: Lay.State.CUT}
MARKER_FACTS = ("style", "material", "width_mm", "length_mm", "utilisation", "nested", "ratio", "body", "pattern")
LAY_FACTS = (
    "order", "marker", "factory", "table", "material", "cut_on", "start_min", "end_min", "plies", "fabric_m",
)  # fmt: skip
BACK = {after: before for before, after in NEXT.items()}


@transaction.atomic
def take_over(*, markers: Sequence[dict[str, Any]], lays: Sequence[dict[str, Any]]) -> None:
    """Make the cutting room's rows those of a published plan.

    A lay that was spread or cut already keeps its row and its marker, whatever the new plan says of it. A better
    marker that was taken meanwhile stays, where the plan's own is longer, and a nest, where the plan has an estimate.
    Rows of the same code are changed in place, so that offers of better markers, rolls and pools outlive a plan that
    leaves their lays as they were. A cut plan in force stays as long as its order's garments and style are the same.
    """
    markers, lays = keeping.carried(markers, lays)
    markers, lays = keeping_markers.split(markers, lays)
    saved_mm = keeping_markers.shortened(markers, lays)
    pools = services_pools.before_plan(lays, {m["code"]: m["length_mm"] for m in markers})
    lays = [lay for lay in lays if (lay["order"], lay["material"]) not in pools.going]
    begun = set(Lay.objects.exclude(state=Lay.State.PLANNED).values_list("code", flat=True))
    begun |= set(Lay.objects.filter(pool__state=Pool.State.POOLED).values_list("code", flat=True))
    kept = set(Marker.objects.filter(lays__code__in=begun).values_list("code", flat=True))
    spared = _spreads(begun)
    _take_markers(markers, kept)
    rows = dict(Marker.objects.values_list("code", "id"))
    fresh = _lays([lay for lay in lays if lay["code"] not in begun], rows, saved_mm)
    gone = Lay.objects.exclude(code__in=begun).exclude(code__in={lay.code for lay in fresh})
    services_rolls.release(gone.filter(rolls__isnull=False).distinct())
    gone.delete()
    Lay.objects.bulk_create(
        _unlike_held(fresh), batch_size=1000, update_conflicts=True, unique_fields=["code"], update_fields=[*LAY_FACTS],
    )  # fmt: skip
    now = _spreads(begun)
    services_rolls.release(
        Lay.objects.filter(code__in=[code for code, was in spared.items() if now.get(code, was) != was])
    )
    Marker.objects.exclude(code__in=kept | {m["code"] for m in markers}).filter(lays=None).delete()
    services_better.after_plan(kept)
    services_pools.after_plan(pools)


def _lays(wanted: Sequence[dict[str, Any]], rows: Mapping[str, int], saved_mm: Mapping[str, float]) -> list[Lay]:
    """A plan's lays as rows."""
    orders = dict(Order.objects.values_list("number", "id"))
    factories = dict(Factory.objects.values_list("code", "id"))
    tables = dict(CuttingTable.objects.values_list("code", "id"))
    return [
        Lay(
            code=lay["code"],
            order_id=orders[lay["order"]],
            marker_id=rows[lay["marker"]],
            factory_id=factories[lay["factory"]],
            table_id=tables[lay["table"]],
            fabric_m=lay["fabric_m"] - saved_mm[lay["marker"]] * sum(n for _colour, n in lay["plies"]) / 1000,
            **{name: lay[name] for name in ("material", "cut_on", "start_min", "end_min", "plies")},
        )
        for lay in wanted
    ]


def _unlike_held(lays: Sequence[Lay]) -> list[Lay]:
    """The lays whose rows are new or say otherwise: after a repair most say the same."""
    rows = ("order", "marker", "factory", "table")
    names = [f"{name}_id" if name in rows else name for name in LAY_FACTS]
    held = {code: facts for code, *facts in Lay.objects.values_list("code", *names)}
    return [lay for lay in lays if held.get(lay.code) != [getattr(lay, name) for name in names]]


def _spreads(begun: set[str]) -> dict[str, list[Any]]:
    """What rolls were given for, by lay: a lay of which none of this changes keeps them."""
    lays = Lay.objects.filter(rolls__isnull=False).exclude(code__in=begun).distinct().select_related("marker")
    return {
        lay.code: [lay.factory_id, lay.material, lay.plies, round(lay.marker.length_mm, 3), lay.marker.width_mm]
        for lay in lays.defer("marker__body")
    }


def _take_markers(markers: Sequence[dict[str, Any]], kept: set[str]) -> None:
    """Write a plan's markers, those of the same code in place.

    A marker of other garments, fabric or pieces than before is a new one: what was found for the old one goes.
    """
    patterns = keeping_markers.patterns_of(markers)
    styles = dict(Style.objects.values_list("code", "id"))
    before = {m.code: _garments(m) for m in Marker.objects.exclude(code__in=kept).defer("body")}
    rows = [_marker(m, styles, patterns) for m in markers if m["code"] not in kept]
    other = [row.code for row in rows if row.code in before and before[row.code] != _garments(row)]
    keeping_markers.say_ended(other)
    answered = BetterMarker.objects.filter(marker__code__in=other).exclude(answered_at=None)
    answered.filter(state=BetterMarker.State.TAKEN).update(state=BetterMarker.State.PASSED, before=None)
    BetterMarker.objects.filter(marker__code__in=other, answered_at=None).delete()
    Marker.objects.filter(code__in=other).update(tried_s=0)
    Marker.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["code"], update_fields=[*MARKER_FACTS],
    )  # fmt: skip


def _garments(marker: Marker) -> list[Any]:
    return [marker.style_id, marker.material, marker.width_mm, marker.ratio, marker.pattern_id]


def _marker(found: dict[str, Any], styles: dict[str, int], patterns: dict[tuple[str, str], int | None]) -> Marker:
    facts = {name: value for name, value in found.items() if name not in ("style", "pieces")}
    pattern = patterns.get((found["style"], found.get("pieces", "")))
    return Marker(style_id=styles[found["style"]], pattern_id=pattern, **facts)


@transaction.atomic
def advance(*, by: Membership, lay: Lay, to: str) -> Lay:
    """Say that a lay was spread, or cut; raises Stale when somebody has said so already."""
    if NEXT.get(Lay.State(lay.state)) != to:
        is_now = Lay.State(lay.state).label
        raise HubError(
            worded(_("A lay is spread first, then cut; lay %(lay)s is %(state)s."), lay=lay.code, state=is_now)
        )
    now = timezone.now()
    at = {"spread_at": now} if to == Lay.State.SPREAD else {"cut_at": now}
    changed = Lay.objects.filter(pk=lay.pk, state=lay.state).update(state=to, done_by_id=by.person_id, **at)
    if not changed:
        raise Stale(worded(_("Somebody else has just changed lay %(lay)s; look again."), lay=lay.code))
    record(by=by, subject="cutting.lay", key=lay.code, what=to, before={"state": lay.state}, after={"state": to})
    if to == Lay.State.CUT:
        services_rolls.after_cut(by=by, lay=lay)
    lay.refresh_from_db()
    return lay


def say(*, by: Membership, lay: Lay, to: str) -> Lay:
    """Say where a lay stands, a step ahead or back; a repeat changes nothing. Raises as advance and step_back do."""
    if lay.state == to:
        return lay
    back = BACK.get(Lay.State(lay.state)) == to
    return step_back(by=by, lay=lay) if back else advance(by=by, lay=lay, to=to)


@transaction.atomic
def step_back(*, by: Membership, lay: Lay) -> Lay:
    """Take back what was said of a lay last, on the day it was said; raises Stale when it changed meanwhile."""
    before = BACK.get(Lay.State(lay.state))
    said_at = lay.cut_at if lay.state == Lay.State.CUT else lay.spread_at
    if before is None or said_at is None:
        raise HubError(
            worded(_("Nothing was said of lay %(lay)s yet, so there is nothing to take back."), lay=lay.code)
        )
    if timezone.localdate(said_at) != timezone.localdate():
        raise HubError(
            worded(
                _("What was said of lay %(lay)s on an earlier day stands; tell the operator if it is wrong."),
                lay=lay.code,
            )
        )
    at = {"cut_at": None} if lay.state == Lay.State.CUT else {"spread_at": None, "done_by_id": None}
    changed = Lay.objects.filter(pk=lay.pk, state=lay.state).update(state=before, **at)
    if not changed:
        raise Stale(worded(_("Somebody else has just changed lay %(lay)s; look again."), lay=lay.code))
    if lay.state == Lay.State.CUT:
        services_rolls.before_uncut(lay=lay)
    record(
        by=by, subject="cutting.lay", key=lay.code, what="taken back", before={"state": lay.state},
        after={"state": before},
    )  # fmt: skip
    lay.refresh_from_db()
    return lay
