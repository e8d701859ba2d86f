"""What of a lot is sewn: it stays as a lot of its own, and the rest finds another place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from interlock.model import Lot
from interlock.repair.clash import Clash
from interlock.repair.finishing import run_of
from interlock.repair.floor import Floor, Waiting, draft_of, split
from interlock.repair.parts import lot_on_line
from interlock.words import Words

# Minutes that come out of sums differ by so much of themselves.
ROUNDING = 1e-9

BEHIND = Words(
    not_begun=(
        "lot {lot} cannot be begun: another lot before it on its line is behind; tell of that one only",
        "派工单 {lot} 还不能开工：同一产线上排在它前面的派工单落后，请只写前面那一张",
    ),
    too_few=(
        "lot {lot}: {pieces:,} pieces done by {on} take {needed:,.0f} standard minutes, line {line} has {found:,.0f} "
        "for it until then with what else is told; tell of fewer pieces, or of more minutes on these days",
        "派工单 {lot}：截至 {on} 完成 {pieces:,} 件需要 {needed:,.0f} 标准分钟，但按同时上报的其他事件，"
        "产线 {line} 到那时只有 {found:,.0f} 分钟可用；请核对件数，或这几天的停线和出勤",
    ),
    before=(
        "lot {lot}: line {line} sews lot {other} before it until {on}, for which it has too few minutes with what else "
        "is told; tell how many pieces of lot {other} are done, too",
        "派工单 {lot}：产线 {line} 在它之前要做派工单 {other}（到 {on}），按同时上报的其他事件工时不够；"
        "请一并上报派工单 {other} 的完成件数",
    ),
)


def as_done(floor: Floor, lot: Lot, on: date, pieces_done: int) -> Lot:
    """The lot's days until ``on``, with what they really gave; minutes that gave nothing count as learning.

    A day has no more minutes than its line has left then. Raises :class:`~interlock.repair.clash.Clash` where these are
    too few for the pieces.
    """
    idle = floor.idle(lot.line)
    smv_min = floor.scenario.style[floor.scenario.order[lot.order].style].smv_min
    planned = [day for day in lot.days if day.on <= on]
    rooms = [min(day.used_min, idle[floor.horizon.day(day.on)]) for day in planned]
    changeover_min = sum(day.changeover_min for day in planned)
    sewing_min, needed_min = sum(rooms) - changeover_min, pieces_done * smv_min
    if needed_min > sewing_min * (1 + ROUNDING):
        told = BEHIND.told(
            "too_few", lot=lot.id, pieces=pieces_done, on=on, needed=needed_min, line=lot.line,
            found=max(0.0, sewing_min),
        )  # fmt: skip
        raise Clash({lot.id: told})
    days, sewn_min, made = [], 0.0, 0
    for day, room in zip(planned, rooms, strict=True):
        changed_min = min(changeover_min, room)
        changeover_min -= changed_min
        sewn_min += room - changed_min
        upto = int(pieces_done * sewn_min / sewing_min) if sewing_min else 0
        if room > 0:
            productive_min = (room - changed_min) * needed_min / sewing_min if sewing_min else 0.0
            found = replace(
                day, productive_min=productive_min, changeover_min=changed_min,
                learning_min=room - changed_min - productive_min, pieces=upto - made,
            )  # fmt: skip
            days.append(found)
            made = upto
    days[-1] = replace(days[-1], pieces=days[-1].pieces + pieces_done - made)
    return _done(floor, replace(lot, days=tuple(days)))


def _done(floor: Floor, lot: Lot) -> Lot:
    waiting = Waiting(draft=draft_of(lot), arrive_day=floor.horizon.day(lot.arrive_on))
    return replace(lot_on_line(floor, waiting, lot.line, run_of(floor, lot)), done=True)


def leave(floor: Floor, lot: Lot) -> None:
    """Take a lot off its line; what of it was sewn on days that are over stays there, where it may be apart."""
    over = [day for day in lot.days if floor.before.is_over(day.on)]
    sewn = sum(day.pieces for day in over)
    if not 0 < sewn < lot.pieces or floor.scenario.rules.split_of(floor.scenario.order[lot.order]) != "free":
        floor.take_out(lot.id)
        return
    lock = floor.lock_of(lot)
    floor.take(lot.id)
    done, rest = split(lot.quantities, sewn)
    floor.put(_done(floor, replace(lot, quantities=done, days=tuple(over))))
    name = floor.next_lot_id(lot.order)
    waiting = Waiting(
        draft=replace(draft_of(lot), id=name, quantities=rest), arrive_day=floor.frozen_day, was_given=lot.given
    )
    floor.waiting[name] = floor.locked(waiting, lock) if lock else waiting
