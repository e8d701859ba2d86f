"""What is drawn of a piece made into a piece: outline, marks, grain, fold, words; or a refusal that says why."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from interlock.errors import InterlockError, InvalidModel, Told
from interlock.patterns.file import PatternFile, Refused, Repair
from interlock.patterns.fold import ON_FOLD_MM, unfold
from interlock.patterns.outlines import Outline, Point, area_mm2, bounds_mm, flipped
from interlock.patterns.pieces import LARGEST_MM, SMALLEST_MM, Mark, Piece
from interlock.patterns.reading import drawn as layers
from interlock.patterns.reading.chain import chained
from interlock.patterns.reading.drawn import Drawn, Line, is_place
from interlock.patterns.reading.limits import MOST_COORDINATE, MOST_LINES, MOST_POINTS
from interlock.patterns.reading.marks import marks_of, mirrored_marks
from interlock.patterns.reading.mend import mended
from interlock.patterns.reading.quantity import Quantity, quantity_of
from interlock.patterns.reading.unit import FoundUnit
from interlock.patterns.reading.words import WORDS
from interlock.units import size_name


@dataclass(frozen=True, kw_only=True)
class Named:
    """What the texts of a piece say, with what those of its sample size add."""

    piece: str
    size: str
    quantity: str = ""
    note: str = ""
    material: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", size_name(self.size))


# A closed line within an outline that takes more of it than this is no cut-out but another size of the piece.
LARGEST_HOLE = 0.5
# Makes pieces of one name, noting repairs.
Make = Callable[[str, list[Told]], list[Piece]]


@dataclass
class Assembled:
    """The pieces of a file so far, what was mended and what was refused."""

    pieces: list[Piece] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    _taken: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, named: Named, make: Make, assumed: Sequence[Told] = ()) -> None:
        """Call ``make`` with a free name and a list to note repairs in; keep its pieces, or why they are refused."""
        repairs = list(assumed)
        name = self._free_name(named, repairs)
        try:
            made = make(name, repairs)
        except InterlockError as error:
            reason = _told(error, name, named.size)
            self.refused.append(Refused(piece=name, size=named.size, reason=reason, repairs=tuple(repairs)))
            return
        for piece in made:
            self.pieces.append(piece)
            self.repairs.extend(Repair(piece=piece.name, size=piece.size, what=what) for what in repairs)

    def result(self, name: str, found: FoundUnit, style: str = "", sample_size: str = "") -> PatternFile:
        """Return what was read of a file."""
        return PatternFile(
            name=name,
            pieces=tuple(self.pieces),
            unit=found.unit,
            unit_found=found.told,
            unit_doubtful=found.doubtful,
            repairs=tuple(self.repairs),
            refused=tuple(self.refused),
            style=style,
            sample_size=size_name(sample_size),
        )

    def _free_name(self, named: Named, repairs: list[Told]) -> str:
        first = (named.piece, named.size)
        name = named.piece
        while (name, named.size) in self._taken:
            self._taken[first] += 1
            name = f"{named.piece} ({self._taken[first]})"
        self._taken[name, named.size] = 1
        if name != named.piece:
            key = "renamed" if named.size else "renamed_unsized"
            repairs.append(WORDS.told(key, found=named.piece, size=named.size, name=name))
        return name


def _told(error: InterlockError, name: str, size: str) -> Told:
    """The reason of a refusal, which names the piece once."""
    what = error.problems[0] if isinstance(error, InvalidModel) else error.args[0]
    told = what if isinstance(what, Told) else Told(what, error.chinese or what)
    if told.startswith(f"piece {name!r}"):
        return told
    return WORDS.told("piece" if size else "piece_unsized", name=name, size=size, what=told)


def pieces_of(drawn: Drawn, named: Named, name: str, repairs: list[Told]) -> list[Piece]:
    """Return the piece that is drawn (mm), and a second one where single copies are asked for beside pairs.

    Raises :class:`InterlockError` that says why it is none.
    """
    shape = _shape(drawn, repairs)
    grain = _grain(drawn, repairs)
    slits = [Mark(kind="notch", points=slit, name="slit") for slit in shape.slits]
    marks = (*slits, *marks_of(drawn, shape.outline, shape.holes, shape.loose, repairs))
    outline, marks = _unfolded(drawn, shape.outline, marks, repairs)
    check_size(outline)
    quantity = quantity_of(named.quantity, named.note, lambda: is_symmetric(outline, grain))
    if quantity.assumed:
        repairs.append(quantity.assumed)
    whole = Piece(name=name, size=named.size, outline=outline, grain_deg=grain, marks=marks, material=named.material)
    return _copies(whole, quantity, repairs)


def _copies(piece: Piece, quantity: Quantity, repairs: list[Told]) -> list[Piece]:
    """The piece in pairs, and singly what has no partner."""
    pairs, single = min(quantity.drawn, quantity.mirrored), abs(quantity.drawn - quantity.mirrored)
    paired = replace(piece, quantity=2 * pairs, mirrored=True) if pairs else None
    if not single:
        return [paired] if paired else []
    if quantity.mirrored > quantity.drawn:
        piece = _turned_over(piece)
        repairs.append(WORDS.told("mirrored_only"))
    if not paired:
        return [replace(piece, quantity=single)]
    name = f"{piece.name} (1)"
    repairs.append(WORDS.told("split_pair", drawn=quantity.drawn, mirrored=quantity.mirrored, name=name))
    return [paired, replace(piece, name=name, quantity=single)]


def _turned_over(piece: Piece) -> Piece:
    marks = tuple(replace(mark, points=flipped(mark.points)) for mark in piece.marks)
    return replace(piece, outline=flipped(piece.outline), grain_deg=-piece.grain_deg, marks=marks)


@dataclass(frozen=True, slots=True)
class _Shape:
    """The outline of a piece, and what else was found on its boundary's layer."""

    outline: Outline
    holes: tuple[Outline, ...]
    slits: tuple[tuple[Point, Point], ...]
    loose: tuple[tuple[Point, ...], ...]


