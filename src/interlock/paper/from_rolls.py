"""Rolls given to lays, as they stand on their cards: plies by shade, and what comes from which roll."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from interlock.errors import InvalidModel, Told
from interlock.paper.clock import in_turn
from interlock.paper.lay import LayPaper, Spread, UsedRoll
from interlock.paper.words import WORDS
from interlock.rolls import RollEnd, SpreadLay
from interlock.units import MM_PER_M

# Rolls are given to plies in whole mm.
ROUNDED_MM = 1


def with_rolls(
    lays: Sequence[LayPaper], spread: Sequence[SpreadLay], ends: Sequence[RollEnd] = ()
) -> tuple[LayPaper, ...]:
    """Return lays with the plies of each shade and the rolls that :func:`interlock.rolls.assign_rolls` gave them.

    A lay without rolls stays as it is; one with rolls loses at its ends what they were given for. A roll of several
    lays names those before and after each, by the clock where they tell it. Raises
    :class:`~interlock.errors.InvalidModel` naming lays whose plies or length differ from what was assigned, and lays
    that are not among ``lays``.
    """
    by_lay = {one.lay: one for one in spread}
    by_roll = {end.roll: end for end in ends}
    known = {lay.lay for lay in lays}
    problems = [WORDS.told("rolls_of_other", lay=name) for name in by_lay if name not in known]
    problems += [wrong for lay in lays if lay.lay in by_lay for wrong in _differences(lay, by_lay[lay.lay])]
    if problems:
        raise InvalidModel(problems)
    found = [_with(lay, by_lay[lay.lay], by_roll) if lay.lay in by_lay else lay for lay in lays]
    lays_of: dict[str, list[str]] = defaultdict(list)
    for lay in in_turn(found):
        for name in dict.fromkeys(used.roll for used in lay.rolls):
            lays_of[name].append(lay.lay)
    return tuple(_among_others(lay, lays_of) for lay in found)


def _among_others(lay: LayPaper, lays_of: Mapping[str, Sequence[str]]) -> LayPaper:
    """Return a lay whose rolls name the lays that come before and after it."""
    rolls = []
    for used in lay.rolls:
        every = lays_of[used.roll]
        at = every.index(lay.lay)
        rolls.append(used.among(every[:at], every[at + 1 :]))
    return replace(lay, rolls=tuple(rolls)) if tuple(rolls) != lay.rolls else lay


def _differences(lay: LayPaper, spread: SpreadLay) -> list[Told]:
    asked: Counter[str] = Counter()
    for part in lay.plies:
        asked[part.colour] += part.plies
    given: Counter[str] = Counter()
    for group in spread.groups:
        given[group.colour] += len(group.plies)
    found = [
        WORDS.told("rolls_differ", lay=lay.lay, colour=colour, asked=asked[colour], given=given[colour])
        for colour in dict.fromkeys((*asked, *given))
        if asked[colour] != given[colour]
    ]
    if spread.marker_mm is not None and abs(spread.marker_mm - lay.marker_mm) > ROUNDED_MM:
        end_loss_mm = _end_loss_mm(lay, spread)
        metres = {"given": spread.marker_mm + end_loss_mm, "wanted": math.ceil(lay.marker_mm) + end_loss_mm}
        lengths = {name: f"{length_mm / MM_PER_M:,.3f}" for name, length_mm in metres.items()}
        found.append(WORDS.told("rolls_short", lay=lay.lay, **lengths))
    return found


def _end_loss_mm(lay: LayPaper, spread: SpreadLay) -> float:
    """What a ply loses at its ends: as its rolls were given, which count in whole mm."""
    told = spread.end_loss_mm
    return lay.end_loss_mm if told is None or abs(told - lay.end_loss_mm) < ROUNDED_MM else float(told)


def _with(lay: LayPaper, spread: SpreadLay, ends: Mapping[str, RollEnd]) -> LayPaper:
    plies = tuple(
        Spread(colour=group.colour, plies=len(group.plies), shade=group.shade) for group in spread.groups if group.plies
    )
    rolls = [
        _used(roll, group.colour, group.shade, count, ends.get(roll))
        for group in spread.groups
        for roll, count in Counter(roll for ply in group.plies for roll in ply.rolls).items()
    ]
    return replace(lay, plies=plies, rolls=tuple(rolls), end_loss_mm=_end_loss_mm(lay, spread))


def _used(roll: str, colour: str, shade: str, plies: int, end: RollEnd | None) -> UsedRoll:
    """A roll on a lay; a ply spliced of two rolls counts with both."""
    if end is None:
        return UsedRoll(roll=roll, colour=colour, shade=shade, plies=plies)
    length_m, left_m = (end.used_mm + end.left_mm) / MM_PER_M, end.left_mm / MM_PER_M
    return UsedRoll(roll=roll, colour=colour, shade=shade, length_m=length_m, plies=plies, left_m=left_m)
