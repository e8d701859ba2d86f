from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import cast
import pytest

from interlock.errors import InvalidModel
from interlock.explain import remedy_sentence
from interlock.explain.book import Book
from interlock.model import CapacityChange, Cause, Help, Lock, LotGiven, LotRule, Plan, Policy, Rules, Scenario
from interlock.repair import events_of, repair
from interlock.whatif import TRIED, Verified, apply, best_remedy, helped, verified_remedies
from interlock.whatif.cloth import first_gap, offer_fen
from interlock.whatif.floor import Floor


@pytest.fixture(scope="module")
def found(busy: Any) -> dict[str, tuple[Verified, ...]]:
    return {
        promise.order: verified_remedies(busy.scenario, busy.policy, busy.plan, promise.order)
        for promise in busy.plan.late
    }


def every(found: dict[str, tuple[Verified, ...]], measure: Help) -> list[Verified]:
    return [one for remedies in found.values() for one in remedies if one.measure is measure]


def late_days_by_order(plan: Plan, scenario: Scenario, finish: dict[str, date]) -> dict[str, int]:
    ship: dict[str, date] = {}
    for lot in plan.lots:
        on = finish.get(lot.id, lot.finish_on)
        ship[lot.order] = max(on, ship.get(lot.order, on))
    return {number: (on - scenario.order[number].due_on).days for number, on in ship.items()}


def test_remedies_are_found_those_that_pay_first_then_those_in_time_then_the_cheapest(
    found: dict[str, tuple[Verified, ...]], busy: Any
) -> None:
    assert {one.measure for remedies in found.values() for one in remedies} == set(TRIED)
    for order, remedies in found.items():
        keys = [(one.cost_fen > 0, not one.on_time, one.cost_fen) for one in remedies]
        assert keys == sorted(keys)
        assert best_remedy(busy.scenario, busy.policy, busy.plan, order) == (remedies[0] if remedies else None)


def test_a_whole_remedy_ships_by_the_due_date(found: dict[str, tuple[Verified, ...]], busy: Any) -> None:
    for order, remedies in found.items():
        for one in remedies:
            assert one.on_time == (one.measure is not Help.FIRST_DELIVERY or bool(one.facts["enough"]))
            assert (one.ship_on <= busy.scenario.order[order].due_on) == one.on_time
            assert one.late_fen <= 0


def test_what_is_told_comes_true_when_it_is_taken_up(found: dict[str, tuple[Verified, ...]], busy: Any) -> None:
    doable = [*every(found, Help.OVERTIME), *every(found, Help.OTHER_LINE)]
    assert {one.measure for one in doable} == {Help.OVERTIME, Help.OTHER_LINE}
    for one in doable:
        after = repair(busy.scenario, busy.policy, busy.plan, events_of(one.remedy)).plan
        assert after.promise[one.order].ship_on == one.ship_on
        for promise in after.promises:
            assert promise.late_days <= max(0, busy.plan.promise[promise.order].late_days)


def test_a_whole_is_tried_on_another_line_as_a_whole(busy: Any) -> None:
    """X-6 may not be split: all of it goes to one line, and that comes true when it is taken up."""
    scenario = replace(busy.scenario, rules=Rules(lots=(LotRule(order="X-6", split="never"),)))
    lots = {lot.id for lot in busy.plan.lots if lot.order == "X-6"}
    (one,) = (
        one for one in verified_remedies(scenario, busy.policy, busy.plan, "X-6") if one.measure is Help.OTHER_LINE
    )
    assert set(str(one.facts["lots"]).split(", ")) == lots
    (line,) = set(str(one.facts["lines"]).split(", "))
    assert f"to {line} of" in remedy_sentence(one.remedy, "en")
    after = repair(scenario, busy.policy, busy.plan, events_of(one.remedy)).plan
    assert {lot.line for lot in after.lots if lot.order == "X-6"} == {line}
    assert after.promise["X-6"].ship_on == one.ship_on


