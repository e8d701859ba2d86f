"""What a change of the network is worth: predicted from the prices before it, and checked by allocating again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from interlock.allocation import Allocation, AllocationProblem, Effort, Prices, allocate
from interlock.whatif.change import Change, Floats, Ints, Touched, changed
from interlock.whatif.reprice import ascent, competing_fen, only_orders, orders_near, relaxed

if TYPE_CHECKING:
    from interlock.allocation.tables import Cells

# Passes and steps (shares of the price scale) of the touched prices alone, then of all.
CLEARING_PASSES, CLEARING_STEPS = 20, (0.003, 0.0003)
RIPPLE_PASSES, RIPPLE_STEPS = 20, (0.001, 0.0001)
# Below this share of all cost what other prices do cannot be told from what passes leave to chance.
LEAST_SHARE = 1e-4
# How prices give way to more capacity is measured once for a problem, on so much more of every line.
GROWTH_SHARE = 0.05
LEAST_KEPT_SHARE = 0.1
# A loss is taken to grow as if it were at most so large beside that growth.
LARGEST_LOSS = 0.5


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What a change saves, in fen, predicted from the prices before it, from the plainest to the best estimate.

    ``at_prices_fen`` leaves every price as it was, those of new lines at what their competitors cost;
    ``clearing_fen`` lets the prices of what the change touches fall until it is used up. Both are never less than what
    the relaxed network saves. ``predicted_fen`` lets all other prices give way too: an estimate, never above the two.
    """

    predicted_fen: int
    clearing_fen: int
    at_prices_fen: int


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """What a change saved when the order book was allocated again with the same seed and effort, in fen.

    ``bound_fen`` compares the two lower bounds (the relaxed network, nearly free of the search's luck), ``plan_fen``
    the two plans, each some tenths of a per cent to a per cent from its best.
    """

    bound_fen: int
    plan_fen: int


def worth(problem: AllocationProblem, allocation: Allocation, change: Change) -> Worth:
    """Predict what one change saves, in fen, from the prices of an allocation of ``problem`` without it.

    For several changes of one problem keep a :class:`Prospect`. Raises :class:`~interlock.errors.InvalidModel` for a
    change that does not fit the problem.
    """
    return Prospect(problem, allocation).worth(change)


def resolve(
    problem: AllocationProblem, allocation: Allocation, change: Change, *, effort: Effort = "normal"
) -> Resolved:
    """Allocate again with the change, from the allocation's seed, and return what that saved.

    ``effort`` must be the one of ``allocation``, or the search's diligence is taken for the change's worth.
    """
    again = allocate(changed(problem, change), effort=effort, seed=allocation.seed)
    return Resolved(
        bound_fen=allocation.lower_bound_fen - again.lower_bound_fen, plan_fen=allocation.cost_fen - again.cost_fen
    )


