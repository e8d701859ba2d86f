"""Why orders are late: the plan's own dates read backwards from the ship date, like a critical path."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from interlock.explain import facts as facts_of
from interlock.explain.book import Book
from interlock.explain.facts import Facts
from interlock.explain.free_way import FreeWay
from interlock.explain.remedies import Late, remedies
from interlock.model import Cause, Lock, Lot, Plan, Policy, Promise, Reason, Scenario

# Tables that are busy for this share of the days an order waited are what it waited for.
BUSY_TABLE_SHARE = 0.9
# A line that stands for this share of the working days a lot waited for it is what the lot waited for.
STOPPED_SHARE = 0.5


def reasons(scenario: Scenario, plan: Plan, policy: Policy | None = None) -> tuple[Reason, ...]:
    """Return why each late order is late and what would help, latest first; one reason for each late promise.

    The order's way with everything free (:class:`~interlock.explain.free_way.FreeWay`) is laid beside its real dates:

    - outside: work given outside the cluster comes back last;
    - too_little_time: started on the first possible day with everything free, it would still be late;
    - material: so it would when started on the day its material is there;
    - lock: a lock begins so late that the order would be late even if all else were free;
    - else the step that took longest beyond its free way, seen back from shipping: finishing, sewing or cutting.
      Sewing is stopped where the lot's line stood for half of the days it waited, skill_full where the lines able to
      sew the category were full in the weeks it waited, else queue.
      A lay that was cut late although tables had room waited for its line, so that wait counts as sewing. Of cutting
      and sewing the facts add ``then_days`` of waiting ``then_at`` the finisher where that is much of the lateness.

    Facts are codes, names, counts, ISO dates (``_on``), fen (``_fen``) and days (``_days``);
    :func:`interlock.explain.words.sentence` says them. ``policy`` gives the limits on splitting (default: balanced).
    """
    if not plan.late:
        return ()
    book = Book(scenario, plan, policy or Policy())
    return tuple(_reason(book, promise) for promise in plan.late)


@dataclass(frozen=True, kw_only=True)
class _Waits:
    """Calendar days by which each step of the critical lot ended later than it had to."""

    cutting: int
    sewing: int
    finishing: int


def _reason(book: Book, promise: Promise) -> Reason:
    way = FreeWay.of(book, promise)
    cause, facts = _find(book, promise, way)
    late = Late(book=book, promise=promise, way=way, cause=cause, facts=facts)
    return Reason(order=promise.order, cause=cause, facts=facts, remedies=remedies(late))


def _find(book: Book, promise: Promise, way: FreeWay) -> tuple[Cause, Facts]:
    lots = book.lots.get(promise.order, [])
    outside_on = max((lot.ready_on for lot in book.outside.get(promise.order, [])), default=None)
    if not lots or (outside_on and outside_on > max(lot.finish_on for lot in lots)):
        return Cause.OUTSIDE, facts_of.outside(book, promise, way, outside_on or promise.ship_on)
    start_on = book.start_on(promise)
    if way.ship_on(start_on) > promise.due_on:
        return Cause.TOO_LITTLE_TIME, facts_of.too_little_time(book, promise, way, start_on)
    if way.ship_on(promise.material_on) > promise.due_on:
        return Cause.MATERIAL, facts_of.material(book, promise, way)
    return _waited(book, promise, way, max(lots, key=lambda lot: (lot.finish_on, lot.end_on, lot.id)))


def _waited(book: Book, promise: Promise, way: FreeWay, lot: Lot) -> tuple[Cause, Facts]:
    ready_on = max(promise.material_on, book.start_on(promise))
    lock = _late_lock(book, promise, way, lot, ready_on)
    if lock:
        return Cause.LOCK, facts_of.lock(book, promise, way, lot, lock)
    waits = _waits(promise, way, lot, ready_on)
    tables_busy = waits.cutting > 0 and book.table_load(promise, ready_on) >= BUSY_TABLE_SHARE
    then = facts_of.then_finishing(book, promise, waits.finishing)
    if tables_busy and waits.cutting > max(waits.sewing, waits.finishing):
        return Cause.CUTTING, facts_of.cutting(book, promise, waits.cutting, ready_on) | then
    sewing = waits.sewing if tables_busy else waits.sewing + waits.cutting
    if waits.finishing > sewing:
        return Cause.FINISHING, facts_of.finishing(book, promise, waits.finishing, lot)
    could_arrive_on = lot.arrive_on if tables_busy else min(lot.arrive_on, way.arrive_on(way.cut_on(ready_on)))
    cause, facts = _sewing_cause(book, promise, way, lot, could_arrive_on)
    return cause, facts | then


def _late_lock(book: Book, promise: Promise, way: FreeWay, lot: Lot, ready_on: date) -> Lock | None:
    """The lock that holds the critical lot back beyond its pieces, until a day from which it cannot be in time."""
    could_arrive_on = way.arrive_on(way.cut_on(ready_on))
    for lock in book.scenario.rules.locks_of(promise.order):
        holds = lock.line == lot.line and could_arrive_on < lock.first_on <= lot.start_on
        if holds and way.lot_ship_on(lot, lock.first_on) > promise.due_on:
            return lock
    return None


def _waits(promise: Promise, way: FreeWay, lot: Lot, ready_on: date) -> _Waits:
    cut_on = promise.cut_last_on
    return _Waits(
        cutting=max((cut_on - way.cut_on(ready_on)).days, 0) if cut_on and way.cut_days else 0,
        sewing=max((lot.end_on - way.sewn_on(lot.arrive_on, lot.factory)).days, 0),
        finishing=max((lot.finish_on - way.finished_on(lot.end_on)).days, 0),
    )


def _sewing_cause(book: Book, promise: Promise, way: FreeWay, lot: Lot, from_on: date) -> tuple[Cause, Facts]:
    stood = book.days_stood(lot.line, from_on, lot.end_on)
    waited = book.work_days.between(from_on, lot.end_on, lot.factory) - len(lot.days)
    if stood and len(stood) >= STOPPED_SHARE * waited:
        return Cause.STOPPED, facts_of.stopped(book, lot, from_on, stood)
    category = book.style(promise).category
    last_on = max(from_on, min(lot.start_on, promise.due_on))
    weeks = [book.capacity.skill_week(category, week) for week in book.capacity.weeks_between(from_on, last_on)]
    full = list(takewhile(lambda week: week.is_full or not week.lines, weeks))
    if weeks[0].is_full:
        return Cause.SKILL_FULL, facts_of.skill_full(book, category, full)
    return Cause.QUEUE, facts_of.queue(book, promise, way, lot, from_on)
