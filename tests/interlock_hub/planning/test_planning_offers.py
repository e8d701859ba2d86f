"""Offers of lots: made by publishing, answered once, expired, and visible to whom they concern."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hub_planning import in_english, twin_of  # noqa: F401 (in_english is a fixture)

from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import JobRun, LedgerEntry, Membership, Role
from interlock_hub.core.selectors import today
from interlock_hub.planning import deadlines, offers
from interlock_hub.planning.event_rows import event_rows
from interlock_hub.planning.figures import lots_of_own
from interlock_hub.planning.models import LotOffer, PlanEvent, PlanLot, PlanVersion
from interlock_hub.planning.offer_cards import answered, cards
from interlock_hub.planning.services import publish
from interlock_hub.planning.views_offers import total_pay
from interlock_hub.site.today_lists import lists_of

Members = Callable[[str], Membership]
Browsers = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def offer(published: PlanVersion, member: Members) -> LotOffer:
    """An open offer to the first satellite that has one, with its owner's membership."""
    found = LotOffer.objects.filter(state="open", organisation__memberships__role=Role.OWNER).first()
    assert found is not None
    return found


@pytest.fixture
def owner(offer: LotOffer) -> Membership:
    return Membership.objects.get(organisation_id=offer.organisation_id, role=Role.OWNER)


