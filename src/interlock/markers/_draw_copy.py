"""One copy of a piece in the picture of a marker: its outline, block, marks, name and grain."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from html import escape

from interlock.markers._label import TALLEST_MM, Label, label_for
from interlock.markers._shape import cut_outline
from interlock.markers._strip_label import StripLabel, strip_label
from interlock.markers.problem import MarkerProblem
from interlock.markers.solution import Placement, placed_outline, placed_points
from interlock.patterns.marks import drawn_marks
from interlock.patterns.outlines import Outline, Point, bounds_mm, turned
from interlock.patterns.pieces import Piece

HEAD_MM = 9.0
UPRIGHT_GAIN_MM = 12.0
SLANTED = 0.1
STRIP_GAIN = 1.25


def drawn_copy(
    problem: MarkerProblem,
    copy: Placement,
    colour: str,
    width_mm: float,
    *,
    grain: bool = True,
    named: Callable[[str], str] = str,
) -> str:
    """Return a copy as SVG on fabric that is ``width_mm`` wide; y grows downwards there. Not all cloth has a grain.

    ``named`` gives the name of a piece as it is to be read.
    """
    piece = problem.by_name[copy.piece, copy.size]
    outline = placed_outline(piece, copy)
    lines = [placed_points(mark.line, piece, copy) for mark in drawn_marks(piece) if mark.kind != "notch"]
    words = words_of(problem, replace(copy, piece=named(copy.piece)), " ↔")
    label, strip = label_for(outline, words, avoid=lines), strip_label(outline, words, TALLEST_MM)
    along = strip if strip and strip.height_mm > STRIP_GAIN * label.height_mm else None
    line = along.grain_line(copy.rotation_deg) if along else grain_line(outline, label, copy.rotation_deg)
    arrow = _arrow(line, (along or label).height_mm, width_mm) if grain else ""
    return (
        f'{_block(problem, piece, copy, width_mm)}<path class="p" fill="{colour}" d="{_path(outline, width_mm)}Z"/>'
        f"{_marks(piece, copy, width_mm)}{arrow}{_text(along or label, width_mm)}"
    )


def words_of(problem: MarkerProblem, copy: Placement, mark: str) -> str:
    """Return what stands on a copy: its piece, its size and garment, and the mark where it is mirrored."""
    return f"{copy.piece} {size_of(problem, copy)}".strip() + (mark if copy.mirrored else "")


def size_of(problem: MarkerProblem, copy: Placement) -> str:
    """Return a copy's size with which garment of it the copy belongs to, from 1: ``M-2``; the size alone of one."""
    # What has no size, such as an item of a strip packing instance, is of no garment.
    several = copy.size and problem.garments[copy.size] > 1
    return f"{copy.size}-{copy.garment + 1}" if several else copy.size


def grain_line(outline: Outline, label: Label, rotation_deg: float) -> Outline:
    """Return the grain line, below the label, from its start to its tip, pointing as the piece's grain does."""
    left, bottom, right, top = bounds_mm(outline)
    half = min(0.3 * (right - left), 40.0) if label.upright else label.room_mm / 4
    across = abs(math.sin(math.radians(rotation_deg)))
    half = min(half, 0.2 * (top - bottom) / across) if across > SLANTED else half
    y = label.y_mm - (label.reach_mm + UPRIGHT_GAIN_MM if label.upright else 0.45 * label.height_mm + half * across)
    start, tip = turned(((-half, 0.0), (half, 0.0)), rotation_deg)
    return (label.x_mm + start[0], y + start[1]), (label.x_mm + tip[0], y + tip[1])


def _path(points: Iterable[Point], width_mm: float) -> str:
    return "M" + "L".join(f"{x:.1f},{width_mm - y:.1f}" for x, y in points)


def _block(problem: MarkerProblem, piece: Piece, copy: Placement, width_mm: float) -> str:
    """What is cut out first, dashed, where that is more than the piece."""
    rule = problem.rule_of(piece)
    if not rule.block and not rule.buffer_mm:
        return ""
    taken = turned(cut_outline(problem, piece), piece.grain_deg)
    path = _path(placed_points(taken, piece, copy), width_mm)
    return f'<path fill="none" stroke="#79706E" stroke-width="1.2" stroke-dasharray="7 5" d="{path}Z"/>'


def _marks(piece: Piece, copy: Placement, width_mm: float) -> str:
    """Notches, drills, match points, inner lines and cut-outs."""
    parts = []
    for mark in drawn_marks(piece):
        path = _path(placed_points(mark.line, piece, copy), width_mm)
        fill = "#fff" if mark.kind == "cutout" else "none"
        dashes = ' stroke-dasharray="9 5"' if mark.kind == "line" else ""
        parts.append(f'<path fill="{fill}" stroke="#333" stroke-width="1.4"{dashes} d="{path}"/>')
    return "".join(parts)


def _arrow(line: Outline, height_mm: float, width_mm: float) -> str:
    """The grain line with a head that leaves room for the words above it."""
    (x1, y1), (x2, y2) = line
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    head = min(HEAD_MM, 0.5 * height_mm, 0.5 * length)
    back_x, back_y = head * (x1 - x2) / length, head * (y1 - y2) / length
    side_x, side_y = -back_y * 2 / 3, back_x * 2 / 3
    ends = ((x2 + back_x + side_x, y2 + back_y + side_y), (x2, y2), (x2 + back_x - side_x, y2 + back_y - side_y))
    return f'<path class="g" d="{_path(line, width_mm)}{_path(ends, width_mm)}"/>'


def _text(label: Label | StripLabel, width_mm: float) -> str:
    x, y = label.x_mm, width_mm - label.y_mm
    if isinstance(label, StripLabel):
        angle, down = label.angle_deg, 0.35 * label.height_mm
    else:
        angle, down = 90.0 * label.upright, -0.1 * label.height_mm
    turn = f' transform="rotate({-angle:g} {x:.1f} {y:.1f})"' if angle else ""
    style = f'class="t" font-size="{label.height_mm:.1f}" x="{x:.1f}" y="{y + down:.1f}"{turn}'
    return f"<text {style}>{escape(label.words)}</text>"
