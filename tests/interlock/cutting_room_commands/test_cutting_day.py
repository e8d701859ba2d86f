"""The day of `docs/cutting.md`, from its made-up orders to printed cards with rolls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from interlock.cli import main

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="module")
def lays(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("day") / "lays.json"
    assert main(["cut", "lays", str(EXAMPLES / "cutting_day.json"), "-o", str(path), "--lang", "en"]) == 0
    return path


def with_rolls(lays: Path, stock: Path, *more: str) -> int:
    return main(["cut", "rolls", str(stock), "--lays", str(lays), "--lang", "en", *more])


def test_orders_become_cards_with_rolls(lays, tmp_path, capsys):
    given, paper = tmp_path / "given.json", tmp_path / "paper"
    assert with_rolls(lays, EXAMPLES / "cutting_day_rolls.json", "-o", str(given), "--json") == 0
    assert json.loads(given.read_text(encoding="utf-8")) == json.loads(capsys.readouterr().out)
    asked = ["cut", "print", str(lays), "--rolls", str(given), "--what", "cards,tickets", "-o", str(paper), "--json"]
    assert main(asked) == 0
    tickets = json.loads(capsys.readouterr().out)["tickets"]
    assert {ticket["shade"] for ticket in tickets} <= {"A", "B"}
    assert {path.name for path in paper.iterdir()} == {"lay-cards.pdf", "tickets.pdf"}


def test_rolls_of_another_fabric_are_refused(lays, tmp_path, capsys):
    stock = json.loads((EXAMPLES / "cutting_day_rolls.json").read_text(encoding="utf-8"))
    other = tmp_path / "stock.json"
    other.write_text(json.dumps({**stock, "fabric": "lining"}), encoding="utf-8")
    assert with_rolls(lays, other) == 2
    assert "has lays of shell" in capsys.readouterr().err


def test_a_colour_that_no_roll_has_is_told_beside_those_of_the_rolls(lays, tmp_path, capsys):
    stock = json.loads((EXAMPLES / "cutting_day_rolls.json").read_text(encoding="utf-8"))
    rolls = [{**roll, "colour": roll["colour"].replace("navy", "Navy")} for roll in stock["rolls"]]
    other = tmp_path / "stock.json"
    other.write_text(json.dumps({**stock, "rolls": rolls}), encoding="utf-8")
    assert with_rolls(lays, other) == 2
    assert "no roll is of the colour navy" in (said := capsys.readouterr().err)
    assert "its rolls are of Navy, white" in said


def test_end_losses_that_differ_want_one_word(lays, tmp_path, capsys):
    rows = json.loads(lays.read_text(encoding="utf-8"))["lays"]
    rows[0]["end_loss_mm"] = 60
    mixed = tmp_path / "lays.json"
    mixed.write_text(json.dumps({"lays": rows}), encoding="utf-8")
    assert with_rolls(mixed, EXAMPLES / "cutting_day_rolls.json") == 2
    assert "write end_loss_mm into" in capsys.readouterr().err


def with_splices(folder: Path, *splices: dict[str, object]) -> Path:
    stock = json.loads((EXAMPLES / "cutting_day_rolls.json").read_text(encoding="utf-8"))
    spliced = folder / "stock.json"
    spliced.write_text(json.dumps({**stock, "splices": splices}), encoding="utf-8")
    return spliced


def test_plies_of_lays_in_a_file_may_be_spliced(lays, tmp_path, capsys):
    name = json.loads(lays.read_text(encoding="utf-8"))["lays"][0]["lay"]
    place = {"lay": name, "at_mm": 1000, "overlap_mm": 30}
    assert with_rolls(lays, with_splices(tmp_path, place), "--json") == 0
    plies = [
        ply
        for lay in json.loads(capsys.readouterr().out)["lays"]
        for group in lay["groups"]
        for ply in group["plies"]
        if lay["lay"] == name
    ]
    assert {ply["splice"] for ply in plies} <= {None, 0}
    wrong = with_splices(tmp_path, {**place, "lay": "another"}, {**place, "at_mm": 90_000})
    assert with_rolls(lays, wrong) == 2
    assert "splices name the lay another" in capsys.readouterr().err
    assert with_rolls(lays, with_splices(tmp_path, {**place, "at_mm": 90_000})) == 2
    assert "lies outside its marker" in capsys.readouterr().err


def test_what_is_wrong_with_stock_and_lays_is_told_at_once(tmp_path, capsys):
    stock = json.loads((EXAMPLES / "cutting_day_rolls.json").read_text(encoding="utf-8"))
    stock["rolls"][1]["length_m"] = 0
    (tmp_path / "stock.json").write_text(json.dumps(stock), encoding="utf-8")
    (tmp_path / "lays.json").write_text(json.dumps({"lays": [{"lay": "L1"}]}), encoding="utf-8")
    assert with_rolls(tmp_path / "lays.json", tmp_path / "stock.json") == 2
    err = capsys.readouterr().err
    assert "roll made-up R2: its length is 0 mm" in err
    assert "plies" in err
