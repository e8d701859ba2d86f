# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
"""Compiled loops of the live book: an order out of the plan, back in with little change, and others moved to make way.

A lot with minutes in the first `frozen` buckets has begun: those minutes are facts, and the lot stays on its line.
"""

from __future__ import annotations

import numpy as np

from interlock.allocation._compiled import NONE, njit_loop
from interlock.allocation._kernels import EPS_MIN, give_back, shop_limit, use_cell, use_row
from interlock.allocation._plan_kernels import insert_order, order_cost


@njit_loop
def link_slot(line, slot, head, after, before):
    """Enter a slot into the list of its line."""
    after[slot], before[slot] = head[line], -1
    if head[line] >= 0:
        before[head[line]] = slot
    head[line] = slot


@njit_loop
def unlink_slot(line, slot, head, after, before):
    """Take a slot out of the list of its line."""
    if before[slot] >= 0:
        after[before[slot]] = after[slot]
    else:
        head[line] = after[slot]
    if after[slot] >= 0:
        before[after[slot]] = before[slot]


@njit_loop
def link_all(group_line, plan, head, after, before):
    """Enter every lot of the plan."""
    for slot in range(len(plan.batches)):
        if plan.batches[slot] > 0:
            link_slot(group_line[plan.place[slot]], slot, head, after, before)


@njit_loop
def link_order(asked, o, plan, head, after, before):
    """Enter all lots of an order."""
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] > 0:
            link_slot(asked.group_line[plan.place[slot]], slot, head, after, before)


@njit_loop
def unlink_order(asked, o, plan, head, after, before):
    """Take all lots of an order out of the lists."""
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] > 0:
            unlink_slot(asked.group_line[plan.place[slot]], slot, head, after, before)


@njit_loop
def has_begun(minutes, frozen):
    """Whether a lot has minutes in frozen buckets."""
    begun = False
    for t in range(frozen):
        begun = begun or minutes[t] > EPS_MIN
    return begun


@njit_loop
def any_begun(asked, o, frozen, plan):
    """Whether any lot of the order has begun."""
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] > 0 and has_begun(plan.minutes[slot], frozen):
            return True
    return False


@njit_loop
def take_out_lot(asked, o, slot, plan, room, head, after, before):
    """Take one lot out of the plan; its line stays as a hint."""
    line = asked.group_line[plan.place[slot]]
    unlink_slot(line, slot, head, after, before)
    use_row(asked, o, line, plan.minutes[slot], -1.0, room)
    plan.outside[o] += plan.batches[slot]
    plan.batches[slot] = 0
    for t in range(plan.minutes.shape[1]):
        plan.minutes[slot, t] = 0.0


@njit_loop
def take_out(asked, o, frozen, plan, room, head, after, before):
    """Take the lots of an order out of the plan, those that have begun excepted; their lines stay as hints."""
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] == 0:
            plan.place[slot] = -1
        elif not has_begun(plan.minutes[slot], frozen):
            take_out_lot(asked, o, slot, plan, room, head, after, before)


@njit_loop
def refill_begun(asked, o, slot, frozen, batches, price, plan, room):
    """Let a begun lot have `batches`, its later minutes where cheapest on its line; returns what has no room."""
    line, minutes = asked.group_line[plan.place[slot]], plan.minutes[slot]
    need = asked.loss_min[plan.place[slot]] + batches * asked.batch_min[o]
    for t in range(len(minutes)):
        if t < frozen:
            need -= minutes[t]
        elif minutes[t] != 0.0:
            use_cell(asked, o, line, t, -minutes[t], room)
            minutes[t] = 0.0
    plan.outside[o] += plan.batches[slot] - batches
    plan.batches[slot] = batches
    while need > EPS_MIN:
        best, best_fen = -1, np.inf
        for t in range(max(frozen, asked.release[o]), len(minutes)):
            fen = asked.time_fen[o, t] + price.line[line, t]
            if fen < best_fen and min(room.line[line, t], shop_limit(asked, o, t, room)) > EPS_MIN:
                best, best_fen = t, fen
        if best < 0:
            break
        amount = min(need, room.line[line, best], shop_limit(asked, o, best, room))
        minutes[best] += amount
        need -= amount
        use_cell(asked, o, line, best, amount, room)
    return need


