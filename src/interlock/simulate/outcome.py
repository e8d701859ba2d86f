"""From the days played to what they mean: probabilities, dates, money, buffers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from interlock.simulate.holdups import STEPS, Holdups
from interlock.simulate.noise import Noise
from interlock.simulate.play import PlayedDays
from interlock.simulate.problem import SimulationProblem
from interlock.simulate.solution import Buffer, Holdup, Outlook, Played, Step, StepDates, kept_at

if TYPE_CHECKING:
    from interlock.simulate.problem import Days, Floats

QUANTILES = (0.10, 0.50, 0.80, 0.95)
SHOWN = (*STEPS, Holdup.PLAN)
PLAN = len(STEPS)


@dataclass(frozen=True)
class _Order:
    """One order's runs: ship days, lateness money and, where late, the position in ``SHOWN`` of what made it late."""

    ship: Days
    late_fen: Floats
    holdup: Days


class Outcome:
    """The runs of a problem, read by order."""

    def __init__(self, problem: SimulationProblem, played: PlayedDays) -> None:
        self._problem, self._played = problem, played
        self._holdups = Holdups(problem, played)
        self._lots_of: dict[int, list[int]] = defaultdict(list)
        self._outside_of: dict[int, list[int]] = defaultdict(list)
        self._last_block: dict[int, int] = {block.order: i for i, block in enumerate(problem.blocks)}
        for index, lot in enumerate(problem.lots):
            self._lots_of[lot.order].append(index)
        for index, work in enumerate(problem.outside):
            self._outside_of[work.order].append(index)

    def summary(self, *, noise: Noise, seed: int, confidence: float) -> Played:
        """Return everything that a reader may ask."""
        orders = self._problem.orders
        due = np.array([order.due_day for order in orders])
        in_time = np.stack([found.ship for found in self.orders]) <= due[:, None]
        share, money = in_time.mean(axis=0), sum((found.late_fen for found in self.orders), np.zeros(in_time.shape[1]))
        return Played(
            runs=in_time.shape[1],
            seed=seed,
            confidence=confidence,
            noise=noise,
            from_on=self._on(self._problem.from_day) if self._problem.from_day else None,
            planned_on_time_share=float(np.mean([order.ship_day <= order.due_day for order in orders])),
            on_time_share=float(share.mean()),
            on_time_error=_standard_error(share),
            late_fen=round(float(money.mean())),
            late_fen_error=round(_standard_error(money)),
            holdups=_shares(np.concatenate([found.holdup[found.holdup >= 0] for found in self.orders])),
            outlooks=tuple(self.outlook(index, confidence) for index in range(len(orders))),
            buffers=(*self._line_buffers(confidence), *self._category_buffers(confidence)),
        )

    def outlook(self, index: int, confidence: float) -> Outlook:
        """Return what may come of one order."""
        order, found = self._problem.orders[index], self.orders[index]
        days, counts = np.unique(found.ship, return_counts=True)
        on = self._problem.on
        runs = len(found.ship)
        late = found.holdup[found.holdup >= 0]
        return Outlook(
            order=order.number,
            due_on=on(order.due_day),
            planned_on=on(order.ship_day),
            ships=tuple((on(int(day)), int(count)) for day, count in zip(days, counts, strict=True)),
            promise_on=self._on(_kept_by(found.ship, confidence)),
            late_fen=round(float(found.late_fen.mean())),
            holdups={key: share * len(late) / runs for key, share in _shares(late).items()},
            steps=tuple(self._steps(index)),
        )

    @cached_property
    def orders(self) -> tuple[_Order, ...]:
        """Every order's runs."""
        return tuple(self._order(index) for index in range(len(self._problem.orders)))

    def _order(self, index: int) -> _Order:
        order, problem, played = self._problem.orders[index], self._problem, self._played
        ends = [played.finished[i] for i in self._lots_of[index]] + [played.outside[i] for i in self._outside_of[index]]
        pieces = [problem.lots[i].pieces for i in self._lots_of[index]]
        pieces += [problem.outside[i].pieces for i in self._outside_of[index]]
        ready = np.stack(ends)
        late_piece_days = (np.maximum(0, ready - order.due_day) * np.array(pieces)[:, None]).sum(axis=0)
        ship = ready.max(axis=0)
        holdup = np.full(len(ship), -1)
        late = ship > order.due_day
        if order.ship_day > order.due_day:
            holdup[late] = PLAN
        elif late.any():
            steps = [self._holdups.lots[i] for i in self._lots_of[index]]
            steps += [self._holdups.outside(i) for i in self._outside_of[index]]
            last = ready.argmax(axis=0)
            holdup = np.where(late, np.stack(steps)[last, np.arange(len(ship))], -1)
        return _Order(ship, late_piece_days * order.late_fen_per_piece_day, holdup)

    def _steps(self, index: int) -> Iterator[StepDates]:
        order, played = self._problem.orders[index], self._played
        yield self._step("material", order.material_day, played.material[index])
        if order.cut_day is not None and index in self._last_block:
            yield self._step("cut", order.cut_day, played.cut[self._last_block[index]])
        if order.sewn_day is not None and self._lots_of[index]:
            yield self._step("sewn", order.sewn_day, played.sewn[self._lots_of[index]].max(axis=0))
        yield self._step("ship", order.ship_day, self.orders[index].ship)

    def _step(self, step: Step, planned_day: int, days: Days) -> StepDates:
        ordered = np.sort(days)
        p10, p50, p80, p95 = (self._on(int(ordered[kept_at(share, len(days))])) for share in QUANTILES)
        return StepDates(
            step=step, planned_on=self._on(planned_day), p10_on=p10, p50_on=p50, p80_on=p80, p95_on=p95
        )  # fmt: skip

    def _on(self, day: int) -> date:
        return self._problem.on(day)

    def _is_over(self, day: int) -> bool:
        return day < self._problem.from_day

    def _line_buffers(self, confidence: float) -> Iterator[Buffer]:
        lots, finished = self._problem.lots, self._played.finished
        for line in self._problem.lines:
            late = [finished[i] - lots[i].finish_day for i in line.lots if not self._is_over(lots[i].finish_day)]
            if late:
                yield _buffer("line", line.code, np.stack(late), confidence)

    def _category_buffers(self, confidence: float) -> Iterator[Buffer]:
        late: dict[str, list[Days]] = defaultdict(list)
        for order, found in zip(self._problem.orders, self.orders, strict=True):
            if not self._is_over(order.ship_day):
                late[order.category].append(found.ship - order.ship_day)
        for category in sorted(late):
            yield _buffer("category", category, np.stack(late[category]), confidence)


def _kept_by(days: Days, share: float) -> int:
    """The first day that at least this share of the runs keep."""
    return int(np.sort(days)[kept_at(share, len(days))])


def _buffer(scope: Literal["line", "category"], key: str, late: Days, confidence: float) -> Buffer:
    return Buffer(
        scope=scope,
        key=key,
        days=max(0, _kept_by(late.ravel(), confidence)),
        held_share=float((late <= 0).mean()),
        works=len(late),
    )


def _standard_error(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values)))


def _shares(holdups: Sequence[int] | Days) -> Mapping[Holdup, float]:
    counts = np.bincount(np.asarray(holdups, dtype=np.int64), minlength=len(SHOWN))
    return {key: int(count) / max(1, len(holdups)) for key, count in zip(SHOWN, counts, strict=True)}
