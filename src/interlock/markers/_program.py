"""The linear program of one step of compaction: least length, plus a priced slack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from interlock.markers._bodies import Array, Bodies, Indices

SLACK_PRICE = 1_000.0


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Pairs of parts that must stay apart: ``axis . (move of second - move of first) >= need``."""

    first: Indices
    second: Indices
    axis: Array
    need: Array


@dataclass(frozen=True, kw_only=True)
class Room:
    """How pieces may move: by at most ``box_mm`` each way, and within the usable width.

    ``turns``: least and most turn of every piece in radians, or None. ``ties``: (first, second, axis, difference of
    their moves). ``fixed``: pieces that stay.
    """

    usable_mm: float
    box_mm: float
    turns: Array | None = None
    ties: Sequence[tuple[int, int, int, float]] = ()
    fixed: Sequence[int] = ()


class _Rows:
    """Rows of a sparse matrix as they are collected: equally long ones at a time."""

    def __init__(self) -> None:
        self._columns: list[Indices] = []
        self._factors: list[Array] = []
        self._widths: list[Indices] = []
        self._lower: list[Array] = []
        self._upper: list[Array] = []

    def add(self, columns: Sequence[Indices], factors: Sequence[Array], lower: Array, upper: Array) -> None:
        count = len(lower)
        self._columns.append(np.stack(list(columns), axis=1).ravel())
        self._factors.append(np.stack(list(factors), axis=1).ravel())
        self._widths.append(np.full(count, len(columns)))
        self._lower.append(lower)
        self._upper.append(upper)

    def fill(self, model: object) -> None:
        import highspy

        model.row_lower_ = np.concatenate(self._lower)  # type: ignore[attr-defined]
        model.row_upper_ = np.concatenate(self._upper)  # type: ignore[attr-defined]
        widths = np.concatenate(self._widths)
        model.num_row_ = len(widths)  # type: ignore[attr-defined]
        matrix = model.a_matrix_  # type: ignore[attr-defined]
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.r_[0, np.cumsum(widths)]
        matrix.index_ = np.concatenate(self._columns)
        matrix.value_ = np.concatenate(self._factors)


def solve_program(bodies: Bodies, place: Array, pairs: Pairs, room: Room) -> tuple[Array, Array, float, float]:
    """Return the moves (x, y of every piece), the turns in radians, the length after them and the slack needed.

    Columns are x and y of every piece, its turn where pieces may turn, the length and the slack.
    """
    import highspy

    pieces = len(place)
    turning = room.turns is not None
    lower, upper = _bounds(bodies, place, room)
    model = highspy.HighsLp()
    model.num_col_ = len(lower) + 2
    model.col_cost_ = np.r_[np.zeros(len(lower)), 1.0, SLACK_PRICE]
    model.col_lower_ = np.r_[lower, 0.0, 0.0]
    model.col_upper_ = np.r_[upper, np.inf, np.inf]
    rows = _Rows()
    _keep_apart(rows, bodies, pairs, pieces, turning=turning)
    _keep_inside(rows, bodies, place, room)
    _keep_ties(rows, room)
    rows.fill(model)
    solver = highspy.Highs()  # type: ignore[no-untyped-call, unused-ignore]
    for option, value in (("output_flag", False), ("threads", 1), ("solver", "simplex")):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.run()
    values = np.array(solver.getSolution().col_value)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return np.zeros_like(place), np.zeros(pieces), float((place + bodies.high)[:, 0].max()), np.inf
    turns = values[2 * pieces : 3 * pieces] if turning else np.zeros(pieces)
    return values[: 2 * pieces].reshape(pieces, 2), turns, float(values[-2]), float(values[-1])


def _bounds(bodies: Bodies, place: Array, room: Room) -> tuple[Array, Array]:
    """Least and most of every column but length and slack."""
    pieces, box = len(place), room.box_mm
    low, high = place + bodies.low, place + bodies.high
    lower, upper = np.full((pieces, 2), -box), np.full((pieces, 2), box)
    if room.turns is None:
        lower[:, 0] = np.maximum(lower[:, 0], -low[:, 0])
        # A trimmed piece may stick out by less than the box; it must come back at once.
        lower[:, 1] = np.minimum(np.maximum(lower[:, 1], -low[:, 1]), box)
        upper[:, 1] = np.maximum(np.minimum(upper[:, 1], room.usable_mm - high[:, 1]), lower[:, 1])
    fixed = list(room.fixed)
    lower[fixed] = upper[fixed] = 0.0
    if room.turns is None:
        return lower.ravel(), upper.ravel()
    # A turn moves no corner by more than the box.
    most = box / np.maximum(np.hypot(*np.maximum(np.abs(bodies.low), np.abs(bodies.high)).T), 1.0)
    least_turn, most_turn = np.clip(room.turns[:, 0], -most, 0), np.clip(room.turns[:, 1], 0, most)
    least_turn[fixed] = most_turn[fixed] = 0.0
    return np.r_[lower.ravel(), least_turn], np.r_[upper.ravel(), most_turn]


