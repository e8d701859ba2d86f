"""Sheets of rolls, read cell by cell: suppliers' packing lists and our own list filled in."""

from __future__ import annotations

import math
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interlock_hub.core.bridge import language
from interlock_hub.orders.sheet_bridge import LIMITS, issue_of

LONGEST_M, NARROWEST_CM, WIDEST_CM = 1000.0, 30.0, 400.0
HEADERS: dict[str, tuple[str, ...]] = {
    "code": ("roll", "roll no", "roll number", "卷号", "布卷", "布卷号", "编号"),
    "material": ("fabric", "fabric code", "material", "面料", "面料编码", "布料", "物料"),
    "colour": ("colour", "color", "颜色"),
    "shade": ("shade", "dye lot", "lot", "缸号", "色差", "批次"),
    "length_m": ("length", "metres", "meters", "length m", "长度", "米数", "净长"),
    "width_cm": ("width", "usable width", "width cm", "幅宽", "门幅", "有效幅宽"),
}
NEEDED = ("code", "material", "length_m")
_NAMES = {"code": gettext_lazy("Roll"), "material": gettext_lazy("Fabric"), "length_m": gettext_lazy("Length")}
# A row that names so many columns is meant as the header.
LEAST_KNOWN = 2
_UNIT = re.compile(r"(cm|m|厘米|米)$")
_ASIDE = re.compile(r"[（(\[].*|[,，/].*$")


@dataclass
class SheetOfRolls:
    """What a sheet of rolls says: rows to take in, and what is wrong at which cell."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)


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
        self._columns: dict[str, int] = {}
        self._nearly: tuple[int, Sequence[Any]] | None = None

    def read(self, rows: Iterator[Any]) -> None:
        for number, cells in rows:
            if not self._columns:
                self._header(number, cells)
            elif any(str(cell or "").strip() for cell in cells):
                self._row(
                    number, [cells[at] if at < len(cells) else None for at in range(max(self._columns.values()) + 1)]
                )
        if not self._columns and self._nearly:
            self._no_header(*self._nearly)

    def _header(self, number: int, cells: Sequence[Any]) -> None:
        """Take the row as the header where it names all that is needed; remember the first that names nearly all."""
        columns = _columns(cells)
        if all(key in columns for key in NEEDED):
            self._columns = columns
        elif len(columns) >= LEAST_KNOWN and self._nearly is None:
            self._nearly = (number, cells)

    def _no_header(self, number: int, cells: Sequence[Any]) -> None:
        known = _columns(cells)
        missing = ", ".join(str(name) for key, name in _NAMES.items() if key not in known)
        found = ", ".join(_text(cell) for cell in cells if _text(cell))
        expected = _("also the columns %(columns)s") % {"columns": missing}
        self._tell(_row_name(number), found[:60], expected, _("Name the columns in one row above the rolls."))

    def _row(self, number: int, cells: Sequence[Any]) -> None:
        said = {key: _text(cells[at]) for key, at in self._columns.items()}
        code = self._called.get(said["material"].casefold(), said["material"])
        fabric = self._materials.get(code)
        wrong: list[_Wrong] = [*self._code(said["code"][:60]), *_fabric(said, fabric)]
        length, width = self._lengths(said, fabric, wrong)
        self._known.add(said["code"][:60])
        for one in sorted(wrong, key=lambda one: self._columns.get(one.key, math.inf)):
            self._wrong(number, one)
        if fabric is not None and not wrong:
            colour = said.get("colour", "")[:60] if fabric["by_colour"] else ""
            self._found.rows.append(
                {"code": said["code"][:60], "material": code, "colour": colour,
                 "shade": said.get("shade", "")[:40], "length_m": length, "width_mm": width}
            )  # fmt: skip

    def _code(self, code: str) -> Iterator[_Wrong]:
        if not code:
            yield _Wrong("code", "", _("a roll's number"), _("Give the number on the roll's label."))
        elif code in self._known:
            remedy = _("Give each roll its own number; this one is in stock or stands above.")
            yield _Wrong("code", code, _("a number that is not there yet"), remedy)

    def _lengths(
        self, said: Mapping[str, str], fabric: Mapping[str, Any] | None, wrong: list[_Wrong]
    ) -> tuple[float, float]:
        """Length in m and width in mm; a width that is not given is the fabric's."""
        length = _number("length_m", said.get("length_m", ""), 0.1, LONGEST_M, _("m"), wrong)
        width = said.get("width_cm", "")
        if not width:
            return length, float(fabric["width_mm"]) if fabric else 0.0
        return length, 10 * _number("width_cm", width, NARROWEST_CM, WIDEST_CM, _("cm"), wrong)

    def _wrong(self, number: int, one: _Wrong) -> None:
        from interlock.workbook.grids import cell_name

        at = self._columns.get(one.key)
        place = _row_name(number) if at is None else cell_name(number, at)
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


def _row_name(number: int) -> str:
    return _("row %(row)s") % {"row": number}


def _fabric(said: Mapping[str, str], fabric: Mapping[str, Any] | None) -> Iterator[_Wrong]:
    if fabric is None:
        remedy = _("Write the fabric's code as the styles name it.")
        yield _Wrong("material", said["material"], _("the code or the name of a fabric"), remedy)
    elif fabric["by_colour"] and not said.get("colour"):
        yield _Wrong("colour", "", _("a colour"), _("Give the colour; this fabric is bought by colour."))


def _number(key: str, text: str, least: float, most: float, unit: str, wrong: list[_Wrong]) -> float:
    value = math.nan
    with suppress(ValueError):
        value = float(_UNIT.sub("", text.lower().replace(",", "")).strip())
    if least <= value <= most:
        return value
    limits = {"least": f"{least:g}", "most": f"{most:g}", "unit": unit}
    expected = _("%(least)s to %(most)s %(unit)s") % limits
    if math.isnan(value):
        remedy = _("Write a plain number in the unit of the header.")
    elif value > most:
        remedy = _("At most %(most)s %(unit)s can be taken in here; correct the number, or check its unit.") % limits
    else:
        remedy = _("At least %(least)s %(unit)s is needed here; correct the number, or check its unit.") % limits
    wrong.append(_Wrong(key, text, expected, remedy))
    return 0.0


def _columns(cells: Sequence[Any]) -> dict[str, int]:
    """Where each column stands, as far as the row names them."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        plain = _ASIDE.sub("", _text(cell).lower()).strip().rstrip(".:：")
        key = next((key for key, names in HEADERS.items() if plain in names and key not in found), None)
        if key:
            found[key] = at
    return found


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str("" if cell is None else cell).strip()
