"""One turn of the live book: everything that changes is remembered first, so that all of it can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interlock.allocation import _live_kernels as kernels
from interlock.allocation.live_check import Spent
from interlock.allocation.live_tables import Tables
from interlock.allocation.problem import MOST_BATCHES, Floats, Ints

EPS_MIN = 1e-7
FREED_MIN = 1.0
MOST_VICTIMS = 25
NEAREST_LINES = 40


@dataclass(frozen=True, eq=False)
class Lots:
    """An order's lots at one moment, as rows of slots, with its due bucket, its money and the parts of a bucket."""

    line: Ints
    batches: Ints
    minutes: Floats
    outside: int
    due: int
    batch_min: float
    fen: float
    parts: int


def lots_of(tables: Tables, row: int, fen: float | None = None) -> Lots:
    """The lots of a row now (`fen`: their money, if it is known)."""
    slots, plan = tables.slots_of(row), tables.plan
    if fen is None:
        fen = float(kernels.cost_of_one(tables.asked, row, tables.price, plan))
    used = slots.start + np.flatnonzero(plan.batches[slots])
    return Lots(
        line=tables.own.group_line[plan.place[used]],
        batches=plan.batches[used],
        minutes=plan.minutes[used],
        outside=int(plan.outside[row]),
        due=int(tables.due[row]),
        batch_min=float(tables.own.batch_min[row]),
        fen=fen,
        parts=tables.parts,
    )


class Workbench:
    """Working memory for exchanges, kept between turns."""

    def __init__(self, buckets: int) -> None:
        rows = (MOST_VICTIMS + 1) * MOST_BATCHES
        self.scratch = (
            np.zeros(rows, np.int64), np.zeros(rows, np.int64), np.zeros((rows, buckets)),
            np.zeros(MOST_VICTIMS + 1, np.int64),
        )  # fmt: skip
        self.kept = (np.zeros(MOST_BATCHES, np.int64), np.zeros(MOST_BATCHES))
        self.line_keys, self.line_places = np.zeros(NEAREST_LINES), np.zeros(NEAREST_LINES, np.int64)
        self.victim_keys, self.victim_rows = np.zeros(MOST_VICTIMS), np.zeros(MOST_VICTIMS, np.int64)
        self.slots = np.zeros(1 << 14, np.int64)


