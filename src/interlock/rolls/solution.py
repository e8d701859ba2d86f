"""What is answered: which roll gives each ply, what is left of every roll, and what waste and handling cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from interlock.rolls.words import SAYS

Proof = Literal["search", "open"]
Fate = Literal["used_up", "end_bit", "remnant"]


@dataclass(frozen=True)
class Ply:
    """One sheet from ``roll``; a spliced one goes on from ``next_roll`` at the lay's splice no. ``splice`` (from 0)."""

    roll: str
    next_roll: str | None = None
    splice: int | None = None

    @property
    def rolls(self) -> tuple[str, ...]:
        """The rolls that the ply is of."""
        return (self.roll,) if self.next_roll is None else (self.roll, self.next_roll)


@dataclass(frozen=True)
class ShadeGroup:
    """Plies of one colour and shade that lie together in a lay, bottom ply first, so that bundles keep shades apart."""

    colour: str
    shade: str
    plies: tuple[Ply, ...]


@dataclass(frozen=True)
class SpreadLay:
    """A lay's plies, bottom group first.

    ``marker_mm`` and ``end_loss_mm`` are the lengths that they were given rolls for (None: not told); ``taken_mm`` is
    what the lay takes of each roll, as (roll, mm).
    """

    lay: str
    groups: tuple[ShadeGroup, ...]
    marker_mm: int | None = None
    end_loss_mm: int | None = None
    taken_mm: tuple[tuple[str, int], ...] = ()

    @property
    def plies(self) -> int:
        """Plies of all colours together."""
        return sum(len(group.plies) for group in self.groups)


@dataclass(frozen=True)
class RollEnd:
    """What is left of a roll that was spread from: nothing, an end bit that is lost, or a remnant for stock."""

    roll: str
    used_mm: int
    left_mm: int
    fate: Fate


@dataclass(frozen=True)
class Clash:
    """A roll that two lays want at the same time: ``later`` can take it only once ``lay`` has left it."""

    roll: str
    lay: str
    later: str


@dataclass(frozen=True, kw_only=True)
class Waste:
    """Fabric lost in mm, what was handled, and the cost of each in fen; end loss is the same in every plan."""

    end_bit_mm: int = 0
    overlap_mm: int = 0
    remnant_mm: int = 0
    end_loss_mm: int = 0
    mounts: int = 0
    splices: int = 0
    further_shades: int = 0
    remnants: int = 0
    fabric_fen: float = 0.0
    handling_fen: int = 0

    @property
    def lost_mm(self) -> int:
        """Fabric lost to end bits and overlaps, the loss that depends on the plan."""
        return self.end_bit_mm + self.overlap_mm


@dataclass(frozen=True, kw_only=True)
class RollPlan:
    """Rolls given to every lay of a problem.

    ``cost_fen`` is fabric lost and handling; no plan costs less than ``lower_bound_fen``. ``proof`` is ``"search"``
    when the plan was proved best. ``clashes`` are the rolls that lays share though they lie at the same time: some
    plies found no roll otherwise. ``usual`` is the plan made by taking the largest roll first, None where that way does
    not spread every ply.
    """

    lays: tuple[SpreadLay, ...]
    ends: tuple[RollEnd, ...]
    waste: Waste
    cost_fen: int
    lower_bound_fen: int
    proof: Proof
    clashes: tuple[Clash, ...] = ()
    usual: RollPlan | None = None

    @property
    def proved(self) -> bool:
        """Whether no better plan exists."""
        return self.proof == "search"

    @property
    def gap(self) -> float:
        """Share of the cost that a better plan could save at most."""
        return (self.cost_fen - self.lower_bound_fen) / self.cost_fen if self.cost_fen else 0.0

    @property
    def saved_mm(self) -> int:
        """Fabric saved against the usual way; 0 where that way does not spread every ply."""
        return self.usual.waste.lost_mm - self.waste.lost_mm if self.usual else 0

    @property
    def saved_fen(self) -> int:
        """Money saved against the usual way; 0 where that way does not spread every ply."""
        return self.usual.cost_fen - self.cost_fen if self.usual else 0

    def plies_of(self, roll: str) -> Iterator[tuple[str, Ply]]:
        """(lay, ply) of everything that is spread from a roll, in the order of spreading."""
        for lay in self.lays:
            for group in lay.groups:
                for ply in group.plies:
                    if roll in ply.rolls:
                        yield lay.lay, ply

    def proof_text(self, language: Literal["en", "zh"] = "en") -> str:
        """The proof as a sentence for people."""
        return SAYS.say(language, "proved" if self.proved else "open")
