"""Markers of the plan: estimated lengths for all, real nests for what is cut in the next days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from interlock.cutting import LengthModel
from interlock.errors import BrokenLaw
from interlock.markers import Marker, MarkerCache, MarkerProblem, Observed, audit, calibration, fit, nest_many
from interlock.markers import Placement as MarkerPlacement
from interlock.markers.words import WORDS as MARKER_WORDS
from interlock.model import BillItem, Placement, PlanMarker, Scenario, Style
from interlock.stages.buy import Allowance
from interlock.stages.cut import Fabric, Lengths, OrderCut, Step, fabrics_of, marker_problem, rules_of
from interlock.stages.pooled_markers import pieces_from, pooled_marker

# Garments of the marker that a style's length estimate is corrected with.
CALIBRATION_GARMENTS = 4
# Seconds of a calibrating nest from which the length model of a style is fitted to several.
FIT_SECONDS = 4
# Comparisons of lengths forgive the floating point; what is bought anew is a little more than the nests of now take.
EXACT = 1 + 1e-9
EXTRA = 1.01


def marker_id(style: Style, item: BillItem, ratio: Iterable[tuple[str, int]]) -> str:
    """Return a marker's name: style, fabric and garments by size, such as ``T-101.F-01.S1-M2``."""
    return f"{style.code}.{item.material}." + "-".join(f"{size}{count}" for size, count in ratio)


def estimated(lengths: Lengths, cuts: Mapping[str, OrderCut]) -> dict[str, PlanMarker]:
    """Return every marker that the cuts use, by id, with the length model's estimate."""
    found: dict[str, PlanMarker] = {}
    for cut in cuts.values():
        style = lengths.scenario.style[lengths.scenario.order[cut.order].style]
        for step in cut.steps:
            for item in fabrics_of(lengths.scenario, style):
                name = marker_id(style, item, step.ratio)
                if name not in found:
                    found[name] = _estimate(lengths, style, item, step, name)
    return found


def _estimate(lengths: Lengths, style: Style, item: BillItem, step: Step, name: str) -> PlanMarker:
    length = lengths.marker_mm(style, item, step)
    width = lengths.scenario.material[item.material].width_mm
    area = sum(lengths.area_mm2(style, item, size) * count for size, count in step.ratio)
    return PlanMarker(
        id=name,
        style=style.code,
        material=item.material,
        width_mm=width,
        ratio=step.ratio,
        length_mm=length,
        utilisation=min(1.0, area / (length * width)),
        nested=False,
    )


