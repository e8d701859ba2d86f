"""The register through the API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from interlock_hub.core.access import the_member
from interlock_hub.core.api import Cursor, Limit, Text, gives, needs, paged
from interlock_hub.core.ledger import looked
from interlock_hub.core.selectors import today
from interlock_hub.network.models import Factory
from interlock_hub.network.register import virtues_shown
from interlock_hub.network.selectors import (
    closures_from,
    factories_visible_to,
    factories_with_counts,
    machines_of,
    measured_to,
    private_to,
)

router = Router(tags=["network"])
Kind = Literal["core", "satellite", "cutting_centre", "finishing"]


class FactoryRow(Schema):
    """A factory in the list: degrees are WGS-84."""

    code: str
    name: str
    kind: str
    organisation: str
    township: str
    longitude: float
    latitude: float
    lines: int
    operators: int


class FactoryPage(Schema):
    """Some factories by code."""

    items: list[FactoryRow]
    next: str


class LineOut(Schema):
    """A sewing line; declared minutes and price are for its own people and the operator, null to others."""

    code: str
    operators: int
    skills: dict[str, float]
    declared_min_per_day: float | None
    price_cny_per_min: Decimal | None


class ClosureOut(Schema):
    """Days on which a factory is closed, both ends included."""

    first_on: date
    last_on: date
    reason: str


class FactoryOut(FactoryRow):
    """A factory; ``virtues`` are 0..100 or null where nothing is known; closures are private to its own people.

    Virtues drawn from its prices or its work are left out for those it neither belongs to nor sews for.
    """

    minimum_lot_pieces: int
    virtues: dict[str, float | None]
    machines: dict[str, int]
    line_list: list[LineOut]
    closures: list[ClosureOut] | None


def _row(factory: Factory) -> dict[str, Any]:
    return {
        "code": factory.code, "name": factory.name, "kind": factory.kind, "organisation": factory.organisation.code,
        "township": factory.township.code, "longitude": factory.longitude, "latitude": factory.latitude,
        "lines": factory.line_count, "operators": factory.operator_count or 0,  # type: ignore[attr-defined]
    }  # fmt: skip


@router.get("/factories", response=gives(FactoryPage), **needs("network:read"))
def factories(
    request: HttpRequest,
    kind: Kind | None = None,
    township: Text = "",
    q: Text = "",
    cursor: Cursor = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """List the factories you may see, by code: readers of the register all, others their own."""
    found = factories_with_counts(the_member(request))
    if kind:
        found = found.filter(kind=kind)
    if township:
        found = found.filter(township__code=township)
    if q:
        found = found.filter(name__icontains=q) | found.filter(code__icontains=q)
    return paged(found, "code", cursor=cursor, limit=limit, shown=_row)


@router.get("/factories/{code}", response=gives(FactoryOut), **needs("network:read"))
def factory(request: HttpRequest, code: Text) -> dict[str, Any]:
    """Return a factory with its lines and machines; opening another firm's private data is noted for it to see."""
    member = the_member(request)
    found = get_object_or_404(factories_visible_to(member), code=code)
    private = private_to(member, found)
    if private:
        looked(by=member, of=found.organisation, subject="network.factory", key=found.code)
    lines = list(found.lines.all())
    found.line_count, found.operator_count = len(lines), sum(line.operators for line in lines)  # type: ignore[attr-defined]
    return {
        **_row(found),
        "minimum_lot_pieces": found.minimum_lot_pieces,
        "virtues": virtues_shown(found, measured=measured_to(member, found)),
        "machines": {machine.kind: machine.count for machine in machines_of(found)},
        "line_list": [
            {
                "code": line.code,
                "operators": line.operators,
                "skills": line.skills,
                "declared_min_per_day": line.declared_min_per_day if private else None,
                "price_cny_per_min": line.price_cny_per_min if private else None,
            }
            for line in lines
        ],
        "closures": list(closures_from(found, today())) if private else None,
    }
