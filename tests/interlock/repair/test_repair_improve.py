"""A plan that repairs have worn is made cheaper; finishing shops let those in time wait for those that are late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import cast
import pytest

from interlock.laws import breaches
from interlock.model import Lock, Lot, LotGiven, OrderRushed, OutputBehind, Plan, Policy, Rules, Scenario, dump
from interlock.planner import plan
from interlock.repair import diff_sentences, improve, repair
from interlock.repair.by_hand import Refused, moved, opened, settled

FROZEN = timedelta(days=2)


@pytest.fixture(scope="module")
def worn(scenario: Scenario, policy: Policy, made: Plan) -> tuple[Scenario, Plan]:
    """The county's plan after a lot fell behind, with two lots of another order put off until they are late."""
    behind = max(made.lots, key=lambda lot: (len(lot.days), lot.id))
    event = OutputBehind(lot=behind.id, on=behind.days[-1].on, pieces_done=behind.pieces // 2)
    done = repair(scenario, policy, made, [event])
    floor = opened(done.scenario, policy, done.plan, done.plan.first_on)
    free = [lot for lot in done.plan.lots if not lot.done and lot.start_on > done.plan.first_on + FROZEN]
    for lot in sorted(free, key=lambda lot: (lot.start_on, lot.id))[:2]:
        due_on = scenario.order[lot.order].due_on
        open_days = (due_on + timedelta(days=day) for day in range(3, 30))
        for on in open_days:
            try:
                floor = moved(floor, lot.id, lot.line, on)
                break
            except Refused:
                continue
    return done.scenario, settled(done.scenario, floor)


def test_a_worn_plan_becomes_cheaper(worn: tuple[Scenario, Plan], policy: Policy):
    scenario, standing = worn
    better = improve(scenario, policy, standing)
    assert better.plan.cost_fen < standing.cost_fen
    assert not list(breaches(scenario, policy, better.plan))
    assert better.plan.cost_fen - standing.cost_fen == sum(better.diff.cost_fen.values())
    assert better.diff.orders
    assert len(diff_sentences(better.diff, "en")) == len(diff_sentences(better.diff, "zh"))


def test_what_was_in_time_stays_in_time(worn: tuple[Scenario, Plan], policy: Policy):
    scenario, standing = worn
    tight = replace(policy, late_weight=0.1)
    better = improve(scenario, tight, standing).plan
    assert {one.order for one in better.late} <= {one.order for one in standing.late}


def test_the_same_plan_gives_the_same_answer(worn: tuple[Scenario, Plan], policy: Policy):
    scenario, standing = worn
    one, other = (improve(scenario, policy, standing) for _ in range(2))
    assert dump(one.plan) == dump(other.plan)


def test_what_cannot_be_better_stays_as_it_is(worn: tuple[Scenario, Plan], policy: Policy):
    scenario, standing = worn
    for _ in range(6):
        better = improve(scenario, policy, standing)
        if better.plan is standing:
            break
        standing = better.plan
    assert better.plan is standing
    assert not better.diff.orders
    assert not better.diff.lots


def test_a_search_that_is_stopped_keeps_the_plan(worn: tuple[Scenario, Plan], policy: Policy):
    scenario, standing = worn
    assert improve(scenario, policy, standing, stop=lambda: True).plan is standing


def _place(lots: Sequence[Lot]) -> dict[str, tuple[str, object]]:
    return {lot.id: (lot.line, lot.days) for lot in lots}


def test_frozen_days_and_what_is_sewn_stay(worn: tuple[Scenario, Plan], policy: Policy):
    scenario, standing = worn
    frozen_on = standing.first_on + FROZEN
    held = _place([lot for lot in standing.lots if lot.done or lot.start_on < frozen_on])
    assert any(lot.done for lot in standing.lots)
    better = improve(scenario, policy, standing, frozen_days=FROZEN.days)
    assert held.items() <= _place(better.plan.lots).items()


def test_locked_lots_stay_on_their_line(worn: tuple[Scenario, Plan], policy: Policy):
    scenario, standing = worn
    lot = next(move.before for move in improve(scenario, policy, standing).diff.lots if move.before)
    lock = Lock(order=lot.order, line=lot.line, first_on=lot.start_on, pieces=lot.pieces)
    held = replace(scenario, rules=Rules(locks=(lock,)))
    better = improve(held, policy, standing).plan.lot[lot.id]
    assert (better.line, better.start_on) == (lot.line, lot.start_on)


def test_lots_that_a_planner_gave_to_a_line_stay_on_it(scenario: Scenario, policy: Policy, made: Plan):
    """Without its mark the lot goes back to where it is sewn more cheaply."""
    lot, line = _dearer(scenario, policy, made)
    given = repair(scenario, policy, made, [LotGiven(lot=lot.id, line=line)]).plan
    unmarked = replace(given, lots=tuple(replace(one, given=False) for one in given.lots))
    assert improve(scenario, policy, unmarked).plan.lot[lot.id].line != line
    better = improve(scenario, policy, given).plan
    assert better.lot[lot.id].line == line
    assert [one.id for one in better.lots if one.given] == [lot.id]


def _dearer(scenario: Scenario, policy: Policy, made: Plan) -> tuple[Lot, str]:
    """A lot, and the line on which it would cost most."""
    smv = {lot.id: scenario.style[scenario.order[lot.order].style].smv_min for lot in made.lots}
    found = [
        (
            lot.pieces * smv[lot.id] * (line.price_fen_per_min - scenario.line[lot.line].price_fen_per_min),
            lot,
            line.code,
        )
        for lot in made.lots
        for line in scenario.lines
        if line.level(scenario.style[scenario.order[lot.order].style].category)
        and lot.pieces >= scenario.factory[line.factory].minimum_lot_pieces
    ]
    _, lot, line = max(found, key=lambda one: one[0])
    return lot, line


def test_those_in_time_are_finished_later_for_one_that_is_rushed(policy: Policy):
    """The shop is full for weeks; nobody else comes to be late."""
    orders = tuple(cast.order(f"O-{n}", "TEE", due_in=70, pieces=700) for n in range(1, 5))
    scenario = cast.scenario(orders)
    slow = tuple(replace(f, finishing_min_per_day=200.0) if f.finishing_min_per_day else f for f in scenario.factories)
    scenario = replace(scenario, factories=slow)
    made = plan(scenario, policy).plan
    last = max(made.promises, key=lambda one: one.ship_on)
    sewn_on = max(lot.end_on for lot in made.lots if lot.order == last.order)
    due_on = sewn_on + timedelta(days=9)
    assert due_on < last.ship_on
    done = repair(scenario, policy, made, [OrderRushed(order=last.order, due_on=due_on)])
    assert done.plan.promise[last.order].ship_on <= due_on
    assert not done.plan.late
