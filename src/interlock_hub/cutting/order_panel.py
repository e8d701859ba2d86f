"""How an order is cut, on the order's page: how many lays, how many are cut, and where its cut plan stands."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, Q, Sum

from interlock_hub.core.models import Membership
from interlock_hub.cutting.models import Lay, Pool
from interlock_hub.cutting.selectors import lays_visible_to, shares_visible_to
from interlock_hub.orders.models import Order


def how_it_is_cut(member: Membership, order: Order) -> tuple[str, dict[str, Any]] | None:
    """Return what the cutting room says of an order; None to those who see no lay of it."""
    found = (
        lays_visible_to(member)
        .filter(order=order)
        .select_related(None)
        .defer(None)
        .order_by()
        .aggregate(
            n=Count("id"), cut=Count("id", filter=Q(state=Lay.State.CUT)), fabric=Sum("fabric_m"), last_on=Max("cut_on")
        )
    )
    share = shares_visible_to(member).filter(orders=order, pool__state=Pool.State.POOLED).first()
    if not found["n"] and share is None:
        return None
    return "cutting/_order_panel.html", {**found, "number": order.number, "share": share}
