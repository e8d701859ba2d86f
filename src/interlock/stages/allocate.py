"""Orders to lines and buckets: the scenario as an allocation problem, in two readings.

The *planned* reading is what the plan is made from: a lot started late in its bucket, with all start-up losses. The
*least* reading is what no day-level plan can beat: the earliest day of each bucket, no start-up loss, cutting and
finishing without limits. Its lower bound is therefore a bound for the finished plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from interlock.allocation import Allocation, AllocationProblem, Prices
from interlock.model import Line, Order, Policy, Resource, Scenario, distance_km
from interlock.sequencing import Familiarity, Learning
from interlock.stages.buy import Bought
from interlock.stages.cut import Lengths, OrderCut, fabrics_of
from interlock.stages.facts import Path
from interlock.stages.horizon import Horizon
from interlock.stages.lay import lay_min
from interlock.stages.lots import GivenBatches, LotDraft

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Below this level a category counts as new to a line: it starts slowly.
KNOWN_LEVEL = 0.6
# Lays do not fill a table's day to the minute; a lay does not cross days.
TABLE_FILL = 0.9
# In the planned reading lays wait this long for a table, and a bucket counts only if sewing can start early in it.
CUT_QUEUE_DAYS = 1
LATE_START_DAYS = 1
# In the planned reading the last days before an order is due are dear, so that lots keep off them where they can.
BUFFER_DAYS = 8
BUFFER_SHARE = 0.4
# Every day of waiting costs a little as well, so that room that is free early is used early.
WAIT_SHARE = 0.03
# In the planned reading a lot is taken to end this far into its bucket.
PLANNED_END = 0.7


@dataclass(frozen=True, kw_only=True)
class OrderWork:
    """An order as allocation sees it: pieces cut, minutes in each step, and the first day sewing could start."""

    order: Order
    path: Path
    pieces: int
    sewing_min: float
    cutting_min: float
    finishing_min: float
    sew_from_day: int

    @property
    def minutes_per_piece(self) -> float:
        """Standard minutes to sew one piece."""
        return self.sewing_min / self.pieces


@dataclass(frozen=True)
class _Groups:
    """Eligible lines by group in compressed rows, as :class:`AllocationProblem` wants them."""

    start: NDArray[np.int64]
    line: NDArray[np.int64]
    price_fen_per_min: NDArray[np.float64]
    haul_fen_per_piece: NDArray[np.float64]
    loss_min: NDArray[np.float64]
    opening_fen: NDArray[np.float64]


class Book:
    """The order book and network in the arrays of an :class:`AllocationProblem`."""

    def __init__(self, scenario: Scenario, policy: Policy, horizon: Horizon, works: Sequence[OrderWork]) -> None:
        self._scenario, self._policy, self._horizon = scenario, policy, horizon
        self._works = works
        self._learning = Learning()
        self._lines = scenario.lines
        self._line_at = {line.code: i for i, line in enumerate(self._lines)}
        self._batches = [self._batches_of(work) for work in works]
        self._cutters = sorted({work.path.cutting for work in works})
        self._finishers = sorted({work.path.finishing for work in works if work.finishing_min > 0})

    def planned(self) -> AllocationProblem:
        """The reading that the plan is made from."""
        return self._problem(
            time=self._time_costs(PLANNED_END, BUFFER_DAYS),
            release=[self._release(work) for work in self._works],
            loss_share=1.0,
            shops=True,
        )

    def least(self) -> AllocationProblem:
        """The reading whose bound holds for every day-level plan."""
        return self._problem(
            time=self._time_costs(0.0, 0),
            release=[self._horizon.bucket(work.sew_from_day) for work in self._works],
            loss_share=0.0,
            shops=False,
        )

    def _problem(
        self, *, time: NDArray[np.float64], release: list[int], loss_share: float, shops: bool
    ) -> AllocationProblem:
        groups = self._groups
        works = self._works
        return AllocationProblem(
            batch_min=np.array([w.sewing_min / b for w, b in zip(works, self._batches, strict=True)], dtype=float),
            batches=np.array(self._batches, dtype=np.int64),
            release=np.array(release, dtype=np.int64),
            time_fen_per_min=time,
            outside_fen_per_min=np.array([self._outside(w) for w in works], dtype=float),
            minutes_per_piece=np.array([w.minutes_per_piece for w in works], dtype=float),
            group=np.array(self._group_of, dtype=np.int64),
            cut_shop=np.array([self._cutters.index(w.path.cutting) if shops else -1 for w in works], dtype=np.int64),
            cut_use=np.array([w.cutting_min / w.sewing_min for w in works], dtype=float),
            finish_shop=np.array([self._finisher(w) if shops else -1 for w in works], dtype=np.int64),
            finish_use=np.array([w.finishing_min / w.sewing_min for w in works], dtype=float),
            group_start=groups.start,
            group_line=groups.line,
            group_price_fen_per_min=groups.price_fen_per_min,
            group_haul_fen_per_piece=groups.haul_fen_per_piece,
            group_loss_min=groups.loss_min * loss_share,
            group_opening_fen=groups.opening_fen,
            line_min=self._line_min,
            cut_min=self._cut_min,
            finish_min=self._finish_min,
            due=np.array([self._due(w) for w in works], dtype=np.int64),
        )

    def given(self, allocation: Allocation) -> dict[str, list[GivenBatches]]:
        """Which line gets how many batches of each order, from which bucket on."""
        work: dict[tuple[int, int], list[tuple[int, float]]] = {}
        for order, line, bucket, minutes in zip(
            allocation.work_order, allocation.work_line, allocation.work_bucket, allocation.work_min, strict=True
        ):
            work.setdefault((int(order), int(line)), []).append((int(bucket), float(minutes)))
        found: dict[str, list[GivenBatches]] = {work.order.number: [] for work in self._works}
        for order, line, batches in zip(allocation.lot_order, allocation.lot_line, allocation.lot_batches, strict=True):
            parts = found[self._works[int(order)].order.number]
            for bucket in _buckets_of_batches(sorted(work[int(order), int(line)]), int(batches)):
                parts.append(GivenBatches(self._lines[int(line)].code, 1, bucket))
        for order, batches in enumerate(allocation.outside_batches):
            if batches:
                found[self._works[order].order.number].append(GivenBatches(None, int(batches), self._horizon.buckets))
        return found

    def outside_fen(self, lots: Sequence[LotDraft]) -> dict[str, int]:
        """Money for the lots that go outside the cluster, by lot id, lateness not counted."""
        work_of = {work.order.number: work for work in self._works}
        return {
            lot.id: round(self._outside_price(work_of[lot.order]) * work_of[lot.order].minutes_per_piece * lot.pieces)
            for lot in lots
            if lot.line is None
        }

    def lot_fen(self, lot: LotDraft, line: Line) -> float:
        """Money for a lot on a line: sewing, transport both ways, opening."""
        path = self._path_of[lot.order]
        style = self._scenario.style[self._scenario.order[lot.order].style]
        km = self._round_trip_km(path.cutting, line.factory, path.core)
        sewing = style.smv_min * line.price_fen_per_min
        opening = self._scenario.factory[line.factory].opening_fen
        return lot.pieces * (sewing + self._policy.haul_fen_per_piece_km * km) + opening

    def values(self, prices: Prices) -> dict[tuple[Resource, str], list[float]]:
        """What a minute is worth by bucket of its own days, for every line, cutting and finishing shop."""
        found = {
            (Resource.SEWING, line.code): list(map(float, prices.line_fen_per_min[i]))
            for i, line in enumerate(self._lines)
        }
        for resource, codes, table in (
            (Resource.CUTTING, self._cutters, prices.cut_fen_per_min),
            (Resource.FINISHING, self._finishers, prices.finish_fen_per_min),
        ):
            found |= {(resource, code): list(map(float, table[i])) for i, code in enumerate(codes)}
        return found

    # -- orders ----------------------------------------------------------------------------------------------------

    def _skilled(self, work: OrderWork) -> list[Line]:
        return self._by_category.get(self._scenario.style[work.order.style].category, [])

    @cached_property
    def _by_category(self) -> Mapping[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        for line in self._lines:
            for skill in line.skills:
                found.setdefault(skill.category, []).append(line)
        return found

    def _batches_of(self, work: OrderWork) -> int:
        smallest = min((self._least_pieces(line) for line in self._skilled(work)), default=1)
        most = min(
            self._policy.lots_per_order, int(work.sewing_min / self._policy.smallest_lot_min), work.pieces // smallest
        )
        return max(1, most)

    def _least_pieces(self, line: Line) -> int:
        return self._scenario.factory[line.factory].minimum_lot_pieces

    def _release(self, work: OrderWork) -> int:
        """Lays queue for tables, so the first bucket must begin about when the first pieces come off them."""
        day = work.sew_from_day + CUT_QUEUE_DAYS
        bucket = self._horizon.bucket(day)
        in_time = bucket < self._horizon.buckets and self._horizon.bucket_days(bucket)[0] + LATE_START_DAYS >= day
        return bucket if in_time else bucket + (bucket < self._horizon.buckets)

    def _due(self, work: OrderWork) -> int:
        day = max(0, self._horizon.day(work.order.due_on) - 1)
        return min(self._horizon.bucket(day), self._horizon.buckets - 1)

    def _late_fen_per_min(self, work: OrderWork) -> float:
        style = self._scenario.style[work.order.style]
        return self._policy.late_fen_per_piece_day(work.order, style) / work.minutes_per_piece

    def _time_costs(self, into_bucket: float, buffer_days: int) -> NDArray[np.float64]:
        """Lateness of a minute sewn in each bucket; shipping follows sewing by a day at the earliest.

        A day within ``buffer_days`` of being late costs a share of a late one: days rarely go as weeks are planned.
        """
        ends = np.empty(self._horizon.buckets)
        firsts = np.empty(self._horizon.buckets)
        for b in range(self._horizon.buckets):
            days = self._horizon.bucket_days(b)
            firsts[b], ends[b] = days[0], days[0] + into_bucket * (len(days) - 1)
        table = np.zeros((len(self._works), self._horizon.buckets))
        for row, work in enumerate(self._works):
            sewn = np.maximum(np.maximum(ends, firsts), work.sew_from_day)
            late = sewn + 1 - self._horizon.day(work.order.due_on)
            risky = np.clip(late + buffer_days, 0.0, buffer_days) * BUFFER_SHARE if buffer_days else 0.0
            waiting = sewn * WAIT_SHARE if buffer_days else 0.0
            table[row] = (np.maximum(0.0, late) + risky + waiting) * self._late_fen_per_min(work)
        return table

    def _outside_price(self, work: OrderWork) -> float:
        lines = self._skilled(work) or list(self._lines)
        return self._policy.outside_factor * max(line.price_fen_per_min for line in lines)

    def _outside(self, work: OrderWork) -> float:
        ready = work.sew_from_day - 1 + self._policy.outside_days
        late = max(0, ready - self._horizon.day(work.order.due_on))
        return self._outside_price(work) + late * self._late_fen_per_min(work)

    def _finisher(self, work: OrderWork) -> int:
        return self._finishers.index(work.path.finishing) if work.finishing_min > 0 else -1

    # -- groups ----------------------------------------------------------------------------------------------------

    @cached_property
    def _group_keys(self) -> list[tuple[str, str, str, tuple[str, ...], int]]:
        """(core, cutting shop, category, lines that take lots of this size, work of a batch by powers of two)."""
        keys = []
        taken: dict[tuple[str, int], tuple[str, ...]] = {}
        for work, batches in zip(self._works, self._batches, strict=True):
            category = self._scenario.style[work.order.style].category
            pieces = work.pieces // batches
            cell = (category, pieces)
            if cell not in taken:
                taken[cell] = tuple(ln.code for ln in self._skilled(work) if self._least_pieces(ln) <= pieces)
            size = round(np.log2(work.sewing_min / batches))
            keys.append((work.path.core, work.path.cutting, category, taken[cell], size))
        return keys

    @cached_property
    def _group_of(self) -> list[int]:
        number = {key: i for i, key in enumerate(dict.fromkeys(self._group_keys))}
        return [number[key] for key in self._group_keys]

    @cached_property
    def _groups(self) -> _Groups:
        starts, rows = [0], []
        for core, cutting, category, codes, size in dict.fromkeys(self._group_keys):
            for code in codes:
                line = self._scenario.line[code]
                factory = self._scenario.factory[line.factory]
                rows.append(
                    (
                        self._line_at[code],
                        line.price_fen_per_min,
                        self._policy.haul_fen_per_piece_km * self._round_trip_km(cutting, line.factory, core),
                        self._loss_min(line, category, 2.0**size),
                        float(factory.opening_fen),
                    )
                )
            starts.append(len(rows))
        table = np.array(rows, dtype=float).reshape(len(rows), 5)
        lines, price, haul, loss, opening = table.T.copy()
        return _Groups(np.array(starts, dtype=np.int64), lines.astype(np.int64), price, haul, loss, opening)

    def _round_trip_km(self, cutting: str, factory: str, core: str) -> float:
        return self._km(cutting, factory) + self._km(factory, core)

    def _km(self, a: str, b: str) -> float:
        key = (a, b)
        if key not in self._distances:
            self._distances[key] = distance_km(self._scenario.factory[a], self._scenario.factory[b])
        return self._distances[key]

    @cached_property
    def _path_of(self) -> dict[str, Path]:
        return {work.order.number: work.path for work in self._works}

    @cached_property
    def _distances(self) -> dict[tuple[str, str], float]:
        return {}

    def _loss_min(self, line: Line, category: str, work_min: float) -> float:
        known = Familiarity.KNOWN_CATEGORY if line.level(category) >= KNOWN_LEVEL else Familiarity.NEW_CATEGORY
        return self._learning.start_loss_min(
            known, work_min=work_min, operators=line.operators, day_min=line.capacity_min_per_day
        )

    # -- capacities ------------------------------------------------------------------------------------------------

    @cached_property
    def _line_min(self) -> NDArray[np.float64]:
        rows = [self._horizon.per_bucket(line.capacity_min_per_day, line.factory) for line in self._lines]
        return np.array(rows, dtype=float).reshape(len(self._lines), self._horizon.buckets)

    @cached_property
    def _cut_min(self) -> NDArray[np.float64]:
        rows = [
            self._horizon.per_bucket(TABLE_FILL * sum(t.minutes_per_day for t in self._scenario.tables_of[code]), code)
            for code in self._cutters
        ]
        return np.array(rows, dtype=float).reshape(len(rows), self._horizon.buckets)

    @cached_property
    def _finish_min(self) -> NDArray[np.float64]:
        rows = [
            self._horizon.per_bucket(self._scenario.factory[code].finishing_min_per_day, code)
            for code in self._finishers
        ]
        return np.array(rows, dtype=float).reshape(len(rows), self._horizon.buckets)


def _buckets_of_batches(work: Sequence[tuple[int, float]], batches: int) -> list[int]:
    """The bucket in which each of a line's batches begins, its work (bucket, minutes) taken in turn."""
    total = sum(minutes for _, minutes in work)
    found, passed, at = [], 0.0, 0
    for batch in range(batches):
        while at < len(work) - 1 and passed + work[at][1] <= total * batch / batches:
            passed += work[at][1]
            at += 1
        found.append(work[at][0])
    return found


def work_of(
    lengths: Lengths,
    horizon: Horizon,
    paths: Mapping[str, Path],
    cuts: Mapping[str, OrderCut],
    bought: Bought,
) -> list[OrderWork]:
    """Return every order as allocation sees it."""
    scenario = lengths.scenario
    works = []
    for order in scenario.orders:
        style, path, cut = scenario.style[order.style], paths[order.number], cuts[order.number]
        cut_day = horizon.next_open(bought.start_day[order.number], path.cutting)
        works.append(
            OrderWork(
                order=order,
                path=path,
                pieces=cut.pieces,
                sewing_min=cut.pieces * style.smv_min,
                cutting_min=sum(
                    lay_min(lengths, style, item, step) for step in cut.steps for item in fabrics_of(scenario, style)
                ),
                finishing_min=cut.pieces * style.finishing_min,
                sew_from_day=cut_day + 1,
            )
        )
    return works
