"""Compiled moves of lots between lines: every line keeps the order in which it sews, and what it costs."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from interlock.sequencing._kernels import Table, day_reached, extend, first_spot
from interlock.sequencing._search import Trail, copy, evaluate, record, spot_before

# How many ways of taking another lot's place are followed up, and how many lots before a late one may make way.
FOLLOWED = 4
IN_THE_WAY = 12


class Fleet(NamedTuple):
    """All lines and all lots: lots, styles and categories are numbered through all lines."""

    prefix_min: Any  # (L, D + 1) cumulative capacity
    lots: Any  # (n,) LOT
    curves: Any  # (L, 4) CURVE
    lines: Any  # (L,) LINE
    known: Any  # (L, styles + categories)
    fen: Any  # (n, L) what the lot costs on the line besides its days; infinite: it may not be sewn there
    dearer_fen: (
        Any  # (n, L) what the lot costs on the line beyond its cheapest one, or (n, 1) where that is not looked at
    )
    owner: Any  # (L,) whose line it is
    most_min: Any  # (owners,) work that an owner may have
    least_min: Any  # (owners,) work below which no lot leaves an owner
    outside_fen: Any  # (n,) what the lot costs outside; infinite where it has a line from the start


class State(NamedTuple):
    """Who sews what in which order. ``looks[0]`` lot placements may still be looked at."""

    order: Any  # (L, W)
    count: Any  # (L,)
    line_of: Any  # (n,)
    spots: Any  # (L, W + 1, 5)
    trails: Any  # (L, W + 1, styles + categories)
    cost_fen: Any  # (L,)
    given_min: Any  # (owners,)
    scratch: Any  # (styles + categories,)
    trial: Any  # (W + 1,)
    looks: Any  # (1,)


@njit(cache=True, nogil=True)
def table_of_line(f, line):  # type: ignore[no-untyped-def]
    """One line as the search of a single line knows it."""
    return Table(f.prefix_min[line], f.lots, f.curves[line], f.lines[line : line + 1], f.known[line])


@njit(cache=True, nogil=True)
def refresh(f, s, line):  # type: ignore[no-untyped-def]
    """Write the trail and the cost of a line whose order has changed."""
    trail = Trail(s.spots[line], s.trails[line], s.scratch)
    s.cost_fen[line] = record(table_of_line(f, line), s.order[line, : s.count[line]], 0, trail)


@njit(cache=True, nogil=True)
def begin(f, s):  # type: ignore[no-untyped-def]
    """Write all trails, owners' work and costs of the orders given."""
    for line in range(len(s.count)):
        spot = first_spot(table_of_line(f, line))
        row = s.spots[line, 0]
        row[0], row[1], row[2], row[3], row[4] = spot.at_min, spot.style, spot.curve, spot.experience_min, 0.0
        copy(s.trails[line, 0], f.known[line])
        refresh(f, s, line)
        for position in range(s.count[line]):
            s.line_of[s.order[line, position]] = line
            s.given_min[f.owner[line]] += f.lots[s.order[line, position]].work_min


@njit(cache=True, nogil=True)
def position_of(s, lot):  # type: ignore[no-untyped-def]
    """Where in its line's order a lot is."""
    line = s.line_of[lot]
    for position in range(s.count[line]):
        if s.order[line, position] == lot:
            return position
    return -1


@njit(cache=True, nogil=True)
def take(f, s, lot):  # type: ignore[no-untyped-def]
    """Take a lot off its line; the position it had."""
    line, at = s.line_of[lot], position_of(s, lot)
    for position in range(at, s.count[line] - 1):
        s.order[line, position] = s.order[line, position + 1]
    s.count[line] -= 1
    s.line_of[lot] = -1
    s.given_min[f.owner[line]] -= f.lots[lot].work_min
    refresh(f, s, line)
    return at


