"""Reads of the cutting room, cut down to who asks: the firm that cuts, the order's own firm, and the operator."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from interlock_hub.core.models import Membership, Role
from interlock_hub.cutting.models import Lay, Marker
from interlock_hub.orders.selectors import orders_visible_to


def lays_visible_to(member: Membership) -> QuerySet[Lay]:
    """Return the lays a member may see."""
    every = Lay.objects.select_related("order", "marker", "factory", "table", "marker__style")
    if member.sees_cluster:
        return every
    if member.role == Role.CUTTER:
        return every.filter(factory__organisation_id=member.organisation_id)
    if member.role == Role.PLANNER:
        mine = Q(factory__organisation_id=member.organisation_id)
        return every.filter(mine | Q(order__in=orders_visible_to(member)))
    return every.none()


def markers_visible_to(member: Membership) -> QuerySet[Marker]:
    """Return the markers of lays that a member may see."""
    if member.sees_cluster:
        return Marker.objects.select_related("style")
    return Marker.objects.select_related("style").filter(lays__in=lays_visible_to(member)).distinct()
