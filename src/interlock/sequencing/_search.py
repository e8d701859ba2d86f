"""Compiled search over the orders in which one line may sew its lots."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from interlock.sequencing._kernels import (
    COMPLETION_FEN_PER_MIN,
    EPSILON_MIN,
    Spot,
    day_reached,
    extend,
    first_spot,
    late_piece_days,
    place,
)

LONGEST_BLOCK = 3
PATIENCE_KICKS = 40


class Trail(NamedTuple):
    """Where the line stands before each position of an order, so that a trial starts at its first difference."""

    spots: Any  # (n + 1, 5) Spot and the cost so far
    known: Any  # (n + 1, styles + categories)
    scratch: Any  # (styles + categories,)


@njit(cache=True, nogil=True)
def copy(into, row):  # type: ignore[no-untyped-def]
    """Copy cell by cell: numba compiles a slice assignment for seconds, for an error that cannot happen."""
    for k in range(len(row)):
        into[k] = row[k]


@njit(cache=True, nogil=True)
def new_trail(t):  # type: ignore[no-untyped-def]
    """An empty trail, standing where the plan starts."""
    count = len(t.lots)
    trail = Trail(np.zeros((count + 1, 5)), np.zeros((count + 1, len(t.known)), np.int64), t.known.copy())
    spot = first_spot(t)
    trail.spots[0, 0], trail.spots[0, 1], trail.spots[0, 3] = spot.at_min, spot.style, spot.experience_min
    copy(trail.known[0], t.known)
    return trail


@njit(cache=True, nogil=True)
def spot_before(trail, position):  # type: ignore[no-untyped-def]
    """Where the line stands before ``position``."""
    row = trail.spots[position]
    return Spot(row[0], np.int64(row[1]), np.int64(row[2]), row[3])


@njit(cache=True, nogil=True)
def evaluate(t, order, first, limit_fen, trail):  # type: ignore[no-untyped-def]
    """(cost, lots looked at) of an order equal to the trail's before ``first``; given up beyond ``limit_fen``."""
    known = trail.scratch
    copy(known, trail.known[first])
    spot = spot_before(trail, first)
    total = trail.spots[first, 4]
    for position in range(first, len(order)):
        cost, spot, _ = extend(t, order[position], spot, known)
        total += cost
        if total >= limit_fen:
            return total, position + 1 - first
    return total, len(order) - first


@njit(cache=True, nogil=True)
def record(t, order, first, trail):  # type: ignore[no-untyped-def]
    """Write the trail of ``order`` from ``first`` on; its cost."""
    known = trail.scratch
    copy(known, trail.known[first])
    spot = spot_before(trail, first)
    for position in range(first, len(order)):
        cost, spot, _ = extend(t, order[position], spot, known)
        row = trail.spots[position + 1]
        row[0], row[1], row[2], row[3] = spot.at_min, spot.style, spot.curve, spot.experience_min
        row[4] = trail.spots[position, 4] + cost
        copy(trail.known[position + 1], known)
    return trail.spots[len(order), 4]


@njit(cache=True, nogil=True)
def keeps_locks(t, lot, after_min, left):  # type: ignore[no-untyped-def]
    """Whether a line busy with ``lot`` until ``after_min`` can still start every locked lot on its day."""
    for other in range(len(left)):
        if left[other] and other != lot and t.lots[other].locked_day >= 0:
            locked_day = min(t.lots[other].locked_day, len(t.prefix_min) - 2)
            if after_min > t.prefix_min[locked_day + 1] - EPSILON_MIN:
                return False
    return True


@njit(cache=True, nogil=True)
def urgency(t, lot, spot, look_ahead, mean_min, known):  # type: ignore[no-untyped-def]
    """Apparent tardiness cost with setups: worth per minute, discounted by slack (Lee, Bhaskaran and Pinedo, 1997)."""
    start_min, _, _, after = place(t, lot, spot, known)
    days = len(t.prefix_min) - 1
    due_min = t.prefix_min[min(max(t.lots[lot].due_day + 1, 0), days)]
    slack_min = max(0.0, due_min - after.at_min)
    worth = max(t.lots[lot].late_fen, 1e-3) * t.lots[lot].pieces / (after.at_min - start_min)
    return worth * np.exp(-slack_min / (look_ahead * mean_min))


