"""What is drawn on a piece besides its outline, as lines in the piece's own axes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from interlock.patterns.pieces import Mark, MarkKind, Outline, Piece, Point

# A notch of which only the place is known is drawn so deep; a drill is a cross, a match point a diagonal one.
NOTCH_MM = 5.0
DRILL_MM = 4.0
MATCH_MM = 5.0
_HALF = math.sqrt(0.5)
_AT_CORNER_MM = 0.05


@dataclass(frozen=True)
class DrawnMark:
    """One line of a mark; a closed one ends where it starts."""

    kind: MarkKind
    line: Outline


def drawn_marks(piece: Piece) -> tuple[DrawnMark, ...]:
    """Return the lines of all marks of a piece, in the order of its marks."""
    return tuple(DrawnMark(mark.kind, line) for mark in piece.marks for line in _lines(piece, mark))


def _lines(piece: Piece, mark: Mark) -> list[Outline]:
    first = mark.points[0]
    if mark.kind == "notch":
        return [mark.points[:2] if len(mark.points) > 1 else notch_line(piece.outline, first)]
    if mark.kind == "drill":
        return [line for point in mark.points for line in _cross(point, ((DRILL_MM, 0.0), (0.0, DRILL_MM)))]
    if mark.kind == "match":
        slanted = MATCH_MM * _HALF
        return [line for point in mark.points for line in _cross(point, ((slanted, slanted), (slanted, -slanted)))]
    if mark.kind == "cutout" and mark.points[-1] != first:
        return [(*mark.points, first)]
    return [mark.points]


def _cross(centre: Point, arms: tuple[Point, Point]) -> list[Outline]:
    x, y = centre
    return [((x - dx, y - dy), (x + dx, y + dy)) for dx, dy in arms]


def notch_line(outline: Outline, point: Point) -> Outline:
    """Return the cut of a notch at a point of the outline: square to it, into the piece; it halves a corner."""
    sides = [(outline[at - 1], end) for at, end in enumerate(outline)]
    distances = [_distance(point, *side) for side in sides]
    nearest = min(distances)
    meeting = [_across(*side) for side, far in zip(sides, distances, strict=True) if far <= nearest + _AT_CORNER_MM]
    x, y = sum(way[0] for way in meeting), sum(way[1] for way in meeting)
    length = math.hypot(x, y) or 1.0
    probe = (point[0] + 0.5 * x / length, point[1] + 0.5 * y / length)
    depth = (NOTCH_MM if _inside(outline, probe) else -NOTCH_MM) / length
    return point, (point[0] + depth * x, point[1] + depth * y)


def _across(start: Point, end: Point) -> Point:
    """One unit square to a side, to its left."""
    length = math.dist(start, end)
    return (start[1] - end[1]) / length, (end[0] - start[0]) / length


def _distance(point: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / (dx * dx + dy * dy)
    share = min(max(along, 0.0), 1.0)
    return math.dist(point, (start[0] + share * dx, start[1] + share * dy))


def _inside(outline: Outline, point: Point) -> bool:
    """Whether a point lies inside: a ray to the right crosses the outline an odd number of times."""
    x, y = point
    inside = False
    for at, (bx, by) in enumerate(outline):
        ax, ay = outline[at - 1]
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside
