"""What edits of a network are worth, from the prices of its order book: what a county reads before it builds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from interlock.allocation import Allocation, AllocationProblem, Effort, allocate, unfolded
from interlock.errors import InvalidModel, Placed
from interlock.model import Policy, Scenario
from interlock.stages.allocate import Book, work_of
from interlock.stages.buy import buy, least_fen_per_m
from interlock.stages.cut import Lengths, cut_orders
from interlock.stages.horizon import Horizon
from interlock.stages.paths import choose_paths
from interlock.whatif.apply import apply
from interlock.whatif.change import Bools, Floats, Ints, Touched
from interlock.whatif.edits import ChangeOrder, DropOrder, EarlierMaterial, Edit, QuickerOffer, kind_name
from interlock.whatif.reprice import orders_near
from interlock.whatif.resolved import Resolved, allocations, compared
from interlock.whatif.worth import Prospect, Worth
from interlock.words import Words

if TYPE_CHECKING:
    from interlock.allocation.tables import Cells

SAYS = Words(
    no_network=(
        "edit {number} ({kind}): it is no edit of the network; compare plans instead, with interlock whatif",
        "第 {number} 项改动（{kind}）改的不是产能网络，请用 interlock whatif 比较计划",
    )
)
# How often an order book is allocated without edits, and with each set of them, to see what they save.
REPEATS = 4
_NOT_NETWORK = (ChangeOrder, DropOrder, EarlierMaterial, QuickerOffer)


def network_after(scenario: Scenario, edits: Sequence[Edit], *, numbers: Sequence[int] | None = None) -> Scenario:
    """Return the scenario with edits of its network made.

    Raises :class:`~interlock.errors.InvalidModel` for edits that cannot be made, and for those of orders and materials.
    """
    places = numbers or range(1, len(edits) + 1)
    strange = [(n, kind_name(e)) for n, e in zip(places, edits, strict=True) if isinstance(e, _NOT_NETWORK)]
    told = [(n, SAYS.told("no_network", number=n, kind=kind)) for n, kind in strange]
    problems: list[str] = [Placed(one, one.chinese, place=str(n)) for n, one in told]
    if not problems:
        return apply(scenario, edits, numbers=numbers)
    others = {n: e for n, e in zip(places, edits, strict=True) if not isinstance(e, _NOT_NETWORK)}
    try:
        apply(scenario, list(others.values()), numbers=list(others))
    except InvalidModel as error:
        problems += error.problems
    raise InvalidModel(problems)


class Appraiser:
    """A scenario's order book, cut, bought and allocated once; then any number of edits of its network are priced.

    Money is that of the reading that plans are made from: with the policy's weights for days in hand, not only what a
    plan pays. Orders keep the core, cutting and finishing shop that they have without the edits.
    """

    def __init__(
        self, scenario: Scenario, policy: Policy | None = None, *, effort: Effort = "normal", workers: int | None = None
    ) -> None:
        policy = policy or Policy()
        self.scenario, self._policy, self._effort = scenario, policy, effort
        lengths, horizon = Lengths(scenario, policy), Horizon.of(scenario, policy)
        paths = choose_paths(lengths)
        cuts = cut_orders(lengths, paths, least_fen_per_m(lengths), {}, workers=workers)
        bought = buy(lengths, horizon, cuts, {})
        self._horizon = Horizon.after(scenario, policy, bought.last_start_day)
        self._works = work_of(lengths, self._horizon, paths, cuts, bought)
        self._problem = self._problem_of(scenario)
        first = allocate(self._problem, effort=effort, seed=policy.seed)
        self._before: tuple[Allocation, ...] = (first,)
        self._prospect = Prospect(self._problem, first)

    def worth(self, edits: Sequence[Edit]) -> Worth:
        """Predict what edits of the network save, in fen.

        Raises :class:`~interlock.errors.InvalidModel` for edits that cannot be made, and for those of orders and
        materials, whose worth is no matter of capacity.
        """
        edited, after = self._edited(edits)
        touched = Touched(
            self._touched_lines(edited, after),
            np.asarray(after.cut_min != self._problem.cut_min),
            np.asarray(after.finish_min != self._problem.finish_min),
        )
        orders = np.union1d(orders_near(after, touched), self._orders_of_closed(edited))
        return self._prospect.between(after, touched, self._starts(edited, after), orders)

    def resolve(self, edits: Sequence[Edit], *, repeats: int = REPEATS) -> Resolved:
        """Allocate again with the edits, ``repeats`` times and without them as often, and return what that saved."""
        _, after = self._edited(edits)
        seeds = [self._policy.seed + number for number in range(repeats)]
        missing = seeds[len(self._before) :]
        self._before += allocations(self._problem, self._effort, missing)
        return compared(self._before[:repeats], allocations(after, self._effort, seeds))

    def _edited(self, edits: Sequence[Edit]) -> tuple[Scenario, AllocationProblem]:
        edited = network_after(self.scenario, edits)
        return edited, self._problem_of(edited)

    def _problem_of(self, scenario: Scenario) -> AllocationProblem:
        horizon = Horizon.of(scenario, self._policy, until=self._horizon.last_on)
        problem = Book(scenario, self._policy, horizon, self._works).planned()
        return problem if problem.overtime_min is None else unfolded(problem)

    def _touched_lines(self, edited: Scenario, after: AllocationProblem) -> Bools:
        """Whole rows of lines that are new or know more, single cells where only minutes differ."""
        rows = {line.code: row for row, line in enumerate(self.scenario.lines)}
        touched = np.ones(after.line_min.shape, np.bool_)
        for row, line in enumerate(edited.lines):
            before = self.scenario.line.get(line.code)
            if before is not None and before.skills == line.skills:
                touched[row] = after.line_min[row] != self._problem.line_min[rows[line.code]]
        return touched

    def _orders_of_closed(self, edited: Scenario) -> Ints:
        """Orders that a line could sew that is no longer there."""
        gone = np.array([line.code not in edited.line for line in self.scenario.lines], dtype=np.bool_)
        problem = self._problem
        lines = np.repeat(gone[:, None], problem.bucket_count, axis=1)
        shops = (np.zeros(table.shape, np.bool_) for table in (problem.cut_min, problem.finish_min))
        return orders_near(problem, Touched(lines, *shops))

    def _starts(self, edited: Scenario, after: AllocationProblem) -> list[Cells]:
        rows = {line.code: row for row, line in enumerate(self.scenario.lines)}
        alike: Floats = np.zeros(after.line_min.shape)
        joining = []
        for row, line in enumerate(edited.lines):
            before = self.scenario.line.get(line.code)
            if before is not None:
                alike[row] = self._prospect.prices.line_fen_per_min[rows[line.code]]
            if before is None or before.skills != line.skills:
                joining.append(row)
        return self._prospect.starts(after, alike, np.array(joining, dtype=np.int64))
