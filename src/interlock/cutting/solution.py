"""What a cut order plan answers: lays, their cost, and how far from the best possible they can be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from interlock.cutting.words import WORDS
from interlock.errors import InvalidModel

Proof = Literal["counting", "search", "open"]
Among = Literal["all", "as_many_markers", "as_many_markers_and_plies"]

_WORDS: dict[tuple[str, Proof], str] = {
    ("en", "counting"): "Best possible: garments, plies and lays cannot be counted lower.",
    ("en", "search"): "Best possible: a complete search found no better plan.",
    ("en", "open"): "Good, but not proved best: the bound says how much better a plan could be at most.",
    ("zh", "counting"): "已证最优：按件数、层数、床次推算，不可能更低。",
    ("zh", "search"): "已证最优：完整搜索未找到更好的方案。",
    ("zh", "open"): "方案良好，尚未证明最优：下界表示最多还能改进多少。",
}


@dataclass(frozen=True)
class PlannedLay:
    """One spreading: a marker by ``ratio`` (garments of each size) in ``plies`` of each colour."""

    ratio: tuple[int, ...]
    plies: tuple[int, ...]

    def __post_init__(self) -> None:
        if min(self.ratio, default=0) < 0 or sum(self.ratio) < 1:
            raise InvalidModel([WORDS.told("lay_ratio", found=self.ratio)])
        if min(self.plies, default=0) < 0 or sum(self.plies) < 1:
            raise InvalidModel([WORDS.told("lay_plies", found=self.plies)])

    @property
    def garments_per_ply(self) -> int:
        """Garments that the marker holds."""
        return sum(self.ratio)

    @property
    def total_plies(self) -> int:
        """Plies of all colours together."""
        return sum(self.plies)

    @property
    def garments(self) -> int:
        """Garments that the whole lay cuts."""
        return self.garments_per_ply * self.total_plies


@dataclass(frozen=True, kw_only=True)
class CutPlan:
    """Lays that make an order, with what they cost and the best value that any plan could have.

    ``markers`` counts different size ratios, or lays where markers are not reused. ``value`` and ``lower_bound`` have
    one entry for money (fen) and three for markers, plies and fabric (mm); ``among`` tells which plans each bound holds
    for: that of a later entry speaks of plans that equal this one in the earlier entries only where those are proved,
    else of more plans. ``proof`` tells what closes the gap: ``"counting"``, ``"search"``, or
    nothing yet (``"open"``). ``also`` are the lays of each further fabric that is cut in step, and ``stepped`` says by
    position which lays are sections of one stepped lay (empty: each is a lay of its own).
    """

    lays: tuple[PlannedLay, ...]
    cost_fen: int
    markers: int
    plies: int
    fabric_mm: float
    value: tuple[float, ...]
    lower_bound: tuple[float, ...]
    proof: Proof
    also: tuple[tuple[PlannedLay, ...], ...] = ()
    stepped: tuple[tuple[int, ...], ...] = ()

    @property
    def proved(self) -> bool:
        """Whether no better plan exists."""
        return self.proof != "open"

    @property
    def among(self) -> tuple[Among, ...]:
        """The plans that each bound holds for, level by level."""
        if len(self.value) == 1:
            return ("all",)
        fewest_markers, fewest_plies = (
            have == least for have, least in zip(self.value[:2], self.lower_bound[:2], strict=True)
        )
        if not fewest_markers:
            return "all", "all", "all"
        return "all", "as_many_markers", "as_many_markers_and_plies" if fewest_plies else "as_many_markers"

    @property
    def gap(self) -> float:
        """Share of the first level's value that a better plan could save at most."""
        return max(0.0, (self.value[0] - self.lower_bound[0]) / self.value[0]) if self.value[0] else 0.0

    def proof_text(self, language: Literal["en", "zh"] = "en") -> str:
        """The proof as a sentence for people."""
        return _WORDS[language, self.proof]


def better_of(first: CutPlan, second: CutPlan) -> CutPlan:
    """Return the better of two plans of one problem, with the higher bound where both speak of all plans."""
    best = min(first, second, key=lambda plan: (plan.value, tuple(-least for least in plan.lower_bound)))
    if len(best.value) > 1 or best.proved:
        return best
    bound = min(best.value[0], max(first.lower_bound[0], second.lower_bound[0]))
    # Money is proved to the fen.
    return replace(best, lower_bound=(bound,), proof="search" if best.value[0] - bound <= 1 else "open")