@njit(cache=True, nogil=True)
def next_lot(t, spot, left, look_ahead, mean_min, known):  # type: ignore[no-untyped-def]
    """The most urgent lot that may start now and keeps the locks, or else the lot that may start first."""
    chosen = -1
    first = -1
    best = -1.0
    first_min = np.inf
    for lot in range(len(left)):
        if not left[lot]:
            continue
        start_min, _, _, after = place(t, lot, spot, known)
        keeps = keeps_locks(t, lot, after.at_min, left)
        if keeps and start_min <= spot.at_min + EPSILON_MIN:
            score = urgency(t, lot, spot, look_ahead, mean_min, known)
            if score > best:
                chosen, best = lot, score
        if not keeps:
            start_min += t.prefix_min[-1]
        if start_min < first_min:
            first, first_min = lot, start_min
    return chosen if chosen >= 0 else first


@njit(cache=True, nogil=True)
def dispatch(t, look_ahead):  # type: ignore[no-untyped-def]
    """An order by repeatedly sewing the most urgent lot."""
    count = len(t.lots)
    left = np.ones(count, np.bool_)
    order = np.empty(count, np.int64)
    known = t.known.copy()
    spot = first_spot(t)
    mean_min = t.lots["work_min"].mean()
    for position in range(count):
        chosen = next_lot(t, spot, left, look_ahead, mean_min, known)
        order[position] = chosen
        left[chosen] = False
        spot = extend(t, chosen, spot, known)[1]
    return order


@njit(cache=True, nogil=True)
def move_block(order, start, length, to, moved):  # type: ignore[no-untyped-def]
    """Fill ``moved`` with ``order`` after its ``length`` lots from ``start`` go before position ``to`` of the rest."""
    source = 0
    for position in range(len(order)):
        if to <= position < to + length:
            moved[position] = order[start + position - to]
            continue
        if source == start:
            source += length
        moved[position] = order[source]
        source += 1


@njit(cache=True, nogil=True)
def improve_by_blocks(t, order, cost, budget, trail):  # type: ignore[no-untyped-def]
    """Move blocks of one to three lots in ``order`` while that pays; (cost, budget left)."""
    count = len(order)
    trial = np.empty_like(order)
    for length in range(1, min(LONGEST_BLOCK, count - 1) + 1):
        for start in range(count - length + 1):
            for to in range(count - length + 1):
                if to == start:
                    continue
                if budget <= 0:
                    return cost, budget
                move_block(order, start, length, to, trial)
                trial_cost, looked = evaluate(t, trial, min(start, to), cost - 1e-9, trail)
                budget -= looked
                if trial_cost < cost - 1e-9:
                    copy(order, trial)
                    cost = record(t, order, min(start, to), trail)
    return cost, budget


@njit(cache=True, nogil=True)
def improve_by_swaps(t, order, cost, budget, trail):  # type: ignore[no-untyped-def]
    """Exchange two lots of ``order`` while that pays; (cost, budget left)."""
    for first in range(len(order)):
        for second in range(first + 2, len(order)):
            if budget <= 0:
                return cost, budget
            order[first], order[second] = order[second], order[first]
            trial_cost, looked = evaluate(t, order, first, cost - 1e-9, trail)
            budget -= looked
            if trial_cost < cost - 1e-9:
                cost = record(t, order, first, trail)
            else:
                order[first], order[second] = order[second], order[first]
    return cost, budget


@njit(cache=True, nogil=True)
def descend(t, order, budget, trail):  # type: ignore[no-untyped-def]
    """Both neighbourhoods, in place, until neither pays or the budget is spent; (cost, budget left)."""
    cost = record(t, order, 0, trail)
    budget -= len(order)
    while budget > 0:
        before = cost
        cost, budget = improve_by_blocks(t, order, cost, budget, trail)
        cost, budget = improve_by_swaps(t, order, cost, budget, trail)
        if cost >= before - 1e-9:
            break
    return cost, budget


