"""Placed pieces as convex parts, and how far apart any two of them are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

CORNER_STEPS = (4, 8)


@dataclass(frozen=True, kw_only=True)
class Bodies:
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


def bodies_of(pieces: Sequence[list[Array]]) -> Bodies:
    """Return the bodies of placed pieces, each given by its convex parts about its own origin."""
    parts = [part for piece in pieces for part in piece]
    owner = np.repeat(np.arange(len(pieces)), [len(piece) for piece in pieces])
    size = max(len(part) for part in parts)
    corners = np.stack([_padded(part, part[-1:], size) for part in parts])
    return _bodies(owner, np.array([len(part) for part in parts]), corners)


def turned_bodies(bodies: Bodies, radians: Array) -> Bodies:
    """Return the bodies with every piece turned about its own origin."""
    cosine, sine = np.cos(radians)[bodies.owner, None], np.sin(radians)[bodies.owner, None]
    x, y = bodies.corners[..., 0], bodies.corners[..., 1]
    return _bodies(bodies.owner, bodies.sizes, np.stack([x * cosine - y * sine, x * sine + y * cosine], axis=-1))


def _bodies(owner: Indices, sizes: Indices, corners: Array) -> Bodies:
    size = corners.shape[1]
    real = np.arange(size) < sizes[:, None]
    following = np.roll(corners, -1, axis=1)
    last = np.arange(len(sizes)), sizes - 1
    following[last] = corners[:, 0]
    sides = following - corners
    lengths = np.hypot(sides[..., 0], sides[..., 1])
    real &= lengths > 0
    normals = np.stack([sides[..., 1], -sides[..., 0]], axis=-1) / np.where(real, lengths, 1.0)[..., None]
    part_low, part_high = corners.min(1), corners.max(1)
    starts = np.searchsorted(owner, np.arange(int(owner[-1]) + 1))
    return Bodies(
        owner=owner,
        sizes=sizes,
        corners=corners,
        normals=normals,
        offsets=np.where(real, (normals * corners).sum(-1), np.inf),
        part_low=part_low,
        part_high=part_high,
        low=np.minimum.reduceat(part_low, starts),
        high=np.maximum.reduceat(part_high, starts),
    )


def _padded(points: Array, last: Array, size: int) -> Array:
    return np.vstack([points, np.repeat(last, size - len(points), axis=0)])


def near_pairs(bodies: Bodies, place: Array, reach: float) -> tuple[Indices, Indices]:
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


def separations(
    bodies: Bodies, place: Array, first: Indices, second: Indices, gap_mm: float
) -> tuple[Array, Array, npt.NDArray[np.bool_]]:
    """Return the axis (unit, from first to second) along which each pair is farthest apart, how far, and whose it is.

    Overlaps are less than 0. An axis belongs to the second where it is square to one of that part's sides.
    """
    axis, apart, of_second = np.zeros((len(first), 2)), np.zeros(len(first)), np.zeros(len(first), dtype=bool)
    largest = np.maximum(bodies.sizes[first], bodies.sizes[second])
    smaller = 0
    for size in (*CORNER_STEPS, int(bodies.sizes.max())):
        chosen = np.flatnonzero((largest > smaller) & (largest <= size))
        smaller = max(size, smaller)
        if len(chosen):
            shapes = _Shapes(bodies, size, first[chosen], second[chosen], place)
            axis[chosen], apart[chosen], of_second[chosen] = _widest(shapes, gap_mm)
    return axis, apart, of_second


class _Shapes:
    """Pairs of parts with at most ``size`` corners each, the first of a pair lying where it was drawn."""

    def __init__(self, bodies: Bodies, size: int, first: Indices, second: Indices, place: Array) -> None:
        self.shift = place[bodies.owner[second]] - place[bodies.owner[first]]
        self.corners = bodies.corners[first, :size], bodies.corners[second, :size]
        self.normals = bodies.normals[first, :size], bodies.normals[second, :size]
        self.offsets = bodies.offsets[first, :size], bodies.offsets[second, :size]


def _widest(shapes: _Shapes, gap_mm: float) -> tuple[Array, Array, npt.NDArray[np.bool_]]:
    ahead = _along_normals(shapes.normals[0], shapes.offsets[0], shapes.corners[1], shapes.shift)
    back = _along_normals(shapes.normals[1], shapes.offsets[1], shapes.corners[0], -shapes.shift)
    candidates = [ahead, (-back[0], back[1])]
    if gap_mm > 0:
        candidates.append(_between_corners(*shapes.corners, shapes.shift))
    distances = np.stack([distance for _, distance in candidates])
    best, pairs = distances.argmax(0), np.arange(distances.shape[1])
    return np.stack([axis for axis, _ in candidates])[best, pairs], distances[best, pairs], best == 1


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
