"""Lots moved between lines and taken in from outside: what the weeks could not foresee is mended by days."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from interlock.model import Line, Policy, Resource, Scenario
from interlock.sequencing import FleetProblem, LineProblem, LineSchedule, in_due_order, sequence_all, share_out
from interlock.stages.horizon import Horizon
from interlock.stages.lots import LotDraft
from interlock.stages.sew import Sewn, line_problem, mean, sequencing_lot, sewn_from

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Placements per pair of lots before anything moves; every line is sequenced in full once it knows its lots.
FIRST_EFFORT = 8
ROUNDS = 2
# A late day weighs so many times its price when lots move, so that money is not saved by being late.
LATE_WEIGHT = 2.0
# A move must save at least this much to be worth telling two factories.
LEAST_SAVING_FEN = 5_000.0


class Relief:
    """Lines with their lots, and the moves that make the whole cheaper."""

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        horizon: Horizon,
        lots: Sequence[LotDraft],
        arrive_day: Mapping[str, int],
        values: Mapping[tuple[Resource, str], Sequence[float]],
        piece_fen: Callable[[str, Line], float],
        outside_piece_fen: Callable[[str], float],
        cut_day: Mapping[str, int],
    ) -> None:
        self._scenario, self._policy, self._horizon = scenario, policy, horizon
        self._lots = {lot.id: lot for lot in lots}
        self._arrive_day, self._values, self._piece_fen = arrive_day, values, piece_fen
        self._outside_piece_fen, self._cut_day = outside_piece_fen, cut_day

    def run(self) -> tuple[list[LotDraft], Sewn]:
        """Move lots, dearest first, and take in those outside, as long as it pays; return all lots and their days."""
        problems = self._problems()
        schedules = self._sequenced(problems, FIRST_EFFORT)
        for number in range(ROUNDS):
            problems, schedules = self._moved(problems, schedules)
            if number == 0:
                full = self._sequenced(problems)
                schedules = [min(pair, key=_cost_fen) for pair in zip(schedules, full, strict=True)]
        schedules = [in_due_order(*pair) for pair in zip(problems, schedules, strict=True)]
        return list(self._lots.values()), sewn_from(schedules)

    def _problems(self) -> list[LineProblem]:
        on_line: dict[str, list[LotDraft]] = defaultdict(list)
        for lot in self._lots.values():
            if lot.line is not None:
                on_line[lot.line].append(lot)
        return [
            line_problem(
                self._scenario,
                self._policy,
                self._horizon,
                line,
                on_line[line.code],
                self._arrive_day,
                mean(self._values[Resource.SEWING, line.code]),
            )
            for line in sorted(self._scenario.lines, key=lambda line: line.code)
        ]

    def _sequenced(self, problems: Sequence[LineProblem], effort: int | None = None) -> list[LineSchedule]:
        """Each line by itself; threads change nothing but the time."""
        asked = {} if effort is None else {"effort": effort}
        return sequence_all(problems, seed=self._policy.seed, workers=os.cpu_count() or 1, **asked)

    def _moved(
        self, problems: list[LineProblem], schedules: list[LineSchedule]
    ) -> tuple[list[LineProblem], list[LineSchedule]]:
        """Lots moved while it pays: the lines as they are then, and their days."""
        schedules = share_out(self._fleet(problems), schedules)
        for schedule in schedules:
            for name in (*(run.lot for run in schedule.runs), *schedule.unplaced):
                self._lots[name] = replace(self._lots[name], line=schedule.line)
        return self._problems(), schedules

    def _fleet(self, problems: list[LineProblem]) -> FleetProblem:
        import numpy as np

        lots = [self._lots[lot.id] for problem in problems for lot in problem.lots]
        away = [lot for lot in self._lots.values() if self._may_come_in(lot)]
        lines = [self._scenario.line[problem.line] for problem in problems]
        owners = sorted({line.factory for line in lines})
        all_min = sum(lot.pieces * self._minutes_per_piece(lot) for lot in self._lots.values())
        most = [self._scenario.rules.most_share(owner) for owner in owners]
        return FleetProblem(
            lines=tuple(problems),
            fen=self._fen([*lots, *away], lines),
            owner=np.array([owners.index(line.factory) for line in lines], dtype=np.int64),
            most_min=np.array([np.inf if share >= 1 else share * all_min for share in most]),
            least_min=tuple(self._scenario.rules.least_share(owner) * all_min for owner in owners),
            least_saving_fen=LEAST_SAVING_FEN,
            late_weight=LATE_WEIGHT,
            outside=tuple(
                sequencing_lot(self._scenario, self._policy, self._horizon, lot, self._arrive_day[lot.id])
                for lot in away
            ),
            outside_fen=tuple(self._outside_fen(lot) for lot in away),
        )

    def _may_come_in(self, lot: LotDraft) -> bool:
        """Whether a lot is outside that is cut here as a whole, and that no other must follow into its factory."""
        return lot.line is None and (lot.steps > 0 or not lot.taken) and not lot.part.bound and not lot.part.lock

    def _outside_fen(self, lot: LotDraft) -> float:
        """What a lot weighs outside, back so many days after its last piece is cut."""
        order = self._scenario.order[lot.order]
        back_day = self._cut_day[lot.id] + self._policy.outside_days
        late_fen = self._policy.late_fen_per_piece_day(order, self._scenario.style[order.style])
        days = LATE_WEIGHT * self._policy.late_weight * max(0, back_day - self._horizon.day(order.due_on))
        days += self._policy.line_wait_share * (back_day - 1)
        return lot.pieces * (self._outside_piece_fen(lot.order) + days * late_fen)

    def _minutes_per_piece(self, lot: LotDraft) -> float:
        return self._scenario.style[self._scenario.order[lot.order].style].smv_min

    def _fen(self, lots: Sequence[LotDraft], lines: Sequence[Line]) -> NDArray[np.float64]:
        """What every lot costs on every line; infinite where it may not go."""
        import numpy as np

        at = {line.code: i for i, line in enumerate(lines)}
        factories = [self._scenario.factory[line.factory] for line in lines]
        opening_fen = np.array([factory.opening_fen for factory in factories], dtype=np.float64)
        least_pieces = np.array([factory.minimum_lot_pieces for factory in factories])
        owner = np.array([line.factory for line in lines])
        piece_fen: dict[str, NDArray[np.float64]] = {}
        fen = np.full((len(lots), len(lines)), np.inf)
        for row, lot in zip(fen, lots, strict=True):
            home = None if lot.line is None else at[lot.line]
            if lot.order not in piece_fen:
                piece_fen[lot.order] = self._piece_fen_by_line(lot.order, lines)
            cost = lot.pieces * piece_fen[lot.order] + opening_fen
            if not lot.part.lock:
                may = least_pieces <= lot.pieces
                if home is not None and lot.part.bound:
                    may &= owner == owner[home]
                row[may] = cost[may]
            if home is not None:
                row[home] = lot.pieces * self._piece_fen(lot.order, lines[home]) + opening_fen[home]
        return fen

    def _piece_fen_by_line(self, number: str, lines: Sequence[Line]) -> NDArray[np.float64]:
        """What a piece of an order costs on every line; infinite on those that cannot or may not sew it."""
        import numpy as np

        order, factories = self._scenario.order[number], self._scenario.factory
        category = self._scenario.style[order.style].category
        declined = self._scenario.declined_by.get(number, ())
        fen = np.full(len(lines), np.inf)
        for i, line in enumerate(lines):
            may = self._scenario.rules.may_sew(order, factories[line.factory])
            if may and line.level(category) > 0 and line.factory not in declined:
                fen[i] = self._piece_fen(number, line)
        return fen


def _cost_fen(schedule: LineSchedule) -> float:
    return schedule.cost_fen
