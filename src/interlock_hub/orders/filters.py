"""What the address of the order book asks for: filters, order, page, columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from interlock_hub.orders.models import Order, Style
from interlock_hub.orders.selectors import LIGHTS, with_slack

PAGE_ROWS = 100
MOST_PAGES = 1000
# Named in the address: what each order of the list sorts by; ties fall by number.
SORTS: dict[str, str] = {
    "number": "number",
    "style": "style__code",
    "category": "style__category",
    "pieces": "pieces",
    "due": "due_on",
    "ship": "ship_on",
    "late": "slack_days",
    "core": "planned_core__code",
    "state": "state",
}
# An index serves the others as they are; these may have no value.
MAY_LACK = frozenset(("ship", "late", "core"))
ANY = "all"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a reader asks of the order book; what makes no sense in the address is left out."""

    text: str = ""
    light: str = ""
    state: str = Order.State.OPEN
    category: str = ""
    customer: str = ""
    core: str = ""
    due_from: date | None = None
    due_to: date | None = None
    sort: str = "due"
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Tell whether anything but the usual is filtered."""
        filters = (self.text, self.light, self.category, self.customer, self.core, self.due_from, self.due_to)
        return any(filters) or self.state != Order.State.OPEN


def asked_of(query: Mapping[str, str]) -> Asked:
    """Return what an address asks for."""
    state = query.get("state", "")
    light = query.get("light", "")
    sort = query.get("sort", "")
    return Asked(
        text=query.get("q", "").strip()[:100],
        light=light if light in LIGHTS else "",
        state=state if state in (*Order.State.values, ANY) else Order.State.OPEN,
        category=query.get("category", "")[:60],
        customer=query.get("customer", "")[:200],
        core=query.get("core", "")[:60],
        due_from=_day(query.get("due_from", "")),
        due_to=_day(query.get("due_to", "")),
        sort=sort if sort.removeprefix("-") in SORTS else "due",
        page=_page(query.get("page", "")),
    )


def narrowed(orders: QuerySet[Order], asked: Asked, *, private: Q | None) -> QuerySet[Order]:
    """Return the orders asked for, with ``slack_days``; customers are searched of orders of ``private`` only."""
    found = with_slack(orders)
    if asked.state != ANY:
        found = found.filter(state=asked.state)
    if asked.light:
        found = found.filter(LIGHTS[asked.light])
    if asked.category:
        found = found.filter(style__in=Style.objects.filter(category=asked.category))
    if asked.core:
        found = found.filter(planned_core__code=asked.core)
    if asked.due_from:
        found = found.filter(due_on__gte=asked.due_from)
    if asked.due_to:
        found = found.filter(due_on__lte=asked.due_to)
    return found.filter(_words(asked, private=private))


def _words(asked: Asked, *, private: Q | None) -> Q:
    wanted = Q()
    if private is not None and asked.customer:
        wanted &= private & Q(customer=asked.customer)
    if asked.text:
        styles = Style.objects.filter(Q(code__icontains=asked.text) | Q(name__icontains=asked.text))
        either = Q(number__icontains=asked.text) | Q(style__in=styles)
        wanted &= either if private is None else either | (private & Q(customer__icontains=asked.text))
    return wanted


def ordered(orders: QuerySet[Order], asked: Asked) -> QuerySet[Order]:
    """Return orders as the reader wants them sorted; what has no value stands last."""
    field = F(SORTS[asked.sort.removeprefix("-")])
    last = True if asked.sort.removeprefix("-") in MAY_LACK else None
    first = field.desc(nulls_last=last) if asked.sort.startswith("-") else field.asc(nulls_last=last)
    return orders.order_by(first, "number")


@dataclass(frozen=True)
class Page:
    """One page of rows, and whether there is one before and after it."""

    rows: list[Order]
    number: int
    more: bool

    @property
    def first(self) -> int:
        """The number of its first row, from 1."""
        return (self.number - 1) * PAGE_ROWS + 1

    @property
    def last(self) -> int:
        """The number of its last row."""
        return self.first + len(self.rows) - 1


def page_of(orders: QuerySet[Order], number: int) -> Page:
    """Return a page of orders; one row more is looked for than shown, so nothing is counted.

    Ids are sorted first and rows read after, so that the database sorts no wide rows.
    """
    start = (number - 1) * PAGE_ROWS
    ids = list(orders.values_list("pk", flat=True)[start : start + PAGE_ROWS + 1])
    found = orders.order_by().in_bulk(ids[:PAGE_ROWS])
    return Page([found[pk] for pk in ids[:PAGE_ROWS] if pk in found], number, len(ids) > PAGE_ROWS)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page(text: str) -> int:
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 6 else 1
