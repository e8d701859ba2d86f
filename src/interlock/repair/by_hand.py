"""A planner's hand on a plan: a lot is put on another line or day, split or merged; all others keep their places.

Who follows on the line may be pushed to later days, never moved elsewhere; who is sewn before stays. What a law forbids
is refused, with the law.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from interlock.errors import InterlockError, Told
from interlock.laws import judge
from interlock.model import Factory, FinishDay, Lock, Lot, Plan, Policy, Quantity, Scenario
from interlock.repair.bounds import Bounds, bounds_after, proved_network_fen
from interlock.repair.finishing import finish_again
from interlock.repair.floor import Floor, Waiting, draft_of, split
from interlock.repair.lines import Lines
from interlock.repair.solve import explained, plan_from
from interlock.repair.ties import Ties
from interlock.repair.trials import TRIAL_EFFORT, Trial
from interlock.sequencing import sequence
from interlock.stages.overtime import paid, works_overtime


class Law(StrEnum):
    """What forbids a change."""

    FROZEN = "frozen"
    LOCKED = "locked"
    PAST = "past"
    NO_SKILL = "no_skill"
    NOT_ALLOWED = "not_allowed"
    DECLINED = "declined"
    TOO_SMALL = "too_small"
    NOT_CUT = "not_cut"
    CLOSED = "closed"
    BUSY = "busy"
    LOCKED_THERE = "locked_there"
    NO_ROOM = "no_room"
    NO_FINISHING = "no_finishing"
    NOT_SPLIT = "not_split"
    NOTHING_TO_MERGE = "nothing_to_merge"
    UNKNOWN = "unknown"
    BROKEN = "broken"


class Refused(InterlockError):
    """A law forbids the change: ``on`` is the day, ``pieces`` the number that it speaks of, where it speaks of one."""

    def __init__(self, law: Law, *, on: date | None = None, pieces: int = 0) -> None:
        self.law, self.on, self.pieces = law, on, pieces
        super().__init__(Told(f"refused: {law.value.replace('_', ' ')}", f"不可行：{law.value}"))


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a change does: money (more than before), days from due to ship of its order (negative: in hand), who shifts.

    ``shifted`` has by how many days the last lot of each other order on these lines ends later.
    """

    cost_fen: int
    late_days_before: int
    late_days_after: int
    start_on: date
    end_on: date
    shifted: tuple[tuple[str, int], ...]


def opened(scenario: Scenario, policy: Policy, plan: Plan, today: date) -> Floor:
    """Return a plan opened up for changes; lots begun before ``today`` are frozen."""
    return Floor(scenario, policy, plan, max(0, (today - plan.first_on).days))


def moved(floor: Floor, name: str, line: str, on: date) -> Floor:
    """Return the floor with a lot on a line from a day on; the floor given stays as it is. Raises :class:`Refused`."""
    lot = _free_lot(floor, name)
    day = floor.horizon.day(on)
    _may(floor, lot, line, day)
    after = floor.fork()
    after.take(name)
    waiting = Waiting(draft=draft_of(lot), arrive_day=floor.horizon.day(lot.arrive_on))
    hand = Hand(after)
    if line != lot.line:
        hand.close_up(lot.line, floor.start_day(lot))
    hand.put_down(line, [waiting], day)
    return _finished(after)


def cut_in_two(floor: Floor, name: str, pieces: int) -> Floor:
    """Return the floor with the first ``pieces`` of a lot and the rest as two lots of its line, one after the other."""
    lot = _free_lot(floor, name)
    order = floor.scenario.order[lot.order]
    house = floor.scenario.factory[lot.factory]
    least = max(1, house.minimum_lot_pieces, floor.scenario.rules.smallest_lot_pieces(order))
    if not least <= pieces <= lot.pieces - least:
        raise Refused(Law.TOO_SMALL, pieces=least)
    after = floor.fork()
    first, rest = split(lot.quantities, pieces)
    arrive = floor.horizon.day(lot.arrive_on)
    new = after.next_lot_id(lot.order)
    after.take(name)
    draft = draft_of(lot)
    parts = [replace(draft, quantities=first), replace(draft, id=new, quantities=rest)]
    Hand(after).put_down(lot.line, [Waiting(draft=d, arrive_day=arrive) for d in parts], floor.start_day(lot))
    return _finished(after)


