"""Outlines that are not quite whole: chained, mended and told, or refused with the reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pattern_files import HALF_BACK, SQUARE, Style, line, point, polyline, sides, tags, text

from interlock.patterns import PatternFile, Point, read_patterns
from interlock.patterns.outlines import area_mm2, first_crossing
from interlock.patterns.reading.chain import chained
from interlock.patterns.reading.drawn import Line

GRAIN = line((50, 100), (250, 100), 7)


def read(drawn: str) -> PatternFile:
    return read_patterns(Style().piece("FRONT", "M", drawn + GRAIN, quantity="1,0").written(), "t.dxf")


def told(found: PatternFile) -> str:
    return "\n".join([*(done.what for done in found.repairs), *(refused.reason for refused in found.refused)])


@given(st.permutations(range(6)), st.lists(st.booleans(), min_size=6, max_size=6))
def test_pieces_of_an_outline_join_in_any_order_and_direction(order: list[int], turned: list[bool]) -> None:
    ring: tuple[Point, ...] = ((0, 0), (200, 0), (300, 100), (200, 200), (0, 200), (-50, 100))
    lines = [(ring[n], ring[(n + 1) % 6]) for n in range(6)]
    found = chained([Line(lines[n][::-1] if turned[n] else lines[n]) for n in order])
    assert len(found.rings) == 1
    assert set(found.rings[0]) == set(ring)
    assert area_mm2(found.rings[0]) == area_mm2(ring)
    assert not found.left_over
    assert not found.gaps[0]


def test_a_small_gap_is_closed_and_told_with_its_place() -> None:
    found = read(polyline((*SQUARE, (0, 2))))
    assert len(found.pieces) == 1
    assert "a gap of 2.00 mm in the outline was closed at (0.0, 2.0)" in told(found)


def test_a_wide_gap_is_refused_by_name() -> None:
    found = read(polyline(SQUARE))
    assert not found.pieces
    reason = found.refused[0].reason
    assert "piece 'FRONT' size 'M': the outline is open by 200.0 mm" in reason
    assert "轮廓没有闭合" in reason.chinese


def test_a_small_loop_is_removed_and_told() -> None:
    # The corner is overrun by 3 mm on both sides, as where seam allowances cross.
    loop = ((0, 0), (303, 0), (303, -3), (300, -3), (300, 200), (0, 200))
    found = read(polyline(loop, closed=True))
    assert first_crossing(found.pieces[0].outline) is None
    assert found.pieces[0].area_mm2 == pytest.approx(60_000, abs=10)
    assert "small loops removed: 1" in told(found)


def test_a_slit_in_the_outline_becomes_a_mark() -> None:
    found = read(polyline(((0, 0), (150, 0), (150, 10), (150, 0), (300, 0), (300, 200), (0, 200)), closed=True))
    (piece,) = found.pieces
    assert piece.area_mm2 == 60_000
    assert [(mark.kind, mark.name, mark.points) for mark in piece.marks] == [("notch", "slit", ((150, 0), (150, 10)))]
    assert "10.0 mm out and back" in told(found)


def test_a_slit_of_two_sides_is_one_mark() -> None:
    bent = ((0, 0), (150, 0), (150, 10), (160, 20), (150, 10), (150, 0), (300, 0), (300, 200), (0, 200))
    (piece,) = read(polyline(bent, closed=True)).pieces
    assert piece.area_mm2 == 60_000
    assert [mark.points for mark in piece.marks] == [((150, 0), (160, 20))]


def test_repeated_points_and_lines_drawn_twice_are_taken_once() -> None:
    assert "repeated points removed: 1" in told(read(polyline((*SQUARE[:2], *SQUARE[1:]), closed=True)))
    assert not read(polyline((*SQUARE, SQUARE[0]))).repairs
    twice = read(sides(SQUARE) + sides(SQUARE))
    assert twice.pieces[0].area_mm2 == 60_000
    assert "drawn twice" in told(twice)


def test_a_bow_tie_is_refused_with_its_place() -> None:
    found = read(polyline(((0, 0), (300, 200), (300, 0), (0, 200)), closed=True))
    assert not found.pieces
    assert "the outline crosses itself near" in told(found)


def test_two_outlines_in_one_piece_are_refused_and_one_within_the_other_is_a_cut_out() -> None:
    beside = tuple((x + 400, y) for x, y in SQUARE)
    assert "2 separate outlines" in told(read(polyline(SQUARE, closed=True) + polyline(beside, closed=True)))
    within = read(polyline(SQUARE, closed=True) + polyline(((50, 50), (80, 50), (80, 80)), closed=True))
    assert [mark.kind for mark in within.pieces[0].marks] == ["cutout"]
    assert "cut-out" in told(within)


def test_sizes_nested_in_one_piece_are_refused_and_not_cut_out_of_each_other() -> None:
    smaller = ((10, 10), (290, 10), (290, 190), (10, 190))
    found = read(polyline(SQUARE, closed=True) + polyline(smaller, closed=True))
    assert not found.pieces
    assert "2 outlines are drawn within each other" in told(found)


def test_layers_may_bear_words() -> None:
    for layer in ("Layer 01", "图层1", "1_BOUNDARY", "L1"):
        drawn = polyline(SQUARE, layer, closed=True) + GRAIN
        data = Style().piece("A", "M", drawn, quantity="1,0").written("utf-8")
        assert len(read_patterns(data).pieces) == 1


def test_a_loose_line_on_the_boundary_is_kept_as_an_inner_line() -> None:
    found = read(polyline(SQUARE, closed=True) + line((100, 50), (100, 150)))
    assert [mark.kind for mark in found.pieces[0].marks] == ["line"]
    assert "a line of 100.0 mm" in told(found)


def test_arcs_and_bulges_are_followed() -> None:
    # A half disc on a square: an ARC entity, then the same as a bulge of 1 (half a turn).
    open_square = polyline(((0, 200), (0, 0), (300, 0), (300, 200)))
    arc = tags(0, "ARC", 8, 1, 10, 150, 20, 200, 40, 150, 50, 0, 51, 180)
    corners = ((0, 0), (300, 0), (300, 200), (0, 200))
    bulges = "".join(tags(0, "VERTEX", 8, 1, 10, x, 20, y, 42, int((x, y) == (300, 200))) for x, y in corners)
    bulged = tags(0, "POLYLINE", 8, 1, 66, 1, 70, 1) + bulges + tags(0, "SEQEND")
    for drawn in (open_square + arc, bulged):
        found = read(drawn)
        assert found.pieces[0].area_mm2 == pytest.approx(60_000 + 3.14159 * 150**2 / 2, rel=1e-3)


def test_a_coordinate_that_is_no_number_refuses_its_piece_alone() -> None:
    style = Style().piece("A", "M", polyline(SQUARE, closed=True).replace("300", "1e999") + GRAIN, quantity="1,0")
    found = read_patterns(style.piece("B", "M", polyline(SQUARE, closed=True) + GRAIN, quantity="1,0").written())
    assert [piece.name for piece in found.pieces] == ["B"]
    assert "a coordinate that is no number" in told(found)


def test_a_half_that_meets_its_fold_line_twice_is_refused() -> None:
    dented = ((0, 0), (200, 0), (250, 40), (300, 0), (600, 0), (600, 200), (0, 200))
    found = read(polyline(dented, closed=True) + line((0, 0), (600, 0), 6))
    assert "cannot be unfolded" in told(found)
    assert "无法展开" in found.refused[0].reason.chinese


def test_a_notch_on_the_fold_stays_at_its_ends_only() -> None:
    drawn = polyline(HALF_BACK, closed=True) + line((0, 0), (600, 0), 6) + point((600, 0), 4) + point((300, 0), 4)
    found = read(drawn)
    assert [mark.points for mark in found.pieces[0].marks] == [((600, 0),)]
    assert "notches dropped" in told(found)


def test_a_drawing_without_blocks_is_parted_by_its_outlines() -> None:
    beside = tuple((x + 400, y) for x, y in SQUARE)
    drawn = sides(SQUARE) + sides(beside) + line((410, 100), (690, 100), 7) + text("Piece Name: POCKET", 1, (450, 50))
    sections = tags(0, "SECTION", 2, "ENTITIES") + drawn + tags(0, "ENDSEC", 0, "EOF")
    found = read_patterns(sections.encode(), "loose.dxf")
    assert {piece.name: piece.area_mm2 for piece in found.pieces} == {"1": 60_000, "POCKET": 60_000}
    plain = read_patterns(sections.replace("\n8\n1\n", "\n8\nCUT\n").encode(), "plain.dxf")
    assert len(plain.pieces) == 2


def test_pieces_of_one_name_and_size_are_told_apart() -> None:
    style = Style().piece("A", "M", sides(SQUARE) + GRAIN, quantity="1,0")
    style.blocks.append(("other", style.blocks[0][1]))
    found = read_patterns(style.written())
    assert [piece.name for piece in found.pieces] == ["A", "A (2)"]
    assert "another piece is called 'A'" in told(found)
