"""SVG drawings of other programs."""

from __future__ import annotations

import pytest

from interlock.errors import InterlockError
from interlock.patterns import PatternFile, read_patterns
from interlock.patterns.reading.svg_path import lines_of


def drawing(body: str, size: str = 'width="600mm" height="400mm" viewBox="0 0 600 400"') -> bytes:
    return f'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" {size}>{body}</svg>'.encode()


def read(body: str, **more: str) -> PatternFile:
    return read_patterns(drawing(body, **more), "t.svg")


def test_every_outermost_closed_shape_is_a_piece_called_by_its_label() -> None:
    body = (
        '<g id="front"><path d="M0 0h300v200h-300z"/><path d="M10,10 L50,10"/></g>'
        '<rect id="pocket" x="400" y="10" width="100" height="120"/>'
        '<polygon points="410,20 490,20 490,50"/>'
    )
    found = read(body)
    by_name = {piece.name: piece for piece in found.pieces}
    assert set(by_name) == {"front", "pocket"}
    assert by_name["front"].area_mm2 == 60_000
    assert by_name["front"].outline[2] == (300, -200)
    assert [mark.kind for mark in by_name["front"].marks] == ["line"]
    assert [mark.kind for mark in by_name["pocket"].marks] == ["line"]
    assert found.unit == "mm"


def test_texts_in_a_shape_say_what_it_is() -> None:
    texts = '<text x="20" y="30">裁片名称：前片</text><text x="20" y="60">Quantity: 1,1</text>'
    (piece,) = read('<path d="M0 0h300v200h-300z"/>' + texts).pieces
    assert (piece.name, piece.quantity, piece.mirrored) == ("前片", 2, True)


def test_transforms_and_units_of_the_page_are_followed() -> None:
    body = '<g transform="translate(10 10) rotate(90) scale(2)"><rect width="5" height="10"/></g>'
    found = read(body, size='width="10cm" viewBox="0 0 100 100"')
    assert found.unit == "cm"
    assert found.pieces[0].area_mm2 == pytest.approx(200)
    inches = read('<rect width="5" height="10"/>', size='width="20in" viewBox="0 0 20 20"')
    assert (inches.unit, inches.pieces[0].area_mm2) == ("in", pytest.approx(50 * 25.4**2))


def test_a_page_without_a_unit_is_in_pixels_where_that_makes_garments() -> None:
    pixels = read('<rect width="1134" height="2000"/>', size='viewBox="0 0 2000 2000"')
    assert (pixels.unit, round(pixels.pieces[0].along_mm)) == ("px", 300)
    small = read('<rect width="300" height="200"/>', size='viewBox="0 0 2000 2000"')
    assert (small.unit, small.pieces[0].area_mm2) == ("mm", 60_000)
    assert "although the file says px" in small.unit_found


def test_pixels_are_told_with_what_they_were_judged_by() -> None:
    found = read('<rect width="1134" height="2000"/>', size='viewBox="0 0 2000 2000"').unit_found
    assert found == (
        "unit px, 96 to the inch, for the drawing names no unit of length; "
        "judged by the size of the pieces: the largest is 529 mm long so"
    )
    assert "依据裁片大小判断" in found.chinese


def test_an_open_outline_is_told_without_empty_names_and_turned_zeros() -> None:
    reason = read('<path d="M0 0h300v200"/>').refused[0].reason
    assert reason.startswith("piece '1': the outline is open by 360.6 mm: its line begins at x 0.0, y 0.0 mm")
    assert "-0.0" not in reason
    assert reason.chinese.startswith("裁片“1”：轮廓没有闭合：线条起点（x 0.0，y 0.0 毫米）")


def test_what_is_hidden_or_only_defined_is_not_drawn() -> None:
    body = '<defs><rect width="90" height="90"/></defs><g style="display:none"><rect width="80" height="80"/></g>'
    assert len(read(f'{body}<rect x="100" width="70" height="70"/>').pieces) == 1


def test_path_data_in_every_form_is_followed() -> None:
    (square,) = lines_of("m10,10 20 0v20h-20z", 1000)
    assert square.points == ((10, 10), (30, 10), (30, 30), (10, 30))
    assert square.closed
    (smooth,) = lines_of("M0 0C0 10 10 10 10 0S20-10 20 0q5 5 10 0t10 0", 1000)
    assert smooth.points[0] == (0, 0)
    assert smooth.points[-1] == (40, 0)
    (half,) = lines_of("M0 0a10 10 0 0110 10", 1000)
    assert half.points[-1] == (10, 10)
    assert all(abs((x - 0) ** 2 + (y - 10) ** 2 - 100) < 0.01 for x, y in half.points)


@pytest.mark.parametrize(
    ("data", "english", "chinese"),
    [
        (b"<svg><path", "no whole SVG", "不是完整的 SVG"),
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>', "XML entities", "XML 实体"),
        (b"<html><body/></html>", "no pattern file", "不是样板文件"),
        (b"<svg/>", "no closed shape", "没有闭合图形"),
    ],
)
def test_what_is_no_drawing_of_pieces_is_refused(data: bytes, english: str, chinese: str) -> None:
    with pytest.raises(InterlockError, match=english) as caught:
        read_patterns(data, "t.svg")
    assert chinese in caught.value.chinese
