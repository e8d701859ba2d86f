# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
"""Compiled loops that keep every capacity: orders inserted into the room left, and taken out and put back better."""

from __future__ import annotations

import numpy as np

from interlock.allocation._compiled import NO, NONE, YES, njit_loop
from interlock.allocation._kernels import (
    EPS_MIN,
    bring_lots,
    clear_order,
    copy_lots,
    fill_lot,
    find_way,
    give_back,
    price_buckets,
    shop_limit,
    use_cell,
    use_row,
)
from interlock.allocation.tables import CLOSED_FEN


@njit_loop
def free_slot(asked, o, plan):
    """The first slot of the order without a lot."""
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] == 0:
            return slot
    return -1


@njit_loop
def insert_order(asked, o, price, by_bucket, room, full, weight, plan, desk):
    """Bring the batches of `o` that are still outside into the room left where that is cheaper; never overloads."""
    while plan.outside[o] > 0:
        lots = find_way(
            asked, o, plan.outside[o], price, by_bucket, room, full, weight, np.inf, YES, 1.0, NO, plan, desk
        )
        placed = False
        for i in range(lots):
            k = desk.way_batches[i]
            while k > 0:
                price_buckets(asked, o, price, room, weight, np.inf, YES, desk)
                slot = free_slot(asked, o, plan)
                place = desk.way_place[i]
                if fill_lot(asked, o, slot, place, k, price, room, room, full, weight, np.inf, YES, 1.0, plan, desk):
                    placed = True
                    break
                k -= 1
        if not placed:
            break


@njit_loop
def mark_room(asked, o, price, open_fen, room, plan):
    """Write the prices of the cells that the order's lots touch, those without room priced out."""
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] > 0:
            line = asked.group_line[plan.place[slot]]
            for t in range(plan.minutes.shape[1]):
                open_fen[t, line] = price.line[line, t] if room.line[line, t] > EPS_MIN else CLOSED_FEN


@njit_loop
def insert_orders(asked, orders, price, open_fen, room, full, weight, plan, desk):
    """Insert orders one after another; `open_fen` are the lines' prices by bucket, full cells priced out."""
    for o in orders:
        insert_order(asked, o, price, open_fen, room, full, weight, plan, desk)
        mark_room(asked, o, price, open_fen, room, plan)


@njit_loop
def order_cost(asked, o, price, weight, plan):
    """Money of an order as planned, plus `weight` times the value of the capacity that it uses."""
    last = asked.time_fen.shape[1] - 1
    total = plan.outside[o] * asked.batch_min[o] * asked.outside_fen[o]
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] == 0:
            continue
        place = plan.place[slot]
        rate = asked.price_fen[place] + asked.haul_fen[place] / asked.piece_min[o]
        total += plan.batches[slot] * asked.batch_min[o] * rate + asked.opening_fen[place]
        for t in range(last + 1):
            if plan.minutes[slot, t] != 0.0:
                fen = price.line[asked.group_line[place], t]
                if asked.cut_shop[o] >= 0:
                    fen += asked.cut_use[o] * price.cut[asked.cut_shop[o], asked.cut_bucket[t]]
                if asked.finish_shop[o] >= 0:
                    fen += asked.finish_use[o] * price.finish[asked.finish_shop[o], asked.finish_bucket[t]]
                total += plan.minutes[slot, t] * (asked.time_fen[o, t] + weight * fen)
    return total


@njit_loop
def total_cost(asked, price, plan):
    """Money of the whole plan."""
    total = 0.0
    for o in range(len(asked.batches)):
        total += order_cost(asked, o, price, 0.0, plan)
    return total


@njit_loop
def fits(asked, o, plan, room):
    """Take the room of an order's lots if all of it is there; false, and nothing taken, otherwise."""
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] == 0:
            continue
        line = asked.group_line[plan.place[slot]]
        for t in range(plan.minutes.shape[1]):
            amount = plan.minutes[slot, t]
            if amount > min(room.line[line, t], shop_limit(asked, o, t, room)) + EPS_MIN and amount > 0.0:
                undo_until(asked, o, slot, t, plan, room)
                return False
            if amount > 0.0:
                use_cell(asked, o, line, t, amount, room)
    return True


@njit_loop
def undo_until(asked, o, stop_slot, stop_bucket, plan, room):
    """Give back what `fits` has taken before it met the cell that does not fit."""
    for slot in range(asked.slot_start[o], stop_slot + 1):
        if plan.batches[slot] > 0:
            end = stop_bucket if slot == stop_slot else plan.minutes.shape[1]
            use_row(asked, o, asked.group_line[plan.place[slot]], plan.minutes[slot, :end], -1.0, room)


@njit_loop
def keep_fitting(asked, orders, plan, room, kept):
    """Keep, in turn, the orders whose lots fit into the room left; take the others out and mark them not kept."""
    for o in orders:
        kept[o] = fits(asked, o, plan, room)
        if not kept[o]:
            clear_order(asked, o, plan)


@njit_loop
def reinsert(asked, orders, price, open_fen, room, full, weight, plan, desk):
    """Take each order out and put it back in its best way, if that is cheaper at `weight` times the prices.

    `open_fen` are the lines' prices by bucket, full cells priced out.
    """
    changed = 0
    for o in orders:
        before = order_cost(asked, o, price, weight, plan)
        first, count = asked.slot_start[o], asked.batches[o]
        copy_lots(
            count, plan.place, plan.batches, plan.minutes, first,
            desk.old_place, desk.old_batches, desk.old_minutes, NONE,
        )  # fmt: skip
        give_back(asked, o, plan, room)
        mark_room(asked, o, price, open_fen, room, plan)
        clear_order(asked, o, plan)
        insert_order(asked, o, price, open_fen, room, full, weight, plan, desk)
        mark_room(asked, o, price, open_fen, room, plan)
        if order_cost(asked, o, price, weight, plan) < before - 1e-6:
            changed += 1
        else:
            give_back(asked, o, plan, room)
            mark_room(asked, o, price, open_fen, room, plan)
            bring_lots(asked, o, desk.old_place, desk.old_batches, desk.old_minutes, NONE, plan, room)
            mark_room(asked, o, price, open_fen, room, plan)
    return changed
