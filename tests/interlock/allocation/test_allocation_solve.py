from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Callable
from itertools import count

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlock.allocation import (
    Allocation,
    AllocationProblem,
    Prices,
    Residual,
    allocate,
    check,
    earliest_due_date,
    prove,
    way,
)
from interlock.allocation.run import recipe_for

Make = Callable[..., AllocationProblem]
relaxed = settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@relaxed
@given(seed=st.integers(0, 10_000), orders=st.integers(0, 40), load=st.floats(0.3, 2.5))
def test_every_plan_keeps_every_law_and_its_bound_is_proven(
    make_problem: Make, seed: int, orders: int, load: float
) -> None:
    problem = make_problem(seed, orders=orders, load=load)
    plan = allocate(problem, effort="quick", seed=seed)
    assert check(problem, plan) == []
    assert plan.lower_bound_fen <= plan.cost_fen + 5
    assert plan.lower_bound_fen == pytest.approx(max(0.0, prove(problem, plan.prices)), rel=1e-9, abs=2.0)


@relaxed
@given(seed=st.integers(0, 10_000), load=st.floats(0.3, 2.5))
def test_the_dispatcher_keeps_every_law_too(make_problem: Make, seed: int, load: float) -> None:
    problem = make_problem(seed, load=load)
    assert check(problem, earliest_due_date(problem)) == []


@pytest.mark.parametrize("load", [0.76, 1.05, 1.6])
def test_the_plan_is_never_dearer_than_the_dispatchers(make_problem: Make, load: float) -> None:
    problem = make_problem(3, orders=60, load=load)
    assert allocate(problem, effort="quick").cost_fen <= earliest_due_date(problem).cost_fen


def test_a_plan_of_small_batches_is_within_three_percent_of_its_bound(make_problem: Make) -> None:
    assert allocate(make_problem(5, orders=300, lines=12), effort="normal").gap < 0.03


def test_the_same_seed_gives_the_same_answer(make_problem: Make) -> None:
    problem = make_problem(7, orders=15)
    assert allocate(problem, effort="quick", seed=4) == allocate(problem, effort="quick", seed=4)


