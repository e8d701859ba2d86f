"""Where an order is in the published plan, or on its way there, on its page: promise, steps, why it is late, lots."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Min

from interlock_hub.core.access import PLANNERS
from interlock_hub.core.models import Membership, Role
from interlock_hub.core.selectors import today
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import price_visible_to
from interlock_hub.planning.carrying import OPEN
from interlock_hub.planning.models import LotOffer, PlanEvent, PlanLot, PlanOrder
from interlock_hub.planning.selectors import decides_all_of, loads_known_to, lots_visible_to, published
from interlock_hub.planning.waiting import waits_for
from interlock_hub.planning.words_bridge import why_late

ONE_DAY = timedelta(days=1)


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
        "timeline": timeline(found, today()),
        "waits": "" if makers else waits_for(found),
        "why": why_late(found.reason, (held.first_on, held.last_on), loads_known_to(member)),
        "makers": makers,
        "may_take_up": member.role in PLANNERS,
        "lots": _with_answers(lots),
        "last": max(lots, key=lambda lot: (lot.finish_on, lot.end_on)).code if lots else "",
        "show_pay": makers and price_visible_to(member, order),
    }


def on_its_way(member: Membership, order: Order) -> tuple[str, dict[str, Any]] | None:
    """Return what a new order waits for that no published plan has yet: its repair, or somebody's yes to that."""
    new = PlanEvent.objects.filter(kind="order_added", order=order, state__in=OPEN).select_related("repaired").first()
    if new is None:
        return None
    planner = member.role in PLANNERS
    mine = planner and new.repaired is not None and decides_all_of(member, new.repaired)
    return "planning/_order_waits.html", {"state": new.state, "planner": planner, "mine": mine}


def _covers(found: PlanOrder, order: Order) -> bool:
    """Whether the pieces planned are those ordered now, within the order's tolerance."""
    least, most = order.pieces * (1 - order.under_share), order.pieces * (1 + order.over_share)
    return int(least) <= found.pieces <= math.ceil(most)


def timeline(found: PlanOrder, now: date) -> dict[str, Any]:
    """Return the steps that an order goes through, with their first and last days and where their bars lie.

    Bars are in per cent of the time from the first step, or today where that is sooner, to the later of shipping and
    the due date. ``due_x`` is where the due date ends, ``now_x`` where today begins: None once the order has shipped.
    """
    steps = [step for step in _steps(found) if step[1] and step[2]]
    first_on: date = min(now, *(first for _, first, _ in steps))
    days: int = (max(found.ship_on, found.due_on) - first_on).days + 1

    def at(on: date) -> float:
        return round((on - first_on).days / days * 100, 1)

    due_x = at(found.due_on + ONE_DAY)
    rows = [_row(step, at(step[1]), at(step[2] + ONE_DAY), due_x, done=step[2] < now) for step in steps]
    return {"rows": rows, "due_x": due_x, "now_x": at(now) if now <= found.ship_on else None}


def _row(step: tuple[str, date, date], x: float, end_x: float, due_x: float, *, done: bool) -> dict[str, Any]:
    """One step with its bar, and with what of it lies after the due date."""
    name, first, last = step
    over_x = max(x, due_x)
    return {
        "step": name, "first": first, "last": last, "done": done,
        "x": x, "width": round(end_x - x, 1), "over_x": over_x, "over_width": round(max(0.0, end_x - over_x), 1),
    }  # fmt: skip


def _steps(found: PlanOrder) -> list[tuple[str, Any, Any]]:
    """The steps in their order; pieces are finished from the day that the first lot is sewn to that of the last."""
    lots = PlanLot.objects.filter(plan=found.plan, order=found.order)
    finished = lots.aggregate(first=Min("end_on"), last=Max("finish_on"))
    return [
        ("material", found.material_on, found.material_on),
        ("cut", found.cut_first_on, found.cut_last_on),
        ("sew", found.sew_first_on, found.sew_last_on),
        ("finish", finished["first"], finished["last"]),
        ("ship", found.ship_on, found.ship_on),
    ]


def _with_answers(lots: list[PlanLot]) -> list[PlanLot]:
    answers = dict(LotOffer.objects.filter(lot__in=[lot.pk for lot in lots]).values_list("lot", "state"))
    for lot in lots:
        lot.answer = answers.get(lot.pk, "")  # type: ignore[attr-defined]
    return lots
