"""An independent judge of a line's schedule: it shares nothing with the solver but the definitions of the problem."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from interlock.errors import BrokenLaw
from interlock.sequencing.check_words import LAWS
from interlock.sequencing.learning import Curve, Familiarity
from interlock.sequencing.problem import LineProblem, SequencingLot
from interlock.sequencing.solution import LineSchedule, LotRun

TOLERANCE_MIN = 1e-3


def check(problem: LineProblem, schedule: LineSchedule) -> None:
    """Raise :class:`~interlock.errors.BrokenLaw` naming every breach.

    Laws: each lot is sewn once or named unplaced; lots do not overlap or leave open capacity unused inside a run;
    none starts before its release or off its lock unsaid; no day gives more than it has and its ledger adds up;
    changeover and learning are what the start costs; pieces are whole, never ahead of the minutes, and add up;
    lateness is as stated.
    """
    judge = _Judge(problem, schedule)
    breaches = [
        *judge.presence(),
        *judge.sequence(),
        *judge.ledger(),
        *judge.starts(),
        *judge.pieces(),
        *judge.locks(),
        *judge.money(),
    ]
    if breaches:
        raise BrokenLaw(LAWS.told("schedule", line=problem.line), breaches)


def recomputed_cost_fen(problem: LineProblem, schedule: LineSchedule) -> float:
    """Lateness, waiting, unplaced charge and priced losses of ``schedule``, from its days alone."""
    lot_of = {lot.id: lot for lot in problem.lots}
    late = sum(_late_piece_days(lot_of[r.lot], r) * lot_of[r.lot].late_fen_per_piece_day for r in schedule.runs)
    wait = sum(r.end_day * lot_of[r.lot].pieces * lot_of[r.lot].wait_fen_per_piece_day for r in schedule.runs)
    lost_min = sum(d.minutes - d.productive_min for r in schedule.runs for d in r.days)
    charge = sum(problem.unplaced_fen(lot_of[name]) for name in schedule.unplaced)
    return late + wait + charge + lost_min * problem.lost_fen_per_min


def _late_piece_days(lot: SequencingLot, run: LotRun) -> int:
    return sum(d.pieces * (d.day - lot.due_day) for d in run.days if d.day > lot.due_day)


def _differs(a: float, b: float) -> bool:
    return not math.isclose(a, b, rel_tol=1e-9, abs_tol=TOLERANCE_MIN)


class _Judge:
    """One schedule before the laws; each method yields the breaches of one law."""

    def __init__(self, problem: LineProblem, schedule: LineSchedule) -> None:
        self.problem = problem
        self.schedule = schedule
        self.lot_of = {lot.id: lot for lot in problem.lots}
        self.runs = [run for run in schedule.runs if run.lot in self.lot_of]

    def presence(self) -> Iterator[str]:
        named = [run.lot for run in self.schedule.runs] + list(self.schedule.unplaced)
        for name in sorted(set(named) - set(self.lot_of)):
            yield LAWS.told("stranger", lot=name)
        for name in self.lot_of:
            if named.count(name) != 1:
                yield LAWS.told("times", lot=name, times=named.count(name))

    def sequence(self) -> Iterator[str]:
        for run in self.runs:
            release_day = self.lot_of[run.lot].release_day
            if run.start_day < release_day:
                yield LAWS.told("early", lot=run.lot, day=run.start_day, release=release_day)
            if any(after.day <= before.day for before, after in pairwise(run.days)):
                yield LAWS.told("days_in_order", lot=run.lot)
            yield from self._pauses(run)
        for before, after in pairwise(self.runs):
            if after.start_day < before.end_day:
                yield LAWS.told("overlap", lot=before.lot, other=after.lot, first=after.start_day, last=before.end_day)

    def _pauses(self, run: LotRun) -> Iterator[str]:
        """Between its first and its last day a lot has the whole line, every open day."""
        given = {day.day: day.minutes for day in run.days}
        for day in range(run.start_day + 1, run.end_day):
            capacity_min = self._capacity_min(day)
            if _differs(given.get(day, 0.0), capacity_min):
                yield LAWS.told("pause", lot=run.lot, day=day, used=given.get(day, 0.0), room=capacity_min)

    def _capacity_min(self, day: int) -> float:
        return self.problem.capacity_min[day] if 0 <= day < self.problem.horizon_days else 0.0

    def ledger(self) -> Iterator[str]:
        spent: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        for run in self.schedule.runs:
            for day in run.days:
                parts = (day.productive_min, day.changeover_min, day.learning_min)
                if _differs(day.minutes, sum(parts)):
                    yield LAWS.told("parts", lot=run.lot, day=day.day, found=day.minutes, parts=sum(parts))
                spent[day.day] = [a + b for a, b in zip(spent[day.day], parts, strict=True)]
        for number, parts_of_day in sorted(spent.items()):
            if sum(parts_of_day) > self._capacity_min(number) + TOLERANCE_MIN:
                yield LAWS.told("day", day=number, used=sum(parts_of_day), room=self._capacity_min(number))
        if [entry.day for entry in self.schedule.ledger] != list(range(self.problem.horizon_days)):
            yield LAWS.told("ledger")
            return
        for entry in self.schedule.ledger:
            stated = (entry.productive_min, entry.changeover_min, entry.learning_min)
            capacity_min = self._capacity_min(entry.day)
            if any(_differs(a, b) for a, b in zip(stated, spent[entry.day], strict=True)):
                yield LAWS.told("ledger_day", day=entry.day)
            if _differs(entry.capacity_min, capacity_min) or _differs(sum(stated) + entry.idle_min, capacity_min):
                yield LAWS.told("ledger_sum", day=entry.day, room=capacity_min)

    def starts(self) -> Iterator[str]:
        """Changeover and learning of each run, replayed along the line's history."""
        problem = self.problem
        style, curve, worked_min = problem.previous_style, self._previous_curve(), self._previous_min()
        styles = set(problem.known_styles) | {problem.previous_style}
        categories = set(problem.known_categories) | {problem.previous_category}
        for run in self.runs:
            lot = self.lot_of[run.lot]
            changeover_min = 0.0
            if lot.style != style:
                changeover_min = problem.operators * problem.learning.changeover_min_per_operator
                curve, worked_min = self._curve(lot, styles, categories), 0.0
            if _differs(sum(d.changeover_min for d in run.days), changeover_min):
                yield LAWS.told("changeover", lot=lot.id, minutes=changeover_min)
            for day in run.days:
                sewn_min = day.productive_min + day.learning_min
                loss_min = _loss_between(curve, worked_min, worked_min + sewn_min, problem.day_min)
                worked_min += sewn_min
                if _differs(day.learning_min, loss_min):
                    yield LAWS.told("learning", lot=lot.id, day=day.day, found=loss_min, told=day.learning_min)
            yield from self._changeover_first(run)
            style = lot.style
            styles.add(lot.style)
            categories.add(lot.category)

    def _changeover_first(self, run: LotRun) -> Iterator[str]:
        sewing = False
        for day in run.days:
            if sewing and day.changeover_min > TOLERANCE_MIN:
                yield LAWS.told("changeover_late", lot=run.lot, day=day.day)
            sewing = sewing or day.productive_min > TOLERANCE_MIN

    def _curve(self, lot: SequencingLot, styles: set[str | None], categories: set[str | None]) -> Curve:
        if lot.style in styles:
            return self.problem.learning.known_style
        if lot.category in categories:
            return self.problem.learning.known_category
        return self.problem.learning.new_category

    def _previous_curve(self) -> Curve:
        if self.problem.previous_days is None:
            return self.problem.learning.curve(Familiarity.SAME_STYLE)
        return self.problem.previous_curve

    def _previous_min(self) -> float:
        return (self.problem.previous_days or 0.0) * self.problem.day_min

    def pieces(self) -> Iterator[str]:
        for run in self.runs:
            lot = self.lot_of[run.lot]
            if run.pieces != lot.pieces:
                yield LAWS.told("sewn", lot=lot.id, found=run.pieces, wanted=lot.pieces)
            made_min, done = 0.0, 0
            for day in run.days:
                made_min += day.productive_min
                done += day.pieces
                if (
                    not -TOLERANCE_MIN
                    <= made_min - done * lot.minutes_per_piece
                    < lot.minutes_per_piece + TOLERANCE_MIN
                ):
                    yield LAWS.told("pieces", lot=lot.id, day=day.day, pieces=done, minutes=made_min)
            if _differs(made_min, lot.pieces * lot.minutes_per_piece):
                yield LAWS.told("minutes", lot=lot.id, found=made_min, needed=lot.pieces * lot.minutes_per_piece)

    def locks(self) -> Iterator[str]:
        for run in self.runs:
            lock = self.lot_of[run.lot].locked_start
            late = run.lot in self.schedule.late_locks
            if lock is None:
                if late:
                    yield LAWS.told("no_lock", lot=run.lot)
                continue
            open_days = (d for d in range(lock, self.problem.horizon_days) if self.problem.capacity_min[d] > 0)
            if late == (run.start_day == next(open_days, None)):
                yield LAWS.told("lock", lot=run.lot, lock=lock, found=run.start_day)

    def money(self) -> Iterator[str]:
        for run in self.runs:
            late = _late_piece_days(self.lot_of[run.lot], run)
            if run.late_piece_days != late:
                yield LAWS.told("late", lot=run.lot, found=late, told=run.late_piece_days)
        late_fen = sum(
            _late_piece_days(self.lot_of[r.lot], r) * self.lot_of[r.lot].late_fen_per_piece_day for r in self.runs
        )
        if abs(self.schedule.late_fen - late_fen) > 0.5 + 1e-9 * late_fen:
            yield LAWS.told("late_cost", found=late_fen, told=self.schedule.late_fen)
        if all(name in self.lot_of for name in [*self.schedule.unplaced, *(r.lot for r in self.schedule.runs)]):
            cost_fen = recomputed_cost_fen(self.problem, self.schedule)
            if not math.isclose(self.schedule.cost_fen, cost_fen, rel_tol=1e-6, abs_tol=0.01):
                yield LAWS.told("cost", found=cost_fen, told=self.schedule.cost_fen)


def _loss_between(curve: Curve, from_min: float, to_min: float, day_min: float) -> float:
    """Learning loss of the stretch of experience: each day of experience loses ``1 - share`` of its minutes."""
    loss_min = 0.0
    for day in range(1, curve.days_to_full + 1):
        overlap_min = min(to_min, day * day_min) - max(from_min, (day - 1) * day_min)
        loss_min += (1.0 - curve.share(day)) * max(0.0, overlap_min)
    return loss_min
