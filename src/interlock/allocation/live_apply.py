"""What each event changes: the terms, the capacities, and which lots can not stay as they are.

Every function first looks for what is wrong with its event and returns that; only a sound event changes anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from interlock.allocation.events import (
    CapacityFalls,
    DueChanges,
    Event,
    LineReturns,
    LineStops,
    LotDeclined,
    LotRejected,
    MaterialMoves,
    OrderAdded,
    OrderCancelled,
    OutputBehind,
    QuantityChanges,
)
from interlock.allocation.live_rows import add_group, retire, set_batches, write_order, wrong_with
from interlock.allocation.live_tables import PLACE_FIELDS, Tables, late_rate
from interlock.allocation.live_turn import EPS_MIN, Turn
from interlock.allocation.problem import MOST_BATCHES, Floats
from interlock.allocation.words import ERRORS


def apply(turn: Turn, event: Event) -> list[str]:
    """Change what the event says; or, changing nothing, name all that is wrong with it."""
    handler: Callable[[Turn, Any], list[str]] | None = _HANDLERS.get(type(event))
    if handler is None:
        return [ERRORS.told("no_event", event=event)]
    return [ERRORS.told("of_event", event=type(event).__name__, problem=problem) for problem in handler(turn, event)]


def needed_space(tables: Tables, events: Iterable[Event]) -> tuple[int, int, int, int]:
    """Rows, slots, places and groups that the events may add."""
    rows = places = groups = 0
    for event in events:
        if isinstance(event, OrderAdded | QuantityChanges):
            rows += 1
        if isinstance(event, OrderAdded) and event.asked.lines is not None:
            groups, places = groups + 1, places + len(event.asked.lines.line)
        if isinstance(event, LotDeclined):
            groups, places = groups + 1, places + len(tables.full.line)
    return rows, rows * MOST_BATCHES, places, groups


def _unknown_order(tables: Tables, order: int) -> list[str]:
    if not 0 <= order < len(tables.row_of):
        return [ERRORS.told("no_order", order=order, count=len(tables.row_of))]
    if tables.row_of[order] < 0:
        return [ERRORS.told("order_gone", order=order)]
    return []


def _unknown_lot(tables: Tables, order: int, line: int) -> list[str]:
    if problems := _unknown_order(tables, order):
        return problems
    if tables.find_slot(tables.row_of[order], line) is None:
        return [ERRORS.told("no_lot", order=order, line=line)]
    return []


def _set_share(turn: Turn, event: LineStops | LineReturns | CapacityFalls) -> list[str]:
    tables, share = turn.tables, _working_share(event)
    problems: list[str] = []
    if not 0 <= event.line < len(tables.full.line):
        problems.append(ERRORS.told("no_line", line=event.line, count=len(tables.full.line)))
    if not 0 <= event.first <= event.last < tables.stated_buckets:
        problems.append(ERRORS.told("no_buckets", first=event.first, until=event.last, last=tables.stated_buckets - 1))
    elif event.first * tables.parts < tables.frozen:
        problems.append(ERRORS.told("bucket_frozen", bucket=event.first, frozen=tables.frozen // tables.parts))
    if not 0.0 <= share <= 1.0:
        problems.append(ERRORS.told("share_lost", line=event.line, share=1.0 - share))
    if problems:
        return problems
    buckets = slice(event.first * tables.parts, (event.last + 1) * tables.parts)
    at = (event.line, buckets)
    turn.write(tables.working_share, at, share)
    full = np.maximum(tables.stated_line_min[at] * share - tables.spent_line_min[at], 0.0)
    tables.room.line[at] += full - tables.full.line[at]
    turn.write(tables.full.line, at, full)
    turn.lines[event.line] = None
    return []


def _working_share(event: LineStops | LineReturns | CapacityFalls) -> float:
    if isinstance(event, CapacityFalls):
        return 1.0 - event.share
    return 1.0 if isinstance(event, LineReturns) else 0.0


def _move_material(turn: Turn, event: MaterialMoves) -> list[str]:
    tables = turn.tables
    problems = _unknown_order(tables, event.order)
    if not 0 <= event.release <= tables.stated_buckets:
        problems.append(ERRORS.told("release_in", release=event.release, buckets=tables.stated_buckets))
    if problems:
        return problems
    row, release = tables.row_of[event.order], event.release * tables.parts
    for slot in turn.begun_slots(row):
        first = int(np.flatnonzero(tables.plan.minutes[slot] > 0.0)[0])
        if first < release:
            return [ERRORS.told("sewn_frozen", order=event.order, first=first // tables.parts)]
    turn.touch(event.order)
    turn.write(tables.stated_release, row, release)
    turn.write(tables.own.release, row, max(release, tables.frozen))
    slots = tables.slots_of(row)
    if (tables.plan.minutes[slots, tables.frozen : release] > 0.0).any():
        turn.take_out(row)
        turn.to_place[event.order] = None
    else:
        turn.to_better[event.order] = None
    return []


def _change_due(turn: Turn, event: DueChanges) -> list[str]:
    tables = turn.tables
    problems = _unknown_order(tables, event.order)
    if not 0 <= event.due < tables.stated_buckets:
        problems.append(ERRORS.told("due_in", due=event.due, last=tables.stated_buckets - 1))
    time_fen = None if event.time_fen_per_min is None else np.asarray(event.time_fen_per_min, dtype=np.float64)
    if time_fen is not None and (time_fen.shape != (tables.stated_buckets,) or not _are_prices(time_fen)):
        problems.append(ERRORS.told("bucket_prices", buckets=tables.stated_buckets))
    if not (math.isfinite(event.urgency) and event.urgency > 0.0):
        problems.append(ERRORS.told("urgency", found=event.urgency))
    if problems:
        return problems
    row = turn.touch(event.order)
    if time_fen is None:
        time_fen = _shifted(tables, row, event.due)
    time_fen = time_fen.copy()
    at_due = time_fen[event.due]
    time_fen[event.due + 1 :] = at_due + event.urgency * (time_fen[event.due + 1 :] - at_due)
    rate = late_rate(time_fen, event.due) or event.urgency * float(tables.late_fen[row] or tables.usual_late_fen)
    turn.write(tables.late_fen, row, rate)
    turn.write(tables.own.time_fen, row, tables.with_premium(time_fen))
    turn.write(tables.due, row, tables.parts * (event.due + 1) - 1)
    turn.to_better[event.order] = None
    return []


def _shifted(tables: Tables, row: int, due: int) -> Floats:
    """The order's cost of time moved along with its due bucket; beyond what is known it rises as late minutes do."""
    old, was = tables.own.time_fen[row, :: tables.parts], int(tables.due[row]) // tables.parts
    last = tables.stated_buckets - 1
    at = np.arange(tables.stated_buckets) + was - due
    rate = float(tables.late_fen[row]) or tables.usual_late_fen
    early = max(float(old[0] - old[1]), 0.0) if last > 0 and was > 0 else 0.0
    inside = old[np.clip(at, 0, last)]
    return np.asarray(inside + rate * np.maximum(at - last, 0) + early * np.maximum(-at, 0), dtype=np.float64)


