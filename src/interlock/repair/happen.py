"""Each kind of event as it reaches the floor: what it takes out, what must be timed again, what must be made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from interlock.model import (
    AttendanceFell,
    Event,
    LineReturned,
    LineStopped,
    Lot,
    LotDeclined,
    LotGiven,
    LotRejected,
    MaterialLate,
    OrderAdded,
    OrderCancelled,
    OrderRushed,
    OutputBehind,
    OvertimeAgreed,
    QuantityChanged,
    order_of,
    remakes_of,
)
from interlock.repair.buying import give_back
from interlock.repair.clash import Clash
from interlock.repair.done import BEHIND, as_done
from interlock.repair.floor import Floor, Waiting, draft_of, split
from interlock.repair.lines import LONG_DAYS
from interlock.repair.making import make
from interlock.repair.tables import Tables, arrive_days, lay_again
from interlock.repair.ties import Ties
from interlock.words import Words

GIVEN = Words(
    locked=(
        "lot {lot} is locked on line {line}; lift the lock first",
        "派工单 {lot} 已锁定在产线 {line}，请先解除锁定",
    ),
    not_split=(
        "lot {lot} is a part of what may not be split, and the rest of order {order} is sewn in {factory}; give the "
        "other lots of that part to the same factory, too",
        "派工单 {lot} 属于不可拆分的部分，订单 {order} 的其余部分在 {factory} 缝制；"
        "请把这部分的其他派工单一并改派到同一工厂",
    ),
    not_able=(
        "the book's rules on smallest lots and shares do not let line {line} take lot {lot}; give it another line",
        "订单簿中关于最小派工量和份额的规则不允许产线 {line} 做派工单 {lot}，请改派其他产线",
    ),
    no_room=(
        "line {line} has no room for lot {lot} before the plan ends on {last_on}; give it another line",
        "产线 {line} 在计划结束（{last_on}）前没有产能做派工单 {lot}，请改派其他产线",
    ),
)

# Minutes may differ by such a share.
ROUNDING = 1e-9


class Happening:
    """Lets events happen to a floor, one after another; ``because`` tells which event touches an order.

    ``eased`` are orders that have only more time or less to do than before. ``given`` are lots that are given to a
    line, each with its factory.
    """

    def __init__(self, floor: Floor, events: Iterable[Event]) -> None:
        self.floor = floor
        self.tables = Tables(floor)
        self.because: dict[str, Event] = {}
        self.eased: set[str] = set()
        self.returned: list[str] = []
        self.given = {e.lot: floor.scenario.line[e.line].factory for e in events if isinstance(e, LotGiven)}
        self._remade: dict[str, int] = {}

    def happen(self, event: Event) -> None:
        """Let one event happen. Raises :class:`~interlock.errors.Infeasible` where new pieces cannot be made."""
        number = order_of(event, self.floor.before)
        if number and number not in self.floor.scenario.order and not isinstance(event, OrderCancelled | LotRejected):
            return  # A later event cancels the order, so nothing of this one is left.
        match event:
            case LineStopped() | AttendanceFell():
                self._fewer_minutes(event)
            case OvertimeAgreed():
                self._more_minutes(event)
            case LineReturned():
                self.returned.append(event.line)
            case LotDeclined() | LotGiven() | LotRejected() | OutputBehind():
                self._of_lot(event)
            case OrderRushed():
                self._rushed(event)
            case OrderCancelled():
                self._cancelled(event)
            case MaterialLate():
                self._material_late(event)
            case QuantityChanged():
                self._other_quantity(event)
            case OrderAdded():
                self.because[event.order.number] = event
                make(self.floor, self.tables, event.order.number, event.way, alone=not event.may_move)

    def _of_lot(self, event: LotDeclined | LotGiven | LotRejected | OutputBehind) -> None:
        match event:
            case LotDeclined():
                self._declined(event)
            case LotGiven():
                self._given(event)
            case LotRejected():
                self._rejected(event)
            case OutputBehind():
                self._behind(event)

    # -- lines -----------------------------------------------------------------------------------------------------

    def _fewer_minutes(self, event: LineStopped | AttendanceFell) -> None:
        """Lines on which nobody works give up their lots of these days; where some do, lots are timed again."""
        floor, stands = self.floor, isinstance(event, LineStopped) or event.share <= 0
        lines = [event.line] if event.line else [line.code for line in floor.scenario.lines_of[event.factory]]  # type: ignore[union-attr]
        for line in lines:
            for lot in floor.queue(line):
                if not lot.done and any(event.first_on <= day.on <= event.last_on for day in lot.days):
                    self.because.setdefault(lot.order, event)
                    floor.soil(line, floor.horizon.day(event.first_on))
                    if stands and not floor.is_frozen(lot) and not self._waits(lot, event):
                        floor.take_out(lot.id)

    def _waits(self, lot: Lot, stop: LineStopped | AttendanceFell) -> bool:
        """Tell whether a lot waits for its line: its cut pieces are there when it stops, and it stands only briefly.

        Where it is late by that, it may go where that costs less as all that are late.
        """
        there_on = self.floor.before.as_of or stop.first_on
        return lot.arrive_on <= there_on and (stop.last_on - stop.first_on).days < LONG_DAYS

    def _more_minutes(self, event: OvertimeAgreed) -> None:
        """The line's lots are timed again from the first longer day on."""
        floor = self.floor
        for lot in floor.queue(event.line):
            if not lot.done and lot.end_on >= event.first_on:
                if event.order in ("", lot.order):
                    self.because.setdefault(lot.order, event)
                self.eased.add(lot.order)
        if event.order:
            floor.hurry(event.line, event.order, floor.horizon.day(event.last_on))
        else:
            floor.soil(event.line, max(floor.frozen_day, floor.horizon.day(event.first_on)))

    def _declined(self, event: LotDeclined) -> None:
        floor = self.floor
        lot = floor.before.lot[event.lot]
        self.because[lot.order] = event
        for name in list(floor.lots_of[lot.order]):
            there = floor.lots[name]
            if there.factory == lot.factory and not there.done and not floor.before.is_over(there.start_on):
                floor.take_out(name)
                waiting = floor.waiting[name]
                floor.waiting[name] = replace(waiting, draft=replace(waiting.draft, line=None))

    def _given(self, event: LotGiven) -> None:
        """The lot waits for the line it is given to; what ties it elsewhere is told."""
        floor, name = self.floor, event.lot
        lot = floor.before.lot[name]
        house = floor.scenario.line[event.line].factory
        if name in floor.lots and floor.lock_of(floor.lots[name]) is not None:
            raise Clash({name: GIVEN.told("locked", lot=name, line=lot.line)})
        along = {other for other, factory in self.given.items() if factory == house}
        homes = Ties(floor).homes(draft_of(lot), but=along)
        if homes is not None and homes != {house}:
            factory = ", ".join(sorted(homes))
            raise Clash({name: GIVEN.told("not_split", lot=name, order=lot.order, factory=factory)})
        self.because[lot.order] = event
        self.eased.add(lot.order)
        if name in floor.lots:
            floor.take_out(name)
        waiting = floor.waiting[name]
        from_day = floor.horizon.day(event.on) if event.on else 0
        floor.waiting[name] = replace(
            waiting, only=frozenset({event.line}), arrive_day=max(from_day, waiting.arrive_day), given=True,
            alone=not event.may_move,
        )  # fmt: skip
        if event.by_on:
            floor.hurry(event.line, lot.order, floor.horizon.day(event.by_on))
        elif event.on and event.may_move:
            floor.turns.append((event.line, (name,)))

    def _behind(self, event: OutputBehind) -> None:
        """What is done stays as a lot of its own; the line goes on with the rest, and its days until then are over."""
        floor = self.floor
        if event.lot not in floor.lots:
            raise Clash({event.lot: BEHIND.told("not_begun", lot=event.lot)})
        lot, on_day = floor.lots[event.lot], floor.horizon.day(event.on)
        self.because[lot.order] = event
        queue = floor.queue(lot.line)
        behind = [one for one in queue[queue.index(lot) + 1 :] if floor.start_day(one) <= on_day]
        for later in behind:
            floor.take_out(later.id, arrive_day=max(on_day + 1, floor.horizon.day(later.arrive_on)))
        lock = floor.lock_of(lot)
        floor.take(lot.id)
        self._had_time(lot, on_day)
        done, rest = split(lot.quantities, event.pieces_done)
        name = floor.next_lot_id(lot.order) if done else lot.id
        if done:
            floor.put(as_done(floor, replace(lot, quantities=done), event.on, event.pieces_done))
        draft = replace(draft_of(lot), id=name, quantities=rest)
        from_day = max(on_day + 1, floor.frozen_day, floor.horizon.day(lot.arrive_on))
        waiting = Waiting(draft=draft, arrive_day=from_day, was_given=lot.given)
        floor.waiting[name] = floor.locked(waiting, lock) if lock else waiting
        floor.turns.append((lot.line, (name, *(later.id for later in behind))))
        floor.past[lot.line] = max(on_day, floor.past.get(lot.line, on_day))
        floor.dirty[lot.line] = on_day + 1

    def _had_time(self, lot: Lot, until_day: int) -> None:
        """Refuse to take for sewn what the line, on days that are over, has no minutes for."""
        floor = self.floor
        days = floor.horizon.sewing_per_day(floor.scenario.line[lot.line])
        used = [0.0] * len(days)
        for other in floor.queue(lot.line):
            for worked in other.days:
                day = floor.horizon.day(worked.on)
                used[day] += worked.used_min
                if day <= until_day and used[day] > days[day] + ROUNDING * used[day]:
                    told = BEHIND.told("before", lot=lot.id, line=lot.line, other=other.id, on=other.end_on)
                    raise Clash({lot.id: told})

    # -- orders ----------------------------------------------------------------------------------------------------

    def _cancelled(self, event: OrderCancelled) -> None:
        """The order goes, and with it the rejected pieces that are made again for it."""
        left = self.floor.scenario.order
        self._gone(event.order, event)
        for number in remakes_of(event.order, self.floor.before.promise):
            if number not in left:
                self._gone(number, event)

    def _gone(self, number: str, event: Event) -> None:
        self.because[number] = event
        for lay in self.floor.lays_of.get(number, ()):
            self.tables.free(lay)
        self.floor.drop(number)
        give_back(self.floor, number)

    def _other_quantity(self, event: QuantityChanged) -> None:
        floor = self.floor
        lots = tuple(floor.lots[name] for name in floor.lots_of[event.order])
        homes = frozenset(lot.line for lot in lots)
        path = floor.paths[event.order]
        before = floor.before.promise.get(event.order)
        fewer = before is not None and sum(q.pieces for q in event.quantities) <= before.pieces
        self._gone(event.order, event)
        kept = lots if fewer else ()
        make(floor, self.tables, event.order, "cheapest", path=path, homes=homes, alone=fewer, before=kept)

    def _rejected(self, event: LotRejected) -> None:
        floor = self.floor
        lot = floor.before.lot[event.lot]
        again = self._remade[lot.order] = self._remade.get(lot.order, self._remakes_before(lot.order)) + 1
        number = f"{lot.order}-R{again}"
        if number not in floor.scenario.order:
            return  # A later event cancels the order, and with it what would be made again.
        self.because.setdefault(lot.order, event)
        self.because[number] = event
        homes = frozenset({floor.lots[lot.id].line if lot.id in floor.lots else lot.line})
        make(floor, self.tables, number, "cheapest", path=floor.paths[lot.order], homes=homes)

    def _remakes_before(self, number: str) -> int:
        again = 0
        while f"{number}-R{again + 1}" in self.floor.before.promise:
            again += 1
        return again

    def _rushed(self, event: OrderRushed) -> None:
        """Lots that would be late are given an earlier place, with lays cut earlier where tables have room."""
        floor, number = self.floor, event.order
        self.because[number] = event
        before = floor.before.promise.get(number)
        if before is not None and event.due_on >= before.due_on:
            self.eased.add(number)
            return
        lots = [floor.lots[name] for name in floor.lots_of[number]]
        if all(lot.finish_on <= event.due_on for lot in lots):
            return
        self._cut_earlier(number)
        self._serve(number, lambda lot: lot.finish_on > event.due_on)

    def _cut_earlier(self, number: str) -> None:
        floor = self.floor
        before = list(floor.lays_of.get(number, ()))
        first_on = floor.horizon.on(floor.release_day(number))
        movable = [lay for lay in before if lay.cut_on > first_on]
        if not movable:
            return
        lay_again(floor, self.tables, number, movable, floor.release_day(number))
        if max(lay.cut_on for lay in floor.lays_of[number]) > max(lay.cut_on for lay in before):
            self.tables.put_back(number, before)

    def _material_late(self, event: MaterialLate) -> None:
        floor, number = self.floor, event.order
        self.because[number] = event
        floor.material_on[number] = max(event.ready_on, floor.material_on[number])
        early = [lay for lay in floor.lays_of.get(number, ()) if lay.cut_on < event.ready_on]
        lay_again(floor, self.tables, number, early, floor.release_day(number))
        self._serve(number, lambda lot: False)
        self._outside_again(number)

    def _serve(self, number: str, wants_other: Callable[[Lot], bool]) -> None:
        """Give each lot of an order the day its pieces arrive now; those that are begun earlier wait for a place."""
        floor = self.floor
        lots = [floor.lots[name] for name in floor.lots_of[number]]
        lots.sort(key=lambda lot: (lot.arrive_on, lot.start_on, lot.id))
        drafts = [waiting.draft for waiting in floor.waiting.values() if waiting.draft.order == number]
        arrive = arrive_days(floor, number, [*lots, *drafts])
        for draft, arrive_day in zip(drafts, arrive[len(lots) :], strict=True):
            waiting = floor.waiting[draft.id]
            floor.waiting[draft.id] = replace(waiting, arrive_day=max(arrive_day, waiting.arrive_day))
        for lot, arrive_day in zip(lots, arrive[: len(lots)], strict=True):
            if floor.start_day(lot) < arrive_day or (wants_other(lot) and not floor.is_frozen(lot)):
                floor.take_out(lot.id, arrive_day=arrive_day)
            elif floor.horizon.day(lot.arrive_on) < arrive_day:
                floor.put(replace(lot, arrive_on=floor.horizon.on(arrive_day)))

    def _outside_again(self, number: str) -> None:
        """Lots outside come back so many days after the last lay is cut, and after the material is in."""
        floor = self.floor
        if number in floor.outside:
            cut_on = max([floor.material_on[number], *(lay.cut_on for lay in floor.lays_of.get(number, ()))])
            ready_on = cut_on + timedelta(days=floor.policy.outside_days)
            floor.outside[number] = [
                replace(lot, ready_on=max(ready_on, lot.ready_on)) for lot in floor.outside[number]
            ]
