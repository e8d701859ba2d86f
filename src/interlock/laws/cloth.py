"""Markers, lays and materials: limits kept, fabrics cut in step, nothing cut that was not bought or in stock."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from interlock.laws.words import LAWS
from interlock.model import BillItem, MaterialKind, Plan, Policy, Quantity, Scenario

Need = tuple[str, str, str]  # order, material, colour ("" where it is not bought by colour)
ROUNDING = 1e-6


def cloth_breaches(scenario: Scenario, policy: Policy, plan: Plan) -> Iterator[str]:
    """Yield breaches of the laws of cloth and trims."""
    yield from _markers(scenario, policy, plan)
    yield from _lays(scenario, policy, plan)
    yield from _lays_in_step(scenario, plan)
    yield from _supplied(scenario, plan)
    yield from _purchases(scenario, plan)
    yield from _stock(scenario, plan)


def _markers(scenario: Scenario, policy: Policy, plan: Plan) -> Iterator[str]:
    for marker in plan.markers:
        style, material = scenario.style[marker.style], scenario.material[marker.material]
        if not 1 <= marker.garments <= policy.max_garments:
            yield LAWS.told("garments", marker=marker.id, garments=marker.garments, max_garments=policy.max_garments)
        if material.kind is not MaterialKind.FABRIC or marker.width_mm > material.width_mm + ROUNDING:
            yield LAWS.told(
                "marker_width", marker=marker.id, found=marker.width_mm, material=material.code, held=material.width_mm
            )
        pieces = next((item.cut_pieces for item in style.bill if item.material == marker.material), ())
        if not 0 <= marker.utilisation <= 1 or bool(pieces) != (marker.utilisation > 0):
            yield LAWS.told("utilisation", marker=marker.id, utilisation=marker.utilisation)
        if marker.nested:
            wanted: Counter[tuple[str, str]] = Counter()
            for size, garments in marker.ratio:
                for piece in style.pieces_of(size, pieces):
                    wanted[piece.name, size] += piece.quantity * garments
            if Counter((p.piece, p.size) for p in marker.placements) != wanted:
                yield LAWS.told("pieces_placed", marker=marker.id)


def _lays(scenario: Scenario, policy: Policy, plan: Plan) -> Iterator[str]:
    for lay in plan.lays:
        marker = plan.marker[lay.marker]
        if (marker.style, marker.material) != (scenario.order[lay.order].style, lay.material):
            yield LAWS.told("lay_marker", lay=lay.id, marker=lay.marker)
            continue
        if not policy.min_plies <= lay.all_plies <= policy.max_plies or any(n < 1 for _, n in lay.plies):
            yield LAWS.told("plies", lay=lay.id, found=lay.all_plies, least=policy.min_plies, most=policy.max_plies)
        fabric_m = lay.all_plies * (marker.length_mm + policy.end_loss_mm) / 1000
        if abs(fabric_m - lay.fabric_m) > ROUNDING * max(1.0, fabric_m):
            yield LAWS.told("lay_fabric", lay=lay.id, said=lay.fabric_m, found=fabric_m)


def _lays_in_step(scenario: Scenario, plan: Plan) -> Iterator[str]:
    """Lining and fusible are cut in the same sizes and colours as the shell."""
    made: dict[str, dict[str, Counter[tuple[str, str]]]] = defaultdict(lambda: defaultdict(Counter))
    for lay in plan.lays:
        for size, garments in plan.marker[lay.marker].ratio:
            for colour, plies in lay.plies:
                made[lay.order][lay.material][colour, size] += garments * plies
    for number, by_material in made.items():
        wanted = {
            i.material
            for i in scenario.style[scenario.order[number].style].bill
            if scenario.material[i.material].kind is MaterialKind.FABRIC
        }
        if by_material.keys() != wanted:
            yield LAWS.told("fabrics_laid", order=number, found=sorted(by_material), wanted=sorted(wanted))
        if len({tuple(sorted(cells.items())) for cells in by_material.values()}) > 1:
            yield LAWS.told("in_step", order=number)


def _needs(scenario: Scenario, plan: Plan) -> dict[Need, float]:
    """What the plan's lays and pieces use, waste not counted."""
    needs: dict[Need, float] = defaultdict(float)
    made: dict[str, Counter[str]] = defaultdict(Counter)
    for number, quantities in [(lot.order, lot.quantities) for lot in plan.lots] + [
        (lot.order, lot.quantities) for lot in plan.outside
    ]:
        for q in quantities:
            made[number][q.colour] += q.pieces
    for lay in plan.lays:
        marker = plan.marker[lay.marker]
        by_colour = scenario.material[lay.material].by_colour
        for colour, plies in lay.plies:
            share = plies / lay.all_plies
            needs[lay.order, marker.material, colour if by_colour else ""] += lay.fabric_m * share
    for order, item, q in _cut_outside(scenario, plan):
        fabric = scenario.material[item.material]
        needs[order, fabric.code, q.colour if fabric.by_colour else ""] += _least_fabric_m(scenario, order, item, q)
    for number, colours in made.items():
        for item in scenario.style[scenario.order[number].style].bill:
            material = scenario.material[item.material]
            if material.kind is MaterialKind.TRIM:
                for colour, pieces in colours.items():
                    needs[number, item.material, colour if material.by_colour else ""] += item.per_garment * pieces
    return needs


def _cut_outside(scenario: Scenario, plan: Plan) -> Iterator[tuple[str, BillItem, Quantity]]:
    """Pieces of lots that are not cut here, by fabric."""
    for lot in plan.outside:
        for item in scenario.style[scenario.order[lot.order].style].bill if lot.uncut else ():
            if scenario.material[item.material].kind is MaterialKind.FABRIC:
                yield from ((lot.order, item, q) for q in lot.quantities)


