"""Figures as people read them: counts, money, shares and dates, each in Chinese and in English.

English groups thousands and shortens with k, M and bn; Chinese shortens with 万 and 亿.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from interlock.units import FEN_PER_CNY, at_least, at_most
from interlock.words import Language, Words

Season = tuple[date, date]
"""First and last day within which a date needs no year."""

MOST_SURE = 0.99
"""The highest probability that is told: a few hundred runs without a failure are no certainty."""

# Whether sentences stand beside tables and write days and money as those do.
_beside_tables: ContextVar[bool] = ContextVar("beside_tables", default=False)

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_WEEKDAYS_ZH = "一二三四五六日"
_STEPS = {"en": ((1e9, " bn"), (1e6, " M"), (1e4, " k")), "zh": ((1e8, " 亿"), (1e4, " 万"))}
_K = 1_000.0

_THINGS = Words(
    day=("{n} day|{n} days", "{n} 天"),
    workday=("{n} working day|{n} working days", "{n} 个工作日"),
    order=("{n} order|{n} orders", "{n} 张订单"),
    other_order=("{n} other order|{n} other orders", "另外 {n} 张订单"),
    piece=("{n} piece|{n} pieces", "{n} 件"),
    line=("{n} line|{n} lines", "{n} 条产线"),
    lot=("{n} lot|{n} lots", "{n} 张派工单"),
    lay=("{n} lay|{n} lays", "{n} 床"),
    marker=("{n} marker|{n} markers", "{n} 个唛架"),
    purchase=("{n} purchase|{n} purchases", "{n} 笔采购"),
    stock_use=("{n} use of stock|{n} uses of stock", "{n} 笔库存领用"),
    factory=("{n} factory|{n} factories", "{n} 家工厂"),
    core=("{n} core factory|{n} core factories", "{n} 家核心工厂"),
    hour=("{n} hour|{n} hours", "{n} 小时"),
    error=("{n} error|{n} errors", "{n} 处错误"),
    warning=("{n} warning|{n} warnings", "{n} 条提醒"),
    line_hour=("{n} line-hour|{n} line-hours", "{n} 个产线小时"),
)


@contextmanager
def beside_tables() -> Iterator[None]:
    """Within this, English sentences write days and money as tables on the same page: ``12-05 Sat``, ``¥410``."""
    before = _beside_tables.set(True)
    try:
        yield
    finally:
        _beside_tables.reset(before)


def count(number: float, digits: int = 0) -> str:
    """Return a number in full with its thousands grouped: ``12,000``; both languages write it alike."""
    return f"{number:,.{digits}f}"


def counted(number: float, thing: str, language: Language) -> str:
    """Return a number with what it counts: ``1 line``, ``37 lines``, ``37 条产线``; fractions keep one digit.

    ``thing`` is one of the keys of ``_THINGS``: day, workday, order, piece, line, lot, hour, ...
    """
    whole = abs(number - round(number)) < 0.05
    text = count(number, 0 if whole else 1)
    one, *more = _THINGS.both(thing)[language == "zh"].split("|")
    return (more[0] if more and text != "1" else one).format(n=text)


def short(number: float, language: Language) -> str:
    """Return a number in three figures: ``1.24 M``, ``12.4 k``; ``124 万``, ``1.2 亿``; below 10,000 in full."""
    size = abs(number)
    for step, unit in _STEPS[language]:
        # What rounds up to the step belongs to it: 9,999,996 is 10.0 M.
        if size >= step * 0.9995:
            return _three_figures(number / (_K if unit == " k" else step)) + unit
    return f"{number:,.0f}"


def counted_short(number: float, thing: str, language: Language) -> str:
    """Return a number in three figures with what it counts: ``1 piece``, ``54 k pieces``, ``5.4 万件``."""
    text = short(number, language)
    one, *more = _THINGS.both(thing)[language == "zh"].split("|")
    said = (more[0] if more and text != "1" else one).format(n=text)
    return said.replace(" 件", "件") if text[-1] in "万亿" else said


def money(fen: float, language: Language) -> str:
    """Return money short and with its unit: ``81.3 M CNY``, ``410 CNY``; ``8,130 万元``, ``410 元``."""
    text = short(fen / FEN_PER_CNY, language)
    if language == "en":
        return f"{'-' * (fen < 0)}¥{text.lstrip('-')}" if _beside_tables.get() else f"{text} CNY"
    return f"{text}元" if text[-1] in "万亿" else f"{text} 元"


def unit_price(fen: float, language: Language) -> str:
    """Return a price to the fen: ``6.20 CNY``, ``6.20 元``."""
    text = f"{fen / FEN_PER_CNY:,.2f}"
    return f"{text} 元" if language == "zh" else f"{text} CNY"


def percent(share: float, language: Language, digits: int = 1) -> str:
    """Return a share per cent: ``94.1 %``, ``94.1%``."""
    text = f"{share * 100:.{digits}f}"
    return f"{text}%" if language == "zh" else f"{text} %"


def percent_at_least(share: float, language: Language) -> str:
    """Return a share per cent rounded down, so that 100.0 is said only where nothing is missing."""
    return percent(at_least(share), language)


def percent_at_most(share: float, language: Language) -> str:
    """Return a share per cent rounded up, so that ``at most`` stays true."""
    return percent(at_most(share), language)


def day(on: date, language: Language, season: Season | None = None) -> str:
    """Return a date for a table: ``12-05 Sat``, ``12月5日 周六``; with its year where it lies outside the season."""
    outside = season is not None and not season[0] <= on <= season[1]
    if language == "zh":
        return (f"{on.year}年" if outside else "") + f"{on.month}月{on.day}日 周{_WEEKDAYS_ZH[on.weekday()]}"
    return (f"{on.year}-" if outside else "") + f"{on:%m-%d} {_WEEKDAYS[on.weekday()]}"


def day_words(on: date, language: Language, season: Season | None = None) -> str:
    """Return a date within a sentence: ``5 Dec``, ``12月5日``; with its year where it lies outside the season."""
    outside = season is not None and not season[0] <= on <= season[1]
    if language == "zh":
        return (f"{on.year}年" if outside else "") + f"{on.month}月{on.day}日"
    if _beside_tables.get():
        return day(on, language, season)
    return f"{on.day} {_MONTHS[on.month - 1]}" + (f" {on.year}" if outside else "")


def _three_figures(number: float) -> str:
    size = abs(number)
    if size >= 99.95:
        return f"{number:,.0f}"
    text = f"{number:.1f}" if size >= 9.995 else f"{number:.2f}"
    return text.rstrip("0").rstrip(".")
