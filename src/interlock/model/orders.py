"""What is asked: orders by style, colour and size."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from interlock.errors import Told
from interlock.model._validate import Problems

# As many of a colour and size, and of all of them together, as the cut plan of one order takes.
MOST_OF_CELL, MOST_OF_ORDER = 1_000_000, 2_000_000


@dataclass(frozen=True)
class Quantity:
    """So many pieces of one colour and size."""

    colour: str
    size: str
    pieces: int

    def __post_init__(self) -> None:
        with Problems("quantity", f"{self.colour} {self.size}") as p:
            p.text("size", self.size)
            p.at_least("pieces", self.pieces, 1)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a brand asks.

    ``core`` ``""`` leaves the core factory to the plan. ``price_fen`` is paid per piece. ``over_share`` and
    ``under_share`` are the tolerance of each colour and size. ``material_ready_on`` is set where the customer
    supplies the material; it is then not bought. ``priority``: 1 low .. 5 high.
    """

    number: str
    customer: str
    style: str
    due_on: date
    quantities: tuple[Quantity, ...]
    price_fen: int = 0
    core: str = ""
    earliest_start_on: date | None = None
    material_ready_on: date | None = None
    priority: int = 3
    over_share: float = 0.0
    under_share: float = 0.0

    def __post_init__(self) -> None:
        with Problems("order", self.number) as p:
            p.text("number", self.number)
            p.text("style", self.style)
            p.within("priority", self.priority, 1, 5)
            p.at_least("price", self.price_fen, 0)
            p.within("over tolerance", self.over_share, 0, 0.5)
            p.within("under tolerance", self.under_share, 0, 0.5)
            p.unique("colour and size", (f"{q.colour} / {q.size}" for q in self.quantities))
            if not self.quantities:
                p.add(Told("it asks for no piece; give at least one quantity", "没有任何件数，请至少给出一项数量"))

    @cached_property
    def pieces(self) -> int:
        """All pieces of the order."""
        return sum(q.pieces for q in self.quantities)

    @cached_property
    def colours(self) -> tuple[str, ...]:
        """Its colours in the order they first stand."""
        return tuple(dict.fromkeys(q.colour for q in self.quantities))

    @cached_property
    def value_fen(self) -> int:
        """What the customer pays for all of it."""
        return self.pieces * self.price_fen

    def pieces_of(self, colour: str, size: str) -> int:
        """Return the pieces of one colour and size, 0 where it asks for none."""
        return self._by_cell.get((colour, size), 0)

    @cached_property
    def _by_cell(self) -> dict[tuple[str, str], int]:
        return {(q.colour, q.size): q.pieces for q in self.quantities}


def remakes_of(number: str, numbers: Iterable[str]) -> tuple[str, ...]:
    """Return those of some order numbers that make rejected pieces of an order again, or rejected ones of these."""
    name = re.compile(re.escape(number) + r"(-R[1-9]\d*)+")
    return tuple(other for other in numbers if name.fullmatch(other))
