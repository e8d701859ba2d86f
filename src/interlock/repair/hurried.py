"""Orders whose date counts more than money find their days on a line; nobody else is late by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, get_args

from interlock.repair.floor import Floor, Waiting
from interlock.repair.lines import Lines
from interlock.repair.trials import HURRY, Trial
from interlock.sequencing import LineProblem, SequencingLot, sequence

# How an order is hurried: as cheaply as brings it in time, as early as that can be, or at once; tried in turn.
Pace = Literal["in time", "early", "at once"]
PACES: tuple[Pace, ...] = get_args(Pace)


def place_at_best_pace(floor: Floor, place: Callable[[Floor, Pace], None]) -> None:
    """Let ``place`` find places for all that waits, at the first pace at which no hurried order ships late.

    Nor may another be late by it; where no pace is such, that which comes nearest is taken.
    """
    best, least = floor, None
    for pace in PACES:
        tried = floor.fork()
        place(tried, pace)
        found = _late_days(tried)
        if least is None or found < least:
            best, least = tried, found
        if found == (0, 0):
            break
    floor.become(best)


def _late_days(floor: Floor) -> tuple[int, int]:
    """Days by which other orders are late beyond what they were, and days by which hurried ones are late."""
    hurried = {number for by_day in floor.hurried.values() for number in by_day}
    others, mine = 0, 0
    for number, order in floor.scenario.order.items():
        ends = [floor.lots[name].finish_on for name in floor.lots_of.get(number, ())]
        ends += [lot.ready_on for lot in floor.outside.get(number, ())]
        days = max(0, (max(ends) - order.due_on).days) if ends else 0
        if number in hurried:
            mine += days
        elif before := floor.before.promise.get(number):
            others += max(0, days - before.late_days)
    return others, mine


def place_hurried(lines: Lines, pace: Pace) -> None:
    """Sequence every line that hurries an order, with the lots that were given to it for that.

    Where none of it can be without making another lot late, the line stays as it is, and what was given still waits.
    """
    floor = lines.floor
    for code in sorted(floor.hurried):
        by_day = floor.hurried[code]
        coming = [waiting for name, waiting in sorted(floor.waiting.items()) if _comes(lines, name, waiting, code)]
        found = list(_trials(lines, code, coming, by_day, pace))
        if found:
            best = min(found, key=lambda trial: (_late(floor, trial, by_day), _early(trial, by_day, pace), trial.fen))
            lines.commit(best, {waiting.draft.id: waiting for waiting in coming})
            lines.settle_all()


def _comes(lines: Lines, name: str, waiting: Waiting, code: str) -> bool:
    hurried = waiting.given and not waiting.alone and waiting.draft.order in lines.floor.hurried[code]
    return hurried and waiting.only == frozenset({code}) and any(lines.able(waiting))


def _trials(
    lines: Lines, code: str, coming: Sequence[Waiting], by_day: Mapping[str, int], pace: Pace
) -> Iterator[Trial]:
    """The line with all others begun when they are now, sewn by when they are, or sewn in time: those that can be.

    Where the first does in time, no other is asked to move.
    """
    floor = lines.floor
    tail = lines.tail(code, floor.frozen_day)
    wanted = dict.fromkeys(by_day, 0) if pace == "at once" else by_day
    for held, kept in ((True, True), (False, True), (False, False)):
        problem = _hurrying(floor, lines.problem(code, coming, held=held), wanted, kept=kept)
        schedule = sequence(problem, seed=floor.policy.seed)
        if schedule.unplaced or schedule.late_locks:
            continue
        trial = lines.tried(code, tail, schedule)
        late = any(run.late_piece_days for run in schedule.runs if _order(run.lot) not in by_day)
        if not late and not any(floor.is_held(floor.lots[name]) for name in trial.retimed):
            yield trial
            if held and pace == "in time" and not _late(floor, trial, by_day):
                return


def _hurrying(floor: Floor, problem: LineProblem, by_day: Mapping[str, int], *, kept: bool) -> LineProblem:
    """The line on which hurried orders are wanted by their days; others by their last day now, or when they are due."""

    def wanted(asked: SequencingLot) -> SequencingLot:
        order, lot = _order(asked.id), floor.lots.get(asked.id)
        if order in by_day:
            free = lot is None or not floor.is_held(lot)
            return replace(
                asked,
                due_day=min(asked.due_day, by_day[order]),
                late_fen_per_piece_day=HURRY * max(1.0, asked.late_fen_per_piece_day),
                locked_start=None if free else asked.locked_start,
            )
        assert lot is not None
        last_day = floor.end_day(lot)
        return replace(asked, due_day=last_day if kept else max(asked.due_day, last_day))

    return replace(problem, lots=tuple(map(wanted, problem.lots)))


def _late(floor: Floor, trial: Trial, by_day: Mapping[str, int]) -> int:
    """Days by which hurried orders are sewn too late, all together."""
    ends: dict[str, int] = {}
    for run in trial.schedule.runs:
        ends[_order(run.lot)] = max(run.end_day, ends.get(_order(run.lot), 0))
    return sum(max(0, ends[order] - day) for order, day in by_day.items() if order in ends)


def _early(trial: Trial, by_day: Mapping[str, int], pace: Pace) -> int:
    """The days on which hurried lots are sewn, by pieces, where these are to be early."""
    mine = (run for run in trial.schedule.runs if pace != "in time" and _order(run.lot) in by_day)
    return sum(sum(day.pieces for day in run.days) * run.end_day for run in mine)


def _order(lot: str) -> str:
    return lot.rpartition("/")[0]
