"""A plan made better when nobody waits: lots change places while that saves more than the telling costs.

Repairs change as little as they can, so what many events leave behind adds up. Here all lines are looked at together,
by the moves that a plan made afresh ends with, from the places that the lots have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from interlock.laws import judge
from interlock.model import Line, Lot, OutsideLot, Plan, Policy, Scenario
from interlock.repair.bounds import bounds_after
from interlock.repair.diff import diff_of
from interlock.repair.finishing import finish_all_again, run_of
from interlock.repair.floor import Floor, Waiting, draft_of, waiting_of
from interlock.repair.lines import Lines
from interlock.repair.parts import lot_on_line, with_run
from interlock.repair.solve import Repaired, explained, finish_all, plan_from
from interlock.repair.trials import HURRY, RETIMED_FEN
from interlock.repair.wholes import MOVED_FEN
from interlock.sequencing import FleetProblem, LineProblem, LineSchedule, sequence, share_out
from interlock.stages.lots import LotDraft

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Lots change places, are finished and priced so often at most; a plan that is no cheaper ends it.
ROUNDS = 4
# A late day weighs so many times its price while lots change places: a lot is late as a whole once it is finished, on
# its line only with the pieces of its last days.
LATE_WEIGHT = 3.0
# A look is repeated so often at most with those kept that would come to be late.
MOST_LOOKS = 4


def improve(
    scenario: Scenario,
    policy: Policy,
    plan: Plan,
    *,
    frozen_days: int = 0,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[int, Plan], None] | None = None,
) -> Repaired:
    """Make a plan cheaper by moving and retiming lots; the same plan gives the same answer.

    It is cheaper in money, and so it is with lateness as the policy weighs it; no order in time comes to be late. What
    is frozen, sewn or locked stays, and lots that a planner gave to a line stay on it.
    ``stop`` ends the search with the best so far; ``progress`` hears before every round, from 0, how good the plan is.
    The answer is the plan itself, with no change, where nothing better is found. Raises
    :class:`~interlock.errors.BrokenLaw` when the judge finds a fault.
    """
    best = plan
    for number in range(ROUNDS):
        if stop is not None and stop():
            break
        if progress is not None:
            progress(number, best)
        found = _in_time(scenario, policy, best, frozen_days)
        if found is None or found.cost_fen >= best.cost_fen or weighed_fen(policy, found) >= weighed_fen(policy, best):
            break
        best = found
    if best is not plan:
        best = explained(scenario, policy, best, before=plan)
        judge(scenario, policy, best)
    return Repaired(scenario, best, diff_of(scenario, scenario, plan, best, {}))


def weighed_fen(policy: Policy, made: Plan) -> float:
    """Return what a plan costs, its lateness as the policy weighs it."""
    return made.cost_fen + (policy.late_weight - 1) * made.costs.lateness


def _in_time(scenario: Scenario, policy: Policy, plan: Plan, frozen_days: int) -> Plan | None:
    """The plan after one look, orders kept where they are that would come to be late; None where others still do."""
    kept: frozenset[str] = frozenset()
    late = {promise.order for promise in plan.late}
    for _ in range(MOST_LOOKS):
        found = _once(scenario, policy, plan, frozen_days, kept)
        newly = {promise.order for promise in found.late} - late
        if not newly:
            return found
        kept |= newly
    return None


def _once(scenario: Scenario, policy: Policy, plan: Plan, frozen_days: int, kept: frozenset[str]) -> Plan:
    """The plan after one look at all lines and finishing shops; lots of ``kept`` orders stay."""
    floor = Floor(scenario, policy, plan, frozen_days)
    floor.kept = kept
    moves = _Moves(floor)
    moves.make()
    for name in finish_all_again(floor):
        floor.take_out(name)
    moves.lines.settle_all()
    finish_all(floor, moves.lines)
    return plan_from(floor, bounds_after(scenario, floor, ()))


@dataclass(frozen=True)
class _Away:
    """A lot outside that a line might take in, as a draft."""

    lot: OutsideLot
    waiting: Waiting


class _Moves:
    """The lots of a floor that may change places, and what each costs where."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.lines = Lines(floor)
        self._codes = sorted(floor.scenario.line)
        self._away = _away(floor)

    def make(self) -> None:
        """Move lots, then time lines again that have late ones."""
        problems = [self._until_finished(self.lines.problem(code)) for code in self._codes]
        before = [self._as_it_is(problem) for problem in problems]
        after = share_out(self._fleet(problems), before)
        moved = [code for code, one, other in zip(self._codes, before, after, strict=True) if one is not other]
        self._write(after, moved)
        self._retime()

    def _until_finished(self, problem: LineProblem) -> LineProblem:
        """The line with its lots due so many days earlier as they wait to be finished now; those in time stay so."""
        lots = []
        for asked in problem.lots:
            lot = self.floor.lots[asked.id]
            wait_days = (lot.finish_on - lot.end_on).days - 1
            due_on = self.floor.scenario.order[lot.order].due_on
            in_time = lot.finish_on <= due_on
            late_fen = asked.late_fen_per_piece_day * (HURRY if in_time else 1.0)
            due_day = max(0, min(asked.due_day, self.floor.horizon.day(due_on) - 1 - wait_days))
            lots.append(replace(asked, due_day=due_day, late_fen_per_piece_day=late_fen))
        return replace(problem, lots=tuple(lots))

    def _as_it_is(self, problem: LineProblem) -> LineSchedule:
        floor = self.floor
        lots = [floor.lots[lot.id] for lot in problem.lots]
        runs = tuple(run_of(floor, lot) for lot in lots)
        return LineSchedule(
            line=problem.line,
            runs=runs,
            ledger=(),
            unplaced=(),
            late_locks=(),
            late_fen=0,
            cost_fen=sum(map(self.lines.fen_of, lots)),
            proven=False,
        )

    def _fleet(self, problems: Sequence[LineProblem]) -> FleetProblem:
        import numpy as np

        floor, rules = self.floor, self.floor.scenario.rules
        lines = [floor.scenario.line[code] for code in self._codes]
        owners = sorted({line.factory for line in lines})
        here = [floor.lots[lot.id] for problem in problems for lot in problem.lots]
        smv = {number: floor.scenario.style[order.style].smv_min for number, order in floor.scenario.order.items()}
        away = [*(lot for lots in floor.outside.values() for lot in lots), *(away.lot for away in self._away)]
        all_min = sum(lot.pieces * smv[lot.order] for lot in floor.lots.values())
        all_min += sum(lot.pieces * smv[lot.order] for lot in away)
        fixed = {lot.id for lot in here}
        sewn = dict.fromkeys(owners, 0.0)
        for lot in floor.lots.values():
            if lot.id not in fixed:
                sewn[lot.factory] += lot.pieces * smv[lot.order]
        most = [rules.most_share(owner) for owner in owners]
        return FleetProblem(
            lines=tuple(problems),
            fen=self._fen(here, lines),
            owner=np.array([owners.index(line.factory) for line in lines], dtype=np.int64),
            most_min=np.array([np.inf if m >= 1 else m * all_min - sewn[o] for m, o in zip(most, owners, strict=True)]),
            least_min=tuple(max(0.0, rules.least_share(o) * all_min - sewn[o]) for o in owners),
            least_saving_fen=MOVED_FEN,
            late_weight=LATE_WEIGHT,
            for_money=True,
            outside=tuple(self.lines.asked(away.waiting) for away in self._away),
            outside_fen=tuple(self._outside_fen(away) for away in self._away),
        )

    def _outside_fen(self, away: _Away) -> float:
        """What a lot outside weighs there: its money and its lateness, as lines weigh it."""
        floor, lot = self.floor, away.lot
        order = floor.scenario.order[lot.order]
        back_day = floor.horizon.day(lot.ready_on)
        late_fen = floor.policy.late_fen_per_piece_day(order, floor.scenario.style[order.style])
        days = LATE_WEIGHT * floor.policy.late_weight * max(0, back_day - floor.horizon.day(order.due_on))
        days += floor.policy.line_wait_share * (back_day - 1)
        return lot.pieces * (floor.book(lot.order).outside_piece_fen(lot.order) + days * late_fen)

    def _fen(self, here: Sequence[Lot], lines: Sequence[Line]) -> NDArray[np.float64]:
        """What every lot costs on every line; infinite where it may not go.

        A line is opened for an order once: what that costs counts where no other lot of the order is now.
        """
        import numpy as np

        floor = self.floor
        at = {line.code: i for i, line in enumerate(lines)}
        opening_fen = np.array([floor.scenario.factory[line.factory].opening_fen for line in lines], dtype=np.float64)
        piece_fen: dict[str, NDArray[np.float64]] = {}
        fen = np.full((len(here) + len(self._away), len(lines)), np.inf)
        drafts = [(draft_of(lot), lot) for lot in here] + [(away.waiting.draft, None) for away in self._away]
        for row, (draft, lot) in zip(fen, drafts, strict=True):
            if draft.order not in piece_fen:
                piece_fen[draft.order] = self._piece_fen(draft.order, lines)
            others = [at[floor.lots[name].line] for name in floor.lots_of[draft.order] if name != draft.id]
            opens = np.ones(len(lines))
            opens[others] = 0.0
            cost = draft.pieces * piece_fen[draft.order] + opens * opening_fen
            if lot is None or floor.may_leave(lot):
                may = [at[line.code] for line in self._may(draft, lot)]
                row[may] = cost[may]
            if lot is not None:
                home = at[lot.line]
                row[home] = floor.book(lot.order).lot_fen(draft, lines[home]) - (1.0 - opens[home]) * opening_fen[home]
        return fen

    def _may(self, draft: LotDraft, lot: Lot | None) -> list[Line]:
        asked = Waiting(draft=replace(draft, line=lot.line if lot else None), arrive_day=0)
        return list(self.lines.able(asked))

    def _piece_fen(self, number: str, lines: Sequence[Line]) -> NDArray[np.float64]:
        import numpy as np

        book, able = self.floor.book(number), self.lines.eligible.skilled(self.floor.scenario.order[number])
        fen = np.full(len(lines), np.inf)
        skilled = {line.code for line in able}
        for i, line in enumerate(lines):
            if line.code in skilled:
                fen[i] = book.piece_fen(number, line)
        return fen

    # -- writing ---------------------------------------------------------------------------------------------------

    def _write(self, after: Sequence[LineSchedule], moved: Sequence[str]) -> None:
        """Put the lots of the lines that changed where they are now; who was outside and still is goes back there."""
        floor = self.floor
        drafts = {away.waiting.draft.id: away for away in self._away}
        changed = set(moved)
        for schedule in after:
            if schedule.line not in changed:
                continue
            for run in schedule.runs:
                lot = floor.lots.get(run.lot)
                if lot is not None and lot.line == schedule.line:
                    floor.put(with_run(floor, lot, run))
                    continue
                waiting = drafts.pop(run.lot).waiting if lot is None else waiting_of(floor, lot)
                if lot is not None:
                    floor.take(lot.id)
                floor.put(lot_on_line(floor, waiting, schedule.line, run))
        for away in drafts.values():
            floor.outside.setdefault(away.lot.order, []).append(away.lot)
        floor.dirty.clear()

    def _retime(self) -> None:
        """Sequence lines with late lots in full, where that saves more than the telling costs."""
        floor = self.floor
        for code in self._codes:
            problem = self.lines.problem(code)
            lots = [floor.lots[lot.id] for lot in problem.lots]
            if not any(run_of(floor, lot).late_piece_days for lot in lots):
                continue
            schedule = sequence(problem, seed=floor.policy.seed)
            if schedule.unplaced or schedule.late_locks:
                continue
            began = {lot.id: floor.start_day(lot) for lot in lots}
            told = sum(began[run.lot] != run.start_day for run in schedule.runs)
            if schedule.cost_fen + RETIMED_FEN * told < sum(map(self.lines.fen_of, lots)):
                for run in schedule.runs:
                    floor.put(with_run(floor, floor.lots[run.lot], run))


def _away(floor: Floor) -> list[_Away]:
    """Lots outside that are cut here and tied to nothing, taken from the floor's list of what is outside."""
    found, taken = [], set[str]()
    for number, lots in floor.outside.items():
        free = not floor.scenario.rules.locks_of(number)
        free = free and floor.scenario.rules.split_of(floor.scenario.order[number]) == "free"
        for lot in [one for one in lots if free and not one.uncut and floor.lays_of.get(number)]:
            lots.remove(lot)
            name = _free_name(floor, number, taken)
            draft = LotDraft(id=name, order=number, line=None, quantities=lot.quantities, bucket=0, steps=0)
            arrive_day = max(floor.horizon.day(lot.ready_on) - floor.policy.outside_days + 1, floor.frozen_day)
            found.append(_Away(lot, Waiting(draft=draft, arrive_day=arrive_day)))
    return found


def _free_name(floor: Floor, number: str, taken: set[str]) -> str:
    first = int(floor.next_lot_id(number).rpartition("/")[2])
    name = next(f"{number}/{n}" for n in range(first, first + len(taken) + 1) if f"{number}/{n}" not in taken)
    taken.add(name)
    return name
