"""The order book through the API: list, one, cancel, confirm, and promises for new orders."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from interlock_hub.core import ledger
from interlock_hub.core.access import PLANNERS, roles, the_member
from interlock_hub.core.api import Cursor, JobOut, Limit, Text, Words, gives, job_shown, needs, paged
from interlock_hub.core.bridge import language
from interlock_hub.core.errors import HubError
from interlock_hub.core.models import JobRun, Membership, Role
from interlock_hub.core.money import fen, yuan
from interlock_hub.core.selectors import jobs_visible_to, today
from interlock_hub.orders import filters, selectors, services, services_promises
from interlock_hub.orders.bridge import MOST_OF_CELL
from interlock_hub.orders.models import Order, Style
from interlock_hub.orders.promising import Wanted, Way, together

router = Router(tags=["orders"])
READERS = roles(*selectors.ORDER_READERS)
CHANGERS = roles(*PLANNERS)
MOST_CELLS = 400
Pieces = Annotated[int, Field(ge=1, le=MOST_OF_CELL)]


class OrderRow(Schema):
    """An order in the list; late days below 0 are early. ``told_on`` is the day its customer was told, if one was.

    Customer and price are null to those they are private from; a price that is not stated is null to all.
    """

    number: str
    state: str
    style: str
    category: str
    pieces: int
    due_on: date
    told_on: date | None
    ship_on: date | None
    late_days: int | None
    core: str | None
    customer: str | None
    price_cny: Decimal | None


class OrderPage(Schema):
    """Some orders by due date, then number."""

    items: list[OrderRow]
    next: str


class Cell(Schema):
    """Pieces of a colour and size."""

    colour: str
    size: str
    pieces: int


class OrderOut(OrderRow):
    """An order with its pieces by colour and size."""

    held_until: datetime | None
    material_ready_on: date | None
    quantities: list[Cell]


class Reason(Schema):
    """Why."""

    reason: Words = ""


class CellIn(Schema):
    """Pieces wanted of a colour and size."""

    colour: Annotated[Text, Field(min_length=1, max_length=60)]
    size: Annotated[Text, Field(min_length=1, max_length=30)]
    pieces: Pieces


class PromiseIn(Schema):
    """An order that is asked for. ``number`` left out: one is given; ``core`` left out: whichever does it best."""

    style: Text
    due_on: date
    quantities: Annotated[list[CellIn], Field(min_length=1, max_length=MOST_CELLS)]
    customer: Text = ""
    price_cny: Annotated[Decimal, Field(ge=0, lt=10**8, decimal_places=2)] = Decimal(0)
    core: Text = ""
    number: Annotated[Text, Field(max_length=60)] = ""
    material_ready_on: date | None = None


class MakerOut(Schema):
    """Who sews how much; a factory of ``""`` is outside the cluster."""

    factory: str
    pieces: int


class WayOut(Schema):
    """A way to make the order; cost, quality and makers are null to brands.

    ``also`` are the other ways that this one is. ``standing`` to the wanted date: in_time, at_risk (less than 80% sure)
    or late; ``confidence``: the probability to ship in time, null where it is late or nothing is known of it.
    ``quality``: skill of the lines times their factories' share passed at first inspection, mean of the pieces, 0..1.
    """

    way: str
    also: list[str]
    standing: Literal["in_time", "at_risk", "late"]
    ship_on: date
    late_days: int
    why: str
    confidence: float | None
    quality: float | None
    cost_cny: Decimal | None
    makers: list[MakerOut] | None


class PromiseOut(Schema):
    """A promise that was asked for: its job, and the ways once it is done."""

    job: JobOut
    number: str
    ways: list[WayOut]


class Choice(Schema):
    """The way chosen; ``number`` only where the one that was asked for is taken by now."""

    way: Literal["cheapest", "fastest", "best_quality"]
    number: Annotated[Text, Field(max_length=60)] = ""


def _row(member: Membership, order: Order) -> dict[str, Any]:
    private = selectors.price_visible_to(member, order)
    return {
        "number": order.number, "state": order.state, "style": order.style.code, "category": order.style.category,
        "pieces": order.pieces, "due_on": order.due_on, "told_on": order.told_on,
        "ship_on": order.ship_on, "late_days": order.late_days,
        "core": order.planned_core.code if order.planned_core else None,
        "customer": order.customer if private else None, "price_cny": (order.price_cny or None) if private else None,
    }  # fmt: skip


def _one(member: Membership, order: Order) -> dict[str, Any]:
    cells = selectors.quantities_of(order)
    return {
        **_row(member, order), "held_until": order.held_until, "material_ready_on": order.material_ready_on,
        "quantities": [{"colour": cell.colour, "size": cell.size, "pieces": cell.pieces} for cell in cells],
    }  # fmt: skip


def _found(member: Membership, number: str) -> Order:
    orders = selectors.orders_visible_to(member).select_related("style", "core", "planned_core", "owner", "brand")
    return get_object_or_404(orders, number=number)


@router.get("/orders", response=gives(OrderPage), **needs("orders:read", rule=READERS))
def orders(
    request: HttpRequest,
    state: Literal["held", "open", "cancelled", "shipped", "all"] = "open",
    light: Literal["late", "risk", "ok", "none"] | None = None,
    category: Text = "",
    core: Text = "",
    customer: Text = "",
    q: Text = "",
    due_from: date | None = None,
    due_to: date | None = None,
    cursor: Cursor = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """List the orders you may see, by due date. ``light``: late, within two days of it, in time, not planned."""
    member = the_member(request)
    asked = filters.Asked(
        text=q, light=light or "", state=state, category=category, core=core, customer=customer,
        due_from=due_from, due_to=due_to,
    )  # fmt: skip
    found = filters.narrowed(selectors.orders_visible_to(member), asked, private=selectors.price_seen_by(member))
    return paged(found, "due_on", "number", cursor=cursor, limit=limit, shown=lambda order: _row(member, order))


@router.get("/orders/{number}", response=gives(OrderOut), **needs("orders:read", rule=READERS))
def order(request: HttpRequest, number: Text) -> dict[str, Any]:
    """Return an order; opening another firm's is noted for it to see."""
    member = the_member(request)
    found = _found(member, number)
    planned = found.planned_core.organisation_id if found.planned_core else None
    if member.organisation_id not in (found.owner_id, found.brand_id, planned):
        ledger.looked(by=member, of=found.owner, subject="orders.order", key=found.number)
    return _one(member, found)


