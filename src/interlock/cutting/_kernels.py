"""Compiled annealing over size ratios and plies together.

A *slot* is one marker with its plies of each colour (spread in one or more lays). Moves change plies of one colour or
one garment of a ratio; every rule of a lay holds at every step, and only the garments delivered may miss their
tolerance. The weight of a missed garment follows the search: it grows while garments are missed and falls while
none is, so the walk stays near the edge where good plans are. Costs are scaled so that a garment costs about 1.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit


class Rules(NamedTuple):
    """Limits and prices: ``least`` and ``most`` by colour and size, lengths in mm, prices per ply, mm of ply and lay."""

    least: np.ndarray
    most: np.ndarray
    garment_mm: np.ndarray
    max_garments_mm: float
    max_garments: int
    min_plies: int
    max_plies: int
    max_lays: int
    ply_price: float
    mm_price: float
    lay_price: float


class Slots(NamedTuple):
    """The state: ``ratio[slot, size]`` and ``plies[slot, colour]``, and the sums that the moves keep up to date."""

    ratio: np.ndarray
    plies: np.ndarray
    cut: np.ndarray
    garments: np.ndarray
    garments_mm: np.ndarray
    total: np.ndarray


@njit(cache=True)
def _miss(count, least, most):  # type: ignore[no-untyped-def]
    return least - count if count < least else max(count - most, 0)


@njit(cache=True)
def _added(now, change, least, most):  # type: ignore[no-untyped-def]
    return _miss(now + change, least, most) - _miss(now, least, most)


@njit(cache=True)
def _lays(plies, max_plies):  # type: ignore[no-untyped-def]
    return (plies + max_plies - 1) // max_plies


@njit(cache=True)
def _may_total(plies, min_plies, max_plies, max_lays):  # type: ignore[no-untyped-def]
    lays = _lays(plies, max_plies)
    return 1 <= lays <= max_lays and lays * min_plies <= plies


@njit(cache=True)
def _judge_total(before, after, ply_price, lay_price, lay):  # type: ignore[no-untyped-def]
    """Whether a slot may have `after` plies (`lay`: least and most plies, most lays), and what the change costs."""
    least, most, lays = lay
    if not _may_total(after, least, most, lays):
        return False, 0.0
    return True, (after - before) * ply_price + lay_price * (_lays(after, most) - _lays(before, most))


@njit(cache=True)
def _judge_plies(slots, rules, slot, other, colour, change):  # type: ignore[no-untyped-def]
    """Whether `slot` may take `change` plies (from `other`, unless -1), the misses it adds and its price."""
    lay = (rules.min_plies, rules.max_plies, rules.max_lays)
    if change == 0 or slots.plies[slot, colour] + change < 0:
        return False, 0, 0.0
    each_ply = rules.ply_price + rules.mm_price * slots.garments_mm[slot]
    may, price = _judge_total(slots.total[slot], slots.total[slot] + change, each_ply, rules.lay_price, lay)
    if may and other >= 0:
        each_ply = rules.ply_price + rules.mm_price * slots.garments_mm[other]
        rest = slots.total[other] - change
        may, saved = _judge_total(slots.total[other], rest, each_ply, rules.lay_price, lay)
        may = may and slots.plies[other, colour] >= change
        price += saved
    if not may:
        return False, 0, 0.0
    misses = 0
    for size in range(slots.ratio.shape[1]):
        each = slots.ratio[slot, size] - (slots.ratio[other, size] if other >= 0 else 0)
        if each != 0:
            now = slots.cut[colour, size]
            misses += _added(now, each * change, rules.least[colour, size], rules.most[colour, size])
    return True, misses, price


@njit(cache=True)
def _do_plies(slots, slot, other, colour, change):  # type: ignore[no-untyped-def]
    slots.plies[slot, colour] += change
    slots.total[slot] += change
    if other >= 0:
        slots.plies[other, colour] -= change
        slots.total[other] -= change
    for size in range(slots.ratio.shape[1]):
        each = slots.ratio[slot, size] - (slots.ratio[other, size] if other >= 0 else 0)
        slots.cut[colour, size] += each * change


@njit(cache=True)
def _may_ratio(slots, rules, giver, lost, taker, won):  # type: ignore[no-untyped-def]
    if giver >= 0 and slots.ratio[giver, lost] == 0:
        return False
    if giver >= 0 and giver != taker and slots.garments[giver] == 1:
        return False
    if taker < 0:
        return True
    saved = 1 if giver == taker else 0
    longer_mm = rules.garment_mm[won] - saved * rules.garment_mm[lost]
    room = slots.garments[taker] + 1 - saved <= rules.max_garments
    return room and slots.garments_mm[taker] + longer_mm <= rules.max_garments_mm


@njit(cache=True)
def _judge_ratio(slots, rules, giver, lost, taker, won):  # type: ignore[no-untyped-def]
    """Misses and price of one garment of size `lost` leaving `giver` and one of size `won` joining `taker` (-1: none)."""
    misses, price = 0, 0.0
    if giver >= 0:
        price -= rules.mm_price * rules.garment_mm[lost] * slots.total[giver]
    if taker >= 0:
        price += rules.mm_price * rules.garment_mm[won] * slots.total[taker]
    for colour in range(slots.plies.shape[1]):
        down = slots.plies[giver, colour] if giver >= 0 else 0
        up = slots.plies[taker, colour] if taker >= 0 else 0
        now, least, most = slots.cut[colour, lost], rules.least[colour, lost], rules.most[colour, lost]
        if lost == won:
            misses += _added(now, up - down, least, most)
        else:
            misses += _added(now, -down, least, most)
            now, least, most = slots.cut[colour, won], rules.least[colour, won], rules.most[colour, won]
            misses += _added(now, up, least, most)
    return misses, price


@njit(cache=True)
def _do_ratio(slots, rules, giver, lost, taker, won):  # type: ignore[no-untyped-def]
    if giver >= 0:
        slots.ratio[giver, lost] -= 1
        slots.garments[giver] -= 1
        slots.garments_mm[giver] -= rules.garment_mm[lost]
        for colour in range(slots.plies.shape[1]):
            slots.cut[colour, lost] -= slots.plies[giver, colour]
    if taker >= 0:
        slots.ratio[taker, won] += 1
        slots.garments[taker] += 1
        slots.garments_mm[taker] += rules.garment_mm[won]
        for colour in range(slots.plies.shape[1]):
            slots.cut[colour, won] += slots.plies[taker, colour]


@njit(cache=True)
def _pick_change(slots, rules, slot, colour):  # type: ignore[no-untyped-def]
    """A number of plies: half the time what would mend a random size, else a small step either way."""
    size = np.random.randint(slots.ratio.shape[1])
    each = slots.ratio[slot, size]
    step = np.random.randint(1, 4)
    if each > 0 and np.random.random() < 0.5:
        now = slots.cut[colour, size]
        short = max(rules.least[colour, size] - now, 0) - max(now - rules.most[colour, size], 0)
        mend = int(round(short / each))
        if mend != 0:
            return mend
        step = 1
    elif np.random.random() < 0.25:
        step += slots.plies[slot, colour] // 8
    return step if np.random.random() < 0.5 else -step


@njit(cache=True)
def _accept(cost, heat):  # type: ignore[no-untyped-def]
    return cost <= 0 or np.random.random() < np.exp(-cost / heat)


@njit(cache=True)
def _step_plies(slots, rules, weight, heat):  # type: ignore[no-untyped-def]
    slot = np.random.randint(slots.ratio.shape[0])
    colour = np.random.randint(slots.plies.shape[1])
    other = np.random.randint(slots.ratio.shape[0]) if np.random.random() < 0.4 else -1
    if other == slot:
        return 0, 0.0
    change = _pick_change(slots, rules, slot, colour)
    may, misses, price = _judge_plies(slots, rules, slot, other, colour, change)
    if not may or not _accept(weight * misses + price, heat):
        return 0, 0.0
    _do_plies(slots, slot, other, colour, change)
    return misses, price


@njit(cache=True)
def _step_ratio(slots, rules, weight, heat):  # type: ignore[no-untyped-def]
    giver = np.random.randint(slots.ratio.shape[0])
    lost = np.random.randint(slots.ratio.shape[1])
    taker, won = giver, lost
    kind = np.random.random()
    if kind < 0.35:
        taker = np.random.randint(slots.ratio.shape[0])
    elif kind < 0.75:
        won = np.random.randint(slots.ratio.shape[1])
    elif kind < 0.88:
        taker = -1
    else:
        giver = -1
    if giver == taker and lost == won:
        return 0, 0.0
    if not _may_ratio(slots, rules, giver, lost, taker, won):
        return 0, 0.0
    misses, price = _judge_ratio(slots, rules, giver, lost, taker, won)
    if not _accept(weight * misses + price, heat):
        return 0, 0.0
    _do_ratio(slots, rules, giver, lost, taker, won)
    return misses, price


@njit(cache=True)
def _measure(slots, rules):  # type: ignore[no-untyped-def]
    misses, price = 0, 0.0
    for colour in range(slots.cut.shape[0]):
        for size in range(slots.cut.shape[1]):
            misses += _miss(slots.cut[colour, size], rules.least[colour, size], rules.most[colour, size])
    for slot in range(slots.ratio.shape[0]):
        price += slots.total[slot] * (rules.ply_price + rules.mm_price * slots.garments_mm[slot])
        price += rules.lay_price * _lays(slots.total[slot], rules.max_plies)
    return misses, price


@njit(cache=True)
def anneal(slots, rules, moves, hot, cold, seed):  # type: ignore[no-untyped-def]
    """Walk `moves` steps from `slots`, cooling from `hot` to `cold`; the best misses, price, ratio and plies seen.

    Fewer misses come before a lower price. Deterministic in its arguments.
    """
    np.random.seed(seed)
    misses, price = _measure(slots, rules)
    best_misses, best_price = misses, price
    best_ratio, best_plies = slots.ratio.copy(), slots.plies.copy()
    weight, heat = 2.0, hot
    cooling = (cold / hot) ** (1.0 / moves)
    for move in range(moves):
        heat *= cooling
        if np.random.random() < 0.6:
            more, dearer = _step_plies(slots, rules, weight, heat)
        else:
            more, dearer = _step_ratio(slots, rules, weight, heat)
        misses += more
        price += dearer
        if misses < best_misses or (misses == best_misses and price < best_price - 1e-9):
            best_misses, best_price = misses, price
            best_ratio[:] = slots.ratio
            best_plies[:] = slots.plies
        if move % 500 == 499:
            weight = min(weight * 1.1, 50.0) if misses > 0 else max(weight / 1.1, 1.0)
    return best_misses, best_price, best_ratio, best_plies
