"""Chance, the same for the same seed: every place and delivery draws from a stream of its own.

A stream is named by what it is for and by the code of its place, so that a change of one part of the noise, or of
the plan, leaves all other draws as they were: plans are compared under the same weather.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from interlock.simulate.problem import Floats

Purpose = Literal[
    "delivery", "customer", "cutting", "attendance", "efficiency", "start", "rework", "finishing", "outside"
]
_PURPOSES: tuple[Purpose, ...] = (
    "delivery", "customer", "cutting", "attendance", "efficiency", "start", "rework", "finishing", "outside",
)  # fmt: skip

# A line, table or shop that is open yields at least this share of its minutes.
LEAST_SHARE = 0.1


def stream(seed: int, purpose: Purpose, name: str) -> np.random.Generator:
    """Return the stream of a purpose at a place."""
    key = (_PURPOSES.index(purpose), crc32(name.encode()))
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


def late_days(rng: np.random.Generator, runs: int, share: float, mean_days: float) -> Floats:
    """Draw whole days of lateness: none with probability 1 - ``share``, else exponential and rounded up."""
    is_late, lateness = rng.random(runs) < share, rng.standard_exponential(runs)
    return np.where(is_late, np.ceil(lateness * mean_days), 0.0)


def shares(rng: np.random.Generator, days: int, runs: int, sd: float) -> Floats:
    """Draw shares of normal, days x runs, each on its own around 1."""
    return np.maximum(1.0 + sd * rng.standard_normal((days, runs)), LEAST_SHARE)


def lasting_shares(rng: np.random.Generator, days: int, runs: int, sd: float, memory: float) -> Floats:
    """Draw shares of normal around 1, days x runs, that follow an AR(1) process of deviation ``sd`` from day to day."""
    walk = rng.standard_normal((days, runs), dtype=np.float32)
    fresh = math.sqrt(1.0 - memory**2)
    for day in range(1, days):
        walk[day] = memory * walk[day - 1] + fresh * walk[day]
    walk *= sd
    walk += 1.0
    return np.maximum(walk, LEAST_SHARE, dtype=np.float64)
