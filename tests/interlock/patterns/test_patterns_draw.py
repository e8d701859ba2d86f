from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from ezdxf.entities.polyline import Polyline
from ezdxf.filemanagement import readfile

from interlock.errors import InterlockError, InvalidModel
from interlock.patterns import Piece, graded, sheet_svg, write_dxf
from interlock.patterns.dxf import grain_line, quantity_text

SVG = "{http://www.w3.org/2000/svg}"
SHIRT = graded("simon")["40"]


def test_a_sheet_shows_every_piece_with_its_name_size_and_quantity() -> None:
    root = ET.fromstring(sheet_svg(SHIRT, "Shirt <1>"))  # noqa: S314 - our own text
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert words[0] == "Shirt <1>"
    assert "cuff 40 × 4 (1:1)" in words
    assert "back 40 × 1" in words
    assert len(words) == 1 + len(SHIRT)


def test_all_pieces_lie_inside_the_sheet() -> None:
    root = ET.fromstring(sheet_svg(SHIRT))  # noqa: S314 - our own text
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    outlines = [path.attrib["d"] for path in root.findall(f"{SVG}path")]
    points = [tuple(map(float, pair.split(","))) for data in outlines for pair in data[1:-1].split("L")]
    assert len(outlines) == len(SHIRT)
    assert all(0 <= x <= width and 0 <= y <= height for x, y in points)


def test_a_sheet_without_pieces_is_refused() -> None:
    with pytest.raises(InvalidModel, match="at least one"):
        sheet_svg([])


def test_a_pattern_file_has_one_block_per_piece_with_boundary_grain_and_texts(tmp_path: Path) -> None:
    path = tmp_path / "shirt.dxf"
    write_dxf([*SHIRT, *graded("paco")["38"]], path)
    drawing = readfile(path)
    assert drawing.dxfversion == "AC1009"
    assert not drawing.audit().has_errors
    blocks = [drawing.blocks.get(insert.dxf.name) for insert in drawing.modelspace().query("INSERT")]
    assert len(blocks) == len(SHIRT) + 4
    for block, piece in zip(blocks, SHIRT, strict=False):
        (boundary,) = (line for line in block if isinstance(line, Polyline))
        assert boundary.dxf.layer == "1"
        assert [(p.x, p.y) for p in boundary.points()] == list(piece.outline)
        assert boundary.is_closed
        assert len(block.query("LINE[layer=='7']")) == 1
        texts = {text.dxf.text for text in block.query("TEXT")}
        assert {f"Piece Name: {piece.name}", "Size: 40", f"Quantity: {quantity_text(piece)}"} == texts
    assert list(tmp_path.iterdir()) == [path]


def test_quantities_tell_drawn_and_mirrored_copies_apart() -> None:
    by_name = {piece.name: quantity_text(piece) for piece in SHIRT}
    assert (by_name["back"], by_name["cuff"], by_name["sleeve"]) == ("1,0", "2,2", "1,1")


def test_the_grain_line_runs_through_the_middle_in_the_direction_of_the_grain() -> None:
    square = ((0.0, 0.0), (80.0, 0.0), (80.0, 40.0), (0.0, 40.0))
    upright = Piece(name="a", size="M", outline=square, grain_deg=90.0)
    assert grain_line(upright) == ((40.0, 10.0), (40.0, 30.0))


def test_a_place_that_cannot_be_written_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(InterlockError, match=r"nowhere.*cannot be written"):
        write_dxf(SHIRT, tmp_path / "nowhere" / "shirt.dxf")
    occupied = tmp_path / "taken"
    (occupied / "inside").mkdir(parents=True)
    with pytest.raises(InterlockError, match="cannot be written"):
        write_dxf(SHIRT, occupied)
    assert list(tmp_path.iterdir()) == [occupied]


def test_a_file_without_pieces_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidModel, match="at least one"):
        write_dxf([], tmp_path / "empty.dxf")
