"""Finding prices: what a minute of every line and shop is worth in every bucket, and the bound that they prove."""

from __future__ import annotations

import math

import numpy as np

from interlock.allocation import _pass_kernels
from interlock.allocation.problem import AllocationProblem
from interlock.allocation.run import Run, overload, shift
from interlock.allocation.tables import Cells, Plan, nothing_like
from interlock.allocation.warm import first_prices

Steps = tuple[float, float, float]

ETA = 2.0
POLISH_STEP, PATIENT_STEP = (0.002, 0.0002), (0.01, 0.00003)
PATIENT_PASSES = 300
AVERAGED_SHARE = 0.15
# Prices move after so many orders (at least 8 times a pass): steps are for 8 rounds, more rounds take shorter ones.
POLISH_ROUNDS, ROUND_ORDERS, MOST_ROUNDS = 8, 625, 64
RHO = (0.03, 0.01)
# Prices move little between passes: the first ones, which move them far, and every sixth look at all lines.
RELIST_PASSES, FAR_PASSES = 6, 3


def price_scale(problem: AllocationProblem) -> Steps:
    """What saving a minute on a line, in cutting and in finishing may be worth (fen): steps are measured in this.

    A batch kept inside saves its price outside; it takes its own minutes and, at worst, a start-up.
    """
    if problem.order_count == 0:
        return (1.0, 1.0, 1.0)
    first, places = problem.group_start[:-1], np.maximum(np.diff(problem.group_start), 1)
    up_to = np.concatenate([[0.0], np.cumsum(problem.group_loss_min)])
    loss_min = ((up_to[problem.group_start[1:]] - up_to[first]) / places)[problem.group]
    outside_fen = problem.outside_fen_per_min * problem.batch_min
    outside = float((outside_fen / (problem.batch_min + loss_min)).mean()) or 1.0
    return (outside, outside / _mean_use(problem.cut_use), outside / _mean_use(problem.finish_use))


def _mean_use(use: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    return float(use[use > 0.0].mean()) if (use > 0.0).any() else 1.0


def demand_load(problem: AllocationProblem) -> float:
    """Demanded sewing minutes as a share of all line minutes."""
    capacity = float(problem.line_min.sum())
    return float((problem.batch_min * problem.batches).sum()) / capacity if capacity else math.inf


def find_prices(run: Run, room: Cells, plan: Plan) -> Cells:
    """Prices near the maximum of the bound. `plan` ends as every order's cheapest way at them, overloads included."""
    scale = price_scale(run.problem)
    price = first_prices(run, scale)
    _augment(run, scale, price, room, plan)
    return _polish(run, scale, price, room, plan)


def _augment(run: Run, scale: Steps, price: Cells, room: Cells, plan: Plan) -> None:
    """Augmented-Lagrangian Gauss-Seidel passes: near in little time."""
    for number, way_done in enumerate(run.passes_of("prices", run.recipe.augmented_passes)):
        if number < FAR_PASSES or number % RELIST_PASSES == 0:
            run.crew.listed.forget()
        rho = _between(RHO, way_done)
        steps = np.array(scale) * rho
        for orders in run.coordinated_rounds():
            run.crew.augment(orders, price, room, plan, steps)
        shift(price, overload(room, run.crew.full), _times(scale, ETA * rho))


def _polish(run: Run, scale: Steps, price: Cells, room: Cells, plan: Plan) -> Cells:
    """Incremental subgradient passes; the prices of the last ones are averaged."""
    total, count = nothing_like(price), 0
    ends = PATIENT_STEP if run.recipe.polish_passes >= PATIENT_PASSES else POLISH_STEP
    rounds = min(max(POLISH_ROUNDS, run.problem.order_count // ROUND_ORDERS), MOST_ROUNDS)
    for number, way_done in enumerate(run.passes_of("bound", run.recipe.polish_passes)):
        if number % RELIST_PASSES == 0:
            run.crew.listed.forget()
        steps = _times(scale, _between(ends, way_done) * POLISH_ROUNDS / rounds)
        for orders in run.rounds(rounds):
            run.crew.respond(orders, price, room, plan, run.problem.loss_floor_share)
            for table, left, full, step in zip(price, room, run.crew.full, steps, strict=True):
                _pass_kernels.move_prices(table, left, full, step)
            if way_done >= 1.0 - AVERAGED_SHARE:
                count += 1
                for table, now in zip(total, price, strict=True):
                    table += now
    return Cells(*(table / count for table in total)) if count else price


def prove_bound(run: Run, price: Cells, plan: Plan) -> int:
    """The Lagrangian lower bound at `price` in whole fen, from one exact and unpruned pricing of all orders."""
    orders_fen = run.crew.price_orders(price, plan, run.problem.loss_floor_share)
    room_fen = sum(float((p * cap).sum()) for p, cap in zip(price, run.crew.full, strict=True))
    run.passes += 1
    # Floating sums over many orders may be off in their last digits, so the bound gives way by that much; beyond it, a
    # thousandth of a fen is nothing.
    bound_fen = max(0, math.floor(orders_fen - room_fen - 1e-12 * (orders_fen + room_fen) + 1e-3))
    run.bound_fen = max(run.bound_fen, bound_fen)
    return bound_fen


def _between(ends: tuple[float, float], way_done: float) -> float:
    """Geometric interpolation."""
    return float(ends[0] * (ends[1] / ends[0]) ** way_done)


def _times(scale: Steps, factor: float) -> Steps:
    return (scale[0] * factor, scale[1] * factor, scale[2] * factor)
