"""How much of every category is asked, so that the whole book is the load that was wanted."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from interlock.errors import InvalidModel
from interlock.sample.catalogue import HOT
from interlock.sample.error_words import ERRORS

Floats = NDArray[np.float64]

HOT_FACTOR = 1.15
COOLEST_FACTOR = 0.6
UNEVENNESS = 0.08
BISECTIONS = 60
SMALLEST_ORDER, LARGEST_ORDER = 100, 20_000


def demand_by_category(capacity: Mapping[str, float], load: float, rng: np.random.Generator) -> dict[str, float]:
    """Return the minutes to ask of every category, for minutes of capacity by category.

    Down jackets and dresses ask 1.15 times the load of their capacity, the others what is left, unevenly; the sum is
    ``load`` times all capacity.
    """
    total = sum(capacity.values())
    hot = sum(minutes for name, minutes in capacity.items() if name in HOT)
    others = total - hot
    factor = HOT_FACTOR if others else 1.0
    if hot:
        factor = min(factor, max(1.0, (total - COOLEST_FACTOR * others) / hot))
    wanted = {name: factor * load * minutes for name, minutes in capacity.items() if name in HOT}
    uneven = {name: minutes * rng.uniform(1 - UNEVENNESS, 1 + UNEVENNESS) for name, minutes in capacity.items()}
    weight = {name: minutes for name, minutes in uneven.items() if name not in HOT}
    left = load * total - sum(wanted.values())
    scale = left / sum(weight.values()) if others else 0.0
    return wanted | {name: scale * minutes for name, minutes in weight.items()}


def sized(raw: Floats, smv_min: Floats, most: Floats, category: NDArray[np.int64], wanted_min: Floats) -> Floats:
    """Scale raw order sizes so that every category asks its minutes, each order between 100 pieces and ``most``.

    What a category cannot take (too few or too many orders) goes to the others. Raises :class:`InvalidModel` when all
    of them together cannot.
    """
    count = len(wanted_min)
    least_min = np.bincount(category, SMALLEST_ORDER * smv_min, count).astype(np.float64)
    most_min = np.bincount(category, most * smv_min, count).astype(np.float64)
    total = float(wanted_min.sum())
    if not least_min.sum() <= total <= most_min.sum():
        raise InvalidModel([_mismatch(total, float(least_min.sum()), float(most_min.sum()), len(raw))])
    target = _moved(np.clip(wanted_min, least_min, most_min), least_min, most_min, total)
    pieces = np.empty(len(raw))
    for number in range(count):
        chosen = category == number
        if chosen.any():
            pieces[chosen] = _scaled(raw[chosen], smv_min[chosen], most[chosen], float(target[number]))
    return np.rint(np.where(pieces >= 1_000, np.rint(pieces / 10) * 10, pieces))


def _moved(target: Floats, least: Floats, most: Floats, total: float) -> Floats:
    """Spread what clipping cut off (or added) over the categories that have room for it."""
    missing = total - float(target.sum())
    room = most - target if missing > 0 else target - least
    moved: Floats = target + (missing * room / room.sum() if room.sum() > 0 else 0.0)
    return moved


def _scaled(raw: Floats, smv_min: Floats, most: Floats, target_min: float) -> Floats:
    low, high = 0.0, float((most / raw).max())
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        asked = float(np.sum(np.clip(middle * raw, SMALLEST_ORDER, most) * smv_min))
        low, high = (middle, high) if asked < target_min else (low, middle)
    clipped: Floats = np.clip(high * raw, SMALLEST_ORDER, most)
    return clipped


def _mismatch(total: float, least: float, most: float, orders: int) -> str:
    facts = {"smallest": SMALLEST_ORDER, "largest": LARGEST_ORDER, "least": least, "most": most, "total": total}
    return ERRORS.told("too_few" if total > most else "too_many", orders=orders, **facts)
