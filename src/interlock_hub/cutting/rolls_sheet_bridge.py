"""Sheets of rolls, read cell by cell: suppliers' packing lists and our own list filled in."""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from interlock_hub.core.bridge import language
from interlock_hub.orders.sheet_bridge import LIMITS, issue_of

LONGEST_M, NARROWEST_CM, WIDEST_CM = 1000.0, 10.0, 400.0
HEADERS: dict[str, tuple[str, ...]] = {
    "code": ("roll", "roll no", "roll number", "卷号", "布卷", "布卷号", "编号"),
    "material": ("fabric", "fabric code", "material", "面料", "面料编码", "布料", "物料"),
    "colour": ("colour", "color", "颜色"),
    "shade": ("shade", "dye lot", "lot", "缸号", "色差", "批次"),
    "length_m": ("length", "metres", "meters", "length m", "长度", "米数", "净长"),
    "width_cm": ("width", "usable width", "width cm", "幅宽", "门幅", "有效幅宽"),
}
NEEDED = ("code", "material", "length_m")
_ASIDE = re.compile(r"[（(\[].*|[,，/].*$")


@dataclass
class SheetOfRolls:
    """What a sheet of rolls says: rows to take in, and what is wrong at which cell."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)


Fabrics = Mapping[str, Mapping[str, Any]]


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
        "remedy": _("Name the columns Roll, Fabric, Colour, Shade, Length (m) and Width (cm)."),
    }  # fmt: skip


class _Reader:
    """One sheet: its header row, then a roll a row."""

    def __init__(
        self, sheet: str, materials: Mapping[str, Mapping[str, Any]], known: set[str], found: SheetOfRolls
    ) -> None:
        self._sheet, self._materials, self._known, self._found = sheet, materials, known, found
        self._columns: dict[str, int] = {}

    def read(self, rows: Iterator[Any]) -> None:
        for number, cells in rows:
            if not self._columns:
                self._columns = _columns(cells)
            elif any(str(cell or "").strip() for cell in cells):
                self._row(
                    number, [cells[at] if at < len(cells) else None for at in range(max(self._columns.values()) + 1)]
                )

    def _row(self, number: int, cells: Sequence[Any]) -> None:
        before = len(self._found.errors)
        said = {key: _text(cells[at]) for key, at in self._columns.items()}
        code, material = said["code"][:60], said["material"]
        fabric = self._materials.get(material)
        if not code:
            self._wrong(number, "code", "", _("a roll's number"), _("Give the number on the roll's label."))
        elif code in self._known:
            self._wrong(
                number,
                "code",
                code,
                _("a number that is not there yet"),
                _("Give each roll its own number; this one is in stock or stands above."),
            )
        if fabric is None:
            self._wrong(
                number,
                "material",
                material,
                _("the code of a fabric"),
                _("Write the fabric's code as the styles name it."),
            )
        elif fabric["by_colour"] and not said.get("colour"):
            self._wrong(number, "colour", "", _("a colour"), _("Give the colour; this fabric is bought by colour."))
        length = self._number(number, "length_m", said.get("length_m", ""), 0.1, LONGEST_M, "m")
        width = self._width(number, said.get("width_cm", ""), fabric)
        if fabric is not None and len(self._found.errors) == before:
            self._known.add(code)
            colour = said.get("colour", "")[:60] if fabric["by_colour"] else ""
            shade = said.get("shade", "")[:40]
            self._found.rows.append(
                {"code": code, "material": material, "colour": colour, "shade": shade, "length_m": length,
                 "width_mm": width}
            )  # fmt: skip

    def _width(self, number: int, text: str, fabric: Mapping[str, Any] | None) -> float:
        if not text and fabric:
            return float(fabric["width_mm"])
        return self._number(number, "width_cm", text, NARROWEST_CM, WIDEST_CM, "cm") * 10

    def _number(self, number: int, key: str, text: str, least: float, most: float, unit: str) -> float:
        try:
            value = float(text.lower().removesuffix(unit).replace(",", "").strip())
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            expected = _("%(least)s to %(most)s %(unit)s") % {"least": f"{least:g}", "most": f"{most:g}", "unit": unit}
            self._wrong(number, key, text, expected, _("Write a plain number in the unit of the header."))
            return 0.0
        return value

    def _wrong(self, number: int, key: str, found: str, expected: str, remedy: str) -> None:
        from interlock.workbook.grids import cell_name

        if len(self._found.errors) < LIMITS.issues:
            cell = cell_name(number, self._columns.get(key, 0))
            shown = found[:60] or _("nothing")
            self._found.errors.append(
                {"sheet": self._sheet, "cell": cell, "found": shown, "expected": expected, "remedy": remedy}
            )


def _columns(cells: Sequence[Any]) -> dict[str, int]:
    """Where each column stands, if this is the header; nothing where the needed ones are not all there."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        plain = _ASIDE.sub("", _text(cell).lower()).strip().rstrip(".:：")
        key = next((key for key, names in HEADERS.items() if plain in names and key not in found), None)
        if key:
            found[key] = at
    return found if all(key in found for key in NEEDED) else {}


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str("" if cell is None else cell).strip()
