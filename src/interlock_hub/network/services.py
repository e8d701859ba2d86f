"""Writes of the register: what an owner says of lines, machines and closed days. Every change is in the ledger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record
from interlock_hub.core.models import Membership
from interlock_hub.core.selectors import today
from interlock_hub.network.changes import Change, What, tell
from interlock_hub.network.models import CapacityChange, Closure, Factory, Line, Machine

LINE_FIELDS = ("operators", "minutes_per_day", "attendance", "price_cny_per_min")
# What a line's change of today is called when the owner counted who came.
ATTENDANCE = "attendance"
LONGEST_DAYS = 366


def seen_of(values: Mapping[str, Any]) -> str:
    """Return a short print of values, so that a form can tell whether they changed since it was opened."""
    text = json.dumps({name: str(value) for name, value in values.items()}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def line_values(line: Line) -> dict[str, Any]:
    """Return what of a line its owner may change."""
    return {name: getattr(line, name) for name in LINE_FIELDS}


@transaction.atomic
def change_line(
    *,
    by: Membership,
    line: Line,
    seen: str,
    operators: int,
    minutes_per_day: float,
    attendance: float,
    price_cny_per_min: Decimal,
) -> Line:
    """Change a line's capacity and price; raises Stale when somebody changed it since ``seen`` was shown."""
    before = line_values(line)
    after = {
        "operators": operators,
        "minutes_per_day": minutes_per_day,
        "attendance": attendance,
        "price_cny_per_min": price_cny_per_min,
    }
    changed = seen == seen_of(before) and Line.objects.filter(pk=line.pk, **before).update(**after)
    if not changed:
        raise Stale(
            worded(_("Somebody else has just changed line %(line)s; look at its figures again."), line=line.code)
        )
    line.refresh_from_db()
    _note(by, line.factory, "line changed", {"line": line.code, **before}, {"line": line.code, **line_values(line)})
    return line


@transaction.atomic
def add_closure(*, by: Membership, factory: Factory, first_on: date, last_on: date, reason: str = "") -> Closure:
    """Close a factory on days, both ends included; the same days again change nothing."""
    _check_days(first_on, last_on)
    closure, new = Closure.objects.get_or_create(
        factory=factory, first_on=first_on, last_on=last_on, defaults={"reason": reason[:200]}
    )
    if new:
        _note(by, factory, "closed days added", None, _days(first_on, last_on, reason))
        tell(by, Change(what="stands", factory=factory, first_on=first_on, last_on=last_on))
    return closure


@transaction.atomic
def remove_closure(*, by: Membership, factory: Factory, pk: int) -> None:
    """Open a factory again; raises Stale when the closure is gone already."""
    closure = Closure.objects.filter(pk=pk, factory=factory).first()
    if closure is None or not Closure.objects.filter(pk=pk).delete()[0]:
        raise Stale(_("These closed days were taken out already; look again."))
    _note(by, factory, "closed days removed", _days(closure.first_on, closure.last_on, closure.reason), None)
    tell(by, Change(what="runs again", factory=factory, first_on=closure.first_on, last_on=closure.last_on))


def machine_values(factory: Factory) -> dict[str, int]:
    """Return how many machines of each kind a factory has."""
    return dict(Machine.objects.filter(factory=factory).values_list("kind", "count"))


@transaction.atomic
def set_machines(*, by: Membership, factory: Factory, seen: str, counts: Mapping[str, int]) -> None:
    """Say how many machines of each kind there are; none of a kind takes it out. Stale when they changed meanwhile."""
    Factory.objects.select_for_update().get(pk=factory.pk)
    before = machine_values(factory)
    if seen != seen_of(before):
        raise Stale(
            worded(_("Somebody else has just changed the machines of %(factory)s; look again."), factory=factory.name)
        )
    after = {kind.strip()[:60]: count for kind, count in counts.items() if kind.strip() and count > 0}
    if after == before:
        return
    Machine.objects.filter(factory=factory).delete()
    Machine.objects.bulk_create(Machine(factory=factory, kind=kind, count=count) for kind, count in after.items())
    _note(by, factory, "machines changed", before, after)


