"""What an allocation tells of loads and shares: soft prices and room for the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from interlock.allocation import Allocation, AllocationProblem
from interlock.stages.allocate import Book

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Spread:
    """Soft prices that move work from townships fuller than the mean to emptier ones.

    A minute weighs the policy's weight times (load / mean load - 1): the derivative of :meth:`weigh`'s second term.
    Loads are averaged over all allocations seen and an even one (the method of successive averages; Y. Sheffi, Urban
    Transportation Networks, 1985, ch. 5), so that prices settle; where all lines cost alike they may swing, so that
    the allocation that weighs least is the one to keep.
    """

    def __init__(self, book: Book) -> None:
        scenario = book.scenario
        townships = [scenario.factory[line.factory].township for line in scenario.lines]
        self._names, self._at = np.unique(townships, return_inverse=True)
        self._room = np.bincount(self._at, book.line_min.sum(axis=1), len(self._names))
        self._weight = book.policy.spread_fen_per_min
        self._seen = [np.ones(len(self._names))]

    def soft_fen_per_min(self, given: Allocation) -> NDArray[np.float64]:
        """Return what a minute on each line weighs after this allocation and those before it."""
        self._seen.append(self._loads(given))
        over = np.mean(self._seen, axis=0) - 1.0
        soft: NDArray[np.float64] = self._weight * over[self._at]
        return soft

    def weigh(self, book: Book, problem: AllocationProblem, given: Allocation) -> float:
        """Return an allocation's money, and how uneven it is in money.

        That is half the policy's weight times the sum over townships of capacity x mean x (load / mean - 1) ** 2.
        """
        soft = book.soft_fen_per_min
        sewn = given.lot_batches * problem.batch_min[given.lot_order]
        away = float(given.outside_batches @ problem.batch_min)
        money = given.cost_fen - float(sewn @ soft[given.lot_line]) - away * book.lift_fen_per_min
        mean = given.work_min.sum() / max(self._room.sum(), 1.0)
        return money + float(self._weight / 2 * mean * (self._room @ (self._loads(given) - 1.0) ** 2))

    def _loads(self, given: Allocation) -> NDArray[np.float64]:
        """The townships' loads over the mean load; 1 where nothing is sewn at all."""
        lines = np.bincount(given.work_line, given.work_min, len(self._at))
        used = np.bincount(self._at, lines, len(self._names))
        if used.sum() <= 0:
            return np.ones(len(used))
        loads: NDArray[np.float64] = np.divide(used, self._room, out=np.zeros(len(used)), where=self._room > 0)
        loads *= self._room.sum() / used.sum()
        return loads


def shares_of(book: Book, problem: AllocationProblem, given: Allocation) -> dict[str, float]:
    """Return every factory's share of all standard minutes, those outside counted in the whole."""
    total = float(problem.batch_min @ problem.batches)
    minutes = given.lot_batches * problem.batch_min[given.lot_order]
    found: dict[str, float] = {}
    for line, share in enumerate(np.bincount(given.lot_line, minutes, len(book.scenario.lines)) / (total or 1.0)):
        code = book.scenario.lines[line].factory
        found[code] = found.get(code, 0.0) + float(share)
    return found


def capped_line_min(book: Book, problem: AllocationProblem, given: Allocation) -> NDArray[np.float64] | None:
    """Return lines' room that keeps every most share whatever is allocated; None where the allocation keeps them.

    A factory that has too much keeps a share of what it uses in every bucket. Another one with a most share keeps what
    it uses, and of what is free as much as it may still get.
    """
    rules, shares = book.scenario.rules, shares_of(book, problem, given)
    if all(shares.get(rule.factory, 0.0) <= rule.most_share for rule in rules.shares):
        return None
    total = float(problem.batch_min @ problem.batches)
    factories = np.array([line.factory for line in book.scenario.lines])
    used, room = np.zeros_like(problem.line_min), problem.line_min.copy()
    np.add.at(used, (given.work_line, given.work_bucket), given.work_min)
    if problem.overtime_min is not None:
        used = np.minimum(used, problem.line_min)
    for rule in rules.shares:
        mine, most_min = factories == rule.factory, rule.most_share * total
        taken, free = used[mine], np.maximum(room[mine] - used[mine], 0.0)
        if taken.sum() > most_min:
            room[mine] = taken * (most_min / taken.sum())
        elif taken.sum() + free.sum() > most_min:
            room[mine] = taken + free * ((most_min - taken.sum()) / free.sum())
    return room


def unshared_overtime_min(book: Book) -> NDArray[np.float64] | None:
    """Return lines' overtime where factories with a most share have none: their shifts are cut down to the share."""
    if book.overtime_min is None:
        return None
    shared = {rule.factory for rule in book.scenario.rules.shares if rule.most_share < 1}
    room: NDArray[np.float64] = book.overtime_min.copy()
    room[[line.factory in shared for line in book.scenario.lines]] = 0.0
    return room
