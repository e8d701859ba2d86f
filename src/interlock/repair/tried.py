"""Remedies that were tried on a plan: done, or kept with a repaired plan as long as what they rest on is the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from interlock.errors import InvalidModel
from interlock.model import Event, Help, Lot, LotGiven, OutsideLot, OvertimeAgreed, Plan, Reason, Remedy
from interlock.words import Words, known_ones

Work = Mapping[str, Sequence[Lot | OutsideLot]]

SAYS = Words(
    nothing=(
        "order {order}: neither overtime nor another line was found to help it; its reason names what else would",
        "订单 {order}：试算未找到有效的加班或改派产线，其他办法见该订单的延误原因",
    ),
    in_time=(
        "order {order} is not late: it ships on {ship_on} and is due on {due_on}",
        "订单 {order} 没有延误：{ship_on} 出货，交期 {due_on}",
    ),
    unknown=("order {order} is not in the plan; {known}", "计划中没有订单 {order}（{known}）"),
)


def events_of(remedy: Remedy, *, may_move: bool = True) -> tuple[Event, ...]:
    """Return what happens where a remedy that was tried is done: overtime or other lines; nothing for other remedies.

    Other orders make room for it where it ``may_move`` them.
    """
    facts = remedy.facts
    if not remedy.tried:
        return ()
    order, lines = str(facts["order"]), _lines_of(remedy)
    if remedy.help is Help.OVERTIME:
        first_on, last_on = date.fromisoformat(str(facts["from_on"])), date.fromisoformat(str(facts["by_on"]))
        hours = float(facts["hours_a_day"])
        return tuple(
            OvertimeAgreed(line=line, hours=hours, first_on=first_on, last_on=last_on, order=order) for line in lines
        )
    if remedy.help is Help.OTHER_LINE:
        lots = str(facts["lots"]).split(", ")
        return tuple(
            LotGiven(lot=lot, line=line, may_move=may_move)
            for lot, line in zip(lots, lines, strict=False)
            if lot.rpartition("/")[0] == order
        )
    return ()


def help_of(plan: Plan, orders: Iterable[str]) -> tuple[Event, ...]:
    """Return the events that do for each order the first tried remedy that events can do.

    Raises :class:`~interlock.errors.InvalidModel` naming every order that has none.
    """
    asked = tuple(dict.fromkeys(orders))
    found = {order: _doable(plan, order) for order in asked}
    if wrong := [_why_not(plan, order) for order, remedy in found.items() if remedy is None]:
        raise InvalidModel(wrong)
    return tuple(event for remedy in found.values() if remedy for event in events_of(remedy))


def unkept(plan: Plan, after: Plan, orders: Iterable[str]) -> Iterator[tuple[str, date, date]]:
    """Yield orders helped as by :func:`help_of` that ship later than was found: number, day told, day it ships now."""
    for order in dict.fromkeys(orders):
        remedy = _doable(plan, order)
        told_on = date.fromisoformat(str(remedy.facts["ship_on"])) if remedy else None
        if told_on and after.promise[order].ship_on > told_on:
            yield order, told_on, after.promise[order].ship_on


def _doable(plan: Plan, order: str) -> Remedy | None:
    """The first remedy tried for an order that events can do."""
    reason = next((reason for reason in plan.reasons if reason.order == order), None)
    return next((one for one in reason.remedies if events_of(one)), None) if reason else None


def _why_not(plan: Plan, order: str) -> str:
    promise = plan.promise.get(order)
    if promise is None:
        return SAYS.told("unknown", order=order, known=known_ones(order, plan.promise))
    if promise.late_days <= 0:
        return SAYS.told("in_time", order=order, ship_on=promise.ship_on, due_on=promise.due_on)
    return SAYS.told("nothing", order=order)


def still_tried(before: Plan, after: Plan, found: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Return reasons with the remedies of the plan before that were tried and still hold.

    That is where the order is late for the same reason, and it and all lines that a remedy names have the same lots.
    """
    known = {reason.order: reason for reason in before.reasons if any(one.tried for one in reason.remedies)}
    if not known:
        return found
    lines = _same(_by_line(before.lots), _by_line(after.lots))
    orders = _same(_by_order(before), _by_order(after)) & known.keys()
    return tuple(
        replace(reason, remedies=known[reason.order].remedies)
        if reason.order in orders and _holds(known[reason.order], reason, lines)
        else reason
        for reason in found
    )


def _holds(was: Reason, reason: Reason, lines: set[str]) -> bool:
    named = {code for one in was.remedies if one.tried for code in _lines_of(one)}
    return (was.cause, was.facts) == (reason.cause, reason.facts) and named <= lines


def _lines_of(remedy: Remedy) -> list[str]:
    named = remedy.facts.get("lines")
    return named.split(", ") if isinstance(named, str) else []


def _same(before: Work, after: Work) -> set[str]:
    return {key for key, lots in before.items() if lots == after.get(key)}


def _by_line(lots: Iterable[Lot]) -> Work:
    found: dict[str, list[Lot | OutsideLot]] = defaultdict(list)
    for lot in lots:
        found[lot.line].append(lot)
    return found


def _by_order(plan: Plan) -> Work:
    found: dict[str, list[Lot | OutsideLot]] = defaultdict(list)
    work: Iterable[Lot | OutsideLot] = chain(plan.lots, plan.outside)
    for lot in work:
        found[lot.order].append(lot)
    return found
