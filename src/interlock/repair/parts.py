"""Runs of the sequencer as lots of the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from interlock.model import Lot, LotDay
from interlock.repair.floor import Floor, Waiting
from interlock.sequencing import LotRun
from interlock.stages.assemble import Parts, lots_with_days
from interlock.stages.buy import Bought
from interlock.stages.finish import Finished
from interlock.stages.lay import Laid

NOTHING_BOUGHT = Bought(
    purchases=(), stock_uses=(), ready_day={}, start_day={}, cloth_bound_fen=0, trim_bound_fen=0
)  # fmt: skip


def lot_on_line(floor: Floor, waiting: Waiting, line: str, run: LotRun) -> Lot:
    """Return a waiting lot as it is sewn on a line; it is finished the day after, until finishing says when.

    What a planner gave to this line, now or before, stays given to it.
    """
    draft = replace(waiting.draft, line=line)
    parts = Parts(
        scenario=floor.scenario,
        policy=floor.policy,
        horizon=floor.horizon,
        paths={draft.order: floor.paths[draft.order]},
        bought=NOTHING_BOUGHT,
        markers={},
        values={},
        network_bound_fen=0,
        cuts={},
        lots=(draft,),
        laid=Laid((), {draft.id: waiting.arrive_day}),
        runs={draft.id: run},
        finished=Finished({draft.id: run.end_day + 1}, (), frozenset()),
        outside_fen={},
    )
    given = waiting.given or (waiting.was_given and waiting.draft.line == line)
    return replace(lots_with_days(parts)[0], given=given)


def with_run(floor: Floor, lot: Lot, run: LotRun) -> Lot:
    """Return a lot with other days; the lot itself where they are the same."""
    days = tuple(
        LotDay(
            on=floor.horizon.on(day.day),
            productive_min=day.productive_min,
            changeover_min=day.changeover_min,
            learning_min=day.learning_min,
            pieces=day.pieces,
        )
        for day in run.days
    )
    if len(days) == len(lot.days) and all(_alike(a, b) for a, b in zip(days, lot.days, strict=True)):
        return lot
    return replace(lot, days=days, finish_on=max(lot.finish_on, days[-1].on + timedelta(days=1)))


def _alike(one: LotDay, other: LotDay) -> bool:
    return (one.on, one.pieces) == (other.on, other.pieces) and abs(one.used_min - other.used_min) < 1e-3
