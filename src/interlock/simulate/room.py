"""The minutes a table or shop still has on every day of every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from interlock.simulate.holds import ROUNDING_SHARE

if TYPE_CHECKING:
    from interlock.simulate.problem import Days, Floats


class Room:
    """Minutes by run and day, taken by one work after another; who takes first has the first turn."""

    def __init__(self, minutes_by_day: Floats, runs: int, share: Floats | None = None) -> None:
        """``share`` (days x runs) multiplies each day's minutes."""
        given = minutes_by_day[:, None] * (share if share is not None else np.ones((1, runs)))
        self._days = len(minutes_by_day)
        self._left = given.T.ravel()
        self._starts = np.arange(runs) * self._days

    def take(self, minutes: Floats, from_day: Days) -> Days:
        """Take minutes on the first days with room from ``from_day`` on; return the day of the last of them.

        What finds no room at all is taken to be done on the last day.
        """
        last = self._days - 1
        done = day = np.minimum(from_day, last)
        left, rounding, run = minutes, ROUNDING_SHARE * minutes, np.arange(len(from_day))
        while True:
            at = self._starts[run] + day
            room = self._left[at]
            given = np.minimum(room, left)
            self._left[at] = room - given
            left = left - given
            done[run] = day
            going = (left > rounding) & (day < last)
            if not going.any():
                return done
            run, day, left, rounding = run[going], day[going] + 1, left[going], rounding[going]