@pytest.fixture
def owners_browser(owner: Membership) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(owner.person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def test_publishing_offers_every_lot_that_another_firm_sews(published: PlanVersion) -> None:
    wanted = {lot.pk for lot in offers.lots_to_offer(published)}
    assert wanted
    assert set(LotOffer.objects.filter(plan=published).values_list("lot", flat=True)) == wanted


def test_an_owner_takes_a_lot_with_one_tap(owners_browser: Client, offer: LotOffer) -> None:
    owners_browser.post(f"/planning/offers/{offer.pk}/accept/")
    offer.refresh_from_db()
    assert offer.state == "accepted"
    assert LedgerEntry.objects.filter(subject="planning.offer", key=str(offer.pk), what="accepted").count() == 1


def test_offers_of_different_plans_are_never_added_up(
    owner: Membership, offer: LotOffer, published: PlanVersion
) -> None:
    later = part_of(offer)
    LotOffer.objects.filter(pk=offer.pk).update(state="withdrawn", answered_at=timezone.now())
    LotOffer.objects.filter(pk=later.pk).update(state="withdrawn", answered_at=timezone.now(), plan=twin_of(published))
    gone = LotOffer.objects.filter(pk__in=[offer.pk, later.pk])
    assert sorted(row.pieces for row in answered(gone)) == sorted(one.pieces for one in gone)


def test_parts_of_one_order_on_one_line_are_one_card_and_one_tap(
    owners_browser: Client, owner: Membership, offer: LotOffer
) -> None:
    twin = part_of(offer)
    (card,) = [one for one in cards(owner) if offer in one.parts]
    assert {offer, twin} <= set(card.parts)
    assert {(part.order, part.line) for part in card.parts} == {(offer.order, offer.line)}
    assert card.pieces == sum(part.pieces for part in card.parts)
    owners_browser.post(f"/planning/offers/{offer.pk}/accept/", {"also": [twin.pk]})
    assert set(LotOffer.objects.filter(pk__in=[offer.pk, twin.pk]).values_list("state", flat=True)) == {"accepted"}


def test_pay_a_piece_equals_the_sum_only_where_it_multiplies_out(owners_browser: Client, offer: LotOffer) -> None:
    LotOffer.objects.exclude(pk=offer.pk).filter(organisation=offer.organisation).delete()
    LotOffer.objects.filter(pk=offer.pk).update(pieces=1595, pay_cny="23469.00")
    said = owners_browser.get("/planning/offers/").content.decode()
    assert "¥23,469.00 in all, ≈ ¥14.71 a piece" in said
    LotOffer.objects.filter(pk=offer.pk).update(pieces=1000, pay_cny="14710.00")
    assert "¥14.71 a piece = ¥14,710.00" in owners_browser.get("/planning/offers/").content.decode()


def test_a_card_is_taken_whole_or_not_at_all(owner: Membership, offer: LotOffer) -> None:
    twin = part_of(offer)
    LotOffer.objects.filter(pk=twin.pk).update(state="withdrawn")
    with pytest.raises(Stale):
        offers.accept(by=owner, offers=[offer, twin])
    offer.refresh_from_db()
    assert offer.state == "open"


def test_refusing_a_card_is_one_repair(owner: Membership, offer: LotOffer) -> None:
    twin = part_of(offer)
    offers.decline(by=owner, offers=[offer, twin], reason="full")
    assert PlanEvent.objects.filter(offer__in=[offer, twin]).count() == 2
    assert JobRun.objects.filter(kind="repair").count() == 1


def test_a_strangers_offer_cannot_hide_among_the_parts(owners_browser: Client, offer: LotOffer) -> None:
    other = LotOffer.objects.exclude(organisation=offer.organisation).first()
    assert other is not None
    assert owners_browser.post(f"/planning/offers/{offer.pk}/accept/", {"also": [other.pk]}).status_code == 404
    offer.refresh_from_db()
    assert offer.state == "open"


def part_of(offer: LotOffer) -> LotOffer:
    """Another part of the same order on the same line."""
    lot = PlanLot.objects.get(pk=offer.lot_id)
    lot.pk, lot.code = None, f"{lot.code}-twin"
    lot.save()
    return LotOffer.objects.create(
        organisation=offer.organisation, factory=offer.factory, plan=offer.plan, lot=lot, order=offer.order,
        line=offer.line, pieces=7, pay_cny=11, start_on=offer.start_on, end_on=offer.end_on,
        arrive_on=offer.arrive_on, expires_at=offer.expires_at,
    )  # fmt: skip


def test_a_refused_card_is_one_row_of_events_and_one_decision(
    owner: Membership, offer: LotOffer, as_role: Browsers
) -> None:
    twin = part_of(offer)
    offers.decline(by=owner, offers=[offer, twin], reason="full")
    (row,) = event_rows(PlanEvent.objects.order_by("pk"))
    assert "does not take 2 lots" in row.words
    browser = as_role(Role.OPERATOR)
    assert browser.get("/planning/events/").content.decode().count("Our lines are full") == 1
    browser.post(f"/planning/events/{row.first.pk}/dismiss/", {"also": [other.pk for other in row.also]})
    assert set(PlanEvent.objects.values_list("state", flat=True)) == {"dismissed"}
    assert browser.get("/planning/events/").content.decode().count("Our lines are full") == 1


def test_a_lot_taken_by_mistake_is_given_back_within_the_hour(owners_browser: Client, offer: LotOffer) -> None:
    LotOffer.objects.filter(pk=offer.pk).update(start_on=today() + timedelta(days=3))
    owners_browser.post(f"/planning/offers/{offer.pk}/accept/")
    offer.refresh_from_db()
    answer = f"{offer.pk}@{offer.answered_at.isoformat()}"  # type: ignore[union-attr]
    assert f'value="{answer}"' in owners_browser.get("/planning/offers/").content.decode()
    owners_browser.post("/planning/offers/take-back/", {"answer": [answer]})
    offer.refresh_from_db()
    assert (offer.state, offer.answered_at, offer.answered_by) == ("open", None, None)
    owners_browser.post(f"/planning/offers/{offer.pk}/accept/")
    owners_browser.post("/planning/offers/take-back/", {"answer": [answer]})  # the same request once more
    offer.refresh_from_db()
    assert offer.state == "accepted"
    kept = LedgerEntry.objects.filter(subject="planning.offer", key=str(offer.pk)).order_by("pk")
    assert list(kept.values_list("what", flat=True)) == ["accepted", "taken back", "accepted"]


@pytest.mark.parametrize(
    "facts",
    [{"answered_at": timezone.now() - timedelta(hours=2)}, {"start_on": date(2020, 1, 1)}],
    ids=["an hour has passed", "the work has begun"],
)
def test_a_lot_cannot_be_given_back_late(owner: Membership, offer: LotOffer, facts: dict[str, Any]) -> None:
    LotOffer.objects.filter(pk=offer.pk).update(start_on=today() + timedelta(days=3))
    offers.accept(by=owner, offers=[offer])
    LotOffer.objects.filter(pk=offer.pk).update(**facts)
    offer.refresh_from_db()
    assert offers.undo_until(offer) is None
    assert offer.answered_at is not None
    with pytest.raises(Stale, match="too late"):
        offers.take_back(by=owner, answers={offer: offer.answered_at})


@pytest.mark.parametrize(
    ("arrives_in", "starts_in", "now", "until"),
    [
        (5, 5, "20 12:00", "21 12:00"),  # a day
        (1, 2, "20 12:00", "21 08:00"),  # its cloth comes before
        (3, 1, "20 18:30", "21 08:00"),  # it starts before
        (1, 1, "20 07:00", "21 07:00"),  # the day is over before that morning
        (1, 1, "21 07:30", "21 09:30"),  # no less than two hours
        (-3, 0, "20 10:00", "20 12:00"),
    ],
)
def test_an_answer_is_asked_for_before_the_work_begins(
    offer: LotOffer, monkeypatch: pytest.MonkeyPatch, arrives_in: int, starts_in: int, now: str, until: str
) -> None:
    here = timezone.get_current_timezone()
    at, by = (datetime.strptime(f"2026-06-{said}", "%Y-%m-%d %H:%M").replace(tzinfo=here) for said in (now, until))
    monkeypatch.setattr(timezone, "now", lambda: at)
    first = today() + timedelta(days=20 - at.day)
    days = [first + timedelta(days=ahead) for ahead in (arrives_in, starts_in)]
    assert deadlines.answer_by(*days) == by


def test_a_lot_cannot_be_given_back_once_its_cloth_is_to_arrive(owner: Membership, offer: LotOffer) -> None:
    LotOffer.objects.filter(pk=offer.pk).update(arrive_on=today() - timedelta(days=1))
    offer.refresh_from_db()
    offers.accept(by=owner, offers=[offer])
    assert offer.answered_at is not None
    assert offers.undo_until(offer) is None
    with pytest.raises(Stale, match="too late"):
        offers.take_back(by=owner, answers={offer: offer.answered_at})


def test_publishing_asks_for_answers_before_the_work_begins(published: PlanVersion) -> None:
    LotOffer.objects.all().delete()
    soon = offers.lots_to_offer(published)[:1].get()
    PlanLot.objects.filter(pk=soon.pk).update(arrive_on=today() - timedelta(days=1))
    offers.offer_lots(published)
    made = LotOffer.objects.get(lot=soon)
    assert made.expires_at < timezone.now() + timedelta(hours=3)
    assert LotOffer.objects.first() == made  # the list by deadline shows it first


def test_taking_a_lot_twice_changes_nothing(owner: Membership, offer: LotOffer) -> None:
    offers.accept(by=owner, offers=[offer])
    first = offer.answered_at
    offers.accept(by=owner, offers=[offer])
    assert offer.answered_at == first
    assert LedgerEntry.objects.filter(subject="planning.offer", key=str(offer.pk)).count() == 1


def test_a_lot_that_was_taken_cannot_be_refused_afterwards(owner: Membership, offer: LotOffer) -> None:
    offers.accept(by=owner, offers=[offer])
    with pytest.raises(Stale):
        offers.decline(by=owner, offers=[offer], reason="full")
    assert not PlanEvent.objects.exists()


def test_another_firms_offer_is_not_there(as_role: Browsers, member: Members, offer: LotOffer) -> None:
    other = LotOffer.objects.exclude(organisation=member(Role.OWNER).organisation).first()
    assert other is not None
    assert as_role(Role.OWNER).post(f"/planning/offers/{other.pk}/accept/").status_code == 404
    other.refresh_from_db()
    assert other.state == "open"


def test_refusing_is_an_event_and_asks_for_one_repair(owners_browser: Client, offer: LotOffer) -> None:
    for _again in range(2):
        owners_browser.post(f"/planning/offers/{offer.pk}/decline/", {"reason": "full", "text": "two lines stand"})
    offer.refresh_from_db()
    assert (offer.state, offer.reason) == ("declined", "full|two lines stand")
    event = PlanEvent.objects.get()
    assert (event.kind, event.body, event.offer) == ("lot_declined", {"lot": offer.lot.code}, offer)
    assert JobRun.objects.filter(kind="repair").count() == 1
    page = owners_browser.get("/planning/offers/").content.decode()
    assert "Our lines are full – two lines stand" in page


def test_refusing_without_a_reason_is_refused(owner: Membership, offer: LotOffer) -> None:
    with pytest.raises(HubError, match="Say why"):
        offers.decline(by=owner, offers=[offer], reason=" ")
    offer.refresh_from_db()
    assert offer.state == "open"


def test_offers_that_run_out_become_events_with_one_repair(offer: LotOffer) -> None:
    late = list(LotOffer.objects.filter(state="open")[:3])
    LotOffer.objects.filter(pk__in=[o.pk for o in late]).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert offers.expire_offers() == 3
    assert offers.expire_offers() == 0
    assert PlanEvent.objects.filter(kind="lot_declined").count() == 3
    assert JobRun.objects.filter(kind="repair").count() == 1


def test_an_offer_that_ran_out_cannot_be_taken(owner: Membership, offer: LotOffer) -> None:
    LotOffer.objects.filter(pk=offer.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(Stale, match="run out"):
        offers.accept(by=owner, offers=[offer])


def test_publishing_again_leaves_an_answer_on_the_same_terms(
    published: PlanVersion, owner: Membership, offer: LotOffer
) -> None:
    offers.accept(by=owner, offers=[offer])
    count = LotOffer.objects.count()
    twin = twin_of(published)
    assert publish(by=None, plan=twin) == 0
    offer.refresh_from_db()
    assert (offer.state, offer.plan_id, offer.lot.plan_id) == ("accepted", twin.pk, twin.pk)
    assert LotOffer.objects.count() == count


def test_an_offer_on_other_terms_is_withdrawn(published: PlanVersion, owner: Membership, offer: LotOffer) -> None:
    offers.accept(by=owner, offers=[offer])
    twin = twin_of(published)
    twin.lots.filter(code=offer.lot.code).update(pieces=offer.pieces - 1)
    assert publish(by=None, plan=twin) == 1
    offer.refresh_from_db()
    assert offer.state == "withdrawn"
    with pytest.raises(Stale):
        offers.accept(by=owner, offers=[offer])


def test_the_operator_sees_no_pay_of_a_single_firm(as_role: Browsers, offer: LotOffer) -> None:
    page = as_role(Role.OPERATOR).get("/planning/offers/").content.decode()
    assert "¥" in page  # the total of enough firms
    one = as_role(Role.OPERATOR).get("/planning/offers/", {"q": offer.factory.name}).content.decode()
    assert offer.factory.name in one
    assert "¥" not in one


def test_totals_of_few_firms_are_hidden_from_the_operator_only(member: Members, offer: LotOffer) -> None:
    one = LotOffer.objects.filter(organisation_id=offer.organisation_id)
    assert total_pay(member(Role.OPERATOR), one) is None
    assert total_pay(member(Role.PLANNER), one) is not None


def test_a_planner_sees_offers_of_own_orders_only(as_role: Browsers, member: Members) -> None:
    mine = member(Role.PLANNER).organisation_id
    page = as_role(Role.PLANNER).get("/planning/offers/").context["page"]
    assert all(mine in (o.order.owner_id, o.order.planned_core.organisation_id, o.organisation_id) for o in page)


def test_the_list_of_offers_can_be_taken_away(as_role: Browsers, member: Members) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    answer = as_role(Role.OPERATOR).get("/planning/offers/", {"format": "xlsx", "state": "open"})
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)
    assert len(rows) == 1 + LotOffer.objects.filter(state="open").count()
    assert "Pay, CNY" not in rows[0]


def test_my_lots_holds_taken_lots_and_none_that_wait_or_were_refused(
    owners_browser: Client, owner: Membership, offer: LotOffer
) -> None:
    url = "/planning/lots/"
    asked = owners_browser.get(url)
    assert offer in [part for card in asked.context["asked"] for part in card.parts]
    assert offer.lot not in [*asked.context["running"], *asked.context["coming"]]
    assert 'href="/planning/offers/"' in asked.content.decode()
    offers.accept(by=owner, offers=[offer])
    taken = owners_browser.get(url)
    assert offer.lot in [*taken.context["running"], *taken.context["coming"]]
    assert offer not in [part for card in taken.context["asked"] for part in card.parts]
    assert sum(pieces for _on, _rows, pieces in taken.context["days"]) > 0
    for gone in (LotOffer.State.DECLINED, LotOffer.State.EXPIRED):
        LotOffer.objects.filter(pk=offer.pk).update(state=gone)
        refused = owners_browser.get(url)
        assert offer.lot not in [lot for k in ("running", "coming") for lot in refused.context[k]]
        assert offer not in [part for card in refused.context["asked"] for part in card.parts]


@pytest.mark.parametrize(("language", "said"), [("en", "{n} lots"), ("zh-hans", "{n} 单")])
def test_every_page_of_an_owner_counts_offers_alike(
    owners_browser: Client, owner: Membership, offer: LotOffer, language: str, said: str
) -> None:
    part_of(offer)
    other = LotOffer.objects.exclude(order=offer.order).filter(state="open").first()
    assert other
    LotOffer.objects.filter(pk=other.pk).update(organisation=owner.organisation)
    owners_browser.cookies["django_language"] = language
    count = len(cards(owner))
    assert 1 < count < LotOffer.objects.filter(organisation=owner.organisation, state="open").count()
    told = said.format(n=count)
    for url in ("/planning/offers/", "/planning/lots/"):
        assert told in owners_browser.get(url).content.decode()
    today_said = f"{count} new lots are offered" if language == "en" else f"{told}新活等您答复"
    assert today_said in owners_browser.get("/").content.decode()


def test_my_lots_counts_nothing_that_is_not_there(owners_browser: Client, owner: Membership, offer: LotOffer) -> None:
    offers.accept(by=owner, offers=[offer])
    page = owners_browser.get("/planning/lots/")
    words = page.content.decode()
    for found, one, many in (
        (page.context["running"], "1 lot is on your lines.", "lots are on your lines."),
        (page.context["coming"], "1 lot is to come.", "lots are to come."),
    ):
        assert (one in words) == (len(found) == 1)
        assert (f"{len(found)} {many}" in words) == (len(found) > 1)
    assert ("It pays" in words) == (len(page.context["running"]) + len(page.context["coming"]) == 1)


def test_the_home_names_taken_lots_only(owner: Membership, offer: LotOffer, published: PlanVersion) -> None:
    assert not [lot for lot in lots_of_own(owner, published, offer.start_on) if lot.pk == offer.lot_id]
    offers.accept(by=owner, offers=[offer])
    urls = {row.url for each in lists_of(owner) for row in each.rows}
    assert "/planning/lots/" in urls


def test_refusing_without_a_reason_opens_the_card_and_names_it(
    owners_browser: Client, owner: Membership, offer: LotOffer
) -> None:
    (card,) = [one for one in cards(owner) if offer in one.parts]
    also = [part.pk for part in card.parts[1:]]
    answer = owners_browser.post(f"/planning/offers/{card.first.pk}/decline/", {"also": also}, follow=True)
    page = answer.content.decode()
    assert f"Order {offer.order.number}" in page
    assert page.count('<details class="decline" open>') == 1
    offer.refresh_from_db()
    assert offer.state == "open"


def test_what_waits_stands_before_what_is_over(as_role: Browsers, owner: Membership, offer: LotOffer) -> None:
    offers.accept(by=owner, offers=[offer])
    LotOffer.objects.filter(pk=offer.pk).update(expires_at=timezone.now() - timedelta(days=9))
    page = as_role(Role.OPERATOR).get("/planning/offers/").context["page"]
    states = [one.state for one in page]
    assert states == sorted(states, key=lambda state: state != "open")
    assert offer.pk not in {one.pk for one in page if one.state == "open"}


def test_parts_of_an_order_on_a_line_are_one_row_of_the_planners_list(
    as_role: Browsers, member: Members, offer: LotOffer
) -> None:
    part = LotOffer.objects.filter(state="open").exclude(order=offer.order).order_by("pk")[0]
    for name in ("order", "line", "factory", "organisation", "reason"):
        setattr(part, name, getattr(offer, name))
    part.start_on = part.end_on = offer.end_on + timedelta(days=9)
    part.expires_at = offer.expires_at - timedelta(hours=1)
    part.save()
    together = [part, *LotOffer.objects.filter(order=offer.order, line=offer.line).exclude(pk=part.pk)]
    answer = as_role(Role.OPERATOR).get("/planning/offers/", {"q": offer.order.number})
    (row,) = [row for row in answer.context["rows"] if part in row.parts]
    assert (row.pieces, row.pay_cny) == (sum(o.pieces for o in together), sum(o.pay_cny for o in together))
    assert row.end_on == max(o.end_on for o in together)
    assert row.expires_at == min(o.expires_at for o in together)
    assert f"in {len(together)} parts" in answer.content.decode()
    keys = {(o.order_id, o.line_id) for o in LotOffer.objects.filter(state="open")}
    assert answer.context["open"] == len(keys)
