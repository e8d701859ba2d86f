"""The day a customer was told binds the next plan; the day an order is due stays what its book says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from hub_api import program_of
from hub_planning import in_english, run_waiting, twin_of  # noqa: F401 (in_english is a fixture)

from interlock import model as engine
from interlock_hub.core import formats
from interlock_hub.core.errors import HubError
from interlock_hub.core.models import JobRun, Membership, Role
from interlock_hub.core.selectors import cluster, today
from interlock_hub.network.models import Factory, ImportRun
from interlock_hub.orders.models import Order
from interlock_hub.orders.services import move_due
from interlock_hub.planning import bridge, events, services
from interlock_hub.planning.effects import take_effect
from interlock_hub.planning.models import PlanEvent, PlanOrder, PlanVersion
from interlock_hub.site import import_bridge, imports

Members = Callable[[str], Membership]
Browsers = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def operator(member: Members) -> Membership:
    return member(Role.OPERATOR)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Policies that nest nothing: dates are what counts here."""
    named = bridge.policy_named
    monkeypatch.setattr(
        bridge, "policy_named", lambda name, **asked: named(name, calibrate_seconds=0, nest_days=0, **asked)
    )


@pytest.fixture
def one(published: PlanVersion) -> PlanOrder:
    """An order that the plan that holds ships in time."""
    row = PlanOrder.objects.filter(plan=published, late_days=0).select_related("order").order_by("ship_on", "pk").last()
    assert row is not None
    return row


def told(order: Order, on: date) -> Order:
    """The order as it is once its customer was told a day."""
    order.promise = {"way": "cheapest", "by": "cheapest", "ship_on": on.isoformat(), "makers": []}
    order.save(update_fields=["promise"])
    return order


def planned(operator: Membership) -> PlanVersion:
    job = services.ask_for_plan(by=operator, policy="cheapest")
    run_waiting("plan")
    job.refresh_from_db()
    assert job.state == JobRun.State.DONE, job.error
    return PlanVersion.objects.get(number=(job.result or {})["plan"])


