"""A marker for the plotter: HPGL at 1:1 (40 units to the mm), as drawn on paper that is laid on top of the cloth.

Only what every plotter since HP-GL/1 knows is used: IN, SP, PU, PD, SI, DI, LB; besides PS, which tells newer ones how
long the paper is, and FR between frames (HP-GL/2 reference guide; older plotters pass over both). x runs along the
fabric from the marker's start, y across it from the lower selvedge.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from interlock.errors import InvalidModel
from interlock.markers import (
    Label,
    Marker,
    MarkerProblem,
    Placement,
    figures_of,
    label_for,
    placed_outline,
    placed_points,
    words_of,
)
from interlock.paper._strokes import word_lines
from interlock.paper.words import WORDS
from interlock.patterns.marks import drawn_marks
from interlock.patterns.outlines import bounds_mm
from interlock.patterns.pieces import Outline

UNITS_PER_MM = 40
MOST_PENS = 8
SHORTEST_FRAME_MM = 200.0
LONGEST_LABEL = 120
# Behind the marker's end stand its name and figures, across the fabric.
TITLE_MM = 12.0
TITLE_ROOM_MM = 50.0
# A command holds so many points: older plotters have little memory.
_POINTS = 40
_END_OF_LABEL = "\x03"
# A letter of a plotter moves the next by one and a half times its width.
_ADVANCE = 1.5
_LETTER = 0.56
_CAPITAL = 0.7


@dataclass(frozen=True, kw_only=True)
class Pens:
    """The pens, from 1 to 8, that draw outlines, inner lines and marks, and words."""

    outline: int = 1
    inner: int = 1
    words: int = 1

    def __post_init__(self) -> None:
        found = (self.outline, self.inner, self.words)
        wrong = [WORDS.told("pen", found=pen, most=MOST_PENS) for pen in found if not 1 <= pen <= MOST_PENS]
        if wrong:
            raise InvalidModel(list(dict.fromkeys(wrong)))


@dataclass(frozen=True)
class _Line:
    pen: int
    points: Outline


@dataclass(frozen=True)
class _Writing:
    """Words from a point on, in one direction, which the plotter may write in its own letters."""

    pen: int
    words: str
    x_mm: float
    y_mm: float
    height_mm: float
    upright: bool

    @property
    def reach_mm(self) -> tuple[float, float]:
        """Where along the fabric the words start and end, written by the plotter."""
        if self.upright:
            return self.x_mm - self.height_mm, self.x_mm
        return self.x_mm, self.x_mm + _LETTER / _CAPITAL * self.height_mm * len(self.words)


def marker_plt(
    problem: MarkerProblem,
    marker: Marker,
    *,
    title: str = "",
    frame_mm: float | None = None,
    pens: Pens | None = None,
    unit_mm: float | None = None,
) -> bytes:
    """Return a marker as HPGL: outlines, notches, drills, inner lines, grain, names with sizes, and both selvedges.

    Words in plain letters are written by the plotter (LB); any others, such as Chinese names, are drawn as outlines of
    their letters. With ``frame_mm`` a long marker is split into frames of at most that length, each with its own origin
    and an FR (frame advance) between; lines are cut at the frame's edge. ``title`` stands behind the marker's end,
    with its length, width and utilisation. A strip packing instance, whose unit became ``unit_mm``, has no grain, and
    its figures are in its own unit. Raises :class:`~interlock.errors.InvalidModel` for a frame too short.
    """
    if frame_mm is not None and not (math.isfinite(frame_mm) and frame_mm >= SHORTEST_FRAME_MM):
        raise InvalidModel([WORDS.told("frame", found=frame_mm, least=f"{SHORTEST_FRAME_MM:.0f}")])
    drawn = [*_drawn(problem, marker, title, pens or Pens(), unit_mm)]
    length_mm = marker.length_mm + TITLE_ROOM_MM
    frame = min(frame_mm or length_mm, length_mm)
    commands = ["IN;", f"PS{_units(frame)},{_units(marker.width_mm)};"]
    for number in range(math.ceil(length_mm / frame - 1e-9)):
        commands += ["FR;"] if number else []
        commands += _plotted(drawn, number * frame, (number + 1) * frame)
    return ("\n".join([*commands, "PU0,0;", "SP0;"]) + "\n").encode("ascii")


def _drawn(
    problem: MarkerProblem, marker: Marker, title: str, pens: Pens, unit_mm: float | None
) -> Iterator[_Line | _Writing]:
    for y_mm in (0.0, marker.width_mm):
        yield _Line(pens.inner, ((0.0, y_mm), (marker.length_mm, y_mm)))
    for x_mm in (0.0, marker.length_mm):
        yield _Line(pens.inner, ((x_mm, 0.0), (x_mm, marker.width_mm)))
    for copy in marker.placements:
        yield from _piece(problem, copy, pens, grain=unit_mm is None)
    figures = f"{title} {figures_of(marker, unit_mm)} {100 * marker.utilisation:.2f} %".strip()
    yield _Writing(pens.words, figures, marker.length_mm + 30.0, 20.0, TITLE_MM, True)


def _piece(problem: MarkerProblem, copy: Placement, pens: Pens, *, grain: bool) -> Iterator[_Line | _Writing]:
    piece = problem.by_name[copy.piece, copy.size]
    outline = placed_outline(piece, copy)
    yield _Line(pens.outline, (*outline, outline[0]))
    inner = []
    for mark in drawn_marks(piece):
        pen = pens.outline if mark.kind in ("notch", "cutout") else pens.inner
        line = placed_points(mark.line, piece, copy)
        inner += [line] if mark.kind != "notch" else []
        yield _Line(pen, line)
    label = label_for(outline, words_of(problem, copy, " (m)"), avoid=inner)
    if grain:
        yield _Line(pens.inner, _grain(outline, label, copy.rotation_deg))
    yield _written(label, pens.words)


def _written(label: Label, pen: int) -> _Writing:
    back, down = label.reach_mm, 0.3 * label.height_mm
    x_mm, y_mm = (
        (label.x_mm + down, label.y_mm - back) if label.upright else (label.x_mm - back, label.y_mm - 0.1 * down)
    )
    return _Writing(pen, label.words, x_mm, y_mm, _CAPITAL * label.height_mm, label.upright)


def _grain(outline: Outline, label: Label, rotation_deg: float) -> Outline:
    """The grain as an arrow below the label, pointing as the piece's grain does on the fabric."""
    left, _, right, _ = bounds_mm(outline)
    half = min(0.3 * (right - left), 40.0) if label.upright else label.room_mm / 4
    y_mm = label.y_mm - (label.reach_mm + 12 if label.upright else 0.45 * label.height_mm)
    turn = math.radians(rotation_deg)
    x_way, y_way = math.cos(turn), math.sin(turn)
    head = min(6.0, half)
    arrow = ((-half, 0.0), (half, 0.0), (half - head, head / 2), (half, 0.0), (half - head, -head / 2))
    return tuple((label.x_mm + x * x_way - y * y_way, y_mm + x * y_way + y * x_way) for x, y in arrow)


