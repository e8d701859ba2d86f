"""The frame around every page: the rail of each role, language and theme."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.access import member_of
from interlock_hub.core.models import Membership, Role
from interlock_hub.core.selectors import cluster


@dataclass(frozen=True)
class Item:
    """An entry of the rail; ``room`` lights it up on all pages of that room."""

    label: str | Promise
    view: str
    icon: str
    room: str


TODAY = Item(_("Today"), "site:home", "home", "site")
ORDERS = Item(_("Orders"), "orders:list", "list-details", "orders")
PROMISE = Item(_("Promise"), "orders:new", "calendar", "promise")
PLANS = Item(_("Plans"), "planning:list", "git-branch", "planning")
BOARD = Item(_("Board"), "planning:board", "layout-kanban", "board")
OFFERS = Item(_("Offers"), "planning:offers", "send", "offers")
EVENTS = Item(_("Events"), "planning:events", "bolt", "events")
CUTTING = Item(_("Lays"), "cutting:day", "scissors", "cutting")
MARKERS = Item(_("Markers"), "cutting:markers", "ruler-measure", "markers")
ROLLS = Item(_("Rolls"), "cutting:rolls", "stack-2", "rolls")
STYLES = Item(_("Styles"), "orders:styles", "shirt", "styles")
CUT_PLANS = Item(_("Cut plans"), "cutting:orders", "list-details", "cut-plans")
NETWORK = Item(_("Network"), "network:list", "building-factory-2", "network")
LOTS = Item(_("My lots"), "planning:my_lots", "stack-2", "lots")
FACTORY = Item(_("My factory"), "network:mine", "building-factory-2", "network")

RAILS: dict[str, tuple[Item, ...]] = {
    Role.OPERATOR: (TODAY, ORDERS, BOARD, PLANS, EVENTS, OFFERS, CUTTING, STYLES, NETWORK),
    Role.PLANNER: (TODAY, ORDERS, PROMISE, BOARD, PLANS, OFFERS, EVENTS, CUTTING, STYLES, NETWORK),
    Role.CUTTER: (TODAY, CUTTING, CUT_PLANS, MARKERS, ROLLS, STYLES, NETWORK),
    Role.OWNER: (TODAY, OFFERS, LOTS, FACTORY),
    Role.SELLER: (TODAY,),
    Role.BRAND: (TODAY, ORDERS, PROMISE),
    Role.INSPECTOR: (TODAY, NETWORK),
    Role.DRIVER: (TODAY, NETWORK),
    Role.OFFICIAL: (TODAY, NETWORK),
}

# Pages that belong to another entry than their room's first, by the entries that may light up, the best first.
KIN: dict[str, tuple[Item, ...]] = {
    **dict.fromkeys(("better", "better_one", "better_answer"), (MARKERS, CUTTING)),
    **dict.fromkeys(("order", "orders"), (CUT_PLANS, CUTTING)),
    **dict.fromkeys(("patterns", "pattern", "versions"), (STYLES, CUTTING)),
}

# A phone's bar holds so many entries; where there are more, these stand in it and the others behind one that opens.
BAR_ENTRIES = 5
IN_BAR: dict[str, tuple[Item, ...]] = {
    Role.OPERATOR: (TODAY, ORDERS, EVENTS, OFFERS),
    Role.PLANNER: (TODAY, ORDERS, EVENTS, OFFERS),
    Role.CUTTER: (TODAY, CUTTING, MARKERS, ROLLS),
}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template needs."""
    member = member_of(request)
    match = request.resolver_match
    theme = request.COOKIES.get("theme") or (member.person.theme if member else "")
    theme = theme if theme in {"light", "dark"} else ""
    rail = _rail(member, match.view_name if match else "")
    return {
        "member": member,
        "cluster": cluster() if member else None,
        "rail": rail,
        "beyond": [item for item in rail if item["beyond"]],
        "beyond_here": any(item["beyond"] and item["here"] for item in rail),
        "theme": theme or "light",
        "theme_chosen": bool(theme),
        "phone_first": bool(member and member.role in (Role.OWNER, Role.DRIVER)),
    }


def _rail(member: Membership | None, view: str) -> list[dict[str, Any]]:
    if member is None:
        return []
    items = RAILS[member.role]
    room, _colon, page = view.partition(":")
    exact = [item for item in items if item.view == view]
    if room == "cutting" and not exact:
        exact = [item for item in KIN.get(page, ()) if item in items][:1]
    if view == "orders:ways":  # the answer to what was asked there
        exact = [item for item in items if item is PROMISE]
    if room == "site" and page.startswith(("import", "export")):  # what fills the register and the order book
        exact = [item for item in items if item is NETWORK]
    kin = [item for item in items if page and page.split("_")[0] in (item.room, item.room.removesuffix("s"))]
    same = [item for item in items if item.room == room] or [i for i in items if i.view.split(":")[0] == room]
    here = exact or kin[:1] or same[:1]
    in_bar = items if len(items) <= BAR_ENTRIES else IN_BAR.get(member.role, items[: BAR_ENTRIES - 1])
    return [
        {
            "label": item.label,
            "url": _address(item.view),
            "icon": item.icon,
            "here": item in here,
            "beyond": item not in in_bar,
        }
        for item in items
    ]


@cache
def _address(view: str) -> str:
    return reverse(view)