class Prospect:
    """An allocated order book, and what changes of its network would be worth.

    The relaxed cost is V = max over prices of L, the sum of the orders' cheapest ways at the prices minus prices x
    capacities. Prices that are best before a change prove L of them after it, and V after is at least that, so what is
    saved is at most V before - L after (weak duality). Three steps, each a smaller estimate:

    1. Prices as they are. More minutes save price x minutes, and a little where one order alone wanted more of a
       bucket than there was. A new line (or one that joins groups) gets the price at
       which its column has reduced cost zero: over its groups the most of (the cheapest competing line's sewing,
       transport and price, less its own sewing and transport); or that of the line it is like, whichever proves more.
    2. The touched cells' prices climb to the maximum of L alone, all others held: the clearing price. Only orders near
       them are priced, so this costs a small fraction of an allocation.
    3. Then its competitors' prices fall too. Where the change adds no minutes (a course), all prices climb a few
       passes from there, before and after alike, and the two best bounds are compared. Where it adds minutes, they
       fall nearly alike on all lines, and subgradient passes find that slowly; so it is measured once, on a problem
       with a twentieth more of every line: if prices promise U and a share r of it comes true, a change that promises
       u saves u / (1 + (u / U) (1 / r - 1)). Skipped for changes too small for either.
    """

    def __init__(self, problem: AllocationProblem, allocation: Allocation) -> None:
        self.problem, self.prices = problem, allocation.prices
        self._bound_fen = float(allocation.lower_bound_fen)

    def worth(self, change: Change) -> Worth:
        """Predict what a change saves."""
        after = changed(self.problem, change)
        touched = change.touched(self.problem)
        like = np.asarray(change.like, dtype=np.int64)
        new = self.prices.line_fen_per_min[like] if len(like) else np.zeros_like(change.new_rows(self.problem))
        alike = np.vstack([self.prices.line_fen_per_min, new])
        joining = np.zeros(0, np.int64) if change.places is None else np.unique(change.places.line)
        starts = self.starts(after, alike, joining)
        return self.between(after, touched, starts, orders_near(after, touched))

    def between(self, after: AllocationProblem, touched: Touched, starts: list[Cells], orders: Ints) -> Worth:
        """Predict what is saved when the problem becomes ``after``, in which the same orders stand in the same places.

        ``touched`` and ``starts`` speak of the rows of ``after``; ``orders`` are those that the change could move.
        """
        before_fen, settled = self._before(after, touched, orders)
        with ascent(only_orders(after, orders), touched) as climber:
            proven = [climber.try_prices(start) for start in starts]
            at_prices_fen = before_fen - max(proven)
            climber.climb(starts[int(np.argmax(proven))], CLEARING_PASSES, CLEARING_STEPS)
            clearing_fen, cleared = before_fen - climber.best_fen, climber.best_prices
        predicted_fen = clearing_fen
        if abs(clearing_fen) > LEAST_SHARE * self._bound_fen:
            predicted_fen = min(clearing_fen, self._with_others(after, clearing_fen, settled, cleared))
        return Worth(
            predicted_fen=round(predicted_fen), clearing_fen=round(clearing_fen), at_prices_fen=round(at_prices_fen)
        )

    def _before(self, after: AllocationProblem, touched: Touched, orders: Ints) -> tuple[float, Cells]:
        """The bound of some orders before the change and its prices, after the same climb where cells are the same.

        Prices of a short search are not at their best; what climbing alone gains is no saving.
        """
        own = _cells(self.prices.line_fen_per_min, self.prices)
        with ascent(only_orders(self.problem, orders), touched) as climber:
            climber.try_prices(own)
            if after.line_min.shape == self.problem.line_min.shape:
                climber.climb(own, CLEARING_PASSES, CLEARING_STEPS)
            return climber.best_fen, climber.best_prices

    def starts(self, after: AllocationProblem, alike: Floats, joining: Ints) -> list[Cells]:
        """Prices to start from: ``alike`` as it stands, and with what competitors cost for the lines that join groups.

        A line that was there before never starts below its own price.
        """
        found = [alike]
        if len(joining):
            prices = self.prices
            known = Prices(alike, prices.cut_fen_per_min, prices.finish_fen_per_min)
            raised = alike.copy()
            raised[joining] = np.maximum(alike[joining], competing_fen(after, known, joining))
            found.append(raised)
        return [_cells(table, self.prices) for table in found]

    def _with_others(self, after: AllocationProblem, clearing_fen: float, settled: Cells, cleared: Cells) -> float:
        """What is left of a saving once all other prices have given way to it."""
        tables = ("line_min", "cut_min", "finish_min")
        if all(getattr(after, name).sum() == getattr(self.problem, name).sum() for name in tables):
            return max(self._rippled_fen, _climbed_fen(self.problem, settled)) - _climbed_fen(after, cleared)
        saved_fen, kept_share = self.growth
        size = max(clearing_fen / saved_fen, -LARGEST_LOSS) if saved_fen > 0 else 0.0
        return clearing_fen / (1 + size * (1 / kept_share - 1))

    @cached_property
    def growth(self) -> tuple[float, float]:
        """What prices say that a twentieth more of every line would save (fen), and the share of it that comes true."""
        grown = replace(self.problem, line_min=self.problem.line_min * (1 + GROWTH_SHARE))
        before_fen, prices = relaxed(self.problem)
        after_fen, _ = relaxed(grown)
        saved_fen = float((prices.line * self.problem.line_min).sum()) * GROWTH_SHARE
        kept = (before_fen - after_fen) / saved_fen if saved_fen > 0 else 1.0
        return saved_fen, min(max(kept, LEAST_KEPT_SHARE), 1.0)

    @cached_property
    def _rippled_fen(self) -> float:
        """The bound before any change after the same passes that a changed network gets."""
        return _climbed_fen(self.problem, _cells(self.prices.line_fen_per_min, self.prices))


def _climbed_fen(problem: AllocationProblem, price: Cells) -> float:
    with ascent(problem, everything(problem)) as climber:
        climber.try_prices(price)
        climber.climb(price, RIPPLE_PASSES, RIPPLE_STEPS)
        return climber.best_fen


def everything(problem: AllocationProblem) -> Touched:
    """All cells of a problem."""
    tables = (problem.line_min, problem.cut_min, problem.finish_min)
    return Touched(*(np.ones(table.shape, np.bool_) for table in tables))


def _cells(line: Floats, prices: Prices) -> Cells:
    from interlock.allocation.tables import Cells

    return Cells(line.copy(), prices.cut_fen_per_min.copy(), prices.finish_fen_per_min.copy())
