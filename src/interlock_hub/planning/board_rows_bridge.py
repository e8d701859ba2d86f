"""A changed plan written over its rows: only what differs is touched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from interlock import model as engine
from interlock_hub.core.money import yuan
from interlock_hub.network.models import Factory
from interlock_hub.orders.models import Order
from interlock_hub.planning import bridge, storing_bridge
from interlock_hub.planning.board_bridge import Done
from interlock_hub.planning.models import PlanBottleneck, PlanLoad, PlanLot, PlanOrder, PlanVersion

Json = dict[str, Any]


def write_rows(version: PlanVersion, done: Done) -> None:
    """Write the plan after a change; call inside its transaction."""
    made, scenario = done.opened.plan, done.opened.floor.scenario
    was = done.was
    PlanVersion.objects.filter(pk=version.pk).update(
        late_orders=len(made.late),
        cost_cny=yuan(made.cost_fen),
        bound_cny=yuan(made.lower_bound_fen),
        on_time_share=made.on_time_share,
        utilisation=made.utilisation,
        figures=storing_bridge.figures_of(made),
        book=bridge.packed(scenario),
        body=bridge.packed(made),
    )
    _write_orders(version, was, made)
    mine = dict(Order.objects.filter(number__in=done.orders).values_list("number", "id"))
    PlanLot.objects.filter(plan=version, order_id__in=mine.values()).delete()
    storing_bridge.store_lots(version, scenario, made, mine, dict(Factory.objects.values_list("code", "id")))
    _write_loads(version, was, made)
    _write_bottlenecks(version, was, made)


def _write_orders(version: PlanVersion, was: engine.Plan, made: engine.Plan) -> None:
    """Promises and reasons that differ."""
    old, new = _reasons(was), _reasons(made)
    numbers = [p.order for p in made.promises if p != was.promise.get(p.order) or new.get(p.order) != old.get(p.order)]
    rows = list(PlanOrder.objects.filter(plan=version, order__number__in=numbers).select_related("order"))
    for row in rows:
        promise = made.promise[row.order.number]
        row.sew_first_on, row.sew_last_on = promise.sew_first_on, promise.sew_last_on
        row.ship_on, row.late_days = promise.ship_on, promise.late_days
        row.cost_cny, row.reason = yuan(promise.cost_fen), new.get(promise.order)
        row.confidence = None
    fields = ["sew_first_on", "sew_last_on", "ship_on", "late_days", "cost_cny", "reason", "confidence"]
    PlanOrder.objects.bulk_update(rows, fields, batch_size=200)


def _reasons(made: engine.Plan) -> Mapping[str, Json]:
    return {reason.order: msgspec.to_builtins(reason) for reason in made.reasons}


def _write_loads(version: PlanVersion, was: engine.Plan, made: engine.Plan) -> None:
    """Loads that differ, by resource, unit and week."""
    old = {(load.resource, load.unit, load.factory, load.week_on): load for load in was.loads}
    new = {(load.resource, load.unit, load.factory, load.week_on): load for load in made.loads}
    changed = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    if not changed:
        return
    units = {key[1] for key in changed}
    rows = PlanLoad.objects.filter(plan=version, unit__in=units)
    rows.delete()
    factories = dict(Factory.objects.filter(code__in={key[2] for key in new}).values_list("code", "id"))
    PlanLoad.objects.bulk_create(
        (
            PlanLoad(
                plan=version, resource=load.resource.value, factory_id=factories[load.factory], unit=load.unit,
                week_on=load.week_on, capacity_min=load.capacity_min, used_min=load.used_min,
                value_cny_per_min=load.value_fen_per_min / 100,
            )
            for load in made.loads
            if load.unit in units
        ),
        batch_size=2000,
    )  # fmt: skip


def _write_bottlenecks(version: PlanVersion, was: engine.Plan, made: engine.Plan) -> None:
    if was.bottlenecks == made.bottlenecks:
        return
    PlanBottleneck.objects.filter(plan=version).delete()
    PlanBottleneck.objects.bulk_create(
        (
            PlanBottleneck(
                plan=version, scope=b.scope.value, key=b.key, week_on=b.week_on, cny_per_day=b.fen_per_day / 100,
                day_min=b.day_min, load=b.load,
            )
            for b in made.bottlenecks
        ),
        batch_size=2000,
    )  # fmt: skip
