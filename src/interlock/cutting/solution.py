"""What a cut order plan answers: lays, their cost, and how far from the best possible they can be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from interlock.cutting.words import WORDS
from interlock.errors import InvalidModel
from interlock.units import at_most, percent

Proof = Literal["counting", "search", "open"]
Among = Literal["all", "as_many_markers", "as_many_markers_and_plies"]

Level = Literal["money", "markers", "plies", "fabric"]

# Up to this share above the bound an unproved plan is called good.
_GOOD = 0.05
# Money is proved to the fen and fabric to the mm, markers and plies exactly.
_SLACK: dict[Level, float] = {"money": 1, "markers": 0, "plies": 0, "fabric": 1}


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
    def open_level(self) -> Level | None:
        """The first of what counts whose value has not met its bound; None where nothing is left to prove."""
        levels: tuple[Level, ...] = ("money",) if len(self.value) == 1 else ("markers", "plies", "fabric")
        for level, have, least in zip(levels, self.value, self.lower_bound, strict=True):
            if have - least > _SLACK[level]:
                return level
        return None

    @property
    def gap(self) -> float:
        """How far :attr:`open_level` is above its bound at most, as a share of the bound; 0 where nothing is open."""
        if self.open_level is None:
            return 0.0
        at = {"money": 0, "markers": 0, "plies": 1, "fabric": 2}[self.open_level]
        # A bound below a fen or a mm says no more than that.
        return (self.value[at] - self.lower_bound[at]) / max(1.0, self.lower_bound[at])

    def gap_text(self, language: Literal["en", "zh"] = "en", *, paid: Level = "money") -> str:
        """How far the plan is above the best possible at most, and in what; ``paid`` is all that money is paid for."""
        level = self.open_level or "money"
        what = WORDS.say(language, f"best_{paid if level == 'money' else level}")
        return WORDS.say(language, "gap", gap=percent(at_most(self.gap, 2), 2), what=what)

    def proof_text(self, language: Literal["en", "zh"] = "en", *, paid: Level = "money") -> str:
        """The proof as a sentence for people; ``paid`` as of :meth:`gap_text`."""
        if self.proved:
            return WORDS.say(language, f"proof_{self.proof}")
        key = "proof_good" if self.gap <= _GOOD else "proof_far"
        return WORDS.say(language, key, gap=self.gap_text(language, paid=paid))


def better_of(first: CutPlan, second: CutPlan) -> CutPlan:
    """Return the better of two plans of one problem, with the higher of their bounds level by level.

    What the bounds of the other plan speak of (:attr:`CutPlan.among`) holds the better plan too, and whatever could be
    better still: it speaks of fewer plans only where the earlier levels are proved, which the better plan then equals.
    """
    best = min(first, second, key=lambda plan: (plan.value, tuple(-least for least in plan.lower_bound)))
    if best.proved:
        return best
    higher = map(max, first.lower_bound, second.lower_bound)
    merged = replace(best, lower_bound=tuple(map(min, best.value, higher)))
    return merged if merged.open_level else replace(merged, proof="search")
