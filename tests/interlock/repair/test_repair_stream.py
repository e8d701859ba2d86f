"""Whatever happens, in whatever order, a repaired plan keeps every law, and a refused event changes nothing."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlock.errors import Infeasible, InvalidModel
from interlock.laws import breaches
from interlock.model import LotGiven, OrderCancelled, Plan, Policy, Scenario, dump
from interlock.repair import diff_sentences, repair
from interlock.repair.floor import Floor
from interlock.repair.lines import Lines

sys.path.insert(0, str(Path(__file__).parent))

from streams import event_for


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), length=st.integers(1, 4), frozen_days=st.sampled_from([0, 0, 4, 9]))
def test_any_stream_of_events_keeps_every_law(
    scenario: Scenario, policy: Policy, made: Plan, seed: int, length: int, frozen_days: int
):
    now, plan, draw = scenario, made, Random(seed)
    for _ in range(length):
        event = event_for(draw, now, plan, frozen_days)
        try:
            done = repair(now, policy, plan, [event], frozen_days=frozen_days)
        except Infeasible:
            continue
        except InvalidModel:
            assert isinstance(event, LotGiven)  # its line has no room
            continue
        now, plan = done.scenario, done.plan
        assert not list(breaches(now, policy, plan))
        assert {p.order for p in plan.promises} == set(now.order)
        english, chinese = (diff_sentences(done.diff, language) for language in ("en", "zh"))
        assert len(english) == len(chinese)
        assert sum(done.diff.cost_fen.values()) == done.diff.costs_after.total - done.diff.costs_before.total


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), count=st.integers(2, 5))
def test_several_events_at_once_keep_every_law(scenario: Scenario, policy: Policy, made: Plan, seed: int, count: int):
    draw = Random(seed)
    events = [event_for(draw, scenario, made) for _ in range(count)]
    try:
        done = repair(scenario, policy, made, events)
    except (Infeasible, InvalidModel):
        return
    assert not list(breaches(done.scenario, policy, done.plan))
    assert {p.order for p in done.plan.promises} == set(done.scenario.order)


def test_cancelling_everything_leaves_no_lots(scenario: Scenario, policy: Policy, made: Plan):
    done = repair(scenario, policy, made, [OrderCancelled(order=number) for number in scenario.order])
    assert not done.plan.lots
    assert not done.plan.lays
    assert not done.plan.purchases
    assert done.plan.cost_fen == 0
    assert {change.order for change in done.diff.orders} == set(scenario.order)


def test_no_event_changes_nothing(scenario: Scenario, policy: Policy, made: Plan):
    done = repair(scenario, policy, made, [])
    assert done.plan.lots == made.lots
    assert done.plan.costs == made.costs
    assert not done.diff.orders


def test_the_same_events_give_the_same_repair(scenario: Scenario, policy: Policy, made: Plan):
    events = [OrderCancelled(order="O-2")]
    one, other = (repair(scenario, policy, made, events) for _ in range(2))
    assert dump(one.plan) == dump(other.plan)
    assert one.diff == other.diff


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_changed_in_place(scenario: Scenario, made: Plan):
    before = dump(scenario), dump(made)
    yield
    assert (dump(scenario), dump(made)) == before


def test_who_leaves_a_line_leaves_its_days_to_the_others(scenario: Scenario, policy: Policy, made: Plan):
    floor = Floor(scenario, policy, made, 0)
    lines, sooner = Lines(floor), 0
    for code in sorted(scenario.line):
        for lot, after in pairwise(floor.queue(code)):
            if after.arrive_on <= lot.start_on and after.order != lot.order and not floor.is_held(after):
                trial = lines.without(lot)
                assert trial is not None
                assert all(run.lot != lot.id for run in trial.schedule.runs)
                sooner += trial.run(after.id).start_day < floor.start_day(after)
    assert sooner
