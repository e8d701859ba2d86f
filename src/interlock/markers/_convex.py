"""Convex parts of an outline: constrained Delaunay triangles, merged as Hertel and Mehlhorn (1983) do."""

from __future__ import annotations

from collections.abc import Sequence

from interlock.patterns.outlines import Outline, Point

Ring = tuple[int, ...]


def convex_parts(outline: Outline) -> list[Outline]:
    """Return convex polygons, anticlockwise, that cover the simple outline exactly: at most four times the fewest."""
    rings = set(_triangles(outline))
    owner = {edge: ring for ring in rings for edge in _edges(ring)}
    for u, v in list(owner):
        if u < v and (v, u) in owner:
            joined = _joined(owner[u, v], owner[v, u], u, v)
            if _is_convex(joined, outline):
                rings -= {owner[u, v], owner[v, u]}
                rings.add(joined)
                del owner[u, v], owner[v, u]
                owner.update(dict.fromkeys(_edges(joined), joined))
    return [tuple(outline[index] for index in ring) for ring in sorted(rings)]


def _triangles(outline: Outline) -> list[Ring]:
    import shapely

    index = {point: number for number, point in enumerate(outline)}
    triangles = shapely.constrained_delaunay_triangles(shapely.Polygon(outline))
    rings: list[Ring] = []
    for triangle in triangles.geoms:
        a, b, c = (index[x, y] for x, y in shapely.get_coordinates(triangle)[:3].tolist())
        rings.append((a, b, c) if _turn(outline[a], outline[b], outline[c]) > 0 else (a, c, b))
    return rings


def _edges(ring: Ring) -> list[tuple[int, int]]:
    return list(zip(ring, (*ring[1:], ring[0]), strict=True))


def _joined(first: Ring, second: Ring, u: int, v: int) -> Ring:
    """Join two rings over the side that runs u to v in the first and v to u in the second."""
    start, other = first.index(v), second.index(u)
    left = first[start:] + first[:start]
    right = second[other:] + second[:other]
    return left + right[1:-1]


def _is_convex(ring: Ring, outline: Sequence[Point]) -> bool:
    count = len(ring)
    return all(
        _turn(outline[ring[number - 1]], outline[ring[number]], outline[ring[(number + 1) % count]]) >= 0
        for number in range(count)
    )


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
