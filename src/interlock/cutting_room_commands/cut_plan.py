"""``interlock cut plan``: markers, plies and lays of orders in a file, each with the bound that no plan can beat."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from interlock.arguments import tolerance
from interlock.cutting import (
    MM,
    CutCase,
    CutPlan,
    CutProblem,
    FabricShare,
    Objective,
    by_fabric,
    order_row,
    read_cases,
    with_objective,
)
from interlock.cutting_room_commands._counted import counted, listed
from interlock.cutting_room_commands._cut_orders import add_effort, content_of, in_file, plans_of
from interlock.cutting_room_commands._cut_passes import Plans, Stop, last_of, of_order
from interlock.cutting_room_commands._group import Group, print_json
from interlock.cutting_room_commands._other_files import refuse_other
from interlock.errors import InvalidModel
from interlock.files import check_ending, check_file, written
from interlock.units import cny, percent
from interlock.words import Language, Words

CANCELLED = 130
PROVED = 0.002  # a bound that near below a length proves it: it is floored to a thousandth
WORDS = Words(
    about=(
        "plan markers, plies and lays of orders, with a bound that no plan can beat",
        "制定裁剪方案：唛架、层数与床次，并算出怎么排也不会再低的成本",
    ),
    file=(
        "orders as JSON (our form, or that of published cases) or as .xlsx",
        "订单文件：JSON（联织格式或公开算例格式）或 .xlsx",
    ),
    objective=(
        "what counts: money, or markers (also markers_plies_fabric), then plies, then fabric",
        "目标：money 金额，markers（亦作 markers_plies_fabric）依次为唛架、层数、面料",
    ),
    under=("share that may be missing of each colour and size, such as 0.03", "每色每码允许少裁的比例，例如 0.03"),
    over=("share that may be too many of each colour and size, such as 0.03", "每色每码允许多裁的比例，例如 0.03"),
    out=("write the plan there as JSON, for interlock cut lays", "把方案写成 JSON 文件，供 interlock cut lays 使用"),
    stopped_between=(
        "stopped; the plans made so far are kept ({planned}); without one: {missing}",
        "已停止；已排好的方案保留（{planned}），未排：{missing}",
    ),
    stopped_after=(
        "stopped; the best plans found so far are kept ({planned}, none is missing)",
        "已停止；保留目前最好的方案（{planned}，全部已排）",
    ),
    written=("written: {path}", "已写入：{path}"),
    title=("Order {name}: {summary}", "订单 {name}：{summary}"),
    summary=(
        "{markers}, {lays}, {plies}, {fabric} {unit} of fabric{parts}",
        "{markers}，{lays}，{plies}，面料 {fabric} {unit}{parts}",
    ),
    parts=(" in all ({names})", "（{names}）"),
    part=("{name} {metres} m", "{name} {metres} 米"),
    money=("; {yuan} CNY, no plan costs less than {bound} CNY", "；共 {yuan} 元，怎么排也不会低于 {bound} 元"),
    least_as_many_markers_and_plies=(
        "; no plan has fewer than {markers}, with as many none fewer than {plies}, and with as many of both none "
        "less than {fabric} {unit}",
        "；任何方案不少于 {markers}，同样唛架数下不少于 {plies}，唛架数与层数都相同时不少于 {fabric} {unit}",
    ),
    least_as_many_markers=(
        "; no plan has fewer than {markers}, and with as many none fewer than {plies} nor less than {fabric} {unit}",
        "；任何方案不少于 {markers}，同样唛架数下不少于 {plies}、不少于 {fabric} {unit}",
    ),
    least_all=(
        "; no plan, with however many markers, has fewer than {markers}, fewer than {plies} or less than {fabric} "
        "{unit}",
        "；不论用多少唛架，任何方案都不少于 {markers}、不少于 {plies}、不少于 {fabric} {unit}",
    ),
    marker=(
        "  marker {number}: {ratio}, {garments}; plies {plies}",
        "  唛架 {number}：{ratio}，{garments}；层数 {plies}",
    ),
    most=("  with at most {most}: {plies}. {proof}", "  最多 {most}：{plies}。{proof}"),
    fabric=("  {name}: {lays}, {metres} m, {yuan} CNY", "  {name}：{lays}，{metres} 米，{yuan} 元"),
    cut=("  cut: {cut} of {wanted} ordered ({percent} %)", "  裁出 {cut} 件，订单 {wanted}（{percent}%）"),
    unit_m=("m", "米"),
    unit_yd=("yd", "码"),
    unit_garment=("garment lengths", "件长"),
    unit_slot=("slots", "格"),
)


def add_to(group: Group) -> None:
    """Add ``plan``."""
    language = group.language

    def text(key: str) -> str:
        return WORDS.say(language, key)

    plan = group.command("plan", text("about"), run_plan, patient=True)
    plan.add_argument("file", type=Path, metavar="FILE", help=text("file"))
    plan.add_argument("--objective", choices=("money", "markers", "markers_plies_fabric"), help=text("objective"))
    plan.add_argument("--under", type=tolerance(language), metavar="SHARE", help=text("under"))
    plan.add_argument("--over", type=tolerance(language), metavar="SHARE", help=text("over"))
    plan.add_argument("-o", "--out", type=Path, metavar="PLAN.json", help=text("out"))
    add_effort(plan, language)


def run_plan(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Plan every order of the file; each plan is judged before it is shown."""
    if options.out:
        check_ending(options.out, (".json",))
        check_file(options.out)
    content = content_of(options.file, language)
    refuse_other(options.file, content, "plan")
    with in_file(options.file):
        cases = [_as_asked(case, options) for case in read_cases(content, options.file.stem)]
    found, stopped = plans_of(cases, options, language, stop)
    done = [(case, plans) for case, plans in zip(cases, found, strict=True) if plans]
    if not options.json:
        for case, plans in done:
            print("\n".join(_sentences(case, plans, language)))
    told = _told(content, cases, done, stopped=stopped)
    if options.out:
        with written(options.out) as path:
            path.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    if options.json:
        print_json(told)
    elif options.out:
        print(WORDS.say(language, "written", path=options.out))
    if stopped:
        _tell_stopped(told.get("not_planned", []), len(cases), language)
    return CANCELLED if stopped else 0


