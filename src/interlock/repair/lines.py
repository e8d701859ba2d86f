"""Lots that wait find lines: in gaps first, then by timing a line's lots again, then in the place of a cheap lot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from interlock.model import Line, Lot
from interlock.repair.done import leave
from interlock.repair.finishing import run_of
from interlock.repair.floor import Floor, Waiting, draft_of
from interlock.repair.ties import Ties
from interlock.repair.trials import RETIMED_FEN, Trial, Trials
from interlock.repair.wholes import MOVED_FEN, move_together, place_together
from interlock.stages.groups import Eligible

# Lines tried for each lot: those that look cheapest by their free minutes.
CANDIDATES = 5
# A late lot may take the place of another: so many of a line's lots are tried, on so many lines.
VICTIMS, VICTIM_LINES = 3, 3
# What a line has begun is looked for another place where it would have to wait for longer than that.
LONG_DAYS = 7


class Lines(Trials):
    """Finds places on the lines of a floor."""

    def __init__(self, floor: Floor, eligible: Eligible | None = None) -> None:
        super().__init__(floor)
        self.eligible = eligible or Eligible(floor.scenario, floor.policy)
        self.ties = Ties(floor)

    def on(self, floor: Floor) -> Lines:
        """Return the same for another floor of the same scenario."""
        return Lines(floor, self.eligible)

    # -- what is done ----------------------------------------------------------------------------------------------

    def settle(self, code: str) -> None:
        """Time the lots of a line again from the day on which it changed; who finds no room there waits.

        What of one was sewn on days that are over stays.
        """
        floor = self.floor
        from_day = floor.dirty.pop(code)
        trial = self._first_that_fits(code, (), from_day, forced=True)
        while trial is None:
            queue = floor.queue(code)
            leave(floor, max(reversed(queue), key=lambda lot: (not floor.is_held(lot), floor.may_leave(lot))))
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
        home = waiting.draft.line
        stays = self.best(waiting, [home]) if waiting.was_given and home and self._is_able(home, waiting) else None
        best = stays or self.best(waiting, self.candidates(waiting))
        if best is None:
            return False
        fen, trial = best
        if stays is None and trial.run(name).late_piece_days and not waiting.hurried and not waiting.is_bound:
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
        if home is None or not self._is_able(home, waiting):
            return
        last_on = max(lot.end_on for lot in floor.before.lots if lot.order == waiting.draft.order)
        found = self.best(waiting, [home])
        if found and found[1].run(name).end_day <= floor.horizon.day(last_on):
            self.commit(found[1], {name: waiting})

    def go_on(self, code: str, names: Sequence[str]) -> None:
        """Let a line sew waiting lots one after another from the day they arrive; who follows there is pushed on.

        They wait as others do where one has no room, or where somebody is late by it and a place elsewhere costs less.
        """
        floor = self.floor
        coming = [w for name in names if (w := floor.waiting.get(name)) and self._is_able(code, w)]
        trial = self.pushing(code, coming) if coming else None
        if trial is None:
            return
        if self._puts_off(trial, coming) and not coming[0].was_given:
            rest, *others = coming
            without = self.pushing(code, others, rest.arrive_day)
            best = self.best(rest, self.candidates(rest))
            if without and best and best[0] < trial.untold_fen - without.untold_fen + self.money(rest.draft, code):
                return
        self.commit(trial, {waiting.draft.id: waiting for waiting in coming})

    def _puts_off(self, trial: Trial, coming: Sequence[Waiting]) -> bool:
        """Whether a lot is late by a trial, or more late than it is, or one that comes must wait for long."""
        floor, wait = self.floor, coming[0]
        before = {run.lot: run_of(floor, lot) for run in trial.schedule.runs if (lot := floor.lots.get(run.lot))}
        late = any(
            run.late_piece_days > (before[run.lot].late_piece_days if run.lot in before else 0)
            for run in trial.schedule.runs
        )
        return late or trial.run(wait.draft.id).start_day > wait.arrive_day + LONG_DAYS

    def better(self, name: str, only: frozenset[str] | None = None) -> bool:
        """Move a late lot, with those that may not be apart from it, where that pays for the telling; else it stays."""
        floor = self.floor
        lot = floor.lots[name]
        if not floor.may_leave(lot):
            return False
        if only is None and lot.order not in floor.alone and len(group := self.ties.group(name)) > 1:
            return move_together(self, group)
        arrive_day, alone = floor.horizon.day(lot.arrive_on), lot.order in floor.alone
        waiting = Waiting(draft=draft_of(lot), arrive_day=arrive_day, only=only, alone=alone)
        codes = [code for code in self.candidates(waiting) if code != lot.line]
        best = self.best(waiting, codes)
        if best is None:
            return False
        saved = self.fen_of(lot) + self.money(waiting.draft, lot.line)
        others = None
        if best[0] + MOVED_FEN > saved:
            others = self.without(lot)
            if others is None or best[0] + MOVED_FEN > saved + self._saved_fen(others):
                return False
        floor.take(name)
        floor.waiting[name] = waiting
        self.commit(best[1], {name: waiting})
        if others is not None:
            self.commit(others, {})
        return True

    def without(self, lot: Lot) -> Trial | None:
        """Return a lot's line as the others would be sewn if it left; None where one of them then has no room."""
        return self._trial(lot.line, (), self.floor.start_day(lot), held=False, leaving=lot.id)

    def _saved_fen(self, trial: Trial) -> float:
        """What a line saves by a trial; telling who begins on another day than before the repair costs, who on the same
        day again is not told."""
        floor = self.floor
        began = {name: floor.start_day(was) for name in trial.retimed if (was := floor.before.lot.get(name))}
        runs = [run for run in trial.schedule.runs if run.lot in began]
        untold = sum(run.start_day == began[run.lot] for run in runs)
        told = sum(floor.start_day(floor.lots[run.lot]) != began[run.lot] for run in runs)
        return RETIMED_FEN * (untold + told) - trial.fen

    # -- where it may go -----------------------------------------------------------------------------------------------

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

    def _is_able(self, code: str, waiting: Waiting) -> bool:
        return any(line.code == code for line in self.able(waiting))

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
            for lot in self.tail(code, waiting.arrive_day)
            if floor.may_leave(lot)
            and lot.order != waiting.draft.order
            and floor.start_day(lot) <= asked.due_day
            and weight(lot) < asked.late_fen_per_piece_day * asked.pieces
        ]
        return sorted(cheap, key=lambda lot: (weight(lot), lot.id))[:VICTIMS]
