"""How an order is cut, as the engine plans it: markers and plies, what they cost, and the least that any plan costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from interlock import model as engine
from interlock_hub.core.models import Cluster
from interlock_hub.core.money import yuan
from interlock_hub.cutting.models import Lay, Marker
from interlock_hub.network.bridge import calendar_of, factory_of
from interlock_hub.network.models import CuttingTable, Factory
from interlock_hub.orders.bridge import material_of, order_of, style_of
from interlock_hub.orders.models import Material, Order, SupplyOffer

if TYPE_CHECKING:
    from interlock.cutting import CutPlan, CutProblem
    from interlock.stages.cut import Lengths, Step

Stop = Callable[[], bool]
MM_PER_M = 1000


@dataclass(frozen=True)
class Limits:
    """What a cut plan may do: shares cut too many or too few, plies of a lay, garments in a marker."""

    over_share: float
    under_share: float
    max_plies: int
    max_garments: int


def usual_limits(order: Order) -> Limits:
    """Return the limits that plans keep to: the order's own tolerance upwards, and the policy's plies and garments."""
    policy = engine.Policy()
    return Limits(order.over_share, 0.0, policy.max_plies, policy.max_garments)


def studied(
    cluster: Cluster, order: Order, factory: Factory, limits: Limits, lays: Sequence[Lay], *, seed: int, stop: Stop
) -> dict[str, Any]:
    """Return the best cut plan found within the limits, judged, beside the lays in force under the same lengths.

    Raises the engine's errors: no plan keeps the limits, or a style or order contradicts itself.
    """
    from interlock.cutting import QUICK, PlannedLay, check, plan_cut

    scenario = _scenario(cluster, order, factory)
    lengths = _lengths(scenario, limits, lays)
    problem = replace(_problem(lengths, factory.code), under=limits.under_share)
    style = scenario.style[scenario.orders[0].style]
    shell = lengths.scenario.style[style.code].bill and _fabrics(lengths)[0].material
    in_force = [counts_of(lay, problem.sizes, problem.colours) for lay in lays if lay.material == shell]
    start = [PlannedLay(ratio, plies) for ratio, plies in in_force if any(ratio) and any(plies)]
    found = plan_cut(problem, effort=QUICK, seed=seed, stop=stop, start=start)
    check(problem, found)
    steps = _steps(problem, found)
    return {
        "now": _figures(lengths, problem, in_force, len(lays)),
        "found": _figures(
            lengths, problem, [(lay.ratio, lay.plies) for lay in found.lays], len(found.lays) * len(_fabrics(lengths))
        ),
        "bound_cny": float(yuan(found.lower_bound[0])),
        "gap": found.gap,
        "proved": found.proved,
        "proof": {"en": found.proof_text("en"), "zh": found.proof_text("zh")},
        "steps": [{"ratio": dict(step.ratio), "plies": [list(pair) for pair in step.plies]} for step in steps],
        "cut": _cut(problem, found),
        **_rows(lengths, order.number, steps),
    }


def _scenario(cluster: Cluster, order: Order, factory: Factory) -> engine.Scenario:
    """The little of a scenario that one order's cut plan needs."""
    style = style_of(order.style)
    codes = [item.material for item in style.bill]
    return engine.Scenario(
        cluster=cluster.name,
        today=order.due_on,
        factories=(factory_of(factory, {factory.township_id: ""}),),
        lines=(),
        styles=(style,),
        orders=(order_of(order, style.code, "", order.quantities.all()),),
        tables=tuple(
            engine.CuttingTable(
                code=table.code, factory=factory.code, length_mm=table.length_mm, width_mm=table.width_mm,
                minutes_per_day=table.minutes_per_day,
            )
            for table in CuttingTable.objects.filter(factory=factory)
        ),
        materials=tuple(material_of(row) for row in Material.objects.filter(code__in=codes)),
        offers=tuple(
            msgspec.convert(row.body, engine.Offer) for row in SupplyOffer.objects.filter(material__code__in=codes)
        ),
    )  # fmt: skip


def lengths_of(cluster: Cluster, order: Order, factory: Factory, lays: Sequence[Lay]) -> Lengths:
    """Return the length model of an order's fabrics under the usual limits, corrected by lays of its style."""
    return _lengths(_scenario(cluster, order, factory), usual_limits(order), lays)


def _fabrics(lengths: Lengths) -> tuple[engine.BillItem, ...]:
    from interlock.stages.cut import fabrics_of

    return fabrics_of(lengths.scenario, lengths.scenario.styles[0])


def _lengths(scenario: engine.Scenario, limits: Limits, lays: Sequence[Lay]) -> Lengths:
    """The length model of the order's fabrics, corrected by lays: by it they take the metres that they take."""
    from interlock.stages.cut import Lengths, Step

    policy = replace(engine.Policy(), max_plies=limits.max_plies, max_garments=limits.max_garments)
    order = replace(scenario.orders[0], over_share=limits.over_share)
    plain = Lengths(replace(scenario, orders=(order,)), policy)
    style, factors = scenario.styles[0], {}
    for item in _fabrics(plain):
        plies: Counter[Marker] = Counter()
        for lay in (one for one in lays if one.material == item.material):
            plies[lay.marker] += sum(count for _colour, count in lay.plies)
        estimated = sum(n * plain.marker_mm(style, item, Step(tuple(m.ratio.items()), ())) for m, n in plies.items())
        if estimated:
            factors[style.code, item.material] = sum(n * m.length_mm for m, n in plies.items()) / estimated
    return Lengths(plain.scenario, policy, factors)


