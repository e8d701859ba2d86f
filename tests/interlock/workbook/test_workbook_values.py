"""Cells as people write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.workbook import dates, lists, numbers
from interlock.workbook.cells import cell_of, exact
from interlock.workbook.raw import Fault, NotRead, as_text, clean, shown
from interlock.workbook.schema import Column, Kind
from interlock.workbook.sizes import Sizes, is_like_a_size
from interlock.workbook.values import Setting, value_of

TODAY = date(2026, 11, 23)


def column(kind: Kind, **rest: Any) -> Column:
    return Column(key="x", header=("X", "某列"), kind=kind, meaning=("", ""), **rest)


def read(kind: Kind, raw: Any, **rest: Any) -> Any:
    return value_of(column(kind, **rest), raw, Setting(TODAY))


@pytest.mark.parametrize(
    ("raw", "pieces"),
    [
        (1200, 1200),
        (1200.0, 1200),
        (1199.9999999999998, 1200),
        ("1,200", 1200),
        ("1200件", 1200),
        ("１２００", 1200),
        ("１，２００ 件", 1200),
        ("1 200 pcs", 1200),
        ("1.2万件", 12_000),
        ("12打", 144),
        ("+5", 5),
    ],
)
def test_a_quantity_is_read_as_people_write_it(raw: Any, pieces: int) -> None:
    assert read(Kind.WHOLE, raw, unit="piece", least=1) == pieces


@pytest.mark.parametrize(
    "raw",
    ["", "1,2", "12,00", "1.5", 1.5, "十二", "1200米", True, date(2026, 1, 1), "1-2", float("inf"), "1e999"],
)
def test_what_is_no_quantity_is_refused(raw: Any) -> None:
    with pytest.raises(NotRead) as refusal:
        read(Kind.WHOLE, raw, unit="piece")
    assert refusal.value.key == "unreadable"


@pytest.mark.parametrize("raw", [1e16, 2_000_000_000, "1e10"])
def test_more_than_a_thousand_million_is_a_slip_of_the_keys(raw: Any) -> None:
    with pytest.raises(NotRead) as refusal:
        read(Kind.WHOLE, raw, unit="piece")
    assert refusal.value.key == "above"


@pytest.mark.parametrize(("raw", "key", "fact"), [(0, "below", "1"), ("11", "above", "10")])
def test_a_number_beyond_its_bounds_is_refused_with_the_bound(raw: Any, key: str, fact: str) -> None:
    with pytest.raises(NotRead) as refusal:
        read(Kind.WHOLE, raw, unit="piece", least=1, most=10)
    assert (refusal.value.key, *refusal.value.facts.values()) == (key, fact)


@pytest.mark.parametrize(
    ("kind", "unit", "raw", "value"),
    [
        (Kind.NUMBER, "min", "9.5小时", 570.0),
        (Kind.NUMBER, "min", "30秒", 0.5),
        (Kind.NUMBER, "h", "2天", 48.0),
        (Kind.NUMBER, "deg", "115.41°E", 115.41),
        (Kind.NUMBER, "amount", "1,200米", 1200.0),
        (Kind.WHOLE, "day", "2周", 14),
        (Kind.WHOLE, "person", "30人", 30),
        (Kind.YUAN, "cny", "¥35.5", 3550),
        (Kind.YUAN, "cny", "35.50元/件", 3550),
        (Kind.YUAN, "cny", 35.300000000000004, 3530),
        (Kind.YUAN, "cny", "3550分", 3550),
        (Kind.RATE, "cny", 0.455, 45.5),
        (Kind.LENGTH, "cm", 175, 1750.0),
        (Kind.LENGTH, "cm", "1.75 m", 1750.0),
        (Kind.LENGTH, "cm", '60"', 1524.0),
        (Kind.LENGTH, "m", "12", 12_000.0),
        (Kind.LENGTH, "m", "1200cm", 12_000.0),
        (Kind.LENGTH, "m", "10码", 9_144.0),
    ],
)
def test_a_number_may_carry_its_unit(kind: Kind, unit: str, raw: Any, value: float) -> None:
    assert read(kind, raw, unit=unit) == value


def test_an_amount_with_fractions_of_a_fen_is_refused() -> None:
    with pytest.raises(NotRead):
        read(Kind.YUAN, 35.555, unit="cny")


def test_the_unit_of_a_header_holds_for_bare_numbers_only() -> None:
    in_hours = Setting(TODAY, Decimal(60))
    assert value_of(column(Kind.NUMBER, unit="min"), 9.5, in_hours) == 570
    assert value_of(column(Kind.NUMBER, unit="min"), "30分钟", in_hours) == 30


@pytest.mark.parametrize(
    ("raw", "share"), [(0.96, 0.96), (96, 0.96), ("96%", 0.96), ("９６％", 0.96), (1, 1.0), ("0", 0.0)]
)
def test_a_rate_may_be_a_share_or_a_percentage(raw: Any, share: float) -> None:
    assert read(Kind.SHARE, raw) == share


def test_a_rate_above_one_is_a_share_where_its_column_allows_it() -> None:
    assert read(Kind.SHARE, 1.2, most=2) == 1.2
    assert read(Kind.SHARE, "120%", most=2) == 1.2


@pytest.mark.parametrize(
    ("raw", "share"), [(0.03, 0.03), (3, 0.03), ("3%", 0.03), ("0.5%", 0.005), (1, 0.01), ("50%", 0.5)]
)
def test_a_small_share_may_be_a_share_or_a_percentage(raw: Any, share: float) -> None:
    assert read(Kind.PART, raw) == share


@pytest.mark.parametrize(
    ("raw", "key"),
    [(0.5, "unreadable"), ("-1%", "below"), ("101%", "above"), ("3%%", "unreadable"), ("%3", "unreadable")],
)
def test_a_small_share_that_could_be_either_is_refused(raw: Any, key: str) -> None:
    with pytest.raises(NotRead) as refusal:
        read(Kind.PART, raw)
    assert refusal.value.key == key


@pytest.mark.parametrize(
    ("raw", "over", "under"),
    [
        ("±3%", 0.03, 0.03),
        ("+/-3", 0.03, 0.03),
        ("+-3%", 0.03, 0.03),
        ("３％", 0.03, 0.03),
        (0.03, 0.03, 0.03),
        (5, 0.05, 0.05),
        ("+5%/-3%", 0.05, 0.03),
        ("+5/-3%", 0.05, 0.03),
        ("-0/+5%", 0.05, 0.0),
        ("-3% , +5%", 0.05, 0.03),
    ],
)
def test_a_tolerance_has_two_sides(raw: Any, over: float, under: float) -> None:
    assert numbers.tolerance(raw) == (over, under)


@pytest.mark.parametrize("raw", ["3-5%", "60%", 0.5, "少许", "+5/-0.5"])
def test_an_unclear_tolerance_is_refused(raw: Any) -> None:
    with pytest.raises(NotRead):
        numbers.tolerance(raw)


@pytest.mark.parametrize(
    "raw",
    [
        date(2026, 12, 5),
        datetime(2026, 12, 5, 8, 30),  # noqa: DTZ001
        "2026-12-05",
        "2026/12/5",
        "2026.12.5",
        "2026-12-05 00:00:00",
        "2026年12月5日",
        "２０２６年１２月５日",
        "26年12月5日",
        "20261205",
        20261205,
        46361,
        46361.0,
        "12月5日",
        "12月5号前",
        "12月5日（周六）",
        "5 Dec 2026",
        "5-Dec-26",
        "5th December 2026",
        "Dec 5, 2026",
        "December 5",
        "5 dec",
    ],
)
def test_a_date_is_read_as_people_write_it(raw: Any) -> None:
    assert dates.day(raw, TODAY) == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("1月8日", date(2027, 1, 8)),
        ("9月24日", date(2026, 9, 24)),
        ("9月23日", date(2027, 9, 23)),
        ("2月29日", date(2028, 2, 29)),
    ],
)
def test_a_date_without_a_year_is_the_next_from_sixty_days_ago(raw: str, found: date) -> None:
    assert dates.day(raw, TODAY) == found


@pytest.mark.parametrize(
    "raw",
    [
        "5/12/2026",
        "12/5",
        "2026-13-01",
        "2026年2月30日",
        "13月1日",
        "待定",
        "1999-12-31",
        "2200-01-01",
        True,
        0,
        3.5,
        250_000,
        time(8),
        timedelta(days=1),
        Fault("unreadable", "9:30"),
    ],
)
def test_an_unclear_date_is_refused(raw: Any) -> None:
    with pytest.raises(NotRead):
        dates.day(raw, TODAY)


def test_a_date_without_a_year_needs_the_day_of_the_plan() -> None:
    with pytest.raises(NotRead):
        dates.day("12月5日", None)


@given(day=st.dates(date(2000, 1, 1), date(2199, 12, 31)))
def test_every_date_is_read_back_from_its_usual_forms(day: date) -> None:
    forms = (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%d %b %Y}",
    )
    assert {dates.day(form, None) for form in forms} == {day}


@given(days_ahead=st.integers(-60, 304))
def test_a_date_without_a_year_never_lies_outside_its_window(days_ahead: int) -> None:
    day = TODAY + timedelta(days=days_ahead)
    assert dates.day(f"{day.month}月{day.day}日", TODAY) == day


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("周六、周日", (5, 6)),
        ("Sunday", (6,)),
        ("sat, sun", (5, 6)),
        ("星期天", (6,)),
        ("无", ()),
        ("none", ()),
        ("周日 周日", (6,)),
    ],
)
def test_rest_days_are_named_in_either_language(text: str, found: tuple[int, ...]) -> None:
    assert dates.weekdays(text) == found


@pytest.mark.parametrize("text", ["Someday", "周八", ","])
def test_an_unknown_weekday_is_refused(text: str) -> None:
    with pytest.raises(NotRead):
        dates.weekdays(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("S, M, L", ("S", "M", "L")),
        ("S/M/L/XL", ("S", "M", "L", "XL")),
        ("S M L", ("S", "M", "L")),
        ("110 120", ("110", "120")),
        ("160/84A", ("160/84A",)),
        ("One Size", ("One Size",)),
        ("均码", ("均码",)),
        ('"S/M"', ("S/M",)),
        ("170/88A、175/92A", ("170/88A", "175/92A")),
    ],
)
def test_a_list_of_sizes_is_told_from_one_size(text: str, found: tuple[str, ...]) -> None:
    assert lists.sizes(text) == found


@pytest.mark.parametrize("text", ["S, S", ",", '"S'])
def test_sizes_that_repeat_or_do_not_end_are_refused(text: str) -> None:
    with pytest.raises(NotRead):
        lists.sizes(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("T恤：1；Polo衫：0.9", (("t_shirt", 1.0), ("polo", 0.9))),
        ("T恤 0.9、卫衣", (("t_shirt", 0.9), ("hoodie", 1.0))),
        ("down jacket (85%), trousers", (("down_jacket", 0.85), ("trousers", 1.0))),
        ("皮草=0.5", (("皮草", 0.5),)),
        ('"a, b": 0.5', (("a, b", 0.5),)),
        ("dress 90%", (("dress", 0.9),)),
    ],
)
def test_skills_come_with_or_without_a_level(text: str, found: object) -> None:
    assert lists.skills(text) == found


@pytest.mark.parametrize("text", ["T恤：2", "T恤：0", "T恤、tee", "；", "T恤：1.2.3", "a(b", ": 1"])
def test_skills_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(NotRead):
        lists.skills(text)


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (12.5, ((0.0, 1250.0),)),
        ("12.5元/米", ((0.0, 1250.0),)),
        ("0：21.5；500：20", ((0.0, 2150.0), (500.0, 2000.0))),
        ("100 m: 1.2\n1,000m: 1.1", ((100.0, 120.0), (1000.0, 110.0))),
    ],
)
def test_prices_may_have_breaks(raw: Any, found: object) -> None:
    assert lists.prices(raw, Decimal(1)) == found


@pytest.mark.parametrize("raw", ["0: 1; 0: 1", "500: 1; 100: 0.9", "0: 1; 100: 2", 0, "面议", "-1: 2"])
def test_prices_that_cannot_be_are_refused(raw: Any) -> None:
    with pytest.raises(NotRead):
        lists.prices(raw, Decimal(1))


@pytest.mark.parametrize("text", ["0,0 1,1", "0,0 1,1 2", "0,0 1,a 2,2", "0,0 1,1 inf,2"])
def test_an_outline_needs_three_points(text: str) -> None:
    with pytest.raises(NotRead):
        lists.outline(text)


@pytest.mark.parametrize(
    ("raw", "found"), [("是", True), ("Yes", True), (True, True), (1, True), ("否", False), ("n", False), (0, False)]
)
def test_yes_and_no_are_known_in_either_language(raw: Any, found: bool) -> None:
    assert read(Kind.YES_NO, raw) is found


def test_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(NotRead):
        read(Kind.YES_NO, "或许")


def test_a_choice_names_what_can_be_chosen() -> None:
    with pytest.raises(NotRead) as refusal:
        read(Kind.CHOICE, "丙", choices=(("a", ("first", "甲")), ("b", ("second", "乙"))))
    assert refusal.value.facts["choices"] == ("first, second", "甲、乙")


def test_what_excel_turned_into_a_date_is_no_text() -> None:
    with pytest.raises(NotRead) as refusal:
        as_text(datetime(2026, 3, 4))  # noqa: DTZ001
    assert refusal.value.key == "became_a_date"


def test_a_formula_without_a_result_is_no_value() -> None:
    for kind in (Kind.TEXT, Kind.WHOLE, Kind.DAY, Kind.SHARE):
        with pytest.raises(NotRead) as refusal:
            read(kind, Fault("not_calculated", "=A1"))
        assert refusal.value.key == "not_calculated"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (None, ("nothing", "空白")),
        (28.0, "28"),
        (0.5, "0.5"),
        (datetime(2026, 3, 4), "2026-03-04"),  # noqa: DTZ001
        (datetime(2026, 3, 4, 8, 30), "2026-03-04 08:30:00"),  # noqa: DTZ001
        (time(8, 30), "08:30:00"),
        (Fault("formula_error", "#REF!"), "#REF!"),
    ],
)
def test_a_cell_is_shown_as_a_person_sees_it(raw: Any, text: object) -> None:
    assert shown(raw) == text


def test_blanks_of_every_kind_are_no_text() -> None:
    assert [clean(text) for text in ("", "  ", "\u3000\xa0", "\u200b", " a\u3000", 0)] == [
        None,
        None,
        None,
        None,
        "a",
        0,
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [("XXL", "2XL"), ("2xl", "2XL"), ("Ｍ", "M"), ("m码", "M"), ("1XL", "XL"), ("110cm", "110"), ("5XL", None)],
)
def test_a_size_is_found_under_its_spellings(text: str, found: str | None) -> None:
    assert Sizes(["M", "XL", "2XL", "110"]).find(text) == found


def test_headers_that_could_be_sizes_are_told_from_others() -> None:
    assert all(map(is_like_a_size, ("S", "XXL", "28", "160/84A", "均码", "F", "6M", "2T", "75B", "OneSize")))
    assert not any(map(is_like_a_size, ("备注", "单价", "颜色", "Merchandiser", "T-101")))


@given(value=st.floats(-1e12, 1e12))
def test_a_number_is_written_so_that_it_reads_back_equal(value: float) -> None:
    written = exact(Decimal(repr(value)))
    back = float(numbers.number(float(f"{written:.16g}") if isinstance(written, float) else written))
    assert back == value


@given(share=st.floats(0, 1))
def test_a_share_is_written_so_that_it_reads_back_equal(share: float) -> None:
    written = cell_of(column(Kind.PART), share, "en").value
    as_read = f"{Decimal(repr(written)) * 100:f}%" if isinstance(written, float | int) else written
    assert read(Kind.PART, as_read) == share
