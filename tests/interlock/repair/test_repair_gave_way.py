"""An order that gives way says to whom, where another's lots are sewn now when and where its own were."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from interlock.model import Lot, OrderRushed, Plan, Scenario
from interlock.repair import diff_sentences
from interlock.repair.diff import Diff, diff_of
from interlock.words import Language

LATER = timedelta(days=21)


def _put_off(lot: Lot) -> Lot:
    return replace(lot, days=tuple(replace(day, on=day.on + LATER) for day in lot.days))


def _diff(scenario: Scenario, made: Plan, taker: Lot, loser: Lot, *, takes: bool) -> Diff:
    """What is told where an order is rushed and another is sewn three weeks later, its place taken or left free."""
    new = {taker.id: replace(taker, line=loser.line, days=loser.days) if takes else taker, loser.id: _put_off(loser)}
    promises = tuple(
        replace(one, ship_on=one.ship_on + LATER) if one.order == loser.order else one for one in made.promises
    )
    after = replace(made, lots=tuple(new.get(lot.id, lot) for lot in made.lots), promises=promises)
    rushed = OrderRushed(order=taker.order, due_on=scenario.order[taker.order].due_on)
    return diff_of(scenario, scenario, made, after, {taker.order: rushed})


def _of(order: str, diff: Diff, language: Language) -> str:
    (said,) = (
        text for text in diff_sentences(diff, language) if text.startswith((f"Order {order} ", f"订单 {order} "))
    )
    return said


def test_who_takes_the_place_is_named(scenario: Scenario, made: Plan):
    loser = made.lots[0]
    taker = next(lot for lot in made.lots if lot.order != loser.order and lot.line != loser.line)
    taken = _diff(scenario, made, taker, loser, takes=True)
    assert f"gives way to order {taker.order}: it now ships on" in _of(loser.order, taken, "en")
    assert f"让产能给订单 {taker.order}，改为" in _of(loser.order, taken, "zh")


def test_nobody_is_named_where_the_place_stays_free(scenario: Scenario, made: Plan):
    loser = made.lots[0]
    taker = next(lot for lot in made.lots if lot.order != loser.order and lot.line != loser.line)
    left = _diff(scenario, made, taker, loser, takes=False)
    assert "gives way: it now ships on" in _of(loser.order, left, "en")
    assert "让出产能，改为" in _of(loser.order, left, "zh")


def test_who_was_sewn_before_on_the_line_took_no_place(scenario: Scenario, made: Plan):
    """It takes longer, since its line stood: both are put off."""
    loser = max(made.lots, key=lambda lot: (lot.start_on, lot.id))
    first = next(
        lot for lot in made.lots if lot.line == loser.line and lot.order != loser.order and lot.end_on < loser.start_on
    )
    diff = _diff(scenario, made, first, loser, takes=True)
    assert "gives way: it now ships on" in _of(loser.order, diff, "en")
