"""What is printed about one lay: everything that the people at its table need to know."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from interlock.cutting import Bundle, Dealt, PlannedLay, ShadePlies, bundles
from interlock.errors import InvalidModel, Told
from interlock.markers import Marker, MarkerProblem
from interlock.model import Policy
from interlock.paper.codes import bundle_code, lay_code
from interlock.paper.words import WORDS
from interlock.units import MM_PER_M, SHORTEST_GARMENT_MM

USUAL_BUNDLE = Policy.max_bundle_pieces
MOST_PLIES = 2_000
MOST_BUNDLES = 5_000
ROUNDED_MM = 0.1  # lengths are written to a tenth


@dataclass(frozen=True)
class DrawnMarker:
    """A nested marker with its name: what can be drawn.

    ``unit_mm`` is what the unit of a strip packing instance became, which has no unit, garments or sizes (None: it is
    a marker of garments). ``styles`` are those of its garments, by name (none: not told).
    """

    name: str
    problem: MarkerProblem
    marker: Marker
    unit_mm: float | None = None
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Plies of one colour and shade (``""``: not told) that lie on each other."""

    colour: str
    plies: int
    shade: str = ""


@dataclass(frozen=True)
class AtOnce:
    """Another lay that wants a roll at the same time; ``time`` says in words when it lies."""

    lay: str
    table: str
    time: str


