"""Writes of events: telling one, saying yes to a repair, dismissing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.formats import day
from interlock_hub.core.ledger import record
from interlock_hub.core.models import JobRun, Membership
from interlock_hub.core.turns import in_turn
from interlock_hub.orders.models import Order
from interlock_hub.planning import events_bridge, publishing_bridge, words_bridge
from interlock_hub.planning.carrying import OPEN, open_events
from interlock_hub.planning.dropping import refuse_called_off, refuse_unsaid
from interlock_hub.planning.effects import take_effect
from interlock_hub.planning.kinds import KINDS
from interlock_hub.planning.models import PlanEvent, PlanOrder, PlanVersion
from interlock_hub.planning.repairing import drop_repairs, remakes_on_hold
from interlock_hub.planning.selectors import decides_all_of, events_decided_by, plan_orders_visible_to, published
from interlock_hub.planning.services import publish, refuse_unpublishable


@transaction.atomic
def tell(*, by: Membership, kind: str, body: dict[str, Any], order: Order | None = None) -> PlanEvent:
    """Tell that something happened to the published plan; its repair begins at once."""
    plan = published()
    if plan is None:
        raise HubError(_("There is no published plan yet, so nothing can happen to it: publish a plan first."))
    if kind == "order_rushed":
        _refuse_told_sooner(body)
    problems = events_bridge.problems_of(kind, body)
    if problems:
        raise HubError(*problems["en" if (get_language() or "").startswith("en") else "zh"])
    event = PlanEvent.objects.create(kind=kind, body=body, plan=plan, order=order, told_by=by)
    record(by=by, subject="planning.event", key=event.pk, what="told", after={"kind": kind, **body})
    jobs.start("repair", by=by, given={"plan": plan.number})
    return event


@transaction.atomic
def tell_new_anew(*, by: Membership, order: Order, body: dict[str, Any]) -> None:
    """Tell of a new order as it is now, where no plan has it yet: what was told before is put away."""
    in_turn()
    told = list(PlanEvent.objects.filter(kind="order_added", order=order, state__in=OPEN))
    put_away = [event for event in told if _put_away(by, event)]
    if put_away:
        drop_repairs(put_away)
        tell(by=by, kind="order_added", body=body, order=order)


@transaction.atomic
def take_up(*, by: Membership, number: str, at: int) -> None:
    """Do what would help a late order of the published plan: the remedy at a place, from 0, of those named there.

    The plan is repaired with it; what is told already is not told twice. Raises
    :class:`~interlock_hub.core.errors.HubError` where there is no such order of the member's, and
    :class:`~interlock_hub.core.errors.Stale` where the plan names no such remedy any more.
    """
    plan = published()
    found = plan and plan_orders_visible_to(by, plan).filter(order__number=number).first()
    if not plan or not found:
        raise HubError(_("There is no such order of yours in the published plan."))
    events = words_bridge.doing(found.reason, at)
    if not events:
        raise Stale(_("The published plan names another way to help by now; look again."))
    waiting = PlanEvent.objects.filter(plan=plan, state__in=OPEN)
    for kind, body in events:
        if not waiting.filter(kind=kind, body=body).exists():
            tell(by=by, kind=kind, body=body, order=found.order)


def _refuse_told_sooner(body: dict[str, Any]) -> None:
    """Raise where a new due date is no sooner than the day the order's customer was told: the plan keeps that one."""
    order = Order.objects.filter(number=body.get("order")).first()
    if order and order.promise and order.planned_by.isoformat() <= str(body.get("due_on")) < order.due_on.isoformat():
        raise HubError(
            worded(
                _("The customer of order %(order)s was told %(told)s, which the plan keeps; give an earlier day."),
                order=order, told=day(order.planned_by),
            )
        )  # fmt: skip


@transaction.atomic
def repair_mine(*, by: Membership) -> JobRun:
    """Ask for a repair of the member's own events alone; others' wait on, and are repaired without them.

    Raises Stale where none of those that wait is the member's.
    """
    plan = published()
    own = events_decided_by(by).filter(plan=plan, state__in=(PlanEvent.State.NEW, PlanEvent.State.REPAIRED))
    keys = sorted(own.values_list("pk", flat=True))
    if plan is None or not keys:
        raise Stale(_("None of the events that wait is yours any more; look again."))
    given = {"plan": plan.number, "alone": keys}
    running = JobRun.objects.filter(
        kind="repair", given=given, state__in=[JobRun.State.QUEUED, JobRun.State.RUNNING]
    ).first()
    return running or jobs.start("repair", by=by, given=given)


