"""Orders to lines and buckets: the scenario as an allocation problem, in two readings.

The *planned* reading is what the plan is made from: a lot started late in its bucket, with all start-up losses. The
*least* reading is what no day-level plan can beat: the earliest day of each bucket, no start-up loss, cutting and
finishing without limits. Its lower bound is therefore a bound for the finished plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from interlock.allocation import Allocation, AllocationProblem, Prices
from interlock.model import Line, Order, Policy, Resource, Scenario
from interlock.stages.buy import Bought
from interlock.stages.cut import Lengths, OrderCut, fabrics_of
from interlock.stages.facts import Path
from interlock.stages.groups import Eligible, Groups, OrderWork, groups_of
from interlock.stages.horizon import Horizon
from interlock.stages.lay import lay_min
from interlock.stages.lots import GivenBatches, LotDraft
from interlock.stages.overtime import overtime_by_bucket, works_overtime
from interlock.stages.parts import parts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Lays do not fill a table's day to the minute; a lay does not cross days.
TABLE_FILL = 0.9
# In the planned reading lays wait this long for a table, and a bucket counts only if sewing can start early in it.
CUT_QUEUE_DAYS = 1
LATE_START_DAYS = 1
# In the planned reading a lot is taken to end this far into its bucket.
PLANNED_END = 0.7
# In the planned reading a lock goes outside only where its line has no room at all, and waits only for other locks.
LOCK_WEIGHT = 100.0


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What no order decides alone: set from one allocation for the next, in the planned reading only.

    ``soft_fen_per_min`` is what a minute on each line weighs besides its money, where rules or the policy steer work
    (may be negative). ``line_min`` is the room of lines by bucket where rules leave less than there is,
    ``overtime_min`` their overtime where the month's hours or rules leave less than the days'. ``homes`` are the
    factories that parts are kept to, by their place in the book: those that may not be split, and some others.
    """

    soft_fen_per_min: NDArray[np.float64] | None = None
    line_min: NDArray[np.float64] | None = None
    overtime_min: NDArray[np.float64] | None = None
    homes: Mapping[int, str] = field(default_factory=dict)


