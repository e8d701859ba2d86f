"""A county-like allocation problem of any size from a seed: orders, lines, shops and prices that look real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from interlock.allocation import AllocationProblem
from interlock.allocation.problem import Floats, Ints

CATEGORY_SMV_MIN = np.array([6.0, 9.0, 14.0, 13.0, 18.0, 28.0, 42.0, 10.0, 20.0, 32.0])
SKILLED_SHARE = np.array([0.42, 0.36, 0.28, 0.28, 0.24, 0.18, 0.14, 0.26, 0.26, 0.16])


@dataclass(frozen=True)
class _Network:
    """Lines with place, price and skill; cores with place."""

    operators: Ints
    price_fen_per_min: Floats
    line_km: Floats
    core_km: Floats
    skilled: np.ndarray[tuple[int, int], np.dtype[np.bool_]]


def county(orders: int, lines: int, load: float, seed: int, weeks: int = 12) -> AllocationProblem:
    """A problem whose demanded minutes are `load` times the lines' capacity; the last of `weeks` is spill-over time."""
    rng = np.random.default_rng(seed)
    network = _network(rng, lines)
    cores = len(network.core_km)
    category = rng.choice(len(CATEGORY_SMV_MIN), orders, p=_category_mix())
    core = rng.integers(0, cores, orders)
    pieces = np.clip(np.round(np.exp(rng.normal(7.1, 1.05, orders))), 100, 20_000)
    smv = CATEGORY_SMV_MIN[category] * rng.uniform(0.75, 1.35, orders)
    work_min = pieces * smv
    line_min = _line_capacity(rng, network, weeks) * work_min.sum() / load
    batches = np.clip(np.ceil(work_min / (0.55 * float(np.median(line_min)))), 1, 6).astype(np.int64)
    release, due = _dates(rng, work_min, float(np.median(line_min)), weeks)
    shops_cut, shops_finish = max(1, cores // 6), max(1, cores // 3)
    cut_shop, finish_shop = core % shops_cut, core % shops_finish
    cut_use, finish_use = rng.uniform(0.06, 0.12, orders), rng.uniform(0.10, 0.18, orders)
    return AllocationProblem(
        batch_min=work_min / batches,
        batches=batches,
        release=release,
        time_fen_per_min=_time_cost(rng, due, weeks),
        outside_fen_per_min=rng.uniform(75.0, 95.0, orders),
        minutes_per_piece=smv,
        group=core * len(CATEGORY_SMV_MIN) + category,
        cut_shop=cut_shop,
        cut_use=cut_use,
        finish_shop=finish_shop,
        finish_use=finish_use,
        **_groups(network, float(np.median(line_min))),
        line_min=line_min,
        cut_min=_shop_capacity(cut_shop, work_min * cut_use, shops_cut, load, weeks),
        finish_min=_shop_capacity(finish_shop, work_min * finish_use, shops_finish, load, weeks),
        due=due,
    )


def _network(rng: np.random.Generator, lines: int) -> _Network:
    cores = int(np.clip(lines // 20, 3, 60))
    skilled = rng.random((lines, len(SKILLED_SHARE))) < SKILLED_SHARE
    skilled[np.arange(lines), rng.choice(len(SKILLED_SHARE), lines, p=_category_mix())] = True
    return _Network(
        operators=np.clip(np.round(np.exp(rng.normal(3.1, 0.5, lines))), 6, 80).astype(np.int64),
        price_fen_per_min=rng.normal(45.0, 5.0, lines).clip(30.0, 62.0),
        line_km=rng.uniform(0.0, 60.0, (lines, 2)),
        core_km=rng.uniform(10.0, 50.0, (cores, 2)),
        skilled=skilled,
    )


def _category_mix() -> Floats:
    mix = SKILLED_SHARE / CATEGORY_SMV_MIN
    return np.asarray(mix / mix.sum(), dtype=np.float64)


def _line_capacity(rng: np.random.Generator, network: _Network, weeks: int) -> Floats:
    """Shares of all capacity by line and week; some weeks are short (holidays), attendance varies."""
    holiday = np.where(rng.random(weeks) < 0.12, 0.6, 1.0)
    attendance = rng.uniform(0.85, 1.0, (len(network.operators), weeks))
    share = network.operators[:, None] * holiday[None, :] * attendance
    return np.asarray(share / share.sum(), dtype=np.float64)


def _dates(rng: np.random.Generator, work_min: Floats, line_week_min: float, weeks: int) -> tuple[Ints, Ints]:
    release = np.floor(rng.uniform(0.0, max(weeks - 3.0, 1.0), len(work_min))).astype(np.int64)
    slack = rng.choice([1, 2, 3, 4], len(work_min), p=[0.3, 0.35, 0.25, 0.1])
    long_jobs = np.floor(work_min / (6.0 * line_week_min)).astype(np.int64)
    return release, np.minimum(release + slack + long_jobs, weeks - 1)


def _time_cost(rng: np.random.Generator, due: Ints, weeks: int) -> Floats:
    """Fen a minute: 4-10 for each week late, 0.4 for each week early."""
    late = np.maximum(np.arange(weeks)[None, :] - due[:, None], 0)
    early = np.maximum(due[:, None] - np.arange(weeks)[None, :], 0)
    return np.asarray(late * rng.uniform(4.0, 10.0, len(due))[:, None] + early * 0.4, dtype=np.float64)


def _groups(network: _Network, line_week_min: float) -> dict[str, Any]:
    """Lines that can sew each core's orders of each category."""
    columns: dict[str, list[Any]] = {"line": [], "price": [], "haul": [], "loss": []}
    sizes = []
    for core in range(len(network.core_km)):
        km = np.hypot(*(network.line_km - network.core_km[core]).T)
        for category, smv in enumerate(CATEGORY_SMV_MIN):
            line = np.flatnonzero(network.skilled[:, category])
            sizes.append(len(line))
            columns["line"].append(line)
            columns["price"].append(network.price_fen_per_min[line] * (1.0 + 0.004 * (smv - 15.0)))
            columns["haul"].append(2.0 + 0.6 * km[line])
            columns["loss"].append(network.operators[line] * 480.0 * 0.35)
    loss = np.concatenate(columns["loss"])
    return {
        "group_start": np.concatenate([[0], np.cumsum(sizes)]),
        "group_line": np.concatenate(columns["line"]),
        "group_price_fen_per_min": np.concatenate(columns["price"]),
        "group_haul_fen_per_piece": np.concatenate(columns["haul"]),
        "group_loss_min": loss * 0.05 * line_week_min / float(np.median(loss)),
        "group_opening_fen": np.full(len(loss), 20_000.0),
    }


def _shop_capacity(shop: Ints, use_min: Floats, shops: int, load: float, weeks: int) -> Floats:
    """Shops sized for their own orders with a little room to spare, the same every week."""
    demand = np.bincount(shop, weights=use_min, minlength=shops)
    return np.repeat((demand * 1.35 / load / weeks)[:, None], weeks, axis=1)
