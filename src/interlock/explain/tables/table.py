"""A plan as tables that people read: columns with a kind of figure, rows of plain values. No file format in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from interlock.explain.tables.words import HEADERS
from interlock.words import Language


class Kind(StrEnum):
    """How a column's values are shown."""

    TEXT = "text"
    LONG = "long"
    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    EXACT = "exact"
    SHARE = "share"
    LENGTH = "length"
    PRICE = "price"
    DATE = "date"
    STATE = "state"


class State(StrEnum):
    """How an order stands against its due date; at risk is a ship date to come within two days of it."""

    ON_TIME = "on_time"
    AT_RISK = "at_risk"
    LATE = "late"
    SHIPPED = "shipped"
    SHIPPED_LATE = "shipped_late"


Value = str | int | float | date | State | None
Row = tuple[Value, ...]


@dataclass(frozen=True)
class Column:
    """A column by its header's key; a date for a key heads the column with that date. Width in characters.

    Money is in CNY, price in CNY to the fraction of a fen, length in m; percent, exact (a percentage that a sentence
    rounds up or down) and share (a load, coloured by how full) are 0 .. 1.
    """

    kind: Kind
    key: str | date
    width: int = 12

    def header(self, language: Language) -> str | date:
        """Return what stands above the column."""
        return self.key if isinstance(self.key, date) else HEADERS.say(language, self.key)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A titled table; ``says`` is the sentence to read first, ``fixed`` how many columns on the left stay in sight."""

    key: str
    says: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    fixed: int = 1


@dataclass(frozen=True)
class Figure:
    """One figure of a plan with what it is called; a kind of its own, as figures of many kinds stand in one list."""

    label: str
    kind: Kind
    value: Value


text, long, count, number, money = (
    partial(Column, kind) for kind in (Kind.TEXT, Kind.LONG, Kind.COUNT, Kind.NUMBER, Kind.MONEY)
)
percent, share, day, state = (partial(Column, kind) for kind in (Kind.PERCENT, Kind.SHARE, Kind.DATE, Kind.STATE))
exact, length, price = (partial(Column, kind) for kind in (Kind.EXACT, Kind.LENGTH, Kind.PRICE))
