"""Compaction of whole markers under all rules, in a nesting process: joined blocks, tilt, stripes, fixed copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from interlock.markers._layout import PLACES, Shape, marker_of, shape_of
from interlock.markers._stripes import Tied, is_striped, ties_of
from interlock.markers.problem import MarkerProblem, copy_key
from interlock.markers.solution import Marker, Placement
from interlock.patterns.outlines import Point, turned


def polish_request(problem: MarkerProblem, markers: Sequence[Marker], seconds: float) -> dict[str, object]:
    """Return the message that asks for the shortest of these markers after compaction."""
    shapes = {
        (piece.name, piece.size, mirrored): shape_of(problem, piece, mirrored=mirrored)
        for piece, _ in problem.pieces
        for mirrored in (False, True)
    }
    numbers = {key: number for number, key in enumerate(shapes)}
    return {
        "task": "polish",
        "outlines": [shape.outline for shape in shapes.values()],
        "usable_mm": problem.rules.usable_mm,
        "gap_mm": problem.rules.gap_mm,
        "seconds": seconds,
        "layouts": [_layout(problem, marker, shapes, numbers) for marker in markers],
    }


def polished(problem: MarkerProblem, markers: Sequence[Marker], message: dict[str, Any]) -> Marker:
    """Return the marker of a report or answer to :func:`polish_request`."""
    marker = markers[message["layout"]]
    placements = []
    for copy, (_, angle, x, y) in zip(marker.placements, message["placed"], strict=True):
        turn = round(angle % 360, 9)
        shape = shape_of(problem, problem.by_name[copy.piece, copy.size], mirrored=copy.mirrored)
        ((middle_x, middle_y),) = turned((shape.middle,), turn)
        x_mm, y_mm = round(x - middle_x, PLACES), round(y - middle_y + problem.rules.edge_mm, PLACES)
        placements.append(replace(copy, x_mm=x_mm, y_mm=y_mm, rotation_deg=turn))
    return marker_of(problem, placements, seconds=marker.seconds, seed=marker.seed)


def joined(problem: MarkerProblem, parts: Sequence[tuple[Marker, dict[str, int], bool]], seconds: int) -> Marker:
    """Return blocks one behind the other: (marker, first garment of each size, turned by 180 degrees)."""
    placements: list[Placement] = []
    start_mm = 0.0
    for marker, first, against in parts:
        for copy in marker.placements:
            placed = _turned_back(copy, marker) if against else copy
            garment = placed.garment + first.get(placed.size, 0)
            placements.append(replace(placed, garment=garment, x_mm=round(placed.x_mm + start_mm, PLACES)))
        start_mm += marker.length_mm + problem.rules.gap_mm
    return marker_of(problem, placements, seconds=seconds, seed=parts[0][0].seed)


def _turned_back(copy: Placement, marker: Marker) -> Placement:
    """The copy after the whole marker was turned by 180 degrees."""
    return replace(
        copy,
        x_mm=marker.length_mm - copy.x_mm,
        y_mm=marker.width_mm - copy.y_mm,
        rotation_deg=(copy.rotation_deg + 180) % 360,
    )


def _layout(
    problem: MarkerProblem, marker: Marker, shapes: dict[tuple[str, str, bool], Shape], numbers: dict[Any, int]
) -> dict[str, object]:
    placed = []
    for copy in marker.placements:
        key = (copy.piece, copy.size, copy.mirrored)
        ((x, y),) = turned((shapes[key].middle,), copy.rotation_deg)
        placed.append((numbers[key], copy.rotation_deg, copy.x_mm + x, copy.y_mm + y - problem.rules.edge_mm))
    ties = list(_ties(problem, marker, [(x, y) for _, _, x, y in placed]))
    tied = {number for tie in ties for number in tie[:2]}
    fixed = _fixed(problem, marker)
    tilts = [
        (0.0, 0.0) if number in tied or number in fixed else _tilt(problem, copy)
        for number, copy in enumerate(marker.placements)
    ]
    return {"placed": placed, "tilts_deg": tilts, "ties": ties, "fixed": fixed}


def _tilt(problem: MarkerProblem, copy: Placement) -> tuple[float, float]:
    """How far a copy may still be turned clockwise and anticlockwise from where it lies."""
    piece = problem.by_name[copy.piece, copy.size]
    tilt = problem.tilt_of(piece)
    off = min((_off(copy.rotation_deg, angle) for angle in problem.rotations_of(piece)), key=abs)
    return min(-tilt - off, 0.0), max(tilt - off, 0.0)


def _off(angle: float, base: float) -> float:
    return (angle - base + 180) % 360 - 180


def _fixed(problem: MarkerProblem, marker: Marker) -> list[int]:
    wanted = [(copy_key(copy), copy.x_mm, copy.y_mm) for copy in problem.fixed]
    return [number for number, copy in enumerate(marker.placements) if (copy_key(copy), copy.x_mm, copy.y_mm) in wanted]


def _ties(problem: MarkerProblem, marker: Marker, middles: Sequence[Point]) -> Iterator[Tied]:
    """Ties between the middles of copies that bring their match points to the same place of the repeat."""
    for number, other, axis, off_mm in ties_of(problem, marker):
        yield number, other, axis, middles[number][axis] - middles[other][axis] - off_mm


def needs_polish(problem: MarkerProblem) -> bool:
    """Whether the rules ask for more than the engine keeps, so that its layouts are only a start."""
    tilting = any(problem.tilt_of(piece) for piece, _ in problem.pieces)
    return is_striped(problem) or bool(problem.fixed) or tilting
