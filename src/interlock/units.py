"""Units the engine counts in: integer fen for money, standard minutes for work, millimetres for cloth."""

from __future__ import annotations

FEN_PER_CNY = 100
MM_PER_M = 1000.0


def cny(fen: float) -> float:
    """Turn fen into yuan, rounded to the fen."""
    return round(fen) / FEN_PER_CNY


def percent(share: float, digits: int = 1) -> float:
    """Turn a share (0.941) into per cent (94.1)."""
    return round(share * 100, digits)
