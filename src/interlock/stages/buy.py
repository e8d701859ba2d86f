"""What every order needs, what is bought or taken from stock for it, and when its material is in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from interlock.errors import Infeasible, Told
from interlock.model import MaterialKind, Offer, Order, Purchase, Scenario, Share, StockUse
from interlock.sourcing import Missing, Need, SellerOffer, Sourcing, SourcingProblem, StockItem
from interlock.sourcing import PriceBreak as SourcingBreak
from interlock.sourcing import Purchase as SourcingPurchase
from interlock.sourcing.problem import GRAINS_PER_UNIT
from interlock.stages.cut import Lengths, OrderCut, Step, fabrics_of, lay_fen, ply_fen
from interlock.stages.facts import Cell, shortened
from interlock.stages.horizon import Horizon
from interlock.stages.rush import Deadline, rushed
from interlock.stages.words import ERRORS

# Around sewing an order needs days to be cut, moved and finished; more slack than that keeps cheap slow offers usable.
CUT_DAYS = 3
FINISH_DAYS = 4
SLACK_DAYS = 11
# One that nothing holds up is cut on the day its material is in, then sewn, and ships so many days after that.
LEAST_DAYS = 1
# Slack is wanted, not needed: a day of it is worth this share of a day of lateness.
EAGERNESS = 0.1

Allowance = Mapping[tuple[str, str], float]  # by order and fabric


@dataclass(frozen=True, kw_only=True)
class Bought:
    """Purchases and stock used, and what cloth and trims cost at least.

    ``ready_day`` is when an order's material is in; ``start_day`` is when cutting may begin: then, or at the order's
    earliest start. ``wanted_day`` is when its material should be in for it to be in time on usual lines.
    """

    purchases: tuple[Purchase, ...]
    stock_uses: tuple[StockUse, ...]
    ready_day: Mapping[str, int]
    start_day: Mapping[str, int]
    cloth_bound_fen: int
    trim_bound_fen: int
    wanted_day: Mapping[str, int] = field(default_factory=dict)

    @property
    def last_start_day(self) -> int:
        """The first day by which every order may be cut."""
        return max(self.start_day.values(), default=0)


def least_fen_per_m(lengths: Lengths) -> dict[Cell, float]:
    """Return a price below which a metre of each fabric and colour cannot be had for the whole order book.

    With ``N`` metres needed at most, an offer's break ``(q, price)`` costs at least ``price * max(N, q, minimum) / N``
    a metre, however the need is split: the smaller a purchase, the dearer its metre. 0 where nobody offers it.
    """
    scenario = lengths.scenario
    needed = _most_metres(lengths)
    offers: dict[str, list[Offer]] = defaultdict(list)
    for offer in scenario.offers:
        offers[offer.material].append(offer)
    return {
        (material, colour): min(
            (
                step.fen_per_unit * max(1.0, step.from_quantity / metres, offer.minimum_quantity / metres)
                for offer in offers[material]
                if offer.colour in ("", colour)
                for step in offer.breaks
            ),
            default=0.0,
        )
        for (material, colour), metres in needed.items()
    }


def _most_metres(lengths: Lengths) -> dict[Cell, float]:
    """What the whole order book could need at most: every piece of the tolerance on a ply and a marker of its own."""
    scenario, end_mm = lengths.scenario, lengths.policy.end_loss_mm
    needed: dict[Cell, float] = defaultdict(float)
    for order in scenario.orders:
        style = scenario.style[order.style]
        for item in fabrics_of(scenario, style):
            by_colour = scenario.material[item.material].by_colour
            for q in order.quantities:
                ply_mm = lengths.marker_mm(style, item, Step(((q.size, 1),), ())) + end_mm
                metres = q.pieces * (1 + order.over_share) * ply_mm / 1000 * (1 + item.waste_share)
                # A need is rounded up to the grain.
                needed[item.material, q.colour if by_colour else ""] += metres + 1 / GRAINS_PER_UNIT
    return needed


def buy(
    lengths: Lengths,
    horizon: Horizon,
    cuts: Mapping[str, OrderCut],
    allowance: Allowance,
    *,
    soonest: bool = False,
) -> Bought:
    """Buy for every order whose material the customer does not supply.

    ``allowance`` multiplies the fabric of orders whose real markers came out longer than planned. ``soonest``: every
    day from today on counts as a day of lateness, whenever the order is due.
    Raises :class:`~interlock.errors.Infeasible` naming every need that neither stock nor any offer covers.
    """
    scenario = lengths.scenario
    due = {order.number: horizon.day(order.due_on) for order in scenario.orders}
    sew = {order.number: _sew_days(lengths, order) for order in scenario.orders}
    wanted = {number: max(0, day - FINISH_DAYS - SLACK_DAYS - CUT_DAYS - sew[number]) for number, day in due.items()}
    needs = {
        order.number: order_needs(lengths, order, cuts[order.number], allowance)
        for order in scenario.orders
        if order.material_ready_on is None
    }
    needed = {number: 0 if soonest else due[number] - LEAST_DAYS - max(1, sew[number]) for number in needs}
    needed = {number: max(day, _soonest_day(scenario, horizon, needs[number])) for number, day in needed.items()}
    fabric = _source(lengths, horizon, needs, wanted, needed, MaterialKind.FABRIC)
    # Trims wait for cloth that is late itself.
    needed = {number: max(day, fabric.ready_day.get(number, 0)) for number, day in needed.items()}
    trims = _source(lengths, horizon, needs, wanted, needed, MaterialKind.TRIM)
    _refuse_missing(scenario, (*fabric.missing, *trims.missing))
    ready = {order.number: _ready_day(horizon, order, fabric, trims) for order in scenario.orders}
    return Bought(
        purchases=tuple(_purchase(horizon, p) for p in (*fabric.purchases, *trims.purchases)),
        stock_uses=tuple(
            StockUse(
                material=use.material, colour=use.colour, quantity=use.quantity,
                available_on=horizon.on(use.available_day), shares=(Share(use.order, use.quantity),),
            )
            for use in (*fabric.stock_uses, *trims.stock_uses)
        ),
        ready_day=ready,
        start_day={o.number: max(ready[o.number], _earliest(horizon, o)) for o in scenario.orders},
        cloth_bound_fen=_cloth_bound(lengths, needs, cuts, len(fabric.purchases)),
        trim_bound_fen=trims.lower_bound_fen,
        wanted_day=wanted,
    )  # fmt: skip


def order_needs(lengths: Lengths, order: Order, cut: OrderCut, allowance: Allowance) -> dict[Cell, float]:
    """Return an order's needs by material and colour, waste included, fabrics by the length model."""
    scenario = lengths.scenario
    style = scenario.style[order.style]
    found: dict[Cell, float] = defaultdict(float)
    for item in fabrics_of(scenario, style):
        by_colour = scenario.material[item.material].by_colour
        more = (1 + item.waste_share) * allowance.get((order.number, item.material), 1.0)
        for step in cut.steps:
            metres = (lengths.marker_mm(style, item, step) + lengths.policy.end_loss_mm) / 1000 * more
            for colour, plies in step.plies:
                found[item.material, colour if by_colour else ""] += plies * metres
    made: Counter[str] = Counter()
    for q in cut.quantities:
        made[q.colour] += q.pieces
    for item in style.bill:
        material = scenario.material[item.material]
        if material.kind is MaterialKind.TRIM:
            for colour, pieces in made.items():
                quantity = item.per_garment * pieces * (1 + item.waste_share)
                found[item.material, colour if material.by_colour else ""] += quantity
    return dict(found)


