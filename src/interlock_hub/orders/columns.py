"""The columns of the order book: what each is called, whose it is, and what an export writes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from interlock_hub.core.bridge import category_name, firm_name
from interlock_hub.core.models import Membership
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import price_visible_to

Value = Callable[[Order], Any]
VIEW_PAGE = "orders.list"
COLUMN_PAGE = "orders.columns"
COLUMN_NAME = "columns"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column; ``private`` ones are empty where the reader may not see an order's price and customer."""

    key: str
    label: str | Promise
    value: Value
    private: bool = False
    number: bool = False
    sortable: bool = True
    usual: bool = True


COLUMNS: tuple[Column, ...] = (
    Column(key="number", label=gettext_lazy("Order"), value=lambda o: o.number),
    Column(key="style", label=gettext_lazy("Style"), value=lambda o: o.style.code),
    Column(key="category", label=gettext_lazy("Category"), value=lambda o: category_name(o.style.category)),
    Column(key="pieces", label=gettext_lazy("Pieces"), value=lambda o: o.pieces, number=True),
    Column(key="due", label=gettext_lazy("Due"), value=lambda o: o.due_on, number=True),
    Column(key="ship", label=gettext_lazy("Ships"), value=lambda o: o.ship_on, number=True),
    Column(key="late", label=gettext_lazy("In time"), value=lambda o: standing(o)),
    Column(key="core", label=gettext_lazy("Core factory"), value=lambda o: o.core_code),
    Column(
        key="customer", label=gettext_lazy("Customer"), value=lambda o: firm_name(o.customer), private=True,
        sortable=False,
    ),
    Column(
        key="price", label=gettext_lazy("Price (CNY)"), value=lambda o: o.price_cny or None, private=True, number=True,
        sortable=False,
    ),
    Column(key="state", label=pgettext_lazy("where an order stands", "State"), value=lambda o: o.get_state_display()),
    Column(
        key="priority", label=gettext_lazy("Priority"), value=lambda o: o.priority, number=True, sortable=False,
        usual=False,
    ),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}


def standing(order: Order) -> str:
    """Return in words whether an order ships in time."""
    if order.ship_on is None:
        return _("not planned")
    days = (order.ship_on - order.due_on).days
    if days > 0:
        return _("%(days)s d late") % {"days": days}
    return _("on the day") if days == 0 else _("%(days)s d early") % {"days": -days}


def open_to(member: Membership) -> tuple[Column, ...]:
    """Return the columns a member can choose from: prices and customers are none of the operator's."""
    return tuple(column for column in COLUMNS if not (column.private and member.sees_cluster))


def chosen(member: Membership, remembered: str) -> tuple[Column, ...]:
    """Return the columns a member sees: those remembered, else the usual ones; the number always stands first."""
    keys = set(remembered.split(","))
    return tuple(c for c in open_to(member) if (c.key in keys if remembered else c.usual) or c.key == "number")


def cleaned(member: Membership, keys: Iterable[str]) -> str:
    """Return a choice of columns as it is remembered."""
    wanted = set(keys)
    return ",".join(column.key for column in open_to(member) if column.key in wanted)


def written(order: Order, columns: Sequence[Column], *, private: bool) -> list[Any]:
    """Return the values of an order's row; private ones are None where they are not for the reader."""
    return [column.value(order) if private or not column.private else None for column in columns]


def row_of(member: Membership, order: Order, columns: Sequence[Column]) -> list[Any]:
    """Return the row that a member may read of an order."""
    return written(order, columns, private=price_visible_to(member, order))
