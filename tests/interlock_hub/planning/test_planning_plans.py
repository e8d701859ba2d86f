"""Plans in the page: run, looked at, published with the effect before, played forward, taken away."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hub_planning import give_away, in_english, run_waiting, twin_of  # noqa: F401 (in_english is a fixture)
from openpyxl import load_workbook

from interlock.repair.by_hand import Refused, moved, opened, settled
from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import JobRun, LedgerEntry, Membership, Role
from interlock_hub.cutting.models import Lay
from interlock_hub.network.models import Factory, Line
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import orders_visible_to
from interlock_hub.orders.services import move_due
from interlock_hub.planning import bridge, figures, improving, publishing_bridge, services, storing_bridge
from interlock_hub.planning.carrying import carry_events
from interlock_hub.planning.models import LotOffer, PlanBottleneck, PlanEvent, PlanOrder, PlanVersion
from interlock_hub.planning.offers import expire_offers, terms
from interlock_hub.planning.order_panel import in_the_plan

Members = Callable[[str], Membership]
Browsers = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PAGES = (
    "/planning/",
    "/planning/plans/1/",
    "/planning/plans/1/?scope=township",
    "/planning/plans/1/?scope=factory",
    "/planning/plans/1/?scope=centre",
    "/planning/offers/",
    "/planning/events/",
    "/planning/scenarios/",
    "/planning/compare/1/1/",
)


@pytest.fixture
def operator(member: Members) -> Membership:
    return member(Role.OPERATOR)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Policies that nest nothing: these tests look at what is done with a plan, not at how good it is."""
    named = bridge.policy_named

    def without_nests(name: str, **changes: Any) -> Any:
        return named(name, **{"calibrate_seconds": 0, "nest_days": 0, **changes})

    monkeypatch.setattr(bridge, "policy_named", without_nests)


def test_a_double_click_starts_one_plan(as_role: Browsers, published: PlanVersion) -> None:
    browser, asked = as_role(Role.PLANNER), {"policy": "cheapest", "effort": "quick"}
    for _click in range(2):
        browser.post("/planning/start/", asked)
    jobs = JobRun.objects.filter(kind="plan", state="queued")
    assert jobs.count() == 1
    browser.post("/planning/start/", {**asked, "policy": "fastest"})
    as_role(Role.OPERATOR).post("/planning/start/", asked)
    assert jobs.count() == 3
    Order.objects.filter(state="open").order_by("pk")[:1].get().quantities.update(pieces=7)
    browser.post("/planning/start/", asked)
    assert jobs.count() == 4


def test_a_plan_is_run_looked_at_and_published_from_the_page(
    as_role: Browsers, quick: None, published: PlanVersion
) -> None:
    browser = as_role(Role.PLANNER)
    browser.post("/planning/start/", {"policy": "cheapest", "effort": "quick"})
    assert "Plan the network" in browser.get("/planning/").content.decode()
    (job,) = run_waiting("plan")
    assert set(job.figures) == {"cost", "gap", "sewn_cost", "sewn_gap"}
    number = (job.result or {})["plan"]
    draft = PlanVersion.objects.get(number=number)
    assert (draft.state, draft.policy, draft.purpose) == ("draft", "cheapest", "plan")
    preview = browser.get(f"/planning/plans/{number}/publish/").context
    effect = preview["effect"]
    browser.post(f"/planning/plans/{number}/publish/", {"seen": preview["seen"]})
    assert LotOffer.objects.filter(plan=draft).count() == 0
    (done,) = run_waiting("publish")
    assert (done.result or {})["offers"] == effect.new_offers
    assert LotOffer.objects.filter(plan=draft).count() == effect.new_offers + effect.kept_offers
    assert LotOffer.objects.filter(state="withdrawn").count() == effect.withdrawn_open
    published.refresh_from_db()
    assert published.state == "superseded"