class Turn:
    """Changes to the tables, and how to undo them. Orders are touched before anything of theirs changes."""

    def __init__(self, tables: Tables, bench: Workbench) -> None:
        self.tables, self.bench = tables, bench
        self.before: dict[int, Lots | None] = {}
        self.to_place: dict[int, None] = {}
        self.to_better: dict[int, None] = {}
        self.lines: dict[int, None] = {}
        self.spent: list[Spent] = []
        self.change_fen = 0.0
        self._rows: dict[int, tuple[Ints, Ints, Floats, int]] = {}
        self._writes: list[tuple[Any, Any, Any]] = []
        self._room = tables.room.copy()
        self._counts = (tables.rows, tables.slots, tables.groups, tables.places, len(tables.row_of))

    def write(self, array: Any, index: Any, value: Any) -> None:
        """Change an entry of a table, remembering what it was."""
        old = array[index]
        self._writes.append((array, index, old.copy() if isinstance(old, np.ndarray) else old))
        array[index] = value

    def touch(self, order: int) -> int:
        """Remember an order as it stands; returns its row."""
        row = self.tables.row_of[order]
        if order not in self.before:
            self.before[order] = self.lots(order)
        self._keep_row(row)
        return row

    def touch_all(self, orders: list[int]) -> None:
        """Remember several orders at once."""
        new = [order for order in orders if order not in self.before]
        rows = np.array([self.tables.row_of[order] for order in new], np.int64)
        fen = np.zeros(len(new))
        kernels.cost_of(self.tables.asked, rows, self.tables.price, self.tables.plan, fen)
        for order, row, money in zip(new, rows.tolist(), fen.tolist(), strict=True):
            self.before[order] = lots_of(self.tables, row, money)
            self._keep_row(row)

    def _keep_row(self, row: int) -> None:
        if row not in self._rows:
            plan, slots = self.tables.plan, self.tables.slots_of(row)
            kept = (plan.place[slots].copy(), plan.batches[slots].copy(), plan.minutes[slots].copy())
            self._rows[row] = (*kept, int(plan.outside[row]))

    def changed(self, named: set[int]) -> list[int]:
        """The touched orders, without those that stand as they did and are not `named`."""
        plan, found = self.tables.plan, []
        for order in self.before:
            row = self.tables.row_of[order]
            if order not in named and row in self._rows:
                place, batches, minutes, _ = self._rows[row]
                slots = self.tables.slots_of(row)
                lots = np.array_equal(batches, plan.batches[slots]) and np.array_equal(minutes, plan.minutes[slots])
                if lots and np.array_equal(place[batches > 0], plan.place[slots][batches > 0]):
                    continue
            found.append(order)
        return found

    def lots(self, order: int) -> Lots | None:
        """An order's lots now (none: it is not in the book)."""
        row = self.tables.row_of[order]
        return lots_of(self.tables, row) if row >= 0 else None

    def take_out_lot(self, row: int, slot: int) -> None:
        """Take one lot out of the plan."""
        tables = self.tables
        kernels.take_out_lot(tables.asked, row, slot, tables.plan, tables.room, *tables.lists)

    def take_out(self, row: int) -> None:
        """Take all lots of an order out that have not begun."""
        tables = self.tables
        kernels.take_out(tables.asked, row, tables.frozen, tables.plan, tables.room, *tables.lists)

    def begun_slots(self, row: int) -> list[int]:
        """The slots of an order's lots that have begun."""
        plan, slots, frozen = self.tables.plan, self.tables.slots_of(row), self.tables.frozen
        begun = (plan.minutes[slots, :frozen] > EPS_MIN).any(axis=1) & (plan.batches[slots] > 0)
        return [int(slot) for slot in slots.start + np.flatnonzero(begun)]

    def spend(self, order: int, slot: int, minutes: float) -> None:
        """Turn a lot's earliest minutes into capacity that is used up for nothing; the lot lacks them afterwards."""
        row, plan, own = self.tables.row_of[order], self.tables.plan, self.tables.own
        line = int(own.group_line[plan.place[slot]])
        for t in range(self.tables.buckets):
            amount = min(float(plan.minutes[slot, t]), minutes)
            if amount <= 0.0:
                continue
            plan.minutes[slot, t] -= amount
            minutes -= amount
            self._spend_cell(order, row, line, t, amount)

    def _spend_cell(self, order: int, row: int, line: int, t: int, amount: float) -> None:
        """Capacity and use both fall, so the room stays as it is."""
        tables, own = self.tables, self.tables.own
        self.write(tables.spent_line_min, (line, t), tables.spent_line_min[line, t] + amount)
        self.write(tables.full.line, (line, t), max(float(tables.full.line[line, t]) - amount, 0.0))
        cut, finish = int(own.cut_shop[row]), int(own.finish_shop[row])
        if cut >= 0:
            at = (cut, int(own.cut_bucket[t]))
            self.write(tables.full.cut, at, max(float(tables.full.cut[at]) - amount * own.cut_use[row], 0.0))
        if finish >= 0:
            at = (finish, int(own.finish_bucket[t]))
            self.write(tables.full.finish, at, max(float(tables.full.finish[at]) - amount * own.finish_use[row], 0.0))
        self.spent.append(Spent(order, line, t, amount))

    def settle_begun(self, order: int, slot: int, most: int) -> None:
        """Re-time a begun lot on its line: least late, with as many batches as that allows; the others leave the line.

        A batch that has begun and finds no room at all any more is given up: its frozen minutes are spent.
        """
        tables, row = self.tables, self.tables.row_of[order]
        place, due = tables.plan.place[slot], int(tables.due[row])
        batch, loss = float(tables.own.batch_min[row]), float(tables.own.loss_min[place])
        sewn = float(tables.plan.minutes[slot, : tables.frozen].sum())
        least = max(1, int(np.ceil((sewn - loss) / batch - 1e-9)))
        counts = range(min(int(tables.plan.batches[slot]), most), least - 1, -1)
        late = [(self._late_min(slot, due), -k) for k in counts if self._refill(row, slot, k)]
        if late:
            self._refill(row, slot, -min(late)[1])
            return
        done = min(int(np.floor((sewn - loss) / batch + 1e-9)), most) if sewn > loss else 0
        if done > 0:
            self._refill(row, slot, done)
            self.spend(order, slot, sewn - loss - done * batch)
        else:
            self.spend(order, slot, sewn)
            self.take_out_lot(row, slot)

    def _refill(self, row: int, slot: int, batches: int) -> bool:
        tables = self.tables
        lacking = kernels.refill_begun(
            tables.asked, row, slot, tables.frozen, batches, tables.price, tables.plan, tables.room
        )
        return bool(lacking <= EPS_MIN)

    def _late_min(self, slot: int, due: int) -> float:
        return float(self.tables.plan.minutes[slot, due + 1 :].sum())

    def freed_lines(self) -> NDArray[np.bool_]:
        """Which lines have more room in some bucket than when the turn began."""
        more = self.tables.room.line - self._room.line
        return np.asarray(more.max(axis=1, initial=0.0) > FREED_MIN, dtype=np.bool_)

    def undo(self) -> None:
        """Everything is as it was when the turn began."""
        tables, plan = self.tables, self.tables.plan
        rows, slots, groups, places, orders = self._counts
        for row in {*self._rows, *range(rows, tables.rows)}:
            kernels.unlink_order(tables.asked, row, plan, *tables.lists)
        plan.place[slots : tables.slots], plan.batches[slots : tables.slots] = -1, 0
        plan.minutes[slots : tables.slots] = 0.0
        for array, index, value in reversed(self._writes):
            array[index] = value
        for row, (place, batches, minutes, outside) in self._rows.items():
            if row < rows:
                own = tables.slots_of(row)
                plan.place[own], plan.batches[own], plan.minutes[own] = place, batches, minutes
                plan.outside[row] = outside
                kernels.link_order(tables.asked, row, plan, *tables.lists)
        tables.rows, tables.slots, tables.groups, tables.places = rows, slots, groups, places
        del tables.row_of[orders:]
        tables.room.load(self._room)
