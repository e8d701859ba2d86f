"""What some events come to: of two on the same matter the last holds, and what changes nothing is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from interlock.model import (
    Event,
    LineReturned,
    LineStopped,
    LotRejected,
    OrderAdded,
    OrderRushed,
    OutputBehind,
    Plan,
    Quantity,
    QuantityChanged,
    Scenario,
    order_of,
)

ONE_DAY = timedelta(days=1)


def net_of(scenario: Scenario, events: Sequence[Event]) -> list[Event]:
    """Return the events that count, in their turn.

    Of due dates and of quantities told of one order the last counts, and none that it has already. Days that a line
    stands end where it returns; those that meet are told as one.
    """
    last = {(type(e), e.order): at for at, e in enumerate(events) if isinstance(e, OrderRushed | QuantityChanged)}
    found: list[Event] = []
    for at, event in enumerate(events):
        if isinstance(event, OrderRushed | QuantityChanged) and (
            last[type(event), event.order] != at or _is_so(scenario, event)
        ):
            continue
        if isinstance(event, LineReturned):
            found = [cut for one in found for cut in _until(one, event)]
        found = _joined(found, event) if isinstance(event, LineStopped) else [*found, event]
    return found


def in_turn(plan: Plan, events: Sequence[Event]) -> list[Event]:
    """Return events as they happen to a plan, whatever the turn they are told in.

    What has been done on lines is done before anything else is planned; what needs more pieces comes last, and takes
    what the others leave.
    """
    added = {event.order.number for event in events if isinstance(event, OrderAdded)}
    told = Counter(order_of(event, plan) for event in events)

    def turn(event: Event) -> int:
        number = order_of(event, plan)
        if isinstance(event, OutputBehind):
            return 0
        if number in added or isinstance(event, LotRejected):
            return 2
        return 2 if told[number] == 1 and _grows(plan, event) else 1

    return sorted(events, key=turn)


def _grows(plan: Plan, event: Event) -> bool:
    """Whether an order of the plan is to have more pieces."""
    if not isinstance(event, QuantityChanged) or event.order not in plan.promise:
        return False
    return sum(q.pieces for q in event.quantities) > plan.promise[event.order].pieces


def _is_so(scenario: Scenario, event: OrderRushed | QuantityChanged) -> bool:
    """Whether the order is as the event says; an order that another event adds is not."""
    order = scenario.order.get(event.order)
    if order is None:
        return False
    if isinstance(event, OrderRushed):
        return order.due_on == event.due_on
    return _cells(order.quantities) == _cells(event.quantities)


def _cells(quantities: Sequence[Quantity]) -> Counter[tuple[str, str]]:
    cells: Counter[tuple[str, str]] = Counter()
    for q in quantities:
        cells[q.colour, q.size] += q.pieces
    return +cells


def _until(event: Event, returned: LineReturned) -> list[Event]:
    """A stop that reaches the day of its line's return ends the day before; later ones stay."""
    if not isinstance(event, LineStopped) or event.line != returned.line:
        return [event]
    if not event.first_on <= returned.on <= event.last_on:
        return [event]
    return [replace(event, last_on=returned.on - ONE_DAY)] if event.first_on < returned.on else []


def _joined(events: Sequence[Event], stop: LineStopped) -> list[Event]:
    """The events with one more stop of a line, in one with those that it meets."""
    found: list[Event] = []
    for event in events:
        meets = (
            isinstance(event, LineStopped)
            and event.line == stop.line
            and event.first_on <= stop.last_on + ONE_DAY
            and stop.first_on <= event.last_on + ONE_DAY
        )
        if meets and isinstance(event, LineStopped):
            stop = replace(stop, first_on=min(stop.first_on, event.first_on), last_on=max(stop.last_on, event.last_on))
        else:
            found.append(event)
    return [*found, stop]
