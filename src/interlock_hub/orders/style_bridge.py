"""A style's bulletin, bill and pieces as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from interlock.patterns import Outline, Piece
from interlock.patterns.draw import path_data
from interlock.patterns.outlines import bounds_mm, flipped, shifted
from interlock_hub.core.bridge import piece_name, thing_name
from interlock_hub.orders.models import Style

GAP_MM = 60.0
ROW_MM = 4_600.0
LABEL_MM = 90.0
# Eight colours, then the same dashed.
SHADES = 16
# Widths of a label's letters; what follows the name says how many, and whether in pairs.
LETTER_MM, HAN_MM, LABEL_MORE_MM = 26.0, 48.0, 440.0
FIRST_HAN = "\u2e80"


def bulletin_of(row: Style) -> list[dict[str, Any]]:
    """Return the operations in order, names in the reader's language."""
    return [operation | {"name": thing_name(operation["name"])} for operation in row.body["operations"]]


def bill_of(row: Style, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the materials of a garment with their names (``names`` by code); pieces to cut by the names they have."""
    return [
        item
        | {
            "name": thing_name(names.get(item["material"], "")),
            "cut_pieces": [piece_name(name) for name in item.get("cut_pieces", ())],
        }
        for item in row.body.get("bill", ())
    ]


def pieces_of(row: Style) -> list[Piece]:
    """Return the pieces of all sizes, none for a style whose fabric is counted per garment."""
    return [msgspec.convert(piece, Piece) for piece in row.body.get("pieces", ())]


def sizes_drawn(row: Style) -> list[str]:
    """Return the sizes that have pieces, in the style's order."""
    having = {piece["size"] for piece in row.body.get("pieces", ())}
    return [size for size in row.sizes if size in having]


def picture_of(row: Style, size: str = "") -> dict[str, Any] | None:
    """Return the pieces of one size, or of all sizes nested on each other, laid out in rows; None without pieces.

    Each piece has a label with its place and paths with the size they are of, all in mm, y downwards.
    """
    pieces = [piece for piece in pieces_of(row) if not size or piece.size == size]
    if not pieces:
        return None
    by_name: dict[str, list[Piece]] = {}
    for piece in pieces:
        by_name.setdefault(piece.name, []).append(piece)
    return _laid_out(by_name, sizes_drawn(row))


def _laid_out(by_name: dict[str, list[Piece]], sizes: Sequence[str]) -> dict[str, Any]:
    shown = []
    left, top, row_height, widest = GAP_MM, GAP_MM, 0.0, 0.0
    for name, graded in by_name.items():
        outlines = [(piece.size, _centred(piece.outline)) for piece in graded]
        west, south, east, north = _box(outline for _size, outline in outlines)
        cell = max(east - west, _label_mm(piece_name(name)))
        if left > GAP_MM and left + cell > ROW_MM:
            left, top, row_height = GAP_MM, top + row_height + LABEL_MM + GAP_MM, 0.0
        x, y = left + (cell - east - west) / 2, top - south
        shown.append(
            {
                "name": piece_name(name),
                "quantity": graded[0].quantity,
                "mirrored": graded[0].mirrored,
                "x": round(left + cell / 2, 1),
                "y": round(top + north - south + LABEL_MM * 0.75, 1),
                "paths": [
                    {"size": size, "rank": sizes.index(size) % SHADES, "d": path_data(shifted(outline, x, y))}
                    for size, outline in sorted(outlines, key=lambda pair: -sizes.index(pair[0]))
                ],
            }
        )
        left += cell + GAP_MM
        row_height, widest = max(row_height, north - south), max(widest, left)
    return {"pieces": shown, "width": round(widest), "height": round(top + row_height + LABEL_MM + GAP_MM)}


def _label_mm(name: str) -> float:
    return sum(HAN_MM if letter >= FIRST_HAN else LETTER_MM for letter in name) + LABEL_MORE_MM


def _centred(outline: Outline) -> Outline:
    """An outline about the middle of its box, y downwards: sizes then nest evenly."""
    west, south, east, north = bounds_mm(outline)
    return flipped(shifted(outline, -(west + east) / 2, -(south + north) / 2))


def _box(outlines: Iterable[Outline]) -> tuple[float, float, float, float]:
    boxes = [bounds_mm(outline) for outline in outlines]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
