"""Whom an order gave way to: whose lots are sewn now where and when its own were."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from interlock.repair.diff import Diff, LotMove, OrderChange

Cell = tuple[str, date]
"""A line on a day."""


def gave_way_to(diff: Diff, change: OrderChange) -> str | None:
    """Return the order that took most minutes of the line-days that an order has lost; None where none did.

    Orders that events touch come before others: these gave way themselves. Who was sewn before it on the line already
    has not come in its place, but takes longer there.
    """
    lost = {
        cell: move.before.start_on
        for move in diff.lots
        if move.order == change.order and move.before
        for cell in _lost(move)
    }
    taken: defaultdict[str, float] = defaultdict(float)
    for move in diff.lots:
        if move.order != change.order and move.after:
            new = _cells(move, after=True) - _cells(move, after=False)
            minutes = {(move.after.line, day.on): day.used_min for day in move.after.days}
            taken[move.order] += sum(minutes[cell] for cell in new & lost.keys() if not _was_before(move, lost[cell]))
    touched = {one.order for one in diff.orders if one.event is not None}
    found = [(order in touched, minutes, order) for order, minutes in taken.items() if minutes > 0]
    return max(found)[2] if found else None


def _was_before(move: LotMove, start_on: date) -> bool:
    """Whether a lot was begun on the line that it is on no later than a day."""
    before, after = move.before, move.after
    return bool(before and after and before.line == after.line and before.start_on <= start_on)


def _lost(move: LotMove) -> set[Cell]:
    return _cells(move, after=False) - _cells(move, after=True)


def _cells(move: LotMove, *, after: bool) -> set[Cell]:
    """Line-days of a lot."""
    lot = move.after if after else move.before
    return {(lot.line, day.on) for day in lot.days} if lot else set()
