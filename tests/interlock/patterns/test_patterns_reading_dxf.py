from __future__ import annotations

from pathlib import Path

import pytest
from pattern_files import HALF_BACK, SQUARE, Style, line, point, polyline, sides, text

from interlock.errors import InterlockError
from interlock.patterns import Mark, PatternFile, read_patterns

GRAIN = line((50, 100), (250, 100), 7)
SLANTED = ((0, 0), (300, 0), (200, 200), (0, 200))


def read(style: Style, encoding: str = "utf-8") -> PatternFile:
    return read_patterns(style.written(encoding), "t1.dxf")


def repairs(found: PatternFile) -> str:
    return "\n".join(done.what for done in found.repairs)


def test_a_boundary_in_open_pieces_is_chained_in_any_order_and_direction() -> None:
    first, second, third, fourth = (polyline(side) for side in zip(SQUARE, (*SQUARE[1:], SQUARE[0]), strict=True))
    turned = polyline((SQUARE[2], SQUARE[1]))
    found = read(Style().piece("FRONT", "M", third + first + fourth + turned + GRAIN, quantity="1,0"))
    assert second != turned
    (piece,) = found.pieces
    assert piece.area_mm2 == 60_000
    assert (piece.name, piece.size, piece.quantity, piece.grain_deg) == ("FRONT", "M", 1, 0)
    assert not found.repairs


def test_quantity_and_material_of_the_sample_size_hold_for_every_size() -> None:
    style = Style().piece("SLEEVE", "M", sides(SQUARE) + GRAIN, quantity="1,1", fabric="lining")
    style.piece("SLEEVE", "L", sides(SQUARE) + GRAIN)
    for piece in read(style).pieces:
        assert (piece.quantity, piece.mirrored, piece.material) == (2, True, "lining")


def test_a_size_is_the_same_in_full_width() -> None:
    made = Style(sample="Ｍ").piece("YOKE", "Ｍ", sides(SQUARE)).piece("BACK", "M", sides(SQUARE))
    found = read(made)
    assert ({piece.size for piece in found.pieces}, found.sample_size) == ({"M"}, "M")


def test_keys_may_be_written_in_capitals() -> None:
    style = Style(upper=True).piece("YOKE", "M", polyline(SQUARE, closed=True) + GRAIN, quantity="2,0")
    found = read(style)
    assert [(p.name, p.size, p.quantity) for p in found.pieces] == [("YOKE", "M", 2)]
    assert (found.style, found.sample_size) == ("T1", "M")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_chinese_names_are_read_in_whatever_encoding(encoding: str) -> None:
    found = read(Style().piece("前片", "170", sides(SQUARE) + GRAIN, quantity="1,0", material="面布"), encoding)
    assert (found.pieces[0].name, found.pieces[0].material) == ("前片", "面布")


def test_the_escapes_of_r12_and_accents_of_western_files_are_read() -> None:
    escaped = read(Style().piece(r"\U+524D\U+7247", "M", sides(SQUARE) + GRAIN, quantity="1,0"))
    western = read(Style().piece("Rückenteil", "M", sides(SQUARE) + GRAIN, quantity="1,0"), "cp1252")
    assert (escaped.pieces[0].name, western.pieces[0].name) == ("前片", "Rückenteil")


def test_a_half_on_the_fold_is_unfolded_with_its_marks() -> None:
    drawn = sides(HALF_BACK) + line((0, 0), (600, 0), 6) + line((100, 50), (300, 50), 7) + point((200, 100), 13)
    found = read(Style().piece("BACK", "M", drawn, quantity="1,0"))
    (piece,) = found.pieces
    assert piece.across_mm == 520
    assert [mark.points for mark in piece.marks] == [((200, 100),), ((200, -100),)]
    assert "unfolded" in repairs(found)


def test_a_mirror_line_through_a_whole_piece_leaves_it_whole() -> None:
    found = read(Style().piece("BACK", "M", sides(SQUARE) + line((0, 100), (300, 100), 6) + GRAIN, quantity="1,0"))
    assert found.pieces[0].area_mm2 == 60_000


