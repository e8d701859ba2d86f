"""A draft that leaves out orders in force is taken only after somebody has said that it is meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from hub_planning import give_away, in_english, twin_of  # noqa: F401 (in_english is a fixture)

from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import JobRun, Membership, Role
from interlock_hub.orders.models import Order
from interlock_hub.planning import dropping, events, services
from interlock_hub.planning.models import PlanEvent, PlanVersion

Members = Callable[[str], Membership]
Browsers = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def order(published: PlanVersion) -> Order:
    """An order that ships by the plan that holds."""
    found = Order.objects.filter(state="open").exclude(ship_on=None).select_related("owner").order_by("pk").first()
    assert found is not None
    return found


def without(published: PlanVersion, order: Order, **facts: object) -> PlanVersion:
    draft = twin_of(published, **facts)
    draft.plan_orders.filter(order=order).delete()
    draft.lots.filter(order=order).delete()
    return draft


def publishing() -> int:
    return JobRun.objects.filter(kind__in=("publish", "confirm")).count()


def test_publishing_without_an_order_names_it_and_asks(
    as_role: Browsers, member: Members, published: PlanVersion, order: Order
) -> None:
    draft, browser = without(published, order), as_role(Role.OPERATOR)
    page = f"/planning/plans/{draft.number}/publish/"
    shown = browser.get(page)
    text = shown.content.decode()
    assert f'href="/orders/o/{order.number}/"' in text
    assert 'name="drops" value="1" required' in text
    asked = {"seen": shown.context["seen"]}
    assert order.number in browser.post(page, asked, follow=True).content.decode()
    assert publishing() == 0
    with pytest.raises(Stale, match="look again"):
        services.ask_to_publish(by=member(Role.OPERATOR), plan=draft, drops=2)
    browser.post(page, {**asked, "drops": "1"})
    assert publishing() == 1


def test_a_repair_without_an_order_asks_unless_its_own_firm_called_it_off(
    member: Members, as_role: Browsers, published: PlanVersion, order: Order
) -> None:
    draft = without(published, order, purpose="repair", parent=published)
    event = PlanEvent.objects.create(
        kind="order_cancelled", body={"order": order.number}, state="repaired", plan=published, repaired=draft,
        order=order, told_by=member(Role.OPERATOR), diff={},
    )  # fmt: skip
    with pytest.raises(HubError, match=order.number):
        events.ask_to_confirm(by=member(Role.OPERATOR), draft=draft)
    assert 'name="drops" value="1" required' in as_role(Role.OPERATOR).get("/planning/events/").content.decode()
    Order.objects.filter(pk=order.pk).update(owner=member(Role.PLANNER).organisation)
    PlanEvent.objects.filter(pk=event.pk).update(told_by=member(Role.PLANNER))
    assert events.ask_to_confirm(by=member(Role.OPERATOR), draft=draft)


def test_a_planner_learns_of_other_firms_orders_only_how_many(
    as_role: Browsers, member: Members, published: PlanVersion, order: Order
) -> None:
    give_away(Order.objects.filter(pk=order.pk))
    draft = without(published, order, made_by=member(Role.PLANNER))
    found = dropping.dropped_by(member(Role.PLANNER), draft)
    assert (found.seen, found.others, found.count) == ([], 1, 1)
    text = as_role(Role.PLANNER).get(f"/planning/plans/{draft.number}/publish/").content.decode()
    assert order.number not in text
    assert "1 order of another firm" in text


def test_what_waits_to_be_repaired_into_the_draft_is_not_left_out(
    member: Members, published: PlanVersion, order: Order
) -> None:
    draft = without(published, order)
    PlanEvent.objects.create(kind="order_added", body={}, plan=published, order=order)
    assert dropping.dropped_by(member(Role.OPERATOR), draft).count == 0
