"""All output of a plan as one value: what to buy, how to cut, who sews what and when, what it costs, why late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cached_property

from interlock.model.orders import Quantity
from interlock.model.reasons import BottleneckValue, Reason, Virtues


@dataclass(frozen=True)
class Share:
    """An order's part of a purchase or a use of stock, in the material's unit."""

    order: str
    quantity: float


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """So much of a material bought from one offer; ``surplus`` is what no order needs and is there for others.

    ``left_over`` was ordered for orders that are gone or became smaller since: nobody bears its cost. What had been
    cut or sewn of it by then is no surplus.
    """

    offer: str
    seller: str
    material: str
    colour: str
    quantity: float
    fen_per_unit: float
    cost_fen: int
    order_on: date
    arrive_on: date
    shares: tuple[Share, ...]
    surplus: float = 0.0
    left_over: float = 0.0

    @property
    def spent(self) -> float:
        """What orders that are gone or became smaller had cut or sewn of it by then: it is there for none."""
        return max(0.0, self.quantity - sum(share.quantity for share in self.shares) - self.surplus)

    @property
    def left_over_fen(self) -> int:
        """What is paid for what is left over."""
        return round(self.left_over * self.fen_per_unit)


@dataclass(frozen=True, kw_only=True)
class StockUse:
    """So much of a stock taken for orders; it is paid for already."""

    material: str
    colour: str
    quantity: float
    available_on: date
    shares: tuple[Share, ...]


@dataclass(frozen=True, kw_only=True)
class Placement:
    """One copy of a piece on a marker.

    Its outline is the piece's, turned so that the grain points along +x (the fabric's length), reflected (y to -y)
    where ``mirrored``, rotated anticlockwise about the origin, then moved to (x, y) mm. ``garment`` counts from 0
    within the size.
    """

    piece: str
    size: str
    garment: int
    x_mm: float
    y_mm: float
    rotation_deg: float
    mirrored: bool


@dataclass(frozen=True, kw_only=True)
class PlanMarker:
    """Pieces of some sizes on a fabric.

    ``ratio`` is garments by size as (size, garments). ``nested`` False: length and utilisation are the length
    model's estimate and there are no placements. A fabric that is counted per garment has no pieces, so its marker has
    no utilisation (0). A marker of several styles, of pooled orders, has no ``style``: a size of it is called by its
    style and its own name, such as ``T-101 M``.
    """

    id: str
    style: str
    material: str
    width_mm: float
    ratio: tuple[tuple[str, int], ...]
    length_mm: float
    utilisation: float
    nested: bool
    placements: tuple[Placement, ...] = ()

    @property
    def garments(self) -> int:
        """Garments that one ply yields."""
        return sum(count for _, count in self.ratio)

    @property
    def has_pieces(self) -> bool:
        """Whether pieces are known, so that there is a utilisation to speak of."""
        return self.utilisation > 0


@dataclass(frozen=True, kw_only=True)
class Lay:
    """Plies of fabric spread on a table and cut together; minutes count from the start of the table's day."""

    id: str
    order: str
    marker: str
    material: str
    factory: str
    table: str
    cut_on: date
    start_min: float
    end_min: float
    plies: tuple[tuple[str, int], ...]
    fabric_m: float

    @property
    def all_plies(self) -> int:
        """Plies of all colours."""
        return sum(count for _, count in self.plies)


@dataclass(frozen=True, kw_only=True)
class LotDay:
    """A line's day on a lot; ``used_min`` = ``productive_min`` + ``changeover_min`` + ``learning_min``."""

    on: date
    productive_min: float
    changeover_min: float
    learning_min: float
    pieces: int

    @property
    def used_min(self) -> float:
        """Standard minutes of the line that the lot takes that day."""
        return self.productive_min + self.changeover_min + self.learning_min


