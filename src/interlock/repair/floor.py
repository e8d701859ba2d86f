"""A plan opened up for repair: its parts by order and line, what is free, and what was taken out and waits."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from interlock.model import (
    FinishDay,
    Lay,
    Lock,
    Lot,
    OutsideLot,
    Plan,
    PlanMarker,
    Policy,
    Purchase,
    Quantity,
    Resource,
    Scenario,
    StockUse,
    distance_km,
)
from interlock.repair.locks import held_by
from interlock.stages.allocate import Book
from interlock.stages.facts import Cell, Path
from interlock.stages.groups import OrderWork
from interlock.stages.horizon import Horizon
from interlock.stages.lots import LotDraft
from interlock.stages.overtime import as_planned
from interlock.stages.parts import WHOLE


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A lot that has been taken out and wants a place; ``draft.line`` is the line it comes from, if any.

    ``only``: it may go to these lines only (None: any that can sew it). ``hurried``: its date counts more than money.
    ``alone``: nobody else is moved for it. ``stays``: it is put back on its draft's line where that can be. ``lock``
    holds it, or a planner has ``given`` it to a line: it may not go outside. ``was_given``: a planner gave it before to
    the line it comes from, which it leaves only where it has no room there any more.
    """

    draft: LotDraft
    arrive_day: int
    only: frozenset[str] | None = None
    hurried: bool = False
    alone: bool = False
    stays: bool = False
    lock: Lock | None = None
    given: bool = False
    was_given: bool = False

    @property
    def is_bound(self) -> bool:
        """Tell whether the lot may not go outside."""
        return self.given or self.lock is not None


@dataclass(frozen=True)
class Made:
    """What was bought and cut for an order: the least its cloth can cost, and its fabric by material and colour."""

    cloth_bound_fen: int
    fabric: Mapping[Cell, float]


