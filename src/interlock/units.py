"""Units the engine counts in: integer fen for money, standard minutes for work, millimetres for cloth."""

from __future__ import annotations

import math

FEN_PER_CNY = 100
MM_PER_M = 1000.0


def cny(fen: float) -> float:
    """Turn fen into yuan, rounded to the fen."""
    return round(fen) / FEN_PER_CNY


def percent(share: float, digits: int = 1) -> float:
    """Turn a share (0.941) into per cent (94.1)."""
    return round(share * 100, digits)


def at_most(share: float, digits: int = 1) -> float:
    """Round a share up to ``digits`` of a per cent: bounds and gaps, so that "at most" stays true."""
    steps = 100.0 * 10.0**digits
    return math.ceil(share * steps - 1e-9) / steps


def at_least(share: float, digits: int = 1) -> float:
    """Round a share down to ``digits`` of a per cent: shares on time, so that 100.0 means that nothing is missing."""
    steps = 100.0 * 10.0**digits
    return math.floor(share * steps + 1e-9) / steps
