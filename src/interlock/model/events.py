"""What happens to a plan: facts from the floor, from sellers and from customers, each as one value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from interlock.errors import InvalidModel
from interlock.model._validate import Problems
from interlock.model.orders import Order, Quantity
from interlock.model.plan import Lot, Plan
from interlock.model.scenario import Scenario

# An order may be due so long after the plan's last day; the plan then reaches further.
LATEST_DUE_DAYS = 366
Way = Literal["cheapest", "fastest", "best_quality"]
"""What counts most where work is given to lines."""


@dataclass(frozen=True, kw_only=True)
class LineStopped:
    """A line stands from the first to the last day, both included."""

    line: str
    first_on: date
    last_on: date

    def __post_init__(self) -> None:
        _in_order(f"stop of line {self.line}", self.first_on, self.last_on)


@dataclass(frozen=True, kw_only=True)
class LineReturned:
    """A line that stood or lacked people works as usual again from a day on."""

    line: str
    on: date


@dataclass(frozen=True, kw_only=True)
class AttendanceFell:
    """A line, or all lines of a factory, has a share of its usual minutes from the first to the last day."""

    share: float
    first_on: date
    last_on: date
    line: str = ""
    factory: str = ""

    def __post_init__(self) -> None:
        _in_order(f"attendance at {self.line or self.factory}", self.first_on, self.last_on)
        with Problems(f"attendance at {self.line or self.factory}") as p:
            p.within("share", self.share, 0, 1)
            if bool(self.line) == bool(self.factory):
                p.add("give either a line or a factory")


@dataclass(frozen=True, kw_only=True)
class MaterialLate:
    """The material of an order is in on a later day than planned."""

    order: str
    ready_on: date


@dataclass(frozen=True, kw_only=True)
class QuantityChanged:
    """An order's colours, sizes and pieces, all of them, as they are wanted now."""

    order: str
    quantities: tuple[Quantity, ...]

    def __post_init__(self) -> None:
        with Problems(f"new quantities of order {self.order}") as p:
            p.unique("colour and size", (f"{q.colour} / {q.size}" for q in self.quantities))
            if not self.quantities:
                p.add("it asks for no piece; cancel the order instead")


@dataclass(frozen=True, kw_only=True)
class OrderAdded:
    """A new order; ``way`` is what counts most in finding its lines. Unless it ``may_move`` others, they stay."""

    order: Order
    way: Way = "cheapest"
    may_move: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderCancelled:
    """An order is wanted no more."""

    order: str


@dataclass(frozen=True, kw_only=True)
class OrderRushed:
    """An order is due on another day."""

    order: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class LotRejected:
    """Pieces of a lot failed inspection on a day and are made again, as an order of their own."""

    lot: str
    quantities: tuple[Quantity, ...]
    on: date

    def __post_init__(self) -> None:
        with Problems(f"rejection of lot {self.lot}") as p:
            p.unique("colour and size", (f"{q.colour} / {q.size}" for q in self.quantities))
            if not self.quantities:
                p.add("it rejects no piece; give at least one")


@dataclass(frozen=True, kw_only=True)
class LotDeclined:
    """The factory of a lot does not want it: it loses all lots of that order and is not asked for it again."""

    lot: str


@dataclass(frozen=True, kw_only=True)
class OutputBehind:
    """By the end of a day within its run, a lot has fewer pieces done than planned."""

    lot: str
    on: date
    pieces_done: int


Event = (
    LineStopped
    | LineReturned
    | AttendanceFell
    | MaterialLate
    | QuantityChanged
    | OrderAdded
    | OrderCancelled
    | OrderRushed
    | LotRejected
    | LotDeclined
    | OutputBehind
)

KINDS: dict[str, type[Event]] = {
    "line_stopped": LineStopped,
    "line_returned": LineReturned,
    "attendance_fell": AttendanceFell,
    "material_late": MaterialLate,
    "quantity_changed": QuantityChanged,
    "order_added": OrderAdded,
    "order_cancelled": OrderCancelled,
    "order_rushed": OrderRushed,
    "lot_rejected": LotRejected,
    "lot_declined": LotDeclined,
    "output_behind": OutputBehind,
}
"""Events by the word they are written with."""

