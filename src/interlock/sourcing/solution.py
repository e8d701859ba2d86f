"""What to take from stock, what to buy from whom, and what nobody can supply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from interlock.errors import InvalidModel
from interlock.sourcing.words import ERRORS


@dataclass(frozen=True, kw_only=True)
class StockUse:
    """A quantity of stock reserved for an order; it can be used from ``available_day``."""

    order: str
    material: str
    colour: str
    quantity: float
    available_day: int


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """One order line to a seller: ``quantity`` = the orders' ``shares`` + ``surplus``, which goes to stock."""

    offer: str
    seller: str
    material: str
    colour: str
    quantity: float
    fen_per_unit: float
    cost_fen: int
    order_day: int
    arrive_day: int
    shares: tuple[tuple[str, float], ...]
    surplus: float

    def __post_init__(self) -> None:
        if self.surplus < 0 or any(quantity <= 0 for _, quantity in self.shares):
            raise InvalidModel([ERRORS.told("purchase_parts", offer=self.offer)])


_REMEDIES = {
    "no_offer": {
        "en": "No seller offers this material in this colour. Ask for quotes, or allow another material or colour.",
        "zh": "没有商家供应这种颜色的该面辅料。请发起询价，或允许改用其他面辅料或颜色。",
    },
    "sold_out": {
        "en": "The offers together are too small. Ask the sellers to raise their quantity, or ask others for quotes.",
        "zh": "现有报价的可供数量合计不足。请与商家协商增加供应，或向其他商家询价。",
    },
}


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A quantity that neither stock nor any offer can supply."""

    order: str
    material: str
    colour: str
    quantity: float
    reason: Literal["no_offer", "sold_out"]

    def remedy(self, language: Literal["en", "zh"] = "en") -> str:
        """What the buyer can do about it."""
        return _REMEDIES[self.reason][language]


@dataclass(frozen=True, kw_only=True)
class Sourcing:
    """The purchases of a sourcing problem.

    ``ready_day`` is, for each order with nothing missing, the day on which its last material is there. ``late_fen`` is
    the price of what comes after its wanted day. ``lower_bound_fen`` is the least that the same quantities can cost.
    """

    purchases: tuple[Purchase, ...]
    stock_uses: tuple[StockUse, ...]
    missing: tuple[Missing, ...]
    ready_day: Mapping[str, int]
    cost_fen: int
    late_fen: int
    lower_bound_fen: int
