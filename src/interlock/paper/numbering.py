"""Numbers of bundles: each lay of an order has a thousand of its own, so that none stands twice or ever moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from interlock.paper.lay import LayPaper

BLOCK = 1000


def numbers_of(place: int) -> tuple[int, int]:
    """Return the first and last bundle number of the lay at a place (from 1) among those of its order and fabric.

    They depend on nothing else: what another lay is spread from, or how it is bundled, moves none of them.
    """
    return place * BLOCK + 1, place * BLOCK + BLOCK - 1


def numbered(lays: Sequence[LayPaper], *, keep: Collection[str] = ()) -> tuple[LayPaper, ...]:
    """Return lays, in their order, with bundles numbered in the thousand of their place: 1001, then 2001.

    Lays named in ``keep`` start where they say. Fabrics count apart: bundles of the same garments in shell and lining
    bear the same numbers where both are spread alike.
    """
    return tuple(_numbered(lays, keep))


def _numbered(lays: Sequence[LayPaper], keep: Collection[str]) -> Iterator[LayPaper]:
    places: Counter[tuple[str, str]] = Counter()
    for lay in lays:
        key = (lay.order, lay.fabric)
        places[key] += 1
        first, last = numbers_of(places[key])
        yield lay if lay.lay in keep else replace(lay, first_bundle=first, last_bundle=lay.last_bundle or last)
