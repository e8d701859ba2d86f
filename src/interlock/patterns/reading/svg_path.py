"""The path data and transforms of SVG as lines of points.

Source: W3C, SVG 1.1 (second edition), sections 7.6 (transform), 8.3 (path data) and F.6.5 (arcs).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise

from interlock.patterns.outlines import Point
from interlock.patterns.reading.drawn import Line
from interlock.patterns.reading.dxf_drawn import Move

# In user units, which are a third of a millimetre at most in what is drawn at full size.
_STRAY = 0.05
_MOST_STEPS = 200
_TOKEN = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?)")
_NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_TRANSFORM = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^)]*)\)")
_FLOAT = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")


def lines_of(data: str, most_points: int) -> list[Line]:
    """Return the subpaths of path data, curves as chords; what follows a mistake, or the limit, is not drawn."""
    return _Pen(most_points).draw(data)


def numbers(text: str) -> list[float]:
    """Return every number in a text."""
    return [float(found) for found in _FLOAT.findall(text)]


def move_of(transform: str) -> Move:
    """Return what a transform attribute does."""
    move = Move()
    for kind, inner in _TRANSFORM.findall(transform)[:50]:
        move = move.after(_one_move(kind, numbers(inner)))
    return move


def _one_move(kind: str, given: list[float]) -> Move:
    if kind == "matrix" and len(given) == 6:
        return Move(*given)
    first, second = (*given, *[math.nan] * 2)[:2]
    if kind == "translate" and given:
        return Move(e=first, f=0.0 if math.isnan(second) else second)
    if kind == "scale" and given:
        return Move(a=first, d=first if math.isnan(second) else second)
    if kind in ("skewX", "skewY") and given:
        slope = math.tan(math.radians(first))
        return Move(c=slope) if kind == "skewX" else Move(b=slope)
    if kind == "rotate" and given:
        cosine, sine = math.cos(math.radians(first)), math.sin(math.radians(first))
        turned = Move(cosine, sine, -sine, cosine)
        x, y = given[1:3] if len(given) == 3 else (0.0, 0.0)
        return Move(e=x, f=y).after(turned).after(Move(e=-x, f=-y))
    return Move()


class _Pen:
    """Where the pen is, what it has drawn, and the control point that a smooth curve goes on from."""

    def __init__(self, most_points: int) -> None:
        self._most = most_points
        self._count = 0
        self._done: list[Line] = []
        self._line: list[Point] = []
        self._at: Point = (0.0, 0.0)
        self._control: Point | None = None
        self._curve = ""

    def draw(self, data: str) -> list[Line]:
        for command, given in _commands(data):
            if self._count > self._most or not all(map(math.isfinite, given)):
                break
            self._do(command, given)
        self._lift(closed=False)
        return self._done

    def _do(self, command: str, given: list[float]) -> None:
        kind, relative = command.upper(), command.islower()
        x, y = self._at if relative else (0.0, 0.0)
        if kind == "Z":
            start = self._line[0] if self._line else self._at
            self._lift(closed=True)
            self._at = start
        elif kind == "M":
            self._lift(closed=False)
            self._at = (x + given[0], y + given[1])
            self._line = [self._at]
        elif kind in "LHV":
            across = x + given[0] if kind != "V" else self._at[0]
            up = y + given[-1] if kind != "H" else self._at[1]
            self._to([(across, up)])
        elif kind == "A":
            end = (x + given[5], y + given[6])
            self._to(_arc(self._at, end, (given[0], given[1]), given[2], large=given[3] != 0, sweep=given[4] != 0))
        else:
            self._bend(kind, [(x + given[i], y + given[i + 1]) for i in range(0, len(given), 2)])
            return
        self._curve = ""

    def _bend(self, kind: str, points: list[Point]) -> None:
        """Bézier curves; S and T go on from the control point before, mirrored."""
        family = "C" if kind in "CS" else "Q"
        if kind in "ST":
            before = self._control if self._curve == family and self._control else self._at
            points = [(2 * self._at[0] - before[0], 2 * self._at[1] - before[1]), *points]
        control = [self._at, *points]
        self._to(_bezier(control))
        self._curve, self._control = family, control[-2]

    def _to(self, points: list[Point]) -> None:
        if not self._line:
            self._line = [self._at]
        self._line += points
        self._count += len(points)
        self._at = points[-1]

    def _lift(self, *, closed: bool) -> None:
        points = self._line
        if closed and len(points) > 1 and math.dist(points[0], points[-1]) < 1e-6:
            points = points[:-1]
        if len(points) > 1:
            self._done.append(Line(tuple(points), closed))
        self._line = []


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    """Commands with their numbers; one that repeats without its letter is given again."""
    command, given = "", list[float]()
    place = 0
    while found := _TOKEN.search(data, place):
        place = found.end()
        letter, number = found.groups()
        if letter:
            command, given = letter, []
            if letter in "Zz":
                yield letter, []
            continue
        if not command or command in "Zz":
            return
        # The two flags of an arc are single digits and may stand without a blank after them.
        if command in "Aa" and len(given) in (3, 4):
            number = number[0]
            place = found.start() + 1
            if number not in "01":
                return
        given.append(float(number))
        if len(given) == _NUMBERS[command.upper()]:
            yield command, given
            given = []
            command = {"M": "L", "m": "l"}.get(command, command)


def _bezier(control: list[Point]) -> list[Point]:
    """Points of a Bézier curve after its first, as many as keep the chords close (Wang's formula)."""
    bends = [
        math.hypot(a[0] - 2 * b[0] + c[0], a[1] - 2 * b[1] + c[1])
        for a, b, c in zip(control, control[1:], control[2:], strict=False)
    ]
    degree = len(control) - 1
    needed = math.sqrt(degree * (degree - 1) / 8 * max(bends) / _STRAY)
    steps = max(1, min(_MOST_STEPS, math.ceil(needed) if math.isfinite(needed) else 1))
    return [_casteljau(control, step / steps) for step in range(1, steps)] + [control[-1]]


def _casteljau(points: list[Point], share: float) -> Point:
    while len(points) > 1:
        points = [(a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])) for a, b in pairwise(points)]
    return points[0]


