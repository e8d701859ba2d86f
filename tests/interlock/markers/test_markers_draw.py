from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from ezdxf.filemanagement import readfile
from hypothesis import given
from hypothesis import strategies as st
from paper_cast import BODY, MARKER, PROBLEM
from shapely import Point, Polygon

from interlock.errors import InterlockError
from interlock.markers import (
    Marker,
    MarkerProblem,
    MarkerRules,
    PieceRule,
    Placement,
    dxf,
    label_for,
    placed_points,
    svg,
)
from interlock.markers._draw_copy import grain_line
from interlock.patterns import Mark, Piece, garment_pieces, read_patterns

SVG = "{http://www.w3.org/2000/svg}"


def words(drawing: str) -> list[str]:
    root = ET.fromstring(drawing)  # noqa: S314 - our own text
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def test_the_picture_names_every_piece_and_states_the_figures(problem: MarkerProblem, marker: Marker) -> None:
    said = words(svg(problem, marker, "Shirt <1> & more"))
    assert said[0] == "Shirt <1> & more"
    assert said[1] == "Length 0.620 m · Width 50.0 cm · Utilisation 45.16 % · 0.310 m per garment"
    assert said[2] == "2 garments · 6 pieces · Size ratio M×2 · two ways"
    assert {"body M-1", "body M-2", "sleeve M-1", "sleeve M-1 ↔", "sleeve M-2", "sleeve M-2 ↔"} <= {*said}


def test_the_only_garment_of_a_size_bears_no_number(problem: MarkerProblem, marker: Marker) -> None:
    alone = replace(problem, pieces=tuple((piece, 1) for piece, _ in problem.pieces))
    said = words(svg(alone, marker))
    assert (said.count("body M"), said.count("sleeve M ↔")) == (2, 2)


def test_mirrored_copies_have_a_legend(problem: MarkerProblem, marker: Marker) -> None:
    assert "↔ mirrored" in words(svg(problem, marker))
    assert "↔ 镜像片" in words(svg(problem, marker, lang="zh"))
    plain = replace(marker, placements=tuple(replace(copy, mirrored=False) for copy in marker.placements))
    assert "↔ mirrored" not in words(svg(problem, plain))


def test_a_name_keeps_clear_of_inner_lines() -> None:
    sheet = ((0.0, 0.0), (400.0, 0.0), (400.0, 200.0), (0.0, 200.0))
    line = ((0.0, 100.0), (400.0, 100.0))
    label = label_for(sheet, "front 38", avoid=[line])
    assert abs(label.y_mm - 100.0) >= label.height_mm
    assert abs(label_for(sheet, "front 38").y_mm - 100.0) < label.height_mm


def test_lines_everywhere_cost_no_more_than_half_of_the_letters() -> None:
    sheet = ((0.0, 0.0), (400.0, 0.0), (400.0, 200.0), (0.0, 200.0))
    lines = [((0.0, y), (400.0, y)) for y in range(5, 200, 5)]
    assert label_for(sheet, "front 38", avoid=lines) == label_for(sheet, "front 38")


def test_the_picture_speaks_chinese(problem: MarkerProblem, marker: Marker) -> None:
    said = words(svg(problem, marker, lang="zh"))
    assert said[0] == "唛架长 0.620 米 · 幅宽 50.0 厘米 · 用布率 45.16 % · 单件用布 0.310 米"
    assert said[1] == "2 件 · 6 片 · 尺码配比 M×2 · 双向排料"


def test_one_garment_is_no_plural(problem: MarkerProblem, marker: Marker) -> None:
    one = MarkerProblem(tuple((piece, 1) for piece, _ in problem.pieces), problem.rules)
    assert words(svg(one, marker))[1].startswith("1 garment · 6 pieces")


def test_the_rulers_are_in_centimetres(problem: MarkerProblem, marker: Marker) -> None:
    said = words(svg(problem, replace(marker, length_mm=1210.0)))
    assert {"0 cm", "50", "100"} <= set(said)


def test_a_long_marker_has_larger_words_in_its_frame(problem: MarkerProblem, marker: Marker) -> None:
    assert 'transform="scale(2.000)"' in svg(problem, replace(marker, length_mm=7000.0))


def test_grain_arrows_point_against_each_other_in_turned_pieces(problem: MarkerProblem, marker: Marker) -> None:
    root = ET.fromstring(svg(problem, marker))  # noqa: S314 - our own text
    arrows = [path.attrib["d"] for path in root.iter(f"{SVG}path") if path.attrib.get("class") == "g"]
    starts_and_tips = [[float(x) for x in re.findall(r"[ML](-?[0-9.]+),", arrow)][:2] for arrow in arrows]
    assert [start > tip for start, tip in starts_and_tips] == [False, True, False, False, False, False]


