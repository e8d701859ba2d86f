"""Prices carried over to a changed network, and the lower bounds that they prove there.

For any non-negative prices the Lagrangian is a lower bound of the relaxed network's cost (Fisher, The Lagrangian
relaxation method, Management Science 1981), so prices that were best before a change still prove something after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from interlock.allocation import AllocationProblem, Prices
from interlock.whatif.change import Bools, Floats, Ints, Touched, groups_of_places

if TYPE_CHECKING:
    from interlock.allocation.crew import Crew
    from interlock.allocation.tables import Cells, Plan

BLOCKS = 8
AVERAGED_SHARE = 0.3
_BY_ORDER = (
    "batch_min", "batches", "release", "time_fen_per_min", "outside_fen_per_min", "minutes_per_piece", "group",
    "cut_shop", "cut_use", "finish_shop", "finish_use",
)  # fmt: skip


def only_orders(problem: AllocationProblem, orders: Ints) -> AllocationProblem:
    """The problem with only some of its orders; capacities stay whole."""
    arrays = {name: getattr(problem, name)[orders] for name in _BY_ORDER}
    return replace(problem, **arrays, due=None if problem.due is None else problem.due[orders])


def orders_near(problem: AllocationProblem, touched: Touched) -> Ints:
    """The orders that could use a touched line or must go through a touched shop."""
    near = _rows(touched.line)[problem.group_line]
    in_group = np.zeros(len(problem.group_start) - 1, np.bool_)
    in_group[groups_of_places(problem)[near]] = True
    found = in_group[problem.group]
    for shop, rows in ((problem.cut_shop, _rows(touched.cut)), (problem.finish_shop, _rows(touched.finish))):
        if rows.any():
            found = found | ((shop >= 0) & rows[shop])
    return np.flatnonzero(found)


def _rows(cells: Bools) -> Bools:
    """Rows with any cell that is touched."""
    return np.asarray(cells.any(axis=1))


def competing_fen(problem: AllocationProblem, prices: Prices, lines: Ints) -> Floats:
    """What a minute of lines could cost at most before other lines are cheaper, by line and bucket.

    For each of a line's groups: the cheapest other line's sewing, transport and price, less the line's own sewing and
    transport; the best group counts. (The price at which its column has reduced cost zero.)
    """
    group = groups_of_places(problem)
    pieces_per_min = _pieces_per_min(problem)
    unit = problem.group_price_fen_per_min + problem.group_haul_fen_per_piece * pieces_per_min[group]
    asked = np.isin(problem.group_line, lines)
    others = np.flatnonzero(~asked)
    best = np.full((len(problem.group_start) - 1, problem.bucket_count), np.inf)
    full = np.where(problem.line_min > 0.0, prices.line_fen_per_min, np.inf)
    np.minimum.at(best, group[others], unit[others, None] + full[problem.group_line[others]])
    found = np.zeros((len(lines), problem.bucket_count))
    own = np.flatnonzero(asked)
    margin = best[group[own]] - unit[own, None]
    row = np.searchsorted(lines, problem.group_line[own])
    np.maximum.at(found, row, np.where(np.isfinite(margin), margin, _outside_margin(problem, group[own], unit[own])))
    return found


def _pieces_per_min(problem: AllocationProblem) -> Floats:
    """Mean pieces a minute of each group's orders."""
    groups = len(problem.group_start) - 1
    count = np.maximum(np.bincount(problem.group, minlength=groups), 1)
    return np.bincount(problem.group, weights=1.0 / problem.minutes_per_piece, minlength=groups) / count


def _outside_margin(problem: AllocationProblem, group: Ints, unit: Floats) -> Floats:
    """Where no other line can sew for a group, outside work is what a line competes with."""
    dearest = np.zeros(len(problem.group_start) - 1)
    np.maximum.at(dearest, problem.group, problem.outside_fen_per_min)
    margin: Floats = np.maximum(dearest[group] - unit, 0.0)[:, None]
    return margin


class Ascent:
    """Subgradient passes from given prices on one problem; remembers the prices with the best bound so far.

    Only the prices of ``touched`` cells move; the others are what the network paid before.
    """

    def __init__(self, problem: AllocationProblem, crew: Crew, touched: Touched) -> None:
        from interlock.allocation.duals import price_scale
        from interlock.allocation.tables import empty_plan

        self._problem, self._crew, self._touched = problem, crew, touched
        self._scale = price_scale(problem)
        self._plan: Plan = empty_plan(problem)
        self._found: list[tuple[float, Cells]] = []

    def try_prices(self, price: Cells) -> float:
        """Prove the bound at some prices, exactly."""
        orders_fen = self._crew.price_orders(price, self._plan, self._problem.loss_floor_share)
        fen = orders_fen - sum(float((p * cap).sum()) for p, cap in zip(price, self._crew.full, strict=True))
        if not self._found or fen > self.best_fen:
            self._found = [(fen, price.copy())]
        return fen

    @property
    def best_fen(self) -> float:
        """The best bound proven so far."""
        return self._found[0][0]

    @property
    def best_prices(self) -> Cells:
        """The prices that proved it."""
        return self._found[0][1]

    def climb(self, price: Cells, passes: int, steps: tuple[float, float], seed: int = 0) -> None:
        """Move prices towards the best bound by incremental subgradient passes, and prove what their mean gives."""
        from interlock.allocation.run import shift
        from interlock.allocation.tables import Cells, empty_plan, nothing_like

        rng, price = np.random.default_rng(seed), price.copy()
        plan, room = empty_plan(self._problem), self._crew.full.copy()
        share, orders = self._problem.loss_floor_share, np.arange(self._problem.order_count)
        self._crew.respond(orders, price, room, plan, share)
        total, count = nothing_like(price), 0
        for i in range(passes):
            size = steps[0] * (steps[1] / steps[0]) ** (i / max(passes - 1, 1))
            for part in np.array_split(rng.permutation(orders), BLOCKS):
                self._crew.respond(part, price, room, plan, share)
                shift(price, self._slope(room), (self._scale[0] * size, self._scale[1] * size, self._scale[2] * size))
                if i >= passes * (1.0 - AVERAGED_SHARE):
                    count += 1
                    for table, now in zip(total, price, strict=True):
                        table += now
        self.try_prices(Cells(*(table / count for table in total)) if count else price)

    def _slope(self, room: Cells) -> Cells:
        """How far each price that may move is off: its cell's overload as a share of the capacity."""
        from interlock.allocation.run import overload
        from interlock.allocation.tables import Cells

        over, touched = overload(room, self._crew.full), self._touched
        return Cells(over.line * touched.line, over.cut * touched.cut, over.finish * touched.finish)


@contextmanager
def ascent(problem: AllocationProblem, touched: Touched) -> Iterator[Ascent]:
    """An ascent whose threads end with the block."""
    from interlock.allocation.crew import crew_for

    with crew_for(problem) as crew:
        yield Ascent(problem, crew, touched)
