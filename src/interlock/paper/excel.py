"""Lists as Excel workbooks; texts stay texts, whatever they start with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from interlock.explain.names import named
from interlock.paper.sheet_words import SHEET
from interlock.words import Language

# Excel takes a text that starts so for a formula, or offers to when the sheet is saved as CSV.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class ExcelSheet:
    """A sheet with its title and columns as keys of words, and rows of plain values."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def excel(sheets: Sequence[ExcelSheet], language: Language, *, made_up: bool) -> bytes:
    """Return a workbook of the sheets, ready to filter and to print; sample data says so in its description."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _add(book, sheet, language)
    if made_up:
        book.properties.description = SHEET.say(language, "made_up")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _add(book: Any, given: ExcelSheet, language: Language) -> None:
    """A sheet with its header fixed, filters, widths, and texts that stay texts."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    heads, rows = [SHEET.say(language, column) for column in given.columns], given.rows
    sheet = book.create_sheet(SHEET.say(language, given.title))
    sheet.append(heads)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EDF3")
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            _put(sheet.cell(number, column), named(value, language) if isinstance(value, str) else value)
    for column, head in enumerate(heads):
        widest = max([_width(head), *(_width(named(str(row[column]), language)) for row in rows)])
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(widest, 48) + 2
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(rows) + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _put(cell: Any, value: Any) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(_FORMULA_STARTS)


def _width(text: str) -> int:
    """Return how wide a text stands: Chinese characters take the room of two."""
    return sum(2 if letter > "\u2e7f" else 1 for letter in text)