class Book:
    """The order book and network in the arrays of an :class:`AllocationProblem`."""

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        horizon: Horizon,
        works: Sequence[OrderWork],
        terms: Terms | None = None,
    ) -> None:
        self.scenario, self.policy, self.horizon, self.works = scenario, policy, horizon, works
        self.terms = terms or Terms()
        self._lines = scenario.lines
        self._eligible = Eligible(scenario, policy)
        self._batches = [self._eligible.batches(work) for work in works]
        self._cutters = sorted({work.path.cutting for work in works})
        self._finishers = sorted({work.path.finishing for work in works if work.finishing_min > 0})
        self._least_groups = groups_of(self._eligible, works, self._batches, {})

    def under(self, terms: Terms) -> Book:
        """Return the same book under other terms."""
        other = copy(self)
        other.terms = terms
        return other

    def planned(self) -> AllocationProblem:
        """The reading that the plan is made from."""
        homes = self.terms.homes
        groups = groups_of(self._eligible, self.works, self._batches, homes) if homes else self._least_groups
        soft = self.soft_fen_per_min
        release = [self._release(work) for work in self.works]
        time, outside = self._planned_time_costs(), self._planned_outside()
        sure = _sure_fen(time, outside, release)
        return self._problem(
            groups,
            time=np.maximum(time - sure.reshape(-1, 1), 0.0),
            outside=outside - sure,
            release=release,
            price=groups.price_fen_per_min + groups.soft_fen_per_min + soft[groups.line],
            opening=groups.opening_fen,
            loss=groups.loss_min,
            line_min=self.line_min if self.terms.line_min is None else self.terms.line_min,
            overtime_min=self.overtime_min if self.terms.overtime_min is None else self.terms.overtime_min,
            shops=True,
        )

    def least(self) -> AllocationProblem:
        """The reading whose bound holds for every day-level plan that keeps the rules.

        Rules that forbid lines or lots are in it; shares, parts that may not be split and soft prices are not.
        """
        groups = self._least_groups
        return self._problem(
            groups,
            time=self._time_costs(0.0),
            outside=np.array([self._outside(work) for work in self.works], dtype=float),
            release=[self.horizon.bucket(self._first_day(work)) for work in self.works],
            price=groups.price_fen_per_min,
            opening=groups.least_opening_fen,
            loss=np.zeros(len(groups.line)),
            line_min=self.line_min,
            overtime_min=self.overtime_min,
            shops=False,
        )

    def _problem(
        self,
        groups: Groups,
        *,
        time: NDArray[np.float64],
        outside: NDArray[np.float64],
        release: list[int],
        price: NDArray[np.float64],
        opening: NDArray[np.float64],
        loss: NDArray[np.float64],
        line_min: NDArray[np.float64],
        overtime_min: NDArray[np.float64] | None,
        shops: bool,
    ) -> AllocationProblem:
        works = self.works
        return AllocationProblem(
            batch_min=np.array([w.sewing_min / b for w, b in zip(works, self._batches, strict=True)], dtype=float),
            batches=np.array(self._batches, dtype=np.int64),
            release=np.array(release, dtype=np.int64),
            time_fen_per_min=time,
            outside_fen_per_min=outside,
            minutes_per_piece=np.array([w.minutes_per_piece for w in works], dtype=float),
            group=groups.of,
            cut_shop=np.array([self._cutters.index(w.path.cutting) if shops else -1 for w in works], dtype=np.int64),
            cut_use=np.array([w.cutting_min / w.sewing_min for w in works], dtype=float),
            finish_shop=np.array([self._finisher(w) if shops else -1 for w in works], dtype=np.int64),
            finish_use=np.array([w.finishing_min / w.sewing_min for w in works], dtype=float),
            group_start=groups.start,
            group_line=groups.line,
            group_price_fen_per_min=price,
            group_haul_fen_per_piece=groups.haul_fen_per_piece,
            group_loss_min=loss,
            group_opening_fen=opening,
            line_min=line_min,
            cut_min=self._cut_min,
            finish_min=self._finish_min,
            due=np.array([self._due(w) for w in works], dtype=np.int64),
            overtime_min=overtime_min,
            overtime_fen_per_min=self.policy.overtime_fen_per_min if overtime_min is not None else 0.0,
        )

    def given(self, allocation: Allocation) -> dict[str, list[GivenBatches]]:
        """Which line gets how many batches of each order, from which bucket on."""
        minutes_of: dict[tuple[int, int], list[tuple[int, float]]] = {}
        for order, line, bucket, minutes in zip(
            allocation.work_order, allocation.work_line, allocation.work_bucket, allocation.work_min, strict=True
        ):
            minutes_of.setdefault((int(order), int(line)), []).append((int(bucket), float(minutes)))
        found: dict[str, list[GivenBatches]] = {work.order.number: [] for work in self.works}
        for order, line, batches in zip(allocation.lot_order, allocation.lot_line, allocation.lot_batches, strict=True):
            parts = found[self.works[int(order)].order.number]
            for bucket in _buckets_of_batches(sorted(minutes_of[int(order), int(line)]), int(batches)):
                parts.append(GivenBatches(self._lines[int(line)].code, 1, bucket, self.works[int(order)].part))
        for order, batches in enumerate(allocation.outside_batches):
            if batches:
                work = self.works[order]
                found[work.order.number].append(GivenBatches(None, int(batches), self.horizon.buckets, work.part))
        return found

    def outside_fen(self, lots: Sequence[LotDraft]) -> dict[str, int]:
        """Money for the lots that go outside the cluster, by lot id, lateness not counted."""
        orders = {lot.id: self.scenario.order[lot.order] for lot in lots if lot.line is None}
        return {
            lot.id: round(
                self._outside_price(orders[lot.id]) * self.scenario.style[orders[lot.id].style].smv_min * lot.pieces
            )
            for lot in lots
            if lot.line is None
        }

    def piece_fen(self, number: str, line: Line) -> float:
        """What a piece of an order weighs on a line: money for sewing and transport, and the soft prices of rules."""
        order = self.scenario.order[number]
        soft = float(self.soft_fen_per_min[self._line_at[line.code]]) + self._eligible.soft_fen_per_min(order, line)
        sewing = self.scenario.style[order.style].smv_min * (line.price_fen_per_min + soft)
        return sewing + self._eligible.haul_fen_per_piece(self._path_of[number], line.factory)

    def outside_piece_fen(self, number: str) -> float:
        """What a piece of an order weighs outside, by the same measure, less the finishing that it needs no more."""
        order, rules = self.scenario.order[number], self.scenario.rules
        style = self.scenario.style[order.style]
        price = self._outside_price(order) + rules.most_discount_fen_per_min(order) + self.lift_fen_per_min
        finisher = self.scenario.factory[self._path_of[number].finishing]
        return style.smv_min * price - style.finishing_min * finisher.finishing_fen_per_min

    def lot_fen(self, lot: LotDraft, line: Line) -> float:
        """What a lot weighs on a line: its pieces, and opening the line's factory."""
        return lot.pieces * self.piece_fen(lot.order, line) + self.scenario.factory[line.factory].opening_fen

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

    @cached_property
    def _line_at(self) -> Mapping[str, int]:
        return {line.code: i for i, line in enumerate(self._lines)}

    @property
    def soft_fen_per_min(self) -> NDArray[np.float64]:
        """What steers work between lines, moved up so that none is below zero; outside work moves with it."""
        soft = self.terms.soft_fen_per_min
        return np.zeros(len(self._lines)) if soft is None else soft + self.lift_fen_per_min

    @property
    def lift_fen_per_min(self) -> float:
        """By how much soft prices, and work outside with them, are moved up."""
        soft = self.terms.soft_fen_per_min
        return 0.0 if soft is None else float(-soft.min(initial=0.0))

    def _first_day(self, work: OrderWork) -> int:
        """The first day on which a part may be sewn: its pieces are cut, and its lock has begun."""
        lock = work.part.lock
        return max(work.sew_from_day, self.horizon.day(lock.first_on)) if lock else work.sew_from_day

    def _release(self, work: OrderWork) -> int:
        """Lays queue for tables, so the first bucket must begin about when the first pieces come off them."""
        if work.part.lock:
            return self.horizon.bucket(self._first_day(work))
        day = work.sew_from_day + CUT_QUEUE_DAYS
        bucket = self.horizon.bucket(day)
        in_time = bucket < self.horizon.buckets and self.horizon.bucket_days(bucket)[0] + LATE_START_DAYS >= day
        return bucket if in_time else bucket + (bucket < self.horizon.buckets)

    def _due(self, work: OrderWork) -> int:
        day = max(0, self.horizon.day(work.order.due_on) - 1)
        return min(self.horizon.bucket(day), self.horizon.buckets - 1)

    def _planned_time_costs(self) -> NDArray[np.float64]:
        """Days as the policy weighs them; a lock waits only where its line is held by others."""
        sewn = self._sewn_days(PLANNED_END)
        table = self._weighed_days(sewn, sewn + 1 - self._due_days)
        for row, work in enumerate(self.works):
            if work.part.lock:
                table[row] += (sewn[row] - self._first_day(work)) * LOCK_WEIGHT
        return table * self._late_fen_per_min

    def _weighed_days(self, waited: NDArray[np.float64], late: NDArray[np.float64]) -> NDArray[np.float64]:
        """Late days, days of the buffer before them and days waited from the first on, in late days."""
        policy = self.policy
        risky = np.clip(late + policy.buffer_days, 0.0, policy.buffer_days) * policy.buffer_share
        days: NDArray[np.float64] = policy.late_weight * np.maximum(0.0, late) + risky + policy.wait_share * waited
        return days

    def _time_costs(self, into_bucket: float) -> NDArray[np.float64]:
        """Money for lateness of a minute sewn in each bucket; shipping follows sewing by a day at the earliest."""
        late: NDArray[np.float64] = np.maximum(0.0, self._sewn_days(into_bucket) + 1 - self._due_days)
        return late * self._late_fen_per_min

    def _sewn_days(self, into_bucket: float) -> NDArray[np.float64]:
        """The day a part is sewn on in each bucket, by part; ``into_bucket`` 0: the bucket's first day, 1: its last."""
        spans = [self.horizon.bucket_days(b) for b in range(self.horizon.buckets)]
        ends = np.array([days[0] + into_bucket * (len(days) - 1) for days in spans])
        firsts = np.array([self._first_day(work) for work in self.works], dtype=float).reshape(-1, 1)
        days: NDArray[np.float64] = np.maximum(ends, firsts)
        return days

    @cached_property
    def _due_days(self) -> NDArray[np.float64]:
        return np.array([self.horizon.day(w.order.due_on) for w in self.works], dtype=float).reshape(-1, 1)

    @cached_property
    def _late_fen_per_min(self) -> NDArray[np.float64]:
        return np.array([self._late_fen(work) for work in self.works], dtype=float).reshape(-1, 1)

    def _late_fen(self, work: OrderWork) -> float:
        style = self.scenario.style[work.order.style]
        return self.policy.late_fen_per_piece_day(work.order, style) / work.minutes_per_piece

    def _outside_price(self, order: Order) -> float:
        return self.policy.outside_factor * self._eligible.dearest_fen_per_min(order)

    def _outside(self, work: OrderWork) -> float:
        """Money for a minute outside: its price, and lateness where it is back too late."""
        late = max(0, self._back_day(work) - self.horizon.day(work.order.due_on))
        return self._outside_price(work.order) + late * self._late_fen(work)

    def _planned_outside(self) -> NDArray[np.float64]:
        """What a minute outside weighs: its price, its days as the policy weighs them, and what steers work."""
        back = np.array([self._back_day(work) for work in self.works], dtype=float).reshape(-1, 1)
        days = self._weighed_days(back - 1, back - self._due_days) * self._late_fen_per_min
        price = np.array([self._outside_price(work.order) for work in self.works], dtype=float)
        rules, lift = self.scenario.rules, self.lift_fen_per_min
        soft = np.array([rules.most_discount_fen_per_min(work.order) + lift for work in self.works], dtype=float)
        locked = np.array([LOCK_WEIGHT if work.part.lock else 1.0 for work in self.works])
        weighed: NDArray[np.float64] = (price + days[:, 0] + soft) * locked
        return weighed

    def _back_day(self, work: OrderWork) -> int:
        return work.sew_from_day - 1 + self.policy.outside_days

    def _finisher(self, work: OrderWork) -> int:
        return self._finishers.index(work.path.finishing) if work.finishing_min > 0 else -1

    @cached_property
    def _path_of(self) -> dict[str, Path]:
        return {work.order.number: work.path for work in self.works}

    # -- capacities ------------------------------------------------------------------------------------------------

    @cached_property
    def line_min(self) -> NDArray[np.float64]:
        """Standard minutes of every line by bucket, as much as there is."""
        rows = [self.horizon.line_per_bucket(line) for line in self._lines]
        return np.array(rows, dtype=float).reshape(len(self._lines), self.horizon.buckets)

    @cached_property
    def overtime_min(self) -> NDArray[np.float64] | None:
        """Standard minutes that every line may work beyond its shift by bucket; None where none may."""
        if not works_overtime(self.scenario, self.policy):
            return None
        return overtime_by_bucket(self.scenario, self.policy, self.horizon)

    @cached_property
    def _cut_min(self) -> NDArray[np.float64]:
        rows = [
            self.horizon.per_bucket(TABLE_FILL * sum(t.minutes_per_day for t in self.scenario.tables_of[code]), code)
            for code in self._cutters
        ]
        return np.array(rows, dtype=float).reshape(len(rows), self.horizon.buckets)

    @cached_property
    def _finish_min(self) -> NDArray[np.float64]:
        rows = [
            self.horizon.per_bucket(self.scenario.factory[code].finishing_min_per_day, code) for code in self._finishers
        ]
        return np.array(rows, dtype=float).reshape(len(rows), self.horizon.buckets)


