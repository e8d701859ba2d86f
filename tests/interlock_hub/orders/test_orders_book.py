"""The order book: who sees what, filters, sorting, pages, columns, saved views, the Excel file."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from interlock_hub.core.models import Membership, SavedView
from interlock_hub.orders import columns, filters, selectors
from interlock_hub.orders.models import Order

AsRole = Callable[[str], Client]
Member = Callable[[str], Membership]
CHINESE = {"accept-language": "zh-CN"}


def sheet_of(response: object) -> list[tuple[object, ...]]:
    """The rows of an exported file."""
    data = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return list(load_workbook(io.BytesIO(data), read_only=True).active.values)


@pytest.mark.parametrize("role", ["operator", "planner", "brand"])
def test_readers_see_exactly_the_orders_that_are_theirs(as_role: AsRole, member: Member, role: str) -> None:
    mine = set(selectors.open_orders(member(role)).values_list("number", flat=True))
    page = as_role(role).get("/orders/")
    assert page.status_code == 200
    assert mine
    assert {row.number for row, _private in page.context["rows"]} == mine


@pytest.mark.parametrize("role", ["owner", "cutter", "official"])
def test_roles_without_orders_are_refused(as_role: AsRole, role: str) -> None:
    assert as_role(role).get("/orders/").status_code == 403
    assert as_role(role).get("/orders/export/").status_code == 403


def test_a_stranger_is_sent_to_the_login(as_role: AsRole) -> None:
    assert as_role("stranger").get("/orders/").status_code == 302


def test_a_brand_sees_its_own_orders_only(member: Member) -> None:
    brand = member("brand")
    seen = selectors.orders_visible_to(brand)
    assert 0 < seen.count() < Order.objects.count()
    assert all(order.brand_id == brand.organisation_id for order in seen)


def test_the_operator_never_reads_a_customer_or_a_price(as_role: AsRole) -> None:
    order = Order.objects.filter(price_cny__gt=0).first()
    assert order
    page = as_role("operator").get("/orders/?state=all").content.decode()
    assert order.number in page
    assert order.customer not in page
    found = as_role("operator").get(f"/orders/?state=all&q={order.customer}")
    assert not found.context["rows"]
    heads = sheet_of(as_role("operator").get("/orders/export/"))[0]
    assert "Customer" not in heads
    assert "Price (CNY)" not in heads


def test_the_list_asks_the_same_few_questions_however_long_it_is(as_role: AsRole, member: Member) -> None:
    browser = as_role("planner")
    browser.get("/orders/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/orders/")
    grow(member("planner"), 150)
    with CaptureQueriesContext(connection) as many:
        page = browser.get("/orders/")
    assert len(page.context["rows"]) == filters.PAGE_ROWS
    assert len(many) == len(few) <= 14


def grow(member: Membership, count: int) -> None:
    """Add orders of the member's firm, due one day after another."""
    like = Order.objects.filter(owner=member.organisation).first() or Order.objects.first()
    assert like
    Order.objects.bulk_create(
        Order(
            number=f"G{at:05d}", owner=member.organisation, customer=f"customer {at % 7}", style=like.style,
            due_on=like.due_on + timedelta(days=at), pieces=100 + at, price_cny=at,
        )
        for at in range(count)
    )  # fmt: skip


def test_pages_follow_one_another_without_gap_or_overlap(as_role: AsRole, member: Member) -> None:
    grow(member("planner"), 230)
    browser, numbers = as_role("planner"), []
    for at in range(1, 5):
        page = browser.get(f"/orders/?sort=number&page={at}")
        numbers += [row.number for row, _private in page.context["rows"]]
        if not page.context["page"].more:
            break
    assert numbers == sorted(numbers)
    assert len(numbers) == len(set(numbers)) == selectors.open_orders(member("planner")).count()


@pytest.mark.parametrize("sort", [*filters.SORTS, *(f"-{name}" for name in filters.SORTS)])
def test_every_column_sorts_both_ways_with_what_is_empty_last(as_role: AsRole, sort: str) -> None:
    rows = [row for row, _private in as_role("operator").get(f"/orders/?sort={sort}&state=all").context["rows"]]
    values = [column_value(row, sort.removeprefix("-")) for row in rows]
    known = [value for value in values if value is not None]
    assert values == known + [None] * (len(values) - len(known))
    assert known == sorted(known, reverse=sort.startswith("-"))


def column_value(order: Order, name: str) -> object:
    """What the list sorts by."""
    return {
        "style": order.style.code,
        "category": order.style.category,
        "core": order.planned_core.code if order.planned_core else None,
        "late": order.slack_days,  # type: ignore[attr-defined]
        "due": order.due_on,
        "ship": order.ship_on,
    }.get(name, getattr(order, name, None))


def test_lights_part_the_open_orders(member: Member) -> None:
    every = selectors.with_slack(selectors.open_orders(member("operator")))
    first = every.exclude(ship_on=None).first()
    assert first
    for at, days in enumerate((-3, -1, 0, 1, 2)):
        grow_one(first, f"L{at}", days)
    counts = selectors.summary(selectors.with_slack(selectors.open_orders(member("operator"))))
    assert counts["late"] + counts["risk"] + counts["ok"] + counts["none"] == counts["orders"]
    by_light = {
        light: set(every.filter(condition).filter(number__startswith="L").values_list("number", flat=True))
        for light, condition in selectors.LIGHTS.items()
    }
    assert by_light == {"late": {"L0", "L1"}, "risk": {"L2", "L3"}, "ok": {"L4"}, "none": set()}


