"""Several fabrics of a style cut in step: one plan of ratios and plies, each fabric spread in lays of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from interlock.cutting.problem import CutProblem, LengthModel, Objective, Spread
from interlock.cutting.solution import CutPlan, PlannedLay
from interlock.cutting.words import WORDS
from interlock.errors import InvalidModel

_NOT_BELOW_0 = ("end_loss_mm", "fen_per_m", "marker_fen", "lay_fen", "ply_fen", "width_mm", "outline_mm")


@dataclass(frozen=True, kw_only=True)
class Fabric:
    """One fabric of a style (shell, lining, fusible): how long its markers are, how it is spread, what it costs.

    ``end_loss_mm`` is lost on every ply. ``width_mm`` is what its table must be wide, ``outline_mm`` the length that a
    knife follows around the pieces of one garment (both 0: not known; only tables ask for them).
    Raises :class:`~interlock.errors.InvalidModel` naming what is out of range.
    """

    name: str
    length: LengthModel
    max_plies: int
    min_plies: int = 1
    end_loss_mm: float = 0.0
    fen_per_m: int = 0
    marker_fen: int = 0
    lay_fen: int = 0
    ply_fen: int = 0
    width_mm: float = 0.0
    outline_mm: float = 0.0

    def __post_init__(self) -> None:
        problems = []
        if not 1 <= self.min_plies <= self.max_plies:
            problems.append(WORDS.told("fabric_plies", name=self.name, least=self.min_plies, most=self.max_plies))
        for field in _NOT_BELOW_0:
            value = getattr(self, field)
            if not (math.isfinite(value) and value >= 0):
                problems.append(WORDS.told("fabric_below_0", name=self.name, field=field, found=value))
        if problems:
            raise InvalidModel(problems)


@dataclass(frozen=True, kw_only=True)
class FabricShare:
    """What one fabric has of a plan: its lays, its length and its cost, with markers, lays and plies."""

    name: str
    lays: tuple[PlannedLay, ...]
    fabric_mm: float
    cost_fen: int


def in_step(
    fabrics: Sequence[Fabric],
    *,
    sizes: tuple[str, ...],
    colours: tuple[str, ...],
    demand: tuple[tuple[int, ...], ...],
    max_garments: int,
    max_length_mm: float,
    under: float = 0.0,
    over: float = 0.0,
    under_fen: int = 0,
    over_fen: int = 0,
    known: tuple[tuple[int, ...], ...] = (),
    most_markers: int | None = None,
    sections: int = 1,
    reuse_markers: bool = True,
    objective: Objective = "money",
) -> CutProblem:
    """Return one problem whose money is that of all fabrics together, and whose longest marker must fit the table.

    A length of the joint model is the mean of the fabrics' lengths weighted by their prices, so that length times the
    sum of the prices is the money of all; without prices, or where metres count, it is the sum of the lengths.
    """
    if not fabrics:
        raise InvalidModel([WORDS.told("no_fabric")])
    total = sum(fabric.fen_per_m for fabric in fabrics)
    by_price = objective == "money" and total > 0
    weights = [fabric.fen_per_m / total if by_price else 1.0 for fabric in fabrics]
    models = [fabric.length for fabric in fabrics]
    return CutProblem(
        sizes=sizes,
        colours=colours,
        demand=demand,
        max_garments=max_garments,
        max_length_mm=max_length_mm,
        min_plies=fabrics[0].min_plies,
        max_plies=fabrics[0].max_plies,
        length=_weighted(models, weights),
        longest=_longest(models) if len(fabrics) > 1 else None,
        under=under,
        over=over,
        under_fen=under_fen,
        over_fen=over_fen,
        end_loss_mm=sum(w * fabric.end_loss_mm for w, fabric in zip(weights, fabrics, strict=True)),
        fabric_fen_per_m=total if by_price else 0,
        marker_fen=sum(fabric.marker_fen for fabric in fabrics),
        lay_fen=fabrics[0].lay_fen,
        ply_fen=sum(fabric.ply_fen for fabric in fabrics),
        also=tuple(Spread(fabric.min_plies, fabric.max_plies, fabric.lay_fen) for fabric in fabrics[1:]),
        known=known,
        most_markers=most_markers,
        sections=sections,
        reuse_markers=reuse_markers,
        objective=objective,
    )


def with_objective(fabrics: Sequence[Fabric], problem: CutProblem, objective: Objective) -> CutProblem:
    """Return a problem with another objective; ``fabrics`` are those it was made of, none where it was made of none."""
    if not fabrics:
        return replace(problem, objective=objective)
    kept = {
        name: getattr(problem, name)
        for name in (
            "sizes", "colours", "demand", "max_garments", "max_length_mm", "under", "over", "under_fen", "over_fen",
            "known", "most_markers", "sections", "reuse_markers",
        )
    }  # fmt: skip
    return in_step(fabrics, objective=objective, **kept)


def by_fabric(fabrics: Sequence[Fabric], problem: CutProblem, plan: CutPlan) -> tuple[FabricShare, ...]:
    """Return what each fabric has of a plan, the first one's share first."""
    lays = (plan.lays, *plan.also)
    return tuple(_share(problem, plan, fabric, own) for fabric, own in zip(fabrics, lays, strict=True))


def _share(problem: CutProblem, plan: CutPlan, fabric: Fabric, lays: tuple[PlannedLay, ...]) -> FabricShare:
    plies = sum(lay.total_plies for lay in lays)
    fabric_mm = sum(lay.total_plies * (fabric.length.marker_mm(lay.ratio) + fabric.end_loss_mm) for lay in lays)
    ratios = {lay.ratio for lay in lays} if problem.reuse_markers else [lay.ratio for lay in lays]
    made_fen = fabric.marker_fen * sum(ratio not in problem.known for ratio in ratios)
    set_up_fen = fabric.lay_fen * (len(plan.stepped) or len(lays)) + fabric.ply_fen * plies
    return FabricShare(
        name=fabric.name,
        lays=lays,
        fabric_mm=fabric_mm,
        cost_fen=round(fabric_mm / 1000 * fabric.fen_per_m) + made_fen + set_up_fen,
    )


def _weighted(models: Sequence[LengthModel], weights: Sequence[float]) -> LengthModel:
    fixed_mm = sum(w * model.fixed_mm for w, model in zip(weights, models, strict=True))
    columns = zip(*(model.per_garment_mm for model in models), strict=True)
    return LengthModel(
        fixed_mm, tuple(sum(w * mm for w, mm in zip(weights, column, strict=True)) for column in columns)
    )


def _longest(models: Sequence[LengthModel]) -> LengthModel:
    """One model that no fabric's marker is longer than."""
    columns = zip(*(model.per_garment_mm for model in models), strict=True)
    return LengthModel(max(model.fixed_mm for model in models), tuple(map(max, columns)))
