"""A good plan of whole plies for any number of rolls: annealing with a fixed number of moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from interlock.errors import Cancelled
from interlock.rolls._colour import Colour, Pattern

_WALKS = 3
_MOVES_PER_ROLL = 100_000
_MOST_MOVES = 6_000_000
_PART = 200_000


def anneal(
    colour: Colour, start: Sequence[Pattern | None] | None, stop: Callable[[], bool]
) -> list[Pattern | None] | None:
    """The best of some walks from ``start`` (unspliced) or from nothing spread; None where plies are left over."""
    import numpy as np

    from interlock.rolls import _kernels

    run: Any = _kernels.anneal
    rolls, lays = len(colour.rolls), len(colour.lays)
    length_mm = np.array([roll.length_mm for roll in colour.rolls], dtype=np.int64)
    ply_mm = np.array(colour.ply_mm, dtype=np.int64)
    shade = np.array([colour.shades.index(roll.shade) for roll in colour.rolls], dtype=np.int64)
    holds = np.array([[colour.holds(roll, lay) for lay in range(lays)] for roll in colour.rolls])
    clashes = colour.clashes if any(colour.clashes) else ()
    clash = np.array([[at in others for at in range(lays)] for others in clashes], dtype=np.bool_).reshape(-1, lays)
    limit = np.array([lay.most_shades or len(colour.shades) for lay in colour.lays], dtype=np.int64)
    problem = colour.problem
    per_mm = problem.fabric_fen_per_m / 1000
    lack_fen = 2 * float(ply_mm.max()) * per_mm + problem.shade_fen + problem.mount_fen + problem.kept_fen + 1000.0
    prices = np.array([per_mm, problem.usable_mm, problem.kept_fen, problem.mount_fen, problem.shade_fen, lack_fen])
    found: tuple[float, list[Pattern | None]] | None = None
    for walk in range(_WALKS):
        plies = _first(colour, start if walk == 0 else None)
        left_mm = length_mm - plies[:rolls] @ ply_mm
        mounts = (plies[:rolls] > 0).sum(axis=1)
        of_shade = np.zeros((lays, len(colour.shades)), dtype=np.int64)
        np.add.at(of_shade.T, shade, plies[:rolls])
        begun = _patterns(plies, rolls)
        cost = colour.cost_fen(begun) + float(plies[rolls].sum()) * lack_fen
        best, costs = plies.copy(), np.array([cost, cost])
        luck = np.array([0x9E3779B97F4A7C15 ^ (walk + 1)], dtype=np.uint64)
        moves = min(_MOST_MOVES, _MOVES_PER_ROLL * rolls)
        parts = -(-moves // _PART)
        hot, cold = lack_fen / (16, 40, 40)[walk], (50.0, 5.0, 50.0)[walk]
        for part in range(parts):
            if stop():
                raise Cancelled
            heats = [hot * (cold / hot) ** (at / parts) for at in (part, part + 1)]
            walked = (
                plies,
                best,
                left_mm,
                mounts,
                of_shade,
                shade,
                length_mm,
                ply_mm,
                holds,
                clash,
                limit,
                prices,
                costs,
            )
            run(luck, moves // parts, *heats, *walked)
        if not best[rolls].any():
            patterns = _patterns(best, rolls)
            if found is None or colour.cost_fen(patterns) < found[0]:
                found = (colour.cost_fen(patterns), patterns)
    return found[1] if found else None


def _first(colour: Colour, start: Sequence[Pattern | None] | None):  # type: ignore[no-untyped-def]
    import numpy as np

    plies = np.zeros((len(colour.rolls) + 1, len(colour.lays)), dtype=np.int64)
    if start and not any(pattern and (pattern.head or pattern.tail) for pattern in start):
        for at, pattern in enumerate(start):
            if pattern:
                plies[at] = pattern.whole
    else:
        plies[-1] = colour.plies
    return plies


def _patterns(plies, rolls: int) -> list[Pattern | None]:  # type: ignore[no-untyped-def]
    return [Pattern(tuple(int(n) for n in row)) if row.any() else None for row in plies[:rolls]]
