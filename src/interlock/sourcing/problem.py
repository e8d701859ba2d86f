"""Material needs of orders, what is in stock and what sellers offer."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from interlock.errors import InvalidModel

# Lengths and weights are planned to the thousandth of their unit (a millimetre, a gram).
GRAINS_PER_UNIT = 1000


def _amount(value: float) -> bool:
    return math.isfinite(value) and value >= 0


@dataclass(frozen=True, kw_only=True)
class Need:
    """What one order needs of a material in a colour ("" for colourless) by the end of ``wanted_day``.

    ``late_fen_per_unit_day`` is the price of a unit that comes a day later; None takes the problem's.
    """

    order: str
    material: str
    colour: str
    quantity: float
    wanted_day: int
    late_fen_per_unit_day: float | None = None

    def __post_init__(self) -> None:
        name = f"order {self.order!r}, material {self.material!r} {self.colour!r}"
        problems = []
        if not (_amount(self.quantity) and self.quantity > 0):
            problems.append(
                f"{name}: needed quantity is {self.quantity}; give an amount above 0, or leave the need out"
            )
        if self.late_fen_per_unit_day is not None and not _amount(self.late_fen_per_unit_day):
            problems.append(f"{name}: late_fen_per_unit_day is {self.late_fen_per_unit_day}; give 0 or more fen")
        if problems:
            raise InvalidModel(problems)


@dataclass(frozen=True, kw_only=True)
class StockItem:
    """A quantity already owned, or bought and on its way until ``available_day``."""

    material: str
    colour: str
    quantity: float
    available_day: int = 0

    def __post_init__(self) -> None:
        if not _amount(self.quantity):
            raise InvalidModel(
                [f"stock of {self.material!r} {self.colour!r}: quantity is {self.quantity}; give 0 or more"]
            )


@dataclass(frozen=True)
class PriceBreak:
    """From ``from_quantity`` on, every unit of the purchase costs ``fen_per_unit`` (which may have decimals)."""

    from_quantity: float
    fen_per_unit: float


@dataclass(frozen=True, kw_only=True)
class SellerOffer:
    """A seller's standing terms for a material in one colour, or in any colour ("").

    ``breaks`` is an all-units discount, from the smallest quantity up. An any-colour offer's minimum and breaks hold
    for each colour by itself; ``maximum_quantity`` (None: without limit) is what the seller has of the material in
    all.
    """

    id: str
    seller: str
    material: str
    colour: str
    breaks: tuple[PriceBreak, ...]
    minimum_quantity: float = 0.0
    maximum_quantity: float | None = None
    lead_days: int = 0

    def __post_init__(self) -> None:
        problems = [f"offer {self.id!r}: {text}" for text in (*self._price_problems(), *self._quantity_problems())]
        if problems:
            raise InvalidModel(problems)

    def _price_problems(self) -> Iterator[str]:
        if not self.breaks:
            yield "it has no price; give at least one price break"
        for item in self.breaks:
            if not (_amount(item.from_quantity) and _amount(item.fen_per_unit)):
                yield f"price break {item.from_quantity} at {item.fen_per_unit} fen; give 0 or more for both"
        for low, high in pairwise(self.breaks):
            if high.from_quantity <= low.from_quantity:
                yield f"price breaks must rise: {high.from_quantity} comes after {low.from_quantity}"
            if high.fen_per_unit > low.fen_per_unit:
                yield f"the break from {high.from_quantity} must cost no more than from {low.from_quantity}"

    def _quantity_problems(self) -> Iterator[str]:
        if not _amount(self.minimum_quantity):
            yield f"minimum_quantity is {self.minimum_quantity}; give 0 or more"
        least = max([self.minimum_quantity, *(item.from_quantity for item in self.breaks[:1])])
        if self.maximum_quantity is not None and not self.maximum_quantity >= least:
            yield f"maximum_quantity is {self.maximum_quantity}, under the least purchase of {least}; raise it"
        if self.lead_days < 0:
            yield f"lead_days is {self.lead_days}; give 0 or more days"


@dataclass(frozen=True, kw_only=True)
class SourcingProblem:
    """Buy for ``needs`` from ``offers`` after using ``stock``, everything ordered on day 0, today.

    Materials in ``whole_units`` (zips, buttons, labels) are counted: needs are rounded up to whole units. Everything
    else is planned to the thousandth of its unit.
    """

    needs: tuple[Need, ...]
    offers: tuple[SellerOffer, ...]
    stock: tuple[StockItem, ...] = ()
    late_fen_per_unit_day: float = 0.0
    whole_units: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        problems = [
            f"order {order!r} needs material {material!r} {colour!r} {count} times; join them in one need"
            for (order, material, colour), count in Counter((n.order, n.material, n.colour) for n in self.needs).items()
            if count > 1
        ]
        problems += [
            f"offer {name!r} appears {count} times; give each offer its own id"
            for name, count in Counter(offer.id for offer in self.offers).items()
            if count > 1
        ]
        if not _amount(self.late_fen_per_unit_day):
            problems.append(f"late_fen_per_unit_day is {self.late_fen_per_unit_day}; give 0 or more fen")
        if problems:
            raise InvalidModel(problems)

    def grains_per_unit(self, material: str) -> int:
        """How finely ``material`` is divided."""
        return 1 if material in self.whole_units else GRAINS_PER_UNIT

    def supplied_quantity(self, need: Need) -> float:
        """What ``need`` gets: its quantity rounded up to what the material can be divided into."""
        grains = self.grains_per_unit(need.material)
        return math.ceil(need.quantity * grains - 1e-6) / grains

    def late_fen(self, need: Need) -> float:
        """The price of a unit of ``need`` that comes a day late."""
        own = need.late_fen_per_unit_day
        return self.late_fen_per_unit_day if own is None else own
