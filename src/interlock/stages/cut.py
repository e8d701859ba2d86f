"""Orders to markers and plies: which size ratios are laid, with how many plies of each colour, in every fabric."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from interlock.compute import each
from interlock.cutting import CutPlan, CutProblem, LengthModel, plan_cut
from interlock.errors import Infeasible, InvalidModel
from interlock.markers import length_mm
from interlock.model import BillItem, MaterialKind, Order, Policy, Quantity, Scenario, Style
from interlock.stages.paths import Path

# A nest may come out longer than its estimate; it must still fit the table it was planned for.
TABLE_MARGIN = 0.97
Fabric = tuple[str, str]  # style, material


@dataclass(frozen=True)
class Step:
    """One spreading of an order, done in each of its fabrics: garments by size, plies by colour."""

    ratio: tuple[tuple[str, int], ...]
    plies: tuple[tuple[str, int], ...]

    @property
    def all_plies(self) -> int:
        """Plies of all colours."""
        return sum(count for _, count in self.plies)


@dataclass(frozen=True)
class OrderCut:
    """How an order is cut: its steps in turn, the pieces that come off them, and the plan they are from."""

    order: str
    steps: tuple[Step, ...]
    quantities: tuple[Quantity, ...]
    plan: CutPlan | None = None

    @property
    def pieces(self) -> int:
        """All pieces cut."""
        return sum(q.pieces for q in self.quantities)


def fabrics_of(scenario: Scenario, style: Style) -> tuple[BillItem, ...]:
    """Return the fabrics of a style; the first is the shell, whose cut plan the others share."""
    return tuple(i for i in style.bill if scenario.material[i.material].kind is MaterialKind.FABRIC)


@dataclass(frozen=True)
class Lengths:
    """The length model of every style and fabric: piece areas by the markers' curve, made longer by ``factors``.

    ``factors`` hold what real nests taught where they came out longer than the curve says.
    """

    scenario: Scenario
    policy: Policy
    factors: Mapping[Fabric, float] = field(default_factory=dict)

    def grown(self, by: Mapping[Fabric, float]) -> Lengths:
        """Return lengths that are longer by these factors, and a little more so that the next nest fits."""
        grown = {fabric: self.factors.get(fabric, 1.0) * factor * 1.005 for fabric, factor in by.items()}
        return Lengths(self.scenario, self.policy, {**self.factors, **grown})

    def model(self, style: Style, item: BillItem) -> LengthModel:
        """Return the linear model through a marker of one garment and one of the policy's most."""
        key = (style.code, item.material)
        if key not in self._models:
            self._models[key] = self._fit(style, item)
        return self._models[key]

    def area_mm2(self, style: Style, item: BillItem, size: str) -> float:
        """Return the area of one garment's pieces; 0 where the style has no pieces for the fabric."""
        return sum(p.area_mm2 * p.quantity for p in style.pieces_of(size, item.cut_pieces))

    def _fit(self, style: Style, item: BillItem) -> LengthModel:
        factor = self.factors.get((style.code, item.material), 1.0)
        if not item.cut_pieces:
            return LengthModel(0.0, tuple(item.per_garment * 1000 * factor for _ in style.sizes))
        most = max(2, self.policy.max_garments)
        areas = [self.area_mm2(style, item, size) for size in style.sizes]
        mean = sum(areas) / len(areas)
        one, many = self._curve(item, mean, 1), self._curve(item, mean, most)
        slope = (many - one) / (most - 1)
        fixed = max(0.0, one - slope)
        return LengthModel(fixed * factor, tuple(slope * factor * area / mean for area in areas))

    def _curve(self, item: BillItem, area_mm2: float, garments: int) -> float:
        material = self.scenario.material[item.material]
        return length_mm(area_mm2 * garments, garments, material.width_mm, not material.two_way)

    @cached_property
    def _models(self) -> dict[Fabric, LengthModel]:
        return {}


