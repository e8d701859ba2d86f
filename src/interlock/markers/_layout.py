"""Between a marker problem and the nesting engine: its items going in, a marker coming out."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from interlock.markers.problem import ROUNDING_MM, MarkerProblem
from interlock.markers.solution import Marker, Placement
from interlock.patterns.outlines import Outline, Point, bounds_mm, cleaned, flipped, shifted, turned
from interlock.patterns.pieces import Piece

# The engine cannot place a piece that exactly fills the strip; such a piece is trimmed by this share for the nest only.
EXACT_FIT = 3e-4
PLACES = 4
ARC_STEPS = 16

Placed = Sequence[tuple[int, float, float, float]]


@dataclass(frozen=True, kw_only=True)
class Item:
    """Equal copies for the engine: what is cut out, about its own middle, on the grain, mirrored already."""

    piece: Piece
    mirrored: bool
    copies: int
    garments: tuple[int, ...]
    rotations_deg: tuple[float, ...]
    outline: Outline
    middle: Point


Turned = frozenset[tuple[str, int]]


def items_of(problem: MarkerProblem, seed: int = 0) -> list[Item]:
    """Return one item per piece, size, hand and way, in an order that does not depend on the order of the pieces.

    Where all pieces of a garment or size point one way, the seed draws which garments point against the fabric.
    """
    against = turned_garments(problem, seed)
    items = []
    for piece, garments in sorted(problem.pieces, key=lambda entry: (entry[0].size, entry[0].name)):
        mirrored = piece.quantity // 2 if piece.mirrored else 0
        for copies, hand in ((piece.quantity - mirrored, False), (mirrored, True)):
            if copies:
                outline = flipped(cut_outline(problem, piece)) if hand else cut_outline(problem, piece)
                for numbers, rotations in _ways(problem, piece, garments, against):
                    item = _item(piece, copies, numbers, rotations, outline, mirrored=hand)
                    fit = fitting(item.outline, problem.rules.usable_mm, rotations)
                    items.append(replace(item, rotations_deg=fit or rotations))
    return items


def turned_garments(problem: MarkerProblem, seed: int) -> Turned:
    """Return the garments (size, number) that point against the fabric; half of them, by area, whatever the seed."""
    direction = problem.rules.direction
    if direction not in ("by_garment", "by_size"):
        return frozenset()
    chance = random.Random(seed)
    garments = [(size, number) for size, count in problem.garments.items() for number in range(count)]
    bundles = [[garment] for garment in garments]
    if direction == "by_size":
        bundles = [[garment for garment in garments if garment[0] == size] for size in problem.garments]
    chance.shuffle(bundles)
    area = {
        size: sum(p.area_mm2 * p.quantity for p, _ in problem.pieces if p.size == size) for size in problem.garments
    }
    bundles.sort(key=lambda bundle: -sum(area[size] for size, _ in bundle))
    along: list[tuple[str, int]] = []
    against: list[tuple[str, int]] = []
    balance = 0.0
    for bundle in bundles:
        (against if balance > 0 else along).extend(bundle)
        balance += (-1 if balance > 0 else 1) * sum(area[size] for size, _ in bundle)
    # Garments of a size are alike, so that the first of them may be those that are turned.
    if direction == "by_size":
        return frozenset(against)
    counts = Counter(size for size, _ in against)
    return frozenset((size, number) for size, count in counts.items() for number in range(count))


def _ways(
    problem: MarkerProblem, piece: Piece, garments: int, against: Turned
) -> list[tuple[tuple[int, ...], tuple[float, ...]]]:
    """The garments of an item with the rotations of its copies; two ways where each garment has its own."""
    if problem.rules.direction not in ("by_garment", "by_size"):
        return [(tuple(range(garments)), problem.rotations_of(piece))]
    turned_ones = tuple(number for number in range(garments) if (piece.size, number) in against)
    others = tuple(number for number in range(garments) if (piece.size, number) not in against)
    return [(numbers, (angle,)) for numbers, angle in ((others, 0.0), (turned_ones, 180.0)) if numbers]


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


def request_for(problem: MarkerProblem, *, seconds: int, seed: int) -> dict[str, object]:
    """Return the message for the nesting process."""
    return {
        "items": [
            {"outline": item.outline, "copies": item.copies * len(item.garments), "rotations_deg": item.rotations_deg}
            for item in items_of(problem, seed)
        ],
        "usable_mm": problem.rules.usable_mm,
        "gap_mm": problem.rules.gap_mm,
        "seconds": seconds,
        "seed": seed,
    }


def marker_from(problem: MarkerProblem, placed: Placed, *, seconds: int, seed: int) -> Marker:
    """Return the marker of the engine's answer: (item number, rotation, x, y), y from the lower edge margin.

    Copies of a piece are given to garments from left to right, so that a garment's pieces lie close together.
    """
    items = items_of(problem, seed)
    edge_mm = problem.rules.edge_mm
    start_mm = min(bounds_mm(turned(items[number].outline, angle))[0] + x for number, angle, x, _ in placed)
    seen = [0] * len(items)
    placements = []
    for number, angle, x, y in sorted(placed, key=lambda entry: (entry[2], entry[3], entry[0])):
        item = items[number]
        garment = item.garments[seen[number] // item.copies]
        placements.append(_placement(item, garment, angle % 360, x - start_mm, y + edge_mm))
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


def _item(
    piece: Piece, copies: int, garments: tuple[int, ...], rotations: tuple[float, ...], outline: Outline, *,
    mirrored: bool,
) -> Item:  # fmt: skip
    left, bottom, right, top = bounds_mm(outline)
    middle = ((left + right) / 2, (bottom + top) / 2)
    return Item(
        piece=piece,
        mirrored=mirrored,
        copies=copies,
        garments=garments,
        rotations_deg=rotations,
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
