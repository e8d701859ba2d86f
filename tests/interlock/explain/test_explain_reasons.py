from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.interlock.explain import made_plan as made
from tests.interlock.explain import stories

from interlock.explain import on_day, reasons, sentence
from interlock.explain.book import Book
from interlock.explain.free_way import FreeWay
from interlock.model import (
    Calendar,
    CapacityChange,
    Cause,
    Closure,
    Help,
    Plan,
    Policy,
    Reason,
    Remedy,
    Resource,
    Scenario,
)

CAUSES = {
    "material": Cause.MATERIAL,
    "customers_material": Cause.MATERIAL,
    "too_little_time": Cause.TOO_LITTLE_TIME,
    "cutting": Cause.CUTTING,
    "skill_full": Cause.SKILL_FULL,
    "cut_for_a_full_line": Cause.SKILL_FULL,
    "queue": Cause.QUEUE,
    "stopped": Cause.STOPPED,
    "slow_line": Cause.QUEUE,
    "finishing": Cause.FINISHING,
    "slow_line_then_finishing": Cause.QUEUE,
    "outside": Cause.OUTSIDE,
    "all_outside": Cause.OUTSIDE,
    "outside_cut_late": Cause.OUTSIDE,
    "no_skill": Cause.OUTSIDE,
    "lot_too_small": Cause.OUTSIDE,
    "locked": Cause.LOCK,
}


def only(scenario: Scenario, plan: Plan, policy: Policy | None = None) -> Reason:
    (reason,) = reasons(scenario, plan, policy)
    return reason


def helps(reason: Reason) -> dict[Help, Remedy]:
    return {remedy.help: remedy for remedy in reason.remedies}


def as_date(value: object) -> date:
    return date.fromisoformat(str(value))


@pytest.mark.parametrize("name", stories.STORIES)
def test_each_late_order_is_given_the_cause_that_binds_it(name: str) -> None:
    assert only(*stories.STORIES[name]()).cause is CAUSES[name]


@pytest.mark.parametrize("name", stories.STORIES)
def test_an_order_with_the_later_due_date_that_is_proposed_is_not_late(name: str) -> None:
    scenario, plan = stories.STORIES[name]()
    remedy = only(scenario, plan).remedies[-1]
    assert remedy.help is Help.LATER_DUE
    (promise,) = plan.promises
    assert promise.due_on + timedelta(days=int(remedy.facts["later_days"])) == as_date(remedy.facts["to_on"])
    assert as_date(remedy.facts["to_on"]) == promise.ship_on


def test_a_plan_without_late_orders_needs_no_reason() -> None:
    order = made.order(due=20)
    assert reasons(made.scenario(), made.late_plan(order, (made.lot((2,)),), (made.lay(0),))) == ()


def test_the_latest_order_stands_first_and_each_stands_once() -> None:
    scenario, plan = made.book(80)
    found = reasons(scenario, plan)
    assert [reason.order for reason in found] == [promise.order for promise in plan.late]
    assert found


def test_nothing_helps_an_order_that_has_shipped() -> None:
    scenario, plan = stories.material()
    (promise,) = plan.promises
    (on_its_day,) = reasons(scenario, replace(plan, as_of=promise.ship_on))
    assert [one.help for one in on_its_day.remedies][-1:] == [Help.LATER_DUE]
    (reason,) = reasons(scenario, replace(plan, as_of=promise.ship_on + timedelta(days=1)))
    assert reason.remedies == ()


def test_material_names_what_comes_last_and_the_best_that_could_have_been() -> None:
    facts = only(*stories.material()).facts
    assert (facts["source"], facts["material"], facts["seller"]) == ("purchase", "Jersey", "Mill F1")
    assert as_date(facts["arrive_on"]) == made.on(10)
    assert as_date(facts["ship_on"]) == made.on(12)


def test_a_faster_offer_says_what_it_gains_and_costs() -> None:
    remedy = helps(only(*stories.material()))[Help.FASTER_OFFER]
    assert remedy.facts["offer"] == "F2"
    assert remedy.facts["gain_days"] == 7
    assert remedy.facts["extra_fen"] == 800 * 1_200 - 800 * 1_000


