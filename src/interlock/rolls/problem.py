"""What is asked when lays are spread: the lays of one fabric, the rolls at hand, and what waste and handling cost."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from interlock.errors import InvalidModel
from interlock.rolls.words import ERRORS

# No roll of cloth is longer; a slip of the unit is.
LONGEST_ROLL_MM = 1_000_000


@dataclass(frozen=True)
class Splice:
    """A place where a ply may pass from one roll to the next: both cover ``at_mm`` to ``at_mm + overlap_mm``.

    ``at_mm`` counts from the start of the marker. The overlap is lost.
    """

    at_mm: int
    overlap_mm: int


@dataclass(frozen=True, kw_only=True)
class LayToSpread:
    """A lay: its marker's length and the width it needs, ``plies`` by colour, and where a ply may be spliced.

    ``most_shades`` limits the shades of one colour in the lay (None: any number, each a group of plies of its own).
    """

    name: str
    marker_mm: int
    width_mm: int
    plies: tuple[int, ...]
    splices: tuple[Splice, ...] = ()
    most_shades: int | None = None


@dataclass(frozen=True, kw_only=True)
class Roll:
    """A roll in stock; rolls of one colour and ``shade`` may be sewn into one garment. ``width_mm`` is usable width."""

    name: str
    colour: str
    shade: str
    length_mm: int
    width_mm: int


@dataclass(frozen=True, kw_only=True)
class RollProblem:
    """Lays of one fabric and the rolls to spread them from.

    Every ply takes its marker and ``end_loss_mm``, half at each end. What is left of a roll that was spread from goes
    back to stock as a remnant when it is at least ``usable_mm`` long, and is an end bit, lost, when it is shorter.

    Prices: fabric lost in end bits and overlaps at ``fabric_fen_per_m``; ``mount_fen`` for each lay that a roll is
    brought to; ``splice_fen`` for each spliced ply; ``shade_fen`` for each shade of a colour in a lay beyond the first;
    ``remnant_fen`` for each remnant: measuring, labelling, storing, and the end bit that it will leave in its turn
    (None: half the fabric of the shortest one). End loss is the same in every plan and costs nothing here.

    Raises :class:`~interlock.errors.InvalidModel` naming every contradiction.
    """

    colours: tuple[str, ...]
    lays: tuple[LayToSpread, ...]
    rolls: tuple[Roll, ...]
    fabric_fen_per_m: int
    end_loss_mm: int = 0
    usable_mm: int = 2000
    mount_fen: int = 0
    splice_fen: int = 0
    shade_fen: int = 0
    remnant_fen: int | None = None

    def __post_init__(self) -> None:
        problems = [*_names(self), *_prices(self)]
        for lay in self.lays:
            problems += _lay(self, lay)
        for roll in self.rolls:
            problems += _roll(self, roll)
        if problems:
            raise InvalidModel(problems)

    @property
    def kept_fen(self) -> int:
        """Cost of a remnant."""
        if self.remnant_fen is None:
            return self.usable_mm * self.fabric_fen_per_m // 2000
        return self.remnant_fen

    def ply_mm(self, lay: LayToSpread) -> int:
        """Fabric that an unspliced ply of the lay takes."""
        return lay.marker_mm + self.end_loss_mm

    def head_mm(self, lay: LayToSpread, splice: Splice) -> int:
        """Fabric of a spliced ply up to the end of its overlap."""
        return splice.at_mm + splice.overlap_mm + self.end_loss_mm // 2

    def tail_mm(self, lay: LayToSpread, splice: Splice) -> int:
        """Fabric of a spliced ply from its splice on."""
        return lay.marker_mm - splice.at_mm + self.end_loss_mm - self.end_loss_mm // 2


def _names(asked: RollProblem) -> Iterator[str]:
    groups = {
        "colour": asked.colours,
        "lay": tuple(lay.name for lay in asked.lays),
        "roll": tuple(roll.name for roll in asked.rolls),
    }
    for word, names in groups.items():
        if not names:
            yield ERRORS.told("none", what=ERRORS.told(word))
        for name, times in Counter(names).items():
            if times > 1:
                yield ERRORS.told("twice", what=ERRORS.told(word), name=name)
    if asked.lays and not any(count > 0 for lay in asked.lays for count in lay.plies):
        yield ERRORS.told("no_plies")


def _prices(asked: RollProblem) -> Iterator[str]:
    names = ("fabric_fen_per_m", "end_loss_mm", "usable_mm", "mount_fen", "splice_fen", "shade_fen", "kept_fen")
    for name in names:
        value = getattr(asked, name)
        if name == "kept_fen" and asked.remnant_fen is None:
            continue  # it follows from prices that are told by themselves
        if not (math.isfinite(value) and value >= 0):
            yield ERRORS.told("price", name=name.replace("kept", "remnant"), value=value)
    shortest_fen = asked.usable_mm * asked.fabric_fen_per_m / 1000
    if asked.remnant_fen is not None and shortest_fen >= 0 and asked.kept_fen > shortest_fen:
        yield ERRORS.told("remnant", found=asked.remnant_fen, usable=asked.usable_mm, worth=f"{shortest_fen:.0f}")


def _lay(asked: RollProblem, lay: LayToSpread) -> Iterator[str]:
    if asked.colours and len(lay.plies) != len(asked.colours):
        yield ERRORS.told("colours", lay=lay.name, found=len(lay.plies), wanted=len(asked.colours))
    if min(lay.plies, default=0) < 0:
        yield ERRORS.told("plies", lay=lay.name, found=min(lay.plies))
    for name in ("marker_mm", "width_mm"):
        if getattr(lay, name) < 1:
            yield ERRORS.told("size", what=ERRORS.told("lay"), name=lay.name, field=name, found=getattr(lay, name))
    if lay.most_shades is not None and lay.most_shades < 1:
        yield ERRORS.told("most_shades", lay=lay.name, found=lay.most_shades)
    for splice in lay.splices:
        within = 0 < splice.at_mm < splice.at_mm + splice.overlap_mm < lay.marker_mm
        if lay.marker_mm >= 1 and (not within or splice.overlap_mm < 0):
            facts = {"at": splice.at_mm, "overlap": splice.overlap_mm, "marker": lay.marker_mm}
            yield ERRORS.told("splice", lay=lay.name, **facts)


def _roll(asked: RollProblem, roll: Roll) -> Iterator[str]:
    for name in ("length_mm", "width_mm"):
        if getattr(roll, name) < 1:
            yield ERRORS.told("size", what=ERRORS.told("roll"), name=roll.name, field=name, found=getattr(roll, name))
    if roll.length_mm > LONGEST_ROLL_MM:
        yield ERRORS.told("long", roll=roll.name, found=roll.length_mm, most=LONGEST_ROLL_MM)
    if asked.colours and roll.colour not in asked.colours:
        yield ERRORS.told("colour_of_roll", roll=roll.name, found=roll.colour, known=", ".join(asked.colours))
