"""Where a plan waits although it could go on: without chance, the same waits make the played days the planned ones."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from interlock.simulate.problem import Chunk, LotWork

# Parts of a day that are rounding, not work.
ROUNDING_SHARE = 1e-5


def fitted_line(minutes: Sequence[float], lots: Sequence[LotWork], last_min: Sequence[float]) -> list[LotWork]:
    """Return a line's lots, in its sequence, with the waits that the plan makes.

    A lot that starts later than its pieces and its line allow (it is locked, say) is held until its planned day; one
    that ends later than its minutes ask for (a pause) works the missing minutes. ``last_min`` are the planned minutes
    of each lot on its last day.
    """
    prefix = [0.0, *accumulate(minutes)]
    rounding = ROUNDING_SHARE * max(minutes)
    at, fitted = 0.0, []
    for lot, last in zip(lots, last_min, strict=True):
        start = max(at, prefix[lot.arrive_day])
        hold_day = 0
        if _first_day(prefix, start, rounding) < lot.start_day:
            hold_day = lot.start_day
            start = max(start, prefix[hold_day])
        end = start + lot.work_min
        if _last_day(prefix, end, rounding) < lot.end_day:
            end = prefix[lot.end_day] + min(max(last, 2 * rounding), minutes[lot.end_day])
        fitted.append(replace(lot, hold_day=hold_day, work_min=end - start))
        at = end
    return fitted


def held_chunks(minutes: Sequence[float], chunks: Sequence[Chunk], ready_day: Sequence[int]) -> tuple[Chunk, ...]:
    """Return a shop's chunks; one is held until its planned day if the shop had room for it before and left it idle."""
    used: dict[int, float] = defaultdict(float)
    for chunk in chunks:
        used[chunk.day] += chunk.minutes
    rounding = ROUNDING_SHARE * max(minutes)
    idle = [day for day, most in enumerate(minutes) if most - used[day] > rounding]
    return tuple(
        replace(chunk, hold_day=chunk.day) if _any_between(idle, ready, chunk.day) else chunk
        for chunk, ready in zip(chunks, ready_day, strict=True)
    )


def _first_day(prefix: Sequence[float], at: float, rounding: float) -> int:
    return bisect_right(prefix, at + rounding, lo=1) - 1


def _last_day(prefix: Sequence[float], at: float, rounding: float) -> int:
    return bisect_left(prefix, at - rounding, lo=1) - 1


def _any_between(days: Sequence[int], first: int, end: int) -> bool:
    """Tell whether one of the rising days lies in first .. end - 1."""
    at = bisect_left(days, first)
    return at < len(days) and days[at] < end
