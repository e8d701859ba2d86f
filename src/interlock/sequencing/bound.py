"""How cheap any sequence of a line can possibly be."""

from __future__ import annotations

from collections import Counter
from math import inf
from typing import Any

from interlock.sequencing.learning import Familiarity
from interlock.sequencing.problem import LineProblem, SequencingLot


def lower_bound_fen(problem: LineProblem) -> float:
    """A proven lower bound on :attr:`LineSchedule.cost_fen`, from a linear program (HiGHS).

    The relaxation lets lots interrupt each other and pieces be cut up: minutes of each lot are spread over the days
    from its release at the lateness of each day, or left unplaced at that charge. A lot that must at least start its
    style carries its least possible start loss, spread evenly over its work: since a real loss comes early in the
    run, the evenly spread one finishes every piece no later. Locks are ignored.
    """
    if not problem.lots:
        return 0.0
    days = [day for day, minutes in enumerate(problem.capacity_min) if minutes > 0]
    lots_min, cost = [], []
    for lot in problem.lots:
        loss_min = _least_loss_min(problem, lot)
        lots_min.append(lot.work_min + loss_min)
        cost.append([fen / lots_min[-1] for fen in _cost_by_day(problem, lot, days, loss_min)])
    return _transport(cost, lots_min, [problem.capacity_min[day] for day in days])


def _cost_by_day(problem: LineProblem, lot: SequencingLot, days: list[int], loss_min: float) -> list[float]:
    """Fen of sewing the whole lot on each open day (infinite before release), then of leaving it unplaced."""
    lost_fen = loss_min * problem.lost_fen_per_min
    late, wait = lot.pieces * lot.late_fen_per_piece_day, lot.pieces * lot.wait_fen_per_piece_day
    by_day = [
        late * max(0, day - lot.due_day) + wait * day + lost_fen if day >= lot.release_day else inf for day in days
    ]
    return [*by_day, problem.unplaced_fen(lot)]


def _least_loss_min(problem: LineProblem, lot: SequencingLot) -> float:
    """The least start loss of a lot that is alone of its style; 0 where another lot could start the style for it."""
    count = Counter(other.style for other in problem.lots)
    if lot.style == problem.previous_style or count[lot.style] > 1:
        return 0.0
    learning = problem.learning
    levels = [Familiarity.KNOWN_STYLE] if lot.style in problem.known_styles else list(Familiarity)[2:]
    return min(
        learning.start_loss_min(level, work_min=lot.work_min, operators=problem.operators, day_min=problem.day_min)
        for level in levels
    )


def _transport(cost: list[list[float]], lots_min: list[float], capacity_min: list[float]) -> float:
    """Least cost of shipping ``lots_min`` into ``capacity_min``; the last column of ``cost`` is without limit."""
    import highspy
    import numpy as np

    costs = np.array(cost)
    lots, columns = np.nonzero(np.isfinite(costs))
    count = len(lots)
    new_model: Any = highspy.Highs  # typed in some releases only
    model = new_model()
    model.silent()
    model.setOptionValue("threads", 1)
    model.addVars(count, np.zeros(count), np.full(count, inf))
    model.changeColsCost(count, np.arange(count, dtype=np.int32), costs[lots, columns])
    for lot, minutes in enumerate(lots_min):
        at = np.flatnonzero(lots == lot).astype(np.int32)
        model.addRow(minutes, minutes, len(at), at, np.ones(len(at)))
    for day, minutes in enumerate(capacity_min):
        at = np.flatnonzero(columns == day).astype(np.int32)
        model.addRow(-inf, minutes, len(at), at, np.ones(len(at)))
    model.run()
    return max(0.0, float(model.getInfo().objective_function_value))
