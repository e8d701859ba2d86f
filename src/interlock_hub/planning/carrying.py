"""Events that still wait when another plan is published: they are about the new plan now, or about nothing any more."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from interlock_hub.core import jobs
from interlock_hub.core.ledger import record
from interlock_hub.planning.models import LotOffer, PlanEvent, PlanLot, PlanOrder, PlanVersion

OPEN = (PlanEvent.State.NEW, PlanEvent.State.REPAIRED, PlanEvent.State.FAILED)
_REFUSED = (LotOffer.State.DECLINED, LotOffer.State.EXPIRED)
ABOUT_LOTS = ("lot_declined", "lot_rejected", "output_behind")


def open_events(plan: PlanVersion) -> list[PlanEvent]:
    """Return the events of a plan that wait for a repair or for a decision, oldest first."""
    return list(PlanEvent.objects.filter(plan=plan, state__in=OPEN).order_by("at", "id"))


def carry_events(plan: PlanVersion, refused: Iterable[PlanLot] = ()) -> None:
    """Bring waiting events over to a plan just published and have it repaired; call inside the publishing.

    ``refused`` are its lots that lie where their order was refused: what no waiting event says of them is told anew.
    An event about a lot that the new plan does not have has nothing left to repair: a lot that was refused lies
    elsewhere, and one that was rejected or behind is another lot now. An order that was new is confirmed where the new
    plan has it, and so is the end of one that the new plan has no more.
    """
    waiting = PlanEvent.objects.filter(state__in=OPEN).exclude(plan=plan)
    left = False
    for event in list(waiting):
        heeded = _is_heeded(plan, event)
        body = None if heeded else _body_in(plan, event)
        over = PlanEvent.State.CONFIRMED if heeded else PlanEvent.State.DISMISSED
        state = PlanEvent.State.NEW if body else over
        PlanEvent.objects.filter(pk=event.pk).update(
            plan_id=plan.pk if body else event.plan_id, body=body or event.body, state=state, repaired=None, diff={},
            decided_at=None if body else timezone.now(),
        )  # fmt: skip
        what = "carried over" if body else "is in the plan" if heeded else "has no lot any more"
        record(by=None, subject="planning.event", key=event.pk, what=what)
        left = left or bool(body)
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


def _is_heeded(plan: PlanVersion, event: PlanEvent) -> bool:
    """Whether the new plan was made of a book that knew of the event already."""
    if event.kind not in ("order_added", "order_cancelled"):
        return False
    planned = PlanOrder.objects.filter(plan=plan, order=event.order).exists()
    return planned == (event.kind == "order_added")


def _body_in(plan: PlanVersion, event: PlanEvent) -> dict[str, object] | None:
    """The event as it reads in the new plan, None where it is about nothing there."""
    if event.kind not in ABOUT_LOTS:
        return dict(event.body)
    was = PlanLot.objects.filter(plan=event.plan_id, code=event.body["lot"]).first()
    if was is None:
        return None
    there = PlanLot.objects.filter(plan=plan, order_id=was.order_id, factory_id=was.factory_id)
    if event.kind != "lot_declined":
        there = there.filter(line_id=was.line_id, pieces=was.pieces, start_on=was.start_on)
    now = there.order_by("id").first()
    return {**event.body, "lot": now.code} if now else None
