"""The lays of a roll in turn: with how much it comes to each, what each leaves, and which want it at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interlock_hub.cutting.hours import hours_of
from interlock_hub.cutting.models import Lay, RollUse


@dataclass(frozen=True)
class Turn:
    """A roll at one lay, between the lays before and after it.

    ``at_once`` are lays that want it at the same time, each with its times of the clock.
    """

    earlier: tuple[str, ...]
    onward: tuple[str, ...]
    comes_m: float
    left_m: float
    at_once: tuple[tuple[Lay, str], ...] = ()


def turns_of(uses: Mapping[int, Sequence[RollUse]]) -> dict[int, dict[int, Turn]]:
    """Return by lay and roll where a roll stands among all its lays, by the clock."""
    rolls = {use.roll_id: use.roll for rows in uses.values() for use in rows}
    every = RollUse.objects.filter(roll__in=rolls).select_related("lay__table")
    by_roll: dict[int, list[RollUse]] = defaultdict(list)
    for use in every.order_by("lay__cut_on", "lay__start_min", "lay"):
        by_roll[use.roll_id].append(use)
    found: dict[int, dict[int, Turn]] = {lay: {} for lay in uses}
    for roll, rows in by_roll.items():
        left_m = rolls[roll].length_m
        for at, use in enumerate(rows):
            comes_m, left_m = left_m, left_m - use.used_m
            if use.lay_id in found:
                codes = [one.lay.code for one in rows]
                found[use.lay_id][roll] = Turn(
                    earlier=tuple(codes[:at]),
                    onward=tuple(codes[at + 1 :]),
                    comes_m=round(comes_m, 3),
                    left_m=round(left_m, 3),
                    at_once=_at_once(use.lay, [one.lay for one in rows]),
                )
    return found


def _at_once(lay: Lay, lays: Sequence[Lay]) -> tuple[tuple[Lay, str], ...]:
    clashing = [
        other
        for other in lays
        if (other.cut_on, other.factory_id) == (lay.cut_on, lay.factory_id)
        and other.pk != lay.pk
        and other.start_min < lay.end_min
        and lay.start_min < other.end_min
        and Lay.State.CUT not in (lay.state, other.state)
    ]
    if not clashing:
        return ()
    hours = hours_of([lay.factory_id])[lay.factory_id]
    return tuple((other, hours.span(other.start_min, other.end_min)) for other in clashing)
