# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
"""Compiled loops of the day level: whole lots one after another on every line, moved while that saves money.

A line's time is the axis of its cumulative minutes; a lot takes one unbroken stretch of it. `seq[line, :lots[line]]`
names the line's lots in turn. A lot waits for its release, and where it would be early, for its best bucket.
"""

from __future__ import annotations

import numpy as np

from interlock.allocation._compiled import njit_loop

EPS_FEN = 1e-6
EPS_MIN = 1e-7
# Minutes beyond a shop's room are dearer than anything else, so that they are never worth it.
OVER_FEN = 1e6
# What a lot that ends after its promised bucket costs, in fen a minute: a promise is worth a little by itself.
PROMISE_FEN = 3.0


@njit_loop
def stretch_cost(asked, days, o, line, start, end):
    """Cost of the time in which `line` sews from `start` to `end`, in fen."""
    fen, t = 0.0, asked.release[o]
    prefix = days.prefix
    last = prefix.shape[1] - 2
    while t < last and prefix[line, t + 1] <= start:
        t += 1
    while t <= last and prefix[line, t] < end:
        minutes = min(end, prefix[line, t + 1]) - max(start, prefix[line, t])
        fen += minutes * (days.time_fen[o, t] + days.charge_fen[line, t])
        t += 1
    return fen


@njit_loop
def lot_fen(asked, days, lot, line, start):
    """Cost of the time in which a lot is sewn from `start`, and of a promise not kept."""
    end = start + days.need[lot]
    fen = stretch_cost(asked, days, days.order[lot], line, start, end)
    if end > days.prefix[line, days.promised[lot] + 1] + EPS_MIN:
        fen += PROMISE_FEN * days.need[lot]
    return fen


@njit_loop
def lay_out(asked, days, line, seq, count):
    """Write the starts of `count` lots laid in turn to the scratch; their time cost (infinite: they do not fit)."""
    at = 0.0
    for i in range(count):
        lot = seq[i]
        at = max(at, days.prefix[line, asked.release[days.order[lot]]])
        days.new_start[i] = at
        at += days.need[lot]
    full = days.prefix[line, days.prefix.shape[1] - 1]
    if at > full + EPS_MIN:
        return np.inf
    fen, free_until = 0.0, full
    for i in range(count - 1, -1, -1):
        need = days.need[seq[i]]
        latest = min(free_until, days.prefix[line, days.target[seq[i]] + 1])
        if latest - need > days.new_start[i]:
            days.new_start[i] = latest - need
        free_until = days.new_start[i]
        fen += lot_fen(asked, days, seq[i], line, free_until)
    return fen


@njit_loop
def use_shops(asked, days, lot, line, sign):
    """Take a lot's minutes from its shops' room (`sign` 1.0) or give them back; returns the change of minutes over."""
    o, last = days.order[lot], days.prefix.shape[1] - 2
    cut, finish, over = asked.cut_shop[o], asked.finish_shop[o], 0.0
    start, end = days.start[lot], days.start[lot] + days.need[lot]
    for t in range(asked.release[o], last + 1):
        minutes = min(end, days.prefix[line, t + 1]) - max(start, days.prefix[line, t])
        if minutes > 0.0:
            if cut >= 0:
                before = max(t - 1, 0)
                room = days.room.cut[cut, before]
                days.room.cut[cut, before] = room - sign * minutes * asked.cut_use[o]
                over += max(-days.room.cut[cut, before], 0.0) - max(-room, 0.0)
            if finish >= 0:
                after = min(t + 1, last)
                room = days.room.finish[finish, after]
                days.room.finish[finish, after] = room - sign * minutes * asked.finish_use[o]
                over += max(-days.room.finish[finish, after], 0.0) - max(-room, 0.0)
    return over


@njit_loop
def lacking(asked, days, lot, line, start):
    """Minutes that a lot's shops would lack if it were sewn from `start` beside all that stands."""
    o, last = days.order[lot], days.prefix.shape[1] - 2
    cut, finish, lacks = asked.cut_shop[o], asked.finish_shop[o], 0.0
    end, held, carried = start + days.need[lot], 0.0, 0.0
    for t in range(asked.release[o], last + 1):
        minutes = min(end, days.prefix[line, t + 1]) - max(start, days.prefix[line, t])
        if minutes > 0.0:
            # Buckets at both ends of the horizon share a shop's bucket.
            held = held + minutes if t <= 1 else minutes
            carried = carried + minutes if t == last else minutes
            if cut >= 0:
                lacks += max(held * asked.cut_use[o] - max(days.room.cut[cut, max(t - 1, 0)], 0.0), 0.0)
            if finish >= 0:
                after = min(t + 1, last)
                lacks += max(carried * asked.finish_use[o] - max(days.room.finish[finish, after], 0.0), 0.0)
    return lacks


@njit_loop
def commit(asked, days, line, seq, count):
    """Give a line a new sequence; returns the change of minutes that shops are asked for beyond their room."""
    over = 0.0
    for i in range(days.lots[line]):
        over += use_shops(asked, days, days.seq[line, i], line, -1.0)
    lay_out(asked, days, line, seq, count)
    for i in range(count):
        lot = seq[i]
        days.seq[line, i] = lot
        days.start[lot] = days.new_start[i]
        days.fen[lot] = lot_fen(asked, days, lot, line, days.start[lot])
        over += use_shops(asked, days, lot, line, 1.0)
    days.lots[line] = count
    return over


