"""Reads: who a person is here, what happened to a thing, who looked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from interlock_hub.core.models import Cluster, JobRun, LedgerEntry, Look, Membership, Organisation

# The cluster as this request has read it; None where it is read afresh each time.
_seen: ContextVar[list[Cluster | None] | None] = ContextVar("seen", default=None)
# So long a job that failed stands on the first screen.
FAILED_SHOWN = timedelta(days=7)


def membership_of(user: Any, wanted: Any = None) -> Membership | None:
    """Return the membership a person works under: the wanted one when it is theirs, else their first active one."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return None
    theirs = list(
        Membership.objects.filter(person_id=user.pk, active=True)
        .select_related("organisation", "person")
        .order_by("id")
    )
    return next((m for m in theirs if m.pk == wanted), theirs[0] if theirs else None)


def cluster() -> Cluster | None:
    """Return the cluster of this installation, None before it is set up."""
    seen = _seen.get()
    if seen is None:
        return Cluster.objects.first()
    if not seen:
        seen.append(Cluster.objects.first())
    return seen[0]


@contextmanager
def looked_up_once() -> Iterator[None]:
    """Look the cluster up once however often it is asked for; for what only reads."""
    token = _seen.set([])
    try:
        yield
    finally:
        _seen.reset(token)


def today() -> date:
    """Return the day to plan on: the sample's standing day, else the real one."""
    found = cluster()
    return (found and found.today) or timezone.localdate()


def history(subject: str, key: str) -> QuerySet[LedgerEntry]:
    """Return what happened to a thing, newest first."""
    return LedgerEntry.objects.filter(subject=subject, key=key).select_related("actor", "organisation")


def looks_at(organisation: Organisation) -> QuerySet[Look]:
    """Return who looked at an organisation's data, newest first."""
    return Look.objects.filter(of=organisation).select_related("person", "by").order_by("-last_at")


def failed_jobs(member: Membership) -> QuerySet[JobRun]:
    """Return the jobs that failed lately, newest first, and that nobody has put away nor done since.

    They are the member's own; the operator's are also those that nobody asked for.
    """
    since = timezone.now() - FAILED_SHOWN
    mine = Q(asked_by_id=member.person_id, organisation=member.organisation)
    mine |= Q(asked_by=None) if member.sees_cluster else Q()
    done = JobRun.objects.filter(
        state=JobRun.State.DONE, kind=OuterRef("kind"), organisation=OuterRef("organisation"),
        created_at__gt=OuterRef("created_at"),
    )  # fmt: skip
    failed = JobRun.objects.filter(mine, state=JobRun.State.FAILED, put_away_at=None, finished_at__gte=since)
    return failed.filter(~Exists(done)).defer("snapshot", "log", "result").order_by("-finished_at")


def jobs_visible_to(member: Membership) -> QuerySet[JobRun]:
    """Return the jobs of the member's organisation; the operator sees all."""
    return JobRun.objects.all() if member.sees_cluster else JobRun.objects.filter(organisation=member.organisation)
