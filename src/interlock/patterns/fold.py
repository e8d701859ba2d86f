"""Pieces cut on the fold: half is drafted, the whole is cut."""

from __future__ import annotations

from collections.abc import Sequence

from interlock.errors import InvalidModel
from interlock.patterns.outlines import Outline, Point, cleaned
from interlock.patterns.words import WORDS

ON_FOLD_MM = 0.5


def unfold(half: Sequence[Point], fold_from: Point, fold_to: Point) -> Outline:
    """Return the whole outline of a piece drafted as one half with one side on the fold line.

    ``half`` is the closed outline of the half (mm); ``fold_from`` and ``fold_to`` are two points of the fold line.
    Points within 0.5 mm of the line are moved onto it. Raises :class:`InvalidModel` when no side lies on the line, or
    when the half lies on both sides of it.
    """
    points = cleaned(half)
    offsets = _offsets_mm(points, fold_from, fold_to)
    on_fold = [abs(offset) <= ON_FOLD_MM for offset in offsets]
    if min(offsets) < -ON_FOLD_MM and max(offsets) > ON_FOLD_MM:
        raise InvalidModel([WORDS.told("fold_sides")])
    start = _end_of_fold(on_fold)
    free = [points[(start + step) % len(points)] for step in range(len(points))]
    kept = [point for point in free if abs(_offsets_mm([point], fold_from, fold_to)[0]) > ON_FOLD_MM]
    ends = [_foot(free[0], fold_from, fold_to), _foot(_start_of_fold(free, fold_from, fold_to), fold_from, fold_to)]
    image = [_image(point, fold_from, fold_to) for point in reversed(kept)]
    return cleaned([ends[0], *kept, ends[1], *image])


def _offsets_mm(points: Sequence[Point], start: Point, end: Point) -> list[float]:
    """Signed distances from the line through start and end."""
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length = (along_x**2 + along_y**2) ** 0.5
    if length == 0:
        raise InvalidModel([WORDS.told("fold_length")])
    return [((y - start[1]) * along_x - (x - start[0]) * along_y) / length for x, y in points]


def _end_of_fold(on_fold: Sequence[bool]) -> int:
    """Number of the last point on the fold before the outline leaves it."""
    count = len(on_fold)
    leaving = [n for n in range(count) if on_fold[n] and not on_fold[(n + 1) % count]]
    if len(leaving) != 1 or sum(on_fold) < 2:
        raise InvalidModel([WORDS.told("fold_edges", count=len(leaving))])
    return leaving[0]


def _start_of_fold(free: Sequence[Point], start: Point, end: Point) -> Point:
    """First point, in the order of travel, where the outline comes back to the fold."""
    offsets = _offsets_mm(free, start, end)
    return next(point for point, offset in zip(free[1:], offsets[1:], strict=True) if abs(offset) <= ON_FOLD_MM)


def _foot(point: Point, start: Point, end: Point) -> Point:
    mirrored = _image(point, start, end)
    return (point[0] + mirrored[0]) / 2, (point[1] + mirrored[1]) / 2


def _image(point: Point, start: Point, end: Point) -> Point:
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    share = ((point[0] - start[0]) * along_x + (point[1] - start[1]) * along_y) / (along_x**2 + along_y**2)
    foot_x, foot_y = start[0] + share * along_x, start[1] + share * along_y
    return 2 * foot_x - point[0], 2 * foot_y - point[1]
