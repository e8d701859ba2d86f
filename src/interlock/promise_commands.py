"""The command that tells in which ways new orders can be made, and takes one up: ``interlock promise``."""

# ruff: noqa: T201 (a command prints)

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from interlock.errors import BrokenLaw, Infeasible, InterlockError, InvalidModel, Told
from interlock.explain import figures
from interlock.json_money import in_cny
from interlock.model import Order, OrderAdded, Plan, Rules, Scenario, Way, fingerprint, order_problems
from interlock.plan_commands import edited_too_much, helped_anew, write_changed
from interlock.plan_day import on_its_day
from interlock.plan_files import (
    BAD_INPUT,
    DONE,
    FITS_NOWHERE,
    check_outputs,
    check_plan_of_book,
    in_file,
    plan_of,
    policy_of,
    read_scenario,
    scenario_of,
    scenario_or_complaints,
)
from interlock.repair import (
    Option,
    Repaired,
    also_sentence,
    apart_sentence,
    coinciding,
    confidence_of,
    moved_sentences,
    option_sentence,
    promise,
    repair,
)
from interlock.units import cny
from interlock.words import Language, Words, known_ones
from interlock.workbook import read_book, write_book

Stop = Callable[[], bool]
# What a way that is taken up may cost more than was promised: nothing that anybody would notice.
NOISE_FEN = 10_000

WORDS = Words(
    nothing_new=(
        "every order of {files} is in the plan already; give a sheet with new order numbers",
        "{files} 里的订单都已在计划中，请提供含新订单号的订单表",
    ),
    sure=(" By itself it is {share} sure to be in time.", "单看该订单，准时把握 {share}。"),
    sure_of=(
        "How sure a way is knows of its own lines only, not of queues at tables and finishing, nor of late material of "
        "orders before it. Played with the whole plan (interlock simulate) it is less as a rule: on a sample 76 %, not "
        "88 %.",
        "以上把握只看该订单所用的产线，未计裁床和后整排队，也未计同线前面订单的面辅料迟到；放进整个计划推演"
        "（interlock simulate）时通常更低，在一份示例上为 76%，而不是 88%。",
    ),
    order=("Order {order}: {pieces}, due {due}", "订单 {order}：{pieces}，交期 {due}"),
    take=(
        "To take one of these ways up, give the same command --take {order}=cheapest (or fastest, best_quality) and "
        "-o NEW/ for the plan with it.",
        "要采用其中一种方案，请在同一命令后加 --take {order}=cheapest（或 fastest、best_quality）和 -o 新输出/，"
        "即写出含该订单的计划。",
    ),
    no_way=(
        "--take {found}: write a new order and one of its ways, such as {order}=cheapest (or fastest, best_quality)",
        "--take {found}：请写成“新订单号=方案”，例如 {order}=cheapest（或 fastest、best_quality）",
    ),
    no_order=(
        "--take {found}: order {order} is not among the new orders; {known}",
        "--take {found}：新订单中没有 {order}（{known}）",
    ),
    twice=("--take names order {order} twice; choose one way", "--take 中订单 {order} 写了两次，请只选一种方案"),
    no_folder=("--take writes a plan: name its folder with -o NEW/", "--take 会写出计划，请用 -o 新输出/ 指定文件夹"),
    no_take=(
        "-o is the folder of the plan that --take writes; add --take ORDER=WAY, or leave -o out",
        "-o 是 --take 写出计划的文件夹，请加上 --take 订单号=方案，或去掉 -o",
    ),
    later=(
        "order {order} would ship on {ship_on}, not on {told_on} as promised; nothing is written. {remedy}",
        "订单 {order} 将于 {ship_on} 出货，晚于所承诺的 {told_on}，未写入任何文件。{remedy}",
    ),
    dearer=(
        "{orders} would cost {money} in all, not {told} as promised; nothing is written. {remedy}",
        "{orders} 共需成本 {money}，高于所承诺的 {told}，未写入任何文件。{remedy}",
    ),
    one_by_one=(
        "Take up one, then ask for the others on the plan that it gives",
        "请先采用一张，再在所得的计划上为其余订单求承诺",
    ),
    ask_anew=("Ask for its promise anew", "请重新求承诺"),
)


