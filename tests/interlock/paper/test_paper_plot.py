from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from paper_cast import BODY, DRAWN, MARKER, PROBLEM
from plt_reader import Frame, read_plt

from interlock.errors import InvalidModel
from interlock.markers import MarkerProblem, placed_outline, placed_points
from interlock.paper import Pens, marker_plt
from interlock.patterns import Mark


def closed(frame: Frame) -> list[list[tuple[float, float]]]:
    return [points for _, points in frame.lines if points[0] == points[-1]]


def has_line(frame: Frame, wanted: list[tuple[float, float]], pen: int | None = None) -> bool:
    """Whether a line is drawn, to the plotter's 0.025 mm."""
    return any(
        len(points) == len(wanted)
        and (pen is None or pen == drawn_with)
        and all(math.dist(one, other) < 0.02 for one, other in zip(points, wanted, strict=True))
        for drawn_with, points in frame.lines
    )


def test_every_outline_is_drawn_at_full_size_where_the_marker_says():
    (frame,) = read_plt(marker_plt(PROBLEM, MARKER)).frames
    for copy in MARKER.placements:
        outline = placed_outline(PROBLEM.by_name[copy.piece, copy.size], copy)
        assert has_line(frame, [*outline, outline[0]])


def test_marks_turn_with_their_pieces_and_notches_go_inwards():
    (frame,) = read_plt(marker_plt(PROBLEM, MARKER)).frames
    upright, turned = MARKER.placements[:2]
    for copy in (upright, turned):
        for points in (((200, 100), (195, 100)), ((0, 100), (6, 100)), ((96, 100), (104, 100)), ((20, 20), (180, 20))):
            assert has_line(frame, list(placed_points(points, BODY, copy))), points
        cutout = placed_points(BODY.marks[4].points, BODY, copy)
        assert has_line(frame, [*cutout, cutout[0]])


def test_plain_names_are_the_plotters_letters_and_chinese_ones_are_drawn():
    (frame,) = read_plt(marker_plt(PROBLEM, MARKER, title="M1")).frames
    assert [words.words for words in frame.words] == ["body M-1", "body M-2", "M1 0.620 m x 50.0 cm 45.16 %"]
    assert all(words.height_cm > 0.5 for words in frame.words)
    for copy in MARKER.placements[2:]:
        piece = PROBLEM.by_name[copy.piece, copy.size]
        outline = placed_outline(piece, copy)
        left, right = min(x for x, _ in outline), max(x for x, _ in outline)
        low, high = min(y for _, y in outline), max(y for _, y in outline)
        inside = [
            points
            for points in closed(frame)
            if all(left < x < right and low < y < high for x, y in points) and len(points) > 5
        ]
        assert len(inside) >= 4


def test_a_name_can_not_command_the_plotter():
    evil = replace(BODY, name="x\x03;SP8;PU0,0;PD999,999;LB")
    problem = MarkerProblem(((evil, 2), PROBLEM.pieces[1]), PROBLEM.rules)
    marker = replace(
        MARKER,
        placements=tuple(replace(c, piece=evil.name) if c.piece == "body" else c for c in MARKER.placements),
    )
    data = marker_plt(problem, marker)
    (frame,) = read_plt(data).frames
    assert b"SP8" not in data
    assert {pen for pen, _ in frame.lines} == {1}
    assert not any(math.dist(point, (999 / 40, 999 / 40)) < 0.1 for _, points in frame.lines for point in points)


def test_frames_hold_all_of_the_marker_each_from_its_own_origin():
    whole = read_plt(marker_plt(PROBLEM, MARKER))
    split = read_plt(marker_plt(PROBLEM, MARKER, frame_mm=250))
    assert (whole.length, split.length, split.width) == (670.0, 250.0, 500.0)
    assert len(split.frames) == 3
    for frame in split.frames:
        assert all(-0.01 <= x <= 250.01 for _, points in frame.lines for x, _ in points)

    def length(frame: Frame, pen: int) -> float:
        return sum(
            math.dist(one, other)
            for drawn_with, points in frame.lines
            if drawn_with == pen
            for one, other in pairwise(points)
        )

    pens = Pens(outline=2, inner=3, words=4)
    one = read_plt(marker_plt(PROBLEM, MARKER, pens=pens)).frames[0]
    parts = read_plt(marker_plt(PROBLEM, MARKER, pens=pens, frame_mm=250)).frames
    for pen in (2, 3):
        assert sum(length(part, pen) for part in parts) == pytest.approx(length(one, pen), abs=1.0)


def test_pens_draw_what_they_are_chosen_for():
    (frame,) = read_plt(marker_plt(PROBLEM, MARKER, pens=Pens(outline=1, inner=2, words=3))).frames
    outline = placed_outline(BODY, MARKER.placements[0])
    assert has_line(frame, [*outline, outline[0]], pen=1)
    assert has_line(frame, list(placed_points(((20, 20), (180, 20)), BODY, MARKER.placements[0])), pen=2)
    assert {pen for pen, _ in frame.lines} == {1, 2, 3}
    with pytest.raises(InvalidModel, match="pen 9 is unknown") as caught:
        Pens(outline=9, words=0)
    assert len(caught.value.problems) == 2
    assert "没有 9 号笔" in caught.value.chinese


def test_a_frame_shorter_than_a_hand_is_refused():
    with pytest.raises(InvalidModel, match="20 mm is too short"):
        marker_plt(PROBLEM, MARKER, frame_mm=20)


def test_a_notch_on_a_corner_still_goes_inwards():
    piece = replace(BODY, marks=(Mark(kind="notch", points=((200.0, 0.0),)),))
    problem = MarkerProblem(((piece, 2), PROBLEM.pieces[1]), PROBLEM.rules)
    (frame,) = read_plt(marker_plt(problem, MARKER)).frames
    depth = 5 * math.sqrt(0.5)
    assert has_line(frame, [*placed_points(((200.0, 0.0), (200 - depth, depth)), piece, MARKER.placements[0])])


def test_the_same_marker_gives_the_same_bytes():
    assert marker_plt(PROBLEM, MARKER, title=DRAWN.name) == marker_plt(PROBLEM, MARKER, title=DRAWN.name)