_KIND_OF = {kind: word for word, kind in KINDS.items()}


def kind_of(event: Event) -> str:
    """Return the word of an event's kind, such as ``line_stopped``."""
    return _KIND_OF[type(event)]


def order_of(event: Event, plan: Plan) -> str:
    """Return the order that an event is about; ``""`` for events of lines."""
    match event:
        case MaterialLate() | QuantityChanged() | OrderCancelled() | OrderRushed():
            return event.order
        case OrderAdded():
            return event.order.number
        case LotRejected() | LotDeclined() | OutputBehind():
            lot = plan.lot.get(event.lot)
            return lot.order if lot else ""
        case _:
            return ""


def check_events(scenario: Scenario, plan: Plan, events: Sequence[Event], *, frozen_days: int = 0) -> None:
    """Raise :class:`~interlock.errors.InvalidModel` naming all that is wrong with all events; quiet when nothing is.

    Events are read one after another: what one cancels or takes apart, a later one cannot name. ``frozen_days`` from
    the plan's first day on are not planned anew.
    """
    reading = _Reading(scenario, plan, frozen_days)
    problems = [
        f"event {number}, {kind_of(event)}: {problem}"
        for number, event in enumerate(events, 1)
        for problem in reading.problems(event)
    ]
    if problems:
        raise InvalidModel(problems)


