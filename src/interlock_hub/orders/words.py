"""Sentences of the order book, whole in both languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from interlock_hub.core.bridge import firm_name
from interlock_hub.core.formats import day, grouped, instant, percent, short
from interlock_hub.orders.models import Order

HAPPENED: dict[str, str | Promise] = {
    "cancelled": pgettext_lazy("what happened to an order", "Cancelled"),
    "due date moved": pgettext_lazy("what happened to an order", "Due date moved"),
    "confirmed": pgettext_lazy("what happened to an order", "Confirmed"),
    "held": pgettext_lazy("what happened to an order", "Held for the customer"),
    "held another way": pgettext_lazy("what happened to an order", "Held another way"),
    "hold ended": pgettext_lazy("what happened to an order", "Hold ended, released"),
    "taken in from a workbook": pgettext_lazy("what happened to an order", "Taken in from a workbook"),
    "taken in": pgettext_lazy("what happened to an order", "Taken in from a sheet"),
    "published": pgettext_lazy("what happened to an order", "Plan published"),
    "shipped": pgettext_lazy("what happened to an order", "Shipped"),
}
WAYS: dict[str, str | Promise] = {
    "cheapest": gettext_lazy("Cheapest"),
    "fastest": gettext_lazy("Fastest"),
    "best_quality": gettext_lazy("Best quality"),
}


def list_sentence(found: Mapping[str, int]) -> str:
    """Return the sentence above the order book."""
    if not found["orders"]:
        return ""
    facts = {name: short(value) for name, value in found.items()}
    whole = ngettext(
        "%(orders)s order, %(all_pieces)s pieces.", "%(orders)s orders, %(all_pieces)s pieces.", found["orders"]
    )
    parts = [whole % facts]
    if found["late"]:
        parts.append(ngettext("%(late)s will be late.", "%(late)s will be late.", found["late"]) % facts)
    if found["risk"]:
        text = ngettext(
            "%(risk)s ships within a day of its due date.", "%(risk)s ship within a day of their due date.",
            found["risk"],
        )  # fmt: skip
        parts.append(text % facts)
    if found["none"]:
        parts.append(
            ngettext("%(none)s is in no published plan.", "%(none)s are in no published plan.", found["none"]) % facts
        )
    if not (found["late"] or found["risk"] or found["none"]):
        parts.append(_("All ship in time."))
    return ("" if _is_chinese() else " ").join(parts)


def _is_chinese() -> bool:
    return pgettext("whether blanks stand between sentences", "yes") != "yes"


def order_sentence(order: Order) -> str:
    """Return in one sentence where an order stands."""
    if order.state == Order.State.CANCELLED:
        return _("Cancelled: it is in no new plan.")
    if order.state == Order.State.SHIPPED:
        return _("Shipped.")
    if order.state == Order.State.HELD and order.held_until is None:
        return _("It makes rejected pieces again and waits for the yes to the repair that plans it.")
    if order.state == Order.State.HELD:
        return _("Held until %(until)s: promised to ship on %(ship)s if it is confirmed by then.") % {
            "until": instant(order.held_until), "ship": day(order.ship_on)}  # fmt: skip
    if order.ship_on is None:
        return _("It is in no published plan yet: plan the network and publish.")
    told = order.told_on
    if told is None or told >= order.ship_on:
        return _ships(order)
    said = _("Its customer was told %(told)s.") % {"told": day(told)}
    return ("" if _is_chinese() else " ").join((_ships(order), said))


def why_fixed(order: Order, *, may_change: bool) -> str:
    """Return why an order's due date cannot be moved nor the order cancelled by its reader, and who or what may."""
    if order.state == Order.State.CANCELLED:
        return _("It is cancelled and stays so; if it is wanted after all, enter it as a new order.")
    if order.state == Order.State.SHIPPED:
        return _("It has shipped, so neither its due date nor its pieces change any more.")
    if order.state == Order.State.HELD and order.held_until is None:
        return _("It is decided with its repair, on the page of events.")
    if order.state == Order.State.HELD:
        return _(
            "Its due date can be moved once it is confirmed; for another day before that, release it and ask anew."
        )
    if may_change:
        return ""
    firm = firm_name(order.owner.name)
    return _("Only %(firm)s, which took the order, and the cluster's operator can move its due date or cancel it.") % {
        "firm": firm
    }


