"""What a cut order plan is asked: an order by colour and size, the lays that may be spread, and what they cost."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

from interlock.errors import InvalidModel

Objective = Literal["money", "markers_plies_fabric"]

# Shares such as 0.03 have no exact binary form: 0.03 x 100 must still allow 3 garments.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class LengthModel:
    """Length of a marker in mm: ``fixed_mm`` plus ``per_garment_mm[size]`` for every garment of that size."""

    fixed_mm: float
    per_garment_mm: tuple[float, ...]

    def __post_init__(self) -> None:
        problems = []
        if not (math.isfinite(self.fixed_mm) and self.fixed_mm >= 0):
            problems.append(f"length model: fixed_mm is {self.fixed_mm}; give 0 or more")
        for position, length_mm in enumerate(self.per_garment_mm):
            if not (math.isfinite(length_mm) and length_mm > 0):
                problems.append(f"length model: size no. {position + 1} takes {length_mm} mm; give more than 0")
        if problems:
            raise InvalidModel(problems)

    def marker_mm(self, ratio: tuple[int, ...]) -> float:
        """Length of the marker with this size ratio."""
        return self.fixed_mm + sum(count * each for count, each in zip(ratio, self.per_garment_mm, strict=True))


@dataclass(frozen=True, kw_only=True)
class CutProblem:
    """An order to be cut in lays, each a marker (size ratio) spread in so many plies of each colour.

    ``demand[colour][size]`` is in garments. ``under`` and ``over`` are shares of each cell, rounded inwards: with 0.03
    a cell of 40 may be cut as 39 to 41 and a cell of 30 only as 30. A plan of least money uses what ``under`` permits;
    set it to 0 where every garment is wanted. ``max_garments`` and ``max_length_mm`` limit a marker, ``end_loss_mm``
    is lost on every ply beside the marker. ``length`` is what is paid for; where several fabrics are cut in step,
    ``longest`` is the length that must fit the table (None: ``length``). ``min_plies`` and ``max_plies`` limit one
    lay, all colours together.

    With ``reuse_markers`` a marker is made once and spread in as many lays as its plies need: ``marker_fen`` is paid
    per different size ratio and ``lay_fen`` per lay. Without it (a paper marker is cut through with its lay) every lay
    needs a marker of its own, so markers are counted and paid per lay; published test cases count this way.

    ``objective`` is ``"money"`` (fabric, markers, lays and plies in fen) or ``"markers_plies_fabric"`` (fewest markers,
    then fewest plies, then least fabric). Raises :class:`~interlock.errors.InvalidModel` naming every contradiction.
    """

    sizes: tuple[str, ...]
    colours: tuple[str, ...]
    demand: tuple[tuple[int, ...], ...]
    max_garments: int
    max_length_mm: float
    max_plies: int
    length: LengthModel
    longest: LengthModel | None = None
    min_plies: int = 1
    under: float = 0.0
    over: float = 0.0
    end_loss_mm: float = 0.0
    fabric_fen_per_m: int = 0
    marker_fen: int = 0
    lay_fen: int = 0
    ply_fen: int = 0
    reuse_markers: bool = True
    objective: Objective = "money"

    def __post_init__(self) -> None:
        problems = [*_naming(self), *_limits(self)]
        problems = problems or [*_demands(self), *_long_garments(self)]
        if problems:
            raise InvalidModel(problems)

    @property
    def spread(self) -> LengthModel:
        """Length on the table, which ``max_length_mm`` limits."""
        return self.longest or self.length

    def cells(self) -> Iterator[tuple[int, int]]:
        """Every (colour, size) position."""
        return product(range(len(self.colours)), range(len(self.sizes)))

    def least(self, colour: int, size: int) -> int:
        """Fewest garments that satisfy this colour and size."""
        return math.ceil(self.demand[colour][size] * (1 - self.under) - _ROUNDING)

    def most(self, colour: int, size: int) -> int:
        """Most garments that this colour and size may be cut as."""
        return math.floor(self.demand[colour][size] * (1 + self.over) + _ROUNDING)


def _naming(asked: CutProblem) -> Iterator[str]:
    for word, names in (("size", asked.sizes), ("colour", asked.colours)):
        if not names:
            yield f"cut problem: no {word} is named; name at least one"
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"cut problem: {word} {name} is named twice; give each {word} one column"
    if len(asked.demand) != len(asked.colours) or any(len(row) != len(asked.sizes) for row in asked.demand):
        yield f"cut problem: demand must have {len(asked.colours)} colours of {len(asked.sizes)} sizes each"
    for model in dict.fromkeys((asked.length, asked.spread)):
        if len(model.per_garment_mm) != len(asked.sizes):
            yield (
                f"cut problem: the length model knows {len(model.per_garment_mm)} sizes, "
                f"the order has {len(asked.sizes)}; give one length per size"
            )


def _limits(asked: CutProblem) -> Iterator[str]:
    if not 0 <= asked.under < 1:
        yield f"cut problem: under is {asked.under}; give a share from 0 to below 1"
    if not (math.isfinite(asked.over) and asked.over >= 0):
        yield f"cut problem: over is {asked.over}; give a share of 0 or more"
    if asked.max_garments < 1:
        yield f"cut problem: max_garments is {asked.max_garments}; a marker holds at least 1 garment"
    if not 1 <= asked.min_plies <= asked.max_plies:
        yield f"cut problem: a lay has {asked.min_plies} to {asked.max_plies} plies; give 1 <= min_plies <= max_plies"
    for name in ("max_length_mm", "end_loss_mm", "fabric_fen_per_m", "marker_fen", "lay_fen", "ply_fen"):
        value = getattr(asked, name)
        if not (math.isfinite(value) and value >= 0):
            yield f"cut problem: {name} is {value}; give 0 or more"
    if asked.objective not in ("money", "markers_plies_fabric"):
        yield f"cut problem: objective {asked.objective!r} is unknown; use 'money' or 'markers_plies_fabric'"


def _demands(asked: CutProblem) -> Iterator[str]:
    for colour, size in asked.cells():
        if asked.demand[colour][size] < 0:
            name = f"{asked.colours[colour]} {asked.sizes[size]}"
            yield f"cut problem: {name} asks for {asked.demand[colour][size]} garments; give 0 or more"
    if not any(any(row) for row in asked.demand):
        yield "cut problem: every quantity is 0, so there is nothing to cut; give at least one garment"


def _long_garments(asked: CutProblem) -> Iterator[str]:
    for size, name in enumerate(asked.sizes):
        one_mm = asked.spread.fixed_mm + asked.spread.per_garment_mm[size]
        if one_mm > asked.max_length_mm and any(row[size] for row in asked.demand):
            yield (
                f"cut problem: one garment of size {name} needs a marker of {one_mm:.0f} mm but at most "
                f"{asked.max_length_mm:.0f} mm may be spread; use a longer table or a wider fabric"
            )
