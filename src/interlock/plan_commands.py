"""Commands on a plan that exists: ``interlock repair | improve | simulate``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from interlock.errors import BrokenLaw, InterlockError, InvalidModel, Told
from interlock.explain import (
    TIGHT_DAYS,
    figures,
    missed_sentences,
    remedy_sentence,
    tight_orders,
    tight_sentence,
)
from interlock.json_money import in_cny
from interlock.laws import judge
from interlock.model import Plan, Scenario, check_events, load_events
from interlock.plan_day import on_its_day
from interlock.plan_files import (
    BAD_INPUT,
    DONE,
    check_outputs,
    check_plan,
    check_plan_of_book,
    in_file,
    listed_in,
    plan_of,
    policy_of,
    read_scenario,
    refuse_listed,
    tell_outside,
    warn,
    write_outputs,
)
from interlock.progress_line import ProgressLine
from interlock.repair import (
    Clash,
    Repaired,
    diff_of,
    diff_sentences,
    improve,
    late_sentence,
    proved,
    repair,
    unkept,
)
from interlock.report import as_planned
from interlock.simulate import Holdup, Played, simulate
from interlock.taking_up import help_sentences, helps_of, take_up
from interlock.units import at_least, cny, percent
from interlock.whatif import helped, with_gains
from interlock.words import Language, Words

Stop = Callable[[], bool]
LISTED_ORDERS = 15
# Of plans of so many orders the bound is proved anew after a repair, which takes a second or two.
MOST_PROVED_ORDERS = 200
MOST_BREACHES = 3

WORDS = Words(
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
    played=(
        "Played {runs} times: {share} % of orders ship on time (± {error} %); by the plan itself {planned} %. "
        "Lateness to be expected: {late} CNY.",
        "推演 {runs} 次：准时发货订单占 {share}%（±{error}%），计划本身为 {planned}%；预计延误损失 {late} 元。",
    ),
    played_from=(
        "Days before {on} are over; those from {on} on played {runs} times: {share} % of orders ship on time "
        "(± {error} %); by the plan itself {planned} %. Lateness to be expected: {late} CNY.",
        "{on} 之前各天已过，从 {on} 起推演 {runs} 次：准时发货订单占 {share}%（±{error}%），计划本身为 {planned}%；"
        "预计延误损失 {late} 元。",
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
    mend = partial(repair, scenario, policy_of(made), made, frozen_days=frozen_days)
    try:
        repaired, help_ = take_up(mend, made, told, options.take_up) if options.take_up else (mend(told), ())
    except BrokenLaw as error:
        raise edited_too_much(error, options, edited=edited) from None
    except Clash as error:
        if options.events is None:
            raise
        raise InvalidModel(in_file(options.events, error.of_events(scenario, made, told))) from None
    notes = [*over, *(note for _, note in unkept(made, repaired.plan, [*told, *help_]))]
    return write_changed(helped_anew(repaired, language, stop), made, options, language, stop, notes=notes)


def helped_anew(repaired: Repaired, language: Language, stop: Stop) -> Repaired:
    """Return a repair with what helps the orders that it made late, each tried, and a small plan with a fresh bound."""
    plan = _proved_anew(repaired)
    if not all(reason.tried for reason in plan.reasons):
        ProgressLine(language).say("help")
    return replace(repaired, plan=helped(repaired.scenario, policy_of(plan), plan, anew=False, stop=stop))


def _proved_anew(repaired: Repaired) -> Plan:
    """The plan with the bound that events have worn proved anew, where it is higher and the judge agrees."""
    scenario, plan, policy = repaired.scenario, repaired.plan, policy_of(repaired.plan)
    if len(scenario.orders) > MOST_PROVED_ORDERS:
        return plan
    least_fen = proved(scenario, policy, plan)
    higher = replace(
        plan,
        bounds=tuple(
            replace(one, lower_bound_fen=max(one.lower_bound_fen, least_fen)) if one.stage == "network" else one
            for one in plan.bounds
        ),
    )
    judge(scenario, policy, higher)
    return higher


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
        raise edited_too_much(error, options, edited=edited) from None
    spare = Told(tight_sentence(made, better.plan, "en"), tight_sentence(made, better.plan, "zh"))
    return write_changed(better, made, options, language, stop, notes=[spare])


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


def edited_too_much(error: BrokenLaw, options: argparse.Namespace, *, edited: bool) -> InterlockError:
    """Return what the judge finds in a repair as a fault of a book that was ``edited`` since the plan was made."""
    return InterlockError(WORDS.told("edited_too_much", book=options.book, why=_breaches(error))) if edited else error


def write_changed(
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
            "tight": {"days": TIGHT_DAYS, "orders_before": tight_orders(made), "orders": tight_orders(plan)},
            "helps": [{"order": order, "sentence": remedy_sentence(one, language)} for order, one in helps_of(plan)],
            "diff": in_cny(repaired.diff),
            "files": files_,
        }
        print(json.dumps(found, ensure_ascii=False))
    else:
        print("\n".join((*sentences, *help_sentences(plan, language, options.out))))
        print(WORDS.say(language, "written", files=", ".join(map(str, files))))
    return tell_outside(plan, language)


def _late(made: Plan, after: Plan) -> dict[str, object]:
    shares = (percent(at_least(plan.on_time_share, 2), 2) for plan in (made, after))
    names = ("on_time_percent_before", "on_time_percent")
    return {
        "orders_before": len(made.late),
        "orders": len(after.late),
        "to_come": len(after.late_to_come),
        **dict(zip(names, shares, strict=True)),
    }


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


def _breaches(error: BrokenLaw) -> str:
    return "; ".join(error.breaches[:MOST_BREACHES])


def told(played: Played, language: Language) -> list[str]:
    """Return what comes out: the headline, what makes orders late, and the orders most likely to be late.

    Shares in time are rounded down, as a plan's headline rounds them.
    """
    lines = [
        WORDS.say(
            language,
            "played_from" if played.from_on else "played",
            on=played.from_on,
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
        "from_on": played.from_on.isoformat() if played.from_on else None,
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