@njit_loop
def put_in(asked, o, stay_fen, own_price, price, by_bucket, room, full, weight, plan, desk, lists, kept):
    """Insert what is outside of an order; its former lines (the hints) count `stay_fen` a minute cheaper."""
    unlink_order(asked, o, plan, lists[0], lists[1], lists[2])
    hints = NONE
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        place = plan.place[slot]
        if plan.batches[slot] == 0 and place >= 0:
            kept[0][hints], kept[1][hints] = place, own_price[place]
            hints += 1
    for i in range(hints):
        own_price[kept[0][i]] = max(kept[1][i] - stay_fen, 0.0)
    insert_order(asked, o, price, by_bucket, room, full, weight, plan, desk)
    for i in range(hints):
        own_price[kept[0][i]] = kept[1][i]
    link_order(asked, o, plan, lists[0], lists[1], lists[2])


@njit_loop
def late_or_outside(asked, o, due, plan):
    """Minutes of an order that are late or outside."""
    total = plan.outside[o] * asked.batch_min[o]
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] > 0:
            for t in range(max(due + 1, 0), plan.minutes.shape[1]):
                total += plan.minutes[slot, t]
    return total


@njit_loop
def price_waiting(asked, orders, due, late_fen, plan, waiting_fen):
    """Write what being late or outside costs each order, about (0: it is on time)."""
    for o in orders:
        outside = plan.outside[o] * asked.batch_min[o]
        late = max(late_or_outside(asked, o, due[o], plan) - outside, 0.0)
        waiting_fen[o] = outside * asked.outside_fen[o] + late * late_fen[o]


@njit_loop
def choose_takers(asked, waiting, freed, waiting_fen, keys, rows):
    """Write the rows of waiting orders with a line among the freed, those to which waiting costs most; how many."""
    count = NONE
    for o in waiting:
        if count == len(keys) and -waiting_fen[o] >= keys[count - 1]:
            continue
        for place in range(asked.group_start[asked.group[o]], asked.group_start[asked.group[o] + 1]):
            if freed[asked.group_line[place]]:
                count = keep_smallest(-waiting_fen[o], o, count, keys, rows)
                break
    return count


@njit_loop
def cost_of(asked, orders, price, plan, fen):
    """Write the money of each order."""
    for i in range(len(orders)):
        fen[i] = order_cost(asked, orders[i], price, 0.0, plan)


@njit_loop
def cost_of_one(asked, o, price, plan):
    """The money of one order."""
    return order_cost(asked, o, price, 0.0, plan)


@njit_loop
def lots_at(line, head, after, plan, t, slots):
    """Write the slots with minutes on a line in bucket `t` (any bucket: -1); returns how many."""
    count, slot = NONE, head[line]
    while slot >= 0 and count < len(slots):
        if t < 0 or plan.minutes[slot, t] > EPS_MIN:
            slots[count] = slot
            count += 1
        slot = after[slot]
    return count


@njit_loop
def keep_smallest(key, value, count, keys, values):
    """Enter a value into a sorted list of the smallest keys seen; returns the new count."""
    if count == len(keys) and key >= keys[count - 1]:
        return count
    i = min(count, len(keys) - 1)
    while i > 0 and keys[i - 1] > key:
        keys[i], values[i] = keys[i - 1], values[i - 1]
        i -= 1
    keys[i], values[i] = key, value
    return min(count + 1, len(keys))


@njit_loop
def cheapest_lines(asked, o, end, price, full, keys, places):
    """Write the order's cheapest places by price, haul and the dual price of the best bucket until `end`.

    Lines that could not sew one batch until then, were they empty, are left out.
    """
    count = NONE
    for place in range(asked.group_start[asked.group[o]], asked.group_start[asked.group[o] + 1]):
        line, best, whole = asked.group_line[place], np.inf, 0.0
        for t in range(asked.release[o], end + 1):
            whole += full.line[line, t]
            if full.line[line, t] > asked.loss_min[place] + EPS_MIN:
                best = min(best, asked.time_fen[o, t] + price.line[line, t])
        if best < np.inf and whole >= asked.loss_min[place] + asked.batch_min[o]:
            fen = asked.price_fen[place] + asked.haul_fen[place] / asked.piece_min[o] + best
            count = keep_smallest(fen, place, count, keys, places)
    return count


@njit_loop
def moving_fen(asked, o, slot, first, end, plan):
    """What a minute of a lot costs more when its minutes from bucket `first` to `end` go to the best bucket outside."""
    best, now, minutes = np.inf, 0.0, 0.0
    for t in range(asked.release[o], plan.minutes.shape[1]):
        if t < first or t > end:
            best = min(best, asked.time_fen[o, t])
        else:
            now += plan.minutes[slot, t] * asked.time_fen[o, t]
            minutes += plan.minutes[slot, t]
    if minutes <= EPS_MIN:
        return np.inf
    return min(best, asked.outside_fen[o]) - now / minutes


