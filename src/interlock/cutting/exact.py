"""Proves and improves plans with CP-SAT: ratios and plies are free, and their products are the garments cut.

What makes the products tractable is that the limits of a marker also hold when multiplied by its plies: garments cut of
a colour are at most ``max_garments`` times its plies, and their lengths at most the room times its plies. One worker
and a limit on work, not time, keep the answer the same on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from interlock.cp_sat import solved
from interlock.cutting import counting
from interlock.cutting.draft import Slot
from interlock.cutting.problem import CutProblem
from interlock.cutting.words import WORDS
from interlock.errors import Cancelled

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

Status = Literal["best", "none", "found", "unknown"]
Stop = Callable[[], bool] | None

# Lengths enter the model in whole micrometres.
_UM = 1000


@dataclass(frozen=True)
class Found:
    """Slots if any were found, and a bound on the objective in its own unit."""

    status: Status
    slots: tuple[Slot, ...]
    bound: float


class Stopped(Cancelled):
    """The search was asked to stop; ``found`` is what it had by then."""

    def __init__(self, found: Found) -> None:
        super().__init__(WORDS.told("stopped"))
        self.found = found


class Model:
    """At most ``count`` markers for a problem; the objective is set by one of the ``least_`` methods.

    ``fixed`` are ratios by slot that stay as they are: only their plies are free. With ``slack`` garments may be missed
    or cut beyond the tolerance, and :meth:`least_misses` counts them.
    """

    def __init__(
        self,
        problem: CutProblem,
        counted: counting.Counted,
        count: int,
        *,
        fixed: Mapping[int, tuple[int, ...]] | None = None,
        slack: bool = False,
    ) -> None:
        from ortools.sat.python import cp_model

        self.problem, self.counted, self.count = problem, counted, count
        self._fixed, self._slack = fixed or {}, slack
        self._misses: list[cp_model.IntVar] = []
        self.model = cp_model.CpModel()
        self._scale = 1.0
        self._offset = 0.0
        self._most = [[problem.most(c, s) for s in range(len(problem.sizes))] for c in range(len(problem.colours))]
        self._add_slots()
        self._add_cells()
        self._add_bounds()

    def _add_slots(self) -> None:
        asked, new = self.problem, self.model.new_int_var
        slots, sizes, colours = range(self.count), range(len(asked.sizes)), range(len(asked.colours))
        all_plies = sum(max(row) for row in self._most)
        most_lays = math.ceil(all_plies / asked.max_plies) if asked.reuse_markers else 1
        most_ratio = [min(asked.max_garments, max(row[s] for row in self._most)) for s in sizes]
        self.ratio: list[list[Any]] = [
            list(self._fixed[k]) if k in self._fixed else [new(0, most_ratio[s], f"r{k}_{s}") for s in sizes]
            for k in slots
        ]
        self.plies = [[new(0, max(self._most[c]), f"p{k}_{c}") for c in colours] for k in slots]
        self.total = [new(0, min(all_plies, most_lays * asked.max_plies), f"t{k}") for k in slots]
        self.lays = [new(0, most_lays, f"n{k}") for k in slots]
        self.used = [self.model.new_bool_var(f"u{k}") for k in slots]
        self.made = [self._made(k) for k in slots]
        self.also = [[new(0, spread.lays(all_plies), "") for spread in asked.also] for _ in slots]
        for k in slots:
            self._add_slot(k, most_lays)
        for k in slots[1:] if not self._fixed else ():
            self.model.add(self.total[k - 1] >= self.total[k])

    def _made(self, k: int) -> Any:
        """Whether the slot uses a marker that is made already; 0 where there is none."""
        if not self.problem.known:
            return 0
        if k in self._fixed:
            return int(self._fixed[k] in self.problem.known)
        alike = [self.model.new_bool_var("") for _ in self.problem.known]
        for same, ratio in zip(alike, self.problem.known, strict=True):
            for variable, count in zip(self.ratio[k], ratio, strict=True):
                self.model.add(variable == count).only_enforce_if(same)
        self.model.add(sum(alike) <= self.used[k])
        return sum(alike)

    def _add_slot(self, k: int, most_lays: int) -> None:
        asked, add = self.problem, self.model.add
        add(sum(self.plies[k]) == self.total[k])
        if k in self._fixed:
            add(self.total[k] >= self.used[k])
        else:
            add(sum(self.ratio[k]) <= asked.max_garments * self.used[k])
            add(sum(self.ratio[k]) >= self.used[k])
            add(sum(um * r for um, r in zip(self._garments_um(), self.ratio[k], strict=True)) <= self._room_um())
        add(self.total[k] <= asked.max_plies * self.lays[k])
        add(self.total[k] >= asked.min_plies * self.lays[k])
        add(self.lays[k] >= self.used[k])
        add(self.lays[k] <= most_lays * self.used[k])
        for lays, spread in zip(self.also[k], asked.also, strict=True):
            add(self.total[k] <= spread.max_plies * lays)
            add(self.total[k] >= spread.min_plies * lays)
            add(lays >= self.used[k])

    def _add_cells(self) -> None:
        """Products, the tolerance of every cell, and the limits of a marker multiplied by its plies."""
        asked, slots = self.problem, range(self.count)
        self.cut: dict[tuple[int, int, int], Any] = {
            (k, c, s): self._product(k, c, s) for k in slots for c, s in asked.cells()
        }
        for c, s in asked.cells():
            made = sum(self.cut[k, c, s] for k in slots) + self._missed(c, s)
            self.model.add_linear_constraint(made, asked.least(c, s), self._most[c][s])
        lengths_um, sizes = self._garments_um(), range(len(asked.sizes))
        for k in [k for k in slots if k not in self._fixed]:
            for c in range(len(asked.colours)):
                self.model.add(sum(self.cut[k, c, s] for s in sizes) <= asked.max_garments * self.plies[k][c])
                long_um = sum(lengths_um[s] * self.cut[k, c, s] for s in sizes)
                self.model.add(long_um <= self._room_um() * self.plies[k][c])

    def _product(self, k: int, c: int, s: int) -> Any:
        """Garments of a colour and size that one slot cuts."""
        if k in self._fixed:
            return self._fixed[k][s] * self.plies[k][c]
        cut = self.model.new_int_var(0, self._most[c][s] * (1 + self._slack), "")
        self.model.add_multiplication_equality(cut, [self.ratio[k][s], self.plies[k][c]])
        return cut

    def _missed(self, c: int, s: int) -> Any:
        """Garments that are missing less those too many; nothing without slack."""
        if not self._slack:
            return 0
        short, long = (self.model.new_int_var(0, self._most[c][s] + 1, "") for _ in range(2))
        self._misses += [short, long]
        return short - long

    def _add_bounds(self) -> None:
        if self._slack:
            return
        self.model.add(sum(self.total) >= self.counted.plies)
        self.model.add(sum(self.lays) >= self.counted.lays)

    def _garments_um(self) -> list[int]:
        return [math.floor(mm * _UM) for mm in self.problem.spread.per_garment_mm]

    def _room_um(self) -> int:
        # Rounded so that a marker which fits on paper always fits here.
        return math.ceil((self.problem.max_length_mm - self.problem.spread.fixed_mm) * _UM)

    def least_misses(self) -> None:
        """Ask for the fewest garments outside the tolerance."""
        self.model.minimize(sum(self._misses))

    def least_plies(self) -> None:
        """Ask for the fewest plies."""
        self.model.minimize(sum(self.total))

    def least_fabric(self, plies: int) -> None:
        """Ask for the least garment length cut with exactly so many plies; the bound is of all fabric in mm."""
        self.model.add(sum(self.total) == plies)
        self._scale = self._fine()
        lengths = [math.floor(mm * self._scale) for mm in self.problem.length.per_garment_mm]
        self.model.minimize(sum(lengths[s] * cut for (_, _, s), cut in self.cut.items()))
        self._offset = plies * (self.problem.length.fixed_mm + self.problem.end_loss_mm)

    def least_money(self) -> None:
        """Ask for the least cost."""
        asked = self.problem
        self._scale = self._fine()
        mm_fen = asked.fabric_fen_per_m / 1000 * self._scale
        ply_fen = asked.ply_fen * self._scale + mm_fen * (asked.length.fixed_mm + asked.end_loss_mm)
        garment_fen = [math.floor(mm_fen * mm) for mm in asked.length.per_garment_mm]
        self.model.minimize(
            sum(garment_fen[s] * cut for (_, _, s), cut in self.cut.items())
            + math.floor(ply_fen) * sum(self.total)
            + int(asked.marker_fen * self._scale) * (sum(self.used) - sum(self.made))
            + int(asked.lay_fen * self._scale / asked.sections) * sum(self.lays)
            + sum(spread.lay_fen * self._scale * lays[at] for at, spread in enumerate(asked.also) for lays in self.also)
            + sum(price_fen * self._scale * garments for price_fen, garments in self._priced_garments())
        )

    def _priced_garments(self) -> Iterator[tuple[int, Any]]:
        """The garments that are missing and too many, each with its price."""
        asked = self.problem
        for c, s in asked.cells():
            more = sum(self.cut[k, c, s] for k in range(self.count)) - asked.demand[c][s]
            for price_fen, beyond, most in (
                (asked.under_fen, -more, asked.demand[c][s]),
                (asked.over_fen, more, self._most[c][s]),
            ):
                if price_fen and most:
                    priced = self.model.new_int_var(0, most, "")
                    self.model.add(priced >= beyond)
                    yield price_fen, priced

    def _fine(self) -> int:
        """A scale at which rounding every coefficient down hides less than half a fen, or half a mm, in all."""
        garments_and_plies = 2 * sum(map(sum, self._most))
        return int(10 ** math.ceil(math.log10(2 * garments_and_plies)))

    def start_from(self, known: Sequence[Slot]) -> None:
        """Hint a plan; slots beyond it are hinted empty."""
        empty = Slot((0,) * len(self.problem.sizes), (0,) * len(self.problem.colours))
        for k in range(self.count):
            slot = known[k] if k < len(known) else empty
            ratio = () if k in self._fixed else zip(self.ratio[k], slot.ratio, strict=True)
            for variable, value in (*ratio, *zip(self.plies[k], slot.plies, strict=True)):
                self.model.add_hint(variable, value)

    def solve(self, *, work: float, seed: int, stop: Stop) -> Found:
        """Search for at most ``work`` units; raises :class:`Stopped` if ``stop`` turns true."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = work
        solver.parameters.random_seed = seed
        solver.parameters.linearization_level = 2
        # Ctrl-C is ours: the solver would end this search alone, as if it had run out of work.
        solver.parameters.catch_sigint_signal = False
        status, stopped = solved(solver, self.model, stop)
        names: dict[object, Status] = {
            cp_model.OPTIMAL: "best",
            cp_model.FEASIBLE: "found",
            cp_model.INFEASIBLE: "none",
        }
        told = names.get(status, "unknown")
        bound = solver.best_objective_bound / self._scale + self._offset if self.model.has_objective() else 0.0
        found = Found(told, self._read(solver) if told in ("best", "found") else (), bound)
        if stopped:
            raise Stopped(found)
        return found

    def _read(self, solver: cp_model.CpSolver) -> tuple[Slot, ...]:
        return tuple(
            Slot(self._fixed.get(k) or tuple(map(solver.value, self.ratio[k])), tuple(map(solver.value, self.plies[k])))
            for k in range(self.count)
            if solver.value(self.used[k])
        )
