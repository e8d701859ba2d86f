"""The days played: material, tables, lines, finishing, each taking its work in the planned order, all runs at once.

Arrays are items x runs, so that each item's runs lie together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from interlock.simulate.chance import lasting_shares, late_days, shares, stream
from interlock.simulate.holds import ROUNDING_SHARE
from interlock.simulate.noise import MEASURED_OPERATORS, Noise
from interlock.simulate.problem import Line, LotWork, SimulationProblem
from interlock.simulate.room import Room

if TYPE_CHECKING:
    from interlock.simulate.problem import Days, Floats

# A cutting room works this much longer than planned to end what it has begun.
OVERTIME_SHARE = 0.1


@dataclass(frozen=True)
class PlayedDays:
    """Days by run: material in by order, blocks cut (with those before), lots arrived, sewn, finished; outside back."""

    material: Days
    cut: Days
    arrived: Days
    sewn: Days
    finished: Days
    outside: Days


def play(problem: SimulationProblem, noise: Noise, runs: int, seed: int, tick: Callable[[float], None]) -> PlayedDays:
    """Play the plan ``runs`` times; ``tick`` is told the share done and may raise to stop."""
    stage = _Stage(problem, noise, runs, seed)
    tick(0.0)
    material = stage.material()
    cut = stage.cut(material)
    tick(0.2)
    arrived = stage.arrived(material, cut)
    sewn = stage.sewn(arrived, lambda share: tick(0.2 + 0.6 * share))
    finished = stage.finished(sewn)
    tick(1.0)
    return PlayedDays(material, cut, arrived, sewn, finished, stage.outside(material, cut))


@dataclass(frozen=True)
class _Stage:
    problem: SimulationProblem
    noise: Noise
    runs: int
    seed: int

    def material(self) -> Days:
        """When each order's material is in: when planned, or when its last delivery comes."""
        ready = self._planned([order.material_day for order in self.problem.orders])
        noise = self.noise
        for delivery in self.problem.deliveries:
            if delivery.by_customer:
                rng = stream(self.seed, "customer", delivery.name)
                late = late_days(rng, self.runs, noise.customer_late_share, noise.customer_late_days)
            else:
                rng = stream(self.seed, "delivery", delivery.name)
                late = late_days(rng, self.runs, noise.late_share, noise.late_days)
            come = delivery.day + (0 if self._is_over(delivery.day) else late.astype(np.int64))
            for order in delivery.orders:
                np.maximum(ready[order], come, out=ready[order])
        return np.minimum(ready, self.problem.days - 1)

    def cut(self, material: Days) -> Days:
        """When each block and those of its order before it are cut.

        No block is cut before its planned day; one whose material is late steps aside and is the first to be cut on
        the day it can be.
        """
        blocks = self.problem.blocks
        done = self._planned([block.day for block in blocks])
        for table in self.problem.tables:
            rng = stream(self.seed, "cutting", table.code)
            room = Room(np.array(table.minutes_by_day) * (1.0 + OVERTIME_SHARE), self.runs)
            for index in table.blocks:
                block = blocks[index]
                minutes = block.minutes * shares(rng, 1, self.runs, self.noise.cutting_sd)[0]
                if not self._is_over(block.day):
                    done[index] = room.take(minutes, np.maximum(done[index], material[block.order]))
        for before, (one, other) in enumerate(pairwise(blocks)):
            if one.order == other.order:
                np.maximum(done[before + 1], done[before], out=done[before + 1])
        return done

    def arrived(self, material: Days, cut: Days) -> Days:
        """When each lot's pieces are at its line."""
        come = np.empty((len(self.problem.lots), self.runs), dtype=np.int64)
        for index, lot in enumerate(self.problem.lots):
            if self._is_over(lot.start_day):
                come[index] = lot.arrive_day
                continue
            if lot.last_block is None:
                from_day = np.maximum(material[lot.order], lot.arrive_day - lot.travel_days)
            else:
                from_day = cut[lot.last_block]
            come[index] = from_day + lot.travel_days
        return np.minimum(come, self.problem.days - 1)

    def sewn(self, arrived: Days, tick: Callable[[float], None]) -> Days:
        """When each lot is sewn: lines keep their sequence and start as soon as they are free and the pieces there."""
        ended = np.empty((len(self.problem.lots), self.runs), dtype=np.int64)
        for number, line in enumerate(self.problem.lines):
            minutes = np.array(line.minutes_by_day)
            made = self._made_min(line, minutes)
            rounding = ROUNDING_SHARE * float(minutes.max())
            rework, starts = stream(self.seed, "rework", line.code), stream(self.seed, "start", line.code)
            free = np.zeros(self.runs)
            by_run, run = np.ascontiguousarray(made.T[:, 1:]), np.arange(self.runs)
            for index in line.lots:
                lot = self.problem.lots[index]
                start = np.maximum(free, made[np.maximum(arrived[index], lot.hold_day), run])
                left_min = np.clip(start + lot.work_min - made[self.problem.from_day], 0.0, lot.work_min)
                free = start + self._work_min(lot, left_min, rework, starts)
                ended[index] = np.count_nonzero(by_run < (free - rounding)[:, None], axis=1)
            tick((number + 1) / len(self.problem.lines))
        return np.minimum(ended, self.problem.days - 1)

    def finished(self, sewn: Days) -> Days:
        """When each lot is finished: shops keep the planned turn among the lots that are there."""
        done = sewn.copy()
        for shop in self.problem.shops:
            minutes = np.array(shop.minutes_by_day)
            room = Room(minutes, self.runs, self._on_open_days(minutes, self._finishing_shares(shop.code)))
            for chunk in shop.chunks:
                if self._is_over(chunk.day):
                    np.maximum(done[chunk.lot], chunk.day, out=done[chunk.lot])
                    continue
                from_day = np.maximum(sewn[chunk.lot] + 1, max(chunk.hold_day, self.problem.from_day))
                taken = room.take(np.full(self.runs, chunk.minutes), from_day)
                np.maximum(done[chunk.lot], taken, out=done[chunk.lot])
        return done + np.array([lot.tail_days for lot in self.problem.lots], dtype=np.int64).reshape(-1, 1)

    def outside(self, material: Days, cut: Days) -> Days:
        """When each lot sewn outside comes back: later by as much as it was cut later, and by its own chance."""
        back = np.empty((len(self.problem.outside), self.runs), dtype=np.int64)
        for index, work in enumerate(self.problem.outside):
            order = self.problem.orders[work.order]
            rng = stream(self.seed, "outside", f"{order.number} {index}")
            late = late_days(rng, self.runs, self.noise.outside_late_share, self.noise.outside_late_days)
            if self._is_over(work.ready_day):
                back[index] = work.ready_day
                continue
            from_day = cut[work.last_block] if work.last_block is not None else material[work.order]
            back[index] = work.ready_day + np.maximum(0, from_day - work.cut_day) + late.astype(np.int64)
        return back

    def _is_over(self, day: int) -> bool:
        """Whether what was planned on a day is done, so that chance has no part in it any more."""
        return day < self.problem.from_day

    def _planned(self, days: Sequence[int]) -> Days:
        return np.repeat(np.array(days, dtype=np.int64)[:, None], self.runs, axis=1)

    def _made_min(self, line: Line, minutes: Floats) -> Floats:
        """Standard minutes a line has made by the start of every day, (days + 1) x runs."""
        noise, runs = self.noise, self.runs
        present, efficient = stream(self.seed, "attendance", line.code), stream(self.seed, "efficiency", line.code)
        absent_sd = noise.attendance_sd * math.sqrt(MEASURED_OPERATORS / line.operators)

        def drawn(days: int) -> Floats:
            presence = np.minimum(shares(present, days, runs, absent_sd), line.most_presence)
            return presence * lasting_shares(efficient, days, runs, noise.efficiency_sd, noise.efficiency_memory)

        made = np.zeros((len(minutes) + 1, runs))
        np.cumsum(minutes[:, None] * self._on_open_days(minutes, drawn), axis=0, out=made[1:])
        return made

    def _finishing_shares(self, code: str) -> Callable[[int], Floats]:
        rng, noise = stream(self.seed, "finishing", code), self.noise
        return lambda days: lasting_shares(rng, days, self.runs, noise.finishing_sd, noise.finishing_memory)

    def _on_open_days(self, minutes: Floats, draw: Callable[[int], Floats]) -> Floats:
        """Spread shares drawn for worked days over all days, so that a rest day does not wear off what lasts.

        Days that are over gave what was planned.
        """
        is_open = minutes > 0
        share = np.ones((len(minutes), self.runs))
        share[is_open] = draw(int(is_open.sum()))
        share[: self.problem.from_day] = 1.0
        return share

    def _work_min(
        self, lot: LotWork, left_min: Floats, rework: np.random.Generator, starts: np.random.Generator
    ) -> Floats:
        """A lot's minutes: with what comes back for rework, and its start better or worse than planned.

        ``left_min`` are those of days that are not over.
        """
        again = self.noise.rework_share * rework.standard_exponential(self.runs)
        swing = self.noise.start_sd * lot.first_day_min * starts.standard_normal(self.runs)
        still_starts = lot.start_min > 0 and not self._is_over(lot.start_day)
        start_min = np.maximum(swing, -lot.start_min) if still_starts else 0.0
        worked: Floats = lot.work_min + left_min * again + start_min
        return worked
