"""Files that are broken on purpose: refused in clear words, within limits, whatever is in them."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from pattern_files import HALF_BACK, SQUARE, Style, line, point, polyline, sides, tags, text

from interlock.errors import InterlockError
from interlock.patterns import Mark, PatternFile, Piece, nest_svg, patterns_json, read_patterns, write_dxf
from interlock.patterns.outlines import first_crossing
from interlock.patterns.reading import limits

MUTANTS = 100
EXTREMES = (b"1e308", b"-1e308", b"nan", b"inf", b"1e-320", b"0", b"-0.0", b"99999999999", b"", b"\xff\xfe", b"1e9")
CURVES = (
    tags(0, "ARC", 8, 1, 10, 150, 20, 200, 40, 150, 50, 0, 51, 180)
    + tags(0, "SPLINE", 8, 8, 71, 3, *(code for knot in (0, 0, 0, 0, 1, 1, 1, 1) for code in (40, knot)))
    + tags(10, 0, 20, 0, 10, 5, 20, 5, 10, 9, 20, 5, 10, 20, 20, 0)
    + tags(0, "ELLIPSE", 8, 11, 10, 50, 20, 50, 11, 10, 21, 0, 40, 0.5, 41, 0, 42, 6.283)
    + tags(0, "LWPOLYLINE", 8, 8, 70, 1, 10, 0, 20, 0, 42, 0.5, 10, 9, 20, 9, 10, 0, 20, 9)
    + tags(0, "MTEXT", 8, 15, 10, 0, 20, 0, 1, "{\\fArial;cut}\\Ptwice")
)
FOREIGN_SVG = (
    b"<svg xmlns='http://www.w3.org/2000/svg' width='60cm' viewBox='0 0 600 600'><g transform='rotate(30) scale(2 1)'>"
    b"<path id='f' d='M0 0C0 100 100 100 100 0S20-10 20 0q5 5 10 0t10 0a10 10 0 0110 10z'/>"
    b"<rect width='50' height='80'/><text x='1' y='2'>Quantity: 2</text></g></svg>"
)


def assert_read_or_refused(data: bytes, rules: bytes | None = None) -> None:
    """The one promise for any bytes: pieces that are simple outlines, or an error in both languages."""
    found = read_or_error(data, rules)
    if isinstance(found, InterlockError):
        assert str(found)
        assert found.chinese
        return
    assert all(first_crossing(piece.outline) is None and piece.area_mm2 > 0 for piece in found.pieces)
    assert all(refused.reason.chinese for refused in found.refused)


def read_or_error(data: bytes, rules: bytes | None) -> PatternFile | InterlockError:
    try:
        return read_patterns(data, "hostile", rules=rules)
    except InterlockError as error:
        return error


def mutant(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        data = chance.choice((flipped, cut, doubled, extreme, shuffled))(data, chance)
    return data


def flipped(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) or 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def cut(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) or 1)
    return data[:at] + data[at + chance.choice((1, 10, 200, len(data))) :]


def doubled(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) or 1)
    part = data[at : at + chance.choice((5, 50, 500))]
    return data[:at] + part * chance.choice((2, 3, 20)) + data[at:]


def extreme(data: bytes, chance: random.Random) -> bytes:
    numbers = list(re.finditer(rb"-?\d+(\.\d+)?", data))
    if not numbers:
        return data
    found = chance.choice(numbers)
    return data[: found.start()] + chance.choice(EXTREMES) + data[found.end() :]


def shuffled(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


def sample() -> Piece:
    marks = (
        Mark(kind="notch", points=((150, 0), (150, 5)), name="V"),
        Mark(kind="cutout", points=((50, 50), (80, 50), (80, 80))),
        Mark(kind="line", points=((10, 10), (90, 90)), name="pleat"),
    )
    return Piece(name="前片", size="M", outline=((0, 0), (300, 0), (310, 120), (300, 200), (0, 200)), marks=marks)


def originals(tmp_path: Path) -> list[bytes]:
    write_dxf([sample(), sample()], tmp_path / "own.dxf")
    drawn = sides(HALF_BACK) + line((0, 0), (600, 0), 6) + point((380, 260), 4) + line((50, 60), (250, 60), 7)
    ruled = "".join(text(f"# {number}", 2, at) for number, at in enumerate(HALF_BACK, 1))
    gerber = Style().piece("BACK", "M", drawn + ruled, quantity="1").written()
    svg, json = nest_svg([sample()]).encode(), patterns_json([sample()]).encode()
    curved = Style().piece("A", "M", polyline(((0, 200), (0, 0), (300, 0), (300, 200))) + CURVES, quantity="3,1")
    return [(tmp_path / "own.dxf").read_bytes(), gerber, curved.written(), svg, json, FOREIGN_SVG]


def test_no_mutant_of_a_good_file_does_harm(tmp_path: Path) -> None:
    chance = random.Random(20261128)
    rules = b"SIZE LIST: M L\nSAMPLE SIZE: M\n" + b"".join(b"RULE: DELTA %d 0,0 %d,3\n" % (n, n) for n in range(1, 8))
    for data in originals(tmp_path):
        assert_read_or_refused(data)
        for _ in range(MUTANTS):
            assert_read_or_refused(mutant(data, chance), mutant(rules, chance) if chance.random() < 0.3 else None)


def refusal(data: bytes) -> str:
    with pytest.raises(InterlockError) as caught:
        read_patterns(data, "hostile.dxf")
    assert caught.value.chinese
    return str(caught.value)


def block(name: str, body: str) -> str:
    return tags(0, "BLOCK", 8, 0, 2, name, 70, 64, 10, 0, 20, 0) + body + tags(0, "ENDBLK")


def insert(name: str) -> str:
    return tags(0, "INSERT", 8, 1, 2, name, 10, 0, 20, 0)


def drawing(blocks: str, entities: str = "") -> bytes:
    parts = tags(0, "SECTION", 2, "BLOCKS") + blocks + tags(0, "ENDSEC", 0, "SECTION", 2, "ENTITIES") + entities
    return (parts + tags(0, "ENDSEC", 0, "EOF")).encode()


def test_a_block_within_itself_is_refused() -> None:
    square = polyline(SQUARE, closed=True)
    assert "block 'A' contains itself" in refusal(drawing(block("A", square + insert("B")) + block("B", insert("A"))))


def test_blocks_within_blocks_end_at_a_depth() -> None:
    chain = "".join(block(f"B{n}", insert(f"B{n + 1}")) for n in range(20))
    assert "more than 8 deep" in refusal(drawing(chain + block("B20", polyline(SQUARE, closed=True))))


def test_blocks_that_multiply_are_counted_and_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interlock.patterns.reading.dxf_drawn.MOST_DRAWN", 5_000)
    levels = "".join(block(f"B{n}", insert(f"B{n + 1}") * 40) for n in range(6))
    assert "more than 5,000 points" in refusal(drawing(levels + block("B6", polyline(SQUARE, closed=True))))


def test_a_block_within_a_piece_is_drawn_where_it_is_inserted() -> None:
    twice = tags(0, "INSERT", 8, 1, 2, "INNER", 10, 100, 20, 0, 41, 2, 42, 2)
    said = text("Piece Name: A") + text("Quantity: 1,0") + line((0, 10), (100, 10), 7)
    found = read_patterns(drawing(block("INNER", polyline(SQUARE, closed=True)) + block("A", said + twice)))
    (piece,) = found.pieces
    assert piece.outline == ((100, 0), (700, 0), (700, 400), (100, 400))


def test_a_file_beyond_the_size_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "huge.dxf"
    with path.open("wb") as file:
        file.truncate(limits.MOST_MB * 1_000_000 + 1)
    with pytest.raises(InterlockError, match="at most 32 MB are read"):
        read_patterns(path)


def test_too_many_entities_and_tags_are_stopped_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interlock.patterns.reading.tags.MOST_ENTITIES", 50)
    assert "more than 50 entities" in refusal(drawing("", line((0, 0), (1, 1)) * 60))
    monkeypatch.setattr("interlock.patterns.reading.tags.MOST_TAGS", 40)
    assert "more than 40 tags" in refusal(drawing("", line((0, 0), (1, 1)) * 60))


def test_a_piece_of_endless_lines_or_points_is_refused_by_name() -> None:
    lines = "".join(line((n, 0), (n + 1, 0)) for n in range(limits.MOST_LINES + 1))
    points = polyline([(n % 300, n // 300) for n in range(limits.MOST_POINTS + 1)], closed=True)
    style = Style().piece("A", "M", lines).piece("B", "M", points).piece("C", "M", sides(SQUARE), quantity="1,0")
    found = read_patterns(style.written())
    assert [piece.name for piece in found.pieces] == ["C"]
    assert "more than 4,000 lines" in found.refused[0].reason
    assert "more than 20,000 points" in found.refused[1].reason


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"pieces": ' + b"[" * 100_000,
        b'{"pieces": [{"name": "A", "outline": [' + b"9" * 5_000 + b"]}]}",
        b'{"pieces": [{"name": "A", "outline": [[0, 0], [1e400, 0], [0, 300]]}]}',
        b'{"pieces": [{"name": "A", "quantity": 1e9, "outline": [[0, 0], [300, 0], [0, 300]]}, 7, null]}',
        b"<svg>" + b"<g>" * 100_000,
        b"<svg><path d='" + b"M0 0" * 100_000 + b"'/></svg>",
        b"<svg><g transform='" + b"scale(1e9)" * 30 + b"'><rect width='9' height='9'/></g></svg>",
        b"<svg><path d='M0 0C1e300 1e300 -1e300 1e300 300 300L0 300Z'/></svg>",
        b"0\nSECTION\n2\nENTITIES\n" + b"0\nPOLYLINE\n" * 1_000 + b"0\nVERTEX\n" * 1_000 + b"0\nENDSEC\n0\nEOF\n",
        b"0\n" * 10_000,
        b"999\n\x00\x01\n" * 1_000,
    ],
)
def test_nothing_that_is_nested_or_enormous_takes_the_machine(data: bytes) -> None:
    assert_read_or_refused(data)
