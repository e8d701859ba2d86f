from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from interlock.allocation import AllocationProblem


def random_problem(
    seed: int, orders: int = 30, lines: int = 8, buckets: int = 6, load: float = 0.7, **changes: Any
) -> AllocationProblem:
    """A small problem with every feature: shops, groups, releases, closed line-buckets, unreachable orders."""
    rng = np.random.default_rng(seed)
    groups, shops = 4, 2
    members = [np.sort(rng.choice(lines, rng.integers(1, lines + 1), replace=False)) for _ in range(groups)]
    place_line = np.concatenate(members)
    batches = rng.integers(1, 6, orders)
    batch_min = rng.lognormal(4.0, 0.7, orders)
    demand = float((batch_min * batches).sum()) if orders else 1.0
    line_min = rng.uniform(0.5, 1.5, (lines, buckets)) * (rng.random((lines, buckets)) > 0.1)
    line_min *= demand / load / max(line_min.sum(), 1e-9)
    due = rng.integers(0, buckets, orders)
    late = np.maximum(np.arange(buckets)[None, :] - due[:, None], 0)
    shop_min = np.full((shops, buckets), 0.1 * demand / load / buckets / shops * 1.2)
    given: dict[str, Any] = {
        "batch_min": batch_min,
        "batches": batches,
        "release": np.where(rng.random(orders) < 0.05, buckets, rng.integers(0, max(buckets - 1, 1), orders)),
        "time_fen_per_min": late * rng.uniform(3.0, 9.0, orders)[:, None],
        "outside_fen_per_min": rng.uniform(70.0, 90.0, orders),
        "minutes_per_piece": rng.uniform(5.0, 40.0, orders),
        "group": rng.integers(0, groups, orders),
        "cut_shop": rng.integers(-1, shops, orders),
        "cut_use": rng.uniform(0.0, 0.1, orders),
        "finish_shop": rng.integers(-1, shops, orders),
        "finish_use": rng.uniform(0.0, 0.1, orders),
        "group_start": np.concatenate([[0], np.cumsum([len(one) for one in members])]),
        "group_line": place_line,
        "group_price_fen_per_min": rng.uniform(35.0, 55.0, len(place_line)),
        "group_haul_fen_per_piece": rng.uniform(0.0, 40.0, len(place_line)),
        "group_loss_min": rng.uniform(0.0, 20.0, len(place_line)),
        "group_opening_fen": rng.uniform(0.0, 500.0, len(place_line)),
        "line_min": line_min,
        "cut_min": shop_min,
        "finish_min": shop_min,
    }
    return AllocationProblem(**(given | changes))


@pytest.fixture(name="make_problem", scope="session")
def _make_problem() -> Callable[..., AllocationProblem]:
    return random_problem
