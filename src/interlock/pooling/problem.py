"""What is asked of a pool: firms whose orders may be cut together, and how their saving is to be shared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from interlock.errors import InvalidModel, Told
from interlock.pooling.words import ERRORS

# Twice as many groups for each firm more.
MOST_EXACT = 14
MOST_FIRMS = 60


@dataclass(frozen=True)
class Firm:
    """A firm and the number of orders that it brings."""

    name: str
    orders: int = 1


@dataclass(frozen=True, kw_only=True)
class PoolProblem:
    """Firms whose orders of one fabric may be cut together.

    The firms share, not their orders: what a firm saves by cutting its own orders together is its own, and nobody gains
    by splitting an order in two. Up to ``exact_up_to`` firms are shared out exactly; with more, ``permutations`` orders
    of joining are drawn from ``seed``.

    Raises :class:`~interlock.errors.InvalidModel` naming every contradiction.
    """

    firms: tuple[Firm, ...]
    permutations: int = 100
    seed: int = 0
    exact_up_to: int = 10

    def __post_init__(self) -> None:
        problems: list[Told] = []
        if len(self.firms) < 2:
            problems.append(ERRORS.told("few", found=len(self.firms)))
        if len(self.firms) > MOST_FIRMS:
            problems.append(ERRORS.told("many", found=len(self.firms), most=MOST_FIRMS))
        for name, times in Counter(self.names).items():
            if times > 1:
                problems.append(ERRORS.told("twice", name=name))
        for firm in self.firms:
            if not firm.name:
                problems.append(ERRORS.told("empty"))
            if firm.orders < 1:
                problems.append(ERRORS.told("orders", name=firm.name, found=firm.orders))
        if self.permutations < 2:
            problems.append(ERRORS.told("permutations", found=self.permutations))
        if not 0 <= self.exact_up_to <= MOST_EXACT:
            problems.append(ERRORS.told("exact", found=self.exact_up_to, most=MOST_EXACT))
        if problems:
            raise InvalidModel(problems)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the firms."""
        return tuple(firm.name for firm in self.firms)

    @property
    def exact(self) -> bool:
        """Whether every group of firms is looked at."""
        return len(self.firms) <= self.exact_up_to
