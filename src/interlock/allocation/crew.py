"""A fixed number of workers that re-plan orders side by side: the answer never depends on how many threads there are.

Every worker looks at its own copy of the room; what they used is added up in the workers' order after each round. The
loops release the interpreter's lock, so plain threads are enough, and several allocations may run at the same time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from interlock.allocation import _pass_kernels
from interlock.allocation.problem import AllocationProblem, Floats, Ints
from interlock.allocation.tables import (
    MOST_LISTED,
    Asked,
    Cells,
    Desk,
    Plan,
    asked_of,
    new_desk,
    new_lists,
    prices_by_bucket,
    room_of,
)

MANY_ORDERS = 3000
WORKERS = 8
NO_RHO = np.zeros(3)
T = TypeVar("T")


@dataclass(frozen=True)
class Worker:
    """One worker's memory: a desk, and copies of the room and of the prices."""

    desk: Desk
    room: Cells
    price: Cells
    by_bucket: Floats


class Crew:
    """Workers for one problem. Small problems get a single one: there, seeing each other's choices is worth more."""

    def __init__(self, problem: AllocationProblem, pool: ThreadPoolExecutor) -> None:
        self.asked: Asked = asked_of(problem)
        self.full: Cells = room_of(problem)
        self.workers = [
            Worker(new_desk(problem), self.full.copy(), self.full.copy(), prices_by_bucket(self.full))
            for _ in range(WORKERS if problem.order_count >= MANY_ORDERS else 1)
        ]
        # Small books are gone through so quickly that every order looks at all lines every time.
        self.listed = new_lists(problem, MOST_LISTED if problem.order_count >= MANY_ORDERS else 0)
        self._pool = pool

    @property
    def desk(self) -> Desk:
        """The first worker's desk, for work that only one can do."""
        return self.workers[0].desk

    def respond(self, orders: Ints, price: Cells, room: Cells, plan: Plan, share: float) -> None:
        """Every order takes its cheapest way at fixed prices, whatever the room; `room` goes below zero."""
        self._replan(orders, price, price, room, plan, NO_RHO, np.inf, share, congested=False)

    def augment(self, orders: Ints, multiplier: Cells, room: Cells, plan: Plan, rho: Floats) -> None:
        """Like `respond`, with prices that move with the load: multiplier + rho x (use / capacity - 1)."""
        price = augmented(multiplier, room, self.full, rho)
        self._replan(orders, multiplier, price, room, plan, rho, np.inf, 1.0, congested=False)

    def congest(self, orders: Ints, price: Cells, room: Cells, plan: Plan, extra_fen: float) -> None:
        """Every order takes its cheapest way when minutes beyond the room cost `extra_fen` more."""
        self._replan(orders, price, price, room, plan, NO_RHO, extra_fen, 1.0, congested=True)

    def price_orders(self, price: Cells, plan: Plan, share: float) -> float:
        """The sum of all orders' cheapest ways at `price`, exact."""
        parts, by_bucket = (
            np.array_split(np.arange(len(self.asked.batches)), len(self.workers)),
            prices_by_bucket(price),
        )

        def one(worker: Worker, part: Ints) -> float:
            return float(
                _pass_kernels.price_orders(self.asked, part, price, by_bucket, self.full, share, plan, worker.desk)
            )

        return sum(self._each(one, parts))

    def _replan(
        self,
        orders: Ints,
        multiplier: Cells,
        price: Cells,
        room: Cells,
        plan: Plan,
        rho: Floats,
        extra_fen: float,
        share: float,
        *,
        congested: bool,
    ) -> None:
        moving, common = rho[0] > 0.0, (price, prices_by_bucket(price))

        def one(worker: Worker, part: Ints) -> None:
            seen, own = worker.room if congested else self.full, (worker.price, worker.by_bucket)
            _pass_kernels.replan(
                self.asked, part, multiplier, *(own if moving else common), seen, worker.room, self.full, rho,
                extra_fen, share, plan, worker.desk, self.listed,
            )  # fmt: skip

        for worker in self.workers:
            worker.room.load(room)
            if moving:
                worker.price.load(price)
                np.copyto(worker.by_bucket, common[1])
        self._each(one, np.array_split(orders, len(self.workers)))
        merge(room, [worker.room for worker in self.workers])

    def _each(self, work: Callable[[Worker, Ints], T], parts: list[Ints]) -> list[T]:
        if len(self.workers) == 1:
            return [work(self.workers[0], parts[0])]
        return list(self._pool.map(work, self.workers, parts))


def merge(room: Cells, copies: list[Cells]) -> None:
    """Add what every copy changed, always in the same order, to `room`."""
    for i, table in enumerate(room):
        before = table.copy()
        for copy in copies:
            _pass_kernels.add_change(table, copy[i], before)


def augmented(multiplier: Cells, room: Cells, full: Cells, rho: Floats) -> Cells:
    """Multiplier + rho x (use / capacity - 1), never negative; cells without capacity keep the multiplier."""
    return Cells(
        *(
            np.where(cap > 0.0, np.maximum(m - r * left / np.where(cap > 0.0, cap, 1.0), 0.0), m)
            for m, left, cap, r in zip(multiplier, room, full, rho, strict=True)
        )
    )


def thread_count() -> int:
    """How many processors this process may use (more threads than workers would idle)."""
    return min(WORKERS, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@contextmanager
def crew_for(problem: AllocationProblem) -> Iterator[Crew]:
    """A crew whose threads end with the block."""
    with ThreadPoolExecutor(max_workers=thread_count()) as pool:
        yield Crew(problem, pool)
