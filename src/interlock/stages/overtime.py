"""Minutes beyond the shift: how many a line may work, what they are on its days, and what they cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from interlock.model import MOST_OVERTIME_HOURS, Line, Lot, Plan, Policy, Scenario
from interlock.stages.horizon import Horizon

if TYPE_CHECKING:
    from numpy.typing import NDArray


def works_overtime(scenario: Scenario, policy: Policy) -> bool:
    """Tell whether any line may work beyond its shift: by the policy, or because it was agreed."""
    return bool(policy.overtime_hours or scenario.agreed_overtime)


def most_overtime_min(scenario: Scenario, policy: Policy, horizon: Horizon, line: Line) -> tuple[float, ...]:
    """Return the most standard minutes that a line may work beyond its shift on every day, by its day's hours.

    None on a closed day; a share where its capacity is changed. What was agreed comes on top of what the policy allows,
    within the hours of the law.
    """
    usual_hours = policy.overtime_hours_at(scenario.factory[line.factory])
    agreed = _agreed_min(scenario, horizon, line)
    most = MOST_OVERTIME_HOURS * 60 / line.minutes_per_day
    share = usual_hours * 60 / line.minutes_per_day
    days = zip(horizon.line_per_day(line), agreed, strict=True)
    return tuple(min(minutes * most, minutes * share + more) for minutes, more in days)


def _agreed_min(scenario: Scenario, horizon: Horizon, line: Line) -> tuple[float, ...]:
    """Standard minutes of overtime that a line has agreed to work on every day."""
    if not scenario.agreed_overtime:
        return (0.0,) * horizon.days
    days = enumerate(horizon.line_per_day(line))
    hours = (minutes * scenario.agreed_hours(line.code, horizon.on(day)) for day, minutes in days)
    return tuple(found * 60 / line.minutes_per_day for found in hours)


def overtime_by_bucket(scenario: Scenario, policy: Policy, horizon: Horizon) -> NDArray[np.float64]:
    """Return the most standard minutes that every line may work beyond its shift, by bucket."""
    days = [most_overtime_min(scenario, policy, horizon, line) for line in scenario.lines]
    table = np.array(days, dtype=float).reshape(len(days), horizon.days)
    found: NDArray[np.float64] = np.add.reduceat(table, horizon.bucket_starts, axis=1)
    return found


def month_min(policy: Policy, line: Line) -> float:
    """Return the most standard minutes that a line may work beyond its shifts in a calendar month."""
    return policy.overtime_month_hours * line.minutes_per_hour


def within_months(policy: Policy, horizon: Horizon, line: Line, wanted: Sequence[float]) -> tuple[float, ...]:
    """Return overtime by day, less in proportion in each calendar month that has more than it may."""
    months = months_of(horizon)
    total: dict[tuple[int, int], float] = defaultdict(float)
    for month, minutes in zip(months, wanted, strict=True):
        total[month] += minutes
    most = month_min(policy, line)
    share = {month: min(1.0, most / minutes) if minutes > 0 else 1.0 for month, minutes in total.items()}
    return tuple(minutes * share[month] for month, minutes in zip(months, wanted, strict=True))


def months_of(horizon: Horizon) -> list[tuple[int, int]]:
    """Return year and month of every day."""
    return [(on.year, on.month) for on in map(horizon.on, range(horizon.days))]


def as_planned(scenario: Scenario, policy: Policy, horizon: Horizon, plan: Plan) -> Horizon:
    """Return the horizon with the overtime that a plan works and that is agreed, as far as it is allowed (still)."""
    if not works_overtime(scenario, policy):
        return horizon
    longer: dict[str, tuple[float, ...]] = {}
    used = _used(plan.lots)
    for code in dict.fromkeys([*used, *(one.line for one in scenario.agreed_overtime)]):
        line = scenario.line[code]
        usual, most = horizon.line_per_day(line), most_overtime_min(scenario, policy, horizon, line)
        over = list(_agreed_min(scenario, horizon, line))
        for on, minutes in used.get(code, {}).items():
            day = horizon.day(on)
            if 0 <= day < horizon.days:
                over[day] = max(over[day], minutes - usual[day])
        over = [min(minutes, allowed) for minutes, allowed in zip(over, most, strict=True)]
        if any(over):
            longer[code] = within_months(policy, horizon, line, over)
    return replace(horizon, longer=longer)


def paid(scenario: Scenario, policy: Policy, lots: Sequence[Lot]) -> tuple[Lot, ...]:
    """Return lots with what their overtime costs: a line-day's minutes beyond its shift, shared by the minutes used."""
    if not works_overtime(scenario, policy):
        return tuple(lot if not lot.overtime_fen else replace(lot, overtime_fen=0) for lot in lots)
    over_share: dict[tuple[str, date], float] = {}
    for code, days in _used(lots).items():
        usual = scenario.line[code].capacity_min_per_day
        for on, minutes in days.items():
            beyond = minutes - usual * scenario.share_of(code, on)
            if beyond > 0:
                over_share[code, on] = beyond / minutes
    found = []
    for lot in lots:
        over_min = sum(day.used_min * over_share.get((lot.line, day.on), 0.0) for day in lot.days)
        fen = round(over_min * policy.overtime_fen_per_min)
        found.append(lot if lot.overtime_fen == fen else replace(lot, overtime_fen=fen))
    return tuple(found)


def _used(lots: Sequence[Lot]) -> Mapping[str, Mapping[date, float]]:
    """Minutes that lots use of each line by day."""
    used: dict[str, dict[date, float]] = defaultdict(lambda: defaultdict(float))
    for lot in lots:
        for day in lot.days:
            used[lot.line][day.on] += day.used_min
    return used
