"""Where a name fits inside a placed piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


def label_for(outline: Outline, words: str, tallest_mm: float = TALLEST_MM) -> Label:
    """Return the place where the words can be largest: along the fabric, unless upright gains much."""
    along = _best(outline, words, tallest_mm, upright=False)
    upright = _best(tuple((y, x) for x, y in outline), words, tallest_mm, upright=True)
    return upright if upright.height_mm > 1.25 * along.height_mm else along


def _best(outline: Outline, words: str, tallest_mm: float, *, upright: bool) -> Label:
    """Try lines through the outline; a line's room is its longest chord inside."""
    _, bottom, _, top = bounds_mm(outline)
    found: list[tuple[float, float, float, Point]] = []
    for number in range(1, _LINES):
        y = bottom + (top - bottom) * number / _LINES
        left, right = max(_chords(outline, y), key=lambda chord: chord[1] - chord[0])
        room = right - left
        height = min(tallest_mm, room / (LETTER * (letters(words) + 2)), _headroom_mm(outline, (left + right) / 2, y))
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


def _chords(outline: Sequence[Point], level: float) -> list[tuple[float, float]]:
    """Return the stretches of the horizontal line at this level that lie inside the outline."""
    crossings = []
    for number, (x, y) in enumerate(outline):
        before_x, before_y = outline[number - 1]
        if (before_y > level) != (y > level):
            crossings.append(before_x + (level - before_y) * (x - before_x) / (y - before_y))
    crossings.sort()
    return list(zip(crossings[::2], crossings[1::2], strict=True))
