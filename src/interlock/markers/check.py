"""An independent judge of markers, by exact polygon arithmetic; it shares no code with the nester."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from interlock.errors import Told
from interlock.markers.problem import MarkerProblem
from interlock.markers.rules import PieceRule
from interlock.markers.solution import Marker, Placement
from interlock.markers.words import WORDS
from interlock.patterns.pieces import Piece

if TYPE_CHECKING:
    from shapely import Polygon

OVERLAP_MM2 = 1.0
EDGE_MM = 0.05
SHARE = 1e-4
ANGLE_DEG = 1e-6


def audit(problem: MarkerProblem, marker: Marker) -> list[str]:
    """Return every breach of the rules as a sentence; an empty list means that the marker may be cut.

    Judged: the number of copies and of mirrored copies of every piece in every garment, the grain (rotation and tilt),
    one way for each garment or size where that is asked, match points on the repeat (0.05 mm is forgiven), sections
    one after the other, fixed copies in their places, pieces inside width and length (0.05 mm is forgiven), overlap
    of any two pieces or blocks (1 mm2 is forgiven), the gap and buffers between pieces (0.05 mm is forgiven), and the
    stated width and utilisation. The sentences know their Chinese (:class:`~interlock.errors.Told`).
    """
    breaches = _counts(problem, marker)
    pieces = {(piece.name, piece.size): piece for piece, _ in problem.pieces}
    copies = [
        _copy(problem, pieces[placement.piece, placement.size], placement)
        for placement in marker.placements
        if (placement.piece, placement.size) in pieces
    ]
    breaches += _grain(problem, copies)
    breaches += _one_way(problem, copies)
    breaches += _matched(problem, copies)
    breaches += _sections(problem, copies)
    breaches += _fixed(problem, marker)
    breaches += _inside(problem, marker, copies)
    breaches += _apart(problem.rules.gap_mm, copies)
    return breaches + _figures(problem, marker, copies)


def overlaps(problem: MarkerProblem, placements: Sequence[Placement]) -> list[str]:
    """Return which of some copies overlap or lie too near each other, as sentences."""
    copies = [_copy(problem, problem.by_name[copy.piece, copy.size], copy) for copy in placements]
    return _apart(problem.rules.gap_mm, copies)


@dataclass(frozen=True, kw_only=True)
class _Copy:
    """A copy of a piece as it lies: its own outline, what is cut out of the cloth (its block) and its rule."""

    placement: Placement
    piece: Piece
    rule: PieceRule
    polygon: Polygon
    taken: Polygon
    label: Told


def _copy(problem: MarkerProblem, piece: Piece, placement: Placement) -> _Copy:
    from shapely import Polygon, box

    rule = _rule(problem, piece)
    outline = _turned(Polygon(piece.outline), -piece.grain_deg)
    blocks = {"": outline, "box": box(*outline.bounds), "hull": _hull(outline)}
    label = WORDS.told("copy", name=repr(placement.piece), size=repr(placement.size), garment=placement.garment + 1)
    return _Copy(
        placement=placement,
        piece=piece,
        rule=rule,
        polygon=_placed(outline, placement),
        taken=_placed(blocks[rule.block], placement),
        label=label,
    )


def _rule(problem: MarkerProblem, piece: Piece) -> PieceRule:
    """The rule of the piece's own size goes before that of every size."""
    for size in (piece.size, ""):
        for rule in problem.piece_rules:
            if (rule.piece, rule.size) == (piece.name, size):
                return rule
    return PieceRule(piece=piece.name)


def _counts(problem: MarkerProblem, marker: Marker) -> list[str]:
    wanted: Counter[tuple[str, str, int, bool]] = Counter()
    for piece, garments in problem.pieces:
        mirrored = piece.quantity // 2 if piece.mirrored else 0
        for garment in range(garments):
            wanted[piece.name, piece.size, garment, True] += mirrored
            wanted[piece.name, piece.size, garment, False] += piece.quantity - mirrored
    found = Counter((copy.piece, copy.size, copy.garment, copy.mirrored) for copy in marker.placements)
    return [
        WORDS.told(
            "mirrored_count" if mirrored else "count",
            label=WORDS.told("copy", name=repr(name), size=repr(size), garment=garment + 1),
            found=found[key],
            wanted=wanted[key],
        )
        for key in sorted(wanted.keys() | found.keys())
        if found[key] != wanted[key]
        for name, size, garment, mirrored in [key]
    ]


