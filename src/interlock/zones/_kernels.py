# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
"""Compiled loops: what every number of batches of every order costs at given prices, and whom each zone gets."""

from __future__ import annotations

import numpy as np

from interlock.allocation._compiled import NO, YES, njit_loop
from interlock.allocation._kernels import find_way


@njit_loop
def price_table(asked, price, by_bucket, full, share, plan, desk, table):
    """Write into `table[o, k]` the exact cost of `k` batches of order `o` (0..its own number) at `price`."""
    for o in range(len(asked.batches)):
        left = asked.batches[o]
        find_way(asked, o, left, price, by_bucket, full, full, 1.0, np.inf, NO, share, YES, plan, desk)
        for k in range(left + 1):
            table[o, k] = desk.value_fen[k]


@njit_loop
def add_load(work, first, last, sign, load):
    """Spread the minutes of an order evenly over the buckets it may be sewn in without being late."""
    for t in range(first, last + 1):
        load[t] += sign * work / (last + 1 - first)


@njit_loop
def deal_orders(orders, fen, work, first, last, target, step_fen, zone, load):
    """Let each order, one after another, take the zone that is cheapest when zones in demand ask more.

    `fen[o, z]`: what the order costs in the zone. A minute asks `step_fen[t]` more for every time that a zone's load
    is over its `target[z, t]`, and less below it.
    """
    for o in orders:
        if zone[o] >= 0:
            add_load(work[o], first[o], last[o], -1.0, load[zone[o]])
        best, best_fen = -1, np.inf
        for z in range(fen.shape[1]):
            asked = fen[o, z]
            if asked == np.inf:
                continue
            for t in range(first[o], last[o] + 1):
                minutes = work[o] / (last[o] + 1 - first[o])
                if target[z, t] > 0.0:
                    asked += minutes * step_fen * ((load[z, t] + 0.5 * minutes) / target[z, t] - 1.0)
            if asked < best_fen:
                best, best_fen = z, asked
        zone[o] = best
        if best >= 0:
            add_load(work[o], first[o], last[o], 1.0, load[best])
