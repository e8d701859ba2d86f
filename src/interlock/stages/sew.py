"""Lots to days: every line's lots in turn, with changeover and learning, after their pieces have arrived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interlock.model import Line, Policy, Resource, Scenario
from interlock.sequencing import LineProblem, LotRun, SequencingLot, sequence_all
from interlock.stages.allocate import KNOWN_LEVEL
from interlock.stages.horizon import Horizon
from interlock.stages.lots import LotDraft


@dataclass(frozen=True)
class Sewn:
    """The days of every lot by its id, and the lots that no line could end within the horizon."""

    runs: Mapping[str, LotRun]
    unplaced: tuple[str, ...]


def sew(
    scenario: Scenario,
    policy: Policy,
    horizon: Horizon,
    lots: Sequence[LotDraft],
    arrive_day: Mapping[str, int],
    values: Mapping[tuple[Resource, str], Sequence[float]],
) -> Sewn:
    """Sequence every line. ``arrive_day`` by lot id; ``values``: fen that a minute of each line is worth, by bucket."""
    by_line: dict[str, list[LotDraft]] = defaultdict(list)
    for lot in lots:
        if lot.line is not None:
            by_line[lot.line].append(lot)
    problems = [
        _line_problem(
            scenario,
            policy,
            horizon,
            scenario.line[code],
            by_line[code],
            arrive_day,
            _mean(values[Resource.SEWING, code]),
        )
        for code in sorted(by_line)
    ]
    runs: dict[str, LotRun] = {}
    unplaced: list[str] = []
    for schedule in sequence_all(problems, seed=policy.seed):
        runs |= {run.lot: run for run in schedule.runs}
        unplaced += schedule.unplaced
    return Sewn(runs, tuple(unplaced))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _line_problem(
    scenario: Scenario,
    policy: Policy,
    horizon: Horizon,
    line: Line,
    lots: Sequence[LotDraft],
    arrive_day: Mapping[str, int],
    price: float,
) -> LineProblem:
    previous = scenario.style.get(line.current_style)
    return LineProblem(
        line=line.code,
        operators=line.operators,
        capacity_min=horizon.per_day(line.capacity_min_per_day, line.factory),
        lots=tuple(_sequencing_lot(scenario, policy, horizon, lot, arrive_day[lot.id]) for lot in lots),
        previous_style=previous.code if previous else None,
        previous_category=previous.category if previous else None,
        known_categories=frozenset(s.category for s in line.skills if s.level >= KNOWN_LEVEL),
        lost_fen_per_min=price,
    )


def _sequencing_lot(
    scenario: Scenario, policy: Policy, horizon: Horizon, lot: LotDraft, arrive_day: int
) -> SequencingLot:
    order = scenario.order[lot.order]
    style = scenario.style[order.style]
    return SequencingLot(
        id=lot.id,
        style=style.code,
        category=style.category,
        pieces=lot.pieces,
        minutes_per_piece=style.smv_min,
        release_day=arrive_day,
        due_day=horizon.day(order.due_on) - 1,
        late_fen_per_piece_day=policy.late_fen_per_piece_day(order, style),
    )
