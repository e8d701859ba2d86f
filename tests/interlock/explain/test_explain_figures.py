from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.explain import figures
from interlock.model.categories import CATEGORY_NAMES, category_name

SATURDAY = date(2026, 12, 5)


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        (0, "0", "0"),
        (9_994, "9,994", "9,994"),
        (12_345, "12.3 k", "1.23 万"),
        (999_600, "1 M", "100 万"),
        (1_240_000, "1.24 M", "124 万"),
        (81_300_000, "81.3 M", "8,130 万"),
        (99_996_000, "100 M", "1 亿"),
        (1_200_000_000, "1.2 bn", "12 亿"),
        (-12_345, "-12.3 k", "-1.23 万"),
    ],
)
def test_a_big_number_is_shortened_in_each_languages_own_steps(number: float, english: str, chinese: str) -> None:
    assert figures.short(number, "en") == english
    assert figures.short(number, "zh") == chinese


@given(st.integers(min_value=10_000, max_value=10**12))
def test_a_shortened_number_is_within_half_a_percent_of_the_number(number: int) -> None:
    units = {"k": 1e3, "M": 1e6, "bn": 1e9, "万": 1e4, "亿": 1e8}
    for language in ("en", "zh"):
        figure, unit = figures.short(number, language).split()
        assert float(figure.replace(",", "")) * units[unit] == pytest.approx(number, rel=0.0051)


def test_money_carries_its_unit() -> None:
    assert figures.money(41_000, "en") == "410 CNY"
    assert figures.money(41_000, "zh") == "410 元"
    assert figures.money(8_130_000_000, "en") == "81.3 M CNY"
    assert figures.money(8_130_000_000, "zh") == "8,130 万元"
    assert figures.unit_price(620, "en") == "6.20 CNY"
    assert figures.unit_price(620, "zh") == "6.20 元"


def test_one_hundred_per_cent_on_time_is_said_only_when_nothing_is_late() -> None:
    assert figures.percent_at_least(0.9997, "en") == "99.9 %"
    assert figures.percent_at_least(1.0, "zh") == "100.0%"
    assert figures.percent_at_least(0.941, "en") == "94.1 %"


@given(st.floats(min_value=0, max_value=5))
def test_an_upper_figure_is_never_below_the_share_and_a_lower_never_above(share: float) -> None:
    assert float(figures.percent_at_most(share, "zh")[:-1]) >= share * 100 - 1e-6
    assert float(figures.percent_at_least(share, "zh")[:-1]) <= share * 100 + 1e-6


def test_dates_bear_their_year_only_outside_the_season() -> None:
    season = (date(2026, 11, 23), date(2026, 12, 31))
    assert figures.day(SATURDAY, "en", season) == "12-05 Sat"
    assert figures.day(SATURDAY, "zh", season) == "12月5日 周六"
    assert figures.day(date(2027, 1, 4), "en", season) == "2027-01-04 Mon"
    assert figures.day(date(2027, 1, 4), "zh", season) == "2027年1月4日 周一"
    assert figures.day_words(SATURDAY, "en", season) == "5 Dec"
    assert figures.day_words(SATURDAY, "zh") == "12月5日"
    assert figures.day_words(date(2027, 1, 4), "en", season) == "4 Jan 2027"
    assert figures.day_words(date(2027, 1, 4), "zh", season) == "2027年1月4日"


def test_what_is_counted_has_its_plural_and_its_measure_word() -> None:
    assert figures.counted(1, "line", "en") == "1 line"
    assert figures.counted(37, "line", "en") == "37 lines"
    assert figures.counted(37, "line", "zh") == "37 条产线"
    assert figures.counted(2.5, "hour", "en") == "2.5 hours"
    assert figures.counted(12_000, "piece", "zh") == "12,000 件"


@pytest.mark.parametrize("code", CATEGORY_NAMES)
def test_a_category_is_found_by_its_code_and_by_either_name(code: str) -> None:
    english, chinese = CATEGORY_NAMES[code]
    for spelling in (code, english, chinese, english.upper(), code.replace("_", " ")):
        assert category_name(spelling, "en") == english
        assert category_name(spelling, "zh") == chinese


def test_a_category_that_nobody_knows_stays_as_it_is_written() -> None:
    assert category_name("space_suit", "zh") == "space_suit"