def test_marks_blocks_and_sections_are_drawn(body: Piece) -> None:
    marks = (
        Mark(kind="notch", points=((100.0, 300.0),)),
        Mark(kind="drill", points=((100.0, 100.0),)),
        Mark(kind="line", points=((20.0, 20.0), (180.0, 20.0))),
        Mark(kind="cutout", points=((50.0, 50.0), (60.0, 50.0), (60.0, 60.0))),
        Mark(kind="match", points=((0.0, 0.0),), name="hip"),
    )
    marked = replace(body, marks=marks)
    bare = MarkerProblem(((body, 1),), MarkerRules(width_mm=300))
    rule = PieceRule(piece="body", block="box", buffer_mm=3)
    problem = MarkerProblem(((marked, 1), (replace(body, size="L"), 1)), bare.rules, (rule,), (("M",), ("L",)))
    copies = [(0.0, "M"), (400.0, "L")]
    placements = tuple(
        Placement(piece="body", size=size, garment=0, x_mm=x, y_mm=250, rotation_deg=0, mirrored=False)
        for x, size in copies
    )
    made = Marker(width_mm=300, length_mm=800, placements=placements, utilisation=0.4166, seed=0, seconds=1)
    drawing = svg(problem, made)
    assert drawing.count('stroke-width="1.4"') == 1 + 2 + 1 + 1 + 2
    assert drawing.count('stroke-dasharray="7 5"') == 2
    assert drawing.count('stroke-dasharray="30 16"') == 1


@given(st.floats(0, 360))
def test_the_grain_line_points_as_the_piece_is_turned(angle: float) -> None:
    outline = ((0.0, 0.0), (300.0, 0.0), (300.0, 200.0), (0.0, 200.0))
    (x1, y1), (x2, y2) = grain_line(outline, label_for(outline, "front M"), angle)
    assert math.degrees(math.atan2(y2 - y1, x2 - x1)) % 360 == pytest.approx(angle % 360, abs=1e-6)
    assert all(0 < x < 300 and 0 < y < 200 for x, y in ((x1, y1), (x2, y2)))


def test_margins_are_drawn_where_the_rules_have_them(problem: MarkerProblem, marker: Marker) -> None:
    bare = MarkerProblem(problem.pieces, replace(problem.rules, edge_mm=0))
    assert svg(problem, marker).count("stroke-dasharray") == 2
    assert svg(bare, marker).count("stroke-dasharray") == 0


@given(st.sampled_from([piece for garment in garment_pieces().values() for piece in garment]))
def test_a_label_lies_inside_its_piece(piece: object) -> None:
    outline = piece.on_grain  # type: ignore[attr-defined]
    label = label_for(outline, "front 38")
    assert Polygon(outline).contains(Point(label.x_mm, label.y_mm))
    assert 2 * label.reach_mm <= label.room_mm or label.height_mm == 9


def test_the_cutter_file_has_boundaries_grain_lines_and_texts(
    tmp_path: Path, problem: MarkerProblem, marker: Marker
) -> None:
    path = tmp_path / "marker.dxf"
    dxf(problem, marker, path)
    drawing = readfile(str(path))
    assert drawing.dxfversion == "AC1009"
    auditor = drawing.audit()
    assert (auditor.errors, auditor.fixes) == ([], [])
    space = drawing.modelspace()
    assert len(space.query("POLYLINE[layer=='1']")) == 6
    assert len(space.query("LINE[layer=='7']")) == 6
    texts = [text.dxf.text for text in space.query("TEXT[layer=='15']")]
    (about,) = space.query("TEXT[layer=='MARKER']")
    assert about.dxf.text == "620.0 x 500 mm, 45.16 %"
    assert {"sleeve M-1", "sleeve M-1 (m)", "sleeve M-2", "sleeve M-2 (m)"} <= {*texts}


def test_the_cutter_file_says_which_marker_it_is_above_the_fabric(tmp_path: Path) -> None:
    bare, path = tmp_path / "bare.dxf", tmp_path / "marker.dxf"
    dxf(PROBLEM, MARKER, bare)
    dxf(PROBLEM, MARKER, path, title="T-1 M2", styles=("T-1", "polo"))
    about = list(readfile(path).modelspace().query("*[layer=='MARKER']"))
    assert [text.dxf.text for text in about] == ["Marker: T-1 M2", "Style: T-1, polo", "620.0 x 500 mm, 45.16 %"]
    assert all(text.dxf.insert.y >= MARKER.width_mm + 30 for text in about)
    assert read_patterns(path).pieces == read_patterns(bare).pieces


def test_a_cutter_file_that_cannot_be_written_says_where(
    tmp_path: Path, problem: MarkerProblem, marker: Marker
) -> None:
    with pytest.raises(InterlockError, match="nowhere"):
        dxf(problem, marker, tmp_path / "nowhere" / "marker.dxf")


def test_the_cutters_file_has_every_mark_where_its_piece_lies(tmp_path: Path) -> None:
    path = tmp_path / "marker.dxf"
    dxf(PROBLEM, MARKER, path)
    space = readfile(path).modelspace()

    def points(layer: str) -> list[tuple[float, float]]:
        return [(point.dxf.location.x, point.dxf.location.y) for point in space.query(f'POINT[layer=="{layer}"]')]

    upright, turned = MARKER.placements[:2]
    for copy in (upright, turned):
        for kind, layer in (("notch", "4"), ("drill", "13"), ("match", "9")):
            for mark in (mark for mark in BODY.marks if mark.kind == kind):
                (place,) = placed_points(mark.points[:1], BODY, copy)
                assert any(place == pytest.approx(point, abs=1e-6) for point in points(layer)), (kind, layer)
    assert len(space.query('*[layer=="14"]')) == 2
    assert len(space.query('*[layer=="11"]')) == 2
    assert not readfile(path).audit().errors
