"""A plan indexed by order, and the days that are worked."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Protocol, TypeVar

from interlock.explain.capacity import Capacity
from interlock.model import (
    Calendar,
    FinishDay,
    Lay,
    Lot,
    Order,
    OutsideLot,
    Plan,
    Policy,
    Promise,
    Purchase,
    Scenario,
    Share,
    StockUse,
    Style,
)

ONE_DAY = timedelta(days=1)
# A factory closed for longer than this is counted as open again, so that every count of days ends.
LONGEST_CLOSURE_DAYS = 366


class _OfOrder(Protocol):
    @property
    def order(self) -> str: ...


class _Shared(Protocol):
    @property
    def shares(self) -> tuple[Share, ...]: ...


O = TypeVar("O", bound=_OfOrder)  # noqa: E741
S = TypeVar("S", bound=_Shared)


class WorkDays:
    """The open days of factories, remembered; all counts are in open days."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._open: dict[tuple[str, date], bool] = {}

    def is_open(self, on: date, factory: str) -> bool:
        """Tell whether a factory works on a day."""
        key = (factory, on)
        if key not in self._open:
            self._open[key] = self._calendar.is_open(on, factory)
        return self._open[key]

    def nth(self, from_on: date, number: int, factory: str) -> date:
        """Return the ``number``-th open day from ``from_on`` on, that day counted; ``from_on`` itself for 0."""
        on = from_on - ONE_DAY if number > 0 else from_on
        for _ in range(number):
            on = self._next_open(on + ONE_DAY, factory)
        return on

    def _next_open(self, from_on: date, factory: str) -> date:
        days = (from_on + timedelta(days=d) for d in range(LONGEST_CLOSURE_DAYS))
        return next((on for on in days if self.is_open(on, factory)), from_on)

    def after(self, on: date, number: int, factory: str) -> date:
        """Return the ``number``-th open day after a day; the day itself for 0."""
        return self.nth(on + ONE_DAY, number, factory) if number > 0 else on

    def between(self, first_on: date, last_on: date, factory: str) -> int:
        """Count the open days from ``first_on`` to ``last_on``, both included."""
        days = (last_on - first_on).days + 1
        return sum(self.is_open(first_on + timedelta(days=d), factory) for d in range(max(days, 0)))


