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
    return replace(promise(scenario, Policy(), made, order)[0], moved=(), shifted=0)


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
    assert whole == "Moving 2 orders for it costs 120 CNY on top."
    assert first == (
        "Order A1 ships on 23 Dec instead of 20 Dec, 3 days later (3 days after it is due); it costs 120 CNY more."
    )
    assert second == ("Order A2 still ships on 20 Dec, with 600 pieces moved from S1-A to S1-B; it costs the same.")


def test_whom_it_pushes_is_told_in_chinese(option: Option) -> None:
    whole, first = moved_sentences(replace(option, moved=(pushed("A1", -2, "S1-A", -5_000),)), "zh")
    assert whole == "为此变动 1 张订单，这些订单由此少花 50 元，未从上述成本中扣除。"
    assert first == "订单 A1：出货日由12月20日提前到12月18日，早 2 天，成本减少 50 元。"


def test_where_nobody_is_pushed_that_is_said(option: Option) -> None:
    assert moved_sentences(option, "en") == ("No other order moves for it.",)
    days = replace(option, shifted=3)
    assert moved_sentences(days, "en") == (
        "No other order ships on another day for it, nor costs more; 3 lots of others change their days.",
    )
    assert moved_sentences(days, "zh") == ("没有其他订单因此改变出货日或成本，只有其他订单的 3 张派工单调整生产日期。",)
    *_, last = moved_sentences(replace(option, shifted=1, moved=(pushed("A1", 1, "S1-A", 0),)), "en")
    assert last == "1 lot of yet another order changes its days."


def test_of_its_makers_only_the_difference_is_told(option: Option) -> None:
    change = pushed("A1", 0, "S1-A", 0)
    assert change.before
    assert change.after
    many = tuple(Maker(factory="S1", line=f"S1-{n}", pieces=600) for n in range(8))
    fewer = (*many[:5], replace(many[5], pieces=1_500), Maker(factory="", line="", pieces=300))
    moved = replace(change, before=replace(change.before, makers=many), after=replace(change.after, makers=fewer))
    _, said = moved_sentences(replace(option, moved=(moved,)), "en")
    assert said == (
        "Order A1 still ships on 20 Dec, with 300 pieces moved from S1-6 to outside the cluster, 300 pieces moved from "
        "S1-6 to S1-5, 600 pieces moved from S1-7 to S1-5; it costs the same."
    )
    _, said = moved_sentences(replace(option, moved=(moved,)), "zh")
    assert "，600 件从 S1-7 转到 S1-5，成本不变" in said


def test_what_others_save_makes_a_way_no_cheaper(option: Option) -> None:
    costs = Costs(sewing=100_000)
    saving = replace(option, costs=costs, moved=(pushed("A1", 5, "S1-A", -30_000),))
    assert (saving.cost_fen, saving.moved_fen, saving.price_fen) == (130_000, -30_000, 130_000)
    dear = replace(option, costs=costs, moved=(pushed("A1", 5, "S1-A", 30_000),))
    assert (dear.cost_fen, dear.moved_fen, dear.price_fen) == (70_000, 30_000, 100_000)
