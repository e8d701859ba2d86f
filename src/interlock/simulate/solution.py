"""What a plan came to when it was played many times: by order, by line and category, and as a whole."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import Literal

from interlock.simulate.noise import Noise


class Holdup(StrEnum):
    """What made an order late in a run; ``PLAN``: it is late by the plan already."""

    MATERIAL = "material"
    CUTTING = "cutting"
    LINE = "line"
    FINISHING = "finishing"
    OUTSIDE = "outside"
    PLAN = "plan"


def kept_at(share: float, runs: int) -> int:
    """Return the position, in rising order, of the value that at least ``share`` of the runs keep."""
    return min(max(math.ceil(share * runs - 1e-9) - 1, 0), runs - 1)


Step = Literal["material", "cut", "sewn", "ship"]


@dataclass(frozen=True, kw_only=True)
class StepDates:
    """When a step of an order ends: by the plan, and the dates that 10, 50, 80 and 95 % of the runs keep."""

    step: Step
    planned_on: date
    p10_on: date
    p50_on: date
    p80_on: date
    p95_on: date


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What may come of one order.

    ``ships`` are (ship date, runs) in order of dates. ``promise_on`` is the first date by which it ships with the
    confidence asked for. ``late_fen`` is the lateness penalty to be expected, ``holdups`` the share of runs in which
    each resource made it late. ``steps`` end with the ship date.
    """

    order: str
    due_on: date
    planned_on: date
    ships: tuple[tuple[date, int], ...]
    promise_on: date
    late_fen: int
    holdups: Mapping[Holdup, float]
    steps: tuple[StepDates, ...]

    @property
    def on_time_probability(self) -> float:
        """Share of runs in which it ships by its due date."""
        return self.probability_by(self.due_on)

    @property
    def p10_on(self) -> date:
        """The date that a tenth of the runs keep."""
        return self.quantile_on(0.10)

    @property
    def p50_on(self) -> date:
        """The date that half of the runs keep."""
        return self.quantile_on(0.50)

    @property
    def p80_on(self) -> date:
        """The date that four runs in five keep."""
        return self.quantile_on(0.80)

    @property
    def p95_on(self) -> date:
        """The date that nineteen runs in twenty keep."""
        return self.quantile_on(0.95)

    @property
    def buffer_days(self) -> int:
        """Days from the planned ship date to ``promise_on``; 0 where the plan is safe enough."""
        return max(0, (self.promise_on - self.planned_on).days)

    def probability_by(self, on: date) -> float:
        """Return the share of runs in which it ships by a date."""
        return sum(count for ship_on, count in self.ships if ship_on <= on) / self._runs

    def quantile_on(self, share: float) -> date:
        """Return the first date by which it ships in at least this share of the runs (0..1)."""
        ends = list(accumulate(count for _, count in self.ships))
        return self.ships[bisect_right(ends, kept_at(share, self._runs))][0]

    @cached_property
    def _runs(self) -> int:
        return sum(count for _, count in self.ships)


@dataclass(frozen=True, kw_only=True)
class Buffer:
    """Days to add to the planned dates of a line's lots, or of a category's orders, to keep them with confidence.

    ``held_share`` is the share that keep their planned date without it; ``works`` how many lots or orders it rests on.
    """

    scope: Literal["line", "category"]
    key: str
    days: int
    held_share: float
    works: int


@dataclass(frozen=True, kw_only=True)
class Played:
    """A plan played ``runs`` times.

    ``on_time_share`` is the share of orders expected to ship in time, ``on_time_error`` its Monte-Carlo standard
    error, and ``planned_on_time_share`` what the plan says. ``late_fen`` is the lateness penalty to be expected, with
    its own standard error. ``holdups`` share out the late orders of all runs by what made them late; they add up to 1,
    or are all 0 where nothing is late. ``confidence`` is what promises and buffers hold. ``from_on`` is the first day
    left to chance: what was planned before it is done (None: the whole plan is played), and buffers leave it out.
    """

    runs: int
    seed: int
    confidence: float
    noise: Noise
    from_on: date | None
    planned_on_time_share: float
    on_time_share: float
    on_time_error: float
    late_fen: int
    late_fen_error: int
    holdups: Mapping[Holdup, float]
    outlooks: tuple[Outlook, ...]
    buffers: tuple[Buffer, ...]

    @cached_property
    def outlook(self) -> Mapping[str, Outlook]:
        """Outlooks by order number."""
        return {outlook.order: outlook for outlook in self.outlooks}

    @cached_property
    def buffer(self) -> Mapping[tuple[str, str], Buffer]:
        """Buffers by scope and key."""
        return {(buffer.scope, buffer.key): buffer for buffer in self.buffers}
