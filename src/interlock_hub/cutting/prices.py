"""What a metre of fabric costs at least: the lowest price at which anybody offers it, whatever the quantity."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from interlock_hub.core.money import yuan
from interlock_hub.orders.models import SupplyOffer

Cell = tuple[str, str]  # material, colour


def least_cny_per_m(materials: Iterable[str]) -> dict[Cell, Decimal]:
    """Return the lowest offered price a metre by material and colour; the colour ``""`` serves any."""
    found: dict[Cell, Decimal] = {}
    rows = SupplyOffer.objects.filter(material__code__in=set(materials)).values_list("material__code", "body")
    for material, body in rows:
        cell = material, body.get("colour", "")
        price = yuan(min(step["fen_per_unit"] for step in body["breaks"]))
        found[cell] = min(price, found.get(cell, price))
    return found


def price_of(prices: dict[Cell, Decimal], material: str, colour: str) -> Decimal | None:
    """Return the lowest price of a fabric in a colour; None where nobody offers it."""
    known = [prices[cell] for cell in ((material, colour), (material, "")) if cell in prices]
    return min(known, default=None)
