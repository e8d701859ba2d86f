"""Plans, lots, offers and events through the API."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status
from pydantic import AwareDatetime

from interlock_hub.core.access import PLANNERS, roles, the_member
from interlock_hub.core.api import Cursor, JobOut, Limit, Number, Text, Words, gives, job_shown, needs, paged
from interlock_hub.core.models import Membership, Role
from interlock_hub.core.money import to_the_fen
from interlock_hub.planning import figures, improving, offers, services
from interlock_hub.planning.event_words import event_words
from interlock_hub.planning.models import LotOffer, PlanEvent, PlanLot, PlanOrder, PlanVersion
from interlock_hub.planning.selectors import (
    events_visible_to,
    loads_known_to,
    lots_visible_to,
    offers_visible_to,
    plans_visible_to,
    published,
)
from interlock_hub.planning.words_bridge import why_late

router = Router(tags=["planning"])
READERS = roles(*PLANNERS)
LOT_READERS = roles(*PLANNERS, Role.OWNER)
OWNERS = roles(Role.OWNER)


class PlanOut(Schema):
    """A plan: ``gap`` is (cost - bound) / bound; shares are 0..1."""

    number: int
    name: str
    state: str
    purpose: str
    policy: str
    seed: int
    made_at: datetime
    published_at: datetime | None
    first_on: date
    last_on: date
    orders: int
    late_orders: int
    pieces: int
    cost_cny: Decimal
    bound_cny: Decimal
    gap: float
    on_time_share: float
    utilisation: float


class PlanPage(Schema):
    """Some plans, newest first."""

    items: list[PlanOut]
    next: str


class LotOut(Schema):
    """Part of an order given to a line; pay is null to the operator, whose business it is not.

    ``answer`` is what the firm of the line said to its offer: a lot that is ``open`` (not answered), ``declined``,
    ``expired`` or ``withdrawn`` is not its work. It is null where nobody is asked, as the order's own firm sews it.
    """

    id: int
    code: str
    order: str
    factory: str
    line: str
    state: str
    pieces: int
    start_on: date
    end_on: date
    arrive_on: date
    finish_on: date
    late_days: int
    pay_cny: Decimal | None
    answer: Literal["open", "accepted", "declined", "expired", "withdrawn"] | None
    answer_by: datetime | None


class LotPage(Schema):
    """Some lots by code."""

    items: list[LotOut]
    next: str


class LateOut(Schema):
    """An order that the plan makes late: why, and what would help, the remedy worth trying first on top.

    Late days count from ``told_on``, the day its customer was told, where one was told, else from ``due_on``.
    """

    order: str
    core: str
    pieces: int
    due_on: date
    told_on: date | None
    ship_on: date
    late_days: int
    why: str
    remedies: list[str]


class LatePage(Schema):
    """Some late orders, latest first."""

    items: list[LateOut]
    next: str


class Worth(Schema):
    """What one more line-day is worth in a week."""

    week_on: date
    cny_per_day: Decimal


class Bottleneck(Schema):
    """A place or skill where it is tight."""

    name: str
    weeks: list[Worth]


class Bottlenecks(Schema):
    """The dearest places first."""

    items: list[Bottleneck]


class PlanIn(Schema):
    """What a plan should care about, how long it may take, and whether what is offered stays.

    ``keep``: lots of the plan that holds keep their lines and days if that costs at most so much more than a plan made
    afresh.
    """

    policy: Literal["balanced", "cheapest", "fastest", "fairest"] = "balanced"
    effort: Literal["quick", "normal", "long"] = "quick"
    seed: Number = 0
    keep: Literal["one_percent", "three_percent", "always", "nothing"] = "one_percent"


class OfferOut(Schema):
    """A lot offered to a satellite; pay is null to the operator.

    ``undo_until`` is until when a lot that was taken can be given back, null where it cannot.
    """

    id: int
    state: str
    organisation: str
    factory: str
    line: str
    order: str
    style: str
    pieces: int
    start_on: date
    end_on: date
    arrive_on: date
    distance_km: float
    expires_at: datetime
    answered_at: datetime | None
    reason: str
    pay_cny: Decimal | None
    undo_until: datetime | None


class OfferPage(Schema):
    """Some offers by id."""

    items: list[OfferOut]
    next: str


class Decline(Schema):
    """Why a lot is refused: ``full``, ``people``, ``machines``, ``pay``, ``dates``, ``far``, or own words."""

    reason: Annotated[Words, Field(min_length=1)]


class TakeBack(Schema):
    """The answer that is taken back: the offer's ``answered_at``."""

    answered_at: AwareDatetime


class EventOut(Schema):
    """Something that happened to the plan, and what came of it."""

    id: int
    kind: str
    state: str
    at: datetime
    decided_at: datetime | None
    plan: int
    repair: int | None
    words: str


