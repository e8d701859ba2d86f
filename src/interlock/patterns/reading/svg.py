"""An SVG drawing read into pieces: Interlock's own, or any drawing of closed outlines."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from xml.etree import ElementTree

from interlock.errors import InterlockError
from interlock.patterns.file import MM_PER_UNIT, UNITS, PatternFile, Unit
from interlock.patterns.outlines import Point, flipped
from interlock.patterns.reading import drawn as layers
from interlock.patterns.reading.assemble import Assembled, Named, pieces_of
from interlock.patterns.reading.curves import arc
from interlock.patterns.reading.drawn import Drawn, Line, Text, scaled
from interlock.patterns.reading.dxf_drawn import Move
from interlock.patterns.reading.json_form import pieces_of_record
from interlock.patterns.reading.limits import MOST_DRAWN, MOST_ENTITIES, MOST_NESTING, MOST_PIECES
from interlock.patterns.reading.part import parted
from interlock.patterns.reading.svg_path import lines_of, move_of, numbers
from interlock.patterns.reading.unit import FoundUnit, found_unit, lines_apart
from interlock.patterns.reading.words import WORDS
from interlock.patterns.texts import one_line

_LENGTH = re.compile(r"\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*(mm|cm|m|in|px|pt|pc)?\s*")
_UNSEEN = {"defs", "symbol", "clipPath", "mask", "marker", "pattern"}
_LABELS = ("data-name", "{http://www.inkscape.org/namespaces/inkscape}label", "aria-label", "id")
_HIDDEN = re.compile(r"display\s*:\s*none")


def read_svg(data: bytes, name: str, unit: Unit | None = None) -> PatternFile:
    """Read the bytes of an SVG file.

    In a drawing that :func:`interlock.patterns.nest_svg` made, groups say what each piece is. In any other one, every
    outermost closed shape is a piece, called by its label or id; what is drawn in it is an inner line, and texts such
    as ``Quantity: 2`` in it count. Its unit is that of its width and height where they have one, else found by the
    size of the pieces.
    """
    if re.search(rb"<!ENTITY", data, re.IGNORECASE):
        raise InterlockError(WORDS.told("svg_entities", file=name))
    picture = _Picture(name)
    picture.read(data)
    made = Assembled()
    if picture.records:
        for record in picture.records:
            named = Named(piece=record["name"] or str(len(made.pieces) + 1), size=record["size"])
            made.add(named, partial(pieces_of_record, record, named.size, 1.0))
        style, sample = (one_line(picture.root.get(key, "")) for key in ("data-style", "data-sample"))
        return made.result(name, FoundUnit("mm", WORDS.told("unit_json", unit="mm")), style, sample)
    return _plain(picture, made, name, unit)


def _plain(picture: _Picture, made: Assembled, name: str, unit: Unit | None) -> PatternFile:
    """A drawing of another program."""
    loose = picture.loose
    if not loose.lines[layers.BOUNDARY]:
        loose.lines[layers.BOUNDARY] = loose.lines.pop(layers.INNER, [])
    if not any(True for _ in loose.boundary_points()):
        raise InterlockError(WORDS.told("svg_no_pieces", file=name))
    per_unit, said = _full_size(picture.root)
    if said and not unit:
        found = FoundUnit(said, WORDS.told("unit_json", unit=said))
    else:
        found = found_unit(lines_apart(loose), "px", "", name, unit)
        per_unit = MM_PER_UNIT[found.unit]
    labels = {(x * per_unit, y * per_unit): label for (x, y), label in picture.labels.items()}
    for number, part in enumerate(parted(scaled(loose, per_unit), name), 1):
        drawn = _inner_lines_inside(part.drawn)
        said_there = drawn.named_values()
        called = said_there.get("piece name", "") or labels.get(drawn.lines[layers.BOUNDARY][0].points[0], "")
        named = Named(
            piece=called or str(number),
            size=said_there.get("size", ""),
            quantity=said_there.get("quantity", ""),
            material=said_there.get("material", ""),
        )
        assumed = part.assumed if called else (*part.assumed, WORDS.told("no_name", name=named.piece))
        made.add(named, partial(pieces_of, drawn, named), assumed)
    return made.result(name, found)


def _inner_lines_inside(drawn: Drawn) -> Drawn:
    """Only the first outline of a drawing is sure to be cut; shapes in it are taken as lines."""
    first, *inner = drawn.lines[layers.BOUNDARY]
    drawn.lines[layers.BOUNDARY] = [first]
    drawn.lines[layers.INNER] += inner
    return drawn


def _full_size(root: dict[str, str]) -> tuple[float, Unit | None]:
    """Millimetres per user unit and the unit that width and viewBox say, where they do."""
    found = _LENGTH.fullmatch(root.get("width", ""))
    box = numbers(root.get("viewBox", ""))
    unit = found[2] if found else None
    if not found or unit not in UNITS or unit == "px":
        return 1.0, None
    try:
        width = float(found[1]) * MM_PER_UNIT[unit]
    except ValueError:
        return 1.0, None
    per_unit = width / box[2] if len(box) == 4 and box[2] > 0 else MM_PER_UNIT["px"]
    return (per_unit, unit) if math.isfinite(per_unit) and per_unit > 0 else (1.0, None)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an element stands: how it is moved, what it is called, whether it is seen, and in which piece."""

    move: Move
    label: str = ""
    hidden: bool = False
    owner: dict[str, Any] | None = None


