"""No line-day, table-day or finishing-day is asked for more than it has and may have; nothing overlaps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from interlock.laws.words import LAWS
from interlock.model import MOST_OVERTIME_HOURS, Lay, Lot, Plan, Policy, Scenario
from interlock.model.categories import category_told

ROUNDING = 1e-6


def capacity_breaches(scenario: Scenario, policy: Policy, plan: Plan) -> Iterator[str]:
    """Yield breaches of the laws of capacity."""
    yield from _lines(scenario, policy, plan)
    yield from _tables(scenario, plan)
    yield from _finishing(scenario, plan)
    yield from _loads(scenario, plan)


def _lines(scenario: Scenario, policy: Policy, plan: Plan) -> Iterator[str]:
    used: Counter[tuple[str, date]] = Counter()
    by_line: dict[str, list[Lot]] = defaultdict(list)
    for lot in plan.lots:
        line = scenario.line[lot.line]
        style = scenario.style[scenario.order[lot.order].style]
        if line.level(style.category) <= 0:
            yield LAWS.told("no_skill", lot=lot.id, line=line.code, category=category_told(style.category))
        if not lot.done and not plan.is_over(lot.start_on) and lot.factory in scenario.declined_by.get(lot.order, ()):
            yield LAWS.told("declined", lot=lot.id, factory=lot.factory, order=lot.order)
        by_line[lot.line].append(lot)
        for day in lot.days:
            used[lot.line, day.on] += day.used_min  # type: ignore[assignment]
        sewn, needed = sum(day.productive_min for day in lot.days), lot.pieces * style.smv_min
        if abs(sewn - needed) > ROUNDING * max(1.0, needed):
            yield LAWS.told("sewn_min", lot=lot.id, sewn=sewn, needed=needed)
    yield from _hours(scenario, policy, used)
    for code, lots in by_line.items():
        lots.sort(key=lambda lot: (lot.start_on, lot.end_on))
        for before, after in pairwise(lots):
            if after.start_on < before.end_on:
                yield LAWS.told("inside", line=code, after=after.id, start_on=after.start_on, before=before.id)


def _hours(scenario: Scenario, policy: Policy, used: Mapping[tuple[str, date], float]) -> Iterator[str]:
    """A line-day has its shift and the overtime that it may work, a line's month the month's hours.

    That is what policy and factory allow and what was agreed, three hours in all (Labour Law of the People's Republic
    of China, article 41).
    """
    month_hours: Counter[tuple[str, int, int]] = Counter()
    for (code, on), minutes in used.items():
        line = scenario.line[code]
        shift, share = line.capacity_min_per_day, scenario.share_of(code, on)
        hour_min = shift / line.minutes_per_day * 60
        own = scenario.factory[line.factory].overtime_hours
        hours = policy.overtime_hours if own is None else min(policy.overtime_hours, own)
        hours = min(MOST_OVERTIME_HOURS, hours + scenario.agreed_hours(code, on))
        most = (shift + hours * hour_min) * share
        if minutes > most * (1 + ROUNDING) + ROUNDING:
            yield LAWS.told("line_day", line=code, on=on, minutes=minutes, most=most)
        month_hours[code, on.year, on.month] += max(0.0, minutes - shift * share) / hour_min  # type: ignore[assignment]
    for (code, year, month), hours in month_hours.items():
        if hours > policy.overtime_month_hours * (1 + ROUNDING) + ROUNDING:
            most = policy.overtime_month_hours
            yield LAWS.told("month_hours", line=code, year=year, month=month, hours=hours, most=most)


def _tables(scenario: Scenario, plan: Plan) -> Iterator[str]:
    by_table: dict[tuple[str, date], list[Lay]] = defaultdict(list)
    for lay in plan.lays:
        table, marker = scenario.table[lay.table], plan.marker[lay.marker]
        by_table[lay.table, lay.cut_on].append(lay)
        if marker.length_mm > table.length_mm + ROUNDING:
            yield LAWS.told("table_length", lay=lay.id, found=marker.length_mm, table=table.code, held=table.length_mm)
        if marker.width_mm > table.width_mm + ROUNDING:
            yield LAWS.told("table_width", lay=lay.id, found=marker.width_mm, table=table.code, held=table.width_mm)
    for (code, on), lays in by_table.items():
        lays.sort(key=lambda lay: lay.start_min)
        for before, after in pairwise(lays):
            if after.start_min < before.end_min - ROUNDING:
                yield LAWS.told("lays_overlap", table=code, on=on, before=before.id, after=after.id)
        if lays[0].start_min < 0 or lays[-1].end_min > scenario.table[code].minutes_per_day + ROUNDING:
            yield LAWS.told("table_day", table=code, on=on, minute=lays[-1].end_min)


def _finishing(scenario: Scenario, plan: Plan) -> Iterator[str]:
    used: Counter[tuple[str, date]] = Counter()
    for day in plan.finishing:
        used[day.factory, day.on] += day.minutes  # type: ignore[assignment]
    for (code, on), minutes in used.items():
        factory = scenario.factory.get(code)
        most = factory.finishing_min_per_day if factory and scenario.calendar.is_open(on, code) else 0.0
        if minutes > most * (1 + ROUNDING) + ROUNDING:
            yield LAWS.told("finishing_day", factory=code, on=on, minutes=minutes, most=most)


def _loads(scenario: Scenario, plan: Plan) -> Iterator[str]:
    """The loads shown are those of the parts, in all."""
    found = {
        "sewing": sum(day.used_min for lot in plan.lots for day in lot.days),
        "cutting": sum(lay.end_min - lay.start_min for lay in plan.lays),
        "finishing": sum(day.minutes for day in plan.finishing),
    }
    for resource, minutes in found.items():
        shown = sum(load.used_min for load in plan.loads if load.resource.value == resource)
        if abs(shown - minutes) > ROUNDING * max(1.0, minutes):
            yield LAWS.told("loads", what=LAWS.told(resource), shown=shown, found=minutes)
