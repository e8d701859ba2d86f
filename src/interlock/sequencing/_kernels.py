"""Compiled search over the orders in which one line may sew its lots.

Time is a position on the line's cumulative capacity: a lot occupies the stretch from its start to its end, and days are
read off that axis. Every function works on one :class:`Table`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from interlock.sequencing import _curve

EPSILON_MIN = 1e-6
# A broken lock outweighs any lateness; finishing early only breaks ties between orders that cost the same.
LOCK_FEN = 1e10
COMPLETION_FEN_PER_MIN = 1e-4
LONGEST_BLOCK = 3
PATIENCE_KICKS = 40

output_after = njit(cache=True, nogil=True)(_curve.output_after)
experience_for = njit(cache=True, nogil=True)(_curve.experience_for)


class Table(NamedTuple):
    """A line problem as arrays: lots by index, curves by familiarity (0 = the curve of the style already on the line)."""

    prefix_min: Any  # (D + 1,) cumulative capacity
    work_min: Any
    piece_min: Any
    pieces: Any
    release_day: Any
    due_day: Any
    late_fen: Any
    unplaced_fen: Any
    locked_day: Any  # first open day from the lock, -1 without one
    style: Any
    category: Any
    known_style: Any  # (styles,) 1 where the line knows it before the plan
    known_category: Any
    first_share: Any  # (4,)
    climb_days: Any  # (4,)
    day_min: float
    changeover_min: float
    lost_fen: float
    start_style: int
    start_experience_min: float


class Spot(NamedTuple):
    """Where the line stands: position, the style on it, which curve it climbs and the minutes worked on it."""

    at_min: float
    style: int
    curve: int
    experience_min: float


@njit(cache=True, nogil=True)
def first_spot(t):  # type: ignore[no-untyped-def]
    """The line as the plan starts."""
    return Spot(0.0, t.start_style, 0, t.start_experience_min)


@njit(cache=True, nogil=True)
def worked_for(t, productive_min, experience_min, curve):  # type: ignore[no-untyped-def]
    """Minutes to work for ``productive_min`` of output on ``curve``."""
    if experience_min >= t.climb_days[curve] * t.day_min:
        return productive_min
    before_min = output_after(experience_min, t.first_share[curve], t.climb_days[curve], t.day_min)
    after_min = experience_for(before_min + productive_min, t.first_share[curve], t.climb_days[curve], t.day_min)
    return after_min - experience_min


@njit(cache=True, nogil=True)
def day_reached(t, at_min):  # type: ignore[no-untyped-def]
    """The day by whose end position ``at_min`` is reached; the number of days when it never is."""
    low, high = 0, len(t.prefix_min) - 1
    while low < high:
        middle = (low + high) // 2
        if t.prefix_min[middle + 1] >= at_min - EPSILON_MIN:
            high = middle
        else:
            low = middle + 1
    return low


@njit(cache=True, nogil=True)
def day_begun(t, at_min):  # type: ignore[no-untyped-def]
    """The day on which work beginning at ``at_min`` begins."""
    day = 0
    while day < len(t.prefix_min) - 1 and t.prefix_min[day + 1] <= at_min + EPSILON_MIN:
        day += 1
    return day


@njit(cache=True, nogil=True)
def place(t, lot, spot, known_style, known_category):  # type: ignore[no-untyped-def]
    """(start, first minute of sewing, experience before, spot after) of ``lot`` begun as early as it may."""
    days = len(t.prefix_min) - 1
    earliest = t.prefix_min[min(max(t.release_day[lot], t.locked_day[lot]), days)]
    start_min = max(spot.at_min, earliest)
    sew_min = start_min
    curve = spot.curve
    experience_min = spot.experience_min
    if t.style[lot] != spot.style:
        sew_min += t.changeover_min
        experience_min = 0.0
        curve = 3
        if known_style[t.style[lot]] > 0:
            curve = 1
        elif known_category[t.category[lot]] > 0:
            curve = 2
    worked_min = worked_for(t, t.work_min[lot], experience_min, curve)
    after = Spot(sew_min + worked_min, t.style[lot], curve, experience_min + worked_min)
    return start_min, sew_min, experience_min, after


@njit(cache=True, nogil=True)
def late_piece_days(t, lot, sew_min, end_min, experience_min, first_share, climb_days):  # type: ignore[no-untyped-def]
    """Calendar days by which the lot's pieces miss its due day, summed over pieces."""
    due_day = t.due_day[lot]
    if due_day >= 0 and t.prefix_min[min(due_day + 1, len(t.prefix_min) - 1)] >= end_min - EPSILON_MIN:
        return 0.0
    end_day = day_reached(t, end_min)
    first_day = max(due_day, 0)
    late = float(t.pieces[lot] * (end_day - due_day))
    before_min = output_after(experience_min, first_share, climb_days, t.day_min)
    for day in range(end_day - 1, first_day - 1, -1):
        worked_min = t.prefix_min[day + 1] - sew_min
        if worked_min <= 0:
            break
        made_min = output_after(experience_min + worked_min, first_share, climb_days, t.day_min) - before_min
        late -= min(np.floor((made_min + EPSILON_MIN) / t.piece_min[lot]), t.pieces[lot])
    return late


