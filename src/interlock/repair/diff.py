"""What a repair changed: every touched order before and after, lots moved, money by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

from interlock.model import Costs, Event, Lot, Plan, Purchase, Scenario
from interlock.repair.causes import AlsoLater

# Roundings of shared purchases move an order's cost by less than this; nobody is told.
LEAST_TOLD_FEN = 100

Change = Literal["added", "cancelled", "moved", "cost"]


@dataclass(frozen=True, kw_only=True)
class Maker:
    """Who sews how much of an order; ``line`` and ``factory`` are ``""`` for work outside the cluster."""

    factory: str
    line: str
    pieces: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An order in a plan."""

    ship_on: date
    due_on: date
    late_days: int
    pieces: int
    cost_fen: int
    makers: tuple[Maker, ...]


@dataclass(frozen=True, kw_only=True)
class Cut:
    """So many metres of an order's cloth that are cut, of all that were to be, and for how many pieces."""

    cloth_m: float
    of_m: float
    pieces: int


@dataclass(frozen=True, kw_only=True)
class OrderChange:
    """An order that a repair touched; ``before`` is None for a new order, ``after`` for a cancelled one.

    ``event`` is what touched it, None where it made room for others or shares what is bought with them. ``also`` are
    others that would have made it ship later by themselves.
    Where it is cancelled, ``spared_fen`` is its part of what was still to be ordered, ``left_over_fen`` of what had
    been, and ``cut`` is what of its cloth was cut.
    """

    order: str
    event: Event | None
    before: Standing | None
    after: Standing | None
    spared_fen: int = 0
    left_over_fen: int = 0
    cut: Cut | None = None
    also: tuple[AlsoLater, ...] = ()

    @property
    def ships_later_days(self) -> int:
        """Days by which it ships later (earlier: negative); 0 where it has no date on one side."""
        return (self.after.ship_on - self.before.ship_on).days if self.before and self.after else 0

    @property
    def cost_fen(self) -> int:
        """By how much it costs more."""
        return (self.after.cost_fen if self.after else 0) - (self.before.cost_fen if self.before else 0)


@dataclass(frozen=True, kw_only=True)
class LotMove:
    """A lot that changed: its line, its days or its pieces. A side that does not exist is None.

    The rest of a lot of which some is done was that lot before.
    """

    lot: str
    order: str
    before: Lot | None
    after: Lot | None

    @property
    def changes_line(self) -> bool:
        """Tell whether another line sews it now."""
        return bool(self.before and self.after and self.before.line != self.after.line)


@dataclass(frozen=True, kw_only=True)
class Diff:
    """What a repair changed; ``first_on`` .. ``last_on`` are the days within which dates need no year.

    Days before ``as_of`` are over, as far as is known.
    """

    first_on: date
    last_on: date
    orders: tuple[OrderChange, ...]
    lots: tuple[LotMove, ...]
    costs_before: Costs
    costs_after: Costs
    as_of: date | None = None

    @property
    def cost_fen(self) -> Mapping[str, int]:
        """By how much each kind of cost rises, kinds that change only."""
        return {
            f.name: more
            for f in fields(Costs)
            if (more := getattr(self.costs_after, f.name) - getattr(self.costs_before, f.name))
        }

    @property
    def moved_pieces(self) -> int:
        """Pieces that another line sews now."""
        return sum(move.after.pieces for move in self.lots if move.changes_line and move.after)


def diff_of(
    before: Scenario,
    after: Scenario,
    old: Plan,
    new: Plan,
    because: Mapping[str, Event],
    also: Mapping[str, tuple[AlsoLater, ...]] | None = None,
) -> Diff:
    """Return what changed from one plan to the other; ``because`` is the event that touched an order.

    ``also`` are others that would have made it ship later.
    """
    lots = _lot_moves(old, new)
    was, is_now = _standings(before, old), _standings(after, new)
    moved = {move.order for move in lots} | set(because)
    orders = tuple(
        OrderChange(
            order=number,
            event=because.get(number),
            also=(also or {}).get(number, ()),
            before=was.get(number),
            after=is_now.get(number),
            spared_fen=0 if number in is_now else _bought_fen(old, number, new),
            left_over_fen=0 if number in is_now else _ordered_fen(old, number, new),
            cut=None if number in is_now else _cut(old, number, new),
        )
        for number in dict.fromkeys([*was, *is_now])
        if _differs(was.get(number), is_now.get(number)) or number in moved
    )
    return Diff(
        first_on=new.first_on,
        last_on=new.last_on,
        as_of=new.as_of,
        orders=tuple(sorted(orders, key=lambda change: (change.event is None, change.order))),
        lots=lots,
        costs_before=old.costs,
        costs_after=new.costs,
    )


