"""What a pattern file holds once it is read: pieces, the unit found, repairs by piece and what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from interlock.errors import InvalidModel, Told
from interlock.patterns.pieces import Piece
from interlock.patterns.words import WORDS

Unit = Literal["mm", "cm", "m", "in", "px"]
UNITS: tuple[Unit, ...] = get_args(Unit)
# px is that of SVG: 96 to the inch.
MM_PER_UNIT: Mapping[Unit, float] = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "in": 25.4, "px": 25.4 / 96}


class Taken(Told):
    """Something that a reader took for granted, for the file does not say it so that it can be read."""

    __slots__ = ()

    def __reduce__(self) -> tuple[type[Taken], tuple[str, str]]:
        return Taken, (str(self), self.chinese)

    @classmethod
    def of(cls, told: Told) -> Taken:
        """Return a text as something taken for granted."""
        return cls(str(told), told.chinese)


@dataclass(frozen=True, kw_only=True)
class Repair:
    """One thing that the reader mended on one piece; ``what`` says it in both languages.

    What it took for granted, such as a quantity that cannot be read, is a :class:`Taken`.
    """

    piece: str
    size: str
    what: Told


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A piece of the file that cannot be cut as it is, and why; ``repairs`` are those made before it was refused."""

    piece: str
    size: str
    reason: Told
    repairs: tuple[Told, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PatternFile:
    """The pieces of one pattern file, in its order.

    ``unit``: the unit its lengths are in, as found; ``unit_found`` says in both languages how it was found, and
    ``unit_doubtful`` that the file says otherwise or another is as likely. ``pieces`` are in mm. ``repairs`` and
    ``refused`` name piece and size. ``style`` and ``sample_size`` are "" where the file has none.
    """

    name: str
    pieces: tuple[Piece, ...]
    unit: Unit
    unit_found: Told
    unit_doubtful: bool = False
    repairs: tuple[Repair, ...] = ()
    refused: tuple[Refused, ...] = ()
    style: str = ""
    sample_size: str = ""

    @property
    def sizes(self) -> tuple[str, ...]:
        """The sizes of its pieces, in the order of the file."""
        return tuple(dict.fromkeys(piece.size for piece in self.pieces))

    def repairs_of(self, piece: Piece) -> tuple[Told, ...]:
        """Return what was mended on one of its pieces."""
        return self._repairs_by_piece.get((piece.name, piece.size), ())

    @cached_property
    def _repairs_by_piece(self) -> Mapping[tuple[str, str], tuple[Told, ...]]:
        found: dict[tuple[str, str], tuple[Told, ...]] = {}
        for done in self.repairs:
            found[done.piece, done.size] = (*found.get((done.piece, done.size), ()), done.what)
        return found

    def missing(self) -> Mapping[str, Told]:
        """Return by size what is said of one that lacks pieces of others; none where a piece names no size."""
        sizes = self.sizes
        names = dict.fromkeys(piece.name for piece in self.pieces)
        there = {(piece.name, piece.size) for piece in self.pieces}
        if "" in sizes:
            return {}
        lacking = {size: [name for name in names if (name, size) not in there] for size in sizes}
        return {
            size: WORDS.told("missing", size=size, pieces=Told(", ".join(some), "、".join(some)))
            for size, some in lacking.items()
            if some
        }

    def all_pieces(self) -> tuple[Piece, ...]:
        """Return its pieces where none was refused.

        Raises :class:`InvalidModel` that names every piece refused and why.
        """
        if self.refused:
            raise InvalidModel([refused.reason for refused in self.refused])
        return self.pieces
