"""A plan as rows: its version, promises, lots and weeks, ready before others have to wait and written at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import msgspec

from interlock import model as engine
from interlock.explain import headline
from interlock_hub.core.money import yuan
from interlock_hub.network.models import Factory, Line
from interlock_hub.orders.models import Order
from interlock_hub.planning.bridge import packed
from interlock_hub.planning.models import PlanBottleneck, PlanLoad, PlanLot, PlanOrder, PlanVersion


@dataclass(frozen=True)
class Ready:
    """A plan with its book, packed and as rows that lack nothing but the keys of what they point at."""

    scenario: engine.Scenario
    made: engine.Plan
    book: bytes
    body: bytes
    figures: dict[str, Any]
    promises: list[PlanOrder]
    lots: list[PlanLot]


def ready(scenario: engine.Scenario, made: engine.Plan) -> Ready:
    """Make a plan ready to be written; it takes a while and asks no database, so do it before others have to wait."""
    return Ready(
        scenario,
        made,
        packed(scenario),
        packed(made),
        figures_of(made),
        _promises(made),
        _lots(scenario, made, made.lots),
    )


def store_plan(plan: Ready, *, number: int, **facts: Any) -> PlanVersion:
    """Write a plan as rows; call inside a transaction. ``facts`` are further fields of the version.

    What a transaction that was rolled back has written before is written anew, under other keys.
    """
    made = plan.made
    version = PlanVersion.objects.create(
        number=number,
        policy=made.policy,
        seed=made.seed,
        first_on=made.first_on,
        last_on=made.last_on,
        orders=len(made.promises),
        late_orders=len(made.late),
        pieces=sum(p.pieces for p in made.promises),
        cost_cny=yuan(made.cost_fen),
        bound_cny=yuan(made.lower_bound_fen),
        on_time_share=made.on_time_share,
        utilisation=made.utilisation,
        figures=plan.figures | facts.pop("figures", {}),
        book=plan.book,
        body=plan.body,
        **facts,
    )
    orders = dict(Order.objects.filter(number__in=plan.scenario.order).values_list("number", "id"))
    factories = dict(Factory.objects.values_list("code", "id"))
    _store_promises(version, plan, orders, factories)
    _store_lots(version, plan.lots, made, orders, factories)
    _store_weeks(version, made, factories)
    return version


def figures_of(made: engine.Plan) -> dict[str, Any]:
    """Return what a version keeps of its plan besides its columns."""
    return {
        "costs": {name: float(yuan(value)) for name, value in asdict(made.costs).items()},
        "bounds": [
            {
                "stage": b.stage,
                "cost": float(yuan(b.cost_fen)),
                "bound": float(yuan(b.lower_bound_fen)),
                "gap": b.gap,
                "proof": b.proof,
            }
            for b in made.bounds
        ],
        "lots": len(made.lots),
        "outside_pieces": sum(lot.pieces for lot in made.outside),
        "late_days": sum(p.late_days for p in made.late),
        "headline": {"en": headline(made, "en"), "zh": headline(made, "zh")},
    }


def _promises(made: engine.Plan) -> list[PlanOrder]:
    """Return a row for each promise, in their order."""
    reasons = {reason.order: msgspec.to_builtins(reason) for reason in made.reasons}
    return [
        PlanOrder(
            material_on=p.material_on,
            cut_first_on=p.cut_first_on,
            cut_last_on=p.cut_last_on,
            sew_first_on=p.sew_first_on,
            sew_last_on=p.sew_last_on,
            ship_on=p.ship_on,
            due_on=p.due_on,
            late_days=p.late_days,
            pieces=p.pieces,
            outside_pieces=p.outside_pieces,
            cost_cny=yuan(p.cost_fen),
            reason=reasons.get(p.order),
        )
        for p in made.promises
    ]


def _store_promises(version: PlanVersion, plan: Ready, orders: Mapping[str, int], factories: Mapping[str, int]) -> None:
    rows = []
    for row, p in zip(plan.promises, plan.made.promises, strict=True):
        if p.order in orders:
            row.pk, row.plan, row.order_id = None, version, orders[p.order]
            row.core_id, row.cutting_id = factories[p.core], factories[p.cutting_factory]
            rows.append(row)
    PlanOrder.objects.bulk_create(rows, batch_size=1000)


def store_lots(
    version: PlanVersion,
    scenario: engine.Scenario,
    made: engine.Plan,
    orders: Mapping[str, int],
    factories: Mapping[str, int],
) -> None:
    """Write the lots of the orders given, each order's numbered by their days."""
    mine = [lot for lot in made.lots if lot.order in orders]
    _store_lots(version, _lots(scenario, made, mine), made, orders, factories)


