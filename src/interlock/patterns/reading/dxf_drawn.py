"""What the entities of a DXF file draw, piece by piece: one block each, or outlines that lie loose in the drawing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from interlock.errors import InterlockError
from interlock.patterns.outlines import Point
from interlock.patterns.reading import curves
from interlock.patterns.reading.drawn import BOUNDARY, Drawn, Line, Spot, Text
from interlock.patterns.reading.limits import MOST_DEPTH, MOST_DRAWN
from interlock.patterns.reading.tags import Entity, Sections, number
from interlock.patterns.reading.words import WORDS
from interlock.patterns.texts import one_line, unescaped

# "1", "Layer 01", "图层1", "1_BOUNDARY".
_LAYER = re.compile(r"(?:layer|lay|l|层|图层)?[\s_\-]*0*(\d{1,3})(?:[\s_\-.:].*)?", re.IGNORECASE)
_CODES_OF_TEXT = re.compile(r"\\[ACcFfHhLlOoPQqTtWw][^;\\]*;|[{}]")


@dataclass(frozen=True, slots=True)
class Move:
    """How an inserted block lies: x' = a x + c y + e, y' = b x + d y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def at(self, point: Point) -> Point:
        """Where a point comes to lie."""
        x, y = point
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, inner: Move) -> Move:
        """The move that first does the inner one."""
        e, f = self.at((inner.e, inner.f))
        return Move(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            e,
            f,
        )


def drawn_pieces(found: Sections, name: str) -> tuple[list[Drawn], list[str]]:
    """Return what is drawn of every piece, and the texts of the style.

    A block with a boundary is a piece. Where there is none, what lies in the drawing itself is one ``Drawn`` with an
    empty place, to be parted by its outlines. Raises :class:`InterlockError` for blocks that contain themselves.
    """
    reader = _Reader(found, name)
    blocks = [reader.block(block) for block in found.blocks if not block.startswith(("*", "$"))]
    # A block that stands in another one is a part of it.
    parts = {entity.text(2).strip() for inner in found.blocks.values() for entity in inner if entity.kind == "INSERT"}
    blocks = [block for block in blocks if block.place not in parts]
    pieces = [block for block in blocks if block.lines.get(BOUNDARY)]
    loose = Drawn("")
    reader.draw(found.entities, loose, into_blocks=not pieces)
    words = [text.words for text in loose.texts]
    if not pieces and not loose.lines.get(BOUNDARY):
        _take_unnumbered(loose)
    # A block without a boundary that bears a name is a piece that lacks one, and is named as such.
    nameless = [block for block in blocks if not block.lines.get(BOUNDARY) and "piece name" in block.named_values()]
    return [*pieces, *nameless] if pieces or nameless else [loose], words


class _Reader:
    """Draws entities; counts them, for a block may be inserted often."""

    def __init__(self, found: Sections, name: str) -> None:
        self._found = found
        self._name = name
        self._count = 0

    def block(self, block: str) -> Drawn:
        """What one block draws, with the blocks in it."""
        target = Drawn(block)
        self.draw(self._found.blocks[block], target, within=(block,))
        return target

    def draw(
        self,
        entities: Iterable[Entity],
        target: Drawn,
        *,
        move: Move = Move(),
        within: tuple[str, ...] = (),
        into_blocks: bool = True,
    ) -> None:
        """Add what entities draw to a piece."""
        for entity in entities:
            if entity.kind == "INSERT":
                self._counted(1)
                if into_blocks:
                    self._insert(entity, target, move, within)
            else:
                self._counted(_draw(entity, target, move, self._count))

    def _counted(self, more: int) -> None:
        self._count += more
        if self._count > MOST_DRAWN:
            raise InterlockError(WORDS.told("too_many", file=self._name, most=MOST_DRAWN, what=WORDS.told("drawn")))

    def _insert(self, entity: Entity, target: Drawn, move: Move, within: tuple[str, ...]) -> None:
        block = entity.text(2).strip()
        if block in within:
            raise InterlockError(WORDS.told("recursive", file=self._name, block=block))
        if len(within) >= MOST_DEPTH:
            raise InterlockError(WORDS.told("too_deep", file=self._name, most=MOST_DEPTH, block=block))
        inner = self._found.blocks.get(block, [])
        self.draw(inner, target, move=move.after(_inserted(entity)), within=(*within, block))


def _inserted(entity: Entity) -> Move:
    wide, high = entity.number(41, 1.0), entity.number(42, 1.0)
    angle = math.radians(entity.number(50))
    if not all(map(math.isfinite, (wide, high, angle))):
        return Move(e=math.nan)
    cosine, sine = math.cos(angle), math.sin(angle)
    return Move(wide * cosine, wide * sine, -high * sine, high * cosine, entity.number(10), entity.number(20))


