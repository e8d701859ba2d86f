"""What orders that go leave of purchases and stock, and what is left to buy for orders that come."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from interlock.model import Offer, Purchase, Scenario, Stock, StockUse
from interlock.repair.floor import Floor

ROUNDING = 1e-6


def supplies(purchases: Iterable[Purchase], uses: Iterable[StockUse]) -> Iterator[Purchase | StockUse]:
    """Yield all that orders get: what is bought for them and what they take from stock."""
    yield from purchases
    yield from uses


def give_back(floor: Floor, number: str) -> None:
    """Take an order's part out of purchases and stock uses; purchases shrink to what still pays best."""
    offers = {offer.code: offer for offer in floor.scenario.offers}
    floor.purchases = [
        smaller
        for purchase in floor.purchases
        if (smaller := _without(floor.scenario, purchase, offers[purchase.offer], number)) is not None
    ]
    floor.stock_uses = [left for use in floor.stock_uses if (left := _left_of(use, number)) is not None]


def _left_of(use: StockUse, number: str) -> StockUse | None:
    shares = tuple(share for share in use.shares if share.order != number)
    if len(shares) == len(use.shares):
        return use
    return replace(use, shares=shares, quantity=sum(share.quantity for share in shares)) if shares else None


def _without(scenario: Scenario, purchase: Purchase, offer: Offer, number: str) -> Purchase | None:
    """The purchase for the orders that are left: as much as they need, or up to a break where that costs less."""
    shares = tuple(share for share in purchase.shares if share.order != number)
    if len(shares) == len(purchase.shares):
        return purchase
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


def _price(offer: Offer, quantity: float) -> float:
    reached = [b.fen_per_unit for b in offer.breaks if b.from_quantity <= quantity + ROUNDING]
    return reached[-1] if reached else offer.breaks[0].fen_per_unit


def stock_left(floor: Floor) -> tuple[Stock, ...]:
    """Return the stock that no order takes."""
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
