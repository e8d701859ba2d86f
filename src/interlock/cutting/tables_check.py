"""Judges a table schedule on its own: every lay once, in its shop, in time order, within the table's day."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from interlock.cutting.check_words import LAWS
from interlock.cutting.tables import PlacedLay, TableProblem, TableSchedule
from interlock.errors import BrokenLaw


def check_tables(problem: TableProblem, schedule: TableSchedule) -> None:
    """Raise :class:`~interlock.errors.BrokenLaw` with every breach, if there is one."""
    found = table_breaches(problem, schedule)
    if found:
        raise BrokenLaw(LAWS.told("schedule"), found)


def table_breaches(problem: TableProblem, schedule: TableSchedule) -> list[str]:
    """Every broken rule in words; empty if the tables can work by this schedule."""
    unknown = [*_unknown(problem, schedule)]
    return unknown or [
        *_each_once(problem, schedule),
        *_places(problem, schedule),
        *_overlaps(schedule),
        *_late(problem, schedule),
    ]


def _unknown(problem: TableProblem, schedule: TableSchedule) -> Iterator[str]:
    jobs, tables = {job.id for job in problem.jobs}, {table.code for table in problem.tables}
    for name in [*(lay.job for lay in schedule.placed), *schedule.unplaced]:
        if name not in jobs:
            yield LAWS.told("never_asked", lay=name)
    for lay in schedule.placed:
        if lay.table not in tables:
            yield LAWS.told("no_table", lay=lay.job, table=lay.table)


def _each_once(problem: TableProblem, schedule: TableSchedule) -> Iterator[str]:
    times = Counter([*(lay.job for lay in schedule.placed), *schedule.unplaced])
    for job in problem.jobs:
        if times[job.id] != 1:
            yield LAWS.told("times", lay=job.id, times=times[job.id])


def _places(problem: TableProblem, schedule: TableSchedule) -> Iterator[str]:
    jobs, tables = {job.id: job for job in problem.jobs}, {table.code: table for table in problem.tables}
    for lay in schedule.placed:
        job, table = jobs[lay.job], tables[lay.table]
        on_plan = 0 <= lay.day < len(table.minutes_by_day)
        if table.shop != job.shop:
            yield LAWS.told("shop", lay=job.id, table=table.code, found=table.shop, wanted=job.shop)
        if table.width_mm < job.width_mm:
            yield LAWS.told("table_width", lay=job.id, found=job.width_mm, table=table.code, held=table.width_mm)
        if table.length_mm < job.length_mm:
            yield LAWS.told("table_length", lay=job.id, found=job.length_mm, table=table.code, held=table.length_mm)
        if lay.day < job.release_day:
            yield LAWS.told("early", lay=job.id, day=lay.day, release=job.release_day)
        if lay.end_min - lay.start_min != job.minutes:
            yield LAWS.told("minutes", lay=job.id, found=lay.end_min - lay.start_min, needed=job.minutes)
        if lay.start_min < 0 or not on_plan or lay.end_min > table.minutes_by_day[lay.day]:
            yield LAWS.told("outside_day", lay=job.id, table=table.code, day=lay.day)


def _overlaps(schedule: TableSchedule) -> Iterator[str]:
    def by_place(lay: PlacedLay) -> tuple[str, int, int]:
        return lay.table, lay.day, lay.start_min

    for before, after in pairwise(sorted(schedule.placed, key=by_place)):
        if (before.table, before.day) == (after.table, after.day) and after.start_min < before.end_min:
            yield LAWS.told("overlap", lay=before.job, other=after.job, table=before.table, day=before.day)


def _late(problem: TableProblem, schedule: TableSchedule) -> Iterator[str]:
    day_of = {lay.job: lay.day for lay in schedule.placed}
    end = max((len(table.minutes_by_day) for table in problem.tables), default=0)
    late = {job.id for job in problem.jobs if job.id in day_of and day_of[job.id] > job.due_day}
    if late != set(schedule.late):
        yield LAWS.told("late", found=sorted(late), told=sorted(schedule.late))
    days = math.fsum(job.weight * max(0, day_of.get(job.id, end) - job.due_day) for job in problem.jobs)
    if not math.isclose(days, schedule.weighted_late_days, rel_tol=1e-9, abs_tol=1e-6):
        yield LAWS.told("late_days", found=days, told=schedule.weighted_late_days)
