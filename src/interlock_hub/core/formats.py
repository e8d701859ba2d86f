"""Numbers, money and dates as readers of each language write them: 万 and 亿 in Chinese, k and M in English."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language

Number = int | float | Decimal
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日"), ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DASH = "–"
# From this size on, counted in this unit, which is written so.
CHINESE_STEPS: tuple[tuple[float, float, str], ...] = ((1e8, 1e8, "亿"), (1e4, 1e4, "万"))
ENGLISH_STEPS: tuple[tuple[float, float, str], ...] = ((1e9, 1e9, "B"), (1e6, 1e6, "M"), (1e4, 1e3, "k"))


def chinese() -> bool:
    """Tell whether the reader reads Chinese."""
    return (get_language() or "").startswith("zh")


def grouped(value: Number | None, digits: int = 0) -> str:
    """Return a number with thousands separators; a dash where there is none."""
    return DASH if value is None else f"{value:,.{digits}f}"


def metres(value: Number | None, digits: int = 0) -> str:
    """Return a length in metres with its unit."""
    return DASH if value is None else f"{grouped(value, digits)} {'米' if chinese() else 'm'}"


def short(value: float | Decimal | None) -> str:
    """Return a large number shortened: 12.3 万, 1.2 亿; 123 k, 12 M. Below ten thousand it stands in full."""
    if value is None:
        return DASH
    size, number = abs(float(value)), float(value)
    for least, step, unit in CHINESE_STEPS if chinese() else ENGLISH_STEPS:
        if size >= least:
            scaled = number / step
            return f"{scaled:,.{1 if abs(scaled) < 100 else 0}f} {unit}"
    return grouped(value)


def money(value: Number | None, digits: int = 0) -> str:
    """Return yuan in full, with the sign of the currency."""
    return DASH if value is None else f"{'-' if value < 0 else ''}¥{abs(value):,.{digits}f}"


def short_money(value: Number | None) -> str:
    """Return a large sum shortened."""
    return DASH if value is None else f"{'-' if value < 0 else ''}¥{short(abs(float(value)))}"


def percent(share: float | None, digits: int = 0) -> str:
    """Return a share as a percentage."""
    return DASH if share is None else f"{share * 100:.{digits}f}{'' if chinese() else ' '}%"


def percent_at_least(share: float | None) -> str:
    """Return a share on time to a tenth of a per cent, rounded down: 100.0 is said only where nothing is missing."""
    return DASH if share is None else percent(math.floor(share * 1000 + 1e-9) / 1000, 1)


def percent_at_most(share: float | None) -> str:
    """Return a gap to a tenth of a per cent, rounded up, so that no plan looks better than is proved."""
    return DASH if share is None else percent(math.ceil(share * 1000 - 1e-9) / 1000, 1)


def day(on: date | None, today: date | None = None) -> str:
    """Return a date: ``12月5日 周六`` or ``12-05 Sat`` within half a year of today, the full year otherwise."""
    if on is None:
        return DASH
    weekday = WEEKDAYS[0 if chinese() else 1][on.weekday()]
    if abs((on - (today or timezone.localdate())).days) > 180:
        return f"{on.year}年{on.month}月{on.day}日" if chinese() else on.isoformat()
    return f"{on.month}月{on.day}日 {weekday}" if chinese() else f"{on:%m-%d} {weekday}"


def instant(at: datetime | None) -> str:
    """Return a moment in the site's time zone."""
    if at is None:
        return DASH
    local = timezone.localtime(at)
    return f"{day(local.date())} {local:%H:%M}"