def merged(floor: Floor, name: str) -> Floor:
    """Return the floor with a lot and the nearest one of its order on its line as one, from the first one's day."""
    lot = _free_lot(floor, name)
    others = [floor.lots[n] for n in floor.lots_of[lot.order] if n != name and floor.lots[n].line == lot.line]
    free = [other for other in others if not floor.is_frozen(other) and floor.lock_of(other) is None]
    if not free:
        raise Refused(Law.NOTHING_TO_MERGE)
    other = min(free, key=lambda o: (abs((o.start_on - lot.start_on).days), o.id))
    arrive = floor.horizon.day(max(lot.arrive_on, other.arrive_on))
    after = floor.fork()
    keep = min(lot, other, key=lambda one: (one.start_on, one.id))
    for one in (lot, other):
        after.take(one.id)
    draft = replace(draft_of(keep), quantities=_joined(lot.quantities, other.quantities))
    Hand(after).put_down(lot.line, [Waiting(draft=draft, arrive_day=arrive)], max(arrive, floor.start_day(keep)))
    return _finished(after)


def restored(floor: Floor, gone: Iterable[str], back: Sequence[Lot], finishing: Iterable[FinishDay]) -> Floor:
    """Return the floor without some lots and with others, as they were once: what undoes a change."""
    after = floor.fork()
    for name in gone:
        if name in after.lots:
            after.take(name)
            after.finishing.pop(name, None)
    for lot in back:
        after.put(lot)
        after.finishing.pop(lot.id, None)
    for day in finishing:
        after.finishing[day.lot].append(day)
    return after


def effect(before: Floor, after: Floor, number: str, name: str) -> Effect:
    """Return what a change to a lot of an order does."""
    changed = changed_lots(before, after)
    orders = {number, *(lot.order for _, lots in changed for lot in lots)}
    lines = {lot.line for _, lots in changed for lot in lots}
    lot = after.lots.get(name) or after.lots[after.lots_of[number][0]]
    return Effect(
        cost_fen=_fen(after, orders, lines) - _fen(before, orders, lines),
        late_days_before=_late_days(before, number),
        late_days_after=_late_days(after, number),
        start_on=lot.start_on,
        end_on=lot.end_on,
        shifted=tuple(_shifted(changed, number)),
    )


def changed_lots(before: Floor, after: Floor) -> list[tuple[str, tuple[Lot, ...]]]:
    """Return the lots that differ: name, and the lot before and after (one of them where it came or went)."""
    found: list[tuple[str, tuple[Lot, ...]]] = []
    for name, lot in after.lots.items():
        old = before.lots.get(name)
        if old is not lot and old != lot:
            found.append((name, (lot,) if old is None else (old, lot)))
    found += [(name, (lot,)) for name, lot in before.lots.items() if name not in after.lots]
    return found


def settled(before: Scenario, floor: Floor) -> Plan:
    """Return the plan of a floor, explained and judged; raises :class:`~interlock.errors.BrokenLaw`.

    ``before`` is the scenario that the plan opened was made for: where a lock of it is gone, the bound is proved anew.
    """
    scenario = floor.scenario
    bounds = bounds_after(before, floor, ())
    if set(before.rules.locks) - set(scenario.rules.locks):
        bounds = Bounds(proved_network_fen(floor), bounds.cloth_fen, bounds.trims_fen)
    made = explained(scenario, floor.policy, plan_from(floor, bounds), before=floor.before)
    judge(scenario, floor.policy, made)
    return made


