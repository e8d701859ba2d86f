from __future__ import annotations

from dataclasses import replace

import pytest
from tests.interlock.explain import made_plan as made

from interlock.explain import bottlenecks, on_day
from interlock.explain.capacity import Capacity
from interlock.model import BottleneckValue, Resource, Scope


def by_key(found: tuple[BottleneckValue, ...]) -> dict[tuple[Scope, str], BottleneckValue]:
    return {(b.scope, b.key): b for b in found}


def test_a_factorys_line_day_is_the_mean_price_of_its_minutes_times_its_mean_line() -> None:
    loads = (made.load("L1", 0, 1.0, 3.0), made.load("L2", 0, 0.5, 0.0), made.load("L3", 0, 0.2, factory="S2"))
    found = by_key(bottlenecks(made.scenario(), made.plan(loads=loads)))
    value = found[Scope.FACTORY, "S1"]
    assert value.fen_per_day == pytest.approx(1.5 * made.LINE_DAY_MIN)
    assert value.load == pytest.approx(0.75)
    assert value.day_min == made.LINE_DAY_MIN
    assert (Scope.FACTORY, "S2") not in found, "where more is worth nothing there is no bottleneck"


def test_a_line_day_is_that_of_the_lines_it_speaks_of() -> None:
    lots = (made.lot((0, 1), line="L1"),)
    loads = (made.load("L1", 0, 1.0, 4.0), made.load("L2", 0, 1.0, 4.0))
    scenario = made.scenario()
    small = replace(scenario.line["L1"], operators=1)
    lines = tuple(small if line.code == "L1" else line for line in scenario.lines)
    found = by_key(bottlenecks(replace(scenario, lines=lines), made.plan(loads=loads, lots=lots)))
    for place in ((Scope.FACTORY, "S1"), (Scope.TOWNSHIP, "A")):
        assert found[place].day_min == pytest.approx(0.55 * made.LINE_DAY_MIN)
        assert found[place].fen_per_day == pytest.approx(4.0 * 0.55 * made.LINE_DAY_MIN)
    able = [line.capacity_min_per_day for line in lines if line.level("t_shirt") > 0]
    assert found[Scope.SKILL, "t_shirt"].day_min == pytest.approx(sum(able) / len(able))


def test_a_skill_or_township_is_no_bottleneck_while_its_other_lines_stand_idle() -> None:
    lots = (made.lot((0, 1), line="L1"),)
    for use, told in ((0.2, False), (0.9, True)):
        loads = (made.load("L1", 0, 1.0, 9.0), made.load("L2", 0, use), made.load("L3", 0, use, factory="S2"))
        found = by_key(bottlenecks(made.scenario(), made.plan(loads=loads, lots=lots)))
        assert ((Scope.TOWNSHIP, "A") in found, (Scope.SKILL, "t_shirt") in found) == (told, told)
        assert (Scope.FACTORY, "S1") in found


@pytest.mark.parametrize(("today", "weeks"), [(0, {0, 7}), (6, {0, 7}), (7, {7}), (13, {7}), (14, set())])
def test_more_capacity_is_worth_nothing_in_weeks_that_are_over(today: int, weeks: set[int]) -> None:
    plan = made.plan(loads=(made.load("L1", 0, 1.0, 4.0), made.load("L1", 1, 1.0, 2.0)))
    told = on_day(replace(plan, bottlenecks=bottlenecks(made.scenario(), plan)), made.on(today))
    assert {one.week_on for one in told.bottlenecks} == {made.on(day) for day in weeks}
    assert bottlenecks(made.scenario(), replace(plan, as_of=made.on(today))) == told.bottlenecks


def test_a_township_speaks_for_all_its_factories() -> None:
    loads = (made.load("L1", 0, 1.0, 4.0), made.load("L3", 0, 1.0, 2.0, factory="S2"))
    found = by_key(bottlenecks(made.scenario(), made.plan(loads=loads)))
    assert found[Scope.TOWNSHIP, "A"].fen_per_day == pytest.approx(4.0 * made.LINE_DAY_MIN)
    assert found[Scope.TOWNSHIP, "B"].fen_per_day == pytest.approx(2.0 * made.LINE_DAY_MIN)


def test_a_skill_weighs_its_lines_by_the_minutes_they_sew_of_it() -> None:
    lots = (made.lot((0, 1), line="L1", pieces=600), made.lot((0, 1), line="L3", factory="S2", pieces=200, number=2))
    loads = (
        made.load("L1", 0, 1.0, 4.0),
        made.load("L2", 0, 1.0, 9.0),
        made.load("L3", 0, 1.0, 0.0, factory="S2"),
    )
    found = by_key(bottlenecks(made.scenario(), made.plan(loads=loads, lots=lots)))
    assert found[Scope.SKILL, "t_shirt"].fen_per_day == pytest.approx(3.0 * made.LINE_DAY_MIN)
    assert found[Scope.SKILL, "t_shirt"].load == pytest.approx(1.0)


def test_a_skill_that_nothing_is_sewn_of_weighs_by_all_that_its_lines_sew() -> None:
    loads = (made.load("L1", 0, 1.0, 4.0), made.load("L2", 0, 1.0, 2.0))
    capacity = Capacity(made.scenario(), made.plan(loads=loads))
    assert capacity.skill_week("t_shirt", made.on(0)).fen_per_min == pytest.approx(3.0)


def test_a_price_where_the_plan_leaves_room_is_worth_nothing() -> None:
    assert bottlenecks(made.scenario(), made.plan(loads=(made.load("L1", 0, 0.15, 30.0),))) == ()


def test_a_skill_that_no_order_asks_for_is_no_bottleneck() -> None:
    loads = (made.load("L4", 0, 1.0, 4.0, factory="S2"),)
    found = by_key(bottlenecks(made.scenario(), made.plan(loads=loads)))
    assert (Scope.SKILL, "dress") not in found
    assert (Scope.FACTORY, "S2") in found


def test_a_centre_counts_in_days_of_its_tables() -> None:
    loads = (made.load("K1", 1, 0.9, 5.0, factory="Z1", resource=Resource.CUTTING),)
    (value,) = bottlenecks(made.scenario(), made.plan(loads=loads))
    assert (value.scope, value.key, value.week_on) == (Scope.CENTRE, "Z1", made.on(7))
    assert value.fen_per_day == pytest.approx(5.0 * made.TABLE_DAY_MIN)
    assert value.load == pytest.approx(0.9)


def test_a_cutting_load_of_a_factory_without_tables_is_left_out() -> None:
    loads = (made.load("K1", 1, 0.9, 5.0, factory="Z1", resource=Resource.CUTTING),)
    assert bottlenecks(made.scenario(tables=()), made.plan(loads=loads)) == ()


def test_values_fall_and_finishing_is_no_line_day() -> None:
    loads = (
        made.load("L1", 0, 1.0, 1.0),
        made.load("L3", 1, 1.0, 6.0, factory="S2"),
        made.load("C1", 0, 1.0, 50.0, factory="C1", resource=Resource.FINISHING),
    )
    found = bottlenecks(made.scenario(), made.plan(loads=loads))
    values = [b.fen_per_day for b in found]
    assert values == sorted(values, reverse=True)
    assert min(values) > 0
    assert not {b.key for b in found} & {"C1"}


def test_a_cluster_without_lines_has_no_bottleneck() -> None:
    assert bottlenecks(made.scenario(lines=()), made.plan()) == ()
