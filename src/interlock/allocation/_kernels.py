"""Compiled loops: the best way of one order at given prices, and orders re-planned one after another.

A *way* is found by filling, for every eligible line, its cheapest buckets with one, two, ... batches, and by choosing
lines with a small dynamic programme over batches. See `find_way` for what is passed over.
"""

from __future__ import annotations

import numpy as np
from numba import njit

EPS_MIN = 1e-7
FULL = np.inf


@njit(cache=True, nogil=True)
def price_buckets(asked, o, price, room, weight, extra_fen, heed_shops, desk):  # type: ignore[no-untyped-def]
    """Write what a minute of order `o` costs in each bucket before the line's own price, and how many shops allow."""
    last = asked.time_fen.shape[1] - 1
    cut, finish = asked.cut_shop[o], asked.finish_shop[o]
    cut_use, finish_use = asked.cut_use[o], asked.finish_use[o]
    for t in range(asked.release[o], last + 1):
        fen, limit = asked.time_fen[o, t], np.inf
        if cut >= 0 and cut_use > 0.0:
            before = max(t - 1, 0)
            fen += weight * cut_use * price.cut[cut, before]
            if heed_shops:
                limit = room.cut[cut, before] / cut_use
            elif room.cut[cut, before] <= 0.0 and extra_fen < FULL:
                fen += extra_fen
        if finish >= 0 and finish_use > 0.0:
            after = min(t + 1, last)
            fen += weight * finish_use * price.finish[finish, after]
            if heed_shops:
                limit = min(limit, room.finish[finish, after] / finish_use)
            elif room.finish[finish, after] <= 0.0 and extra_fen < FULL:
                fen += extra_fen
        desk.base_fen[t] = fen if limit > EPS_MIN else np.inf
        desk.limit_min[t] = limit


@njit(cache=True, nogil=True)
def cheapest_minute(asked, o, line, price, room, weight, extra_fen, desk):  # type: ignore[no-untyped-def]
    """The price of the cheapest minute that order `o` could have on `line` (infinite: none)."""
    cheapest = np.inf
    for t in range(asked.release[o], asked.time_fen.shape[1]):
        fen = desk.base_fen[t] + weight * price.line[line, t]
        if room.line[line, t] <= EPS_MIN:
            fen += extra_fen
        if fen < cheapest:
            cheapest = fen
    return cheapest


@njit(cache=True, nogil=True)
def list_segments(asked, o, line, price, room, full, weight, extra_fen, desk):  # type: ignore[no-untyped-def]
    """Write the line's stretches of minutes, each with one price: free room, then (if allowed) overload."""
    count = 0
    for t in range(asked.release[o], asked.time_fen.shape[1]):
        fen = desk.base_fen[t] + weight * price.line[line, t]
        free = min(max(room.line[line, t], 0.0), desk.limit_min[t])
        if free > EPS_MIN and fen < np.inf:
            desk.seg_fen[count], desk.seg_min[count], desk.seg_bucket[count] = fen, free, t
            count += 1
        over = full.line[line, t] - max(room.line[line, t], 0.0)
        if extra_fen < FULL and over > EPS_MIN:
            desk.seg_fen[count], desk.seg_min[count], desk.seg_bucket[count] = fen + extra_fen, over, t
            count += 1
    return count


@njit(cache=True, nogil=True)
def pop_cheapest(desk, count):  # type: ignore[no-untyped-def]
    """Move the cheapest of the first `count` segments to the end and return its index (`count - 1`)."""
    best = 0
    for i in range(1, count):
        if desk.seg_fen[i] < desk.seg_fen[best]:
            best = i
    last = count - 1
    fen, minutes, bucket = desk.seg_fen[best], desk.seg_min[best], desk.seg_bucket[best]
    desk.seg_fen[best], desk.seg_min[best] = desk.seg_fen[last], desk.seg_min[last]
    desk.seg_bucket[best] = desk.seg_bucket[last]
    desk.seg_fen[last], desk.seg_min[last], desk.seg_bucket[last] = fen, minutes, bucket
    return last


