"""Whom a promise pushes, in sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from interlock.model import Costs, Plan, Policy, Scenario
from interlock.repair import Maker, Option, OrderChange, Standing, moved_sentences, promise

DUE = date(2026, 12, 20)


@pytest.fixture(scope="module")
def option(scenario: Scenario, made: Plan) -> Option:
    order = replace(scenario.orders[0], number="NEW-1", due_on=made.last_on)
    return replace(promise(scenario, Policy(), made, order)[0], moved=())


def standing(ship_on: date, line: str, cost_fen: int) -> Standing:
    late = max(0, (ship_on - DUE).days)
    makers = (Maker(factory="S1", line=line, pieces=600),)
    return Standing(ship_on=ship_on, due_on=DUE, late_days=late, pieces=600, cost_fen=cost_fen, makers=makers)


def pushed(order: str, days: int, line: str, more_fen: int) -> OrderChange:
    before, after = standing(DUE, "S1-A", 100_000), standing(DUE + timedelta(days=days), line, 100_000 + more_fen)
    return OrderChange(order=order, event=None, before=before, after=after)


def test_each_order_that_is_pushed_is_told_before_and_after_and_what_it_costs(option: Option) -> None:
    moved = (pushed("A1", 3, "S1-A", 12_000), pushed("A2", 0, "S1-B", 0))
    whole, first, second = moved_sentences(replace(option, moved=moved, costs=Costs()), "en")
    assert whole == "Moving 2 orders for it costs 120 CNY of that."
    assert first == (
        "Order A1 ships on 23 Dec instead of 20 Dec, 3 days later (3 days after it is due); it costs 120 CNY more."
    )
    assert second == (
        "Order A2 still ships on 20 Dec, made by S1-B (600 pieces) instead of S1-A (600 pieces); it costs the same."
    )


def test_whom_it_pushes_is_told_in_chinese(option: Option) -> None:
    whole, first = moved_sentences(replace(option, moved=(pushed("A1", -2, "S1-A", -5_000),)), "zh")
    assert whole == "为此挪动 1 张订单，由此节省 50 元。"
    assert first == "订单 A1：出货日由12月20日提前到12月18日，早 2 天，成本减少 50 元。"


def test_where_nobody_is_pushed_that_is_said(option: Option) -> None:
    assert moved_sentences(option, "en") == ("No other order moves for it.",)
