"""Who sews what and when, where it travels, how full everything is: the page's columns of work."""

from __future__ import annotations

from collections import defaultdict

from interlock.model import Load, Lot, Resource, Scope
from interlock.report.frame import Columns, Frame, columns

RESOURCES = tuple(resource.value for resource in Resource)
SCOPES = (Scope.SKILL.value, Scope.TOWNSHIP.value, Scope.CENTRE.value, Scope.FACTORY.value)
MOST_FLOWS = 30_000


def lots(frame: Frame) -> Columns:
    """Return the lots in the order of their lines and days."""

    def place(lot: Lot) -> tuple[int, int, str]:
        return frame.line[lot.line], (lot.start_on - frame.plan.made_on).days, lot.id

    return columns(
        sorted((lot for lot in frame.plan.lots if lot.days), key=place),
        id=lambda lot: lot.id,
        order=lambda lot: frame.order[lot.order],
        line=lambda lot: frame.line[lot.line],
        arrive=lambda lot: frame.day(lot.arrive_on),
        start=lambda lot: frame.day(lot.start_on),
        end=lambda lot: frame.day(lot.end_on),
        finish=lambda lot: frame.day(lot.finish_on),
        pieces=lambda lot: lot.pieces,
        done=lambda lot: int(lot.done),
        used=lambda lot: round(sum(day.used_min for day in lot.days)),
        productive=lambda lot: round(sum(day.productive_min for day in lot.days)),
        pay=lambda lot: lot.pay_fen + lot.overtime_fen,
    )


def outside(frame: Frame) -> Columns:
    """Return the work that leaves the cluster."""
    return columns(
        frame.plan.outside,
        order=lambda o: frame.order[o.order],
        pieces=lambda o: o.pieces,
        cost=lambda o: o.cost_fen,
        ready=lambda o: frame.day(o.ready_on),
        why=lambda o: o.why.value,
    )


def flows(frame: Frame) -> Columns:
    """Return pieces by way, widest first: cut pieces go out (back 0), garments come back to the core (back 1)."""
    pieces: defaultdict[tuple[int, int, int], int] = defaultdict(int)
    for lot in frame.plan.lots:
        promise, sewn = frame.plan.promise[lot.order], frame.factory[lot.factory]
        for place, back in ((promise.cutting_factory, 0), (promise.core, 1)):
            if place and place != lot.factory:
                ends = (sewn, frame.factory[place]) if back else (frame.factory[place], sewn)
                pieces[(*ends, back)] += lot.pieces
    widest = sorted(pieces.items(), key=lambda item: (-item[1], item[0]))[:MOST_FLOWS]
    return columns(
        widest,
        start=lambda item: item[0][0],
        end=lambda item: item[0][1],
        back=lambda item: item[0][2],
        pieces=lambda item: item[1],
    )


def loads(frame: Frame) -> Columns:
    """Return capacity and use by resource, factory and week, all units of a factory together."""
    sums: dict[tuple[int, int, int], list[float]] = {}
    for load in frame.plan.loads:
        total = sums.setdefault(_cell(frame, load), [0.0, 0.0])
        total[0] += load.capacity_min
        total[1] += load.used_min
    return columns(
        sorted(sums.items()),
        resource=lambda item: item[0][0],
        factory=lambda item: item[0][1],
        week=lambda item: item[0][2],
        capacity=lambda item: round(item[1][0]),
        used=lambda item: round(item[1][1]),
    )


def _cell(frame: Frame, load: Load) -> tuple[int, int, int]:
    week = (load.week_on - frame.plan.made_on).days
    return RESOURCES.index(load.resource.value), frame.factory[load.factory], week


def bottlenecks(frame: Frame) -> Columns:
    """Return what one more line-day is worth, dearest first; ``at`` is the position in the scope's own list."""
    at = {
        Scope.SKILL: frame.category,
        Scope.TOWNSHIP: frame.township,
        Scope.CENTRE: frame.factory,
        Scope.FACTORY: frame.factory,
    }
    known = [value for value in frame.plan.bottlenecks if value.key in at[value.scope]]
    return columns(
        sorted(known, key=lambda value: (-value.fen_per_day, value.scope, value.key, value.week_on)),
        scope=lambda value: SCOPES.index(value.scope.value),
        at=lambda value: at[value.scope][value.key],
        week=lambda value: frame.day(value.week_on),
        value=lambda value: round(value.fen_per_day),
        load=lambda value: round(value.load, 4),
    )
