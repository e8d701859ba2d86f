"""Sheets as rows of cells, from .xlsx workbooks and from CSV files, one row in memory at a time."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from interlock.workbook.archives import DAMAGE, damaged, inspect, is_archive
from interlock.workbook.cell_stream import rows_of
from interlock.workbook.issues import Place
from interlock.workbook.limits import Limits, Refused
from interlock.workbook.packages import Package
from interlock.workbook.raw import Raw, clean

Row = tuple[int, Sequence[Raw]]
Progress = Callable[[str, int], None]
"""Told the sheet and how many of its rows are read; it may raise :class:`interlock.errors.Cancelled`."""

PROGRESS_ROWS = 1_000
_ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = "\t;,"
_CHARACTERS = 1 << 20
# What comes up when a part of a workbook is not what it should be.
_DAMAGE = (*DAMAGE, ExpatError, ParseError, KeyError, IndexError, NotImplementedError)


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
    inspect(path, limits)
    try:
        package = Package(stack.enter_context(zipfile.ZipFile(path)))
    except _DAMAGE as error:
        raise damaged(error) from None
    if len(package.sheets) > limits.sheets:
        raise Refused("too_many_sheets", str(len(package.sheets)), limit=str(limits.sheets))

    def rows_of_part(title: str, part: str) -> Callable[[], Iterator[Row]]:
        return lambda: _counted(_kept(_sheet_rows(package, part, limits), limits), title, progress)

    return tuple(Grid(path.name, title, rows_of_part(title, part)) for title, part in package.sheets)


def _sheet_rows(package: Package, part: str, limits: Limits) -> Iterator[Row]:
    rows = rows_of(package, part, limits.columns)
    while True:
        try:
            number, cells, beyond = next(rows)
        except StopIteration:
            return
        except _DAMAGE as error:
            raise damaged(error) from None
        if beyond >= 0:
            raise Refused("too_many_columns", cell_name(number, beyond), limit=str(limits.columns))
        yield number, cells


def _kept(rows: Iterator[Row], limits: Limits) -> Iterator[Row]:
    for number, cells in rows:
        if not any(cell is not None for cell in cells):
            if number > limits.rows:
                return
            continue
        if number > limits.rows:
            raise Refused("too_many_rows", str(number), limit=str(limits.rows))
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
                    if any(fields[limits.columns :]):
                        raise Refused("too_many_columns", cell_name(number, limits.columns), limit=str(limits.columns))
                    yield number, [clean(field) for field in fields]
            except csv.Error as error:
                raise damaged(error) from None

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
    raise Refused("encoding", ("text in an unknown encoding", "编码无法识别的文本"))


def _delimiter(text: str) -> str:
    head = text.splitlines()[:30]
    return max(_DELIMITERS, key=lambda d: sum(len(fields) - 1 for fields in csv.reader(head, delimiter=d)))
