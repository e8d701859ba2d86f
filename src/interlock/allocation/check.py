"""An independent judge: are all laws kept, is the money right, and do the prices prove the bound?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from interlock.allocation.check_words import LAWS
from interlock.allocation.problem import AllocationProblem, Floats, Ints
from interlock.allocation.solution import Allocation, Prices

TOLERANCE = 1e-6
MOST_NAMED = 20


def check(problem: AllocationProblem, allocation: Allocation) -> list[str]:
    """Name every law that the plan breaks (an empty list: none). At most 20 breaches of one law are spelled out."""
    unreadable = [*_indexes(problem, allocation)]
    if unreadable:
        return unreadable
    laws = (_batches, _eligible, _minutes, _release, _capacity, _money, _bound)
    return [breach for law in laws for breach in _brief(law(problem, allocation))]


def _brief(breaches: Iterator[str]) -> Iterator[str]:
    for count, breach in enumerate(breaches):
        if count < MOST_NAMED:
            yield breach
        elif count == MOST_NAMED:
            yield LAWS.told("more")


def _indexes(problem: AllocationProblem, allocation: Allocation) -> Iterator[str]:
    """Rows that name orders, lines or buckets which do not exist make the rest unreadable."""
    limits = {
        "lot_order": problem.order_count,
        "lot_line": len(problem.line_min),
        "work_order": problem.order_count,
        "work_line": len(problem.line_min),
        "work_bucket": problem.bucket_count,
    }
    for name, limit in limits.items():
        values = getattr(allocation, name)
        if len(values) and (values.min() < 0 or values.max() >= limit):
            yield LAWS.told("out_of_range", name=name, least=values.min(), most=values.max(), last=limit - 1)
    if len(allocation.outside_batches) != problem.order_count:
        yield LAWS.told("outside_values", found=len(allocation.outside_batches), orders=problem.order_count)


def _batches(problem: AllocationProblem, allocation: Allocation) -> Iterator[str]:
    inside = np.zeros(problem.order_count, np.int64)
    np.add.at(inside, allocation.lot_order, allocation.lot_batches)
    total = inside + allocation.outside_batches
    for o in np.flatnonzero(total != problem.batches):
        outside = allocation.outside_batches[o]
        yield LAWS.told("batches", order=o, inside=inside[o], outside=outside, wanted=problem.batches[o])
    for o in np.flatnonzero(allocation.outside_batches < 0):
        yield LAWS.told("outside_negative", order=o, found=allocation.outside_batches[o])
    for i in np.flatnonzero(allocation.lot_batches < 1):
        yield LAWS.told("no_batch", order=allocation.lot_order[i], found=allocation.lot_batches[i])


def _keys(problem: AllocationProblem, order: Ints, line: Ints) -> Ints:
    return order * len(problem.line_min) + line


def _places(problem: AllocationProblem, allocation: Allocation) -> Ints:
    """For each lot, the place of its line in its order's group; -1 when the group does not name the line."""
    places = np.full(len(allocation.lot_order), -1, np.int64)
    for i, (o, line) in enumerate(zip(allocation.lot_order, allocation.lot_line, strict=True)):
        first, end = problem.group_start[problem.group[o]], problem.group_start[problem.group[o] + 1]
        found = np.flatnonzero(problem.group_line[first:end] == line)
        if len(found):
            places[i] = first + found[0]
    return places


def _eligible(problem: AllocationProblem, allocation: Allocation) -> Iterator[str]:
    for i in np.flatnonzero(_places(problem, allocation) < 0):
        o = allocation.lot_order[i]
        yield LAWS.told("group", order=o, line=allocation.lot_line[i], group=problem.group[o])
    keys = _keys(problem, allocation.lot_order, allocation.lot_line)
    distinct, counts = np.unique(keys, return_counts=True)
    for key in distinct[counts > 1]:
        o, line = divmod(int(key), len(problem.line_min))
        yield LAWS.told("two_lots", order=o, line=line)


