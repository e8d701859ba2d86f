"""Pieces that name no size in a file of several: each belongs to every size, as pattern programs mean it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from interlock.patterns.file import PatternFile, Refused, Repair, Taken
from interlock.patterns.pieces import Piece
from interlock.patterns.words import WORDS

# What belongs to one size of a file, or to all where it names none.
Sized = TypeVar("Sized", Piece, Repair)


def in_every_size(found: PatternFile) -> PatternFile:
    """Return a pattern file with a copy in every size of each piece that names none; each copy has a remark.

    A pocket that is the same in all sizes is often drawn once, without a size. Where no piece has a size, nothing
    changes. A piece of a name that others have with a size is refused, for its size cannot be told.
    """
    sizes = tuple(size for size in found.sizes if size)
    unsized = {piece.name for piece in found.pieces if not piece.size}
    if not sizes or not unsized:
        return found
    unclear = unsized & {piece.name for piece in found.pieces if piece.size}
    kept = [piece for piece in found.pieces if piece.size or piece.name not in unclear]
    told = [repair for repair in found.repairs if repair.size or repair.piece not in unclear]
    what = Taken.of(WORDS.told("every_size"))
    told += [Repair(piece=piece.name, size="", what=what) for piece in kept if not piece.size]
    return replace(
        found,
        pieces=tuple(each for piece in kept for each in _in_sizes(piece, sizes)),
        repairs=tuple(each for repair in told for each in _in_sizes(repair, sizes)),
        refused=(*found.refused, *(_refused(found, name) for name in sorted(unclear))),
    )


def _in_sizes(one: Sized, sizes: Iterable[str]) -> list[Sized]:
    return [one] if one.size else [replace(one, size=size) for size in sizes]


def _refused(found: PatternFile, name: str) -> Refused:
    before = tuple(repair.what for repair in found.repairs if repair.piece == name and not repair.size)
    return Refused(piece=name, size="", reason=WORDS.told("size_unclear", name=name), repairs=before)
