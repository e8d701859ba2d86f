"""From the solver's tables to the answer that callers read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from interlock.allocation.problem import AllocationProblem, Floats, Ints
from interlock.allocation.solution import Allocation, Costs, Prices, Way
from interlock.allocation.tables import Plan


def answer(
    problem: AllocationProblem, plan: Plan, prices: Prices, bound_fen: int, *, seed: int, passes: int
) -> Allocation:
    """The plan as an `Allocation`, its money counted by kind."""
    used = np.flatnonzero(plan.batches > 0)
    order = np.repeat(np.arange(problem.order_count), problem.batches)[used]
    place, batches = plan.place[used], plan.batches[used]
    lot, bucket = np.nonzero(plan.minutes[used])
    work_min = plan.minutes[used][lot, bucket]
    return Allocation(
        lot_order=order,
        lot_line=problem.group_line[place],
        lot_batches=batches,
        work_order=order[lot],
        work_line=problem.group_line[place[lot]],
        work_bucket=bucket.astype(np.int64),
        work_min=work_min,
        outside_batches=plan.outside.copy(),
        costs=_count(problem, order, place, batches, plan.outside, order[lot], bucket, work_min),
        lower_bound_fen=bound_fen,
        prices=prices,
        seed=seed,
        passes=passes,
    )


def _count(
    problem: AllocationProblem,
    order: Ints,
    place: Ints,
    batches: Ints,
    outside: Ints,
    work_order: Ints,
    bucket: Ints,
    work_min: Floats,
) -> Costs:
    lot_min = batches * problem.batch_min[order]
    pieces = lot_min / problem.minutes_per_piece[order]
    return Costs(
        sewing_fen=round(float(lot_min @ problem.group_price_fen_per_min[place])),
        haul_fen=round(float(pieces @ problem.group_haul_fen_per_piece[place])),
        opening_fen=round(float(problem.group_opening_fen[place].sum())),
        time_fen=round(float(work_min @ problem.time_fen_per_min[work_order, bucket])),
        outside_fen=round(float((outside * problem.batch_min) @ problem.outside_fen_per_min)),
    )


def folded(problem: AllocationProblem, found: Allocation) -> Allocation:
    """The allocation of a problem whose overtime was unfolded, as one of the problem: minutes by its own buckets."""
    lines, buckets = problem.line_min.shape
    keys: Ints = (found.work_order * lines + found.work_line) * buckets + found.work_bucket // 2
    cells, row = np.unique(keys, return_inverse=True)
    rows, bucket = np.divmod(cells, buckets)
    order, line = np.divmod(rows, lines)
    work_min: Floats = np.bincount(row, found.work_min, len(cells)).astype(np.float64)
    prices = found.prices
    usual, over = prices.line_fen_per_min[:, ::2], prices.line_fen_per_min[:, 1::2]
    overtime_fen = overtime_used(problem, line, bucket, work_min).sum() * problem.overtime_fen_per_min
    time_fen = float(work_min @ problem.time_fen_per_min[order, bucket])
    return replace(
        found,
        work_order=order,
        work_line=line,
        work_bucket=bucket,
        work_min=work_min,
        costs=replace(found.costs, time_fen=round(time_fen), overtime_fen=round(float(overtime_fen))),
        prices=Prices(
            np.ascontiguousarray(usual),
            np.ascontiguousarray(prices.cut_fen_per_min[:, ::2]),
            np.ascontiguousarray(prices.finish_fen_per_min[:, ::2]),
            np.ascontiguousarray(over),
        ),
    )


def overtime_used(problem: AllocationProblem, line: Ints, bucket: Ints, work_min: Floats) -> Floats:
    """Minutes of every line and bucket beyond its usual ones."""
    used = np.zeros_like(problem.line_min)
    np.add.at(used, (line, bucket), work_min)
    return np.maximum(used - problem.line_min, 0.0)


def way_of(problem: AllocationProblem, order: int, plan: Plan, cost_fen: float, priced_fen: float) -> Way:
    """One order's lots in `plan` as a `Way`."""
    first = int(problem.batches[:order].sum())
    slots = np.arange(first, first + int(problem.batches[order]))
    slots = slots[plan.batches[slots] > 0]
    return Way(
        lines=problem.group_line[plan.place[slots]],
        batches=plan.batches[slots],
        work_min=plan.minutes[slots],
        outside_batches=int(plan.outside[order]),
        cost_fen=round(cost_fen),
        priced_fen=round(priced_fen),
    )