def _least_fabric_m(scenario: Scenario, order: str, item: BillItem, quantity: Quantity) -> float:
    """Fabric that no marker needs less of: the pieces without a gap, or so much per garment."""
    pieces = scenario.style[scenario.order[order].style].pieces_of(quantity.size, item.cut_pieces)
    area_mm2 = sum(piece.area_mm2 * piece.quantity for piece in pieces)
    per_garment_m = area_mm2 / scenario.material[item.material].width_mm / 1000 if pieces else item.per_garment
    return quantity.pieces * per_garment_m


def _supplied(scenario: Scenario, plan: Plan) -> Iterator[str]:
    """Bought and taken from stock covers what is used, and is there when the promise says the material is in."""
    supplied: dict[Need, float] = defaultdict(float)
    arrival: dict[str, date] = {}
    sources = [(p.material, p.colour, p.arrive_on, p.shares) for p in plan.purchases]
    sources += [(s.material, s.colour, s.available_on, s.shares) for s in plan.stock_uses]
    for material, colour, on, shares in sources:
        for share in shares:
            supplied[share.order, material, colour] += share.quantity
            arrival[share.order] = max(on, arrival.get(share.order, on))
    for (number, material, colour), quantity in sorted(_needs(scenario, plan).items()):
        if scenario.order[number].material_ready_on is None:
            found = supplied[number, material, colour]
            if found < quantity * (1 - ROUNDING) - ROUNDING:
                yield LAWS.told("short", order=number, found=found, material=material, colour=colour, needed=quantity)
    for number, on in arrival.items():
        promise = plan.promise[number]
        if promise.material_on < on:
            yield LAWS.told("material_late", order=number, said=promise.material_on, on=on)
    for order in scenario.orders:
        promise = plan.promise[order.number]
        if order.material_ready_on and promise.material_on < order.material_ready_on:
            yield LAWS.told("own_material", order=order.number, on=order.material_ready_on)


def _purchases(scenario: Scenario, plan: Plan) -> Iterator[str]:
    offers = {offer.code: offer for offer in scenario.offers}
    bought: Counter[tuple[str, str]] = Counter()
    for purchase in plan.purchases:
        offer = offers.get(purchase.offer)
        where = LAWS.told("purchase", material=purchase.material, colour=purchase.colour, offer=purchase.offer)
        if offer is None or offer.material != purchase.material or offer.colour not in ("", purchase.colour):
            yield LAWS.told("no_offer", where=where)
            continue
        bought[purchase.offer, purchase.colour] += purchase.quantity  # type: ignore[assignment]
        if purchase.quantity < offer.minimum_quantity - ROUNDING:
            yield LAWS.told("under_minimum", where=where, found=purchase.quantity, least=offer.minimum_quantity)
        price = [b.fen_per_unit for b in offer.breaks if b.from_quantity <= purchase.quantity + ROUNDING]
        if (price[-1] if price else offer.breaks[0].fen_per_unit) != purchase.fen_per_unit:
            yield LAWS.told("offer_price", where=where, price=purchase.fen_per_unit, quantity=purchase.quantity)
        if abs(purchase.cost_fen - purchase.quantity * purchase.fen_per_unit) > 1:
            yield LAWS.told("purchase_cost", where=where, cost=purchase.cost_fen)
        given = sum(share.quantity for share in purchase.shares)
        if given > purchase.quantity + ROUNDING * max(1.0, given):
            yield LAWS.told("purchase_shares", where=where, given=given, quantity=purchase.quantity)
        free = purchase.quantity - given
        if not -ROUNDING <= purchase.left_over <= max(free, 0.0) + ROUNDING * max(1.0, given):
            yield LAWS.told("purchase_left", where=where, left=purchase.left_over, free=free)
        if (purchase.arrive_on - purchase.order_on).days < offer.lead_days or purchase.order_on < plan.made_on:
            yield LAWS.told(
                "lead", where=where, order_on=purchase.order_on, arrive_on=purchase.arrive_on, days=offer.lead_days
            )
    for (code, colour), quantity in bought.items():
        most = offers[code].maximum_quantity
        if most is not None and quantity > most * (1 + ROUNDING):
            yield LAWS.told("over_maximum", offer=code, colour=colour, found=quantity, most=most)


def _stock(scenario: Scenario, plan: Plan) -> Iterator[str]:
    held: dict[tuple[str, str], list[tuple[date, float]]] = defaultdict(list)
    for stock in scenario.stock:
        held[stock.material, stock.colour].append(
            (max(stock.available_on or plan.made_on, plan.made_on), stock.quantity)
        )
    taken: dict[tuple[str, str], list[tuple[date, float]]] = defaultdict(list)
    for use in plan.stock_uses:
        taken[use.material, use.colour].append((use.available_on, use.quantity))
        if sum(share.quantity for share in use.shares) > use.quantity * (1 + ROUNDING) + ROUNDING:
            yield LAWS.told("stock_shares", material=use.material, colour=use.colour)
    for key, uses in taken.items():
        for on in sorted({day for day, _ in uses}):
            used = sum(quantity for day, quantity in uses if day <= on)
            there = sum(quantity for day, quantity in held[key] if day <= on)
            if used > there * (1 + ROUNDING) + ROUNDING:
                yield LAWS.told("stock_taken", material=key[0], colour=key[1], on=on, used=used, there=there)
