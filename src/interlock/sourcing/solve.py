"""Buy materials: stock first, then each material's needs pooled over all orders."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from interlock.sourcing._choice import Market, choose
from interlock.sourcing._market import (
    Deal,
    Flow,
    Pool,
    late_stock_deal,
    least_fen_per_grain,
    offer_deal,
    pools_of,
    undominated,
    use_stock,
)
from interlock.sourcing.problem import Need, SellerOffer, SourcingProblem, StockItem
from interlock.sourcing.solution import Missing, Purchase, Sourcing, StockUse

# Amounts that the solver's tolerances suit.
LARGEST_AMOUNT = 100_000


def source(problem: SourcingProblem) -> Sourcing:
    """The cheapest purchases for the needs, lateness priced in.

    Stock that is there in time goes to the earliest wanted needs. What is left is pooled over orders by material,
    colour and urgency, and bought at least total cost of goods and lateness, with price breaks, minimum and maximum
    quantities: exact for each colour, and jointly for colours that draw on the same limited any-colour offer.
    Quantities that nobody can supply are reported as missing, the least urgent first. The same problem gives the same
    purchases.
    """
    room = _Room(problem)
    for material in dict.fromkeys(need.material for need in problem.needs):
        room.buy(material)
    return room.result()


class _Room:
    """The purchases made so far, material by material."""

    def __init__(self, problem: SourcingProblem) -> None:
        self.problem = problem
        self.needs: dict[str, list[Need]] = defaultdict(list)
        self.stock: dict[tuple[str, str], list[StockItem]] = defaultdict(list)
        self.offers: dict[str, list[SellerOffer]] = defaultdict(list)
        for need in problem.needs:
            self.needs[need.material].append(need)
        for item in sorted(problem.stock, key=lambda item: item.available_day):
            self.stock[item.material, item.colour].append(item)
        for offer in problem.offers:
            self.offers[offer.material].append(offer)
        self.uses: list[StockUse] = []
        self.purchases: list[Purchase] = []
        self.missing: list[Missing] = []
        self.ready_day: dict[str, int] = {}
        self.late_fen = 0.0
        self.last_day: dict[Need, int] = {}
        self.bound_fen = 0.0

    def buy(self, material: str) -> None:
        """Settle every need of ``material``."""
        by_colour: dict[str, list[Need]] = defaultdict(list)
        for need in self.needs[material]:
            by_colour[need.colour].append(need)
        colours = {colour: self._colour(material, colour, needs) for colour, needs in sorted(by_colour.items())}
        for names in _coupled(self.problem, self.offers[material], colours):
            together = [colours[name] for name in names]
            flow = _settle(self.problem.grains_per_unit(material), together, self._shared(material, together))
            self._book(material, flow)
            self._bound(together, flow)

    def _colour(self, material: str, colour: str, needs: Sequence[Need]) -> tuple[list[Deal], list[Pool]]:
        """Deals and pools of one colour, after stock that is in time."""
        uses, open_needs, left = use_stock(self.problem, needs, self.stock[material, colour])
        for need, item, grains in uses:
            self._use(need, item.available_day, grains)
        wanted = sum(grains for _, grains in open_needs)
        deals: list[Deal] = [late_stock_deal(item, grains) for item, grains in left]
        for offer in self.offers[material]:
            deal = offer_deal(self.problem, offer, colour, wanted) if offer.colour in ("", colour) else None
            if deal:
                deals.append(deal)
        deals = undominated(deals, wanted)
        return deals, pools_of(self.problem, colour, open_needs, deals)

    def _shared(self, material: str, colours: Sequence[tuple[list[Deal], list[Pool]]]) -> dict[str, int]:
        """Maximum, in grains, of each any-colour offer that these colours draw on together."""
        if len(colours) < 2:
            return {}
        unit = self.problem.grains_per_unit(material)
        return {
            offer.id: math.floor(offer.maximum_quantity * unit + 1e-6)
            for offer in self.offers[material]
            if not offer.colour and offer.maximum_quantity is not None
        }

    def _use(self, need: Need, day: int, grains: int) -> None:
        unit = self.problem.grains_per_unit(need.material)
        self.uses.append(
            StockUse(
                order=need.order,
                material=need.material,
                colour=need.colour,
                quantity=grains / unit,
                available_day=day,
            )
        )
        self._arrives(need, day, grains)

    def _arrives(self, need: Need, day: int, grains: int) -> None:
        self.ready_day[need.order] = max(day, self.ready_day.get(need.order, 0))
        late_days = max(0, day - need.wanted_day)
        self.late_fen += self.problem.late_fen(need) * late_days * grains / self.problem.grains_per_unit(need.material)
        self.last_day[need] = max(day, self.last_day.get(need, 0))

    def _book(self, material: str, flow: Flow) -> None:
        """Write a flow down as stock uses, purchases and missing quantities."""
        unit = self.problem.grains_per_unit(material)
        shares: dict[int, list[tuple[str, float]]] = defaultdict(list)
        for need, deal, grains in flow.shares:
            if deal.offer is None:
                self._use(need, deal.arrive_day, grains)
                continue
            shares[id(deal)].append((need.order, grains / unit))
            self._arrives(need, deal.arrive_day, grains)
        supplied = {id(deal): sum(g for _, d, g in flow.shares if d is deal) for deal, _ in flow.bought}
        for deal, grains in flow.bought:
            if deal.offer is not None:
                self.purchases.append(
                    _purchase(deal.offer, deal.colour, grains, supplied[id(deal)], unit, shares[id(deal)])
                )
        for need, grains in flow.missing:
            self.missing.append(
                Missing(
                    order=need.order,
                    material=need.material,
                    colour=need.colour,
                    quantity=grains / unit,
                    reason="sold_out" if self._offered(need) else "no_offer",
                )
            )

    def _offered(self, need: Need) -> bool:
        return any(offer.colour in ("", need.colour) for offer in self.offers[need.material])

    def _bound(self, colours: Sequence[tuple[list[Deal], list[Pool]]], flow: Flow) -> None:
        """Add the least cost of what had to be bought: its quantity at the cheapest reachable price."""
        for deals, pools in colours:
            missing = sum(g for need, g in flow.missing if pools and need.colour == pools[0].colour)
            free = sum(deal.most for deal in deals if deal.offer is None)
            wanted = max(0, sum(pool.grains for pool in pools) - missing - free)
            offers = [deal for deal in deals if deal.offer is not None]
            self.bound_fen += wanted * least_fen_per_grain(offers, wanted)

    def result(self) -> Sourcing:
        """Everything bought, with the order's ready days."""
        incomplete = {item.order for item in self.missing}
        orders = dict.fromkeys(need.order for need in self.problem.needs)
        return Sourcing(
            purchases=tuple(self.purchases),
            stock_uses=tuple(self.uses),
            missing=tuple(self.missing),
            ready_day={order: self.ready_day[order] for order in orders if order not in incomplete},
            cost_fen=sum(purchase.cost_fen for purchase in self.purchases),
            late_fen=round(self.late_fen + sum(n.late_fen_per_day * n.late_days(d) for n, d in self.last_day.items())),
            # Each purchase is rounded to whole fen, perhaps down.
            lower_bound_fen=max(0, math.ceil(self.bound_fen - 0.5 * len(self.purchases) - 1e-6)),
        )


