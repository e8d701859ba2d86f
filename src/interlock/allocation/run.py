"""One run of the solver: its crew, its randomness, how hard it tries, and whom it tells how far it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from interlock.allocation.problem import AllocationProblem, Ints
from interlock.allocation.tables import Cells

if TYPE_CHECKING:
    from interlock.allocation.crew import Crew

Effort = Literal["quick", "normal", "long"]
Progress = Callable[[float, str], None]
Stop = Callable[[], bool]
Found = Callable[[float, float], None]


@dataclass(frozen=True)
class Recipe:
    """How many times each stage goes through the order book. Passes are counted, never timed: answers repeat."""

    augmented_passes: int
    polish_passes: int
    congestion_passes: int
    reinsert_passes: int
    exchanges_per_order: float
    starts: int
    loads: bool = False

    @property
    def passes(self) -> int:
        """All passes of all stages, with the dispatcher's one at the start and the bound's at the end."""
        plan_passes = self.congestion_passes + self.reinsert_passes
        return 2 + self.augmented_passes + self.polish_passes + self.starts * plan_passes


BIG_BOOK = 10_000
# Beyond this many orders a pass costs so much, and lines are so many that prices settle so soon, that fewer passes do.
HUGE_BOOK = 60_000
COORDINATED_ROUNDS = 64


def recipe_for(effort: Effort, orders: int) -> Recipe:
    """Small order books are cheap to go through, so they are gone through more often, from several starts."""
    if orders >= BIG_BOOK:
        return {
            "quick": Recipe(5, 9, 4, 3, 0.0, 1) if orders >= HUGE_BOOK else Recipe(8, 20, 6, 7, 0.0, 1),
            "normal": Recipe(10, 32, 10, 12, 0.0, 1),
            "long": Recipe(16, 80, 40, 20, 2.0, 1),
        }[effort]
    small_passes = min(100_000 // max(orders, 1), 1000)
    starts = min(max(3000 // max(orders, 1), 1), 12)
    return {
        "quick": Recipe(4, 14, 6, 7, 0.0, 1),
        "normal": Recipe(8, max(40, small_passes), 20, 10, 2.0, starts),
        "long": Recipe(20, max(200, 3 * small_passes), 80, 12, 20.0, 3 * starts, loads=True),
    }[effort]


@dataclass
class Run:
    """What all stages share."""

    problem: AllocationProblem
    crew: Crew
    recipe: Recipe
    rng: np.random.Generator
    progress: Progress | None = None
    stop: Stop | None = None
    found: Found | None = None
    passes: int = 0
    bound_fen: float = 0.0
    best_fen: float = math.inf
    stopped: bool = field(default=False)

    def rounds(self, count: int) -> Iterator[Ints]:
        """All orders in random sequence, cut into rounds; ends early when the caller wants to stop."""
        for part in np.array_split(self.rng.permutation(self.problem.order_count), count):
            if self.wants_stop():
                return
            if len(part):
                yield part

    def coordinated_rounds(self) -> Iterator[Ints]:
        """Rounds so short that several workers hardly miss each other's choices; a single worker sees its own."""
        return self.rounds(COORDINATED_ROUNDS if len(self.crew.workers) > 1 else 1)

    def passes_of(self, stage: str, count: int, *, whole: bool = True) -> Iterator[float]:
        """Go through the order book (or, not `whole`, a part of it) `count` times; yields how far, from 0 to 1."""
        for i in range(count):
            if self.wants_stop():
                return
            yield i / max(count - 1, 1)
            self.passes += int(whole)
            self.tell(stage)

    def wants_stop(self) -> bool:
        """Whether the caller has asked to stop; once true it stays true."""
        self.stopped = self.stopped or (self.stop is not None and self.stop())
        return self.stopped

    def tell(self, stage: str) -> None:
        """Report progress as a share of all passes, with the gap once a plan and a bound are known."""
        if self.progress is not None:
            if self.bound_fen > 0.0 and self.best_fen < math.inf:
                stage += f", {max(self.best_fen / self.bound_fen - 1.0, 0.0):.2%} above the bound"
                if self.found is not None:
                    self.found(self.best_fen, self.bound_fen)
            self.progress(min(self.passes / self.recipe.passes, 1.0), stage)


def overload(room: Cells, full: Cells) -> Cells:
    """How far each cell is asked for more (positive) or less than it has, as a share of its capacity."""
    return Cells(
        *(np.where(cap > 0.0, -left / np.where(cap > 0.0, cap, 1.0), 0.0) for left, cap in zip(room, full, strict=True))
    )


def shift(price: Cells, share: Cells, step: tuple[float, float, float]) -> None:
    """Move prices by `step` fen for each share of overload, never below zero."""
    for table, over, size in zip(price, share, step, strict=True):
        np.maximum(table + size * over, 0.0, out=table)
