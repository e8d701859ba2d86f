"""What is played: a plan as deliveries, tables, lines and shops with the work that stands before each, in its order.

Days count from 0, the plan's first day; ``minutes_by_day`` hold 0 where a factory is closed. The planned days stand
beside the work, so that what is played can be told from what was planned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from interlock.errors import InvalidModel
from interlock.simulate.error_words import ERRORS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Days = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """An order: when it is due, when its material is in and when it ships by the plan, and what lateness costs."""

    number: str
    category: str
    due_day: int
    material_day: int
    cut_day: int | None
    sewn_day: int | None
    ship_day: int
    late_fen_per_piece_day: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """Material on its way to some orders (their indices), by the customer or bought; ``name`` seeds its chance."""

    name: str
    day: int
    by_customer: bool
    orders: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """The lays of an order that a table cuts on one day by the plan."""

    order: int
    day: int
    minutes: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A cutting table; ``blocks`` are indices in the order in which it cuts them."""

    code: str
    minutes_by_day: tuple[float, ...]
    blocks: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LotWork:
    """A lot on its line.

    ``last_block`` is the index of the last block of its order that it needs (None: nothing is cut), ``travel_days``
    lie between that block, or the material, and ``arrive_day``. ``work_min`` are the line's minutes for it, of which
    ``start_min`` are changeover and learning; ``first_day_min`` stand on its first day. ``hold_day`` is set where the
    plan lets it wait although it could start. ``tail_days`` pass after its last finishing (or its sewing) until it is
    ready.
    """

    name: str
    order: int
    pieces: int
    last_block: int | None
    travel_days: int
    arrive_day: int
    start_day: int
    end_day: int
    finish_day: int
    tail_days: int
    work_min: float
    start_min: float
    first_day_min: float
    hold_day: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line; ``lots`` are indices in its sequence. ``most_presence`` is full attendance over the usual one."""

    code: str
    operators: int
    minutes_by_day: tuple[float, ...]
    most_presence: float
    lots: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chunk:
    """Finishing minutes of a lot that the plan gives it on ``day``; ``hold_day`` as for lots."""

    lot: int
    day: int
    minutes: float
    hold_day: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Shop:
    """A finishing shop with its chunks in planned order."""

    code: str
    minutes_by_day: tuple[float, ...]
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class OutsideWork:
    """A lot sewn outside: it comes back ``ready_day - cut_day`` days after the last block of its order."""

    order: int
    pieces: int
    last_block: int | None
    cut_day: int
    ready_day: int


@dataclass(frozen=True, kw_only=True)
class SimulationProblem:
    """A plan ready to be played over ``days`` days; ``blocks`` stand by order, then by day.

    Days before ``from_day`` are over: what was planned there is done as planned.

    Raises :class:`~interlock.errors.InvalidModel` for work that names a place or day there is not.
    """

    first_on: date
    days: int
    orders: tuple[Order, ...]
    from_day: int = 0
    deliveries: tuple[Delivery, ...] = ()
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    lots: tuple[LotWork, ...] = ()
    lines: tuple[Line, ...] = ()
    shops: tuple[Shop, ...] = ()
    outside: tuple[OutsideWork, ...] = ()

    def __post_init__(self) -> None:
        problems = [*self._order_problems(), *self._sequence_problems(), *self._room_problems()]
        if problems:
            raise InvalidModel(problems)

    def on(self, day: int) -> date:
        """Return the date of a day."""
        return self.first_on + timedelta(days=day)

    def _order_problems(self) -> Iterator[str]:
        works: Sequence[Block | LotWork | OutsideWork] = (*self.blocks, *self.lots, *self.outside)
        if any(not 0 <= work.order < len(self.orders) for work in works):
            yield ERRORS.told("work_order", count=len(self.orders))
        made = {lot.order for lot in self.lots} | {work.order for work in self.outside}
        for index, order in enumerate(self.orders):
            if index not in made:
                yield ERRORS.told("no_lot", order=order.number)
        keys = [(block.order, block.day) for block in self.blocks]
        if keys != sorted(keys):
            yield ERRORS.told("blocks")

    def _sequence_problems(self) -> Iterator[str]:
        for what, count, given in (
            ("block", len(self.blocks), [b for table in self.tables for b in table.blocks]),
            ("lot", len(self.lots), [i for line in self.lines for i in line.lots]),
        ):
            if sorted(given) != list(range(count)):
                yield ERRORS.told("sequence", what=ERRORS.told(what))

    def _room_problems(self) -> Iterator[str]:
        if not 0 <= self.from_day <= self.days:
            yield ERRORS.told("from_day", found=self.from_day, days=self.days)
        places: list[Table | Line | Shop] = [*self.tables, *self.lines, *self.shops]
        for place in places:
            if len(place.minutes_by_day) != self.days:
                yield ERRORS.told("days", place=place.code, found=len(place.minutes_by_day), wanted=self.days)
            elif not any(place.minutes_by_day):
                yield ERRORS.told("never_open", place=place.code)
