# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
"""Compiled loops over many orders at given prices: re-planned one after another, or only priced for the bound."""

from __future__ import annotations

import numpy as np

from interlock.allocation._compiled import NO, YES, njit_loop
from interlock.allocation._kernels import clear_order, fill_lot, find_way, give_back


@njit_loop
def refresh_cell(multiplier, room, full, rho):
    """The augmented price of a cell: its multiplier + rho x (use / capacity - 1), never negative."""
    return max(0.0, multiplier - rho * room / full) if full > 0.0 else multiplier


@njit_loop
def refresh_prices(asked, o, plan, multiplier, price, by_bucket, room, full, rho):
    """Recompute the augmented prices of every cell that the order's lots touch (`rho`: lines, cutting, finishing)."""
    last = asked.time_fen.shape[1] - 1
    cut, finish = asked.cut_shop[o], asked.finish_shop[o]
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] == 0:
            continue
        i = asked.group_line[plan.place[slot]]
        for t in range(last + 1):
            if plan.minutes[slot, t] == 0.0:
                continue
            before, after = asked.cut_bucket[t], asked.finish_bucket[t]
            fen = refresh_cell(multiplier.line[i, t], room.line[i, t], full.line[i, t], rho[0])
            price.line[i, t] = fen
            by_bucket[t, i] = fen
            if cut >= 0:
                mu, left = multiplier.cut[cut, before], room.cut[cut, before]
                price.cut[cut, before] = refresh_cell(mu, left, full.cut[cut, before], rho[1])
            if finish >= 0:
                nu, left = multiplier.finish[finish, after], room.finish[finish, after]
                price.finish[finish, after] = refresh_cell(nu, left, full.finish[finish, after], rho[2])


@njit_loop
def replan(asked, orders, multiplier, price, by_bucket, seen_room, room, full, rho, extra_fen, share, plan, desk):
    """Re-plan orders one after another, overloading where it pays; returns the sum of their priced costs.

    `seen_room` is the room an order looks at: all capacity (pure pricing) or the room that is left (congestion).
    With `rho` the prices move with every order (augmented Lagrangian).
    """
    total = 0.0
    for o in orders:
        give_back(asked, o, plan, room)
        if rho[0] > 0.0:
            refresh_prices(asked, o, plan, multiplier, price, by_bucket, room, full, rho)
        clear_order(asked, o, plan)
        left = asked.batches[o]
        lots = find_way(asked, o, left, price, by_bucket, seen_room, full, 1.0, extra_fen, NO, share, NO, plan, desk)
        total += desk.value_fen[left]
        for i in range(lots):
            slot = asked.slot_start[o] + i
            place, k = desk.way_place[i], desk.way_batches[i]
            fill_lot(asked, o, slot, place, k, price, seen_room, room, full, 1.0, extra_fen, NO, share, plan, desk)
        if rho[0] > 0.0:
            refresh_prices(asked, o, plan, multiplier, price, by_bucket, room, full, rho)
    return total


@njit_loop
def price_orders(asked, orders, price, by_bucket, full, share, plan, desk):
    """The exact sum of the cheapest ways of `orders` at `price`: the orders' part of the lower bound."""
    total = 0.0
    for o in orders:
        left = asked.batches[o]
        find_way(asked, o, left, price, by_bucket, full, full, 1.0, np.inf, NO, share, YES, plan, desk)
        total += desk.value_fen[left]
    return total
