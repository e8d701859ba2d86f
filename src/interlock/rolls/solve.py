"""Gives rolls to lays: patterns by column generation, whole numbers by branch and bound, a bound from both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from interlock.errors import Cancelled, Infeasible, Told, chinese_of
from interlock.rolls import _spreading
from interlock.rolls._colour import Colour, Pattern
from interlock.rolls._master import Chosen, Master
from interlock.rolls._pricing import Table
from interlock.rolls.problem import RollProblem
from interlock.rolls.solution import RollPlan
from interlock.rolls.usual import largest_first
from interlock.rolls.words import ERRORS

# Rounds of pricing, branch-and-bound nodes and patterns within the gap that are still worth it.
_MOST_ROUNDS = 150
_NODES = 400
_MOST_PATTERNS = 6_000
_CHANGE = 1e-6


def assign_rolls(problem: RollProblem, *, stop: Callable[[], bool] | None = None) -> RollPlan:
    """Give every ply a roll at least cost of waste and handling, with a bound on how much less any plan could cost.

    Column generation after Gilmore and Gomory (1961) with a pattern for each roll; then all patterns whose reduced cost
    is within the gap are enumerated, which makes the program over them exact. The same problem gives the same plan.
    ``stop`` is asked now and then; when it answers true, :class:`~interlock.errors.Cancelled` is raised. Raises
    :class:`~interlock.errors.Infeasible` naming colours and lays that the rolls do not suffice for.
    """
    colours = [Colour.of(problem, at) for at in range(len(problem.colours))]
    colours = [colour for colour in colours if colour.lays]
    _refuse_hopeless(colours)
    answers = [_Desk(colour, stop or (lambda: False)).solve() for colour in colours]
    lacking = [text for answer in answers for text in answer.lacking]
    if lacking:
        raise _infeasible(lacking)
    made = _plan(colours, [answer.chosen for answer in answers], [answer.bound_fen for answer in answers])
    usual = [answer.usual for answer in answers]
    if any(patterns is None for patterns in usual):
        return made
    bounds = [answer.bound_fen for answer in answers]
    return replace(made, usual=_plan(colours, [patterns or [] for patterns in usual], bounds))


def _plan(colours: Sequence[Colour], chosen: Sequence[Chosen], bounds: Sequence[float]) -> RollPlan:
    waste = _spreading.waste(colours, chosen)
    cost_fen = round(waste.fabric_fen + waste.handling_fen)
    bound_fen = min(cost_fen, round(max(0.0, sum(bounds))))
    return RollPlan(
        lays=_spreading.spread(colours, chosen),
        ends=_spreading.ends(colours, chosen),
        waste=waste,
        cost_fen=cost_fen,
        lower_bound_fen=bound_fen,
        proof="search" if cost_fen - bound_fen <= 1 else "open",
    )


def _refuse_hopeless(colours: Sequence[Colour]) -> None:
    problems = []
    for colour in colours:
        of_colour = [roll for roll in colour.problem.rolls if roll.colour == colour.name]
        widest = max((roll.width_mm for roll in of_colour), default=0)
        for lay in colour.lays:
            if lay.width_mm > widest:
                facts = {"lay": lay.name, "colour": colour.name, "wanted": lay.width_mm, "found": widest}
                problems.append(ERRORS.told("no_width", **facts))
        needed = sum(plies * each for plies, each in zip(colour.plies, colour.ply_mm, strict=True))
        held = sum(roll.length_mm for roll in of_colour)
        if held < needed:
            metres = {"needed": needed, "held": held, "lacking": needed - held}
            problems.append(ERRORS.told("short", colour=colour.name, **{k: _metres(v) for k, v in metres.items()}))
    if problems:
        raise _infeasible(problems)


def _infeasible(problems: Sequence[str]) -> Infeasible:
    return Infeasible("\n".join(problems), chinese_of(problems))


def _metres(length_mm: int) -> str:
    return f"{length_mm / 1000:.1f}"


@dataclass
class _Answer:
    chosen: Chosen
    bound_fen: float
    usual: Chosen | None
    lacking: list[str]


class _Desk:
    """One colour's search."""

    def __init__(self, colour: Colour, stop: Callable[[], bool]) -> None:
        self.colour = colour
        self.stop = stop
        # A ply not spread costs more than any plan that spreads it.
        rolls_fen = sum(colour.left_fen(roll.length_mm - 1) for roll in colour.rolls)
        shades_fen = len(colour.shades) * colour.problem.shade_fen
        handling_fen = len(colour.rolls) * (colour.problem.mount_fen * len(colour.lays) + colour.problem.splice_fen)
        lost_fen = max(colour.ply_mm) * len(colour.rolls) * colour.problem.fabric_fen_per_m / 1000
        self.master = Master(colour, 1000.0 + rolls_fen + shades_fen + handling_fen + lost_fen)
        self.bound_fen = 0.0

    def solve(self) -> _Answer:
        """Generate columns, choose among them, and close the gap if it can be closed."""
        usual = largest_first(self.colour)
        start = self._unspliced(usual)
        for at, pattern in enumerate(start or []):
            if pattern:
                self.master.add(at, pattern)
        self._generate()
        found = self.master.whole(start, _NODES)
        if any(found.lacking):
            self._complete(None)
            found = self.master.whole(None, _NODES)
        best = found.chosen
        lacking = self._lacking(found.lacking)
        if lacking:
            return _Answer(best, self.bound_fen, usual, lacking)
        if self.colour.cost_fen(best) > self.bound_fen + 0.5 and self._complete(best):
            found = self.master.whole(best, _NODES)
            best = found.chosen
            self.bound_fen = max(self.bound_fen, min(found.bound_fen, self.colour.cost_fen(best)))
        return _Answer([_plain(pattern) for pattern in best], self.bound_fen, usual, [])

    def _unspliced(self, usual: Chosen | None) -> Chosen | None:
        """The cheaper of the usual way and the best found without splices: much simpler, and a start for the rest."""
        if not self.colour.spliced:
            return usual
        plain = replace(self.colour, lays=tuple(replace(lay, splices=()) for lay in self.colour.lays))
        found = _Desk(plain, self.stop).solve()
        known = [usual] if usual else []
        return min(known if found.lacking else [*known, found.chosen], key=self.colour.cost_fen, default=None)

    def _generate(self) -> None:
        """Add the best pattern of every roll at the prices of the relaxation until none is better."""
        for _ in range(_MOST_ROUNDS):
            if self.stop():
                raise Cancelled
            value, roll_prices, duals = self.master.relax()
            added, slack = False, 0.0
            for table, members in self._tables(duals):
                for at in members:
                    worth, pattern = table.best(self.colour.rolls[at])
                    gain = worth + roll_prices[at]
                    if gain > _CHANGE:
                        slack += gain
                        added = self.master.add(at, pattern) or added
            self.bound_fen = max(self.bound_fen, value - slack)
            if not added:
                return

    def _tables(self, duals: object) -> list[tuple[Table, list[int]]]:
        """A table for every shade and set of lays that rolls are wide enough for, with those rolls."""
        groups: dict[tuple[str, tuple[int, ...]], list[int]] = defaultdict(list)
        for at, roll in enumerate(self.colour.rolls):
            lays = tuple(lay for lay in range(len(self.colour.lays)) if self.colour.holds(roll, lay))
            groups[roll.shade, lays].append(at)
        tables = []
        for (shade, lays), members in groups.items():
            longest = max(self.colour.rolls[at].length_mm for at in members)
            tables.append((Table(self.colour, lays, longest, self.master.prices(shade, duals)), members))
        return tables

    def _complete(self, best: Chosen | None) -> bool:
        """Add every pattern that a cheaper plan could have (any plan, without one); False when there are too many."""
        _, roll_prices, duals = self.master.relax()
        gap = self.colour.cost_fen(best) - self.bound_fen + _CHANGE if best else self.master.lack_fen
        added = 0
        for table, members in self._tables(duals):
            for at in members:
                for pattern in table.at_least(self.colour.rolls[at], -roll_prices[at] - gap):
                    added += self.master.add(at, pattern)
                    if added >= _MOST_PATTERNS:
                        return False
        return True

    def _lacking(self, plies: Sequence[int]) -> list[str]:
        some = [
            ERRORS.told("some_plies", plies=count, lay=lay.name)
            for count, lay in zip(plies, self.colour.lays, strict=False)
            if count
        ]
        if not some:
            return []
        lays = Told(", ".join(some), "、".join(text.chinese for text in some))
        held = _metres(sum(roll.length_mm for roll in self.colour.rolls))
        return [ERRORS.told("unspread", colour=self.colour.name, lays=lays, held=held)]


def _plain(pattern: Pattern | None) -> Pattern | None:
    """A ply begun and ended by the same roll is a whole ply."""
    if pattern is None or pattern.head is None or pattern.head != pattern.tail:
        return pattern
    lay = pattern.head[0]
    return Pattern((*pattern.whole[:lay], pattern.whole[lay] + 1, *pattern.whole[lay + 1 :]))
