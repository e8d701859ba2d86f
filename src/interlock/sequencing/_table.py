"""A line problem as the arrays that the compiled search reads."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from interlock.sequencing._kernels import CURVE, LINE, LOT, Table
from interlock.sequencing.learning import Familiarity
from interlock.sequencing.problem import LineProblem, SequencingLot


def table_of(problem: LineProblem) -> Table:
    """The arrays of ``problem``; styles, then categories, become numbers in order of first appearance."""
    styles = list(dict.fromkeys(lot.style for lot in problem.lots))
    categories = list(dict.fromkeys(lot.category for lot in problem.lots))
    style_number = {name: number for number, name in enumerate(styles)}
    category_number = {name: len(styles) + number for number, name in enumerate(categories)}
    return Table(
        prefix_min=np.concatenate(([0.0], np.cumsum(np.array(problem.capacity_min, dtype=np.float64)))),
        lots=np.array(
            [lot_row(problem, lot, style_number[lot.style], category_number[lot.category]) for lot in problem.lots],
            dtype=LOT,
        ),
        curves=np.array(curve_rows(problem), dtype=CURVE),
        line=np.array([line_row(problem, style_number)], dtype=LINE),
        known=np.array(known_row(problem, styles, categories), dtype=np.int64),
    )


def curve_rows(problem: LineProblem) -> list[tuple[float, int]]:
    """The curve of the style on the line, then one for each familiarity but the first."""
    curves = (problem.previous_curve, *map(problem.learning.curve, list(Familiarity)[1:]))
    return [(curve.first_day_share, curve.days_to_full) for curve in curves]


def known_row(problem: LineProblem, styles: Iterable[str], categories: Iterable[str]) -> list[bool]:
    """Which styles, then which categories the line knows before the plan."""
    known = [s in problem.known_styles or s == problem.previous_style for s in styles]
    return known + [c in problem.known_categories or c == problem.previous_category for c in categories]


def lot_row(problem: LineProblem, lot: SequencingLot, style: int, category: int) -> tuple[float, ...]:
    """One row of ``LOT``."""
    return (
        lot.work_min,
        lot.minutes_per_piece,
        lot.late_fen_per_piece_day,
        lot.wait_fen_per_piece_day * lot.pieces,
        problem.unplaced_fen(lot),
        lot.pieces,
        lot.release_day,
        lot.due_day,
        _locked_day(problem, lot),
        style,
        category,
    )


def line_row(problem: LineProblem, style_number: dict[str, int]) -> tuple[float, ...]:
    """The row of ``LINE``."""
    return (
        problem.day_min,
        problem.learning.changeover_min_per_operator * problem.operators,
        problem.lost_fen_per_min,
        -1 if problem.previous_style is None else style_number.get(problem.previous_style, -1),
        (problem.previous_days or 0.0) * problem.day_min,
    )


def _locked_day(problem: LineProblem, lot: SequencingLot) -> int:
    """The first open day from the lot's lock: its end-of-horizon number when there is none, -1 without a lock."""
    if lot.locked_start is None:
        return -1
    for day in range(lot.locked_start, problem.horizon_days):
        if problem.capacity_min[day] > 0:
            return day
    return problem.horizon_days
