"""``interlock cut rolls`` and ``interlock cut pool``: what they print, and what they refuse."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from interlock.cli import main
from interlock.cutting_room_commands._json_file import faults_in
from interlock.paper import read_lays

ROLLS: dict[str, Any] = {
    "colours": ["navy"],
    "yuan_per_m": 20,
    "lays": [
        {"name": "long", "marker_mm": 7000, "width_mm": 1480, "plies": [6]},
        {"name": "short", "marker_mm": 4000, "width_mm": 1480, "plies": [4]},
    ],
    "rolls": [{"name": f"R{n}", "colour": "navy", "shade": "A", "length_m": 29, "width_mm": 1500} for n in (1, 2, 3)],
}
ORDER = {"style": "polo", "sizes": ["M", "L"], "per_garment_mm": [1100, 1200]}
POOL: dict[str, Any] = {
    "colours": ["navy"],
    "max_garments": 4,
    "max_length_m": 6,
    "max_plies": 60,
    "yuan_per_m": 20,
    "marker_yuan": 80,
    "lay_yuan": 50,
    "orders": [
        {"name": "A1", "firm": "Hongxin", "demand": [[37, 21]], **ORDER},
        {"name": "B1", "firm": "Yongfa", "demand": [[23, 39]], **ORDER},
        {"name": "C1", "firm": "Lantian", "demand": [[14, 9]], **ORDER},
    ],
}


def written(folder: Path, content: object) -> str:
    path = folder / "asked.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def test_rolls_are_told_as_json_and_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    picture = tmp_path / "rolls.svg"
    assert main(["cut", "rolls", written(tmp_path, ROLLS), "--json", "--svg", str(picture)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["cost_yuan"], found["lost_m"], found["proved"]) == (0, 0, True)
    assert found["saved_m"] > 0
    assert {roll["fate"] for roll in found["rolls"]} == {"used_up"}
    assert picture.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(("language", "told"), [("en", "largest roll first would lose"), ("zh", "大卷先用")])
def test_rolls_are_told_beside_the_usual_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, told: str
):
    assert main(["cut", "rolls", written(tmp_path, ROLLS), "--lang", language]) == 0
    assert told in capsys.readouterr().out


def test_where_there_is_one_roll_the_usual_way_is_as_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (one, *_others), (lay, *_more) = ROLLS["rolls"], ROLLS["lays"]
    asked = {**ROLLS, "rolls": [{**one, "length_m": 900}], "lays": [lay]}
    assert main(["cut", "rolls", written(tmp_path, asked), "--lang", "en"]) == 0
    assert "largest roll first would do as well" in capsys.readouterr().out


@pytest.mark.parametrize(("width", "shown"), [(150, "150"), (299, "299"), (15_000, "15,000")])
def test_a_roll_of_no_cloths_width_is_refused_with_one_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], width: int, shown: str
):
    asked = {**ROLLS, "rolls": [*ROLLS["rolls"], {**ROLLS["rolls"][0], "name": "slip", "width_mm": width}]}
    assert main(["cut", "rolls", written(tmp_path, asked), "--json"]) == 2
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert (error["cell"], error["found"]) == ("rolls 4, width_mm", f"roll slip: {shown} mm wide")
    assert error["remedy"] == "cloth is 300 to 4,000 mm wide: check the unit"


def test_a_lay_of_no_cloths_width_is_refused_with_one_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    first, second = ROLLS["lays"]
    asked = {**ROLLS, "lays": [first, {**second, "width_mm": 148}]}
    assert main(["cut", "rolls", written(tmp_path, asked), "--json"]) == 2
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert (error["cell"], error["found"]) == ("lays 2, width_mm", "lay short: 148 mm wide")
    assert error["remedy"] == "cloth is 300 to 4,000 mm wide: check the unit"


def test_lengths_and_a_width_in_another_unit_are_told_with_their_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    first, *rest = POOL["orders"]
    slip = [1.1 for _ in first["per_garment_mm"]]
    asked = {**POOL, "width_mm": 148, "orders": [{**first, "per_garment_mm": slip}, *rest]}
    assert main(["cut", "pool", written(tmp_path, asked), "--json"]) == 2
    errors = {error["cell"]: error for error in json.loads(capsys.readouterr().out)["errors"]}
    assert errors["width_mm"]["remedy"] == "cloth is 300 to 4,000 mm wide: check the unit"
    assert errors["orders 1, per_garment_mm 1"]["remedy"].startswith("a garment takes 20 to 20,000 mm of cloth")
    assert main(["cut", "pool", written(tmp_path, asked), "--lang", "zh"]) == 2
    assert "请核对单位" in capsys.readouterr().err


def test_a_roll_too_narrow_for_every_lay_of_its_colour_is_told_and_not_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    asked = {**ROLLS, "rolls": [*ROLLS["rolls"], {**ROLLS["rolls"][0], "name": "narrow", "width_mm": 1479}]}
    assert main(["cut", "rolls", written(tmp_path, asked), "--lang", "en"]) == 0
    assert "too narrow for every lay of its colour, not used: narrow, 1,479 mm wide" in capsys.readouterr().out
    assert main(["cut", "rolls", written(tmp_path, asked), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["too_narrow"] == ["narrow"]
    assert "narrow" not in {end["roll"] for end in found["rolls"]}


def test_an_end_bit_that_shows_as_nothing_is_told_as_used_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (one, *_others), (lay, *_more) = ROLLS["rolls"], ROLLS["lays"]
    asked = {**ROLLS, "rolls": [{**one, "length_m": 42.004}], "lays": [lay]}
    assert main(["cut", "rolls", written(tmp_path, asked), "--lang", "en"]) == 0
    assert "R1: used up" in capsys.readouterr().out


def test_a_roll_that_two_tables_want_at_one_time_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    lay = {
        "order": "A1", "style": "T-1", "fabric": "F-1", "marker": "M1", "marker_mm": 5000, "width_mm": 1480,
        "ratio": {"S": 1}, "plies": [{"colour": "navy", "plies": 4}], "cut_on": "2026-12-01",
    }  # fmt: skip
    rows = [
        lay | {"lay": "L2", "table": "T2", "time": "08:30–09:30"},
        lay | {"lay": "L1", "table": "T1", "time": "08:00–09:00"},
        lay | {"lay": "L3", "table": "T1", "time": "09:30–10:00"},
    ]
    lays = tmp_path / "lays.json"
    lays.write_text(json.dumps({"lays": rows}), encoding="utf-8")
    roll = {**ROLLS["rolls"][0], "length_m": 61}
    asked = ["cut", "rolls", written(tmp_path, {"yuan_per_m": 20, "rolls": [roll]}), "--lays", str(lays)]
    assert main([*asked, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["lay"] for one in found["lays"]] == ["L1", "L2", "L3"]
    assert found["clashes"] == [{"roll": "R1", "lay": "L1", "later": "L2"}]
    assert main([*asked, "--lang", "en"]) == 0
    assert "roll R1 is at lay L1 until 9:00; lay L2 waits for it" in capsys.readouterr().out


def test_a_firm_is_told_its_own_share_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = written(tmp_path, POOL)
    assert main(["cut", "pool", path, "--json"]) == 0
    everything = json.loads(capsys.readouterr().out)
    assert main(["cut", "pool", path, "--firm", "Yongfa", "--json"]) == 0
    own = capsys.readouterr().out
    assert json.loads(own) in everything["statements"]
    assert not [name for name in ("Hongxin", "Lantian", "A1", "C1") if name in own]
    assert sum(told["saves_yuan"] for told in everything["statements"]) == pytest.approx(everything["saving_yuan"])


def test_pooled_lays_go_on_to_paper_with_every_bundle_of_one_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    lays, asked = tmp_path / "lays.json", {**POOL, "fabric": "shell", "width_mm": 1480}
    assert main(["cut", "pool", written(tmp_path, asked), "-o", str(lays), "--lang", "en"]) == 0
    assert f"written: {lays}" in capsys.readouterr().out
    papers = read_lays(lays)
    got = Counter((paper.garments_of(one).order, paper.garments_of(one).size, one.colour, one.pieces)
                  for paper in papers for one in paper.bundles)  # fmt: skip
    pieces: Counter[tuple[str, str]] = Counter()
    for (order, size, _colour, count), times in got.items():
        pieces[order, size] += count * times
    orders = POOL["orders"]
    assert pieces == {(o["name"], size): n for o in orders for size, n in zip(o["sizes"], o["demand"][0], strict=True)}
    numbers = [one.number for paper in papers for one in paper.bundles]
    assert len(set(numbers)) == len(numbers)
    capsys.readouterr()
    assert main(["cut", "print", str(lays), "--what", "bundles", "-o", str(tmp_path / "paper"), "--json"]) == 0
    tickets = json.loads(capsys.readouterr().out)["tickets"]
    assert Counter((one["order"], one["size"], one["colour"], one["pieces"]) for one in tickets) == got
    assert {one["fabric"] for one in tickets} == {"shell"}


def test_lays_of_a_pool_need_their_fabric_and_its_width(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "lays.json"
    assert main(["cut", "pool", written(tmp_path, POOL), "-o", str(out), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "fabric is missing; -o writes lays, which need it" in said
    assert "width_mm is missing" in said
    assert not out.exists()


@pytest.mark.parametrize(("language", "told"), [("en", "cut together"), ("zh", "合床")])
def test_the_centre_is_told_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, told: str):
    picture = tmp_path / "pool.svg"
    assert main(["cut", "pool", written(tmp_path, POOL), "--lang", language, "--svg", str(picture)]) == 0
    out = capsys.readouterr().out
    assert told in out
    assert all(name in out for name in ("Hongxin", "Yongfa", "Lantian"))
    assert picture.exists()


@pytest.mark.parametrize(
    ("command", "content", "english", "chinese"),
    [
        ("rolls", "{", "is not JSON", "不是 JSON"),
        ("rolls", [], "holds no object", "不是对象"),
        ("rolls", {**ROLLS, "rolls": 3}, "rolls is 3; write a list", "请写列表"),
        ("rolls", {**ROLLS, "rols": 3}, "rols is not known here; choose among", "不认识 rols"),
        ("rolls", {**ROLLS, "rolls": ROLLS["rolls"][:1]}, "get at least 29.0 m more", "请至少再备 29.0 米"),
        ("rolls", {**ROLLS, "rolls": ROLLS["rolls"] * 2}, "roll R1 is named twice", "布卷 R1 出现两次"),
        ("pool", {**POOL, "orders": POOL["orders"][:1]}, "pooling takes at least 2", "至少需要 2 家"),
        ("pool", {**POOL, "max_length_m": 0.9}, "size polo M needs", "polo M"),
    ],
)
def test_bad_input_is_one_clear_error_in_either_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, content: object, english: str, chinese: str
):
    for language, told in (("en", english), ("zh", chinese)):
        assert main(["cut", command, written(tmp_path, content), "--lang", language]) == 2
        heard = capsys.readouterr()
        assert told in heard.err
        assert not heard.out


def test_a_stranger_and_a_missing_file_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["cut", "pool", written(tmp_path, POOL), "--firm", "Stranger", "--lang", "en"]) == 2
    assert "Stranger is not among the firms" in capsys.readouterr().err
    assert main(["cut", "rolls", str(tmp_path / "none.json"), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["errors"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_fault_of_a_file_is_told_at_once_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
):
    wrong = [{"name": "R1", "colour": "navy", "shade": "A", "lenght_m": 5, "length_m": "abc", "width_mm": 1500}]
    content = {**ROLLS, "rolls": wrong}
    del content["colours"]
    path = written(tmp_path, content)
    assert main(["cut", "rolls", path, "--json", "--lang", language]) == 2
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert {error["file"] for error in errors} == {path}
    assert [error["cell"] for error in errors] == ["colours", "rolls 1, lenght_m", "rolls 1, length_m"]
    assert '"abc"' in errors[2]["found"]
    assert ("add a list" if language == "en" else "请补上列表") == errors[0]["remedy"]


def errors_of(folder: Path, capsys: pytest.CaptureFixture[str], command: str, content: object) -> dict[str, str]:
    """What is told of every place."""
    assert main(["cut", command, written(folder, content), "--json", "--lang", "en"]) == 2
    errors = json.loads(capsys.readouterr().out)["errors"]
    return {error["cell"]: f"{error['found']}; {error['remedy']}" for error in errors}


def test_faults_of_form_and_contradictions_are_told_together_each_at_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    first, second, third = ROLLS["rolls"]
    rolls = [{**first, "length_m": "abc"}, {**second, "length_m": 0}, {**third, "name": "R2", "colour": "red"}]
    lays = [ROLLS["lays"][0], {**ROLLS["lays"][1], "plies": [0]}]
    told = errors_of(tmp_path, capsys, "rolls", {**ROLLS, "rolls": rolls, "lays": lays, "mount_yuan": -1})
    places = ["rolls 1, length_m", "rolls 3, name", "mount_yuan", "lays 2, plies", "rolls 2, length_m"]
    assert list(told) == [*places, "rolls 3, colour"]
    assert "no ply of any colour" in told["lays 2, plies"]
    assert "costs CNY -1.00" in told["mount_yuan"]


def test_orders_to_pool_are_told_at_their_places(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    first, second, third = POOL["orders"]
    orders = [{**first, "demand": [[0, 0]]}, {**second, "name": "A1"}, {**third, "sizes": "M"}]
    told = errors_of(tmp_path, capsys, "pool", {**POOL, "orders": orders, "lay_yuan": -2})
    assert list(told) == ["orders 3, sizes", "lay_yuan", "orders 1, demand", "orders 2, name"]
    assert "lay_yuan is -2" in told["lay_yuan"]


@pytest.mark.parametrize(
    ("language", "told"), [("en", "is a file of lays; give the file of rolls"), ("zh", "是床次文件")]
)
def test_a_file_of_lays_in_the_place_of_the_rolls_is_told_by_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, told: str
):
    lays = {"lays": [{"lay": f"A-{at}", "order": "A", "plies": [{"colour": "navy", "plies": 3}]} for at in range(4)]}
    assert main(["cut", "rolls", written(tmp_path, lays), "--lang", language]) == 2
    said = capsys.readouterr().err
    assert told in said
    assert len(said.splitlines()) == 1


def test_faults_without_a_place_are_told_beside_faults_of_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    first, second, third = POOL["orders"]
    orders = [{**first, "firm": ""}, {**second, "per_garment_mm": ["a", 1, 2]}, {**third, "demand": [[1]]}]
    assert main(["cut", "pool", written(tmp_path, {**POOL, "orders": orders, "max_plies": 0}), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    for words in ('per_garment_mm 1 is "a"', "a firm has no name", "a lay has 1 to 0 plies", "demand must have"):
        assert said.count(words) == 1


def test_a_fault_of_form_brings_no_other_with_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    wrong = {**POOL, "colours": "navy", "max_plies": "many", "min_plies": 5}
    assert main(["cut", "pool", written(tmp_path, wrong), "--lang", "en"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


@dataclass(frozen=True)
class _Asked:
    cut: bool
    made: bool | None


def test_chinese_words_stand_apart_from_latin_ones():
    (_, cut), (_, made) = faults_in({"cut": 3}, _Asked)
    assert cut.chinese == "cut 为 3，请写 true 或 false"
    assert made.chinese == "缺少 made，请补上 true 或 false 或空值"


def test_what_is_no_number_is_told_with_its_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = written(tmp_path, json.dumps({**ROLLS, "end_loss_mm": float("nan")}))
    assert main(["cut", "rolls", path, "--lang", "en"]) == 2
    assert "end_loss_mm is NaN; write a number" in capsys.readouterr().err


def test_a_fault_is_told_once_and_not_by_what_follows_from_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["cut", "rolls", written(tmp_path, {**ROLLS, "usable_m": -4}), "--lang", "en"]) == 2
    heard = capsys.readouterr().err
    assert "shortest remnant worth keeping is, in mm, -4,000" in heard
    assert "keeping a remnant costs" not in heard
    assert main(["cut", "rolls", written(tmp_path, {**ROLLS, "colours": []}), "--lang", "en"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_number_beyond_all_measure_is_told_with_its_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    rolls = [{**ROLLS["rolls"][0], "length_m": 1e308}, *ROLLS["rolls"][1:]]
    told = errors_of(tmp_path, capsys, "rolls", {**ROLLS, "rolls": rolls})
    assert list(told) == ["rolls 1, length_m"]
    assert "is 1e+308; write a number of at most 1,000,000,000,000" in told["rolls 1, length_m"]


def test_a_key_written_twice_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = written(tmp_path, json.dumps(ROLLS).replace("{", '{"usable_m": 1, "usable_m": 2, ', 1))
    assert main(["cut", "rolls", path, "--lang", "en"]) == 2
    assert "usable_m stands twice in one object; keep one of the two" in capsys.readouterr().err


def test_a_statement_has_no_picture_and_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    picture = tmp_path / "pool.svg"
    asked = ["cut", "pool", written(tmp_path, POOL), "--firm", "Hongxin", "--svg", str(picture), "--lang", "zh"]
    assert main(asked) == 2
    assert "--firm 请单独使用" in capsys.readouterr().err
    assert not picture.exists()


@pytest.mark.parametrize(
    ("content", "english", "chinese"),
    [
        (
            ROLLS,
            "is a file for interlock cut rolls; give the lays as interlock cut lays writes them",
            "供 interlock cut rolls 使用",
        ),
        (
            {name: value for name, value in ROLLS.items() if name != "lays"},
            "is a file for interlock cut rolls",
            "供 interlock",
        ),
        (POOL, "is a file for interlock cut pool", "供 interlock cut pool 使用"),
        ({"orders": [], "centre": {}}, "is a file for interlock cut lays", "供 interlock cut lays 使用"),
        (
            {"lays": [{"lay": "A", "groups": []}], "rolls": []},
            "is what interlock cut rolls wrote",
            "是 interlock cut rolls 的结果",
        ),
        ({"problem": {}, "marker": {}}, "is a file for interlock markers", "供 interlock markers 使用"),
        ({"statements": [], "cuts": []}, "docs/cutting.md", "docs/cutting.md"),
    ],
)
def test_another_commands_file_where_lays_are_wanted_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: dict[str, Any], english: str, chinese: str
):
    path, rolls = tmp_path / "other.json", tmp_path / "rolls.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    rolls.write_text(json.dumps({name: value for name, value in ROLLS.items() if name not in ("lays", "colours")}))
    commands = [
        ["cut", "nest", str(path), "--pattern", "polo=polo.dxf", "-o", str(tmp_path / "nested.json")],
        ["cut", "rolls", str(rolls), "--lays", str(path)],
    ]
    # A marker can be printed by itself.
    commands += [] if "problem" in content else [["cut", "print", str(path), "-o", str(tmp_path / "paper")]]
    for command in commands:
        for language, words in (("en", english), ("zh", chinese)):
            assert main([*command, "--lang", language]) == 2
            (told,) = capsys.readouterr().err.splitlines()
            assert words in told


LAYS_FILE = {"lays": [{"lay": "A-1", "plies": []}]}
PLANS_FILE = {"markers": [], "fabrics": [], "proof": "search"}
ORDERS_FILE = {"orders": [{"order": "A-1", "demand": {}}], "centre": {}}


@pytest.mark.parametrize(
    ("command", "content", "english", "chinese"),
    [
        ("plan", POOL, "orders to be pooled, which go to interlock cut pool; give orders", "应交给 interlock cut pool"),
        ("plan", LAYS_FILE, "lays, which go to interlock cut nest", "床次，应交给"),
        ("plan", PLANS_FILE, "cut plans, which go to interlock cut lays", "裁剪方案，应交给"),
        ("pool", ORDERS_FILE, "which go to interlock cut plan and cut lays", "单独裁剪的订单，应交给"),
        ("pool", LAYS_FILE, "lays, which go to", "床次，应交给"),
        ("lays", LAYS_FILE, "lays, which go to", "床次，应交给"),
        ("lays", ROLLS | {"lays": []}, "rolls, which go to interlock cut rolls", "布卷，应交给"),
        ("rolls", ORDERS_FILE, "which go to interlock cut plan and cut lays", "单独裁剪的订单，应交给"),
        ("rolls", {"rolls": ROLLS["rolls"]}, "--lays LAYS.json", "请同时给出床次文件"),
        ("rolls", {"problem": {}, "marker": {}}, "a marker, which goes to", "唛架，应交给"),
    ],
)
def test_another_commands_file_is_told_by_the_command_that_takes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, content: dict[str, Any], english: str,
    chinese: str
):  # fmt: skip
    path = written(tmp_path, content)
    for language, words in (("en", english), ("zh", chinese)):
        assert main(["cut", command, path, "--lang", language]) == 2
        (told,) = capsys.readouterr().err.splitlines()
        assert words in told


def test_a_key_of_a_lay_that_is_not_known_is_told_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    lay = {"lay": "A-1", "order": "A", "style": "polo", "fabric": "shell", "marker_mm": 900, "width_mm": 1500,
           "ratio": {"M": 1}, "plies": [{"colour": "navy", "plies": 3}], "name": "x"}  # fmt: skip
    path = written(tmp_path, {"lays": [lay]})
    for language, words in (("en", "lay A-1: name is not known here; choose among"), ("zh", "不认识 name，可用")):
        assert main(["cut", "print", path, "-o", str(tmp_path / "paper"), "--lang", language]) == 2
        assert words in capsys.readouterr().err