class Book:
    """What the plan does for each order, and what each table and line does beside it."""

    def __init__(self, scenario: Scenario, plan: Plan, policy: Policy) -> None:
        self.scenario, self.plan, self.policy = scenario, plan, policy
        self.capacity = Capacity(scenario, plan)
        self.work_days = WorkDays(scenario.calendar)
        self.lots: Mapping[str, list[Lot]] = _by_order(plan.lots)
        self.lays: Mapping[str, list[Lay]] = _by_order(plan.lays)
        self.outside: Mapping[str, list[OutsideLot]] = _by_order(plan.outside)
        self.purchases: Mapping[str, list[Purchase]] = _by_share(plan.purchases)
        self.stock_uses: Mapping[str, list[StockUse]] = _by_share(plan.stock_uses)

    @cached_property
    def finishing(self) -> Mapping[str, list[FinishDay]]:
        """Days of finishing by lot."""
        found: defaultdict[str, list[FinishDay]] = defaultdict(list)
        for day in self.plan.finishing:
            found[day.lot].append(day)
        return found

    @cached_property
    def table_use(self) -> Mapping[tuple[str, date], float]:
        """Minutes of lays by cutting factory and day."""
        found: defaultdict[tuple[str, date], float] = defaultdict(float)
        for lay in self.plan.lays:
            found[lay.factory, lay.cut_on] += lay.end_min - lay.start_min
        return found

    @cached_property
    def line_use(self) -> Mapping[str, list[tuple[date, str]]]:
        """(Day, order) of the sewing by line, in time."""
        found: defaultdict[str, list[tuple[date, str]]] = defaultdict(list)
        for lot in self.plan.lots:
            found[lot.line].extend((day.on, lot.order) for day in lot.days)
        return {line: sorted(use) for line, use in found.items()}

    def orders_on_line(self, line: str, first_on: date, last_on: date) -> frozenset[str]:
        """Return the orders that a line sews from ``first_on`` to ``last_on``."""
        use = self.line_use.get(line, [])
        first, behind = bisect_left(use, (first_on, "")), bisect_left(use, (last_on + ONE_DAY, ""))
        return frozenset(order for _, order in use[first:behind])

    def order(self, promise: Promise) -> Order:
        """Return the order of a promise."""
        return self.scenario.order[promise.order]

    def style(self, promise: Promise) -> Style:
        """Return the style of a promise's order."""
        return self.scenario.style[self.order(promise).style]

    def start_on(self, promise: Promise) -> date:
        """Return the first day that the order could have been begun, were its material there."""
        earliest_on = self.order(promise).earliest_start_on
        if earliest_on is None or (self._came_late(promise) and earliest_on <= promise.material_on):
            return self.plan.first_on
        return max(self.plan.first_on, earliest_on)

    def _came_late(self, promise: Promise) -> bool:
        """Whether an order's material is known to come later than all that was bought or taken from stock for it."""
        days = [bought.arrive_on for bought in self.purchases.get(promise.order, [])]
        days += [used.available_on for used in self.stock_uses.get(promise.order, [])]
        return bool(days) and promise.material_on > max(self.plan.first_on, *days)

    @property
    def today(self) -> date:
        """The first day on which anything can still be done."""
        return max(self.plan.as_of or self.plan.first_on, self.plan.first_on)

    def days_worked(self, line: str, first_on: date, last_on: date) -> tuple[date, ...]:
        """Return the days from ``first_on`` to ``last_on`` on which a line works: not closed, and not standing."""
        return tuple(on for on in self._open_days(line, first_on, last_on) if self.scenario.share_of(line, on) > 0)

    def days_stood(self, line: str, first_on: date, last_on: date) -> tuple[date, ...]:
        """Return the days from ``first_on`` to ``last_on`` on which a line stands though its factory is open."""
        return tuple(on for on in self._open_days(line, first_on, last_on) if self.scenario.share_of(line, on) <= 0)

    def _open_days(self, line: str, first_on: date, last_on: date) -> Iterator[date]:
        factory = self.scenario.line[line].factory
        days = (first_on + ONE_DAY * d for d in range((last_on - first_on).days + 1))
        return (on for on in days if self.work_days.is_open(on, factory))

    def finisher(self, promise: Promise) -> str:
        """Return the factory that finishes the order: the one of its finishing days, else its core."""
        days = (day for lot in self.lots.get(promise.order, []) for day in self.finishing.get(lot.id, []))
        return next((day.factory for day in days), promise.core)

    def latest_material(self, promise: Promise) -> Purchase | StockUse | None:
        """Return the purchase or stock that the order's material waits for.

        None where the customer's comes last, and where the material is known to come late but not which.
        """
        found: list[tuple[date, str, Purchase | StockUse]] = []
        found += [(bought.arrive_on, bought.offer, bought) for bought in self.purchases.get(promise.order, [])]
        found += [(used.available_on, used.material, used) for used in self.stock_uses.get(promise.order, [])]
        if not found or self._came_late(promise):
            return None
        arrive_on, _, last = max(found, key=lambda one: one[:2])
        supplied_on = self.order(promise).material_ready_on
        return None if supplied_on and supplied_on > arrive_on else last

    def table_load(self, promise: Promise, ready_on: date) -> float:
        """Return the share of table minutes taken from ``ready_on`` to the day before the order's last lay."""
        cutter, last_on = promise.cutting_factory, promise.cut_last_on
        tables = self.scenario.tables_of.get(cutter, ())
        if last_on is None or not tables:
            return 0.0
        days = [ready_on + ONE_DAY * d for d in range((last_on - ready_on).days)]
        open_days = [on for on in days if self.work_days.is_open(on, cutter)]
        minutes = sum(table.minutes_per_day for table in tables) * len(open_days)
        return min(sum(self.table_use.get((cutter, on), 0.0) for on in open_days) / minutes, 1.0) if minutes else 0.0


def _by_order(found: Iterable[O]) -> Mapping[str, list[O]]:
    result: defaultdict[str, list[O]] = defaultdict(list)
    for one in found:
        result[one.order].append(one)
    return result


def _by_share(found: Iterable[S]) -> Mapping[str, list[S]]:
    result: defaultdict[str, list[S]] = defaultdict(list)
    for one in found:
        for share in one.shares:
            result[share.order].append(one)
    return result