@dataclass(frozen=True, kw_only=True)
class Lot:
    """Part of an order given to one line, with its days.

    ``arrive_on`` is when its cut pieces reach the factory, ``finish_on`` when the core has finished the last piece.
    ``pay_fen`` is what the factory earns, ``overtime_fen`` what it earns on top for minutes beyond its line's shift,
    ``haul_fen`` the transport both ways. ``done``: it is known to be sewn, so nothing moves it any more. ``given``: a
    planner gave it to its line, which it leaves only where it has no room there any more, never for what others gain.
    """

    id: str
    order: str
    factory: str
    line: str
    quantities: tuple[Quantity, ...]
    arrive_on: date
    days: tuple[LotDay, ...]
    finish_on: date
    pay_fen: int
    haul_fen: int
    opening_fen: int
    overtime_fen: int = 0
    done: bool = False
    given: bool = False

    @property
    def pieces(self) -> int:
        """All pieces of the lot."""
        return sum(q.pieces for q in self.quantities)

    @property
    def start_on(self) -> date:
        """First day on the line."""
        return self.days[0].on

    @property
    def end_on(self) -> date:
        """Last day on the line."""
        return self.days[-1].on


class WhyOutside(StrEnum):
    """Why a lot is not sewn in the cluster.

    ``not_allowed``: rules or refusals leave no factory that can sew it; ``uncut``: no table had time to cut it.
    """

    NO_SKILL = "no_skill"
    NOT_ALLOWED = "not_allowed"
    UNCUT = "uncut"
    LOT_TOO_SMALL = "lot_too_small"
    NO_ROOM = "no_room"


@dataclass(frozen=True, kw_only=True)
class OutsideLot:
    """Part of an order that fits nowhere in the cluster and goes outside at a stated price.

    ``uncut``: no table had time for it, so its fabric goes outside and is cut there for ``cutting_fen``.
    """

    order: str
    quantities: tuple[Quantity, ...]
    cost_fen: int
    ready_on: date
    why: WhyOutside
    uncut: bool = False
    cutting_fen: int = 0

    @property
    def pieces(self) -> int:
        """All pieces of the lot."""
        return sum(q.pieces for q in self.quantities)