def test_a_plan_is_packed_before_others_have_to_wait_for_its_writing(
    quick: None, published: PlanVersion, operator: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = jobs.Running(services.ask_for_plan(by=operator, policy="cheapest"))
    keep = services.plan_job(running)
    for slow in ("packed", "figures_of", "_promises", "_lots", "_locked"):
        monkeypatch.delattr(storing_bridge, slow)
    draft = PlanVersion.objects.get(number=keep()["plan"])
    made = bridge.plan_in(draft.body)
    assert {row.order.number: row.ship_on for row in draft.plan_orders.select_related("order")} == {
        promise.order: promise.ship_on for promise in made.promises
    }
    assert sorted(draft.lots.values_list("code", "line__code", "order__number")) == sorted(
        (lot.id, lot.line, lot.order) for lot in made.lots if lot.line
    )


def test_a_plan_whose_writing_was_undone_is_written_anew(published: PlanVersion) -> None:
    full = PlanVersion.objects.get(pk=published.pk)
    plan = storing_bridge.ready(bridge.scenario_in(full.book), bridge.plan_in(full.body))
    with suppress(ZeroDivisionError), transaction.atomic():
        storing_bridge.store_plan(plan, number=901)
        raise ZeroDivisionError
    twin_of(published)  # takes the keys that were given back
    again = storing_bridge.store_plan(plan, number=902)
    assert again.lots.count() == published.lots.count()
    assert again.plan_orders.count() == published.plan_orders.count()


def test_the_effect_of_publishing_names_dates_that_change(operator: Membership, published: PlanVersion) -> None:
    twin = twin_of(published)
    row = twin.plan_orders.select_related("order").first()
    assert row is not None
    PlanOrder.objects.filter(pk=row.pk).update(ship_on=row.ship_on + timedelta(days=4))
    effect = figures.effect_of(operator, twin)
    assert [(r["order"], r["days"]) for r in effect.later] == [(row.order.number, 4)]
    assert (effect.earlier, effect.added, effect.new_offers) == ([], 0, 0)
    assert effect.kept_offers == LotOffer.objects.filter(plan=published).count()


def test_a_plan_that_ships_later_than_a_customer_was_told_says_so_before_it_is_published(
    as_role: Browsers, published: PlanVersion, operator: Membership
) -> None:
    twin = twin_of(published)
    row = twin.plan_orders.select_related("order").first()
    assert row is not None
    told = row.ship_on - timedelta(days=3)
    Order.objects.filter(pk=row.order.pk).update(promise={"way": "fastest", "ship_on": told.isoformat()})
    (broken,) = figures.effect_of(operator, twin).broken
    assert (broken["order"], broken["was"], broken["days"]) == (row.order.number, told, 3)
    browser = as_role(Role.OPERATOR)
    for address in (f"/planning/plans/{twin.number}/publish/", f"/planning/plans/{twin.number}/"):
        assert "Ship later than their customers were told" in browser.get(address).content.decode()
    assert "Its customer was told" in browser.get(f"/orders/o/{row.order.number}/").content.decode()
    row.order.refresh_from_db()
    moved_to = max(row.order.due_on, row.ship_on) + timedelta(days=1)
    move_due(by=operator, order=row.order, due_on=moved_to)
    assert figures.promises_broken(operator, twin) == []


def test_asking_twice_to_publish_is_one_job(operator: Membership, published: PlanVersion) -> None:
    twin = twin_of(published)
    assert services.ask_to_publish(by=operator, plan=twin) == services.ask_to_publish(by=operator, plan=twin)


def test_a_draft_of_a_plan_that_no_longer_holds_is_stale(operator: Membership, published: PlanVersion) -> None:
    child, next_one = twin_of(published, parent=published), twin_of(published)
    services.publish(by=operator, plan=next_one)
    with pytest.raises(Stale, match="no longer holds"):
        services.publish(by=operator, plan=child)
    with pytest.raises(Stale, match="no draft"):
        services.ask_to_publish(by=operator, plan=published)


def test_a_what_if_is_never_published(as_role: Browsers, published: PlanVersion, operator: Membership) -> None:
    twin = twin_of(published, purpose="what_if", made_by=operator)
    with pytest.raises(HubError, match="make the change real"):
        services.publish(by=operator, plan=twin)
    page = as_role(Role.OPERATOR).get(f"/planning/plans/{twin.number}/publish/").content.decode()
    assert "make the change real" in page


def test_a_repair_is_decided_with_its_events_only(
    as_role: Browsers, published: PlanVersion, operator: Membership
) -> None:
    repair = twin_of(published, purpose="repair", parent=published)
    with pytest.raises(HubError, match="page of events"):
        services.ask_to_publish(by=operator, plan=repair)
    assert "page of events" in as_role(Role.OPERATOR).get(f"/planning/plans/{repair.number}/publish/").content.decode()


def test_unknown_policies_and_empty_books_are_refused(operator: Membership, as_role: Browsers) -> None:
    with pytest.raises(HubError, match="policies"):
        services.ask_for_plan(by=operator, policy="dearest")
    with pytest.raises(HubError, match="efforts"):
        services.ask_for_plan(by=operator, effort="endless")
    answer = as_role(Role.OPERATOR).post("/planning/start/", {"policy": "dearest"}, follow=True)
    assert "from the lists" in answer.content.decode()
    Order.objects.update(state="cancelled")
    with pytest.raises(HubError, match="nothing to plan"):
        services.ask_for_plan(by=operator)
    assert "no open order" in as_role(Role.OPERATOR).get("/planning/").content.decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.PLANNER])
