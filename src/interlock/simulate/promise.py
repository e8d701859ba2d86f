"""How sure one order's dates are, without playing the whole plan: for a promise that is asked for now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from interlock.errors import InvalidModel
from interlock.model import Scenario
from interlock.simulate.error_words import ERRORS
from interlock.simulate.noise import Noise
from interlock.simulate.solve import refuse_numbers

MaterialFrom = Literal["bought", "customer", "stock"]

# Material that comes is cut on that day at the earliest, and is at the line on the next.
CUT_AND_TRAVEL_DAYS = 1


@dataclass(frozen=True, kw_only=True)
class PromisedLot:
    """A lot as it is promised: its line, when its pieces are there, its first and last day of sewing.

    ``busy_from_on`` is since when the line works without a break before it (None: it stands free); what goes wrong
    from that day on is felt by the lot.
    """

    line: str
    arrive_on: date
    start_on: date
    end_on: date
    busy_from_on: date | None = None

    def __post_init__(self) -> None:
        problems = []
        if not self.arrive_on <= self.start_on <= self.end_on:
            problems.append(
                ERRORS.told(
                    "lot_days", line=self.line, arrive_on=self.arrive_on, start_on=self.start_on, end_on=self.end_on
                )
            )
        if self.busy_from_on is not None and self.busy_from_on > self.start_on:
            problems.append(ERRORS.told("lot_busy", line=self.line, busy_on=self.busy_from_on, start_on=self.start_on))
        if problems:
            raise InvalidModel(problems)


def confidence(
    scenario: Scenario,
    lots: Sequence[PromisedLot],
    *,
    order: str,
    ship_on: date,
    due_on: date,
    material_on: date,
    material: MaterialFrom = "bought",
    noise: Noise | None = None,
    runs: int = 1_000,
    seed: int = 0,
) -> float:
    """Return the probability that an order ships by ``due_on`` if it is planned to ship on ``ship_on`` from these lots.

    The noise is that of :func:`~interlock.simulate.simulate`, on the lots' own lines alone: its material is late
    (``material``: ``"bought"``, ``"customer"``, or ``"stock"``, which is never late), pieces then reach the line the
    day after; each lot waits for them and for what its line has before it; from the last sewing to shipping it takes
    the days planned and ends on an open day. Neither queues at
    tables and finishing shops are felt nor the late material of orders that stand before it on its lines, so the
    answer is the higher one: it is what a line comes to that takes up other work while it waits.
    ``order`` seeds the chance of its material. Raises :class:`~interlock.errors.InvalidModel` for a line there is not,
    a line without an open day, or a date out of turn.
    """
    import numpy as np

    from interlock.simulate.play import play
    from interlock.simulate.promise_problem import promise_problem

    refuse_numbers(runs, seed, 0.5)
    problem = promise_problem(
        scenario, lots, order=order, ship_on=ship_on, due_on=due_on, material_on=material_on, material=material
    )
    played = play(problem, noise or Noise(), runs, seed, lambda share: None)
    asked = [i for i, lot in enumerate(problem.lots) if lot.order == 0]
    is_open = scenario.calendar.mask(problem.first_on, problem.days)
    ships = played.finished[asked].max(axis=0)
    if is_open[problem.orders[0].ship_day]:
        # Goods that would be ready on a rest day are ready after it.
        next_open = [next((d for d in range(day, problem.days) if is_open[d]), day) for day in range(problem.days)]
        ships = np.array(next_open)[np.minimum(ships, problem.days - 1)]
    return float(np.mean(ships <= problem.orders[0].due_day))
