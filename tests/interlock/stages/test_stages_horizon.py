from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import cast
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.errors import Infeasible
from interlock.model import Calendar, Closure, Policy
from interlock.stages.horizon import Horizon


def test_buckets_of_weeks_start_on_mondays_after_a_short_first_one():
    wednesday = date(2026, 11, 25)
    horizon = Horizon.of(cast.scenario(today=wednesday), Policy(buckets_per_week=1))
    assert horizon.bucket_starts[:3] == (0, 5, 12)
    assert horizon.on(5).weekday() == 0
    assert horizon.bucket(4) == 0
    assert horizon.bucket(5) == 1
    assert horizon.bucket(-3) == 0
    assert horizon.bucket(horizon.days) == horizon.buckets


def test_the_horizon_leaves_room_after_the_last_due_date():
    horizon = Horizon.of(cast.scenario(), Policy())
    assert horizon.last_on == cast.TODAY + timedelta(days=35 + 42)


def test_the_horizon_leaves_as_much_room_after_the_last_material():
    horizon = Horizon.after(cast.scenario(), Policy(), 90)
    assert horizon.last_on == cast.TODAY + timedelta(days=90 + 42)
    assert Horizon.after(cast.scenario(), Policy(), 30) == Horizon.of(cast.scenario(), Policy())


def test_minutes_fall_on_open_days_only():
    horizon = Horizon.of(cast.scenario(), Policy(buckets_per_week=1))
    assert horizon.per_day(10.0, "C1")[:7] == (10, 10, 10, 10, 10, 10, 0)
    assert horizon.per_bucket(10.0, "C1")[0] == 60
    assert horizon.next_open(6, "C1") == 7
    assert horizon.next_open(-4, "C1") == 0
    assert horizon.next_open(horizon.days, "C1") == horizon.days


def test_a_calendar_without_an_open_day_is_named():
    closed = Calendar(closures=(Closure(first_on=cast.TODAY, last_on=cast.TODAY + timedelta(days=400)),))
    with pytest.raises(Infeasible, match="calendar: no day from 2026-11-23"):
        Horizon.of(cast.scenario(calendar=closed), Policy())


def test_near_days_are_buckets_of_their_own():
    near = Horizon.of(cast.scenario(), Policy(buckets_per_week=1, near_days=9))
    assert near.bucket_starts[:11] == (0, 1, 2, 3, 4, 5, 7, 8, 9, 14, 21)
    assert list(near.bucket_days(5)) == [5, 6]


@given(st.sampled_from([1, 2, 3, 6]), st.integers(0, 6), st.integers(0, 20))
def test_every_day_lies_in_exactly_one_bucket(per_week, weekday, near_days):
    scenario = cast.scenario((), today=cast.TODAY + timedelta(days=weekday))
    horizon = Horizon.of(scenario, Policy(buckets_per_week=per_week, near_days=near_days))
    days = [day for b in range(horizon.buckets) for day in horizon.bucket_days(b)]
    assert days == list(range(horizon.days))
    assert all(horizon.bucket(day) == b for b in range(horizon.buckets) for day in horizon.bucket_days(b))
    full_weeks = horizon.days // 7
    assert full_weeks * per_week <= horizon.buckets <= (full_weeks + 2) * per_week + near_days


def test_a_plan_that_would_reach_beyond_five_years_names_the_dates_that_ask_for_it():
    asked = cast.scenario()
    first, *others = asked.orders
    far = replace(asked, orders=(replace(first, due_on=date(2199, 12, 31)), *others))
    with pytest.raises(Infeasible, match=rf"check the dates of {first.number} \(2199-12-31\)"):
        Horizon.of(far, Policy())