@dataclass
class _Picture:
    """Everything drawn in a file: pieces that say what they are, else loose lines and texts."""

    name: str
    root: dict[str, str] = field(default_factory=dict)
    records: list[dict[str, Any]] = field(default_factory=list)
    loose: Drawn = field(default_factory=lambda: Drawn(""))
    labels: dict[Point, str] = field(default_factory=dict)
    _count: int = 0

    def read(self, data: bytes) -> None:
        """Go through the elements, each in the place that those around it give it."""
        places = [_Place(Move())]
        for number, (event, element) in enumerate(_events(data, self.name)):
            tag = element.tag.rpartition("}")[2]
            if number == 0:
                self._begin(tag, element)
            if number > 2 * MOST_ENTITIES or len(places) > MOST_NESTING:
                what = WORDS.told("entities")
                raise InterlockError(WORDS.told("too_many", file=self.name, most=MOST_ENTITIES, what=what))
            if event == "start":
                places.append(self._place(tag, element, places[-1]))
                self._draw(tag, element, places[-1])
                continue
            place = places.pop()
            if tag == "text" and not place.hidden:
                self._text(element, place.move)
            # A text is read at its end, with what is in it; nothing else is needed any more.
            if tag != "tspan":
                element.clear()

    def _begin(self, tag: str, element: ElementTree.Element) -> None:
        if tag != "svg":
            raise InterlockError(WORDS.told("unknown_form", file=self.name))
        self.root = dict(element.attrib)

    def _place(self, tag: str, element: ElementTree.Element, around: _Place) -> _Place:
        label = next((one_line(element.get(key, "")) for key in _LABELS if element.get(key)), around.label)
        hidden = around.hidden or tag in _UNSEEN or bool(_HIDDEN.search(element.get("style", "")))
        owner = self._record(element) if tag == "g" and "data-size" in element.attrib else around.owner
        return _Place(around.move.after(move_of(element.get("transform", ""))), label, hidden, owner)

    def _record(self, element: ElementTree.Element) -> dict[str, Any]:
        """A group that says what piece it is."""
        if len(self.records) >= MOST_PIECES:
            raise InterlockError(WORDS.told("too_many", file=self.name, most=MOST_PIECES, what=WORDS.told("pieces")))
        quantity = element.get("data-quantity", "1")
        record: dict[str, Any] = {
            "name": one_line(element.get("data-name", "")),
            "size": one_line(element.get("data-size", "")),
            "quantity": int(quantity)
            if quantity.isascii() and quantity.isdecimal() and len(quantity) < 9
            else quantity,
            "mirrored": element.get("data-mirrored") == "true",
            "grain_deg": next(iter(numbers(element.get("data-grain", ""))), 0.0),
            "material": element.get("data-material", ""),
            "outline": None,
            "marks": [],
        }
        self.records.append(record)
        return record

    def _draw(self, tag: str, element: ElementTree.Element, place: _Place) -> None:
        lines = [] if place.hidden else _shape(tag, element)
        self._count += sum(len(line.points) for line in lines)
        if self._count > MOST_DRAWN:
            raise InterlockError(WORDS.told("too_many", file=self.name, most=MOST_DRAWN, what=WORDS.told("drawn")))
        if place.owner is not None:
            _add_to_record(place.owner, tag, element, lines)
            return
        for line in lines:
            points = flipped(map(place.move.at, line.points))
            if line.closed and len(points) > 2:
                self.loose.lines[layers.BOUNDARY].append(Line(points, closed=True))
                self.labels.setdefault(points[0], place.label)
            elif len(points) > 1:
                self.loose.lines[layers.INNER].append(Line(points))

    def _text(self, element: ElementTree.Element, move: Move) -> None:
        """A text at its own place, or at that of its first part."""
        parts = [element, *element.iter()]
        at = next((part for part in parts if part.get("x") and part.get("y")), element)
        x, y = (next(iter(numbers(at.get(key, ""))), 0.0) for key in ("x", "y"))
        words = one_line(" ".join("".join(element.itertext()).split()))
        if words:
            self.loose.texts.append(Text(layers.ANNOTATION, flipped([move.at((x, y))])[0], words))


