"""The rules that a marker must keep: those of the fabric, and those of single pieces."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

from interlock.errors import InvalidModel
from interlock.markers.words import WORDS, piece_label

Direction = Literal["one_way", "two_way", "by_garment", "by_size"]
Block = Literal["", "box", "hull"]

WIDEST_MM = 10_000.0
MOST_TILT_DEG = 15.0


@dataclass(frozen=True, kw_only=True)
class MarkerRules:
    """The rules of the fabric.

    ``width_mm``: width of the fabric from selvedge to selvedge; pieces stay ``edge_mm`` away from both selvedges and
    ``gap_mm`` away from each other. ``direction``: ``one_way`` (nap or print: every piece points along the fabric),
    ``two_way`` (a piece may also point against it, turned by 180 degrees), ``by_garment`` (all pieces of one garment
    point the same way) or ``by_size`` (all pieces of one size do). ``tilt_deg``: how far a piece may lie off its
    grain, either way. ``repeat_x_mm`` and ``repeat_y_mm``: repeat of stripes or checks along and across the fabric (0:
    none); match points of one name on the pieces of one garment come to the same place of the repeat.
    """

    width_mm: float
    direction: Direction = "one_way"
    gap_mm: float = 0.0
    edge_mm: float = 0.0
    tilt_deg: float = 0.0
    repeat_x_mm: float = 0.0
    repeat_y_mm: float = 0.0

    def __post_init__(self) -> None:
        problems: list[str] = []
        if not (math.isfinite(self.width_mm) and 0 < self.width_mm <= WIDEST_MM):
            problems.append(WORDS.told("width", found=self.width_mm, most=f"{WIDEST_MM:.0f}"))
        if self.direction not in get_args(Direction):
            problems.append(WORDS.told("direction", found=repr(self.direction), known=", ".join(get_args(Direction))))
        for name in ("gap_mm", "edge_mm", "repeat_x_mm", "repeat_y_mm"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                problems.append(WORDS.told("negative", name=name, found=value))
        if not 0 <= self.tilt_deg <= MOST_TILT_DEG:
            problems.append(WORDS.told("tilt", found=self.tilt_deg, most=f"{MOST_TILT_DEG:g}"))
        if not problems and self.usable_mm <= 0:
            problems.append(WORDS.told("no_width", edge=self.edge_mm, width=self.width_mm, name="edge_mm"))
        if problems:
            raise InvalidModel(problems)

    @property
    def usable_mm(self) -> float:
        """Width that pieces may use."""
        return self.width_mm - 2 * self.edge_mm

    @property
    def rotations_deg(self) -> tuple[float, ...]:
        """Rotations allowed once the grain lies along the fabric."""
        return (0.0,) if self.direction == "one_way" else (0.0, 180.0)


@dataclass(frozen=True, kw_only=True)
class PieceRule:
    """What holds for one piece beyond the rules of the fabric.

    ``size`` ``""`` means every size; a rule for one size goes before. ``rotations_deg``: the only rotations allowed,
    once the grain lies along the fabric (empty: those of the fabric). ``buffer_mm``: cloth kept free around the piece,
    beyond the fabric's gap; it also keeps the piece off the usable width's edges and the marker's ends. ``block``: the
    piece is cut first as its ``box`` (the smallest rectangle along the grain) or ``hull`` (its convex hull) and to its
    outline later. ``tilt_deg``: how far off its grain it may lie (none: as the fabric's rules say).
    """

    piece: str
    size: str = ""
    rotations_deg: tuple[float, ...] = ()
    buffer_mm: float = 0.0
    block: Block = ""
    tilt_deg: float | None = None

    def __post_init__(self) -> None:
        label = piece_label(self.piece, self.size)
        problems: list[str] = []
        if not all(math.isfinite(angle) for angle in self.rotations_deg):
            problems.append(WORDS.told("rotation", label=label, found=self.rotations_deg))
        if not (math.isfinite(self.buffer_mm) and self.buffer_mm >= 0):
            problems.append(WORDS.told("negative", name=WORDS.told("buffer", label=label), found=self.buffer_mm))
        if self.block not in get_args(Block):
            problems.append(WORDS.told("block", label=label, found=repr(self.block)))
        if self.tilt_deg is not None and not 0 <= self.tilt_deg <= MOST_TILT_DEG:
            problems.append(WORDS.told("tilt", found=self.tilt_deg, most=f"{MOST_TILT_DEG:g}"))
        if problems:
            raise InvalidModel(problems)
