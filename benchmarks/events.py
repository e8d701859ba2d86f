"""Measure the live book: how fast events are repaired and promises given, and what a long stream of events costs.

Run: python benchmarks/events.py --orders 2000 --factories 300 --load 0.76 --seed 1 --json
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from county import county
from event_stream import EventStream
from interlock.allocation import (
    AllocationProblem,
    DueChanges,
    Event,
    LineReturns,
    LineStops,
    LiveBook,
    NewOrder,
    OrderAdded,
    OrderCancelled,
    allocate,
)
from interlock.errors import BrokenLaw

FROZEN = 1
URGENCY = 10.0
T = TypeVar("T")


@dataclass
class Timer:
    """Milliseconds of many calls, by the clock and of the processor (the same on an idle machine)."""

    ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    def __call__(self, work: Callable[[], T]) -> T:
        """Do the work and note how long it took."""
        began, cpu_began = time.perf_counter(), time.thread_time()
        found = work()
        self.ms.append(1000.0 * (time.perf_counter() - began))
        self.cpu_ms.append(1000.0 * (time.thread_time() - cpu_began))
        return found

    def figures(self, name: str) -> dict[str, float]:
        """Median, 95th percentile and maximum."""
        return {
            f"{name}_{kind}_{label}": round(float(np.percentile(values, share)), 2)
            for kind, values in (("ms", self.ms), ("cpu_ms", self.cpu_ms))
            for label, share in (("p50", 50), ("p95", 95), ("max", 100))
        }


def main() -> None:
    """Measure once and print the figures."""
    options = _options()
    _warm_up()
    problem = county(options.orders, options.factories, options.load, options.seed, options.weeks)
    plan = allocate(problem, effort="quick", seed=options.seed)
    began = time.perf_counter()
    book = LiveBook(problem, plan, frozen=FROZEN)
    figures = {
        "orders": options.orders,
        "factories": options.factories,
        "load": options.load,
        "seed": options.seed,
        "plan_seconds": round(plan.seconds, 1),
        "plan_gap_percent": round(100 * plan.gap, 2),
        "book_seconds": round(time.perf_counter() - began, 2),
        **measure(book, problem, options.events, options.seed),
        **measure_stream(book, options.stream, options.seed),
    }
    print(json.dumps(figures) if options.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=2000)
    parser.add_argument("--factories", type=int, default=300)
    parser.add_argument("--load", type=float, default=0.76)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weeks", type=int, default=12)
    parser.add_argument("--events", type=int, default=200, help="how many of each kind to time")
    parser.add_argument("--stream", type=int, default=1000, help="how many mixed events to let happen in the end")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def _warm_up() -> None:
    """Compile every loop on a tiny problem."""
    problem = county(60, 8, 1.1, 0, 4)
    book = LiveBook(problem, allocate(problem, effort="quick"), frozen=FROZEN)
    stream = EventStream(book, 0)
    for _ in range(40):
        book.repair([stream.next()])
    asked = stream.new_order()
    if asked is not None:
        book.promise(asked, line_score=np.ones(8), may_move=True)


def measure(book: LiveBook, problem: AllocationProblem, count: int, seed: int) -> dict[str, float]:
    """Time stops, rush orders and promises; each is taken back (untimed) before the next."""
    rng = np.random.default_rng(seed)
    stream = EventStream(book, seed)
    return {
        **_stops(book, problem, rng, count),
        **_rushes(book, stream, count, "rush", _rushed),
        **_rushes(book, stream, count, "earlier_due", _earlier_due),
        **_rushes(book, stream, count, "new_rush", _new_and_soon),
        **_promises(book, stream, rng, count),
    }


def _stops(book: LiveBook, problem: AllocationProblem, rng: np.random.Generator, count: int) -> dict[str, float]:
    """A random line that is more than half full next week stops for that week, or for two."""
    timer, orders, late = Timer(), [], []
    for i in range(count):
        used = problem.line_min[:, FROZEN] - book.residual().line_min[:, FROZEN]
        line = int(rng.choice(np.flatnonzero(used > 0.5 * problem.line_min[:, FROZEN])))
        last = FROZEN + i % 2
        stop = LineStops(line, FROZEN, last)
        diff = timer(lambda stop=stop: book.repair([stop]))  # type: ignore[misc]
        orders.append(len(diff.changes))
        late.append(sum(c.before is not None and c.before.on_time for c in diff.changes if c.order in diff.still_late))
        book.repair([LineReturns(line, FROZEN, last)])
    return timer.figures("stop") | {
        "stop_orders_touched_mean": round(float(np.mean(orders)), 2),
        "stop_orders_made_late_mean": round(float(np.mean(late)), 3),
    }


def _rushes(
    book: LiveBook, stream: EventStream, count: int, name: str, rush: Callable[[LiveBook, EventStream], Event | None]
) -> dict[str, float]:
    timer, late, moved, tried = Timer(), 0, 0, 0
    while tried < count:
        event = rush(book, stream)
        if event is None:
            continue
        tried += 1
        number, terms = book.next_order, None
        if isinstance(event, DueChanges):
            number, terms = event.order, book.terms(event.order)
        diff = timer(lambda event=event: book.repair([event]))  # type: ignore[misc]
        late += number in diff.still_late
        moved += len(diff.changes) - 1
        back = OrderCancelled(number) if terms is None else DueChanges(number, terms.due, terms.time_fen_per_min)
        book.repair([back])
    return timer.figures(name) | {
        f"{name}_still_late_percent": round(100 * late / count, 1),
        f"{name}_others_moved_mean": round(moved / count, 2),
    }


def _earlier_due(book: LiveBook, stream: EventStream) -> DueChanges | None:
    """An order that is on time and has not begun is wanted two weeks earlier, or as early as its cloth allows."""
    order = stream.order()
    if order is None:
        return None
    terms, standing = book.terms(order), book.standing(order)
    due = max(terms.due - 2, terms.release, FROZEN)
    fits = due < terms.due and standing.on_time and standing.first_bucket >= FROZEN
    return DueChanges(order, due) if fits else None


def _rushed(book: LiveBook, stream: EventStream) -> Event | None:
    """The same, and lateness costs ten times as much."""
    event = _earlier_due(book, stream)
    return None if event is None else DueChanges(event.order, event.due, urgency=URGENCY)


def _new_and_soon(book: LiveBook, stream: EventStream) -> Event | None:
    """A new order whose cloth is in, wanted in the week after next or the one after."""
    asked = stream.new_order()
    return None if asked is None else OrderAdded(_soon(asked))


def _soon(asked: NewOrder) -> NewOrder:
    due = FROZEN + 1
    weeks = len(asked.time_fen_per_min)
    rate = float(np.diff(asked.time_fen_per_min).max()) or 7.0
    return replace(asked, release=FROZEN, due=due, time_fen_per_min=rate * np.maximum(np.arange(weeks) - due, 0))


def _promises(book: LiveBook, stream: EventStream, rng: np.random.Generator, count: int) -> dict[str, float]:
    timer = Timer()
    score = rng.random(len(book.residual().line_min))
    for _ in range(count):
        if (asked := stream.new_order()) is not None:
            timer(lambda asked=asked: book.promise(asked, line_score=score))  # type: ignore[misc]
    return timer.figures("promise")


def measure_stream(book: LiveBook, count: int, seed: int) -> dict[str, float]:
    """Let mixed events happen, then compare the book with a plan made afresh of all that is asked now."""
    if breaches := book.breaches():
        raise BrokenLaw("the book", breaches)
    stream, timer = EventStream(book, seed + 1), Timer()
    start_fen = book.cost_fen
    for _ in range(count):
        event = stream.next()
        timer(lambda event=event: book.repair([event]))  # type: ignore[misc]
    if breaches := book.breaches():
        raise BrokenLaw("the book", breaches)
    fresh = allocate(book.problem(), effort="quick", seed=seed)
    return timer.figures("stream") | {
        "stream_events": count,
        "stream_start_cny": round(start_fen / 100),
        "stream_end_cny": round(book.cost_fen / 100),
        "afresh_cny": round(fresh.cost_fen / 100),
        "dearer_than_afresh_percent": round(100 * (book.cost_fen / fresh.cost_fen - 1), 2),
        "afresh_gap_percent": round(100 * fresh.gap, 2),
    }


if __name__ == "__main__":
    main()
