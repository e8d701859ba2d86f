"""Writes of lot offers: made when a plan is published, answered by satellites, or expired."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record, record_many
from interlock_hub.core.models import Membership
from interlock_hub.core.selectors import cluster, today
from interlock_hub.network.models import Factory
from interlock_hub.orders.models import Order
from interlock_hub.planning.carrying import OPEN
from interlock_hub.planning.deadlines import UNDO, answer_by, back_by
from interlock_hub.planning.models import LotOffer, PlanEvent, PlanLot, PlanOrder, PlanVersion

# What a satellite can say at a touch; anything else it writes.
REASONS = {
    "full": _("Our lines are full"),
    "people": _("Not enough people"),
    "machines": _("We lack the machine or the skill"),
    "pay": _("The pay is too low"),
    "dates": _("The dates do not fit"),
    "far": _("Too far, or the material comes too late"),
}
EXPIRED = "expired"
# What must stay the same for an answer to hold.
TERMS = ("order_id", "line_id", "pieces", "start_on", "end_on", "pay_cny")
_LIVE = (LotOffer.State.OPEN, LotOffer.State.ACCEPTED)
_Terms = tuple[object, ...]


@dataclass
class Offering:
    """What becomes of the lots of a plan that go to other organisations, and of the offers that live now."""

    kept: list[tuple[LotOffer, PlanLot]] = field(default_factory=list)
    fresh: list[PlanLot] = field(default_factory=list)
    refused: list[PlanLot] = field(default_factory=list)
    gone: list[LotOffer] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """How many of the fresh lots take the place of offers of the same orders to the same factories."""
        gone = Counter((offer.order_id, offer.factory_id) for offer in self.gone)
        return (Counter((lot.order_id, lot.factory_id) for lot in self.fresh) & gone).total()


def offering_of(plan: PlanVersion, *, taken_only: bool = False) -> Offering:
    """Return what publishing a plan offers, keeps, withholds and withdraws.

    ``taken_only`` looks at the orders alone of which a factory has taken a lot.
    An offer on the same terms is kept as it stands, answered or not. A lot of an order that its factory has refused is
    not offered there again, though the plan was made before it was refused, nor is one of an order that was cancelled.
    """
    live = LotOffer.objects.filter(state__in=_LIVE).exclude(plan=plan)
    lots = lots_to_offer(plan)
    if taken_only:
        taken = LotOffer.objects.filter(state=LotOffer.State.ACCEPTED).order_by().values("order")
        live, lots = live.filter(order__in=taken), lots.filter(order__in=taken)
    before: dict[_Terms, list[LotOffer]] = defaultdict(list)
    for offer in live.order_by("id"):
        before[terms(offer)].append(offer)
    barred = _refused_pairs()
    cancelled = set(Order.objects.filter(planned__plan=plan, state=Order.State.CANCELLED).values_list("pk", flat=True))
    found = Offering()
    for lot in lots:
        alike = before.get(terms(lot))
        if alike:
            found.kept.append((alike.pop(0), lot))
        elif (lot.order_id, lot.factory_id) in barred:
            found.refused.append(lot)
        elif lot.order_id not in cancelled:
            found.fresh.append(lot)
    found.gone = [offer for left in before.values() for offer in left]
    return found


def _refused_pairs() -> set[tuple[int, int]]:
    """(order, factory) of the refusals that wait for a repair, and of those that the register has learnt."""
    waiting = PlanEvent.objects.filter(kind="lot_declined", state__in=OPEN).exclude(offer=None)
    pairs = set(waiting.values_list("offer__order_id", "offer__factory_id"))
    found = cluster()
    learnt = found.rules.get("declined", []) if found else []
    orders = dict(Order.objects.filter(number__in=[no["order"] for no in learnt]).values_list("number", "pk"))
    houses = dict(Factory.objects.filter(code__in=[no["factory"] for no in learnt]).values_list("code", "pk"))
    known = [no for no in learnt if no["order"] in orders and no["factory"] in houses]
    return pairs | {(orders[no["order"]], houses[no["factory"]]) for no in known}


def offer_lots(plan: PlanVersion) -> Offering:
    """Offer the lots that go to other organisations, as :func:`offering_of` has it, and return what was done."""
    found = offering_of(plan)
    _keep(plan, found.kept)
    LotOffer.objects.bulk_create([_offer(plan, lot) for lot in found.fresh], batch_size=500)
    gone, now = [offer.pk for offer in found.gone], timezone.now()
    for at in range(0, len(gone), 500):
        LotOffer.objects.filter(pk__in=gone[at : at + 500]).update(state=LotOffer.State.WITHDRAWN, answered_at=now)
    return found


def _keep(plan: PlanVersion, kept: Sequence[tuple[LotOffer, PlanLot]]) -> None:
    """Let offers that stand be about the lots of the new plan that have the same terms."""
    twins = Counter(terms(lot) for _offer, lot in kept)
    single = [offer.pk for offer, lot in kept if twins[terms(lot)] == 1]
    alike = PlanLot.objects.filter(plan=plan, **{name: OuterRef(name) for name in TERMS}).order_by("id")
    for at in range(0, len(single), 500):
        offers = LotOffer.objects.filter(pk__in=single[at : at + 500])
        offers.update(plan=plan, lot=Subquery(alike.values("pk")[:1]))
    for offer, lot in kept:
        if twins[terms(lot)] > 1:
            LotOffer.objects.filter(pk=offer.pk).update(plan=plan, lot=lot)


def taken_back(offer: LotOffer) -> bool:
    """Tell whether an offer was accepted before a plan withdrew it: whoever answered it is still known."""
    return offer.state == LotOffer.State.WITHDRAWN and offer.answered_by_id is not None


def lots_to_offer(plan: PlanVersion) -> QuerySet[PlanLot]:
    """Return the lots of a plan that another organisation than the order's core factory sews, without their days."""
    own = PlanOrder.objects.filter(
        plan=plan, order=OuterRef("order"), core__organisation=OuterRef("factory__organisation")
    )
    lots = PlanLot.objects.filter(~Exists(own), plan=plan)
    return lots.select_related("factory").defer("days", "quantities").order_by("id")


