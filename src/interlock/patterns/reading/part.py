"""A drawing without blocks parted into pieces: every outermost outline with what lies in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from interlock.errors import InterlockError, Told
from interlock.patterns.outlines import Point, area_mm2
from interlock.patterns.reading.chain import Gap, chained
from interlock.patterns.reading.drawn import BOUNDARY, Drawn, Line, is_place
from interlock.patterns.reading.limits import MOST_LINES, MOST_PIECES
from interlock.patterns.reading.words import WORDS

Ring = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What is drawn of one piece, and what was mended or taken for granted on the way to it.

    ``wrong`` says why it cannot be cut in its size (None: nothing is known to be wrong yet).
    """

    drawn: Drawn
    assumed: tuple[Told, ...] = ()
    wrong: Told | None = None


def parted(loose: Drawn, name: str) -> list[Part]:
    """Return a part for every outermost outline (mm), largest first; what lies in none of them is one part without.

    Raises :class:`InterlockError` beyond the limits.
    """
    lines = loose.lines.get(BOUNDARY, [])
    open_count = sum(not line.closed for line in lines)
    if open_count > MOST_LINES:
        raise InterlockError(WORDS.told("too_many", file=name, most=MOST_LINES, what=WORDS.told("lines")))
    found = chained([line for line in lines if all(map(is_place, line.points))])
    rings = sorted(zip(found.rings, found.gaps, strict=True), key=lambda ring: -area_mm2(ring[0]))
    parts, outlines, home = _outermost(rings, name)
    rest = Drawn("")
    for line in found.left_over:
        where = home(line[0])
        (outlines[where] if where is not None else rest).lines[BOUNDARY].append(Line(line))
    _share_out(loose, outlines, home)
    return [*parts, Part(rest)] if rest.lines else parts


def _outermost(
    rings: list[tuple[Ring, tuple[Gap, ...]]], name: str
) -> tuple[list[Part], list[Drawn], Callable[[Point], int | None]]:
    """Parts, what is drawn of each, and a look-up of the part that a point lies in."""
    import shapely

    shapes = [shapely.Polygon(ring) for ring, _ in rings]
    tree = shapely.STRtree(shapes)
    outer: dict[int, int] = {}
    parts: list[Part] = []

    def home(point: Point) -> int | None:
        if not is_place(point):
            return None
        around = tree.query(shapely.Point(point), predicate="intersects")
        return next((outer[at] for at in sorted(int(number) for number in around) if at in outer), None)

    for number, (ring, gaps) in enumerate(rings):
        inside = home(ring[0])
        if inside is not None:
            parts[inside].drawn.lines[BOUNDARY].append(Line(ring, closed=True))
            continue
        if len(parts) >= MOST_PIECES:
            raise InterlockError(WORDS.told("too_many", file=name, most=MOST_PIECES, what=WORDS.told("pieces")))
        drawn = Drawn(str(len(parts) + 1))
        drawn.lines[BOUNDARY].append(Line(ring, closed=True))
        closed = tuple(WORDS.told("gap", gap=gap.mm, x=gap.end[0], y=gap.end[1]) for gap in gaps)
        outer[number] = len(parts)
        parts.append(Part(drawn, closed))
    return parts, [part.drawn for part in parts], home


def _share_out(loose: Drawn, outlines: list[Drawn], home: Callable[[Point], int | None]) -> None:
    """Everything else goes to the outline that it begins in."""
    for layer, lines in loose.lines.items():
        for line in lines:
            where = home(line.points[0]) if layer != BOUNDARY else None
            if where is not None:
                outlines[where].lines[layer].append(line)
    for layer, spots in loose.spots.items():
        for spot in spots:
            where = home(spot.at)
            if where is not None:
                outlines[where].spots[layer].append(spot)
    for text in loose.texts:
        where = home(text.at)
        if where is not None:
            outlines[where].texts.append(text)
