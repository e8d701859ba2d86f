"""No plan of small orders, found by trying everything, is below the bound that is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.cutting import CutProblem, Effort, LengthModel, plan_cut

EFFORTS = (Effort(50, 1, 0.0), Effort(300, 1, 1e-5), Effort(2_000, 1, 0.02))
Value = tuple[int, int, float]


def asked(demand: tuple[int, int], garments: int, most: int, over: float, fixed_mm: float) -> CutProblem:
    return CutProblem(
        sizes=("S", "M"),
        colours=("navy",),
        demand=(demand,),
        over=over,
        max_garments=garments,
        max_length_mm=9_000,
        max_plies=most,
        length=LengthModel(fixed_mm, (900, 1_000)),
        objective="markers_plies_fabric",
    )


def all_values(problem: CutProblem, most_markers: int = 3) -> Iterator[Value]:
    """Markers, plies and fabric of every plan with up to three markers, each spread in as many lays as it needs."""
    (demand,) = problem.demand
    ratios = [r for r in product(range(problem.max_garments + 1), repeat=2) if 1 <= sum(r) <= problem.max_garments]
    for markers in range(1, most_markers + 1):
        for chosen in combinations_with_replacement(ratios, markers):
            if len(set(chosen)) < markers:
                continue
            limits = [min((problem.most(0, s) // r[s]) for s in (0, 1) if r[s]) for r in chosen]
            for plies in product(*(range(1, limit + 1) for limit in limits)):
                cut = [sum(r[s] * p for r, p in zip(chosen, plies, strict=True)) for s in (0, 1)]
                if all(demand[s] <= cut[s] <= problem.most(0, s) for s in (0, 1)):
                    mm = sum(p * problem.length.marker_mm(r) for r, p in zip(chosen, plies, strict=True))
                    yield markers, sum(plies), mm


@pytest.mark.parametrize("effort", EFFORTS)
@given(
    st.tuples(st.integers(0, 13), st.integers(1, 13)),
    st.integers(2, 4),
    st.integers(2, 20),
    st.sampled_from((0.0, 0.2)),
    st.sampled_from((0.0, 400.0)),
)
@settings(max_examples=12, deadline=None, derandomize=True)
def test_no_plan_is_below_the_bound_that_is_told_of_it(effort, demand, garments, most, over, fixed_mm) -> None:
    problem = asked(demand, garments, most, over, fixed_mm)
    plan = plan_cut(problem, effort=effort)
    least = plan.lower_bound
    for value in all_values(problem):
        held = {
            "all": True,
            "as_many_markers": value[0] == plan.markers,
            "as_many_markers_and_plies": value[:2] == (plan.markers, plan.plies),
        }
        for level, among in enumerate(plan.among):
            if held[among]:
                assert value[level] >= least[level] - 1e-6, (value, least, plan.among)


def test_a_bound_speaks_of_as_many_markers_only_where_their_number_is_proved() -> None:
    problem = CutProblem(
        sizes=tuple("ABCDEFG"),
        colours=("1", "2"),
        demand=((74, 244, 347, 342, 265, 162, 62), (23, 112, 172, 166, 114, 74, 17)),
        max_garments=6,
        max_length_mm=20_000,
        max_plies=100,
        length=LengthModel(54.6, (1_106.2, 1_150, 1_200, 1_250, 1_300, 1_350, 1_400)),
        objective="markers_plies_fabric",
    )
    plan = plan_cut(problem, effort=Effort(5_000, 1, 0.0))
    markers, plies, fabric_mm = plan.lower_bound
    assert markers < plan.markers
    assert plan.among == ("all", "all", "all")
    garments_mm = sum(
        n * mm for row in problem.demand for n, mm in zip(row, problem.length.per_garment_mm, strict=True)
    )
    assert fabric_mm == pytest.approx(garments_mm + plies * 54.6)