@njit_loop
def line_fen(days, line):
    """Time cost of a line as it stands."""
    fen = 0.0
    for i in range(days.lots[line]):
        fen += days.fen[days.seq[line, i]]
    return fen


@njit_loop
def recount(asked, days):
    """Count the time costs of all lots afresh, prices having changed."""
    for line in range(len(days.lots)):
        for i in range(days.lots[line]):
            lot = days.seq[line, i]
            days.fen[lot] = lot_fen(asked, days, lot, line, days.start[lot])


@njit_loop
def without(days, line, lot, into):
    """Write the line's sequence without a lot; returns its length."""
    count = 0
    for i in range(days.lots[line]):
        if days.seq[line, i] != lot:
            into[count] = days.seq[line, i]
            count += 1
    return count


@njit_loop
def natural_position(days, line, seq, count, lot):
    """Where a lot would stand by the buckets that lots should end in."""
    for i in range(count):
        if days.target[seq[i]] > days.target[lot]:
            return i
    return count


@njit_loop
def put(seq, count, at, lot, trial):
    """Write `seq` with `lot` at a position."""
    for i in range(count):
        trial[i + (i >= at)] = seq[i]
    trial[at] = lot


@njit_loop
def best_position(asked, days, line, seq, count, lot, reach, trial):
    """(time cost, position) of the cheapest place for `lot` in `seq`, looked for near its natural one."""
    middle = natural_position(days, line, seq, count, lot)
    best_fen, best_at = np.inf, -1
    for at in range(max(middle - reach, 0), min(middle + reach, count) + 1):
        put(seq, count, at, lot, trial)
        fen = lay_out(asked, days, line, trial, count + 1)
        if fen < best_fen:
            fen += OVER_FEN * lacking(asked, days, lot, line, days.new_start[at])
        if fen < best_fen - EPS_FEN:
            best_fen, best_at = fen, at
    return best_fen, best_at


@njit_loop
def keep(seq, count, into):
    """Remember a sequence."""
    for i in range(count):
        into[i] = seq[i]


@njit_loop
def sort_line(asked, days, line, reach):
    """Take each of a line's lots out and put it back where it is cheapest, once; true if anything changed."""
    changed = False
    for turn in range(days.lots[line]):
        lot = days.seq[line, turn]
        now = line_fen(days, line)
        keep(days.seq[line], days.lots[line], days.old)
        rest = without(days, line, lot, days.rest)
        fen, at = best_position(asked, days, line, days.rest, rest, lot, reach, days.trial)
        if at >= 0 and fen < now - EPS_FEN:
            put(days.rest, rest, at, lot, days.trial)
            over = commit(asked, days, line, days.trial, rest + 1)
            if fen + OVER_FEN * over < now - EPS_FEN:
                changed = True
            else:
                commit(asked, days, line, days.old, rest + 1)
    return changed


@njit_loop
def sort_lines(asked, days, lines, reach, rounds):
    """Sort lines, each until nothing changes or for so many rounds."""
    for line in lines:
        for _ in range(rounds):
            if not sort_line(asked, days, line, reach):
                break


@njit_loop
def fill_lines(asked, days, lots):
    """Put lots in turn at the end of their lines; those that do not fit into the horizon go outside."""
    for lot in lots:
        if days.place[lot] < 0:
            continue
        line = asked.group_line[days.place[lot]]
        count = days.lots[line]
        keep(days.seq[line], count, days.trial)
        days.trial[count] = lot
        if lay_out(asked, days, line, days.trial, count + 1) < np.inf:
            commit(asked, days, line, days.trial, count + 1)
        else:
            days.place[lot] = -1


@njit_loop
def asks_too_much(asked, days, lot, line):
    """Whether a lot is sewn when one of its shops is asked for more than it has."""
    o, last = days.order[lot], days.prefix.shape[1] - 2
    cut, finish = asked.cut_shop[o], asked.finish_shop[o]
    start, end = days.start[lot], days.start[lot] + days.need[lot]
    for t in range(asked.release[o], last + 1):
        if min(end, days.prefix[line, t + 1]) - max(start, days.prefix[line, t]) > 0.0:
            if cut >= 0 and days.room.cut[cut, max(t - 1, 0)] < -EPS_MIN:
                return True
            if finish >= 0 and days.room.finish[finish, min(t + 1, last)] < -EPS_MIN:
                return True
    return False


@njit_loop
def keep_shops(asked, days, lots):
    """Take out lots until no shop is asked for more than it has; they go outside for now."""
    again = True
    while again:
        again = False
        for lot in lots:
            place = days.place[lot]
            if place >= 0 and asks_too_much(asked, days, lot, asked.group_line[place]):
                line = asked.group_line[place]
                rest = without(days, line, lot, days.rest)
                commit(asked, days, line, days.rest, rest)
                days.place[lot] = -1
                again = True
