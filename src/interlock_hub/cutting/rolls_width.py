"""Rolls too narrow for the markers that wait: they come into stock, and whoever brings them in is told."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Min
from django.utils.translation import ngettext

from interlock_hub.cutting.bundles_bridge import listed
from interlock_hub.cutting.models import Lay, Roll
from interlock_hub.cutting.rolls_bridge import WIDTH_MM
from interlock_hub.network.models import Factory


def too_narrow(factory: Factory, rolls: Sequence[Roll]) -> list[str]:
    """Return what is to be told of rolls that no lay which waits in a shop can be spread from, fabric by fabric."""
    waiting = Lay.objects.filter(factory=factory, state=Lay.State.PLANNED, material__in={r.material for r in rolls})
    narrowest = dict(
        waiting.order_by().values("material").annotate(n=Min("marker__width_mm")).values_list("material", "n")
    )
    found = []
    for material, needed_mm in sorted(narrowest.items()):
        narrow = [roll.code for roll in rolls if roll.material == material and roll.width_mm + WIDTH_MM < needed_mm]
        if narrow:
            said = ngettext(
                "Too narrow for every lay of %(fabric)s that waits here: roll %(rolls)s. The narrowest marker takes "
                "%(width)s cm; check the width.",
                "Too narrow for every lay of %(fabric)s that waits here: rolls %(rolls)s. The narrowest marker takes "
                "%(width)s cm; check the widths.",
                len(narrow),
            )
            found.append(said % {"rolls": listed(narrow), "fabric": material, "width": f"{needed_mm / 10:g}"})
    return found