@njit(cache=True, nogil=True)
def price_lots(asked, o, place, left, count, share, desk):  # type: ignore[no-untyped-def]
    """Write into `lot_fen[k]` what `k` batches at `place` cost, for k = 1..left, filling the cheapest segments."""
    batch = asked.batch_min[o]
    fixed = asked.opening_fen[place]
    unit = batch * (asked.price_fen[place] + asked.haul_fen[place] / asked.piece_min[o])
    need = asked.loss_min[place] * share + batch
    done, paid, k = 0.0, 0.0, 1
    while k <= left and count > 0:
        i = pop_cheapest(desk, count)
        count = i
        fen, minutes = desk.seg_fen[i], desk.seg_min[i]
        while k <= left and done + minutes >= need - EPS_MIN:
            desk.lot_fen[k] = paid + (need - done) * fen + k * unit + fixed
            k += 1
            need += batch
        paid += minutes * fen
        done += minutes
    for missing in range(k, left + 1):
        desk.lot_fen[missing] = np.inf


@njit(cache=True, nogil=True)
def improve_values(desk, left, row):  # type: ignore[no-untyped-def]
    """Let the line just priced take part: lower `value_fen[j]`, note the choice; true if anything became cheaper."""
    better = False
    for j in range(left, 0, -1):
        desk.choice[row, j] = 0
        for k in range(1, j + 1):
            fen = desk.value_fen[j - k] + desk.lot_fen[k]
            if fen < desk.value_fen[j] - 1e-9:
                desk.value_fen[j] = fen
                desk.choice[row, j] = k
                better = True
    return better


@njit(cache=True, nogil=True)
def measure_gains(asked, o, left, desk):  # type: ignore[no-untyped-def]
    """Write the most that `k` batches more could save anywhere; return the dearest useful fen per minute."""
    dearest = 0.0
    for k in range(1, left + 1):
        gain = 0.0
        for j in range(k, left + 1):
            gain = max(gain, desk.value_fen[j] - desk.value_fen[j - k])
        desk.gain_fen[k] = gain
        dearest = max(dearest, gain / (k * asked.batch_min[o]))
    return dearest


@njit(cache=True, nogil=True)
def may_help(asked, o, place, floor_fen, left, share, desk):  # type: ignore[no-untyped-def]
    """False when even at its cheapest minute no number of batches at `place` could save anything."""
    fixed = asked.opening_fen[place] + asked.loss_min[place] * share * floor_fen
    unit = asked.batch_min[o] * (floor_fen + asked.price_fen[place] + asked.haul_fen[place] / asked.piece_min[o])
    for k in range(1, left + 1):
        if k * unit + fixed < desk.gain_fen[k]:
            return True
    return False


@njit(cache=True, nogil=True)
def mark_lines_in_use(asked, o, heed_shops, plan, desk):  # type: ignore[no-untyped-def]
    """Start a new round of marks; lines that sew the order already are marked as seen when room is heeded."""
    desk.stamp[0] += 1
    if heed_shops:
        for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
            if plan.batches[slot] > 0:
                desk.seen[plan.place[slot] - asked.group_start[asked.group[o]]] = desk.stamp[0]


@njit(cache=True, nogil=True)
def find_way(asked, o, left, price, floor, room, full, weight, extra_fen, heed_shops, share, proven, plan, desk):  # type: ignore[no-untyped-def]
    """Find the cheapest way of `left` batches of order `o`; returns how many lots, its cost is `value_fen[left]`.

    `room` and `full` are free and whole capacity: overload costs `extra_fen` a minute more (infinite: not allowed).
    `floor[t, line]` is at most the price of every minute of the line from bucket `t` on. With `heed_shops` no shop is
    overloaded and lines that already sew the order are left out. The lots are written to `way_place`, `way_batches`.

    Lines that cannot save anything as things stand are passed over. With `proven` they are looked at again until
    the final values pass over all of them. Then the result is exact: put any set of them, of k1, k2, ... batches,
    into a way; each costs at least `gain_fen[ki] >= value_fen[j] - value_fen[j - ki]` for every j, and these
    differences add up to at least what the way without them costs.
    """
    price_buckets(asked, o, price, room, weight, extra_fen, heed_shops, desk)
    mark_lines_in_use(asked, o, heed_shops, plan, desk)
    for j in range(left + 1):
        desk.value_fen[j] = j * asked.batch_min[o] * asked.outside_fen[o]
    rows = 0
    first, end = asked.group_start[asked.group[o]], asked.group_start[asked.group[o] + 1]
    release = asked.release[o]
    lowest = desk.base_fen[release:].min() if release < asked.time_fen.shape[1] else np.inf
    if lowest == np.inf:
        return 0
    dearest = measure_gains(asked, o, left, desk)
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        place = plan.place[slot]
        if place >= 0 and desk.seen[place - first] != desk.stamp[0]:
            desk.seen[place - first] = desk.stamp[0]
            rows, dearest = try_line(
                asked, o, place, left, dearest, price, room, full, weight, extra_fen, share, rows, desk
            )
    again = True
    while again:
        again = False
        for place in range(first, end):
            fen = asked.price_fen[place] + asked.haul_fen[place] / asked.piece_min[o] + lowest
            if fen >= dearest or fen + weight * floor[release, asked.group_line[place]] >= dearest:
                continue
            if desk.seen[place - first] == desk.stamp[0]:
                continue
            count = rows
            rows, dearest = try_line(
                asked, o, place, left, dearest, price, room, full, weight, extra_fen, share, rows, desk
            )
            if rows > count:
                desk.seen[place - first] = desk.stamp[0]
                again = proven
    return trace_way(desk, left, rows)


