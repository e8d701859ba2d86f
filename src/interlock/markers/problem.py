"""What a marker must hold: pieces, how many garments of each, and the rules of fabric and pieces."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from interlock.errors import InvalidModel
from interlock.markers.rules import WIDEST_MM, Block, Direction, MarkerRules, PieceRule
from interlock.markers.solution import Placement, placed_outline
from interlock.markers.words import WORDS, piece_label
from interlock.patterns.outlines import bounds_mm, turned
from interlock.patterns.pieces import Piece

__all__ = ["WIDEST_MM", "Block", "Direction", "MarkerProblem", "MarkerRules", "PieceRule", "for_ratio"]


ROUNDING_MM = 1e-6


@dataclass(frozen=True)
class MarkerProblem:
    """Pieces with the number of garments that need each, the rules of the fabric, and those of single pieces.

    ``pieces``: (piece, garments); a piece is known by its name and size, which must be unique. ``sections``: sizes of
    each section of a stepped lay, one section after the other along the fabric (none: all sizes lie among each other).
    ``fixed``: copies that must lie just so. Raises :class:`InvalidModel` naming every piece that cannot be placed.
    """

    pieces: tuple[tuple[Piece, int], ...]
    rules: MarkerRules
    piece_rules: tuple[PieceRule, ...] = ()
    sections: tuple[tuple[str, ...], ...] = ()
    fixed: tuple[Placement, ...] = ()

    def __post_init__(self) -> None:
        problems: list[str] = [] if self.pieces else [WORDS.told("no_pieces")]
        keys = Counter((piece.name, piece.size) for piece, _ in self.pieces)
        problems += [
            WORDS.told("twice", label=piece_label(*key), times=times) for key, times in keys.items() if times > 1
        ]
        problems += self._unknown_rules()
        problems += self._wrong_sections()
        problems += [problem for piece, garments in self.pieces for problem in self._unfit(piece, garments)]
        problems += [problem for copy in self.fixed for problem in self._wrong_fixed(copy)]
        problems += self._fixed_too_often()
        if problems:
            raise InvalidModel(problems)

    def _unknown_rules(self) -> list[str]:
        known = ", ".join(dict.fromkeys(repr(piece.name) for piece, _ in self.pieces))
        return [
            WORDS.told("unknown_piece", label=piece_label(rule.piece, rule.size), known=known)
            for rule in self.piece_rules
            if not any(_concerns(rule, piece) for piece, _ in self.pieces)
        ]

    def _wrong_sections(self) -> list[str]:
        listed = Counter(size for section in self.sections for size in section)
        wrong: list[str] = []
        for size in dict.fromkeys([*self.garments, *listed]) if self.sections else ():
            if (size in self.garments) != (listed[size] == 1):
                known = ", ".join(map(repr, self.garments))
                key = "section" if size in self.garments else "section_size"
                wrong.append(WORDS.told(key, size=repr(size), times=listed[size], known=known))
        if self.sections and self.fixed:
            wrong.append(WORDS.told("sections_and_fixed"))
        return wrong

    def _wrong_fixed(self, copy: Placement) -> list[str]:
        label = WORDS.told("copy", name=repr(copy.piece), size=repr(copy.size), garment=copy.garment + 1)
        piece = self.by_name.get((copy.piece, copy.size))
        if piece is None or not 0 <= copy.garment < self.garments[copy.size]:
            return [WORDS.told("fixed_unknown", label=label)]
        left, bottom, _, top = bounds_mm(placed_outline(piece, copy))
        low, high = self.rules.edge_mm, self.rules.width_mm - self.rules.edge_mm
        if left < -ROUNDING_MM or bottom < low - ROUNDING_MM or top > high + ROUNDING_MM:
            return [WORDS.told("fixed_outside", label=label, low=f"{low:g}", high=f"{high:g}")]
        return []

    def _fixed_too_often(self) -> list[str]:
        wrong: list[str] = []
        for (name, size, garment, mirrored), times in Counter(map(copy_key, self.fixed)).items():
            piece = self.by_name.get((name, size))
            if piece and times > copies_of(piece, mirrored=mirrored):
                label = WORDS.told("copy", name=repr(name), size=repr(size), garment=garment + 1)
                wrong.append(WORDS.told("fixed_twice", label=label, times=times))
        return wrong

    def _unfit(self, piece: Piece, garments: int) -> list[str]:
        problems: list[str] = []
        label = piece_label(piece.name, piece.size)
        if garments < 1:
            problems.append(WORDS.told("no_garments", label=label, found=garments))
        across_mm = min(height for _, height in self._extents_mm(piece))
        if across_mm > self.rules.usable_mm + ROUNDING_MM:
            problems.append(
                WORDS.told("too_wide", label=label, across=f"{across_mm:.1f}", usable=f"{self.rules.usable_mm:.1f}")
            )
        return problems

    def _extents_mm(self, piece: Piece) -> list[tuple[float, float]]:
        """Extents along and across the fabric in every rotation allowed, with the piece's buffer."""
        grown_mm = 2 * self.rule_of(piece).buffer_mm
        found = []
        for angle in self.rotations_of(piece):
            left, bottom, right, top = bounds_mm(turned(piece.on_grain, angle))
            found.append((right - left + grown_mm, top - bottom + grown_mm))
        return found

    def rule_of(self, piece: Piece) -> PieceRule:
        """Return the rule that holds for a piece: its size's own, else the one for every size, else none at all."""
        found = [rule for rule in self.piece_rules if _concerns(rule, piece)]
        return max(found, key=lambda rule: bool(rule.size), default=PieceRule(piece=piece.name))

    def rotations_of(self, piece: Piece) -> tuple[float, ...]:
        """Return the rotations allowed for a piece once its grain lies along the fabric."""
        return self.rule_of(piece).rotations_deg or self.rules.rotations_deg

    def tilt_of(self, piece: Piece) -> float:
        """Return by how many degrees a piece may lie off those rotations, either way."""
        own = self.rule_of(piece).tilt_deg
        return self.rules.tilt_deg if own is None else own

    @cached_property
    def area_mm2(self) -> float:
        """Area of all pieces."""
        return math.fsum(piece.area_mm2 * piece.quantity * garments for piece, garments in self.pieces)

    @property
    def longest_mm(self) -> float:
        """Extent along the fabric of the longest piece: no marker is shorter (tilt aside)."""
        return max(min(length for length, _ in self._extents_mm(piece)) for piece, _ in self.pieces)

    @property
    def widest_mm(self) -> float:
        """Extent across the fabric of the widest piece, laid as it is narrowest."""
        return max(min(width for _, width in self._extents_mm(piece)) for piece, _ in self.pieces)

    @property
    def piece_count(self) -> int:
        """Number of pieces to place."""
        return sum(piece.quantity * garments for piece, garments in self.pieces)

    @cached_property
    def by_name(self) -> dict[tuple[str, str], Piece]:
        """Pieces by (name, size)."""
        return {(piece.name, piece.size): piece for piece, _ in self.pieces}

    @cached_property
    def garments(self) -> dict[str, int]:
        """Garments of each size, in the order of the pieces (the largest number where pieces of a size differ)."""
        counts: dict[str, int] = {}
        for piece, garments in self.pieces:
            counts[piece.size] = max(garments, counts.get(piece.size, 0))
        return counts