def with_offers(*offers: object) -> tuple[Scenario, Plan]:
    _, plan = stories.material()
    return made.scenario(offers=(made.offer("F1", 10, 1_000), *offers)), plan


def test_of_offers_that_make_it_in_time_the_cheapest_is_proposed() -> None:
    story = with_offers(made.offer("F2", 1, 2_000), made.offer("F3", 3, 1_100), made.offer("F4", 9, 1_000))
    assert helps(only(*story))[Help.FASTER_OFFER].facts["offer"] == "F3"


def test_where_no_offer_makes_it_in_time_the_fastest_is_proposed() -> None:
    story = with_offers(made.offer("F3", 9, 900))
    facts = helps(only(*story))[Help.FASTER_OFFER].facts
    assert (facts["offer"], facts["gain_days"], facts["extra_fen"]) == ("F3", 1, -80_000)


def test_an_offer_of_too_little_or_another_colour_or_no_faster_is_not_proposed() -> None:
    story = with_offers(
        made.offer("F2", 3, 900, maximum_quantity=100.0),
        made.offer("F3", 3, 900, colour="red"),
        made.offer("F4", 10, 900),
    )
    assert Help.FASTER_OFFER not in helps(only(*story))


def test_the_minimum_of_an_offer_is_paid_for() -> None:
    story = with_offers(made.offer("F2", 3, 1_000, minimum_quantity=1_000.0))
    assert helps(only(*story))[Help.FASTER_OFFER].facts["extra_fen"] == 200 * 1_000


def test_other_material_that_comes_as_late_leaves_a_faster_offer_no_use() -> None:
    scenario, plan = stories.material()
    plan = replace(plan, stock_uses=(made.stock_use(9),))
    assert helps(only(scenario, plan))[Help.FASTER_OFFER].facts["gain_days"] == 1


def test_stock_that_comes_last_is_named_as_stock() -> None:
    scenario, plan = stories.material()
    plan = replace(plan, purchases=(), stock_uses=(made.stock_use(10),))
    reason = only(scenario, plan)
    assert reason.facts["source"] == "stock"
    assert Help.FASTER_OFFER not in helps(reason)


def test_the_customers_own_material_is_named_as_such_though_trims_are_bought() -> None:
    scenario, plan = stories.customers_material()
    reason = only(scenario, replace(plan, purchases=(made.purchase(4),)))
    assert reason.facts["source"] == "customer"


def test_material_that_the_plan_does_not_show_is_unknown() -> None:
    scenario, plan = stories.material()
    assert only(scenario, replace(plan, purchases=())).facts["source"] == "unknown"


def test_earlier_material_is_just_early_enough() -> None:
    scenario, plan = stories.material()
    remedy = helps(only(scenario, plan))[Help.EARLIER_START]
    assert remedy.facts["what"] == "material"
    by_on = as_date(remedy.facts["by_on"])
    (promise,) = plan.promises
    way = FreeWay.of(Book(scenario, plan, Policy()), promise)
    assert way.ship_on(by_on) <= promise.due_on < way.ship_on(by_on + timedelta(days=1))
    assert by_on == promise.material_on - timedelta(days=int(remedy.facts["earlier_days"]))


def test_too_little_time_counts_working_days() -> None:
    reason = only(*stories.too_little_time())
    assert (reason.facts["open_days"], reason.facts["needed_days"]) == (2, 3)
    assert helps(reason)[Help.EARLIER_START].facts == {
        "what": "start",
        "earlier_days": 1,
        "by_on": made.on(0).isoformat(),
    }


def test_an_order_that_could_not_start_earlier_is_not_told_to() -> None:
    order = made.order(due=1)
    plan = made.late_plan(order, (made.lot((2, 3)),), (made.lay(1),))
    reason = only(made.scenario(orders=(order,)), plan)
    assert reason.cause is Cause.TOO_LITTLE_TIME
    assert Help.EARLIER_START not in helps(reason)