def _shape(drawn: Drawn, repairs: list[Told]) -> _Shape:
    found = chained(_whole_lines(drawn.lines.get(layers.BOUNDARY, [])))
    rings = sorted(range(len(found.rings)), key=lambda at: -area_mm2(found.rings[at]))
    if not rings:
        raise InterlockError(_why_open(found.left_over))
    for gap in found.gaps[rings[0]]:
        repairs.append(WORDS.told("gap", gap=gap.mm, x=gap.end[0], y=gap.end[1]))
    main = mended(found.rings[rings[0]])
    repairs.extend(main.repairs)
    others = [mended(found.rings[at]).outline for at in rings[1:] if area_mm2(found.rings[at]) > 0]
    holes = [other for other in others if not _same(other, main.outline)]
    twice = found.drawn_twice + len(others) - len(holes)
    if twice:
        repairs.append(WORDS.told("drawn_twice", count=twice))
    separate = [hole for hole in holes if not _inside(hole, main.outline)]
    if separate:
        raise InterlockError(WORDS.told("two_outlines", count=1 + len(separate)))
    if holes and area_mm2(holes[0]) > LARGEST_HOLE * area_mm2(main.outline):
        raise InterlockError(WORDS.told("nested_outlines", count=1 + len(holes)))
    repairs.extend(WORDS.told("hole") for _ in holes)
    for left_over in found.left_over:
        length = math.fsum(map(math.dist, left_over, left_over[1:]))
        repairs.append(WORDS.told("loose_end", length=length))
    return _Shape(main.outline, tuple(holes), main.slits, found.left_over)


def _same(one: Outline, other: Outline) -> bool:
    """Tell whether two outlines are one, drawn twice."""
    return abs(area_mm2(one) - area_mm2(other)) < 0.001 * area_mm2(other) and all(
        abs(a - b) < 1.0 for a, b in zip(bounds_mm(one), bounds_mm(other), strict=True)
    )


