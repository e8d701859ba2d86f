"""Of orders of a line's lots that cost the same, the one that sews first what is due first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from interlock.sequencing._calendar import Calendar
from interlock.sequencing.problem import LineProblem
from interlock.sequencing.solution import LineSchedule

if TYPE_CHECKING:
    from interlock.sequencing._kernels import Table

# Costs that differ by less are the same.
TIE_FEN = 1e-3
EPSILON_MIN = 1e-6


def in_due_order(problem: LineProblem, schedule: LineSchedule) -> LineSchedule:
    """The schedule with its lots in order of their due days, as far as that costs nothing.

    The line changes its style no more often for it, and is busy no longer.
    """
    at = {lot.id: number for number, lot in enumerate(problem.lots)}
    order = [at[name] for name in (*(run.lot for run in schedule.runs), *schedule.unplaced)]
    found = _by_due_where_free(problem, order)
    if found == order:
        return schedule
    calendar = Calendar(problem)
    for lot in found:
        calendar.lay(problem.lots[lot])
    return calendar.schedule(proven=schedule.proven)


def _by_due_where_free(problem: LineProblem, order: Sequence[int]) -> list[int]:
    """An order with neighbours in turn of their due days wherever the line's cost stays what it is.

    Single lots change places first, then runs of one style as a whole.
    """
    due = [lot.due_day for lot in problem.lots]
    if all(due[a] <= due[b] for a, b in pairwise(order)):
        return list(order)
    from interlock.sequencing._table import table_of

    line = _Line(table_of(problem), order)
    single = line.sorted_units([[lot] for lot in order], due)
    style = [lot.style for lot in problem.lots]
    runs = [list(run) for _, run in groupby((lot for unit in single for lot in unit), key=lambda lot: style[lot])]
    return [lot for run in line.sorted_units(runs, due) for lot in run]


class _Line:
    """What other orders of a line may cost at most, and how long it may be busy."""

    def __init__(self, table: Table, order: Sequence[int]) -> None:
        self._table = table
        self._cost, self._end, self._changes = self._measure(order)

    def sorted_units(self, units: list[list[int]], due: Sequence[int]) -> list[list[int]]:
        """Bring units forward past neighbours that are due later, as long as the line is none the worse."""
        first_due = {unit[0]: min(due[lot] for lot in unit) for unit in units}
        for end in range(1, len(units)):
            at = end
            while at > 0 and first_due[units[at - 1][0]] > first_due[units[at][0]]:
                trial = [*units[: at - 1], units[at], units[at - 1], *units[at + 1 :]]
                if not self._as_good([lot for unit in trial for lot in unit]):
                    break
                units, at = trial, at - 1
        return units

    def _as_good(self, order: Sequence[int]) -> bool:
        cost, end, changes = self._measure(order)
        return cost <= self._cost + TIE_FEN and end <= self._end + EPSILON_MIN and changes <= self._changes

    def _measure(self, order: Sequence[int]) -> tuple[float, float, int]:
        """Cost in fen, last minute on the line's axis, and changes of style."""
        import numpy as np

        from interlock.sequencing import _kernels, _search

        lots = np.array(order, dtype=np.int64)
        trail = _search.new_trail(self._table)
        cost = float(_search.record(self._table, lots, 0, trail))
        at_min = trail.spots[:, 0]
        # The search breaks ties by when lots end; this is where that gives way to when they are due.
        ended_min = at_min[1:][at_min[1:] > at_min[:-1]].sum()
        styles = self._table.lots["style"][lots]
        changes = int((styles[1:] != styles[:-1]).sum())
        return cost - _kernels.COMPLETION_FEN_PER_MIN * float(ended_min), float(at_min[-1]), changes
