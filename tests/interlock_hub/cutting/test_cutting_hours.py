"""Times of the clock: minutes of a table's day run through the hours in which its shop works."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock_hub.core.errors import HubError
from interlock_hub.core.models import LedgerEntry, Membership, Organisation
from interlock_hub.cutting.hours import Hours, clock, hours_of, read_hours, usual
from interlock_hub.cutting.models import Lay, ShopHours
from interlock_hub.network.models import CuttingTable

DAY = Hours(((480, 720), (780, 1080)))


def test_work_before_a_break_ends_before_it_and_what_follows_begins_after_it():
    assert DAY.span(0, 240) == "8:00–12:00"
    assert DAY.span(240, 300) == "13:00–14:00"
    assert DAY.span(210, 270) == "11:30–13:30"


def test_what_does_not_fit_runs_on_after_the_last_span_and_into_the_next_day():
    assert DAY.span(500, 600) == "17:20–19:00"
    assert clock(24 * 60 + 5) == "0:05 +1"


def test_full_hours_are_told_as_minutes_of_work():
    assert DAY.full_hours(540) == [60, 120, 180, 240, 300, 360, 420, 480]
    assert Hours(((450, 720), (810, 1080))).full_hours(600)[:6] == [30, 90, 150, 210, 300, 360]


@given(st.floats(0, 900), st.floats(0, 900))
def test_later_work_is_later_on_the_clock(one, other):
    first, second = sorted((one, other))
    assert DAY.begins(first) <= DAY.begins(second)
    assert DAY.ends(first) <= DAY.ends(second)
    assert DAY.ends(first) <= DAY.begins(first)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("8:00-12:00, 13:00-18:00", "8:00–12:00, 13:00–18:00"),
        ("8：00至12：00，13：30～17：30", "8:00–12:00, 13:30–17:30"),
        ("20:00-24:00;1:00-5:30", "20:00–0:00 +1, 1:00 +1–5:30 +1"),
    ],
)
def test_hours_are_read_as_people_write_them(text, shown):
    assert str(read_hours(text)) == shown


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", 1),
        ("8-12, 13:00-18:00, morning", 2),
        ("8:00-12:00, 11:00-15:00", 1),
        ("25:00-26:00", 1),
        ("8:60-9:00", 1),
        ("8:00-20:00, 21:00-9:00", 1),
        ("1:00-2:00," * 7, 1),
    ],
)
def test_hours_that_cannot_be_are_refused_with_all_that_is_wrong(text, problems):
    with pytest.raises(HubError) as refused:
        read_hours(text)
    assert len(refused.value.problems) == problems


def test_a_long_day_is_two_shifts_without_a_break():
    assert str(usual(1030)) == "6:00–23:10"
    assert str(usual(540)) == "8:00–12:00, 13:00–18:00"


@pytest.mark.django_db
def test_a_shop_says_when_it_works_and_its_lays_stand_at_these_hours(as_role, lay):
    client = as_role("cutter")
    assert "usual ones" in client.get("/cutting/hours/").content.decode()
    sent = {"factory": lay.factory.code, "hours": "7:00-11:00, 12:00-17:00"}
    page = client.post("/cutting/hours/", sent, follow=True).content.decode()
    assert "at these hours from now on" in page
    assert LedgerEntry.objects.filter(subject="cutting.hours", key=lay.factory.code).count() == 1
    hours = hours_of([lay.factory_id])[lay.factory_id]
    assert str(hours) == "7:00–11:00, 12:00–17:00"
    shown = hours.span(lay.start_min, lay.end_min)
    assert shown in client.get(f"/cutting/lays/{lay.code}/").content.decode()
    assert shown in client.get("/cutting/", {"on": lay.cut_on, "factory": lay.factory.code}).content.decode()


@pytest.mark.django_db
def test_hours_that_do_not_make_the_tables_minutes_are_told(as_role, lay):
    CuttingTable.objects.filter(factory=lay.factory).update(minutes_per_day=540)
    sent = {"factory": lay.factory.code, "hours": "8:00-12:00"}
    page = as_role("cutter").post("/cutting/hours/", sent, follow=True).content.decode()
    assert "540 minutes a day" in page


@pytest.mark.django_db
def test_wrong_hours_stay_in_the_form_and_change_nothing(as_role, lay):
    answer = as_role("cutter").post("/cutting/hours/", {"factory": lay.factory.code, "hours": "all day"})
    assert answer.status_code == 400
    assert 'value="all day"' in answer.content.decode()
    assert not ShopHours.objects.exists()


@pytest.mark.django_db
def test_nobody_changes_the_hours_of_another_shop(as_role, member, lay):
    other = Organisation.objects.create(code="other", name="Other", kind="centre")
    Membership.objects.filter(pk=member("cutter").pk).update(organisation=other)
    page = as_role("cutter").post("/cutting/hours/", {"factory": lay.factory.code, "hours": "1:00-2:00"})
    assert "no cutting table" in page.content.decode()
    assert not ShopHours.objects.exists()


def test_hours_in_which_no_lay_can_be_cut_are_refused(as_role, lay):
    client, address = as_role("cutter"), f"/cutting/hours/?factory={lay.factory.code}"
    Lay.objects.filter(factory=lay.factory).update(start_min=0, end_min=30)
    for hours, told in (("8:00-8:10", "shortest lay planned takes 30"), ("8:00-8:40", "nothing is cut")):
        answer = client.post(address, {"factory": lay.factory.code, "hours": hours})
        assert answer.status_code == 400
        assert told in answer.content.decode()
    assert not ShopHours.objects.filter(factory=lay.factory).exists()
    Lay.objects.filter(factory=lay.factory).update(state="cut")
    assert (
        "nothing is cut" in client.post(address, {"factory": lay.factory.code, "hours": "8:00-8:10"}).content.decode()
    )
    assert client.post(address, {"factory": lay.factory.code, "hours": "8:00-9:00"}).status_code == 302
