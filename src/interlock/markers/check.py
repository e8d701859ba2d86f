"""An independent judge of markers, by exact polygon arithmetic; it shares no code with the nester."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from interlock.markers.problem import MarkerProblem
from interlock.markers.solution import Marker, Placement
from interlock.patterns.pieces import Piece

if TYPE_CHECKING:
    from shapely import Polygon

OVERLAP_MM2 = 1.0
EDGE_MM = 0.05
SHARE = 1e-4


def audit(problem: MarkerProblem, marker: Marker) -> list[str]:
    """Return every breach of the rules as a sentence; an empty list means that the marker may be cut.

    Judged: the number of copies and of mirrored copies of every piece in every garment, the grain (rotation), pieces
    inside width and length (0.05 mm is forgiven), overlap of any two pieces (1 mm2 is forgiven), the gap between pieces
    (0.05 mm is forgiven), and the stated width and utilisation.
    """
    breaches = _counts(problem, marker)
    breaches += _grain(problem, marker)
    copies = [
        (placement, _polygon(problem.by_name[placement.piece, placement.size], placement))
        for placement in marker.placements
        if (placement.piece, placement.size) in problem.by_name
    ]
    breaches += _inside(problem, marker, copies)
    breaches += _apart(problem.rules.gap_mm, copies)
    return breaches + _figures(problem, marker, copies)


_Copies = list[tuple[Placement, "Polygon"]]


def _counts(problem: MarkerProblem, marker: Marker) -> list[str]:
    wanted: Counter[tuple[str, str, int, bool]] = Counter()
    for piece, garments in problem.pieces:
        mirrored = piece.quantity // 2 if piece.mirrored else 0
        for garment in range(garments):
            wanted[piece.name, piece.size, garment, True] += mirrored
            wanted[piece.name, piece.size, garment, False] += piece.quantity - mirrored
    found = Counter((copy.piece, copy.size, copy.garment, copy.mirrored) for copy in marker.placements)
    return [
        f"piece {name!r} size {size!r} of garment {garment + 1}: {found[key]} "
        f"{'mirrored' if mirrored else 'unmirrored'} copies, {wanted[key]} are wanted"
        for key in sorted(wanted.keys() | found.keys())
        if found[key] != wanted[key]
        for name, size, garment, mirrored in [key]
    ]


def _grain(problem: MarkerProblem, marker: Marker) -> list[str]:
    allowed = {"one_way": (0.0,), "two_way": (0.0, 180.0)}[problem.rules.direction]
    return [
        f"{_label(copy)}: turned by {copy.rotation_deg:g} degrees; {problem.rules.direction} fabric allows "
        f"{' and '.join(f'{angle:g}' for angle in allowed)}"
        for copy in marker.placements
        if copy.rotation_deg not in allowed
    ]


def _inside(problem: MarkerProblem, marker: Marker, copies: _Copies) -> list[str]:
    low, high = problem.rules.edge_mm, problem.rules.width_mm - problem.rules.edge_mm
    breaches = []
    for copy, polygon in copies:
        left, bottom, right, top = polygon.bounds
        if bottom < low - EDGE_MM or top > high + EDGE_MM:
            breaches.append(
                f"{_label(copy)}: lies from {bottom:.2f} to {top:.2f} mm across, outside {low:g} to {high:g} mm"
            )
        if left < -EDGE_MM or right > marker.length_mm + EDGE_MM:
            breaches.append(
                f"{_label(copy)}: lies from {left:.2f} to {right:.2f} mm along, outside 0 to {marker.length_mm:.2f} mm"
            )
    return breaches


def _apart(gap_mm: float, copies: _Copies) -> list[str]:
    from shapely import STRtree

    polygons = [polygon for _, polygon in copies]
    tree = STRtree(polygons)
    breaches = []
    for number, (copy, polygon) in enumerate(copies):
        for other in sorted(int(index) for index in tree.query(polygon.buffer(gap_mm) if gap_mm else polygon)):
            if other <= number:
                continue
            overlap_mm2 = polygon.intersection(polygons[other]).area
            distance_mm = polygon.distance(polygons[other])
            pair = f"{_label(copy)} and {_label(copies[other][0])}"
            if overlap_mm2 > OVERLAP_MM2:
                breaches.append(f"{pair}: overlap by {overlap_mm2:.1f} mm2")
            elif distance_mm < gap_mm - EDGE_MM:
                breaches.append(f"{pair}: {distance_mm:.2f} mm apart; the gap must be {gap_mm:g} mm")
    return breaches


def _figures(problem: MarkerProblem, marker: Marker, copies: _Copies) -> list[str]:
    breaches = []
    if abs(marker.width_mm - problem.rules.width_mm) > 1e-9:
        breaches.append(f"the marker is {marker.width_mm:g} mm wide; the fabric is {problem.rules.width_mm:g} mm")
    utilisation = math.fsum(polygon.area for _, polygon in copies) / (marker.length_mm * problem.rules.width_mm)
    if abs(utilisation - marker.utilisation) > SHARE:
        breaches.append(f"utilisation is stated as {marker.utilisation:.4f}; the pieces give {utilisation:.4f}")
    return breaches


def _polygon(piece: Piece, copy: Placement) -> Polygon:
    from shapely import Polygon
    from shapely.affinity import rotate, scale, translate

    polygon = rotate(Polygon(piece.outline), -piece.grain_deg, origin=(0, 0))
    if copy.mirrored:
        polygon = scale(polygon, 1, -1, origin=(0, 0))
    turned = rotate(polygon, copy.rotation_deg, origin=(0, 0))
    return translate(turned, copy.x_mm, copy.y_mm)


def _label(copy: Placement) -> str:
    return f"piece {copy.piece!r} size {copy.size!r} of garment {copy.garment + 1}"
