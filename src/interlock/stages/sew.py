"""Lots to days: a line's lots in turn, with changeover and learning, after their pieces have arrived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from interlock.model import Line, Policy, Scenario
from interlock.sequencing import LineProblem, LineSchedule, LotRun, SequencingLot
from interlock.stages.groups import KNOWN_LEVEL
from interlock.stages.horizon import Horizon
from interlock.stages.lots import LotDraft


@dataclass(frozen=True)
class Sewn:
    """The days of every lot by its id, and the lots that no line could end within the horizon."""

    runs: Mapping[str, LotRun]
    unplaced: tuple[str, ...]


def sewn_from(schedules: Iterable[LineSchedule]) -> Sewn:
    """Return the days of all lots of some lines."""
    runs: dict[str, LotRun] = {}
    unplaced: list[str] = []
    for schedule in schedules:
        runs |= {run.lot: run for run in schedule.runs}
        unplaced += schedule.unplaced
    return Sewn(runs, tuple(unplaced))


def mean(values: Sequence[float]) -> float:
    """Return the mean of some numbers."""
    return sum(values) / len(values)


def line_problem(
    scenario: Scenario,
    policy: Policy,
    horizon: Horizon,
    line: Line,
    lots: Sequence[LotDraft],
    arrive_day: Mapping[str, int],
    price: float,
) -> LineProblem:
    """Return a line with the lots given to it; ``price`` is what a minute of it is worth, in fen."""
    previous = scenario.style.get(line.current_style)
    return LineProblem(
        line=line.code,
        operators=line.operators,
        capacity_min=horizon.sewing_per_day(line),
        lots=tuple(sequencing_lot(scenario, policy, horizon, lot, arrive_day[lot.id]) for lot in lots),
        previous_style=previous.code if previous else None,
        previous_category=previous.category if previous else None,
        known_categories=frozenset(s.category for s in line.skills if s.level >= KNOWN_LEVEL),
        lost_fen_per_min=price,
    )


def sequencing_lot(
    scenario: Scenario, policy: Policy, horizon: Horizon, lot: LotDraft, arrive_day: int
) -> SequencingLot:
    """Return a lot as sequencing knows it; it should be sewn the day before its order is due.

    A locked one starts on the lock's first day, or when its pieces are there.
    """
    order = scenario.order[lot.order]
    style = scenario.style[order.style]
    lock, late_fen = lot.part.lock, policy.late_fen_per_piece_day(order, style)
    return SequencingLot(
        id=lot.id,
        style=style.code,
        category=style.category,
        pieces=lot.pieces,
        minutes_per_piece=style.smv_min,
        release_day=arrive_day,
        due_day=horizon.day(order.due_on) - 1,
        late_fen_per_piece_day=policy.late_weight * late_fen,
        wait_fen_per_piece_day=policy.line_wait_share * late_fen,
        locked_start=max(arrive_day, horizon.day(lock.first_on)) if lock else None,
    )
