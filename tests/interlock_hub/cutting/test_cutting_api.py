"""What programs ask of the cutting room: better markers, cut plans, rolls, the own share of pooled lays."""

from __future__ import annotations

import pytest
from hub_api import program_of

from interlock_hub.core.selectors import history
from interlock_hub.cutting import services_better
from interlock_hub.cutting.models import BetterMarker, Lay, Marker, Roll

pytestmark = pytest.mark.django_db


@pytest.fixture
def cutter(member):
    """A program of the cutter's."""
    return program_of(member("cutter"), "cutting:read", "cutting:write")


def test_a_program_adds_rolls_and_reads_them(cutter, lay):
    facts = {"factory": lay.factory.code, "code": "A1", "material": lay.material, "colour": "navy", "length_m": 50.5}
    made = cutter("rolls", {**facts, "width_mm": 1500})
    assert made.status_code == 200, made.content
    told = made.json()
    assert told.pop("warnings") == []
    assert cutter("rolls", state="stock").json()["items"] == [told]
    again = cutter("rolls", {**facts, "width_mm": 1500})
    assert again.status_code == 400
    assert "its own number" in again.json()["errors"][0]["message"]
    assert Roll.objects.count() == 1


def test_a_program_is_told_of_a_roll_too_narrow_for_every_lay_in_the_words_of_the_page(cutter, as_role, lay):
    facts = {"factory": lay.factory.code, "material": lay.material, "length_m": 50, "width_mm": 300}
    told = cutter("rolls", {**facts, "code": "N1"}).json()
    assert told["state"] == "stock"
    page = as_role("cutter").post("/cutting/rolls/", {**facts, "code": "N2", "width_cm": "30"}, follow=True)
    (said,) = told["warnings"]
    assert said.replace("N1", "N2") in page.content.decode()


def test_a_program_of_another_shop_adds_nothing_here(member, lay):
    facts = {"factory": lay.factory.code, "code": "A1", "material": lay.material, "length_m": 50, "width_mm": 1500}
    assert program_of(member("planner"), "cutting:write")("rolls", facts).status_code == 404
    assert program_of(member("cutter"), "cutting:read")("rolls", facts).status_code == 403


def test_a_program_takes_a_better_marker_and_takes_it_back(cutter, loose, lay):
    marker, shorter = loose
    Lay.objects.filter(pk=lay.pk).update(marker=marker)
    Lay.objects.filter(marker=marker).update(factory=lay.factory)
    offered = services_better.offer(code=marker.code, before_mm=marker.length_mm, found=shorter)
    (found,) = cutter("better-markers", state="offered").json()["items"]
    assert found["id"] == offered.pk
    assert cutter(f"better-markers/{offered.pk}/take", {}).json()["state"] == "taken"
    assert Marker.objects.filter(length_mm=shorter["length_mm"]).exists()
    assert cutter(f"better-markers/{offered.pk}/take", {}).status_code == 409
    assert cutter(f"better-markers/{offered.pk}/back", {}).json()["state"] == "offered"
    assert cutter(f"better-markers/{offered.pk}/eat", {}).status_code == 422
    assert BetterMarker.objects.get(pk=offered.pk).state == "offered"


def test_a_program_says_that_a_lay_was_spread_and_cut_and_a_repeat_changes_nothing(cutter, member, lay):
    Marker.objects.filter(pk=lay.marker_id).update(nested=False)
    address = f"lays/{lay.code}/state"
    assert cutter(address, {"to": "spread"}).status_code == 409
    for _time in range(2):
        assert cutter(address, {"to": "spread", "estimated": True}).json()["state"] == "spread"
    assert program_of(member("planner"), "cutting:write")(address, {"to": "cut"}).status_code in (403, 404)
    assert cutter(address, {"to": "cut"}).json()["state"] == "cut"
    assert cutter(address, {"to": "planned"}).status_code == 400
    for state in ("spread", "planned"):
        assert cutter(address, {"to": state}).json()["state"] == state
    assert history("cutting.lay", lay.code).count() == 4


def test_cut_plans_of_an_order_nobody_sees_are_none(cutter, member, lay):
    assert cutter(f"cut-plans/{lay.order.number}").json() == []
    assert cutter("cut-plans/no-such-order").status_code == 404
    assert program_of(member("planner"), "cutting:read")("shares").json() == []