def _sure_fen(time: NDArray[np.float64], outside: NDArray[np.float64], release: Sequence[int]) -> NDArray[np.float64]:
    """What a minute of each part weighs for its days wherever it is sewn.

    It chooses nothing, but start-up minutes would bear it as well: parts that are late from the start would go outside
    only to be rid of it.
    """
    soonest = [row[first:].min(initial=fen) for row, fen, first in zip(time, outside, release, strict=True)]
    sure: NDArray[np.float64] = np.array(soonest, dtype=float) * (np.array(release) < time.shape[1])
    return sure


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
    """Return every part of every order as allocation sees it."""
    scenario = lengths.scenario
    works = []
    for order in scenario.orders:
        style, path, cut = scenario.style[order.style], paths[order.number], cuts[order.number]
        cut_day = horizon.next_open(bought.start_day[order.number], path.cutting)
        cutting_min = sum(
            lay_min(lengths, style, item, step) for step in cut.steps for item in fabrics_of(scenario, style)
        )
        parts = parts_of(scenario, lengths.policy, order, cut)
        leads = max(parts, key=lambda part: part.pieces)
        works += [
            OrderWork(
                order=order,
                path=path,
                pieces=part.pieces,
                sewing_min=part.pieces * style.smv_min,
                cutting_min=cutting_min * part.pieces / cut.pieces,
                finishing_min=part.pieces * style.finishing_min,
                sew_from_day=cut_day + 1,
                part=part,
                leads=part is leads,
            )
            for part in parts
        ]
    return works
