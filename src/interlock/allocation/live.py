"""The plan of a whole county kept warm: events are repaired and promises given in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from interlock.allocation.answer import answer, folded
from interlock.allocation.check import check
from interlock.allocation.check_words import LAWS
from interlock.allocation.diff import Diff, Standing
from interlock.allocation.events import Event, NewOrder, OrderAdded
from interlock.allocation.problem import AllocationProblem, Floats
from interlock.allocation.solution import Allocation, Prices, Residual
from interlock.allocation.unfold import unfolded, unfolded_prices
from interlock.allocation.words import ERRORS
from interlock.errors import BrokenLaw, InvalidModel

if TYPE_CHECKING:
    from interlock.allocation.live_turn import Turn
    from interlock.allocation.promise import Promise

MOVED_FEN_PER_MIN = 1.0


class LiveBook:
    """A finished allocation that lives on: `repair` lets events happen, `promise` says what an order could be promised.

    Orders keep their numbers: those of the problem come first, each added order gets the next. `frozen` buckets at the
    start are facts: nothing in them changes, except that minutes in them may turn out to have been for nothing.
    `moved_fen_per_min` is what a minute is taken to cost that leaves its line, on top of its money: it keeps changes
    small. Capacity is valued at the allocation's dual prices until `take_prices` brings newer ones. Overtime that the
    problem allows is worked where it pays, by repairs and promises as well.

    Not for several threads at once. Raises `BrokenLaw` if the allocation does not keep the problem's laws.
    """

    def __init__(
        self,
        problem: AllocationProblem,
        allocation: Allocation,
        *,
        frozen: int = 0,
        moved_fen_per_min: float = MOVED_FEN_PER_MIN,
    ) -> None:
        from interlock.allocation.live_check import LiveCheck
        from interlock.allocation.live_tables import Tables
        from interlock.allocation.live_turn import Workbench

        if breaches := check(problem, allocation):
            raise BrokenLaw(LAWS.told("allocation"), breaches)
        self._tables = Tables(problem, allocation)
        self._check = LiveCheck(self._tables)
        self._bench = Workbench(self._tables.buckets)
        self._fen = self._tables.total_fen()
        self._moved_fen_per_min = moved_fen_per_min
        self._seed = allocation.seed
        self.freeze(frozen)

    @property
    def cost_fen(self) -> int:
        """What the plan costs as it stands."""
        return round(self._fen)

    @property
    def frozen(self) -> int:
        """How many buckets at the start are facts."""
        return self._tables.frozen // self._tables.parts

    @property
    def next_order(self) -> int:
        """The number that the next order added will have."""
        return len(self._tables.row_of)

    @property
    def orders(self) -> list[int]:
        """The numbers of all orders in the book, in the sequence of `problem()`."""
        return [order for order, row in enumerate(self._tables.row_of) if row >= 0]

    def standing(self, order: int) -> Standing:
        """How an order stands in the plan."""
        from interlock.allocation.live_repair import standing
        from interlock.allocation.live_turn import lots_of

        return standing(lots_of(self._tables, self._row(order)))

    def terms(self, order: int) -> NewOrder:
        """What is asked of an order now."""
        tables, row = self._tables, self._row(order)
        own, parts = tables.own, tables.parts
        return NewOrder(
            batch_min=float(own.batch_min[row]),
            batches=int(own.batches[row]),
            release=int(tables.stated_release[row]) // parts,
            due=int(tables.due[row]) // parts,
            time_fen_per_min=own.time_fen[row, ::parts],
            outside_fen_per_min=float(own.outside_fen[row]),
            minutes_per_piece=float(own.piece_min[row]),
            group=int(own.group[row]),
            cut_shop=int(own.cut_shop[row]),
            cut_use=float(own.cut_use[row]),
            finish_shop=int(own.finish_shop[row]),
            finish_use=float(own.finish_use[row]),
        )

    def residual(self) -> Residual:
        """Minutes that the plan leaves free, overtime not counted."""
        return Residual(*(np.maximum(table[:, :: self._tables.parts], 0.0) for table in self._tables.room))

    def has(self, order: int) -> bool:
        """Whether the book holds an order of this number."""
        return 0 <= order < self.next_order and self._tables.row_of[order] >= 0

    def _row(self, order: int) -> int:
        if not self.has(order):
            raise InvalidModel([ERRORS.told("never_there", order=order)])
        return self._tables.row_of[order]

    def freeze(self, buckets: int) -> None:
        """Make the first `buckets` buckets facts (time passes: never fewer than now)."""
        tables = self._tables
        if not self.frozen <= buckets <= tables.stated_buckets:
            raise InvalidModel(
                [ERRORS.told("freeze", found=buckets, frozen=self.frozen, buckets=tables.stated_buckets)]
            )
        tables.frozen = buckets * tables.parts
        release = tables.own.release
        release[release < tables.frozen] = tables.frozen

    def take_prices(self, prices: Prices) -> None:
        """Value capacity at other dual prices (of a plan made afresh in the background) from now on."""
        problem = self.problem()
        for name in ("line", "cut", "finish"):
            found, wanted = getattr(prices, f"{name}_fen_per_min").shape, getattr(problem, f"{name}_min").shape
            if found != wanted:
                raise InvalidModel([ERRORS.told("price_table", name=name, found=found, wanted=wanted)])
        self._tables.take_prices(prices if problem.overtime_min is None else unfolded_prices(problem, prices))

    def repair(self, events: Sequence[Event]) -> Diff:
        """Let events happen, one after another, and mend the plan with little change; checked before it counts.

        Raises `InvalidModel` with all that is wrong with the events (unknown orders, lines, lots; senseless values) and
        `BrokenLaw` should the judge find a law broken; in both cases, and at any other failure, nothing has changed.
        """
        with self._turn(events) as turn:
            return self._happen(turn, events)

    def promise(self, asked: NewOrder, *, line_score: Floats | None = None, may_move: bool = False) -> Promise:
        """What could be promised for an order as the plan stands: cheapest, fastest and best ways. Nothing changes.

        `line_score` (0..1 by line, higher is better) ranks the best way. With `may_move`, `Promise.moved` also says
        whom a repair would move for the order, and what that costs.
        """
        from interlock.allocation.promise import promise

        with self._rolled_back([OrderAdded(asked)]) as turn:
            found = promise(turn, asked, line_score)
        if not may_move:
            return found
        with self._rolled_back([OrderAdded(asked)]) as turn:
            return found.with_moves(self._mend(turn, [OrderAdded(asked)]))

    def problem(self) -> AllocationProblem:
        """The order book and the capacities as they are now (see `orders` for which order is which)."""
        return self._tables.problem()

    def to_allocation(self) -> Allocation:
        """The plan as it stands, for `problem()`; no lower bound is proven for it (0)."""
        problem, tables = self.problem(), self._tables
        prices = Prices(*(table.copy() for table in tables.price))
        flat = problem if problem.overtime_min is None else unfolded(problem)
        found = answer(flat, tables.compact_plan(flat), prices, 0, seed=self._seed, passes=0)
        return found if flat is problem else folded(problem, found)

    def breaches(self) -> list[str]:
        """Recount and judge the whole book (slow); names every law that is broken and every sum that is off."""
        return [*self._check.whole(self._tables), *check(self.problem(), self.to_allocation())]

    @contextmanager
    def _turn(self, events: Sequence[Event]) -> Iterator[Turn]:
        """A turn that is undone if anything goes wrong."""
        from interlock.allocation.live_apply import needed_space
        from interlock.allocation.live_turn import Turn

        self._tables.reserve(*needed_space(self._tables, events))
        turn = Turn(self._tables, self._bench)
        try:
            yield turn
        except BaseException:
            turn.undo()
            raise

    @contextmanager
    def _rolled_back(self, events: Sequence[Event]) -> Iterator[Turn]:
        """A turn that is undone in any case."""
        with self._turn(events) as turn:
            yield turn
            turn.undo()

    def _mend(self, turn: Turn, events: Sequence[Event]) -> Diff:
        from interlock.allocation.live_apply import apply
        from interlock.allocation.live_repair import difference, mend

        if problems := [problem for event in events for problem in apply(turn, event)]:
            raise InvalidModel(problems)
        named = set(turn.before)
        mend(turn, self._moved_fen_per_min)
        return difference(turn, named | set(turn.to_place), self._fen)

    def _happen(self, turn: Turn, events: Sequence[Event]) -> Diff:
        diff = self._mend(turn, events)
        fen = {change.order: change.after.cost_fen if change.after else 0 for change in diff.changes}
        if breaches := self._check.judge(self._tables, events, turn.spent, fen):
            raise BrokenLaw(LAWS.told("repaired"), breaches)
        rows = [self._tables.row_of[order] for order in fen]
        self._tables.see_waiting(np.array([row for row in rows if row >= 0], np.int64))
        self._fen += turn.change_fen
        return diff
