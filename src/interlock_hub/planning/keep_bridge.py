"""A plan of the book as it is now that starts from the plan in force: what differs since is repaired, all else stays.

A plan made afresh gives most lots other lines or days though little has changed, and every satellite is asked anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import isinf
from typing import Any

from interlock import model as engine
from interlock.errors import InterlockError
from interlock.laws import judge
from interlock.repair import repair
from interlock_hub.core.money import yuan
from interlock_hub.orders.models import Order
from interlock_hub.planning.bridge import Stop, Tell, make_plan, plan_in, scenario_in
from interlock_hub.planning.days import days_over
from interlock_hub.planning.models import PlanVersion
from interlock_hub.planning.promise_bridge import WayKept, way_kept

# Where more than this share of the orders is new, gone or wanted otherwise, little is left to keep.
MOST_DIFFERENT = 0.25


@dataclass(frozen=True)
class Made:
    """A plan with its book; ``kept``: it starts from the plan in force. ``figures`` tell what was weighed."""

    scenario: engine.Scenario
    plan: engine.Plan
    kept: bool = False
    figures: dict[str, Any] = field(default_factory=dict)


def made_plan(
    scenario: engine.Scenario,
    policy: engine.Policy,
    held: PlanVersion | None,
    *,
    most_dearer: float | None,
    today: date,
    tell: Tell,
    stop: Stop,
) -> Made:
    """Plan a book, from the plan in force where that is at most so much dearer than a plan made afresh.

    ``most_dearer`` of None keeps nothing, of infinity keeps whatever it costs. Who asks for another policy than that of
    the plan in force asks for change, so nothing less than infinity keeps then. Raises the engine's errors.
    """
    if held is None or most_dearer is None:
        return Made(scenario, make_plan(scenario, policy, tell=tell, stop=stop))
    was, told = plan_in(held.body), dict[str, Any]({"from": held.number})
    if was.policy != policy.name and not isinf(most_dearer):
        told |= {"kept": False, "policy": was.policy}
        return Made(scenario, make_plan(scenario, policy, tell=tell, stop=stop), figures={"keep": told})
    tell("keep", 0.02)
    promised = {row.number: way_kept(row.promise) for row in Order.objects.filter(promise__isnull=False)}
    kept = kept_plan(scenario, policy, scenario_in(held.book), was, today=today, ways=promised)
    told["kept"] = kept is not None
    if kept is not None and isinf(most_dearer):
        return Made(*kept, kept=True, figures={"keep": told})
    afresh = make_plan(scenario, policy, tell=tell, stop=stop)
    if kept is None:
        return Made(scenario, afresh, figures={"keep": told})
    cheap = kept[1].cost_fen <= afresh.cost_fen * (1 + most_dearer)
    told |= {"kept": cheap, "most": most_dearer, "cost": _yuan(kept[1]), "afresh": _yuan(afresh)}
    return Made(*kept, kept=True, figures={"keep": told}) if cheap else Made(scenario, afresh, figures={"keep": told})


def _yuan(made: engine.Plan) -> float:
    return float(yuan(made.cost_fen))


def kept_plan(
    now: engine.Scenario,
    policy: engine.Policy,
    was: engine.Scenario,
    made: engine.Plan,
    *,
    today: date,
    ways: Mapping[str, WayKept],
) -> tuple[engine.Scenario, engine.Plan] | None:
    """Return a plan of the book ``now`` with its book, changed as little as it can be from one of the book ``was``.

    Lots that begin before ``today`` stay where they are; ``ways`` are those in which orders were promised, with the
    days aimed at. None where the plan cannot be kept to: too much differs, or what differs (another price is nothing,
    other pieces of a style are) cannot be told as events.
    """
    now = replace(now, today=was.today)
    try:
        events = [*_of_orders(now, was, ways), *_of_lines(now, was, made), *_of_refusals(now, made)]
        if len(events) > MOST_DIFFERENT * len(was.orders):
            return None
        before, frozen_days = _before(now, was, made), days_over(made.first_on, today)
        found = repair(before, policy, made, events, frozen_days=frozen_days).plan if events else made
        found = replace(found, policy=policy.name, seed=policy.seed, fingerprint=engine.fingerprint(now))
        judge(now, policy, found)
    except InterlockError:
        return None
    return now, found


def _before(now: engine.Scenario, was: engine.Scenario, made: engine.Plan) -> engine.Scenario:
    """The network and the rules of now with the orders of then, as far as events tell what differs."""
    orders = tuple(_as_planned(now.order.get(order.number), order) for order in was.orders)
    numbers = {order.number for order in orders}
    sewn = {(lot.order, lot.factory) for lot in made.lots}
    refused = tuple(no for no in now.declined if no.order in numbers and (no.order, no.factory) not in sewn)
    agreed = tuple(one for one in now.agreed_overtime if one in was.agreed_overtime)
    bare = replace(now, orders=orders, declined=refused, agreed_overtime=agreed, rules=engine.Rules())
    return replace(bare, rules=engine.still_kept(bare, now.rules))


def _as_planned(now: engine.Order | None, was: engine.Order) -> engine.Order:
    if now is None:
        return was
    planned = replace(now, quantities=was.quantities, due_on=was.due_on)
    if _material_late(now, was):
        return replace(planned, material_ready_on=was.material_ready_on, earliest_start_on=was.earliest_start_on)
    return planned


def _material_late(now: engine.Order, was: engine.Order) -> date | None:
    """The later day on which an order can begin now; None where it is no later."""
    for later, before in (
        (now.material_ready_on, was.material_ready_on),
        (now.earliest_start_on, was.earliest_start_on),
    ):
        if later is not None and (before is None or later > before):
            return later
    return None


def _of_orders(now: engine.Scenario, was: engine.Scenario, ways: Mapping[str, WayKept]) -> Iterator[engine.Event]:
    for before in was.orders:
        order = now.order.get(before.number)
        if order is None:
            yield engine.OrderCancelled(order=before.number)
            continue
        if order.due_on != before.due_on:
            yield engine.OrderRushed(order=order.number, due_on=order.due_on)
        if late_on := _material_late(order, before):
            yield engine.MaterialLate(order=order.number, ready_on=late_on)
        if order.quantities != before.quantities:
            yield engine.QuantityChanged(order=order.number, quantities=order.quantities)
    for order in now.orders:
        if order.number not in was.order:
            way, aim_on = ways.get(order.number, ("cheapest", None))
            yield engine.OrderAdded(order=order, way=way, aim_on=aim_on)


def _of_lines(now: engine.Scenario, was: engine.Scenario, made: engine.Plan) -> Iterator[engine.Event]:
    """Days on which lines have fewer minutes than the plan knew of."""
    known = set(was.capacity_changes)
    for change in now.capacity_changes:
        if change not in known and change.first_on <= made.last_on and change.last_on >= made.first_on:
            yield engine.AttendanceFell(
                line=change.line, share=change.share, first_on=max(change.first_on, made.first_on),
                last_on=change.last_on,
            )  # fmt: skip
    for longer in now.agreed_overtime:
        first_on, last_on = max(longer.first_on, made.first_on), longer.last_on
        if longer not in was.agreed_overtime and first_on <= min(last_on, made.last_on):
            yield engine.OvertimeAgreed(line=longer.line, hours=longer.hours, first_on=first_on, last_on=last_on)


def _of_refusals(now: engine.Scenario, made: engine.Plan) -> Iterator[engine.Event]:
    """Lots that lie with factories that have refused their orders, one of each."""
    refused = {(no.order, no.factory) for no in now.declined if no.order in now.order}
    for lot in made.lots:
        if (lot.order, lot.factory) in refused and not lot.done:
            refused.discard((lot.order, lot.factory))
            yield engine.LotDeclined(lot=lot.id)
