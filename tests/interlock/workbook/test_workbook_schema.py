"""The table of sheets and columns contradicts itself nowhere, and the package's face is deliberate."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import interlock.workbook
from interlock.workbook.categories import category_code, category_names
from interlock.workbook.issues import Findings, Issue, Place
from interlock.workbook.schema import Kind, Sheet, hint, plain
from interlock.workbook.sheets import SHEET, SHEETS, is_aside, sheet_key
from interlock.workbook.units import FAMILIES
from interlock.workbook.values import Setting, value_of
from interlock.workbook.words import KINDS, MESSAGES

SOURCE = Path(interlock.workbook.__file__).parent
HEADINGS = [pytest.param(sheet, id=sheet.key) for sheet in SHEETS]


@pytest.mark.parametrize("sheet", HEADINGS)
def test_no_two_columns_of_a_sheet_share_a_header(sheet: Sheet) -> None:
    names = Counter(name for column in sheet.columns if column.kind is not Kind.NOTE for name in column.names)
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("sheet", HEADINGS)
def test_every_header_finds_its_column(sheet: Sheet) -> None:
    for column in sheet.columns:
        for text in (*column.header, column.header[0].upper(), column.header[1] + " *"):
            assert sheet.find(text) is column
    assert sheet.find("no such column") is None


@pytest.mark.parametrize("sheet", HEADINGS)
def test_every_example_can_be_read_and_every_unit_is_known(sheet: Sheet) -> None:
    for column in sheet.columns:
        assert column.unit in FAMILIES
        assert not column.refers or column.refers in SHEET
        assert not (column.required and not column.example[0])
        assert all(column.meaning)
        for example in filter(None, column.example):
            assert value_of(column, example, Setting()) is not None


def test_no_two_sheets_share_a_name() -> None:
    names = Counter(name for sheet in SHEETS for name in sheet.names)
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("工厂", "factories"),
        ("FACTORIES", "factories"),
        ("operation_bulletin", "operations"),
        ("订单-客户甲", "orders"),
        ("Orders (2)", "orders"),
        ("Sheet1", None),
    ],
)
def test_a_sheet_is_known_by_its_names(name: str, key: str | None) -> None:
    assert sheet_key(name) == key


def test_sheets_for_people_are_left_aside() -> None:
    assert is_aside("填写说明")
    assert not is_aside("订单")


def test_a_remark_in_brackets_is_told_apart() -> None:
    assert (hint("单价（元/件）"), hint("Price"), plain("Unit-Price (CNY) *")) == ("元/件", "", "unitprice(cny)")


def test_every_kind_of_cell_is_described() -> None:
    assert {kind.value for kind in Kind} - KINDS.keys() == {"skip", "note"}


def test_every_message_is_used_and_every_used_one_exists() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCE.glob("*.py") if path.name != "words.py")
    assert [key for key in MESSAGES if f'"{key}"' not in text] == []
    used = set(re.findall(r'(?:\.error|\.warn|Refused|Fault|NotRead)\(\s*(?:[^"()]*(?:\([^()]*\))?,\s*)?"(\w+)"', text))
    assert used <= MESSAGES.keys()
    assert len(used) > 30


def test_messages_do_not_end_like_sentences() -> None:
    for key, pair in MESSAGES.items():
        assert not any(text.endswith((".", "。", ";", "；")) for texts in pair for text in texts), key


@pytest.mark.parametrize(
    ("text", "code"),
    [("T恤", "t_shirt"), ("tee", "t_shirt"), ("Down Jacket", "down_jacket"), ("卫衣", "hoodie"), ("皮草", "皮草")],
)
def test_a_category_is_known_by_its_names(text: str, code: str) -> None:
    assert category_code(text) == code
    assert category_code(category_names(code)[0]) == category_code(category_names(code)[1]) == code


def test_an_issue_says_where_it_stands_as_far_as_that_is_known() -> None:
    findings = Findings()
    findings.error(Place(file="a.xlsx"), "file_empty", ("an empty file", "空文件"))
    findings.error(Place(file="a.xlsx", sheet="工厂"), "sheet_empty", "x" * 200)
    findings.warn(Place(file="a.xlsx", sheet="工厂", cell="B5"), "column_unknown", "甲")
    findings.warn(Place(file="a.xlsx", sheet="工厂", cell="B5"), "column_unknown", "甲")
    first, second = findings.errors
    assert first.sentence("zh").startswith("a.xlsx：发现空文件，需要")
    assert second.sentence("en").startswith("a.xlsx, sheet 工厂: found xxxx")
    assert len(str(second.found)) == 80
    (warning,) = findings.warnings
    assert warning.as_dict("zh") == {
        "file": "a.xlsx",
        "sheet": "工厂",
        "cell": "B5",
        "found": "甲",
        "expected": "模板中的列",
        "remedy": "该列未读取；如需读取请改表头",
    }


def test_the_face_of_the_package_is_deliberate() -> None:
    assert interlock.workbook.__all__ == [
        "Issue",
        "Limits",
        "Reading",
        "Unwritable",
        "read_book",
        "write_book",
        "write_template",
    ]
    assert interlock.workbook.Issue is Issue


def test_importing_the_package_loads_no_heavy_library() -> None:
    heavy = {"openpyxl", "shapely", "ezdxf", "numba", "numpy", "ortools"}
    code = f"import sys, interlock.workbook; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
