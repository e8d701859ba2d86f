"""Plans keep the rules, and each named policy does what its name says."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

import cast
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlock.errors import Infeasible
from interlock.model import Lock, LotRule, PlaceRule, Policy, Rules, ShareRule, WhyOutside, fairness, missed_shares
from interlock.planner import plan
from interlock.stages.cut import OrderCut
from interlock.stages.parts import parts_of

SWIFT = {"calibrate_seconds": 0, "nest_days": 0}
SOON = cast.TODAY + timedelta(days=14)


def planned(rules=None, orders=None, **changes):
    scenario = cast.scenario(orders, rules=rules or Rules(), **changes)
    return scenario, plan(scenario, Policy(**SWIFT), workers=1).plan


def factories(made, number):
    return {lot.factory for lot in made.lots if lot.order == number}


def share(scenario, made, code):
    smv = {order.number: scenario.style[order.style].smv_min for order in scenario.orders}
    minutes = defaultdict(float)
    for lot in made.lots:
        minutes[lot.factory] += lot.pieces * smv[lot.order]
    return minutes[code] / sum(minutes.values())


@pytest.fixture(scope="module")
def free():
    return planned()


def test_a_customers_orders_are_sewn_only_where_it_allows(free):
    assert "S3" in factories(free[1], "O-4")
    rules = Rules(
        places=(
            PlaceRule(where="only", customer="Brand A", factory="C1"),
            PlaceRule(where="only", customer="Brand A", factory="C2"),
            PlaceRule(where="only", order="O-3", factory="S3"),
        )
    )
    _, made = planned(rules)
    assert {lot.factory for lot in made.lots if lot.order != "O-3"} <= {"C1", "C2"}
    assert factories(made, "O-3") == {"S3"}


def test_a_forbidden_factory_sews_nothing_and_without_another_the_order_goes_outside():
    rules = Rules(places=tuple(PlaceRule(where="never", order="O-1", factory=code) for code in ("C1", "S1", "S2")))
    _, made = planned(rules)
    assert factories(made, "O-1") == set()
    assert made.promise["O-1"].outside_pieces == made.promise["O-1"].pieces
    assert {lot.why for lot in made.outside if lot.order == "O-1"} == {WhyOutside.NOT_ALLOWED}


def test_a_preferred_factory_is_chosen_though_it_costs_more_and_nobody_pays_the_preference(free):
    rules = Rules(places=(PlaceRule(where="prefer", order="O-5", factory="C1", discount_fen_per_min=40.0),))
    scenario, made = planned(rules)
    assert factories(made, "O-5") == {"C1"}
    assert made.costs.sewing > free[1].costs.sewing
    paid = [lot.pay_fen / lot.pieces for lot in made.lots if lot.order == "O-5"]
    assert paid == pytest.approx([scenario.style["TEE"].smv_min * scenario.line["C1-A"].price_fen_per_min] * len(paid))


def test_no_factory_gets_more_than_its_most_share(free):
    assert share(*free, "S3") > 0.5
    scenario, made = planned(Rules(shares=(ShareRule(factory="S3", most_share=0.2),)))
    assert 0.05 < share(scenario, made, "S3") <= 0.2


def test_pieces_that_a_most_share_sends_outside_are_said_to_go_for_the_rule():
    none = tuple(ShareRule(factory=code, most_share=0.0) for code in ("C1", "C2", "S1", "S2", "S3"))
    _, made = planned(Rules(shares=none), (cast.order("O-1", "TEE", 30, 300),))
    assert {lot.why for lot in made.outside} == {WhyOutside.NOT_ALLOWED}


def test_a_least_share_is_reached_where_there_is_work(free):
    assert share(*free, "C1") < 0.1
    scenario, made = planned(Rules(shares=(ShareRule(factory="C1", least_share=0.2),)))
    assert 0.2 <= share(scenario, made, "C1") < 0.6
    assert missed_shares(scenario, made) == ()


def test_a_least_share_that_cannot_be_reached_is_told():
    tees = (cast.order("O-1", "TEE", 30, 800),)
    scenario, made = planned(Rules(shares=(ShareRule(factory="C2", least_share=0.3),)), tees)
    assert [(missed.factory, missed.share) for missed in missed_shares(scenario, made)] == [("C2", 0.0)]


def crowded(split):
    """Two large orders due so soon that they would be shared by all factories."""
    orders = tuple(cast.order(f"O-{i}", "SHIRT", 21, 6_000, colours=2) for i in (1, 2))
    return planned(Rules(lots=(LotRule(customer="Brand A", split=split),) if split else ()), orders)[1]


def test_without_a_rule_large_orders_are_shared_by_factories():
    assert max(len(factories(crowded(""), number)) for number in ("O-1", "O-2")) > 1


def test_an_order_that_may_not_be_split_stays_in_one_factory():
    made = crowded("never")
    assert {len(factories(made, number)) for number in ("O-1", "O-2")} == {1}


@pytest.mark.parametrize("split", ["colour", "size"])
def test_an_order_is_split_by_whole_colours_or_sizes(split):
    made = crowded(split)
    places = defaultdict(set)
    for lot in made.lots:
        assert len({getattr(q, split) for q in lot.quantities}) == 1
        places[lot.order, getattr(lot.quantities[0], split)].add(lot.factory)
    assert {len(found) for found in places.values()} == {1}
    assert len({next(iter(found)) for found in places.values()}) > 1


def test_a_customers_lots_are_as_large_as_it_asks(free):
    assert min(lot.pieces for lot in free[1].lots if lot.order == "O-4") < 700
    _, made = planned(Rules(lots=(LotRule(customer="Brand A", smallest_lot_pieces=700),)))
    assert min(lot.pieces for lot in made.lots if lot.order == "O-4") >= 700
    assert sum(lot.pieces for lot in made.lots if lot.order == "O-6") == made.promise["O-6"].pieces


def test_what_is_locked_is_sewn_on_its_line_from_its_day(free):
    assert not any(lot.line == "C1-A" for lot in free[1].lots)
    locks = (
        Lock(order="O-2", line="C1-A", first_on=SOON, pieces=900),
        Lock(order="O-3", line="S2-A", first_on=SOON + timedelta(days=1)),
    )
    _, made = planned(Rules(locks=locks))
    assert [(lot.line, lot.pieces, lot.start_on) for lot in made.lots if lot.line == "C1-A"] == [("C1-A", 900, SOON)]
    mine = [lot for lot in made.lots if lot.order == "O-3"]
    assert [(lot.line, lot.start_on) for lot in mine] == [("S2-A", SOON + timedelta(days=1))]


def test_the_rest_of_an_order_that_may_not_be_split_joins_its_lock():
    rules = Rules(
        lots=(LotRule(order="O-2", split="never"),),
        locks=(Lock(order="O-2", line="C1-A", first_on=SOON, pieces=500),),
    )
    _, made = planned(rules)
    assert factories(made, "O-2") == {"C1"}


def test_a_lock_without_room_is_named():
    rules = Rules(locks=(Lock(order="O-1", line="S1-A", first_on=SOON),))
    shut = replace(cast.line("S1-A", "S1", "t_shirt"), minutes_per_day=1.0)
    lines = tuple(shut if line.code == "S1-A" else line for line in cast.scenario().lines)
    with pytest.raises(Infeasible, match="order O-1: 600 pieces are locked to line S1-A"):
        planned(rules, lines=lines)


def test_locks_beyond_a_most_share_are_named():
    rules = Rules(
        shares=(ShareRule(factory="S1", most_share=0.01),),
        locks=(Lock(order="O-2", line="S1-A", first_on=SOON),),
    )
    with pytest.raises(Infeasible, match=r"factory S1 may have at most 1\.0%"):
        planned(rules)


def test_parts_add_up_whatever_is_locked_and_split():
    scenario = cast.scenario(
        rules=Rules(
            lots=(LotRule(order="O-2", split="colour"),),
            locks=(
                Lock(order="O-1", line="S1-A", first_on=SOON, pieces=100),
                Lock(order="O-1", line="S2-A", first_on=SOON),
            ),
        )
    )
    for number, count in (("O-1", 2), ("O-2", 2), ("O-3", 1)):
        order = scenario.order[number]
        parts = parts_of(scenario, Policy(), order, OrderCut(number, (), order.quantities))
        assert len(parts) == count
        assert sum(part.pieces for part in parts) == order.pieces


lots = st.one_of(
    st.builds(LotRule, customer=st.just("Brand A"), split=st.sampled_from(["colour", "size", "never"])),
    st.builds(LotRule, order=st.just("O-2"), smallest_lot_pieces=st.integers(2, 900)),
)
places = st.builds(
    PlaceRule,
    where=st.sampled_from(["only", "never"]),
    order=st.sampled_from(["O-1", "O-2"]),
    factory=st.sampled_from(["C1", "S1", "S2", "S3"]),
)
most = st.builds(ShareRule, factory=st.sampled_from(["C1", "S1", "S3"]), most_share=st.floats(0.0, 0.6))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(places, max_size=3, unique=True),
    st.lists(most, max_size=2, unique_by=lambda rule: rule.factory),
    st.lists(lots, max_size=2, unique_by=lambda rule: rule.order),
    st.booleans(),
)
def test_every_plan_passes_the_judge_whatever_the_rules(where, shares, lot_rules, locked):
    orders = (
        cast.order("O-1", "TEE", 20, 2_000, colours=2),
        cast.order("O-2", "SHIRT", 24, 2_500, colours=2),
        cast.order("O-3", "SHIRT", 18, 1_500),
    )
    locks = (Lock(order="O-3", line="C2-A", first_on=SOON),) if locked else ()
    rules = Rules(places=tuple(where), shares=tuple(shares), lots=tuple(lot_rules), locks=locks)
    _, made = planned(rules, orders)
    assert len(made.promises) == 3


@pytest.fixture(scope="module")
def by_policy():
    """The plans of all named policies for ten orders on five townships."""
    orders = tuple(
        cast.order(f"O-{i}", "TEE" if i % 3 else "SHIRT", 12 + 3 * i, 900 + 300 * i, core="") for i in range(1, 11)
    )
    base = cast.scenario(orders)
    towns = tuple(replace(base.townships[0], code=f"T{i}") for i in range(1, 6))
    place = {"C1": "T1", "C2": "T2", "K1": "T1", "S1": "T3", "S2": "T4", "S3": "T5"}
    spread = tuple(replace(f, township=place[f.code]) for f in base.factories)
    scenario = replace(base, townships=towns, factories=spread)
    names = ("cheapest", "fastest", "fairest", "balanced")
    return scenario, {name: plan(scenario, Policy.named(name, **SWIFT), workers=1).plan for name in names}


def test_cheapest_costs_least(by_policy):
    costs = {name: made.cost_fen for name, made in by_policy[1].items()}
    assert min(costs, key=costs.__getitem__) == "cheapest"
    assert len(set(costs.values())) == 4


def test_fastest_ships_earliest(by_policy):
    days = {
        name: sum((p.ship_on - made.made_on).days * p.pieces for p in made.promises)
        for name, made in by_policy[1].items()
    }
    assert min(days, key=days.__getitem__) == "fastest"
    pieces = sum(p.pieces for p in by_policy[1]["fastest"].promises)
    assert days["balanced"] - days["fastest"] > pieces


def test_fairest_spreads_work_over_townships(by_policy):
    scenario, plans = by_policy
    assert fairness(scenario, plans["fairest"]) > fairness(scenario, plans["balanced"]) + 0.1


def test_every_policys_plan_costs_at_least_the_same_bound(by_policy):
    bounds = {made.bounds[0].lower_bound_fen for made in by_policy[1].values()}
    assert max(bounds) <= min(made.bounds[0].cost_fen for made in by_policy[1].values())
