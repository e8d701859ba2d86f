from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from interlock.patterns import outlines
from interlock.patterns.outlines import (
    Outline,
    area_mm2,
    bounds_mm,
    cleaned,
    first_crossing,
    flipped,
    shifted,
    signed_area_mm2,
    turned,
)

grid = st.integers(-12, 12).map(float)
loops = st.lists(st.tuples(grid, grid), min_size=3, max_size=9, unique=True).map(tuple)


@given(loops)
def test_the_sweep_finds_a_crossing_exactly_where_exact_geometry_does(outline: Outline) -> None:
    assert (first_crossing(outline) is None) == shapely.LinearRing(outline).is_simple


@given(loops)
def test_the_two_sides_named_do_meet(outline: Outline) -> None:
    crossing = first_crossing(outline)
    if crossing:
        first, second = (
            shapely.LineString([outline[number], outline[(number + 1) % len(outline)]]) for number in crossing
        )
        assert first.intersects(second)


@given(loops, st.floats(-720, 720))
def test_turning_keeps_area_and_distance_from_the_origin(outline: Outline, degrees: float) -> None:
    after = turned(outline, degrees)
    assert area_mm2(after) == pytest.approx(area_mm2(outline), abs=1e-6)
    assert [math.hypot(*point) for point in after] == pytest.approx([math.hypot(*point) for point in outline])


@given(loops)
def test_a_mirror_image_turns_the_other_way_and_twice_is_the_original(outline: Outline) -> None:
    assert signed_area_mm2(flipped(outline)) == pytest.approx(-signed_area_mm2(outline))
    assert flipped(flipped(outline)) == outline


@pytest.mark.parametrize(
    ("degrees", "corner"), [(90, (-2.0, 1.0)), (180, (-1.0, -2.0)), (-90, (2.0, -1.0)), (360, (1.0, 2.0))]
)
def test_quarter_turns_are_exact(degrees: float, corner: tuple[float, float]) -> None:
    assert turned(((1.0, 2.0),), degrees) == (corner,)


def test_shifting_moves_the_box() -> None:
    assert bounds_mm(shifted(((0.0, 0.0), (3.0, 4.0)), 10, 20)) == (10.0, 20.0, 13.0, 24.0)


def test_cleaning_drops_repeats_and_the_closing_point() -> None:
    assert cleaned([(0, 0), (0, 0), (5, 0), (5, 5), (0, 0)]) == ((0.0, 0.0), (5.0, 0.0), (5.0, 5.0))


def test_a_spike_is_no_simple_outline() -> None:
    assert first_crossing(((0.0, 0.0), (10.0, 0.0), (20.0, 0.0), (10.0, 0.0), (5.0, 9.0))) is not None


def test_an_outline_that_was_found_simple_is_not_swept_again_and_one_that_crosses_always_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    swept: list[Outline] = []
    sweep = outlines._swept
    monkeypatch.setattr(outlines, "_simple", set())
    monkeypatch.setattr(outlines, "_swept", lambda outline: swept.append(outline) or sweep(outline))
    simple = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
    crossing = ((0.0, 0.0), (9.0, 0.0), (0.0, 9.0), (9.0, 9.0))
    for outline, found in ((simple, None), (crossing, (1, 3))):
        assert [first_crossing(outline), first_crossing(list(outline))] == [found, found]
    assert swept == [simple, crossing, list(crossing)]
    monkeypatch.setattr(outlines, "_MOST_KEPT", 1)
    assert first_crossing(simple[:3]) is None
    assert first_crossing(simple) is None
    assert swept[3:] == [simple[:3], simple]
