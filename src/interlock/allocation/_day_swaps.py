# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
"""Compiled loops that give a lot the place of another one, which goes where it then costs least, if that saves money.

These are ejection chains of length two (Glover, Discrete Applied Mathematics 65, 1996): most lots that still cost too
much find no room where they would be cheap, though a lot there could be sewn elsewhere for little more.
"""

from __future__ import annotations

from interlock.allocation._compiled import NO, NONE, YES, njit_loop
from interlock.allocation._day_kernels import (
    EPS_FEN,
    OVER_FEN,
    best_position,
    commit,
    keep,
    lay_out,
    line_fen,
    put,
    without,
)
from interlock.allocation._day_moves import (
    LEAST_SAVING_FEN,
    best_elsewhere,
    best_on_line,
    idle_min,
    money_of,
    need_at,
    sews,
    shortlist,
)


@njit_loop
def place_on(asked, swaps, o, line):
    """The place of a line in the group of an order (-1: the line does not sew it)."""
    key = asked.group[o] * swaps.lines[0] + line
    low, high = 0, len(swaps.key)
    while low < high:
        middle = (low + high) // 2
        if swaps.key[middle] < key:
            low = middle + 1
        else:
            high = middle
    return swaps.by_key[low] if low < len(swaps.key) and swaps.key[low] == key else -1


@njit_loop
def look_elsewhere(asked, days, swaps, lots, price, line_best):
    """Write what each lot would cost on another line at the lines' prices, or outside."""
    for lot in lots:
        swaps.else_fen[lot] = money_of(asked, lot, -1, days)
        count = shortlist(asked, days, lot, price, line_best, 2, YES, days.listed)
        for i in range(count):
            if days.listed[i] != days.place[lot]:
                swaps.else_fen[lot] = min(swaps.else_fen[lot], days.listed_fen[i])


@njit_loop
def note_swap(swaps, count, place, other, gain_fen):
    """Remember a swap if it is among the most promising ones; returns how many are remembered."""
    most = len(swaps.gain_fen)
    if count == most and gain_fen <= swaps.gain_fen[most - 1]:
        return count
    at = count if count < most else most - 1
    while at > 0 and swaps.gain_fen[at - 1] < gain_fen:
        swaps.gain_fen[at], swaps.place[at] = swaps.gain_fen[at - 1], swaps.place[at - 1]
        swaps.other[at] = swaps.other[at - 1]
        at -= 1
    swaps.gain_fen[at], swaps.place[at], swaps.other[at] = gain_fen, place, other
    return min(count + 1, most)


@njit_loop
def elsewhere_fen(asked, days, swaps, other, home, rest, rest_fen, limit_fen):
    """What another lot would cost at its best: elsewhere by estimate, or in the lot's old place, looked at."""
    best_fen = swaps.else_fen[other]
    place = place_on(asked, swaps, days.order[other], home) if home >= 0 else -1
    if place < 0:
        return best_fen
    money = money_of(asked, other, place, days)
    if money < min(best_fen, limit_fen):
        need = days.need[other]
        days.need[other] = need_at(asked, days, other, place)
        fen, at = best_position(asked, days, home, swaps.rest, rest, other, NONE + 1, days.trial)
        days.need[other] = need
        if at >= 0:
            best_fen = min(best_fen, money + fen - rest_fen)
    return best_fen


@njit_loop
def list_swaps(asked, days, swaps, lot, now_fen, rest, rest_fen, count):
    """Write the most promising lots to give way to `lot`, which costs `now_fen` where it is; returns how many.

    `swaps.rest` holds the `rest` lots that its line has without it, their time costs `rest_fen`.
    """
    here, need, found = days.place[lot], days.need[lot], 0
    home = asked.group_line[here] if here >= 0 else -1
    for i in range(count):
        place = swaps.wished[i]
        line, money = asked.group_line[place], money_of(asked, lot, place, days)
        if line == home or money >= now_fen or sews(days, line, lot):
            continue
        days.need[lot] = need_at(asked, days, lot, place)
        idle, line_now = idle_min(days, line), line_fen(days, line)
        for turn in range(days.lots[line]):
            other = days.seq[line, turn]
            if idle + days.need[other] < days.need[lot]:
                continue
            left = without(days, line, other, days.rest)
            fen, at = best_position(asked, days, line, days.rest, left, lot, NONE + 1, days.trial)
            if at >= 0:
                spare = now_fen - money + money_of(asked, other, place_on(asked, swaps, days.order[other], line), days)
                spare += line_now - fen
                gain = spare - elsewhere_fen(asked, days, swaps, other, home, rest, rest_fen, spare)
                if gain > LEAST_SAVING_FEN:
                    found = note_swap(swaps, found, place, other, gain)
    days.need[lot] = need
    return found


@njit_loop
def keep_lot(days, swaps, i, lot):
    """Remember where one of the two lots is."""
    swaps.kept_lot[i], swaps.kept_place[i] = lot, days.place[lot]
    swaps.kept_need[i], swaps.kept_target[i] = days.need[lot], days.target[lot]


