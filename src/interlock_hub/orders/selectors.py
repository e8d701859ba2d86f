"""Reads of the order book, cut down to who asks.

An order is seen by the firm that took it, by the firm of the core factory that the plan gave it, by its brand, and by
the operator. Price and customer are private to the firm that took it and the brand, and to the firm that the plan gave
it where no firm had taken it yet and it is more than held; the operator sees the work, not the price.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Func, IntegerField, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.errors import worded
from interlock_hub.core.models import Membership, Organisation, Role, SavedView
from interlock_hub.core.selectors import today
from interlock_hub.network.models import Factory, Line
from interlock_hub.orders.models import ColumnMapping, Material, Order, OrderQuantity, OrderUpload, Style

# What workbooks accept, too.
FARTHEST_DAYS = 730
DAYS_A_WEEK = 6
ORDER_READERS = (Role.OPERATOR, Role.PLANNER, Role.BRAND)


def orders_visible_to(member: Membership) -> QuerySet[Order]:
    """Return the orders a member may see, with the style but for its large body."""
    every = Order.objects.select_related("style", "owner", "core", "planned_core").defer("style__body")
    if member.role not in ORDER_READERS:
        return every.none()
    if member.sees_cluster:
        return every
    if member.role == Role.BRAND:
        return every.filter(brand_id=member.organisation_id)
    mine = member.organisation_id
    return every.filter(Q(owner_id=mine) | Q(planned_core__in=Factory.objects.filter(organisation_id=mine)))


def price_visible_to(member: Membership, order: Order) -> bool:
    """Tell whether a member may see an order's price and customer."""
    mine = member.organisation_id
    if member.role == Role.BRAND:
        return order.brand_id == mine
    if member.role != Role.PLANNER:
        return False
    # What a firm took stays its own business whoever makes it, and what is only held is nobody's yet.
    taken = order.owner.kind == Organisation.Kind.FIRM or order.state == Order.State.HELD
    given = None if taken else order.planned_core
    return mine == order.owner_id or (given is not None and given.organisation_id == mine)


def price_seen_by(member: Membership) -> Q | None:
    """Return the condition of :func:`price_visible_to` for queries; None where no order has it."""
    mine = member.organisation_id
    if member.role == Role.BRAND:
        return Q(brand_id=mine)
    if member.role != Role.PLANNER:
        return None
    taken = Q(owner__kind=Organisation.Kind.FIRM) | Q(state=Order.State.HELD)
    return Q(owner_id=mine) | (Q(planned_core__in=Factory.objects.filter(organisation_id=mine)) & ~taken)


def may_change(member: Membership, order: Order) -> bool:
    """Tell whether a member may cancel an order, move its due date or confirm it: its own firm, and the operator."""
    return member.sees_cluster or (member.role == Role.PLANNER and order.owner_id == member.organisation_id)


def styles_visible_to(member: Membership) -> QuerySet[Style]:
    """Return the styles a member may see: of orders they may see, and their own; cutting rooms all they cut."""
    every = Style.objects.all()
    if member.role in (Role.OPERATOR, Role.CUTTER):
        return every
    if member.role not in (Role.PLANNER, Role.BRAND):
        return every.none()
    seen = orders_visible_to(member).order_by().values("style_id")
    return every.filter(Q(owner_id=member.organisation_id) | Q(owner=None) | Q(pk__in=seen))


def style_list(member: Membership, *, category: str = "", text: str = "") -> QuerySet[Style]:
    """Return visible styles without their large bodies, by code."""
    found = styles_visible_to(member).defer("body")
    if category:
        found = found.filter(category=category)
    return found.filter(Q(code__icontains=text) | Q(name__icontains=text)) if text else found


def materials() -> QuerySet[Material]:
    """Return all materials; what they are is no secret, what they cost is the market's."""
    return Material.objects.all()


def open_orders(member: Membership) -> QuerySet[Order]:
    """Return the open orders a member may see."""
    return orders_visible_to(member).filter(state=Order.State.OPEN)


class DaysAfter(Func):
    """Days from the second date to the first, counted by the database."""

    output_field = IntegerField()
    arg_joiner = " - "
    template = "(%(expressions)s)"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Count on SQLite, which keeps dates as text."""
        return self.as_sql(
            compiler,
            connection,
            template="CAST(julianday(%(expressions)s) AS INTEGER)",
            arg_joiner=") - julianday(",
            **extra,
        )


# Dates are compared where that says enough: counting days of 40,000 orders costs more.
LIGHTS: dict[str, Q] = {
    "late": Q(ship_on__gt=F("due_on")),
    "risk": Q(ship_on__lte=F("due_on"), slack_days__lt=2),
    "ok": Q(slack_days__gte=2),
    "none": Q(ship_on=None),
}


def with_slack(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Return orders with ``slack_days`` from shipping to the due date; negative is late, None unplanned."""
    return orders.annotate(slack_days=DaysAfter("due_on", "ship_on"))


