"""Pattern files of styles: read by a job, looked at, and their pieces made the style's, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record
from interlock_hub.core.models import Membership
from interlock_hub.cutting import bridge, patterns_bridge
from interlock_hub.cutting.models import Marker, PatternUpload, PatternVersion
from interlock_hub.orders.models import Style
from interlock_hub.orders.services import replace_pieces

SUBJECT = "cutting.pattern"
LARGEST_BYTES = 8 * 10**6


@transaction.atomic
def upload(
    *, by: Membership, style: Style, name: str, data: bytes, rules: bytes = b"", unit: str = ""
) -> PatternUpload:
    """Keep a pattern file for a style and have it read; nothing of the style changes yet.

    ``rules`` are its grade rules (RUL) where it holds the sample size only; ``unit`` is that of its lengths where the
    file is wrong about it.
    """
    if not data:
        raise HubError(_("The file is empty; choose the file that the pattern program exported."))
    largest = max(len(data), len(rules))
    if largest > LARGEST_BYTES:
        raise HubError(
            worded(
                _("The file has %(size)s MB; give one of at most %(most)s MB: export one style into one file."),
                size=round(largest / 1e6),
                most=round(LARGEST_BYTES / 1e6),
            )
        )
    row = PatternUpload.objects.create(
        style=style, organisation=by.organisation, member=by, name=name[-200:] or "pattern", data=data, rules=rules
    )
    row.job = jobs.start("read-pattern", by=by, given={"upload": row.pk, "unit": unit})
    row.save(update_fields=["job"])
    record(by=by, subject=SUBJECT, key=row.pk, what="looked at", after={"name": row.name, "style": style.code})
    return row


@jobs.kind("read-pattern", _("Read a pattern file"), queue=jobs.QUICK)
def read_job(running: jobs.Running) -> jobs.Finish:
    """Read a pattern file: its pieces, what was mended, what is refused."""
    row = PatternUpload.objects.get(pk=running.given["upload"])
    running.progress("read", 0.2)
    unit = str(running.given.get("unit") or "")
    found = patterns_bridge.read(bytes(row.data), row.name, unit=unit, rules=bytes(row.rules))
    wrong = found["errors"] or found["refused"] or not found["pieces"]
    state = PatternUpload.State.REFUSED if wrong else PatternUpload.State.READ

    def keep() -> dict[str, Any]:
        PatternUpload.objects.filter(pk=row.pk, state=PatternUpload.State.WAITING).update(found=found, state=state)
        return {"url": reverse("cutting:pattern", args=[row.pk])}

    return keep


@transaction.atomic
def take_in(
    *,
    by: Membership,
    row: PatternUpload,
    sizes: Mapping[str, str],
    fabrics: Mapping[str, str],
    twice: bool = False,
) -> PatternVersion | None:
    """Make a file's pieces the style's, all of them or none; taken twice it changes nothing.

    ``sizes`` gives the file's size for each size of the style, ``fabrics`` the material each piece is cut from; only
    with ``twice`` may sizes of the style share one of the file's. The
    pieces before are kept as a version, and markers made from them keep them. Raises HubError with every contradiction,
    Stale when the style has changed since.
    """
    if row.state == PatternUpload.State.TAKEN:
        return None
    if row.state != PatternUpload.State.READ:
        raise HubError(_("The file has errors; mend them in the pattern program, export it and upload it again."))
    style = Style.objects.select_for_update().get(pk=row.style_id)
    missing = [size for size in style.sizes if not sizes.get(size)]
    if missing:
        named = ", ".join(missing)
        raise HubError(worded(_("Say which of the file's sizes are these of the style: %(sizes)s."), sizes=named))
    if not twice:
        _refuse_shared(style, sizes)
    body = patterns_bridge.style_body(style.body, row.found["bodies"], sizes, fabrics)
    taken = PatternUpload.objects.filter(pk=row.pk, state=PatternUpload.State.READ)
    if not taken.update(state=PatternUpload.State.TAKEN, taken_at=timezone.now()):
        raise Stale(_("Somebody else has just taken this file in; look again."))
    made = _replaced(by, style, body, row.name)
    record(by=by, subject=SUBJECT, key=row.pk, what="taken in", after={"style": style.code, "version": made.number})
    return made


def _refuse_shared(style: Style, sizes: Mapping[str, str]) -> None:
    """Raise where several sizes of the style take the same size of the file, naming them all."""
    alike: dict[str, list[str]] = {}
    for ours in style.sizes:
        alike.setdefault(sizes[ours], []).append(ours)
    shared = [(theirs, ours) for theirs, ours in alike.items() if len(ours) > 1]
    if shared:
        raise HubError(
            *(
                worded(
                    _("Sizes %(ours)s of the style all take size %(theirs)s of the file. Choose one each, or tick that "
                      "they are cut from the same pieces."), ours=", ".join(ours), theirs=theirs
                )
                for theirs, ours in shared
            )
        )  # fmt: skip


@transaction.atomic
def use_again(*, by: Membership, version: PatternVersion) -> PatternVersion:
    """Give a style the pieces of an earlier version back, as a new version."""
    style = Style.objects.select_for_update().get(pk=version.style_id)
    latest = PatternVersion.objects.filter(style=style).first()
    if latest is None or latest.digest == version.digest:
        raise Stale(_("These are the pieces that the style has already."))
    body = bridge.with_pieces(style.body, version.pieces, version.cut_pieces)
    return _replaced(by, style, body, version.name)


def _replaced(by: Membership, style: Style, body: dict[str, Any], name: str) -> PatternVersion:
    before = PatternVersion.objects.filter(style=style).first() or _version(style, style.body, 1, "", None)
    number = (PatternVersion.objects.filter(style=style).aggregate(most=Max("number"))["most"] or 0) + 1
    of_it = Q(style=style) | Q(lays__pool__shares__orders__style=style)
    laid = set(Marker.objects.filter(of_it, pattern=None).values_list("pk", flat=True))
    Marker.objects.filter(pk__in=laid).update(pattern=before)
    made = _version(style, body, number, name, by)
    replace_pieces(by=by, style=style, body=body, why=name)
    return made


def _version(style: Style, body: Mapping[str, Any], number: int, name: str, by: Membership | None) -> PatternVersion:
    pieces = list(body.get("pieces", ()))
    return PatternVersion.objects.create(
        style=style,
        number=number,
        pieces=pieces,
        cut_pieces={item["material"]: list(item["cut_pieces"]) for item in body.get("bill", ())},
        digest=patterns_bridge.digest(pieces),
        name=name,
        made_by_id=by.person_id if by else None,
    )
