"""From a scenario to a checked plan: the stages in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from interlock.allocation import allocate
from interlock.cutting import CutPlan, CutProblem
from interlock.errors import Cancelled, Infeasible
from interlock.explain import bottlenecks, reasons, virtues
from interlock.laws import judge
from interlock.markers import MarkerCache
from interlock.model import Plan, PlanMarker, Policy, Scenario
from interlock.stages.allocate import Book, work_of
from interlock.stages.assemble import Parts, assemble
from interlock.stages.buy import Allowance, buy, least_fen_per_m
from interlock.stages.cut import Fabric, Lengths, OrderCut, cut_orders
from interlock.stages.finish import finish
from interlock.stages.horizon import Horizon
from interlock.stages.lay import Laid, in_time, lay_out, near_markers, outside_cutting_fen, table_of_marker_mm
from interlock.stages.longer import Mending, longer_days
from interlock.stages.lots import LotDraft, lots_of
from interlock.stages.nest import calibrated, estimated, longer_than_table, nest_markers, short_of_fabric
from interlock.stages.order import ordered_in_time
from interlock.stages.paths import choose_paths
from interlock.stages.progress import Stage, Step, Track
from interlock.stages.relieve import Relief
from interlock.stages.settle import settle, want_locks
from interlock.stages.words import ERRORS

# Where real markers come out longer than planned, the plan is made anew with what they take; this often at most.
MOST_ROUNDS = 4


@dataclass(frozen=True)
class Result:
    """A plan that passed the judge, and the seconds that each stage took."""

    plan: Plan
    seconds: Mapping[Stage, float]


def plan(
    scenario: Scenario,
    policy: Policy | None = None,
    *,
    stop: Callable[[], bool] | None = None,
    hurry: Callable[[], bool] | None = None,
    progress: Callable[[Step], None] | None = None,
    cache: MarkerCache | None = None,
    workers: int | None = None,
) -> Result:
    """Plan the whole network: what to buy, how to cut, who sews what and when, what it costs, why late.

    The same scenario, policy and cache give the same plan, whatever ``workers``. Once orders are given to lines,
    ``hurry`` ends the search with the best so far, leaves markers at their estimates, and replaces ``stop``. Raises
    :class:`~interlock.errors.Infeasible` when no plan exists under the rules, :class:`~interlock.errors.Cancelled`
    when ``stop`` says so, and :class:`~interlock.errors.BrokenLaw` when the judge finds a fault in the plan.
    """
    policy = policy or Policy()
    track = Track(progress, stop, hurry)
    known: dict[CutProblem, CutPlan] = {}
    track.enter("calibrate")
    lengths = calibrated(
        Lengths(scenario, policy), cache=cache, workers=workers, progress=track.within, stop=track.stop
    )
    allowance: Allowance = {}
    for _ in range(MOST_ROUNDS):
        made, longer, wanted = _plan_once(lengths, known, allowance, track, cache, workers)
        if not longer and wanted is None:
            return Result(_explained(scenario, policy, made, track), dict(track.seconds))
        lengths, allowance = lengths.grown(longer), wanted or allowance
        track.again()
    raise Infeasible(ERRORS.told("never_fits"))


def _plan_once(
    lengths: Lengths,
    known: dict[CutProblem, CutPlan],
    allowance: Allowance,
    track: Track,
    cache: MarkerCache | None,
    workers: int | None,
) -> tuple[Plan, Mapping[Fabric, float], Allowance | None]:
    """Return a plan, and what its real markers ask for besides: longer lengths, more fabric that comes too late."""
    scenario, policy = lengths.scenario, lengths.policy

    track.enter("paths")
    horizon = Horizon.of(scenario, policy)
    paths = choose_paths(lengths)

    track.enter("cut")
    prices = least_fen_per_m(lengths)
    cuts = cut_orders(lengths, paths, prices, known, workers=workers, progress=track.within, stop=track.stop)

    track.enter("buy")
    bought = buy(lengths, horizon, cuts, allowance)
    horizon = Horizon.after(scenario, policy, bought.last_start_day)

    track.enter("allocate")
    soon = track.in_sight()
    book = Book(scenario, policy, horizon, work_of(lengths, horizon, paths, cuts, bought))
    book, problem, given = settle(book, progress=track.share, stop=soon, found=track.found)
    days = longer_days(book, problem, given)
    bound_fen = allocate(book.least(), effort=policy.effort, seed=policy.seed, stop=soon).lower_bound_fen
    lots = [lot for number, parts in book.given(given).items() for lot in lots_of(cuts[number], parts)]

    track.enter("lay")
    laid, lots = lay_out(lengths, horizon, paths, cuts, bought, lots)

    track.enter("sew")
    values = book.values(given.prices)
    lots, sewn = Relief(
        scenario, policy, days, lots, laid.arrive_day, values, book.piece_fen, book.outside_piece_fen, laid.cut_day
    ).run()
    sewn = Mending(scenario, policy, days, lots, laid.arrive_day, values, paths).run(sewn)

    track.enter("finish")
    finished = finish(scenario, policy, horizon, paths, lots, sewn)
    want_locks(lots, finished.unplaced)
    lots = [_outside_if(lot, lot.id in finished.unplaced) for lot in lots]

    track.enter("nest")
    markers, longer = _nested(lengths, horizon, cuts, laid, track, cache, workers)
    wanted = short_of_fabric(lengths, cuts, markers, allowance)
    if wanted != allowance:
        more = buy(lengths, horizon, cuts, wanted)
        if in_time(more, laid):
            bought, allowance = more, wanted
    bought = ordered_in_time(scenario, policy, horizon, bought, laid, lots, finished.day)

    made = assemble(
        Parts(
            scenario=scenario, policy=policy, horizon=horizon, paths=paths, cuts=cuts, bought=bought, lots=lots,
            laid=laid, runs=sewn.runs, finished=finished, markers=markers, values=values,
            network_bound_fen=bound_fen, outside_fen=book.outside_fen(lots),
            outside_cutting_fen=outside_cutting_fen(lengths, cuts, laid, lots),
        )
    )  # fmt: skip
    return made, longer, wanted if wanted != allowance else None


def _nested(
    lengths: Lengths,
    horizon: Horizon,
    cuts: Mapping[str, OrderCut],
    laid: Laid,
    track: Track,
    cache: MarkerCache | None,
    workers: int | None,
) -> tuple[dict[str, PlanMarker], Mapping[Fabric, float]]:
    """Return all markers, the soonest with real nests, and by how much lengths must grow for their tables."""
    scenario, policy = lengths.scenario, lengths.policy
    estimates = estimated(lengths, cuts)
    try:
        nested = nest_markers(
            scenario, estimates, near_markers(horizon, policy, laid), seconds=policy.nest_seconds, seed=policy.seed,
            cache=cache, workers=workers, progress=track.within, stop=track.hurry or track.stop,
        )  # fmt: skip
    except Cancelled:
        if track.hurry is None:
            raise
        nested = {}
    return estimates | nested, longer_than_table(estimates, nested, table_of_marker_mm(scenario, laid))


def _outside_if(lot: LotDraft, unplaced: bool) -> LotDraft:
    return replace(lot, line=None) if unplaced else lot


def _explained(scenario: Scenario, policy: Policy, made: Plan, track: Track) -> Plan:
    track.enter("explain")
    explained = replace(
        made,
        bottlenecks=bottlenecks(scenario, made),
        reasons=reasons(scenario, made, policy),
        virtues=virtues(scenario, made),
    )
    track.enter("judge")
    judge(scenario, policy, explained)
    track.leave()
    return explained
