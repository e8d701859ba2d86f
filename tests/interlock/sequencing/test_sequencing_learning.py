from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.errors import InvalidModel
from interlock.sequencing import Curve, Familiarity, Learning


def test_a_curve_rises_in_equal_steps_to_full_output() -> None:
    curve = Curve(0.6, 4)
    assert [curve.share(day) for day in range(1, 7)] == pytest.approx([0.6, 0.7, 0.8, 0.9, 1.0, 1.0])


def test_output_of_whole_days_is_the_sum_of_their_shares() -> None:
    assert Curve(0.6, 4).produced_min(600.0, 100.0) == pytest.approx(60 + 70 + 80 + 90 + 100 + 100)
    assert Curve(0.6, 4).produced_min(50.0, 100.0, 150.0) == pytest.approx(35.0)


curves = st.builds(Curve, st.floats(0.05, 1.0), st.integers(0, 12))


@given(curve=curves, work=st.floats(0.1, 1e5), day=st.floats(10, 1e4), experience=st.floats(0, 1e5))
def test_working_for_an_output_produces_it(curve: Curve, work: float, day: float, experience: float) -> None:
    worked = curve.worked_min(work, day, experience)
    assert worked >= work * (1 - 1e-9)
    assert math.isclose(curve.produced_min(worked, day, experience), work, rel_tol=1e-6, abs_tol=1e-6)


@given(curve=curves, work=st.floats(1, 1e5), day=st.floats(10, 1e4), cut=st.floats(0.1, 0.9))
def test_two_halves_of_a_run_lose_what_the_whole_loses(curve: Curve, work: float, day: float, cut: float) -> None:
    first = curve.worked_min(work * cut, day)
    second = curve.worked_min(work * (1 - cut), day, first)
    assert math.isclose(first + second, curve.worked_min(work, day), rel_tol=1e-6)


def test_the_first_day_of_a_known_category_loses_what_was_measured() -> None:
    day_min = 30 * 400.0
    learning = Learning()
    sewn_min = learning.known_category.produced_min(day_min - 30 * learning.changeover_min_per_operator, day_min)
    assert sewn_min / day_min == pytest.approx(0.615 / 0.748, abs=0.01)


def test_a_better_known_style_costs_less_to_start() -> None:
    losses = [Learning().start_loss_min(f, work_min=50_000, operators=30, day_min=12_000) for f in Familiarity]
    assert losses == sorted(losses)
    assert losses[0] == 0
    assert losses[1] > 0


@pytest.mark.parametrize("share", [0.0, -1.0, 1.1, math.nan])
def test_a_share_outside_its_range_is_refused(share: float) -> None:
    with pytest.raises(InvalidModel, match="first_day_share"):
        Curve(share, 3)


def test_negative_days_and_minutes_are_refused() -> None:
    with pytest.raises(InvalidModel, match="days_to_full"):
        Curve(0.5, -1)
    with pytest.raises(InvalidModel, match="changeover_min_per_operator"):
        Learning(changeover_min_per_operator=-1.0)
