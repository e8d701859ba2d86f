"""What a cell holds before anything is made of it, and the complaint of a reader that could not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from interlock.workbook.schema import Both
from interlock.workbook.words import BLANK

_INVISIBLE = "\u200b\ufeff\u2060"


@dataclass(frozen=True)
class Fault:
    """A cell whose formula has no result: ``key`` is the issue's, ``text`` what the cell shows."""

    key: str
    text: str


Raw = str | int | float | bool | date | datetime | time | timedelta | Fault | None


class NotRead(ValueError):
    """A cell does not hold what its column asks for; ``key`` and ``facts`` are the issue's."""

    def __init__(self, key: str = "unreadable", **facts: str | Both) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


def clean(raw: Raw) -> Raw:
    """Return the cell without blanks around its text; a blank text becomes None."""
    if isinstance(raw, str):
        return raw.strip().strip(_INVISIBLE).strip().replace("_x000D_", "") or None
    return raw


def shown(raw: Raw) -> str | Both:
    """Return what a person sees in the cell."""
    if raw is None:
        return BLANK
    if isinstance(raw, Fault):
        return raw.text
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(" ")
    return as_text(raw) if isinstance(raw, float) else str(raw)


def as_text(raw: Raw) -> str:
    """Return a cell as text: 28.0 is ``28``. Raises :class:`NotRead` for what Excel turned into a date."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, Fault):
        raise NotRead(raw.key)
    if isinstance(raw, date | time | timedelta):
        raise NotRead("became_a_date")
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    return "" if raw is None else str(raw)