def _minutes(problem: AllocationProblem, allocation: Allocation) -> Iterator[str]:
    places = _places(problem, allocation)
    known = places >= 0
    order, line = allocation.lot_order[known], allocation.lot_line[known]
    needed = allocation.lot_batches[known] * problem.batch_min[order] + problem.group_loss_min[places[known]]
    lot_keys = _keys(problem, order, line)
    work_keys = _keys(problem, allocation.work_order, allocation.work_line)
    keys, position = np.unique(np.concatenate([lot_keys, work_keys]), return_inverse=True)
    planned, asked = np.zeros(len(keys)), np.zeros(len(keys))
    np.add.at(asked, position[: len(lot_keys)], needed)
    np.add.at(planned, position[len(lot_keys) :], allocation.work_min)
    for i in np.flatnonzero(np.abs(planned - asked) > TOLERANCE * np.maximum(asked, 1.0)):
        o, at = divmod(int(keys[i]), len(problem.line_min))
        yield LAWS.told("minutes", order=o, line=at, planned=planned[i], needed=asked[i])
    for i in np.flatnonzero(~(allocation.work_min >= 0.0)):
        yield LAWS.told("negative", order=allocation.work_order[i], minutes=allocation.work_min[i])


def _release(problem: AllocationProblem, allocation: Allocation) -> Iterator[str]:
    release = problem.release[allocation.work_order]
    for i in np.flatnonzero((allocation.work_bucket < release) & (allocation.work_min > 0.0)):
        o, bucket = allocation.work_order[i], allocation.work_bucket[i]
        yield LAWS.told("early", order=o, bucket=bucket, release=problem.release[o])


def _capacity(problem: AllocationProblem, allocation: Allocation) -> Iterator[str]:
    line, cut, finish = (np.zeros_like(table) for table in (problem.line_min, problem.cut_min, problem.finish_min))
    for o, at, t, minutes in zip(
        allocation.work_order, allocation.work_line, allocation.work_bucket, allocation.work_min, strict=True
    ):
        line[at, t] += minutes
        if problem.cut_shop[o] >= 0:
            cut[problem.cut_shop[o], t - 1 if t > 0 else 0] += minutes * problem.cut_use[o]
        if problem.finish_shop[o] >= 0:
            finish[problem.finish_shop[o], t + 1 if t + 1 < problem.bucket_count else t] += (
                minutes * problem.finish_use[o]
            )
    most = problem.line_min if problem.overtime_min is None else problem.line_min + problem.overtime_min
    yield from _overloads(LAWS.told("line"), line, most)
    yield from _overloads(LAWS.told("cutting_shop"), cut, problem.cut_min)
    yield from _overloads(LAWS.told("finishing_shop"), finish, problem.finish_min)


def _overloads(thing: str, used: Floats, capacity: Floats) -> Iterator[str]:
    for row, t in np.argwhere(used > capacity + TOLERANCE * np.maximum(capacity, 1.0)):
        yield LAWS.told("overload", thing=thing, row=row, bucket=t, used=used[row, t], room=capacity[row, t])


def _money(problem: AllocationProblem, allocation: Allocation) -> Iterator[str]:
    places = _places(problem, allocation)
    if (places < 0).any():
        return
    minutes = allocation.lot_batches * problem.batch_min[allocation.lot_order]
    pieces = minutes / problem.minutes_per_piece[allocation.lot_order]
    outside_min = allocation.outside_batches * problem.batch_min
    time_fen = problem.time_fen_per_min[allocation.work_order, allocation.work_bucket]
    line_used = np.zeros_like(problem.line_min)
    np.add.at(line_used, (allocation.work_line, allocation.work_bucket), allocation.work_min)
    beyond_min = np.clip(line_used - problem.line_min, 0.0, None).sum() if problem.overtime_min is not None else 0.0
    expected = {
        "overtime_fen": beyond_min * problem.overtime_fen_per_min,
        "sewing_fen": (minutes * problem.group_price_fen_per_min[places]).sum(),
        "haul_fen": (pieces * problem.group_haul_fen_per_piece[places]).sum(),
        "opening_fen": problem.group_opening_fen[places].sum(),
        "time_fen": (allocation.work_min * time_fen).sum(),
        "outside_fen": (outside_min * problem.outside_fen_per_min).sum(),
    }
    for name, fen in expected.items():
        stated = getattr(allocation.costs, name)
        if abs(stated - fen) > 1.0 + 1e-9 * abs(fen):
            yield LAWS.told("money", name=name, stated=stated, found=fen)


def _bound(problem: AllocationProblem, allocation: Allocation) -> Iterator[str]:
    prices = allocation.prices
    tables = [
        ("line", prices.line_fen_per_min, problem.line_min),
        ("cut", prices.cut_fen_per_min, problem.cut_min),
        ("finish", prices.finish_fen_per_min, problem.finish_min),
    ]
    if problem.overtime_min is not None:
        tables.append(("overtime", _overtime_price(problem, prices), problem.overtime_min))
    for name, table, capacity in tables:
        if table.shape != capacity.shape or not (np.isfinite(table) & (table >= 0.0)).all():
            yield LAWS.told("prices", name=name)
    if allocation.lower_bound_fen > allocation.cost_fen + 5:
        yield LAWS.told("bound", bound=allocation.lower_bound_fen, cost=allocation.cost_fen)


