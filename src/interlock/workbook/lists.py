"""Cells that hold several things: names, sizes, skills with levels, price breaks, the points of an outline."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal

from interlock.workbook.categories import category_code
from interlock.workbook.numbers import FEN_PER_YUAN, MOST, number
from interlock.workbook.raw import NotRead, Raw

_SKILL = re.compile(r'\s*("(?:[^"]|"")*"|[^:：=()（）"]*?)\s*(?:[:：=(（]\s*([\d.]+)\s*([%％]?)\s*[)）]?)?\s*')
_BLANK_LEVEL = re.compile(r"(.*?)\s+([\d.]+)([%％]?)")
_LETTER_SIZE = re.compile(r"(?:\d{0,2}X{0,4}[SML]|F|均码)", re.I)
_NUMBER_SIZE = re.compile(r"\d{2,3}")
_NEEDS_QUOTES = re.compile(r'[,;，；、\n"：:=()（）]|\s[\d.]|^\s|\s$')


def names(text: str, separators: str = ",;，；、\n") -> tuple[str, ...]:
    """Split at separators outside double quotes; a doubled quote inside them is a quote."""
    tokens, quoted, start = [], False, 0
    for place, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter in separators and not quoted:
            tokens.append(text[start:place])
            start = place + 1
    if quoted:
        raise NotRead
    tokens.append(text[start:])
    return tuple(token.strip() for token in tokens if token.strip())


def unquoted(token: str) -> str:
    """Return a token without its double quotes."""
    return token[1:-1].replace('""', '"') if len(token) > 1 and token[0] == token[-1] == '"' else token


def quoted(name: str, *, always: bool = False) -> str:
    """Return a name so that :func:`names` gives it back as one."""
    return '"' + name.replace('"', '""') + '"' if always or _NEEDS_QUOTES.search(name) else name


def sizes(text: str) -> tuple[str, ...]:
    """Split a list of sizes; ``S/M/L`` and ``S M L`` are lists too, ``160/84A`` is one size."""
    found = tuple(unquoted(token) for token in names(text))
    if len(found) == 1 and '"' not in text:
        loose = [part for part in re.split(r"[/\s]+", unicodedata.normalize("NFKC", text)) if part]
        if all(_LETTER_SIZE.fullmatch(part) for part in loose) or (
            "/" not in text and all(_NUMBER_SIZE.fullmatch(part) for part in loose)
        ):
            found = tuple(loose)
    if not found or len(set(found)) < len(found):
        raise NotRead
    return found


def skills(text: str) -> tuple[tuple[str, float], ...]:
    """Return (category, level) of ``T恤：1；Polo衫：0.9``; a level that is not written is 1."""
    found = {}
    for token in names(text):
        match = _SKILL.fullmatch(token)
        if not match:
            raise NotRead
        name, level, percent = match[1], match[2], match[3]
        loose = None if level or name.startswith('"') else _BLANK_LEVEL.fullmatch(name)
        if loose:
            name, level, percent = loose[1], loose[2], loose[3]
        code = category_code(unquoted(name.strip()))
        if not code or code in found:
            raise NotRead
        found[code] = _level(level, percent)
    if not found:
        raise NotRead
    return tuple(found.items())


def _level(level: str | None, percent: str | None) -> float:
    try:
        value = float(level or 1) / (100 if percent else 1)
    except ValueError:
        raise NotRead from None
    if not 0.01 <= value <= 1:
        raise NotRead
    return value


def prices(raw: Raw, scale: Decimal) -> tuple[tuple[float, float], ...]:
    """Return (from quantity, fen per unit) of one price or of ``0: 21.5; 500: 20``; quantities rise, prices fall."""
    tokens: tuple[Raw, ...] = names(raw, ";；\n") if isinstance(raw, str) else (raw,)
    found = [_price(token, scale) for token in tokens]
    starts = [start for start, _ in found]
    fens = [fen for _, fen in found]
    if starts != sorted(set(starts)) or starts[0] < 0 or fens != sorted(fens, reverse=True) or fens[-1] <= 0:
        raise NotRead
    return tuple(found)


def _price(token: Raw, scale: Decimal) -> tuple[float, float]:
    start: Raw = 0
    price = token
    if isinstance(token, str):
        before, colon, after = unicodedata.normalize("NFKC", token).partition(":")
        start, price = (before, after) if colon else (0, token)
    amounts = number(start, "amount"), number(price, "cny", scale)
    if max(amounts) > MOST:
        raise NotRead("above", most=f"{MOST:,}")
    return float(amounts[0]), float(amounts[1] * FEN_PER_YUAN)


def outline(text: str) -> tuple[tuple[float, float], ...]:
    """Return the points of ``x,y x,y x,y``."""
    try:
        points = [tuple(map(float, point.split(","))) for point in re.split(r"[\s;]+", text.strip()) if point]
    except ValueError:
        raise NotRead from None
    if len(points) < 3 or not all(len(point) == 2 and all(map(math.isfinite, point)) for point in points):
        raise NotRead
    return tuple((point[0], point[1]) for point in points)
