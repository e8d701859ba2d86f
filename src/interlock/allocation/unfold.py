"""Overtime as buckets of its own: every bucket twice, its usual minutes and those beyond them.

A minute of overtime is a minute of the same line, of the same days, that costs a premium. With each bucket followed by
one of overtime the problem is one without overtime again, so prices, plan and bound are found as ever: the price of an
overtime bucket is what a minute there is worth beyond its premium.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from interlock.allocation.problem import AllocationProblem, Floats, Ints
from interlock.allocation.solution import Allocation, Prices


@dataclass(frozen=True, kw_only=True, eq=False)
class Unfolded(AllocationProblem):
    """A problem whose even buckets are another's usual minutes and whose odd ones are its overtime.

    Shops work no overtime: they serve both from their even buckets.
    """

    @property
    def cut_bucket(self) -> Ints:
        """The bucket whose cutting serves the sewing of each bucket."""
        return self._twice(super().cut_bucket)

    @property
    def finish_bucket(self) -> Ints:
        """The bucket whose finishing serves the sewing of each bucket."""
        return self._twice(super().finish_bucket)

    def _twice(self, buckets: Ints) -> Ints:
        """The even bucket of those that serve the first half of the buckets, for usual minutes and overtime alike."""
        usual = self.bucket_count // 2
        served: Ints = np.repeat(2 * np.minimum(buckets[:usual], usual - 1), 2)
        served.flags.writeable = False
        return served


def unfolded(problem: AllocationProblem) -> Unfolded:
    """Return the problem with each bucket followed by one of its overtime."""
    over = np.zeros_like(problem.line_min) if problem.overtime_min is None else problem.overtime_min
    time_fen = problem.time_fen_per_min
    same = {field.name: getattr(problem, field.name) for field in fields(AllocationProblem)}
    return Unfolded(
        **same
        | {
            "release": 2 * problem.release,
            "due": None if problem.due is None else 2 * problem.due,
            "time_fen_per_min": in_turn(time_fen, time_fen + problem.overtime_fen_per_min),
            "line_min": in_turn(problem.line_min, over),
            "cut_min": in_turn(problem.cut_min, np.zeros_like(problem.cut_min)),
            "finish_min": in_turn(problem.finish_min, np.zeros_like(problem.finish_min)),
            "overtime_min": None,
            "overtime_fen_per_min": 0.0,
        }
    )


def unfolded_plan(problem: AllocationProblem, plan: Allocation) -> Allocation:
    """Return a plan of a problem with overtime as one of the unfolded problem: usual minutes are used up first."""
    buckets = problem.bucket_count
    cell = plan.work_line * buckets + plan.work_bucket
    turn = np.argsort(cell, kind="stable")
    minutes, ahead = plan.work_min[turn], np.concatenate([[0.0], np.cumsum(plan.work_min[turn])])[:-1]
    first = np.searchsorted(cell[turn], cell[turn])
    room = problem.line_min.reshape(-1)[cell[turn]] - (ahead - ahead[first])
    usual = np.clip(room, 0.0, minutes)
    row = np.concatenate([turn, turn])
    work_min = np.concatenate([usual, minutes - usual])
    bucket = 2 * plan.work_bucket[row] + np.repeat([0, 1], len(turn))
    worked = work_min > 0.0
    return replace(
        plan,
        work_order=plan.work_order[row][worked],
        work_line=plan.work_line[row][worked],
        work_bucket=bucket[worked].astype(np.int64),
        work_min=work_min[worked],
        prices=unfolded_prices(problem, plan.prices),
    )


def unfolded_prices(problem: AllocationProblem, prices: Prices) -> Prices:
    """Return prices of a problem with overtime as those of the unfolded problem; shops have none of their own there."""
    over = prices.overtime_fen_per_min
    if over is None:
        over = np.maximum(prices.line_fen_per_min - problem.overtime_fen_per_min, 0.0)
    cut, finish = prices.cut_fen_per_min, prices.finish_fen_per_min
    return Prices(
        in_turn(prices.line_fen_per_min, over), in_turn(cut, np.zeros_like(cut)), in_turn(finish, np.zeros_like(finish))
    )


def in_turn(usual: Floats, over: Floats) -> Floats:
    """Return a table whose even columns are those of one and whose odd columns are those of the other."""
    rows, buckets = usual.shape
    table: Floats = np.stack([usual, over], axis=2).reshape(rows, 2 * buckets)
    return table
