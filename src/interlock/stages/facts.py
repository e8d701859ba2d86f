"""Small values that several stages pass on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from interlock.errors import Told, chinese_of

Cell = tuple[str, str]  # material, colour ("" where it is not bought by colour)
# Nobody reads a list of a thousand lines that all say the same.
MOST_NAMED = 20


def shortened(lines: Sequence[str]) -> str:
    """Return the first lines of a list as one text, and how many more there are."""
    more = len(lines) - MOST_NAMED
    said = [*lines[:MOST_NAMED], *([Told(f"and {more:,} more", f"另有 {more:,} 处")] if more > 0 else [])]
    return Told("\n".join(said), chinese_of(lines[:MOST_NAMED]) and chinese_of(said))


@dataclass(frozen=True)
class Path:
    """The fixed stations of an order: who owns it, who cuts it, who finishes it."""

    core: str
    cutting: str
    finishing: str
