"""Writes of the cutting room: taking over a plan's markers and lays, and how far each lay is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.ledger import record
from interlock_hub.core.models import Membership
from interlock_hub.cutting import services_pools, services_rolls
from interlock_hub.cutting.models import Lay, Marker, PatternVersion, Pool, PoolShare
from interlock_hub.network.models import CuttingTable, Factory
from interlock_hub.orders.models import Order, Style

NEXT = {Lay.State.PLANNED: Lay.State.SPREAD, Lay.State.SPREAD: Lay.State.CUT}
BACK = {after: before for before, after in NEXT.items()}


@transaction.atomic
def take_over(*, markers: Sequence[dict[str, Any]], lays: Sequence[dict[str, Any]]) -> None:
    """Make the cutting room's rows those of a published plan.

    A lay that was spread or cut already keeps its row and its marker, whatever the new plan says of it. A better
    marker that was taken meanwhile stays, where the plan's own is longer.
    """
    shorter, patterns = _taken_layouts(), _patterns(markers)
    pooled = _pools_begun()
    lays = [lay for lay in lays if (lay["order"], lay["material"]) not in pooled]
    begun = set(Lay.objects.exclude(state=Lay.State.PLANNED).values_list("code", flat=True))
    begun |= set(Lay.objects.filter(pool__state=Pool.State.POOLED).values_list("code", flat=True))
    kept = set(Marker.objects.filter(lays__code__in=begun).values_list("code", flat=True))
    services_rolls.release(Lay.objects.exclude(code__in=begun).filter(rolls__isnull=False).distinct())
    Lay.objects.exclude(code__in=begun).delete()
    Marker.objects.exclude(code__in=kept).delete()
    styles = dict(Style.objects.values_list("code", "id"))
    saved_mm = {m["code"]: _shortened(m, shorter) for m in markers}
    Marker.objects.bulk_create(_marker(m, styles, patterns) for m in markers if m["code"] not in kept)
    rows = dict(Marker.objects.values_list("code", "id"))
    orders = dict(Order.objects.values_list("number", "id"))
    factories = dict(Factory.objects.values_list("code", "id"))
    tables = dict(CuttingTable.objects.values_list("code", "id"))
    Lay.objects.bulk_create(
        (
            Lay(
                code=lay["code"],
                order_id=orders[lay["order"]],
                marker_id=rows[lay["marker"]],
                factory_id=factories[lay["factory"]],
                table_id=tables[lay["table"]],
                fabric_m=lay["fabric_m"] - saved_mm[lay["marker"]] * sum(n for _colour, n in lay["plies"]) / 1000,
                **{name: lay[name] for name in ("material", "cut_on", "start_min", "end_min", "plies")},
            )
            for lay in lays
            if lay["code"] not in begun
        ),
        batch_size=1000,
    )


def _pools_begun() -> set[tuple[str, str]]:
    """End the pools of which nothing is spread yet; return order and fabric of those that go on."""
    going = set(Lay.objects.exclude(pool=None).exclude(state=Lay.State.PLANNED).values_list("pool", flat=True))
    services_pools.end(Q(state__in=services_pools.LIVING) & ~Q(pk__in=going))
    shares = PoolShare.objects.filter(pool__in=going)
    return set(shares.values_list("orders__number", "pool__material"))


def _taken_layouts() -> dict[str, Marker]:
    """The markers whose better layout was taken, by code."""
    return {m.code: m for m in Marker.objects.filter(better__state="taken", nested=True, pattern=None)}


def _shortened(found: dict[str, Any], shorter: Mapping[str, Marker]) -> float:
    """Put a shorter layout that was taken into a plan's marker of the same garments; return by how many mm."""
    known = shorter.get(found["code"])
    if known is None or (known.width_mm, known.ratio) != (found["width_mm"], found["ratio"]):
        return 0.0
    saved_mm = float(found["length_mm"]) - known.length_mm
    if saved_mm <= 0:
        return 0.0
    found |= {name: getattr(known, name) for name in ("body", "length_mm", "utilisation", "nested")}
    return saved_mm


def _patterns(markers: Sequence[dict[str, Any]]) -> dict[tuple[str, str], int | None]:
    """Which version of a style's pieces markers were made from, by style and digest; None for those it has now."""
    styles = {m["style"] for m in markers if m.get("pieces")}
    found: dict[tuple[str, str], int | None] = {}
    for row in (
        PatternVersion.objects.filter(style__code__in=styles)
        .order_by("style", "-number")
        .values_list("style", "style__code", "digest", "pk")
    ):
        current = not any(style == row[1] for style, _digest in found)
        found.setdefault((row[1], row[2]), None if current else row[3])
    return found


def _marker(found: dict[str, Any], styles: dict[str, int], patterns: dict[tuple[str, str], int | None]) -> Marker:
    facts = {name: value for name, value in found.items() if name not in ("style", "pieces")}
    pattern = patterns.get((found["style"], found.get("pieces", "")))
    return Marker(style_id=styles[found["style"]], pattern_id=pattern, **facts)


@transaction.atomic
def advance(*, by: Membership, lay: Lay, to: str) -> Lay:
    """Say that a lay was spread, or cut; raises Stale when somebody has said so already."""
    if NEXT.get(Lay.State(lay.state)) != to:
        raise HubError(_("A lay is spread first, then cut; lay %(lay)s is %(state)s.") % {
            "lay": lay.code, "state": lay.get_state_display()})  # fmt: skip
    now = timezone.now()
    at = {"spread_at": now} if to == Lay.State.SPREAD else {"cut_at": now}
    changed = Lay.objects.filter(pk=lay.pk, state=lay.state).update(state=to, done_by_id=by.person_id, **at)
    if not changed:
        raise Stale(_("Somebody else has just changed lay %(lay)s; look again.") % {"lay": lay.code})
    record(by=by, subject="cutting.lay", key=lay.code, what=to, before={"state": lay.state}, after={"state": to})
    if to == Lay.State.CUT:
        services_rolls.after_cut(by=by, lay=lay)
    lay.refresh_from_db()
    return lay


@transaction.atomic
def step_back(*, by: Membership, lay: Lay) -> Lay:
    """Take back what was said of a lay last, on the day it was said; raises Stale when it changed meanwhile."""
    before = BACK.get(Lay.State(lay.state))
    said_at = lay.cut_at if lay.state == Lay.State.CUT else lay.spread_at
    if before is None or said_at is None:
        raise HubError(_("Nothing was said of lay %(lay)s yet, so there is nothing to take back.") % {"lay": lay.code})
    if timezone.localdate(said_at) != timezone.localdate():
        raise HubError(
            _("What was said of lay %(lay)s on an earlier day stands; tell the operator if it is wrong.")
            % {"lay": lay.code}
        )
    at = {"cut_at": None} if lay.state == Lay.State.CUT else {"spread_at": None, "done_by_id": None}
    changed = Lay.objects.filter(pk=lay.pk, state=lay.state).update(state=before, **at)
    if not changed:
        raise Stale(_("Somebody else has just changed lay %(lay)s; look again.") % {"lay": lay.code})
    if lay.state == Lay.State.CUT:
        services_rolls.before_uncut(lay=lay)
    record(
        by=by, subject="cutting.lay", key=lay.code, what="taken back", before={"state": lay.state},
        after={"state": before},
    )  # fmt: skip
    lay.refresh_from_db()
    return lay
