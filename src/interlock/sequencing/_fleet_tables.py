"""Many lines as the arrays that the compiled moves read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from interlock.sequencing._fleet_kernels import Fleet, State
from interlock.sequencing._kernels import CURVE, LINE, LOT
from interlock.sequencing._table import curve_rows, known_row, line_row, lot_row
from interlock.sequencing.fleet import FleetProblem
from interlock.sequencing.problem import LineProblem, SequencingLot
from interlock.sequencing.solution import LineSchedule

# Places for lots on a line beyond those of the fullest one.
SPARE = 24


def fleet_of(problem: FleetProblem) -> Fleet:
    """The arrays of all lines and lots, which share one numbering of styles and categories."""
    lines, lots = problem.lines, problem.lots
    styles = {name: i for i, name in enumerate(dict.fromkeys(lot.style for lot in lots))}
    marks = {name: len(styles) + i for i, name in enumerate(dict.fromkeys(lot.category for lot in lots))}
    rows = np.array(
        [lot_row(line, lot, styles[lot.style], marks[lot.category]) for line, lot in _with_lines(problem)], dtype=LOT
    )
    rows["late_fen"] *= problem.late_weight
    rows["unplaced_fen"] *= problem.late_weight
    return Fleet(
        prefix_min=np.array([[0.0, *np.cumsum(np.array(line.capacity_min, dtype=np.float64))] for line in lines]),
        lots=rows,
        curves=np.array([curve_rows(line) for line in lines], dtype=CURVE),
        lines=np.array([line_row(line, styles) for line in lines], dtype=LINE),
        known=np.array([known_row(line, styles, marks) for line in lines], dtype=np.int16),
        fen=np.ascontiguousarray(problem.fen),
        dearer_fen=_dearer_fen(problem),
        owner=problem.owner,
        most_min=problem.most_min,
        least_min=np.array(problem.least_min or [0.0] * len(problem.most_min)),
        outside_fen=np.array([*[np.inf] * (len(lots) - len(problem.outside)), *problem.outside_fen]),
    )


def _dearer_fen(problem: FleetProblem) -> NDArray[np.float64]:
    """What every lot costs on every line beyond its cheapest one, where that is asked for."""
    if not problem.for_money:
        return np.zeros((len(problem.lots), 1))
    found = np.zeros_like(problem.fen)
    np.subtract(problem.fen, problem.fen.min(axis=1, keepdims=True), out=found, where=np.isfinite(problem.fen))
    return found


def _with_lines(problem: FleetProblem) -> Iterator[tuple[LineProblem, SequencingLot]]:
    """All lots with their line; those outside with the first one, whose days are those of every line."""
    yield from ((line, lot) for line in problem.lines for lot in line.lots)
    yield from ((problem.lines[0], lot) for lot in problem.outside)


def state_of(problem: FleetProblem, fleet: Fleet, schedules: Sequence[LineSchedule], looks: int) -> State:
    """The orders of ``schedules``, unplaced lots last."""
    number = {lot.id: i for i, lot in enumerate(problem.lots)}
    orders = [[number[name] for name in (*(run.lot for run in s.runs), *s.unplaced)] for s in schedules]
    lines, width, marks = len(orders), max(map(len, orders)) + SPARE, fleet.known.shape[1]
    order = np.zeros((lines, width), np.int64)
    for row, lots in zip(order, orders, strict=True):
        row[: len(lots)] = lots
    return State(
        order=order,
        count=np.array([len(lots) for lots in orders]),
        line_of=np.full(len(number), -1, np.int64),
        spots=np.zeros((lines, width + 1, 5)),
        trails=np.zeros((lines, width + 1, marks), np.int16),
        cost_fen=np.zeros(lines),
        given_min=np.zeros(len(problem.most_min)),
        scratch=np.zeros(marks, np.int16),
        trial=np.zeros(width + 1, np.int64),
        looks=np.array([looks]),
    )
