"""An independent judge of a finishing plan."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from interlock.errors import BrokenLaw
from interlock.sequencing.check_words import LAWS
from interlock.sequencing.finishing import FinishingJob, FinishingPlan, FinishingProblem, FinishingRun

TOLERANCE_MIN = 1e-3


def check_finishing(problem: FinishingProblem, plan: FinishingPlan) -> None:
    """Raise :class:`~interlock.errors.BrokenLaw` unless the plan keeps the laws of finishing.

    Laws: each job is done once or named unplaced, works from its arrival in day order and gets its minutes; no shop
    gives more on a day than it has; lateness is as stated.
    """
    breaches = [*_presence(problem, plan), *_runs(problem, plan), *_rooms(problem, plan), *_lateness(problem, plan)]
    if breaches:
        raise BrokenLaw(LAWS.told("finishing"), breaches)


def _known(problem: FinishingProblem, plan: FinishingPlan) -> list[tuple[FinishingJob, FinishingRun]]:
    job_of = {job.id: job for job in problem.jobs}
    return [(job_of[run.job], run) for run in plan.runs if run.job in job_of and run.days]


def _presence(problem: FinishingProblem, plan: FinishingPlan) -> Iterator[str]:
    named = Counter([run.job for run in plan.runs] + list(plan.unplaced))
    for job in problem.jobs:
        if named[job.id] != 1:
            yield LAWS.told("job_times", job=job.id, times=named[job.id])
    for name in sorted(set(named) - {job.id for job in problem.jobs}):
        yield LAWS.told("job_stranger", job=name)
    for run in plan.runs:
        if not run.days:
            yield LAWS.told("job_no_day", job=run.job)


def _runs(problem: FinishingProblem, plan: FinishingPlan) -> Iterator[str]:
    for job, run in _known(problem, plan):
        if run.days[0][0] < job.release_day:
            yield LAWS.told("job_early", job=job.id, day=run.days[0][0], release=job.release_day)
        if any(after[0] <= before[0] for before, after in pairwise(run.days)):
            yield LAWS.told("job_days", job=job.id)
        given_min = math.fsum(minutes for _, minutes in run.days)
        if abs(given_min - job.minutes) > TOLERANCE_MIN:
            yield LAWS.told("job_minutes", job=job.id, found=given_min, needed=job.minutes)


def _rooms(problem: FinishingProblem, plan: FinishingPlan) -> Iterator[str]:
    used_min: dict[tuple[str, int], float] = defaultdict(float)
    for job, run in _known(problem, plan):
        for day, minutes in run.days:
            used_min[job.shop, day] += minutes
            if minutes < 0:
                yield LAWS.told("job_negative", job=job.id, day=day)
    capacity_of = {shop.id: shop.capacity_min for shop in problem.shops}
    for (shop, day), minutes in sorted(used_min.items()):
        room_min = capacity_of[shop][day] if 0 <= day < len(capacity_of[shop]) else 0.0
        if minutes > room_min + TOLERANCE_MIN:
            yield LAWS.told("shop_day", shop=shop, day=day, used=minutes, room=room_min)


def _lateness(problem: FinishingProblem, plan: FinishingPlan) -> Iterator[str]:
    late_fen = sum(job.late_fen_per_day * max(0, run.days[-1][0] - job.due_day) for job, run in _known(problem, plan))
    if abs(plan.late_fen - late_fen) > 0.5 + 1e-9 * late_fen:
        yield LAWS.told("late_cost", found=late_fen, told=plan.late_fen)