def test_where_no_line_may_be_tried_none_is_said_to_have_been(busy: Any) -> None:
    """A lock keeps the order's lots in their factory, which has no other line."""
    lot = next(lot for lot in busy.plan.lots if lot.order == "X-6")
    lock = Lock(order="X-6", line=lot.line, first_on=lot.start_on, pieces=lot.pieces)
    locked = helped(replace(busy.scenario, rules=Rules(locks=(lock,))), busy.policy, busy.plan)
    reason = next(reason for reason in locked.reasons if reason.order == "X-6")
    assert "tried_in_vain" not in reason.facts
    assert all(one.help is not Help.OTHER_LINE for one in reason.remedies if one.tried)


@pytest.mark.no_cover
def test_a_lot_that_is_wanted_by_a_day_makes_no_other_late_and_may_come_sooner(busy: Any) -> None:
    scenario, plan = busy.scenario, busy.plan
    late = {promise.order: max(0, promise.late_days) for promise in plan.promises}
    sooner = 0
    for lot in plan.lots[:20]:
        category = scenario.style[scenario.order[lot.order].style].category
        for line in [one.code for one in scenario.lines if one.code != lot.line and one.level(category) > 0][:3]:
            given = LotGiven(lot=lot.id, line=line, may_move=True)
            plain = repair(scenario, busy.policy, plan, [given]).plan
            hasty = repair(scenario, busy.policy, plan, [replace(given, by_on=lot.arrive_on)]).plan
            if all(one.late_days <= late[one.order] for one in plain.promises if one.order != lot.order):
                others = (one for one in hasty.promises if one.order != lot.order)
                assert all(one.late_days <= late[one.order] for one in others)
            sooner += hasty.lot[lot.id].end_on < plain.lot[lot.id].end_on
    assert sooner


def test_sooner_cloth_is_paid_for_what_it_costs(found: dict[str, tuple[Verified, ...]], busy: Any) -> None:
    offers = {offer.code: offer for offer in busy.scenario.offers}
    for one in every(found, Help.FASTER_OFFER):
        offer = offers[str(one.facts["offer"])]
        (slow,) = (
            bought
            for bought in busy.plan.purchases
            if bought.material == offer.material
            and bought.offer != offer.code
            and any(share.order == one.order for share in bought.shares)
        )
        share = sum(part.quantity for part in slow.shares if part.order == one.order)
        rest = offer_fen(offers[slow.offer], slow.quantity - share) if slow.quantity - share > 1e-9 else 0
        assert one.extra_fen == offer_fen(offer, share) + rest - slow.cost_fen
        assert date.fromisoformat(str(one.facts["arrive_on"])) < busy.plan.promise[one.order].material_on


def test_overtime_comes_with_the_edit_that_makes_it(found: dict[str, tuple[Verified, ...]], busy: Any) -> None:
    for one in every(found, Help.OVERTIME):
        made = apply(busy.scenario, one.edits)
        on = date.fromisoformat(str(one.facts["from_on"]))
        code = str(one.facts["lines"]).split(", ")[0]
        longer = made.line[code].capacity_min_per_day * made.share_of(code, on)
        hours = float(one.facts["hours_a_day"])
        usual = busy.scenario.line[code]
        assert longer == pytest.approx(usual.capacity_min_per_day * (1 + hours * 60 / usual.minutes_per_day))
        assert one.extra_fen > 0


def test_overtime_begins_and_ends_on_days_that_a_line_works(found: dict[str, tuple[Verified, ...]], busy: Any) -> None:
    """Be a plan of any day: where that is a Sunday, overtime begins on the day after."""
    order = every(found, Help.OVERTIME)[0].order
    book = Book(busy.scenario, busy.plan, busy.policy)
    first_on = busy.plan.first_on
    told = list(every(found, Help.OVERTIME))
    for days in range((busy.plan.promise[order].due_on - first_on).days):
        plan = replace(busy.plan, as_of=first_on + timedelta(days=days))
        tried = verified_remedies(busy.scenario, busy.policy, plan, order)
        told += [one for one in tried if one.measure is Help.OVERTIME]
    for one in told:
        first, last = (date.fromisoformat(str(one.facts[day])) for day in ("from_on", "by_on"))
        worked = {on for code in str(one.facts["lines"]).split(", ") for on in book.days_worked(code, first, last)}
        assert {first, last} <= worked


def test_a_first_delivery_is_less_than_all(found: dict[str, tuple[Verified, ...]], busy: Any) -> None:
    for one in every(found, Help.FIRST_DELIVERY):
        assert 0 < float(one.facts["pieces"]) < busy.plan.promise[one.order].pieces
        assert one.ship_on == busy.plan.promise[one.order].ship_on


