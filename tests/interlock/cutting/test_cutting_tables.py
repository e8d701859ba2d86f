from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.cutting import (
    CuttingSpeeds,
    LayJob,
    PlacedLay,
    Table,
    TableProblem,
    check_tables,
    lay_minutes,
    schedule_tables,
    table_breaches,
)
from interlock.errors import BrokenLaw, InvalidModel


def lay(name: str, minutes: int, *, due: int = 0, **changes: object) -> LayJob:
    asked: dict[str, object] = {"id": name, "shop": "centre", "minutes": minutes, "length_mm": 5_000, "due_day": due}
    return LayJob(**{"release_day": 0, **asked, **changes})  # type: ignore[arg-type]


def table(
    code: str = "T1", *, shop: str = "centre", length_mm: float = 9_000, days: tuple[int, ...] = (480,) * 3
) -> Table:
    return Table(code, shop, length_mm, days)


def test_minutes_of_a_lay_follow_the_documented_formula() -> None:
    speeds = CuttingSpeeds(set_up_min=10, spread_m_per_min=20, turn_min=0.2, cut_m_per_min=5, tie_min=1)
    # 10 + 40 x (6 / 20 + 0.2) + 60 / 5 + 6 x 1
    assert lay_minutes(40, 6_000, garments=6, outline_mm=60_000, speeds=speeds) == 48
    assert lay_minutes(41, 6_000, garments=6, outline_mm=60_000, speeds=speeds) == 49


def test_more_plies_take_longer_at_the_usual_speeds() -> None:
    assert lay_minutes(10, 6_000, garments=6, outline_mm=60_000) < lay_minutes(80, 6_000, garments=6, outline_mm=60_000)


def test_speeds_of_nothing_are_refused() -> None:
    with pytest.raises(InvalidModel, match="cut_m_per_min is 0"):
        CuttingSpeeds(cut_m_per_min=0, set_up_min=-1)


def test_a_lay_longer_than_any_working_day_is_refused_by_name() -> None:
    with pytest.raises(InvalidModel, match="lay J9: 500 minutes, but no table of centre"):
        TableProblem((table(),), (lay("J9", 500),))


def test_a_lay_without_a_table_of_its_shop_or_length_is_refused_by_name() -> None:
    with pytest.raises(InvalidModel) as caught:
        TableProblem((table(),), (lay("J1", 5, shop="elsewhere"), lay("J2", 5, length_mm=9_500)))
    assert "lay J1: shop elsewhere has no table" in str(caught.value)
    assert "lay J2: 9500 mm, longest table of centre 9000 mm" in str(caught.value)


def test_a_lay_wider_than_every_table_of_its_shop_is_refused_by_name() -> None:
    narrow, elsewhere = Table("T1", "centre", 9_000, (480,), 1_600), Table("T2", "other", 9_000, (480,), 2_200)
    with pytest.raises(InvalidModel, match="lay J1: no table of centre is 1800 mm wide"):
        TableProblem((narrow, elsewhere), (lay("J1", 5, width_mm=1_800),))


def test_a_wide_lay_goes_to_the_wide_table_even_if_a_narrow_one_is_free() -> None:
    tables = (Table("narrow", "centre", 9_000, (480,), 1_600), Table("wide", "centre", 9_000, (480,), 2_200))
    problem = TableProblem(tables, (lay("a", 300, width_mm=1_800), lay("b", 300, width_mm=1_500)))
    schedule = schedule_tables(problem)
    assert {placed.job: placed.table for placed in schedule.placed} == {"a": "wide", "b": "narrow"}
    moved = replace(schedule, placed=tuple(replace(p, table="narrow") for p in schedule.placed if p.job == "a"))
    assert "lay a: 1800 mm wide on table narrow of 1600 mm" in "\n".join(table_breaches(problem, moved))


def test_contradictions_of_tables_and_lays_are_told_together() -> None:
    with pytest.raises(InvalidModel) as caught:
        TableProblem(
            (table(), table(days=(-1,)), table("T2", length_mm=0)),
            (lay("J1", 0), lay("J1", 5, release_day=-1)),
        )
    assert len(caught.value.problems) == 6


def test_lays_share_a_day_one_after_another() -> None:
    problem = TableProblem((table(),), (lay("a", 200), lay("b", 280)))
    placed = schedule_tables(problem).placed
    assert sorted((p.day, p.start_min, p.end_min) for p in placed) in (
        [(0, 0, 200), (0, 200, 480)],
        [(0, 0, 280), (0, 280, 480)],
    )


def test_a_lay_waits_for_its_release_and_keeps_off_days_free() -> None:
    problem = TableProblem((table(days=(480, 480, 0, 480)),), (lay("a", 100, due=3, release_day=2),))
    assert schedule_tables(problem).placed == (PlacedLay("a", "T1", 3, 0, 100),)


