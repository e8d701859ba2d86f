"""A rule that a plan breaks is named; the plan was made without the rule, so that it does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from interlock.laws import breaches
from interlock.model import Lock, LotRule, PlaceRule, Quantity, Rules, ShareRule

DAY = timedelta(days=1)


def found(scenario, policy, plan, rules):
    return "\n".join(breaches(replace(scenario, rules=rules), policy, plan))


def of(plan, number):
    return [lot for lot in plan.lots if lot.order == number]


def test_rules_that_the_plan_keeps_are_not_named(scenario, policy, made):
    lot = made.lots[0]
    rules = Rules(
        places=(
            PlaceRule(where="only", order=lot.order, township="T1"),
            PlaceRule(where="prefer", customer="Brand A", factory="C1", discount_fen_per_min=1.0),
        ),
        shares=(ShareRule(factory="S3", most_share=0.99),),
        lots=(LotRule(customer="Brand A", smallest_lot_pieces=2),),
        locks=(Lock(order=lot.order, line=lot.line, first_on=lot.start_on, pieces=lot.pieces),),
    )
    assert found(scenario, policy, made, rules) == ""


@pytest.mark.parametrize("subject", [{"order": "O-4"}, {"customer": "Brand A"}])
def test_a_lot_where_it_may_never_be_sewn(scenario, policy, made, subject):
    lot = of(made, "O-4")[0]
    rules = Rules(places=(PlaceRule(where="never", factory=lot.factory, **subject),))
    assert f"lot {lot.id}: sewn at {lot.factory}, where order O-4 may never" in found(scenario, policy, made, rules)


def test_a_lot_at_none_of_the_places_of_its_order(scenario, policy, made):
    lot = of(made, "O-4")[0]
    elsewhere = next(code for code in ("C2", "S2", "S3") if code != lot.factory)
    theirs = PlaceRule(where="only", customer="Brand A", factory=lot.factory)
    own = PlaceRule(where="only", order="O-4", factory=elsewhere)
    assert f"lot {lot.id}: sewn at" not in found(scenario, policy, made, Rules(places=(theirs,)))
    assert f"lot {lot.id}: sewn at" in found(scenario, policy, made, Rules(places=(theirs, own)))


def test_a_factory_with_more_than_its_most_share(scenario, policy, made):
    code = made.lots[0].factory
    rules = Rules(shares=(ShareRule(factory=code, most_share=0.001),))
    assert f"factory {code}: " in found(scenario, policy, made, rules)
    assert "at most 0.10%" in found(scenario, policy, made, rules)


def moved(made, lot, line, factory):
    """The plan with a lot on another line."""
    return replace(made, lots=tuple(replace(x, line=line, factory=factory) if x.id == lot.id else x for x in made.lots))


@pytest.mark.parametrize(("split", "what"), [("never", "it"), ("colour", "its colour "), ("size", "its size ")])
def test_an_order_split_against_its_rule(scenario, policy, made, split, what):
    lot = of(made, "O-4")[0]
    line = next(scenario.line[code] for code in ("C2-A", "S2-A", "C1-A") if code != lot.line)
    shared = moved(made, lot, line.code, line.factory)
    rules = Rules(lots=(LotRule(order="O-4", split=split),))
    said = found(scenario, policy, shared, rules)
    assert f"order O-4: {what}" in said
    assert "may not be split, but is sewn in factories" in said


def test_whole_colours_in_factories_of_their_own_are_no_split(scenario, policy, made):
    red, blue, *_ = of(made, "O-4")
    line = next(scenario.line[code] for code in ("C2-A", "S2-A", "C1-A") if code != blue.line)

    def coloured(lot):
        colour, place = ("red", line) if lot.id == red.id else ("blue", scenario.line[blue.line])
        cells = (Quantity(colour, "M", lot.pieces),)
        return replace(lot, quantities=cells, line=place.code, factory=place.factory)

    plan = replace(made, lots=tuple(coloured(lot) if lot.order == "O-4" else lot for lot in made.lots))
    for split, broken in (("colour", False), ("size", True), ("never", True)):
        rules = Rules(lots=(LotRule(order="O-4", split=split),))
        assert ("may not be split" in found(scenario, policy, plan, rules)) is broken


def test_a_lot_smaller_than_its_customer_wants(scenario, policy, made):
    lots = of(made, "O-4")
    assert len(lots) > 1
    rules = Rules(lots=(LotRule(customer="Brand A", smallest_lot_pieces=2_000),))
    assert f"lot {lots[0].id}: {lots[0].pieces} pieces; no lot of order O-4" in found(scenario, policy, made, rules)


def test_a_whole_order_may_be_smaller_than_the_smallest_lot(scenario, policy, made):
    (lot,) = of(made, "O-6")
    rules = Rules(lots=(LotRule(customer="Brand A", smallest_lot_pieces=lot.pieces + 1),))
    assert f"lot {lot.id}: " not in found(scenario, policy, made, rules)


def test_a_locked_lot_on_another_line_or_before_its_day(scenario, policy, made):
    (lot,) = of(made, "O-6")
    line = next(code for code in ("C2-A", "S2-A", "S3-A") if code != lot.line)
    elsewhere = Rules(locks=(Lock(order="O-6", line=line, first_on=lot.start_on),))
    assert f"locked to line {line} from {lot.start_on}, 0 are sewn" in found(scenario, policy, made, elsewhere)
    later = Rules(locks=(Lock(order="O-6", line=lot.line, first_on=lot.start_on + DAY),))
    assert f"locked to line {lot.line}" in found(scenario, policy, made, later)
    kept = Rules(locks=(Lock(order="O-6", line=lot.line, first_on=lot.start_on),))
    assert "locked" not in found(scenario, policy, made, kept)


def test_fewer_pieces_on_a_line_than_its_locks_want(scenario, policy, made):
    lot = min(of(made, "O-4"), key=lambda lot: lot.start_on)
    there = [x for x in of(made, "O-4") if x.line == lot.line]
    pieces = sum(x.pieces for x in there if x.start_on > lot.start_on) + 1
    lock = Lock(order="O-4", line=lot.line, first_on=lot.start_on + DAY, pieces=pieces)
    assert f"order O-4: {pieces} pieces are locked" in found(scenario, policy, made, Rules(locks=(lock,)))
