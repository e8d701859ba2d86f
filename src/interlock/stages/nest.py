"""Markers of the plan: estimated lengths for all, real nests for what is cut in the next days."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from interlock.errors import BrokenLaw
from interlock.markers import Marker, MarkerCache, MarkerProblem, audit, nest_many
from interlock.markers import Placement as MarkerPlacement
from interlock.model import BillItem, Placement, PlanMarker, Scenario, Style
from interlock.stages.cut import Fabric, Lengths, OrderCut, Step, fabrics_of, marker_problem

# Garments of the marker that a style's length estimate is corrected with.
CALIBRATION_GARMENTS = 4
# An estimate may be this much shorter than the nest before the style's lengths are corrected.
EXACT = 1 + 1e-9


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
    """Return lengths corrected by one short nest of every ordered style and fabric."""
    scenario, seconds = lengths.scenario, lengths.policy.calibrate_seconds
    ordered = {order.style for order in scenario.orders}
    fabrics = [
        (style, item)
        for style in scenario.styles
        if style.code in ordered
        for item in fabrics_of(scenario, style)
        if item.cut_pieces
    ]
    if seconds == 0 or not fabrics:
        return lengths
    steps = [Step(_usual_ratio(lengths, style), ()) for style, _ in fabrics]
    problems = [
        marker_problem(scenario, style, item, dict(step.ratio))
        for (style, item), step in zip(fabrics, steps, strict=True)
    ]
    tell = (lambda share, _: progress(share)) if progress else None
    nested = nest_many(
        problems, seconds=seconds, workers=workers, seed=lengths.policy.seed, cache=cache, progress=tell, stop=stop
    )
    return lengths.grown(
        {
            (style.code, item.material): marker.length_mm / lengths.marker_mm(style, item, step)
            for (style, item), step, marker in zip(fabrics, steps, nested, strict=True)
        }
    )


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
            raise BrokenLaw(f"marker {name}", breaches)
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


def too_long(
    estimates: Mapping[str, PlanMarker],
    nested: Mapping[str, PlanMarker],
    longest_mm: Mapping[str, float],
    waste: Mapping[Fabric, float],
) -> dict[Fabric, float]:
    """Return by how much the lengths of which style and fabric must grow for the nests to fit what was planned.

    ``longest_mm``: the table of each marker; ``waste``: the share of fabric bought on top.
    """
    factors: dict[Fabric, float] = {}
    for name, marker in nested.items():
        fabric = (marker.style, marker.material)
        factor = marker.length_mm / estimates[name].length_mm
        if marker.length_mm > longest_mm[name] or factor > (1 + waste[fabric]) * EXACT:
            factors[fabric] = max(factor, factors.get(fabric, 1.0))
    return factors


def waste_of(scenario: Scenario) -> dict[Fabric, float]:
    """Return the share of every style's fabric that is bought on top of what its lays are planned to take."""
    return {(style.code, item.material): item.waste_share for style in scenario.styles for item in style.bill}


def _has_pieces(scenario: Scenario, marker: PlanMarker) -> bool:
    return bool(_item(scenario, marker).cut_pieces)


def _item(scenario: Scenario, marker: PlanMarker) -> BillItem:
    return next(item for item in scenario.style[marker.style].bill if item.material == marker.material)


def _problem(scenario: Scenario, marker: PlanMarker) -> MarkerProblem:
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
