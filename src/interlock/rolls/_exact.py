"""One colour with few rolls as a program over plies (CP-SAT): no list of patterns, so that long rolls do no harm.

For every roll and lay: whole plies, a tail, a head of each splice, and whether the roll is brought to the lay. For
every roll: what is lost of it, or that its rest is kept. Money is in thousandths of a fen, so that it is whole.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interlock.cp_sat import solved
from interlock.errors import Cancelled
from interlock.rolls._colour import Chosen, Colour, Pattern, Place

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

# Units of work of the solver: about as many seconds, but the same on every machine.
WORK = 4.0
_SCALE = 1000


@dataclass(frozen=True)
class Settled:
    """The best choice found (None: none was), the plies of each lay that it leaves over, a bound on every choice."""

    chosen: Chosen | None
    lacking: tuple[int, ...]
    bound_fen: float


def settle(colour: Colour, start: Chosen | None, bound_fen: float, stop: Callable[[], bool]) -> Settled:
    """Search for the cheapest choice from one that is known, if any, and never below a bound that is known.

    Where none is known, plies may be left over, each at a price that no choice is worth.

    Raises :class:`~interlock.errors.Cancelled` when ``stop`` turns true.
    """
    program = Program(colour, may_lack=start is None)
    if start is not None:
        program.bound(bound_fen)
        program.start_from(start)
    return program.solve(stop)


class Program:
    """The variables and laws of one colour."""

    def __init__(self, colour: Colour, *, may_lack: bool) -> None:
        from ortools.sat.python import cp_model

        self.colour = colour
        self.model = cp_model.CpModel()
        self.plies: dict[tuple[int, int], cp_model.IntVar] = {}
        self.tails: dict[tuple[int, Place], cp_model.IntVar] = {}
        self.heads: dict[tuple[int, Place], cp_model.IntVar] = {}
        self._brought: dict[tuple[int, int], cp_model.IntVar] = {}
        self._money: list[cp_model.LinearExprT] = []
        self._lacking = [self.model.new_int_var(0, plies * may_lack, "") for plies in colour.plies]
        self._money += [plies * math.ceil(colour.lack_fen * _SCALE) for plies in self._lacking]
        for at in range(len(colour.rolls)):
            self._roll(at)
        self._demand()
        self._balance()
        self._shades()
        self.model.minimize(sum(self._money))

    def _roll(self, at: int) -> None:
        """What one roll gives, what is left of it, and what that costs."""
        model, colour = self.model, self.colour
        roll, problem = colour.rolls[at], colour.problem
        touched = model.new_bool_var("")
        used: list[cp_model.LinearExpr] = []
        for lay in range(len(colour.lays)):
            if colour.holds(roll, lay):
                used += self._lay(at, lay, touched)
        for lay, others in enumerate(colour.clashes):
            for other in others:
                if lay < other and {(at, lay), (at, other)} <= self._brought.keys():
                    model.add_at_most_one(self._brought[at, lay], self._brought[at, other])
        for kind in (self.tails, self.heads):
            model.add_at_most_one(variable for (roll_at, _), variable in kind.items() if roll_at == at)
        usable_mm = max(1, problem.usable_mm)
        kept, lost = model.new_bool_var(""), model.new_int_var(0, min(roll.length_mm, usable_mm - 1), "")
        held, taken = roll.length_mm * touched, sum(used)
        model.add(held >= taken + usable_mm * kept)
        model.add(lost + taken >= held - roll.length_mm * kept)
        model.add_implication(kept, touched)
        self._money += [lost * problem.fabric_fen_per_m, kept * (problem.kept_fen * _SCALE)]

    def _lay(self, at: int, lay: int, touched: cp_model.IntVar) -> list[cp_model.LinearExpr]:
        """Add what a roll gives one lay; the fabric that takes."""
        model, colour = self.model, self.colour
        each = colour.ply_mm[lay]
        most = min(colour.plies[lay], colour.rolls[at].length_mm // each)
        brought = self._brought[at, lay] = model.new_bool_var("")
        plies = self.plies[at, lay] = model.new_int_var(0, most, "")
        model.add(plies <= most * brought)
        model.add_implication(brought, touched)
        self._money.append(brought * (colour.problem.mount_fen * _SCALE))
        used: list[cp_model.LinearExpr] = [plies * each]
        for splice in range(len(colour.lays[lay].splices)):
            place = (lay, splice)
            for kind, part_mm in ((self.tails, colour.tail_mm), (self.heads, colour.head_mm)):
                part = kind[at, place] = model.new_bool_var("")
                model.add_implication(part, brought)
                used.append(part * part_mm[lay][splice])
            self._money.append(self.heads[at, place] * round(colour.splice_fen(place) * _SCALE))
        return used

    def _demand(self) -> None:
        """Every ply that is wanted begins on some roll, or is left over."""
        for lay, wanted in enumerate(self.colour.plies):
            whole = (variable for (_, of), variable in self.plies.items() if of == lay)
            begun = (variable for (_, place), variable in self.heads.items() if place[0] == lay)
            self.model.add(sum((*whole, *begun, self._lacking[lay])) == wanted)

    def _balance(self) -> None:
        """Within a shade every head finds its tail."""
        for shade in self.colour.shades:
            members = [at for at, roll in enumerate(self.colour.rolls) if roll.shade == shade]
            for lay, asked in enumerate(self.colour.lays):
                for splice in range(len(asked.splices)):
                    place = (lay, splice)
                    heads, tails = (
                        [kind[at, place] for at in members if (at, place) in kind] for kind in (self.heads, self.tails)
                    )
                    self.model.add(sum(heads) == sum(tails))

    def _shades(self) -> None:
        """A lay pays for every shade but its first, and may have so many."""
        model, colour = self.model, self.colour
        for lay, asked in enumerate(colour.lays):
            in_lay = []
            for shade in colour.shades:
                present = model.new_bool_var("")
                for at, roll in enumerate(colour.rolls):
                    if roll.shade == shade and (at, lay) in self._brought:
                        model.add_implication(self._brought[at, lay], present)
                in_lay.append(present)
            model.add(sum((*in_lay, self._lacking[lay])) >= 1)
            if asked.most_shades is not None:
                model.add(sum(in_lay) <= asked.most_shades)
            self._money.append((sum(in_lay) - 1) * (colour.problem.shade_fen * _SCALE))

    def bound(self, bound_fen: float) -> None:
        """No choice costs less; half a fen is left for the rounding of whoever found that out."""
        self.model.add(sum(self._money) >= int((bound_fen - 0.5) * _SCALE))

    def start_from(self, chosen: Chosen) -> None:
        """Hint a choice."""
        for (at, lay), variable in self.plies.items():
            pattern = chosen[at]
            self.model.add_hint(variable, pattern.whole[lay] if pattern else 0)
        for name, kind in (("tail", self.tails), ("head", self.heads)):
            for (at, place), variable in kind.items():
                self.model.add_hint(variable, getattr(chosen[at], name, None) == place)

    def solve(self, stop: Callable[[], bool]) -> Settled:
        """Search for :data:`WORK` units."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        # Several kinds of search take turns in one thread: the answer is the same on every machine.
        solver.parameters.num_workers = 8
        solver.parameters.interleave_search = True
        solver.parameters.max_deterministic_time = WORK
        solver.parameters.catch_sigint_signal = False
        status, stopped = solved(solver, self.model, stop)
        if stopped:
            raise Cancelled
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Settled(None, (), 0.0)
        lacking = tuple(map(solver.value, self._lacking))
        return Settled(self._read(solver), lacking, solver.best_objective_bound / _SCALE)

    def _read(self, solver: cp_model.CpSolver) -> Chosen:
        lays = range(len(self.colour.lays))
        chosen: Chosen = []
        for at in range(len(self.colour.rolls)):
            whole = tuple(solver.value(self.plies[at, lay]) if (at, lay) in self.plies else 0 for lay in lays)
            tail, head = (
                next((place for (of, place), part in kind.items() if of == at and solver.value(part)), None)
                for kind in (self.tails, self.heads)
            )
            pattern = Pattern(whole, tail, head)
            chosen.append(pattern if pattern.lays() else None)
        return chosen
