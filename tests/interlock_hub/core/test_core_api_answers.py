"""What the API answers: the same rows as the pages, private where they are, page by page, in the caller's language."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hub_api import Program, program

from interlock_hub.core.models import JobRun, LedgerEntry, Look, Membership
from interlock_hub.cutting.models import Lay, Marker
from interlock_hub.network.models import Factory
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import orders_visible_to
from interlock_hub.planning.models import LotOffer, PlanEvent, PlanLot, PlanVersion
from interlock_hub.site.api import api

__all__ = ["program"]
Programs = Callable[..., Program]
Members = Callable[[str], Membership]


def all_of(call: Program, address: str, limit: int, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = call(address, limit=limit, cursor=cursor, **query).json()
        assert len(page["items"]) <= limit
        found += page["items"]
        cursor = page["next"]
        if not cursor:
            return found


@pytest.mark.parametrize(
    ("address", "key"),
    [("factories", "code"), ("orders", "number"), ("plans", "number"), ("plans/1/lots", "code"), ("lots", "code"),
     ("plans/1/late", "order"), ("offers", "id"), ("events", "id"), ("lays", "code"), ("markers", "code")],
)  # fmt: skip
def test_pages_hold_every_row_once_in_the_same_order(program: Programs, address: str, key: str) -> None:
    call = program("operator")
    whole = [row[key] for row in all_of(call, address, 500)]
    assert [row[key] for row in all_of(call, address, max(3, len(whole) // 9))] == whole
    assert len(set(whole)) == len(whole)


def test_a_row_that_leaves_between_pages_shifts_nothing(program: Programs) -> None:
    call = program("operator")
    whole = [row["number"] for row in call("orders", limit=500).json()["items"]]
    first = call("orders", limit=5).json()
    Order.objects.filter(number=first["items"][0]["number"]).update(state="cancelled")
    second = call("orders", limit=5, cursor=first["next"]).json()
    assert [row["number"] for row in second["items"]] == whole[5:10]


@pytest.mark.parametrize(
    "cursor", ["x", "AAAA", urlsafe_b64encode(b"[1]").decode(), urlsafe_b64encode(b'["x", "y"]').decode(),
               urlsafe_b64encode(b'["2026-01-01", "\\u0000"]').decode(), urlsafe_b64encode(b"[[], {}]").decode()]
)  # fmt: skip
def test_a_cursor_made_by_hand_is_refused(program: Programs, cursor: str) -> None:
    answer = program("operator")("orders", cursor=cursor)
    assert answer.status_code == 400
    assert "cursor" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("limit", ["0", "501", "many"])
def test_a_page_has_bounds(program: Programs, limit: str) -> None:
    answer = program("operator")("orders", limit=limit)
    assert answer.status_code == 422
    error = answer.json()["errors"][0]
    assert error["where"].endswith("limit")
    assert error["found"] == limit


def test_errors_come_in_the_callers_language(program: Programs) -> None:
    english = program("operator", language="en-GB,en;q=0.8")("orders/none").json()["errors"][0]["message"]
    chinese = program("operator", language="zh-CN")("orders/none").json()["errors"][0]["message"]
    assert english == "There is no such thing, or it is not yours to see."
    assert chinese == "没有这一项，或您无权查看。"


@pytest.mark.parametrize("body", ["{", "[]", '"x"', "{}", '{"quantities": []}'])
def test_a_body_that_cannot_be_read_is_answered_with_what_is_wrong(member: Members, body: str) -> None:
    from interlock_hub.core.services import make_token

    secret = make_token(member=member("planner"), name="x", scopes=["orders:write"])
    answer = Client().post(
        "/api/v1/promises", body, content_type="application/json", headers={"authorization": f"Bearer {secret}"}
    )
    assert answer.status_code in (400, 422)
    assert all(error["where"].startswith("body") for error in answer.json()["errors"])


def test_a_brand_reads_its_own_orders_only(program: Programs, member: Members) -> None:
    mine = set(orders_visible_to(member("brand")).filter(state="open").values_list("number", flat=True))
    assert {row["number"] for row in all_of(program("brand"), "orders", 50)} == mine
    other = Order.objects.exclude(brand=member("brand").organisation).values_list("number", flat=True)[0]
    for address in (f"orders/{other}", "orders/no-such"):
        assert program("brand")(address).status_code == 404
    assert program("brand")(f"orders/{other}/cancel", {}).status_code == 404


def test_the_operator_reads_work_but_neither_price_nor_customer(program: Programs) -> None:
    rows = program("operator")("orders").json()["items"]
    assert rows
    assert {row["price_cny"] for row in rows} == {row["customer"] for row in rows} == {None}
    assert {row["pay_cny"] for row in program("operator")("offers").json()["items"]} == {None}


def test_prices_are_exact_text(program: Programs, member: Members) -> None:
    row = program("brand")("orders").json()["items"][0]
    assert row["price_cny"] == str(Order.objects.get(number=row["number"]).price_cny)


def test_opening_anothers_order_is_noted(program: Programs, member: Members) -> None:
    number = Order.objects.exclude(owner=member("operator").organisation).values_list("number", flat=True)[0]
    program("operator")(f"orders/{number}")
    assert Look.objects.filter(subject="orders.order", key=number, by=member("operator").organisation).count() == 1


def test_a_factory_tells_strangers_neither_prices_nor_closures(program: Programs, member: Members) -> None:
    other = Factory.objects.exclude(organisation=member("planner").organisation).filter(kind="satellite")[0]
    seen = program("planner")(f"factories/{other.code}").json()
    assert seen["closures"] is None
    assert {line["price_cny_per_min"] for line in seen["line_list"]} == {None}
    own = Factory.objects.filter(organisation=member("owner").organisation)[0]
    mine = program("owner")(f"factories/{own.code}").json()
    assert all(line["price_cny_per_min"] for line in mine["line_list"])
    assert program("owner")(f"factories/{other.code}").status_code == (200 if other == own else 404)


def test_figures_drawn_from_prices_and_work_are_left_out_for_strangers(program: Programs) -> None:
    for role, names in (("official", {"range"}), ("operator", {"skill", "cost", "speed", "range", "service"})):
        assert set(program(role)("factories/S001").json()["virtues"]) == names


def test_filters_narrow_lists(program: Programs) -> None:
    call = program("operator")
    assert {row["kind"] for row in call("factories", kind="satellite").json()["items"]} == {"satellite"}
    town = Factory.objects.values_list("township__code", flat=True)[0]
    assert {row["township"] for row in call("factories", township=town).json()["items"]} == {town}
    code = Factory.objects.values_list("code", flat=True)[0]
    assert code in {row["code"] for row in call("factories", q=code).json()["items"]}
    assert call("plans", state="draft").json()["items"] == []
    assert {row["state"] for row in call("offers", state="open").json()["items"]} <= {"open"}
    lot = PlanLot.objects.select_related("order", "factory")[0]
    narrowed = call("plans/1/lots", order=lot.order.number, factory=lot.factory.code).json()["items"]
    assert lot.code in {row["code"] for row in narrowed}
    assert {row["order"] for row in narrowed} == {lot.order.number}


def test_a_plan_tells_its_late_orders_with_reasons_and_bottlenecks(program: Programs, published: PlanVersion) -> None:
    call = program("operator")
    assert call("plans/1").json()["cost_cny"] == str(published.cost_cny)
    late = call("plans/1/late").json()["items"]
    assert len(late) == published.late_orders
    assert all(row["why"] and row["late_days"] > 0 for row in late)
    worth = []
    for scope in ("skill", "township", "factory", "centre"):
        answer = call("plans/1/bottlenecks", scope=scope)
        assert answer.status_code == 200
        worth += [week["cny_per_day"] for item in answer.json()["items"] for week in item["weeks"]]
    assert worth
    assert all(re.fullmatch(r"\d+\.\d\d", cny) for cny in worth)
    assert call("plans/2").status_code == 404


def test_money_is_no_floating_number_in_any_answer() -> None:
    schemas = api.get_openapi_schema(path_prefix="/api/v1/")["components"]["schemas"]
    money = {
        f"{name}.{field}": kinds.get("anyOf", [kinds])
        for name, schema in schemas.items()
        for field, kinds in schema.get("properties", {}).items()
        if "cny" in field.split("_") and not name.endswith("In")
    }
    assert len(money) > 10
    assert [field for field, kinds in money.items() if not any(kind["type"] == "string" for kind in kinds)] == []


def test_a_lot_tells_what_its_firm_answered(program: Programs) -> None:
    answers = dict(LotOffer.objects.values_list("lot__code", "state"))
    rows = {row["code"]: row for row in program("operator")("lots", limit=500).json()["items"]}
    assert {code: row["answer"] for code, row in rows.items()} == {code: answers.get(code) for code in rows}
    waiting = [row for row in rows.values() if row["answer"] == "open"]
    assert waiting
    assert all(row["answer_by"] for row in waiting)
    assert all(row["answer"] for row in program("owner")("lots").json()["items"])


def test_without_a_published_plan_nobody_has_lots(program: Programs) -> None:
    PlanVersion.objects.update(state="draft")
    assert program("owner")("lots").json() == {"items": [], "next": ""}
    assert program("planner")("plans/1").status_code == 404


def test_an_offer_is_accepted_once_and_only_by_its_own(program: Programs, member: Members) -> None:
    own, other = _offers(member)
    call = program("owner")
    assert call(f"offers/{other.pk}/accept", {}).status_code == 404
    for _again in range(2):
        answer = call(f"offers/{own.pk}/accept", {})
        assert answer.status_code == 200
        assert answer.json()["state"] == "accepted"
    assert LedgerEntry.objects.filter(subject="planning.offer", key=str(own.pk)).count() == 1
    refused = call(f"offers/{own.pk}/decline", {"reason": "full"})
    assert refused.status_code == 409


def test_a_declined_offer_is_one_event_and_one_repair(program: Programs, member: Members) -> None:
    own, _other = _offers(member)
    call = program("owner")
    assert call(f"offers/{own.pk}/decline", {"reason": " "}).status_code == 422
    for _again in range(2):
        assert call(f"offers/{own.pk}/decline", {"reason": "full"}).json()["state"] == "declined"
    assert PlanEvent.objects.filter(offer=own).count() == 1
    assert JobRun.objects.filter(kind="repair").count() == 1
    assert call("events").status_code == 403
    assert [row["kind"] for row in program("operator")("events", state="new").json()["items"]] == ["lot_declined"]


def _offers(member: Members) -> tuple[LotOffer, LotOffer]:
    mine = member("owner").organisation
    other = LotOffer.objects.exclude(organisation=mine).order_by("pk")[0]
    own = LotOffer.objects.filter(organisation=mine).first()
    if own is None:
        own = LotOffer.objects.exclude(pk=other.pk).order_by("-pk")[0]
        LotOffer.objects.filter(pk=own.pk).update(organisation=mine)
    return own, other


def test_a_plan_is_started_seen_and_stopped(program: Programs) -> None:
    call = program("operator")
    started = call("plans", {"policy": "fastest", "seed": 7})
    assert started.status_code == 202
    job = started.json()
    assert (job["state"], job["plan"]) == ("queued", None)
    assert JobRun.objects.get(pk=job["id"]).seed == 7
    assert program("planner")(f"jobs/{job['id']}").status_code == 404
    assert call(f"jobs/{job['id']}/cancel", {}).json()["state"] == "cancelled"
    assert call(f"jobs/{job['id']}").json()["finished_at"]
    assert call("plans", {"policy": "slowest"}).status_code == 422


def test_an_order_is_cancelled_once(program: Programs, member: Members) -> None:
    mine = Order.objects.filter(owner=member("planner").organisation, state="open")[0]
    other = Order.objects.filter(planned_core__organisation=member("planner").organisation).exclude(
        owner=member("planner").organisation
    )
    call = program("planner")
    assert call(f"orders/{mine.number}/cancel", {"reason": "asked"}).json()["state"] == "cancelled"
    assert call(f"orders/{mine.number}/cancel", {}).status_code == 409
    second = Order.objects.filter(owner=member("planner").organisation, state="open").first()
    assert second is not None
    assert call(f"orders/{second.number}/cancel", b"").json()["state"] == "cancelled"
    for order in other[:1]:
        assert call(f"orders/{order.number}/cancel", {}).status_code == 403


def test_a_held_order_is_confirmed_while_it_is_held(program: Programs, member: Members) -> None:
    mine = list(Order.objects.filter(owner=member("planner").organisation)[:2])
    for order, hours in zip(mine, (1, -1), strict=True):
        Order.objects.filter(pk=order.pk).update(state="held", held_until=timezone.now() + timedelta(hours=hours))
    call = program("planner")
    assert call(f"orders/{mine[0].number}/confirm", {}).json()["state"] == "open"
    assert call(f"orders/{mine[0].number}/confirm", {}).json()["state"] == "open"
    assert LedgerEntry.objects.filter(key=mine[0].number, what="confirmed").count() == 1
    gone = call(f"orders/{mine[1].number}/confirm", {})
    assert gone.status_code == 409
    assert "held no more" in gone.json()["errors"][0]["message"]
    Order.objects.filter(pk=mine[1].pk).update(state="shipped", held_until=None)
    assert "“Shipped”" in call(f"orders/{mine[1].number}/confirm", {}).json()["errors"][0]["message"]
    brands = Order.objects.filter(brand=member("brand").organisation, state="open")[0]
    assert program("brand")(f"orders/{brands.number}/cancel", {}).status_code == 403
    Order.objects.filter(pk=brands.pk).update(state="held", held_until=timezone.now() + timedelta(hours=1))
    assert program("brand")(f"orders/{brands.number}/cancel", {}).json()["state"] == "cancelled"


def _wanted(member: Membership, **more: Any) -> dict[str, Any]:
    style = orders_visible_to(member)[0].style
    core = Factory.objects.filter(kind="core").order_by("pk")[0]
    return {
        "style": style.code, "core": core.code, "due_on": "2027-01-15", "price_cny": "88.50", "customer": "Harbour",
        "quantities": [{"colour": "red", "size": style.sizes[0], "pieces": 300}], **more,
    }  # fmt: skip


def test_a_promise_is_asked_for_chosen_and_held(program: Programs, member: Members) -> None:
    from interlock_hub.core.jobs import run

    call = program("brand")
    asked = call("promises", _wanted(member("brand")))
    assert asked.status_code == 202, asked.content
    job = asked.json()["job"]["id"]
    assert call(f"promises/{job}/hold", {"way": "cheapest"}).status_code == 400
    run(job)
    found = call(f"promises/{job}").json()
    assert found["job"]["state"] == "done"
    named = [name for way in found["ways"] for name in (way["way"], *way["also"])]
    assert sorted(named) == ["best_quality", "cheapest", "fastest"]
    assert {way["standing"] for way in found["ways"]} <= {"in_time", "at_risk", "late"}
    assert {way["cost_cny"] for way in found["ways"]} == {None}
    assert {way["makers"] for way in found["ways"]} == {None}
    for _again in range(2):
        held = call(f"promises/{job}/hold", {"way": found["ways"][0]["way"]})
        assert held.json()["state"] == "held"
    assert Order.objects.filter(number=found["number"]).count() == 1
    assert program("planner")(f"promises/{job}").status_code == 404


@pytest.mark.parametrize(
    ("change", "said"),
    [({"style": "none"}, "style none"), ({"core": "none"}, "core factory none"), ({"customer": ""}, "customer"),
     ({"due_on": "2020-01-01"}, "after today"),
     ({"quantities": [{"colour": "red", "size": "odd", "pieces": 1}]}, "no size odd"),
     ({"quantities": [{"colour": "red", "size": "M", "pieces": 1}] * 2}, "twice")],
)  # fmt: skip
def test_a_promise_that_makes_no_sense_is_refused_in_words(
    program: Programs, member: Members, change: dict[str, Any], said: str
) -> None:
    wanted = _wanted(member("planner"), core="") | change
    answer = program("planner")("promises", wanted)
    assert answer.status_code == 400
    assert any(said in error["message"] for error in answer.json()["errors"]), answer.content


def test_a_cutter_reads_lays_and_markers(program: Programs, published: PlanVersion) -> None:
    call = program("operator")
    lay = Lay.objects.select_related("order", "marker")[0]
    assert call(f"lays/{lay.code}").json()["order"] == lay.order.number
    assert lay.code in {r["code"] for r in call("lays", order=lay.order.number, on=str(lay.cut_on)).json()["items"]}
    marker = Marker.objects.select_related("style")[0]
    assert call(f"markers/{marker.code}").json()["body"] == json.loads(json.dumps(marker.body))
    assert {r["style"] for r in call("markers", style=marker.style.code).json()["items"]} == {marker.style.code}
    assert program("cutter")("lays").status_code == 200
    assert program("owner")("lays").status_code == 403


def test_the_description_is_public_and_names_what_each_operation_needs(db: None) -> None:
    found = Client().get("/api/v1/openapi.json").json()
    assert found["paths"]["/api/v1/orders"]["get"]["x-access"].startswith("Scope: `orders:read`")
    names = [op["operationId"] for path in found["paths"].values() for op in path.values()]
    assert len(set(names)) == len(names)
    assert "orders_cancel" in names


def test_health_is_public(db: None) -> None:
    assert Client().get("/api/v1/health").json() == {"ok": True}


@pytest.mark.parametrize(
    "address", ["orders", "plans/1/lots", "plans/1/late", "offers", "lays", "markers", "factories", "events", "plans"]
)
def test_a_list_takes_as_many_queries_for_many_rows_as_for_few(program: Programs, address: str) -> None:
    call = program("operator")
    call(address)
    counts = []
    for limit in (1, 500):
        with CaptureQueriesContext(connection) as queries:
            assert call(address, limit=limit).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_address_that_is_none_is_answered_in_json(language: str) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    for answer in (browser.get("/api/v1/nothing/here"), browser.post("/api/v1/nothing", {})):
        assert (answer.status_code, answer.json()["errors"][0]["where"]) == (404, "path")
    wrong = browser.get("/api/v1/promises")
    (error,) = wrong.json()["errors"]
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "POST")
    assert (error["where"], error["found"]) == ("method", "GET")


def test_a_wrong_value_is_named_by_its_path_in_the_body_as_sent(program: Programs, member: Members) -> None:
    sent = _wanted(member("planner"), quantities=[{"colour": "white", "size": "M", "pieces": "many"}])
    (error,) = program("planner")("promises", sent).json()["errors"]
    assert (error["where"], error["found"]) == ("body.quantities.0.pieces", "many")
    missing = program("planner")("promises", {"style": "x"}).json()["errors"]
    assert {(error["where"], error["found"]) for error in missing} == {("body.due_on", ""), ("body.quantities", "")}
    for address, sent in (("orders?limit=many", None), ("promises", {})):
        found = program("planner")(address, sent).json()["errors"]
        assert not any("<" in error["found"] for error in found)


def test_a_wrong_moment_is_asked_for_as_a_time(program: Programs) -> None:
    offer = LotOffer.objects.filter(organisation=Membership.objects.get(person__username="owner1").organisation)[0]
    (error,) = program("owner")(f"offers/{offer.pk}/take-back", {"answered_at": "soon"}).json()["errors"]
    assert (error["where"], error["message"]) == (
        "body.answered_at", "It is no time; write it like 2026-03-31T14:00:00+08:00.",
    )  # fmt: skip


def test_an_answer_of_another_moment_is_not_taken_back_and_says_why(program: Programs) -> None:
    offer = LotOffer.objects.filter(organisation=Membership.objects.get(person__username="owner1").organisation)[0]
    LotOffer.objects.filter(pk=offer.pk).update(start_on="2030-01-01")
    program("owner")(f"offers/{offer.pk}/accept", {})
    answer = program("owner")(f"offers/{offer.pk}/take-back", {"answered_at": "2026-11-23T08:00:00Z"})
    assert answer.status_code == 409
    assert "at another moment than you say" in answer.json()["errors"][0]["message"]


def test_a_key_that_asks_too_often_is_told_when_it_may_again(program: Programs, settings: Any) -> None:
    settings.API_PER_MINUTE = 2
    first, second = program("planner"), program("operator")
    answers = [first("orders") for _time in range(5)]
    assert answers[0].status_code == 200
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "2 times a minute" in refused.json()["errors"][0]["message"]
    assert second("orders").status_code == 200
