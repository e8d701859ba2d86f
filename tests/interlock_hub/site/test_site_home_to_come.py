"""Roles whose rooms are still to come see on their first page what there is for them, and nothing of others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from interlock_hub.core.models import Membership, Organisation, Role
from interlock_hub.core.selectors import today
from interlock_hub.core.services import join
from interlock_hub.cutting.models import Lay
from interlock_hub.cutting.needs import fabric_needs
from interlock_hub.network.models import Factory
from interlock_hub.orders.models import Order
from interlock_hub.planning.models import LotOffer, PlanLot, PlanOrder, PlanVersion
from interlock_hub.planning.moving import lots_ending, moves

Browsers = Callable[[str], Client]
Members = Callable[[str], Membership]
pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def lot(published: PlanVersion, member: Members) -> PlanLot:
    """A lot of the inspector's and driver's firm that a satellite has taken, and that ends in three days."""
    firm = member(Role.INSPECTOR).organisation
    outside = PlanLot.objects.filter(plan=published, order__owner=firm).exclude(factory__organisation=firm)
    found = outside.select_related("factory", "order").order_by("pk").first()
    assert found is not None
    LotOffer.objects.filter(lot=found).update(state=LotOffer.State.ACCEPTED)
    PlanLot.objects.filter(pk=found.pk).update(end_on=today() + timedelta(days=3), arrive_on=today())
    return found


def elsewhere(member: Membership, factory: Factory) -> Membership:
    """The member as if they worked for a factory's firm."""
    return join(person=member.person, organisation=factory.organisation, role=member.role)


def stranger(published: PlanVersion) -> Factory:
    """A factory that has nothing to do with any lot: none is sewn, cut or finished there, none is its order."""
    busy = PlanLot.objects.filter(plan=published).values("factory__organisation")
    orders = PlanOrder.objects.filter(plan=published)
    found = Factory.objects.exclude(organisation__in=busy).exclude(organisation__in=orders.values("core__organisation"))
    found = found.exclude(organisation__in=orders.values("cutting__organisation"))
    free = found.exclude(organisation__in=Order.objects.values("owner")).first()
    if free is None:
        free = Factory.objects.filter(kind="satellite").order_by("-pk")[0]
        free.organisation = Organisation.objects.create(code="nobody", name="Nobody", kind="firm")
    return free


def test_an_inspector_sees_lots_of_the_own_firm_that_end_within_a_week(
    as_role: Browsers, member: Members, lot: PlanLot, published: PlanVersion
) -> None:
    found = lots_ending(member(Role.INSPECTOR), published, today(), today() + WEEK)
    firm = member(Role.INSPECTOR).organisation
    assert lot in found
    assert all(
        firm in (one.factory.organisation, one.order.owner, one.order.planned_core.organisation) for one in found
    )
    assert all(today() <= one.end_on <= today() + WEEK for one in found)
    page = as_role(Role.INSPECTOR).get("/").content.decode()
    assert "Lots that end within a week" in page
    assert lot.order.number in page
    assert lot.order.customer not in page
    assert as_role(Role.INSPECTOR).get(reverse("network:factory", args=[lot.factory.code])).status_code == 200


def test_a_lot_that_nobody_has_taken_is_no_work_yet(lot: PlanLot, member: Members, published: PlanVersion) -> None:
    LotOffer.objects.filter(lot=lot).update(state=LotOffer.State.OPEN)
    assert LotOffer.objects.filter(lot=lot).exists()
    assert lot not in lots_ending(member(Role.INSPECTOR), published, today(), today() + WEEK)
    driver = member(Role.DRIVER)
    before = sum(move.pieces for move in moves(driver, published, today(), today() + WEEK, 999))
    LotOffer.objects.filter(lot=lot).update(state=LotOffer.State.ACCEPTED)
    assert sum(move.pieces for move in moves(driver, published, today(), today() + WEEK, 999)) > before


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.DRIVER])
def test_another_firm_sees_none_of_it(lot: PlanLot, member: Members, published: PlanVersion, role: str) -> None:
    other = elsewhere(member(role), stranger(published))
    assert not lots_ending(other, published, today() - 9 * WEEK, today() + 99 * WEEK)
    assert moves(other, published, today() - 9 * WEEK, today() + 99 * WEEK, 99) == []


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.PLANNER, Role.OFFICIAL, Role.SELLER, Role.BRAND])
def test_other_roles_ask_elsewhere(lot: PlanLot, member: Members, published: PlanVersion, role: str) -> None:
    assert not lots_ending(member(role), published, today(), today() + WEEK)
    assert moves(member(role), published, today(), today() + WEEK, 99) == []


