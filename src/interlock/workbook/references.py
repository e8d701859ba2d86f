"""Codes that name a row of another sheet: found by code, by the code as people mistype it, or by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from interlock.workbook.issues import Findings, Place
from interlock.workbook.schema import Column, fold
from interlock.workbook.sheets import SHEET
from interlock.workbook.tables import Record


class Index:
    """The codes of one sheet. ``open`` says that the sheet could not be read, so that any code may be right."""

    def __init__(self, records: Iterable[Record] = (), *, open: bool = False) -> None:
        self._open = open
        self._exact: set[str] = set()
        self._loose: dict[str, list[str]] = {}
        for record in records:
            code = record.text("code")
            if code and code not in self._exact:
                self._exact.add(code)
                self._loose.setdefault(fold(code), []).append(code)
        for record in records:
            self._add_name(record.text("name"), record.text("code"))

    def _add_name(self, name: str, code: str) -> None:
        if name and code:
            codes = self._loose.setdefault(fold(name), [])
            if code not in codes and not any(fold(known) == fold(name) for known in codes):
                codes.append(code)

    def resolve(self, text: str) -> Sequence[str]:
        """Return the codes the text could mean: one where it is clear, none where it is unknown."""
        if text in self._exact or self._open:
            return (text,)
        return self._loose.get(fold(text), ())


def resolve(column: Column, text: str, index: Index, place: Place, findings: Findings) -> str | None:
    """Return the code a cell means; where that is unclear, note it and return None."""
    codes = index.resolve(text)
    if len(codes) == 1:
        return codes[0]
    facts = {"column": column.header, "sheet": SHEET[column.refers].name}
    if codes:
        findings.error(place, "ambiguous", text, codes=", ".join(codes), **facts)
    else:
        findings.error(place, "unknown", text, **facts)
    return None


def resolve_records(records: Iterable[Record], indexes: dict[str, Index], findings: Findings) -> None:
    """Replace the references of records by the codes they mean; note those that lead nowhere."""
    for record in records:
        for column in record.sheet.columns:
            text = record.text(column.key) if column.refers else ""
            if not text or column.refers not in indexes:
                continue
            code = resolve(column, text, indexes[column.refers], record.place(column.key), findings)
            if code is None:
                record.broken = True
            else:
                record.values[column.key] = code


def check_unique(records: Iterable[Record], findings: Findings) -> None:
    """Note every record whose code, or whatever makes a row of its sheet unique, stood there before."""
    first: dict[tuple[object, ...], Record] = {}
    for record in records:
        keys = record.sheet.unique
        if not keys or not all(key in record.values for key in keys):
            continue
        value = tuple(record.values[key] for key in keys)
        before = first.setdefault(value, record)
        if before is not record:
            place = before.place(keys[-1])
            findings.error(
                record.place(keys[-1]),
                "row_twice",
                " / ".join(str(part) for part in value),
                column=record.sheet.column[keys[-1]].header,
                first=where(place, record.place()),
            )
            record.broken = True


def where(place: Place, seen_from: Place) -> str:
    """Return a place as short as it can be said from another: ``B5``, ``Orders B5`` or ``more.xlsx Orders B5``."""
    parts = [place.cell]
    if place.sheet != seen_from.sheet or place.file != seen_from.file:
        parts.insert(0, place.sheet)
    if place.file != seen_from.file:
        parts.insert(0, place.file)
    return " ".join(part for part in parts if part)