def test_marks_are_read_from_their_layers_and_validation_copies_are_not() -> None:
    drawn = "".join(
        (
            sides(SQUARE),
            GRAIN,
            point((150, 0), 4, 30, 5, 39, 0, 50, 270),
            point((0, 100), 82, 30, 4),
            point((100, 100), 13),
            line((10, 10), (10, 190), 8),
            text("pleat", 8, (10, 10)),
            line((0, 10), (300, 10), 14),
            polyline(((200, 50), (220, 50), (220, 70)), 11, closed=True),
            polyline(SQUARE, 84, closed=True),
            point((150, 50), 9),
            text("A", 9, (150, 50)),
            text("# 3", 2, (0, 0)),
        )
    )
    (piece,) = read(Style().piece("FRONT", "M", drawn, quantity="1,0")).pieces
    marks = {(mark.kind, mark.name): mark for mark in piece.marks}
    assert set(marks) == {
        ("notch", ""),
        ("notch", "check"),
        ("drill", ""),
        ("line", "pleat"),
        ("line", "sew"),
        ("cutout", ""),
        ("match", "A"),
    }
    assert marks["notch", ""].points[1] == pytest.approx((150, 5))
    assert marks["notch", "check"].points[1] == pytest.approx((4, 100))
    assert marks["cutout", ""] == Mark(kind="cutout", points=((200, 50), (220, 50), (220, 70)))


def test_a_pair_that_aama_gives_as_two_is_halved_and_said() -> None:
    found = read(Style().piece("FRONT", "M", sides(SLANTED) + GRAIN, quantity="2"))
    assert (found.pieces[0].quantity, found.pieces[0].mirrored) == (2, True)
    assert "mirrored" in repairs(found)
    cuff = read(Style().piece("CUFF", "M", sides(SQUARE) + GRAIN, quantity="2"))
    assert (cuff.pieces[0].quantity, cuff.pieces[0].mirrored, cuff.repairs) == (2, False, ())


def test_an_odd_number_of_a_piece_with_a_left_and_a_right_is_told() -> None:
    found = read(Style().piece("COLLAR", "M", sides(SLANTED) + GRAIN, quantity="3"))
    assert (found.pieces[0].quantity, found.pieces[0].mirrored) == (3, False)
    assert "quantity 3 is odd" in repairs(found)
    cuff = read(Style().piece("CUFF", "M", sides(SQUARE) + GRAIN, quantity="3"))
    assert (cuff.pieces[0].quantity, cuff.repairs) == (3, ())


@pytest.mark.parametrize(("said", "count"), [("两片", 2), ("3 片", 3), ("一对", 2), ("4 pcs", 4), ("十片", 10)])
def test_a_quantity_may_be_written_as_people_say_it(said: str, count: int) -> None:
    found = read(Style().piece("CUFF", "M", sides(SQUARE) + GRAIN, quantity=said))
    assert sum(piece.quantity for piece in found.pieces) == count
    assert "cannot be understood" not in repairs(found)


def test_single_copies_beside_pairs_stand_apart() -> None:
    found = read(Style().piece("TAB", "M", sides(SQUARE) + GRAIN, quantity="3,1"))
    assert [(p.name, p.quantity, p.mirrored) for p in found.pieces] == [("TAB", 2, True), ("TAB (1)", 2, False)]


@pytest.mark.parametrize("stated", ["0", "0,0", "", "two"])
@pytest.mark.parametrize("note", ["2XFABRIC", "2 x self", "CUT 2", "cut: 2 fabric", "CUT 2XFABRIC", "裁2片"])
def test_a_quantity_that_is_not_stated_is_read_from_the_pieces_note(stated: str, note: str) -> None:
    found = read(Style().piece("SLEEVE", "M", sides(SLANTED) + GRAIN, quantity=stated, annotation=note))
    assert (found.pieces[0].quantity, found.pieces[0].mirrored) == (2, True)
    (repair,) = found.repairs
    assert f"2 is read from its note ({note}), half of them taken as mirrored" in repair.what
    assert note in repair.what.chinese
    cuff = read(Style().piece("CUFF", "M", sides(SQUARE) + GRAIN, quantity=stated, annotation=note))
    assert (cuff.pieces[0].quantity, cuff.pieces[0].mirrored) == (2, False)
    assert [repair.what.endswith(f"its note ({note})") for repair in cuff.repairs] == [True]


