"""A table's day as blocks on a line of its minutes of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from interlock_hub.cutting.hours import Hours
from interlock_hub.cutting.models import Lay
from interlock_hub.cutting.selectors import TableDay

WIDTH = 1000.0


@dataclass(frozen=True)
class Block:
    """A lay on the line: where, how wide, and when."""

    lay: Lay
    x: str
    width: str
    time: str


@dataclass(frozen=True)
class Strip:
    """A table's day, drawn a thousand wide."""

    day: TableDay
    blocks: Sequence[Block]
    hours: Sequence[str]
    end: str


def strip_of(day: TableDay, span_min: float, hours: Hours) -> Strip:
    """Return a table's day; all tables of a page share ``span_min`` so that they can be compared."""
    scale = WIDTH / span_min if span_min else 0.0
    lines = [f"{at * scale:.1f}" for at in hours.full_hours(span_min)]
    blocks = [_block(lay, scale, hours) for lay in day.lays]
    return Strip(day, blocks, lines, f"{day.table.minutes_per_day * scale:.1f}")


def _block(lay: Lay, scale: float, hours: Hours) -> Block:
    x, width = lay.start_min * scale, max((lay.end_min - lay.start_min) * scale - 1.5, 2.0)
    return Block(lay, f"{x:.1f}", f"{width:.1f}", hours.span(lay.start_min, lay.end_min))
