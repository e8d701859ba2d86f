"""The job that repairs the published plan after all events that wait, together, and keeps the repair as a draft.

Every waiting event of the plan is taken up in each repair, so a repair that waits for its yes is replaced by one that
answers the newer events as well; none is ever built on a plan that does not hold. A planner may have their own events
repaired alone: these stand aside then, with a draft of their maker's, until it is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interlock_hub.core import jobs
from interlock_hub.core.ledger import record
from interlock_hub.core.selectors import today
from interlock_hub.core.turns import in_turn
from interlock_hub.orders.bridge import store_orders
from interlock_hub.orders.models import Order
from interlock_hub.planning import bridge, events_bridge, storing_bridge
from interlock_hub.planning.carrying import OPEN, open_events
from interlock_hub.planning.models import PlanEvent, PlanVersion
from interlock_hub.planning.services import next_number, shown

NOTHING: dict[str, object] = {"events": 0}
# Events whose planner had them repaired alone; only such a repair has a maker.
_ASIDE = Q(state=PlanEvent.State.REPAIRED, repaired__made_by__isnull=False)


@jobs.kind("repair", _("Repair the plan"), retries=2, queue=jobs.QUICK)
def repair_job(running: jobs.Running) -> jobs.Finish:
    """Repair the plan after its waiting events; the repair becomes a draft that waits for a planner's yes."""
    plan = PlanVersion.objects.get(number=running.given["plan"])
    alone = running.given.get("alone", [])
    waiting = _waiting(plan, alone)
    if plan.state != PlanVersion.State.PUBLISHED or not _to_do(waiting, alone):
        return lambda: dict(NOTHING)
    running.progress("repair", 0.1)
    told = [events_bridge.Told(event.pk, event.kind, event.body) for event in waiting]
    scenario, made = bridge.scenario_in(plan.book), bridge.plan_in(plan.body)
    outcome = events_bridge.repair_all(scenario, made, told, today=today())
    running.progress("write", 0.9, **bridge.live_figures(outcome.plan))
    repaired = storing_bridge.ready(outcome.scenario, outcome.plan) if outcome.done else None
    return lambda: _keep(running, plan, {event.pk for event in waiting}, outcome, repaired)


def _waiting(plan: PlanVersion, alone: Sequence[int]) -> list[PlanEvent]:
    """The events that a repair answers: those wanted alone, else all that is open and does not stand aside."""
    asked = Q(pk__in=alone) if alone else ~Q(pk__in=PlanEvent.objects.filter(_ASIDE).values("pk"))
    return list(open_events(plan).filter(asked))


def _to_do(waiting: Sequence[PlanEvent], alone: Sequence[int]) -> bool:
    """Tell whether no repair answers just these events yet."""
    if not alone:
        return any(event.state == PlanEvent.State.NEW for event in waiting)
    drafts = PlanEvent.objects.filter(_ASIDE, pk__in=alone)
    return bool(waiting) and drafts.count() < len(waiting)


def _keep(
    running: jobs.Running,
    plan: PlanVersion,
    waiting: set[int],
    outcome: events_bridge.Outcome,
    repaired: storing_bridge.Ready | None,
) -> dict[str, object]:
    """Write the repair, unless the plan or its events are others by now; the next job does it then."""
    in_turn()
    holds = PlanVersion.objects.filter(pk=plan.pk, state=PlanVersion.State.PUBLISHED).exists()
    alone = running.given.get("alone", [])
    if not holds or {event.pk for event in _waiting(plan, alone)} != waiting:
        return {**NOTHING, "overtaken": True}
    events = PlanEvent.objects.filter(pk__in=waiting)
    drop_repairs(events)
    if alone and any(event.state == PlanEvent.State.NEW for event in open_events(plan).exclude(pk__in=waiting)):
        jobs.start("repair", by=running.job.member, given={"plan": plan.number})
    for key, why in outcome.failed.items():
        events.filter(pk=key).update(
            state=PlanEvent.State.FAILED, repaired=None, diff={"problems": why}, job=running.job
        )
    if repaired is None:
        return dict(NOTHING)
    _hold_remakes(outcome.scenario.orders)
    draft = storing_bridge.store_plan(
        repaired, number=next_number(), parent=plan, purpose=PlanVersion.Purpose.REPAIR, job=running.job,
        made_by=running.job.member if alone else None,
    )  # fmt: skip
    events.filter(pk__in=outcome.done).update(
        state=PlanEvent.State.REPAIRED, repaired=draft, diff=outcome.diff, job=running.job
    )
    record(by=running.job.member, subject="planning.plan", key=draft.number, what="repaired", after=shown(draft))
    return {"events": len(outcome.done), "repair": draft.number}


def drop_repairs(events: Iterable[PlanEvent]) -> None:
    """Remove the repairs of some events that nobody has confirmed, and the orders that only they had."""
    numbers = {event.repaired_id for event in events if event.repaired_id}
    gone = PlanVersion.objects.filter(pk__in=numbers, state=PlanVersion.State.DRAFT, purpose=PlanVersion.Purpose.REPAIR)
    PlanEvent.objects.filter(repaired__in=gone, state__in=OPEN).update(
        repaired=None, state=PlanEvent.State.NEW, diff={}
    )
    if gone.delete()[0]:
        remakes_on_hold().filter(planned=None).delete()


def remakes_on_hold() -> Any:
    """Return the orders that make rejected pieces again and wait for their repair's yes."""
    return Order.objects.filter(state=Order.State.HELD, held_until=None, number__regex=r"-R\d+$")


def _hold_remakes(orders: Iterable[Any]) -> None:
    """Orders that a repair adds must be in the book before the plan's rows can name them; they are held till then."""
    known = set(Order.objects.values_list("number", flat=True))
    added = [order for order in orders if order.number not in known]
    firsts = {
        order.number: order for order in Order.objects.filter(number__in=[_first(o.number) for o in added])
    }  # fmt: skip
    store_orders(
        added,
        owners={o.number: firsts[_first(o.number)].owner for o in added},
        brands={o.customer: brand for o in added if (brand := firsts[_first(o.number)].brand)},
        state=Order.State.HELD,
    )


def _first(number: str) -> str:
    """The order whose rejected pieces another makes again."""
    return number.rpartition("-R")[0]
