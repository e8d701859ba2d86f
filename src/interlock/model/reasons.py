"""What a plan says of itself: where it is tight, why orders are late and what would help, how good factories are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Scope(StrEnum):
    """What a bottleneck value speaks of."""

    FACTORY = "factory"
    SKILL = "skill"
    TOWNSHIP = "township"
    CENTRE = "centre"


@dataclass(frozen=True, kw_only=True)
class BottleneckValue:
    """What one more line-day (of ``day_min`` standard minutes) is worth there in that week, and how full it is."""

    scope: Scope
    key: str
    week_on: date
    fen_per_day: float
    day_min: float
    load: float


class Cause(StrEnum):
    """What binds a late order."""

    MATERIAL = "material"
    CUTTING = "cutting"
    SKILL_FULL = "skill_full"
    TOO_LITTLE_TIME = "too_little_time"
    FINISHING = "finishing"
    QUEUE = "queue"
    STOPPED = "stopped"
    OUTSIDE = "outside"
    LOCK = "lock"


class Help(StrEnum):
    """What would make a late order earlier."""

    FASTER_OFFER = "faster_offer"
    MORE_LINES = "more_lines"
    OVERTIME = "overtime"
    EARLIER_START = "earlier_start"
    LATER_DUE = "later_due"
    TABLE_TIME = "table_time"
    FINISHING_TIME = "finishing_time"
    LIFT_LOCK = "lift_lock"
    OTHER_LINE = "other_line"
    FIRST_DELIVERY = "first_delivery"


@dataclass(frozen=True)
class Remedy:
    """One way to help a late order; ``facts`` fill the sentence.

    ``tried``: it was done on the plan with all else as planned, and is known to help and what it costs.
    """

    help: Help
    facts: Mapping[str, str | int | float]
    tried: bool = False


# Facts of a reason that tell of trials: that no other line takes the order, and which were tried.
TRIAL_FACTS = frozenset({"tried_in_vain", "tried_lines"})


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why an order is late: the binding cause, the facts that fill the sentence, and what would help."""

    order: str
    cause: Cause
    facts: Mapping[str, str | int | float]
    remedies: tuple[Remedy, ...]

    @property
    def tried(self) -> bool:
        """Whether what would help was tried, be it in vain."""
        return "tried_in_vain" in self.facts or any(one.tried for one in self.remedies)


@dataclass(frozen=True, kw_only=True)
class Virtues:
    """The five virtues of a factory, each 0..100; None where the data says nothing yet."""

    factory: str
    skill: float | None
    cost: float | None
    speed: float | None
    range: float | None
    service: float | None
