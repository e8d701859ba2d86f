"""A new order with its promise: asked for, found on the plan, chosen, held, confirmed or released."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import JobRun, Membership
from interlock_hub.core.selectors import today
from interlock_hub.orders import promising, selectors, services, services_promises
from interlock_hub.orders.models import Order, Style
from interlock_hub.orders.promising import Wanted, Way
from interlock_hub.planning.models import PlanEvent, PlanVersion
from interlock_hub.planning.promise_bridge import PlanPromiser

AsRole = Callable[[str], Client]
Member = Callable[[str], Membership]


@pytest.fixture
def style(member: Member) -> Style:
    """A style that has been ordered before."""
    found = Style.objects.filter(pk__in=selectors.open_orders(member("planner")).values("style_id")).first()
    assert found
    return found


@pytest.fixture
def wanted(style: Style) -> Wanted:
    """A small order."""
    return Wanted(
        number="W-1",
        customer="甲品牌",
        style=style.code,
        due_on=today() + timedelta(days=45),
        quantities=(("白色", style.sizes[0], 120), ("白色", style.sizes[1], 80)),
        price_fen=4_550,
    )


def asked(style: Style, **changes: Any) -> dict[str, Any]:
    """The form as a browser sends it."""
    return {
        "customer": "甲品牌",
        "style": style.code,
        "due_on": (today() + timedelta(days=45)).isoformat(),
        "price_cny": "45.5",
        "colour-0": "白色",
        "pieces-0-0": "120",
        "pieces-0-1": "1,080",
        "rows": "4",
        **changes,
    }


def run(job: JobRun) -> JobRun:
    """Do what the worker does."""
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


@pytest.fixture
def found(member: Member, wanted: Wanted) -> JobRun:
    """A job that has found its ways."""
    return run(services_promises.ask(by=member("planner"), wanted=wanted))


def test_the_job_finds_three_ways_each_under_the_name_it_deserves(found: JobRun, wanted: Wanted) -> None:
    ways = services_promises.ways_of(found)
    assert [way.way for way in ways] == list(promising.WAYS)
    cheapest, fastest, best = ways
    assert cheapest.cost_fen <= min(fastest.cost_fen, best.cost_fen)
    assert fastest.ship_on <= min(cheapest.ship_on, best.ship_on)
    for way in ways:
        assert sum(maker.pieces for maker in way.makers) == wanted.pieces
        assert way.late_days == max((way.ship_on - wanted.due_on).days, 0)
        assert way.why["en"] != way.why["zh"]
        assert way.confidence is None or 0 <= way.confidence <= 1
    assert not Order.objects.filter(number=wanted.number).exists()


def test_the_page_of_ways_says_what_its_shares_leave_out(found: JobRun, as_role: AsRole) -> None:
    page = as_role("planner").get(f"/orders/new/{found.pk}/")
    told = any(way.chance is not None for way in services_promises.ways_of(found))
    assert told
    assert "How sure a way is knows of its own lines only" in page.content.decode()


@pytest.mark.parametrize(
    ("ways", "cards", "said"),
    [
        (["fastest", "best_quality"], 2, "There is no third way: the fastest is of the best quality, too."),
        (["cheapest", "fastest", "best_quality"], 1, "There is no other way: this one is the cheapest"),
        ([], 3, ""),
    ],
)
def test_a_page_of_fewer_than_three_ways_says_why(
    found: JobRun, as_role: AsRole, ways: list[str], cards: int, said: str
) -> None:
    kept = found.result["ways"]
    for at, one in enumerate(kept):
        kept[at] = kept[0] | {"way": one["way"], "cost_fen": 100 if one["way"] in ways else 200 + at}
    JobRun.objects.filter(pk=found.pk).update(result=found.result)
    page = as_role("planner").get(f"/orders/new/{found.pk}/")
    assert len(page.context["cards"]) == cards
    assert page.context["no_more"].startswith(said)
    assert bool(page.context["no_more"]) == bool(said)
    assert said in page.content.decode()


def test_a_number_that_was_given_and_is_taken_meanwhile_is_the_next_free_one(member: Member, wanted: Wanted) -> None:
    planner = member("planner")
    jobs_asked = [
        services_promises.ask(by=planner, wanted=replace(wanted, number="N9-01", number_typed=False)) for _ in range(2)
    ]
    services_promises.hold(by=planner, job=run(jobs_asked[0]), way="cheapest")
    second = run(jobs_asked[1])
    assert second.state == "done", second.error
    assert Wanted.of_json(second.given["wanted"]).number == "N9-02"
    assert services_promises.hold(by=planner, job=second, way="cheapest").number == "N9-02"


def test_a_typed_number_that_is_taken_meanwhile_is_asked_for_anew(member: Member, wanted: Wanted) -> None:
    planner = member("planner")
    jobs_asked = [services_promises.ask(by=planner, wanted=wanted) for _ in range(2)]
    services_promises.hold(by=planner, job=run(jobs_asked[0]), way="cheapest")
    second = run(jobs_asked[1])
    assert second.error is not None
    assert second.error["en"] == ["The number W-1 is taken; give another."]


def test_what_is_wanted_and_found_survives_its_json(found: JobRun, member: Member, wanted: Wanted) -> None:
    own = selectors.cores_for(member("planner")).get().code
    assert Wanted.of_json(found.given["wanted"]) == replace(wanted, core=own)  # a planner's own, where none is said
    ready = Wanted.of_json(wanted.as_json() | {"material_ready_on": "2026-12-01"})
    assert Wanted.of_json(ready.as_json()) == ready
    for way in services_promises.ways_of(found):
        assert Way.of_json(way.as_json()) == way


def test_a_plan_is_read_once_in_a_process(wanted: Wanted, monkeypatch: pytest.MonkeyPatch) -> None:
    from interlock_hub.planning import promise_bridge

    read, kept = [], promise_bridge._read
    monkeypatch.setattr(promise_bridge, "_read", lambda version: read.append(version.number) or kept(version))
    promiser = PlanPromiser()
    first = promiser.promise(wanted, tell=lambda *_: None, stop=lambda: False)
    second = promiser.promise(wanted, tell=lambda *_: None, stop=lambda: False)
    assert first == second
    assert len(read) == 1


def test_of_two_promises_of_the_same_place_one_is_held_and_the_other_looked_for_again(
    found: JobRun, member: Member, as_role: AsRole, wanted: Wanted
) -> None:
    twin = run(services_promises.ask(by=member("planner"), wanted=replace(wanted, number="W-2")))
    services_promises.hold(by=member("planner"), job=found, way="cheapest")
    page = as_role("planner").post(f"/orders/new/{twin.pk}/choose/", {"way": "cheapest"})
    again = run(JobRun.objects.exclude(pk__in=[found.pk, twin.pk]).get(kind="promise"))
    assert page.headers["Location"] == f"/orders/new/{again.pk}/"
    assert not Order.objects.filter(number="W-2").exists()
    assert services_promises.hold(by=member("planner"), job=again, way="cheapest").number == "W-2"


def test_a_held_order_keeps_its_place_from_the_next_promise(found: JobRun, member: Member, wanted: Wanted) -> None:
    services_promises.hold(by=member("planner"), job=found, way="fastest")
    promiser = PlanPromiser()
    another = Wanted.of_json(wanted.as_json() | {"number": "W-2"})
    promiser.promise(another, tell=lambda *_: None, stop=lambda: False)
    assert promiser._booked is not None
    assert [event.order.number for event in promiser._booked.booked] == ["W-1"]
    assert "W-1" in promiser._booked.plan.promise
    Order.objects.filter(number="W-1").update(state=Order.State.CANCELLED)
    promiser.promise(another, tell=lambda *_: None, stop=lambda: False)
    assert promiser._booked.booked == ()


def test_from_the_form_to_the_held_order(as_role: AsRole, member: Member, style: Style) -> None:
    browser = as_role("planner")
    answer = browser.post("/orders/new/", asked(style))
    assert answer.status_code == 302
    job = JobRun.objects.get(kind="promise")
    waiting = browser.get(answer.headers["Location"]).content.decode()
    assert "job-ended" in waiting
    run(job)
    page = browser.get(f"/orders/new/{job.pk}/")
    named = " · ".join(card["name"] for card in page.context["cards"]).split(" · ")
    assert sorted(named) == ["Best quality", "Cheapest", "Fastest"]
    assert "最省" in browser.get(f"/orders/new/{job.pk}/", headers={"accept-language": "zh"}).content.decode()
    assert b"cost a piece" in page.content
    browser.post(f"/orders/new/{job.pk}/choose/", {"way": "fastest"})
    order = Order.objects.get(state=Order.State.HELD)
    assert order.number == f"N{today():%y%m%d}-01"
    assert (order.pieces, str(order.price_cny)) == (1_200, "45.50")
    assert order.held_until
    assert timedelta(hours=23) < order.held_until - timezone.now() <= timedelta(hours=24)
    assert order.ship_on == services_promises.ways_of(JobRun.objects.get(pk=job.pk))[1].ship_on
    shown = browser.get(f"/orders/o/{order.number}/").content.decode()
    assert "Confirm the order" in shown
    assert "Held until" in shown
    browser.post(f"/orders/o/{order.number}/confirm/")
    order.refresh_from_db()
    assert (order.state, order.held_until) == (Order.State.OPEN, None)
    event = PlanEvent.objects.get(order=order)
    assert event.kind == "order_added"
    assert event.body["order"]["number"] == order.number
    assert event.body["way"] in promising.WAYS


def test_a_held_order_names_the_core_factory_that_was_found(found: JobRun, member: Member, as_role: AsRole) -> None:
    order = services_promises.hold(by=member("planner"), job=found, way="cheapest")
    core = services_promises.ways_of(found)[0].core
    assert selectors.core_factories().filter(code=core).exists()
    assert order.core  # so that no later plan gives it to another firm
    assert order.core.code == order.core_code == core
    assert order.planned_core  # so that the list sorts and filters by it
    assert order.planned_core.code == core
    in_list = as_role("planner").get("/orders/", {"core": core, "state": "held"})
    assert [row.number for row in in_list.context["page"].rows] == ["W-1"]
    assert f"<dd>{core}</dd>" in as_role("planner").get("/orders/o/W-1/").content.decode()


def test_a_day_that_cannot_be_met_is_said_with_the_day_that_can(
    member: Member, wanted: Wanted, as_role: AsRole
) -> None:
    hasty = Wanted.of_json(wanted.as_json() | {"due_on": (today() + timedelta(days=1)).isoformat()})
    job = run(services_promises.ask(by=member("planner"), wanted=hasty))
    page = as_role("planner").get(f"/orders/new/{job.pk}/")
    assert page.context["soonest_on"] == min(way.ship_on for way in services_promises.ways_of(job))
    text = page.content.decode()
    assert "cannot be met. The soonest day is" in text
    assert "0 % sure" not in text
    assert "0% sure" not in text
    assert "How sure a way is" not in text
    assert "agree on it with the customer" in text


def test_a_brand_is_not_sent_to_its_customer_for_a_day_that_cannot_be_met(
    member: Member, wanted: Wanted, as_role: AsRole
) -> None:
    core = selectors.core_factories().first()
    assert core
    hasty = {"due_on": (today() + timedelta(days=1)).isoformat(), "core": core.code}
    job = run(services_promises.ask(by=member("brand"), wanted=Wanted.of_json(wanted.as_json() | hasty)))
    text = as_role("brand").get(f"/orders/new/{job.pk}/").content.decode()
    assert "cannot be met. The soonest day is" in text
    assert "hold the order if that day suits you" in text
    assert "with the customer" not in text


def test_another_choice_changes_the_way_of_the_one_order_that_is_held(found: JobRun, as_role: AsRole) -> None:
    browser, url = as_role("planner"), f"/orders/new/{found.pk}/"
    ways = {way.way: way for way in services_promises.ways_of(found)}
    held = browser.post(f"{url}choose/", {"way": "cheapest"}, follow=True).content.decode()
    assert f'href="{url}"' in held  # the other ways are found again from the order's page
    assert f'href="{url}"' not in as_role("operator").get("/orders/o/W-1/").content.decode()
    first = Order.objects.get(number="W-1")
    page = browser.get(url).content.decode()
    assert "is held the way “Cheapest” until" in page
    assert "Choose and hold" not in page
    others = {(way.ship_on, way.cost_fen, way.makers) for way in ways.values()}
    assert page.count("Hold it this way instead") == len(others) - 1
    assert "已按“最省”" in browser.get(url, headers={"accept-language": "zh"}).content.decode()
    told = browser.post(f"{url}choose/", {"way": "best_quality"}, follow=True).content.decode()
    assert "is held the way “Best quality” now, no longer “Cheapest”" in told
    assert "<strong>Held another way</strong> Cheapest → Best quality · at " in told
    assert " · held until " in told
    second = Order.objects.get(number="W-1")
    assert (first.pk, first.held_until) == (second.pk, second.held_until)
    assert second.promise
    assert (second.promise["way"], second.ship_on) == ("best_quality", ways["best_quality"].ship_on)
    again = browser.post(f"{url}choose/", {"way": "best_quality"}, follow=True).content.decode()
    assert "nothing was changed" in again


def test_the_way_of_a_confirmed_order_is_not_changed(found: JobRun, member: Member, as_role: AsRole) -> None:
    browser, url = as_role("planner"), f"/orders/new/{found.pk}/"
    order = services_promises.hold(by=member("planner"), job=found, way="cheapest")
    services.confirm(by=member("planner"), order=order)
    told = browser.post(f"{url}choose/", {"way": "fastest"}, follow=True).content.decode()
    assert "held no longer" in told
    assert "is confirmed the way “Cheapest”" in told
    assert "Hold it this way instead" not in told
    order.refresh_from_db()
    assert order.promise
    assert order.promise["way"] == "cheapest"


def test_a_way_that_is_changed_is_booked_anew(found: JobRun, member: Member, wanted: Wanted) -> None:
    promiser, another = PlanPromiser(), Wanted.of_json(wanted.as_json() | {"number": "W-2"})
    for way in ("cheapest", "best_quality"):
        order = services_promises.hold(by=member("planner"), job=found, way=way)
        promiser.promise(another, tell=lambda *_: None, stop=lambda: False)
        assert promiser._booked is not None
        assert order.promise
        booked = promiser._booked.booked[0]
        assert (booked.way, booked.aim_on.isoformat()) == (order.promise["by"], order.promise["aim_on"])


def test_a_price_that_nobody_stated_is_said_to_be_so(as_role: AsRole, style: Style) -> None:
    browser, zh = as_role("planner"), {"accept-language": "zh"}
    browser.post("/orders/new/", asked(style, price_cny=""))
    job = run(JobRun.objects.get(kind="promise"))
    assert "price not stated" in browser.get(f"/orders/new/{job.pk}/").content.decode()
    browser.post(f"/orders/new/{job.pk}/choose/", {"way": "cheapest"})
    page = f"/orders/o/{Order.objects.get(state=Order.State.HELD).number}/"
    for url in (page, "/orders/?state=held"):
        shown = browser.get(url).content.decode()
        assert "not stated" in shown
        assert "¥0.00" not in shown
        assert "未注明" in browser.get(url, headers=zh).content.decode()


def test_a_way_that_was_not_found_cannot_be_chosen(found: JobRun, as_role: AsRole) -> None:
    page = as_role("planner").post(f"/orders/new/{found.pk}/choose/", {"way": "free"}, follow=True)
    assert b"none of those that were found" in page.content


def test_a_number_taken_meanwhile_is_stale(found: JobRun, member: Member) -> None:
    Order.objects.filter(pk=Order.objects.values("pk")[:1]).update(number="W-1")
    with pytest.raises(Stale):
        services_promises.hold(by=member("planner"), job=found, way="cheapest")


def test_a_typed_number_that_is_taken_meanwhile_can_be_changed_where_it_is_held(found: JobRun, as_role: AsRole) -> None:
    other = Order.objects.first()
    assert other is not None
    Order.objects.filter(pk=other.pk).update(number="W-1")
    page = as_role("planner").get(f"/orders/new/{found.pk}/").content.decode()
    assert "Another order has the number W-1 by now" in page
    assert 'href="/orders/o/W-1/"' not in page
    as_role("planner").post(f"/orders/new/{found.pk}/choose/", {"way": "cheapest", "number": "W-9"})
    held = Order.objects.get(number="W-9")
    assert held.promise is not None
    assert held.promise["job"] == str(found.pk)
    assert 'href="/orders/o/W-9/"' in as_role("planner").get(f"/orders/new/{found.pk}/").content.decode()


def test_two_searches_without_a_number_both_end_in_an_order(member: Member, wanted: Wanted) -> None:
    first, second = (
        run(services_promises.ask(by=member(role), wanted=replace(wanted, number="N1-01", number_typed=False)))
        for role in ("planner", "operator")
    )
    assert services_promises.hold(by=member("planner"), job=first, way="cheapest").number == "N1-01"
    assert not services_promises.way_held(second)
    with pytest.raises(services_promises.PlaceGone):
        services_promises.hold(by=member("operator"), job=second, way="cheapest")
    second = run(services_promises.ask_again(by=member("operator"), job=second))
    assert services_promises.hold(by=member("operator"), job=second, way="cheapest").number == "N1-02"
    assert services_promises.hold(by=member("operator"), job=second, way="cheapest").number == "N1-02"
    assert services_promises.order_of(JobRun.objects.get(pk=first.pk)) == Order.objects.get(number="N1-01")


@pytest.mark.parametrize("number", ["a/b", "a\\b", "..", ".", "a\tb", "a\x1fb"])
def test_a_number_that_no_address_can_hold_is_refused(
    as_role: AsRole, member: Member, style: Style, wanted: Wanted, found: JobRun, number: str
) -> None:
    page = as_role("planner").post("/orders/new/", asked(style, number=number))
    assert page.status_code == 400
    assert "An order number holds no /" in page.content.decode()
    with pytest.raises(HubError, match="An order number holds no /"):
        services_promises.ask(by=member("planner"), wanted=replace(wanted, number=number))
    Order.objects.filter(pk__in=Order.objects.values("pk")[:1]).update(number=wanted.number)
    with pytest.raises(HubError, match="An order number holds no /"):
        services_promises.hold(by=member("planner"), job=found, way="cheapest", number=number)


def test_a_hold_ends_after_its_day(found: JobRun, member: Member, as_role: AsRole) -> None:
    order = services_promises.hold(by=member("planner"), job=found, way="cheapest")
    assert services.release_expired() == 0
    Order.objects.filter(pk=order.pk).update(held_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Stale):
        services.confirm(by=member("planner"), order=order)
    as_role("planner").get("/orders/")
    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED
    assert services.release_expired() == 0
    page = as_role("planner").post(f"/orders/o/{order.number}/confirm/", follow=True).content.decode()
    assert "is held no more" in page
    assert "Hold ended, released" in page


def test_a_brand_sees_date_and_its_price_but_no_makers_pay(as_role: AsRole, member: Member, style: Style) -> None:
    core = selectors.core_factories().select_related("organisation").first()
    assert core
    browser = as_role("brand")
    data = asked(style, core=core.code)
    del data["customer"]
    assert browser.post("/orders/new/", data).status_code == 302
    job = run(JobRun.objects.get(kind="promise"))
    page = browser.get(f"/orders/new/{job.pk}/")
    text = page.content.decode()
    assert "your price a piece" in text
    assert "¥45.50" in text
    assert "cost a piece" not in text
    assert all(card["each"] is None for card in page.context["cards"])
    for way in services_promises.ways_of(job):
        assert all(f"<li>{maker.factory}" not in text for maker in way.makers)
    browser.post(f"/orders/new/{job.pk}/choose/", {"way": "cheapest"})
    order = Order.objects.get(state=Order.State.HELD)
    brand = member("brand").organisation
    assert (order.brand, order.customer, order.owner) == (brand, brand.name, core.organisation)
    shown = browser.get(f"/orders/o/{order.number}/").content.decode()
    assert "Confirm the order" not in shown
    assert browser.post(f"/orders/o/{order.number}/confirm/").status_code == 403
    browser.post(f"/orders/o/{order.number}/cancel/")
    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED


def test_a_brand_names_who_makes_it(as_role: AsRole, style: Style) -> None:
    answer = as_role("brand").post("/orders/new/", asked(style))
    assert answer.status_code == 400
    assert "core" in answer.context["form"].errors


def test_a_promise_of_another_firm_is_not_there(found: JobRun, as_role: AsRole) -> None:
    for role in ("brand", "operator"):
        assert as_role(role).get(f"/orders/new/{found.pk}/").status_code == 404
        assert as_role(role).post(f"/orders/new/{found.pk}/choose/", {"way": "fastest"}).status_code == 404
    assert as_role("owner").get("/orders/new/").status_code == 403


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pieces-0-0": "", "pieces-0-1": ""}, "at least one colour and size"),
        ({"pieces-0-0": "a few"}, "is no number of pieces"),
        ({"pieces-0-0": "300,000,000"}, "give at most 1,000,000 pieces, or split the order"),
        ({"colour-0": ""}, "has no colour"),
        ({"due_on": "2020-01-01"}, "The wanted date must lie after today"),
        ({"due_on": "2026-11-23"}, "The wanted date must lie after today"),
        ({"due_on": "2199-01-01"}, "more than two years away"),
        ({"number": "TAKEN"}, "is taken"),
        ({"style": "NO-SUCH"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_asked_is_said(as_role: AsRole, style: Style, changes: dict[str, str], said: str) -> None:
    Order.objects.filter(pk=Order.objects.values("pk")[:1]).update(number="TAKEN")
    answer = as_role("planner").post("/orders/new/", asked(style) | changes)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not JobRun.objects.filter(kind="promise").exists()


def test_all_that_is_wrong_is_said_at_once_each_at_its_field(as_role: AsRole, style: Style) -> None:
    Order.objects.filter(pk=Order.objects.values("pk")[:1]).update(number="TAKEN")
    wrong = {"due_on": "2020-01-01", "price_cny": "-3", "number": "TAKEN", "pieces-0-0": "-5", "pieces-0-1": "1.5"}
    answer = as_role("planner").post("/orders/new/", asked(style) | wrong)
    form = answer.context["form"]
    assert set(form.errors) == {"due_on", "price_cny", "number", "__all__"}
    assert [error.split(": ")[1].split(" ")[0] for error in form.non_field_errors()] == ["-5", "1.5"]
    assert form.wrong == {"pieces-0-0", "pieces-0-1"}
    assert answer.content.decode().count('aria-invalid="true" inputmode') == 2


def test_ways_that_are_the_same_are_one_card_with_both_names(found: JobRun, as_role: AsRole) -> None:
    result = dict(found.result or {})
    cheapest, _fastest, best = result["ways"]
    result["ways"] = [cheapest, {**cheapest, "way": "fastest"}, {**best, "cost_fen": best["cost_fen"] + 1}]
    JobRun.objects.filter(pk=found.pk).update(result=result)
    browser = as_role("planner")
    page = browser.get(f"/orders/new/{found.pk}/")
    assert [card["name"] for card in page.context["cards"]] == ["Cheapest · Fastest", "Best quality"]
    browser.post(f"/orders/new/{found.pk}/choose/", {"way": "fastest"})
    assert "Chosen" in browser.get(f"/orders/new/{found.pk}/").content.decode()


def test_without_a_published_plan_nothing_is_promised(member: Member, wanted: Wanted, published: PlanVersion) -> None:
    PlanVersion.objects.filter(pk=published.pk).update(state=PlanVersion.State.SUPERSEDED)
    with pytest.raises(HubError, match="No plan is published"):
        services_promises.ask(by=member("planner"), wanted=wanted)


def test_an_order_nobody_can_make_ends_in_words(member: Member, wanted: Wanted) -> None:
    strange = Wanted.of_json(wanted.as_json() | {"style": "NO-SUCH"})
    job = run(services_promises.ask(by=member("planner"), wanted=strange))
    assert job.state == JobRun.State.FAILED
    assert job.error
    assert job.error["zh"]


def test_the_matrix_of_a_style_keeps_what_was_typed(as_role: AsRole, style: Style) -> None:
    browser = as_role("planner")
    page = browser.get("/orders/new/matrix/", {"style": style.code, "colour-0": "红", "pieces-0-0": "7", "rows": "6"})
    assert page.context["count"] == 6
    text = page.content.decode()
    assert 'value="红"' in text
    assert 'value="7"' in text
    assert "Choose a style" in browser.get("/orders/new/matrix/?style=none").content.decode()
    assert style.sizes[0] in browser.get(f"/orders/new/?style={style.code}").content.decode()


def test_an_order_too_large_for_a_quick_answer_is_refused_before_others_wait_for_it(
    member: Member, wanted: Wanted, as_role: AsRole, style: Style
) -> None:
    one_week = 1 / selectors.line_weeks(style.code, 1)

    def of(weeks: float) -> Wanted:
        return replace(wanted, quantities=(("白色", style.sizes[0], int(one_week * weeks)),))

    with pytest.raises(HubError, match="more than a week's work of 60 lines"):
        services_promises.ask(by=member("planner"), wanted=of(services_promises.MOST_LINE_WEEKS + 1))
    assert not JobRun.objects.filter(kind="promise").exists()
    assert services_promises.ask(by=member("planner"), wanted=of(services_promises.MOST_LINE_WEEKS - 1))
    cells = {f"pieces-0-{at}": "1000000" for at in range(len(style.sizes))}
    page = as_role("planner").post("/orders/new/", asked(style, **cells)).content.decode()
    assert "run a plan" in page


def way(**changes: Any) -> Way:
    facts: dict[str, Any] = {
        "way": "cheapest", "by": "cheapest", "ship_on": date(2026, 12, 1), "late_days": 0, "cost_fen": 100,
        "makers": (), "why": {}, "confidence": 0.9,
    }  # fmt: skip
    return Way(**facts | changes)


@pytest.mark.parametrize(
    ("found", "standing", "light", "chance"),
    [
        (way(), "in_time", "ok", 0.9),
        (way(confidence=1.0), "in_time", "ok", promising.MOST_SURE),
        (way(confidence=None), "in_time", "ok", None),
        (way(confidence=0.79), "at_risk", "risk", 0.79),
        (way(late_days=2, confidence=0.0), "late", "late", None),
    ],
)
def test_a_way_stands_to_the_wanted_date_in_one_of_three_ways(
    found: Way, standing: str, light: str, chance: float | None
) -> None:
    assert (found.standing.value, found.standing.light, found.chance) == (standing, light, chance)


def test_ways_that_are_one_stand_together_under_all_their_names() -> None:
    ways = (way(), way(way="fastest", ship_on=date(2026, 12, 2)), way(way="best_quality", confidence=0.8))
    assert [[one.way for one in alike] for alike in promising.together(ways)] == [
        ["cheapest", "best_quality"], ["fastest"]]  # fmt: skip


def test_what_no_line_can_sew_is_never_too_large(member: Member, wanted: Wanted, style: Style) -> None:
    Style.objects.filter(pk=style.pk).update(category="nobody_sews_this")
    assert selectors.line_weeks(style.code, 10**6) == 0.0
