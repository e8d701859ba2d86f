"""The best patterns of a roll at given prices of plies: a knapsack by dynamic programming (Gilmore and Gomory, 1961).

The table is shared by all rolls of one shade that hold the same lays; it counts in steps of the lengths' greatest
common divisor, so that nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from interlock.rolls._colour import Colour, Pattern
from interlock.rolls.problem import Occupied, Roll

_SAME = 1e-6


@dataclass(frozen=True)
class Prices:
    """What a whole ply, a tail and a head are worth by lay (and splice), in fen, before any cost of the roll."""

    whole: Sequence[float]
    tail: Sequence[Sequence[float]]
    head: Sequence[Sequence[float]]


class Table:
    """Best worth for every length used, lay by lay in the order in which they end.

    ``levels[k][state, used]`` is the most that the lays of the first ``k`` steps are worth, less mounts and splices,
    with exactly ``used`` steps of length and at most ``wanted`` whole plies of each lay; state 1 has a tail, 2 a head,
    3 both. A lay is laid over the level of those that have ended when it begins, as in weighted interval scheduling
    (Kleinberg and Tardos, "Algorithm Design", 6.1), so no two in a pattern lie at the same time.
    """

    def __init__(
        self, colour: Colour, lays: Sequence[int], longest_mm: int, prices: Prices, wanted: Sequence[int]
    ) -> None:
        import numpy as np

        self._colour = colour
        self._wanted = wanted
        self._lays = tuple(lays)
        self._prices = prices
        self._step = colour.step_mm
        first = np.full((4 if colour.spliced else 1, longest_mm // self._step + 1), -np.inf)
        first[0, 0] = 0.0
        self.levels = [first]
        # (lay, level under it) of every level, or (None, level) for the better of that one and the one before.
        self._steps: list[tuple[int | None, int]] = [(None, 0)]
        self._lay_levels()

    def _lay_levels(self) -> None:
        import numpy as np

        ended: list[tuple[float, int]] = []
        groups: dict[Occupied, list[int]] = {}
        for lay in self._lays:
            when = self._colour.when(lay)
            if when is None:
                self._lay_over(len(self.levels) - 1, lay)
            else:
                groups.setdefault(when, []).append(lay)
        timeless = len(self.levels) - 1
        for when in sorted(groups, key=lambda one: (one.end_min, one.begin_min, one.table)):
            last = len(self.levels) - 1
            under = max((level for end_min, level in ended if end_min <= when.begin_min), default=timeless)
            for number, lay in enumerate(groups[when]):
                self._lay_over(len(self.levels) - 1 if number else under, lay)
            if under != last:
                self._steps.append((None, last))
                self.levels.append(np.maximum(self.levels[-1], self.levels[last]))
            ended.append((when.end_min, len(self.levels) - 1))

    def _lay_over(self, under: int, lay: int) -> None:
        self._steps.append((lay, under))
        self.levels.append(self._with_lay(self.levels[under], lay))

    def _with_lay(self, before: Any, lay: int) -> Any:
        import numpy as np

        inside = before - self._colour.problem.mount_fen
        self._add_plies(inside, lay)
        for splice in range(len(self._colour.lays[lay].splices)):
            cut = self._colour.tail_mm[lay][splice] // self._step
            _better(inside[1::2], inside[0::2], cut, self._prices.tail[lay][splice])
        for splice in range(len(self._colour.lays[lay].splices)):
            cut = self._colour.head_mm[lay][splice] // self._step
            worth = self._prices.head[lay][splice] - self._colour.splice_fen((lay, splice))
            _better(inside[2:], inside[:2], cut, worth)
        return np.maximum(before, inside)

    def _add_plies(self, inside: Any, lay: int) -> None:
        """Up to the wanted number of plies, by windows that double (each maximum covers all smaller numbers)."""
        each = self._colour.ply_mm[lay] // self._step
        most = min(self._wanted[lay], (inside.shape[1] - 1) // each)
        covered = 0
        while covered < most:
            more = min(covered + 1, most - covered)
            _better(inside, inside, more * each, more * self._prices.whole[lay])
            covered += more

    def worths(self, roll: Roll) -> Any:
        """Worth by state and length used for one roll, less what its rest costs; nothing used is worth 0."""
        import numpy as np

        problem = self._colour.problem
        top = roll.length_mm // self._step + 1
        left = roll.length_mm - self._step * np.arange(top)
        cost = left * (problem.fabric_fen_per_m / 1000)
        cost[left >= max(1, problem.usable_mm)] = problem.kept_fen
        found = self.levels[-1][:, :top] - cost
        found[0, 0] = 0.0
        return found

    def best(self, roll: Roll) -> tuple[float, Pattern]:
        """The pattern worth most, and its worth."""
        found = self.worths(roll)
        state, used = divmod(int(found.argmax()), found.shape[1])
        worth = float(found[state, used])
        return worth, next(self._patterns(len(self.levels) - 1, state, used, self._value(state, used) - _SAME))

    def _value(self, state: int, used: int) -> float:
        return float(self.levels[-1][state, used])

    def _patterns(self, level: int, state: int, used: int, least: float) -> Iterator[Pattern]:
        """Patterns of the lays up to a level worth at least ``least`` with exactly this state and length."""
        if level == 0:
            if state == 0 and used == 0 and least <= _SAME:
                yield Pattern((0,) * len(self._colour.lays))
            return
        lay, under = self._steps[level]
        for other in (under,) if lay is not None else (level - 1, under):
            if self.levels[other][state, used] >= least:
                yield from self._patterns(other, state, used, least)
        if lay is None:
            return
        for tail, head, state_before, cut, worth in self._parts(lay, state):
            each = self._colour.ply_mm[lay] // self._step
            for plies in range(min(self._wanted[lay], (used - cut) // each) + 1 if used >= cut else 0):
                rest = used - cut - plies * each
                need = least - worth - plies * self._prices.whole[lay] + self._colour.problem.mount_fen
                if (plies or tail or head) and self.levels[under][state_before, rest] >= need:
                    for found in self._patterns(under, state_before, rest, need):
                        whole = (*found.whole[:lay], plies, *found.whole[lay + 1 :])
                        yield Pattern(whole, tail or found.tail, head or found.head)

    def _parts(self, lay: int, state: int) -> Iterator[tuple[Any, Any, int, int, float]]:
        """(tail, head, state before, steps, worth) of every way to splice within a lay that leads to a state."""
        splices = range(len(self._colour.lays[lay].splices))
        tails = [(lay, s) for s in splices] if state & 1 else []
        heads = [(lay, s) for s in splices] if state & 2 else []
        for tail in (None, *tails):
            for head in (None, *heads):
                cut, worth, before = 0, 0.0, state
                if tail:
                    cut += self._colour.tail_mm[lay][tail[1]] // self._step
                    worth += self._prices.tail[lay][tail[1]]
                    before &= ~1
                if head:
                    cut += self._colour.head_mm[lay][head[1]] // self._step
                    worth += self._prices.head[lay][head[1]] - self._colour.splice_fen(head)
                    before &= ~2
                yield tail, head, before, cut, worth


def _better(into: Any, source: Any, shift: int, worth: float) -> None:
    """Raise ``into[used]`` to ``source[used - shift] + worth`` where that is more."""
    import numpy as np

    if shift < into.shape[1]:
        raised = source[:, : into.shape[1] - shift] + worth
        np.maximum(into[:, shift:], raised, out=into[:, shift:])
