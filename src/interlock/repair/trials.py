"""Lines tried with other lots on them: in gaps first, then with a line's lots timed again, each with what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from interlock.model import Lot
from interlock.repair.finishing import finishing_from, run_of
from interlock.repair.floor import Floor, Waiting, draft_of
from interlock.repair.parts import lot_on_line, with_run
from interlock.repair.wholes import MOVED_FEN
from interlock.sequencing import LineProblem, LineSchedule, LotRun, SequencingLot, in_turn, sequence
from interlock.stages.lots import LotDraft
from interlock.stages.sew import line_problem, sequencing_lot

# Placements per pair of lots while trying.
TRIAL_EFFORT = 8
# Telling a factory that a lot starts on another day must save so much.
RETIMED_FEN = 10_000.0
# Where a date counts more than money, a late day weighs so many times its price.
HURRY = 50.0


@dataclass(frozen=True)
class Trial:
    """A line with other lots on it, what that costs more than now, and who then starts on another day."""

    line: str
    schedule: LineSchedule
    fen: float
    retimed: frozenset[str]

    @property
    def untold_fen(self) -> float:
        """What the line costs more than now, nothing counted for telling who begins on another day."""
        return self.fen - RETIMED_FEN * len(self.retimed)

    def run(self, name: str) -> LotRun:
        """Return the days of a lot that is on the line."""
        return next(run for run in self.schedule.runs if run.lot == name)


class Trials:
    """Tries lots on the lines of a floor."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor

    # -- what it costs ---------------------------------------------------------------------------------------------

    def money(self, draft: LotDraft, code: str) -> float:
        """Return what a lot costs on a line: sewing, transport, and opening where its order is not sewn there yet."""
        floor = self.floor
        line = floor.scenario.line[code]
        fen = floor.book(draft.order).lot_fen(draft, line)
        opened = any(floor.lots[name].line == code for name in floor.lots_of[draft.order])
        return fen - floor.scenario.factory[line.factory].opening_fen * opened

    def asked(self, waiting: Waiting) -> SequencingLot:
        """Return a waiting lot as sequencing knows it."""
        floor, draft = self.floor, waiting.draft
        asked = sequencing_lot(floor.scenario, floor.policy, floor.horizon, draft, waiting.arrive_day)
        asked = replace(asked, due_day=floor.sewn_by_day(draft.order))
        if not waiting.hurried:
            return asked
        return replace(asked, late_fen_per_piece_day=asked.late_fen_per_piece_day * HURRY)

    def fen_of(self, lot: Lot) -> float:
        """Lateness, waiting and priced losses of a lot as it stands: what sequencing minimises."""
        floor = self.floor
        order = floor.scenario.order[lot.order]
        late_fen = floor.policy.late_fen_per_piece_day(order, floor.scenario.style[order.style])
        due_day = floor.sewn_by_day(lot.order)
        late = sum(day.pieces * max(0, floor.horizon.day(day.on) - due_day) for day in lot.days)
        lost_min = sum(day.changeover_min + day.learning_min for day in lot.days)
        days = floor.policy.late_weight * late + floor.policy.line_wait_share * lot.pieces * floor.end_day(lot)
        return days * late_fen + lost_min * floor.worth_fen_per_min(lot.line)

    # -- trials ----------------------------------------------------------------------------------------------------

    def best(self, waiting: Waiting, codes: Sequence[str]) -> tuple[float, Trial] | None:
        """Return the cheapest of some lines for a lot: what it costs more than now, and the line with it."""
        best: tuple[float, Trial] | None = None
        for code in codes:
            trial = self._first_that_fits(code, (waiting,), waiting.arrive_day)
            if trial is None:
                continue
            fen = trial.fen + self.money(waiting.draft, code)
            fen += MOVED_FEN * (waiting.draft.line not in (None, code))
            if best is None or fen < best[0]:
                best = fen, trial
        return best

    def _first_that_fits(
        self, code: str, coming: Sequence[Waiting], from_day: int, *, forced: bool = False
    ) -> Trial | None:
        """With the others where they are; where that makes somebody late, with the others free to move as well."""
        if any(waiting.alone for waiting in coming):
            return self._first_gap(code, coming[0], from_day)
        held = self._trial(code, coming, from_day, held=True, forced=forced)
        in_time = held is not None and not any(run.late_piece_days for run in held.schedule.runs)
        if held is not None and in_time and (coming or not self._delays_orders(held)):
            return held
        free = self._trial(code, coming, from_day, held=False, forced=forced)
        if not coming:
            # Where lots have only gone, nobody who gains by that may push back another.
            turns = [self._in_turn(code, from_day, held=held) for held in (True, False)]
            tried = (free, held, *turns, self._as_early(code, from_day))
            kept = [trial for trial in tried if trial and self._delays(trial) <= 0]
            if kept:
                return min(kept, key=lambda trial: trial.fen)
        if in_time:
            return held
        found = [trial for trial in (held, free) if trial is not None]
        return min(found, key=lambda trial: trial.fen, default=None)

    def _delays(self, trial: Trial) -> int:
        """By how many days the lot of the line that is put off most is sewn later than now."""
        floor = self.floor
        return max((run.end_day - floor.end_day(floor.lots[run.lot]) for run in trial.schedule.runs), default=0)

    def _delays_orders(self, trial: Trial) -> bool:
        """Tell whether some order is sewn to its end later than now."""
        floor = self.floor
        number = {run.lot: floor.lots[run.lot].order for run in trial.schedule.runs}
        ends = {order: max(floor.end_day(floor.lots[n]) for n in floor.lots_of[order]) for order in number.values()}
        return any(run.end_day > ends[number[run.lot]] for run in trial.schedule.runs)

    def _in_turn(self, code: str, from_day: int, *, held: bool) -> Trial | None:
        """The line's lots one after another as now, none begun earlier if ``held``; None where one has no room."""
        tail = self.tail(code, from_day)
        problem = self._problem(code, tail, (), held=held)
        return self._laid(tail, replace(problem, lots=tuple(map(_from_its_day, problem.lots))))

    def _as_early(self, code: str, from_day: int) -> Trial | None:
        """The line's lots in the turn in which each is best sewn by its last day now; None where one has no room."""
        floor, tail = self.floor, self.tail(code, from_day)
        problem = self._problem(code, tail, (), held=False)
        wanted = [replace(asked, due_day=floor.end_day(lot)) for asked, lot in zip(problem.lots, tail, strict=True)]
        schedule = sequence(replace(problem, lots=tuple(wanted)), seed=floor.policy.seed, effort=TRIAL_EFFORT)
        if schedule.unplaced:
            return None
        asked_of = {asked.id: asked for asked in problem.lots}
        return self._laid(tail, replace(problem, lots=tuple(asked_of[run.lot] for run in schedule.runs)))

    def pushing(self, code: str, coming: Sequence[Waiting], day: int | None = None) -> Trial | None:
        """The line with lots sewn in turn from the day the first of them arrives, or from ``day``.

        Who begins then or later follows in turn, none begun earlier than now. None where one has no room.
        """
        day = coming[0].arrive_day if day is None else day
        tail = self.tail(code, day)
        problem = self._problem(code, tail, coming, held=True)
        asked = [*map(_from_its_day, problem.lots)]
        first = sum(self.floor.start_day(lot) < day for lot in tail)
        turn = (*asked[:first], *asked[len(tail) :], *asked[first : len(tail)])
        return self._laid(tail, replace(problem, lots=turn))

    def _laid(self, tail: Sequence[Lot], problem: LineProblem) -> Trial | None:
        """The lots of a line in turn; None where one has no room or one that is held would begin on another day."""
        floor, schedule = self.floor, in_turn(problem)
        if schedule.unplaced:
            return None
        trial = self.tried(problem.line, tail, schedule)
        return None if any(floor.is_held(floor.lots[name]) for name in trial.retimed) else trial

    def _first_gap(self, code: str, waiting: Waiting, from_day: int) -> Trial | None:
        """The first place on the line that leaves all others their days: before them, then after each in turn."""
        tail = self.tail(code, from_day)
        problem = self._problem(code, tail, (waiting,), held=True)
        *others, mine = problem.lots
        for at, first_day in enumerate(accumulate(map(self.floor.end_day, tail), max, initial=waiting.arrive_day)):
            if at < len(tail) and not self._has_room(code, tail[at], first_day, mine.work_min):
                continue
            turn = (*others[:at], replace(mine, release_day=first_day), *others[at:])
            schedule = in_turn(replace(problem, lots=turn))
            if not schedule.unplaced and self._leaves_others(schedule, waiting.draft.order):
                return self.tried(code, tail, schedule)
        return None

    def _has_room(self, code: str, before: Lot, first_day: int, work_min: float) -> bool:
        """Tell whether so much work could come before a lot from a day on: in free minutes, and in those that it loses.

        On the lot's last day, others that begin there may still be pushed on.
        """
        floor = self.floor
        last_day = floor.end_day(before)
        lost = sum(day.changeover_min + day.learning_min for day in before.days)
        there = floor.horizon.sewing_per_day(floor.scenario.line[code])[last_day] - before.days[-1].used_min
        return sum(floor.idle(code)[first_day:last_day]) + there + lost >= work_min

    def _leaves_others(self, schedule: LineSchedule, number: str) -> bool:
        """Tell whether each lot of another order begins as it does now, and is sewn no later or in time to be finished.

        Lots that have moved just now are finished anew, whenever they are sewn.
        """
        floor = self.floor
        others = ((floor.lots.get(run.lot), run) for run in schedule.runs)
        return all(
            run.start_day == floor.start_day(lot)
            and run.end_day < max(floor.horizon.day(finishing_from(floor, lot)), floor.end_day(lot) + 1)
            and run.late_piece_days <= run_of(floor, lot).late_piece_days
            for lot, run in others
            if lot is not None and lot.order != number
        )

    def _trial(
        self,
        code: str,
        coming: Sequence[Waiting],
        from_day: int,
        *,
        held: bool,
        leaving: str = "",
        forced: bool = False,
    ) -> Trial | None:
        """The line with lots coming and one leaving; None where one has no room or, unless forced, frozen ones move."""
        floor = self.floor
        tail = [lot for lot in self.tail(code, from_day) if lot.id != leaving]
        problem = self._problem(code, tail, coming, held=held, leaving=leaving)
        schedule = sequence(problem, seed=floor.policy.seed, effort=TRIAL_EFFORT)
        if schedule.unplaced:
            return None
        trial = self.tried(code, tail, schedule)
        if not forced and any(floor.is_held(floor.lots[name]) for name in trial.retimed):
            return None
        return trial

    def tried(self, code: str, tail: Sequence[Lot], schedule: LineSchedule) -> Trial:
        """Return a line as some schedule of the lots of its ``tail``, and of those that come, would have it."""
        began = {lot.id: self.floor.start_day(lot) for lot in tail}
        retimed = frozenset(run.lot for run in schedule.runs if began.get(run.lot, run.start_day) != run.start_day)
        fen = schedule.cost_fen - sum(self.fen_of(lot) for lot in tail) + RETIMED_FEN * len(retimed)
        return Trial(code, schedule, fen, retimed)

    def problem(self, code: str, coming: Sequence[Waiting] = (), *, held: bool = False) -> LineProblem:
        """Return a line with its lots, and some that come, as they may be sequenced anew from the frozen days on.

        What is sewn is done, what is held stays; all others are begun when they are now if ``held``.
        """
        return self._problem(code, self.tail(code, self.floor.frozen_day if coming or held else 0), coming, held=held)

    def tail(self, code: str, from_day: int) -> list[Lot]:
        """The line's lots that a change from this day on can reach, those of a change not settled yet among them."""
        floor = self.floor
        first_day = max(min(from_day, floor.dirty.get(code, from_day)), floor.past.get(code, -1) + 1)
        return [lot for lot in floor.queue(code) if floor.end_day(lot) >= first_day]

    def _problem(
        self, code: str, tail: Sequence[Lot], coming: Sequence[Waiting], *, held: bool, leaving: str = ""
    ) -> LineProblem:
        """The line after its lots before the tail, but for one that leaves: its days left over, and what it knows."""
        floor = self.floor
        line = floor.scenario.line[code]
        bare = line_problem(floor.scenario, floor.policy, floor.horizon, line, (), {}, floor.worth_fen_per_min(code))
        names = {leaving, *(lot.id for lot in tail)}
        fixed = [lot for lot in floor.queue(code) if lot.id not in names]
        asked = [self._held(lot, held=held) for lot in tail] + [self.asked(waiting) for waiting in coming]
        return replace(_after(floor, self._as_sewn(bare), fixed), lots=tuple(asked))

    def _as_sewn(self, bare: LineProblem) -> LineProblem:
        """The line without the minutes that nobody on it used on days that are over."""
        floor, over = self.floor, self.floor.before.days_over
        if not over:
            return bare
        used = [0.0] * over
        for lot in floor.queue(bare.line):
            for worked in lot.days:
                if (day := floor.horizon.day(worked.on)) < over:
                    used[day] += worked.used_min
        capacity = [*map(min, bare.capacity_min, used), *bare.capacity_min[over:]]
        return replace(bare, capacity_min=tuple(capacity))

    def _held(self, lot: Lot, *, held: bool) -> SequencingLot:
        floor = self.floor
        arrive_day = floor.horizon.day(lot.arrive_on)
        asked = self.asked(Waiting(draft=draft_of(lot), arrive_day=arrive_day))
        if held or floor.is_held(lot):
            return replace(asked, locked_start=floor.start_day(lot))
        return replace(asked, release_day=max(arrive_day, floor.frozen_day))

    # -- commit ----------------------------------------------------------------------------------------------------

    def commit(self, trial: Trial, placed: dict[str, Waiting]) -> None:
        """Let a line be as tried; ``placed`` are its lots that have waited."""
        floor = self.floor
        for run in trial.schedule.runs:
            if run.lot in placed:
                floor.put(lot_on_line(floor, placed[run.lot], trial.line, run))
                floor.waiting.pop(run.lot, None)
            else:
                floor.put(with_run(floor, floor.lots[run.lot], run))
        floor.dirty.pop(trial.line, None)