def _sew_days(lengths: Lengths, order: Order) -> int:
    """For how many days the order is sewn on usual lines."""
    scenario, policy = lengths.scenario, lengths.policy
    style = scenario.style[order.style]
    capacity = [line.capacity_min_per_day for line in scenario.lines if line.level(style.category) > 0]
    lots = max(1, min(policy.lots_per_order, int(order.pieces * style.smv_min / policy.smallest_lot_min)))
    return round(order.pieces * style.smv_min / lots / median(capacity) if capacity else policy.outside_days)


def _soonest_day(scenario: Scenario, horizon: Horizon, cells: Mapping[Cell, float]) -> int:
    """The day before which what is needed cannot all be in, whatever is paid."""
    days = {cell: [offer.lead_days for offer in scenario.offers if _is_of(offer, cell)] for cell in cells}
    for stock in scenario.stock:
        cell = (stock.material, stock.colour)
        if cell in days:
            days[cell].append(horizon.day(stock.available_on) if stock.available_on else 0)
    return max((min(some, default=0) for some in days.values()), default=0)


def _is_of(offer: Offer, cell: Cell) -> bool:
    return offer.material == cell[0] and offer.colour in ("", cell[1])


def _source(
    lengths: Lengths,
    horizon: Horizon,
    needs: Mapping[str, Mapping[Cell, float]],
    wanted: Mapping[str, int],
    needed: Mapping[str, int],
    kind: MaterialKind,
) -> Sourcing:
    scenario = lengths.scenario
    mine = {material.code for material in scenario.materials if material.kind is kind}
    return rushed(
        SourcingProblem(
            needs=tuple(
                Need(
                    order=number, material=material, colour=colour, quantity=quantity, wanted_day=wanted[number],
                    late_fen_per_unit_day=EAGERNESS * _late_fen(lengths, number) / quantity,
                )
                for number, cells in needs.items()
                for (material, colour), quantity in cells.items()
                if material in mine and quantity > 0
            ),
            offers=tuple(_offer(offer) for offer in scenario.offers if offer.material in mine),
            stock=tuple(
                StockItem(
                    material=stock.material, colour=stock.colour, quantity=stock.quantity,
                    available_day=max(0, horizon.day(stock.available_on)) if stock.available_on else 0,
                )
                for stock in scenario.stock
                if stock.material in mine
            ),
            whole_units=frozenset(m.code for m in scenario.materials if m.whole_units),
        ),
        {number: Deadline(needed[number], _late_fen(lengths, number)) for number in needs},
    )  # fmt: skip


