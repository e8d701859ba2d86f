"""A choice of rolls in figures: as it was proposed or, once lays hold the rolls, as it stands now."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from interlock_hub.cutting import rolls_bridge, services_rolls
from interlock_hub.cutting.models import RollPlan, RollUse

# Less of a roll shows as 0.00 m.
NOTHING_M = 0.005
FIGURES = ("uses", "ends", "lost_m", "remnants", "remnant_m")


def figures(plan: RollPlan) -> dict[str, Any]:
    """Return uses by lay and roll, what is left of each roll, what is lost and comes back, and whether it ``changed``.

    Lays that hold rolls may have been nested shorter or longer since, and others may be spread from the same rolls.
    """
    was = {name: plan.found[name] for name in FIGURES}
    now = _now(plan) if plan.state == RollPlan.State.GIVEN else was
    held = {use["lay"] for use in now["uses"]}
    used = [sum(use["used_m"] for use in one["uses"] if use["lay"] in held) for one in (was, now)]
    found = now | {"changed": abs(used[0] - used[1]) >= NOTHING_M or abs(was["lost_m"] - now["lost_m"]) >= NOTHING_M}
    found["ends"] = [end | {"fate": _fate(end["left_m"])} for end in now["ends"]]
    return found


def _fate(left_m: float) -> str:
    if left_m < NOTHING_M:
        return "used_up"
    return "remnant" if left_m >= rolls_bridge.USABLE_M else "end_bit"


def _now(plan: RollPlan) -> dict[str, Any]:
    rows = list(RollUse.objects.filter(plan=plan).select_related("lay", "roll").order_by("lay", "rank"))
    left = services_rolls.left_m({use.roll for use in rows})
    used: dict[int, float] = defaultdict(float)
    for use in rows:
        used[use.roll_id] += use.used_m
    ends: list[dict[str, Any]] = [
        {"roll": roll.code, "used_m": used[roll.pk], "left_m": max(0.0, left[roll.pk])}
        for roll in dict.fromkeys(use.roll for use in rows)
    ]
    kept = [end["left_m"] for end in ends if _fate(end["left_m"]) == "remnant"]
    overlaps_m = sum(overlap_m for use in rows for _next, _at_m, overlap_m in use.splices)
    return {
        "uses": [
            {
                "lay": use.lay.code, "roll": use.roll.code, "colour": use.colour, "shade": use.roll.shade,
                "plies": use.plies, "used_m": use.used_m, "splices": use.splices,
            }
            for use in rows
        ],
        "ends": ends,
        "lost_m": overlaps_m + sum(end["left_m"] for end in ends if _fate(end["left_m"]) == "end_bit"),
        "remnants": len(kept),
        "remnant_m": sum(kept),
    }  # fmt: skip
