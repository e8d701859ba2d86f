"""First prices: what a minute is worth in each zone and bucket, from a sample of the orders.

A line's minute is taken to be worth its zone's price less what the line itself asks more than others: then the lines
of a zone are about equally attractive, and only one number by zone and bucket has to be found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interlock.allocation import Prices
from interlock.allocation.problem import AllocationProblem, Floats, Ints
from interlock.zones.problem import ZonedProblem, part_of

SAMPLE, SAMPLE_OF_ZONE = 1500, 250
LOOKS = 40
STEP = (0.3, 0.01)
AVERAGED_SHARE = 0.3


@dataclass
class _Level:
    """One price for all resources of a kind in a zone: how many minutes there are of them, and what one is worth."""

    zone: Ints
    there_min: Floats
    step_fen: float
    fen: Floats

    @classmethod
    def of(cls, zone: Ints, zones: int, table_min: Floats, step_fen: float) -> _Level:
        there = np.zeros((zones, table_min.shape[1]))
        np.add.at(there, zone, table_min)
        return cls(zone, there, step_fen, np.zeros_like(there))

    def move(self, used_min: Floats, step: float) -> None:
        """Raise the price where more is asked for than there is, lower it where less."""
        asked = np.zeros_like(self.there_min)
        np.add.at(asked, self.zone, used_min)
        over = np.divide(asked, self.there_min, out=np.ones_like(asked), where=self.there_min > 0.0) - 1.0
        np.maximum(self.fen + step * self.step_fen * over, 0.0, out=self.fen)


def first_prices(zoned: ZonedProblem, seed: int) -> Prices:
    """Prices at which a sample of the orders asks, zone by zone and bucket by bucket, for what there is."""
    whole = zoned.whole
    if whole.order_count == 0:
        return Prices.free(whole)
    size = max(SAMPLE, SAMPLE_OF_ZONE * zoned.zone_count)
    sample = np.sort(np.random.default_rng(seed).permutation(whole.order_count)[:size])
    levels = _find_levels(zoned, sample)
    line_fen = np.where(levels[0] > 0.0, np.maximum(levels[0] - _dearer_fen(whole)[:, None], 0.0), 0.0)
    return Prices(line_fen, levels[1], levels[2])


def _find_levels(zoned: ZonedProblem, sample: Ints) -> list[Floats]:
    """The level of every line, cutting shop and finishing shop: subgradient steps, the last ones averaged."""
    from interlock.allocation.crew import crew_for
    from interlock.allocation.duals import price_scale
    from interlock.allocation.tables import Cells, empty_plan

    whole, dearer = zoned.whole, _dearer_fen(zoned.whole)[:, None]
    some = part_of(whole, sample, np.arange(len(whole.line_min))).problem
    work_min = whole.batch_min * whole.batches
    times = float(work_min.sum() / work_min[sample].sum())
    tables = (some.line_min, some.cut_min, some.finish_min)
    one_zone = [zoned.line_zone, *(np.zeros(len(table), np.int64) for table in tables[1:])]
    counts = (zoned.zone_count, 1, 1)
    levels = [_Level.of(*given) for given in zip(one_zone, counts, tables, price_scale(whole), strict=True)]
    total = [np.zeros_like(level.fen) for level in levels]
    with crew_for(some) as crew:
        plan, room, orders = empty_plan(some), crew.full.copy(), np.arange(len(sample))
        for look in range(LOOKS):
            fen = [level.fen[level.zone] for level in levels]
            line_fen = np.where(fen[0] > 0.0, np.maximum(fen[0] - dearer, 0.0), 0.0)
            crew.respond(orders, Cells(line_fen, fen[1], fen[2]), room, plan, 1.0)
            step = STEP[0] * (STEP[1] / STEP[0]) ** (look / (LOOKS - 1))
            for level, left, full, averaged in zip(levels, room, crew.full, total, strict=True):
                level.move(times * (full - left), step)
                if look >= LOOKS * (1 - AVERAGED_SHARE):
                    averaged += level.fen / round(LOOKS * AVERAGED_SHARE)
    lines, cut, finish = total
    return [
        lines[zoned.line_zone],
        *(np.repeat(one, n, axis=0) for one, n in ((cut, len(whole.cut_min)), (finish, len(whole.finish_min)))),
    ]


def _dearer_fen(whole: AllocationProblem) -> Floats:
    """What each line's minute costs more than the mean line's (mean over the groups that name it)."""
    lines = len(whole.line_min)
    named = np.bincount(whole.group_line, minlength=lines)
    asked = np.bincount(whole.group_line, weights=whole.group_price_fen_per_min, minlength=lines)
    own: Floats = asked / np.maximum(named, 1)
    return np.where(named > 0, own - own[named > 0].mean(), 0.0) if (named > 0).any() else own
