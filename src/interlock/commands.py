"""What each command of the command line does; loaded only when one runs."""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from interlock.arguments import inputs_of
from interlock.errors import Cancelled, InterlockError, Told
from interlock.explain import figures, headline
from interlock.files import check_file, check_folder, reason, refuse_overwriting, written_folder
from interlock.markers import MarkerCache, default_cache_folder, dxf, svg
from interlock.model import Plan, Policy, Scenario, dump, load
from interlock.planner import Result, plan
from interlock.report import check_same_book, read_boundary, write_report
from interlock.sample import make_sample
from interlock.stages.nest import drawable
from interlock.stages.progress import Step
from interlock.units import at_least, at_most, cny, percent
from interlock.words import Language, Words
from interlock.workbook import Reading, read_book, write_book, write_template
from interlock.workbook.plan_writer import write_plan

DONE, FITS_NOWHERE, BAD_INPUT = 0, 1, 2
Stop = Callable[[], bool]
Loaded = TypeVar("Loaded", Plan, Scenario)
# What a run writes into the folder of markers, so that the next one may remove it.
SCENARIO_FILE = "scenario.json"
PLAN_FILES = ("plan.xlsx", "plan.json", "report.html", SCENARIO_FILE)
OWN_MARKERS = re.compile(r"\d{4,}\.(svg|dxf)")

WORDS = Words(
    stopped=(
        "stopped before everything was written; nothing was written",
        "应要求中途停止，未写入任何文件",
    ),
    errors=("{errors} in the input; nothing was planned:", "输入有 {errors}，未排计划："),
    warnings=("{warnings}:", "{warnings}："),
    readable=(
        "{orders}, {pieces}, {factories}: no error, {warnings}",
        "{orders}、{pieces}、{factories}：没有错误，{warnings}",
    ),
    today=("--today {found}: not a date; write it as 2026-12-05", "--today {found} 不是日期，请写成 2026-12-05"),
    today_unused=(
        "--today {found} is not used: the sheet Cluster of the book says {book}",
        "--today {found} 未采用：工作簿“集群”表写的是 {book}",
    ),
    unreadable=("{path} cannot be read ({why}); give another file", "无法读取 {path}（{why}），请换一个文件"),
    not_xlsx=(
        "{path}: a workbook's name ends in .xlsx; write it to {better}",
        "{path}：工作簿的文件名须以 .xlsx 结尾，请写成 {better}",
    ),
    written=("written: {files}", "已写入：{files}"),
    left=("about {seconds} s left", "约剩 {seconds} 秒"),
    read=("reading the workbook", "读取工作簿"),
    calibrate=("measuring how long markers come out", "标定唛架长度"),
    paths=("choosing cores, cutting and finishing shops", "选定核心工厂、裁剪与后整"),
    cut=("planning how to cut", "制定裁剪方案"),
    buy=("choosing what to buy", "采购面辅料"),
    allocate=("giving orders to lines", "订单分派到生产线"),
    lay=("putting lays on tables", "排床次上裁床"),
    sew=("sequencing the lines, day by day", "逐日排产线"),
    finish=("finishing and shipping", "后整与发运"),
    nest=("nesting the next days' markers", "排近日唛架"),
    explain=("finding reasons and bottlenecks", "查找延误原因与瓶颈"),
    judge=("judging the plan", "独立校验计划"),
    write=("writing the files", "写出文件"),
    outside=(
        "{orders} with pieces that fit nowhere in the cluster in time: they go outside at the stated price",
        "{orders}有部分或全部件数在集群内排不下，按标明价格外发到集群外",
    ),
)