def calibrated(
    lengths: Lengths,
    *,
    cache: MarkerCache | None,
    workers: int | None = None,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Lengths:
    """Return lengths corrected by one short nest of every ordered style's shell.

    From ``FIT_SECONDS`` on, several nests are made of it, and its length model is fitted to them.
    """
    scenario, seconds = lengths.scenario, lengths.policy.calibrate_seconds
    ordered = {order.style for order in scenario.orders}
    fabrics = [
        (style, item)
        for style in scenario.styles
        if style.code in ordered
        for item in fabrics_of(scenario, style)[:1]
        if item.cut_pieces
    ]
    if seconds == 0 or not fabrics:
        return lengths
    tell = (lambda share, _: progress(share)) if progress else None
    nest = partial(
        nest_many, seconds=seconds, workers=workers, seed=lengths.policy.seed, cache=cache, progress=tell, stop=stop
    )
    if seconds >= FIT_SECONDS:
        return _fitted(lengths, fabrics, nest)
    steps = [Step(_usual_ratio(lengths, style), ()) for style, _ in fabrics]
    nested = nest(
        [
            marker_problem(scenario, style, item, dict(step.ratio))
            for (style, item), step in zip(fabrics, steps, strict=True)
        ]
    )
    return lengths.grown(
        {
            (style.code, item.material): marker.length_mm / lengths.marker_mm(style, item, step)
            for (style, item), step, marker in zip(fabrics, steps, nested, strict=True)
        }
    )


def _fitted(
    lengths: Lengths,
    fabrics: Sequence[tuple[Style, BillItem]],
    nest: Callable[[Sequence[MarkerProblem]], list[Marker]],
) -> Lengths:
    """Lengths with a model for each fabric, fitted to nests of the same few ratios of its style: a plan repeats."""
    ratios = [_calibration(lengths, style, item) for style, item in fabrics]
    problems = [
        marker_problem(lengths.scenario, style, item, ratio)
        for (style, item), several in zip(fabrics, ratios, strict=True)
        for ratio in several
    ]
    nested = iter(nest(problems))
    models = {
        (style.code, item.material): _model(lengths, style, item, [(ratio, next(nested)) for ratio in several])
        for (style, item), several in zip(fabrics, ratios, strict=True)
    }
    return replace(lengths, fitted={**lengths.fitted, **models})


def _calibration(lengths: Lengths, style: Style, item: BillItem) -> list[dict[str, int]]:
    """The ratios whose nests tell most, of those that a marker of the plan may hold."""
    ratios = calibration({size: style.pieces_of(size, item.cut_pieces) for size in style.sizes})
    return [ratio for ratio in ratios if sum(ratio.values()) <= max(lengths.policy.max_garments, 2)]


def _model(
    lengths: Lengths, style: Style, item: BillItem, nests: Sequence[tuple[Mapping[str, int], Marker]]
) -> LengthModel:
    """The fitted model; a marker of one garment is never shorter than its longest piece."""
    sizes = {size: style.pieces_of(size, item.cut_pieces) for size in style.sizes}
    rules = marker_problem(lengths.scenario, style, item, dict.fromkeys(style.sizes, 1)).rules
    seconds = lengths.policy.calibrate_seconds
    observed = [Observed(tuple(ratio.items()), marker.length_mm, marker.seconds or seconds) for ratio, marker in nests]
    fitted = fit(sizes, rules, observed, seconds=max(1, lengths.policy.nest_seconds))
    each_mm = dict(zip(fitted.sizes, fitted.per_garment_mm, strict=True))
    longest = [max(piece.along_mm for piece in pieces) - each_mm[size] for size, pieces in sizes.items()]
    return LengthModel(max(fitted.fixed_mm, *longest), fitted.per_garment_mm)


def _usual_ratio(lengths: Lengths, style: Style) -> tuple[tuple[str, int], ...]:
    """A marker of a usual size: one garment each of sizes spread evenly over the style's."""
    count = min(CALIBRATION_GARMENTS, lengths.policy.max_garments, len(style.sizes))
    chosen = [style.sizes[(2 * i + 1) * len(style.sizes) // (2 * count)] for i in range(count)]
    return tuple((size, 1) for size in chosen)


def nest_markers(
    scenario: Scenario,
    markers: Mapping[str, PlanMarker],
    wanted: Collection[str],
    *,
    seconds: int,
    seed: int,
    cache: MarkerCache | None,
    workers: int | None = None,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> dict[str, PlanMarker]:
    """Return the wanted markers with real nests, each audited.

    Markers of fabrics without pieces keep their estimate. Raises :class:`~interlock.errors.BrokenLaw` when a nest fails
    its audit.
    """
    names = [name for name in sorted(wanted) if _has_pieces(scenario, markers[name])]
    problems = [_problem(scenario, markers[name]) for name in names]
    tell = (lambda share, _: progress(share)) if progress else None
    nested = nest_many(problems, seconds=seconds, workers=workers, seed=seed, cache=cache, progress=tell, stop=stop)
    found = {}
    for name, problem, marker in zip(names, problems, nested, strict=True):
        breaches = audit(problem, marker)
        if breaches:
            raise BrokenLaw(MARKER_WORDS.told("marker_named", name=name), breaches)
        found[name] = _with_nest(markers[name], marker)
    return found


def drawable(scenario: Scenario, marker: PlanMarker) -> tuple[MarkerProblem, Marker]:
    """Return a nested marker as the markers room knows it, to draw or audit it."""
    placements = tuple(
        MarkerPlacement(
            piece=p.piece, size=p.size, garment=p.garment, x_mm=p.x_mm, y_mm=p.y_mm, rotation_deg=p.rotation_deg,
            mirrored=p.mirrored,
        )
        for p in marker.placements
    )  # fmt: skip
    nested = Marker(
        width_mm=marker.width_mm, length_mm=marker.length_mm, placements=placements, utilisation=marker.utilisation,
        seed=0, seconds=0,
    )  # fmt: skip
    return _problem(scenario, marker), nested


def longer_than_table(
    estimates: Mapping[str, PlanMarker], nested: Mapping[str, PlanMarker], table_mm: Mapping[str, float]
) -> dict[Fabric, float]:
    """Return by how much lengths must grow, by style and fabric, where a nest is longer than the marker's table."""
    factors: dict[Fabric, float] = {}
    for name, marker in nested.items():
        if marker.length_mm > table_mm[name]:
            fabric = (marker.style, marker.material)
            factors[fabric] = max(marker.length_mm / estimates[name].length_mm, factors.get(fabric, 1.0))
    return factors


def short_of_fabric(
    lengths: Lengths, cuts: Mapping[str, OrderCut], markers: Mapping[str, PlanMarker], allowance: Allowance
) -> Allowance:
    """Return the allowance, grown for orders whose real markers take more fabric than was bought for them."""
    scenario = lengths.scenario
    grown = dict(allowance)
    for cut in cuts.values():
        order = scenario.order[cut.order]
        style = scenario.style[order.style]
        for item in fabrics_of(scenario, style) if order.material_ready_on is None else ():
            key = (cut.order, item.material)
            for planned, taken in _planned_and_taken(lengths, cut, style, item, markers):
                needed = taken / (planned * (1 + item.waste_share))
                if needed > allowance.get(key, 1.0) * EXACT:
                    grown[key] = max(grown.get(key, 1.0), needed * EXTRA)
    return grown


def _planned_and_taken(
    lengths: Lengths, cut: OrderCut, style: Style, item: BillItem, markers: Mapping[str, PlanMarker]
) -> list[tuple[float, float]]:
    """Fabric by colour as the length model plans it and as the markers take it, in mm."""
    end_mm = lengths.policy.end_loss_mm
    planned: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    by_colour = lengths.scenario.material[item.material].by_colour
    for step in cut.steps:
        estimate_mm = lengths.marker_mm(style, item, step) + end_mm
        real_mm = markers[marker_id(style, item, step.ratio)].length_mm + end_mm
        for colour, plies in step.plies:
            planned[colour if by_colour else ""] += plies * estimate_mm  # type: ignore[assignment]
            taken[colour if by_colour else ""] += plies * real_mm  # type: ignore[assignment]
    return [(planned[colour], taken[colour]) for colour in planned]


def _has_pieces(scenario: Scenario, marker: PlanMarker) -> bool:
    return marker.has_pieces if not marker.style else bool(_item(scenario, marker).cut_pieces)


def _item(scenario: Scenario, marker: PlanMarker) -> BillItem:
    return next(item for item in scenario.style[marker.style].bill if item.material == marker.material)


def _problem(scenario: Scenario, marker: PlanMarker) -> MarkerProblem:
    if not marker.style:
        rules = rules_of(scenario.material[marker.material])
        return pooled_marker(pieces_from(scenario, marker.material), dict(marker.ratio), rules)
    return marker_problem(scenario, scenario.style[marker.style], _item(scenario, marker), dict(marker.ratio))


def _with_nest(marker: PlanMarker, nested: Marker) -> PlanMarker:
    placements = tuple(
        Placement(
            piece=p.piece, size=p.size, garment=p.garment, x_mm=p.x_mm, y_mm=p.y_mm, rotation_deg=p.rotation_deg,
            mirrored=p.mirrored,
        )
        for p in nested.placements
    )  # fmt: skip
    return PlanMarker(
        id=marker.id, style=marker.style, material=marker.material, width_mm=marker.width_mm, ratio=marker.ratio,
        length_mm=nested.length_mm, utilisation=min(1.0, nested.utilisation), nested=True, placements=placements,
    )  # fmt: skip
