"""``interlock cut plan``: the forms it reads, what it prints, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from interlock.cli import main
from interlock.cutting_room_commands._cut_passes import Passes

OWN: dict[str, Any] = {
    "order": "H-1",
    "sizes": ["S", "M"],
    "demand": {"navy": [20, 30], "white": {"S": 10, "M": 15}},
    "max_garments": 5,
    "max_length_m": 6,
    "fabrics": [
        {"name": "shell", "fixed_mm": 20, "per_garment_mm": [900, 1000], "max_plies": 20, "end_loss_mm": 40,
         "yuan_per_m": 15, "marker_yuan": 20, "lay_yuan": 10, "ply_yuan": 0.2},
        {"name": "lining", "fixed_mm": 20, "per_garment_mm": {"S": 700, "M": 800}, "max_plies": 10, "end_loss_mm": 30,
         "yuan_per_m": 4, "marker_yuan": 20, "lay_yuan": 10},
    ],
}  # fmt: skip
CASE: dict[str, Any] = {
    "id": "small",
    "sizes": [46, 48],
    "demand": [20, 30],
    "max_garments_per_marker": 5,
    "max_plies_per_lay": 10,
}


def written(folder: Path, content: object) -> str:
    path = folder / "orders.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def asked(folder: Path, capsys: pytest.CaptureFixture[str], content: object, *more: str) -> dict[str, Any]:
    assert main(["cut", "plan", written(folder, content), "--json", "--work", "0.1", *more]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def refused(folder: Path, capsys: pytest.CaptureFixture[str], content: object) -> tuple[str, str]:
    """The errors in English and in Chinese."""
    path, said = written(folder, content), []
    for language in ("en", "zh"):
        assert main(["cut", "plan", path, "--lang", language]) == 2
        said.append(capsys.readouterr().err)
    assert "Traceback" not in said[0]
    return said[0], said[1]


def test_a_size_is_the_same_in_full_width_and_stands_there_once(tmp_path, capsys):
    fabric = {**OWN["fabrics"][0], "per_garment_mm": {"Ｓ": 900, "M": 1000}}
    wide = {**OWN, "sizes": ["S", "Ｍ"], "fabrics": [fabric]}
    assert asked(tmp_path, capsys, wide)["sizes"] == ["S", "M"]
    english, chinese = refused(tmp_path, capsys, {**wide, "demand": {"navy": {"S": 1, "M": 2, "Ｍ": 3}}})
    assert "colour navy has a size twice" in english
    assert "S, M, Ｍ，每个尺码只写一次" in chinese


def test_a_published_case_is_told_with_markers_plies_fabric_and_what_is_proved(tmp_path, capsys):
    told = asked(tmp_path, capsys, CASE)
    assert [(marker["ratio"], marker["plies"]) for marker in told["markers"]] == [([2, 3], 10)]
    assert (told["plies"], told["fabric"], told["proved"]) == (10, 50.0, True)
    among = {"markers": "all", "plies": "as_many_markers", "fabric": "as_many_markers_and_plies"}
    assert told["bound"] == {"markers": 1, "plies": 10, "fabric": 50.0, "among": among}


def test_a_list_of_cases_gives_each(tmp_path, capsys):
    told = asked(tmp_path, capsys, [CASE, {**CASE, "id": "other", "length_yd_per_garment": [1, 1.5]}])
    assert [case["order"] for case in told["cases"]] == ["small", "other"]
    assert told["cases"][1]["fabric"] == 65.0
    assert told["cases"][1]["fabric_unit"] == "yd"


def test_a_marker_of_several_colours_counts_once_however_many_lays_it_has(tmp_path, capsys):
    told = asked(tmp_path, capsys, {**CASE, "demand": {"red": [20, 30], "blue": [10, 15]}})
    (marker,) = told["markers"]
    assert marker["plies_by_colour"] == {"red": 10, "blue": 5}
    assert (marker["lays"], told["marker_count"], told["lays"]) == (2, 1, 2)


def test_the_formula_of_a_length_is_read(tmp_path, capsys):
    formula = "0.1 + 1.2 * garments + 0.05 * sum(size_index, 0..1)"
    told = asked(tmp_path, capsys, {**CASE, "length_yd": formula})
    assert told["fabric"] == pytest.approx(10 * 0.1 + 50 * 1.2 + 30 * 0.05)


def test_plates_are_planned_for_every_number_of_patterns(tmp_path, capsys):
    plates = {"id": "cat", "slots": 9, "demand": [250, 255, 260, 500, 500, 800, 1100], "known": {"1": 550, "2": 418}}
    told = asked(tmp_path, capsys, plates)
    assert [(each["most_markers"], each["plies"]) for each in told["by_markers"]] == [(1, 550), (2, 418)]


@pytest.mark.parametrize(
    ("objective", "english", "chinese"), [("money", "fewest plies possible", "层数"), ("markers", None, None)]
)
def test_of_plates_it_is_plies_that_are_not_proved(tmp_path, capsys, objective, english, chinese):
    plates = {"id": "cat", "slots": 9, "demand": [250, 255, 260, 500, 500, 800, 1100], "known": {"3": 408}}
    asked_so = ["cut", "plan", written(tmp_path, plates), "--work", "0.0001", "--objective", objective]
    for language, words in (("en", english), ("zh", chinese)):
        assert main([*asked_so, "--lang", language]) == 0
        said = capsys.readouterr().out
        assert "least cost" not in said
        assert "成本" not in said
        assert words is None or words in said
    told = asked(tmp_path, capsys, plates, "--work", "0.0001", "--objective", objective)
    assert 0 < told["bound"]["plies"] <= told["plies"]


def test_an_order_of_two_fabrics_shares_ratios_and_each_fabric_has_its_own_lays(tmp_path, capsys):
    told = asked(tmp_path, capsys, OWN)
    shell, lining = told["fabrics"]
    assert (len(shell["lays"]), len(lining["lays"])) == (1, 2)
    assert shell["metres"] == pytest.approx(15 * (0.02 + 2 * 0.9 + 3 * 1.0 + 0.04))
    assert lining["metres"] == pytest.approx(15 * (0.02 + 2 * 0.7 + 3 * 0.8 + 0.03))
    assert told["fabric"] == pytest.approx(shell["metres"] + lining["metres"])
    assert told["cost_yuan"] == pytest.approx(shell["cost_yuan"] + lining["cost_yuan"], abs=0.02)
    assert told["proved"]


def test_a_tolerance_on_the_command_line_is_used(tmp_path, capsys):
    odd = {**CASE, "demand": [21, 30]}
    assert len(asked(tmp_path, capsys, odd)["markers"]) > 1
    assert len(asked(tmp_path, capsys, odd, "--under", "0.1")["markers"]) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Order H-1: 1 marker, 1 lay, 15 plies, 130.7 m of fabric in all (shell 72.9 m, lining 57.8 m)"),
        ("zh", "订单 H-1：1 个唛架，1 床，15 层，面料 130.7 米（shell 72.9 米、lining 57.8 米）"),
    ],
)
def test_people_read_a_table_and_what_proves_it(tmp_path, capsys, language, words):
    assert main(["cut", "plan", written(tmp_path, OWN), "--work", "0.1", "--lang", language]) == 0
    said = capsys.readouterr().out
    assert words in said
    assert "S×2 M×3" in said
    assert ("Best possible" in said) if language == "en" else ("已证最优" in said)


def test_a_length_that_is_proved_is_said_as_its_bound_is(tmp_path, capsys):
    shell = {"name": "shell", "per_garment_mm": [910, 950, 1040], "max_plies": 100, "width_mm": 1500}
    order = {"order": "T1", "style": "tee", "sizes": ["S", "M", "L"], "demand": {"navy": [3, 4, 1]}, "max_garments": 5,
             "max_length_m": 8, "objective": "markers_plies_fabric", "fabrics": [shell]}  # fmt: skip
    main(["cut", "plan", written(tmp_path, [order]), "--lang", "en"])
    said = capsys.readouterr().out
    metres = 3 * 0.91 + 4 * 0.95 + 1.04  # 7.57: rounded up beside the order, down in the bound
    assert f"{metres:.1f} m of fabric" in said
    assert f"none less than {metres:.1f} m" in said
    assert "Best possible" in said


def test_the_fabric_bound_of_an_open_plan_goes_with_the_bound_of_its_plies(tmp_path, capsys):
    row = {"id": "open", "sizes": list("ABCDE"), "max_garments_per_marker": 4, "max_plies_per_lay": 40,
           "demand": {"red": [31, 57, 83, 44, 19], "blue": [12, 29, 61, 37, 11]},
           "length_yd": "0.3 + 1.2 * garments"}  # fmt: skip
    told = asked(tmp_path, capsys, row, "--work", "0.0001")
    bound = told["bound"]
    assert bound["among"] == {"markers": "all", "plies": "all", "fabric": "all"}
    assert bound["fabric"] == pytest.approx(bound["plies"] * 0.3 + 1.2 * 384, abs=0.001)
    assert main(["cut", "plan", written(tmp_path, row), "--work", "0.0001", "--lang", "en"]) == 0
    assert "no plan, with however many markers, has fewer than" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["markers", "markers_plies_fabric"])
def test_an_objective_has_both_names_in_the_file_and_on_the_command_line(tmp_path, capsys, word):
    assert asked(tmp_path, capsys, OWN, "--objective", word)["objective"] == "markers_plies_fabric"
    assert asked(tmp_path, capsys, {**OWN, "objective": word})["objective"] == "markers_plies_fabric"


def test_ctrl_c_ends_the_search_and_keeps_the_plan_made(tmp_path, capsys, monkeypatch):
    hard = {**CASE, "sizes": list("ABCDEFG"), "max_garments_per_marker": 6, "max_plies_per_lay": 100,
            "demand": {"1": [74, 244, 347, 342, 265, 162, 62], "2": [23, 112, 172, 166, 114, 74, 17]}}  # fmt: skip
    take = Passes._take

    def take_and_interrupt(self: Passes, *found: Any) -> None:
        take(self, *found)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(Passes, "_take", take_and_interrupt)
    assert main(["cut", "plan", written(tmp_path, hard), "--work", "40", "--lang", "en", "--json"]) == 130
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert (told["stopped"], told["not_planned"]) == (True, [])
    assert told["markers"]
    assert said.err == "interlock: stopped; the best plans found so far are kept (1 order, none is missing)\n"


WRONG: list[tuple[object, str, str]] = [
    ("{", "is not JSON", "不是 JSON"),
    ([], "holds no order", "没有订单"),
    ({**CASE, "demand": [0, 0]}, "order small: cut problem: every quantity is 0", "所有数量都是 0"),
    ({**CASE, "demand": [20, -3]}, "order small: cut problem: one 48 asks for -3", "订单 small"),
    ({**CASE, "demand": [20, "many"]}, "one 48 asks for 'many'", "请写整数件数"),
    ({**CASE, "demand": {"red": {"46": 3, "99": 4}}}, "red asks for size 99", "要尺码 99"),
    ({**CASE, "demand": [20, True]}, "one 48 asks for true", "48 的数量为 true"),
    ({**CASE, "demand": [20, 10**12]}, "one 48 asks for 1,000,000,000,000 garments", "请更正或拆单"),
    ({**CASE, "demand": [1_000_000] * 3, "sizes": list("SML")}, "3,000,000 garments in all", "合计 3,000,000 件"),
    ({**OWN, "max_garments": 10**9}, "max_garments is 1,000,000,000; give at most 1,000", "max_garments 为"),
    ({**OWN, "sizes": ["S", "S"], "demand": {"navy": [1, 2]}}, "size S is named twice", "尺码 S 重复"),
    ({**CASE, "demand": [20]}, "write one number for each of the 2 sizes", "请给 2 个尺码各写一个数"),
    ({**CASE, "min_plies": 30, "max_plies": 20}, "a lay has 30 to 20 plies", "每床 30 到 20 层"),
    ({**CASE, "length_yd_per_garment": [1, 9], "max_lay_yd": 5}, "size 48 needs a marker of", "请用更长的裁床"),
    ({**CASE, "length_yd": "long"}, "length_yd is 'long'", "length_yd 为 'long'"),
    ({**OWN, "colour": "red"}, "order H-1: colour is not known", "不认识 colour"),
    ({**OWN, "known_markers": [[9, 9]]}, "the made marker 9-9 holds 18 garments", "已有唛架 9-9 有 18 件"),
    ({**OWN, "fabrics": []}, "no fabric is named", "没有面料"),
    ({**OWN, "fabrics": [{"name": "shell", "per_garment_mm": [900], "max_plies": 5}]}, "per_garment_mm is", "请给"),
    (
        {**OWN, "fabrics": [{**OWN["fabrics"][0], "per_garment_mm": {"S": 0.9, "M": 1000}}]},
        "a garment takes 20 to 20,000 mm of cloth: check the unit",
        "请核对单位",
    ),
    ({**OWN, "max_length_m": 0.5}, "at most 500 mm may be spread", "最多只能拉布 500 毫米"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "english", "chinese"), WRONG)
def test_what_is_wrong_is_told_at_its_place_in_both_languages(tmp_path, capsys, content, english, chinese):
    in_english, in_chinese = refused(tmp_path, capsys, content)
    assert english in in_english
    assert chinese in in_chinese


def test_everything_wrong_is_told_at_once(tmp_path, capsys):
    said, _ = refused(tmp_path, capsys, [{**CASE, "demand": [0, 0]}, {**OWN, "under": "few", "sections": 0.5}])
    assert said.count("order ") == 3


def test_limits_that_are_wrong_do_not_hide_quantities_and_markers_that_are(tmp_path, capsys):
    wrong = {**OWN, "demand": {"navy": [-20, 30]}, "over": -1, "max_garments": 0, "known_markers": [[0, 0]]}
    said, chinese = refused(tmp_path, capsys, wrong)
    for words in ("navy S asks for -20", "over is -1", "max_garments is 0", "the made marker 0-0 holds no garment"):
        assert words in said
    assert len(chinese.splitlines()) == len(said.splitlines()) == 4


@pytest.mark.parametrize(("over", "words"), [(0.0, "within 0.0 % / 0.0 %."), (0.03, "within 0.0 % / +3.0 %.")])
def test_no_tolerance_has_no_sign(tmp_path, capsys, over, words):
    said, chinese = refused(tmp_path, capsys, {**CASE, "demand": [3, 4], "min_plies": 8, "over": over})
    assert words in said
    assert "-0.0" not in said + chinese


def test_errors_as_json_tell_place_and_remedy_apart(tmp_path, capsys):
    path = written(tmp_path, [{**OWN, "max_garments": "few"}, {**OWN, "order": "H-2", "over": -1}])
    assert main(["cut", "plan", path, "--json", "--lang", "en"]) == 2
    first, second = json.loads(capsys.readouterr().out)["errors"]
    assert (first["file"], first["cell"]) == (path, "H-1, max_garments")
    assert (first["found"], first["remedy"]) == ("order H-1: max_garments is 'few'", "write a number")
    assert (second["cell"], second["remedy"]) == ("H-2, over", "write a share from 0 to 1, such as 0.03 for 3 %")
    assert main(["cut", "plan", path, "--json", "--lang", "zh"]) == 2
    first, second = json.loads(capsys.readouterr().out)["errors"]
    assert (first["found"], first["remedy"]) == ("订单 H-1：max_garments 为 'few'", "请写数字")


def test_every_order_that_no_lay_makes_is_an_error_of_its_own(tmp_path, capsys):
    none = {**CASE, "demand": [3, 4], "min_plies": 8}
    assert main(["cut", "plan", written(tmp_path, [none, {**none, "id": "two"}]), "--json", "--lang", "en"]) == 2
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert [(error["kind"], error["cell"]) for error in errors] == [("infeasible", "small"), ("infeasible", "two")]
    assert all(error["remedy"].startswith("Widen the tolerance") for error in errors)


@pytest.mark.parametrize("number", [1e308, float("nan"), float("inf"), 10**400], ids=["1e308", "nan", "inf", "int"])
@pytest.mark.parametrize("key", ["max_garments", "max_length_m", "over_yuan", "max_plies", "yuan_per_m"])
def test_a_number_beyond_all_measure_is_one_error(tmp_path, capsys, key, number):
    shell, lining = OWN["fabrics"]
    content = {**OWN, key: number} if key in ("max_garments", "max_length_m", "over_yuan") else {
        **OWN, "fabrics": [{**shell, key: number}, lining]
    }  # fmt: skip
    said, chinese = refused(tmp_path, capsys, content)
    assert f"{key} is " in said
    assert len(said.splitlines()) == len(chinese.splitlines()) == 1


def test_an_order_that_no_lay_makes_is_refused_by_name(tmp_path, capsys):
    said, chinese = refused(tmp_path, capsys, {**CASE, "demand": [3, 4], "min_plies": 8})
    assert "order small: No cut order plan was found" in said
    assert "订单 small：排不出裁剪方案" in chinese


def test_a_file_that_is_not_there_is_told(tmp_path, capsys):
    assert main(["cut", "plan", str(tmp_path / "none.json"), "--lang", "en"]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_an_order_written_twice_is_refused_by_name(tmp_path, capsys):
    english, chinese = refused(tmp_path, capsys, [OWN, OWN])
    assert "order H-1 stands 2 times in the file" in english
    assert "订单 H-1 在文件中出现 2 次" in chinese


def test_a_key_written_twice_and_an_order_without_sizes_are_refused(tmp_path, capsys):
    english, _ = refused(tmp_path, capsys, json.dumps(OWN).replace("{", '{"order": "H-0", ', 1))
    assert "order stands twice in one object" in english
    english, _ = refused(tmp_path, capsys, {**OWN, "sizes": []})
    assert english.count("\n") == 1
    assert "sizes is []; write at least one size" in english


def test_what_cannot_be_read_does_not_hide_what_contradicts(tmp_path, capsys):
    wrong = {**OWN, "demand": {"navy": "many", "white": [-1, 3.5]}, "under": "a", "over": -1, "max_garments": 0}
    said, chinese = refused(tmp_path, capsys, {**wrong, "objective": "nice"})
    for words in ("navy is 'many'", "white S asks for -1", "asks for 3.5", "under is 'a'", "over is -1", "nice"):
        assert words in said
    assert "max_garments is 0" in said
    assert len(chinese.splitlines()) == len(said.splitlines()) == 7


@pytest.mark.parametrize(
    ("name", "data", "english", "chinese"),
    [
        ("orders.xlsx", b"", "orders.xlsx is empty", "是空文件"),
        ("orders.csv", b"\xef\xbb\xbf \r\n", "orders.csv is empty", "是空文件"),
        ("orders.json", b"", "orders.json is empty", "是空文件"),
        ("orders.csv", b"order,colour,S\r\nA,navy,10\r\n", "save the sheet as .xlsx", "请另存为 .xlsx"),
        ("orders.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save the sheet as .xlsx", "请另存为 .xlsx"),
        ("orders.json", b'{"order": ', "is not JSON: it breaks off or goes wrong at line 1", "不是 JSON"),
    ],
)
def test_an_empty_file_and_a_sheet_of_another_kind_are_told_as_such(tmp_path, capsys, name, data, english, chinese):
    (tmp_path / name).write_bytes(data)
    for language, words in (("en", english), ("zh", chinese)):
        assert main(["cut", "plan", str(tmp_path / name), "--lang", language]) == 2
        assert words in capsys.readouterr().err


@pytest.mark.parametrize(("ready", "told"), [("2026-12-11", True), ("2026-12-10", False)])
def test_fabric_that_is_ready_after_the_order_is_due_is_named_and_the_order_planned(tmp_path, capsys, ready, told):
    path = written(tmp_path, OWN | {"ready_on": ready, "due_on": "2026-12-10"})
    for language, words in (
        ("en", "ready on 2026-12-11, after"),
        ("zh", "面料 2026-12-11 才备齐，晚于交期 2026-12-10"),
    ):
        assert main(["cut", "plan", path, "--json", "--work", "0.1", "--lang", language]) == 0
        said = capsys.readouterr()
        assert (words in said.err) == told
        assert json.loads(said.out)["ordered"]