@njit_loop
def choose_victims(
    asked, o, end, frozen, skip, most, slot_row, price, full, plan, lists, line_keys, line_places, victim_keys,
    victim_rows,
):  # fmt: skip
    """Write the orders whose moving costs least, on the cheapest lines until bucket `end`; returns how many.

    Orders with begun lots stay; `skip` of the best lines are passed over, and at most `most` looked at.
    """
    lines = cheapest_lines(asked, o, end, price, full, line_keys, line_places)
    count, first = NONE, asked.release[o]
    for i in range(skip, min(skip + most, lines)):
        slot = lists[0][asked.group_line[line_places[i]]]
        while slot >= 0:
            v = slot_row[slot]
            fen = moving_fen(asked, v, slot, first, end, plan)
            if v != o and fen < np.inf and not any_begun(asked, v, frozen, plan):
                known = -1
                for j in range(count):
                    if victim_rows[j] == v:
                        known = j
                if known < 0:
                    fen += line_keys[i] - line_keys[0]
                    count = keep_smallest(fen, v, count, victim_keys, victim_rows)
            slot = lists[1][slot]
    return count


@njit_loop
def save_rows(asked, orders, count, plan, scratch):
    """Remember the lots of some orders, in equal blocks of rows of `scratch`."""
    place, batches, minutes, outside = scratch
    width = len(place) // len(outside)
    for i in range(count):
        o = orders[i]
        outside[i] = plan.outside[o]
        for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
            to = i * width + slot - asked.slot_start[o]
            place[to], batches[to] = plan.place[slot], plan.batches[slot]
            for t in range(minutes.shape[1]):
                minutes[to, t] = plan.minutes[slot, t]


@njit_loop
def restore_rows(asked, orders, count, plan, room, lists, scratch):
    """Put orders back exactly as they were remembered."""
    place, batches, minutes, outside = scratch
    width = len(place) // len(outside)
    for i in range(count):
        unlink_order(asked, orders[i], plan, lists[0], lists[1], lists[2])
        give_back(asked, orders[i], plan, room)
    for i in range(count):
        o = orders[i]
        plan.outside[o] = outside[i]
        for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
            to = i * width + slot - asked.slot_start[o]
            plan.place[slot], plan.batches[slot] = place[to], batches[to]
            for t in range(minutes.shape[1]):
                plan.minutes[slot, t] = minutes[to, t]
            if batches[to] > 0:
                use_row(asked, o, asked.group_line[place[to]], plan.minutes[slot], 1.0, room)
        link_order(asked, o, plan, lists[0], lists[1], lists[2])


@njit_loop
def moved_minutes(asked, orders, count, plan, scratch):
    """Minutes that sit on lines on which their order had fewer of them."""
    place, batches, _, outside = scratch
    width, total = len(place) // len(outside), 0.0
    for i in range(count):
        o = orders[i]
        slots = asked.slot_start[o + 1] - asked.slot_start[o]
        for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
            now = plan.batches[slot]
            for old in range(i * width, i * width + slots):
                if now > 0 and batches[old] > 0 and place[old] == plan.place[slot]:
                    now = max(now - batches[old], 0)
            total += now * asked.batch_min[o]
    return total


@njit_loop
def try_exchange(
    asked, orders, count, frozen, weight, stay_fen, own_price, price, by_bucket, room, full, plan, desk, lists, kept,
    scratch,
):  # fmt: skip
    """Take orders out and put them back in this sequence; undone unless it saves more than `stay_fen` a moved minute.

    Returns the money saved (0: undone).
    """
    before, after = 0.0, 0.0
    for i in range(count):
        before += order_cost(asked, orders[i], price, 0.0, plan)
    save_rows(asked, orders, count, plan, scratch)
    for i in range(count):
        take_out(asked, orders[i], frozen, plan, room, lists[0], lists[1], lists[2])
    for i in range(count):
        put_in(asked, orders[i], stay_fen, own_price, price, by_bucket, room, full, weight, plan, desk, lists, kept)
    for i in range(count):
        after += order_cost(asked, orders[i], price, 0.0, plan)
    if after + stay_fen * moved_minutes(asked, orders, count, plan, scratch) < before - 1e-3:
        return before - after
    restore_rows(asked, orders, count, plan, room, lists, scratch)
    return 0.0
