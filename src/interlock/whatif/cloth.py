"""A material that comes last, bought for one order from a faster seller: what it costs and when lots could arrive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from interlock.explain.book import Book
from interlock.model import Lay, Offer, Promise, Purchase
from interlock.whatif.floor import ONE_DAY, Floor

Gap = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Cloth:
    """A faster offer: the material's day, what it costs more, and the days on which the order's lots could arrive."""

    offer: Offer
    arrive_on: date
    gain_days: int
    extra_fen: int
    arrive_day: Mapping[str, int]


def faster_cloth(floor: Floor, book: Book, promise: Promise) -> Iterator[Cloth]:
    """Yield the faster offers for the purchase that an order's material waits for, when its lays find table time."""
    last = book.latest_material(promise)
    if not isinstance(last, Purchase):
        return
    other_on = _others_on(book, promise, last)
    for offer in book.scenario.offers:
        arrive_on = max(max(last.order_on, book.plan.as_of or last.order_on) + ONE_DAY * offer.lead_days, other_on)
        if not _serves(offer, last) or arrive_on >= promise.material_on:
            continue
        arrivals = _arrivals(floor, book, promise, arrive_on)
        if arrivals is not None:
            yield Cloth(
                offer=offer,
                arrive_on=arrive_on,
                gain_days=(promise.material_on - arrive_on).days,
                extra_fen=_extra_fen(book, last, promise.order, offer),
                arrive_day=arrivals,
            )


def _others_on(book: Book, promise: Promise, last: Purchase) -> date:
    """The first day on which the order's other material is there and it may start."""
    days = [one.arrive_on for one in book.purchases.get(promise.order, []) if one is not last]
    days += [used.available_on for used in book.stock_uses.get(promise.order, [])]
    supplied_on = book.order(promise).material_ready_on
    return max([book.start_on(promise), *days, *([supplied_on] if supplied_on else [])])


def _serves(offer: Offer, bought: Purchase) -> bool:
    return offer.code != bought.offer and offer.material == bought.material and offer.colour in ("", bought.colour)


def _extra_fen(book: Book, bought: Purchase, order: str, offer: Offer) -> int:
    """The order's share from the new seller, the rest from the old one at the price its smaller quantity gets."""
    share = sum(one.quantity for one in bought.shares if one.order == order)
    rest = bought.quantity - share
    old = next(one for one in book.scenario.offers if one.code == bought.offer)
    rest_fen = offer_fen(old, rest) if rest > 1e-9 else 0
    return offer_fen(offer, share) + rest_fen - bought.cost_fen


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
