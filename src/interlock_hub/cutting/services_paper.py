"""What was printed of lays: who printed a card or tickets, when, and whether that paper still holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from interlock_hub.core.ledger import record
from interlock_hub.core.models import LedgerEntry, Membership
from interlock_hub.cutting.models import Lay
from interlock_hub.cutting.services_plans import digest_of

SUBJECT = "cutting.lay"
# Papers that work goes by; others may be printed as often as anybody likes.
TICKETS = "tickets.pdf"
PRINTED = {"cards.pdf": gettext_noop("lay card printed"), TICKETS: gettext_noop("bundle tickets printed")}


@dataclass(frozen=True)
class Printing:
    """How often a paper of a lay was printed, when and by whom last, and whether the lay is still as it was then."""

    times: int
    last_at: datetime
    by: str
    holds: bool


# Lays on one paper: a day of a shop. A longer day is printed table by table.
MOST_LAYS = 120


def seen_of(lay: Lay) -> str:
    """Return what tells whether paper of a lay still holds: its marker and length, and its plies."""
    return digest_of([[lay.code, f"{lay.marker.code} {lay.marker.length_mm:.0f}", lay.plies]])


def printings(lays: Sequence[Lay], paper: str, bundles: Mapping[str, str] | None = None) -> dict[str, Printing]:
    """Return what was printed of lays so far, by code; those never printed are left out.

    ``bundles`` tell by code whether tickets hold: each bundle is to have the number and plies that its ticket says.
    """
    if paper not in PRINTED:
        return {}
    now = {lay.code: seen_of(lay) for lay in lays}
    found: dict[str, Printing] = {}
    entries = LedgerEntry.objects.filter(subject=SUBJECT, what=PRINTED[paper], key__in=now).select_related("actor")
    for entry in entries.order_by("at", "pk"):
        times = found[entry.key].times + 1 if entry.key in found else 1
        was = entry.after or {}
        holds = was.get("lay") == now[entry.key]
        if bundles and "bundles" in was:
            holds = holds and was["bundles"] == bundles[entry.key]
        found[entry.key] = Printing(times, entry.at, entry.actor.shown_name if entry.actor else "", holds)
    return found


@transaction.atomic
def say_printed(*, by: Membership, lays: Sequence[Lay], paper: str, bundles: Mapping[str, str] | None = None) -> None:
    """Keep who printed a paper that work goes by, of each lay."""
    if paper in PRINTED:
        for lay in lays:
            said = {"lay": seen_of(lay)} | ({"bundles": bundles[lay.code]} if bundles else {})
            record(by=by, subject=SUBJECT, key=lay.code, what=PRINTED[paper], after=said)
