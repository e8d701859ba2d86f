"""What would help a late order, from the plan: only what fits the cause, and only where the data carries it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from interlock.explain.book import ONE_DAY, Book
from interlock.explain.facts import Facts
from interlock.explain.free_way import FreeWay
from interlock.model import MOST_OVERTIME_HOURS, Cause, Help, Lot, Offer, Promise, Purchase, Remedy, WhyOutside

MIN_PER_HOUR = 60.0


@dataclass(frozen=True, kw_only=True)
class Late:
    """A late order with its cause."""

    book: Book
    promise: Promise
    way: FreeWay
    cause: Cause
    facts: Facts

    @cached_property
    def latest_sewn_on(self) -> date:
        """The last day on which sewing may end for the order to be finished by its due date."""
        on = self.promise.due_on
        while self.way.finished_on(on) > self.promise.due_on:
            on -= ONE_DAY
        return on

    @cached_property
    def latest_cut_on(self) -> date:
        """The last day on which cutting may end for the order to be finished by its due date."""
        on = self.latest_sewn_on
        while self.way.sewn_on(self.way.arrive_on(on)) > self.latest_sewn_on:
            on -= ONE_DAY
        return on

    @cached_property
    def late_lots(self) -> tuple[tuple[Lot, float], ...]:
        """Lots with their line minutes after the last day that would be in time."""
        lots = self.book.lots.get(self.promise.order, [])
        behind = [(lot, sum(day.used_min for day in lot.days if day.on > self.latest_sewn_on)) for lot in lots]
        return tuple((lot, minutes) for lot, minutes in behind if minutes > 0)


def remedies(late: Late) -> tuple[Remedy, ...]:
    """Return what would help, in the order worth trying; a later due date always stands last.

    Nothing helps an order that has shipped, and nothing is done on days that are over.
    """
    if late.book.plan.has_shipped(late.promise):
        return ()
    found = (help_with(late) for help_with in _BY_CAUSE[late.cause])
    return tuple(remedy for remedy in found if remedy)


def _faster_offer(late: Late) -> Remedy | None:
    bought = late.book.latest_material(late.promise)
    if not isinstance(bought, Purchase):
        return None
    others_on = _other_arrivals(late, bought)
    wanted_on = late.way.latest_start_on(late.promise.due_on, late.book.start_on(late.promise))
    choices = []
    for offer in late.book.scenario.offers:
        if not _serves(offer, bought):
            continue
        arrive_on = max(bought.order_on, late.book.plan.as_of or bought.order_on) + ONE_DAY * offer.lead_days
        gain_days = (bought.arrive_on - max(arrive_on, others_on)).days
        if gain_days > 0:
            in_time = wanted_on is not None and arrive_on <= wanted_on
            extra_fen = _cost_fen(offer, bought.quantity) - bought.cost_fen
            choices.append((not in_time, extra_fen if in_time else -gain_days, extra_fen, gain_days, arrive_on, offer))
    if not choices:
        return None
    _, _, extra_fen, gain_days, arrive_on, offer = min(choices, key=lambda choice: (*choice[:3], choice[5].code))
    return Remedy(
        Help.FASTER_OFFER,
        {
            "offer": offer.code,
            "seller": offer.seller,
            "material": late.book.scenario.material[offer.material].name,
            "arrive_on": arrive_on.isoformat(),
            "gain_days": gain_days,
            "extra_fen": extra_fen,
        },
    )


def _serves(offer: Offer, bought: Purchase) -> bool:
    enough = offer.maximum_quantity is None or offer.maximum_quantity >= bought.quantity
    return (
        enough and offer.code != bought.offer and offer.material == bought.material
        and offer.colour in ("", bought.colour)
    )  # fmt: skip


def _cost_fen(offer: Offer, quantity: float) -> int:
    bought = max(quantity, offer.minimum_quantity)
    reached = [price for price in offer.breaks if price.from_quantity <= bought] or [offer.breaks[0]]
    return round(reached[-1].fen_per_unit * bought)


def _other_arrivals(late: Late, last: Purchase) -> date:
    """Return when the order's other material is there, and the order may start."""
    book, promise = late.book, late.promise
    days = [bought.arrive_on for bought in book.purchases.get(promise.order, []) if bought is not last]
    days += [used.available_on for used in book.stock_uses.get(promise.order, [])]
    return max([book.start_on(promise), *days])


def _earlier_material(late: Late) -> Remedy | None:
    not_before = max(late.book.start_on(late.promise), late.book.today)
    return _earlier(late, "material", late.promise.material_on, not_before)


def _earlier_start(late: Late) -> Remedy | None:
    return _earlier(late, "start", late.book.start_on(late.promise), late.book.today)


def _earlier(late: Late, what: str, planned_on: date, not_before: date) -> Remedy | None:
    by_on = late.way.latest_start_on(late.promise.due_on, not_before)
    if by_on is None or by_on >= planned_on:
        return None
    return Remedy(
        Help.EARLIER_START, {"what": what, "earlier_days": (planned_on - by_on).days, "by_on": by_on.isoformat()}
    )