def _late_fen(lengths: Lengths, number: str) -> float:
    order = lengths.scenario.order[number]
    return order.pieces * lengths.policy.late_fen_per_piece_day(order, lengths.scenario.style[order.style])


def _offer(offer: Offer) -> SellerOffer:
    return SellerOffer(
        id=offer.code,
        seller=offer.seller,
        material=offer.material,
        colour=offer.colour,
        breaks=tuple(SourcingBreak(step.from_quantity, step.fen_per_unit) for step in offer.breaks),
        minimum_quantity=offer.minimum_quantity,
        maximum_quantity=offer.maximum_quantity,
        lead_days=offer.lead_days,
    )


def _purchase(horizon: Horizon, bought: SourcingPurchase) -> Purchase:
    return Purchase(
        offer=bought.offer,
        seller=bought.seller,
        material=bought.material,
        colour=bought.colour,
        quantity=bought.quantity,
        fen_per_unit=bought.fen_per_unit,
        cost_fen=bought.cost_fen,
        order_on=horizon.on(bought.order_day),
        arrive_on=horizon.on(bought.arrive_day),
        shares=tuple(Share(order, quantity) for order, quantity in bought.shares),
        surplus=bought.surplus,
    )


def _refuse_missing(scenario: Scenario, missing: Sequence[Missing]) -> None:
    if missing:
        raise Infeasible(shortened([_missing(scenario, gap) for gap in missing]))


def _missing(scenario: Scenario, gap: Missing) -> Told:
    return ERRORS.told(
        "not_to_be_had",
        order=gap.order,
        material=" ".join(filter(None, (gap.material, gap.colour))),
        quantity=f"{gap.quantity:,.1f} {scenario.material[gap.material].unit}",
        remedy=Told(gap.remedy(), gap.remedy("zh")),
    )


def _ready_day(horizon: Horizon, order: Order, fabric: Sourcing, trims: Sourcing) -> int:
    if order.material_ready_on is not None:
        return max(0, horizon.day(order.material_ready_on))
    return max(0, fabric.ready_day.get(order.number, 0), trims.ready_day.get(order.number, 0))


def _earliest(horizon: Horizon, order: Order) -> int:
    return horizon.day(order.earliest_start_on) if order.earliest_start_on else 0


def _cloth_bound(
    lengths: Lengths, needs: Mapping[str, Mapping[Cell, float]], cuts: Mapping[str, OrderCut], purchases: int
) -> int:
    """What fabric and cutting cost at least under the length model: the cut plans' bounds less paid-for stock.

    The bounds price every metre at the least it can be had for; a metre of stock saves at most that. Orders whose
    fabric the customer supplies pay for cutting only: one marker, and as many plies and lays as their pieces need.
    Bounds may be rounded up and purchases down, each by half a fen.
    """
    scenario, price = lengths.scenario, least_fen_per_m(lengths)
    bound = -0.5 * purchases
    for cut in cuts.values():
        if cut.plan is not None:
            bound -= 0.5
            bound += cut.plan.lower_bound[0] if cut.order in needs else _cutting_bound(lengths, cut)
    needed: dict[Cell, float] = defaultdict(float)
    for cells in needs.values():
        for cell, quantity in cells.items():
            needed[cell] += quantity
    held: dict[Cell, float] = defaultdict(float)
    for stock in scenario.stock:
        held[stock.material, stock.colour] += stock.quantity
    fabrics = {m.code for m in scenario.materials if m.kind is MaterialKind.FABRIC}
    saved = sum(min(held[c], needed[c]) * price.get(c, 0.0) for c in held if c[0] in fabrics)
    return max(0, int(bound - saved))


def _cutting_bound(lengths: Lengths, cut: OrderCut) -> float:
    scenario, policy = lengths.scenario, lengths.policy
    order = scenario.order[cut.order]
    plies = -(-order.pieces // policy.max_garments)
    lays = -(-plies // policy.max_plies)
    one = policy.marker_fen + plies * ply_fen(policy) + lays * lay_fen(policy)
    return one * len(fabrics_of(scenario, scenario.style[order.style]))
