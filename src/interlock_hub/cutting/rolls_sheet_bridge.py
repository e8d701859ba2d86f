"""Sheets of rolls, read cell by cell: suppliers' packing lists and our own list filled in."""

from __future__ import annotations

import math
import re
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interlock_hub.core.bridge import language
from interlock_hub.cutting.rolls_header_bridge import FAMILIES, Head, heads, times
from interlock_hub.orders.sheet_bridge import LIMITS, issue_of

LONGEST_M, NARROWEST_CM, WIDEST_CM = 1000.0, 30.0, 400.0
NEEDED = ("code", "material", "length_m")
_NAMES = {"code": gettext_lazy("Roll"), "material": gettext_lazy("Fabric"), "length_m": gettext_lazy("Length")}
# A row that names so many columns is meant as the header.
LEAST_KNOWN = 2
# Metres by which a total may miss its rolls, for each of them: lengths are rounded.
_ROUNDED_M = 0.05
_DIGITS = re.compile(r"^[\d.,\s+-]*")
# Two widths, as mills write them: 58/59, 57-58", 148~150cm. Further apart than so, they are something else.
_TWO_WIDTHS = re.compile(r"(\d+(?:\.\d+)?)\s*[/~–—-]\s*(\d+(?:\.\d+)?)(?=[^\d./]*$)")
_CLOSE = 1.1
# A number of many digits as a spreadsheet spoils it: 1.00E+05.
_SPOILT = re.compile(r"\d(\.\d+)?E\+\d{2,3}", re.IGNORECASE)


