"""Pieces as an AAMA / ASTM D6673 style DXF R12 file, which pattern CAD and cutters read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from interlock.errors import InterlockError, InvalidModel
from interlock.patterns.outlines import Outline, bounds_mm, turned
from interlock.patterns.pieces import Piece

BOUNDARY_LAYER, GRAIN_LAYER, TEXT_LAYER = "1", "7", "15"
LAYERS = {BOUNDARY_LAYER: 7, GRAIN_LAYER: 5, TEXT_LAYER: 3}
TEXT_HEIGHT_MM = 8.0
_GAP_MM = 50.0
_ROW_MM = 3_000.0


def write_dxf(pieces: Iterable[Piece], path: Path) -> None:
    """Write one block per piece and size: boundary on layer 1, grain line on 7, Piece Name, Size and Quantity as text.

    Lengths are mm. ``Quantity`` follows ASTM: ``n,m`` is n copies as drawn and m mirrored. Raises :class:`InvalidModel`
    for no pieces and :class:`InterlockError` when the file cannot be written.
    """
    chosen = list(pieces)
    if not chosen:
        raise InvalidModel(["there is no piece to write; choose at least one"])
    document = new_document()
    left, bottom, row_top = 0.0, 0.0, 0.0
    for number, piece in enumerate(chosen, 1):
        block = f"PIECE_{number}"
        _add_block(document.blocks.new(block), piece)
        west, south, east, north = bounds_mm(piece.outline)
        if left and left + east - west > _ROW_MM:
            left, bottom = 0.0, row_top + _GAP_MM
        document.modelspace().add_blockref(block, (left - west, bottom - south))
        left, row_top = left + east - west + _GAP_MM, max(row_top, bottom + north - south)
    save(document, path)


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


def add_texts(target: Any, lines: Iterable[str], x_mm: float, y_mm: float, *, layer: str, height_mm: float) -> None:
    """Add lines of text below each other; characters outside ASCII are written as the R12 escapes that CAD reads."""
    for number, line in enumerate(lines):
        place = (x_mm, y_mm - 1.5 * number * height_mm)
        target.add_text(line, height=height_mm, dxfattribs={"layer": layer, "insert": place})


def save(document: Any, path: Path) -> None:
    """Write the drawing whole or not at all."""
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            part = Path(folder, "part.dxf")
            document.saveas(part)
            part.replace(path)
    except OSError as error:
        reason = error.strerror or error
        raise InterlockError(f"{path} cannot be written ({reason}); choose a place that you may write to") from error


def _add_block(block: Any, piece: Piece) -> None:
    add_boundary(block, piece.outline)
    block.add_line(*grain_line(piece), dxfattribs={"layer": GRAIN_LAYER})
    left, _, _, top = bounds_mm(piece.outline)
    texts = [f"Piece Name: {piece.name}", f"Size: {piece.size}", f"Quantity: {quantity_text(piece)}"]
    add_texts(block, texts, left, top, layer=BOUNDARY_LAYER, height_mm=TEXT_HEIGHT_MM)


def quantity_text(piece: Piece) -> str:
    """Return the ASTM quantity: copies as drawn, then mirrored copies."""
    mirrored = piece.quantity // 2 if piece.mirrored else 0
    return f"{piece.quantity - mirrored},{mirrored}"


def grain_line(piece: Piece) -> Outline:
    """Return the two ends of the grain line: half of the extent along the grain, through the middle of the piece."""
    left, bottom, right, top = bounds_mm(piece.on_grain)
    quarter, middle = (right - left) / 4, (bottom + top) / 2
    return turned(((left + quarter, middle), (right - quarter, middle)), piece.grain_deg)
