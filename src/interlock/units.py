"""Units the engine counts in: integer fen for money, standard minutes for work, millimetres for cloth."""

from __future__ import annotations

import math

FEN_PER_CNY = 100
MM_PER_M = 1000.0
# No cloth is narrower or wider, and no garment takes a shorter or longer piece of it: a slip of the unit does.
NARROWEST_CLOTH_MM, WIDEST_CLOTH_MM = 300, 4_000
SHORTEST_GARMENT_MM, LONGEST_GARMENT_MM = 20, 20_000
# The letters, digits and signs that a Chinese keyboard writes twice as wide.
_HALF_WIDTH = {0x3000: " "} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


def is_cloth_width(mm: float) -> bool:
    """Tell whether cloth may be so wide."""
    return NARROWEST_CLOTH_MM <= mm <= WIDEST_CLOTH_MM


def is_garment_length(mm: float) -> bool:
    """Tell whether one garment may take so much of the length of a marker."""
    return SHORTEST_GARMENT_MM <= mm <= LONGEST_GARMENT_MM


def cloth_widths() -> dict[str, str]:
    """Return the limits of :func:`is_cloth_width` as a message tells them, ``least`` and ``most``."""
    return {"least": f"{NARROWEST_CLOTH_MM:,}", "most": f"{WIDEST_CLOTH_MM:,}"}


def garment_lengths() -> dict[str, str]:
    """Return the limits of :func:`is_garment_length` as a message tells them, ``least`` and ``most``."""
    return {"least": f"{SHORTEST_GARMENT_MM:,}", "most": f"{LONGEST_GARMENT_MM:,}"}


def size_name(text: str) -> str:
    """Return the name of a size as it is compared: a full-width ``Ｍ`` of a Chinese keyboard is ``M``."""
    return text.translate(_HALF_WIDTH).strip()


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
