# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
"""Compiled loops over many orders at given prices: re-planned one after another, or only priced for the bound."""

from __future__ import annotations

import numpy as np

from interlock.allocation._compiled import NO, NONE, YES, njit_loop
from interlock.allocation._kernels import (
    cheapest_minute,
    clear_order,
    fill_lot,
    find_way,
    give_back,
    mark_lines_in_use,
    measure_gains,
    price_buckets,
    scan_lines,
    trace_way,
)

# Listed lines are enough where no other could have saved more than this leaves of a minute's cost; the bound that is
# proven looks at all lines anyway.
LISTED_TRUST = 0.998


@njit_loop
def add_change(table, copy, before):
    """Add to a table what a copy of it has changed since `before`."""
    for i in range(table.shape[0]):
        for t in range(table.shape[1]):
            table[i, t] += copy[i, t] - before[i, t]


@njit_loop
def move_prices(price, room, full, step):
    """Move prices by `step` fen for each share of overload, never below zero; without capacity they stay."""
    for i in range(price.shape[0]):
        for t in range(price.shape[1]):
            if full[i, t] > 0.0:
                price[i, t] = max(price[i, t] - step * (room[i, t] / full[i, t]), 0.0)


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
def list_lines(asked, o, share, desk, listed):
    """List the lines where the whole order would cost least, as the look at all lines has just priced them.

    Fewer batches cost no less a minute, so lines beyond the bar save nothing where no batch costs more than the bar.
    """
    most, count, worst = listed.place.shape[1], 0, np.inf
    pieces_per_min, per_min = 1.0 / asked.piece_min[o], 1.0 / (asked.batches[o] * asked.batch_min[o])
    for place in range(asked.group_start[asked.group[o]], asked.group_start[asked.group[o] + 1]):
        cheapest = desk.line_fen[asked.group_line[place]]
        fen = asked.price_fen[place] + asked.haul_fen[place] * pieces_per_min + cheapest
        if fen >= worst:
            continue
        fen += (asked.opening_fen[place] + asked.loss_min[place] * share * cheapest) * per_min
        if fen >= worst:
            continue
        at = count if count < most else most - 1
        while at > 0 and desk.unit_fen[at - 1] > fen:
            desk.unit_fen[at], listed.place[o, at] = desk.unit_fen[at - 1], listed.place[o, at - 1]
            at -= 1
        desk.unit_fen[at], listed.place[o, at] = fen, place
        count = min(count + 1, most)
        worst = desk.unit_fen[most - 1] if count == most else np.inf
    listed.lines[o], listed.bar_fen[o] = count, worst


@njit_loop
def scan_listed(asked, o, left, price, room, full, extra_fen, share, plan, desk, listed):
    """Find the order's way among its listed lines; returns its rows of choices, -1 where another line might save."""
    price_buckets(asked, o, price, room, 1.0, extra_fen, NO, desk)
    mark_lines_in_use(asked, o, NO, plan, desk)
    batch, release, first = asked.batch_min[o], asked.release[o], asked.group_start[asked.group[o]]
    for j in range(left + 1):
        desk.value_fen[j] = j * batch * asked.outside_fen[o]
    count = listed.lines[o]
    for i in range(count):
        line = asked.group_line[listed.place[o, i]]
        desk.line_fen[line] = cheapest_minute(line, release, desk.base_fen, price.line, full.line, 1.0, 0.0)
    rows = scan_lines(
        first, first, listed.place[o, :count], asked.group_line, asked.price_fen, asked.haul_fen, asked.loss_min,
        asked.opening_fen, batch, 1.0 / asked.piece_min[o], release, left, NONE, desk.line_fen, 1.0, extra_fen, share,
        NO, price.line, room.line, full.line, desk.base_fen, desk.limit_min, desk.seg, desk.seg_bucket, desk.value_fen,
        desk.gain_fen, desk.lot_fen, desk.choice, desk.candidate, desk.seen, desk.stamp[0],
    )  # fmt: skip
    dearest = measure_gains(batch, left, NO, desk.value_fen, desk.gain_fen)
    return rows if dearest * LISTED_TRUST <= listed.bar_fen[o] else -1


@njit_loop
def find_listed_way(asked, o, left, price, by_bucket, room, full, extra_fen, share, plan, desk, listed):
    """Like `find_way` at full prices, among the order's listed lines as long as no other might save."""
    if listed.bar_fen[o] > -np.inf:
        rows = scan_listed(asked, o, left, price, room, full, extra_fen, share, plan, desk, listed)
        if rows >= 0:
            return trace_way(desk, left, rows)
    lots = find_way(asked, o, left, price, by_bucket, room, full, 1.0, extra_fen, NO, share, NO, plan, desk)
    if listed.place.shape[1] > 0:
        list_lines(asked, o, share, desk, listed)
    return lots


@njit_loop
def replan(
    asked, orders, multiplier, price, by_bucket, seen_room, room, full, rho, extra_fen, share, plan, desk, listed
):
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
        lots = find_listed_way(asked, o, left, price, by_bucket, seen_room, full, extra_fen, share, plan, desk, listed)
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
