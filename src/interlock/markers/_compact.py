"""Shorten a nested layout: all pieces move at once, on their true outlines, by a sequence of linear programs.

Two convex parts stay apart along an axis that separates them now; that is linear in the moves, and exact, since pieces
only shift. Each program may move every piece by at most d along and across; d shrinks when the gain does. A shared
slack lets a layout with small overlaps be repaired. After Z. Li and V. Milenkovic, "Compaction and separation
algorithms for non-convex polygons and their applications", European Journal of Operational Research 84 (1995).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlock.markers._convex import convex_parts
from interlock.patterns.outlines import Outline, turned

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Placed = list[tuple[int, float, float, float]]

FIRST_BOX = 0.01
LAST_BOX = 0.001
SHRINK = 0.25
SMALL_GAIN = 3e-5
LARGEST_SLACK_MM = 1e-3
SLACK_PRICE = 1_000.0
MOST_ROUNDS = 40
CORNER_STEPS = (4, 8)


class Compactor:
    """Compacts layouts of one problem; convex parts are worked out once per item and rotation."""

    def __init__(self, outlines: Sequence[Outline], usable_mm: float, gap_mm: float) -> None:
        self._outlines = outlines
        self._usable_mm = usable_mm
        self._gap_mm = gap_mm
        self._parts: dict[tuple[int, float], list[Array]] = {}

    def compacted(self, placed: Placed) -> tuple[float, Placed] | None:
        """Return the length and the placements after compaction, or None when overlaps could not be repaired."""
        bodies = _bodies([self._parts_of(number, angle) for number, angle, _, _ in placed])
        place = np.array([(x, y) for _, _, x, y in placed])
        place[:, 0] -= (place[:, 0] + bodies.low[:, 0]).min()
        box, length = FIRST_BOX * self._usable_mm, np.inf
        slack = np.inf
        for _ in range(MOST_ROUNDS):
            move, new_length, new_slack = _round(bodies, place, box, self._usable_mm, self._gap_mm)
            repaired = new_slack <= LARGEST_SLACK_MM < slack
            gain = np.inf if repaired else (length - new_length) / new_length
            if new_slack < slack or gain > 0:
                place, length, slack = place + move, new_length, min(slack, new_slack)
            if gain < SMALL_GAIN:
                box *= SHRINK
            if box < LAST_BOX * self._usable_mm:
                break
        if slack > LARGEST_SLACK_MM:
            return None
        moved = [(n, angle, float(x), float(y)) for (n, angle, _, _), (x, y) in zip(placed, place, strict=True)]
        return float((place[:, 0] + bodies.high[:, 0]).max()), moved

    def _parts_of(self, number: int, angle: float) -> list[Array]:
        if (number, angle) not in self._parts:
            rings = convex_parts(self._outlines[number])
            self._parts[number, angle] = [np.array(turned(ring, angle)) for ring in rings]
        return self._parts[number, angle]


@dataclass(frozen=True, kw_only=True)
class _Bodies:
    """Convex parts of all placed pieces, about each piece's own origin, padded to one number of corners."""

    owner: Indices  # part -> piece
    sizes: Indices  # corners of each part
    corners: Array  # part, corner, xy
    normals: Array  # part, side, xy: unit, outwards
    offsets: Array  # part, side: normal . corner; +inf for padding
    part_low: Array  # part, xy
    part_high: Array
    low: Array  # piece, xy
    high: Array


def _bodies(pieces: Sequence[list[Array]]) -> _Bodies:
    parts = [part for piece in pieces for part in piece]
    owner = np.repeat(np.arange(len(pieces)), [len(piece) for piece in pieces])
    size = max(len(part) for part in parts)
    corners = np.stack([_padded(part, part[-1:], size) for part in parts])
    following = np.stack([_padded(np.roll(part, -1, axis=0), part[:1], size) for part in parts])
    real = np.arange(size) < np.array([[len(part)] for part in parts])
    sides = following - corners
    lengths = np.hypot(sides[..., 0], sides[..., 1])
    real &= lengths > 0
    normals = np.stack([sides[..., 1], -sides[..., 0]], axis=-1) / np.where(real, lengths, 1.0)[..., None]
    offsets = np.where(real, (normals * corners).sum(-1), np.inf)
    part_low, part_high = corners.min(1), corners.max(1)
    starts = np.searchsorted(owner, np.arange(len(pieces)))
    return _Bodies(
        owner=owner,
        sizes=np.array([len(part) for part in parts]),
        corners=corners,
        normals=normals,
        offsets=offsets,
        part_low=part_low,
        part_high=part_high,
        low=np.minimum.reduceat(part_low, starts),
        high=np.maximum.reduceat(part_high, starts),
    )


