"""Notches, drills, inner lines, cut-outs and match points of a piece, from the layers they are drawn on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from interlock.errors import InterlockError, Told
from interlock.patterns.fold import ON_FOLD_MM
from interlock.patterns.outlines import Outline, Point
from interlock.patterns.pieces import Mark
from interlock.patterns.reading import drawn as layers
from interlock.patterns.reading.chain import chained
from interlock.patterns.reading.drawn import Drawn, Line, Spot, Text, is_place
from interlock.patterns.reading.limits import MOST_LINES, MOST_POINTS
from interlock.patterns.reading.words import WORDS

_NOTCHES = {
    layers.NOTCH: "",
    layers.T_NOTCH: "T",
    layers.CASTLE_NOTCH: "castle",
    layers.CHECK_NOTCH: "check",
    layers.U_NOTCH: "U",
}
_INNER = {layers.INNER: "", layers.SEW: "sew", layers.STRIPE: "stripe", layers.PLAID: "plaid"}
_ON_THE_SPOT_MM = 0.5


def marks_of(
    drawn: Drawn, outline: Outline, holes: Sequence[Outline], loose: Sequence[Outline], repairs: list[Told]
) -> tuple[Mark, ...]:
    """Return the marks of a piece; ``holes`` and ``loose`` are closed and open lines found on its boundary's layer.

    Quality-validation copies (layers 84 to 87) are never marks. Notes what was left out.
    """
    _check_count(drawn)
    marks = [_notch(spot, kind, outline) for layer, kind in _NOTCHES.items() for spot in _places(drawn, layer, repairs)]
    marks += _short_notches(drawn)
    marks += [Mark(kind="drill", points=(spot.at,)) for spot in _places(drawn, layers.DRILL, repairs)]
    marks += _match_points(drawn, repairs)
    marks += _inner_lines(drawn, repairs)
    marks += [Mark(kind="line", points=line) for line in loose]
    cut_outs = chained(_whole(drawn, layers.CUTOUT, repairs))
    marks += [Mark(kind="cutout", points=ring) for ring in (*holes, *cut_outs.rings) if len(ring) > 2]
    marks += [Mark(kind="line", points=line, name="cutout") for line in cut_outs.left_over]
    return tuple(marks)


def mirrored_marks(
    marks: Iterable[Mark], fold_from: Point, fold_to: Point, whole: Outline, repairs: list[Told]
) -> tuple[Mark, ...]:
    """Return the marks of a half piece and their mirror images; a mark on the fold line has none.

    A notch on the fold line stays only where the unfolded outline still passes.
    """
    kept, dropped = [], 0
    for mark in marks:
        on_fold = all(_from_line_mm(point, fold_from, fold_to) <= ON_FOLD_MM for point in mark.points)
        if mark.kind == "notch" and _from_line_mm(mark.points[0], fold_from, fold_to) <= ON_FOLD_MM:
            if not _on_outline(mark.points[0], whole):
                dropped += 1
                continue
            on_fold = True
        kept.append(mark)
        if not on_fold:
            image = tuple(_image(point, fold_from, fold_to) for point in mark.points)
            kept.append(Mark(kind=mark.kind, points=image, name=mark.name))
    if dropped:
        repairs.append(WORDS.told("fold_marks", count=dropped))
    return tuple(kept)


def _check_count(drawn: Drawn) -> None:
    for lines in drawn.lines.values():
        if len(lines) > MOST_LINES:
            raise InterlockError(WORDS.told("too_many_lines", most=MOST_LINES, what=WORDS.told("lines")))
    if sum(len(spots) for spots in drawn.spots.values()) > MOST_POINTS:
        raise InterlockError(WORDS.told("too_many_lines", most=MOST_POINTS, what=WORDS.told("points")))


def _places(drawn: Drawn, layer: int, repairs: list[Told]) -> list[Spot]:
    spots = list(dict.fromkeys(drawn.spots.get(layer, ())))
    for spot in spots:
        if not is_place(spot.at):
            repairs.append(WORDS.told("dropped_mark"))
    return [spot for spot in spots if is_place(spot.at)]


def _whole(drawn: Drawn, layer: int, repairs: list[Told]) -> list[Line]:
    whole = []
    for line in drawn.lines.get(layer, ()):
        if all(map(is_place, line.points)):
            whole.append(line)
        else:
            repairs.append(WORDS.told("dropped_mark"))
    return whole


def _notch(spot: Spot, kind: str, outline: Outline) -> Mark:
    """ASTM D6673 gives a notch its depth as z (30), its width as thickness (39) and its angle (50)."""
    name = kind or ("V" if spot.width else "")
    if not spot.depth:
        return Mark(kind="notch", points=(spot.at,), name=name)
    angle = math.radians(spot.angle_deg) if spot.angle_deg is not None else _inward(spot.at, outline)
    ends = [
        (spot.at[0] + side * spot.depth * math.cos(angle), spot.at[1] + side * spot.depth * math.sin(angle))
        for side in (1, -1)
    ]
    # Programs differ in whether the angle points into the piece or out of it; the cut goes into it.
    end = ends[0] if _encloses(outline, ends[0]) or not _encloses(outline, ends[1]) else ends[1]
    return Mark(kind="notch", points=(spot.at, end), name=name)


def _inward(at: Point, outline: Outline) -> float:
    """The angle square to the side that a point lies on; which of the two ways is told by the caller."""
    sides = ((outline[number - 1], outline[number]) for number in range(len(outline)))
    start, end = min(sides, key=lambda side: _from_side_mm(at, *side))
    return math.atan2(end[1] - start[1], end[0] - start[0]) + math.pi / 2


def _short_notches(drawn: Drawn) -> list[Mark]:
    """Notches that are drawn as short lines instead of points."""
    return [
        Mark(kind="notch", points=(line.points[0], line.points[-1]), name=kind)
        for layer, kind in _NOTCHES.items()
        for line in drawn.lines.get(layer, ())
        if all(map(is_place, line.points))
    ]


def _match_points(drawn: Drawn, repairs: list[Told]) -> list[Mark]:
    """Points on the layers of stripe and plaid lines; a text at the same place names them."""
    return [
        Mark(kind="match", points=(spot.at,), name=_label(drawn, layer, spot.at) or kind)
        for layer, kind in ((layers.STRIPE, "stripe"), (layers.PLAID, "plaid"))
        for spot in _places(drawn, layer, repairs)
    ]


def _inner_lines(drawn: Drawn, repairs: list[Told]) -> list[Mark]:
    return [
        Mark(
            kind="line",
            points=(*line.points, line.points[0]) if line.closed else line.points,
            name=kind or _label(drawn, layer, line.points[0]),
        )
        for layer, kind in _INNER.items()
        for line in _whole(drawn, layer, repairs)
    ]


def _label(drawn: Drawn, layer: int, at: Point) -> str:
    """The text that stands at a point on its own layer; grade rules (``# 7``) and keyed texts are none."""
    return next((text.words for text in drawn.texts if text.layer == layer and _is_label(text, at)), "")


def _is_label(text: Text, at: Point) -> bool:
    plain = not text.words.startswith("#") and ":" not in text.words
    return plain and is_place(text.at) and math.dist(text.at, at) <= _ON_THE_SPOT_MM


def _encloses(outline: Outline, point: Point) -> bool:
    """Tell whether a point lies within an outline (crossings of a ray to the right are counted)."""
    x, y = point
    inside = False
    for number, (x2, y2) in enumerate(outline):
        x1, y1 = outline[number - 1]
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _on_outline(point: Point, outline: Outline) -> bool:
    return any(
        _from_side_mm(point, outline[number - 1], outline[number]) <= _ON_THE_SPOT_MM for number in range(len(outline))
    )


def _from_side_mm(point: Point, start: Point, end: Point) -> float:
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    squared = along_x**2 + along_y**2
    share = ((point[0] - start[0]) * along_x + (point[1] - start[1]) * along_y) / squared if squared else 0.0
    share = min(1.0, max(0.0, share))
    return math.dist(point, (start[0] + share * along_x, start[1] + share * along_y))


def _from_line_mm(point: Point, start: Point, end: Point) -> float:
    return math.dist(point, _image(point, start, end)) / 2


def _image(point: Point, start: Point, end: Point) -> Point:
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    share = ((point[0] - start[0]) * along_x + (point[1] - start[1]) * along_y) / (along_x**2 + along_y**2)
    return 2 * (start[0] + share * along_x) - point[0], 2 * (start[1] + share * along_y) - point[1]
