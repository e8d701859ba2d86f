"""Graded sample pieces that come with the package: six FreeSewing designs (MIT, see ``data/freesewing.LICENSE.txt``).

Outlines include 10 mm seam allowance and are unfolded. Every grain line points from hem to neck or from wrist to
shoulder; pieces drafted without a grain line (cuffs, bindings) have it along their longer side.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from interlock.errors import InvalidModel
from interlock.patterns.pieces import Piece
from interlock.patterns.words import WORDS


def garment_pieces(material: str = "fabric") -> dict[tuple[str, str, str], tuple[Piece, ...]]:
    """Return every shipped garment: (design, model, size) -> its pieces of the material (``fabric`` or ``lining``)."""
    garments: dict[tuple[str, str, str], list[Piece]] = {}
    for record in _records():
        if record["material"] == material:
            garments.setdefault((record["design"], record["model"], record["size"]), []).append(_piece(record))
    return {key: tuple(pieces) for key, pieces in garments.items()}


def designs() -> tuple[str, ...]:
    """Return the names of the shipped designs, in alphabetical order."""
    return tuple(sorted({record["design"] for record in _records()}))


def models(design: str) -> tuple[str, ...]:
    """Return the body models that a design is graded for."""
    return tuple(sorted({record["model"] for record in _records() if record["design"] == design}))


def graded(design: str, model: str = "cisMaleAdult") -> dict[str, tuple[Piece, ...]]:
    """Return the fabric pieces of every size of a design, sizes rising.

    Raises :class:`InvalidModel` for unknown names.
    """
    if design not in designs():
        raise InvalidModel([WORDS.told("no_design", design=design, known=", ".join(designs()))])
    if model not in models(design):
        raise InvalidModel([WORDS.told("no_model", design=design, model=model, known=" or ".join(models(design)))])
    found = {size: pieces for (name, body, size), pieces in garment_pieces().items() if (name, body) == (design, model)}
    return dict(sorted(found.items(), key=lambda item: int(item[0])))


@cache
def _records() -> list[dict[str, Any]]:
    text = files("interlock.patterns").joinpath("data/freesewing.json").read_text(encoding="utf-8")
    records: list[dict[str, Any]] = json.loads(text)["pieces"]
    return records


def _piece(record: dict[str, Any]) -> Piece:
    flat = [float(value) for value in record["outline"]]
    return Piece(
        name=record["name"],
        size=record["size"],
        outline=tuple(zip(flat[::2], flat[1::2], strict=True)),
        quantity=record["quantity"],
        mirrored=record["mirrored"],
        grain_deg=float(record["grain_deg"]),
    )