def test_several_workers_give_the_same_answer_at_any_number_of_threads(
    make_problem: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from interlock.allocation import crew

    problem = make_problem(7, orders=120)
    monkeypatch.setattr(crew, "MANY_ORDERS", 50)
    plans = []
    for threads in (1, 3):
        monkeypatch.setattr(crew, "thread_count", lambda threads=threads: threads)
        plans.append(allocate(problem, effort="quick"))
    assert plans[0] == plans[1]
    assert check(problem, plans[0]) == []


def test_more_effort_is_never_worse_here(make_problem: Make) -> None:
    problem = make_problem(11, orders=20, load=0.85)
    quick, long = allocate(problem, effort="quick"), allocate(problem, effort="long")
    assert long.cost_fen <= quick.cost_fen
    assert check(problem, long) == []


def test_a_smaller_loss_floor_gives_a_lower_bound_and_the_same_laws(make_problem: Make) -> None:
    problem = make_problem(13)
    floored = dataclasses.replace(problem, loss_floor_share=0.0)
    full, none = allocate(problem, effort="quick"), allocate(floored, effort="quick")
    assert none.lower_bound_fen < full.lower_bound_fen
    assert none.lower_bound_fen == pytest.approx(prove(floored, none.prices), abs=2.0)
    assert check(floored, none) == []


def test_a_big_order_book_is_gone_through_fewer_times() -> None:
    assert recipe_for("normal", 40_000).passes < recipe_for("normal", 1_000).passes < recipe_for("long", 1_000).passes


def test_no_orders_cost_nothing(make_problem: Make) -> None:
    plan = allocate(make_problem(1, orders=0))
    assert (plan.cost_fen, plan.lower_bound_fen, plan.gap) == (0, 0, 0.0)


def one_order(make_problem: Make, **changes: object) -> AllocationProblem:
    plain = {
        "batch_min": [100.0],
        "batches": [2],
        "release": [0],
        "time_fen_per_min": [[0.0, 0.0, 5.0]],
        "outside_fen_per_min": [100.0],
        "minutes_per_piece": [10.0],
        "group": [0],
        "cut_shop": [-1],
        "cut_use": [0.0],
        "finish_shop": [-1],
        "finish_use": [0.0],
        "group_start": [0, 1],
        "group_line": [0],
        "group_price_fen_per_min": [40.0],
        "group_haul_fen_per_piece": [10.0],
        "group_loss_min": [20.0],
        "group_opening_fen": [300.0],
        "line_min": [[100.0, 100.0, 100.0]],
        "cut_min": np.zeros((0, 3)),
        "finish_min": np.zeros((0, 3)),
    }
    return make_problem(0, **(plain | changes))


def test_one_order_on_one_line_costs_what_the_formula_says(make_problem: Make) -> None:
    plan = allocate(one_order(make_problem))
    # 200 min at 40, 20 pieces at 10, one opening, 220 minutes of which 20 fall into the bucket that costs 5
    assert plan.cost_fen == 8000 + 200 + 300 + 100
    assert plan.lower_bound_fen == plan.cost_fen
    assert plan.work_min.tolist() == [100.0, 100.0, 20.0]


def test_an_order_released_after_the_horizon_goes_outside(make_problem: Make) -> None:
    problem = one_order(make_problem, release=[3])
    plan = allocate(problem)
    assert (plan.outside_batches.tolist(), plan.cost_fen, plan.lower_bound_fen) == ([2], 20_000, 20_000)
    assert check(problem, plan) == []


def test_an_order_without_lines_goes_outside(make_problem: Make) -> None:
    names = ["line", "price_fen_per_min", "haul_fen_per_piece", "loss_min", "opening_fen"]
    empty: dict[str, object] = {f"group_{name}": [] for name in names}
    problem = one_order(make_problem, group_start=[0, 0], **empty)
    assert allocate(problem).outside_batches.tolist() == [2]


def test_what_does_not_fit_goes_outside_in_whole_batches(make_problem: Make) -> None:
    problem = one_order(make_problem, line_min=[[100.0, 50.0, 0.0]])
    plan = allocate(problem)
    assert plan.outside_batches.tolist() == [1]
    assert check(problem, plan) == []


def test_a_cutting_shop_without_room_sends_orders_outside(make_problem: Make) -> None:
    problem = one_order(make_problem, cut_shop=[0], cut_use=[0.5], cut_min=[[60.0, 0.0, 0.0]])
    plan = allocate(problem)
    assert plan.outside_batches.tolist() == [1]
    assert check(problem, plan) == []


def test_a_finishing_shop_limits_the_last_two_buckets_together(make_problem: Make) -> None:
    problem = one_order(make_problem, release=[1], finish_shop=[0], finish_use=[1.0], finish_min=[[0.0, 0.0, 150.0]])
    plan = allocate(problem)
    assert plan.outside_batches.tolist() == [1]
    assert check(problem, plan) == []


def test_progress_rises_to_one(make_problem: Make) -> None:
    told: list[tuple[float, str]] = []
    allocate(make_problem(2), effort="quick", progress=lambda share, stage: told.append((share, stage)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert told[-1] == (1.0, "done")
    assert {stage.split(",")[0] for _, stage in told} == {"prices", "bound", "plan", "done"}


def test_progress_tells_the_gap_as_it_closes(make_problem: Make) -> None:
    told: list[str] = []
    plan = allocate(make_problem(2), effort="quick", progress=lambda _, stage: told.append(stage))
    gaps = [float(stage.split(", ")[1].split("%")[0]) for stage in told if "above the bound" in stage]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] >= round(100 * plan.gap, 2) - 0.01


@pytest.fixture(name="looks", scope="session")
def _looks(make_problem: Make) -> int:
    looks = count()
    allocate(make_problem(2), effort="quick", stop=lambda: next(looks) < 0)
    return next(looks)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 0.97])
def test_stopping_at_any_stage_still_gives_a_complete_plan_with_a_bound(
    make_problem: Make, looks: int, share: float
) -> None:
    problem, asked, last = make_problem(2), count(), int(share * looks)
    stopped = allocate(problem, effort="quick", stop=lambda: next(asked) >= last)
    assert next(asked) < last + 40
    assert check(problem, stopped) == []
    assert 0 <= stopped.lower_bound_fen <= stopped.cost_fen <= earliest_due_date(problem).cost_fen
    assert stopped.passes >= 2 + int(share * 10)


def test_stopping_amid_exchanges_keeps_the_best_plan_found(make_problem: Make) -> None:
    problem, told = make_problem(9, orders=25), list[str]()
    reinserted = recipe_for("normal", 25).congestion_passes + recipe_for("normal", 25).reinsert_passes
    stopped = allocate(
        problem,
        effort="normal",
        stop=lambda: sum("plan" in stage for stage in told) >= reinserted,
        progress=lambda _, stage: told.append(stage),
    )
    assert check(problem, stopped) == []
    assert stopped.passes < recipe_for("normal", 25).passes


