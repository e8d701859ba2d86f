"""Small values that several stages pass on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Cell = tuple[str, str]  # material, colour ("" where it is not bought by colour)
# Nobody reads a list of a thousand lines that all say the same.
MOST_NAMED = 20


def shortened(lines: Sequence[str]) -> str:
    """Return the first lines of a list as one text, and how many more there are."""
    more = len(lines) - MOST_NAMED
    return "\n".join([*lines[:MOST_NAMED], *([f"and {more:,} more"] if more > 0 else [])])


@dataclass(frozen=True)
class Path:
    """The fixed stations of an order: who owns it, who cuts it, who finishes it."""

    core: str
    cutting: str
    finishing: str
