"""From weeks to days: every lot one unbroken stretch of its line's time, and what does not fit well goes back.

Allocation may spread a lot's minutes over a line's buckets as it likes; a line in a village sews one lot after another.
So lots are put in turn on their lines, and lots that pay for it with lateness (or earliness) move to the lines where
they cost least as the days now stand. The result is an allocation again, judged by the same checker against the same
lower bound.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from interlock.allocation.answer import answer, overtime_used
from interlock.allocation.days_settle import PASSES, settle
from interlock.allocation.problem import AllocationProblem, Floats, Ints
from interlock.allocation.solution import Allocation, Prices
from interlock.allocation.tables import Asked, Cells, asked_of, empty_plan

# Turns a line may have beyond those it starts with.
SPARE_TURNS = 40


class Days(NamedTuple):
    """Lots in turn on every line, and working memory. `best[o]` is the last of the order's cheapest buckets.

    `charge_fen` (lines by buckets) is what a minute costs a lot for being scarce, beyond the order's own `time_fen`.
    """

    order: Ints
    batches: Ints
    place: Ints
    need: Floats
    time_fen: Floats
    charge_fen: Floats
    start: Floats
    fen: Floats
    seq: Ints
    lots: Ints
    best: Ints
    target: Ints
    promised: Ints
    prefix: Floats
    room: Cells
    new_start: Floats
    trial: Ints
    rest: Ints
    old: Ints
    listed: Ints
    listed_fen: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class DayPlan:
    """An allocation whose lots are whole stretches.

    `lot_start` and `lot_end` (one per lot row of `allocation`) count buckets from the plan's start: 2.5 is the middle
    of bucket 2. `kept_share` is the share of lots that end within the bucket that the week level promised for them,
    `first_kept_share` that share before lots moved. `overtime_min` (lines by buckets; None without overtime) is how
    much longer each bucket of a line is than its usual minutes; only what is worked of it is paid.
    """

    allocation: Allocation
    lot_start: Floats
    lot_end: Floats
    first_kept_share: float
    kept_share: float
    overtime_min: Floats | None = None


def to_days(
    problem: AllocationProblem,
    weeks: Allocation,
    *,
    passes: int = PASSES,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
) -> DayPlan:
    """Return the day-level plan made from a week-level one; every capacity holds, the bound is the week level's.

    Deterministic in its arguments. ``stop`` ends it early with the plan as it then stands. Where lines may work
    overtime, their buckets are as much longer as the week level works in them, and no more.
    """
    if problem.overtime_min is not None:
        return _with_overtime(problem, weeks, partial(to_days, passes=passes, seed=seed, stop=stop))
    began = time.perf_counter()
    asked = asked_of(problem)
    days, promised = _first_days(problem, asked, weeks)
    first = _kept(asked, days, promised)
    settle(problem, asked, days, weeks.prices, passes, np.random.default_rng(seed), stop)
    made = _answer(problem, asked, days, weeks)
    made = replace(made, seconds=weeks.seconds + time.perf_counter() - began)
    rows = np.flatnonzero(days.place >= 0)
    rows = rows[np.argsort(days.order[rows], kind="stable")]  # as the allocation lists them
    start, end = (_in_buckets(asked, days, rows, at) for at in (days.start, days.start + days.need))
    return DayPlan(
        allocation=made,
        lot_start=start,
        lot_end=end,
        first_kept_share=first,
        kept_share=_kept(asked, days, promised),
    )


def _with_overtime(
    problem: AllocationProblem, weeks: Allocation, make: Callable[[AllocationProblem, Allocation], DayPlan]
) -> DayPlan:
    """Days made in buckets that are longer by the overtime of the week level, and what is worked of it paid."""
    longer_min = overtime_used(problem, weeks.work_line, weeks.work_bucket, weeks.work_min)
    usual = replace(problem, line_min=problem.line_min + longer_min, overtime_min=None, overtime_fen_per_min=0.0)
    days = make(usual, weeks)
    made = days.allocation
    worked_min = overtime_used(problem, made.work_line, made.work_bucket, made.work_min)
    costs = replace(made.costs, overtime_fen=round(float(worked_min.sum()) * problem.overtime_fen_per_min))
    return replace(days, allocation=replace(made, costs=costs), overtime_min=longer_min)


def _first_days(problem: AllocationProblem, asked: Asked, weeks: Allocation) -> tuple[Days, Ints]:
    """Lots in turn on their lines as the weeks promise them, and each lot's promised bucket (-1: it was outside)."""
    from interlock.allocation import _day_kernels as kernels

    order, line, batches = weeks.lot_order, weeks.lot_line, weeks.lot_batches
    away = np.repeat(np.arange(problem.order_count), weeks.outside_batches)
    places = _places(problem, order, line)
    ends, middles = _promises(problem, weeks)
    days = _new_days(
        problem,
        asked,
        order=np.concatenate([order, away]),
        batches=np.concatenate([batches, np.ones(len(away), np.int64)]),
        place=np.concatenate([places, np.full(len(away), -1)]),
        target=np.concatenate([ends, np.full(len(away), problem.bucket_count - 1)]),
        most=int(np.bincount(line, minlength=1).max(initial=0)) + SPARE_TURNS,
    )
    _price_time(problem, days, weeks.prices)
    turn = np.lexsort((middles, ends))
    kernels.fill_lines(asked, days, turn)
    kernels.keep_shops(asked, days, turn[::-1])
    return days, np.concatenate([ends, np.full(len(away), -1)])


