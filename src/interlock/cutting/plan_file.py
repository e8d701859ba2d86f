"""A cut plan as a file: the order as it was asked and the lays of every fabric, read back for the tables.

``interlock cut plan --json`` writes it; ``docs/cutting.md`` describes it. Lays may have been changed by hand: what is
read is priced anew, claims no bound, and is judged like any other plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from interlock.cutting.cases import CutCase, read_cases
from interlock.cutting.check import breaches
from interlock.cutting.fabrics import Fabric
from interlock.cutting.problem import CutProblem
from interlock.cutting.solution import CutPlan, PlannedLay
from interlock.cutting.words import PLAN_WORDS as WORDS
from interlock.errors import InvalidModel

Lays = tuple[PlannedLay, ...]


def is_plan_file(content: object) -> bool:
    """Return whether a file's JSON is what ``interlock cut plan --json`` printed."""
    if not isinstance(content, dict):
        return False
    cases = content.get("cases")
    if isinstance(cases, list):
        return any(isinstance(case, dict) and "markers" in case for case in cases)
    return "markers" in content and "fabrics" in content and "proof" in content


def order_row(case: CutCase) -> dict[str, Any]:
    """Return an order of our own form as the file of orders has it: with it a plan's file stands alone."""
    problem = case.problem
    row: dict[str, Any] = {
        "order": case.name,
        "style": case.style,
        "sizes": list(problem.sizes),
        "demand": {colour: list(row) for colour, row in zip(problem.colours, problem.demand, strict=True)},
        "under": problem.under,
        "over": problem.over,
        "under_yuan": problem.under_fen / 100,
        "over_yuan": problem.over_fen / 100,
        "max_garments": problem.max_garments,
        "max_length_m": problem.max_length_mm / 1000,
        "fabrics": [_fabric_row(fabric) for fabric in case.fabrics],
        "known_markers": [list(ratio) for ratio in problem.known],
        "most_markers": problem.most_markers,
        "sections": problem.sections,
        "count_markers": "ratio" if problem.reuse_markers else "lay",
        "objective": problem.objective,
    }
    dates = {"ready_on": case.ready_on, "due_on": case.due_on}
    return {**row, **{name: str(day) for name, day in dates.items() if day}}


def _fabric_row(fabric: Fabric) -> dict[str, Any]:
    return {
        "name": fabric.name,
        "fixed_mm": fabric.length.fixed_mm,
        "per_garment_mm": list(fabric.length.per_garment_mm),
        "min_plies": fabric.min_plies,
        "max_plies": fabric.max_plies,
        "end_loss_mm": fabric.end_loss_mm,
        "yuan_per_m": fabric.fen_per_m / 100,
        "marker_yuan": fabric.marker_fen / 100,
        "lay_yuan": fabric.lay_fen / 100,
        "ply_yuan": fabric.ply_fen / 100,
        "width_mm": fabric.width_mm,
        "outline_mm": fabric.outline_mm,
    }


def read_plans(content: Mapping[str, Any]) -> tuple[tuple[CutCase, CutPlan], ...]:
    """Return the orders and plans of a plan's file.

    Raises :class:`~interlock.errors.InvalidModel` naming every order that cannot be read and every lay that breaks a
    rule of its order.
    """
    found = content["cases"] if isinstance(content.get("cases"), list) else [content]
    read: list[tuple[CutCase, CutPlan]] = []
    problems: list[str] = []
    for number, row in enumerate(found, 1):
        try:
            read.append(_plan(row, number))
        except InvalidModel as error:
            problems += error.problems
    if problems:
        raise InvalidModel(problems)
    return tuple(read)


def _plan(row: object, number: int) -> tuple[CutCase, CutPlan]:
    if not isinstance(row, dict):
        raise InvalidModel([WORDS.told("no_plan", number=number)])
    name = str(row.get("order", number))
    if not isinstance(row.get("asked"), dict):
        raise InvalidModel([WORDS.told("no_order", order=name)])
    (case,) = read_cases(row["asked"], name)
    lays = tuple(_lays(row, case))
    steps = row.get("stepped", [])
    if not isinstance(steps, list) or not all(_places(group) for group in steps):
        raise InvalidModel([WORDS.told("no_steps", order=name)])
    plan = _priced(case.problem, lays, tuple(tuple(group) for group in steps))
    if found := breaches(case.problem, plan):
        raise InvalidModel([WORDS.told("broken", order=name, breach=breach) for breach in found])
    return case, plan


