"""Lots that wait find lines: in gaps first, then by timing a line's lots again, then in the place of a cheap lot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from interlock.model import Line, Lot
from interlock.repair.finishing import finishing_from, run_of
from interlock.repair.floor import Floor, Waiting, draft_of
from interlock.repair.parts import lot_on_line, with_run
from interlock.repair.ties import Ties
from interlock.repair.wholes import MOVED_FEN, place_together
from interlock.sequencing import LineProblem, LineSchedule, LotRun, SequencingLot, in_turn, sequence
from interlock.stages.groups import Eligible
from interlock.stages.lots import LotDraft
from interlock.stages.sew import line_problem, sequencing_lot

# Placements per pair of lots while trying.
TRIAL_EFFORT = 8
# Lines tried for each lot: those that look cheapest by their free minutes.
CANDIDATES = 5
# Telling a factory that a lot starts on another day must save so much.
RETIMED_FEN = 10_000.0
# A late lot may take the place of another: so many of a line's lots are tried, on so many lines.
VICTIMS, VICTIM_LINES = 3, 3
# Where a date counts more than money, a late day weighs so many times its price.
HURRY = 50.0


@dataclass(frozen=True)
class Trial:
    """A line with other lots on it, what that costs more than now, and who then starts on another day."""

    line: str
    schedule: LineSchedule
    fen: float
    retimed: frozenset[str]

    def run(self, name: str) -> LotRun:
        """Return the days of a lot that is on the line."""
        return next(run for run in self.schedule.runs if run.lot == name)


class Lines:
    """Finds places on the lines of a floor."""

    def __init__(self, floor: Floor, eligible: Eligible | None = None) -> None:
        self.floor = floor
        self.eligible = eligible or Eligible(floor.scenario, floor.policy)
        self.ties = Ties(floor)

    def on(self, floor: Floor) -> Lines:
        """Return the same for another floor of the same scenario."""
        return Lines(floor, self.eligible)

    # -- what is done ----------------------------------------------------------------------------------------------

    def settle(self, code: str) -> None:
        """Time the lots of a line again from the day on which it changed; who finds no room there waits."""
        floor = self.floor
        from_day = floor.dirty.pop(code)
        trial = self._first_that_fits(code, (), from_day, forced=True)
        while trial is None:
            queue = floor.queue(code)
            floor.take_out(next((lot for lot in reversed(queue) if not floor.is_held(lot)), queue[-1]).id)
            trial = self._first_that_fits(code, (), from_day, forced=True)
        self.commit(trial, {})

    def settle_all(self) -> None:
        """Settle every line that changed."""
        while self.floor.dirty:
            self.settle(min(self.floor.dirty))

    def place(self, name: str) -> bool:
        """Put a waiting lot where it costs least; False when no line can take it, or outside is cheaper.

        With it go those that may not be apart from it: to one factory or outside.
        """
        floor = self.floor
        waiting, group = floor.waiting[name], self.ties.group(name)
        if len(group) > 1 and not waiting.given:
            place_together(self, group)
            return True
        best = self.best(waiting, self.candidates(waiting))
        if best is None:
            return False
        fen, trial = best
        if trial.run(name).late_piece_days and not waiting.hurried and not waiting.is_bound:
            if not waiting.alone and self._eject(waiting, fen):
                return True
            if fen > self.outside_fen(waiting):
                return False
        self.commit(trial, {name: waiting})
        return True

    def stay(self, name: str) -> None:
        """Put a lot back on its line before others take its minutes, unless it would be sewn after all it had there."""
        floor = self.floor
        waiting = floor.waiting[name]
        home = waiting.draft.line
        if home is None or not any(line.code == home for line in self.able(waiting)):
            return
        last_on = max(lot.end_on for lot in floor.before.lots if lot.order == waiting.draft.order)
        found = self.best(waiting, [home])
        if found and found[1].run(name).end_day <= floor.horizon.day(last_on):
            self.commit(found[1], {name: waiting})

    def better(self, name: str, only: frozenset[str] | None = None) -> bool:
        """Move a late lot where that pays for the telling; False when it stays."""
        floor = self.floor
        lot = floor.lots[name]
        if floor.is_held(lot):
            return False
        arrive_day, alone = floor.horizon.day(lot.arrive_on), lot.order in floor.alone
        waiting = Waiting(draft=draft_of(lot), arrive_day=arrive_day, only=only, alone=alone)
        codes = [code for code in self.candidates(waiting) if code != lot.line]
        best = self.best(waiting, codes)
        if best is None:
            return False
        saved = self.fen_of(lot) + self.money(waiting.draft, lot.line)
        if best[0] + MOVED_FEN > saved:
            return False
        floor.take(name)
        floor.waiting[name] = waiting
        self.commit(best[1], {name: waiting})
        return True

    # -- what it costs ---------------------------------------------------------------------------------------------

    def money(self, draft: LotDraft, code: str) -> float:
        """Return what a lot costs on a line: sewing, transport, and opening where its order is not sewn there yet."""
        floor = self.floor
        line = floor.scenario.line[code]
        fen = floor.book(draft.order).lot_fen(draft, line)
        opened = any(floor.lots[name].line == code for name in floor.lots_of[draft.order])
        return fen - floor.scenario.factory[line.factory].opening_fen * opened

    def outside_fen(self, waiting: Waiting) -> float:
        """Return what a lot costs outside the cluster, lateness weighed as on lines."""
        floor = self.floor
        draft = replace(waiting.draft, line=None)
        order = floor.scenario.order[draft.order]
        ready_day = waiting.arrive_day - 1 + floor.policy.outside_days
        late_days = max(0, ready_day - floor.horizon.day(order.due_on))
        days = floor.policy.late_weight * late_days + floor.policy.line_wait_share * (ready_day - 1)
        late_fen = floor.policy.late_fen_per_piece_day(order, floor.scenario.style[order.style])
        return floor.book(draft.order).outside_fen([draft])[draft.id] + days * late_fen * draft.pieces

    def candidates(self, waiting: Waiting) -> list[str]:
        """Return the lines to try: those that look cheapest by their free minutes, and where the lot comes from."""
        looks = sorted((self.look(waiting, line), line.code) for line in self.able(waiting))
        codes = [code for _, code in looks[:CANDIDATES]]
        home = waiting.draft.line
        able = home and any(code == home for _, code in looks)
        return [*codes, home] if home and able and home not in codes else codes

    def able(self, waiting: Waiting, *, apart: bool = True) -> Iterator[Line]:
        """The lines that may take a lot; unless ``apart``, as if all that it is tied to went with it."""
        scenario, draft = self.floor.scenario, waiting.draft
        home = scenario.line[draft.line].factory if draft.line else ""
        homes = self.ties.homes(draft) if apart else None
        for line in self.eligible.skilled(scenario.order[draft.order]):
            if waiting.only is not None and line.code not in waiting.only:
                continue
            if homes is not None and line.factory not in homes:
                continue
            small = scenario.factory[line.factory].minimum_lot_pieces > draft.pieces
            if not (small and line.factory != home) and (waiting.lock or self.ties.may_take(line, draft)):
                yield line

    def look(self, waiting: Waiting, line: Line) -> float:
        """About what the lot costs on the line if it gets all free minutes there from its arrival on."""
        floor, draft = self.floor, waiting.draft
        asked = self.asked(waiting)
        left = asked.work_min * 1.05 + 15.0 * line.operators
        ends = (
            day
            for day, had in enumerate(accumulate(floor.idle(line.code)[waiting.arrive_day :]), waiting.arrive_day)
            if had >= left
        )
        day = next(ends, 2 * floor.horizon.days)
        fen = max(0, day - asked.due_day) * asked.late_fen_per_piece_day + day * asked.wait_fen_per_piece_day
        return self.money(draft, line.code) + fen * asked.pieces

    def asked(self, waiting: Waiting) -> SequencingLot:
        """Return a waiting lot as sequencing knows it."""
        floor, draft = self.floor, waiting.draft
        asked = sequencing_lot(floor.scenario, floor.policy, floor.horizon, draft, waiting.arrive_day)
        if not waiting.hurried:
            return asked
        return replace(asked, late_fen_per_piece_day=asked.late_fen_per_piece_day * HURRY)

    def fen_of(self, lot: Lot) -> float:
        """Lateness, waiting and priced losses of a lot as it stands: what sequencing minimises."""
        floor = self.floor
        order = floor.scenario.order[lot.order]
        late_fen = floor.policy.late_fen_per_piece_day(order, floor.scenario.style[order.style])
        due_day = floor.horizon.day(order.due_on) - 1
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
        if held is not None and not any(run.late_piece_days for run in held.schedule.runs):
            return held
        free = self._trial(code, coming, from_day, held=False, forced=forced)
        if not coming:
            # Where lots have only gone, nobody who gains by that may push back another.
            turns = [self._in_turn(code, from_day, held=held) for held in (True, False)]
            kept = [trial for trial in (free, held, *turns) if trial and self._delays(trial) <= 0]
            if kept:
                return min(kept, key=lambda trial: trial.fen)
        found = [trial for trial in (held, free) if trial is not None]
        return min(found, key=lambda trial: trial.fen, default=None)

    def _delays(self, trial: Trial) -> int:
        """By how many days the lot of the line that is put off most is sewn later than now."""
        floor = self.floor
        return max((run.end_day - floor.end_day(floor.lots[run.lot]) for run in trial.schedule.runs), default=0)

    def _in_turn(self, code: str, from_day: int, *, held: bool) -> Trial | None:
        """The line's lots one after another as now, none begun earlier if ``held``; None where one has no room."""
        floor, tail = self.floor, self._tail(code, from_day)
        problem = self._problem(code, tail, (), held=held)
        asked = [
            replace(lot, release_day=max(lot.release_day, lot.locked_start or 0), locked_start=None)
            for lot in problem.lots
        ]
        schedule = in_turn(replace(problem, lots=tuple(asked)))
        if schedule.unplaced:
            return None
        trial = self._tried(code, tail, schedule)
        return None if any(floor.is_held(floor.lots[name]) for name in trial.retimed) else trial

    def _first_gap(self, code: str, waiting: Waiting, from_day: int) -> Trial | None:
        """The first place on the line that leaves all others their days: before them, then after each in turn."""
        tail = self._tail(code, from_day)
        problem = self._problem(code, tail, (waiting,), held=True)
        *others, mine = problem.lots
        for at, first_day in enumerate(accumulate(map(self.floor.end_day, tail), max, initial=waiting.arrive_day)):
            if at < len(tail) and not self._has_room(code, tail[at], first_day, mine.work_min):
                continue
            turn = (*others[:at], replace(mine, release_day=first_day), *others[at:])
            schedule = in_turn(replace(problem, lots=turn))
            if not schedule.unplaced and self._leaves_others(schedule, waiting.draft.order):
                return self._tried(code, tail, schedule)
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
        tail = [lot for lot in self._tail(code, from_day) if lot.id != leaving]
        problem = self._problem(code, tail, coming, held=held)
        schedule = sequence(problem, seed=floor.policy.seed, effort=TRIAL_EFFORT)
        if schedule.unplaced:
            return None
        trial = self._tried(code, tail, schedule)
        if not forced and any(floor.is_held(floor.lots[name]) for name in trial.retimed):
            return None
        return trial

    def _tried(self, code: str, tail: Sequence[Lot], schedule: LineSchedule) -> Trial:
        began = {lot.id: self.floor.start_day(lot) for lot in tail}
        retimed = frozenset(run.lot for run in schedule.runs if began.get(run.lot, run.start_day) != run.start_day)
        fen = schedule.cost_fen - sum(self.fen_of(lot) for lot in tail) + RETIMED_FEN * len(retimed)
        return Trial(code, schedule, fen, retimed)

    def problem(self, code: str) -> LineProblem:
        """Return a line with its lots as they may be sequenced anew: what is sewn is done, what is held stays."""
        return self._problem(code, self._tail(code, 0), (), held=False)

    def _tail(self, code: str, from_day: int) -> list[Lot]:
        """The line's lots that a change from this day on can reach."""
        floor = self.floor
        first_day = max(from_day, floor.past.get(code, -1) + 1)
        return [lot for lot in floor.queue(code) if floor.end_day(lot) >= first_day]

    def _problem(self, code: str, tail: Sequence[Lot], coming: Sequence[Waiting], *, held: bool) -> LineProblem:
        """The line after its lots before the tail: what they leave of its days, and what it knows by then."""
        floor = self.floor
        line = floor.scenario.line[code]
        bare = line_problem(floor.scenario, floor.policy, floor.horizon, line, (), {}, floor.worth_fen_per_min(code))
        names = {lot.id for lot in tail}
        fixed = [lot for lot in floor.queue(code) if lot.id not in names]
        asked = [self._held(lot, held=held) for lot in tail] + [self.asked(waiting) for waiting in coming]
        return replace(_after(floor, bare, fixed), lots=tuple(asked))

    def _held(self, lot: Lot, *, held: bool) -> SequencingLot:
        floor = self.floor
        arrive_day = floor.horizon.day(lot.arrive_on)
        asked = self.asked(Waiting(draft=draft_of(lot), arrive_day=arrive_day))
        if held or floor.is_held(lot):
            return replace(asked, locked_start=floor.start_day(lot))
        return replace(asked, release_day=max(arrive_day, floor.frozen_day))

    # -- a place for another ---------------------------------------------------------------------------------------

    def _eject(self, waiting: Waiting, fen: float) -> bool:
        """Give a late lot the place of a cheap one that finds another, when both together then cost less."""
        floor = self.floor
        for code in self.candidates(waiting)[:VICTIM_LINES]:
            for victim in self._victims(code, waiting):
                trial = self._trial(code, (waiting,), waiting.arrive_day, held=True, leaving=victim.id)
                if trial is None:
                    continue
                moved = Waiting(draft=draft_of(victim), arrive_day=floor.horizon.day(victim.arrive_on))
                other = self.best(moved, [c for c in self.candidates(moved) if c != code])
                if other is None:
                    continue
                gone = self.fen_of(victim) + self.money(moved.draft, code)
                cost = trial.fen - gone + self.money(waiting.draft, code) + other[0] + MOVED_FEN
                if cost < fen - MOVED_FEN:
                    floor.take(victim.id)
                    floor.waiting[victim.id] = moved
                    self.commit(trial, {waiting.draft.id: waiting})
                    self.commit(other[1], {victim.id: moved})
                    return True
        return False

    def _victims(self, code: str, waiting: Waiting) -> list[Lot]:
        """Lots of the line about as large, after the frozen days, whose lateness is cheaper, the cheapest first."""
        floor = self.floor
        asked = self.asked(waiting)

        def weight(lot: Lot) -> float:
            order = floor.scenario.order[lot.order]
            return floor.policy.late_fen_per_piece_day(order, floor.scenario.style[order.style]) * lot.pieces

        cheap = [
            lot
            for lot in self._tail(code, waiting.arrive_day)
            if not floor.is_held(lot)
            and lot.order != waiting.draft.order
            and floor.start_day(lot) <= asked.due_day
            and weight(lot) < asked.late_fen_per_piece_day * asked.pieces
        ]
        return sorted(cheap, key=lambda lot: (weight(lot), lot.id))[:VICTIMS]

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
