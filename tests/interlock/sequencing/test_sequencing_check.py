from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from interlock.errors import BrokenLaw, InvalidModel
from interlock.sequencing import (
    DayOutput,
    LineProblem,
    LineSchedule,
    LotRun,
    SequencingLot,
    check,
    sequence,
)

Make = Callable[..., SequencingLot]
Line = Callable[..., LineProblem]


@pytest.fixture
def problem(line: Line, lot: Make) -> LineProblem:
    return line(
        lot("A", pieces=250, due_day=1),
        lot("B", pieces=250, due_day=3, release_day=1),
        lot("C", pieces=5000),
        lot("D", locked_start=9),
    )


@pytest.fixture
def schedule(problem: LineProblem) -> LineSchedule:
    answer = sequence(problem)
    check(problem, answer)
    return answer


def breaches(problem: LineProblem, schedule: LineSchedule, **changes: Any) -> str:
    with pytest.raises(BrokenLaw) as error:
        check(problem, replace(schedule, **changes))
    return str(error.value)


def with_day(run: LotRun, at: int, **changes: Any) -> LotRun:
    days = list(run.days)
    days[at] = replace(days[at], **changes)
    return replace(run, days=tuple(days), start_day=days[0].day, end_day=days[-1].day)


def with_first_run(schedule: LineSchedule, run: LotRun) -> tuple[LotRun, ...]:
    return (run, *schedule.runs[1:])


def test_a_lot_that_vanished_or_came_twice_is_found(problem: LineProblem, schedule: LineSchedule) -> None:
    assert "appears 0 times" in breaches(problem, schedule, runs=schedule.runs[1:])
    assert "appears 2 times" in breaches(problem, schedule, unplaced=("C", "C"))
    assert "is not one of" in breaches(problem, schedule, unplaced=("C", "X"))
    strange = replace(schedule.runs[0], lot="Y")
    assert "is not one of" in breaches(problem, schedule, runs=with_first_run(schedule, strange))


def test_an_early_start_is_found(problem: LineProblem, schedule: LineSchedule) -> None:
    later = replace(problem, lots=tuple(replace(lot, release_day=2) if lot.id == "A" else lot for lot in problem.lots))
    assert "before its release" in breaches(later, schedule)


def test_overlapping_and_disordered_lots_are_found(problem: LineProblem, schedule: LineSchedule) -> None:
    assert "overlap" in breaches(problem, schedule, runs=schedule.runs[::-1])
    run = schedule.runs[0]
    shuffled = replace(run, days=run.days[::-1], start_day=run.end_day, end_day=run.start_day)
    assert "not in order" in breaches(problem, schedule, runs=with_first_run(schedule, shuffled))


def test_a_pause_on_an_open_day_is_found(problem: LineProblem, schedule: LineSchedule) -> None:
    run = schedule.runs[0]
    gap = replace(run, days=(run.days[0], *run.days[2:]))
    assert "pauses" in breaches(problem, schedule, runs=with_first_run(schedule, gap))


def test_minutes_that_do_not_add_up_are_found(problem: LineProblem, schedule: LineSchedule) -> None:
    run = schedule.runs[0]
    more = with_day(run, 0, minutes=run.days[0].minutes + 50)
    assert "are not the parts" in breaches(problem, schedule, runs=with_first_run(schedule, more))
    smaller = replace(problem, capacity_min=(900.0, *problem.capacity_min[1:]))
    text = breaches(smaller, schedule)
    assert "minutes used of 900" in text
    assert "does not add up to the capacity" in text


def test_a_false_ledger_is_found(problem: LineProblem, schedule: LineSchedule) -> None:
    first = replace(schedule.ledger[0], productive_min=0.0)
    assert "does not equal the lots' minutes" in breaches(problem, schedule, ledger=(first, *schedule.ledger[1:]))
    assert "name each day" in breaches(problem, schedule, ledger=schedule.ledger[1:])


def test_a_start_at_the_wrong_price_is_found(problem: LineProblem, schedule: LineSchedule) -> None:
    run = schedule.runs[0]
    day = run.days[0]
    cheaper = with_day(run, 0, changeover_min=0.0, productive_min=day.productive_min + day.changeover_min)
    assert "the changeover is not" in breaches(problem, schedule, runs=with_first_run(schedule, cheaper))
    expert = with_day(run, 0, learning_min=0.0, productive_min=day.productive_min + day.learning_min)
    assert "learning" in breaches(problem, schedule, runs=with_first_run(schedule, expert))
    moved = with_day(with_day(run, 0, changeover_min=0.0), 1, changeover_min=day.changeover_min)
    assert "after sewing has begun" in breaches(problem, schedule, runs=with_first_run(schedule, moved))


def test_pieces_out_of_step_with_minutes_are_found(problem: LineProblem, schedule: LineSchedule) -> None:
    run = schedule.runs[0]
    ahead = with_day(with_day(run, 0, pieces=run.days[0].pieces + 5), 1, pieces=run.days[1].pieces - 5)
    assert "do not match" in breaches(problem, schedule, runs=with_first_run(schedule, ahead))
    extra = with_day(run, 1, pieces=run.days[1].pieces + 5)
    assert "pieces sewn of" in breaches(problem, schedule, runs=with_first_run(schedule, extra))
    less = with_day(run, 1, productive_min=0.0)
    assert "productive min" in breaches(problem, schedule, runs=with_first_run(schedule, less))


def test_a_lock_misstated_either_way_is_found(problem: LineProblem, schedule: LineSchedule) -> None:
    assert "misstated" in breaches(problem, schedule, late_locks=("D",))
    assert "has no lock" in breaches(problem, schedule, late_locks=("A",))


def test_false_lateness_and_cost_are_found(problem: LineProblem, schedule: LineSchedule) -> None:
    run = replace(schedule.runs[0], late_piece_days=schedule.runs[0].late_piece_days + 1)
    assert "late piece-days" in breaches(problem, schedule, runs=with_first_run(schedule, run))
    assert "lateness costs" in breaches(problem, schedule, late_fen=schedule.late_fen + 5)
    assert "the cost is" in breaches(problem, schedule, cost_fen=schedule.cost_fen * 2)


def test_a_style_begun_before_the_plan_is_judged_on_its_own_curve(line: Line, lot: Make) -> None:
    problem = line(lot("A", pieces=250), previous_style="style-A", previous_days=0.5)
    answer = sequence(problem)
    check(problem, answer)
    assert "learning" in breaches(replace(problem, previous_days=1.5), answer)


def test_an_answer_refuses_nonsense_on_construction(schedule: LineSchedule) -> None:
    with pytest.raises(InvalidModel, match="negative"):
        DayOutput(day=0, minutes=-1.0, productive_min=0.0, changeover_min=0.0, learning_min=0.0, pieces=0)
    with pytest.raises(InvalidModel, match="do not begin"):
        replace(schedule.runs[0], start_day=7)
