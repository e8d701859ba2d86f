"""Lays on tables by day, in time for the lots that need them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interlock.cutting import LayJob, Table, TableProblem, lay_minutes, schedule_tables
from interlock.errors import Infeasible, InvalidModel
from interlock.model import BillItem, Policy, Scenario, Style
from interlock.stages.buy import Bought
from interlock.stages.cut import Lengths, OrderCut, Step, fabrics_of
from interlock.stages.facts import Path
from interlock.stages.horizon import Horizon
from interlock.stages.lots import LotDraft
from interlock.stages.nest import marker_id

# Pieces leave on the day after they are cut and want a day to be sorted.
TRAVEL_DAYS = 2
# Pieces cut long before they are sewn tie up money and floor; a lay is cut at most so many days before it should be.
MOST_AHEAD_DAYS = 10


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
    """All lays, and the day on which each lot's cut pieces reach the factory that sews them."""

    lays: tuple[LaidLay, ...]
    arrive_day: Mapping[str, int]


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
) -> Laid:
    """Put every lay on a table, earliest needed first.

    Raises :class:`~interlock.errors.Infeasible` naming the lays that find no table within the horizon.
    """
    scenario = lengths.scenario
    wanted = _wanted_days(horizon, bought, lots)
    jobs: list[LayJob] = []
    drafts: dict[str, tuple[str, int, str, str]] = {}
    for order in scenario.orders:
        style, cut = scenario.style[order.style], cuts[order.number]
        late_fen = lengths.policy.late_fen_per_piece_day(order, style)
        for number, step in enumerate(cut.steps):
            for item in fabrics_of(scenario, style):
                name = f"{order.number}-{number + 1}-{item.material}"
                drafts[name] = (order.number, number, item.material, marker_id(style, item, step.ratio))
                jobs.append(
                    LayJob(
                        id=name,
                        shop=paths[order.number].cutting,
                        minutes=lay_min(lengths, style, item, step),
                        length_mm=lengths.marker_mm(style, item, step),
                        width_mm=scenario.material[item.material].width_mm,
                        release_day=max(bought.start_day[order.number], wanted[order.number, number] - MOST_AHEAD_DAYS),
                        due_day=wanted[order.number, number],
                        weight=late_fen * _garments(step),
                    )
                )
    try:
        schedule = schedule_tables(TableProblem(_tables(scenario, horizon), tuple(jobs)))
    except InvalidModel as error:
        raise Infeasible(str(error)) from None
    if schedule.unplaced:
        raise Infeasible(
            "\n".join(
                f"lay {name} finds no table until {horizon.last_on}; add table time" for name in schedule.unplaced
            )
        )
    lays = tuple(
        LaidLay(
            id=spot.job, order=drafts[spot.job][0], step=drafts[spot.job][1], material=drafts[spot.job][2],
            marker=drafts[spot.job][3], table=spot.table, day=spot.day, start_min=spot.start_min, end_min=spot.end_min,
        )
        for spot in schedule.placed
    )  # fmt: skip
    return Laid(lays, _arrivals(horizon, bought, lays, lots))


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


def _wanted_days(horizon: Horizon, bought: Bought, lots: Sequence[LotDraft]) -> dict[tuple[str, int], int]:
    """The day by which each step should be cut: before the first lot that needs it is planned to start."""
    wanted: dict[tuple[str, int], int] = defaultdict(lambda: horizon.days - 1)
    for lot in lots:
        start = horizon.bucket_starts[lot.bucket] if lot.bucket < horizon.buckets else horizon.days - 1
        by = max(start - TRAVEL_DAYS, bought.start_day[lot.order])
        for step in range(lot.steps):
            wanted[lot.order, step] = min(by, wanted[lot.order, step])
    return wanted


def _arrivals(horizon: Horizon, bought: Bought, lays: Sequence[LaidLay], lots: Sequence[LotDraft]) -> dict[str, int]:
    """A lot's pieces travel on the day after its last lay is cut; uncut orders', after their material is in."""
    cut_day: dict[tuple[str, int], int] = {}
    for lay in lays:
        key = (lay.order, lay.step)
        cut_day[key] = max(lay.day, cut_day.get(key, lay.day))
    arrive = {}
    for lot in lots:
        last = max((cut_day[lot.order, step] for step in range(lot.steps)), default=bought.start_day[lot.order])
        arrive[lot.id] = min(last + 1, horizon.days - 1)
    return arrive