@njit(cache=True, nogil=True)
def try_line(asked, o, place, left, dearest, price, room, full, weight, extra_fen, share, rows, desk):  # type: ignore[no-untyped-def]
    """Let one line take part if it can save anything; returns the rows of choices and the dearest useful minute."""
    line = asked.group_line[place]
    floor_fen = cheapest_minute(asked, o, line, price, room, weight, extra_fen, desk)
    if floor_fen == np.inf or not may_help(asked, o, place, floor_fen, left, share, desk):
        return rows, dearest
    count = list_segments(asked, o, line, price, room, full, weight, extra_fen, desk)
    price_lots(asked, o, place, left, count, share, desk)
    desk.candidate[rows] = place
    if not improve_values(desk, left, rows):
        return rows, dearest
    return rows + 1, measure_gains(asked, o, left, desk)


@njit(cache=True, nogil=True)
def trace_way(desk, left, rows):  # type: ignore[no-untyped-def]
    """Read the chosen lots back from the dynamic programme."""
    lots, j = 0, left
    for row in range(rows - 1, -1, -1):
        k = desk.choice[row, j]
        if k > 0:
            desk.way_place[lots], desk.way_batches[lots] = desk.candidate[row], k
            lots += 1
            j -= k
    return lots


@njit(cache=True, nogil=True)
def use_cell(asked, o, line, t, amount, room):  # type: ignore[no-untyped-def]
    """Take minutes of one bucket from the room of the line and of the order's shops (negative: give back)."""
    last = asked.time_fen.shape[1] - 1
    room.line[line, t] -= amount
    if asked.cut_shop[o] >= 0:
        room.cut[asked.cut_shop[o], max(t - 1, 0)] -= amount * asked.cut_use[o]
    if asked.finish_shop[o] >= 0:
        room.finish[asked.finish_shop[o], min(t + 1, last)] -= amount * asked.finish_use[o]


@njit(cache=True, nogil=True)
def shop_limit(asked, o, t, room):  # type: ignore[no-untyped-def]
    """How many sewing minutes of bucket `t` the order's cutting and finishing shops can still serve."""
    limit = np.inf
    if asked.cut_shop[o] >= 0 and asked.cut_use[o] > 0.0:
        limit = room.cut[asked.cut_shop[o], max(t - 1, 0)] / asked.cut_use[o]
    if asked.finish_shop[o] >= 0 and asked.finish_use[o] > 0.0:
        after = min(t + 1, asked.time_fen.shape[1] - 1)
        limit = min(limit, room.finish[asked.finish_shop[o], after] / asked.finish_use[o])
    return max(limit, 0.0)


@njit(cache=True, nogil=True)
def use_row(asked, o, line, minutes, sign, room):  # type: ignore[no-untyped-def]
    """Take a lot's minutes of all buckets from the room (`sign` 1.0), or give them back (-1.0)."""
    for t in range(len(minutes)):
        if minutes[t] != 0.0:
            use_cell(asked, o, line, t, sign * minutes[t], room)


@njit(cache=True, nogil=True)
def fill_lot(
    asked, o, slot, place, batches, price, seen_room, room, full, weight, extra_fen, heed_shops, share, plan, desk
):  # type: ignore[no-untyped-def]
    """Plan a lot into its line's cheapest minutes and take its room; false, and nothing taken, if it does not fit."""
    line, minutes = asked.group_line[place], plan.minutes[slot]
    count = list_segments(asked, o, line, price, seen_room, full, weight, extra_fen, desk)
    need = asked.loss_min[place] * share + batches * asked.batch_min[o]
    while need > 0.0 and count > 0:
        count = pop_cheapest(desk, count)
        t = desk.seg_bucket[count]
        amount = min(need, desk.seg_min[count])
        if heed_shops:
            amount = min(amount, shop_limit(asked, o, t, room))
        minutes[t] += amount
        need -= amount
        use_cell(asked, o, line, t, amount, room)
    if need > EPS_MIN:
        use_row(asked, o, line, minutes, -1.0, room)
        minutes[:] = 0.0
        return False
    plan.place[slot], plan.batches[slot] = place, batches
    plan.outside[o] -= batches
    return True


