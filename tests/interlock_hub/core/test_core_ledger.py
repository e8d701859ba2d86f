"""The ledger only grows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from interlock_hub.core.ledger import record
from interlock_hub.core.models import LedgerEntry, Membership


@pytest.fixture
def entry(member: Callable[[str], Membership]) -> LedgerEntry:
    return record(by=member("operator"), subject="core.cluster", key=1, what="changed")


def test_an_entry_cannot_be_changed_even_by_the_database(entry: LedgerEntry) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        LedgerEntry.objects.filter(pk=entry.pk).update(what="something else")
    entry.refresh_from_db()
    assert entry.what == "changed"


def test_an_entry_cannot_be_removed(entry: LedgerEntry) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        LedgerEntry.objects.filter(pk=entry.pk).delete()


@pytest.mark.django_db(transaction=False)
def test_publishing_left_an_entry(published: object) -> None:
    assert LedgerEntry.objects.filter(subject="planning.plan", what="published").count() == 1
