"""What made an order ship later where several events may have: each of them is tried by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from interlock.model import (
    AttendanceFell,
    Event,
    LineStopped,
    LotDeclined,
    LotRejected,
    MaterialLate,
    OutputBehind,
    Plan,
    Scenario,
    order_of,
)

HINDERING = (LineStopped, AttendanceFell, MaterialLate, LotDeclined, LotRejected, OutputBehind)
"""What happens of these can make nothing earlier by itself."""

# Of more events than that none is tried by itself.
MOST_TRIED = 6

Ships = Mapping[str, date]


@dataclass(frozen=True)
class AlsoLater:
    """What would have made an order ship so many days later by itself, beside what it is laid to."""

    event: Event
    days: int


@dataclass(frozen=True)
class Causes:
    """By order the event that binds, which makes it latest, and those that would have made it later as well."""

    because: Mapping[str, Event]
    also: Mapping[str, tuple[AlsoLater, ...]]


def causes_of(
    scenario: Scenario,
    before: Plan,
    after: Plan,
    events: Sequence[Event],
    because: Mapping[str, Event],
    alone: Callable[[Event], Ships],
) -> Causes:
    """Return what orders that ship later are laid to; ``alone`` tells when all ship if one event alone had happened.

    ``because`` is what touched each order; it stands where no event would have done it by itself.
    """
    asked = {number: found for number, found in _hindered(scenario, before, events).items() if len(found) > 1}
    asked = {number: found for number, found in asked.items() if _later(before, after, number)}
    tried = [event for event in events if any(event in found for found in asked.values())]
    if not tried or len(tried) > MOST_TRIED:
        return Causes(because, {})
    ships = [(event, alone(event)) for event in tried]
    binds, also = dict(because), dict[str, tuple[AlsoLater, ...]]()
    for number, found in asked.items():
        planned_on = before.promise[number].ship_on
        days = [(e, (there.get(number, planned_on) - planned_on).days) for e, there in ships if e in found]
        first = max(days, key=lambda pair: (pair[1], pair[0] == because.get(number)))
        if first[1] > 0:
            binds[number] = first[0]
            also[number] = tuple(AlsoLater(*pair) for pair in days if pair is not first and pair[1] > 0)
    return Causes(binds, also)


def _later(before: Plan, after: Plan, number: str) -> bool:
    was, now = before.promise.get(number), after.promise.get(number)
    return was is not None and now is not None and now.ship_on > was.ship_on


def _hindered(scenario: Scenario, plan: Plan, events: Sequence[Event]) -> Mapping[str, list[Event]]:
    """The hindering events that touch each order of a plan."""
    found: dict[str, list[Event]] = {}
    for event in events:
        if isinstance(event, HINDERING):
            for number in dict.fromkeys(_touched(scenario, plan, event)):
                found.setdefault(number, []).append(event)
    return found


def _touched(scenario: Scenario, plan: Plan, event: Event) -> Iterator[str]:
    if not isinstance(event, LineStopped | AttendanceFell):
        yield order_of(event, plan)
        return
    lines = {event.line}
    if isinstance(event, AttendanceFell) and event.factory:
        lines = {line.code for line in scenario.lines_of[event.factory]}
    for lot in plan.lots:
        if lot.line in lines and any(event.first_on <= day.on <= event.last_on for day in lot.days):
            yield lot.order
