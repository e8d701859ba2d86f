"""The live book as arrays with room to grow: orders by row, lots by slot, lines of groups by place.

An order keeps its number for ever; its row may change (more batches than its row has slots). Rows that are no longer
used have no batches, so loops pass over them.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from interlock.allocation.problem import MOST_BATCHES, AllocationProblem, Floats, Ints
from interlock.allocation.solution import Allocation, Prices, Residual
from interlock.allocation.tables import (
    Asked,
    Cells,
    Desk,
    Plan,
    asked_of,
    empty_plan,
    new_desk,
    prices_by_bucket,
    room_of,
)
from interlock.allocation.unfold import in_turn, unfolded, unfolded_plan

ROW_FIELDS = (
    "batch_min", "batches", "release", "time_fen", "outside_fen", "piece_min", "group", "cut_shop", "cut_use",
    "finish_shop", "finish_use",
)  # fmt: skip
PLACE_FIELDS = ("group_line", "price_fen", "haul_fen", "loss_min", "opening_fen")
SPARE_SHARE = 1.0 / 16.0
A = TypeVar("A", bound=NDArray[Any])


class Lists(NamedTuple):
    """The slots with lots on every line, as doubly linked lists (`head` by line, the others by slot; -1 ends)."""

    head: Ints
    after: Ints
    before: Ints


class Tables:
    """Everything a live book holds. `own` are the terms as writable arrays, `asked` the same memory as loops see it.

    `release` in `asked` is never within the frozen buckets; `stated_release` is what was asked for. Capacity `full` is
    what was stated, as far as the line is open, less what it has lost and what is spent.

    A book with overtime is kept unfolded: each of its buckets is `parts` = 2 here, usual minutes and those beyond them,
    each of which costs `premium_fen` more. `due` is the last part of the bucket by which an order is wanted.
    """

    def __init__(self, problem: AllocationProblem, allocation: Allocation) -> None:
        self.frozen = 0
        self.parts = 1 if problem.overtime_min is None else 2
        self.premium_fen = problem.overtime_fen_per_min
        used, due = allocation.used(problem), problem.due_bucket
        if self.parts == 2:
            allocation = unfolded_plan(problem, allocation)
            problem = unfolded(problem)
            line = np.zeros_like(problem.line_min)
            np.add.at(line, (allocation.work_line, allocation.work_bucket), allocation.work_min)
            cut, finish = (in_turn(table, np.zeros_like(table)) for table in (used.cut_min, used.finish_min))
            used = Residual(line, cut, finish)
        self._take_terms(problem, due)
        self._take_capacity(problem, allocation.prices)
        self._take_lots(problem, allocation, used)
        self.desk = _widest_desk(problem)
        self._show()
        self.waiting_fen: Floats = np.zeros(self.rows)
        self.see_waiting(np.arange(self.rows))

    def _take_terms(self, problem: AllocationProblem, due: Ints) -> None:
        rows = problem.order_count
        self.own: Asked = Asked._make(array.copy() for array in asked_of(problem))
        self.due: Ints = self.parts * (due + 1) - 1
        self.stated_release: Ints = problem.release.copy()
        self.order_of: Ints = np.arange(rows)
        self.row_of: list[int] = list(range(rows))
        self.rows, self.slots = rows, int(problem.batches.sum())
        self.groups, self.places = len(problem.group_start) - 1, len(problem.group_line)
        self.late_fen: Floats = _late_rates(problem.time_fen_per_min[:, :: self.parts], due)
        known = self.late_fen[self.late_fen > 0.0]
        self.usual_late_fen = float(np.median(known)) if len(known) else 1.0
        self.loss_floor_share = problem.loss_floor_share

    def _take_capacity(self, problem: AllocationProblem, prices: Prices) -> None:
        self.full: Cells = room_of(problem)
        self.stated_line_min: Floats = problem.line_min.copy()
        self.working_share: Floats = np.ones_like(self.stated_line_min)
        self.spent_line_min: Floats = np.zeros_like(self.stated_line_min)
        self.take_prices(prices)

    def take_prices(self, prices: Prices) -> None:
        """Use other dual prices from now on."""
        self.price = Cells(
            prices.line_fen_per_min.copy(), prices.cut_fen_per_min.copy(), prices.finish_fen_per_min.copy()
        )
        self.by_bucket = prices_by_bucket(self.price)

    def _take_lots(self, problem: AllocationProblem, allocation: Allocation, used: Residual) -> None:
        """Every order's lots into its first slots, in the allocation's sequence; minutes, room and lists follow."""
        self.room = Cells(
            self.full.line - used.line_min, self.full.cut - used.cut_min, self.full.finish - used.finish_min
        )
        self.plan: Plan = empty_plan(problem)
        by_order = np.argsort(allocation.lot_order, kind="stable")
        order, line = allocation.lot_order[by_order], allocation.lot_line[by_order]
        turn = np.arange(len(order)) - np.searchsorted(order, order)
        slot = self.own.slot_start[order] + turn
        self.plan.batches[slot] = allocation.lot_batches[by_order]
        self.plan.place[slot] = _places(problem, order, line)
        self.plan.outside[:] = allocation.outside_batches
        lines = len(problem.line_min)
        keys = order * lines + line
        by_key = np.argsort(keys, kind="stable")
        lot = by_key[np.searchsorted(keys[by_key], allocation.work_order * lines + allocation.work_line)]
        np.add.at(self.plan.minutes, (slot[lot], allocation.work_bucket), allocation.work_min)
        self.slot_row: Ints = np.repeat(np.arange(self.rows), problem.batches)
        self._link_all()

    def _link_all(self) -> None:
        from interlock.allocation._live_kernels import link_all

        self.lists = Lists(*(np.full(size, -1) for size in (len(self.full.line), self.slots, self.slots)))
        link_all(self.own.group_line, self.plan, *self.lists)

    def see_waiting(self, rows: Ints) -> None:
        """Note what being late or outside costs the orders of some rows."""
        from interlock.allocation._live_kernels import price_waiting

        price_waiting(self.asked, rows, self.due, self.late_fen, self.plan, self.waiting_fen)

    def _show(self) -> None:
        """Hand the terms to loops read-only, as `asked_of` does: so they are compiled once for both."""
        views = [array[:] for array in self.own]
        for view in views[:-1]:
            view.flags.writeable = False
        self.asked: Asked = Asked._make(views)

    def reserve(self, rows: int, slots: int, places: int, groups: int) -> None:
        """Make sure that so many more fit; what is too small at least grows by a sixteenth (or doubles when small)."""
        own = self.own._asdict()
        if self.rows + rows > len(self.due):
            size = _larger(self.rows + rows)
            for name in ROW_FIELDS:
                own[name] = _grown(own[name], size)
            self.due, self.stated_release = _grown(self.due, size), _grown(self.stated_release, size)
            self.late_fen, self.order_of = _grown(self.late_fen, size), _grown(self.order_of, size, -1)
            self.waiting_fen = _grown(self.waiting_fen, size)
            self.plan = self.plan._replace(outside=_grown(self.plan.outside, size))
            own["slot_start"] = _grown(own["slot_start"], size + 1, self.slots)
        if self.slots + slots > len(self.slot_row):
            size = _larger(self.slots + slots)
            place, batches = _grown(self.plan.place, size, -1), _grown(self.plan.batches, size)
            self.plan = self.plan._replace(place=place, batches=batches, minutes=_grown(self.plan.minutes, size))
            self.slot_row = _grown(self.slot_row, size)
            self.lists = Lists(self.lists.head, _grown(self.lists.after, size, -1), _grown(self.lists.before, size, -1))
        if self.places + places > len(own["group_line"]):
            for name in PLACE_FIELDS:
                own[name] = _grown(own[name], _larger(self.places + places))
        if self.groups + groups + 1 > len(own["group_start"]):
            own["group_start"] = _grown(own["group_start"], _larger(self.groups + groups + 1), self.places)
        self.own = Asked(**own)
        self._show()

    @property
    def buckets(self) -> int:
        """How many buckets of time there are here."""
        return int(self.full.line.shape[1])

    @property
    def stated_buckets(self) -> int:
        """How many buckets of time callers speak of."""
        return self.buckets // self.parts

    def with_premium(self, time_fen: Floats) -> Floats:
        """What a minute costs in each bucket here, from what it costs in those that callers speak of."""
        return time_fen if self.parts == 1 else in_turn(time_fen[None, :], time_fen[None, :] + self.premium_fen)[0]

    def slots_of(self, row: int) -> slice:
        """The slots of a row."""
        return slice(int(self.own.slot_start[row]), int(self.own.slot_start[row + 1]))

    def places_of(self, group: int) -> slice:
        """The places of a group."""
        return slice(int(self.own.group_start[group]), int(self.own.group_start[group + 1]))

    def find_slot(self, row: int, line: int) -> int | None:
        """The slot in which a line has a lot of the order."""
        for slot in range(*self.slots_of(row).indices(self.slots)):
            if self.plan.batches[slot] > 0 and self.own.group_line[self.plan.place[slot]] == line:
                return slot
        return None

    def total_fen(self) -> float:
        """What the whole plan costs."""
        from interlock.allocation._plan_kernels import total_cost

        return float(total_cost(self.asked, self.price, self.plan))

    def live_rows(self) -> Ints:
        """The rows of all orders of the book, by order number."""
        rows = np.array(self.row_of, np.int64)
        return rows[rows >= 0]

    def problem(self) -> AllocationProblem:
        """The book's terms now: its orders by number without cancelled ones, capacity less what is spent."""
        rows, own, parts = self.live_rows(), self.own, self.parts
        return AllocationProblem(
            batch_min=own.batch_min[rows],
            batches=own.batches[rows],
            release=self.stated_release[rows] // parts,
            time_fen_per_min=own.time_fen[rows, ::parts],
            outside_fen_per_min=own.outside_fen[rows],
            minutes_per_piece=own.piece_min[rows],
            group=own.group[rows],
            cut_shop=own.cut_shop[rows],
            cut_use=own.cut_use[rows],
            finish_shop=own.finish_shop[rows],
            finish_use=own.finish_use[rows],
            group_start=own.group_start[: self.groups + 1],
            group_line=own.group_line[: self.places],
            group_price_fen_per_min=own.price_fen[: self.places],
            group_haul_fen_per_piece=own.haul_fen[: self.places],
            group_loss_min=own.loss_min[: self.places],
            group_opening_fen=own.opening_fen[: self.places],
            line_min=self.full.line[:, ::parts],
            cut_min=self.full.cut[:, ::parts],
            finish_min=self.full.finish[:, ::parts],
            loss_floor_share=self.loss_floor_share,
            due=self.due[rows] // parts,
            overtime_min=None if parts == 1 else self.full.line[:, 1::2],
            overtime_fen_per_min=self.premium_fen,
        )

    def compact_plan(self, problem: AllocationProblem) -> Plan:
        """The lots as a plan of `problem()`, unfolded where lines work overtime: a slot per batch, no row unused."""
        found, rows = empty_plan(problem), self.live_rows()
        start = np.concatenate([[0], np.cumsum(problem.batches)])
        for i, row in enumerate(rows):
            slots = np.arange(self.slots)[self.slots_of(int(row))]
            slots = slots[self.plan.batches[slots] > 0]
            to = slice(int(start[i]), int(start[i]) + len(slots))
            found.place[to], found.batches[to] = self.plan.place[slots], self.plan.batches[slots]
            found.minutes[to] = self.plan.minutes[slots]
        found.outside[:] = self.plan.outside[rows]
        return found


