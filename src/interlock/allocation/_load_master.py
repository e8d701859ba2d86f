"""The choice of one load per line as a program (HiGHS): its relaxation says what every order is worth.

Rows: every order once; one load per line. Columns: loads; an order outside; and an order missed or doubled, at prices
around the steadiest worths known (the boxed worths of du Merle, Villeneuve, Desrosiers and Hansen, Discrete
Mathematics 194, 1999), which keep the worths from leaping while loads are few.
"""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interlock.allocation.problem import Floats, Ints

Flags = NDArray[np.bool_]


class Master:
    """Loads are added as they are found. `outside_fen` is what each order costs outside."""

    def __init__(self, outside_fen: Floats, lines: int) -> None:
        import highspy

        new_model: Any = highspy.Highs  # typed in some releases only
        self._model = new_model()
        for name, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
            self._model.setOptionValue(name, value)
        self._orders = len(outside_fen)
        self.loads: list[tuple[int, Ints]] = []
        self._known: set[tuple[int, bytes]] = set()
        empty: tuple[Ints, Floats] = (np.zeros(0, np.int32), np.zeros(0))
        for _ in range(self._orders):
            self._model.addRow(1.0, 1.0, 0, *empty)
        for _ in range(lines):
            self._model.addRow(-inf, 1.0, 0, *empty)
        for o, fen in enumerate(outside_fen):
            self._column(float(fen), np.array([o]), 1.0)
        for o in range(self._orders):
            self._column(0.0, np.array([o]), 1.0)
            self._column(0.0, np.array([o]), -1.0)
        self._first = 3 * self._orders

    def _column(self, fen: float, rows: Ints, value: float) -> None:
        self._model.addCol(fen, 0.0, inf, len(rows), rows.astype(np.int32), np.full(len(rows), value))

    def add(self, line: int, orders: Ints, fen: float) -> bool:
        """Offer a load for a line; False when it is known."""
        key = (line, orders.tobytes())
        if key in self._known:
            return False
        self._known.add(key)
        self.loads.append((line, orders))
        self._column(fen, np.append(orders, self._orders + line), 1.0)
        return True

    def box(self, worth_fen: Floats, width_fen: Floats | None) -> None:
        """Let worths keep within `width_fen` of `worth_fen`; without a width, let them go where they will."""
        below = np.zeros(self._orders) if width_fen is None else worth_fen - width_fen
        above = np.zeros(self._orders) if width_fen is None else worth_fen + width_fen
        fen = np.column_stack([above, -below]).ravel()
        columns = np.arange(self._orders, self._first, dtype=np.int32)
        self._model.changeColsCost(len(columns), columns, fen)
        top = np.full(len(columns), 0.0 if width_fen is None else inf)
        self._model.changeColsBounds(len(columns), columns, np.zeros(len(columns)), top)

    def allow(self, which: Flags) -> None:
        """Leave these loads in the choice, and no others."""
        columns = np.arange(self._first, self._first + len(which), dtype=np.int32)
        top = np.where(which, inf, 0.0)
        self._model.changeColsBounds(len(columns), columns, np.zeros(len(columns)), top)

    def relax(self) -> tuple[float, Floats, Floats, Floats]:
        """(value, worth of each order, rent of each line (0 or below), share of each load) of the relaxation, fen."""
        self._model.run()
        solution = self._model.getSolution()
        duals, shares = np.array(solution.row_dual), np.array(solution.col_value)
        value = float(self._model.getInfo().objective_function_value)
        return value, duals[: self._orders], duals[self._orders :], shares[self._first :]
