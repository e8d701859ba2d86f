"""The problem and the plan as plain tuples of arrays, the form that compiled loops take."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interlock.allocation.problem import AllocationProblem, Floats, Ints

MOST_LISTED = 16
# Less room than this is none.
ROOM_MIN = 1e-7
# What a minute of a cell without room costs where full cells are to be passed over.
CLOSED_FEN = 1e15


class Asked(NamedTuple):
    """The problem without its names; `slot_start[o]` is the first of an order's slots, one slot per batch.

    `cut_bucket[t]` and `finish_bucket[t]` are the buckets whose cutting and finishing serve the sewing of bucket `t`.
    """

    batch_min: Floats
    batches: Ints
    release: Ints
    time_fen: Floats
    outside_fen: Floats
    piece_min: Floats
    group: Ints
    cut_shop: Ints
    cut_use: Floats
    finish_shop: Ints
    finish_use: Floats
    group_start: Ints
    group_line: Ints
    price_fen: Floats
    haul_fen: Floats
    loss_min: Floats
    opening_fen: Floats
    cut_bucket: Ints
    finish_bucket: Ints
    slot_start: Ints


class Cells(NamedTuple):
    """One number per resource and bucket: minutes of room, or fen per minute."""

    line: Floats
    cut: Floats
    finish: Floats

    def copy(self) -> Cells:
        """The same numbers in arrays of its own."""
        return Cells(self.line.copy(), self.cut.copy(), self.finish.copy())

    def load(self, other: Cells) -> None:
        """Take over another's numbers."""
        for mine, theirs in zip(self, other, strict=True):
            np.copyto(mine, theirs)


class Plan(NamedTuple):
    """Lots by slot: `place` (index into the groups' lines, kept as a hint after `batches` falls to 0) and minutes."""

    place: Ints
    batches: Ints
    minutes: Floats
    outside: Ints

    def copy(self) -> Plan:
        """The same plan in arrays of its own."""
        return Plan(self.place.copy(), self.batches.copy(), self.minutes.copy(), self.outside.copy())


class Listed(NamedTuple):
    """The places that looked cheapest to every order at some time, how many, and what any other cost a minute then."""

    place: Ints
    lines: Ints
    bar_fen: Floats

    def forget(self) -> None:
        """Have every order look at all lines again."""
        self.bar_fen[:] = -np.inf


class Desk(NamedTuple):
    """Working memory for looking at one order at a time; every worker has its own."""

    base_fen: Floats
    line_fen: Floats
    limit_min: Floats
    seg: Floats
    seg_bucket: Ints
    value_fen: Floats
    gain_fen: Floats
    lot_fen: Floats
    choice: NDArray[np.int8]
    candidate: Ints
    seen: Ints
    stamp: Ints
    unit_fen: Floats
    way_place: Ints
    way_batches: Ints
    old_place: Ints
    old_batches: Ints
    old_minutes: Floats


def asked_of(problem: AllocationProblem) -> Asked:
    """The problem's arrays in the order that compiled loops expect."""
    return Asked(
        problem.batch_min,
        problem.batches,
        problem.release,
        problem.time_fen_per_min,
        problem.outside_fen_per_min,
        problem.minutes_per_piece,
        problem.group,
        problem.cut_shop,
        problem.cut_use,
        problem.finish_shop,
        problem.finish_use,
        problem.group_start,
        problem.group_line,
        problem.group_price_fen_per_min,
        problem.group_haul_fen_per_piece,
        problem.group_loss_min,
        problem.group_opening_fen,
        problem.cut_bucket,
        problem.finish_bucket,
        np.concatenate([np.zeros(1, np.int64), np.cumsum(problem.batches)]),
    )


def room_of(problem: AllocationProblem) -> Cells:
    """All capacity, as room that may be used up."""
    return Cells(problem.line_min.copy(), problem.cut_min.copy(), problem.finish_min.copy())


def nothing_like(cells: Cells) -> Cells:
    """Zero for every resource and bucket."""
    return Cells(*(np.zeros_like(table) for table in cells))


def empty_plan(problem: AllocationProblem) -> Plan:
    """Every batch outside, no line used."""
    slots = int(problem.batches.sum())
    return Plan(
        np.full(slots, -1, np.int64),
        np.zeros(slots, np.int64),
        np.zeros((slots, problem.bucket_count)),
        problem.batches.copy(),
    )


def new_desk(problem: AllocationProblem) -> Desk:
    """Working memory for one worker, large enough for every order of the problem."""
    buckets, most = problem.bucket_count, int(problem.batches.max(initial=1))
    widest = int(np.diff(problem.group_start).max(initial=0))
    return Desk(
        base_fen=np.zeros(buckets),
        line_fen=np.zeros(len(problem.line_min)),
        limit_min=np.zeros(buckets),
        seg=np.zeros((2, 2 * buckets)),
        seg_bucket=np.zeros(2 * buckets, np.int64),
        value_fen=np.zeros(most + 1),
        gain_fen=np.zeros(most + 1),
        lot_fen=np.zeros(most + 1),
        choice=np.zeros((widest + 1, most + 1), np.int8),
        candidate=np.zeros(widest + 1, np.int64),
        seen=np.zeros(widest + 1, np.int64),
        stamp=np.zeros(1, np.int64),
        unit_fen=np.zeros(MOST_LISTED),
        way_place=np.zeros(most, np.int64),
        way_batches=np.zeros(most, np.int64),
        old_place=np.zeros(most, np.int64),
        old_batches=np.zeros(most, np.int64),
        old_minutes=np.zeros((most, buckets)),
    )


def new_lists(problem: AllocationProblem, most: int) -> Listed:
    """Lists of up to `most` lines for every order, none looked at yet."""
    orders = problem.order_count
    return Listed(np.zeros((orders, most), np.int64), np.zeros(orders, np.int64), np.full(orders, -np.inf))


def open_prices(price: Cells, room: Cells) -> Floats:
    """Like `prices_by_bucket`, with cells that have no room left priced out."""
    return np.array(np.where(room.line > ROOM_MIN, price.line, CLOSED_FEN).T, order="C")


def prices_by_bucket(price: Cells) -> Floats:
    """The lines' prices by bucket and line, in this order: so one order's look at all lines is fast."""
    return np.array(price.line.T, order="C")