@transaction.atomic
def tell_line_stands(
    *, by: Membership, line: Line, first_on: date, last_on: date, share: float = 0.0, reason: str = ""
) -> CapacityChange:
    """Say that a line has only a share of its minutes on days; the same days again change the share."""
    _check_days(first_on, last_on)
    stood = CapacityChange.objects.filter(line=line, first_on=first_on, last_on=last_on, share=0).exists()
    change, new = CapacityChange.objects.update_or_create(
        line=line, first_on=first_on, last_on=last_on, defaults={"share": share, "reason": reason[:200]}
    )
    _note(
        by, line.factory, "line stands" if share == 0 else "line has fewer hands", None,
        {"line": line.code, **_days(first_on, last_on, reason), "share": share, "again": not new},
    )  # fmt: skip
    if stood != (share == 0):
        _tell_line(by, line, "runs again" if stood else "stands", first_on, last_on)
    return change


def _tell_line(by: Membership, line: Line, what: What, first_on: date, last_on: date) -> None:
    tell(by, Change(what=what, factory=line.factory, line=line, first_on=first_on, last_on=last_on))


@transaction.atomic
def tell_attendance(*, by: Membership, line: Line, present: int) -> CapacityChange | None:
    """Say how many operators came today; as many as usual takes an earlier word of today back."""
    usual = line.operators * line.attendance
    now = today()
    if not 0 <= present <= line.operators:
        raise HubError(
            worded(
                _("Line %(line)s has %(operators)s operators; give a number from 0 to that."),
                line=line.code,
                operators=line.operators,
            )
        )
    if present + 0.5 < usual:
        return tell_line_stands(
            by=by, line=line, first_on=now, last_on=now, share=round(present / usual, 4), reason=ATTENDANCE
        )
    today_only = CapacityChange.objects.filter(line=line, first_on=now, last_on=now, reason=ATTENDANCE)
    stood = today_only.filter(share=0).exists()
    if today_only.delete()[0]:
        _note(by, line.factory, "all hands are there", None, {"line": line.code, "on": now.isoformat()})
    if stood:
        _tell_line(by, line, "runs again", now, now)
    return None


@transaction.atomic
def remove_change(*, by: Membership, factory: Factory, pk: int) -> None:
    """Take back that a line stands; raises Stale when it was taken back already."""
    change = CapacityChange.objects.select_related("line").filter(pk=pk, line__factory=factory).first()
    if change is None or not CapacityChange.objects.filter(pk=pk).delete()[0]:
        raise Stale(_("This was taken back already; look again."))
    before = {"line": change.line.code, **_days(change.first_on, change.last_on, change.reason), "share": change.share}
    _note(by, factory, "line runs again", before, None)
    if change.share == 0:
        _tell_line(by, change.line, "runs again", change.first_on, change.last_on)


def _check_days(first_on: date, last_on: date) -> None:
    if last_on < first_on:
        raise HubError(_("The last day is before the first; give them the other way round."))
    if last_on < today():
        raise HubError(_("These days have passed already; give a last day from today on."))
    if (last_on - first_on).days > LONGEST_DAYS:
        raise HubError(worded(_("That is longer than a year; give at most %(days)s days."), days=LONGEST_DAYS))


def _days(first_on: date, last_on: date, reason: str) -> dict[str, Any]:
    return {"first_on": first_on.isoformat(), "last_on": last_on.isoformat(), "reason": reason}


def _note(
    by: Membership, factory: Factory, what: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> None:
    def plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if values is None:
            return None
        return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}

    record(by=by, subject="network.factory", key=factory.code, what=what, before=plain(before), after=plain(after))
