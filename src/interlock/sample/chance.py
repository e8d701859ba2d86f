"""Drawing one of a few values by their shares, quicker than a numpy call for the many small draws of an order book."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def drawn(values: Sequence[T], shares: Sequence[float], rng: np.random.Generator) -> T:
    """Draw one value, each with the probability of its share of all shares."""
    ladder = list(accumulate(shares))
    return values[min(bisect(ladder, rng.random() * ladder[-1]), len(values) - 1)]
