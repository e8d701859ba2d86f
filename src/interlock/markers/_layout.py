"""Between a marker problem and the nesting engine: its items going in, a marker coming out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from interlock.errors import InterlockError
from interlock.markers._shape import cut_outline, fitting
from interlock.markers._ways import ONE_WAY_EACH, Garment, turned_garments
from interlock.markers.problem import MarkerProblem, copies_of, copy_key
from interlock.markers.solution import Marker, Placement
from interlock.markers.words import WORDS
from interlock.patterns.outlines import Outline, Point, bounds_mm, flipped, shifted, turned
from interlock.patterns.pieces import Piece

PLACES = 4

Placed = Sequence[tuple[int, float, float, float]]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What is cut out for one hand of a piece, on its grain, about its own middle; ``middle`` is where that was."""

    outline: Outline
    middle: Point


@dataclass(frozen=True, kw_only=True)
class Item:
    """Equal copies for the engine; ``owners`` has the garment of each, in the order in which they are given out."""

    piece: Piece
    mirrored: bool
    owners: tuple[int, ...]
    rotations_deg: tuple[float, ...]
    shape: Shape

    @property
    def outline(self) -> Outline:
        """The outline about its own middle, mirrored already."""
        return self.shape.outline


def shape_of(problem: MarkerProblem, piece: Piece, *, mirrored: bool) -> Shape:
    """Return the shape of one hand of a piece."""
    outline = cut_outline(problem, piece)
    outline = flipped(outline) if mirrored else outline
    left, bottom, right, top = bounds_mm(outline)
    middle = ((left + right) / 2, (bottom + top) / 2)
    return Shape(outline=shifted(outline, -middle[0], -middle[1]), middle=middle)


def items_of(problem: MarkerProblem, seed: int = 0) -> list[Item]:
    """Return one item per piece, size, hand and way, in an order that does not depend on the order of the pieces.

    Where all pieces of a garment or size point one way, the seed draws which garments point against the fabric. Copies
    that are fixed are left out.
    """
    against = turned_garments(problem, seed)
    fixed = Counter(map(copy_key, problem.fixed))
    items = []
    for piece, garments in sorted(problem.pieces, key=lambda entry: (entry[0].size, entry[0].name)):
        for mirrored in (False, True):
            each = copies_of(piece, mirrored=mirrored)
            owners = [
                number
                for number in range(garments)
                for _ in range(each - fixed[piece.name, piece.size, number, mirrored])
            ]
            shape = shape_of(problem, piece, mirrored=mirrored) if owners else None
            for some, rotations in _ways(problem, piece, owners, against):
                assert shape
                fit = fitting(shape.outline, problem.rules.usable_mm, rotations) or rotations
                items.append(Item(piece=piece, mirrored=mirrored, owners=some, rotations_deg=fit, shape=shape))
    return items


def _ways(
    problem: MarkerProblem, piece: Piece, owners: list[int], against: frozenset[Garment]
) -> Iterator[tuple[tuple[int, ...], tuple[float, ...]]]:
    """The garments of an item with the rotations of its copies; two ways where each garment has its own."""
    if problem.rules.direction not in ONE_WAY_EACH or problem.rule_of(piece).rotations_deg:
        ways = [(tuple(owners), problem.rotations_of(piece))]
    else:
        along = tuple(number for number in owners if (piece.size, number) not in against)
        others = tuple(number for number in owners if (piece.size, number) in against)
        ways = [(along, (0.0,)), (others, (180.0,))]
    return ((some, rotations) for some, rotations in ways if some)


def request_for(problem: MarkerProblem, *, seconds: int, seed: int, spread_mm: float = 0.0) -> dict[str, object]:
    """Return the message for the nesting process; with a spread, pieces lie farther apart and off the edges."""
    return {
        "items": [
            {"outline": item.outline, "copies": len(item.owners), "rotations_deg": item.rotations_deg}
            for item in items_of(problem, seed)
        ],
        "usable_mm": problem.rules.usable_mm - _margin_mm(problem, spread_mm),
        "gap_mm": problem.rules.gap_mm + spread_mm,
        "seconds": seconds,
        "seed": seed,
    }


