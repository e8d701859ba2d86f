"""How sure it is that a way to make an order keeps its date."""

from __future__ import annotations

from datetime import date, timedelta

from interlock.errors import InterlockError
from interlock.model import Order, Plan, Scenario
from interlock.repair.options import Option
from interlock.simulate import PromisedLot, confidence

RUNS = 300


def confidence_of(scenario: Scenario, plan: Plan, order: Order, option: Option) -> float | None:
    """Return the probability to ship by the wanted date, every lot taken to end with the last.

    ``option`` is one of those that :func:`~interlock.repair.promise` found for the order on this plan. 0 where it is
    planned late, None where nothing is known of it: what goes outside, or a line that chance cannot be played on.
    """
    if option.why.binding == "outside" or option.late_days:
        return None if option.why.binding == "outside" else 0.0
    arrive_on = min(option.why.sew_first_on, option.why.cut_on + timedelta(days=1))
    lots = [
        PromisedLot(
            line=maker.line,
            arrive_on=arrive_on,
            start_on=option.why.sew_first_on,
            end_on=option.why.sew_last_on,
            busy_from_on=_busy_from(scenario, plan, maker.line, option.why.sew_first_on),
        )
        for maker in option.makers
    ]
    try:
        return confidence(
            scenario,
            lots,
            order=order.number,
            ship_on=option.ship_on,
            due_on=order.due_on,
            material_on=min(option.why.material_on, arrive_on),
            material="customer" if order.material_ready_on else "bought",
            runs=RUNS,
        )
    except InterlockError:
        return None


def _busy_from(scenario: Scenario, plan: Plan, line: str, start_on: date) -> date | None:
    """Since when a line sews other orders without an open day between, up to a day; None where it stands free."""
    factory = scenario.line[line].factory
    busy = {day.on for lot in plan.lots if lot.line == line for day in lot.days}
    first_on, on = start_on, start_on - timedelta(days=1)
    while on in busy or (on > plan.first_on and not scenario.calendar.is_open(on, factory)):
        first_on = on if on in busy else first_on
        on -= timedelta(days=1)
    return first_on if first_on < start_on else None
