"""From a cell to a value, by the kind of its column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from interlock.workbook import dates, lists, numbers
from interlock.workbook.categories import category_code
from interlock.workbook.raw import NotRead, Raw, as_text
from interlock.workbook.schema import Column, Kind, plain

Value = (
    str
    | int
    | float
    | bool
    | date
    | tuple[str, ...]
    | tuple[int, ...]
    | tuple[float, ...]
    | tuple[tuple[str, float], ...]
    | tuple[tuple[float, float], ...]
)


@dataclass(frozen=True)
class Setting:
    """What the reading of a cell depends on besides its column: the day, and the unit its header names."""

    today: date | None = None
    scale: Decimal = Decimal(1)


def value_of(column: Column, raw: Raw, setting: Setting) -> Value:
    """Return what a cell that is not blank says. Raises :class:`NotRead` with the issue's key and facts."""
    return _READERS[column.kind](column, raw, setting)


def _choice(column: Column, raw: Raw, setting: Setting) -> str:
    wanted = plain(as_text(raw))
    for code, texts in column.choices:
        if wanted == plain(code) or any(wanted == plain(text) for text in texts):
            return code
    names = [texts[:2] for _, texts in column.choices]
    raise NotRead("not_a_choice", choices=(", ".join(t[0] for t in names), "、".join(t[1] for t in names)))


def _yes_no(column: Column, raw: Raw, setting: Setting) -> bool:
    if isinstance(raw, bool):
        return raw
    text = plain(as_text(raw))
    if text in {"yes", "y", "true", "1", "是", "有", "√", "对"}:
        return True
    if text in {"no", "n", "false", "0", "否", "无", "×", "不"}:
        return False
    raise NotRead


def _number(column: Column, raw: Raw, setting: Setting) -> float:
    return float(numbers.check_bounds(column, numbers.number(raw, column.unit, setting.scale)))


_READERS: dict[Kind, Callable[[Column, Raw, Setting], Value]] = {
    Kind.TEXT: lambda column, raw, setting: as_text(raw),
    Kind.NOTE: lambda column, raw, setting: "",
    Kind.SKIP: lambda column, raw, setting: True,
    Kind.WHOLE: lambda column, raw, setting: numbers.whole(column, raw, setting.scale),
    Kind.NUMBER: _number,
    Kind.YUAN: lambda column, raw, setting: numbers.yuan(column, raw, setting.scale),
    Kind.RATE: lambda column, raw, setting: numbers.rate(column, raw, setting.scale),
    Kind.LENGTH: lambda column, raw, setting: numbers.length_mm(column, raw, setting.scale),
    Kind.DAY: lambda column, raw, setting: dates.day(raw, setting.today),
    Kind.YES_NO: _yes_no,
    Kind.SHARE: lambda column, raw, setting: numbers.share(column, raw),
    Kind.PART: lambda column, raw, setting: numbers.part(column, raw),
    Kind.TOLERANCE: lambda column, raw, setting: numbers.tolerance(raw),
    Kind.CHOICE: _choice,
    Kind.CATEGORY: lambda column, raw, setting: category_code(as_text(raw)),
    Kind.NAMES: lambda column, raw, setting: tuple(map(lists.unquoted, lists.names(as_text(raw)))),
    Kind.SIZES: lambda column, raw, setting: lists.sizes(as_text(raw)),
    Kind.SKILLS: lambda column, raw, setting: lists.skills(as_text(raw)),
    Kind.PRICES: lambda column, raw, setting: lists.prices(raw, setting.scale),
    Kind.OUTLINE: lambda column, raw, setting: lists.outline(as_text(raw)),
    Kind.WEEKDAYS: lambda column, raw, setting: dates.weekdays(as_text(raw)),
}
