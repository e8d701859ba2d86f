"""The choice of one pattern per roll as a program (HiGHS): its relaxation gives prices, its whole numbers a plan.

Rows: plies wanted of every lay; one pattern per roll; as many heads as tails of each splice within a shade; plies of a
shade in a lay only where the shade is paid for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from interlock.rolls._colour import Chosen, Colour, Pattern
from interlock.rolls._pricing import Prices
from interlock.rolls.problem import Roll

# Presolve is off as in `sourcing`: HiGHS calls wrong answers optimal after presolve (ERGO-Code/HiGHS issue 3073).
_OPTIONS = (
    ("threads", 1),
    ("mip_rel_gap", 1e-9),
    ("mip_abs_gap", 0.4),
    ("mip_feasibility_tolerance", 1e-7),
    ("mip_heuristic_run_feasibility_jump", False),
    ("presolve", "off"),
)


@dataclass(frozen=True)
class Whole:
    """A whole-numbered choice, the plies of each lay that it lacks, and the bound for the columns at hand."""

    chosen: Chosen
    lacking: tuple[int, ...]
    bound_fen: float
    proved: bool


@dataclass
class Master:
    """Columns are added as they are found; ``lack_fen`` is the price of a ply that is not spread."""

    colour: Colour
    lack_fen: float
    columns: list[tuple[int, Pattern]] = field(default_factory=list)

    def __post_init__(self) -> None:
        import highspy

        new_model: Any = highspy.Highs  # typed in some releases only
        self._model = new_model()
        self._model.silent()
        for name, value in _OPTIONS:
            self._model.setOptionValue(name, value)
        self._known: set[tuple[int, Pattern]] = set()
        self._columns = 0
        self._add_rows()

    def _add_rows(self) -> None:
        colour = self.colour
        for plies in colour.plies:
            self._row(plies, plies)
        self._roll_row = len(colour.plies)
        for _ in colour.rolls:
            self._row(-inf, 1)
        self._rows_of_shades()
        for lay in range(len(colour.lays)):
            self._column(self.lack_fen, inf, [(lay, 1.0)])
        self._shade_columns()
        self._first = self._columns

    def _rows_of_shades(self) -> None:
        colour = self.colour
        self._balance, self._shade_row = {}, {}
        row = self._roll_row + len(colour.rolls)
        for shade in colour.shades:
            for lay, asked in enumerate(colour.lays):
                for splice in range(len(asked.splices)):
                    self._balance[shade, lay, splice] = row
                    self._row(0, 0)
                    row += 1
                if len(colour.shades) > 1:
                    self._shade_row[shade, lay] = row
                    self._row(-inf, 0)
                    row += 1
        self._count_row = row
        for asked in colour.lays:
            self._row(-inf, inf if asked.most_shades is None else asked.most_shades)

    def _shade_columns(self) -> None:
        for (shade, lay), row in self._shade_row.items():
            most = float(self._most_plies(shade, lay))
            self._column(self.colour.problem.shade_fen, 1.0, [(row, -most), (self._count_row + lay, 1.0)])

    def _most_plies(self, shade: str, lay: int) -> int:
        each = self.colour.ply_mm[lay]
        splices = 1 if self.colour.lays[lay].splices else 0
        rolls = [r for r in self.colour.rolls if r.shade == shade and self.colour.holds(r, lay)]
        return min(self.colour.plies[lay], sum(r.length_mm // each + splices for r in rolls))

    @property
    def constant_fen(self) -> int:
        """What the program counts too much: the first shade of every lay is free."""
        return self.colour.problem.shade_fen * len(self.colour.lays) if self._shade_row else 0

    def add(self, at: int, pattern: Pattern) -> bool:
        """Offer a pattern for roll no. ``at``; False when it is known."""
        if (at, pattern) in self._known or not pattern.lays():
            return False
        self._known.add((at, pattern))
        self.columns.append((at, pattern))
        roll = self.colour.rolls[at]
        self._column(self.colour.pattern_fen(roll, pattern), 1.0, self._terms(at, roll, pattern))
        return True

    def _terms(self, at: int, roll: Roll, pattern: Pattern) -> list[tuple[int, float]]:
        plies = {lay: count for lay, count in enumerate(pattern.plies()) if count}
        terms = {lay: float(count) for lay, count in plies.items()}
        terms[self._roll_row + at] = 1.0
        for place, sign in ((pattern.head, 1.0), (pattern.tail, -1.0)):
            if place:
                row = self._balance[roll.shade, *place]
                terms[row] = terms.get(row, 0.0) + sign
        if self._shade_row:
            # A tail alone also brings its shade: its head, of the same shade, is counted.
            for lay, count in plies.items():
                terms[self._shade_row[roll.shade, lay]] = float(count)
        return [(row, value) for row, value in terms.items() if value]

    def relax(self) -> tuple[float, list[float], Any]:
        """(value, price of each roll, row prices) of the relaxation."""
        self._set_kinds(whole=False)
        self._model.run()
        duals = self._model.getSolution().row_dual
        value = float(self._model.getInfo().objective_function_value) - self.constant_fen
        rolls = list(duals[self._roll_row : self._roll_row + len(self.colour.rolls)])
        return value, rolls, duals

    def prices(self, shade: str, duals: Any) -> Prices:
        """What plies of one shade are worth at the relaxation's prices."""
        lays = range(len(self.colour.lays))
        whole = [duals[lay] + (duals[self._shade_row[shade, lay]] if self._shade_row else 0.0) for lay in lays]
        balance = [
            [duals[self._balance[shade, lay, splice]] for splice in range(len(self.colour.lays[lay].splices))]
            for lay in lays
        ]
        head = [[whole[lay] + price for price in balance[lay]] for lay in lays]
        return Prices(whole, [[-price for price in row] for row in balance], head)

    def whole(self, start: Chosen | None, nodes: int) -> Whole:
        """The best whole-numbered choice of the columns at hand within so many nodes, from ``start`` if given."""
        import highspy

        self._set_kinds(whole=True)
        self._model.setOptionValue("mip_max_nodes", nodes)
        if start is not None:
            self._start_from(start)
        self._model.run()
        info, status = self._model.getInfo(), self._model.getModelStatus()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Whole(start or [], (), -inf, proved=False)
        values = self._model.getSolution().col_value
        chosen: Chosen = [None] * len(self.colour.rolls)
        for (at, pattern), value in zip(self.columns, values[self._first :], strict=True):
            if value > 0.5:
                chosen[at] = pattern
        lacking = tuple(round(value) for value in values[: len(self.colour.lays)])
        proved = status == highspy.HighsModelStatus.kOptimal
        return Whole(chosen, lacking, float(info.mip_dual_bound) - self.constant_fen, proved)

    def restrict(self, fixed: Chosen, wanted: Sequence[int]) -> None:
        """Give some rolls their patterns, and the others only patterns of plies that are still wanted."""
        for number, (at, pattern) in enumerate(self.columns, self._first):
            chosen = fixed[at] == pattern
            fits = fixed[at] is None and all(plies <= most for plies, most in zip(pattern.plies(), wanted, strict=True))
            self._model.changeColBounds(number, float(chosen), float(chosen or fits))

    def keep_shades(self, chosen: Chosen | None) -> None:
        """Let a lay have only the shades that it has in a choice; with None, all again."""
        used = self._shades_in(chosen) if chosen else set(self._shade_row)
        for number, key in enumerate(self._shade_row, len(self.colour.lays)):
            self._model.changeColBounds(number, 0.0, float(key in used))

    def free(self) -> None:
        """Let every pattern be chosen again."""
        for number in range(self._first, self._columns):
            self._model.changeColBounds(number, 0.0, 1.0)

    def shares(self) -> tuple[list[float], float]:
        """(share of every pattern, plies not spread) in the relaxation that was solved last."""
        values = self._model.getSolution().col_value
        return list(values[self._first :]), sum(values[: len(self.colour.lays)])

    def _shades_in(self, chosen: Chosen) -> set[tuple[str, int]]:
        return {
            (self.colour.rolls[at].shade, lay) for at, pattern in enumerate(chosen) if pattern for lay in pattern.lays()
        }

    def _start_from(self, start: Chosen) -> None:
        import highspy

        values = [0.0] * self._columns
        for number, (at, pattern) in enumerate(self.columns):
            values[self._first + number] = float(start[at] == pattern)
        used = self._shades_in(start)
        for number, key in enumerate(self._shade_row, len(self.colour.lays)):
            values[number] = float(key in used)
        solution = highspy.HighsSolution()
        solution.col_value = values
        self._model.setSolution(solution)

    def _row(self, low: float, high: float) -> None:
        import numpy as np

        self._model.addRow(low, high, 0, np.array([], dtype=np.int32), np.array([]))

    def _column(self, cost: float, upper: float, terms: Sequence[tuple[int, float]]) -> None:
        import numpy as np

        rows = np.array([row for row, _ in terms], dtype=np.int32)
        self._model.addCol(cost, 0.0, upper, len(terms), rows, np.array([value for _, value in terms]))
        self._columns += 1

    def _set_kinds(self, *, whole: bool) -> None:
        import highspy
        import numpy as np

        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        count = self._columns
        kinds = np.full(count, int(kind), dtype=np.uint8)
        self._model.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)
