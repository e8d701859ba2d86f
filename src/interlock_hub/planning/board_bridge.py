"""The engine's hand on a plan: what a move would do, and the plan after it; the last plans opened are kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

from interlock import model as engine
from interlock.errors import BrokenLaw, Infeasible
from interlock.repair import by_hand
from interlock.repair.by_hand import Law, Refused
from interlock.repair.floor import Floor
from interlock_hub.core.models import Cluster
from interlock_hub.network.bridge import calendar_of
from interlock_hub.planning.bridge import plan_in, policy_of, scenario_in
from interlock_hub.planning.models import PlanVersion

Json = dict[str, Any]
KEPT = 2

__all__ = ["Done", "Law", "Opened", "Refused", "change", "closed_days", "encoded", "opened", "probe", "replay"]


@dataclass(frozen=True)
class Opened:
    """A plan as the engine holds it at one revision; never changed once opened."""

    plan: engine.Plan
    floor: Floor


@dataclass(frozen=True)
class Done:
    """A plan after a change: the engine's parts that went and came, and what the change did in money.

    ``orders`` are those whose lots differ, ``shifted`` those with a lot that ends on another day.
    """

    was: engine.Plan
    opened: Opened
    before: Json
    after: Json
    orders: frozenset[str]
    shifted: frozenset[str]
    cost_fen: int


_kept: OrderedDict[tuple[object, ...], Opened] = OrderedDict()
_lock = threading.Lock()


def encoded(value: object) -> bytes:
    """Return a value as JSON."""
    return msgspec.json.encode(value)


def closed_days(first_on: date, last_on: date) -> list[str]:
    """Return the days on which the cluster does not work."""
    cluster = Cluster.objects.first()
    if cluster is None:
        return []
    calendar = calendar_of(cluster)
    every = (first_on + timedelta(days=n) for n in range((last_on - first_on).days + 1))
    return [on.isoformat() for on in every if not calendar.is_open(on)]


def opened(plan: PlanVersion, today: date) -> Opened:
    """Return a plan opened up; decoding takes long, so the last ones are kept in the process."""
    key = _key(plan, today)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    row = PlanVersion.objects.only("book", "body").get(pk=plan.pk, revision=plan.revision)
    scenario, made = scenario_in(row.book), plan_in(row.body)
    found = Opened(made, by_hand.opened(scenario, policy_of(made), made, today))
    keep(plan, today, found)
    return found


def keep(plan: PlanVersion, today: date, found: Opened) -> None:
    """Keep what is known of a plan at its revision, so that the next question finds it open."""
    with _lock:
        _kept[_key(plan, today)] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)


def _key(plan: PlanVersion, today: date) -> tuple[object, ...]:
    return (plan.pk, plan.made_at, plan.revision, today)


def probe(found: Opened, lot: str, line: str, on: date) -> Json:
    """Return what a move would do: money, lateness, who shifts; raises :class:`Refused`."""
    after = by_hand.moved(found.floor, lot, line, on)
    effect = by_hand.effect(found.floor, after, found.plan.lot[lot].order, lot)
    return {
        "cost_fen": effect.cost_fen,
        "late_days_before": effect.late_days_before,
        "late_days_after": effect.late_days_after,
        "start_on": effect.start_on.isoformat(),
        "end_on": effect.end_on.isoformat(),
        "affected": [{"order": order, "days": days} for order, days in effect.shifted],
    }


CHANGES: Mapping[str, Callable[..., Floor]] = {
    "move": lambda floor, lot, line, on, pieces: by_hand.moved(floor, lot, line, on),
    "split": lambda floor, lot, line, on, pieces: by_hand.cut_in_two(floor, lot, pieces),
    "merge": lambda floor, lot, line, on, pieces: by_hand.merged(floor, lot),
    "lock": lambda floor, lot, line, on, pieces: by_hand.locked(floor, lot),
    "unlock": lambda floor, lot, line, on, pieces: by_hand.unlocked(floor, lot),
}


def change(found: Opened, what: str, lot: str, line: str, on: date | None, pieces: int) -> Done:
    """Return the plan after a change, judged; raises :class:`Refused` where a law forbids it."""
    return _done(found, CHANGES[what](found.floor, lot, line, on, pieces))


def replay(found: Opened, gone: Mapping[str, Any], back: Mapping[str, Any]) -> Done:
    """Return the plan with one side of an earlier change in place of the other, judged."""
    lots = [msgspec.convert(lot, engine.Lot) for lot in back["lots"]]
    finishing = [msgspec.convert(day, engine.FinishDay) for day in back["finishing"]]
    names = [lot["id"] for lot in gone["lots"]]
    floor = by_hand.restored(found.floor, names, lots, finishing)
    if gone["locks"] or back["locks"]:
        old, new = (tuple(msgspec.convert(lock, engine.Lock) for lock in side["locks"]) for side in (gone, back))
        floor = by_hand.relocked(floor, old, new)
    return _done(found, floor)


def _done(found: Opened, floor: Floor) -> Done:
    scenario = found.floor.scenario
    try:
        made = by_hand.settled(scenario, floor)
    except (BrokenLaw, Infeasible) as error:
        raise Refused(Law.BROKEN) from error
    pairs = by_hand.changed_lots(found.floor, floor)
    names = {name for name, _ in pairs}
    locks = (set(scenario.rules.locks), set(floor.scenario.rules.locks))
    orders = {lot.order for _, lots in pairs for lot in lots} | {lock.order for lock in locks[0] ^ locks[1]}
    return Done(
        was=found.plan,
        opened=Opened(made, by_hand.opened(floor.scenario, floor.policy, made, _today(floor))),
        before=_parts(found.floor, names, locks[0] - locks[1]),
        after=_parts(floor, names, locks[1] - locks[0]),
        orders=frozenset(orders),
        shifted=frozenset(lots[0].order for _, lots in pairs if len(lots) == 2 and lots[0].end_on != lots[1].end_on),
        cost_fen=made.cost_fen - found.plan.cost_fen,
    )


def _today(floor: Floor) -> date:
    on: date = floor.horizon.on(floor.frozen_day)
    return on


def _parts(floor: Floor, names: set[str], locks: set[engine.Lock]) -> Json:
    lots = [floor.lots[name] for name in sorted(names) if name in floor.lots]
    finishing = [day for lot in lots for day in floor.finishing.get(lot.id, ())]
    held = sorted(locks, key=lambda lock: (lock.order, lock.line, lock.first_on))
    parts: Json = msgspec.to_builtins({"lots": lots, "finishing": finishing, "locks": held})
    return parts
