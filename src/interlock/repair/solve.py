"""The repair of a plan: what events touch is taken out and finds a place again; all else stays where it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from interlock.errors import InterlockError
from interlock.explain import bottlenecks, reasons, virtues
from interlock.laws import judge
from interlock.model import Event, Lot, OutsideLot, Plan, Policy, Resource, Scenario, check_events
from interlock.repair.aims import aimed
from interlock.repair.bounds import Bounds, bounds_after
from interlock.repair.causes import Ships, causes_of
from interlock.repair.changes import changed
from interlock.repair.clash import Clash
from interlock.repair.diff import Diff, diff_of
from interlock.repair.finishing import finish_again
from interlock.repair.floor import Floor
from interlock.repair.happen import GIVEN, Happening
from interlock.repair.hurried import Pace, place_at_best_pace, place_hurried
from interlock.repair.lines import Lines
from interlock.repair.net import in_turn, net_of
from interlock.repair.outside import send_outside
from interlock.repair.tried import still_tried
from interlock.stages.assemble import Frame, plan_of
from interlock.stages.buy import Bought

# Once everything has a place late lots are looked at again, until so many have found no better one.
MOST_IN_VAIN = 10


@dataclass(frozen=True)
class Repaired:
    """The scenario after the events, the plan for it, and what changed."""

    scenario: Scenario
    plan: Plan
    diff: Diff


def repair(
    scenario: Scenario, policy: Policy, plan: Plan, events: Sequence[Event], *, frozen_days: int = 0
) -> Repaired:
    """Repair a plan after some events with the smallest change.

    Lots that begin within ``frozen_days`` of the plan's first day, or on days that the plan says are over, stay where
    they are unless an event forbids it, and nothing new begins there. What frees room or time puts nobody off. The same
    plan and events give the same repair.
    Raises :class:`~interlock.errors.InvalidModel` naming all that is wrong with the events, a
    :class:`~interlock.repair.clash.Clash` where they cannot all be so,
    :class:`~interlock.errors.Infeasible` where new pieces cannot be bought or cut, and
    :class:`~interlock.errors.BrokenLaw` when the judge finds a fault in the repaired plan; nothing is changed then.
    """
    check_events(scenario, plan, events, frozen_days=frozen_days)
    after = changed(scenario, plan, events)
    floor = Floor(after, policy, plan, frozen_days)
    net = net_of(scenario, events)
    happening = let_happen(floor, net)
    made = explained(after, policy, plan_from(floor, bounds_after(scenario, floor, events)), before=plan)
    judge(after, policy, made)
    alone = partial(_ships_alone, scenario, policy, plan, frozen_days)
    causes = causes_of(scenario, plan, made, net, happening.because, alone)
    return Repaired(after, made, diff_of(scenario, after, plan, made, causes.because, causes.also))


def _ships_alone(scenario: Scenario, policy: Policy, plan: Plan, frozen_days: int, event: Event) -> Ships:
    """When orders would ship if one event alone had happened; nothing where it cannot have by itself."""
    try:
        floor = Floor(changed(scenario, plan, [event]), policy, plan, frozen_days)
        let_happen(floor, [event])
    except InterlockError:
        return {}
    done = [(lot.order, lot.finish_on) for lot in floor.lots.values()]
    done += [(lot.order, lot.ready_on) for lots in floor.outside.values() for lot in lots]
    return dict(sorted(done, key=lambda pair: pair[1]))


class Bench:
    """A plan on which events are tried one time after another, each time from the plan as it is."""

    def __init__(self, scenario: Scenario, policy: Policy, plan: Plan) -> None:
        self._floor = Floor(scenario, policy, plan, 0)

    def after(self, events: Sequence[Event]) -> Floor:
        """Return a copy on which events have happened and all has a place, as :func:`repair` finds it.

        The events change lines and where lots are sewn, nothing that is bought or cut. Raises as :func:`repair` does.
        """
        scenario = self._floor.scenario
        check_events(scenario, self._floor.before, events)
        floor = self._floor.fork(changed(scenario, self._floor.before, events))
        let_happen(floor, net_of(scenario, events))
        return floor


def let_happen(floor: Floor, events: Sequence[Event]) -> Happening:
    """Let events happen on a floor and find places for all that they move; orders that are added aim at their days."""
    after = floor.scenario
    floor.scenario = aimed(after, floor.horizon.first_on, events)
    happening = Happening(floor, events)
    for event in in_turn(floor.before, events):
        happening.happen(event)
    find_places(floor, happening)
    floor.scenario = after
    return happening


def find_places(floor: Floor, happening: Happening) -> None:
    """Give every lot that waits a line or send it outside, then help late ones, then finish what has moved."""

    def place(on: Floor, pace: Pace) -> None:
        _find_places(on, happening, pace)

    if floor.hurried:
        place_at_best_pace(floor, place)
    else:
        place(floor, "in time")


def _find_places(floor: Floor, happening: Happening, pace: Pace) -> None:
    lines = Lines(floor)
    for name in lines.ties.overfull():
        floor.take_out(name)
    for code, names in floor.turns:
        lines.go_on(code, names)
    for name in [name for name, waiting in floor.waiting.items() if waiting.stays]:
        lines.stay(name)
    lines.settle_all()
    place_hurried(lines, pace)
    _place_given(floor, lines)
    _place_waiting(floor, lines)
    _help_late(floor, lines, happening)
    finish_all(floor, lines)


def finish_all(floor: Floor, lines: Lines) -> None:
    """Place what waits and finish what has moved; what finds no room in finishing shops goes outside."""
    _place_waiting(floor, lines)
    while unfinished := finish_again(floor):
        for name in unfinished:
            floor.take_out(name)
            send_outside(floor, name)
        lines.settle_all()
        _place_waiting(floor, lines)


def _place_given(floor: Floor, lines: Lines) -> None:
    """Lots that a planner gave to a line come first.

    Raises :class:`~interlock.repair.clash.Clash` naming all that have no room there.
    """
    problems: dict[str, str] = {}
    for name in sorted(name for name, waiting in floor.waiting.items() if waiting.given):
        waiting = floor.waiting[name]
        line = min(waiting.only or ("",))
        if not any(lines.able(waiting)):
            problems[name] = GIVEN.told("not_able", line=line, lot=name)
        elif not lines.place(name):
            problems[name] = GIVEN.told("no_room", line=line, lot=name, last_on=floor.horizon.last_on)
        lines.settle_all()
    if problems:
        raise Clash(problems)


def _place_waiting(floor: Floor, lines: Lines) -> None:
    while floor.waiting:
        name = min(floor.waiting, key=lambda name: (-_weight(floor, name), name))
        if not lines.place(name):
            send_outside(floor, name)
        lines.settle_all()


def _weight(floor: Floor, name: str) -> float:
    """What a day of lateness of a waiting lot costs: the dearest choose first."""
    draft = floor.waiting[name].draft
    order = floor.scenario.order[draft.order]
    return floor.policy.late_fen_per_piece_day(order, floor.scenario.style[order.style]) * draft.pieces


def _help_late(floor: Floor, lines: Lines, happening: Happening) -> None:
    """Late lots that lost something or had to give way may move; where a line came back, any that it can sew."""
    gave_way = {lot.order for lot in floor.lots.values() if _days_put_off(floor, lot) > 0}
    touched = (happening.because.keys() | gave_way) - happening.eased
    _help(floor, lines, touched)
    if happening.returned:
        _help(floor, lines, None, frozenset(happening.returned))


def _help(floor: Floor, lines: Lines, orders: Set[str] | None, only: frozenset[str] | None = None) -> None:
    """Let late lots of some orders, or of all, move to a better line; who moves leaves room for others.

    Those put off most come first: whoever lost its place leaves room for others that are late by it.
    """
    tried: set[str] = set()
    in_vain = 0
    while in_vain < MOST_IN_VAIN and (names := [name for name in _late(floor, orders) if name not in tried]):
        name = max(names[:MOST_IN_VAIN], key=lambda name: _days_put_off(floor, floor.lots[name]))
        tried.add(name)
        if lines.better(name, only):
            lines.settle_all()
            _place_waiting(floor, lines)
        else:
            in_vain += 1


def _days_put_off(floor: Floor, lot: Lot) -> int:
    before = floor.before.lot.get(lot.id)
    return (lot.end_on - before.end_on).days if before else 0


def _late_days(floor: Floor, lot: Lot) -> int:
    """Days by which a lot is sewn too late to ship in time; none or less where it is in time."""
    return floor.end_day(lot) - floor.sewn_by_day(lot.order)


def _late(floor: Floor, orders: Set[str] | None = None) -> list[str]:
    """Lots sewn too late to ship in time, the dearest first."""
    found = []
    for lot in floor.lots.values():
        order, days = floor.scenario.order[lot.order], _late_days(floor, lot)
        if days > 0 and (orders is None or lot.order in orders):
            rate = floor.policy.late_fen_per_piece_day(order, floor.scenario.style[order.style])
            found.append((-days * lot.pieces * rate, lot.id))
    return [name for _, name in sorted(found)]


def explained(scenario: Scenario, policy: Policy, made: Plan, *, before: Plan) -> Plan:
    """Return a plan with its reasons, bottlenecks and virtues; what was tried ``before`` stays where it still holds."""
    return replace(
        made,
        bottlenecks=bottlenecks(scenario, made),
        reasons=still_tried(before, made, reasons(scenario, made, policy)),
        virtues=virtues(scenario, made),
    )


def plan_from(floor: Floor, bounds: Bounds, *, bare: bool = False) -> Plan:
    """Return the plan of a floor on which nothing waits, without what explains it, and without loads if ``bare``."""
    scenario = floor.scenario
    lots = _lots(floor)
    lays = [lay for number in scenario.order for lay in floor.lays_of.get(number, ())]
    outside: list[OutsideLot] = [lot for number in scenario.order for lot in floor.outside.get(number, ())]
    return plan_of(
        Frame(
            scenario=scenario,
            policy=floor.policy,
            horizon=floor.horizon,
            paths=floor.paths,
            bought=Bought(
                purchases=tuple(floor.purchases),
                stock_uses=tuple(floor.stock_uses),
                ready_day={number: floor.horizon.day(on) for number, on in floor.material_on.items()},
                start_day={},
                cloth_bound_fen=bounds.cloth_fen,
                trim_bound_fen=bounds.trims_fen,
            ),
            markers=floor.markers,
            values=_values(floor),
            network_bound_fen=bounds.network_fen,
            bare=bare,
            as_of=floor.before.as_of,
        ),
        tuple(sorted(lays, key=lambda lay: (lay.cut_on, lay.table, lay.start_min, lay.id))),
        lots,
        tuple(outside),
        tuple(day for lot in lots for day in floor.finishing.get(lot.id, ())),
    )


def _lots(floor: Floor) -> tuple[Lot, ...]:
    """All lots by order; the first of an order on a line pays for opening it."""
    found = []
    for number in floor.scenario.order:
        opened: set[str] = set()
        for name in sorted(floor.lots_of.get(number, ()), key=_by_number):
            lot = floor.lots[name]
            opening = 0 if lot.line in opened else floor.scenario.factory[lot.factory].opening_fen
            opened.add(lot.line)
            found.append(lot if lot.opening_fen == opening else replace(lot, opening_fen=opening))
    return tuple(found)


def _by_number(name: str) -> tuple[int, str]:
    last = name.rpartition("/")[2]
    return (int(last) if last.isdigit() else 0, name)


def _values(floor: Floor) -> dict[tuple[Resource, str], list[float]]:
    """The old plan's dual prices by bucket; the weeks it did not reach have none."""
    by_week: dict[tuple[Resource, str], dict[object, float]] = defaultdict(dict)
    for load in floor.before.loads:
        unit = load.unit if load.resource is Resource.SEWING else load.factory
        by_week[load.resource, unit][load.week_on] = load.value_fen_per_min
    mondays = [on - timedelta(days=on.weekday()) for on in map(floor.horizon.on, floor.horizon.bucket_starts)]
    return {key: [weeks.get(monday, 0.0) for monday in mondays] for key, weeks in by_week.items()}
