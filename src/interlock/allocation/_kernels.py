# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
"""Compiled loops: the best way of one order at given prices, and orders re-planned one after another.

A *way* is found by filling, for every eligible line, its cheapest buckets with one, two, ... batches, and by choosing
lines with a small dynamic programme over batches. See `find_way` for what is passed over.
"""

from __future__ import annotations

import numpy as np

from interlock.allocation._compiled import NONE, njit_inline, njit_loop
from interlock.allocation.tables import ROOM_MIN

EPS_MIN = ROOM_MIN
FULL = np.inf


@njit_loop
def price_buckets(asked, o, price, room, weight, extra_fen, heed_shops, desk):
    """Write what a minute of order `o` costs in each bucket before the line's own price, and how many shops allow."""
    last = asked.time_fen.shape[1] - 1
    cut, finish = asked.cut_shop[o], asked.finish_shop[o]
    cut_use, finish_use = asked.cut_use[o], asked.finish_use[o]
    for t in range(asked.release[o], last + 1):
        fen, limit = asked.time_fen[o, t], np.inf
        if cut >= 0 and cut_use > 0.0:
            before = asked.cut_bucket[t]
            fen += weight * cut_use * price.cut[cut, before]
            if heed_shops:
                limit = room.cut[cut, before] / cut_use
            elif room.cut[cut, before] <= 0.0 and extra_fen < FULL:
                fen += extra_fen
        if finish >= 0 and finish_use > 0.0:
            after = asked.finish_bucket[t]
            fen += weight * finish_use * price.finish[finish, after]
            if heed_shops:
                limit = min(limit, room.finish[finish, after] / finish_use)
            elif room.finish[finish, after] <= 0.0 and extra_fen < FULL:
                fen += extra_fen
        desk.base_fen[t] = fen if limit > EPS_MIN else np.inf
        desk.limit_min[t] = limit


@njit_inline
def cheapest_minute(line, release, base_fen, price_line, room_line, weight, extra_fen):
    """The price of the cheapest minute that an order could have on `line` (infinite: none)."""
    cheapest = np.inf
    for t in range(release, len(base_fen)):
        fen = base_fen[t] + weight * price_line[line, t]
        if room_line[line, t] <= EPS_MIN:
            fen += extra_fen
        if fen < cheapest:
            cheapest = fen
    return cheapest


@njit_inline
def list_segments(
    line, release, base_fen, limit_min, price_line, room_line, full_line, weight, extra_fen, seg, seg_bucket
):
    """Write the line's stretches of minutes, each with one price: free room, then (if allowed) overload."""
    count = 0
    for t in range(release, len(base_fen)):
        fen = base_fen[t] + weight * price_line[line, t]
        room = max(room_line[line, t], 0.0)
        free = min(room, limit_min[t])
        if free > EPS_MIN and fen < np.inf:
            seg[0, count], seg[1, count], seg_bucket[count] = fen, free, t
            count += 1
        if extra_fen < FULL and full_line[line, t] - room > EPS_MIN:
            seg[0, count], seg[1, count], seg_bucket[count] = fen + extra_fen, full_line[line, t] - room, t
            count += 1
    return count


@njit_inline
def pop_cheapest(count, seg, seg_bucket):
    """Move the cheapest of the first `count` segments to their end; returns its index (`count - 1`)."""
    best, last = 0, count - 1
    for i in range(1, count):
        if seg[0, i] < seg[0, best]:
            best = i
    fen, minutes, bucket = seg[0, best], seg[1, best], seg_bucket[best]
    seg[0, best], seg[1, best], seg_bucket[best] = seg[0, last], seg[1, last], seg_bucket[last]
    seg[0, last], seg[1, last], seg_bucket[last] = fen, minutes, bucket
    return last


@njit_inline
def price_lots(batch, loss, unit, opening, left, count, seg, seg_bucket, lot_fen):
    """Write into `lot_fen[k]` what k = 1..left batches on a line cost, filling the cheapest segments first."""
    need = loss + batch
    done, paid, k = 0.0, 0.0, 1
    while k <= left and count > 0:
        count = pop_cheapest(count, seg, seg_bucket)
        fen, minutes = seg[0, count], seg[1, count]
        while k <= left and done + minutes >= need - EPS_MIN:
            lot_fen[k] = paid + (need - done) * fen + k * unit + opening
            k += 1
            need += batch
        paid += minutes * fen
        done += minutes
    for missing in range(k, left + 1):
        lot_fen[missing] = np.inf


@njit_inline
def improve_values(left, row, value_fen, lot_fen, choice):
    """Let the line just priced take part: lower `value_fen[j]`, note the choice; true if anything became cheaper."""
    better = False
    for j in range(left, 0, -1):
        choice[row, j] = 0
        for k in range(1, j + 1):
            fen = value_fen[j - k] + lot_fen[k]
            if fen < value_fen[j] - 1e-9:
                value_fen[j] = fen
                choice[row, j] = k
                better = True
    return better