def test_cutting_says_how_full_the_tables_were_and_how_much_more_is_needed() -> None:
    reason = only(*stories.cutting())
    assert reason.facts["load_share"] == pytest.approx(1.0)
    assert reason.facts["wait_days"] == 5
    assert helps(reason)[Help.TABLE_TIME].facts["hours"] == 4.0
    assert as_date(helps(reason)[Help.TABLE_TIME].facts["by_on"]) == made.on(3)


def test_a_full_skill_says_until_when_and_what_a_line_day_is_worth() -> None:
    facts = only(*stories.skill_full()).facts
    assert (facts["lines"], facts["full_lines"], facts["category"]) == (3, 3, "t_shirt")
    assert as_date(facts["week_on"]) == made.on(0)
    assert as_date(facts["full_until_on"]) == made.on(13)
    assert facts["worth_fen"] == round(2.0 * made.LINE_DAY_MIN)


def test_lines_are_full_at_a_lower_load_where_more_has_a_price() -> None:
    assert only(*stories.skill_full(value=2.0, share=0.92)).cause is Cause.SKILL_FULL
    assert only(*stories.skill_full(value=0.0, share=0.92)).cause is Cause.QUEUE
    assert only(*stories.skill_full(value=0.0, share=0.98)).cause is Cause.SKILL_FULL


def test_a_skill_full_to_the_end_is_full_until_the_end_of_the_plan() -> None:
    scenario, plan = stories.skill_full()
    plan = replace(plan, loads=made.full_loads(*stories.LINES, weeks=6))
    assert as_date(only(scenario, plan).facts["full_until_on"]) == plan.last_on


def test_the_lines_that_are_proposed_hold_the_work_that_is_late() -> None:
    scenario, plan = stories.skill_full()
    facts = helps(only(scenario, plan))[Help.MORE_LINES].facts
    days = scenario.calendar.open_days(as_date(facts["from_on"]), as_date(facts["to_on"]))
    assert int(facts["lines"]) * made.LINE_DAY_MIN * len(list(days)) >= plan.lots[0].pieces * 10


def test_overtime_is_enough_for_the_work_that_is_late() -> None:
    facts = helps(only(*stories.skill_full()))[Help.OVERTIME].facts
    output_min_per_hour = made.LINE_DAY_MIN / 500 * 60
    assert float(facts["line_hours"]) * output_min_per_hour >= 8_000
    assert facts["lines"] == 1


def test_overtime_beyond_three_hours_a_day_is_not_proposed() -> None:
    assert Help.OVERTIME not in helps(only(*stories.cut_for_a_full_line()))


def test_overtime_is_not_proposed_for_days_on_which_the_line_stands() -> None:
    scenario, plan = stories.skill_full()
    facts = helps(only(scenario, plan))[Help.OVERTIME].facts
    day = as_date(facts["by_on"])
    last = CapacityChange(line="L1", first_on=day, last_on=day, share=0.0)
    stands = helps(only(replace(scenario, capacity_changes=(last,)), plan))[Help.OVERTIME].facts
    assert as_date(stands["by_on"]) == day - timedelta(days=1)
    whole = replace(last, first_on=plan.first_on)
    assert Help.OVERTIME not in helps(only(replace(scenario, capacity_changes=(whole,)), plan))


def test_overtime_that_the_plan_may_work_already_is_not_proposed_again() -> None:
    scenario, plan = stories.skill_full()
    assert Help.OVERTIME not in helps(only(scenario, replace(plan, overtime_hours=3.0)))


def test_a_queue_names_the_line_its_other_orders_and_the_room_elsewhere() -> None:
    facts = only(*stories.queue()).facts
    assert (facts["line"], facts["other_orders"], facts["free_lines"], facts["lines"]) == ("L1", 1, 2, 3)


def test_a_line_that_is_not_quite_full_has_no_room_for_a_lot_that_needs_more() -> None:
    scenario, plan = stories.queue()
    nearly = tuple(replace(load, used_min=max(load.used_min, 0.9 * load.capacity_min)) for load in plan.loads)
    late = replace(plan, loads=nearly)
    assert only(scenario, late).facts["free_lines"] == 0
    assert "no other of the 3" in sentence(only(scenario, late), "en")
    assert "没有别的产线" in sentence(only(scenario, late), "zh")


