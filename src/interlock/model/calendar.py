"""Which days are worked: weekly rest, Chinese public holidays with their make-up days, own closures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from interlock.model._validate import Problems
from interlock.model.words import ERRORS

SUNDAY = 6
# A plan's days go on so long after the last that its book names, for what is late.
ROOM_AFTER_LAST_DUE_DAYS = 42


@dataclass(frozen=True, kw_only=True)
class Closure:
    """Days, both ends included, on which a factory (``""``: everybody) does not work."""

    first_on: date
    last_on: date
    factory: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        with Problems("closure of", self.factory or "all") as p:
            p.in_order(self.first_on, self.last_on)

    def covers(self, on: date, factory: str) -> bool:
        """Tell whether the factory is closed by this on that day."""
        return self.factory in ("", factory) and self.first_on <= on <= self.last_on


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The working calendar of the cluster.

    ``rest_weekdays``: 0 Monday .. 6 Sunday. With ``public_holidays`` the statutory days of mainland China are
    closed and the announced make-up days are open (source: the `holidays` library; a year that the State Council
    has not announced yet has its statutory days only).
    """

    rest_weekdays: tuple[int, ...] = (SUNDAY,)
    public_holidays: bool = True
    closures: tuple[Closure, ...] = ()

    def __post_init__(self) -> None:
        with Problems("calendar") as p:
            for weekday in self.rest_weekdays:
                p.within("rest weekday", weekday, 0, 6)
            if len(set(self.rest_weekdays)) == 7:
                p.add(ERRORS.told("all_rest"))

    def is_open(self, on: date, factory: str = "") -> bool:
        """Tell whether the factory works on that day."""
        if any(closure.covers(on, factory) for closure in self.closures):
            return False
        if self.public_holidays:
            closed, made_up = _china(on.year)
            if on in made_up:
                return True
            if on in closed:
                return False
        return on.weekday() not in self.rest_weekdays

    def open_days(self, first_on: date, last_on: date, factory: str = "") -> Iterator[date]:
        """Yield the worked days from ``first_on`` to ``last_on``, both included."""
        day = first_on
        while day <= last_on:
            if self.is_open(day, factory):
                yield day
            day += timedelta(days=1)

    def mask(self, first_on: date, days: int, factory: str = "") -> tuple[bool, ...]:
        """Return, for each of ``days`` calendar days from ``first_on``, whether it is worked."""
        return tuple(self.is_open(first_on + timedelta(days=d), factory) for d in range(days))


@cache
def _china(year: int) -> tuple[frozenset[date], frozenset[date]]:
    import holidays

    table = holidays.country_holidays("CN", years=year)
    made_up = frozenset(day for day in table.weekend_workdays if day.year == year)
    return frozenset(table), made_up
