"""What orders that go leave of purchases and stock, and what is left to buy for orders that come."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from interlock.model import MaterialKind, Offer, Purchase, Stock, StockUse
from interlock.repair.floor import Floor

ROUNDING = 1e-6


def supplies(purchases: Iterable[Purchase], uses: Iterable[StockUse]) -> Iterator[Purchase | StockUse]:
    """Yield all that orders get: what is bought for them and what they take from stock."""
    yield from purchases
    yield from uses


def give_back(floor: Floor, number: str) -> None:
    """Take an order's part out of purchases and stock uses.

    What was ordered on days that are over or frozen is paid for, wanted or not: it is left over, and what of it has not
    been cut or sewn is there for others. Other purchases shrink to what still pays best.
    """
    offers = {offer.code: offer for offer in floor.scenario.offers}
    floor.purchases = [
        smaller
        for purchase in floor.purchases
        if (smaller := _without(floor, purchase, offers[purchase.offer], number)) is not None
    ]
    floor.stock_uses = [left for use in floor.stock_uses if (left := _left_of(floor, use, number)) is not None]


def _left_of(floor: Floor, use: StockUse, number: str) -> StockUse | None:
    """The use for the orders that are left; what is cut or sewn does not go back into stock."""
    shares = tuple(share for share in use.shares if share.order != number)
    if len(shares) == len(use.shares):
        return use
    gone = sum(share.quantity for share in use.shares if share.order == number)
    quantity = sum(share.quantity for share in shares) + gone * _spent_share(floor, use, number)
    return replace(use, shares=shares, quantity=quantity) if quantity > ROUNDING else None


def _without(floor: Floor, purchase: Purchase, offer: Offer, number: str) -> Purchase | None:
    """The purchase for the orders that are left: as much as they need, or up to a break where that costs less."""
    scenario = floor.scenario
    shares = tuple(share for share in purchase.shares if share.order != number)
    if len(shares) == len(purchase.shares):
        return purchase
    if floor.is_settled(purchase.order_on):
        gone = sum(share.quantity for share in purchase.shares) - sum(share.quantity for share in shares)
        spent = gone * _spent_share(floor, purchase, number)
        return replace(
            purchase, shares=shares, surplus=purchase.surplus + gone - spent, left_over=purchase.left_over + gone
        )
    if not shares:
        return None
    needed = sum(share.quantity for share in shares)
    grains = 1 if scenario.material[purchase.material].whole_units else 1000
    least = max(math.ceil(needed * grains - ROUNDING) / grains, offer.minimum_quantity)
    quantities = [least, *(b.from_quantity for b in offer.breaks if least < b.from_quantity <= purchase.quantity)]
    quantity = min(quantities, key=lambda found: (found * _price(offer, found), found))
    return replace(
        purchase,
        shares=shares,
        quantity=quantity,
        fen_per_unit=_price(offer, quantity),
        cost_fen=round(quantity * _price(offer, quantity)),
        surplus=max(0.0, quantity - needed),
    )


def _spent_share(floor: Floor, part: Purchase | StockUse, number: str) -> float:
    """How much of an order's part of a material is cut, or sewn where it is a trim, on days that are over."""
    before = floor.before
    if floor.scenario.material[part.material].kind is MaterialKind.FABRIC:
        cut = [
            (lay.cut_on, dict(lay.plies).get(part.colour, 0) if part.colour else lay.all_plies)
            for lay in before.lays
            if lay.order == number and lay.material == part.material
        ]
    else:
        lots = [lot for lot in before.lots if lot.order == number]
        cut = [(day.on, day.pieces) for lot in lots for day in lot.days]
    return sum(many for on, many in cut if floor.is_settled(on)) / max(1, sum(many for _on, many in cut))


def take_supplies(floor: Floor, uses: Iterable[StockUse]) -> None:
    """Take material for an order: from stock, and beyond that from what purchases of days that are over have left."""
    for use in uses:
        rest = use.quantity
        if (free := min(rest, _stock_free(floor, use))) > ROUNDING:
            floor.stock_uses.append(_part_of(use, free))
            rest -= free
        for at, purchase in enumerate(floor.purchases):
            if rest > ROUNDING and _serves(floor, purchase, use):
                given = min(rest, purchase.surplus)
                floor.purchases[at] = _shared(purchase, _part_of(use, given))
                rest -= given


