"""Events of every kind, drawn for whatever plan stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import cast

from interlock.model import (
    AttendanceFell,
    Event,
    LineReturned,
    LineStopped,
    Lot,
    LotDeclined,
    LotGiven,
    LotRejected,
    MaterialLate,
    OrderAdded,
    OrderCancelled,
    OrderRushed,
    OutputBehind,
    OvertimeAgreed,
    Plan,
    QuantityChanged,
    Scenario,
)


def event_for(draw: Random, scenario: Scenario, plan: Plan, frozen_days: int = 0) -> Event:
    """Any event that can happen to the plan while its first days are frozen."""
    kinds = ["stop", "attendance", "overtime", "added"]
    kinds += ["return"] * bool(scenario.capacity_changes)
    kinds += ["late", "quantity", "cancel", "rush"] * bool(scenario.orders)
    kinds += ["reject", "decline", "behind"] * bool(plan.lots)
    kinds += ["given"] * bool(_movable(plan, frozen_days))
    kind = draw.choice(kinds)
    if kind in ("stop", "attendance", "overtime", "return"):
        return _of_line(draw, scenario, plan, kind)
    if kind in ("reject", "decline", "behind"):
        return _of_lot(draw, plan, kind)
    if kind == "given":
        return _given(draw, scenario, plan, _movable(plan, frozen_days))
    frozen_on = plan.first_on + timedelta(days=frozen_days)
    return _of_order(draw, scenario, plan, kind, {lay.order for lay in plan.lays if lay.cut_on < frozen_on})


def _of_line(draw: Random, scenario: Scenario, plan: Plan, kind: str) -> Event:
    if kind == "return":
        change = draw.choice(scenario.capacity_changes)
        if change.share < 1:
            return LineReturned(line=change.line, on=min(change.last_on, plan.last_on))
    line = draw.choice(scenario.lines)
    first_on = plan.first_on + timedelta(days=draw.randint(0, 30))
    last_on = first_on + timedelta(days=draw.randint(0, 20))
    if kind == "attendance":
        share = draw.uniform(0.1, 0.95)
        return AttendanceFell(factory=line.factory, share=share, first_on=first_on, last_on=last_on)
    if kind == "overtime":
        there = sorted({lot.order for lot in plan.lots if lot.line == line.code})
        hours, order = draw.choice([0.5, 2.0, 3.0]), draw.choice(["", *there])
        return OvertimeAgreed(line=line.code, hours=hours, first_on=first_on, last_on=last_on, order=order)
    return LineStopped(line=line.code, first_on=first_on, last_on=last_on)


def _movable(plan: Plan, frozen_days: int) -> list[Lot]:
    frozen_on = plan.first_on + timedelta(days=frozen_days)
    return [lot for lot in plan.lots if not lot.done and lot.start_on >= frozen_on]


def _given(draw: Random, scenario: Scenario, plan: Plan, lots: list[Lot]) -> LotGiven:
    """A lot for a line that has the skill, and whose factory takes it; it may find no room there."""
    lot = draw.choice(lots)
    category = scenario.style[scenario.order[lot.order].style].category
    lines = [
        line.code
        for line in scenario.lines
        if line.level(category) > 0
        and scenario.factory[line.factory].minimum_lot_pieces <= lot.pieces
        and line.factory not in scenario.declined_by.get(lot.order, ())
    ]
    on = min(plan.last_on, lot.start_on + timedelta(days=draw.randint(0, 9)))
    return LotGiven(lot=lot.id, line=draw.choice([lot.line, *lines]), on=on, may_move=draw.random() < 0.5)


def _of_lot(draw: Random, plan: Plan, kind: str) -> Event:
    # What is sewn already can only be rejected.
    lots = [lot for lot in plan.lots if kind == "reject" or not lot.done]
    if not lots:
        return _of_lot(draw, plan, "reject")
    lot = draw.choice(lots)
    if kind == "reject":
        q = draw.choice(lot.quantities)
        rejected = replace(q, pieces=draw.randint(1, q.pieces))
        return LotRejected(lot=lot.id, quantities=(rejected,), on=lot.end_on)
    done = 0
    for day in lot.days:
        done += day.pieces
        if kind == "behind" and done and draw.random() < 0.5:
            return OutputBehind(lot=lot.id, on=day.on, pieces_done=draw.randint(0, done - 1))
    return LotDeclined(lot=lot.id)


def _of_order(draw: Random, scenario: Scenario, plan: Plan, kind: str, begun: set[str]) -> Event:
    if kind == "added":
        number = f"N-{len(plan.promises)}-{draw.randint(0, 10**6)}"
        style, due_in = draw.choice(["TEE", "SHIRT"]), draw.randint(5, 60)
        order = cast.order(number, style, due_in, draw.randint(50, 900), colours=draw.randint(1, 2))
        return OrderAdded(order=order, way=draw.choice(["cheapest", "fastest", "best_quality"]))
    order = draw.choice(scenario.orders)
    if kind == "late":
        ready_on = plan.promise[order.number].material_on + timedelta(days=draw.randint(-2, 10))
        return MaterialLate(order=order.number, ready_on=max(plan.first_on, ready_on))
    if kind == "quantity" and order.number not in begun:
        factor = draw.uniform(0.5, 1.5)
        quantities = tuple(replace(q, pieces=max(1, round(q.pieces * factor))) for q in order.quantities)
        return QuantityChanged(order=order.number, quantities=quantities)
    if kind == "rush":
        due_on = plan.promise[order.number].ship_on + timedelta(days=draw.randint(-15, 10))
        return OrderRushed(order=order.number, due_on=max(plan.first_on, due_on))
    return OrderCancelled(order=order.number)
