"""Taking in a workbook of the whole cluster: looked at first, then all of it or nothing, once.

Both steps are jobs, so that a process killed at any moment leaves nothing half done. A small workbook's jobs are run at
once, in the request that asked for them; a worker takes over where that request dies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any
from zlib import crc32

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from interlock_hub.core import jobs
from interlock_hub.core.bridge import language
from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record, record_many
from interlock_hub.core.models import JobRun, Membership, Organisation
from interlock_hub.core.selectors import cluster, today
from interlock_hub.core.services import make_organisation, set_cluster
from interlock_hub.network.models import Factory, ImportRun
from interlock_hub.orders import changes as order_changes
from interlock_hub.orders.models import Order
from interlock_hub.orders.words import PRIVATE_FIELDS
from interlock_hub.planning.bridge import LEARNT, dumped, loaded_scenario, scenario_of_rows
from interlock_hub.site import import_bridge as bridge

# A workbook up to this size, and an order book up to this many orders, is done while the reader waits.
AT_ONCE_BYTES = 150_000
AT_ONCE_ORDERS = 300
LARGEST_BYTES = 30 * 2**20
SHOWN_CHANGES = 50
# Where more orders are wanted otherwise, a new plan is due rather than a repair.
MOST_TOLD = 20
EXPORTS_KEPT = timedelta(days=1)
EXPORTS = "exports"
_NOTES = (
    _("What this workbook leaves out"),
    _("Customers and prices of orders, and rules that name a customer, are private to the firms that took them."),
    _("Taken in again, orders that are known keep the customer and the price they have, and rules of customers stay."),
    _("A copy of everything is made by whoever runs the server: interlock-hub backup."),
)


def look_at(*, by: Membership, name: str, data: bytes) -> JobRun:
    """Ask for a workbook to be read and compared; what comes of it is an :class:`ImportRun`."""
    if not data or len(data) > LARGEST_BYTES:
        most_mb = LARGEST_BYTES // 2**20
        raise HubError(worded(_("Choose a workbook (.xlsx) of at most %(mb)s MB that is not empty."), mb=most_mb))
    job = jobs.start("import", by=by, given={"name": name[:200]}, snapshot=data)
    return _at_once(job, len(data) <= AT_ONCE_BYTES)


def take_in(*, by: Membership, run: ImportRun) -> JobRun:
    """Ask for a workbook that was looked at to be taken in."""
    if run.state != ImportRun.State.READ:
        raise Stale(_already(run))
    orders = run.found.get("counts", {}).get("orders", {})
    job = jobs.start("import_take", by=by, given={"run": run.pk})
    return _at_once(job, sum(orders.values()) <= AT_ONCE_ORDERS)


def export(*, by: Membership) -> JobRun:
    """Ask for the whole book as a workbook that can be edited and taken in again.

    It holds no more than the operator's pages: customers and prices of orders stay with their firms.
    """
    found = cluster()
    if found is None or not Factory.objects.exists() or not Order.objects.filter(state=Order.State.OPEN).exists():
        raise HubError(_("There is nothing to write yet: the cluster has no factories or no open orders."))
    snapshot = dumped(bridge.masked(scenario_of_rows(found, today())))
    job = jobs.start("export", by=by, given={"language": language()}, snapshot=snapshot)
    return _at_once(job, Order.objects.count() <= AT_ONCE_ORDERS)


def _at_once(job: JobRun, small: bool) -> JobRun:
    if small:
        jobs.run(str(job.pk))
        job.refresh_from_db()
    return job


@jobs.kind("import", _("Look at a workbook"))
def read_job(running: jobs.Running) -> jobs.Finish:
    """Read the workbook and compare it with what is known; the outcome is shown before anything is written."""
    member = running.job.member
    if member is None:
        raise HubError(_("Whoever asked for this is no member any more; import the workbook again."))
    running.progress("read", 0.1)
    found = bridge.read(
        running.snapshot, running.given["name"], today=today(), tell=lambda sheet, rows: running.progress("read", 0.4)
    )
    running.progress("compare", 0.8)
    whole = bridge.completed(found.scenario, cluster()) if found.scenario else None
    counts = bridge.compared(whole, cluster()) if whole else {}
    changes = _listed(bridge.order_changes(whole)) if whole else []
    state = ImportRun.State.READ if found.scenario else ImportRun.State.REFUSED

    def keep() -> dict[str, Any]:
        run = ImportRun.objects.create(
            member=member,
            name=running.given["name"],
            state=state,
            scenario=bridge.packed(found.scenario) if found.scenario else None,
            found={
                "counts": counts,
                "left_out": bridge.left_out(found.scenario) if found.scenario else 0,
                "errors": found.errors,
                "warnings": found.warnings,
                "changes": changes[:SHOWN_CHANGES],
                "changes_count": len(changes),
            },
        )
        record(by=member, subject="network.import", key=run.pk, what="looked at", after={"name": run.name})
        return {"run": run.pk, "url": reverse("site:import_run", args=[run.pk])}

    return keep


@jobs.kind("import_take", _("Take in a workbook"))
def take_job(running: jobs.Running) -> jobs.Finish:
    """Take in a workbook, all or nothing; a second time changes nothing."""
    pk, member = running.given["run"], running.job.member
    running.progress("read", 0.2)
    run = ImportRun.objects.get(pk=pk)
    scenario = bridge.unpacked(run.scenario) if run.scenario else None
    running.progress("write", 0.5)

    def keep() -> dict[str, Any]:
        taken = ImportRun.objects.filter(pk=pk, state=ImportRun.State.READ)
        if scenario is None or not taken.update(state=ImportRun.State.TAKEN, taken_at=timezone.now(), scenario=None):
            run.refresh_from_db()
            raise Stale(_already(run))
        _write(scenario, member)
        record(by=member, subject="network.import", key=pk, what="taken in", after=run.found.get("counts"))
        return {"run": pk, "url": reverse("site:import_run", args=[pk])}

    return keep


@jobs.kind("export", _("Write the whole book as a workbook"))
def export_job(running: jobs.Running) -> jobs.Finish:
    """Write the book into the data folder; exports of earlier days are swept away, those of jobs that died among them.

    The file stands before the job ends, so that nobody waits for it; none is given out before its job is done.
    """
    running.progress("write", 0.2)
    words = running.given["language"]
    with override("zh-hans" if words == "zh" else "en"):
        notes = [str(note) for note in _NOTES]
    path = f"{EXPORTS}/{running.job.pk}.xlsx"
    _sweep_exports()
    default_storage.delete(path)
    default_storage.save(path, ContentFile(bridge.written(loaded_scenario(running.snapshot), words, notes)))

    def keep() -> dict[str, Any]:
        record(by=running.job.member, subject="network.import", key=running.job.pk, what="written as a workbook")
        return {"url": reverse("site:exported", args=[running.job.pk])}

    return keep


def exported(job: JobRun) -> bytes | None:
    """Return what an export wrote, None when it was swept away."""
    path = f"{EXPORTS}/{job.pk}.xlsx"
    if not default_storage.exists(path):
        return None
    with default_storage.open(path) as file:
        return bytes(file.read())


def _sweep_exports() -> None:
    if not default_storage.exists(EXPORTS):
        return
    for name in default_storage.listdir(EXPORTS)[1]:
        path = f"{EXPORTS}/{name}"
        if timezone.now() - default_storage.get_modified_time(path) > EXPORTS_KEPT:
            default_storage.delete(path)


@transaction.atomic
def drop(*, by: Membership, run: ImportRun) -> None:
    """Put a workbook aside that was looked at; nothing of it was written."""
    if not ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.READ).update(
        state=ImportRun.State.DROPPED, scenario=None
    ):
        raise Stale(_already(run))
    record(by=by, subject="network.import", key=run.pk, what="dropped")


def _already(run: ImportRun) -> Any:
    return _("This workbook is “%(state)s” already; nothing was changed.") % {"state": run.get_state_display()}


def _listed(changes: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[list[Any]]:
    """Changes of orders as rows: order, field, as it is now unless that is private to its firm, as in the file."""
    return [
        [number, name, None if name in PRIVATE_FIELDS else before[name], after[name]]
        for number, (before, after) in changes.items()
        for name in after
    ]


def _write(scenario: Any, member: Membership | None) -> None:
    known = cluster()
    scenario = bridge.completed(scenario, known)
    changed, changes = bridge.touched(scenario, known), bridge.order_changes(scenario)
    facts = bridge.facts_of(scenario)
    if known is not None:
        facts["rules"] |= {name: known.rules[name] for name in LEARNT if name in known.rules}
    if scenario.made_up:
        facts["today"] = scenario.today
    set_cluster(by=member, **facts)
    bridge.store(
        scenario, firms=_firms(scenario, member), brands=_brands(scenario, member), office=_office(scenario, member)
    )
    record_many(by=member, subject="network.factory", keys=changed["factories"], what="taken in from a workbook")
    record_many(
        by=member, subject="orders.order", keys=changed["orders"], what="taken in from a workbook", changes=changes
    )
    _tell_plan(member, changes)


def _tell_plan(member: Membership | None, changes: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
    """Tell the plan that holds of orders wanted or due otherwise; so many at once that a new plan is due are not told.

    A day that the customer was told already is no news to the plan.
    """
    told = {number: after for number, (_, after) in changes.items() if after.keys() & {"pieces", "cells", "due_on"}}
    if len(told) > MOST_TOLD:
        return
    for order in Order.objects.filter(number__in=told, state=Order.State.OPEN).order_by("number"):
        after = told[order.number]
        with suppress(HubError):
            if "due_on" in after:
                order_changes.tell(member, order_changes.Change(what="rushed", order=order))
        if after.keys() & {"pieces", "cells"}:
            order_changes.tell(member, order_changes.Change(what="resized", order=order))


def _firms(scenario: Any, member: Membership | None) -> dict[str, Organisation]:
    """Who runs each factory, by its code: whoever does already, else a new organisation of its name."""
    firms = {row.code: row.organisation for row in Factory.objects.select_related("organisation")}
    for code, (name, kind) in bridge.factories_in(scenario).items():
        if code not in firms:
            firms[code] = _organisation(f"firm-{code}", name, "centre" if kind == "cutting_centre" else "firm", member)
    return firms


def _brands(scenario: Any, member: Membership | None) -> dict[str, Organisation]:
    """The organisation of each customer, by name."""
    brands = {row.name: row for row in Organisation.objects.filter(kind=Organisation.Kind.BRAND)}
    for name in bridge.customers_in(scenario):
        if name not in brands:
            plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
            brands[name] = _organisation(f"brand-{plain}-{crc32(name.encode())}", name, "brand", member)
    return brands


def _office(scenario: Any, member: Membership | None) -> Organisation:
    return member.organisation if member else _organisation("office", scenario.cluster, "office", None)


def _organisation(code: str, name: str, kind: str, member: Membership | None) -> Organisation:
    found = Organisation.objects.filter(code=code[:60]).first()
    return found or make_organisation(code=code[:60], name=name, kind=kind, by=member)