def _problem(lengths: Lengths, factory: str) -> CutProblem:
    from interlock.stages.cut import cut_orders
    from interlock.stages.facts import Path

    known: dict[CutProblem, CutPlan] = {}
    number = lengths.scenario.orders[0].number
    cut_orders(lengths, {number: Path(factory, factory, factory)}, least_prices(lengths.scenario), known, workers=1)
    return next(iter(known))


def least_prices(scenario: engine.Scenario) -> dict[tuple[str, str], float]:
    """Return the lowest price of any offer for each fabric and colour, whatever the quantity, in fen a metre."""
    order = scenario.orders[0]
    return {
        (item.material, colour): min(
            (
                offer.breaks[-1].fen_per_unit
                for offer in scenario.offers
                if offer.material == item.material and offer.colour in ("", colour)
            ),
            default=0.0,
        )
        for item in scenario.styles[0].bill
        for colour in (*order.colours, "")
    }


Counts = tuple[tuple[int, ...], tuple[int, ...]]  # garments by size, plies by colour


def counts_of(lay: Lay, sizes: Sequence[str], colours: Sequence[str]) -> Counts:
    """Return a lay's garments by size and plies by colour, of the sizes and colours asked for."""
    plies = Counter(dict(lay.plies))
    return tuple(lay.marker.ratio.get(size, 0) for size in sizes), tuple(plies[colour] for colour in colours)


def _figures(lengths: Lengths, problem: CutProblem, lays: Iterable[Counts], all_lays: int) -> dict[str, Any] | None:
    """Markers, lays, plies, fabric, garments and money of lays, by the length model; None where there are none.

    Markers and plies are those of the shell, metres those of all fabrics, each laid as the shell is.
    """
    rows = list(lays)
    if not rows:
        return None
    plies = sum(sum(count) for _ratio, count in rows)
    # In the problem the fabrics weigh by their prices: its length is money, no metres of anything.
    priced_mm = sum((problem.length.marker_mm(ratio) + problem.end_loss_mm) * sum(count) for ratio, count in rows)
    markers = len({ratio for ratio, _count in rows})
    parts = {
        "fabric_cny": priced_mm / MM_PER_M * problem.fabric_fen_per_m, "markers_cny": markers * problem.marker_fen,
        "lays_cny": len(rows) * problem.lay_fen, "plies_cny": plies * problem.ply_fen,
    }  # fmt: skip
    return {
        "markers": markers,
        "lays": all_lays,
        "plies": plies,
        "fabric_m": round(sum(_cloth_mm(lengths, problem, rows)) / MM_PER_M, 2),
        "garments": sum(sum(ratio) * sum(count) for ratio, count in rows),
        "cost_cny": float(yuan(sum(parts.values()))),
        "parts": {name: float(yuan(value)) for name, value in parts.items()},
    }


def _cloth_mm(lengths: Lengths, problem: CutProblem, lays: Iterable[Counts]) -> Iterator[float]:
    """The length of cloth of every lay in every fabric."""
    from interlock.stages.cut import Step

    style = lengths.scenario.styles[0]
    for ratio, plies in lays:
        step = Step(tuple(zip(problem.sizes, ratio, strict=True)), ())
        for item in _fabrics(lengths):
            yield sum(plies) * (lengths.marker_mm(style, item, step) + lengths.policy.end_loss_mm)


def _steps(problem: CutProblem, plan: CutPlan) -> list[Step]:
    from interlock.stages.cut import Step

    return [
        Step(
            ratio=tuple((size, n) for size, n in zip(problem.sizes, lay.ratio, strict=True) if n),
            plies=tuple((colour, n) for colour, n in zip(problem.colours, lay.plies, strict=True) if n),
        )
        for lay in plan.lays
    ]


def _cut(problem: CutProblem, plan: CutPlan) -> list[list[Any]]:
    """Colour, size, garments ordered, garments cut: a row of each."""
    return [
        [
            problem.colours[colour], problem.sizes[size], problem.demand[colour][size],
            sum(lay.ratio[size] * lay.plies[colour] for lay in plan.lays),
        ]
        for colour, size in problem.cells()
    ]  # fmt: skip


def _rows(lengths: Lengths, number: str, steps: Sequence[Step]) -> dict[str, Any]:
    """The markers and lays of a plan as plain rows: a lay of every step in every fabric."""
    from interlock.stages.cut import OrderCut
    from interlock.stages.lay import lay_min
    from interlock.stages.nest import estimated, marker_id

    style = lengths.scenario.styles[0]
    markers = estimated(lengths, {number: OrderCut(number, tuple(steps), ())})
    lays = []
    for at, step in enumerate(steps, 1):
        for item in _fabrics(lengths):
            marker = markers[marker_id(style, item, step.ratio)]
            lays.append(
                {
                    "code": f"{number}-{at}-{item.material}",
                    "marker": marker.id,
                    "material": item.material,
                    "plies": [list(pair) for pair in step.plies],
                    "minutes": lay_min(lengths, style, item, step),
                    "length_mm": marker.length_mm,
                    "width_mm": marker.width_mm,
                    "fabric_m": step.all_plies * (marker.length_mm + lengths.policy.end_loss_mm) / MM_PER_M,
                }
            )
    return {"markers": [_marker(marker) for marker in markers.values()], "lays": lays}


def _marker(marker: engine.PlanMarker) -> dict[str, Any]:
    facts = {name: value for name, value in asdict(marker).items() if name in _FACTS}
    return {"code": marker.id, "ratio": dict(marker.ratio), "body": msgspec.to_builtins(marker), **facts}


_FACTS = ("style", "material", "width_mm", "length_mm", "utilisation", "nested")


def open_days(cluster: Cluster, factory: Factory, first_on: Any, last_on: Any) -> list[Any]:
    """Return the days of a span on which a shop works."""
    return list(calendar_of(cluster).open_days(first_on, last_on, factory.code))
