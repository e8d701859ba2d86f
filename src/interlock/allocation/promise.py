"""What an order could be promised through the room that is left, and why not earlier. Nothing else moves.

The dual prices are the opportunity cost of saying yes: `priced_fen` is what an order costs everyone, `cost_fen` what is
paid for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from interlock.allocation.diff import Diff
from interlock.allocation.events import NewOrder
from interlock.allocation.problem import Floats, Ints
from interlock.allocation.words import ERRORS
from interlock.errors import InvalidModel

if TYPE_CHECKING:
    from interlock.allocation.live_tables import Tables
    from interlock.allocation.live_turn import Turn

Binds = Literal["release", "nothing", "lines", "cutting", "finishing", "price"]
UNWANTED_FEN = 1e6
MOST_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a way does not end earlier.

    `binds`: "release" (it ends in the first bucket possible), "lines" (all eligible lines are full in `bucket`),
    "cutting" or "finishing" (the shop is full for it), "price" (some lines have room there but cost more),
    "nothing" (no line may sew the order at all). `bucket`: the cheapest one before the way's last. `lines`: up to five
    of its `full` lines among the `eligible`, those cheapest for this order first. `worth_fen_per_min`: what one more
    minute of the first of them (or of the shop) is worth to the plan there.
    """

    binds: Binds
    bucket: int
    eligible: int
    full: int
    lines: tuple[int, ...]
    worth_fen_per_min: float


@dataclass(frozen=True, kw_only=True, eq=False)
class PromisedWay:
    """One way to make the order: `lines`, `batches` and `work_min[i, t]` as in `Way`, and what it means.

    `end`: the last bucket in which it is sewn (-1: no batch inside). `late_min`: minutes after the due bucket.
    """

    lines: Ints
    batches: Ints
    work_min: Floats
    outside_batches: int
    end: int
    late_min: float
    cost_fen: int
    priced_fen: int
    reason: Reason


@dataclass(frozen=True, kw_only=True, eq=False)
class Promise:
    """The ways to choose from. `fastest`: none if no bucket is early enough for all of it to be made inside.

    `best`: none unless lines were scored. `moved`: what a repair would change to take the order in, if that was asked.
    """

    cheapest: PromisedWay
    fastest: PromisedWay | None
    best: PromisedWay | None
    moved: Diff | None = None

    def with_moves(self, moved: Diff) -> Promise:
        """The same ways, and whom a repair would move."""
        return replace(self, moved=moved)


def promise(turn: Turn, asked: NewOrder, line_score: Floats | None) -> Promise:
    """The ways of an order that is asked for; the caller undoes the turn."""
    from interlock.allocation.live_rows import write_order, wrong_with

    tables = turn.tables
    problems = [f"promise: {problem}" for problem in (*wrong_with(tables, asked), *_wrong_scores(tables, line_score))]
    if problems:
        raise InvalidModel(problems)
    row = write_order(tables, asked)
    cheapest = _way(tables, row)
    fastest = _fastest(tables, row)
    best = None if line_score is None else _best(tables, row, np.asarray(line_score, dtype=np.float64))
    return Promise(cheapest=cheapest, fastest=fastest, best=best)


def _wrong_scores(tables: Tables, line_score: Floats | None) -> list[str]:
    if line_score is None:
        return []
    score, lines = np.asarray(line_score, dtype=np.float64), len(tables.full.line)
    if score.shape != (lines,) or not ((score >= 0.0) & (score <= 1.0)).all():
        return [ERRORS.told("scores", lines=lines)]
    return []


@contextmanager
def _inserted(tables: Tables, row: int) -> Iterator[None]:
    """The order in its cheapest way at the stored prices, for as long as the block lasts."""
    from interlock.allocation import _live_kernels as kernels
    from interlock.allocation._plan_kernels import insert_order

    lists = tables.lists
    insert_order(
        tables.asked, row, tables.price, tables.by_bucket, tables.room, tables.full, 1.0, tables.plan, tables.desk
    )
    kernels.link_order(tables.asked, row, tables.plan, *lists)
    try:
        yield
    finally:
        kernels.take_out(tables.asked, row, 0, tables.plan, tables.room, *lists)


def _way(tables: Tables, row: int) -> PromisedWay:
    with _inserted(tables, row):
        return _read(tables, row)


def _fastest(tables: Tables, row: int) -> PromisedWay | None:
    """The way that ends in the earliest bucket in which all of it can be made inside, found by halving."""
    time_fen, outside_fen = tables.own.time_fen[row].copy(), float(tables.own.outside_fen[row])
    low, high = int(tables.own.release[row]), tables.buckets - 1
    tables.own.outside_fen[row] = UNWANTED_FEN
    if low > high or not _fits_until(tables, row, high, time_fen):
        high = -1
    while low < high:
        middle = (low + high) // 2
        if _fits_until(tables, row, middle, time_fen):
            high = middle
        else:
            low = middle + 1
    found = None
    if high >= 0:
        tables.own.time_fen[row, high + 1 :] = np.inf
        tables.own.time_fen[row, : high + 1] = time_fen[: high + 1]
        with _inserted(tables, row):
            tables.own.time_fen[row], tables.own.outside_fen[row] = time_fen, outside_fen
            found = _read(tables, row)
    tables.own.time_fen[row], tables.own.outside_fen[row] = time_fen, outside_fen
    return found


