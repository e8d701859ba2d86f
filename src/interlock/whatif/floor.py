"""A plan's shop floor as problems small enough to try one change on: lines, finishing shops and cutting tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from interlock.model import Lot, Plan, Policy, Scenario, bound_together, distance_km
from interlock.sequencing import LineProblem, LineSchedule, SequencingLot, check, sequence
from interlock.sequencing.finishing import FinishingJob, FinishingProblem, FinishingShop, finish
from interlock.stages.horizon import Horizon
from interlock.stages.overtime import as_planned
from interlock.stages.sew import line_problem
from interlock.whatif.doing import Doing

ONE_DAY = timedelta(days=1)
# While a change is tried, lateness of the order to be helped weighs so much more than others'.
URGENCY = 20.0


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Lots that a change gave other days, as (last day of sewing, day of finishing), on schedules that were judged.

    ``used_min`` is what changed lines use by (line, day).
    """

    sewn_day: Mapping[str, int]
    finish_day: Mapping[str, int]
    used_min: Mapping[tuple[str, int], float]


class Floor:
    """The plan's lots on their lines, and what is left in finishing: everything not tried stays as planned."""

    def __init__(self, scenario: Scenario, policy: Policy, plan: Plan) -> None:
        self.scenario, self.policy, self.plan = scenario, policy, plan
        self.horizon = as_planned(scenario, policy, Horizon.of(scenario, policy, until=plan.last_on), plan)
        self.lots_on: Mapping[str, list[Lot]] = _grouped(plan.lots, "line")
        self._lots_of: Mapping[str, list[Lot]] = _grouped(plan.lots, "order")

    @cached_property
    def doing(self) -> Doing:
        """What repairs make of the plan."""
        return Doing(self.scenario, self.policy, self.plan)

    def day(self, on: date) -> int:
        """Return the index of a date."""
        return self.horizon.day(on)

    def on(self, day: int) -> date:
        """Return the date of an index."""
        return self.horizon.on(day)

    def lot_fen(self, lot: Lot, code: str) -> int:
        """Return what a lot costs on a line: sewing, transport both ways, opening the line's factory."""
        scenario, line = self.scenario, self.scenario.line[code]
        factory = scenario.factory[line.factory]
        promise = self.plan.promise[lot.order]
        km = distance_km(scenario.factory[promise.cutting_factory], factory)
        km += distance_km(factory, scenario.factory[promise.core])
        smv_min = scenario.style[scenario.order[lot.order].style].smv_min
        pay_fen = lot.pieces * smv_min * line.price_fen_per_min
        return round(pay_fen + lot.pieces * self.policy.haul_fen_per_piece_km * km) + factory.opening_fen

    def may_sew(self, lot: Lot, code: str) -> bool:
        """Tell whether the scenario lets a line take over a lot, with those that it is sewn ``together`` with.

        Skill, smallest lot, refusals and rules say so.
        """
        scenario, line = self.scenario, self.scenario.line[code]
        order, factory = scenario.order[lot.order], scenario.factory[line.factory]
        skilled = line.level(scenario.style[order.style].category) > 0
        free = not scenario.rules.locks_of(order.number)
        return (
            skilled
            and factory.minimum_lot_pieces <= lot.pieces
            and factory.code not in scenario.declined_by.get(order.number, ())
            and scenario.rules.may_sew(order, factory)
            and (factory.code == lot.factory or (free and scenario.rules.most_share(factory.code) >= 1.0))
        )

    def together(self, lot: Lot) -> tuple[Lot, ...]:
        """Return the lots that may not lie in another factory than this one: itself first."""
        rules, order = self.scenario.rules, self.scenario.order[lot.order]
        mine = {other.id: other for other in self._lots_of[lot.order]}
        wholes = {name: rules.wholes_of(order, other.quantities) for name, other in mine.items()}
        return tuple(mine[name] for name in bound_together(lot.id, wholes))

    def try_lines(
        self,
        order: str,
        lots: Mapping[str, Sequence[Lot]],
        *,
        due_day: int,
        arrive_day: Mapping[str, int] | None = None,
        extra_min: Mapping[tuple[str, int], float] | None = None,
    ) -> Trial | None:
        """Sequence some lines anew with the lots given, finish what they sew, and judge the lines; None if it fails.

        ``order`` is the one to help: its lots should be sewn by ``due_day``. ``arrive_day`` replaces days of arrival,
        ``extra_min`` are the standard minutes by which a line's day is longer.
        """
        sewn: dict[str, int] = {}
        used: dict[tuple[str, int], float] = {}
        for code, mine in lots.items():
            problem = self._line(code, order, mine, due_day, arrive_day or {}, extra_min or {})
            schedule = sequence(problem, seed=self.policy.seed)
            check(problem, schedule)
            if schedule.unplaced or schedule.late_locks:
                return None
            sewn |= schedule.end_day
            used |= _used(code, schedule)
        finished = self._finish([lot for mine in lots.values() for lot in mine], sewn)
        return None if finished is None else Trial(sewn_day=sewn, finish_day=finished, used_min=used)

    def _line(
        self,
        code: str,
        order: str,
        lots: Sequence[Lot],
        due_day: int,
        arrive_day: Mapping[str, int],
        extra_min: Mapping[tuple[str, int], float],
    ) -> LineProblem:
        line = self.scenario.line[code]
        bare = line_problem(self.scenario, self.policy, self.horizon, line, (), {}, 0.0)
        capacity = tuple(m + extra_min.get((code, day), 0.0) for day, m in enumerate(bare.capacity_min))
        asked = tuple(
            self._asked(lot, arrive_day.get(lot.id, self.day(lot.arrive_on)), due_day if lot.order == order else None)
            for lot in lots
        )
        return replace(bare, capacity_min=capacity, lots=asked)

    def _asked(self, lot: Lot, arrive_day: int, due_day: int | None) -> SequencingLot:
        """A lot as sequencing knows it; others should keep the day on which they are sewn now, or their due date."""
        order = self.scenario.order[lot.order]
        style = self.scenario.style[order.style]
        late_fen = self.policy.late_fen_per_piece_day(order, style)
        planned = max(self.day(lot.end_on), self.day(order.due_on) - 1) if lot.days else self.day(order.due_on) - 1
        return SequencingLot(
            id=lot.id,
            style=style.code,
            category=style.category,
            pieces=lot.pieces,
            minutes_per_piece=style.smv_min,
            release_day=arrive_day,
            due_day=planned if due_day is None else due_day,
            late_fen_per_piece_day=late_fen if due_day is None else URGENCY * max(late_fen, 1.0),
            locked_start=self.day(lot.start_on) if self.scenario.rules.locks_of(lot.order) and lot.days else None,
        )

    def _finish(self, lots: Sequence[Lot], sewn: Mapping[str, int]) -> Mapping[str, int] | None:
        """Finishing days of lots beside all other lots' as planned; None where a shop has no room for one."""
        done = {lot.id: sewn[lot.id] + 1 for lot in lots}
        moved = set(done)
        jobs = [job for lot in lots if (job := self.finishing_job(lot, lot.pieces, sewn[lot.id] + 1))]
        days = self.finish_days(jobs, moved)
        return None if days is None else {**done, **days}

    def finishing_job(self, lot: Lot, pieces: int, release_day: int) -> FinishingJob | None:
        """The finishing of some of a lot's pieces; None for a style that needs none."""
        order = self.scenario.order[lot.order]
        style = self.scenario.style[order.style]
        if style.finishing_min <= 0:
            return None
        return FinishingJob(
            id=lot.id,
            shop=self.finisher(lot),
            minutes=pieces * style.finishing_min,
            release_day=release_day,
            due_day=self.day(order.due_on),
            late_fen_per_day=pieces * self.policy.late_fen_per_piece_day(order, style),
        )

    def finish_days(self, jobs: Sequence[FinishingJob], moved: Iterable[str]) -> Mapping[str, int] | None:
        """The day by which each job is done when all lots but ``moved`` keep their minutes; None without room."""
        gone = set(moved)
        taken: defaultdict[tuple[str, int], float] = defaultdict(float)
        for day in self.plan.finishing:
            if day.lot not in gone:
                taken[day.factory, self.day(day.on)] += day.minutes
        shops = tuple(
            FinishingShop(id=code, capacity_min=tuple(
                max(0.0, minutes - taken[code, day])
                for day, minutes in enumerate(
                    self.horizon.per_day(self.scenario.factory[code].finishing_min_per_day, code)
                )
            ))
            for code in sorted({job.shop for job in jobs})
        )  # fmt: skip
        done = finish(FinishingProblem(shops, tuple(jobs)))
        return None if done.unplaced else done.done_day

    def finisher(self, lot: Lot) -> str:
        """The shop that finishes a lot's order."""
        return self._finishers.get(lot.order, self.plan.promise[lot.order].core)

    @cached_property
    def _finishers(self) -> Mapping[str, str]:
        order_of = {lot.id: lot.order for lot in self.plan.lots}
        return {order_of[day.lot]: day.factory for day in self.plan.finishing}

    def late_fen(self, lot: Lot, finish_day: int) -> float:
        """What a lot's lateness costs when it is finished on a day."""
        order = self.scenario.order[lot.order]
        fen = self.policy.late_fen_per_piece_day(order, self.scenario.style[order.style])
        return max(0, finish_day - self.day(order.due_on)) * lot.pieces * fen


def _grouped(lots: Iterable[Lot], by: Literal["line", "order"]) -> Mapping[str, list[Lot]]:
    found: defaultdict[str, list[Lot]] = defaultdict(list)
    for lot in lots:
        found[getattr(lot, by)].append(lot)
    return found


def _used(code: str, schedule: LineSchedule) -> dict[tuple[str, int], float]:
    found: defaultdict[tuple[str, int], float] = defaultdict(float)
    for run in schedule.runs:
        for day in run.days:
            found[code, day.day] += day.minutes
    return found
