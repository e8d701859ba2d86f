"""From the zones' plans to one plan and one set of prices of the whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from interlock.allocation import Allocation, Prices
from interlock.allocation.problem import AllocationProblem, Floats, Ints
from interlock.allocation.tables import Plan, empty_plan
from interlock.zones.problem import Part


def merged_plan(whole: AllocationProblem, parts: Sequence[Part], plans: Sequence[Allocation]) -> Plan:
    """The zones' lots and minutes in the whole's tables; an order that no zone had stays outside."""
    merged = empty_plan(whole)
    first_slot = np.cumsum(whole.batches) - whole.batches
    for part, plan in zip(parts, plans, strict=True):
        merged.outside[part.orders] = plan.outside_batches
        by_order = np.argsort(plan.lot_order, kind="stable")
        order, line = plan.lot_order[by_order], plan.lot_line[by_order]
        nth = np.arange(len(order)) - np.searchsorted(order, order)
        slot = first_slot[part.orders[order]] + nth
        merged.place[slot] = _places(whole, part.orders[order], part.lines[line])
        merged.batches[slot] = plan.lot_batches[by_order]
        row = _rows(order, line, plan.work_order, plan.work_line, len(part.lines))
        merged.minutes[slot[row], plan.work_bucket] = plan.work_min
    return merged


def _places(whole: AllocationProblem, order: Ints, line: Ints) -> Ints:
    """The place of each line in its order's group."""
    lines = len(whole.line_min)
    group = np.repeat(np.arange(len(whole.group_start) - 1), np.diff(whole.group_start))
    key = group * lines + whole.group_line
    by_key = np.argsort(key)
    found: Ints = by_key[np.searchsorted(key[by_key], whole.group[order] * lines + line)]
    return found


def _rows(lot_order: Ints, lot_line: Ints, order: Ints, line: Ints, lines: int) -> Ints:
    """Which lot each row of work belongs to."""
    key = lot_order * lines + lot_line
    by_key = np.argsort(key)
    found: Ints = by_key[np.searchsorted(key[by_key], order * lines + line)]
    return found


def merged_prices(whole: AllocationProblem, parts: Sequence[Part], prices: Sequence[Prices]) -> Prices:
    """Prices of the whole: a line has its zone's; a shop has the mean of the zones', each by its share of the shop."""
    line_fen = np.zeros_like(whole.line_min)
    cut_fen, cut_min = np.zeros_like(whole.cut_min), np.zeros_like(whole.cut_min)
    finish_fen, finish_min = np.zeros_like(whole.finish_min), np.zeros_like(whole.finish_min)
    for part, price in zip(parts, prices, strict=True):
        line_fen[part.lines] = price.line_fen_per_min
        cut_fen[part.cut_shops] += price.cut_fen_per_min * part.problem.cut_min
        cut_min[part.cut_shops] += part.problem.cut_min
        finish_fen[part.finish_shops] += price.finish_fen_per_min * part.problem.finish_min
        finish_min[part.finish_shops] += part.problem.finish_min
    return Prices(line_fen, _mean(cut_fen, cut_min), _mean(finish_fen, finish_min))


def _mean(sum_fen: Floats, weight: Floats) -> Floats:
    return np.divide(sum_fen, weight, out=np.zeros_like(sum_fen), where=weight > 0.0)