def prove(problem: AllocationProblem, prices: Prices) -> float:
    """The Lagrangian lower bound (fen) at `prices`, recomputed slowly and plainly; meant for small problems.

    For prices >= 0: sum over orders of the cheapest way at those prices, minus prices times capacities, is at most the
    cost of any plan (weak duality). Overtime is a capacity of its own, whose minutes cost the premium as well.
    """
    tables = [
        (prices.line_fen_per_min, problem.line_min),
        (prices.cut_fen_per_min, problem.cut_min),
        (prices.finish_fen_per_min, problem.finish_min),
    ]
    if problem.overtime_min is not None:
        tables.append((_overtime_price(problem, prices), problem.overtime_min))
    capacity_fen = sum(float((price * capacity).sum()) for price, capacity in tables)
    return sum(_cheapest_way(problem, prices, o) for o in range(problem.order_count)) - capacity_fen


def _overtime_price(problem: AllocationProblem, prices: Prices) -> Floats:
    """What a minute of overtime is worth beyond its premium: as stated, else what the line's price leaves of it."""
    if prices.overtime_fen_per_min is not None:
        return prices.overtime_fen_per_min
    derived: Floats = np.clip(prices.line_fen_per_min - problem.overtime_fen_per_min, 0.0, None)
    return derived


def _cheapest_way(problem: AllocationProblem, prices: Prices, o: int) -> float:
    """Min-plus convolution over the order's lines of what k batches cost there."""
    count = int(problem.batches[o])
    best = np.arange(count + 1) * problem.batch_min[o] * problem.outside_fen_per_min[o]
    minute_fen = _minute_cost(problem, prices, o)
    for place in range(problem.group_start[problem.group[o]], problem.group_start[problem.group[o] + 1]):
        lots = [0.0] + [_lot_cost(problem, prices, o, place, k, minute_fen) for k in range(1, count + 1)]
        best = np.array([min(best[j - k] + lots[k] for k in range(j + 1)) for j in range(count + 1)])
    return float(best[count])


def _minute_cost(problem: AllocationProblem, prices: Prices, o: int) -> Floats:
    """Fen for a minute of order `o` in every bucket, time and shops included, the line's own price not."""
    buckets = np.arange(problem.bucket_count)
    fen: Floats = problem.time_fen_per_min[o].copy()
    if problem.cut_shop[o] >= 0:
        fen += problem.cut_use[o] * prices.cut_fen_per_min[problem.cut_shop[o], np.maximum(buckets - 1, 0)]
    if problem.finish_shop[o] >= 0:
        after = np.minimum(buckets + 1, problem.bucket_count - 1)
        fen += problem.finish_use[o] * prices.finish_fen_per_min[problem.finish_shop[o], after]
    return fen


def _lot_cost(problem: AllocationProblem, prices: Prices, o: int, place: int, k: int, minute_fen: Floats) -> float:
    """Fen for `k` batches of order `o` at `place`, filling the cheapest buckets; infinite without room."""
    line, release = problem.group_line[place], problem.release[o]
    fen = (minute_fen + prices.line_fen_per_min[line])[release:]
    capacity = problem.line_min[line, release:]
    if problem.overtime_min is not None:
        beyond_fen = minute_fen + problem.overtime_fen_per_min + _overtime_price(problem, prices)[line]
        fen = np.concatenate([fen, beyond_fen[release:]])
        capacity = np.concatenate([capacity, problem.overtime_min[line, release:]])
    by_price = np.argsort(fen, kind="stable")
    needed = k * problem.batch_min[o] + problem.group_loss_min[place] * problem.loss_floor_share
    before = np.concatenate([[0.0], np.cumsum(capacity[by_price])[:-1]]) if len(capacity) else np.zeros(0)
    taken = np.clip(needed - before, 0.0, capacity[by_price])
    if taken.sum() < needed - 1e-6:
        return float("inf")
    pieces = k * problem.batch_min[o] / problem.minutes_per_piece[o]
    sewing = k * problem.batch_min[o] * problem.group_price_fen_per_min[place]
    haul = pieces * problem.group_haul_fen_per_piece[place]
    return float(taken @ fen[by_price] + sewing + haul + problem.group_opening_fen[place])
