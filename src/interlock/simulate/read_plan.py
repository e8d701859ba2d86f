"""A plan and its scenario as a problem to play: who waits for whom, and where the plan itself waits on purpose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

from interlock.errors import InvalidModel
from interlock.model import Line as ClusterLine
from interlock.model import Lot, Plan, Policy, Promise, Scenario
from interlock.simulate.error_words import ERRORS
from interlock.simulate.holds import fitted_line, held_chunks
from interlock.simulate.problem import (
    Block,
    Chunk,
    Delivery,
    Line,
    LotWork,
    Order,
    OutsideWork,
    Shop,
    SimulationProblem,
    Table,
)

# Days played after the plan's last one, for what comes later than planned; what is later still counts as their last.
ROOM_DAYS = 90


def problem_of(scenario: Scenario, plan: Plan, policy: Policy) -> SimulationProblem:
    """Return the plan as a problem to play.

    Raises :class:`~interlock.errors.InvalidModel` naming orders, lines, tables and factories that the scenario lacks.
    """
    _refuse_strangers(scenario, plan)
    return _Reader(scenario, plan, policy).problem()


class Calendars:
    """The minutes of places on every day played; each factory's calendar is read once."""

    def __init__(self, scenario: Scenario, first_on: date, days: int) -> None:
        self._scenario, self._first_on, self._days = scenario, first_on, days
        self._masks: dict[str, tuple[bool, ...]] = {}

    def line_min(self, code: str) -> tuple[float, ...]:
        """Return a line's standard minutes: none where its factory is closed, fewer where its capacity is changed."""
        scenario, line = self._scenario, self._scenario.line[code]
        minutes = self.open_min(line.factory, line.capacity_min_per_day)
        if code not in scenario.changes_of:
            return minutes
        return tuple(m * scenario.share_of(code, self._first_on + timedelta(days=d)) for d, m in enumerate(minutes))

    def open_min(self, factory: str, minutes: float) -> tuple[float, ...]:
        """Return ``minutes`` on the open days of a factory and 0 on the others."""
        if factory not in self._masks:
            self._masks[factory] = self._scenario.calendar.mask(self._first_on, self._days, factory)
        return tuple(minutes if is_open else 0.0 for is_open in self._masks[factory])


def line_of(line: ClusterLine, minutes: tuple[float, ...], lots: tuple[int, ...]) -> Line:
    """Return a line of the cluster with its minutes of every day and its lots in sequence."""
    return Line(
        code=line.code,
        operators=line.operators,
        minutes_by_day=minutes,
        most_presence=1.0 / line.attendance,
        lots=lots,
    )


def _refuse_strangers(scenario: Scenario, plan: Plan) -> None:
    named = {
        "order": (plan.promise.keys(), scenario.order),
        "line": ({lot.line for lot in plan.lots}, scenario.line),
        "table": ({lay.table for lay in plan.lays}, scenario.table),
        "factory": ({day.factory for day in plan.finishing}, scenario.factory),
    }
    problems = [
        ERRORS.told("stranger", what=ERRORS.told(what), code=code)
        for what, (codes, known) in named.items()
        for code in sorted(codes)
        if code not in known
    ]
    bought = {share.order for purchase in plan.purchases for share in purchase.shares}
    made = {part.order for parts in (plan.lays, plan.lots, plan.outside) for part in parts}
    problems += [ERRORS.told("no_promise", order=number) for number in sorted((bought | made) - plan.promise.keys())]
    if problems:
        raise InvalidModel(problems)


