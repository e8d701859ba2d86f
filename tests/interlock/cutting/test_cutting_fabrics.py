"""What the model holds beyond one fabric: fabrics in step, made markers, priced tolerance, stepped lays, a limit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.cutting import (
    CutProblem,
    Effort,
    Fabric,
    LengthModel,
    PlannedLay,
    Spread,
    breaches,
    by_fabric,
    check_fabrics,
    fabric_breaches,
    in_step,
    plan_cut,
)
from interlock.errors import BrokenLaw, Infeasible, InvalidModel

LIGHT = Effort(moves=5_000, attempts=1, exact_work=0.0)
PROVING = Effort(moves=10_000, attempts=2, exact_work=0.3)
MENDING = Effort(moves=5_000, attempts=1, exact_work=0.02, rounds=4)

SHELL = Fabric(name="shell", length=LengthModel(20, (900, 1_000)), max_plies=40, end_loss_mm=40, fen_per_m=1_500,
               marker_fen=2_000, lay_fen=1_000, ply_fen=20)  # fmt: skip
LINING = Fabric(name="lining", length=LengthModel(10, (950, 800)), max_plies=15, end_loss_mm=20, fen_per_m=400,
                marker_fen=1_500, lay_fen=800)  # fmt: skip
ORDER: dict[str, Any] = {
    "sizes": ("S", "M"), "colours": ("navy",), "demand": ((40, 60),), "max_garments": 5, "max_length_mm": 6_000,
}  # fmt: skip


def both(**changes: object) -> CutProblem:
    return in_step((SHELL, LINING), **{**ORDER, **changes})


def alone(**changes: object) -> CutProblem:
    return in_step((SHELL,), **{**ORDER, **changes})


def test_fabrics_in_step_share_ratios_and_have_lays_of_their_own() -> None:
    plan = plan_cut(both(), effort=PROVING)
    assert breaches(both(), plan) == []
    assert [lay.total_plies for lay in plan.lays] == [20]
    assert [lay.total_plies for lay in plan.also[0]] == [10, 10]
    shell, lining = by_fabric((SHELL, LINING), both(), plan)
    assert shell.fabric_mm == pytest.approx(20 * (20 + 2 * 900 + 3 * 1_000 + 40))
    assert lining.fabric_mm == pytest.approx(20 * (10 + 2 * 950 + 3 * 800 + 20))
    assert plan.cost_fen == pytest.approx(shell.cost_fen + lining.cost_fen, abs=2)
    check_fabrics((SHELL, LINING), both(), (shell, lining), plan)


def test_the_longest_fabric_must_fit_the_table() -> None:
    assert both().spread.per_garment_mm == (950, 1_000)
    with pytest.raises(InvalidModel, match="size S needs a marker of 970 mm"):
        both(max_length_mm=960)


def test_metres_of_all_fabrics_count_where_markers_and_plies_come_first() -> None:
    plan = plan_cut(both(objective="markers_plies_fabric"), effort=PROVING)
    assert plan.value == pytest.approx((1, 20, 20 * (4_820 + 40 + 4_310 + 20)))


def test_wrong_shares_of_fabrics_are_told() -> None:
    plan = plan_cut(both(), effort=LIGHT)
    shell, lining = by_fabric((SHELL, LINING), both(), plan)
    wrong = (replace(shell, fabric_mm=1.0, cost_fen=0), replace(lining, lays=()))
    said = "\n".join(fabric_breaches((SHELL, LINING), both(), wrong, plan))
    assert "shell: 1.0 mm are told" in said
    assert "lining: its lays are not those of the plan" in said
    assert "the fabrics cost" in said
    assert fabric_breaches((SHELL, LINING), both(), (lining, shell), plan) == [
        "the shares are not those of the fabrics"
    ]
    with pytest.raises(BrokenLaw):
        check_fabrics((SHELL, LINING), both(), wrong, plan)


def test_a_fabric_that_cuts_something_else_is_told() -> None:
    plan = plan_cut(both(), effort=LIGHT)
    (lay,) = plan.lays
    for also in ((), ((lay,),), ((PlannedLay(lay.ratio, (9,)), PlannedLay(lay.ratio, (10,))),)):
        assert breaches(both(), replace(plan, also=also))


def test_a_marker_that_is_made_costs_nothing_to_make() -> None:
    odd: dict[str, Any] = {**ORDER, "demand": ((41, 60),)}
    dear = replace(SHELL, marker_fen=500_000)
    made = in_step((dear,), **odd, known=((2, 3), (1, 0)))
    plan = plan_cut(made, effort=PROVING)
    assert breaches(made, plan) == []
    assert {lay.ratio for lay in plan.lays} == {(2, 3), (1, 0)}
    assert plan.cost_fen < 500_000 < plan_cut(in_step((dear,), **odd), effort=PROVING).cost_fen


@pytest.mark.parametrize(("under_fen", "cut"), [(0, 95), (100_000, 100)])
def test_garments_are_left_out_only_where_that_is_cheaper(under_fen: int, cut: int) -> None:
    problem = alone(demand=((40, 60),), under=0.05, under_fen=under_fen)
    plan = plan_cut(problem, effort=PROVING)
    assert breaches(problem, plan) == []
    assert sum(lay.garments for lay in plan.lays) == cut or (under_fen == 0 and plan.proved)


def test_garments_too_many_are_paid_for() -> None:
    free = plan_cut(alone(demand=((40, 59),), over=0.1), effort=PROVING)
    paid = plan_cut(alone(demand=((40, 59),), over=0.1, over_fen=50), effort=PROVING)
    assert free.lays == paid.lays
    assert paid.cost_fen == free.cost_fen + 50


def test_sections_of_a_stepped_lay_share_the_table_and_its_set_up() -> None:
    apart = alone(demand=((40, 7),), max_garments=1, max_length_mm=2_500)
    stepped = replace(apart, sections=2)
    one, two = plan_cut(stepped, effort=PROVING), plan_cut(apart, effort=PROVING)
    assert breaches(stepped, one) == []
    assert one.stepped == ((1, 0),)
    assert one.cost_fen == two.cost_fen - 1_000
    for wrong, said in (
        (((0,), (1,), (1,)), "do not hold every lay once"),
        ((), "do not hold every lay once"),
        (((0,), (1,)), "the plan tells a cost"),
    ):
        assert said in "\n".join(breaches(stepped, replace(one, stepped=wrong)))
    assert "stepped lay 1: 2 sections, at most 1" in "\n".join(breaches(apart, one))
    assert "stepped lay 1: 1940.0 mm long" in "\n".join(breaches(replace(stepped, max_length_mm=1_900), one))


def test_no_more_markers_are_used_than_allowed() -> None:
    demand = ((41, 60),)
    assert plan_cut(alone(demand=demand), effort=PROVING).markers > 1
    with pytest.raises(Infeasible, match="at most 1 markers") as caught:
        plan_cut(alone(demand=demand, most_markers=1), effort=PROVING)
    assert "最多 1 个唛架" in caught.value.chinese
    plan = plan_cut(alone(demand=demand), effort=PROVING)
    assert "at most 1 allowed" in "\n".join(breaches(alone(demand=demand, most_markers=1), plan))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"known": ((1,),)}, "the made marker 1 has 1 sizes"),
        ({"known": ((0, 0),)}, "the made marker 0-0 holds no garment"),
        ({"known": ((6, 6),)}, "the made marker 6-6 holds 12 garments"),
        ({"known": ((0, 5),), "max_length_mm": 4_000}, "the made marker 0-5 is 5020 mm long"),
        ({"sections": 0}, "sections is 0"),
        ({"most_markers": 0}, "most_markers is 0"),
        ({"under_fen": -1}, "under_fen is -1"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidModel, match=words):
        alone(**changes)


def test_fabrics_refuse_nonsense_by_name() -> None:
    with pytest.raises(InvalidModel, match="fabric lining: a lay has 1 to 0 plies") as caught:
        replace(LINING, max_plies=0, end_loss_mm=-1)
    assert len(caught.value.problems) == 2
    with pytest.raises(InvalidModel, match="no fabric is named"):
        in_step((), **ORDER)
    with pytest.raises(InvalidModel, match="stepped lays and fabrics in step"):
        both(sections=2)
    with pytest.raises(InvalidModel, match="markers that serve several lays"):
        both(reuse_markers=False)
    with pytest.raises(InvalidModel, match="lay_fen is -1"):
        Spread(1, 10, -1)
    with pytest.raises(InvalidModel, match="a lay has 5 to 4 plies"):
        Spread(5, 4)


@st.composite
def orders(draw: st.DrawFn) -> CutProblem:
    sizes, colours = draw(st.integers(1, 4)), draw(st.integers(1, 2))
    row = st.tuples(*[st.integers(0, 90)] * sizes)
    fabric = st.builds(
        Fabric,
        name=st.just("fabric"),
        length=st.builds(LengthModel, st.floats(0, 50), st.tuples(*[st.floats(500, 1_200)] * sizes)),
        max_plies=st.integers(5, 60),
        end_loss_mm=st.floats(0, 50),
        fen_per_m=st.integers(0, 2_000),
        marker_fen=st.integers(0, 5_000),
        lay_fen=st.integers(0, 3_000),
        ply_fen=st.integers(0, 50),
    )
    fabrics = draw(st.lists(fabric, min_size=1, max_size=3))
    return in_step(
        fabrics,
        sizes=tuple(f"size {size}" for size in range(sizes)),
        colours=tuple(f"colour {colour}" for colour in range(colours)),
        demand=draw(st.tuples(*[row] * colours).filter(lambda demand: any(map(any, demand)))),
        max_garments=draw(st.integers(1, 6)),
        max_length_mm=draw(st.integers(1_500, 6_000)),
        under=draw(st.sampled_from((0.0, 0.1))),
        over=draw(st.sampled_from((0.0, 0.1))),
        under_fen=draw(st.sampled_from((0, 500, 50_000))),
        over_fen=draw(st.sampled_from((0, 700))),
        known=draw(st.sampled_from(((), ((1,) + (0,) * (sizes - 1),)))),
        sections=draw(st.integers(1, 3)) if len(fabrics) == 1 else 1,
        objective=draw(st.sampled_from(("money", "markers_plies_fabric"))),
    )


@given(orders())
@settings(max_examples=25, deadline=None)
def test_every_plan_of_every_kind_passes_the_audit(problem: CutProblem) -> None:
    assert breaches(problem, plan_cut(problem, effort=LIGHT)) == []


@given(orders())
@settings(max_examples=6, deadline=None)
def test_mending_and_exact_search_never_worsen_a_plan_and_the_bound_holds(problem: CutProblem) -> None:
    plain, mended = plan_cut(problem, effort=LIGHT), plan_cut(problem, effort=MENDING)
    assert breaches(problem, mended) == []
    assert mended.value <= plain.value
    assert mended.lower_bound[0] <= plain.value[0] + 1
    assert plan_cut(problem, effort=MENDING) == mended
