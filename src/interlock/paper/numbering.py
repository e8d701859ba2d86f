"""Numbers of bundles: each lay of an order has a thousand of its own, so that none stands twice or ever moves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from interlock.paper.lay import LayPaper

BLOCK = 1000


def numbers_of(place: int) -> tuple[int, int]:
    """Return the first and last bundle number of the lay at a place (from 1) among those of its order and fabric.

    They depend on nothing else: what another lay is spread from, or how it is bundled, moves none of them.
    """
    return place * BLOCK + 1, place * BLOCK + BLOCK - 1


def numbered(lays: Sequence[LayPaper], *, keep: Collection[str] = ()) -> tuple[LayPaper, ...]:
    """Return lays with bundles numbered in the thousand of their place by name: 1001 in the first, 2001 in the next.

    The order in which they are given or cut counts for nothing. Lays named in ``keep`` start where they say. Fabrics
    count apart: bundles of the same garments in shell and lining bear the same numbers where both are spread alike.
    """
    places: Counter[tuple[str, str]] = Counter()
    made = [*lays]
    for at, lay in sorted(enumerate(lays), key=lambda found: _natural(found[1].lay)):
        places[lay.order, lay.fabric] += 1
        if lay.lay not in keep:
            first, last = numbers_of(places[lay.order, lay.fabric])
            made[at] = replace(lay, first_bundle=first, last_bundle=lay.last_bundle or last)
    return tuple(made)


def _natural(name: str) -> list[tuple[int, str]]:
    """A name to sort by, in which 10 comes after 9."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name)]