class Floor:
    """The parts of a plan while it is repaired. The plan itself stays as it is."""

    def __init__(self, scenario: Scenario, policy: Policy, plan: Plan, frozen_days: int) -> None:
        self.scenario, self.policy, self.before = scenario, policy, plan
        self.horizon = _horizon(scenario, policy, plan)
        self.frozen_day = max(frozen_days, plan.days_over)
        self.lots: dict[str, Lot] = {lot.id: lot for lot in plan.lots}
        self.lots_of: dict[str, list[str]] = defaultdict(list)
        self.on_line: dict[str, list[str]] = defaultdict(list)
        for lot in plan.lots:
            self.lots_of[lot.order].append(lot.id)
            self.on_line[lot.line].append(lot.id)
        self.lays_of: dict[str, list[Lay]] = _by_order(plan.lays)
        self.outside: dict[str, list[OutsideLot]] = _by_order(plan.outside)
        self.finishing: dict[str, list[FinishDay]] = defaultdict(list)
        for day in plan.finishing:
            self.finishing[day.lot].append(day)
        self.purchases: list[Purchase] = list(plan.purchases)
        self.stock_uses: list[StockUse] = list(plan.stock_uses)
        self.markers: dict[str, PlanMarker] = dict(plan.marker)
        self.material_on: dict[str, date] = {p.order: p.material_on for p in plan.promises}
        self.made: dict[str, Made] = {}
        """What was cut and bought for orders in this repair."""
        self.waiting: dict[str, Waiting] = {}
        self.kept: frozenset[str] = frozenset()
        """Orders whose lots stay where they are."""
        self.alone: set[str] = set()
        """Orders for which nobody else is moved."""
        self.hurried: dict[str, dict[str, int]] = {}
        """For lines, orders whose date counts more than money there, each with the day by which it should be sewn."""
        self.turns: list[tuple[str, tuple[str, ...]]] = []
        """Lines, each with waiting lots that should be sewn there one after another from the day they arrive."""
        self.dirty: dict[str, int] = {}
        """Lines whose lots must be timed again, from a day on."""
        self.past: dict[str, int] = {}
        """The last day of a line that is over and cannot be planned any more."""
        for lot in plan.lots:
            if lot.done:
                self.past[lot.line] = max(self.end_day(lot), self.past.get(lot.line, 0))
        self.paths: dict[str, Path] = {p.order: self._path(p.order, p.core, p.cutting_factory) for p in plan.promises}
        self._idle: dict[str, list[float]] = {}
        self._books: dict[str, Book] = {}
        self._prices = _mean_prices(plan)

    # -- days ------------------------------------------------------------------------------------------------------

    def start_day(self, lot: Lot) -> int:
        """Return the day a lot is begun."""
        return self.horizon.day(lot.start_on)

    def end_day(self, lot: Lot) -> int:
        """Return the last day a lot is sewn."""
        return self.horizon.day(lot.end_on)

    def is_frozen(self, lot: Lot) -> bool:
        """Tell whether the lot is sewn already, or begins on a day that is not planned anew."""
        return lot.done or self.start_day(lot) < self.frozen_day

    def is_held(self, lot: Lot) -> bool:
        """Tell whether the lot may not be put elsewhere: it is frozen, a lock holds it, or its order is kept."""
        return self.is_frozen(lot) or lot.order in self.kept or self.lock_of(lot) is not None

    def is_settled(self, on: date) -> bool:
        """Tell whether what is ordered or cut on a day stays so: it is over, or frozen."""
        frozen = self.frozen_day > 0 and (on - self.horizon.first_on).days < self.frozen_day
        return frozen or self.before.is_over(on)

    def may_leave(self, lot: Lot) -> bool:
        """Tell whether the lot may leave its line for what somebody gains: no lock and no planner wants it there."""
        return not self.is_held(lot) and not lot.given

    def lock_of(self, lot: Lot) -> Lock | None:
        """Return the lock that holds a lot."""
        if not self.scenario.rules.locks_of(lot.order):
            return None
        mine = sorted((self.lots[name] for name in self.lots_of[lot.order]), key=lambda one: (one.start_on, one.id))
        return held_by(self.scenario, lot.order, mine).get(lot.id)

    def sewn_by_day(self, number: str) -> int:
        """Return the last day on which sewing can end for the order to be finished by its due date in its shop."""
        order = self.scenario.order[number]
        due_day = self.horizon.day(order.due_on)
        if self.scenario.style[order.style].finishing_min <= 0:
            return due_day - 1
        is_open = self.horizon.open_mask(self.paths[number].finishing)
        days = range(min(due_day, self.horizon.days - 1), 0, -1)
        return min(due_day, next((day for day in days if is_open[day]), due_day)) - 1

    def release_day(self, number: str) -> int:
        """Return the first day on which the order may be cut: its material is in, it may start, days are not frozen."""
        earliest_on = self.scenario.order[number].earliest_start_on
        ready = max(self.horizon.day(self.material_on[number]), self.frozen_day)
        return max(0, ready, self.horizon.day(earliest_on) if earliest_on else 0)

    # -- lines -----------------------------------------------------------------------------------------------------

    def queue(self, line: str) -> list[Lot]:
        """Return the lots of a line as they follow one another."""
        lots = [self.lots[name] for name in self.on_line[line]]
        return sorted(lots, key=lambda lot: (lot.start_on, lot.end_on, lot.id))

    def idle(self, line: str) -> list[float]:
        """Return the minutes of a line that no lot takes, for every day."""
        if line not in self._idle:
            free = list(self.horizon.sewing_per_day(self.scenario.line[line]))
            for name in self.on_line[line]:
                for day in self.lots[name].days:
                    free[self.horizon.day(day.on)] -= day.used_min
            self._idle[line] = [max(0.0, minutes) for minutes in free]
        return self._idle[line]

    def worth_fen_per_min(self, line: str) -> float:
        """Return what a minute of the line is worth on the mean of all weeks."""
        return self._prices.get(line, 0.0)

    def put(self, lot: Lot) -> None:
        """Put a lot on its line, or put it there as it is now."""
        if lot.id not in self.lots:
            self.lots_of[lot.order].append(lot.id)
            self.on_line[lot.line].append(lot.id)
        self.lots[lot.id] = lot
        self._idle.pop(lot.line, None)

    def take(self, name: str) -> Lot:
        """Take a lot off its line."""
        lot = self.lots.pop(name)
        self.lots_of[lot.order].remove(name)
        self.on_line[lot.line].remove(name)
        self._idle.pop(lot.line, None)
        self.soil(lot.line, self.start_day(lot))
        return lot

    def soil(self, line: str, from_day: int) -> None:
        """Note that the lots of a line must be timed again from a day on."""
        self.dirty[line] = min(from_day, self.dirty.get(line, from_day))

    def hurry(self, line: str, number: str, by_day: int) -> None:
        """Note that an order's date counts more than money on a line: it should be sewn by a day."""
        days = self.hurried.setdefault(line, {})
        days[number] = min(by_day, days.get(number, by_day))

    def take_out(self, name: str, *, arrive_day: int | None = None, only: frozenset[str] | None = None) -> None:
        """Take a lot off its line to find it a place; one that a lock holds finds it on its line."""
        lock = self.lock_of(self.lots[name])
        lot = self.take(name)
        arrive = self.horizon.day(lot.arrive_on) if arrive_day is None else arrive_day
        arrive = max(arrive, self.frozen_day)
        waiting = Waiting(draft=draft_of(lot), arrive_day=arrive, only=only, was_given=lot.given)
        self.waiting[name] = self.locked(waiting, lock) if lock else waiting

    def locked(self, waiting: Waiting, lock: Lock) -> Waiting:
        """Return a waiting lot as a lock holds it: on the lock's line, not before its day."""
        arrive_day = max(waiting.arrive_day, self.horizon.day(lock.first_on))
        return replace(waiting, only=frozenset({lock.line}), arrive_day=arrive_day, lock=lock)

    def fork(self, scenario: Scenario | None = None) -> Floor:
        """Return a floor that can be changed while this one stays as it is; what never changes is shared.

        ``scenario`` is another one for it, with the same orders and lines.
        """
        other = copy(self)
        other.lots, other.outside = dict(self.lots), {number: list(lots) for number, lots in self.outside.items()}
        for book in ("lots_of", "on_line", "finishing"):
            there = {key: list(names) for key, names in getattr(self, book).items()}
            setattr(other, book, defaultdict(list, there))
        other.waiting, other.dirty, other.past = dict(self.waiting), dict(self.dirty), dict(self.past)
        other.hurried = {code: dict(by_day) for code, by_day in self.hurried.items()}
        other.turns = list(self.turns)
        other._idle, other._books = dict(self._idle), dict(self._books)
        if scenario is not None and scenario is not self.scenario:
            other.scenario, other._idle, other._books = scenario, {}, {}
            other.horizon = _horizon(scenario, self.policy, self.before)
        return other

    def become(self, other: Floor) -> None:
        """Be as a fork of this floor has become; the fork is not used any more."""
        vars(self).update(vars(other))

    # -- orders ----------------------------------------------------------------------------------------------------

    def drop(self, number: str) -> None:
        """Take an order out altogether: lots, lays, finishing, its part of what is bought."""
        for name in list(self.lots_of[number]):
            self.take(name)
        for name in [name for name, waiting in self.waiting.items() if waiting.draft.order == number]:
            del self.waiting[name]
        for book in (self.lays_of, self.outside, self.paths, self.material_on, self._books):
            book.pop(number, None)

    def next_lot_id(self, number: str) -> str:
        """Return a lot name that the order has never had in this plan."""
        names = [*self.lots_of[number], *self.waiting, *self.before.lot]
        taken = [int(name.rpartition("/")[2]) for name in names if re.fullmatch(re.escape(number) + r"/\d+", name)]
        return f"{number}/{max(taken, default=0) + 1}"

    def book(self, number: str) -> Book:
        """Return the order as allocation prices it."""
        if number not in self._books:
            works = [self.work(number)]
            self._books[number] = Book(self.scenario, self.policy, self.horizon, works)
        return self._books[number]

    def work(self, number: str) -> OrderWork:
        """Return the order as allocation sees it, from what is planned for it."""
        order, path = self.scenario.order[number], self.paths[number]
        style = self.scenario.style[order.style]
        pieces = sum(lot.pieces for lot in self._parts(number)) or order.pieces
        start = max(self.horizon.day(self.material_on[number]), self._earliest_day(number))
        return OrderWork(
            order=order,
            path=path,
            pieces=pieces,
            sewing_min=pieces * style.smv_min,
            cutting_min=sum(lay.end_min - lay.start_min for lay in self.lays_of.get(number, ())),
            finishing_min=pieces * style.finishing_min,
            part=WHOLE,
            sew_from_day=self.horizon.next_open(max(0, start), path.cutting) + 1,
        )

    def _earliest_day(self, number: str) -> int:
        earliest_on = self.scenario.order[number].earliest_start_on
        return self.horizon.day(earliest_on) if earliest_on else 0

    def _parts(self, number: str) -> Iterable[Lot | OutsideLot | LotDraft]:
        yield from (self.lots[name] for name in self.lots_of[number])
        yield from self.outside.get(number, ())
        yield from (waiting.draft for waiting in self.waiting.values() if waiting.draft.order == number)

    def _path(self, number: str, core: str, cutting: str) -> Path:
        shops = [day.factory for name in self.lots_of[number] for day in self.finishing[name][:1]]
        return Path(core, cutting, shops[0] if shops else finisher_for(self.scenario, core))


