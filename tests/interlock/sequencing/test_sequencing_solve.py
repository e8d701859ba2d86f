from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.sequencing import (
    LineProblem,
    SequencingLot,
    check,
    in_due_order,
    lower_bound_fen,
    recomputed_cost_fen,
    sequence,
    sequence_all,
)
from interlock.sequencing._calendar import Calendar

Make = Callable[..., SequencingLot]
Line = Callable[..., LineProblem]


@pytest.mark.parametrize(("count", "locks"), [(1, 0.0), (3, 0.5), (8, 0.0), (15, 0.2), (40, 0.1)])
def test_schedules_keep_every_law(random_line: Line, count: int, locks: float) -> None:
    for seed in range(4):
        problem = random_line(seed, count, locks=locks)
        schedule = sequence(problem)
        check(problem, schedule)
        assert lower_bound_fen(problem) <= schedule.cost_fen + 1.0


def test_pieces_that_wait_dearly_are_sewn_first(lot: Make, line: Line) -> None:
    patient = lot("patient", pieces=300)
    hasty = lot("hasty", pieces=300, wait_fen_per_piece_day=5.0)
    schedule = sequence(line(patient, hasty))
    assert [run.lot for run in schedule.runs] == ["hasty", "patient"]
    assert schedule.runs[0].end_day > 0
    assert schedule.cost_fen >= 300 * 5.0 * schedule.runs[0].end_day
    assert schedule.late_fen == 0


@settings(max_examples=40, deadline=None)
@given(
    sizes=st.lists(
        st.tuples(st.integers(1, 400), st.floats(0.5, 60), st.integers(0, 9), st.integers(-3, 9), st.integers(0, 2)),
        max_size=6,
    ),
    capacity=st.lists(st.sampled_from([0.0, 300.0, 1000.0, 7.5]), max_size=10),
)
def test_any_line_is_sequenced_lawfully(sizes: list[tuple[int, float, int, int, int]], capacity: list[float]) -> None:
    lots = tuple(
        SequencingLot(
            id=str(number),
            style=f"s{style}",
            category=f"c{style % 2}",
            pieces=pieces,
            minutes_per_piece=minutes,
            release_day=release,
            due_day=due,
            late_fen_per_piece_day=3.0,
        )
        for number, (pieces, minutes, release, due, style) in enumerate(sizes)
    )
    problem = LineProblem(line="L", operators=5, capacity_min=tuple(capacity), lots=lots)
    schedule = sequence(problem, effort=50)
    check(problem, schedule)
    assert len(schedule.runs) + len(schedule.unplaced) == len(lots)


@pytest.mark.parametrize("seed", range(6))
def test_few_lots_are_sequenced_at_least_cost(random_line: Line, seed: int) -> None:
    problem = random_line(seed, 6, days=24, lost_fen_per_min=seed % 2 * 3.0)
    schedule = sequence(problem)
    costs = []
    for order in itertools.permutations(problem.lots):
        calendar = Calendar(problem)
        for lot in order:
            calendar.lay(lot)
        costs.append(recomputed_cost_fen(problem, calendar.schedule(proven=False)))
    assert schedule.proven
    assert schedule.cost_fen == pytest.approx(min(costs), abs=2.0)


def test_local_search_beats_dispatching(random_line: Line) -> None:
    problems = [random_line(seed, 20) for seed in range(5)]
    searched = sum(schedule.cost_fen for schedule in sequence_all(problems))
    dispatched = sum(schedule.cost_fen for schedule in sequence_all(problems, effort=0))
    assert searched < dispatched


def test_the_same_seed_gives_the_same_schedule_whatever_the_threads(random_line: Line) -> None:
    problems = [random_line(seed, 14) for seed in range(4)]
    alone = sequence_all(problems, seed=3)
    assert alone == sequence_all(problems, seed=3, workers=3)
    assert alone == [sequence(problem, seed=3) for problem in problems]


def test_an_urgent_lot_goes_first(line: Line, lot: Make) -> None:
    schedule = sequence(line(lot("late"), lot("soon", due_day=1)))
    assert [run.lot for run in schedule.runs] == ["soon", "late"]
    assert schedule.late_fen == 0


def test_lots_that_cost_the_same_in_any_order_are_sewn_as_they_are_due(line: Line, lot: Make) -> None:
    pieces, due = {"a": 100, "b": 300, "c": 200}, {"a": 28, "b": 20, "c": 24}
    problem = line(*(lot(name, style="tee", pieces=pieces[name], due_day=due[name]) for name in "abc"))
    after = in_due_order(problem, sequence(problem))
    assert [run.lot for run in after.runs] == ["b", "c", "a"]
    assert after.cost_fen == sequence(problem).cost_fen


def test_a_style_is_not_sewn_in_two_goes_to_follow_the_due_days(line: Line, lot: Make) -> None:
    due = {"a": 18, "b": 20, "c": 22}
    problem = line(*(lot(name, style="shirt" if name == "b" else "tee", due_day=due[name]) for name in "abc"))
    assert "".join(run.lot for run in in_due_order(problem, sequence(problem)).runs) in ("acb", "bac")


def test_due_order_never_costs_anything(random_line: Line) -> None:
    for seed in range(6):
        problem = random_line(seed, 12, locks=0.2, lost_fen_per_min=2.0)
        calendar = Calendar(problem)
        for one in problem.lots:
            calendar.lay(one)
        before = calendar.schedule(proven=False)
        after = in_due_order(problem, before)
        check(problem, after)
        assert after.cost_fen <= before.cost_fen + 0.01


