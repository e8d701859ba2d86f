"""What made a lot late: the step on its way, or on that of the lots before it, that added most days to the plan."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from interlock.simulate.play import PlayedDays
from interlock.simulate.problem import SimulationProblem
from interlock.simulate.solution import Holdup

if TYPE_CHECKING:
    from interlock.simulate.problem import Days

# Of steps that add as many days the first is named.
STEPS = (Holdup.MATERIAL, Holdup.CUTTING, Holdup.LINE, Holdup.FINISHING, Holdup.OUTSIDE)
MATERIAL, CUTTING, LINE, FINISHING, OUTSIDE = range(len(STEPS))


class Holdups:
    """By lot and run, the position in :data:`STEPS` of what put it back most.

    Days that the plan had in hand before a step swallow what came before it: material that is late but cut in time is
    nobody's delay. A lot that waits for the one before it on its line inherits what held that one up.
    """

    def __init__(self, problem: SimulationProblem, played: PlayedDays) -> None:
        self._problem, self._played = problem, played

    @cached_property
    def lots(self) -> Days:
        """What put each lot back, lots x runs, finishing included."""
        problem, played = self._problem, self._played
        sewn_late = played.sewn - _column([lot.end_day for lot in problem.lots])
        finishing = played.finished - _column([lot.finish_day for lot in problem.lots]) - sewn_late
        return np.where(finishing > np.maximum(sewn_late, 0), FINISHING, self._sewn(sewn_late))

    def outside(self, index: int) -> Days:
        """Return by run what put a lot sewn outside back most."""
        work, played = self._problem.outside[index], self._played
        by_material = np.maximum(0, played.material[work.order] - work.cut_day)
        by_cutting = np.zeros_like(by_material)
        if work.last_block is not None:
            by_cutting = played.cut[work.last_block] - work.cut_day - by_material
        away = played.outside[index] - work.ready_day - by_material - by_cutting
        most = np.stack([by_material, by_cutting, away]).argmax(axis=0)
        return np.asarray(np.array([MATERIAL, CUTTING, OUTSIDE])[most])

    def _sewn(self, sewn_late: Days) -> Days:
        """What put each lot back until it was sewn: line by line, in sequence."""
        found = np.empty_like(sewn_late)
        for line in self._problem.lines:
            queue, held_by = np.zeros(sewn_late.shape[1], dtype=np.int64), np.zeros(sewn_late.shape[1], dtype=np.int64)
            for index in line.lots:
                pushed, pushed_by = self._pushed(index)
                waited = np.maximum(pushed, queue)
                before = np.where(pushed >= queue, pushed_by, held_by)
                found[index] = np.where(sewn_late[index] - waited > waited, LINE, before)
                queue, held_by = np.maximum(sewn_late[index], 0), found[index]
        return found

    def _pushed(self, index: int) -> tuple[Days, Days]:
        """Days that late pieces put a lot's start back, and whether material or cutting did it."""
        lot, played = self._problem.lots[index], self._played
        by_material = np.maximum(0, played.material[lot.order] - (lot.arrive_day - lot.travel_days))
        by_cutting = played.arrived[index] - lot.arrive_day - by_material
        pushed = np.maximum(0, played.arrived[index] - lot.start_day)
        return pushed, np.where(by_material >= by_cutting, MATERIAL, CUTTING)


def _column(days: list[int]) -> Days:
    return np.array(days, dtype=np.int64).reshape(-1, 1)
