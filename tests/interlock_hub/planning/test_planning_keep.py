"""A plan run while another is in force keeps what is offered, as far as was asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hub_planning import in_english, run_waiting, twin_of  # noqa: F401 (in_english is a fixture)

from interlock_hub.core.errors import HubError
from interlock_hub.core.models import Cluster, Membership, Role
from interlock_hub.core.selectors import today
from interlock_hub.network.models import CapacityChange
from interlock_hub.orders.models import Order, OrderQuantity, Style
from interlock_hub.planning import bridge, keep_bridge, offers, services
from interlock_hub.planning.models import LotOffer, PlanLot, PlanVersion

Members = Callable[[str], Membership]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def operator(member: Members) -> Membership:
    return member(Role.OPERATOR)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Policies that nest nothing: these tests look at what stays, not at how good a plan is."""
    named = bridge.policy_named
    monkeypatch.setattr(
        bridge, "policy_named", lambda name, **asked: named(name, calibrate_seconds=0, nest_days=0, **asked)
    )


def planned(by: Membership, **asked: Any) -> PlanVersion:
    job = services.ask_for_plan(by=by, **asked)
    run_waiting("plan")
    job.refresh_from_db()
    return PlanVersion.objects.get(number=(job.result or {})["plan"])


def lots(plan: PlanVersion) -> set[tuple[object, ...]]:
    return {offers.terms(lot) for lot in PlanLot.objects.filter(plan=plan)}


def one_more() -> Order:
    """An order like one of the book, under another number."""
    order = Order.objects.filter(state="open").order_by("pk").first()
    assert order is not None
    cells = list(order.quantities.all())
    order.pk, order.number, order.ship_on, order.late_days = None, "ONE-MORE", None, None
    order.due_on += timedelta(days=30)
    order.save()
    OrderQuantity.objects.bulk_create(
        OrderQuantity(order=order, rank=q.rank, colour=q.colour, size=q.size, pieces=q.pieces) for q in cells
    )
    return order


def live_offers() -> dict[int, str]:
    return dict(LotOffer.objects.filter(state__in=("open", "accepted")).values_list("pk", "state"))


def test_one_order_more_leaves_every_offer_as_it_was(operator: Membership, published: PlanVersion) -> None:
    first = LotOffer.objects.filter(state="open").order_by("pk")[:1].values("pk")
    LotOffer.objects.filter(pk__in=first).update(state="accepted")
    before, order = live_offers(), one_more()
    draft = planned(operator, keep="always")
    assert (draft.parent, draft.figures["keep"]) == (published, {"from": published.number, "kept": True})
    assert draft.plan_orders.filter(order=order).exists()
    services.publish(by=operator, plan=draft)
    after = live_offers()
    assert before.items() <= after.items()
    assert LotOffer.objects.filter(state="withdrawn").count() == 0
    assert set(LotOffer.objects.exclude(pk__in=before).values_list("order__number", flat=True)) <= {"ONE-MORE"}


def test_what_differs_since_is_in_the_plan_and_all_else_stays(operator: Membership, published: PlanVersion) -> None:
    gone, fewer, sooner = Order.objects.filter(state="open").order_by("pk")[:3]
    Order.objects.filter(pk=gone.pk).update(state="cancelled")
    row = fewer.quantities.order_by("rank").first()
    assert row is not None
    OrderQuantity.objects.filter(pk=row.pk).update(pieces=row.pieces + 7)
    Order.objects.filter(pk=fewer.pk).update(pieces=fewer.pieces + 7)
    Order.objects.filter(pk=sooner.pk).update(due_on=sooner.due_on - timedelta(days=1))
    draft = planned(operator, keep="always")
    assert draft.parent == published
    assert not draft.plan_orders.filter(order=gone).exists()
    assert draft.plan_orders.get(order=sooner).due_on == sooner.due_on - timedelta(days=1)
    book = bridge.scenario_in(draft.book)
    assert book.order[fewer.number].pieces == fewer.pieces + 7
    untouched = {found for found in lots(published) if found[0] not in (gone.pk, fewer.pk, sooner.pk)}
    assert len(untouched & lots(draft)) > 0.8 * len(untouched)


