"""What each kind of event does to the plan of the small cast."""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import cast
import pytest

from interlock.errors import Infeasible, InvalidModel
from interlock.laws import breaches
from interlock.model import (
    AgreedOvertime,
    AttendanceFell,
    CapacityChange,
    Declined,
    LineReturned,
    LineStopped,
    Lock,
    Lot,
    LotDeclined,
    LotGiven,
    LotRejected,
    LotRule,
    MaterialLate,
    OrderAdded,
    OrderCancelled,
    OrderRushed,
    OutputBehind,
    OvertimeAgreed,
    Plan,
    Policy,
    Quantity,
    QuantityChanged,
    Rules,
    Scenario,
    Way,
)
from interlock.planner import plan
from interlock.repair import (
    Clash,
    OrderChange,
    Repaired,
    also_sentence,
    apart_sentence,
    coinciding,
    diff_sentences,
    option_sentence,
    promise,
    proved,
    repair,
)
from interlock.words import Language


@pytest.fixture
def happened(scenario: Scenario, policy: Policy, made: Plan):
    """Repair the plan of the cast after some events."""

    def happen(*events, frozen_days: int = 0) -> Repaired:
        return repair(scenario, policy, made, events, frozen_days=frozen_days)

    return happen


def test_a_line_that_stands_sews_nothing_then_and_others_keep_their_lines(happened, made: Plan):
    lot = made.lots[0]
    done = happened(LineStopped(line=lot.line, first_on=lot.start_on, last_on=lot.end_on))
    days = {day.on for other in done.plan.lots if other.line == lot.line for day in other.days}
    assert not [on for on in days if lot.start_on <= on <= lot.end_on]
    assert done.scenario.share_of(lot.line, lot.start_on) == 0
    touched = {change.order for change in done.diff.orders if change.event is not None}
    assert lot.order in touched
    for other in made.lots:
        if other.order not in {change.order for change in done.diff.orders}:
            assert done.plan.lot[other.id] == other


def test_lots_whose_pieces_are_at_their_line_wait_while_it_stands_for_some_days_though_another_is_cheaper(
    scenario: Scenario, policy: Policy, made: Plan
):
    used = {lot.line for lot in made.lots}
    lines = tuple(
        line if line.code in used else replace(line, price_fen_per_min=line.price_fen_per_min / 3)
        for line in scenario.lines
    )
    cheap = replace(scenario, lines=lines)
    unproved = replace(made, bounds=tuple(replace(bound, lower_bound_fen=0) for bound in made.bounds))
    patient = [lot for lot in made.lots if made.promise[lot.order].due_on - lot.finish_on > timedelta(days=2)]
    assert len(patient) > 10
    for lot in patient:
        stop = LineStopped(line=lot.line, first_on=lot.start_on, last_on=lot.start_on + timedelta(days=1))
        assert repair(cheap, policy, unproved, [stop]).plan.lot[lot.id].line == lot.line


def test_a_plan_that_sews_on_a_line_that_stands_breaks_a_law(scenario: Scenario, policy: Policy, made: Plan):
    lot = made.lots[0]
    change = CapacityChange(line=lot.line, first_on=lot.start_on, last_on=lot.start_on, share=0.0)
    stopped = replace(scenario, capacity_changes=(change,))
    assert any(f"line {lot.line} on {lot.start_on}" in breach for breach in breaches(stopped, policy, made))


def test_a_plan_that_gives_an_order_to_who_declined_it_breaks_a_law(scenario: Scenario, policy: Policy, made: Plan):
    lot = made.lots[0]
    declined = replace(scenario, declined=(Declined(lot.order, lot.factory),))
    assert any("has declined" in breach for breach in breaches(declined, policy, made))


def test_a_line_that_returns_has_all_its_minutes_again(happened, made: Plan, policy: Policy):
    lot = made.lots[0]
    stop = LineStopped(line=lot.line, first_on=lot.start_on, last_on=lot.end_on + timedelta(days=20))
    stopped = happened(stop)
    back_on = lot.start_on + timedelta(days=2)
    done = repair(stopped.scenario, policy, stopped.plan, [LineReturned(line=lot.line, on=back_on)])
    assert done.scenario.share_of(lot.line, back_on) == 1
    assert done.scenario.share_of(lot.line, lot.start_on) == 0
    assert sum(p.late_days for p in done.plan.promises) <= sum(p.late_days for p in stopped.plan.promises)


def test_lower_attendance_leaves_lots_on_their_lines_where_nobody_becomes_late(happened, made: Plan):
    lot = max(made.lots, key=lambda lot: lot.end_on)
    fell = AttendanceFell(factory=lot.factory, share=0.9, first_on=lot.start_on, last_on=lot.end_on)
    done = happened(fell)
    assert done.diff.moved_pieces == 0
    assert done.scenario.share_of(lot.line, lot.start_on) == 0.9


def test_a_cancelled_order_puts_nobody_off_who_lacks_the_practice_it_gave(
    scenario: Scenario, policy: Policy, made: Plan
):
    """O-5 and O-2 are of its style and follow on its line after a shirt; what they lose there is made up for."""
    then = {"O-1/1": 4, "O-4/1": 5, "O-4/2": 6, "O-5/1": 7, "O-5/2": 7, "O-2/1": 7}
    given = [LotGiven(lot=lot, line="S2-A", on=date(2026, 12, day)) for lot, day in then.items()]
    before = repair(scenario, policy, made, given)
    done = repair(before.scenario, policy, before.plan, [OrderCancelled(order="O-1")])
    for one in done.plan.promises:
        assert one.ship_on <= before.plan.promise[one.order].ship_on


@pytest.mark.parametrize("number", ["O-2", "O-5"])
def test_an_order_rushed_to_a_sunday_is_finished_on_the_saturday_before(happened, number: str):
    sunday = date(2026, 12, 6)
    done = happened(OrderRushed(order=number, due_on=sunday))
    assert done.plan.promise[number].ship_on < sunday


def test_a_factory_without_people_is_repaired_as_if_its_line_stood(happened):
    first_on = cast.TODAY + timedelta(days=11)
    last_on = first_on + timedelta(days=17)
    nobody = happened(AttendanceFell(factory="S3", share=0.0, first_on=first_on, last_on=last_on))
    stands = happened(LineStopped(line="S3-A", first_on=first_on, last_on=last_on))
    assert nobody.plan.lots == stands.plan.lots
    assert nobody.plan.cost_fen == stands.plan.cost_fen


