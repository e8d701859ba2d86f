"""Rules refuse what contradicts itself or the rest of the scenario, and say where an order may be sewn."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import cast
import pytest

from interlock.errors import InvalidModel
from interlock.model import Lock, LotRule, PlaceRule, Rules, Scenario, ShareRule, dump, load

SOON = cast.TODAY + timedelta(days=14)
BASE = cast.scenario()


def at(factory):
    return BASE.factory[factory]


def lock(order="O-2", line="S1-A", **facts):
    return Lock(order=order, line=line, first_on=SOON, **facts)


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (lambda: PlaceRule(where="only", factory="C1"), "either customer or order"),
        (lambda: PlaceRule(where="only", customer="A", order="O-1", factory="C1"), "either customer or order"),
        (lambda: PlaceRule(where="only", customer="A"), "either factory or township"),
        (lambda: PlaceRule(where="prefer", customer="A", factory="C1"), "discount belongs to prefer"),
        (lambda: PlaceRule(where="never", customer="A", factory="C1", discount_fen_per_min=1), "discount belongs"),
        (lambda: PlaceRule(where="often", customer="A", factory="C1"), "write only, never or prefer"),
        (lambda: ShareRule(factory="C1"), "it says nothing"),
        (lambda: ShareRule(factory="C1", least_share=0.5, most_share=0.2), "above its most"),
        (lambda: ShareRule(factory="C1", most_share=1.2), "between 0 and 1"),
        (lambda: LotRule(customer="A"), "it says nothing"),
        (lambda: LotRule(customer="A", split="colours"), "write free, colour, size or never"),
        (lambda: LotRule(customer="A", smallest_lot_pieces=0), "at least 1"),
        (lambda: lock(pieces=-1), "at least 0"),
        (lambda: Rules(shares=(ShareRule(factory="C1", most_share=0.5),) * 2), "share of factory C1 stands 2 times"),
        (
            lambda: Rules(shares=tuple(ShareRule(factory=f, least_share=0.6) for f in ("C1", "C2"))),
            "least shares are 120%",
        ),
        (lambda: Rules(lots=(LotRule(customer="A", split="never"),) * 2), "customer A stands 2 times"),
        (lambda: Rules(locks=(lock(), lock())), "stands 2 times"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(make, found):
    with pytest.raises(InvalidModel, match=found):
        make()


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        (Rules(places=(PlaceRule(where="only", order="X", factory="C1"),)), "order X, which is not listed"),
        (Rules(places=(PlaceRule(where="only", order="O-1", factory="X"),)), "factory X, which is not listed"),
        (Rules(places=(PlaceRule(where="only", order="O-1", township="X"),)), "township X, which is not listed"),
        (Rules(shares=(ShareRule(factory="X", most_share=0.1),)), "factory X, which is not listed"),
        (Rules(lots=(LotRule(order="X", split="never"),)), "order X, which is not listed"),
        (Rules(locks=(lock(line="X"),)), "line X, which is not listed"),
        (Rules(locks=(lock(order="X"),)), "order X, which is not listed"),
        (Rules(locks=(lock(line="S3-A"),)), "which has no skill for T-shirt"),
        (Rules(locks=(lock(pieces=9_999),)), "9999 pieces are locked"),
        (Rules(locks=(lock(pieces=2_400), lock(line="S2-A"))), "leave no piece for the lock of the rest"),
        (
            Rules(locks=(lock(),), places=(PlaceRule(where="never", order="O-2", factory="S1"),)),
            "rules forbid factory S1",
        ),
        (Rules(locks=(lock(pieces=100),), lots=(LotRule(order="O-2", split="colour"),)), "split by colour only"),
        (
            Rules(locks=(lock(pieces=100), lock(line="S2-A")), lots=(LotRule(order="O-2", split="never"),)),
            "lines of more than one factory",
        ),
    ],
)
def test_a_rule_about_what_the_scenario_cannot_keep_is_refused(rules, found):
    with pytest.raises(InvalidModel, match=found):
        replace(BASE, rules=rules)


def test_an_orders_own_places_replace_its_customers_and_never_always_holds():
    order, other = BASE.order["O-1"], BASE.order["O-2"]
    rules = Rules(
        places=(
            PlaceRule(where="only", customer="Brand A", factory="C1"),
            PlaceRule(where="only", customer="Brand A", factory="S1"),
            PlaceRule(where="only", order="O-1", township="T1"),
            PlaceRule(where="never", customer="Brand A", factory="S2"),
        )
    )
    assert [f for f in ("C1", "S1", "S2", "S3") if rules.may_sew(other, at(f))] == ["C1", "S1"]
    assert [f for f in ("C1", "S1", "S2", "S3") if rules.may_sew(order, at(f))] == ["C1", "S1", "S3"]
    assert rules.may_sew(replace(order, number="O-9", customer="Brand B"), at("S2"))


def test_a_customers_lot_rule_gives_way_to_the_orders_own():
    rules = Rules(
        lots=(
            LotRule(customer="Brand A", smallest_lot_pieces=300),
            LotRule(order="O-1", split="never"),
        )
    )
    assert (rules.split_of(BASE.order["O-1"]), rules.smallest_lot_pieces(BASE.order["O-1"])) == ("never", 1)
    assert (rules.split_of(BASE.order["O-2"]), rules.smallest_lot_pieces(BASE.order["O-2"])) == ("free", 300)


def test_the_largest_preference_of_a_place_counts():
    rules = Rules(
        places=(
            PlaceRule(where="prefer", customer="Brand A", township="T1", discount_fen_per_min=2.0),
            PlaceRule(where="prefer", order="O-1", factory="C1", discount_fen_per_min=5.0),
        )
    )
    order = BASE.order["O-1"]
    assert rules.discount_fen_per_min(order, at("C1")) == 5.0
    assert rules.discount_fen_per_min(order, at("C2")) == 2.0
    assert rules.most_discount_fen_per_min(order) == 5.0


def test_rules_come_back_from_json_equal():
    rules = Rules(
        places=(PlaceRule(where="prefer", customer="Brand A", township="T1", discount_fen_per_min=2.5),),
        shares=(ShareRule(factory="C1", least_share=0.1, most_share=0.4),),
        lots=(LotRule(order="O-2", split="colour", smallest_lot_pieces=200),),
        locks=(lock(),),
    )
    scenario = replace(BASE, rules=rules)
    assert load(dump(scenario), Scenario) == scenario
