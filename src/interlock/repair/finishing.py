"""Lots that end on another day, through what is free in the finishing shops."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from interlock.model import FinishDay, Lot, LotDay
from interlock.repair.floor import Floor, draft_of
from interlock.sequencing import DayOutput, LotRun
from interlock.stages.finish import Finished, finish
from interlock.stages.sew import Sewn

# So many lots in time are asked to be finished later for a late one, few at first.
GIVING = (4, 16, 64, 1_000_000)
# Telling them is worth so much.
ROOM_FEN = 10_000.0


def finish_again(floor: Floor) -> list[str]:
    """Finish the lots that end too late for their finishing days, or earlier, or have other pieces.

    All others keep their finishing days, unless a lot would be late that has its room when others, which are in time
    all the same, are finished later. Orders that move nobody come last. Return the lots that find no room.
    """
    moved = [lot for lot in floor.lots.values() if not _keeps(floor, lot)]
    for name in {lot.id for lot in moved} | (floor.finishing.keys() - floor.lots.keys()):
        floor.finishing.pop(name, None)
    first = [lot for lot in moved if lot.order not in floor.alone]
    unplaced = _finish(floor, first)
    unplaced = _make_room(floor, first, unplaced)
    return sorted(unplaced | _finish(floor, [lot for lot in moved if lot.order in floor.alone]))


def finish_all_again(floor: Floor) -> list[str]:
    """Finish every lot anew that is not begun in the frozen days; what finds no room."""
    free = [lot for lot in floor.lots.values() if _may_give(floor, lot)]
    for lot in free:
        floor.finishing.pop(lot.id, None)
    return sorted(_finish(floor, free))


def _finish(floor: Floor, moved: Sequence[Lot]) -> frozenset[str]:
    """Finish these lots in what the others leave of the shops; return those that find no room."""
    done = _finished(floor, moved)
    _write(floor, moved, done)
    return done.unplaced


def _finished(floor: Floor, moved: Sequence[Lot]) -> Finished:
    """How these lots are finished when they are taken out and all others keep their days."""
    out = {lot.id for lot in moved}
    taken: Counter[tuple[str, int]] = Counter()
    for name, days in floor.finishing.items():
        for day in days if name not in out else ():
            taken[day.factory, floor.horizon.day(day.on)] += day.minutes  # type: ignore[assignment]
    return finish(
        floor.scenario,
        floor.policy,
        floor.horizon,
        floor.paths,
        [draft_of(lot) for lot in moved],
        Sewn({lot.id: run_of(floor, lot) for lot in moved}, ()),
        taken,
    )


def _write(floor: Floor, moved: Sequence[Lot], done: Finished) -> None:
    for lot in moved:
        floor.finishing.pop(lot.id, None)
    for name, shop, at, minutes in done.minutes:
        floor.finishing[name].append(FinishDay(name, shop, floor.horizon.on(at), minutes))
    for lot in moved:
        if lot.id in done.day:
            floor.put(replace(floor.lots[lot.id], finish_on=floor.horizon.on(done.day[lot.id])))


# -- room from those in time -------------------------------------------------------------------------------------------


def _make_room(floor: Floor, moved: Sequence[Lot], unplaced: frozenset[str]) -> frozenset[str]:
    """Let lots that are in time be finished later, still in time, where that makes moved ones less late.

    Return those that find no room all the same.
    """
    waiting: dict[str, list[Lot]] = defaultdict(list)
    for name in (lot.id for lot in moved):
        lot = floor.lots[name]
        due_on = floor.scenario.order[lot.order].due_on
        if name in unplaced or (lot.finish_on > due_on and lot.finish_on > lot.end_on + timedelta(days=1)):
            waiting[floor.paths[lot.order].finishing].append(lot)
    for shop, late in sorted(waiting.items()):
        unplaced = unplaced - _given_room(floor, shop, late, unplaced)
    return unplaced


def _given_room(floor: Floor, shop: str, late: Sequence[Lot], unplaced: frozenset[str]) -> frozenset[str]:
    """Make room in one shop: few give way at first, then more; return those that found none before and do now."""
    others = [lot for lot in floor.lots.values() if _gives(floor, lot, shop)]
    names = {lot.id for lot in late}
    others = [lot for lot in sorted(others, key=lambda lot: (-_slack_days(floor, lot), lot.id)) if lot.id not in names]
    days = {lot.id: floor.horizon.day(lot.finish_on) for lot in late if lot.id not in unplaced}
    least_fen = sum(_late_fen(floor, lot, days.get(lot.id)) for lot in late) - ROOM_FEN
    best: tuple[Sequence[Lot], Finished] | None = None
    for count in dict.fromkeys(min(number, len(others)) for number in GIVING):
        everyone = [*late, *others[:count]]
        done = _finished(floor, everyone)
        if any(_late_fen(floor, lot, done.day.get(lot.id)) for lot in others[:count]):
            continue
        fen = sum(_late_fen(floor, lot, done.day.get(lot.id)) for lot in late)
        if fen < least_fen:
            best, least_fen = (everyone, done), fen - ROOM_FEN
        if fen <= 0:
            break
    if best is None:
        return frozenset()
    _write(floor, *best)
    return frozenset(lot.id for lot in late if lot.id in best[1].day)


def _gives(floor: Floor, lot: Lot, shop: str) -> bool:
    in_shop = floor.paths[lot.order].finishing == shop and lot.order not in floor.alone
    return in_shop and _slack_days(floor, lot) > 0 and _may_give(floor, lot)


def _may_give(floor: Floor, lot: Lot) -> bool:
    """Whether a lot is finished, and not begun to be in the frozen days."""
    days = floor.finishing.get(lot.id)
    return bool(days) and min(floor.horizon.day(day.on) for day in days or ()) >= floor.frozen_day


def _slack_days(floor: Floor, lot: Lot) -> int:
    return (floor.scenario.order[lot.order].due_on - lot.finish_on).days


def _late_fen(floor: Floor, lot: Lot, day: int | None) -> float:
    """What a lot's lateness costs when it is finished on a day; None: not within the horizon."""
    order = floor.scenario.order[lot.order]
    late = max(0, (2 * floor.horizon.days if day is None else day) - floor.horizon.day(order.due_on))
    return late * lot.pieces * floor.policy.late_fen_per_piece_day(order, floor.scenario.style[order.style])


