"""The linear program of one step of compaction: least length, plus a priced slack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlock.markers._bodies import Array, Bodies, Indices

SLACK_PRICE = 1_000.0


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Pairs of parts that must stay apart: ``axis . (move of second - move of first) >= need``.

    ``of_second``: the axis turns with the second part, else with the first.
    """

    first: Indices
    second: Indices
    axis: Array
    need: Array
    of_second: npt.NDArray[np.bool_]


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
    if turning:
        _keep_apart_turning(rows, bodies, place, pairs, room.box_mm)
    else:
        _keep_apart(rows, bodies, pairs, pieces)
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


def _keep_apart(rows: _Rows, bodies: Bodies, pairs: Pairs, pieces: int) -> None:
    """Rows ``n.(move of second - move of first) + slack >= need``."""
    first, second = bodies.owner[pairs.first], bodies.owner[pairs.second]
    count, axis = len(first), pairs.axis
    columns = [2 * first, 2 * first + 1, 2 * second, 2 * second + 1, np.full(count, 2 * pieces + 1)]
    factors = [-axis[:, 0], -axis[:, 1], axis[:, 0], axis[:, 1], np.ones(count)]
    rows.add(columns, factors, pairs.need, np.full(count, np.inf))


def _keep_apart_turning(rows: _Rows, bodies: Bodies, place: Array, pairs: Pairs, box: float) -> None:
    """The same for pieces that turn: the axis n turns with the part a it belongs to, one row for each near corner of b.

    n . (move of b - move of a + turn of b x corner - turn of a x (corner + b - a)) + slack >= need of the corner.
    """
    pieces = len(place)
    a = np.where(pairs.of_second, pairs.second, pairs.first)
    b = np.where(pairs.of_second, pairs.first, pairs.second)
    n = np.where(pairs.of_second[:, None], -pairs.axis, pairs.axis)
    along = (bodies.corners[b] @ n[:, :, None])[..., 0]
    ahead = along - along.min(1, keepdims=True)
    near = (ahead <= box) & (np.arange(along.shape[1]) < bodies.sizes[b][:, None])
    pair, corner = np.nonzero(near)
    a, b, n = a[pair], b[pair], n[pair]
    own, other = bodies.owner[a], bodies.owner[b]
    point = bodies.corners[b, corner]
    count = len(pair)
    columns = [2 * own, 2 * own + 1, 2 * other, 2 * other + 1, np.full(count, 3 * pieces + 1)]
    columns += [2 * pieces + own, 2 * pieces + other]
    factors = [-n[:, 0], -n[:, 1], n[:, 0], n[:, 1], np.ones(count)]
    factors += [-_leverage(n, point + place[other] - place[own]), _leverage(n, point)]
    rows.add(columns, factors, pairs.need[pair] - ahead[pair, corner], np.full(count, np.inf))


def _leverage(axis: Array, points: Array) -> Array:
    """How far points move along an axis per radian about the origin."""
    moved: Array = axis[:, 1] * points[:, 0] - axis[:, 0] * points[:, 1]
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
    _keep_inside_turning(rows, bodies, low, high, room)


def _keep_inside_turning(rows: _Rows, bodies: Bodies, low: Array, high: Array, room: Room) -> None:
    """One row for each side and each corner near it: a turn may make another corner the utmost one."""
    pieces = len(low)
    sides = (
        (0, 1.0, -high[:, 0], True),
        (0, -1.0, low[:, 0], False),
        (1, 1.0, np.maximum(room.usable_mm - high[:, 1], -room.box_mm), False),
        (1, -1.0, np.maximum(low[:, 1], -room.box_mm), False),
    )
    real = np.arange(bodies.corners.shape[1]) < bodies.sizes[:, None]
    for axis, sign, free_mm, to_length in sides:
        reach = sign * bodies.corners[..., axis]
        behind = sign * np.where(sign > 0, bodies.high[:, axis], bodies.low[:, axis])[bodies.owner][:, None] - reach
        part, corner = np.nonzero(real & (behind <= room.box_mm))
        piece = bodies.owner[part]
        normal = np.zeros((len(part), 2))
        normal[:, axis] = sign
        columns = [2 * piece + axis, 2 * pieces + piece]
        factors = [np.full(len(part), -sign), -_leverage(normal, bodies.corners[part, corner])]
        if to_length:
            columns.append(np.full(len(part), 3 * pieces))
            factors.append(np.ones(len(part)))
        least = -free_mm[piece] - behind[part, corner]
        rows.add(columns, factors, least, np.full(len(part), np.inf))


def _keep_ties(rows: _Rows, room: Room) -> None:
    """Rows ``move of first - move of second = difference``."""
    if not room.ties:
        return
    first, second, axis, difference = (np.array(column) for column in zip(*room.ties, strict=True))
    ones = np.ones(len(first))
    rows.add([2 * first + axis, 2 * second + axis], [ones, -ones], difference.astype(float), difference.astype(float))