@pytest.mark.parametrize("table", ["line_min", "cut_min", "finish_min"])
def test_without_any_capacity_of_one_kind_what_needs_it_goes_outside(make_problem: Make, table: str) -> None:
    problem = make_problem(4)
    closed = dataclasses.replace(problem, **{table: np.zeros_like(getattr(problem, table))})
    plan = allocate(closed, effort="quick")
    needs = {
        "line_min": np.ones(problem.order_count, np.bool_),
        "cut_min": (problem.cut_shop >= 0) & (problem.cut_use > 0.0),
        "finish_min": (problem.finish_shop >= 0) & (problem.finish_use > 0.0),
    }[table]
    assert (plan.outside_batches[needs] == problem.batches[needs]).all()
    assert check(closed, plan) == []
    assert np.isfinite(plan.prices.line_fen_per_min).all()


def test_where_nothing_costs_anything_the_plan_costs_nothing(make_problem: Make) -> None:
    problem = make_problem(6, load=1.3)
    names = [f.name for f in dataclasses.fields(problem) if "fen" in f.name]
    free = dataclasses.replace(problem, **{name: np.zeros_like(getattr(problem, name)) for name in names})
    plan = allocate(free, effort="quick")
    assert (plan.cost_fen, plan.lower_bound_fen, plan.gap) == (0, 0, 0.0)
    assert check(free, plan) == []


def test_an_order_dearer_inside_than_outside_goes_outside(make_problem: Make) -> None:
    problem = one_order(make_problem, outside_fen_per_min=[30.0])
    plan = allocate(problem)
    assert (plan.outside_batches.tolist(), plan.cost_fen, plan.lower_bound_fen) == ([2], 6000, 6000)


@pytest.mark.parametrize("load", [0.76, 1.05, 1.4])
def test_prices_come_near_the_best_bound_at_every_load(make_problem: Make, load: float) -> None:
    problem = make_problem(21, orders=300, lines=20, load=load)
    quick, normal = (allocate(problem, effort=effort) for effort in ("quick", "normal"))
    assert quick.lower_bound_fen >= 0.985 * normal.lower_bound_fen
    assert quick.gap < 0.06


def test_a_promise_in_an_empty_network_costs_what_the_plan_would(make_problem: Make) -> None:
    problem = one_order(make_problem)
    everything = Residual(problem.line_min, problem.cut_min, problem.finish_min)
    best = way(problem, 0, everything, Prices.free(problem))
    assert (best.cost_fen, best.priced_fen, best.outside_batches) == (8600, 8600, 0)
    assert (best.lines.tolist(), best.batches.tolist(), best.work_min.tolist()) == ([0], [2], [[100.0, 100.0, 20.0]])


def test_a_promise_counts_the_value_of_the_room_it_takes(make_problem: Make) -> None:
    problem = one_order(make_problem)
    everything = Residual(problem.line_min, problem.cut_min, problem.finish_min)
    prices = Prices(np.array([[10.0, 0.0, 0.0]]), problem.cut_min, problem.finish_min)
    best = way(problem, 0, everything, prices)
    # the free minutes of the second and third bucket are taken first, then 20 of the first at 10 fen each
    assert best.work_min.tolist() == [[20.0, 100.0, 100.0]]
    assert best.priced_fen == best.cost_fen + 200


def test_a_promise_fits_into_what_a_plan_leaves_free(make_problem: Make) -> None:
    problem = make_problem(17, load=0.9)
    plan = allocate(problem, effort="quick")
    residual = plan.residual(problem)
    for order in range(problem.order_count):
        best = way(problem, order, residual, plan.prices)
        used = np.zeros_like(problem.line_min)
        np.add.at(used, best.lines, best.work_min)
        assert (used <= residual.line_min + 1e-6).all()
        assert best.batches.sum() + best.outside_batches == problem.batches[order]
        assert not best.work_min[:, : problem.release[order]].any()


def test_seconds_do_not_make_plans_different(make_problem: Make) -> None:
    plan: Allocation = allocate(make_problem(1), effort="quick")
    assert dataclasses.replace(plan, seconds=1e6) == plan
    assert dataclasses.replace(plan, seed=99) != plan
    assert plan != "a plan"


def test_importing_the_room_loads_no_heavy_library() -> None:
    program = "import sys, interlock.allocation; print(sorted({'numba', 'highspy', 'ortools'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
