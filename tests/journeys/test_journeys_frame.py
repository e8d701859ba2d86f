"""What every page shares: the login, languages, colours, keys, and closed doors."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

Enter = Callable[..., Any]
JOBS = False


def test_a_wrong_password_is_said_and_the_right_one_opens_the_day(enter: Enter, site: Any) -> None:
    from hub_browser import log_in

    page = enter()
    page.goto("/login/")
    page.locator("#id_username").fill("planner")
    page.locator("#id_password").fill("not-the-password")
    page.get_by_role("button", name="Log in").click()
    page.locator("main [role=alert], main .wrong, main .errorlist").first.wait_for()
    log_in(page, site.address, "planner", "silk-linen-000001")
    assert page.get_by_role("heading", name="Today").is_visible()


def test_language_and_dark_colours_are_kept_over_pages_and_logins(enter: Enter, site: Any) -> None:
    from hub_browser import log_in

    page = enter("planner")
    page.get_by_role("button", name="中文").click()
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    page.get_by_role("button", name="深色").click()
    page.goto("/orders/")
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    other = enter("planner", fresh=True)  # another browser, an English one, but the same person
    assert other.locator("html").get_attribute("lang") == "zh-hans"
    other.get_by_role("button", name="English").click()
    other.locator("details.me summary").click()
    other.get_by_role("button", name="Log out").click()
    log_in(other, site.address, "planner", "silk-linen-000001")
    assert other.locator("html").get_attribute("lang") == "en"


def test_keys_lead_to_the_search_and_to_the_rooms(enter: Enter) -> None:
    page = enter("planner")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("D0001")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=D0001")
    assert page.locator("main .found a").count() > 0
    for key, place in (("o", "/orders/"), ("b", "/planning/board/"), ("t", "/")):
        page.locator("main").focus()
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(re.compile(rf"^http://[^/]+{place}$"))


def test_an_order_is_searched_for_on_the_phone(enter: Enter) -> None:
    page = enter("planner", phone=True)
    field = page.get_by_role("searchbox", name="Search orders and factories")
    field.fill("D0001")
    field.press("Enter")
    page.wait_for_url("**/search/?q=D0001")
    assert page.locator("main .found a").count() > 0


PRIVATE = (
    "/orders/", "/orders/new/", "/orders/sheets/", "/planning/", "/planning/board/", "/planning/offers/",
    "/planning/events/", "/cutting/", "/network/", "/people/", "/looked/", "/search/?q=O",
)  # fmt: skip


@pytest.mark.parametrize("place", PRIVATE)
def test_a_stranger_is_led_to_the_login(enter: Enter, place: str) -> None:
    page = enter()
    answer = page.goto(place)
    assert answer.ok
    assert "/login/" in page.url
    assert page.locator(".rail").count() == 0


CLOSED = {
    "owner1": (
        "/planning/",
        "/planning/board/",
        "/orders/",
        "/orders/new/",
        "/orders/sheets/",
        "/imports/",
        "/cutting/",
    ),
    "brand": ("/planning/", "/planning/board/", "/orders/sheets/", "/planning/offers/", "/imports/", "/cutting/"),
    "cutter": ("/planning/", "/planning/board/", "/orders/sheets/", "/planning/offers/", "/imports/"),
    "official": ("/planning/", "/planning/board/", "/orders/", "/orders/sheets/", "/imports/"),
    "planner": ("/imports/",),
}


@pytest.mark.parametrize("username", CLOSED)
def test_other_peoples_rooms_are_closed_and_say_so(enter: Enter, username: str) -> None:
    page = enter(username)
    for place in CLOSED[username]:
        assert page.goto(place).status == 403, place
        assert page.get_by_role("heading", name="This is not yours to see").is_visible()
    assert page.goto("/orders/o/no-such-order/").status in (403, 404)
