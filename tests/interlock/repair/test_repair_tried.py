"""What was tried for a late order stays with a repaired plan while nothing that it rests on has changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import cast
import pytest

from interlock.model import (
    Help,
    LineStopped,
    OrderAdded,
    OrderRushed,
    OvertimeAgreed,
    Plan,
    Policy,
    Remedy,
    Scenario,
)
from interlock.repair import repair


@pytest.fixture(scope="module")
def late(scenario: Scenario, policy: Policy, made: Plan) -> tuple[Scenario, Plan]:
    """The county with one order that is wanted before it can be there."""
    hasty = replace(scenario, orders=(*scenario.orders, cast.order("O-9", "TEE", 1, 600)))
    found = cast.planned(hasty)
    assert "O-9" in {promise.order for promise in found.late}
    return hasty, found


def _tried(made: Plan, lines: str) -> Plan:
    """The plan with a remedy for O-9 that names some lines."""
    remedy = Remedy(Help.OTHER_LINE, {"lines": lines, "pieces": 600}, tried=True)
    return replace(
        made,
        reasons=tuple(
            replace(reason, remedies=(remedy, *reason.remedies)) if reason.order == "O-9" else reason
            for reason in made.reasons
        ),
    )


def _still(made: Plan) -> bool:
    return any(one.tried for reason in made.reasons if reason.order == "O-9" for one in reason.remedies)


def test_it_stays_where_its_lines_keep_their_lots(late: tuple[Scenario, Plan], policy: Policy):
    scenario, made = late
    last = max((lot for lot in made.lots if lot.order != "O-9"), key=lambda lot: (lot.end_on, lot.id))
    event = OrderRushed(order=last.order, due_on=scenario.order[last.order].due_on + timedelta(days=1))
    done = repair(scenario, policy, _tried(made, last.line), [event])
    assert _still(done.plan)


def test_it_goes_with_a_line_that_it_names(late: tuple[Scenario, Plan], policy: Policy):
    scenario, made = late
    lot = next(lot for lot in made.lots if lot.order != "O-9")
    stop = LineStopped(line=lot.line, first_on=lot.start_on, last_on=lot.start_on + timedelta(days=1))
    done = repair(scenario, policy, _tried(made, lot.line), [stop])
    assert not _still(done.plan)


def test_it_goes_when_another_order_comes_to_its_line(late: tuple[Scenario, Plan], policy: Policy):
    scenario, made = late
    done = repair(scenario, policy, made, [OrderAdded(order=cast.order("N-1", "TEE", 30, 300))])
    (line,) = {lot.line for lot in done.plan.lots if lot.order == "N-1"}
    assert not _still(
        repair(scenario, policy, _tried(made, line), [OrderAdded(order=cast.order("N-1", "TEE", 30, 300))]).plan
    )


def _in_vain(made: Plan, line: str) -> Plan:
    """The plan, on which a line was tried for O-9 in vain."""
    facts = {"tried_in_vain": 1, "tried_lines": line}
    return replace(
        made,
        reasons=tuple(
            replace(one, facts={**one.facts, **facts}) if one.order == "O-9" else one for one in made.reasons
        ),
    )


def test_what_was_tried_in_vain_is_known_until_its_lines_have_other_lots(late: tuple[Scenario, Plan], policy: Policy):
    scenario, made = late
    lots = [lot for lot in made.lots if lot.order != "O-9"]
    last, lot = max(lots, key=lambda lot: (lot.end_on, lot.id)), lots[0]
    rushed = OrderRushed(order=last.order, due_on=scenario.order[last.order].due_on + timedelta(days=1))
    stop = LineStopped(line=lot.line, first_on=lot.start_on, last_on=lot.start_on + timedelta(days=1))
    kept = repair(scenario, policy, _in_vain(made, last.line), [rushed]).plan
    assert {reason.order for reason in kept.reasons if reason.tried} == {"O-9"}
    gone = repair(scenario, policy, _in_vain(made, lot.line), [stop]).plan
    assert not any(reason.tried for reason in gone.reasons)


def _later(before: Plan, after: Plan, number: str) -> list[str]:
    """Orders besides one that are late, or later, in the plan after."""
    late = {promise.order: max(0, promise.late_days) for promise in before.promises}
    return [one.order for one in after.promises if one.order != number and one.late_days > late[one.order]]


def test_overtime_for_an_order_makes_no_other_late(late: tuple[Scenario, Plan], policy: Policy):
    scenario, made = late
    for lot in made.lots[:12]:
        agreed = OvertimeAgreed(line=lot.line, hours=2.0, first_on=lot.arrive_on, last_on=lot.end_on, order=lot.order)
        after = repair(scenario, policy, made, [agreed]).plan
        assert not _later(made, after, lot.order)
        assert after.lot[lot.id].end_on <= lot.end_on
