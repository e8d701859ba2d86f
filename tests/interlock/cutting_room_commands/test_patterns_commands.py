"""``interlock patterns show | convert``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pattern_files import SQUARE, Style, line, polyline, sides

from interlock.cli import main
from interlock.patterns import read_patterns

GRAIN = line((50, 100), (250, 100), 7)
BOW_TIE = ((0, 0), (300, 200), (300, 0), (0, 200))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    style = Style().piece("前片", "M", sides(SQUARE) + GRAIN, quantity="1,1")
    return written(tmp_path / "good.dxf", style.piece("前片", "L", sides(SQUARE) + GRAIN).written())


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_show_lists_pieces_and_the_unit_as_one_json_object(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["patterns", "show", str(good), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    first = {
        "name": "前片",
        "size": "M",
        "quantity": 2,
        "material": "",
        "area_mm2": 60000.0,
        "valid": True,
        "repairs": [],
    }
    assert shown == {"unit": "mm", "missing": [], "pieces": [first, {**first, "size": "L"}]}


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "Pieces: 2; sizes: 2; refused: 0"), ("zh", "裁片 2 个，尺码 2 个，拒收 0 个")]
)
def test_show_speaks_both_languages(
    good: Path, capsys: pytest.CaptureFixture[str], language: str, expected: str
) -> None:
    assert main(["patterns", "show", str(good), "--lang", language]) == 0
    out = capsys.readouterr().out
    assert expected in out
    assert "前片  L" in out


def test_show_names_the_material_of_each_piece_where_any_has_one(good: Path, tmp_path: Path, capsys) -> None:
    style = Style().piece("front", "M", sides(SQUARE) + GRAIN, quantity="1,0", material="shell")
    mixed = written(tmp_path / "mixed.dxf", style.piece("bag", "M", sides(SQUARE) + GRAIN, quantity="1,0").written())
    assert main(["patterns", "show", str(mixed), "--json"]) == 0
    assert [piece["material"] for piece in json.loads(capsys.readouterr().out)["pieces"]] == ["shell", ""]
    for language, front, bag in (("en", "material shell", "material –"), ("zh", "面料 shell", "面料 –")):
        assert main(["patterns", "show", str(mixed), "--lang", language]) == 0
        rows = [line for line in capsys.readouterr().out.splitlines() if "  M  " in line]
        assert [row.rpartition("  ")[2] for row in rows] == [front, bag]
    assert main(["patterns", "show", str(good), "--lang", "en"]) == 0
    assert "material" not in capsys.readouterr().out


def test_a_refused_piece_is_listed_with_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    style = Style().piece("A", "M", sides(SQUARE) + GRAIN, quantity="1,0")
    path = written(tmp_path / "some.dxf", style.piece("B", "M", polyline(BOW_TIE, closed=True)).written())
    assert main(["patterns", "show", str(path), "--json", "--lang", "zh"]) == 1
    heard = capsys.readouterr()
    row = json.loads(heard.out)["pieces"][1]
    assert (row["name"], row["valid"]) == ("B", False)
    assert "自相交" in row["reason"]
    assert "裁片“B”M 码" in row["reason"]
    assert main(["patterns", "show", str(path), "--lang", "zh"]) == 1
    heard = capsys.readouterr()
    assert "拒收：裁片“B”M 码：轮廓在 (150.0, 100.0) 附近自相交" in heard.out
    assert heard.err == ""


def test_nothing_is_written_while_a_piece_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    style = Style().piece("A", "M", sides(SQUARE) + GRAIN, quantity="1,0")
    path = written(tmp_path / "some.dxf", style.piece("B", "M", polyline(BOW_TIE, closed=True)).written())
    out = tmp_path / "out.json"
    assert main(["patterns", "convert", str(path), "-o", str(out), "--lang", "en"]) == 2
    assert "piece 'B' size 'M': the outline crosses itself" in capsys.readouterr().err
    assert not out.exists()
    assert main(["patterns", "convert", str(path), "-o", str(out), "--valid-only"]) == 0
    assert [piece.name for piece in read_patterns(out).pieces] == ["A"]


@pytest.mark.parametrize("ending", ["dxf", "json", "svg"])
def test_a_converted_file_holds_the_same_pieces(good: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out.{ending}"
    assert main(["patterns", "convert", str(good), "-o", str(out)]) == 0
    before, after = read_patterns(good).pieces, read_patterns(out).pieces
    assert [(p.name, p.size, p.outline, p.quantity, p.mirrored) for p in after] == [
        (p.name, p.size, p.outline, p.quantity, p.mirrored) for p in before
    ]


def test_the_picture_of_all_sizes_is_written_as_png(good: Path, tmp_path: Path) -> None:
    assert main(["patterns", "convert", str(good), "-o", str(tmp_path / "nest.png"), "--lang", "zh"]) == 0
    assert (tmp_path / "nest.png").read_bytes().startswith(b"\x89PNG")


def test_rules_make_the_sizes_of_a_file_of_one_size(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = written(tmp_path / "one.dxf", Style().piece("前片", "M", sides(SQUARE) + GRAIN, quantity="1,0").written())
    rules = written(tmp_path / "other.rul", b"SIZE LIST: S M L\nSAMPLE SIZE: M\nRULE: DELTA 1 0,0 0,0 0,0\nEND\n")
    assert main(["patterns", "show", str(one), "--rules", str(rules), "--json", "--lang", "en"]) == 0
    shown = json.loads(capsys.readouterr().out)["pieces"]
    assert [piece["size"] for piece in shown] == ["S", "M", "L"]
    assert "no point of it has a grade rule" in shown[0]["repairs"][0]


def test_an_unknown_ending_is_refused(good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["patterns", "convert", str(good), "-o", str(tmp_path / "out.pdf"), "--lang", "zh"]) == 2
    assert "扩展名" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "data", "english", "chinese"),
    [
        ("empty.dxf", b"", "is empty", "空文件"),
        ("binary.dxf", b"AutoCAD Binary DXF\r\n\x1a\x00xx", "binary DXF", "二进制 DXF"),
        ("drawing.dxf", b"AC1032\x00\x00", "DWG drawing", "DWG 图纸"),
        ("letter.txt", b"Dear cutter,", "no pattern file", "不是样板文件"),
        ("damaged.dxf", b"0\nSECTION\n2\nHEADER\nsurprise\n1\n", "line 5: 'surprise'", "第 5 行"),
        ("broken.json", b'{"pieces": [', "no JSON", "不是有效的 JSON"),
        ("hollow.json", b"{}", 'no list "pieces"', "没有 pieces 列表"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes, english: str, chinese: str
) -> None:
    path = written(tmp_path / name, data)
    for language, expected in (("en", english), ("zh", chinese)):
        assert main(["patterns", "show", str(path), "--lang", language]) == 2
        heard = capsys.readouterr()
        assert expected in heard.err
        assert name in heard.err
        assert not heard.out


def test_a_file_that_breaks_off_is_told_with_its_line(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = good.read_bytes()
    cut = written(good.with_name("cut.dxf"), whole[: len(whole) // 2])
    assert main(["patterns", "show", str(cut), "--lang", "en", "--json"]) == 2
    heard = capsys.readouterr()
    assert "it was cut off" in heard.err
    assert json.loads(heard.out)["errors"][0]["kind"] == "refused"


def test_a_unit_that_fits_no_garment_asks_for_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    huge = tuple((x * 1e4, y * 1e4) for x, y in SQUARE)
    path = written(tmp_path / "huge.dxf", Style(units="").piece("A", "M", sides(huge)).written())
    assert main(["patterns", "show", str(path), "--lang", "en"]) == 2
    assert "give the unit" in capsys.readouterr().err
    tiny = tuple((x / 25.4, y / 25.4) for x, y in SQUARE)
    path = written(tmp_path / "inch.dxf", Style(units="METRIC").piece("A", "M", sides(tiny)).written())
    assert main(["patterns", "show", str(path), "--unit", "in", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["unit"], shown["pieces"][0]["area_mm2"]) == ("in", 60000.0)


def test_a_folder_is_named_although_it_has_no_name(capsys):
    assert main(["patterns", "show", ".", "--lang", "en"]) == 2
    assert "interlock: . cannot be read" in capsys.readouterr().err


@pytest.fixture
def some_without_size(tmp_path: Path) -> Path:
    """A pocket of no size and a body of two."""
    style = Style().piece("pocket", "", sides(SQUARE) + GRAIN, quantity="two")
    for size in ("M", "L"):
        style.piece("body", size, sides(SQUARE) + GRAIN, quantity="1,0")
    return written(tmp_path / "shared.dxf", style.written())


def test_a_piece_without_a_size_belongs_to_every_size_and_that_is_said(some_without_size, tmp_path, capsys) -> None:
    path = some_without_size
    assert main(["patterns", "show", str(path), "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "Pieces: 4; sizes: 2" in shown
    assert shown.count("taken for granted: the file names no size; it belongs to every size") == 2
    assert "taken for granted: quantity 'two' cannot be understood; 1 is taken" in shown
    make = ["markers", "make", str(path), "--width", "1500", "--seconds", "1", "--cache", str(tmp_path), "--json"]
    assert main([*make, "--ratio", "M=1", "--lang", "zh"]) == 0
    heard = capsys.readouterr()
    assert json.loads(heard.out)["pieces"] == 2
    assert "shared.dxf 中 pocket：文件未注明尺码，按各码通用计" in heard.err
    assert "shared.dxf 中 pocket：片数“two”无法识别，按 1 片计" in heard.err


def test_a_size_that_lacks_a_piece_of_others_is_told_where_it_is_asked_for(tmp_path, capsys) -> None:
    style = Style().piece("back", "S", sides(SQUARE) + GRAIN, quantity="1,0")
    for size in ("S", "M"):
        style.piece("front", size, sides(SQUARE) + GRAIN, quantity="1,0")
    path = written(tmp_path / "lacking.dxf", style.written())
    assert main(["patterns", "show", str(path), "--lang", "en"]) == 0
    assert "look at it: size M has no back" in capsys.readouterr().out
    make = ["markers", "make", str(path), "--width", "1500", "--seconds", "1", "--cache", str(tmp_path)]
    assert main([*make, "--ratio", "S=1,M=1", "--lang", "zh"]) == 0
    assert "尺码 M 没有其他尺码都有的裁片 back" in capsys.readouterr().err
    assert main([*make, "--ratio", "S=1", "--lang", "en"]) == 0
    assert "size M" not in capsys.readouterr().err


def test_a_piece_without_a_size_whose_name_has_sizes_is_refused(tmp_path, capsys) -> None:
    style = Style().piece("body", "", sides(SQUARE) + GRAIN, quantity="1,0")
    path = written(tmp_path / "two.dxf", style.piece("body", "M", sides(SQUARE) + GRAIN, quantity="1,0").written())
    assert main(["markers", "make", str(path), "--width", "1500", "--seconds", "1", "--lang", "en"]) == 2
    assert "piece 'body': the file names no size, while others of its name have one" in capsys.readouterr().err
