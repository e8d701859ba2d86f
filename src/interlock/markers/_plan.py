"""Which block is nested for how long: equal blocks once, every process busy, all of the time used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from interlock.markers._blocks import Block
from interlock.markers._stripes import is_striped
from interlock.markers.problem import MarkerProblem

# Of the time, for joining and compacting whole markers at the end.
POLISH_SHARE = 0.1
POLISH_LEAST_S, POLISH_MOST_S = 1, 15
SHORT_S = 3
# With less time than this for each piece, processes together, the engine's threads on one layout gain more than seeds.
THREADED_S = 1.0


@dataclass(frozen=True, kw_only=True)
class Nest:
    """One nest: the number of its block, its problem, its seconds and the engine's threads.

    ``spread_mm``: how much farther apart than the rules ask pieces are nested, and that much narrower, so that checks
    can be matched across the fabric, where a marker cannot grow.
    """

    block: int
    problem: MarkerProblem
    seconds: int
    spread_mm: float = 0.0
    threads: int = 1


def nests_of(blocks: Sequence[Block], *, seconds: int, hands: int, polish: bool) -> list[Nest]:
    """Return the nests in the order in which they are taken up.

    With a process or more for each block, every nest has all of the time; cores that are left over go to other seeds of
    the largest blocks or, where time is short for so many pieces, to threads of the same nest. Otherwise each block
    gets its share of the time by its number of pieces, after a second each so that there is a whole marker early.
    """
    if polish and seconds > SHORT_S:
        seconds -= min(max(round(POLISH_SHARE * seconds), POLISH_LEAST_S), POLISH_MOST_S)
    order = sorted(range(len(blocks)), key=lambda number: -blocks[number].problem.piece_count)
    if is_striped(blocks[0].problem) and blocks[0].problem.rules.repeat_y_mm:
        return _spread_nests(blocks, seconds, hands)
    if len(blocks) <= hands:
        threads = _threads(blocks, seconds, hands)
        chosen = [order[number % len(blocks)] for number in range(hands // threads)]
        return [
            Nest(block=number, problem=blocks[number].problem, seconds=seconds, threads=threads) for number in chosen
        ]
    total = sum(block.problem.piece_count for block in blocks)
    left = max(seconds * hands - len(blocks), 0)
    first = [Nest(block=number, problem=blocks[number].problem, seconds=1) for number in order]
    longer = [
        Nest(
            block=number,
            problem=blocks[number].problem,
            seconds=min(int(left * blocks[number].problem.piece_count / total), seconds - 1),
        )
        for number in order
    ]
    return first + [nest for nest in longer if nest.seconds >= 1]


def _threads(blocks: Sequence[Block], seconds: int, hands: int) -> int:
    pieces = sum(block.problem.piece_count for block in blocks)
    return hands // len(blocks) if seconds * hands < THREADED_S * pieces else 1


def _spread_nests(blocks: Sequence[Block], seconds: int, hands: int) -> list[Nest]:
    """Nest every block widely spread for a moment, which can always be matched, then denser and denser."""
    repeat_mm = blocks[0].problem.rules.repeat_y_mm
    share = max((seconds * hands - len(blocks)) // (3 * len(blocks)), 1)
    plan = [(1, 1.0), (share, 0.5), (share, 0.0), (share, 0.25)]
    return [
        Nest(block=number, problem=block.problem, seconds=min(nest_s, seconds), spread_mm=spread * repeat_mm)
        for nest_s, spread in plan
        for number, block in enumerate(blocks)
    ]