def _keep_apart(rows: _Rows, bodies: Bodies, pairs: Pairs, pieces: int, *, turning: bool) -> None:
    """Rows ``n.(move of second - move of first) + slack >= need``, with the corners' turns where pieces turn."""
    first, second = bodies.owner[pairs.first], bodies.owner[pairs.second]
    count, columns_before = len(first), (3 if turning else 2) * pieces
    axis = pairs.axis
    columns = [2 * first, 2 * first + 1, 2 * second, 2 * second + 1, np.full(count, columns_before + 1)]
    factors = [-axis[:, 0], -axis[:, 1], axis[:, 0], axis[:, 1], np.ones(count)]
    if turning:
        columns += [2 * pieces + first, 2 * pieces + second]
        factors += [-_torque(bodies, pairs.first, axis), _torque(bodies, pairs.second, -axis) * -1.0]
    rows.add(columns, factors, pairs.need, np.full(count, np.inf))


def _torque(bodies: Bodies, parts: Indices, axis: Array) -> Array:
    """How far the corner that reaches farthest along the axis moves along it, per radian."""
    corners = bodies.corners[parts]
    farthest = (corners @ axis[:, :, None])[..., 0].argmax(-1)
    corner = corners[np.arange(len(parts)), farthest]
    moved: Array = axis[:, 1] * corner[:, 0] - axis[:, 0] * corner[:, 1]
    return moved


def _keep_inside(rows: _Rows, bodies: Bodies, place: Array, room: Room) -> None:
    """Rows ``length >= right end`` of every piece; where pieces turn, their other three sides too."""
    pieces = len(place)
    number = np.arange(pieces)
    low, high = place + bodies.low, place + bodies.high
    infinite = np.full(pieces, np.inf)
    if room.turns is None:
        length = np.full(pieces, 2 * pieces)
        rows.add([2 * number, length], [-np.ones(pieces), np.ones(pieces)], high[:, 0], infinite)
        return
    length, turn = np.full(pieces, 3 * pieces), 2 * pieces + number
    right, left, top, bottom = (_side_torque(bodies, axis) for axis in ((1, 0), (-1, 0), (0, 1), (0, -1)))
    rows.add([2 * number, turn, length], [-np.ones(pieces), -right, np.ones(pieces)], high[:, 0], infinite)
    rows.add([2 * number, turn], [np.ones(pieces), -left], -low[:, 0], infinite)
    room_above = np.maximum(room.usable_mm - high[:, 1], -room.box_mm)
    room_below = np.maximum(low[:, 1], -room.box_mm)
    rows.add([2 * number + 1, turn], [-np.ones(pieces), -top], -room_above, infinite)
    rows.add([2 * number + 1, turn], [np.ones(pieces), -bottom], -room_below, infinite)


def _side_torque(bodies: Bodies, axis: tuple[int, int]) -> Array:
    """How far each piece's utmost corner along an axis moves along it, per radian."""
    reach = (bodies.corners @ np.array(axis, dtype=float)).max(1)
    order = np.lexsort((reach, bodies.owner))
    last = np.flatnonzero(np.r_[bodies.owner[order][1:] != bodies.owner[order][:-1], True])
    utmost = order[last]
    return _torque(bodies, utmost, np.tile(np.array(axis, dtype=float), (len(utmost), 1)))


def _keep_ties(rows: _Rows, room: Room) -> None:
    """Rows ``move of first - move of second = difference``."""
    if not room.ties:
        return
    first, second, axis, difference = (np.array(column) for column in zip(*room.ties, strict=True))
    ones = np.ones(len(first))
    rows.add([2 * first + axis, 2 * second + axis], [ones, -ones], difference.astype(float), difference.astype(float))