@njit_inline
def measure_gains(batch, left, proven, value_fen, gain_fen):
    """Write what the last `k` batches cost (`proven`: the most that `k` more ever cost); returns the dearest minute."""
    dearest = 0.0
    for k in range(1, left + 1):
        gain = 0.0
        for j in range(k if proven else left, left + 1):
            gain = max(gain, value_fen[j] - value_fen[j - k])
        gain_fen[k] = gain
        dearest = max(dearest, gain / (k * batch))
    return dearest


@njit_inline
def may_help(unit, fixed, left, gain_fen):
    """False when lots of `unit` fen a batch and `fixed` fen could not save anything, however many batches."""
    helps = False
    for k in range(1, left + 1):
        helps = helps or k * unit + fixed < gain_fen[k]
    return helps


@njit_loop
def mark_lines_in_use(asked, o, heed_shops, plan, desk):
    """Start a new round of marks; lines that sew the order already are marked as seen when room is heeded."""
    desk.stamp[0] += 1
    if heed_shops:
        for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
            if plan.batches[slot] > 0:
                desk.seen[plan.place[slot] - asked.group_start[asked.group[o]]] = desk.stamp[0]


@njit_loop
def lowest_prices(release, base_fen, by_bucket, weight, line_fen):
    """Write the price of every line's cheapest minute, full or not: line by line in step, so that it vectorises."""
    lines = len(line_fen)
    for i in range(lines):
        line_fen[i] = np.inf
    for t in range(release, len(base_fen)):
        base = base_fen[t]
        for i in range(lines):
            fen = base + weight * by_bucket[t, i]
            line_fen[i] = fen if fen < line_fen[i] else line_fen[i]


@njit_loop
def find_way(asked, o, left, price, by_bucket, room, full, weight, extra_fen, heed_shops, share, proven, plan, desk):
    """Find the cheapest way of `left` batches of order `o`; returns how many lots, its cost is `value_fen[left]`.

    `room` and `full` are free and whole capacity: overload costs `extra_fen` a minute more (infinite: not allowed).
    `by_bucket[t, line]` holds the lines' prices once more, the other way round. With `heed_shops` no shop is
    overloaded and lines that already sew the order are left out. The lots are written to `way_place`, `way_batches`.

    Lines that cannot replace batches of the way as it stands are passed over. With `proven`, lines are passed over only
    when they cannot save anything for any number of batches, and are looked at again until the final values pass over
    all others. Then the result is exact: put any of those, with k1, k2, ... batches, into a way. Each costs at least
    `gain_fen[ki]`, so at least `value_fen[j] - value_fen[j - ki]` for every j, and along the way these differences add
    up to what the same batches cost without them.
    """
    price_buckets(asked, o, price, room, weight, extra_fen, heed_shops, desk)
    mark_lines_in_use(asked, o, heed_shops, plan, desk)
    batch, release = asked.batch_min[o], asked.release[o]
    for j in range(left + 1):
        desk.value_fen[j] = j * batch * asked.outside_fen[o]
    lowest_prices(release, desk.base_fen, by_bucket, weight, desk.line_fen)
    first, end = asked.group_start[asked.group[o]], asked.group_start[asked.group[o] + 1]
    hints = plan.place[asked.slot_start[o] : asked.slot_start[o + 1]]
    rows, count = NONE, -1
    while count < rows:
        count = rows
        rows = scan_lines(
            first, end, hints, asked.group_line, asked.price_fen, asked.haul_fen, asked.loss_min, asked.opening_fen,
            batch, 1.0 / asked.piece_min[o], release, left, rows, desk.line_fen, weight, extra_fen, share, proven,
            price.line, room.line, full.line, desk.base_fen, desk.limit_min, desk.seg, desk.seg_bucket,
            desk.value_fen, desk.gain_fen, desk.lot_fen, desk.choice, desk.candidate, desk.seen, desk.stamp[0],
        )  # fmt: skip
        if not proven:
            break
    return trace_way(desk, left, rows)


@njit_loop
def scan_lines(
    first, end, hints, group_line, price_fen, haul_fen, loss_min, opening_fen,
    batch, pieces_per_min, release, left, rows, line_fen, weight, extra_fen, share, proven,
    price_line, room_line, full_line, base_fen, limit_min, seg, seg_bucket,
    value_fen, gain_fen, lot_fen, choice, candidate, seen, stamp,
):  # fmt: skip
    """Let the lines of a group take part in the order's way, those of its last plan first; returns the rows of choices.

    Plain arrays, not tuples of them: this is the innermost loop, and passing tuples costs more than the work itself.
    """
    dearest = measure_gains(batch, left, proven, value_fen, gain_fen)
    for step in range(first - len(hints), end):
        place = step if step >= first else hints[step - first + len(hints)]
        if place < 0:
            continue
        fen = price_fen[place] + haul_fen[place] * pieces_per_min
        line = group_line[place]
        if fen + line_fen[line] >= dearest or seen[place - first] == stamp:
            continue
        loss, opening, cheapest = loss_min[place] * share, opening_fen[place], line_fen[line]
        if not may_help((fen + cheapest) * batch, opening + loss * cheapest, left, gain_fen):
            continue
        cheapest = cheapest_minute(line, release, base_fen, price_line, room_line, weight, extra_fen)
        if cheapest == np.inf or not may_help((fen + cheapest) * batch, opening + loss * cheapest, left, gain_fen):
            continue
        count = list_segments(
            line, release, base_fen, limit_min, price_line, room_line, full_line, weight, extra_fen, seg, seg_bucket
        )
        price_lots(batch, loss, fen * batch, opening, left, count, seg, seg_bucket, lot_fen)
        candidate[rows] = place
        if improve_values(left, rows, value_fen, lot_fen, choice):
            seen[place - first] = stamp
            rows += 1
            dearest = measure_gains(batch, left, proven, value_fen, gain_fen)
    return rows


