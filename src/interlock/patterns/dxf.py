"""Pieces as an AAMA / ASTM D6673 style DXF R12 file, which pattern CAD and cutters read."""

from __future__ import annotations

import io
import math
import re
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from interlock.errors import InvalidModel
from interlock.files import CannotWrite
from interlock.patterns.outlines import Outline, bounds_mm, turned
from interlock.patterns.pieces import Mark, Piece
from interlock.patterns.texts import escaped, one_line
from interlock.patterns.words import WORDS

BOUNDARY_LAYER, GRAIN_LAYER, TEXT_LAYER = "1", "7", "15"
NOTCH_LAYER, INNER_LAYER, MATCH_LAYER, CUTOUT_LAYER, DRILL_LAYER = "4", "8", "9", "11", "13"
# Layers of ASTM D6673 with the colours they are shown in.
LAYERS = {
    BOUNDARY_LAYER: 7,
    NOTCH_LAYER: 6,
    GRAIN_LAYER: 5,
    INNER_LAYER: 8,
    MATCH_LAYER: 4,
    "10": 4,
    CUTOUT_LAYER: 1,
    DRILL_LAYER: 2,
    "14": 9,
    TEXT_LAYER: 3,
    "80": 6,
    "81": 6,
    "82": 6,
    "83": 6,
}
# Names of notches and inner lines that have a layer of their own.
NOTCH_LAYERS = {"": NOTCH_LAYER, "V": NOTCH_LAYER, "T": "80", "castle": "81", "check": "82", "U": "83"}
INNER_LAYERS = {"sew": "14", "stripe": MATCH_LAYER, "plaid": "10"}
# Files that say so are in mm, however small their pieces are.
AUTHOR = "Interlock"
TEXT_HEIGHT_MM = 8.0
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,60}")
_V_WIDTH_MM = 3.0
_GAP_MM = 50.0
_ROW_MM = 3_000.0


def write_dxf(pieces: Iterable[Piece], path: Path, *, style: str = "", sample_size: str = "") -> None:
    """Write one block per piece and size, with what ASTM D6673 has a layer for.

    Boundary on layer 1, notches on 4 and 80 to 83, grain line on 7, inner lines on 8 and 14, match points on 9,
    cut-outs on 11, drills on 13; name, size, quantity and material as text. Lengths are mm. ``Quantity`` follows ASTM:
    ``n,m`` is n copies as drawn and m mirrored. :func:`interlock.patterns.read_patterns` reads all of it back. Header
    and tables are left out, for pattern programs stumble over what a drawing library puts there.
    Raises :class:`InvalidModel` for no pieces and :class:`interlock.files.CannotWrite`.
    """
    from ezdxf.addons import gerber_D6673

    chosen = list(pieces)
    if not chosen:
        raise InvalidModel([WORDS.told("nothing_to_write")])
    document = new_document()
    space = document.modelspace()
    left, bottom, row_top = 0.0, 0.0, 0.0
    for number, piece in enumerate(chosen, 1):
        block = _block_name(document, piece, number)
        _add_block(document.blocks.new(block), piece)
        west, south, east, north = bounds_mm(piece.outline)
        if left and left + east - west > _ROW_MM:
            left, bottom = 0.0, row_top + _GAP_MM
        space.add_blockref(block, (left - west, bottom - south), dxfattribs={"layer": BOUNDARY_LAYER})
        left, row_top = left + east - west + _GAP_MM, max(row_top, bottom + north - south)
    said = {"Author": AUTHOR, "Units": "METRIC", "Style Name": style, "Sample Size": sample_size}
    texts = [f"{key}: {one_line(value)}" for key, value in said.items() if value]
    add_texts(space, texts, 0.0, -_GAP_MM, layer=BOUNDARY_LAYER, height_mm=TEXT_HEIGHT_MM)
    stream = io.StringIO()
    gerber_D6673.export_stream(document, stream)
    _whole(path, lambda part: part.write_bytes(escaped(stream.getvalue()).encode("ascii")))


def new_document() -> Any:
    """Return an empty R12 drawing in mm with the pattern layers."""
    from ezdxf.document import Drawing

    document = Drawing.new("R12")
    document.header["$MEASUREMENT"] = 1
    for layer, colour in LAYERS.items():
        document.layers.add(layer, color=colour)
    return document


def add_boundary(target: Any, outline: Outline) -> None:
    """Add a closed outline on layer 1 to a block or to the model space."""
    target.add_polyline2d(outline, close=True, dxfattribs={"layer": BOUNDARY_LAYER})


def add_marks(target: Any, marks: Iterable[Mark]) -> None:
    """Add notches, drills, inner lines, cut-outs and match points, each on its layer."""
    for mark in marks:
        _MARKS[mark.kind](target, mark)


