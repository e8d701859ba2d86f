from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from interlock.allocation import Allocation, AllocationProblem, allocate, check
from interlock.allocation.answer import answer
from interlock.allocation.crew import crew_for
from interlock.allocation.duals import find_prices, prove_bound
from interlock.allocation.loads import find_loads, offers_of, suits
from interlock.allocation.plans import dispatch
from interlock.allocation.run import Run, recipe_for
from interlock.allocation.solution import Prices
from interlock.allocation.tables import empty_plan

Make = Callable[..., AllocationProblem]


def whole_lots(make_problem: Make, seed: int, orders: int, lines: int, load: float) -> AllocationProblem:
    no_shop = np.full(orders, -1)
    return make_problem(
        seed, orders=orders, lines=lines, buckets=1, load=load, batches=np.ones(orders, np.int64),
        release=np.zeros(orders, np.int64), cut_shop=no_shop, finish_shop=no_shop,
    )  # fmt: skip


def by_loads(problem: AllocationProblem, *, stop: bool = False) -> tuple[Allocation, Allocation]:
    """The dispatcher's plan, and what the loads make of it."""
    with crew_for(problem) as crew:
        run = Run(problem, crew, recipe_for("quick", problem.order_count), np.random.default_rng(0))
        first = dispatch(run)
        plan = empty_plan(problem)
        price = find_prices(run, crew.full.copy(), plan)
        bound_fen = prove_bound(run, price, plan)
        run.stop = lambda: stop
        found = find_loads(run, first)
        return tuple(  # type: ignore[return-value]
            answer(problem, draft.plan, Prices(*price), bound_fen, seed=0, passes=run.passes)
            for draft in (first, found)
        )


def cheapest_fen(problem: AllocationProblem) -> float:
    """Every way to place every order, tried."""
    offers = offers_of(problem)
    line = np.repeat(np.arange(len(offers.cap)), np.diff(offers.start))
    used_min = problem.batch_min[offers.order] + problem.group_loss_min[offers.place]
    ways = [[(offers.outside_fen[o], -1, 0.0)] for o in range(problem.order_count)]
    for o, fen, where, minutes in zip(offers.order, offers.fen, line, used_min, strict=True):
        ways[o].append((fen, int(where), minutes))
    best = np.inf
    for chosen in product(*ways):
        left = problem.line_min[:, 0].copy()
        for _, where, minutes in chosen:
            if where >= 0:
                left[where] -= minutes
        if left.min() >= 0.0:
            best = min(best, sum(fen for fen, _, _ in chosen))
    return best


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_loads_find_the_cheapest_plan_of_few_orders(make_problem: Make, seed: int) -> None:
    problem = whole_lots(make_problem, seed, orders=7, lines=3, load=0.9)
    _, found = by_loads(problem)
    assert check(problem, found) == []
    # Lots are rounded up to units of a line's room, so a plan may be missed that fits to the last thousandth.
    assert found.cost_fen == pytest.approx(cheapest_fen(problem), rel=2e-3)


@pytest.mark.parametrize(("seed", "load"), [(5, 1.2), (6, 1.0), (7, 1.5)])
def test_loads_keep_every_law_and_never_make_a_plan_dearer(make_problem: Make, seed: int, load: float) -> None:
    problem = whole_lots(make_problem, seed, orders=60, lines=10, load=load)
    first, found = by_loads(problem)
    assert check(problem, found) == []
    assert found.cost_fen < first.cost_fen
    assert by_loads(problem)[1].cost_fen == found.cost_fen


def test_a_search_that_is_stopped_keeps_the_plan_it_had(make_problem: Make) -> None:
    problem = whole_lots(make_problem, 8, orders=30, lines=6, load=0.9)
    first, found = by_loads(problem, stop=True)
    assert found.cost_fen == first.cost_fen


def test_only_whole_lots_of_one_bucket_without_shops_are_loads(make_problem: Make) -> None:
    problem = whole_lots(make_problem, 9, orders=12, lines=4, load=0.9)
    assert suits(problem)
    assert not suits(make_problem(9))
    assert not suits(make_problem(9, orders=12, lines=4, buckets=1))
    assert not suits(whole_lots(make_problem, 9, orders=110, lines=4, load=0.9))


@pytest.mark.no_cover
def test_a_long_search_of_whole_lots_is_a_lawful_plan_near_its_bound(make_problem: Make) -> None:
    problem = whole_lots(make_problem, 10, orders=40, lines=8, load=0.8)
    plan = allocate(problem, effort="long")
    assert check(problem, plan) == []
    assert plan.cost_fen <= allocate(problem, effort="normal").cost_fen
