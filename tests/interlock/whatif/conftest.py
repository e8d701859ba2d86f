"""One late-running order book of the small cast and its plan, shared by this room's tests; and small array problems."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cast
import numpy as np
import pytest

from interlock.allocation import Allocation, AllocationProblem, Prices, allocate
from interlock.allocation.crew import crew_for
from interlock.allocation.duals import find_prices, prove_bound
from interlock.allocation.run import Run, recipe_for
from interlock.allocation.tables import Cells, empty_plan
from interlock.model import Offer, Plan, Policy, Scenario
from interlock.planner import plan


@dataclass(frozen=True)
class Story:
    """A scenario, the policy it is planned with, and its plan."""

    scenario: Scenario
    policy: Policy
    plan: Plan


def fast_policy() -> Policy:
    """No nests, the shortest search."""
    return Policy(
        effort="quick", nest_days=0, calibrate_seconds=0, late_share_per_day=0.01, late_weight=1.0, buffer_days=8,
        buffer_share=0.4, wait_share=0.03,
    )  # fmt: skip


def story_of(scenario: Scenario) -> Story:
    """A scenario with its plan."""
    policy = fast_policy()
    return Story(scenario, policy, plan(scenario, policy, workers=1).plan)


@pytest.fixture(scope="session")
def busy() -> Story:
    """Fifteen orders, one late for want of cloth whose faster seller is too dear, one behind others on its line."""
    more = (cast.order(f"X-{i}", "TEE" if i % 2 else "SHIRT", 14 + i, 1500) for i in range(8))
    scenario = cast.scenario((*cast.usual_orders(), *more))
    return story_of(replace(scenario, offers=tuple(map(_dear, scenario.offers))))


def _dear(offer: Offer) -> Offer:
    """A fast offer at three times its price."""
    if offer.code.endswith("slow"):
        return offer
    return replace(offer, breaks=tuple(replace(step, fen_per_unit=step.fen_per_unit * 3) for step in offer.breaks))


@dataclass(frozen=True)
class Allocated:
    """A small array problem with a quick plan and the prices of a patient search."""

    problem: AllocationProblem
    allocation: Allocation


def array_problem(orders: int = 40, lines: int = 10, buckets: int = 5, load: float = 1.1) -> AllocationProblem:
    """Lines alike enough to compete, in three groups, with a cutting and a finishing shop that hardly bind."""
    rng = np.random.default_rng(7)
    batches = rng.integers(1, 4, orders)
    batch_min = rng.uniform(60.0, 160.0, orders)
    demand = float((batch_min * batches).sum())
    members = [np.arange(lines), np.arange(0, lines, 2), np.arange(lines // 2)]
    place_line = np.concatenate(members)
    due = rng.integers(0, buckets, orders)
    late = np.maximum(np.arange(buckets)[None, :] - due[:, None], 0)
    weight = rng.uniform(0.8, 1.2, (lines, buckets))
    return AllocationProblem(
        batch_min=batch_min,
        batches=batches,
        release=np.minimum(rng.integers(0, 2, orders), due),
        time_fen_per_min=late * 6.0,
        outside_fen_per_min=np.full(orders, 85.0),
        minutes_per_piece=rng.uniform(5.0, 30.0, orders),
        group=rng.integers(0, 3, orders),
        cut_shop=np.zeros(orders, np.int64),
        cut_use=np.full(orders, 0.1),
        finish_shop=np.zeros(orders, np.int64),
        finish_use=np.full(orders, 0.1),
        group_start=np.concatenate([[0], np.cumsum([len(one) for one in members])]),
        group_line=place_line,
        group_price_fen_per_min=rng.uniform(40.0, 48.0, lines)[place_line],
        group_haul_fen_per_piece=rng.uniform(0.0, 20.0, lines)[place_line],
        group_loss_min=np.full(len(place_line), 4.0),
        group_opening_fen=np.full(len(place_line), 200.0),
        line_min=weight / weight.sum() * demand / load,
        cut_min=np.full((1, buckets), demand * 0.1),
        finish_min=np.full((1, buckets), demand * 0.1),
    )


def relaxed(problem: AllocationProblem) -> tuple[int, Cells]:
    """The bound and its prices, from nothing, as an allocation of normal effort finds them; no plan."""
    with crew_for(problem) as crew:
        run = Run(problem, crew, recipe_for("normal", problem.order_count), np.random.default_rng(0))
        plan = empty_plan(problem)
        price = find_prices(run, crew.full.copy(), plan)
        return prove_bound(run, price, plan), price


Relax = Callable[[AllocationProblem], tuple[int, Cells]]


@pytest.fixture(scope="session")
def relax() -> Relax:
    """See :func:`relaxed`."""
    return relaxed


@pytest.fixture(scope="session")
def allocated() -> Allocated:
    problem = array_problem()
    bound_fen, price = relaxed(problem)
    quick = allocate(problem, effort="quick")
    return Allocated(problem, replace(quick, prices=Prices(*price), lower_bound_fen=bound_fen))