def offered_before(lots: Sequence[PlanLot]) -> int:
    """Return how many lots were offered on the same terms before, which offers were refused, ran out or withdrawn."""
    past = LotOffer.objects.filter(order__in={lot.order_id for lot in lots}).exclude(state__in=_LIVE)
    gone = {terms(offer) for offer in past}
    return sum(terms(lot) in gone for lot in lots)


def terms(asked: LotOffer | PlanLot) -> _Terms:
    """Return what must stay the same for an answer to hold."""
    return tuple(getattr(asked, name) for name in TERMS)


def _offer(plan: PlanVersion, lot: PlanLot) -> LotOffer:
    return LotOffer(
        organisation_id=lot.factory.organisation_id,
        factory=lot.factory,
        plan=plan,
        lot=lot,
        order_id=lot.order_id,
        line_id=lot.line_id,
        pieces=lot.pieces,
        pay_cny=lot.pay_cny,
        start_on=lot.start_on,
        end_on=lot.end_on,
        arrive_on=lot.arrive_on,
        distance_km=lot.distance_km,
        expires_at=answer_by(lot.arrive_on, lot.start_on),
    )


@transaction.atomic
def accept(*, by: Membership, offers: Sequence[LotOffer]) -> None:
    """Take lots, all or none. A repeat changes nothing; raises Stale where an offer is gone or was declined."""
    for offer in offers:
        if not _answer(by, offer, LotOffer.State.ACCEPTED, ""):
            _refuse_unless(offer, LotOffer.State.ACCEPTED)


def undo_until(offer: LotOffer) -> datetime | None:
    """Return until when a lot that was taken can be given back; None where it cannot."""
    if offer.state != LotOffer.State.ACCEPTED or offer.answered_at is None or offer.start_on <= today():
        return None
    until = back_by(offer.answered_at, offer.arrive_on, offer.start_on)
    return until if until > timezone.now() else None


@transaction.atomic
def take_back(*, by: Membership, answers: Mapping[LotOffer, datetime]) -> None:
    """Give back lots that were taken a short while ago, all or none: the offers wait for an answer again.

    ``answers`` names with each offer the moment of the answer that is taken back, so that a repeat never undoes a
    later answer. Raises Stale where it is too late, or the offer was answered otherwise.
    """
    for offer, answered_at in answers.items():
        if not _taken_back(by, offer, answered_at):
            _refuse_unless_open(offer)


