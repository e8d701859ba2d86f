"""When a shop works: minutes of a table's day as times of the clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.errors import HubError
from interlock_hub.cutting.models import ShopHours
from interlock_hub.network.models import CuttingTable

DAY_MIN, HOUR_MIN = 24 * 60, 60
# Where a shop has not said when it works: from eight with an hour at noon, or, with more than one shift, from six on.
MORNING_MIN, NOON_MIN, AFTER_NOON_MIN, TWO_SHIFTS_FROM_MIN = 8 * 60, 12 * 60, 13 * 60, 6 * 60
LONGEST_SHIFT_MIN = 12 * 60.0
MOST_SPANS = 6
Span = tuple[int, int]  # minutes from midnight; the end lies beyond 1440 where it is on the next day
_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})(?:[-–—~～至]|to)(\d{1,2})[:：](\d{2})")


@dataclass(frozen=True)
class Hours:
    """The spans in which a shop works on an open day, in their order; what does not fit runs on after the last."""

    spans: tuple[Span, ...]

    @property
    def minutes(self) -> int:
        """Minutes of work in a day."""
        return sum(end - start for start, end in self.spans)

    def begins(self, minute: float) -> float:
        """Return when work of a minute of the day begins, in minutes from midnight: after a break, not before it."""
        return self._at(minute, within=lambda left, length: left < length)

    def ends(self, minute: float) -> float:
        """Return when work up to a minute of the day has ended: before a break, not after it."""
        return self._at(minute, within=lambda left, length: left <= length)

    def span(self, start: float, end: float) -> str:
        """Return work between two minutes of the day as times of the clock."""
        return f"{clock(self.begins(start))}–{clock(self.ends(end))}"

    def full_hours(self, most_min: float) -> list[float]:
        """Return the minutes of the day at which the clock shows a full hour, up to ``most_min``."""
        found, before = [], 0
        for at, (start, end) in enumerate(self.spans):
            last = end if at + 1 < len(self.spans) else start + int(most_min) - before
            found += [before + hour - start for hour in range(-(-start // HOUR_MIN) * HOUR_MIN, last, HOUR_MIN)]
            before += end - start
        return [float(minute) for minute in dict.fromkeys(found) if 0 < minute < most_min]

    def __str__(self) -> str:
        return ", ".join(f"{clock(start)}–{clock(end)}" for start, end in self.spans)

    def _at(self, minute: float, within: Callable[[float, float], bool]) -> float:
        left = minute
        for start, end in self.spans[:-1]:
            if within(left, end - start):
                return start + left
            left -= end - start
        return self.spans[-1][0] + left


def clock(minutes: float) -> str:
    """Return minutes from midnight as ``h:mm``; ``+1`` marks the next day."""
    days, left = divmod(round(minutes), DAY_MIN)
    return f"{left // HOUR_MIN}:{left % HOUR_MIN:02d}{f' +{days}' if days else ''}"


def usual(minutes: float) -> Hours:
    """Return the hours of a shop that has not said any, for so many minutes a day."""
    if minutes > LONGEST_SHIFT_MIN:
        return Hours(((TWO_SHIFTS_FROM_MIN, TWO_SHIFTS_FROM_MIN + round(minutes)),))
    morning = NOON_MIN - MORNING_MIN
    return Hours(((MORNING_MIN, NOON_MIN), (AFTER_NOON_MIN, AFTER_NOON_MIN + max(1, round(minutes) - morning))))


def hours_of(factories: Iterable[int]) -> dict[int, Hours]:
    """Return when shops work, by row: as they said, else as usual for the longest day of their tables."""
    wanted = set(factories)
    said = dict(ShopHours.objects.filter(factory__in=wanted).values_list("factory", "spans"))
    tables = CuttingTable.objects.filter(factory__in=wanted - set(said)).order_by().values("factory")
    longest = dict(tables.annotate(most=Max("minutes_per_day")).values_list("factory", "most"))
    found = {factory: Hours(tuple((start, end) for start, end in spans)) for factory, spans in said.items()}
    return {factory: found.get(factory) or usual(longest.get(factory) or 0.0) for factory in wanted}


def read_hours(text: str) -> Hours:
    """Return hours written like ``8:00-12:00, 13:00-18:00``; raises HubError with all that is wrong."""
    parts = [part for part in re.split(r"[,，;；、\n]+", re.sub(r"[^\S\n]+", "", text)) if part]
    problems: list[str | Promise] = [
        _("%(found)s is no span of hours; write it like 8:00-12:00.") % {"found": part[:40]}
        for part in parts
        if not _is_span(part)
    ]
    if not parts:
        problems = [_("Give the hours in which the shop works, like 8:00-12:00, 13:00-18:00.")]
    elif len(parts) > MOST_SPANS:
        problems.append(_("Give at most %(most)s spans of hours.") % {"most": MOST_SPANS})
    if problems:
        raise HubError(*problems)
    spans = _in_turn([_minutes(part) for part in parts])
    wrong: list[str | Promise] = [
        _("%(later)s begins before %(earlier)s has ended; give the spans in their order.")
        % {"later": _shown(later), "earlier": _shown(earlier)}
        for earlier, later in pairwise(spans)
        if later[0] < earlier[1]
    ]
    if spans[-1][1] - spans[0][0] > DAY_MIN:
        wrong.append(_("The hours make more than a day; give those of one day."))
    if wrong:
        raise HubError(*wrong)
    return Hours(tuple(spans))


def _is_span(part: str) -> bool:
    found = _SPAN.fullmatch(part)
    if found is None:
        return False
    hours, minutes = (int(found[1]), int(found[3])), (int(found[2]), int(found[4]))
    return max(hours) <= DAY_MIN // HOUR_MIN and max(minutes) < HOUR_MIN and _minutes(part)[0] < DAY_MIN


def _minutes(part: str) -> Span:
    found = _SPAN.fullmatch(part)
    assert found is not None
    start, end = (int(found[at]) * HOUR_MIN + int(found[at + 1]) for at in (1, 3))
    return start, end if end > start else end + DAY_MIN


def _in_turn(spans: Sequence[Span]) -> list[Span]:
    """Spans after midnight belong to the evening before."""
    first = spans[0][0]
    return [(start + DAY_MIN, end + DAY_MIN) if start < first else (start, end) for start, end in spans]


def _shown(span: Span) -> str:
    return f"{clock(span[0])}–{clock(span[1])}"
