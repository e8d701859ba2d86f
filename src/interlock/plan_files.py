"""What commands share: reading the books and plans they are given, writing a plan's files, telling what is wrong."""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar, get_args

from interlock.arguments import inputs_of
from interlock.errors import Cancelled, InterlockError, InvalidModel, Placed, Told, joined
from interlock.explain import figures
from interlock.explain.tables.words import SHORT
from interlock.files import check_folder, reason, refuse_overwriting, written_folder
from interlock.laws import breaches, reference_breaches
from interlock.markers import dxf, svg
from interlock.model import Plan, Policy, PolicyName, Scenario, UnreadableList, WhyOutside, dump, load
from interlock.report import SCENARIO_FILE, check_same_book, write_report
from interlock.stages.nest import drawable
from interlock.words import Language, Words
from interlock.workbook import Reading, read_book
from interlock.workbook.dates import FIRST, LAST
from interlock.workbook.plan_writer import write_plan

MOST_BREACHES = 10
DONE, FITS_NOWHERE, BAD_INPUT = 0, 1, 2
Stop = Callable[[], bool]
Loaded = TypeVar("Loaded", Plan, Scenario)
V = TypeVar("V")
PLAN_FILES = ("plan.xlsx", "plan.json", "report.html", SCENARIO_FILE)
# What a run writes into the folder of markers, so that the next one may remove it.
OWN_MARKERS = re.compile(r"\d{4,}\.(svg|dxf)")

WORDS = Words(
    stopped=(
        "stopped before everything was written; nothing was written",
        "应要求中途停止，未写入任何文件",
    ),
    errors=("{errors} in the input; nothing was planned:", "输入有 {errors}，未排计划："),
    warnings=("{warnings}:", "{warnings}："),
    today=("--today {found}: not a date; write it as 2026-12-05", "--today {found} 不是日期，请写成 2026-12-05"),
    today_far=(
        "--today {found}: give a day from {first} to {last}",
        "--today {found} 超出范围，请写 {first} 至 {last} 之间的日期",
    ),
    today_unused=(
        "--today {found} is not used: the sheet Cluster of the book says {book}",
        "--today {found} 未采用：工作簿“集群”表写的是 {book}",
    ),
    unreadable=("{path} cannot be read ({why}); give another file", "无法读取 {path}（{why}），请换一个文件"),
    unsound=(
        "{path} was altered and does not hold together; make the plan anew with interlock plan. Found:\n{why}",
        "{path} 被改动过，内容不能自洽，请用 interlock plan 重新排产。问题如下：\n{why}",
    ),
    outside=(
        "{orders} with pieces that go outside the cluster at the stated price: {why}",
        "{orders}有部分或全部件数按标明价格外发到集群外：{why}",
    ),
    comma=("; ", "；"),
)


def plan_of(path: Path) -> Plan:
    """Return the plan in a plan.json; raises :class:`~interlock.errors.InterlockError` where it is none."""
    return _loaded(path, Plan)


def scenario_of(path: Path) -> Scenario:
    """Return the scenario in a scenario.json; raises :class:`~interlock.errors.InterlockError` where it is none."""
    return _loaded(path, Scenario)


def _loaded(path: Path, kind: type[Loaded]) -> Loaded:
    return load(bytes_of(path), kind, str(path))


