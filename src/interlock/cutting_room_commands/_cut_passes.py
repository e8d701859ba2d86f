"""Orders planned in passes: all of them soon, then again those with the most to gain, as long as there is work or time.

Whatever has a plan keeps it when the work is stopped.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from interlock.compute import Where
from interlock.compute.where import stopped
from interlock.cutting import (
    STEADY,
    THOROUGH,
    CutCase,
    CutPlan,
    CutProblem,
    Effort,
    better_of,
    by_fabric,
    check,
    check_fabrics,
    plan_cut,
    scaled,
)
from interlock.errors import Cancelled, Infeasible, Placed, Told, joined
from interlock.words import Words

Stop = Callable[[], bool]
Plans = dict[int | None, CutPlan]
# Hears an order's number, its plan before (None: it had none) and its plan now.
Heard = Callable[[int, CutPlan | None, CutPlan], None]

# So many orders get the full work each; more of them share it, down to the least share that pays. With a time limit
# every order has some plan first, whatever the time, then the least share, so that something is done in little time.
_FULLY, _LEAST = 3, 0.1
# In a longer file so many orders are worked on after the first pass, those with the most to gain.
_AGAIN = 60
# From so many on, starting a process for each core pays.
_MANY = 4
# With time left each further pass takes so many times the work of the one before, up to so many times the full work.
_GROWS, _MOST = 4.0, 16.0
HURRIED = Effort(moves=2_000, attempts=1, exact_work=0.0)

WORDS = Words(of_order=("order {order}: {text}", "订单 {order}：{text}"))


def of_order(order: str, text: str) -> Placed:
    """Return what is said, with the order that it is about."""
    told = WORDS.told("of_order", order=order, text=text)
    return Placed(str(told), told.chinese, place=order)


def last_of(plans: Plans) -> CutPlan:
    """Return the plan of the order's own limit, which stands last."""
    return list(plans.values())[-1]


class Passes:
    """The plans of orders, better with every pass; ``plans`` holds None where there is none yet.

    Without ``seconds`` all is counted and the same orders give the same plans; ``work`` is that of each exact search.
    """

    def __init__(
        self,
        cases: Sequence[CutCase],
        *,
        work: float | None = None,
        seconds: float | None = None,
        seed: int = 0,
        stop: Stop = lambda: False,
        heard: Heard | None = None,
    ) -> None:
        self.cases, self.seed, self._stop, self._heard = cases, seed, stop, heard
        self.plans: list[Plans | None] = [None] * len(cases)
        self._refused: dict[int, Infeasible] = {}
        share = _LEAST if seconds else max(_LEAST, min(1.0, _FULLY / max(1, len(cases))))
        self._share = work / THOROUGH.exact_work if work else share
        self._until = time.monotonic() + seconds if seconds else None

    def run(self) -> None:
        """Plan every order; raises :class:`Infeasible` naming all without a plan, :class:`Cancelled` when stopped."""
        everyone = range(len(self.cases))
        self._pass(everyone, HURRIED if self._until else None, timed=False)
        if self._until and self._refused:
            # A hurried walk may miss what a longer one finds.
            again = sorted(self._refused)
            self._refused.clear()
            self._pass(again, None, timed=False)
        if self._refused:
            said = [_said(self._refused[number]) for number in sorted(self._refused)]
            refused = Infeasible(joined(said))
            refused.problems = tuple(said)
            raise refused
        if self._until and not self._over():
            self._pass(sorted(filter(self._open, everyone), key=self._at_stake, reverse=True), None, timed=True)
        for share in self._shares():
            again = sorted(filter(self._open, range(len(self.cases))), key=self._at_stake, reverse=True)
            if self._over() or not again:
                return
            self._pass(again if self._until else again[:_AGAIN], scaled(share), timed=True)

    def _shares(self) -> Iterator[float]:
        share = self._share
        # Where the first pass was as long, the next one would only find the same again.
        if any(first_effort(case.problem) != scaled(share) for case in self.cases):
            yield share
        while self._until and (share := share * _GROWS) <= _MOST:
            yield share

    def _open(self, number: int) -> bool:
        plans = self.plans[number]
        return plans is not None and not all(plan.proved for plan in plans.values())

    def _at_stake(self, number: int) -> float:
        """What a better plan could save at most: money, or a share of the fabric where no money counts."""
        plan = last_of(self.plans[number] or {})
        if len(plan.value) == 1:
            return plan.value[0] - plan.lower_bound[0]
        return plan.gap * (plan.cost_fen or plan.fabric_mm)

    def _over(self) -> bool:
        return self._until is not None and time.monotonic() > self._until

    def _pass(self, numbers: Sequence[int], effort: Effort | None, *, timed: bool) -> None:
        """Plan some orders; ends early, with the best found by then, when the time is over or the work is stopped."""

        def stop() -> bool:
            return self._stop() or (timed and self._over())

        try:
            self._planned(numbers, effort, stop)
        except Cancelled:
            if not stop():
                raise
        if self._stop():
            raise stopped()

    def _planned(self, numbers: Sequence[int], effort: Effort | None, stop: Stop) -> None:
        from interlock.compute import cores, local, processes

        cases = [self.cases[number] for number in numbers]
        plan = partial(_plans, effort=effort, seed=self.seed)

        def take(at: int, found: Plans | Infeasible) -> None:
            self._take(numbers[at], found)

        if len(cases) < _MANY or cores() == 1:
            local().each(partial(plan, stop=stop), cases, stop=stop, answered=take)
            return
        where = processes(min(cores(), len(cases)), most=1, patient=True)
        with tempfile.TemporaryDirectory() as folder:
            _each(where, plan, cases, stop, take, Path(folder) / "go")

    def _take(self, number: int, found: Plans | Infeasible) -> None:
        """Keep the plans found of an order where they are better; a search that was stopped has not all of them."""
        case, before = self.cases[number], self.plans[number]
        if isinstance(found, Infeasible):
            if before is None:
                self._refused[number] = found
            return
        if before is None and len(found) < len(_limits(case)):
            return
        now = {**found, **{most: better_of(plan, found.get(most, plan)) for most, plan in (before or {}).items()}}
        for most, plan in now.items() if before else ():
            _judge(case, replace(case.problem, most_markers=most), plan)
        self.plans[number] = now
        if self._heard:
            self._heard(number, last_of(before) if before else None, last_of(now))


