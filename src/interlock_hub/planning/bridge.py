"""The engine plans: the database as a scenario, a plan as rows."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from interlock import model as engine
from interlock.explain import headline
from interlock_hub.core.models import Cluster
from interlock_hub.core.money import yuan
from interlock_hub.cutting.models import PatternVersion
from interlock_hub.cutting.patterns_bridge import digest
from interlock_hub.network.bridge import network_of_rows
from interlock_hub.network.models import Factory, Line
from interlock_hub.orders.bridge import book_of_rows
from interlock_hub.orders.models import Order
from interlock_hub.planning.models import PlanBottleneck, PlanLoad, PlanLot, PlanOrder, PlanVersion

if TYPE_CHECKING:
    from interlock.stages.progress import Step

Tell = Callable[..., None]
Stop = Callable[[], bool]


MOST_OVERTIME_HOURS = engine.MOST_OVERTIME_HOURS
# What events have taught, beside the rules of the book.
LEARNT = ("declined", "overtime")


def scenario_of_rows(cluster: Cluster, today: Any) -> engine.Scenario:
    """Return the whole database as a scenario; raises the engine's InvalidModel naming what contradicts itself.

    Locks of days that have passed, and rules that the book cannot keep any more, are left out: an order that is closed
    or has fewer pieces now is no reason not to plan the others.
    """
    declined = tuple(engine.Declined(**no) for no in cluster.rules.get("declined", ()))
    network = network_of_rows(cluster)
    lines = {line.code for line in network["lines"]}
    agreed = msgspec.convert(cluster.rules.get("overtime", []), tuple[engine.AgreedOvertime, ...])
    rules = msgspec.convert({k: v for k, v in cluster.rules.items() if k not in LEARNT}, engine.Rules)
    locks = tuple(lock for lock in rules.locks if lock.first_on >= today)
    scenario = engine.Scenario(
        cluster=cluster.name,
        today=today,
        made_up=cluster.made_up,
        declined=declined,
        agreed_overtime=tuple(one for one in agreed if one.line in lines and one.last_on >= today),
        **network,
        **book_of_rows(),
    )
    return replace(scenario, rules=engine.still_kept(scenario, replace(rules, locks=locks)))


def by_what_was_told(scenario: engine.Scenario) -> engine.Scenario:
    """Return a scenario in which every order is due on the day that its customer was told, where one was.

    So a plan pays for each day it ships later than that, and the order's own due date stays what the book says.
    """
    promised = Order.objects.filter(state=Order.State.OPEN, promise__isnull=False).only("number", "promise", "due_on")
    told = {order.number: order.planned_by for order in promised}
    orders = tuple(replace(order, due_on=told.get(order.number, order.due_on)) for order in scenario.orders)
    return replace(scenario, orders=orders) if told else scenario


def relocked(locks: Sequence[Any], moves: Sequence[tuple[Sequence[Any], Sequence[Any]]]) -> list[Any]:
    """Return locks, as they are kept, after changes by hand: each takes some away and puts others in their place."""
    held = dict.fromkeys(msgspec.convert(lock, engine.Lock) for lock in locks)
    for gone, put in moves:
        for lock in gone:
            held.pop(msgspec.convert(lock, engine.Lock), None)
        held |= dict.fromkeys(msgspec.convert(lock, engine.Lock) for lock in put)
    kept: list[Any] = msgspec.to_builtins(list(held))
    return kept


def packed(value: engine.Scenario | engine.Plan) -> bytes:
    """Return a scenario or plan as compressed JSON."""
    return zlib.compress(engine.dump(value), 6)


def dumped(scenario: engine.Scenario) -> bytes:
    """Return a scenario as JSON."""
    return engine.dump(scenario)


def loaded_scenario(data: bytes) -> engine.Scenario:
    """Return the scenario in JSON that :func:`dumped` wrote."""
    return engine.load(data, engine.Scenario, "the job's book")


def scenario_in(data: bytes | memoryview) -> engine.Scenario:
    """Return the scenario in compressed JSON."""
    return engine.load(zlib.decompress(bytes(data)), engine.Scenario, "the plan's book")


def garments_planned(version: PlanVersion, numbers: Collection[str]) -> dict[str, dict[tuple[str, str], int]]:
    """Return the garments of orders in a plan's book by order, then by colour and size."""
    orders = scenario_in(version.book).orders
    return {o.number: {(q.colour, q.size): q.pieces for q in o.quantities} for o in orders if o.number in numbers}


def plan_in(data: bytes | memoryview) -> engine.Plan:
    """Return the plan in compressed JSON."""
    return engine.load(zlib.decompress(bytes(data)), engine.Plan, "the plan")


def policy_named(name: str, **changes: Any) -> engine.Policy:
    """Return one of the four policies, with changes."""
    return replace(engine.Policy.named(name), **changes)  # type: ignore[arg-type]


