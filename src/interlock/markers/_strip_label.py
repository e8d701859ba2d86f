"""Where a name stands on a long, thin piece: along it, whichever way it lies, as tall as the piece is wide."""

from __future__ import annotations

import math
from dataclasses import dataclass

from interlock.markers._label import LETTER, letters
from interlock.patterns.outlines import Outline, Point, turned

# So many times as long as wide, and so much of its box that it is no arc.
LONG, STRAIGHT = 4.0, 0.6
_FILLED, _ALONG = 0.8, 0.9


@dataclass(frozen=True, kw_only=True)
class StripLabel:
    """Words centred on a point, turned by an angle (anticlockwise, read from below or the right)."""

    words: str
    x_mm: float
    y_mm: float
    height_mm: float
    angle_deg: float
    wide_mm: float

    def grain_line(self, rotation_deg: float) -> Outline:
        """Return the grain line before the words, from its start to its tip."""
        across = abs(math.sin(math.radians(rotation_deg - self.angle_deg)))
        half = min(1.2 * self.height_mm, 0.4 * self.wide_mm / max(across, 1e-9))
        back = 0.5 * LETTER * self.height_mm * letters(self.words) + 0.6 * self.height_mm + half
        ((x, y),) = turned(((-back, 0.0),), self.angle_deg)
        start, tip = turned(((-half, 0.0), (half, 0.0)), rotation_deg)
        x, y = self.x_mm + x, self.y_mm + y
        return (x + start[0], y + start[1]), (x + tip[0], y + tip[1])


def strip_label(
    outline: Outline, words: str, tallest_mm: float, *, least_mm: float = 0.0, share: float = 0.0
) -> StripLabel | None:
    """Return the place of words on a long, thin piece; None on any other, and where they are longer than it.

    They are ``least_mm`` tall even where the piece is narrower. ``share``, from -1 to 1, puts them off its middle, so
    that those of neighbours stand apart.
    """
    import shapely

    shape = shapely.Polygon(outline)
    box = shapely.minimum_rotated_rectangle(shape)
    if box.geom_type != "Polygon" or shape.area < STRAIGHT * box.area:
        return None
    corners = [(float(x), float(y)) for x, y in shapely.get_coordinates(box)[:3].tolist()]
    (from_, to), wide_mm = max(
        ((side, other) for side, other in _sides(corners)), key=lambda found: math.dist(*found[0])
    )
    long_mm = math.dist(from_, to)
    if long_mm < LONG * wide_mm:
        return None
    each_mm = LETTER * letters(words)
    height_mm = max(min(_FILLED * wide_mm * shape.area / box.area, tallest_mm, _ALONG * long_mm / each_mm), least_mm)
    if height_mm * each_mm > long_mm:
        return None
    angle = math.degrees(math.atan2(to[1] - from_[1], to[0] - from_[0]))
    # Read from below or, upright, from the right.
    angle = round((angle + 89.99) % 180 - 89.99, 2)
    ((x, y),) = turned(((share * (long_mm - height_mm * each_mm) / 2, 0.0),), angle)
    middle = box.centroid
    return StripLabel(
        words=words, x_mm=middle.x + x, y_mm=middle.y + y, height_mm=height_mm, angle_deg=angle, wide_mm=wide_mm
    )


def _sides(corners: list[Point]) -> list[tuple[tuple[Point, Point], float]]:
    """Two sides of a box that meet, each with the length of the other."""
    first, second = (corners[0], corners[1]), (corners[1], corners[2])
    return [(first, math.dist(*second)), (second, math.dist(*first))]
