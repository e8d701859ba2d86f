from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.cutting import THOROUGH, CutPlan, CutProblem, Effort, LengthModel, breaches, plan_cut
from interlock.errors import Cancelled, Infeasible

LIGHT = Effort(moves=5_000, attempts=1, exact_work=0.0)
PROVING = Effort(moves=5_000, attempts=2, exact_work=0.6)


def seven_sizes(**changes: object) -> CutProblem:
    """A published order: at most 6 garments a marker and 100 plies a lay."""
    asked: dict[str, object] = {
        "sizes": ("46", "48", "50", "52", "54", "56", "58"),
        "colours": ("8320",),
        "demand": ((74, 244, 347, 342, 265, 162, 62),),
        "max_garments": 6,
        "max_length_mm": 20_000,
        "max_plies": 100,
        "length": LengthModel(54.6, tuple(1_106.2 + 48.0 * index for index in range(7))),
        "reuse_markers": False,
        "objective": "markers_plies_fabric",
    }
    return CutProblem(**{**asked, **changes})  # type: ignore[arg-type]


def small(**changes: object) -> CutProblem:
    asked: dict[str, object] = {
        "sizes": ("S", "M"),
        "colours": ("navy",),
        "demand": ((20, 30),),
        "max_garments": 5,
        "max_length_mm": 6_000,
        "max_plies": 40,
        "length": LengthModel(20, (900, 1_000)),
        "fabric_fen_per_m": 1_500,
        "marker_fen": 2_000,
        "lay_fen": 1_000,
        "ply_fen": 20,
    }
    return CutProblem(**{**asked, **changes})  # type: ignore[arg-type]


@st.composite
def orders(draw: st.DrawFn) -> CutProblem:
    sizes, colours = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    cells = st.one_of(st.just(0), st.integers(1, 60), st.integers(200, 900))
    row = st.tuples(*[cells] * sizes)
    return CutProblem(
        sizes=tuple(f"size {size}" for size in range(sizes)),
        colours=tuple(f"colour {colour}" for colour in range(colours)),
        demand=draw(st.tuples(*[row] * colours).filter(lambda demand: any(map(any, demand)))),
        under=draw(st.sampled_from((0.0, 0.03))),
        over=draw(st.sampled_from((0.0, 0.05, 1.0))),
        max_garments=draw(st.integers(1, 8)),
        max_length_mm=draw(st.integers(1_500, 9_000)),
        max_plies=draw(st.integers(5, 120)),
        length=LengthModel(draw(st.floats(0, 100)), draw(st.tuples(*[st.floats(500, 1_400)] * sizes))),
        end_loss_mm=draw(st.floats(0, 50)),
        fabric_fen_per_m=draw(st.integers(0, 3_000)),
        marker_fen=draw(st.integers(0, 9_000)),
        lay_fen=draw(st.integers(0, 5_000)),
        ply_fen=draw(st.integers(0, 100)),
        reuse_markers=draw(st.booleans()),
        objective=draw(st.sampled_from(("money", "markers_plies_fabric"))),
    )


@given(orders())
@settings(max_examples=25, deadline=None)
def test_every_plan_passes_the_audit(problem: CutProblem) -> None:
    assert breaches(problem, plan_cut(problem, effort=LIGHT)) == []


@given(orders())
@settings(max_examples=5, deadline=None)
def test_exact_search_never_worsens_a_plan_and_its_bound_holds(problem: CutProblem) -> None:
    quick = plan_cut(problem, effort=LIGHT)
    better = plan_cut(problem, effort=Effort(LIGHT.moves, LIGHT.attempts, 0.05))
    assert breaches(problem, better) == []
    assert better.value <= quick.value
    assert better.lower_bound[0] >= quick.lower_bound[0] - 1
    assert better.lower_bound[0] <= quick.value[0]


@given(orders(), st.sampled_from((0, 1, 30)), st.sampled_from((0, 1, 3)), st.sampled_from((0.0, 0.02)))
@settings(max_examples=25, deadline=None)
def test_wider_limits_never_cost_more_than_the_lays_that_are_there(
    problem: CutProblem, plies: int, garments: int, share: float
) -> None:
    there = plan_cut(problem, effort=LIGHT)
    limits = {"max_plies": problem.max_plies + plies, "max_garments": problem.max_garments + garments}
    wider = replace(problem, **limits, under=problem.under + share, over=problem.over + share)
    hurried = Effort(moves=1, attempts=1, exact_work=0.0)
    found = plan_cut(wider, effort=hurried, start=there.lays)
    assert breaches(wider, found) == []
    assert found.value <= there.value


