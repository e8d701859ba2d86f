# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
"""Compiled loops that move whole lots between lines at the day level, as long as that saves money."""

from __future__ import annotations

import numpy as np

from interlock.allocation._compiled import YES, njit_loop
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

LEAST_SAVING_FEN = 1.0
# Buckets to end in that are tried on a new line: the promised one, the best one and those before it.
TARGETS = 4
# A lot outside the cluster looks at so many times the lines, and at fewer places on each: most have no room for it.
OUTSIDE_TIMES, OUTSIDE_REACH = 16, 1


@njit_loop
def money_of(asked, lot, place, days):
    """Money of a lot at a place, its time apart; outside the cluster when the place is -1."""
    o = days.order[lot]
    minutes = days.batches[lot] * asked.batch_min[o]
    if place < 0:
        return minutes * asked.outside_fen[o]
    rate = asked.price_fen[place] + asked.haul_fen[place] / asked.piece_min[o]
    return minutes * rate + asked.opening_fen[place]


@njit_loop
def idle_min(days, line):
    """Minutes of the horizon in which a line has no lot."""
    idle = days.prefix[line, days.prefix.shape[1] - 1]
    for i in range(days.lots[line]):
        idle -= days.need[days.seq[line, i]]
    return idle


@njit_loop
def cheapest_minutes(asked, days, o, price, line_best):
    """Write what the cheapest minute of every line costs an order at the lines' prices."""
    lines = line_best.shape[0]
    for i in range(lines):
        line_best[i] = np.inf
    for t in range(asked.release[o], days.prefix.shape[1] - 1):
        base = days.time_fen[o, t]
        for i in range(lines):
            fen = base + price[t, i]
            line_best[i] = fen if fen < line_best[i] else line_best[i]


@njit_loop
def shortlist(asked, days, lot, price, line_best, most, heed_idle, into):
    """Write the `most` places that look cheapest at the lines' prices; returns how many.

    With `heed_idle` only those whose lines have idle minutes for the lot.
    """
    o = days.order[lot]
    work = days.batches[lot] * asked.batch_min[o]
    cheapest_minutes(asked, days, o, price, line_best)
    count = 0
    for place in range(asked.group_start[asked.group[o]], asked.group_start[asked.group[o] + 1]):
        line = asked.group_line[place]
        fen = money_of(asked, lot, place, days) + (work + asked.loss_min[place]) * line_best[line]
        if count == most and fen >= days.listed_fen[most - 1]:
            continue
        if heed_idle and (
            days.lots[line] + 1 >= days.seq.shape[1] or idle_min(days, line) < work + asked.loss_min[place]
        ):
            continue
        at = count if count < most else most - 1
        while at > 0 and days.listed_fen[at - 1] > fen:
            days.listed_fen[at], into[at] = days.listed_fen[at - 1], into[at - 1]
            at -= 1
        days.listed_fen[at], into[at] = fen, place
        count = min(count + 1, most)
    return count


@njit_loop
def sews(days, line, lot):
    """Whether a line sews another lot of the same order."""
    found = False
    for i in range(days.lots[line]):
        other = days.seq[line, i]
        found = found or (days.order[other] == days.order[lot] and other != lot)
    return found


@njit_loop
def need_at(asked, days, lot, place):
    """Minutes that a lot takes at a place, start-up included."""
    return days.batches[lot] * asked.batch_min[days.order[lot]] + asked.loss_min[place]


@njit_loop
def best_on_line(asked, days, lot, line, reach):
    """(time cost added, position, target) of the cheapest stretch for a lot on another line, its need being set."""
    o, own = days.order[lot], days.target[lot]
    before, best_fen, best_at, best_target = line_fen(days, line), np.inf, -1, own
    for turn in range(TARGETS):
        days.target[lot] = own if turn == 0 else max(days.best[o] - turn + 1, asked.release[o])
        if turn == 0 or days.target[lot] != own:
            fen, at = best_position(asked, days, line, days.seq[line], days.lots[line], lot, reach, days.trial)
            if at >= 0 and fen - before < best_fen:
                best_fen, best_at, best_target = fen - before, at, days.target[lot]
    days.target[lot] = own
    return best_fen, best_at, best_target


