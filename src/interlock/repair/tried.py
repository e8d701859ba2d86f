"""Remedies that were tried on a plan: done, or kept with a repaired plan as long as what they rest on is the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from interlock.errors import InvalidModel
from interlock.model import Event, Help, Lot, LotGiven, OutsideLot, OvertimeAgreed, Plan, Reason, Remedy
from interlock.words import Words, known_ones

Work = Mapping[str, Sequence[Lot | OutsideLot]]

SAYS = Words(
    nothing=(
        "order {order} has no overtime and no other line among what was tried and helps it; {known}",
        "经试算对订单 {order} 有效的办法中没有加班或改派产线（{known}）",
    )
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
    can = {reason.order: next(filter(None, map(events_of, reason.remedies)), ()) for reason in plan.reasons}
    able = [order for order, events in can.items() if events]
    asked = tuple(dict.fromkeys(orders))
    wrong = [SAYS.told("nothing", order=order, known=known_ones(order, able)) for order in asked if not can.get(order)]
    if wrong:
        raise InvalidModel(wrong)
    return tuple(event for order in asked for event in can[order])


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
