"""The days a plan speaks of, and the buckets (weeks, as a rule) that work is allocated to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from interlock.errors import Infeasible
from interlock.model import ROOM_AFTER_LAST_DUE_DAYS, Calendar, CapacityChange, Line, Policy, Scenario
from interlock.stages.words import ERRORS

# Monday to Saturday are cut into equal buckets; Sunday belongs to the last.
WORKED_WEEKDAYS = 6
# Longer plans than five years are slips of the pen in a date.
MOST_DAYS = 1_830


@dataclass(frozen=True)
class Horizon:
    """Calendar days 0 .. ``days`` - 1 from ``first_on``, in buckets.

    A bucket starts on every Monday, and within the week as often as the policy asks: on every day but Sunday in the
    days that it calls near. ``longer`` are the standard minutes of overtime that lines work on each day, by line; only
    lines that work some.
    """

    first_on: date
    days: int
    bucket_starts: tuple[int, ...]
    calendar: Calendar
    changes: tuple[CapacityChange, ...] = ()
    longer: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, scenario: Scenario, policy: Policy, *, until: date | None = None) -> Horizon:
        """Return the horizon that holds every due date of the scenario with room for what is late, and ``until``.

        Raises :class:`~interlock.errors.Infeasible` when the calendar has no open day in it.
        """
        last_due = max((o.due_on for o in scenario.orders), default=scenario.today)
        latest_in = max(
            (o.material_ready_on or o.earliest_start_on or scenario.today for o in scenario.orders),
            default=scenario.today,
        )
        locked = max((lock.first_on for lock in scenario.rules.locks), default=scenario.today)
        last_on = max(last_due, latest_in, locked, scenario.today) + timedelta(days=ROOM_AFTER_LAST_DUE_DAYS)
        last_on = max(last_on, until or last_on)
        days = (last_on - scenario.today).days + 1
        if days > MOST_DAYS:
            raise Infeasible(ERRORS.told("too_far", last_on=last_on, most=MOST_DAYS, orders=_farthest(scenario)))
        if not any(scenario.calendar.mask(scenario.today, days)):
            raise Infeasible(ERRORS.told("never_open", first_on=scenario.today, last_on=last_on))
        width = WORKED_WEEKDAYS // policy.buckets_per_week
        openings = set(range(0, WORKED_WEEKDAYS, width))
        weekday = scenario.today.weekday()
        worked = set(range(WORKED_WEEKDAYS))
        near = policy.near_days
        starts = (day for day in range(1, days) if (weekday + day) % 7 in (worked if day <= near else openings))
        return cls(scenario.today, days, (0, *starts), scenario.calendar, scenario.capacity_changes)

    @classmethod
    def after(cls, scenario: Scenario, policy: Policy, last_start_day: int) -> Horizon:
        """Return the horizon that has room as well for what cannot be cut before ``last_start_day``."""
        until = scenario.today + timedelta(days=last_start_day + ROOM_AFTER_LAST_DUE_DAYS)
        return cls.of(scenario, policy, until=until)

    @property
    def buckets(self) -> int:
        """How many buckets there are."""
        return len(self.bucket_starts)

    @property
    def last_on(self) -> date:
        """The last day."""
        return self.on(self.days - 1)

    def on(self, day: int) -> date:
        """Return the date of a day's index."""
        return self.first_on + timedelta(days=day)

    def day(self, on: date) -> int:
        """Return the index of a date; it may lie outside 0 .. days - 1."""
        return (on - self.first_on).days

    @cached_property
    def bucket_of_day(self) -> tuple[int, ...]:
        """The bucket of every day."""
        ends = (*self.bucket_starts[1:], self.days)
        return tuple(
            b for b, (start, end) in enumerate(zip(self.bucket_starts, ends, strict=True)) for _ in range(start, end)
        )

    def bucket(self, day: int) -> int:
        """Return the bucket of a day; days before the first belong to bucket 0, days past the end to ``buckets``."""
        return self.buckets if day >= self.days else self.bucket_of_day[max(day, 0)]

    def bucket_days(self, bucket: int) -> range:
        """Return the days of a bucket."""
        end = self.bucket_starts[bucket + 1] if bucket + 1 < self.buckets else self.days
        return range(self.bucket_starts[bucket], end)

    def open_mask(self, factory: str = "") -> tuple[bool, ...]:
        """Return whether the factory works, for every day."""
        own = factory if any(closure.factory == factory for closure in self.calendar.closures) else ""
        if own not in self._masks:
            self._masks[own] = self.calendar.mask(self.first_on, self.days, own)
        return self._masks[own]

    def next_open(self, day: int, factory: str = "") -> int:
        """Return the first day from ``day`` on that the factory works; ``days`` where the horizon has none."""
        mask = self.open_mask(factory)
        return next((d for d in range(max(day, 0), self.days) if mask[d]), self.days)

    def per_day(self, minutes: float, factory: str) -> tuple[float, ...]:
        """Return ``minutes`` on every open day of the factory and 0 on the others."""
        return tuple(minutes if is_open else 0.0 for is_open in self.open_mask(factory))

    def line_per_day(self, line: Line) -> tuple[float, ...]:
        """Return a line's minutes of every day: none when it is closed, a share where its capacity is changed."""
        usual = self.per_day(line.capacity_min_per_day, line.factory)
        mine = [change for change in self.changes if change.line == line.code]
        if not mine:
            return usual
        days = [(minutes, self.on(day)) for day, minutes in enumerate(usual)]
        return tuple(m * min((c.share for c in mine if c.covers(on)), default=1.0) for m, on in days)

    def sewing_per_day(self, line: Line) -> tuple[float, ...]:
        """Return a line's minutes of every day, its overtime counted in."""
        usual, more = self.line_per_day(line), self.longer.get(line.code)
        return usual if more is None else tuple(u + m for u, m in zip(usual, more, strict=True))

    def line_per_bucket(self, line: Line) -> list[float]:
        """Return a line's minutes of every bucket."""
        days = self.line_per_day(line)
        return [sum(days[d] for d in self.bucket_days(b)) for b in range(self.buckets)]

    def per_bucket(self, minutes: float, factory: str) -> list[float]:
        """Return the minutes of every bucket for ``minutes`` an open day."""
        mask = self.open_mask(factory)
        return [minutes * sum(mask[d] for d in self.bucket_days(b)) for b in range(self.buckets)]

    @cached_property
    def _masks(self) -> dict[str, tuple[bool, ...]]:
        return {}


def _farthest(scenario: Scenario) -> str:
    """The orders and locks that name the latest days, latest first."""
    named = [
        (max(filter(None, (o.due_on, o.material_ready_on, o.earliest_start_on))), o.number) for o in scenario.orders
    ]
    named += [(lock.first_on, lock.order) for lock in scenario.rules.locks]
    return ", ".join(f"{number} ({on})" for on, number in sorted(named, reverse=True)[:3])
