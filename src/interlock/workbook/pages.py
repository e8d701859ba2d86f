"""The look of a sheet to fill in: headers with their meaning, widths, drop-downs. Shared by template and writer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from interlock.errors import InterlockError
from interlock.files import written
from interlock.words import Language
from interlock.workbook.cells import DAY, Written
from interlock.workbook.error_words import ERRORS
from interlock.workbook.grids import cell_name
from interlock.workbook.schema import Column, Kind, Sheet, pick
from interlock.workbook.sheets import INSTRUCTIONS, SHEET

if TYPE_CHECKING:
    from openpyxl import Workbook

LONGEST_TEXT = 32_767
LIST_ROWS = 5_000
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_TEXT = re.compile(r"^(=|#)")
_WIDTHS = {
    Kind.TEXT: 18,
    Kind.SKILLS: 30,
    Kind.PRICES: 26,
    Kind.OUTLINE: 40,
    Kind.NAMES: 26,
    Kind.SIZES: 20,
    Kind.DAY: 13,
}
_HEADER_FILL, _NEEDED_FILL, _HEADER_INK, _EXAMPLE_INK = "E8EDF3", "CFE0F1", "22303F", "7A7A7A"
_FORMATS = {Kind.TEXT: "@", Kind.DAY: DAY}


class Unwritable(InterlockError):
    """A text does not fit a cell of a workbook; the message names the sheet, the row and the remedy."""


@contextmanager
def new_book(path: Path) -> Iterator[Workbook]:
    """Give a workbook to add pages to; it is saved under ``path``, whole or not at all."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    with written(path) as temporary:
        try:
            yield book
            _save(book, temporary)
        finally:
            for page in book.worksheets:
                if not page.closed:
                    with suppress(OSError, StopIteration):  # a page that a full disk ended has ended already
                        page.close()


def _save(book: Workbook, path: Path) -> None:
    """Save a workbook; an archive that a full disk cut short is closed for good, or it would complain once more."""
    from openpyxl.writer.excel import ExcelWriter

    archive = ZipFile(path, "w", ZIP_DEFLATED, allowZip64=True)
    try:
        ExcelWriter(book, archive).save()
    except OSError:
        with suppress(OSError):
            archive.close()
        raise


class Page:
    """One sheet of a workbook that is being written, row by row."""

    def __init__(self, book: Workbook, sheet: Sheet, language: Language, sizes: Iterable[str] = ()) -> None:
        self._sheet = sheet
        self._language = language
        self._page: Any = book.create_sheet(sheet.title(language))
        self._row = 1
        self.columns = tuple(sheet.columns)
        self._furnish(tuple(sizes))

    def _furnish(self, sizes: tuple[str, ...]) -> None:
        self._page.freeze_panes = "C2"
        for index, column in enumerate(self.columns):
            self._furnish_column(index, column)
        header = [self._header(column) for column in self.columns]
        self._page.append(header + [self._styled(size, _HEADER_FILL) for size in sizes])

    def _furnish_column(self, index: int, column: Column) -> None:
        letter = cell_name(1, index)[:-1]
        dimension = self._page.column_dimensions[letter]
        title = column.title(self._language)
        room = sum(2 if ord(letter) > 0x2E7F else 1 for letter in title) + 3
        dimension.width = 10 if column.kind is Kind.SKIP else max(_WIDTHS.get(column.kind, 11), room)
        if column.kind in _FORMATS:
            dimension.number_format = _FORMATS[column.kind]
        self._add_list(letter, column)

    def _add_list(self, letter: str, column: Column) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        formula = _list_formula(column, self._language)
        if formula:
            # A warning, not a stop: the reader understands other spellings and names beside codes.
            choice = DataValidation(type="list", formula1=formula, allow_blank=True, errorStyle="warning")
            choice.add(f"{letter}2:{letter}{LIST_ROWS}")
            self._page.data_validations.append(choice)

    def _header(self, column: Column) -> Any:
        from openpyxl.comments import Comment

        title = column.title(self._language) + (" *" if column.required else "")
        cell = self._styled(title, _NEEDED_FILL if column.required else _HEADER_FILL)
        cell.comment = Comment(pick(column.meaning, self._language), "Interlock", height=80, width=240)
        return cell

    def _styled(self, text: str, fill: str) -> Any:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font, PatternFill

        cell: Any = WriteOnlyCell(self._page, text)
        cell.data_type = "s"
        cell.font = Font(bold=True, color=_HEADER_INK)
        cell.fill = PatternFill("solid", start_color=fill)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        return cell

    def append(self, cells: Iterable[Written], *, example: bool = False) -> None:
        """Write the next row. Raises :class:`Unwritable`."""
        self._row += 1
        self._page.append([self._cell(written, example) for written in cells])

    def _cell(self, written: Written, example: bool) -> Any:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font

        value: Any = written.value
        if isinstance(value, str):
            self._check(value)
        risky = isinstance(value, str) and _NOT_TEXT.match(value)
        if value is None or not (risky or written.format or example):
            return value
        cell: Any = WriteOnlyCell(self._page, value)
        if risky:
            # What a person wrote stays text, whatever it begins with.
            cell.data_type = "s"
        if written.format:
            cell.number_format = written.format
        if example:
            cell.font = Font(italic=True, color=_EXAMPLE_INK)
        return cell

    def _check(self, text: str) -> None:
        facts = {"sheet": self._sheet.title(self._language), "row": self._row}
        if len(text) > LONGEST_TEXT:
            raise Unwritable(ERRORS.told("long_text", **facts, found=len(text), most=LONGEST_TEXT))
        if _ILLEGAL.search(text):
            raise Unwritable(ERRORS.told("control", **facts, found=text[:40]))


def _list_formula(column: Column, language: Language) -> str:
    if column.choices:
        texts = [choice[1][1] if language == "zh" else choice[1][0] for choice in column.choices]
        return '"' + ",".join(texts) + '"'
    if column.refers:
        name = SHEET[column.refers].title(language).replace("'", "''")
        place = list(SHEET[column.refers].column).index("code")
        letter = cell_name(1, place)[:-1]
        return f"'{name}'!${letter}$2:${letter}${LIST_ROWS}"
    return ""


def write_for_people(book: Workbook, language: Language, rows: Iterable[tuple[str, ...]]) -> None:
    """Write the sheet that nobody reads but people: a row of one text is a heading, the third of a row is long."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    page: Any = book.create_sheet(pick(INSTRUCTIONS, language))
    for letter, width in (("A", 22), ("B", 12), ("C", 90)):
        page.column_dimensions[letter].width = width
    for number, texts in enumerate(rows, 1):
        cells = [WriteOnlyCell(page, text) for text in texts]
        if len(cells) == 1:
            cells[0].font = Font(bold=True, size=14 if number == 1 else 11)
        for cell in cells[2:]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        page.append(cells)
    page.sheet_view.showGridLines = False
