"""Prices between zones: what an order costs in each zone, and what all zones' prices together prove."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from interlock.allocation import Prices
from interlock.allocation.problem import Floats, Ints
from interlock.allocation.tables import Cells
from interlock.compute import Stop, Where
from interlock.zones.problem import Part, ZonedProblem, as_built, part_of


@dataclass(frozen=True, eq=False)
class Priced:
    """A part with the prices that hold in it."""

    part: Part
    prices: Prices
    share: float


def price_part(asked: Priced) -> Floats:
    """What 0, 1, ... batches of every order cost in this part (fen, `[orders, most batches + 1]`)."""
    from interlock.allocation.tables import asked_of, empty_plan, new_desk, prices_by_bucket, room_of
    from interlock.zones._kernels import price_table

    problem = as_built(asked.part.problem)
    table = np.full((problem.order_count, int(problem.batches.max(initial=0)) + 1), np.inf)
    price = Cells(asked.prices.line_fen_per_min, asked.prices.cut_fen_per_min, asked.prices.finish_fen_per_min)
    price_table(
        asked_of(problem), price, prices_by_bucket(price), room_of(problem), asked.share, empty_plan(problem),
        new_desk(problem), table,
    )  # fmt: skip
    return table


def candidates(zoned: ZonedProblem) -> list[Ints]:
    """For each zone, the orders that it has a line for."""
    here = zoned.places_by_zone()[zoned.whole.group] > 0
    return [np.flatnonzero(here[:, zone]) for zone in range(zoned.zone_count)]


def price_zones(
    zoned: ZonedProblem, prices: Prices, share: float, where: Where, stop: Stop | None = None
) -> list[tuple[Ints, Floats]]:
    """For each zone, the orders that it could take and what 0, 1, ... batches of them cost there."""
    parts = [part_of(zoned.whole, orders, zoned.lines_of(zone)) for zone, orders in enumerate(candidates(zoned))]
    tables = where.each(price_part, [Priced(one, seen_by(one, prices), share) for one in parts], stop=stop)
    return [(one.orders, table) for one, table in zip(parts, tables, strict=True)]


def seen_by(part: Part, prices: Prices) -> Prices:
    """The whole's prices of a part's lines and shops."""
    return Prices(
        np.ascontiguousarray(prices.line_fen_per_min[part.lines]),
        np.ascontiguousarray(prices.cut_fen_per_min[part.cut_shops]),
        np.ascontiguousarray(prices.finish_fen_per_min[part.finish_shops]),
    )


def outside_table(zoned: ZonedProblem) -> Floats:
    """What 0, 1, ... batches of every order cost outside all zones; infinite beyond its own number."""
    whole = zoned.whole
    count = np.arange(int(whole.batches.max(initial=0)) + 1)
    fen = count[None, :] * (whole.batch_min * whole.outside_fen_per_min)[:, None]
    return np.where(count[None, :] <= whole.batches[:, None], fen, np.inf)


def join_zones(zoned: ZonedProblem, priced: list[tuple[Ints, Floats]]) -> float:
    """The sum over orders of the cheapest way, its batches split over zones in any manner.

    A way through several zones costs what its batches cost in each: so the whole's cheapest way is the min-plus
    convolution of the zones' tables, exactly.
    """
    best = outside_table(zoned)
    for orders, table in priced:
        mine, joined = best[orders], best[orders].copy()
        for j in range(1, best.shape[1]):
            for k in range(1, min(j, table.shape[1] - 1) + 1):
                np.minimum(joined[:, j], mine[:, j - k] + table[:, k], out=joined[:, j])
        best[orders] = joined
    return math.fsum(best[np.arange(zoned.whole.order_count), zoned.whole.batches])


def prove_whole(zoned: ZonedProblem, prices: Prices, where: Where, stop: Stop | None = None) -> int:
    """The Lagrangian lower bound (whole fen) of the whole in one at `prices`, priced zone by zone."""
    whole = zoned.whole
    orders_fen = join_zones(zoned, price_zones(zoned, prices, whole.loss_floor_share, where, stop))
    tables = (
        (prices.line_fen_per_min, whole.line_min),
        (prices.cut_fen_per_min, whole.cut_min),
        (prices.finish_fen_per_min, whole.finish_min),
    )
    room_fen = sum(float((price * capacity).sum()) for price, capacity in tables)
    # Floating sums may be off in their last digits: the bound gives way by that much.
    return max(0, math.floor(orders_fen - room_fen - 1e-12 * (orders_fen + room_fen) + 1e-3))
