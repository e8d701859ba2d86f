"""After the zones: prices that prove more, and orders that would rather sew across a border."""

from __future__ import annotations

import numpy as np

from interlock.allocation import Allocation, Prices
from interlock.allocation.problem import AllocationProblem
from interlock.allocation.tables import Cells, Plan
from interlock.compute import Stop
from interlock.compute.where import stopped

ROUNDS = 16
# Small steps: the zones' prices are near, and larger ones send all orders to the same cheap lines at once.
STEP = (0.0005, 0.0001)
AVERAGED_SHARE = 0.3


def polish_prices(
    whole: AllocationProblem, merged: Allocation, plan: Plan, passes: int, seed: int, stop: Stop | None
) -> Prices:
    """Incremental subgradient passes from the zones' prices and plan, every order free to go anywhere.

    The prices of the last passes are averaged. `plan` is used up.
    """
    from interlock.allocation.crew import crew_for
    from interlock.allocation.duals import price_scale
    from interlock.allocation.run import overload, shift
    from interlock.allocation.tables import nothing_like

    rng, scale = np.random.default_rng(seed), price_scale(whole)
    price, room = cells_of(merged.prices), room_left(whole, merged)
    total, count = nothing_like(price), 0
    with crew_for(whole) as crew:
        for number in range(passes):
            done = number / max(passes - 1, 1)
            step = STEP[0] * (STEP[1] / STEP[0]) ** done
            for orders in np.array_split(rng.permutation(whole.order_count), ROUNDS):
                if stop and stop():
                    raise stopped()
                crew.respond(orders, price, room, plan, whole.loss_floor_share)
                shift(price, overload(room, crew.full), (step * scale[0], step * scale[1], step * scale[2]))
                if done >= 1.0 - AVERAGED_SHARE:
                    count += 1
                    for table, now in zip(total, price, strict=True):
                        table += now
    return Prices(*(table / count for table in total)) if count else merged.prices


def mend_borders(
    whole: AllocationProblem,
    merged: Allocation,
    plan: Plan,
    prices: Prices,
    passes: int,
    seed: int,
    stop: Stop | None,
) -> None:
    """Take every order out and put it back `passes` times where it is cheapest in the whole; betters `plan` in place.

    Where that costs money, the plan stays as it was.
    """
    from interlock.allocation.crew import crew_for
    from interlock.allocation.plans import Draft, improve
    from interlock.allocation.run import Recipe, Run

    draft = Draft(plan.copy(), room_left(whole, merged), 0.0)
    with crew_for(whole) as crew:
        run = Run(whole, crew, Recipe(0, 0, 0, passes, 0.0, 1), np.random.default_rng(seed), stop=stop)
        improve(run, cells_of(prices), draft)
    if run.stopped:
        raise stopped()
    if draft.fen < merged.cost_fen:
        for mine, better in zip(plan, draft.plan, strict=True):
            np.copyto(mine, better)


def cells_of(prices: Prices) -> Cells:
    """Prices in the form of loops, in arrays of their own."""
    return Cells(prices.line_fen_per_min.copy(), prices.cut_fen_per_min.copy(), prices.finish_fen_per_min.copy())


def room_left(whole: AllocationProblem, merged: Allocation) -> Cells:
    """Minutes that a plan leaves free."""
    used = merged.used(whole)
    return Cells(whole.line_min - used.line_min, whole.cut_min - used.cut_min, whole.finish_min - used.finish_min)