def bytes_of(path: Path) -> bytes:
    """Return what a file holds; raises :class:`~interlock.errors.InterlockError` where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InterlockError(WORDS.told("unreadable", path=path, why=Told(*reason(error)))) from None


def warn(told: Told | None, language: Language) -> None:
    """Tell a warning, if there is one."""
    if told is not None:
        _complain(told.chinese if language == "zh" else told)


def listed_in(path: Path, read: Callable[[bytes, str], Sequence[V]]) -> tuple[dict[int, V], tuple[str, ...]]:
    """Return what a list in a file holds by place, from 1, and what is wrong with the places that cannot be read.

    Raises :class:`~interlock.errors.InterlockError` where it is no such file.
    """
    try:
        return dict(enumerate(read(bytes_of(path), str(path)), 1)), ()
    except UnreadableList as error:
        return dict(error.read), error.problems


def refuse_listed(path: Path, unread: Sequence[str], check: Callable[[], object]) -> Sequence[str]:
    """Return all that is wrong with a file's list, by its places: what was not read, and what ``check`` raises.

    Each names the file. ``check`` looks at what was read; it raises :class:`~interlock.errors.InvalidModel`.
    """
    try:
        check()
    except InvalidModel as error:
        return sorted((*unread, *in_file(path, error.problems)), key=_number)
    return unread


def _number(problem: str) -> float:
    """The place in a list of what is wrong; what is wrong with all of it comes last."""
    place = problem.place if isinstance(problem, Placed) else ""
    return int(place) if place.isdecimal() else math.inf


def in_file(path: Path, problems: Sequence[str]) -> tuple[Placed, ...]:
    """Return problems with the file that they are in."""
    return tuple(_in_file(path, problem) for problem in problems)


def _in_file(path: Path, problem: str) -> Placed:
    chinese = problem.chinese if isinstance(problem, Told) else problem
    place = problem.place if isinstance(problem, Placed) else ""
    return Placed(f"{path}, {problem}", f"{path}：{chinese}", str(path), place)


def check_plan_of_book(scenario: Scenario, made: Plan, options: argparse.Namespace, language: Language) -> None:
    """Refuse a plan file that is of another book, or that does not hold together; tell that the book was edited since.

    Raises :class:`~interlock.errors.InterlockError`.
    """
    edited = check_same_book(scenario, made, options.plan, options.book)
    warn(edited, language)
    check_plan(scenario, made, options.plan, edited=edited is not None)


def check_plan(scenario: Scenario, made: Plan, path: Path, *, edited: bool) -> None:
    """Judge a plan that was read, by all laws or, where its book was ``edited`` since, by what it names alone.

    Raises :class:`~interlock.errors.InvalidModel`: the fault is the file's.
    """
    laws = reference_breaches(scenario, made) if edited else breaches(scenario, policy_of(made), made)
    if found := list(islice(laws, MOST_BREACHES)):
        why = [breach if isinstance(breach, Told) else Told(breach, breach) for breach in found]
        told = WORDS.told("unsound", path=path, why=joined(why))
        raise InvalidModel([Placed(told, told.chinese, str(path))])


def policy_of(made: Plan) -> Policy:
    """Return the policy that a plan names, with its seed and overtime; an unknown name has balanced weights."""
    known: dict[str, PolicyName] = {name: name for name in get_args(PolicyName)}
    name = known.get(made.policy)
    policy = replace(Policy.named(name) if name else Policy(name=made.policy), seed=made.seed)
    if not made.overtime_hours and not made.overtime_fen_per_min:
        return policy
    return replace(policy, overtime_hours=made.overtime_hours, overtime_fen_per_min=made.overtime_fen_per_min)


def tell_outside(made: Plan, language: Language) -> int:
    """Tell how many orders go outside the cluster; returns the exit code."""
    outside = len({lot.order for lot in made.outside})
    if outside:
        causes = [why for why in WhyOutside if any(lot.why is why for lot in made.outside)]
        why = WORDS.say(language, "comma").join(SHORT.say(language, why.value) for why in causes)
        _complain(WORDS.say(language, "outside", orders=figures.counted(outside, "order", language), why=why))
    return FITS_NOWHERE if outside else DONE


def write_outputs(
    scenario: Scenario,
    made: Plan,
    folder: Path,
    language: Language,
    *,
    boundary: Path | None = None,
    with_scenario: bool = False,
    stop: Stop = lambda: False,
) -> list[Path]:
    """Write plan.xlsx, plan.json, report.html and the markers into a folder, all or nothing; returns their paths.

    ``with_scenario`` adds scenario.json, the book of a plan that no workbook alone describes.

    Everything else in the folder stays; of its ``markers`` only what an earlier run made is removed. Raises
    :class:`~interlock.errors.Cancelled` where ``stop`` says so before the new files take their places.
    """
    drawn = drawn_markers(scenario, made, language, stop)
    with written_folder(folder, OWN_MARKERS) as fresh:
        write_plan(scenario, made, fresh / "plan.xlsx", language)
        go_on(stop)
        (fresh / "plan.json").write_bytes(dump(made))
        if with_scenario:
            (fresh / SCENARIO_FILE).write_bytes(dump(scenario))
        pictures = {name: text for name, (text, _) in drawn.items()}
        write_report(scenario, made, fresh / "report.html", language=language, boundary=boundary, marker_svgs=pictures)
        markers = fresh / "markers"
        markers.mkdir()
        for number, (text, write_dxf) in enumerate(drawn.values(), 1):
            go_on(stop)
            stem = f"{number:04d}"
            (markers / f"{stem}.svg").write_text(text, encoding="utf-8")
            write_dxf(markers / f"{stem}.dxf")
        go_on(stop)
    names = [name for name in (*PLAN_FILES, "markers") if with_scenario or name != SCENARIO_FILE]
    return [folder / name for name in names]


def check_outputs(options: argparse.Namespace, *folders: Path) -> None:
    """Refuse a folder that cannot take a plan's files, or where one of them would replace what is read.

    ``folders`` within the output folder take them where there are several plans. Raises
    :class:`~interlock.files.CannotWrite`.
    """
    check_folder(options.out)
    places = (folder / name for folder in folders or (options.out,) for name in PLAN_FILES)
    refuse_overwriting(places, inputs_of(options))


def drawn_markers(
    scenario: Scenario, made: Plan, language: Language, stop: Stop
) -> Mapping[str, tuple[str, Callable[[Path], None]]]:
    """The picture of every nested marker, and how to write its DXF, by marker id."""
    drawn: dict[str, tuple[str, Callable[[Path], None]]] = {}
    for marker in made.markers:
        go_on(stop)
        if marker.nested:
            problem, nested = drawable(scenario, marker)
            drawn[marker.id] = (
                svg(problem, nested, marker.id, language),
                partial(dxf, problem, nested, title=marker.id, styles=(marker.style,)),
            )
    return drawn


def go_on(stop: Stop) -> None:
    """Raise :class:`~interlock.errors.Cancelled` where the user wants to stop."""
    if stop():
        raise Cancelled(WORDS.told("stopped"))


def read_scenario(options: argparse.Namespace, language: Language, stop: Stop, made_on: date) -> Scenario | None:
    """Return the scenario in a workbook, or in the scenario.json beside a plan; None after telling its errors.

    ``made_on``, the plan's day, is that of a book that names none.
    """
    if options.book.suffix.lower() == ".json" and not options.orders:
        return scenario_of(options.book)
    reading = read_given(options, language, stop, made_on)
    return scenario_or_complaints(reading, language, as_json=getattr(options, "json", False))


def read_given(options: argparse.Namespace, language: Language, stop: Stop, made_on: date | None = None) -> Reading:
    """Read the book and orders that a command was given; a day that the book overrules is told.

    Without ``made_on``, the day of a plan that there is, the book is read to be planned.
    """
    given = day_asked(options)
    today = given or made_on or date.today()  # noqa: DTZ011 (the user's own calendar day is meant)
    reading = read_book(
        options.book, options.orders, today=today, progress=lambda *_: go_on(stop), to_plan=made_on is None
    )
    if given and reading.scenario and reading.scenario.today != given:
        _complain(WORDS.say(language, "today_unused", found=given, book=reading.scenario.today))
    return reading


def day_asked(options: argparse.Namespace) -> date | None:
    """Return the day of --today; raises :class:`~interlock.errors.InterlockError` where it is none."""
    return None if options.today is None else today_of(options.today)


def today_of(text: str) -> date:
    """Return the day that --today names; raises :class:`~interlock.errors.InterlockError` where it names none."""
    try:
        today = date.fromisoformat(text)
    except ValueError:
        raise InterlockError(WORDS.told("today", found=text)) from None
    if not FIRST <= today <= LAST:
        raise InterlockError(WORDS.told("today_far", found=today, first=FIRST, last=LAST))
    return today


def scenario_or_complaints(reading: Reading, language: Language, *, as_json: bool) -> Scenario | None:
    """Tell warnings and errors; the scenario when there is no error."""
    if reading.warnings:
        _complain(WORDS.say(language, "warnings", warnings=figures.counted(len(reading.warnings), "warning", language)))
        _complain(*(issue.sentence(language) for issue in reading.warnings))
    if reading.errors:
        _complain(WORDS.say(language, "errors", errors=figures.counted(len(reading.errors), "error", language)))
        _complain(*(issue.sentence(language) for issue in reading.errors))
        if as_json:
            print(json.dumps(complaints(reading, language), ensure_ascii=False))
        return None
    return reading.scenario


def complaints(reading: Reading, language: Language) -> dict[str, object]:
    """Return the errors and warnings of a reading, and how much was read, for JSON."""
    scenario = reading.scenario
    return {
        "orders": len(scenario.orders) if scenario else reading.counts.get("orders", 0),
        "pieces": sum(o.pieces for o in scenario.orders) if scenario else reading.counts.get("pieces", 0),
        "factories": len(scenario.factories) if scenario else reading.counts.get("factories", 0),
        "errors": [issue.as_dict(language) for issue in reading.errors],
        "warnings": [issue.as_dict(language) for issue in reading.warnings],
    }


def _complain(*lines: str) -> None:
    for text in lines:
        print(text, file=sys.stderr)
