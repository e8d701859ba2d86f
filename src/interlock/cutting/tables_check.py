"""Judges a table schedule on its own: every lay once, in its shop, in time order, within the table's day."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from interlock.cutting.tables import PlacedLay, TableProblem, TableSchedule
from interlock.errors import BrokenLaw


def check_tables(problem: TableProblem, schedule: TableSchedule) -> None:
    """Raise :class:`~interlock.errors.BrokenLaw` with every breach, if there is one."""
    found = table_breaches(problem, schedule)
    if found:
        raise BrokenLaw("The table schedule", found)


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
            yield f"lay {name} was never asked for"
    for lay in schedule.placed:
        if lay.table not in tables:
            yield f"lay {lay.job}: table {lay.table} does not exist"


def _each_once(problem: TableProblem, schedule: TableSchedule) -> Iterator[str]:
    times = Counter([*(lay.job for lay in schedule.placed), *schedule.unplaced])
    for job in problem.jobs:
        if times[job.id] != 1:
            yield f"lay {job.id}: it appears {times[job.id]} times instead of once"


def _places(problem: TableProblem, schedule: TableSchedule) -> Iterator[str]:
    jobs, tables = {job.id: job for job in problem.jobs}, {table.code: table for table in problem.tables}
    for lay in schedule.placed:
        job, table = jobs[lay.job], tables[lay.table]
        on_plan = 0 <= lay.day < len(table.minutes_by_day)
        if table.shop != job.shop:
            yield f"lay {job.id}: table {table.code} stands in {table.shop}, not in {job.shop}"
        if table.width_mm < job.width_mm:
            yield f"lay {job.id}: {job.width_mm} mm wide on table {table.code} of {table.width_mm} mm"
        if table.length_mm < job.length_mm:
            yield f"lay {job.id}: {job.length_mm} mm long on table {table.code} of {table.length_mm} mm"
        if lay.day < job.release_day:
            yield f"lay {job.id}: cut on day {lay.day}, released on day {job.release_day}"
        if lay.end_min - lay.start_min != job.minutes:
            yield f"lay {job.id}: {lay.end_min - lay.start_min} minutes planned, {job.minutes} needed"
        if lay.start_min < 0 or not on_plan or lay.end_min > table.minutes_by_day[lay.day]:
            yield f"lay {job.id}: outside the working time of table {table.code} on day {lay.day}"


def _overlaps(schedule: TableSchedule) -> Iterator[str]:
    def by_place(lay: PlacedLay) -> tuple[str, int, int]:
        return lay.table, lay.day, lay.start_min

    for before, after in pairwise(sorted(schedule.placed, key=by_place)):
        if (before.table, before.day) == (after.table, after.day) and after.start_min < before.end_min:
            yield f"lays {before.job} and {after.job} overlap on table {before.table}, day {before.day}"


def _late(problem: TableProblem, schedule: TableSchedule) -> Iterator[str]:
    day_of = {lay.job: lay.day for lay in schedule.placed}
    end = max((len(table.minutes_by_day) for table in problem.tables), default=0)
    late = {job.id for job in problem.jobs if job.id in day_of and day_of[job.id] > job.due_day}
    if late != set(schedule.late):
        yield f"late lays are {sorted(late)}, the schedule tells {sorted(schedule.late)}"
    days = math.fsum(job.weight * max(0, day_of.get(job.id, end) - job.due_day) for job in problem.jobs)
    if not math.isclose(days, schedule.weighted_late_days, rel_tol=1e-9, abs_tol=1e-6):
        yield f"weighted lateness is {days} days, the schedule tells {schedule.weighted_late_days}"
