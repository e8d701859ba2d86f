"""Where a name fits inside a placed piece."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from interlock.patterns.outlines import Outline, Point, bounds_mm

LETTER = 0.56
TALLEST_MM = 40.0
LOWEST_MM = 9.0
_LINES = 15


@dataclass(frozen=True, kw_only=True)
class Label:
    """Words centred on a point, along the fabric or upright (read from the right), and the room they have."""

    words: str
    x_mm: float
    y_mm: float
    height_mm: float
    room_mm: float
    upright: bool

    @property
    def reach_mm(self) -> float:
        """Half the length of the words."""
        return 0.5 * LETTER * self.height_mm * letters(self.words)


def letters(words: str) -> float:
    """Return how long words stand, in Latin letters: a Chinese character takes the room of almost two."""
    return sum(1.8 if letter > "\u2e7f" else 1.0 for letter in words)


def label_for(outline: Outline, words: str, tallest_mm: float = TALLEST_MM, avoid: Sequence[Outline] = ()) -> Label:
    """Return the place where the words can be largest: along the fabric, unless upright gains much.

    Lines to ``avoid`` are kept clear of, where that costs less than half of the letters' height.
    """
    open_ = _where(outline, words, tallest_mm, ())
    clear = _where(outline, words, tallest_mm, avoid) if avoid else open_
    return clear if clear.height_mm > 0.5 * open_.height_mm else open_


def _where(outline: Outline, words: str, tallest_mm: float, avoid: Sequence[Outline]) -> Label:
    along = _best(outline, words, tallest_mm, avoid, upright=False)
    turned = [tuple((y, x) for x, y in line) for line in avoid]
    upright = _best(tuple((y, x) for x, y in outline), words, tallest_mm, turned, upright=True)
    return upright if upright.height_mm > 1.25 * along.height_mm else along


def _best(outline: Outline, words: str, tallest_mm: float, avoid: Sequence[Outline], *, upright: bool) -> Label:
    """Try lines through the outline; a line's room is its longest chord inside that no line to avoid crosses."""
    _, bottom, _, top = bounds_mm(outline)
    found: list[tuple[float, float, float, Point]] = []
    for number in range(1, _LINES):
        y = bottom + (top - bottom) * number / _LINES
        left, right = max(_parted(_chords(outline, y), avoid, y), key=lambda chord: chord[1] - chord[0])
        room = right - left
        height = min(tallest_mm, room / (LETTER * (letters(words) + 2)), _headroom_mm(outline, (left + right) / 2, y))
        if avoid:
            height = min(height, _clear_mm(avoid, (left, right), y))
        found.append((round(height, 3), -abs(number - _LINES / 2), room, ((left + right) / 2, y)))
    height, _, room, (x, y) = max(found)
    place = (y, x) if upright else (x, y)
    return Label(
        words=words, x_mm=place[0], y_mm=place[1], height_mm=max(height, LOWEST_MM), room_mm=room, upright=upright
    )


def _headroom_mm(outline: Outline, x: float, y: float) -> float:
    """Return the tallest letters that a line of words may have at this point, so that it and the grain fit inside."""
    sideways = tuple((b, a) for a, b in outline)
    return max((min(high - y, y - low) for low, high in _chords(sideways, x) if low <= y <= high), default=0.0)


def _clear_mm(avoid: Sequence[Outline], chord: tuple[float, float], y: float) -> float:
    """Return how far the lines to avoid are above or below the middle of a chord, where the words stand."""
    (left, right), nearest = chord, math.inf
    quarter = (right - left) / 4
    for x in (left + quarter, left + 2 * quarter, right - quarter):
        for line in avoid:
            for (x1, y1), (x2, y2) in pairwise(line):
                if (x1 > x) != (x2 > x):
                    nearest = min(nearest, abs(y1 + (x - x1) * (y2 - y1) / (x2 - x1) - y))
    return nearest


def _parted(chords: Sequence[tuple[float, float]], avoid: Sequence[Outline], y: float) -> Iterator[tuple[float, float]]:
    """Yield the stretches of chords between the lines that cross them."""
    crossings = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for line in avoid
        for (x1, y1), (x2, y2) in pairwise(line)
        if (y1 > y) != (y2 > y)
    )
    for left, right in chords:
        ends = [left, *(x for x in crossings if left < x < right), right]
        yield from pairwise(ends)


def _chords(outline: Sequence[Point], level: float) -> list[tuple[float, float]]:
    """Return the stretches of the horizontal line at this level that lie inside the outline."""
    crossings = []
    for number, (x, y) in enumerate(outline):
        before_x, before_y = outline[number - 1]
        if (before_y > level) != (y > level):
            crossings.append(before_x + (level - before_y) * (x - before_x) / (y - before_y))
    crossings.sort()
    return list(zip(crossings[::2], crossings[1::2], strict=True))
