"""Hand-made scenarios and plans: small ones to tell one story each, and a long one to fill a workbook."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from interlock.model import (
    BillItem,
    Bound,
    Calendar,
    Costs,
    CuttingTable,
    Factory,
    FactoryKind,
    FinishDay,
    Lay,
    Line,
    Load,
    Lot,
    LotDay,
    Material,
    MaterialKind,
    Offer,
    Operation,
    Order,
    OutsideLot,
    Plan,
    PlanMarker,
    PriceBreak,
    Promise,
    Purchase,
    Quantity,
    Resource,
    Scenario,
    Share,
    Skill,
    Stock,
    StockUse,
    Style,
    Township,
    WhyOutside,
)

MONDAY = date(2026, 11, 23)
LINE_DAY_MIN = 4_000.0
TABLE_DAY_MIN = 480.0


def on(days: int) -> date:
    """The date so many days after the Monday on which plans are made."""
    return MONDAY + timedelta(days=days)


def factory(code: str, kind: FactoryKind = FactoryKind.SATELLITE, **facts: object) -> Factory:
    base = {"name": f"Factory {code}", "township": "A", "longitude": 115.4, "latitude": 25.9}
    return Factory(code=code, kind=kind, **{**base, **facts})


def line(code: str, factory: str, *categories: str, price: float = 60.0, level: float = 1.0) -> Line:
    return Line(
        code=code, factory=factory, operators=10, minutes_per_day=500, efficiency=0.8,
        skills=tuple(Skill(category, level) for category in categories or ("t_shirt",)), price_fen_per_min=price,
    )  # fmt: skip


def style(code: str = "T1", category: str = "t_shirt") -> Style:
    return Style(
        code=code, name="Tee", category=category, sizes=("S", "M"), finishing_min=1.0,
        operations=(Operation(number=1, name="sew", machine="lockstitch", smv_min=10.0),),
        bill=(BillItem(material="jersey", per_garment=1.0),),
    )  # fmt: skip


def order(number: str = "O1", due: int = 10, pieces: int = 800, **facts: object) -> Order:
    base = {"customer": "Brand", "style": "T1", "price_fen": 5_000}
    return Order(number=number, due_on=on(due), quantities=(Quantity("navy", "S", pieces),), **{**base, **facts})


def scenario(**changes: object) -> Scenario:
    """One core with finishing, one cutting centre with a table, two satellites with two lines each."""
    base: dict[str, object] = {
        "cluster": "Yudu", "today": MONDAY, "calendar": Calendar(public_holidays=False),
        "townships": (
            Township(code="A", name="梓山镇", name_en="Zishan", longitude=115.4, latitude=25.9),
            Township(code="B", name="岭背镇", name_en="Lingbei", longitude=115.5, latitude=26.0),
        ),
        "factories": (
            factory("C1", FactoryKind.CORE, finishing_min_per_day=800.0),
            factory("Z1", FactoryKind.CUTTING_CENTRE),
            factory("S1", township="A"),
            factory("S2", township="B"),
        ),
        "lines": (line("L1", "S1"), line("L2", "S1"), line("L3", "S2"), line("L4", "S2", "dress")),
        "tables": (table("K1", "Z1"),),
        "styles": (style(), style("D1", "dress")),
        "materials": (Material(code="jersey", name="Jersey", kind=MaterialKind.FABRIC, width_mm=1_600),),
        "offers": (offer("F1", 10, 1_000), offer("F2", 3, 1_200)),
        "stock": (Stock(material="jersey", quantity=100.0),),
        "orders": (order(),),
    }  # fmt: skip
    return Scenario(**{**base, **changes})


def table(code: str, factory: str) -> CuttingTable:
    return CuttingTable(code=code, factory=factory, length_mm=9_000, width_mm=1_800, minutes_per_day=TABLE_DAY_MIN)


def offer(code: str, lead_days: int, fen: float, **facts: object) -> Offer:
    return Offer(
        code=code, seller=f"Mill {code}", material="jersey", breaks=(PriceBreak(0, fen),), lead_days=lead_days, **facts
    )


def purchase(arrive: int, order: str = "O1", code: str = "F1", ordered: int = 0, quantity: float = 800.0) -> Purchase:
    return Purchase(
        offer=code, seller=f"Mill {code}", material="jersey", colour="navy", quantity=quantity, fen_per_unit=1_000,
        cost_fen=round(1_000 * quantity), order_on=on(ordered), arrive_on=on(arrive), shares=(Share(order, quantity),),
    )  # fmt: skip


def stock_use(available: int, order: str = "O1") -> StockUse:
    return StockUse(
        material="jersey", colour="navy", quantity=100.0, available_on=on(available), shares=(Share(order, 100.0),)
    )


def lay(cut: int, order: str = "O1", minutes: float = 240.0, number: int = 1) -> Lay:
    return Lay(
        id=f"{order}-lay{number}", order=order, marker="M1", material="jersey", factory="Z1", table="K1",
        cut_on=on(cut), start_min=0.0, end_min=minutes, plies=(("navy", 40),), fabric_m=200.0,
    )  # fmt: skip


def lot(
    days: tuple[int, ...], *, order: str = "O1", line: str = "L1", factory: str = "S1", arrive: int | None = None,
    finish: int | None = None, pieces: int = 800, number: int = 1,
) -> Lot:  # fmt: skip
    """A lot sewn on these days after the Monday, its work spread evenly, 10 minutes a piece."""
    worked = tuple(
        LotDay(
            on=on(day), productive_min=pieces * 10 / len(days), changeover_min=0.0, learning_min=0.0,
            pieces=pieces // len(days),
        )
        for day in days
    )  # fmt: skip
    return Lot(
        id=f"{order}-{number}", order=order, factory=factory, line=line, quantities=(Quantity("navy", "S", pieces),),
        arrive_on=on(days[0] if arrive is None else arrive), days=worked,
        finish_on=on(days[-1] + 1 if finish is None else finish), pay_fen=pieces * 600,
        haul_fen=5_000, opening_fen=2_000,
    )  # fmt: skip


def outside_lot(ready: int, order: str = "O1", pieces: int = 400, why: WhyOutside = WhyOutside.NO_ROOM) -> OutsideLot:
    return OutsideLot(
        order=order,
        quantities=(Quantity("navy", "S", pieces),),
        cost_fen=pieces * 2_000,
        ready_on=on(ready),
        why=why,
    )


def promise(order: Order, lots: tuple[Lot, ...], lays: tuple[Lay, ...], material: int, **facts: object) -> Promise:
    """What the dates of an order's lots and lays amount to."""
    outside_on = facts.pop("outside_on", None)
    ready = [lot.finish_on for lot in lots] + ([outside_on] if isinstance(outside_on, date) else [])
    ship_on = max(ready)
    base = {
        "order": order.number, "core": "C1", "cutting_factory": "Z1", "material_on": on(material),
        "cut_first_on": min((lay.cut_on for lay in lays), default=None),
        "cut_last_on": max((lay.cut_on for lay in lays), default=None),
        "sew_first_on": min((lot.start_on for lot in lots), default=None),
        "sew_last_on": max((lot.end_on for lot in lots), default=None),
        "ship_on": ship_on, "due_on": order.due_on, "late_days": max((ship_on - order.due_on).days, 0),
        "pieces": order.pieces, "outside_pieces": 0, "cost_fen": 1_000_000,
    }  # fmt: skip
    return Promise(**{**base, **facts})


