"""Styles: who sees which, the bulletin, the bill, the pieces as pictures."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from interlock_hub.core.models import Membership, Organisation
from interlock_hub.orders import selectors, style_bridge
from interlock_hub.orders.models import Style

AsRole = Callable[[str], Client]
Member = Callable[[str], Membership]


@pytest.fixture
def style(db: None) -> Style:
    """A style with pieces of several sizes."""
    return next(s for s in Style.objects.all() if len(style_bridge.sizes_drawn(s)) > 2)


@pytest.mark.parametrize("role", ["operator", "planner", "cutter", "brand"])
def test_readers_open_the_list_and_a_style(as_role: AsRole, style: Style, role: str) -> None:
    assert style.code in as_role(role).get("/orders/styles/").content.decode()
    assert as_role(role).get(f"/orders/styles/{style.code}/").status_code == 200


def test_satellite_owners_see_no_styles(as_role: AsRole, member: Member) -> None:
    assert as_role("owner").get("/orders/styles/").status_code == 403
    assert not selectors.styles_visible_to(member("owner")).exists()


def test_another_firms_own_style_is_not_there(as_role: AsRole, style: Style, member: Member) -> None:
    other = Organisation.objects.exclude(pk=member("brand").organisation_id).first()
    mine = selectors.orders_visible_to(member("brand")).values("style_id")
    hidden = Style.objects.exclude(pk__in=mine).first()
    assert hidden
    Style.objects.filter(pk=hidden.pk).update(owner=other)
    assert as_role("brand").get(f"/orders/styles/{hidden.code}/").status_code == 404


def test_the_list_filters_by_category_and_words(as_role: AsRole, style: Style) -> None:
    browser = as_role("operator")
    found = browser.get("/orders/styles/", {"category": style.category}).context["styles"]
    assert style in found
    assert {s.category for s in found} == {style.category}
    assert [s.code for s in browser.get("/orders/styles/", {"q": style.code}).context["styles"]] == [style.code]
    assert b"No style is like that" in browser.get("/orders/styles/?q=zzzz").content


def test_the_bulletin_adds_up_to_the_standard_minutes(as_role: AsRole, style: Style) -> None:
    page = as_role("planner").get(f"/orders/styles/{style.code}/")
    assert sum(o["smv_min"] for o in page.context["bulletin"]) == pytest.approx(style.smv_min)
    assert page.context["bill"]


def test_all_sizes_lie_on_each_other_the_largest_behind(style: Style) -> None:
    sizes = style_bridge.sizes_drawn(style)
    picture = style_bridge.picture_of(style)
    assert picture
    for piece in picture["pieces"]:
        assert [path["size"] for path in piece["paths"]] == list(reversed(sizes))
    assert all(path["d"].startswith("M") for piece in picture["pieces"] for path in piece["paths"])


def test_pieces_of_one_size_stay_inside_the_picture(style: Style) -> None:
    size = style_bridge.sizes_drawn(style)[0]
    picture = style_bridge.picture_of(style, size)
    assert picture
    points = [
        tuple(map(float, pair.split(",")))
        for piece in picture["pieces"]
        for path in piece["paths"]
        for pair in path["d"].strip("MZ").split("L")
    ]
    assert {path["size"] for piece in picture["pieces"] for path in piece["paths"]} == {size}
    assert min(x for x, _y in points) >= 0
    assert max(x for x, _y in points) <= picture["width"]
    assert max(y for _x, y in points) <= picture["height"]


def test_a_page_of_one_size_and_of_an_unknown_one(as_role: AsRole, style: Style) -> None:
    size = style_bridge.sizes_drawn(style)[1]
    browser = as_role("cutter")
    assert browser.get(f"/orders/styles/{style.code}/?size={size}").context["size"] == size
    assert browser.get(f"/orders/styles/{style.code}/?size=giant").context["size"] == ""


def test_a_style_without_pieces_has_no_picture(as_role: AsRole, style: Style) -> None:
    style.body = {**style.body, "pieces": [], "bill": []}
    style.save()
    page = as_role("operator").get(f"/orders/styles/{style.code}/").content
    assert b'<svg class="pieces"' not in page
    assert b"the customer supplies all of it" in page


def test_names_are_in_the_readers_language(as_role: AsRole, style: Style) -> None:
    browser = as_role("planner")
    page = browser.get(f"/orders/styles/{style.code}/", headers={"accept-language": "zh-CN"}).content.decode()
    assert "工序表" in page
    assert "Operation bulletin" in browser.get(f"/orders/styles/{style.code}/").content.decode()
