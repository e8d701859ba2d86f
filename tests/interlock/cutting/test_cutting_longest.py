"""Fabrics cut in step: paid for by one length, laid on the table by another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.cutting import CutProblem, Effort, LayJob, LengthModel, Table, TableProblem, plan_cut, schedule_tables
from interlock.cutting import breaches as cut_breaches
from interlock.errors import InvalidModel

LIGHT = Effort(moves=3_000, attempts=1, exact_work=0.0)
PROVING = Effort(moves=3_000, attempts=1, exact_work=0.3)


def rib_and_shell(**changes: object) -> CutProblem:
    """What is paid for is nearly all rib, 50 mm a garment; the shell needs 900 mm of a table of 4 m."""
    asked: dict[str, object] = {
        "sizes": ("S", "M"),
        "colours": ("red",),
        "demand": ((7, 13),),
        "max_garments": 6,
        "max_length_mm": 4_000,
        "max_plies": 40,
        "length": LengthModel(1.0, (50.0, 51.0)),
        "longest": LengthModel(100.0, (900.0, 950.0)),
        "fabric_fen_per_m": 90_000,
        "marker_fen": 2_000,
        "ply_fen": 20,
    }
    return CutProblem(**{**asked, **changes})  # type: ignore[arg-type]


def test_the_longest_fabric_must_fit_the_table() -> None:
    plan = plan_cut(rib_and_shell(), effort=PROVING)
    assert cut_breaches(rib_and_shell(), plan) == []
    assert {sum(lay.ratio) for lay in plan.lays} <= {1, 2, 3, 4}
    assert max(sum(lay.ratio) for lay in plan.lays) == 4


def test_a_marker_that_only_the_paid_length_lets_on_the_table_is_a_breach() -> None:
    asked = rib_and_shell(demand=((20, 40),), ply_fen=9_000)
    plan = plan_cut(replace(asked, longest=None), effort=LIGHT)
    assert [lay.ratio for lay in plan.lays] == [(2, 4)]
    assert "at most 4000.0 mm allowed" in "\n".join(cut_breaches(asked, plan))


def test_a_garment_longer_than_the_table_is_refused_by_its_longest_fabric() -> None:
    with pytest.raises(InvalidModel, match="size M needs a marker of 1050 mm but at most 1040 mm"):
        rib_and_shell(max_length_mm=1_040)
    with pytest.raises(InvalidModel, match="length model knows 1 sizes"):
        rib_and_shell(longest=LengthModel(0.0, (900.0,)))


@settings(max_examples=25, deadline=None)
@given(
    st.tuples(st.integers(1, 300), st.integers(0, 300)),
    st.tuples(st.floats(10, 2_000), st.floats(10, 2_000)),
    st.floats(0, 300),
)
def test_every_plan_of_two_lengths_passes_the_judge(
    demand: tuple[int, int], longest: tuple[float, float], fixed_mm: float
) -> None:
    asked = rib_and_shell(demand=(demand,), longest=LengthModel(fixed_mm, longest))
    assert cut_breaches(asked, plan_cut(asked, effort=LIGHT)) == []


def test_thousands_of_lays_alike_beyond_the_tables_are_told_one_like_the_other() -> None:
    table = Table("T1", "centre", 9_000, (480,) * 5)
    jobs = tuple(
        LayJob(id=f"{n:05}", shop="centre", minutes=60, length_mm=5_000, release_day=1, due_day=3) for n in range(5_000)
    )
    schedule = schedule_tables(TableProblem((table,), jobs))
    assert len(schedule.placed) == 8 * 4
    assert len(schedule.unplaced) == 5_000 - 8 * 4


def test_a_lay_with_more_to_lose_still_pushes_another_out() -> None:
    table = Table("T1", "centre", 9_000, (60,))
    light = [
        LayJob(id=f"L{n}", shop="centre", minutes=60, length_mm=5_000, release_day=0, due_day=0, weight=1.0)
        for n in range(3)
    ]
    heavy = replace(light[0], id="H", minutes=60, weight=9.0)
    schedule = schedule_tables(TableProblem((table,), (*light, heavy)))
    assert [lay.job for lay in schedule.placed] == ["H"]
