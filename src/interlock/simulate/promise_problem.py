"""A promise as a problem to play: its lots, each behind the work its line already has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate
from typing import get_args

from interlock.errors import InvalidModel
from interlock.model import Scenario
from interlock.simulate.error_words import ERRORS
from interlock.simulate.problem import Delivery, Line, LotWork, Order, SimulationProblem
from interlock.simulate.promise import CUT_AND_TRAVEL_DAYS, MaterialFrom, PromisedLot
from interlock.simulate.read_plan import ROOM_DAYS, Calendars, line_of

# The order that is promised, and all that stands before it on its lines.
PROMISED, BEFORE = 0, 1
# A promise speaks of days: a lot is taken to need half of its last one, and no lot less than a quarter of a day.
LAST_DAY_SHARE = 0.5
LEAST_DAY_SHARE = 0.25


def promise_problem(
    scenario: Scenario,
    lots: Sequence[PromisedLot],
    *,
    order: str,
    ship_on: date,
    due_on: date,
    material_on: date,
    material: MaterialFrom,
) -> SimulationProblem:
    """Return the promise as a problem: order 0 is promised, order 1, if any, is all that stands before it."""
    _refuse(scenario, lots, ship_on, material_on, material)
    first_on = min(material_on, *(lot.busy_from_on or lot.arrive_on for lot in lots), *(lot.arrive_on for lot in lots))
    days = (max(ship_on, due_on) - first_on).days + ROOM_DAYS
    draft = _Draft(scenario, Calendars(scenario, first_on, days), first_on, material_on)
    for code, given in _by_line(lots).items():
        draft.add_line(code, given)
    sewn_on = max(lot.end_on for lot in lots)
    promised = Order(
        number=order,
        category="",
        due_day=(due_on - first_on).days,
        material_day=(material_on - first_on).days,
        cut_day=None,
        sewn_day=(sewn_on - first_on).days,
        ship_day=(ship_on - first_on).days,
        late_fen_per_piece_day=0.0,
    )
    before = replace(promised, number=f"before {order}", material_day=0)
    delivery = Delivery(name=order, day=promised.material_day, by_customer=material == "customer", orders=(PROMISED,))
    return SimulationProblem(
        first_on=first_on,
        days=days,
        orders=(promised, before) if any(work.order == BEFORE for work in draft.works) else (promised,),
        deliveries=() if material == "stock" else (delivery,),
        lots=tuple(replace(work, tail_days=(ship_on - sewn_on).days) for work in draft.works),
        lines=tuple(draft.lines),
    )


@dataclass
class _Draft:
    """Lines and their work as they are added."""

    scenario: Scenario
    calendars: Calendars
    first_on: date
    material_on: date
    works: list[LotWork] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def add_line(self, code: str, lots: Sequence[PromisedLot]) -> None:
        """Add a line with its lots in turn, each behind the work that keeps the line busy before it."""
        minutes = self.calendars.line_min(code)
        prefix = [0.0, *accumulate(minutes)]
        first, at_min = len(self.works), 0.0
        for lot in lots:
            start, end = self._day(lot.start_on), self._day(lot.end_on)
            if not minutes[end]:
                raise InvalidModel([ERRORS.told("lot_closed", line=code, on=lot.end_on)])
            if lot.busy_from_on is not None:
                busy_from = self._day(lot.busy_from_on)
                before_min = prefix[start] - max(at_min, prefix[busy_from])
                if before_min > 0:
                    self._add(BEFORE, (busy_from, busy_from, start), before_min)
            at_min = max(at_min, prefix[start])
            least_min = LEAST_DAY_SHARE * minutes[end]
            work_min = max(prefix[end] + LAST_DAY_SHARE * minutes[end] - at_min, least_min)
            self._add(PROMISED, (self._day(lot.arrive_on), start, end), work_min)
            at_min += work_min
        sequence = tuple(range(first, len(self.works)))
        self.lines.append(line_of(self.scenario.line[code], minutes, sequence))

    def _add(self, order: int, days: tuple[int, int, int], work_min: float) -> None:
        arrive, start, end = days
        after_material = arrive - self._day(self.material_on)
        self.works.append(
            LotWork(
                name="",
                order=order,
                pieces=1,
                last_block=None,
                travel_days=min(CUT_AND_TRAVEL_DAYS, after_material) if order == PROMISED else 0,
                arrive_day=arrive,
                start_day=start,
                end_day=end,
                finish_day=end,
                tail_days=0,
                work_min=work_min,
                start_min=0.0,
                first_day_min=0.0,
                hold_day=0,
            )
        )

    def _day(self, on: date) -> int:
        return (on - self.first_on).days


def _by_line(lots: Sequence[PromisedLot]) -> dict[str, list[PromisedLot]]:
    found: dict[str, list[PromisedLot]] = defaultdict(list)
    for lot in sorted(lots, key=lambda lot: (lot.line, lot.start_on, lot.end_on)):
        found[lot.line].append(lot)
    return found


def _refuse(scenario: Scenario, lots: Sequence[PromisedLot], ship_on: date, material_on: date, material: str) -> None:
    problems = []
    if not lots:
        problems.append(ERRORS.told("promise_lots"))
    if material not in get_args(MaterialFrom):
        problems.append(ERRORS.told("promise_material", found=material, known=", ".join(get_args(MaterialFrom))))
    for lot in lots:
        if lot.line not in scenario.line:
            problems.append(ERRORS.told("promise_line", line=lot.line))
        if lot.arrive_on < material_on:
            problems.append(
                ERRORS.told("promise_arrive", line=lot.line, arrive_on=lot.arrive_on, material_on=material_on)
            )
        if ship_on <= lot.end_on:
            problems.append(ERRORS.told("promise_ship", ship_on=ship_on, line=lot.line, end_on=lot.end_on))
    if problems:
        raise InvalidModel(problems)
