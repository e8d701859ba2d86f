"""How full lines, tables and finishing shops are, week by week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from interlock.model import FinishDay, Lay, Load, Lot, Resource, Scenario
from interlock.stages.horizon import Horizon


def loads_of(
    scenario: Scenario,
    horizon: Horizon,
    prices: Mapping[tuple[Resource, str], Sequence[float]],
    lays: Sequence[Lay],
    lots: Sequence[Lot],
    finishing: Sequence[FinishDay],
) -> tuple[Load, ...]:
    """Return the use of every line, table and finishing shop by week; ``prices`` are the dual prices by bucket."""
    used: dict[tuple[Resource, str], Counter[date]] = defaultdict(Counter)
    for lot in lots:
        for lot_day in lot.days:
            used[Resource.SEWING, lot.line][_monday(lot_day.on)] += lot_day.used_min  # type: ignore[assignment]
    for lay in lays:
        used[Resource.CUTTING, lay.table][_monday(lay.cut_on)] += lay.end_min - lay.start_min  # type: ignore[assignment]
    for day in finishing:
        used[Resource.FINISHING, day.factory][_monday(day.on)] += day.minutes  # type: ignore[assignment]
    units = [(Resource.SEWING, line.factory, line.code, horizon.line_per_day(line)) for line in scenario.lines]
    units += [
        (Resource.CUTTING, t.factory, t.code, horizon.per_day(t.minutes_per_day, t.factory)) for t in scenario.tables
    ]
    units += [
        (Resource.FINISHING, f.code, f.code, horizon.per_day(f.finishing_min_per_day, f.code))
        for f in scenario.factories
        if f.finishing_min_per_day > 0
    ]
    weeks = _days_by_week(horizon)
    values = _values(horizon, prices)
    return tuple(
        Load(
            resource=resource,
            factory=factory,
            unit=unit,
            week_on=week,
            capacity_min=sum(minutes[first:end]),
            used_min=used[resource, unit][week],
            value_fen_per_min=values.get((resource, unit if resource is Resource.SEWING else factory, week), 0.0),
        )
        for resource, factory, unit, minutes in units
        for week, (first, end) in weeks.items()
    )


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())


def _days_by_week(horizon: Horizon) -> dict[date, tuple[int, int]]:
    """The first day of every week, and the day after its last."""
    weeks: dict[date, tuple[int, int]] = {}
    for day in range(horizon.days):
        week = _monday(horizon.on(day))
        weeks[week] = (weeks[week][0] if week in weeks else day, day + 1)
    return weeks


def _values(
    horizon: Horizon, prices: Mapping[tuple[Resource, str], Sequence[float]]
) -> dict[tuple[Resource, str, date], float]:
    """Dual prices by line, cutting or finishing shop and week: the mean over the week's days."""
    by_week: dict[date, list[int]] = defaultdict(list)
    for day in range(horizon.days):
        by_week[_monday(horizon.on(day))].append(horizon.bucket_of_day[day])
    return {
        (resource, unit, week): sum(by_bucket[b] for b in buckets) / len(buckets)
        for (resource, unit), by_bucket in prices.items()
        for week, buckets in by_week.items()
    }
