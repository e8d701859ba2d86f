"""What garments are made of: materials, sellers' offers, stock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from interlock.model._validate import Problems
from interlock.model.words import ERRORS


class MaterialKind(StrEnum):
    """Fabric is cut by markers; trims are counted."""

    FABRIC = "fabric"
    TRIM = "trim"


@dataclass(frozen=True, kw_only=True)
class Material:
    """A fabric or trim.

    ``unit`` is how it is bought (``m``, ``pc``, ``set``, ...). A fabric has a usable ``width_mm`` and says whether
    pieces may turn by 180 degrees (``two_way``). ``by_colour``: it is bought in the garment's colour.
    ``whole_units``: it is bought in whole units.
    """

    code: str
    name: str
    kind: MaterialKind
    unit: str = "m"
    width_mm: float = 0.0
    two_way: bool = True
    by_colour: bool = True
    whole_units: bool = False

    def __post_init__(self) -> None:
        with Problems("material", self.code) as p:
            p.text("code", self.code)
            p.text("name", self.name)
            p.text("unit", self.unit)
            if self.kind is MaterialKind.FABRIC:
                p.within("usable width in mm", self.width_mm, 100, 5_000)
                if self.unit != "m":
                    p.add(ERRORS.told("fabric_unit", unit=self.unit))


@dataclass(frozen=True)
class PriceBreak:
    """From ``from_quantity`` on, every unit costs ``fen_per_unit``."""

    from_quantity: float
    fen_per_unit: float

    def __post_init__(self) -> None:
        with Problems("price break") as p:
            p.at_least("quantity", self.from_quantity, 0)
            p.positive("price", self.fen_per_unit)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A seller's standing terms for a material; ``colour`` ``""`` means any colour, dyed or picked to order."""

    code: str
    seller: str
    material: str
    breaks: tuple[PriceBreak, ...]
    lead_days: int
    colour: str = ""
    minimum_quantity: float = 0.0
    maximum_quantity: float | None = None

    def __post_init__(self) -> None:
        with Problems("offer", self.code) as p:
            p.text("code", self.code)
            p.text("seller", self.seller)
            p.at_least("lead time in days", self.lead_days, 0)
            p.at_least("minimum quantity", self.minimum_quantity, 0)
            if self.maximum_quantity is not None:
                p.at_least("maximum quantity", self.maximum_quantity, self.minimum_quantity)
            if not self.breaks:
                p.add(ERRORS.told("no_price"))
            starts = [b.from_quantity for b in self.breaks]
            if starts != sorted(set(starts)):
                p.add(ERRORS.told("breaks_rise"))
            prices = [b.fen_per_unit for b in self.breaks]
            if prices != sorted(prices, reverse=True):
                p.add(ERRORS.told("prices_fall"))


@dataclass(frozen=True, kw_only=True)
class Stock:
    """Material at hand or on its way, free for any order; ``available_on`` None means now."""

    material: str
    quantity: float
    colour: str = ""
    available_on: date | None = None

    def __post_init__(self) -> None:
        with Problems("stock of", f"{self.material} {self.colour}".rstrip()) as p:
            p.at_least("quantity", self.quantity, 0)