def run_plan(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Read, plan, write everything into the output folder; 1 when some order goes outside the cluster."""
    show = _Progress(language)
    show.say("read")
    check_outputs(options)
    _check_boundary(options.boundary)
    reading = _read(options, language, stop)
    scenario = scenario_or_complaints(reading, language, as_json=options.json)
    if scenario is None:
        return BAD_INPUT
    policy = Policy.named(options.policy, seed=options.seed, effort=options.effort)
    changes = {
        "nest_days": options.nest_days,
        "nest_seconds": options.nest_seconds,
        "overtime_hours": options.overtime,
    }
    policy = replace(policy, **{name: value for name, value in changes.items() if value is not None})
    cache = MarkerCache(options.cache or default_cache_folder())
    started = time.perf_counter()
    result = plan(scenario, policy, stop=stop, progress=show.step, cache=cache, workers=options.workers)
    seconds = time.perf_counter() - started
    show.say("write")
    files = write_outputs(scenario, result.plan, options.out, language, boundary=options.boundary, stop=stop)
    show.end()
    if options.json:
        print(json.dumps(_figures(result, seconds, files), ensure_ascii=False))
    else:
        print(headline(result.plan, language))
        print(WORDS.say(language, "written", files=", ".join(str(path) for path in files)))
    return tell_outside(result.plan, language)


def run_check(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Read and name every error and warning; 2 when there is an error."""
    reading = _read(options, language, stop)
    if options.json:
        print(json.dumps(_complaints(reading, language), ensure_ascii=False))
        return BAD_INPUT if reading.errors else DONE
    scenario = scenario_or_complaints(reading, language, as_json=False)
    if scenario is None:
        return BAD_INPUT
    print(
        WORDS.say(
            language,
            "readable",
            orders=figures.counted(len(scenario.orders), "order", language),
            pieces=figures.counted(sum(o.pieces for o in scenario.orders), "piece", language),
            factories=figures.counted(len(scenario.factories), "factory", language),
            warnings=figures.counted(len(reading.warnings), "warning", language),
        )
    )
    return DONE


def run_template(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Write the empty workbook."""
    _check_workbook(options.out)
    write_template(options.out, language)
    print(WORDS.say(language, "written", files=options.out))
    return DONE


def run_sample(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Make the made-up cluster and write it as a workbook."""
    _check_workbook(options.out)
    scenario = make_sample(
        factories=options.factories,
        orders=options.orders,
        weeks=options.weeks,
        load=options.load,
        seed=options.seed,
        today=_today(options) or date.today(),  # noqa: DTZ011 (the user's own calendar day is meant)
    )
    write_book(scenario, options.out, language)
    print(WORDS.say(language, "written", files=options.out))
    return DONE


def run_report(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Write the report of a plan made before."""
    check_file(options.out)
    _check_boundary(options.boundary)
    made = plan_of(options.plan)
    scenario = read_scenario(options, language, stop, made.made_on)
    if scenario is None:
        return BAD_INPUT
    warn(check_same_book(scenario, made, options.plan, options.book), language)
    pictures = {name: text for name, (text, _) in _drawn(scenario, made, language, stop).items()}
    write_report(scenario, made, options.out, language=language, boundary=options.boundary, marker_svgs=pictures)
    print(WORDS.say(language, "written", files=options.out))
    return DONE


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


def tell_outside(made: Plan, language: Language) -> int:
    """Tell how many orders go outside the cluster; returns the exit code."""
    outside = len({lot.order for lot in made.outside})
    if outside:
        _complain(WORDS.say(language, "outside", orders=figures.counted(outside, "order", language)))
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

    ``with_scenario`` adds scenario.json, the book of a plan that no workbook describes.

    Everything else in the folder stays; of its ``markers`` only what an earlier run made is removed. Raises
    :class:`~interlock.errors.Cancelled` where ``stop`` says so before the new files take their places.
    """
    drawn = _drawn(scenario, made, language, stop)
    with written_folder(folder, OWN_MARKERS) as fresh:
        write_plan(scenario, made, fresh / "plan.xlsx", language)
        _go_on(stop)
        (fresh / "plan.json").write_bytes(dump(made))
        if with_scenario:
            (fresh / SCENARIO_FILE).write_bytes(dump(scenario))
        pictures = {name: text for name, (text, _) in drawn.items()}
        write_report(scenario, made, fresh / "report.html", language=language, boundary=boundary, marker_svgs=pictures)
        markers = fresh / "markers"
        markers.mkdir()
        for number, (text, write_dxf) in enumerate(drawn.values(), 1):
            _go_on(stop)
            stem = f"{number:04d}"
            (markers / f"{stem}.svg").write_text(text, encoding="utf-8")
            write_dxf(markers / f"{stem}.dxf")
        _go_on(stop)
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


def _drawn(
    scenario: Scenario, made: Plan, language: Language, stop: Stop
) -> Mapping[str, tuple[str, Callable[[Path], None]]]:
    """The picture of every nested marker, and how to write its DXF, by marker id."""
    drawn: dict[str, tuple[str, Callable[[Path], None]]] = {}
    for marker in made.markers:
        _go_on(stop)
        if marker.nested:
            problem, nested = drawable(scenario, marker)
            drawn[marker.id] = (
                svg(problem, nested, marker.id, language),
                lambda path, problem=problem, nested=nested: dxf(problem, nested, path),  # type: ignore[misc]
            )
    return drawn


def _go_on(stop: Stop) -> None:
    if stop():
        raise Cancelled(WORDS.told("stopped"))


def _check_boundary(path: Path | None) -> None:
    """Refuse a boundary that cannot be drawn before any work is done."""
    if path is not None:
        read_boundary(path)


def _check_workbook(path: Path) -> None:
    if path.suffix.lower() != ".xlsx":
        raise InterlockError(WORDS.told("not_xlsx", path=path, better=path.with_suffix(".xlsx")))
    check_file(path)


def read_scenario(options: argparse.Namespace, language: Language, stop: Stop, made_on: date) -> Scenario | None:
    """Return the scenario in a workbook, or in the scenario.json that a repair wrote; None after telling its errors.

    ``made_on``, the plan's day, is that of a book that names none.
    """
    if options.book.suffix.lower() == ".json" and not options.orders:
        return scenario_of(options.book)
    reading = _read(options, language, stop, made_on)
    return scenario_or_complaints(reading, language, as_json=getattr(options, "json", False))


def _read(options: argparse.Namespace, language: Language, stop: Stop, made_on: date | None = None) -> Reading:
    given = _today(options)
    today = given or made_on or date.today()  # noqa: DTZ011 (the user's own calendar day is meant)
    reading = read_book(options.book, options.orders, today=today, progress=lambda *_: _go_on(stop))
    if given and reading.scenario and reading.scenario.today != given:
        _complain(WORDS.say(language, "today_unused", found=given, book=reading.scenario.today))
    return reading


def _today(options: argparse.Namespace) -> date | None:
    if options.today is None:
        return None
    try:
        return date.fromisoformat(options.today)
    except ValueError:
        raise InterlockError(WORDS.told("today", found=options.today)) from None


def scenario_or_complaints(reading: Reading, language: Language, *, as_json: bool) -> Scenario | None:
    """Tell warnings and errors; the scenario when there is no error."""
    if reading.warnings:
        _complain(WORDS.say(language, "warnings", warnings=figures.counted(len(reading.warnings), "warning", language)))
        _complain(*(issue.sentence(language) for issue in reading.warnings))
    if reading.errors:
        _complain(WORDS.say(language, "errors", errors=figures.counted(len(reading.errors), "error", language)))
        _complain(*(issue.sentence(language) for issue in reading.errors))
        if as_json:
            print(json.dumps(_complaints(reading, language), ensure_ascii=False))
        return None
    return reading.scenario


def _complaints(reading: Reading, language: Language) -> dict[str, object]:
    scenario = reading.scenario
    return {
        "orders": len(scenario.orders) if scenario else reading.counts.get("orders", 0),
        "pieces": sum(o.pieces for o in scenario.orders) if scenario else reading.counts.get("pieces", 0),
        "factories": len(scenario.factories) if scenario else reading.counts.get("factories", 0),
        "errors": [issue.as_dict(language) for issue in reading.errors],
        "warnings": [issue.as_dict(language) for issue in reading.warnings],
    }


def _figures(result: Result, seconds: float, files: list[Path]) -> dict[str, object]:
    made = result.plan
    return {
        "cost_cny": cny(made.cost_fen),
        "lower_bound_cny": cny(made.lower_bound_fen),
        "gap_percent": percent(at_most(made.gap, 2), 2),
        "on_time_percent": percent(at_least(made.on_time_share, 2), 2),
        "orders": len(made.promises),
        "pieces": sum(p.pieces for p in made.promises),
        "lots": len(made.lots),
        "markers": len(made.markers),
        "utilisation_percent": percent(made.utilisation, 2),
        "seconds": round(seconds, 2),
        "files": [str(path) for path in files],
        "gap_percent_by_stage": {bound.stage: percent(at_most(bound.gap, 2), 2) for bound in made.bounds},
        "seconds_by_stage": {stage: round(took, 2) for stage, took in result.seconds.items()},
    }


def _complain(*lines: str) -> None:
    for text in lines:
        print(text, file=sys.stderr)


class _Progress:
    """Stage, share and time left on standard error: one line that changes on a terminal, a line a stage elsewhere."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._started = time.perf_counter()
        self._stage = ""
        self._live = sys.stderr.isatty()

    def say(self, stage: str) -> None:
        """Name a stage that has no share."""
        self._stage = stage
        self._write(WORDS.say(self._language, stage))

    def step(self, step: Step) -> None:
        """Show where the planner is."""
        if not self._live and step.stage == self._stage:
            return
        self._stage = step.stage
        self._write(f"{step.share:4.0%}  {WORDS.say(self._language, step.stage)}{self._left(step.share)}")

    def end(self) -> None:
        """Leave a clean line behind."""
        if self._live:
            sys.stderr.write("\r\x1b[K")

    def _left(self, share: float) -> str:
        passed = time.perf_counter() - self._started
        if share < 0.05 or passed < 2:
            return ""
        return "  " + WORDS.say(self._language, "left", seconds=round(passed / share * (1 - share)))

    def _write(self, text: str) -> None:
        sys.stderr.write(f"\r\x1b[K{text}" if self._live else f"{text}\n")
        sys.stderr.flush()