def test_lays_that_break_the_limits_are_no_start() -> None:
    there = plan_cut(small(), effort=LIGHT)
    tighter = small(max_garments=2, max_plies=10)
    assert max(lay.garments_per_ply for lay in there.lays) > 2
    assert breaches(tighter, plan_cut(tighter, effort=LIGHT, start=there.lays)) == []


def test_the_published_order_needs_four_markers_and_270_plies() -> None:
    plan = plan_cut(seven_sizes(), effort=PROVING)
    assert breaches(seven_sizes(), plan) == []
    assert plan.value[:2] == (4, 270)
    assert plan.lower_bound[:2] == (4, 270)
    assert plan.proof == "search"


def test_three_markers_cannot_make_it_even_if_each_is_spread_often() -> None:
    plan = plan_cut(seven_sizes(reuse_markers=True), effort=Effort(5_000, 2, 0.2))
    assert (plan.markers, plan.lower_bound[0]) == (4, 4)


@pytest.mark.parametrize(("marker_fen", "markers", "plies"), [(200_000, 1, 550), (50_000, 2, 418)])
def test_cat_food_labels_reach_the_known_optima(marker_fen: int, markers: int, plies: int) -> None:
    problem = CutProblem(
        sizes=tuple("ABCDEFG"),
        colours=("one",),
        demand=((250, 255, 260, 500, 500, 800, 1_100),),
        over=5.0,
        max_garments=9,
        max_length_mm=9,
        max_plies=1_000,
        length=LengthModel(0, (1.0,) * 7),
        ply_fen=1_000,
        marker_fen=marker_fen,
    )
    plan = plan_cut(problem, effort=PROVING)
    assert (plan.markers, plan.plies) == (markers, plies)


def all_plans(demand: tuple[int, int], garments: int, plies: int, markers: int) -> Iterator[int]:
    """Plies of every exact plan of two sizes with so many markers, by trying everything."""
    ratios = [r for r in product(range(garments + 1), repeat=2) if 1 <= sum(r) <= garments]
    for chosen in product(product(ratios, range(1, plies + 1)), repeat=markers):
        if all(sum(r[size] * p for r, p in chosen) == demand[size] for size in (0, 1)):
            yield sum(p for _, p in chosen)


@pytest.mark.parametrize("demand", [(7, 11), (13, 5), (9, 10), (1, 17)])
def test_small_plans_are_as_good_as_trying_everything(demand: tuple[int, int]) -> None:
    problem = small(
        demand=(demand,), max_garments=4, max_plies=8, reuse_markers=False, objective="markers_plies_fabric"
    )
    plan = plan_cut(problem, effort=PROVING)
    markers, plies = next((count, min(found)) for count in (1, 2) if (found := list(all_plans(demand, 4, 8, count))))
    assert plan.value[:2] == (markers, plies)
    assert plan.proved


def test_one_marker_is_proved_best_by_counting_alone() -> None:
    plan = plan_cut(small())
    assert plan.lays[0].ratio == (2, 3)
    assert (plan.markers, plan.plies, plan.proof) == (1, 10, "counting")
    assert plan.gap == 0.0
    assert plan.cost_fen == round(10 * 4_820 * 1.5) + 2_000 + 1_000 + 10 * 20


def test_a_marker_is_spread_in_several_even_lays_when_its_plies_need_it() -> None:
    plan = plan_cut(small(demand=((200, 300),)))
    assert (plan.markers, [lay.total_plies for lay in plan.lays]) == (1, [33, 33, 34])


def test_paper_markers_are_counted_lay_by_lay() -> None:
    plan = plan_cut(small(demand=((200, 300),), reuse_markers=False))
    assert plan.markers == len(plan.lays) == 3
    assert plan.proved


def test_money_buys_another_marker_only_where_it_pays() -> None:
    demand = ((250, 260),)
    cheap = plan_cut(small(demand=demand, marker_fen=0, lay_fen=0, ply_fen=500, over=0.1), effort=PROVING)
    dear = plan_cut(small(demand=demand, marker_fen=900_000, lay_fen=0, ply_fen=500, over=0.1), effort=PROVING)
    assert dear.markers == 1 < cheap.markers
    assert cheap.plies <= dear.plies
    assert cheap.proved


def test_the_last_level_saves_fabric_by_cutting_less_of_the_long_size() -> None:
    problem = small(demand=((20, 30),), under=0.1, objective="markers_plies_fabric", max_garments=4)
    plan = plan_cut(problem, effort=PROVING)
    assert breaches(problem, plan) == []
    assert plan.proved
    assert plan.fabric_mm == plan.value[2]


