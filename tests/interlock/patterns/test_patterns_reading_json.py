from __future__ import annotations

import json

import pytest

from interlock.errors import InterlockError
from interlock.patterns import PatternFile, read_patterns

SQUARE = [[0, 0], [300, 0], [300, 200], [0, 200]]


def read(**piece: object) -> PatternFile:
    return read_patterns(json.dumps({"unit": "mm", "pieces": [{"name": "A", "size": "M", **piece}]}).encode(), "t.json")


def test_what_a_piece_leaves_out_has_its_usual_value() -> None:
    (piece,) = read(outline=SQUARE).pieces
    assert (piece.quantity, piece.mirrored, piece.grain_deg, piece.marks, piece.material) == (1, False, 0, (), "")


@pytest.mark.parametrize(
    "written", [{"polygon": SQUARE}, {"points": SQUARE}, {"outline": [x for point in SQUARE for x in point]}]
)
def test_outlines_are_read_in_every_usual_form(written: dict[str, object]) -> None:
    assert read(**written).pieces[0].area_mm2 == 60_000


def test_a_list_of_pieces_alone_is_enough_and_the_unit_is_followed() -> None:
    bare = json.dumps([{"name": "A", "size": "M", "outline": SQUARE}]).encode()
    assert read_patterns(bare).pieces[0].area_mm2 == 60_000
    centimetres = json.dumps({"unit": "cm", "pieces": [{"name": "A", "outline": [[0, 0], [30, 0], [30, 20]]}]}).encode()
    found = read_patterns(centimetres)
    assert (found.unit, found.pieces[0].area_mm2) == ("cm", 30_000)
    assert read_patterns(centimetres, unit="mm").pieces[0].area_mm2 == 300


@pytest.mark.parametrize(
    ("wrong", "english", "chinese"),
    [
        ({"outline": None}, "its outline is None; give a list of points", "outline 为 None"),
        ({"outline": [[0, 0], [1, "x"], [3, 3]]}, "its outline is 'x'", "outline 为 'x'"),
        ({"outline": [[0, 0, 0], [1, 1, 1]]}, "its outline is", "点 [x, y] 的列表"),
        ({"outline": SQUARE, "quantity": -1}, "its quantity is -1", "quantity 为 -1，应为 0 到 9999 的整数"),
        ({"outline": SQUARE, "mirrored": "yes"}, "its mirrored is 'yes'", "true 或 false"),
        ({"outline": SQUARE, "quantity": 3, "mirrored": True}, "half of 3 copies", "无法左右各半"),
        ({"outline": SQUARE, "marks": 7}, "its marks is 7", "对象列表"),
        ({"outline": SQUARE, "marks": [{"kind": "star", "points": [[1, 1]]}]}, "kind 'star'", "没有“star”这种标记"),
        ({"outline": SQUARE, "marks": [{"kind": "match", "points": [[1, 1]]}]}, "match point has no name", "同名"),
        ({"outline": [[0, 0], [1, 0], [1, 1]]}, "too small for a piece", "小得不像裁片"),
        ({"outline": [[0, 0], [9000, 0], [9000, 9000]]}, "larger than any fabric", "大过任何面料"),
    ],
)
def test_what_is_wrong_with_a_piece_is_told_by_its_name(wrong: dict[str, object], english: str, chinese: str) -> None:
    (refused,) = read(**wrong).refused
    assert refused.reason.startswith("piece 'A' size 'M': ")
    assert refused.reason.count("piece 'A'") == 1
    assert english in refused.reason
    assert chinese in refused.reason.chinese


def test_a_missing_grain_is_told() -> None:
    found = read(outline=SQUARE, grain_deg=None)
    assert found.pieces[0].grain_deg == 0
    assert "no grain line" in found.repairs[0].what


@pytest.mark.parametrize("data", [b'{"pieces": [', b"[1, 2", b'{"unit": "furlong", "pieces": [{}]}', b"{}", b"[]"])
def test_what_is_no_list_of_pieces_is_refused(data: bytes) -> None:
    with pytest.raises(InterlockError) as caught:
        read_patterns(data, "t.json")
    assert "t.json" in str(caught.value)
    assert caught.value.chinese


@pytest.mark.parametrize("mirrored", [False, True])
def test_quantity_0_is_taken_as_1_and_told(mirrored: bool) -> None:
    found = read(outline=SQUARE, quantity=0, mirrored=mirrored)
    assert (found.pieces[0].quantity, found.pieces[0].mirrored) == (1, False)
    assert [repair.what for repair in found.repairs] == ["the file gives quantity 0; 1 is taken"]


def test_it_tells_whether_the_file_names_its_unit() -> None:
    silent = read_patterns(json.dumps([{"name": "A", "outline": SQUARE}]).encode()).unit_found
    assert read(outline=SQUARE).unit_found == "unit mm, as the file says"
    assert silent == "unit mm, as is usual, for the file names none"


def test_a_crossing_is_told_where_it_lies() -> None:
    refused = read(outline=[[0, 0], [800, 400], [800, 0], [0, 400]]).refused
    assert "crosses itself near (400.0, 200.0)" in refused[0].reason
