"""Overtime in allocation: minutes beyond the usual ones, at a premium, with a bound that is proven."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from event_stream import EventStream
from interlock.allocation import (
    Allocation,
    AllocationProblem,
    LiveBook,
    OrderAdded,
    OrderCancelled,
    Prices,
    allocate,
    check,
    check_days,
    earliest_due_date,
    prove,
    to_days,
    unfolded,
)
from interlock.errors import InvalidModel

Make = Callable[..., AllocationProblem]


def longer(problem: AllocationProblem, share: float = 0.25, premium_fen: float = 10.0) -> AllocationProblem:
    """The problem with so much overtime on every line."""
    return replace(problem, overtime_min=problem.line_min * share, overtime_fen_per_min=premium_fen)


def beyond_min(problem: AllocationProblem, plan: Allocation) -> float:
    """Minutes beyond the usual ones, counted one by one."""
    used = np.zeros_like(problem.line_min)
    for line, bucket, minutes in zip(plan.work_line, plan.work_bucket, plan.work_min, strict=True):
        used[line, bucket] += minutes
    return float(np.maximum(used - problem.line_min, 0.0).sum())


@pytest.fixture(name="full", scope="module")
def _full(make_problem: Make) -> AllocationProblem:
    return longer(make_problem(2, load=1.2))


@pytest.fixture(name="plan", scope="module")
def _plan(full: AllocationProblem) -> Allocation:
    return allocate(full, effort="quick")


def test_a_full_network_works_overtime_and_pays_for_it(full: AllocationProblem, plan: Allocation) -> None:
    assert check(full, plan) == []
    assert plan.costs.overtime_fen == pytest.approx(beyond_min(full, plan) * 10.0, abs=1)
    assert plan.costs.overtime_fen > 0
    usual = replace(full, overtime_min=None, overtime_fen_per_min=0.0)
    assert plan.cost_fen < allocate(usual, effort="quick").cost_fen


def test_the_bound_is_proven_without_the_solver(full: AllocationProblem, plan: Allocation) -> None:
    assert plan.lower_bound_fen <= plan.cost_fen
    assert prove(full, plan.prices) == pytest.approx(plan.lower_bound_fen, abs=2)


def test_prices_of_usual_minutes_alone_prove_a_bound_as_well(full: AllocationProblem, plan: Allocation) -> None:
    alone = replace(plan.prices, overtime_fen_per_min=None)
    assert prove(full, alone) <= plan.cost_fen


def test_overtime_that_costs_too_much_is_not_worked(make_problem: Make) -> None:
    dear = longer(make_problem(5, load=1.0), premium_fen=10_000.0)
    plan = allocate(dear, effort="quick")
    assert plan.costs.overtime_fen == 0
    assert check(dear, plan) == []


def test_a_premium_of_nothing_is_as_good_as_more_usual_minutes(make_problem: Make) -> None:
    problem = make_problem(6, load=1.1)
    free = allocate(longer(problem, premium_fen=0.0), effort="normal")
    more = allocate(replace(problem, line_min=problem.line_min * 1.25), effort="normal")
    assert free.lower_bound_fen <= more.cost_fen
    assert more.lower_bound_fen <= free.cost_fen


def test_the_dispatcher_works_overtime_too(full: AllocationProblem) -> None:
    plan = earliest_due_date(full)
    assert check(full, plan) == []
    assert plan.costs.overtime_fen > 0


@settings(max_examples=15)
@given(seed=st.integers(0, 1_000), load=st.sampled_from([0.6, 0.9, 1.3]), premium=st.sampled_from([0.0, 5.0, 40.0]))
def test_every_plan_with_overtime_keeps_all_laws(make_problem: Make, seed: int, load: float, premium: float) -> None:
    problem = longer(make_problem(seed, orders=12, lines=4, load=load), premium_fen=premium)
    plan = allocate(problem, effort="quick")
    assert check(problem, plan) == []
    assert plan.lower_bound_fen <= plan.cost_fen + 1


def test_more_than_the_overtime_there_is_breaks_a_law(full: AllocationProblem, plan: Allocation) -> None:
    assert full.overtime_min is not None
    less = replace(full, overtime_min=full.overtime_min * 0.0)
    assert any("minutes used of" in breach for breach in check(less, plan))


def test_overtime_that_is_not_paid_breaks_a_law(full: AllocationProblem, plan: Allocation) -> None:
    free = replace(plan, costs=replace(plan.costs, overtime_fen=0))
    assert any(breach.startswith("overtime_fen") for breach in check(full, free))


def test_prices_of_overtime_below_zero_break_a_law(full: AllocationProblem, plan: Allocation) -> None:
    prices = replace(plan.prices, overtime_fen_per_min=np.full_like(full.line_min, -1.0))
    assert any("overtime prices" in breach for breach in check(full, replace(plan, prices=prices)))


def test_each_bucket_is_followed_by_its_overtime(full: AllocationProblem) -> None:
    twice = unfolded(full)
    buckets = full.bucket_count
    assert twice.bucket_count == 2 * buckets
    assert twice.overtime_min is None
    assert np.array_equal(twice.line_min[:, 0::2], full.line_min)
    assert np.array_equal(twice.line_min[:, 1::2], full.overtime_min)
    assert np.array_equal(twice.time_fen_per_min[:, 1::2], full.time_fen_per_min + 10.0)
    assert list(twice.cut_bucket[:6]) == [0, 0, 0, 0, 2, 2]
    assert list(twice.finish_bucket[-4:]) == [2 * buckets - 2] * 4


def test_prices_of_zero_know_overtime(full: AllocationProblem) -> None:
    free = Prices.free(full)
    assert free.overtime_fen_per_min is not None
    assert not free.overtime_fen_per_min.any()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"overtime_min": np.ones((1, 1))}, "overtime_min: a table of"),
        ({"overtime_min": np.full((8, 6), -1.0)}, "overtime_min: line 0 has -1"),
        ({"overtime_fen_per_min": -1.0}, "overtime_fen_per_min: -1.0 found"),
    ],
)
def test_senseless_overtime_is_refused(full: AllocationProblem, changes: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidModel, match=words):
        replace(full, **changes)  # type: ignore[arg-type]


def test_a_live_book_takes_a_plan_with_overtime_as_it_is(full: AllocationProblem, plan: Allocation) -> None:
    book = LiveBook(full, plan)
    assert book.breaches() == []
    assert book.cost_fen == pytest.approx(plan.cost_fen, abs=10)
    again = book.to_allocation()
    assert again.cost_fen == pytest.approx(plan.cost_fen, abs=10)
    assert beyond_min(full, again) == pytest.approx(beyond_min(full, plan))
    assert book.problem().overtime_min is not None
    assert np.allclose(book.residual().line_min, plan.residual(full).line_min, atol=1e-6)


@settings(max_examples=6, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), load=st.floats(0.6, 1.5), premium=st.floats(0.0, 20.0), frozen=st.integers(0, 2))
def test_whatever_happens_a_book_with_overtime_keeps_every_law(
    make_problem: Make, seed: int, load: float, premium: float, frozen: int
) -> None:
    problem = longer(make_problem(seed, load=load), premium_fen=premium)
    book = LiveBook(problem, allocate(problem, effort="quick"), frozen=frozen)
    stream = EventStream(book, seed)
    for step in range(40):
        with suppress(InvalidModel):
            book.repair([stream.next()])
        if step % 10 == 9:
            assert book.breaches() == []
            assert book.to_allocation().cost_fen == pytest.approx(book.cost_fen, abs=50)


def test_a_line_whose_hours_are_full_takes_a_new_order_into_its_overtime(make_problem: Make) -> None:
    """The usual minutes are given away already; the order finds room in overtime, is promised so and pays for it."""
    usual = make_problem(2, load=1.2)
    shops = {"cut_min": usual.cut_min * 10, "finish_min": usual.finish_min * 10}
    usual = replace(usual, **shops)
    given_away = allocate(usual, effort="quick")
    problem = longer(usual, premium_fen=0.5)
    prices = replace(given_away.prices, overtime_fen_per_min=np.zeros_like(usual.line_min))
    book = LiveBook(problem, replace(given_away, prices=prices))
    asked = book.terms(0)
    told = book.promise(asked).cheapest
    diff = book.repair([OrderAdded(asked)])
    assert book.breaches() == []
    assert beyond_min(problem, book.to_allocation()) > 0
    after = diff.of(book.next_order - 1)
    assert after is not None
    assert after.after is not None
    assert after.after.outside_batches <= told.outside_batches
    assert told.work_min.shape[1] == usual.bucket_count
    assert -1 <= told.end < usual.bucket_count


def test_work_in_overtime_falls_back_into_usual_minutes_that_become_free(
    full: AllocationProblem, plan: Allocation
) -> None:
    book = LiveBook(full, plan)
    for order in book.orders[:-3]:
        book.repair([OrderCancelled(order)])
    assert book.breaches() == []
    assert beyond_min(book.problem(), book.to_allocation()) < beyond_min(full, plan)
    assert book.to_allocation().cost_fen == pytest.approx(book.cost_fen, abs=10)


def test_days_with_overtime_keep_every_law_and_pay_for_what_they_work(
    full: AllocationProblem, plan: Allocation
) -> None:
    days = to_days(full, plan)
    assert check_days(full, days) == []
    assert days.overtime_min is not None
    assert days.allocation.costs.overtime_fen == pytest.approx(beyond_min(full, days.allocation) * 10.0, abs=1)
    assert 0 < days.allocation.costs.overtime_fen <= plan.costs.overtime_fen
    much = replace(days, overtime_min=days.overtime_min + 1_000.0)
    assert any("of overtime may be worked" in breach for breach in check_days(full, much))
