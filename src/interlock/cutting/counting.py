"""Bounds by counting: what no plan of an order can go below, in microseconds and without a search."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interlock.cutting.problem import CutProblem, Spread

# Float sums of lengths may exceed a limit that they equal on paper.
_SLACK_MM = 1e-6


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Least plies, lays and markers of any plan, and the length of the least garments laid end to end.

    ``garments_fen`` is the least that garments cost: their fabric, or what is paid for leaving them out. A stepped lay
    counts as so many lays as it has sections.
    """

    plies: int
    lays: int
    markers: int
    garments: int
    garments_mm: float
    garments_fen: float


def count(problem: CutProblem) -> Counted:
    """Count the least plies by garments and by length of each colour, then lays by plies, then markers."""
    least = [
        [problem.least(colour, size) for size in range(len(problem.sizes))] for colour in range(len(problem.colours))
    ]
    each_mm = problem.length.per_garment_mm
    rows_mm = [sum(n * mm for n, mm in zip(row, each_mm, strict=True)) for row in least]
    plies = sum(_plies_of_colour(problem, row) for row in least)
    lays = math.ceil(plies / problem.max_plies)
    markers = 1 if one_marker_suffices(problem) else 2
    markers = markers if problem.reuse_markers else max(markers, lays)
    lays = max(lays, markers)
    return Counted(
        plies=max(plies, lays * problem.min_plies),
        lays=lays,
        markers=markers,
        garments=sum(map(sum, least)),
        garments_mm=sum(rows_mm),
        garments_fen=sum(_cheapest_fen(problem, colour, size) for colour, size in problem.cells()),
    )


def _cheapest_fen(problem: CutProblem, colour: int, size: int) -> float:
    """What a cell costs at least: as ordered, or cut as short as the tolerance permits and paid for."""
    wanted, least = problem.demand[colour][size], problem.least(colour, size)
    each_fen = problem.length.per_garment_mm[size] / 1000 * problem.fabric_fen_per_m
    return min(wanted * each_fen, least * each_fen + (wanted - least) * problem.under_fen)


def _plies_of_colour(problem: CutProblem, least: Sequence[int]) -> int:
    garments, spread = sum(least), problem.spread
    garments_mm = sum(n * mm for n, mm in zip(least, spread.per_garment_mm, strict=True))
    by_length = math.ceil(garments_mm / (problem.max_length_mm - spread.fixed_mm) - _SLACK_MM) if garments else 0
    return max(math.ceil(garments / problem.max_garments), by_length)


def fabric_mm(problem: CutProblem, counted: Counted, plies: int) -> float:
    """Least fabric of a plan with so many plies."""
    return counted.garments_mm + plies * (problem.length.fixed_mm + problem.end_loss_mm)


def money_fen(problem: CutProblem, counted: Counted, markers: int) -> float:
    """Least cost of a plan with at least so many markers; markers that are made already cost nothing."""
    lays = max(counted.lays, markers)
    plies = max(counted.plies, lays * problem.min_plies)
    fixed_fen = plies * (problem.length.fixed_mm + problem.end_loss_mm) / 1000 * problem.fabric_fen_per_m
    made_fen = problem.marker_fen * max(0, markers - len(set(problem.known)))
    lays_fen = sum(_lays_fen(problem, spread, plies, markers) for spread in problem.spreads)
    return counted.garments_fen + fixed_fen + problem.ply_fen * plies + made_fen + lays_fen


def _lays_fen(problem: CutProblem, spread: Spread, plies: int, markers: int) -> float:
    return spread.lay_fen * math.ceil(max(spread.lays(plies), markers) / problem.sections)


def one_marker_suffices(problem: CutProblem) -> bool:
    """Whether one size ratio could make the whole order, if any number of plies of each colour could be spread.

    The counts of each size leave an interval of plies to every colour; one ratio is enough when counts exist that hold
    no more than a marker's garments and leave no interval empty. False therefore proves that two markers are needed.
    """
    return next(single_markers(problem), None) is not None


def single_markers(problem: CutProblem) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Yield every (ratio, plies by colour) that makes the whole order alone, with as few plies as it permits."""
    wanted = [size for size in range(len(problem.sizes)) if any(row[size] for row in problem.demand)]
    spans = [(0, max(map(sum, problem.demand)) * 2 + 1)] * len(problem.colours)
    for counts, narrowed in _fitting(problem, wanted, spans, problem.max_garments):
        by_size = dict(zip(wanted, counts, strict=True))
        ratio = tuple(by_size.get(size, 0) for size in range(len(problem.sizes)))
        yield ratio, tuple(low for low, _ in narrowed)


def _fitting(
    problem: CutProblem, sizes: list[int], spans: list[tuple[int, int]], room: int
) -> Iterator[tuple[tuple[int, ...], list[tuple[int, int]]]]:
    if not sizes:
        yield (), spans
        return
    for garments in range(1, room - len(sizes) + 2):
        narrowed = [_narrow(problem, colour, sizes[0], garments, span) for colour, span in enumerate(spans)]
        if all(low <= high for low, high in narrowed):
            for counts, left in _fitting(problem, sizes[1:], narrowed, room - garments):
                yield (garments, *counts), left


def _narrow(problem: CutProblem, colour: int, size: int, garments: int, span: tuple[int, int]) -> tuple[int, int]:
    low, high = span
    least, most = problem.least(colour, size), problem.most(colour, size)
    return max(low, math.ceil(least / garments)), min(high, most // garments)