def test_lines_as_planned_can_be_sequenced_as_planned(busy: Any) -> None:
    floor = Floor(busy.scenario, busy.policy, busy.plan)
    lots = {"S1-A": floor.lots_on["S1-A"]}
    trial = floor.try_lines("no order", lots, due_day=0)
    assert trial is not None
    finish = {name: floor.on(day) for name, day in trial.finish_day.items()}
    before = late_days_by_order(busy.plan, busy.scenario, {})
    after = late_days_by_order(busy.plan, busy.scenario, finish)
    assert all(after[number] <= max(days, 0) for number, days in before.items())


def test_a_line_with_nothing_left_fails_the_trial(busy: Any) -> None:
    shut = CapacityChange(line="S1-A", first_on=cast.TODAY, last_on=date.max, share=0.0)
    floor = Floor(replace(busy.scenario, capacity_changes=(shut,)), busy.policy, busy.plan)
    assert floor.try_lines("no order", {"S1-A": floor.lots_on["S1-A"]}, due_day=0) is None


def test_a_factory_that_declined_is_not_asked(busy: Any) -> None:
    from interlock.model import Declined

    lot = next(one for one in busy.plan.lots if one.factory == "S1")
    free = Floor(busy.scenario, busy.policy, busy.plan)
    refused = replace(busy.scenario, declined=(Declined(lot.order, "C1"),))
    assert free.may_sew(lot, "C1-A")
    assert not Floor(refused, busy.policy, busy.plan).may_sew(lot, "C1-A")
    assert not free.may_sew(lot, "C2-A"), "it has no skill for T-shirts"


def test_what_is_not_late_needs_no_remedy(busy: Any) -> None:
    order = next(promise.order for promise in busy.plan.promises if promise.late_days == 0)
    with pytest.raises(InvalidModel, match="in time"):
        best_remedy(busy.scenario, busy.policy, busy.plan, order)
    with pytest.raises(InvalidModel, match="not in the plan"):
        best_remedy(busy.scenario, busy.policy, busy.plan, "O-99")


def test_remedies_read_whole_in_both_languages(found: dict[str, tuple[Verified, ...]], busy: Any) -> None:
    season = (busy.plan.first_on, busy.plan.last_on)
    for one in (one for remedies in found.values() for one in remedies):
        english, chinese = remedy_sentence(one.remedy, "en", season), remedy_sentence(one.remedy, "zh", season)
        assert english.endswith(".")
        assert chinese.endswith("。")
        assert not re.search(r"[{}]|None", english + chinese)


def remedy(measure: Help, extra_fen: int, **facts: str | float) -> Verified:
    on = date(2026, 12, 5)
    return Verified(
        order="O-1", measure=measure, extra_fen=extra_fen, late_fen=-9, ship_on=on, on_time=True, facts=facts
    )


def test_overtime_reads_as_a_planner_would_say_it() -> None:
    one = remedy(
        Help.OVERTIME, 79_800, lines="S2-A, S3-A", hours_a_day=1.0, line_hours=5.0, from_on="2026-11-30",
        by_on="2026-12-03",
    )  # fmt: skip
    assert remedy_sentence(one.remedy, "en", (date(2026, 11, 1), date(2026, 12, 31))) == (
        "Let S2-A, S3-A work 1 hour longer from 30 Nov to 3 Dec (5 line-hours in all); order O-1 then ships on 5 Dec, "
        "in time. It costs 798 CNY more, which is more than the lateness it saves."
    )
    assert remedy_sentence(one.remedy, "zh", (date(2026, 11, 1), date(2026, 12, 31))) == (
        "11月30日至12月3日让产线 S2-A、S3-A 每天加班 1 小时（共 5 个产线小时），订单 O-1 即可在12月5日准时出货。"
        "需多花 798 元，超过所减少的延误损失。"
    )


def test_another_line_may_even_be_cheaper() -> None:
    one = remedy(Help.OTHER_LINE, -1_000, pieces=250, lines="S3-A", factories="梓山三厂", lots=1)
    assert remedy_sentence(one.remedy, "en").endswith("It even saves 10 CNY.")
    assert remedy_sentence(one.remedy, "zh").endswith("还能省 10 元。")
    assert remedy_sentence(replace(one, extra_fen=0).remedy, "en").endswith("It costs nothing.")


