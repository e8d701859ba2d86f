"""Where the published plan sends work: pieces from core factories to those that sew, for the map of the register."""

from __future__ import annotations

from itertools import starmap

from django.db.models import F, Sum

from interlock_hub.core.kept import Kept
from interlock_hub.core.models import Membership
from interlock_hub.network.panels import Flow
from interlock_hub.planning.models import PlanVersion
from interlock_hub.planning.selectors import lots_visible_to, published

# A plan stands still, but an order in it may change hands; it is looked at again after so long.
FRESH_S = 300.0
_kept: Kept[list[Flow]] = Kept(8, FRESH_S)


def flows_of_plan(member: Membership) -> list[Flow]:
    """Return the pieces of lots that a member may see, from an order's core factory to the lot's."""
    plan = published()
    if plan is None:
        return []
    reader = 0 if member.sees_cluster else member.organisation_id
    return _kept.get((plan.pk, plan.revision, plan.made_at, reader, member.role), lambda: _summed(member, plan))


def _summed(member: Membership, plan: PlanVersion) -> list[Flow]:
    lots = lots_visible_to(member, plan).exclude(order__planned_core=None).exclude(order__planned_core=F("factory"))
    sums = lots.select_related(None).order_by().values("order__planned_core", "factory").annotate(sent=Sum("pieces"))
    return list(starmap(Flow, sums.values_list("order__planned_core", "factory", "sent")))
