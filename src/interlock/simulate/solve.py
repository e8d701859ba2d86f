"""A plan played forward many times."""

from __future__ import annotations

from collections.abc import Callable

from interlock.errors import Cancelled, InvalidModel
from interlock.model import Plan, Policy, Scenario
from interlock.simulate.error_words import ERRORS
from interlock.simulate.noise import Noise
from interlock.simulate.solution import Played

# Fewer runs say nothing of chance, more add digits that nobody reads.
LEAST_RUNS, MOST_RUNS = 2, 10_000


def simulate(
    scenario: Scenario,
    plan: Plan,
    *,
    noise: Noise | None = None,
    runs: int = 200,
    seed: int = 0,
    confidence: float = 0.9,
    policy: Policy | None = None,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Played:
    """Play a day-level plan ``runs`` times and tell what comes of its dates.

    Material comes as planned or late; a lay waits for it and for its table, and is never cut before its planned day; a
    lot's pieces take as long to its line as planned; a line keeps its sequence and starts a lot as soon as it is free
    and the pieces are there, so that good days bring work forward; finishing shops keep the planned turn among the
    lots that are there. Days that are over by the plan (``as_of``) are not left to chance: what was planned there is
    done. Without noise the plan's own days come out. Nobody replans: a planner who reacts does better.

    ``noise`` None is the measured one, ``policy`` (what lateness costs) the balanced one, and ``confidence`` is what
    promises and buffers are to hold. The same input and seed give the same answer; a line, delivery or shop has the
    same luck in every plan played with a seed. ``progress`` is told the share done. Raises
    :class:`~interlock.errors.Cancelled` when ``stop`` says so and :class:`~interlock.errors.InvalidModel` when the
    plan is not of this scenario, is empty, or a number is out of bounds.
    """
    from interlock.simulate.outcome import Outcome
    from interlock.simulate.play import play
    from interlock.simulate.read_plan import problem_of

    refuse_numbers(runs, seed, confidence)
    if not plan.promises:
        raise InvalidModel([ERRORS.told("no_order")])
    noise = noise or Noise()

    def tick(share: float) -> None:
        if stop and stop():
            raise Cancelled(ERRORS.told("stopped"))
        if progress:
            progress(share)

    problem = problem_of(scenario, plan, policy or Policy())
    played = play(problem, noise, runs, seed, tick)
    return Outcome(problem, played).summary(noise=noise, seed=seed, confidence=confidence)


def refuse_numbers(runs: int, seed: int, confidence: float) -> None:
    """Raise :class:`~interlock.errors.InvalidModel` for a number that cannot be played with."""
    problems = []
    if not LEAST_RUNS <= runs <= MOST_RUNS:
        problems.append(ERRORS.told("runs", found=runs, least=LEAST_RUNS, most=MOST_RUNS))
    if seed < 0:
        problems.append(ERRORS.told("seed", found=seed))
    if not 0 < confidence < 1:
        problems.append(ERRORS.told("confidence", found=confidence))
    if problems:
        raise InvalidModel(problems)
