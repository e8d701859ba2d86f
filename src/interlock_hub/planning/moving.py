"""What inspectors and drivers ask of the published plan: lots that end soon, and work that moves between places.

They see the work of their own organisation only: what its lines sew, what is sewn for its orders, what its tables cut.
A lot that its firm has not taken yet is nobody's work.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from interlock_hub.core.models import Membership, Role
from interlock_hub.network.models import Factory
from interlock_hub.orders.models import Order
from interlock_hub.planning.models import LotOffer, PlanLot, PlanOrder, PlanVersion


@dataclass(frozen=True)
class Move:
    """An order's work that goes from one place to another: cut pieces by a day, sewn ones (``sewn``) from a day on."""

    on: date
    order: Order
    sewn: bool
    start: Factory
    end: Factory
    pieces: int


def lots_ending(member: Membership, plan: PlanVersion, first_on: date, last_on: date) -> QuerySet[PlanLot]:
    """Return the lots of an inspector's organisation that end in the days given, the first first."""
    if member.role != Role.INSPECTOR:
        return PlanLot.objects.none()
    found = _taken(plan).filter(_sewn_or_ordered(member), end_on__range=(first_on, last_on))
    return found.order_by("end_on", "order__number", "part")


def moves(member: Membership, plan: PlanVersion, first_on: date, last_on: date, most: int) -> list[Move]:
    """Return what moves from or to places of a driver's organisation in the days given, at most so many."""
    if member.role != Role.DRIVER:
        return []
    mine = Factory.objects.filter(organisation_id=member.organisation_id).values("pk")
    pieces: Counter[tuple[date, Order, bool, Factory, Factory]] = Counter()
    for sewn, place, on in ((False, "cutting", "arrive_on"), (True, "core", "end_on")):
        legs = PlanOrder.objects.filter(plan=plan).select_related(place)
        at_end = legs.filter(**{f"{place}__in": mine}).values("order")
        own = Q(factory__in=mine) | Q(order__in=at_end)
        lots = list(_taken(plan).filter(own, **{f"{on}__range": (first_on, last_on)}).order_by(on, "code")[: 4 * most])
        places = {leg.order_id: getattr(leg, place) for leg in legs.filter(order__in=[lot.order_id for lot in lots])}
        for lot in lots:
            other = places[lot.order_id]
            if other.pk != lot.factory_id:
                start, end = (lot.factory, other) if sewn else (other, lot.factory)
                pieces[getattr(lot, on), lot.order, sewn, start, end] += lot.pieces
    loads = [Move(*load, count) for load, count in pieces.items()]
    return sorted(loads, key=lambda move: (move.on, move.sewn, move.order.number, move.end.code))[:most]


def _taken(plan: PlanVersion) -> QuerySet[PlanLot]:
    taken = Q(offers=None) | Q(offers__state=LotOffer.State.ACCEPTED)
    rows = PlanLot.objects.filter(taken, plan=plan).select_related("order__style", "line", "factory")
    return rows.defer("order__style__body", "days", "quantities")


def _sewn_or_ordered(member: Membership) -> Q:
    mine = member.organisation_id
    return Q(factory__organisation_id=mine) | Q(order__owner_id=mine) | Q(order__planned_core__organisation_id=mine)
