"""First prices: what a minute is worth in each bucket, whatever the line, from a sample of the orders.

Prices that start near the right level save most of the passes that all orders would need to move them there. A line's
minute is taken to be worth the bucket's price less what the line itself asks more than others: then lines are about
equally attractive, and only the few numbers by bucket have to be found.
"""

from __future__ import annotations

import numpy as np

from interlock.allocation.problem import AllocationProblem, Floats
from interlock.allocation.run import Run
from interlock.allocation.tables import Cells, empty_plan, nothing_like

SAMPLE = 1500
LOOKS = 40
STEP = (0.3, 0.01)
AVERAGED_SHARE = 0.3


def first_prices(run: Run, scale: tuple[float, float, float]) -> Cells:
    """Prices by bucket at which a sample of the orders asks, summed over lines, for what there is."""
    problem, full = run.problem, run.crew.full
    sample = run.rng.permutation(problem.order_count)[:SAMPLE]
    work_min = problem.batch_min * problem.batches
    times = float(work_min.sum() / work_min[sample].sum()) if len(sample) else 1.0
    dearer, plan, room = _dearer_fen(problem), empty_plan(problem), full.copy()
    levels = [np.zeros(problem.bucket_count) for _ in full]
    total, count = [np.zeros(problem.bucket_count) for _ in full], 0
    for way_done in run.passes_of("prices", LOOKS, whole=False):
        run.crew.respond(sample, _spread(full, levels, dearer), room, plan, 1.0)
        step = STEP[0] * (STEP[1] / STEP[0]) ** way_done
        for level, left, cap, size in zip(levels, room, full, scale, strict=True):
            there = cap.sum(axis=0)
            over = times * (there - left.sum(axis=0)) / np.where(there > 0.0, there, 1.0) - 1.0
            np.maximum(level + size * step * np.where(there > 0.0, over, 0.0), 0.0, out=level)
        if way_done >= 1.0 - AVERAGED_SHARE:
            count += 1
            for one, level in zip(total, levels, strict=True):
                one += level
    return _spread(full, [one / max(count, 1) for one in total], dearer)


def _dearer_fen(problem: AllocationProblem) -> Floats:
    """What each line's minute costs more than the mean line's (fen; mean over the groups that name it)."""
    lines = len(problem.line_min)
    named = np.bincount(problem.group_line, minlength=lines)
    asked = np.bincount(problem.group_line, weights=problem.group_price_fen_per_min, minlength=lines)
    own = asked / np.maximum(named, 1)
    return np.where(named > 0, own - own[named > 0].mean(), 0.0) if (named > 0).any() else own


def _spread(full: Cells, levels: list[Floats], dearer: Floats) -> Cells:
    """The price of every cell from its bucket's level; a bucket that is worth nothing is so on every line."""
    price = nothing_like(full)
    price.line[:] = np.where(levels[0] > 0.0, np.maximum(levels[0] - dearer[:, None], 0.0), 0.0)
    price.cut[:], price.finish[:] = levels[1], levels[2]
    return price
