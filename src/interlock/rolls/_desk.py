"""One colour's search: prices from the relaxation, plans by diving and annealing, proof by a program of all choices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from interlock.errors import Cancelled
from interlock.rolls._anneal import anneal
from interlock.rolls._colour import Chosen, Colour, Pattern
from interlock.rolls._exact import settle
from interlock.rolls._master import Master
from interlock.rolls._pricing import Table
from interlock.rolls.usual import largest_first

_MOST_ROUNDS = 150
# Rounds of pricing for each step of a dive, and the part of the free rolls that a step fixes.
_DIVE_ROUNDS = 8
_DIVE_PARTS = 10
# Up to so many rolls a plan is improved and proved by a program over all choices.
_MOST_ROLLS = 12
_NODES = 400
_CHANGE = 1e-6


@dataclass(frozen=True)
class Answer:
    """The best choice found (None where plies are left over: so many of each lay), a bound, and the usual way."""

    chosen: Chosen | None
    lacking: tuple[int, ...]
    bound_fen: float
    usual: Chosen | None


class Desk:
    """The search for one colour; what it does is fixed by the problem, never by the clock."""

    def __init__(self, colour: Colour, stop: Callable[[], bool]) -> None:
        self.colour = colour
        self.stop = stop
        self.master = Master(colour, colour.lack_fen)
        self.bound_fen = 0.0
        self.best: Chosen | None = None

    def solve(self) -> Answer:
        """Find a good plan, a bound on all plans, and close the gap between them where that is possible."""
        usual = largest_first(self.colour)
        self._offer(usual)
        self._generate()
        self._search(usual)
        lacking = (0,) * len(self.colour.lays)
        if self.best is None or (self._open() and len(self.colour.rolls) <= _MOST_ROLLS):
            lacking = self._settle()
        return Answer(self.best, lacking, self.bound_fen, usual)

    def _open(self) -> bool:
        return self.best is None or self.colour.cost_fen(self.best) > self.bound_fen + 0.5

    def _offer(self, chosen: Chosen | None) -> None:
        """Keep a choice if it is the best, and let the program know its patterns."""
        if chosen is None:
            return
        plain = [_plain(pattern) for pattern in chosen]
        for at, pattern in enumerate(plain):
            if pattern:
                self.master.add(at, pattern)
        if self.best is None or self.colour.cost_fen(plain) < self.colour.cost_fen(self.best) - _CHANGE:
            self.best = plain

    def _search(self, usual: Chosen | None) -> None:
        """Dives with any shades, with those of the usual way and with those of the best walk."""
        if self.colour.spliced:
            # Nearly all that can be won is won without splices, and much sooner.
            self._offer(Desk(self.colour.unspliced(), self.stop).search_alone())
            if self._open():
                self._offer(self._dive(self.best))
            return
        self._offer(self._dive(None))
        if self._open() and usual:
            self._offer(self._dive(usual))
        if self._open():
            walked = anneal(self.colour, self.best, self.stop)
            self._offer(walked)
            if walked and self._open():
                self._offer(self._dive(walked))

    def search_alone(self) -> Chosen | None:
        """The best plan without proof."""
        usual = largest_first(self.colour)
        self._offer(usual)
        self._generate()
        self._search(usual)
        return self.best

    def _generate(self) -> None:
        """Add the best pattern of every roll at the prices of the relaxation until none is better."""
        for _ in range(_MOST_ROUNDS):
            value, slack, added = self._price(self._nothing(), self.colour.plies)
            self.bound_fen = max(self.bound_fen, value - slack)
            if not added:
                return

    def _nothing(self) -> Chosen:
        return [None] * len(self.colour.rolls)

    def _price(self, fixed: Chosen, wanted: Sequence[int]) -> tuple[float, float, bool]:
        """(value of the relaxation, how much lower it could still be, whether patterns were added)."""
        if self.stop():
            raise Cancelled
        value, roll_prices, duals = self.master.relax()
        added, slack = False, 0.0
        for table, members in self._tables(duals, fixed, wanted):
            for at in members:
                worth, pattern = table.best(self.colour.rolls[at])
                gain = worth + roll_prices[at]
                if gain > _CHANGE:
                    slack += gain
                    added = self.master.add(at, pattern) or added
        return value, slack, added

    def _dive(self, shades: Chosen | None) -> Chosen | None:
        """Fix the patterns that the relaxation likes most, price anew for what is left, and so on to the last ply.

        A few rolls at a time, so that the last ones are fitted to exactly what is wanted of them. With ``shades``, lays
        have only the shades that they have there: the relaxation hardly sees what a further shade costs.
        """
        fixed, wanted = self._nothing(), list(self.colour.plies)
        self.master.keep_shades(shades)
        while any(wanted):
            self.master.restrict(fixed, wanted)
            for _ in range(_DIVE_ROUNDS):
                if not self._price(fixed, wanted)[2]:
                    break
            self.master.relax()
            shares, lacking = self.master.shares()
            if lacking > _CHANGE or not self._fix(fixed, wanted, shares):
                break
        complete = not any(wanted) and self._balanced(fixed)
        self.master.free()
        self.master.keep_shades(None)
        return fixed if complete else None

    def _balanced(self, fixed: Chosen) -> bool:
        """Whether every head has its tail in a roll of the same shade."""
        count: dict[tuple[str, object], int] = defaultdict(int)
        for roll, pattern in zip(self.colour.rolls, fixed, strict=True):
            if pattern and pattern.head:
                count[roll.shade, pattern.head] += 1
            if pattern and pattern.tail:
                count[roll.shade, pattern.tail] -= 1
        return not any(count.values())

    def _fix(self, fixed: Chosen, wanted: list[int], shares: Sequence[float]) -> bool:
        """Give the rolls of the largest shares their patterns; False where no roll can be given one."""
        most, count = max(1, fixed.count(None) // _DIVE_PARTS), 0
        for number in sorted(range(len(shares)), key=lambda at: (-shares[at], at)):
            at, pattern = self.master.columns[number]
            if shares[number] < 1 - _CHANGE and count >= most:
                break
            if shares[number] > _CHANGE and fixed[at] is None and _fits(pattern, wanted):
                fixed[at] = pattern
                count += 1
                wanted[:] = [plies - given for given, plies in zip(pattern.plies(), wanted, strict=True)]
        return count > 0

    def _tables(self, duals: object, fixed: Chosen, wanted: Sequence[int]) -> list[tuple[Table, list[int]]]:
        """A table for every shade and set of lays that free rolls are wide enough for, with those rolls."""
        groups: dict[tuple[str, tuple[int, ...]], list[int]] = defaultdict(list)
        for at, roll in enumerate(self.colour.rolls):
            if fixed[at] is None:
                # A lay without plies left may still want the tail of one that was begun.
                lays = range(len(self.colour.lays))
                held = (lay for lay in lays if (wanted[lay] or self.colour.spliced) and self.colour.holds(roll, lay))
                groups[roll.shade, tuple(held)].append(at)
        tables = []
        for (shade, lays_held), members in groups.items():
            longest = max(self.colour.rolls[at].length_mm for at in members)
            tables.append((Table(self.colour, lays_held, longest, self.master.prices(shade, duals), wanted), members))
        return tables

    def _settle(self) -> tuple[int, ...]:
        """Search the patterns at hand, then all choices; the plies of each lay left over where none was found."""
        at_hand = self.master.whole(self.best, _NODES)
        if at_hand.chosen and not any(at_hand.lacking):
            self._offer(at_hand.chosen)
        if not self._open():
            return at_hand.lacking
        found = settle(self.colour, self.best, self.bound_fen, self.stop)
        if found.chosen is not None and not any(found.lacking):
            self._offer(found.chosen)
        if self.best is not None:
            self.bound_fen = max(self.bound_fen, min(found.bound_fen, self.colour.cost_fen(self.best)))
        return found.lacking or self.colour.plies


def _fits(pattern: Pattern, wanted: Sequence[int]) -> bool:
    return all(given <= plies for given, plies in zip(pattern.plies(), wanted, strict=True))


def _plain(pattern: Pattern | None) -> Pattern | None:
    """A ply begun and ended by the same roll is a whole ply."""
    if pattern is None or pattern.head is None or pattern.head != pattern.tail:
        return pattern
    lay = pattern.head[0]
    return Pattern((*pattern.whole[:lay], pattern.whole[lay] + 1, *pattern.whole[lay + 1 :]))
