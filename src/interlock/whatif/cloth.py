"""Material that comes last, bought for one order from faster sellers: what it costs and when lots could arrive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from interlock.explain.book import Book
from interlock.model import Lay, Offer, Promise, Purchase
from interlock.whatif.floor import ONE_DAY, Floor

Gap = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Swap:
    """What an order needs of a purchase, bought from a faster seller."""

    bought: Purchase
    offer: Offer
    quantity: float
    arrive_on: date


@dataclass(frozen=True, kw_only=True)
class Cloth:
    """Faster offers for all that comes last: the day it is in, what it costs more, and when the lots could arrive."""

    swaps: tuple[Swap, ...]
    arrive_on: date
    gain_days: int
    extra_fen: int
    arrive_day: Mapping[str, int]


def faster_cloth(floor: Floor, book: Book, promise: Promise) -> Iterator[Cloth]:
    """Yield, for every earlier day on which all of an order's material could be in, what would have to be bought.

    Every purchase that comes later than that day comes from the cheapest seller who has it there by then and has so
    much left. Days on which the order's lays find no table time are left out.
    """
    fixed_on = _fixed_on(book, promise)
    done: set[date] = set()
    for by_on in sorted(_days(book, promise)):
        swaps = _swaps(book, promise, max(by_on, fixed_on))
        if not swaps:
            continue
        kept = [one.arrive_on for one in _mine(book, promise) if all(swap.bought is not one for swap in swaps)]
        arrive_on = max(fixed_on, *kept, *(swap.arrive_on for swap in swaps))
        if arrive_on >= promise.material_on or arrive_on in done:
            continue
        done.add(arrive_on)
        arrivals = _arrivals(floor, book, promise, arrive_on)
        if arrivals is not None:
            yield Cloth(
                swaps=swaps,
                arrive_on=arrive_on,
                gain_days=(promise.material_on - arrive_on).days,
                extra_fen=_extra_fen(book, swaps),
                arrive_day=arrivals,
            )


def _mine(book: Book, promise: Promise) -> Sequence[Purchase]:
    return book.purchases.get(promise.order, [])


def _fixed_on(book: Book, promise: Promise) -> date:
    """The first day on which the order may start and what it has from stock or from the customer is there."""
    days = [used.available_on for used in book.stock_uses.get(promise.order, [])]
    supplied_on = book.order(promise).material_ready_on
    return max([book.start_on(promise), *days, *([supplied_on] if supplied_on else [])])


def _days(book: Book, promise: Promise) -> set[date]:
    """Days on which some seller could have some of what the order waits for."""
    return {
        _arrive_on(book, bought, offer)
        for bought in _mine(book, promise)
        for offer in book.scenario.offers
        if _serves(offer, bought)
    }


def _arrive_on(book: Book, bought: Purchase, offer: Offer) -> date:
    return max(bought.order_on, book.plan.as_of or bought.order_on) + ONE_DAY * offer.lead_days


def _swaps(book: Book, promise: Promise, by_on: date) -> tuple[Swap, ...]:
    """The cheapest faster offer for every purchase that comes after ``by_on``; nothing where one has none."""
    left = {
        offer.code: offer.maximum_quantity - sum(p.quantity for p in book.plan.purchases if p.offer == offer.code)
        for offer in book.scenario.offers
        if offer.maximum_quantity is not None
    }
    found = []
    for bought in (one for one in _mine(book, promise) if one.arrive_on > by_on):
        quantity = sum(share.quantity for share in bought.shares if share.order == promise.order)
        choices = [
            offer
            for offer in book.scenario.offers
            if _serves(offer, bought)
            and _arrive_on(book, bought, offer) <= by_on
            and max(quantity, offer.minimum_quantity) <= left.get(offer.code, float("inf"))
        ]
        if not choices:
            return ()
        best = min(choices, key=lambda offer: (offer_fen(offer, quantity), offer.code))
        if best.code in left:
            left[best.code] -= max(quantity, best.minimum_quantity)
        found.append(Swap(bought=bought, offer=best, quantity=quantity, arrive_on=_arrive_on(book, bought, best)))
    return tuple(found)


def _serves(offer: Offer, bought: Purchase) -> bool:
    return offer.code != bought.offer and offer.material == bought.material and offer.colour in ("", bought.colour)


def _extra_fen(book: Book, swaps: Sequence[Swap]) -> int:
    """What the new sellers cost, less what the old ones no longer do at the price that a smaller quantity gets.

    What was ordered on a day that is over stays bought.
    """
    extra_fen = 0
    for swap in swaps:
        extra_fen += offer_fen(swap.offer, swap.quantity)
        bought = swap.bought
        if book.plan.as_of is None or bought.order_on >= book.plan.as_of:
            rest = bought.quantity - swap.quantity
            old = next(one for one in book.scenario.offers if one.code == bought.offer)
            extra_fen += (offer_fen(old, rest) if rest > 1e-9 else 0) - bought.cost_fen
    return extra_fen


def offer_fen(offer: Offer, quantity: float) -> int:
    """What a quantity costs from an offer, its smallest quantity at least."""
    bought = max(quantity, offer.minimum_quantity)
    reached = [b for b in offer.breaks if b.from_quantity <= bought] or [offer.breaks[0]]
    return round(reached[-1].fen_per_unit * bought)


def _arrivals(floor: Floor, book: Book, promise: Promise, material_on: date) -> dict[str, int] | None:
    """Lay the order's lays anew from ``material_on`` on into what the tables leave; the day each lot could arrive.

    None where some lay finds no gap that is earlier or the same.
    """
    number = promise.order
    busy = _busy(book, number)
    cut_on: dict[str, date] = {}
    for lay in sorted(book.lays.get(number, []), key=lambda one: (one.cut_on, one.start_min, one.id)):
        found = _place(book, lay, material_on, busy)
        if found is None:
            return None
        cut_on[lay.id] = found
    arrive = {}
    for lot in book.lots.get(number, []):
        feeding = [cut_on[lay.id] for lay in book.lays.get(number, []) if lay.cut_on < lot.arrive_on]
        soonest = max(feeding, default=material_on) + ONE_DAY
        arrive[lot.id] = min(floor.day(soonest), floor.day(lot.arrive_on))
    return arrive


def _busy(book: Book, number: str) -> dict[tuple[str, date], list[Gap]]:
    """What other orders' lays take of tables and days."""
    found: defaultdict[tuple[str, date], list[Gap]] = defaultdict(list)
    for lay in book.plan.lays:
        if lay.order != number:
            found[lay.table, lay.cut_on].append((lay.start_min, lay.end_min))
    return found


def _place(book: Book, lay: Lay, from_on: date, busy: dict[tuple[str, date], list[Gap]]) -> date | None:
    """The first day up to its own on which a table like the lay's has a gap for it; the gap is taken."""
    scenario, minutes = book.scenario, lay.end_min - lay.start_min
    marker = book.plan.marker[lay.marker]
    tables = [
        table
        for table in scenario.tables_of[lay.factory]
        if table.length_mm >= marker.length_mm and table.width_mm >= marker.width_mm
    ]
    on = from_on
    while on <= lay.cut_on:
        if book.work_days.is_open(on, lay.factory):
            for table in tables:
                start = first_gap(busy.get((table.code, on), []), minutes, table.minutes_per_day)
                if start is not None:
                    busy.setdefault((table.code, on), []).append((start, start + minutes))
                    return on
        on += ONE_DAY
    return None


def first_gap(taken: list[Gap], minutes: float, day_min: float) -> float | None:
    """The first minute of a table's day with so many free minutes behind it; None without."""
    at = 0.0
    for start, end in sorted(taken):
        if start - at >= minutes - 1e-9:
            return at
        at = max(at, end)
    return at if day_min - at >= minutes - 1e-9 else None
