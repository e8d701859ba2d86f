"""Which zone gets which order, and which share of every shop."""

from __future__ import annotations

import numpy as np

from interlock.allocation import Prices
from interlock.allocation.problem import AllocationProblem, Floats, Ints
from interlock.compute import Stop, Where
from interlock.zones.pricing import price_zones
from interlock.zones.problem import Part, ZonedProblem, part_of

NOWHERE = -1
PASSES = 4
# What a minute asks more in a zone that has twice its share of the work (fen).
STEP_FEN = 10.0


def deal(zoned: ZonedProblem, prices: Prices, seed: int, where: Where, stop: Stop | None) -> Ints:
    """The zone of each order: where it is cheapest at `prices`, as long as every zone has its share in every bucket.

    At prices that clear all zones, orders hardly mind where they go, and all of them going to the one that asks a
    little less is no plan: so they choose in turn, and a zone asks more the more it has been given. -1 where no zone
    has a line for the order.
    """
    from interlock.zones._kernels import deal_orders

    whole = zoned.whole
    fen = np.full((whole.order_count, zoned.zone_count), np.inf)
    for number, (orders, table) in enumerate(price_zones(zoned, prices, 1.0, where, stop)):
        fen[orders, number] = table[np.arange(len(orders)), whole.batches[orders]]
    zone, rng = np.full(whole.order_count, NOWHERE), np.random.default_rng(seed)
    work_min = whole.batch_min * whole.batches
    first, last = _window(whole)
    target = _fair_share(zoned, work_min, first, last)
    load = np.zeros_like(target)
    for _ in range(PASSES):
        turn = rng.permutation(whole.order_count)
        deal_orders(turn, fen, work_min, first, last, target, STEP_FEN, zone, load)
    return zone


def _window(whole: AllocationProblem) -> tuple[Ints, Ints]:
    """The first and last bucket in which each order is sewn in time."""
    first = np.minimum(whole.release, whole.bucket_count - 1)
    return first, np.maximum(whole.due_bucket, first)


def _fair_share(zoned: ZonedProblem, work_min: Floats, first: Ints, last: Ints) -> Floats:
    """Every bucket's work, shared out by the zones' capacity (`[zones, buckets]`)."""
    there = np.zeros((zoned.zone_count, zoned.whole.bucket_count))
    np.add.at(there, zoned.line_zone, zoned.whole.line_min)
    step = np.zeros(zoned.whole.bucket_count + 1)
    np.add.at(step, first, work_min / (last + 1 - first))
    np.add.at(step, last + 1, -work_min / (last + 1 - first))
    work, total = np.cumsum(step)[:-1], there.sum(axis=0)
    shared: Floats = there * np.divide(work, total, out=np.zeros_like(work), where=total > 0.0)
    return shared


def parts_of(zoned: ZonedProblem, order_zone: Ints) -> list[Part]:
    """Every zone's problem: its lines, its orders, and its share of every shop, by what its orders ask of the shop."""
    whole = zoned.whole
    work_min = whole.batch_min * whole.batches
    cut = _shares(zoned.zone_count, order_zone, whole.cut_shop, work_min * whole.cut_use, len(whole.cut_min))
    finish = _shares(
        zoned.zone_count, order_zone, whole.finish_shop, work_min * whole.finish_use, len(whole.finish_min)
    )
    return [
        part_of(whole, np.flatnonzero(order_zone == zone), zoned.lines_of(zone), cut[zone], finish[zone])
        for zone in range(zoned.zone_count)
    ]


def _shares(zones: int, order_zone: Ints, shop: Ints, use_min: Floats, shops: int) -> Floats:
    """Each zone's share of each shop (`[zones, shops]`)."""
    asks = (order_zone >= 0) & (shop >= 0)
    asked = np.zeros((zones, shops))
    np.add.at(asked, (order_zone[asks], shop[asks]), use_min[asks])
    total = asked.sum(axis=0)
    shared: Floats = np.divide(asked, total, out=np.zeros_like(asked), where=total > 0.0)
    return shared
