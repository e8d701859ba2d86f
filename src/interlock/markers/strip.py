"""Strip packing files, the JSON form in which nesting research shares its instances.

``{"strip_height": 40, "items": [{"id": 0, "demand": 8, "allowed_orientations": [0, 180], "shape": {"type":
"simple_polygon", "data": [[x, y], ...]}}]}``, in any unit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from interlock.errors import InvalidModel
from interlock.markers.problem import MarkerProblem
from interlock.markers.rules import MarkerRules, PieceRule
from interlock.markers.words import WORDS
from interlock.patterns.outlines import cleaned
from interlock.patterns.pieces import Piece

# A strip becomes so many mm high, by a power of ten, so that it measures as fabric does.
LOWEST_STRIP_MM = 300.0
FREE_STEP_DEG = 5.0
MOST_ITEMS = 10_000
MOST_POINTS = 5_000


@dataclass(frozen=True, kw_only=True)
class Strip:
    """A strip packing instance as a marker; ``unit_mm`` is what a unit of the file became."""

    problem: MarkerProblem
    unit_mm: float


def is_strip(content: object) -> bool:
    """Tell whether parsed JSON is a strip packing instance."""
    return isinstance(content, dict) and {"strip_height", "items"} <= content.keys()


def read_strip(content: dict[str, Any]) -> Strip:
    """Return the instance in parsed JSON; raises :class:`InvalidModel` naming every wrong item."""
    height = content["strip_height"]
    if not _is_positive(height):
        raise InvalidModel([WORDS.told("strip_height", found=repr(height))])
    if not isinstance(content["items"], list) or len(content["items"]) > MOST_ITEMS:
        raise InvalidModel([WORDS.told("strip_items", most=MOST_ITEMS)])
    unit_mm = 10.0 ** math.ceil(math.log10(LOWEST_STRIP_MM / height))
    problems: list[str] = []
    found: list[tuple[Piece, int, tuple[float, ...]]] = []
    for number, item in enumerate(content["items"]):
        try:
            found.append(_item(item, number, unit_mm))
        except InvalidModel as error:
            problems += error.problems
    if problems:
        raise InvalidModel(problems)
    rules = tuple(PieceRule(piece=piece.name, rotations_deg=angles) for piece, _, angles in found)
    pieces = tuple((piece, demand) for piece, demand, _ in found)
    return Strip(problem=MarkerProblem(pieces, MarkerRules(width_mm=height * unit_mm), rules), unit_mm=unit_mm)


def _item(item: Any, number: int, unit_mm: float) -> tuple[Piece, int, tuple[float, ...]]:
    name = str(item.get("id", number)) if isinstance(item, dict) else str(number)
    try:
        shape, demand = item["shape"], item["demand"]
        points = [(float(x) * unit_mm, float(y) * unit_mm) for x, y in shape["data"]]
        angles = item.get("allowed_orientations", [0.0])
        if shape.get("type", "simple_polygon") != "simple_polygon" or not 3 <= len(points) <= MOST_POINTS:
            raise ValueError
        if not isinstance(demand, int) or isinstance(demand, bool):
            raise ValueError
        piece = Piece(name=name, size="", outline=cleaned(points))
        return piece, demand, _rotations(angles)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InvalidModel([WORDS.told("strip_item", name=repr(name), most=MOST_POINTS)]) from None


def _rotations(angles: Sequence[float] | None) -> tuple[float, ...]:
    """None means free rotation, which is tried in steps."""
    if angles is None:
        return tuple(FREE_STEP_DEG * step for step in range(round(360 / FREE_STEP_DEG)))
    return tuple(float(angle) % 360 for angle in angles) or (0.0,)


def _is_positive(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) and value > 0
