"""Proves and improves plans with CP-SAT: ratios and plies are free, and their products are the garments cut.

What makes the products tractable is that the limits of a marker also hold when multiplied by its plies: garments cut of
a colour are at most ``max_garments`` times its plies, and their lengths at most the room times its plies. One worker
and a limit on work, not time, keep the answer the same on every machine.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from interlock.cutting import counting
from interlock.cutting.draft import Draft, Slot
from interlock.cutting.problem import CutProblem
from interlock.errors import Cancelled

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

Status = Literal["best", "none", "found", "unknown"]
Stop = Callable[[], bool] | None

# Lengths enter the model in whole micrometres.
_UM = 1000
_STOP_POLL_S = 0.1


@dataclass(frozen=True)
class Found:
    """Slots if any were found, and a bound on the objective in its own unit."""

    status: Status
    slots: tuple[Slot, ...]
    bound: float


class Model:
    """At most ``count`` markers for a problem; the objective is set by one of the three ``least_`` methods."""

    def __init__(self, problem: CutProblem, counted: counting.Counted, count: int) -> None:
        from ortools.sat.python import cp_model

        self.problem, self.counted, self.count = problem, counted, count
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
        self.ratio = [[new(0, most_ratio[s], f"r{k}_{s}") for s in sizes] for k in slots]
        self.plies = [[new(0, max(self._most[c]), f"p{k}_{c}") for c in colours] for k in slots]
        self.total = [new(0, min(all_plies, most_lays * asked.max_plies), f"t{k}") for k in slots]
        self.lays = [new(0, most_lays, f"n{k}") for k in slots]
        self.used = [self.model.new_bool_var(f"u{k}") for k in slots]
        for k in slots:
            self._add_slot(k, most_lays)
        for k in slots[1:]:
            self.model.add(self.total[k - 1] >= self.total[k])

    def _add_slot(self, k: int, most_lays: int) -> None:
        asked, add = self.problem, self.model.add
        add(sum(self.plies[k]) == self.total[k])
        add(sum(self.ratio[k]) <= asked.max_garments * self.used[k])
        add(sum(self.ratio[k]) >= self.used[k])
        add(self.total[k] <= asked.max_plies * self.lays[k])
        add(self.total[k] >= asked.min_plies * self.lays[k])
        add(self.lays[k] >= self.used[k])
        add(self.lays[k] <= most_lays * self.used[k])
        add(sum(um * r for um, r in zip(self._garments_um(), self.ratio[k], strict=True)) <= self._room_um())

    def _add_cells(self) -> None:
        """Products, the tolerance of every cell, and the limits of a marker multiplied by its plies."""
        asked, slots = self.problem, range(self.count)
        self.cut = {(k, c, s): self.model.new_int_var(0, self._most[c][s], "") for k in slots for c, s in asked.cells()}
        for (k, c, s), cut in self.cut.items():
            self.model.add_multiplication_equality(cut, [self.ratio[k][s], self.plies[k][c]])
        for c, s in asked.cells():
            self.model.add_linear_constraint(sum(self.cut[k, c, s] for k in slots), asked.least(c, s), self._most[c][s])
        lengths_um, sizes = self._garments_um(), range(len(asked.sizes))
        for k in slots:
            for c in range(len(asked.colours)):
                self.model.add(sum(self.cut[k, c, s] for s in sizes) <= asked.max_garments * self.plies[k][c])
                long_um = sum(lengths_um[s] * self.cut[k, c, s] for s in sizes)
                self.model.add(long_um <= self._room_um() * self.plies[k][c])

    def _add_bounds(self) -> None:
        self.model.add(sum(self.total) >= self.counted.plies)
        self.model.add(sum(self.lays) >= self.counted.lays)

    def _garments_um(self) -> list[int]:
        return [math.floor(mm * _UM) for mm in self.problem.spread.per_garment_mm]

    def _room_um(self) -> int:
        # Rounded so that a marker which fits on paper always fits here.
        return math.ceil((self.problem.max_length_mm - self.problem.spread.fixed_mm) * _UM)

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
            + int(asked.marker_fen * self._scale) * sum(self.used)
            + int(asked.lay_fen * self._scale) * sum(self.lays)
        )

    def _fine(self) -> int:
        """A scale at which rounding every coefficient down hides less than half a fen, or half a mm, in all."""
        garments_and_plies = 2 * sum(map(sum, self._most))
        return int(10 ** math.ceil(math.log10(2 * garments_and_plies)))

    def start_from(self, known: Draft) -> None:
        """Hint a plan; slots beyond it are hinted empty."""
        empty = Slot((0,) * len(self.problem.sizes), (0,) * len(self.problem.colours))
        for k in range(self.count):
            slot = known.slots[k] if k < len(known.slots) else empty
            for variable, value in zip(self.ratio[k] + self.plies[k], slot.ratio + slot.plies, strict=True):
                self.model.add_hint(variable, value)

    def solve(self, *, work: float, seed: int, stop: Stop) -> Found:
        """Search for at most ``work`` units; raises :class:`~interlock.errors.Cancelled` if ``stop`` turns true."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = work
        solver.parameters.random_seed = seed
        solver.parameters.linearization_level = 2
        status = _run(solver, self.model, stop)
        names: dict[object, Status] = {
            cp_model.OPTIMAL: "best",
            cp_model.FEASIBLE: "found",
            cp_model.INFEASIBLE: "none",
        }
        found = names.get(status, "unknown")
        bound = solver.best_objective_bound / self._scale + self._offset if self.model.has_objective() else 0.0
        return Found(found, self._read(solver) if found in ("best", "found") else (), bound)

    def _read(self, solver: cp_model.CpSolver) -> tuple[Slot, ...]:
        return tuple(
            Slot(tuple(map(solver.value, self.ratio[k])), tuple(map(solver.value, self.plies[k])))
            for k in range(self.count)
            if solver.value(self.used[k])
        )


def _run(solver: cp_model.CpSolver, model: cp_model.CpModel, stop: Stop) -> object:
    if stop is None:
        return solver.solve(model)
    done, cancelled = threading.Event(), threading.Event()

    def watch() -> None:
        while not done.wait(_STOP_POLL_S):
            if stop():
                cancelled.set()
                solver.stop_search()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        status = solver.solve(model)
    finally:
        done.set()
        watcher.join()
    if cancelled.is_set():
        raise Cancelled("The cut order plan was stopped; no plan was kept.")
    return status