def grow_one(like: Order, number: str, slack_days: int) -> None:
    """Add an order that ships so many days before it is due."""
    assert like.ship_on
    Order.objects.create(
        number=number, owner=like.owner, customer="x", style_id=like.style_id, pieces=10, ship_on=like.ship_on,
        due_on=like.ship_on + timedelta(days=slack_days), late_days=max(-slack_days, 0),
    )  # fmt: skip


def test_filters_narrow_the_list(as_role: AsRole) -> None:
    browser = as_role("operator")
    order = Order.objects.select_related("style", "planned_core").exclude(planned_core=None).first()
    assert order
    assert order.planned_core
    asked = {
        "q": order.number, "category": order.style.category, "core": order.planned_core.code,
        "due_from": order.due_on.isoformat(), "due_to": order.due_on.isoformat(),
    }  # fmt: skip
    for name, value in asked.items():
        rows = [row for row, _private in browser.get("/orders/", {name: value}).context["rows"]]
        assert order in rows, name
    only = browser.get("/orders/", asked).context["rows"]
    assert [row.number for row, _private in only] == [order.number]
    assert b"No order is like that" in browser.get("/orders/?q=nothing-has-this-name").content


def test_nonsense_in_the_address_is_left_out(as_role: AsRole) -> None:
    page = as_role("planner").get("/orders/?page=x&sort=password&light=blue&state=odd&due_from=31-31-31&page=-4")
    assert page.status_code == 200
    assert page.context["asked"] == filters.Asked()


def test_the_excel_file_holds_exactly_what_is_seen(as_role: AsRole, member: Member) -> None:
    browser = as_role("planner")
    grow(member("planner"), 130)
    query = "?sort=-pieces&q=G0"
    seen = browser.get(f"/orders/{query}")
    rows = sheet_of(browser.get(f"/orders/export/{query}"))
    assert list(rows[0]) == [str(column.label) for column in seen.context["columns"]]
    numbers = [row[0] for row in rows[1:]]
    assert numbers[: filters.PAGE_ROWS] == [row.number for row, _private in seen.context["rows"]]
    assert len(numbers) == seen.context["counts"]["orders"] == 130
    assert rows[1][rows[0].index("Pieces")] == 229


def test_a_text_that_looks_like_a_formula_stays_text(as_role: AsRole, member: Member) -> None:
    grow(member("planner"), 1)
    Order.objects.filter(number="G00000").update(customer="=1+1")
    response = as_role("planner").get("/orders/export/?q=G00000")
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    cell = next(c for c in book.active[2] if c.value == "=1+1")
    assert cell.data_type == "s"


def test_chosen_columns_are_remembered_and_exported(as_role: AsRole) -> None:
    browser = as_role("planner")
    browser.post("/orders/columns/", {"column": ["due", "priority", "nonsense"]})
    shown = [column.key for column in browser.get("/orders/").context["columns"]]
    assert shown == ["number", "due", "priority"]
    assert sheet_of(browser.get("/orders/export/"))[0] == ("Order", "Due", "Priority")
    browser.post("/orders/columns/", {})
    assert len(browser.get("/orders/").context["columns"]) == sum(c.usual for c in columns.COLUMNS)


def test_the_operator_cannot_choose_the_price_column(as_role: AsRole, member: Member) -> None:
    as_role("operator").post("/orders/columns/", {"column": ["price", "due"]})
    assert [c.key for c in as_role("operator").get("/orders/").context["columns"]] == ["number", "due"]


def test_a_view_is_saved_shown_and_forgotten(as_role: AsRole) -> None:
    browser = as_role("planner")
    back = browser.post("/orders/views/", {"name": "late ones", "query": "light=late"})
    assert back.headers["Location"].endswith("/orders/?light=late")
    assert b"late ones" in browser.get("/orders/").content
    assert b"late ones" not in as_role("brand").get("/orders/").content
    view = SavedView.objects.get(name="late ones")
    as_role("brand").post(f"/orders/views/{view.pk}/drop/")
    assert SavedView.objects.filter(pk=view.pk).exists()
    browser.post(f"/orders/views/{view.pk}/drop/")
    assert not SavedView.objects.filter(pk=view.pk).exists()
    assert b"Give the view a name" in browser.post("/orders/views/", {"name": " "}, follow=True).content


def test_the_sentence_stands_first_in_both_languages(as_role: AsRole) -> None:
    browser = as_role("planner")
    english = browser.get("/orders/").context["sentence"]
    chinese = browser.get("/orders/", headers=CHINESE).context["sentence"]
    assert " orders, " in english
    assert chinese.startswith("共 ")
    assert "订单" in browser.get("/orders/", headers=CHINESE).content.decode()


def test_an_empty_book_says_what_to_do(as_role: AsRole) -> None:
    Order.objects.update(state=Order.State.SHIPPED)
    assert b"Upload the sheet a customer sent" in as_role("planner").get("/orders/").content
    assert b"Ask for a promise" in as_role("brand").get("/orders/").content


def test_no_list_reads_the_large_body_of_a_style(as_role: AsRole) -> None:
    with CaptureQueriesContext(connection) as asked:
        as_role("operator").get("/orders/")
        as_role("operator").get("/orders/styles/")
    assert not [q for q in asked.captured_queries if '"orders_style"."body"' in q["sql"]]


def test_every_text_of_the_room_has_its_chinese() -> None:
    from babel.messages.pofile import read_po

    import interlock_hub.orders as room

    source = Path(room.__path__[0]) / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    with source.open("rb") as file:
        catalogue = read_po(file)
    blank = [message.id for message in catalogue if message.id and not any(flat(message.string))]
    assert not blank
    assert len(catalogue) > 150


def flat(text: str | tuple[str, ...]) -> tuple[str, ...]:
    """The plural forms of a text."""
    return (text,) if isinstance(text, str) else text
