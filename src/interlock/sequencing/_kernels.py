"""Compiled arithmetic of one line: where a lot starts and ends and what it costs.

Time is a position on the line's cumulative capacity: a lot occupies the stretch from its start to its end, and days are
read off that axis. Every function works on one :class:`Table`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from interlock.sequencing import _curve

EPSILON_MIN = 1e-6
# A broken lock outweighs any lateness; finishing early only breaks ties between orders that cost the same.
LOCK_FEN = 1e10
COMPLETION_FEN_PER_MIN = 1e-6

output_after = njit(cache=True, nogil=True)(_curve.output_after)
experience_for = njit(cache=True, nogil=True)(_curve.experience_for)


# One row per lot; locked_day is the first open day from the lock, -1 without one.
LOT = np.dtype(
    [
        ("work_min", "f8"),
        ("piece_min", "f8"),
        ("late_fen", "f8"),
        ("wait_fen", "f8"),
        ("unplaced_fen", "f8"),
        ("pieces", "i8"),
        ("release_day", "i8"),
        ("due_day", "i8"),
        ("locked_day", "i8"),
        ("style", "i8"),
        ("category", "i8"),
    ]
)
# One row per familiarity; row 0 is the curve of the style already on the line.
CURVE = np.dtype([("first_share", "f8"), ("days", "i8")])
# Exactly one row.
LINE = np.dtype(
    [
        ("day_min", "f8"),
        ("changeover_min", "f8"),
        ("lost_fen", "f8"),
        ("style", "i8"),
        ("experience_min", "f8"),
    ]
)


class Table(NamedTuple):
    """A line problem as few arrays: each array costs reference counting at every call."""

    prefix_min: Any  # (D + 1,) cumulative capacity
    lots: Any  # (n,) LOT
    curves: Any  # (4,) CURVE
    line: Any  # (1,) LINE
    known: Any  # (styles + categories,) above 0 where the line knows it before the plan; categories follow styles


class Spot(NamedTuple):
    """Where the line stands: position, the style on it, which curve it climbs and the minutes worked on it."""

    at_min: Any
    style: Any
    curve: Any
    experience_min: Any


@njit(cache=True, nogil=True)
def first_spot(t):  # type: ignore[no-untyped-def]
    """The line as the plan starts."""
    return Spot(0.0, t.line[0].style, 0, t.line[0].experience_min)


@njit(cache=True, nogil=True)
def worked_for(t, productive_min, experience_min, curve):  # type: ignore[no-untyped-def]
    """Minutes to work for ``productive_min`` of output on ``curve``."""
    if experience_min >= t.curves[curve].days * t.line[0].day_min:
        return productive_min
    before_min = output_after(experience_min, t.curves[curve].first_share, t.curves[curve].days, t.line[0].day_min)
    after_min = experience_for(
        before_min + productive_min, t.curves[curve].first_share, t.curves[curve].days, t.line[0].day_min
    )
    return after_min - experience_min


@njit(cache=True, nogil=True)
def day_reached(t, at_min):  # type: ignore[no-untyped-def]
    """The day by whose end position ``at_min`` is reached; the number of days when it never is."""
    low, high = 0, len(t.prefix_min) - 1
    while low < high:
        middle = (low + high) // 2
        if t.prefix_min[middle + 1] >= at_min - EPSILON_MIN:
            high = middle
        else:
            low = middle + 1
    return low


@njit(cache=True, nogil=True)
def day_begun(t, at_min):  # type: ignore[no-untyped-def]
    """The day on which work beginning at ``at_min`` begins."""
    day = 0
    while day < len(t.prefix_min) - 1 and t.prefix_min[day + 1] <= at_min + EPSILON_MIN:
        day += 1
    return day


@njit(cache=True, nogil=True)
def place(t, lot, spot, known):  # type: ignore[no-untyped-def]
    """(start, first minute of sewing, experience before, spot after) of ``lot`` begun as early as it may."""
    days = len(t.prefix_min) - 1
    earliest = t.prefix_min[min(max(t.lots[lot].release_day, t.lots[lot].locked_day), days)]
    start_min = max(spot.at_min, earliest)
    sew_min = start_min
    curve = spot.curve
    experience_min = spot.experience_min
    if t.lots[lot].style != spot.style:
        sew_min += t.line[0].changeover_min
        experience_min = 0.0
        curve = 3
        if known[t.lots[lot].style] > 0:
            curve = 1
        elif known[t.lots[lot].category] > 0:
            curve = 2
    worked_min = worked_for(t, t.lots[lot].work_min, experience_min, curve)
    after = Spot(sew_min + worked_min, t.lots[lot].style, curve, experience_min + worked_min)
    return start_min, sew_min, experience_min, after


@njit(cache=True, nogil=True)
def late_piece_days(t, lot, sew_min, end_min, experience_min, first_share, climb_days):  # type: ignore[no-untyped-def]
    """Calendar days by which the lot's pieces miss its due day, summed over pieces."""
    due_day = t.lots[lot].due_day
    if due_day >= 0 and t.prefix_min[min(due_day + 1, len(t.prefix_min) - 1)] >= end_min - EPSILON_MIN:
        return 0.0
    end_day = day_reached(t, end_min)
    first_day = max(due_day, 0)
    late = float(t.lots[lot].pieces * (end_day - due_day))
    before_min = output_after(experience_min, first_share, climb_days, t.line[0].day_min)
    for day in range(end_day - 1, first_day - 1, -1):
        worked_min = t.prefix_min[day + 1] - sew_min
        if worked_min <= 0:
            break
        made_min = output_after(experience_min + worked_min, first_share, climb_days, t.line[0].day_min) - before_min
        late -= min(np.floor((made_min + EPSILON_MIN) / t.lots[lot].piece_min), t.lots[lot].pieces)
    return late


@njit(cache=True, nogil=True)
def cost_of(t, lot, start_min, sew_min, experience_min, after):  # type: ignore[no-untyped-def]
    """Cost of a placed lot in fen."""
    curve = after.curve
    late = late_piece_days(
        t, lot, sew_min, after.at_min, experience_min, t.curves[curve].first_share, t.curves[curve].days
    )
    cost = late * t.lots[lot].late_fen + COMPLETION_FEN_PER_MIN * after.at_min
    cost += t.line[0].lost_fen * (after.at_min - start_min - t.lots[lot].work_min)
    if t.lots[lot].wait_fen > 0.0:
        cost += t.lots[lot].wait_fen * day_reached(t, after.at_min)
    if t.lots[lot].locked_day >= 0 and day_begun(t, start_min) != t.lots[lot].locked_day:
        cost += LOCK_FEN
    return cost


@njit(cache=True, nogil=True)
def extend(t, lot, spot, known):  # type: ignore[no-untyped-def]
    """(cost, spot after, placed) of sewing ``lot`` next; a lot that cannot end in the horizon is left out."""
    start_min, sew_min, experience_min, after = place(t, lot, spot, known)
    if after.at_min > t.prefix_min[-1] + EPSILON_MIN:
        return t.lots[lot].unplaced_fen, spot, False
    known[t.lots[lot].style] += 1
    known[t.lots[lot].category] += 1
    return cost_of(t, lot, start_min, sew_min, experience_min, after), after, True
