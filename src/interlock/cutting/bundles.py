"""The bundles of a lay: pieces of one garment of the marker and one colour, small enough to carry and to trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interlock.cutting.solution import PlannedLay
from interlock.errors import InvalidModel


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """Pieces ``first_ply`` to ``last_ply`` (counted from 1 at the bottom) of one garment of a lay's marker.

    ``garment`` counts the garments of the same size in the marker from 1; ``pieces`` is the number of garments.
    """

    number: int
    size: str
    colour: str
    garment: int
    pieces: int
    first_ply: int
    last_ply: int


def bundles(
    lay: PlannedLay, *, sizes: Sequence[str], colours: Sequence[str], max_pieces: int, first_number: int = 1
) -> tuple[Bundle, ...]:
    """All bundles of a lay, numbered from ``first_number`` by size, garment and ply.

    Plies lie colour after colour in the order of ``colours``. The plies of a colour are split as evenly as bundles of
    at most ``max_pieces`` allow, so that no bundle is a leftover of a few pieces. Raises
    :class:`~interlock.errors.InvalidModel` if names do not match the lay or ``max_pieces`` is below 1.
    """
    _refuse(lay, sizes, colours, max_pieces)
    stacks = [*_stacks(lay, colours, max_pieces)]
    places = [(size, garment) for size, count in zip(sizes, lay.ratio, strict=True) for garment in range(1, count + 1)]
    return tuple(
        Bundle(
            number=first_number + at * len(stacks) + above,
            size=size,
            colour=colour,
            garment=garment,
            pieces=last - first + 1,
            first_ply=first,
            last_ply=last,
        )
        for at, (size, garment) in enumerate(places)
        for above, (colour, first, last) in enumerate(stacks)
    )


def _stacks(lay: PlannedLay, colours: Sequence[str], max_pieces: int) -> Iterator[tuple[str, int, int]]:
    below = 0
    for colour, plies in zip(colours, lay.plies, strict=True):
        parts = -(-plies // max_pieces)
        for part in range(parts):
            yield colour, below + plies * part // parts + 1, below + plies * (part + 1) // parts
        below += plies


def _refuse(lay: PlannedLay, sizes: Sequence[str], colours: Sequence[str], max_pieces: int) -> None:
    problems = []
    if len(sizes) != len(lay.ratio):
        problems.append(f"bundles: {len(sizes)} size names for a ratio of {len(lay.ratio)} sizes; give one name each")
    if len(colours) != len(lay.plies):
        problems.append(
            f"bundles: {len(colours)} colour names for plies of {len(lay.plies)} colours; give one name each"
        )
    if max_pieces < 1:
        problems.append(f"bundles: max_pieces is {max_pieces}; a bundle holds at least 1")
    if problems:
        raise InvalidModel(problems)
