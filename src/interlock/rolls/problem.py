"""What is asked when lays are spread: the lays of one fabric, the rolls at hand, and what waste and handling cost."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from interlock.errors import InvalidModel, Placed
from interlock.rolls.words import ERRORS
from interlock.units import cloth_widths, is_cloth_width

# No roll of cloth is longer; a slip of the unit is.
LONGEST_ROLL_MM = 1_000_000
_PRICES = ("fabric_fen_per_m", "mount_fen", "splice_fen", "shade_fen", "remnant_fen")


@dataclass(frozen=True)
class Splice:
    """A place where a ply may pass from one roll to the next: both cover ``at_mm`` to ``at_mm + overlap_mm``.

    ``at_mm`` counts from the start of the marker. The overlap is lost.
    """

    at_mm: int
    overlap_mm: int


@dataclass(frozen=True)
class Occupied:
    """The table that a lay lies on and when, in minutes from one moment for all lays."""

    table: str
    begin_min: float
    end_min: float

    def at_once_with(self, other: Occupied) -> bool:
        """Whether no roll can be brought to both; parts of one lay, side by side on its table, are spread in turn."""
        return self != other and self.begin_min < other.end_min and other.begin_min < self.end_min


@dataclass(frozen=True, kw_only=True)
class LayToSpread:
    """A lay: its marker's length and the width it needs, ``plies`` by colour, and where a ply may be spliced.

    ``when`` is where and when it lies (None: at no time that keeps a roll from it). ``most_shades`` limits the shades
    of one colour in the lay (None: any number, each a group of plies of its own).
    """

    name: str
    marker_mm: int
    width_mm: int
    plies: tuple[int, ...]
    splices: tuple[Splice, ...] = ()
    most_shades: int | None = None
    when: Occupied | None = None


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

    A roll goes from one lay to another that begins after it has ended. Only where plies find no roll so, lays that lie
    at the same time share one, and the plan tells it.

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
        for number, lay in enumerate(self.lays, 1):
            problems += _lay(self, number, lay)
        for number, roll in enumerate(self.rolls, 1):
            problems += _roll(self, number, roll)
        if problems:
            raise InvalidModel(problems)

    @property
    def kept_fen(self) -> int:
        """Cost of a remnant."""
        if self.remnant_fen is None:
            return self.usable_mm * self.fabric_fen_per_m // 2000
        return self.remnant_fen

    @property
    def too_narrow(self) -> tuple[Roll, ...]:
        """Rolls that no lay can be spread from: each lay of their colour needs more width."""
        needed: dict[str, int] = {}
        for lay in self.lays:
            for colour, plies in zip(self.colours, lay.plies, strict=True):
                if plies:
                    needed[colour] = min(lay.width_mm, needed.get(colour, lay.width_mm))
        return tuple(roll for roll in self.rolls if roll.width_mm < needed.get(roll.colour, 0))

    def ply_mm(self, lay: LayToSpread) -> int:
        """Fabric that an unspliced ply of the lay takes."""
        return lay.marker_mm + self.end_loss_mm

    def head_mm(self, lay: LayToSpread, splice: Splice) -> int:
        """Fabric of a spliced ply up to the end of its overlap."""
        return splice.at_mm + splice.overlap_mm + self.end_loss_mm // 2

    def tail_mm(self, lay: LayToSpread, splice: Splice) -> int:
        """Fabric of a spliced ply from its splice on."""
        return lay.marker_mm - splice.at_mm + self.end_loss_mm - self.end_loss_mm // 2


def _names(asked: RollProblem) -> Iterator[Placed]:
    groups = {
        "colour": asked.colours,
        "lay": tuple(lay.name for lay in asked.lays),
        "roll": tuple(roll.name for roll in asked.rolls),
    }
    for word, names in groups.items():
        if not names:
            yield _placed(f"{word}s", "none", what=ERRORS.told(word))
        for name, times in Counter(names).items():
            if times > 1:
                again = len(names) - names[::-1].index(name)
                place = f"{word}s {again}" if word == "colour" else _field(f"{word}s {again}", "name")
                yield _placed(place, "twice", what=ERRORS.told(word), name=name)


def _prices(asked: RollProblem) -> Iterator[Placed]:
    for name in ("end_loss_mm", "usable_mm", *_PRICES):
        value = getattr(asked, name)
        if value is not None and not (math.isfinite(value) and value >= 0):
            shown = f"{value / 100:,.2f}" if name in _PRICES else f"{value:,.0f}"
            yield _placed(name, "price", name=ERRORS.told(name), value=shown)
    shortest_fen = asked.usable_mm * asked.fabric_fen_per_m / 1000
    if asked.remnant_fen is not None and shortest_fen >= 0 and asked.kept_fen > shortest_fen:
        worth, usable = f"{shortest_fen / 100:,.2f}", f"{asked.usable_mm / 1000:g}"
        yield _placed("remnant_fen", "remnant", found=f"{asked.remnant_fen / 100:,.2f}", usable=usable, worth=worth)


def _lay(asked: RollProblem, number: int, lay: LayToSpread) -> Iterator[Placed]:
    place = f"lays {number}"
    if asked.colours and len(lay.plies) != len(asked.colours):
        facts = {"lay": lay.name, "found": len(lay.plies), "wanted": len(asked.colours)}
        yield _placed(_field(place, "plies"), "colours", **facts)
    if min(lay.plies, default=0) < 0:
        yield _placed(_field(place, "plies"), "plies", lay=lay.name, found=min(lay.plies))
    elif not any(lay.plies):
        yield _placed(_field(place, "plies"), "no_plies", lay=lay.name)
    for name in ("marker_mm", "width_mm"):
        if getattr(lay, name) < 1:
            facts = {"what": ERRORS.told("lay"), "name": lay.name, "field": ERRORS.told(name)}
            yield _placed(_field(place, name), "size", **facts, found=getattr(lay, name))
    if lay.width_mm >= 1 and not is_cloth_width(lay.width_mm):
        yield _placed(_field(place, "width_mm"), "wide_lay", lay=lay.name, found=f"{lay.width_mm:,}", **cloth_widths())
    if lay.most_shades is not None and lay.most_shades < 1:
        yield _placed(_field(place, "most_shades"), "most_shades", lay=lay.name, found=lay.most_shades)
    if lay.when is not None and not lay.when.begin_min < lay.when.end_min:
        yield _placed(_field(place, "when"), "when", lay=lay.name)
    for at, splice in enumerate(lay.splices, 1):
        within = 0 < splice.at_mm < splice.at_mm + splice.overlap_mm < lay.marker_mm
        if lay.marker_mm > 1 and (not within or splice.overlap_mm < 0):
            facts = {"at": splice.at_mm, "overlap": splice.overlap_mm, "marker": lay.marker_mm}
            yield _placed(_field(place, "splices") + f" {at}", "splice", lay=lay.name, **facts)


def _roll(asked: RollProblem, number: int, roll: Roll) -> Iterator[Placed]:
    place = f"rolls {number}"
    for name in ("length_mm", "width_mm"):
        if getattr(roll, name) < 1:
            facts = {"what": ERRORS.told("roll"), "name": roll.name, "field": ERRORS.told(name)}
            yield _placed(_field(place, name), "size", **facts, found=getattr(roll, name))
    if roll.width_mm >= 1 and not is_cloth_width(roll.width_mm):
        yield _placed(_field(place, "width_mm"), "wide", roll=roll.name, found=f"{roll.width_mm:,}", **cloth_widths())
    if roll.length_mm > LONGEST_ROLL_MM:
        found, most = f"{roll.length_mm / 1000:,.2f}", f"{LONGEST_ROLL_MM / 1000:,.0f}"
        yield _placed(_field(place, "length_mm"), "long", roll=roll.name, found=found, most=most)
    if asked.colours and roll.colour not in asked.colours:
        known = ", ".join(asked.colours)
        yield _placed(_field(place, "colour"), "colour_of_roll", roll=roll.name, found=roll.colour, known=known)


def _field(place: str, name: str) -> str:
    return f"{place}, {name}"


def _placed(place: str, key: str, **facts: object) -> Placed:
    """What is wrong, with the field that it is about, from 1 where there are many."""
    told = ERRORS.told(key, **facts)
    return Placed(str(told), told.chinese, place=place)
