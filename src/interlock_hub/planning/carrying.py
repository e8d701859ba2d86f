"""Events that still wait when another plan is published: they are about the new plan now, or about nothing any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from interlock_hub.core import jobs
from interlock_hub.core.ledger import record_many
from interlock_hub.planning.models import LotOffer, PlanEvent, PlanLot, PlanOrder, PlanVersion

OPEN = (PlanEvent.State.NEW, PlanEvent.State.REPAIRED, PlanEvent.State.FAILED)
_REFUSED = (LotOffer.State.DECLINED, LotOffer.State.EXPIRED)
ABOUT_LOTS = ("lot_declined", "lot_rejected", "output_behind", "lot_given")


def open_events(plan: PlanVersion) -> QuerySet[PlanEvent]:
    """Return the events of a plan that wait for a repair or for a decision, oldest first."""
    return PlanEvent.objects.filter(plan=plan, state__in=OPEN).order_by("at", "id")


def carry_events(plan: PlanVersion, refused: Iterable[PlanLot] = ()) -> None:
    """Bring waiting events over to a plan just published and have it repaired; call inside the publishing.

    ``refused`` are its lots that lie where their order was refused: what no waiting event says of them is told anew.
    An event about a lot that the new plan does not have has nothing left to repair: a lot that was refused lies
    elsewhere, and one that was rejected or behind is another lot now. An order that was new is confirmed where the new
    plan has it, and so is the end of one that the new plan has no more.
    """
    waiting = list(PlanEvent.objects.filter(state__in=OPEN).exclude(plan=plan))
    heeded = _heeded(plan, waiting)
    bodies = _bodies_in(plan, [event for event in waiting if event.pk not in heeded])
    said: dict[str, list[int]] = defaultdict(list)
    for event in waiting:
        body = bodies.get(event.pk)
        over = PlanEvent.State.CONFIRMED if event.pk in heeded else PlanEvent.State.DISMISSED
        event.state = PlanEvent.State.NEW if body else over
        event.repaired, event.diff, event.decided_at = None, {}, None if body else timezone.now()
        if body:
            event.plan, event.body = plan, body
        what = "carried over" if body else "is in the plan" if event.pk in heeded else "has no lot any more"
        said[what].append(event.pk)
    PlanEvent.objects.bulk_update(waiting, ["plan", "body", "state", "repaired", "diff", "decided_at"], batch_size=500)
    for what, keys in said.items():
        record_many(by=None, subject="planning.event", keys=keys, what=what)
    left = bool(bodies)
    left = _tell_refused(plan, refused) or left
    if left:
        jobs.start("repair", by=None, given={"plan": plan.number})


def _tell_refused(plan: PlanVersion, refused: Iterable[PlanLot]) -> bool:
    """Tell once more of each refusal that was confirmed and that a plan made before it knows nothing of."""
    waiting = PlanEvent.objects.filter(plan=plan, kind="lot_declined", state__in=OPEN)
    told = set(waiting.values_list("offer__order_id", "offer__factory_id"))
    fresh = []
    for lot in refused:
        pair = (lot.order_id, lot.factory_id)
        if pair in told or lot.state == PlanLot.State.DONE:
            continue
        told.add(pair)
        offers = LotOffer.objects.filter(order_id=lot.order_id, factory_id=lot.factory_id, state__in=_REFUSED)
        answer = offers.order_by("-answered_at").first()
        fresh.append(
            PlanEvent(kind="lot_declined", body={"lot": lot.code}, plan=plan, offer=answer, order_id=lot.order_id)
        )
    PlanEvent.objects.bulk_create(fresh)
    return bool(fresh)


def _heeded(plan: PlanVersion, events: Iterable[PlanEvent]) -> set[int]:
    """The events that the book of the new plan knew of already."""
    planned = set(PlanOrder.objects.filter(plan=plan).values_list("order", flat=True))
    known = {"order_added": True, "order_cancelled": False}
    return {e.pk for e in events if e.kind in known and (e.order_id in planned) == known[e.kind]}


def _bodies_in(plan: PlanVersion, events: Iterable[PlanEvent]) -> dict[int, dict[str, object]]:
    """The events as they read in the new plan, by their keys; what is about nothing there is left out."""
    found = {event.pk: dict(event.body) for event in events if event.kind not in ABOUT_LOTS}
    about = [event for event in events if event.pk not in found]
    codes, plans = {event.body["lot"] for event in about}, {event.plan_id for event in about}
    was = {(lot.plan_id, lot.code): lot for lot in _lots(plans) if lot.code in codes}
    there: dict[tuple[int, int], list[PlanLot]] = defaultdict(list)
    for lot in _lots({plan.pk}) if was else ():
        there[lot.order_id, lot.factory_id].append(lot)
    for event in about:
        before = was.get((event.plan_id, event.body["lot"]))
        after = there[before.order_id, before.factory_id] if before else []
        if event.kind != "lot_declined":
            after = [lot for lot in after if before and _terms(lot) == _terms(before)]
        if after:
            found[event.pk] = {**event.body, "lot": after[0].code}
    return found


def _lots(plans: set[int]) -> Iterable[PlanLot]:
    lots = PlanLot.objects.filter(plan__in=plans).order_by("id")
    return lots.only("plan", "code", "order", "factory", "line", "pieces", "start_on")


def _terms(lot: PlanLot) -> tuple[object, ...]:
    return (lot.line_id, lot.pieces, lot.start_on)