def _new_days(
    problem: AllocationProblem, asked: Asked, *, order: Ints, batches: Ints, place: Ints, target: Ints, most: int
) -> Days:
    lots, lines = len(order), len(problem.line_min)
    widest = int(np.diff(problem.group_start).max(initial=1))
    loss = problem.group_loss_min[place] if len(problem.group_loss_min) else np.zeros(lots)
    need = batches * problem.batch_min[order] + np.where(place >= 0, loss, 0.0)
    return Days(
        order=order,
        batches=batches,
        place=place,
        need=need,
        time_fen=problem.time_fen_per_min.copy(),
        charge_fen=np.zeros_like(problem.line_min),
        start=np.zeros(lots),
        fen=np.zeros(lots),
        seq=np.zeros((lines, most), np.int64),
        lots=np.zeros(lines, np.int64),
        best=np.zeros(problem.order_count, np.int64),
        target=target.copy(),
        promised=target,
        prefix=np.concatenate([np.zeros((lines, 1)), np.cumsum(problem.line_min, axis=1)], axis=1),
        room=Cells(problem.line_min.copy(), problem.cut_min.copy(), problem.finish_min.copy()),
        new_start=np.zeros(most),
        trial=np.zeros(most, np.int64),
        rest=np.zeros(most, np.int64),
        old=np.zeros(most, np.int64),
        listed=np.zeros(widest, np.int64),
        listed_fen=np.zeros(widest),
    )


def _places(problem: AllocationProblem, order: Ints, line: Ints) -> Ints:
    """The place of every lot's line in its order's group."""
    group = np.repeat(np.arange(len(problem.group_start) - 1), np.diff(problem.group_start))
    key = group * len(problem.line_min) + problem.group_line
    by_key = np.argsort(key, kind="stable")
    wanted = problem.group[order] * len(problem.line_min) + line
    return np.asarray(by_key[np.searchsorted(key, wanted, sorter=by_key)], dtype=np.int64)


def _promises(problem: AllocationProblem, weeks: Allocation) -> tuple[Ints, Floats]:
    """The last bucket of every lot at the week level, and the middle of its minutes."""
    lines = len(problem.line_min)
    lot_key, work_key = weeks.lot_order * lines + weeks.lot_line, weeks.work_order * lines + weeks.work_line
    by_key = np.argsort(lot_key, kind="stable")
    lot = by_key[np.searchsorted(lot_key, work_key, sorter=by_key)]
    ends, minutes, moments = np.zeros(len(lot_key), np.int64), np.zeros(len(lot_key)), np.zeros(len(lot_key))
    np.maximum.at(ends, lot, weeks.work_bucket)
    np.add.at(minutes, lot, weeks.work_min)
    np.add.at(moments, lot, weeks.work_min * weeks.work_bucket)
    return ends, moments / np.maximum(minutes, 1e-9)


def _in_buckets(asked: Asked, days: Days, rows: Ints, at_min: Floats) -> Floats:
    """Positions on lines as buckets and parts of them."""
    found = np.zeros(len(rows))
    for i, lot in enumerate(rows):
        prefix = days.prefix[asked.group_line[days.place[lot]]]
        bucket = min(int(np.searchsorted(prefix, at_min[lot] - 1e-6, side="right")) - 1, len(prefix) - 2)
        width = prefix[bucket + 1] - prefix[bucket]
        found[i] = max(bucket, 0) + (min((at_min[lot] - prefix[bucket]) / width, 1.0) if width > 0 else 0.0)
    return found


def _kept(asked: Asked, days: Days, promised: Ints) -> float:
    """Share of the promised lots that end within their bucket."""
    rows = np.flatnonzero((promised >= 0) & (days.place >= 0))
    if not (promised >= 0).any():
        return 1.0
    ends = _in_buckets(asked, days, rows, days.start + days.need)
    return float((ends <= promised[rows] + 1 + 1e-9).sum() / (promised >= 0).sum())


def _answer(problem: AllocationProblem, asked: Asked, days: Days, weeks: Allocation) -> Allocation:
    """The stretches as an allocation: minutes by bucket, money counted anew."""
    plan, slot = empty_plan(problem), asked.slot_start[:-1].copy()
    for lot in np.flatnonzero(days.place >= 0):
        o, place = days.order[lot], days.place[lot]
        prefix, end = days.prefix[asked.group_line[place]], days.start[lot] + days.need[lot]
        minutes = np.minimum(end, prefix[1:]) - np.maximum(days.start[lot], prefix[:-1])
        plan.place[slot[o]], plan.batches[slot[o]] = place, days.batches[lot]
        plan.minutes[slot[o]] = np.where(minutes > 1e-9, minutes, 0.0)
        plan.outside[o] -= days.batches[lot]
        slot[o] += 1
    return answer(problem, plan, weeks.prices, weeks.lower_bound_fen, seed=weeks.seed, passes=weeks.passes)


def _price_time(problem: AllocationProblem, days: Days, prices: Prices) -> None:
    """Write what a minute of every order costs in every bucket, with what its shops' minutes are worth then."""
    last = problem.bucket_count - 1
    before, after = np.maximum(np.arange(last + 1) - 1, 0), np.minimum(np.arange(last + 1) + 1, last)
    days.time_fen[:] = problem.time_fen_per_min
    for shop, use, price, bucket in (
        (problem.cut_shop, problem.cut_use, prices.cut_fen_per_min, before),
        (problem.finish_shop, problem.finish_use, prices.finish_fen_per_min, after),
    ):
        real = shop >= 0
        days.time_fen[real] += use[real, None] * price[shop[real]][:, bucket]
    open_fen = np.where(np.arange(last + 1) >= problem.release[:, None], days.time_fen, np.inf)
    days.best[:] = last - np.argmin(open_fen[:, ::-1], axis=1)