def _ships(order: Order) -> str:
    assert order.ship_on is not None
    days = (order.ship_on - order.due_on).days
    facts: dict[str, Any] = {"ship": day(order.ship_on), "due": day(order.due_on), "days": abs(days)}
    if days > 0:
        return ngettext(
            "Ships on %(ship)s, %(days)s day late: it is due on %(due)s.",
            "Ships on %(ship)s, %(days)s days late: it is due on %(due)s.",
            days,
        ) % facts  # fmt: skip
    if days == 0:
        return _("Ships on %(ship)s, the day it is due.") % facts
    return ngettext(
        "Ships on %(ship)s, %(days)s day before it is due on %(due)s.",
        "Ships on %(ship)s, %(days)s days before it is due on %(due)s.",
        -days,
    ) % facts  # fmt: skip


def happened(what: str) -> str:
    """Return what the ledger says happened, in words."""
    return str(HAPPENED.get(what, what))


def way_name(way: str) -> str:
    """Return the name of a way to make an order."""
    return str(WAYS.get(way, way))


_ONE_IN_ALL: dict[frozenset[str], str | Promise] = {
    frozenset(("cheapest", "fastest")): gettext_lazy("There is no third way: the cheapest is the fastest, too."),
    frozenset(("cheapest", "best_quality")): gettext_lazy(
        "There is no third way: the cheapest is of the best quality, too."
    ),
    frozenset(("fastest", "best_quality")): gettext_lazy(
        "There is no third way: the fastest is of the best quality, too."
    ),
    frozenset(WAYS): gettext_lazy(
        "There is no other way: this one is the cheapest, the fastest and of the best quality."
    ),
}  # fmt: skip


def why_no_more(groups: Iterable[Collection[str]]) -> str:
    """Return why there are fewer ways than things a way can be best at; empty where each has one of its own."""
    return str(next((_ONE_IN_ALL[frozenset(ways)] for ways in groups if frozenset(ways) in _ONE_IN_ALL), ""))


FIELDS: dict[str, str | Promise] = {
    "customer": gettext_lazy("Customer"),
    "style": gettext_lazy("Style"),
    "due_on": gettext_lazy("Due"),
    "pieces": gettext_lazy("Pieces"),
    "cells": gettext_lazy("Pieces by colour and size"),
    "core": gettext_lazy("Core factory"),
    "priority": gettext_lazy("Priority"),
    "price_cny": gettext_lazy("Price a piece (CNY)"),
    "over_share": gettext_lazy("More may be made"),
    "under_share": gettext_lazy("Less may be made"),
    "earliest_start_on": gettext_lazy("Not begun before"),
    "material_ready_on": gettext_lazy("Customer's material arrives"),
}
PRIVATE_FIELDS = ("customer", "price_cny")
MOST_CELLS = 8


def field_name(field: str) -> str:
    """Return what a field of an order is called."""
    return str(FIELDS[field])


def field_value(field: str, value: Any) -> str:
    """Return a field of an order, as a change keeps it, in words."""
    if field == "cells":
        cells = ", ".join(f"{colour} {size} {grouped(pieces)}" for colour, size, pieces in value[:MOST_CELLS])
        return cells + (" …" if len(value) > MOST_CELLS else "") if value else "–"
    if value in (None, ""):
        return "–"
    if field.endswith("_on"):
        return day(date.fromisoformat(value))
    if field.endswith("_share"):
        return percent(value, 1)
    return grouped(value) if field == "pieces" else str(value)


def changes_in_words(before: Mapping[str, Any], after: Mapping[str, Any], *, private: bool) -> list[str]:
    """Return what the ledger keeps of a change of an order; customer and price only to those they concern."""
    changed = [
        f"{field_name(name)} {field_value(name, before[name])} → {field_value(name, after[name])}"
        for name in after
        if name in FIELDS and name in before and (private or name not in PRIVATE_FIELDS)
    ]
    return changed + _hold_in_words(before, after)


def _hold_in_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return how an order is held: the way, the core factory, the day it would ship, and until when."""
    if "way" not in after:
        return []
    ways = [way_name(side["way"]) for side in (before, after) if "way" in side]
    said = [" → ".join(ways)]
    if after.get("core"):
        said.append(_("at %(core)s") % {"core": after["core"]})
    if after.get("ship_on"):
        said.append(_("ships on %(day)s") % {"day": day(date.fromisoformat(after["ship_on"]))})
    if after.get("until"):
        said.append(_("held until %(until)s") % {"until": instant(datetime.fromisoformat(after["until"]))})
    return said


def unfit_number(number: str) -> bool:
    """Tell whether a number cannot be part of an address, as new orders' numbers must."""
    return number in (".", "..") or any(sign in "/\\" or unicodedata.category(sign)[0] == "C" for sign in number)


UNFIT_NUMBER = gettext_lazy(
    "An order number holds no / and no \\, nothing invisible, and is more than dots: give another, such as 2026-117."
)
