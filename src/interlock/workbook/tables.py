"""Plain tables: the header row is found, columns are mapped by their names, each row becomes a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import cast

from interlock.workbook.grids import Grid, Row
from interlock.workbook.issues import Findings, Place
from interlock.workbook.raw import NotRead, Raw, shown
from interlock.workbook.schema import Both, Column, Kind, Sheet, hint
from interlock.workbook.units import factor
from interlock.workbook.values import Setting, Value, value_of
from interlock.workbook.words import KINDS

HEADER_ROWS = 30
_UNREAD = (Kind.SKIP, Kind.NOTE)


@dataclass(kw_only=True)
class Record:
    """One row of a table: the values that could be read, and where they stand.

    ``broken`` says that a cell of it could not be read or is missing, so that nothing more should be made of it.
    """

    sheet: Sheet
    grid: Grid
    row: int
    values: dict[str, Value]
    at: Mapping[str, int]
    broken: bool = False

    def place(self, key: str = "") -> Place:
        """Return the cell of a column, the row's first cell where the sheet has no such column."""
        return self.grid.place(self.row, self.at.get(key, min(self.at.values())))

    def text(self, key: str) -> str:
        """Return a text, ``""`` where blank."""
        return cast(str, self.values.get(key, ""))

    def number(self, key: str, default: float = 0.0) -> float:
        """Return a number, the default where blank."""
        return cast(float, self.values.get(key, default))

    def whole(self, key: str, default: int = 0) -> int:
        """Return a whole number, the default where blank."""
        return cast(int, self.values.get(key, default))

    def flag(self, key: str, default: bool) -> bool:
        """Return yes or no, the default where blank."""
        return cast(bool, self.values.get(key, default))

    def maybe(self, key: str) -> float | None:
        """Return a number, None where blank."""
        return cast("float | None", self.values.get(key))

    def day(self, key: str) -> date | None:
        """Return a date, None where blank."""
        return cast("date | None", self.values.get(key))


@dataclass(kw_only=True)
class Header:
    """Which columns of a grid hold what: the row it stands in, columns by index, the unit each header names."""

    row: int
    columns: Mapping[int, Column]
    settings: Mapping[int, Setting] = field(default_factory=dict)

    @property
    def at(self) -> dict[str, int]:
        """Indices by the key of the column."""
        return {column.key: index for index, column in self.columns.items()}


def read_table(sheet: Sheet, grid: Grid, today: date | None, findings: Findings) -> list[Record] | None:
    """Return the records of a sheet, None where its header cannot be read; every error is noted in ``findings``."""
    rows = grid.rows()
    head = list(islice(rows, HEADER_ROWS))
    place = _header_place(sheet, head)
    if place < 0:
        return _no_header(sheet, grid, head, findings)
    number, cells = head[place]
    header = map_columns(sheet, grid, number, cells, today, findings)
    if not _complete(sheet, grid, header, findings):
        return None
    return list(_records(sheet, grid, header, chain(head[place + 1 :], rows), findings))


def _header_place(sheet: Sheet, head: Sequence[Row]) -> int:
    counts = [len(_known(sheet, cells)) for _, cells in head]
    filled = [sum(cell is not None for cell in cells) for _, cells in head]
    best = max(range(len(head)), key=lambda i: counts[i], default=-1)
    return best if best >= 0 and (counts[best] >= 2 or counts[best] == filled[best]) else -1


def _known(sheet: Sheet, cells: Sequence[Raw]) -> set[str]:
    found = (sheet.find(cell) for cell in cells if isinstance(cell, str))
    return {column.key for column in found if column is not None and column.kind is not Kind.NOTE}


def _no_header(sheet: Sheet, grid: Grid, head: Sequence[Row], findings: Findings) -> list[Record] | None:
    if not head:
        return []
    wanted = [column.header for column in sheet.columns if column.required] or [sheet.columns[1].header]
    columns: Both = (", ".join(name[0] for name in wanted), "、".join(name[1] for name in wanted))
    number, cells = head[0]
    first = next(index for index, cell in enumerate(cells) if cell is not None)
    findings.error(grid.place(number, first), "no_header", shown(cells[first]), columns=columns)
    return None


