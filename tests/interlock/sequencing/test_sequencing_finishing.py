from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.errors import BrokenLaw, InvalidModel
from interlock.sequencing import (
    FinishingJob,
    FinishingPlan,
    FinishingProblem,
    FinishingRun,
    FinishingShop,
    check_finishing,
    finish,
)


def job(name: str, **changes: Any) -> FinishingJob:
    values: dict[str, Any] = {
        "id": name,
        "shop": "F",
        "minutes": 100.0,
        "release_day": 0,
        "due_day": 5,
        "late_fen_per_day": 10.0,
    }
    return FinishingJob(**(values | changes))


def shop(*capacity_min: float, name: str = "F") -> FinishingShop:
    return FinishingShop(id=name, capacity_min=capacity_min)


def plan_of(shops: tuple[FinishingShop, ...], *jobs: FinishingJob) -> tuple[FinishingProblem, FinishingPlan]:
    problem = FinishingProblem(shops, jobs)
    plan = finish(problem)
    check_finishing(problem, plan)
    return problem, plan


def test_a_job_spreads_over_days_and_skips_closed_ones() -> None:
    _, plan = plan_of((shop(60, 0, 60),), job("A"))
    assert plan.runs[0].days == ((0, 60.0), (2, 40.0))
    assert plan.done_day == {"A": 2}


def test_the_earliest_due_goes_first_and_days_are_shared() -> None:
    _, plan = plan_of((shop(150, 150),), job("A", due_day=5), job("B", due_day=0))
    assert plan.done_day == {"A": 1, "B": 0}
    assert plan.late_fen == 0


def test_among_late_jobs_the_dearest_goes_first() -> None:
    _, plan = plan_of((shop(100, 100, 100),), job("cheap", due_day=-1), job("dear", due_day=0, late_fen_per_day=900.0))
    assert plan.done_day["dear"] == 0
    assert plan.late_fen == 2 * 10


def test_a_job_waits_for_its_arrival() -> None:
    assert plan_of((shop(100, 100, 100),), job("A", release_day=2))[1].done_day == {"A": 2}


def test_a_job_that_cannot_be_done_is_named_and_takes_no_room() -> None:
    _, plan = plan_of((shop(100, 100),), job("huge", minutes=900.0, due_day=0), job("A"))
    assert plan.unplaced == ("huge",)
    assert plan.done_day == {"A": 0}


def test_a_job_begun_in_vain_gives_its_room_back() -> None:
    early = job("early", minutes=150.0, due_day=9)
    urgent = job("urgent", minutes=100.0, release_day=1, due_day=1)
    other = job("other", minutes=90.0, due_day=9, late_fen_per_day=1.0)
    _, plan = plan_of((shop(100, 100),), early, urgent, other)
    assert plan.unplaced == ("early",)
    assert plan.done_day == {"urgent": 1, "other": 0}


def test_shops_work_side_by_side() -> None:
    _, plan = plan_of((shop(100), shop(100, name="G")), job("A"), job("B", shop="G"))
    assert plan.done_day == {"A": 0, "B": 0}


@settings(max_examples=60, deadline=None)
@given(
    jobs=st.lists(
        st.tuples(st.floats(0.5, 400), st.integers(0, 9), st.integers(-2, 9), st.floats(0, 50), st.sampled_from("FG")),
        max_size=12,
    ),
    capacity=st.lists(st.sampled_from([0.0, 120.0, 300.5]), max_size=10),
)
def test_any_finishing_plan_is_lawful(jobs: list[tuple[float, int, int, float, str]], capacity: list[float]) -> None:
    some = [
        job(str(n), minutes=m, release_day=r, due_day=d, late_fen_per_day=w, shop=s)
        for n, (m, r, d, w, s) in enumerate(jobs)
    ]
    plan_of((shop(*capacity), shop(*capacity[::-1], name="G")), *some)


@pytest.mark.parametrize(
    ("changes", "named"),
    [({"minutes": 0.0}, "minutes"), ({"release_day": -1}, "release_day"), ({"late_fen_per_day": -1.0}, "late_fen")],
)
def test_a_job_that_makes_no_sense_is_refused(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidModel, match=named):
        job("A", **changes)


def test_shops_that_make_no_sense_are_refused() -> None:
    with pytest.raises(InvalidModel, match="capacity of day 1"):
        shop(10, -1)
    with pytest.raises(InvalidModel) as error:
        FinishingProblem((shop(1), shop(1)), (job("A"), job("A"), job("B", shop="X")))
    assert len(error.value.problems) == 3


@pytest.mark.parametrize(
    ("changes", "law"),
    [
        ({"runs": ()}, "appears 0 times"),
        ({"unplaced": ("X",)}, "not in the problem"),
        ({"runs": (FinishingRun("A", ()),)}, "has no day"),
        ({"runs": (FinishingRun("A", ((0, 100.0),)),)}, "before it arrives"),
        ({"runs": (FinishingRun("A", ((2, 40.0), (1, 60.0))),)}, "not in order"),
        ({"runs": (FinishingRun("A", ((1, 60.0),)),)}, "60.000 of 100.000"),
        ({"runs": (FinishingRun("A", ((1, 160.0), (2, -60.0))),)}, "negative minutes"),
        ({"runs": (FinishingRun("A", ((7, 100.0),)),)}, "used of 0.000"),
        ({"late_fen": 7}, "lateness costs"),
    ],
)
def test_each_broken_law_of_finishing_is_found(changes: dict[str, Any], law: str) -> None:
    problem, plan = plan_of((shop(60, 60, 60),), job("A", release_day=1))
    with pytest.raises(BrokenLaw, match=law):
        check_finishing(problem, replace(plan, **changes))
