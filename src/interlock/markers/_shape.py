"""What a piece takes of the cloth, and how it is trimmed for the engine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from interlock.markers.problem import ROUNDING_MM, MarkerProblem
from interlock.patterns.outlines import Outline, Point, bounds_mm, cleaned, turned
from interlock.patterns.pieces import Piece

# The engine cannot place a piece that exactly fills the strip; such a piece is trimmed by this share for the nest only.
EXACT_FIT = 3e-4
ARC_STEPS = 16


def cut_outline(problem: MarkerProblem, piece: Piece) -> Outline:
    """Return what a piece takes of the cloth, on its grain: its outline, or its block, grown by its buffer."""
    rule = problem.rule_of(piece)
    if not rule.block and not rule.buffer_mm:
        return piece.on_grain
    import shapely

    bare = shapely.Polygon(piece.on_grain)
    shape: Any = {"": bare, "box": shapely.box(*bare.bounds), "hull": bare.convex_hull}[rule.block]
    if rule.buffer_mm:
        # Arcs are drawn as chords; a radius so much larger keeps the chords far enough out.
        radius = rule.buffer_mm / math.cos(math.pi / (4 * ARC_STEPS))
        shape = shapely.Polygon(shape.buffer(radius, quad_segs=ARC_STEPS).exterior)
    return cleaned((float(x), float(y)) for x, y in shapely.get_coordinates(shape).tolist())


def trimmed(outline: Outline, usable_mm: float, rotations_deg: Sequence[float] = (0.0,)) -> Outline:
    """Cut the utmost hair off an outline that fills the usable width in a rotation, else return it as it is."""
    half = usable_mm * (1 - EXACT_FIT) / 2
    for angle in dict.fromkeys(angle % 180 for angle in rotations_deg):
        across = turned(outline, angle)
        if half < bounds_mm(across)[3] <= usable_mm / 2 + ROUNDING_MM:
            outline = turned(_cut_to(across, half), -angle)
    return outline


def fitting(outline: Outline, usable_mm: float, rotations_deg: Sequence[float]) -> tuple[float, ...]:
    """Return the rotations in which an outline about its own middle fits the usable width."""
    most = usable_mm / 2 + ROUNDING_MM
    return tuple(angle for angle in rotations_deg if bounds_mm(turned(outline, angle))[3] <= most)


def _cut_to(outline: Outline, half: float) -> Outline:
    points: list[Point] = []
    for number, (x, y) in enumerate(outline):
        before_x, before_y = outline[number - 1]
        for level in sorted((-half, half), reverse=before_y > y):
            if min(before_y, y) < level < max(before_y, y):
                share = (level - before_y) / (y - before_y)
                points.append((before_x + share * (x - before_x), level))
        points.append((x, min(max(y, -half), half)))
    return cleaned(points)
