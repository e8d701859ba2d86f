from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from interlock.model import Costs, Plan, Resource, Scenario
from interlock.whatif import Comparison, compare, cost_kind, sentences
from interlock.words import LANGUAGES


@pytest.fixture(scope="module")
def scenario(busy: Any) -> Scenario:
    found: Scenario = busy.scenario
    return found


@pytest.fixture(scope="module")
def plan(busy: Any) -> Plan:
    found: Plan = busy.plan
    return found


def changed(plan: Plan, order: str, **facts: object) -> Plan:
    """The plan with other facts in one promise."""
    promises = tuple(replace(p, **facts) if p.order == order else p for p in plan.promises)  # type: ignore[arg-type]
    return replace(plan, promises=promises)


def late_order(plan: Plan) -> str:
    return plan.late[0].order


def shipped(plan: Plan, order: str, late_days: int) -> Plan:
    due_on = plan.promise[order].due_on
    return changed(plan, order, late_days=max(late_days, 0), ship_on=due_on + timedelta(days=late_days))


def test_a_plan_beside_itself_has_no_difference(scenario: Scenario, plan: Plan) -> None:
    found = compare(scenario, plan, scenario, plan)
    assert (found.factories, found.orders, found.total.change_fen) == ((), (), 0)
    assert sentences(found, "en") == ("Nothing changes: both plans are the same.",)
    assert sentences(found, "zh") == ("没有变化：两份计划相同。",)


def test_every_kind_of_cost_is_told_and_adds_up(scenario: Scenario, plan: Plan) -> None:
    dearer = replace(
        plan, costs=replace(plan.costs, fabric=plan.costs.fabric + 700, lateness=plan.costs.lateness - 200)
    )
    found = compare(scenario, plan, scenario, dearer)
    assert {cost.kind: cost.change_fen for cost in found.costs if cost.change_fen} == {"fabric": 700, "lateness": -200}
    assert found.total.before_fen == plan.cost_fen
    assert found.total.after_fen == dearer.cost_fen


def test_work_moved_between_factories_makes_a_gainer_and_a_loser(scenario: Scenario, plan: Plan) -> None:
    lot = next(one for one in plan.lots if one.factory == "S1")
    moved = replace(
        plan, lots=tuple(replace(one, factory="S3", line="S3-A") if one is lot else one for one in plan.lots)
    )
    found = compare(scenario, plan, scenario, moved)
    minutes = sum(day.productive_min for day in lot.days)
    (gainer,), (loser,) = found.gainers, found.losers
    assert (gainer.factory, gainer.change_pay_fen) == ("S3", lot.pay_fen)
    assert gainer.change_min == pytest.approx(minutes)
    assert (loser.factory, loser.change_pay_fen) == ("S1", -lot.pay_fen)
    assert gainer.after_load > gainer.before_load
    (change,) = found.orders
    assert change.order == lot.order
    assert change.other_makers


def test_start_up_losses_are_no_work_that_is_gained(scenario: Scenario, plan: Plan) -> None:
    lot = next(one for one in plan.lots if one.factory == "S1")
    slower = tuple(replace(day, learning_min=day.learning_min + 300) for day in lot.days)
    dearer = replace(lot, days=slower, pay_fen=lot.pay_fen + 5_000)
    other = replace(plan, lots=tuple(dearer if one is lot else one for one in plan.lots))
    found = compare(scenario, plan, scenario, other)
    (gainer,) = found.gainers
    assert (gainer.change_min, gainer.after_load > gainer.before_load) == (0.0, True)
    assert any(one.endswith("gains most: 50 CNY for the same standard time.") for one in sentences(found, "en"))
    assert any(one.endswith("收入多 50 元，标准工时不变。") for one in sentences(found, "zh"))


def test_a_premium_that_the_plan_does_not_show_is_a_cost_and_pay(scenario: Scenario, plan: Plan) -> None:
    found = compare(scenario, plan, scenario, plan, premiums_fen={"S1": 58_300})
    assert found.total.change_fen == 58_300
    assert [(one.factory, one.change_pay_fen) for one in found.gainers] == [("S1", 58_300)]
    said = sentences(found, "en")
    assert "583 CNY" in said[0]
    assert "more than before" in said[0]
    assert said[1] == "Most is added by overtime: 583 CNY."


def test_load_is_the_share_of_a_factorys_own_minutes(scenario: Scenario, plan: Plan) -> None:
    without = replace(plan, lots=())
    for change in compare(scenario, without, scenario, plan).factories:
        sewing = [x for x in plan.loads if x.resource is Resource.SEWING and x.factory == change.factory]
        expected = sum(x.used_min for x in sewing) / sum(x.capacity_min for x in sewing)
        assert change.after_load == pytest.approx(expected)
        assert change.before_load == 0.0


def test_load_is_measured_over_the_days_that_both_plans_have(scenario: Scenario, plan: Plan) -> None:
    week = timedelta(days=7)
    last = max(load.week_on for load in plan.loads)
    more = [replace(load, week_on=last + week, used_min=0.0) for load in plan.loads if load.week_on == last]
    lot = replace(plan.lots[0], pay_fen=plan.lots[0].pay_fen + 100)
    dearer = replace(plan, lots=(lot, *plan.lots[1:]), loads=(*plan.loads, *more), last_on=plan.last_on + week)
    (change,) = compare(scenario, plan, scenario, dearer).factories
    assert change.before_load > 0
    assert change.after_load == pytest.approx(change.before_load)


