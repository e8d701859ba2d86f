"""Commands on a plan that exists: ``interlock repair | improve | promise | simulate``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from interlock.errors import BrokenLaw, Infeasible, InterlockError, InvalidModel, Told
from interlock.explain import figures, missed_sentences
from interlock.json_money import in_cny
from interlock.model import Order, Plan, Rules, Scenario, check_events, load_events, order_problems
from interlock.plan_day import on_its_day
from interlock.plan_files import (
    BAD_INPUT,
    DONE,
    FITS_NOWHERE,
    check_outputs,
    check_plan,
    check_plan_of_book,
    in_file,
    listed_in,
    plan_of,
    policy_of,
    read_scenario,
    refuse_listed,
    scenario_of,
    scenario_or_complaints,
    tell_outside,
    warn,
    write_outputs,
)
from interlock.progress_line import ProgressLine
from interlock.repair import (
    Option,
    Repaired,
    also_sentence,
    apart_sentence,
    coinciding,
    confidence_of,
    diff_of,
    diff_sentences,
    help_of,
    improve,
    late_sentence,
    moved_sentences,
    option_sentence,
    promise,
    refuse_unhelpful,
    repair,
    unkept,
)
from interlock.report import as_planned
from interlock.simulate import Holdup, Played, simulate
from interlock.units import at_least, cny, percent
from interlock.whatif import helped, with_gains
from interlock.words import Language, Words
from interlock.workbook import read_book, write_book

Stop = Callable[[], bool]
LISTED_ORDERS = 15
MOST_BREACHES = 3

WORDS = Words(
    nothing_new=(
        "every order of {files} is in the plan already; give a sheet with new order numbers",
        "{files} 里的订单都已在计划中，请提供含新订单号的订单表",
    ),
    no_events=(
        "nothing has happened; give a file of events, or --take-up with the number of a late order",
        "没有发生任何事件，请给出事件文件，或用 --take-up 给出延误订单号",
    ),
    edited_too_much=(
        "{book} has changed so much since the plan was made that the plan cannot be mended: {why}; plan anew",
        "{book} 在排产之后改动较大，原计划已无法修复，请重新排产。具体：{why}",
    ),
    improving=(
        "looking for a better plan, round {number}: {saved} saved so far",
        "寻找更好的计划，第 {number} 轮：目前省 {saved}",
    ),
    written=("written: {files}", "已写入：{files}"),
    sure=(" By itself it is {share} sure to be in time.", "单看该订单，准时把握 {share}。"),
    sure_of=(
        "How sure a way is knows of its own lines only, not of queues at tables and finishing, nor of late material of "
        "orders before it. Played with the whole plan (interlock simulate) it is less as a rule: on a sample 76 %, not "
        "88 %.",
        "以上把握只看该订单所用的产线，未计裁床和后整排队，也未计同线前面订单的面辅料迟到；放进整个计划推演"
        "（interlock simulate）时通常更低，在一份示例上为 76%，而不是 88%。",
    ),
    order=("Order {order}: {pieces}, due {due}", "订单 {order}：{pieces}，交期 {due}"),
    played=(
        "Played {runs} times: {share} % of orders ship on time (± {error} %); by the plan itself {planned} %. "
        "Lateness to be expected: {late} CNY.",
        "推演 {runs} 次：准时发货订单占 {share}%（±{error}%），计划本身为 {planned}%；预计延误损失 {late} 元。",
    ),
    holdups=("What makes orders late: {parts}.", "延误来源：{parts}。"),
    material=("material {share} %", "面辅料 {share}%"),
    cutting=("cutting {share} %", "裁剪 {share}%"),
    line=("lines {share} %", "产线 {share}%"),
    finishing=("finishing {share} %", "后整 {share}%"),
    outside=("work outside {share} %", "外发 {share}%"),
    plan=("late by the plan already {share} %", "计划本身已晚 {share}%"),
    risky=(
        "{order}: due {due}, planned {planned}, on time with {share} %; a date kept with {confidence} %: {promise}",
        "{order}：交期 {due}，计划 {planned}，准时概率 {share}%；有 {confidence}% 把握的日期：{promise}",
    ),
)


def run_repair(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Repair a plan after events and write the new plan with its scenario; the changes are told order by order."""
    check_outputs(options)
    if options.events is None and not options.take_up:
        raise InterlockError(WORDS.told("no_events"))
    events, unread = listed_in(options.events, load_events) if options.events else ({}, ())
    made, over = on_its_day(plan_of(options.plan), options, list(events.values()))
    book = read_scenario(options, language, stop, made.made_on)
    if book is None:
        return BAD_INPUT
    scenario, edited = _standing(book, made, options, language)
    numbers, told = list(events), list(events.values())
    frozen_days = made.days_over + options.frozen_days
    check = partial(check_events, scenario, made, told, frozen_days=frozen_days, numbers=numbers)
    if options.events and (problems := refuse_listed(options.events, unread, check)):
        raise InvalidModel(problems)
    help_ = help_of(made, options.take_up)
    mend = partial(repair, scenario, policy_of(made), made, frozen_days=frozen_days)
    try:
        repaired = mend([*told, *help_])
        if help_:
            refuse_unhelpful(mend(told).plan if told else made, repaired.plan, options.take_up)
    except BrokenLaw as error:
        raise _edited_too_much(error, options, edited=edited) from None
    notes = [*over, *(note for _, note in unkept(made, repaired.plan, [*told, *help_]))]
    if not all(reason.tried for reason in repaired.plan.reasons):
        ProgressLine(language).say("help")
    known = helped(repaired.scenario, policy_of(made), repaired.plan, anew=False, stop=stop)
    repaired = replace(repaired, plan=known)
    return _write_changed(repaired, made, options, language, stop, notes=notes)


