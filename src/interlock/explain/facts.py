"""What fills a reason's sentence: codes, names, counts, ISO dates (``_on``), fen (``_fen``), days (``_days``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from interlock.explain.book import ONE_DAY, Book
from interlock.explain.capacity import SkillWeek
from interlock.explain.free_way import FreeWay
from interlock.model import Lock, Lot, Promise, Purchase

Facts = dict[str, str | int | float]

# A wait for finishing of this share of the days an order is late is told beside what held it up before.
MUCH_LATE_SHARE = 0.5


def outside(book: Book, promise: Promise, way: FreeWay, ready_on: date) -> Facts:
    """Return how much comes back from outside the cluster when, why, and how full the skill is before the due date.

    ``cut_on`` is there where it is cut so late that no line could have sewn it in time.
    """
    lots = book.outside.get(promise.order, [])
    category = book.style(promise).category
    start_on = min(max(promise.material_on, book.start_on(promise)), promise.due_on)
    weeks = book.capacity.weeks_between(start_on, promise.due_on)
    facts: Facts = {
        "category": category,
        "pieces": sum(lot.pieces for lot in lots),
        "why": max(lots, key=lambda lot: lot.ready_on).why.value,
        "ready_on": ready_on.isoformat(),
        "lines": len(book.capacity.lines_for(category)),
        "full_lines": max(book.capacity.skill_week(category, week).full_lines for week in weeks),
        "due_on": promise.due_on.isoformat(),
    }
    cut_on = promise.cut_last_on
    if cut_on and way.finished_on(way.sewn_on(way.arrive_on(cut_on))) > promise.due_on:
        facts["cut_on"] = cut_on.isoformat()
    return facts


def too_little_time(book: Book, promise: Promise, way: FreeWay, start_on: date) -> Facts:
    """Return the working days there are, the working days the free way needs, and the earliest day it could ship.

    ``material_on`` is there where the material comes after the first day and the earliest day waits for it.
    """
    ship_on = way.ship_on(start_on)
    facts: Facts = {
        "start_on": start_on.isoformat(),
        "due_on": promise.due_on.isoformat(),
        "open_days": max(book.work_days.between(start_on, promise.due_on, promise.core), 0),
        "needed_days": book.work_days.between(start_on, ship_on, promise.core),
        "ship_on": ship_on.isoformat(),
    }
    if promise.material_on <= start_on:
        return facts
    later_on = way.ship_on(promise.material_on)
    return facts | {"material_on": promise.material_on.isoformat(), "ship_on": later_on.isoformat()}


def material(book: Book, promise: Promise, way: FreeWay) -> Facts:
    """Return which material comes last, from where and when, and when the order could ship at best.

    ``source``: purchase, stock, customer, or unknown where the plan shows no material of the order.
    """
    common: Facts = {
        "arrive_on": promise.material_on.isoformat(),
        "ship_on": way.ship_on(promise.material_on).isoformat(),
    }
    last = book.latest_material(promise)
    if last is None:
        supplied = book.order(promise).material_ready_on is not None
        return {"source": "customer" if supplied else "unknown", **common}
    common |= {"code": last.material, "material": book.scenario.material[last.material].name, "colour": last.colour}
    if isinstance(last, Purchase):
        return {"source": "purchase", "seller": last.seller, **common}
    return {"source": "stock", **common}


def cutting(book: Book, promise: Promise, wait_days: int, ready_on: date) -> Facts:
    """Return how long the lays waited for a table and how full the tables were meanwhile."""
    return {
        "factory": book.scenario.factory[promise.cutting_factory].name,
        "material_on": ready_on.isoformat(),
        "cut_on": (promise.cut_last_on or ready_on).isoformat(),
        "wait_days": wait_days,
        "load_share": book.table_load(promise, ready_on),
    }


def skill_full(book: Book, category: str, weeks: Sequence[SkillWeek]) -> Facts:
    """Return since when and until when how many lines able to sew the category are full, and a line-day's worth."""
    first = weeks[0]
    return {
        "category": category,
        "week_on": first.week_on.isoformat(),
        "lines": first.lines,
        "full_lines": first.full_lines,
        "full_until_on": _full_until(book, category, first.week_on).isoformat(),
        "worth_fen": round(max(week.fen_per_min for week in weeks) * book.capacity.day_min_of(category)),
    }


