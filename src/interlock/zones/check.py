"""An independent judge: is it a plan of the whole, and do its prices prove the bound it states?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from interlock.allocation.check import check as check_allocation
from interlock.zones.check_words import LAWS
from interlock.zones.problem import ZonedProblem
from interlock.zones.solution import ZonedPlan


def check(zoned: ZonedProblem, plan: ZonedPlan) -> list[str]:
    """Name every law that the plan breaks (an empty list: none): those of an allocation of the whole, and its zones."""
    return [*check_allocation(zoned.whole, plan.allocation), *_zones(zoned, plan)]


def _zones(zoned: ZonedProblem, plan: ZonedPlan) -> Iterator[str]:
    """Every order has a zone that can sew it; only one that no zone can sew has none."""
    whole, zone = zoned.whole, plan.order_zone
    if zone.shape != (whole.order_count,) or (zone < -1).any() or (zone >= zoned.zone_count).any():
        yield LAWS.told("zones", last=zoned.zone_count - 1)
        return
    for o in range(whole.order_count):
        group = whole.group[o]
        lines = whole.group_line[whole.group_start[group] : whole.group_start[group + 1]]
        able = np.unique(zoned.line_zone[lines])
        if zone[o] not in able and (len(able) or zone[o] >= 0):
            yield LAWS.told("zone", order=o, zone=zone[o], able=able.tolist())