class EventPage(Schema):
    """Some events, newest first."""

    items: list[EventOut]
    next: str


def _seen(member: Membership, number: int) -> PlanVersion:
    return get_object_or_404(plans_visible_to(member), number=number)


@router.get("/plans", response=gives(PlanPage), **needs("planning:read", rule=READERS))
def plans(
    request: HttpRequest,
    state: Literal["draft", "published", "superseded"] | None = None,
    cursor: Cursor = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """List the plans you may see, newest first."""
    found = plans_visible_to(the_member(request)).defer("book", "body", "figures")
    found = found.filter(state=state) if state else found
    return paged(found, "-number", cursor=cursor, limit=limit, shown=lambda plan: plan)


@router.post("/plans", response=gives(JobOut, 202), **needs("planning:write", rule=READERS))
def start(request: HttpRequest, wanted: PlanIn) -> Status[dict[str, Any]]:
    """Start a plan of all open orders: a job; its ``plan`` is the number of the draft once it is done."""
    member = the_member(request)
    given = wanted.dict()
    return Status(202, job_shown(services.ask_for_plan(by=member, **given), member))


@router.get("/plans/{number}", response=gives(PlanOut), **needs("planning:read", rule=READERS))
def plan(request: HttpRequest, number: Number) -> PlanVersion:
    """Return a plan."""
    return _seen(the_member(request), number)


@router.post("/plans/{number}/improve", response=gives(JobOut, 202), **needs("planning:write", rule=READERS))
def better(request: HttpRequest, number: Number) -> Status[dict[str, Any]]:
    """Look for a better plan than the published one: a job; its ``plan`` is a draft, or null where no move pays."""
    member = the_member(request)
    return Status(202, job_shown(improving.ask_to_improve(by=member, plan=_seen(member, number)), member))


@router.get("/plans/{number}/lots", response=gives(LotPage), **needs("planning:read", rule=READERS))
def lots(
    request: HttpRequest, number: Number, order: Text = "", factory: Text = "", cursor: Cursor = "", limit: Limit = 100
) -> dict[str, Any]:
    """List the lots of a plan that you may see, by code."""
    member = the_member(request)
    return _lots(member, lots_visible_to(member, _seen(member, number)), order, factory, cursor, limit)


@router.get("/lots", response=gives(LotPage), **needs("planning:read", rule=LOT_READERS))
def my_lots(request: HttpRequest, cursor: Cursor = "", limit: Limit = 100) -> dict[str, Any]:
    """List the lots of the published plan that you may see; a satellite sees its own."""
    member, held = the_member(request), published()
    if held is None:
        return {"items": [], "next": ""}
    return _lots(member, lots_visible_to(member, held), "", "", cursor, limit)


def _lots(
    member: Membership, found: QuerySet[PlanLot], order: str, factory: str, cursor: str, limit: int
) -> dict[str, Any]:
    found = found.defer("days", "quantities", "order__style__body")
    found = found.filter(order__number=order) if order else found
    found = found.filter(factory__code=factory) if factory else found
    found = found.prefetch_related("offers")
    return paged(found, "code", cursor=cursor, limit=limit, shown=lambda lot: _lot(member, lot))


def _lot(member: Membership, lot: PlanLot) -> dict[str, Any]:
    names = ("id", "code", "state", "pieces", "start_on", "end_on", "arrive_on", "finish_on", "late_days")
    offer = next(iter(lot.offers.all()), None)  # at most one; fetched with the page
    return {name: getattr(lot, name) for name in names} | {
        "order": lot.order.number, "factory": lot.factory.code, "line": lot.line.code,
        "pay_cny": None if member.sees_cluster else lot.pay_cny,
        "answer": offer.state if offer else None,
        "answer_by": offer.expires_at if offer and offer.state == LotOffer.State.OPEN else None,
    }  # fmt: skip


@router.get("/plans/{number}/late", response=gives(LatePage), **needs("planning:read", rule=READERS))
def late(request: HttpRequest, number: Number, cursor: Cursor = "", limit: Limit = 100) -> dict[str, Any]:
    """List the orders that a plan makes late, latest first, with the reason and what would help."""
    member = the_member(request)
    found = _seen(member, number)
    rows = figures.late_rows(member, found, {}).defer("order__style__body")
    season, known = (found.first_on, found.last_on), loads_known_to(member)
    return paged(rows, "-late_days", "id", cursor=cursor, limit=limit, shown=lambda row: _late(row, season, known))


def _late(row: PlanOrder, season: tuple[date, date], known: frozenset[str] | None) -> dict[str, Any]:
    why = why_late(row.reason, season, known)
    return {
        "order": row.order.number, "core": row.core.code, "pieces": row.pieces,
        "due_on": row.order.due_on if row.by_told else row.due_on, "told_on": row.due_on if row.by_told else None,
        "ship_on": row.ship_on, "late_days": row.late_days,
        "why": why.sentence if why else "", "remedies": list(why.remedies) if why else [],
    }  # fmt: skip


@router.get("/plans/{number}/bottlenecks", response=gives(Bottlenecks), **needs("planning:read", rule=READERS))
def bottlenecks(
    request: HttpRequest, number: Number, scope: Literal["skill", "township", "factory", "centre"] = "skill"
) -> dict[str, Any]:
    """Return what one more line-day is worth, by week; of factories and centres only your own, unless you operate."""
    member = the_member(request)
    heat = figures.bottlenecks(member, _seen(member, number), scope)
    return {
        "items": [
            {
                "name": name,
                "weeks": [
                    {"week_on": week, "cny_per_day": to_the_fen(cell.value)}
                    for week, cell in zip(heat.weeks, cells, strict=True)
                    if cell.value is not None
                ],
            }
            for name, cells in heat.rows
        ]
    }


@router.get("/offers", response=gives(OfferPage), **needs("planning:read", "offers:answer", rule=LOT_READERS))
def offer_list(
    request: HttpRequest,
    state: Literal["open", "accepted", "declined", "expired", "withdrawn"] | None = None,
    cursor: Cursor = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """List the offers of lots you may see: a satellite its own."""
    member = the_member(request)
    found = offers_visible_to(member).defer("order__style__body")
    found = found.filter(state=state) if state else found
    return paged(found, "id", cursor=cursor, limit=limit, shown=lambda offer: _offer(member, offer))


@router.post("/offers/{offer_id}/accept", response=gives(OfferOut), **needs("offers:answer", rule=LOT_READERS))
def accept(request: HttpRequest, offer_id: Number) -> dict[str, Any]:
    """Take a lot that is offered to you; a repeat changes nothing, 409 when the offer is gone."""
    member = the_member(request)
    offer = _mine(member, offer_id)
    offers.accept(by=member, offers=[offer])
    return _offer(member, offer)


@router.post("/offers/{offer_id}/decline", response=gives(OfferOut), **needs("offers:answer", rule=LOT_READERS))
def decline(request: HttpRequest, offer_id: Number, said: Decline) -> dict[str, Any]:
    """Refuse a lot and say why: the plan is repaired at once. A repeat changes nothing."""
    member = the_member(request)
    offer = _mine(member, offer_id)
    offers.decline(by=member, offers=[offer], reason=said.reason)
    return _offer(member, offer)


@router.post("/offers/{offer_id}/take-back", response=gives(OfferOut), **needs("offers:answer", rule=OWNERS))
def take_back(request: HttpRequest, offer_id: Number, said: TakeBack) -> dict[str, Any]:
    """Give back a lot that you took a short while ago: the offer waits for an answer again.

    A repeat changes nothing, and never undoes a later answer; 409 when it is too late.
    """
    member = the_member(request)
    offer = _mine(member, offer_id)
    offers.take_back(by=member, answers={offer: _moment(offer, said.answered_at)})
    return _offer(member, offer)


def _moment(offer: LotOffer, said: datetime) -> datetime:
    """The moment of an answer as it is kept: answers tell it to the millisecond."""
    kept = offer.answered_at
    return kept if kept and abs(kept - said) < timedelta(milliseconds=1) else said


def _mine(member: Membership, offer_id: int) -> LotOffer:
    own = offers_visible_to(member).defer("order__style__body").filter(organisation_id=member.organisation_id)
    return get_object_or_404(own, pk=offer_id)


def _offer(member: Membership, offer: LotOffer) -> dict[str, Any]:
    names = ("id", "state", "pieces", "start_on", "end_on", "arrive_on", "distance_km", "expires_at", "answered_at")
    return {name: getattr(offer, name) for name in (*names, "reason")} | {
        "organisation": offer.organisation.code, "factory": offer.factory.code, "line": offer.line.code,
        "order": offer.order.number, "style": offer.order.style.code,
        "pay_cny": None if member.sees_cluster else offer.pay_cny,
        "undo_until": offers.undo_until(offer),
    }  # fmt: skip


@router.get("/events", response=gives(EventPage), **needs("planning:read", rule=READERS))
def events(
    request: HttpRequest,
    state: Literal["new", "repaired", "confirmed", "dismissed", "failed"] | None = None,
    cursor: Cursor = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """List what happened to the plan, newest first."""
    found = events_visible_to(the_member(request))
    found = found.filter(state=state) if state else found
    return paged(found, "-id", cursor=cursor, limit=limit, shown=_event)


def _event(event: PlanEvent) -> dict[str, Any]:
    return {
        "id": event.pk, "kind": event.kind, "state": event.state, "at": event.at, "decided_at": event.decided_at,
        "plan": event.plan.number, "repair": event.repaired.number if event.repaired else None,
        "words": event_words(event),
    }  # fmt: skip
