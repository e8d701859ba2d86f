"""``interlock cut lays``: the lays of orders on a centre's tables, by due date, as a file that can be printed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from interlock.arguments import share, whole
from interlock.cutting import (
    THOROUGH,
    CutCase,
    CutPlan,
    DayPlan,
    Effort,
    by_fabric,
    check,
    check_fabrics,
    lay_out,
    lay_rows,
    plan_cut,
    read_cases,
    read_centre,
)
from interlock.cutting_room_commands._counted import counted
from interlock.cutting_room_commands._group import Group, print_json
from interlock.cutting_room_commands.cut_plan import Stop, content_of, of_order
from interlock.errors import Infeasible, InvalidModel
from interlock.files import written
from interlock.words import Language, Words

LATE = 1
WORDS = Words(
    about=(
        "plan the cuts of orders and put their lays on a centre's tables, day by day",
        "为多张订单制定裁剪方案，并把床次逐日排上裁剪中心的裁床",
    ),
    file=(
        "JSON with centre (tables, days, speeds) and orders; see docs/cutting.md",
        "JSON 文件，含 centre（裁床、日期、速度）与 orders（订单），见 docs/cutting.md",
    ),
    out=("file of lays to write, for interlock cut print", "写出床次文件，可供 interlock cut print 打印"),
    work=(
        "work units of each exact search of a cut plan, about 2 s each (4, as in cut plan)",
        "裁剪方案每次精确搜索的工作量，每单位约 2 秒（4，与 cut plan 相同）",
    ),
    seed=("seed of the search", "随机种子"),
    head=(
        "{lays} of {orders} on {tables} from {first}; late: {late}; without a table: {unplaced}",
        "{orders}共 {lays}，排上 {tables}，自 {first} 起；晚于交期 {late} 床，排不下 {unplaced} 床",
    ),
    lay=(
        "  {cut_on} {time}  {table}  {lay}: {marker}, {plies} of {metres} m",
        "  {cut_on} {time}  {table}  {lay}：{marker}，{plies}，每层 {metres} 米",
    ),
    late=("  late: {lay}, due {due}", "  晚于交期：{lay}，交期 {due}"),
    unplaced=(
        "  no table before the days end: {lay}; give more days, tables or minutes",
        "  期限内排不上裁床：{lay}，请增加天数、裁床或每天分钟数",
    ),
    no_width=(
        "fabrics.{fabric}.width_mm is missing or 0; give the width of the fabric",
        "缺少 fabrics.{fabric}.width_mm 或为 0，请填面料门幅",
    ),
    own_form=(
        "only orders with fabrics (our own form) can be put on tables; see docs/cutting.md",
        "只有写明 fabrics 的订单（联织格式）才能排上裁床，见 docs/cutting.md",
    ),
    written=("written: {files}", "已写入：{files}"),
)


def add_to(group: Group) -> None:
    """Add ``lays``."""
    language = group.language

    def text(key: str) -> str:
        return WORDS.say(language, key)

    lays = group.command("lays", text("about"), run_lays, patient=True)
    lays.add_argument("file", type=Path, metavar="FILE.json", help=text("file"))
    lays.add_argument("-o", "--out", type=Path, metavar="LAYS.json", help=text("out"))
    lays.add_argument("--work", type=share(language), metavar="UNITS", help=text("work"))
    lays.add_argument("--seed", type=whole(0, language), default=0, metavar="N", help=text("seed"))


def run_lays(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Plan and place; 1 where a lay is late or finds no table."""
    content = content_of(options.file)
    centre = read_centre(content if isinstance(content, dict) else {})
    cases = read_cases(content, options.file.stem)
    _refuse_unfit(cases)
    effort = replace(THOROUGH, exact_work=options.work) if options.work else THOROUGH
    day_plan = lay_out(centre, [(case, _planned(case, effort, options.seed, stop)) for case in cases])
    told = figures(day_plan)
    if options.out:
        with written(options.out) as path:
            path.write_text(json.dumps({"lays": told["lays"]}, ensure_ascii=False, indent=1), encoding="utf-8")
    if options.json:
        print_json(told)
    else:
        print("\n".join(_sentences(day_plan, told, len(cases), language)))
        if options.out:
            print(WORDS.say(language, "written", files=options.out))
    return LATE if told["late"] or told["unplaced"] else 0


def _refuse_unfit(cases: tuple[CutCase, ...]) -> None:
    problems = []
    for case in cases:
        if not case.fabrics:
            problems.append(of_order(case.name, WORDS.told("own_form")))
        for fabric in case.fabrics:
            if not fabric.width_mm:
                problems.append(of_order(case.name, WORDS.told("no_width", fabric=fabric.name)))
    if problems:
        raise InvalidModel(problems)


def _planned(case: CutCase, effort: Effort, seed: int, stop: Stop) -> CutPlan:
    try:
        plan = plan_cut(case.problem, effort=effort, seed=seed, stop=stop)
    except Infeasible as error:
        raise Infeasible(of_order(case.name, error.args[0])) from None
    check(case.problem, plan)
    check_fabrics(case.fabrics, case.problem, by_fabric(case.fabrics, case.problem, plan), plan)
    return plan


def figures(day_plan: DayPlan) -> dict[str, Any]:
    """Return the lays in the form of a file of lays, with the minutes of each, and what is late or has no table."""
    schedule, first_on = day_plan.schedule, day_plan.centre.first_on
    return {
        "lays": list(lay_rows(day_plan)),
        "first_on": str(first_on),
        "minutes": {place.job: place.end_min - place.start_min for place in schedule.placed},
        "late": list(schedule.late),
        "unplaced": list(schedule.unplaced),
        "weighted_late_days": schedule.weighted_late_days,
    }


def _sentences(day_plan: DayPlan, told: dict[str, Any], orders: int, language: Language) -> Iterator[str]:
    schedule = day_plan.schedule
    yield WORDS.say(
        language,
        "head",
        lays=counted(len(day_plan.lays), "lay", language),
        orders=counted(orders, "order", language),
        tables=counted(len(day_plan.centre.tables), "table", language),
        first=day_plan.centre.first_on,
        late=len(schedule.late),
        unplaced=len(schedule.unplaced),
    )
    for row in told["lays"]:
        plies = counted(sum(each["plies"] for each in row["plies"]), "ply", language)
        metres = f"{(row['marker_mm'] + row['end_loss_mm']) / 1000:.2f}"
        yield WORDS.say(language, "lay", **{**row, "plies": plies, "metres": metres})
    due = {lay.id: lay.case.due_on for lay in day_plan.lays}
    yield from (WORDS.say(language, "late", lay=lay, due=due[lay]) for lay in schedule.late)
    yield from (WORDS.say(language, "unplaced", lay=lay) for lay in schedule.unplaced)
