"""Notches, drills, inner lines, cut-outs and match points of a piece, from the layers they are drawn on."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

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
# Names of marks by layer and order.
Names = dict[tuple[int, int], str]


def marks_of(
    drawn: Drawn, outline: Outline, holes: Sequence[Outline], loose: Sequence[Outline], repairs: list[Told]
) -> tuple[Mark, ...]:
    """Return the marks of a piece; ``holes`` and ``loose`` are closed and open lines found on its boundary's layer.

    Quality-validation copies (layers 84 to 87) are never marks. Notes what was left out.
    """
    _check_count(drawn)
    names = _labels(drawn)
    marks = [*_notches(drawn, outline, names, repairs), *_short_notches(drawn)]
    marks += [
        Mark(kind="drill", points=(spot.at,), name=names.get((layers.DRILL, spot.order), ""))
        for spot in _places(drawn, layers.DRILL, repairs)
    ]
    marks += _match_points(drawn, names, repairs)
    marks += _inner_lines(drawn, names, repairs)
    marks += [Mark(kind="line", points=line) for line in loose]
    marks += [Mark(kind="cutout", points=hole) for hole in holes]
    return (*marks, *_cut_outs(drawn, names, repairs))


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
    """The points of a layer; one drawn twice is taken once."""
    spots = {(spot.at, spot.depth, spot.width, spot.angle_deg): spot for spot in reversed(drawn.spots.get(layer, ()))}
    for spot in spots.values():
        if not is_place(spot.at):
            repairs.append(WORDS.told("dropped_mark"))
    return [spot for spot in reversed(spots.values()) if is_place(spot.at)]


def _whole(drawn: Drawn, layer: int, repairs: list[Told]) -> list[Line]:
    whole = []
    for line in drawn.lines.get(layer, ()):
        if all(map(is_place, line.points)):
            whole.append(line)
        else:
            repairs.append(WORDS.told("dropped_mark"))
    return whole


def _notches(drawn: Drawn, outline: Outline, names: Names, repairs: list[Told]) -> list[Mark]:
    return [
        _notch(spot, kind or names.get((layer, spot.order), "") or ("V" if spot.width else ""), outline)
        for layer, kind in _NOTCHES.items()
        for spot in _places(drawn, layer, repairs)
    ]


def _notch(spot: Spot, name: str, outline: Outline) -> Mark:
    """ASTM D6673 gives a notch its depth as z (30), its width as thickness (39) and its angle (50)."""
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


def _match_points(drawn: Drawn, names: Names, repairs: list[Told]) -> list[Mark]:
    """Points on the layers of stripe and plaid lines; a text at the same place names them."""
    return [
        Mark(kind="match", points=(spot.at,), name=names.get((layer, spot.order), "") or kind)
        for layer, kind in ((layers.STRIPE, "stripe"), (layers.PLAID, "plaid"))
        for spot in _places(drawn, layer, repairs)
    ]


def _inner_lines(drawn: Drawn, names: Names, repairs: list[Told]) -> list[Mark]:
    return [
        Mark(
            kind="line",
            points=(*line.points, line.points[0]) if line.closed else line.points,
            name=kind or names.get((layer, line.order), ""),
        )
        for layer, kind in _INNER.items()
        for line in _whole(drawn, layer, repairs)
    ]


def _cut_outs(drawn: Drawn, names: Names, repairs: list[Told]) -> list[Mark]:
    """Closed lines of their layer, and open ones joined; what does not close is an inner line."""
    lines = _whole(drawn, layers.CUTOUT, repairs)
    marks = [
        Mark(kind="cutout", points=line.points, name=names.get((layers.CUTOUT, line.order), ""))
        for line in lines
        if line.closed and len(line.points) > 2
    ]
    joined = chained([line for line in lines if not line.closed])
    marks += [Mark(kind="cutout", points=ring) for ring in joined.rings]
    return marks + [Mark(kind="line", points=line, name="cutout") for line in joined.left_over]


def _labels(drawn: Drawn) -> Names:
    """The texts that name marks, by layer and order of the mark; grade rules and keyed texts are none.

    A text names the mark that it directly follows where it stands at that mark's first point, else the first mark
    without a name that begins where it stands.
    """
    names: Names = {}
    for layer, texts in groupby(sorted(drawn.texts, key=lambda text: text.layer), key=lambda text: text.layer):
        begun = [(line.order, line.points[0]) for line in drawn.lines.get(layer, ())]
        begun += [(spot.order, spot.at) for spot in drawn.spots.get(layer, ())]
        marks = sorted((order, _spot_key(at)) for order, at in begun if is_place(at))
        orders = [order for order, _ in marks]
        free = []
        for text in sorted((text for text in texts if _is_label(text)), key=lambda text: text.order):
            before = bisect_left(orders, text.order) - 1
            if before >= 0 and marks[before][1] == _spot_key(text.at):
                names.setdefault((layer, orders[before]), text.words)
            else:
                free.append(text)
        places: dict[tuple[float, float], list[int]] = defaultdict(list)
        for order, place in reversed(marks):
            if (layer, order) not in names:
                places[place].append(order)
        for text in free:
            if waiting := places.get(_spot_key(text.at)):
                names[layer, waiting.pop()] = text.words
    return names


def _is_label(text: Text) -> bool:
    return not text.words.startswith("#") and ":" not in text.words and is_place(text.at)


def _spot_key(at: Point) -> tuple[float, float]:
    return round(at[0], 2), round(at[1], 2)


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
