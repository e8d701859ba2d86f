"""What one more line-day is worth, by factory, skill, township and centre."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import fmean, median

from interlock.explain.capacity import DAYS_A_WEEK, SCARCE_SHARE, Capacity, is_scarce, mean_value
from interlock.model import BottleneckValue, Load, Plan, Resource, Scenario, Scope


def bottlenecks(scenario: Scenario, plan: Plan) -> tuple[BottleneckValue, ...]:
    """Return where one more day of capacity would lower the plan's cost, dearest first.

    The worth comes from the dual prices of the plan's loads (fen per minute; nothing where the plan leaves a fifth of
    the unit idle), times the minutes of a day:

    - factory and township: mean over their sewing lines, weighted by their minutes, as longer days there would add;
    - skill (a category that is ordered): mean over the lines able to sew it, weighted by the minutes they sew of it
      that week, see :meth:`~interlock.explain.capacity.Capacity.skill_week`;
    - centre: mean over its cutting tables; the day is its median table's.

    A line-day is the mean of the lines there. Of skills and townships only those are told that are short as a whole:
    where a fifth of their lines' minutes stands idle, a price is one line's own and more capacity saves little. Weeks
    and places where more would be worth nothing are left out, and so are weeks that are over.
    """
    capacity = Capacity(scenario, plan)
    found = [
        *_places(scenario, plan),
        *_skills(scenario, capacity),
        *_centres(scenario, plan),
    ]
    to_come = (one for one in found if not is_week_over(plan, one.week_on))
    return tuple(sorted(to_come, key=lambda b: (-b.fen_per_day, b.scope, b.week_on, b.key)))


def is_week_over(plan: Plan, week_on: date) -> bool:
    """Tell whether all days of a week are over, as far as is known."""
    return plan.is_over(week_on + timedelta(days=DAYS_A_WEEK - 1))


def _places(scenario: Scenario, plan: Plan) -> Iterator[BottleneckValue]:
    by_factory: defaultdict[tuple[str, date], list[Load]] = defaultdict(list)
    by_township: defaultdict[tuple[str, date], list[Load]] = defaultdict(list)
    for load in plan.loads:
        if load.resource is Resource.SEWING:
            by_factory[load.factory, load.week_on].append(load)
            by_township[scenario.factory[load.factory].township, load.week_on].append(load)
    for scope, groups in ((Scope.FACTORY, by_factory), (Scope.TOWNSHIP, by_township)):
        for (key, week_on), loads in groups.items():
            if scope is Scope.TOWNSHIP and not is_scarce(loads):
                continue
            day_min = fmean(scenario.line[load.unit].capacity_min_per_day for load in loads)
            yield from _value(scope, key, week_on, loads, day_min)


def _skills(scenario: Scenario, capacity: Capacity) -> Iterator[BottleneckValue]:
    ordered = dict.fromkeys(scenario.style[order.style].category for order in scenario.orders)
    for category in ordered:
        for week_on in capacity.weeks:
            week = capacity.skill_week(category, week_on)
            if week.fen_per_min > 0 and week.load >= SCARCE_SHARE:
                yield BottleneckValue(
                    scope=Scope.SKILL,
                    key=category,
                    week_on=week_on,
                    fen_per_day=week.fen_per_min * capacity.day_min_of(category),
                    day_min=capacity.day_min_of(category),
                    load=week.load,
                )


def _centres(scenario: Scenario, plan: Plan) -> Iterator[BottleneckValue]:
    by_factory: defaultdict[tuple[str, date], list[Load]] = defaultdict(list)
    for load in plan.loads:
        if load.resource is Resource.CUTTING:
            by_factory[load.factory, load.week_on].append(load)
    for (key, week_on), loads in by_factory.items():
        tables = scenario.tables_of[key]
        if tables:
            yield from _value(Scope.CENTRE, key, week_on, loads, median(t.minutes_per_day for t in tables))


def _value(scope: Scope, key: str, week_on: date, loads: list[Load], day_min: float) -> Iterator[BottleneckValue]:
    capacities = [load.capacity_min for load in loads]
    fen_per_min, capacity_min = mean_value(loads, capacities), sum(capacities)
    if fen_per_min > 0 and capacity_min > 0:
        yield BottleneckValue(
            scope=scope,
            key=key,
            week_on=week_on,
            fen_per_day=fen_per_min * day_min,
            day_min=day_min,
            load=sum(load.used_min for load in loads) / capacity_min,
        )