def _late_rates(time_fen: Floats, due: Ints) -> Floats:
    """What a minute costs more for each bucket it is late, on average until the end (0: the due bucket is the last)."""
    rows, last = np.arange(len(due)), time_fen.shape[1] - 1
    inside = np.clip(due, 0, last)
    rise = (time_fen[:, last] - time_fen[rows, inside]) / np.maximum(last - inside, 1)
    return np.asarray(np.maximum(rise, 0.0), dtype=np.float64)


def late_rate(time_fen: Floats, due: int) -> float:
    """`_late_rates` of one order."""
    return float(_late_rates(time_fen[None, :], np.array([due]))[0])


def _places(problem: AllocationProblem, order: Ints, line: Ints) -> Ints:
    """The place of each line in its order's group."""
    lines = len(problem.line_min)
    group_of_place = np.repeat(np.arange(len(problem.group_start) - 1), np.diff(problem.group_start))
    keys = group_of_place * lines + problem.group_line
    by_key = np.argsort(keys, kind="stable")
    found = np.searchsorted(keys[by_key], problem.group[order] * lines + line)
    return np.asarray(by_key[found], dtype=np.int64)


def _widest_desk(problem: AllocationProblem) -> Desk:
    """A desk that is large enough for any order that the book may ever hold."""
    lines, buckets = problem.line_min.shape
    one, none, every = np.ones(1), np.zeros(1, np.int64), np.zeros(lines)
    widest = AllocationProblem(
        batch_min=one, batches=np.array([MOST_BATCHES]), release=none, time_fen_per_min=np.zeros((1, buckets)),
        outside_fen_per_min=one, minutes_per_piece=one, group=none, cut_shop=none - 1, cut_use=one,
        finish_shop=none - 1, finish_use=one, group_start=np.array([0, lines]), group_line=np.arange(lines),
        group_price_fen_per_min=every, group_haul_fen_per_piece=every, group_loss_min=every, group_opening_fen=every,
        line_min=problem.line_min, cut_min=problem.cut_min, finish_min=problem.finish_min,
    )  # fmt: skip
    return new_desk(widest)


def _larger(size: int) -> int:
    return size + max(64, int(size * SPARE_SHARE))


def _grown(array: A, size: int, filler: int = 0) -> A:
    """The array with more rows."""
    new: Any = np.full((size, *array.shape[1:]), filler, array.dtype)
    new[: len(array)] = array
    return new  # type: ignore[no-any-return]
