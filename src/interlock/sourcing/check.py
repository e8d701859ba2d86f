"""An independent judge of sourcing: it recounts every quantity and every fen."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property

from interlock.errors import BrokenLaw
from interlock.sourcing.check_words import LAWS
from interlock.sourcing.problem import Need, SellerOffer, SourcingProblem
from interlock.sourcing.solution import Purchase, Sourcing

TOLERANCE = 1e-6

_Key = tuple[str, str, str]  # order, material, colour


def check(problem: SourcingProblem, sourcing: Sourcing) -> None:
    """Raise :class:`~interlock.errors.BrokenLaw` naming every breach.

    Laws: each need gets exactly its quantity from stock, purchases and what is said to be missing; stock is not used
    beyond what there is when it is there; each purchase keeps its offer's material, colour, minimum, maximum, price
    and lead time, in whole units where asked; nothing is missing while an offer has room for all of it; ready days,
    cost and lateness are as stated and the cost is not under the lower bound.
    """
    judge = _Judge(problem, sourcing)
    breaches = [
        *judge.needs(),
        *judge.stock(),
        *judge.purchases(),
        *judge.maxima(),
        *judge.missing(),
        *judge.days(),
        *judge.money(),
    ]
    if breaches:
        raise BrokenLaw(LAWS.told("sourcing"), breaches)


class _Judge:
    """One answer before the laws; each method yields the breaches of one law."""

    def __init__(self, problem: SourcingProblem, sourcing: Sourcing) -> None:
        self.problem = problem
        self.sourcing = sourcing
        self.need_of: dict[_Key, Need] = {(n.order, n.material, n.colour): n for n in problem.needs}
        self.offer_of = {offer.id: offer for offer in problem.offers}

    @cached_property
    def supplies(self) -> list[tuple[_Key, int, float]]:
        """(need, day, quantity) of everything handed to orders."""
        stock = [((u.order, u.material, u.colour), u.available_day, u.quantity) for u in self.sourcing.stock_uses]
        bought = [
            ((order, purchase.material, purchase.colour), purchase.arrive_day, quantity)
            for purchase in self.sourcing.purchases
            for order, quantity in purchase.shares
        ]
        return stock + bought

    def needs(self) -> Iterator[str]:
        got: dict[_Key, float] = defaultdict(float)
        for key, _, quantity in self.supplies:
            got[key] += quantity
        for item in self.sourcing.missing:
            got[item.order, item.material, item.colour] += item.quantity
        for key in got.keys() - self.need_of.keys():
            yield LAWS.told("needless", order=key[0], material=key[1], colour=key[2])
        for key, need in self.need_of.items():
            wanted = self.problem.supplied_quantity(need)
            if abs(got[key] - wanted) > TOLERANCE:
                yield LAWS.told("need", order=key[0], material=key[1], colour=key[2], found=got[key], wanted=wanted)

    def stock(self) -> Iterator[str]:
        have: dict[tuple[str, str, int], float] = defaultdict(float)
        for item in self.problem.stock:
            have[item.material, item.colour, item.available_day] += item.quantity
        for use in self.sourcing.stock_uses:
            have[use.material, use.colour, use.available_day] -= use.quantity
        for (material, colour, day), left in have.items():
            if left < -TOLERANCE:
                yield LAWS.told("stock", material=material, colour=colour, day=day, beyond=-left)

    def purchases(self) -> Iterator[str]:
        for purchase in self.sourcing.purchases:
            if purchase.offer not in self.offer_of:
                yield LAWS.told("no_offer", offer=purchase.offer)
                continue
            yield from (LAWS.told("purchase", offer=purchase.offer, text=text) for text in self._purchase(purchase))
        for (offer, colour), count in Counter((p.offer, p.colour) for p in self.sourcing.purchases).items():
            if count > 1:
                yield LAWS.told("offer_twice", offer=offer, count=count, colour=colour)

    def _purchase(self, purchase: Purchase) -> Iterator[str]:
        offer = self.offer_of[purchase.offer]
        if (purchase.seller, purchase.material) != (offer.seller, offer.material):
            yield LAWS.told("other_terms")
        if offer.colour not in ("", purchase.colour):
            yield LAWS.told("colour", colour=purchase.colour)
        least = max(offer.minimum_quantity, offer.breaks[0].from_quantity)
        if purchase.quantity < least - TOLERANCE:
            yield LAWS.told("minimum", found=purchase.quantity, least=least)
        price = min(
            b.fen_per_unit for b in offer.breaks if b.from_quantity <= max(purchase.quantity, least) + TOLERANCE
        )
        if purchase.fen_per_unit != price:
            yield LAWS.told("price", found=purchase.fen_per_unit, offered=price)
        if abs(purchase.cost_fen - purchase.quantity * price) > 0.5 + TOLERANCE * purchase.cost_fen:
            yield LAWS.told("purchase_cost", found=purchase.quantity * price, told=purchase.cost_fen)
        if purchase.order_day < 0 or purchase.arrive_day - purchase.order_day != offer.lead_days:
            yield LAWS.told("lead", order_day=purchase.order_day, arrive_day=purchase.arrive_day, lead=offer.lead_days)
        shares = math.fsum(quantity for _, quantity in purchase.shares)
        if abs(shares + purchase.surplus - purchase.quantity) > TOLERANCE:
            yield LAWS.told("purchase_shares", shares=shares, surplus=purchase.surplus, bought=purchase.quantity)
        if purchase.material in self.problem.whole_units and any(
            q % 1 for _, q in (*purchase.shares, ("", purchase.quantity))
        ):
            yield LAWS.told("part_unit")

    def maxima(self) -> Iterator[str]:
        bought: dict[str, float] = defaultdict(float)
        for purchase in self.sourcing.purchases:
            bought[purchase.offer] += purchase.quantity
        for name, quantity in bought.items():
            most = self.offer_of[name].maximum_quantity if name in self.offer_of else None
            if most is not None and quantity > most + TOLERANCE:
                yield LAWS.told("maximum", offer=name, found=quantity, most=most)

    def missing(self) -> Iterator[str]:
        bought: dict[str, float] = defaultdict(float)
        for purchase in self.sourcing.purchases:
            bought[purchase.offer] += purchase.quantity
        offers_of: dict[str, list[SellerOffer]] = defaultdict(list)
        for offer in self.problem.offers:
            offers_of[offer.material].append(offer)
        for item in self.sourcing.missing:
            offers = [o for o in offers_of[item.material] if o.colour in ("", item.colour)]
            if (item.reason == "no_offer") == bool(offers):
                yield LAWS.told("reason", order=item.order, material=item.material, reason=item.reason)
            for offer in offers:
                least = max(offer.minimum_quantity, offer.breaks[0].from_quantity)
                room = math.inf if offer.maximum_quantity is None else offer.maximum_quantity - bought[offer.id]
                if room >= max(item.quantity, least) + TOLERANCE:
                    yield LAWS.told("room", order=item.order, material=item.material, offer=offer.id)

    def days(self) -> Iterator[str]:
        ready: dict[str, int] = {}
        for (order, _, _), day, _ in self.supplies:
            ready[order] = max(day, ready.get(order, 0))
        short = {item.order for item in self.sourcing.missing}
        expected = {order: day for order, day in ready.items() if order not in short}
        for order in sorted(expected.keys() | self.sourcing.ready_day.keys()):
            if expected.get(order) != self.sourcing.ready_day.get(order):
                yield LAWS.told(
                    "ready", order=order, found=expected.get(order), told=self.sourcing.ready_day.get(order)
                )

    def money(self) -> Iterator[str]:
        cost_fen = sum(purchase.cost_fen for purchase in self.sourcing.purchases)
        if cost_fen != self.sourcing.cost_fen:
            yield LAWS.told("cost", found=cost_fen, told=self.sourcing.cost_fen)
        if self.sourcing.lower_bound_fen > cost_fen:
            yield LAWS.told("bound", cost=cost_fen, bound=self.sourcing.lower_bound_fen)
        late_fen = math.fsum(
            self.problem.late_fen(self.need_of[key]) * max(0, day - self.need_of[key].wanted_day) * quantity
            for key, day, quantity in self.supplies
            if key in self.need_of
        )
        last: dict[_Key, int] = {}
        for key, day, _ in self.supplies:
            last[key] = max(day, last.get(key, 0))
        waits = [(self.need_of[key], day) for key, day in last.items() if key in self.need_of]
        late_fen += math.fsum(need.late_fen_per_day * need.late_days(day) for need, day in waits)
        if abs(late_fen - self.sourcing.late_fen) > 0.5 + TOLERANCE * late_fen:
            yield LAWS.told("late_cost", found=late_fen, told=self.sourcing.late_fen)