def _change_quantity(turn: Turn, event: QuantityChanges) -> list[str]:
    tables = turn.tables
    problems = _unknown_order(tables, event.order)
    if not 1 <= event.batches <= MOST_BATCHES:
        problems.append(ERRORS.told("batches_found", found=event.batches, most=MOST_BATCHES))
    if event.batch_min is not None and not (math.isfinite(event.batch_min) and event.batch_min > 0.0):
        problems.append(ERRORS.told("batch_min", found=event.batch_min))
    if problems:
        return problems
    row = tables.row_of[event.order]
    begun = turn.begun_slots(row)
    least = sum(_begun_batches(tables, row, slot) for slot in begun)
    if least > event.batches:
        problems.append(ERRORS.told("begun", order=event.order, least=least))
    if begun and event.batch_min not in (None, float(tables.own.batch_min[row])):
        problems.append(ERRORS.told("only_batches", order=event.order))
    if problems:
        return problems
    turn.touch(event.order)
    turn.take_out(row)
    surplus = int(tables.plan.batches[begun].sum()) - event.batches
    for slot in begun:
        if surplus > 0:
            batches = int(tables.plan.batches[slot])
            turn.settle_begun(event.order, slot, batches - min(surplus, batches - _begun_batches(tables, row, slot)))
            surplus -= batches - int(tables.plan.batches[slot])
    set_batches(turn, event.order, event.batches)
    if event.batch_min is not None:
        turn.write(tables.own.batch_min, tables.row_of[event.order], event.batch_min)
    turn.to_place[event.order] = None
    return []


def _begun_batches(tables: Tables, row: int, slot: int) -> int:
    """How many batches of a lot its frozen minutes have begun."""
    sewn = float(tables.plan.minutes[slot, : tables.frozen].sum()) - float(tables.own.loss_min[tables.plan.place[slot]])
    return max(1, math.ceil(sewn / float(tables.own.batch_min[row]) - 1e-9))


