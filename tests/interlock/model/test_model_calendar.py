from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.errors import InvalidModel
from interlock.model import Calendar, Closure


def test_national_day_is_closed_and_its_make_up_days_are_open():
    calendar = Calendar()
    assert not calendar.is_open(date(2026, 10, 1))
    assert calendar.is_open(date(2026, 9, 20))  # a Sunday worked for the holiday
    assert calendar.is_open(date(2026, 10, 10))  # a Saturday worked for the holiday
    assert not calendar.is_open(date(2026, 11, 29))  # an ordinary Sunday


def test_a_year_not_announced_yet_has_its_statutory_days():
    assert not Calendar().is_open(date(2027, 2, 6))


def test_without_public_holidays_only_rest_days_and_closures_are_closed():
    calendar = Calendar(
        public_holidays=False,
        rest_weekdays=(5, 6),
        closures=(Closure(first_on=date(2026, 12, 1), last_on=date(2026, 12, 2), factory="S1"),),
    )
    assert calendar.is_open(date(2026, 10, 1))
    assert not calendar.is_open(date(2026, 11, 28))
    assert not calendar.is_open(date(2026, 12, 1), "S1")
    assert calendar.is_open(date(2026, 12, 1), "S2")


def test_a_closure_of_everybody_closes_every_factory():
    calendar = Calendar(closures=(Closure(first_on=date(2026, 12, 1), last_on=date(2026, 12, 1)),))
    assert not calendar.is_open(date(2026, 12, 1), "anyone")


def test_senseless_calendars_are_refused():
    with pytest.raises(InvalidModel, match="every weekday"):
        Calendar(rest_weekdays=tuple(range(7)))
    with pytest.raises(InvalidModel, match="rest weekday is 9"):
        Calendar(rest_weekdays=(9,))
    with pytest.raises(InvalidModel, match="before it starts"):
        Closure(first_on=date(2026, 12, 2), last_on=date(2026, 12, 1))


@given(st.dates(date(2024, 1, 1), date(2028, 12, 1)), st.integers(1, 60))
def test_open_days_and_the_mask_agree(first_on, days):
    calendar = Calendar()
    mask = calendar.mask(first_on, days)
    listed = set(calendar.open_days(first_on, first_on + timedelta(days=days - 1)))
    assert listed == {first_on + timedelta(days=d) for d, is_open in enumerate(mask) if is_open}