def _told(
    content: Any, cases: Sequence[CutCase], done: Sequence[tuple[CutCase, Plans]], *, stopped: bool
) -> dict[str, Any]:
    """What is printed as JSON and written: the only order's figures, or those of each and who has no plan."""
    rows = [as_json(case, plans) for case, plans in done]
    told = rows[0] if len(cases) == 1 else {"cases": rows}
    if stopped:
        planned = {case.name for case, _plans in done}
        told |= {"stopped": True, "not_planned": [case.name for case in cases if case.name not in planned]}
    if isinstance(content, dict) and "centre" in content:
        told["centre"] = content["centre"]
    return told


def _tell_stopped(missing: Sequence[str], orders: int, language: Language) -> None:
    """Say on standard error what was kept, and which orders have no plan."""
    names = listed(missing, language)
    text = WORDS.say(
        language,
        "stopped_between" if missing else "stopped_after",
        planned=counted(orders - len(missing), "order", language),
        missing=names,
    )
    print(f"interlock: {text}", file=sys.stderr)


def _as_asked(case: CutCase, options: argparse.Namespace) -> CutCase:
    """The case with what the command line changes."""
    changes = {name: asked for name in ("under", "over") if (asked := getattr(options, name)) is not None}
    objective: Objective = "money" if options.objective == "money" else "markers_plies_fabric"
    try:
        problem = replace(case.problem, **changes)
        if options.objective and objective != problem.objective:
            # Fabrics cut in step weigh by price or by length, as money or metres count.
            problem = with_objective(case.fabrics, problem, objective)
        return replace(case, problem=problem)
    except InvalidModel as error:
        raise InvalidModel([of_order(case.name, text) for text in error.problems]) from None


def as_json(case: CutCase, plans: Plans) -> dict[str, Any]:
    """Return the figures of a case: its last plan, and the one for each number of markers where several were asked."""
    plan = last_of(plans)
    told = {"order": case.name, **_figures(case, plan)}
    if case.fabrics:
        told["asked"] = order_row(case)
    if len(plans) > 1:
        told["by_markers"] = [{"most_markers": most, **_figures(case, each)} for most, each in plans.items()]
    return told


def _figures(case: CutCase, plan: CutPlan) -> dict[str, Any]:
    problem = case.problem
    return {
        "sizes": problem.sizes,
        "colours": problem.colours,
        "markers": [
            {
                "ratio": ratio,
                "plies": sum(plies),
                "plies_by_colour": dict(zip(problem.colours, plies, strict=True)),
                "lays": lays,
                "made": ratio not in problem.known,
            }
            for ratio, plies, lays in markers_of(problem, plan)
        ],
        "marker_count": plan.markers,
        "plies": plan.plies,
        "lays": len(plan.stepped) or len(plan.lays),
        "stepped": plan.stepped,
        "fabric": round(_fabric_mm(case, plan) / MM[case.unit], 3),
        "fabric_unit": case.unit,
        "fabrics": [_fabric_figures(part) for part in _shares(case, plan)],
        "cost_yuan": cny(plan.cost_fen),
        "garments": sum(lay.garments for lay in plan.lays),
        "ordered": sum(map(sum, problem.demand)),
        "objective": problem.objective,
        "markers_counted_by": "ratio" if problem.reuse_markers else "lay",
        "bound": _bound(case, plan),
        "proved": plan.proved,
        "proof": plan.proof,
        "proof_text": plan.proof_text("en", paid=case.paid),
    }


def markers_of(problem: CutProblem, plan: CutPlan) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], int]]:
    """Yield every marker with its plies of each colour and its number of lays: by ratio, or lay by lay."""
    if not problem.reuse_markers:
        yield from ((lay.ratio, lay.plies, 1) for lay in plan.lays)
        return
    for ratio in dict.fromkeys(lay.ratio for lay in plan.lays):
        lays = [lay.plies for lay in plan.lays if lay.ratio == ratio]
        yield ratio, tuple(map(sum, zip(*lays, strict=True))), len(lays)


