from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from paper_cast import MARKER, PROBLEM
from pdf_reader import pages
from plt_reader import read_plt

from interlock.cli import main
from interlock.model import Plan, Scenario, dump
from interlock.paper import is_code
from interlock.workbook import write_book

LAY: dict[str, Any] = {
    "lay": "L1", "order": "A1", "style": "T-1", "fabric": "F-1", "plies": [{"colour": "black", "plies": 40}],
    "drawn": json.loads(msgspec.json.encode({"problem": PROBLEM, "marker": MARKER})),
}  # fmt: skip


@pytest.fixture
def lays(tmp_path: Path) -> Path:
    path = tmp_path / "lays.json"
    path.write_text(json.dumps(LAY), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def folder(scenario: Scenario, made: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("planned")
    write_book(scenario, place / "book.xlsx", "en")
    (place / "plan.json").write_bytes(dump(made))
    return place


def call(*arguments: object, language: str = "en") -> int:
    return main(["cut", "print", *map(str, arguments), "--lang", language])


def test_a_file_of_lays_gives_everything_at_once(lays, tmp_path, capsys):
    out = tmp_path / "out"
    assert call(lays, "--what", "all", "-o", out, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    names = ["lay-cards.pdf", "tickets.pdf", "bundles.xlsx", "requirement.pdf", "requirement.xlsx", "mini-markers.pdf"]
    assert [Path(file["path"]).name for file in told["files"]] == [*names, "0001-marker.plt", "0001-marker.dxf"]
    assert all(Path(file["path"]).exists() for file in told["files"])
    assert [ticket["pieces"] for ticket in told["tickets"]] == [20, 20, 20, 20]
    assert [(ticket["garment"], ticket["garments"]) for ticket in told["tickets"]] == [(1, 2), (1, 2), (2, 2), (2, 2)]
    assert all(is_code(ticket["code"]) for ticket in told["tickets"])
    assert "L1" in pages((out / "lay-cards.pdf").read_bytes())[0]
    assert len(read_plt((out / "0001-marker.plt").read_bytes()).frames[0].lines) > 10


def test_markers_that_share_a_name_are_drawn_each_by_a_name_of_its_own(tmp_path, capsys):
    wider = replace(PROBLEM, rules=replace(PROBLEM.rules, width_mm=550))
    used = PROBLEM.area_mm2 / (MARKER.length_mm * 550)
    other = msgspec.json.encode({"problem": wider, "marker": replace(MARKER, width_mm=550, utilisation=used)})
    rows = [
        LAY | {"marker": "M2"},
        LAY | {"marker": "M2", "lay": "L2", "fabric": "F-2", "drawn": json.loads(other)},
        LAY | {"marker": "M2", "lay": "L3"},
    ]
    path = tmp_path / "lays.json"
    path.write_text(json.dumps({"lays": rows}), encoding="utf-8")
    out = tmp_path / "out"
    assert call(path, "--what", "all", "-o", out, "--json") == 0
    assert json.loads(capsys.readouterr().out)["markers"] == ["M2 F-1", "M2 F-2"]
    assert [file.name for file in sorted(out.glob("*.plt"))] == ["0001-M2_F-1.plt", "0002-M2_F-2.plt"]
    assert [file.name for file in sorted(out.glob("*.dxf"))] == ["0001-M2_F-1.dxf", "0002-M2_F-2.dxf"]
    for page, width, name in zip(pages((out / "mini-markers.pdf").read_bytes()), (50, 55), ("F-1", "F-2"), strict=True):
        assert f"{width} cm" in page
        assert f"M2 {name}" in page
    cards = pages((out / "lay-cards.pdf").read_bytes())
    assert [f"M2 {name}" in page for page, name in zip(cards, ("F-1", "F-2", "F-1"), strict=True)] == [True] * 3


def test_one_file_may_be_named(lays, tmp_path, capsys):
    assert call(lays, "--what", "plt", "--frame", 300, "--pens", "1,2,3", "-o", tmp_path / "m.plt") == 0
    assert len(read_plt((tmp_path / "m.plt").read_bytes()).frames) == 3
    assert call(lays, "--what", "tickets", "--label", "60x40", "--max-pieces", 10, "-o", tmp_path / "t.pdf") == 0
    assert len(pages((tmp_path / "t.pdf").read_bytes())) == 8
    assert call(lays, "--what", "requirement", "-o", tmp_path / "r.xlsx") == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lays.json", "m.plt", "r.xlsx", "t.pdf"]


def test_a_marker_file_alone_goes_to_the_plotter(tmp_path):
    path = tmp_path / "marker.json"
    path.write_text(json.dumps(LAY["drawn"]), encoding="utf-8")
    assert call(path, "-o", tmp_path / "out") == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["0001-marker.plt", "mini-markers.pdf"]
    assert call(path, "--what", "cards", "-o", tmp_path / "none") == 2
    assert not (tmp_path / "none").exists()


def test_a_plan_is_printed_by_lay_or_by_day(folder, made, tmp_path, capsys):
    lay = made.lays[0]
    assert call(folder / "plan.json", folder / "book.xlsx", "--lay", lay.id, "-o", tmp_path, "--json") == 0
    assert [one["lay"] for one in json.loads(capsys.readouterr().out)["lays"]] == [lay.id]
    day = [one.id for one in made.lays if one.cut_on == lay.cut_on]
    assert call(folder / "plan.json", folder / "book.xlsx", "--day", lay.cut_on, "-o", tmp_path, "--json") == 0
    assert sorted(one["lay"] for one in json.loads(capsys.readouterr().out)["lays"]) == sorted(day)
    assert len(pages((tmp_path / "lay-cards.pdf").read_bytes())) >= len(day)


def test_nested_markers_of_a_plan_are_drawn(folder, made, tmp_path, capsys):
    nested = {marker.id for marker in made.markers if marker.nested}
    assert nested
    assert call(folder / "plan.json", folder / "book.xlsx", "--what", "plt,mini", "-o", tmp_path, "--json") == 0
    assert {*json.loads(capsys.readouterr().out)["markers"]} == nested
    assert len([*tmp_path.glob("*.plt")]) == len(nested)


def test_what_is_wrong_with_the_options_is_told_at_once_in_either_language(lays, tmp_path, capsys):
    wrong = ("--what", "cards,posters", "--day", "tomorrow", "--pens", "1,9,1", "-o", tmp_path / "out")
    assert call(lays, *wrong) == 2
    told = capsys.readouterr().err
    assert all(words in told for words in ("posters", "tomorrow", "1,9,1"))
    assert call(lays, *wrong, language="zh") == 2
    told = capsys.readouterr().err
    assert all(words in told for words in ("没有这一项", "不是日期", "笔号"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--what", "cards,tickets", "-o", "x.pdf"), "2 files would be written"),
        (("--what", "cards", "-o", "x.doc"), "must end in .pdf"),
        (("--lay", "L9", "-o", "x"), "has no lay L9"),
        (("--day", "2026-01-01", "-o", "x"), "no lay on 2026-01-01"),
        (("book.xlsx", "-o", "x"), "stands alone"),
    ],
)
def test_what_cannot_be_printed_is_told_and_nothing_is_written(lays, tmp_path, monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(tmp_path)
    assert call(lays, *arguments) == 2
    assert words in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["lays.json"]


def test_a_plan_without_its_book_and_other_files_are_refused(folder, tmp_path, capsys):
    assert call(folder / "plan.json", "-o", tmp_path / "x") == 2
    assert "give the workbook" in capsys.readouterr().err
    (tmp_path / "other.json").write_text('{"a": 1}', encoding="utf-8")
    assert call(tmp_path / "other.json", "-o", tmp_path / "x", language="zh") == 2
    assert "既不是计划" in capsys.readouterr().err
    assert call(tmp_path / "none.json", "-o", tmp_path / "x") == 2


def test_lays_that_are_not_nested_are_told(tmp_path, capsys):
    bare = {key: value for key, value in LAY.items() if key != "drawn"}
    bare |= {"marker": "M9", "marker_mm": 900, "width_mm": 1500, "ratio": {"M": 1}}
    path = tmp_path / "lays.json"
    path.write_text(json.dumps({"lays": [LAY, bare | {"lay": "L2"}]}), encoding="utf-8")
    assert call(path, "--what", "mini", "-o", tmp_path / "m.pdf") == 0
    assert "not nested yet, so not drawn: 1 (M9)" in capsys.readouterr().out
    path.write_text(json.dumps({"lays": [bare | {"lay": f"L{n}", "marker": f"M{n}"} for n in range(5)]}))
    assert call(path, "--what", "all", "-o", tmp_path / "all") == 0
    heard = capsys.readouterr().out
    assert "not drawn: 5 (M0, M1, M2, ...)" in heard
    assert (tmp_path / "all" / "lay-cards.pdf").exists()
    path.write_text(json.dumps(bare), encoding="utf-8")
    assert call(path, "--what", "plt", "-o", tmp_path / "out") == 2


def test_rolls_of_cut_rolls_stand_on_the_card(lays, tmp_path, capsys):
    plies = [{"rolls": ["R-7"], "splice": None}] * 30 + [{"rolls": ["R-8"], "splice": None}] * 10
    groups = [
        {"colour": "black", "shade": shade, "plies": of_shade}
        for shade, of_shade in (("S1", plies[:30]), ("S2", plies[30:]))
    ]
    ends = [{"roll": "R-7", "used_m": 20.0, "left_m": 5.5, "fate": "remnant"}]
    rolls = tmp_path / "rolls.json"
    row = {"lay": "L1", "marker_mm": 620, "end_loss_mm": 30, "groups": groups}
    rolls.write_text(json.dumps({"lays": [row], "rolls": ends}), encoding="utf-8")
    assert call(lays, "--rolls", rolls, "-o", tmp_path / "out", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {(ticket["shade"], ticket["pieces"]) for ticket in told["tickets"]} == {("S1", 30), ("S2", 10)}
    (page,) = pages((tmp_path / "out" / "lay-cards.pdf").read_bytes())
    assert all(words in page for words in ("R-7", "25.5 m", "5.5 m", "S2", "0.650 m"))
    rolls.write_text(json.dumps({"lays": [{"lay": "L1"}], "rolls": 3}), encoding="utf-8")
    assert call(lays, "--rolls", rolls, "-o", tmp_path / "no") == 2
    told = capsys.readouterr().err
    assert "lays 1 is missing" in told
    assert "rolls is missing" in told
    other = {"lay": "L7", "marker_mm": 620, "end_loss_mm": 30, "groups": []}
    rolls.write_text(json.dumps({"lays": [other], "rolls": []}), encoding="utf-8")
    assert call(lays, "--rolls", rolls, "-o", tmp_path / "no") == 2
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("marker_mm", [580, 700])
@pytest.mark.parametrize(("language", "words"), [("en", "now wants 0.650 m"), ("zh", "每层要 0.650 米")])
def test_rolls_given_for_plies_of_another_length_are_refused(lays, tmp_path, capsys, marker_mm, language, words):
    plies = [{"rolls": ["R-7"], "splice": None}] * 40
    group = {"colour": "black", "shade": "S1", "plies": plies}
    row = {"lay": "L1", "marker_mm": marker_mm, "end_loss_mm": 30, "groups": [group]}
    rolls = tmp_path / "rolls.json"
    rolls.write_text(json.dumps({"lays": [row], "rolls": []}), encoding="utf-8")
    assert call(lays, "--rolls", rolls, "-o", tmp_path / "no", language=language) == 2
    told = capsys.readouterr().err
    assert words in told
    assert f"{(marker_mm + 30) / 1000:.3f}" in told
    assert not (tmp_path / "no").exists()


def test_rolls_of_each_fabric_come_from_a_file_of_their_own(tmp_path, capsys):
    lays, files = [], []
    for at, fabric in enumerate(("shell", "fuse"), 1):
        lays.append(LAY | {"lay": f"L{at}", "fabric": fabric})
        group = {"colour": "black", "shade": "S1", "plies": [{"rolls": [f"R-{at}"], "splice": None}] * 40}
        row = {"lay": f"L{at}", "marker_mm": 620, "end_loss_mm": 0, "groups": [group]}
        end = {"roll": f"R-{at}", "used_m": 24.8, "left_m": 0.2, "fate": "end_bit"}
        path = tmp_path / f"rolls{at}.json"
        path.write_text(json.dumps({"lays": [row], "rolls": [end]}), encoding="utf-8")
        files += ["--rolls", path]
    path = tmp_path / "lays.json"
    path.write_text(json.dumps({"lays": lays}), encoding="utf-8")
    assert call(path, *files, "-o", tmp_path / "out") == 0
    cards = pages((tmp_path / "out" / "lay-cards.pdf").read_bytes())
    assert ["R-1" in cards[0], "R-2" in cards[1]] == [True, True]
    capsys.readouterr()
    assert call(path, *files[:2], *files[:2], "-o", tmp_path / "no") == 2
    told = capsys.readouterr().err
    assert "give rolls to lay L1" in told
    assert "roll R-1 stands in two files" in told


@pytest.mark.parametrize(("language", "words"), [("en", "stand too deep in one another"), ("zh", "嵌套过深")])
def test_a_file_nested_too_deep_is_one_clear_line(lays, tmp_path, capsys, language, words):
    deep = tmp_path / "deep.json"
    deep.write_text("[" * 100_000 + "]" * 100_000)
    for asked in ([deep], [lays, "--rolls", deep]):
        assert call(*asked, "-o", tmp_path / "out", language=language) == 2
        said = capsys.readouterr().err
        assert words in said
        assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "data", "english", "chinese"),
    [
        ("empty.json", b"", "is empty; give a file that says something", "是空文件"),
        ("gbk.json", '{"lay": "藏青"}'.encode("gbk"), "is not in UTF-8; save it in UTF-8", "不是 UTF-8"),
        ("lays.xlsx", b"\x0c\xca\x19\xa2", "is no JSON, which is read here, but a workbook", "请给出 JSON 文件"),
    ],
)
def test_a_file_that_is_not_json_is_told_as_by_the_other_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes, english: str, chinese: str
):
    path = tmp_path / name
    path.write_bytes(data)
    for command in ("print", "rolls"):
        for language, words in (("en", english), ("zh", chinese)):
            more = ["-o", str(tmp_path / "paper")] if command == "print" else []
            assert main(["cut", command, str(path), *more, "--lang", language]) == 2
            assert words in capsys.readouterr().err


def test_a_cut_plan_whose_lays_are_on_no_table_says_what_comes_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({"cases": []}), encoding="utf-8")
    assert main(["cut", "print", str(path), "-o", str(tmp_path / "paper"), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert f"interlock cut lays {path}" in said
    assert not (tmp_path / "paper").exists()
