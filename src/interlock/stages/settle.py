"""Allocation until the rules that no order decides alone are kept: shares, parts in one factory, an even spread.

The first allocation knows nothing of them. What it tells of prices and loads sets the terms of the next: a factory for
every part that may not be split or that brings a least share about, soft prices that even out loads, less room where a
factory may get no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import replace

from interlock.allocation import Allocation, AllocationProblem, allocate
from interlock.errors import Infeasible, joined
from interlock.stages.allocate import Book
from interlock.stages.homes import Homes
from interlock.stages.longer import capped_overtime_min
from interlock.stages.lots import LotDraft
from interlock.stages.steer import Spread, capped_line_min, shares_of, unshared_overtime_min
from interlock.stages.words import ERRORS

# Allocations after the first in which soft prices settle.
SOFT_ROUNDS = 6
# Allocations, after the one with the first homes, in which least shares are brought about.
TARGET_ROUNDS = 4


def settle(
    book: Book,
    *,
    progress: Callable[[float, str], None] | None = None,
    stop: Callable[[], bool] | None = None,
    found: Callable[[float, float], None] | None = None,
) -> tuple[Book, AllocationProblem, Allocation]:
    """Return the allocation under the scenario's rules and the policy's spread, its problem, and the book's terms.

    Without such rules it is one allocation. Raises :class:`~interlock.errors.Infeasible` where locks alone give a
    factory more than it may have.
    """
    _check_locks(book)
    shares = book.scenario.rules.shares
    spread = Spread(book) if book.policy.spread_fen_per_min else None
    homed = any(work.part.bound for work in book.works) or any(rule.least_share for rule in shares)
    capped = any(rule.most_share < 1 for rule in shares)
    aimed = any(rule.least_share for rule in shares)
    rounds = (
        1 + homed + TARGET_ROUNDS * aimed + (SOFT_ROUNDS if spread else 0) + capped + (book.overtime_min is not None)
    )
    turns = _Turns(book, rounds, progress, stop, found)

    problem, given = turns.allocate(book)
    if homed:
        homes = Homes(book, problem, given)
        bound = homes.of_bound()
        book = book.under(replace(book.terms, homes=bound | homes.to_targets(bound.keys())))
        problem, given = turns.allocate(book)
        book, problem, given = _brought_to_targets(turns, bound.keys(), book, problem, given)
    if spread:
        book, problem, given = _spread_out(spread, turns, book, problem, given)
    room = capped_line_min(book, problem, given) if capped else None
    if room is not None:
        book = book.under(replace(book.terms, line_min=room, overtime_min=unshared_overtime_min(book)))
        problem, given = turns.allocate(book)
    overtime = capped_overtime_min(book, problem, given)
    if overtime is not None:
        book = book.under(replace(book.terms, overtime_min=overtime))
        problem, given = turns.allocate(book)
    return book, problem, given


def want_locks(lots: Iterable[LotDraft], unplaced: frozenset[str]) -> None:
    """Raise :class:`~interlock.errors.Infeasible` naming every lock that its line has no room for."""
    lost = [lot for lot in lots if lot.part.lock and (lot.line is None or lot.id in unplaced)]
    if lost:
        raise Infeasible(joined([_lost(lot) for lot in lost]))


def _lost(lot: LotDraft) -> str:
    lock = lot.part.lock
    assert lock is not None
    return ERRORS.told("no_room_locked", order=lot.order, pieces=lot.pieces, line=lock.line, first_on=lock.first_on)


def _brought_to_targets(
    turns: _Turns, bound: Set[int], book: Book, problem: AllocationProblem, given: Allocation
) -> tuple[Book, AllocationProblem, Allocation]:
    """Allocate with more parts kept to factories that miss their least share, as others leave them for it.

    A part that found no room in its factory is not kept there again. Returns the allocation that misses least.
    """
    best, least = (book, problem, given), _missed(book, problem, given)
    refused: set[int] = set()
    for _ in range(TARGET_ROUNDS):
        homes = dict(book.terms.homes)
        refused |= {row for row in homes.keys() - bound if given.outside_batches[row]}
        kept = {row: factory for row, factory in homes.items() if row not in refused}
        more = Homes(book, problem, given).to_targets(kept.keys() | refused)
        if kept | more == homes:
            break
        book = book.under(replace(book.terms, homes=kept | more))
        problem, given = turns.allocate(book)
        missed = _missed(book, problem, given)
        if missed < least:
            best, least = (book, problem, given), missed
    return best


def _missed(book: Book, problem: AllocationProblem, given: Allocation) -> float:
    """What least shares miss, and what goes outside, in shares of all work."""
    shares, total = shares_of(book, problem, given), float(problem.batch_min @ problem.batches)
    missing = sum(max(rule.least_share - shares.get(rule.factory, 0.0), 0.0) for rule in book.scenario.rules.shares)
    return missing + float(given.outside_batches @ problem.batch_min) / (total or 1.0)


def _spread_out(
    spread: Spread, turns: _Turns, book: Book, problem: AllocationProblem, given: Allocation
) -> tuple[Book, AllocationProblem, Allocation]:
    """Allocate at prices that even out loads, again and again; return the allocation that weighs least."""
    best, least = (book, problem, given), spread.weigh(book, problem, given)
    for _ in range(SOFT_ROUNDS):
        book = book.under(replace(book.terms, soft_fen_per_min=spread.soft_fen_per_min(given)))
        problem, given = turns.allocate(book)
        weight = spread.weigh(book, problem, given)
        if weight < least:
            best, least = (book, problem, given), weight
    return best


def _check_locks(book: Book) -> None:
    scenario = book.scenario
    total = sum(work.sewing_min for work in book.works)
    locked: dict[str, float] = {}
    for work in book.works:
        if work.part.lock:
            factory = scenario.line[work.part.lock.line].factory
            locked[factory] = locked.get(factory, 0.0) + work.sewing_min
    for code, minutes in locked.items():
        most = scenario.rules.most_share(code)
        if minutes > most * total:
            raise Infeasible(ERRORS.told("locked_share", factory=code, most=most, share=minutes / total))


class _Turns:
    """Allocations one after another, their progress told as one."""

    def __init__(
        self,
        book: Book,
        most: int,
        progress: Callable[[float, str], None] | None,
        stop: Callable[[], bool] | None,
        found: Callable[[float, float], None] | None,
    ) -> None:
        self._policy, self._most, self._progress, self._stop = book.policy, most, progress, stop
        self._found = found
        self._done = 0

    def allocate(self, book: Book) -> tuple[AllocationProblem, Allocation]:
        problem, policy = book.planned(), self._policy
        given = allocate(
            problem, effort=policy.effort, seed=policy.seed, progress=self._tell, stop=self._stop, found=self._found
        )
        self._done += 1
        return problem, given

    def _tell(self, share: float, stage: str) -> None:
        if self._progress is not None:
            self._progress((self._done + share) / self._most, stage)
