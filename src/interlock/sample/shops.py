"""Cutting tables and finishing, measured out so that the order book loads them as a busy county's are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from interlock.model.network import CuttingTable, Factory, FactoryKind, Line
from interlock.sample.orders import Asked
from interlock.sample.styles import Made

FINISHING_OVER_SEWING = 0.97
FULLEST_FINISHING = 0.9
CUTTING_OVER_SEWING = 0.66
FULLEST_CUTTING = 0.85
OPEN_CORE_SHARE = 0.15

LAY_SETUP_MIN = 15.0
SPREAD_M_PER_MIN = 40.0
GARMENTS_IN_MARKER = 5
PLIES_IN_LAY = 80
FEWEST_MARKERS_FROM_PIECES = 600

TWO_SHIFTS_MIN = 1_080.0
ONE_SHIFT_MIN = 540.0
SHORTEST_DAY_MIN = 480.0
CORE_TABLES_SHARE = 0.45


def assign_cores(
    asked: Sequence[Asked], cores: Sequence[Factory], lines: Sequence[Line], rng: np.random.Generator
) -> tuple[list[str], dict[str, float]]:
    """Return each order's core factory (blank for some) and every core's share of the finishing.

    Orders go to the core with the least finishing for its size, so that no core is hopelessly overbooked.
    """
    size = np.array([sum(line.capacity_min_per_day for line in lines if line.factory == c.code) for c in cores])
    share = size * rng.uniform(0.85, 1.15, len(cores))
    share /= share.sum()
    given = np.zeros(len(cores))
    chosen = []
    for one, is_open in zip(asked, rng.random(len(asked)) < OPEN_CORE_SHARE, strict=True):
        work = one.pieces * one.made.style.finishing_min
        best = int(np.argmin((given + work) / share))
        given[best] += work
        chosen.append("" if is_open else cores[best].code)
    return chosen, {core.code: float(part) for core, part in zip(cores, share, strict=True)}


def with_finishing(
    factories: Sequence[Factory],
    share: dict[str, float],
    asked: Sequence[Asked],
    load: float,
    open_days: int,
    rng: np.random.Generator,
) -> tuple[Factory, ...]:
    """Give every core finishing minutes, so that all finishing is about as loaded as sewing is."""
    asked_min = sum(one.pieces * one.made.style.finishing_min for one in asked)
    all_min = asked_min / open_days / min(FULLEST_FINISHING, FINISHING_OVER_SEWING * load)
    return tuple(
        replace(
            factory,
            finishing_min_per_day=float(10 * math.ceil(share[factory.code] * all_min / 10)),
            finishing_fen_per_min=round(float(rng.uniform(32, 48)), 1),
        )
        if factory.code in share
        else factory
        for factory in factories
    )


def cutting_min(made: Made, pieces: int) -> float:
    """Estimate the table minutes of an order: per lay a set-up, the plies spread, and the cutting of its marker.

    Markers of five garments, lays of at most 80 plies, every cloth of the style laid apart.
    """
    lays = max(
        math.ceil(pieces / (GARMENTS_IN_MARKER * PLIES_IN_LAY)), 2 if pieces >= FEWEST_MARKERS_FROM_PIECES else 1
    )
    per_lay = LAY_SETUP_MIN + GARMENTS_IN_MARKER * made.category.cut_min
    return sum(lays * per_lay + pieces * metres / SPREAD_M_PER_MIN for metres in made.lay_metres)


def make_tables(
    factories: Sequence[Factory], asked: Sequence[Asked], load: float, open_days: int, rng: np.random.Generator
) -> tuple[CuttingTable, ...]:
    """Return the tables: one to three at almost every second core, the rest of the need at the cutting centres."""
    need_min = sum(cutting_min(one.made, one.pieces) for one in asked)
    per_day = need_min / open_days / min(FULLEST_CUTTING, CUTTING_OVER_SEWING * load)
    cores = [f for f in factories if f.kind is FactoryKind.CORE and rng.random() < CORE_TABLES_SHARE]
    own = [(f, int(rng.integers(1, 4))) for f in cores]
    own = _affordable(own, per_day / 3)
    centres = [f for f in factories if f.kind is FactoryKind.CUTTING_CENTRE]
    rest = per_day - ONE_SHIFT_MIN * sum(count for _, count in own)
    each = max(1, math.ceil(rest / (TWO_SHIFTS_MIN * len(centres))))
    minutes = max(SHORTEST_DAY_MIN, 10.0 * math.ceil(rest / (10 * each * len(centres))))
    return (
        *(_table(f, n, (14, 24), minutes, rng) for f in centres for n in range(each)),
        *(_table(f, n, (8, 14), ONE_SHIFT_MIN, rng) for f, count in own for n in range(count)),
    )


def _affordable(own: Sequence[tuple[Factory, int]], most_min: float) -> list[tuple[Factory, int]]:
    """Keep cores' own tables while together they are no more than ``most_min`` a day."""
    kept: list[tuple[Factory, int]] = []
    for factory, count in own:
        if ONE_SHIFT_MIN * (count + sum(n for _, n in kept)) <= most_min:
            kept.append((factory, count))
    return kept


def _table(
    factory: Factory, nth: int, length_m: tuple[int, int], minutes: float, rng: np.random.Generator
) -> CuttingTable:
    return CuttingTable(
        code=f"{factory.code}-T{nth + 1:02d}",
        factory=factory.code,
        length_mm=float(1_000 * rng.integers(length_m[0], length_m[1] + 1)),
        width_mm=float(rng.choice((1_900, 2_000, 2_200))),
        minutes_per_day=minutes,
    )