def test_a_reason_kept_before_room_was_counted_still_has_words() -> None:
    kept = only(*stories.queue())
    old = replace(kept, facts={name: value for name, value in kept.facts.items() if name != "due_on"})
    assert sentence(old, "en").endswith("until " + sentence(old, "en").rpartition("until ")[2])
    assert "lines" not in sentence(old, "en")


def test_a_slow_line_waits_for_nobody_else() -> None:
    facts = only(*stories.slow_line()).facts
    assert (facts["other_orders"], facts["sew_days"], facts["free_days"]) == (0, 8, 1)


def test_finishing_says_how_many_hours_come_after_the_due_date() -> None:
    reason = only(*stories.finishing())
    assert helps(reason)[Help.FINISHING_TIME].facts["hours"] == 5.0
    assert reason.facts["wait_days"] == 11


def test_a_long_wait_for_finishing_is_told_beside_a_longer_one_for_a_line() -> None:
    reason, alone = only(*stories.slow_line_then_finishing()), only(*stories.slow_line())
    wait_days = int(reason.facts["then_days"])
    assert sentence(reason, "en").endswith(f" After sewing it waits {wait_days} days for finishing at Factory C1.")
    assert sentence(reason, "zh").endswith(f"等后整 {wait_days} 天。")
    assert sentence(reason, "en", loads=False) == sentence(alone, "en", loads=False)
    assert "then_days" not in alone.facts


def test_finishing_without_recorded_days_proposes_a_later_date_only() -> None:
    scenario, plan = stories.finishing()
    assert [remedy.help for remedy in only(scenario, replace(plan, finishing=())).remedies] == [Help.LATER_DUE]


def test_work_outside_asks_for_lines_that_would_hold_it() -> None:
    reason = only(*stories.outside())
    assert (reason.facts["pieces"], reason.facts["full_lines"]) == (400, 3)
    assert helps(reason)[Help.MORE_LINES].facts["lines"] == 1


def test_a_lot_too_small_for_everyone_is_not_helped_by_more_lines() -> None:
    assert Help.MORE_LINES not in helps(only(*stories.lot_too_small()))
    assert Help.MORE_LINES in helps(only(*stories.no_skill()))


def test_outside_work_that_is_back_before_the_lots_are_done_is_not_the_cause() -> None:
    scenario, plan = stories.skill_full()
    assert only(scenario, replace(plan, outside=(made.outside_lot(9),))).cause is Cause.SKILL_FULL


def test_a_policy_that_splits_less_makes_the_free_way_longer() -> None:
    order = made.order(due=4, pieces=1_600)
    lots = (made.lot((1, 2, 3, 4), pieces=1_600),)
    scenario, plan = made.scenario(orders=(order,)), made.late_plan(order, lots, (made.lay(0),))
    assert only(scenario, plan).cause is Cause.QUEUE
    assert only(scenario, plan, Policy(lots_per_order=1)).cause is Cause.TOO_LITTLE_TIME


def test_a_closed_factory_makes_the_free_way_longer() -> None:
    scenario, plan = stories.finishing()
    closed = Closure(first_on=made.on(2), last_on=made.on(12), factory="C1")
    shut = replace(scenario, calendar=Calendar(public_holidays=False, closures=(closed,)))
    assert only(shut, plan).cause is Cause.TOO_LITTLE_TIME


def test_a_factory_closed_for_years_does_not_hang_the_count_of_days() -> None:
    scenario, plan = stories.finishing()
    closed = Closure(first_on=made.on(3), last_on=made.on(40_000), factory="C1")
    shut = replace(scenario, calendar=Calendar(public_holidays=False, closures=(closed,)))
    assert len(reasons(shut, plan)) == 1


def test_an_order_that_is_not_cut_at_all_can_still_be_explained() -> None:
    scenario, plan = stories.skill_full()
    (promise,) = plan.promises
    bare = replace(promise, cut_first_on=None, cut_last_on=None)
    assert only(scenario, replace(plan, lays=(), promises=(bare,))).cause is Cause.SKILL_FULL


