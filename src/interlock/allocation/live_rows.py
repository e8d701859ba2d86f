"""Rows for orders and groups of lines, opened at the end of the live book's tables."""

from __future__ import annotations

from typing import Any

import numpy as np

from interlock.allocation import _live_kernels as kernels
from interlock.allocation.events import NewOrder
from interlock.allocation.live_tables import PLACE_FIELDS, ROW_FIELDS, Tables, late_rate
from interlock.allocation.live_turn import Turn
from interlock.allocation.words import ERRORS


def set_batches(turn: Turn, order: int, batches: int) -> None:
    """Give an order another number of batches, in a row with more slots if need be."""
    tables, row = turn.tables, turn.tables.row_of[order]
    slots = tables.slots_of(row)
    if batches > slots.stop - slots.start:
        row = _move_row(turn, order, batches)
    planned = int(tables.plan.batches[tables.slots_of(row)].sum())
    turn.write(tables.own.batches, row, batches)
    tables.plan.outside[row] = batches - planned


def _move_row(turn: Turn, order: int, width: int) -> int:
    """Move an order into a new row of `width` slots; the old row has no batches any more."""
    tables, old = turn.tables, turn.tables.row_of[order]
    row = add_row(tables, width)
    for name in ROW_FIELDS:
        array = getattr(tables.own, name)
        array[row] = array[old]
    for extra in (tables.due, tables.stated_release, tables.late_fen):
        extra[row] = extra[old]
    plan, to, come = tables.plan, tables.slots_of(row), tables.slots_of(old)
    kernels.unlink_order(tables.asked, old, plan, *tables.lists)
    size = come.stop - come.start
    for array in (plan.place, plan.batches, plan.minutes):
        array[to.start : to.start + size] = array[come]
    plan.batches[come], plan.place[come], plan.minutes[come] = 0, -1, 0.0
    kernels.link_order(tables.asked, row, plan, *tables.lists)
    retire(turn, order)
    turn.write(tables.row_of, order, row)
    tables.order_of[row] = order
    return row


def retire(turn: Turn, order: int) -> None:
    """The order's row is used no more (its lots are gone)."""
    tables, row = turn.tables, turn.tables.row_of[order]
    turn.write(tables.own.batches, row, 0)
    turn.write(tables.order_of, row, -1)
    turn.write(tables.row_of, order, -1)
    tables.plan.outside[row] = 0
    turn.write(tables.waiting_fen, row, 0.0)


def add_row(tables: Tables, width: int) -> int:
    """Open a row of `width` empty slots at the end."""
    row, first = tables.rows, tables.slots
    tables.rows, tables.slots = row + 1, first + width
    tables.own.slot_start[row], tables.own.slot_start[row + 1] = first, first + width
    tables.slot_row[first : first + width] = row
    tables.waiting_fen[row] = 0.0
    return row


def add_group(tables: Tables, columns: list[Any]) -> int:
    """Open a group of lines at the end (`columns` in the sequence of `PLACE_FIELDS`)."""
    group, first = tables.groups, tables.places
    end = first + len(columns[0])
    for name, column in zip(PLACE_FIELDS, columns, strict=True):
        getattr(tables.own, name)[first:end] = column
    tables.own.group_start[group + 1] = end
    tables.groups, tables.places = group + 1, end
    return group


def wrong_with(tables: Tables, asked: NewOrder) -> list[str]:
    """All that keeps an order from being asked for in this book."""
    problems: list[str] = []
    if not 0 <= asked.release <= tables.stated_buckets or not 0 <= asked.due < tables.stated_buckets:
        problems.append(ERRORS.told("when", release=asked.release, due=asked.due, last=tables.stated_buckets - 1))
    if len(asked.time_fen_per_min) != tables.stated_buckets:
        problems.append(ERRORS.told("times", found=len(asked.time_fen_per_min), buckets=tables.stated_buckets))
    if asked.group is not None and not 0 <= asked.group < tables.groups:
        problems.append(ERRORS.told("no_group", group=asked.group, count=tables.groups))
    lines = asked.lines.line if asked.lines is not None else np.zeros(0, np.int64)
    if len(lines) and not 0 <= lines.min() <= lines.max() < len(tables.full.line):
        problems.append(ERRORS.told("no_lines", least=lines.min(), most=lines.max(), last=len(tables.full.line) - 1))
    for name, shop, count in (
        ("cut_shop", asked.cut_shop, len(tables.full.cut)),
        ("finish_shop", asked.finish_shop, len(tables.full.finish)),
    ):
        if not -1 <= shop < count:
            problems.append(ERRORS.told("no_shop", name=name, shop=shop, last=count - 1))
    return problems


def write_order(tables: Tables, asked: NewOrder) -> int:
    """Write a sound new order into a new row, all of it outside; returns the row."""
    row, own = add_row(tables, asked.batches), tables.own
    group = -1 if asked.group is None else asked.group
    if asked.lines is not None:
        lines = asked.lines
        group = add_group(
            tables,
            [lines.line, lines.price_fen_per_min, lines.haul_fen_per_piece, lines.loss_min, lines.opening_fen],
        )
    own.batch_min[row], own.batches[row], own.release[row] = (
        asked.batch_min,
        asked.batches,
        max(asked.release * tables.parts, tables.frozen),
    )
    own.time_fen[row], own.outside_fen[row] = tables.with_premium(asked.time_fen_per_min), asked.outside_fen_per_min
    own.piece_min[row], own.group[row] = asked.minutes_per_piece, group
    own.cut_shop[row], own.cut_use[row] = asked.cut_shop, asked.cut_use
    own.finish_shop[row], own.finish_use[row] = asked.finish_shop, asked.finish_use
    tables.due[row] = tables.parts * (asked.due + 1) - 1
    tables.stated_release[row] = asked.release * tables.parts
    tables.late_fen[row] = late_rate(asked.time_fen_per_min, asked.due) or tables.usual_late_fen
    tables.plan.outside[row] = asked.batches
    return row
