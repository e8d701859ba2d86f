"""``interlock cut lays``: the lays of orders on a centre's tables, by due date, as a file that can be printed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from interlock.cutting import (
    Centre,
    CutCase,
    CutPlan,
    DayPlan,
    is_plan_file,
    lay_out,
    lay_rows,
    read_cases,
    read_centre,
    read_plans,
)
from interlock.cutting_room_commands._counted import counted, listed
from interlock.cutting_room_commands._cut_orders import add_effort, content_of, in_file, plans_of
from interlock.cutting_room_commands._cut_passes import Stop, last_of, of_order
from interlock.cutting_room_commands._group import Group, print_json
from interlock.cutting_room_commands._other_files import refuse_other
from interlock.errors import Cancelled, InterlockError, InvalidModel
from interlock.files import check_ending, check_file, written
from interlock.words import Language, Words

LATE = 1
WORDS = Words(
    about=(
        "plan the cuts of orders and put their lays on a centre's tables, day by day",
        "为多张订单制定裁剪方案，并把床次逐日排上裁剪中心的裁床",
    ),
    file=(
        "orders (.json or .xlsx), or cut plans as interlock cut plan --json printed them; see docs/cutting.md",
        "订单（.json 或 .xlsx），或 interlock cut plan --json 输出的裁剪方案，见 docs/cutting.md",
    ),
    centre=(
        "JSON with the centre (tables, days, speeds), where FILE does not hold it",
        "含 centre（裁床、日期、速度）的 JSON 文件；FILE 中没有时给出",
    ),
    planned_already=(
        "{path} holds plans already; leave out {found}, or give the orders",
        "{path} 已是裁剪方案，请去掉 {found}，或改给订单文件",
    ),
    out=("file of lays to write, for interlock cut print", "写出床次文件，可供 interlock cut print 打印"),
    head=(
        "{lays} of {orders} on {tables} from {first}; late: {late}; without a table: {unplaced}",
        "{orders}共 {lays}，排上 {tables}，自 {first} 起；晚于交期 {late} 床，排不下 {unplaced} 床",
    ),
    lay=(
        "  {cut_on} {time}  {table}  {lay}: {marker}, {plies} of {metres} m",
        "  {cut_on} {time}  {table}  {lay}：{marker}，{plies}，每层 {metres} 米",
    ),
    late=("  late: {lay}, due {due}", "  晚于交期：{lay}，交期 {due}"),
    no_table=("  no table: {why}", "  无裁床可用：{why}"),
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
    stopped=("stopped; nothing was written", "已停止，未写入任何文件"),
    not_all=(
        "{path}: {count} had no plan yet when planning was stopped and are not laid: {orders}",
        "{path}：停止排方案时尚有 {count}未排，不在本次床次之内：{orders}",
    ),
    written=("written: {files}", "已写入：{files}"),
)


def add_to(group: Group) -> None:
    """Add ``lays``."""
    language = group.language

    def text(key: str) -> str:
        return WORDS.say(language, key)

    lays = group.command("lays", text("about"), run_lays, patient=True)
    lays.add_argument("file", type=Path, metavar="FILE", help=text("file"))
    lays.add_argument("--centre", type=Path, metavar="CENTRE.json", help=text("centre"))
    lays.add_argument("-o", "--out", type=Path, metavar="LAYS.json", help=text("out"))
    add_effort(lays, language)


def run_lays(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Plan and place; 1 where a lay is late or finds no table."""
    if options.out:
        check_ending(options.out, (".json",))
        check_file(options.out)
    centre, cases, plans = _asked(options, language)
    if not plans:
        found, stopped = plans_of(cases, options, language, stop)
        if stopped:
            raise Cancelled(WORDS.told("stopped"))
        plans = tuple(last_of(each) for each in found if each)
    day_plan = lay_out(centre, list(zip(cases, plans, strict=True)))
    told = figures(day_plan, language)
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


def _asked(options: argparse.Namespace, language: Language) -> tuple[Centre, tuple[CutCase, ...], tuple[CutPlan, ...]]:
    """Return the centre, the orders, and their plans where the file holds them; all that is wrong is told at once."""
    content = content_of(options.file, language)
    refuse_other(options.file, content, "lays")
    if is_plan_file(content) and (given := [name for name in ("work", "seconds", "seed") if getattr(options, name)]):
        found = " ".join(f"--{name}" for name in given)
        raise InterlockError(WORDS.told("planned_already", path=options.file, found=found))
    problems: list[str] = []
    centre: Centre | None = None
    cases: tuple[CutCase, ...] = ()
    plans: tuple[CutPlan, ...] = ()
    try:
        place = content_of(options.centre, language) if options.centre else content
        with in_file(options.centre or options.file):
            centre = read_centre(place if isinstance(place, dict) else {})
    except InvalidModel as error:
        problems += error.problems
    try:
        with in_file(options.file):
            if is_plan_file(content):
                cases, plans = zip(*read_plans(content), strict=True)
            else:
                cases = read_cases(content, options.file.stem)
    except InvalidModel as error:
        problems += error.problems
    problems += _unfit(cases)
    if problems or centre is None:
        raise InvalidModel(problems)
    if plans and (missing := content.get("not_planned")):
        _warn_of_missing(options.file, [str(order) for order in missing], language)
    return centre, cases, plans


def _warn_of_missing(path: Path, missing: Sequence[str], language: Language) -> None:
    """Say that a file of plans lacks orders: planning was stopped before it came to them."""
    count, orders = counted(len(missing), "order", language), listed(missing, language)
    print(f"interlock: {WORDS.say(language, 'not_all', path=path, count=count, orders=orders)}", file=sys.stderr)


def _unfit(cases: tuple[CutCase, ...]) -> Iterator[str]:
    for case in cases:
        if not case.fabrics:
            yield of_order(case.name, WORDS.told("own_form"))
        for fabric in case.fabrics:
            if not fabric.width_mm:
                yield of_order(case.name, WORDS.told("no_width", fabric=fabric.name))


def figures(day_plan: DayPlan, language: Language) -> dict[str, Any]:
    """Return the lays in the form of a file of lays, with the minutes of each, and what is late or has no table."""
    why = {lay: reason.chinese if language == "zh" else str(reason) for lay, reason in day_plan.homeless}
    schedule, first_on = day_plan.schedule, day_plan.centre.first_on
    return {
        "lays": list(lay_rows(day_plan)),
        "first_on": str(first_on),
        "minutes": {place.job: place.end_min - place.start_min for place in schedule.placed},
        "late": list(schedule.late),
        "unplaced": list(day_plan.without_table),
        "why_unplaced": why,
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
        unplaced=len(day_plan.without_table),
    )
    for row in told["lays"]:
        plies = counted(sum(each["plies"] for each in row["plies"]), "ply", language)
        metres = f"{(row['marker_mm'] + row['end_loss_mm']) / 1000:.2f}"
        yield WORDS.say(language, "lay", **{**row, "plies": plies, "metres": metres})
    due = {lay.id: lay.case.due_on for lay in day_plan.lays}
    yield from (WORDS.say(language, "late", lay=lay, due=due[lay]) for lay in schedule.late)
    yield from (WORDS.say(language, "no_table", why=why) for why in told["why_unplaced"].values())
    yield from (WORDS.say(language, "unplaced", lay=lay) for lay in schedule.unplaced)
