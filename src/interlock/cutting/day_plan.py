"""Lays of several orders on a centre's tables: the day, the table and the minutes of each, told as a file of lays."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from interlock.cutting.cases import CutCase
from interlock.cutting.fabrics import Fabric, by_fabric
from interlock.cutting.order_sheet import Sheet
from interlock.cutting.problem import CutProblem
from interlock.cutting.solution import CutPlan, PlannedLay
from interlock.cutting.tables import (
    CuttingSpeeds,
    LayJob,
    Table,
    TableProblem,
    TableSchedule,
    homeless,
    lay_minutes,
    schedule_tables,
)
from interlock.cutting.tables_check import check_tables
from interlock.cutting.words import CASE_WORDS as WORDS
from interlock.errors import InvalidModel, Told

_SPEEDS = ("set_up_min", "spread_m_per_min", "turn_min", "cut_m_per_min", "tie_min")
_USUAL_DAYS = 30
_MOST_DAYS = 730
# The shop of every table of a centre.
CENTRE_SHOP = Told("the centre", "裁剪中心")


@dataclass(frozen=True, kw_only=True)
class Centre:
    """A cutting centre: its tables with their minutes of every day from ``first_on``, and how fast it works.

    ``opens_min`` are the minutes from midnight at which a day's work starts.
    """

    first_on: date
    tables: tuple[Table, ...]
    speeds: CuttingSpeeds
    opens_min: int = 8 * 60


@dataclass(frozen=True, kw_only=True)
class CentreLay:
    """Lays of one order in one fabric that lie on a table at a time: one, or the sections of a stepped lay."""

    id: str
    case: CutCase
    fabric: Fabric
    sections: tuple[PlannedLay, ...]

    @property
    def length_mm(self) -> float:
        """Length on the table, with the end loss of every section."""
        return sum(self.fabric.length.marker_mm(lay.ratio) + self.fabric.end_loss_mm for lay in self.sections)

    def minutes(self, speeds: CuttingSpeeds) -> int:
        """Minutes on the table: set up once, every section spread and cut."""
        return sum(
            lay_minutes(
                lay.total_plies,
                self.fabric.length.marker_mm(lay.ratio) + self.fabric.end_loss_mm,
                garments=lay.garments_per_ply,
                outline_mm=self.fabric.outline_mm * lay.garments_per_ply,
                speeds=speeds if number == 0 else replace(speeds, set_up_min=0.0),
            )
            for number, lay in enumerate(self.sections)
        )


@dataclass(frozen=True, kw_only=True)
class DayPlan:
    """Where and when every lay is cut; ``schedule`` was judged by the tables' own checker.

    ``homeless`` are the lays that no table could ever take, by name, and why; the schedule knows nothing of them.
    """

    centre: Centre
    lays: tuple[CentreLay, ...]
    problem: TableProblem
    schedule: TableSchedule
    homeless: tuple[tuple[str, Told], ...] = ()

    @property
    def without_table(self) -> tuple[str, ...]:
        """All lays without a table: those that none could take, then those for which the days end first."""
        return (*(lay for lay, _ in self.homeless), *self.schedule.unplaced)


def read_centre(content: Mapping[str, Any]) -> Centre:
    """Return the centre of a file: ``first_on``, ``days``, ``closed`` days, ``tables`` and speeds.

    Raises :class:`~interlock.errors.InvalidModel` naming every value that is wrong.
    """
    found = content.get("centre")
    if not isinstance(found, dict):
        raise InvalidModel([WORDS.told("no_centre")])
    sheet = Sheet("centre", found, place=WORDS.told("centre"))
    sheet.unknown(("first_on", "days", "closed", "opens_at", "tables", *_SPEEDS))
    first_on = sheet.day("first_on")
    days = sheet.whole("days", _USUAL_DAYS)
    if first_on is None and not sheet.problems:
        sheet.wrong("missing", name="first_on")
    if not 1 <= days <= _MOST_DAYS:
        sheet.wrong("no_days", name="days", found=days, most=_MOST_DAYS)
    closed = set(map(str, sheet.listed("closed")))
    opens_min = _opening(sheet)
    tables = tuple(_tables(sheet, first_on or date(2000, 1, 1), min(max(days, 1), _MOST_DAYS), closed))
    for code, times in Counter(table.code for table in tables).items():
        if times > 1:
            sheet.wrong("table_twice", name=code)
    speeds = _speeds(sheet)
    if not tables and not sheet.problems:
        sheet.wrong("missing", name="tables")
    if sheet.problems or first_on is None or speeds is None:
        raise InvalidModel(sheet.problems)
    return Centre(first_on=first_on, tables=tables, speeds=speeds, opens_min=opens_min)


def _opening(sheet: Sheet) -> int:
    found = str(sheet.values.get("opens_at", "08:00"))
    hours, _, minutes = found.partition(":")
    if hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60:
        return int(hours) * 60 + int(minutes)
    sheet.wrong("no_time", name="opens_at", found=found)
    return 0


def _tables(sheet: Sheet, first_on: date, days: int, closed: set[str]) -> Iterator[Table]:
    for number, found in enumerate(sheet.listed("tables"), 1):
        if not isinstance(found, dict):
            sheet.wrong("no_table", number=number, found=json.dumps(found, ensure_ascii=False))
            continue
        part = Sheet(sheet.name, found, sheet.problems, sheet.place)
        place = f"tables.{found.get('name', number)}."
        part.unknown(("name", "length_m", "width_mm", "minutes_per_day"), place)
        minutes = part.whole("minutes_per_day", place=place)
        if minutes < 0:
            part.wrong("below_0", name=f"{place}minutes_per_day", found=minutes)
        open_days = [str(first_on + timedelta(days=day)) not in closed for day in range(days)]
        yield Table(
            code=str(found.get("name", number)),
            shop=CENTRE_SHOP,
            length_mm=part.above_0("length_m", place=place) * 1000,
            width_mm=part.width("width_mm", place=place, told="no_table_width") or float("inf"),
            minutes_by_day=tuple(minutes * opened for opened in open_days),
        )


def _speeds(sheet: Sheet) -> CuttingSpeeds | None:
    told = {name: sheet.number(name) for name in _SPEEDS if name in sheet.values}
    try:
        return CuttingSpeeds(**told)
    except InvalidModel as error:
        sheet.problems += error.problems
        return None


def lay_out(centre: Centre, plans: Sequence[tuple[CutCase, CutPlan]]) -> DayPlan:
    """Put every lay of the plans on a table by due date, and judge it; lays that no table could take are left out."""
    lays = tuple(lay for case, plan in plans for lay in centre_lays(case, plan))
    jobs = tuple(_job(centre, lay) for lay in lays)
    left_out = tuple((job.id, why) for job, why in homeless(centre.tables, jobs))
    names = {name for name, _ in left_out}
    problem = TableProblem(centre.tables, tuple(job for job in jobs if job.id not in names))
    schedule = schedule_tables(problem)
    check_tables(problem, schedule)
    return DayPlan(centre=centre, lays=lays, problem=problem, schedule=schedule, homeless=left_out)


def centre_lays(case: CutCase, plan: CutPlan) -> Iterator[CentreLay]:
    """Yield the lays of a plan in each fabric, named by order, fabric and number."""
    for share, fabric in zip(by_fabric(case.fabrics, case.problem, plan), case.fabrics, strict=True):
        groups = plan.stepped or tuple((at,) for at in range(len(share.lays)))
        for number, group in enumerate(groups, 1):
            sections = tuple(share.lays[at] for at in group)
            yield CentreLay(id=f"{case.name}-{fabric.name}-{number}", case=case, fabric=fabric, sections=sections)


def _job(centre: Centre, lay: CentreLay) -> LayJob:
    last = max(len(table.minutes_by_day) for table in centre.tables) - 1
    ready = (lay.case.ready_on - centre.first_on).days if lay.case.ready_on else 0
    due = (lay.case.due_on - centre.first_on).days if lay.case.due_on else last
    return LayJob(
        id=lay.id,
        shop=CENTRE_SHOP,
        minutes=lay.minutes(centre.speeds),
        length_mm=lay.length_mm,
        width_mm=lay.fabric.width_mm,
        release_day=max(0, ready),
        due_day=due,
        weight=sum(section.garments for section in lay.sections) / len(lay.case.fabrics),
    )


def lay_rows(day_plan: DayPlan) -> Iterator[dict[str, Any]]:
    """Yield every lay that has a table in the form of a file of lays, by day, table and time."""
    by_id = {lay.id: lay for lay in day_plan.lays}
    for place in day_plan.schedule.placed:
        lay = by_id[place.job]
        style = lay.case.style or lay.case.name
        start, end = (day_plan.centre.opens_min + minute for minute in (place.start_min, place.end_min))
        for number, section in enumerate(lay.sections, 1):
            yield {
                "lay": lay.id if len(lay.sections) == 1 else f"{lay.id}.{number}",
                "order": lay.case.name,
                "style": style,
                "fabric": lay.fabric.name,
                "marker": f"{style} {lay.fabric.name} {marker_name(lay.case.problem, section.ratio)}",
                "marker_mm": round(lay.fabric.length.marker_mm(section.ratio), 1),
                "width_mm": lay.fabric.width_mm,
                "ratio": {s: n for s, n in zip(lay.case.problem.sizes, section.ratio, strict=True) if n},
                "plies": [
                    {"colour": colour, "plies": plies}
                    for colour, plies in zip(lay.case.problem.colours, section.plies, strict=True)
                    if plies
                ],
                "end_loss_mm": lay.fabric.end_loss_mm,
                "table": place.table,
                "longest_ply_mm": round(_longest_ply_mm(day_plan.centre, place.table, lay, section), 1),
                "cut_on": str(day_plan.centre.first_on + timedelta(days=place.day)),
                "time": f"{start // 60:02d}:{start % 60:02d}–{end // 60:02d}:{end % 60:02d}",
            }


def _longest_ply_mm(centre: Centre, table: str, lay: CentreLay, section: PlannedLay) -> float:
    """The longest ply that a table has room for; sections of a stepped lay share what room is left evenly."""
    room_mm = next(one.length_mm for one in centre.tables if one.code == table)
    own_mm = lay.fabric.length.marker_mm(section.ratio) + lay.fabric.end_loss_mm
    return own_mm + (room_mm - lay.length_mm) / len(lay.sections)


def marker_name(problem: CutProblem, ratio: Sequence[int]) -> str:
    """Return a marker's name by its garments: ``S1-M2``."""
    return "-".join(f"{size}{count}" for size, count in zip(problem.sizes, ratio, strict=True) if count)