@dataclass
class SheetOfRolls:
    """What a sheet of rolls says: rows to take in, what is wrong at which cell, and what is to be told.

    ``doubts`` speak against taking it in unseen, ``odd`` is worth a look later, ``notes`` say how it was read.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


Fabrics = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class _Wrong:
    """What is wrong in a column of a row."""

    key: str
    found: str
    expected: str
    remedy: str


def read_sheet(data: bytes, name: str, materials: Fabrics, known: set[str]) -> SheetOfRolls:
    """Read rolls from a sheet (.xlsx or .csv); ``materials`` are the fabrics by code, ``known`` rolls there."""
    from interlock.workbook.grids import open_grids
    from interlock.workbook.issues import Findings, Place
    from interlock.workbook.limits import Refused

    findings, found = Findings(LIMITS.issues), SheetOfRolls()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        path = Path(folder) / (Path(name.replace("\\", "/")).name.replace("\0", "")[-100:] or "rolls")
        path.write_bytes(data)
        try:
            for grid in open_grids(path, LIMITS, stack):
                _Reader(grid.sheet, materials, known, found).read(grid.rows())
        except Refused as refusal:
            findings.error(Place(file=path.name), refusal.key, refusal.found, **refusal.facts)
    found.errors += [_in_readers_language(issue_of(issue)) for issue in findings.errors]
    if not found.rows and not found.errors:
        found.errors.append(_no_rolls())
    return found


def _in_readers_language(issue: dict[str, Any]) -> dict[str, str]:
    texts = {name: issue[name][language()] for name in ("found", "expected", "remedy")}
    return {"sheet": issue["sheet"], "cell": issue["cell"], **texts}


def _no_rolls() -> dict[str, str]:
    return {
        "sheet": "", "cell": "", "found": _("no rolls"), "expected": _("a row of headers, then a row for each roll"),
        "remedy": _("Name the columns Roll, Fabric, Colour, Shade, Length and Width."),
    }  # fmt: skip


class _Reader:
    """One sheet: its header row, then a roll a row."""

    def __init__(
        self, sheet: str, materials: Mapping[str, Mapping[str, Any]], known: set[str], found: SheetOfRolls
    ) -> None:
        self._sheet, self._materials, self._known, self._found = sheet, materials, known, found
        self._called = _called(materials)
        self._heads: dict[str, Head] = {}
        self._nearly: tuple[int, Sequence[Any]] | None = None
        self._metres: list[float] = []
        self._totalled = 0

    def read(self, rows: Iterator[Any]) -> None:
        from interlock.workbook.totals import total_kind

        for number, cells in rows:
            first = next((text for text in map(_text, cells) if text), "")
            if not self._heads:
                self._header(number, cells)
            elif total_kind(first):
                self._total(number, cells, first)
            elif first:
                self._row(number, cells)
        if not self._heads and self._nearly:
            self._no_header(*self._nearly)

    def _header(self, number: int, cells: Sequence[Any]) -> None:
        """Take the row as the header where it names all that is needed; remember the first that names nearly all."""
        found = heads(cells)
        if all(key in found for key in NEEDED):
            self._heads = found
        elif len(found) >= LEAST_KNOWN and self._nearly is None:
            self._nearly = (number, cells)

    def _no_header(self, number: int, cells: Sequence[Any]) -> None:
        known = heads(cells)
        missing = ", ".join(str(name) for key, name in _NAMES.items() if key not in known)
        found = ", ".join(_text(cell) for cell in cells if _text(cell))
        expected = _("also the columns %(columns)s") % {"columns": missing}
        self._tell(_row_name(number), found[:60], expected, _("Name the columns in one row above the rolls."))

    def _row(self, number: int, cells: Sequence[Any]) -> None:
        said = {key: _text(cells[head.at]) if head.at < len(cells) else "" for key, head in self._heads.items()}
        code = self._called.get(said["material"].casefold(), said["material"])
        fabric = self._materials.get(code)
        wrong: list[_Wrong] = [*self._code(said["code"][:60]), *_fabric(said, fabric)]
        length, width = self._lengths(said, fabric, wrong)
        self._metres.append(length)
        self._known.add(said["code"][:60])
        for one in sorted(wrong, key=lambda one: self._at(one.key)):
            self._wrong(number, one)
        if fabric is not None and not wrong:
            colour = said.get("colour", "")[:60] if fabric["by_colour"] else ""
            self._found.rows.append(
                {"code": said["code"][:60], "material": code, "colour": colour,
                 "shade": said.get("shade", "")[:40], "length_m": length, "width_mm": width}
            )  # fmt: skip

    def _total(self, number: int, cells: Sequence[Any], label: str) -> None:
        """Leave a total out and say so, and where it is neither that of the rolls since the last one nor of all."""
        row = {"row": number, "found": label[:20]}
        self._found.notes.append(_("Row %(row)s looks like a total (“%(found)s”) and is left out.") % row)
        at = self._heads["length_m"].at
        told, unit, scale = self._value("length_m", _text(cells[at]) if at < len(cells) else "")
        since, everything = sum(self._metres[self._totalled :]), sum(self._metres)
        self._totalled = len(self._metres)
        nearer = min(since, everything, key=lambda metres: abs(told - metres))
        if told > 0 and abs(told - nearer) > _ROUNDED_M * max(1, self._totalled):
            self._found.doubts.append(
                _("Row %(row)s tells %(told)s; the rolls above it have %(sum)s. Is a roll missing, or one twice?")
                % {"row": number, "told": _both(told, unit, scale), "sum": _both(nearer, unit, scale)}
            )

    def _code(self, code: str) -> Iterator[_Wrong]:
        if not code:
            yield _Wrong("code", "", _("a roll's number"), _("Give the number on the roll's label."))
        elif _SPOILT.fullmatch(code):
            remedy = _("The spreadsheet has cut the number short; make the column text and write what the label says.")
            yield _Wrong("code", code, _("a roll's number, all of its digits"), remedy)
        elif code in self._known:
            remedy = _("Give each roll its own number; this one is in stock or stands above.")
            yield _Wrong("code", code, _("a number that is not there yet"), remedy)

    def _lengths(
        self, said: Mapping[str, str], fabric: Mapping[str, Any] | None, wrong: list[_Wrong]
    ) -> tuple[float, float]:
        """Length in m and width in mm; a width that is not given is the fabric's."""
        length = self._number("length_m", said.get("length_m", ""), 0.1, LONGEST_M, _("m"), wrong)
        if not said.get("width_cm"):
            return length, float(fabric["width_mm"]) if fabric else 0.0
        width = self._number("width_cm", self._lower(said["width_cm"]), NARROWEST_CM, WIDEST_CM, _("cm"), wrong)
        return length, round(10 * width, 1)

    def _lower(self, text: str) -> str:
        """A width of which a cell gives two, the lower of them, which is told; else the cell as it is."""
        two = _TWO_WIDTHS.match(unicodedata.normalize("NFKC", text))
        if two is None or not float(two[1]) < float(two[2]) <= _CLOSE * float(two[1]):
            return text
        said = {"column": self._heads["width_cm"].text, "found": two[0]}
        self._tell_once(_("Column “%(column)s”: of two widths such as %(found)s the lower is taken.") % said)
        return two[1] + two.string[two.end() :]

    def _number(self, key: str, text: str, least: float, most: float, unit: str, wrong: list[_Wrong]) -> float:
        """The number of a cell in its column's unit, from the unit that stands behind it or in the header."""
        value, written, scale = self._value(key, text)
        if not least <= value <= most:
            found = text if scale in (None, 1) or math.isnan(value) else _read_as(text, written, f"{value:g} {unit}")
            wrong.append(_out_of_limits(key, found, value, least, most, unit))
            return 0.0
        if scale not in (None, 1):
            self._told_of(key, written, f"{scale:g}", unit)
        return value

    def _value(self, key: str, text: str) -> tuple[float, str, Decimal | None]:
        """The number of a cell in its column's unit, NaN where it is none; the unit it was written in and its size."""
        from interlock.workbook.numbers import number
        from interlock.workbook.raw import NotRead
        from interlock.workbook.schema import fold

        written = _DIGITS.sub("", fold(text)) or self._heads[key].unit
        scale = times(key, written)
        with suppress(NotRead):
            return round(float(number(text, FAMILIES[key], scale or Decimal(1))), 3), written, scale
        return math.nan, written, scale

    def _told_of(self, key: str, written: str, scale: str, unit: str) -> None:
        said = _("Column “%(column)s” was converted: 1 %(written)s = %(scale)s %(unit)s.") % {
            "column": self._heads[key].text, "written": written, "scale": scale, "unit": unit,
        }  # fmt: skip
        self._tell_once(said)

    def _tell_once(self, said: str) -> None:
        if said not in self._found.notes:
            self._found.notes.append(said)

    def _at(self, key: str) -> float:
        return self._heads[key].at if key in self._heads else math.inf

    def _wrong(self, number: int, one: _Wrong) -> None:
        from interlock.workbook.grids import cell_name

        head = self._heads.get(one.key)
        place = _row_name(number) if head is None else cell_name(number, head.at)
        self._tell(place, one.found[:60] or _("nothing"), one.expected, one.remedy)

    def _tell(self, place: str, found: str, expected: str, remedy: str) -> None:
        if len(self._found.errors) < LIMITS.issues:
            self._found.errors.append(
                {"sheet": self._sheet, "cell": place, "found": found, "expected": expected, "remedy": remedy}
            )


