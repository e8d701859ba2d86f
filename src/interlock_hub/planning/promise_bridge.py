"""What can be promised on the plan that holds, as the engine finds it.

A plan and its book are large: they are read once in a process and kept until another plan holds. Orders that are held
or confirmed and in no plan yet are booked first, so that two promises never count on the same minutes.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec

from interlock import model as engine
from interlock.explain import beside_tables
from interlock.repair import Option, confidence_of, promise, repair, why_sentence
from interlock_hub.orders.bridge import order_of
from interlock_hub.orders.models import Order
from interlock_hub.orders.promising import Maker, Promised, Stop, Tell, Wanted, Way, no_plan
from interlock_hub.planning import bridge
from interlock_hub.planning.models import PlanVersion
from interlock_hub.planning.selectors import published

WayKept = tuple[engine.Way, date | None]
LIVING = (Order.State.HELD, Order.State.OPEN)


@dataclass(frozen=True)
class _Standing:
    """The plan that holds with its book, and the orders booked on it since."""

    number: int
    policy: engine.Policy
    scenario: engine.Scenario
    plan: engine.Plan
    booked: tuple[engine.OrderAdded, ...] = ()


class PlanPromiser:
    """Looks for ways to make an order on the published plan; one for each process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bare: _Standing | None = None
        self._booked: _Standing | None = None

    def ready(self) -> bool:
        """Tell whether a plan holds."""
        return PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED).exists()

    def promise(self, wanted: Wanted, *, tell: Tell, stop: Stop) -> Promised:
        """Return the cheapest, the fastest and the way of the best quality; raises the engine's errors."""
        tell("read", 0.05)
        with self._lock:
            standing = self._standing()
        tell("repair", 0.4)
        order = _order(wanted)
        found = promise(standing.scenario, standing.policy, standing.plan, order)
        tell("simulate", 0.8)
        ways = tuple(_way(standing, order, option) for option in found)
        return Promised(plan=standing.number, ways=ways)

    def _standing(self) -> _Standing:
        version = published()
        if version is None:
            raise no_plan()
        if self._bare is None or self._bare.number != version.number:
            self._bare, self._booked = _read(version), None
        waiting = _waiting(self._bare.scenario)
        if self._booked is None or self._booked.booked != waiting:
            self._booked = _with_booked(self._bare, waiting)
        return self._booked


def _read(version: PlanVersion) -> _Standing:
    return _Standing(
        number=version.number,
        policy=bridge.policy_named(version.policy, seed=version.seed),
        scenario=bridge.scenario_in(version.book),
        plan=bridge.plan_in(version.body),
    )


def _waiting(scenario: engine.Scenario) -> tuple[engine.OrderAdded, ...]:
    """Orders that were promised and are in no plan yet, in the way that was chosen, oldest first."""
    rows = Order.objects.filter(promise__isnull=False, state__in=LIVING).order_by("id")
    found = rows.select_related("style", "core").defer("style__body").prefetch_related("quantities")
    return tuple(_added(row) for row in found if row.number not in scenario.order)


def _order_of(row: Order) -> engine.Order:
    order = order_of(row, row.style.code, row.core.code if row.core else "", row.quantities.all())
    return replace(order, due_on=row.planned_by)


def _added(row: Order) -> engine.OrderAdded:
    """The order as an event, in the way that was promised."""
    way, aim_on = way_kept(row.promise)
    return engine.OrderAdded(order=_order_of(row), way=way, aim_on=aim_on)


def way_kept(promise: dict[str, Any] | None) -> WayKept:
    """Return the way of an order's promise and the day that was aimed at, as its row keeps them."""
    kept = promise or {}
    aim_on = date.fromisoformat(kept["aim_on"]) if kept.get("aim_on") else None
    return kept.get("by", "cheapest"), aim_on


def added_body(row: Order) -> dict[str, Any]:
    """Return a new order as the body of the engine's event, in the way that was promised."""
    found: dict[str, Any] = msgspec.to_builtins(_added(row))
    return found


def _with_booked(bare: _Standing, waiting: tuple[engine.OrderAdded, ...]) -> _Standing:
    if not waiting:
        return bare
    made = repair(bare.scenario, bare.policy, bare.plan, waiting)
    return _Standing(bare.number, bare.policy, made.scenario, made.plan, waiting)


def _order(wanted: Wanted) -> engine.Order:
    return engine.Order(
        number=wanted.number,
        customer=wanted.customer,
        style=wanted.style,
        due_on=wanted.due_on,
        quantities=tuple(engine.Quantity(colour, size, pieces) for colour, size, pieces in wanted.quantities),
        price_fen=wanted.price_fen,
        core=wanted.core,
        material_ready_on=wanted.material_ready_on,
    )


@beside_tables()
def _way(standing: _Standing, order: engine.Order, option: Option) -> Way:
    return Way(
        way=option.way,
        by=option.by,
        aim_on=option.aim_on,
        ship_on=option.ship_on,
        late_days=option.late_days,
        cost_fen=option.cost_fen,
        makers=tuple(Maker(factory=m.factory, line=m.line, pieces=m.pieces) for m in option.makers),
        why={"en": why_sentence(option, "en"), "zh": why_sentence(option, "zh")},
        confidence=confidence_of(standing.scenario, standing.plan, order, option),
        core=option.core,
        quality=option.quality,
    )
