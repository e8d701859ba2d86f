"""Dates as people write them: ``2026/12/5``, ``12月5日``, ``5 Dec 2026``, ``20261205``, Excel's own."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from interlock.workbook.raw import Fault, NotRead, Raw
from interlock.workbook.schema import plain

FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)
DAYS_BACK = 60
_EPOCH = date(1899, 12, 30)
_MONTH_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split("|"), 1)}
_MONTH = rf"({_MONTH_NAMES})[a-z]*\.?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(\d{4}|\d{2})"
_AFTER = r"(?:\s*(?:[(]?(?:周|星期|礼拜)[一二三四五六日天][)]?|之?前|以前|t?\s*\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?))*"

_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern + _AFTER), order)
    for pattern, order in (
        (r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?", "ymd"),
        (r"(\d{4})(\d{2})(\d{2})", "ymd"),
        (r"(\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?", "ymd"),
        (r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?", "md"),
        (_DAY + r"[\s\-/.]*" + _MONTH + r"[\s\-/.,]*" + _YEAR, "dmy"),
        (_MONTH + r"[\s\-/.]*" + _DAY + r"[\s\-/.,]+" + _YEAR, "mdy"),
        (_DAY + r"[\s\-/.]*" + _MONTH, "dm"),
        (_MONTH + r"[\s\-/.]*" + _DAY, "md"),
    )
)

# Two numbers that can both be a month, then a year: which is the day depends on who wrote it.
_EITHER = re.compile(r"(?:0?[1-9]|1[0-2])\s*[-/.]\s*(?:0?[1-9]|1[0-2])\s*[-/.]\s*(?:\d{4}|\d{2})" + _AFTER)

_WEEKDAYS = {
    plain(name): number
    for number, names in enumerate(
        (
            "一 monday mon",
            "二 tuesday tue",
            "三 wednesday wed",
            "四 thursday thu",
            "五 friday fri",
            "六 saturday sat",
            "日 sunday sun 天",
        )
    )
    for short in names.split()
    for name in ((short,) if short.isascii() else ("周" + short, "星期" + short, "礼拜" + short))
}
_NONE = frozenset(("none", "no", "无", "不休", "没有"))


def day(raw: Raw, today: date | None) -> date:
    """Return the date; one without a year is the next such day on or after ``today`` less 60 days.

    Dates whose day and month cannot be told apart (``5/12/2026``) are refused. Raises :class:`NotRead`.
    """
    if isinstance(raw, Fault):
        raise NotRead(raw.key)
    if isinstance(raw, datetime):
        found = raw.date()
    elif isinstance(raw, date):
        found = raw
    elif isinstance(raw, str):
        found = _from_text(unicodedata.normalize("NFKC", raw).casefold().strip(), today)
    else:
        found = _from_number(raw)
    if not FIRST <= found <= LAST:
        raise NotRead
    return found


def weekdays(text: str) -> tuple[int, ...]:
    """Return the weekdays named, 0 for Monday, in their order; ``none`` gives none."""
    if plain(text) in _NONE:
        return ()
    names = [plain(name) for name in re.split(r"[,;，；、和\s]+", text.strip()) if plain(name)]
    if not names or not all(name in _WEEKDAYS for name in names):
        raise NotRead
    return tuple(dict.fromkeys(_WEEKDAYS[name] for name in names))


def _from_number(raw: Raw) -> date:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or raw != int(raw):
        raise NotRead
    if 20_000_101 <= raw <= 21_991_231:
        return _from_text(str(int(raw)), None)
    if not 0 < raw < 200_000:
        raise NotRead
    return _EPOCH + timedelta(days=int(raw))


def _from_text(text: str, today: date | None) -> date:
    for pattern, order in _FORMS:
        found = pattern.fullmatch(text)
        if found:
            part = dict(zip(order, found.groups(), strict=True))
            month = _MONTHS.get(part["m"]) or int(part["m"])
            if "y" in part:
                return _made(int(part["y"]) + (2000 if len(part["y"]) == 2 else 0), month, int(part["d"]))
            return _next(month, int(part["d"]), today)
    if _EITHER.fullmatch(text):
        raise NotRead("day_or_month")
    raise NotRead


def _next(month: int, day_of_month: int, today: date | None) -> date:
    if today is None:
        raise NotRead
    earliest = today - timedelta(days=DAYS_BACK)
    for year in range(earliest.year, earliest.year + 9):
        try:
            found = date(year, month, day_of_month)
        except ValueError:
            continue
        if found >= earliest:
            return found
    raise NotRead


def _made(year: int, month: int, day_of_month: int) -> date:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        raise NotRead from None