def test_a_plan_without_loads_falls_back_on_the_queue() -> None:
    scenario, plan = stories.skill_full()
    assert only(scenario, replace(plan, loads=())).cause is Cause.QUEUE


@settings(max_examples=40, deadline=None)
@given(
    due=st.integers(0, 12), cut=st.integers(0, 12), wait=st.integers(0, 10), sew=st.integers(1, 6),
    finish=st.integers(0, 10), material=st.integers(0, 12), full=st.floats(0, 1.1),
)  # fmt: skip
def test_whatever_the_dates_a_late_order_has_one_reason_whose_remedies_lie_in_the_plan(
    due: int, cut: int, wait: int, sew: int, finish: int, material: int, full: float
) -> None:
    order = made.order(due=due)
    cut_day, start = material + cut, material + cut + 1 + wait
    lots = (made.lot(tuple(range(start, start + sew)), arrive=cut_day + 1, finish=start + sew - 1 + finish),)
    loads = (made.load("L1", 0, full), made.load("K1", 0, 0.5, factory="Z1", resource=Resource.CUTTING))
    scenario = made.scenario(orders=(order,))
    plan = made.late_plan(order, lots, (made.lay(cut_day),), material=material, loads=loads)
    found = reasons(scenario, plan)
    assert len(found) == (plan.promises[0].late_days > 0)
    for reason in found:
        for remedy in reason.remedies:
            for name in ("hours", "line_hours", "lines", "gain_days", "earlier_days", "later_days"):
                assert float(remedy.facts.get(name, 1)) > 0
            for name, value in remedy.facts.items():
                assert not name.endswith("_on") or as_date(value) >= plan.first_on


@pytest.mark.parametrize("name", stories.STORIES)
def test_nothing_that_helps_lies_on_days_that_are_over(name: str) -> None:
    scenario, plan = stories.STORIES[name]()
    told = replace(plan, reasons=reasons(scenario, plan))
    (promise,) = told.late
    for days in range((promise.ship_on - plan.first_on).days + 1):
        today = plan.first_on + timedelta(days=days)
        kept, (fresh,) = on_day(told, today), reasons(scenario, replace(plan, as_of=today))
        for remedy in (*kept.reasons[0].remedies, *fresh.remedies):
            told_on = [as_date(remedy.facts[day]) for day in ("from_on", "by_on", "arrive_on") if day in remedy.facts]
            assert all(on >= today for on in told_on), (today, remedy)
        assert kept.reasons[0].remedies[-1].help is Help.LATER_DUE
    assert on_day(told, promise.ship_on + timedelta(days=1)).reasons[0].remedies == ()


def test_what_was_tried_is_over_once_its_first_day_is() -> None:
    scenario, plan = stories.skill_full()
    (lot,) = plan.lots
    day = {name: made.on(number).isoformat() for name, number in (("from_on", 3), ("by_on", 8), ("due_on", 10))}
    tried = (
        Remedy(Help.OVERTIME, {"from_on": day["from_on"], "by_on": day["by_on"]}, tried=True),
        Remedy(Help.OTHER_LINE, {"lots": lot.id, "by_on": day["by_on"], "due_on": day["due_on"]}, tried=True),
        Remedy(Help.FIRST_DELIVERY, {"due_on": day["due_on"]}, tried=True),
    )
    told = replace(plan, reasons=(replace(only(scenario, plan), remedies=tried),))
    left = {today: [one.help for one in on_day(told, made.on(today)).reasons[0].remedies] for today in (3, 4, 9, 11)}
    first, line, part = (one.help for one in tried)
    assert left == {3: [first, line, part], 4: [line, part], 9: [part], 11: []}
    begun = replace(told, lots=(replace(lot, days=(replace(lot.days[0], on=made.on(2)), *lot.days)),))
    assert line not in [one.help for one in on_day(begun, made.on(3)).reasons[0].remedies]


