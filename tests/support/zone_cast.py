"""A small order book whose lines stand in zones."""

from __future__ import annotations

import numpy as np

from county import county
from interlock.zones import ZonedProblem


def made_up_zones(seed: int, *, orders: int = 60, lines: int = 12, zones: int = 3, load: float = 0.7) -> ZonedProblem:
    """A county from a seed, its lines dealt to zones in turn."""
    return ZonedProblem(county(orders, lines, load, seed, 6), np.arange(lines) % zones)
