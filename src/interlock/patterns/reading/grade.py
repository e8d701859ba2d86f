"""What is drawn of the sample size, moved by grade rules into another size."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from interlock.errors import Told
from interlock.patterns.outlines import Point
from interlock.patterns.reading import drawn as layers
from interlock.patterns.reading.chain import chained
from interlock.patterns.reading.drawn import Drawn, Line, Text, is_place
from interlock.patterns.reading.words import WORDS

# Rules at one place: (layer of the text, rule number).
_Rules = dict[tuple[float, float], list[tuple[int, int]]]


def graded(drawn: Drawn, moved_mm: Mapping[int, Point]) -> Drawn:
    """Return the piece in another size.

    ``drawn`` is in mm. A text ``# n`` gives the point where it stands rule n, in axes along the grade reference line
    (layer 5; ASTM D6673, 3.1). Points of a line between two ruled points move by their shares of the way along it;
    beyond the last one with it; notches with the outline where they are; what has no rule at all stays.
    """
    rules = _rules(drawn)
    turn = _reference_angle(drawn)
    vectors = {rule: _turned(vector, turn) for rule, vector in moved_mm.items()}
    made = Drawn(drawn.place)
    boundary = _boundary(drawn.lines.get(layers.BOUNDARY, []))
    steps = [_steps(line, layers.BOUNDARY, rules, vectors, {}) for line in boundary]
    outline_steps = {
        _key(point): step
        for line, own in zip(boundary, steps, strict=True)
        for point, step in zip(line.points, own, strict=True)
    }
    made.lines[layers.BOUNDARY] = [_stepped(line, step) for line, step in zip(boundary, steps, strict=True)]
    for layer, lines in drawn.lines.items():
        if layer != layers.BOUNDARY and layer < 84:
            made.lines[layer] = [_stepped(line, _steps(line, layer, rules, vectors, outline_steps)) for line in lines]
    for layer, spots in drawn.spots.items():
        if layer not in (layers.TURN, layers.CURVE):
            made.spots[layer] = [
                replace(spot, at=_moved(spot.at, _step_at(spot.at, layer, rules, vectors, outline_steps)))
                for spot in spots
            ]
    made.texts = [
        replace(text, at=_moved(text.at, _step_at(text.at, text.layer, rules, vectors, outline_steps)))
        for text in drawn.texts
        if not text.words.startswith("#")
    ]
    return made


def lacking(drawn: Drawn, moved_mm: Mapping[int, Point]) -> Told | None:
    """Say which rules the piece names that the rules lack, if any: nobody knows where those points move."""
    named = {rule for found in _rules(drawn).values() for _, rule in found}
    missing = sorted(named - set(moved_mm))
    return WORDS.told("rules_missing", rules=", ".join(str(rule) for rule in missing[:10])) if missing else None


def has_rules(drawn: Drawn) -> bool:
    """Tell whether any point of a piece has a grade rule."""
    return bool(_rules(drawn))


def _rules(drawn: Drawn) -> _Rules:
    found: _Rules = {}
    for text in drawn.texts:
        number = _rule_number(text)
        if number is not None:
            found.setdefault(_key(text.at), []).append((text.layer, number))
    return found


def _rule_number(text: Text) -> int | None:
    number = text.words[1:].strip()
    ruled = text.words.startswith("#") and number.isascii() and number.isdecimal() and len(number) < 9
    return int(number) if ruled and is_place(text.at) else None


def _boundary(lines: Sequence[Line]) -> list[Line]:
    """The boundary as rings, so that points between the lines it is drawn in are on one way."""
    whole = [line for line in lines if all(map(is_place, line.points))]
    found = chained(whole)
    if len(whole) < len(lines) or not found.rings:
        return list(lines)
    return [*(Line(ring, closed=True) for ring in found.rings), *(Line(line) for line in found.left_over)]


def _steps(
    line: Line, layer: int, rules: _Rules, vectors: Mapping[int, Point], outline: Mapping[tuple[float, float], Point]
) -> list[Point]:
    """How far every point of a line moves."""
    own = [_rule_at(point, layer, rules, vectors) or outline.get(_key(point)) for point in line.points]
    ruled = [at for at, step in enumerate(own) if step is not None]
    if not ruled:
        return [(0.0, 0.0)] * len(own)
    way = [0.0]
    for start, end in pairwise((*line.points, line.points[0]) if line.closed else line.points):
        way.append(way[-1] + (math.dist(start, end) if is_place(start) and is_place(end) else 0.0))
    return [step or _between(at, ruled, own, way, closed=line.closed) for at, step in enumerate(own)]


def _between(
    at: int, ruled: Sequence[int], own: Sequence[Point | None], way: Sequence[float], *, closed: bool
) -> Point:
    """The step of a point without a rule: its share between the ruled points before and after it along the line."""
    place = bisect_left(ruled, at)
    before = ruled[place - 1] if place else None
    after = ruled[place] if place < len(ruled) else None
    around = way[-1] if closed else 0.0
    start = before if before is not None else ruled[-1] if closed else None
    end = after if after is not None else ruled[0] if closed else None
    if start is None or end is None or start == end:
        return own[start if start is not None else ruled[0]] or (0.0, 0.0)
    from_way = way[start] - (around if before is None else 0.0)
    to_way = way[end] + (around if after is None else 0.0)
    share = (way[at] - from_way) / (to_way - from_way) if to_way > from_way else 0.0
    (x1, y1), (x2, y2) = own[start] or (0.0, 0.0), own[end] or (0.0, 0.0)
    return x1 + share * (x2 - x1), y1 + share * (y2 - y1)


def _rule_at(point: Point, layer: int, rules: _Rules, vectors: Mapping[int, Point]) -> Point | None:
    """The step that a rule gives a point; of several rules at one place, that of its own layer before others."""
    found = [(text_layer != layer, number) for text_layer, number in rules.get(_key(point), ()) if number in vectors]
    return vectors[min(found, key=lambda entry: entry[0])[1]] if found else None


def _step_at(
    point: Point, layer: int, rules: _Rules, vectors: Mapping[int, Point], outline: Mapping[tuple[float, float], Point]
) -> Point:
    return _rule_at(point, layer, rules, vectors) or outline.get(_key(point)) or (0.0, 0.0)


def _stepped(line: Line, steps: Sequence[Point]) -> Line:
    return replace(line, points=tuple(_moved(point, step) for point, step in zip(line.points, steps, strict=True)))


def _moved(point: Point, step: Point) -> Point:
    return point[0] + step[0], point[1] + step[1]


def _reference_angle(drawn: Drawn) -> float:
    """The angle of the grade reference line, which the x of every rule runs along; 0 where there is none."""
    for line in drawn.lines.get(layers.GRADE, ()):
        (x1, y1), (x2, y2) = line.points[0], line.points[-1]
        if is_place((x1, y1)) and is_place((x2, y2)) and (x1, y1) != (x2, y2):
            return math.atan2(y2 - y1, x2 - x1)
    return 0.0


def _turned(vector: Point, angle: float) -> Point:
    cosine, sine = math.cos(angle), math.sin(angle)
    return vector[0] * cosine - vector[1] * sine, vector[0] * sine + vector[1] * cosine


def _key(point: Point) -> tuple[float, float]:
    return round(point[0], 2), round(point[1], 2)
