"""Judges a cut plan on its own: every rule of the problem, the cost, and that no bound is above its value."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby

from interlock.cutting.problem import CutProblem, LengthModel
from interlock.cutting.solution import CutPlan, PlannedLay
from interlock.errors import BrokenLaw

# Lengths are floats: sums in another order may differ this much (relative) and a full marker may exceed its table so.
_SAME = 1e-6
_LENGTH_SLACK_MM = 0.1


def check(problem: CutProblem, plan: CutPlan) -> None:
    """Raise :class:`~interlock.errors.BrokenLaw` with every breach, if there is one."""
    found = breaches(problem, plan)
    if found:
        raise BrokenLaw("The cut order plan", found)


def breaches(problem: CutProblem, plan: CutPlan) -> list[str]:
    """Every broken rule in words; empty if the plan may be cut as it is."""
    shapes = list(_shapes(problem, plan))
    if shapes:
        return shapes
    found = [*_quantities(problem, plan)]
    for number, lay in enumerate(plan.lays, 1):
        found += _lay(problem, number, lay)
    return [*found, *_figures(problem, plan), *_bounds(problem, plan)]


def _shapes(problem: CutProblem, plan: CutPlan) -> Iterator[str]:
    for number, lay in enumerate(plan.lays, 1):
        if len(lay.ratio) != len(problem.sizes):
            yield f"lay {number}: its ratio has {len(lay.ratio)} sizes, the order has {len(problem.sizes)}"
        if len(lay.plies) != len(problem.colours):
            yield f"lay {number}: its plies have {len(lay.plies)} colours, the order has {len(problem.colours)}"


def _quantities(problem: CutProblem, plan: CutPlan) -> Iterator[str]:
    for colour, row in enumerate(problem.demand):
        for size, wanted in enumerate(row):
            cut = sum(lay.plies[colour] * lay.ratio[size] for lay in plan.lays)
            low, high = wanted - problem.under * wanted, wanted + problem.over * wanted
            if not low - _SAME <= cut <= high + _SAME:
                name = f"{problem.colours[colour]} {problem.sizes[size]}"
                yield f"{name}: {cut} garments are cut, {wanted} are ordered and {low:g} to {high:g} allowed"


def _lay(problem: CutProblem, number: int, lay: PlannedLay) -> Iterator[str]:
    garments, plies = sum(lay.ratio), sum(lay.plies)
    if garments > problem.max_garments:
        yield f"lay {number}: {garments} garments in its marker, at most {problem.max_garments} allowed"
    length_mm = _marker_mm(problem.spread, lay)
    if length_mm > problem.max_length_mm + _LENGTH_SLACK_MM:
        yield f"lay {number}: its marker is {length_mm:.1f} mm long, at most {problem.max_length_mm:.1f} mm allowed"
    if not problem.min_plies <= plies <= problem.max_plies:
        yield f"lay {number}: {plies} plies, {problem.min_plies} to {problem.max_plies} allowed"


def _marker_mm(length: LengthModel, lay: PlannedLay) -> float:
    return math.fsum([length.fixed_mm, *(count * length.per_garment_mm[size] for size, count in enumerate(lay.ratio))])


def _figures(problem: CutProblem, plan: CutPlan) -> Iterator[str]:
    plies = sum(sum(lay.plies) for lay in plan.lays)
    fabric_mm = math.fsum(sum(lay.plies) * (_marker_mm(problem.length, lay) + problem.end_loss_mm) for lay in plan.lays)
    markers = len(list(groupby(sorted(lay.ratio for lay in plan.lays)))) if problem.reuse_markers else len(plan.lays)
    cost_fen = (
        fabric_mm * problem.fabric_fen_per_m / 1000
        + markers * problem.marker_fen
        + len(plan.lays) * problem.lay_fen
        + plies * problem.ply_fen
    )
    expected = (cost_fen,) if problem.objective == "money" else (markers, plies, fabric_mm)
    if plan.plies != plies or plan.markers != markers:
        yield f"the plan tells {plan.markers} markers and {plan.plies} plies, its lays have {markers} and {plies}"
    if not math.isclose(plan.fabric_mm, fabric_mm, rel_tol=_SAME):
        yield f"the plan tells {plan.fabric_mm:.1f} mm of fabric, its lays need {fabric_mm:.1f} mm"
    if abs(plan.cost_fen - cost_fen) > 1:
        yield f"the plan tells a cost of {plan.cost_fen} fen, its lays cost {cost_fen:.2f} fen"
    if len(plan.value) != len(expected) or any(
        abs(told - found) > max(1.0, _SAME * found) for told, found in zip(plan.value, expected, strict=True)
    ):
        yield f"the plan tells the value {plan.value}, its lays give {expected}"


def _bounds(problem: CutProblem, plan: CutPlan) -> Iterator[str]:
    if len(plan.lower_bound) != len(plan.value):
        yield f"the plan has {len(plan.value)} values but {len(plan.lower_bound)} bounds"
        return
    for value, bound in zip(plan.value, plan.lower_bound, strict=True):
        if bound > value + _SAME * abs(value):
            yield f"the bound {bound} is above the value {value} that it is a bound of"
    # Money and fabric are proved to the fen and the mm; markers and plies are whole.
    slack = (1,) if problem.objective == "money" else (0, 0, 1)
    levels = zip(plan.value, plan.lower_bound, slack, strict=False)
    if plan.proved and any(value - bound > allowed for value, bound, allowed in levels):
        yield f"the plan is called proved, but its bound {plan.lower_bound} is below its value {plan.value}"
