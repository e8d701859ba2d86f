"""How fast an order could go if every table, line and finishing shop were free: what waiting is measured against."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from interlock.explain.book import ONE_DAY, Book
from interlock.model import Lot, Promise, Scenario


@dataclass(frozen=True, kw_only=True)
class FreeWay:
    """Open days of each step with all free. Cutting and sewing include their first day, the others come after.

    The order's own figures are used (minutes of its lays, line minutes a piece with changeover and learning as the
    plan found them), but never more days than the plan itself took for a step.
    """

    cut_days: int
    transit_days: int
    sew_days: int
    finish_days: int
    cutting_factory: str
    finishing_factory: str
    book: Book

    @classmethod
    def of(cls, book: Book, promise: Promise) -> FreeWay:
        """Return an order's way."""
        return cls(
            cut_days=_cut_days(book, promise),
            transit_days=_transit_days(book, promise),
            sew_days=_sew_days(book, promise),
            finish_days=_finish_days(book, promise),
            cutting_factory=promise.cutting_factory,
            finishing_factory=book.finisher(promise),
            book=book,
        )

    def cut_on(self, from_on: date) -> date:
        """Return the last day of cutting when it may start on ``from_on``."""
        return self.book.work_days.nth(from_on, self.cut_days, self.cutting_factory)

    def arrive_on(self, cut_on: date) -> date:
        """Return the day on which what is cut up to ``cut_on`` reaches the lines."""
        return self.book.work_days.after(cut_on, self.transit_days, "")

    def sewn_on(self, arrive_on: date, factory: str = "") -> date:
        """Return the last day of sewing of pieces that arrive on ``arrive_on``."""
        return self.book.work_days.nth(arrive_on, self.sew_days, factory)

    def finished_on(self, sewn_on: date) -> date:
        """Return the day of finishing of what is sewn up to ``sewn_on``."""
        return self.book.work_days.after(sewn_on, self.finish_days, self.finishing_factory)

    def lot_ship_on(self, lot: Lot, sewn_from_on: date) -> date:
        """Return the day on which a lot could ship when its line begins to sew it on ``sewn_from_on``."""
        work_days = self.book.work_days
        sewn_on = work_days.nth(sewn_from_on, min(self.sew_days, len(lot.days)), lot.factory)
        in_plan = work_days.between(lot.end_on + ONE_DAY, lot.finish_on, self.finishing_factory)
        return work_days.after(sewn_on, min(self.finish_days, in_plan), self.finishing_factory)

    def ship_on(self, from_on: date) -> date:
        """Return the day on which the order could ship when cutting may start on ``from_on``.

        Lots start sewing as soon as the first day's lays reach them, so cutting and sewing overlap.
        """
        nth = self.book.work_days.nth
        first_arrive_on = self.arrive_on(nth(from_on, min(self.cut_days, 1), self.cutting_factory))
        last_arrive_on = self.arrive_on(self.cut_on(from_on))
        return self.finished_on(max(self.sewn_on(first_arrive_on), nth(last_arrive_on, min(self.sew_days, 1), "")))

    def latest_start_on(self, ship_on: date, not_before: date) -> date | None:
        """Return the last day from ``not_before`` on, at which a start still ships by ``ship_on``; None without one."""
        start_on = ship_on
        while start_on >= not_before:
            if self.ship_on(start_on) <= ship_on:
                return start_on
            start_on -= ONE_DAY
        return None


def _cut_days(book: Book, promise: Promise) -> int:
    lays = book.lays.get(promise.order, [])
    minutes = sum(lay.end_min - lay.start_min for lay in lays)
    in_plan = len({lay.cut_on for lay in lays})
    return min(_days(minutes, _table_min_per_day(book.scenario, promise.cutting_factory)), in_plan)


def _transit_days(book: Book, promise: Promise) -> int:
    cut_on = promise.cut_last_on
    if cut_on is None or promise.order not in book.lays:
        return 0
    arrivals = [lot.arrive_on for lot in book.lots.get(promise.order, []) if lot.arrive_on > cut_on]
    if not arrivals:
        return 1
    return book.work_days.between(cut_on + ONE_DAY, min(arrivals), "")


def _sew_days(book: Book, promise: Promise) -> int:
    lots = book.lots.get(promise.order, [])
    if not lots:
        return 0
    minutes = sum(day.used_min for lot in lots for day in lot.days)
    lines = book.capacity.lines_for(book.style(promise).category)
    most_lots = max(1, min(book.policy.lots_per_order, int(minutes / book.policy.smallest_lot_min)))
    best_lines = lines[: max(most_lots, len(lots))]
    in_plan = max(len(lot.days) for lot in lots)
    return min(_days(minutes, sum(line.capacity_min_per_day for line in best_lines)), in_plan)


def _finish_days(book: Book, promise: Promise) -> int:
    lots = book.lots.get(promise.order, [])
    if not lots:
        return 0
    shop = book.finisher(promise)
    in_plan = max(book.work_days.between(lot.end_on + ONE_DAY, lot.finish_on, shop) for lot in lots)
    minutes = sum(lot.pieces for lot in lots) * book.style(promise).finishing_min
    all_finishing = _days(minutes, book.scenario.factory[shop].finishing_min_per_day)
    # Finishing runs beside sewing, a day behind it; only what it takes longer comes after the last day on the lines.
    return min(max(all_finishing - _sew_days(book, promise), 1), in_plan)


def _table_min_per_day(scenario: Scenario, factory: str) -> float:
    return sum(table.minutes_per_day for table in scenario.tables_of.get(factory, ()))


def _days(minutes: float, minutes_per_day: float) -> int:
    """Whole days that work takes; 0 for no work and where nothing is known of the shop."""
    return math.ceil(minutes / minutes_per_day - 1e-9) if minutes_per_day > 0 else 0