def test_pages_ask_no_more_of_the_database_with_more_rows(
    as_role: Browsers, published: PlanVersion, role: str, page: str
) -> None:
    browser = as_role(role)
    browser.get(page)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert browser.get(page).status_code == 200
    PlanOrder.objects.filter(plan=published).update(late_days=3)
    for _more in range(3):
        twin_of(published)
    with CaptureQueriesContext(connection) as many:
        browser.get(page)
    assert len(many) <= len(few) + 1  # the reading of reasons asks nothing; a pager may count once
    assert len(many) < 40
    assert not any('"planning_planversion"."body"' in q["sql"] for q in many)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_shows_a_planner_orders_of_other_firms(
    as_role: Browsers, member: Members, published: PlanVersion, page: str
) -> None:
    give_away(Order.objects.filter(pk__in=Order.objects.order_by("pk").values("pk")[:18]))
    PlanOrder.objects.filter(plan=published).update(late_days=3)
    mine = member(Role.PLANNER)
    hidden = set(Order.objects.exclude(pk__in=orders_visible_to(mine)).values_list("number", flat=True))
    assert len(hidden) == 18
    text = as_role(Role.PLANNER).get(page).content.decode()
    assert not [number for number in hidden if number in text]


def test_bottlenecks_name_other_firms_to_the_operator_only(
    member: Members, operator: Membership, published: PlanVersion
) -> None:
    other = Factory.objects.exclude(organisation=member(Role.PLANNER).organisation).first()
    assert other is not None
    PlanBottleneck.objects.create(
        plan=published, scope="factory", key=other.code, week_on=published.first_on, cny_per_day=900, day_min=9000,
        load=1.0,
    )  # fmt: skip
    assert other.name in dict(figures.bottlenecks(operator, published, "factory").rows)
    assert other.name not in dict(figures.bottlenecks(member(Role.PLANNER), published, "factory").rows)


def test_load_by_township_hides_few_firms_from_planners(
    member: Members, operator: Membership, published: PlanVersion, settings: Any
) -> None:
    assert figures.load_by_township(operator, published).rows
    settings.MINIMUM_GROUP = 10_000
    assert not figures.load_by_township(member(Role.PLANNER), published).rows


def test_one_more_line_is_worth_prices_times_minutes(published: PlanVersion) -> None:
    PlanBottleneck.objects.filter(plan=published).delete()
    PlanBottleneck.objects.create(
        plan=published, scope="skill", key="shirt", week_on=published.first_on, cny_per_day=100, day_min=1000, load=1.0
    )
    (row,) = figures.worth_of_lines(published)
    lines = Line.objects.all()
    people = sum(line.operators for line in lines)
    minutes = 30 * sum(line.declared_min_per_day for line in lines) / people
    assert row.cny == pytest.approx(100 * minutes / 1000 * 6)


