"""Where an order is in the published plan, on the order's page: its promise, its steps, why it is late, its lots."""

from __future__ import annotations

import math
from typing import Any

from interlock_hub.core.access import PLANNERS
from interlock_hub.core.models import Membership, Role
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import price_visible_to
from interlock_hub.planning.models import LotOffer, PlanLot, PlanOrder
from interlock_hub.planning.selectors import loads_known_to, lots_visible_to, published
from interlock_hub.planning.waiting import waits_for
from interlock_hub.planning.words_bridge import why_late


def in_the_plan(member: Membership, order: Order) -> tuple[str, dict[str, Any]] | None:
    """Return what the published plan says of an order; a brand sees the promise, not who makes it for what pay."""
    held = published()
    found = held and PlanOrder.objects.filter(plan=held, order=order).select_related("core", "cutting").first()
    if not held or not found:
        return None
    makers = member.role != Role.BRAND
    lots = list(lots_visible_to(member, held).filter(order=order).order_by("part")) if makers else []
    return "planning/_order_panel.html", {
        "plan": held,
        "found": found,
        "short": not _covers(found, order),
        "moved": found.due_on != order.planned_by,
        "steps": _steps(found),
        "waits": "" if makers else waits_for(found),
        "why": why_late(found.reason, (held.first_on, held.last_on), loads_known_to(member)),
        "makers": makers,
        "may_take_up": member.role in PLANNERS,
        "lots": _with_answers(lots),
        "last": max(lots, key=lambda lot: (lot.finish_on, lot.end_on)).code if lots else "",
        "show_pay": makers and price_visible_to(member, order),
    }


def _covers(found: PlanOrder, order: Order) -> bool:
    """Whether the pieces planned are those ordered now, within the order's tolerance."""
    least, most = order.pieces * (1 - order.under_share), order.pieces * (1 + order.over_share)
    return int(least) <= found.pieces <= math.ceil(most)


def _steps(found: PlanOrder) -> list[tuple[str, Any, Any]]:
    """The steps that the order goes through, with their first and last days."""
    steps = [
        ("material", found.material_on, found.material_on),
        ("cut", found.cut_first_on, found.cut_last_on),
        ("sew", found.sew_first_on, found.sew_last_on),
        ("ship", found.ship_on, found.ship_on),
    ]
    return [step for step in steps if step[1]]


def _with_answers(lots: list[PlanLot]) -> list[PlanLot]:
    answers = dict(LotOffer.objects.filter(lot__in=[lot.pk for lot in lots]).values_list("lot", "state"))
    for lot in lots:
        lot.answer = answers.get(lot.pk, "")  # type: ignore[attr-defined]
    return lots
