"""Lines that stand, and run again, as events of the plan that holds: owners say it in the register, planners decide."""

from __future__ import annotations

from datetime import date
from typing import Any

from interlock_hub.core.models import Membership
from interlock_hub.core.selectors import today
from interlock_hub.network.changes import Change
from interlock_hub.network.models import CapacityChange, Line
from interlock_hub.planning import bridge, events_bridge
from interlock_hub.planning.carrying import OPEN
from interlock_hub.planning.events import dismiss, tell
from interlock_hub.planning.models import PlanEvent, PlanLoad, PlanVersion
from interlock_hub.planning.selectors import published


def heard(by: Membership, change: Change) -> None:
    """Tell the plan that a line or a factory stands or runs again; what it does not reach is nothing to repair."""
    plan = published()
    if plan is None:
        return
    lines = _planned_lines(plan, change)
    first_on = max(change.first_on, plan.first_on)
    if lines and first_on <= min(change.last_on, plan.last_on):
        (_stands if change.what == "stands" else _runs_again)(by, plan, change, lines, first_on)


def _planned_lines(plan: PlanVersion, change: Change) -> list[str]:
    """The lines of the change that the plan knows."""
    lines = Line.objects.filter(factory=change.factory).values_list("code", flat=True)
    wanted = [change.line.code] if change.line else list(lines)
    known = PlanLoad.objects.filter(plan=plan, resource="sewing", unit__in=wanted).order_by().distinct()
    return sorted(known.values_list("unit", flat=True))


def _stands(by: Membership, plan: PlanVersion, change: Change, lines: list[str], first_on: date) -> None:
    kind, body = _as_event(change, first_on)
    if not PlanEvent.objects.filter(plan=plan, kind=kind, body=body, state__in=OPEN).exists():
        tell(by=by, kind=kind, body=body)


def _as_event(change: Change, first_on: date) -> tuple[str, dict[str, Any]]:
    days = {"first_on": first_on.isoformat(), "last_on": change.last_on.isoformat()}
    if change.line:
        return "line_stopped", {"line": change.line.code, **days}
    return "attendance_fell", {"factory": change.factory.code, "share": 0.0, **days}


def _runs_again(by: Membership, plan: PlanVersion, change: Change, lines: list[str], first_on: date) -> None:
    """A stop that nobody has decided on is over with its event; one that the plan knows ends by another event."""
    kind, body = _as_event(change, first_on)
    undecided = list(PlanEvent.objects.filter(plan=plan, kind=kind, body=body, state__in=OPEN))
    for event in undecided:
        dismiss(by=by, events=[event])
    on = max(first_on, today())
    if undecided or on > min(change.last_on, plan.last_on):
        return
    still = CapacityChange.objects.filter(line__code__in=lines, first_on__lte=on, last_on__gte=on)
    lines = sorted(set(lines) - set(still.values_list("line__code", flat=True)))
    for line in events_bridge.without_minutes(bridge.scenario_in(_whole(plan).book), lines, on):
        tell(by=by, kind="line_returned", body={"line": line, "on": on.isoformat()})


def _whole(plan: PlanVersion) -> PlanVersion:
    return PlanVersion.objects.only("book").get(pk=plan.pk)
