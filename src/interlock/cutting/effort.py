"""How hard to look. All budgets count work, never seconds, so that an answer does not depend on the machine."""

from __future__ import annotations

from dataclasses import dataclass

from interlock.cutting.words import WORDS
from interlock.errors import InvalidModel


@dataclass(frozen=True)
class Effort:
    """Moves of a walk, walks per number of markers, and work units (about 2 s each) of each exact search.

    Exact search starts only where the walks leave more than ``exact_gap`` to the counted bound; before it, ``rounds``
    are spent on making a few markers of the plan anew while the others stay.
    """

    moves: int
    attempts: int
    exact_work: float
    exact_gap: float = 0.0
    rounds: int = 0

    def __post_init__(self) -> None:
        if self.moves < 1 or self.attempts < 1 or min(self.exact_work, self.exact_gap, self.rounds) < 0:
            raise InvalidModel([WORDS.told("effort", found=self)])


QUICK = Effort(moves=20_000, attempts=3, exact_work=0.02, exact_gap=0.012)
STEADY = Effort(moves=100_000, attempts=5, exact_work=0.05, exact_gap=0.005)
THOROUGH = Effort(moves=500_000, attempts=6, exact_work=4.0, rounds=80)


def scaled(share: float) -> Effort:
    """Return a share of :data:`THOROUGH`, never less of a walk than :data:`STEADY` has."""
    return Effort(
        moves=max(STEADY.moves, round(THOROUGH.moves * min(1.0, share))),
        attempts=THOROUGH.attempts,
        exact_work=THOROUGH.exact_work * share,
        rounds=round(THOROUGH.rounds * share),
    )
