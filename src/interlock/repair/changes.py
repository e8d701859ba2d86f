"""Events as changes of the scenario, so that a plan made afresh knows of them too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from interlock.model import (
    AgreedOvertime,
    AttendanceFell,
    CapacityChange,
    Declined,
    Event,
    LineReturned,
    LineStopped,
    Lock,
    Lot,
    LotDeclined,
    LotRejected,
    MaterialLate,
    Order,
    OrderAdded,
    OrderCancelled,
    OrderRushed,
    OvertimeAgreed,
    Plan,
    QuantityChanged,
    Rules,
    Scenario,
    remakes_of,
    still_kept,
)

ONE_DAY = timedelta(days=1)


def changed(scenario: Scenario, plan: Plan, events: Sequence[Event]) -> Scenario:
    """Return the scenario after some events. Output behind plan leaves no trace in it: it is a matter of the plan."""
    for event in events:
        scenario = _after(scenario, plan, event)
    return scenario


def remake_number(scenario: Scenario, number: str) -> str:
    """Return the number of the next order that makes rejected pieces of an order again."""
    again = 1
    while f"{number}-R{again}" in scenario.order:
        again += 1
    return f"{number}-R{again}"


def _after(scenario: Scenario, plan: Plan, event: Event) -> Scenario:
    match event:
        case LineStopped() | AttendanceFell():
            return _fewer(scenario, plan, event)
        case LineReturned():
            return replace(scenario, capacity_changes=tuple(_until(scenario.capacity_changes, event)))
        case OvertimeAgreed():
            agreed = AgreedOvertime(event.line, event.first_on, event.last_on, event.hours)
            return replace(scenario, agreed_overtime=(*scenario.agreed_overtime, agreed))
        case LotDeclined():
            return _declined(scenario, plan.lot[event.lot])
        case OrderAdded():
            return replace(scenario, orders=(*scenario.orders, event.order))
        case LotRejected():
            order = scenario.order[plan.lot[event.lot].order]
            return _with_remake(scenario, order, _remake(scenario, order, event))
        case OrderCancelled():
            gone = {event.order, *remakes_of(event.order, (n for n in scenario.order if not _has_shipped(plan, n)))}
            return _with_orders(scenario, tuple(order for order in scenario.orders if order.number not in gone))
        case MaterialLate() | QuantityChanged() | OrderRushed():
            order = _edited(scenario.order[event.order], event)
            return _with_orders(scenario, tuple(order if o.number == order.number else o for o in scenario.orders))
        case _:
            return scenario


def _has_shipped(plan: Plan, number: str) -> bool:
    return number in plan.promise and plan.has_shipped(plan.promise[number])


def _fewer(scenario: Scenario, plan: Plan, event: LineStopped | AttendanceFell) -> Scenario:
    """Minutes that are gone from lines; what is known to be sewn was sewn."""
    share = event.share if isinstance(event, AttendanceFell) else 0.0
    lines = [event.line]
    if isinstance(event, AttendanceFell) and event.factory:
        lines = [line.code for line in scenario.lines_of[event.factory]]
    first_on = dict.fromkeys(lines, event.first_on)
    for lot in plan.lots:
        if lot.done and lot.line in first_on:
            first_on[lot.line] = max(first_on[lot.line], lot.end_on + ONE_DAY)
    fresh = [
        CapacityChange(line=line, first_on=first_on[line], last_on=event.last_on, share=share)
        for line in lines
        if first_on[line] <= event.last_on
    ]
    return replace(scenario, capacity_changes=(*scenario.capacity_changes, *fresh))


def _until(changes: Iterable[CapacityChange], event: LineReturned) -> Iterable[CapacityChange]:
    """The changes of the line that reach the day of its return end the day before; later ones stay."""
    for change in changes:
        if change.line != event.line or not change.covers(event.on):
            yield change
        elif change.first_on < event.on:
            yield replace(change, last_on=event.on - ONE_DAY)


def _declined(scenario: Scenario, lot: Lot) -> Scenario:
    """The factory sews no lot of the order: what locks it there has lost its ground."""
    there = {line.code for line in scenario.lines_of[lot.factory]}
    locks = tuple(k for k in scenario.rules.locks if k.order != lot.order or k.line not in there)
    declined = dict.fromkeys((*scenario.declined, Declined(lot.order, lot.factory)))
    return replace(scenario, declined=tuple(declined), rules=replace(scenario.rules, locks=locks))


def _with_orders(scenario: Scenario, orders: Sequence[Order]) -> Scenario:
    """The scenario with these orders, and with what it can still keep of its rules and refusals."""
    kept = {order.number for order in orders}
    declined = tuple(no for no in scenario.declined if no.order in kept)
    bare = replace(scenario, orders=tuple(orders), declined=declined, rules=Rules())
    locks = tuple(lock for order in orders for lock in _fitting(scenario.rules.locks_of(order.number), order.pieces))
    return replace(bare, rules=still_kept(bare, replace(scenario.rules, locks=locks)))


def _fitting(locks: Sequence[Lock], pieces: int) -> Iterator[Lock]:
    """An order's locks, those that ask for more pieces than are left of it with what is left."""
    for lock in locks:
        if pieces > 0:
            yield replace(lock, pieces=min(lock.pieces, pieces)) if lock.pieces else lock
        pieces -= lock.pieces or pieces


def _edited(order: Order, event: MaterialLate | QuantityChanged | OrderRushed) -> Order:
    if isinstance(event, QuantityChanged):
        return replace(order, quantities=event.quantities)
    if isinstance(event, OrderRushed):
        return replace(order, due_on=event.due_on)
    if order.material_ready_on is not None:
        return replace(order, material_ready_on=max(order.material_ready_on, event.ready_on))
    return replace(order, earliest_start_on=_later(order.earliest_start_on, event.ready_on))


def _with_remake(scenario: Scenario, order: Order, remake: Order) -> Scenario:
    """The scenario with pieces to make again, wherever the order itself may be made."""
    rules = scenario.rules
    places = tuple(replace(rule, order=remake.number) for rule in rules.places if rule.order == order.number)
    lots = tuple(replace(rule, order=remake.number) for rule in rules.lots if rule.order == order.number)
    rules = replace(rules, places=(*rules.places, *places), lots=(*rules.lots, *lots))
    return replace(scenario, orders=(*scenario.orders, remake), rules=rules)


def _remake(scenario: Scenario, order: Order, event: LotRejected) -> Order:
    """The rejected pieces as an order: what was cut and sewn stays accounted for in the order it was made for."""
    own = order.material_ready_on
    return replace(
        order,
        number=remake_number(scenario, order.number),
        quantities=event.quantities,
        earliest_start_on=_later(order.earliest_start_on, event.on + ONE_DAY),
        material_ready_on=_later(own, event.on + ONE_DAY) if own else None,
    )


def _later(one: date | None, other: date) -> date:
    return max(one, other) if one else other