def _each(
    where: Where,
    plan: Callable[..., Plans | Infeasible],
    cases: Sequence[CutCase],
    stop: Stop,
    take: Callable[[int, Plans | Infeasible], None],
    flag: Path,
) -> None:
    """Plan in other processes, which hear of a stop by a file's end and then answer with the best that they have."""
    flag.touch()

    def ask() -> bool:
        if stop():
            flag.unlink(missing_ok=True)
        return False

    where.each(partial(plan, stop=partial(_gone, flag)), cases, stop=ask, answered=take)


def _gone(flag: Path) -> bool:
    return not flag.exists()


def _said(error: Infeasible) -> str:
    return error.args[0] if isinstance(error.args[0], Told) else str(error)


def first_effort(problem: CutProblem) -> Effort:
    """Return the effort of the first pass: where markers count first, walks alone leave them of a garment each."""
    return STEADY if problem.objective == "money" else scaled(_LEAST)


def _limits(case: CutCase) -> list[int | None]:
    """The numbers of markers that are planned for, the order's own limit last."""
    return [*dict.fromkeys((*case.by_markers, case.problem.most_markers))]


def _plans(case: CutCase, *, effort: Effort | None, seed: int, stop: Stop) -> Plans | Infeasible:
    """The plans of a case, all judged, by their limit of markers; where it is stopped, those that there are."""
    effort, plans = effort or first_effort(case.problem), Plans()
    try:
        for most in _limits(case):
            problem = replace(case.problem, most_markers=most)
            plans[most] = plan_cut(problem, effort=effort, seed=seed, stop=stop, keep=True)
            _judge(case, problem, plans[most])
    except Infeasible as error:
        return Infeasible(of_order(case.name, error.args[0]))
    except Cancelled:
        return plans
    return plans


def _judge(case: CutCase, problem: CutProblem, plan: CutPlan) -> None:
    check(problem, plan)
    if case.fabrics:
        check_fabrics(case.fabrics, problem, by_fabric(case.fabrics, problem, plan), plan)
