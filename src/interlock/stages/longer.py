"""Which days of which lines are longer: what allocation asks for by bucket, then mended day by day where it pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from interlock.allocation import Allocation, AllocationProblem
from interlock.model import Line, Policy, Resource, Scenario
from interlock.sequencing import LineProblem, LotRun, sequence
from interlock.stages.allocate import Book
from interlock.stages.facts import Path
from interlock.stages.horizon import Horizon
from interlock.stages.lots import LotDraft
from interlock.stages.overtime import month_min, months_of, most_overtime_min, within_months, works_overtime
from interlock.stages.sew import Sewn, line_problem, mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Overtime that an allocation leaves unused beyond this is rounding.
LEAST_MIN = 1e-6
# Placements per pair of lots while trying, and what longer days must save to be asked for.
TRIAL_EFFORT = 8
LEAST_SAVING_FEN = 5_000.0


def longer_days(book: Book, problem: AllocationProblem, given: Allocation) -> Horizon:
    """Return the book's horizon with the overtime that an allocation works, spread evenly over each bucket's days."""
    room = book.overtime_min
    if room is None:
        return book.horizon
    horizon, longer = book.horizon, dict[str, tuple[float, ...]]()
    over = _over(problem, given)
    share = np.divide(over, room, out=np.zeros_like(room), where=room > LEAST_MIN).clip(0.0, 1.0)
    for row, line in enumerate(book.scenario.lines):
        if (share[row] > LEAST_MIN).any():
            most = most_overtime_min(book.scenario, book.policy, horizon, line)
            wanted = [m * float(share[row, b]) for m, b in zip(most, horizon.bucket_of_day, strict=True)]
            longer[line.code] = within_months(book.policy, horizon, line, wanted)
    return replace(horizon, longer=longer)


def capped_overtime_min(book: Book, problem: AllocationProblem, given: Allocation) -> NDArray[np.float64] | None:
    """Return the lines' overtime by bucket that keeps every month's hours whatever is allocated; None where it does.

    A line's month with too much keeps a share of what it uses in every bucket; another keeps what it uses, and of what
    is free as much as the month still has.
    """
    if problem.overtime_min is None:
        return None
    over, room = _over(problem, given), problem.overtime_min.copy()
    kept = True
    for row, line in enumerate(book.scenario.lines):
        if over[row].any():
            room[row], keeps = _capped(book, line, over[row], room[row])
            kept = kept and keeps
    return None if kept else room


def _capped(
    book: Book, line: Line, over: NDArray[np.float64], room: NDArray[np.float64]
) -> tuple[NDArray[np.float64], bool]:
    """A line's overtime by bucket within its months' hours, and whether what it uses is within them already."""
    horizon, most = book.horizon, month_min(book.policy, line)
    days = np.array(most_overtime_min(book.scenario, book.policy, horizon, line))
    bucket, months = np.array(horizon.bucket_of_day), months_of(horizon)
    whole = np.bincount(bucket, days, len(room))
    found, keeps = np.zeros(len(room)), True
    for month in dict.fromkeys(months):
        here = np.bincount(bucket, np.where([one == month for one in months], days, 0.0), len(room))
        share = np.divide(here, whole, out=np.zeros(len(room)), where=whole > 0)
        months_room, kept = within_month(over * share, np.maximum(room - over, 0.0) * share, most)
        found, keeps = found + months_room, keeps and kept
    return found, keeps


def within_month(used: NDArray[np.float64], free: NDArray[np.float64], most: float) -> tuple[NDArray[np.float64], bool]:
    """Return a month's overtime by bucket, of what is used and what is free, and whether all that is used is within."""
    if used.sum() > most * (1 + LEAST_MIN):
        return used * (most / used.sum()), False
    left = max(most - used.sum(), 0.0)  # what just uses up the month may be a rounding beyond it
    return used + free * min(1.0, left / max(free.sum(), LEAST_MIN)), True


def _over(problem: AllocationProblem, given: Allocation) -> NDArray[np.float64]:
    """Minutes that an allocation uses of each line and bucket beyond its usual ones."""
    used = np.zeros_like(problem.line_min)
    np.add.at(used, (given.work_line, given.work_bucket), given.work_min)
    over: NDArray[np.float64] = np.maximum(used - problem.line_min, 0.0)
    over[over < LEAST_MIN * np.maximum(problem.line_min, 1.0)] = 0.0
    return over


@dataclass(frozen=True)
class _Days:
    """A line with so much overtime, how its lots are sewn then, and what that weighs."""

    longer: tuple[float, ...]
    runs: tuple[LotRun, ...]
    unplaced: tuple[str, ...]
    fen: float


