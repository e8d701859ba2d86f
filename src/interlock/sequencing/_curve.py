"""The arithmetic of a learning curve, in plain scalars so that the search can compile the very same functions.

Experience is counted in minutes that the line has worked on the style since it started it; ``day_min`` minutes make one
day of experience, whatever the calendar says, so the loss of a start does not depend on the hour at which it begins.
"""

from __future__ import annotations


def output_after(experience_min: float, first_share: float, days: int, day_min: float) -> float:
    """Standard minutes produced in the first ``experience_min`` minutes: shares rise in equal steps over ``days``."""
    day = int(experience_min / day_min)
    if day > days:
        day = days
    step = (1.0 - first_share) / max(days, 1)
    whole_days = day * first_share + step * (day * (day - 1) // 2)
    share = 1.0 if day == days else first_share + step * day
    return whole_days * day_min + share * (experience_min - day * day_min)


def experience_for(output_min: float, first_share: float, days: int, day_min: float) -> float:
    """Minutes to work from the start for ``output_min``; the inverse of :func:`output_after`."""
    step = (1.0 - first_share) / max(days, 1)
    left_min = output_min
    for day in range(days):
        room_min = (first_share + step * day) * day_min
        if left_min <= room_min:
            return (day + left_min / room_min) * day_min
        left_min -= room_min
    return days * day_min + left_min


def produced_in(worked_min: float, experience_min: float, first_share: float, days: int, day_min: float) -> float:
    """Standard minutes produced in ``worked_min`` minutes of work, beginning with ``experience_min`` on the style."""
    if experience_min >= days * day_min:
        return worked_min
    before_min = output_after(experience_min, first_share, days, day_min)
    return output_after(experience_min + worked_min, first_share, days, day_min) - before_min


def worked_for(productive_min: float, experience_min: float, first_share: float, days: int, day_min: float) -> float:
    """Minutes the line must work to produce ``productive_min``; the inverse of :func:`produced_in`."""
    if experience_min >= days * day_min:
        return productive_min
    before_min = output_after(experience_min, first_share, days, day_min)
    return experience_for(before_min + productive_min, first_share, days, day_min) - experience_min
