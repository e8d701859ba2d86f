"""Stripes and checks: which copies are tied to each other, and a layout whose stripes meet without any compaction."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from interlock.markers._layout import marker_of
from interlock.markers._shape import cut_outline
from interlock.markers.problem import MarkerProblem
from interlock.markers.solution import Marker, Placement
from interlock.patterns.outlines import Point, bounds_mm, flipped, shifted, turned
from interlock.patterns.pieces import Piece

Tied = tuple[int, int, int, float]
Box = tuple[float, float, float, float]

_ROUNDING_MM = 1e-6


def is_striped(problem: MarkerProblem) -> bool:
    """Whether pieces have match points that stripes or checks must go through."""
    repeats = problem.rules.repeat_x_mm or problem.rules.repeat_y_mm
    return bool(repeats) and any(mark.kind == "match" for piece, _ in problem.pieces for mark in piece.marks)


def ties_of(problem: MarkerProblem, marker: Marker) -> Iterator[Tied]:
    """Yield (copy, other copy, axis, by how much the copy is off): match points of a garment that are to meet the
    nearest same place of the repeat.

    Copies that are tied already, through others, get no second tie.
    """
    for axis, repeat_mm in enumerate((problem.rules.repeat_x_mm, problem.rules.repeat_y_mm)):
        if not repeat_mm:
            continue
        group = list(range(len(marker.placements)))
        first: dict[tuple[str, int, str], tuple[int, float]] = {}
        for number, copy in enumerate(marker.placements):
            for name, point in match_points(problem.by_name[copy.piece, copy.size], copy):
                other, at = first.setdefault((copy.size, copy.garment, name), (number, point[axis]))
                if group[other] != group[number]:
                    yield number, other, axis, math.remainder(point[axis] - at, repeat_mm)
                    group = [group[other] if mine == group[number] else mine for mine in group]


def match_points(piece: Piece, copy: Placement) -> Iterator[tuple[str, Point]]:
    """Yield the match points of a copy as it lies: name and place."""
    for mark in piece.marks:
        if mark.kind == "match":
            points = turned(mark.points, -piece.grain_deg)
            points = flipped(points) if copy.mirrored else points
            for point in shifted(turned(points, copy.rotation_deg), copy.x_mm, copy.y_mm):
                yield mark.name, point


def parted(problem: MarkerProblem, marker: Marker) -> Marker | None:
    """Return a layout whose pieces move along the fabric until their stripes meet, none less than those before it.

    Pieces that lie side by side by their boxes come no nearer to each other, so that a layout in columns stays sound;
    one whose pieces reach into each other may need compaction. None where that cannot be: stripes across the fabric,
    where there is no room to move, and fixed copies.
    """
    if problem.rules.repeat_y_mm or problem.fixed:
        return None
    wanted_mm = _wanted_mm(len(marker.placements), list(ties_of(problem, marker)))
    boxes = [_box(problem, copy) for copy in marker.placements]
    moved_mm: dict[int, float] = {}
    for number in sorted(range(len(boxes)), key=lambda one: boxes[one]):
        before = (moved_mm[other] for other in moved_mm if _abreast(boxes[number], boxes[other], problem.rules.gap_mm))
        least_mm = max(before, default=0.0)
        wait_mm = 0.0
        if number in wanted_mm:
            short_mm = wanted_mm[number] - least_mm + _ROUNDING_MM
            wait_mm = max(short_mm % problem.rules.repeat_x_mm - _ROUNDING_MM, 0.0)
        moved_mm[number] = least_mm + wait_mm
    placements = [replace(copy, x_mm=copy.x_mm + moved_mm[number]) for number, copy in enumerate(marker.placements)]
    return marker_of(problem, placements, seconds=marker.seconds, seed=marker.seed)


def _wanted_mm(copies: int, ties: Sequence[Tied]) -> Mapping[int, float]:
    """How far tied copies are to move along the fabric, to within whole repeats; ties lead to each copy in one way."""
    beside: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for number, other, _axis, off_mm in ties:
        beside[number].append((other, off_mm))
        beside[other].append((number, -off_mm))
    found: dict[int, float] = {}
    for start in range(copies):
        if start in beside and start not in found:
            found[start] = 0.0
            waiting = [start]
            while waiting:
                at = waiting.pop()
                for other, off_mm in beside[at]:
                    if other not in found:
                        found[other] = found[at] + off_mm
                        waiting.append(other)
    return found


def _box(problem: MarkerProblem, copy: Placement) -> Box:
    outline = cut_outline(problem, problem.by_name[copy.piece, copy.size])
    outline = flipped(outline) if copy.mirrored else outline
    return bounds_mm(shifted(turned(outline, copy.rotation_deg), copy.x_mm, copy.y_mm))


def _abreast(one: Box, other: Box, gap_mm: float) -> bool:
    """Whether two boxes lie, in part, at the same place across the fabric."""
    return one[1] < other[3] + gap_mm and other[1] < one[3] + gap_mm