@dataclass
class _Reading:
    """What is known while events are read: the orders there are, and the lots that can still be named."""

    scenario: Scenario
    plan: Plan
    frozen_days: int
    orders: set[str] = field(init=False)
    gone: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.orders = set(self.scenario.order)

    def problems(self, event: Event) -> Iterator[str]:
        """Yield what is wrong with one event, then take it as happened."""
        match event:
            case LineStopped() | AttendanceFell() | LineReturned():
                yield from self._of_lines(event)
            case LotRejected() | LotDeclined() | OutputBehind():
                yield from self._of_lot(event)
            case OrderAdded():
                yield from self._of_new_order(event.order)
            case MaterialLate() | QuantityChanged() | OrderCancelled() | OrderRushed():
                yield from self._of_order(event)

    def _of_lines(self, event: LineStopped | AttendanceFell | LineReturned) -> Iterator[str]:
        if event.line and event.line not in self.scenario.line:
            yield f"line {event.line} is not listed"
            return
        if isinstance(event, LineReturned):
            yield from self._outside_horizon(event.on)
            if event.line not in self.stopped and self.scenario.share_of(event.line, event.on) == 1.0:
                yield f"line {event.line} has all its minutes on {event.on}; only a line that lacks some can return"
            return
        yield from self._outside_horizon(event.first_on)
        if isinstance(event, AttendanceFell) and event.factory:
            if not self.scenario.lines_of.get(event.factory):
                yield f"factory {event.factory} is not listed or has no line"
            self.stopped |= {line.code for line in self.scenario.lines_of.get(event.factory, ())}
        self.stopped.add(event.line)

    def _of_order(self, event: MaterialLate | QuantityChanged | OrderCancelled | OrderRushed) -> Iterator[str]:
        if event.order not in self.orders:
            yield f"order {event.order} is not in the order book"
            return
        if isinstance(event, MaterialLate):
            yield from self._outside_horizon(event.ready_on)
        if isinstance(event, OrderRushed):
            yield from self._of_due(event.order, event.due_on)
        if isinstance(event, QuantityChanged):
            yield from self._of_quantities(event)
        if isinstance(event, OrderCancelled):
            self.orders.discard(event.order)
        if isinstance(event, QuantityChanged | OrderCancelled):
            self.gone |= {lot.id for lot in self.plan.lots if lot.order == event.order}

    def _of_quantities(self, event: QuantityChanged) -> Iterator[str]:
        order = self.scenario.order.get(event.order)
        yield from self._unknown_sizes(order.style if order else "", event.quantities)
        frozen_on = self.plan.first_on + timedelta(days=self.frozen_days)
        if any(lay.order == event.order and lay.cut_on < frozen_on for lay in self.plan.lays):
            yield (
                f"order {event.order} is cut before {frozen_on}, in days that are frozen; "
                "add what is wanted more as an order of its own"
            )

    def _unknown_sizes(self, style: str, quantities: Sequence[Quantity]) -> Iterator[str]:
        known = self.scenario.style[style].sizes if style in self.scenario.style else None
        for size in sorted({q.size for q in quantities} - set(known or ())) if known else ():
            yield f"style {style} does not have size {size}"

    def _of_new_order(self, order: Order) -> Iterator[str]:
        if order.number in self.orders:
            yield f"order {order.number} is in the order book already"
        if order.style not in self.scenario.style:
            yield f"order {order.number} asks for style {order.style}, which is not listed"
        yield from self._unknown_sizes(order.style, order.quantities)
        if order.core and order.core not in self.scenario.factory:
            yield f"order {order.number} belongs to core factory {order.core}, which is not listed"
        yield from self._of_due(order.number, order.due_on)
        self.orders.add(order.number)

    def _of_due(self, number: str, due_on: date) -> Iterator[str]:
        last_on = self.plan.last_on + timedelta(days=LATEST_DUE_DAYS)
        if not self.plan.first_on <= due_on <= last_on:
            yield f"order {number} cannot be due on {due_on}; give a day from {self.plan.first_on} to {last_on}"

    def _of_lot(self, event: LotRejected | LotDeclined | OutputBehind) -> Iterator[str]:
        lot = self.plan.lot.get(event.lot)
        if lot is None:
            yield f"lot {event.lot} is not in the plan"
            return
        if lot.id in self.gone:
            yield f"lot {lot.id} is gone or changed by an earlier event; name it in a repair of its own"
            return
        if isinstance(event, LotRejected):
            yield from self._of_rejected(lot, event)
        if isinstance(event, OutputBehind):
            yield from _of_output(lot, event)
            self.gone.add(lot.id)
        if isinstance(event, LotDeclined):
            self.gone |= {
                other.id for other in self.plan.lots if (other.order, other.factory) == (lot.order, lot.factory)
            }

    def _of_rejected(self, lot: Lot, event: LotRejected) -> Iterator[str]:
        made = {(q.colour, q.size): q.pieces for q in lot.quantities}
        for q in event.quantities:
            if q.pieces > made.get((q.colour, q.size), 0):
                yield (
                    f"lot {lot.id} has {made.get((q.colour, q.size), 0)} pieces of {q.colour} {q.size}; "
                    f"{q.pieces} cannot be rejected"
                )
        yield from self._outside_horizon(event.on)
        if event.on < lot.start_on:
            yield f"lot {lot.id} is sewn from {lot.start_on}; it cannot be inspected on {event.on}"

    def _outside_horizon(self, on: date) -> Iterator[str]:
        if not self.plan.first_on <= on <= self.plan.last_on:
            yield f"{on} lies outside the plan's days, {self.plan.first_on} to {self.plan.last_on}"


def _of_output(lot: Lot, event: OutputBehind) -> Iterator[str]:
    if not lot.start_on <= event.on <= lot.end_on:
        yield f"lot {lot.id} is sewn from {lot.start_on} to {lot.end_on}; {event.on} is not within"
        return
    planned = sum(day.pieces for day in lot.days if day.on <= event.on)
    if not 0 <= event.pieces_done < planned:
        yield f"lot {lot.id} should have {planned} pieces done by {event.on}; {event.pieces_done} is not behind that"


def _in_order(subject: str, first_on: date, last_on: date) -> None:
    with Problems(subject) as p:
        if last_on < first_on:
            p.add(f"it ends on {last_on}, before it starts on {first_on}; swap the dates")
