"""``interlock markers`` as its users meet it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from ezdxf.filemanagement import readfile
from pattern_files import Style as PatternStyle
from pattern_files import line, sides
from pattern_files import text as text_at

from interlock.cli import main
from interlock.cutting_room_commands._marker_files import drawn_from, write
from interlock.cutting_room_commands._markers_asked import ratio
from interlock.markers import audit, read_marker, write_marker
from interlock.patterns import Mark, Piece, graded

SQUARES = {
    "strip_height": 4,
    "items": [
        {
            "id": "a",
            "demand": 3,
            "shape": {"type": "simple_polygon", "data": [[0, 0], [1.9, 0], [1.9, 1.9], [0, 1.9], [0, 0]]},
        },
        {"id": 7, "demand": 1, "allowed_orientations": [90], "shape": {"data": [[0, 0], [4, 0], [4, 1], [0, 1]]}},
    ],
}


@pytest.fixture
def squares(tmp_path: Path) -> Path:
    path = tmp_path / "squares.json"
    path.write_text(json.dumps(SQUARES))
    return path


@pytest.fixture
def pieces(tmp_path: Path) -> Path:
    path = tmp_path / "pieces.json"
    some: list[Piece] = [piece for size in ("38", "40") for piece in graded("teagan")[size]]
    path.write_bytes(msgspec.json.encode({"pieces": some}))
    return path


@pytest.fixture
def made(squares: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "marker.json"
    assert main(["markers", "make", str(squares), "--seconds", "1", "-o", str(path)]) == 0
    capsys.readouterr()
    return path


@pytest.mark.parametrize("side", [4, 400])
def test_a_strip_packing_instance_has_no_metres_and_no_grain_on_paper(tmp_path, capsys, side):
    made, paper = tmp_path / "strip.json", tmp_path / "paper"
    corners = [[0, 0], [side / 2, 0], [side / 2, side / 2], [0, side / 2]]
    shape = {"type": "simple_polygon", "data": corners}
    content = {"strip_height": side, "items": [{"id": 7, "demand": 1, "shape": shape}]}
    instance = tmp_path / "instance.json"
    instance.write_text(json.dumps(content), encoding="utf-8")
    cache = ["--cache", str(tmp_path / "cache")]
    assert main(["markers", "make", str(instance), "--seconds", "1", "-o", str(made), "--json", *cache]) == 0
    assert json.loads(capsys.readouterr().out)["unit"] == ""
    assert main(["cut", "print", str(made), "--what", "mini,plt,dxf", "-o", str(paper), "--lang", "en"]) == 0
    plot = (paper / "0001-strip.plt").read_bytes().decode("ascii")
    assert f"LBstrip {side / 2:.3f} x {side} 50.00 %" in plot
    cutter = readfile(paper / "0001-strip.dxf")
    assert not list(cutter.modelspace().query('*[layer=="7"]'))
    assert f"{side / 2:.3f} x {side}, 50.00 %" in {text.dxf.text for text in cutter.modelspace().query("TEXT")}


def test_a_strip_packing_instance_is_nested_in_its_own_unit(squares, tmp_path, capsys):
    outs = [tmp_path / f"marker.{kind}" for kind in ("json", "svg", "png", "dxf", "plt")]
    asked = ["--seconds", "1", "--cache", str(tmp_path / "cache"), "--json"]  # one kept by an earlier run takes no time
    assert main(["markers", "make", str(squares), *asked, "-o", *map(str, outs)]) == 0
    out, err = capsys.readouterr()
    said = json.loads(out)
    assert said["density_percent"] == pytest.approx(77.2, abs=0.1)
    assert said["length"] == pytest.approx(4.8, abs=0.01)
    assert said["seconds"] >= said["first_layout_seconds"] > 0
    assert "length 4.8" in err
    assert not any(said in outs[1].read_text() for said in (" cm", " m ", "garment", "件", "ratio", "尺码"))
    made = read_marker(outs[0])
    assert audit(made.problem, made.marker) == []
    assert {copy.rotation_deg for copy in made.marker.placements if copy.piece == "7"} == {90}
    assert all(path.stat().st_size > 500 for path in outs)


def test_pieces_are_nested_by_ratio_and_rules_on_each_width(pieces, tmp_path, capsys):
    out = tmp_path / "marker.json"
    rules = ["--width", "1500", "--width", "1400", "--direction", "by_garment", "--edge", "10", "--gap", "2"]
    asked = ["--ratio", "38=1,40=2", "--buffer", "front=4", "--block", "front=box", "--lang", "zh"]
    assert main(["markers", "make", str(pieces), "--seconds", "1", "-o", str(out), *rules, *asked]) == 0
    assert "校验通过" in capsys.readouterr().out
    for width in (1500, 1400):
        made = read_marker(out.with_stem(f"marker-{width}"))
        assert audit(made.problem, made.marker) == []
        assert made.problem.garments == {"38": 1, "40": 2}
        assert made.marker.width_mm == width
        assert {rule.block for rule in made.problem.piece_rules} == {"box"}


def test_a_marker_keeps_the_style_that_its_pattern_file_or_the_user_names(tmp_path):
    pattern, out = tmp_path / "pieces.json", tmp_path / "marker.json"
    pattern.write_bytes(msgspec.json.encode({"pieces": graded("teagan")["38"], "style": "teagan"}))
    asked = ["--seconds", "1", "--cache", str(tmp_path / "cache")]
    make = ["markers", "make", str(pattern), "--width", "1500", *asked, "-o", str(out)]
    assert main(make) == 0
    assert read_marker(out).styles == ("teagan",)
    assert main([*make, "--style", "T-9"]) == 0
    assert main(["markers", "improve", str(out), *asked, "-o", str(tmp_path / "better.json")]) == 0
    assert read_marker(tmp_path / "better.json").styles == ("T-9",)


def test_a_marker_is_audited(made, capsys):
    assert main(["markers", "audit", str(made)]) == 0
    assert "keeps every rule" in capsys.readouterr().out
    kept = read_marker(made)
    first = replace(kept.marker.placements[0], rotation_deg=45.0)
    broken = replace(kept.marker, placements=(first, *kept.marker.placements[1:]))
    write_marker(replace(kept, marker=broken), made)
    assert main(["markers", "audit", str(made), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert not said["valid"]
    assert any("turned by 45 degrees" in breach for breach in said["breaches"])
    assert main(["markers", "audit", str(made), "--lang", "zh"]) == 1
    assert "旋转了 45 度" in capsys.readouterr().out


def test_improving_never_makes_a_marker_longer(made, tmp_path, capsys):
    before = read_marker(made)
    spread = tuple(replace(copy, x_mm=2 * copy.x_mm) for copy in before.marker.placements)
    longer = replace(
        before.marker,
        placements=spread,
        length_mm=2 * before.marker.length_mm,
        utilisation=before.marker.utilisation / 2,
    )
    write_marker(replace(before, marker=longer), made)
    fresh = ["--cache", str(tmp_path / "other")]
    assert main(["markers", "improve", str(made), "--seconds", "1", "--json", *fresh]) == 0
    assert json.loads(capsys.readouterr().out)["gained_points"] > 10
    assert read_marker(made).marker.length_mm < longer.length_mm
    assert main(["markers", "improve", str(made), "--seconds", "1", *fresh]) == 0


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        ("{", ["--width", "1500"], "in.json"),
        ('{"strip_height": -1, "items": []}', [], "strip_height is -1"),
        ('{"strip_height": 5, "items": [{"id": "x"}, 3]}', [], "item 'x' needs"),
        ('{"strip_height": 5, "items": []}', ["--width", "1500", "--repeat-x", "9"], "leave out --width --repeat-x"),
        ('{"pieces": [{"name": "p"}]}', ["--width", "1500"], "its outline is None"),
        ('{"pieces": []}', [], "in.json"),
    ],
)
def test_bad_input_is_told_by_place_and_remedy(tmp_path, capsys, content, options, said):
    path = tmp_path / "in.json"
    path.write_text(content)
    assert main(["markers", "make", str(path), "--seconds", "1", "--lang", "en", *options]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--width", "200"], "across the grain"),
        (["--width", "1500", "--edge", "800"], "two edges of 800 mm leave nothing of 1500 mm; make --edge smaller"),
        (["--width", "1500", "--width", "8", "--edge", "5"], "leave nothing of 8 mm; make --edge smaller"),
        (["--width", "1500", "--ratio", "60=1"], "size '60' has no pieces"),
        (["--width", "1500", "--material", "lining"], "names no material for its pieces"),
        (["--width", "1500", "--block", "collarx=box"], "which the marker does not have"),
        (["--width", "1500", "--block", "front=round"], "block 'round' is unknown"),
        (["--width", "1500", "--buffer", "front=x"], "front=x: not a number"),
        (["--width", "1500", "-o", "m.pdf"], "write a marker to"),
    ],
)
def test_rules_that_cannot_be_kept_are_refused(pieces, capsys, options, said):
    assert main(["markers", "make", str(pieces), "--lang", "en", *options]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("typed", ["38：1，40：2", "38＝1，４０＝2", "38:1、40:2"])
def test_a_ratio_may_be_typed_on_a_chinese_keyboard(typed):
    assert ratio("zh")(typed) == {"38": 1, "40": 2}


def test_a_size_that_is_given_twice_is_no_ratio(pieces, capsys):
    with pytest.raises(SystemExit):
        main(["markers", "make", str(pieces), "--lang", "en", "--width", "1500", "--ratio", "38=1,38=2"])
    assert "38 is given twice" in capsys.readouterr().err


def test_all_wrong_options_are_told_at_once(pieces, capsys):
    wrong = [
        "--width",
        "1500",
        "--buffer",
        "nope=5",
        "--buffer",
        "front=x",
        "--block",
        "front=round",
        "--ratio",
        "38=1,9=1",
    ]
    assert main(["markers", "make", str(pieces), "--lang", "zh", *wrong]) == 2
    told = capsys.readouterr().err
    assert "规则中的样片 'nope' 不在唛架中" in told
    assert all(said in told for said in ("front=x", "'round'", "尺码 '9' 没有样片"))
    with pytest.raises(SystemExit) as ended:
        main(["markers", "make", str(pieces), "--lang", "en", "--width", "x", "--gap", "-1", "--direction", "up"])
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert all(said in told for said in ("--width: x: not", "--gap: -1: not", "--direction: invalid choice: 'up'"))


@pytest.mark.parametrize("options", [["--width", "0"], ["--ratio", "38"], ["--ratio", "38=x"], ["--direction", "x"]])
def test_options_that_are_no_numbers_end_with_2(pieces, options):
    with pytest.raises(SystemExit) as ended:
        main(["markers", "make", str(pieces), *options])
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "38=1.5: not a whole number from 0 to 9999"), ("zh", "38=1.5 不是 0 到 9999 的整数")],
)
def test_garments_of_a_size_are_whole(pieces, capsys, language, words):
    with pytest.raises(SystemExit):
        main(["markers", "make", str(pieces), "--width", "1500", "--ratio", "38=1.5", "--lang", language])
    assert words in capsys.readouterr().err


def test_a_file_that_is_no_marker_is_refused(tmp_path, made, capsys):
    path = tmp_path / "no.json"
    content = json.loads(made.read_text())
    content["problem"]["rules"]["width_mm"] = -5
    for text, said in (("{", "no marker file"), ("{}", "no marker file"), (json.dumps(content), "-5")):
        path.write_text(text)
        assert main(["markers", "audit", str(path), "--lang", "en"]) == 2
        assert said in capsys.readouterr().err
    assert main(["markers", "audit", str(tmp_path / "none.json"), "--lang", "zh"]) == 2
    assert "无法读取" in capsys.readouterr().err


def test_a_marker_is_not_replaced_by_another_one_or_a_drawing(made, tmp_path, capsys):
    before, other = made.read_bytes(), tmp_path / "other.json"
    other.write_bytes(before)
    assert main(["markers", "improve", str(other), str(made), "--seconds", "1", "-o", str(made), "--lang", "en"]) == 2
    assert "would overwrite" in capsys.readouterr().err
    drawing = tmp_path / "marker.svg"
    drawing.symlink_to(made)
    assert main(["markers", "improve", str(made), "--seconds", "1", "-o", str(drawing), "--lang", "en"]) == 2
    assert made.read_bytes() == before


def test_files_of_another_form_are_told_in_the_language_asked_for(tmp_path, capsys):
    path = tmp_path / "marker.json"
    path.write_text('{"problem": {}}', encoding="utf-8")
    assert main(["markers", "audit", str(path), "--lang", "zh"]) == 2
    heard = capsys.readouterr().err
    assert "缺少 problem.pieces" in heard
    assert "required" not in heard


@pytest.mark.parametrize(
    ("language", "words"), [("en", "unrecognized arguments: --sizes"), ("zh", "无法识别的参数：--sizes")]
)
def test_an_option_that_the_command_does_not_have_is_told_with_the_commands_own_usage(capsys, language, words):
    with pytest.raises(SystemExit):
        main(["markers", "make", "tee.dxf", "--sizes", "48", "--lang", language])
    said = capsys.readouterr().err
    assert words in said
    assert "--ratio SIZE=N" in said


def test_a_marker_file_with_a_unit_that_cannot_be_is_refused(made, capsys):
    made.write_text(made.read_text().replace('"unit_mm":', '"unit_mm":-'))
    assert main(["markers", "audit", str(made), "--lang", "en"]) == 2
    assert "unit_mm of the marker is -" in capsys.readouterr().err


def test_more_pieces_than_can_be_nested_are_refused_at_once(pieces, tmp_path, capsys):
    asked = ["--width", "1500", "--ratio", "38=999", "--cache", str(tmp_path / "cache"), "--lang", "en"]
    assert main(["markers", "make", str(pieces), *asked]) == 2
    assert "at most 3,000 are nested: give fewer garments with --ratio" in capsys.readouterr().err


def test_a_material_asked_for_where_none_is_named(tmp_path, capsys):
    path = tmp_path / "plain.json"
    square = {"name": "a", "size": "M", "outline": [[0, 0], [300, 0], [300, 200], [0, 200]]}
    path.write_text(json.dumps({"unit": "mm", "pieces": [square]}))
    assert main(["markers", "make", str(path), "--width", "1500", "--material", "X", "--lang", "en"]) == 2
    assert "names no material for its pieces; leave out --material" in capsys.readouterr().err


@pytest.fixture
def of_three(tmp_path: Path) -> Path:
    """A polo: two pieces of the shell, a collar of rib and one of a fusible, in two sizes."""
    path, square = tmp_path / "polo.json", [[0, 0], [300, 0], [300, 200], [0, 200]]
    cut = [("front", "1"), ("back", "1"), ("collar", "2"), ("stay", "3")]
    pieces = [{"name": name, "size": size, "material": of, "outline": square} for size in "ML" for name, of in cut]
    path.write_text(json.dumps({"unit": "mm", "pieces": pieces}))
    return path


def test_pieces_of_several_materials_are_not_nested_on_one_marker_unasked(of_three, tmp_path, capsys):
    make = ["markers", "make", str(of_three), "--width", "1500", "--seconds", "1", "--cache", str(tmp_path)]
    for language, said in (
        ("en", "several materials: 1 (2 pieces), 2 (1 piece), 3 (1 piece); say which are meant: --material 1"),
        ("zh", "多种面料：1（2 片）、2（1 片）、3（1 片）；请用 --material 1 指定"),
    ):
        assert main([*make, "--ratio", "M=1", "--lang", language]) == 2
        assert said in capsys.readouterr().err
    for materials, pieces in ((["1"], 2), (["1", "3"], 3), (["1", "2", "3"], 4)):
        asked = [part for material in materials for part in ("--material", material)]
        assert main([*make, "--ratio", "M=1", *asked, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["pieces"] == pieces


@pytest.mark.parametrize(
    ("materials", "said"), [([], "several materials"), (["FOO"], "no piece of material 'FOO'; known materials are '1'")]
)
def test_a_size_that_is_not_there_is_told_beside_the_material(of_three, capsys, materials, said):
    asked = [part for material in materials for part in ("--material", material)]
    assert (
        main(["markers", "make", str(of_three), "--width", "1500", "--ratio", "M=1,99=1", "--lang", "en", *asked]) == 2
    )
    heard = capsys.readouterr().err
    assert said in heard
    assert "size '99' has no pieces" in heard


def test_every_bad_marker_file_is_told_at_once(made, tmp_path, capsys):
    others = [tmp_path / name for name in ("one.json", "two.json")]
    for other in others:
        other.write_text("{")
    assert main(["markers", "audit", str(others[0]), str(made), str(others[1]), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert all(other.name in said for other in others)


def test_good_markers_are_improved_though_others_cannot_be_read(made, tmp_path, capsys):
    others = [tmp_path / name for name in ("one.json", "two.json")]
    for other in others:
        other.write_text("{")
    asked = ["markers", "improve", str(others[0]), str(made), str(others[1]), "--seconds", "1"]
    assert main([*asked, "--cache", str(tmp_path / "cache"), "--json", "--lang", "en"]) == 2
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert [row["file"] for row in told["markers"]] == [str(made)]
    assert [error["file"] for error in told["errors"]] == list(map(str, others))
    assert all(other.name in err for other in others)


def test_files_none_of_which_is_a_marker_are_all_told(tmp_path, capsys):
    others = [tmp_path / name for name in ("one.json", "two.json")]
    for other in others:
        other.write_text("{")
    assert main(["markers", "improve", *map(str, others), "--json", "--lang", "en"]) == 2
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert [error["file"] for error in errors] == list(map(str, others))


@pytest.mark.parametrize(("marked", "told"), [(0, True), (1, True), (2, False)])
def test_a_repeat_without_points_to_match_is_told(tmp_path, capsys, marked, told):
    some = [piece for piece in graded("teagan")["38"] if piece.quantity == 1]
    assert len(some) > 1
    point = Mark(kind="match", points=((60.0, 60.0),), name="waist")
    some = [replace(piece, marks=(*piece.marks, point)) if at < marked else piece for at, piece in enumerate(some)]
    path = tmp_path / "pieces.json"
    path.write_bytes(msgspec.json.encode({"pieces": some}))
    for language, words in (("en", "the repeat moves nothing"), ("zh", "条格循环不起作用")):
        asked = ["--width", "1500", "--repeat-x", "80", "--seconds", "1", "--fresh", "--lang", language]
        assert main(["markers", "make", str(path), *asked]) == 0
        assert (words in capsys.readouterr().err) == told


def test_a_pattern_file_is_read_in_the_unit_and_with_the_rules_that_are_given(tmp_path, capsys):
    corners = ((0, 0), (30, 0), (30, 20), (0, 20))
    ruled = "".join(text_at(f"# {number}", 2, at) for number, at in enumerate(corners, 1))
    drawn = (
        PatternStyle().piece("A", "M", sides(corners) + ruled + line((5, 10), (25, 10), 7), quantity="1,0").written()
    )
    (tmp_path / "base.dxf").write_bytes(drawn)
    still, grows = "0.0, 0.0  0.0, 0.0", "0.0, 0.0  1.0, 0.0"
    rules = "".join(f"RULE: DELTA {at}\n{grows if at in (2, 3) else still}\n" for at in range(1, 5))
    head = "UNITS: METRIC\nNUMBER OF SIZES: 2\nSIZE LIST: M L\nSAMPLE SIZE: M\n"
    (tmp_path / "other.rul").write_text(f"{head}{rules}END\n", encoding="ascii")
    asked = ["--width", "900", "--direction", "one_way", "--ratio", "L=1", "--rules", str(tmp_path / "other.rul")]
    lengths = []
    for unit in ("cm", "in"):
        more = ["--unit", unit, "--seconds", "1", "--fresh", "--json"]
        assert main(["markers", "make", str(tmp_path / "base.dxf"), *asked, *more]) == 0
        lengths.append(json.loads(capsys.readouterr().out)["length"])
    assert lengths[1] / lengths[0] == pytest.approx(2.54, rel=0.05)


def test_lengths_are_fitted_with_the_same_words_on_what_was_taken_for_granted(pieces, tmp_path, capsys):
    asked = ["--width", "1500", "--repeat-x", "80", "--seconds", "1", "--cache", str(tmp_path), "--lang", "en"]
    assert main(["cut", "lengths", str(pieces), *asked]) == 0
    said = capsys.readouterr()
    assert "the repeat moves nothing" in said.err
    assert "for each garment" in said.out


def test_inches_of_a_file_that_says_metric_are_told_with_the_option_that_settles_them(tmp_path, capsys):
    path = tmp_path / "inches.dxf"
    outline = ((0, 0), (30, 0), (30, 20), (0, 20))
    path.write_bytes(PatternStyle(units="METRIC").piece("A", "M", sides(outline), quantity="1,0").written())
    make = [
        "markers",
        "make",
        str(path),
        "--width",
        "900",
        "--ratio",
        "M=1",
        "--seconds",
        "1",
        "--fresh",
        "--lang",
        "en",
    ]
    assert main(make) == 0
    said = capsys.readouterr().err
    assert "in (largest 762 mm)" in said
    assert "(--unit)" in said
    assert main([*make, "--unit", "in"]) == 0
    assert "--unit" not in capsys.readouterr().err


@pytest.fixture
def loose(tmp_path: Path, capsys) -> Path:
    """A marker twice as long as it was nested, so that every search betters it."""
    path, square = tmp_path / "loose.json", [[0, 0], [300, 0], [300, 200], [0, 200]]
    (tmp_path / "square.json").write_text(
        json.dumps({"unit": "mm", "pieces": [{"name": "a", "size": "M", "outline": square}]})
    )
    make = ["markers", "make", str(tmp_path / "square.json"), "--width", "900", "--ratio", "M=4", "--seconds", "1"]
    assert main([*make, "--cache", str(tmp_path / "make"), "-o", str(path)]) == 0
    made = read_marker(path)
    spread = tuple(replace(copy, x_mm=2 * copy.x_mm) for copy in made.marker.placements)
    length = 2 * made.marker.length_mm
    write_marker(
        replace(
            made,
            marker=replace(made.marker, placements=spread, length_mm=length, utilisation=made.marker.utilisation / 2),
        ),
        path,
    )
    capsys.readouterr()
    return path


def drawn(made: Path, language: str = "en") -> list[Path]:
    """Draw a marker in every form beside its file."""
    paths = [made.with_suffix(kind) for kind in (".svg", ".png", ".dxf", ".plt")]
    for path in paths:
        write(read_marker(made), path, language)
    return paths


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_drawings_beside_a_marker_are_renewed_with_it_in_their_language(loose, tmp_path, capsys, language):
    paths = drawn(loose, language)
    improve = ["markers", "improve", str(loose), "--seconds", "1", "--cache", str(tmp_path / "c"), "--json"]
    assert main([*improve, "--lang", "en"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["files"] == [*map(str, [loose, *paths])]
    assert told["not_renewed"] == []
    made = read_marker(loose)
    renewed, stale = drawn_from(made, loose, [])
    assert [*renewed] == paths
    assert renewed[paths[0]] == language
    assert stale == []


def test_drawings_that_are_not_of_the_marker_before_are_named_and_left(loose, tmp_path, capsys):
    paths = drawn(loose)
    old = b"IN;PU0,0;SP0;\n"
    paths[3].write_bytes(old)
    # Patterns of the same name are no markers.
    paths[0].write_text("<svg/>")
    paths[2].write_text("0\nEOF\n")
    improve = ["markers", "improve", str(loose), "--seconds", "1", "--cache", str(tmp_path / "c")]
    assert main([*improve, "--json", "--lang", "zh"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["not_renewed"] == [str(paths[3])]
    assert f"旁边的 {paths[3]} 可能仍是之前的唛架" in err
    assert json.loads(out)["files"] == [str(loose), str(paths[1])]
    assert [path.read_bytes() for path in (paths[0], paths[2], paths[3])] == [b"<svg/>", b"0\nEOF\n", old]


def test_a_marker_written_elsewhere_leaves_the_drawings_of_its_own_file(loose, tmp_path, capsys):
    before = [path.read_bytes() for path in drawn(loose)]
    improve = ["markers", "improve", str(loose), "--seconds", "1", "--cache", str(tmp_path / "c"), "--json"]
    assert main([*improve, "-o", str(tmp_path / "other.json")]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [str(tmp_path / "other.json")]
    assert [loose.with_suffix(kind).read_bytes() for kind in (".svg", ".png", ".dxf", ".plt")] == before