def test_a_short_lay_leaves_the_long_table_to_those_that_need_it() -> None:
    tables = (table("long", length_mm=9_000, days=(480,)), table("short", length_mm=6_000, days=(480,)))
    schedule = schedule_tables(TableProblem(tables, (lay("a", 480), lay("b", 480, length_mm=8_000))))
    assert {placed.job: placed.table for placed in schedule.placed} == {"a": "short", "b": "long"}


def test_late_lays_are_told_and_the_light_one_waits() -> None:
    jobs = (lay("light", 400, due=0, weight=1), lay("heavy", 400, due=1, weight=5), lay("tight", 400, due=1, weight=5))
    schedule = schedule_tables(TableProblem((table(),), jobs))
    assert schedule.late == ("light",)
    assert schedule.weighted_late_days == 2.0


def test_lays_beyond_the_end_of_the_plan_are_told() -> None:
    jobs = (lay("a", 400, weight=2), lay("b", 400))
    problem = TableProblem((table(days=(480,)),), jobs)
    schedule = schedule_tables(problem)
    assert (schedule.unplaced, schedule.weighted_late_days) == (("b",), 1.0)
    check_tables(problem, schedule)


@st.composite
def table_problems(draw: st.DrawFn) -> TableProblem:
    shops = ("north", "south")
    days = draw(st.integers(1, 6))
    tables = tuple(
        Table(
            f"{shop} {number}",
            shop,
            draw(st.sampled_from((6_000.0, 9_000.0))),
            (480, *draw(st.tuples(*[st.sampled_from((0, 240, 480))] * (days - 1)))),
        )
        for shop in shops
        for number in range(draw(st.integers(1, 3)))
    )
    jobs = tuple(
        LayJob(
            id=f"lay {number}",
            shop=draw(st.sampled_from(shops)),
            minutes=draw(st.integers(10, 480)),
            length_mm=draw(st.sampled_from((3_000.0, 6_000.0))),
            release_day=draw(st.integers(0, days)),
            due_day=draw(st.integers(0, days)),
            weight=draw(st.sampled_from((0.0, 1.0, 3.0))),
        )
        for number in range(draw(st.integers(0, 25)))
    )
    return TableProblem(tables, jobs)


@given(table_problems())
@settings(max_examples=40, deadline=None)
def test_every_schedule_passes_the_audit(problem: TableProblem) -> None:
    schedule = schedule_tables(problem)
    assert table_breaches(problem, schedule) == []
    assert schedule == schedule_tables(problem)


@given(table_problems())
@settings(max_examples=40, deadline=None)
def test_a_lay_is_unplaced_only_where_no_day_has_room_left(problem: TableProblem) -> None:
    schedule = schedule_tables(problem)
    jobs = {job.id: job for job in problem.jobs}
    for name in schedule.unplaced:
        job = jobs[name]
        for own in (own for own in problem.tables if own.shop == job.shop and own.length_mm >= job.length_mm):
            for day in range(job.release_day, len(own.minutes_by_day)):
                used = sum(p.end_min - p.start_min for p in schedule.placed if (p.table, p.day) == (own.code, day))
                assert own.minutes_by_day[day] - used < job.minutes


SHOPS = TableProblem(
    (table(), table("T2", shop="other"), table("T3", length_mm=4_000)),
    (lay("a", 100, due=0, release_day=0), lay("b", 50, due=2, release_day=1)),
)
GOOD = schedule_tables(SHOPS)
A, B = PlacedLay("a", "T1", 0, 0, 100), PlacedLay("b", "T1", 1, 0, 50)


@pytest.mark.parametrize(
    ("placed", "words"),
    [
        ((A,), "lay b: it appears 0 times"),
        ((A, B, B), "lay b: it appears 2 times"),
        ((A, B, PlacedLay("c", "T1", 0, 0, 5)), "lay c was never asked for"),
        ((A, replace(B, table="T9")), "lay b: table T9 does not exist"),
        ((A, replace(B, table="T2")), "table T2 stands in other, not in centre"),
        ((A, replace(B, table="T3")), "5000 mm long on table T3 of 4000 mm"),
        ((A, replace(B, day=0, start_min=100, end_min=150)), "lay b: cut on day 0, released on day 1"),
        ((A, replace(B, end_min=60)), "60 minutes planned, 50 needed"),
        ((A, replace(B, start_min=450, end_min=500)), "outside the working time of table T1 on day 1"),
        ((A, replace(B, day=7)), "outside the working time of table T1 on day 7"),
        ((replace(A, day=1, start_min=20, end_min=120), B), "lays b and a overlap on table T1, day 1"),
        ((replace(A, day=1, start_min=50, end_min=150), B), "late lays are ['a'], the schedule tells []"),
        ((replace(A, day=1, start_min=50, end_min=150), B), "weighted lateness is 1.0 days"),
    ],
)
def test_every_breach_of_a_schedule_is_told(placed: tuple[PlacedLay, ...], words: str) -> None:
    assert GOOD.placed == (A, B)
    broken = replace(GOOD, placed=placed)
    assert words in "\n".join(table_breaches(SHOPS, broken))
    with pytest.raises(BrokenLaw):
        check_tables(SHOPS, broken)
