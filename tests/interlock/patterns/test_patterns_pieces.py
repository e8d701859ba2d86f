from __future__ import annotations

import math
import subprocess
import sys

import msgspec
import pytest

from interlock.errors import InvalidModel
from interlock.patterns import Outline, Piece, graded

SQUARE = ((0.0, 0.0), (100.0, 0.0), (100.0, 50.0), (0.0, 50.0))


def piece(
    outline: Outline = SQUARE, quantity: int = 1, mirrored: bool = False, grain_deg: float = 0.0, name: str = "front"
) -> Piece:
    return Piece(name=name, size="M", outline=outline, quantity=quantity, mirrored=mirrored, grain_deg=grain_deg)


def test_a_piece_knows_its_area_and_its_extents_along_and_across_the_grain() -> None:
    upright = piece(grain_deg=90.0)
    assert upright.area_mm2 == 5_000
    assert (upright.along_mm, upright.across_mm) == (50.0, 100.0)
    assert (piece().along_mm, piece().across_mm) == (100.0, 50.0)


def test_the_grain_points_along_the_fabric_once_the_piece_is_turned() -> None:
    marked = piece(((0.0, 0.0), (40.0, 0.0), (20.0, 100.0)), grain_deg=90.0)
    tip = marked.on_grain[2]
    assert tip == (100.0, -20.0)


def test_a_piece_survives_json_and_its_worked_out_values_are_not_written() -> None:
    original = piece(quantity=2, mirrored=True)
    assert original.on_grain
    text = msgspec.json.encode(original)
    written = {"name", "size", "outline", "quantity", "mirrored", "grain_deg", "marks", "material"}
    assert set(msgspec.json.decode(text)) == written
    assert msgspec.json.decode(text, type=Piece) == original


@pytest.mark.parametrize(
    ("outline", "said"),
    [
        (SQUARE[:2], "at least 3"),
        (((0.0, 0.0), (math.nan, 0.0), (50.0, 50.0)), "not a finite number"),
        ((*SQUARE, SQUARE[-1]), "points 4 and 5 of the outline are the same"),
        ((*SQUARE, SQUARE[0]), "points 5 and 1 of the outline are the same"),
        (((0.0, 0.0), (100.0, 50.0), (100.0, 0.0), (0.0, 50.0)), "crosses or touches itself"),
        (((0.0, 0.0), (3.0, 0.0), (3.0, 3.0)), "check the unit"),
        (((0.0, 0.0), (6000.0, 0.0), (6000.0, 300.0)), "check the unit"),
        (((0.0, 0.0), (50.0, 50.0), (100.0, 100.0)), "crosses or touches itself"),
    ],
)
def test_a_senseless_outline_is_refused_with_the_piece_named(outline: Outline, said: str) -> None:
    with pytest.raises(InvalidModel, match="piece 'front' size 'M'") as refusal:
        piece(outline)
    assert said in str(refusal.value)


def test_all_contradictions_of_a_piece_are_listed() -> None:
    with pytest.raises(InvalidModel) as refusal:
        piece(name=" ", quantity=3, mirrored=True, grain_deg=math.inf)
    assert len(refusal.value.problems) == 3


def test_a_piece_needs_at_least_one_copy() -> None:
    with pytest.raises(InvalidModel, match="quantity is 0"):
        piece(quantity=0, mirrored=True)


def test_pieces_need_nothing_but_the_standard_library() -> None:
    code = (
        "import sys, interlock.patterns.pieces\n"
        "print([m for m in ('numpy', 'shapely', 'ezdxf', 'spyrrow', 'highspy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_shipped_piece_may_be_built_again_from_its_fields() -> None:
    back = graded("simon")["40"][0]
    assert Piece(name=back.name, size=back.size, outline=back.outline, grain_deg=back.grain_deg) == back
