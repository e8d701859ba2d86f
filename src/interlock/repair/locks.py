"""Which lots a planner's locks hold."""

from __future__ import annotations

from collections.abc import Sequence

from interlock.model import Lock, Lot, Scenario


def held_by(scenario: Scenario, number: str, lots: Sequence[Lot]) -> dict[str, Lock]:
    """Return which of an order's lots, by their start, its locks hold.

    A lock with pieces holds the first lot of as many, one without all others.
    """
    found: dict[str, Lock] = {}
    for lock in scenario.rules.locks_of(number):
        able = [o for o in lots if o.line == lock.line and o.start_on >= lock.first_on and o.id not in found]
        chosen = [o for o in able if o.pieces == lock.pieces][:1] if lock.pieces else able
        found |= {one.id: lock for one in chosen}
    return found
