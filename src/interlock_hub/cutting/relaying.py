"""Another layout for lays that wait: their marker's own, or a copy of it where other lays keep the one they have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from interlock_hub.cutting import services_rolls
from interlock_hub.cutting.models import Lay, Marker


@dataclass(frozen=True)
class Relaid:
    """The marker that lays have now, and what that took the place of: layout, length, lays' fabric, the copy's code."""

    marker: Marker
    before: dict[str, Any]


def relay(marker: Marker, lays: Sequence[Lay], *, body: Any, length_mm: float, utilisation: float) -> Relaid:
    """Give lays of a marker another layout of it; call inside a transaction, with the lays locked.

    Their fabric and what they take of their rolls follow; lays whose rolls do not reach lose them and say so. Lays of
    the marker that are not among them keep the one they have.
    """
    longer_mm = length_mm - marker.length_mm
    others = Lay.objects.filter(marker=marker).exclude(pk__in=[lay.pk for lay in lays]).exists()
    before = {"body": marker.body, "length_mm": marker.length_mm, "utilisation": marker.utilisation}
    target = _copied(marker) if others else marker
    target.body, target.length_mm, target.utilisation, target.nested = body, length_mm, utilisation, True
    target.save()
    before |= {"lays": [[lay.code, lay.fabric_m] for lay in lays], "split": target.code if others else ""}
    for lay in lays:
        lay.marker = target
        lay.fabric_m += sum(plies for _colour, plies in lay.plies) * longer_mm / 1000
    Lay.objects.bulk_update(lays, ["marker", "fabric_m"])
    services_rolls.change_length(lays, longer_mm / 1000)
    return Relaid(target, before)


def _copied(marker: Marker) -> Marker:
    """A row of its own for a layout that some lays of a marker take and others do not."""
    number = Marker.objects.filter(code__startswith=f"{marker.code[:74]}~").count() + 2
    copy = Marker.objects.get(pk=marker.pk)
    copy.pk, copy.code = None, f"{marker.code[:74]}~{number}"
    copy._state.adding = True
    return copy
