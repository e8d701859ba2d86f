"""A plan in the making: markers with their plies, judged by the problem's objective and split into lays at the end."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
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
        plies = sum(self.plies)
        whole = all(spread.lays(plies) * spread.min_plies <= plies for spread in problem.spreads)
        return whole and (self.lays(problem) == 1 or problem.reuse_markers)


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
    marker_mm = sum(sum(slot.plies) * problem.length.marker_mm(slot.ratio) for slot in tidy)
    fabric_mm = marker_mm + plies * problem.end_loss_mm
    set_up_fen = _markers_fen(problem, tidy) + _lays_fen(problem, tidy) + plies * problem.ply_fen
    cost_fen = round(fabric_mm / 1000 * problem.fabric_fen_per_m) + set_up_fen + _tolerance_fen(problem, tidy)
    return Draft(tidy, cost_fen, len(tidy), plies, fabric_mm)


def _markers_fen(problem: CutProblem, slots: Sequence[Slot]) -> int:
    """Markers that are made already cost nothing."""
    return problem.marker_fen * sum(slot.ratio not in problem.known for slot in slots)


def _lays_fen(problem: CutProblem, slots: Sequence[Slot]) -> int:
    if problem.sections > 1:
        return problem.lay_fen * len(stepped(problem, split(problem, slots)))
    return sum(spread.lay_fen * spread.lays(sum(slot.plies)) for slot in slots for spread in problem.spreads)


def _tolerance_fen(problem: CutProblem, slots: Sequence[Slot]) -> int:
    """What is paid for garments that are missing or too many."""
    if not (problem.under_fen or problem.over_fen):
        return 0
    paid = 0
    for colour, size in problem.cells():
        more = sum(slot.ratio[size] * slot.plies[colour] for slot in slots) - problem.demand[colour][size]
        paid += max(0, -more) * problem.under_fen + max(0, more) * problem.over_fen
    return paid


def _tidy(problem: CutProblem, slots: Iterable[Slot]) -> list[Slot]:
    spread = [slot for slot in slots if sum(slot.plies) and sum(slot.ratio)]
    if not problem.reuse_markers:
        return spread
    merged: dict[tuple[int, ...], tuple[int, ...]] = {}
    for slot in spread:
        so_far = merged.get(slot.ratio, (0,) * len(slot.plies))
        merged[slot.ratio] = tuple(a + b for a, b in zip(so_far, slot.plies, strict=True))
    return [Slot(ratio, plies) for ratio, plies in merged.items()]


def split(problem: CutProblem, slots: Iterable[Slot], fabric: int = 0) -> tuple[PlannedLay, ...]:
    """The lays of all slots in a fabric: even numbers of plies, colour by colour, so that few lays change colour."""
    spread = problem.spreads[fabric]
    return tuple(lay for slot in slots for lay in _split_slot(slot, spread.lays(sum(slot.plies))))


def stepped(problem: CutProblem, lays: Sequence[PlannedLay]) -> tuple[tuple[int, ...], ...]:
    """Which lays lie one behind the other on the table as sections of a stepped lay, by position.

    Longest first, each into the first lay that has room on the table and a section left (first fit decreasing).
    """
    rooms: list[tuple[list[int], float]] = []
    by_length = sorted(range(len(lays)), key=lambda at: (-problem.spread.marker_mm(lays[at].ratio), at))
    for at in by_length:
        need_mm = problem.spread.marker_mm(lays[at].ratio)
        for index, (members, room_mm) in enumerate(rooms):
            if len(members) < problem.sections and need_mm <= room_mm:
                rooms[index] = ([*members, at], room_mm - need_mm)
                break
        else:
            rooms.append(([at], problem.max_length_mm - need_mm))
    return tuple(tuple(members) for members, _ in rooms)


def _split_slot(slot: Slot, lays: int) -> Iterable[PlannedLay]:
    total, rest = sum(slot.plies), list(slot.plies)
    for number in range(lays):
        room = total * (number + 1) // lays - total * number // lays
        taken = []
        for colour, plies in enumerate(rest):
            taken.append(min(plies, room))
            room -= taken[-1]
            rest[colour] -= taken[-1]
        yield PlannedLay(slot.ratio, tuple(taken))
