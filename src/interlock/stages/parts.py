"""The parts of an order that are planned each on its own: what a lock fixes, what may not be split, and the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from interlock.model import Lock, Order, Scenario
from interlock.stages.cut import OrderCut


@dataclass(frozen=True)
class Part:
    """Some cut pieces of an order, of one colour or size where that is named.

    ``lock``: all of it is one lot of the lock's line. ``bound``: all of it lies in one factory, which is ``home`` where
    that is known beforehand. ``pieces`` 0: all of the order.
    """

    pieces: int = 0
    colour: str | None = None
    size: str | None = None
    lock: Lock | None = None
    bound: bool = False
    home: str = ""

    def holds(self, colour: str, size: str) -> bool:
        """Tell whether pieces of a colour and size may be of this part."""
        return self.colour in (None, colour) and self.size in (None, size)


WHOLE = Part()


def parts_of(scenario: Scenario, order: Order, cut: OrderCut) -> tuple[Part, ...]:
    """Return the parts of an order as its rules make them; they add up to the pieces cut."""
    rules = scenario.rules
    split, locks = rules.split_of(order), rules.locks_of(order.number)
    if split == "free" and not locks:
        return (Part(cut.pieces),)
    found: list[Part] = []
    for colour, size, pieces in _wholes(split, cut):
        home = scenario.line[locks[0].line].factory if locks and split != "free" else ""
        left = pieces
        for lock in locks:
            taken = min(lock.pieces or left, left)
            if taken:
                found.append(Part(taken, colour, size, lock))
            left -= taken
        if left:
            found.append(Part(left, colour, size, None, split != "free", home))
    return tuple(found)


def _wholes(split: str, cut: OrderCut) -> Iterator[tuple[str | None, str | None, int]]:
    """What may not be split: by colour, by size, or all of it."""
    by_colour, by_size = split == "colour", split == "size"
    pieces: Counter[tuple[str | None, str | None]] = Counter()
    for q in cut.quantities:
        pieces[q.colour if by_colour else None, q.size if by_size else None] += q.pieces
    for (colour, size), count in pieces.items():
        yield colour, size, count
