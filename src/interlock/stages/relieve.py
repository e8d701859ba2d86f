"""Late lots moved to lines with room: what the weeks could not foresee is mended at the grain of days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from interlock.model import Line, Policy, Resource, Scenario
from interlock.sequencing import LineProblem, LineSchedule, SequencingLot, sequence
from interlock.stages.horizon import Horizon
from interlock.stages.lots import LotDraft
from interlock.stages.sew import Sewn, line_problem, mean, sequencing_lot, sewn_from

# Lines looked at for each late lot, those with most idle time before it is due.
CANDIDATES = 5
ROUNDS = 2
# Placements per pair of lots while trying; lines that changed are sequenced in full afterwards.
TRIAL_EFFORT = 8
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
        lot_fen: Callable[[LotDraft, Line], float],
    ) -> None:
        self._scenario, self._policy = scenario, policy
        self._lots = {lot.id: lot for lot in lots}
        self._lot_fen = lot_fen
        on_line: dict[str, list[LotDraft]] = {line.code: [] for line in scenario.lines}
        for lot in lots:
            if lot.line is not None:
                on_line[lot.line].append(lot)
        self._problems = {
            line.code: line_problem(
                scenario,
                policy,
                horizon,
                line,
                on_line[line.code],
                arrive_day,
                mean(values[Resource.SEWING, line.code]),
            )
            for line in scenario.lines
        }
        self._sequencing = {lot.id: sequencing_lot(scenario, policy, horizon, lot, arrive_day[lot.id]) for lot in lots}
        self._all_min = sum(asked.work_min for asked in self._sequencing.values())
        self._given_min = defaultdict[str, float](float)
        for lot in lots:
            if lot.line is not None:
                self._given_min[scenario.line[lot.line].factory] += self._sequencing[lot.id].work_min
        self._schedules = {code: sequence(problem, seed=policy.seed) for code, problem in self._problems.items()}
        self._changed: set[str] = set()

    def run(self) -> tuple[list[LotDraft], Sewn]:
        """Move late lots, dearest first, as long as it pays; return all lots and their days."""
        for _ in range(ROUNDS):
            if not [lot for lot in self._late() if self._move(lot)]:
                break
        for code in sorted(self._changed):
            full = sequence(self._problems[code], seed=self._policy.seed)
            self._schedules[code] = min(self._schedules[code], full, key=lambda schedule: schedule.cost_fen)
        return list(self._lots.values()), sewn_from(self._schedules[code] for code in sorted(self._schedules))

    def _late(self) -> list[str]:
        """Late and unplaced lots, dearest first."""
        found = []
        for code, schedule in self._schedules.items():
            lots = {lot.id: lot for lot in self._problems[code].lots}
            found += [
                (-run.late_piece_days * lots[run.lot].late_fen_per_piece_day, run.lot)
                for run in schedule.runs
                if run.late_piece_days > 0
            ]
            found += [(-self._problems[code].unplaced_fen(lots[name]), name) for name in schedule.unplaced]
        return [name for _, name in sorted(found)]

    def _move(self, name: str) -> bool:
        """Move one lot to the line that saves most; False when it stays."""
        lot, asked = self._lots[name], self._sequencing[name]
        if lot.line is None or lot.part.lock:
            return False
        here = self._without(lot.line, name)
        saved_here = self._schedules[lot.line].cost_fen - here[1].cost_fen + self._fen(lot, lot.line)
        best: tuple[float, str, tuple[LineProblem, LineSchedule]] | None = None
        for code in self._roomy_lines(lot, asked):
            there = self._with(code, asked)
            cost = there[1].cost_fen - self._schedules[code].cost_fen + self._fen(lot, code)
            if cost < saved_here - LEAST_SAVING_FEN and (best is None or cost < best[0]):
                best = cost, code, there
        if best is None:
            return False
        _, code, there = best
        self._problems[lot.line], self._schedules[lot.line] = here
        self._problems[code], self._schedules[code] = there
        self._changed |= {lot.line, code}
        self._lots[name] = replace(lot, line=code)
        self._give(lot, code)
        return True

    def _fen(self, lot: LotDraft, code: str) -> float:
        return self._lot_fen(lot, self._scenario.line[code])

    def _without(self, code: str, name: str) -> tuple[LineProblem, LineSchedule]:
        problem = self._problems[code]
        return self._tried(replace(problem, lots=tuple(lot for lot in problem.lots if lot.id != name)))

    def _with(self, code: str, asked: SequencingLot) -> tuple[LineProblem, LineSchedule]:
        problem = self._problems[code]
        return self._tried(replace(problem, lots=(*problem.lots, asked)))

    def _tried(self, problem: LineProblem) -> tuple[LineProblem, LineSchedule]:
        return problem, sequence(problem, seed=self._policy.seed, effort=TRIAL_EFFORT)

    def _roomy_lines(self, lot: LotDraft, asked: SequencingLot) -> list[str]:
        """Other lines that can and may sew the lot, those with most idle minutes between arrival and due day first."""
        order, factories = self._scenario.order[lot.order], self._scenario.factory
        able = [
            line.code
            for line in self._scenario.lines
            if line.code != lot.line
            and line.level(asked.category) > 0
            and factories[line.factory].minimum_lot_pieces <= lot.pieces
            and line.factory not in self._scenario.declined_by.get(lot.order, ())
            and self._scenario.rules.may_sew(order, factories[line.factory])
            and self._may_go(lot, asked, line.factory)
        ]
        return sorted(able, key=lambda code: (-self._idle_min(code, asked), code))[:CANDIDATES]

    def _may_go(self, lot: LotDraft, asked: SequencingLot, factory: str) -> bool:
        """Tell whether a lot may move to a factory: parts that may not be split stay, most shares are kept."""
        if lot.line is not None and self._scenario.line[lot.line].factory == factory:
            return True
        most = self._scenario.rules.most_share(factory)
        return not lot.part.bound and (most >= 1 or self._given_min[factory] + asked.work_min <= most * self._all_min)

    def _give(self, lot: LotDraft, code: str) -> None:
        minutes = self._sequencing[lot.id].work_min
        if lot.line is not None:
            self._given_min[self._scenario.line[lot.line].factory] -= minutes
        self._given_min[self._scenario.line[code].factory] += minutes

    def _idle_min(self, code: str, asked: SequencingLot) -> float:
        last = max(asked.due_day, asked.release_day + 7)
        return sum(day.idle_min for day in self._schedules[code].ledger if asked.release_day <= day.day <= last)
