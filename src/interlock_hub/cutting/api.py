"""Lays and markers through the API; what was added to them has a file of its own."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router, Schema

from interlock_hub.core.access import Rule, roles, the_member
from interlock_hub.core.api import Cursor, Limit, Text, gives, needs, paged
from interlock_hub.core.errors import Stale, worded
from interlock_hub.cutting import services
from interlock_hub.cutting.models import Lay, Marker, Pool
from interlock_hub.cutting.selectors import CUTTING_READERS, lays_visible_to, markers_visible_to, may_advance
from interlock_hub.orders.models import Order

router = Router(tags=["cutting"])
READERS: Rule = roles(*CUTTING_READERS)


class Plies(Schema):
    """Plies of a colour."""

    colour: str
    plies: int


class LayOut(Schema):
    """A lay: minutes count from the start of the table's day.

    ``orders`` are all that it cuts: a lay of a pool cuts several firms' together, and is seen by who cuts it alone.
    ``order`` is the one that it is kept under.
    """

    code: str
    order: str
    orders: list[str]
    marker: str
    factory: str
    table: str
    material: str
    cut_on: date
    start_min: float
    end_min: float
    plies: list[Plies]
    fabric_m: float
    state: str


class LayPage(Schema):
    """Some lays by day, then code."""

    items: list[LayOut]
    next: str


class MarkerRow(Schema):
    """A marker in the list: ``ratio`` is garments by size, ``nested`` whether it was nested or estimated."""

    code: str
    style: str
    material: str
    width_mm: float
    length_mm: float
    utilisation: float
    nested: bool
    ratio: dict[str, int]


class MarkerPage(Schema):
    """Some markers by code."""

    items: list[MarkerRow]
    next: str


class MarkerOut(MarkerRow):
    """A marker; ``body`` is what the engine keeps of it, placements included."""

    body: dict[str, Any]


def _lay(lay: Lay) -> dict[str, Any]:
    return {
        "code": lay.code, "order": lay.order.number, "orders": _orders(lay), "marker": lay.marker.code,
        "factory": lay.factory.code, "table": lay.table.code, "material": lay.material,
        "cut_on": lay.cut_on, "start_min": lay.start_min, "end_min": lay.end_min,
        "plies": [{"colour": colour, "plies": plies} for colour, plies in lay.plies],
        "fabric_m": lay.fabric_m, "state": lay.state,
    }  # fmt: skip


def _orders(lay: Lay) -> list[str]:
    if lay.pool is None:
        return [lay.order.number]
    return sorted({order.number for share in lay.pool.shares.all() for order in share.orders.all()})


def _marker(marker: Marker) -> dict[str, Any]:
    return {
        "code": marker.code, "style": marker.style.code, "material": marker.material, "width_mm": marker.width_mm,
        "length_mm": marker.length_mm, "utilisation": marker.utilisation, "nested": marker.nested,
        "ratio": marker.ratio,
    }  # fmt: skip


@router.get("/lays", response=gives(LayPage), **needs("cutting:read", rule=READERS))
def lays(
    request: HttpRequest,
    on: date | None = None,
    state: Literal["planned", "spread", "cut"] | None = None,
    order: Text = "",
    cursor: Cursor = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """List the lays you may see, by day."""
    found = lays_visible_to(the_member(request)).prefetch_related(
        "pool", Prefetch("pool__shares__orders", Order.objects.only("number"))
    )
    wanted = {"cut_on": on, "state": state}
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    if order:
        found = found.filter(Q(order__number=order) | Q(pool__in=Pool.objects.filter(shares__orders__number=order)))
    return paged(found, "cut_on", "code", cursor=cursor, limit=limit, shown=_lay)


class LayState(Schema):
    """Where a lay stands now; ``estimated`` says yes to spreading it although its marker is not nested yet."""

    to: Literal["planned", "spread", "cut"]
    estimated: bool = False


# Before the address of a lay alone, which its code would reach past.
@router.post("/lays/{path:code}/state", response=gives(LayOut), **needs("cutting:write", rule=READERS))
def say_lay_state(request: HttpRequest, code: Text, body: LayState) -> dict[str, Any]:
    """Say that a lay of your shop was spread or cut, or take it back on the same day; a repeat changes nothing.

    409 where its marker is estimated and that was not said to be wanted.
    """
    member = the_member(request)
    found = get_object_or_404(lays_visible_to(member), code=code)
    if not may_advance(member, found):
        raise Http404
    begins = body.to == "spread" and found.state == Lay.State.PLANNED
    if begins and not found.marker.nested and not body.estimated:
        raise Stale(
            worded(_("The marker of lay %(lay)s is only estimated; send estimated to spread it so."), lay=found.code)
        )
    return _lay(services.say(by=member, lay=found, to=body.to))


@router.get("/lays/{path:code}", response=gives(LayOut), **needs("cutting:read", rule=READERS))
def lay(request: HttpRequest, code: Text) -> dict[str, Any]:
    """Return a lay."""
    return _lay(get_object_or_404(lays_visible_to(the_member(request)), code=code))


@router.get("/markers", response=gives(MarkerPage), **needs("cutting:read", rule=READERS))
def markers(request: HttpRequest, style: Text = "", cursor: Cursor = "", limit: Limit = 100) -> dict[str, Any]:
    """List the markers of lays you may see, by code."""
    found = markers_visible_to(the_member(request))
    found = found.filter(style__code=style) if style else found
    return paged(found, "code", cursor=cursor, limit=limit, shown=_marker)


@router.get("/markers/{path:code}", response=gives(MarkerOut), **needs("cutting:read", rule=READERS))
def marker(request: HttpRequest, code: Text) -> dict[str, Any]:
    """Return a marker with its placements."""
    found = get_object_or_404(markers_visible_to(the_member(request)).defer(None), code=code)
    return {**_marker(found), "body": {name: part for name, part in found.body.items() if name != "styles"}}
