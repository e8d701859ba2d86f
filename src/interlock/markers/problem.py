"""What a marker must hold: pieces, how many garments of each, and the rules of the fabric."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from interlock.errors import InvalidModel
from interlock.patterns.pieces import Piece

Direction = Literal["one_way", "two_way"]

WIDEST_MM = 10_000.0


@dataclass(frozen=True, kw_only=True)
class MarkerRules:
    """The rules of the fabric.

    ``width_mm``: width of the fabric from selvedge to selvedge; pieces stay ``edge_mm`` away from both selvedges and
    ``gap_mm`` away from each other. ``direction``: ``one_way`` (nap or print: every piece points along the fabric) or
    ``two_way`` (a piece may also point against it, turned by 180 degrees).
    """

    width_mm: float
    direction: Direction = "one_way"
    gap_mm: float = 0.0
    edge_mm: float = 0.0

    def __post_init__(self) -> None:
        problems = []
        if not (math.isfinite(self.width_mm) and 0 < self.width_mm <= WIDEST_MM):
            problems.append(f"the fabric is {self.width_mm} mm wide; give a width over 0 and up to {WIDEST_MM:.0f} mm")
        if self.direction not in get_args(Direction):
            problems.append(f"direction {self.direction!r} is unknown; choose one_way or two_way")
        for name, value in (("gap_mm", self.gap_mm), ("edge_mm", self.edge_mm)):
            if not (math.isfinite(value) and value >= 0):
                problems.append(f"{name} is {value}; give 0 or more")
        if not problems and self.usable_mm <= 0:
            problems.append(f"two edges of {self.edge_mm} mm leave nothing of {self.width_mm} mm; make edge_mm smaller")
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


@dataclass(frozen=True)
class MarkerProblem:
    """Pieces with the number of garments that need each, and the rules of the fabric.

    ``pieces``: (piece, garments); a piece is known by its name and size, which must be unique. Raises
    :class:`InvalidModel` naming every piece that cannot be placed.
    """

    pieces: tuple[tuple[Piece, int], ...]
    rules: MarkerRules

    def __post_init__(self) -> None:
        problems = [] if self.pieces else ["the marker has no pieces; choose at least one size"]
        keys = Counter((piece.name, piece.size) for piece, _ in self.pieces)
        problems += [
            f"piece {name!r} size {size!r} is listed {times} times; list it once"
            for (name, size), times in keys.items()
            if times > 1
        ]
        problems += [problem for piece, garments in self.pieces for problem in self._unfit(piece, garments)]
        if problems:
            raise InvalidModel(problems)

    def _unfit(self, piece: Piece, garments: int) -> list[str]:
        problems = []
        label = f"piece {piece.name!r} size {piece.size!r}"
        if garments < 1:
            problems.append(f"{label} is asked for {garments} garments; give 1 or more, or leave it out")
        if piece.across_mm > self.rules.usable_mm:
            problems.append(
                f"{label} is {piece.across_mm:.1f} mm across the grain, but only {self.rules.usable_mm:.1f} mm of the "
                "fabric's width can be used; take wider fabric, a smaller edge, or divide the piece"
            )
        return problems

    @cached_property
    def area_mm2(self) -> float:
        """Area of all pieces."""
        return math.fsum(piece.area_mm2 * piece.quantity * garments for piece, garments in self.pieces)

    @property
    def longest_mm(self) -> float:
        """Extent along the fabric of the longest piece: no marker is shorter."""
        return max(piece.along_mm for piece, _ in self.pieces)

    @property
    def piece_count(self) -> int:
        """Number of pieces to place."""
        return sum(piece.quantity * garments for piece, garments in self.pieces)

    @cached_property
    def by_name(self) -> dict[tuple[str, str], Piece]:
        """Pieces by (name, size)."""
        return {(piece.name, piece.size): piece for piece, _ in self.pieces}

    @property
    def garments(self) -> dict[str, int]:
        """Garments of each size, in the order of the pieces (the largest number where pieces of a size differ)."""
        counts: dict[str, int] = {}
        for piece, garments in self.pieces:
            counts[piece.size] = max(garments, counts.get(piece.size, 0))
        return counts


def for_ratio(sizes: Mapping[str, Sequence[Piece]], size_ratio: Mapping[str, int], rules: MarkerRules) -> MarkerProblem:
    """Return the problem for a size ratio: ``sizes`` gives each size's pieces, ``size_ratio`` its garments.

    A size with 0 garments is left out.
    Raises :class:`InvalidModel` for a size without pieces.
    """
    unknown = [size for size in size_ratio if size not in sizes]
    if unknown:
        raise InvalidModel([f"size {size!r} has no pieces; known sizes are {', '.join(sizes)}" for size in unknown])
    chosen = [(piece, garments) for size, garments in size_ratio.items() if garments for piece in sizes[size]]
    return MarkerProblem(tuple(chosen), rules)
