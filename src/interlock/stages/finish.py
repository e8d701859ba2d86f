"""Sewn lots through the finishing shops to the day they ship."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interlock.model import Policy, Scenario
from interlock.sequencing.finishing import FinishingJob, FinishingProblem, FinishingShop
from interlock.sequencing.finishing import finish as finish_jobs
from interlock.stages.facts import Path
from interlock.stages.horizon import Horizon
from interlock.stages.lots import LotDraft
from interlock.stages.sew import Sewn


@dataclass(frozen=True)
class Finished:
    """The day by which every lot is finished, the minutes (lot, shop, day, minutes) it takes, and lots left over."""

    day: Mapping[str, int]
    minutes: tuple[tuple[str, str, int, float], ...]
    unplaced: frozenset[str]


def finish(
    scenario: Scenario,
    policy: Policy,
    horizon: Horizon,
    paths: Mapping[str, Path],
    lots: Sequence[LotDraft],
    sewn: Sewn,
    taken: Mapping[tuple[str, int], float] | None = None,
) -> Finished:
    """Finish every sewn lot from the day after its last piece is sewn; lots that need no finishing ship that day.

    ``taken``: minutes of a shop on a day that are given to others already.
    """
    jobs, plain = [], {}
    for lot in lots:
        run = sewn.runs.get(lot.id)
        if run is None:
            continue
        order = scenario.order[lot.order]
        style = scenario.style[order.style]
        if style.finishing_min > 0:
            jobs.append(
                FinishingJob(
                    id=lot.id,
                    shop=paths[lot.order].finishing,
                    minutes=lot.pieces * style.finishing_min,
                    release_day=run.end_day + 1,
                    due_day=horizon.day(order.due_on),
                    late_fen_per_day=lot.pieces * policy.late_fen_per_piece_day(order, style),
                )
            )
        else:
            plain[lot.id] = run.end_day + 1
    shops = tuple(
        FinishingShop(id=code, capacity_min=_free(scenario, horizon, code, taken or {}))
        for code in sorted({job.shop for job in jobs})
    )
    done = finish_jobs(FinishingProblem(shops, tuple(jobs)))
    shop_of = {job.id: job.shop for job in jobs}
    return Finished(
        day={**done.done_day, **plain},
        minutes=tuple((run.job, shop_of[run.job], day, minutes) for run in done.runs for day, minutes in run.days),
        unplaced=frozenset(done.unplaced) | frozenset(sewn.unplaced),
    )


def _free(scenario: Scenario, horizon: Horizon, code: str, taken: Mapping[tuple[str, int], float]) -> tuple[float, ...]:
    minutes = horizon.per_day(scenario.factory[code].finishing_min_per_day, code)
    return tuple(max(0.0, left - taken.get((code, day), 0.0)) for day, left in enumerate(minutes))
