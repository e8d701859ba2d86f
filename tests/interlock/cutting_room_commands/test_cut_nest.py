"""``interlock cut nest``: the markers of a file of lays nested from the pattern files of their styles."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from interlock.cli import main
from interlock.command_parsers import parser_of
from interlock.cutting_room_commands.cut_nest import run
from interlock.errors import Cancelled
from interlock.markers import audit, read_marker
from interlock.paper import read_lays
from interlock.patterns import Piece, write_dxf

FRONT = Piece(name="front", size="M", outline=((0, 0), (600, 0), (600, 400), (0, 400)), material="1")
LINING = replace(FRONT, name="lining", material="2")
LAY: dict[str, Any] = {
    "order": "A1", "style": "polo", "fabric": "shell", "marker": "M2", "marker_mm": 900, "width_mm": 1000,
    "ratio": {"M": 2}, "plies": [{"colour": "navy", "plies": 4}], "end_loss_mm": 20,
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Lays of one order, two of them with one marker, and the pattern file of their style."""
    write_dxf([FRONT, replace(FRONT, size="L"), LINING, replace(LINING, size="L")], tmp_path / "polo.dxf", style="polo")
    lays = [
        {"lay": "A1-1", **LAY},
        {"lay": "A1-2", **LAY},
        {"lay": "A1-3", **LAY, "marker": "M1-L1", "ratio": {"M": 1, "L": 1}},
    ]
    write(tmp_path, lays)
    return tmp_path


def write(folder: Path, lays: list[dict[str, Any]]) -> None:
    (folder / "lays.json").write_text(json.dumps({"lays": lays}), encoding="utf-8")


def asked(folder: Path, *more: str) -> list[str]:
    return [
        "cut", "nest", str(folder / "lays.json"), "--pattern", f"polo={folder / 'polo.dxf'}", "--material", "shell=1",
        "-o", str(folder / "nested.json"), "--direction", "two_way", "--seconds", "1", "--workers", "1",
        "--cache", str(folder / "cache"), "--lang", "en", *more,
    ]  # fmt: skip


def test_each_marker_is_nested_once_and_its_lays_have_its_length(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(asked(folder, "--json")) == 0
    told = json.loads(capsys.readouterr().out)["nests"]
    assert [row["lays"] for row in told] == [["A1-1", "A1-2"], ["A1-3"]]
    for lay in read_lays(folder / "nested.json"):
        file = next(row["file"] for row in told if lay.lay in row["lays"])
        made = read_marker(Path(file))
        assert audit(made.problem, made.marker) == []
        assert {piece.name for piece, _n in made.problem.pieces} == {"front"}
        assert made.styles == ("polo",)
        assert (lay.marker_mm, dict(lay.ratio)) == (made.marker.length_mm, made.problem.garments)
        assert (lay.plies[0].plies, lay.end_loss_mm) == (4, 20)


def test_a_nest_that_is_longer_than_a_lays_table_is_not_put_there(folder: Path, capsys: pytest.CaptureFixture[str]):
    short = {**LAY, "marker_mm": 500, "table": "T2", "longest_ply_mm": 550}  # two fronts of 600 beside each other
    write(folder, [{"lay": "A1-1", **short}, {"lay": "A1-2", **short, "table": "T1", "longest_ply_mm": 620}])
    assert main(asked(folder)) == 1
    said = capsys.readouterr()
    assert (
        "lay A1-1: a ply of M2 is 0.620 m as nested, with its end loss, but table T2 has room for 0.550 m" in said.err
    )
    assert "A1-2" not in said.err
    estimated, nested = read_lays(folder / "nested.json")
    assert (estimated.drawn, estimated.marker_mm) == (None, 500)
    assert nested.marker_mm == pytest.approx(600)
    assert main(asked(folder, "--json")) == 1
    told = json.loads(capsys.readouterr().out)
    assert [row["lay"] for row in told["too_long"]] == ["A1-1"]
    assert told["not_nested"] == []


def test_a_lay_that_is_longer_than_its_table_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]):
    write(folder, [{"lay": "A1-1", **LAY, "table": "T2", "longest_ply_mm": 919}])
    assert main(asked(folder)) == 2
    assert "a ply is 920 mm long with its end loss, but table T2 has room for 919 mm" in capsys.readouterr().err


