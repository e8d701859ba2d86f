"""What happened to a plan, as the engine's events, and the repair that answers it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

import msgspec

from interlock import errors
from interlock import model as engine
from interlock.errors import InterlockError
from interlock.explain import beside_tables
from interlock.model.events import KINDS
from interlock.repair import Diff, Repaired, diff_sentences, events_of, in_vain, repair, taken_up, unkept
from interlock.repair.causes import AlsoLater
from interlock.repair.diff import diff_of
from interlock_hub.core.bridge import said
from interlock_hub.core.money import yuan
from interlock_hub.planning.bridge import policy_of
from interlock_hub.planning.days import days_over

Json = dict[str, Any]
# The engine numbers the events of a list; where one is taken alone, its row on the page names it.
_NUMBERED = re.compile(r"^(?:event \d+, \w+: |第 \d+ 个事件（\w+）：)")
Stop = Callable[[], bool]
Pairs = Sequence[tuple["Told", engine.Event]]


@dataclass(frozen=True)
class Told:
    """An event as the database keeps it."""

    key: int
    kind: str
    body: Json


@dataclass
class Outcome:
    """What a repair came to: ``done`` are the events it answers, ``failed`` the others, with why in both languages.

    ``also`` has by order what would have made it later beside what it is laid to.
    """

    scenario: engine.Scenario
    plan: engine.Plan
    diff: Json = field(default_factory=dict)
    done: list[int] = field(default_factory=list)
    failed: dict[int, Json] = field(default_factory=dict)
    also: dict[str, tuple[AlsoLater, ...]] = field(default_factory=dict)


def event_of(kind: str, body: Mapping[str, Any]) -> engine.Event:
    """Return the engine's event; raises the engine's error where it contradicts itself."""
    found: engine.Event = msgspec.convert(dict(body), KINDS[kind])
    return found


def problems_of(kind: str, body: Mapping[str, Any]) -> dict[str, list[str]] | None:
    """Return what is wrong with an event in itself, in both languages; None where nothing is."""
    try:
        event_of(kind, body)
    except InterlockError as error:
        return said(error)
    return None


def without_minutes(scenario: engine.Scenario, lines: Sequence[str], on: date) -> list[str]:
    """Return those of some lines that a scenario takes to stand on a day, its closed days aside."""
    return [line for line in lines if line in scenario.line and scenario.share_of(line, on) == 0]


def repair_all(scenario: engine.Scenario, plan: engine.Plan, told: Sequence[Told], *, today: date) -> Outcome:
    """Repair a plan after all events together; where they cannot be taken together, one after another.

    What begins before ``today`` stays unless an event forbids it, and nothing new begins on days that are over.
    An event that names what an earlier one has taken out already (a second refusal of the same order by the same
    factory) is answered by that repair too. A remedy of the plan that is taken up and helps its order no more, beside
    all else, is left out as failed.
    """
    wanted, covered = _without_repeats(plan, told)
    over = days_over(plan.first_on, today)
    measures = _measures(plan, wanted)
    helping = {one.key for measure in measures.values() for one, _ in measure}
    taken: Pairs = [pair for pair in wanted if pair[0].key not in helping]
    outcome, because = _repaired(scenario, plan, taken, over)
    failed: dict[int, Json] = {}
    for order, measure in measures.items():
        with_it, why = _repaired(scenario, plan, [*taken, *measure], over)
        if wrong := _wrong(outcome.plan, with_it, order, measure):
            failed |= wrong
        else:
            taken, outcome, because = [*taken, *measure], with_it, why
    outcome.failed |= failed
    outcome.done += [key for key, first in covered.items() if first in outcome.done]
    outcome.failed |= {key: outcome.failed[first] for key, first in covered.items() if first in outcome.failed}
    if outcome.done:
        outcome.diff = _told_diff(diff_of(scenario, outcome.scenario, plan, outcome.plan, because, outcome.also))
        answered = [event for one, event in wanted if one.key in outcome.done]
        _tell_unkept(outcome.diff, unkept(plan, outcome.plan, answered))
    return outcome


def _tell_unkept(diff: Json, notes: Iterable[tuple[str, errors.Told]]) -> None:
    """What ships later than the plan said of a remedy is told first of its order."""
    told = dict(notes)
    for row in diff["orders"]:
        if note := told.get(row["order"]):
            row["en"], row["zh"] = [str(note), *row["en"]], [note.chinese, *row["zh"]]


def _measures(plan: engine.Plan, wanted: Pairs) -> dict[str, Pairs]:
    """The events that do remedies of the plan, by the order that each should help."""
    done: dict[str, set[engine.Event]] = {}
    for remedy in taken_up(plan, [event for _, event in wanted]):
        done.setdefault(str(remedy.facts["order"]), set()).update(events_of(remedy))
    return {order: [pair for pair in wanted if pair[1] in events] for order, events in done.items()}


def _wrong(without: engine.Plan, with_it: Outcome, order: str, measure: Pairs) -> dict[int, Json]:
    """Why a measure is not done, by its events; nothing where it helps its order and makes no other late."""
    keys = [one.key for one, _ in measure]
    impossible = next((with_it.failed[key] for key in keys if key in with_it.failed), None)
    vain = None if impossible else in_vain(without, with_it.plan, order)
    why = {"en": [str(vain)], "zh": [vain.chinese]} if vain else impossible
    return dict.fromkeys(keys, why) if why else {}


def _repaired(
    scenario: engine.Scenario, plan: engine.Plan, wanted: Pairs, over: int
) -> tuple[Outcome, dict[str, engine.Event]]:
    """The repair after all events together, else one after another, and which event touches which order."""
    outcome = Outcome(scenario, plan)
    if not wanted:
        return outcome, {}
    try:
        found = repair(scenario, policy_of(plan), plan, [event for _, event in wanted], frozen_days=over)
    except InterlockError:
        return outcome, _one_by_one(outcome, wanted, over)
    outcome.scenario, outcome.plan = found.scenario, found.plan
    outcome.done = [one.key for one, _ in wanted]
    outcome.also = {change.order: change.also for change in found.diff.orders}
    return outcome, _because(found)


def _one_by_one(outcome: Outcome, wanted: Pairs, over: int) -> dict[str, engine.Event]:
    because: dict[str, engine.Event] = {}
    for one, event in wanted:
        try:
            found = repair(outcome.scenario, policy_of(outcome.plan), outcome.plan, [event], frozen_days=over)
        except InterlockError as error:
            outcome.failed[one.key] = _why_not(error)
            continue
        outcome.scenario, outcome.plan = found.scenario, found.plan
        outcome.done.append(one.key)
        because |= _because(found)
    return because


def _why_not(error: InterlockError) -> Json:
    told = said(error) or {"en": [str(error)], "zh": [str(error)]}
    return {language: [_NUMBERED.sub("", line) for line in lines] for language, lines in told.items()}


def _because(found: Repaired) -> dict[str, engine.Event]:
    return {change.order: change.event for change in found.diff.orders if change.event is not None}


def _without_repeats(plan: engine.Plan, told: Sequence[Told]) -> tuple[list[tuple[Told, engine.Event]], dict[int, int]]:
    """The events to take up, and by the key of each that is a repeat the key of the one that it repeats."""
    first: dict[object, int] = {}
    wanted, covered = [], {}
    for one in told:
        event = event_of(one.kind, one.body)
        lot = plan.lot.get(event.lot) if isinstance(event, engine.LotDeclined) else None
        key: object = ("declined", lot.order, lot.factory) if lot else event
        if key in first:
            covered[one.key] = first[key]
        else:
            first[key] = one.key
            wanted.append((one, event))
    return wanted, covered


@beside_tables()
def _told_diff(diff: Diff) -> Json:
    """The repair as the hub keeps it: the whole in a sentence, and what it does to each order."""
    headline = {language: diff_sentences(diff, language)[0] for language in ("en", "zh")}
    before, after = diff.costs_before, diff.costs_after
    return {
        "headline": headline,
        "orders": [_told_order(diff, change) for change in diff.orders],
        "cost_before": _yuan(sum(asdict(before).values())),
        "cost_after": _yuan(sum(asdict(after).values())),
        "costs": {kind: _yuan(more) for kind, more in diff.cost_fen.items()},
        "moved_pieces": diff.moved_pieces,
        "moves": [_told_move(move) for move in diff.lots],
    }


def _told_order(diff: Diff, change: Any) -> Json:
    lots = tuple(move for move in diff.lots if move.order == change.order)
    alone = replace(diff, orders=(change,), lots=lots)
    # An order that only changes days or shares purchases is not named; the hub counts those itself.
    words = {
        language: [line for line in diff_sentences(alone, language)[1:] if change.order in line]
        for language in ("en", "zh")
    }
    return {
        "order": change.order,
        "touched": change.event is not None,
        "later_days": change.ships_later_days,
        "ship_on": change.after.ship_on.isoformat() if change.after else None,
        **words,
    }


def _told_move(move: Any) -> Json:
    return {
        "order": move.order,
        "from": move.before.factory if move.before else "",
        "to": move.after.factory if move.after else "",
        "pieces": (move.after or move.before).pieces,
    }


def _yuan(fen: int) -> float:
    return float(yuan(fen))
