"""Which garments point against the fabric, where all pieces of a garment or size must point one way."""

from __future__ import annotations

import random
from collections import Counter

from interlock.markers.problem import MarkerProblem

Garment = tuple[str, int]
ONE_WAY_EACH = ("by_garment", "by_size")


def turned_garments(problem: MarkerProblem, seed: int) -> frozenset[Garment]:
    """Return the garments (size, number) that point against the fabric: about half of them, by area.

    The seed draws which; a search tries several. Garments of a size are alike, so that the first of them are turned.
    """
    direction = problem.rules.direction
    if direction not in ONE_WAY_EACH:
        return frozenset()
    bundles = _bundles(problem)
    random.Random(seed).shuffle(bundles)
    if seed % 2 == 0:
        bundles.sort(key=lambda bundle: -_area_mm2(problem, bundle))
    against = _half(problem, bundles)
    if direction == "by_garment":
        counts = Counter(size for size, _ in against)
        against = {(size, number) for size, count in counts.items() for number in range(count)}
    return frozenset(_as_fixed(problem, against))


def _bundles(problem: MarkerProblem) -> list[list[Garment]]:
    """Garments that must point the same way."""
    by_size = [[(size, number) for number in range(count)] for size, count in problem.garments.items()]
    if problem.rules.direction == "by_size":
        return by_size
    return [[garment] for garments in by_size for garment in garments]


def _half(problem: MarkerProblem, bundles: list[list[Garment]]) -> set[Garment]:
    against: set[Garment] = set()
    balance = 0.0
    for bundle in bundles:
        if balance > 0:
            against.update(bundle)
        balance += (-1 if balance > 0 else 1) * _area_mm2(problem, bundle)
    return against


def _area_mm2(problem: MarkerProblem, bundle: list[Garment]) -> float:
    sizes = [size for size, _ in bundle]
    return sum(piece.area_mm2 * piece.quantity * sizes.count(piece.size) for piece, _ in problem.pieces)


def _as_fixed(problem: MarkerProblem, against: set[Garment]) -> set[Garment]:
    """A garment, or size, with a fixed copy points as that does."""
    for copy in problem.fixed:
        same = {
            (copy.size, number)
            for number in range(problem.garments[copy.size])
            if problem.rules.direction == "by_size" or number == copy.garment
        }
        against = against | same if 90 < copy.rotation_deg % 360 < 270 else against - same
    return against
