"""What a repair has changed, order by order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An order in the plan: its lots as (line, batches), and when, how late and at what price it is sewn.

    `first_bucket`, `last_bucket`: those of its first and last minute (-1: nothing is sewn inside). `late_min`: minutes
    after the due bucket.
    """

    lots: tuple[tuple[int, int], ...]
    outside_batches: int
    first_bucket: int
    last_bucket: int
    late_min: float
    cost_fen: int

    @property
    def on_time(self) -> bool:
        """All of it is sewn inside, by the due bucket."""
        return self.outside_batches == 0 and self.late_min <= 0.0


@dataclass(frozen=True, kw_only=True)
class Change:
    """One order before and after (`None`: not in the book then). `moved_min`: minutes that left their line."""

    order: int
    before: Standing | None
    after: Standing | None
    moved_min: float

    @property
    def cost_fen(self) -> int:
        """What the change costs (negative: saves)."""
        return (self.after.cost_fen if self.after else 0) - (self.before.cost_fen if self.before else 0)


@dataclass(frozen=True, kw_only=True)
class Diff:
    """All that a repair touched: the orders that the events named, changed or not, and all that were moved for them.

    `before_fen`, `after_fen`: money of the whole book. `named`: the orders that the events touched themselves.
    """

    changes: tuple[Change, ...]
    named: tuple[int, ...]
    before_fen: int
    after_fen: int

    @property
    def moved_min(self) -> float:
        """Minutes that left their line, of all orders."""
        return sum(change.moved_min for change in self.changes)

    @property
    def still_late(self) -> tuple[int, ...]:
        """The touched orders of the book that are not on time."""
        return tuple(change.order for change in self.changes if change.after is not None and not change.after.on_time)

    def of(self, order: int) -> Change | None:
        """The change of one order (`None`: it was not touched)."""
        return next((change for change in self.changes if change.order == order), None)
