"""Lots move between lines only where they may, only where it pays, and none is lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.errors import InvalidModel
from interlock.sequencing import FleetProblem, LineProblem, SequencingLot, check, sequence, share_out

DAYS = 40


def lot(name, pieces=100, due_day=5, late_fen=50.0, **others):
    return SequencingLot(
        id=name, style=f"style {name}", category="shirt", pieces=pieces, minutes_per_piece=10.0, release_day=0,
        due_day=due_day, late_fen_per_piece_day=late_fen, **others,
    )  # fmt: skip


def fleet(*lots_by_line, fen=None, owner=None, most_min=None, **others):
    lines = tuple(
        LineProblem(line=f"L{i}", operators=10, capacity_min=(480.0,) * DAYS, lots=tuple(lots))
        for i, lots in enumerate(lots_by_line)
    )
    count = sum(map(len, lots_by_line))
    return FleetProblem(
        lines=lines,
        fen=np.zeros((count, len(lines))) if fen is None else np.array(fen, dtype=np.float64),
        owner=np.arange(len(lines)) if owner is None else np.array(owner),
        most_min=np.full(len(lines), np.inf) if most_min is None else np.array(most_min, dtype=np.float64),
        **others,
    )


def shared(problem):
    """The lots of each line before and after, and the schedules before and after."""
    before = [sequence(line) for line in problem.lines]
    after = share_out(problem, before)
    return [{*(run.lot for run in s.runs), *s.unplaced} for s in after], before, after


def test_late_lots_go_to_the_line_that_stands():
    lots, before, after = shared(fleet([lot(str(i), due_day=9) for i in range(4)], []))
    assert lots[1]
    assert lots[0] | lots[1] == {"0", "1", "2", "3"}
    assert sum(s.late_fen for s in before) > 0
    assert sum(s.late_fen for s in after) == 0


def test_a_lot_that_may_not_go_stays():
    crowded = [lot(str(i), pieces=300) for i in range(4)]
    assert shared(fleet(crowded, [], fen=[[0.0, np.inf]] * 4))[0][1] == set()
    locked = [replace(one, locked_start=0) for one in crowded]
    assert shared(fleet(locked, []))[0][1] == set()


def test_nobody_is_brought_above_the_most_that_they_may_have():
    lots = shared(fleet([lot(str(i), pieces=300) for i in range(4)], [], most_min=[np.inf, 3_000.0]))[0]
    assert len(lots[1]) == 1


@pytest.mark.parametrize(("least_min", "left"), [(0.0, 2), (3_000.0, 3), (9_000.0, 4)])
def test_nobody_is_left_with_less_than_they_should_have(least_min, left):
    crowded = [lot(str(i), due_day=5) for i in range(4)]
    lots = shared(fleet(crowded, [], least_min=(least_min, 0.0)))[0]
    assert len(lots[0]) == left


def test_whoever_should_have_more_keeps_its_work_in_an_exchange_too():
    urgent, other = lot("urgent", pieces=300, due_day=12), lot("other", pieces=300, due_day=12)
    patient = lot("patient", pieces=900, due_day=39)
    fen = [[0.0, 0.0, np.inf], [0.0, np.inf, np.inf], [np.inf, 0.0, 0.0]]
    lots = shared(fleet([urgent, other], [patient], [], fen=fen, least_min=(0.0, 9_000.0, 0.0)))[0]
    assert "patient" in lots[1]


def test_a_patient_lot_gives_its_place_to_a_late_one_that_only_its_line_can_sew():
    urgent, other = lot("urgent", pieces=300, due_day=12), lot("other", pieces=300, due_day=12)
    patient = lot("patient", pieces=900, due_day=39)
    fen = [[0.0, 0.0, np.inf], [0.0, np.inf, np.inf], [np.inf, 0.0, 0.0]]
    lots, before, after = shared(fleet([urgent, other], [patient], [], fen=fen))
    assert sum(s.cost_fen for s in before) > 1.0
    assert lots == [{"other"}, {"urgent"}, {"patient"}]
    assert sum(s.late_fen for s in after) == 0


@pytest.mark.parametrize(
    ("outside_fen", "due_day", "comes_in"), [(900.0, 9, True), (50.0, 9, False), (900.0, 0, False), (9_000.0, 0, True)]
)
def test_a_lot_outside_comes_in_where_that_costs_less_than_outside(outside_fen, due_day, comes_in):
    away = lot("away", due_day=due_day, pieces=100, late_fen=10.0)
    problem = fleet(
        [lot("here", pieces=300, due_day=12)], [], fen=[[0.0, np.inf], [np.inf, 100.0]], outside=(away,),
        outside_fen=(outside_fen,),
    )  # fmt: skip
    lots = shared(problem)[0]
    assert lots == [{"here"}, {"away"} if comes_in else set()]


def test_a_lot_outside_comes_in_only_where_its_owner_may_have_more():
    problem = fleet(
        [lot("here", pieces=300, due_day=12)], [], fen=[[0.0, np.inf], [np.inf, 0.0]], outside=(lot("away"),),
        outside_fen=(9_000.0,), most_min=[np.inf, 500.0],
    )  # fmt: skip
    assert shared(problem)[0] == [{"here"}, set()]


def test_contradictions_are_named():
    one = fleet([lot("a")], [])
    with pytest.raises(InvalidModel, match="not finite"):
        replace(one, fen=np.full((1, 2), np.inf))
    with pytest.raises(InvalidModel, match="a row for each of 1 lots"):
        replace(one, fen=np.zeros((2, 2)))
    with pytest.raises(InvalidModel, match="owner must name"):
        replace(one, owner=np.array([0, 5]))
    with pytest.raises(InvalidModel, match="more than one line"):
        fleet([lot("a")], [lot("a")])
    with pytest.raises(InvalidModel, match="different numbers of days"):
        replace(one, lines=(one.lines[0], replace(one.lines[1], capacity_min=(480.0,))))


def test_lines_without_lots_are_left_alone():
    problem = fleet([], [])
    assert share_out(problem, [sequence(line) for line in problem.lines])[0].runs == ()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(20, 600), st.integers(0, 20)), min_size=1, max_size=12))
def test_every_lot_is_sewn_once_and_the_whole_costs_no_more(drawn):
    lines = [
        [lot(str(i), pieces=pieces, due_day=due) for i, (at, pieces, due) in enumerate(drawn) if at == n]
        for n in range(3)
    ]
    problem = fleet(*lines)
    lots, before, after = shared(problem)
    assert sorted(name for names in lots for name in names) == sorted(str(i) for i in range(len(drawn)))
    assert sum(s.cost_fen for s in after) <= sum(s.cost_fen for s in before) + 1.0
    by_id = {one.id: one for one in problem.lots}
    for line, names, schedule in zip(problem.lines, lots, after, strict=True):
        check(replace(line, lots=tuple(by_id[name] for name in sorted(names))), schedule)