@pytest.mark.no_cover
def test_a_plan_keeps_the_days_that_customers_were_told(
    operator: Membership, quick: None, published: PlanVersion
) -> None:
    """Of orders in time some were told a sooner day; of 24 days that they would break, the plan saves most."""
    before = planned(operator)
    free = before.plan_orders.filter(late_days=0, outside_pieces=0).select_related("order").order_by("ship_on", "pk")
    some = list(free)[len(free) // 2 :][:6]
    days = {row.order.pk: row.ship_on - timedelta(days=4) for row in some}
    for row in some:
        told(row.order, days[row.order.pk])
    now = planned(operator).plan_orders.filter(order__in=days).select_related("order")
    assert sum(max((row.ship_on - days[row.order_id]).days, 0) for row in now) <= 12
    for row in now:
        assert (row.due_on, row.by_told) == (days[row.order_id], True)
        assert row.late_days == max((row.ship_on - row.due_on).days, 0)
    for row in some:
        assert Order.objects.get(pk=row.order.pk).due_on == row.due_on


def test_the_books_own_due_date_is_what_is_written_and_read_back(one: PlanOrder) -> None:
    told(one.order, one.ship_on - timedelta(days=3))
    found = cluster()
    assert found is not None
    book = bridge.scenario_of_rows(found, today())
    assert book.order[one.order.number].due_on == one.order.due_on
    assert bridge.by_what_was_told(book).order[one.order.number].due_on == one.ship_on - timedelta(days=3)


def test_lateness_of_a_published_plan_is_by_the_due_date_on_orders_and_by_the_told_day_in_the_plan(
    operator: Membership, one: PlanOrder, as_role: Browsers
) -> None:
    on = one.ship_on - timedelta(days=3)
    told(one.order, on)
    draft = twin_of(one.plan)
    draft.plan_orders.filter(order=one.order).update(due_on=on, late_days=3)
    services.publish(by=operator, plan=draft)
    order = Order.objects.get(pk=one.order.pk)
    assert (order.late_days, order.due_on, order.told_on) == (0, one.order.due_on, on)
    browser = as_role(Role.OPERATOR)
    page = browser.get(f"/orders/o/{order.number}/").content.decode()
    assert "Told the customer" in page
    assert "the day its customer was told; it is due on" in page
    assert f"told {formats.day(on)}" in browser.get(f"/planning/plans/{draft.number}/").content.decode()
    late = program_of(operator)(f"plans/{draft.number}/late").json()["items"]
    (row,) = [row for row in late if row["order"] == order.number]
    assert (row["due_on"], row["told_on"], row["late_days"]) == (order.due_on.isoformat(), on.isoformat(), 3)


def test_a_late_day_that_the_customer_agreed_to_is_what_the_plan_counts_from(one: PlanOrder) -> None:
    order = told(one.order, one.order.due_on + timedelta(days=5))
    assert order.planned_by == one.order.due_on + timedelta(days=5)


def test_moving_the_due_date_moves_what_binds(one: PlanOrder, operator: Membership) -> None:
    due = one.order.due_on
    order = told(one.order, due - timedelta(days=4))
    move_due(by=operator, order=order, due_on=due - timedelta(days=2))
    assert order.planned_by == due - timedelta(days=4)
    assert not PlanEvent.objects.filter(order=order).exists()  # nothing that the plan does not do already
    move_due(by=operator, order=order, due_on=due - timedelta(days=6))
    assert (order.planned_by, order.told_on) == (due - timedelta(days=6), due - timedelta(days=4))
    event = PlanEvent.objects.get(order=order)
    assert event.body["due_on"] == (due - timedelta(days=6)).isoformat()
    move_due(by=operator, order=order, due_on=due + timedelta(days=3))
    order.refresh_from_db()
    assert order.planned_by == order.told_on == order.due_on == due + timedelta(days=3)


def test_a_rush_no_sooner_than_the_told_day_is_refused(one: PlanOrder, operator: Membership) -> None:
    due = one.order.due_on
    order = told(one.order, due - timedelta(days=4))
    body = {"order": order.number, "due_on": (due - timedelta(days=2)).isoformat()}
    with pytest.raises(HubError, match=f"{order.number} was told"):
        events.tell(by=operator, kind="order_rushed", body=body, order=order)


def test_a_rush_that_is_taken_binds_the_order(one: PlanOrder) -> None:
    due = one.order.due_on
    order = told(one.order, due - timedelta(days=4))
    on = due - timedelta(days=6)
    take_effect(PlanEvent(kind="order_rushed", plan=one.plan, body={"order": order.number, "due_on": on.isoformat()}))
    order.refresh_from_db()
    assert (order.due_on, order.planned_by, order.told_on) == (on, on, due - timedelta(days=4))


def test_a_workbook_that_moves_a_due_date_moves_what_was_told(one: PlanOrder) -> None:
    other = Order.objects.exclude(pk=one.order.pk).filter(state="open").first()
    found = cluster()
    assert found is not None
    assert other is not None
    told(one.order, one.order.due_on - timedelta(days=4))
    on = one.order.due_on + timedelta(days=2)
    book = bridge.scenario_of_rows(found, today())
    moved = replace(
        book,
        orders=tuple(
            replace(order, due_on=on) if order.number in (one.order.number, other.number) else order
            for order in book.orders
        ),
    )
    firms = {row.code: row.organisation for row in Factory.objects.select_related("organisation")}
    import_bridge.store(moved, firms=firms, brands={}, office=one.order.owner)
    now = Order.objects.get(pk=one.order.pk)
    assert now.due_on == now.planned_by == now.told_on == on
    assert Order.objects.filter(pk=other.pk, promise__isnull=True, due_on=on).exists()


def _take_in(operator: Membership, scenario: engine.Scenario) -> None:
    imports.look_at(by=operator, name="book.xlsx", data=import_bridge.written(scenario, "en", []))
    run = ImportRun.objects.latest("pk")
    assert run.state == ImportRun.State.READ, run.found
    imports.take_in(by=operator, run=run)


def test_an_order_wanted_otherwise_in_a_workbook_is_an_event_of_its_plan(
    operator: Membership, as_role: Browsers, one: PlanOrder
) -> None:
    scenario = bridge.scenario_of_rows(cluster(), today())
    orders = tuple(
        replace(o, quantities=tuple(replace(q, pieces=2 * q.pieces) for q in o.quantities))
        if o.number == one.order.number
        else o
        for o in scenario.orders
    )
    _take_in(operator, replace(scenario, orders=orders))
    event = PlanEvent.objects.get(kind="quantity_changed", order=one.order)
    assert sum(q["pieces"] for q in event.body["quantities"]) == 2 * one.order.pieces
    page = as_role(Role.OPERATOR).get(f"/orders/o/{one.order.number}/").content.decode()
    assert "The order was changed since" in page
    run_waiting("repair")
    event.refresh_from_db()
    assert event.state in (PlanEvent.State.REPAIRED, PlanEvent.State.FAILED)


def test_a_promise_that_is_left_out_of_the_plan_has_no_ship_date(operator: Membership, one: PlanOrder) -> None:
    order = Order.objects.get(pk=one.order_id)
    PlanOrder.objects.filter(pk=one.pk).delete()
    event = PlanEvent.objects.create(kind="order_added", body={}, plan=one.plan, order=order, told_by=operator)
    events.dismiss(by=operator, events=[event])
    order.refresh_from_db()
    assert order.ship_on is None
