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


def test_bounds_that_speak_of_fewer_plans_are_not_mixed():
    first = replace(MONEY, value=(2, 10, 9.0), lower_bound=(2, 9, 8.0))
    second = replace(MONEY, value=(2, 11, 8.0), lower_bound=(2, 10, 8.0))
    assert better_of(first, second) == first


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0, 4.0])
def test_a_share_of_the_work_walks_no_less_than_a_steady_plan(share):
    effort = scaled(share)
    assert STEADY.moves <= effort.moves <= THOROUGH.moves
    assert effort.exact_work == pytest.approx(THOROUGH.exact_work * share)


def test_the_whole_share_is_the_full_work():
    assert scaled(1.0) == THOROUGH
