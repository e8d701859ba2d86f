"""Totals of order sheets are those of the sheet's own cells, whatever else is wrong with it."""

from __future__ import annotations

from pathlib import Path

from tests.interlock.workbook.books.make_books import network
from tests.interlock.workbook.test_workbook_orders import DUE, errors, read, saved

from interlock.workbook import read_book
from interlock.workbook.issues import Findings, Place


def test_an_unknown_style_hides_neither_bad_cells_nor_right_totals(tmp_path: Path) -> None:
    rows = [
        ["订单号：A", "款号：ZZ-99", f"交期：{DUE}"],
        ["颜色", "S", "M", "L", "合计"],
        ["黑", 100, "约100", 12.5, 350],
        ["灰", 100, 100, 100, 300],
        ["总计", 200, 200, 200, 650],
    ]
    assert errors(read(tmp_path, rows)) == [
        ("订单", "B1", "unknown"),
        ("订单", "C3", "unreadable"),
        ("订单", "D3", "unreadable"),
    ]


def test_a_list_with_an_unknown_style_still_has_its_totals_checked(tmp_path: Path) -> None:
    rows = [
        ["订单号", "款号", "颜色", "S", "M", "合计", "交期"],
        ["A", "T-101", "红", 100, 100, 200, DUE],
        ["B", "ts01", "红", 100, 100, 210, DUE],
        ["合计", None, None, 200, 200, 400],
    ]
    found = read(tmp_path, rows)
    assert errors(found) == [("订单", "B3", "unknown"), ("订单", "F3", "wrong_total")]
    assert dict(found.errors[1].facts) == {"expected": "200", "cells": "D3:E3"}


def test_a_total_in_the_title_is_checked_without_a_known_style(tmp_path: Path) -> None:
    rows = [["订单号：A", "款号：ZZ-99", f"交期：{DUE}", "总数：12"], ["颜色", "S", "M"], ["红", 5, 6]]
    assert errors(read(tmp_path, rows)) == [("订单", "B1", "unknown"), ("订单", "D1", "wrong_total")]


def test_issues_stand_by_file_sheet_row_and_column() -> None:
    findings = Findings()
    for file, sheet, cell in [("a", "x", "AA2"), ("b", "y", "A1"), ("a", "x", "B2"), ("a", "", ""), ("a", "x", "B10")]:
        findings.error(Place(file=file, sheet=sheet, cell=cell), "required", "", column="c")
    found = [(issue.file, issue.cell) for issue in findings.errors]
    assert found == [("a", ""), ("a", "B2"), ("a", "AA2"), ("a", "B10"), ("b", "A1")]


def test_a_file_that_cannot_be_read_is_not_also_called_empty(tmp_path: Path) -> None:
    book = network()
    sheet = book.create_sheet("订单")
    sheet.append(["订单号", "款号", "颜色", "尺码", "数量", "交期"])
    saved(tmp_path, book)
    (tmp_path / "orders.csv").write_bytes(b"\x81")
    reading = read_book(tmp_path / "book.xlsx", [tmp_path / "orders.csv"])
    assert [(issue.file, issue.key) for issue in reading.errors] == [("orders.csv", "encoding")]
    assert "unknown encoding" in reading.errors[0].sentence("en")
