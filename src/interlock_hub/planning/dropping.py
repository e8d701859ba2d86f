"""Orders that have a day in the plan that holds and none in a draft: nobody leaves them out without a yes.

And those that a draft has and nobody wants any more: nobody plans them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.models import Membership
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import orders_visible_to
from interlock_hub.orders.services import LIVING
from interlock_hub.planning.carrying import OPEN
from interlock_hub.planning.models import PlanEvent, PlanOrder, PlanVersion

_ASKED = _("Publishing plan %(plan)s leaves out orders that have a day now: look which, and say that it is meant.")
_CALLED_OFF = _(
    "Orders that plan %(plan)s holds were cancelled since it was made, %(orders)s in all: plan anew, which leaves them "
    "out."
)
_CALLED_OFF_REPAIR = _(
    "Orders that this repair plans were cancelled since it was made, %(orders)s in all: dismiss the events that tell "
    "of them as new, and the plan is repaired without them."
)
_OTHERS = _("Other orders are left out by now than those you have seen; look again.")


@dataclass(frozen=True)
class Dropped:
    """What a draft leaves out: the orders that its reader may see, and how many of other firms besides."""

    seen: list[Order]
    others: int

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.seen) + self.others


def dropped_by(member: Membership, plan: PlanVersion) -> Dropped:
    """Return the orders in force that a draft leaves out, as its reader may see them."""
    every = _dropped(plan)
    seen = list(orders_visible_to(member).filter(pk__in=every.values("pk")).order_by("number"))
    return Dropped(seen, every.count() - len(seen))


def refuse_unsaid(by: Membership, plan: PlanVersion, said: int) -> None:
    """Raise where a draft leaves out orders and nobody said so; ``said`` is how many they have seen and agreed to."""
    found = _dropped(plan).count()
    if found and not said:
        raise HubError(worded(_ASKED, plan=plan), *_named(dropped_by(by, plan).seen))
    if said != found:
        raise Stale(_OTHERS)


def refuse_called_off(by: Membership | None, plan: PlanVersion) -> None:
    """Raise where a draft brings in orders that were cancelled since; call in turn to be sure of it.

    What the plan in force has already is no reason: its cancelling is an event, which is repaired after.
    """
    in_force = PlanOrder.objects.filter(plan__state=PlanVersion.State.PUBLISHED, order=OuterRef("pk"))
    gone = Order.objects.filter(~Exists(in_force), planned__plan=plan).exclude(state__in=LIVING)
    if found := gone.count():
        seen = orders_visible_to(by).filter(pk__in=gone.values("pk")).order_by("number") if by else ()
        said = _CALLED_OFF_REPAIR if plan.purpose == PlanVersion.Purpose.REPAIR else _CALLED_OFF
        raise Stale(worded(said, plan=plan, orders=found), *_named(seen))


def _named(orders: Iterable[Order]) -> list[str]:
    return [f"{order.number} ({order.owner.name})" for order in orders]


def _dropped(plan: PlanVersion) -> QuerySet[Order]:
    """Open orders with a day that are not in a plan; what waits to be repaired into it comes after, and what its own
    firm has told to be cancelled is meant."""
    mine = PlanOrder.objects.filter(plan=plan, order=OuterRef("pk"))
    events = PlanEvent.objects.filter(order=OuterRef("pk"), state__in=OPEN)
    coming = events.filter(kind="order_added")
    called_off = events.filter(kind="order_cancelled", told_by__organisation=F("order__owner"))
    left = Order.objects.filter(state=Order.State.OPEN).exclude(ship_on=None)
    return left.filter(~Exists(mine), ~Exists(coming), ~Exists(called_off))
