"""Writes of the order book: orders that are cancelled, moved, held and confirmed; saved columns and views."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record
from interlock_hub.core.models import Membership, SavedView
from interlock_hub.core.selectors import today
from interlock_hub.core.services import save_view
from interlock_hub.core.turns import in_turn
from interlock_hub.orders.changes import Change, tell
from interlock_hub.orders.columns import COLUMN_NAME, COLUMN_PAGE, VIEW_PAGE, cleaned
from interlock_hub.orders.models import Order, Style
from interlock_hub.orders.selectors import far_due, last_due

SUBJECT = "orders.order"
PIECES_REPLACED = gettext_noop("pieces replaced")
_OF_A_REPAIR = _(
    "Order %(order)s makes rejected pieces again and waits for the repair that plans it: take or dismiss that on the "
    "page of events."
)
LIVING = (Order.State.OPEN, Order.State.HELD)


def changed_meanwhile(order: Order) -> Stale:
    """Return the error that somebody else was first."""
    return Stale(worded(_("Order %(order)s has changed meanwhile; look at it again."), order=order.number))


@transaction.atomic
def cancel(*, by: Membership, order: Order, reason: str = "") -> None:
    """Cancel an open or held order; raises Stale when it is neither any more.

    What makes rejected pieces again waits for the yes to its repair, and is decided with that.
    """
    before = order.state
    if before == Order.State.HELD and order.held_until is None:
        raise HubError(worded(_OF_A_REPAIR, order=order.number))
    in_turn()
    if not Order.objects.filter(pk=order.pk, state=before, state__in=LIVING).update(state=Order.State.CANCELLED):
        raise changed_meanwhile(order)
    order.state = Order.State.CANCELLED
    record(
        by=by, subject=SUBJECT, key=order.number, what="cancelled", before={"state": before},
        after={"state": order.state, "reason": reason.strip()[:300]},
    )  # fmt: skip
    if before == Order.State.OPEN:
        tell(by, Change(what="cancelled", order=order))


@transaction.atomic
def move_due(*, by: Membership, order: Order, due_on: date) -> None:
    """Give an open order another due date; raises Stale when somebody moved it first."""
    if due_on < today():
        raise HubError(_("The new due date is past; give a day from today on."))
    if due_on > last_due():
        raise HubError(far_due())
    if due_on == order.due_on:
        raise HubError(_("That is the due date it has already; give another day."))
    in_turn()
    before, planned_by = order.due_on, order.planned_by
    same = Order.objects.filter(pk=order.pk, state=Order.State.OPEN, due_on=before)
    late = max((order.ship_on - due_on).days, 0) if order.ship_on else None
    moved = copy(order)
    moved.move_to(due_on)
    if not same.update(due_on=due_on, late_days=late, promise=moved.promise):
        raise changed_meanwhile(order)
    order.due_on, order.promise = due_on, moved.promise
    record(
        by=by, subject=SUBJECT, key=order.number, what="due date moved", before={"due_on": before.isoformat()},
        after={"due_on": due_on.isoformat()},
    )  # fmt: skip
    if order.planned_by != planned_by:
        tell(by, Change(what="rushed", order=order, due_before=before))


@transaction.atomic
def confirm(*, by: Membership, order: Order) -> None:
    """Take a held order into the book; one that is in it already stays as it is. Raises Stale where it is neither."""
    now = timezone.now()
    mine = Order.objects.filter(pk=order.pk, state=Order.State.HELD, held_until__gt=now)
    if not mine.update(state=Order.State.OPEN, held_until=None):
        _refuse_unless_open(order)
        return
    order.state, order.held_until = Order.State.OPEN, None
    record(
        by=by, subject=SUBJECT, key=order.number, what="confirmed", before={"state": "held"}, after={"state": "open"}
    )
    tell(by, Change(what="added", order=order))


def _refuse_unless_open(order: Order) -> None:
    order.refresh_from_db()
    if order.state == Order.State.OPEN:
        return
    if order.held_until and order.held_until <= timezone.now():
        raise Stale(worded(_("Order %(order)s is held no more; ask for a new promise."), order=order.number))
    state = Order.State(order.state).label
    raise Stale(worded(_("Order %(order)s cannot be confirmed: it is “%(state)s”."), order=order.number, state=state))


def release_expired() -> int:
    """Cancel held orders whose 24 hours are over; returns how many. Cheap enough to call with every list."""
    over = Order.objects.filter(state=Order.State.HELD, held_until__lte=timezone.now())
    return sum(_release(order) for order in over.only("pk", "number"))


@transaction.atomic
def _release(order: Order) -> int:
    found = Order.objects.filter(pk=order.pk, state=Order.State.HELD, held_until__lte=timezone.now())
    released = found.update(state=Order.State.CANCELLED)
    if released:
        record(
            by=None, subject=SUBJECT, key=order.number, what="hold ended", before={"state": "held"},
            after={"state": "cancelled"},
        )  # fmt: skip
    return released


def remember_columns(*, by: Membership, keys: Iterable[str]) -> None:
    """Remember which columns of the order book a person wants; none chosen is the usual ones again."""
    choice = cleaned(by, keys)
    mine = SavedView.objects.filter(person_id=by.person_id, page=COLUMN_PAGE)
    if choice:
        save_view(person=by.person, page=COLUMN_PAGE, name=COLUMN_NAME, query=choice)
    else:
        mine.delete()


def keep_view(*, by: Membership, name: str, query: str) -> SavedView:
    """Keep the list as it is filtered under a name."""
    return save_view(person=by.person, page=VIEW_PAGE, name=name, query=query[:2000])


def drop_view(*, by: Membership, pk: int) -> None:
    """Forget a saved view of one's own."""
    SavedView.objects.filter(person_id=by.person_id, page=VIEW_PAGE, pk=pk).delete()


@transaction.atomic
def replace_pieces(*, by: Membership | None, style: Style, body: dict[str, Any], why: str) -> None:
    """Give a style other pieces; raises Stale when its body has changed since it was read."""
    held = Style.objects.select_for_update().get(pk=style.pk)
    if held.body != style.body:
        raise Stale(worded(_("Style %(style)s has changed meanwhile; look at it again."), style=style.code))
    Style.objects.filter(pk=style.pk).update(body=body)
    before, after = len(style.body.get("pieces", ())), len(body["pieces"])
    record(by=by, subject="orders.style", key=style.code, what=PIECES_REPLACED, before={"pieces": before},
           after={"pieces": after, "from": why})  # fmt: skip
    style.body = body