def test_lots_that_go_to_several_lines_are_each_told_with_their_own() -> None:
    kept: dict[str, Any] = {"pieces": 440, "lots": "P/4, P/6", "lines": "S1-L2, C1-L3", "factories": "坪川, 梓山"}
    paired = remedy(Help.OTHER_LINE, 0, lot_pieces="214, 226", line_factories="梓山, 坪川", **kept).remedy
    assert remedy_sentence(paired, "en").startswith(
        "Give 214 pieces (lot P/4) to S1-L2 of 梓山, 226 pieces (lot P/6) to C1-L3 of 坪川; order O-1 then"
    )
    assert remedy_sentence(paired, "zh").startswith(
        "把 214 件（派工单 P/4）改派给梓山的产线 S1-L2，226 件（派工单 P/6）改派给坪川的产线 C1-L3，"
    )
    old = remedy(Help.OTHER_LINE, 0, **kept).remedy
    assert remedy_sentence(old, "en").startswith("Give 440 pieces (lots P/4, P/6) to S1-L2, C1-L3;")
    assert "改派给产线 S1-L2、C1-L3" in remedy_sentence(old, "zh")


def test_another_line_is_told_with_the_factory_that_it_is_of(busy: Any) -> None:
    found = [one for p in busy.plan.late for one in verified_remedies(busy.scenario, busy.policy, busy.plan, p.order)]
    moved = [one.facts for one in found if one.measure is Help.OTHER_LINE]
    assert moved
    for facts in moved:
        homes = [busy.scenario.line[code].factory for code in str(facts["lines"]).split(", ")]
        assert str(facts["line_factories"]).split(", ") == [busy.scenario.factory[code].name for code in homes]
        assert [int(n) for n in str(facts["lot_pieces"]).split(", ")] == [
            busy.plan.lot[name].pieces for name in str(facts["lots"]).split(", ")
        ]


def test_cloth_comes_no_sooner_where_tables_or_sellers_have_nothing(busy: Any) -> None:
    order = next(p.order for p in busy.plan.late)
    scenario = replace(busy.scenario, offers=tuple(o for o in busy.scenario.offers if o.code.endswith("slow")))
    remedies = verified_remedies(scenario, busy.policy, busy.plan, order)
    assert Help.FASTER_OFFER not in {one.measure for one in remedies}


def test_a_gap_on_a_table_is_the_first_that_holds_the_lay() -> None:
    assert first_gap([], 60.0, 600.0) == 0.0
    assert first_gap([(0.0, 100.0), (130.0, 400.0)], 40.0, 600.0) == 400.0
    assert first_gap([(100.0, 400.0)], 90.0, 600.0) == 0.0
    assert first_gap([(0.0, 580.0)], 40.0, 600.0) is None


def test_work_outside_the_cluster_that_is_late_has_no_remedy_on_its_lines() -> None:
    policy = Policy(effort="quick", nest_days=0, calibrate_seconds=0)
    scenario = cast.scenario((cast.order("O-1", "TEE", 4, 90, material_ready_on=cast.TODAY + timedelta(days=1)),))
    from interlock.planner import plan

    made = plan(scenario, policy, workers=1).plan
    assert made.outside
    assert made.late
    assert verified_remedies(scenario, policy, made, "O-1") == ()


def test_a_plan_names_what_was_tried_before_what_was_not(found: dict[str, tuple[Verified, ...]], busy: Any) -> None:
    made = helped(busy.scenario, busy.policy, busy.plan)
    assert [reason.order for reason in made.reasons] == [reason.order for reason in busy.plan.reasons]
    for reason in made.reasons:
        tried = [one for one in reason.remedies if one.tried]
        assert tried == [one.remedy for one in found[reason.order]]
        assert list(reason.remedies[: len(tried)]) == tried
        assert not {one.help for one in reason.remedies[len(tried) :]} & set(TRIED)
        moves = any(one.help is Help.OTHER_LINE for one in tried)
        assert ("tried_in_vain" in reason.facts) is (reason.cause is Cause.QUEUE and not moves)
        if "tried_lines" in reason.facts:
            assert {*str(reason.facts["tried_lines"]).split(", ")} <= busy.scenario.line.keys()
    assert replace(made, reasons=busy.plan.reasons) == busy.plan


