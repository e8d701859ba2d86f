# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
"""Compiled loops of the large-neighbourhood search: a handful of orders that share lines go out and come back in.

The orders to take out are neighbours on the lines of one random order (slack induction by removals: Christiaens and
Vanden Berghe, Transportation Science 54(2), 2020); worse plans are accepted with falling temperature.
"""

from __future__ import annotations

import numpy as np

from interlock.allocation._compiled import NONE, njit_loop, njit_own
from interlock.allocation._kernels import bring_lots, clear_order, copy_lots, give_back
from interlock.allocation._plan_kernels import insert_order, order_cost


@njit_loop
def link_order(asked, o, plan, head, after, before):
    """Enter the order's lots into the lists of their lines."""
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] > 0:
            line = asked.group_line[plan.place[slot]]
            after[slot], before[slot] = head[line], -1
            if head[line] >= 0:
                before[head[line]] = slot
            head[line] = slot


@njit_loop
def unlink_order(asked, o, plan, head, after, before):
    """Take the order's lots out of the lists of their lines."""
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] > 0:
            if before[slot] >= 0:
                after[before[slot]] = after[slot]
            else:
                head[asked.group_line[plan.place[slot]]] = after[slot]
            if after[slot] >= 0:
                before[after[slot]] = before[slot]


@njit_loop
def gather(asked, line, slot_order, head, after, chance, skip, victims, count):
    """Add orders on `line` to the victims: each has luck or not, by its turn and `skip`, while there is room."""
    slot, walked = head[line], 0
    while slot >= 0 and count < len(victims):
        o, known = slot_order[slot], False
        for i in range(count):
            known = known or victims[i] == o
        if not known and ((walked * 7919 + skip) % 1000) / 1000.0 < chance:
            victims[count] = o
            count += 1
        walked += 1
        slot = after[slot]
    return count


@njit_loop
def choose_victims(asked, o, roll, slot_order, plan, head, after, victims):
    """Orders that share lines with `o`, or sit on one random line that could sew it."""
    victims[0] = o
    skip = int(roll[0] * 1000.0)
    first, end = asked.group_start[asked.group[o]], asked.group_start[asked.group[o] + 1]
    count = NONE + 1
    if end > first:
        line = asked.group_line[first + int(roll[1] * (end - first))]
        for hint in range(asked.slot_start[o], asked.slot_start[o + 1]):
            if roll[2] < 0.6 and plan.batches[hint] == 0 and plan.place[hint] >= 0:
                line = asked.group_line[plan.place[hint]]
        count = gather(asked, line, slot_order, head, after, 0.25 + 0.5 * roll[3], skip, victims, count)
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] > 0:
            line = asked.group_line[plan.place[slot]]
            count = gather(asked, line, slot_order, head, after, 0.25 + 0.5 * roll[3], skip, victims, count)
    return count


@njit_loop
def save_orders(asked, victims, count, plan, place, batches, minutes):
    """Remember the lots of the victims, in equal blocks of rows."""
    width = len(place) // len(victims)
    for i in range(count):
        o = victims[i]
        first = asked.slot_start[o]
        copy_lots(asked.batches[o], plan.place, plan.batches, plan.minutes, first, place, batches, minutes, i * width)


@njit_loop
def restore_orders(asked, victims, count, plan, room, place, batches, minutes):
    """Put the victims back exactly as they were."""
    width = len(place) // len(victims)
    for i in range(count):
        give_back(asked, victims[i], plan, room)
    for i in range(count):
        bring_lots(asked, victims[i], place, batches, minutes, i * width, plan, room)


@njit_loop
def cost_of(asked, victims, count, price, plan):
    """Money of the victims as planned."""
    total = 0.0
    for i in range(count):
        total += order_cost(asked, victims[i], price, 0.0, plan)
    return total


@njit_loop
def bring_back(asked, victims, count, roll, price, by_bucket, room, full, plan, desk):
    """Insert the victims: largest first or as they come, looking at none, some or most of the prices."""
    for i in range(count):
        chosen = i
        if roll[4] < 0.5:
            for j in range(i + 1, count):
                a, b = victims[j], victims[chosen]
                if asked.batch_min[a] * asked.batches[a] > asked.batch_min[b] * asked.batches[b]:
                    chosen = j
        else:
            chosen = i + int(((roll[5] * 977.0 + i * 0.618) % 1.0) * (count - i))
        victims[i], victims[chosen] = victims[chosen], victims[i]
    weight = max(0.0, 1.2 * roll[6] - 0.2)
    for i in range(count):
        insert_order(asked, victims[i], price, by_bucket, room, full, weight, plan, desk)


@njit_own
def exchange(
    asked, picks, rolls, heat_fen, slot_order, price, by_bucket, room, full, plan, desk, head, after, before, most
):
    """Try one exchange per pick at temperature `heat_fen`; returns the change of the plan's money."""
    slots = desk.old_minutes.shape[0]
    victims, turn = np.empty(most, np.int64), np.empty(most, np.int64)
    place, batches = np.empty(most * slots, np.int64), np.empty(most * slots, np.int64)
    minutes = np.empty((most * slots, plan.minutes.shape[1]))
    change = 0.0
    for i in range(len(picks)):
        count = choose_victims(asked, picks[i], rolls[i], slot_order, plan, head, after, victims)
        cost = cost_of(asked, victims, count, price, plan)
        save_orders(asked, victims, count, plan, place, batches, minutes)
        for v in range(count):
            unlink_order(asked, victims[v], plan, head, after, before)
            give_back(asked, victims[v], plan, room)
            clear_order(asked, victims[v], plan)
        turn[:count] = victims[:count]
        bring_back(asked, turn, count, rolls[i], price, by_bucket, room, full, plan, desk)
        delta = cost_of(asked, victims, count, price, plan) - cost
        if delta > -heat_fen * np.log(max(rolls[i, 7], 1e-12)):
            restore_orders(asked, victims, count, plan, room, place, batches, minutes)
            delta = 0.0
        for v in range(count):
            link_order(asked, victims[v], plan, head, after, before)
        change += delta
    return change
