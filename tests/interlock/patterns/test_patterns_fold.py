from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.errors import InvalidModel
from interlock.patterns import Point, unfold
from interlock.patterns.outlines import area_mm2, first_crossing, shifted, turned

HALF = ((0.0, 0.0), (40.0, 0.0), (50.0, 30.0), (20.0, 60.0), (0.0, 55.0))
FOLD = ((0.0, 0.0), (0.0, 100.0))


def test_the_whole_is_twice_the_half_and_symmetrical() -> None:
    whole = unfold(HALF, *FOLD)
    assert area_mm2(whole) == pytest.approx(2 * area_mm2(HALF))
    assert {(-x, y) for x, y in whole} == set(whole)
    assert len(whole) == 8


@given(
    st.lists(st.tuples(st.floats(5, 300), st.floats(1, 99)), min_size=1, max_size=8),
    st.floats(0, 360),
    st.booleans(),
)
def test_a_half_unfolds_along_any_line_in_either_direction(free: list[Point], degrees: float, back: bool) -> None:
    rising = sorted({round(y, 1): x for x, y in free}.items())
    half = ((0.0, 0.0), *((x, y) for y, x in rising), (0.0, 100.0))
    ends = turned(((0.0, 0.0), (0.0, 100.0)), degrees)
    moved = turned(half[::-1] if back else half, degrees)
    whole = unfold(shifted(moved, 7, -3), *shifted(ends, 7, -3))
    assert area_mm2(whole) == pytest.approx(2 * area_mm2(half))
    assert first_crossing(whole) is None


def test_points_on_the_fold_between_its_ends_are_not_needed() -> None:
    assert unfold((*HALF, (0.0, 30.0), (0.2, 10.0)), *FOLD) == unfold(HALF, *FOLD)


def test_a_point_almost_on_the_fold_is_moved_onto_it() -> None:
    whole = unfold(((0.3, 0.0), *HALF[1:]), *FOLD)
    assert (0.0, 0.0) in whole


def test_a_half_on_both_sides_of_the_fold_is_refused() -> None:
    with pytest.raises(InvalidModel, match="both sides"):
        unfold(((-10.0, 0.0), *HALF[1:]), *FOLD)


def test_a_half_away_from_the_fold_is_refused() -> None:
    with pytest.raises(InvalidModel, match="0 sides"):
        unfold(shifted(HALF, 10, 0), *FOLD)


def test_a_fold_without_length_is_refused() -> None:
    with pytest.raises(InvalidModel, match="no length"):
        unfold(HALF, (0, 0), (0, 0))