@pytest.mark.parametrize("stated", ["100000", "-3", "1,-1", "12345,0"])
def test_a_quantity_that_no_piece_can_have_refuses_the_piece(stated: str) -> None:
    found = read(Style().piece("POCKET", "M", sides(SQUARE) + GRAIN, quantity=stated))
    assert found.pieces == ()
    (refused,) = found.refused
    assert (refused.piece, refused.size) == ("POCKET", "M")
    assert f"quantity {stated} is beyond what a garment may have of a piece; give 1 to 9,999" in refused.reason
    assert f"片数 {stated} 超出一件服装可有的片数" in refused.reason.chinese
    odd = read(Style().piece("POCKET", "M", sides(SQUARE) + GRAIN, quantity="two"))
    assert [piece.quantity for piece in odd.pieces] == [1]


@pytest.mark.parametrize("note", ["2XFABRIC", "CUT 4"])
@pytest.mark.parametrize("stated", ["1", "1,0"])
def test_a_note_never_goes_before_a_stated_quantity(stated: str, note: str) -> None:
    found = read(Style().piece("POCKET", "M", sides(SLANTED) + GRAIN, quantity=stated, annotation=note))
    assert [(piece.quantity, piece.mirrored) for piece in found.pieces] == [(1, False)]
    assert found.repairs == ()


@pytest.mark.parametrize("note", ["1XFABRIC 2XINTERLINING", "30x40", "0X", "fuse", "V2X", "CUT 2.5 mm off"])
def test_a_note_that_does_not_say_one_quantity_is_told_with_one_copy(note: str) -> None:
    found = read(Style().piece("SLEEVE", "M", sides(SLANTED) + GRAIN, quantity="0", annotation=note))
    assert [(piece.quantity, piece.mirrored) for piece in found.pieces] == [(1, False)]
    assert [str(repair.what) for repair in found.repairs] == [
        f"the file gives quantity 0; 1 is taken (its note says: {note})"
    ]


def test_only_mirrored_copies_turn_the_outline_over() -> None:
    slanted = ((0, 0), (300, 0), (200, 200), (0, 200))
    (piece,) = read(Style().piece("FLY", "M", sides(slanted) + GRAIN, quantity="0,1")).pieces
    assert set(piece.outline) == {(x, -y) for x, y in slanted}
    assert (piece.quantity, piece.mirrored) == (1, False)


def test_a_quantity_that_is_missing_or_zero_is_taken_as_one_and_said() -> None:
    style = Style().piece("A", "M", sides(SQUARE) + GRAIN).piece("B", "M", sides(SQUARE) + GRAIN, quantity="0")
    found = read(style.piece("C", "M", sides(SQUARE) + GRAIN, quantity="a pair"))
    assert [piece.quantity for piece in found.pieces] == [1, 1, 1]
    assert len(found.repairs) == 3


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "count", "unit", "sizes"),
    [
        ("GMH1006F18_AAMA.DXF", 90, "mm", 15),
        ("MEN_CLASSIC_TEE.DXF", 105, "in", 15),
        ("SS17_M_POLO_REG_ASTM.DXF", 120, "mm", 15),
        ("clo-pattern.dxf", 9, "mm", 1),
    ],
)
def test_real_exports_are_read_whole(file: str, count: int, unit: str, sizes: int) -> None:
    path = Path(__file__).parents[4] / "shared/bench/dxf" / file
    if not path.exists():
        pytest.skip(f"{file} is not beside the project")
    found = read_patterns(path)
    assert not found.refused
    assert (len(found.pieces), found.unit, len(found.sizes)) == (count, unit, sizes)


def test_a_file_that_is_none_is_refused_in_both_languages() -> None:
    with pytest.raises(InterlockError, match=r"x\.txt is no pattern file") as caught:
        read_patterns(b"hello", "x.txt")
    assert "不是样板文件" in caught.value.chinese