def map_columns(
    sheet: Sheet, grid: Grid, number: int, cells: Sequence[Raw], today: date | None, findings: Findings
) -> Header:
    """Return what each column of a header row holds; unknown and repeated ones are warned of."""
    columns: dict[int, Column] = {}
    settings: dict[int, Setting] = {}
    first: dict[str, int] = {}
    for index, cell in enumerate(cells):
        if cell is None:
            continue
        column = sheet.find(str(shown(cell))) if isinstance(cell, str) else None
        if column is None:
            findings.warn(grid.place(number, index), "column_unknown", shown(cell))
        elif column.key in first and column.kind not in _UNREAD:
            before = grid.place(number, first[column.key]).cell
            findings.warn(grid.place(number, index), "column_twice", shown(cell), column=column.header, first=before)
        else:
            first[column.key] = index
            columns[index] = column
            settings[index] = Setting(today, _scale(column, str(cell)))
    return Header(row=number, columns=columns, settings=settings)


def _scale(column: Column, header: str) -> Decimal:
    unit = hint(header)
    return (factor(column.unit, unit) if unit else None) or Decimal(1)


def _complete(sheet: Sheet, grid: Grid, header: Header, findings: Findings) -> bool:
    present = header.at
    missing = [column for column in sheet.columns if column.required and column.key not in present]
    for column in missing:
        place = grid.place(header.row, min(header.columns, default=0))
        findings.error(place, "column_missing", ("no such header", "没有该表头"), column=column.header)
    return not missing


def _records(sheet: Sheet, grid: Grid, header: Header, rows: Iterable[Row], findings: Findings) -> Iterator[Record]:
    skipped = 0
    at = header.at
    for number, cells in rows:
        if not any(index in header.columns for index, cell in enumerate(cells) if cell is not None):
            continue
        if "skip" in at and at["skip"] < len(cells) and cells[at["skip"]] is not None:
            skipped += not is_example(sheet, header, cells)
            continue
        yield _record(sheet, grid, header, number, cells, findings)
    if skipped:
        note_skipped(grid, skipped, findings)


def note_skipped(grid: Grid, skipped: int, findings: Findings) -> None:
    """Warn that rows other than the template's examples were skipped."""
    findings.warn(grid.place(), "rows_skipped", (f"{skipped} skipped rows", f"跳过了 {skipped} 行"))


def is_example(sheet: Sheet, header: Header, cells: Sequence[Raw]) -> bool:
    """Tell whether a skipped row is the template's example, by its required texts."""
    for index, column in header.columns.items():
        if column.required and column.kind is Kind.TEXT:
            cell = cells[index] if index < len(cells) else None
            if cell not in column.example:
                return False
    return True


def _record(sheet: Sheet, grid: Grid, header: Header, number: int, cells: Sequence[Raw], findings: Findings) -> Record:
    record = Record(sheet=sheet, grid=grid, row=number, values={}, at=header.at)
    for index, column in header.columns.items():
        raw = cells[index] if index < len(cells) else None
        if column.kind in _UNREAD:
            continue
        if raw is None:
            if column.required:
                findings.error(record.place(column.key), "required", shown(None), column=column.header)
                record.broken = True
            continue
        try:
            record.values[column.key] = value_of(column, raw, header.settings[index])
        except NotRead as complaint:
            note_unread(record.place(column.key), column, raw, complaint, findings)
            record.broken = True
    return record


def note_unread(place: Place, column: Column, raw: Raw, complaint: NotRead, findings: Findings) -> None:
    """Note that a cell does not hold what its column asks for."""
    facts: dict[str, str | Both] = {"column": column.header, **complaint.facts}
    if complaint.key == "unreadable":
        facts["kind"] = KINDS[column.kind.value]
    findings.error(place, complaint.key, shown(raw), **facts)
