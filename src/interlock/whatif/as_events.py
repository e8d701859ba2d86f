"""Edits that can happen to a plan, as events of a repair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
)
from interlock.whatif.apply import apply, lines_of
from interlock.whatif.edits import ChangeOrder, CloseLine, DropOrder, EarlierMaterial, Edit, Overtime, kind_name
from interlock.words import Words

SAYS = Words(
    no_event=(
        "edit {number} ({kind}): a repair cannot take it up; plan anew, without --repair",
        "第 {number} 项改动（{kind}）不能用修复来实现，请去掉 --repair 重新排产",
    )
)


def as_events(scenario: Scenario, plan: Plan, edits: Sequence[Edit]) -> tuple[Event, ...]:
    """Return edits as what happens to a plan: lines close or work longer, orders change or go, material is late.

    Overtime is paid with the premium of the plan's policy.

    Raises :class:`~interlock.errors.InvalidModel` with every edit that cannot be made, or that only a new plan can
    take up, such as a new line.
    """
    apply(scenario, edits)
    found = [tuple(_events(scenario, plan, edit)) for edit in edits]
    strange = [
        SAYS.told("no_event", number=number, kind=kind_name(edit))
        for number, (edit, events) in enumerate(zip(edits, found, strict=True), 1)
        if not events
    ]
    if strange:
        raise InvalidModel(strange)
    return tuple(event for events in found for event in events)


def _events(scenario: Scenario, plan: Plan, edit: Edit) -> Iterator[Event]:
    match edit:
        case CloseLine():
            first_on = max(edit.from_on or plan.first_on, plan.first_on)
            yield LineStopped(line=edit.line, first_on=first_on, last_on=max(first_on, plan.last_on))
        case Overtime():
            for line in lines_of(scenario, edit):
                hours = edit.share * line.minutes_per_day / 60
                yield OvertimeAgreed(line=line.code, hours=hours, first_on=edit.first_on, last_on=edit.last_on)
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