@router.post("/orders/{number}/cancel", response=gives(OrderOut), **needs("orders:write", rule=READERS))
def cancel(request: HttpRequest, number: Text, said: Reason | None = None) -> dict[str, Any]:
    """Cancel an open or held order; a brand may release what is held for it."""
    member = the_member(request)
    found = _found(member, number)
    releases = found.state == Order.State.HELD and found.brand_id == member.organisation_id
    _may_change(member, found, besides=releases)
    services.cancel(by=member, order=found, reason=said.reason if said else "")
    return _one(member, found)


@router.post("/orders/{number}/confirm", response=gives(OrderOut), **needs("orders:write", rule=CHANGERS))
def confirm(request: HttpRequest, number: Text) -> dict[str, Any]:
    """Take a held order into the book; a repeat changes nothing, 409 when it was cancelled or its 24 hours are over."""
    member = the_member(request)
    found = _found(member, number)
    _may_change(member, found)
    services.release_expired()
    services.confirm(by=member, order=found)
    return _one(member, found)


def _may_change(member: Membership, order: Order, *, besides: bool = False) -> None:
    if not (besides or selectors.may_change(member, order)):
        raise PermissionDenied(_("Only the firm that took the order can change it."))


@router.post("/promises", response=gives(PromiseOut, 202), **needs("orders:write", rule=READERS))
def ask(request: HttpRequest, wanted: PromiseIn) -> Status[dict[str, Any]]:
    """Look for three ways to make a new order on the plan that holds: a job, whose ways are read by its id."""
    member = the_member(request)
    job = services_promises.ask(by=member, wanted=_wanted(member, wanted))
    return Status(202, _promise(member, job))


