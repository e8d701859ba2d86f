"""A boundary that the user gives as a GeoJSON file, read and checked."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from interlock.errors import InterlockError

Ring = list[tuple[float, float]]
LARGEST_BYTES = 5_000_000
_HOLDERS = {"FeatureCollection": "features", "GeometryCollection": "geometries", "Feature": "geometry"}


class UnreadableBoundary(InterlockError):
    """A boundary file is not GeoJSON with polygons in degrees."""


def read_boundary(path: Path) -> list[Ring]:
    """Return every ring of the file's polygons as (longitude, latitude) in degrees (RFC 7946), to 5 decimals.

    Raises :class:`UnreadableBoundary` naming the file, what is wrong in it and the remedy.
    """
    try:
        return _rings_of(_json_of(path))
    except _Wrong as wrong:
        raise UnreadableBoundary(f"boundary {path}: {wrong}") from None


class _Wrong(Exception):
    """What is wrong inside a file whose name the caller knows."""


def _json_of(path: Path) -> Any:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _Wrong(f"it cannot be read ({error.strerror}); give a GeoJSON file") from None
    if len(data) > LARGEST_BYTES:
        raise _Wrong(f"it has {len(data):,} bytes; simplify it to at most {LARGEST_BYTES:,}")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise _Wrong("it is not JSON; give a GeoJSON file in UTF-8") from None


def _rings_of(value: Any) -> list[Ring]:
    rings = [_ring(points) for polygon in _polygons(value) for points in polygon]
    if not rings:
        raise _Wrong("it holds no polygon; give the area as Polygon or MultiPolygon")
    return rings


def _polygons(value: Any, depth: int = 0) -> Iterator[list[Any]]:
    kind = str(value.get("type")) if isinstance(value, dict) else ""
    if kind in _HOLDERS and depth < 20:
        inside = value.get(_HOLDERS[kind])
        for part in inside if isinstance(inside, list) else [inside]:
            yield from _polygons(part, depth + 1)
    elif kind in ("Polygon", "MultiPolygon"):
        parts = value.get("coordinates")
        for polygon in [parts] if kind == "Polygon" else _listed(parts):
            yield _listed(polygon)
    elif depth == 0:
        raise _Wrong("it is not GeoJSON; its type must be FeatureCollection, Feature, Polygon or MultiPolygon")


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _Wrong("a polygon's coordinates are not lists of points; write the file anew")
    return value


def _ring(points: Any) -> Ring:
    ring = list(dict.fromkeys(_point(point) for point in _listed(points)))
    if len(ring) < 3:
        raise _Wrong(f"a ring has {len(ring)} different points; at least 3 are needed")
    return ring


def _point(point: Any) -> tuple[float, float]:
    try:
        longitude, latitude = float(point[0]), float(point[1])
    except (TypeError, ValueError, IndexError, KeyError):
        raise _Wrong(f"{str(point)[:60]} is not a point; give [longitude, latitude]") from None
    if not (math.isfinite(longitude + latitude) and abs(longitude) <= 180 and abs(latitude) <= 90):
        raise _Wrong(
            f"the point {longitude:g}, {latitude:g} is not in degrees; convert the file to longitude, latitude (WGS-84)"
        )
    return round(longitude, 5), round(latitude, 5)
