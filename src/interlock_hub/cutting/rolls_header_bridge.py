"""The header of a sheet of rolls: which column is which, and in what unit its numbers are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

HEADERS: dict[str, tuple[str, ...]] = {
    "code": ("roll", "roll no", "roll number", "卷号", "布卷", "布卷号", "编号"),
    "material": ("fabric", "fabric code", "material", "面料", "面料编码", "布料", "物料"),
    "colour": ("colour", "color", "颜色"),
    "shade": ("shade", "dye lot", "lot", "缸号", "色差", "批次"),
    "length_m": ("length", "metres", "meters", "长度", "米数", "净长", "码长", "码数", "yards"),
    "width_cm": ("width", "usable width", "幅宽", "门幅", "有效幅宽"),
}
# The unit of a column of numbers, and what it is called where units of lengths are known.
FAMILIES = {"length_m": "m", "width_cm": "cm"}
# Names that are a unit themselves.
_SAY_THEIR_UNIT = dict.fromkeys(("码长", "码数", "yards"), "yd")
_ASIDE = re.compile(r"[(\[【,/].*$", re.DOTALL)
_WORDS = re.compile(r"[^\s()\[\]【】,/]+")


@dataclass(frozen=True)
class Head:
    """A column of the sheet: where it stands, what is written over it, and the unit that says, if any."""

    at: int
    text: str
    unit: str = ""


def heads(cells: Sequence[Any]) -> dict[str, Head]:
    """Return the columns that a row names."""
    found: dict[str, Head] = {}
    for at, cell in enumerate(cells):
        text = "" if cell is None else str(cell).strip()
        for key, names in HEADERS.items():
            unit = _unit(key, names, unicodedata.normalize("NFKC", text).casefold())
            if unit is not None and key not in found:
                found[key] = Head(at, text, unit)
                break
    return found


def times(key: str, unit: str) -> Decimal | None:
    """Return what one of a unit is in that of the column, None where it is none of its units."""
    from interlock.workbook.units import factor

    return factor(FAMILIES[key], unit)


def _unit(key: str, names: Sequence[str], text: str) -> str | None:
    """The unit that a header of the column names, ``""`` without one; None where it is no header of the column."""
    name = _ASIDE.sub("", text).strip().rstrip(".:")
    said = _WORDS.findall(text[len(name) :])
    if name not in names:
        name, _, unit = name.rpartition(" ")
        said = [unit]
        if name not in names or not _known(key, unit):
            return None
    if key not in FAMILIES:
        return ""
    return next((word for word in said if _known(key, word)), _SAY_THEIR_UNIT.get(name, ""))


def _known(key: str, unit: str) -> bool:
    return key in FAMILIES and times(key, unit) is not None
