"""What a change saved: allocations with and without it, several of each, so that luck is told from worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from interlock.allocation import Allocation, AllocationProblem, Effort, allocate
from interlock.errors import InvalidModel

# A difference of means whose standard error is above a third of it tells nothing.
LARGEST_ERROR_SHARE = 1 / 3


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """What a change saved when the order book was allocated again, in fen: means over the same seeds with and without.

    ``bound_fen`` compares the lower bounds (the relaxed network, nearly free of the search's luck), ``plan_fen`` the
    plans; ``error_fen`` is the standard error of ``plan_fen``.
    """

    bound_fen: int
    plan_fen: int
    error_fen: float

    @property
    def tells(self) -> bool:
        """Whether the plans differ by more than luck explains: the error is at most a third of what was saved."""
        return self.error_fen <= LARGEST_ERROR_SHARE * abs(self.plan_fen)


def allocations(problem: AllocationProblem, effort: Effort, seeds: Sequence[int]) -> tuple[Allocation, ...]:
    """Allocate the same problem from several seeds."""
    return tuple(allocate(problem, effort=effort, seed=seed) for seed in seeds)


def compared(before: Sequence[Allocation], after: Sequence[Allocation]) -> Resolved:
    """Return what was saved from allocations without a change to those with it.

    Raises :class:`~interlock.errors.InvalidModel` for fewer than two of either: one alone does not show its luck.
    """
    if found := [
        f"{len(some)} allocation(s) {word} the change; give two at least, from different seeds."
        for word, some in (("without", before), ("with", after))
        if len(some) < 2
    ]:
        raise InvalidModel(found)
    costs = [np.array([float(one.cost_fen) for one in some]) for some in (before, after)]
    bounds = [np.mean([one.lower_bound_fen for one in some]) for some in (before, after)]
    return Resolved(
        bound_fen=round(bounds[0] - bounds[1]),
        plan_fen=round(costs[0].mean() - costs[1].mean()),
        error_fen=float(np.sqrt(sum(some.var(ddof=1) / len(some) for some in costs))),
    )
