"""Large neighbourhoods: a few markers of a plan become free while the others keep their ratio, and CP-SAT mends it.

With most ratios fixed the garments cut are linear in the plies, so that orders of many markers, which are too large for
an exact search as a whole, are solved piece by piece. Rounds and their work are counted, never timed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from interlock.cutting import counting
from interlock.cutting.draft import Slot
from interlock.cutting.exact import Found, Model, Stop, Stopped
from interlock.cutting.problem import CutProblem

# Work units of one round, and markers that are free in it.
_ROUND_WORK = 0.25
_FREE = (2, 3)


@dataclass
class Neighbourhoods:
    """Rounds around one list of slots; ``rounds`` are what is left of the budget."""

    problem: CutProblem
    counted: counting.Counted
    seed: int
    stop: Stop
    rounds: int

    def without_misses(self, slots: Sequence[Slot]) -> tuple[Slot, ...] | None:
        """Return slots, as many, that miss no garment; None if the rounds end first."""
        draw, misses = random.Random(self.seed), missed(self.problem, slots)
        while misses and self.rounds > 0:
            found = self._round(slots, draw, slack=True, aim=Model.least_misses)
            if found.slots and (fewer := missed(self.problem, found.slots)) <= misses:
                slots, misses = _filled(self.problem, found.slots, len(slots)), fewer
        return None if misses else tuple(slots)

    def better(self, slots: Sequence[Slot], aim: Callable[[Model], None]) -> tuple[Slot, ...]:
        """Return slots that are at least as good by ``aim``, within the tolerance as before.

        Raises :class:`~interlock.cutting.exact.Stopped` with those found by then.
        """
        draw = random.Random(self.seed + 1)
        while self.rounds > 0:
            try:
                found = self._round(slots, draw, slack=False, aim=aim)
            except Stopped as stopped:
                raise Stopped(replace(stopped.found, slots=stopped.found.slots or tuple(slots))) from None
            slots = found.slots or slots
        return tuple(slots)

    def _round(self, slots: Sequence[Slot], draw: random.Random, *, slack: bool, aim: Callable[[Model], None]) -> Found:
        self.rounds -= 1
        free = set(draw.sample(range(len(slots)), min(len(slots), draw.choice(_FREE))))
        fixed = {k: slot.ratio for k, slot in enumerate(slots) if k not in free and any(slot.ratio)}
        model = Model(self.problem, self.counted, len(slots), fixed=fixed, slack=slack)
        aim(model)
        model.start_from(slots)
        return model.solve(work=_ROUND_WORK, seed=draw.randrange(1 << 30), stop=self.stop)


def missed(problem: CutProblem, slots: Sequence[Slot]) -> int:
    """Garments outside the tolerance, over all colours and sizes."""
    misses = 0
    for colour, size in problem.cells():
        cut = sum(slot.ratio[size] * slot.plies[colour] for slot in slots)
        misses += max(0, problem.least(colour, size) - cut, cut - problem.most(colour, size))
    return misses


def _filled(problem: CutProblem, slots: Sequence[Slot], count: int) -> list[Slot]:
    """A round may leave a slot empty; it stays, free to be filled again."""
    empty = Slot((0,) * len(problem.sizes), (0,) * len(problem.colours))
    return [*slots, *[empty] * (count - len(slots))]
