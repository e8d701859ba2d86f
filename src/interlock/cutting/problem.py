"""What a cut order plan is asked: an order by colour and size, the lays that may be spread, and what they cost."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

from interlock.cutting.words import WORDS
from interlock.errors import InvalidModel

Objective = Literal["money", "markers_plies_fabric"]

# Shares such as 0.03 have no exact binary form: 0.03 x 100 must still allow 3 garments.
_ROUNDING = 1e-9
# Beyond these an order is a slip of the pen, and its search would need more memory than there is.
MOST_PIECES, MOST_IN_ALL, _MOST_OVER = 1_000_000, 2_000_000, 10
_MOST_PLIES, _MOST_GARMENTS = 1_000_000, 1_000
# Sums of lengths may exceed a table that they equal on paper.
_SLACK_MM = 0.1
_NOT_BELOW_0 = (
    "max_length_mm", "end_loss_mm", "fabric_fen_per_m", "marker_fen", "lay_fen", "ply_fen", "under_fen", "over_fen",
)  # fmt: skip


@dataclass(frozen=True)
class LengthModel:
    """Length of a marker in mm: ``fixed_mm`` plus ``per_garment_mm[size]`` for every garment of that size."""

    fixed_mm: float
    per_garment_mm: tuple[float, ...]

    def __post_init__(self) -> None:
        problems = []
        if not (math.isfinite(self.fixed_mm) and self.fixed_mm >= 0):
            problems.append(WORDS.told("fixed", found=self.fixed_mm))
        for position, length_mm in enumerate(self.per_garment_mm):
            if not (math.isfinite(length_mm) and length_mm > 0):
                problems.append(WORDS.told("per_garment", number=position + 1, found=length_mm))
        if problems:
            raise InvalidModel(problems)

    def marker_mm(self, ratio: tuple[int, ...]) -> float:
        """Length of the marker with this size ratio."""
        return self.fixed_mm + sum(count * each for count, each in zip(ratio, self.per_garment_mm, strict=True))


@dataclass(frozen=True)
class Spread:
    """How another fabric is spread that is cut in step: plies of one lay, and what a lay of it costs."""

    min_plies: int
    max_plies: int
    lay_fen: int = 0

    def __post_init__(self) -> None:
        problems = []
        if not 1 <= self.min_plies <= self.max_plies:
            problems.append(WORDS.told("plies", least=self.min_plies, most=self.max_plies))
        if self.lay_fen < 0:
            problems.append(WORDS.told("below_0", name="lay_fen", found=self.lay_fen))
        if problems:
            raise InvalidModel(problems)

    def lays(self, plies: int) -> int:
        """Fewest lays of so many plies."""
        return -(-plies // self.max_plies)


@dataclass(frozen=True, kw_only=True)
class CutProblem:
    """An order to be cut in lays, each a marker (size ratio) spread in so many plies of each colour.

    ``demand[colour][size]`` is in garments. ``under`` and ``over`` are shares of each cell, rounded inwards: with 0.03
    a cell of 40 may be cut as 39 to 41 and a cell of 30 only as 30; ``under_fen`` and ``over_fen`` are paid for every
    garment that is missing or too many. A plan of least money uses what ``under`` permits where that is cheaper; set
    it to 0 where every garment is wanted. ``max_garments`` and ``max_length_mm`` limit a marker, ``end_loss_mm``
    is lost on every ply beside the marker. ``length`` is what is paid for; where several fabrics are cut in step,
    ``longest`` is the length that must fit the table (None: ``length``), and ``also`` says how the fabrics beside the
    first are spread. ``min_plies`` and ``max_plies`` limit one lay, all colours together.

    ``known`` are ratios of markers that are made already: they cost no ``marker_fen``. At most ``most_markers`` markers
    are used (None: any number). With ``sections`` above 1 a lay may be stepped: up to so many markers lie one behind
    the other on the table, each with its own plies, and the lay is set up once; each section keeps its own end loss.

    With ``reuse_markers`` a marker is made once and spread in as many lays as its plies need: ``marker_fen`` is paid
    per different size ratio and ``lay_fen`` per lay. Without it (a paper marker is cut through with its lay) every lay
    needs a marker of its own, so markers are counted and paid per lay; published test cases count this way.

    ``objective`` is ``"money"`` (fabric, markers, lays, plies and garments missing or too many, in fen) or
    ``"markers_plies_fabric"`` (fewest markers, then fewest plies, then least fabric). Raises
    :class:`~interlock.errors.InvalidModel` naming every contradiction.
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
    under_fen: int = 0
    over_fen: int = 0
    end_loss_mm: float = 0.0
    fabric_fen_per_m: int = 0
    marker_fen: int = 0
    lay_fen: int = 0
    ply_fen: int = 0
    also: tuple[Spread, ...] = ()
    known: tuple[tuple[int, ...], ...] = ()
    most_markers: int | None = None
    sections: int = 1
    reuse_markers: bool = True
    objective: Objective = "money"

    def __post_init__(self) -> None:
        misnamed = [*_naming(self)]
        problems = [*misnamed, *_limits(self), *_large(self)]
        if not misnamed:
            problems += [*_demands(self), *_long_garments(self), *_known(self)]
        if problems:
            raise InvalidModel(problems)

    @property
    def spread(self) -> LengthModel:
        """Length on the table, which ``max_length_mm`` limits."""
        return self.longest or self.length

    @property
    def spreads(self) -> tuple[Spread, ...]:
        """How every fabric is spread, the first one first."""
        return (Spread(self.min_plies, self.max_plies, self.lay_fen), *self.also)

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
            yield WORDS.told(f"no_{word}")
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield WORDS.told(f"twice_{word}", name=name)
    if len(asked.demand) != len(asked.colours) or any(len(row) != len(asked.sizes) for row in asked.demand):
        yield WORDS.told("shape", colours=len(asked.colours), sizes=len(asked.sizes))
    for model in dict.fromkeys((asked.length, asked.spread)):
        if len(model.per_garment_mm) != len(asked.sizes):
            yield WORDS.told("lengths", found=len(model.per_garment_mm), sizes=len(asked.sizes))