def test_a_line_that_stands_since_is_left_by_its_lots(operator: Membership, published: PlanVersion) -> None:
    lot = PlanLot.objects.filter(plan=published, start_on__gt=published.first_on).order_by("start_on", "pk").first()
    assert lot is not None
    CapacityChange.objects.create(line=lot.line, first_on=lot.start_on, last_on=lot.end_on, share=0, reason="")
    draft = planned(operator, keep="always")
    assert draft.parent == published
    there = PlanLot.objects.filter(plan=draft, line=lot.line)
    days = {day for found in there for day, _minutes, _pieces in found.days}
    assert not days & {
        (lot.start_on + timedelta(days=at)).isoformat() for at in range((lot.end_on - lot.start_on).days)
    }


def test_an_order_refused_since_leaves_the_factory_that_refused_it(
    operator: Membership, published: PlanVersion
) -> None:
    offer = LotOffer.objects.select_related("order", "factory").order_by("pk").first()
    assert offer is not None
    no = {"order": offer.order.number, "factory": offer.factory.code}
    found = Cluster.objects.get(pk=1)
    Cluster.objects.filter(pk=1).update(rules=found.rules | {"declined": [no]})
    draft = planned(operator, keep="always")
    assert draft.parent == published
    assert not PlanLot.objects.filter(plan=draft, order=offer.order, factory=offer.factory).exists()


@pytest.mark.no_cover
def test_what_costs_more_than_allowed_is_planned_afresh(operator: Membership, published: PlanVersion) -> None:
    full, policy = PlanVersion.objects.get(pk=published.pk), bridge.policy_named("balanced")
    scenario = bridge.scenario_in(full.book)

    def made(most_dearer: float | None) -> keep_bridge.Made:
        return keep_bridge.made_plan(
            scenario, policy, full, most_dearer=most_dearer, today=today(), tell=lambda *_, **__: None,
            stop=lambda: False,
        )  # fmt: skip

    kept, afresh, nothing = made(1.0), made(-0.5), made(None)
    assert (kept.kept, afresh.kept, nothing.kept) == (True, False, False)
    assert kept.plan.lots == bridge.plan_in(full.body).lots
    assert afresh.plan == nothing.plan
    assert afresh.figures["keep"]["afresh"] == kept.figures["keep"]["afresh"] == nothing.plan.cost_fen / 100
    assert nothing.figures == {}


def test_a_style_that_is_sewn_otherwise_by_now_cannot_be_kept(operator: Membership, published: PlanVersion) -> None:
    style = Style.objects.filter(orders__state="open").order_by("pk").first()
    assert style is not None
    smaller = [{**operation, "smv_min": operation["smv_min"] / 2} for operation in style.body["operations"]]
    Style.objects.filter(pk=style.pk).update(body={**style.body, "operations": smaller})
    draft = planned(operator, keep="always")
    assert (draft.parent, draft.figures["keep"]["kept"]) == (None, False)


@pytest.mark.no_cover
def test_another_policy_than_that_in_force_keeps_nothing_unless_it_is_said(
    as_role: Callable[[str], Client], operator: Membership, published: PlanVersion
) -> None:
    draft = planned(operator, policy="fastest")
    assert draft.figures["keep"] == {"from": published.number, "kept": False, "policy": "balanced"}
    assert draft.parent is None
    page = as_role(Role.OPERATOR).get(f"/planning/plans/{draft.number}/").content.decode()
    assert "all is planned afresh" in page
    assert planned(operator, policy="fastest", keep="always").figures["keep"]["kept"] is True


