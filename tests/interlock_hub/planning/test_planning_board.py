"""The board's page and data: who sees what, and that what stands still is built once."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from interlock_hub.core.models import Membership, Organisation, Role
from interlock_hub.network.models import Factory, Line
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import orders_visible_to
from interlock_hub.planning import board_data
from interlock_hub.planning.models import PlanLot, PlanOrder, PlanVersion
from interlock_hub.planning.selectors import plan_orders_visible_to

AsRole = Callable[[str], Client]
Member = Callable[[str], Membership]


def _data(browser: Client, plan: PlanVersion, **headers: str) -> dict[str, Any]:
    answer = browser.get(f"/planning/board/{plan.number}/data/", headers=headers)
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


@pytest.fixture
def rival(published: PlanVersion) -> Organisation:
    """Another core factory's firm, whose are half of the orders."""
    firm = Organisation.objects.create(code="rival", name="Rival", kind=Organisation.Kind.FIRM)
    half = list(Order.objects.order_by("number").values_list("pk", flat=True))[::2]
    Order.objects.filter(pk__in=half).update(owner=firm, planned_core=None)
    return firm


def test_the_operator_gets_every_lot_on_its_line_and_days(as_role: AsRole, published: PlanVersion) -> None:
    data = _data(as_role(Role.OPERATOR), published)
    lots, orders = data["lots"], data["orders"]
    assert len(lots["id"]) == PlanLot.objects.filter(plan=published).count()
    assert len(data["lines"]) == Line.objects.count()
    assert {len(column) for column in lots.values()} == {len(lots["id"])}
    assert {len(column) for column in orders.values()} == {PlanOrder.objects.filter(plan=published).count()}
    lot = PlanLot.objects.filter(plan=published).select_related("line", "order").order_by("-end_on").first()
    assert lot is not None
    at = lots["id"].index(lot.code)
    first = published.first_on.toordinal() - published.first_on.weekday()
    assert data["lines"][lots["line"][at]]["code"] == lot.line.code
    assert orders["number"][lots["order"][at]] == lot.order.number
    assert (lots["start"][at], lots["end"][at]) == (lot.start_on.toordinal() - first, lot.end_on.toordinal() - first)
    promised = PlanOrder.objects.get(plan=published, order=lot.order)
    assert lots["arrive"][at] == promised.material_on.toordinal() - first
    assert lots["cut"][at] == lot.arrive_on.toordinal() - first
    assert lots["late_days"][at] == (lot.finish_on - promised.due_on).days
    assert all(line["load"] is not None for line in data["lines"])


def test_the_operator_is_told_no_customer_and_no_price(as_role: AsRole, published: PlanVersion) -> None:
    data = _data(as_role(Role.OPERATOR), published)
    assert {brand["code"] for brand in data["brands"]} == {""}
    assert set(data["orders"]["price_fen"]) == {0}


@pytest.mark.usefixtures("rival")
def test_a_planner_sees_no_lot_of_others_on_lines_of_others_and_no_load_of_strangers(
    as_role: AsRole, member: Member, published: PlanVersion
) -> None:
    planner = member(Role.PLANNER)
    data = _data(as_role(Role.PLANNER), published)
    own = set(Line.objects.filter(factory__organisation=planner.organisation).values_list("code", flat=True))
    mine = set(orders_visible_to(planner).values_list("number", flat=True))
    lots, numbers = data["lots"], data["orders"]["number"]
    for order, line in zip(lots["order"], lots["line"], strict=True):
        assert numbers[order] in mine or data["lines"][line]["code"] in own
    assert 0 < len(lots["id"]) < PlanLot.objects.filter(plan=published).count()
    assert {line["code"] for line in data["lines"] if line["load"] is not None} == own
    assert all(line["free_fen_per_day"] == 0 for line in data["lines"] if line["code"] not in own)


@pytest.mark.usefixtures("rival")
def test_a_strange_order_on_ones_own_line_is_grey_and_without_customer_and_dates(
    as_role: AsRole, member: Member, published: PlanVersion
) -> None:
    planner = member(Role.PLANNER)
    strange = Order.objects.exclude(pk__in=orders_visible_to(planner).values("pk")).first()
    own = Line.objects.filter(factory__organisation=planner.organisation).first()
    lot = PlanLot.objects.filter(plan=published, order=strange).first()
    assert own
    assert lot
    assert strange
    PlanLot.objects.filter(pk=lot.pk).update(line=own, factory=own.factory)
    data = _data(as_role(Role.PLANNER), published)
    at = data["lots"]["id"].index(lot.code)
    order = data["lots"]["order"][at]
    assert data["lots"]["state"][at] == board_data.FROZEN
    assert data["orders"]["ship_on"][order] is None
    assert data["orders"]["due_on"][order] >= lot.finish_on.isoformat()
    assert data["lots"]["late_days"][at] == 0
    assert data["brands"][data["orders"]["brand"][order]]["code"] == ""


