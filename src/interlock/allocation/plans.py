"""Finding a plan that keeps every capacity, given prices that are nearly right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interlock.allocation import _exchange_kernels, _plan_kernels, _retime_kernels
from interlock.allocation.duals import RELIST_PASSES, demand_load, price_scale
from interlock.allocation.problem import Ints
from interlock.allocation.run import Run, overload, shift
from interlock.allocation.tables import Cells, Plan, empty_plan, nothing_like, open_prices, prices_by_bucket

CONGESTION_START = 0.001
LOADS, CONGESTION_ENDS = (0.76, 0.90, 1.05), (0.3, 0.6, 1.0)
CONGESTION_STEP = 0.001
EXCHANGE_ROUNDS = 20
EXCHANGE_HEAT = (0.003, 0.0001)
MOST_VICTIMS = 8
REINSERT_START, REINSERT_END = 0.9, 0.2


@dataclass
class Draft:
    """A complete plan that keeps every capacity, with the room it leaves and its money."""

    plan: Plan
    room: Cells
    fen: float


def dispatch(run: Run) -> Draft:
    """Orders by due bucket, larger first, each in the cheapest way that is still free."""
    problem, crew = run.problem, run.crew
    plan, room = empty_plan(problem), crew.full.copy()
    free = nothing_like(room)
    sequence = np.lexsort((-problem.batch_min * problem.batches, problem.due_bucket))
    _plan_kernels.insert_orders(
        crew.asked, sequence, free, open_prices(free, room), room, crew.full, 1.0, plan, crew.desk
    )
    run.passes += 1
    draft = Draft(plan, room, 0.0)
    note(run, draft)
    return draft


def find_plan(run: Run, price: Cells, room: Cells, plan: Plan) -> Draft:
    """A good plan, starting from every order's cheapest way (`plan`, with the `room` it leaves or lacks)."""
    congest(run, price, room, plan)
    draft = settle(run, price, plan)
    improve(run, price, draft)
    return draft


def congest(run: Run, price: Cells, room: Cells, plan: Plan) -> None:
    """Negotiated congestion: orders may overload cells, at a penalty that grows until hardly anyone wants to.

    (The idea of the PathFinder router: McMurchie and Ebeling, FPGA 1995.)
    """
    scale, bent = price_scale(run.problem), price.copy()
    end = float(np.interp(demand_load(run.problem), LOADS, CONGESTION_ENDS))
    for number, way_done in enumerate(run.passes_of("plan", run.recipe.congestion_passes)):
        if number % RELIST_PASSES == 0:
            run.crew.listed.forget()
        extra = scale[0] * CONGESTION_START * (end / CONGESTION_START) ** way_done
        for orders in run.coordinated_rounds():
            run.crew.congest(orders, bent, room, plan, extra)
        share = Cells(*(np.clip(table, -1.0, 1.0) for table in overload(room, run.crew.full)))
        shift(bent, share, (scale[0] * CONGESTION_STEP, scale[1] * CONGESTION_STEP, scale[2] * CONGESTION_STEP))


def settle(run: Run, price: Cells, plan: Plan) -> Draft:
    """Keep the orders that fit, largest first; insert the others into the room left at full prices."""
    crew = run.crew
    sequence = np.argsort(-run.problem.batch_min * run.problem.batches, kind="stable")
    room, kept = crew.full.copy(), np.zeros(run.problem.order_count, np.bool_)
    _plan_kernels.keep_fitting(crew.asked, sequence, plan, room, kept)
    misfits = sequence[~kept[sequence]]
    _plan_kernels.insert_orders(
        crew.asked, misfits, price, open_prices(price, room), room, crew.full, 1.0, plan, crew.desk
    )
    draft = Draft(plan, room, 0.0)
    note(run, draft)
    return draft


def improve(run: Run, price: Cells, draft: Draft) -> None:
    """Better the draft in place: take out and put back, exchange neighbours, retime every line."""
    free = nothing_like(price)
    for way_done in run.passes_of("plan", run.recipe.reinsert_passes):
        # Prices keep orders off what others need more; they fade slowly, and only the last pass looks at money alone.
        last = way_done >= 1.0
        paid, weight = (free, 1.0) if last else (price, REINSERT_START + (REINSERT_END - REINSERT_START) * way_done)
        open_fen = open_prices(paid, draft.room)
        for orders in run.rounds(16):
            _plan_kernels.reinsert(
                run.crew.asked, orders, paid, open_fen, draft.room, run.crew.full, weight, draft.plan, run.crew.desk
            )
        note(run, draft)
    if not run.stopped:
        retime(run, draft)
        exchange(run, price, draft)
        retime(run, draft)
    note(run, draft)


def note(run: Run, draft: Draft) -> None:
    """Count the draft's money afresh; remember the best of all drafts, for those who watch."""
    draft.fen = float(_plan_kernels.total_cost(run.crew.asked, nothing_like(draft.room), draft.plan))
    run.best_fen = min(run.best_fen, draft.fen)


def slot_orders(run: Run) -> Ints:
    """The order of every slot."""
    return np.repeat(np.arange(run.problem.order_count), run.problem.batches)


def retime(run: Run, draft: Draft) -> None:
    """Move each line's minutes between buckets until none is cheaper."""
    asked, plan = run.crew.asked, draft.plan
    used = np.flatnonzero(plan.batches > 0)
    line = asked.group_line[plan.place[used]]
    by_line = np.argsort(line, kind="stable")
    start = np.searchsorted(line[by_line], np.arange(len(run.problem.line_min) + 1))
    _retime_kernels.retime(asked, start, used[by_line], slot_orders(run), plan, draft.room)


def exchange(run: Run, price: Cells, draft: Draft) -> None:
    """Large-neighbourhood search with falling temperature; keeps the best plan that it has seen."""
    orders, asked = run.problem.order_count, run.crew.asked
    tries = round(run.recipe.exchanges_per_order * orders / EXCHANGE_ROUNDS)
    if tries == 0:
        return
    lists = (np.full(len(run.problem.line_min), -1), *(np.full(len(draft.plan.place), -1) for _ in range(2)))
    for o in range(orders):
        _exchange_kernels.link_order(asked, o, draft.plan, *lists)
    mean_fen = draft.fen / orders
    best = Draft(draft.plan.copy(), draft.room.copy(), 0.0)
    fen = 0.0
    for i in range(EXCHANGE_ROUNDS):
        if run.wants_stop():
            break
        heat = mean_fen * EXCHANGE_HEAT[0] * (EXCHANGE_HEAT[1] / EXCHANGE_HEAT[0]) ** (i / (EXCHANGE_ROUNDS - 1))
        fen += _exchange_kernels.exchange(
            asked, run.rng.integers(0, orders, tries), run.rng.random((tries, 8)), heat, slot_orders(run), price,
            prices_by_bucket(price), draft.room, run.crew.full, draft.plan, run.crew.desk, *lists, MOST_VICTIMS,
        )  # fmt: skip
        if fen < best.fen:
            best = Draft(draft.plan.copy(), draft.room.copy(), fen)
    draft.plan, draft.room = best.plan, best.room
