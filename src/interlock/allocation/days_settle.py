"""Lots in turn on their lines, made cheaper: sorted on their lines, moved between them, swapped for each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from interlock.allocation.problem import AllocationProblem, Floats, Ints
from interlock.allocation.solution import Prices
from interlock.allocation.tables import Asked

if TYPE_CHECKING:
    from interlock.allocation.days import Days

# Places on a line looked at on both sides of where a lot stands by its due bucket, and lines looked at for a lot.
REACH = 3
LISTED, SWAP_LISTED = 24, 8
SORT_ROUNDS = 4
# Swaps of a lot that are tried, the most promising first.
TRIES = 3
# The first pass moves lots, the others swap them. In each but the last, scarce minutes cost a share of their price, so
# that lots do not take what others need more.
PASSES = 3
CHARGED_SHARES = (0.4, 0.2)
# The order book is gone through in parts, so that a stop is heard soon.
PARTS = 16


class Swaps(NamedTuple):
    """Working memory for swaps: places by group and line, what lots would cost elsewhere, swaps noted, what is kept."""

    lines: Ints
    key: Ints
    by_key: Ints
    else_fen: Floats
    wished: Ints
    rest: Ints
    gain_fen: Floats
    place: Ints
    other: Ints
    kept_lot: Ints
    kept_place: Ints
    kept_need: Floats
    kept_target: Ints
    kept_line: Ints
    kept_lots: Ints
    kept_seq: Ints


def settle(
    problem: AllocationProblem,
    asked: Asked,
    days: Days,
    prices: Prices,
    passes: int,
    rng: np.random.Generator,
    stop: Callable[[], bool] | None,
) -> None:
    """Sort every line; then move or swap lots, those without a line first, as often as asked."""
    from interlock.allocation._day_kernels import recount, sort_lines

    by_bucket, memory = np.array(prices.line_fen_per_min.T, order="C"), _new_swaps(problem, days)
    lines = np.arange(len(problem.line_min))
    for number in range(passes + 1):
        sort_lines(asked, days, lines, REACH, SORT_ROUNDS)
        if number == passes:
            break
        share = 0.0 if number == passes - 1 else CHARGED_SHARES[min(number, len(CHARGED_SHARES) - 1)]
        days.charge_fen[:] = share * prices.line_fen_per_min
        recount(asked, days)
        _pass(asked, days, memory if number else None, by_bucket, rng, stop)


def _pass(
    asked: Asked,
    days: Days,
    swaps: Swaps | None,
    by_bucket: Floats,
    rng: np.random.Generator,
    stop: Callable[[], bool] | None,
) -> None:
    """Give every lot a better place: a free one, or (with `swaps`) that of another lot."""
    from interlock.allocation._day_moves import move_lots
    from interlock.allocation._day_swaps import look_elsewhere, swap_lots

    line_best, outside = np.zeros(len(days.lots)), np.flatnonzero(days.place < 0)
    parts = np.array_split(rng.permutation(len(days.order)), PARTS)
    if swaps is None and (stop is None or not stop()):
        move_lots(asked, days, outside, by_bucket, line_best, REACH, LISTED)
    if swaps is not None:
        look_elsewhere(asked, days, swaps, np.arange(len(days.order)), by_bucket, line_best)
    for part in parts:
        if stop is not None and stop():
            return
        if swaps is None:
            move_lots(asked, days, part, by_bucket, line_best, REACH, LISTED)
        else:
            swap_lots(asked, days, swaps, part, by_bucket, line_best, REACH, SWAP_LISTED)
    move_lots(asked, days, np.flatnonzero(days.place < 0), by_bucket, line_best, REACH, LISTED)


def _new_swaps(problem: AllocationProblem, days: Days) -> Swaps:
    lines, most = len(problem.line_min), days.seq.shape[1]
    group = np.repeat(np.arange(len(problem.group_start) - 1), np.diff(problem.group_start))
    key = group * lines + problem.group_line
    by_key = np.argsort(key, kind="stable")
    return Swaps(
        lines=np.array([lines]),
        key=key[by_key],
        by_key=by_key,
        else_fen=np.zeros(len(days.order)),
        wished=np.zeros(len(days.listed), np.int64),
        rest=np.zeros(most, np.int64),
        gain_fen=np.zeros(TRIES),
        place=np.zeros(TRIES, np.int64),
        other=np.zeros(TRIES, np.int64),
        kept_lot=np.zeros(2, np.int64),
        kept_place=np.zeros(2, np.int64),
        kept_need=np.zeros(2),
        kept_target=np.zeros(2, np.int64),
        kept_line=np.zeros(3, np.int64),
        kept_lots=np.zeros(3, np.int64),
        kept_seq=np.zeros((3, most), np.int64),
    )