class Hand(Lines):
    """Puts lots down where it is told to."""

    def close_up(self, code: str, from_day: int) -> None:
        """Time the lots of a line again after one has left it; none starts earlier than before."""
        self._settled(code, (), from_day, from_day)

    def put_down(self, code: str, coming: Sequence[Waiting], day: int) -> None:
        """Put lots on a line, the first of them on a day and the others after it. Raises :class:`Refused`."""
        floor = self.floor
        first = coming[0].draft.id
        run = self._settled(code, coming, day, floor.dirty.get(code, day)).run(first)
        if run.start_day != _open_day(floor, code, day):
            raise Refused(Law.BUSY, on=floor.horizon.on(run.start_day))

    def _settled(self, code: str, coming: Sequence[Waiting], day: int, from_day: int) -> Trial:
        floor = self.floor
        tail = self.tail(code, min(day, from_day))
        held = {lot.id for lot in tail if floor.start_day(lot) < day or floor.lock_of(lot) is not None}
        bare = self._problem(code, tail, (), held=True)
        stay = [
            asked if asked.id in held else replace(asked, locked_start=None, release_day=asked.locked_start or 0)
            for asked in bare.lots
        ]
        new = [replace(self.asked(waiting), release_day=max(day, waiting.arrive_day)) for waiting in coming]
        new[:1] = [replace(one, locked_start=one.release_day) for one in new[:1]]
        problem = replace(bare, lots=(*stay, *new))
        schedule = sequence(problem, seed=floor.policy.seed, effort=TRIAL_EFFORT)
        if schedule.unplaced:
            raise Refused(Law.NO_ROOM, on=floor.horizon.last_on)
        starts = {run.lot: run.start_day for run in schedule.runs}
        pushed = [lot for lot in tail if lot.id in held and starts[lot.id] != floor.start_day(lot)]
        if pushed:
            if floor.lock_of(pushed[0]) is not None:
                raise Refused(Law.LOCKED_THERE, on=pushed[0].start_on)
            free = _open_day(floor, code, floor.horizon.day(max(lot.end_on for lot in pushed)) + 1)
            raise Refused(Law.BUSY, on=floor.horizon.on(free))
        trial = Trial(code, schedule, schedule.cost_fen, frozenset())
        self.commit(trial, {waiting.draft.id: waiting for waiting in coming})
        return trial


def _free_lot(floor: Floor, name: str) -> Lot:
    lot = floor.lots.get(name)
    if lot is None:
        raise Refused(Law.UNKNOWN)
    if floor.is_frozen(lot):
        raise Refused(Law.FROZEN, on=lot.start_on)
    if floor.lock_of(lot) is not None:
        raise Refused(Law.LOCKED, on=lot.start_on)
    return lot


def locked(floor: Floor, name: str) -> Floor:
    """Return the floor with a lot held where it is."""
    lot = _free_lot(floor, name)
    lock = Lock(order=lot.order, line=lot.line, first_on=lot.start_on, pieces=lot.pieces)
    return relocked(floor, (), (lock,))


def unlocked(floor: Floor, name: str) -> Floor:
    """Return the floor without the lock that holds a lot."""
    lock = floor.lock_of(floor.lots[name]) if name in floor.lots else None
    if lock is None:
        raise Refused(Law.UNKNOWN)
    return relocked(floor, (lock,), ())


def relocked(floor: Floor, gone: Sequence[Lock], new: Sequence[Lock]) -> Floor:
    """Return the floor without some locks and with others."""
    after, rules = floor.fork(), floor.scenario.rules
    locks = (*(lock for lock in rules.locks if lock not in gone), *(lock for lock in new if lock not in rules.locks))
    after.scenario = replace(floor.scenario, rules=replace(rules, locks=locks))
    return after