@dataclass(frozen=True, kw_only=True)
class UsedRoll:
    """A roll of fabric on a lay: it comes with ``length_m``, gives ``plies`` and leaves ``left_m`` (None: not told).

    A roll may come from ``earlier`` lays with what they leave of it, and go ``onward`` to later ones; those that want
    it while this one has it are ``at_once``.
    """

    roll: str
    colour: str = ""
    shade: str = ""
    length_m: float | None = None
    plies: int | None = None
    left_m: float | None = None
    earlier: tuple[str, ...] = ()
    onward: tuple[str, ...] = ()
    at_once: tuple[AtOnce, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Garments:
    """Whose garments the size ``name`` of a pooled lay's marker makes: order, style, and the size by its own name.

    Where several orders have a size in common each is named, and the lay says which plies are dealt out to which.
    """

    name: str
    order: str
    style: str
    size: str
    style_name: str = ""


@dataclass(frozen=True, kw_only=True)
class LayPaper:
    """One lay as it goes to its table.

    ``ratio`` is garments by size as (size, garments); ``plies`` lie from the bottom up. ``marker_mm`` is the length of
    the marker ``marker``, ``end_loss_mm`` what every ply is longer, ``longest_ply_mm`` what its table has room for with
    both (None: not told). ``time`` says in words when it is spread
    (``""``: not told). ``two_way`` says whether plies may run either way (None: as the drawn marker has it, else not
    told). Bundles are numbered from ``first_bundle``, not beyond ``last_bundle``. ``drawn`` is its marker where it is
    nested. ``made_up`` labels sample data. ``garments`` tell whose a size is where the lay is of several orders,
    ``dealt`` which plies of a size that they have in common; a bundle bears what stands there.

    Raises :class:`~interlock.errors.InvalidModel` naming every value that cannot be printed.
    """

    lay: str
    order: str
    style: str
    fabric: str
    marker: str
    marker_mm: float
    width_mm: float
    ratio: tuple[tuple[str, int], ...]
    plies: tuple[Spread, ...]
    style_name: str = ""
    fabric_name: str = ""
    customer: str = ""
    centre: str = ""
    table: str = ""
    cut_on: date | None = None
    time: str = ""
    end_loss_mm: float = 0.0
    longest_ply_mm: float | None = None
    utilisation: float | None = None
    two_way: bool | None = None
    rolls: tuple[UsedRoll, ...] = ()
    max_pieces: int = USUAL_BUNDLE
    first_bundle: int = 1
    last_bundle: int | None = None
    drawn: DrawnMarker | None = None
    note: str = ""
    made_up: bool = False
    garments: tuple[Garments, ...] = ()
    dealt: tuple[Dealt, ...] = ()

    def __post_init__(self) -> None:
        problems = self._problems()
        if problems:
            place = self.lay or "?"
            raise InvalidModel([WORDS.told("lay", lay=place, problem=problem) for problem in problems])

    @property
    def either_way(self) -> bool | None:
        """Whether plies may lie either way; None where nobody told."""
        if self.drawn is None or self.two_way is not None:
            return self.two_way
        return self.drawn.problem.rules.direction == "two_way"

    @property
    def all_plies(self) -> int:
        """Plies of all colours."""
        return sum(spread.plies for spread in self.plies)

    @property
    def garments_per_ply(self) -> int:
        """Garments that the marker holds."""
        return sum(count for _, count in self.ratio)

    @property
    def ply_mm(self) -> float:
        """Length of one ply with what is lost at its ends."""
        return self.marker_mm + self.end_loss_mm

    def fits_table(self, marker_mm: float) -> bool:
        """Tell whether plies of a marker of that length have room on its table, as far as that is told."""
        return self.longest_ply_mm is None or marker_mm + self.end_loss_mm <= self.longest_ply_mm + ROUNDED_MM

    @property
    def fabric_m(self) -> float:
        """Fabric that the lay takes."""
        return self.all_plies * self.ply_mm / MM_PER_M

    @property
    def code(self) -> str:
        """The lay's code in its QR."""
        return lay_code(self.lay)

    @cached_property
    def bundles(self) -> tuple[Bundle, ...]:
        """The bundles that it is cut into; none mixes colours, shades or orders."""
        ranges, below = [], 0
        for spread in self.plies:
            if spread.shade:
                ranges.append(ShadePlies(spread.shade, below + 1, below + spread.plies))
            below += spread.plies
        return bundles(
            PlannedLay(tuple(n for _, n in self.ratio), tuple(spread.plies for spread in self.plies)),
            sizes=[size for size, _ in self.ratio],
            colours=[spread.colour for spread in self.plies],
            max_pieces=self.max_pieces,
            first_number=self.first_bundle,
            last_number=self.last_bundle,
            shades=ranges,
            dealt=self.dealt,
        )

    def garments_of(self, bundle: Bundle) -> Garments:
        """Return whose the garments of one of its bundles are: of its order and style unless told otherwise."""
        size = bundle.size
        own = Garments(name=size, order=self.order, style=self.style, size=size, style_name=self.style_name)
        named = (one for one in self.garments if one.name == size and bundle.owner in ("", one.order))
        return next(named, own)

    def alike(self, bundle: Bundle) -> int:
        """Return how many garments of a bundle's size the marker holds.

        Its drawing numbers them where they are several; which of them a bundle is of, its ``garment`` tells.
        """
        return dict(self.ratio)[bundle.size]

    def code_of(self, bundle: Bundle) -> str:
        """Return the code in the QR of one of its bundles."""
        return bundle_code(self.lay, bundle)

    def _problems(self) -> list[Told]:
        wrong = [
            WORDS.told("blank", name=WORDS.told(name))
            for name in ("lay_name", "order", "style", "fabric", "marker")
            if not getattr(self, "lay" if name == "lay_name" else name).strip()
        ]
        for name, least in (("marker_mm", SHORTEST_GARMENT_MM), ("width_mm", 1.0), ("end_loss_mm", 0.0)):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= least):
                wrong.append(WORDS.told("length", name=WORDS.told(name), found=value, least=f"{least:g}"))
        if not wrong and self.longest_ply_mm is not None and not self.fits_table(self.marker_mm):
            facts = {"found": f"{self.ply_mm:.0f}", "most": f"{self.longest_ply_mm:.0f}", "table": self.table or "–"}
            wrong.append(WORDS.told("longer_than_table", **facts))
        if self.utilisation is not None and not 0 <= self.utilisation <= 1:
            wrong.append(WORDS.told("utilisation", found=self.utilisation))
        return wrong + self._wrong_counts()

    def _wrong_counts(self) -> list[Told]:
        wrong = [WORDS.told("count", name=size, found=n) for size, n in self.ratio if n < 0]
        wrong += [WORDS.told("count", name=s.colour or "?", found=s.plies) for s in self.plies if s.plies < 0]
        sizes = [size for size, _ in self.ratio]
        wrong += [WORDS.told("twice", size=size) for size in dict.fromkeys(sizes) if sizes.count(size) > 1]
        if wrong:
            return wrong
        if self.garments_per_ply < 1:
            wrong.append(WORDS.told("no_garment"))
        if not 1 <= self.all_plies <= MOST_PLIES:
            wrong.append(WORDS.told("plies", found=self.all_plies, most=MOST_PLIES))
        if self.max_pieces < 1:
            wrong.append(WORDS.told("max_pieces", found=self.max_pieces))
        if self.first_bundle < 1:
            wrong.append(WORDS.told("first_bundle", found=self.first_bundle))
        if wrong:
            return wrong
        if self.last_bundle is not None or self.garments_per_ply * self.all_plies > MOST_BUNDLES:
            wrong += self._wrong_bundles()
        return wrong

    def _wrong_bundles(self) -> list[Told]:
        """Bundles that are too many for one lay, or for their numbers."""
        stacks = sum(-(-spread.plies // self.max_pieces) for spread in self.plies)
        if (count := stacks * self.garments_per_ply + len(self.dealt)) > MOST_BUNDLES:
            return [WORDS.told("bundles", found=count, most=MOST_BUNDLES)]
        if self.last_bundle is not None and self.first_bundle + count - 1 > self.last_bundle:
            return [WORDS.told("numbers", count=count, first=self.first_bundle, last=self.last_bundle)]
        return []