def _limits(asked: CutProblem) -> Iterator[str]:
    if not 0 <= asked.under < 1:
        yield WORDS.told("under", found=asked.under)
    if not (math.isfinite(asked.over) and asked.over >= 0):
        yield WORDS.told("over", found=asked.over)
    if asked.max_garments < 1:
        yield WORDS.told("max_garments", found=asked.max_garments)
    if not 1 <= asked.min_plies <= asked.max_plies:
        yield WORDS.told("plies", least=asked.min_plies, most=asked.max_plies)
    for name in _NOT_BELOW_0:
        value = getattr(asked, name)
        if not (math.isfinite(value) and value >= 0):
            yield WORDS.told("below_0", name=name, found=value)
    for name, count in (("sections", asked.sections), ("most_markers", asked.most_markers)):
        if count is not None and count < 1:
            yield WORDS.told("below_1", name=name, found=count)
    if asked.also and asked.sections > 1:
        yield WORDS.told("steps_apart")
    if asked.also and not asked.reuse_markers:
        yield WORDS.told("reuse_apart")
    if asked.objective not in ("money", "markers_plies_fabric"):
        yield WORDS.told("objective", found=asked.objective)


def _large(asked: CutProblem) -> Iterator[str]:
    most = (("max_plies", _MOST_PLIES), ("max_garments", _MOST_GARMENTS), ("over", _MOST_OVER))
    for name, limit in most:
        if (found := getattr(asked, name)) > limit and math.isfinite(found):
            yield WORDS.told("above", name=name, found=f"{found:,}", most=f"{limit:,}")


def _demands(asked: CutProblem) -> Iterator[str]:
    for colour, size in asked.cells():
        if (found := asked.demand[colour][size]) < 0:
            yield WORDS.told("negative", colour=asked.colours[colour], size=asked.sizes[size], found=found)
        elif found > MOST_PIECES:
            cell = {"colour": asked.colours[colour], "size": asked.sizes[size]}
            yield WORDS.told("many_pieces", **cell, found=f"{found:,}", most=f"{MOST_PIECES:,}")
    if (total := sum(map(sum, asked.demand))) > MOST_IN_ALL:
        yield WORDS.told("many_in_all", found=f"{total:,}", most=f"{MOST_IN_ALL:,}")
    if not any(any(row) for row in asked.demand):
        yield WORDS.told("nothing")


def _long_garments(asked: CutProblem) -> Iterator[str]:
    for size, name in enumerate(asked.sizes):
        one_mm = asked.spread.fixed_mm + asked.spread.per_garment_mm[size]
        if one_mm > asked.max_length_mm and any(row[size] for row in asked.demand):
            yield WORDS.told("long_garment", size=name, found=f"{one_mm:.0f}", most=f"{asked.max_length_mm:.0f}")


def _known(asked: CutProblem) -> Iterator[str]:
    for ratio in asked.known:
        told = "-".join(map(str, ratio))
        if len(ratio) != len(asked.sizes):
            yield WORDS.told("known_shape", ratio=told, found=len(ratio), sizes=len(asked.sizes))
        elif min(ratio) < 0 or sum(ratio) < 1:
            yield WORDS.told("known_empty", ratio=told)
        elif sum(ratio) > asked.max_garments >= 1:
            yield WORDS.told("known_many", ratio=told, found=sum(ratio), most=asked.max_garments)
        elif (long_mm := asked.spread.marker_mm(ratio)) > asked.max_length_mm + _SLACK_MM:
            yield WORDS.told("known_long", ratio=told, found=f"{long_mm:.0f}", most=f"{asked.max_length_mm:.0f}")
