"""A line problem as the arrays that the compiled search reads."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

import numpy as np

from interlock.sequencing._kernels import Table
from interlock.sequencing.learning import Familiarity
from interlock.sequencing.problem import LineProblem, SequencingLot


def table_of(problem: LineProblem) -> Table:
    """The arrays of ``problem``; styles and categories become numbers in order of first appearance."""
    lots = problem.lots
    style = _numbers(lot.style for lot in lots)
    category = _numbers(lot.category for lot in lots)
    curves = [problem.previous_curve, *(problem.learning.curve(f) for f in Familiarity if f > 0)]
    return Table(
        prefix_min=np.concatenate(([0.0], np.cumsum(np.array(problem.capacity_min, dtype=np.float64)))),
        work_min=np.array([lot.work_min for lot in lots]),
        piece_min=np.array([lot.minutes_per_piece for lot in lots]),
        pieces=_integers(lot.pieces for lot in lots),
        release_day=_integers(lot.release_day for lot in lots),
        due_day=_integers(lot.due_day for lot in lots),
        late_fen=np.array([float(lot.late_fen_per_piece_day) for lot in lots]),
        unplaced_fen=np.array([problem.unplaced_fen(lot) for lot in lots]),
        locked_day=_integers(_locked_day(problem, lot) for lot in lots),
        style=_integers(style[lot.style] for lot in lots),
        category=_integers(category[lot.category] for lot in lots),
        known_style=_integers(s in problem.known_styles or s == problem.previous_style for s in style),
        known_category=_integers(c in problem.known_categories or c == problem.previous_category for c in category),
        first_share=np.array([curve.first_day_share for curve in curves]),
        climb_days=_integers(curve.days_to_full for curve in curves),
        day_min=float(problem.day_min),
        changeover_min=float(problem.learning.changeover_min_per_operator * problem.operators),
        lost_fen=float(problem.lost_fen_per_min),
        start_style=style.get(problem.previous_style, -1),
        start_experience_min=float((problem.previous_days or 0.0) * problem.day_min),
    )


def _numbers(names: Iterable[Hashable]) -> dict[Hashable, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _integers(values: Iterable[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.fromiter(values, dtype=np.int64)


def _locked_day(problem: LineProblem, lot: SequencingLot) -> int:
    """The first open day from the lot's lock: its end-of-horizon number when there is none, -1 without a lock."""
    if lot.locked_start is None:
        return -1
    for day in range(lot.locked_start, problem.horizon_days):
        if problem.capacity_min[day] > 0:
            return day
    return problem.horizon_days