def test_both_directions_tell_the_same_story(scenario: Scenario, plan: Plan) -> None:
    other = shipped(replace(plan, lots=plan.lots[3:]), late_order(plan), -2)
    there, back = compare(scenario, plan, scenario, other), compare(scenario, other, scenario, plan)
    assert there.total.change_fen == -back.total.change_fen
    assert {f.factory for f in there.gainers} == {f.factory for f in back.losers}
    assert {o.order for o in there.rescued} == {o.order for o in back.newly_late}
    assert {o.order: o.earlier_days for o in there.orders} == {o.order: -o.earlier_days for o in back.orders}


def test_a_late_order_in_time_is_rescued_and_stands_first(scenario: Scenario, plan: Plan) -> None:
    order = late_order(plan)
    found = compare(scenario, plan, scenario, shipped(plan, order, -1))
    assert [change.order for change in found.rescued] == [order]
    assert found.orders[0].saved_late_days == plan.promise[order].late_days
    assert found.late_after == found.late_before - 1
    said = sentences(found, "en")
    assert f"1 order is no longer late: {order}." in said
    assert any(f"Order {order} comes forward most" in one for one in said)


def test_an_order_that_becomes_late_is_named(scenario: Scenario, plan: Plan) -> None:
    order = next(p.order for p in plan.promises if p.late_days == 0)
    found = compare(scenario, plan, scenario, shipped(plan, order, 4))
    assert [change.order for change in found.newly_late] == [order]
    assert any(order in one and "由准时变为延误" in one for one in sentences(found, "zh"))
    assert any(f"Order {order} falls back most" in one for one in sentences(found, "en"))


def test_a_late_order_that_only_one_plan_has_is_named(scenario: Scenario, plan: Plan) -> None:
    order, late = late_order(plan), len(plan.late)
    without = replace(plan, promises=tuple(promise for promise in plan.promises if promise.order != order))
    added = sentences(compare(scenario, without, scenario, plan), "en")
    assert f"1 order is added and late: {order}." in added
    assert f"Late orders: {late - 1} before, {late} now." in added
    dropped = compare(scenario, plan, scenario, without)
    assert f"1 order is dropped and late before: {order}." in sentences(dropped, "en")
    assert f"去掉 1 张订单，原本延误：{order}。" in sentences(dropped, "zh")


def test_late_orders_that_have_shipped_are_told(scenario: Scenario, plan: Plan) -> None:
    order = late_order(plan)
    worn = replace(changed(plan, order, cost_fen=0), as_of=plan.promise[order].ship_on + timedelta(days=1))
    gone = len(plan.late) - len(worn.late_to_come)
    assert gone
    assert any(
        one.endswith(f"now, {gone} of them shipped already.")
        for one in sentences(compare(scenario, plan, scenario, worn), "en")
    )


def test_orders_that_only_one_plan_has_are_counted(scenario: Scenario, plan: Plan) -> None:
    order = plan.promises[0].order
    fewer = replace(plan, promises=plan.promises[1:], lots=tuple(lot for lot in plan.lots if lot.order != order))
    assert "Dropped: 1 order." in sentences(compare(scenario, plan, scenario, fewer), "en")
    added = compare(scenario, fewer, scenario, plan)
    assert "新增 1 张订单。" in sentences(added, "zh")
    assert added.orders[0].earlier_days == 0


def test_cheaper_and_dearer_read_so(scenario: Scenario, plan: Plan) -> None:
    cheap = replace(plan, costs=replace(plan.costs, sewing=plan.costs.sewing - 500_000))
    said = sentences(compare(scenario, plan, scenario, cheap), "en")
    assert "less than before" in said[0]
    assert said[1] == "Most is saved on sewing: 5,000 CNY."
    said = sentences(compare(scenario, cheap, scenario, plan), "zh")
    assert "多 5,000 元" in said[0]
    assert said[1] == "增加最多的是缝制：5,000 元。"


def test_many_orders_are_named_by_the_first_few(scenario: Scenario, plan: Plan) -> None:
    later = plan
    for promise in plan.promises:
        later = shipped(later, promise.order, 3)
    (said,) = (one for one in sentences(compare(scenario, plan, scenario, later), "en") if "newly late" in one)
    assert said.endswith("and others.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_cost_has_a_name(language: Any) -> None:
    names = [cost_kind(name, language) for name in Costs.__dataclass_fields__]
    assert len(set(names)) == len(names)


def test_sentences_are_whole_in_both_languages(scenario: Scenario, plan: Plan) -> None:
    other = shipped(shipped(replace(plan, lots=plan.lots[2:]), late_order(plan), -2), plan.promises[0].order, 9)
    found: Comparison = compare(scenario, plan, scenario, other)
    for language, end in (("en", "."), ("zh", "。")):
        for said in sentences(found, language):  # type: ignore[arg-type]
            assert said.endswith(end)
            assert not re.search(r"[{}]|None", said)
