"""Lays and rolls as JSON says them: cloth in metres, markers and widths in mm, money in yuan."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interlock.cutting_room_commands._json_file import at_places
from interlock.errors import InvalidModel
from interlock.rolls import LayToSpread, Roll, RollProblem, Splice
from interlock.units import NARROWEST_CLOTH_MM

# Names of the engine and those of the file.
_PUBLIC = {
    "length_mm": "length_m", "usable_mm": "usable_m", "fabric_fen_per_m": "yuan_per_m", "mount_fen": "mount_yuan",
    "splice_fen": "splice_yuan", "shade_fen": "shade_yuan", "remnant_fen": "remnant_yuan",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class RollRow:
    """A roll in stock; see :class:`~interlock.rolls.Roll`."""

    name: str
    colour: str
    shade: str
    length_m: float
    width_mm: float

    def roll(self) -> Roll:
        """Return the roll in whole mm: never longer or wider than it is."""
        return Roll(
            name=self.name,
            colour=self.colour,
            shade=self.shade,
            length_mm=math.floor(self.length_m * 1000 + 1e-6),
            width_mm=math.floor(self.width_mm),
        )


@dataclass(frozen=True, kw_only=True)
class LayRow:
    """A lay; see :class:`~interlock.rolls.LayToSpread`."""

    name: str
    marker_mm: float
    width_mm: float
    plies: tuple[int, ...]
    splices: tuple[Splice, ...] = ()
    most_shades: int | None = None

    def lay(self) -> LayToSpread:
        """Return the lay in whole mm: never shorter or narrower than it is."""
        return LayToSpread(
            name=self.name,
            marker_mm=math.ceil(self.marker_mm),
            width_mm=math.ceil(self.width_mm),
            plies=self.plies,
            splices=self.splices,
            most_shades=self.most_shades,
        )


@dataclass(frozen=True, kw_only=True)
class Prices:
    """What fabric and handling cost, and the shortest remnant; see :class:`~interlock.rolls.RollProblem`."""

    yuan_per_m: float
    usable_m: float = 2.0
    mount_yuan: float = 0.0
    splice_yuan: float = 0.0
    shade_yuan: float = 0.0
    remnant_yuan: float | None = None

    def problem(
        self, colours: tuple[str, ...], lays: Sequence[LayToSpread], rolls: Sequence[RollRow], end_loss_mm: float
    ) -> RollProblem:
        """Return what is asked; raises :class:`~interlock.errors.InvalidModel`, each problem with its place."""
        try:
            return RollProblem(
                colours=colours,
                lays=tuple(lays),
                rolls=tuple(row.roll() for row in rolls),
                fabric_fen_per_m=round(self.yuan_per_m * 100),
                end_loss_mm=math.ceil(end_loss_mm),
                usable_mm=round(self.usable_m * 1000),
                mount_fen=round(self.mount_yuan * 100),
                splice_fen=round(self.splice_yuan * 100),
                shade_fen=round(self.shade_yuan * 100),
                remnant_fen=None if self.remnant_yuan is None else round(self.remnant_yuan * 100),
            )
        except InvalidModel as error:
            raise InvalidModel(at_places(error.problems, _PUBLIC)) from None


@dataclass(frozen=True, kw_only=True)
class RollsAsked(Prices):
    """Lays and rolls of one fabric. Raises :class:`~interlock.errors.InvalidModel`, each problem with its place."""

    colours: tuple[str, ...]
    lays: tuple[LayRow, ...]
    rolls: tuple[RollRow, ...]
    end_loss_mm: float = 0.0

    def __post_init__(self) -> None:
        self.asked()

    def asked(self) -> RollProblem:
        """Return what the engine is asked."""
        return self.problem(self.colours, [row.lay() for row in self.lays], self.rolls, self.end_loss_mm)


@dataclass(frozen=True, kw_only=True)
class SpliceOfLay:
    """A place at which plies of a lay may be spliced."""

    lay: str
    at_mm: int
    overlap_mm: int


@dataclass(frozen=True, kw_only=True)
class RollStock(Prices):
    """Rolls of one fabric; the lays are in another file.

    ``fabric`` names the lays that the rolls are for, where there are several fabrics; ``end_loss_mm`` goes before what
    the lays say; ``splices`` are those of the lays. Rolls of colours that no lay needs stay in stock. Raises
    :class:`~interlock.errors.InvalidModel`, each problem with its place.
    """

    rolls: tuple[RollRow, ...]
    fabric: str | None = None
    end_loss_mm: float | None = None
    splices: tuple[SpliceOfLay, ...] = ()
    most_shades: int | None = None

    def __post_init__(self) -> None:
        # Judged beside one lay of every colour that can always be spread: what is wrong is wrong with the stock.
        colours = tuple(dict.fromkeys(row.colour for row in self.rolls)) or ("",)
        lay = LayToSpread(
            name="", marker_mm=1, width_mm=NARROWEST_CLOTH_MM, plies=(1,) * len(colours), most_shades=self.most_shades
        )
        try:
            self.problem(colours, [lay], self.rolls, self.end_loss_mm or 0.0)
        except InvalidModel as error:
            raise InvalidModel(at_places(error.problems, {"lays 1, most_shades": "most_shades"})) from None

    def splices_of(self, lay: str) -> Iterator[Splice]:
        """Yield the splices of a lay."""
        return (Splice(row.at_mm, row.overlap_mm) for row in self.splices if row.lay == lay)