def _grain(problem: MarkerProblem, copies: list[_Copy]) -> list[str]:
    both = (0.0, 180.0)
    fabric = {"one_way": (0.0,), "two_way": both, "by_garment": both, "by_size": both}[problem.rules.direction]
    breaches: list[str] = []
    for copy in copies:
        allowed = copy.rule.rotations_deg or fabric
        tilt = problem.rules.tilt_deg if copy.rule.tilt_deg is None else copy.rule.tilt_deg
        if min(_between(copy.placement.rotation_deg, angle) for angle in allowed) > tilt + ANGLE_DEG:
            angles = " / ".join(f"{angle:g}" for angle in allowed) + (f" ± {tilt:g}" if tilt else "")
            breaches.append(
                WORDS.told(
                    "turned",
                    label=copy.label,
                    found=f"{copy.placement.rotation_deg:g}",
                    direction=WORDS.told(problem.rules.direction),
                    allowed=angles,
                )
            )
    return breaches


def _one_way(problem: MarkerProblem, copies: list[_Copy]) -> list[str]:
    """Pieces of one garment, or of one size, that point against the others of it."""
    direction = problem.rules.direction
    if direction not in ("by_garment", "by_size"):
        return []
    ways: dict[tuple[str, int], dict[bool, _Copy]] = {}
    for copy in copies:
        if not copy.rule.rotations_deg:
            garment = copy.placement.garment if direction == "by_garment" else 0
            against = _between(copy.placement.rotation_deg, 180.0) < 90
            ways.setdefault((copy.placement.size, garment), {}).setdefault(against, copy)
    return [
        WORDS.told("both_ways", first=found[False].label, second=found[True].label, rule=WORDS.told(direction))
        for found in ways.values()
        if len(found) == 2
    ]


def _matched(problem: MarkerProblem, copies: list[_Copy]) -> list[str]:
    """Match points of a garment that do not fall on the same place of the repeat as the first of their name."""
    repeats = ((0, problem.rules.repeat_x_mm, "along"), (1, problem.rules.repeat_y_mm, "across"))
    first: dict[tuple[str, int, str], tuple[_Copy, tuple[float, float]]] = {}
    breaches: list[str] = []
    for copy in copies:
        for name, point in _match_points(copy):
            key = (copy.placement.size, copy.placement.garment, name)
            other, wanted = first.setdefault(key, (copy, point))
            for axis, repeat_mm, where in repeats:
                off_mm = abs(math.remainder(point[axis] - wanted[axis], repeat_mm)) if repeat_mm else 0.0
                if off_mm > EDGE_MM:
                    breaches.append(
                        WORDS.told(
                            "match", first=other.label, second=copy.label, name=repr(name), found=f"{off_mm:.2f}",
                            axis=WORDS.told(where), repeat=f"{repeat_mm:g}",
                        )
                    )  # fmt: skip
    return breaches


def _match_points(copy: _Copy) -> Iterator[tuple[str, tuple[float, float]]]:
    from shapely import Point

    for mark in copy.piece.marks:
        for point in mark.points if mark.kind == "match" else ():
            placed = _placed(_turned(Point(point), -copy.piece.grain_deg), copy.placement)
            yield mark.name, (placed.x, placed.y)


def _sections(problem: MarkerProblem, copies: list[_Copy]) -> list[str]:
    """Sections that begin before the one before them has ended."""
    breaches: list[str] = []
    extents = []
    for sizes in problem.sections:
        bounds = [copy.taken.bounds for copy in copies if copy.placement.size in sizes]
        extents.append((min((b[0] for b in bounds), default=0.0), max((b[2] for b in bounds), default=0.0)))
    for number in range(1, len(extents)):
        end, start = extents[number - 1][1], extents[number][0]
        if start < end - EDGE_MM:
            breaches.append(
                WORDS.told("sections_mixed", first=number, second=number + 1, end=f"{end:.2f}", start=f"{start:.2f}")
            )
    return breaches


def _fixed(problem: MarkerProblem, marker: Marker) -> list[str]:
    def near(fixed: Placement, copy: Placement) -> bool:
        same = (fixed.piece, fixed.size, fixed.garment, fixed.mirrored)
        return (
            same == (copy.piece, copy.size, copy.garment, copy.mirrored)
            and _between(fixed.rotation_deg, copy.rotation_deg) <= ANGLE_DEG
            and math.hypot(fixed.x_mm - copy.x_mm, fixed.y_mm - copy.y_mm) <= EDGE_MM
        )

    return [
        WORDS.told(
            "not_fixed",
            label=WORDS.told("copy", name=repr(fixed.piece), size=repr(fixed.size), garment=fixed.garment + 1),
        )
        for fixed in problem.fixed
        if not any(near(fixed, copy) for copy in marker.placements)
    ]