def _taken_back(by: Membership, offer: LotOffer, answered_at: datetime) -> bool:
    now = timezone.now()
    if back_by(answered_at, offer.arrive_on, offer.start_on) <= now:
        return False
    changed = LotOffer.objects.filter(
        pk=offer.pk, organisation_id=by.organisation_id, state=LotOffer.State.ACCEPTED, answered_at=answered_at,
        answered_at__gt=now - UNDO, start_on__gt=today(),
    ).update(
        state=LotOffer.State.OPEN, answered_at=None, answered_by=None, expires_at=max(offer.expires_at, now + UNDO)
    )  # fmt: skip
    if changed:
        record(
            by=by, subject="planning.offer", key=offer.pk, what="taken back",
            before={"state": "accepted"}, after={"state": "open"},
        )  # fmt: skip
        offer.refresh_from_db()
    return bool(changed)


def _refuse_unless_open(offer: LotOffer) -> None:
    offer.refresh_from_db()
    if undo_until(offer):
        raise Stale(_("The lot was taken at another moment than you say: look again and name that of the last answer."))
    if offer.state == LotOffer.State.ACCEPTED:
        raise Stale(
            _("It is too late to give this lot back by yourself: tell the planner, who finds it another place.")
        )
    if offer.state != LotOffer.State.OPEN:
        raise Stale(
            worded(_("This offer cannot be answered any more: %(state)s."), state=LotOffer.State(offer.state).label)
        )


@transaction.atomic
def decline(*, by: Membership, offers: Sequence[LotOffer], reason: str) -> None:
    """Refuse lots, all or none: events, and one repair of the plan at once. A repeat changes nothing."""
    reason = reason.strip()
    if not reason:
        raise HubError(_("Say why, so that the plan can do better: choose a reason or write one."))
    refused = []
    for offer in offers:
        if _answer(by, offer, LotOffer.State.DECLINED, reason[:300]):
            refused.append(offer)
        else:
            _refuse_unless(offer, LotOffer.State.DECLINED)
    if refused:
        _refused(refused, by)


@transaction.atomic
def expire_offers() -> int:
    """Turn offers that nobody answered in time into refusals, and return how many; one repair takes them all up."""
    now = timezone.now()
    late = LotOffer.objects.filter(state=LotOffer.State.OPEN, expires_at__lte=now)
    gone = list(late.select_for_update(of=("self",)).select_related("lot"))
    for at in range(0, len(gone), 500):
        LotOffer.objects.filter(pk__in=[offer.pk for offer in gone[at : at + 500]]).update(
            state=LotOffer.State.EXPIRED, reason=EXPIRED, answered_at=now
        )
    record_many(by=None, subject="planning.offer", keys=[offer.pk for offer in gone], what="expired")
    if gone:
        _refused(gone, None)
    return len(gone)


def _answer(by: Membership, offer: LotOffer, state: str, reason: str) -> bool:
    """Answer an offer that is open; tell whether this call did it."""
    now = timezone.now()
    changed = LotOffer.objects.filter(
        pk=offer.pk, organisation_id=by.organisation_id, state=LotOffer.State.OPEN, expires_at__gt=now
    ).update(state=state, reason=reason, answered_at=now, answered_by_id=by.person_id)
    if changed:
        record(
            by=by, subject="planning.offer", key=offer.pk, what=str(state), before={"state": "open"},
            after={"state": str(state), "reason": reason},
        )  # fmt: skip
        offer.refresh_from_db()
    return bool(changed)


def _refuse_unless(offer: LotOffer, wanted: str) -> None:
    """Quiet where the offer has the wanted state already."""
    offer.refresh_from_db()
    if offer.state == wanted:
        return
    if offer.state == LotOffer.State.OPEN:
        raise Stale(_("This offer has run out; the planner gives the lot to somebody else."))
    raise Stale(
        worded(_("This offer cannot be answered any more: %(state)s."), state=LotOffer.State(offer.state).label)
    )


def _refused(offers: list[LotOffer], by: Membership | None) -> None:
    PlanEvent.objects.bulk_create(
        PlanEvent(
            kind="lot_declined",
            body={"lot": offer.lot.code},
            plan_id=offer.plan_id,
            offer=offer,
            order_id=offer.order_id,
            told_by=by,
        )
        for offer in offers
    )
    jobs.start("repair", by=by, given={"plan": _number(offers[0])})


def _number(offer: LotOffer) -> int:
    return int(PlanVersion.objects.values_list("number", flat=True).get(pk=offer.plan_id))
