"""Markers of several styles on one fabric: orders that are cut together lie among each other in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from interlock.markers import MarkerProblem, MarkerRules, for_ratio
from interlock.model import Scenario
from interlock.patterns import Piece

Garment = tuple[str, str]  # style, size


def garment_name(style: str, size: str) -> str:
    """Return what a size is called where several styles lie among each other: ``T-101 M``."""
    return f"{style} {size}"


def pooled_marker(
    pieces: Mapping[Garment, Sequence[Piece]], ratio: Mapping[str, int], rules: MarkerRules
) -> MarkerProblem:
    """Return a marker of garments of several styles: ``ratio`` is garments by name, ``pieces`` those of one garment.

    Raises :class:`~interlock.errors.InvalidModel` for garments without pieces, and pieces that cannot be placed.
    """
    named = {garment_name(*garment): own for garment, own in pieces.items() if own}
    sizes = {name: [replace(piece, size=name) for piece in named[name]] for name in ratio if name in named}
    return for_ratio(sizes, ratio, rules)


def pieces_from(scenario: Scenario, material: str) -> dict[Garment, tuple[Piece, ...]]:
    """Return the pieces of every style's sizes that are cut from a material."""
    return {
        (style.code, size): style.pieces_of(size, item.cut_pieces)
        for style in scenario.styles
        for item in style.bill
        if item.material == material
        for size in style.sizes
    }