@njit(cache=True, nogil=True)
def put(f, s, lot, line, at):  # type: ignore[no-untyped-def]
    """Give a lot to a line, at a position of its order."""
    for position in range(s.count[line], at, -1):
        s.order[line, position] = s.order[line, position - 1]
    s.order[line, at] = lot
    s.count[line] += 1
    s.line_of[lot] = line
    s.given_min[f.owner[line]] += f.lots[lot].work_min
    refresh(f, s, line)


@njit(cache=True, nogil=True)
def cost_without(f, s, lot):  # type: ignore[no-untyped-def]
    """What the lot's line would cost without it."""
    line, at = s.line_of[lot], position_of(s, lot)
    left = s.count[line] - 1
    for position in range(left):
        s.trial[position] = s.order[line, position + (position >= at)]
    trail = Trail(s.spots[line], s.trails[line], s.scratch)
    cost, looked = evaluate(table_of_line(f, line), s.trial[:left], at, np.inf, trail)
    s.looks[0] -= looked
    return cost


@njit(cache=True, nogil=True)
def cost_with(table, order, at, gone, limit_fen, trail, base):  # type: ignore[no-untyped-def]
    """(cost, lots looked at) of a line with a lot at ``at``, and without the one that was at ``gone`` (``base``: none).

    Once the line stands as it did before, the rest costs what it did; without a lot gone, no less than it did.
    """
    rows, known, first = trail.spots, trail.scratch, min(at, gone)
    copy(known, trail.known[first])
    spot, total = spot_before(trail, first), trail.spots[first, 4]
    same_from, shift = (at, 0) if gone == base else (max(at, gone), 1)
    for position in range(first, len(order)):
        cost, spot, _ = extend(table, order[position], spot, known)
        total += cost
        rest_fen = 0.0
        if position >= same_from:
            row = rows[position + shift]
            if gone == base or (spot.at_min == row[0] and position > same_from):
                rest_fen = rows[base, 4] - row[4]
            if position > same_from and spot.at_min == row[0] and spot.experience_min == row[3]:
                return total + rest_fen, position + 1 - first
        if total + rest_fen >= limit_fen:
            return total + rest_fen, position + 1 - first
    return total, len(order) - first


@njit(cache=True, nogil=True)
def cheapest_position(f, s, lot, line, out, limit_fen):  # type: ignore[no-untyped-def]
    """(cost of the line, position) of the best place for a lot, with ``out`` (-1: none) gone; -1 if above the limit.

    A lot that is not there yet need not go before one that has ended by then.
    """
    count, gone = s.count[line], s.count[line]
    left = 0
    for position in range(count):
        if s.order[line, position] == out:
            gone = position
        else:
            s.trial[left] = s.order[line, position]
            left += 1
    s.trial[left] = lot
    table, trail = table_of_line(f, line), Trail(s.spots[line], s.trails[line], s.scratch)
    earliest_min = f.prefix_min[line, min(f.lots[lot].release_day, f.prefix_min.shape[1] - 1)]
    best, limit = -1, limit_fen
    for at in range(left, -1, -1):
        cost, looked = cost_with(table, s.trial[: left + 1], at, gone, limit, trail, count)
        s.looks[0] -= looked
        if cost < limit:
            best, limit = at, cost
        if at > 0:
            ended_min = s.spots[line, at + (at - 1 >= gone), 0]
            if ended_min <= earliest_min:
                break
            s.trial[at], s.trial[at - 1] = s.trial[at - 1], s.trial[at]
    return limit, best


@njit(cache=True, nogil=True)
def may_take(f, s, lot, line, out):  # type: ignore[no-untyped-def]
    """Whether the line may sew the lot, and its owner may have so much work once ``out`` (-1: none) is gone."""
    if not np.isfinite(f.fen[lot, line]) or s.count[line] + 2 > s.order.shape[1]:
        return False
    owner = f.owner[line]
    given_min = s.given_min[owner] + f.lots[lot].work_min
    if out >= 0:
        given_min -= f.lots[out].work_min
    here = s.line_of[lot]
    return given_min <= f.most_min[owner] or (here >= 0 and f.owner[here] == owner)


