"""When lays are spread: their days and times of the clock as minutes, and the turn in which rolls come to them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from interlock.paper.lay import LayPaper

DAY_MIN, HOUR_MIN = 24 * 60, 60
_TIME = r"(\d{1,2})[:：](\d{2})(?: \+(\d))?"
_SPAN = re.compile(rf"\s*{_TIME}\s*[-–—~～至]\s*{_TIME}\s*")


def minutes_of(lay: LayPaper) -> tuple[int, int] | None:
    """Return when a lay begins and ends, in minutes from one moment for all lays; None where it does not tell.

    Its ``time`` is read like ``08:00–09:30``; ``+1`` behind a time, or an end before the beginning, is of the next day.
    """
    found = _SPAN.fullmatch(lay.time)
    if found is None or lay.cut_on is None:
        return None
    parts = [int(part or 0) for part in found.groups()]
    day = lay.cut_on.toordinal() * DAY_MIN
    start, end = (day + days * DAY_MIN + hours * HOUR_MIN + minutes for hours, minutes, days in (parts[:3], parts[3:]))
    return start, end if end >= start else end + DAY_MIN


def in_turn(lays: Iterable[LayPaper]) -> list[LayPaper]:
    """Return lays in the order in which they are spread: by day and clock, whatever their order.

    Lays of a day of which one tells no time keep their order, and so do all where one tells no day.
    """
    every = list(lays)
    begins = {at: found[0] for at, lay in enumerate(every) if (found := minutes_of(lay))}
    silent = {lay.cut_on for at, lay in enumerate(every) if at not in begins}
    if None in silent:
        return every

    def turn(at: int) -> tuple[int, int]:
        on = every[at].cut_on
        return (on.toordinal() if on else 0), 0 if on in silent else begins[at]

    return [every[at] for at in sorted(range(len(every)), key=turn)]