def risen(problem: MarkerProblem, placed: Placed, spread_mm: float) -> Placed:
    """Return a layout of a spread nest in the middle of the usable width."""
    rise_mm = _margin_mm(problem, spread_mm) / 2
    return [(number, angle, x, y + rise_mm) for number, angle, x, y in placed]


def _margin_mm(problem: MarkerProblem, spread_mm: float) -> float:
    return min(spread_mm, problem.rules.usable_mm - problem.widest_mm)


def marker_from(problem: MarkerProblem, placed: Placed, *, seconds: int, seed: int) -> Marker:
    """Return the marker of the engine's answer: (item number, rotation, x, y), y from the lower edge margin.

    Copies of a piece are given to garments from left to right, so that a garment's pieces lie close together. They lie
    behind the fixed copies, if there are any.
    """
    items = items_of(problem, seed)
    edge_mm = problem.rules.edge_mm
    start_mm = min(bounds_mm(turned(items[number].outline, angle))[0] + x for number, angle, x, _ in placed)
    start_mm -= _behind_fixed_mm(problem)
    seen = [0] * len(items)
    placements = list(problem.fixed)
    for number, angle, x, y in sorted(placed, key=lambda entry: (entry[2], entry[3], entry[0])):
        item = items[number]
        turn = round(angle % 360, 9)
        # The engine turned the outline about its middle; a placement turns it about the piece's own origin.
        ((middle_x, middle_y),) = turned((item.shape.middle,), turn)
        placements.append(
            Placement(
                piece=item.piece.name,
                size=item.piece.size,
                garment=item.owners[seen[number]],
                x_mm=round(x - start_mm - middle_x, PLACES),
                y_mm=round(y + edge_mm - middle_y, PLACES),
                rotation_deg=turn,
                mirrored=item.mirrored,
            )
        )
        seen[number] += 1
    return marker_of(problem, placements, seconds=seconds, seed=seed)


def marker_of(problem: MarkerProblem, placements: Iterable[Placement], *, seconds: int, seed: int) -> Marker:
    """Return the marker of placements, as long as its last piece or block needs."""
    copies = sorted(placements, key=lambda copy: (copy.x_mm, copy.y_mm, copy.piece, copy.size))
    length_mm = max(taken_mm(problem, copy)[1] for copy in copies)
    return Marker(
        width_mm=problem.rules.width_mm,
        length_mm=round(length_mm, PLACES),
        placements=tuple(copies),
        utilisation=problem.area_mm2 / (length_mm * problem.rules.width_mm),
        seed=seed,
        seconds=seconds,
    )


def taken_mm(problem: MarkerProblem, copy: Placement) -> tuple[float, float]:
    """Return where what is cut out for a copy begins and ends along the fabric."""
    outline = cut_outline(problem, problem.by_name[copy.piece, copy.size])
    outline = flipped(outline) if copy.mirrored else outline
    left, _, right, _ = bounds_mm(turned(outline, copy.rotation_deg))
    return left + copy.x_mm, right + copy.x_mm


def failure(problem: MarkerProblem, message: dict[str, Any], seed: int = 0) -> InterlockError:
    """Return the error of a nest that failed, naming the pieces at fault."""
    pieces = [items_of(problem, seed)[number].piece for number in message["items"]]
    named = ", ".join(dict.fromkeys(f"{piece.name!r} size {piece.size!r}" for piece in pieces))
    key = "cannot_nest" if named else "cannot_nest_together"
    return InterlockError(WORDS.told(key, named=named, text=message["text"]))


def _behind_fixed_mm(problem: MarkerProblem) -> float:
    ends = [taken_mm(problem, copy)[1] for copy in problem.fixed]
    return max(ends) + problem.rules.gap_mm if ends else 0.0