@njit(cache=True, nogil=True)
def give_back(asked, o, plan, room):  # type: ignore[no-untyped-def]
    """Return the room of all lots of an order; the plan itself is not touched."""
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] > 0:
            use_row(asked, o, asked.group_line[plan.place[slot]], plan.minutes[slot], -1.0, room)


@njit(cache=True, nogil=True)
def clear_order(asked, o, plan):  # type: ignore[no-untyped-def]
    """Forget the lots of an order; their places stay as hints for the next look."""
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        plan.batches[slot] = 0
        plan.minutes[slot, :] = 0.0
    plan.outside[o] = asked.batches[o]


@njit(cache=True, nogil=True)
def refresh_cell(multiplier, room, full, rho):  # type: ignore[no-untyped-def]
    """The augmented price of a cell: its multiplier + rho x (use / capacity - 1), never negative."""
    return max(0.0, multiplier - rho * room / full) if full > 0.0 else multiplier


@njit(cache=True, nogil=True)
def refresh_prices(asked, o, plan, multiplier, price, floor, room, full, rho):  # type: ignore[no-untyped-def]
    """Recompute the augmented prices of every cell that the order's lots touch; `rho` is for lines, cutting, finishing."""
    last = asked.time_fen.shape[1] - 1
    cut, finish = asked.cut_shop[o], asked.finish_shop[o]
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] == 0:
            continue
        i = asked.group_line[plan.place[slot]]
        for t in range(last + 1):
            if plan.minutes[slot, t] == 0.0:
                continue
            before, after = max(t - 1, 0), min(t + 1, last)
            fen = refresh_cell(multiplier.line[i, t], room.line[i, t], full.line[i, t], rho[0])
            price.line[i, t] = fen
            for earlier in range(t + 1):
                floor[earlier, i] = min(floor[earlier, i], fen)
            if cut >= 0:
                mu, left = multiplier.cut[cut, before], room.cut[cut, before]
                price.cut[cut, before] = refresh_cell(mu, left, full.cut[cut, before], rho[1])
            if finish >= 0:
                nu, left = multiplier.finish[finish, after], room.finish[finish, after]
                price.finish[finish, after] = refresh_cell(nu, left, full.finish[finish, after], rho[2])


@njit(cache=True, nogil=True)
def replan(asked, orders, multiplier, price, floor, seen_room, room, full, rho, extra_fen, share, plan, desk):  # type: ignore[no-untyped-def]
    """Re-plan orders one after another, overloading where it pays; returns the sum of their priced costs.

    `seen_room` is the room an order looks at: all capacity (pure pricing) or the room that is left (congestion).
    With `rho` the prices move with every order (augmented Lagrangian).
    """
    total = 0.0
    for o in orders:
        give_back(asked, o, plan, room)
        if rho[0] > 0.0:
            refresh_prices(asked, o, plan, multiplier, price, floor, room, full, rho)
        clear_order(asked, o, plan)
        left = asked.batches[o]
        lots = find_way(asked, o, left, price, floor, seen_room, full, 1.0, extra_fen, False, share, False, plan, desk)
        total += desk.value_fen[left]
        for i in range(lots):
            slot = asked.slot_start[o] + i
            place, k = desk.way_place[i], desk.way_batches[i]
            fill_lot(asked, o, slot, place, k, price, seen_room, room, full, 1.0, extra_fen, False, share, plan, desk)
        if rho[0] > 0.0:
            refresh_prices(asked, o, plan, multiplier, price, floor, room, full, rho)
    return total


@njit(cache=True, nogil=True)
def price_orders(asked, orders, price, floor, full, share, plan, desk):  # type: ignore[no-untyped-def]
    """The exact sum of the cheapest ways of `orders` at `price`: the orders' part of the lower bound."""
    total = 0.0
    for o in orders:
        left = asked.batches[o]
        find_way(asked, o, left, price, floor, full, full, 1.0, np.inf, False, share, True, plan, desk)
        total += desk.value_fen[left]
    return total