def _called(materials: Fabrics) -> dict[str, str]:
    """The codes of fabrics by what people call them, in either language; what two are called names none."""
    from interlock.explain import names

    codes: dict[str, set[str]] = defaultdict(set)
    for code, fabric in materials.items():
        for called in (fabric["name"], names.named(fabric["name"], "en"), names.named(fabric["name"], "zh")):
            codes[called.strip().casefold()].add(code)
    found = {called: one for called, (one, *others) in codes.items() if called and not others}
    return found | {code.casefold(): code for code in materials}


def _both(metres: float, unit: str, scale: Decimal | None) -> str:
    """A length in the sheet's own unit, with metres behind it where that is another."""
    in_metres = f"{round(metres, 3):g} {_('m')}"
    if scale in (None, 1):
        return in_metres
    own = f"{round(metres / float(scale or 1), 2):g} {unit}"
    return _("%(own)s (%(metres)s)") % {"own": own, "metres": in_metres}


def _read_as(text: str, unit: str, value: str) -> str:
    """What a cell says, with the unit of its column where it has none itself, and what that was read as."""
    own = text if _DIGITS.sub("", text) else f"{text} {unit}"
    return _("%(own)s, read as %(value)s") % {"own": own, "value": value}


def _row_name(number: int) -> str:
    return _("row %(row)s") % {"row": number}


def _fabric(said: Mapping[str, str], fabric: Mapping[str, Any] | None) -> Iterator[_Wrong]:
    if fabric is None:
        remedy = _("Write the fabric's code as the styles name it.")
        yield _Wrong("material", said["material"], _("the code or the name of a fabric"), remedy)
    elif fabric["by_colour"] and not said.get("colour"):
        yield _Wrong("colour", "", _("a colour"), _("Give the colour; this fabric is bought by colour."))


def _out_of_limits(key: str, text: str, value: float, least: float, most: float, unit: str) -> _Wrong:
    limits = {"least": f"{least:g}", "most": f"{most:g}", "unit": unit}
    expected = _("%(least)s to %(most)s %(unit)s") % limits
    if math.isnan(value):
        remedy = _("Write a plain number in the unit of the header.")
    elif value > most:
        remedy = _("At most %(most)s %(unit)s can be taken in here; correct the number, or check its unit.") % limits
    else:
        remedy = _("At least %(least)s %(unit)s is needed here; correct the number, or check its unit.") % limits
    return _Wrong(key, text, expected, remedy)


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str("" if cell is None else cell).strip()
