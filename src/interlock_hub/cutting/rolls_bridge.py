"""Lays spread from rolls, as the engine gives them out at least waste."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from interlock_hub.core.money import fen, yuan
from interlock_hub.cutting.hours import DAY_MIN
from interlock_hub.cutting.models import Lay, Roll
from interlock_hub.cutting.splices_bridge import splices_of

if TYPE_CHECKING:
    from interlock.rolls import LayToSpread, Occupied, Ply, RollPlan, RollProblem, Splice, SpreadLay

MM_PER_M = 1000
# A roll counts as wide enough for a marker that is so much wider: 59 inches are 149.86 cm and are bought as 150.
WIDTH_MM = 2
# What is left of a roll and at least so long comes back to stock; shorter, it is an end bit.
USABLE_M = 2.0
# A roll brought to the table and another shade in a lay take time: minutes of two people at the table.
# A splice is marked, cut straight and laid over by both.
MOUNT_FEN, SHADE_FEN, SPLICE_FEN = 300, 1_500, 200


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

    Plies are spliced only where the rolls do not suffice without. Raises the engine's errors: rolls that do not
    suffice, named by colour and lay.
    """
    from interlock.rolls import check

    problem, plan = _planned(lays, rolls, fabric, stop)
    check(problem, plan)
    usual = plan.usual
    return {
        "uses": [use if fabric.by_colour else use | {"colour": ""} for use in _uses(problem, plan)],
        "ends": [{"roll": end.roll, "left_m": round(end.left_mm / MM_PER_M, 3), "fate": end.fate} for end in plan.ends],
        "clashes": [{"roll": one.roll, "lay": one.lay, "later": one.later} for one in plan.clashes],
        "lost_m": round(plan.waste.lost_mm / MM_PER_M, 3),
        "remnants": plan.waste.remnants,
        "remnant_m": round(plan.waste.remnant_mm / MM_PER_M, 2),
        "shades": plan.waste.further_shades,
        "splices": plan.waste.splices,
        "cost_cny": float(yuan(plan.cost_fen)),
        "bound_cny": float(yuan(plan.lower_bound_fen)),
        "proof": {"en": plan.proof_text("en"), "zh": plan.proof_text("zh")},
        "usual": {"lost_m": round(usual.waste.lost_mm / MM_PER_M, 3), "cost_cny": float(yuan(usual.cost_fen))}
        if usual
        else None,
        "saved_m": round(plan.saved_mm / MM_PER_M, 3),
        "saved_cny": float(yuan(plan.saved_fen)),
    }


def _planned(
    lays: Sequence[Lay], rolls: Sequence[Roll], fabric: Fabric, stop: Callable[[], bool]
) -> tuple[RollProblem, RollPlan]:
    """The rolls in whole plies; spliced, which takes longer to plan and more work to spread, where these are short.

    So, too, where lays would share a roll at the same time, if splices keep more of them apart.
    """
    from interlock.errors import Infeasible
    from interlock.rolls import assign_rolls

    whole = _problem(lays, rolls, fabric, {})
    found = []
    try:
        found.append((whole, assign_rolls(whole, stop=stop)))
        if not found[0][1].clashes:
            return found[0]
    except Infeasible:
        if not any(_splices(lays).values()):
            raise
    if any((splices := _splices(lays)).values()):
        spliced = _problem(lays, rolls, fabric, splices)
        found.append((spliced, assign_rolls(spliced, stop=stop)))
    return min(found, key=lambda made: len(made[1].clashes))


def _splices(lays: Sequence[Lay]) -> dict[int, tuple[Splice, ...]]:
    """Where plies of the lays may be spliced, by marker."""
    return {pk: splices_of(marker) for pk, marker in {lay.marker_id: lay.marker for lay in lays}.items()}