def _padded(points: Array, last: Array, size: int) -> Array:
    return np.vstack([points, np.repeat(last, size - len(points), axis=0)])


def _round(bodies: _Bodies, place: Array, box: float, usable_mm: float, gap_mm: float) -> tuple[Array, float, float]:
    """Solve one program: the moves, the length after them and the slack that was needed."""
    first, second = _near_pairs(bodies, place, 2 * box + gap_mm)
    axis, apart = _separations(bodies, place, first, second, gap_mm)
    reach = 2 * box * np.abs(axis).sum(-1)
    binding = apart - gap_mm < reach
    owner = bodies.owner
    rows = (owner[first[binding]], owner[second[binding]], axis[binding], gap_mm - apart[binding])
    return _program(rows, place, bodies, box, usable_mm)


def _near_pairs(bodies: _Bodies, place: Array, reach: float) -> tuple[Indices, Indices]:
    """Pairs of parts of different pieces whose boxes are within reach: a sweep along the fabric."""
    low = bodies.part_low + place[bodies.owner]
    high = bodies.part_high + place[bodies.owner]
    order = np.argsort(low[:, 0], kind="stable")
    ends = np.searchsorted(low[order, 0], high[order, 0] + reach, side="right")
    counts = np.maximum(ends - np.arange(len(order)) - 1, 0)
    left = np.repeat(np.arange(len(order)), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    first, second = order[left], order[left + 1 + within]
    near = bodies.owner[first] != bodies.owner[second]
    near &= low[first, 1] <= high[second, 1] + reach
    near &= low[second, 1] <= high[first, 1] + reach
    return first[near], second[near]


def _separations(bodies: _Bodies, place: Array, first: Indices, second: Indices, gap_mm: float) -> tuple[Array, Array]:
    """The axis (unit, from first to second) along which each pair is farthest apart, and how far; overlaps are < 0."""
    axis, apart = np.zeros((len(first), 2)), np.zeros(len(first))
    largest = np.maximum(bodies.sizes[first], bodies.sizes[second])
    smaller = 0
    for size in (*CORNER_STEPS, int(bodies.sizes.max())):
        chosen = np.flatnonzero((largest > smaller) & (largest <= size))
        smaller = max(size, smaller)
        if len(chosen):
            shapes = _Shapes(bodies, size, first[chosen], second[chosen], place)
            axis[chosen], apart[chosen] = _widest(shapes, gap_mm)
    return axis, apart


class _Shapes:
    """Pairs of parts with at most ``size`` corners each, the first of a pair lying where it was drawn."""

    def __init__(self, bodies: _Bodies, size: int, first: Indices, second: Indices, place: Array) -> None:
        self.shift = place[bodies.owner[second]] - place[bodies.owner[first]]
        self.corners = bodies.corners[first, :size], bodies.corners[second, :size]
        self.normals = bodies.normals[first, :size], bodies.normals[second, :size]
        self.offsets = bodies.offsets[first, :size], bodies.offsets[second, :size]


def _widest(shapes: _Shapes, gap_mm: float) -> tuple[Array, Array]:
    ahead = _along_normals(shapes.normals[0], shapes.offsets[0], shapes.corners[1], shapes.shift)
    back = _along_normals(shapes.normals[1], shapes.offsets[1], shapes.corners[0], -shapes.shift)
    candidates = [ahead, (-back[0], back[1])]
    if gap_mm > 0:
        candidates.append(_between_corners(*shapes.corners, shapes.shift))
    distances = np.stack([distance for _, distance in candidates])
    best, pairs = distances.argmax(0), np.arange(distances.shape[1])
    return np.stack([axis for axis, _ in candidates])[best, pairs], distances[best, pairs]


def _along_normals(normals: Array, offsets: Array, corners: Array, shift: Array) -> tuple[Array, Array]:
    """The best of the first parts' side normals, and how far the second parts lie beyond that side."""
    reached = (normals @ corners.transpose(0, 2, 1)).min(-1)
    distance = reached + (normals @ shift[:, :, None])[..., 0] - offsets
    best, pairs = distance.argmax(-1), np.arange(len(shift))
    return normals[pairs, best], distance[pairs, best]


def _between_corners(mine: Array, theirs: Array, shift: Array) -> tuple[Array, Array]:
    """Separation along the line between the nearest corners: across a gap, two corners may be nearest."""
    theirs = theirs + shift[:, None, :]
    across = (theirs[:, None, :, :] - mine[:, :, None, :]).reshape(len(shift), -1, 2)
    squared = across[..., 0] ** 2 + across[..., 1] ** 2
    nearest, pairs = squared.argmin(-1), np.arange(len(shift))
    axis = across[pairs, nearest] / np.maximum(np.sqrt(squared[pairs, nearest]), 1e-9)[:, None]
    apart = (theirs @ axis[:, :, None]).min((1, 2)) - (mine @ axis[:, :, None]).max((1, 2))
    return axis, apart


_Rows = tuple[Indices, Indices, Array, Array]


def _program(rows: _Rows, place: Array, bodies: _Bodies, box: float, usable_mm: float) -> tuple[Array, float, float]:
    """Minimise length plus priced slack; return the moves (dx and dy of every piece), the length and the slack."""
    import highspy

    pieces = len(place)
    low, high = place + bodies.low, place + bodies.high
    lower, upper = np.full((pieces, 2), -box), np.full((pieces, 2), box)
    lower[:, 0] = np.maximum(lower[:, 0], -low[:, 0])
    # A trimmed piece may stick out by less than the box; it must come back at once.
    lower[:, 1] = np.minimum(np.maximum(lower[:, 1], -low[:, 1]), box)
    upper[:, 1] = np.maximum(np.minimum(upper[:, 1], usable_mm - high[:, 1]), lower[:, 1])
    model = highspy.HighsLp()
    model.num_col_ = 2 * pieces + 2
    model.col_cost_ = np.r_[np.zeros(2 * pieces), 1.0, SLACK_PRICE]
    model.col_lower_ = np.r_[lower.ravel(), 0.0, 0.0]
    model.col_upper_ = np.r_[upper.ravel(), np.inf, np.inf]
    _fill_rows(model, rows, high[:, 0], pieces)
    solver = highspy.Highs()  # type: ignore[no-untyped-call, unused-ignore]
    for option, value in (("output_flag", False), ("threads", 1), ("solver", "simplex")):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.run()
    values = np.array(solver.getSolution().col_value)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return np.zeros_like(place), float(high[:, 0].max()), np.inf
    return values[: 2 * pieces].reshape(pieces, 2), float(values[-2]), float(values[-1])


def _fill_rows(model: object, rows: _Rows, right_mm: Array, pieces: int) -> None:
    """Rows ``n.(dj - di) + slack >= need`` for the pairs, then ``length - dx >= right end`` for the pieces."""
    import highspy

    first, second, axis, need = rows
    pairs = len(first)
    columns = np.stack([2 * first, 2 * first + 1, 2 * second, 2 * second + 1, np.full(pairs, 2 * pieces + 1)], axis=1)
    factors = np.column_stack([-axis, axis, np.ones(pairs)])
    ends = np.stack([2 * np.arange(pieces), np.full(pieces, 2 * pieces)], axis=1)
    model.num_row_ = pairs + pieces  # type: ignore[attr-defined]
    model.row_lower_ = np.r_[need, right_mm]  # type: ignore[attr-defined]
    model.row_upper_ = np.full(pairs + pieces, np.inf)  # type: ignore[attr-defined]
    matrix = model.a_matrix_  # type: ignore[attr-defined]
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.r_[5 * np.arange(pairs), 5 * pairs + 2 * np.arange(pieces + 1)]
    matrix.index_ = np.r_[columns.ravel(), ends.ravel()]
    matrix.value_ = np.r_[factors.ravel(), np.tile([-1.0, 1.0], pieces)]
