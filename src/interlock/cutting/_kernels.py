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
def _lays(plies, rules):  # type: ignore[no-untyped-def]
    return (plies + rules.max_plies - 1) // rules.max_plies


@njit(cache=True)
def _may_total(plies, rules):  # type: ignore[no-untyped-def]
    lays = _lays(plies, rules)
    return 1 <= lays <= rules.max_lays and lays * rules.min_plies <= plies


@njit(cache=True)
def _cell_change(slots, rules, colour, size, change):  # type: ignore[no-untyped-def]
    now = slots.cut[colour, size]
    least, most = rules.least[colour, size], rules.most[colour, size]
    return _miss(now + change, least, most) - _miss(now, least, most)


@njit(cache=True)
def _slot_price(slots, rules, slot, plies):  # type: ignore[no-untyped-def]
    each = rules.ply_price + rules.mm_price * slots.garments_mm[slot]
    return plies * each + rules.lay_price * _lays(plies, rules)


@njit(cache=True)
def _judge_plies(slots, rules, slot, other, colour, change):  # type: ignore[no-untyped-def]
    """Whether `slot` may take `change` plies (from `other`, unless -1), the misses it adds and its price."""
    after = slots.total[slot] + change
    if change == 0 or slots.plies[slot, colour] + change < 0 or not _may_total(after, rules):
        return False, 0, 0.0
    price = _slot_price(slots, rules, slot, after) - _slot_price(slots, rules, slot, slots.total[slot])
    if other >= 0:
        rest = slots.total[other] - change
        if slots.plies[other, colour] - change < 0 or not _may_total(rest, rules):
            return False, 0, 0.0
        price += _slot_price(slots, rules, other, rest) - _slot_price(slots, rules, other, slots.total[other])
    misses = 0
    for size in range(slots.ratio.shape[1]):
        each = slots.ratio[slot, size] - (slots.ratio[other, size] if other >= 0 else 0)
        if each != 0:
            misses += _cell_change(slots, rules, colour, size, each * change)
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
        if lost == won:
            misses += _cell_change(slots, rules, colour, lost, up - down)
        else:
            misses += _cell_change(slots, rules, colour, lost, -down)
            misses += _cell_change(slots, rules, colour, won, up)
    return misses, price


@njit(cache=True)
def _do_ratio(slots, rules, giver, lost, taker, won):  # type: ignore[no-untyped-def]
    if giver >= 0:
        slots.ratio[giver, lost] -= 1
        slots.garments[giver] -= 1
        slots.garments_mm[giver] -= rules.garment_mm[lost]
        slots.cut[:, lost] -= slots.plies[giver]
    if taker >= 0:
        slots.ratio[taker, won] += 1
        slots.garments[taker] += 1
        slots.garments_mm[taker] += rules.garment_mm[won]
        slots.cut[:, won] += slots.plies[taker]


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
            misses += _cell_change(slots, rules, colour, size, 0) + _miss(
                slots.cut[colour, size], rules.least[colour, size], rules.most[colour, size]
            )
    for slot in range(slots.ratio.shape[0]):
        price += _slot_price(slots, rules, slot, slots.total[slot])
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