def _fits_until(tables: Tables, row: int, end: int, time_fen: Floats) -> bool:
    """Whether all of the order finds room inside by bucket `end`."""
    tables.own.time_fen[row] = np.where(np.arange(tables.buckets) <= end, time_fen, np.inf)
    with _inserted(tables, row):
        return int(tables.plan.outside[row]) == 0


def _best(tables: Tables, row: int, score: Floats) -> PromisedWay:
    """The way on the best lines that have room: each share of a point counts more than any price."""
    places = tables.places_of(int(tables.own.group[row]))
    price_fen = tables.own.price_fen[places].copy()
    outside_fen = float(tables.own.outside_fen[row])
    tables.own.price_fen[places] = price_fen + UNWANTED_FEN * (1.0 - score[tables.own.group_line[places]])
    tables.own.outside_fen[row] = 10.0 * UNWANTED_FEN
    try:
        with _inserted(tables, row):
            tables.own.price_fen[places], tables.own.outside_fen[row] = price_fen, outside_fen
            return _read(tables, row)
    finally:
        tables.own.price_fen[places], tables.own.outside_fen[row] = price_fen, outside_fen


def _read(tables: Tables, row: int) -> PromisedWay:
    """The order's lots as they stand, with their money and the reason for their end."""
    from interlock.allocation._plan_kernels import order_cost

    plan, slots = tables.plan, tables.slots_of(row)
    used = slots.start + np.flatnonzero(plan.batches[slots])
    work_min = plan.minutes[used]
    end = int(np.flatnonzero(work_min.any(axis=0)).max(initial=-1))
    cost_fen, priced_fen = (order_cost(tables.asked, row, tables.price, weight, plan) for weight in (0.0, 1.0))
    return PromisedWay(
        lines=tables.own.group_line[plan.place[used]],
        batches=plan.batches[used],
        work_min=work_min.reshape(len(used), tables.stated_buckets, tables.parts).sum(axis=2),
        outside_batches=int(plan.outside[row]),
        end=end // tables.parts,
        late_min=float(work_min[:, int(tables.due[row]) + 1 :].sum()),
        cost_fen=round(cost_fen),
        priced_fen=round(priced_fen),
        reason=_reason(tables, row, end, used),
    )


def _reason(tables: Tables, row: int, end: int, used: Ints) -> Reason:
    """What binds in the cheapest bucket before the last one."""
    own, release = tables.own, int(tables.own.release[row])
    places = tables.places_of(int(own.group[row]))
    lines = own.group_line[places]
    before = range(release, tables.buckets if end < 0 else end)
    if len(lines) == 0 or len(before) == 0:
        return Reason(
            binds="release" if len(lines) else "nothing",
            bucket=release // tables.parts,
            eligible=len(lines),
            full=0,
            lines=(),
            worth_fen_per_min=0.0,
        )
    t = min(before, key=lambda bucket: (own.time_fen[row, bucket], -bucket))
    mine = np.zeros(len(lines))
    mine[tables.plan.place[used] - places.start] = tables.plan.minutes[used, t]
    full = tables.room.line[lines, t] <= np.where(mine > 0.0, 1e-6, own.loss_min[places])
    if shop := _full_shop(tables, row, t):
        return Reason(
            binds=shop[0],
            bucket=t // tables.parts,
            eligible=len(lines),
            full=int(full.sum()),
            lines=(),
            worth_fen_per_min=shop[1],
        )
    fen = own.price_fen[places] + own.haul_fen[places] / own.piece_min[row]
    open_line = tables.full.line[lines, t] > own.loss_min[places]
    named = np.flatnonzero(full & open_line)
    named = named[np.argsort(fen[named], kind="stable")][:MOST_NAMED]
    return Reason(
        binds="lines" if full.all() else "price",
        bucket=t // tables.parts,
        eligible=len(lines),
        full=int(full.sum()),
        lines=tuple(lines[named].tolist()),
        worth_fen_per_min=float(tables.price.line[lines[named[0]], t]) if len(named) else 0.0,
    )


def _full_shop(tables: Tables, row: int, t: int) -> tuple[Literal["cutting", "finishing"], float] | None:
    """The shop that has no minute left for sewing in bucket `t`, and the worth of one there."""
    own = tables.own
    cut, finish = int(own.cut_shop[row]), int(own.finish_shop[row])
    before, after = int(own.cut_bucket[t]), int(own.finish_bucket[t])
    if cut >= 0 and own.cut_use[row] > 0.0 and tables.room.cut[cut, before] <= 1e-6:
        return "cutting", float(tables.price.cut[cut, before])
    if finish >= 0 and own.finish_use[row] > 0.0 and tables.room.finish[finish, after] <= 1e-6:
        return "finishing", float(tables.price.finish[finish, after])
    return None
