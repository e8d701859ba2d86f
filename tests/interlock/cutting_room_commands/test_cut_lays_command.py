"""``interlock cut lays``: cut plans on tables by due date, written as a file that can be printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from interlock.cli import main
from interlock.cutting import order_row, read_cases
from interlock.paper import read_lays

FABRIC = {"name": "shell", "fixed_mm": 20, "per_garment_mm": [900, 1000], "max_plies": 50, "end_loss_mm": 40,
          "width_mm": 1500, "outline_mm": 30000, "lay_yuan": 10}  # fmt: skip
ORDER = {
    "order": "H-1", "style": "polo", "sizes": ["S", "M"], "demand": {"navy": [200, 300]}, "max_garments": 5,
    "max_length_m": 6, "fabrics": [FABRIC], "due_on": "2026-12-02",
}  # fmt: skip
CENTRE: dict[str, Any] = {
    "centre": {
        "first_on": "2026-12-01",
        "days": 5,
        "closed": ["2026-12-02"],
        "opens_at": "07:30",
        "tables": [{"name": "T1", "length_m": 8, "width_mm": 1800, "minutes_per_day": 240}],
    },
    "orders": [ORDER, {**ORDER, "order": "H-2", "due_on": "2026-12-01", "ready_on": "2026-12-01"}],
}


def written(folder: Path, content: object) -> str:
    path = folder / "centre.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def centre(**changes: object) -> dict[str, Any]:
    return {**CENTRE, "centre": {**CENTRE["centre"], **changes}}


def test_lays_lie_on_tables_by_due_date_and_can_be_printed(tmp_path, capsys):
    out = tmp_path / "lays.json"
    code = main(["cut", "lays", written(tmp_path, CENTRE), "-o", str(out), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert [row["lay"] for row in told["lays"]][:2] == ["H-2-shell-1", "H-2-shell-2"]
    assert told["lays"][0]["time"].startswith("07:30–")
    assert "2026-12-02" not in {row["cut_on"] for row in told["lays"]}
    assert sum(plies["plies"] for row in told["lays"] for plies in row["plies"]) == 200
    assert {row["longest_ply_mm"] for row in told["lays"]} == {8000}
    assert bool(told["late"]) == bool(code)
    lays = read_lays(out)
    assert [lay.lay for lay in lays] == [row["lay"] for row in told["lays"]]
    assert sum(dict(lay.ratio)["M"] * sum(spread.plies for spread in lay.plies) for lay in lays) == 600


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "no table of the centre is 1900 mm wide"), ("zh", "裁剪中心 没有 1900 毫米宽的裁床")],
)
def test_a_lay_that_no_table_takes_is_told_and_the_others_are_laid(tmp_path, capsys, language, words):
    wide = {**ORDER, "order": "wide", "fabrics": [{**FABRIC, "width_mm": 1900}], "demand": {"navy": [2, 3]}}
    path = written(tmp_path, {**CENTRE, "orders": [{**ORDER, "due_on": "2026-12-05"}, wide]})
    out = tmp_path / "lays.json"
    assert main(["cut", "lays", path, "-o", str(out), "--lang", language]) == 1
    assert words in capsys.readouterr().out
    assert {lay.order for lay in read_lays(out)} == {"H-1"}
    assert main(["cut", "lays", path, "--json", "--lang", language]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["unplaced"] == ["wide-shell-1"]
    assert words in told["why_unplaced"]["wide-shell-1"]


def test_stepped_lays_share_a_table_and_its_time(tmp_path, capsys):
    orders = [{**ORDER, "demand": {"navy": [40, 7]}, "max_garments": 1, "sections": 2, "max_length_m": 3}]
    assert main(["cut", "lays", written(tmp_path, {**CENTRE, "orders": orders}), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["lays"]
    assert [row["lay"] for row in rows] == ["H-1-shell-1.1", "H-1-shell-1.2"]
    assert len({(row["table"], row["time"]) for row in rows}) == 1
    assert sum(row["longest_ply_mm"] for row in rows) == pytest.approx(8000, abs=0.2)
    assert len({row["longest_ply_mm"] - row["marker_mm"] for row in rows}) == 1


def test_markers_are_named_by_style_and_fabric_too(tmp_path, capsys):
    fuse = {**FABRIC, "name": "fuse", "per_garment_mm": [200, 220]}
    small = {**ORDER, "fabrics": [FABRIC, fuse], "demand": {"navy": [4, 0]}, "max_garments": 1}
    orders = [small, {**small, "order": "H-2", "style": "tee"}]
    main(["cut", "lays", written(tmp_path, {**CENTRE, "orders": orders}), "--json"])
    names = {row["marker"] for row in json.loads(capsys.readouterr().out)["lays"]}
    assert names == {"polo shell S1", "polo fuse S1", "tee shell S1", "tee fuse S1"}


@pytest.mark.parametrize(("language", "words"), [("en", "late: H-1-shell"), ("zh", "晚于交期：H-1-shell")])
def test_what_is_late_is_told_and_ends_with_1(tmp_path, capsys, language, words):
    late = {**CENTRE, "orders": [{**ORDER, "due_on": "2026-12-01", "ready_on": "2026-12-03"}]}
    assert main(["cut", "lays", written(tmp_path, late), "--lang", language]) == 1
    assert words in capsys.readouterr().out


@pytest.fixture
def planned(tmp_path: Path) -> Path:
    """The plan of two orders, as ``interlock cut plan`` writes it."""
    out = tmp_path / "plan.json"
    assert main(["cut", "plan", written(tmp_path, CENTRE), "-o", str(out), "--work", "0.1", "--json"]) == 0
    return out


def test_a_plan_file_goes_on_tables_as_its_orders_would(tmp_path, capsys, planned):
    capsys.readouterr()
    main(["cut", "lays", str(planned), "--json"])
    from_plan = json.loads(capsys.readouterr().out)
    main(["cut", "lays", written(tmp_path, CENTRE), "--work", "0.1", "--json"])
    assert json.loads(capsys.readouterr().out) == from_plan


def test_the_centre_may_stand_in_a_file_of_its_own(tmp_path, capsys, planned):
    plan = json.loads(planned.read_text(encoding="utf-8"))
    alone = tmp_path / "alone.json"
    alone.write_text(json.dumps({"centre": plan.pop("centre")}), encoding="utf-8")
    planned.write_text(json.dumps(plan), encoding="utf-8")
    capsys.readouterr()
    assert main(["cut", "lays", str(planned), "--lang", "en"]) == 2
    assert "the file has no centre" in capsys.readouterr().err
    main(["cut", "lays", str(planned), "--centre", str(alone), "--json"])
    assert json.loads(capsys.readouterr().out)["lays"]


@pytest.mark.parametrize("content", [ORDER, {**ORDER, "sections": 2, "objective": "markers_plies_fabric", "over": 0.1}])
def test_what_a_plan_file_holds_of_an_order_is_the_order(content):
    (case,) = read_cases(content)
    assert read_cases(order_row(case)) == (case,)


def test_a_plan_file_changed_by_hand_is_judged_again(tmp_path, capsys, planned):
    plan = json.loads(planned.read_text(encoding="utf-8"))
    first, second = plan["cases"]
    first["fabrics"][0]["lays"][0]["plies"] = [1]
    second["fabrics"][0]["lays"][0]["plies"] = ["many"]
    planned.write_text(json.dumps(plan), encoding="utf-8")
    capsys.readouterr()
    for language, words in (("en", ("its lays break a rule", "lay no. 1: write")), ("zh", ("不符合", "第 1 床：请写"))):
        assert main(["cut", "lays", str(planned), "--lang", language]) == 2
        err = capsys.readouterr().err
        assert all(word in err for word in words)


def test_a_plan_is_not_planned_again(capsys, planned):
    capsys.readouterr()
    assert main(["cut", "lays", str(planned), "--work", "1", "--lang", "en"]) == 2
    assert "leave out --work" in capsys.readouterr().err


def test_orders_that_a_stopped_planning_left_out_are_named(capsys, planned):
    plan = json.loads(planned.read_text(encoding="utf-8"))
    planned.write_text(json.dumps({**plan, "stopped": True, "not_planned": ["H-9"]}), encoding="utf-8")
    capsys.readouterr()
    assert main(["cut", "lays", str(planned), "--json", "--lang", "zh"]) in (0, 1)
    assert "尚有 1 张订单未排，不在本次床次之内：H-9" in capsys.readouterr().err


def test_orders_and_centre_are_told_what_is_wrong_with_them_at_once(tmp_path, capsys):
    wrong = {"orders": [{**ORDER, "due_on": "May"}]}
    assert main(["cut", "lays", written(tmp_path, wrong), "--lang", "en"]) == 2
    err = capsys.readouterr().err
    assert "the file has no centre" in err
    assert "due_on is 'May'" in err


WRONG: list[tuple[object, str, str]] = [
    ({"orders": [ORDER]}, "the file has no centre", "文件里没有 centre"),
    (centre(first_on="soon"), "centre: first_on is 'soon'", "first_on 为 'soon'"),
    (centre(days=0), "days is 0; write a whole number from 1 to 730", "1 到 730 的整数"),
    (centre(opens_at="late"), "opens_at is late", "opens_at 为 late"),
    (centre(tables=[]), "tables is missing", "缺少 tables"),
    (centre(spread_m_per_min=0), "spread_m_per_min is 0.0; give more than 0", "裁剪速度：spread_m_per_min"),
    (centre(tables=[None]), "centre: table no. 1 is null", "裁剪中心 centre：第 1 张裁床是 null"),
    ({**CENTRE, "orders": [{**ORDER, "fabrics": [{**FABRIC, "width_mm": 0}]}]}, "shell.width_mm is missing", "门幅"),
    (
        {**CENTRE, "orders": [{**ORDER, "fabrics": [{**FABRIC, "width_mm": 148}]}]},
        "order H-1: fabrics.shell.width_mm is 148; cloth is 300 to 4,000 mm wide: check the unit",
        "fabrics.shell.width_mm 为 148，布匹幅宽应为 300 至 4,000 毫米，请核对单位",
    ),
    (
        {**CENTRE, "orders": [{**ORDER, "fabrics": [{**FABRIC, "per_garment_mm": [1.04, 1.1]}]}]},
        "fabrics.shell.per_garment_mm is [1.04, 1.1]; a garment takes 20 to 20,000 mm of cloth: check the unit",
        "per_garment_mm 为 [1.04, 1.1]，每件用布应为 20 至 20,000 毫米",
    ),
    (
        centre(tables=[{"name": "T1", "length_m": 8, "width_mm": 1.8, "minutes_per_day": 240}]),
        "tables.T1.width_mm is 1.8; a table is 300 to 4,000 mm wide: check the unit",
        "裁床宽度应为",
    ),
    ({**CENTRE, "orders": [{**ORDER, "due_on": "May"}]}, "due_on is 'May'", "due_on 为 'May'"),
]


@pytest.mark.parametrize(("content", "english", "chinese"), WRONG)
def test_what_is_wrong_is_told_in_both_languages(tmp_path, capsys, content, english, chinese):
    path = written(tmp_path, content)
    for language, words in (("en", english), ("zh", chinese)):
        assert main(["cut", "lays", path, "--lang", language]) == 2
        assert words in capsys.readouterr().err


def test_tables_that_cannot_be_are_told_beside_the_orders_before_anything_is_planned(tmp_path, capsys):
    table = CENTRE["centre"]["tables"][0]
    tables = [{**table, "length_m": -2}, {**table, "minutes_per_day": -5}]
    wrong = {**centre(tables=tables), "orders": [CENTRE["orders"][0], {**ORDER, "order": "H-2", "under": 3}]}
    path = written(tmp_path, wrong)
    assert main(["cut", "lays", path, "--lang", "en"]) == 2
    told = capsys.readouterr().err
    for words in (
        "centre: tables.T1.length_m is -2; give more than 0",
        "centre: tables.T1.minutes_per_day is -5; give 0 or more",
        "centre: table T1 stands twice",
        "order H-2: under is 3; write a share from 0 to 1",
    ):
        assert words in told
    assert "planned" not in told
    assert len(told.splitlines()) == 4
    assert main(["cut", "lays", path, "--lang", "zh"]) == 2
    assert "tables.T1.length_m 为 -2，请填大于 0 的数" in capsys.readouterr().err


@pytest.mark.parametrize(
    "change", [{"under": 3}, {"over": -1}, {"max_length_m": -2}, {"max_length_m": 0}, {"known_markers": ["x"]}]
)
def test_a_value_that_cannot_be_is_told_once_and_as_it_was_written(tmp_path, capsys, change):
    assert main(["cut", "lays", written(tmp_path, {**CENTRE, "orders": [{**ORDER, **change}]}), "--lang", "en"]) == 2
    (told,) = capsys.readouterr().err.splitlines()
    assert all(f"is {value}; " in told for value in change.values() if not isinstance(value, list))


@pytest.mark.parametrize("data", [b"\x0c\xca\x19\xa2\xce5", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04 broken"])
def test_a_workbook_that_cannot_be_read_is_told_as_such_with_the_remedy(tmp_path, capsys, data):
    path = tmp_path / "orders.xlsx"
    path.write_bytes(data)
    for command in ("lays", "plan"):
        for language, words in (("en", ".xlsx"), ("zh", "另存")):
            assert main(["cut", command, str(path), "--lang", language]) == 2
            told = capsys.readouterr().err
            assert words in told
            assert "UTF-8" not in told
