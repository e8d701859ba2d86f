"""What customers and planners have settled is kept by every repair, whatever happens."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import cast
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from interlock.errors import Infeasible, InvalidModel
from interlock.laws import breaches
from interlock.model import (
    AttendanceFell,
    LineStopped,
    Lock,
    LotDeclined,
    LotGiven,
    LotRejected,
    LotRule,
    OrderCancelled,
    OutputBehind,
    PlaceRule,
    Plan,
    Policy,
    QuantityChanged,
    Rules,
    Scenario,
    ShareRule,
)
from interlock.repair import repair
from interlock.repair.by_hand import Law, Refused, moved, opened

sys.path.insert(0, str(Path(__file__).parent))

from streams import event_for


@pytest.fixture(scope="module")
def ruled(scenario: Scenario, policy: Policy, made: Plan) -> tuple[Scenario, Plan]:
    """The county with rules of every kind, and its plan."""
    numbers = list(scenario.order)
    lots = [
        LotRule(order=number, split=split, smallest_lot_pieces=smallest)
        for number, split, smallest in zip(
            numbers, ["never", "colour", "size", "free"] * len(numbers), [1, 40, 1, 80] * len(numbers), strict=False
        )
        if (split, smallest) != ("free", 1)
    ]
    once = [number for number, count in Counter(lot.order for lot in made.lots).items() if count == 1]
    lot = next(lot for lot in made.lots if lot.order == once[0])
    lock = Lock(order=lot.order, line=lot.line, first_on=lot.start_on)
    busiest = Counter(one.factory for one in made.lots).most_common(1)[0][0]
    share = ShareRule(factory=busiest, most_share=0.6)
    held = replace(scenario, rules=Rules(lots=tuple(lots), locks=(lock,), shares=(share,)))
    return held, cast.planned(held)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), length=st.integers(1, 4))
@example(seed=19607509, length=3)
def test_any_stream_of_events_keeps_the_rules(ruled: tuple[Scenario, Plan], policy: Policy, seed: int, length: int):
    (now, standing), draw = ruled, Random(seed)
    for _ in range(length):
        event = event_for(draw, now, standing)
        try:
            done = repair(now, policy, standing, [event])
        except Infeasible:
            continue
        except InvalidModel:
            assert isinstance(event, LotGiven)  # rules or locks keep the lot from its line
            continue
        now, standing = done.scenario, done.plan
        assert not list(breaches(now, policy, standing))


def _whole(scenario: Scenario, policy: Policy, number: str) -> tuple[Scenario, Plan]:
    held = replace(scenario, rules=Rules(lots=(LotRule(order=number, split="never"),)))
    return held, cast.planned(held)


def test_an_order_that_may_not_be_split_leaves_its_factory_as_a_whole(scenario: Scenario, policy: Policy, made: Plan):
    number = max(scenario.orders, key=lambda order: order.pieces).number
    held, standing = _whole(scenario, policy, number)
    lots = [lot for lot in standing.lots if lot.order == number]
    done = repair(held, policy, standing, [LotDeclined(lot=lots[0].id)])
    after = [lot for lot in done.plan.lots if lot.order == number]
    assert len({lot.factory for lot in after}) <= 1
    assert lots[0].factory not in {lot.factory for lot in after}
    outside = sum(lot.pieces for lot in done.plan.outside if lot.order == number)
    assert sum(lot.pieces for lot in after) + outside == sum(lot.pieces for lot in lots)


def test_late_lots_that_may_not_be_apart_move_together(scenario: Scenario, policy: Policy, made: Plan):
    number = max(scenario.orders, key=lambda order: order.pieces).number
    held, standing = _whole(scenario, policy, number)
    lots = [lot for lot in standing.lots if lot.order == number]
    first_on = min(lot.start_on for lot in lots)
    few = AttendanceFell(factory=lots[0].factory, share=0.2, first_on=first_on, last_on=first_on + timedelta(days=40))
    done = repair(held, policy, standing, [few])
    (after,) = {lot.factory for lot in done.plan.lots if lot.order == number}
    assert after != lots[0].factory
    assert done.plan.promise[number].late_days <= 0


def test_fewer_pieces_of_a_whole_keep_its_first_places(scenario: Scenario, policy: Policy):
    """Their lots are not made larger than they were, so that they fit there before others take the room."""
    held, standing = _whole(scenario, policy, "O-3")
    before = [lot for lot in standing.lots if lot.order == "O-3"]
    half = tuple(replace(q, pieces=q.pieces // 2) for q in held.order["O-3"].quantities)
    done = repair(held, policy, standing, [QuantityChanged(order="O-3", quantities=half)])
    after = [lot for lot in done.plan.lots if lot.order == "O-3"]
    assert max(lot.pieces for lot in after) <= max(lot.pieces for lot in before)
    assert {(lot.line, lot.start_on) for lot in after} <= {(lot.line, lot.start_on) for lot in before}


def test_lots_that_may_not_be_apart_are_given_away_together(scenario: Scenario, policy: Policy, made: Plan):
    number = max(scenario.orders, key=lambda order: order.pieces).number
    held, standing = _whole(scenario, policy, number)
    given = [LotGiven(lot=lot.id, line="S2-A") for lot in standing.lots if lot.order == number]
    done = repair(held, policy, standing, given)
    assert {lot.line for lot in done.plan.lots if lot.order == number} == {"S2-A"}
    with pytest.raises(InvalidModel, match="give the other lots of that part to the same factory"):
        repair(held, policy, standing, given[1:])


def test_pieces_locked_to_a_line_wait_for_it(scenario: Scenario, policy: Policy, made: Plan):
    parts = (one for one in made.lots if one.pieces < scenario.order[one.order].pieces)
    lot = min(parts, key=lambda one: (one.start_on, one.id))
    lock = Lock(order=lot.order, line=lot.line, first_on=lot.start_on, pieces=lot.pieces)
    held = replace(scenario, rules=Rules(locks=(lock,)))
    stop = LineStopped(line=lot.line, first_on=lot.start_on, last_on=lot.start_on + timedelta(days=2))
    done = repair(held, policy, made, [stop])
    after = next(one for one in done.plan.lots if one.id == lot.id)
    assert after.line == lot.line
    assert after.start_on > stop.last_on


def test_a_lock_whose_line_has_no_room_any_more_is_named(scenario: Scenario, policy: Policy, made: Plan):
    parts = (one for one in made.lots if one.pieces < scenario.order[one.order].pieces)
    lot = min(parts, key=lambda one: (one.start_on, one.id))
    lock = Lock(order=lot.order, line=lot.line, first_on=lot.start_on, pieces=lot.pieces)
    held = replace(scenario, rules=Rules(locks=(lock,)))
    stop = LineStopped(line=lot.line, first_on=made.first_on, last_on=made.last_on + timedelta(days=400))
    with pytest.raises(Infeasible, match=rf"order {lot.order}: {lot.pieces} pieces are locked to line {lot.line}"):
        repair(held, policy, made, [stop])


def test_a_lock_falls_with_the_factory_that_declines(scenario: Scenario, policy: Policy, made: Plan):
    lot = made.lots[0]
    lock = Lock(order=lot.order, line=lot.line, first_on=lot.start_on, pieces=lot.pieces)
    held = replace(scenario, rules=Rules(locks=(lock,)))
    done = repair(held, policy, made, [LotDeclined(lot=lot.id)])
    assert not done.scenario.rules.locks
    assert all(one.factory != lot.factory for one in done.plan.lots if one.order == lot.order)


def test_rules_go_with_the_order_that_they_name(scenario: Scenario, policy: Policy, made: Plan):
    number, other = list(scenario.order)[:2]
    kept = LotRule(order=other, split="colour")
    held, standing = replace(scenario, rules=Rules(lots=(LotRule(order=number, split="colour"), kept))), made
    done = repair(held, policy, standing, [OrderCancelled(order=number)])
    assert done.scenario.rules.lots == (kept,)


def test_a_lock_of_more_pieces_than_are_left_holds_what_is_left(scenario: Scenario, policy: Policy, made: Plan):
    count = Counter(lot.order for lot in made.lots)
    lot = next(lot for lot in made.lots if count[lot.order] == 1)
    lock = Lock(order=lot.order, line=lot.line, first_on=lot.start_on, pieces=lot.pieces)
    held = replace(scenario, rules=Rules(locks=(lock,)))
    fewer = tuple(replace(q, pieces=q.pieces - q.pieces // 5) for q in scenario.order[lot.order].quantities)
    done = repair(held, policy, made, [QuantityChanged(order=lot.order, quantities=fewer)])
    left = sum(q.pieces for q in fewer)
    assert done.scenario.rules.locks == (replace(lock, pieces=left),)
    sewn = [one for one in done.plan.lots if one.order == lot.order]
    assert sum(one.pieces for one in sewn if one.line == lot.line) >= left * 0.95
    assert all(one.start_on >= lot.start_on for one in sewn)


def test_rejected_pieces_are_made_again_where_their_order_may_be_sewn(scenario: Scenario, policy: Policy, made: Plan):
    lot = made.lots[0]
    home = PlaceRule(where="only", order=lot.order, factory=lot.factory)
    held = replace(scenario, rules=Rules(places=(home,)))
    standing = cast.planned(held)
    mine = next(one for one in standing.lots if one.order == lot.order)
    rejected = (replace(mine.quantities[0], pieces=5),)
    done = repair(held, policy, standing, [LotRejected(lot=mine.id, quantities=rejected, on=mine.end_on)])
    again = [one for one in done.plan.lots if one.order == f"{lot.order}-R1"]
    assert again
    assert {one.factory for one in again} == {lot.factory}


def test_what_is_sewn_stays_as_it_is(scenario: Scenario, policy: Policy, made: Plan):
    lot = max(made.lots, key=lambda one: len(one.days))
    event = OutputBehind(lot=lot.id, on=lot.days[-1].on, pieces_done=lot.pieces // 2)
    behind = repair(scenario, policy, made, [event])
    sewn = behind.plan.lot[lot.id]
    assert sewn.done
    assert sewn.pieces == lot.pieces // 2
    stop = LineStopped(line=lot.line, first_on=made.first_on, last_on=lot.days[-1].on + timedelta(days=9))
    stopped = repair(behind.scenario, policy, behind.plan, [stop])
    assert stopped.plan.lot[lot.id] == sewn
    rest = next(one for one in behind.plan.lots if one.order == lot.order and not one.done)
    declined = repair(behind.scenario, policy, behind.plan, [LotDeclined(lot=rest.id)])
    assert declined.plan.lot[lot.id].pieces == sewn.pieces


def _apart_by_hand(scenario: Scenario, policy: Policy, standing: Plan, number: str) -> bool:
    """Whether a lot of an order in several lots may be put into another factory by hand."""
    floor = opened(scenario, policy, standing, standing.first_on)
    lots = [lot for lot in standing.lots if lot.order == number]
    style = scenario.style[scenario.order[number].style]
    refused = []
    for lot in lots:
        for line in scenario.lines:
            if line.factory != lot.factory and line.level(style.category) > 0:
                for days in range(14):
                    try:
                        moved(floor, lot.id, line.code, lot.arrive_on + timedelta(days=days))
                        return True
                    except Refused as error:
                        refused.append(error.law)
    assert Law.NOT_SPLIT in refused
    return False


def test_a_hand_may_take_lots_apart_unless_their_order_may_not_be_split(scenario: Scenario, policy: Policy, made: Plan):
    count = Counter(lot.order for lot in made.lots)
    number = count.most_common(1)[0][0]
    assert count[number] > 1
    assert _apart_by_hand(scenario, policy, made, number)
    held, standing = _whole(scenario, policy, number)
    if Counter(lot.order for lot in standing.lots)[number] > 1:
        assert not _apart_by_hand(held, policy, standing, number)
