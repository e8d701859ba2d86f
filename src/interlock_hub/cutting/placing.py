"""Lays in the free minutes of tables: each as early as it can be, on a table that is long and wide enough."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from interlock_hub.network.models import CuttingTable

Span = tuple[float, float]


@dataclass(frozen=True)
class Asked:
    """A lay that wants a place: its minutes, its marker's length and the fabric's width."""

    code: str
    minutes: float
    length_mm: float
    width_mm: float


@dataclass(frozen=True)
class Place:
    """Where and when a lay is spread and cut; minutes count from the start of the table's day."""

    table: int
    on: date
    start_min: float
    end_min: float


def placed(
    asked: Sequence[Asked],
    tables: Sequence[CuttingTable],
    busy: Mapping[tuple[int, date], Iterable[Span]],
    days: Sequence[date],
) -> tuple[dict[str, Place], list[str]]:
    """Return a place for every lay by code, in turn, and the codes of those that find none on the days given."""
    taken = {cell: sorted(spans) for cell, spans in busy.items()}
    found: dict[str, Place] = {}
    homeless = []
    # The shortest lay that found no gap on a day at some tables: gaps only shrink, so no longer one is tried there.
    too_long: dict[tuple[date, tuple[int, ...]], float] = {}
    for one in asked:
        fitting = [t for t in tables if t.length_mm >= one.length_mm and t.width_mm >= one.width_mm]
        at, place = tuple(table.pk for table in fitting), None
        for on in days:
            if one.minutes >= too_long.get((on, at), math.inf):
                continue
            place = _on_day(one, fitting, taken, on)
            if place is not None:
                break
            too_long[on, at] = one.minutes
        if place is None:
            homeless.append(one.code)
            continue
        found[one.code] = place
        taken.setdefault((place.table, place.on), []).append((place.start_min, place.end_min))
        taken[place.table, place.on].sort()
    return found, homeless


def _on_day(
    one: Asked, tables: Sequence[CuttingTable], taken: Mapping[tuple[int, date], list[Span]], on: date
) -> Place | None:
    """The earliest free place of a day; of tables that are free as early, the one with the least room to spare."""
    starts = [
        (start, table.length_mm, table.pk)
        for table in tables
        for start in [_first_gap(one.minutes, taken.get((table.pk, on), []), table.minutes_per_day)]
        if start is not None
    ]
    if not starts:
        return None
    start, _length, table = min(starts)
    return Place(table, on, start, start + one.minutes)


def _first_gap(minutes: float, spans: Sequence[Span], day_min: float) -> float | None:
    start = 0.0
    for begin, end in spans:
        if begin - start >= minutes:
            return start
        start = max(start, end)
    return start if day_min - start >= minutes else None
