"""From an order of lots to days: where each lot starts and ends, what each day gives it, what is left idle."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from interlock.sequencing.learning import Curve, Familiarity
from interlock.sequencing.problem import LineProblem, SequencingLot
from interlock.sequencing.solution import DayOutput, LedgerDay, LineSchedule, LotRun

# Slivers of time below this are rounding, not work.
EPSILON_MIN = 1e-6


@dataclass(frozen=True, kw_only=True)
class _Stretch:
    """A lot on the cumulative capacity: changeover from ``start_min``, sewing from ``sew_min`` to ``end_min``."""

    lot: SequencingLot
    start_min: float
    sew_min: float
    end_min: float
    curve: Curve
    experience_min: float


class Calendar:
    """The days of one line, on which lots are laid one after another."""

    def __init__(self, problem: LineProblem) -> None:
        self.problem = problem
        self.prefix_min = [0.0, *accumulate(map(float, problem.capacity_min))]
        self.stretches: list[_Stretch] = []
        self.unplaced: list[SequencingLot] = []
        self._earlier: list[SequencingLot] = []
        self._curve = problem.previous_curve
        self._experience_min = (problem.previous_days or 0.0) * problem.day_min

    def lay(self, lot: SequencingLot) -> None:
        """Put ``lot`` after those already laid, or set it aside when it cannot end within the horizon."""
        problem = self.problem
        familiarity = problem.familiarity(lot, self._earlier)
        curve, experience_min, sew_min = self._curve, self._experience_min, self._start_min(lot)
        start_min = sew_min
        if familiarity != Familiarity.SAME_STYLE:
            curve, experience_min = problem.learning.curve(familiarity), 0.0
            sew_min += problem.learning.changeover_min_per_operator * problem.operators
        worked_min = curve.worked_min(lot.work_min, problem.day_min, experience_min)
        end_min = sew_min + worked_min
        if end_min > self.prefix_min[-1] + EPSILON_MIN:
            self.unplaced.append(lot)
            return
        self.stretches.append(
            _Stretch(
                lot=lot,
                start_min=start_min,
                sew_min=sew_min,
                end_min=end_min,
                curve=curve,
                experience_min=experience_min,
            )
        )
        self._earlier.append(lot)
        self._curve, self._experience_min = curve, experience_min + worked_min

    def schedule(self, *, proven: bool) -> LineSchedule:
        """Everything laid so far as days, pieces and fen."""
        problem = self.problem
        runs = tuple(self._run(stretch) for stretch in self.stretches)
        late = sum(
            run.late_piece_days * s.lot.late_fen_per_piece_day for run, s in zip(runs, self.stretches, strict=True)
        )
        wait = sum(
            run.end_day * s.lot.pieces * s.lot.wait_fen_per_piece_day
            for run, s in zip(runs, self.stretches, strict=True)
        )
        lost_min = sum(s.end_min - s.start_min - s.lot.work_min for s in self.stretches)
        charge = sum(problem.unplaced_fen(lot) for lot in self.unplaced)
        return LineSchedule(
            line=problem.line,
            runs=runs,
            ledger=self._ledger(runs),
            unplaced=tuple(lot.id for lot in self.unplaced),
            late_locks=tuple(s.lot.id for s in self.stretches if self._misses_lock(s)),
            late_fen=round(late),
            cost_fen=late + wait + charge + lost_min * problem.lost_fen_per_min,
            proven=proven,
        )

    def _start_min(self, lot: SequencingLot) -> float:
        earliest_day = min(max(lot.release_day, lot.locked_start or 0), self.problem.horizon_days)
        at_min = self.stretches[-1].end_min if self.stretches else 0.0
        return max(at_min, self.prefix_min[earliest_day])

    def _first_day(self, at_min: float) -> int:
        return bisect_right(self.prefix_min, at_min + EPSILON_MIN, lo=1) - 1

    def _last_day(self, at_min: float) -> int:
        return bisect_left(self.prefix_min, at_min - EPSILON_MIN, lo=1) - 1

    def _misses_lock(self, stretch: _Stretch) -> bool:
        locked_day = stretch.lot.locked_start
        if locked_day is None:
            return False
        return self._first_day(stretch.start_min) != self._first_day(self.prefix_min[locked_day])

    def _run(self, stretch: _Stretch) -> LotRun:
        days = tuple(self._days(stretch))
        due_day = stretch.lot.due_day
        return LotRun(
            lot=stretch.lot.id,
            start_day=days[0].day,
            end_day=days[-1].day,
            days=days,
            late_piece_days=sum(day.pieces * max(0, day.day - due_day) for day in days),
        )

    def _days(self, stretch: _Stretch) -> Iterator[DayOutput]:
        """What each day gives to the lot; pieces are those finished by the day's end, less those finished before."""
        last_day = self._last_day(stretch.end_min)
        done, made_min = 0, 0.0
        for day in range(self._first_day(stretch.start_min), last_day + 1):
            begin = max(stretch.start_min, self.prefix_min[day])
            end = stretch.end_min if day == last_day else self.prefix_min[day + 1]
            if end - begin <= EPSILON_MIN and day < last_day:
                continue
            made_after_min = stretch.lot.work_min if day == last_day else self._made_min(stretch, end)
            done_after = stretch.lot.pieces if day == last_day else _whole(made_after_min, stretch.lot)
            changeover_min = max(0.0, min(end, stretch.sew_min) - begin)
            productive_min = made_after_min - made_min
            yield DayOutput(
                day=day,
                minutes=end - begin,
                productive_min=productive_min,
                changeover_min=changeover_min,
                learning_min=max(0.0, end - begin - changeover_min - productive_min),
                pieces=done_after - done,
            )
            done, made_min = done_after, made_after_min

    def _made_min(self, stretch: _Stretch, at_min: float) -> float:
        worked_min = max(0.0, at_min - stretch.sew_min)
        return stretch.curve.produced_min(worked_min, self.problem.day_min, stretch.experience_min)

    def _ledger(self, runs: Sequence[LotRun]) -> tuple[LedgerDay, ...]:
        spent = [[0.0, 0.0, 0.0] for _ in self.problem.capacity_min]
        for run in runs:
            for day in run.days:
                spent[day.day][0] += day.productive_min
                spent[day.day][1] += day.changeover_min
                spent[day.day][2] += day.learning_min
        return tuple(
            LedgerDay(
                day=day,
                capacity_min=capacity_min,
                productive_min=productive_min,
                changeover_min=changeover_min,
                learning_min=learning_min,
                idle_min=max(0.0, capacity_min - productive_min - changeover_min - learning_min),
            )
            for day, (capacity_min, (productive_min, changeover_min, learning_min)) in enumerate(
                zip(self.problem.capacity_min, spent, strict=True)
            )
        )


def _whole(made_min: float, lot: SequencingLot) -> int:
    return min(int((made_min + EPSILON_MIN) / lot.minutes_per_piece), lot.pieces)
