"""Judges a pooled plan on its own: it works every share out again another way, and every fen is accounted for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from interlock.errors import BrokenLaw
from interlock.pooling.check_words import LAWS
from interlock.pooling.problem import PoolProblem
from interlock.pooling.solution import PooledPlan

# Shares are rounded to the fen, up or down.
_ROUNDED = 1 + 1e-6
Members = frozenset[str]


def check(problem: PoolProblem, plan: PooledPlan, cost_fen: Callable[[tuple[str, ...]], int] | None = None) -> None:
    """Raise :class:`~interlock.errors.BrokenLaw` with every breach, if there is one.

    With ``cost_fen``, the costs of every firm alone and of the group cut together are asked again.
    """
    found = breaches(problem, plan, cost_fen)
    if found:
        raise BrokenLaw(LAWS.told("pooled"), found)


def breaches(
    problem: PoolProblem, plan: PooledPlan, cost_fen: Callable[[tuple[str, ...]], int] | None = None
) -> list[str]:
    """Every broken rule in words; empty if the shares may be paid."""
    if tuple(share.firm for share in plan.shares) != problem.names:
        return [LAWS.told("firms", found=[share.firm for share in plan.shares], wanted=list(problem.names))]
    costs = {frozenset(group.firms): group.cost_fen for group in plan.groups}
    missing = [name for name in problem.names if frozenset([name]) not in costs]
    if missing or (plan.exact and len(costs) != 2 ** len(problem.firms) - 1):
        return [LAWS.told("groups", count=len(costs), missing=missing)]
    saved = _Saved(costs, exact=plan.exact)
    found = [*_money(problem, plan, costs, saved), *_shares(problem, plan, saved), *_envy(plan, saved)]
    if cost_fen is not None:
        for group in [(name,) for name in problem.names] + ([plan.together] if plan.together else []):
            if (asked := cost_fen(group)) != costs[frozenset(group)]:
                found.append(LAWS.told("group_cost", firms=", ".join(group), found=asked, told=costs[frozenset(group)]))
    return found


class _Saved:
    """The most that any part of a group saves, from the groups that were looked at."""

    def __init__(self, costs: dict[Members, int], *, exact: bool) -> None:
        self._costs = costs
        self._own = {group: sum(costs[frozenset([name])] for name in group) - cost for group, cost in costs.items()}
        self._exact = exact
        self._known: dict[Members, int] = {}

    def of(self, group: Members) -> int:
        """The saving of a group."""
        if group not in self._known:
            if self._exact:
                parts = [self.of(group - {name}) for name in group]
                self._known[group] = max([self._own.get(group, 0), 0, *parts])
            else:
                self._known[group] = max([0, *(own for part, own in self._own.items() if part <= group)])
        return self._known[group]

    def groups(self) -> list[Members]:
        """The groups that were looked at."""
        return list(self._own)


def _money(problem: PoolProblem, plan: PooledPlan, costs: dict[Members, int], saved: _Saved) -> Iterator[str]:
    alone = sum(costs[frozenset([name])] for name in problem.names)
    saving = saved.of(frozenset(problem.names))
    if plan.saving_fen != saving or plan.cost_fen != alone - saving:
        yield LAWS.told("in_all", cost=plan.cost_fen, saving=plan.saving_fen, alone=alone, saved=saving)
    apart = [name for name in problem.names if name not in plan.together]
    together = costs.get(frozenset(plan.together), None if plan.together else 0)
    if together is None or together + sum(costs[frozenset([name])] for name in apart) != plan.cost_fen:
        yield LAWS.told("together", together=list(plan.together), apart=apart, cost=plan.cost_fen)
    if plan.orders != sum(firm.orders for firm in problem.firms):
        yield LAWS.told("orders", told=plan.orders, found=sum(firm.orders for firm in problem.firms))
    if sum(share.saving_fen for share in plan.shares) != plan.saving_fen:
        yield LAWS.told("sum_of_shares", found=sum(share.saving_fen for share in plan.shares), saving=plan.saving_fen)
    for share in plan.shares:
        if share.alone_fen != costs[frozenset([share.firm])]:
            yield LAWS.told("alone", firm=share.firm, found=costs[frozenset([share.firm])], told=share.alone_fen)
        if share.saving_fen < 0:
            yield LAWS.told("pays_more", firm=share.firm, pays=share.pays_fen, alone=share.alone_fen)


def _shares(problem: PoolProblem, plan: PooledPlan, saved: _Saved) -> Iterator[str]:
    wanted = _by_dividends(problem, saved) if plan.exact else _by_orders(problem, plan, saved)
    for share in plan.shares:
        if abs(share.saving_fen - wanted[share.firm]) > _ROUNDED:
            yield LAWS.told("share", firm=share.firm, given=share.saving_fen, found=float(wanted[share.firm]))


def _by_dividends(problem: PoolProblem, saved: _Saved) -> dict[str, Fraction]:
    """Harsanyi (1963): each group's dividend, what it saves beyond the dividends of its parts, is split evenly."""
    share = {name: Fraction(0) for name in problem.names}
    dividends: dict[Members, int] = {}
    for group in sorted(saved.groups(), key=len):
        dividends[group] = saved.of(group) - sum(value for part, value in dividends.items() if part < group)
        for name in group:
            share[name] += Fraction(dividends[group], len(group))
    return share


def _by_orders(problem: PoolProblem, plan: PooledPlan, saved: _Saved) -> dict[str, Fraction]:
    """The mean of what each firm adds in the orders that were drawn."""
    share = {name: Fraction(0) for name in problem.names}
    for order in plan.drawn:
        joined: Members = frozenset()
        for at in order:
            name = problem.names[at]
            share[name] += Fraction(saved.of(joined | {name}) - saved.of(joined), len(plan.drawn))
            joined |= {name}
    return share


def _envy(plan: PooledPlan, saved: _Saved) -> Iterator[str]:
    given = {share.firm: share.saving_fen for share in plan.shares}
    most = max([0, *(saved.of(group) - sum(given[name] for name in group) for group in saved.groups())])
    if most != plan.envy_fen:
        yield LAWS.told("envy", found=most, told=plan.envy_fen)
