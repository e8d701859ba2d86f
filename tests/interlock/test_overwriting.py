"""No command replaces what it was told to read; a reader that goes away ends one quietly."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from interlock.cli import main
from interlock.files import CannotWrite, check_ending, refuse_overwriting

POOL = {
    "colours": ["navy"],
    "max_garments": 4,
    "max_length_mm": 9000,
    "max_plies": 80,
    "orders": [
        {
            "name": name,
            "firm": name,
            "style": "polo",
            "sizes": ["S"],
            "per_garment_mm": [1100],
            "demand": [[60]],
        }
        for name in ("Hongxin", "Yongfa")
    ],
}


@pytest.fixture
def pool(tmp_path: Path) -> Path:
    path = tmp_path / "pool.json"
    path.write_text(json.dumps(POOL), encoding="utf-8")
    return path


def test_it_refuses_a_picture_in_the_place_of_the_orders(pool, capsys):
    before = pool.read_bytes()
    assert main(["cut", "pool", str(pool), "--svg", str(pool), "--lang", "zh"]) == 2
    assert "会覆盖" in capsys.readouterr().err
    link = pool.with_name("picture.svg")
    link.symlink_to(pool)
    assert main(["cut", "pool", str(pool), "--svg", str(link), "--lang", "en"]) == 2
    assert "would overwrite" in capsys.readouterr().err
    assert pool.read_bytes() == before


def test_it_refuses_a_picture_of_another_ending(pool, capsys):
    assert main(["cut", "pool", str(pool), "--svg", str(pool.with_suffix(".pdf")), "--lang", "en"]) == 2
    assert "must end in .svg" in capsys.readouterr().err
    assert not pool.with_suffix(".pdf").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["markers", "make", "{file}.dxf", "-o", "new.json", "{file}.dxf"],
        ["patterns", "convert", "{file}.dxf", "-o", "{file}.dxf"],
        ["cut", "lays", "{file}.json", "-o", "{file}.json"],
        ["cut", "print", "{file}.json", "-o", "{file}.json"],
        ["report", "{file}.json", "book.xlsx", "-o", "{file}.json"],
        ["repair", "{folder}/plan.json", "book.xlsx", "events.json", "-o", "{folder}"],
        ["whatif", "{folder}/plan.json", "book.xlsx", "edits.json", "-o", "{folder}"],
    ],
)
def test_every_command_keeps_what_it_reads(command, tmp_path, capsys):
    for name in ("own.dxf", "own.json", "plan.json"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    asked = [part.format(file=tmp_path / "own", folder=tmp_path) for part in command]
    assert main([*asked, "--lang", "en"]) == 2
    assert "would overwrite" in capsys.readouterr().err
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(
        ("own.dxf", "own.json", "plan.json"), "mine"
    )


def test_files_are_the_same_by_any_link(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("{}")
    os.link(path, tmp_path / "b.json")
    for out in (path, tmp_path / "b.json", tmp_path / "." / "a.json"):
        with pytest.raises(CannotWrite):
            refuse_overwriting([out], [tmp_path / "none", path])
    refuse_overwriting([tmp_path / "c.json"], [path])
    check_ending(tmp_path / "c.SVG", (".svg",))


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_a_reader_that_goes_away_ends_a_command_quietly(tmp_path):
    case = tmp_path / "case.json"
    fabric = {"name": "shell", "per_garment_mm": [900], "max_plies": 20}
    order = {"sizes": ["S"], "demand": {"navy": [40]}, "max_garments": 4, "max_length_m": 6, "fabrics": [fabric]}
    case.write_text(json.dumps(order))
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "interlock.cli", "cut", "plan", str(case), "--json"]
    try:
        done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")