def test_a_draft_of_a_plan_that_no_longer_holds_says_so_wherever_it_would_be_published(
    as_role: Callable[[str], Client], operator: Membership, published: PlanVersion
) -> None:
    draft, browser = planned(operator, keep="always"), as_role(Role.OPERATOR)
    page, publishing = f"/planning/plans/{draft.number}/", f"/planning/plans/{draft.number}/publish/"
    assert publishing in browser.get(page).content.decode()
    PlanVersion.objects.filter(pk=published.pk).update(state="superseded")
    told = browser.get(page).content.decode()
    assert publishing not in told
    assert "cannot be published" in told
    for name, value in {"policy": draft.policy, "effort": "quick", "keep": "always"}.items():
        assert f'name="{name}" value="{value}"' in told
    assert f"Draft v{draft.number} was made from a plan that no longer holds" in browser.get("/").content.decode()


def test_two_lots_alike_keep_both_their_offers(operator: Membership, published: PlanVersion) -> None:
    offer = LotOffer.objects.select_related("lot").order_by("pk").first()
    assert offer is not None
    for plan in (published, twin := twin_of(published)):
        lot = PlanLot.objects.filter(plan=plan, code=offer.lot.code).get()
        lot.pk, lot.code = None, f"{lot.code}b"
        lot.save()
    alike = PlanLot.objects.get(plan=published, code=f"{offer.lot.code}b")
    offer.pk, offer.lot = None, alike
    offer.save()
    before = live_offers()
    services.publish(by=operator, plan=twin)
    assert live_offers() == before
    assert set(LotOffer.objects.filter(pk__in=before).values_list("lot__plan", flat=True)) == {twin.pk}


def test_a_lot_on_other_days_at_the_same_factory_is_told_apart_from_one_newly_offered(
    operator: Membership, published: PlanVersion
) -> None:
    twin = twin_of(published)
    lot = offers.lots_to_offer(twin)[0]
    PlanLot.objects.filter(pk=lot.pk).update(end_on=lot.end_on + timedelta(days=1))
    found = offers.offering_of(twin)
    assert (len(found.fresh), found.changed, len(found.gone)) == (1, 1, 1)
    # Where nobody has taken a lot of it, the order needs no look; where somebody has, the same is found.
    assert offers.offering_of(twin, taken_only=True).gone == []
    LotOffer.objects.filter(pk=found.gone[0].pk).update(state=LotOffer.State.ACCEPTED)
    assert offers.offering_of(twin, taken_only=True).gone == found.gone


def test_the_page_asks_what_stays_only_where_a_plan_holds(
    as_role: Callable[[str], Client], published: PlanVersion, operator: Membership
) -> None:
    browser = as_role(Role.OPERATOR)
    assert 'name="keep"' in browser.get("/planning/").content.decode()
    PlanVersion.objects.filter(pk=published.pk).update(state="superseded")
    assert 'name="keep"' not in browser.get("/planning/").content.decode()
    with pytest.raises(HubError, match="keep offers"):
        services.ask_for_plan(by=operator, keep="half")


@pytest.mark.parametrize(
    ("keep", "said"),
    [
        ({"kept": True}, "lots keep their lines"),
        ({"kept": False}, "Too much differs"),
        ({"kept": True, "cost": 102.0, "afresh": 100.0, "most": 0.03}, "keeping costs 2.0 % more"),
        ({"kept": True, "cost": 99.0, "afresh": 100.0, "most": 0.03}, "which is no less"),
        ({"kept": False, "cost": 105.0, "afresh": 100.0, "most": 0.03}, "over the 3 % allowed"),
    ],
)
def test_a_plan_says_what_keeping_cost(
    as_role: Callable[[str], Client], published: PlanVersion, keep: dict[str, Any], said: str
) -> None:
    PlanVersion.objects.filter(pk=published.pk).update(figures=published.figures | {"keep": {"from": 1, **keep}})
    page = as_role(Role.OPERATOR).get(f"/planning/plans/{published.number}/").content.decode()
    assert said in page.replace("\xa0", " ")