def _coupled(
    problem: SourcingProblem,
    offers: Sequence[SellerOffer],
    colours: dict[str, tuple[list[Deal], list[Pool]]],
) -> Iterator[list[str]]:
    """Colours to decide together: all, where an any-colour offer could not serve them all; else each alone."""
    for offer in offers:
        if not offer.colour and offer.maximum_quantity is not None and len(colours) > 1:
            most = sum(deal.most for deals, _ in colours.values() for deal in deals if deal.offer is offer)
            if most > offer.maximum_quantity * problem.grains_per_unit(offer.material):
                yield list(colours)
                return
    yield from ([name] for name in colours)


def _settle(unit: int, colours: Sequence[tuple[list[Deal], list[Pool]]], maxima: dict[str, int]) -> Flow:
    """Choose for the colours together and hand the quantities to the needs, earliest wanted first."""
    deals = tuple(deal for some, wanting in colours if wanting for deal in some)
    pools = tuple(pool for _, some in colours for pool in some)
    shared = tuple(
        (tuple(at for at, deal in enumerate(deals) if deal.offer and deal.offer.id == name), most)
        for name, most in maxima.items()
    )
    # A solver's tolerances are absolute: quantities in the millions of units are reckoned in larger ones.
    unit = max(unit, sum(pool.grains for pool in pools) // LARGEST_AMOUNT)
    grains, least = choose(Market(unit=unit, deals=deals, pools=pools, shared=shared)) if pools else ({}, {})
    flow = Flow()
    for at, pool in enumerate(pools):
        sources = sorted((d for p, d in grains if p == at), key=lambda d: (deals[d].arrive_day, d))
        _hand_out(pool, [(deals[d], grains[at, d]) for d in sources], flow)
    for d in sorted(least.keys() | {d for _, d in grains}):
        supplied = sum(amount for (_, e), amount in grains.items() if e == d)
        if supplied:
            flow.bought.append((deals[d], max(supplied, least.get(d, 0))))
    return flow


def _hand_out(pool: Pool, supply: list[tuple[Deal, int]], flow: Flow) -> None:
    """Give the supply, earliest arrival first, to the pool's needs, earliest wanted first."""
    for need, wanted in pool.needs:
        while wanted and supply:
            deal, left = supply[0]
            given = min(wanted, left)
            flow.shares.append((need, deal, given))
            wanted -= given
            supply[0] = (deal, left - given)
            if not supply[0][1]:
                supply.pop(0)
        if wanted:
            flow.missing.append((need, wanted))


def _purchase(
    offer: SellerOffer, colour: str, grains: int, supplied: int, unit: int, shares: list[tuple[str, float]]
) -> Purchase:
    quantity = grains / unit
    fen_per_unit = [item.fen_per_unit for item in offer.breaks if item.from_quantity <= quantity + 1e-9][-1]
    return Purchase(
        offer=offer.id,
        seller=offer.seller,
        material=offer.material,
        colour=colour,
        quantity=quantity,
        fen_per_unit=fen_per_unit,
        cost_fen=math.floor(quantity * fen_per_unit + 0.5),
        order_day=0,
        arrive_day=offer.lead_days,
        shares=tuple(shares),
        surplus=(grains - supplied) / unit,
    )
