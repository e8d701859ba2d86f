"""Home and frame: figures as readers write them, each with its scope; a phone's bar that a thumb can use."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from interlock_hub.core.bridge import firm_name
from interlock_hub.core.formats import instant, percent_at_least, percent_at_most
from interlock_hub.core.models import Cluster, Membership, Role
from interlock_hub.core.selectors import cluster
from interlock_hub.cutting.models import Lay
from interlock_hub.network.models import Township
from interlock_hub.orders.models import Material, Order
from interlock_hub.orders.selectors import orders_visible_to
from interlock_hub.planning.models import LotOffer, PlanBottleneck, PlanOrder, PlanVersion
from interlock_hub.planning.offer_cards import cards
from interlock_hub.site.navigation import BAR_ENTRIES, IN_BAR, RAILS
from interlock_hub.site.today import needs_of
from interlock_hub.site.today_lists import lists_of

Browsers = Callable[[str], Client]
Members = Callable[[str], Membership]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.PLANNER, Role.CUTTER, Role.OWNER, Role.BRAND, Role.OFFICIAL])
def test_a_phones_bar_has_at_most_five_entries_and_the_rest_behind_more(as_role: Browsers, role: str) -> None:
    page = as_role(role).get("/").content.decode()
    bar = page[page.index('<nav class="rail"') : page.index("</nav>")]
    beyond = bar.count('<li class="beyond">')
    behind = bar.partition('<li class="rail-more">')[2].count("<a ")
    assert beyond == behind == max(len(RAILS[role]) - BAR_ENTRIES + 1, 0) * (len(RAILS[role]) > BAR_ENTRIES)
    assert len(RAILS[role]) - beyond + bool(beyond) <= BAR_ENTRIES


def test_what_stands_in_the_bar_is_of_the_rail() -> None:
    assert all(set(entries) <= set(RAILS[role]) for role, entries in IN_BAR.items())


def test_a_cutters_lays_name_their_fabric_and_what_can_be_done(published: PlanVersion, member: Members) -> None:
    lay = Lay.objects.exclude(state=Lay.State.CUT).select_related("factory").first()
    assert lay is not None
    Material.objects.filter(code__in=Lay.objects.values("material")).update(name="牛仔布 denim")
    Lay.objects.filter(pk=lay.pk).update(cut_on="2020-01-01")
    cutter = member(Role.CUTTER)
    cutter.organisation_id = lay.factory.organisation_id
    rows = next(found for found in lists_of(cutter) if found.heading == "Next lays").rows
    assert rows[0].name.endswith(" · denim")
    assert {row.action for row in rows} == {"Open lay"}


@pytest.fixture
def tight(published: PlanVersion) -> Township:
    """A township that is full in two weeks, and one with room whose few busy lines are worth much."""
    town = Township.objects.first()
    assert town is not None
    PlanBottleneck.objects.filter(plan=published).delete()
    for key, load, worth in ((town.code, 1.0, 500), (town.code, 0.95, 400), ("roomy", 0.4, 900)):
        PlanBottleneck.objects.create(
            plan=published, scope="township", key=key, week_on=published.first_on, cny_per_day=worth, day_min=480,
            load=load,
        )  # fmt: skip
    return town


def test_a_tight_place_stands_once_under_its_readers_name_with_its_scope(as_role: Browsers, tight: Township) -> None:
    for language, name in (("en", tight.name_en), ("zh", tight.name)):
        page = as_role(Role.OPERATOR).get("/", headers={"accept-language": language}).content.decode()
        assert page.count(f"<strong>{name}</strong>") == 1
        assert "roomy" not in page
        assert re.search(r'class="muted scope"', page)


def test_a_brand_is_told_what_a_late_order_waits_for_and_nobodys_line(as_role: Browsers, member: Members) -> None:
    brand = member(Role.BRAND)
    late = PlanOrder.objects.filter(plan__state="published", order__in=orders_visible_to(brand)).first()
    assert late is not None
    facts = {
        "line": "S9-L1", "factory": "Secret works", "category": "shirt", "start_on": "2026-12-01",
        "due_on": "2026-12-02", "other_orders": 2, "lines": 3, "free_lines": 1,
        "pieces": 5, "sew_days": 2, "free_days": 1,
    }  # fmt: skip
    reason = {"order": late.order.number, "cause": "queue", "facts": facts, "remedies": []}
    PlanOrder.objects.filter(pk=late.pk).update(late_days=99, reason=reason)  # among the latest, which are shown
    page = as_role(Role.BRAND).get("/").content.decode()
    assert "Other work comes first where it is sewn; its sewing begins on" in page
    assert "S9-L1" not in page
    assert "Secret works" not in page
    assert "Secret works" in as_role(Role.OPERATOR).get("/").content.decode()


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.PLANNER, Role.BRAND])
def test_orders_in_no_plan_lead_to_a_page_that_their_reader_may_open(
    as_role: Browsers, published: PlanVersion, member: Members, role: str
) -> None:
    orders_visible_to(member(role)).update(ship_on=None)
    needs = [need for need in needs_of(member(role)) if need.rank == 70]
    assert len(needs) == 1
    assert as_role(role).get(needs[0].url).status_code == 200


def test_a_held_order_stands_on_its_planners_first_screen_until_it_is_confirmed(
    as_role: Browsers, member: Members
) -> None:
    planner, until = member(Role.PLANNER), timezone.now() + timedelta(hours=5)
    order, later = orders_visible_to(planner).filter(owner=planner.organisation)[:2]
    others = Order.objects.exclude(owner=planner.organisation).first()
    assert others is not None
    for held, hours in ((order, 0), (later, 3), (others, -1)):
        Order.objects.filter(pk=held.pk).update(state=Order.State.HELD, held_until=until + timedelta(hours=hours))
    with override("en"):
        (need,) = (need for need in needs_of(planner) if "held for" in need.sentence)
        assert need.sentence.startswith(f"2 orders are held for their customers, the first until {instant(until)}")
    page = as_role(Role.PLANNER).get(need.url).content.decode()
    assert order.number in page
    assert not [need for need in needs_of(member(Role.BRAND)) if need.url == "/orders/?state=held"]


def test_a_gap_is_rounded_up_and_a_share_on_time_down() -> None:
    assert percent_at_most(0.02601) == "2.7 %"
    assert percent_at_most(0.026) == "2.6 %"
    assert percent_at_least(0.93699) == "93.6 %"
    assert percent_at_least(0.9999) == "99.9 %"
    assert percent_at_least(1.0) == "100.0 %"


@pytest.mark.parametrize("address", ["/planning/", "/planning/plans/{}/", "/planning/board/"])
def test_every_page_of_a_plan_rounds_as_its_sentence_does(
    as_role: Browsers, published: PlanVersion, address: str
) -> None:
    PlanVersion.objects.filter(pk=published.pk).update(on_time_share=0.93699)
    page = as_role(Role.OPERATOR).get(address.format(published.number)).content.decode()
    assert "93.6 %" in page
    assert "93.7 %" not in page


def test_a_page_asks_for_the_cluster_once_and_reads_it_afresh_the_next_time(as_role: Browsers) -> None:
    browser = as_role(Role.OWNER)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/").status_code == 200
    assert sum('FROM "core_cluster"' in query["sql"] for query in asked.captured_queries) == 1
    Cluster.objects.update(name="Renamed")
    assert str(cluster()) == "Renamed"
    assert "Renamed" in browser.get("/").content.decode()


def test_offers_that_run_out_first_are_told_order_by_order(published: PlanVersion, member: Members) -> None:
    offers = list(LotOffer.objects.filter(plan=published).select_related("factory").order_by("id"))
    factories = list({offer.factory_id: offer.factory for offer in offers}.values())
    assert len(factories) >= 3
    assert len({offer.order_id for offer in offers}) >= 2
    soon = timezone.now() + timedelta(hours=1)
    first, other = offers[0], next(offer for offer in offers if offer.order_id != offers[0].order_id)
    LotOffer.objects.update(state=LotOffer.State.DECLINED)
    for at, offer in enumerate(offers[:8]):
        LotOffer.objects.filter(pk=offer.pk).update(
            state=LotOffer.State.OPEN, order=first.order_id, factory=factories[at % 3], expires_at=soon
        )
    LotOffer.objects.filter(pk=other.pk).update(
        state=LotOffer.State.OPEN, order=other.order_id, factory=factories[0], expires_at=soon + timedelta(hours=1)
    )
    rows = next(found for found in lists_of(member("operator")) if found.heading == "Offers that run out first").rows
    assert [row.name for row in rows] == [first.order.number, other.order.number]
    assert rows[0].more.endswith("and others, 3 in all")
    assert rows[1].more == firm_name(factories[0].name)


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_an_owner_answers_an_offer_on_the_first_screen(
    published: PlanVersion, as_role: Browsers, member: Members, answer: str
) -> None:
    asked = cards(member(Role.OWNER))
    assert asked
    card = asked[0]
    page = as_role(Role.OWNER).get("/").content.decode()
    assert f'action="/planning/offers/{card.first.pk}/{answer}/"' in page
    said = {"also": [part.pk for part in card.parts[1:]], "reason": "full"}
    as_role(Role.OWNER).post(f"/planning/offers/{card.first.pk}/{answer}/", said)
    states = {LotOffer.objects.get(pk=part.pk).state for part in card.parts}
    assert states == {"accepted" if answer == "accept" else "declined"}
