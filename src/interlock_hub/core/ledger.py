"""Writing to the ledger: the one way a change of state is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from interlock_hub.core.models import LedgerEntry, Look, Membership, Organisation


def record(
    *,
    by: Membership | None,
    subject: str,
    key: object,
    what: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> LedgerEntry:
    """Add an entry, in the same transaction as the change itself; raises outside of one."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{what} of {subject} {key} is recorded outside a transaction")
    _within(what)
    return LedgerEntry.objects.create(
        actor_id=by.person_id if by else None,
        organisation_id=by.organisation_id if by else None,
        subject=subject,
        key=str(key)[:80],
        what=what,
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
    )


def _within(what: str) -> None:
    """Raise where PostgreSQL would refuse: SQLite keeps a text of any length."""
    most = LedgerEntry._meta.get_field("what").max_length or 0
    if len(what) > most:
        raise ValueError(f"{what!r} has {len(what)} characters; the ledger keeps {most}")


def record_many(
    *,
    by: Membership | None,
    subject: str,
    keys: Iterable[object],
    what: str,
    changes: Mapping[Any, tuple[Mapping[str, Any], Mapping[str, Any]]] | None = None,
) -> None:
    """Add the same entry for many things at once, in the same transaction as the change itself.

    ``changes`` are before and after of some of them, by their keys.
    """
    known = changes or {}
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{what} of many {subject} is recorded outside a transaction")
    _within(what)
    LedgerEntry.objects.bulk_create(
        (
            LedgerEntry(
                actor_id=by.person_id if by else None,
                organisation_id=by.organisation_id if by else None,
                subject=subject,
                key=str(key)[:80],
                what=what,
                before=dict(known[key][0]) if key in known else None,
                after=dict(known[key][1]) if key in known else None,
            )
            for key in keys
        ),
        batch_size=1000,
    )


def looked(*, by: Membership, of: Organisation | None, subject: str, key: object) -> None:
    """Note that a member looked at another organisation's data; one's own is nobody's business."""
    if of is None or by.organisation_id == of.pk:
        return
    row, new = Look.objects.get_or_create(
        person_id=by.person_id,
        by_id=by.organisation_id,
        of=of,
        subject=subject,
        key=str(key)[:80],
        on=timezone.localdate(),
    )
    if not new:
        Look.objects.filter(pk=row.pk).update(times=F("times") + 1, last_at=timezone.now())
