# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
"""Compiled loops that move the minutes of a line's lots between buckets until no exchange is cheaper (exact per line).

On one line the lots and their whole batches are given, so the best timing is a transportation problem. It is solved by
cancelling negative cycles: buckets are nodes, one more node stands for free room, and an arc from bucket `t` to `u`
costs the cheapest lot that can move a minute from `t` to `u`.
"""

from __future__ import annotations

import numpy as np

from interlock.allocation._compiled import njit_loop, njit_own
from interlock.allocation._kernels import EPS_MIN, shop_limit, use_cell

MOST_CYCLES = 400


@njit_loop
def price_moves(asked, line, slots, slot_order, plan, room, arc_fen, arc_slot, limit):
    """Write the cheapest move between every two buckets of the line, and the slot that makes it (-1: none)."""
    buckets = plan.minutes.shape[1]
    arc_fen[:] = np.inf
    arc_slot[:] = -1
    for slot in slots:
        o = slot_order[slot]
        for t in range(asked.release[o], buckets):
            limit[t] = shop_limit(asked, o, t, room)
        for t in range(asked.release[o], buckets):
            if plan.minutes[slot, t] <= EPS_MIN:
                continue
            for u in range(asked.release[o], buckets):
                fen = asked.time_fen[o, u] - asked.time_fen[o, t]
                if u != t and limit[u] > EPS_MIN and fen < arc_fen[t, u]:
                    arc_fen[t, u], arc_slot[t, u] = fen, slot
    for t in range(buckets):
        arc_fen[buckets, t] = 0.0
        if room.line[line, t] > EPS_MIN:
            arc_fen[t, buckets] = 0.0


@njit_loop
def negative_cycle(arc_fen, distance, before, cycle):
    """Write a cycle of nodes whose arcs cost less than nothing (Bellman-Ford); returns its length (0: none)."""
    nodes = len(distance)
    distance[:] = 0.0
    before[:] = -1
    last = -1
    for _ in range(nodes):
        last = -1
        for t in range(nodes):
            for u in range(nodes):
                if distance[t] + arc_fen[t, u] < distance[u] - 1e-7:
                    distance[u] = distance[t] + arc_fen[t, u]
                    before[u] = t
                    last = u
        if last < 0:
            return 0
    for _ in range(nodes):
        last = before[last]
    length, node = 0, last
    while True:
        cycle[length] = node
        length += 1
        node = before[node]
        if node == last:
            return length


@njit_loop
def cycle_minutes(asked, line, cycle, length, slot_order, plan, room, arc_slot):
    """How many minutes can go round the cycle (its nodes are listed backwards)."""
    buckets, amount = plan.minutes.shape[1], np.inf
    for i in range(length):
        u, t = cycle[i], cycle[(i + 1) % length]
        if t == buckets:
            continue
        if u == buckets:
            amount = min(amount, room.line[line, t])
        else:
            slot = arc_slot[t, u]
            amount = min(amount, plan.minutes[slot, t], shop_limit(asked, slot_order[slot], u, room) / length)
    return amount


@njit_loop
def turn_cycle(asked, line, cycle, length, amount, slot_order, plan, room, arc_slot):
    """Move `amount` minutes along every arc of the cycle."""
    buckets = plan.minutes.shape[1]
    for i in range(length):
        u, t = cycle[i], cycle[(i + 1) % length]
        if t == buckets or u == buckets:
            continue
        slot = arc_slot[t, u]
        o = slot_order[slot]
        use_cell(asked, o, line, t, -amount, room)
        use_cell(asked, o, line, u, amount, room)
        plan.minutes[slot, u] += amount
        plan.minutes[slot, t] -= amount
        if plan.minutes[slot, t] < EPS_MIN / 100.0:
            plan.minutes[slot, t] = max(plan.minutes[slot, t], 0.0)


@njit_own
def retime(asked, line_start, line_slot, slot_order, plan, room):
    """Retime every line; `line_slot[line_start[l]:line_start[l + 1]]` are the slots with lots on line `l`."""
    buckets = plan.minutes.shape[1]
    arc_fen = np.empty((buckets + 1, buckets + 1))
    arc_slot = np.empty((buckets + 1, buckets + 1), np.int64)
    distance, limit = np.empty(buckets + 1), np.empty(buckets)
    before, cycle = np.empty(buckets + 1, np.int64), np.empty(buckets + 2, np.int64)
    for line in range(len(line_start) - 1):
        slots = line_slot[line_start[line] : line_start[line + 1]]
        for _ in range(MOST_CYCLES):
            price_moves(asked, line, slots, slot_order, plan, room, arc_fen, arc_slot, limit)
            length = negative_cycle(arc_fen, distance, before, cycle)
            if length == 0:
                break
            amount = cycle_minutes(asked, line, cycle, length, slot_order, plan, room, arc_slot)
            if amount <= 0.0:
                break
            turn_cycle(asked, line, cycle, length, amount, slot_order, plan, room, arc_slot)
