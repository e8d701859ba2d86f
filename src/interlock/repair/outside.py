"""Lots that find no line here go outside the cluster."""

from __future__ import annotations

from dataclasses import replace

from interlock.errors import Infeasible, Told
from interlock.repair.floor import Floor
from interlock.repair.parts import NOTHING_BOUGHT
from interlock.stages.assemble import Parts, outside_of
from interlock.stages.finish import Finished
from interlock.stages.lay import Laid


def send_outside(floor: Floor, name: str) -> None:
    """Send a waiting lot outside the cluster. Raises :class:`~interlock.errors.Infeasible` where a lock forbids it."""
    waiting = floor.waiting[name]
    if waiting.lock is not None:
        lock = waiting.lock
        raise Infeasible(
            Told(
                f"order {lock.order}: {waiting.draft.pieces} pieces are locked to line {lock.line} from "
                f"{lock.first_on} and find no room there any more; take the lock off, or lock them elsewhere",
                f"订单 {lock.order}：锁定在生产线 {lock.line}（{lock.first_on} 起）的 {waiting.draft.pieces} 件"
                "已排不下，请解除锁定或改锁到其他生产线",
            )
        )
    del floor.waiting[name]
    draft = replace(waiting.draft, line=None)
    number = draft.order
    parts = Parts(
        scenario=floor.scenario,
        policy=floor.policy,
        horizon=floor.horizon,
        paths=floor.paths,
        bought=replace(NOTHING_BOUGHT, ready_day={number: floor.release_day(number)}),
        markers=floor.markers,
        values={},
        network_bound_fen=0,
        cuts={},
        lots=(draft,),
        laid=Laid((), {}),
        runs={},
        finished=Finished({}, (), frozenset()),
        outside_fen=floor.book(number).outside_fen([draft]),
    )
    floor.outside.setdefault(number, []).extend(outside_of(parts, floor.lays_of.get(number, ())))
