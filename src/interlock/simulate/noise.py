"""How far days differ from the plan: one value whose parts can be measured, replaced and switched off."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from interlock.errors import InvalidModel
from interlock.simulate.error_words import ERRORS

# Operators of the lines on which attendance was measured.
MEASURED_OPERATORS = 52

# A memory of 1 would never forget; deviations beyond twice the mean and a lateness beyond a year are no noise.
MOST_MEMORY = 0.99
MOST_LATE_DAYS = 365.0
MOST_AMOUNT = 2.0

# Fields that say how often or how lasting, not how much; scaling leaves them alone.
_SHAPES = ("efficiency_memory", "finishing_memory", "late_share", "customer_late_share", "outside_late_share")


@dataclass(frozen=True, kw_only=True)
class Noise:
    """What varies from day to day, around what the plan says; zero switches a part off.

    *Measured* on 1,197 line-days of one plant (UCI "Productivity Prediction of Garment Employees", 2015), with
    ``benchmarks/calibrate.py``: ``efficiency_sd`` is the deviation of a line's daily output from its own mean on days
    without a style change, as a share; ``efficiency_memory`` its correlation from one worked day to the next (output
    follows an AR(1) process); ``start_sd`` what a day of a style change adds to that; ``attendance_sd`` the deviation
    of the operators present on a line of 52, as measured (people stay at home each on their own, so a line of 13 has
    twice that); ``finishing_sd`` and ``finishing_memory`` the same of finishing teams.

    *Assumed*, because that data say nothing of it, and to be replaced by one's own records: a purchase is late with
    probability ``late_share``, then by ``late_days`` on average (exponential, in whole days); material that the
    customer supplies, and lots sewn outside the cluster, likewise with their own figures; a lot needs ``rework_share``
    of its minutes again on average (exponential); a lay takes its minutes with a deviation of ``cutting_sd``.
    """

    efficiency_sd: float = 0.18
    efficiency_memory: float = 0.61
    start_sd: float = 0.15
    attendance_sd: float = 0.016
    finishing_sd: float = 0.26
    finishing_memory: float = 0.21
    rework_share: float = 0.02
    cutting_sd: float = 0.05
    late_share: float = 0.10
    late_days: float = 3.0
    customer_late_share: float = 0.15
    customer_late_days: float = 4.0
    outside_late_share: float = 0.20
    outside_late_days: float = 4.0

    def __post_init__(self) -> None:
        problems = [
            ERRORS.told("noise", name=field.name, found=value, most=_most(field.name))
            for field in fields(self)
            if not 0 <= (value := getattr(self, field.name)) <= _most(field.name)
        ]
        if problems:
            raise InvalidModel(problems)

    @classmethod
    def none(cls) -> Noise:
        """Every day as planned."""
        return cls().scaled(0.0)

    def scaled(self, factor: float) -> Noise:
        """Return ``factor`` times as much noise, as often and as lasting as this."""
        amounts = {f.name: getattr(self, f.name) * factor for f in fields(self) if f.name not in _SHAPES}
        return replace(self, **amounts)


def _most(name: str) -> float:
    if name.endswith("_memory"):
        return MOST_MEMORY
    if name.endswith("_days"):
        return MOST_LATE_DAYS
    return 1.0 if name.endswith("late_share") else MOST_AMOUNT
