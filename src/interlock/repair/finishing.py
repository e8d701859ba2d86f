"""Lots that end on another day, through what is free in the finishing shops."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from interlock.model import FinishDay, Lot, LotDay
from interlock.repair.floor import Floor, draft_of
from interlock.sequencing import DayOutput, LotRun
from interlock.stages.finish import finish
from interlock.stages.sew import Sewn


def finish_again(floor: Floor) -> list[str]:
    """Finish the lots that end too late for their finishing days, or earlier, or have other pieces; what finds no room.

    All others keep their finishing days. Orders that move nobody come last.
    """
    moved = [lot for lot in floor.lots.values() if not _keeps(floor, lot)]
    for name in {lot.id for lot in moved} | (floor.finishing.keys() - floor.lots.keys()):
        floor.finishing.pop(name, None)
    first = [lot for lot in moved if lot.order not in floor.alone]
    return sorted(_finish(floor, first) | _finish(floor, [lot for lot in moved if lot.order in floor.alone]))


def _finish(floor: Floor, moved: list[Lot]) -> frozenset[str]:
    """Finish these lots in what the others leave of the shops; return those that find no room."""
    taken: Counter[tuple[str, int]] = Counter()
    for days in floor.finishing.values():
        for day in days:
            taken[day.factory, floor.horizon.day(day.on)] += day.minutes  # type: ignore[assignment]
    done = finish(
        floor.scenario,
        floor.policy,
        floor.horizon,
        floor.paths,
        [draft_of(lot) for lot in moved],
        Sewn({lot.id: run_of(floor, lot) for lot in moved}, ()),
        taken,
    )
    for name, shop, at, minutes in done.minutes:
        floor.finishing[name].append(FinishDay(name, shop, floor.horizon.on(at), minutes))
    for lot in moved:
        if lot.id in done.day:
            floor.put(replace(lot, finish_on=floor.horizon.on(done.day[lot.id])))
    return done.unplaced


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
    order = floor.scenario.order[lot.order]
    due_on = order.due_on - timedelta(days=1)
    return LotRun(
        lot=lot.id,
        start_day=floor.start_day(lot),
        end_day=floor.end_day(lot),
        days=tuple(_output(floor, day) for day in lot.days),
        late_piece_days=sum(day.pieces * max(0, (day.on - due_on).days) for day in lot.days),
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
