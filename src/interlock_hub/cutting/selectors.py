"""Reads of the cutting room, cut down to who asks: the firm that cuts, the order's own firm, and the operator.

Bodies of markers and styles are large; lists never load them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.db.models.fields.json import KT

from interlock_hub.core.models import Membership, Role
from interlock_hub.cutting.models import BetterMarker, Lay, Marker, PatternUpload, Pool, PoolShare, Roll, RollPlan
from interlock_hub.network.models import CuttingTable, Factory
from interlock_hub.network.selectors import private_to
from interlock_hub.orders.models import Material, Order, Style
from interlock_hub.orders.selectors import orders_visible_to

# Those who see lays; a table's day is drawn in these minutes where the table has none of its own.
CUTTING_READERS = (Role.OPERATOR, Role.PLANNER, Role.CUTTER)
# Those who answer for their firm's orders; the operator does so for its own organisation's.
ANSWERING = (Role.OPERATOR, Role.PLANNER)
# What a code ends in where some lays of a marker took a layout of their own.
_COPY = re.compile(r"(~\d+)+$")
HEAVY = ("marker__body", "marker__style__body")


def lays_visible_to(member: Membership) -> QuerySet[Lay]:
    """Return the lays a member may see."""
    every = Lay.objects.select_related("order", "marker", "factory", "table", "marker__style").defer(*HEAVY)
    if member.sees_cluster:
        return every
    if member.role == Role.CUTTER:
        return every.filter(factory__organisation_id=member.organisation_id)
    if member.role == Role.PLANNER:
        mine = Q(factory__organisation_id=member.organisation_id)
        # A pooled lay shows other firms' sizes and styles: who does not cut it sees the own share only.
        return every.filter(mine | Q(order__in=orders_visible_to(member).values("pk"), pool=None))
    return every.none()


def markers_visible_to(member: Membership) -> QuerySet[Marker]:
    """Return the markers of lays that a member may see."""
    every = Marker.objects.select_related("style").defer("body", "style__body")
    return every if member.sees_cluster else every.filter(pk__in=lays_visible_to(member).order_by().values("marker"))


def marker_in_place_of(code: str, member: Membership) -> Marker | None:
    """Return the marker that a member's lays have instead of one that they had: a copy of it, or what it copied."""
    root = _COPY.sub("", code)
    alike = markers_visible_to(member).filter(code__startswith=root[:74]).exclude(code=code).order_by("-pk")
    return next((found for found in alike if _COPY.sub("", found.code) in (root, root[:74])), None)


def may_advance(member: Membership, lay: Lay) -> bool:
    """Tell whether a member may say how far a lay is: the people who cut it, and the operator."""
    cuts = lay.factory.organisation_id == member.organisation_id
    return member.sees_cluster or (cuts and member.may(Role.CUTTER, Role.PLANNER))


@dataclass
class TableDay:
    """A table's lays of a day, in their order; ``whole`` when the reader sees all of them."""

    table: CuttingTable
    whole: bool
    lays: list[Lay] = field(default_factory=list)

    @property
    def used_min(self) -> float:
        """Minutes that the lays take."""
        return sum(lay.end_min - lay.start_min for lay in self.lays)

    @property
    def load(self) -> float | None:
        """How full the day is; None to those who see some of its lays only."""
        return self.used_min / self.table.minutes_per_day if self.whole and self.table.minutes_per_day else None

    @property
    def done(self) -> int:
        """Lays that are cut."""
        return sum(1 for lay in self.lays if lay.state == Lay.State.CUT)

    @property
    def span_min(self) -> float:
        """Minutes to draw: the day, or longer where lays run over."""
        return max([self.table.minutes_per_day, *(lay.end_min for lay in self.lays)])


@dataclass(frozen=True)
class ShopDay:
    """A cutting shop's day in figures."""

    factory: int
    code: str
    name: str
    lays: int
    cut: int
    used_min: float
    fabric_m: float


def shops_of_day(member: Membership, on: date) -> list[ShopDay]:
    """Return the shops that cut on a day, the fullest first."""
    found = (
        lays_visible_to(member)
        .filter(cut_on=on)
        .select_related(None)
        .defer(None)
        .order_by()
        .values("factory", "factory__code", "factory__name")
        .annotate(
            n=Count("id"),
            done=Count("id", filter=Q(state=Lay.State.CUT)),
            used=Sum("end_min") - Sum("start_min"),
            fabric=Sum("fabric_m"),
        )
    )
    shops = [
        ShopDay(r["factory"], r["factory__code"], r["factory__name"], r["n"], r["done"], r["used"], r["fabric"])
        for r in found
    ]
    return sorted(shops, key=lambda shop: (-shop.used_min, shop.code))


def tables_of_day(member: Membership, on: date, factory: int) -> list[TableDay]:
    """Return the tables of a shop with their lays of a day; a table without work is there for its own people."""
    tables = CuttingTable.objects.filter(factory=factory).select_related("factory")
    days = {table.pk: TableDay(table, private_to(member, table.factory)) for table in tables}
    for lay in lays_visible_to(member).filter(cut_on=on, factory=factory).order_by("table__code", "start_min", "pk"):
        days[lay.table_id].lays.append(lay)
    return [table for table in days.values() if table.whole or table.lays]


def overdue(member: Membership, on: date, factory: int | None) -> QuerySet[Lay]:
    """Return lays of earlier days that are not cut yet."""
    lays = lays_visible_to(member).filter(cut_on__lt=on).exclude(state=Lay.State.CUT)
    return lays.filter(factory=factory) if factory else lays