def lock(book: Book, promise: Promise, way: FreeWay, lot: Lot, held: Lock) -> Facts:
    """Return what a lock holds back until when, and when the order could ship then at best.

    ``by_on`` is the last day on which the lot could begin and be in time; left out where the plan begins later.
    """
    by_on = promise.due_on
    while by_on >= book.today and way.lot_ship_on(lot, by_on) > promise.due_on:
        by_on -= ONE_DAY
    facts: Facts = {
        "line": lot.line,
        "factory": book.scenario.factory[lot.factory].name,
        "pieces": lot.pieces,
        "first_on": held.first_on.isoformat(),
        "ship_on": way.lot_ship_on(lot, held.first_on).isoformat(),
    }
    return facts if by_on < book.today else facts | {"by_on": by_on.isoformat()}


def queue(book: Book, promise: Promise, way: FreeWay, lot: Lot, from_on: date) -> Facts:
    """Return what the line did before the lot, and how many others had the hours to sew it in time, were it moved."""
    category = book.style(promise).category
    return {
        "line": lot.line,
        "factory": book.scenario.factory[lot.factory].name,
        "category": category,
        "start_on": lot.start_on.isoformat(),
        "due_on": promise.due_on.isoformat(),
        "other_orders": len(book.orders_on_line(lot.line, from_on, lot.start_on) - {promise.order}),
        "lines": len(book.capacity.lines_for(category)),
        "free_lines": _lines_with_room(book, promise, way, lot, from_on),
        "pieces": lot.pieces,
        "sew_days": book.work_days.between(lot.start_on, lot.end_on, lot.factory),
        "free_days": way.sew_days,
    }


def stopped(book: Book, lot: Lot, from_on: date, stood: Sequence[date]) -> Facts:
    """Return on which days the line of a lot stood that could have begun on ``from_on``."""
    return {
        "line": lot.line,
        "factory": book.scenario.factory[lot.factory].name,
        "pieces": lot.pieces,
        "arrive_on": from_on.isoformat(),
        "stops_on": stood[0].isoformat(),
        "stands_until_on": stood[-1].isoformat(),
        "end_on": lot.end_on.isoformat(),
    }


def _lines_with_room(book: Book, promise: Promise, way: FreeWay, lot: Lot, from_on: date) -> int:
    """Count the lines, the lot's own aside, that may sew the order and have its minutes free before it is due."""
    last_on = promise.due_on
    while last_on > from_on and way.finished_on(last_on) > promise.due_on:
        last_on -= ONE_DAY
    minutes = sum(day.used_min for day in lot.days)
    lines = book.capacity.lines_with_room(book.style(promise).category, minutes, from_on, last_on)
    owners = {line.factory for line in lines}
    order, declined = book.order(promise), book.scenario.declined_by.get(promise.order, ())
    may = {
        code
        for code in owners
        if code not in declined and book.scenario.rules.may_sew(order, book.scenario.factory[code])
    }
    return sum(line.factory in may and line.code != lot.line for line in lines)


def finishing(book: Book, promise: Promise, wait_days: int, lot: Lot) -> Facts:
    """Return how much longer finishing took than it had to."""
    return {
        "factory": book.scenario.factory[book.finisher(promise)].name,
        "sewn_on": lot.end_on.isoformat(),
        "finish_on": lot.finish_on.isoformat(),
        "wait_days": wait_days,
    }


def then_finishing(book: Book, promise: Promise, wait_days: int) -> Facts:
    """Return how long an order waited for finishing after it waited elsewhere; nothing where that hardly counts."""
    if wait_days < promise.late_days * MUCH_LATE_SHARE:
        return {}
    return {"then_at": book.scenario.factory[book.finisher(promise)].name, "then_days": wait_days}


def _full_until(book: Book, category: str, week_on: date) -> date:
    """Return the last day before the first later week in which the skill has room."""
    for later in book.capacity.weeks:
        week = book.capacity.skill_week(category, later)
        if later > week_on and week.lines and not week.is_full:
            return later - ONE_DAY
    return book.plan.last_on
