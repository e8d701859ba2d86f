"""What a confirmed event changes in the register and the order book, so that the next full plan knows of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from interlock_hub.core.models import Cluster
from interlock_hub.network.models import CapacityChange, Closure, Line
from interlock_hub.orders.models import Order, OrderQuantity
from interlock_hub.planning.kinds import KINDS
from interlock_hub.planning.models import PlanEvent, PlanLot

ONE_DAY = timedelta(days=1)


def take_effect(event: PlanEvent) -> None:
    """Write what happened where it belongs; call inside the transaction that confirms the event."""
    effect = _EFFECTS.get(event.kind)
    if effect:
        effect(event, event.body)


def _declined(event: PlanEvent, body: dict[str, Any]) -> None:
    lot = PlanLot.objects.select_related("order", "factory").get(plan=event.plan_id, code=body["lot"])
    _change_declined(lambda found: [*found, {"order": lot.order.number, "factory": lot.factory.code}])


def _change_declined(change: Callable[[list[dict[str, str]]], list[dict[str, str]]]) -> None:
    cluster = Cluster.objects.select_for_update().get(pk=1)
    rules = dict(cluster.rules)
    declined = [dict(pair) for pair in dict.fromkeys(tuple(no.items()) for no in change(rules.get("declined", [])))]
    Cluster.objects.filter(pk=1).update(rules=rules | {"declined": declined})


def _fewer(event: PlanEvent, body: dict[str, Any]) -> None:
    """What the register says already, as its owner said it there first, is not written twice."""
    first_on, last_on, share = _day(body["first_on"]), _day(body["last_on"]), body.get("share", 0.0)
    lines = Line.objects.filter(factory__code=body["factory"]) if body.get("factory") else None
    lines = Line.objects.filter(code=body["line"]) if lines is None else lines
    around = {"first_on__lte": first_on, "last_on__gte": last_on}
    said = CapacityChange.objects.filter(line__in=lines, share__lte=share, **around).values("line")
    closed = Closure.objects.filter(**around).exclude(factory=None).values("factory")
    fresh = lines.exclude(pk__in=said).exclude(factory__in=closed)
    CapacityChange.objects.bulk_create(
        CapacityChange(line=line, first_on=first_on, last_on=last_on, share=share, reason=str(KINDS[event.kind]))
        for line in fresh
    )


def _overtime(event: PlanEvent, body: dict[str, Any]) -> None:
    """What a line has agreed to work longer; days that are over are forgotten with the next agreement."""
    cluster = Cluster.objects.select_for_update().get(pk=1)
    agreed = {name: body[name] for name in ("line", "first_on", "last_on", "hours")}
    kept = [one for one in cluster.rules.get("overtime", []) if _day(one["last_on"]) >= event.plan.first_on]
    found = [*(one for one in kept if one != agreed), agreed]
    Cluster.objects.filter(pk=1).update(rules=cluster.rules | {"overtime": found})


def _returned(event: PlanEvent, body: dict[str, Any]) -> None:
    """Changes of the line that reach the day of its return end the day before; later ones stay."""
    on = _day(body["on"])
    reach = CapacityChange.objects.filter(line__code=body["line"], first_on__lte=on, last_on__gte=on)
    reach.filter(first_on=on).delete()
    reach.filter(first_on__lt=on).update(last_on=on - ONE_DAY)


def _material_late(event: PlanEvent, body: dict[str, Any]) -> None:
    order, ready_on = Order.objects.get(number=body["order"]), _day(body["ready_on"])
    if order.material_ready_on is not None:
        order.material_ready_on = max(order.material_ready_on, ready_on)
    else:
        order.earliest_start_on = max(order.earliest_start_on or ready_on, ready_on)
    order.save(update_fields=["material_ready_on", "earliest_start_on"])


def _quantity(event: PlanEvent, body: dict[str, Any]) -> None:
    order = Order.objects.get(number=body["order"])
    OrderQuantity.objects.filter(order=order).delete()
    OrderQuantity.objects.bulk_create(
        OrderQuantity(order=order, rank=rank, colour=q["colour"], size=q["size"], pieces=q["pieces"])
        for rank, q in enumerate(body["quantities"])
    )
    order.pieces = sum(q["pieces"] for q in body["quantities"])
    order.save(update_fields=["pieces"])


def _cancelled(event: PlanEvent, body: dict[str, Any]) -> None:
    """The order goes, and with it the rejected pieces that are made again for it and its repair leaves out."""
    again = Order.objects.filter(number__regex=rf"^{re.escape(body['order'])}(-R\d+)+$", state=Order.State.OPEN)
    gone = {body["order"], *again.exclude(planned__plan=event.repaired).values_list("number", flat=True)}
    Order.objects.filter(number__in=gone).update(
        state=Order.State.CANCELLED, ship_on=None, late_days=None, planned_core=None
    )
    _change_declined(lambda found: [no for no in found if no["order"] not in gone])


def _rushed(event: PlanEvent, body: dict[str, Any]) -> None:
    """An order whose day was moved on its own page is planned by that day already, whatever it is due on."""
    order = Order.objects.get(number=body["order"])
    if order.planned_by != _day(body["due_on"]):
        order.move_to(_day(body["due_on"]))
        order.save(update_fields=["due_on", "promise"])


def _day(text: str) -> date:
    return date.fromisoformat(text)


_EFFECTS: dict[str, Callable[[PlanEvent, dict[str, Any]], None]] = {
    "lot_declined": _declined,
    "line_stopped": _fewer,
    "attendance_fell": _fewer,
    "line_returned": _returned,
    "overtime_agreed": _overtime,
    "material_late": _material_late,
    "quantity_changed": _quantity,
    "order_cancelled": _cancelled,
    "order_rushed": _rushed,
}