@njit(cache=True, nogil=True)
def kept_by(f, s, lot):  # type: ignore[no-untyped-def]
    """The owner that a lot must stay with, for it would be left with too little work; -1 where there is none."""
    line = s.line_of[lot]
    if line < 0:
        return -1
    owner = f.owner[line]
    return owner if s.given_min[owner] - f.lots[lot].work_min < f.least_min[owner] else -1


@njit(cache=True, nogil=True)
def best_home(f, s, lot, limit_fen, keeper):  # type: ignore[no-untyped-def]
    """(line, position, added cost) of the cheapest line for a lot other than its own; -1 if all cost the limit.

    ``keeper`` is the owner whose lines alone are looked at; -1: all are.
    """
    best_line, best_at, best = -1, -1, limit_fen
    for line in range(len(s.count)):
        if line == s.line_of[lot] or not may_take(f, s, lot, line, -1):
            continue
        if keeper >= 0 and f.owner[line] != keeper:
            continue
        room_fen = best - f.fen[lot, line]
        if room_fen <= 0.0:
            continue
        cost, at = cheapest_position(f, s, lot, line, -1, s.cost_fen[line] + room_fen)
        if at >= 0:
            best_line, best_at, best = line, at, cost - s.cost_fen[line] + f.fen[lot, line]
    return best_line, best_at, best


@njit(cache=True, nogil=True)
def saved_by_leaving(f, s, lot):  # type: ignore[no-untyped-def]
    """What is saved when a lot leaves its line."""
    line = s.line_of[lot]
    return s.cost_fen[line] - cost_without(f, s, lot) + f.fen[lot, line]


@njit(cache=True, nogil=True)
def moves_away(f, s, lot, least_fen):  # type: ignore[no-untyped-def]
    """Move a lot to the line where it saves most, if that is more than ``least_fen``."""
    line, at, _ = best_home(f, s, lot, saved_by_leaving(f, s, lot) - least_fen, kept_by(f, s, lot))
    if line < 0:
        return False
    take(f, s, lot)
    put(f, s, lot, line, at)
    return True


@njit(cache=True, nogil=True)
def remember(ways, fen, lot, line, at):  # type: ignore[no-untyped-def]
    """Keep the cheapest ways, in order; ``ways`` rows: fen, lot, line, position."""
    row = len(ways) - 1
    if fen >= ways[row, 0]:
        return
    while row > 0 and ways[row - 1, 0] > fen:
        copy(ways[row], ways[row - 1])
        row -= 1
    ways[row, 0], ways[row, 1], ways[row, 2], ways[row, 3] = fen, lot, line, at


@njit(cache=True, nogil=True)
def places_of_others(f, s, lot, least_fen, ways):  # type: ignore[no-untyped-def]
    """Find the lots sewn between a lot's release and its end whose places would save most if they were free."""
    for row in range(len(ways)):
        ways[row, 0] = np.inf
    saved, home = saved_by_leaving(f, s, lot), s.line_of[lot]
    end_day = day_reached(table_of_line(f, home), s.spots[home, position_of(s, lot) + 1, 0])
    release_day, keeper = f.lots[lot].release_day, kept_by(f, s, lot)
    for line in range(len(s.count)):
        if line == home or not np.isfinite(f.fen[lot, line]) or (keeper >= 0 and f.owner[line] != keeper):
            continue
        for position in range(s.count[line]):
            other = s.order[line, position]
            if not f.prefix_min[line, release_day] < s.spots[line, position + 1, 0] <= f.prefix_min[line, end_day]:
                continue
            if f.lots[other].locked_day >= 0 or not may_take(f, s, lot, line, other):
                continue
            added = f.fen[lot, line] - f.fen[other, line] - saved
            limit = s.cost_fen[line] - added - least_fen
            cost, at = cheapest_position(f, s, lot, line, other, min(limit, s.cost_fen[line] - added + ways[-1, 0]))
            if at >= 0:
                remember(ways, cost - s.cost_fen[line] + added, other, line, at)


