"""The answer: where every piece lies."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from interlock.errors import InvalidModel
from interlock.markers.words import WORDS
from interlock.patterns.outlines import Outline, Point, flipped, shifted, turned
from interlock.patterns.pieces import Piece


@dataclass(frozen=True, kw_only=True)
class Placement:
    """One copy of a piece on the fabric.

    The copy's outline is made from the piece's outline in this order: turn it about the origin by minus the piece's
    ``grain_deg``, so that the grain points along +x; if ``mirrored``, reflect it about the x axis (y becomes -y, the
    grain still points along +x); rotate it about the origin, anticlockwise, by ``rotation_deg``; move it by ``x_mm``,
    ``y_mm``. x runs along the fabric from 0 to the marker's length, y across it from 0 at one selvedge to the width.
    ``garment`` counts from 0 within the size.
    """

    piece: str
    size: str
    garment: int
    x_mm: float
    y_mm: float
    rotation_deg: float
    mirrored: bool


@dataclass(frozen=True, kw_only=True)
class Marker:
    """Pieces nested on the fabric.

    ``utilisation`` is the area of the pieces over width times length, from 0 to 1. ``seed`` and ``seconds`` tell how
    the nest was found; only the placements repeat it.
    """

    width_mm: float
    length_mm: float
    placements: tuple[Placement, ...]
    utilisation: float
    seed: int
    seconds: int

    def __post_init__(self) -> None:
        problems = [
            WORDS.told("marker_figure", name=name, found=value)
            for name, value in (("width", self.width_mm), ("length", self.length_mm))
            if not (math.isfinite(value) and value > 0)
        ]
        if not 0 < self.utilisation <= 1.0001:
            problems.append(WORDS.told("marker_share", found=self.utilisation))
        if not self.placements:
            problems.append(WORDS.told("marker_empty"))
        if problems:
            raise InvalidModel(problems)


def placed_outline(piece: Piece, placement: Placement) -> Outline:
    """Return the outline of the copy on the fabric, in mm (see :class:`Placement`)."""
    return _placed(piece.on_grain, placement)


def placed_points(points: Iterable[Point], piece: Piece, placement: Placement) -> Outline:
    """Return points in the piece's own axes, those of a mark for instance, where they lie on the fabric, in mm."""
    return _placed(turned(points, -piece.grain_deg), placement)


def _placed(on_grain: Outline, placement: Placement) -> Outline:
    outline = flipped(on_grain) if placement.mirrored else on_grain
    return shifted(turned(outline, placement.rotation_deg), placement.x_mm, placement.y_mm)
