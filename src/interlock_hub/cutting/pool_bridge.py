"""Orders of several firms on one lay, as the engine plans them and shares what that saves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from interlock import model as engine
from interlock_hub.core.models import Cluster
from interlock_hub.core.money import fen, yuan
from interlock_hub.cutting import plan_bridge
from interlock_hub.cutting.models import Lay
from interlock_hub.cutting.prices import least_cny_per_m, price_of
from interlock_hub.network.models import Factory
from interlock_hub.orders.models import Order

if TYPE_CHECKING:
    from interlock.cutting import CutPlan, CutProblem, PlannedLay
    from interlock.stages.cut import Lengths
    from interlock.stages.pool import OrderToPool, PooledCut, PoolToCut

Stop = Callable[[], bool]
Figures = dict[str, Any]
MM_PER_M = 1000
# Less than this of the cost is not worth asking firms.
LEAST_SAVING_SHARE = 0.001


@dataclass(frozen=True)
class Brought:
    """An order that a firm brings into a pool, with its lays of the fabric."""

    order: Order
    firm: str
    lays: Sequence[Lay]


@dataclass(frozen=True)
class NotWorthIt:
    """Orders that are not worth cutting together, and what that would save in CNY: little, nothing, or less."""

    saved_cny: float = 0.0


def worked_out(
    cluster: Cluster, factory: Factory, material: str, brought: Sequence[Brought], *, stop: Stop
) -> dict[str, Any] | NotWorthIt:
    """Return what cutting orders together saves, each firm's share and statement, and the lays, where it is worth it.

    It saves against the best that each firm is found to do alone, and against the lays that are in force. Judged by the
    engine's own judges. Firms that add nothing are left out. Raises the engine's errors.
    """
    from interlock.stages.pool import BRIEF, check_pooled, pool_orders

    kept = list(brought)
    while len({one.firm for one in kept}) > 1:
        lengths = _lengths(cluster, factory, material, kept)
        asked = _asked(factory, material, kept, lengths)
        pooled = pool_orders(asked, billing=BRIEF, stop=stop)
        check_pooled(asked, pooled)
        if not pooled.shares.together:
            return NotWorthIt()
        if set(pooled.shares.together) == {one.firm for one in kept}:
            otherwise_fen = min(_in_force(asked, kept).cost_cny * 100, sum(own.plan.cost_fen for own in pooled.alone))
            if pooled.shares.cost_fen > otherwise_fen * (1 - LEAST_SAVING_SHARE):
                return NotWorthIt(round((otherwise_fen - pooled.shares.cost_fen) / 100, 2))
            return _found(pooled, asked, material, kept, lengths)
        kept = [one for one in kept if one.firm in pooled.shares.together]
    return NotWorthIt()


def _lengths(cluster: Cluster, factory: Factory, material: str, brought: Sequence[Brought]) -> dict[str, Lengths]:
    """The length model of each order, corrected by all lays of its style."""
    of_style: dict[int, list[Lay]] = {}
    for one in brought:
        of_style.setdefault(one.order.style_id, []).extend(lay for lay in one.lays if lay.material == material)
    return {
        one.order.number: plan_bridge.lengths_of(cluster, one.order, factory, of_style[one.order.style_id])
        for one in brought
    }


def _asked(factory: Factory, material: str, brought: Sequence[Brought], lengths: Mapping[str, Lengths]) -> PoolToCut:
    from interlock.stages.cut import SPEEDS, TABLE_MARGIN, lay_fen, ply_fen, table_length_mm
    from interlock.stages.facts import Path
    from interlock.stages.pool import PoolToCut

    policy = engine.Policy()
    path = Path(factory.code, factory.code, factory.code)
    colours = tuple(dict.fromkeys(q.colour for one in brought for q in one.order.quantities.all()))
    models = {one.order.number: _model(lengths[one.order.number], material) for one in brought}
    first = lengths[brought[0].order.number]
    item = _item(first, material)
    prices = least_cny_per_m([material])
    known = [price for price in (price_of(prices, material, colour) for colour in colours) if price is not None]
    least_fen_per_m = fen(min(known, default=Decimal(0)))
    return PoolToCut(
        colours=colours,
        orders=tuple(_order(one, colours, models[one.order.number][1]) for one in brought),
        max_garments=policy.max_garments,
        max_length_mm=TABLE_MARGIN
        * min(table_length_mm(one.scenario, path, one.scenario.styles[0]) for one in lengths.values()),
        max_plies=policy.max_plies,
        min_plies=policy.min_plies,
        fixed_mm=max(fixed for fixed, _sizes in models.values()),
        over=min(one.order.over_share for one in brought),
        end_loss_mm=policy.end_loss_mm,
        fabric_fen_per_m=int(
            (1 + item.waste_share) * least_fen_per_m + policy.cut_fen_per_min / SPEEDS.spread_m_per_min
        ),
        marker_fen=policy.marker_fen,
        lay_fen=lay_fen(policy),
        ply_fen=ply_fen(policy),
    )


def _item(lengths: Lengths, material: str) -> engine.BillItem:
    return next(item for item in lengths.scenario.styles[0].bill if item.material == material)


def _model(lengths: Lengths, material: str) -> tuple[float, dict[str, float]]:
    """What a marker takes whatever it holds, and a garment of each size, in mm."""
    style = lengths.scenario.styles[0]
    model = lengths.model(style, _item(lengths, material))
    return model.fixed_mm, dict(zip(style.sizes, model.per_garment_mm, strict=True))


def _order(one: Brought, colours: Sequence[str], per_size_mm: Mapping[str, float]) -> OrderToPool:
    from interlock.stages.pool import OrderToPool

    wanted = {(q.colour, q.size): q.pieces for q in one.order.quantities.all()}
    sizes = tuple(size for size in per_size_mm if any(size == known for _colour, known in wanted))
    return OrderToPool(
        name=one.order.number,
        firm=one.firm,
        style=one.order.style.code,
        sizes=sizes,
        per_garment_mm=tuple(per_size_mm[size] for size in sizes),
        demand=tuple(tuple(wanted.get((colour, size), 0) for size in sizes) for colour in colours),
        known=tuple(_known(one, colours, sizes)),
    )


def _known(one: Brought, colours: Sequence[str], sizes: Sequence[str]) -> Iterator[PlannedLay]:
    """The lays of an order that are in force, as the engine counts them."""
    from interlock.cutting import PlannedLay

    for lay in one.lays:
        ratio, plies = plan_bridge.counts_of(lay, sizes, colours)
        if any(ratio) and any(plies):
            yield PlannedLay(ratio, plies)


def _in_force(asked: PoolToCut, brought: Sequence[Brought]) -> Contents:
    """What the lays in force take, and what that costs with the pool's prices."""
    lays = [lay for one in brought for lay in one.lays]
    metres, markers = sum(lay.fabric_m for lay in lays), len({lay.marker_id for lay in lays})
    plies = sum(count for lay in lays for _colour, count in lay.plies)
    money = {
        "fabric_cny": metres * asked.fabric_fen_per_m, "markers_cny": markers * asked.marker_fen,
        "lays_cny": len(lays) * asked.lay_fen, "plies_cny": plies * asked.ply_fen,
    }  # fmt: skip
    made = {name: float(yuan(round(fen_))) for name, fen_ in money.items()}
    return Contents(fabric_m=round(metres, 1), markers=markers, lays=len(lays), plies=plies, **made)


