"""Money between the hub's Decimal yuan and the engine's fen."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def yuan(fen: float) -> Decimal:
    """Return fen as yuan, to the fen."""
    return (Decimal(str(fen)) / 100).quantize(CENT, ROUND_HALF_UP)


def to_the_fen(cny: float) -> Decimal:
    """Return yuan that were kept or worked out as a float, to the fen."""
    return Decimal(str(cny)).quantize(CENT, ROUND_HALF_UP)


def fine_yuan(fen: float) -> Decimal:
    """Return a price a minute in fen as yuan, to six places."""
    return (Decimal(str(fen)) / 100).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def fen(cny: Decimal) -> int:
    """Return yuan as whole fen."""
    return int((cny * 100).to_integral_value(ROUND_HALF_UP))


def fine_fen(cny: Decimal) -> float:
    """Return a price a minute in yuan as fen."""
    return float(cny * 100)
