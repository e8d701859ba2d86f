"""Writes of rolls by sheet: read, looked at where something is doubtful, into stock, and out of it again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record_many
from interlock_hub.core.models import Membership
from interlock_hub.cutting import rolls_bridge, rolls_sheet_bridge, rolls_told
from interlock_hub.cutting.models import Roll
from interlock_hub.cutting.rolls_width import too_narrow
from interlock_hub.cutting.services_rolls import SUBJECT, fabrics, key_of, known_colours, whole_colour
from interlock_hub.network.models import Factory

LARGEST_BYTES = 8 * 10**6
SALT = "cutting.roll_sheet"
LOOK_WITHIN = timedelta(days=1)


def read(*, factory: Factory, name: str, data: bytes) -> rolls_sheet_bridge.SheetOfRolls:
    """Return what a sheet of rolls says; nothing is written."""
    if not data:
        raise HubError(_("The file is empty; choose the file with the rolls."))
    if len(data) > LARGEST_BYTES:
        raise HubError(
            worded(
                _("The file has %(size)s MB; give one of at most %(most)s MB, or split it."),
                size=round(len(data) / 1e6),
                most=round(LARGEST_BYTES / 1e6),
            )
        )
    known = set(Roll.objects.filter(factory=factory).values_list("code", flat=True))
    found = rolls_sheet_bridge.read_sheet(data, name, fabrics(), known)
    colours = known_colours()
    words = rolls_bridge.colours_by_word(colours)
    for row in found.rows:
        row["colour"] = whole_colour(row["colour"], words)
    found.odd += rolls_told.without_lot(found.rows)
    found.doubts += rolls_told.not_ordered(found.rows, colours)
    found.doubts += too_narrow(factory, [Roll(**row) for row in found.rows])
    return found


@transaction.atomic
def take_in(*, by: Membership, factory: Factory, rows: Sequence[dict[str, Any]]) -> str:
    """Put the rolls of a sheet into stock, all or none; returns the batch that they can be taken back with."""
    batch = uuid4().hex
    try:
        with transaction.atomic():
            rolls = Roll.objects.bulk_create(
                [Roll(factory=factory, batch=batch, **row) for row in rows], batch_size=500
            )
    except IntegrityError:
        raise Stale(_("Somebody has just added one of these rolls; read the sheet again.")) from None
    record_many(by=by, subject=SUBJECT, keys=[key_of(roll) for roll in rolls], what="taken in")
    return batch


def packed(*, factory: Factory, rows: Sequence[dict[str, Any]]) -> str:
    """Return the rolls of a sheet that was read, signed, to be taken in once somebody has looked at its doubts."""
    return signing.dumps({"factory": factory.code, "rows": rows}, salt=SALT, compress=True)


def take_in_packed(*, by: Membership, factory: Factory, rolls: str) -> str:
    """Put rolls into stock as :func:`packed` gave them; returns the batch that they can be taken back with."""
    try:
        found = signing.loads(rolls, salt=SALT, max_age=LOOK_WITHIN)
    except signing.BadSignature:
        found = {}
    if found.get("factory") != factory.code:
        raise Stale(_("It is too long since the sheet was read; read it again."))
    return take_in(by=by, factory=factory, rows=found["rows"])


@transaction.atomic
def take_batch_back(*, by: Membership, factory: Factory, batch: str) -> int:
    """Take the rolls of a sheet out of stock again; those given to lays meanwhile stay. Returns how many went."""
    rolls = list(
        Roll.objects.select_for_update(of=("self",)).filter(
            factory=factory, batch=batch, state=Roll.State.STOCK, uses=None
        )
    )
    record_many(by=by, subject=SUBJECT, keys=[key_of(roll) for roll in rolls], what="taken back")
    Roll.objects.filter(pk__in=[roll.pk for roll in rolls]).delete()
    return len(rolls)