def _add_to_record(record: dict[str, Any], tag: str, element: ElementTree.Element, lines: list[Line]) -> None:
    kind = element.get("data-kind", "")
    if tag == "circle" and kind:
        points = [(next(iter(numbers(element.get("cx", ""))), 0.0), next(iter(numbers(element.get("cy", ""))), 0.0))]
    elif lines and kind:
        points = list(lines[0].points)
    else:
        return
    if kind == "outline":
        record["outline"] = [list(point) for point in points]
    else:
        name = element.get("data-name", "")
        record["marks"].append({"kind": kind, "name": name, "points": [list(point) for point in points]})


def _events(data: bytes, name: str) -> Iterator[tuple[str, ElementTree.Element]]:
    try:
        # Entity definitions, the one way to make XML grow, were refused before.
        yield from ElementTree.iterparse(io.BytesIO(data), events=("start", "end"))  # noqa: S314
    except ElementTree.ParseError as error:
        line, column = error.position
        raise InterlockError(WORDS.told("svg_broken", file=name, line=line, column=column + 1)) from None
    except (LookupError, ValueError):
        raise InterlockError(WORDS.told("svg_broken", file=name, line=1, column=1)) from None


def _shape(tag: str, element: ElementTree.Element) -> list[Line]:
    """The lines that an element draws, in its own axes."""
    if tag == "path":
        return lines_of(element.get("d", ""), MOST_DRAWN)
    if tag in ("polygon", "polyline"):
        flat = numbers(element.get("points", ""))
        return [Line(tuple(zip(flat[::2], flat[1::2], strict=False)), tag == "polygon")]

    def at(key: str) -> float:
        return next(iter(numbers(element.get(key, ""))), 0.0)

    if tag == "line":
        return [Line(((at("x1"), at("y1")), (at("x2"), at("y2"))))]
    if tag == "rect":
        x, y, wide, high = at("x"), at("y"), at("width"), at("height")
        return [Line(((x, y), (x + wide, y), (x + wide, y + high), (x, y + high)), closed=True)]
    if tag in ("circle", "ellipse"):
        wide, high = (at("r"), at("r")) if tag == "circle" else (at("rx"), at("ry"))
        ring = arc((0.0, 0.0), 1.0, 0.0, 360.0)[:-1]
        return [Line(tuple((at("cx") + wide * x, at("cy") + high * y) for x, y in ring), closed=True)]
    return []
