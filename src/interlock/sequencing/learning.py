"""What a line loses when it starts a style: changeover, then a climb over the first days."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

from interlock.errors import InvalidModel
from interlock.sequencing._curve import produced_in, worked_for
from interlock.sequencing.words import ERRORS


class Familiarity(IntEnum):
    """How well a line knows the style it starts, from best to worst."""

    SAME_STYLE = 0
    KNOWN_STYLE = 1
    KNOWN_CATEGORY = 2
    NEW_CATEGORY = 3


@dataclass(frozen=True)
class Curve:
    """Output share by day since the start: ``first_day_share`` on day 1, then equal steps, 1 after ``days_to_full``.

    Raises :class:`~interlock.errors.InvalidModel` unless ``0 < first_day_share <= 1`` and ``days_to_full >= 0``.
    """

    first_day_share: float
    days_to_full: int

    def __post_init__(self) -> None:
        problems = []
        if not 0.0 < self.first_day_share <= 1.0:
            problems.append(ERRORS.told("first_day", found=self.first_day_share))
        if self.days_to_full < 0:
            problems.append(ERRORS.told("days_to_full", found=self.days_to_full))
        if problems:
            raise InvalidModel(problems)

    def share(self, day: int) -> float:
        """Output share on the ``day``-th day (from 1) of work on the style."""
        if day > self.days_to_full:
            return 1.0
        return self.first_day_share + (1.0 - self.first_day_share) * (day - 1) / self.days_to_full

    def worked_min(self, productive_min: float, day_min: float, experience_min: float = 0.0) -> float:
        """Minutes to work for ``productive_min`` standard minutes of output."""
        return worked_for(productive_min, experience_min, self.first_day_share, self.days_to_full, day_min)

    def produced_min(self, worked_min: float, day_min: float, experience_min: float = 0.0) -> float:
        """Standard minutes of output from ``worked_min`` minutes of work."""
        return produced_in(worked_min, experience_min, self.first_day_share, self.days_to_full, day_min)


@dataclass(frozen=True, kw_only=True)
class Learning:
    """The cost of a start, by how well the line knows the style.

    The defaults reproduce what was measured on 1,197 line-days of one plant (UCI "Productivity Prediction of Garment
    Employees", 2015): mean productivity 0.748 on sewing days without a style change and 0.615 on days with one, a
    ratio of 0.82. A changeover of 15 standard minutes per operator out of a day of about 400, followed by 0.85 of
    normal output, gives 0.82 on the first day of a style of a known category. That data do not show the climb itself;
    industrial practice reports 3 to 10 days, and that experience with the category carries over: 3 days for a known
    category, 8 from 0.65 for a new one, 2 from 0.92 for a style sewn before. A cluster with its own scans should
    measure and replace them.
    """

    changeover_min_per_operator: float = 15.0
    known_style: Curve = Curve(0.92, 2)
    known_category: Curve = Curve(0.85, 3)
    new_category: Curve = Curve(0.65, 8)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.changeover_min_per_operator) and self.changeover_min_per_operator >= 0):
            raise InvalidModel([ERRORS.told("changeover_min", found=self.changeover_min_per_operator)])

    def curve(self, familiarity: Familiarity) -> Curve:
        """The curve of a start; a style just before is past its learning."""
        curves = (Curve(1.0, 0), self.known_style, self.known_category, self.new_category)
        return curves[familiarity]

    def start_loss_min(self, familiarity: Familiarity, *, work_min: float, operators: int, day_min: float) -> float:
        """Capacity lost by starting a lot of ``work_min`` standard minutes: changeover plus learning.

        ``day_min`` is the line's ordinary capacity of one day in standard minutes. With shares ``s_k`` of the days that
        the lot reaches, the learning loss is ``sum (1 - s_k) * minutes worked on day k``; a lot too small to reach full
        output loses less. The number is exact: a plan that reserves it can be sewn.
        """
        if familiarity == Familiarity.SAME_STYLE:
            return 0.0
        learning_min = self.curve(familiarity).worked_min(work_min, day_min) - work_min
        return self.changeover_min_per_operator * operators + learning_min