def cut_orders(
    lengths: Lengths,
    paths: Mapping[str, Path],
    prices: Mapping[str, float],
    *,
    workers: int | None = None,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> dict[str, OrderCut]:
    """Return how every order is cut, by order number.

    ``prices``: fen per metre of each fabric. Raises :class:`~interlock.errors.Infeasible` naming every order whose
    garments fit no table of its cutting shop.
    """
    orders = [o for o in lengths.scenario.orders if fabrics_of(lengths.scenario, lengths.scenario.style[o.style])]
    problems, unfit = [], []
    for order in orders:
        try:
            problems.append(_problem(lengths, paths[order.number], order, prices))
        except InvalidModel as error:
            unfit += [f"order {order.number}: {problem}" for problem in error.problems]
    if unfit:
        raise Infeasible("\n".join(unfit))
    solve = partial(_plan_or_reason, seed=lengths.policy.seed)
    plans = each(solve, problems, workers=workers, progress=progress, stop=stop)
    hopeless = [f"order {o.number}: {plan}" for o, plan in zip(orders, plans, strict=True) if isinstance(plan, str)]
    if hopeless:
        raise Infeasible("\n".join(hopeless))
    cuts = {o.number: OrderCut(o.number, (), o.quantities) for o in lengths.scenario.orders}
    for order, problem, plan in zip(orders, problems, plans, strict=True):
        if isinstance(plan, CutPlan):
            cuts[order.number] = _order_cut(order, problem, plan)
    return cuts


def _plan_or_reason(problem: CutProblem, *, seed: int) -> CutPlan | str:
    try:
        return plan_cut(problem, seed=seed)
    except Infeasible as error:
        return str(error)


def table_length_mm(scenario: Scenario, path: Path, style: Style) -> float:
    """Return the longest table of the cutting shop that is wide enough for the style's fabrics; 0 without one."""
    width = max(scenario.material[i.material].width_mm for i in fabrics_of(scenario, style))
    tables = scenario.tables_of[path.cutting]
    return max((t.length_mm for t in tables if t.width_mm >= width), default=0.0)


def _problem(lengths: Lengths, path: Path, order: Order, prices: Mapping[str, float]) -> CutProblem:
    scenario, policy = lengths.scenario, lengths.policy
    style = scenario.style[order.style]
    fabrics = fabrics_of(scenario, style)
    sizes = tuple(size for size in style.sizes if any(q.size == size for q in order.quantities))
    models = [_only(lengths.model(style, item), style, sizes) for item in fabrics]
    weights = [prices[item.material] * (1 + item.waste_share) for item in fabrics]
    joint = _joint(models, weights)
    # The joint length is a mean of the fabrics' lengths; the table must be long enough for the longest of them.
    stretch = max(_stretch(joint, model) for model in models)
    return CutProblem(
        sizes=sizes,
        colours=order.colours,
        demand=tuple(tuple(order.pieces_of(colour, size) for size in sizes) for colour in order.colours),
        max_garments=policy.max_garments,
        max_length_mm=table_length_mm(scenario, path, style) * TABLE_MARGIN / stretch,
        min_plies=policy.min_plies,
        max_plies=policy.max_plies,
        length=joint,
        over=order.over_share,
        end_loss_mm=policy.end_loss_mm,
        fabric_fen_per_m=int(sum(weights)),
        marker_fen=policy.marker_fen,
        lay_fen=0,
        ply_fen=policy.ply_fen * len(fabrics),
    )


def _only(model: LengthModel, style: Style, sizes: Sequence[str]) -> LengthModel:
    return LengthModel(model.fixed_mm, tuple(model.per_garment_mm[style.sizes.index(size)] for size in sizes))


def _joint(models: Sequence[LengthModel], weights: Sequence[float]) -> LengthModel:
    """One model whose length times the sum of the weights is the money of all fabrics together."""
    total = sum(weights) or 1.0
    shares = [w / total for w in weights] if sum(weights) else [1 / len(weights)] * len(weights)
    fixed = sum(share * model.fixed_mm for share, model in zip(shares, models, strict=True))
    columns = zip(*(model.per_garment_mm for model in models), strict=True)
    return LengthModel(fixed, tuple(sum(s * mm for s, mm in zip(shares, column, strict=True)) for column in columns))


def _stretch(joint: LengthModel, model: LengthModel) -> float:
    fixed = model.fixed_mm / joint.fixed_mm if joint.fixed_mm > 0 else 1.0
    return max(1.0, fixed, *(b / a for a, b in zip(joint.per_garment_mm, model.per_garment_mm, strict=True)))


def _order_cut(order: Order, problem: CutProblem, plan: CutPlan) -> OrderCut:
    steps = tuple(
        Step(
            ratio=tuple((size, n) for size, n in zip(problem.sizes, lay.ratio, strict=True) if n),
            plies=tuple((colour, n) for colour, n in zip(problem.colours, lay.plies, strict=True) if n),
        )
        for lay in plan.lays
    )
    cells: Counter[tuple[str, str]] = Counter()
    for step in steps:
        for size, garments in step.ratio:
            for colour, plies in step.plies:
                cells[colour, size] += garments * plies
    return OrderCut(order.number, steps, tuple(Quantity(c, s, n) for (c, s), n in cells.items()), plan)