@njit(cache=True, nogil=True)
def kick(order, state):  # type: ignore[no-untyped-def]
    """Two random block moves; the generator is Knuth's MMIX so that results never depend on a library's version."""
    count = len(order)
    draws = np.empty(3, np.int64)
    for _ in range(2):
        for k in range(3):
            state = state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
            draws[k] = np.int64(state >> np.uint64(33))
        length = 1 + draws[0] % min(LONGEST_BLOCK, count - 1)
        places = count - length + 1
        move_block(order.copy(), draws[1] % places, length, draws[2] % places, order)
    return state


@njit(cache=True, nogil=True)
def best_start(t, by_due, trail):  # type: ignore[no-untyped-def]
    """The cheapest of several dispatching orders: short-sighted to far-sighted urgency, and plain due day."""
    best = by_due.copy()
    best_cost = record(t, best, 0, trail)
    for look_ahead in (0.3, 1.0, 3.0):
        order = dispatch(t, look_ahead)
        cost = record(t, order, 0, trail)
        if cost < best_cost:
            best, best_cost = order, cost
    return best, best_cost


@njit(cache=True, nogil=True)
def search(t, by_due, seed, budget):  # type: ignore[no-untyped-def]
    """Dispatch, descend, then kick and descend until ``budget`` lot placements or patience run out.

    ``by_due``: the lots by due day, one of the orders to start from.
    """
    trail = new_trail(t)
    best, best_cost = best_start(t, by_due, trail)
    best_cost, budget = descend(t, best, budget, trail)
    order = best.copy()
    state = np.uint64(seed) * np.uint64(2654435761) + np.uint64(1)
    idle_kicks = 0
    while budget > 0 and idle_kicks < PATIENCE_KICKS:
        copy(order, best)
        state = kick(order, state)
        cost, budget = descend(t, order, budget, trail)
        idle_kicks += 1
        if cost < best_cost - 1e-9:
            copy(best, order)
            best_cost = cost
            idle_kicks = 0
    return best, best_cost


@njit(cache=True, nogil=True)
def least_rest(t, left, at_min):  # type: ignore[no-untyped-def]
    """A lower bound on the cost of the lots left: each alone, at once, with no start to pay."""
    total = 0.0
    for lot in range(len(left)):
        if left[lot]:
            earliest = t.prefix_min[min(t.lots[lot].release_day, len(t.prefix_min) - 1)]
            start_min = max(at_min, earliest)
            end_min = start_min + t.lots[lot].work_min
            if end_min > t.prefix_min[-1] + EPSILON_MIN:
                total += t.lots[lot].unplaced_fen
            else:
                total += late_piece_days(t, lot, start_min, end_min, 0.0, 1.0, 0) * t.lots[lot].late_fen
                total += COMPLETION_FEN_PER_MIN * end_min
                if t.lots[lot].wait_fen > 0.0:
                    total += t.lots[lot].wait_fen * day_reached(t, end_min)
    return total


@njit(cache=True, nogil=True)
def enumerate_orders(t, best, best_cost, budget):  # type: ignore[no-untyped-def]
    """Every order that could be cheaper than ``best``, depth first; (order, whether the enumeration finished)."""
    count = len(best)
    best = best.copy()
    order = np.empty(count, np.int64)
    choice = np.zeros(count + 1, np.int64)  # next lot to try at each depth
    left = np.ones(count, np.bool_)
    known = t.known.copy()
    spots = [first_spot(t)] * (count + 1)
    costs = np.zeros(count + 1)
    placed = np.zeros(count + 1, np.bool_)
    depth = 0
    while depth >= 0:
        if choice[depth] == count or depth == count:
            choice[depth] = 0
            depth -= 1
            if depth >= 0:
                lot = order[depth]
                left[lot] = True
                if placed[depth]:
                    known[t.lots[lot].style] -= 1
                    known[t.lots[lot].category] -= 1
            continue
        lot = choice[depth]
        choice[depth] += 1
        if not left[lot]:
            continue
        if budget <= 0:
            return best, False
        budget -= 1
        cost, spots[depth + 1], placed[depth] = extend(t, lot, spots[depth], known)
        costs[depth + 1] = costs[depth] + cost
        order[depth] = lot
        left[lot] = False
        depth += 1
        if costs[depth] + least_rest(t, left, spots[depth].at_min) >= best_cost - 1e-9:
            choice[depth] = count
        elif depth == count:
            copy(best, order)
            best_cost = costs[depth]
    return best, True
