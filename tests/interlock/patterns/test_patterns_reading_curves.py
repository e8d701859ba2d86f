from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pattern_files import SQUARE, Style, line, polyline, tags

from interlock.patterns import read_patterns
from interlock.patterns.reading import curves
from interlock.patterns.reading.svg_path import lines_of


@given(st.floats(1, 1e4), st.floats(-720, 720), st.floats(-360, 360))
def test_points_of_an_arc_lie_on_its_circle_and_end_where_it_ends(radius: float, start: float, turn: float) -> None:
    points = curves.arc((3.0, -2.0), radius, start, turn)
    assert all(math.dist(point, (3.0, -2.0)) == pytest.approx(radius) for point in points)
    end = math.radians(start + turn)
    assert points[-1] == pytest.approx((3 + radius * math.cos(end), -2 + radius * math.sin(end)), abs=1e-6 * radius)


@given(st.floats(-3, 3), st.floats(0.5, 500), st.floats(0, 6.2))
def test_a_bulge_keeps_its_height_above_the_chord(bulge: float, chord: float, turn: float) -> None:
    start, end = (1.0, 1.0), (1 + chord * math.cos(turn), 1 + chord * math.sin(turn))
    points = (*curves.bulged(start, end, bulge), end)
    heights = [((end[0] - start[0]) * (y - start[1]) - (end[1] - start[1]) * (x - start[0])) / chord for x, y in points]
    # The height of an arc is its bulge times half its chord; a positive one lies to the right, for it turns left.
    highest = max(heights, key=abs)
    assert abs(highest) <= abs(bulge) * chord / 2 + 1e-6
    assert abs(highest) >= 0.98 * abs(bulge) * chord / 2 - 1e-6
    assert bulge * highest <= 1e-6


@given(
    st.tuples(st.floats(-100, 100), st.floats(-100, 100)),
    st.floats(1, 200),
    st.floats(1, 200),
    st.floats(0, 180),
    st.booleans(),
    st.booleans(),
)
def test_an_arc_of_svg_keeps_the_distances_to_its_foci(
    end: tuple[float, float], rx: float, ry: float, turn: float, large: bool, sweep: bool
) -> None:
    path = f"M0 0A{rx!r} {ry!r} {turn!r} {int(large)} {int(sweep)} {end[0]!r} {end[1]!r}"
    lines = lines_of(path, 10_000)
    if math.hypot(*end) < 1:
        return
    (drawn,) = lines
    assert drawn.points[0] == (0, 0)
    assert drawn.points[-1] == end
    # Turned and stretched into a circle, all points are equally far from their middle, by the larger radius needed.
    cosine, sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    round_ = [((cosine * x + sine * y) / rx, (-sine * x + cosine * y) / ry) for x, y in drawn.points]
    least = max(1.0, math.dist(round_[0], round_[-1]) / 2)
    if len(round_) > 4:
        a, b, c = round_[0], round_[len(round_) // 2], round_[-1]
        sides = math.dist(a, b) * math.dist(b, c) * math.dist(c, a)
        area = abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) / 2
        assert sides / (4 * area) == pytest.approx(least, rel=1e-3)


def test_splines_and_ellipses_of_newer_drawings_are_followed() -> None:
    knots = (code for knot in (0, 0, 0, 0, 1, 1, 1, 1) for code in (40, knot))
    control = (code for x, y in ((0, 200), (0, 300), (300, 300), (300, 200)) for code in (10, x, 20, y))
    spline = tags(0, "SPLINE", 8, 1, 71, 3, *knots, *control)
    ellipse = tags(0, "ELLIPSE", 8, 11, 10, 150, 20, 100, 11, 50, 21, 0, 40, 0.5, 41, 0, 42, math.tau)
    drawn = polyline(((0, 200), *SQUARE[:2], (300, 200))) + spline + ellipse + line((0, 50), (200, 50), 7)
    (piece,) = read_patterns(Style().piece("A", "M", drawn, quantity="1,0").written()).pieces
    # A cubic whose controls stand h above the ends of its chord c bounds 3/5 of c h.
    assert piece.area_mm2 == pytest.approx(60_000 + 18_000, rel=0.01)
    (cut_out,) = piece.marks
    assert cut_out.kind == "cutout"


def test_a_broken_spline_is_left_out() -> None:
    assert curves.spline(3, [0, 0, 0], [(0, 0), (1, 1)], []) == ()
    assert curves.spline(3, [0, 0, 0, 0, 0, 0, 0, 1], [(0, 0), (1, 1), (2, 0), (3, 1)], [(0, 0), (3, 1)])