def test_lots_of_one_style_are_sewn_together(line: Line, lot: Make) -> None:
    lots = [lot(f"{style}{n}", style=style, pieces=300) for n in range(3) for style in ("red", "blue")]
    styles = [run.lot[:-1] for run in sequence(line(*lots)).runs]
    assert sum(a != b for a, b in itertools.pairwise(styles)) == 1


def test_the_style_on_the_line_is_sewn_on_without_a_changeover(line: Line, lot: Make) -> None:
    schedule = sequence(line(lot("A", pieces=300), lot("B", pieces=300), previous_style="style-B"))
    assert schedule.runs[0].lot == "B"
    assert schedule.runs[0].lost_min == 0
    assert schedule.runs[1].lost_min > 0


def test_a_lot_waits_for_its_release_and_pauses_over_closed_days(line: Line, lot: Make) -> None:
    capacity_min = (1000.0, 1000.0, 1000.0, 0.0, 1000.0, 1000.0)
    schedule = sequence(line(lot("A", release_day=2, pieces=150), capacity_min=capacity_min))
    assert [day.day for day in schedule.runs[0].days] == [2, 4]
    assert schedule.ledger[0].idle_min == 1000.0


def test_two_lots_may_share_a_day(line: Line, lot: Make) -> None:
    schedule = sequence(line(lot("A", pieces=20), lot("B", pieces=20)))
    assert [run.days[0].day for run in schedule.runs] == [0, 0]


def test_a_lot_that_cannot_end_in_time_is_named_and_leaves_its_room(line: Line, lot: Make) -> None:
    problem = line(lot("huge", pieces=5000), lot("small"))
    schedule = sequence(problem)
    check(problem, schedule)
    assert schedule.unplaced == ("huge",)
    assert [run.lot for run in schedule.runs] == ["small"]


def test_lateness_counts_each_piece_by_its_own_day(line: Line, lot: Make) -> None:
    problem = line(lot("A", pieces=300, due_day=0), previous_style="style-A")
    run = sequence(problem).runs[0]
    assert [day.pieces for day in run.days] == [100, 100, 100]
    assert run.late_piece_days == 100 * 1 + 100 * 2


def test_an_overdue_lot_is_late_from_the_start(line: Line, lot: Make) -> None:
    assert sequence(line(lot("A", due_day=-3), previous_style="style-A")).runs[0].late_piece_days == 300


def test_a_locked_lot_starts_on_its_day(line: Line, lot: Make) -> None:
    problem = line(lot("A", due_day=9), lot("B", locked_start=4, due_day=25), lot("C", pieces=290, due_day=8))
    schedule = sequence(problem)
    check(problem, schedule)
    assert {run.lot: run.start_day for run in schedule.runs}["B"] == 4
    assert schedule.late_locks == ()


def test_a_lock_on_a_closed_day_means_the_next_open_day(line: Line, lot: Make) -> None:
    schedule = sequence(line(lot("A", locked_start=1), capacity_min=(1000.0, 0.0, 0.0, 1000.0, 1000.0, 1000.0)))
    assert schedule.runs[0].start_day == 3
    assert schedule.late_locks == ()


def test_two_locks_on_one_day_cannot_both_hold_and_one_is_named(line: Line, lot: Make) -> None:
    problem = line(lot("A", locked_start=2, pieces=300), lot("B", locked_start=2, pieces=300))
    schedule = sequence(problem)
    check(problem, schedule)
    assert len(schedule.late_locks) == 1


def test_a_lock_beyond_the_open_days_leaves_the_lot_unplaced(line: Line, lot: Make) -> None:
    schedule = sequence(line(lot("A", locked_start=29), lot("B"), capacity_min=(1000.0,) * 5 + (0.0,) * 25))
    assert schedule.unplaced == ("A",)


def test_a_price_on_lost_minutes_makes_batching_pay(line: Line, lot: Make) -> None:
    lots = (
        lot("A1", style="a", due_day=2, pieces=150),
        lot("B", style="b", due_day=4, pieces=150),
        lot("A2", style="a", due_day=9, pieces=150),
    )
    free, priced = (sequence(line(*lots, lost_fen_per_min=fen)) for fen in (0.0, 10_000.0))
    assert priced.lost_min < free.lost_min
    assert free.late_fen <= priced.late_fen


def test_an_empty_line_is_an_answer(line: Line) -> None:
    problem = line()
    schedule = sequence(problem)
    check(problem, schedule)
    assert schedule.runs == ()
    assert schedule.proven
    assert lower_bound_fen(problem) == 0


def test_the_bound_is_met_where_nothing_is_in_conflict(line: Line, lot: Make) -> None:
    problem = line(lot("A", pieces=300, due_day=0), previous_style="style-A")
    assert lower_bound_fen(problem) == pytest.approx(sequence(problem).cost_fen, rel=1e-6)


def test_end_days_are_given_by_lot(line: Line, lot: Make) -> None:
    schedule = sequence(line(lot("A"), lot("B", due_day=3)))
    assert schedule.end_day == {run.lot: run.end_day for run in schedule.runs}


def test_importing_the_room_loads_no_solver() -> None:
    code = "import sys, interlock.sequencing; print({'numba', 'numpy', 'highspy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
