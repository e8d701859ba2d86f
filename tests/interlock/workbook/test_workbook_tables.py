"""Sheets of factories, lines, styles and materials: what is read, what is told, and at which cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.interlock.workbook.books.make_books import NETWORK, network, sheet

from interlock.model import Scenario
from interlock.workbook import Reading, read_book

TODAY = date(2026, 11, 23)
ORDERS = [["订单号", "款号", "颜色", "尺码", "数量", "交期"], ["A", "T-101", "红", "S", 5, "2026-12-20"]]
EVERY_DAY = "周一、周二、周三、周四、周五、周六、周日"
CLOSED = "0,0 90,0 90,90 0,90 0,0"
Rows = Sequence[Sequence[Any]]


def read(folder: Path, skip: Sequence[str] = (), **changed: Rows) -> Reading:
    """Read the small network with some sheets changed or added."""
    book = network(skip, **{name: rows for name, rows in changed.items() if name in NETWORK})
    for name, rows in {"订单": ORDERS, **changed}.items():
        if name not in NETWORK:
            sheet(book, name, rows)
    book.save(folder / "book.xlsx")
    return read_book(folder / "book.xlsx", today=TODAY)


def scenario(reading: Reading) -> Scenario:
    assert [issue.sentence("en") for issue in reading.errors] == []
    assert reading.scenario is not None
    return reading.scenario


def errors(reading: Reading) -> list[tuple[str, str, str]]:
    return [(issue.sheet, issue.cell, issue.key) for issue in reading.errors]


def warned(reading: Reading) -> list[tuple[str, str, str]]:
    return [(i.sheet, i.cell, i.key) for i in reading.warnings if i.cell != "H1"]


def changed(name: str, cells: Mapping[tuple[int, int], Any]) -> dict[str, Rows]:
    """Return a sheet of the network with some cells (row and column from 0) changed."""
    rows = [list(row) for row in NETWORK[name]]
    for (row, column), value in cells.items():
        rows[row][column] = value
    return {name: rows}


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        (changed("工厂", {(2, 0): None}), [("工厂", "A3", "required"), ("生产线", "B2", "unknown")]),
        (changed("工厂", {(3, 0): "F1"}), [("工厂", "A4", "row_twice")]),
        (
            changed("工厂", {(3, 1): "示例核心一厂"}) | changed("生产线", {(2, 1): "示例核心一厂"}),
            [("生产线", "B3", "ambiguous")],
        ),
        (changed("工厂", {(2, 4): 200}), [("工厂", "E3", "above")]),
        (changed("工厂", {(2, 5): None}), [("工厂", "F3", "no_point")]),
        (changed("工厂", {(2, 2): timedelta(hours=30)}), [("工厂", "C3", "unreadable")]),
        (changed("生产线", {(1, 2): "很多"}), [("生产线", "C2", "unreadable")]),
        (changed("裁床", {(1, 2): 200}), [("裁床", "C2", "above")]),
        (changed("款式", {(1, 3): "S, S"}), [("款式", "D2", "unreadable")]),
        (changed("工序", {(2, 1): 1}), [("工序", "B3", "row_twice")]),
        (changed("工序", {(3, 4): None}), [("工序", "E4", "required")]),
        (changed("工序", {(1, 0): "T-100"}), [("工序", "A2", "unknown")]),
        (changed("面辅料", {(1, 4): None}), [("面辅料", "E2", "no_width")]),
        (changed("面辅料", {(1, 4): 3}), [("面辅料", "A2", "model")]),
        (changed("用料", {(1, 2): None}), [("用料", "C2", "no_quantity")]),
        (changed("用料", {(2, 1): "JERSEY"}), [("用料", "B3", "row_twice")]),
        (changed("报价", {(1, 3): "500：20；0：21"}), [("报价", "D2", "unreadable")]),
        (changed("报价", {(1, 0): None}), [("报价", "A2", "required")]),
        (changed("集群", {(1, 1): "某日"}), [("集群", "B2", "unreadable")]),
        ({"集群": [*NETWORK["集群"], ["二号", None, None]]}, [("集群", "A3", "one_row")]),
        ({"集群": [["备注"], ["x"]]}, [("集群", "A1", "no_header")]),
        ({"工厂": []}, [("工厂", "", "sheet_empty"), ("生产线", "B2", "unknown"), ("生产线", "B3", "unknown"),
                       ("裁床", "B2", "unknown")]),
        ({"工厂": [["甲", "乙"], [1, 2]]}, [("工厂", "A1", "no_header")]),
        ({"乡镇": [["编码", "名称", "经度", "纬度"], ["T1", "贡江镇", 115.4, 25.9]]}, [("工厂", "D4", "unknown")]),
        ({"日历": [["工厂", "开始日期", "结束日期"], ["F7", "2026-12-01", None]]}, [("日历", "A2", "unknown")]),
        ({"日历": [["开始日期", "结束日期"], ["2026-12-05", "2026-12-01"]]}, [("日历", "B2", "closure_days")]),
        ({"日历": [["开始日期", "原因"], [None, "停电"]]}, [("日历", "A2", "required")]),
        ({"日历": [["每周休息日", "原因"], ["周一至", None]]}, [("日历", "A2", "unreadable")]),
        ({"日历": [["每周休息日"], ["周六"], ["周日"]]}, [("日历", "A3", "setting_twice")]),
        ({"日历": [["每周休息日"], [EVERY_DAY]]}, [("日历", "A2", "all_rest")]),
        ({"裁片": [["款号", "裁片名称", "尺码", "轮廓"], ["T-101", "前片", "S", CLOSED]]}, [("裁片", "A2", "model")]),
        ({"订单": [["订单号", "款号", "颜色", "尺码", "数量", "交期", "优先级"], [*ORDERS[1], "随便"]]},
         [("订单", "G2", "not_a_choice")]),
    ],
)  # fmt: skip
def test_every_fault_is_named_by_its_cell(tmp_path: Path, sheets: dict[str, Rows], expected: Any) -> None:
    reading = read(tmp_path, **sheets)
    assert errors(reading) == expected
    assert reading.scenario is None


def test_a_style_without_operations_needs_its_smv(tmp_path: Path) -> None:
    rows = [row for row in NETWORK["工序"] if row[0] != "K-201"]
    assert errors(read(tmp_path, 工序=rows)) == [("款式", "A4", "no_operations")]
    styles = [[*NETWORK["款式"][0], "标准工时（分钟）"], *NETWORK["款式"][1:3], [*NETWORK["款式"][3], 4.8]]
    made = scenario(read(tmp_path, 工序=rows, 款式=styles))
    assert made.style["K-201"].smv_min == 4.8


def test_a_book_may_give_the_smv_of_styles_instead_of_their_operations(tmp_path: Path) -> None:
    styles = [[*NETWORK["款式"][0], "SAM"], *([*row, 5] for row in NETWORK["款式"][1:])]
    made = scenario(read(tmp_path, skip=["工序"], 款式=styles))
    assert {style.smv_min for style in made.styles} == {5.0}


def test_an_smv_that_is_not_the_sum_of_the_operations_is_told(tmp_path: Path) -> None:
    styles = [[*NETWORK["款式"][0], "标准工时（分钟）"], [*NETWORK["款式"][1], 9], *NETWORK["款式"][2:]]
    reading = read(tmp_path, 款式=styles)
    assert scenario(reading).style["T-101"].smv_min == pytest.approx(1.65)
    assert warned(reading) == [("款式", "F2", "smv_differs")]


def test_operations_without_numbers_are_counted_on(tmp_path: Path) -> None:
    rows = [["款号", "工序名称", "SMV"], ["T-101", "甲", 1], ["T-102", "乙", 1], ["T-101", "丙", 2], ["K-201", "丁", 1]]
    made = scenario(read(tmp_path, 工序=rows))
    assert [(step.number, step.name) for step in made.style["T-101"].operations] == [(1, "甲"), (2, "丙")]


def test_a_factory_without_a_point_stands_at_its_township(tmp_path: Path) -> None:
    townships = [["编码", "名称", "经度", "纬度"], ["T1", "贡江镇", 115.4, 25.9], ["T2", "岭背镇", 115.5, 26.0]]
    made = scenario(read(tmp_path, 乡镇=townships, **changed("工厂", {(2, 4): None, (2, 5): None})))
    assert (made.factory["F1"].longitude, made.factory["F1"].latitude) == (115.4, 25.9)
    assert made.factory["F1"].township == "T1"


def test_a_factory_needs_its_township_where_townships_are_listed(tmp_path: Path) -> None:
    townships = [["编码", "名称", "经度", "纬度"], ["T1", "贡江镇", 115.4, 25.9], ["T2", "岭背镇", 115.5, 26.0]]
    assert errors(read(tmp_path, 乡镇=townships, **changed("工厂", {(2, 3): None}))) == [("工厂", "D3", "required")]


def test_closures_and_settings_of_the_calendar_are_read(tmp_path: Path) -> None:
    rows = [
        ["工厂", "开始日期", "结束日期", "原因", "每周休息日", "法定节假日"],
        [None, "12月24日", "12月25日", "停电", "周六、周日", None],
        ["示例核心一厂", "2026-12-30", None, None, None, "否"],
    ]
    calendar = scenario(read(tmp_path, 日历=rows)).calendar
    assert (calendar.rest_weekdays, calendar.public_holidays) == ((5, 6), False)
    assert [(c.factory, c.first_on, c.last_on) for c in calendar.closures] == [
        ("", date(2026, 12, 24), date(2026, 12, 25)),
        ("F1", date(2026, 12, 30), date(2026, 12, 30)),
    ]


def test_factories_without_lines_and_materials_without_source_are_told(tmp_path: Path) -> None:
    reading = read(tmp_path, 生产线=NETWORK["生产线"][:2], 报价=NETWORK["报价"][:2])
    scenario(reading)
    assert warned(reading) == [("工厂", "A4", "factory_without_lines"), ("面辅料", "A3", "material_without_source")]


def test_columns_that_are_unknown_or_stand_twice_are_told(tmp_path: Path) -> None:
    rows = [["物料", "数量", "库存数量", "库位"], ["JERSEY", 5, 6, "甲"]]
    reading = read(tmp_path, 库存=rows)
    assert scenario(reading).stock[0].quantity == 5
    assert warned(reading) == [("库存", "C1", "column_twice"), ("库存", "D1", "column_unknown")]


def test_headers_may_name_their_own_unit(tmp_path: Path) -> None:
    rows = [["编号", "工厂", "长度（厘米）", "宽度（mm）", "工作分钟（小时）"], ["B1", "F1", 1200, 1800, 9]]
    table = scenario(read(tmp_path, 裁床=rows)).table["B1"]
    assert (table.length_mm, table.width_mm, table.minutes_per_day) == (12_000, 1_800, 540)


def test_two_sheets_of_one_kind_are_read_together(tmp_path: Path) -> None:
    made = scenario(read(tmp_path, Lines=[*NETWORK["生产线"][:1], ["F1-L2", "F1", 20, 570, 70, "卫衣", 0.5]]))
    assert {line.code for line in made.lines} == {"F1-L1", "F2-L1", "F1-L2"}


def test_the_day_of_the_book_comes_before_the_one_given(tmp_path: Path) -> None:
    read(tmp_path)
    assert scenario(read_book(tmp_path / "book.xlsx", today=date(2026, 11, 1))).today == TODAY


def test_without_a_cluster_the_book_is_called_after_its_file(tmp_path: Path) -> None:
    made = scenario(read(tmp_path, skip=["集群"]))
    assert (made.cluster, made.today, made.made_up) == ("book", TODAY, False)


def test_without_a_day_there_is_no_plan(tmp_path: Path) -> None:
    read(tmp_path, skip=["集群"])
    assert errors(read_book(tmp_path / "book.xlsx")) == [("", "", "today_unknown")]


def test_codes_that_differ_in_blanks_only_are_told_apart_by_the_model(tmp_path: Path) -> None:
    rows = [*NETWORK["工厂"], ["F 1", "另一家", "卫星厂", "岭背镇", 115.5, 26.05, None, None]]
    made = scenario(read(tmp_path, 工厂=rows))
    assert {"F1", "F 1"} <= made.factory.keys()
    assert errors(read(tmp_path, 工厂=rows, **changed("生产线", {(1, 1): "ｆ１"}))) == [("生产线", "B2", "ambiguous")]


def test_an_order_split_into_a_number_that_exists_is_refused_by_the_model(tmp_path: Path) -> None:
    line = ["T-101", "红", "S", 5, "2026-12-20"]
    rows = [ORDERS[0], ["A", *line], ["A", "T-102", *line[1:]], ["A/T-101", *line]]
    reading = read(tmp_path, 订单=rows)
    assert [(issue.key, issue.found) for issue in reading.errors] == [
        ("model", ("scenario: order A/T-101 stands 2 times; keep one", "工作簿：订单 A/T-101 出现 2 次，请只留一次"))
    ]