def _fabric_figures(part: FabricShare) -> dict[str, Any]:
    return {
        "name": part.name,
        "lays": [{"ratio": lay.ratio, "plies": lay.plies} for lay in part.lays],
        "metres": round(part.fabric_mm / 1000, 3),
        "cost_yuan": cny(part.cost_fen),
    }


def _shares(case: CutCase, plan: CutPlan) -> tuple[FabricShare, ...]:
    return by_fabric(case.fabrics, case.problem, plan) if case.fabrics else ()


def _fabric_mm(case: CutCase, plan: CutPlan) -> float:
    """All metres together; where money counts, the plan itself has its fabrics weighted by their prices."""
    shares = _shares(case, plan)
    return sum(part.fabric_mm for part in shares) if shares else plan.fabric_mm


def _bound(case: CutCase, plan: CutPlan) -> dict[str, Any]:
    if case.paid == "plies":
        return {"plies": round(plan.lower_bound[0] / case.problem.ply_fen)}
    if case.problem.objective == "money":
        return {"cost_yuan": cny(round(plan.lower_bound[0]))}
    markers, plies, fabric_mm = plan.lower_bound
    least = {"markers": round(markers), "plies": round(plies), "fabric": _floor(fabric_mm / MM[case.unit])}
    return {**least, "among": dict(zip(("markers", "plies", "fabric"), plan.among, strict=True))}


def _floor(length: float) -> float:
    """Three digits, rounded down: what is told as a bound is one."""
    return math.floor(length * 1000 + 1e-6) / 1000


def _heading(case: CutCase, plan: CutPlan, language: Language) -> str:
    def say(key: str, **facts: object) -> str:
        return WORDS.say(language, key, **facts)

    unit, fabric = say(f"unit_{case.unit}"), f"{_fabric_mm(case, plan) / MM[case.unit]:,.1f}"
    lays, shares = len(plan.stepped) or len(plan.lays), _shares(case, plan)
    each = [say("part", name=part.name, metres=f"{part.fabric_mm / 1000:,.1f}") for part in shares]
    summary = say(
        "summary",
        markers=counted(plan.markers, "marker", language),
        lays=counted(lays, "lay", language),
        plies=counted(plan.plies, "ply", language),
        fabric=fabric,
        unit=unit,
        parts=say("parts", names=listed(each, language)) if len(each) > 1 else "",
    )
    bound = _bound(case, plan)
    if "markers" in bound:
        proved = bound["fabric"] > _fabric_mm(case, plan) / MM[case.unit] - PROVED  # the same length is said the same
        least = {
            "markers": counted(bound["markers"], "marker", language),
            "plies": counted(bound["plies"], "ply", language),
            "fabric": fabric if proved else f"{math.floor(bound['fabric'] * 10) / 10:,.1f}",
        }
        summary += say(f"least_{plan.among[-1]}", **least, unit=unit)
    elif "cost_yuan" in bound:
        summary += say("money", yuan=f"{cny(plan.cost_fen):,.2f}", bound=f"{bound['cost_yuan']:,.2f}")
    return say("title", name=case.name, summary=summary)


def _sentences(case: CutCase, plans: Plans, language: Language) -> Iterator[str]:
    def say(key: str, **facts: object) -> str:
        return WORDS.say(language, key, **facts)

    problem, plan = case.problem, list(plans.values())[-1]
    yield _heading(case, plan, language)
    yield f"  {plan.proof_text(language, paid=case.paid)}"
    for number, (ratio, plies, _) in enumerate(markers_of(problem, plan), 1):
        named = " ".join(f"{size}×{count}" for size, count in zip(problem.sizes, ratio, strict=True) if count)
        spread = " ".join(f"{colour} {n}" for colour, n in zip(problem.colours, plies, strict=True) if n)
        spread = spread if len(problem.colours) > 1 else str(sum(plies))
        yield say("marker", number=number, ratio=named, garments=counted(sum(ratio), "garment", language), plies=spread)
    for part in _shares(case, plan):
        metres, yuan = f"{part.fabric_mm / 1000:,.1f}", f"{cny(part.cost_fen):,.2f}"
        lays = counted(len(part.lays), "lay", language)
        yield say("fabric", name=part.name, lays=lays, metres=metres, yuan=yuan)
    cut, wanted = sum(lay.garments for lay in plan.lays), sum(map(sum, problem.demand))
    yield say("cut", cut=f"{cut:,}", wanted=counted(wanted, "garment", language), percent=percent(cut / wanted, 1))
    if len(plans) > 1:
        for most, each in plans.items():
            limit = counted(most or each.markers, "marker", language)
            proof = each.proof_text(language, paid=case.paid)
            yield say("most", most=limit, plies=counted(each.plies, "ply", language), proof=proof)
