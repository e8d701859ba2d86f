"""All addresses of the site, with arguments that lead to rows of the test database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from interlock_hub.core.models import JobRun
from interlock_hub.cutting.models import BetterMarker, Lay, Marker, PatternUpload, Pool, PoolShare, Roll, RollPlan
from interlock_hub.network.models import Factory, ImportRun, Line
from interlock_hub.orders.models import Order, OrderUpload, Style
from interlock_hub.planning.models import LotOffer, PlanEvent, PlanLot, PlanVersion, Scenario

Argument = Any
# Pages of a job that are named by what the job is for.
UUID_PAGES = ("orders:ways", "orders:choose", "site:exported", "core:put_away")


@dataclass(frozen=True)
class Address:
    """A named address of the site."""

    name: str
    view: Any
    arguments: tuple[str, ...]


def addresses(resolver: URLResolver | None = None, space: str = "") -> Iterator[Address]:
    """Yield every address but those of the API, which has a walk of its own."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace and entry.namespace.startswith("api"):
                continue
            yield from addresses(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield Address(f"{space}{entry.name}", entry.callback, tuple(entry.pattern.regex.groupindex))


def url_of(address: Address) -> str:
    """Return an address with arguments of rows that exist, or that cannot exist where there are no rows."""
    return reverse(address.name, kwargs={name: _value(address.name, name) for name in address.arguments})


# Arguments that mean the same wherever they stand: the rows they name, and what to give where there are none.
NAMED: dict[str, tuple[Any, str, Argument]] = {
    "other": (PlanVersion, "number", 1), "marker": (Marker, "code", "none"), "order": (Order, "number", "none"),
    "style": (Style, "code", "none"),
}  # fmt: skip
GIVEN = {"secret": "no-such-secret", "form": "dxf", "paper": "cards.pdf"}
KINDS: dict[str, Any] = {
    "pool": Pool, "share": PoolShare, "roll_plan": RollPlan, "decide_rolls": RollPlan, "roll": Roll,
    "better": BetterMarker, "pattern": PatternUpload, "upload": OrderUpload, "offer": LotOffer, "event": PlanEvent,
    "scenario": Scenario, "line": Line, "import": ImportRun, "marker": Marker, "lay": Lay, "lot": PlanLot,
}  # fmt: skip


def _value(view: str, argument: str) -> Argument:
    room = view.split(":")[0]
    if argument in GIVEN:
        return GIVEN[argument]
    if argument in NAMED:
        return _first(*NAMED[argument])
    if argument == "number":
        return _first(PlanVersion, "number", 1) if room == "planning" else _first(Order, "number", "none")
    if argument == "code":
        kind = Marker if room == "cutting" and "marker" in view else CODED[room]
        return _first(kind, "code", "none")
    if argument == "pk" and (view in UUID_PAGES or (room == "core" and "job" in view)):
        return _first(JobRun, "pk", "00000000-0000-0000-0000-000000000000")
    found = next((kind for word, kind in KINDS.items() if word in view), None)
    return _first(found, "pk", 1) if found else 1


CODED: dict[str, Any] = {"network": Factory, "orders": Style, "cutting": Lay, "planning": PlanLot}


def _first(model: Any, field: str, otherwise: Argument) -> Argument:
    found = model.objects.order_by("pk").values_list(field, flat=True).first()
    return otherwise if found is None else found