def test_all_lots_of_a_line_with_few_people_find_another_where_they_would_be_late(happened, made: Plan):
    """They are more than are looked at in vain."""
    first_on = cast.TODAY + timedelta(days=11)
    done = happened(AttendanceFell(factory="S3", share=0.05, first_on=first_on, last_on=first_on + timedelta(days=37)))
    late = {promise.order for promise in done.plan.late} - {promise.order for promise in made.late}
    assert not late


def test_a_factory_that_declines_a_lot_sews_nothing_of_the_order(happened, made: Plan):
    lot = next(lot for lot in made.lots if lot.factory.startswith("S"))
    done = happened(LotDeclined(lot=lot.id))
    assert not [other for other in done.plan.lots if (other.order, other.factory) == (lot.order, lot.factory)]
    assert Declined(lot.order, lot.factory) in done.scenario.declined
    assert done.diff.moved_pieces > 0


def test_a_factory_that_declines_each_lot_of_an_order_declines_the_order_once(happened, made: Plan):
    first = next(lot for lot in made.lots if lot.order == "O-4")
    there = [lot for lot in made.lots if (lot.order, lot.factory) == (first.order, first.factory)]
    done = happened(*(LotDeclined(lot=lot.id) for lot in there))
    assert done.plan.lots == happened(LotDeclined(lot=first.id)).plan.lots
    assert done.scenario.declined == (Declined(first.order, first.factory),)


def other_line(scenario: Scenario, made: Plan, lot: Lot) -> str:
    """A line of another factory that may sew a lot."""
    order = scenario.order[lot.order]
    category = scenario.style[order.style].category
    return next(
        line.code
        for line in scenario.lines
        if line.factory != lot.factory
        and line.level(category) > 0
        and scenario.factory[line.factory].minimum_lot_pieces <= lot.pieces
    )


def test_agreed_overtime_is_worked_paid_and_within_the_law(scenario: Scenario, policy: Policy, made: Plan):
    lot = max(made.lots, key=lambda lot: len(lot.days))
    agreed = OvertimeAgreed(line=lot.line, hours=2.0, first_on=lot.start_on, last_on=lot.end_on, order=lot.order)
    done = repair(scenario, policy, made, [agreed])
    line, used = scenario.line[lot.line], Counter[date]()
    for day in (day for one in done.plan.lots if one.line == lot.line for day in one.days):
        used[day.on] += round(day.used_min)
    most_min = line.capacity_min_per_day + 2 * line.minutes_per_hour
    assert line.capacity_min_per_day < max(used.values()) <= round(most_min)
    assert done.plan.costs.overtime == sum(one.overtime_fen for one in done.plan.lots) > 0
    assert done.plan.lot[lot.id].end_on <= lot.end_on
    assert done.scenario.agreed_hours(lot.line, lot.start_on) == 2
    assert done.scenario.agreed_hours(lot.line, lot.end_on + timedelta(days=1)) == 0


def test_overtime_that_was_not_agreed_breaks_a_law(scenario: Scenario, policy: Policy, made: Plan):
    lot = max(made.lots, key=lambda lot: len(lot.days))
    agreed = OvertimeAgreed(line=lot.line, hours=2.0, first_on=lot.start_on, last_on=lot.end_on)
    done = repair(scenario, policy, made, [agreed])
    assert not list(breaches(done.scenario, policy, done.plan))
    shorter = replace(done.scenario, agreed_overtime=())
    assert any(breach.startswith(f"line {lot.line} on ") for breach in breaches(shorter, policy, done.plan))


def test_agreed_overtime_stays_within_the_months_hours(scenario: Scenario, policy: Policy, made: Plan):
    few = replace(policy, overtime_month_hours=1.0)
    lot = max(made.lots, key=lambda lot: len(lot.days))
    agreed = OvertimeAgreed(line=lot.line, hours=3.0, first_on=made.first_on, last_on=made.last_on)
    done = repair(scenario, few, made, [agreed])
    assert not list(breaches(done.scenario, few, done.plan))
    hourly_fen = scenario.line[lot.line].minutes_per_hour * few.overtime_fen_per_min
    months = (made.last_on.year - made.first_on.year) * 12 + made.last_on.month - made.first_on.month + 1
    assert done.plan.costs.overtime <= months * hourly_fen + len(done.plan.lots)


@pytest.mark.no_cover
def test_a_book_with_agreed_overtime_is_planned_with_it(scenario: Scenario, policy: Policy, made: Plan):
    line = made.lots[0].line
    agreed = AgreedOvertime(line, made.first_on, made.last_on, 3.0)
    longer = plan(replace(scenario, agreed_overtime=(agreed,)), policy)
    assert not list(breaches(replace(scenario, agreed_overtime=(agreed,)), policy, longer.plan))
    assert longer.plan.overtime_fen_per_min == policy.overtime_fen_per_min


def told(done: Repaired, language: Language) -> str:
    return " ".join(diff_sentences(done.diff, language))


def test_a_lot_that_a_planner_gives_to_a_line_is_sewn_there(happened, scenario: Scenario, made: Plan):
    lot = next(lot for lot in made.lots if lot.factory.startswith("S"))
    line = other_line(scenario, made, lot)
    done = happened(LotGiven(lot=lot.id, line=line))
    assert (done.plan.lot[lot.id].line, done.plan.lot[lot.id].quantities) == (line, lot.quantities)
    assert f"the planner placed it anew; {lot.pieces:,} pieces moved from {lot.line} to {line}" in told(done, "en")
    assert f"从 {lot.line} 转到 {line}" in told(done, "zh")
    assert {other.id for other in made.lots} == {other.id for other in done.plan.lots}


def test_a_lot_may_be_given_to_its_own_line_to_be_sewn_by_a_day(happened, made: Plan):
    order = max(made.promises, key=lambda one: one.sew_last_on or made.first_on).order
    lot = max((one for one in made.lots if one.order == order), key=lambda one: one.end_on)
    by_on = lot.end_on - timedelta(days=2)
    done = happened(LotGiven(lot=lot.id, line=lot.line, by_on=by_on, may_move=True))
    assert {one.line for one in done.plan.lots if one.order == order} == {lot.line}
    assert max(one.end_on for one in done.plan.lots if one.order == order) <= by_on
    assert sum(one.late_days for one in done.plan.promises) <= sum(one.late_days for one in made.promises)


