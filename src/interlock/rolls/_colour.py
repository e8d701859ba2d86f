"""One colour of a problem as numbers: colours share nothing, so each is solved by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import gcd

from interlock.rolls.problem import LayToSpread, Occupied, Roll, RollProblem

# (lay, splice) by position.
Place = tuple[int, int]
# The pattern of every roll; None where a roll is not touched.
Chosen = list["Pattern | None"]


@dataclass(frozen=True)
class Pattern:
    """What one roll gives: whole plies of each lay, the tail of a ply that another roll began, the head of one."""

    whole: tuple[int, ...]
    tail: Place | None = None
    head: Place | None = None

    def plies(self) -> tuple[int, ...]:
        """Plies of each lay that begin on the roll."""
        if self.head is None:
            return self.whole
        return tuple(count + (lay == self.head[0]) for lay, count in enumerate(self.whole))

    def lays(self) -> list[int]:
        """Positions of the lays that the roll is brought to."""
        parts = {place[0] for place in (self.tail, self.head) if place}
        return sorted(parts | {at for at, plies in enumerate(self.whole) if plies})


@dataclass(frozen=True)
class Colour:
    """The lays that have plies of one colour, and its rolls.

    The tail comes first on the roll and the head last, so a roll gives at most one of each. The lays ``freed`` share
    rolls with others that lie at the same time.
    """

    problem: RollProblem
    name: str
    lays: tuple[LayToSpread, ...]
    rolls: tuple[Roll, ...]
    freed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, problem: RollProblem, position: int) -> Colour:
        """The colour at this position of the problem."""
        name = problem.colours[position]
        lays = tuple(lay for lay in problem.lays if lay.plies[position])
        narrowest = min((lay.width_mm for lay in lays), default=0)
        rolls = tuple(r for r in problem.rolls if r.colour == name and r.width_mm >= narrowest)
        return cls(problem, name, lays, rolls)

    def unspliced(self) -> Colour:
        """The same colour where no lay may be spliced."""
        return replace(self, lays=tuple(replace(lay, splices=()) for lay in self.lays))

    @cached_property
    def lack_fen(self) -> float:
        """Price of a ply that is not spread: more than any plan that spreads it can cost."""
        problem, rolls = self.problem, len(self.rolls)
        rests_fen = sum(self.left_fen(max(0, roll.length_mm - 1)) for roll in self.rolls)
        splices_fen = rolls * max(
            [0.0, *(self.splice_fen((at, s)) for at, lay in enumerate(self.lays) for s in range(len(lay.splices)))]
        )
        lost_fen = rolls * problem.usable_mm * problem.fabric_fen_per_m / 1000
        handling_fen = len(self.lays) * (rolls * problem.mount_fen + len(self.shades) * problem.shade_fen)
        return 1000.0 + rests_fen + splices_fen + lost_fen + handling_fen

    @cached_property
    def plies(self) -> tuple[int, ...]:
        """Plies that each lay wants."""
        position = self.problem.colours.index(self.name)
        return tuple(lay.plies[position] for lay in self.lays)

    @cached_property
    def ply_mm(self) -> tuple[int, ...]:
        """Fabric of a whole ply of each lay."""
        return tuple(self.problem.ply_mm(lay) for lay in self.lays)

    @cached_property
    def head_mm(self) -> tuple[tuple[int, ...], ...]:
        """Fabric of a head of each lay and splice."""
        return tuple(tuple(self.problem.head_mm(lay, splice) for splice in lay.splices) for lay in self.lays)

    @cached_property
    def tail_mm(self) -> tuple[tuple[int, ...], ...]:
        """Fabric of a tail of each lay and splice."""
        return tuple(tuple(self.problem.tail_mm(lay, splice) for splice in lay.splices) for lay in self.lays)

    @cached_property
    def shades(self) -> tuple[str, ...]:
        """Shades of the rolls."""
        return tuple(sorted({roll.shade for roll in self.rolls}))

    @cached_property
    def spliced(self) -> bool:
        """Whether any lay may be spliced."""
        return any(lay.splices for lay in self.lays)

    @cached_property
    def step_mm(self) -> int:
        """Greatest common divisor of all lengths that are cut from rolls."""
        parts = [part for row in (*self.head_mm, *self.tail_mm) for part in row]
        return gcd(*self.ply_mm, *parts)

    def when(self, lay: int) -> Occupied | None:
        """Where and when a lay keeps rolls from others; None where it keeps none."""
        asked = self.lays[lay]
        return None if asked.name in self.freed else asked.when

    @cached_property
    def clashes(self) -> tuple[frozenset[int], ...]:
        """By lay, the lays that share no roll with it, for they lie at the same time."""
        when = [self.when(lay) for lay in range(len(self.lays))]
        return tuple(
            frozenset(at for at, other in enumerate(when) if one and other and one.at_once_with(other)) for one in when
        )

    def holds(self, roll: Roll, lay: int) -> bool:
        """Whether the roll is wide enough for the lay."""
        return roll.width_mm >= self.lays[lay].width_mm

    def splice_fen(self, place: Place) -> float:
        """Cost of a splice with its overlap."""
        overlap_mm = self.lays[place[0]].splices[place[1]].overlap_mm
        return self.problem.splice_fen + overlap_mm * self.problem.fabric_fen_per_m / 1000

    def left_fen(self, left_mm: int) -> float:
        """Cost of what is left of a roll that was spread from."""
        if left_mm >= max(1, self.problem.usable_mm):
            return self.problem.kept_fen
        return left_mm * self.problem.fabric_fen_per_m / 1000

    def used_mm(self, pattern: Pattern) -> int:
        """Fabric that a pattern takes."""
        used = sum(plies * each for plies, each in zip(pattern.whole, self.ply_mm, strict=True))
        if pattern.tail:
            used += self.tail_mm[pattern.tail[0]][pattern.tail[1]]
        if pattern.head:
            used += self.head_mm[pattern.head[0]][pattern.head[1]]
        return used

    def pattern_fen(self, roll: Roll, pattern: Pattern) -> float:
        """Cost of using a roll so: mounts, the splice that its head begins, and what is left."""
        lays = pattern.lays()
        if not lays:
            return 0.0
        splice = self.splice_fen(pattern.head) if pattern.head else 0.0
        return len(lays) * self.problem.mount_fen + splice + self.left_fen(roll.length_mm - self.used_mm(pattern))

    def shades_fen(self, patterns: Sequence[Pattern | None]) -> int:
        """Cost of further shades, given each roll's pattern."""
        pairs = {
            (lay, roll.shade)
            for roll, pattern in zip(self.rolls, patterns, strict=True)
            if pattern
            for lay in pattern.lays()
        }
        return self.problem.shade_fen * (len(pairs) - len({lay for lay, _ in pairs}))

    def cost_fen(self, patterns: Sequence[Pattern | None]) -> float:
        """Cost of a whole assignment."""
        rolls = (self.pattern_fen(r, p) for r, p in zip(self.rolls, patterns, strict=True) if p)
        return sum(rolls) + self.shades_fen(patterns)
