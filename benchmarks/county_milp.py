"""The allocation problem as one mixed-integer programme for HiGHS: an independent bound for small instances."""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np

from interlock.allocation import AllocationProblem


@dataclass
class _Rows:
    """Rows of the programme as they are written, in compressed form."""

    start: list[int] = field(default_factory=lambda: [0])
    column: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, terms: list[tuple[int, float]], low: float, high: float) -> None:
        self.column += [column for column, _ in terms]
        self.value += [value for _, value in terms]
        self.start.append(len(self.column))
        self.low.append(low)
        self.high.append(high)


@dataclass
class _Columns:
    """Columns: outside batches by order, then whole batches, opening and minutes by order and place."""

    cost: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)

    def add(self, cost: float, high: float, *, whole: bool) -> int:
        self.cost.append(cost)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.cost) - 1


def highs_bound_fen(problem: AllocationProblem, seconds: float, gap: float = 1e-4) -> tuple[float, float]:
    """HiGHS's branch-and-bound bound and its best plan's cost (fen), after at most `seconds`."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", seconds)
    solver.setOptionValue("mip_rel_gap", gap)
    solver.passModel(_model(problem))
    solver.run()
    info = solver.getInfo()
    return float(info.mip_dual_bound), float(info.objective_function_value)


def _model(problem: AllocationProblem) -> highspy.HighsLp:
    columns, rows = _Columns(), _Rows()
    uses: dict[tuple[str, int, int], list[tuple[int, float]]] = {}
    for o in range(problem.order_count):
        _add_order(problem, o, columns, rows, uses)
    tables = {"line": problem.line_min, "cut": problem.cut_min, "finish": problem.finish_min}
    for (thing, row, bucket), terms in uses.items():
        rows.add(terms, -np.inf, float(tables[thing][row, bucket]))
    return _as_lp(columns, rows)


def _add_order(
    problem: AllocationProblem,
    o: int,
    columns: _Columns,
    rows: _Rows,
    uses: dict[tuple[str, int, int], list[tuple[int, float]]],
) -> None:
    batch, count = float(problem.batch_min[o]), int(problem.batches[o])
    all_batches = [(columns.add(batch * problem.outside_fen_per_min[o], count, whole=True), 1.0)]
    for place in range(problem.group_start[problem.group[o]], problem.group_start[problem.group[o] + 1]):
        haul = problem.group_haul_fen_per_piece[place] / problem.minutes_per_piece[o]
        k = columns.add(batch * (problem.group_price_fen_per_min[place] + haul), count, whole=True)
        opened = columns.add(float(problem.group_opening_fen[place]), 1.0, whole=True)
        minutes = _add_minutes(problem, o, int(problem.group_line[place]), columns, uses)
        rows.add([*minutes, (k, -batch), (opened, -float(problem.group_loss_min[place]))], 0.0, 0.0)
        rows.add([(k, 1.0), (opened, -float(count))], -np.inf, 0.0)
        rows.add([(k, 1.0), (opened, -1.0)], 0.0, np.inf)
        all_batches.append((k, 1.0))
    rows.add(all_batches, count, count)


def _add_minutes(
    problem: AllocationProblem,
    o: int,
    line: int,
    columns: _Columns,
    uses: dict[tuple[str, int, int], list[tuple[int, float]]],
) -> list[tuple[int, float]]:
    terms, last = [], problem.bucket_count - 1
    for t in range(problem.release[o], last + 1):
        x = columns.add(float(problem.time_fen_per_min[o, t]), float(problem.line_min[line, t]), whole=False)
        terms.append((x, 1.0))
        uses.setdefault(("line", line, t), []).append((x, 1.0))
        shops = (
            ("cut", int(problem.cut_shop[o]), max(t - 1, 0), problem.cut_use[o]),
            ("finish", int(problem.finish_shop[o]), min(t + 1, last), problem.finish_use[o]),
        )
        for thing, shop, bucket, use in shops:
            if shop >= 0:
                uses.setdefault((thing, shop, bucket), []).append((x, float(use)))
    return terms


def _as_lp(columns: _Columns, rows: _Rows) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns.cost), len(rows.low)
    lp.col_cost_ = np.array(columns.cost)
    lp.col_lower_, lp.col_upper_ = np.zeros(len(columns.cost)), np.array(columns.high, dtype=float)
    lp.row_lower_, lp.row_upper_ = np.array(rows.low), np.array(rows.high)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(rows.start, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(rows.column, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(rows.value)
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[whole] for whole in columns.whole]
    return lp