class _Reader:
    def __init__(self, scenario: Scenario, plan: Plan, policy: Policy) -> None:
        self._scenario, self._plan, self._policy = scenario, plan, policy
        self._first_on = min([plan.first_on, *(lot.arrive_on for lot in plan.lots), *(lay.cut_on for lay in plan.lays)])
        self._days = max(map(self._day, self._last_days()), default=0) + ROOM_DAYS
        self._calendars = Calendars(scenario, self._first_on, self._days)
        self._index = {promise.order: i for i, promise in enumerate(plan.promises)}
        self._blocks, self._tables = self._cut()
        self._block_days: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for index, block in enumerate(self._blocks):
            self._block_days[block.order].append((block.day, index))

    def problem(self) -> SimulationProblem:
        chunk_days = self._chunk_days()
        lots = tuple(self._lot(lot, chunk_days.get(lot.id, [])) for lot in self._plan.lots)
        lots, lines = self._lines(lots)
        return SimulationProblem(
            first_on=self._first_on,
            days=self._days,
            orders=tuple(self._order(promise) for promise in self._plan.promises),
            from_day=self._from_day(),
            deliveries=self._deliveries(),
            blocks=self._blocks,
            tables=self._tables,
            lots=lots,
            lines=lines,
            shops=self._shops(lots),
            outside=self._outside(),
        )

    def _from_day(self) -> int:
        """The first day that is not over."""
        over = self._plan.days_over
        return min(self._day(self._plan.first_on) + over, self._days) if over else 0

    def _day(self, on: date) -> int:
        return (on - self._first_on).days

    def _last_days(self) -> list[date]:
        return [self._plan.last_on, *(p.ship_on for p in self._plan.promises), *(p.due_on for p in self._plan.promises)]

    def _order(self, promise: Promise) -> Order:
        order = self._scenario.order[promise.order]
        style = self._scenario.style[order.style]
        return Order(
            number=promise.order,
            category=style.category,
            due_day=self._day(promise.due_on),
            material_day=self._day(promise.material_on),
            cut_day=self._day(promise.cut_last_on) if promise.cut_last_on else None,
            sewn_day=self._day(promise.sew_last_on) if promise.sew_last_on else None,
            ship_day=self._day(promise.ship_on),
            late_fen_per_piece_day=self._policy.late_fen_per_piece_day(order, style),
        )

    # -- material and cutting ----------------------------------------------------------------------------------------
    def _deliveries(self) -> tuple[Delivery, ...]:
        found = [
            Delivery(
                name=f"{bought.offer} {bought.material} {bought.colour} {bought.order_on}",
                day=self._day(bought.arrive_on),
                by_customer=False,
                orders=tuple(sorted({self._index[share.order] for share in bought.shares})),
            )
            for bought in self._plan.purchases
        ]
        for number, index in self._index.items():
            ready_on = self._scenario.order[number].material_ready_on
            if ready_on is not None and ready_on > self._plan.made_on:
                found.append(Delivery(name=number, day=self._day(ready_on), by_customer=True, orders=(index,)))
        return tuple(found)

    def _cut(self) -> tuple[tuple[Block, ...], tuple[Table, ...]]:
        """Lays of an order that one table cuts on one day as blocks; each table keeps the order of their starts."""
        minutes: dict[tuple[int, int, str], float] = defaultdict(float)
        start: dict[tuple[int, int, str], float] = {}
        for lay in self._plan.lays:
            key = (self._index[lay.order], self._day(lay.cut_on), lay.table)
            minutes[key] += lay.end_min - lay.start_min
            start[key] = min(lay.start_min, start.get(key, lay.start_min))
        keys = sorted(minutes)
        on_table: dict[str, list[tuple[int, float, int]]] = defaultdict(list)
        for index, key in enumerate(keys):
            on_table[key[2]].append((key[1], start[key], index))
        tables = (self._scenario.table[code] for code in sorted(on_table))
        return tuple(
            Block(order=order, day=day, minutes=minutes[order, day, code]) for order, day, code in keys
        ), tuple(
            Table(
                code=table.code,
                minutes_by_day=self._calendars.open_min(table.factory, table.minutes_per_day),
                blocks=tuple(index for _, _, index in sorted(on_table[table.code])),
            )
            for table in tables
        )

    # -- sewing ------------------------------------------------------------------------------------------------------
    def _lot(self, lot: Lot, chunk_days: Sequence[int]) -> LotWork:
        order = self._index[lot.order]
        arrive_day, end_day, finish_day = self._day(lot.arrive_on), self._day(lot.end_on), self._day(lot.finish_on)
        needed = [(day, index) for day, index in self._block_days[order] if day < arrive_day]
        from_day, last_block = needed[-1] if needed else (self._start_day(lot.order), None)
        return LotWork(
            name=lot.id,
            order=order,
            pieces=lot.pieces,
            last_block=last_block,
            travel_days=arrive_day - from_day,
            arrive_day=arrive_day,
            start_day=self._day(lot.start_on),
            end_day=end_day,
            finish_day=finish_day,
            tail_days=finish_day - (chunk_days[-1] if chunk_days else end_day),
            work_min=sum(day.used_min for day in lot.days),
            start_min=sum(day.changeover_min + day.learning_min for day in lot.days),
            first_day_min=lot.days[0].used_min,
            hold_day=0,
        )

    def _start_day(self, number: str) -> int:
        earliest_on = self._scenario.order[number].earliest_start_on
        return max(self._day(self._plan.promise[number].material_on), self._day(earliest_on) if earliest_on else 0)

    def _lines(self, lots: Sequence[LotWork]) -> tuple[tuple[LotWork, ...], tuple[Line, ...]]:
        of_line: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        last_min = [lot.days[-1].used_min for lot in self._plan.lots]
        for index, (lot, work) in enumerate(zip(self._plan.lots, lots, strict=True)):
            of_line[lot.line].append((work.start_day, work.end_day, index))
        fitted, lines = list(lots), []
        for code in sorted(of_line):
            minutes = self._with_overtime(code, self._calendars.line_min(code))
            sequence = tuple(index for _, _, index in sorted(of_line[code]))
            works = fitted_line(minutes, [lots[i] for i in sequence], [last_min[i] for i in sequence])
            for index, work in zip(sequence, works, strict=True):
                fitted[index] = work
            lines.append(line_of(self._scenario.line[code], minutes, sequence))
        return tuple(fitted), tuple(lines)

    def _with_overtime(self, code: str, minutes: tuple[float, ...]) -> tuple[float, ...]:
        """A line's minutes with the overtime that the plan works on it."""
        used = self._overtime_days.get(code)
        return minutes if used is None else tuple(max(m, used.get(day, 0.0)) for day, m in enumerate(minutes))

    @cached_property
    def _overtime_days(self) -> Mapping[str, Mapping[int, float]]:
        """Minutes used by day, of lines that work overtime."""
        longer = {lot.line for lot in self._plan.lots if lot.overtime_fen}
        found: dict[str, dict[int, float]] = {code: defaultdict(float) for code in longer}
        for lot in self._plan.lots:
            for day in lot.days if lot.line in found else ():
                found[lot.line][self._day(day.on)] += day.used_min
        return found

    # -- finishing and outside ---------------------------------------------------------------------------------------
    def _chunk_days(self) -> Mapping[str, list[int]]:
        days: dict[str, list[int]] = defaultdict(list)
        for chunk in self._plan.finishing:
            days[chunk.lot].append(self._day(chunk.on))
        return {lot: sorted(given) for lot, given in days.items()}

    def _shops(self, lots: Sequence[LotWork]) -> tuple[Shop, ...]:
        at = {lot.id: i for i, lot in enumerate(self._plan.lots)}
        of_shop: dict[str, list[Chunk]] = defaultdict(list)
        for given in self._plan.finishing:
            chunk = Chunk(lot=at[given.lot], day=self._day(given.on), minutes=given.minutes, hold_day=0)
            of_shop[given.factory].append(chunk)
        shops = []
        for code, chunks in sorted(of_shop.items()):
            minutes = self._calendars.open_min(code, self._scenario.factory[code].finishing_min_per_day)
            chunks.sort(key=lambda c: (c.day, lots[c.lot].end_day, c.lot))
            ready = [lots[chunk.lot].end_day + 1 for chunk in chunks]
            shops.append(Shop(code=code, minutes_by_day=minutes, chunks=held_chunks(minutes, chunks, ready)))
        return tuple(shops)

    def _outside(self) -> tuple[OutsideWork, ...]:
        found = []
        for lot in self._plan.outside:
            order = self._index[lot.order]
            blocks = self._block_days[order]
            cut_day, last = blocks[-1] if blocks else (self._start_day(lot.order), None)
            found.append(
                OutsideWork(
                    order=order,
                    pieces=lot.pieces,
                    last_block=last,
                    cut_day=cut_day,
                    ready_day=self._day(lot.ready_on),
                )
            )
        return tuple(found)
