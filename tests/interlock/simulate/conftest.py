"""Plans made by hand, so that every day in them is known: one cutting table, some lines, one finishing shop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import cast
import pytest

from interlock.model import (
    Calendar,
    Costs,
    FinishDay,
    Lay,
    Lot,
    LotDay,
    Order,
    OutsideLot,
    Plan,
    Promise,
    Purchase,
    Quantity,
    Scenario,
    Share,
    WhyOutside,
)

FIRST_ON = cast.TODAY


@dataclass(frozen=True, kw_only=True)
class Job:
    """An order with one lot: its work in line-days, and how long it waits where it need not."""

    line: str = "S1-A"
    line_days: float = 1.0
    material_wait: int = 3
    cut_wait: int = 0
    line_wait: int = 0
    pause_days: int = 0
    finish_wait: int = 0
    finish_days: float = 0.3
    slack: int = 5
    supply: str = "bought"
    outside_pieces: int = 0


class Hand:
    """Plans by hand: each job's steps follow one another on open days."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = jobs
        orders = tuple(self._order(i, job) for i, job in enumerate(jobs))
        self.scenario: Scenario = cast.scenario(orders, calendar=Calendar(public_holidays=False))
        self._line_at: dict[str, tuple[date, float]] = {}
        self._table_min: dict[date, float] = {}
        self._shop_min: dict[date, float] = {}
        self._parts: dict[str, list[object]] = {"purchases": [], "lays": [], "lots": [], "finishing": [], "outside": []}
        self._promises: list[Promise] = []
        for index in range(len(jobs)):
            self._add(index)

    def plan(self) -> Plan:
        last_on = max(p.ship_on for p in self._promises) + timedelta(days=20)
        empty: dict[str, tuple[()]] = dict.fromkeys(
            ("stock_uses", "markers", "loads", "bottlenecks", "reasons", "virtues", "bounds"), ()
        )
        return Plan(
            cluster="Test county", made_on=FIRST_ON, first_on=FIRST_ON, last_on=last_on, policy="balanced", seed=0,
            made_up=True, promises=tuple(self._promises), costs=Costs(), **empty,
            **{name: tuple(parts) for name, parts in self._parts.items()},
        )  # type: ignore[arg-type]  # fmt: skip

    def with_slack(self) -> Hand:
        """The same orders, due ``slack`` days after they ship by the plan."""
        self._promises = [
            replace(p, due_on=p.ship_on + timedelta(days=job.slack), late_days=max(0, -job.slack))
            for p, job in zip(self._promises, self._jobs, strict=True)
        ]
        due = {p.order: p.due_on for p in self._promises}
        orders = tuple(replace(order, due_on=due[order.number]) for order in self.scenario.orders)
        self.scenario = replace(self.scenario, orders=orders)
        return self

    def _order(self, index: int, job: Job) -> Order:
        ready = FIRST_ON + timedelta(days=job.material_wait) if job.supply == "customer" else None
        return cast.order(f"O-{index}", "TEE", 30, 600, material_ready_on=ready)

    def _open(self, on: date) -> date:
        while not self.scenario.calendar.is_open(on):
            on += timedelta(days=1)
        return on

    def _add(self, index: int) -> None:
        job, number = self._jobs[index], f"O-{index}"
        material_on = FIRST_ON + timedelta(days=job.material_wait)
        if job.supply == "bought":
            self._buy(number, material_on)
        cut_on = self._cut(number, material_on + timedelta(days=job.cut_wait))
        lot = self._sew(number, job, cut_on + timedelta(days=1))
        self._parts["lots"].append(lot)
        ready = [lot.finish_on]
        if job.outside_pieces:
            ready.append(cut_on + timedelta(days=14))
            self._parts["outside"].append(
                OutsideLot(
                    order=number, quantities=(Quantity("colour 1", "M", job.outside_pieces),), cost_fen=1,
                    ready_on=ready[-1], why=WhyOutside.NO_ROOM,
                )
            )  # fmt: skip
        self._promises.append(
            Promise(
                order=number, core="C1", cutting_factory="K1", material_on=material_on, cut_first_on=cut_on,
                cut_last_on=cut_on, sew_first_on=lot.start_on, sew_last_on=lot.end_on, ship_on=max(ready),
                due_on=max(ready), late_days=0, pieces=600, outside_pieces=job.outside_pieces, cost_fen=0,
            )
        )  # fmt: skip

    def _buy(self, number: str, arrive_on: date) -> None:
        self._parts["purchases"].append(
            Purchase(
                offer="F-TEE-fast", seller="Mill 2", material="F-TEE", colour=number, quantity=10.0, fen_per_unit=1.0,
                cost_fen=10, order_on=FIRST_ON, arrive_on=arrive_on, shares=(Share(number, 10.0),),
            )
        )  # fmt: skip

    def _cut(self, number: str, on: date) -> date:
        on = self._open(on)
        while self._table_min.get(on, 0.0) + 100 > 600:
            on = self._open(on + timedelta(days=1))
        start = self._table_min.get(on, 0.0)
        self._table_min[on] = start + 100
        self._parts["lays"].append(
            Lay(
                id=f"{number}-1", order=number, marker="M", material="F-TEE", factory="K1", table="K1-1", cut_on=on,
                start_min=start, end_min=start + 100, plies=(("colour 1", 10),), fabric_m=1.0,
            )
        )  # fmt: skip
        return on

    def _sew(self, number: str, job: Job, arrive_on: date) -> Lot:
        """Days of the lot: after the line's last one, its share of each day until all is worked."""
        most = self.scenario.line[job.line].capacity_min_per_day
        on, used = self._line_at.get(job.line, (FIRST_ON, 0.0))
        if arrive_on > on:
            on, used = arrive_on, 0.0
        if job.line_wait:
            on, used = on + timedelta(days=job.line_wait), 0.0
        if used >= most - 1e-9:
            on, used = on + timedelta(days=1), 0.0
        if not self.scenario.calendar.is_open(on):
            on, used = self._open(on), 0.0
        left, days, pause = job.line_days * most, [], job.pause_days
        while left > 1e-9:
            given = min(left, most - used)
            days.append(LotDay(on=on, productive_min=given * 0.9, changeover_min=given * 0.1, learning_min=0, pieces=1))
            left, used = left - given, used + given
            if left > 1e-9:
                on, used = self._open(on + timedelta(days=1 + pause)), 0.0
                pause = 0
        self._line_at[job.line] = (on, used)
        finish_on = self._finish(number, job, on)
        return Lot(
            id=f"{number}/1", order=number, factory=self.scenario.line[job.line].factory, line=job.line,
            quantities=(Quantity("colour 1", "M", 600 - job.outside_pieces),), arrive_on=arrive_on, days=tuple(days),
            finish_on=finish_on, pay_fen=0, haul_fen=0, opening_fen=0,
        )  # fmt: skip

    def _finish(self, number: str, job: Job, sewn_on: date) -> date:
        left, on = job.finish_days * 4_000.0, self._open(sewn_on + timedelta(days=1 + job.finish_wait))
        if not left:
            return sewn_on + timedelta(days=1)
        while True:
            given = min(left, 4_000.0 - self._shop_min.get(on, 0.0))
            if given > 0:
                self._parts["finishing"].append(FinishDay(f"{number}/1", "C1", on, given))
                self._shop_min[on] = self._shop_min.get(on, 0.0) + given
                left -= given
            if left <= 1e-9:
                return on
            on = self._open(on + timedelta(days=1))


ByHand = Callable[..., Hand]


@pytest.fixture(scope="session")
def by_hand() -> ByHand:
    """Makes a plan of some jobs, each given by what is special about it; orders are due ``slack`` days after."""

    def make(*jobs: dict[str, object]) -> Hand:
        return Hand([Job(**job) for job in jobs]).with_slack()  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def easy(by_hand: ByHand) -> Hand:
    """Eight orders on two lines, each with three days in hand."""
    return by_hand(
        *(
            {"line": "S1-A" if i % 2 else "S2-A", "line_days": 1.0 + 0.3 * i, "material_wait": 2 + i, "slack": 3}
            for i in range(8)
        )
    )
