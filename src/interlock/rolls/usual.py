"""The usual way on the floor: the largest roll first, lay after lay, for comparison."""

from __future__ import annotations

from dataclasses import dataclass, field

from interlock.rolls._colour import Colour, Pattern


def largest_first(colour: Colour) -> list[Pattern | None] | None:
    """The cheaper of taking the largest roll first with and without splices; None where neither spreads every ply.

    Lays are spread in their order. A lay goes on with the shade that it has while that lasts, then with the one of
    which most is left; within the shade the roll of which most is left is next, remnants of earlier lays included. A
    roll ends with its last whole ply or, with splices, at the last splice that it reaches.
    """
    found = [_Floor(colour, splicing=splicing).spread() for splicing in (False, True) if colour.spliced or not splicing]
    complete = [patterns for patterns in found if patterns is not None]
    return min(complete, key=colour.cost_fen, default=None)


@dataclass
class _Floor:
    """Rolls as they get shorter."""

    colour: Colour
    splicing: bool
    left_mm: list[int] = field(init=False)
    patterns: list[Pattern] = field(init=False)

    def __post_init__(self) -> None:
        self.left_mm = [roll.length_mm for roll in self.colour.rolls]
        self.patterns = [Pattern((0,) * len(self.colour.lays)) for _ in self.colour.rolls]

    def spread(self) -> list[Pattern | None] | None:
        """All lays; None when a ply finds no roll."""
        for lay, plies in enumerate(self.colour.plies):
            if not self._spread_lay(lay, plies):
                return None
        return [pattern if pattern.lays() else None for pattern in self.patterns]

    def _spread_lay(self, lay: int, wanted: int) -> bool:
        shades: list[str] = []
        most = self.colour.lays[lay].most_shades
        roll = None
        while wanted:
            roll = self._next(lay, shades[-1:], self.colour.ply_mm[lay]) if roll is None else roll
            if roll is None:
                roll = self._next(lay, [], self.colour.ply_mm[lay])
                if roll is None or (most is not None and len(shades) >= most):
                    return False
            if self.colour.rolls[roll].shade not in shades:
                shades.append(self.colour.rolls[roll].shade)
            count = min(wanted, self.left_mm[roll] // self.colour.ply_mm[lay])
            self._cut(roll, lay, count)
            wanted -= count
            follower = self._splice(roll, lay) if wanted and self.splicing else None
            wanted -= follower is not None
            roll = follower
        return True

    def _next(
        self, lay: int, shades: list[str], least_mm: int, *, besides: int = -1, fresh: bool = False
    ) -> int | None:
        """The largest roll that holds the lay, of a shade if one is given, else of the shade with most left."""
        fit = [
            at
            for at, roll in enumerate(self.colour.rolls)
            if self.left_mm[at] >= least_mm
            and self.colour.holds(roll, lay)
            and at != besides
            and self.colour.clashes[lay].isdisjoint(self.patterns[at].lays())
            and (not shades or roll.shade in shades)
            and not (fresh and self.patterns[at].tail)
        ]
        whole = {
            shade: sum(
                self.left_mm[at] // self.colour.ply_mm[lay] for at in fit if self.colour.rolls[at].shade == shade
            )
            for shade in {self.colour.rolls[at].shade for at in fit}
        }
        return max(fit, key=lambda at: (whole[self.colour.rolls[at].shade], self.left_mm[at], -at), default=None)

    def _cut(self, roll: int, lay: int, count: int) -> None:
        before = self.patterns[roll]
        whole = list(before.whole)
        whole[lay] += count
        self.patterns[roll] = Pattern(tuple(whole), before.tail, before.head)
        self.left_mm[roll] -= count * self.colour.ply_mm[lay]

    def _splice(self, roll: int, lay: int) -> int | None:
        """Begin a ply at the end of a roll and end it with the next of the shade; the next roll, or None."""
        reached = [s for s, head_mm in enumerate(self.colour.head_mm[lay]) if head_mm <= self.left_mm[roll]]
        if not reached or self.patterns[roll].head:
            return None
        splice = max(reached, key=lambda s: self.colour.head_mm[lay][s])
        shade, tail_mm = self.colour.rolls[roll].shade, self.colour.tail_mm[lay][splice]
        follower = self._next(lay, [shade], tail_mm, besides=roll, fresh=True)
        if follower is None:
            return None
        before, after = self.patterns[roll], self.patterns[follower]
        self.patterns[roll] = Pattern(before.whole, before.tail, (lay, splice))
        self.patterns[follower] = Pattern(after.whole, (lay, splice), after.head)
        self.left_mm[roll] -= self.colour.head_mm[lay][splice]
        self.left_mm[follower] -= tail_mm
        return follower
