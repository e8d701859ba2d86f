"""Which factory sews a part that may not be split, and which parts bring a factory its least share."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from interlock.allocation import Allocation, AllocationProblem
from interlock.stages.allocate import Book
from interlock.stages.steer import shares_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Factories looked at for each part, those with the cheapest minute first.
CANDIDATES = 30


class Homes:
    """Factories for parts, chosen at the dual prices of an allocation that knew nothing of them.

    A factory is priced as if a part took the cheapest minutes of its lines that are left; what does not fit is priced
    as work outside.
    """

    def __init__(self, book: Book, problem: AllocationProblem, given: Allocation) -> None:
        self._book, self._problem, self._given = book, problem, given
        self._owners = np.array([line.factory for line in book.scenario.lines])
        self._room = problem.line_min.copy()
        np.subtract.at(self._room, (given.work_line, given.work_bucket), given.work_min)

    def of_bound(self) -> dict[int, str]:
        """Return a factory for every part that may not be split, by its place in the book; large parts choose first."""
        bound = [row for row, work in enumerate(self._book.works) if work.part.bound]
        for row in bound:
            self._give_back(row)
        homes = {}
        for row in sorted(bound, key=lambda row: -self._book.works[row].sewing_min):
            offers = [self._offer(row, owner) for owner in self._candidates(row)]
            if offers:
                best = min(offers, key=lambda offer: offer.fen)
                self._take(best)
                homes[row] = best.factory
        return homes

    def to_targets(self, settled: Set[int]) -> dict[int, str]:
        """Return factories for parts, those ``settled`` left alone, that bring every least share about.

        The cheapest changes come first; a part that a factory has no room for is not one.
        """
        found: dict[int, str] = {}
        shares = shares_of(self._book, self._problem, self._given)
        total = float(self._problem.batch_min @ self._problem.batches)
        for rule in self._book.scenario.rules.shares:
            missing_min = (rule.least_share - shares.get(rule.factory, 0.0)) * total
            if missing_min <= 0:
                continue
            for row in self._changes(rule.factory, settled | found.keys()):
                if missing_min <= 0:
                    break
                room = self._room.copy()
                self._give_back(row)
                offer = self._offer(row, rule.factory)
                if offer.left_min > 0:
                    self._room = room
                    continue
                found[row] = rule.factory
                self._take(offer)
                missing_min -= self._minutes(row) - self._minutes_at(row, rule.factory)
        return found

    def _changes(self, factory: str, settled: Set[int]) -> list[int]:
        """The parts that the factory could sew and does not sew all of, the least extra money a minute first."""
        changes = []
        for row, work in enumerate(self._book.works):
            if row in settled or work.part.lock or self._minutes_at(row, factory) >= self._minutes(row):
                continue
            if len(self._places(row, factory)):
                changes.append((self._offer(row, factory).fen / self._minutes(row) - self._present_fen(row), row))
        return [row for _, row in sorted(changes)]

    def _candidates(self, row: int) -> list[str]:
        lines, table = self._table(row, self._places(row))
        cheapest: dict[str, float] = {}
        for owner, lowest in zip(self._owners[lines], table.min(axis=1, initial=np.inf), strict=True):
            cheapest[str(owner)] = min(float(lowest), cheapest.get(str(owner), np.inf))
        return sorted(cheapest, key=lambda owner: (cheapest[owner], owner))[:CANDIDATES]

    def _present_fen(self, row: int) -> float:
        """What the cheapest minute weighs where a part is sewn now, outside where it is nowhere else."""
        places = self._places(row)
        mine = [line for line, _ in self._lots_of.get(row, ())]
        _, table = self._table(row, places[np.isin(self._problem.group_line[places], mine)])
        return float(table.min(initial=self._problem.outside_fen_per_min[row]))

    def _table(self, row: int, places: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The lines of some places, and what a minute of a part weighs on each in the buckets from its release on."""
        problem, first = self._problem, int(self._problem.release[row])
        lines = problem.group_line[places]
        haul = problem.group_haul_fen_per_piece[places] / problem.minutes_per_piece[row]
        fen = problem.group_price_fen_per_min[places] + haul
        dual = self._given.prices.line_fen_per_min[lines, first:]
        return lines, fen[:, None] + problem.time_fen_per_min[row, first:] + dual

    def _offer(self, row: int, factory: str) -> _Offer:
        problem, first = self._problem, int(self._problem.release[row])
        places = self._places(row, factory)
        lines, table = self._table(row, places)
        need = self._minutes(row) + problem.group_loss_min[places].min()
        line, bucket = np.unravel_index(np.argsort(table, axis=None, kind="stable"), table.shape)
        there = np.maximum(self._room[lines[line], first + bucket], 0.0)
        minutes = np.clip(need - (np.cumsum(there) - there), 0.0, there)
        opened = np.unique(line[minutes > 0])
        fen = float(minutes @ table[line, bucket] + problem.group_opening_fen[places[opened]].sum())
        left_min = max(float(need - minutes.sum()), 0.0)
        fen += left_min * float(problem.outside_fen_per_min[row])
        return _Offer(row, factory, fen, left_min, lines[line], first + bucket, minutes)

    def _places(self, row: int, factory: str = "") -> NDArray[np.int64]:
        """The places of the part's group, of one factory where it is named."""
        group = self._problem.group[row]
        places = np.arange(self._problem.group_start[group], self._problem.group_start[group + 1])
        return places[self._owners[self._problem.group_line[places]] == factory] if factory else places

    def _minutes(self, row: int) -> float:
        return float(self._problem.batch_min[row] * self._problem.batches[row])

    def _minutes_at(self, row: int, factory: str) -> float:
        mine = self._lots_of.get(row, ())
        batches = sum(n for line, n in mine if self._owners[line] == factory)
        return float(self._problem.batch_min[row] * batches)

    @cached_property
    def _lots_of(self) -> dict[int, list[tuple[int, int]]]:
        found: dict[int, list[tuple[int, int]]] = {}
        for row, line, batches in zip(
            self._given.lot_order, self._given.lot_line, self._given.lot_batches, strict=True
        ):
            found.setdefault(int(row), []).append((int(line), int(batches)))
        return found

    def _give_back(self, row: int) -> None:
        given = self._given
        mine = self._by_order[slice(*np.searchsorted(given.work_order, (row, row + 1), sorter=self._by_order))]
        np.add.at(self._room, (given.work_line[mine], given.work_bucket[mine]), given.work_min[mine])

    @cached_property
    def _by_order(self) -> NDArray[np.int64]:
        """The allocation's work, sorted by the place of its part in the book."""
        return np.argsort(self._given.work_order, kind="stable")

    def _take(self, offer: _Offer) -> None:
        np.subtract.at(self._room, (offer.lines, offer.buckets), offer.minutes)


@dataclass(frozen=True)
class _Offer:
    """What a part would weigh in a factory, the minutes it would take there, and those that have no room."""

    row: int
    factory: str
    fen: float
    left_min: float
    lines: NDArray[np.int64]
    buckets: NDArray[np.int64]
    minutes: NDArray[np.float64]