def _change(done: Repaired, number: str) -> OrderChange:
    return next(change for change in done.diff.orders if change.order == number)


def test_an_order_that_two_events_make_later_is_laid_to_the_one_that_binds_and_tells_the_other(happened, made: Plan):
    lot = made.lot["O-1/1"]
    late = MaterialLate(order="O-1", ready_on=made.promise["O-1"].cut_last_on + timedelta(days=9))
    stop = LineStopped(line=lot.line, first_on=lot.start_on, last_on=lot.start_on + timedelta(days=20))
    alone = _change(happened(stop), "O-1").ships_later_days
    assert 0 < alone < _change(happened(late), "O-1").ships_later_days
    for events in ((late, stop), (stop, late)):
        done = happened(*events)
        change = _change(done, "O-1")
        assert change.event == late
        assert [(one.event, one.days) for one in change.also] == [(stop, alone)]
        assert f"Without that it would have shipped {alone} days later all the same: line {lot.line} stands" in told(
            done, "en"
        )
        assert f"即使没有这一原因，也会推迟 {alone} 天：产线 {lot.line} 在" in told(done, "zh")


def test_what_a_planner_gave_to_a_line_is_marked_until_the_line_fails(
    happened, scenario: Scenario, policy: Policy, made: Plan
):
    lot = next(lot for lot in made.lots if lot.factory.startswith("S"))
    line = other_line(scenario, made, lot)
    done = happened(LotGiven(lot=lot.id, line=line))
    assert [one.id for one in done.plan.lots if one.given] == [lot.id]
    there = done.plan.lot[lot.id]
    stops = LineStopped(line=line, first_on=there.start_on, last_on=done.plan.last_on)
    after = repair(done.scenario, policy, done.plan, [stops]).plan
    assert not any(one.given for one in after.lots)


