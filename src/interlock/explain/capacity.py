"""How full the sewing lines are by week, and what one more minute there is worth: the plan's loads, indexed once."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, median
from typing import TYPE_CHECKING

from interlock.model import Line, Load, Plan, Resource, Scenario

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FULL_SHARE = 0.97
# A week in which more capacity has a price is full at a lower load too: days do not divide evenly among lots.
PRICED_FULL_SHARE = 0.9
# A unit that the plan leaves more room on has nothing scarce, whatever price the allocation by weeks saw there.
SCARCE_SHARE = 0.8
# So many of a skill's lines must be full before the skill is.
SKILL_FULL_SHARE = 0.9
DAYS_A_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class SkillWeek:
    """The lines able to sew a category in one week that are open then; ``fen_per_min`` is one more minute's worth."""

    week_on: date
    lines: int
    full_lines: int
    capacity_min: float
    used_min: float
    fen_per_min: float

    @property
    def load(self) -> float:
        """Used over capacity; 0 where all lines are closed."""
        return self.used_min / self.capacity_min if self.capacity_min > 0 else 0.0

    @property
    def is_full(self) -> bool:
        """Tell whether the skill has no room left: nearly all lines, or nearly all minutes, are taken."""
        return self.lines > 0 and (self.full_lines >= SKILL_FULL_SHARE * self.lines or self.load >= FULL_SHARE)


class Capacity:
    """The sewing loads of a plan by line, week and skill."""

    def __init__(self, scenario: Scenario, plan: Plan) -> None:
        self._first_on = plan.first_on
        self._loads = {
            (load.unit, load.week_on): load
            for load in plan.loads
            if load.resource is Resource.SEWING and load.capacity_min > 0
        }
        self.weeks: tuple[date, ...] = tuple(sorted({load.week_on for load in plan.loads}))
        self._lines_by_category = _lines_by_category(scenario.lines)
        self._sewn = self._sewn_minutes(scenario, plan)
        self._skill_weeks: dict[tuple[str, date], SkillWeek] = {}
        self._free: dict[str, NDArray[np.float64]] = {}
        self.line_day_min = median([line.capacity_min_per_day for line in scenario.lines]) if scenario.lines else 0.0
        """Standard minutes of a usual line-day: the median line of the cluster."""

    def lines_for(self, category: str) -> tuple[Line, ...]:
        """Return the lines able to sew a category, largest output in it first."""
        return self._lines_by_category.get(category, ())

    def day_min_of(self, category: str) -> float:
        """Return the standard minutes of a day of the lines able to sew a category, on average."""
        return fmean([line.capacity_min_per_day for line in self.lines_for(category)] or [0.0])

    def week_of(self, on: date) -> date:
        """Return the start of the week a day lies in; days before the first week belong to it."""
        place = bisect_right(self.weeks, on) - 1
        return self.weeks[max(place, 0)] if self.weeks else self._first_on

    def weeks_between(self, first_on: date, last_on: date) -> tuple[date, ...]:
        """Return the starts of the weeks that the days from ``first_on`` to ``last_on`` touch, at least one."""
        first = self.week_of(first_on)
        return (first, *(week for week in self.weeks if first < week <= last_on))

    def skill_week(self, category: str, week_on: date) -> SkillWeek:
        """Return how full the lines able to sew a category are in a week.

        The worth of a minute is the mean of the lines' dual prices weighted by the minutes they sew of that category
        in that week (by all minutes they sew, where none of it is sewn): the minute that one more line with this
        skill sets free is one spent on this work. A maximum would speak of one line's special place.
        """
        key = (category, week_on)
        if key not in self._skill_weeks:
            self._skill_weeks[key] = self._weigh(category, week_on)
        return self._skill_weeks[key]

    def lines_with_room(self, category: str, minutes: float, first_on: date, last_on: date) -> tuple[Line, ...]:
        """Return the lines able to sew a category that have so many minutes free on the days, both ends included.

        Loads are by week: of a week that lies partly outside the days, as large a part of its free minutes counts.
        """
        shares = [_days_within(week, first_on, last_on) / DAYS_A_WEEK for week in self.weeks]
        room = self._free_min(category) @ shares
        return tuple(line for line, free in zip(self.lines_for(category), room, strict=True) if free >= minutes)

    def _free_min(self, category: str) -> NDArray[np.float64]:
        """Free minutes of the lines able to sew a category, lines by weeks."""
        import numpy as np

        if category not in self._free:
            lines = self.lines_for(category)
            free = np.zeros((len(lines), len(self.weeks)))
            for row, line in zip(free, lines, strict=True):
                loads = [self._loads.get((line.code, week)) for week in self.weeks]
                row[:] = [max(load.capacity_min - load.used_min, 0.0) if load else 0.0 for load in loads]
            self._free[category] = free
        return self._free[category]

    def _weigh(self, category: str, week_on: date) -> SkillWeek:
        open_lines = [load for line in self.lines_for(category) if (load := self._loads.get((line.code, week_on)))]
        weights = [self._sewn.get((load.unit, week_on, category), 0.0) for load in open_lines]
        return SkillWeek(
            week_on=week_on,
            lines=len(open_lines),
            full_lines=sum(is_full(load) for load in open_lines),
            capacity_min=sum(load.capacity_min for load in open_lines),
            used_min=sum(load.used_min for load in open_lines),
            fen_per_min=mean_value(open_lines, weights if any(weights) else None),
        )

    def _sewn_minutes(self, scenario: Scenario, plan: Plan) -> Mapping[tuple[str, date, str], float]:
        found: defaultdict[tuple[str, date, str], float] = defaultdict(float)
        weeks: dict[date, date] = {}
        for lot in plan.lots:
            category = scenario.style[scenario.order[lot.order].style].category
            for day in lot.days:
                week = weeks.get(day.on) or weeks.setdefault(day.on, self.week_of(day.on))
                found[lot.line, week, category] += day.used_min
        return found


