"""A plan in the making: markers with their plies, judged by the problem's objective and split into lays at the end."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from interlock.cutting.problem import CutProblem
from interlock.cutting.solution import PlannedLay


@dataclass(frozen=True)
class Slot:
    """One marker and its plies of each colour, in one lay or more."""

    ratio: tuple[int, ...]
    plies: tuple[int, ...]

    def lays(self, problem: CutProblem) -> int:
        """Lays that the plies need."""
        return math.ceil(sum(self.plies) / problem.max_plies)

    def may_be_spread(self, problem: CutProblem) -> bool:
        """Whether the plies split into lays that are all within the limits."""
        lays = self.lays(problem)
        return lays * problem.min_plies <= sum(self.plies) and (lays == 1 or problem.reuse_markers)


@dataclass(frozen=True)
class Draft:
    """Slots that make the order; ``value`` compares drafts by the objective, level by level."""

    slots: tuple[Slot, ...]
    cost_fen: int
    markers: int
    plies: int
    fabric_mm: float

    def value(self, problem: CutProblem) -> tuple[float, ...]:
        """Cost, or markers, plies and fabric."""
        return (self.cost_fen,) if problem.objective == "money" else (self.markers, self.plies, self.fabric_mm)


def draft(problem: CutProblem, slots: Iterable[Slot]) -> Draft | None:
    """Tidy the slots and price them; None if a slot breaks the limits of a lay."""
    tidy = tuple(sorted(_tidy(problem, slots), key=lambda slot: (-sum(slot.plies), slot.ratio)))
    if not all(slot.may_be_spread(problem) for slot in tidy):
        return None
    plies = sum(sum(slot.plies) for slot in tidy)
    lays = sum(slot.lays(problem) for slot in tidy)
    marker_mm = sum(sum(slot.plies) * problem.length.marker_mm(slot.ratio) for slot in tidy)
    fabric_mm = marker_mm + plies * problem.end_loss_mm
    set_up_fen = len(tidy) * problem.marker_fen + lays * problem.lay_fen + plies * problem.ply_fen
    return Draft(tidy, round(fabric_mm / 1000 * problem.fabric_fen_per_m) + set_up_fen, len(tidy), plies, fabric_mm)


def _tidy(problem: CutProblem, slots: Iterable[Slot]) -> list[Slot]:
    spread = [slot for slot in slots if sum(slot.plies) and sum(slot.ratio)]
    if not problem.reuse_markers:
        return spread
    merged: dict[tuple[int, ...], tuple[int, ...]] = {}
    for slot in spread:
        so_far = merged.get(slot.ratio, (0,) * len(slot.plies))
        merged[slot.ratio] = tuple(a + b for a, b in zip(so_far, slot.plies, strict=True))
    return [Slot(ratio, plies) for ratio, plies in merged.items()]


def split(problem: CutProblem, slots: Iterable[Slot]) -> tuple[PlannedLay, ...]:
    """The lays of all slots: even numbers of plies, colour after colour, so that few lays change colour."""
    return tuple(lay for slot in slots for lay in _split_slot(problem, slot))


def _split_slot(problem: CutProblem, slot: Slot) -> Iterable[PlannedLay]:
    total, lays, rest = sum(slot.plies), slot.lays(problem), list(slot.plies)
    for number in range(lays):
        room = total * (number + 1) // lays - total * number // lays
        taken = []
        for colour, plies in enumerate(rest):
            taken.append(min(plies, room))
            room -= taken[-1]
            rest[colour] -= taken[-1]
        yield PlannedLay(slot.ratio, tuple(taken))