def test_late_orders_are_explained_in_the_readers_language(as_role: Browsers, published: PlanVersion) -> None:
    reason = {
        "order": "x", "cause": "cutting",
        "remedies": [{"help": "later_due", "facts": {"later_days": 2, "to_on": "2026-12-08"}}],
        "facts": {
            "factory": "C1", "wait_days": 3, "material_on": "2026-12-01", "cut_on": "2026-12-05", "load_share": 0.98,
        },
    }  # fmt: skip
    PlanOrder.objects.filter(pk=published.plan_orders.values("pk")[:1]).update(late_days=9, reason=reason)
    english = as_role(Role.OPERATOR).get("/planning/plans/1/").content.decode()
    chinese = as_role(Role.OPERATOR).get("/planning/plans/1/", headers={"accept-language": "zh"}).content.decode()
    assert "The lays waited 3 days for a table" in english
    assert "Agree on a due date 2 days later" in english
    assert english.count(">Pieces to cut<") == 2  # not those ordered: the two may differ within the tolerance
    assert "排队等裁床" in chinese
    by_cause = as_role(Role.OPERATOR).get("/planning/plans/1/", {"cause": "cutting", "sort": "due"})
    assert len(by_cause.context["late"]) >= 1


def test_a_plan_is_played_forward_once_for_all_its_orders(
    as_role: Browsers, operator: Membership, published: PlanVersion
) -> None:
    browser = as_role(Role.OPERATOR)
    for _again in range(2):
        browser.post("/planning/plans/1/play/")
    JobRun.objects.filter(kind="simulate").update(given={"plan": 1, "runs": 5})
    run_waiting("simulate")
    shares = list(published.plan_orders.values_list("confidence", flat=True))
    assert all(share is not None and 0 <= share <= 1 for share in shares)
    assert "Played forward 5 times" in browser.get("/planning/plans/1/").content.decode()


def _put_off(plan: PlanVersion) -> None:
    """Publish the same plan with a lot of it put off until it is late."""
    scenario, made = bridge.scenario_in(plan.book), bridge.plan_in(plan.body)
    floor = opened(scenario, bridge.policy_of(made), made, made.first_on)
    worst: Any = floor
    for lot in made.lots:
        for late in range(2, 9):
            with suppress(Refused):
                worst = moved(worst, lot.id, lot.line, scenario.order[lot.order].due_on + timedelta(days=late))
                break
    PlanVersion.objects.filter(pk=plan.pk).update(body=bridge.packed(settled(scenario, worst)))


@pytest.mark.no_cover
def test_a_better_plan_is_a_draft_that_leaves_alone_what_firms_accepted(
    as_role: Browsers, operator: Membership, published: PlanVersion
) -> None:
    _put_off(published)
    offer = LotOffer.objects.filter(plan=published, state=LotOffer.State.OPEN).order_by("id").first()
    assert offer is not None
    LotOffer.objects.filter(pk=offer.pk).update(state=LotOffer.State.ACCEPTED)
    browser = as_role(Role.OPERATOR)
    for _again in range(2):
        browser.post("/planning/plans/1/improve/")
    assert JobRun.objects.filter(kind="improve").count() == 1
    run_waiting("improve")
    assert LedgerEntry.objects.filter(subject="planning.plan", key="1", what="looked for a better one").count() == 1
    draft = PlanVersion.objects.get(parent=published)
    assert draft.state == PlanVersion.State.DRAFT
    before, after = bridge.plan_in(PlanVersion.objects.get(pk=published.pk).body), bridge.plan_in(draft.body)
    assert after.cost_fen < before.cost_fen
    held = before.lot[offer.lot.code]
    assert (after.lot[held.id].line, after.lot[held.id].days) == (held.line, held.days)
    page = browser.get("/planning/plans/1/").content.decode()
    assert "Looked for a better plan on" in page
    assert f"/planning/plans/{draft.number}/publish/" in page
    draft.delete()
    assert "its draft is gone" in browser.get("/planning/plans/1/").content.decode()


def test_a_plan_that_is_good_already_says_so(as_role: Browsers, operator: Membership, published: PlanVersion) -> None:
    browser = as_role(Role.OPERATOR)
    for _again in range(6):
        browser.post("/planning/plans/1/improve/")
        run_waiting("improve")
        draft = PlanVersion.objects.filter(parent=published).first()
        if draft is None:
            break
        PlanVersion.objects.filter(pk=published.pk).update(body=draft.body)
        draft.delete()
    assert "no move pays" in browser.get("/planning/plans/1/").content.decode()


def test_only_the_plan_that_holds_is_made_better(operator: Membership, published: PlanVersion) -> None:
    draft = twin_of(published)
    with pytest.raises(HubError, match="is not the published one"):
        improving.ask_to_improve(by=operator, plan=draft)


