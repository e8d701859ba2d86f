from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.report import UnreadableBoundary
from interlock.report.boundary import LARGEST_BYTES, read_boundary

SQUARE = [[115.0, 25.0], [116.0, 25.0], [116.0, 26.0], [115.0, 25.0]]


def _file(folder: Path, value: Any) -> Path:
    path = folder / "county.geojson"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "value",
    [
        {"type": "Polygon", "coordinates": [SQUARE]},
        {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}},
        {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [SQUARE]}]},
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "geometry": {"type": "Point", "coordinates": [115, 25]}},
                {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [SQUARE]}},
            ],
        },
    ],
)
def test_every_kind_of_geojson_area_gives_its_rings(tmp_path: Path, value: Any) -> None:
    assert read_boundary(_file(tmp_path, value)) == [[(115.0, 25.0), (116.0, 25.0), (116.0, 26.0)]]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not GeoJSON"),
        ({"type": "Point", "coordinates": [1, 2]}, "not GeoJSON"),
        ({"type": "FeatureCollection", "features": []}, "no polygon"),
        ({"type": "FeatureCollection"}, "no polygon"),
        ({"type": "Polygon", "coordinates": 7}, "not lists"),
        ({"type": "Polygon", "coordinates": [7]}, "not lists"),
        ({"type": "Polygon", "coordinates": [[[1], [2], [3]]]}, "is not a point"),
        ({"type": "Polygon", "coordinates": [[["a", "b"]]]}, "is not a point"),
        ({"type": "Polygon", "coordinates": [[[1, 2], [1, 2], [1, 3]]]}, "2 different points"),
        ({"type": "Polygon", "coordinates": [[[39500000, 2900000], [1, 2], [3, 4]]]}, "not in degrees"),
    ],
)
def test_a_file_that_is_no_boundary_is_refused_with_its_name_and_the_remedy(
    tmp_path: Path, value: Any, said: str
) -> None:
    path = _file(tmp_path, value)
    with pytest.raises(UnreadableBoundary, match=said) as caught:
        read_boundary(path)
    assert str(path) in str(caught.value)


def test_a_boundary_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableBoundary, match="cannot be read"):
        read_boundary(tmp_path / "none.geojson")


def test_a_boundary_too_large_to_draw_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableBoundary, match="simplify"):
        read_boundary(_file(tmp_path, " " * (LARGEST_BYTES + 1)))


WORDS = st.sampled_from(["type", "coordinates", "features", "geometry"])
ANYTHING = st.recursive(
    st.none() | st.text() | st.floats() | st.sampled_from(["Polygon", "Feature"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner),
)


@given(ANYTHING)
def test_whatever_the_file_holds_the_answer_is_rings_or_one_clear_error(tmp_path_factory: Any, value: Any) -> None:
    path = _file(tmp_path_factory.getbasetemp(), value)
    rings, said = [], ""
    try:
        rings = read_boundary(path)
    except UnreadableBoundary as error:
        said = str(error)
    assert str(path) in said or all(len(ring) >= 3 for ring in rings)