def _proof(plan: CutPlan) -> dict[str, str]:
    """How near a plan is to the best possible, as a share: it tells nobody's figures."""
    return {"en": plan.proof_text("en"), "zh": plan.proof_text("zh")}


@dataclass(frozen=True)
class Contents:
    """What a cut plan takes and what each of it costs; the plies' money holds whatever the plan costs beside."""

    fabric_m: float
    markers: int
    lays: int
    plies: int
    fabric_cny: float
    markers_cny: float
    lays_cny: float
    plies_cny: float

    @property
    def cost_cny(self) -> float:
        """All of it."""
        return self.fabric_cny + self.markers_cny + self.lays_cny + self.plies_cny


def contents_of(problem: CutProblem, plan: CutPlan) -> Contents:
    """Return what a plan's cost is made of."""
    metres = sum(
        sum(lay.plies) * (problem.length.marker_mm(lay.ratio) + problem.end_loss_mm) / MM_PER_M for lay in plan.lays
    )
    markers = len({lay.ratio for lay in plan.lays})
    fabric, made = metres * problem.fabric_fen_per_m, markers * problem.marker_fen
    laid = len(plan.lays) * problem.lay_fen
    parts = {"fabric_cny": fabric, "markers_cny": made, "lays_cny": laid}
    parts["plies_cny"] = plan.cost_fen - sum(parts.values())
    money = {name: float(yuan(round(fen_))) for name, fen_ in parts.items()}
    return Contents(fabric_m=round(metres, 1), markers=markers, lays=len(plan.lays), plies=plan.plies, **money)