def load(
    unit: str, week: int, share: float, value: float = 0.0, *, factory: str = "S1", resource: Resource = Resource.SEWING
) -> Load:
    """A unit's week, so many weeks after the first, with six days of capacity."""
    capacity_min = {Resource.SEWING: LINE_DAY_MIN, Resource.CUTTING: TABLE_DAY_MIN, Resource.FINISHING: 800.0}[
        resource
    ] * 6
    return Load(
        resource=resource, factory=factory, unit=unit, week_on=on(7 * week), capacity_min=capacity_min,
        used_min=capacity_min * share, value_fen_per_min=value,
    )  # fmt: skip


def plan(**changes: object) -> Plan:
    """A plan of six weeks with one marker and nothing else unless given."""
    base: dict[str, object] = {
        "cluster": "Yudu", "made_on": MONDAY, "first_on": MONDAY, "last_on": on(41), "policy": "balanced", "seed": 0,
        "made_up": True, "purchases": (), "stock_uses": (), "lays": (), "lots": (), "outside": (), "finishing": (),
        "markers": (
            PlanMarker(
                id="M1", style="T1", material="jersey", width_mm=1_600, ratio=(("S", 2), ("M", 1)), length_mm=5_000,
                utilisation=0.84, nested=False,
            ),
        ),
        "promises": (), "loads": (), "bottlenecks": (), "reasons": (), "virtues": (), "costs": Costs(), "bounds": (),
    }  # fmt: skip
    return Plan(**{**base, **changes})


