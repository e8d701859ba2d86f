"""The live book's own judge: after every repair, in about a millisecond, with nothing borrowed from the repair.

It knows the plan as it was (lots by slot, use of every cell, batches and release of every order, capacities) and reads
the events for itself. What the repair says it touched is recounted from the lots: a change it does not own up to shows
in the recount of the lines, and at the latest in `whole`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from interlock.allocation import _live_check_kernels as kernels
from interlock.allocation.check_words import LAWS
from interlock.allocation.events import (
    CapacityFalls,
    Event,
    LineReturns,
    LineStops,
    LotDeclined,
    MaterialMoves,
    OrderAdded,
    OrderCancelled,
    QuantityChanges,
)
from interlock.allocation.live_tables import Tables
from interlock.allocation.problem import Floats, Ints

TOLERANCE = 1e-6
FAULTS = {
    kernels.LOST_BATCHES: LAWS.told("lost_batches"),
    kernels.FOREIGN_LINE: LAWS.told("foreign_line"),
    kernels.TWO_LOTS: LAWS.told("lots_on_line"),
    kernels.WRONG_MINUTES: LAWS.told("wrong_minutes"),
    kernels.TOO_EARLY: LAWS.told("too_early"),
    kernels.NEGATIVE: LAWS.told("negative_minutes"),
}


class Spent(NamedTuple):
    """Minutes that an order has used on a line in a bucket, of which nothing has come."""

    order: int
    line: int
    bucket: int
    spent_min: float


class _Use(NamedTuple):
    """Minutes used, by line and shop and bucket."""

    line: Floats
    cut: Floats
    finish: Floats


class LiveCheck:
    """What the judge knows of the book; `judge` takes a repair over into it, or leaves it unchanged."""

    def __init__(self, tables: Tables) -> None:
        self._batches: list[int] = []
        self._release: list[int] = []
        self._rows: list[int] = []
        self._forbidden: set[tuple[int, int]] = set()
        self._stated = tables.full.line.copy()
        self._capacity = tables.full.copy()
        self._spent = np.zeros_like(self._stated)
        self._share = np.ones_like(self._stated)
        self._line = np.full(0, -1)
        self._minutes = np.zeros((0, tables.buckets))
        for row in tables.row_of:
            self._rows.append(row)
            self._batches.append(int(tables.own.batches[row]))
            self._release.append(int(tables.stated_release[row]))
        self._fit(tables)
        every = tables.live_rows()
        kernels.know_rows(tables.asked, every, tables.plan, self._line, self._minutes)
        self._use = _nothing(tables)
        kernels.count_rows(tables.asked, every, tables.plan, *self._use)

    def judge(
        self, tables: Tables, events: Sequence[Event], spent: Sequence[Spent], fen: Mapping[int, int]
    ) -> list[str]:
        """Name every law that a repair breaks (`fen`: the money of all orders touched); none: take it over."""
        undo = self._remember(list(fen))
        try:
            breaches = self._breaches(tables, events, spent, fen)
        except BaseException:
            undo()
            raise
        if breaches:
            undo()
        return breaches

    def _breaches(
        self, tables: Tables, events: Sequence[Event], spent: Sequence[Spent], fen: Mapping[int, int]
    ) -> list[str]:
        orders = list(fen)
        self._fit(tables)
        frozen_before = self._frozen_lots(tables, orders, known=True)
        self._expect(tables, events, spent)
        rows = self._touched_rows(tables, orders)
        lines = self._touched_lines(tables, rows, events)
        kernels.forget_rows(tables.asked, rows, self._line, self._minutes, *self._use)
        kernels.count_rows(tables.asked, rows, tables.plan, *self._use)
        breaches = [
            *self._order_faults(tables, orders, fen),
            *self._cell_faults(tables, lines),
            *self._frozen_faults(frozen_before, self._frozen_lots(tables, orders, known=False), spent),
        ]
        if not breaches:
            kernels.know_rows(tables.asked, rows, tables.plan, self._line, self._minutes)
        return breaches

    def _remember(self, orders: Sequence[int]) -> Callable[[], None]:
        """How to get back to what is known now."""
        count, forbidden = len(self._rows), set(self._forbidden)
        facts = (self._batches, self._release, self._rows)
        kept = [(order, [fact[order] for fact in facts]) for order in orders if order < count]
        cells = (*self._capacity, self._spent, self._share, *self._use)
        copies = [table.copy() for table in cells]

        def undo() -> None:
            for i, fact in enumerate(facts):
                del fact[count:]
                for order, values in kept:
                    fact[order] = values[i]
            self._forbidden = forbidden
            for table, copy in zip(cells, copies, strict=True):
                np.copyto(table, copy)

        return undo

    def whole(self, tables: Tables) -> list[str]:
        """Recount everything; names what differs from what is known, from the room, or from the lists of the lines."""
        every = tables.live_rows()
        use = _nothing(tables)
        kernels.count_rows(tables.asked, every, tables.plan, *use)
        breaches = [*self._order_faults(tables, [o for o, row in enumerate(tables.row_of) if row >= 0], None)]
        breaches += self._cell_faults(tables, np.arange(len(use.line)))
        for name, counted, known, full in zip(
            ("lines", "cutting", "finishing"), use, self._use, tables.full, strict=True
        ):
            if not _near(counted, known, full):
                breaches.append(LAWS.told("known_use", name=LAWS.told(name)))
        slots = np.flatnonzero(self._line >= 0)
        if not np.array_equal(slots, np.flatnonzero(tables.plan.batches > 0)):
            breaches.append(LAWS.told("known_lots"))
        elif not np.array_equal(self._minutes[slots], tables.plan.minutes[slots]):
            breaches.append(LAWS.told("known_minutes"))
        return breaches

    def _fit(self, tables: Tables) -> None:
        """Grow with the book."""
        more = len(tables.slot_row) - len(self._line)
        if more > 0:
            self._line = np.concatenate([self._line, np.full(more, -1)])
            self._minutes = np.concatenate([self._minutes, np.zeros((more, tables.buckets))])

    def _expect(self, tables: Tables, events: Iterable[Event], spent: Iterable[Spent]) -> None:
        """What must be true once the events have happened."""
        lines = set()
        for event in events:
            self._expect_of_order(event, tables.parts)
            if isinstance(event, LineStops | LineReturns | CapacityFalls):
                buckets = slice(event.first * tables.parts, (event.last + 1) * tables.parts)
                self._share[event.line, buckets] = _working_share(event)
                lines.add(event.line)
        for order, line, t, spent_min in spent:
            row = self._rows[order] if self._rows[order] >= 0 else 0
            self._spent[line, t] += spent_min
            lines.add(line)
            cut, finish = tables.own.cut_shop[row], tables.own.finish_shop[row]
            if cut >= 0:
                self._capacity.cut[cut, tables.own.cut_bucket[t]] -= spent_min * tables.own.cut_use[row]
            if finish >= 0:
                self._capacity.finish[finish, tables.own.finish_bucket[t]] -= spent_min * tables.own.finish_use[row]
        for line in lines:
            self._capacity.line[line] = np.maximum(self._stated[line] * self._share[line] - self._spent[line], 0.0)

    def _expect_of_order(self, event: Event, parts: int) -> None:
        if isinstance(event, OrderAdded):
            self._rows.append(-1)
            self._batches.append(event.asked.batches)
            self._release.append(event.asked.release * parts)
        elif isinstance(event, QuantityChanges):
            self._batches[event.order] = event.batches
        elif isinstance(event, OrderCancelled):
            self._batches[event.order] = 0
        elif isinstance(event, MaterialMoves):
            self._release[event.order] = event.release * parts
        elif isinstance(event, LotDeclined):
            self._forbidden.add((event.order, event.line))

    def _touched_rows(self, tables: Tables, orders: Sequence[int]) -> Ints:
        """The rows of the orders, before and now."""
        rows = {self._rows[order] for order in orders} | {tables.row_of[order] for order in orders}
        for order in orders:
            self._rows[order] = tables.row_of[order]
        return np.array(sorted(rows - {-1}), np.int64)

    def _touched_lines(self, tables: Tables, rows: Ints, events: Sequence[Event]) -> Ints:
        start = tables.asked.slot_start
        slots = np.concatenate([np.arange(start[row], start[row + 1]) for row in rows] or [np.zeros(0, np.int64)])
        planned = slots[tables.plan.batches[slots] > 0]
        named = [e.line for e in events if isinstance(e, LineStops | LineReturns | CapacityFalls)]
        lines = [self._line[slots], tables.asked.group_line[tables.plan.place[planned]], np.array(named, np.int64)]
        found = np.unique(np.concatenate(lines))
        return found[found >= 0]

    def _order_faults(self, tables: Tables, orders: Sequence[int], fen: Mapping[int, int] | None) -> Iterator[str]:
        live = [order for order in orders if tables.row_of[order] >= 0]
        rows = np.array([tables.row_of[order] for order in live], np.int64)
        batches = np.array([self._batches[order] for order in live], np.int64)
        release = np.array([self._release[order] for order in live], np.int64)
        fault, line, paid = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.int64), np.zeros(len(rows))
        kernels.judge_rows(tables.asked, rows, batches, release, tables.plan, fault, line)
        kernels.money(tables.asked, rows, tables.plan, paid)
        for place in np.flatnonzero(fault):
            facts = {"order": live[place], "text": FAULTS[int(fault[place])]}
            yield LAWS.told("fault_on", **facts, line=line[place]) if line[place] >= 0 else LAWS.told("fault", **facts)
        for order, money in zip(live, paid.tolist(), strict=True):
            if fen is not None and abs(money - fen[order]) > 1.0 + TOLERANCE * abs(money) * 1e-3:
                yield LAWS.told("recount", order=order, told=fen[order], found=money)
        yield from self._cancelled_faults(tables, orders)
        yield from self._forbidden_faults(tables, orders)

    def _cancelled_faults(self, tables: Tables, orders: Sequence[int]) -> Iterator[str]:
        for order in orders:
            if (self._batches[order] == 0) != (tables.row_of[order] < 0):
                yield LAWS.told("cancelled", order=order)

    def _forbidden_faults(self, tables: Tables, orders: Sequence[int]) -> Iterator[str]:
        named = set(orders)
        for order, line in self._forbidden:
            if (
                order in named
                and tables.row_of[order] >= 0
                and tables.find_slot(tables.row_of[order], line) is not None
            ):
                yield LAWS.told("declined", order=order, line=line)

    def _cell_faults(self, tables: Tables, lines: Ints) -> Iterator[str]:
        """Cells used beyond their capacity, capacities that differ from what the events leave, and broken lists."""
        room = tables.room
        for name, use, capacity, full, left in (
            (
                LAWS.told("line"),
                self._use.line[lines],
                self._capacity.line[lines],
                tables.full.line[lines],
                room.line[lines],
            ),
            (LAWS.told("cutting_shop"), self._use.cut, self._capacity.cut, tables.full.cut, room.cut),
            (LAWS.told("finishing_shop"), self._use.finish, self._capacity.finish, tables.full.finish, room.finish),
        ):
            slack = TOLERANCE * np.maximum(capacity, 1.0)
            if (np.abs(full - use - left) > slack).any():
                yield LAWS.told("room", name=name)
            for i, t in np.argwhere((use > capacity + slack) | (np.abs(full - capacity) > slack)):
                row = lines[i] if name == "line" else i
                yield LAWS.told(
                    "overload", thing=name, row=row, bucket=t // tables.parts, used=use[i, t], room=capacity[i, t]
                )
        counted = np.zeros((len(lines), tables.buckets))
        lists = tables.lists
        sound = kernels.recount_lines(lines, tables.asked.group_line, tables.plan, lists.head, lists.after, counted)
        if not sound or not _near(counted, self._use.line[lines], self._capacity.line[lines]):
            yield LAWS.told("lists")

    def _frozen_lots(self, tables: Tables, orders: Sequence[int], *, known: bool) -> dict[tuple[int, int], Floats]:
        """The frozen minutes of every lot of the orders that has any: as known, or as planned now."""
        found: dict[tuple[int, int], Floats] = {}
        rows, minutes = (self._rows, self._minutes) if known else (tables.row_of, tables.plan.minutes)
        for order in orders if tables.frozen else ():
            row = rows[order] if order < len(rows) else -1
            slots = tables.slots_of(row) if row >= 0 else slice(0, 0)
            for slot in slots.start + np.flatnonzero(minutes[slots, : tables.frozen].any(axis=1)):
                line = int(self._line[slot] if known else tables.own.group_line[tables.plan.place[slot]])
                found[order, line] = minutes[slot, : tables.frozen].copy()
        return found

    def _frozen_faults(
        self, before: dict[tuple[int, int], Floats], now: dict[tuple[int, int], Floats], spent: Iterable[Spent]
    ) -> Iterator[str]:
        """Frozen minutes may only turn into spent ones."""
        for order, line, t, spent_min in spent:
            lot = before.get((order, line))
            if lot is not None and t < len(lot):
                lot[t] -= spent_min
        for key in before.keys() | now.keys():
            nothing = np.zeros(1)
            if np.abs(before.get(key, nothing) - now.get(key, nothing)).max() > TOLERANCE:
                yield LAWS.told("frozen", order=key[0], line=key[1])


def _working_share(event: LineStops | LineReturns | CapacityFalls) -> float:
    if isinstance(event, CapacityFalls):
        return 1.0 - event.share
    return 1.0 if isinstance(event, LineReturns) else 0.0


def _nothing(tables: Tables) -> _Use:
    return _Use(*(np.zeros_like(table) for table in tables.full))


def _near(one: Floats, other: Floats, capacity: Floats) -> bool:
    return bool((np.abs(one - other) <= TOLERANCE * np.maximum(capacity, 1.0)).all())