def _stock_free(floor: Floor, use: StockUse) -> float:
    """The stock of a use's day that no order takes."""
    first_on, key = floor.horizon.first_on, (use.material, use.colour, use.available_on)
    held = sum(
        s.quantity
        for s in floor.scenario.stock
        if (s.material, s.colour, max(s.available_on or first_on, first_on)) == key
    )
    return held - sum(u.quantity for u in floor.stock_uses if (u.material, u.colour, u.available_on) == key)


def _serves(floor: Floor, purchase: Purchase, use: StockUse) -> bool:
    arrive_on = max(purchase.arrive_on, floor.horizon.first_on)
    same = (purchase.material, purchase.colour, arrive_on) == (use.material, use.colour, use.available_on)
    return same and purchase.surplus > ROUNDING and floor.is_settled(purchase.order_on)


def _part_of(use: StockUse, quantity: float) -> StockUse:
    """So much of what is taken for one order."""
    shares = tuple(replace(share, quantity=share.quantity * quantity / use.quantity) for share in use.shares)
    return replace(use, quantity=quantity, shares=shares)


def _shared(purchase: Purchase, use: StockUse) -> Purchase:
    """The purchase with more of its surplus given to an order; what is left over goes first."""
    return replace(
        purchase,
        shares=(*purchase.shares, *use.shares),
        surplus=max(0.0, purchase.surplus - use.quantity),
        left_over=max(min(purchase.left_over, purchase.spent), purchase.left_over - use.quantity),
    )


def _price(offer: Offer, quantity: float) -> float:
    reached = [b.fen_per_unit for b in offer.breaks if b.from_quantity <= quantity + ROUNDING]
    return reached[-1] if reached else offer.breaks[0].fen_per_unit


def stock_left(floor: Floor) -> tuple[Stock, ...]:
    """Return the stock that no order takes, and with it what is left of purchases of days that are over."""
    first_on = floor.horizon.first_on
    taken: Counter[tuple[str, str, object]] = Counter()
    for use in floor.stock_uses:
        taken[use.material, use.colour, use.available_on] += use.quantity  # type: ignore[assignment]
    left = []
    for stock in floor.scenario.stock:
        key = (stock.material, stock.colour, max(stock.available_on or first_on, first_on))
        used = min(stock.quantity, taken[key])
        taken[key] -= used  # type: ignore[assignment]
        if stock.quantity - used > ROUNDING:
            left.append(replace(stock, quantity=stock.quantity - used))
    left += [
        Stock(material=p.material, colour=p.colour, quantity=p.surplus, available_on=p.arrive_on)
        for p in floor.purchases
        if p.surplus > ROUNDING and floor.is_settled(p.order_on)
    ]
    return tuple(left)


def ordered(floor: Floor, purchases: Iterable[Purchase]) -> Iterator[Purchase]:
    """Yield what is bought from offers as they are left, each on the first day that is not over."""
    days = timedelta(days=floor.before.days_over)
    for purchase in purchases:
        yield replace(purchase, order_on=purchase.order_on + days)


def offers_left(floor: Floor) -> tuple[Offer, ...]:
    """Return the sellers' offers, less what is bought of those that have a limit, as they look from the first day.

    Nothing can be ordered on days that are over, so everything takes so much longer.
    """
    bought: Counter[str] = Counter()
    for purchase in floor.purchases:
        bought[purchase.offer] += purchase.quantity  # type: ignore[assignment]
    left = []
    for offer in floor.scenario.offers:
        offer = replace(offer, lead_days=offer.lead_days + floor.before.days_over)
        if offer.maximum_quantity is None:
            left.append(offer)
            continue
        rest = offer.maximum_quantity - bought[offer.code]
        if rest >= max(offer.minimum_quantity, offer.breaks[0].from_quantity, ROUNDING):
            left.append(replace(offer, maximum_quantity=rest))
    return tuple(left)