def _fabric_shares(asked: PoolToCut) -> dict[str, float]:
    """Each firm's share of the pooled fabric: as the length of its garments is to that of all."""
    own: dict[str, float] = dict.fromkeys(asked.firms, 0.0)
    for order in asked.orders:
        own[order.firm] += sum(
            count * length for row in order.demand for count, length in zip(row, order.per_garment_mm, strict=True)
        )
    return {firm: length / sum(own.values()) for firm, length in own.items()}


def _found(
    pooled: PooledCut,
    asked: PoolToCut,
    material: str,
    brought: Sequence[Brought],
    lengths: Mapping[str, Lengths],
) -> dict[str, Any]:
    shares = pooled.shares
    cut = pooled.cuts[0]
    together, of_fabric = contents_of(cut.problem, cut.plan), _fabric_shares(asked)
    markers = {ratio: f"{at}" for at, ratio in enumerate(dict.fromkeys(lay.ratio for lay in cut.plan.lays), 1)}
    of_style = {one.order.style.code: lengths[one.order.number] for one in brought}
    alone: dict[str, Figures] = {
        own.firms[0]: {"alone": asdict(contents_of(own.problem, own.plan)), "proof": _proof(own.plan)}
        for own in pooled.alone
    }
    return {
        "cost_cny": float(yuan(shares.cost_fen)),
        "saving_cny": float(yuan(shares.saving_fen)),
        "bound_cny": float(yuan(cut.plan.lower_bound[0])),
        "proof": _proof(cut.plan),
        "plies": cut.plan.plies,
        "contents": asdict(together),
        "in_force": asdict(_in_force(asked, brought)),
        "firms": {
            firm: {
                "alone_cny": str(yuan(share.alone_fen)), "pays_cny": str(yuan(share.pays_fen)),
                "saving_cny": str(yuan(share.saving_fen)),
                "figures": alone[firm] | {"together_m": round(together.fabric_m * of_fabric[firm], 1)},
                "said": {"en": shares.statement_for(firm).text("en"), "zh": shares.statement_for(firm).text("zh")},
            }
            for firm in asked.firms
            for share in [shares.share_of(firm)]
        },
        "orders": {one.order.number: one.firm for one in brought},
        "wanted": {
            one.order.number: [[q.colour, q.size, q.pieces] for q in one.order.quantities.all()] for one in brought
        },
        "markers": [_marker(cut.problem, ratio, name, of_style, material) for ratio, name in markers.items()],
        "lays": [
            _lay(cut.problem, lay, markers[lay.ratio], of_style, material) for lay in cut.plan.lays
        ],
    }  # fmt: skip


def _marker(
    problem: CutProblem, ratio: tuple[int, ...], name: str, of_style: Mapping[str, Lengths], material: str
) -> dict[str, Any]:
    first = next(iter(of_style.values()))
    width = first.scenario.material[material].width_mm
    length = problem.length.marker_mm(ratio)
    areas = [n * _of_garment(problem, at, of_style, material, "area_mm2") for at, n in enumerate(ratio) if n]
    return {
        "name": name,
        "style": next(style for style in of_style),
        "width_mm": width,
        "length_mm": length,
        # Where a style has no pieces of the fabric, no marker can be nested.
        "utilisation": min(1.0, sum(areas) / (length * width)) if all(areas) else 0.0,
        "ratio": {problem.sizes[at]: n for at, n in enumerate(ratio) if n},
    }


def _of_garment(problem: CutProblem, at: int, of_style: Mapping[str, Lengths], material: str, what: str) -> float:
    """Area or outline of one garment of a column, which is called by its style and size."""
    style, _space, size = problem.sizes[at].rpartition(" ")
    lengths = of_style[style]
    measure: Callable[..., float] = getattr(lengths, what)
    return measure(lengths.scenario.styles[0], _item(lengths, material), size)


def _lay(
    problem: CutProblem, lay: PlannedLay, marker: str, of_style: Mapping[str, Lengths], material: str
) -> dict[str, Any]:
    from interlock.cutting import lay_minutes

    length = problem.length.marker_mm(lay.ratio)
    plies = sum(lay.plies)
    outline = sum(n * _of_garment(problem, at, of_style, material, "outline_mm") for at, n in enumerate(lay.ratio))
    return {
        "marker": marker,
        "plies": [[colour, n] for colour, n in zip(problem.colours, lay.plies, strict=True) if n],
        "minutes": lay_minutes(plies, length + problem.end_loss_mm, garments=sum(lay.ratio), outline_mm=outline),
        "length_mm": length,
        "width_mm": next(iter(of_style.values())).scenario.material[material].width_mm,
        "fabric_m": plies * (length + problem.end_loss_mm) / MM_PER_M,
    }
