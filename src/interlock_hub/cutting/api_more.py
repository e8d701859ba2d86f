"""Better markers, cut plans, rolls and shares of pooled lays through the API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from interlock_hub.core.access import Rule, roles, the_member
from interlock_hub.core.api import Cursor, Limit, Number, Text, gives, needs, paged
from interlock_hub.core.money import to_the_fen
from interlock_hub.cutting import services_better, services_pools, services_rolls
from interlock_hub.cutting.models import BetterMarker, CutStudy, PoolShare, Roll
from interlock_hub.cutting.rolls_width import too_narrow
from interlock_hub.cutting.selectors import (
    CUTTING_READERS,
    better_visible_to,
    lays_visible_to,
    rolls_visible_to,
    shares_visible_to,
    shops_with_rolls,
)
from interlock_hub.orders.selectors import orders_visible_to

router = Router(tags=["cutting"])
READERS: Rule = roles(*CUTTING_READERS)
Metres = Annotated[float, Field(ge=0.1, le=1000)]
Millimetres = Annotated[float, Field(ge=300, le=4000)]


class BetterOut(Schema):
    """A shorter layout of a marker: ``saved_m`` is what lays not yet spread save, ``saved_cny`` its least price."""

    id: int
    marker: str
    before_mm: float
    length_mm: float
    utilisation: float
    saved_m: float
    saved_cny: Decimal | None
    state: str


class BetterPage(Schema):
    """Some better markers, as they were found."""

    items: list[BetterOut]
    next: str


def _better(row: BetterMarker) -> dict[str, Any]:
    facts = ("before_mm", "length_mm", "utilisation", "saved_m", "saved_cny", "state")
    return {"id": row.pk, "marker": row.marker.code, **{name: getattr(row, name) for name in facts}}


@router.get("/better-markers", response=gives(BetterPage), **needs("cutting:read", rule=READERS))
def better_markers(
    request: HttpRequest,
    state: Literal["offered", "taken", "left", "passed"] | None = None,
    cursor: Cursor = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """List the better markers of lays you cut, as they were found."""
    found = better_visible_to(the_member(request))
    return paged(found.filter(state=state) if state else found, "pk", cursor=cursor, limit=limit, shown=_better)


@router.post("/better-markers/{better_id}/{answer}", response=gives(BetterOut), **needs("cutting:write", rule=READERS))
def answer_better_marker(
    request: HttpRequest, better_id: Number, answer: Literal["take", "leave", "back"]
) -> dict[str, Any]:
    """Let lays that are not spread yet take a better marker, leave it, or take the answer back."""
    member = the_member(request)
    found = get_object_or_404(better_visible_to(member).defer(None), pk=better_id)
    {"take": services_better.take, "leave": services_better.leave, "back": services_better.take_back}[answer](
        by=member, better=found
    )
    return _better(better_visible_to(member).get(pk=found.pk))


class CutCosts(Schema):
    """What a cut plan costs, by what for."""

    fabric_cny: Decimal
    markers_cny: Decimal
    lays_cny: Decimal
    plies_cny: Decimal


class CutFigures(Schema):
    """What a cut plan takes and costs: markers and plies of the shell, lays and metres of all fabrics."""

    markers: int
    lays: int
    plies: int
    fabric_m: float
    garments: int
    cost_cny: Decimal
    parts: CutCosts


class CutPlanOut(Schema):
    """How an order could be cut within limits, beside how it is: no plan within them costs less than ``bound_cny``."""

    order: str
    over_share: float
    under_share: float
    max_plies: int
    max_garments: int
    now: CutFigures | None
    found: CutFigures
    bound_cny: Decimal
    gap: float
    proved: bool
    markers: list[dict[str, Any]]


@router.get("/cut-plans/{order}", response=gives(list[CutPlanOut]), **needs("cutting:read", rule=READERS))
def cut_plans(request: HttpRequest, order: Text) -> list[dict[str, Any]]:
    """Return the last cut plans that were tried for an order, the newest first: ratios with plies by colour."""
    member = the_member(request)
    if not lays_visible_to(member).filter(order__number=order).exists():
        get_object_or_404(orders_visible_to(member), number=order)
        return []
    rows = CutStudy.objects.filter(order__number=order).select_related("order").defer("replaced")[:20]
    limits = ("over_share", "under_share", "max_plies", "max_garments")
    return [
        {
            "order": row.order.number, **{name: getattr(row, name) for name in limits}, "markers": row.found["steps"],
            "now": _cut_figures(row.found["now"]), "found": _cut_figures(row.found["found"]),
            "bound_cny": to_the_fen(row.found["bound_cny"]), "gap": row.found["gap"], "proved": row.found["proved"],
        }
        for row in rows
    ]  # fmt: skip


def _cut_figures(kept: dict[str, Any] | None) -> dict[str, Any] | None:
    if kept is None:
        return None
    parts = {name: to_the_fen(cny) for name, cny in kept["parts"].items()}
    return kept | {"cost_cny": to_the_fen(kept["cost_cny"]), "parts": parts}


class RollOut(Schema):
    """A roll of a cutting shop; ``remnant_of`` names the roll it was left of."""

    factory: str
    code: str
    material: str
    colour: str
    shade: str
    length_m: float
    width_mm: float
    state: str
    remnant_of: str | None


class RollPage(Schema):
    """Some rolls, as they came in."""

    items: list[RollOut]
    next: str


class RollAdded(RollOut):
    """A roll that came in, and what whoever brings it in should look at: a width that no lay can use."""

    warnings: list[str]


class RollIn(Schema):
    """A roll that came in: ``factory`` is the shop's code, ``width_mm`` what can be used."""

    factory: Text
    code: Annotated[Text, Field(min_length=1, max_length=60)]
    material: Annotated[Text, Field(max_length=60)]
    colour: Annotated[Text, Field(max_length=60)] = ""
    shade: Annotated[Text, Field(max_length=40)] = ""
    length_m: Metres
    width_mm: Millimetres