def _days_within(week_on: date, first_on: date, last_on: date) -> int:
    """Count the days of a week from ``first_on`` to ``last_on``."""
    first, last = max(week_on, first_on), min(week_on + timedelta(days=DAYS_A_WEEK - 1), last_on)
    return max((last - first).days + 1, 0)


def is_full(load: Load) -> bool:
    """Tell whether a unit has no room left in a week."""
    share = load.used_min / load.capacity_min
    return share >= (PRICED_FULL_SHARE if load.value_fen_per_min > 0 else FULL_SHARE)


def mean_value(loads: Iterable[Load], weights: Iterable[float] | None = None) -> float:
    """Return the mean worth of a minute in fen, weighted by the minutes used unless weights are given."""
    found = list(loads)
    weighted = list(weights) if weights is not None else [load.used_min for load in found]
    total = sum(weighted)
    if total <= 0:
        return 0.0
    return sum(_worth(load) * weight for load, weight in zip(found, weighted, strict=True)) / total


def is_scarce(loads: Iterable[Load]) -> bool:
    """Tell whether the plan uses units up, all of them together."""
    found = list(loads)
    return sum(load.used_min for load in found) >= SCARCE_SHARE * sum(load.capacity_min for load in found)


def _worth(load: Load) -> float:
    """Dual price where the plan uses the unit up; more of what stands idle is worth nothing."""
    return load.value_fen_per_min if is_scarce([load]) else 0.0


def _lines_by_category(lines: Iterable[Line]) -> Mapping[str, tuple[Line, ...]]:
    found: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        for skill in line.skills:
            found[skill.category].append(line)
    return {
        category: tuple(sorted(able, key=lambda line: (-line.capacity_min_per_day * line.level(category), line.code)))
        for category, able in found.items()
    }
