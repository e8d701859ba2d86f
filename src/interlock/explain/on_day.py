"""A plan on a day: what it tells of days that are over by then is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from interlock.explain.worth import is_week_over
from interlock.model import Help, Plan, Reason, Remedy

# The days of a remedy that must not be over: where it begins, else the last day on which it could.
_ITS_DAYS = ("from_on", "by_on", "arrive_on")


def on_day(plan: Plan, as_of: date | None) -> Plan:
    """Return a plan of which days before ``as_of`` are over: no remedy lies on them, and none helps what has shipped.

    Overtime that should have begun was not worked, a lot that has begun stays on its line. Nor is more capacity worth
    anything in weeks that are over.
    """
    worn = replace(plan, as_of=as_of)
    return replace(
        worn,
        reasons=tuple(_on_day(worn, reason) for reason in plan.reasons),
        bottlenecks=tuple(one for one in plan.bottlenecks if not is_week_over(worn, one.week_on)),
    )


def _on_day(plan: Plan, reason: Reason) -> Reason:
    promise = plan.promise.get(reason.order)
    if promise is not None and plan.has_shipped(promise):
        return replace(reason, remedies=())
    return replace(reason, remedies=tuple(one for one in reason.remedies if not _is_over(plan, one)))


def _is_over(plan: Plan, remedy: Remedy) -> bool:
    names = ("due_on",) if remedy.help is Help.FIRST_DELIVERY else _ITS_DAYS
    days = [date.fromisoformat(str(remedy.facts[name])) for name in names if name in remedy.facts]
    if remedy.help is Help.OTHER_LINE:
        moved = str(remedy.facts["lots"]).split(", ")
        days += [plan.lot[name].start_on for name in moved if name in plan.lot]
    return any(map(plan.is_over, days))
