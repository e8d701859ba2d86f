"""Plain geometry of closed outlines, with no library at all, so that a piece can be checked wherever it is read.

An outline is a tuple of (x, y) points in mm, in either turning direction, its first point not repeated at the end.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import chain

Point = tuple[float, float]
Outline = tuple[Point, ...]

# Digests of outlines that were found simple: the pieces of a book are read again at every plan, repair and import.
_simple: set[bytes] = set()
_MOST_KEPT = 65_536


def area_mm2(outline: Sequence[Point]) -> float:
    """Return the enclosed area, never negative (the shoelace formula)."""
    return abs(signed_area_mm2(outline))


def signed_area_mm2(outline: Sequence[Point]) -> float:
    """Return the enclosed area: positive when the points turn anticlockwise."""
    doubled = 0.0
    before_x, before_y = outline[-1]
    for x, y in outline:
        doubled += before_x * y - x * before_y
        before_x, before_y = x, y
    return doubled / 2


def bounds_mm(outline: Iterable[Point]) -> tuple[float, float, float, float]:
    """Return the smallest box as (left, bottom, right, top)."""
    points = list(outline)
    xs = [x for x, _ in points]
    ys = [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def cleaned(points: Iterable[Point]) -> Outline:
    """Return the points without successive repeats and without a repeated first point at the end."""
    kept: list[Point] = []
    for x, y in points:
        point = (float(x), float(y))
        if not kept or kept[-1] != point:
            kept.append(point)
    while len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return tuple(kept)


def turned(outline: Iterable[Point], degrees: float) -> Outline:
    """Return the outline rotated anticlockwise about the origin; quarter turns are exact."""
    cosine, sine = _direction(degrees)
    return tuple((x * cosine - y * sine, x * sine + y * cosine) for x, y in outline)


def flipped(outline: Iterable[Point]) -> Outline:
    """Return the mirror image about the x axis: y becomes -y."""
    return tuple((x, -y) for x, y in outline)


def shifted(outline: Iterable[Point], x_mm: float, y_mm: float) -> Outline:
    """Return the outline moved by (x_mm, y_mm)."""
    return tuple((x + x_mm, y + y_mm) for x, y in outline)


def first_crossing(outline: Sequence[Point]) -> tuple[int, int] | None:
    """Return two sides that cross, touch or fold back on each other, as the numbers (from 0) of their first points.

    ``None`` means that the outline is simple; that is remembered, so that the same outline is swept once.
    """
    digest = blake2b(array("d", chain.from_iterable(outline)), digest_size=16).digest()
    if digest in _simple:
        return None
    crossing = _swept(outline)
    if crossing is None:
        if len(_simple) >= _MOST_KEPT:
            _simple.clear()
        _simple.add(digest)
    return crossing


def _swept(outline: Sequence[Point]) -> tuple[int, int] | None:
    """Compare the sides from left to right, so that only those whose boxes overlap are compared."""
    count = len(outline)
    sides = sorted((_side(outline, number) for number in range(count)), key=lambda side: side[0])
    active: list[_Side] = []
    for side in sides:
        active = [other for other in active if other[1] >= side[0]]
        for other in active:
            if other[2] <= side[3] and side[2] <= other[3] and _clash(outline, other[4], side[4]):
                low, high = sorted((other[4], side[4]))
                return low, high
        active.append(side)
    return None


def crossing_point(outline: Sequence[Point], first: int, second: int) -> Point:
    """Return where two sides that meet do so, as :func:`first_crossing` numbers them.

    Where they lie on one line, it is a corner that lies on the other side.
    """
    count = len(outline)
    a, b = outline[first], outline[(first + 1) % count]
    c, d = outline[second], outline[(second + 1) % count]
    from_c, from_d = _turn(a, b, c), _turn(a, b, d)
    if from_c != from_d:
        share = from_c / (from_c - from_d)
        return c[0] + share * (d[0] - c[0]), c[1] + share * (d[1] - c[1])
    return sorted((a, b, c, d))[1]


_Side = tuple[float, float, float, float, int]


def _side(outline: Sequence[Point], number: int) -> _Side:
    (ax, ay), (bx, by) = outline[number], outline[(number + 1) % len(outline)]
    return min(ax, bx), max(ax, bx), min(ay, by), max(ay, by), number


def _clash(outline: Sequence[Point], first: int, second: int) -> bool:
    count = len(outline)
    a, b = outline[first], outline[(first + 1) % count]
    c, d = outline[second], outline[(second + 1) % count]
    if (first + 1) % count == second:
        return _folds_back(a, b, d)
    if (second + 1) % count == first:
        return _folds_back(c, d, b)
    return _touch(a, b, c, d)


def _folds_back(before: Point, corner: Point, after: Point) -> bool:
    ahead = (corner[0] - before[0]) * (after[0] - corner[0]) + (corner[1] - before[1]) * (after[1] - corner[1])
    return _turn(before, corner, after) == 0 and ahead < 0


def _touch(a: Point, b: Point, c: Point, d: Point) -> bool:
    turn_c, turn_d = _turn(a, b, c), _turn(a, b, d)
    if turn_c * turn_d > 0:
        return False
    turn_a, turn_b = _turn(c, d, a), _turn(c, d, b)
    # Both sides on one straight line: their boxes overlap (the sweep asked only then), hence they touch.
    return turn_a * turn_b <= 0


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _direction(degrees: float) -> tuple[float, float]:
    quarter, rest = divmod(degrees % 360, 90)
    if rest == 0:
        return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(quarter) % 4]
    radians = math.radians(degrees)
    return math.cos(radians), math.sin(radians)