def copies_of(piece: Piece, *, mirrored: bool) -> int:
    """Return how many copies of one hand a garment takes of a piece."""
    reflected = piece.quantity // 2 if piece.mirrored else 0
    return reflected if mirrored else piece.quantity - reflected


def copy_key(copy: Placement) -> tuple[str, str, int, bool]:
    """Return which copies a copy is exchangeable with: piece, size, garment and hand."""
    return copy.piece, copy.size, copy.garment, copy.mirrored


def for_ratio(
    sizes: Mapping[str, Sequence[Piece]],
    size_ratio: Mapping[str, int],
    rules: MarkerRules,
    piece_rules: Sequence[PieceRule] = (),
    sections: Sequence[Sequence[str]] = (),
) -> MarkerProblem:
    """Return the problem for a size ratio: ``sizes`` gives each size's pieces, ``size_ratio`` its garments.

    A size with 0 garments is left out; a rule for one that is left out goes with it.
    Raises :class:`InvalidModel` for a size without pieces.
    """
    known = ", ".join(sizes)
    unknown = [WORDS.told("no_size", size=repr(size), known=known) for size in size_ratio if size not in sizes]
    chosen = [(piece, garments) for size, garments in size_ratio.items() if garments for piece in sizes.get(size, ())]
    if unknown and not chosen:
        raise InvalidModel(unknown)
    left_out = sizes.keys() - {size for size, garments in size_ratio.items() if garments}
    kept = tuple(rule for rule in piece_rules if rule.size not in left_out)
    some = (tuple(size for size in section if size not in left_out) for section in sections)
    try:
        made = MarkerProblem(tuple(chosen), rules, kept, tuple(filter(None, some)))
    except InvalidModel as error:
        raise InvalidModel([*unknown, *error.problems]) from None
    if unknown:
        raise InvalidModel(unknown)
    return made


def _concerns(rule: PieceRule, piece: Piece) -> bool:
    return rule.piece == piece.name and rule.size in ("", piece.size)