def run_improve(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Make a plan cheaper and write the new one with its scenario; the changes are told order by order."""
    check_outputs(options)
    made, _ = on_its_day(plan_of(options.plan), options)
    book = read_scenario(options, language, stop, made.made_on)
    if book is None:
        return BAD_INPUT
    scenario, edited = _standing(book, made, options, language)
    line, frozen_days = ProgressLine(language), made.days_over + options.frozen_days
    try:
        better = improve(
            scenario, policy_of(made), made, frozen_days=frozen_days, stop=stop,
            progress=partial(_look_on, line, language, made),
        )  # fmt: skip
        line.say("help")
        better = _helped(better, made, frozen_days, stop)
    except BrokenLaw as error:
        raise _edited_too_much(error, options, edited=edited) from None
    return _write_changed(better, made, options, language, stop)


def _helped(better: Repaired, made: Plan, frozen_days: int, stop: Stop) -> Repaired:
    """What helps late orders is tried, and done where it saves money."""
    scenario, policy = better.scenario, policy_of(made)
    known = helped(scenario, policy, better.plan, stop=stop)
    best = with_gains(scenario, policy, known, frozen_days=frozen_days, stop=stop)
    diff = better.diff if best is known else diff_of(scenario, scenario, made, best, {})
    return replace(better, plan=best, diff=diff)


def _look_on(line: ProgressLine, language: Language, made: Plan, number: int, best: Plan) -> None:
    saved = figures.money(made.cost_fen - best.cost_fen, language)
    line.show(WORDS.say(language, "improving", number=number + 1, saved=saved))


def _standing(book: Scenario, made: Plan, options: argparse.Namespace, language: Language) -> tuple[Scenario, bool]:
    """The book as the plan knows it, and whether it was edited since."""
    scenario, edited = as_planned(book, made, options.plan, options.book)
    warn(edited, language)
    check_plan(scenario, made, options.plan, edited=edited is not None)
    return scenario, edited is not None


def _edited_too_much(error: BrokenLaw, options: argparse.Namespace, *, edited: bool) -> InterlockError:
    return InterlockError(WORDS.told("edited_too_much", book=options.book, why=_breaches(error))) if edited else error


def _write_changed(
    repaired: Repaired,
    made: Plan,
    options: argparse.Namespace,
    language: Language,
    stop: Stop,
    notes: Sequence[Told] = (),
) -> int:
    """Write a changed plan and tell the changes: the whole, how many orders are late, ``notes``, then each order."""
    plan = repaired.plan
    files = write_outputs(repaired.scenario, plan, options.out, language, with_scenario=True, stop=stop)
    headline, *others = diff_sentences(repaired.diff, language)
    first = (
        headline,
        late_sentence(made, plan, language),
        *(note.chinese if language == "zh" else note for note in notes),
    )
    sentences = (*first, *others, *missed_sentences(repaired.scenario, plan, language))
    if options.json:
        files_ = [str(path) for path in files]
        found = {
            "sentences": sentences,
            "as_of": plan.as_of.isoformat() if plan.as_of else None,
            "late": _late(made, plan),
            "diff": in_cny(repaired.diff),
            "files": files_,
        }
        print(json.dumps(found, ensure_ascii=False))
    else:
        print("\n".join(sentences))
        print(WORDS.say(language, "written", files=", ".join(map(str, files))))
    return tell_outside(plan, language)


def _late(made: Plan, after: Plan) -> dict[str, object]:
    shares = (percent(at_least(plan.on_time_share, 2), 2) for plan in (made, after))
    names = ("on_time_percent_before", "on_time_percent")
    return {"orders_before": len(made.late), "orders": len(after.late), **dict(zip(names, shares, strict=True))}


def run_promise(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Tell for every order that is not in the plan yet in which three ways it could be made; 1 when one has none."""
    made, _ = on_its_day(plan_of(options.plan), options)
    scenario = _with_sheets(options, language, stop, made)
    if scenario is None:
        return BAD_INPUT
    asked = [order for order in scenario.orders if order.number not in made.promise]
    if not asked:
        names = ", ".join(map(str, options.orders or [options.book]))
        raise InterlockError(WORDS.told("nothing_new", files=names))
    known = replace(scenario, orders=tuple(o for o in scenario.orders if o.number in made.promise))
    check_plan_of_book(known, made, options, language)
    wrong = [problem for order in asked for problem in order_problems(known, made, order)]
    if wrong:
        raise InvalidModel(in_file((options.orders or [options.book])[0], wrong))
    found, impossible = _promised(known, made, asked, may_move=options.may_move)
    if options.json:
        promises = [
            {"order": order.number, "options": [_option(way, confidence_of(known, made, order, way)) for way in ways]}
            for order, ways in found
        ]
        why = [{"order": order.number, "why": _in(language, error)} for order, error in impossible]
        print(json.dumps({"promises": promises, "impossible": why}, ensure_ascii=False))
        return FITS_NOWHERE if impossible else DONE
    told_sure = False
    for order, ways in found:
        print(_asked(order, language))
        for way, *others in coinciding(ways):
            sure = _sure(confidence_of(known, made, order, way), way, language)
            told_sure = told_sure or bool(sure)
            print(f"  {option_sentence(way, language)}{sure}")
            if others:
                print(f"    {also_sentence(others, language)}")
            if options.may_move:
                print("\n".join(f"    {said}" for said in moved_sentences(way, language)))
    if told_sure:
        print(WORDS.say(language, "sure_of"))
    if apart := apart_sentence(found, language):
        print(apart)
    for order, error in impossible:
        print(f"{_asked(order, language)}\n  {_in(language, error)}", file=sys.stderr)
    return FITS_NOWHERE if impossible else DONE


def _promised(
    scenario: Scenario, made: Plan, asked: Sequence[Order], *, may_move: bool
) -> tuple[list[tuple[Order, tuple[Option, ...]]], list[tuple[Order, Infeasible]]]:
    """The ways of every order, and why others have none; raises what hinders the only one that is asked for."""
    found: list[tuple[Order, tuple[Option, ...]]] = []
    impossible: list[tuple[Order, Infeasible]] = []
    for order in asked:
        try:
            found.append((order, promise(scenario, policy_of(made), made, order, may_move=may_move)))
        except Infeasible as error:
            if len(asked) == 1:
                raise
            impossible.append((order, error))
    return found, impossible


def _in(language: Language, error: InterlockError) -> str:
    return error.chinese if language == "zh" and error.chinese else str(error)


def _option(way: Option, sure: float | None) -> dict[str, object]:
    return {**in_cny(way), "cost_cny": cny(way.cost_fen), "moved_cny": cny(way.moved_fen), "confidence": sure}


def _sure(sure: float | None, way: Option, language: Language) -> str:
    """How sure it is to be in time, said where it is planned in time; a few hundred runs are no certainty."""
    if sure is None or way.late_days:
        return ""
    return WORDS.say(language, "sure", share=figures.percent(min(sure, figures.MOST_SURE), language, 0))


def run_simulate(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Play a plan forward under chance and tell how likely orders are in time."""
    made = plan_of(options.plan)
    scenario = read_scenario(options, language, stop, made.made_on)
    if scenario is None:
        return BAD_INPUT
    check_plan_of_book(scenario, made, options, language)
    played = simulate(scenario, made, runs=options.runs, seed=options.seed, policy=policy_of(made), stop=stop)
    if options.json:
        print(json.dumps(_figures(played), ensure_ascii=False))
    else:
        print("\n".join(told(played, language)))
    return DONE


def _with_sheets(options: argparse.Namespace, language: Language, stop: Stop, made: Plan) -> Scenario | None:
    """The book's scenario with the orders of further sheets, which a scenario.json can have as well as a workbook."""
    if options.book.suffix.lower() != ".json" or not options.orders:
        return read_scenario(options, language, stop, made.made_on)
    scenario = scenario_of(options.book)
    with TemporaryDirectory() as folder:
        bare = Path(folder) / "book.xlsx"
        write_book(
            replace(scenario, orders=(), rules=Rules(), declined=(), capacity_changes=(), agreed_overtime=()),
            bare,
            language,
        )
        reading = read_book(bare, options.orders, today=made.made_on)
    sheets = scenario_or_complaints(reading, language, as_json=options.json)
    if sheets is None:
        return None
    new = tuple(order for order in sheets.orders if order.number not in scenario.order)
    return replace(scenario, orders=(*scenario.orders, *new))


def _breaches(error: BrokenLaw) -> str:
    return "; ".join(error.breaches[:MOST_BREACHES])


def _asked(order: Order, language: Language) -> str:
    pieces = figures.counted(order.pieces, "piece", language)
    return WORDS.say(language, "order", order=order.number, pieces=pieces, due=order.due_on)


def told(played: Played, language: Language) -> list[str]:
    """Return what comes out: the headline, what makes orders late, and the orders most likely to be late.

    Shares in time are rounded down, as a plan's headline rounds them.
    """
    lines = [
        WORDS.say(
            language,
            "played",
            runs=played.runs,
            share=percent(at_least(played.on_time_share), 1),
            error=percent(played.on_time_error, 1),
            planned=percent(at_least(played.planned_on_time_share), 1),
            late=f"{cny(played.late_fen):,.0f}",
        )
    ]
    parts = [
        WORDS.say(language, holdup.value, share=_whole(share))
        for holdup, share in sorted(played.holdups.items(), key=lambda pair: -pair[1])
        if share > 0
    ]
    if parts:
        lines.append(WORDS.say(language, "holdups", parts=("、" if language == "zh" else ", ").join(parts)))
    risky = sorted(played.outlooks, key=lambda outlook: (outlook.on_time_probability, outlook.order))
    lines += [
        WORDS.say(
            language,
            "risky",
            order=outlook.order,
            due=outlook.due_on,
            planned=outlook.planned_on,
            share=_whole(at_least(outlook.on_time_probability, 0)),
            confidence=_whole(played.confidence),
            promise=outlook.promise_on,
        )
        for outlook in risky[:LISTED_ORDERS]
        if outlook.on_time_probability < played.confidence
    ]
    return lines


def _whole(share: float) -> int:
    return round(100 * share)


def _figures(played: Played) -> dict[str, object]:
    return {
        "runs": played.runs,
        "on_time_percent": percent(at_least(played.on_time_share, 2), 2),
        "on_time_error_percent": percent(played.on_time_error, 2),
        "planned_on_time_percent": percent(at_least(played.planned_on_time_share, 2), 2),
        "late_cny": cny(played.late_fen),
        "holdups_percent": {holdup.value: percent(played.holdups.get(holdup, 0.0), 1) for holdup in Holdup},
        "orders": [
            {
                "order": o.order,
                "due_on": o.due_on.isoformat(),
                "planned_on": o.planned_on.isoformat(),
                "on_time_percent": percent(o.on_time_probability, 1),
                "promise_on": o.promise_on.isoformat(),
            }
            for o in played.outlooks
        ],
    }
