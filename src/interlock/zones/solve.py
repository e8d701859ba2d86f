"""How: prices between zones, an order to the zone where it is cheapest, every zone planned by itself, one proof.

First prices are found on a sample of the orders; at them the orders are dealt to the zones; each zone is planned
wherever work runs. The zones' plans and prices are put together; a few passes over the whole better both; one exact
pricing, zone by zone, proves what no plan of the whole can beat, whether it keeps to zones or not.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from interlock.allocation import Allocation, Effort, allocate
from interlock.allocation.problem import AllocationProblem
from interlock.compute import Progress, Stop, Where, local
from interlock.zones.deal import deal, parts_of
from interlock.zones.levels import first_prices
from interlock.zones.merge import merged_plan, merged_prices
from interlock.zones.pricing import prove_whole
from interlock.zones.problem import Part, ZonedProblem, as_built
from interlock.zones.solution import ZonedPlan
from interlock.zones.words import ERRORS

DEALT, PLANNED = 0.1, 0.8


def plan_zones(
    zoned: ZonedProblem,
    *,
    where: Where | None = None,
    effort: Effort = "normal",
    seed: int = 0,
    proof_passes: int = 8,
    mend_passes: int = 2,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> ZonedPlan:
    """Plan the whole zone by zone; the answer does not depend on `where` the zones are planned (none: here).

    `proof_passes` better the prices and so the bound, `mend_passes` the plan across borders; both go through the whole
    order book in this process (0: none; the bound is proven all the same). `progress` is told the share done. Raises
    `Cancelled` soon after `stop()` turns true, for a plan of some zones is no plan of the whole, and `InvalidModel`
    where lines may work overtime.
    """
    began = time.perf_counter()
    zoned.whole.want_usual_hours(ERRORS.told("zones"))
    where = where or local()
    order_zone = deal(zoned, first_prices(zoned, seed), seed, where, stop)
    parts = parts_of(zoned, order_zone)
    asked = [Asked(one.problem, effort, seed) for one in parts]
    plans = where.each(allocate_part, asked, progress=_planning(progress), stop=stop)
    found = _whole(zoned, parts, plans, seed, where, (proof_passes, mend_passes), stop)
    if progress:
        progress(1.0)
    return ZonedPlan(replace(found, seconds=time.perf_counter() - began), order_zone)


@dataclass(frozen=True, eq=False)
class Asked:
    """One zone to be planned: all that its worker needs."""

    problem: AllocationProblem
    effort: Effort
    seed: int


def allocate_part(asked: Asked) -> Allocation:
    """Plan one zone."""
    return allocate(as_built(asked.problem), effort=asked.effort, seed=asked.seed)


def _planning(progress: Progress | None) -> Progress | None:
    """Progress of the zones as a share of all work."""
    return None if progress is None else lambda share: progress(DEALT + (PLANNED - DEALT) * share)


def _whole(
    zoned: ZonedProblem,
    parts: list[Part],
    plans: list[Allocation],
    seed: int,
    where: Where,
    passes: tuple[int, int],
    stop: Stop | None,
) -> Allocation:
    """One plan of the zones' plans, bettered and proven."""
    from interlock.allocation.answer import answer
    from interlock.zones.mend import mend_borders, polish_prices

    whole, gone_through = zoned.whole, sum(passes) + max(plan.passes for plan in plans)
    plan = merged_plan(whole, parts, plans)
    prices = merged_prices(whole, parts, [one.prices for one in plans])
    merged = answer(whole, plan, prices, 0, seed=seed, passes=gone_through)
    if passes[0]:
        prices = polish_prices(whole, merged, plan.copy(), passes[0], seed, stop)
    if passes[1]:
        mend_borders(whole, merged, plan, prices, passes[1], seed, stop)
    bound_fen = prove_whole(zoned, prices, where, stop)
    return answer(whole, plan, prices, bound_fen, seed=seed, passes=gone_through)