@njit_loop
def keep_line(days, swaps, kept, line):
    """Remember a line's sequence as it was first; returns how many are remembered."""
    for i in range(kept):
        if swaps.kept_line[i] == line:
            return kept
    swaps.kept_line[kept], swaps.kept_lots[kept] = line, days.lots[line]
    keep(days.seq[line], days.lots[line], swaps.kept_seq[kept])
    return kept + 1


@njit_loop
def undo(asked, days, swaps, kept):
    """Put both lots and all remembered lines back as they were."""
    for i in range(kept):
        commit(asked, days, swaps.kept_line[i], days.rest, 0)
    for i in range(2):
        lot = swaps.kept_lot[i]
        days.place[lot], days.need[lot] = swaps.kept_place[i], swaps.kept_need[i]
        days.target[lot] = swaps.kept_target[i]
    for i in range(kept):
        line = swaps.kept_line[kept - 1 - i]
        commit(asked, days, line, swaps.kept_seq[kept - 1 - i], swaps.kept_lots[kept - 1 - i])


@njit_loop
def take_off(asked, days, line, lot):
    """Take a lot off a line; returns the change of minutes that shops are asked for beyond their room."""
    return commit(asked, days, line, days.rest, without(days, line, lot, days.rest))


@njit_loop
def put_on(asked, days, lot, place, at, target):
    """Put a lot on a place's line at a position; returns the change of minutes over."""
    line = asked.group_line[place]
    days.place[lot], days.target[lot], days.need[lot] = place, target, need_at(asked, days, lot, place)
    keep(days.seq[line], days.lots[line], days.rest)
    put(days.rest, days.lots[line], at, lot, days.trial)
    return commit(asked, days, line, days.trial, days.lots[line] + 1)


@njit_loop
def new_place(asked, days, swaps, other, home, limit_fen, price, line_best, reach, most):
    """(cost, place, position, target) of the cheapest place below a limit for a lot without one; -2: there is none."""
    count = shortlist(asked, days, other, price, line_best, most, YES, days.listed)
    back = place_on(asked, swaps, days.order[other], home) if home >= 0 else -1
    if back >= 0 and count < len(days.listed):
        days.listed[count] = back
        count += 1
    fen, place, at, target = best_elsewhere(asked, days, other, limit_fen, reach, count)
    outside_fen = money_of(asked, other, -1, days)
    if outside_fen < fen:
        return outside_fen, -1, -1, target
    return fen, place, at, target


@njit_loop
def try_swap(asked, days, swaps, lot, place, other, price, line_best, reach, most):
    """Give `lot` the place of `other`, and that one its best place then; the money saved (0.0: nothing changed)."""
    here, line = days.place[lot], asked.group_line[place]
    home = asked.group_line[here] if here >= 0 else -1
    keep_lot(days, swaps, 0, lot)
    keep_lot(days, swaps, 1, other)
    kept = keep_line(days, swaps, 0, line)
    spare = money_of(asked, lot, here, days) + money_of(asked, other, days.place[other], days) + line_fen(days, line)
    over = take_off(asked, days, line, other)
    if home >= 0:
        kept = keep_line(days, swaps, kept, home)
        spare += line_fen(days, home)
        over += take_off(asked, days, home, lot)
        spare -= line_fen(days, home)
    days.place[other], days.need[lot] = -1, need_at(asked, days, lot, place)
    _, at, target = best_on_line(asked, days, lot, line, reach)
    if at >= 0:
        over += put_on(asked, days, lot, place, at, target)
        spare -= money_of(asked, lot, place, days) + line_fen(days, line) + LEAST_SAVING_FEN
        fen, to, at, target = new_place(asked, days, swaps, other, home, spare, price, line_best, reach, most)
        if to >= 0:
            kept = keep_line(days, swaps, kept, asked.group_line[to])
            over += put_on(asked, days, other, to, at, target)
        if to > -2 and fen + OVER_FEN * over < spare - EPS_FEN:
            return spare - fen + LEAST_SAVING_FEN
        swaps.else_fen[other] = max(swaps.else_fen[other], spare)
    undo(asked, days, swaps, kept)
    return 0.0


@njit_loop
def swap_lot(asked, days, swaps, lot, price, line_best, reach, most):
    """Give a lot the place of another one if that saves money; the money saved."""
    here = days.place[lot]
    now, rest, rest_fen = money_of(asked, lot, here, days), 0, 0.0
    if here >= 0:
        home = asked.group_line[here]
        rest = without(days, home, lot, swaps.rest)
        rest_fen = lay_out(asked, days, home, swaps.rest, rest)
        now += line_fen(days, home) - rest_fen
    count = shortlist(asked, days, lot, price, line_best, most, NO, swaps.wished)
    found = list_swaps(asked, days, swaps, lot, now, rest, rest_fen, count)
    for i in range(found):
        place, other = swaps.place[i], swaps.other[i]
        saved = try_swap(asked, days, swaps, lot, place, other, price, line_best, reach, 2 * most)
        if saved > 0.0:
            return saved
    return 0.0


@njit_loop
def swap_lots(asked, days, swaps, lots, price, line_best, reach, most):
    """Swap lots one after another; the money saved."""
    saved = 0.0
    for lot in lots:
        saved += swap_lot(asked, days, swaps, lot, price, line_best, reach, most)
    return saved