def _differs(one: Standing | None, other: Standing | None) -> bool:
    if one is None or other is None:
        return True
    if abs(one.cost_fen - other.cost_fen) > LEAST_TOLD_FEN:
        return True
    return (one.ship_on, one.due_on, one.pieces, one.makers) != (
        other.ship_on,
        other.due_on,
        other.pieces,
        other.makers,
    )


def _bought_fen(plan: Plan, number: str, after: Plan) -> int:
    """An order's part, by quantity, of what a plan buys and has not ordered yet ``after``."""
    fen = 0.0
    for purchase in plan.purchases:
        if _stays_bought(purchase, after):
            continue
        mine = sum(share.quantity for share in purchase.shares if share.order == number)
        if mine:
            fen += purchase.cost_fen * mine / sum(share.quantity for share in purchase.shares)
    return round(fen)


def _ordered_fen(plan: Plan, number: str, after: Plan) -> int:
    """What a plan has ordered for an order that is gone ``after``."""
    return round(
        sum(
            share.quantity * purchase.fen_per_unit
            for purchase in plan.purchases
            if _stays_bought(purchase, after)
            for share in purchase.shares
            if share.order == number
        )
    )


def _cut(plan: Plan, number: str, after: Plan) -> Cut | None:
    """What was cut for an order that is gone ``after``, of each fabric for as many pieces as it goes for."""
    lays = [lay for lay in plan.lays if lay.order == number]
    over = [lay for lay in lays if after.is_over(lay.cut_on)]
    if not over:
        return None
    pieces: Counter[str] = Counter()
    for lay in over:
        pieces[lay.material] += lay.all_plies * plan.marker[lay.marker].garments
    return Cut(
        cloth_m=sum(lay.fabric_m for lay in over), of_m=sum(lay.fabric_m for lay in lays), pieces=max(pieces.values())
    )


def _stays_bought(purchase: Purchase, after: Plan) -> bool:
    """Tell whether what is bought for an order that is gone was ordered: its day is over, or more is left of it."""
    return after.is_over(purchase.order_on) or any(
        (one.offer, one.colour, one.order_on) == (purchase.offer, purchase.colour, purchase.order_on)
        and one.left_over > purchase.left_over
        for one in after.purchases
    )


def _lot_moves(old: Plan, new: Plan) -> tuple[LotMove, ...]:
    found, shrunk = [], [lot for lot in old.lots if _is_done_in_part(lot, new.lot.get(lot.id))]
    for name in dict.fromkeys([*old.lot, *new.lot]):
        was, now = old.lot.get(name), new.lot.get(name)
        if was is None and now:
            was = next((lot for lot in shrunk if lot.order == now.order and _is_rest(lot, now, new)), None)
        if was is not now and (was is None or now is None or _place(was) != _place(now)):
            order = (was or now).order  # type: ignore[union-attr]
            found.append(LotMove(lot=name, order=order, before=was, after=now))
    return tuple(found)


def _is_done_in_part(was: Lot, now: Lot | None) -> bool:
    return now is not None and now.done and now.pieces < was.pieces


def _is_rest(was: Lot, lot: Lot, new: Plan) -> bool:
    """Tell whether a new lot is what was left of one, piece by piece."""
    both = Counter[tuple[str, str]]()
    for part in (lot, new.lot[was.id]):
        both.update({(q.colour, q.size): q.pieces for q in part.quantities})
    return both == Counter({(q.colour, q.size): q.pieces for q in was.quantities})


def _place(lot: Lot) -> tuple[object, ...]:
    return (lot.line, lot.quantities, tuple((day.on, day.pieces) for day in lot.days))


def _standings(scenario: Scenario, plan: Plan) -> dict[str, Standing]:
    makers: dict[str, dict[tuple[str, str], int]] = {}
    for lot in plan.lots:
        mine = makers.setdefault(lot.order, {})
        mine[lot.factory, lot.line] = mine.get((lot.factory, lot.line), 0) + lot.pieces
    for out in plan.outside:
        mine = makers.setdefault(out.order, {})
        mine["", ""] = mine.get(("", ""), 0) + out.pieces
    return {
        p.order: Standing(
            ship_on=p.ship_on,
            due_on=p.due_on,
            late_days=p.late_days,
            pieces=p.pieces,
            cost_fen=p.cost_fen,
            makers=tuple(
                Maker(factory=factory, line=line, pieces=pieces)
                for (factory, line), pieces in sorted(makers.get(p.order, {}).items())
            ),
        )
        for p in plan.promises
    }
