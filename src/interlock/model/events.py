"""What happens to a plan: facts from the floor, from sellers and from customers, each as one value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from interlock.errors import Told
from interlock.model._validate import Problems
from interlock.model.network import MOST_OVERTIME_HOURS
from interlock.model.orders import Order, Quantity
from interlock.model.plan import Plan

Way = Literal["cheapest", "fastest", "best_quality"]
"""What counts most where work is given to lines."""


@dataclass(frozen=True, kw_only=True)
class LineStopped:
    """A line stands from the first to the last day, both included."""

    line: str
    first_on: date
    last_on: date

    def __post_init__(self) -> None:
        with Problems("stop of line", self.line) as p:
            p.in_order(self.first_on, self.last_on)


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
        place = self.line or self.factory
        with Problems("attendance at", place) if place else Problems("attendance") as p:
            p.in_order(self.first_on, self.last_on)
            p.within("share", self.share, 0, 1)
            if bool(self.line) == bool(self.factory):
                p.add(Told("give either a line or a factory", "请在产线和工厂中只写一个"))


@dataclass(frozen=True, kw_only=True)
class OvertimeAgreed:
    """A line works so many hours longer each day from the first to the last day, as its factory has agreed.

    ``order`` is the one that it is for, where there is one: on this line its date then counts more than money.
    """

    line: str
    hours: float
    first_on: date
    last_on: date
    order: str = ""

    def __post_init__(self) -> None:
        with Problems("overtime of line", self.line) as p:
            p.in_order(self.first_on, self.last_on)
            if self.hours > 0:
                p.within("overtime hours a day", self.hours, 0, MOST_OVERTIME_HOURS)
            else:
                p.positive("overtime hours a day", self.hours)


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
        with Problems("new quantities of order", self.order) as p:
            p.unique("colour and size", (f"{q.colour} / {q.size}" for q in self.quantities))
            if not self.quantities:
                p.add(
                    Told(
                        "it asks for no piece; cancel the order instead",
                        "没有任何件数；如不再需要，请改用 order_cancelled",
                    )
                )


@dataclass(frozen=True, kw_only=True)
class OrderAdded:
    """A new order; ``way`` is what counts most in finding its lines. Unless it ``may_move`` others, they stay.

    ``aim_on`` is the day that its lines are sought for, None for the day it is due: what is late counts from its due
    day whatever was aimed at.
    """

    order: Order
    way: Way = "cheapest"
    may_move: bool = False
    aim_on: date | None = None


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
        with Problems("rejection of lot", self.lot) as p:
            p.unique("colour and size", (f"{q.colour} / {q.size}" for q in self.quantities))
            if not self.quantities:
                p.add(Told("it rejects no piece; give at least one", "没有不合格件数，请至少写一件"))


@dataclass(frozen=True, kw_only=True)
class LotDeclined:
    """The factory of a lot does not want it: it loses all lots of that order and is not asked for it again."""

    lot: str


@dataclass(frozen=True, kw_only=True)
class LotGiven:
    """A planner gives a lot to a line, to be begun on a day or later (None: as soon as it finds room there).

    Unless it ``may_move`` them, lots of other orders stay where they are. Where it should be sewn by a day, ``by_on``,
    its order's date counts more than money on this line.
    """

    lot: str
    line: str
    on: date | None = None
    by_on: date | None = None
    may_move: bool = False


@dataclass(frozen=True, kw_only=True)
class OutputBehind:
    """By the end of a day within its run, a lot has fewer pieces done than planned."""

    lot: str
    on: date
    pieces_done: int

    def __post_init__(self) -> None:
        with Problems("output of lot", self.lot) as p:
            p.at_least("pieces done", self.pieces_done, 0)


Event = (
    LineStopped
    | LineReturned
    | AttendanceFell
    | OvertimeAgreed
    | MaterialLate
    | QuantityChanged
    | OrderAdded
    | OrderCancelled
    | OrderRushed
    | LotRejected
    | LotDeclined
    | LotGiven
    | OutputBehind
)

KINDS: dict[str, type[Event]] = {
    "line_stopped": LineStopped,
    "line_returned": LineReturned,
    "attendance_fell": AttendanceFell,
    "overtime_agreed": OvertimeAgreed,
    "material_late": MaterialLate,
    "quantity_changed": QuantityChanged,
    "order_added": OrderAdded,
    "order_cancelled": OrderCancelled,
    "order_rushed": OrderRushed,
    "lot_rejected": LotRejected,
    "lot_declined": LotDeclined,
    "lot_given": LotGiven,
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
        case LotRejected() | LotDeclined() | LotGiven() | OutputBehind():
            lot = plan.lot.get(event.lot)
            return lot.order if lot else ""
        case _:
            return ""
