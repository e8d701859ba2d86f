"""Lays on tables by day, in time for the lots that need them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from interlock.cutting import LayJob, Table, TableProblem, lay_minutes, schedule_tables
from interlock.errors import Infeasible, InvalidModel
from interlock.model import BillItem, Policy, Scenario, Style
from interlock.stages.buy import Bought
from interlock.stages.cut import Lengths, OrderCut, Step, fabrics_of
from interlock.stages.facts import Path, shortened
from interlock.stages.horizon import Horizon
from interlock.stages.lots import LotDraft, summed
from interlock.stages.nest import marker_id

# Pieces leave on the day after they are cut and want a day to be sorted.
TRAVEL_DAYS = 2
# Pieces cut long before they are sewn tie up money and floor; a lay is cut at most so many days before it should be.
MOST_AHEAD_DAYS = 10
# Where no table here has time, fabric is sent outside and cut there within so many days.
OUTSIDE_CUT_DAYS = 3


@dataclass(frozen=True, kw_only=True)
class LaidLay:
    """A lay with its table, day and minutes; ``step`` counts from 0 in its order's cut."""

    id: str
    order: str
    step: int
    material: str
    marker: str
    table: str
    day: int
    start_min: float
    end_min: float


@dataclass(frozen=True)
class Laid:
    """All lays, the day on which each lot's cut pieces reach the factory that sews them, and that of its last cut."""

    lays: tuple[LaidLay, ...]
    arrive_day: Mapping[str, int]
    cut_day: Mapping[str, int] = field(default_factory=dict)


def lay_min(lengths: Lengths, style: Style, item: BillItem, step: Step) -> int:
    """Return the table minutes of a step in one fabric, by its estimated length."""
    return lay_minutes(
        step.all_plies,
        lengths.marker_mm(style, item, step) + lengths.policy.end_loss_mm,
        garments=sum(count for _, count in step.ratio),
        outline_mm=sum(lengths.outline_mm(style, item, size) * count for size, count in step.ratio),
    )


def lay_out(
    lengths: Lengths,
    horizon: Horizon,
    paths: Mapping[str, Path],
    cuts: Mapping[str, OrderCut],
    bought: Bought,
    lots: Sequence[LotDraft],
) -> tuple[Laid, list[LotDraft]]:
    """Put every lay on a table, earliest needed first, and return the lots with it.

    Lots with pieces of lays that find no table within the horizon go outside: what is cut of them, and what is not as
    a lot of its own. Raises :class:`~interlock.errors.Infeasible` naming lays that no table of their shop could take.
    """
    scenario = lengths.scenario
    days = _days_of_steps(lengths, horizon, bought, lots)
    jobs: list[LayJob] = []
    drafts: dict[str, tuple[str, int, str, str]] = {}
    for order in scenario.orders:
        style, cut = scenario.style[order.style], cuts[order.number]
        late_fen = lengths.policy.late_fen_per_piece_day(order, style)
        for number, step in enumerate(cut.steps):
            release, wanted = days[order.number, number]
            minutes = {item.material: lay_min(lengths, style, item, step) for item in fabrics_of(scenario, style)}
            for item in fabrics_of(scenario, style):
                name = f"{order.number}-{number + 1}-{item.material}"
                drafts[name] = (order.number, number, item.material, marker_id(style, item, step.ratio))
                jobs.append(
                    LayJob(
                        id=name,
                        shop=paths[order.number].cutting,
                        minutes=minutes[item.material],
                        length_mm=lengths.marker_mm(style, item, step),
                        width_mm=scenario.material[item.material].width_mm,
                        release_day=release,
                        due_day=wanted,
                        # Fabrics of a step are of use together only: in shares by minutes, none goes before another.
                        weight=late_fen * _garments(step) * minutes[item.material] / sum(minutes.values()),
                    )
                )
    try:
        schedule = schedule_tables(TableProblem(_tables(scenario, horizon), tuple(jobs)))
    except InvalidModel as error:
        raise Infeasible(shortened(error.problems)) from None
    uncut = {drafts[name][:2] for name in schedule.unplaced}
    lays = tuple(
        LaidLay(
            id=spot.job, order=drafts[spot.job][0], step=drafts[spot.job][1], material=drafts[spot.job][2],
            marker=drafts[spot.job][3], table=spot.table, day=spot.day, start_min=spot.start_min, end_min=spot.end_min,
        )
        for spot in schedule.placed
        if drafts[spot.job][:2] not in uncut
    )  # fmt: skip
    parted = [part for lot in lots for part in _parted(lot, uncut)]
    cut_day = _cut_days(lays)
    arrive_day = _arrivals(horizon, bought, cut_day, parted)
    return Laid(lays, arrive_day, _cut_day_of_lots(horizon, paths, bought, cut_day, parted)), parted


def _parted(lot: LotDraft, uncut: Collection[tuple[str, int]]) -> Iterator[LotDraft]:
    """The lot itself where all of it is cut, else what is cut of it and what is not, both outside."""
    left = [(step, q) for step, q in lot.taken if (lot.order, step) in uncut]
    if not left:
        yield lot
        return
    done = [(step, q) for step, q in lot.taken if (lot.order, step) not in uncut]
    for name, taken in ((lot.id, done), (f"{lot.id}-uncut", left)):
        if taken:
            quantities = summed(q for _, q in taken)
            yield replace(
                lot, id=name, line=None, quantities=quantities, taken=tuple(taken), steps=0, uncut=taken is left
            )


