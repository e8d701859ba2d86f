"""The engine plans: the database as a scenario, a plan as rows."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from interlock import model as engine
from interlock_hub.core.models import Cluster
from interlock_hub.core.money import yuan
from interlock_hub.network.bridge import network_of_rows
from interlock_hub.orders.bridge import book_of_rows
from interlock_hub.orders.models import Order
from interlock_hub.planning.models import PlanVersion

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