def _plotted(drawn: Iterable[_Line | _Writing], start_mm: float, end_mm: float) -> Iterator[str]:
    """The commands of one frame; a pen is fetched only when it changes."""
    pen = 0
    for item in drawn:
        commands = [*_commands(item, start_mm, end_mm)]
        if commands and item.pen != pen:
            pen = item.pen
            yield f"SP{pen};"
        yield from commands


def _commands(item: _Line | _Writing, start_mm: float, end_mm: float) -> Iterator[str]:
    if isinstance(item, _Line):
        yield from _line(item.points, start_mm, end_mm)
        return
    if not item.words:
        return
    first_mm, last_mm = item.reach_mm
    if not _is_plain(item.words):
        for points in _letters(item):
            yield from _line(points, start_mm, end_mm)
    elif start_mm <= first_mm and last_mm <= end_mm:
        yield _label(item, start_mm)
    elif first_mm < end_mm and start_mm < last_mm:
        for points in _letters(item):
            yield from _line(points, start_mm, end_mm)


def _is_plain(words: str) -> bool:
    """Whether a plotter has the letters; a name that holds its commands' own signs is drawn, never written."""
    return words.isascii() and words.isprintable() and len(words) <= LONGEST_LABEL


def _label(item: _Writing, start_mm: float) -> str:
    """Words in the plotter's letters: width and height in cm, direction, place, and the words up to ETX."""
    width_cm, height_cm = _LETTER / _CAPITAL * item.height_mm / _ADVANCE / 10, item.height_mm / 10
    way = "0,1" if item.upright else "1,0"
    place = f"PU{_units(item.x_mm - start_mm)},{_units(item.y_mm)};"
    return f"SI{width_cm:.3f},{height_cm:.3f};DI{way};{place}LB{item.words}{_END_OF_LABEL}"


def _letters(item: _Writing) -> Iterator[Outline]:
    """Words as outlines of their letters."""
    words = "".join(letter for letter in item.words if letter.isprintable())[:LONGEST_LABEL]
    lines, _ = word_lines(words, item.height_mm)
    for line in lines:
        if item.upright:
            yield tuple((item.x_mm - y, item.y_mm + x) for x, y in line)
        else:
            yield tuple((item.x_mm + x, item.y_mm + y) for x, y in line)


def _line(points: Outline, start_mm: float, end_mm: float) -> Iterator[str]:
    for part in _within(points, start_mm, end_mm):
        units = [(_units(x - start_mm), _units(y)) for x, y in part]
        kept = [units[0], *(after for before, after in pairwise(units) if after != before)]
        yield f"PU{kept[0][0]},{kept[0][1]};"
        for first in range(1, len(kept), _POINTS):
            yield "PD" + ",".join(f"{x},{y}" for x, y in kept[first : first + _POINTS]) + ";"


def _within(points: Outline, start_mm: float, end_mm: float) -> Iterator[list[tuple[float, float]]]:
    """The parts of a line whose x lies within a frame."""
    part: list[tuple[float, float]] = []
    for one, other in pairwise(points):
        cut = _cut(one, other, start_mm, end_mm)
        if cut is None:
            continue
        if part and part[-1] != cut[0]:
            yield part
            part = []
        part = part or [cut[0]]
        part.append(cut[1])
    if part:
        yield part


def _cut(
    one: tuple[float, float], other: tuple[float, float], start_mm: float, end_mm: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The stretch of a side between two upright lines, None where there is none."""
    low, high = min(one[0], other[0]), max(one[0], other[0])
    if high < start_mm or low > end_mm:
        return None
    if start_mm <= low and high <= end_mm:
        return one, other

    def at(x: float) -> tuple[float, float]:
        kept = min(max(x, start_mm), end_mm)
        if kept == x:
            return one if x == one[0] else other
        share = (kept - one[0]) / (other[0] - one[0])
        return kept, one[1] + share * (other[1] - one[1])

    return at(one[0]), at(other[0])


def _units(length_mm: float) -> int:
    return round(length_mm * UNITS_PER_MM)
