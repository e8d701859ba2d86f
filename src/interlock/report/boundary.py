"""A boundary that the user gives as a GeoJSON file, read and checked."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from interlock.errors import InterlockError
from interlock.files import reason

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
        english, chinese = wrong.args
        raise UnreadableBoundary(f"boundary {path}: {english}", f"边界文件 {path}：{chinese}") from None


class _Wrong(Exception):
    """What is wrong inside a file whose name the caller knows, in English and in Chinese."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english, chinese)


def _json_of(path: Path) -> Any:
    try:
        data = path.read_bytes()
    except OSError as error:
        english, chinese = reason(error)
        raise _Wrong(
            f"it cannot be read ({english}); give a GeoJSON file", f"无法读取（{chinese}），请提供 GeoJSON 文件"
        ) from None
    if len(data) > LARGEST_BYTES:
        raise _Wrong(
            f"it has {len(data):,} bytes; simplify it to at most {LARGEST_BYTES:,}",
            f"大小为 {len(data):,} 字节，请简化到 {LARGEST_BYTES:,} 字节以内",
        )
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise _Wrong(
            "it is not JSON; give a GeoJSON file in UTF-8", "内容不是 JSON，请提供 UTF-8 编码的 GeoJSON 文件"
        ) from None


def _rings_of(value: Any) -> list[Ring]:
    rings = [_ring(points) for polygon in _polygons(value) for points in polygon]
    if not rings:
        raise _Wrong(
            "it holds no polygon; give the area as Polygon or MultiPolygon",
            "其中没有多边形，请以 Polygon 或 MultiPolygon 给出区域",
        )
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
        raise _Wrong(
            "it is not GeoJSON; its type must be FeatureCollection, Feature, Polygon or MultiPolygon",
            "内容不是 GeoJSON，type 须为 FeatureCollection、Feature、Polygon 或 MultiPolygon",
        )


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _Wrong(
            "a polygon's coordinates are not lists of points; write the file anew",
            "多边形的坐标不是点的列表，请重新导出文件",
        )
    return value


def _ring(points: Any) -> Ring:
    ring = list(dict.fromkeys(_point(point) for point in _listed(points)))
    if len(ring) < 3:
        raise _Wrong(
            f"a ring has {len(ring)} different points; at least 3 are needed; mend it or write the file anew",
            f"有一个环只有 {len(ring)} 个不同的点，至少需要 3 个，请修正或重新导出文件",
        )
    return ring


def _point(point: Any) -> tuple[float, float]:
    try:
        longitude, latitude = float(point[0]), float(point[1])
    except (TypeError, ValueError, IndexError, KeyError):
        raise _Wrong(
            f"{str(point)[:60]} is not a point; give [longitude, latitude]",
            f"{str(point)[:60]} 不是点，请写成 [经度, 纬度]",
        ) from None
    if not (math.isfinite(longitude + latitude) and abs(longitude) <= 180 and abs(latitude) <= 90):
        raise _Wrong(
            f"the point {longitude:g}, {latitude:g} is not in degrees; "
            "convert the file to longitude, latitude (WGS-84)",
            f"点 {longitude:g}, {latitude:g} 不是经纬度，请把文件转换为经度、纬度（WGS-84）",
        )
    return round(longitude, 5), round(latitude, 5)
