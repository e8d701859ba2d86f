"""Pieces of every category, made from the shipped graded drafts: taken as they are, scaled, halved or combined.

Outlines are real drafts (see :mod:`interlock.patterns.library`); which garment they stand for is the sample's choice.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from interlock.patterns.library import graded
from interlock.patterns.outlines import Outline, Point, bounds_mm, cleaned
from interlock.patterns.pieces import Piece

SIZES = ("XS", "S", "M", "L", "XL", "2XL")
SHORTEST_SIDE_MM = 1.0
SHELL, LINING, INNER = "shell", "lining", "inner"


@dataclass(frozen=True)
class Part:
    """A piece taken from a draft: its name in the garment, cloth, stretch along and across the grain.

    ``halved``: the draft's left half only, to be cut as a mirrored pair (a front that opens).
    """

    design: str
    piece: str
    name: str = ""
    cloth: str = SHELL
    along: float = 1.0
    across: float = 1.0
    quantity: int = 0
    halved: bool = False

    @property
    def called(self) -> str:
        """Its name in the garment."""
        return self.name or self.piece


Recipe = tuple[Part, ...]


@dataclass(frozen=True)
class Fit:
    """A cut of a garment: stretch along and across the grain of every piece."""

    name: str
    along: float
    across: float


FITS = (Fit("标准 regular", 1.0, 1.0), Fit("修身 slim", 0.99, 0.96), Fit("宽松 loose", 1.02, 1.06))


def _all(design: str, *names: str, along: float = 1.0, across: float = 1.0) -> Recipe:
    return tuple(Part(design, name, along=along, across=across) for name in names)


def _outer(cloth: str, along: float, across: float) -> Recipe:
    prefix = "" if cloth == SHELL else f"{cloth} "
    return (
        Part("brian", "front", f"{prefix}front", cloth, along, across, halved=True),
        Part("brian", "back", f"{prefix}back", cloth, along, across),
        Part("brian", "sleeve", f"{prefix}sleeve", cloth, along, across),
    )


_SIMON = ("back", "collar", "collarStand", "cuff", "frontRight", "frontLeft", "sleeve", "yoke")
_COLLAR = Part("simon", "collar", along=1.1, across=1.1)
_CUFF = Part("simon", "cuff")

TEE: Recipe = _all("teagan", "front", "back", "sleeve")
TANK: Recipe = _all("aaron", "front", "back", "armBinding", "neckBinding")
POLO: Recipe = (*TEE, Part("simon", "collar"), Part("simon", "sleevePlacketOverlap", "placket", quantity=2))
SHIRT: Recipe = _all("simon", *_SIMON, "sleevePlacketOverlap", "sleevePlacketUnderlap")
TAILORED: Recipe = (*_all("titan", "front", "back"), Part("paco", "waistband"))
CASUAL: Recipe = _all("paco", "front", "back", "cuff", "waistband")
SWEAT: Recipe = (*_all("brian", "front", "back", "sleeve", across=1.04), Part("paco", "waistband", "hem band"), _CUFF)
DRESS: Recipe = (
    *_all("teagan", "front", "back", along=1.42, across=0.94),
    Part("teagan", "sleeve"),
    Part("teagan", "front", "lining front", LINING, 1.32, 0.94),
    Part("teagan", "back", "lining back", LINING, 1.32, 0.94),
)
COVERALL: Recipe = (
    *_all("simon", *_SIMON, along=1.03, across=1.06),
    Part("titan", "front", "leg front", along=0.96, across=1.06),
    Part("titan", "back", "leg back", along=0.96, across=1.06),
)
JACKET: Recipe = (*_outer(SHELL, 1.04, 1.06), _COLLAR, _CUFF, *_outer(LINING, 1.02, 1.05))
DOWN_JACKET: Recipe = (
    *_outer(SHELL, 1.08, 1.12),
    _COLLAR,
    *_outer(LINING, 1.04, 1.08),
    *_outer(INNER, 1.08, 1.12),
)


@cache
def pieces_of(recipe: Recipe, fit: Fit) -> tuple[Piece, ...]:
    """Return the pieces of a garment in every size of :data:`SIZES`, sizes rising."""
    made = []
    for number, size in enumerate(SIZES):
        for part in recipe:
            made.append(_made(part, fit, _drafts(part.design)[number], size))
    return tuple(made)


@cache
def names_of(recipe: Recipe, cloth: str) -> tuple[str, ...]:
    """Return the names of the pieces that a cloth is cut into."""
    return tuple(part.called for part in recipe if part.cloth == cloth)


@cache
def area_m2(recipe: Recipe, fit: Fit, cloth: str) -> float:
    """Return the area of all pieces that a cloth is cut into, in the middle size."""
    names = names_of(recipe, cloth)
    chosen = [p for p in pieces_of(recipe, fit) if p.size == SIZES[len(SIZES) // 2] and p.name in names]
    return sum(piece.area_mm2 * piece.quantity for piece in chosen) / 1e6


@cache
def _drafts(design: str) -> tuple[tuple[Piece, ...], ...]:
    return tuple(graded(design).values())


def _made(part: Part, fit: Fit, drafts: tuple[Piece, ...], size: str) -> Piece:
    draft = next(piece for piece in drafts if piece.name == part.piece)
    outline = _upright(draft, part.along * fit.along, part.across * fit.across)
    quantity = part.quantity or draft.quantity
    if part.halved:
        return Piece(
            name=part.called, size=size, outline=_left_half(outline), quantity=2, mirrored=True, grain_deg=90.0
        )
    mirrored = draft.mirrored and quantity % 2 == 0
    return Piece(name=part.called, size=size, outline=outline, quantity=quantity, mirrored=mirrored, grain_deg=90.0)


def _upright(draft: Piece, along: float, across: float) -> Outline:
    """The draft stretched, with its grain pointing up, to 0.1 mm."""
    return _rounded((-y * across, x * along) for x, y in draft.on_grain)


def _left_half(outline: Outline) -> Outline:
    """The part of a symmetric outline left of its centre line (one pass of Sutherland and Hodgman's clipping)."""
    left, _, right, _ = bounds_mm(outline)
    centre = (left + right) / 2
    kept: list[Point] = []
    for (ax, ay), (bx, by) in zip((outline[-1], *outline[:-1]), outline, strict=True):
        if (ax < centre) != (bx < centre):
            kept.append((centre, ay + (by - ay) * (centre - ax) / (bx - ax)))
        if bx < centre:
            kept.append((bx, by))
    return _rounded(kept)


def _rounded(points: Iterable[Point]) -> Outline:
    """To 0.1 mm, without sides under 1 mm: the drafts have nicks that would cross themselves when stretched."""
    kept: list[Point] = []
    for x, y in points:
        if not kept or math.hypot(x - kept[-1][0], y - kept[-1][1]) >= SHORTEST_SIDE_MM:
            kept.append((x, y))
    return cleaned((round(x, 1) + 0.0, round(y, 1) + 0.0) for x, y in kept)