# -- what stands -------------------------------------------------------------------------------------------------------


def _keeps(floor: Floor, lot: Lot) -> bool:
    before = floor.before.lot.get(lot.id)
    if before is None or before is lot:
        return before is lot
    same = (before.pieces, before.finish_on) == (lot.pieces, lot.finish_on)
    return same and before.end_on <= lot.end_on < finishing_from(floor, lot)


def finishing_from(floor: Floor, lot: Lot) -> date:
    """Return the first day on which a lot is finished as things stand: it must be sewn before."""
    return min((day.on for day in floor.finishing.get(lot.id, ())), default=lot.finish_on)


def run_of(floor: Floor, lot: Lot) -> LotRun:
    """Return the days of a lot as sequencing counts them."""
    due_day = floor.sewn_by_day(lot.order)
    return LotRun(
        lot=lot.id,
        start_day=floor.start_day(lot),
        end_day=floor.end_day(lot),
        days=tuple(_output(floor, day) for day in lot.days),
        late_piece_days=sum(day.pieces * max(0, floor.horizon.day(day.on) - due_day) for day in lot.days),
    )


def _output(floor: Floor, day: LotDay) -> DayOutput:
    return DayOutput(
        day=floor.horizon.day(day.on),
        minutes=day.used_min,
        productive_min=day.productive_min,
        changeover_min=day.changeover_min,
        learning_min=day.learning_min,
        pieces=day.pieces,
    )