def _problem(
    lays: Sequence[Lay], rolls: Sequence[Roll], fabric: Fabric, splices: Mapping[int, tuple[Splice, ...]]
) -> RollProblem:
    from interlock.rolls import LayToSpread, RollProblem
    from interlock.rolls import Roll as EngineRoll

    # A fabric that has no colours is told by its own name.
    plain = "" if fabric.by_colour else lays[0].material
    wanted = {
        lay.code: {colour or plain: n for colour, n in plies_by_colour(lay, by_colour=fabric.by_colour).items()}
        for lay in lays
    }
    colours = tuple(dict.fromkeys(colour for plies in wanted.values() for colour in plies))
    widths = {math.floor(lay.marker.width_mm) for lay in lays}
    return RollProblem(
        colours=colours,
        lays=tuple(
            LayToSpread(
                name=lay.code,
                marker_mm=math.ceil(lay.marker.length_mm),
                width_mm=math.floor(lay.marker.width_mm),
                plies=tuple(wanted[lay.code].get(colour, 0) for colour in colours),
                splices=splices.get(lay.marker_id, ()),
                when=_when(lay),
            )
            for lay in lays
        ),
        rolls=tuple(
            EngineRoll(
                name=roll.code, colour=roll.colour if fabric.by_colour else plain, shade=roll.shade,
                length_mm=math.floor(roll.length_m * MM_PER_M), width_mm=_counted_mm(roll.width_mm, widths),
            )
            for roll in rolls
            if not fabric.by_colour or roll.colour in colours
        ),
        fabric_fen_per_m=fen(fabric.cny_per_m),
        end_loss_mm=_end_loss_mm(lays),
        usable_mm=round(USABLE_M * MM_PER_M),
        mount_fen=MOUNT_FEN,
        splice_fen=SPLICE_FEN,
        shade_fen=SHADE_FEN,
    )  # fmt: skip


def _when(lay: Lay) -> Occupied:
    """Where and when a lay lies; days stand apart as on the calendar."""
    from interlock.rolls import Occupied

    day = lay.cut_on.toordinal() * DAY_MIN
    return Occupied(lay.table.code, day + lay.start_min, day + max(lay.end_min, lay.start_min + 1))


def _counted_mm(width_mm: float, markers_mm: Iterable[int]) -> int:
    """What a roll's width counts as: that of the widest marker which it all but has, else its own."""
    return max((mm for mm in markers_mm if width_mm < mm <= width_mm + WIDTH_MM), default=math.floor(width_mm))


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
    """A row for each lay and roll, bottom ply first; a spliced ply counts with the roll that it begins on."""
    lays = {lay.name: lay for lay in problem.lays}
    return [
        {"lay": spread.lay, "rank": rank, **row}
        for spread in plan.lays
        for rank, row in enumerate(_of_lay(problem, lays[spread.lay], spread))
    ]


def _of_lay(problem: RollProblem, lay: LayToSpread, spread: SpreadLay) -> list[dict[str, Any]]:
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for group in spread.groups:
        for ply in group.plies:
            for part, roll in enumerate(ply.rolls):
                row = rows.setdefault(
                    (group.colour, group.shade, roll),
                    {"roll": roll, "colour": group.colour, "shade": group.shade, "plies": 0, "used_m": 0.0,
                     "splices": []},
                )  # fmt: skip
                row["plies"] += part == 0
                row["used_m"] = round(row["used_m"] + _taken_mm(problem, lay, ply, part) / MM_PER_M, 3)
            if ply.next_roll is not None and ply.splice is not None:
                at = lay.splices[ply.splice]
                rows[group.colour, group.shade, ply.roll]["splices"].append(
                    [ply.next_roll, at.at_mm / MM_PER_M, at.overlap_mm / MM_PER_M]
                )
    return list(rows.values())


def _taken_mm(problem: RollProblem, lay: LayToSpread, ply: Ply, part: int) -> int:
    """What a ply takes of its first roll, or of the next."""
    if ply.splice is None:
        return problem.ply_mm(lay)
    splice = lay.splices[ply.splice]
    return problem.tail_mm(lay, splice) if part else problem.head_mm(lay, splice)
