"""How long a marker will be, without nesting it.

Utilisation rises with the number of garments and saturates. Both curves were fitted by least squares on 1 / utilisation
to 132 nests of 6 s: the six sample designs, 1, 2, 3, 4, 5, 6 and 8 garments of mixed sizes, one way and two ways, on
1,120, 1,480 and 1,720 mm. Mean error in length: 5.8 % for :func:`length_mm` (4.2 % from three garments on), 4.3 % for
:func:`estimate` (2.9 %); about 6 % for both on a design left out of the fit. A single garment may be out by a third,
when its pieces happen not to fit beside each other. Longer nests give markers 1 to 2 % shorter than these.
"""

from __future__ import annotations

import math

from interlock.errors import InvalidModel
from interlock.markers.problem import MarkerProblem
from interlock.markers.words import WORDS

ONE_WAY = 0.076

FULL = 1.248
PER_GARMENT = 0.187

FULL_DETAILED = 1.100
END_SHARE = 0.209
PER_PIECE = 0.682


def length_mm(
    total_piece_area_mm2: float, garments: int, width_mm: float, one_way: bool, *, longest_mm: float = 0.0
) -> float:
    """Return the expected length of a marker of so many garments on so much usable width.

    1 / utilisation = 1.248 + 0.187 / garments, plus 0.076 on one-way fabric. ``longest_mm`` is the longest piece's
    extent along the fabric; the answer is never below it. Raises :class:`InvalidModel` for senseless values.
    """
    values = (total_piece_area_mm2, float(garments), width_mm)
    if not all(math.isfinite(value) and value > 0 for value in values):
        raise InvalidModel([WORDS.told("estimate", found=values)])
    stretch = FULL + PER_GARMENT / garments + ONE_WAY * one_way
    return max(stretch * total_piece_area_mm2 / width_mm, longest_mm)


def estimate(problem: MarkerProblem) -> float:
    """Return the expected length of a marker in mm, from its pieces as well; never below the longest piece.

    Length = (1.100 + 0.682 / pieces per garment, plus 0.076 on one-way fabric) x area / usable width + 0.209 x the
    longest piece: small pieces fill holes, and the two ends of a marker cost a share of its longest piece. A gap counts
    as half its width around every piece.
    """
    rules = problem.rules
    area_mm2 = problem.area_mm2 + rules.gap_mm / 2 * sum(
        piece.outline_mm * piece.quantity * garments for piece, garments in problem.pieces
    )
    pieces_per_garment = problem.piece_count / sum(problem.garments.values())
    stretch = FULL_DETAILED + PER_PIECE / pieces_per_garment + ONE_WAY * (rules.direction == "one_way")
    return max(stretch * area_mm2 / rules.usable_mm + END_SHARE * problem.longest_mm, problem.longest_mm)
