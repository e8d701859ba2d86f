"""What each command of the command line does; loaded only when one runs."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from interlock.errors import InterlockError
from interlock.explain import bottlenecks, figures, headline, missed_sentences
from interlock.files import check_ending, check_file, refuse_existing
from interlock.markers import MarkerCache, default_cache_folder
from interlock.model import Plan, Policy, Scenario, fairness, missed_shares
from interlock.plan_day import on_its_day
from interlock.plan_files import (
    BAD_INPUT,
    DONE,
    Stop,
    check_outputs,
    check_plan_of_book,
    complaints,
    day_asked,
    drawn_markers,
    plan_of,
    read_given,
    read_scenario,
    scenario_or_complaints,
    tell_outside,
    warn,
    write_outputs,
)
from interlock.planner import Result, plan
from interlock.progress_line import ProgressLine
from interlock.report import read_boundary, write_report
from interlock.sample import make_sample
from interlock.units import at_least, at_most, cny, percent
from interlock.whatif import helped, with_gains
from interlock.words import Language, Words
from interlock.workbook import write_book, write_template

WORDS = Words(
    readable=(
        "{orders}, {pieces} ordered, {factories}: no error, {warnings}",
        "{orders}、订购 {pieces}、{factories}：没有错误，{warnings}",
    ),
    not_xlsx=(
        "{path}: a workbook's name ends in .xlsx; write it to {better}",
        "{path}：工作簿的文件名须以 .xlsx 结尾，请写成 {better}",
    ),
    early=(
        "stopped early: this is the best plan found so far; markers not nested yet are estimates",
        "已提前结束：这是目前找到的最好计划，尚未排料的唛架按估算值",
    ),
    even=(
        "Evenness of the work over the townships: {share} (100 %: all are equally full).",
        "各乡镇分工均匀度：{share}（100% 表示各乡镇一样满）。",
    ),
    written=("written: {files}", "已写入：{files}"),
)


def run_plan(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Read, plan, write everything into the output folder; 1 when some order goes outside the cluster."""
    show = ProgressLine(language)
    show.say("read")
    check_outputs(options)
    _check_boundary(options.boundary)
    reading = read_given(options, language, stop)
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
    result = plan(scenario, policy, stop=stop, hurry=stop, progress=show.step, cache=cache, workers=options.workers)
    show.say("help")
    known = helped(scenario, policy, result.plan, stop=stop)
    result = replace(result, plan=with_gains(scenario, policy, known, stop=stop))
    seconds = time.perf_counter() - started
    early = stop()
    show.say("write")
    # Who has asked for what there is waits for its files; who asks again ends it.
    to_end = (lambda: False) if early else stop
    files = write_outputs(
        scenario, result.plan, options.out, language, boundary=options.boundary, stop=to_end,
        with_scenario=bool(options.orders),
    )  # fmt: skip
    show.end()
    if early:
        warn(WORDS.told("early"), language)
    if options.json:
        print(json.dumps(_figures(scenario, result, seconds, files), ensure_ascii=False))
    else:
        said = [headline(result.plan, language), *missed_sentences(scenario, result.plan, language)]
        print("\n".join([*said, *_evenness(scenario, policy, result.plan, language)]))
        print(WORDS.say(language, "written", files=", ".join(str(path) for path in files)))
    return tell_outside(result.plan, language)


def _evenness(scenario: Scenario, policy: Policy, made: Plan, language: Language) -> list[str]:
    """How evenly work is spread, where the policy weighs it."""
    if not policy.spread_fen_per_min:
        return []
    return [WORDS.say(language, "even", share=figures.percent_at_least(fairness(scenario, made), language))]


def run_check(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Read and name every error and warning; 2 when there is an error."""
    reading = read_given(options, language, stop)
    if options.json:
        print(json.dumps(complaints(reading, language), ensure_ascii=False))
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
    refuse_existing(options.out)
    write_template(options.out, language)
    _tell_written(options, language)
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
        today=day_asked(options) or date.today(),  # noqa: DTZ011 (the user's own calendar day is meant)
    )
    write_book(scenario, options.out, language)
    _tell_written(options, language)
    return DONE


def run_report(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Write the report of a plan made before."""
    check_ending(options.out, (".html", ".htm"))
    check_file(options.out)
    _check_boundary(options.boundary)
    made, _ = on_its_day(plan_of(options.plan), options)
    scenario = read_scenario(options, language, stop, made.made_on)
    if scenario is None:
        return BAD_INPUT
    check_plan_of_book(scenario, made, options, language)
    # A plan may be kept from when they were counted otherwise.
    made = replace(made, bottlenecks=bottlenecks(scenario, made))
    pictures = {name: text for name, (text, _) in drawn_markers(scenario, made, language, stop).items()}
    write_report(scenario, made, options.out, language=language, boundary=options.boundary, marker_svgs=pictures)
    _tell_written(options, language)
    return DONE


def _tell_written(options: argparse.Namespace, language: Language) -> None:
    if options.json:
        print(json.dumps({"files": [str(options.out)]}, ensure_ascii=False))
    else:
        print(WORDS.say(language, "written", files=options.out))


def _check_boundary(path: Path | None) -> None:
    """Refuse a boundary that cannot be drawn before any work is done."""
    if path is not None:
        read_boundary(path)


def _check_workbook(path: Path) -> None:
    if path.name and path.suffix.lower() != ".xlsx":
        raise InterlockError(WORDS.told("not_xlsx", path=path, better=path.with_suffix(".xlsx")))
    check_file(path)


def _figures(scenario: Scenario, result: Result, seconds: float, files: list[Path]) -> dict[str, object]:
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
        "utilisation_percent": percent(made.utilisation, 2) if made.utilisation else None,
        "known_fabric_percent": percent(at_least(made.known_fabric_share, 2), 2),
        "shares_missed": [
            {
                "factory": one.factory,
                "least_percent": percent(one.least_share, 2),
                "percent": percent(at_least(one.share, 2), 2),
            }
            for one in missed_shares(scenario, made)
        ],
        "evenness_percent": percent(at_least(fairness(scenario, made), 2), 2),
        "seconds": round(seconds, 2),
        "files": [str(path) for path in files],
        "gap_percent_by_stage": {bound.stage: percent(at_most(bound.gap, 2), 2) for bound in made.bounds},
        "seconds_by_stage": {stage: round(took, 2) for stage, took in result.seconds.items()},
    }
