"""Order sheets in the many forms they come in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from tests.interlock.workbook.books.make_books import network, sheet

from interlock.model import Order
from interlock.workbook import Reading, read_book

DUE = "2026-12-20"
PAST = "2020-12-20"
HEAD = ["订单号", "款号", "颜色", "尺码", "数量", "交期"]


def read(folder: Path, rows: Sequence[Sequence[Any]], name: str = "订单", **more: Sequence[Sequence[Any]]) -> Reading:
    book = network()
    for title, content in {name: rows, **more}.items():
        sheet(book, title, content)
    return saved(folder, book)


def saved(folder: Path, book: Workbook) -> Reading:
    book.save(folder / "book.xlsx")
    return read_book(folder / "book.xlsx")


def orders(reading: Reading) -> list[Order]:
    assert [issue.sentence("en") for issue in reading.errors] == []
    assert reading.scenario is not None
    return list(reading.scenario.orders)


def errors(reading: Reading) -> list[tuple[str, str, str]]:
    return [(issue.sheet, issue.cell, issue.key) for issue in reading.errors]


def warned(reading: Reading) -> list[tuple[str, str, str]]:
    return [(i.sheet, i.cell, i.key) for i in reading.warnings if i.sheet != "生产线"]


def cells(order: Order) -> list[tuple[str, str, int]]:
    return [(one.colour, one.size, one.pieces) for one in order.quantities]


def test_labels_and_values_may_share_a_cell_or_stand_side_by_side(tmp_path: Path) -> None:
    rows = [
        ["Order No: E-1  Style No: T-101; Buyer: Brand X", None, "Delivery date:", date(2026, 12, 20)],
        ["Unit price (CNY): 41.2", "溢短装：+5%/-3%", "优先级", "急"],
        ["核心工厂：示例核心一厂", "最早开工：12月1日", "来料日期：2026/12/3", "制单日期：2026-11-20"],
        ["Color", "S", "M", "Total"],
        ["red", 10, 20, 30],
        ["Total", 10, 20, 30],
    ]
    order = orders(read(tmp_path, rows))[0]
    assert (order.number, order.style, order.customer, order.price_fen) == ("E-1", "T-101", "Brand X", 4120)
    assert (order.over_share, order.under_share, order.priority, order.core) == (0.05, 0.03, 4, "F1")
    assert (order.earliest_start_on, order.material_ready_on) == (date(2026, 12, 1), date(2026, 12, 3))
    assert cells(order) == [("red", "S", 10), ("red", "M", 20)]


def test_a_matrix_of_one_colour_takes_it_from_the_title(tmp_path: Path) -> None:
    rows = [["订单号：A", "款号：T-101", "颜色：米白", f"交期：{DUE}"], ["款号", "S", "M", "合计"], ["T-101", 5, 6, 11]]
    assert cells(orders(read(tmp_path, rows))[0]) == [("米白", "S", 5), ("米白", "M", 6)]


def test_a_matrix_without_a_colour_heading_has_colours_before_its_sizes(tmp_path: Path) -> None:
    rows = [
        ["订单号：A", "款号：T-101", f"交期：{DUE}"],
        [None, "S", "M", "合计"],
        ["红", 5, 6, 11],
        ["合计", 5, 6, 11],
    ]
    assert cells(orders(read(tmp_path, rows))[0]) == [("红", "S", 5), ("红", "M", 6)]


def test_sizes_may_be_headed_by_their_own_label(tmp_path: Path) -> None:
    rows = [["订单号：A", "款号：T-101", f"交期：{DUE}"], ["尺码", "S", "M"], ["红", 5, 6]]
    assert cells(orders(read(tmp_path, rows))[0]) == [("红", "S", 5), ("红", "M", 6)]


def test_quantities_headed_over_a_row_of_sizes_are_read(tmp_path: Path) -> None:
    rows = [
        ["订单号：A", "款号：T-101", f"交期：{DUE}"],
        ["颜色", "数量（件）", None, "合计"],
        [None, "S", "M"],
        ["红", 5, 6, 11],
        ["小计", 5, 6, 11],
        ["蓝", 1, None, 1],
        ["总计", 6, 6, 12],
    ]
    assert cells(orders(read(tmp_path, rows))[0]) == [("红", "S", 5), ("红", "M", 6), ("蓝", "S", 1)]


def test_blank_rows_dashes_and_zeros_hold_no_quantity(tmp_path: Path) -> None:
    rows = [
        ["订单号：A", "款号：T-101", f"交期：{DUE}"],
        ["颜色", "S", "M", "L"],
        ["红", 5, "-", 0],
        [],
        ["蓝", "/", "—", 7],
        ["备注：加急"],
        ["制单人", "张三"],
    ]
    reading = read(tmp_path, rows)
    assert errors(reading) == [("订单", "B7", "unreadable")]
    reading = read(tmp_path, rows[:-1])
    assert cells(orders(reading)[0]) == [("红", "S", 5), ("蓝", "L", 7)]


def test_what_stands_below_a_total_is_not_read_but_told(tmp_path: Path) -> None:
    rows = [
        ["订单号：A", "款号：T-101", f"交期：{DUE}"],
        ["颜色", "S", "M"],
        ["红", 5, 6],
        ["合计", 5, 6],
        ["配比", 1, 2],
        ["制单人：张三"],
    ]
    reading = read(tmp_path, rows)
    assert cells(orders(reading)[0]) == [("红", "S", 5), ("红", "M", 6)]
    assert warned(reading) == [("订单", "B5", "after_total")]


def test_a_list_may_have_merged_cells_and_totals_between_orders(tmp_path: Path) -> None:
    rows = [
        HEAD,
        ["A", "T-101", "红", "S", 5, DUE],
        [None, None, None, "M", 6, None],
        [None, None, "蓝", "M", 7, None],
        ["小计", None, None, None, 18, None],
        ["B", "T-102", "红", "2XL", 8, DUE],
        [None, None, None, "小计", 8],
        ["合计", None, None, None, 26],
    ]
    first, second = orders(read(tmp_path, rows))
    assert cells(first) == [("红", "S", 5), ("红", "M", 6), ("蓝", "M", 7)]
    assert cells(second) == [("红", "2XL", 8)]


def test_a_row_that_says_its_style_and_no_number_is_taken_as_more_of_the_order_above_and_told(tmp_path: Path) -> None:
    rows = [HEAD, ["A", "T-101", "红", "S", 5, DUE], [None, "T-101", "红", "M", 6, DUE]]
    reading = read(tmp_path, rows)
    assert [(o.number, o.pieces) for o in orders(reading)] == [("A", 11)]
    assert warned(reading) == [("订单", "A3", "number_blank")]


def test_a_header_that_is_repeated_for_each_page_is_passed_over(tmp_path: Path) -> None:
    rows = [HEAD, ["A", "T-101", "红", "S", 5, DUE], HEAD, ["A", "T-101", "红", "M", 6, None]]
    assert cells(orders(read(tmp_path, rows))[0]) == [("红", "S", 5), ("红", "M", 6)]


def test_a_list_may_take_its_style_from_a_title(tmp_path: Path) -> None:
    rows = [["款号：T-101", f"交期：{DUE}"], ["订单号", "颜色", "S", "M"], ["A", "红", 1, 2], ["B", "红", 3, None]]
    assert [(o.number, o.style, o.pieces) for o in orders(read(tmp_path, rows))] == [
        ("A", "T-101", 3),
        ("B", "T-101", 3),
    ]


def test_colours_and_sizes_may_stand_below_one_another_under_a_title(tmp_path: Path) -> None:
    rows = [
        ["订单号：A", "款号：T-101", f"交期：{DUE}"],
        ["颜色", "尺码", "数量"],
        ["红", "S", 5],
        [None, "M", 6],
        ["蓝", "M", 7],
        ["合计", None, 18],
    ]
    assert cells(orders(read(tmp_path, rows))[0]) == [("红", "S", 5), ("红", "M", 6), ("蓝", "M", 7)]


def test_a_note_with_a_colon_but_no_label_is_left_alone(tmp_path: Path) -> None:
    rows = [["7；8、：年(1)月3"], ["订单号：A", "款号：T-101", f"交期：{DUE}"], ["颜色", "S", "M"], ["红", 5, 6]]
    assert orders(read(tmp_path, rows))[0].pieces == 11


def test_an_order_without_colours_is_read(tmp_path: Path) -> None:
    rows = [["订单号", "款号", "交期", "S", "M", "合计"], ["A", "T-101", DUE, 1, 2, 3]]
    assert cells(orders(read(tmp_path, rows))[0]) == [("", "S", 1), ("", "M", 2)]


def test_one_number_with_two_styles_becomes_two_orders(tmp_path: Path) -> None:
    rows = [HEAD, ["A", "T-101", "红", "S", 5, DUE], ["A", "T-102", "红", "S", 6, DUE]]
    reading = read(tmp_path, rows)
    assert [(o.number, o.pieces) for o in orders(reading)] == [("A/T-101", 5), ("A/T-102", 6)]
    assert warned(reading) == [("订单", "A2", "order_split"), ("订单", "A3", "order_split")]


def test_the_same_number_in_two_matrices_is_an_error(tmp_path: Path) -> None:
    block = [["订单号：A", "款号：T-101", f"交期：{DUE}"], ["颜色", "S", "M"], ["红", 5, 6], []]
    assert errors(read(tmp_path, [*block, *block])) == [("订单", "A5", "number_twice")]


def test_another_style_under_the_same_number_on_another_sheet_is_an_error(tmp_path: Path) -> None:
    reading = read(tmp_path, [HEAD, ["A", "T-101", "红", "S", 5, DUE]], 补单=[HEAD, ["A", "T-102", "红", "S", 5, DUE]])
    assert errors(reading) == [("补单", "A2", "number_twice")]


def test_every_matrix_is_checked_against_the_total_in_its_title(tmp_path: Path) -> None:
    rows = [["订单号：A", "款号：T-101", f"交期：{DUE}", "订单数量：12件"], ["颜色", "S", "M"], ["红", 5, 6]]
    reading = read(tmp_path, rows)
    assert errors(reading) == [("订单", "D1", "wrong_total")]
    assert dict(reading.errors[0].facts) == {"expected": "11", "cells": "B3:C3"}
    rows[0][3] = "订单数量：11件"
    assert len(orders(read(tmp_path, rows))) == 1


def test_a_sum_with_an_unreadable_part_is_not_called_wrong(tmp_path: Path) -> None:
    rows = [
        ["订单号：A", "款号：T-101", f"交期：{DUE}", "总数：100"],
        ["颜色", "S", "M", "合计"],
        ["红", "多", 6, 99],
        ["合计", 99, 7, 99],
    ]
    assert errors(read(tmp_path, rows)) == [("订单", "B3", "unreadable"), ("订单", "C4", "wrong_total")]


def test_a_total_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    rows = [
        ["订单号：A", "款号：T-101", f"交期：{DUE}"],
        ["颜色", "S", "M", "合计"],
        ["红", 5, 6, "十一"],
        ["合计", 5, "六", 11],
    ]
    assert errors(read(tmp_path, rows)) == [("订单", "D3", "unreadable"), ("订单", "C4", "unreadable")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["订单号", "款号", "颜色", "数量", "交期"], ["A", "T-101", "红", 5, DUE]], [("订单", "D1", "no_sizes")]),
        (
            [["款号：T-101"], ["颜色", "S", "M"], ["红", 5, "x"]],
            [("订单", "A2", "title_missing"), ("订单", "C3", "unreadable")],
        ),
        ([["订单号：A", "款号：T-101"], ["颜色", "S", "M"], ["红", 5, 6]], [("订单", "A1", "title_missing")]),
        (
            [["订单号：A", "款号：T-101", f"交期：{DUE}"], ["颜色", "S", "M"], [None, 5, 6]],
            [("订单", "A3", "required")],
        ),
        (
            [["订单号：A", "款号：T-101", f"交期：{DUE}"], ["颜色", "S", "3XL"], ["红", 5, 6]],
            [("订单", "C2", "no_size")],
        ),
        ([HEAD, [None, "T-101", "红", "S", 5, DUE]], [("订单", "A2", "required")]),
        ([HEAD, ["A", None, "红", "S", 5, DUE]], [("订单", "B2", "required")]),
        ([HEAD, ["A", "T-101", "红", None, 5, DUE]], [("订单", "D2", "required")]),
        ([HEAD, ["A", "T-101", "红", "S", None, DUE]], [("订单", "A2", "no_pieces")]),
        ([HEAD, ["A", "T-101", "红", "S", -5, DUE]], [("订单", "E2", "below")]),
        ([HEAD, ["A", "T-101", "红", "S", 5, "下周"]], [("订单", "F2", "unreadable")]),
        ([HEAD, ["A", "T-101", datetime(2026, 3, 4), "S", 5, DUE]], [("订单", "C2", "became_a_date")]),  # noqa: DTZ001
        ([HEAD, ["A", datetime(2026, 3, 4), "红", "S", 5, DUE]], [("订单", "B2", "became_a_date")]),  # noqa: DTZ001
        (
            [
                HEAD,
                ["A", "T-???", "红", "S", 5, "明天"],
                ["B", "T-101", "红", "S", "x", PAST],
                ["C", "T-?", "红", "S", 5, PAST],
            ],
            [
                ("订单", "B2", "unknown"),
                ("订单", "F2", "unreadable"),
                ("订单", "E3", "unreadable"),
                ("订单", "F3", "past_due"),
                ("订单", "B4", "unknown"),
                ("订单", "F4", "past_due"),
            ],
        ),
        (
            [
                HEAD,
                [datetime(2026, 3, 4), "T-???", datetime(2026, 3, 5), "S", "x", None],  # noqa: DTZ001
                ["B", "T-101", datetime(2026, 3, 6), "9XL", 5, None],  # noqa: DTZ001
            ],
            [
                ("订单", "A2", "became_a_date"),
                ("订单", "B2", "unknown"),
                ("订单", "C2", "became_a_date"),
                ("订单", "E2", "unreadable"),
                ("订单", "F2", "required"),
                ("订单", "A3", "title_missing"),
                ("订单", "C3", "became_a_date"),
                ("订单", "D3", "no_size"),
            ],
        ),
        ([["今天天气不错"]], [("订单", "A1", "no_orders")]),
        ([[]], [("订单", "", "no_orders")]),
    ],
)
def test_every_fault_is_named_by_its_cell(tmp_path: Path, rows: Any, expected: Any) -> None:
    assert errors(read(tmp_path, rows)) == expected


def test_a_size_that_excel_turned_into_a_date_is_named(tmp_path: Path) -> None:
    rows = [["订单号", "款号", "颜色", "S", datetime(2026, 3, 4), "M", "交期"], ["A", "T-101", "红", 1, 2, 3, DUE]]  # noqa: DTZ001
    assert errors(read(tmp_path, rows)) == [("订单", "E1", "became_a_date")]


def test_facts_that_differ_within_an_order_name_both_cells(tmp_path: Path) -> None:
    rows = [[*HEAD, "客户"], ["A", "T-101", "红", "S", 5, DUE, "甲"], ["A", "T-101", "红", "M", 5, "2026-12-20", "乙"]]
    reading = read(tmp_path, rows)
    assert errors(reading) == [("订单", "G3", "differs")]
    assert dict(reading.errors[0].facts) == {"value": "甲", "first": "G2"}


@pytest.mark.parametrize("odd", [0, 3, 7])
def test_one_row_that_differs_from_all_others_of_its_order_is_the_one_that_is_named(odd: int, tmp_path: Path) -> None:
    rows = [["A", "T-101", f"红{at}", "S", 5, "2026-12-20" if at == odd else "2026-12-21"] for at in range(8)]
    (error,) = read(tmp_path, [HEAD, *rows]).errors
    assert (error.cell, error.key) == (f"F{odd + 2}", "differs")
    assert dict(error.facts) == {"value": "2026-12-21", "first": "F3" if odd == 0 else "F2"}


def test_what_nobody_sees_in_a_cell_is_written_out(tmp_path: Path) -> None:
    rows = [HEAD, ["A", "T-101", "红", "S", 5, "so\u200b\non"]]
    (error,) = read(tmp_path, rows).errors
    assert "\\u200b\\n" in error.sentence("zh")
    assert error.sentence("zh").isprintable()


def test_a_marked_row_is_skipped_and_told(tmp_path: Path) -> None:
    rows = [["跳过", *HEAD], ["作废", "Z", "T-101", "红", "S", 5, DUE], [None, "A", "T-101", "红", "S", 5, DUE]]
    reading = read(tmp_path, rows)
    assert [order.number for order in orders(reading)] == ["A"]
    assert warned(reading) == [("订单", "", "rows_skipped")]


def test_a_core_that_is_no_core_factory_is_told(tmp_path: Path) -> None:
    reading = read(tmp_path, [[*HEAD, "核心工厂"], ["A", "T-101", "红", "S", 5, DUE, "F2"]])
    assert orders(reading)[0].core == "F2"
    assert warned(reading) == [("订单", "G2", "not_core")]


def test_over_and_under_may_stand_apart(tmp_path: Path) -> None:
    rows = [[*HEAD, "溢短装（%）", "溢装（%）"], ["A", "T-101", "红", "S", 5, DUE, "±3%", 0]]
    order = orders(read(tmp_path, rows))[0]
    assert (order.over_share, order.under_share) == (0.0, 0.03)


def test_prices_may_be_headed_in_fen(tmp_path: Path) -> None:
    rows = [[*HEAD, "单价（分）"], ["A", "T-101", "红", "S", 5, DUE, 3550]]
    assert orders(read(tmp_path, rows))[0].price_fen == 3550


def test_sheets_of_any_name_are_read_when_they_hold_orders(tmp_path: Path) -> None:
    block = [["款号：T-101", "订单号：A", f"交期：{DUE}"], ["颜色", "S"], ["红", 5]]
    reading = read(tmp_path, [HEAD, ["B", "T-101", "红", "S", 5, DUE]], **{"秋冬-甲": block, "说明": [["先看这里"]]})
    assert [order.number for order in orders(reading)] == ["B", "A"]
    assert warned(reading) == []


def test_a_sheet_that_only_mentions_a_style_is_left_alone(tmp_path: Path) -> None:
    rows = [["颜色", "S", "M"], ["红", 5, 6]]
    reading = read(tmp_path, [HEAD, ["B", "T-101", "红", "S", 5, DUE]], 杂项=rows, 空表=[], 长表=[["x"]] * 60)
    assert len(orders(reading)) == 1
    assert warned(reading) == [("杂项", "", "sheet_unknown"), ("长表", "", "sheet_unknown")]


def order_file(folder: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet(book, title, rows)
    book.save(folder / "more.xlsx")
    return folder / "more.xlsx"


def test_a_further_file_may_hold_several_order_sheets(tmp_path: Path) -> None:
    network().save(tmp_path / "book.xlsx")
    one, two = ([HEAD, [number, "T-101", "红", "S", 5, DUE]] for number in "AB")
    more = order_file(tmp_path, 甲=one, 订单乙=two, 空=[], 备忘=[["电话"]])
    reading = read_book(tmp_path / "book.xlsx", [more])
    assert [order.number for order in orders(reading)] == ["A", "B"]
    assert warned(reading) == [("备忘", "", "sheet_unknown")]


@pytest.mark.parametrize("sheets", [{"Sheet1": [["电话"]]}, {"Sheet1": []}])
def test_a_further_file_without_orders_is_an_error(tmp_path: Path, sheets: Any) -> None:
    network().save(tmp_path / "book.xlsx")
    reading = read_book(tmp_path / "book.xlsx", [order_file(tmp_path, **sheets)])
    assert [(issue.file, issue.key) for issue in reading.errors] == [("more.xlsx", "no_orders")]


def test_a_number_that_comes_again_in_another_file_names_the_first(tmp_path: Path) -> None:
    rows = [HEAD, ["A", "T-101", "红", "S", 5, DUE]]
    book = network()
    sheet(book, "订单", rows)
    book.save(tmp_path / "book.xlsx")
    reading = read_book(tmp_path / "book.xlsx", [order_file(tmp_path, Sheet1=rows)])
    assert [(issue.file, issue.cell, issue.key) for issue in reading.errors] == [("more.xlsx", "A2", "number_twice")]
    assert dict(reading.errors[0].facts) == {"first": "book.xlsx 订单 A2"}


@given(
    quantities=st.lists(st.lists(st.integers(0, 9_999), min_size=4, max_size=4), min_size=1, max_size=5),
    titles_beside=st.booleans(),
    thousands=st.booleans(),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_matrix_is_read_cell_by_cell(
    tmp_path: Path, quantities: list[list[int]], titles_beside: bool, thousands: bool
) -> None:
    titles = (
        [["订单号", "A", "款号", "T-101", "交期", DUE]] if titles_beside else [[f"订单号：A 款号：T-101 交期：{DUE}"]]
    )
    sizes = ["S", "M", "L", "XL"]
    shown = [[f"{n:,}件" if thousands else n for n in row] for row in quantities]
    rows = [[f"色{i}", *row, sum(quantities[i])] for i, row in enumerate(shown)]
    sums = [sum(column) for column in zip(*quantities, strict=True)]
    reading = read(tmp_path, [*titles, ["颜色", *sizes, "合计"], *rows, ["合计", *sums, sum(sums)]])
    expected = [
        (f"色{i}", size, n) for i, row in enumerate(quantities) for size, n in zip(sizes, row, strict=True) if n
    ]
    if expected:
        assert cells(orders(reading)[0]) == expected
    else:
        assert {key for _, _, key in errors(reading)} <= {"sheet_empty", "no_pieces"}
        assert reading.scenario is None
