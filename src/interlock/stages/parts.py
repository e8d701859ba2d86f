"""The parts of an order that are planned each on its own: what a lock fixes, what may not be split, and the rest.

The rest of an order that is too large for a few lines is several parts, so that every line can have lots of it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median

from interlock.model import Lock, Order, Policy, Scenario
from interlock.stages.cut import OrderCut

# An order whose lots would each keep an ordinary line longer than this is planned in several parts.
LONGEST_LOT_DAYS = 15


@dataclass(frozen=True)
class Part:
    """Some cut pieces of an order, of one colour or size where that is named.

    ``lock``: all of it is one lot of the lock's line. ``bound``: all of it lies in one factory, which is ``home`` where
    that is known beforehand. ``pieces`` 0: all of the order. ``number`` tells parts apart that are alike.
    """

    pieces: int = 0
    colour: str | None = None
    size: str | None = None
    lock: Lock | None = None
    bound: bool = False
    home: str = ""
    number: int = 0

    def holds(self, colour: str, size: str) -> bool:
        """Tell whether pieces of a colour and size may be of this part."""
        return self.colour in (None, colour) and self.size in (None, size)


WHOLE = Part()


def parts_of(scenario: Scenario, policy: Policy, order: Order, cut: OrderCut) -> tuple[Part, ...]:
    """Return the parts of an order as its rules and its size make them; they add up to the pieces cut."""
    most = _most_pieces(scenario, policy, order)
    return tuple(small for part in _by_rules(scenario, order, cut) for small in _divided(part, most))


def _most_pieces(scenario: Scenario, policy: Policy, order: Order) -> float:
    """As many pieces as the lots of one part may have together."""
    style = scenario.style[order.style]
    days_min = [line.capacity_min_per_day for line in scenario.lines if line.level(style.category) > 0]
    longest_lot_min = LONGEST_LOT_DAYS * median(days_min) if days_min else math.inf
    return max(1.0, policy.lots_per_order * longest_lot_min / style.smv_min)


def _divided(part: Part, most_pieces: float) -> Iterator[Part]:
    if part.lock or part.bound or part.pieces <= most_pieces:
        yield part
        return
    count = math.ceil(part.pieces / most_pieces)
    for number in range(count):
        pieces = part.pieces * (number + 1) // count - part.pieces * number // count
        yield replace(part, pieces=pieces, number=number)


def _by_rules(scenario: Scenario, order: Order, cut: OrderCut) -> tuple[Part, ...]:
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