def _from_its_day(lot: SequencingLot) -> SequencingLot:
    """A lot that begins no earlier than it was to, and where its turn comes."""
    return replace(lot, release_day=max(lot.release_day, lot.locked_start or 0), locked_start=None)


def _after(floor: Floor, bare: LineProblem, fixed: Sequence[Lot]) -> LineProblem:
    """The line once its fixed lots are done: their minutes are gone, and their styles are known."""
    capacity = list(bare.capacity_min)
    until = max([floor.past.get(bare.line, -1) + 1, *(floor.end_day(lot) for lot in fixed)], default=0)
    for day in range(min(until, len(capacity))):
        capacity[day] = 0.0
    if not fixed:
        return replace(bare, capacity_min=tuple(capacity))
    for lot in fixed:
        for worked in lot.days:
            at = floor.horizon.day(worked.on)
            capacity[at] = max(0.0, capacity[at] - worked.used_min)
    styles = [floor.scenario.order[lot.order].style for lot in fixed]
    first = next((i for i in range(len(styles) - 1, -1, -1) if styles[i] != styles[-1]), -1) + 1
    known = {*styles[:first], *([bare.previous_style] if bare.previous_style else [])}
    climbing = first > 0 or styles[-1] != bare.previous_style
    worked_min = sum(day.used_min - day.changeover_min for lot in fixed[first:] for day in lot.days)
    category = {code: floor.scenario.style[code].category for code in known}
    return replace(
        bare,
        capacity_min=tuple(capacity),
        previous_style=styles[-1],
        previous_category=floor.scenario.style[styles[-1]].category,
        previous_days=worked_min / bare.day_min if climbing else None,
        known_styles=frozenset(known)
        - ({styles[-1]} if climbing and styles[-1] not in styles[:first] else frozenset()),
        known_categories=bare.known_categories | frozenset(category.values()),
    )
