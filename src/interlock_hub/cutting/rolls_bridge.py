"""Lays spread from rolls, as the engine gives them out at least waste."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from interlock_hub.core.money import fen, yuan
from interlock_hub.cutting.models import Lay, Roll

if TYPE_CHECKING:
    from interlock.rolls import RollPlan, RollProblem

MM_PER_M = 1000
# What is left of a roll and at least so long comes back to stock; shorter, it is an end bit.
USABLE_M = 2.0
# A roll brought to the table and another shade in a lay take time: minutes of two people at the table.
MOUNT_FEN, SHADE_FEN = 300, 1_500


def colours_by_word(colours: Iterable[str]) -> dict[str, str]:
    """Return colours by what people write of them: the whole name, or its Chinese or English half, in any case."""
    from interlock.explain import names

    found: dict[str, str] = {}
    for colour in colours:
        for word in (colour, names.named(colour, "en"), names.named(colour, "zh")):
            found.setdefault(word.strip().lower(), colour)
    return found


@dataclass(frozen=True)
class Fabric:
    """What giving out rolls needs to know of a fabric: whether colours matter, its least price a metre."""

    by_colour: bool
    cny_per_m: Decimal


def proposed(lays: Sequence[Lay], rolls: Sequence[Roll], fabric: Fabric, *, stop: Callable[[], bool]) -> dict[str, Any]:
    """Return which rolls the lays are spread from at least waste, judged, beside the usual way of largest first.

    Raises the engine's errors: rolls that do not suffice, named by colour and lay.
    """
    from interlock.rolls import assign_rolls, check

    problem = _problem(lays, rolls, fabric)
    plan = assign_rolls(problem, stop=stop)
    check(problem, plan)
    usual = plan.usual
    return {
        "uses": _uses(problem, plan),
        "ends": [{"roll": end.roll, "left_m": round(end.left_mm / MM_PER_M, 3), "fate": end.fate} for end in plan.ends],
        "lost_m": round(plan.waste.lost_mm / MM_PER_M, 3),
        "remnants": plan.waste.remnants,
        "remnant_m": round(plan.waste.remnant_mm / MM_PER_M, 2),
        "shades": plan.waste.further_shades,
        "cost_cny": float(yuan(plan.cost_fen)),
        "bound_cny": float(yuan(plan.lower_bound_fen)),
        "proof": {"en": plan.proof_text("en"), "zh": plan.proof_text("zh")},
        "usual": {"lost_m": round(usual.waste.lost_mm / MM_PER_M, 3), "cost_cny": float(yuan(usual.cost_fen))}
        if usual
        else None,
        "saved_m": round(plan.saved_mm / MM_PER_M, 3),
        "saved_cny": float(yuan(plan.saved_fen)),
    }


def _problem(lays: Sequence[Lay], rolls: Sequence[Roll], fabric: Fabric) -> RollProblem:
    from interlock.rolls import LayToSpread, RollProblem
    from interlock.rolls import Roll as EngineRoll

    wanted = {lay.code: plies_by_colour(lay, by_colour=fabric.by_colour) for lay in lays}
    colours = tuple(dict.fromkeys(colour for plies in wanted.values() for colour in plies))
    return RollProblem(
        colours=colours,
        lays=tuple(
            LayToSpread(
                name=lay.code,
                marker_mm=math.ceil(lay.marker.length_mm),
                width_mm=math.floor(lay.marker.width_mm),
                plies=tuple(wanted[lay.code].get(colour, 0) for colour in colours),
            )
            for lay in lays
        ),
        rolls=tuple(
            EngineRoll(
                name=roll.code, colour=roll.colour if fabric.by_colour else "", shade=roll.shade,
                length_mm=math.floor(roll.length_m * MM_PER_M), width_mm=math.floor(roll.width_mm),
            )
            for roll in rolls
            if not fabric.by_colour or roll.colour in colours
        ),
        fabric_fen_per_m=fen(fabric.cny_per_m),
        end_loss_mm=_end_loss_mm(lays),
        usable_mm=round(USABLE_M * MM_PER_M),
        mount_fen=MOUNT_FEN,
        shade_fen=SHADE_FEN,
    )  # fmt: skip


def plies_by_colour(lay: Lay, *, by_colour: bool) -> dict[str, int]:
    """Return a lay's plies by colour of the fabric; of one that has no colours, all under ``""``."""
    counts: Counter[str] = Counter()
    for colour, plies in lay.plies:
        counts[colour if by_colour else ""] += plies
    return dict(counts)


def _end_loss_mm(lays: Sequence[Lay]) -> int:
    """What a ply takes beside its marker, from the fabric that the lays were planned with."""
    losses = [
        lay.fabric_m * MM_PER_M / plies - lay.marker.length_mm
        for lay in lays
        for plies in [sum(count for _colour, count in lay.plies)]
        if plies
    ]
    return max(0, round(max(losses, default=0)))


def _uses(problem: RollProblem, plan: RollPlan) -> list[dict[str, Any]]:
    """A row for each lay and roll, bottom ply first."""
    ply_mm = {lay.name: problem.ply_mm(lay) for lay in problem.lays}
    rows = []
    for lay in plan.lays:
        plies: dict[tuple[str, str, str], int] = defaultdict(int)
        for group in lay.groups:
            for ply in group.plies:
                plies[group.colour, group.shade, ply.roll] += 1
        rows += [
            {
                "lay": lay.lay, "roll": roll, "colour": colour, "shade": shade, "rank": rank, "plies": count,
                "used_m": round(count * ply_mm[lay.lay] / MM_PER_M, 3),
            }
            for rank, ((colour, shade, roll), count) in enumerate(plies.items())
        ]  # fmt: skip
    return rows