def add_texts(target: Any, lines: Iterable[str], x_mm: float, y_mm: float, *, layer: str, height_mm: float) -> None:
    """Add lines of text below each other; characters outside ASCII are written as the R12 escapes that CAD reads."""
    for number, line in enumerate(lines):
        place = (x_mm, y_mm - 1.5 * number * height_mm)
        target.add_text(line, height=height_mm, dxfattribs={"layer": layer, "insert": place})


def save(document: Any, path: Path) -> None:
    """Write the drawing whole or not at all."""
    _whole(path, document.saveas)


def _whole(path: Path, write: Callable[[Path], object]) -> None:
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            part = Path(folder, "part.dxf")
            write(part)
            part.replace(path)
    except OSError as error:
        raise CannotWrite.file(path, error) from None


def _block_name(document: Any, piece: Piece, number: int) -> str:
    """Name and size, as pattern programs call their blocks, where plain letters say them; else a number."""
    name = f"{piece.name}_{piece.size}"
    plain = _PLAIN.fullmatch(name) is not None and name not in document.blocks
    return name if plain else f"PIECE_{number}"


def _add_block(block: Any, piece: Piece) -> None:
    add_boundary(block, piece.outline)
    block.add_line(*grain_line(piece), dxfattribs={"layer": GRAIN_LAYER})
    add_marks(block, piece.marks)
    left, _, _, top = bounds_mm(piece.outline)
    said = {"Piece Name": piece.name, "Size": piece.size, "Quantity": quantity_text(piece), "Material": piece.material}
    texts = [f"{key}: {one_line(value)}" for key, value in said.items() if value or key == "Size"]
    add_texts(block, texts, left, top, layer=BOUNDARY_LAYER, height_mm=TEXT_HEIGHT_MM)


def _add_notch(block: Any, mark: Mark) -> None:
    """ASTM D6673: depth as z, width as thickness, the way of the cut as angle."""
    layer = NOTCH_LAYERS.get(mark.name, NOTCH_LAYER)
    (x, y), *ends = mark.points
    depth = math.dist((x, y), ends[0]) if ends else 0.0
    attributes: dict[str, Any] = {"layer": layer}
    if mark.name == "V":
        attributes["thickness"] = _V_WIDTH_MM
    if ends:
        # An angle of 0 is left out of the file as the default; then the cut would go square to the side.
        attributes["angle"] = math.degrees(math.atan2(ends[0][1] - y, ends[0][0] - x)) or 360.0
    block.add_point((x, y, depth), dxfattribs=attributes)
    if mark.name not in NOTCH_LAYERS:
        _add_label(block, mark, layer)


def _add_drill(block: Any, mark: Mark) -> None:
    block.add_point(mark.points[0], dxfattribs={"layer": DRILL_LAYER})
    _add_label(block, mark, DRILL_LAYER)


def _add_match(block: Any, mark: Mark) -> None:
    block.add_point(mark.points[0], dxfattribs={"layer": MATCH_LAYER})
    _add_label(block, mark, MATCH_LAYER)


def _add_inner_line(block: Any, mark: Mark) -> None:
    layer = INNER_LAYERS.get(mark.name, INNER_LAYER)
    block.add_polyline2d(mark.points, dxfattribs={"layer": layer})
    if mark.name not in INNER_LAYERS:
        _add_label(block, mark, layer)


def _add_cut_out(block: Any, mark: Mark) -> None:
    block.add_polyline2d(mark.points, close=True, dxfattribs={"layer": CUTOUT_LAYER})
    _add_label(block, mark, CUTOUT_LAYER)


def _add_label(block: Any, mark: Mark, layer: str) -> None:
    """The name of a mark stands at its first point, directly after it."""
    if mark.name:
        add_texts(block, [one_line(mark.name)], *mark.points[0], layer=layer, height_mm=TEXT_HEIGHT_MM)


_MARKS = {
    "notch": _add_notch,
    "drill": _add_drill,
    "line": _add_inner_line,
    "cutout": _add_cut_out,
    "match": _add_match,
}


def quantity_text(piece: Piece) -> str:
    """Return the ASTM quantity: copies as drawn, then mirrored copies."""
    mirrored = piece.quantity // 2 if piece.mirrored else 0
    return f"{piece.quantity - mirrored},{mirrored}"


def grain_line(piece: Piece) -> Outline:
    """Return the two ends of the grain line: half of the extent along the grain, through the middle of the piece."""
    left, bottom, right, top = bounds_mm(piece.on_grain)
    quarter, middle = (right - left) / 4, (bottom + top) / 2
    return turned(((left + quarter, middle), (right - quarter, middle)), piece.grain_deg)