def test_what_a_repair_kept_of_its_trials_is_not_tried_anew(busy: Any) -> None:
    made = helped(busy.scenario, busy.policy, busy.plan)
    assert len(made.reasons) > 1
    kept = replace(made.reasons[0], facts={**made.reasons[0].facts, "tried_in_vain": "kept"})
    bare = replace(made, reasons=(kept, *busy.plan.reasons[1:]))
    assert helped(busy.scenario, busy.policy, bare, anew=False).reasons == (kept, *made.reasons[1:])


def test_remedies_are_tried_for_the_dearest_late_orders_only(busy: Any) -> None:
    made = helped(busy.scenario, busy.policy, busy.plan, most=1)
    (order,) = {reason.order for reason in made.reasons if any(one.tried for one in reason.remedies)}

    def late_fen(number: str) -> float:
        order, promise = busy.scenario.order[number], busy.plan.promise[number]
        style = busy.scenario.style[order.style]
        return promise.late_days * promise.pieces * float(busy.policy.late_fen_per_piece_day(order, style))

    assert late_fen(order) == max(late_fen(promise.order) for promise in busy.plan.late)


def test_whoever_stops_the_trials_keeps_the_reasons_there_are(busy: Any) -> None:
    assert helped(busy.scenario, busy.policy, busy.plan, stop=lambda: True) == busy.plan


def test_nothing_that_was_tried_lies_on_days_that_are_over(found: dict[str, tuple[Verified, ...]], busy: Any) -> None:
    """A day after its due date nothing can be delivered by it, and no overtime worked before."""
    first = every(found, Help.FIRST_DELIVERY)[0]
    promise = busy.plan.promise[first.order]
    plan = replace(busy.plan, as_of=promise.due_on + timedelta(days=1))
    left = verified_remedies(busy.scenario, busy.policy, plan, first.order)
    assert not plan.has_shipped(promise)
    assert Help.FIRST_DELIVERY not in [one.measure for one in left]
    assert all(str(one.facts["from_on"]) >= str(plan.as_of) for one in left if one.measure is Help.OVERTIME)


def test_what_lacks_no_more_than_the_customer_allows_may_stay_away(
    found: dict[str, tuple[Verified, ...]], busy: Any
) -> None:
    for one in every(found, Help.FIRST_DELIVERY):
        order = busy.scenario.order[one.order]
        assert bool(one.facts["enough"]) == (one.facts["pieces"] >= order.pieces * (1 - order.under_share))
        assert one.facts["delivered_share"] <= one.facts["pieces"] / busy.plan.promise[one.order].pieces + 1e-9
    few = remedy(Help.FIRST_DELIVERY, 0, pieces=990, delivered_share=0.99, due_on="2026-12-05", rest_on="2026-12-06")
    enough = replace(few, facts={**few.facts, "enough": 1})
    assert "and the rest on" in remedy_sentence(few.remedy, "en")
    assert "within the order's tolerance" in remedy_sentence(enough.remedy, "en")
    assert "溢短装范围内" in remedy_sentence(enough.remedy, "zh")


def test_a_remedy_says_what_lateness_it_saves() -> None:
    one = remedy(Help.OTHER_LINE, 14_400, pieces=250, lines="S3-A", factories="S3", lots=1)
    pays = replace(one, late_fen=-86_900)
    assert remedy_sentence(pays.remedy, "en").endswith("It costs 144 CNY more and saves 869 CNY of lateness.")
    assert remedy_sentence(pays.remedy, "zh").endswith("需多花 144 元，并减少延误损失 869 元。")


def test_a_remedy_that_costs_more_than_it_saves_says_so() -> None:
    one = replace(remedy(Help.OTHER_LINE, 86_900, pieces=250, lines="S3-A", factories="S3", lots=1), late_fen=-14_400)
    dear = "It costs 869 CNY more, which is more than the 144 CNY of lateness it saves."
    assert remedy_sentence(one.remedy, "en").endswith(dear)
    assert remedy_sentence(one.remedy, "zh").endswith("需多花 869 元，超过所减少的延误损失 144 元。")
    assert "more than the lateness it saves" in remedy_sentence(replace(one, late_fen=0).remedy, "en")
