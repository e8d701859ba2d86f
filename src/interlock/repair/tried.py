"""Remedies that were tried on a plan stay with a repaired one as long as nothing that they rest on has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from interlock.model import Lot, OutsideLot, Plan, Reason, Remedy

Work = Mapping[str, Sequence[Lot | OutsideLot]]


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