def test_what_is_nested_already_is_left_as_it_is(folder: Path, capsys: pytest.CaptureFixture[str]):
    main(asked(folder))
    capsys.readouterr()
    again = ["cut", "nest", str(folder / "nested.json"), *asked(folder)[3:]]
    again[again.index("-o") + 1] = str(folder / "more.json")
    assert main(again) == 2
    assert "no lay whose marker is not nested yet" in capsys.readouterr().err


def test_what_is_nested_when_it_is_stopped_is_kept(folder: Path, capsys: pytest.CaptureFixture[str]):
    words = [*asked(folder), "--json"]
    options = parser_of("en", lambda text: None, words).parse_args(words)
    with pytest.raises(Cancelled):
        run(options, "en", lambda: True)
    assert not (folder / "nested.json").exists()
    assert run(options, "en", lambda: any((folder / "cache").glob("*.json"))) == 130
    told, said = capsys.readouterr()
    (nest,) = json.loads(told)["nests"]
    assert json.loads(told)["stopped"]
    left = json.loads(told)["not_nested"]
    assert sorted([*nest["lays"], *left]) == ["A1-1", "A1-2", "A1-3"]
    assert f"these lays keep their estimates: {', '.join(left)}. Nest them from" in said
    assert {lay.lay for lay in read_lays(folder / "nested.json") if lay.drawn} == {*nest["lays"]}


def test_pooled_lays_take_the_pieces_of_each_orders_style(folder: Path):
    write_dxf([replace(FRONT, name="back")], folder / "tee.dxf", style="tee")
    pooled = {
        **LAY, "lay": "P-1", "order": "A1, B1", "style": "polo, tee", "marker": "P-M1",
        "ratio": {"polo M": 1, "tee M": 2},
        "garments": [
            {"name": "polo M", "order": "A1", "style": "polo", "size": "M"},
            {"name": "tee M", "order": "B1", "style": "tee", "size": "M"},
        ],
    }  # fmt: skip
    write(folder, [pooled])
    assert main(asked(folder, "--pattern", f"tee={folder / 'tee.dxf'}")) == 0
    made = read_marker(folder / "nested-0001-P-M1.json")
    assert made.styles == ("polo", "tee")
    assert len(read_lays(folder / "nested.json")) == 1
    assert {(placed.piece, placed.size) for placed in made.marker.placements} == {
        ("front", "polo M"),
        ("back", "tee M"),
    }


def test_pieces_of_several_materials_want_a_word_on_which_the_fabric_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
):
    without = [one for one in asked(folder) if one not in ("--material", "shell=1")]
    assert main(without) == 2
    assert (
        "has pieces of the materials 1, 2; say which of them shell is: --material shell=NAME" in capsys.readouterr().err
    )
    assert main(asked(folder, "--material", "shell=9")) == 2
    assert "has no piece of the material 9; it has 1, 2" in capsys.readouterr().err


def test_all_that_is_missing_is_told_at_once(folder: Path, capsys: pytest.CaptureFixture[str]):
    other = {**LAY, "lay": "B1-1", "order": "B1", "style": "skirt"}
    write(folder, [{"lay": "A1-1", **LAY, "ratio": {"XXL": 1}}, other])
    assert main(asked(folder)) == 2
    said = capsys.readouterr().err
    assert "lays of style skirt need its pieces; give them with --pattern skirt=FILE" in said
    assert "has no piece of size XXL, which lay A1-1 holds; its sizes are M, L" in said
    assert not (folder / "nested.json").exists()


def test_a_lay_of_no_cloths_width_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]):
    write(folder, [{"lay": "A1-1", **LAY, "width_mm": 148}])
    for language, told in (("en", "width_mm is 148; cloth is 300 to 4,000 mm wide"), ("zh", "布匹幅宽应为")):
        assert main([*asked(folder)[:-1], language]) == 2
        assert told in capsys.readouterr().err


def test_an_edge_that_leaves_no_cloth_is_told_by_its_option(folder: Path, capsys: pytest.CaptureFixture[str]):
    for language, told in (("en", "make --edge smaller"), ("zh", "请减小布边（--edge）")):
        assert main([*asked(folder)[:-1], language, "--edge", "600"]) == 2
        assert told in capsys.readouterr().err


def test_the_lays_that_are_read_are_never_written_to(folder: Path, capsys: pytest.CaptureFixture[str]):
    before = (folder / "lays.json").read_bytes()
    command = asked(folder)
    command[command.index("-o") + 1] = str(folder / "lays.json")
    assert main(command) == 2
    assert "would overwrite" in capsys.readouterr().err
    assert (folder / "lays.json").read_bytes() == before
