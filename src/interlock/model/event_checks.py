"""Whether events can have happened to a plan: every contradiction named, in English and Chinese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from interlock.errors import InvalidModel, Placed
from interlock.model.categories import category_told
from interlock.model.events import (
    AttendanceFell,
    Event,
    LineReturned,
    LineStopped,
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
    kind_of,
)
from interlock.model.network import MOST_OVERTIME_HOURS
from interlock.model.orders import MOST_OF_CELL, MOST_OF_ORDER, Order, Quantity, remakes_of
from interlock.model.plan import Lot, Plan
from interlock.model.scenario import Scenario
from interlock.words import Words, known_ones

# An order may be due so long after the plan's last day; the plan then reaches further.
LATEST_DUE_DAYS = 366

SAYS = Words(
    event=("event {number}, {kind}: {problem}", "第 {number} 个事件（{kind}）：{problem}"),
    line=("line {line} is not listed; {known}", "没有产线 {line}（{known}）"),
    all_minutes=(
        "line {line} has all its minutes on {on}; only a line that lacks some can return",
        "产线 {line} 在 {on} 产能完整，只有停工或缺勤的产线才能恢复",
    ),
    not_there=(
        "order {order} has no lot on line {line}; {known}",
        "产线 {line} 上没有订单 {order} 的派工单（{known}）",
    ),
    hours=(
        "{hours:g} hours of overtime on top of the {planned:g} that the plan allows; the law allows {most:g} a day",
        "计划已允许每天加班 {planned:g} 小时，再加 {hours:g} 小时超过法定每天 {most:g} 小时",
    ),
    factory=(
        "factory {factory} is not listed or has no line; {known}",
        "没有工厂 {factory}，或该工厂没有产线（{known}）",
    ),
    order=("order {order} is not in the order book; {known}", "订单簿中没有订单 {order}（{known}）"),
    cancelled=(
        "order {order} is cancelled by event {number} already",
        "订单 {order} 已被第 {number} 个事件取消",
    ),
    cut=(
        "order {order} is cut before {on}, in days that are frozen; add what is wanted more as an order of its own",
        "订单 {order} 在 {on} 之前的冻结期内已裁剪，请把增加的件数另列一张订单",
    ),
    cut_fewer=(
        "order {order} is cut before {on}, in days that are frozen; what is cut cannot become less; freeze fewer days",
        "订单 {order} 在 {on} 之前的冻结期内已裁剪，已裁的件数不能再减少，请缩短冻结期",
    ),
    cut_over=(
        "order {order} is cut before {on}, on days that are over; add what is wanted more as an order of its own",
        "订单 {order} 在 {on} 之前已裁剪，请把增加的件数另列一张订单",
    ),
    cut_fewer_over=(
        "order {order} is cut before {on}, on days that are over; what is cut cannot become less: leave it as it is",
        "订单 {order} 在 {on} 之前已裁剪，已裁的件数不能再减少，请保持原数量",
    ),
    material_over=(
        "order {order} is cut since {cut}, and days before {on} are over: its material was there; tell of what is "
        "behind (output_behind), or of lines that stand",
        "订单 {order} 已于 {cut} 开裁（{on} 之前各天已过），物料当时已到；请改为上报进度落后（output_behind）或停线",
    ),
    shipped=(
        "order {order} shipped on {ship_on}, and days before {on} are over: it can no longer be cancelled or due on "
        "another day; leave this event out",
        "订单 {order} 已于 {ship_on} 出货（{on} 之前各天已过），不能再取消或改交期；请删去该事件",
    ),
    begun_over=(
        "lot {lot} is begun on {start}, and days before {on} are over: it was not declined; tell what is done of it "
        "(output_behind)",
        "派工单 {lot} 已于 {start} 开工（{on} 之前各天已过），不能再拒单；请上报已完成的件数（output_behind）",
    ),
    many=(
        "{found:,} pieces of {cell}; a colour and size has at most {most:,} pieces",
        "{cell} 为 {found:,} 件，每个颜色尺码不超过 {most:,} 件",
    ),
    many_in_all=(
        "{found:,} pieces in all; an order has at most {most:,} pieces: split it",
        "合计 {found:,} 件，每张订单不超过 {most:,} 件，请拆成几张订单",
    ),
    size=("style {style} does not have size {size}; {known}", "款式 {style} 没有尺码 {size}（{known}）"),
    known=("order {order} is in the order book already", "订单簿中已有订单 {order}"),
    style=(
        "order {order} asks for style {style}, which is not listed; {known}",
        "订单 {order} 的款式 {style} 不在款式表中（{known}）",
    ),
    core=(
        "order {order} belongs to core factory {core}, which is not listed; {known}",
        "订单 {order} 的核心工厂 {core} 不在工厂表中（{known}）",
    ),
    due=(
        "order {order} cannot be due on {due}; give a day from {first} to {last}",
        "订单 {order} 的交期不能是 {due}，请写 {first} 至 {last} 之间的日期",
    ),
    lot=("lot {lot} is not in the plan; {known}", "计划中没有派工单 {lot}（{known}）"),
    gone=(
        "lot {lot} is gone or changed by an earlier event; name it in a repair of its own",
        "派工单 {lot} 已被前面的事件取消或改动，请另做一次修复",
    ),
    rejected=(
        "lot {lot} has {made} pieces of {cell}; {pieces} cannot be rejected",
        "派工单 {lot} 的 {cell} 只有 {made} 件，不可能有 {pieces} 件不合格",
    ),
    rejected_left=(
        "lot {lot} has {made} pieces of {cell}, of which earlier events reject {before}; {left} are left, so {pieces} "
        "more cannot be rejected",
        "派工单 {lot} 的 {cell} 共 {made} 件，前面的事件已写 {before} 件不合格，只剩 {left} 件，不够再写 {pieces} 件",
    ),
    rejected_again=(
        "event {number} tells of the same pieces of lot {lot}; tell of them once, and of more on one day together",
        "与事件 {number} 重复：派工单 {lot} 的同一批不合格件只写一次，同一天还有其他不合格件请合并写",
    ),
    inspected=(
        "lot {lot} is sewn from {start}; it cannot be inspected on {on}",
        "派工单 {lot} 从 {start} 才开始缝制，不可能在 {on} 验货",
    ),
    days=(
        "{on} lies outside the plan's days; give a day from {first} to {last}",
        "{on} 不在计划日期内，请写 {first} 至 {last} 之间的日期",
    ),
    unbegun=(
        "lot {lot} is begun on {start}, so nothing of it is behind on {on}; give a day from then to {last}",
        "派工单 {lot} 于 {start} 开工，{on} 谈不上落后；请写 {start} 至 {last} 之间的日期",
    ),
    done=(
        "lot {lot} is sewn already, until {end}; only an inspection can reject pieces of it",
        "派工单 {lot} 已于 {end} 缝完，只能由验货判定不合格",
    ),
    colour=(
        "order {order} comes in no colour {colour}, nor does anything else in the book; {known}",
        "订单 {order} 没有颜色 {colour}，订单簿和物料中也没有（{known}）",
    ),
    there=(
        "lot {lot} is on line {line} already; give another line, the day from which it is to be sewn there (on), or "
        "the day by which (by_on) with leave to move others (may_move)",
        "派工单 {lot} 已在产线 {line} 上，请改写其他产线，或写明在该线最早哪天开工（on），"
        "或写明最晚哪天完工（by_on）并允许挪动其他派工单（may_move）",
    ),
    frozen=(
        "lot {lot} begins on {start}, in days that are frozen until {on}; freeze fewer days",
        "派工单 {lot} 于 {start} 开工，在 {on} 之前的冻结期内，请缩短冻结期",
    ),
    frozen_over=(
        "lot {lot} is begun on {start}, and days before {on} are over; give a lot that is not begun",
        "派工单 {lot} 已于 {start} 开工（{on} 之前各天已过），请改派尚未开工的派工单",
    ),
    no_skill=(
        "line {line} has no skill for {category}; {known}",
        "产线 {line} 没有{category}的技能（{known}）",
    ),
    not_allowed=(
        "a rule of the book does not let factory {factory} sew order {order}",
        "订单簿中的规则不允许工厂 {factory} 做订单 {order}",
    ),
    refused=("factory {factory} has declined order {order}", "工厂 {factory} 已拒接订单 {order}"),
    small=(
        "lot {lot} has {pieces} pieces; factory {factory} takes no lot of less than {least}",
        "派工单 {lot} 只有 {pieces} 件，工厂 {factory} 不接少于 {least} 件的派工单",
    ),
    behind=(
        "lot {lot} should have {planned} pieces done by {on}; {done} is not behind that, and need not be told",
        "派工单 {lot} 到 {on} 应完成 {planned} 件，{done} 件不算落后，不必上报",
    ),
)


def check_events(
    scenario: Scenario,
    plan: Plan,
    events: Sequence[Event],
    *,
    frozen_days: int = 0,
    numbers: Sequence[int] | None = None,
) -> None:
    """Raise :class:`~interlock.errors.InvalidModel` naming all that is wrong with all events; quiet when nothing is.

    Events are read one after another: what one cancels or takes apart, a later one cannot name. ``frozen_days`` from
    the plan's first day on, and those that are over by the plan, are not planned anew. ``numbers`` are the events'
    places, from 1 where there are none.
    """
    reading = _Reading(scenario, plan, frozen_days)
    problems = [
        _of_event(number, event, problem)
        for number, event in zip(numbers or range(1, len(events) + 1), events, strict=True)
        for problem in reading.problems(event, number)
    ]
    if problems:
        raise InvalidModel(problems)


def _of_event(number: int, event: Event, problem: str) -> Placed:
    told = SAYS.told("event", number=number, kind=kind_of(event), problem=problem)
    return Placed(told, told.chinese, place=str(number))


def order_problems(scenario: Scenario, plan: Plan, order: Order) -> tuple[str, ...]:
    """Return all that is wrong with an order to be added to a plan."""
    return tuple(_Reading(scenario, plan, 0).problems(OrderAdded(order=order), 1))


@dataclass
class _Reading:
    """What is known while events are read: the orders there are, and the lots that can still be named.

    ``cancelled`` has the place of the event that takes an order out, ``rejections`` of each that rejects pieces;
    ``along`` are orders that go with another, ``rejected`` counts pieces by lot, colour and size, ``declined``
    are orders with the factories that decline them.
    """

    scenario: Scenario
    plan: Plan
    frozen_days: int
    orders: set[str] = field(init=False)
    gone: set[str] = field(default_factory=set)
    cancelled: dict[str, int] = field(default_factory=dict)
    along: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    rejections: dict[LotRejected, int] = field(default_factory=dict)
    rejected: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    declined: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.orders = set(self.scenario.order)

    def problems(self, event: Event, number: int) -> Iterator[str]:
        """Yield what is wrong with the event at a place, then take it as happened."""
        match event:
            case LineStopped() | AttendanceFell() | LineReturned() | OvertimeAgreed():
                yield from self._of_lines(event)
            case LotRejected() | LotDeclined() | LotGiven() | OutputBehind():
                yield from self._of_lot(event, number)
            case OrderAdded():
                yield from self._of_new_order(event.order)
            case MaterialLate() | QuantityChanged() | OrderCancelled() | OrderRushed():
                yield from self._of_order(event, number)

    def _of_lines(self, event: LineStopped | AttendanceFell | LineReturned | OvertimeAgreed) -> Iterator[str]:
        if event.line and event.line not in self.scenario.line:
            yield SAYS.told("line", line=event.line, known=known_ones(event.line, self.scenario.line))
            return
        if isinstance(event, LineReturned):
            yield from self._outside_horizon(event.on)
            if event.line not in self.stopped and self.scenario.share_of(event.line, event.on) == 1.0:
                yield SAYS.told("all_minutes", line=event.line, on=event.on)
            return
        yield from self._outside_horizon(event.first_on)
        if isinstance(event, OvertimeAgreed):
            left = MOST_OVERTIME_HOURS - self.plan.overtime_hours
            if event.hours > left:
                yield SAYS.told("hours", hours=event.hours, planned=self.plan.overtime_hours, most=MOST_OVERTIME_HOURS)
            there = {lot.order for lot in self.plan.lots if lot.line == event.line} & self.orders
            if event.order and event.order not in there:
                yield SAYS.told("not_there", order=event.order, line=event.line, known=known_ones(event.order, there))
            return
        if isinstance(event, AttendanceFell) and event.factory:
            working = [code for code, lines in self.scenario.lines_of.items() if lines]
            if event.factory not in working:
                yield SAYS.told("factory", factory=event.factory, known=known_ones(event.factory, working))
            self.stopped |= {line.code for line in self.scenario.lines_of.get(event.factory, ())}
        self.stopped.add(event.line)

    def _of_order(
        self, event: MaterialLate | QuantityChanged | OrderCancelled | OrderRushed, number: int
    ) -> Iterator[str]:
        if event.order in self.cancelled:
            if isinstance(event, OrderCancelled) and event.order in self.along:
                self.along.discard(event.order)
                return
            yield SAYS.told("cancelled", order=event.order, number=self.cancelled[event.order])
            return
        if event.order not in self.orders:
            yield SAYS.told("order", order=event.order, known=known_ones(event.order, self.orders))
            return
        if isinstance(event, OrderCancelled | OrderRushed) and (shipped := self._shipped(event.order)):
            yield shipped
            return
        if isinstance(event, MaterialLate):
            yield from self._of_ready(event.ready_on)
            yield from self._cut_already(event)
        if isinstance(event, OrderRushed):
            yield from self._of_due(event.order, event.due_on)
        if isinstance(event, QuantityChanged):
            yield from self._of_quantities(event)
        if isinstance(event, OrderCancelled):
            self._cancel(event.order, number)
        if isinstance(event, QuantityChanged):
            self._lots_gone({event.order})

    def _cancel(self, order: str, number: int) -> None:
        """Take an order out with the rejected pieces that are made again for it, unless these have shipped."""
        again = {other for other in remakes_of(order, self.orders) if not self._shipped(other)}
        gone = {order} | again
        self.along |= again
        self.orders -= gone
        self.cancelled |= dict.fromkeys(gone, number)
        self._lots_gone(gone)

    def _lots_gone(self, orders: Set[str]) -> None:
        self.gone |= {lot.id for lot in self.plan.lots if lot.order in orders}

    def _shipped(self, number: str) -> str:
        """What is said of an order that is known to have shipped; ``""`` of others."""
        promise = self.plan.promise.get(number)
        if promise is None or not self.plan.is_over(promise.ship_on):
            return ""
        return SAYS.told("shipped", order=number, ship_on=promise.ship_on, on=self.plan.as_of)

    def _of_quantities(self, event: QuantityChanged) -> Iterator[str]:
        order = self.scenario.order.get(event.order)
        yield from self._unknown_sizes(order.style if order else "", event.quantities)
        yield from self._unknown_colours(order, event.quantities) if order else ()
        yield from _too_many(event.quantities)
        if cut := [lay for lay in self.plan.lays if lay.order == event.order and lay.cut_on < self._frozen_on]:
            more = order is None or sum(q.pieces for q in event.quantities) > order.pieces
            yield self._frozen("cut" if more else "cut_fewer", min(lay.cut_on for lay in cut), order=event.order)

    @property
    def _frozen_on(self) -> date:
        """The first day on which things may be planned anew."""
        return self.plan.first_on + timedelta(days=max(self.frozen_days, self.plan.days_over))

    def _frozen(self, key: str, on: date, **facts: object) -> str:
        """What is said of something on a day that is frozen; or over, which nobody can change."""
        if self.plan.is_over(on):
            return SAYS.told(f"{key}_over", on=self.plan.as_of, **facts)
        return SAYS.told(key, on=self._frozen_on, **facts)

    def _unknown_sizes(self, style: str, quantities: Sequence[Quantity]) -> Iterator[str]:
        known = self.scenario.style[style].sizes if style in self.scenario.style else None
        for size in sorted({q.size for q in quantities} - set(known or ())) if known else ():
            yield SAYS.told("size", style=style, size=size, known=known_ones(size, known or ()))

    def _unknown_colours(self, order: Order, quantities: Sequence[Quantity]) -> Iterator[str]:
        """A colour that nothing in the book has is rather a slip than a wish."""
        mine = {q.colour for q in order.quantities}
        for colour in sorted({q.colour for q in quantities} - mine - self._colours):
            yield SAYS.told("colour", order=order.number, colour=colour, known=known_ones(colour, mine))

    @cached_property
    def _colours(self) -> set[str]:
        """All colours that orders, offers and stock have."""
        found = {q.colour for order in self.scenario.orders for q in order.quantities}
        found |= {offer.colour for offer in self.scenario.offers}
        return found | {item.colour for item in self.scenario.stock}

    def _of_new_order(self, order: Order) -> Iterator[str]:
        if order.number in self.orders:
            yield SAYS.told("known", order=order.number)
        if order.style not in self.scenario.style:
            known = known_ones(order.style, self.scenario.style)
            yield SAYS.told("style", order=order.number, style=order.style, known=known)
        yield from self._unknown_sizes(order.style, order.quantities)
        yield from _too_many(order.quantities)
        if order.core and order.core not in self.scenario.factory:
            known = known_ones(order.core, self.scenario.factory)
            yield SAYS.told("core", order=order.number, core=order.core, known=known)
        yield from self._of_due(order.number, order.due_on)
        self.orders.add(order.number)
        self.cancelled.pop(order.number, None)

    def _of_due(self, number: str, due_on: date) -> Iterator[str]:
        first_on = max(self.plan.first_on, self.plan.as_of or self.plan.first_on)
        last_on = self.plan.last_on + timedelta(days=LATEST_DUE_DAYS)
        if not first_on <= due_on <= last_on:
            yield SAYS.told("due", order=number, due=due_on, first=first_on, last=last_on)

    def _of_lot(self, event: LotRejected | LotDeclined | LotGiven | OutputBehind, number: int) -> Iterator[str]:
        lot = self.plan.lot.get(event.lot)
        if lot is None:
            yield SAYS.told("lot", lot=event.lot, known=known_ones(event.lot, self.plan.lot))
            return
        again = isinstance(event, LotDeclined) and (lot.order, lot.factory) in self.declined
        if lot.id in self.gone and not again:
            yield SAYS.told("gone", lot=lot.id)
            return
        if lot.done and not isinstance(event, LotRejected):
            yield SAYS.told("done", lot=lot.id, end=lot.end_on)
            return
        if isinstance(event, LotRejected):
            yield from self._of_rejected(lot, event, number)
        if isinstance(event, OutputBehind):
            yield from _of_output(lot, event, self.plan.last_on)
            self.gone.add(lot.id)
        if isinstance(event, LotGiven):
            yield from self._of_given(lot, event)
        if isinstance(event, LotDeclined):
            if self.plan.is_over(lot.start_on):
                yield SAYS.told("begun_over", lot=lot.id, start=lot.start_on, on=self.plan.as_of)
            self.declined.add((lot.order, lot.factory))
            self.gone |= {
                other.id for other in self.plan.lots if (other.order, other.factory) == (lot.order, lot.factory)
            }

    def _of_rejected(self, lot: Lot, event: LotRejected, number: int) -> Iterator[str]:
        if event in self.rejections:
            yield SAYS.told("rejected_again", number=self.rejections[event], lot=lot.id)
            return
        self.rejections[event] = number
        made = {(q.colour, q.size): q.pieces for q in lot.quantities}
        for q in event.quantities:
            found, before = made.get((q.colour, q.size), 0), self.rejected[lot.id, q.colour, q.size]
            if q.pieces > found - before:
                facts = {"lot": lot.id, "made": found, "cell": f"{q.colour} {q.size}".strip(), "pieces": q.pieces}
                if before:
                    yield SAYS.told("rejected_left", before=before, left=found - before, **facts)
                else:
                    yield SAYS.told("rejected", **facts)
            else:
                self.rejected[lot.id, q.colour, q.size] += q.pieces
        yield from self._outside_horizon(event.on)
        if event.on < lot.start_on:
            yield SAYS.told("inspected", lot=lot.id, start=lot.start_on, on=event.on)

    def _of_given(self, lot: Lot, event: LotGiven) -> Iterator[str]:
        scenario, line = self.scenario, self.scenario.line.get(event.line)
        if event.on is not None:
            yield from self._outside_horizon(event.on)
        elif event.line == lot.line and not (event.by_on and event.may_move):
            yield SAYS.told("there", lot=lot.id, line=lot.line)
        if lot.start_on < self._frozen_on:
            yield self._frozen("frozen", lot.start_on, lot=lot.id, start=lot.start_on)
        if line is None:
            yield SAYS.told("line", line=event.line, known=known_ones(event.line, scenario.line))
            return
        order, factory = scenario.order.get(lot.order), scenario.factory[line.factory]
        if order is None:
            return  # It comes with an event before: what it is made of is looked at when it is there.
        category = scenario.style[order.style].category
        if line.level(category) <= 0:
            able = [one.code for one in scenario.lines if one.level(category) > 0]
            yield SAYS.told(
                "no_skill", line=line.code, category=category_told(category), known=known_ones(line.code, able)
            )
        if not scenario.rules.may_sew(order, factory):
            yield SAYS.told("not_allowed", factory=factory.code, order=lot.order)
        if factory.code in scenario.declined_by.get(lot.order, ()):
            yield SAYS.told("refused", factory=factory.code, order=lot.order)
        if factory.code != lot.factory and lot.pieces < factory.minimum_lot_pieces:
            yield SAYS.told(
                "small", lot=lot.id, pieces=lot.pieces, factory=factory.code, least=factory.minimum_lot_pieces
            )

    def _of_ready(self, on: date) -> Iterator[str]:
        """Material may come after the plan's last day: the plan then reaches further."""
        last_on = self.plan.last_on + timedelta(days=LATEST_DUE_DAYS)
        if not self.plan.first_on <= on <= last_on:
            yield SAYS.told("days", on=on, first=self.plan.first_on, last=last_on)

    def _cut_already(self, event: MaterialLate) -> Iterator[str]:
        cut = [lay.cut_on for lay in self.plan.lays if lay.order == event.order and self.plan.is_over(lay.cut_on)]
        if cut and not self.plan.is_over(event.ready_on):
            yield SAYS.told("material_over", order=event.order, cut=min(cut), on=self.plan.as_of)

    def _outside_horizon(self, on: date) -> Iterator[str]:
        if not self.plan.first_on <= on <= self.plan.last_on:
            yield SAYS.told("days", on=on, first=self.plan.first_on, last=self.plan.last_on)


def _too_many(quantities: Sequence[Quantity]) -> Iterator[str]:
    for q in quantities:
        if q.pieces > MOST_OF_CELL:
            yield SAYS.told("many", found=q.pieces, cell=f"{q.colour} {q.size}".strip(), most=MOST_OF_CELL)
    if (total := sum(q.pieces for q in quantities)) > MOST_OF_ORDER:
        yield SAYS.told("many_in_all", found=total, most=MOST_OF_ORDER)


def _of_output(lot: Lot, event: OutputBehind, last_on: date) -> Iterator[str]:
    """A lot may be behind after the day on which it was to end."""
    if not lot.start_on <= event.on <= last_on:
        yield SAYS.told("unbegun", lot=lot.id, start=lot.start_on, on=event.on, last=last_on)
        return
    planned = sum(day.pieces for day in lot.days if day.on <= event.on)
    if not 0 <= event.pieces_done < planned:
        yield SAYS.told("behind", lot=lot.id, planned=planned, on=event.on, done=event.pieces_done)
