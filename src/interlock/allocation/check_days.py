"""An independent judge of the day level: are lots whole stretches of their lines, one after another?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from interlock.allocation.check import check
from interlock.allocation.check_words import LAWS
from interlock.allocation.days import DayPlan
from interlock.allocation.problem import AllocationProblem, Floats

TOLERANCE = 1e-6
MOST_NAMED = 20


def check_days(problem: AllocationProblem, days: DayPlan) -> list[str]:
    """Name every law that a day-level plan breaks (an empty list: none), those of every allocation included."""
    breaches = check(problem, days.allocation)
    lots = len(days.allocation.lot_order)
    if len(days.lot_start) != lots or len(days.lot_end) != lots:
        return [*breaches, LAWS.told("days", starts=len(days.lot_start), ends=len(days.lot_end), lots=lots)]
    longer = list(_longer(problem, days))[:MOST_NAMED]
    return [*breaches, *longer, *list(_overlaps(days))[:MOST_NAMED], *list(_minutes(problem, days))[:MOST_NAMED]]


def _longer(problem: AllocationProblem, days: DayPlan) -> Iterator[str]:
    """No bucket of a line is longer than its usual minutes and the overtime that may be worked."""
    if days.overtime_min is None:
        return
    most = np.zeros_like(problem.line_min) if problem.overtime_min is None else problem.overtime_min
    wrong = (days.overtime_min < 0.0) | (days.overtime_min > most + TOLERANCE * np.maximum(most, 1.0))
    for line, t in np.argwhere(wrong):
        yield LAWS.told("longer", line=line, bucket=t, found=days.overtime_min[line, t], most=most[line, t])


def _overlaps(days: DayPlan) -> Iterator[str]:
    line, order = days.allocation.lot_line, days.allocation.lot_order
    turn = np.lexsort((days.lot_end, days.lot_start, line))
    for first, second in pairwise(turn):
        if line[first] == line[second] and days.lot_end[first] > days.lot_start[second] + TOLERANCE:
            yield LAWS.told(
                "overlap",
                line=line[first],
                order=order[second],
                start=days.lot_start[second],
                other=order[first],
                end=days.lot_end[first],
            )


def _minutes(problem: AllocationProblem, days: DayPlan) -> Iterator[str]:
    """Every bucket's minutes are the part of the stretch that lies in it."""
    made, room_min = days.allocation, problem.line_min
    if days.overtime_min is not None:
        room_min = room_min + days.overtime_min
    work: dict[tuple[int, int], Floats] = {}
    for o, line, bucket, minutes in zip(made.work_order, made.work_line, made.work_bucket, made.work_min, strict=True):
        work.setdefault((int(o), int(line)), np.zeros(problem.bucket_count))[bucket] += minutes
    bucket = np.arange(problem.bucket_count)
    for o, line, start, end in zip(made.lot_order, made.lot_line, days.lot_start, days.lot_end, strict=True):
        share = np.clip(np.minimum(end, bucket + 1) - np.maximum(start, bucket), 0.0, 1.0)
        wrong = np.abs(share * room_min[line] - work[int(o), int(line)]) > 1e-3
        for t in np.flatnonzero(wrong):
            found, asked = work[int(o), int(line)][t], share[t] * room_min[line, t]
            yield LAWS.told("stretch", order=o, line=line, found=found, bucket=t, wanted=asked)
