"""Shares the saving of cutting together by the Shapley value, exactly or from sampled orders of joining."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import factorial, sqrt

from interlock.errors import Cancelled, InvalidModel
from interlock.pooling.problem import PoolProblem
from interlock.pooling.solution import Group, PooledPlan, Share
from interlock.pooling.words import ERRORS

Cost = Callable[[tuple[str, ...]], int]


def pool(problem: PoolProblem, cost_fen: Cost, *, stop: Callable[[], bool] | None = None) -> PooledPlan:
    """Share what the firms save by cutting together.

    ``cost_fen(firms)`` is what cutting all orders of these firms together costs; it is asked once for each group. A
    group may also leave some of its members to cut alone, so the saving of a group is the most that any part of it
    saves. It never falls when a firm joins, hence no share is negative and nobody pays more than alone.

    Shares are the Shapley value (L. S. Shapley, "A value for n-person games", 1953): the mean, over all orders of
    joining, of what a firm adds to the saving. With more than 10 firms it is the mean over sampled orders (Castro,
    Gomez and Tejada, "Polynomial calculation of the Shapley value based on sampling", 2009), told with its standard
    error s / sqrt(m). Where the Shapley value is outside the core, the published rule stands, and ``envy_fen`` tells
    the centre what the group that would do best by itself forgoes. Fen are rounded by largest remainder, so shares make
    the saving exactly.
    """
    desk = _Desk(problem, cost_fen, stop or (lambda: False))
    drawn = () if problem.exact else _draw(problem)
    desk.look(range(1, 2 ** len(problem.firms)) if problem.exact else _prefixes(drawn))
    saved = desk.saved_exact() if problem.exact else desk.saved_sampled()
    everyone = 2 ** len(problem.firms) - 1
    if problem.exact:
        means, errors = _shapley(len(problem.firms), saved), [0.0] * len(problem.firms)
    else:
        means, errors = _sampled(drawn, saved)
    whole = _whole_fen(means, saved[everyone])
    envious = max(saved, key=lambda group: (saved[group] - _sum(group, whole), -group))
    envy_fen = max(0, saved[envious] - _sum(envious, whole))
    best = desk.best()
    return PooledPlan(
        shares=tuple(
            Share(firm=name, alone_fen=desk.costs[1 << at], saving_fen=whole[at], error_fen=errors[at])
            for at, name in enumerate(problem.names)
        ),
        together=desk.members(best) if saved[everyone] else (),
        cost_fen=sum(desk.costs[1 << at] for at in range(len(problem.firms))) - saved[everyone],
        saving_fen=saved[everyone],
        orders=sum(firm.orders for firm in problem.firms),
        groups=tuple(Group(desk.members(group), cost) for group, cost in sorted(desk.costs.items())),
        drawn=drawn,
        envy_fen=envy_fen,
        envious=desk.members(envious) if envy_fen else (),
    )


@dataclass
class _Desk:
    """Costs of groups, each a number whose bits are its firms."""

    problem: PoolProblem
    cost_fen: Cost
    stop: Callable[[], bool]
    costs: dict[int, int] = field(default_factory=dict)

    def members(self, group: int) -> tuple[str, ...]:
        """Names of a group's firms."""
        return tuple(name for at, name in enumerate(self.problem.names) if group >> at & 1)

    def look(self, groups: Sequence[int]) -> None:
        """Ask what each group costs, every firm alone among them."""
        singles = [1 << at for at in range(len(self.problem.firms))]
        for group in (*singles, *groups):
            if self.stop():
                raise Cancelled
            if group not in self.costs:
                found = self.cost_fen(self.members(group))
                if found < 0:
                    raise InvalidModel([ERRORS.told("negative", names=", ".join(self.members(group)), found=found)])
                self.costs[group] = found

    def _own(self, group: int) -> int:
        """What a group saves when all of it is cut together; below 0 where that costs more."""
        return sum(self.costs[1 << at] for at in _bits(group)) - self.costs[group]

    def best(self) -> int:
        """The group that saves most, the smallest such."""
        return max(self.costs, key=lambda group: (self._own(group), -group.bit_count(), -group))

    def saved_exact(self) -> dict[int, int]:
        """The most that any part of each group saves, for all groups."""
        saved = {0: 0}
        for group in range(1, 2 ** len(self.problem.firms)):
            parts = (saved[group & ~(1 << at)] for at in _bits(group))
            saved[group] = max(self._own(group), *parts)
        return saved

    def saved_sampled(self) -> dict[int, int]:
        """The same for the groups looked at, with the parts that were looked at."""
        own = sorted(((self._own(group), group) for group in self.costs), reverse=True)
        saved = {0: 0}
        for group in self.costs:
            saved[group] = max(0, next(value for value, part in own if part & group == part))
        return saved


def _bits(group: int) -> list[int]:
    return [at for at in range(group.bit_length()) if group >> at & 1]


def _sum(group: int, shares: Sequence[int]) -> int:
    return sum(shares[at] for at in _bits(group))


def _shapley(firms: int, saved: dict[int, int]) -> list[float]:
    """Sum over groups S without i of |S|! (n - |S| - 1)! / n! x (v(S and i) - v(S)), Shapley 1953."""
    weights = [factorial(size) * factorial(firms - size - 1) for size in range(firms)]
    totals = [0] * firms
    for group in range(2**firms):
        for at in range(firms):
            if not group >> at & 1:
                totals[at] += weights[group.bit_count()] * (saved[group | 1 << at] - saved[group])
    return [total / factorial(firms) for total in totals]


def _draw(problem: PoolProblem) -> tuple[tuple[int, ...], ...]:
    luck = random.Random(problem.seed)
    firms = list(range(len(problem.firms)))
    return tuple(tuple(luck.sample(firms, len(firms))) for _ in range(problem.permutations))


def _prefixes(drawn: Sequence[Sequence[int]]) -> list[int]:
    """Every group that forms while firms join in the orders drawn."""
    found: dict[int, None] = {}
    for order in drawn:
        group = 0
        for at in order:
            group |= 1 << at
            found[group] = None
    return list(found)


def _sampled(drawn: Sequence[Sequence[int]], saved: dict[int, int]) -> tuple[list[float], list[float]]:
    """(mean, standard error) of what each firm adds."""
    added: list[list[int]] = [[] for _ in drawn[0]]
    for order in drawn:
        groups = [0]
        for at in order:
            groups.append(groups[-1] | 1 << at)
        for at, (before, after) in zip(order, pairwise(groups), strict=True):
            added[at].append(saved[after] - saved[before])
    count = len(drawn)
    means = [sum(values) / count for values in added]
    spread = [
        sqrt(sum((value - mean) ** 2 for value in values) / (count - 1) / count)
        for values, mean in zip(added, means, strict=True)
    ]
    return means, spread


def _whole_fen(parts: Sequence[float], total: int) -> list[int]:
    """Parts in whole fen that make the total: each rounded down, what is left to the largest remainders."""
    down = [int(part + 1e-9) for part in parts]
    order = sorted(range(len(parts)), key=lambda at: (down[at] - parts[at], at))
    for at in order[: total - sum(down)]:
        down[at] += 1
    return down
