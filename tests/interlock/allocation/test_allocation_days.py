"""From weeks to days: whole lots in turn on every line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from county import county
from interlock.allocation import AllocationProblem, allocate, check_days, to_days


@pytest.fixture(scope="module")
def busy() -> AllocationProblem:
    return county(160, 24, 0.8, 5)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), load=st.floats(0.3, 1.2), lines=st.integers(3, 14))
def test_every_day_plan_keeps_every_law(seed: int, load: float, lines: int) -> None:
    problem = county(40, lines, load, seed)
    weeks = allocate(problem, effort="quick", seed=seed)

    days = to_days(problem, weeks)

    assert check_days(problem, days) == []
    assert days.allocation.lower_bound_fen == weeks.lower_bound_fen


def test_moving_lots_never_costs_more_than_leaving_them_outside(busy: AllocationProblem) -> None:
    weeks = allocate(busy, effort="quick")

    dispatched, moved = to_days(busy, weeks, passes=0), to_days(busy, weeks)

    assert moved.allocation.cost_fen < dispatched.allocation.cost_fen
    assert moved.kept_share >= dispatched.kept_share
    assert moved.allocation.cost_fen < 1.06 * weeks.lower_bound_fen


def test_lots_that_change_places_save_what_moving_alone_cannot(busy: AllocationProblem) -> None:
    weeks = allocate(busy, effort="quick")

    moved, swapped = to_days(busy, weeks, passes=1), to_days(busy, weeks, passes=3)

    assert check_days(busy, swapped) == []
    assert swapped.allocation.cost_fen < moved.allocation.cost_fen


def test_the_same_weeks_and_seed_give_the_same_days(busy: AllocationProblem) -> None:
    weeks = allocate(busy, effort="quick")

    assert to_days(busy, weeks, seed=3).allocation == to_days(busy, weeks, seed=3).allocation


def test_a_stop_leaves_a_lawful_plan(busy: AllocationProblem) -> None:
    weeks = allocate(busy, effort="quick")

    assert check_days(busy, to_days(busy, weeks, stop=lambda: True)) == []


def test_shops_that_are_asked_for_too_much_send_lots_outside(busy: AllocationProblem) -> None:
    weeks = allocate(busy, effort="quick")
    narrow = replace(busy, cut_min=busy.cut_min * 0.5)
    tight = allocate(narrow, effort="quick")

    days = to_days(narrow, tight)

    assert check_days(narrow, days) == []
    assert days.allocation.outside_batches.sum() > to_days(busy, weeks).allocation.outside_batches.sum()


def test_a_book_that_is_all_outside_stays_outside() -> None:
    problem = county(10, 4, 0.5, 1)
    closed = replace(problem, line_min=np.zeros_like(problem.line_min))

    days = to_days(closed, allocate(closed, effort="quick"))

    assert check_days(closed, days) == []
    assert days.allocation.outside_batches.tolist() == problem.batches.tolist()
    assert days.kept_share == 1.0


def test_the_judge_names_lots_that_overlap_and_minutes_off_their_stretch(busy: AllocationProblem) -> None:
    days = to_days(busy, allocate(busy, effort="quick"))
    line = days.allocation.lot_line
    shared = np.flatnonzero(line == np.bincount(line).argmax())
    first, second = shared[np.argsort(days.lot_start[shared])][:2]

    start = days.lot_start.copy()
    start[second] = days.lot_start[first]

    breaches = check_days(busy, replace(days, lot_start=start))
    assert any("before order" in text for text in breaches)
    assert any("where its stretch has" in text for text in breaches)
    assert "starts and" in check_days(busy, replace(days, lot_start=start[1:]))[0]
