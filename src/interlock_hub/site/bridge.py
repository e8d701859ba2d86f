"""The made-up cluster of the engine, for the demo and for tests."""

from __future__ import annotations

from datetime import date

from interlock import model as engine


def sample(
    *, factories: int, orders: int, weeks: int = 8, load: float = 0.8, seed: int, today: date
) -> engine.Scenario:
    """Return a made-up cluster with its order book; the same arguments give the same one."""
    from interlock.sample import make_sample

    return make_sample(factories=factories, orders=orders, weeks=weeks, load=load, seed=seed, today=today)
