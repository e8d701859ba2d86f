"""``interlock cut pool --seconds``: markers of pooled lays nested from each style's own pattern file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from interlock.cli import main
from interlock.markers import audit, read_marker, write_marker
from interlock.paper import read_lays
from interlock.patterns import Piece, write_dxf

FRONT = Piece(name="front", size="M", outline=((0, 0), (600, 0), (600, 400), (0, 400)), quantity=1)
POOL: dict[str, Any] = {
    "colours": ["navy"], "max_garments": 4, "max_length_m": 6, "max_plies": 60, "yuan_per_m": 20, "marker_yuan": 80,
    "lay_yuan": 50, "fabric": "shell", "width_mm": 1000, "direction": "two_way",
    "patterns": [{"style": "polo", "file": "polo.dxf"}, {"style": "tee", "file": "tee.dxf"}],
    "orders": [
        {"name": "A1", "firm": "Hongxin", "style": "polo", "sizes": ["M", "L"], "per_garment_mm": [300, 320],
         "demand": [[20, 20]]},
        {"name": "B1", "firm": "Yongfa", "style": "tee", "sizes": ["M"], "per_garment_mm": [280], "demand": [[20]]},
    ],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the pattern files of two styles."""
    large = replace(FRONT, size="L", outline=((0, 0), (640, 0), (640, 420), (0, 420)))
    write_dxf([FRONT, large], tmp_path / "polo.dxf", style="polo")
    short = ((0, 0), (500, 0), (500, 400), (0, 400))
    write_dxf([replace(FRONT, outline=short, material="shell"), replace(FRONT, name="bag", material="pocketing")],
              tmp_path / "tee.dxf", style="tee")  # fmt: skip
    return tmp_path


def asked(folder: Path, **changed: Any) -> list[str]:
    path = folder / "pool.json"
    path.write_text(json.dumps({**POOL, **changed}), encoding="utf-8")
    return ["cut", "pool", str(path), "--cache", str(folder / "cache"), "--workers", "1", "--lang", "en"]


def test_every_marker_holds_the_pieces_of_each_orders_own_style(folder: Path, capsys: pytest.CaptureFixture[str]):
    out = folder / "lays.json"
    assert main([*asked(folder), "-o", str(out), "--seconds", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["nests"]
    papers, sizes = read_lays(out), set()
    for paper in papers:
        made = read_marker(out.with_name(f"lays-{paper.marker}.json"))
        assert audit(made.problem, made.marker) == []
        assert made.problem.garments == dict(paper.ratio)
        assert paper.marker_mm == made.marker.length_mm
        sizes |= {placed.size for placed in made.marker.placements}
        assert round(made.marker.length_mm / 1000, 3) in [nest["length_m"] for nest in told]
    assert sizes == {"polo M", "polo L", "tee M"}
    assert main(["cut", "print", str(out), "--what", "mini,plt", "-o", str(folder / "paper")]) == 0
    assert sorted(path.suffix for path in (folder / "paper").iterdir()).count(".pdf") == 1


def test_another_layout_of_a_marker_is_printed_from_then_on(folder: Path):
    out = folder / "lays.json"
    main([*asked(folder), "-o", str(out), "--seconds", "1"])
    paper = read_lays(out)[0]
    file = out.with_name(f"lays-{paper.marker}.json")
    made = read_marker(file)
    longer_mm = made.marker.length_mm + 250
    used = made.problem.area_mm2 / (longer_mm * made.marker.width_mm)
    write_marker(replace(made, marker=replace(made.marker, length_mm=longer_mm, utilisation=used)), file)
    assert read_lays(out)[0].marker_mm == pytest.approx(longer_mm)


def test_a_marker_file_that_is_broken_is_told_alone(folder: Path, capsys: pytest.CaptureFixture[str]):
    out = folder / "lays.json"
    main([*asked(folder), "-o", str(out), "--seconds", "1"])
    file = next(folder.glob("lays-POOL-*.json"))
    file.write_text("{}", encoding="utf-8")
    capsys.readouterr()
    assert main(["cut", "print", str(out), "-o", str(folder / "paper"), "--lang", "en"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said
    assert all(file.name in line for line in said)


def test_only_the_pieces_of_the_material_named_are_nested(folder: Path):
    out, (polo, tee) = folder / "lays.json", POOL["patterns"]
    main([*asked(folder, patterns=[polo, {**tee, "material": "shell"}]), "-o", str(out), "--seconds", "1"])
    makes = [read_marker(out.with_name(f"lays-{paper.marker}.json")) for paper in read_lays(out)]
    assert not any(piece.name == "bag" for made in makes for piece, _n in made.problem.pieces)


def test_a_marker_longer_than_the_table_keeps_its_estimate_and_that_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
):
    out = folder / "lays.json"
    orders = [{**order, "per_garment_mm": [100 for _ in order["sizes"]]} for order in POOL["orders"]]
    assert main([*asked(folder, orders=orders, max_length_m=0.41), "-o", str(out), "--seconds", "1"]) == 0
    assert "longer than max_length_m, so its lays keep the estimate" in capsys.readouterr().out
    assert all(paper.drawn is None for paper in read_lays(out))


def test_what_is_wrong_with_the_patterns_is_told_at_once_before_anything_is_planned(
    folder: Path, capsys: pytest.CaptureFixture[str]
):
    wrong = [{"style": "polo", "file": "none.dxf"}, {"style": "skirt", "file": "polo.dxf"}]
    out = folder / "lays.json"
    assert main([*asked(folder, patterns=wrong), "-o", str(out), "--seconds", "1", "--json"]) == 2
    found = json.loads(capsys.readouterr().out)["errors"]
    said = [f"{error['found']} {error['remedy']}" for error in found]
    assert any("no pattern is named for style tee" in text for text in said)
    assert any("no order is of style skirt" in text for text in said)
    assert any("none.dxf" in f"{error}" for error in found)
    assert not out.exists()


def test_sizes_that_a_pattern_does_not_have_are_told(folder: Path, capsys: pytest.CaptureFixture[str]):
    first, second = POOL["orders"]
    orders = [first, {**second, "sizes": ["XXL"]}]
    assert main([*asked(folder, orders=orders), "-o", str(folder / "lays.json"), "--seconds", "1"]) == 2
    assert "tee.dxf has no piece of size XXL, which order B1 asks for; its sizes are M" in capsys.readouterr().err


def test_nothing_is_nested_without_a_place_to_write_it(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main([*asked(folder), "--seconds", "1"]) == 2
    assert "name a file with -o" in capsys.readouterr().err
