"""Between a marker problem and the nesting engine: its items going in, a marker coming out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from interlock.markers.problem import MarkerProblem
from interlock.markers.solution import Marker, Placement
from interlock.patterns.outlines import Outline, Point, bounds_mm, cleaned, flipped, shifted, turned
from interlock.patterns.pieces import Piece

# The engine cannot place a piece that exactly fills the strip; such a piece is trimmed by this share for the nest only.
EXACT_FIT = 3e-4
PLACES = 4


@dataclass(frozen=True, kw_only=True)
class Item:
    """Equal copies for the engine: the outline about its own middle, on the grain, mirrored already."""

    piece: Piece
    mirrored: bool
    copies: int
    garments: int
    outline: Outline
    middle: Point


def items_of(problem: MarkerProblem) -> list[Item]:
    """Return one item per piece, size and hand, in an order that does not depend on the order of the pieces."""
    items = []
    for piece, garments in sorted(problem.pieces, key=lambda entry: (entry[0].size, entry[0].name)):
        mirrored = piece.quantity // 2 if piece.mirrored else 0
        items.append(_item(piece, garments, piece.quantity - mirrored, mirrored=False))
        if mirrored:
            items.append(_item(piece, garments, mirrored, mirrored=True))
    return items


def request_for(problem: MarkerProblem, *, seconds: int, seed: int) -> dict[str, object]:
    """Return the message for the nesting process."""
    usable_mm = problem.rules.usable_mm
    return {
        "items": [{"outline": item.outline, "copies": item.copies * item.garments} for item in items_of(problem)],
        "rotations_deg": problem.rules.rotations_deg,
        "usable_mm": usable_mm,
        "gap_mm": problem.rules.gap_mm,
        "seconds": seconds,
        "seed": seed,
    }


def marker_from(
    problem: MarkerProblem, placed: Sequence[tuple[int, float, float, float]], *, seconds: int, seed: int
) -> Marker:
    """Return the marker of the engine's answer: (item number, rotation, x, y), y from the lower edge margin.

    Copies of a piece are given to garments from left to right, so that a garment's pieces lie close together.
    """
    items = items_of(problem)
    edge_mm = problem.rules.edge_mm
    start_mm = min(bounds_mm(turned(items[number].outline, angle))[0] + x for number, angle, x, _ in placed)
    seen = [0] * len(items)
    placements = []
    for number, angle, x, y in sorted(placed, key=lambda entry: (entry[2], entry[3], entry[0])):
        item = items[number]
        placements.append(_placement(item, seen[number] // item.copies, angle % 360, x - start_mm, y + edge_mm))
        seen[number] += 1
    length_mm = max(bounds_mm(turned(items[number].outline, angle))[2] + x - start_mm for number, angle, x, _ in placed)
    return Marker(
        width_mm=problem.rules.width_mm,
        length_mm=round(length_mm, PLACES),
        placements=tuple(sorted(placements, key=lambda copy: (copy.x_mm, copy.y_mm, copy.piece, copy.size))),
        utilisation=problem.area_mm2 / (length_mm * problem.rules.width_mm),
        seed=seed,
        seconds=seconds,
    )


def _item(piece: Piece, garments: int, copies: int, *, mirrored: bool) -> Item:
    outline = flipped(piece.on_grain) if mirrored else piece.on_grain
    left, bottom, right, top = bounds_mm(outline)
    middle = ((left + right) / 2, (bottom + top) / 2)
    return Item(
        piece=piece,
        mirrored=mirrored,
        copies=copies,
        garments=garments,
        outline=shifted(outline, -middle[0], -middle[1]),
        middle=middle,
    )


def _placement(item: Item, garment: int, angle: float, x: float, y: float) -> Placement:
    # The engine turned the outline about its middle; a placement turns it about the piece's own origin.
    ((middle_x, middle_y),) = turned((item.middle,), angle)
    return Placement(
        piece=item.piece.name,
        size=item.piece.size,
        garment=garment,
        x_mm=round(x - middle_x, PLACES),
        y_mm=round(y - middle_y, PLACES),
        rotation_deg=angle,
        mirrored=item.mirrored,
    )


def trimmed(outline: Outline, usable_mm: float) -> Outline:
    """Cut the uppermost and lowermost hair off an outline that fills the usable width, else return it as it is."""
    half = usable_mm * (1 - EXACT_FIT) / 2
    if bounds_mm(outline)[3] <= half:
        return outline
    points: list[Point] = []
    for number, (x, y) in enumerate(outline):
        before_x, before_y = outline[number - 1]
        for level in sorted((-half, half), reverse=before_y > y):
            if min(before_y, y) < level < max(before_y, y):
                share = (level - before_y) / (y - before_y)
                points.append((before_x + share * (x - before_x), level))
        points.append((x, min(max(y, -half), half)))
    return cleaned(points)