def policy_of(made: engine.Plan) -> engine.Policy:
    """Return the policy that a plan names, with its seed and overtime; an unknown name has balanced weights."""
    known = made.policy in ("balanced", "cheapest", "fastest", "fairest")
    policy = policy_named(made.policy, seed=made.seed) if known else engine.Policy(name=made.policy, seed=made.seed)
    if not made.overtime_hours and not made.overtime_fen_per_min:
        return policy
    return replace(policy, overtime_hours=made.overtime_hours, overtime_fen_per_min=made.overtime_fen_per_min)


def make_plan(
    scenario: engine.Scenario,
    policy: engine.Policy,
    *,
    tell: Tell,
    stop: Stop,
    cache_folder: Path | None = None,
    workers: int | None = None,
) -> engine.Plan:
    """Plan a scenario; raises the engine's errors.

    ``tell`` hears the stage and the share done, and by name ``sewn_cost`` and ``sewn_gap`` once the engine knows them.
    """
    from interlock.markers import MarkerCache, default_cache_folder
    from interlock.planner import plan

    cache = MarkerCache(cache_folder or default_cache_folder())

    def hear(step: Step) -> None:
        figures = {}
        if step.cost_fen is not None and step.gap is not None:
            figures = {"sewn_cost": float(yuan(round(step.cost_fen))), "sewn_gap": step.gap}
        tell(step.stage, step.share, **figures)

    return plan(scenario, policy, stop=stop, progress=hear, cache=cache, workers=workers).plan


def improved(
    scenario: engine.Scenario, made: engine.Plan, *, held: Collection[str], frozen_days: int, tell: Tell, stop: Stop
) -> engine.Plan:
    """Return a plan made cheaper, the same one where nothing pays; ``held`` lots stay on their lines and days.

    ``tell`` hears the share done and what the best so far costs.
    """
    from interlock.repair import improve

    lots = [lot for lot in made.lots if lot.id in held]
    locks = [engine.Lock(order=o.order, line=o.line, first_on=o.start_on, pieces=o.pieces) for o in lots]
    rules = replace(scenario.rules, locks=tuple(dict.fromkeys((*scenario.rules.locks, *locks))))
    held_to = replace(scenario, rules=engine.Rules())
    held_to = replace(held_to, rules=engine.still_kept(held_to, rules))

    def hear(number: int, best: engine.Plan) -> None:
        tell("improve", 0.1 + 0.2 * number, **live_figures(best))

    return improve(held_to, policy_of(made), made, frozen_days=frozen_days, stop=stop, progress=hear).plan


def helped(scenario: engine.Scenario, made: engine.Plan, *, stop: Stop) -> engine.Plan:
    """Return a plan whose late orders name what would help them, tried on it before it is said."""
    from interlock.whatif import helped

    return helped(scenario, policy_of(made), made, stop=stop)


def live_figures(made: engine.Plan) -> dict[str, float]:
    """Return what a reader waits to see of a plan: its cost, and how far it is at most from the best possible."""
    gap = {"gap": max(made.gap, 0.0)} if made.lower_bound_fen > 0 else {}
    return {"cost": float(yuan(made.cost_fen)), **gap}


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


@dataclass(frozen=True)
class Whole:
    """What publishing writes of a plan as it was at a revision: markers and lays for the cutting room, virtues."""

    revision: int
    markers: list[dict[str, Any]]
    lays: list[dict[str, Any]]
    virtues: dict[str, dict[str, float | None]]


def whole_of(version: PlanVersion) -> Whole:
    """Read a plan for publishing; it takes a while, so do it before others have to wait."""
    made = plan_in(version.body)
    markers, lays = markers_and_lays(version, made)
    virtues = {v.factory: {name: value for name, value in asdict(v).items() if name != "factory"} for v in made.virtues}
    return Whole(version.revision, markers, lays, virtues)


def markers_and_lays(
    version: PlanVersion, made: engine.Plan | None = None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the plan's markers and lays as plain rows, for the cutting room to take over; ``made`` is its body.

    Where pieces of styles have been replaced, a marker's ``pieces`` is the digest of those it was made from.
    """
    made = made or plan_in(version.body)
    pieces = _pieces_of(version) if PatternVersion.objects.exists() else {}
    markers = [
        {
            "code": m.id,
            "style": m.style,
            "material": m.material,
            "width_mm": m.width_mm,
            "length_mm": m.length_mm,
            "utilisation": m.utilisation,
            "nested": m.nested,
            "ratio": dict(m.ratio),
            "body": msgspec.to_builtins(m),
            "pieces": pieces.get(m.style, ""),
        }
        for m in made.markers
    ]
    lays = [
        {
            "code": lay.id,
            "order": lay.order,
            "marker": lay.marker,
            "factory": lay.factory,
            "table": lay.table,
            "material": lay.material,
            "cut_on": lay.cut_on,
            "start_min": lay.start_min,
            "end_min": lay.end_min,
            "plies": [list(pair) for pair in lay.plies],
            "fabric_m": lay.fabric_m,
        }
        for lay in made.lays
    ]
    return markers, lays


def _pieces_of(version: PlanVersion) -> dict[str, str]:
    """The digest of every style's pieces in a plan's book."""
    return {style.code: digest(msgspec.to_builtins(style.pieces)) for style in scenario_in(version.book).styles}