def test_the_operator_alone_takes_the_whole_plan_away(as_role: Browsers, published: PlanVersion) -> None:
    for name in ("plan.xlsx", "report.html"):
        assert as_role(Role.PLANNER).get(f"/planning/plans/1/{name}").status_code == 403
    book = as_role(Role.OPERATOR).get("/planning/plans/1/plan.xlsx")
    assert len(load_workbook(BytesIO(b"".join(book.streaming_content))).sheetnames) > 3
    report = b"".join(as_role(Role.OPERATOR).get("/planning/plans/1/report.html").streaming_content)
    assert b"<html" in report
    again = b"".join(as_role(Role.OPERATOR).get("/planning/plans/1/report.html").streaming_content)
    assert again == report


def test_a_planner_takes_own_orders_away(as_role: Browsers, member: Members, published: PlanVersion) -> None:
    give_away(Order.objects.filter(pk__in=Order.objects.order_by("pk").values("pk")[:18]))
    PlanOrder.objects.filter(plan=published).update(late_days=1)
    for query in ({}, {"late": "1"}):
        answer = as_role(Role.PLANNER).get("/planning/plans/1/orders.xlsx", query)
        rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)
        assert {row[0] for row in rows[1:]} == set(
            orders_visible_to(member(Role.PLANNER)).values_list("number", flat=True)
        )


def test_the_order_page_says_where_an_order_is_in_the_plan(
    member: Members, operator: Membership, published: PlanVersion
) -> None:
    order = Order.objects.exclude(brand=None).first()
    assert order is not None
    _template, seen = in_the_plan(operator, order) or ("", {})
    rows = seen["timeline"]["rows"]
    assert [row["step"] for row in rows] == ["material", "cut", "sew", "finish", "ship"]
    assert all(0 <= row["x"] < row["x"] + row["width"] <= 100.1 for row in rows)
    assert seen["lots"]
    assert not seen["show_pay"]
    _template, brands = in_the_plan(member(Role.BRAND), order) or ("", {})
    assert brands["lots"] == []
    published.plan_orders.filter(order=order).delete()
    assert in_the_plan(operator, order) is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_order_page_shows_the_panel(as_role: Browsers, published: PlanVersion, language: str) -> None:
    order = published.plan_orders.select_related("order").first()
    assert order is not None
    page = as_role(Role.OPERATOR).get(
        reverse("orders:order", args=[order.order.number]), headers={"accept-language": language}
    )
    assert {"en": "In plan v1", "zh": "在计划 v1 中"}[language] in page.content.decode()
    assert {"en": "Show it on the board", "zh": "在排产板上查看"}[language] in page.content.decode()
    last = published.lots.filter(order=order.order).order_by("-finish_on", "-end_on")[0].finish_on
    shown = re.search(r"/planning/board/\?plan=1&amp;q=[^&]+&amp;lot=([^\"]+)", page.content.decode())
    assert shown
    assert published.lots.get(code=unquote(shown[1])).finish_on == last


def test_the_site_without_a_plan_says_what_to_do(as_role: Browsers, published: PlanVersion) -> None:
    PlanVersion.objects.update(state="draft")
    browser = as_role(Role.OPERATOR)
    for page in ("/planning/", "/planning/events/", "/planning/scenarios/", "/planning/events/new/?kind=line_stopped"):
        assert browser.get(page).status_code == 200
    assert "No plan is published yet" in as_role(Role.OWNER).get("/planning/lots/").content.decode()