@njit(cache=True, nogil=True)
def cost_of(t, lot, start_min, sew_min, experience_min, after):  # type: ignore[no-untyped-def]
    """Cost of a placed lot in fen."""
    curve = after.curve
    late = late_piece_days(t, lot, sew_min, after.at_min, experience_min, t.first_share[curve], t.climb_days[curve])
    cost = late * t.late_fen[lot] + COMPLETION_FEN_PER_MIN * after.at_min
    cost += t.lost_fen * (after.at_min - start_min - t.work_min[lot])
    if t.locked_day[lot] >= 0 and day_begun(t, start_min) != t.locked_day[lot]:
        cost += LOCK_FEN
    return cost


@njit(cache=True, nogil=True)
def extend(t, lot, spot, known_style, known_category):  # type: ignore[no-untyped-def]
    """(cost, spot after, placed) of sewing ``lot`` next; a lot that cannot end in the horizon is left out."""
    start_min, sew_min, experience_min, after = place(t, lot, spot, known_style, known_category)
    if after.at_min > t.prefix_min[-1] + EPSILON_MIN:
        return t.unplaced_fen[lot], spot, False
    known_style[t.style[lot]] += 1
    known_category[t.category[lot]] += 1
    return cost_of(t, lot, start_min, sew_min, experience_min, after), after, True


@njit(cache=True, nogil=True)
def evaluate(t, order, limit_fen):  # type: ignore[no-untyped-def]
    """(cost, lots looked at) of an order; stops as soon as the cost passes ``limit_fen``."""
    known_style = t.known_style.copy()
    known_category = t.known_category.copy()
    spot = first_spot(t)
    total = 0.0
    for position in range(len(order)):
        cost, spot, _ = extend(t, order[position], spot, known_style, known_category)
        total += cost
        if total >= limit_fen:
            return total, position + 1
    return total, len(order)


@njit(cache=True, nogil=True)
def keeps_locks(t, lot, after_min, left):  # type: ignore[no-untyped-def]
    """Whether a line busy with ``lot`` until ``after_min`` can still start every locked lot on its day."""
    for other in range(len(left)):
        if left[other] and other != lot and t.locked_day[other] >= 0:
            locked_day = min(t.locked_day[other], len(t.prefix_min) - 2)
            if after_min > t.prefix_min[locked_day + 1] - EPSILON_MIN:
                return False
    return True