def _whole_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines of a boundary, within the limits."""
    if not lines:
        raise InterlockError(WORDS.told("no_boundary"))
    if len(lines) > MOST_LINES:
        raise InterlockError(WORDS.told("too_many_lines", most=MOST_LINES, what=WORDS.told("lines")))
    if sum(len(line.points) for line in lines) > MOST_POINTS:
        raise InterlockError(WORDS.told("too_many_lines", most=MOST_POINTS, what=WORDS.told("points")))
    if not all(is_place(point) for line in lines for point in line.points):
        raise InterlockError(WORDS.told("not_finite", most=MOST_COORDINATE))
    return list(lines)


def _why_open(left_over: Sequence[Sequence[Point]]) -> Told:
    longest = max(left_over, key=lambda line: math.fsum(map(math.dist, line, line[1:])), default=None)
    if longest is None:
        return WORDS.told("no_area")
    # Rounded here, and nothing added to it: a turned zero would be told as -0.0.
    x1, y1, x2, y2 = (round(value, 1) + 0.0 for value in (*longest[0], *longest[-1]))
    return WORDS.told("open", gap=math.dist(longest[-1], longest[0]), x1=x1, y1=y1, x2=x2, y2=y2)


def _inside(hole: Outline, outline: Outline) -> bool:
    import shapely

    return bool(shapely.Polygon(outline).buffer(0.1).contains(shapely.Polygon(hole)))


def _grain(drawn: Drawn, repairs: list[Told]) -> float:
    lines = [line.points for line in drawn.lines.get(layers.GRAIN, []) if all(map(is_place, line.points))]
    longest = max(lines, key=lambda line: math.dist(line[0], line[-1]), default=None)
    if longest is None or longest[0] == longest[-1]:
        repairs.append(WORDS.told("no_grain"))
        return 0.0
    (x1, y1), (x2, y2) = longest[0], longest[-1]
    return math.degrees(math.atan2(y2 - y1, x2 - x1))


def _unfolded(
    drawn: Drawn, outline: Outline, marks: tuple[Mark, ...], repairs: list[Told]
) -> tuple[Outline, tuple[Mark, ...]]:
    """The whole piece where half is drawn, with a fold line on layer 6 along a side."""
    for line in drawn.lines.get(layers.MIRROR, []):
        fold_from, fold_to = line.points[0], line.points[-1]
        if not (is_place(fold_from) and is_place(fold_to)) or math.dist(fold_from, fold_to) < SMALLEST_MM:
            continue
        if _on_both_sides(outline, fold_from, fold_to):
            continue
        try:
            whole = unfold(outline, fold_from, fold_to)
        except InvalidModel:
            raise InterlockError(WORDS.told("half_folded", why=WORDS.told("fold_unclear"))) from None
        unfolded = mended(whole)
        whole = unfolded.outline
        repairs += [WORDS.told("unfolded"), *unfolded.repairs]
        return whole, mirrored_marks(marks, fold_from, fold_to, whole, repairs)
    return outline, marks


def _on_both_sides(outline: Outline, start: Point, end: Point) -> bool:
    """A mirror line through a piece that is drawn whole only says that it is symmetrical."""
    length = math.dist(start, end)
    along_x, along_y = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    offsets = [(y - start[1]) * along_x - (x - start[0]) * along_y for x, y in outline]
    return min(offsets) < -ON_FOLD_MM and max(offsets) > ON_FOLD_MM


def check_size(outline: Outline) -> None:
    """Refuse an outline that is too small or too large for a piece."""
    left, bottom, right, top = bounds_mm(outline)
    width, height = right - left, top - bottom
    if min(width, height) < SMALLEST_MM:
        raise InterlockError(WORDS.told("too_small", width=width, height=height))
    if max(width, height) > LARGEST_MM:
        raise InterlockError(WORDS.told("too_large", width=width, height=height))


def is_symmetric(outline: Iterable[Point], grain_deg: float) -> bool:
    """Tell whether a copy mirrored across the grain is the same as one as drawn, up to 0.2 % of its area."""
    import shapely
    from shapely import affinity

    piece = affinity.rotate(shapely.Polygon(list(outline)), -grain_deg, origin=(0, 0))
    image = affinity.scale(piece, 1, -1, origin=piece.envelope.centroid)
    return bool(piece.symmetric_difference(image).area < 0.002 * piece.area)
