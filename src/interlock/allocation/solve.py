"""How: prices first, then a plan at those prices, then a bound that says how good the plan is.

Orders are independent once every capacity has a price. Prices are found by augmented-Lagrangian passes and polished by
an incremental subgradient method; the plan by negotiated congestion, insertion, reinsertion, exchanges and an exact
retiming of each line (and by `loads` where orders are whole lots in a single bucket); the bound by one exact pricing of
all orders (Lagrangian, equal to Dantzig-Wolfe's at its maximum).
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from interlock.allocation.answer import answer, folded, way_of
from interlock.allocation.problem import AllocationProblem
from interlock.allocation.run import Effort, Found, Progress, Recipe, Run, Stop, recipe_for
from interlock.allocation.solution import Allocation, Prices, Residual, Way
from interlock.allocation.tables import Cells, empty_plan, nothing_like
from interlock.allocation.unfold import unfolded


def allocate(
    problem: AllocationProblem,
    *,
    effort: Effort = "normal",
    seed: int = 0,
    progress: Progress | None = None,
    stop: Stop | None = None,
    found: Found | None = None,
) -> Allocation:
    """Plan all orders as cheaply as `effort` allows, with a proven lower bound.

    `progress(share, stage)` is told how far the work is, and before it `found(cost_fen, bound_fen)` what the best plan
    so far costs and what every plan costs at least, once both are known. When `stop()` turns true, the best complete
    plan found so far is returned, its bound still proven. The same problem, effort and seed give the same answer on any
    machine of the same kind, whatever its number of threads.
    """
    if problem.overtime_min is not None:
        usual = allocate(unfolded(problem), effort=effort, seed=seed, progress=progress, stop=stop, found=found)
        return folded(problem, usual)
    from interlock.allocation.crew import crew_for
    from interlock.allocation.duals import find_prices, prove_bound
    from interlock.allocation.loads import find_loads, suits
    from interlock.allocation.plans import dispatch, find_plan

    began = time.perf_counter()
    with crew_for(problem) as crew:
        recipe = recipe_for(effort, problem.order_count)
        run = Run(problem, crew, recipe, np.random.default_rng(seed), progress, stop, found)
        best = dispatch(run)
        plan, room = empty_plan(problem), crew.full.copy()
        price = find_prices(run, room, plan)
        bound_fen = prove_bound(run, price, plan)
        for start in range(recipe.starts):
            if not run.wants_stop():
                best = min(best, find_plan(run, price, room.copy(), plan.copy()), key=lambda one: one.fen)
            if start == 0 and recipe.loads and suits(problem):
                best = find_loads(run, best)
    if progress is not None:
        progress(1.0, "done")
    made = answer(problem, best.plan, Prices(*price), bound_fen, seed=seed, passes=run.passes)
    return replace(made, seconds=time.perf_counter() - began)


def earliest_due_date(problem: AllocationProblem) -> Allocation:
    """A strong dispatcher: orders by due bucket, larger first, each in the cheapest way free; prices zero."""
    if problem.overtime_min is not None:
        return folded(problem, earliest_due_date(unfolded(problem)))
    from interlock.allocation.crew import crew_for
    from interlock.allocation.duals import prove_bound
    from interlock.allocation.plans import dispatch

    began = time.perf_counter()
    with crew_for(problem) as crew:
        run = Run(problem, crew, Recipe(0, 0, 0, 0, 0.0, 0), np.random.default_rng(0))
        plan = dispatch(run).plan
        bound_fen = prove_bound(run, nothing_like(crew.full), plan)
    found = answer(problem, plan, Prices.free(problem), bound_fen, seed=0, passes=run.passes)
    return replace(found, seconds=time.perf_counter() - began)


def way(problem: AllocationProblem, order: int, residual: Residual, prices: Prices) -> Way:
    """The best way of one order through the room in `residual` when all capacity is paid for at `prices`.

    Overtime has no part in it.
    """
    from interlock.allocation._plan_kernels import insert_order, order_cost
    from interlock.allocation.tables import asked_of, new_desk, prices_by_bucket

    asked, plan, desk = asked_of(problem), empty_plan(problem), new_desk(problem)
    room = Cells(residual.line_min.copy(), residual.cut_min.copy(), residual.finish_min.copy())
    price = Cells(prices.line_fen_per_min.copy(), prices.cut_fen_per_min.copy(), prices.finish_fen_per_min.copy())
    insert_order(asked, order, price, prices_by_bucket(price), room, room.copy(), 1.0, plan, desk)
    cost_fen, priced_fen = (order_cost(asked, order, price, weight, plan) for weight in (0.0, 1.0))
    return way_of(problem, order, plan, cost_fen, priced_fen)
