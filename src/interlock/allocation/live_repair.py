"""After the events: what can not stay goes out, comes back where it is cheapest, and others make way if it is late.

The method is the one of the plan itself (the best way of one order at given prices), kept small: lots that stay on
their line count cheaper, orders return by the weight of their lateness, and an exchange that does not pay is undone.
"""

from __future__ import annotations

import numpy as np

from interlock.allocation import _live_kernels as kernels
from interlock.allocation.diff import Change, Diff, Standing
from interlock.allocation.live_turn import EPS_MIN, Lots, Turn
from interlock.allocation.problem import MOST_BATCHES, Ints

OVERLOAD = 5e-7
# Tries to move others for a late order: how many of them, how many of the nearest lines are passed over, and how many
# are looked at. The last tries empty one line each.
TRIES = ((3, 0, 40), (8, 0, 40), (25, 0, 40), (25, 10, 30), (25, 0, 1), (25, 1, 1), (25, 2, 1))
WEIGHTS = (1.0, 0.0)
MOST_TAKERS = 3


def mend(turn: Turn, stay_fen: float) -> None:
    """Find room for all that the events have put out, at `stay_fen` for every minute that leaves its line."""
    for line in turn.lines:
        relieve(turn, line)
    for order in by_lateness(turn, list(turn.to_place)):
        place(turn, order, stay_fen)
    for order in by_lateness(turn, list(turn.to_better)):
        better(turn, order, stay_fen)
    for order in by_lateness(turn, list(turn.before)):
        if late_min(turn, order) > EPS_MIN and (order in turn.to_better or is_worse(turn, order)):
            better(turn, order, stay_fen)
            make_way(turn, order, stay_fen)
    offer_room(turn, stay_fen)
    if turn.tables.parts == 2:
        spare_overtime(turn)


def spare_overtime(turn: Turn) -> None:
    """What is sewn in overtime while usual minutes of the same line and bucket are free falls back into them."""
    tables = turn.tables
    room, plan = tables.room.line, tables.plan
    beyond = tables.full.line[:, 1::2] - room[:, 1::2]
    for line, bucket in np.argwhere(np.minimum(beyond, room[:, ::2]) > EPS_MIN).tolist():
        usual, over = 2 * bucket, 2 * bucket + 1
        count = 0 if over < tables.frozen else kernels.lots_at(line, *tables.lists[:2], plan, over, turn.bench.slots)
        for slot in turn.bench.slots[:count].tolist():
            turn.touch(int(tables.order_of[tables.slot_row[slot]]))
            amount = min(float(plan.minutes[slot, over]), max(float(room[line, usual]), 0.0))
            plan.minutes[slot, over] -= amount
            plan.minutes[slot, usual] += amount
            room[line, over] += amount
            room[line, usual] -= amount


def offer_room(turn: Turn, stay_fen: float) -> None:
    """Let orders that are late or outside have what room the turn has freed on their lines, if that pays."""
    tables, freed = turn.tables, turn.freed_lines()
    if not freed.any():
        return
    fen, rows = np.zeros(MOST_TAKERS), np.zeros(MOST_TAKERS, np.int64)
    waiting = np.flatnonzero(tables.waiting_fen[: tables.rows])
    count = kernels.choose_takers(tables.asked, waiting, freed, tables.waiting_fen, fen, rows)
    for row in rows[:count]:
        better(turn, int(tables.order_of[row]), stay_fen)


def relieve(turn: Turn, line: int) -> None:
    """Take lots out until the line's room is nowhere negative: those first whose lateness weighs least."""
    tables = turn.tables
    slack = OVERLOAD * np.maximum(tables.full.line[line], 1.0)
    for t in range(tables.frozen, tables.buckets):
        while tables.room.line[line, t] < -slack[t]:
            slots = turn.bench.slots
            count = kernels.lots_at(line, *tables.lists[:2], tables.plan, t, slots)
            slot = min(slots[:count].tolist(), key=lambda one: (tables.late_fen[tables.slot_row[one]], one))
            order = int(tables.order_of[tables.slot_row[slot]])
            row = turn.touch(order)
            if slot in turn.begun_slots(row):
                turn.settle_begun(order, slot, MOST_BATCHES)
            else:
                turn.take_out_lot(row, slot)
            turn.to_place[order] = None


def by_lateness(turn: Turn, orders: list[int]) -> list[int]:
    """Orders of the book by what a late minute of theirs costs, dearest first."""
    tables = turn.tables
    live = [order for order in orders if tables.row_of[order] >= 0]
    return sorted(live, key=lambda order: (-tables.late_fen[tables.row_of[order]], order))


def place(turn: Turn, order: int, stay_fen: float) -> None:
    """Insert what is outside of an order at the stored prices; what finds no place then, at any."""
    tables, row = turn.tables, turn.touch(order)
    for weight in WEIGHTS:
        if tables.plan.outside[row] > 0:
            kernels.put_in(
                tables.asked, row, stay_fen, tables.own.price_fen, tables.price, tables.by_bucket, tables.room,
                tables.full, weight, tables.plan, tables.desk, tables.lists, turn.bench.kept,
            )  # fmt: skip


