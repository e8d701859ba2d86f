"""Changes of the order book as events of the plan that holds: an order is new, cancelled, due or wanted otherwise."""

from __future__ import annotations

from typing import Any

from interlock_hub.core.models import Membership
from interlock_hub.orders.changes import Change
from interlock_hub.planning.carrying import OPEN
from interlock_hub.planning.events import dismiss, tell, tell_new_anew
from interlock_hub.planning.models import PlanEvent, PlanOrder
from interlock_hub.planning.promise_bridge import added_body
from interlock_hub.planning.selectors import published


def heard(by: Membership | None, change: Change) -> None:
    """Tell the plan what happened to an order; what stands in no plan is nothing to repair, and waits for none."""
    plan, order = published(), change.order
    if plan is None or by is None:
        return
    planned = PlanOrder.objects.filter(plan=plan, order=order).exists()
    if change.what == "added" and not planned:
        tell(by=by, kind="order_added", body=added_body(order), order=order)
    elif change.what == "cancelled" and planned:
        tell(by=by, kind="order_cancelled", body={"order": order.number}, order=order)
    elif change.what == "cancelled":
        dismiss(by=by, events=list(PlanEvent.objects.filter(kind="order_added", order=order, state__in=OPEN)))
    elif change.what in ("rushed", "resized") and not planned:
        tell_new_anew(by=by, order=order, body=added_body(order))
    elif change.what == "rushed" and planned:
        body = {"order": order.number, "due_on": order.planned_by.isoformat()}
        tell(by=by, kind="order_rushed", body=body, order=order)
    elif change.what == "resized" and planned:
        cells = order.quantities.values("colour", "size", "pieces").order_by("rank")
        wanted: dict[str, Any] = {"order": order.number, "quantities": list(cells)}
        tell(by=by, kind="quantity_changed", body=wanted, order=order)