class Mending:
    """Lines whose days grow or shrink, bucket by bucket, as long as it pays."""

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        horizon: Horizon,
        lots: Sequence[LotDraft],
        arrive_day: Mapping[str, int],
        values: Mapping[tuple[Resource, str], Sequence[float]],
        paths: Mapping[str, Path],
    ) -> None:
        self._scenario, self._policy, self._horizon, self._paths = scenario, policy, horizon, paths
        self._lots, self._arrive_day, self._values = lots, arrive_day, values

    def run(self, sewn: Sewn) -> Sewn:
        """Return the days of all lots, with overtime where it costs less than what it saves."""
        if not works_overtime(self._scenario, self._policy):
            return sewn
        runs, unplaced = dict(sewn.runs), set(sewn.unplaced)
        on_line: dict[str, list[LotDraft]] = {}
        for lot in self._lots:
            if lot.line is not None:
                on_line.setdefault(lot.line, []).append(lot)
        for code, mine in on_line.items():
            lost = tuple(lot.id for lot in mine if lot.id in unplaced)
            placed = tuple(runs[lot.id] for lot in mine if lot.id not in unplaced)
            late = any(self.late_fen(lot, runs[lot.id].end_day) for lot in mine if lot.id in runs)
            if code in self._horizon.longer or lost or late:
                best = _Line(self, self._scenario.line[code], mine, placed, lost).mended()
                runs |= {run.lot: run for run in best.runs}
                unplaced = (unplaced - set(lost)) | set(best.unplaced)
        return Sewn({name: runs[name] for name in runs if name not in unplaced}, tuple(sorted(unplaced)))

    def problem(self, line: Line, lots: Sequence[LotDraft]) -> LineProblem:
        """Return a line with its lots, its days as the horizon has them."""
        price = mean(self._values[Resource.SEWING, line.code])
        return line_problem(self._scenario, self._policy, self._horizon, line, lots, self._arrive_day, price)

    def late_fen(self, lot: LotDraft, end_day: int) -> float:
        """Return what lateness of a lot sewn until a day weighs, were it finished on the first day it can be."""
        order = self._scenario.order[lot.order]
        style = self._scenario.style[order.style]
        ready = end_day + 1
        if style.finishing_min > 0:
            ready = self._horizon.next_open(ready, self._paths[lot.order].finishing)
        days = max(0, ready - self._horizon.day(order.due_on))
        return self._policy.late_weight * self._policy.late_fen_per_piece_day(order, style) * lot.pieces * days

    def usual_min(self, line: Line) -> tuple[float, ...]:
        """Return a line's minutes of every day without overtime."""
        return self._horizon.line_per_day(line)

    def most_min(self, line: Line) -> tuple[float, ...]:
        """Return the most overtime of a line on every day."""
        return most_overtime_min(self._scenario, self._policy, self._horizon, line)

    def longer(self, line: Line) -> tuple[float, ...]:
        """Return a line's overtime as the allocation wants it."""
        return self._horizon.longer.get(line.code, (0.0,) * self._horizon.days)

    def within_months(self, line: Line, wanted: Sequence[float]) -> tuple[float, ...]:
        """Return overtime by day that keeps the months' hours."""
        return within_months(self._policy, self._horizon, line, wanted)

    def buckets(self) -> list[range]:
        """Return the days of every bucket."""
        return [self._horizon.bucket_days(bucket) for bucket in range(self._horizon.buckets)]

    @property
    def premium_fen_per_min(self) -> float:
        """What a minute of overtime costs on top."""
        return self._policy.overtime_fen_per_min

    @property
    def seed(self) -> int:
        """The seed of all searches."""
        return self._policy.seed


class _Line:
    """One line's longer days."""

    def __init__(
        self, floor: Mending, line: Line, lots: Sequence[LotDraft], runs: tuple[LotRun, ...], unplaced: tuple[str, ...]
    ) -> None:
        self._floor, self._line = floor, line
        self._problem = floor.problem(line, lots)
        self._asked = {lot.id: lot for lot in self._problem.lots}
        self._lots = {lot.id: lot for lot in lots}
        self._usual, self._most = floor.usual_min(line), floor.most_min(line)
        longer = floor.longer(line)
        self._best = _Days(longer, runs, unplaced, self._weigh(runs, unplaced))

    def mended(self) -> _Days:
        """Shorten buckets from the last on, lengthen those before what is late, as long as it pays."""
        self._shorten()
        last = self._last_late_day()
        if last >= 0:
            self._try(range(min(last + 1, len(self._most))), self._most)
            for days in reversed(self._floor.buckets()):
                if days.start <= last:
                    self._try(days, self._most)
            self._shorten()
        return self._best

    def _shorten(self) -> None:
        for days in reversed(self._floor.buckets()):
            if any(self._best.longer[day] for day in days):
                self._try(days, [0.0] * len(self._most))

    def _last_late_day(self) -> int:
        """The last day on which something late is sewn; past all days where something has no place, -1 without any."""
        if self._best.unplaced:
            return len(self._usual)
        ends = (run.end_day for run in self._best.runs if self._floor.late_fen(self._lots[run.lot], run.end_day))
        return max(ends, default=-1)

    def _try(self, days: range, minutes: Sequence[float]) -> None:
        """Work so much overtime on some days if that weighs less; the same weight will do for less overtime."""
        wanted = list(self._best.longer)
        wanted[days.start : days.stop] = minutes[days.start : days.stop]
        longer = self._floor.within_months(self._line, wanted)
        if longer == self._best.longer:
            return
        capacity = tuple(u + m for u, m in zip(self._usual, longer, strict=True))
        schedule = sequence(replace(self._problem, capacity_min=capacity), seed=self._floor.seed, effort=TRIAL_EFFORT)
        if schedule.late_locks:
            return
        fen, less = self._weigh(schedule.runs, schedule.unplaced), sum(longer) < sum(self._best.longer)
        if fen < self._best.fen - LEAST_SAVING_FEN or (less and fen <= self._best.fen):
            self._best = _Days(longer, schedule.runs, schedule.unplaced, fen)

    def _weigh(self, runs: Sequence[LotRun], unplaced: Sequence[str]) -> float:
        """What lateness, lost minutes and overtime weigh."""
        late = sum(self._floor.late_fen(self._lots[run.lot], run.end_day) for run in runs)
        lost = sum(run.lost_min for run in runs) * self._problem.lost_fen_per_min
        charge = sum(self._problem.unplaced_fen(self._asked[name]) for name in unplaced)
        used = np.zeros(len(self._usual))
        for run in runs:
            for day in run.days:
                used[day.day] += day.minutes
        over = float(np.maximum(used - self._usual, 0.0).sum())
        return late + lost + charge + over * self._floor.premium_fen_per_min