def summary(orders: QuerySet[Order]) -> dict[str, int]:
    """Return how many orders and pieces a list holds, and how many of each light; one query."""
    counts = {light: Count("id", filter=LIGHTS[light]) for light in ("late", "risk", "none")}
    sums = orders.order_by().aggregate(orders=Count("id"), all_pieces=Sum("pieces"), **counts)
    found = {name: value or 0 for name, value in sums.items()}
    return found | {"ok": found["orders"] - found["late"] - found["risk"] - found["none"]}


def quantities_of(order: Order) -> list[OrderQuantity]:
    """Return an order's pieces by colour and size, as they were written."""
    return list(OrderQuantity.objects.filter(order=order).order_by("rank"))


def categories() -> list[str]:
    """Return the categories that styles have."""
    return list(Style.objects.order_by("category").values_list("category", flat=True).distinct())


def customers_known_to(member: Membership) -> list[str]:
    """Return the customers whose names a member may know: the operator none, they are the firms' own."""
    seen = price_seen_by(member)
    if seen is None:
        return []
    found = orders_visible_to(member).filter(seen).order_by("customer")
    return list(found.values_list("customer", flat=True).distinct()[:500])


def core_factories() -> QuerySet[Factory]:
    """Return the core factories, by code."""
    return Factory.objects.filter(kind=Factory.Kind.CORE).only("id", "code", "name", "organisation_id")


def cores_for(member: Membership) -> QuerySet[Factory]:
    """Return the core factories an order of a member may be given to: a planner's own, any for others."""
    every = core_factories()
    return every.filter(organisation_id=member.organisation_id) if member.role == Role.PLANNER else every


def views_of(member: Membership, *pages: str) -> dict[str, list[SavedView]]:
    """Return a person's saved views by page; one query."""
    found: dict[str, list[SavedView]] = {page: [] for page in pages}
    for view in SavedView.objects.filter(person_id=member.person_id, page__in=pages):
        found[view.page].append(view)
    return found


def uploads_visible_to(member: Membership) -> QuerySet[OrderUpload]:
    """Return the order sheets that the member's own organisation uploaded."""
    return OrderUpload.objects.filter(organisation_id=member.organisation_id)


def recent_uploads(member: Membership) -> QuerySet[OrderUpload]:
    """Return the last order sheets without their content."""
    light = uploads_visible_to(member).select_related("member__person").defer("data", "found")
    return light[:20]


def mapping_of(organisation: Organisation, customer: str) -> dict[str, str]:
    """Return how a customer's sheets name their columns: our column by their header."""
    found = ColumnMapping.objects.filter(organisation=organisation, customer=customer).first()
    return dict(found.columns) if found else {}


def in_book(numbers: Sequence[str]) -> dict[str, Order]:
    """Return the orders of the book with these numbers, by number; a few queries however many there are."""
    found: dict[str, Order] = {}
    for at in range(0, len(numbers), 500):
        rows = Order.objects.filter(number__in=numbers[at : at + 500]).select_related("style").defer("style__body")
        found |= {row.number: row for row in rows.prefetch_related("quantities")}
    return found


def last_due() -> date:
    """Return the last day on which an order may be due: two years from today, as in workbooks."""
    return today() + timedelta(days=FARTHEST_DAYS)


def line_weeks(code: str, pieces: int) -> float:
    """Return for how many weeks so many pieces of a style keep a line of the usual size busy that can sew it.

    0 where no line can sew it: then it is made outside, which takes no line's time.
    """
    style = Style.objects.only("category", "smv_min").filter(code=code).first()
    lines = Line.objects.filter(skills__has_key=style.category) if style else Line.objects.none()
    weeks = [line.declared_min_per_day * DAYS_A_WEEK for line in lines if line.operators]
    return pieces * style.smv_min * len(weeks) / sum(weeks) if style and weeks else 0.0


def far_due() -> Promise:
    """Return what is said of a later day: it is a slip of the pen in the year."""
    return worded(_("The date is more than two years away; give one up to %(last)s."), last=last_due().isoformat())


def far_material() -> Promise:
    """Return what is said of material that would come later."""
    return worded(
        _("The customer's material would come more than two years from now; give a day up to %(last)s."),
        last=last_due().isoformat(),
    )