def late_plan(order: Order, lots: tuple[Lot, ...], lays: tuple[Lay, ...], material: int = 0, **changes: object) -> Plan:
    """A plan of one order, told by its lots and lays."""
    outside = changes.get("outside", ())
    facts: dict[str, object] = {}
    if outside:
        facts = {"outside_on": max(o.ready_on for o in outside), "outside_pieces": sum(o.pieces for o in outside)}
    return plan(lots=lots, lays=lays, promises=(promise(order, lots, lays, material, **facts),), **changes)


def full_loads(*lines: str, weeks: int = 3, share: float = 1.0, value: float = 2.0) -> tuple[Load, ...]:
    """The same load for several lines in the first weeks, and room after them."""
    busy = [load(unit, week, share, value) for unit in lines for week in range(weeks)]
    return (*busy, *(load(unit, week, 0.3) for unit in lines for week in range(weeks, 6)))


def book(orders: int, seed: int = 1) -> tuple[Scenario, Plan]:
    """A long made-up order book with a plan whose costs add up; about one order in eight is late."""
    dice = random.Random(seed)
    categories = ("t_shirt", "dress")
    asked = tuple(
        order(f"O{n:05d}", due=12 + n % 20, pieces=200 + n % 7 * 100, style="T1" if n % 3 else "D1")
        for n in range(orders)
    )
    found = scenario(
        orders=asked, lines=tuple(line(f"L{n}", f"S{1 + n % 2}", *categories, price=50 + n) for n in range(1, 9))
    )
    lots, lays, purchases, finishing, promises = [], [], [], [], []
    for one in asked:
        start = (one.due_on - MONDAY).days - dice.randint(-1, 6)
        made = lot(
            (start, start + 1), order=one.number, line=f"L{dice.randint(1, 8)}", pieces=one.pieces, arrive=start - 1
        )
        lots.append(replace(made, factory=found.line[made.line].factory))
        lays.append(lay(start - 2, one.number))
        purchases.append(purchase(start - 4, one.number, quantity=float(one.pieces)))
        finishing.append(FinishDay(made.id, "C1", made.finish_on, float(one.pieces)))
        promises.append(promise(one, (lots[-1],), (lays[-1],), start - 4))
    costs = Costs(
        fabric=sum(p.cost_fen for p in purchases), cutting=sum(3_000 for _ in lays),
        sewing=sum(one.pay_fen for one in lots), transport=sum(one.haul_fen for one in lots),
        opening=sum(one.opening_fen for one in lots),
    )  # fmt: skip
    each, last = divmod(costs.total, max(orders, 1))
    promises = [replace(p, cost_fen=each + (last if n == 0 else 0)) for n, p in enumerate(promises)]
    return found, plan(
        lots=tuple(lots), lays=tuple(lays), purchases=tuple(purchases), finishing=tuple(finishing), costs=costs,
        promises=tuple(promises), loads=_loads_of(found, lots), stock_uses=(stock_use(0, asked[0].number),),
        bounds=(
            Bound(stage="network", cost_fen=costs.total, lower_bound_fen=costs.total * 99 // 100, proof="lagrangian"),
        ),
    )  # fmt: skip


def _loads_of(found: Scenario, lots: list[Lot]) -> tuple[Load, ...]:
    used: defaultdict[tuple[str, date], float] = defaultdict(float)
    for one in lots:
        for day in one.days:
            used[one.line, day.on - timedelta(days=day.on.weekday())] += day.used_min
    most = max(used.values())
    return tuple(
        Load(
            resource=Resource.SEWING, factory=found.line[unit].factory, unit=unit, week_on=week, capacity_min=most,
            used_min=minutes, value_fen_per_min=3.0 if minutes > 0.95 * most else 0.0,
        )
        for (unit, week), minutes in sorted(used.items())
    )  # fmt: skip
