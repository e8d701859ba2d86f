from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.errors import InvalidModel
from interlock.markers import MarkerProblem, MarkerRules, estimate, for_ratio, length_mm
from interlock.patterns import Piece, graded

areas = st.floats(1e4, 1e8)
widths = st.floats(300, 3000)

# Lengths in mm found by nests of 6 s on fabric of 1,480 mm, three garments (38, 40, 42) each, two ways.
NESTED_MM = {"aaron": 1840.0, "brian": 3114.0, "paco": 3757.0, "simon": 4064.0, "teagan": 2646.0, "titan": 3741.0}


@given(areas, st.integers(1, 12), widths, st.booleans())
def test_an_estimate_needs_more_cloth_than_the_pieces_and_is_never_below_the_longest(
    area_mm2: float, garments: int, width_mm: float, one_way: bool
) -> None:
    estimated = length_mm(area_mm2, garments, width_mm, one_way)
    assert estimated > area_mm2 / width_mm
    assert length_mm(area_mm2, garments, width_mm, one_way, longest_mm=9e5) == 9e5


@given(areas, st.integers(1, 12), widths)
def test_more_garments_use_the_cloth_better_and_one_way_fabric_worse(
    area_mm2: float, garments: int, width_mm: float
) -> None:
    one = length_mm(area_mm2, garments, width_mm, False)
    assert length_mm(2 * area_mm2, 2 * garments, width_mm, False) < 2 * one
    assert length_mm(area_mm2, garments, width_mm, True) > one


@pytest.mark.parametrize("values", [(0.0, 1, 1500.0), (1e6, 0, 1500.0), (1e6, 1, -1.0), (math.nan, 1, 1500.0)])
def test_senseless_values_are_refused(values: tuple[float, int, float]) -> None:
    with pytest.raises(InvalidModel, match="over 0"):
        length_mm(*values, False)


@pytest.mark.parametrize("design", NESTED_MM)
def test_sample_garments_are_estimated_within_a_tenth(design: str) -> None:
    rules = MarkerRules(width_mm=1480, direction="two_way")
    problem = for_ratio(graded(design), {"38": 1, "40": 1, "42": 1}, rules)
    assert estimate(problem) == pytest.approx(NESTED_MM[design], rel=0.10)


def test_a_gap_and_an_edge_make_the_estimate_longer(problem: MarkerProblem) -> None:
    bare = MarkerProblem(problem.pieces, MarkerRules(width_mm=500, direction="two_way"))
    edged = MarkerProblem(problem.pieces, replace(bare.rules, edge_mm=5))
    assert estimate(bare) < estimate(edged) < estimate(problem)


def test_a_long_strip_is_at_least_as_long_as_it_is() -> None:
    strip = Piece(name="strip", size="M", outline=((0.0, 0.0), (900.0, 0.0), (900.0, 50.0), (0.0, 50.0)))
    problem = MarkerProblem(((strip, 1),), MarkerRules(width_mm=1500))
    assert estimate(problem) == 900
