"""The lays and rolls that a choice of rolls was made for, and why it no longer holds once they are others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.errors import worded
from interlock_hub.cutting.models import Lay, Roll, RollPlan, RollUse

SPREAD = _("Spread already: %(lays)s. Rolls are given before a lay is spread.")
_LAYS = _("The lays have changed since; choose rolls again.")
_ROLLS = _("The rolls have changed since; choose rolls again.")
_GONE = _("One of the rolls was given to other lays meanwhile; choose rolls again.")


def seen(lays: Iterable[Lay], rolls: Iterable[Roll]) -> dict[str, Any]:
    """Return what metres hang on: each lay's marker and plies, each roll's facts."""
    return {
        "lays": {
            lay.code: [round(lay.marker.length_mm, 3), round(lay.marker.width_mm, 3), [list(one) for one in lay.plies]]
            for lay in lays
        },
        "rolls": {
            roll.code: [round(roll.length_m, 3), round(roll.width_mm, 3), roll.material, roll.colour, roll.shade]
            for roll in rolls
        },
    }


def why_outdated(plan: RollPlan) -> str | Promise | None:
    """Return why a proposal can no longer be given, None where its lays and rolls are as they were."""
    was = plan.found.get("seen", {"lays": {}, "rolls": {}})
    rows = Lay.objects.filter(code__in=plan.found["lays"]).exclude(state=Lay.State.CUT)
    lays = list(rows.select_related("marker").defer("marker__body").order_by("pk"))
    if len(lays) != len(plan.found["lays"]) or RollUse.objects.filter(lay__in=lays).exists():
        return _LAYS
    if spread := [lay.code for lay in lays if lay.state != Lay.State.PLANNED]:
        return worded(SPREAD, lays=", ".join(spread))
    wanted = {use["roll"] for use in plan.found["uses"]}
    rolls = Roll.objects.filter(factory=plan.factory_id, code__in=wanted, state=Roll.State.STOCK)
    now = seen(lays, rolls)
    if now["lays"] != was["lays"]:
        return _LAYS
    if len(now["rolls"]) != len(wanted):
        return _GONE
    return None if now["rolls"] == {code: was["rolls"].get(code) for code in wanted} else _ROLLS