@njit_loop
def best_elsewhere(asked, days, lot, limit_fen, reach, count):
    """(cost, place, position, target) of the cheapest of the listed places below a limit; place -2 when there is none.

    Outside the cluster is a place too: -1.
    """
    here, need = days.place[lot], days.need[lot]
    home = asked.group_line[here] if here >= 0 else -1
    best_fen, best_place, best_at, best_target = limit_fen, -2, -1, days.target[lot]
    if here >= 0 and money_of(asked, lot, -1, days) < best_fen:
        best_fen, best_place = money_of(asked, lot, -1, days), -1
    for i in range(count):
        place = days.listed[i]
        line, money = asked.group_line[place], money_of(asked, lot, place, days)
        if line == home or money >= best_fen or sews(days, line, lot):
            continue
        days.need[lot] = need_at(asked, days, lot, place)
        fen, at, target = best_on_line(asked, days, lot, line, reach)
        if at >= 0 and money + fen < best_fen:
            best_fen, best_place, best_at, best_target = money + fen, place, at, target
    days.need[lot] = need
    return best_fen, best_place, best_at, best_target


@njit_loop
def leave_home(asked, days, lot, home):
    """Take a lot off its line, whose sequence is remembered; returns the change of minutes over."""
    if home < 0:
        return 0.0
    keep(days.seq[home], days.lots[home], days.old)
    rest = without(days, home, lot, days.rest)
    return commit(asked, days, home, days.rest, rest)


@njit_loop
def join_line(asked, days, lot, line, at):
    """Put a lot on a line at a position, the line's sequence being remembered; returns the change of minutes over."""
    count = days.lots[line]
    keep(days.seq[line], count, days.rest)
    put(days.rest, count, at, lot, days.trial)
    return commit(asked, days, line, days.trial, count + 1)


@njit_loop
def move_lot(asked, days, lot, price, line_best, reach, most):
    """Move a lot to the place that saves most, outside the cluster included; the money saved."""
    here, need, target = days.place[lot], days.need[lot], days.target[lot]
    home = asked.group_line[here] if here >= 0 else -1
    now = money_of(asked, lot, here, days)
    if home >= 0:
        now += line_fen(days, home) - lay_out(asked, days, home, days.rest, without(days, home, lot, days.rest))
    count = shortlist(asked, days, lot, price, line_best, most, YES, days.listed)
    fen, place, at, new_target = best_elsewhere(asked, days, lot, now - LEAST_SAVING_FEN, reach, count)
    if place == -2:
        return 0.0
    over = leave_home(asked, days, lot, home)
    days.place[lot], days.target[lot] = place, new_target
    if place >= 0:
        days.need[lot] = need_at(asked, days, lot, place)
        over += join_line(asked, days, lot, asked.group_line[place], at)
    if fen + OVER_FEN * over < now - EPS_FEN:
        return now - fen
    if place >= 0:
        line = asked.group_line[place]
        commit(asked, days, line, days.rest, days.lots[line] - 1)
    days.place[lot], days.need[lot], days.target[lot] = here, need, target
    if home >= 0:
        commit(asked, days, home, days.old, days.lots[home] + 1)
    return 0.0


@njit_loop
def like(days, lot, other):
    """Whether two lots outside the cluster are alike: where one finds no place, the other finds none."""
    same = days.order[lot] == days.order[other] and days.batches[lot] == days.batches[other]
    return same and days.place[lot] < 0 and days.place[other] < 0 and days.target[lot] == days.target[other]


@njit_loop
def move_lots(asked, days, lots, price, line_best, reach, most):
    """Move lots one after another, those that are outside to more lines and positions; the money saved."""
    saved, turned_away, more = 0.0, -1, min(OUTSIDE_TIMES * most, len(days.listed))
    for lot in lots:
        if days.place[lot] >= 0:
            saved += move_lot(asked, days, lot, price, line_best, reach, most)
        elif turned_away < 0 or not like(days, lot, turned_away):
            saved += move_lot(asked, days, lot, price, line_best, OUTSIDE_REACH, more)
            turned_away = lot if days.place[lot] < 0 else -1
    return saved
