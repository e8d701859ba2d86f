"""Orders to markers and plies: which size ratios are laid, with how many plies of each colour, in every fabric."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from operator import itemgetter

from interlock.compute import each
from interlock.cutting import CutPlan, CutProblem, CuttingSpeeds, Effort, LengthModel, lay_minutes, plan_cut
from interlock.errors import Infeasible, InvalidModel, joined
from interlock.markers import MarkerProblem, MarkerRules, estimate, for_ratio
from interlock.model import BillItem, Material, MaterialKind, Order, Policy, Quantity, Scenario, Style
from interlock.patterns import Piece
from interlock.stages.facts import Cell, Path, shortened
from interlock.stages.words import ERRORS

# A nest may come out longer than its estimate; it must still fit the table it was planned for.
TABLE_MARGIN = 0.97
SPEEDS = CuttingSpeeds()
# Plies of a usual lay, for guesses before lays are planned.
USUAL_PLIES = 80
# Fewest lays of an order book beyond which a plan would not end in reasonable time.
MOST_LAYS = 100_000
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
    """The length model of every style and fabric: the markers' own estimate, corrected by ``factors``.

    ``factors`` hold what real nests taught: real length over estimated. ``fitted`` are models fitted to several nests
    of a style, which take the place of the estimate.
    """

    scenario: Scenario
    policy: Policy
    factors: Mapping[Fabric, float] = field(default_factory=dict)
    fitted: Mapping[Fabric, LengthModel] = field(default_factory=dict)

    def grown(self, by: Mapping[Fabric, float]) -> Lengths:
        """Return lengths that are longer by these factors, and a little more so that the next nest fits."""
        grown = {fabric: self.factors.get(fabric, 1.0) * factor * 1.005 for fabric, factor in by.items()}
        return Lengths(self.scenario, self.policy, {**self.factors, **grown}, self.fitted)

    def model(self, style: Style, item: BillItem) -> LengthModel:
        """Return what a marker takes on any size ratio: a fixed length and one for every garment by size."""
        key = (style.code, item.material)
        if key not in self._models:
            self._models[key] = self._fit(style, item)
        return self._models[key]

    def marker_mm(self, style: Style, item: BillItem, step: Step) -> float:
        """Return the length of a step's marker in one fabric."""
        counts = dict(step.ratio)
        return self.model(style, item).marker_mm(tuple(counts.get(size, 0) for size in style.sizes))

    def area_mm2(self, style: Style, item: BillItem, size: str) -> float:
        """Return the area of one garment's pieces; 0 where the style has no pieces for the fabric."""
        return sum(p.area_mm2 * p.quantity for p in style.pieces_of(size, item.cut_pieces))

    def outline_mm(self, style: Style, item: BillItem, size: str) -> float:
        """Return the length of all outlines of one garment, which a knife follows; 0 without pieces."""
        key = (style.code, item.material, size)
        if key not in self._outlines:
            pieces = style.pieces_of(size, item.cut_pieces)
            self._outlines[key] = sum(piece.outline_mm * piece.quantity for piece in pieces)
        return self._outlines[key]

    def cutting_min(self, order: Order) -> float:
        """Return about how long an order keeps tables, before its markers are known: usual plies, no set-up shared."""
        style = self.scenario.style[order.style]
        size = style.sizes[len(style.sizes) // 2]
        step = Step(((size, 1),), (("", USUAL_PLIES),))
        lays = order.pieces / USUAL_PLIES / self.policy.max_garments
        return sum(
            lays
            * lay_minutes(
                USUAL_PLIES,
                self.policy.max_garments * self.marker_mm(style, item, step),
                garments=self.policy.max_garments,
                outline_mm=self.policy.max_garments * self.outline_mm(style, item, size),
            )
            for item in fabrics_of(self.scenario, style)
        )

    def _fit(self, style: Style, item: BillItem) -> LengthModel:
        factor = self.factors.get((style.code, item.material), 1.0)
        known = self.fitted.get((style.code, item.material))
        if not known and not item.cut_pieces:
            return LengthModel(0.0, tuple(item.per_garment * 1000 * factor for _ in style.sizes))
        if not known:
            sizes = ((size, style.pieces_of(size, item.cut_pieces)) for size in style.sizes)
            known = _estimated(tuple(filter(itemgetter(1), sizes)), rules_of(self.scenario.material[item.material]))
        return LengthModel(known.fixed_mm * factor, tuple(mm * factor for mm in known.per_garment_mm))

    @cached_property
    def _outlines(self) -> dict[tuple[str, str, str], float]:
        return {}

    @cached_property
    def _models(self) -> dict[Fabric, LengthModel]:
        return {}


# A promise, a repair, the next plan ask of the same styles again; a fitted fabric is a few floats beside its pieces.
@lru_cache(maxsize=512)
def _estimated(pieces_of: tuple[tuple[str, tuple[Piece, ...]], ...], rules: MarkerRules) -> LengthModel:
    """Return the length model that estimated markers of one size each give, by each size's pieces."""

    def curve_mm(size: str, pieces: tuple[Piece, ...], garments: int) -> float:
        return estimate(for_ratio({size: pieces}, {size: garments}, rules))

    slopes = [curve_mm(*one, 3) - curve_mm(*one, 2) for one in pieces_of]
    # The fixed part also covers a marker of one garment, which is never shorter than its longest piece.
    fixed = max(
        curve_mm(*one, garments) - garments * slope
        for one, slope in zip(pieces_of, slopes, strict=True)
        for garments in (1, 3)
    )
    return LengthModel(max(0.0, fixed), tuple(slopes))


def marker_problem(scenario: Scenario, style: Style, item: BillItem, ratio: Mapping[str, int]) -> MarkerProblem:
    """Return the marker of a style's fabric for garments by size, as the markers room takes it."""
    sizes = {size: style.pieces_of(size, item.cut_pieces) for size in ratio}
    return for_ratio(sizes, ratio, rules_of(scenario.material[item.material]))


def rules_of(material: Material) -> MarkerRules:
    """Return how pieces may lie on a material."""
    return MarkerRules(width_mm=material.width_mm, direction="two_way" if material.two_way else "one_way")


def cut_orders(
    lengths: Lengths,
    paths: Mapping[str, Path],
    prices: Mapping[Cell, float],
    known: dict[CutProblem, CutPlan],
    *,
    workers: int | None = None,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> dict[str, OrderCut]:
    """Return how every order is cut, by order number.

    ``prices``: fen per metre of each fabric and colour. ``known`` remembers plans, so that a problem is solved once.
    Raises :class:`~interlock.errors.Infeasible` naming every order whose garments fit no table of its cutting shop.
    """
    orders = [o for o in lengths.scenario.orders if fabrics_of(lengths.scenario, lengths.scenario.style[o.style])]
    _refuse_too_many(lengths, orders)
    problems, unfit = [], []
    for order in orders:
        try:
            problems.append(_problem(lengths, paths[order.number], order, prices))
        except InvalidModel as error:
            unfit += [ERRORS.told("of_order", order=order.number, text=problem) for problem in error.problems]
    if unfit:
        raise Infeasible(shortened(unfit))
    fresh = [problem for problem in dict.fromkeys(problems) if problem not in known]
    solve = partial(_plan_or_reason, seed=lengths.policy.seed)
    found = dict(zip(fresh, each(solve, fresh, workers=workers, progress=progress, stop=stop), strict=True))
    hopeless = [
        ERRORS.told("of_order", order=order.number, text=found[problem])
        for order, problem in zip(orders, problems, strict=True)
        if isinstance(found.get(problem), str)
    ]
    if hopeless:
        raise Infeasible(shortened(hopeless))
    known.update({problem: plan for problem, plan in found.items() if isinstance(plan, CutPlan)})
    cuts = {o.number: OrderCut(o.number, (), o.quantities) for o in lengths.scenario.orders}
    for order, problem in zip(orders, problems, strict=True):
        cuts[order.number] = _order_cut(order, problem, known[problem])
    return cuts


def _refuse_too_many(lengths: Lengths, orders: Sequence[Order]) -> None:
    """Raise :class:`~interlock.errors.Infeasible` where the fewest lays of a book are more than a plan can hold."""
    scenario, policy = lengths.scenario, lengths.policy
    fewest = {
        order.number: order.pieces
        / (policy.max_garments * policy.max_plies)
        * len(fabrics_of(scenario, scenario.style[order.style]))
        for order in orders
    }
    if sum(fewest.values()) > MOST_LAYS:
        largest = max(orders, key=lambda order: fewest[order.number])
        raise Infeasible(
            ERRORS.told(
                "too_many_lays", lays=sum(fewest.values()), most=MOST_LAYS, order=largest.number, pieces=largest.pieces
            )
        )


# A whole order book is cut in one go: a shorter search than for a single order, with the same bound.
BRIEF = Effort(moves=8_000, attempts=2, exact_work=0.0)


def lay_fen(policy: Policy) -> int:
    """Return what a lay costs however it is cut: setting the table up."""
    return int(SPEEDS.set_up_min * policy.cut_fen_per_min)


def ply_fen(policy: Policy) -> int:
    """Return what a ply costs whatever its length: handling, and turning at its end."""
    return int(policy.ply_fen + SPEEDS.turn_min * policy.cut_fen_per_min)


def _plan_or_reason(problem: CutProblem, *, seed: int) -> CutPlan | str:
    try:
        return plan_cut(problem, effort=BRIEF, seed=seed)
    except Infeasible as error:
        return joined(error.args)


def table_length_mm(scenario: Scenario, path: Path, style: Style) -> float:
    """Return the longest table of the cutting shop that is wide enough for the style's fabrics; 0 without one."""
    width = max(scenario.material[i.material].width_mm for i in fabrics_of(scenario, style))
    tables = scenario.tables_of[path.cutting]
    return max((t.length_mm for t in tables if t.width_mm >= width), default=0.0)


def _problem(lengths: Lengths, path: Path, order: Order, prices: Mapping[Cell, float]) -> CutProblem:
    scenario, policy = lengths.scenario, lengths.policy
    style = scenario.style[order.style]
    fabrics = fabrics_of(scenario, style)
    sizes = tuple(size for size in style.sizes if any(q.size == size for q in order.quantities))
    models = [_only(lengths.model(style, item), style, sizes) for item in fabrics]
    spread_fen_per_m = policy.cut_fen_per_min / SPEEDS.spread_m_per_min
    weights = [
        (1 + item.waste_share) * _least_price(scenario, item, order, prices) + spread_fen_per_m for item in fabrics
    ]
    joint = _joint(models, weights)
    return CutProblem(
        sizes=sizes,
        colours=order.colours,
        demand=tuple(tuple(order.pieces_of(colour, size) for size in sizes) for colour in order.colours),
        max_garments=policy.max_garments,
        max_length_mm=table_length_mm(scenario, path, style) * TABLE_MARGIN,
        min_plies=policy.min_plies,
        max_plies=policy.max_plies,
        length=joint,
        longest=_longest(models),
        over=order.over_share,
        end_loss_mm=policy.end_loss_mm,
        fabric_fen_per_m=int(sum(weights)),
        marker_fen=policy.marker_fen * len(fabrics),
        lay_fen=lay_fen(policy) * len(fabrics),
        ply_fen=ply_fen(policy) * len(fabrics),
    )


def _least_price(scenario: Scenario, item: BillItem, order: Order, prices: Mapping[Cell, float]) -> float:
    """The lowest price of the fabric over the order's colours: one price serves all of them, and bounds stay bounds."""
    colours = order.colours if scenario.material[item.material].by_colour else ("",)
    return min(prices.get((item.material, colour), 0.0) for colour in colours)


def _only(model: LengthModel, style: Style, sizes: Sequence[str]) -> LengthModel:
    return LengthModel(model.fixed_mm, tuple(model.per_garment_mm[style.sizes.index(size)] for size in sizes))


def _joint(models: Sequence[LengthModel], weights: Sequence[float]) -> LengthModel:
    """One model whose length times the sum of the weights is the money of all fabrics together."""
    total = sum(weights) or 1.0
    shares = [w / total for w in weights] if sum(weights) else [1 / len(weights)] * len(weights)
    fixed = sum(share * model.fixed_mm for share, model in zip(shares, models, strict=True))
    columns = zip(*(model.per_garment_mm for model in models), strict=True)
    return LengthModel(fixed, tuple(sum(s * mm for s, mm in zip(shares, column, strict=True)) for column in columns))


def _longest(models: Sequence[LengthModel]) -> LengthModel:
    """One model that no fabric's marker is longer than, as the table must take all of them."""
    columns = zip(*(model.per_garment_mm for model in models), strict=True)
    return LengthModel(max(model.fixed_mm for model in models), tuple(map(max, columns)))


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
