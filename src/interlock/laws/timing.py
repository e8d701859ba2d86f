"""Material before cut before sew before finish before ship, for every lot, on days that are worked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from interlock.laws.words import LAWS
from interlock.model import Lay, Lot, OutsideLot, Plan, Policy, Scenario


def timing_breaches(scenario: Scenario, policy: Policy, plan: Plan) -> Iterator[str]:
    """Yield breaches of the laws of time."""
    lots: dict[str, list[Lot]] = defaultdict(list)
    lays: dict[str, list[Lay]] = defaultdict(list)
    away: dict[str, list[OutsideLot]] = defaultdict(list)
    for out in plan.outside:
        away[out.order].append(out)
    for lot in plan.lots:
        lots[lot.order].append(lot)
    for lay in plan.lays:
        lays[lay.order].append(lay)
    for order in scenario.orders:
        yield from _cut_times(scenario, plan, order.number, lays[order.number])
        yield from _cut_before_sewn(plan, order.number, lays[order.number], lots[order.number])
        yield from _cut_before_back(policy, plan, order.number, lays[order.number], away[order.number])
        yield from _promise_times(plan, order.number, lays[order.number], lots[order.number])
    yield from _lot_times(scenario, plan)
    yield from _finish_times(scenario, plan)


def _cut_times(scenario: Scenario, plan: Plan, number: str, lays: list[Lay]) -> Iterator[str]:
    promise, order = plan.promise[number], scenario.order[number]
    for lay in lays:
        if lay.cut_on < promise.material_on:
            yield LAWS.told("cut_before_material", lay=lay.id, on=lay.cut_on, material_on=promise.material_on)
        if order.earliest_start_on and lay.cut_on < order.earliest_start_on:
            yield LAWS.told("cut_before_start", lay=lay.id, on=lay.cut_on, start_on=order.earliest_start_on)
        if not scenario.calendar.is_open(lay.cut_on, lay.factory):
            yield LAWS.told("cut_closed", lay=lay.id, on=lay.cut_on, factory=lay.factory)


def _cut_before_sewn(plan: Plan, number: str, lays: list[Lay], lots: list[Lot]) -> Iterator[str]:
    """On the day a lot's pieces arrive, lays cut on earlier days must hold them and those of the lots before it."""
    events: list[tuple[date, int, object]] = [(lay.cut_on, 1, lay) for lay in lays]
    events += [(lot.arrive_on, 0, lot) for lot in lots]
    at_hand: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    materials = {lay.material for lay in lays}
    material_on = plan.promise[number].material_on
    for lot in lots:
        if lot.arrive_on <= material_on:
            yield LAWS.told("arrives_before_material", lot=lot.id, on=lot.arrive_on, material_on=material_on)
    for on, _, event in sorted(events, key=lambda e: (e[0], e[1])):
        if isinstance(event, Lay):
            for size, garments in plan.marker[event.marker].ratio:
                for colour, plies in event.plies:
                    at_hand[event.material][colour, size] += garments * plies
        elif isinstance(event, Lot):
            for material in materials:
                for q in event.quantities:
                    at_hand[material][q.colour, q.size] -= q.pieces
                    if at_hand[material][q.colour, q.size] < 0:
                        yield LAWS.told("not_cut", lot=event.id, colour=q.colour, size=q.size, order=number, on=on)


def _cut_before_back(policy: Policy, plan: Plan, number: str, lays: list[Lay], away: list[OutsideLot]) -> Iterator[str]:
    """Work outside takes its days from when its material is in, and from when as many pieces are cut as it takes."""
    takes = timedelta(days=policy.outside_days)
    material_on = plan.promise[number].material_on
    for lot in away:
        if lot.ready_on < material_on + takes:
            yield LAWS.told("back_before_material", order=number, on=lot.ready_on, material_on=material_on)
    cut_here = [lot for lot in away if not lot.uncut] if lays else []
    for lot in cut_here:
        by = lot.ready_on - takes
        wanted: Counter[tuple[str, str]] = Counter()
        for other in cut_here:
            for q in other.quantities if other.ready_on <= lot.ready_on else ():
                wanted[q.colour, q.size] += q.pieces
        for material in {lay.material for lay in lays}:
            short = wanted - _cut_by(plan, by, [lay for lay in lays if lay.material == material])
            for (colour, size), pieces in short.items():
                yield LAWS.told(
                    "sent_uncut", order=number, pieces=pieces, colour=colour, size=size, by=by, material=material
                )


def _cut_by(plan: Plan, on: date, lays: list[Lay]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for lay in lays:
        for size, garments in plan.marker[lay.marker].ratio if lay.cut_on <= on else ():
            for colour, plies in lay.plies:
                found[colour, size] += garments * plies
    return found


def _lot_times(scenario: Scenario, plan: Plan) -> Iterator[str]:
    for lot in plan.lots:
        days = [day.on for day in lot.days]
        if days != sorted(set(days)):
            yield LAWS.told("days_in_order", lot=lot.id)
        if lot.start_on < lot.arrive_on:
            yield LAWS.told("sewn_before_arrival", lot=lot.id, on=lot.start_on, arrive_on=lot.arrive_on)
        if lot.finish_on <= lot.end_on:
            yield LAWS.told("finished_early", lot=lot.id, on=lot.finish_on, end_on=lot.end_on)
        for on in days:
            if not scenario.calendar.is_open(on, lot.factory):
                yield LAWS.told("sewn_closed", lot=lot.id, on=on, factory=lot.factory)


def _finish_times(scenario: Scenario, plan: Plan) -> Iterator[str]:
    lots = {lot.id: lot for lot in plan.lots}
    minutes: Counter[str] = Counter()
    for day in plan.finishing:
        lot = lots[day.lot]
        minutes[day.lot] += day.minutes  # type: ignore[assignment]
        if not lot.end_on < day.on <= lot.finish_on:
            yield LAWS.told("finishing_on", lot=lot.id, on=day.on, end_on=lot.end_on, finish_on=lot.finish_on)
    for lot in plan.lots:
        needed = lot.pieces * scenario.style[scenario.order[lot.order].style].finishing_min
        if abs(minutes[lot.id] - needed) > 1e-6 * max(1.0, needed):
            yield LAWS.told("finishing_min", lot=lot.id, found=minutes[lot.id], needed=needed)


def _promise_times(plan: Plan, number: str, lays: list[Lay], lots: list[Lot]) -> Iterator[str]:
    promise = plan.promise[number]
    ready = [lot.finish_on for lot in lots] + [lot.ready_on for lot in plan.outside if lot.order == number]
    facts = (
        ("first_cut", promise.cut_first_on, min((lay.cut_on for lay in lays), default=None)),
        ("last_cut", promise.cut_last_on, max((lay.cut_on for lay in lays), default=None)),
        ("first_sewn", promise.sew_first_on, min((lot.start_on for lot in lots), default=None)),
        ("last_sewn", promise.sew_last_on, max((lot.end_on for lot in lots), default=None)),
        ("shipped", promise.ship_on, max(ready, default=None)),
    )
    for what, said, found in facts:
        if said != found:
            yield LAWS.told("promise_day", order=number, what=LAWS.told(what), said=said, found=found)
    if promise.late_days != max(0, (promise.ship_on - promise.due_on).days):
        yield LAWS.told(
            "late_days", order=number, days=promise.late_days, ship_on=promise.ship_on, due_on=promise.due_on
        )
