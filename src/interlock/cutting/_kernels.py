"""Compiled annealing over size ratios and plies together.

A *slot* is one marker with its plies of each colour (spread in one or more lays). Moves change plies of one colour or
one garment of a ratio; every rule of a lay holds at every step, and only the garments delivered may miss their
tolerance. The weight of a missed garment follows the search: it grows while garments are missed and falls while
none is, so the walk stays near the edge where good plans are. Costs are scaled so that a garment costs about 1.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit


class Rules(NamedTuple):
    """Limits of markers, and prices per ply and per mm of ply."""

    max_garments_mm: float
    max_garments: int
    ply_price: float
    mm_price: float


# The arrays travel one by one: reading them from a tuple costs the compiled loops a factor of four. In all functions
# ratio[slot, size], plies[slot, colour], cut[colour, size] are the state; sums[slot] = (plies, garments);
# marker_mm[slot] and garment_mm[size] are lengths paid for, without what is fixed, spread_mm[size] those on the table;
# span[colour, size] = (least, most) wanted; lays_price[plies] is what the lays of so many plies cost, below 0 where
# they make no lays.


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
def _share(luck):  # type: ignore[no-untyped-def]
    return np.float64(_draw(luck)) / 4294967296.0


@njit(cache=True)
def _miss(count, least, most):  # type: ignore[no-untyped-def]
    return least - count if count < least else max(count - most, 0)


@njit(cache=True)
def _added(now, change, least, most):  # type: ignore[no-untyped-def]
    return _miss(now + change, least, most) - _miss(now, least, most)


@njit(cache=True)
def _total_price(plies, marker_mm, lays_price, rules):  # type: ignore[no-untyped-def]
    return plies * (rules.ply_price + rules.mm_price * marker_mm) + lays_price[plies]


@njit(cache=True, inline="always")
def _judge_total(plies, sums, marker_mm, slot, colour, change, lays_price, rules):  # type: ignore[no-untyped-def]
    """Whether one slot may take `change` plies of a colour, and the price of it."""
    before = sums[slot, 0]
    after = before + change
    if plies[slot, colour] + change < 0 or after >= lays_price.shape[0] or lays_price[after] < 0:
        return False, 0.0
    price = _total_price(after, marker_mm[slot], lays_price, rules)
    return True, price - _total_price(before, marker_mm[slot], lays_price, rules)


@njit(cache=True, inline="always")
def _misses_of_plies(ratio, cut, span, slot, other, colour, change):  # type: ignore[no-untyped-def]
    misses = 0
    for size in range(ratio.shape[1]):
        each = ratio[slot, size]
        if other >= 0:
            each -= ratio[other, size]
        if each != 0:
            misses += _added(cut[colour, size], each * change, span[colour, size, 0], span[colour, size, 1])
    return misses


@njit(cache=True, inline="always")
def _do_plies(ratio, plies, cut, sums, slot, other, colour, change):  # type: ignore[no-untyped-def]
    plies[slot, colour] += change
    sums[slot, 0] += change
    if other >= 0:
        plies[other, colour] -= change
        sums[other, 0] -= change
    for size in range(ratio.shape[1]):
        each = ratio[slot, size]
        if other >= 0:
            each -= ratio[other, size]
        cut[colour, size] += each * change


@njit(cache=True, inline="always")
def _may_ratio(ratio, sums, spread_mm, giver, lost, taker, won, rules):  # type: ignore[no-untyped-def]
    if giver >= 0 and (ratio[giver, lost] == 0 or (giver != taker and sums[giver, 1] == 1)):
        return False
    if taker < 0:
        return True
    after, after_mm = sums[taker, 1] + 1, spread_mm[won]
    for size in range(ratio.shape[1]):
        after_mm += ratio[taker, size] * spread_mm[size]
    if giver == taker:
        after -= 1
        after_mm -= spread_mm[lost]
    return after <= rules.max_garments and after_mm <= rules.max_garments_mm


@njit(cache=True, inline="always")
def _misses_of_ratio(plies, cut, span, giver, lost, taker, won):  # type: ignore[no-untyped-def]
    """Misses added by one garment of size `lost` leaving `giver` and one of size `won` joining `taker` (-1: none)."""
    misses = 0
    for colour in range(plies.shape[1]):
        down = plies[giver, colour] if giver >= 0 else 0
        up = plies[taker, colour] if taker >= 0 else 0
        if lost == won:
            misses += _added(cut[colour, lost], up - down, span[colour, lost, 0], span[colour, lost, 1])
        else:
            misses += _added(cut[colour, lost], -down, span[colour, lost, 0], span[colour, lost, 1])
            misses += _added(cut[colour, won], up, span[colour, won, 0], span[colour, won, 1])
    return misses


@njit(cache=True, inline="always")
def _add_garment(ratio, plies, cut, sums, marker_mm, garment_mm, slot, size, one):  # type: ignore[no-untyped-def]
    ratio[slot, size] += one
    sums[slot, 1] += one
    marker_mm[slot] += one * garment_mm[size]
    for colour in range(plies.shape[1]):
        cut[colour, size] += one * plies[slot, colour]


@njit(cache=True, inline="always")
def _pick_change(ratio, plies, cut, span, slot, colour, luck):  # type: ignore[no-untyped-def]
    """A number of plies: half the time what would mend a random size, else a small step either way."""
    size = _below(luck, ratio.shape[1])
    each = ratio[slot, size]
    step = 1 + _below(luck, 3)
    kind = _share(luck)
    if each > 0 and kind < 0.5:
        now = cut[colour, size]
        short = max(span[colour, size, 0] - now, 0) - max(now - span[colour, size, 1], 0)
        mend = round(short / each)
        if mend != 0:
            return mend
        step = 1
    elif kind < 0.7:
        step += plies[slot, colour] // 8
    return step if _share(luck) < 0.5 else -step


@njit(cache=True)
def _accept(cost, heat, luck):  # type: ignore[no-untyped-def]
    return cost <= 0 or _share(luck) < math.exp(-cost / heat)


@njit(cache=True, inline="always")
def _step_plies(ratio, plies, cut, sums, marker_mm, span, lays_price, rules, weight, heat, luck):  # type: ignore[no-untyped-def]
    slot = _below(luck, ratio.shape[0])
    colour = _below(luck, plies.shape[1])
    other = _below(luck, ratio.shape[0]) if _share(luck) < 0.4 else -1
    if other == slot:
        return 0, 0.0
    change = _pick_change(ratio, plies, cut, span, slot, colour, luck)
    may, price = _judge_total(plies, sums, marker_mm, slot, colour, change, lays_price, rules)
    if may and other >= 0:
        may, more = _judge_total(plies, sums, marker_mm, other, colour, -change, lays_price, rules)
        price += more
    if not may:
        return 0, 0.0
    misses = _misses_of_plies(ratio, cut, span, slot, other, colour, change)
    if not _accept(weight * misses + price, heat, luck):
        return 0, 0.0
    _do_plies(ratio, plies, cut, sums, slot, other, colour, change)
    return misses, price


@njit(cache=True, inline="always")
def _pick_ratio(slots, sizes, luck):  # type: ignore[no-untyped-def]
    """A garment to move between markers, to change its size, to leave or to join: (giver, lost, taker, won)."""
    giver, lost = _below(luck, slots), _below(luck, sizes)
    kind = _share(luck)
    if kind < 0.35:
        return giver, lost, _below(luck, slots), lost
    if kind < 0.75:
        return giver, lost, giver, _below(luck, sizes)
    return (giver, lost, -1, lost) if kind < 0.88 else (-1, lost, giver, lost)


@njit(cache=True, inline="always")
def _step_ratio(ratio, plies, cut, sums, marker_mm, garment_mm, spread_mm, span, rules, weight, heat, luck):  # type: ignore[no-untyped-def]
    giver, lost, taker, won = _pick_ratio(ratio.shape[0], ratio.shape[1], luck)
    if giver == taker and lost == won:
        return 0, 0.0
    if not _may_ratio(ratio, sums, spread_mm, giver, lost, taker, won, rules):
        return 0, 0.0
    price = 0.0
    if giver >= 0:
        price -= rules.mm_price * garment_mm[lost] * sums[giver, 0]
    if taker >= 0:
        price += rules.mm_price * garment_mm[won] * sums[taker, 0]
    misses = _misses_of_ratio(plies, cut, span, giver, lost, taker, won)
    if not _accept(weight * misses + price, heat, luck):
        return 0, 0.0
    if giver >= 0:
        _add_garment(ratio, plies, cut, sums, marker_mm, garment_mm, giver, lost, -1)
    if taker >= 0:
        _add_garment(ratio, plies, cut, sums, marker_mm, garment_mm, taker, won, 1)
    return misses, price


@njit(cache=True)
def _measure(cut, sums, marker_mm, span, lays_price, rules):  # type: ignore[no-untyped-def]
    misses, price = 0, 0.0
    for colour in range(cut.shape[0]):
        for size in range(cut.shape[1]):
            misses += _miss(cut[colour, size], span[colour, size, 0], span[colour, size, 1])
    for slot in range(sums.shape[0]):
        price += _total_price(sums[slot, 0], marker_mm[slot], lays_price, rules)
    return misses, price


@njit(cache=True)
def anneal(ratio, plies, garment_mm, spread_mm, span, lays_price, rules, moves, hot, cold, seed):  # type: ignore[no-untyped-def]
    """Walk `moves` steps from `ratio` and `plies`, cooling from `hot` to `cold`; the best misses, ratio and plies seen.

    Fewer misses come before a lower price. Deterministic in its arguments; `ratio` and `plies` are used up.
    """
    luck = np.empty(1, np.uint64)
    luck[0] = np.uint64(seed * 2 + 1) * np.uint64(11400714819323198485)
    cut, sums, marker_mm = _sum_up(ratio, plies, garment_mm)
    misses, price = _measure(cut, sums, marker_mm, span, lays_price, rules)
    best_misses, best_price = misses, price
    best_ratio, best_plies = ratio.copy(), plies.copy()
    weight, heat = 2.0, hot
    cooling = (cold / hot) ** (1.0 / moves)
    for move in range(moves):
        heat *= cooling
        if _share(luck) < 0.6:
            more, dearer = _step_plies(ratio, plies, cut, sums, marker_mm, span, lays_price, rules, weight, heat, luck)
        else:
            more, dearer = _step_ratio(
                ratio, plies, cut, sums, marker_mm, garment_mm, spread_mm, span, rules, weight, heat, luck
            )
        misses += more
        price += dearer
        if misses < best_misses or (misses == best_misses and price < best_price - 1e-9):
            best_misses, best_price = misses, price
            _copy(best_ratio, ratio)
            _copy(best_plies, plies)
        if move % 500 == 499:
            weight = min(weight * 1.1, 50.0) if misses > 0 else max(weight / 1.1, 1.0)
    return best_misses, best_ratio, best_plies


@njit(cache=True)
def _copy(into, table):  # type: ignore[no-untyped-def]
    """Copy a table cell by cell: numba compiles a slice assignment for seconds, for an error that cannot happen."""
    for row in range(table.shape[0]):
        for column in range(table.shape[1]):
            into[row, column] = table[row, column]


@njit(cache=True)
def _sum_up(ratio, plies, garment_mm):  # type: ignore[no-untyped-def]
    cut = np.zeros((plies.shape[1], ratio.shape[1]), np.int64)
    sums = np.zeros((ratio.shape[0], 2), np.int64)
    marker_mm = np.zeros(ratio.shape[0])
    for slot in range(ratio.shape[0]):
        sums[slot, 0] = plies[slot].sum()
        sums[slot, 1] = ratio[slot].sum()
        for size in range(ratio.shape[1]):
            marker_mm[slot] += ratio[slot, size] * garment_mm[size]
            for colour in range(plies.shape[1]):
                cut[colour, size] += ratio[slot, size] * plies[slot, colour]
    return cut, sums, marker_mm
