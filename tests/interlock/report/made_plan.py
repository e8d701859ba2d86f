"""A believable cluster with a plan, from a seed: about sixty factories, 150 lots, forty lays, some orders late.

It keeps to the shapes of a real plan (dates in order, costs that add up); it is not the answer to any optimisation.
"""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from made_scenario import CATEGORIES, TODAY, made_scenario

from interlock.model import (
    BottleneckValue,
    Bound,
    Cause,
    Costs,
    Factory,
    FactoryKind,
    Help,
    Lay,
    Line,
    Load,
    Lot,
    LotDay,
    Order,
    OutsideLot,
    Plan,
    PlanMarker,
    Promise,
    Purchase,
    Quantity,
    Reason,
    Remedy,
    Resource,
    Scenario,
    Scope,
    Share,
    StockUse,
    Virtues,
    WhyOutside,
)

LAST = TODAY + timedelta(days=62)


def made(seed: int = 1, factories: int = 60, orders: int = 70) -> tuple[Scenario, Plan]:
    """Return a scenario and its plan; the first order bears a hostile number."""
    rng = random.Random(seed)
    scenario = made_scenario(rng, factories, orders)
    return scenario, _Planned(scenario, rng).plan()


def made_empty() -> tuple[Scenario, Plan]:
    """Return a cluster without anything and the plan of nothing."""
    parts = ("purchases", "stock_uses", "markers", "lays", "lots", "outside", "finishing", "promises", "loads")
    nothing: dict[str, Any] = dict.fromkeys((*parts, "bottlenecks", "reasons", "virtues", "bounds"), ())
    days = {"made_on": TODAY, "first_on": TODAY, "last_on": LAST}
    head: dict[str, Any] = {"cluster": "空 / empty", "policy": "own", "seed": 0, "made_up": False}
    scenario = Scenario(cluster="空 / empty", today=TODAY, factories=(), lines=(), styles=(), orders=())
    return scenario, Plan(**head, **days, **nothing, costs=Costs())


