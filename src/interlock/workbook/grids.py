"""Sheets as rows of cells, from .xlsx workbooks and from CSV files, one row in memory at a time."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from interlock.workbook.archives import inspect, is_archive
from interlock.workbook.issues import Place
from interlock.workbook.limits import Limits, Refused
from interlock.workbook.raw import Fault, Raw, clean

if TYPE_CHECKING:
    from openpyxl import Workbook

Row = tuple[int, Sequence[Raw]]
Progress = Callable[[str, int], None]
"""Told the sheet and how many of its rows are read; it may raise :class:`interlock.errors.Cancelled`."""

PROGRESS_ROWS = 1_000
_ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = "\t;,"
_CHARACTERS = 1 << 20
# openpyxl raises whatever comes up inside it when a part of the file is not what it expects.
_DAMAGE = (ParseError, KeyError, IndexError, ValueError, TypeError, AttributeError, OSError, EOFError, OverflowError)


@dataclass(frozen=True)
class Grid:
    """One sheet: ``rows()`` yields its rows that are not blank, each with its number from 1 and its cells."""

    file: str
    sheet: str
    rows: Callable[[], Iterator[Row]]

    def place(self, row: int = 0, column: int = -1) -> Place:
        """Return the sheet, its row or one cell as a place; columns count from 0."""
        return Place(file=self.file, sheet=self.sheet, cell=cell_name(row, max(column, 0)) if row else "")


def cell_name(row: int, column: int) -> str:
    """Return ``B5`` for row 5 and column 1 (columns count from 0)."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def open_grids(path: Path, limits: Limits, stack: ExitStack, progress: Progress | None = None) -> tuple[Grid, ...]:
    """Open a file; its sheets can be read as long as ``stack`` is open. Raises :class:`Refused`."""
    if is_archive(path, limits):
        return _workbook_grids(path, limits, stack, progress)
    return (_text_grid(path, limits, progress),)


def _workbook_grids(path: Path, limits: Limits, stack: ExitStack, progress: Progress | None) -> tuple[Grid, ...]:
    formulas = inspect(path, limits)
    values = _load(path, stack, data_only=True)
    texts = _load(path, stack, data_only=False) if formulas else None
    if len(values.worksheets) > limits.sheets:
        raise Refused("too_many_sheets", str(len(values.worksheets)), limit=str(limits.sheets))

    def rows_of(title: str) -> Callable[[], Iterator[Row]]:
        def rows() -> Iterator[Row]:
            cells = _cells(values, texts, title, limits)
            return _counted(_kept(cells, limits), title, progress)

        return rows

    return tuple(Grid(path.name, sheet.title, rows_of(sheet.title)) for sheet in values.worksheets)


def _load(path: Path, stack: ExitStack, *, data_only: bool) -> Workbook:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        file = stack.enter_context(path.open("rb"))
        book = load_workbook(file, read_only=True, data_only=data_only, keep_links=False)
    except (*_DAMAGE, InvalidFileException) as error:
        raise Refused("damaged", f"{type(error).__name__}: {error}") from None
    return stack.enter_context(closing(book))


def _cells(values: Workbook, texts: Workbook | None, title: str, limits: Limits) -> Iterator[Row]:
    shown = _plain_rows(values, title, limits)
    if texts is None:
        for number, cells in enumerate(shown, 1):
            yield number, [_raw(cell) for cell in cells]
        return
    for number, (cells, formulas) in enumerate(zip(shown, _plain_rows(texts, title, limits), strict=False), 1):
        yield number, [_raw(cell, formula) for cell, formula in zip(cells, formulas, strict=False)]


def _plain_rows(book: Workbook, title: str, limits: Limits) -> Iterator[Sequence[Any]]:
    sheet: Any = book[title]
    # The size a file claims for a sheet may be wrong; the rows themselves are not.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=limits.columns + 1)
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except _DAMAGE as error:
            raise Refused("damaged", f"{type(error).__name__}: {error}") from None
        yield cells


def _raw(cell: Any, formula: Any = None) -> Raw:
    value = cell.value
    if value is None:
        if formula is not None and formula.data_type == "f" and cell.data_type == "n":
            return Fault("not_calculated", str(getattr(formula.value, "text", formula.value)))
        return None
    if isinstance(value, str):
        return Fault("formula_error", value) if cell.data_type == "e" else clean(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in cell.number_format:
        return f"{Decimal(repr(value)) * 100:f}%"
    return value  # type: ignore[no-any-return]


def _kept(rows: Iterator[Row], limits: Limits) -> Iterator[Row]:
    for number, cells in rows:
        if not any(cell is not None for cell in cells):
            if number > limits.rows:
                return
            continue
        if number > limits.rows:
            raise Refused("too_many_rows", str(number), limit=str(limits.rows))
        if len(cells) > limits.columns and cells[limits.columns] is not None:
            raise Refused("too_many_columns", cell_name(number, limits.columns), limit=str(limits.columns))
        yield number, cells


def _counted(rows: Iterator[Row], title: str, progress: Progress | None) -> Iterator[Row]:
    for count, row in enumerate(rows, 1):
        if progress is not None and count % PROGRESS_ROWS == 0:
            progress(title, count)
        yield row


def _text_grid(path: Path, limits: Limits, progress: Progress | None) -> Grid:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        delimiter = _delimiter(file.read(20_000))

    def cells() -> Iterator[Row]:
        with path.open(encoding=encoding, newline="") as file:
            try:
                for number, fields in enumerate(csv.reader(file, delimiter=delimiter), 1):
                    yield number, [clean(field) for field in fields]
            except csv.Error as error:
                raise Refused("damaged", str(error)) from None

    return Grid(path.name, path.stem, lambda: _counted(_kept(cells(), limits), path.stem, progress))


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4)
    marked = next((name for mark, name in _ENCODINGS if head.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as text:
                if not any("\0" in chunk for chunk in iter(lambda: text.read(_CHARACTERS), "")):
                    return encoding
        except UnicodeError:
            continue
    raise Refused("encoding", ("other bytes", "其他字节"))


def _delimiter(text: str) -> str:
    head = text.splitlines()[:30]
    return max(_DELIMITERS, key=lambda d: sum(len(fields) - 1 for fields in csv.reader(head, delimiter=d)))
