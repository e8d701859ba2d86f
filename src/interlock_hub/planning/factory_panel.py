"""How full a factory is by week in the published plan, on the factory's page; for its own people and the operator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from interlock_hub.core.models import Membership
from interlock_hub.network.models import Factory
from interlock_hub.network.selectors import private_to
from interlock_hub.planning.selectors import loads_visible_to, published

FULL_SHARE = 0.95
BAR_WIDTH = 100


@dataclass(frozen=True)
class Week:
    """A week of a kind of work: minutes there are and minutes taken."""

    on: date
    capacity_min: float
    used_min: float

    @property
    def share(self) -> float | None:
        """How full it is; None in a week without any capacity."""
        return self.used_min / self.capacity_min if self.capacity_min else None

    @property
    def full(self) -> bool:
        """Whether hardly anything more fits."""
        return (self.share or 0.0) >= FULL_SHARE

    @property
    def bar(self) -> str:
        """The width of the bar, of a hundred."""
        return f"{min(BAR_WIDTH, BAR_WIDTH * (self.share or 0.0)):.1f}"


def load_by_week(member: Membership, factory: Factory) -> tuple[str, dict[str, Any]] | None:
    """Return the panel: weeks by kind of work."""
    if not private_to(member, factory):
        return None
    plan = published()
    if plan is None:
        return "planning/_factory_load.html", {"plan": None, "kinds": []}
    kinds: dict[str, list[Week]] = {}
    sums = loads_visible_to(member, plan).filter(factory=factory).values("resource", "week_on").order_by("week_on")
    for row in sums.annotate(capacity=Sum("capacity_min"), used=Sum("used_min")):
        kinds.setdefault(row["resource"], []).append(Week(row["week_on"], row["capacity"], row["used"]))
    shown = [
        {"name": name, "weeks": _until_idle(weeks), "fullest": _fullest(weeks)} for name, weeks in sorted(kinds.items())
    ]
    return "planning/_factory_load.html", {"plan": plan, "kinds": shown[::-1]}


def _fullest(weeks: list[Week]) -> Week | None:
    return max((week for week in weeks if week.capacity_min), key=lambda week: week.share or 0.0, default=None)


def _until_idle(weeks: list[Week]) -> list[Week]:
    """The weeks up to the last with work, and one more: what follows is free."""
    busy = [at for at, week in enumerate(weeks) if week.used_min]
    return weeks[: busy[-1] + 2] if busy else weeks[:1]
