"""A layout at once: pieces in columns across the fabric by their boxes, until the engine has found a denser one.

First fit by decreasing extent (E. G. Coffman, M. R. Garey, D. S. Johnson, R. E. Tarjan, "Performance bounds for
level-oriented two-dimensional packing algorithms", 1980), its levels standing across the fabric.
"""

from __future__ import annotations

from dataclasses import dataclass

from interlock.markers._layout import Item, Placed, items_of
from interlock.markers.problem import MarkerProblem
from interlock.patterns.outlines import bounds_mm, turned

# Boxes that touch on paper may overlap by the last digit.
_APART_MM = 0.01


@dataclass(frozen=True, kw_only=True)
class _Box:
    """A copy of an item as it is laid, by its box."""

    item: int
    rotation_deg: float
    left_mm: float
    bottom_mm: float
    long_mm: float
    wide_mm: float


@dataclass
class _Column:
    """Boxes on each other across the fabric; the first is the longest."""

    start_mm: float
    filled_mm: float = 0.0


def columns_of(problem: MarkerProblem, seed: int) -> Placed:
    """Return every copy that is not fixed as (item number, rotation, x, y), as the engine's answers are."""
    room_mm, apart_mm = problem.rules.usable_mm, problem.rules.gap_mm + _APART_MM
    boxes = [
        box
        for number, item in enumerate(items_of(problem, seed))
        for box in [_box(number, item, room_mm)] * len(item.owners)
    ]
    placed: list[tuple[int, float, float, float]] = []
    columns: list[_Column] = []
    end_mm = 0.0
    for box in sorted(boxes, key=lambda one: (-one.long_mm, -one.wide_mm)):
        column = next((one for one in columns if one.filled_mm + box.wide_mm <= room_mm), None)
        if column is None:
            column = _Column(end_mm)
            columns.append(column)
            end_mm += box.long_mm + apart_mm
        x_mm, y_mm = column.start_mm - box.left_mm, column.filled_mm - box.bottom_mm
        placed.append((box.item, box.rotation_deg, x_mm, y_mm))
        column.filled_mm += box.wide_mm + apart_mm
    return placed


def _box(number: int, item: Item, room_mm: float) -> _Box:
    """The shortest of the ways in which the item may lie within the usable width."""
    ways = [(bounds_mm(turned(item.outline, angle)), angle) for angle in item.rotations_deg]
    fits = [way for way in ways if way[0][3] - way[0][1] <= room_mm] or ways
    (left, bottom, right, top), angle = min(fits, key=lambda way: (way[0][2] - way[0][0], way[1]))
    return _Box(
        item=number,
        rotation_deg=angle,
        left_mm=left,
        bottom_mm=bottom,
        long_mm=right - left,
        wide_mm=top - bottom,
    )
