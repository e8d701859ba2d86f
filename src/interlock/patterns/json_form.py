"""Pieces as JSON: Interlock's own form, with everything a piece has, exact to the last digit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from interlock.errors import InvalidModel
from interlock.patterns.outlines import Point
from interlock.patterns.pieces import Piece
from interlock.patterns.words import WORDS


def patterns_json(pieces: Iterable[Piece], *, style: str = "", sample_size: str = "") -> str:
    """Return ``{"unit": "mm", "style", "sample_size", "pieces": [...]}``, one line a piece.

    A piece has ``name, size, quantity, mirrored, grain_deg, material, outline`` (``[[x, y], ...]`` in mm) and ``marks``
    (``{kind, name, points}``). Raises :class:`InvalidModel` for no pieces.
    """
    rows = [json.dumps(_piece(piece), ensure_ascii=False) for piece in pieces]
    if not rows:
        raise InvalidModel([WORDS.told("nothing_to_write")])
    head = json.dumps({"unit": "mm", "style": style, "sample_size": sample_size}, ensure_ascii=False)
    return f'{head[:-1]}, "pieces": [\n' + ",\n".join(rows) + "\n]}\n"


def _piece(piece: Piece) -> dict[str, Any]:
    return {
        "name": piece.name,
        "size": piece.size,
        "quantity": piece.quantity,
        "mirrored": piece.mirrored,
        "grain_deg": piece.grain_deg,
        "material": piece.material,
        "outline": _points(piece.outline),
        "marks": [{"kind": mark.kind, "name": mark.name, "points": _points(mark.points)} for mark in piece.marks],
    }


def _points(points: Sequence[Point]) -> list[list[float]]:
    return [[x, y] for x, y in points]
