from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.allocation import Allocation, AllocationProblem, Prices, prove
from interlock.allocation.tables import Cells
from interlock.errors import InvalidModel
from interlock.whatif import (
    Change,
    Places,
    Prospect,
    allocations,
    changed,
    compared,
    line_days,
    lines_like,
    resolve,
    shop_minutes,
    training,
    worth,
)
from interlock.whatif.change import groups_of_places
from interlock.whatif.reprice import ascent, competing_fen, only_orders, orders_near


@pytest.fixture(scope="module")
def problem(allocated: Any) -> AllocationProblem:
    found: AllocationProblem = allocated.problem
    return found


@pytest.fixture(scope="module")
def allocation(allocated: Any) -> Allocation:
    found: Allocation = allocated.allocation
    return found


@pytest.fixture(scope="module")
def prospect(problem: AllocationProblem, allocation: Allocation) -> Prospect:
    return Prospect(problem, allocation)


def cells(prices: Prices) -> Cells:
    return Cells(prices.line_fen_per_min, prices.cut_fen_per_min, prices.finish_fen_per_min)


# -- changes ---------------------------------------------------------------------------------------------------------


def test_a_line_beside_another_has_its_terms_and_its_minutes(problem: AllocationProblem) -> None:
    after = changed(problem, lines_like(problem, [3], from_bucket=2, share=0.5))
    assert after.line_min[-1].tolist() == [0.0, 0.0, *(problem.line_min[3, 2:] / 2)]
    old, new = Places.of(after, 3), Places.of(after, len(problem.line_min))
    for name in ("group", "price_fen_per_min", "haul_fen_per_piece", "loss_min", "opening_fen"):
        assert np.array_equal(getattr(old, name), getattr(new, name))


def test_a_line_may_join_some_groups_only(problem: AllocationProblem) -> None:
    after = changed(problem, lines_like(problem, [0], groups=[1]))
    assert Places.of(after, len(problem.line_min)).group.tolist() == [1]


def test_what_was_there_stays_as_it_was(problem: AllocationProblem) -> None:
    after = changed(problem, lines_like(problem, [0, 5]))
    for line in range(len(problem.line_min)):
        assert np.array_equal(Places.of(after, line).price_fen_per_min, Places.of(problem, line).price_fen_per_min)
        assert np.array_equal(Places.of(after, line).group, Places.of(problem, line).group)
    assert np.array_equal(after.line_min[: len(problem.line_min)], problem.line_min)


def test_trained_lines_join_groups_and_bring_no_minutes(problem: AllocationProblem) -> None:
    taught = replace(Places.of(problem, 0, [1]).on(9), price_fen_per_min=np.array([41.0]))
    after = changed(problem, training(taught))
    assert 9 in after.group_line[groups_of_places(after) == 1]
    assert np.array_equal(after.line_min, problem.line_min)


def test_less_than_nothing_is_nothing(problem: AllocationProblem) -> None:
    after = changed(problem, Change(more_line_min=-2 * problem.line_min))
    assert (after.line_min == 0).all()


def test_a_change_that_does_not_fit_is_refused_with_every_contradiction(problem: AllocationProblem) -> None:
    far = replace(Places.of(problem, 0, [0]), group=np.array([99]), line=np.array([77]))
    with pytest.raises(InvalidModel) as caught:
        changed(problem, Change(places=far, more_cut_min=np.zeros((9, 9))))
    assert [text.split(":")[0] for text in caught.value.problems] == ["more_cut_min", "places", "places"]


def test_new_lines_need_a_row_of_buckets(problem: AllocationProblem) -> None:
    with pytest.raises(InvalidModel, match="new_line_min"):
        changed(problem, Change(new_line_min=np.zeros((1, 2))))


def test_places_need_terms_of_one_length(problem: AllocationProblem) -> None:
    with pytest.raises(InvalidModel, match="loss_min"):
        replace(Places.of(problem, 0), loss_min=np.zeros(9))


# -- prices ----------------------------------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_bound_at_any_prices_is_the_independent_judges(problem: AllocationProblem, seed: int) -> None:
    rng = np.random.default_rng(seed)
    prices = Prices(*(rng.uniform(0.0, 20.0, t.shape) for t in (problem.line_min, problem.cut_min, problem.finish_min)))
    with ascent(problem, Change().touched(problem)) as pricing:
        assert pricing.try_prices(cells(prices)) == pytest.approx(prove(problem, prices), rel=1e-9)


def test_climbing_never_loses_the_best_bound(problem: AllocationProblem, allocation: Allocation) -> None:
    change = lines_like(problem, [2])
    after, touched = changed(problem, change), change.touched(problem)
    start = Cells(
        np.vstack([allocation.prices.line_fen_per_min, np.full((1, problem.bucket_count), 30.0)]),
        allocation.prices.cut_fen_per_min,
        allocation.prices.finish_fen_per_min,
    )
    with ascent(after, touched) as climber:
        first = climber.try_prices(start)
        climber.climb(start, 30, (0.01, 0.001))
        assert climber.best_fen > first
        held = climber.best_prices.line[:-1]
        assert np.allclose(held, allocation.prices.line_fen_per_min)


def test_only_orders_that_could_use_a_cell_are_near_it(problem: AllocationProblem) -> None:
    near = orders_near(problem, line_days(problem, [9], [1], 0.2).touched(problem))
    members = set(groups_of_places(problem)[problem.group_line == 9].tolist())
    assert set(near.tolist()) == {o for o in range(problem.order_count) if problem.group[o] in members}
    assert len(orders_near(problem, shop_minutes(problem, cut=[0], share=0.1).touched(problem))) == problem.order_count
    assert only_orders(problem, near).order_count == len(near)


