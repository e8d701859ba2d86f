"""The messy books in ``books/``: each is read right, or every error is named by its cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from tests.interlock.workbook.books import make_books

from interlock.model import Scenario
from interlock.words import LANGUAGES
from interlock.workbook import Reading, read_book

BOOKS = make_books.HERE
Cells = dict[tuple[str, str], int]

ERRORS: dict[str, set[tuple[str, str, str]]] = {
    "chinese_dates.xlsx": {("订单明细", "F10", "day_or_month"), ("订单明细", "F11", "unreadable")},
    "duplicate_order.xlsx": {
        ("订单", "F3", "differs"),
        ("订单", "E3", "quantity_twice"),
        ("订单2", "A2", "number_twice"),
    },
    "empty.xlsx": {("", "", "file_empty")},
    "encrypted.xlsx": {("", "", "encrypted")},
    "every_sheet_wrong.xlsx": {
        ("工厂", "C2", "not_a_choice"),
        ("工厂", "B3", "required"),
        ("工厂", "A3", "row_twice"),
        ("工厂", "A4", "no_point"),
        ("生产线", "B2", "unknown"),
        ("生产线", "C2", "below"),
        ("生产线", "E2", "above"),
        ("生产线", "F2", "unreadable"),
        ("生产线", "G2", "unreadable"),
        ("裁床", "B2", "unknown"),
        ("面辅料", "D2", "fabric_unit"),
        ("面辅料", "A2", "no_width"),
        ("报价", "A1", "column_missing"),
        ("订单", "A2", "title_missing"),
        ("订单", "C3", "unreadable"),
    },
    "macros.xlsm": {("", "", "macros")},
    "missing_sheets.xlsx": {
        ("", "", "sheet_missing"),
        ("款式", "A2", "no_operations"),
        ("款式", "A3", "no_operations"),
        ("款式", "A4", "no_operations"),
    },
    "network.xlsx": {("", "", "sheet_missing")},
    "no_pieces.xlsx": {
        ("裁片", "E7", "unreadable"),
        ("裁片", "C7", "piece_size"),
        ("用料", "C2", "no_piece"),
    },
    "not_a_workbook.xlsx": {("", "", "not_a_workbook")},
    "old.xls": {("", "", "old_format")},
    "past_due.xlsx": {("订单", "F2", "past_due")},
    "uncalculated.xlsx": {("订单", "C3", "not_calculated")},
    "unknown_style.xlsx": {
        ("订单", "B2", "unknown"),
        ("订单", "H3", "unknown"),
        ("订单", "F3", "no_size"),
    },
    "wrong_sums.xlsx": {
        ("订单", "F3", "wrong_total"),
        ("订单", "D5", "wrong_total"),
        ("订单", "D1", "wrong_total"),
    },
}
RIGHT = ("full_width.xlsx", "long_list.xlsx", "matrix.xlsx", "merged.xlsx", "several_styles.xlsx")
ORDER_FILES = ("orders_bom.csv", "orders_gb18030.csv", "orders_tab.csv")


def read(name: str, *orders: str) -> Reading:
    return read_book(BOOKS / name, [BOOKS / order for order in orders])


def scenario(name: str, *orders: str) -> Scenario:
    reading = read(name, *orders)
    assert [issue.sentence("en") for issue in reading.errors] == []
    assert reading.scenario is not None
    return reading.scenario


def quantities(made: Scenario, number: str) -> Cells:
    return {(one.colour, one.size): one.pieces for one in made.order[number].quantities}


def test_every_book_is_expected_somewhere() -> None:
    files = {path.name for path in BOOKS.iterdir() if path.suffix not in (".py", "") and path.is_file()}
    assert files == {*ERRORS, *RIGHT, *ORDER_FILES, "no_skill.xlsx", "noise.csv"}
    assert len(files) >= 14


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_of_a_book_is_named_by_its_cell(name: str) -> None:
    reading = read(name)
    assert {(issue.sheet, issue.cell, issue.key) for issue in reading.errors} == ERRORS[name]
    assert {issue.file for issue in reading.errors} == {name}
    assert reading.scenario is None


def test_an_ordered_style_that_no_line_can_sew_is_only_warned_of() -> None:
    reading = read("no_skill.xlsx")
    assert reading.scenario is not None
    assert [(i.sheet, i.cell, i.key) for i in reading.warnings if i.key == "no_skill"] == [("款式", "C5", "no_skill")]
    warned = next(i for i in reading.warnings if i.key == "no_skill")
    assert "its orders go outside" in warned.sentence("en")
    assert "外发" in warned.sentence("zh")


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_says_what_was_found_what_is_expected_and_what_to_do(name: str, language: str) -> None:
    for issue in read(name).errors:
        told = issue.as_dict("zh" if language == "zh" else "en")
        assert list(told) == ["file", "sheet", "cell", "found", "expected", "remedy"]
        assert told["found"]
        assert told["expected"]
        assert told["remedy"]
        assert all(part in issue.sentence("zh" if language == "zh" else "en") for part in told.values())


def test_a_matrix_under_merged_titles_is_read_cell_by_cell() -> None:
    made = scenario("matrix.xlsx")
    order = made.order["PO-1"]
    assert (order.style, order.customer, order.due_on, order.price_fen) == ("T-101", "甲品牌", date(2026, 12, 20), 3550)
    rows = matrix_of("make_matrix", 3, make_books.SIZES)
    assert quantities(made, "PO-1") == rows


def matrix_of(maker: str, colours: int, sizes: tuple[str, ...]) -> Cells:
    chance = make_books.random.Random(f"{make_books.SEED} {maker}")
    rows = make_books.random_matrix(chance, colours, sizes)
    return {(row[0], size): n for row in rows for size, n in zip(sizes, row[1:], strict=True) if n}


def test_sizes_below_a_merged_header_are_found_and_xxl_is_2xl() -> None:
    made = scenario("merged.xlsx")
    order = made.order["PO-2"]
    assert (order.customer, order.over_share, order.under_share) == ("乙品牌", 0.03, 0.03)
    assert quantities(made, "PO-2") == {
        ("红色", "S"): 10,
        ("红色", "M"): 20,
        ("红色", "L"): 30,
        ("红色", "XL"): 20,
        ("红色", "2XL"): 10,
        ("藏青", "M"): 20,
        ("藏青", "XL"): 20,
    }


def test_full_width_text_and_digits_are_read() -> None:
    made = scenario("full_width.xlsx")
    order = made.order["PO-4"]
    assert (order.style, order.due_on, order.price_fen) == ("T-101", date(2026, 12, 18), 3550)
    assert quantities(made, "PO-4") == {("红色", "S"): 120, ("红色", "M"): 1200, ("红色", "L"): 300, ("红色", "XL"): 80}


def test_dates_are_read_as_chinese_factories_write_them() -> None:
    reading = read("chinese_dates.xlsx")
    assert reading.counts["orders"] == 8
    assert reading.counts["pieces"] == 800


def test_several_styles_below_one_another_share_the_titles_above_them() -> None:
    made = scenario("several_styles.xlsx")
    assert [(o.number, o.style, o.customer, o.due_on) for o in made.orders] == [
        ("PO-10", "T-101", "丙品牌", date(2026, 12, 30)),
        ("PO-11", "T-102", "丙品牌", date(2026, 12, 30)),
        ("PO-12", "K-201", "丙品牌", date(2026, 12, 30)),
    ]
    assert {one.size for one in made.order["PO-12"].quantities} <= {"110", "120", "130"}


def test_a_long_list_is_read_in_any_order_of_columns() -> None:
    reading = read("long_list.xlsx")
    assert reading.scenario is not None
    assert [(o.number, len(o.quantities), o.price_fen) for o in reading.scenario.orders] == [
        ("L-1", 6, 4120),
        ("L-2", 6, 4120),
    ]
    unknown = [(issue.sheet, issue.cell, issue.found) for issue in reading.warnings if issue.key == "column_unknown"]
    assert ("Orders", "I3", "Merchandiser") in unknown


@pytest.mark.parametrize(
    ("file", "number", "expected"),
    [
        ("orders_gb18030.csv", "G-1", {("红色", "S"): 1200, ("红色", "M"): 300, ("白色", "S"): 100}),
        ("orders_bom.csv", "B-1", {("红色", "M"): 1200, ("红色", "L"): 80}),
        ("orders_tab.csv", "U-1", {("red", "2XL"): 60}),
    ],
)
def test_order_files_are_read_in_the_encodings_and_delimiters_of_excel(file: str, number: str, expected: Cells) -> None:
    assert quantities(scenario("network.xlsx", file), number) == expected


def test_several_order_files_are_read_together() -> None:
    assert len(scenario("network.xlsx", *ORDER_FILES).orders) == 3


def test_a_file_of_noise_is_refused() -> None:
    assert [(issue.file, issue.key) for issue in read("network.xlsx", "noise.csv").errors] == [
        ("noise.csv", "encoding")
    ]


def test_the_missing_sheets_are_named() -> None:
    reading = read("missing_sheets.xlsx")
    missing, *styles = reading.errors
    assert dict(missing.facts)["sheet"] == ("Lines", "生产线")
    assert {(issue.key, issue.sheet, bool(issue.cell)) for issue in styles} == {("no_operations", "款式", True)}
    assert {issue.key for issue in reading.warnings} == {"sheet_unknown", "sheet_absent"}


def test_the_network_of_the_books_is_read_right() -> None:
    made = scenario("network.xlsx", "orders_bom.csv")
    assert made.cluster == "示例集群"
    assert made.today == date(2026, 11, 23)
    assert made.made_up
    assert (made.factory["F1"].first_pass_share, made.factory["F1"].on_time_share) == (0.96, 0.92)
    line = made.line["F2-L1"]
    assert (line.factory, line.efficiency, line.price_fen_per_min) == ("F2", 0.62, 42.0)
    assert [(skill.category, skill.level) for skill in line.skills] == [("t_shirt", 0.9), ("hoodie", 1.0)]
    assert made.line["F1-L1"].minutes_per_day == 570
    assert made.table["C1-B1"].length_mm == 12_000
    assert made.style["T-101"].sizes == ("S", "M", "L", "XL")
    assert made.style["T-102"].smv_min == 14.5
    assert [item.material for item in made.style["T-101"].bill] == ["JERSEY", "LABEL"]
    assert made.stock[0].quantity == 1200
    assert made.offers[1].lead_days == 3


def content(path: Path) -> Iterator[tuple[str, bytes]]:
    if not is_zipfile(path):
        yield path.name, path.read_bytes()
        return
    with ZipFile(path) as archive:
        for part in archive.namelist():
            if part != "docProps/core.xml":  # it holds the time of writing
                yield part, archive.read(part)


def test_the_books_are_what_their_script_makes(tmp_path: Path) -> None:
    make_books.make_all(tmp_path)
    made = {path.name: dict(content(path)) for path in tmp_path.iterdir()}
    kept = {path.name: dict(content(path)) for path in BOOKS.iterdir() if path.is_file() and path.suffix != ".py"}
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == []
