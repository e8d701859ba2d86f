"""Small values that several stages pass on."""

from __future__ import annotations

from dataclasses import dataclass

Cell = tuple[str, str]  # material, colour ("" where it is not bought by colour)


@dataclass(frozen=True)
class Path:
    """The fixed stations of an order: who owns it, who cuts it, who finishes it."""

    core: str
    cutting: str
    finishing: str
