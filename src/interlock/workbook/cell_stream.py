"""The rows of a worksheet part, as a stream: values, and formulas that were never calculated."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import IO

from interlock.workbook.packages import CHUNK, Package, local, parser
from interlock.workbook.raw import Fault, Raw, clean

Cells = list[Raw]
_DIGITS = "0123456789"
_HELD = ("v", "t", "f")


def rows_of(package: Package, part: str, most_columns: int) -> Iterator[tuple[int, Cells, int]]:
    """Yield (number from 1, cells, first column beyond ``most_columns`` that holds something or -1) of each row."""
    stream = _CellStream(package, most_columns)
    reader = parser(stream.start, stream.end, stream.text)
    with package.open(part) as file:
        for chunk in _chunks(file):
            reader.Parse(chunk, not chunk)
            yield from stream.rows
            stream.rows.clear()


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
    yield b""


class _CellStream:
    """Takes the events of the parser; finished rows gather in ``rows``."""

    def __init__(self, package: Package, most_columns: int) -> None:
        self.rows: list[tuple[int, Cells, int]] = []
        self._texts = package.texts
        self._formats = package.formats
        self._styled = package.formats.dates | package.formats.durations | package.formats.percents
        self._most_columns = most_columns
        self._names: dict[str, str] = {}
        self._columns: dict[str, int] = {}
        self._known: dict[tuple[int, str], Raw] = {}
        self._cells: Cells = []
        self._beyond = -1
        self._row = 0
        self._column = -1
        self._attributes: dict[str, str] = {}
        self._held: dict[str, str] = {}
        self._inside = ""
        self._phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self._names.get(tag) or self._names.setdefault(tag, local(tag))
        if name == "c":
            reference = attributes.get("r")
            self._column = self._column + 1 if reference is None else self._index(reference)
            self._attributes = attributes
            self._held = {}
        elif name in _HELD:
            self._inside = name
            self._held.setdefault(name, "")
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._cells, self._column, self._beyond = [], -1, -1
        elif name == "rPh":
            self._phonetic = True

    def text(self, text: str) -> None:
        if self._inside and not self._phonetic:
            self._held[self._inside] += text

    def end(self, tag: str) -> None:
        name = self._names[tag]
        if name == "c":
            if self._held:
                self._keep(self._value())
        elif name in _HELD:
            self._inside = ""
        elif name == "row":
            self.rows.append((self._row, self._cells, self._beyond))
        elif name == "rPh":
            self._phonetic = False

    def _index(self, reference: str) -> int:
        letters = reference.rstrip(_DIGITS)
        index = self._columns.get(letters)
        if index is None:
            index = 0
            for letter in letters[:4].upper():
                index = index * 26 + ord(letter) - 64
            index = self._columns[letters] = index - 1
        return index

    def _keep(self, value: Raw) -> None:
        if value is None:
            return
        if self._column >= self._most_columns:
            self._beyond = self._column if self._beyond < 0 else self._beyond
            return
        missing = self._column - len(self._cells)
        if missing > 0:
            self._cells.extend([None] * missing)
        if missing < 0:
            self._cells[self._column] = value
        else:
            self._cells.append(value)

    def _value(self) -> Raw:
        kind = self._attributes.get("t", "n")
        text = self._held.get("v", "")
        if kind == "s":
            return self._texts[int(text)] if text else None
        if kind == "inlineStr":
            return clean(self._held.get("t", ""))
        if kind == "n":
            return self._number(text) if text else self._missing()
        if kind == "e":
            return Fault("formula_error", text)
        if kind == "b":
            return text in ("1", "true") if text else self._missing()
        return self._formats.iso_day(text) if kind == "d" else clean(text)

    def _missing(self) -> Raw:
        formula = self._held.get("f")
        return None if formula is None else Fault("not_calculated", f"={formula}")

    def _number(self, text: str) -> Raw:
        style = int(self._attributes.get("s", 0))
        if style not in self._styled:
            return _cast(text)
        known = self._known.get((style, text))
        if known is None:
            known = self._known[style, text] = self._formatted(style, text)
        return known

    def _formatted(self, style: int, text: str) -> Raw:
        number = _cast(text)
        if style in self._formats.percents:
            return f"{Decimal(repr(number)) * 100:f}%"
        if style in self._formats.durations:
            return Fault("unreadable", text)
        try:
            return self._formats.day(number)
        except (OverflowError, ValueError):
            return Fault("formula_error", text)


def _cast(text: str) -> int | float:
    return float(text) if any(letter in text for letter in ".eE") else int(text)
