"""What is answered: one plan of the whole, which zone has each order, and what is proven of it."""

from __future__ import annotations

from dataclasses import dataclass

from interlock.allocation.problem import Ints
from interlock.allocation.solution import Allocation


@dataclass(frozen=True, eq=False)
class ZonedPlan:
    """`allocation`: the merged plan of the whole, with merged prices and the bound of the whole that they prove.

    `order_zone`: the zone each order was given to (-1: no zone has a line for it). Two plans are equal when all of this
    is.
    """

    allocation: Allocation
    order_zone: Ints

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ZonedPlan):
            return NotImplemented
        return bool((self.order_zone == other.order_zone).all()) and self.allocation == other.allocation

    __hash__ = None  # type: ignore[assignment]
