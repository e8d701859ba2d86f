from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

from interlock.sequencing import LineProblem, SequencingLot, gantt_svg, sequence

Make = Callable[..., SequencingLot]
Line = Callable[..., LineProblem]
SVG = "{http://www.w3.org/2000/svg}"


def test_a_gantt_is_wellformed_and_names_every_lot(line: Line, lot: Make) -> None:
    problem = line(lot("A & <1>", due_day=0), lot("B"), line="Row & 1")
    svg = gantt_svg([(problem, sequence(problem))])
    root = ElementTree.fromstring(svg)  # noqa: S314
    tips = [title.text or "" for title in root.iter(f"{SVG}title")]
    assert any("A & <1>" in tip and "100 pieces" in tip and "late" in tip for tip in tips)
    assert any(text.text == "Row & 1" for text in root.iter(f"{SVG}text"))


def test_a_gantt_speaks_chinese_and_says_what_is_left_out(line: Line, lot: Make) -> None:
    problem = line(lot("A"), lot("huge", pieces=9000))
    svg = gantt_svg([(problem, sequence(problem)), (problem, sequence(problem))], language="zh")
    assert "各生产线派工单排程" in svg
    assert svg.count("未排入 1") == 2


def test_a_gantt_of_no_lines_is_still_a_picture() -> None:
    assert ElementTree.fromstring(gantt_svg([])).tag == f"{SVG}svg"  # noqa: S314


def test_closed_days_are_drawn_grey(line: Line) -> None:
    problem = line(capacity_min=(100.0, 0.0))
    assert gantt_svg([(problem, sequence(problem))]).count("#d5d5d5") == 1