def _lots(scenario: engine.Scenario, made: engine.Plan, mine: Sequence[engine.Lot]) -> list[PlanLot]:
    """Return a row for each lot of whole orders, an order's numbered by their days."""
    parts = Counter(lot.order for lot in mine)
    seen: dict[str, int] = defaultdict(int)
    locked = _locked(scenario, mine)
    rows = []
    for lot in sorted(mine, key=lambda lot: (lot.order, lot.start_on, lot.id)):
        seen[lot.order] += 1
        promised = made.promise[lot.order]
        core, factory = scenario.factory[promised.core], scenario.factory[lot.factory]
        rows.append(
            PlanLot(
                code=lot.id,
                state=PlanLot.State.LOCKED if lot.id in locked else PlanLot.State.PLANNED,
                part=seen[lot.order],
                parts=parts[lot.order],
                pieces=lot.pieces,
                arrive_on=lot.arrive_on,
                start_on=lot.start_on,
                end_on=lot.end_on,
                finish_on=lot.finish_on,
                late_days=promised.late_days,
                pay_cny=yuan(lot.pay_fen),
                haul_cny=yuan(lot.haul_fen),
                distance_km=round(engine.distance_km(core, factory), 1),
                quantities=[[q.colour, q.size, q.pieces] for q in lot.quantities],
                days=[[day.on.isoformat(), round(day.used_min, 1), day.pieces] for day in lot.days],
            )
        )
    return rows


def _store_lots(
    version: PlanVersion,
    rows: Sequence[PlanLot],
    made: engine.Plan,
    orders: Mapping[str, int],
    factories: Mapping[str, int],
) -> None:
    lines = dict(Line.objects.values_list("code", "id"))
    lots = {lot.id: lot for lot in made.lots}
    known = []
    for row in rows:
        lot = lots[row.code]
        if lot.order in orders and lot.line in lines:
            row.pk, row.plan, row.order_id = None, version, orders[lot.order]
            row.line_id, row.factory_id = lines[lot.line], factories[lot.factory]
            known.append(row)
    PlanLot.objects.bulk_create(known, batch_size=1000)


def _locked(scenario: engine.Scenario, lots: Sequence[engine.Lot]) -> set[str]:
    """The lots that a lock holds."""
    from interlock.repair.locks import held_by

    of_order: dict[str, list[engine.Lot]] = defaultdict(list)
    for lot in sorted(lots, key=lambda lot: (lot.start_on, lot.id)) if scenario.rules.locks else ():
        of_order[lot.order].append(lot)
    return {name for number, mine in of_order.items() for name in held_by(scenario, number, mine)}


def _store_weeks(version: PlanVersion, made: engine.Plan, factories: Mapping[str, int]) -> None:
    PlanLoad.objects.bulk_create(
        (
            PlanLoad(
                plan=version,
                resource=load.resource.value,
                factory_id=factories[load.factory],
                unit=load.unit,
                week_on=load.week_on,
                capacity_min=load.capacity_min,
                used_min=load.used_min,
                value_cny_per_min=load.value_fen_per_min / 100,
            )
            for load in made.loads
        ),
        batch_size=2000,
    )
    PlanBottleneck.objects.bulk_create(
        (
            PlanBottleneck(
                plan=version,
                scope=b.scope.value,
                key=b.key,
                week_on=b.week_on,
                cny_per_day=b.fen_per_day / 100,
                day_min=b.day_min,
                load=b.load,
            )
            for b in made.bottlenecks
        ),
        batch_size=2000,
    )
