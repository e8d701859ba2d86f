from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.markers import MarkerProblem, MarkerRules, audit
from interlock.markers._bodies import bodies_of
from interlock.markers._compact import Compactor, Freedom, Tie
from interlock.markers._convex import convex_parts
from interlock.markers._layout import items_of, marker_from
from interlock.markers._program import Pairs, Room, solve_program
from interlock.markers._shape import trimmed
from interlock.patterns import Outline, Piece, garment_pieces

spokes = st.lists(st.integers(5, 60), min_size=3, max_size=14)


def star(radii: list[int]) -> Outline:
    count = len(radii)
    return tuple(
        (r * math.cos(2 * math.pi * n / count), r * math.sin(2 * math.pi * n / count)) for n, r in enumerate(radii)
    )


def assert_convex_cover(outline: Outline) -> None:
    parts = [shapely.Polygon(part) for part in convex_parts(outline)]
    assert all(
        part.equals_exact(part.convex_hull.normalize(), 1e-6) or part.convex_hull.area - part.area < 1e-6
        for part in parts
    )
    whole = shapely.union_all(parts)
    assert sum(part.area for part in parts) == pytest.approx(whole.area, abs=1e-6)
    assert whole.symmetric_difference(shapely.Polygon(outline)).area < 1e-6


@given(spokes)
@settings(max_examples=30, deadline=None)
def test_convex_parts_cover_the_outline_exactly(radii: list[int]) -> None:
    assert_convex_cover(star(radii))


def test_convex_parts_cover_a_shirt() -> None:
    for piece in garment_pieces()["simon", "cisMaleAdult", "40"]:
        assert_convex_cover(piece.on_grain)


def test_a_convex_outline_is_its_own_only_part() -> None:
    (part,) = convex_parts(star([50] * 12))
    assert len(part) == 12


@given(st.lists(spokes, min_size=2, max_size=4), st.floats(0, 20), st.integers(0, 2**31))
@settings(max_examples=10, deadline=None)
def test_a_loose_layout_becomes_shorter_and_stays_valid(shapes: list[list[int]], gap_mm: float, seed: int) -> None:
    pieces = [Piece(name=str(number), size="M", outline=star(radii)) for number, radii in enumerate(shapes)]
    problem = MarkerProblem(tuple((piece, 1) for piece in pieces), MarkerRules(width_mm=150, gap_mm=gap_mm))
    items = items_of(problem)
    loose = [(number, 0.0, 150.0 * number, 75.0 + seed % 9) for number in range(len(items))]
    before = marker_from(problem, loose, seconds=1, seed=0)
    compactor = Compactor([item.outline for item in items], 150, gap_mm)
    result = compactor.compacted(loose)
    assert result is not None
    after = marker_from(problem, result[1], seconds=1, seed=0)
    assert audit(problem, after) == []
    assert after.length_mm == pytest.approx(result[0], abs=0.001)
    assert after.length_mm < before.length_mm


def test_small_overlaps_are_repaired() -> None:
    square = ((-50.0, -50.0), (50.0, -50.0), (50.0, 50.0), (-50.0, 50.0))
    result = Compactor([square], 250, 0).compacted([(0, 0.0, 50.0, 60.0), (0, 0.0, 149.0, 62.0)])
    assert result is not None
    (_, _, left, _), (_, _, right, _) = result[1]
    assert right - left == pytest.approx(100)


def test_pieces_on_top_of_each_other_cannot_be_repaired() -> None:
    square = ((-50.0, -50.0), (50.0, -50.0), (50.0, 50.0), (-50.0, 50.0))
    assert Compactor([square], 100, 0).compacted([(0, 0.0, 50.0, 50.0)] * 2) is None


def test_a_program_without_an_answer_moves_nothing() -> None:
    bodies = bodies_of([[np.array([(0.0, 0.0), (9.0, 0.0), (0.0, 9.0)])]] * 2)
    place = np.array([(0.0, 0.0), (20.0, 0.0)])
    pairs = Pairs(
        first=np.array([0]),
        second=np.array([1]),
        axis=np.array([(1.0, 0.0)]),
        need=np.array([5.0]),
        of_second=np.array([False]),
    )
    move, _, length, slack = solve_program(bodies, place, pairs, Room(box_mm=-1.0, usable_mm=30.0))
    assert not move.any()
    assert (length, slack) == (29.0, np.inf)


def test_only_a_piece_that_fills_the_width_is_trimmed() -> None:
    arrow = ((0.0, -50.0), (80.0, 0.0), (0.0, 50.0))
    assert trimmed(arrow, 101) == arrow
    cut = shapely.Polygon(trimmed(arrow, 100))
    assert cut.is_valid
    assert cut.bounds[3] == pytest.approx(49.985)
    assert shapely.Polygon(arrow).difference(cut).area < 0.01
    assert cut.difference(shapely.Polygon(arrow)).area < 1e-9


SQUARE = ((-50.0, -50.0), (50.0, -50.0), (50.0, 50.0), (-50.0, 50.0))


def test_tied_pieces_end_up_so_far_apart_and_fixed_ones_stay() -> None:
    placed = [(0, 0.0, 50.0, 50.0), (0, 0.0, 152.0, 50.0), (0, 0.0, 254.0, 50.0)]
    tie = Tie(first=2, second=0, axis=0, apart_mm=230.0)
    result = Compactor([SQUARE], 100, 0).compacted(placed, Freedom(ties=[tie]))
    assert result is not None
    assert result[1][2][2] - result[1][0][2] == pytest.approx(230)
    assert result[0] == pytest.approx(330)
    fixed = Compactor([SQUARE], 100, 0).compacted(placed, Freedom(fixed=[1]))
    assert fixed is not None
    assert fixed[1][1] == placed[1]
    assert fixed[1][2][2] == pytest.approx(252)


def test_pieces_that_may_tilt_use_it() -> None:
    lean = ((0.0, 0.0), (300.0, 10.0), (300.0, 110.0), (0.0, 100.0))
    pieces = [Piece(name="lean", size="M", outline=lean)]
    problem = MarkerProblem(((pieces[0], 4),), MarkerRules(width_mm=205, tilt_deg=3))
    (item,) = items_of(problem)
    # Each is 110 mm across as it is and about 100 mm when tilted: two fit beside each other only then.
    loose = [(0, 0.0, 160.0 + 310 * number, 60.0 + 80 * (number % 2)) for number in range(4)]
    straight = Compactor([item.outline], 205, 0).compacted(loose)
    tilted = Compactor([item.outline], 205, 0).compacted(loose, Freedom(tilts_deg=[(-3, 3)] * 4))
    assert straight is not None
    assert tilted is not None
    assert tilted[0] < straight[0] + 1e-6
    assert audit(problem, marker_from(problem, tilted[1], seconds=1, seed=0)) == []
