"""How evenly a plan's work is spread over the townships."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from interlock.model.plan import Plan, Resource
from interlock.model.scenario import Scenario


def evenness(used_min: Sequence[float], capacity_min: Sequence[float]) -> float:
    """Return 1 - Gini coefficient of the places' loads, each place weighing as much as its capacity.

    A load is minutes used over minutes there are. 1: all places are as full as each other; towards 0: all work lies in
    a small place. Gini = sum of w_i w_j |load_i - load_j| / (2 x mean load), with w the shares of capacity (weighted
    mean difference: C. Gini 1912; P. J. Lambert, The Distribution and Redistribution of Income, 2001, ch. 2). 1 where
    nothing is used or there is no capacity.
    """
    total, work = sum(capacity_min), sum(used_min)
    if total <= 0 or work <= 0:
        return 1.0
    loads = sorted((used / room, room / total) for used, room in zip(used_min, capacity_min, strict=True) if room > 0)
    # Sorted by load, the double sum is one pass over the Lorenz curve: 1 - Gini is twice the area below it.
    mean, reached, area = work / total, 0.0, 0.0
    for load, weight in loads:
        share = weight * load / mean
        area += weight * (2 * reached + share)
        reached += share
    return area


def fairness(scenario: Scenario, plan: Plan) -> float:
    """Return :func:`evenness` of a plan's sewing over the townships that have lines."""
    used: Counter[str] = Counter()
    room: Counter[str] = Counter()
    for load in plan.loads:
        if load.resource is Resource.SEWING:
            township = scenario.factory[load.factory].township
            used[township] += load.used_min  # type: ignore[assignment]
            room[township] += load.capacity_min  # type: ignore[assignment]
    return evenness([used[code] for code in room], list(room.values()))
