"""Numbers of bundles, on and on over the lays of an order, so that none stands twice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from interlock.paper.lay import LayPaper


def numbered(lays: Sequence[LayPaper], *, keep: Collection[str] = ()) -> tuple[LayPaper, ...]:
    """Return lays, in their order, with bundles numbered from where the lay before of the same order and fabric ended.

    Lays named in ``keep`` start where they say. Fabrics count apart: bundles of the same garments in shell and lining
    bear the same numbers where both are spread alike.
    """
    return tuple(_numbered(lays, keep))


def _numbered(lays: Sequence[LayPaper], keep: Collection[str]) -> Iterator[LayPaper]:
    after: dict[tuple[str, str], int] = {}
    for lay in lays:
        key = (lay.order, lay.fabric)
        made = lay if lay.lay in keep else replace(lay, first_bundle=after.get(key, 0) + 1)
        after[key] = made.bundles[-1].number
        yield made
