# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
"""Compiled loops of whole loads: which orders offered to a line are worth most in the room it has (knapsacks)."""

from __future__ import annotations

import numpy as np

from interlock.allocation._compiled import njit_own

LEAST_GAIN_FEN = 1e-6


@njit_own
def gainful(first, end, order, fen, units, cap, worth_fen, closed, found, gain_fen):
    """Write the offers of one line that gain something and fit; returns how many."""
    count = 0
    for at in range(first, end):
        gain = worth_fen[order[at]] - fen[at]
        if not closed[at] and units[at] <= cap and gain > LEAST_GAIN_FEN:
            found[count], gain_fen[count] = at, gain
            count += 1
    return count


@njit_own
def best_load(count, found, gain_fen, units, cap, value_fen, chosen, taken):
    """The load of greatest gain within `cap` units, by dynamic programming; marks it in `taken`, returns its gain."""
    value_fen[: cap + 1] = 0.0
    for c in range(count):
        need, gain = units[found[c]], gain_fen[c]
        chosen[c, : cap + 1] = False
        for room in range(cap, need - 1, -1):
            with_it = value_fen[room - need] + gain
            if with_it > value_fen[room]:
                value_fen[room] = with_it
                chosen[c, room] = True
    room = cap
    for c in range(count - 1, -1, -1):
        if chosen[c, room]:
            taken[found[c]] = True
            room -= units[found[c]]
    return value_fen[cap]


@njit_own
def take_forced(first, end, order, fen, units, worth_fen, forced, taken):
    """Take the offers of one line that are settled; returns their units and their gain."""
    room, gain = 0, 0.0
    for at in range(first, end):
        if forced[at]:
            taken[at] = True
            room += units[at]
            gain += worth_fen[order[at]] - fen[at]
    return room, gain


@njit_own
def best_loads(start, order, fen, units, cap, worth_fen, banned, forced, taken, gain_fen):
    """Every line's best load when its orders are worth `worth_fen`; marks what is taken, writes each load's gain.

    Offers that are `banned` are in no load, those that are `forced` in every load of their line and not banned.
    """
    widest = 0
    for line in range(len(cap)):
        widest = max(widest, start[line + 1] - start[line])
    found, gains = np.empty(widest, np.int64), np.empty(widest)
    most = cap.max() + 1
    value_fen, chosen = np.empty(most), np.empty((1, most), np.bool_)
    taken[:] = False
    closed = banned | forced
    for line in range(len(cap)):
        first, end = start[line], start[line + 1]
        room, gain = take_forced(first, end, order, fen, units, worth_fen, forced, taken)
        left = cap[line] - room
        count = gainful(first, end, order, fen, units, left, worth_fen, closed, found, gains)
        if count > chosen.shape[0]:
            chosen = np.empty((2 * count, most), np.bool_)
        gain_fen[line] = gain + best_load(count, found, gains, units, left, value_fen, chosen, taken)