def test_a_line_that_stands_is_named_with_its_days() -> None:
    scenario, plan = stories.stopped()
    reason = only(scenario, plan)
    assert [as_date(reason.facts[day]) for day in ("stops_on", "stands_until_on", "arrive_on", "end_on")] == [
        made.on(day) for day in (1, 5, 1, 7)
    ]
    assert "stands from 24 Nov to 28 Nov: 800 pieces that it could have begun on 24 Nov" in sentence(reason, "en")
    day = replace(scenario.capacity_changes[0], last_on=made.on(1))
    brief = made.late_plan(made.order(due=2), (made.lot((2,), arrive=1, finish=4),), (made.lay(0),))
    said = sentence(only(replace(scenario, capacity_changes=(day,)), brief), "en")
    assert "stands on 24 Nov: " in said


def test_a_line_that_stood_for_little_of_the_wait_is_not_what_it_waited_for() -> None:
    scenario, plan = stories.stopped()
    day = replace(scenario.capacity_changes[0], last_on=made.on(1))
    assert only(replace(scenario, capacity_changes=(day,)), plan).cause is Cause.QUEUE


def test_material_that_comes_later_than_all_that_was_bought_is_the_cause_and_no_start() -> None:
    """A repair knows that it comes late, and that nothing can begin before; the plan does not know which it is."""
    scenario, plan = stories.material()
    order = replace(scenario.orders[0], earliest_start_on=made.on(12))
    late = replace(plan, promises=tuple(replace(one, material_on=made.on(12)) for one in plan.promises))
    reason = only(replace(scenario, orders=(order,)), late)
    assert (reason.cause, reason.facts["source"]) == (Cause.MATERIAL, "unknown")
    assert as_date(reason.facts["arrive_on"]) == made.on(12)
    assert Help.FASTER_OFFER not in helps(reason)
    booked = replace(order, earliest_start_on=made.on(13))
    assert only(replace(scenario, orders=(booked,)), late).cause is Cause.TOO_LITTLE_TIME


def test_a_lock_is_named_with_the_day_by_which_it_would_have_to_begin() -> None:
    reason = only(*stories.locked())
    assert reason.facts["line"] == "L1"
    assert [as_date(reason.facts[day]) for day in ("first_on", "by_on", "ship_on")] == [
        made.on(day) for day in (14, 9, 15)
    ]
    assert next(iter(helps(reason))) is Help.LIFT_LOCK
    assert "lock" in sentence(reason, "en")
    assert "锁定" in sentence(reason, "zh")


def test_a_lock_from_which_the_order_could_be_in_time_is_not_blamed() -> None:
    scenario, plan = stories.locked()
    early = replace(scenario.rules.locks[0], first_on=made.on(3))
    assert only(replace(scenario, rules=replace(scenario.rules, locks=(early,))), plan).cause is not Cause.LOCK


def test_the_earliest_day_of_an_order_with_too_little_time_waits_for_its_material() -> None:
    scenario, plan = stories.too_little_time()
    late = replace(plan, promises=tuple(replace(p, material_on=made.on(20)) for p in plan.promises))
    reason = only(scenario, late)
    assert reason.cause is Cause.TOO_LITTLE_TIME
    assert as_date(reason.facts["ship_on"]) > made.on(20)
    assert "material comes on 13 Dec" in sentence(reason, "en")
    assert "面辅料12月13日才到" in sentence(reason, "zh")


def test_work_outside_that_is_cut_too_late_for_any_line_asks_for_table_time_not_for_lines():
    reason = only(*stories.outside_cut_late())
    assert Help.MORE_LINES not in helps(reason)
    assert helps(reason)[Help.TABLE_TIME].facts["by_on"] < made.on(10).isoformat()
    assert "cut on" in sentence(reason, "en")
    assert "排满" not in sentence(reason, "zh")


def test_lines_that_stand_are_not_said_to_be_full():
    scenario, plan = stories.all_outside()
    idle = only(scenario, replace(plan, loads=()))
    assert "full" not in sentence(idle, "en")
    assert "排满" not in sentence(idle, "zh")


def test_nobody_is_told_to_add_more_lines_than_the_cluster_has():
    order = made.order(due=10, pieces=800_000)
    plan = made.late_plan(order, (), (), outside=(made.outside_lot(20, pieces=800_000),))
    assert list(helps(only(made.scenario(orders=(order,)), plan))) == [Help.LATER_DUE]