def _may(floor: Floor, lot: Lot, code: str, day: int) -> None:
    """Refuse what no timing could mend."""
    scenario = floor.scenario
    line = scenario.line.get(code)
    if line is None:
        raise Refused(Law.UNKNOWN)
    order, house = scenario.order[lot.order], scenario.factory[line.factory]
    if line.level(scenario.style[order.style].category) <= 0:
        raise Refused(Law.NO_SKILL)
    if not scenario.rules.may_sew(order, house):
        raise Refused(Law.NOT_ALLOWED)
    if house.code in scenario.declined_by.get(order.number, ()):
        raise Refused(Law.DECLINED)
    if house.code != lot.factory:
        _may_leave(floor, lot, house)
    if day < floor.frozen_day:
        raise Refused(Law.PAST, on=floor.horizon.on(floor.frozen_day))
    if day < floor.horizon.day(lot.arrive_on):
        raise Refused(Law.NOT_CUT, on=lot.arrive_on)
    if day >= floor.horizon.days:
        raise Refused(Law.NO_ROOM, on=floor.horizon.last_on)
    if floor.horizon.sewing_per_day(line)[day] <= 0:
        raise Refused(Law.CLOSED, on=floor.horizon.on(day))


def _may_leave(floor: Floor, lot: Lot, house: Factory) -> None:
    least = house.minimum_lot_pieces
    if lot.pieces < least:
        raise Refused(Law.TOO_SMALL, pieces=least)
    homes = Ties(floor).homes(draft_of(lot))
    if homes is not None and homes != {house.code}:
        raise Refused(Law.NOT_SPLIT)


def _open_day(floor: Floor, code: str, day: int) -> int:
    minutes = floor.horizon.sewing_per_day(floor.scenario.line[code])
    return next((d for d in range(day, len(minutes)) if minutes[d] > 0), day)


def _finished(floor: Floor) -> Floor:
    floor.dirty.clear()
    if finish_again(floor):
        raise Refused(Law.NO_FINISHING)
    return floor


def _joined(one: Sequence[Quantity], other: Sequence[Quantity]) -> tuple[Quantity, ...]:
    cells: dict[tuple[str, str], Quantity] = {}
    for q in (*one, *other):
        had = cells.get((q.colour, q.size))
        cells[q.colour, q.size] = replace(q, pieces=q.pieces + had.pieces) if had else q
    return tuple(cells.values())


def _late_days(floor: Floor, number: str) -> int:
    ready = [floor.lots[name].finish_on for name in floor.lots_of[number]]
    ready += [lot.ready_on for lot in floor.outside.get(number, ())]
    return (max(ready) - floor.scenario.order[number].due_on).days


def _shifted(changed: Sequence[tuple[str, tuple[Lot, ...]]], number: str) -> Iterable[tuple[str, int]]:
    days: dict[str, int] = {}
    for _, lots in changed:
        if len(lots) == 2 and lots[0].order != number and lots[0].days != lots[1].days:
            shift = (lots[1].end_on - lots[0].end_on).days
            days[lots[0].order] = max(days.get(lots[0].order, shift), shift)
    return sorted(days.items(), key=lambda found: (-found[1], found[0]))


def _fen(floor: Floor, orders: Iterable[str], lines: Iterable[str]) -> int:
    """The money of some orders' sewing, transport, finishing and lateness, and of overtime on some lines."""
    scenario, fen = floor.scenario, 0.0
    for number in orders:
        order = scenario.order[number]
        late_fen = floor.policy.late_fen_per_piece_day(order, scenario.style[order.style])
        lots = [floor.lots[name] for name in floor.lots_of[number]]
        fen += sum(lot.pay_fen + lot.haul_fen for lot in lots)
        fen += sum(scenario.factory[house].opening_fen for house, _ in {(lot.factory, lot.line) for lot in lots})
        for lot in lots:
            fen += max(0, (lot.finish_on - order.due_on).days) * lot.pieces * late_fen
            fen += sum(d.minutes * scenario.factory[d.factory].finishing_fen_per_min for d in floor.finishing[lot.id])
    if works_overtime(scenario, floor.policy):
        there = [floor.lots[name] for line in lines for name in floor.on_line[line]]
        fen += sum(lot.overtime_fen for lot in paid(scenario, floor.policy, there))
    return round(fen)
