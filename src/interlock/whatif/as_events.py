"""Edits that can happen to a plan, as events of a repair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from interlock.errors import InvalidModel
from interlock.model import (
    Event,
    LineStopped,
    MaterialLate,
    OrderCancelled,
    OrderRushed,
    OvertimeAgreed,
    Plan,
    QuantityChanged,
    Scenario,
    check_events,
)
from interlock.whatif.apply import apply, lines_of, of_edit
from interlock.whatif.edits import ChangeOrder, CloseLine, DropOrder, EarlierMaterial, Edit, Overtime
from interlock.words import Words

SAYS = Words(
    no_event=(
        "a repair cannot take it up; plan anew, without --repair",
        "不能用修复来实现，请去掉 --repair 重新排产",
    ),
    no_event_over=(
        "a repair cannot take it up, and days of the plan before {on} are over, which a new plan would plan again; "
        "leave it out, or ask it of a plan with no day over",
        "不能用修复来实现；原计划 {on} 之前各天已过，也不能重新排产。请去掉此项，或改用各天均未过的计划来试算",
    ),
    over=(
        "its days end on {last}, and those before {on} are over; give later days",
        "日期到 {last} 为止，而 {on} 之前各天已过，请写之后的日期",
    ),
)


def as_events(
    scenario: Scenario, plan: Plan, edits: Sequence[Edit], *, numbers: Sequence[int] | None = None
) -> tuple[Event, ...]:
    """Return edits as what happens to a plan: lines close or work longer, orders change or go, material is late.

    Overtime is paid with the premium of the plan's policy. On days that are over nothing happens any more.

    Raises :class:`~interlock.errors.InvalidModel` with every edit, by its place from 1 or its number in ``numbers``,
    that cannot be made, that only a new plan can take up, such as a new line, or that cannot happen to the plan.
    """
    places = list(numbers or range(1, len(edits) + 1))
    apply(scenario, edits, numbers=places)
    found, strange = list[tuple[int, Event]](), list[str]()
    for number, edit in zip(places, edits, strict=True):
        try:
            events = list(_events(scenario, plan, edit))
        except InvalidModel as error:
            strange += [of_edit(number, edit, problem) for problem in error.problems]
            continue
        found += [(number, event) for event in events]
        if not events:
            strange.append(of_edit(number, edit, _no_event(plan, edit)))
    if strange:
        raise InvalidModel(strange)
    check_events(scenario, plan, [event for _, event in found], numbers=[number for number, _ in found])
    return tuple(event for _, event in found)


def _no_event(plan: Plan, edit: Edit) -> str:
    if isinstance(edit, Overtime):
        return SAYS.told("over", last=edit.last_on, on=plan.as_of)
    return SAYS.told("no_event_over", on=plan.as_of) if plan.days_over else SAYS.told("no_event")


def _events(scenario: Scenario, plan: Plan, edit: Edit) -> Iterator[Event]:
    open_on = plan.first_on + timedelta(days=plan.days_over)
    match edit:
        case CloseLine():
            first_on = max(edit.from_on or open_on, open_on)
            yield LineStopped(line=edit.line, first_on=first_on, last_on=max(first_on, plan.last_on))
        case Overtime():
            first_on = max(edit.first_on, open_on) if plan.days_over else edit.first_on
            for line in lines_of(scenario, edit) if first_on <= edit.last_on else ():
                hours = edit.share * line.minutes_per_day / 60
                yield OvertimeAgreed(line=line.code, hours=hours, first_on=first_on, last_on=edit.last_on)
        case DropOrder():
            yield OrderCancelled(order=edit.order)
        case ChangeOrder():
            if edit.pieces is not None:
                yield QuantityChanged(order=edit.order, quantities=apply(scenario, [edit]).order[edit.order].quantities)
            if edit.due_on is not None:
                yield OrderRushed(order=edit.order, due_on=edit.due_on)
        case EarlierMaterial() if edit.ready_on > plan.promise[edit.order].material_on:
            yield MaterialLate(order=edit.order, ready_on=edit.ready_on)
        case _:
            return
