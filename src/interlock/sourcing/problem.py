"""Material needs of orders, what is in stock and what sellers offer."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from interlock.errors import InvalidModel
from interlock.sourcing.words import ERRORS

# Lengths and weights are planned to the thousandth of their unit (a millimetre, a gram).
GRAINS_PER_UNIT = 1000


def _amount(value: float) -> bool:
    return math.isfinite(value) and value >= 0


@dataclass(frozen=True, kw_only=True)
class Need:
    """What one order needs of a material in a colour ("" for colourless) by the end of ``wanted_day``.

    ``late_fen_per_unit_day`` is the price of a unit that comes a day later; None takes the problem's. With a
    ``needed_day``, every day after it on which some of the need is still missing costs ``late_fen_per_day`` besides.
    """

    order: str
    material: str
    colour: str
    quantity: float
    wanted_day: int
    late_fen_per_unit_day: float | None = None
    needed_day: int | None = None
    late_fen_per_day: float = 0.0

    def __post_init__(self) -> None:
        problems = []
        if not (_amount(self.quantity) and self.quantity > 0):
            problems.append(ERRORS.told("need_quantity", name=self._name, found=self.quantity))
        if self.late_fen_per_unit_day is not None and not _amount(self.late_fen_per_unit_day):
            problems.append(ERRORS.told("need_late", name=self._name, found=self.late_fen_per_unit_day))
        if not _amount(self.late_fen_per_day):
            problems.append(ERRORS.told("need_late", name=self._name, found=self.late_fen_per_day))
        if problems:
            raise InvalidModel(problems)

    def late_days(self, day: int) -> int:
        """How many days after it is needed ``day`` is."""
        return 0 if self.needed_day is None else max(0, day - self.needed_day)

    @property
    def _name(self) -> str:
        return ERRORS.told("need_of", order=self.order, material=self.material, colour=self.colour)


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
                [ERRORS.told("stock_quantity", material=self.material, colour=self.colour, found=self.quantity)]
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
        problems = [
            ERRORS.told("of_offer", offer=self.id, text=text)
            for text in (*self._price_problems(), *self._quantity_problems())
        ]
        if problems:
            raise InvalidModel(problems)

    def _price_problems(self) -> Iterator[str]:
        if not self.breaks:
            yield ERRORS.told("no_price")
        for item in self.breaks:
            if not (_amount(item.from_quantity) and _amount(item.fen_per_unit)):
                yield ERRORS.told("price_break", quantity=item.from_quantity, price=item.fen_per_unit)
        for low, high in pairwise(self.breaks):
            if high.from_quantity <= low.from_quantity:
                yield ERRORS.told("breaks_rise", high=high.from_quantity, low=low.from_quantity)
            if high.fen_per_unit > low.fen_per_unit:
                yield ERRORS.told("prices_fall", high=high.from_quantity, low=low.from_quantity)

    def _quantity_problems(self) -> Iterator[str]:
        if not _amount(self.minimum_quantity):
            yield ERRORS.told("minimum", found=self.minimum_quantity)
        least = max([self.minimum_quantity, *(item.from_quantity for item in self.breaks[:1])])
        if self.maximum_quantity is not None and not self.maximum_quantity >= least:
            yield ERRORS.told("maximum", found=self.maximum_quantity, least=least)
        if self.lead_days < 0:
            yield ERRORS.told("lead", found=self.lead_days)


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
            ERRORS.told("need_twice", order=order, material=material, colour=colour, count=count)
            for (order, material, colour), count in Counter((n.order, n.material, n.colour) for n in self.needs).items()
            if count > 1
        ]
        problems += [
            ERRORS.told("offer_twice", offer=name, count=count)
            for name, count in Counter(offer.id for offer in self.offers).items()
            if count > 1
        ]
        if not _amount(self.late_fen_per_unit_day):
            problems.append(ERRORS.told("late", found=self.late_fen_per_unit_day))
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