def _roll(row: Roll) -> dict[str, Any]:
    facts = ("code", "material", "colour", "shade", "length_m", "width_mm", "state")
    of = row.remnant_of.code if row.remnant_of else None
    return {"factory": row.factory.code, **{name: getattr(row, name) for name in facts}, "remnant_of": of}


@router.get("/rolls", response=gives(RollPage), **needs("cutting:read", rule=READERS))
def rolls(
    request: HttpRequest,
    state: Literal["stock", "given", "used", "dropped"] | None = None,
    material: Text = "",
    cursor: Cursor = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """List the rolls of the shops you work in, as they came in."""
    wanted = {"state": state, "material": material}
    found = rolls_visible_to(the_member(request)).filter(**{name: value for name, value in wanted.items() if value})
    return paged(found, "pk", cursor=cursor, limit=limit, shown=_roll)


@router.post("/rolls", response=gives(RollAdded), **needs("cutting:write", rule=READERS))
def add_roll(request: HttpRequest, roll: RollIn) -> dict[str, Any]:
    """Put a roll into the stock of a shop you work in; one too narrow for every lay that waits there is told of."""
    member = the_member(request)
    shop = get_object_or_404(shops_with_rolls(member), code=roll.factory)
    facts = roll.dict(exclude={"factory"})
    added = services_rolls.add(by=member, factory=shop, **facts)
    return {**_roll(added), "warnings": too_narrow(shop, [added])}


class ShareOut(Schema):
    """Your firm's share of a pool of lays, and what it answered; nothing of the other firms."""

    id: int
    material: str
    factory: str
    first_on: date
    orders: list[str]
    alone_cny: Decimal
    pays_cny: Decimal
    saving_cny: Decimal
    answer: str
    state: str


class ShareIn(Schema):
    """Whether the firm agrees."""

    agrees: bool


def _share(row: PoolShare) -> dict[str, Any]:
    money = {name: getattr(row, name) for name in ("alone_cny", "pays_cny", "saving_cny", "answer")}
    return {
        "id": row.pk, "material": row.pool.material, "factory": row.pool.factory.code, "first_on": row.pool.first_on,
        "orders": sorted(order.number for order in row.orders.all()), "state": row.pool.state, **money,
    }  # fmt: skip


@router.get("/shares", response=gives(list[ShareOut]), **needs("cutting:read", rule=READERS))
def shares(request: HttpRequest) -> list[dict[str, Any]]:
    """List your firm's shares of pooled lays."""
    found = shares_visible_to(the_member(request)).prefetch_related("orders")
    return [_share(row) for row in found[:100]]


@router.post("/shares/{share_id}/answer", response=gives(ShareOut), **needs("cutting:write", rule=READERS))
def answer_share(request: HttpRequest, share_id: Number, said: ShareIn) -> dict[str, Any]:
    """Say whether your firm's orders may be cut together with others'."""
    member = the_member(request)
    found = get_object_or_404(shares_visible_to(member), pk=share_id)
    services_pools.answer(by=member, share=found, agrees=said.agrees)
    return _share(shares_visible_to(member).get(pk=found.pk))
