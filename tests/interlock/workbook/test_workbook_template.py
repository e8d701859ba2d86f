"""The empty workbook: instructions, drop-downs, and examples that the reader leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from interlock.files import CannotWrite
from interlock.words import LANGUAGES, Language
from interlock.workbook import read_book, write_template
from interlock.workbook.schema import pick
from interlock.workbook.sheets import INSTRUCTIONS, SHEET, SHEETS


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return "zh" if request.param == "zh" else "en"


@pytest.fixture
def template(tmp_path: Path, language: Language) -> Path:
    write_template(tmp_path / "template.xlsx", language)
    return tmp_path / "template.xlsx"


def test_the_template_has_instructions_and_then_every_sheet(template: Path, language: Language) -> None:
    names = load_workbook(template).sheetnames
    assert names == [pick(INSTRUCTIONS, language), *(sheet.title(language) for sheet in SHEETS)]


def test_every_header_stands_with_its_meaning_and_needed_ones_are_starred(template: Path, language: Language) -> None:
    book = load_workbook(template)
    for sheet in SHEETS:
        header = book[sheet.title(language)][1]
        assert [cell.value for cell in header] == [
            column.title(language) + (" *" if column.required else "") for column in sheet.columns
        ]
        assert [cell.comment.text for cell in header] == [pick(column.meaning, language) for column in sheet.columns]


def test_choices_and_references_have_drop_downs(template: Path, language: Language) -> None:
    book = load_workbook(template)
    lists = {
        (sheet.key, str(rule.sqref)[0]): rule.formula1
        for sheet in SHEETS
        for rule in book[sheet.title(language)].data_validations.dataValidation
    }
    kinds = [pick((texts[0], texts[1]), language) for _, texts in SHEET["factories"].column["kind"].choices]
    assert lists["factories", "D"] == f'"{",".join(kinds)}"'
    assert lists["lines", "C"] == f"'{SHEET['factories'].title(language)}'!$B$2:$B$5000"
    wanted = sum(bool(column.choices or column.refers) for sheet in SHEETS for column in sheet.columns)
    assert len(lists) == wanted
    assert all(len(formula) < 256 for formula in lists.values())


def test_the_template_as_it_is_holds_nothing_and_says_so(template: Path) -> None:
    reading = read_book(template)
    assert {issue.key for issue in reading.errors} == {"today_unknown", "sheet_empty"}
    assert {issue.sheet for issue in reading.errors if issue.key == "sheet_empty"} == {
        sheet.title("zh" if "说明" in load_workbook(template).sheetnames else "en")
        for sheet in SHEETS
        if sheet.needed == "yes"
    }
    assert reading.warnings == ()


def test_the_examples_without_their_mark_make_a_scenario(template: Path, language: Language, tmp_path: Path) -> None:
    book = load_workbook(template)
    for sheet in SHEETS:
        book[sheet.title(language)]["A2"] = None
    book.save(tmp_path / "filled.xlsx")
    reading = read_book(tmp_path / "filled.xlsx")
    assert [issue.sentence("en") for issue in (*reading.errors, *reading.warnings)] == []
    assert reading.scenario is not None
    assert [order.number for order in reading.scenario.orders] == ["PO-2026-001"]
    assert reading.scenario.line["F1-L1"].level("polo") == 0.9


def test_a_changed_example_that_still_bears_its_mark_is_told(
    template: Path, language: Language, tmp_path: Path
) -> None:
    book = load_workbook(template)
    page = book[SHEET["lines"].title(language)]
    page["B2"] = "My line"
    book.save(tmp_path / "filled.xlsx")
    reading = read_book(tmp_path / "filled.xlsx")
    assert [(issue.sheet, issue.key) for issue in reading.warnings] == [(page.title, "rows_skipped")]


def test_a_template_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotWrite):
        write_template(tmp_path / "file" / "template.xlsx", "en")
