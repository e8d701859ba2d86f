"""Compiled annealing over whole plies: which roll gives how many plies of which lay.

Moves hand plies of a lay from one roll to another, or exchange plies of two lays between two rolls. The last row of
``plies`` is no roll: what lies there is not spread yet, at ``lack_fen`` a ply. All lengths are mm, all prices fen.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def _draw(luck):  # type: ignore[no-untyped-def]
    """32 random bits: xorshift64* (Vigna 2016), because the built-in generator takes most of a move's time."""
    bits = luck[0]
    bits ^= bits >> np.uint64(12)
    bits ^= bits << np.uint64(25)
    bits ^= bits >> np.uint64(27)
    luck[0] = bits
    return (bits * np.uint64(2685821657736338717)) >> np.uint64(32)


@njit(cache=True)
def _below(luck, limit):  # type: ignore[no-untyped-def]
    return np.int64((_draw(luck) * np.uint64(limit)) >> np.uint64(32))


@njit(cache=True)
def _roll_fen(roll, left_mm, length_mm, mounts, prices):  # type: ignore[no-untyped-def]
    """Cost of a roll; ``prices`` = (fen per mm, usable mm, remnant fen, mount fen, shade fen, lack fen)."""
    if roll == length_mm.shape[0] or left_mm[roll] == length_mm[roll]:
        return 0.0
    rest = prices[2] if left_mm[roll] >= max(1.0, prices[1]) else left_mm[roll] * prices[0]
    return rest + mounts[roll] * prices[3]


@njit(cache=True)
def _hand(source, target, lay, count, plies, left_mm, mounts, of_shade, shade, ply_mm):  # type: ignore[no-untyped-def]
    """Hand plies over."""
    rolls = left_mm.shape[0]
    if source < rolls:
        left_mm[source] += count * ply_mm[lay]
        of_shade[lay, shade[source]] -= count
        if plies[source, lay] == count:
            mounts[source] -= 1
    if target < rolls:
        left_mm[target] -= count * ply_mm[lay]
        of_shade[lay, shade[target]] += count
        if plies[target, lay] == 0:
            mounts[target] += 1
    plies[source, lay] -= count
    plies[target, lay] += count


@njit(cache=True)
def _count(luck, most):  # type: ignore[no-untyped-def]
    """One ply half the time, all a fourth of it, else any number."""
    kind = _below(luck, 4)
    if kind < 2:
        return 1
    return most if kind == 2 else 1 + _below(luck, most)


@njit(cache=True)
def _shades_fen(lay, of_shade, prices):  # type: ignore[no-untyped-def]
    """Cost of a lay's shades, first one free."""
    shades = 0
    for column in range(of_shade.shape[1]):
        shades += of_shade[lay, column] > 0
    return max(0, shades - 1) * prices[4], shades


@njit(cache=True)
def _back(luck, one, other, lay, plies, holds):  # type: ignore[no-untyped-def]
    """(plies, lay) that go back for those handed over; 0 plies where the lay drawn does not do."""
    second = _below(luck, holds.shape[1])
    if second == lay or plies[other, second] == 0 or (one < holds.shape[0] and not holds[one, second]):
        return 0, lay
    return _count(luck, plies[other, second]), second


@njit(cache=True)
def _at_once(roll, lay, plies, clash):  # type: ignore[no-untyped-def]
    """Whether a roll that has plies of a lay is on another at the same time; ``clash`` is empty where no lays are."""
    if roll == plies.shape[0] - 1 or plies[roll, lay] == 0:
        return False
    found = False
    for other in range(clash.shape[1] if clash.shape[0] else 0):
        found = found or (clash[lay, other] and plies[roll, other] > 0)
    return found


@njit(cache=True)
def _cost(one, other, lay, second, left_mm, length_mm, mounts, of_shade, limit, prices):  # type: ignore[no-untyped-def]
    """Cost of two rolls and of the shades of two lays; infinite where a lay has too many shades."""
    fen = _roll_fen(one, left_mm, length_mm, mounts, prices) + _roll_fen(other, left_mm, length_mm, mounts, prices)
    shades_fen, shades = _shades_fen(lay, of_shade, prices)
    fen += shades_fen
    allowed = shades <= limit[lay]
    if second != lay:
        shades_fen, shades = _shades_fen(second, of_shade, prices)
        fen += shades_fen
        allowed = allowed and shades <= limit[second]
    return fen if allowed else np.inf


@njit(cache=True)
def anneal(  # type: ignore[no-untyped-def]
    luck,
    moves,
    hot,
    cold,
    plies,
    best,
    left_mm,
    mounts,
    of_shade,
    shade,
    length_mm,
    ply_mm,
    holds,
    clash,
    limit,
    prices,
    costs,
):
    """Walk; ``costs`` = [cost now, best cost], ``best`` keeps the best plies; all are changed in place."""
    rolls, lays = holds.shape
    cool = (cold / hot) ** (1.0 / max(1, moves))
    heat = hot
    for _ in range(moves):
        heat *= cool
        one, other, lay = _below(luck, rolls + 1), _below(luck, rolls), _below(luck, lays)
        if one == other or plies[one, lay] == 0 or not holds[other, lay]:
            continue
        count, back, second = _count(luck, plies[one, lay]), 0, lay
        if _below(luck, 2) or count * ply_mm[lay] > left_mm[other]:
            back, second = _back(luck, one, other, lay, plies, holds)
        change = count * ply_mm[lay] - back * ply_mm[second]
        if change > left_mm[other] or (one < rolls and -change > left_mm[one]):
            continue
        before = _cost(one, other, lay, second, left_mm, length_mm, mounts, of_shade, limit, prices)
        _hand(one, other, lay, count, plies, left_mm, mounts, of_shade, shade, ply_mm)
        if back:
            _hand(other, one, second, back, plies, left_mm, mounts, of_shade, shade, ply_mm)
        delta = _cost(one, other, lay, second, left_mm, length_mm, mounts, of_shade, limit, prices) - before
        if _at_once(other, lay, plies, clash) or _at_once(one, second, plies, clash):
            delta = np.inf
        if one == rolls:
            delta -= (count - back) * prices[5]
        if delta <= 0 or _draw(luck) < np.exp(-delta / heat) * 4294967296.0:
            costs[0] += delta
            if costs[0] < costs[1] - 1e-6:
                costs[1] = costs[0]
                best[:] = plies
        else:
            if back:
                _hand(one, other, second, back, plies, left_mm, mounts, of_shade, shade, ply_mm)
            _hand(other, one, lay, count, plies, left_mm, mounts, of_shade, shade, ply_mm)
