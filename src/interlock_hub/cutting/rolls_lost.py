"""Lays whose rolls went back to stock because they no longer reach: who cuts them is told until they have others."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from interlock_hub.core.models import LedgerEntry
from interlock_hub.cutting.models import Lay
from interlock_hub.cutting.services_rolls import GIVEN, LAY, LOST


def lost_rolls(lays: QuerySet[Lay]) -> dict[str, datetime]:
    """Return since when lays that are not spread yet are without the rolls that they had, by code."""
    told = LedgerEntry.objects.filter(subject=LAY, what__in=[GIVEN, LOST])
    waiting = lays.filter(state=Lay.State.PLANNED, rolls=None).order_by()
    keys = set(told.filter(what=LOST, key__in=waiting.values("code")).values_list("key", flat=True))
    last = {entry.key: entry for entry in told.filter(key__in=keys).order_by("at", "pk")}
    return {key: entry.at for key, entry in sorted(last.items()) if entry.what == LOST}
