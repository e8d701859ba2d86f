"""The bounds of a repaired plan: the old ones where they still hold, corrected by what orders can make of them.

Events that only take away (a line stands, material is late, an order is due earlier) leave every lower bound true. An
order that goes lowers a bound by no more than it could ever have added to it; one that comes raises it by no less than
it costs with all capacity free. Where capacity comes back or grows, the network's bound is proved anew.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from interlock.allocation import allocate
from interlock.model import (
    Event,
    LineReturned,
    MaterialKind,
    Offer,
    OrderRushed,
    OvertimeAgreed,
    Plan,
    Policy,
    Scenario,
)
from interlock.repair.buying import supplies
from interlock.repair.floor import Floor
from interlock.sourcing import Need, PriceBreak, SellerOffer, SourcingProblem, StockItem, source
from interlock.stages.allocate import Book
from interlock.stages.facts import Cell
from interlock.stages.groups import Eligible, OrderWork


@dataclass(frozen=True)
class Bounds:
    """Lower bounds in fen of the stages that are not fixed."""

    network_fen: int
    cloth_fen: int
    trims_fen: int


def bounds_after(scenario: Scenario, floor: Floor, events: Sequence[Event]) -> Bounds:
    """Return bounds that hold for the floor's scenario; ``scenario`` is the one before the events."""
    before = {bound.stage: bound.lower_bound_fen for bound in floor.before.bounds}
    gone = [n for n in scenario.order if n not in floor.scenario.order or n in floor.made]
    come = [n for n in floor.made if n in floor.scenario.order]
    loosened = [
        event.order
        for event in events
        if isinstance(event, OrderRushed)
        and event.order in floor.scenario.order
        and event.order in scenario.order
        and event.order not in gone
        and event.due_on > scenario.order[event.order].due_on
    ]
    if any(isinstance(event, LineReturned | OvertimeAgreed) for event in events):
        network = proved_network_fen(floor)
    else:
        old = Floor(scenario, floor.policy, floor.before, 0) if gone or loosened else None
        lost = sum(_outside_fen(old, number) for number in [*gone, *loosened]) if old else 0.0
        network = math.floor(before.get("network", 0) - lost + sum(_free_fen(floor, n) for n in [*come, *loosened]))
    if not gone and not come:
        return Bounds(max(0, network), before.get("cloth", 0), before.get("trims", 0))
    cloth = before.get("cloth", 0) - sum(_cloth_fen(scenario, floor, n) for n in gone)
    cloth -= _worn_fen(scenario, floor, come, frozenset(gone))
    cloth = math.floor(max(0.0, cloth)) + sum(floor.made[n].cloth_bound_fen for n in come)
    return Bounds(max(0, network), max(0, cloth), trims_fen(floor))


def proved_network_fen(floor: Floor) -> int:
    """Return the Lagrangian bound of the floor's scenario, found anew."""
    works = [_as_early(floor, floor.work(number)) for number in floor.scenario.order]
    if not works:
        return 0
    book = Book(_as_small(floor), floor.policy, floor.horizon, works)
    return allocate(book.least(), effort=floor.policy.effort, seed=floor.policy.seed).lower_bound_fen


def _as_small(floor: Floor) -> Scenario:
    """The scenario as its lots are: a factory that kept a rest or a remake below its smallest lot takes such lots."""
    found: dict[str, int] = {}
    for lot in floor.lots.values():
        found[lot.factory] = min(lot.pieces, found.get(lot.factory, lot.pieces))
    factories = tuple(
        replace(one, minimum_lot_pieces=min(one.minimum_lot_pieces, found.get(one.code, one.minimum_lot_pieces)))
        for one in floor.scenario.factories
    )
    return floor.scenario if factories == floor.scenario.factories else replace(floor.scenario, factories=factories)


def _as_early(floor: Floor, work: OrderWork) -> OrderWork:
    """The work, free to start when its first lot does: cloth of a remake held up no lot before it."""
    begun = [floor.start_day(floor.lots[name]) for name in floor.lots_of[work.order.number]]
    return replace(work, sew_from_day=min([work.sew_from_day, *begun]))


def proved(scenario: Scenario, policy: Policy, plan: Plan) -> int:
    """Return the Lagrangian bound of a plan's sewing, found anew: what many repairs have worn off comes back."""
    return proved_network_fen(Floor(scenario, policy, plan, 0))


def _outside_fen(floor: Floor, number: str) -> float:
    """The most that an order can add to the network's bound: all of it outside, which is always possible."""
    work = floor.work(number)
    return float(floor.book(number).least().outside_fen_per_min[0]) * work.sewing_min


