"""A marker as blocks that are nested by themselves: sections of a stepped lay, and whole garments of large markers.

The engine's density falls when pieces grow in number and the time does not. From about 120 pieces on, blocks of whole
garments with 55 to 100 pieces, joined and compacted together, were measured to be denser in the same time; equal blocks
are nested once, so that they have all of it, and may be smaller where there is little. Below 100 pieces splitting costs
density.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from interlock.markers._stripes import is_striped
from interlock.markers.problem import MarkerProblem

LARGE_PIECES = 120
FEWEST_PIECES, BEST_PIECES, MOST_PIECES = 50, 75, 110
# Equal blocks: so many pieces and garments at least, and how many pieces are best, which grows with the seconds of all
# processes together.
FEWEST_EQUAL, FEWEST_GARMENTS = 20, 5
LEAST_EQUAL, PIECES_A_SECOND = 24, 0.1

Ratio = Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Block:
    """A part of a marker: its own problem, and for each of its copies the first garment of every size."""

    section: int
    problem: MarkerProblem
    copies: tuple[Ratio, ...]


def blocks_of(problem: MarkerProblem, work_s: float = math.inf) -> list[Block]:
    """Return the blocks of a marker, section by section; one block that is the marker itself where it is not split.

    ``work_s`` is the time of all processes together, which equal blocks are sized by.
    """
    sections = section_problems(problem)
    each_s = work_s / len(sections)
    return [block for number, section in enumerate(sections) for block in _split(section, number, each_s)]


def section_problems(problem: MarkerProblem) -> list[MarkerProblem]:
    """Return the problem of every section, or the problem itself where it has none."""
    if not problem.sections:
        return [problem]
    return [_with(problem, {size: problem.garments[size] for size in sizes}) for sizes in problem.sections]


def _with(problem: MarkerProblem, ratio: Ratio) -> MarkerProblem:
    """Return the problem for so many garments of each size and no others."""
    pieces = tuple(
        (piece, min(garments, ratio[piece.size])) for piece, garments in problem.pieces if ratio.get(piece.size)
    )
    rules = tuple(
        rule
        for rule in problem.piece_rules
        if any(rule.piece == piece.name and rule.size in ("", piece.size) for piece, _ in pieces)
    )
    return replace(problem, pieces=pieces, piece_rules=rules, sections=())


def _split(problem: MarkerProblem, section: int, work_s: float) -> list[Block]:
    ratios = _ratios(problem, work_s) if _may_split(problem) else [dict(problem.garments)]
    blocks: dict[tuple[tuple[str, int], ...], list[Ratio]] = {}
    start: Counter[str] = Counter()
    for ratio in ratios:
        blocks.setdefault(tuple(ratio.items()), []).append({size: start[size] for size in ratio})
        start.update(ratio)
    return [
        Block(
            section=section,
            problem=problem if len(ratios) == 1 else _with(problem, dict(ratio)),
            copies=tuple(copies),
        )
        for ratio, copies in blocks.items()
    ]


def _may_split(problem: MarkerProblem) -> bool:
    """Garments must be whole: every piece of a size is there as often as the size."""
    whole = all(garments == problem.garments[piece.size] for piece, garments in problem.pieces)
    return whole and problem.piece_count >= LARGE_PIECES and not problem.fixed and not is_striped(problem)


def _ratios(problem: MarkerProblem, work_s: float) -> list[dict[str, int]]:
    """Return the garments of every block: as many equal blocks as there can be, near the best size."""
    garments = problem.garments
    pieces = {size: sum(p.quantity for p, _ in problem.pieces if p.size == size) for size in garments}
    total = problem.piece_count
    found = []
    best_equal = min(max(PIECES_A_SECOND * work_s, LEAST_EQUAL), BEST_PIECES)
    for count in range(max(2, math.ceil(total / MOST_PIECES)), total // FEWEST_EQUAL + 1):
        ratios = _equal(garments, pieces, count)
        sizes = [sum(pieces[size] * number for size, number in ratio.items()) for ratio in ratios]
        kinds = len({tuple(ratio.items()) for ratio in ratios})
        small = kinds == 1 and sum(ratios[0].values()) >= FEWEST_GARMENTS
        fewest, best = (FEWEST_EQUAL if small else FEWEST_PIECES), (best_equal if kinds == 1 else BEST_PIECES)
        if min(sizes) >= fewest and max(sizes) <= MOST_PIECES and _alike(problem, kinds):
            found.append((kinds, abs(total / count - best), ratios))
    return min(found, key=lambda entry: entry[:2])[2] if found else [dict(garments)]


def _alike(problem: MarkerProblem, kinds: int) -> bool:
    """Blocks of different kinds would each choose the ways of their sizes for themselves."""
    return kinds == 1 or problem.rules.direction != "by_size"


def _equal(garments: Ratio, pieces: Ratio, count: int) -> list[dict[str, int]]:
    """Share garments out over so many blocks: what divides evenly, then the rest, to the smallest block each time."""
    blocks = [{size: number // count for size, number in garments.items()} for _ in range(count)]
    rest = [size for size, number in garments.items() for _ in range(number % count)]
    for size in sorted(rest, key=lambda size: -pieces[size]):
        smallest = min(blocks, key=lambda block: (sum(pieces[s] * n for s, n in block.items()), block[size]))
        smallest[size] += 1
    return [{size: number for size, number in block.items() if number} for block in blocks]