def test_a_driver_sees_what_comes_and_goes(
    as_role: Browsers, member: Members, lot: PlanLot, published: PlanVersion
) -> None:
    step = PlanOrder.objects.select_related("cutting", "core").get(plan=published, order=lot.order)
    found = [
        move for move in moves(member(Role.DRIVER), published, today(), today() + WEEK, 99) if move.order == lot.order
    ]
    legs = {(move.sewn, move.start.pk, move.end.pk) for move in found}
    firm = member(Role.DRIVER).organisation_id
    assert (True, lot.factory_id, step.core_id) in legs or step.core.organisation_id != firm
    assert legs
    for move in moves(member(Role.DRIVER), published, today(), today() + WEEK, 99):
        assert firm in (move.start.organisation_id, move.end.organisation_id)
        assert move.start != move.end
    assert "What moves within a week" in as_role(Role.DRIVER).get("/").content.decode()


def test_a_seller_sees_metres_of_many_firms_together_only(
    as_role: Browsers, published: PlanVersion, settings: object
) -> None:
    first = Lay.objects.order_by("cut_on")[0]
    day = first.cut_on
    Lay.objects.update(cut_on=day, material="F-1", fabric_m=10)
    owners = list(Organisation.objects.order_by("pk")[:5])
    orders = list(Order.objects.filter(lays__isnull=False).distinct().order_by("pk")[:5])
    Lay.objects.exclude(order__in=orders).delete()
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(material_ready_on=None, state="open")
    for order, owner in zip(orders, owners, strict=True):
        Order.objects.filter(pk=order.pk).update(owner=owner)
    (need,) = fabric_needs(day)
    assert (need.material, need.metres) == ("F-1", 10.0 * Lay.objects.count())
    Order.objects.filter(pk=orders[0].pk).update(owner=owners[1])  # four firms are too few
    assert fabric_needs(day) == []
    Order.objects.filter(pk=orders[0].pk).update(owner=owners[0])
    Order.objects.filter(pk=orders[1].pk).update(material_ready_on=day)  # the customer brings it
    assert fabric_needs(day) == []


def test_what_is_cut_already_or_later_is_no_need(published: PlanVersion, settings: object) -> None:
    settings.MINIMUM_GROUP = 1  # type: ignore[attr-defined]
    day = Lay.objects.order_by("cut_on")[0].cut_on
    assert fabric_needs(day)
    assert fabric_needs(day + timedelta(days=400)) == []
    Lay.objects.update(state=Lay.State.CUT)
    assert fabric_needs(day) == []


@pytest.mark.parametrize(
    ("role", "heading"),
    [(Role.SELLER, "Fabric that will be cut"), (Role.INSPECTOR, "Inspection gets"), (Role.DRIVER, "Trips by vehicle")],
)
def test_without_a_plan_the_page_says_so(as_role: Browsers, published: PlanVersion, role: str, heading: str) -> None:
    PlanVersion.objects.update(state=PlanVersion.State.SUPERSEDED)
    page = as_role(role).get("/").content.decode()
    assert "No plan is published yet" in page
    assert "New work shows up here by itself" not in page


def test_a_seller_s_page_tells_no_price_and_no_firm(
    as_role: Browsers, published: PlanVersion, settings: object
) -> None:
    settings.MINIMUM_GROUP = 1  # type: ignore[attr-defined]
    page = as_role(Role.SELLER).get("/").content.decode()
    assert "Fabric that will be cut in the coming weeks" in page
    names = {*Factory.objects.values_list("name", flat=True), *Order.objects.values_list("number", flat=True)}
    assert not [name for name in names if name in page]
    assert "CNY" not in page