@njit(cache=True, nogil=True)
def urgency(t, lot, spot, look_ahead, mean_min, known_style, known_category):  # type: ignore[no-untyped-def]
    """Apparent tardiness cost with setups: worth per minute, discounted by slack (Lee, Bhaskaran and Pinedo, 1997)."""
    start_min, _, _, after = place(t, lot, spot, known_style, known_category)
    days = len(t.prefix_min) - 1
    due_min = t.prefix_min[min(max(t.due_day[lot] + 1, 0), days)]
    slack_min = max(0.0, due_min - after.at_min)
    worth = max(t.late_fen[lot], 1e-3) * t.pieces[lot] / (after.at_min - start_min)
    return worth * np.exp(-slack_min / (look_ahead * mean_min))


@njit(cache=True, nogil=True)
def next_lot(t, spot, left, look_ahead, mean_min, known_style, known_category):  # type: ignore[no-untyped-def]
    """The most urgent lot that may start now and keeps the locks, or else the lot that may start first."""
    chosen = -1
    first = -1
    best = -1.0
    first_min = np.inf
    for lot in range(len(left)):
        if not left[lot]:
            continue
        start_min, _, _, after = place(t, lot, spot, known_style, known_category)
        keeps = keeps_locks(t, lot, after.at_min, left)
        if keeps and start_min <= spot.at_min + EPSILON_MIN:
            score = urgency(t, lot, spot, look_ahead, mean_min, known_style, known_category)
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
    count = len(t.work_min)
    left = np.ones(count, np.bool_)
    order = np.empty(count, np.int64)
    known_style = t.known_style.copy()
    known_category = t.known_category.copy()
    spot = first_spot(t)
    mean_min = np.mean(t.work_min)
    for position in range(count):
        chosen = next_lot(t, spot, left, look_ahead, mean_min, known_style, known_category)
        order[position] = chosen
        left[chosen] = False
        spot = extend(t, chosen, spot, known_style, known_category)[1]
    return order


@njit(cache=True, nogil=True)
def block_moved(order, start, length, to):  # type: ignore[no-untyped-def]
    """The order with ``length`` lots from ``start`` taken out and put back before position ``to`` of what remains."""
    rest = np.concatenate((order[:start], order[start + length :]))
    return np.concatenate((rest[:to], order[start : start + length], rest[to:]))


@njit(cache=True, nogil=True)
def improve_by_blocks(t, order, cost, budget):  # type: ignore[no-untyped-def]
    """Move blocks of one to three lots while that pays; (order, cost, budget left)."""
    count = len(order)
    for length in range(1, min(LONGEST_BLOCK, count - 1) + 1):
        for start in range(count - length + 1):
            for to in range(count - length + 1):
                if to == start:
                    continue
                if budget <= 0:
                    return order, cost, budget
                trial = block_moved(order, start, length, to)
                trial_cost, looked = evaluate(t, trial, cost - 1e-9)
                budget -= looked
                if trial_cost < cost - 1e-9:
                    order, cost = trial, trial_cost
    return order, cost, budget


@njit(cache=True, nogil=True)
def improve_by_swaps(t, order, cost, budget):  # type: ignore[no-untyped-def]
    """Exchange two lots while that pays; (order, cost, budget left)."""
    for first in range(len(order)):
        for second in range(first + 2, len(order)):
            if budget <= 0:
                return order, cost, budget
            order[first], order[second] = order[second], order[first]
            trial_cost, looked = evaluate(t, order, cost - 1e-9)
            budget -= looked
            if trial_cost < cost - 1e-9:
                cost = trial_cost
            else:
                order[first], order[second] = order[second], order[first]
    return order, cost, budget


@njit(cache=True, nogil=True)
def descend(t, order, cost, budget):  # type: ignore[no-untyped-def]
    """Both neighbourhoods until neither pays or the budget is spent."""
    while budget > 0:
        before = cost
        order, cost, budget = improve_by_blocks(t, order, cost, budget)
        order, cost, budget = improve_by_swaps(t, order, cost, budget)
        if cost >= before - 1e-9:
            break
    return order, cost, budget


