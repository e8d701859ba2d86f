from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise

import pytest
import shapely

from interlock.errors import InvalidModel
from interlock.patterns import designs, garment_pieces, graded, models
from interlock.patterns.outlines import bounds_mm


def test_six_designs_are_shipped_with_their_licence() -> None:
    assert designs() == ("aaron", "brian", "paco", "simon", "teagan", "titan")
    notice = files("interlock.patterns").joinpath("data/freesewing.LICENSE.txt").read_text(encoding="utf-8")
    assert re.search(r"FreeSewing.*MIT License", notice, re.DOTALL)


def test_every_shipped_outline_is_valid_by_exact_geometry() -> None:
    pieces = [piece for garment in garment_pieces().values() for piece in garment]
    assert len(pieces) == 171
    assert len(garment_pieces("lining")) == 6
    for piece in pieces:
        polygon = shapely.Polygon(piece.outline)
        assert polygon.is_valid
        assert polygon.area == pytest.approx(piece.area_mm2)


def test_garments_grow_with_their_size() -> None:
    for design in designs():
        areas = [sum(p.area_mm2 * p.quantity for p in pieces) for pieces in graded(design).values()]
        assert len(areas) == 6
        assert all(smaller < larger for smaller, larger in pairwise(areas))


def test_sizes_of_another_body_model_are_found() -> None:
    assert models("titan") == ("cisFemaleAdult", "cisMaleAdult")
    assert list(graded("titan", "cisFemaleAdult")) == ["30", "34", "38"]


@pytest.mark.parametrize("design", ["teagan", "simon", "brian"])
def test_on_the_grain_the_neck_of_every_body_piece_and_sleeve_is_to_the_right(design: str) -> None:
    for piece in graded(design)["40"]:
        if piece.name in {"front", "back", "sleeve"}:
            polygon = shapely.Polygon(piece.on_grain)
            left, bottom, right, top = bounds_mm(piece.on_grain)
            hem = polygon.intersection(shapely.box(left, bottom, left + 30, top)).area
            neck = polygon.intersection(shapely.box(right - 30, bottom, right, top)).area
            assert neck < hem


def test_an_unknown_design_or_model_is_refused_with_the_choices() -> None:
    with pytest.raises(InvalidModel, match="choose one of aaron, brian"):
        graded("parka")
    with pytest.raises(InvalidModel, match="choose cisMaleAdult"):
        graded("paco", "cisFemaleAdult")
