"""Sewn lots through the finishing shops: trimming, pressing, inspection and packing, day by day."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from interlock.errors import InvalidModel
from interlock.sequencing.words import ERRORS

# Minutes below this are rounding, not work.
EPSILON_MIN = 1e-6


@dataclass(frozen=True, kw_only=True)
class FinishingShop:
    """A shop with its standard minutes of each calendar day (0: closed)."""

    id: str
    capacity_min: tuple[float, ...]

    def __post_init__(self) -> None:
        problems = [
            ERRORS.told("shop_capacity", shop=self.id, day=day, found=minutes)
            for day, minutes in enumerate(self.capacity_min)
            if not (math.isfinite(minutes) and minutes >= 0)
        ]
        if problems:
            raise InvalidModel(problems)


@dataclass(frozen=True, kw_only=True)
class FinishingJob:
    """A lot to finish at ``shop`` from the day it arrives; each day after ``due_day`` costs ``late_fen_per_day``."""

    id: str
    shop: str
    minutes: float
    release_day: int
    due_day: int
    late_fen_per_day: float

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise InvalidModel(problems)

    def _problems(self) -> Iterator[str]:
        if not (math.isfinite(self.minutes) and self.minutes > 0):
            yield ERRORS.told("job_minutes", name=self._name, found=self.minutes)
        if self.release_day < 0:
            yield ERRORS.told("release", name=self._name, found=self.release_day)
        if not (math.isfinite(self.late_fen_per_day) and self.late_fen_per_day >= 0):
            yield ERRORS.told("job_late", name=self._name, found=self.late_fen_per_day)

    @property
    def _name(self) -> str:
        return ERRORS.told("job", job=self.id)


@dataclass(frozen=True)
class FinishingProblem:
    """Jobs for shops; every job names one of the shops."""

    shops: tuple[FinishingShop, ...]
    jobs: tuple[FinishingJob, ...]

    def __post_init__(self) -> None:
        known = {shop.id for shop in self.shops}
        problems = [
            ERRORS.told("job_shop", job=job.id, shop=job.shop, count=len(known))
            for job in self.jobs
            if job.shop not in known
        ]
        for kind, names in (("shop", [s.id for s in self.shops]), ("job", [j.id for j in self.jobs])):
            problems += [
                ERRORS.told("named_twice", kind=ERRORS.told(f"finishing_{kind}"), name=n, count=c)
                for n, c in Counter(names).items()
                if c > 1
            ]
        if problems:
            raise InvalidModel(problems)


@dataclass(frozen=True)
class FinishingRun:
    """A job's minutes by day, in day order; done at the end of ``done_day``."""

    job: str
    days: tuple[tuple[int, float], ...]

    @property
    def done_day(self) -> int:
        """The last day of work."""
        return self.days[-1][0]


@dataclass(frozen=True, kw_only=True)
class FinishingPlan:
    """Jobs with their days, in the order of the problem; ``unplaced`` names those not done within the horizon."""

    runs: tuple[FinishingRun, ...]
    unplaced: tuple[str, ...]
    late_fen: int

    @property
    def done_day(self) -> dict[str, int]:
        """Day by whose end each job is done, by job id."""
        return {run.job: run.done_day for run in self.runs}


def finish(problem: FinishingProblem) -> FinishingPlan:
    """Finishing days of every job.

    Each shop is dispatched twice, by due day and by what lateness costs per minute left once a job is late, and keeps
    the cheaper; a job may spread over days and share them. A job that cannot be done within its shop's days is left out
    and its room given to the others.
    """
    jobs_of: dict[str, list[FinishingJob]] = defaultdict(list)
    for job in problem.jobs:
        jobs_of[job.shop].append(job)
    done: dict[str, FinishingRun] = {}
    for shop in problem.shops:
        done |= _finish_shop(shop, jobs_of[shop.id])
    late = sum(
        job.late_fen_per_day * max(0, done[job.id].done_day - job.due_day) for job in problem.jobs if job.id in done
    )
    return FinishingPlan(
        runs=tuple(done[job.id] for job in problem.jobs if job.id in done),
        unplaced=tuple(job.id for job in problem.jobs if job.id not in done),
        late_fen=round(late),
    )


_Rule = Callable[[FinishingJob, float, int], tuple[float, ...]]


def _by_due_day(job: FinishingJob, left_min: float, day: int) -> tuple[float, ...]:
    return (job.due_day, -job.late_fen_per_day / job.minutes)


def _by_worth(job: FinishingJob, left_min: float, day: int, day_min: float) -> tuple[float, ...]:
    """Jobs that are late or would be if they waited, dearest per minute first; then the others by due day."""
    slack_days = job.due_day - day - left_min / day_min
    if slack_days <= 0:
        return (0, -job.late_fen_per_day / left_min, job.due_day)
    return (1, job.due_day, -job.late_fen_per_day / left_min)


def _finish_shop(shop: FinishingShop, jobs: Sequence[FinishingJob]) -> dict[str, FinishingRun]:
    """The cheaper of the two dispatches, over the jobs that can be done."""
    day_min = max(shop.capacity_min, default=0.0) or 1.0
    plans = [_dispatch(shop, jobs, rule) for rule in (_by_due_day, partial(_by_worth, day_min=day_min))]
    return min(plans, key=partial(_cost, jobs))


def _cost(jobs: Sequence[FinishingJob], runs: dict[str, FinishingRun]) -> tuple[int, float]:
    late = sum(j.late_fen_per_day * max(0, runs[j.id].done_day - j.due_day) for j in jobs if j.id in runs)
    return len(jobs) - len(runs), late


def _dispatch(shop: FinishingShop, jobs: Sequence[FinishingJob], rule: _Rule) -> dict[str, FinishingRun]:
    """Runs of the jobs that end; one begun in vain, the least worth first, is left out and its room given back."""
    kept = {job.id: job for job in jobs}
    while True:
        runs, vain = _work_through(shop, list(kept.values()), rule)
        if not vain:
            return runs
        del kept[min(vain, key=lambda name: (kept[name].late_fen_per_day / kept[name].minutes, name))]


def _work_through(
    shop: FinishingShop, jobs: Sequence[FinishingJob], rule: _Rule
) -> tuple[dict[str, FinishingRun], set[str]]:
    """(runs of the jobs that end, names of those begun in vain)."""
    job_of = {job.id: job for job in jobs}
    arrivals: dict[int, list[str]] = defaultdict(list)
    for job in jobs:
        arrivals[job.release_day].append(job.id)
    left_min = {job.id: float(job.minutes) for job in jobs}
    days: dict[str, list[tuple[int, float]]] = defaultdict(list)
    waiting: list[str] = []
    to_come_min = math.fsum(shop.capacity_min)
    for day, room_min in enumerate(shop.capacity_min):
        # A job that cannot end even with the shop to itself would only take room from others.
        waiting = [n for n in waiting + arrivals[day] if EPSILON_MIN < left_min[n] <= to_come_min + EPSILON_MIN]
        to_come_min -= room_min
        for _, name in sorted((rule(job_of[name], left_min[name], day), name) for name in waiting):
            if room_min <= EPSILON_MIN:
                break
            given_min = min(room_min, left_min[name])
            days[name].append((day, given_min))
            room_min -= given_min
            left_min[name] -= given_min
    ended = {name for name in days if left_min[name] <= EPSILON_MIN}
    return {name: FinishingRun(name, tuple(days[name])) for name in ended}, set(days) - ended
