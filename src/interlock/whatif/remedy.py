"""What would bring a late order in on time, each change tried on the plan before it is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

from interlock.errors import InvalidModel
from interlock.explain.book import Book
from interlock.explain.free_way import FreeWay
from interlock.explain.remedies import MIN_PER_HOUR, Late
from interlock.model import (
    MOST_OVERTIME_HOURS,
    TRIAL_FACTS,
    Cause,
    Help,
    Lot,
    Plan,
    Policy,
    Promise,
    Reason,
    Remedy,
    Scenario,
)
from interlock.repair import events_of
from interlock.stages.overtime import within_months
from interlock.units import at_least
from interlock.whatif.cloth import faster_cloth
from interlock.whatif.doing import Done
from interlock.whatif.edits import Edit, Overtime
from interlock.whatif.floor import Floor, Trial
from interlock.whatif.words import ERRORS

# Hours of overtime a day that are tried; three are the most that the law allows (see `MOST_OVERTIME_HOURS`).
OVERTIME_HOURS = (1.0, 2.0, MOST_OVERTIME_HOURS)
# Other lines looked at for each lot, those with most idle minutes first.
MOST_LINES = 8
# Late orders of a plan whose remedies are tried; each takes some tenths of a second.
MOST_HELPED = 40
# What is tried; the other ways to help a late order are said untried.
TRIED = (Help.OVERTIME, Help.OTHER_LINE, Help.FASTER_OFFER, Help.FIRST_DELIVERY)

Facts = Mapping[str, str | int | float]


@dataclass(frozen=True, kw_only=True)
class Verified:
    """One change that helps a late order, tried on the plan with all else as planned.

    ``extra_fen`` is the money paid more (less: below zero), ``late_fen`` by how much lateness of all orders touched
    costs more (less: below zero), both against the plan. ``ship_on`` is the order's new ship date; of a first delivery
    the date of the rest, and ``on_time`` is then false, unless the customer takes what is ready for the whole. No other
    order is later than planned for it, unless it is in time all the same. ``facts`` fill the sentence; ``edits`` do the
    same to the scenario where an edit can.
    """

    order: str
    measure: Help
    extra_fen: int
    late_fen: int
    ship_on: date
    on_time: bool
    facts: Facts
    edits: tuple[Edit, ...] = ()

    @property
    def cost_fen(self) -> int:
        """What the change costs in all."""
        return self.extra_fen + self.late_fen

    @property
    def remedy(self) -> Remedy:
        """The change as a reason names it."""
        costs = {"extra_fen": self.extra_fen, "late_fen": self.late_fen}
        told = {"order": self.order, "ship_on": self.ship_on.isoformat()}
        return Remedy(self.measure, {**self.facts, **told, **costs}, tried=True)


def best_remedy(scenario: Scenario, policy: Policy, plan: Plan, order: str) -> Verified | None:
    """Return the first of :func:`verified_remedies`.

    None where nothing tried helps. Raises :class:`~interlock.errors.InvalidModel` for an order that the plan does not
    have, or that is on time.
    """
    return next(iter(verified_remedies(scenario, policy, plan, order)), None)


def verified_remedies(scenario: Scenario, policy: Policy, plan: Plan, order: str) -> tuple[Verified, ...]:
    """Return every change that was tried and found to help, the best first.

    Those that cost no more than the lateness they save stand before those that do; of each, those that bring all in on
    time before first deliveries, the cheapest first.

    Tried are: overtime on its lines until the last day that is in time, one to three hours a day, told from the first
    to the last day that they work; another line for each lot that comes too late; the cloth or trims that come last
    from faster sellers; a first delivery of what is ready by the due date. Touched lines are sequenced anew and judged,
    and what they sew is finished in the room that the plan leaves.
    """
    promise = plan.promise.get(order)
    if promise is None:
        raise InvalidModel([ERRORS.told("not_in_plan", order=order)])
    if promise.late_days <= 0:
        raise InvalidModel([ERRORS.told("in_time", order=order, ship_on=promise.ship_on, due_on=promise.due_on)])
    return _tried(Floor(scenario, policy, plan), Book(scenario, plan, policy), order).found


def helped(
    scenario: Scenario,
    policy: Policy,
    plan: Plan,
    *,
    most: int = MOST_HELPED,
    anew: bool = True,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """Return the plan with remedies that were tried, for those ``most`` late orders whose lateness is dearest.

    What was tried stands before what was not; of measures that are tried, none is named that did not help, and a
    reason bears ``tried_in_vain`` where no other line takes an order that waits in a queue, with the ``tried_lines``.
    Unless all is tried ``anew``, orders keep what a repair has kept of their trials. When ``stop`` says so, the orders
    that are left keep the reasons they have. Nothing is tried for orders that have shipped.
    """
    if not plan.late_to_come:
        return plan
    floor, book = Floor(scenario, policy, plan), Book(scenario, plan, policy)
    dearest = sorted(plan.late_to_come, key=lambda promise: (-_late_fen(floor, promise), promise.order))[:most]
    kept = {reason.order for reason in plan.reasons if reason.tried and not anew}
    found: dict[str, _Trials] = {}
    for number in (promise.order for promise in dearest if promise.order not in kept):
        if stop and stop():
            break
        found[number] = _tried(floor, book, number)
    return replace(plan, reasons=tuple(_with(reason, found.get(reason.order)) for reason in plan.reasons))


def _late_fen(floor: Floor, promise: Promise) -> float:
    order = floor.scenario.order[promise.order]
    return (
        promise.late_days
        * promise.pieces
        * floor.policy.late_fen_per_piece_day(order, floor.scenario.style[order.style])
    )


def _with(reason: Reason, trials: _Trials | None) -> Reason:
    if trials is None:
        return reason
    others = tuple(one for one in reason.remedies if not one.tried and one.help not in TRIED)
    facts = {name: value for name, value in reason.facts.items() if name not in TRIAL_FACTS}
    in_vain = trials.lines and all(one.measure is not Help.OTHER_LINE for one in trials.found)
    if reason.cause is Cause.QUEUE and in_vain:
        facts |= {"tried_in_vain": 1, "tried_lines": ", ".join(sorted(trials.lines))}
    return replace(reason, facts=facts, remedies=(*(one.remedy for one in trials.found), *others))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


@dataclass(frozen=True)
class _Trials:
    """What was found to help an order, the best first, and the lines that were tried for its lots."""

    found: tuple[Verified, ...]
    lines: Set[str]


def _tried(floor: Floor, book: Book, order: str) -> _Trials:
    case = _Case(floor, book, order)
    found = [*case.overtime(), *case.other_lines(), *case.faster_offers(), *case.first_delivery()]
    ranked = sorted(found, key=lambda one: (one.cost_fen > 0, not one.on_time, one.cost_fen, one.measure))
    return _Trials(tuple(ranked), case.lines_tried)


@dataclass(frozen=True)
class _Move:
    """Lots to another line, and what was found when that was tried."""

    lots: Sequence[Lot]
    line: str
    trial: Trial


class _Case:
    """A late order with its plan; ``lines_tried`` are the other lines that were tried for its lots."""

    def __init__(self, floor: Floor, book: Book, order: str) -> None:
        self.floor, self.book = floor, book
        self.promise = book.plan.promise[order]
        way = FreeWay.of(self.book, self.promise)
        late = Late(book=self.book, promise=self.promise, way=way, cause=Cause.QUEUE, facts={})
        self.latest_sewn_on = late.latest_sewn_on
        self.lots: Sequence[Lot] = self.book.lots.get(order, [])
        self.critical = [lot for lot in self.lots if lot.finish_on > self.promise.due_on]
        self.lines_tried: set[str] = set()
        self.outside_late = any(lot.ready_on > self.promise.due_on for lot in self.book.outside.get(order, []))

    # -- the changes -----------------------------------------------------------------------------------------------

    def overtime(self) -> Iterator[Verified]:
        """Longer days on the lines of its late lots, the fewest hours that do and that the plan's own hours leave."""
        lines = sorted({lot.line for lot in self.critical})
        if self.outside_late or not lines:
            return
        first_on = max(min(lot.arrive_on for lot in self.critical), self.book.today)
        days = [on for code in lines for on in self.book.days_worked(code, first_on, self.latest_sewn_on)]
        if not days:
            return
        first_on, last_on = min(days), max(days)
        most = MOST_OVERTIME_HOURS - self.book.plan.overtime_hours
        for hours in (hours for hours in OVERTIME_HOURS if hours <= most):
            extra = self._extra_min(lines, first_on, last_on, hours)
            lots = {code: self.floor.lots_on[code] for code in lines}
            trial = self._try(lots, extra_min=extra) if any(extra.values()) else None
            found = self._of_overtime(lines, first_on, last_on, hours) if trial else None
            if found is not None:
                yield found
                return

    def other_lines(self) -> Iterator[Verified]:
        """Every late lot to another line, each to the one that costs least and ends in time.

        Lots that may not be apart go to one line together, where it is of another factory.
        """
        if self.outside_late or not self.critical:
            return
        found: list[_Move] = []
        for lot in self.critical:
            if any(lot in move.lots for move in found):
                continue
            best = min(self._moves(lot, {move.line for move in found}), key=self._move_fen, default=None)
            if best is None:
                return
            found.append(best)
        moves = [(lot, move.line) for move in found for lot in move.lots]
        homes = [self.book.scenario.line[code].factory for _, code in moves]
        names = self.book.scenario.factory
        facts: Facts = {
            "lots": ", ".join(lot.id for lot, _ in moves),
            "pieces": sum(lot.pieces for lot, _ in moves),
            "lot_pieces": ", ".join(str(lot.pieces) for lot, _ in moves),
            "lines": ", ".join(code for _, code in moves),
            "line_factories": ", ".join(names[code].name for code in homes),
            "factories": ", ".join(names[code].name for code in sorted(set(homes))),
            "by_on": self.latest_sewn_on.isoformat(),
        }
        done = self._done(Help.OTHER_LINE, facts, ())
        if done is not None:
            yield self._verified(Help.OTHER_LINE, done.finish_day, self._moved_fen(done), facts)

    def faster_offers(self) -> Iterator[Verified]:
        """All the material that comes last from faster sellers, for this order alone."""
        if self.outside_late or not self.lots:
            return
        for cloth in faster_cloth(self.floor, self.book, self.promise):
            lines = sorted({lot.line for lot in self.lots})
            lots = {code: self.floor.lots_on[code] for code in lines}
            trial = self._try(lots, arrive_day=cloth.arrive_day)
            if trial is not None:
                materials = self.book.scenario.material
                facts: Facts = {
                    "offer": _listed(swap.offer.code for swap in cloth.swaps),
                    "seller": _listed(swap.offer.seller for swap in cloth.swaps),
                    "material": _listed(materials[swap.offer.material].name for swap in cloth.swaps),
                    "arrive_on": cloth.arrive_on.isoformat(),
                    "gain_days": cloth.gain_days,
                }
                yield self._verified(Help.FASTER_OFFER, trial.finish_day, cloth.extra_fen, facts)

    def first_delivery(self) -> Iterator[Verified]:
        """What is finished by the due date, when late lots hand over what they have sewn by then."""
        floor, due_on = self.floor, self.promise.due_on
        if self.book.plan.is_over(due_on):
            return
        ready = sum(lot.pieces for lot in self.lots if lot.finish_on <= due_on)
        early = {lot.id: sum(d.pieces for d in lot.days if d.on <= self.latest_sewn_on) for lot in self.critical}
        release = floor.day(self.latest_sewn_on) + 1
        parts = {lot.id: lot for lot in self.critical if early[lot.id] > 0}
        jobs = [job for lot in parts.values() if (job := floor.finishing_job(lot, early[lot.id], release))]
        done = floor.finish_days(jobs, [lot.id for lot in self.critical])
        if done is None:
            return
        in_time = {name for name in parts if done.get(name, release) <= floor.day(due_on)}
        pieces = ready + sum(early[name] for name in in_time)
        if pieces <= 0:
            return
        enough = pieces >= self._fewest()
        saved = sum(
            floor.late_fen(parts[n], floor.day(parts[n].finish_on)) * early[n] / parts[n].pieces for n in in_time
        )
        yield Verified(
            order=self.promise.order,
            measure=Help.FIRST_DELIVERY,
            extra_fen=0,
            late_fen=-round(saved),
            ship_on=due_on if enough else self.promise.ship_on,
            on_time=enough,
            facts={
                "pieces": pieces,
                "delivered_share": at_least(pieces / self.promise.pieces, 0),
                "enough": int(enough),
                "due_on": due_on.isoformat(),
                "rest_on": self.promise.ship_on.isoformat(),
            },
        )

    def _fewest(self) -> float:
        """The fewest pieces that the customer takes for the whole order."""
        order = self.book.scenario.order[self.promise.order]
        return order.pieces * (1 - order.under_share)

    # -- trying ----------------------------------------------------------------------------------------------------

    def _try(
        self,
        lots: Mapping[str, Sequence[Lot]],
        *,
        arrive_day: Mapping[str, int] | None = None,
        extra_min: Mapping[tuple[str, int], float] | None = None,
    ) -> Trial | None:
        """A trial of lines that brings all of the order on them in time and makes nobody else late."""
        trial = self.floor.try_lines(
            self.promise.order,
            lots,
            due_day=self.floor.day(self.latest_sewn_on),
            arrive_day=arrive_day,
            extra_min=extra_min,
        )
        if trial is None:
            return None
        kept = all(self._in_time(lot, trial.finish_day[lot.id]) for mine in lots.values() for lot in mine)
        return trial if kept else None

    def _done(self, measure: Help, facts: Facts, lines: Sequence[str]) -> Done | None:
        """What comes of a change when it is taken up; None unless it brings the order in time and makes nobody late."""
        told = {**facts, "order": self.promise.order, "due_on": self.promise.due_on.isoformat()}
        done = self.floor.doing.done(events_of(Remedy(measure, told, tried=True)), lines)
        if done is None:
            return None
        lot_of = self.book.plan.lot
        days = {lot.id: self.floor.day(lot.finish_on) for lot in self.lots} | dict(done.finish_day)
        return done if all(self._in_time(lot_of[name], day) for name, day in days.items()) else None

    def _in_time(self, lot: Lot, finish_day: int) -> bool:
        due_day = self.floor.day(self.book.scenario.order[lot.order].due_on)
        if lot.order == self.promise.order:
            return finish_day <= due_day
        return finish_day <= max(due_day, self.floor.day(lot.finish_on))

    def _extra_min(
        self, lines: Sequence[str], first_on: date, last_on: date, hours: float
    ) -> dict[tuple[str, int], float]:
        """Standard minutes by which lines' days grow, by line and day: no more than the month's hours leave."""
        floor, found = self.floor, dict[tuple[str, int], float]()
        days = range(floor.day(first_on), floor.day(last_on) + 1)
        for code in lines:
            line = self.book.scenario.line[code]
            share, usual = hours * MIN_PER_HOUR / line.minutes_per_day, floor.horizon.line_per_day(line)
            has = [m - shift for m, shift in zip(floor.horizon.sewing_per_day(line), usual, strict=True)]
            wanted = [had + usual[day] * share * (day in days) for day, had in enumerate(has)]
            allowed = within_months(floor.policy, floor.horizon, line, wanted)
            found |= {(code, day): max(0.0, allowed[day] - has[day]) for day in days}
        return found

    def _of_overtime(self, lines: Sequence[str], first_on: date, last_on: date, hours: float) -> Verified | None:
        """Only minutes beyond the usual day are overtime; they earn the policy's premium on top of the piece rate."""
        scenario, floor = self.book.scenario, self.floor
        agreed: Facts = {
            "lines": ", ".join(lines),
            "hours_a_day": hours,
            "from_on": first_on.isoformat(),
            "by_on": last_on.isoformat(),
        }
        done = self._done(Help.OVERTIME, agreed, lines)
        if done is None:
            return None
        more = {code: self._beyond_min(code, done.used_min) - self._planned_min(code) for code in lines}
        premium = sum(more.values()) * floor.policy.overtime_fen_per_min
        line_hours = sum(minutes / scenario.line[code].minutes_per_hour for code, minutes in more.items())
        facts: Facts = {**agreed, "line_hours": round(line_hours, 1)}
        edits = tuple(
            Overtime(
                line=code,
                share=hours * MIN_PER_HOUR / scenario.line[code].minutes_per_day,
                first_on=first_on,
                last_on=last_on,
                premium_share=floor.policy.overtime_fen_per_min / scenario.line[code].price_fen_per_min,
            )
            for code in lines
        )
        extra_fen = round(premium) + self._moved_fen(done)
        return self._verified(Help.OVERTIME, done.finish_day, extra_fen, facts, edits)

    def _beyond_min(self, code: str, used_min: Mapping[tuple[str, int], float]) -> float:
        """Minutes beyond a line's shifts, of those used by line and day."""
        usual = self.floor.horizon.line_per_day(self.book.scenario.line[code])
        return sum(max(0.0, minutes - usual[day]) for (line, day), minutes in used_min.items() if line == code)

    def _planned_min(self, code: str) -> float:
        """Minutes beyond its shifts that a line works as planned."""
        used: dict[tuple[str, int], float] = {}
        for day in (day for lot in self.floor.lots_on[code] for day in lot.days):
            cell = code, self.floor.day(day.on)
            used[cell] = used.get(cell, 0.0) + day.used_min
        return self._beyond_min(code, used)

    def _moves(self, lot: Lot, taken: set[str]) -> Iterator[_Move]:
        together = self.floor.together(lot)
        able: dict[str, Sequence[Lot]] = {}
        for line in self.book.scenario.lines:
            lots = (lot,) if line.factory == lot.factory else together
            if line.code != lot.line and line.code not in taken and all(self.floor.may_sew(o, line.code) for o in lots):
                able[line.code] = lots
        for code in sorted(able, key=lambda code: (-self._idle_min(code, lot), code))[:MOST_LINES]:
            self.lines_tried.add(code)
            trial = self._try({code: [*self.floor.lots_on.get(code, []), *able[code]]})
            if trial is not None:
                yield _Move(able[code], code, trial)

    def _idle_min(self, code: str, lot: Lot) -> float:
        first, last = self.floor.day(lot.arrive_on), self.floor.day(self.latest_sewn_on)
        capacity = sum(self.floor.horizon.line_per_day(self.book.scenario.line[code])[first : last + 1])
        used = (d for other in self.floor.lots_on.get(code, []) for d in other.days)
        return capacity - sum(d.used_min for d in used if lot.arrive_on <= d.on <= self.latest_sewn_on)

    def _move_fen(self, move: _Move) -> tuple[float, str]:
        fen = sum(self.floor.lot_fen(lot, move.line) for lot in move.lots)
        return fen + self._late_change_fen(move.trial.finish_day), move.line

    def _moved_fen(self, done: Done) -> int:
        lot_of = self.book.plan.lot
        return sum(
            self.floor.lot_fen(lot_of[name], code) - self._paid_fen(lot_of[name]) for name, code in done.line.items()
        )

    def _paid_fen(self, lot: Lot) -> int:
        return lot.pay_fen + lot.overtime_fen + lot.haul_fen + lot.opening_fen

    def _late_change_fen(self, finish_day: Mapping[str, int]) -> float:
        lot_of = self.book.plan.lot
        return sum(
            self.floor.late_fen(lot_of[name], day)
            - self.floor.late_fen(lot_of[name], self.floor.day(lot_of[name].finish_on))
            for name, day in finish_day.items()
        )

    def _verified(
        self,
        measure: Help,
        finish_day: Mapping[str, int],
        extra_fen: int,
        facts: Facts,
        edits: tuple[Edit, ...] = (),
    ) -> Verified:
        days = [finish_day.get(lot.id, self.floor.day(lot.finish_on)) for lot in self.lots]
        outside = [lot.ready_on for lot in self.book.outside.get(self.promise.order, [])]
        ship_on = max([*(self.floor.on(day) for day in days), *outside])
        return Verified(
            order=self.promise.order,
            measure=measure,
            extra_fen=extra_fen,
            late_fen=round(self._late_change_fen(finish_day)),
            ship_on=ship_on,
            on_time=ship_on <= self.promise.due_on,
            facts={**facts, "ship_on": ship_on.isoformat(), "due_on": self.promise.due_on.isoformat()},
            edits=edits,
        )