def days_with_lays(member: Membership, on: date) -> dict[str, date | None]:
    """Return the last day before and the first after a day on which something is cut, and the day where it is one."""
    lays = lays_visible_to(member).select_related(None).defer(None).order_by()
    return lays.aggregate(
        before=Max("cut_on", filter=Q(cut_on__lt=on)),
        here=Max("cut_on", filter=Q(cut_on=on)),
        after=Min("cut_on", filter=Q(cut_on__gt=on)),
    )


def material_names(codes: Sequence[str] | set[str]) -> dict[str, str]:
    """Return materials' names by code."""
    return dict(Material.objects.filter(code__in=set(codes)).values_list("code", "name"))


def lay_counts(marker_ids: Sequence[int], member: Membership) -> dict[int, dict[str, Any]]:
    """Return how many lays of each marker a member sees, the first day it is cut, and the pool that it is of."""
    found = (
        lays_visible_to(member)
        .filter(marker__in=marker_ids)
        .select_related(None)
        .defer(None)
        .order_by()
        .values("marker")
        .annotate(n=Count("id"), first_on=Min("cut_on"), pool=Max("pool"))
    )
    return {row["marker"]: dict(row) for row in found}


def better_visible_to(member: Membership) -> QuerySet[BetterMarker]:
    """Return the better markers found for lays that a member cuts; the operator sees all. Bodies are not loaded."""
    every = BetterMarker.objects.select_related("marker", "marker__style", "answered_by").defer(
        "body", "before", "marker__body", "marker__style__body"
    )
    if member.sees_cluster:
        return every
    if not member.may(Role.CUTTER, Role.PLANNER):
        return every.none()
    own = Lay.objects.filter(factory__organisation_id=member.organisation_id).order_by()
    # Lays that have taken one, where others kept the marker, lie on its copy.
    taken = Q(split__in=own.values("marker__code"))
    return every.annotate(split=KT("before__split")).filter(Q(marker__in=own.values("marker")) | taken)


def orders_cut(member: Membership, text: str = "") -> Any:
    """Return the orders with lays of their own that a member sees, as rows: number, style, when it is due, lays, lays
    cut, first and last day, fabric.
    """
    lays = lays_visible_to(member).filter(pool=None).select_related(None).defer(None).order_by()
    if text:
        lays = lays.filter(Q(order__number__icontains=text) | Q(order__style__code__icontains=text))
    return (
        lays.values("order__number", "order__style__code", "order__pieces", "order__due_on")
        .annotate(
            n=Count("id"),
            cut=Count("id", filter=Q(state=Lay.State.CUT)),
            first_on=Min("cut_on"),
            last_on=Max("cut_on"),
            fabric=Sum("fabric_m"),
        )
        .order_by("first_on", "order__number")
    )


def styles_to_pattern(member: Membership) -> QuerySet[Style]:
    """Return the styles whose pieces a member may replace: a cutting room's all, a planner's own ones."""
    every = Style.objects.defer("body")
    if member.role in (Role.OPERATOR, Role.CUTTER):
        return every
    return every.filter(owner_id=member.organisation_id) if member.role == Role.PLANNER else every.none()


def pattern_uploads_visible_to(member: Membership) -> QuerySet[PatternUpload]:
    """Return the pattern files that the member's own organisation uploaded, without their content."""
    return (
        PatternUpload.objects.filter(organisation_id=member.organisation_id)
        .select_related("style", "member__person", "job")
        .defer("data", "rules", "found", "style__body")
    )


def shops_with_rolls(member: Membership) -> QuerySet[Factory]:
    """Return the shops whose rolls a member keeps: the own ones that have tables; the operator sees all of them."""
    shops = Factory.objects.filter(tables__isnull=False).distinct().order_by("code")
    if member.sees_cluster:
        return shops
    if not member.may(Role.CUTTER, Role.PLANNER):
        return shops.none()
    return shops.filter(organisation_id=member.organisation_id)


def rolls_visible_to(member: Membership) -> QuerySet[Roll]:
    """Return the rolls of the shops that a member works in."""
    return Roll.objects.filter(factory__in=shops_with_rolls(member).order_by()).select_related("factory", "remnant_of")


def roll_plans_visible_to(member: Membership) -> QuerySet[RollPlan]:
    """Return what rolls were proposed for lays of the shops that a member works in."""
    return RollPlan.objects.filter(factory__in=shops_with_rolls(member).order_by()).select_related(
        "factory", "given_by"
    )


def pools_visible_to(member: Membership) -> QuerySet[Pool]:
    """Return the pools of the shops a member works in, with all their figures; nobody else sees these."""
    if member.sees_cluster or not member.may(Role.CUTTER, Role.PLANNER):
        return Pool.objects.none()
    return Pool.objects.filter(factory__organisation_id=member.organisation_id).select_related("factory")


def shares_visible_to(member: Membership) -> QuerySet[PoolShare]:
    """Return a firm's own shares, once it is asked; nobody sees another firm's here. The pool's figures stay behind."""
    if member.role not in ANSWERING:
        return PoolShare.objects.none()
    asked = PoolShare.objects.filter(firm_id=member.organisation_id).exclude(pool__state=Pool.State.DRAFT)
    hidden = ("pool__found", "pool__replaced", "pool__lays_seen")
    return asked.select_related("pool__factory", "answered_by").defer(*hidden)


def orders_opened(member: Membership, orders: Sequence[Order]) -> set[int]:
    """Return those of some orders whose pages a member may open: of a pool's, the own firm's alone."""
    return set(orders_visible_to(member).filter(pk__in=[order.pk for order in orders]).values_list("pk", flat=True))


def firms_without_answer(firms: Sequence[int]) -> set[int]:
    """Return those of some organisations in which nobody can answer for their orders."""
    able = Membership.objects.filter(organisation__in=firms, role__in=ANSWERING, person__is_active=True)
    return set(firms) - set(able.values_list("organisation", flat=True))
