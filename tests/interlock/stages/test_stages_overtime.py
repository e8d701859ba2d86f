"""Overtime through the stages: how much there may be, on which days, what it costs, and that it pays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import cast
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.errors import InvalidModel
from interlock.laws import breaches, judge
from interlock.model import (
    AttendanceFell,
    Calendar,
    CapacityChange,
    Closure,
    Plan,
    Policy,
    Rules,
    Scenario,
    ShareRule,
    dump,
    load,
)
from interlock.planner import plan
from interlock.repair import promise, repair
from interlock.simulate import simulate
from interlock.stages.horizon import Horizon
from interlock.stages.longer import within_month
from interlock.stages.overtime import as_planned, month_min, most_overtime_min, paid, within_months

HOURS = Policy(overtime_hours=2.0, calibrate_seconds=0, nest_days=0)
USUAL = replace(HOURS, overtime_hours=0.0)


def crowded() -> Scenario:
    """More shirts than the lines can sew in their shifts by the due dates; cutting and finishing have room."""
    orders = tuple(
        cast.order(f"O-{i}", "SHIRT", 10 + i % 3, 2_600, core="C1", material_ready_on=cast.TODAY) for i in range(10)
    )
    made = cast.scenario(orders)
    factories = (replace(f, finishing_min_per_day=20_000.0) if f.finishing_min_per_day else f for f in made.factories)
    tables = (replace(table, minutes_per_day=1_440) for table in made.tables)
    return replace(made, factories=tuple(factories), tables=tuple(tables))


@pytest.fixture(name="busy", scope="module")
def _busy() -> Scenario:
    return crowded()


@pytest.fixture(name="longer", scope="module")
def _longer(busy: Scenario) -> Plan:
    return plan(busy, HOURS, workers=1).plan


def used_by_day(made: Plan) -> dict[tuple[str, date], float]:
    """Minutes of every line-day."""
    used: dict[tuple[str, date], float] = {}
    for lot in made.lots:
        for day in lot.days:
            used[lot.line, day.on] = used.get((lot.line, day.on), 0.0) + day.used_min
    return used


def test_a_crowded_plan_works_overtime_within_its_hours(busy: Scenario, longer: Plan) -> None:
    judge(busy, HOURS, longer)
    beyond = 0.0
    for (code, _), minutes in used_by_day(longer).items():
        line = busy.line[code]
        assert minutes <= line.capacity_min_per_day + 2 * line.minutes_per_hour + 1e-3
        beyond += max(0.0, minutes - line.capacity_min_per_day)
    assert beyond > 0
    assert longer.costs.overtime == pytest.approx(beyond * HOURS.overtime_fen_per_min, abs=len(longer.lots))
    assert longer.overtime_hours == 2.0


def test_overtime_pays_in_a_crowded_plan(busy: Scenario, longer: Plan) -> None:
    usual = plan(busy, USUAL, workers=1).plan
    assert usual.costs.overtime == 0
    assert usual.overtime_hours == usual.overtime_fen_per_min == 0
    assert sum(p.late_days for p in longer.promises) < sum(p.late_days for p in usual.promises)
    assert longer.costs.lateness < usual.costs.lateness


def test_factories_that_allow_none_work_none(busy: Scenario) -> None:
    shut = replace(busy, factories=tuple(replace(f, overtime_hours=0.0) for f in busy.factories))
    made = plan(shut, HOURS, workers=1).plan
    assert made.costs.overtime == 0


def test_a_month_with_few_hours_is_kept(busy: Scenario) -> None:
    scarce = replace(HOURS, overtime_month_hours=3.0)
    made = plan(busy, scarce, workers=1).plan
    judge(busy, scarce, made)
    assert made.costs.overtime > 0


def test_a_factory_with_a_most_share_keeps_it(busy: Scenario) -> None:
    shared = replace(busy, rules=Rules(shares=(ShareRule(factory="S3", most_share=0.15),)))
    judge(shared, HOURS, plan(shared, HOURS, workers=1).plan)


def test_a_plan_with_overtime_survives_json(longer: Plan) -> None:
    assert load(dump(longer), Plan) == longer


def test_a_plan_with_overtime_can_be_repaired(busy: Scenario, longer: Plan) -> None:
    event = AttendanceFell(
        line="C1-A", first_on=cast.TODAY + timedelta(days=3), last_on=cast.TODAY + timedelta(days=5), share=0.5
    )
    repaired = repair(busy, HOURS, longer, [event])
    judge(repaired.scenario, HOURS, repaired.plan)
    assert repaired.plan.costs.overtime > 0


def test_a_plan_with_overtime_is_played_with_its_longer_days(busy: Scenario, longer: Plan) -> None:
    usual = replace(longer, lots=tuple(replace(lot, overtime_fen=0) for lot in longer.lots))
    shares = [simulate(busy, one, runs=40, policy=HOURS).on_time_share for one in (longer, usual)]
    assert shares[0] > shares[1]


def broken(scenario: Scenario, policy: Policy, made: Plan) -> str:
    return "\n".join(breaches(scenario, policy, made))


def test_minutes_beyond_the_hours_allowed_break_a_law(busy: Scenario, longer: Plan) -> None:
    assert " minutes of " in broken(busy, USUAL, longer)
    shut = replace(busy, factories=tuple(replace(f, overtime_hours=0.0) for f in busy.factories))
    assert " minutes of " in broken(shut, HOURS, longer)


def test_hours_beyond_the_months_break_a_law(busy: Scenario, longer: Plan) -> None:
    assert "hours of overtime; 1 are allowed" in broken(busy, replace(HOURS, overtime_month_hours=1.0), longer)


def test_overtime_that_is_not_paid_breaks_a_law(busy: Scenario, longer: Plan) -> None:
    lots = tuple(replace(lot, overtime_fen=0) for lot in longer.lots)
    found = broken(busy, HOURS, replace(longer, lots=lots, costs=replace(longer.costs, overtime=0)))
    assert "0 fen for overtime; its minutes beyond the shift earn" in found
    assert "cost of overtime: 0 fen by the plan" in found


def test_lines_have_no_overtime_when_closed_and_a_share_when_short() -> None:
    closed = Calendar(closures=(Closure(first_on=cast.TODAY, last_on=cast.TODAY, factory="S1"),))
    short = CapacityChange(
        line="S1-A", first_on=cast.TODAY + timedelta(days=1), last_on=cast.TODAY + timedelta(days=1), share=0.5
    )
    scenario = cast.scenario(calendar=closed, capacity_changes=(short,))
    horizon, line = Horizon.of(scenario, HOURS), scenario.line["S1-A"]
    minutes = most_overtime_min(scenario, HOURS, horizon, line)
    hour_min = line.capacity_min_per_day / 9
    assert minutes[:3] == pytest.approx((0.0, hour_min, 2 * hour_min))


@given(st.lists(st.floats(0.0, 4_000.0), min_size=78, max_size=78))
def test_no_month_has_more_than_its_hours(wanted: list[float]) -> None:
    scenario = cast.scenario()
    horizon, line = Horizon.of(scenario, HOURS), scenario.line["S1-A"]
    found = within_months(HOURS, horizon, line, wanted)
    months: dict[int, float] = {}
    for day, minutes in enumerate(found):
        assert 0 <= minutes <= wanted[day]
        months[horizon.on(day).month] = months.get(horizon.on(day).month, 0.0) + minutes
    assert max(months.values()) <= month_min(HOURS, line) * (1 + 1e-9)


@given(
    used=st.lists(st.floats(0, 500), min_size=1, max_size=5),
    free=st.floats(0, 1e-6) | st.floats(0, 500),
    beyond=st.sampled_from([-0.5, -1e-12, 0.0, 1e-12, 1e-10, 0.5]),
)
def test_a_month_leaves_no_less_than_nothing(used: list[float], free: float, beyond: float) -> None:
    """What is used may be the month's hours to the rounding, or a rounding beyond them."""
    most = sum(used) * (1 - beyond) if beyond > 0 else sum(used) - beyond
    room, kept = within_month(np.array(used), np.full(len(used), free), most)
    assert room.min() >= 0
    assert room.sum() <= most * (1 + 1e-6) + 1e-6
    assert kept or beyond == 0.5