def _draw(entity: Entity, target: Drawn, move: Move, order: int) -> int:
    """Add one entity, with its place in the order of all; returns how many points that took."""
    layer = layer_number(entity.layer)
    if entity.kind in ("TEXT", "MTEXT"):
        words = _words_of(entity)
        if words:
            target.texts.append(Text(layer, move.at((entity.number(10), entity.number(20))), words, order))
    elif entity.kind == "POINT":
        target.spots[layer].append(_spot(entity, move, order))
    elif entity.kind in _LINES:
        line = _LINES[entity.kind](entity)
        if len(line.points) > 1:
            target.lines[layer].append(Line(tuple(map(move.at, line.points)), line.closed, order))
        return 1 + len(line.points)
    return 1


def layer_number(layer: str) -> int:
    """Return the number of a layer, 0 for one that has none."""
    found = _LAYER.fullmatch(layer)
    return int(found[1]) if found else 0


def _take_unnumbered(loose: Drawn) -> None:
    """A plain drawing without numbered layers: every line is a boundary, or lies in one."""
    loose.lines[BOUNDARY] = loose.lines.pop(0, [])


def _words_of(entity: Entity) -> str:
    words = "".join(value for code, value in entity.tags if code in (1, 3))
    if entity.kind == "MTEXT":
        words = _CODES_OF_TEXT.sub("", words.replace("\\P", " "))
    return one_line(unescaped(words))


def _spot(entity: Entity, move: Move, order: int) -> Spot:
    at = move.at((entity.number(10), entity.number(20)))
    angle = entity.number(50, math.nan)
    if math.isfinite(angle):
        radians = math.radians(angle)
        x, y = math.cos(radians), math.sin(radians)
        angle = math.degrees(math.atan2(move.b * x + move.d * y, move.a * x + move.c * y))
    depth, width = entity.number(30), entity.number(39)
    return Spot(
        at,
        abs(depth) if math.isfinite(depth) else 0.0,
        abs(width) if math.isfinite(width) else 0.0,
        angle if math.isfinite(angle) else None,
        order,
    )


def _straight(entity: Entity) -> Line:
    return Line(((entity.number(10), entity.number(20)), (entity.number(11), entity.number(21))))


def _polyline(entity: Entity) -> Line:
    # 16: a control point of a fitted curve, whose fitted points follow.
    vertices = [vertex for vertex in entity.vertices if not _flag(vertex, 16)]
    points = [(vertex.number(10), vertex.number(20)) for vertex in vertices]
    return _bulging(points, [vertex.number(42) for vertex in vertices], closed=_flag(entity, 1))


def _lwpolyline(entity: Entity) -> Line:
    points: list[Point] = []
    bulges: list[float] = []
    for code, value in entity.tags:
        if code == 10:
            points.append((number(value), math.nan))
            bulges.append(0.0)
        elif code == 20 and points:
            points[-1] = (points[-1][0], number(value))
        elif code == 42 and points:
            bulges[-1] = number(value)
    return _bulging(points, bulges, closed=_flag(entity, 1))


def _flag(entity: Entity, bit: int) -> bool:
    flags = entity.number(70)
    return math.isfinite(flags) and abs(flags) < 2**31 and bool(int(flags) & bit)


def _bulging(points: Sequence[Point], bulges: Sequence[float], *, closed: bool) -> Line:
    if not any(bulges):
        return Line(tuple(points), closed)
    line: list[Point] = []
    for at, point in enumerate(points):
        after = points[(at + 1) % len(points)]
        last = at + 1 == len(points) and not closed
        line.extend((point,) if last else curves.bulged(point, after, bulges[at]))
    return Line(tuple(line), closed)


def _arc(entity: Entity) -> Line:
    start, end = entity.number(50), entity.number(51, 360.0)
    turn = (end - start) % 360 or 360.0 if math.isfinite(start) and math.isfinite(end) else math.nan
    return Line(curves.arc((entity.number(10), entity.number(20)), entity.number(40), start, turn))


def _circle(entity: Entity) -> Line:
    return Line(curves.arc((entity.number(10), entity.number(20)), entity.number(40), 0.0, 360.0)[:-1], closed=True)


def _ellipse(entity: Entity) -> Line:
    centre, major = (entity.number(10), entity.number(20)), (entity.number(11), entity.number(21))
    return Line(curves.ellipse(centre, major, entity.number(40), entity.number(41), entity.number(42, math.tau)))


def _spline(entity: Entity) -> Line:
    control = tuple(zip(entity.numbers(10), entity.numbers(20), strict=False))
    fit = tuple(zip(entity.numbers(11), entity.numbers(21), strict=False))
    degree = entity.number(71, 3)
    if not math.isfinite(degree) or not all(math.isfinite(x) and math.isfinite(y) for x, y in (*control, *fit)):
        return Line(())
    return Line(curves.spline(int(degree), entity.numbers(40), control, fit))


_LINES: dict[str, Callable[[Entity], Line]] = {
    "LINE": _straight,
    "POLYLINE": _polyline,
    "LWPOLYLINE": _lwpolyline,
    "ARC": _arc,
    "CIRCLE": _circle,
    "ELLIPSE": _ellipse,
    "SPLINE": _spline,
}