def _free_fen(floor: Floor, number: str) -> float:
    """The least that an order costs: all of it on the cheapest line that can sew it, next door and in time."""
    order = floor.scenario.order[number]
    prices = [line.price_fen_per_min for line in Eligible(floor.scenario, floor.policy).skilled(order)]
    return floor.work(number).sewing_min * min(prices) if prices else 0.0


# -- cloth and trims ---------------------------------------------------------------------------------------------------


def _cloth_fen(scenario: Scenario, floor: Floor, number: str) -> float:
    """The most that an order added to the cloth's bound: its fabric at the least price, and its cutting."""
    plan, policy = floor.before, floor.policy
    lays = [lay for lay in plan.lays if lay.order == number]
    cutting = len({lay.marker for lay in lays}) * policy.marker_fen + sum(
        lay.all_plies * policy.ply_fen + (lay.end_min - lay.start_min) * policy.cut_fen_per_min for lay in lays
    )
    fabric = 0.0
    for part in supplies(plan.purchases, plan.stock_uses):
        if scenario.material[part.material].kind is MaterialKind.FABRIC:
            metres = sum(share.quantity for share in part.shares if share.order == number)
            if metres:
                fabric += metres * _least_fen(scenario, plan, (part.material, part.colour))
    return cutting + fabric


def _worn_fen(scenario: Scenario, floor: Floor, come: Sequence[str], gone: frozenset[str]) -> float:
    """What the cloth's bound may lose by lower prices: new metres of a fabric may reach a cheaper break for all.

    An order's bound falls by no more than the prices of its fabrics do, and is no higher than what it costs.
    """
    shares = {cell: _price_share(floor, cell) for number in come for cell in floor.made[number].fabric}
    least: dict[str, float] = {}
    for part in supplies(floor.before.purchases, floor.before.stock_uses):
        share = shares.get((part.material, part.colour), 1.0)
        for one in part.shares if share < 1.0 else ():
            least[one.order] = min(share, least.get(one.order, 1.0))
    return sum(
        (1 - share) * _cloth_fen(scenario, floor, number) for number, share in least.items() if number not in gone
    )


def _price_share(floor: Floor, cell: Cell) -> float:
    """How far more metres may lower the least price of a fabric: its lowest break over what was in reach before."""
    breaks = [b.fen_per_unit for offer in _offers(floor.scenario, cell) for b in offer.breaks]
    reached = _least_fen(floor.scenario, floor.before, cell)
    return min(1.0, min(breaks, default=0.0) / reached) if reached else 1.0


def _least_fen(scenario: Scenario, plan: Plan, cell: Cell) -> float:
    """The price under which no metre can be had for the plan's metres of a fabric; 0 where it has none."""
    metres = sum(
        share.quantity
        for part in supplies(plan.purchases, plan.stock_uses)
        if (part.material, part.colour) == cell
        for share in part.shares
    )
    if not metres:
        return 0.0
    return min(
        (
            step.fen_per_unit * max(1.0, step.from_quantity / metres, offer.minimum_quantity / metres)
            for offer in _offers(scenario, cell)
            for step in offer.breaks
        ),
        default=0.0,
    )


def _offers(scenario: Scenario, cell: Cell) -> Iterable[Offer]:
    return (offer for offer in scenario.offers if offer.material == cell[0] and offer.colour in ("", cell[1]))


def trims_fen(floor: Floor) -> int:
    """Return the least that the trims of all orders can cost, stock counted."""
    scenario = floor.scenario
    trims = {m.code for m in scenario.materials if m.kind is MaterialKind.TRIM}
    needed: dict[tuple[str, str, str], float] = defaultdict(float)
    for part in supplies(floor.purchases, floor.stock_uses):
        if part.material in trims:
            for share in part.shares:
                needed[share.order, part.material, part.colour] += share.quantity
    needs = tuple(
        Need(order=order, material=material, colour=colour, quantity=quantity, wanted_day=0, late_fen_per_unit_day=0.0)
        for (order, material, colour), quantity in needed.items()
        if quantity > 0
    )
    problem = SourcingProblem(
        needs=needs,
        offers=tuple(_seller(offer) for offer in scenario.offers if offer.material in trims),
        stock=tuple(
            StockItem(material=s.material, colour=s.colour, quantity=s.quantity)
            for s in scenario.stock
            if s.material in trims
        ),
        whole_units=frozenset(m.code for m in scenario.materials if m.whole_units),
    )
    return source(problem).lower_bound_fen


def _seller(offer: Offer) -> SellerOffer:
    return SellerOffer(
        id=offer.code,
        seller=offer.seller,
        material=offer.material,
        colour=offer.colour,
        breaks=tuple(PriceBreak(step.from_quantity, step.fen_per_unit) for step in offer.breaks),
        minimum_quantity=offer.minimum_quantity,
        maximum_quantity=offer.maximum_quantity,
        lead_days=offer.lead_days,
    )