def test_a_new_order_is_promised_beside_a_plan_with_overtime(busy: Scenario, longer: Plan) -> None:
    asked = cast.order("N-1", "SHIRT", 20, 200, core="C1", material_ready_on=cast.TODAY)
    assert promise(busy, HOURS, longer, asked)


def test_the_overtime_of_a_plan_is_kept_for_its_repair(busy: Scenario, longer: Plan) -> None:
    horizon = Horizon.of(busy, HOURS)
    kept = as_planned(busy, HOURS, horizon, longer)
    for (code, on), minutes in used_by_day(longer).items():
        assert minutes <= kept.sewing_per_day(busy.line[code])[horizon.day(on)] + 1e-6
    assert as_planned(busy, USUAL, horizon, longer) is horizon


def test_lots_are_paid_once_and_only_by_a_policy_with_overtime(busy: Scenario, longer: Plan) -> None:
    assert paid(busy, HOURS, longer.lots) == longer.lots
    assert all(lot.overtime_fen == 0 for lot in paid(busy, USUAL, longer.lots))


@pytest.mark.parametrize(
    "terms", [{"overtime_hours": 3.5}, {"overtime_month_hours": 40.0}, {"overtime_fen_per_min": -1.0}]
)
def test_more_than_the_law_allows_is_refused(terms: dict[str, float]) -> None:
    with pytest.raises(InvalidModel, match="overtime"):
        Policy(**terms)  # type: ignore[arg-type]


def test_a_factory_allows_at_most_what_the_law_does() -> None:
    with pytest.raises(InvalidModel, match="overtime"):
        replace(cast.scenario().factories[0], overtime_hours=4.0)
    assert HOURS.overtime_hours_at(replace(cast.scenario().factories[0], overtime_hours=1.0)) == 1.0
