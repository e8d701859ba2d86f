"""What is drawn of one piece, in the file's own unit, whatever its form: lines, points and texts by layer."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from interlock.patterns.outlines import Point
from interlock.patterns.reading.limits import MOST_COORDINATE

# Layers of ASTM D6673, table 1.
BOUNDARY, TURN, CURVE, NOTCH, GRADE, MIRROR, GRAIN, INNER = 1, 2, 3, 4, 5, 6, 7, 8
STRIPE, PLAID, CUTOUT, DRILL, SEW, ANNOTATION = 9, 10, 11, 13, 14, 15
T_NOTCH, CASTLE_NOTCH, CHECK_NOTCH, U_NOTCH = 80, 81, 82, 83


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn line; a closed one does not repeat its first point. ``order`` is its place among all that is drawn."""

    points: tuple[Point, ...]
    closed: bool = False
    order: int = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """A drawn point; on the layers of notches with their depth, width and angle, where the file gives them."""

    at: Point
    depth: float = 0.0
    width: float = 0.0
    angle_deg: float | None = None
    order: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A text and where it stands."""

    layer: int
    at: Point
    words: str
    order: int = 0


@dataclass(slots=True)
class Drawn:
    """Everything drawn of one piece."""

    place: str
    lines: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))
    spots: dict[int, list[Spot]] = field(default_factory=lambda: defaultdict(list))
    texts: list[Text] = field(default_factory=list)

    def boundary_points(self) -> Iterator[Point]:
        """Every point of its boundary that is a place at all."""
        for line in self.lines.get(BOUNDARY, ()):
            yield from (point for point in line.points if is_place(point))

    def named_values(self) -> dict[str, str]:
        """Texts of the form ``Key: value`` by their key in lower case; the first of each counts."""
        return named_values(text.words for text in self.texts if not text.words.startswith("#"))


def is_place(point: Point) -> bool:
    """Tell whether both coordinates are numbers within reach."""
    return all(math.isfinite(value) and abs(value) <= MOST_COORDINATE for value in point)


def scaled(piece: Drawn, factor: float) -> Drawn:
    """Return what is drawn, in mm."""
    if factor == 1.0:
        return piece
    made = Drawn(piece.place)
    for layer, lines in piece.lines.items():
        made.lines[layer] = [replace(line, points=_times(factor, line.points)) for line in lines]
    for layer, spots in piece.spots.items():
        made.spots[layer] = [
            replace(spot, at=_times(factor, [spot.at])[0], depth=spot.depth * factor, width=spot.width * factor)
            for spot in spots
        ]
    made.texts = [replace(text, at=_times(factor, [text.at])[0]) for text in piece.texts]
    return made


def _times(factor: float, points: Iterable[Point]) -> tuple[Point, ...]:
    return tuple((x * factor, y * factor) for x, y in points)


def named_values(words: Iterable[str]) -> dict[str, str]:
    """Return texts of the form ``Key: value`` by their key in lower case; the first of each counts."""
    found: dict[str, str] = {}
    for text in words:
        parts = _COLON.split(text, maxsplit=1)
        if len(parts) == 2 and parts[0].strip():
            key = " ".join(parts[0].lower().split())
            found.setdefault(_KEYS.get(key, key), parts[1].strip())
    return found


_COLON = re.compile("[:：]")
# Other names of the same in files of Chinese and other programs.
_KEYS = {
    "piece": "piece name",
    "piecename": "piece name",
    "裁片名称": "piece name",
    "样片名称": "piece name",
    "样片名": "piece name",
    "纸样名称": "piece name",
    "size name": "size",
    "尺码": "size",
    "号型": "size",
    "qty": "quantity",
    "数量": "quantity",
    "片数": "quantity",
    "份数": "quantity",
    "fabric": "material",
    "fabric type": "material",
    "material type": "material",
    "布料": "material",
    "面料": "material",
    "布料类型": "material",
    "style": "style name",
    "款式名": "style name",
    "款式名称": "style name",
    "base size": "sample size",
    "基码": "sample size",
    "unit": "units",
    "单位": "units",
}
