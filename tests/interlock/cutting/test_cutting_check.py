from collections.abc import Callable
from dataclasses import replace

import pytest

from interlock.cutting import CutPlan, CutProblem, LengthModel, PlannedLay, breaches, check
from interlock.errors import BrokenLaw

PROBLEM = CutProblem(
    sizes=("S", "M"),
    colours=("navy", "white"),
    demand=((20, 30), (10, 15)),
    max_garments=5,
    max_length_mm=5_000,
    max_plies=20,
    min_plies=5,
    length=LengthModel(20, (900, 1_000)),
    end_loss_mm=30,
    fabric_fen_per_m=1_000,
    marker_fen=2_000,
    lay_fen=1_000,
    ply_fen=20,
)
# 15 plies of a 4,820 mm marker and 30 mm of ends: 72.75 m at 10 yuan, a marker, a lay and 15 plies.
PLAN = CutPlan(
    lays=(PlannedLay((2, 3), (10, 5)),),
    cost_fen=72_750 + 2_000 + 1_000 + 300,
    markers=1,
    plies=15,
    fabric_mm=72_750.0,
    value=(76_050,),
    lower_bound=(76_050,),
    proof="counting",
)


def with_lays(*lays: PlannedLay) -> CutPlan:
    return replace(PLAN, lays=lays)


def test_a_right_plan_has_no_breaches() -> None:
    assert breaches(PROBLEM, PLAN) == []
    check(PROBLEM, PLAN)


BROKEN: list[tuple[CutPlan, str]] = [
    (with_lays(PlannedLay((2, 3), (9, 5))), "navy S: 18 garments are cut, 20 are ordered"),
    (with_lays(PlannedLay((2, 3), (10, 6))), "white M: 18 garments are cut, 15 are ordered"),
    (with_lays(PlannedLay((4, 6), (5, 5))), "10 garments in its marker, at most 5 allowed"),
    (with_lays(PlannedLay((4, 6), (5, 5))), "its marker is 9620.0 mm long, at most 5000.0 mm"),
    (with_lays(PlannedLay((2, 3), (10, 1)), PlannedLay((2, 3), (0, 4))), "lay 2: 4 plies, 5 to 20 allowed"),
    (with_lays(PlannedLay((1, 1), (20, 10))), "lay 1: 30 plies, 5 to 20 allowed"),
    (with_lays(PlannedLay((2, 3, 1), (10, 5))), "its ratio has 3 sizes, the order has 2"),
    (with_lays(PlannedLay((2, 3), (15,))), "its plies have 1 colours, the order has 2"),
    (replace(PLAN, markers=2), "the plan tells 2 markers and 15 plies"),
    (replace(PLAN, plies=14), "the plan tells 1 markers and 14 plies"),
    (replace(PLAN, fabric_mm=70_000.0), "70000.0 mm of fabric, its lays need 72750.0 mm"),
    (replace(PLAN, cost_fen=76_000), "a cost of 76000 fen, its lays cost 76050.00 fen"),
    (replace(PLAN, value=(76_000,)), "the value (76000,)"),
    (replace(PLAN, lower_bound=(76_200,)), "the bound 76200 is above the value 76050"),
    (replace(PLAN, lower_bound=(70_000,)), "called proved, but its bound"),
    (replace(PLAN, lower_bound=(76_050, 1)), "1 values but 2 bounds"),
    (replace(PLAN, value=(76_050, 1), lower_bound=(76_050, 1)), "its lays give"),
]


@pytest.mark.parametrize(("plan", "words"), BROKEN)
def test_every_breach_is_told(plan: CutPlan, words: str) -> None:
    assert words in "\n".join(breaches(PROBLEM, plan))


def test_a_broken_plan_is_refused_with_its_breaches() -> None:
    with pytest.raises(BrokenLaw, match="The cut order plan breaks 1 law") as caught:
        check(PROBLEM, replace(PLAN, plies=14))
    assert len(caught.value.breaches) == 1


@pytest.mark.parametrize(("reuse", "markers"), [(True, 1), (False, 2)])
def test_markers_are_counted_by_ratio_or_by_lay(reuse: bool, markers: int) -> None:
    problem = replace(PROBLEM, reuse_markers=reuse)
    lays = (PlannedLay((2, 3), (5, 3)), PlannedLay((2, 3), (5, 2)))
    cost = 72_750 + 2_000 * markers + 2_000 + 300
    plan = replace(PLAN, lays=lays, markers=markers, cost_fen=cost, value=(cost,), lower_bound=(cost,))
    assert breaches(problem, plan) == []


def test_the_three_levels_are_audited_too() -> None:
    problem = replace(PROBLEM, objective="markers_plies_fabric")
    levels = (1, 15, 72_750.0)
    assert breaches(problem, replace(PLAN, value=levels, lower_bound=levels)) == []
    spoiled: Callable[[], list[str]] = lambda: breaches(problem, replace(PLAN, value=levels, lower_bound=(1, 13, 0.0)))  # noqa: E731
    assert "called proved" in "\n".join(spoiled())