def test_others_wait_for_the_writing_of_a_publication_alone(
    operator: Membership, published: PlanVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = twin_of(published, made_by=operator)
    job = services.ask_to_publish(by=operator, plan=draft)
    finish = services.publish_job(jobs.Running(job))
    monkeypatch.setattr(publishing_bridge, "plan_in", lambda _body: pytest.fail("the plan is read while others wait"))
    assert finish() == {"plan": draft.number, "offers": 0}
    draft.refresh_from_db()
    assert draft.state == "published"


def test_a_draft_changed_while_it_was_read_is_published_as_it_is(operator: Membership, published: PlanVersion) -> None:
    draft = twin_of(published, made_by=operator)
    whole = replace(publishing_bridge.whole_of(draft), lays=[])
    PlanVersion.objects.filter(pk=draft.pk).update(revision=1)
    services.publish(by=operator, plan=draft, whole=whole)
    assert Lay.objects.exists()


def test_what_publishing_asks_of_the_database_does_not_grow_with_the_events_that_wait(
    operator: Membership, published: PlanVersion
) -> None:
    open_offers = LotOffer.objects.filter(state="open")
    open_offers.update(expires_at=timezone.now() - timedelta(minutes=1))
    count = open_offers.count()
    with CaptureQueriesContext(connection) as asked:
        assert expire_offers() == count > 10
    assert len(asked) < count
    draft = twin_of(published, made_by=operator)
    with CaptureQueriesContext(connection) as asked:
        carry_events(draft)
    assert PlanEvent.objects.filter(plan=draft, state="new").count() == count
    assert len(asked) < count


def test_publishing_from_a_page_that_another_plan_overtook_is_refused_with_new_figures(
    as_role: Browsers, operator: Membership, published: PlanVersion
) -> None:
    draft, other = (twin_of(published, made_by=operator) for _ in range(2))
    browser, page = as_role(Role.OPERATOR), f"/planning/plans/{draft.number}/publish/"
    seen = browser.get(page).context["seen"]
    services.publish(by=operator, plan=other)
    answer = browser.post(page, {"seen": seen})
    assert answer.status_code == 409
    assert "another plan was published" in answer.content.decode()
    assert answer.context["effect"].held == other
    assert not JobRun.objects.filter(kind="publish").exists()
    browser.post(page, {"seen": answer.context["seen"]})
    run_waiting("publish")
    draft.refresh_from_db()
    assert draft.state == "published"


def test_of_two_publications_that_wait_the_second_is_refused(operator: Membership, published: PlanVersion) -> None:
    drafts = [twin_of(published, made_by=operator) for _ in range(2)]
    for draft in drafts:
        services.ask_to_publish(by=operator, plan=draft, seen=services.standing(draft))
    for job in JobRun.objects.filter(kind="publish").order_by("created_at"):
        jobs.run(str(job.pk))
    assert list(JobRun.objects.filter(kind="publish").order_by("created_at").values_list("state", flat=True)) == [
        "done", "failed",
    ]  # fmt: skip
    drafts[0].refresh_from_db()
    assert drafts[0].state == "published"


def test_publishing_the_same_once_more_writes_no_lay_and_keeps_every_offer_with_its_lot(
    operator: Membership, published: PlanVersion
) -> None:
    draft = twin_of(published, made_by=operator)
    count = LotOffer.objects.filter(state="open").count()
    with CaptureQueriesContext(connection) as asked:
        assert services.publish(by=operator, plan=draft) == 0
    assert not [query for query in asked if 'INSERT INTO "cutting_lay"' in query["sql"]]
    kept = LotOffer.objects.filter(state="open", plan=draft, lot__plan=draft)
    assert kept.count() == count
    assert all(terms(offer) == terms(offer.lot) for offer in kept.select_related("lot"))


def test_a_number_that_a_plan_has_borne_is_never_given_again(published: PlanVersion) -> None:
    gone = twin_of(published, purpose="repair", parent=published)
    number = gone.number
    gone.delete()
    assert twin_of(published).number == number + 1


@pytest.mark.no_cover
def test_a_plan_that_fails_over_another_firms_order_names_it_to_the_operator_alone(
    member: Members, as_role: Browsers
) -> None:
    planner = member(Role.PLANNER)
    order = Order.objects.filter(state=Order.State.OPEN).first()
    assert order
    give_away(Order.objects.filter(pk=order.pk))
    cell = order.quantities.first()
    assert cell
    cell.pieces = 300_000_000
    cell.save()
    job = services.ask_for_plan(by=planner)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == JobRun.State.FAILED
    mine, all_of_it = (as_role(role).get(f"/jobs/{job.pk}/").content.decode() for role in ("planner", "operator"))
    assert "An order of another firm stands in the way." in mine
    assert order.number not in mine
    assert "300,0" not in mine
    assert order.number in all_of_it
    assert "300,0" in all_of_it
    assert "another firm" in as_role("planner").get("/").content.decode()
    assert order.number not in str({language: job.error[language] for language in ("en", "zh")})
