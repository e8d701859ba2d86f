"""From a value to a cell that reads back as the same value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from interlock.words import Language
from interlock.workbook import lists
from interlock.workbook.categories import category_code, category_names
from interlock.workbook.raw import NotRead
from interlock.workbook.schema import Column, Kind, pick

PERCENT = "0.0#%"
DAY = "yyyy-mm-dd"
_WEEKDAYS = (
    ("Monday", "周一"),
    ("Tuesday", "周二"),
    ("Wednesday", "周三"),
    ("Thursday", "周四"),
    ("Friday", "周五"),
    ("Saturday", "周六"),
    ("Sunday", "周日"),
)
_SHIFTS = {"m": -3, "cm": -1}


@dataclass(frozen=True)
class Written:
    """What goes into a cell: the value, and a number format where the general one does not do."""

    value: str | int | float | date | None
    format: str = ""


def cell_of(column: Column, value: Any, language: Language) -> Written:
    """Return the cell for a value of the model, blank for None and for ``""``."""
    if value is None or value == "":
        return Written(None)
    return _WRITERS[column.kind](column, value, language)


def exact(value: Decimal) -> int | float | str:
    """Return a number as a workbook keeps it; one that a workbook would round is kept as text."""
    if value == value.to_integral_value() and abs(value) < Decimal("1e15"):
        return int(value)
    nearest = float(f"{float(value):.16g}")
    return nearest if Decimal(repr(nearest)) == value else str(value.normalize())


def _decimal(value: float) -> Decimal:
    return Decimal(repr(value))


def _percent(column: Column, value: float, language: Language) -> Written:
    share = exact(_decimal(value))
    return Written(f"{(_decimal(value) * 100).normalize()}%") if isinstance(share, str) else Written(share, PERCENT)


def _length(column: Column, value: float, language: Language) -> Written:
    return Written(exact(_decimal(value).scaleb(_SHIFTS[column.unit])))


def _choice(column: Column, value: object, language: Language) -> Written:
    code = str(getattr(value, "value", value))
    texts = dict(column.choices)[code]
    return Written(int(code) if code.isdigit() else texts[1] if language == "zh" else texts[0])


def _category_text(code: str, language: Language) -> str:
    name = pick(category_names(code), language)
    return name if category_code(name) == code else code


def _joined(names: list[str], language: Language) -> str:
    return ("、" if language == "zh" else ", ").join(names)


def _names(column: Column, value: tuple[str, ...], language: Language) -> Written:
    return Written(_joined([lists.quoted(name) for name in value], language) or None)


def _sizes(column: Column, value: tuple[str, ...], language: Language) -> Written:
    plainly = ", ".join(map(lists.quoted, value))
    try:
        clear = lists.sizes(plainly) == value
    except NotRead:
        clear = False
    return Written(plainly if clear else ", ".join(lists.quoted(size, always=True) for size in value))


def _skills(column: Column, value: tuple[tuple[str, float], ...], language: Language) -> Written:
    colon, stop = ("：", "；") if language == "zh" else (": ", "; ")
    return Written(
        stop.join(
            f"{lists.quoted(_category_text(code, language))}{colon}{exact(_decimal(level))}" for code, level in value
        )
    )


def _prices(column: Column, value: tuple[tuple[float, float], ...], language: Language) -> Written:
    prices = [(exact(_decimal(start)), exact(_decimal(fen).scaleb(-2))) for start, fen in value]
    if len(prices) == 1 and prices[0][0] == 0:
        return Written(prices[0][1])
    return Written("; ".join(f"{start}: {price}" for start, price in prices))


def _outline(column: Column, value: tuple[tuple[float, float], ...], language: Language) -> Written:
    return Written(" ".join(f"{exact(_decimal(x))},{exact(_decimal(y))}" for x, y in value))


def _weekdays(column: Column, value: tuple[int, ...], language: Language) -> Written:
    if not value:
        return Written("无" if language == "zh" else "none")
    return Written(_joined([pick(_WEEKDAYS[weekday], language) for weekday in value], language))


def _yes_no(column: Column, value: bool, language: Language) -> Written:
    return Written(pick(("yes", "是") if value else ("no", "否"), language))


_WRITERS: dict[Kind, Callable[[Column, Any, Language], Written]] = {
    Kind.TEXT: lambda column, value, language: Written(str(value)),
    Kind.SKIP: lambda column, value, language: Written(str(value)),
    Kind.WHOLE: lambda column, value, language: Written(exact(_decimal(value))),
    Kind.NUMBER: lambda column, value, language: Written(exact(_decimal(value))),
    Kind.YUAN: lambda column, value, language: Written(exact(_decimal(value).scaleb(-2))),
    Kind.RATE: lambda column, value, language: Written(exact(_decimal(value).scaleb(-2))),
    Kind.LENGTH: _length,
    Kind.DAY: lambda column, value, language: Written(value),
    Kind.YES_NO: _yes_no,
    Kind.SHARE: _percent,
    Kind.PART: _percent,
    Kind.CHOICE: _choice,
    Kind.CATEGORY: lambda column, value, language: Written(_category_text(value, language)),
    Kind.NAMES: _names,
    Kind.SIZES: _sizes,
    Kind.SKILLS: _skills,
    Kind.PRICES: _prices,
    Kind.OUTLINE: _outline,
    Kind.WEEKDAYS: _weekdays,
}