def _between(first_deg: float, second_deg: float) -> float:
    """The angle between two directions, 0 to 180 degrees."""
    return abs((first_deg - second_deg + 180) % 360 - 180)


def _inside(problem: MarkerProblem, marker: Marker, copies: list[_Copy]) -> list[str]:
    low, high = problem.rules.edge_mm, problem.rules.width_mm - problem.rules.edge_mm
    breaches: list[str] = []
    for copy in copies:
        left, bottom, right, top = copy.taken.bounds
        free = copy.rule.buffer_mm
        if bottom < low + free - EDGE_MM or top > high - free + EDGE_MM:
            breaches.append(
                WORDS.told(
                    "outside_width", label=copy.label, start=f"{bottom:.2f}", end=f"{top:.2f}",
                    low=f"{low + free:g}", high=f"{high - free:g}",
                )
            )  # fmt: skip
        if left < free - EDGE_MM or right > marker.length_mm - free + EDGE_MM:
            breaches.append(
                WORDS.told(
                    "outside_length", label=copy.label, start=f"{left:.2f}", end=f"{right:.2f}", low=f"{free:g}",
                    high=f"{marker.length_mm - free:.2f}",
                )
            )  # fmt: skip
    return breaches


def _apart(gap_mm: float, copies: list[_Copy]) -> list[str]:
    breaches: list[str] = []
    for first, second in _near(gap_mm, copies):
        free_mm = gap_mm + first.rule.buffer_mm + second.rule.buffer_mm
        overlap_mm2 = first.taken.intersection(second.taken).area
        distance_mm = first.taken.distance(second.taken)
        pair = {"first": first.label, "second": second.label}
        if overlap_mm2 > OVERLAP_MM2:
            breaches.append(WORDS.told("overlap", area=f"{overlap_mm2:.1f}", **pair))
        elif distance_mm < free_mm - EDGE_MM:
            breaches.append(WORDS.told("too_near", found=f"{distance_mm:.2f}", wanted=f"{free_mm:g}", **pair))
    return breaches


def _near(gap_mm: float, copies: list[_Copy]) -> Iterator[tuple[_Copy, _Copy]]:
    """Pairs of copies whose boxes are within reach of each other."""
    from shapely import STRtree, box

    tree = STRtree([copy.taken for copy in copies])
    reach = gap_mm + 2 * max((copy.rule.buffer_mm for copy in copies), default=0.0)
    for number, copy in enumerate(copies):
        left, bottom, right, top = copy.taken.bounds
        within = box(left - reach, bottom - reach, right + reach, top + reach)
        for other in sorted(int(index) for index in tree.query(within)):
            if other > number:
                yield copy, copies[other]


def _figures(problem: MarkerProblem, marker: Marker, copies: list[_Copy]) -> list[str]:
    breaches: list[str] = []
    if abs(marker.width_mm - problem.rules.width_mm) > 1e-9:
        breaches.append(WORDS.told("other_width", found=f"{marker.width_mm:g}", wanted=f"{problem.rules.width_mm:g}"))
    utilisation = math.fsum(copy.polygon.area for copy in copies) / (marker.length_mm * problem.rules.width_mm)
    if abs(utilisation - marker.utilisation) > SHARE:
        breaches.append(WORDS.told("other_utilisation", found=f"{marker.utilisation:.4f}", right=f"{utilisation:.4f}"))
    return breaches


def _hull(polygon: Polygon) -> Polygon:
    from shapely import Polygon, get_coordinates

    return Polygon(get_coordinates(polygon.convex_hull).tolist())


def _turned(polygon: Any, degrees: float) -> Any:
    from shapely.affinity import rotate

    return rotate(polygon, degrees, origin=(0, 0))


def _placed(polygon: Any, copy: Placement) -> Any:
    """A polygon or point that is on its grain already, as the copy lies."""
    from shapely.affinity import scale, translate

    if copy.mirrored:
        polygon = scale(polygon, 1, -1, origin=(0, 0))
    return translate(_turned(polygon, copy.rotation_deg), copy.x_mm, copy.y_mm)