@dataclass(frozen=True)
class FinishDay:
    """Minutes a finishing shop gives a lot on a day."""

    lot: str
    factory: str
    on: date
    minutes: float


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What the network can commit to for an order, step by step.

    Days before the first lot exist (``cut_first_on`` ...) are None where all of the order goes outside.
    ``late_days`` counts from the due date to ``ship_on``; 0 when in time. ``pieces`` is what is cut and shipped,
    which may differ from what was ordered within the tolerance.
    """

    order: str
    core: str
    cutting_factory: str
    material_on: date
    cut_first_on: date | None
    cut_last_on: date | None
    sew_first_on: date | None
    sew_last_on: date | None
    ship_on: date
    due_on: date
    late_days: int
    pieces: int
    outside_pieces: int
    cost_fen: int


class Resource(StrEnum):
    """What a load is of."""

    SEWING = "sewing"
    CUTTING = "cutting"
    FINISHING = "finishing"


@dataclass(frozen=True, kw_only=True)
class Load:
    """Use of a line, table or finishing shop (``unit``) in the week that starts on ``week_on``.

    ``value_fen_per_min`` is the dual price of one more minute there.
    """

    resource: Resource
    factory: str
    unit: str
    week_on: date
    capacity_min: float
    used_min: float
    value_fen_per_min: float


@dataclass(frozen=True, kw_only=True)
class Costs:
    """The plan's money by kind, in fen. ``lateness`` is the penalty the policy sets on late pieces.

    ``overtime`` is what minutes beyond lines' shifts cost on top.
    """

    fabric: int = 0
    trims: int = 0
    cutting: int = 0
    sewing: int = 0
    overtime: int = 0
    transport: int = 0
    opening: int = 0
    finishing: int = 0
    outside: int = 0
    lateness: int = 0

    @property
    def total(self) -> int:
        """All kinds together."""
        return sum(getattr(self, f.name) for f in fields(self))


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A stage's cost in the plan beside the least it could have been, in fen, and what proves it."""

    stage: str
    cost_fen: int
    lower_bound_fen: int
    proof: str

    @property
    def gap(self) -> float:
        """(cost - bound) / bound; 0 where there is nothing to pay."""
        return (self.cost_fen - self.lower_bound_fen) / self.lower_bound_fen if self.lower_bound_fen > 0 else 0.0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All output. ``first_on`` .. ``last_on`` is the horizon. Its costs add up to those of its parts.

    ``overtime_hours`` a day beyond lines' shifts were allowed, each standard minute for ``overtime_fen_per_min`` more.
    ``fingerprint`` is that of the scenario it was made from (:func:`~interlock.model.fingerprint`); ``""`` in a plan
    of before there were any. Days before ``as_of`` are over, and nothing is planned anew there; None: none is known to
    be.
    """

    cluster: str
    made_on: date
    first_on: date
    last_on: date
    policy: str
    seed: int
    made_up: bool
    purchases: tuple[Purchase, ...]
    stock_uses: tuple[StockUse, ...]
    markers: tuple[PlanMarker, ...]
    lays: tuple[Lay, ...]
    lots: tuple[Lot, ...]
    outside: tuple[OutsideLot, ...]
    finishing: tuple[FinishDay, ...]
    promises: tuple[Promise, ...]
    loads: tuple[Load, ...]
    bottlenecks: tuple[BottleneckValue, ...]
    reasons: tuple[Reason, ...]
    virtues: tuple[Virtues, ...]
    costs: Costs
    bounds: tuple[Bound, ...]
    overtime_hours: float = 0.0
    overtime_fen_per_min: float = 0.0
    fingerprint: str = ""
    as_of: date | None = None

    @property
    def days_over(self) -> int:
        """How many of the plan's days are over."""
        return max(0, (self.as_of - self.first_on).days) if self.as_of else 0

    def is_over(self, on: date) -> bool:
        """Tell whether a day is over, as far as is known."""
        return self.as_of is not None and on < self.as_of

    def has_shipped(self, promise: Promise) -> bool:
        """Tell whether an order's ship date is over, as far as is known."""
        return self.is_over(promise.ship_on)

    @property
    def cost_fen(self) -> int:
        """Everything the plan costs."""
        return self.costs.total

    @property
    def left_over_fen(self) -> int:
        """What of it no order bears: material ordered for what is not wanted any more."""
        return sum(purchase.left_over_fen for purchase in self.purchases)

    @property
    def lower_bound_fen(self) -> int:
        """No plan under the same rules costs less: the sum of the stages' bounds."""
        return sum(bound.lower_bound_fen for bound in self.bounds)

    @property
    def gap(self) -> float:
        """(cost - bound) / bound of the whole plan."""
        return (self.cost_fen - self.lower_bound_fen) / self.lower_bound_fen if self.lower_bound_fen else 0.0

    @cached_property
    def marker(self) -> Mapping[str, PlanMarker]:
        """Markers by id."""
        return {m.id: m for m in self.markers}

    @cached_property
    def lot(self) -> Mapping[str, Lot]:
        """Lots by id."""
        return {lot.id: lot for lot in self.lots}

    @cached_property
    def promise(self) -> Mapping[str, Promise]:
        """Promises by order number."""
        return {p.order: p for p in self.promises}

    @property
    def late(self) -> tuple[Promise, ...]:
        """Promises after their due date, latest first."""
        return tuple(sorted((p for p in self.promises if p.late_days > 0), key=lambda p: (-p.late_days, p.order)))

    @property
    def late_to_come(self) -> tuple[Promise, ...]:
        """Late promises that have not shipped yet, latest first."""
        return tuple(promise for promise in self.late if not self.has_shipped(promise))

    @property
    def on_time_share(self) -> float:
        """Share of orders that ship by their due date."""
        return 1 - len(self.late) / len(self.promises) if self.promises else 1.0

    @property
    def utilisation(self) -> float:
        """Area of pieces over area of fabric spread, all lays of known pieces, end loss not counted; 0 without any."""
        spread = [(m, lay.all_plies) for lay in self.lays if (m := self.marker[lay.marker]).has_pieces]
        area = sum(m.length_mm * m.width_mm * plies for m, plies in spread)
        return sum(m.utilisation * m.length_mm * m.width_mm * plies for m, plies in spread) / area if area else 0.0

    @property
    def known_fabric_share(self) -> float:
        """Share of the metres of fabric spread whose pieces are known, so that :attr:`utilisation` speaks of them."""
        known = sum(lay.fabric_m for lay in self.lays if self.marker[lay.marker].has_pieces)
        return known / spread if (spread := sum(lay.fabric_m for lay in self.lays)) else 0.0
