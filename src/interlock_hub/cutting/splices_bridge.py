"""Where a ply of a nested marker may pass from one roll to the next: gaps that few pieces reach across."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from interlock_hub.cutting.bridge import nest_of
from interlock_hub.cutting.models import Marker

if TYPE_CHECKING:
    from interlock.rolls import Splice

# The two sheets lie over each other by so much beyond the pieces, for a hand does not lay them to the millimetre.
SPARE_MM = 20
# A longer overlap costs more fabric than an end bit is worth; splices nearer to each other or to an end save nothing.
MOST_OVERLAP_MM, LEAST_APART_MM = 400, 800
MOST_SPLICES = 8
Extent = tuple[float, float]  # of a piece along the marker, in mm


def splices_of(marker: Marker) -> tuple[Splice, ...]:
    """Return where a nested marker can be spliced, along it; none of an estimate, which has no layout."""
    from interlock.rolls import Splice

    if not marker.nested:
        return ()
    return tuple(Splice(at, overlap) for at, overlap in places(_extents(marker), math.floor(marker.length_mm)))


def _extents(marker: Marker) -> list[Extent]:
    from interlock.markers import placed_outline

    problem, nest = nest_of(marker)
    pieces = {(piece.name, piece.size): piece for piece, _garments in problem.pieces}
    outlines = [placed_outline(pieces[one.piece, one.size], one) for one in nest.placements]
    return [(min(x for x, _y in outline), max(x for x, _y in outline)) for outline in outlines]


def places(extents: Iterable[Extent], length_mm: int) -> list[tuple[int, int]]:
    """Return where the next sheet may begin, and by how much the two overlap there, in mm: the least overlaps.

    A piece is cut from the sheet before where it begins before the next one does, so that sheet reaches to its end.
    """
    found: list[tuple[int, int]] = []
    reach = 0.0
    for left, right in sorted(extents):
        at = math.floor(left) - SPARE_MM
        overlap = max(0, math.ceil(reach) - at) + SPARE_MM
        inside = at >= LEAST_APART_MM and at + overlap <= length_mm - LEAST_APART_MM
        if inside and overlap <= MOST_OVERLAP_MM:
            found.append((at, overlap))
        reach = max(reach, right)
    return _apart(found)


def _apart(found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places of least overlap that are far enough from each other."""
    kept: list[tuple[int, int]] = []
    for at, overlap in sorted(found, key=lambda place: (place[1], place[0])):
        if len(kept) < MOST_SPLICES and all(abs(at - other) >= LEAST_APART_MM for other, _overlap in kept):
            kept.append((at, overlap))
    return sorted(kept)