@njit(cache=True, nogil=True)
def kick(order, state):  # type: ignore[no-untyped-def]
    """Two random block moves; the generator is Knuth's MMIX so that results never depend on a library's version."""
    count = len(order)
    for _ in range(2):
        draws = np.empty(3, np.int64)
        for k in range(3):
            state = state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
            draws[k] = np.int64(state >> np.uint64(33))
        length = 1 + draws[0] % min(LONGEST_BLOCK, count - 1)
        places = count - length + 1
        order = block_moved(order, draws[1] % places, length, draws[2] % places)
    return order, state


@njit(cache=True, nogil=True)
def best_start(t):  # type: ignore[no-untyped-def]
    """The cheapest of several dispatching orders: short-sighted to far-sighted urgency, and plain due day."""
    best = np.argsort(t.due_day + t.release_day * 1e-3, kind="mergesort")
    best_cost = evaluate(t, best, np.inf)[0]
    for look_ahead in (0.3, 1.0, 3.0):
        order = dispatch(t, look_ahead)
        cost = evaluate(t, order, np.inf)[0]
        if cost < best_cost:
            best, best_cost = order, cost
    return best, best_cost


@njit(cache=True, nogil=True)
def search(t, seed, budget):  # type: ignore[no-untyped-def]
    """Dispatch, descend, then kick and descend again until ``budget`` lot evaluations or patience run out."""
    order, cost = best_start(t)
    if len(order) < 2:
        return order, cost
    order, cost, budget = descend(t, order, cost, budget)
    state = np.uint64(seed) * np.uint64(2654435761) + np.uint64(1)
    idle_kicks = 0
    while budget > 0 and idle_kicks < PATIENCE_KICKS:
        trial, state = kick(order, state)
        trial_cost = evaluate(t, trial, np.inf)[0]
        budget -= len(order)
        trial, trial_cost, budget = descend(t, trial, trial_cost, budget)
        idle_kicks += 1
        if trial_cost < cost - 1e-9:
            order, cost, idle_kicks = trial, trial_cost, 0
    return order, cost


@njit(cache=True, nogil=True)
def least_rest(t, left, at_min):  # type: ignore[no-untyped-def]
    """A lower bound on the cost of the lots left: each alone, at once, with no start to pay."""
    total = 0.0
    for lot in range(len(left)):
        if left[lot]:
            earliest = t.prefix_min[min(t.release_day[lot], len(t.prefix_min) - 1)]
            start_min = max(at_min, earliest)
            end_min = start_min + t.work_min[lot]
            if end_min > t.prefix_min[-1] + EPSILON_MIN:
                total += t.unplaced_fen[lot]
            else:
                total += late_piece_days(t, lot, start_min, end_min, 0.0, 1.0, 0) * t.late_fen[lot]
                total += COMPLETION_FEN_PER_MIN * end_min
    return total


@njit(cache=True, nogil=True)
def enumerate_orders(t, best, best_cost, budget):  # type: ignore[no-untyped-def]
    """Every order that could be cheaper than ``best``, depth first; (order, whether the enumeration finished)."""
    count = len(best)
    best = best.copy()
    order = np.empty(count, np.int64)
    choice = np.zeros(count + 1, np.int64)  # next lot to try at each depth
    left = np.ones(count, np.bool_)
    known_style = t.known_style.copy()
    known_category = t.known_category.copy()
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
                    known_style[t.style[lot]] -= 1
                    known_category[t.category[lot]] -= 1
            continue
        lot = choice[depth]
        choice[depth] += 1
        if not left[lot]:
            continue
        if budget <= 0:
            return best, False
        budget -= 1
        cost, spots[depth + 1], placed[depth] = extend(t, lot, spots[depth], known_style, known_category)
        costs[depth + 1] = costs[depth] + cost
        order[depth] = lot
        left[lot] = False
        depth += 1
        if costs[depth] + least_rest(t, left, spots[depth].at_min) >= best_cost - 1e-9:
            choice[depth] = count
        elif depth == count:
            best[:] = order
            best_cost = costs[depth]
    return best, True
