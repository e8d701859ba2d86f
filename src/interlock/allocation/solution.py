"""What is answered: who sews what and when, what it costs, and how far from the best possible it can be."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from interlock.allocation.problem import AllocationProblem, Floats, Ints


@dataclass(frozen=True, eq=False)
class Prices:
    """What one more minute of a resource is worth in each bucket (dual prices, fen per minute, never negative).

    `overtime_fen_per_min`, where lines may work overtime, is what one more minute of it is worth beyond its premium.
    """

    line_fen_per_min: Floats
    cut_fen_per_min: Floats
    finish_fen_per_min: Floats
    overtime_fen_per_min: Floats | None = None

    @classmethod
    def free(cls, problem: AllocationProblem) -> Prices:
        """Prices of zero everywhere."""
        tables = (problem.line_min, problem.cut_min, problem.finish_min, problem.overtime_min)
        return cls(*(None if table is None else np.zeros_like(table) for table in tables))  # type: ignore[arg-type]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Prices) and _same_arrays(self, other, _PRICE_ARRAYS)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, eq=False)
class Residual:
    """Minutes still free on lines, in cutting and in finishing, by bucket."""

    line_min: Floats
    cut_min: Floats
    finish_min: Floats


@dataclass(frozen=True)
class Costs:
    """A plan's money in fen, by kind."""

    sewing_fen: int
    haul_fen: int
    opening_fen: int
    time_fen: int
    outside_fen: int
    overtime_fen: int = 0

    @property
    def total_fen(self) -> int:
        """All kinds together."""
        network_fen = self.sewing_fen + self.haul_fen + self.opening_fen + self.outside_fen
        return network_fen + self.time_fen + self.overtime_fen


@dataclass(frozen=True, kw_only=True, eq=False)
class Allocation:
    """A complete plan.

    `lot_order`, `lot_line`, `lot_batches` (one row per order and line used): the whole batches sewn there.
    `work_order`, `work_line`, `work_bucket`, `work_min`: the sewing minutes, start-up included, in each bucket.
    `outside_batches` (one per order): batches given outside the cluster.
    `lower_bound_fen`: no plan can cost less (Lagrangian bound at `prices`). `passes`: how often the order book was
    gone through. Two allocations are equal when everything but `seconds` is.
    """

    lot_order: Ints
    lot_line: Ints
    lot_batches: Ints
    work_order: Ints
    work_line: Ints
    work_bucket: Ints
    work_min: Floats
    outside_batches: Ints
    costs: Costs
    lower_bound_fen: int
    prices: Prices
    seed: int
    passes: int
    seconds: float = field(default=0.0)

    @property
    def cost_fen(self) -> int:
        """What the plan costs."""
        return self.costs.total_fen

    @property
    def gap(self) -> float:
        """How much dearer than the lower bound, as a share of the bound (0.01 is one percent)."""
        if self.cost_fen <= self.lower_bound_fen:
            return 0.0
        return (self.cost_fen - self.lower_bound_fen) / self.lower_bound_fen if self.lower_bound_fen else np.inf

    def used(self, problem: AllocationProblem) -> Residual:
        """Minutes this plan uses of every line, cutting shop and finishing shop, by bucket."""
        line, cut, finish = (np.zeros_like(t) for t in (problem.line_min, problem.cut_min, problem.finish_min))
        np.add.at(line, (self.work_line, self.work_bucket), self.work_min)
        orders, last = self.work_order, problem.bucket_count - 1
        before, after = np.maximum(self.work_bucket - 1, 0), np.minimum(self.work_bucket + 1, last)
        shops = (
            (cut, problem.cut_shop[orders], problem.cut_use[orders], before),
            (finish, problem.finish_shop[orders], problem.finish_use[orders], after),
        )
        for table, shop, use, bucket in shops:
            real = shop >= 0
            np.add.at(table, (shop[real], bucket[real]), (self.work_min * use)[real])
        return Residual(line, cut, finish)

    def residual(self, problem: AllocationProblem) -> Residual:
        """Minutes that this plan leaves free, overtime not counted."""
        used = self.used(problem)
        return Residual(
            np.maximum(problem.line_min - used.line_min, 0.0),
            np.maximum(problem.cut_min - used.cut_min, 0.0),
            np.maximum(problem.finish_min - used.finish_min, 0.0),
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Allocation):
            return NotImplemented
        facts = ("costs", "lower_bound_fen", "prices", "seed", "passes")
        same = all(getattr(self, name) == getattr(other, name) for name in facts)
        return same and _same_arrays(self, other, _PLAN_ARRAYS)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, kw_only=True, eq=False)
class Way:
    """The best way of one order through the room that is left.

    `lines`, `batches`: whole batches by line; `work_min[i, t]`: minutes of `lines[i]` in bucket `t`, start-up included;
    `outside_batches`: what does not fit or is cheaper outside. `cost_fen` is money; `priced_fen` adds the value of the
    capacity used (what saying yes costs everyone else).
    """

    lines: Ints
    batches: Ints
    work_min: Floats
    outside_batches: int
    cost_fen: int
    priced_fen: int


_PRICE_ARRAYS = ("line_fen_per_min", "cut_fen_per_min", "finish_fen_per_min", "overtime_fen_per_min")
_PLAN_ARRAYS = (
    "lot_order", "lot_line", "lot_batches", "work_order", "work_line", "work_bucket", "work_min", "outside_batches",
)  # fmt: skip


def _same_arrays(one: object, other: object, names: tuple[str, ...]) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)
