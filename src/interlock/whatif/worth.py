"""What a change of the network is worth: predicted from the prices before it, and checked by allocating again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from interlock.allocation import Allocation, AllocationProblem, Effort, Prices
from interlock.whatif.change import Change, Floats, Ints, Touched, changed
from interlock.whatif.reprice import ascent, competing_fen, only_orders, orders_near
from interlock.whatif.resolved import Resolved, allocations, compared

if TYPE_CHECKING:
    from interlock.allocation.tables import Cells

# Passes and steps (shares of the price scale) of the touched prices alone, then of all.
CLEARING_PASSES, CLEARING_STEPS = 20, (0.003, 0.0003)
RIPPLE_PASSES, RIPPLE_STEPS = 80, (0.003, 0.00005)
# In large books passes are dear: fewer are made, and shorter steps, or they would not come back to where they began.
RIPPLED_ORDERS, LEAST_RIPPLE_PASSES = 80_000, 10
# Below this share of all cost what other prices do cannot be told from what passes leave to chance.
LEAST_SHARE = 1e-4
# Of what the relaxed network saves, plans save so much, give or take so much of it: seen on made-up books, where
# allocations from many seeds were compared (benchmarks/worth.py; chosen on other books than those it is judged on).
KEPT_SHARE, SPREAD_SHARE = 0.9, 0.15


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What a change saves, in fen, predicted from the prices before it, from the plainest to the best estimate.

    ``at_prices_fen`` leaves every price as it was, those of new lines at what their competitors cost;
    ``clearing_fen`` lets the prices of what the change touches fall until it is used up; ``relaxed_fen`` lets all other
    prices give way too. The first two are never less than what the relaxed network saves, the third hardly ever.
    ``predicted_fen`` is what plans save of that as a rule, ``spread_fen`` its standard deviation.
    """

    predicted_fen: int
    spread_fen: int
    relaxed_fen: int
    clearing_fen: int
    at_prices_fen: int


def worth(problem: AllocationProblem, allocation: Allocation, change: Change) -> Worth:
    """Predict what one change saves, in fen, from the prices of an allocation of ``problem`` without it.

    For several changes of one problem keep a :class:`Prospect`. Raises :class:`~interlock.errors.InvalidModel` for a
    change that does not fit the problem.
    """
    return Prospect(problem, allocation).worth(change)


def resolve(
    problem: AllocationProblem,
    before: Sequence[Allocation],
    change: Change,
    *,
    effort: Effort = "normal",
    repeats: int | None = None,
) -> Resolved:
    """Allocate again with the change, from the first ``repeats`` seeds of ``before``, and return what that saved.

    ``before`` are allocations of ``problem``, all of this ``effort``: or diligence is taken for the change's worth.
    """
    seeds = [one.seed for one in before][:repeats]
    return compared(before, allocations(changed(problem, change), effort, seeds))


class Prospect:
    """An allocated order book, and what changes of its network would be worth.

    The relaxed cost is V = max over prices of L, the sum of the orders' cheapest ways at the prices minus prices x
    capacities. Prices that are best before a change prove L of them after it, and V after is at least that, so what is
    saved is at most V before - L after (weak duality). Three steps, each a smaller estimate, and a last one:

    1. Prices as they are. More minutes save price x minutes, and a little where one order alone wanted more of a
       bucket than there was. A new line (or one that joins groups) gets the price at
       which its column has reduced cost zero: over its groups the most of (the cheapest competing line's sewing,
       transport and price, less its own sewing and transport); or that of the line it is like, whichever proves more.
    2. The touched cells' prices climb to the maximum of L alone, all others held: the clearing price. Only orders near
       them are priced, so this costs a small fraction of an allocation.
    3. Then all other prices give way: all climb a good many passes from there, before and after alike, and the two best
       bounds are compared. Skipped for changes too small for that.
    4. Plans save less than the relaxed network, which fills what is new to the last minute: batches stay whole, lines
       lose minutes when they start. ``KEPT_SHARE`` of it is the prediction.
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
        before_fen = self._before_fen(after, touched, orders)
        with ascent(only_orders(after, orders), touched) as climber:
            proven = [climber.try_prices(start) for start in starts]
            at_prices_fen = before_fen - max(proven)
            climber.climb(starts[int(np.argmax(proven))], CLEARING_PASSES, CLEARING_STEPS)
            clearing_fen, cleared = before_fen - climber.best_fen, climber.best_prices
        relaxed_fen = clearing_fen
        if abs(clearing_fen) > LEAST_SHARE * self._bound_fen:
            relaxed_fen = min(clearing_fen, self._settled_fen - _rippled_fen(after, cleared))
        return Worth(
            predicted_fen=round(KEPT_SHARE * relaxed_fen),
            spread_fen=round(SPREAD_SHARE * abs(relaxed_fen)),
            relaxed_fen=round(relaxed_fen),
            clearing_fen=round(clearing_fen),
            at_prices_fen=round(at_prices_fen),
        )

    def _before_fen(self, after: AllocationProblem, touched: Touched, orders: Ints) -> float:
        """The bound of some orders before the change, after the same climb where cells are the same.

        Prices of a short search are not at their best; what climbing alone gains is no saving.
        """
        own = _cells(self.prices.line_fen_per_min, self.prices)
        with ascent(only_orders(self.problem, orders), touched) as climber:
            climber.try_prices(own)
            if after.line_min.shape == self.problem.line_min.shape:
                climber.climb(own, CLEARING_PASSES, CLEARING_STEPS)
            return climber.best_fen

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

    @cached_property
    def _settled_fen(self) -> float:
        """The bound before any change after the same passes that a changed network gets."""
        return _rippled_fen(self.problem, _cells(self.prices.line_fen_per_min, self.prices))


def _rippled_fen(problem: AllocationProblem, price: Cells) -> float:
    passes = min(RIPPLE_PASSES, max(LEAST_RIPPLE_PASSES, RIPPLED_ORDERS // max(problem.order_count, 1)))
    first, last = RIPPLE_STEPS
    with ascent(problem, everything(problem)) as climber:
        climber.try_prices(price)
        climber.climb(price, passes, (first * passes / RIPPLE_PASSES, last))
        return climber.best_fen


def everything(problem: AllocationProblem) -> Touched:
    """All cells of a problem."""
    tables = (problem.line_min, problem.cut_min, problem.finish_min)
    return Touched(*(np.ones(table.shape, np.bool_) for table in tables))


def _cells(line: Floats, prices: Prices) -> Cells:
    from interlock.allocation.tables import Cells

    return Cells(line.copy(), prices.cut_fen_per_min.copy(), prices.finish_fen_per_min.copy())
