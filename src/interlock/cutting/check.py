"""Judges a cut plan on its own: every rule of the problem, the cost, and that no bound is above its value."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby

from interlock.cutting.check_words import LAWS
from interlock.cutting.fabrics import Fabric, FabricShare
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
        raise BrokenLaw(LAWS.told("plan"), found)


def breaches(problem: CutProblem, plan: CutPlan) -> list[str]:
    """Every broken rule in words; empty if the plan may be cut as it is."""
    shapes = list(_shapes(problem, plan))
    if shapes:
        return shapes
    found = [*_quantities(problem, plan)]
    for number, lay in enumerate(plan.lays, 1):
        found += _lay(problem, number, lay)
    rules = (*_other_fabrics(problem, plan), *_steps(problem, plan), *_most_markers(problem, plan))
    return [*found, *rules, *_figures(problem, plan), *_bounds(problem, plan)]


def _most_markers(problem: CutProblem, plan: CutPlan) -> Iterator[str]:
    if problem.most_markers is not None and plan.markers > problem.most_markers:
        yield LAWS.told("markers", found=plan.markers, most=problem.most_markers)


def _other_fabrics(problem: CutProblem, plan: CutPlan) -> Iterator[str]:
    """Every further fabric is spread within its own limits and cuts, marker by marker, what the first one cuts."""
    if len(plan.also) != len(problem.also):
        yield LAWS.told("also", found=len(plan.also), wanted=len(problem.also))
        return
    wanted = _by_marker(plan.lays)
    for number, (lays, limits) in enumerate(zip(plan.also, problem.also, strict=True), 2):
        for lay in lays:
            plies = sum(lay.plies)
            if not limits.min_plies <= plies <= limits.max_plies:
                yield LAWS.told("also_plies", fabric=number, plies=plies, least=limits.min_plies, most=limits.max_plies)
        if _by_marker(lays) != wanted:
            yield LAWS.told("also_differ", fabric=number)


def _by_marker(lays: Sequence[PlannedLay]) -> dict[tuple[int, ...], list[int]]:
    plies: dict[tuple[int, ...], list[int]] = {}
    for lay in lays:
        before = plies.get(lay.ratio, [0] * len(lay.plies))
        plies[lay.ratio] = [a + b for a, b in zip(before, lay.plies, strict=True)]
    return plies


def _steps(problem: CutProblem, plan: CutPlan) -> Iterator[str]:
    """Every lay is one section of one stepped lay, and all its sections lie on the table one behind the other."""
    if problem.sections == 1 and not plan.stepped:
        return
    if sorted(at for group in plan.stepped for at in group) != list(range(len(plan.lays))):
        yield LAWS.told("stepped")
        return
    for number, group in enumerate(plan.stepped, 1):
        long_mm = math.fsum(_marker_mm(problem.spread, plan.lays[at]) for at in group)
        if len(group) > problem.sections:
            yield LAWS.told("sections", number=number, found=len(group), most=problem.sections)
        if long_mm > problem.max_length_mm + _LENGTH_SLACK_MM:
            yield LAWS.told("stepped_length", number=number, found=long_mm, most=problem.max_length_mm)


def check_fabrics(fabrics: Sequence[Fabric], problem: CutProblem, shares: Sequence[FabricShare], plan: CutPlan) -> None:
    """Raise :class:`~interlock.errors.BrokenLaw` if what the fabrics are told to have of a plan is not so."""
    found = fabric_breaches(fabrics, problem, shares, plan)
    if found:
        raise BrokenLaw(LAWS.told("fabrics"), found)


def fabric_breaches(
    fabrics: Sequence[Fabric], problem: CutProblem, shares: Sequence[FabricShare], plan: CutPlan
) -> list[str]:
    """Every wrong figure in words: each fabric's own length, lays and cost, and that they add up to the plan's."""
    if [share.name for share in shares] != [fabric.name for fabric in fabrics]:
        return [LAWS.told("shares")]
    found: list[str] = []
    for fabric, share, lays in zip(fabrics, shares, (plan.lays, *plan.also), strict=True):
        length_mm = math.fsum(
            sum(lay.plies) * (_marker_mm(fabric.length, lay) + fabric.end_loss_mm) for lay in share.lays
        )
        if share.lays != lays:
            found.append(LAWS.told("share_lays", fabric=share.name))
        if not math.isclose(share.fabric_mm, length_mm, rel_tol=_SAME):
            found.append(LAWS.told("share_fabric", fabric=share.name, told=share.fabric_mm, found=length_mm))
        if any(_marker_mm(fabric.length, lay) > problem.max_length_mm + _LENGTH_SLACK_MM for lay in share.lays):
            found.append(LAWS.told("share_marker", fabric=share.name))
    if problem.objective == "money":
        apart_fen = sum(share.cost_fen for share in shares) + _tolerance_fen(problem, plan)
        if abs(apart_fen - plan.cost_fen) > len(fabrics) + 1:
            found.append(LAWS.told("share_cost", found=apart_fen, told=plan.cost_fen))
    return found


def _tolerance_fen(problem: CutProblem, plan: CutPlan) -> int:
    paid = 0
    for colour, row in enumerate(problem.demand):
        for size, wanted in enumerate(row):
            cut = sum(lay.plies[colour] * lay.ratio[size] for lay in plan.lays)
            paid += (wanted - cut) * problem.under_fen if cut < wanted else (cut - wanted) * problem.over_fen
    return paid


def _shapes(problem: CutProblem, plan: CutPlan) -> Iterator[str]:
    for number, lay in enumerate(plan.lays, 1):
        if len(lay.ratio) != len(problem.sizes):
            yield LAWS.told("ratio", lay=number, found=len(lay.ratio), wanted=len(problem.sizes))
        if len(lay.plies) != len(problem.colours):
            yield LAWS.told("colours", lay=number, found=len(lay.plies), wanted=len(problem.colours))


def _quantities(problem: CutProblem, plan: CutPlan) -> Iterator[str]:
    for colour, row in enumerate(problem.demand):
        for size, wanted in enumerate(row):
            cut = sum(lay.plies[colour] * lay.ratio[size] for lay in plan.lays)
            low, high = wanted - problem.under * wanted, wanted + problem.over * wanted
            if not low - _SAME <= cut <= high + _SAME:
                name = f"{problem.colours[colour]} {problem.sizes[size]}"
                whole = {"low": math.ceil(low - _SAME), "high": math.floor(high + _SAME)}
                yield LAWS.told("quantity", name=name, cut=cut, wanted=wanted, **whole)


def _lay(problem: CutProblem, number: int, lay: PlannedLay) -> Iterator[str]:
    garments, plies = sum(lay.ratio), sum(lay.plies)
    if garments > problem.max_garments:
        yield LAWS.told("garments", lay=number, found=garments, most=problem.max_garments)
    length_mm = _marker_mm(problem.spread, lay)
    if length_mm > problem.max_length_mm + _LENGTH_SLACK_MM:
        yield LAWS.told("length", lay=number, found=length_mm, most=problem.max_length_mm)
    if not problem.min_plies <= plies <= problem.max_plies:
        yield LAWS.told("plies", lay=number, found=plies, least=problem.min_plies, most=problem.max_plies)


def _marker_mm(length: LengthModel, lay: PlannedLay) -> float:
    return math.fsum([length.fixed_mm, *(count * length.per_garment_mm[size] for size, count in enumerate(lay.ratio))])


def _figures(problem: CutProblem, plan: CutPlan) -> Iterator[str]:
    plies = sum(sum(lay.plies) for lay in plan.lays)
    fabric_mm = math.fsum(sum(lay.plies) * (_marker_mm(problem.length, lay) + problem.end_loss_mm) for lay in plan.lays)
    markers = len(list(groupby(sorted(lay.ratio for lay in plan.lays)))) if problem.reuse_markers else len(plan.lays)
    ratios = [lay.ratio for lay in plan.lays]
    to_make = [ratio for ratio in (set(ratios) if problem.reuse_markers else ratios) if ratio not in problem.known]
    cost_fen = (
        fabric_mm * problem.fabric_fen_per_m / 1000
        + len(to_make) * problem.marker_fen
        + (len(plan.stepped) if problem.sections > 1 else len(plan.lays)) * problem.lay_fen
        + sum(len(lays) * limits.lay_fen for lays, limits in zip(plan.also, problem.also, strict=False))
        + plies * problem.ply_fen
        + _tolerance_fen(problem, plan)
    )
    expected = (cost_fen,) if problem.objective == "money" else (markers, plies, fabric_mm)
    if plan.plies != plies or plan.markers != markers:
        yield LAWS.told("counts", markers=plan.markers, plies=plan.plies, found_markers=markers, found_plies=plies)
    if not math.isclose(plan.fabric_mm, fabric_mm, rel_tol=_SAME):
        yield LAWS.told("fabric", told=plan.fabric_mm, found=fabric_mm)
    if abs(plan.cost_fen - cost_fen) > 1:
        yield LAWS.told("cost", told=plan.cost_fen, found=cost_fen)
    if len(plan.value) != len(expected) or any(
        abs(told - found) > max(1.0, _SAME * found) for told, found in zip(plan.value, expected, strict=True)
    ):
        yield LAWS.told("worth", told=plan.value, found=expected)


def _bounds(problem: CutProblem, plan: CutPlan) -> Iterator[str]:
    if len(plan.lower_bound) != len(plan.value):
        yield LAWS.told("bounds", values=len(plan.value), bounds=len(plan.lower_bound))
        return
    for value, bound in zip(plan.value, plan.lower_bound, strict=True):
        if bound > value + _SAME * abs(value):
            yield LAWS.told("above", bound=bound, found=value)
    # Money and fabric are proved to the fen and the mm; markers and plies are whole.
    slack = (1,) if problem.objective == "money" else (0, 0, 1)
    levels = zip(plan.value, plan.lower_bound, slack, strict=False)
    if plan.proved and any(value - bound > allowed for value, bound, allowed in levels):
        yield LAWS.told("not_proved", bound=plan.lower_bound, found=plan.value)