def test_a_line_competes_with_the_cheapest_other_of_its_best_group(
    problem: AllocationProblem, allocation: Allocation
) -> None:
    after = changed(problem, lines_like(problem, [4]))
    prices = Prices(
        np.vstack([allocation.prices.line_fen_per_min, np.zeros((1, problem.bucket_count))]),
        allocation.prices.cut_fen_per_min,
        allocation.prices.finish_fen_per_min,
    )
    new = np.array([len(problem.line_min)])
    found = competing_fen(after, prices, new)[0]
    # Its twin is among the competitors, so it can never ask for more than the twin does.
    assert (found <= allocation.prices.line_fen_per_min[4] + 1e-9).all()


def test_where_nobody_else_can_sew_outside_work_is_the_competitor(problem: AllocationProblem) -> None:
    lonely = changed(problem, Change(more_line_min=-problem.line_min * (np.arange(10) != 0)[:, None]))
    found = competing_fen(lonely, Prices.free(lonely), np.array([0]))
    assert found.max() > 85.0 - 48.0 - 20.0 / 5.0 - 1.0


# -- worth -----------------------------------------------------------------------------------------------------------


def test_more_minutes_are_worth_at_least_their_price(
    problem: AllocationProblem, allocation: Allocation, prospect: Prospect
) -> None:
    change = line_days(problem, [0, 1, 2], [1, 2], 1 / 6)
    assert change.more_line_min is not None
    said = prospect.worth(change).at_prices_fen
    price_fen = float((allocation.prices.line_fen_per_min * change.more_line_min).sum())
    # A little more, where a bucket was too short for all that one order wanted of it.
    assert price_fen - 1.0 <= said <= 1.2 * price_fen


def test_nothing_changed_is_worth_nothing(problem: AllocationProblem, allocation: Allocation) -> None:
    found = worth(problem, allocation, Change())
    assert (found.predicted_fen, found.spread_fen, found.relaxed_fen) == (0, 0, 0)
    assert (found.clearing_fen, found.at_prices_fen) == (0, 0)


CHANGES = ("line", "late workshop", "course", "finishing", "loss")


def change_of(problem: AllocationProblem, name: str) -> Change:
    return {
        "line": lines_like(problem, [3]),
        "late workshop": lines_like(problem, [1, 4], from_bucket=2),
        "course": training(Places.of(problem, 0, [1]).on(9) + Places.of(problem, 0, [2]).on(7)),
        "finishing": shop_minutes(problem, finish=[0], share=0.2),
        "loss": line_days(problem, [6], range(5), -0.5),
    }[name]


@pytest.mark.parametrize("name", CHANGES)
def test_estimates_fall_step_by_step_towards_what_the_relaxed_network_saves(
    problem: AllocationProblem, allocation: Allocation, prospect: Prospect, name: str, relax: Any
) -> None:
    change = change_of(problem, name)
    said, actual_fen = prospect.worth(change), allocation.lower_bound_fen - relax(changed(problem, change))[0]
    slack = 3e-4 * allocation.lower_bound_fen
    assert said.relaxed_fen <= said.clearing_fen <= said.at_prices_fen
    assert said.clearing_fen >= actual_fen - slack
    assert abs(said.relaxed_fen - actual_fen) <= 0.1 * abs(actual_fen) + slack


def test_plans_are_expected_to_save_most_of_what_the_relaxed_network_saves(
    problem: AllocationProblem, prospect: Prospect
) -> None:
    said = prospect.worth(change_of(problem, "line"))
    assert 0 < said.predicted_fen < said.relaxed_fen <= said.predicted_fen + said.spread_fen


@pytest.mark.parametrize("name", ["line", "loss"])
def test_plans_save_about_what_was_predicted(problem: AllocationProblem, prospect: Prospect, name: str) -> None:
    change = change_of(problem, name)
    said = prospect.worth(change)
    actual = resolve(problem, allocations(problem, "quick", range(8)), change, effort="quick")
    assert actual.tells
    assert abs(said.predicted_fen - actual.plan_fen) <= 2 * said.spread_fen + 3 * actual.error_fen


def test_what_was_saved_is_the_mean_over_the_seeds_with_its_standard_error(problem: AllocationProblem) -> None:
    before, change = allocations(problem, "quick", [3, 4, 5]), lines_like(problem, [1, 4])
    after = allocations(changed(problem, change), "quick", [3, 4])
    costs = [np.array([one.cost_fen for one in some]) for some in (before, after)]
    said = resolve(problem, before, change, effort="quick", repeats=2)
    assert said == compared(before, after)
    assert said.plan_fen == round(costs[0].mean() - costs[1].mean())
    assert said.error_fen == pytest.approx((costs[0].var(ddof=1) / 3 + costs[1].var(ddof=1) / 2) ** 0.5)


def test_a_difference_below_three_standard_errors_tells_nothing(problem: AllocationProblem) -> None:
    before, after = allocations(problem, "quick", range(3)), allocations(problem, "quick", range(3, 6))
    assert not compared(before, after).tells


def test_one_plan_alone_does_not_show_its_luck(problem: AllocationProblem, allocation: Allocation) -> None:
    with pytest.raises(InvalidModel) as caught:
        compared([allocation], [])
    assert [text[:13] for text in caught.value.problems] == ["1 allocation(", "0 allocation("]


def test_a_prediction_is_the_same_again(problem: AllocationProblem, allocation: Allocation, prospect: Prospect) -> None:
    change = change_of(problem, "course")
    assert prospect.worth(change) == worth(problem, allocation, change)
