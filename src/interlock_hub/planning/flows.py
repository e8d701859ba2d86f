"""Where the published plan sends work: pieces from core factories to those that sew, for the map of the register."""

from __future__ import annotations

from django.db.models import F, Sum

from interlock_hub.core.models import Membership
from interlock_hub.network.panels import Flow
from interlock_hub.planning.selectors import lots_visible_to, published


def flows_of_plan(member: Membership) -> list[Flow]:
    """Return the pieces of lots that a member may see, from an order's core factory to the lot's."""
    plan = published()
    if plan is None:
        return []
    lots = lots_visible_to(member, plan).exclude(order__planned_core=None).exclude(order__planned_core=F("factory"))
    sums = lots.select_related(None).order_by().values("order__planned_core", "factory").annotate(sent=Sum("pieces"))
    return [Flow(row["order__planned_core"], row["factory"], row["sent"]) for row in sums]
