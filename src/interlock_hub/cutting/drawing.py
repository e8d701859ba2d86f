"""A table's day as blocks on a line of minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from interlock_hub.cutting.models import Lay
from interlock_hub.cutting.selectors import TableDay

WIDTH = 1000.0
HOUR_MIN = 60
# Narrower blocks bear no words.
WORDS_FROM = 55.0


@dataclass(frozen=True)
class Block:
    """A lay on the line: where, how wide, and what stands in it."""

    lay: Lay
    x: str
    width: str
    middle: str
    wordy: bool


@dataclass(frozen=True)
class Strip:
    """A table's day, drawn a thousand wide."""

    day: TableDay
    blocks: Sequence[Block]
    hours: Sequence[tuple[int, str]]
    end: str


def strip_of(day: TableDay, span_min: float) -> Strip:
    """Return a table's day; all tables of a page share ``span_min`` so that they can be compared."""
    scale = WIDTH / span_min if span_min else 0.0
    hours = [(at // HOUR_MIN, f"{at * scale:.1f}") for at in range(HOUR_MIN, int(span_min) + 1, HOUR_MIN)]
    blocks = [_block(lay, scale) for lay in day.lays]
    return Strip(day, blocks, hours, f"{day.table.minutes_per_day * scale:.1f}")


def _block(lay: Lay, scale: float) -> Block:
    x, width = lay.start_min * scale, max((lay.end_min - lay.start_min) * scale - 1.5, 2.0)
    return Block(lay, f"{x:.1f}", f"{width:.1f}", f"{x + width / 2:.1f}", width >= WORDS_FROM)


def clock(minutes: float) -> str:
    """Return minutes from the start of the day as ``h:mm``."""
    whole = round(minutes)
    return f"{whole // HOUR_MIN}:{whole % HOUR_MIN:02d}"