def test_what_a_planner_gave_to_a_line_stays_given_to_it_while_it_stands_for_long_or_is_behind(
    scenario: Scenario, policy: Policy, made: Plan
):
    lot = next(lot for lot in made.lots if len(lot.days) > 1)
    marked = tuple(replace(one, given=one is lot) for one in made.lots)
    stop = LineStopped(line=lot.line, first_on=lot.start_on, last_on=lot.start_on + timedelta(days=10))
    behind = OutputBehind(lot=lot.id, on=lot.start_on, pieces_done=lot.days[0].pieces // 2)
    for event in (stop, behind):
        after = repair(scenario, policy, replace(made, lots=marked), [event]).plan
        mine = [one for one in after.lots if one.id == lot.id or one.id not in made.lot]
        assert {one.line for one in mine} == {lot.line}
        assert mine[-1].given


def test_a_lot_that_is_given_from_a_day_on_begins_no_earlier(happened, scenario: Scenario, made: Plan):
    lot = made.lots[0]
    on = lot.end_on + timedelta(days=7)
    done = happened(LotGiven(lot=lot.id, line=lot.line, on=on))
    assert done.plan.lot[lot.id].line == lot.line
    assert done.plan.lot[lot.id].start_on >= on


def test_a_lot_that_a_lock_holds_is_not_given_away(scenario: Scenario, policy: Policy, made: Plan):
    lot = made.lots[0]
    lock = Lock(order=lot.order, line=lot.line, first_on=lot.start_on, pieces=lot.pieces)
    held = replace(scenario, rules=Rules(locks=(lock,)))
    with pytest.raises(InvalidModel, match=f"lot {lot.id} is locked on line {lot.line}"):
        repair(held, policy, made, [LotGiven(lot=lot.id, line=other_line(scenario, made, lot))])


def test_what_may_not_be_split_is_not_given_away_in_part(scenario: Scenario, policy: Policy, made: Plan):
    counts = Counter(lot.order for lot in made.lots)
    lot = next(lot for lot in made.lots if counts[lot.order] > 1)
    whole = replace(scenario, rules=Rules(lots=(LotRule(order=lot.order, split="never"),)))
    with pytest.raises(InvalidModel, match="a part of what may not be split"):
        repair(whole, policy, made, [LotGiven(lot=lot.id, line=other_line(scenario, made, lot))])


def test_a_line_without_room_is_told(scenario: Scenario, policy: Policy, made: Plan):
    lot = made.lots[0]
    line = other_line(scenario, made, lot)
    stop = LineStopped(line=line, first_on=made.first_on, last_on=made.last_on + timedelta(days=400))
    with pytest.raises(InvalidModel, match=f"line {line} has no room for lot {lot.id}"):
        repair(scenario, policy, made, [stop, LotGiven(lot=lot.id, line=line)])


def test_material_that_comes_after_the_plan_makes_the_plan_longer(happened, made: Plan):
    ready_on = made.last_on + timedelta(days=10)
    done = happened(MaterialLate(order="O-1", ready_on=ready_on))
    assert done.plan.promise["O-1"].cut_first_on >= ready_on
    assert done.plan.last_on > made.last_on


def test_a_rushed_order_ships_no_later_than_before(happened, made: Plan):
    promise_of = max(made.promises, key=lambda p: p.ship_on)
    done = happened(OrderRushed(order=promise_of.order, due_on=promise_of.ship_on - timedelta(days=3)))
    assert done.plan.promise[promise_of.order].ship_on <= promise_of.ship_on
    assert done.plan.promise[promise_of.order].due_on == promise_of.ship_on - timedelta(days=3)


def test_late_material_delays_cutting_and_sewing_of_its_order(happened, made: Plan):
    promised = made.promises[2]
    ready_on = promised.cut_last_on + timedelta(days=4)
    done = happened(MaterialLate(order=promised.order, ready_on=ready_on))
    assert done.plan.promise[promised.order].cut_first_on >= ready_on
    assert done.plan.promise[promised.order].sew_first_on > ready_on


def test_what_is_done_of_a_lot_that_is_behind_stays_and_the_rest_follows(happened, made: Plan):
    lot = next(lot for lot in made.lots if len(lot.days) > 1 and lot.days[0].pieces > 10)
    on = lot.days[0].on
    done = happened(OutputBehind(lot=lot.id, on=on, pieces_done=7))
    kept = done.plan.lot[lot.id]
    assert (kept.pieces, kept.end_on) == (7, on)
    rest = [other for other in done.plan.lots if other.order == lot.order and other.id not in made.lot]
    assert sum(other.pieces for other in rest) == lot.pieces - 7
    assert all(other.start_on > on for other in rest)


def _follows_on_its_line(made: Plan) -> tuple[Lot, Lot]:
    """A lot of several days, and the next on its line, begun on the day it ends."""
    by_line = sorted(made.lots, key=lambda lot: (lot.line, lot.start_on, lot.end_on))
    return next(
        (one, other)
        for one, other in pairwise(by_line)
        if one.line == other.line and other.start_on == one.end_on and len(one.days) > 1 and one.days[0].pieces > 20
    )


def test_a_line_goes_on_with_what_it_has_begun(happened, made: Plan):
    """Who follows there is pushed on; nobody leaves the line, nobody else is moved."""
    lot, follows = _follows_on_its_line(made)
    on = lot.days[0].on
    done = happened(OutputBehind(lot=lot.id, on=on, pieces_done=lot.days[0].pieces - 10)).plan
    (rest,) = (one for one in done.lots if one.id not in made.lot)
    next_day = min(day.on for day in lot.days if day.on > on)
    assert (rest.line, rest.start_on) == (lot.line, next_day)
    assert done.lot[follows.id].start_on >= rest.end_on
    assert {one.id: one.line for one in made.lots}.items() <= {one.id: one.line for one in done.lots}.items()
    assert all(done.lot[one.id].days == one.days for one in made.lots if one.line != lot.line)


def _alone_on_its_first_day(made: Plan) -> Lot:
    """A lot of several days that its line begins with nothing else on that day."""
    began = Counter((lot.line, day.on) for lot in made.lots for day in lot.days)
    return next(lot for lot in made.lots if len(lot.days) > 1 and began[lot.line, lot.start_on] == 1)


def test_output_is_told_together_with_what_made_it_less(happened, made: Plan):
    lot = _alone_on_its_first_day(made)
    on, half = lot.start_on, lot.days[0].pieces // 2
    fell = AttendanceFell(line=lot.line, share=0.6, first_on=on, last_on=on)
    done = happened(fell, OutputBehind(lot=lot.id, on=on, pieces_done=half)).plan
    (day,) = done.lot[lot.id].days
    assert day.pieces == half
    assert day.used_min == pytest.approx(0.6 * lot.days[0].used_min)


def test_more_than_a_line_had_minutes_for_was_not_sewn(happened, made: Plan):
    lot = _alone_on_its_first_day(made)
    stops = LineStopped(line=lot.line, first_on=lot.start_on, last_on=lot.start_on)
    with pytest.raises(InvalidModel, match=f"lot {lot.id}: 10 pieces done by .* line {lot.line} has 0 for it"):
        happened(stops, OutputBehind(lot=lot.id, on=lot.start_on, pieces_done=10))


def test_what_is_sewn_before_needs_its_minutes_too(happened, made: Plan):
    lot, follows = _follows_on_its_line(made)
    stops = LineStopped(line=lot.line, first_on=lot.start_on, last_on=lot.start_on)
    told = OutputBehind(lot=follows.id, on=follows.days[0].on, pieces_done=0)
    with pytest.raises(InvalidModel, match=r"tell how many pieces of lot O-\d/1 are done, too"):
        happened(stops, told)


def test_what_is_given_from_a_day_on_with_leave_to_move_others_begins_that_day(happened, made: Plan):
    lot, follows = _follows_on_its_line(made)
    on = lot.days[1].on
    done = happened(LotGiven(lot=follows.id, line=lot.line, on=on, may_move=True)).plan
    assert done.lot[follows.id].start_on in (on, lot.end_on)


def test_a_lot_given_to_a_line_that_lost_minutes_before_leaves_nothing_in_them(happened, policy: Policy, made: Plan):
    first = made.lot["O-7/1"]
    there = sorted((lot for lot in made.lots if lot.line == first.line and lot != first), key=lambda lot: lot.end_on)
    last_on = there[-1].end_on
    fewer = AttendanceFell(line=first.line, share=0.12, first_on=there[-1].start_on, last_on=last_on)
    given = LotGiven(lot=first.id, line=first.line, on=last_on + timedelta(days=4), may_move=True)
    done = happened(fewer, given)
    assert not list(breaches(done.scenario, policy, done.plan))
    assert done.plan.lot[first.id].start_on >= given.on


def test_what_is_sewn_of_an_order_that_is_cancelled_is_still_owed(
    happened, scenario: Scenario, policy: Policy, made: Plan
):
    lot = _alone_on_its_first_day(made)
    behind = happened(OutputBehind(lot=lot.id, on=lot.start_on, pieces_done=20))
    done = repair(behind.scenario, policy, behind.plan, [OrderCancelled(order=lot.order)])
    owed = behind.plan.lot[lot.id].pay_fen / 100
    assert f"Of these 20 pieces are sewn already: {owed:,.0f} CNY" in told(done, "en")
    assert "其中 20 件已经缝好" in told(done, "zh")
    unsewn = happened(OrderCancelled(order=lot.order))
    assert "sewn already" not in told(unsewn, "en")


def _bought_early(made: Plan) -> str:
    """An order for which something was ordered in the plan's first days, and of which nothing is cut for a week."""
    on = made.first_on + timedelta(days=7)
    early = {s.order for bought in made.purchases if bought.order_on < on for s in bought.shares}
    return next(p.order for p in made.promises if p.order in early and (p.cut_first_on is None or p.cut_first_on >= on))


def test_what_was_ordered_for_a_cancelled_order_is_paid_for_and_there_for_others(
    scenario: Scenario, policy: Policy, made: Plan
):
    number = _bought_early(made)
    later = replace(made, as_of=made.first_on + timedelta(days=7))
    done = repair(scenario, policy, later, [OrderCancelled(order=number)])
    was = {(p.offer, p.colour, p.order_on): p for p in made.purchases if later.is_over(p.order_on)}
    now = {(p.offer, p.colour, p.order_on): p for p in done.plan.purchases if later.is_over(p.order_on)}
    assert now.keys() == was.keys()
    assert all(
        now[key].quantity == bought.quantity and now[key].cost_fen == bought.cost_fen for key, bought in was.items()
    )
    mine = {key: sum(s.quantity for s in p.shares if s.order == number) for key, p in was.items()}
    assert any(mine.values())
    for key, gone in mine.items():
        assert now[key].left_over == pytest.approx(gone)
        assert now[key].surplus == pytest.approx(was[key].surplus + gone)
    told_fen = sum(gone * was[key].fen_per_unit for key, gone in mine.items())
    change = next(change for change in done.diff.orders if change.order == number)
    assert change.left_over_fen == pytest.approx(told_fen, abs=1)
    assert "were ordered for it already" in told(done, "en")
    assert "款仍须付" in told(done, "zh")
    promised = sum(promise.cost_fen for promise in done.plan.promises)
    assert promised + done.plan.left_over_fen == done.plan.cost_fen


def test_fewer_pieces_buy_nothing_that_has_been_ordered_for_them(scenario: Scenario, policy: Policy, made: Plan):
    number = _bought_early(made)
    later = replace(made, as_of=made.first_on + timedelta(days=7))
    half = tuple(replace(q, pieces=max(1, q.pieces // 2)) for q in scenario.order[number].quantities)
    done = repair(scenario, policy, later, [QuantityChanged(order=number, quantities=half)])
    before = {(p.offer, p.colour, p.order_on) for p in made.purchases}
    ordered = {
        p.material for p in made.purchases if later.is_over(p.order_on) and number in {s.order for s in p.shares}
    }
    fresh = [p for p in done.plan.purchases if (p.offer, p.colour, p.order_on) not in before]
    assert not ordered & {p.material for p in fresh}
    assert done.plan.left_over_fen > 0


def test_left_over_material_is_taken_before_new_is_bought_whatever_the_turn_of_events(
    scenario: Scenario, policy: Policy, made: Plan
):
    number = _bought_early(made)
    later = replace(made, as_of=made.first_on + timedelta(days=7))
    gone = OrderCancelled(order=number)
    more = OrderAdded(order=replace(scenario.order[number], number="O-9"))
    one, other = (repair(scenario, policy, later, events).plan for events in ([gone, more], [more, gone]))
    assert one.purchases == other.purchases
    assert one.costs == other.costs


def test_what_is_cut_of_a_cancelled_order_is_there_for_nobody(scenario: Scenario, policy: Policy, made: Plan):
    bought = {(s.order, p.material) for p in made.purchases for s in p.shares}
    first = min((lay for lay in made.lays if (lay.order, lay.material) in bought), key=lambda lay: lay.cut_on)
    later = replace(made, as_of=first.cut_on + timedelta(days=1))
    done = repair(scenario, policy, later, [OrderCancelled(order=first.order)])
    left = [p for p in done.plan.purchases if p.material == first.material and p.left_over]
    assert left
    assert all(p.surplus < p.left_over for p in left)
    assert all(p.spent > 0 for p in left)
    cut = [lay for lay in made.lays if lay.order == first.order and later.is_over(lay.cut_on)]
    assert f"{sum(lay.fabric_m for lay in cut):,.0f} m" in told(done, "en")
    assert "they lie there" in told(done, "en")
    assert "裁片留存" in told(done, "zh")


def test_what_is_ordered_on_frozen_days_stays_ordered(scenario: Scenario, policy: Policy, made: Plan):
    number = _bought_early(made)
    gone = [OrderCancelled(order=number)]
    frozen, free = (repair(scenario, policy, made, gone, frozen_days=days) for days in (7, 0))
    assert frozen.plan.left_over_fen > free.plan.left_over_fen == 0
    held, open_ = (next(c for c in done.diff.orders if c.order == number) for done in (frozen, free))
    assert held.left_over_fen > 0
    assert open_.left_over_fen == 0 < open_.spared_fen


def test_stock_that_is_cut_does_not_go_back(scenario: Scenario, policy: Policy, made: Plan):
    taken = {(s.order, use.material) for use in made.stock_uses for s in use.shares}
    first = min((lay for lay in made.lays if (lay.order, lay.material) in taken), key=lambda lay: lay.cut_on)
    done = {
        as_of: repair(scenario, policy, replace(made, as_of=as_of), [OrderCancelled(order=first.order)]).plan
        for as_of in (None, first.cut_on + timedelta(days=1))
    }
    kept = [sum(use.quantity for use in plan.stock_uses if use.material == first.material) for plan in done.values()]
    assert kept[0] < kept[1]


def test_a_lot_of_which_nothing_is_done_begins_again(happened, made: Plan):
    lot = next(lot for lot in made.lots if lot.days[0].pieces > 10)
    done = happened(OutputBehind(lot=lot.id, on=lot.days[0].on, pieces_done=0))
    assert done.plan.lot[lot.id].start_on > lot.days[0].on


def test_rejected_pieces_are_an_order_of_their_own_after_the_inspection(happened, made: Plan):
    lot = made.lots[0]
    rejected = replace(lot.quantities[0], pieces=lot.quantities[0].pieces)
    done = happened(LotRejected(lot=lot.id, quantities=(rejected,), on=lot.end_on))
    again = done.scenario.order[f"{lot.order}-R1"]
    assert again.quantities == (rejected,)
    assert done.plan.promise[again.number].cut_first_on > lot.end_on


def test_pieces_made_again_for_an_order_are_cancelled_with_it(happened, scenario: Scenario, policy: Policy, made: Plan):
    lot = made.lots[0]
    rejected = LotRejected(lot=lot.id, quantities=lot.quantities[:1], on=lot.end_on)
    gone, again = OrderCancelled(order=lot.order), f"{lot.order}-R1"
    with_remake = happened(rejected)
    for events in ([gone], [gone, OrderCancelled(order=again)]):
        done = repair(with_remake.scenario, policy, with_remake.plan, events)
        assert not {lot.order, again} & ({one.order for one in done.plan.lots} | done.scenario.order.keys())
    done = repair(with_remake.scenario, policy, with_remake.plan, [gone])
    assert f"Order {again} makes rejected pieces of order {lot.order} again" in told(done, "en")
    assert f"订单 {again} 是订单 {lot.order} 不合格品的补单，随之取消" in told(done, "zh")
    assert lot.order not in happened(rejected, gone).scenario.order
    with pytest.raises(InvalidModel, match=f"order {again} is cancelled by event 1 already"):
        repair(with_remake.scenario, policy, with_remake.plan, [gone, OrderRushed(order=again, due_on=made.last_on)])


def test_a_changed_quantity_is_cut_and_sewn_anew(happened, made: Plan, scenario: Scenario):
    wanted = tuple(replace(q, pieces=q.pieces + 40) for q in scenario.order["O-4"].quantities)
    done = happened(QuantityChanged(order="O-4", quantities=wanted))
    assert done.plan.promise["O-4"].pieces >= made.promise["O-4"].pieces + 40 * len(wanted) * 0.97
    assert done.plan.costs.fabric > made.costs.fabric


def test_an_added_order_leaves_the_dates_of_others_alone(happened, made: Plan):
    done = happened(OrderAdded(order=cast.order("N-1", "SHIRT", 40, 700, core="C2")))
    assert done.plan.promise["N-1"].late_days == 0
    for old in made.promises:
        assert done.plan.promise[old.order].ship_on == old.ship_on


def test_an_order_without_material_to_be_had_is_refused(scenario: Scenario, policy: Policy, made: Plan):
    nobody = replace(scenario, offers=tuple(o for o in scenario.offers if o.material != "F-SHIRT"))
    with pytest.raises(Infeasible, match="F-SHIRT"):
        repair(nobody, policy, made, [OrderAdded(order=cast.order("N-1", "SHIRT", 40, 700))])


def test_what_finds_no_line_goes_outside_and_is_said(happened, made: Plan, scenario: Scenario):
    shirts = [line for line in scenario.lines if line.level("shirt") > 0]
    done = happened(*(LineStopped(line=ln.code, first_on=made.first_on, last_on=made.last_on) for ln in shirts))
    outside = {lot.order for lot in done.plan.outside}
    assert {"O-3", "O-4", "O-6"} <= outside
    assert done.plan.promise["O-3"].outside_pieces == made.promise["O-3"].pieces
    assert any("now outside the cluster" in text for text in diff_sentences(done.diff, "en"))
    late = happened(
        *(LineStopped(line=ln.code, first_on=made.first_on, last_on=made.last_on) for ln in shirts),
        MaterialLate(order="O-3", ready_on=made.promise["O-3"].cut_last_on + timedelta(days=5)),
    )
    assert late.plan.promise["O-3"].ship_on > done.plan.promise["O-3"].ship_on


def test_a_lot_behind_another_that_is_behind_cannot_have_been_begun(happened, made: Plan):
    by_line = sorted(made.lots, key=lambda lot: (lot.line, lot.start_on, lot.end_on))
    pairs = [
        (one, other)
        for one, other in pairwise(by_line)
        if one.line == other.line and other.start_on == one.end_on and one.days[-1].pieces and other.days[0].pieces
    ]
    one, other = pairs[0]
    with pytest.raises(Clash, match="is behind; tell of that one only") as refused:
        happened(*(OutputBehind(lot=lot.id, on=one.end_on, pieces_done=0) for lot in (one, other)))
    assert copy(refused.value).lots == refused.value.lots == (other.id,)


def test_frozen_lots_stay_where_they_are(happened, made: Plan):
    first = min(made.lots, key=lambda lot: (lot.start_on, lot.id))
    days = (first.start_on - made.first_on).days + 2
    frozen = {lot.id: lot for lot in made.lots if (lot.start_on - made.first_on).days < days}
    done = happened(OrderCancelled(order="O-4"), OrderRushed(order="O-5", due_on=made.first_on), frozen_days=days)
    for name, lot in frozen.items():
        if lot.order not in ("O-4", "O-5"):
            assert (done.plan.lot[name].line, done.plan.lot[name].start_on) == (lot.line, lot.start_on)


def test_all_that_is_wrong_with_all_events_is_told_at_once(happened):
    with pytest.raises(InvalidModel) as refused:
        happened(OrderCancelled(order="nobody's"), LotDeclined(lot="O-1/99"), OrderCancelled(order="O-1"))
    assert len(refused.value.problems) == 2
    assert refused.value.problems[1].startswith("event 2, lot_declined: lot O-1/99 is not in the plan; ")


def test_a_cancelled_orders_bound_is_no_higher_than_its_cost(happened):
    done = happened(OrderCancelled(order="O-4"), OrderCancelled(order="O-2"))
    assert all(bound.lower_bound_fen <= bound.cost_fen for bound in done.plan.bounds)


def test_a_bound_proved_anew_is_no_lower_than_the_worn_one(happened, policy: Policy):
    done = happened(OrderCancelled(order="O-3"))
    assert proved(done.scenario, policy, done.plan) >= done.plan.bounds[0].lower_bound_fen


def test_a_bound_proved_anew_knows_remakes_below_a_factorys_smallest_lot(happened, policy: Policy, made: Plan):
    lot = next(lot for lot in made.lots if lot.pieces > 100)
    few = replace(lot.quantities[0], pieces=min(20, lot.quantities[0].pieces))
    done = happened(LotRejected(lot=lot.id, quantities=(few,), on=lot.end_on))
    cost_fen = done.plan.bounds[0].cost_fen
    assert done.plan.bounds[0].lower_bound_fen <= proved(done.scenario, policy, done.plan) <= cost_fen


def test_sentences_name_the_order_the_cause_and_the_pieces_that_moved(happened, made: Plan):
    lot = next(lot for lot in made.lots if lot.factory.startswith("S"))
    done = happened(LotDeclined(lot=lot.id), OrderCancelled(order="O-7"))
    english, chinese = diff_sentences(done.diff, "en"), diff_sentences(done.diff, "zh")
    assert len(english) == len(chinese)
    assert any(f"Order {lot.order} " in text and f"declined lot {lot.id}" in text for text in english)
    assert any(f"订单 {lot.order} " in text and "拒接" in text for text in chinese)
    assert any("Order O-7 is cancelled" in text for text in english)
    assert any(f"moved from {lot.line} to" in text for text in english)


def test_nothing_changed_is_said_so(happened):
    assert diff_sentences(happened().diff, "en") == ("Nothing changes.",)


@pytest.mark.parametrize("may_move", [False, True])
def test_a_promise_is_kept_when_the_order_is_added_that_way(
    scenario: Scenario, policy: Policy, made: Plan, may_move: bool
):
    order = cast.order("N-1", "SHIRT", 20, 1_200, core="C2")
    options = promise(scenario, policy, made, order, may_move=may_move)
    assert [option.way for option in options] == ["cheapest", "fastest", "best_quality"]
    assert options[0].price_fen == min(option.price_fen for option in options)
    if may_move:  # who moves is worth it to the order itself, whatever others save
        still = promise(scenario, policy, made, order)
        assert options[0].price_fen <= still[0].price_fen
        for option in (one for one in options if any(change.ships_later_days > 0 for change in one.moved)):
            alone = next(one for one in still if one.way == option.way)
            assert option.ship_on < alone.ship_on or option.cost_fen < alone.cost_fen or option.quality > alone.quality
    assert options[1].ship_on == min(option.ship_on for option in options)
    assert options[2].quality >= max(option.quality for option in options) - 0.01
    for option in options:
        event = OrderAdded(order=order, way=option.by, may_move=option.may_move, aim_on=option.aim_on)
        done = repair(scenario, policy, made, [event])
        assert done.plan.promise["N-1"].ship_on == option.ship_on
        assert done.plan.cost_fen - made.cost_fen == option.costs.total
        assert sum(maker.pieces for maker in option.makers) == done.plan.promise["N-1"].pieces
        if not may_move:
            assert not [change for change in option.moved if change.ships_later_days > 0]
        assert "ships on" in option_sentence(option, "en")
        assert "出货" in option_sentence(option, "zh")


@pytest.mark.no_cover
def test_an_order_that_is_due_later_is_promised_no_later_and_no_dearer_for_that(
    scenario: Scenario, policy: Policy, made: Plan
):
    order = cast.order("N-1", "SHIRT", 10, 3_000, core="C2")
    days = [made.first_on + timedelta(days=days) for days in (5, 12, 20, 40, 70)]
    found = [promise(scenario, policy, made, replace(order, due_on=on))[:2] for on in days]
    assert len({fastest.ship_on for _, fastest in found}) == 1
    costs = [cheapest.cost_fen for cheapest, _ in found]
    assert costs == sorted(costs, reverse=True)


@pytest.mark.no_cover
def test_whoever_may_move_others_pays_no_more_and_waits_no_longer(scenario: Scenario, policy: Policy, made: Plan):
    for due in (5, 12, 30):
        order = cast.order("N-1", "SHIRT", due, 3_000, core="C2")
        alone, moving = (promise(scenario, policy, made, order, may_move=may) for may in (False, True))
        assert moving[0].cost_fen <= alone[0].cost_fen
        assert moving[1].ship_on <= alone[1].ship_on


def test_an_order_that_shrinks_keeps_its_first_lots_and_ships_no_later(scenario: Scenario, policy: Policy, made: Plan):
    for order in scenario.orders:
        before = [lot for lot in made.lots if lot.order == order.number]
        fewer = tuple(replace(q, pieces=max(1, q.pieces // 2)) for q in order.quantities)
        done = repair(scenario, policy, made, [QuantityChanged(order=order.number, quantities=fewer)]).plan
        after = [lot for lot in done.lots if lot.order == order.number]
        assert {lot.line for lot in after} <= {lot.line for lot in before}
        assert len(after) <= len(before)
        assert done.promise[order.number].ship_on <= made.promise[order.number].ship_on


def test_new_orders_share_the_finishing_shops_by_what_these_have_to_do(scenario: Scenario, policy: Policy, made: Plan):
    shops = {f.code: f.finishing_min_per_day for f in scenario.factories if f.finishing_min_per_day > 0}
    assert len(shops) > 1
    full = max(shops, key=lambda code: (shops[code], code))
    used = {lot: day.factory for day in made.finishing for lot in [day.lot]}
    events = [OrderAdded(order=cast.order(f"N-{n}", "SHIRT", 40, 600), may_move=True) for n in range(6)]
    done = repair(scenario, policy, made, events).plan
    new = {day.factory for day in done.finishing if day.lot not in used}
    assert new - {full}


def test_what_is_late_counts_from_the_due_day_whatever_is_aimed_at(scenario: Scenario, policy: Policy, made: Plan):
    order = cast.order("N-1", "SHIRT", 9, 4_000, core="C2")
    event = OrderAdded(order=order, aim_on=made.last_on)
    done = repair(scenario, policy, made, [event])
    promised = done.plan.promise["N-1"]
    assert done.scenario.order["N-1"].due_on == order.due_on
    assert promised.late_days == max(0, (promised.ship_on - order.due_on).days) > 0
    assert done.plan.costs.lateness > made.costs.lateness


@pytest.mark.parametrize("way", ["cheapest", "fastest", "best_quality"])
@pytest.mark.parametrize(("style", "due", "pieces"), [("SHIRT", 9, 4_000), ("SHIRT", 14, 4_000), ("TEE", 12, 300)])
def test_an_order_that_may_move_nobody_makes_nobody_later_or_dearer(
    scenario: Scenario, policy: Policy, made: Plan, way: Way, style: str, due: int, pieces: int
):
    event = OrderAdded(order=cast.order("N-1", style, due, pieces, core="C2"), way=way, may_move=False)
    done = repair(scenario, policy, made, [event])
    for lot in made.lots:
        assert (done.plan.lot[lot.id].line, done.plan.lot[lot.id].start_on) == (lot.line, lot.start_on)
    others = [change for change in done.diff.orders if change.order != "N-1"]
    # What is rounded goes to an order to the fen.
    assert not [change for change in others if change.ships_later_days > 0 or change.cost_fen > 1]


@pytest.mark.parametrize("best", ["S1", "S2"])
def test_the_best_quality_comes_from_the_line_with_the_best_record(
    scenario: Scenario, policy: Policy, made: Plan, best: str
):
    shares = {"C1": 0.9, "S1": 0.8, "S2": 0.8} | {best: 0.99}
    factories = tuple(replace(f, first_pass_share=shares.get(f.code)) for f in scenario.factories)
    order = cast.order("N-1", "TEE", 30, 300, core="C1")
    option = promise(replace(scenario, factories=factories), policy, made, order)[2]
    assert {maker.factory for maker in option.makers} == {best}
    assert option.quality == pytest.approx(0.9 * 0.99)


def test_a_promise_of_an_order_that_goes_outside_says_that_all_of_it_does_and_why(
    scenario: Scenario, policy: Policy, made: Plan
):
    factories = tuple(replace(f, minimum_lot_pieces=5_000) for f in scenario.factories)
    option = promise(replace(scenario, factories=factories), policy, made, cast.order("N-1", "TEE", 30, 40))[0]
    assert option.quality == 0
    english, chinese = option_sentence(option, "en"), option_sentence(option, "zh")
    assert "All of it goes outside the cluster, because it is less than any factory" in english
    assert "sewn from" not in english
    assert "低于所有能做T恤的工厂的起订量，全部外发" in chinese


def test_more_pieces_than_a_cut_plan_takes_are_named_with_their_event(happened):
    with pytest.raises(InvalidModel, match=r"event 1, quantity_changed: 90,000,000 pieces of white M") as refused:
        happened(QuantityChanged(order="O-1", quantities=(Quantity("white", "M", 90_000_000),)))
    assert "不超过 1,000,000 件" in refused.value.chinese


def test_of_two_due_dates_of_an_order_the_last_counts_alone(happened, made: Plan):
    first = max(made.promises, key=lambda p: p.ship_on)
    sooner = OrderRushed(order=first.order, due_on=made.first_on + timedelta(days=5))
    later = OrderRushed(order=first.order, due_on=first.due_on + timedelta(days=14))
    assert happened(sooner, later).plan == happened(later).plan


def test_a_due_date_that_an_order_has_already_changes_nothing(happened, made: Plan):
    for promised in made.promises:
        assert happened(OrderRushed(order=promised.order, due_on=promised.due_on)).plan.lots == made.lots


def test_quantities_that_an_order_has_already_change_nothing(happened, made: Plan, scenario: Scenario):
    order = scenario.orders[0]
    done = happened(QuantityChanged(order=order.number, quantities=tuple(reversed(order.quantities))))
    assert done.plan.lots == made.lots


def test_a_later_due_date_moves_nothing(happened, made: Plan):
    for promised in made.promises:
        done = happened(OrderRushed(order=promised.order, due_on=promised.due_on + timedelta(days=7)))
        assert done.plan.lots == made.lots


def test_fewer_pieces_and_cancelled_orders_put_nobody_off(happened, made: Plan, scenario: Scenario):
    for order in scenario.orders:
        halves = tuple(replace(q, pieces=max(1, q.pieces // 2)) for q in order.quantities)
        for event in (QuantityChanged(order=order.number, quantities=halves), OrderCancelled(order=order.number)):
            done = happened(event)
            for other in made.promises:
                if other.order != order.number:
                    assert done.plan.promise[other.order].ship_on <= other.ship_on


def test_a_line_that_returns_before_its_stop_is_over_is_told_to_stand_until_then(happened, made: Plan):
    lot = max(made.lots, key=lambda lot: (lot.end_on - lot.start_on, lot.id))
    first_on, back_on = lot.start_on, lot.start_on + timedelta(days=2)
    stops = [
        LineStopped(line=lot.line, first_on=first_on, last_on=first_on + timedelta(days=5)),
        LineStopped(line=lot.line, first_on=first_on + timedelta(days=1), last_on=first_on + timedelta(days=7)),
    ]
    done = happened(*stops, LineReturned(line=lot.line, on=back_on))
    events = {change.event for change in done.diff.orders if isinstance(change.event, LineStopped)}
    assert events == {LineStopped(line=lot.line, first_on=first_on, last_on=back_on - timedelta(days=1))}


def test_what_is_cut_in_frozen_days_can_become_neither_more_nor_less(happened, scenario: Scenario):
    order = scenario.orders[0]
    fewer = tuple(replace(q, pieces=max(1, q.pieces // 2)) for q in order.quantities)
    more = tuple(replace(q, pieces=q.pieces * 2) for q in order.quantities)
    with pytest.raises(InvalidModel, match="cannot become less"):
        happened(QuantityChanged(order=order.number, quantities=fewer), frozen_days=40)
    with pytest.raises(InvalidModel, match="wanted more"):
        happened(QuantityChanged(order=order.number, quantities=more), frozen_days=40)


def test_ways_that_coincide_are_told_once_and_promises_for_the_same_lines_stand_apart(
    scenario: Scenario, policy: Policy, made: Plan
):
    one, other = (cast.order(number, "TEE", 25, 400) for number in ("NEW-1", "NEW-2"))
    ways = promise(scenario, policy, made, one)
    alike = [replace(ways[0], way=way, by=way) for way in ("cheapest", "fastest", "best_quality")]
    assert coinciding(alike) == [alike]
    quality = f"{ways[0].quality:.0%}".replace("%", " %")
    assert also_sentence(alike[1:], "en") == f"It is also the fastest way and the way of the best quality ({quality})."
    dearer = replace(alike[1], ship_on=alike[1].ship_on - timedelta(days=1))
    assert coinciding([alike[0], dearer, alike[2]]) == [[alike[0], alike[2]], [dearer]]

    both = [(one, ways), (other, promise(scenario, policy, made, other))]
    assert "NEW-1 and NEW-2 want the same lines" in apart_sentence(both, "en")
    assert "NEW-1、NEW-2" in apart_sentence(both, "zh")
    assert apart_sentence(both[:1], "en") == ""


def test_what_of_a_lot_is_sewn_stays_when_its_line_stands_for_good(scenario: Scenario, policy: Policy, made: Plan):
    lot = next(one for one in made.lots if len(one.days) > 1 and one.line == "S1-A")
    today = lot.days[1].on
    sewn = sum(day.pieces for day in lot.days if day.on < today)
    stop = LineStopped(line=lot.line, first_on=today, last_on=made.last_on)
    done = repair(scenario, policy, replace(made, as_of=today), [stop])
    kept = done.plan.lot[lot.id]
    assert (kept.pieces, kept.done, kept.days) == (sewn, True, tuple(day for day in lot.days if day.on < today))
    (rest,) = (one for one in done.plan.lots if one.order == lot.order and one.id not in made.lot)
    assert rest.pieces == lot.pieces - sewn
    assert rest.line != lot.line
    assert rest.start_on >= today
    assert f"{rest.pieces} pieces moved from {lot.line} to {rest.line}" in " ".join(diff_sentences(done.diff, "en"))
    assert not list(breaches(done.scenario, policy, done.plan))