def _horizon(scenario: Scenario, policy: Policy, plan: Plan) -> Horizon:
    return as_planned(scenario, policy, Horizon.of(scenario, policy, until=plan.last_on), plan)


def finisher_for(scenario: Scenario, core: str) -> str:
    """Return where the orders of a core are finished: at home where it can, else in the nearest shop."""
    home = scenario.factory[core]
    shops = [f for f in scenario.factories if f.finishing_min_per_day > 0]
    if home in shops or not shops:
        return core
    return min(shops, key=lambda f: (distance_km(home, f), f.code)).code


def draft_of(lot: Lot) -> LotDraft:
    """Return a lot as stages know it before it has days."""
    return LotDraft(id=lot.id, order=lot.order, line=lot.line, quantities=lot.quantities, bucket=0, steps=0)


def waiting_of(floor: Floor, lot: Lot) -> Waiting:
    """Return a lot of a line as if it waited for a place."""
    return Waiting(draft=draft_of(lot), arrive_day=floor.horizon.day(lot.arrive_on))


def split(quantities: Sequence[Quantity], pieces: int) -> tuple[tuple[Quantity, ...], tuple[Quantity, ...]]:
    """Return the first ``pieces`` of some quantities, and the rest."""
    first, rest = [], []
    for q in quantities:
        taken = min(pieces, q.pieces)
        pieces -= taken
        if taken:
            first.append(replace(q, pieces=taken))
        if q.pieces > taken:
            rest.append(replace(q, pieces=q.pieces - taken))
    return tuple(first), tuple(rest)


OfOrder = TypeVar("OfOrder", Lay, OutsideLot)


def _by_order(parts: Iterable[OfOrder]) -> dict[str, list[OfOrder]]:
    found: dict[str, list[OfOrder]] = {}
    for part in parts:
        found.setdefault(part.order, []).append(part)
    return found


def _mean_prices(plan: Plan) -> dict[str, float]:
    values: dict[str, list[float]] = defaultdict(list)
    for load in plan.loads:
        if load.resource is Resource.SEWING:
            values[load.unit].append(load.value_fen_per_min)
    return {unit: sum(found) / len(found) for unit, found in values.items()}
