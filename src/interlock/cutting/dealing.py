"""Garments that several orders have in common, dealt out to each: every piece of a pooled cut is one order's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from interlock.cutting.bundles import Dealt
from interlock.cutting.solution import PlannedLay

Wanted = Mapping[tuple[str, str], Sequence[tuple[str, int]]]


def deal(
    lays: Sequence[PlannedLay],
    *,
    sizes: Sequence[Sequence[str]],
    colours: Sequence[str],
    wanted: Wanted,
    under: float = 0.0,
    over: float = 0.0,
) -> tuple[tuple[Dealt, ...], ...]:
    """Return, lay by lay, which plies of each garment are whose: ``wanted`` is (owner, pieces) by colour and size.

    ``sizes`` are those of each lay's ratio, in its order. What is cut of a cell is dealt out as it was ordered, within
    each owner's tolerance where that can be; an owner's garments are taken one lay, garment and ply after another, so
    that few bundles are parted. Cells that nobody wants are left out.
    """
    left = {cell: _shares(_cut(lays, sizes, colours, cell), owners, under, over) for cell, owners in wanted.items()}
    found = []
    for lay, names in zip(lays, sizes, strict=True):
        dealt: list[Dealt] = []
        for size, count in zip(names, lay.ratio, strict=True):
            for garment in range(1, count + 1):
                for colour, plies in zip(colours, lay.plies, strict=True):
                    for owner, taken in _taken(left.get((colour, size), []), plies):
                        dealt.append(Dealt(size=size, garment=garment, colour=colour, owner=owner, plies=taken))
        found.append(tuple(dealt))
    return tuple(found)


def _cut(
    lays: Sequence[PlannedLay], sizes: Sequence[Sequence[str]], colours: Sequence[str], cell: tuple[str, str]
) -> int:
    """Garments of a colour and size that lays cut."""
    colour, size = cell
    return sum(
        plies * count
        for lay, names in zip(lays, sizes, strict=True)
        for name, count in zip(names, lay.ratio, strict=True)
        for known, plies in zip(colours, lay.plies, strict=True)
        if (known, name) == (colour, size)
    )


def _shares(cut: int, owners: Sequence[tuple[str, int]], under: float, over: float) -> list[tuple[str, int]]:
    """What each owner gets of the pieces cut: what differs goes to whom most is due, within tolerances."""
    asked = sum(pieces for _owner, pieces in owners)
    due = [cut * pieces / asked if asked else cut / len(owners) for _owner, pieces in owners]
    got = [pieces for _owner, pieces in owners]
    step = 1 if cut > asked else -1
    room = [int(pieces * (over if step > 0 else under) + 1e-9) for pieces in got]
    for _piece in range(abs(cut - asked)):
        open_ = [at for at in range(len(got)) if room[at] > 0] or [at for at in range(len(got)) if got[at] + step >= 0]
        at = max(open_, key=lambda at: step * (due[at] - got[at]))
        got[at] += step
        room[at] -= 1
    return [(owner, pieces) for (owner, _asked), pieces in zip(owners, got, strict=True)]


def _taken(left: list[tuple[str, int]], plies: int) -> list[tuple[str, int]]:
    """Take so many pieces of what is left to deal out, from the first owner on."""
    found = []
    while plies and left:
        owner, pieces = left.pop(0)
        taken = min(pieces, plies)
        plies -= taken
        if taken:
            found.append((owner, taken))
        if pieces > taken:
            left.insert(0, (owner, pieces - taken))
    return found