def ask_to_confirm(*, by: Membership, draft: PlanVersion, drops: int = 0) -> JobRun:
    """Ask for a repair to become the plan that holds; ``drops`` is as for publishing."""
    refuse_unpublishable(draft)
    answered = PlanEvent.objects.filter(repaired=draft, state=PlanEvent.State.REPAIRED)
    if not answered.exists():
        raise Stale(_("This repair was made anew or decided already; look again."))
    if not decides_all_of(by, draft):
        raise HubError(
            _(
                "This repair also answers events of other firms: the cluster's operator decides, or have yours "
                "repaired alone."
            )
        )
    refuse_called_off(by, draft)
    refuse_unsaid(by, draft, drops)
    running = JobRun.objects.filter(
        kind="confirm", given__plan=draft.number, state__in=[JobRun.State.QUEUED, JobRun.State.RUNNING]
    ).first()
    return running or jobs.start("confirm", by=by, given={"plan": draft.number})


@jobs.kind("confirm", _("Take a repair as the plan"), queue=jobs.QUICK)
def confirm_job(running: jobs.Running) -> jobs.Finish:
    """Publish a repair; the register and the order book learn of its events in the same transaction."""
    draft = PlanVersion.objects.filter(number=running.given["plan"]).first()
    if draft is None:
        raise Stale(_("This repair was made anew or decided already; look again."))
    running.progress("write", 0.2)
    whole = publishing_bridge.whole_of(draft)
    return lambda: {"plan": draft.number, "offers": confirm(by=running.job.member, draft=draft, whole=whole)}


@transaction.atomic
def confirm(*, by: Membership | None, draft: PlanVersion, whole: publishing_bridge.Whole | None = None) -> int:
    """Say yes to a repair: its events are confirmed and written where they belong, the plan holds from now on.

    ``whole`` is as for publishing. Returns how many offers are new; what was confirmed already changes nothing.
    """
    in_turn()
    if PlanVersion.objects.filter(pk=draft.pk, state=PlanVersion.State.PUBLISHED).exists():
        return 0
    events = list(PlanEvent.objects.filter(repaired=draft, state=PlanEvent.State.REPAIRED))
    if not events:
        raise Stale(_("This repair was made anew or decided already; look again."))
    PlanEvent.objects.filter(pk__in=[event.pk for event in events]).update(
        state=PlanEvent.State.CONFIRMED, decided_at=timezone.now()
    )
    for event in events:
        take_effect(event)
        record(by=by, subject="planning.event", key=event.pk, what="confirmed", after={"plan": draft.number})
    remakes_on_hold().filter(planned__plan=draft).update(state=Order.State.OPEN)
    return publish(by=by, plan=draft, whole=whole)


@transaction.atomic
def dismiss(*, by: Membership, events: Sequence[PlanEvent]) -> None:
    """Leave the plan as it is in spite of events, all or none; what was repaired with them is repaired anew without.

    A repeat changes nothing; raises Stale where one of them was decided otherwise.
    """
    in_turn()
    dismissed = [event for event in events if _dismissed(by, event)]
    drop_repairs(dismissed)
    for plan in {event.plan for event in dismissed}:
        if any(left.state == PlanEvent.State.NEW for left in open_events(plan)):
            jobs.start("repair", by=by, given={"plan": plan.number})


def _put_away(by: Membership, event: PlanEvent) -> bool:
    changed = PlanEvent.objects.filter(pk=event.pk, state__in=OPEN).update(
        state=PlanEvent.State.DISMISSED, decided_at=timezone.now()
    )
    if changed:
        record(by=by, subject="planning.event", key=event.pk, what="dismissed", before={"state": event.state})
    return bool(changed)


def _dismissed(by: Membership, event: PlanEvent) -> bool:
    if _put_away(by, event):
        if event.kind == "order_added" and event.order_id:
            _in_no_plan(event.order_id, event.plan)
        return True
    event.refresh_from_db()
    if event.state != PlanEvent.State.DISMISSED:
        raise Stale(_("This event was decided already; look again."))
    return False


def _in_no_plan(order: int, plan: PlanVersion) -> None:
    """What was promised and is not planned after all has no ship date, so that its planner sees it."""
    planned = PlanOrder.objects.filter(order=OuterRef("pk"), plan=plan)
    Order.objects.filter(~Exists(planned), pk=order).update(ship_on=None, late_days=None)


@transaction.atomic
def try_again(*, by: Membership, events: Sequence[PlanEvent]) -> None:
    """Try once more to repair after events that found no repair."""
    for event in events:
        changed = PlanEvent.objects.filter(pk=event.pk, state=PlanEvent.State.FAILED).update(state=PlanEvent.State.NEW)
        if changed:
            record(by=by, subject="planning.event", key=event.pk, what="tried again")
            jobs.start("repair", by=by, given={"plan": event.plan.number})


def kind_name(kind: str) -> str:
    """Return what a kind of event is called."""
    return str(KINDS.get(kind, kind))