def run_promise(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Tell for every order that is not in the plan yet in which three ways it could be made; 1 when one has none.

    Where one is taken up, the plan with it is written and told as a repair is.
    """
    _check_folder(options)
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
    if options.take:
        return _take_up(known, made, asked, options, language, stop)
    found, impossible = _promised(known, made, asked, may_move=options.may_move)
    if options.json:
        promises = [
            {"order": order.number, "options": [_option(way, confidence_of(known, made, order, way)) for way in ways]}
            for order, ways in found
        ]
        why = [{"order": order.number, "why": _in(language, error)} for order, error in impossible]
        print(json.dumps({"promises": promises, "impossible": why}, ensure_ascii=False))
    else:
        _tell(known, made, found, language, may_move=options.may_move)
        for order, error in impossible:
            print(f"{_asked(order, language)}\n  {_in(language, error)}", file=sys.stderr)
    return FITS_NOWHERE if impossible else DONE


def _tell(
    known: Scenario,
    made: Plan,
    found: Sequence[tuple[Order, tuple[Option, ...]]],
    language: Language,
    *,
    may_move: bool,
) -> None:
    told_sure = False
    for order, ways in found:
        print(_asked(order, language))
        for way, *others in coinciding(ways):
            sure = _sure(confidence_of(known, made, order, way), way, language)
            told_sure = told_sure or bool(sure)
            print(f"  {option_sentence(way, language)}{sure}")
            if others:
                print(f"    {also_sentence(others, language)}")
            if may_move:
                print("\n".join(f"    {said}" for said in moved_sentences(way, language)))
    if told_sure:
        print(WORDS.say(language, "sure_of"))
    if apart := apart_sentence(found, language):
        print(apart)
    if found:
        print(WORDS.say(language, "take", order=found[0][0].number))


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
    found = in_cny(way)
    return {
        **{name: value for name, value in found.items() if name != "costs_cny"},
        "own_cost_cny": cny(way.cost_fen),
        "others_cost_cny": cny(way.moved_fen),
        "plan_cost_cny": cny(way.costs.total),
        "plan_costs_cny": found["costs_cny"],
        "confidence": sure,
    }


def _sure(sure: float | None, way: Option, language: Language) -> str:
    """How sure it is to be in time, said where it is planned in time; a few hundred runs are no certainty."""
    if sure is None or way.late_days:
        return ""
    return WORDS.say(language, "sure", share=figures.percent(min(sure, figures.MOST_SURE), language, 0))


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


def _asked(order: Order, language: Language) -> str:
    pieces = figures.counted(order.pieces, "piece", language)
    return WORDS.say(language, "order", order=order.number, pieces=pieces, due=order.due_on)


# -- taking up ---------------------------------------------------------------------------------------------------------


def _check_folder(options: argparse.Namespace) -> None:
    if bool(options.take) != bool(options.out):
        raise InterlockError(WORDS.told("no_folder" if options.take else "no_take"))
    if options.out:
        check_outputs(options)


def _take_up(
    known: Scenario, made: Plan, asked: Sequence[Order], options: argparse.Namespace, language: Language, stop: Stop
) -> int:
    """Add the orders that are named in the ways that are named, and write the plan as it was promised, or nothing."""
    wanted = _wanted(options.take, asked)
    mine = [order for order in asked if order.number in wanted]
    found, impossible = _promised(known, made, mine, may_move=options.may_move)
    if impossible:
        raise InvalidModel([Told(_in("en", error), _in("zh", error)) for _, error in impossible])
    chosen = [(order, next(way for way in ways if way.way == wanted[order.number])) for order, ways in found]
    events = [OrderAdded(order=order, way=way.by, aim_on=way.aim_on, may_move=way.may_move) for order, way in chosen]
    try:
        repaired = repair(known, policy_of(made), made, events)
    except BrokenLaw as error:
        raise edited_too_much(error, options, edited=made.fingerprint != fingerprint(known)) from None
    if broken := list(_broken(made, repaired, chosen)):
        raise InvalidModel(broken)
    return write_changed(helped_anew(repaired, language, stop), made, options, language, stop)


def _wanted(taken: Sequence[str], asked: Sequence[Order]) -> Mapping[str, Way]:
    """The way that is named for each order; raises :class:`~interlock.errors.InvalidModel` with all that is wrong."""
    numbers = [order.number for order in asked]
    ways: dict[str, Way] = {way: way for way in get_args(Way)}
    wanted: dict[str, Way] = {}
    wrong: list[Told] = []
    for text in taken:
        number, _, way = text.rpartition("=")
        if not number or way not in ways:
            wrong.append(WORDS.told("no_way", found=text, order=number if number in numbers else numbers[0]))
        elif number not in numbers:
            wrong.append(WORDS.told("no_order", found=text, order=number, known=known_ones(number, numbers)))
        elif number in wanted:
            wrong.append(WORDS.told("twice", order=number))
        else:
            wanted[number] = ways[way]
    if wrong:
        raise InvalidModel(wrong)
    return wanted


def _broken(made: Plan, repaired: Repaired, chosen: Sequence[tuple[Order, Option]]) -> Iterator[Told]:
    """What the plan does not keep of the promises: a later day, or more money."""
    remedy = WORDS.told("one_by_one" if len(chosen) > 1 else "ask_anew")
    for order, way in chosen:
        ship_on = repaired.plan.promise[order.number].ship_on
        if ship_on > way.ship_on:
            yield WORDS.told("later", order=order.number, ship_on=ship_on, told_on=way.ship_on, remedy=remedy)
    fen, told_fen = repaired.plan.cost_fen - made.cost_fen, sum(way.costs.total for _, way in chosen)
    if fen > told_fen + NOISE_FEN:
        names = [order.number for order, _ in chosen]
        orders = Told(", ".join(names), "、".join(names))
        yield WORDS.told("dearer", orders=orders, money=_money(fen), told=_money(told_fen), remedy=remedy)


def _money(fen: int) -> Told:
    return Told(figures.money(fen, "en"), figures.money(fen, "zh"))
