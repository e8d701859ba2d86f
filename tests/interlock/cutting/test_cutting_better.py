"""The better of two plans of one problem, and efforts by share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interlock.cutting import STEADY, THOROUGH, CutPlan, PlannedLay, better_of, scaled

MONEY = CutPlan(
    lays=(PlannedLay((1,), (10,)),), cost_fen=1000, markers=1, plies=10, fabric_mm=9.0, value=(1000,),
    lower_bound=(900,), proof="open",
)  # fmt: skip


def test_the_cheaper_plan_has_the_higher_of_both_bounds():
    other = replace(MONEY, cost_fen=950, value=(950,), lower_bound=(800,))
    for best in (better_of(MONEY, other), better_of(other, MONEY)):
        assert (best.value, best.lower_bound, best.proof) == ((950,), (900,), "open")


def test_a_bound_of_the_other_plan_may_close_the_gap():
    best = better_of(replace(MONEY, lower_bound=(999,)), replace(MONEY, lower_bound=(700,)))
    assert (best.proof, best.lower_bound) == ("search", (999,))


@pytest.mark.parametrize(
    ("first", "second", "both", "open_level"),
    [
        # Markers proved by one hold for the plan of the other, and so do the plies of plans with as many.
        ((2, 9, 5.0), (1, 4, 5.0), (2, 9, 5.0), "plies"),
        ((1, 7, 5.0), (2, 9, 6.0), (2, 9, 6.0), "plies"),
        ((2, 9, 5.0), (2, 10, 8.0), (2, 10, 8.0), None),
        # No bound is above the value that it is a bound of.
        ((1, 7, 5.0), (2, 11, 12.0), (2, 10, 9.0), None),
    ],
)
def test_a_plan_has_what_is_proved_of_either_level_by_level(first, second, both, open_level):
    better = replace(MONEY, value=(2, 10, 9.0), lower_bound=first)
    other = replace(MONEY, value=(2, 11, 12.0), lower_bound=second)
    for best in (better_of(better, other), better_of(other, better)):
        assert (best.value, best.lower_bound) == ((2, 10, 9.0), both)
        assert (best.open_level, best.proved) == (open_level, open_level is None)


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0, 4.0])
def test_a_share_of_the_work_walks_no_less_than_a_steady_plan(share):
    effort = scaled(share)
    assert STEADY.moves <= effort.moves <= THOROUGH.moves
    assert effort.exact_work == pytest.approx(THOROUGH.exact_work * share)


def test_the_whole_share_is_the_full_work():
    assert scaled(1.0) == THOROUGH
