"""The day to aim at: while an order that is added looks for lines, it may count as due on another day than it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from interlock.model import Event, Order, OrderAdded, Scenario

# The order whose date counts more than money comes before all others.
URGENT_PRIORITY = 5


def aimed(scenario: Scenario, first_on: date, events: Sequence[Event]) -> Scenario:
    """Return the scenario with added orders due when they are aimed at.

    That is on the event's ``aim_on`` where it has one, and on ``first_on`` where the fastest way is wanted: what is
    found for those does not depend on the day on which the customer wants the order.
    """
    events_of = {event.order.number: event for event in events if isinstance(event, OrderAdded)}
    orders = tuple(_aimed(order, events_of.get(order.number), first_on) for order in scenario.orders)
    return scenario if orders == scenario.orders else replace(scenario, orders=orders)


def _aimed(order: Order, event: OrderAdded | None, first_on: date) -> Order:
    if event is None:
        return order
    if event.way == "fastest":
        return replace(order, due_on=first_on, priority=URGENT_PRIORITY)
    return replace(order, due_on=event.aim_on or order.due_on)