def _overtime(late: Late) -> Remedy | None:
    more_a_day = MOST_OVERTIME_HOURS - late.book.plan.overtime_hours
    hours_in_all, by_on = 0.0, late.book.today
    for lot, minutes in late.late_lots:
        line = late.book.scenario.line[lot.line]
        hours = minutes / (line.capacity_min_per_day / line.minutes_per_day * MIN_PER_HOUR)
        days = late.book.days_worked(lot.line, max(lot.arrive_on, late.book.today), late.latest_sewn_on)
        if hours > len(days) * more_a_day:
            return None
        by_on = max(by_on, *days)
        hours_in_all += hours
    if not late.late_lots:
        return None
    lines = {lot.line for lot, _ in late.late_lots}
    return Remedy(
        Help.OVERTIME,
        {"line_hours": _up(hours_in_all), "lines": len(lines), "by_on": by_on.isoformat()},
    )


def _more_lines(late: Late) -> Remedy | None:
    book, promise = late.book, late.promise
    if "cut_on" in late.facts or late.facts.get("why") in (
        WhyOutside.LOT_TOO_SMALL,
        WhyOutside.NOT_ALLOWED,
        WhyOutside.UNCUT,
    ):
        return None
    style = book.style(promise)
    outside = sum(lot.pieces for lot in book.outside.get(promise.order, []))
    minutes = sum(behind for _, behind in late.late_lots) + outside * style.smv_min
    ready_on = max(promise.material_on, book.start_on(promise))
    from_on = max(late.way.arrive_on(late.way.cut_on(ready_on)), book.today)
    days = book.work_days.between(from_on, late.latest_sewn_on, "")
    if days <= 0 or minutes <= 0 or book.capacity.line_day_min <= 0:
        return None
    lines = math.ceil(minutes / (book.capacity.line_day_min * days))
    if lines > len(book.scenario.lines):
        return None  # more lines than there are in the cluster: nobody can do that
    return Remedy(
        Help.MORE_LINES,
        {
            "category": style.category,
            "lines": lines,
            "from_on": from_on.isoformat(),
            "to_on": late.latest_sewn_on.isoformat(),
        },
    )


def _table_time(late: Late) -> Remedy | None:
    lays = late.book.lays.get(late.promise.order, [])
    minutes = sum(lay.end_min - lay.start_min for lay in lays if lay.cut_on > late.latest_cut_on)
    if late.latest_cut_on < late.promise.material_on:
        return None
    return _shop_hours(late, Help.TABLE_TIME, late.promise.cutting_factory, minutes, late.latest_cut_on)


def _outside_table_time(late: Late) -> Remedy | None:
    """Table time where cutting leaves no line the days to sew in time."""
    cut_late = "cut_on" in late.facts and late.facts["why"] == WhyOutside.NO_ROOM
    return _table_time(late) if cut_late else None


def _finishing_time(late: Late) -> Remedy | None:
    days = [day for lot in late.book.lots[late.promise.order] for day in late.book.finishing.get(lot.id, [])]
    minutes = sum(day.minutes for day in days if day.on > late.promise.due_on)
    shop = late.book.finisher(late.promise)
    return _shop_hours(late, Help.FINISHING_TIME, shop, minutes, late.promise.due_on)


def _shop_hours(late: Late, kind: Help, factory: str, minutes: float, by_on: date) -> Remedy | None:
    if minutes <= 0 or by_on < late.book.today:
        return None
    name = late.book.scenario.factory[factory].name
    return Remedy(kind, {"factory": name, "hours": _up(minutes / MIN_PER_HOUR), "by_on": by_on.isoformat()})


def _lift_lock(late: Late) -> Remedy | None:
    if date.fromisoformat(str(late.facts["first_on"])) < late.book.today:
        return None
    return Remedy(Help.LIFT_LOCK, {name: late.facts[name] for name in ("line", "by_on") if name in late.facts})


def _later_due(late: Late) -> Remedy | None:
    promise = late.promise
    return Remedy(Help.LATER_DUE, {"later_days": promise.late_days, "to_on": promise.ship_on.isoformat()})


def _up(hours: float) -> float:
    """Round hours up to a tenth, so that they are enough."""
    return math.ceil(hours * 10 - 1e-6) / 10


_BY_CAUSE: Mapping[Cause, tuple[Callable[[Late], Remedy | None], ...]] = {
    Cause.MATERIAL: (_faster_offer, _earlier_material, _later_due),
    Cause.CUTTING: (_table_time, _later_due),
    Cause.SKILL_FULL: (_more_lines, _overtime, _later_due),
    Cause.QUEUE: (_overtime, _later_due),
    Cause.STOPPED: (_overtime, _later_due),
    Cause.TOO_LITTLE_TIME: (_earlier_start, _overtime, _later_due),
    Cause.FINISHING: (_finishing_time, _later_due),
    Cause.OUTSIDE: (_more_lines, _outside_table_time, _later_due),
    Cause.LOCK: (_lift_lock, _later_due),
}