def test_a_plan_is_the_same_every_time() -> None:
    problem = seven_sizes(over=0.03)
    assert plan_cut(problem, seed=4) == plan_cut(problem, seed=4)


def test_minimum_plies_that_cannot_be_kept_are_told() -> None:
    with pytest.raises(Infeasible, match="lays of 10 to 40 plies do not make this order"):
        plan_cut(small(demand=((3, 4),), min_plies=10))


def test_minimum_plies_are_kept_in_every_lay() -> None:
    problem = small(demand=((64, 112),), min_plies=12, max_plies=20)
    plan = plan_cut(problem)
    assert breaches(problem, plan) == []
    assert all(12 <= lay.total_plies <= 20 for lay in plan.lays)


def test_exact_search_rescues_an_order_that_walking_misses() -> None:
    problem = small(demand=((34, 51),), min_plies=17, max_plies=17, reuse_markers=False)
    plan = plan_cut(problem, effort=Effort(1, 1, 0.0))
    assert breaches(problem, plan) == []


@pytest.mark.parametrize("effort", [LIGHT, PROVING])
def test_a_stop_ends_the_search_without_a_plan(effort: Effort) -> None:
    with pytest.raises(Cancelled, match="no plan was kept"):
        plan_cut(seven_sizes(), effort=effort, stop=lambda: True)


def test_a_stop_is_heard_during_exact_search() -> None:
    asked: list[bool] = []

    def after_the_walks() -> bool:
        asked.append(True)
        return len(asked) > 40

    hard = seven_sizes(colours=("a", "b"), demand=((74, 244, 347, 342, 265, 162, 62), (23, 112, 172, 166, 114, 74, 17)))
    with pytest.raises(Cancelled):
        plan_cut(hard, effort=Effort(200, 1, 100.0), stop=after_the_walks)


def test_a_stop_may_leave_the_best_plan_so_far_with_what_is_proved_by_then() -> None:
    asked: list[bool] = []

    def after_the_walks() -> bool:
        asked.append(True)
        return len(asked) > 40

    hard = seven_sizes(colours=("a", "b"), demand=((74, 244, 347, 342, 265, 162, 62), (23, 112, 172, 166, 114, 74, 17)))
    walked = plan_cut(hard, effort=Effort(200, 1, 0.0))
    kept = plan_cut(hard, effort=Effort(200, 1, 100.0), stop=after_the_walks, keep=True)
    assert breaches(hard, kept) == []
    assert kept.value <= walked.value
    assert kept.lower_bound >= walked.lower_bound


def test_a_stop_before_there_is_any_plan_leaves_none() -> None:
    with pytest.raises(Cancelled, match="no plan was kept"):
        plan_cut(seven_sizes(), effort=LIGHT, stop=lambda: True, keep=True)


def test_a_hard_order_keeps_the_number_of_markers_that_could_be_refuted() -> None:
    """The search for one marker less gives up, but far fewer markers are refuted at once."""
    demand = ((74, 244, 347, 342, 265, 162, 62), (23, 112, 172, 166, 114, 74, 17), (29, 172, 248, 254, 191, 145, 45))
    problem = seven_sizes(colours=("a", "b", "c"), demand=demand, reuse_markers=True)
    plan = plan_cut(problem, effort=Effort(2_000, 1, 0.05))
    assert breaches(problem, plan) == []
    assert plan.proof == "open"
    assert 2 <= plan.lower_bound[0] < plan.markers


def test_a_stop_that_never_comes_changes_nothing() -> None:
    problem = small(demand=((250, 260),), over=0.1)
    assert plan_cut(problem, effort=PROVING, stop=lambda: False) == plan_cut(problem, effort=PROVING)


def test_a_large_order_keeps_its_counted_bound_where_exact_search_is_hopeless() -> None:
    demand = tuple(tuple(100 + 37 * colour + 11 * size for size in range(10)) for colour in range(8))
    problem = small(
        sizes=tuple(map(str, range(10))),
        colours=tuple("abcdefgh"),
        demand=demand,
        under=0.03,
        over=0.03,
        length=LengthModel(20, (900.0,) * 10),
        max_plies=60,
    )
    plan = plan_cut(problem, effort=Effort(2_000, 1, 0.1))
    assert breaches(problem, plan) == []
    assert plan.proof == "open"
    assert 0 < plan.gap < 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_proof_is_told_in_words(language: str) -> None:
    plan: CutPlan = plan_cut(small())
    assert plan.proof_text(language)  # type: ignore[arg-type]
    assert plan.proof_text("en") != plan.proof_text("zh")


def test_thorough_effort_includes_exact_search() -> None:
    assert THOROUGH.exact_work > 0