def _lays(row: Mapping[str, Any], case: CutCase) -> Iterator[Lays]:
    """Yield the lays of every fabric of the order; raises with every fabric and lay that is wrong."""
    shares = row.get("fabrics")
    named = {str(share.get("name")): share for share in shares or () if isinstance(share, dict)}
    problems: list[str] = []
    made: list[Lays] = []
    for fabric in case.fabrics:
        listed = named.get(fabric.name, {}).get("lays")
        if not isinstance(listed, list) or not listed:
            problems.append(WORDS.told("no_lays", order=case.name, fabric=fabric.name))
            continue
        made.append(tuple(_lay(lay, at, fabric, case, problems) for at, lay in enumerate(listed, 1)))
    if problems:
        raise InvalidModel(problems)
    yield from made


def _lay(lay: object, number: int, fabric: Fabric, case: CutCase, problems: list[str]) -> PlannedLay:
    sizes, colours = len(case.problem.sizes), len(case.problem.colours)
    values = lay if isinstance(lay, dict) else {}
    ratio, plies = values.get("ratio"), values.get("plies")
    if _whole(ratio, sizes) and _whole(plies, colours):
        return PlannedLay(tuple(ratio or ()), tuple(plies or ()))
    facts = {"order": case.name, "fabric": fabric.name, "number": number, "sizes": sizes, "colours": colours}
    problems.append(WORDS.told("no_lay", **facts))
    return PlannedLay((1,) * sizes, (1,) * colours)


def _places(group: object) -> bool:
    """Whether it is a list of whole numbers."""
    return isinstance(group, list) and all(isinstance(at, int) and not isinstance(at, bool) for at in group)


def _whole(found: object, count: int) -> bool:
    """Whether it is a list of so many whole numbers, none below 0 and not all of them 0."""
    if not isinstance(found, list) or len(found) != count:
        return False
    return all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in found) and sum(found) > 0


def _priced(problem: CutProblem, fabrics: Sequence[Lays], steps: tuple[tuple[int, ...], ...]) -> CutPlan:
    """The plan of these lays, priced; of better ones nothing is said."""
    lays, *also = fabrics
    ratios = [lay.ratio for lay in lays]
    ratios = list(dict.fromkeys(ratios)) if problem.reuse_markers else ratios
    plies = sum(lay.total_plies for lay in lays)
    fabric_mm = sum(lay.total_plies * (problem.length.marker_mm(lay.ratio) + problem.end_loss_mm) for lay in lays)
    set_up_fen = problem.lay_fen * (len(steps) or len(lays)) + problem.ply_fen * plies
    set_up_fen += sum(spread.lay_fen * len(own) for spread, own in zip(problem.also, also, strict=True))
    made_fen = problem.marker_fen * sum(ratio not in problem.known for ratio in ratios)
    fabric_fen = fabric_mm / 1000 * problem.fabric_fen_per_m
    cost_fen = round(fabric_fen + _tolerance_fen(problem, lays)) + set_up_fen + made_fen
    value = (cost_fen,) if problem.objective == "money" else (len(ratios), plies, fabric_mm)
    return CutPlan(
        lays=lays,
        also=tuple(also),
        stepped=steps,
        cost_fen=cost_fen,
        markers=len(ratios),
        plies=plies,
        fabric_mm=fabric_mm,
        value=value,
        lower_bound=(0,) * len(value),
        proof="open",
    )


def _tolerance_fen(problem: CutProblem, lays: Lays) -> int:
    paid = 0
    for colour, size in problem.cells():
        more = sum(lay.ratio[size] * lay.plies[colour] for lay in lays) - problem.demand[colour][size]
        paid += max(0, -more) * problem.under_fen + max(0, more) * problem.over_fen
    return paid