def better(turn: Turn, order: int, stay_fen: float) -> bool:
    """Take an order out and put it back, if that saves money."""
    rows = np.array([turn.touch(order)])
    return any(exchange(turn, rows, weight, stay_fen) > 0.0 for weight in WEIGHTS)


def exchange(turn: Turn, rows: Ints, weight: float, stay_fen: float) -> float:
    """Rows out and back in, in this sequence; the money saved (0: undone)."""
    tables = turn.tables
    saved_fen = kernels.try_exchange(
        tables.asked, rows, len(rows), tables.frozen, weight, stay_fen, tables.own.price_fen, tables.price,
        tables.by_bucket, tables.room, tables.full, tables.plan, tables.desk, tables.lists, turn.bench.kept,
        turn.bench.scratch,
    )  # fmt: skip
    return float(saved_fen)


def make_way(turn: Turn, order: int, stay_fen: float) -> None:
    """Move orders to whom it matters little off the lines that a late order would like; more of them try by try.

    At first it is made room for until its due bucket; if some of it is outside even so, until the last.
    """
    tables, row = turn.tables, turn.tables.row_of[order]
    release, last = int(tables.own.release[row]), tables.buckets - 1
    if release > last:
        return
    for one in TRIES:
        if make_way_until(turn, order, max(int(tables.due[row]), release), one, stay_fen):
            return
    for one in TRIES:
        if tables.plan.outside[row] > 0:
            make_way_until(turn, order, last, one, stay_fen)


def make_way_until(turn: Turn, order: int, end: int, one: tuple[int, int, int], stay_fen: float) -> bool:
    """One of the `TRIES`: an order and those in its way until bucket `end` out and back, it first; is it on time?"""
    tables, bench, row = turn.tables, turn.bench, turn.tables.row_of[order]
    most, skip, lines = one
    count = kernels.choose_victims(
        tables.asked, row, end, tables.frozen, skip, lines, tables.slot_row, tables.price, tables.full,
        tables.plan, tables.lists, bench.line_keys, bench.line_places, bench.victim_keys[:most],
        bench.victim_rows[:most],
    )  # fmt: skip
    victims = [int(tables.order_of[row_out]) for row_out in bench.victim_rows[:count]]
    turn.touch_all(victims)
    rows = np.array([row] + [tables.row_of[one] for one in by_lateness(turn, victims)])
    return exchange(turn, rows, 0.0, stay_fen) > 0.0 and late_min(turn, order) <= EPS_MIN


def late_min(turn: Turn, order: int) -> float:
    """Minutes of an order that are late or outside."""
    tables = turn.tables
    row = tables.row_of[order]
    if row < 0:
        return 0.0
    return float(kernels.late_or_outside(tables.asked, row, int(tables.due[row]), tables.plan))


def is_worse(turn: Turn, order: int) -> bool:
    """Whether more of an order is late or outside than before the turn (by the due bucket and batches of each time)."""
    before = turn.before[order]
    was = 0.0 if before is None else _late_min(before) + before.outside * before.batch_min
    return late_min(turn, order) > was + EPS_MIN


def standing(lots: Lots) -> Standing:
    """An order's lots in words that a caller reads."""
    buckets = np.flatnonzero((lots.minutes > EPS_MIN).any(axis=0))
    named = zip(lots.line.tolist(), lots.batches.tolist(), strict=True)
    return Standing(
        lots=tuple(sorted(named)),
        outside_batches=lots.outside,
        first_bucket=int(buckets[0]) // lots.parts if len(buckets) else -1,
        last_bucket=int(buckets[-1]) // lots.parts if len(buckets) else -1,
        late_min=_late_min(lots),
        cost_fen=round(lots.fen),
    )


def _late_min(lots: Lots) -> float:
    late = lots.minutes[:, lots.due + 1 :]
    return float(late[late > EPS_MIN].sum())


def moved_min(before: Lots | None, after: Lots | None) -> float:
    """Minutes of an order that are on lines where they were not."""
    if before is None or after is None:
        return 0.0
    was = dict(zip(before.line.tolist(), before.batches.tolist(), strict=True))
    more = sum(
        max(batches - was.get(line, 0), 0)
        for line, batches in zip(after.line.tolist(), after.batches.tolist(), strict=True)
    )
    return float(more * after.batch_min)


def difference(turn: Turn, named: set[int], before_fen: float) -> Diff:
    """What the turn has changed: orders named by events, and all whose lots are not what they were."""
    changes, after_fen = [], before_fen
    for order in turn.changed(named):
        was, now = turn.before[order], turn.lots(order)
        after_fen += (now.fen if now else 0.0) - (was.fen if was else 0.0)
        changes.append(
            Change(
                order=order,
                before=None if was is None else standing(was),
                after=None if now is None else standing(now),
                moved_min=moved_min(was, now),
            )
        )
    turn.change_fen = after_fen - before_fen
    return Diff(
        changes=tuple(changes), named=tuple(sorted(named)), before_fen=round(before_fen), after_fen=round(after_fen)
    )