def _add_order(turn: Turn, event: OrderAdded) -> list[str]:
    tables = turn.tables
    if problems := wrong_with(tables, event.asked):
        return problems
    order = len(tables.row_of)
    turn.before[order] = None
    row = write_order(tables, event.asked)
    tables.row_of.append(row)
    tables.order_of[row] = order
    turn.to_place[order] = None
    return []


def _cancel(turn: Turn, event: OrderCancelled) -> list[str]:
    tables = turn.tables
    if problems := _unknown_order(tables, event.order):
        return problems
    row = turn.touch(event.order)
    turn.take_out(row)
    for slot in turn.begun_slots(row):
        turn.spend(event.order, slot, float(tables.plan.minutes[slot, : tables.frozen].sum()))
        turn.take_out_lot(row, slot)
    retire(turn, event.order)
    turn.to_place.pop(event.order, None)
    turn.to_better.pop(event.order, None)
    return []


def _reject(turn: Turn, event: LotRejected) -> list[str]:
    tables = turn.tables
    if problems := _unknown_lot(tables, event.order, event.line):
        return problems
    row = tables.row_of[event.order]
    slot = tables.find_slot(row, event.line)
    planned = int(tables.plan.batches[slot])
    batches = planned if event.batches is None else event.batches
    if slot is None or not 1 <= batches <= planned:
        return [ERRORS.told("rejected", order=event.order, line=event.line, batches=batches, planned=planned)]
    turn.touch(event.order)
    if batches == planned:
        turn.spend(event.order, slot, float(tables.plan.minutes[slot].sum()))
        turn.take_out_lot(row, slot)
    else:
        turn.spend(event.order, slot, batches * float(tables.own.batch_min[row]))
        tables.plan.batches[slot] -= batches
        tables.plan.outside[row] += batches
    turn.to_place[event.order] = None
    return []


def _decline(turn: Turn, event: LotDeclined) -> list[str]:
    tables = turn.tables
    if problems := _unknown_lot(tables, event.order, event.line):
        return problems
    row = tables.row_of[event.order]
    declined = tables.find_slot(row, event.line)
    if declined is None or declined in turn.begun_slots(row):
        return [ERRORS.told("lot_begun", order=event.order, line=event.line)]
    turn.touch(event.order)
    turn.take_out_lot(row, declined)
    old = tables.places_of(int(tables.own.group[row]))
    stay = tables.own.group_line[old] != event.line
    columns = [getattr(tables.own, name)[old][stay] for name in PLACE_FIELDS]
    group = add_group(tables, columns)
    turn.write(tables.own.group, row, group)
    moved = tables.own.group_start[group] + np.cumsum(stay) - 1
    slots, place = tables.slots_of(row), tables.plan.place
    used = tables.plan.batches[slots] > 0
    place[slots] = np.where(used, moved[np.where(used, place[slots] - old.start, 0)], -1)
    turn.to_place[event.order] = None
    return []


def _fall_behind(turn: Turn, event: OutputBehind) -> list[str]:
    tables = turn.tables
    if problems := _unknown_lot(tables, event.order, event.line):
        return problems
    row = tables.row_of[event.order]
    slot = tables.find_slot(row, event.line)
    planned = float(tables.plan.minutes[slot].sum())
    if slot is None or not 0.0 < event.behind_min <= planned + EPS_MIN:
        return [ERRORS.told("behind", order=event.order, line=event.line, behind=event.behind_min, planned=planned)]
    turn.touch(event.order)
    turn.spend(event.order, slot, event.behind_min)
    if slot in turn.begun_slots(row):
        turn.settle_begun(event.order, slot, MOST_BATCHES)
    else:
        turn.take_out_lot(row, slot)
    turn.to_place[event.order] = None
    return []


def _are_prices(array: Floats) -> bool:
    return bool((np.isfinite(array) & (array >= 0.0)).all())


_HANDLERS: dict[type, Callable[[Turn, Any], list[str]]] = {
    LineStops: _set_share,
    LineReturns: _set_share,
    CapacityFalls: _set_share,
    MaterialMoves: _move_material,
    DueChanges: _change_due,
    QuantityChanges: _change_quantity,
    OrderAdded: _add_order,
    OrderCancelled: _cancel,
    LotRejected: _reject,
    LotDeclined: _decline,
    OutputBehind: _fall_behind,
}
