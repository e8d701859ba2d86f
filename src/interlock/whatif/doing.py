"""What a repair makes of a plan when a remedy is taken up: what is told of it is what then happens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interlock.errors import Infeasible, InvalidModel
from interlock.model import Event, Plan, Policy, Scenario
from interlock.repair import Bench


@dataclass(frozen=True, kw_only=True)
class Done:
    """Lots that are finished on other days when events are taken up, and those that another line then sews.

    ``used_min`` is what lines use by (line, day), of the lines asked for.
    """

    finish_day: Mapping[str, int]
    line: Mapping[str, str]
    used_min: Mapping[tuple[str, int], float]


class Doing:
    """Takes up events on copies of a plan."""

    def __init__(self, scenario: Scenario, policy: Policy, plan: Plan) -> None:
        self._plan, self._bench = plan, Bench(scenario, policy, plan)

    def done(self, events: Sequence[Event], lines: Sequence[str]) -> Done | None:
        """Return what comes of events, with the minutes that ``lines`` use then; None where it cannot be done.

        Nor can it be where more goes outside the cluster for it.
        """
        try:
            floor = self._bench.after(events)
        except (InvalidModel, Infeasible):
            return None
        if floor.lots.keys() != self._plan.lot.keys():
            return None
        changed = [(was, floor.lots[name]) for name, was in self._plan.lot.items() if floor.lots[name] is not was]
        used: defaultdict[tuple[str, int], float] = defaultdict(float)
        for code in lines:
            for day in (day for lot in floor.queue(code) for day in lot.days):
                used[code, floor.horizon.day(day.on)] += day.used_min
        return Done(
            finish_day={lot.id: floor.horizon.day(lot.finish_on) for was, lot in changed},
            line={lot.id: lot.line for was, lot in changed if lot.line != was.line},
            used_min=used,
        )
