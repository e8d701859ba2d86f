"""Events as they come in a county: lines stop and return, cloth is late, customers change their minds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from interlock.allocation import (
    CapacityFalls,
    DueChanges,
    Event,
    LineReturns,
    LineStops,
    LiveBook,
    LotDeclined,
    LotRejected,
    MaterialMoves,
    NewOrder,
    OrderAdded,
    OrderCancelled,
    OutputBehind,
    QuantityChanges,
)


class EventStream:
    """Random events that make sense for the book as it stands, the same for the same seed."""

    def __init__(self, book: LiveBook, seed: int) -> None:
        self._book = book
        self._rng = np.random.default_rng(seed)
        self._lines, self._buckets = book.residual().line_min.shape
        self._stopped: list[LineStops | CapacityFalls] = []
        self._live = book.orders

    def next(self) -> Event:
        """The next event."""
        makers: list[tuple[float, Callable[[], Event | None]]] = [
            (0.08, self._stop),
            (0.08, self._fall),
            (0.12, self._return),
            (0.12, self._material),
            (0.14, self._due),
            (0.12, self._quantity),
            (0.10, self._added),
            (0.10, self._cancelled),
            (0.14, self._of_lot),
        ]
        weights = np.array([weight for weight, _ in makers])
        while True:
            event = makers[int(self._rng.choice(len(makers), p=weights / weights.sum()))][1]()
            if event is not None:
                return event

    def order(self) -> int | None:
        """A random order of the book."""
        while self._live:
            i = int(self._rng.integers(len(self._live)))
            if self._book.has(self._live[i]):
                return self._live[i]
            self._live[i] = self._live[-1]
            self._live.pop()
        return None

    def lot(self) -> tuple[int, int, int] | None:
        """A random order's random lot: order, line, batches."""
        order = self.order()
        lots = self._book.standing(order).lots if order is not None else ()
        return (order, *lots[int(self._rng.integers(len(lots)))]) if order is not None and lots else None

    def new_order(self) -> NewOrder | None:
        """An order like one of the book, due soon."""
        like = self.order()
        if like is None:
            return None
        terms = self._book.terms(like)
        release = int(self._rng.integers(self._book.frozen, self._buckets))
        due = min(release + int(self._rng.integers(0, 3)), self._buckets - 1)
        late = np.maximum(np.arange(self._buckets) - due, 0)
        return NewOrder(
            batch_min=terms.batch_min,
            batches=terms.batches,
            release=release,
            due=due,
            time_fen_per_min=late * self._rng.uniform(4.0, 10.0),
            outside_fen_per_min=terms.outside_fen_per_min,
            minutes_per_piece=terms.minutes_per_piece,
            group=terms.group,
            cut_shop=terms.cut_shop,
            cut_use=terms.cut_use,
            finish_shop=terms.finish_shop,
            finish_use=terms.finish_use,
        )

    def _span(self) -> tuple[int, int, int] | None:
        """A random line, and one or two buckets that are not frozen."""
        if self._book.frozen >= self._buckets:
            return None
        first = int(self._rng.integers(self._book.frozen, self._buckets))
        return int(self._rng.integers(self._lines)), first, min(first + int(self._rng.integers(2)), self._buckets - 1)

    def _stop(self) -> Event | None:
        span = self._span()
        if span is None:
            return None
        self._stopped.append(LineStops(*span))
        return self._stopped[-1]

    def _fall(self) -> Event | None:
        span = self._span()
        if span is None:
            return None
        self._stopped.append(CapacityFalls(*span, share=float(self._rng.uniform(0.05, 0.5))))
        return self._stopped[-1]

    def _return(self) -> Event | None:
        stops = [stop for stop in self._stopped if stop.first >= self._book.frozen]
        if not stops:
            return None
        stop = stops[int(self._rng.integers(len(stops)))]
        self._stopped.remove(stop)
        return LineReturns(stop.line, stop.first, stop.last)

    def _material(self) -> Event | None:
        order = self.order()
        if order is None or self._begun(order):
            return None
        release = self._book.terms(order).release + int(self._rng.integers(-1, 3))
        return MaterialMoves(order, min(max(release, 0), self._buckets))

    def _due(self) -> Event | None:
        order = self.order()
        if order is None:
            return None
        due = self._book.terms(order).due + int(self._rng.integers(-2, 2))
        return DueChanges(order, min(max(due, 0), self._buckets - 1))

    def _quantity(self) -> Event | None:
        order = self.order()
        if order is None or self._begun(order):
            return None
        terms = self._book.terms(order)
        batches = min(max(terms.batches + int(self._rng.integers(-1, 3)), 1), 12)
        changed = None if self._rng.random() < 0.5 else terms.batch_min * float(self._rng.uniform(0.8, 1.2))
        return QuantityChanges(order, batches, changed)

    def _added(self) -> Event | None:
        if self._book.frozen >= self._buckets:
            return None
        asked = self.new_order()
        if asked is None:
            return None
        self._live.append(self._book.next_order)
        return OrderAdded(asked)

    def _cancelled(self) -> Event | None:
        order = self.order()
        return None if order is None else OrderCancelled(order)

    def _of_lot(self) -> Event | None:
        lot = self.lot()
        if lot is None:
            return None
        order, line, batches = lot
        kind = int(self._rng.integers(3))
        if kind == 0:
            return LotRejected(order, line, int(self._rng.integers(1, batches + 1)))
        if kind == 1:
            return None if self._begun(order) else LotDeclined(order, line)
        return OutputBehind(order, line, self._book.terms(order).batch_min * float(self._rng.uniform(0.05, 0.5)))

    def _begun(self, order: int) -> bool:
        return self._book.standing(order).first_bucket in range(self._book.frozen)