def _arc(start: Point, end: Point, radii: Point, turn_deg: float, *, large: bool, sweep: bool) -> list[Point]:
    """Points of an elliptical arc after its first (F.6.5: from end points to the middle)."""
    rx, ry = abs(radii[0]), abs(radii[1])
    if not rx or not ry or start == end:
        return [end]
    cosine, sine = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    half_x, half_y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = cosine * half_x + sine * half_y, -sine * half_x + cosine * half_y
    grow = max(1.0, math.hypot(x / rx, y / ry))
    rx, ry = rx * grow, ry * grow
    # In axes in which the ellipse is a circle of radius 1; products of large numbers do not arise.
    x, y = x / rx, y / ry
    squared = x * x + y * y
    root = math.sqrt(max(0.0, 1 / squared - 1)) * (-1 if large == sweep else 1) if squared else 0.0
    if not math.isfinite(root * rx * ry):
        return [end]
    first, last = math.atan2(y + root * x, x - root * y), math.atan2(-y + root * x, -x - root * y)
    centre_x, centre_y = root * rx * y, -root * ry * x
    turn = (last - first) % math.tau if sweep else -((first - last) % math.tau)
    if not math.isfinite(turn):
        return [end]
    steps = max(12, math.ceil(abs(math.degrees(turn)) / 4))
    middle_x, middle_y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    points = []
    for step in range(1, steps):
        angle = first + turn * step / steps
        at_x, at_y = centre_x + rx * math.cos(angle), centre_y + ry * math.sin(angle)
        points.append((middle_x + cosine * at_x - sine * at_y, middle_y + sine * at_x + cosine * at_y))
    return [*points, end]