@pytest.mark.parametrize("role", [Role.OWNER, Role.BRAND, Role.CUTTER, Role.OFFICIAL])
def test_other_roles_are_refused(as_role: AsRole, published: PlanVersion, role: str) -> None:
    browser = as_role(role)
    for address in ("/planning/board/", f"/planning/board/{published.number}/data/"):
        assert browser.get(address).status_code == 403


def test_a_plan_that_a_planner_may_not_see_is_not_there(as_role: AsRole, published: PlanVersion) -> None:
    PlanVersion.objects.filter(pk=published.pk).update(state=PlanVersion.State.DRAFT)
    assert as_role(Role.PLANNER).get(f"/planning/board/{published.number}/data/").status_code == 404
    assert as_role(Role.PLANNER).get(f"/planning/board/?plan={published.number}").status_code == 404


def test_data_that_has_not_changed_is_neither_built_nor_sent_again(
    as_role: AsRole, published: PlanVersion, django_assert_num_queries: Any
) -> None:
    browser = as_role(Role.OPERATOR)
    url = f"/planning/board/{published.number}/data/"
    first = browser.get(url, headers={"accept-encoding": "gzip"})
    assert first["Content-Encoding"] == "gzip"
    # Session, person, member, plan, cluster: nothing of the plan's rows.
    with django_assert_num_queries(5):
        again = browser.get(url, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content
    PlanVersion.objects.filter(pk=published.pk).update(revision=7)
    assert browser.get(url, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_building_takes_as_many_queries_for_any_number_of_lots(
    as_role: AsRole, published: PlanVersion, django_assert_max_num_queries: Any
) -> None:
    browser = as_role(Role.OPERATOR)
    with django_assert_max_num_queries(14):
        _data(browser, published)


@pytest.mark.usefixtures("rival")
def test_data_differ_by_language_and_by_firm(as_role: AsRole, published: PlanVersion) -> None:
    browser = as_role(Role.OPERATOR)
    english = _data(browser, published)
    chinese = _data(browser, published, **{"accept-language": "zh-CN"})
    assert english["categories"] != chinese["categories"]
    assert len(_data(as_role(Role.PLANNER), published)["lots"]["id"]) < len(english["lots"]["id"])


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.PLANNER])
def test_the_page_keeps_the_view_that_the_address_names(
    as_role: AsRole, published: PlanVersion, role: str, django_assert_max_num_queries: Any
) -> None:
    browser = as_role(role)
    with django_assert_max_num_queries(14):
        page = browser.get("/planning/board/?group=category&zoom=season&q=tee&late=1&colour=brand").content.decode()
    assert '<option value="category" selected>category</option>' in page
    assert 'value="season" checked' in page
    assert 'value="tee"' in page
    assert ('<option value="brand" selected>' in page) == (role == Role.PLANNER)


def test_late_orders_are_listed_with_reason_and_remedy(as_role: AsRole, published: PlanVersion) -> None:
    row = PlanOrder.objects.filter(plan=published, late_days__gt=0).select_related("order").first()
    page = as_role(Role.OPERATOR).get("/planning/board/").content.decode()
    if row is None:
        pytest.skip("no order of the sample is late")
    assert f'data-order="{row.order.number}"' in page
    assert "late-why" in page


def test_without_a_plan_the_page_says_what_to_do(as_role: AsRole, published: PlanVersion) -> None:
    published.delete()
    page = as_role(Role.OPERATOR).get("/planning/board/").content.decode()
    assert "There is no plan yet" in page
    Order.objects.update(state=Order.State.CANCELLED)
    assert "There is nothing to plan yet" in as_role(Role.OPERATOR).get("/planning/board/").content.decode()


def test_the_panel_says_what_a_lot_needs_and_why_it_is_late(as_role: AsRole, published: PlanVersion) -> None:
    lot = PlanLot.objects.filter(plan=published).order_by("-late_days").select_related("order").first()
    assert lot is not None
    page = as_role(Role.OPERATOR).get(f"/planning/board/{published.number}/lot/", {"code": lot.code}).content.decode()
    assert lot.order.number in page
    assert "line-days" in page
    assert "Ways to fix" in page or "The order is in time" in page
    assert 'data-act="lock"' in page


