"""A garment piece: what is cut from the fabric. This module needs nothing but the standard library."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from interlock.errors import InvalidModel, Told
from interlock.patterns.outlines import Outline, Point, area_mm2, bounds_mm, first_crossing, turned
from interlock.patterns.words import WORDS

__all__ = ["LARGEST_MM", "SMALLEST_MM", "Mark", "MarkKind", "Outline", "Piece", "Point"]

SMALLEST_MM = 5.0
LARGEST_MM = 5_000.0

MarkKind = Literal["notch", "drill", "line", "cutout", "match"]
# Fewest points that make a mark of each kind.
_FEWEST_POINTS: dict[str, int] = {"notch": 1, "drill": 1, "line": 2, "cutout": 3, "match": 1}


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Something drawn on a piece, in the axes of its outline (mm).

    ``kind``: ``notch`` (a point of the outline and, where known, the point its cut goes to), ``drill`` (a hole),
    ``line`` (an inner line, open or closed, which is drawn or sewn but not cut), ``cutout`` (a closed inner outline
    that is cut away) or ``match`` (a point that must fall on the same place of a stripe or check as every other match
    point of the same ``name``). ``name`` tells further what it is, as the pattern file does: ``sew`` or ``V``
    for instance.

    Raises :class:`interlock.errors.InvalidModel` for an unknown kind, too few points, or a point that is no number.
    """

    kind: MarkKind
    points: tuple[tuple[float, float], ...]
    name: str = ""

    def __post_init__(self) -> None:
        problems = []
        if self.kind not in get_args(MarkKind):
            problems.append(WORDS.told("mark_kind", found=self.kind, known=", ".join(get_args(MarkKind))))
        elif len(self.points) < (fewest := _FEWEST_POINTS[self.kind]):
            problems.append(WORDS.told("mark_points", kind=self.kind, found=len(self.points), least=fewest))
        if not all(math.isfinite(x) and math.isfinite(y) for x, y in self.points):
            problems.append(WORDS.told("mark_finite", kind=self.kind))
        if self.kind == "match" and not self.name.strip():
            problems.append(WORDS.told("match_name"))
        if problems:
            raise InvalidModel(problems)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One piece of one size of a garment, as it lies on the fabric (seam allowance included, already unfolded).

    ``outline``: points (x, y) in mm in the piece's own axes, y upwards, in either turning direction, the first point
    not repeated at the end. ``quantity``: copies in one garment. ``mirrored``: half of those copies are cut mirrored
    (left and right sleeve). ``grain_deg``: the direction in the outline's own axes, anticlockwise from x, that must lie
    along the fabric; on fabric with a nap it points the way all pieces must point, from hem to neck. ``marks`` are
    its notches, drills, inner lines, cut-outs and match points. ``material`` is what it is cut from, as the pattern
    file names it ("" where it does not).

    Raises :class:`interlock.errors.InvalidModel` naming every contradiction.
    """

    name: str
    size: str
    outline: tuple[tuple[float, float], ...]
    quantity: int = 1
    mirrored: bool = False
    grain_deg: float = 0.0
    marks: tuple[Mark, ...] = ()
    material: str = ""

    def __post_init__(self) -> None:
        problems = self._wrong_words() or self._wrong_outline()
        if problems:
            raise InvalidModel(
                [WORDS.told("piece", name=self.name, size=self.size, what=problem) for problem in problems]
            )

    @cached_property
    def area_mm2(self) -> float:
        """Area of one copy."""
        return area_mm2(self.outline)

    @cached_property
    def outline_mm(self) -> float:
        """Length of the outline of one copy."""
        points = self.outline
        return math.fsum(math.dist(point, points[at - 1]) for at, point in enumerate(points))

    @cached_property
    def on_grain(self) -> Outline:
        """The outline turned about the origin until the grain points along +x, the length of the fabric."""
        return turned(self.outline, -self.grain_deg)

    @property
    def along_mm(self) -> float:
        """Extent along the grain, hence along the fabric's length."""
        left, _, right, _ = bounds_mm(self.on_grain)
        return right - left

    @property
    def across_mm(self) -> float:
        """Extent across the grain, hence across the fabric's width."""
        _, bottom, _, top = bounds_mm(self.on_grain)
        return top - bottom

    def _wrong_words(self) -> list[Told]:
        wrong = []
        if not self.name.strip():
            wrong.append(WORDS.told("no_name"))
        if self.quantity < 1:
            wrong.append(WORDS.told("quantity", found=self.quantity))
        elif self.mirrored and self.quantity % 2:
            wrong.append(WORDS.told("odd_pairs", found=self.quantity))
        if not math.isfinite(self.grain_deg):
            wrong.append(WORDS.told("grain", found=self.grain_deg))
        return wrong

    def _wrong_outline(self) -> list[Told]:
        points = self.outline
        if len(points) < 3:
            return [WORDS.told("few_points", found=len(points))]
        if not all(math.isfinite(x) and math.isfinite(y) for x, y in points):
            return [WORDS.told("finite")]
        repeated = next((number for number, point in enumerate(points) if point == points[number - 1]), None)
        if repeated is not None:
            return [WORDS.told("same_points", first=(repeated - 1) % len(points) + 1, second=repeated + 1)]
        return self._wrong_size() or self._wrong_shape()

    def _wrong_size(self) -> list[Told]:
        left, bottom, right, top = bounds_mm(self.outline)
        width, height = right - left, top - bottom
        if min(width, height) < SMALLEST_MM or max(width, height) > LARGEST_MM:
            return [WORDS.told("measures", width=width, height=height, least=SMALLEST_MM, most=LARGEST_MM)]
        return []

    def _wrong_shape(self) -> list[Told]:
        crossing = first_crossing(self.outline)
        if crossing:
            return [WORDS.told("crosses", first=crossing[0] + 1, second=crossing[1] + 1)]
        return [] if self.area_mm2 > 0 else [WORDS.told("no_area")]