@njit_loop
def trace_way(desk, left, rows):
    """Read the chosen lots back from the dynamic programme."""
    lots, j = 0, left
    for row in range(rows - 1, -1, -1):
        k = desk.choice[row, j]
        if k > 0:
            desk.way_place[lots], desk.way_batches[lots] = desk.candidate[row], k
            lots += 1
            j -= k
    return lots


@njit_loop
def use_cell(asked, o, line, t, amount, room):
    """Take minutes of one bucket from the room of the line and of the order's shops (negative: give back)."""
    room.line[line, t] -= amount
    if asked.cut_shop[o] >= 0:
        room.cut[asked.cut_shop[o], asked.cut_bucket[t]] -= amount * asked.cut_use[o]
    if asked.finish_shop[o] >= 0:
        room.finish[asked.finish_shop[o], asked.finish_bucket[t]] -= amount * asked.finish_use[o]


@njit_loop
def shop_limit(asked, o, t, room):
    """How many sewing minutes of bucket `t` the order's cutting and finishing shops can still serve."""
    limit = np.inf
    if asked.cut_shop[o] >= 0 and asked.cut_use[o] > 0.0:
        limit = room.cut[asked.cut_shop[o], asked.cut_bucket[t]] / asked.cut_use[o]
    if asked.finish_shop[o] >= 0 and asked.finish_use[o] > 0.0:
        after = asked.finish_bucket[t]
        limit = min(limit, room.finish[asked.finish_shop[o], after] / asked.finish_use[o])
    return max(limit, 0.0)


@njit_loop
def use_row(asked, o, line, minutes, sign, room):
    """Take a lot's minutes of all buckets from the room (`sign` 1.0), or give them back (-1.0)."""
    for t in range(len(minutes)):
        if minutes[t] != 0.0:
            use_cell(asked, o, line, t, sign * minutes[t], room)


@njit_loop
def fill_lot(
    asked, o, slot, place, batches, price, seen_room, room, full, weight, extra_fen, heed_shops, share, plan, desk
):
    """Plan a lot into its line's cheapest minutes and take its room; false, and nothing taken, if it does not fit."""
    line, minutes = asked.group_line[place], plan.minutes[slot]
    count = list_segments(
        line, asked.release[o], desk.base_fen, desk.limit_min, price.line, seen_room.line, full.line, weight, extra_fen,
        desk.seg, desk.seg_bucket,
    )  # fmt: skip
    need = asked.loss_min[place] * share + batches * asked.batch_min[o]
    while need > 0.0 and count > 0:
        count = pop_cheapest(count, desk.seg, desk.seg_bucket)
        t = desk.seg_bucket[count]
        amount = min(need, desk.seg[1, count])
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


@njit_loop
def give_back(asked, o, plan, room):
    """Return the room of all lots of an order; the plan itself is not touched."""
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] > 0:
            use_row(asked, o, asked.group_line[plan.place[slot]], plan.minutes[slot], -1.0, room)


@njit_loop
def clear_order(asked, o, plan):
    """Forget the lots of an order; their places stay as hints for the next look."""
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        plan.batches[slot] = 0
        plan.minutes[slot, :] = 0.0
    plan.outside[o] = asked.batches[o]


@njit_loop
def copy_lots(count, place, batches, minutes, first, to_place, to_batches, to_minutes, to_first):
    """Copy `count` slots from one set of tables, from row `first` on, to another."""
    for i in range(count):
        to_place[to_first + i] = place[first + i]
        to_batches[to_first + i] = batches[first + i]
        for t in range(minutes.shape[1]):
            to_minutes[to_first + i, t] = minutes[first + i, t]


@njit_loop
def bring_lots(asked, o, place, batches, minutes, first, plan, room):
    """Give an order without lots those remembered from row `first` on, and take their room."""
    slot = asked.slot_start[o]
    copy_lots(asked.batches[o], place, batches, minutes, first, plan.place, plan.batches, plan.minutes, slot)
    plan.outside[o] = asked.batches[o]
    for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
        if plan.batches[slot] > 0:
            plan.outside[o] -= plan.batches[slot]
            use_row(asked, o, asked.group_line[plan.place[slot]], plan.minutes[slot], 1.0, room)
