"""What would help a late order is done by a tap: events that say so, and the repair that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client
from hub_planning import give_away, in_english, run_waiting  # noqa: F401 (in_english is a fixture)

from interlock import model as engine
from interlock.repair import events_of
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import Cluster, Membership, Role
from interlock_hub.orders.models import Order
from interlock_hub.planning import bridge, events, events_bridge
from interlock_hub.planning.models import PlanEvent, PlanLot, PlanOrder, PlanVersion

Members = Callable[[str], Membership]
Browsers = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def lot(published: PlanVersion) -> PlanLot:
    """A lot late in its plan that runs for days, not begun."""
    found = PlanLot.objects.filter(plan=published, factory__kind="satellite").order_by("-end_on", "code").first()
    assert found is not None
    return found


def told_late(lot: PlanLot, *remedies: dict[str, Any]) -> None:
    """Let the plan name some ways to help the order of a lot."""
    days = {"start_on": lot.start_on.isoformat(), "sew_days": 9, "free_days": 3}
    facts = {"other_orders": 0, "line": lot.line.code, "factory": lot.factory.name, "pieces": lot.pieces, **days}
    reason = {"order": lot.order.number, "cause": "queue", "facts": facts, "remedies": list(remedies)}
    PlanOrder.objects.filter(plan=lot.plan, order=lot.order_id).update(reason=reason, late_days=1)


def overtime(lot: PlanLot) -> dict[str, Any]:
    facts = {
        "order": lot.order.number, "lines": lot.line.code, "hours_a_day": 2.0, "line_hours": 8.0,
        "from_on": lot.start_on.isoformat(), "by_on": lot.end_on.isoformat(), "ship_on": lot.finish_on.isoformat(),
        "due_on": lot.finish_on.isoformat(), "extra_fen": 100, "late_fen": -50,
    }  # fmt: skip
    return {"help": "overtime", "facts": facts, "tried": True}


def later_due(lot: PlanLot) -> dict[str, Any]:
    return {"help": "later_due", "facts": {"later_days": 1, "to_on": lot.finish_on.isoformat()}, "tried": False}


def test_ways_that_stand_after_another_are_done_from_the_orders_page(
    as_role: Browsers, published: PlanVersion, lot: PlanLot
) -> None:
    told_late(lot, later_due(lot), overtime(lot))
    browser = as_role(Role.OPERATOR)
    listed = browser.get(f"/planning/plans/{published.number}/").content.decode()
    assert "1 other way</a>" in listed
    assert "Do this" not in listed
    page = browser.get(f"/orders/o/{lot.order.number}/").content.decode()
    assert "Other ways to help" in page
    assert '<input type="hidden" name="at" value="1">' in page


def test_overtime_is_agreed_by_a_tap_and_the_next_book_knows_it(
    as_role: Browsers, member: Members, published: PlanVersion, lot: PlanLot
) -> None:
    told_late(lot, overtime(lot), later_due(lot))
    browser = as_role(Role.OPERATOR)
    assert browser.get(f"/planning/plans/{published.number}/").content.decode().count("Do this") == 1
    assert "Do this" in browser.get(f"/orders/o/{lot.order.number}/").content.decode()
    board = browser.get(f"/planning/board/{published.number}/lot/", {"code": lot.code}).content.decode()
    assert board.count("Do this") == 1

    page = browser.post("/planning/events/take-up/", {"order": lot.order.number, "at": "0"}, follow=True)
    assert "Told." in page.content.decode()
    browser.post("/planning/events/take-up/", {"order": lot.order.number, "at": "0"})
    event = PlanEvent.objects.get()
    assert (event.kind, event.order_id, event.body["line"]) == ("overtime_agreed", lot.order_id, lot.line.code)

    run_waiting("repair")
    page = browser.get("/planning/events/")
    assert f"Line {lot.line.code} works 2 hours longer a day" in page.content.decode()
    event.refresh_from_db()
    assert event.repaired is not None
    events.ask_to_confirm(by=member(Role.OPERATOR), draft=event.repaired)
    run_waiting("confirm")
    cluster = Cluster.objects.get()
    assert [one["line"] for one in cluster.rules["overtime"]] == [lot.line.code]
    (agreed,) = bridge.scenario_of_rows(cluster, published.first_on).agreed_overtime
    assert (agreed.line, agreed.hours, agreed.last_on) == (lot.line.code, 2.0, lot.end_on)
    over = bridge.scenario_of_rows(cluster, lot.end_on + timedelta(days=1))
    assert over.agreed_overtime == ()


def test_a_remedy_that_only_people_can_agree_on_is_not_done_by_a_tap(member: Members, lot: PlanLot) -> None:
    told_late(lot, later_due(lot))
    for at in (0, 1, -1):
        with pytest.raises(Stale):
            events.take_up(by=member(Role.OPERATOR), number=lot.order.number, at=at)
    assert not PlanEvent.objects.exists()


def test_nobody_helps_an_order_of_another_firm(as_role: Browsers, member: Members, lot: PlanLot) -> None:
    told_late(lot, overtime(lot))
    give_away(Order.objects.filter(pk=lot.order_id))
    with pytest.raises(HubError, match="no such order of yours"):
        events.take_up(by=member(Role.PLANNER), number=lot.order.number, at=0)
    page = as_role(Role.PLANNER).post("/planning/events/take-up/", {"order": lot.order.number, "at": "0"}, follow=True)
    assert "no such order of yours" in page.content.decode()
    assert not PlanEvent.objects.exists()


def test_a_lot_is_given_to_a_line_in_the_form(as_role: Browsers, published: PlanVersion, lot: PlanLot) -> None:
    browser = as_role(Role.OPERATOR)
    asked = {"lot": lot.code, "line": lot.line.code, "on": (lot.start_on + timedelta(days=2)).isoformat()}
    page = browser.post("/planning/events/new/?kind=lot_given", asked, follow=True).content.decode()
    assert f"Lot {lot.code} is given to line {lot.line.code}." in page
    assert PlanEvent.objects.get().body == asked
    run_waiting("repair")
    assert PlanEvent.objects.get().state == "repaired"


def test_overtime_beyond_the_law_is_refused_in_the_form(as_role: Browsers, lot: PlanLot) -> None:
    asked = {"line": lot.line.code, "hours": "4", "first_on": lot.start_on, "last_on": lot.end_on}
    page = as_role(Role.OPERATOR).post("/planning/events/new/?kind=overtime_agreed", asked).content.decode()
    assert "3" in page
    assert not PlanEvent.objects.exists()


def test_lots_given_for_one_order_are_decided_together(
    as_role: Browsers, member: Members, published: PlanVersion
) -> None:
    lots = PlanLot.objects.filter(plan=published).order_by("code")
    first = next(one for one in lots if len([other for other in lots if other.order_id == one.order_id]) > 1)
    mine = [one for one in lots if one.order_id == first.order_id][:2]
    facts = {
        "order": first.order.number, "lots": ", ".join(one.code for one in mine), "pieces": 9, "factories": "F",
        "lines": ", ".join(one.line.code for one in reversed(mine)), "ship_on": first.finish_on.isoformat(),
        "due_on": first.finish_on.isoformat(), "extra_fen": 1, "late_fen": -1,
    }  # fmt: skip
    told_late(first, {"help": "other_line", "facts": facts, "tried": True})
    events.take_up(by=member(Role.OPERATOR), number=first.order.number, at=0)
    assert PlanEvent.objects.filter(kind="lot_given").count() == 2
    page = as_role(Role.OPERATOR).get("/planning/events/").content.decode()
    assert f"2 lots of order {first.order.number} are given to other lines." in page


def test_what_ships_later_than_was_said_is_told_with_the_repair(published: PlanVersion, lot: PlanLot) -> None:
    scenario, made = bridge.scenario_in(published.book), bridge.plan_in(published.body)
    named = overtime(lot)
    remedy = engine.Remedy(engine.Help.OVERTIME, {**named["facts"], "ship_on": made.first_on.isoformat()}, tried=True)
    why = engine.Reason(order=lot.order.number, cause=engine.Cause.QUEUE, facts={}, remedies=(remedy,))
    told = [
        events_bridge.Told(key, engine.kind_of(event), msgspec.to_builtins(event))
        for key, event in enumerate(events_of(remedy))
    ]
    outcome = events_bridge.repair_all(scenario, replace(made, reasons=(why,)), told, today=made.first_on)
    (row,) = (row for row in outcome.diff["orders"] if row["order"] == lot.order.number)
    assert "as the plan says of this measure" in row["en"][0]
    assert "晚于计划对该办法所给的" in row["zh"][0]


def test_a_planner_takes_up_what_was_tried_as_the_operator_does(member: Members, lot: PlanLot) -> None:
    """The plan tried its measure with others making room, so that is how everybody does it."""
    Order.objects.filter(pk=lot.order_id).update(owner=member(Role.PLANNER).organisation)
    facts = {**overtime(lot)["facts"], "lots": lot.code, "lines": lot.line.code, "factories": "F", "pieces": 9}
    told_late(lot, {"help": "other_line", "facts": facts, "tried": True})
    events.take_up(by=member(Role.PLANNER), number=lot.order.number, at=0)
    assert PlanEvent.objects.get().body["may_move"] is True


def test_a_measure_that_helps_no_more_is_left_out_and_all_else_is_repaired(
    published: PlanVersion, lot: PlanLot
) -> None:
    scenario, made = bridge.scenario_in(published.book), bridge.plan_in(published.body)
    over = (lot.finish_on + timedelta(days=3)).isoformat()
    facts = {**overtime(lot)["facts"], "from_on": over, "by_on": over}
    remedy = engine.Remedy(engine.Help.OVERTIME, facts, tried=True)
    why = engine.Reason(order=lot.order.number, cause=engine.Cause.QUEUE, facts={}, remedies=(remedy,))
    (event,) = events_of(remedy)
    refused = next(one for one in made.lots if one.order != lot.order.number and not one.done)
    told = [
        events_bridge.Told(1, engine.kind_of(event), msgspec.to_builtins(event)),
        events_bridge.Told(2, "lot_declined", {"lot": refused.id}),
    ]
    outcome = events_bridge.repair_all(scenario, replace(made, reasons=(why,)), told, today=made.first_on)
    assert (outcome.done, list(outcome.failed)) == ([2], [1])
    assert f"does not help order {lot.order.number}" in outcome.failed[1]["en"][0]
    assert lot.order.number in outcome.failed[1]["zh"][0]
    assert not outcome.scenario.agreed_overtime