@njit(cache=True, nogil=True)
def takes_a_place(f, s, lot, least_fen, ways):  # type: ignore[no-untyped-def]
    """Give a lot the place of another, which goes to the best line for it; undone where that does not pay."""
    places_of_others(f, s, lot, least_fen, ways)
    for row in range(len(ways)):
        if ways[row, 0] == np.inf:
            return False
        other, line, at = np.int64(ways[row, 1]), np.int64(ways[row, 2]), np.int64(ways[row, 3])
        home = s.line_of[lot]
        before_at, other_at = take(f, s, lot), take(f, s, other)
        put(f, s, lot, line, at)
        owner = f.owner[line]
        keeper = owner if s.given_min[owner] < f.least_min[owner] else -1
        to, to_at, _ = best_home(f, s, other, -ways[row, 0] - least_fen, keeper)
        if to >= 0:
            put(f, s, other, to, to_at)
            return True
        take(f, s, lot)
        put(f, s, other, line, other_at)
        put(f, s, lot, home, before_at)
    return False


@njit(cache=True, nogil=True)
def others_make_way(f, s, lot, least_fen):  # type: ignore[no-untyped-def]
    """Move lots that are sewn before a late one to other lines where that pays; how many went."""
    line, moved, position = s.line_of[lot], 0, position_of(s, lot) - 1
    last = position - IN_THE_WAY
    while position >= 0 and position > last:
        other = s.order[line, position]
        if f.lots[other].locked_day < 0 and moves_away(f, s, other, least_fen):
            moved += 1
        position -= 1
    return moved


@njit(cache=True, nogil=True)
def dearest_first(f, s, least_fen):  # type: ignore[no-untyped-def]
    """Lots whose days, and whose line beyond the cheapest, cost more than ``least_fen``, dearest first."""
    fen = np.zeros(len(s.line_of))
    for line in range(len(s.count)):
        for position in range(s.count[line]):
            lot = s.order[line, position]
            dearer_fen = f.dearer_fen[lot, min(line, f.dearer_fen.shape[1] - 1)]
            fen[lot] = s.spots[line, position + 1, 4] - s.spots[line, position, 4] + dearer_fen
    return [lot for lot in np.argsort(-fen, kind="mergesort") if fen[lot] > least_fen]


@njit(cache=True, nogil=True)
def take_in(f, s, least_fen):  # type: ignore[no-untyped-def]
    """Give lots outside, dearest first, to the line where they save most; how many came in."""
    taken = 0
    for lot in np.argsort(-f.outside_fen, kind="mergesort"):
        if s.line_of[lot] < 0 and s.looks[0] > 0:
            line, at, _ = best_home(f, s, lot, f.outside_fen[lot] - least_fen, -1)
            if line >= 0:
                put(f, s, lot, line, at)
                taken += 1
    return taken


@njit(cache=True, nogil=True)
def improve(f, s, least_fen, passes):  # type: ignore[no-untyped-def]
    """Move lots between lines, dearest first, while it pays or looks are left; how many moves were made."""
    begin(f, s)
    ways = np.zeros((FOLLOWED, 4))
    total = 0
    for _ in range(passes):
        moved = take_in(f, s, least_fen)
        for lot in dearest_first(f, s, least_fen):
            if s.looks[0] <= 0:
                break
            if f.lots[lot].locked_day < 0 and (
                moves_away(f, s, lot, least_fen) or takes_a_place(f, s, lot, least_fen, ways)
            ):
                moved += 1
            else:
                moved += others_make_way(f, s, lot, least_fen)
        total += moved
        if moved == 0:
            break
    return total