def outside_cutting_fen(
    lengths: Lengths, cuts: Mapping[str, OrderCut], laid: Laid, lots: Sequence[LotDraft]
) -> dict[str, int]:
    """Return what it costs to cut lots outside that are not cut here: our tables' price times the outside factor.

    Plies and table minutes are each lot's share of its lays; a marker that is not made for lays here is paid once.
    """
    scenario, policy = lengths.scenario, lengths.policy
    made = {(lay.order, lay.marker) for lay in laid.lays}
    found: dict[str, int] = {}
    for lot in lots:
        if not lot.uncut:
            continue
        fen, style = 0.0, scenario.style[scenario.order[lot.order].style]
        for number, q in lot.taken:
            step = cuts[lot.order].steps[number]
            for item in fabrics_of(scenario, style):
                marker = (lot.order, marker_id(style, item, step.ratio))
                fen += policy.marker_fen * (marker not in made)
                made.add(marker)
                table_fen = lay_min(lengths, style, item, step) * policy.cut_fen_per_min
                lay_fen = step.all_plies * policy.ply_fen + table_fen
                fen += lay_fen * policy.outside_factor * q.pieces / _garments(step)
        found[lot.id] = math.ceil(fen)
    return found


def near_markers(horizon: Horizon, policy: Policy, laid: Laid) -> set[str]:
    """Return the markers of lays cut within the policy's next open days, the soonest, at most as many as it allows."""
    days = [day for day in range(horizon.days) if horizon.open_mask()[day]][: policy.nest_days]
    near = [lay for lay in laid.lays if days and lay.day <= days[-1]]
    soonest = dict.fromkeys(lay.marker for lay in sorted(near, key=lambda lay: (lay.day, lay.start_min, lay.id)))
    return set(list(soonest)[: policy.most_nests])


def in_time(bought: Bought, laid: Laid) -> bool:
    """Tell whether every lay is cut when its order's material is in."""
    return all(bought.start_day[lay.order] <= lay.day for lay in laid.lays)


def table_of_marker_mm(scenario: Scenario, laid: Laid) -> dict[str, float]:
    """Return, for every marker, the length of the shortest table that it is planned on."""
    found: dict[str, float] = {}
    for lay in laid.lays:
        length = scenario.table[lay.table].length_mm
        found[lay.marker] = min(length, found.get(lay.marker, length))
    return found


def _garments(step: Step) -> int:
    return step.all_plies * sum(count for _, count in step.ratio)


def _tables(scenario: Scenario, horizon: Horizon) -> tuple[Table, ...]:
    return tuple(
        Table(
            code=table.code, shop=table.factory, length_mm=table.length_mm, width_mm=table.width_mm,
            minutes_by_day=tuple(int(m) for m in horizon.per_day(table.minutes_per_day, table.factory)),
        )
        for table in scenario.tables
    )  # fmt: skip


def _days_of_steps(
    lengths: Lengths, horizon: Horizon, bought: Bought, lots: Sequence[LotDraft]
) -> dict[tuple[str, int], tuple[int, int]]:
    """The days from and by which each step should be cut.

    Before the first lot that needs it is planned to start, and not long before; for lots outside as soon as its
    material is there, and by the day from which it comes back in time.
    """
    release: dict[tuple[str, int], int] = defaultdict(lambda: horizon.days)
    wanted: dict[tuple[str, int], int] = defaultdict(lambda: horizon.days - 1)
    for lot in lots:
        ready = bought.start_day[lot.order]
        if lot.line is None:
            by = horizon.day(lengths.scenario.order[lot.order].due_on) - lengths.policy.outside_days
            steps, ahead = {step for step, _ in lot.taken}, horizon.days
        else:
            start = horizon.bucket_starts[lot.bucket] if lot.bucket < horizon.buckets else horizon.days - 1
            by, steps, ahead = start - TRAVEL_DAYS, set(range(lot.steps)), MOST_AHEAD_DAYS
        by = max(by, ready)
        for step in steps:
            key = (lot.order, step)
            wanted[key] = min(by, wanted[key])
            release[key] = min(max(ready, by - ahead), release[key])
    return {key: (release[key], wanted[key]) for key in wanted}


def _cut_days(lays: Sequence[LaidLay]) -> dict[tuple[str, int], int]:
    """The day on which the last fabric of each step is cut."""
    found: dict[tuple[str, int], int] = {}
    for lay in lays:
        key = (lay.order, lay.step)
        found[key] = max(lay.day, found.get(key, lay.day))
    return found


def _arrivals(
    horizon: Horizon, bought: Bought, cut_day: Mapping[tuple[str, int], int], lots: Sequence[LotDraft]
) -> dict[str, int]:
    """A lot's pieces travel on the day after its last lay is cut; uncut orders', after their material is in."""
    arrive = {}
    for lot in lots:
        days = [cut_day[lot.order, step] for step in range(lot.steps) if (lot.order, step) in cut_day]
        arrive[lot.id] = min(max(days, default=bought.start_day[lot.order]) + 1, horizon.days - 1)
    return arrive


def _cut_day_of_lots(
    horizon: Horizon,
    paths: Mapping[str, Path],
    bought: Bought,
    cut_day: Mapping[tuple[str, int], int],
    lots: Sequence[LotDraft],
) -> dict[str, int]:
    """The day on which the last piece of each lot is cut; of what is not cut here, the day it could be cut outside."""
    found = {}
    for lot in lots:
        start = horizon.next_open(bought.start_day[lot.order], paths[lot.order].cutting)
        if lot.uncut:
            found[lot.id] = start + OUTSIDE_CUT_DAYS
        else:
            found[lot.id] = max((cut_day[lot.order, step] for step, _ in lot.taken), default=start)
    return found
