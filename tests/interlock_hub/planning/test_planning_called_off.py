"""An order that was cancelled comes into no plan: not by a repair that waits, nor by a draft made before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from hub_planning import decline, in_english, run_waiting, twin_of  # noqa: F401 (in_english is a fixture)

from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import Membership, Role
from interlock_hub.orders import services as orders
from interlock_hub.orders.changes import Change, tell
from interlock_hub.orders.models import Order, OrderQuantity
from interlock_hub.planning import events, offers, publishing_bridge, services
from interlock_hub.planning.models import LotOffer, PlanEvent, PlanVersion

Members = Callable[[str], Membership]
Browsers = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def operator(member: Members) -> Membership:
    return member(Role.OPERATOR)


@pytest.fixture
def order(operator: Membership, published: PlanVersion) -> Order:
    """An order that came after the plan that holds, with the repair that plans it."""
    like = Order.objects.filter(state="open").order_by("pieces", "pk").first()
    assert like is not None
    cells = list(OrderQuantity.objects.filter(order=like))
    like.pk, like.number, like.ship_on, like.late_days = None, "NEW-1", None, None
    like.save()
    for cell in cells:
        cell.pk, cell.order = None, like
    OrderQuantity.objects.bulk_create(cells)
    tell(operator, Change(what="added", order=like))
    run_waiting("repair")
    return like


def _repair(order: Order) -> PlanVersion:
    found = PlanEvent.objects.get(kind="order_added", order=order).repaired
    assert found is not None
    assert found.plan_orders.filter(order=order).exists()
    return found


def test_a_new_order_that_is_due_on_another_day_is_told_and_repaired_anew(operator: Membership, order: Order) -> None:
    draft = _repair(order)
    due_on = order.due_on + timedelta(days=1)
    orders.move_due(by=operator, order=order, due_on=due_on)
    before, now = PlanEvent.objects.filter(kind="order_added", order=order).order_by("pk")
    assert (before.state, now.state) == ("dismissed", "new")
    assert now.body["order"]["due_on"] == due_on.isoformat()
    assert not PlanVersion.objects.filter(pk=draft.pk).exists()
    run_waiting("repair")
    now.refresh_from_db()
    assert now.state == "repaired"


def test_cancelling_a_new_order_takes_back_that_it_is_new(operator: Membership, order: Order) -> None:
    draft = _repair(order)
    (offer,) = decline()
    run_waiting("repair")
    orders.cancel(by=operator, order=order)
    event = PlanEvent.objects.get(kind="order_added")
    assert (event.state, event.repaired) == ("dismissed", None)
    assert not PlanVersion.objects.filter(pk=draft.pk).exists()
    run_waiting("repair")
    other = PlanEvent.objects.get(kind="lot_declined")
    assert (other.state, other.offer_id) == ("repaired", offer.pk)
    assert other.repaired is not None
    assert not other.repaired.plan_orders.filter(order=order).exists()


def test_a_repair_asked_for_before_its_order_was_cancelled_is_not_taken(operator: Membership, order: Order) -> None:
    draft = _repair(order)
    whole = publishing_bridge.whole_of(draft)
    orders.cancel(by=operator, order=order)
    with pytest.raises(Stale):
        events.confirm(by=operator, draft=draft, whole=whole)
    assert not LotOffer.objects.filter(order=order).exists()


def test_an_order_cancelled_just_after_its_repair_was_taken_is_an_event_of_the_plan(
    operator: Membership, order: Order
) -> None:
    events.confirm(by=operator, draft=_repair(order))
    orders.cancel(by=operator, order=order)
    assert PlanEvent.objects.get(kind="order_cancelled", order=order).state == "new"


def test_a_draft_made_before_its_order_was_cancelled_is_not_published(
    operator: Membership, order: Order, as_role: Browsers
) -> None:
    draft = twin_of(_repair(order))
    orders.cancel(by=operator, order=order)
    page = as_role(Role.OPERATOR).get(f"/planning/plans/{draft.number}/publish/").content.decode()
    assert f"{order.number} ({order.owner.name})" in page
    for publish in (services.ask_to_publish, services.publish):
        with pytest.raises(Stale, match=order.number):
            publish(by=operator, plan=draft)
    assert PlanVersion.objects.get(state="published").pk != draft.pk


def test_no_lot_of_an_order_cancelled_in_the_plan_that_holds_is_offered_anew(
    operator: Membership, published: PlanVersion
) -> None:
    asked = offers.lots_to_offer(published)[0]
    draft = twin_of(published)
    LotOffer.objects.all().delete()
    orders.cancel(by=operator, order=asked.order)
    services.publish(by=operator, plan=draft)
    assert not LotOffer.objects.filter(order=asked.order_id).exists()
    assert LotOffer.objects.filter(plan=draft).exists()


def test_what_makes_rejected_pieces_again_is_decided_with_its_repair(operator: Membership, order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(state="held", held_until=None)
    order.refresh_from_db()
    with pytest.raises(HubError, match="page of events"):
        orders.cancel(by=operator, order=order)