@pytest.mark.usefixtures("rival")
def test_a_lot_of_others_has_no_panel(as_role: AsRole, member: Member, published: PlanVersion) -> None:
    planner = member(Role.PLANNER)
    strange = (
        PlanLot.objects.filter(plan=published)
        .exclude(order__in=orders_visible_to(planner))
        .exclude(factory__organisation=planner.organisation)
        .first()
    )
    assert strange is not None
    url = f"/planning/board/{published.number}/lot/"
    assert as_role(Role.PLANNER).get(url, {"code": strange.code}).status_code == 404
    assert as_role(Role.PLANNER).get(url, {"code": "none"}).status_code == 404


def test_the_worker_has_the_board_ready_in_both_languages(
    as_role: AsRole, published: PlanVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    board_data.prepare_boards()
    board_data._kept.clear()  # another process answers
    monkeypatch.setattr(board_data, "board", None)
    for language in ("en", "zh-CN"):
        data = _data(as_role(Role.OPERATOR), published, accept_language=language)
        assert len(data["lots"]["id"]) == published.lots.count()


def test_what_another_firm_took_keeps_its_price_and_customer_though_the_plan_gives_it_to_our_factory(
    as_role: AsRole, published: PlanVersion, rival: Organisation, member: Member
) -> None:
    planner = member(Role.PLANNER)
    own = Factory.objects.filter(organisation=planner.organisation, kind=Factory.Kind.CORE).first()
    theirs = Order.objects.filter(owner=rival).first()
    assert theirs is not None
    Order.objects.filter(pk=theirs.pk).update(
        planned_core=own, customer="Their best customer", price_cny=Decimal("77.70")
    )
    browser = as_role(Role.PLANNER)
    for address in (f"/orders/o/{theirs.number}/", "/orders/?q=Their+best", f"/orders/?q={theirs.number}"):
        page = browser.get(address).content.decode()
        assert "Their best customer" not in page
        assert "77.70" not in page
    assert theirs.number not in browser.get("/orders/?q=Their+best").content.decode()
    data = _data(browser, published)
    at = data["orders"]["number"].index(theirs.number)
    assert data["orders"]["price_fen"][at] == 0
    assert "Their best customer" not in json.dumps(data)
    Organisation.objects.filter(pk=rival.pk).update(kind=Organisation.Kind.OFFICE)  # nobody's yet: it is ours to make
    assert "Their best customer" in browser.get(f"/orders/o/{theirs.number}/").content.decode()


def test_why_an_order_is_late_tells_how_full_a_line_is_to_those_alone_who_may_know(
    as_role: AsRole, published: PlanVersion, member: Member
) -> None:
    planner = member(Role.PLANNER)
    row = plan_orders_visible_to(planner, published).first()
    strange = Line.objects.exclude(factory__organisation=planner.organisation).select_related("factory").first()
    assert row is not None
    assert strange is not None
    facts = {
        "line": strange.code, "factory": strange.factory.name, "category": "shirt", "start_on": "2026-12-20",
        "due_on": "2026-12-15", "other_orders": 5, "lines": 9, "free_lines": 2, "pieces": 100, "sew_days": 3,
        "free_days": 1,
    }  # fmt: skip
    reason = {"order": row.order.number, "cause": "queue", "facts": facts, "remedies": []}
    PlanOrder.objects.filter(pk=row.pk).update(late_days=3, reason=reason)
    pages = (f"/planning/plans/{published.number}/", f"/orders/o/{row.order.number}/")
    for page in pages:
        assert "is full with 5 other orders" in as_role(Role.OPERATOR).get(page).content.decode()
        mine = as_role(Role.PLANNER).get(page).content.decode()
        assert "5 other orders" not in mine
        assert "is not free for it before" in mine


def test_without_javascript_the_board_says_so_and_leads_on(as_role: AsRole, published: PlanVersion) -> None:
    page = as_role(Role.OPERATOR).get("/planning/board/").content.decode()
    plain = page.split("<noscript><p", 1)[1].split("</noscript>")[0]
    assert "needs JavaScript" in plain
    assert f'href="/planning/plans/{published.number}/#late"' in plain
    assert 'id="board-wait" hidden' in page
