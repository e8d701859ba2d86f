"""Rolls given to lays, as they stand on their cards: plies by shade, and what comes from which roll."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from interlock.errors import InvalidModel, Told
from interlock.paper.clock import in_turn, minutes_of
from interlock.paper.lay import AtOnce, LayPaper, Spread, UsedRoll
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
    turns: dict[str, list[LayPaper]] = defaultdict(list)
    for lay in in_turn(found):
        for name in dict.fromkeys(used.roll for used in lay.rolls):
            turns[name].append(lay)
    taken = {(one.lay, roll): taken_mm for one in spread for roll, taken_mm in one.taken_mm}
    return tuple(
        replace(lay, rolls=tuple(_among_others(lay, used, turns[used.roll], taken) for used in lay.rolls))
        if lay.lay in by_lay
        else lay
        for lay in found
    )


def _among_others(
    lay: LayPaper, used: UsedRoll, turn: Sequence[LayPaper], taken: Mapping[tuple[str, str], int]
) -> UsedRoll:
    """Return a roll that ``turn`` lays are spread from, by the clock, as it comes to one of them and as that leaves it.

    What an earlier file did not tell stays open.
    """
    at = [one.lay for one in turn].index(lay.lay)
    told = [taken.get((one.lay, used.roll)) for one in turn]

    def rest_m(lays: int) -> float | None:
        """What is left after so many of the lays."""
        before = [taken_mm for taken_mm in told[:lays] if taken_mm is not None]
        if used.length_m is None or len(before) < lays:
            return None
        return used.length_m - sum(before) / MM_PER_M

    when = minutes_of(lay)
    return replace(
        used,
        length_m=rest_m(at),
        left_m=rest_m(at + 1) if at + 1 < len(turn) else used.left_m,
        earlier=tuple(one.lay for one in turn[:at]),
        onward=tuple(one.lay for one in turn[at + 1 :]),
        at_once=tuple(
            AtOnce(one.lay, one.table, one.time)
            for one in turn
            if (other := minutes_of(one)) and when and (other, one.table) != (when, lay.table) and _overlap(when, other)
        ),
    )


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


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