@router.get("/promises/{job_id}", response=gives(PromiseOut), **needs("orders:read", rule=READERS))
def promise(request: HttpRequest, job_id: UUID) -> dict[str, Any]:
    """Return a promise: how far its job is, and the ways it found."""
    member = the_member(request)
    return _promise(member, _job(member, job_id))


@router.post("/promises/{job_id}/hold", response=gives(OrderOut), **needs("orders:write", rule=READERS))
def hold(request: HttpRequest, job_id: UUID, choice: Choice) -> dict[str, Any]:
    """Hold the order for 24 hours in one of the ways; another way later changes how it is held, a repeat nothing."""
    member = the_member(request)
    held = services_promises.hold(by=member, job=_job(member, job_id), way=choice.way, number=choice.number)
    return _one(member, _found(member, held.number))


def _job(member: Membership, job_id: UUID) -> JobRun:
    mine = jobs_visible_to(member).filter(kind=services_promises.KIND, organisation_id=member.organisation_id)
    return get_object_or_404(mine, pk=job_id)


def _promise(member: Membership, job: JobRun) -> dict[str, Any]:
    wanted = Wanted.of_json(job.given["wanted"])
    ways = [_way(member, alike) for alike in together(services_promises.ways_of(job))]
    return {"job": job_shown(job, member), "number": wanted.number, "ways": ways}


def _way(member: Membership, alike: list[Way]) -> dict[str, Any]:
    brand, way = member.role == Role.BRAND, alike[0]
    return {
        "way": way.way, "also": [same.way for same in alike[1:]], "ship_on": way.ship_on, "late_days": way.late_days,
        "why": way.why[language()], "standing": way.standing.value, "confidence": way.chance,
        "quality": None if brand else way.quality, "cost_cny": None if brand else yuan(way.cost_fen),
        "makers": None if brand else [{"factory": m.factory, "pieces": m.pieces} for m in way.makers],
    }  # fmt: skip


def _wanted(member: Membership, given: PromiseIn) -> Wanted:
    brand = member.role == Role.BRAND
    customer = member.organisation.name if brand else given.customer
    style = selectors.styles_visible_to(member).defer("body").filter(code=given.style).first()
    known_core = not given.core or selectors.cores_for(member).filter(code=given.core).exists()
    problems = [
        message
        for wrong, message in (
            (
                style is None,
                _("There is no style %(style)s; give the code of one you may see.") % {"style": given.style},
            ),
            (
                not known_core,
                _("There is no core factory %(core)s that you may give orders to.") % {"core": given.core},
            ),
            (brand and not given.core, _("Name the core factory that makes the order.")),
            (not customer, _("Name the customer.")),
            *_cells_wrong(style, given),
        )
        if wrong
    ]
    if problems:
        raise HubError(*problems)
    return Wanted(
        number=given.number or services_promises.free_number(f"N{today():%y%m%d}"),
        number_typed=bool(given.number),
        customer=customer,
        style=given.style,
        due_on=given.due_on,
        quantities=tuple((cell.colour, cell.size, cell.pieces) for cell in given.quantities),
        price_fen=fen(given.price_cny),
        core=given.core,
        material_ready_on=given.material_ready_on,
    )


def _cells_wrong(style: Style | None, given: PromiseIn) -> list[tuple[bool, str]]:
    sizes = list(style.sizes) if style else []
    odd = sorted({cell.size for cell in given.quantities} - set(sizes))
    cells = [(cell.colour, cell.size) for cell in given.quantities]
    return [
        (
            bool(style and odd),
            _("The style has no size %(odd)s; its sizes are %(sizes)s.")
            % {"odd": ", ".join(odd), "sizes": ", ".join(sizes)},
        ),
        (len(set(cells)) < len(cells), _("A colour and size stands twice; give each once.")),
    ]
