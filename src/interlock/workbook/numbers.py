"""Numbers as people write them: ``1,200``, ``1200件``, ``１２００``, ``¥35.5``, ``3%``, ``±3%``, ``1.2 m``."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from interlock.workbook.raw import Fault, NotRead, Raw
from interlock.workbook.schema import Column, fold
from interlock.workbook.units import factor

MM_PER_UNIT = {"m": Decimal(1000), "cm": Decimal(10)}
FEN_PER_YUAN = Decimal(100)
# Where a column says nothing, more than this is a slip of the keys, and sums of such numbers mean nothing.
MOST = 1_000_000_000
LARGEST_BARE_PART = Decimal("0.2")

_NUMBER = re.compile(r"[¥$]?\s*([+-]?(?:\d{1,3}(?:[, ]\d{3})+|\d+|(?=\.\d))(?:\.\d*)?(?:[eE][+-]?\d+)?)\s*(.*)", re.S)
_PERCENT = r"(\d+(?:\.\d+)?)(%?)"
_BOTH_WAYS = re.compile(rf"(?:±|\+/?-)?{_PERCENT}")
_OVER_UNDER = re.compile(rf"(?:\+|(?=.*[/,~;])){_PERCENT}[/,~;]?-{_PERCENT}")
_UNDER_OVER = re.compile(rf"-{_PERCENT}[/,~;]?\+?{_PERCENT}")
_NOISE = Decimal("0.000001")
_TOO_LARGE = Decimal("1e15")


def number(raw: Raw, family: str = "", scale: Decimal = Decimal(1)) -> Decimal:
    """Return the number in the family's own unit; ``scale`` is the header's unit and holds for bare numbers.

    Raises :class:`NotRead`.
    """
    if isinstance(raw, Fault):
        raise NotRead(raw.key)
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise NotRead
    if not isinstance(raw, str):
        value = Decimal(repr(raw)) * scale
        return _finite(value)
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", raw).replace("\u2212", "-").strip())
    if not found:
        raise NotRead
    unit = fold(found[2])
    times = factor(family, unit) if unit else scale
    if times is None:
        raise NotRead
    return _finite(Decimal(re.sub("[, ]", "", found[1])) * times)


def whole(column: Column, raw: Raw, scale: Decimal = Decimal(1)) -> int:
    """Return a whole number within the column's bounds."""
    if type(raw) is int and scale == 1:
        check_bounds(column, raw)
        return raw
    return _whole(check_bounds(column, number(raw, column.unit, scale)))


def yuan(column: Column, raw: Raw, scale: Decimal = Decimal(1)) -> int:
    """Return an amount in fen; fractions of a fen are refused."""
    return _whole(check_bounds(column, number(raw, "cny", scale)) * FEN_PER_YUAN)


def rate(column: Column, raw: Raw, scale: Decimal = Decimal(1)) -> float:
    """Return a price in fen, which may have fractions."""
    return float(check_bounds(column, number(raw, "cny", scale)) * FEN_PER_YUAN)


def length_mm(column: Column, raw: Raw, scale: Decimal = Decimal(1)) -> float:
    """Return a length in mm."""
    return float(check_bounds(column, number(raw, column.unit, scale)) * MM_PER_UNIT[column.unit])


def share(column: Column, raw: Raw) -> float:
    """Return a share: 0.96 for ``96%``, for 96 and for 0.96."""
    if isinstance(raw, str) and "%" in unicodedata.normalize("NFKC", raw):
        value = _percent(raw)
    else:
        value = number(raw)
        largest_share = Decimal(repr(column.most or 1.0))
        value = value / 100 if value > largest_share else value
    return _checked_share(column, value)


def part(column: Column, raw: Raw) -> float:
    """Return a small share: 0.03 for ``3%``, for 3 and for 0.03; a bare 0.5 could be either and is refused."""
    if isinstance(raw, str) and "%" in unicodedata.normalize("NFKC", raw):
        return _checked_share(column, _percent(raw))
    return _checked_share(column, _bare_part(number(raw)))


def tolerance(raw: Raw) -> tuple[float, float]:
    """Return (over, under) of ``±3%``, ``3``, ``0.03``, ``+5%/-3%``, each up to one half."""
    if not isinstance(raw, str):
        over = under = _bare_part(number(raw))
    else:
        over, under = _tolerance_text(fold(raw).replace("\u2212", "-"))
    if not (0 <= over <= Decimal("0.5") and 0 <= under <= Decimal("0.5")):
        raise NotRead
    return float(over), float(under)


def _tolerance_text(text: str) -> tuple[Decimal, Decimal]:
    if found := _BOTH_WAYS.fullmatch(text):
        both = _side(found[1], found[2])
        return both, both
    if found := _OVER_UNDER.fullmatch(text):
        percent = found[2] or found[4]
        return _side(found[1], percent), _side(found[3], percent)
    if found := _UNDER_OVER.fullmatch(text):
        percent = found[2] or found[4]
        return _side(found[3], percent), _side(found[1], percent)
    raise NotRead


def _side(digits: str, percent: str) -> Decimal:
    return Decimal(digits) / 100 if percent else _bare_part(Decimal(digits))


def _bare_part(value: Decimal) -> Decimal:
    if LARGEST_BARE_PART < value < 1:
        raise NotRead
    return value / 100 if value >= 1 else value


def _percent(raw: str) -> Decimal:
    text = unicodedata.normalize("NFKC", raw).strip()
    if not text.endswith("%"):
        raise NotRead
    return number(text[:-1]) / 100


def _checked_share(column: Column, value: Decimal) -> float:
    least, most = column.least or 0.0, column.most or 1.0
    if value < Decimal(repr(least)):
        raise NotRead("below", least=f"{least * 100:g}%")
    if value > Decimal(repr(most)):
        raise NotRead("above", most=f"{most * 100:g}%")
    return float(value)


def check_bounds(column: Column, value: Decimal | int) -> Decimal:
    """Return the value if it lies within the column's bounds, which are in the header's unit."""
    if column.least is not None and value < Decimal(repr(column.least)):
        raise NotRead("below", least=f"{column.least:g}")
    most = MOST if column.most is None else column.most
    if value > Decimal(repr(most)):
        raise NotRead("above", most=f"{most:,.10g}")
    return Decimal(value)


def _whole(value: Decimal) -> int:
    nearest = value.to_integral_value()
    if abs(value) > _TOO_LARGE or abs(value - nearest) > _NOISE:
        raise NotRead
    return int(nearest)


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite() or value.adjusted() > 300:
        raise NotRead
    return value