class _Planned:
    """Walks the orders once and lays every part of the plan down as it goes."""

    def __init__(self, scenario: Scenario, rng: random.Random) -> None:
        self.scenario, self.rng = scenario, rng
        self.able = {c: [line for line in scenario.lines if line.level(c)] for c in CATEGORIES}
        self.free = {line.code: TODAY + timedelta(days=3) for line in scenario.lines}
        self.lots: list[Lot] = []
        self.lays: list[Lay] = []
        self.markers: list[PlanMarker] = []
        self.promises: list[Promise] = []
        self.purchases: list[Purchase] = []
        self.outside: list[OutsideLot] = []
        self.used: defaultdict[tuple[str, date], float] = defaultdict(float)

    def plan(self) -> Plan:
        for order in self.scenario.orders:
            self._plan_order(order)
        costs = self._costs()
        late = [promise for promise in self.promises if promise.late_days]
        return Plan(
            cluster=self.scenario.cluster,
            made_on=TODAY,
            first_on=TODAY,
            last_on=LAST,
            policy="balanced",
            seed=1,
            made_up=True,
            purchases=tuple(self.purchases),
            stock_uses=(StockUse(material="T1", colour="", quantity=1_200.0, available_on=TODAY, shares=()),),
            markers=tuple(self.markers),
            lays=tuple(self.lays),
            lots=tuple(self.lots),
            outside=tuple(self.outside),
            finishing=(),
            promises=tuple(self.promises),
            loads=tuple(self._loads()),
            bottlenecks=tuple(self._bottlenecks()),
            reasons=tuple(self._reason(promise, at) for at, promise in enumerate(late)),
            virtues=tuple(self._virtues(factory) for factory in self.scenario.factories),
            costs=costs,
            bounds=(
                Bound(
                    stage="cloth", cost_fen=costs.fabric, lower_bound_fen=round(costs.fabric * 0.998), proof="cut_plans"
                ),
                Bound(
                    stage="network",
                    cost_fen=costs.total - costs.fabric,
                    lower_bound_fen=round((costs.total - costs.fabric) * 0.972),
                    proof="lagrangian",
                ),
            ),
        )

    def _plan_order(self, order: Order) -> None:
        rng = self.rng
        material = TODAY + timedelta(days=rng.randint(1, 9))
        cut = self._open(material + timedelta(days=1))
        centre = rng.choice([place.code for place in self.scenario.of_kind(FactoryKind.CUTTING_CENTRE)])
        self._buy(order, material)
        if len(self.lays) < 42:
            self._lay(order, centre, cut)
        outside = order.pieces // 3 if rng.random() < 0.05 else 0
        lots = self._sew(order, cut + timedelta(days=1), outside)
        finish = max(lot.finish_on for lot in lots)
        if outside:
            self.outside.append(
                OutsideLot(
                    order=order.number,
                    quantities=(Quantity(order.colours[0], "M", outside),),
                    cost_fen=outside * 900,
                    ready_on=finish,
                    why=WhyOutside.NO_ROOM,
                )
            )
        ship = self._open(finish + timedelta(days=1))
        self.promises.append(
            Promise(
                order=order.number,
                core=order.core,
                cutting_factory=centre,
                material_on=material,
                cut_first_on=cut,
                cut_last_on=cut,
                sew_first_on=min(lot.start_on for lot in lots),
                sew_last_on=max(lot.end_on for lot in lots),
                ship_on=ship,
                due_on=order.due_on,
                late_days=max(0, (ship - order.due_on).days),
                pieces=order.pieces,
                outside_pieces=outside,
                cost_fen=sum(lot.pay_fen for lot in lots) + order.pieces * 1_600,
            )
        )

    def _open(self, on: date) -> date:
        while not self.scenario.calendar.is_open(on):
            on += timedelta(days=1)
        return on

    def _sew(self, order: Order, ready_on: date, outside: int) -> list[Lot]:
        category = self.scenario.style[order.style].category
        able = self.able[category]
        looked_at = self.rng.sample(able, min(len(able), 12))
        chosen = sorted(looked_at, key=lambda line: self.free[line.code])[: self.rng.randint(1, 3)]
        pieces = (order.pieces - outside) // len(chosen)
        found = [self._lot(order, line, at, pieces, ready_on) for at, line in enumerate(chosen)]
        self.lots += found
        return found

    def _lot(self, order: Order, line: Line, at: int, pieces: int, ready_on: date) -> Lot:
        minutes = pieces * self.scenario.style[order.style].smv_min
        on = self._open(max(ready_on, self.free[line.code]))
        days: list[LotDay] = []
        left, capacity = minutes, line.capacity_min_per_day
        while left > 0:
            now = min(left, capacity * 0.93)
            days.append(
                LotDay(
                    on=on, productive_min=now, changeover_min=0 if days else 40, learning_min=capacity * 0.05, pieces=1
                )
            )
            self.used[(line.factory, self._week(on))] += days[-1].used_min
            left -= now
            on = self._open(on + timedelta(days=1))
        self.free[line.code] = on
        return Lot(
            id=f"{order.number}/{at + 1}",
            order=order.number,
            factory=line.factory,
            line=line.code,
            quantities=(Quantity(order.colours[0], "M", pieces),),
            arrive_on=ready_on,
            days=tuple(days),
            finish_on=self._open(days[-1].on + timedelta(days=1)),
            pay_fen=round(minutes * line.price_fen_per_min),
            haul_fen=pieces * 3,
            opening_fen=12_000,
        )

    @staticmethod
    def _week(on: date) -> date:
        return on - timedelta(days=on.weekday())

    def _lay(self, order: Order, centre: str, cut: date) -> None:
        nested = cut <= TODAY + timedelta(days=5)
        number = len(self.markers) + 1
        length = self.rng.uniform(3_000, 9_000)
        self.markers.append(
            PlanMarker(
                id=f"M{number:04d}",
                style=order.style,
                material=self.rng.choice(("F1", "F2")),
                width_mm=1_480,
                ratio=(("M", 2), ("L", 1)),
                length_mm=length,
                utilisation=self.rng.uniform(0.8, 0.9),
                nested=nested,
            )
        )
        start = self.rng.randint(0, 400)
        plies = tuple((colour, self.rng.randint(8, 60)) for colour in order.colours)
        self.lays.append(
            Lay(
                id=f"L{number:04d}",
                order=order.number,
                marker=f"M{number:04d}",
                material=self.markers[-1].material,
                factory=centre,
                table=f"{centre}-B{self.rng.randint(1, 2)}",
                cut_on=cut,
                start_min=start,
                end_min=start + 75,
                plies=plies,
                fabric_m=length / 1000 * sum(count for _, count in plies),
            )
        )

    def _buy(self, order: Order, arrive: date) -> None:
        quantity = order.pieces * 1.3
        material = self.rng.choice(("F1", "F2", "T1"))
        price = 60.0 if material == "T1" else 1_350.0
        self.purchases.append(
            Purchase(
                offer=f"Q-{len(self.purchases) + 1:03d}",
                seller=f"示例面料行 {self.rng.randint(1, 9):02d} / Sample fabrics 0{self.rng.randint(1, 9)}",
                material=material,
                colour=order.colours[0],
                quantity=quantity,
                fen_per_unit=price,
                cost_fen=round(quantity * price),
                order_on=max(TODAY, arrive - timedelta(days=self.rng.randint(2, 12))),
                arrive_on=arrive,
                shares=(Share(order.number, quantity),),
                surplus=self.rng.choice((0.0, 12.5)),
            )
        )

    def _costs(self) -> Costs:
        pieces = sum(order.pieces for order in self.scenario.orders)
        return Costs(
            fabric=sum(purchase.cost_fen for purchase in self.purchases),
            cutting=pieces * 120,
            sewing=sum(lot.pay_fen for lot in self.lots),
            transport=sum(lot.haul_fen for lot in self.lots),
            opening=sum(lot.opening_fen for lot in self.lots),
            finishing=pieces * 95,
            outside=sum(lot.cost_fen for lot in self.outside),
            lateness=sum(promise.late_days * 40_000 for promise in self.promises),
        )

    def _loads(self) -> list[Load]:
        weeks = [TODAY + timedelta(days=7 * at) for at in range(9)]
        found = []
        for line in self.scenario.lines:
            for week in weeks:
                capacity = line.capacity_min_per_day * sum(
                    1 for _ in self.scenario.calendar.open_days(week, week + timedelta(days=6))
                )
                used = min(capacity, self.used[(line.factory, week)] / len(self.scenario.lines_of[line.factory]))
                found.append(self._load(Resource.SEWING, line.factory, line.code, week, capacity, used))
        for table in self.scenario.tables:
            found += [
                self._load(Resource.CUTTING, table.factory, table.code, w, 3_300, 3_300 * max(0.1, 0.9 - 0.1 * at))
                for at, w in enumerate(weeks)
            ]
        for core in self.scenario.of_kind(FactoryKind.CORE):
            found += [
                self._load(Resource.FINISHING, core.code, core.code, w, 54_000, 54_000 * self.rng.uniform(0.3, 0.95))
                for w in weeks
            ]
        return found

    @staticmethod
    def _load(resource: Resource, factory: str, unit: str, week: date, capacity: float, used: float) -> Load:
        value = 3.0 if used > 0.97 * capacity else 0.0
        return Load(
            resource=resource,
            factory=factory,
            unit=unit,
            week_on=week,
            capacity_min=capacity,
            used_min=used,
            value_fen_per_min=value,
        )

    def _bottlenecks(self) -> list[BottleneckValue]:
        keys = [(Scope.SKILL, "down_jacket"), (Scope.SKILL, "dress"), (Scope.TOWNSHIP, "T3"), (Scope.CENTRE, "F000")]
        keys += [(Scope.FACTORY, factory.code) for factory in self.scenario.factories[8:30]]
        return [
            BottleneckValue(
                scope=scope,
                key=key,
                week_on=TODAY + timedelta(days=7 * week),
                fen_per_day=self.rng.uniform(4_000, 60_000),
                day_min=9_500,
                load=self.rng.uniform(0.97, 1.0),
            )
            for scope, key in keys
            for week in range(1, self.rng.randint(2, 5))
        ]

    def _reason(self, promise: Promise, at: int) -> Reason:
        week, ship = (TODAY + timedelta(days=7)).isoformat(), promise.ship_on.isoformat()
        category = self.scenario.style[self.scenario.order[promise.order].style].category
        if at % 3 == 0:
            facts: dict[str, str | int | float] = {
                "source": "purchase",
                "material": "棉府绸 poplin",
                "seller": "示例面料行 01 / Sample fabrics 01",
                "arrive_on": week,
                "ship_on": ship,
            }
            return Reason(order=promise.order, cause=Cause.MATERIAL, facts=facts, remedies=(self._later(promise),))
        facts = {
            "category": category,
            "week_on": week,
            "lines": 37,
            "full_lines": 37,
            "full_until_on": ship,
            "worth_fen": 41_000,
        }
        more = Remedy(Help.MORE_LINES, {"lines": 2, "category": category, "from_on": week, "to_on": ship})
        return Reason(order=promise.order, cause=Cause.SKILL_FULL, facts=facts, remedies=(more, self._later(promise)))

    @staticmethod
    def _later(promise: Promise) -> Remedy:
        return Remedy(Help.LATER_DUE, {"later_days": promise.late_days, "to_on": promise.ship_on.isoformat()})

    def _virtues(self, factory: Factory) -> Virtues:
        def score() -> float | None:
            return self.rng.uniform(30, 98) if factory.first_pass_share is not None else None

        return Virtues(factory=factory.code, skill=score(), cost=score(), speed=score(), range=score(), service=score())
