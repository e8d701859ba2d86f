"""Open lines joined end to end into closed outlines, as pattern programs write a boundary: in 4 to 12 pieces."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from interlock.patterns.outlines import Point, area_mm2
from interlock.patterns.reading.drawn import Line

# Ends that lie closer belong together; seen in real exports: 0.01 mm of rounding. Above it, a gap was mended.
SAME_MM = 0.02
# A wider gap is not closed: the line that should be there is missing.
WIDEST_GAP_MM = 5.0


@dataclass(frozen=True, slots=True)
class Gap:
    """Two ends that do not meet: where, and how far apart."""

    end: Point
    start: Point

    @property
    def mm(self) -> float:
        """The distance between them."""
        return math.dist(self.end, self.start)


@dataclass(frozen=True, slots=True)
class Chained:
    """Closed outlines, the gaps closed in each, lines left over that close nothing, and how many were drawn twice."""

    rings: tuple[tuple[Point, ...], ...]
    gaps: tuple[tuple[Gap, ...], ...]
    left_over: tuple[tuple[Point, ...], ...]
    drawn_twice: int


def chained(lines: Sequence[Line]) -> Chained:
    """Join lines (mm) into rings: from each end on to the nearest free end, at most 5 mm away.

    Lines that are drawn again, in either direction, are taken as they stand where they join (a slit goes in and comes
    back on the same line), and once where they do not.
    """
    plain = _chained(lines, 0)
    if not _fails(plain):
        return plain
    open_once, twice = _once([line.points for line in lines if not line.closed])
    closed_once, again = _once([line.points for line in lines if line.closed])
    once = _chained(
        [*(Line(points, closed=True) for points in closed_once), *(Line(points) for points in open_once)], twice + again
    )
    return once if twice + again and _fails(once) <= _fails(plain) else plain


def _fails(found: Chained) -> int:
    return len(found.left_over) + sum(area_mm2(ring) < 1.0 for ring in found.rings)


def _chained(lines: Sequence[Line], twice: int) -> Chained:
    rings = [line.points for line in lines if line.closed]
    gaps: list[tuple[Gap, ...]] = [() for _ in rings]
    left_over = []
    ends = _Ends([line.points for line in lines if not line.closed])
    while (first := ends.take_first()) is not None:
        chain, bridged = _grown(first, ends)
        closing = Gap(chain[-1], chain[0])
        if len(chain) > 2 and closing.mm <= WIDEST_GAP_MM:
            rings.append(tuple(chain))
            gaps.append((*bridged, closing) if closing.mm > SAME_MM else tuple(bridged))
        else:
            left_over.append(tuple(chain))
    return Chained(tuple(rings), tuple(gaps), tuple(left_over), twice)


def _grown(chain: list[Point], ends: _Ends) -> tuple[list[Point], list[Gap]]:
    """A line with everything that joins on to its end, then to its start."""
    bridged: list[Gap] = []
    for _ in range(2):
        while math.dist(chain[-1], chain[0]) > SAME_MM or len(chain) < 3:
            reach = min(WIDEST_GAP_MM, math.dist(chain[-1], chain[0])) if len(chain) > 2 else WIDEST_GAP_MM
            following = ends.take_nearest(chain[-1], reach)
            if following is None:
                break
            gap = Gap(chain[-1], following[0])
            if gap.mm > SAME_MM:
                bridged.append(gap)
            chain.extend(following if gap.mm > SAME_MM else following[1:])
        chain.reverse()
    return chain, bridged


class _Ends:
    """The free ends of lines, of which the nearest to a point is found at once for all of them."""

    def __init__(self, lines: Sequence[tuple[Point, ...]]) -> None:
        import numpy as np

        self._lines = lines
        self._free = np.ones(len(lines), dtype=bool)
        self._places = np.array([[line[0], line[-1]] for line in lines], dtype=float).reshape(-1, 2, 2)

    def take_first(self) -> list[Point] | None:
        """Take the first free line, in the order of the file."""
        if not self._free.any():
            return None
        return self._take(int(self._free.argmax()))

    def take_nearest(self, point: Point, reach_mm: float) -> list[Point] | None:
        """Take the line of which an end is nearest, turned so that it begins there; none beyond the reach."""
        import numpy as np

        if not self._free.any():
            return None
        away = np.hypot(*np.moveaxis(self._places - point, -1, 0))
        away[~self._free] = math.inf
        line, end = divmod(int(away.argmin()), 2)
        if not away[line, end] <= reach_mm:
            return None
        taken = self._take(line)
        return taken[::-1] if end else taken

    def _take(self, number: int) -> list[Point]:
        self._free[number] = False
        return list(self._lines[number])


def _once(lines: Sequence[tuple[Point, ...]]) -> tuple[list[tuple[Point, ...]], int]:
    """Lines without those drawn again, in either direction, and without those of no length."""
    seen: set[tuple[Point, ...]] = set()
    kept, twice = [], 0
    for line in lines:
        places = tuple((round(x, 3), round(y, 3)) for x, y in line)
        if len(set(places)) < 2:
            continue
        if places in seen or places[::-1] in seen:
            twice += 1
            continue
        seen.add(places)
        kept.append(line)
    return kept, twice
