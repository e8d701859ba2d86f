"""Orders to be cut in a workbook: the same as their JSON, and what is wrong is told by its cell."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from interlock.cli import main
from interlock.cutting import read_cases
from interlock.errors import InvalidModel
from interlock.workbook import cut_book

ENGLISH: dict[str, list[list[Any]]] = {
    "Orders": [
        ["Order", "Colour", "Due", "S", "M", 44],
        ["H-1", "navy", date(2026, 12, 10), 20, 30, None],
        ["H-1", "white", None, 10, "15", 5],
        ["H-2", "red", "2026-12-11", 4, 4, 4],
    ],
    "Fabrics": [["Name", "Max plies", "fixed_mm", "Yuan per m", "S", "M", 44], ["shell", 50, 20, 15, 900, 950, 1000]],
    "Rules": [["Rule", "Value"], ["Max garments", 6], ["Max length m", 8], ["over", 0.03]],
}
CHINESE: dict[str, list[list[Any]]] = {
    "订单": [["订单号", "颜色", "交期", "S", "M", 44], *ENGLISH["Orders"][1:]],
    "面料": [["名称", "最多层数", "固定长度mm", "元/米", "S", "M", 44], ENGLISH["Fabrics"][1]],
    "规则": [["规则", "值"], ["每唛架最多件数", 6], ["唛架最长m", 8], ["溢装", 0.03]],
}


def read_cut_book(path: Path) -> dict[str, Any]:
    return cut_book.read_cut_book(path, lambda _told: None)


def written(folder: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    path = folder / "orders.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("sheets", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_a_workbook_says_the_same_as_json(tmp_path, sheets):
    first, second = read_cases(read_cut_book(written(tmp_path, sheets)))
    assert (first.name, second.name) == ("H-1", "H-2")
    assert first.problem.demand == ((20, 30, 0), (10, 15, 5))
    assert (first.problem.sizes, first.problem.colours) == (("S", "M", "44"), ("navy", "white"))
    assert first.due_on == date(2026, 12, 10)
    assert second.due_on == date(2026, 12, 11)
    assert (first.problem.max_garments, first.problem.max_length_mm, first.problem.over) == (6, 8_000, 0.03)
    (fabric,) = first.fabrics
    assert (fabric.length.per_garment_mm, fabric.max_plies, fabric.fen_per_m) == ((900, 950, 1000), 50, 1_500)


def test_the_command_plans_a_workbook(tmp_path, capsys):
    assert main(["cut", "plan", str(written(tmp_path, ENGLISH)), "--json", "--work", "0.05"]) == 0
    assert [case["order"] for case in json.loads(capsys.readouterr().out)["cases"]] == ["H-1", "H-2"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_template_is_a_workbook_that_can_be_planned(tmp_path, capsys, language):
    path = tmp_path / "orders.xlsx"
    assert main(["cut", "template", str(path), "--lang", language]) == 0
    capsys.readouterr()
    assert main(["cut", "plan", str(path), "--json", "--work", "0.05"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["order"], told["sizes"], told["ordered"]) == ("made-up 1", ["S", "M", "L"], 210)
    assert told["colours"] == (["navy", "white"] if language == "en" else ["藏青", "白"])
    assert told["proved"]


@pytest.mark.parametrize("written_as", ["3%", "3 ％", "0.03"])
def test_a_share_may_be_written_in_per_cent(tmp_path, written_as):
    (case, *_) = read_cases(read_cut_book(written(tmp_path, changed("Rules", 3, 1, written_as))))
    assert case.problem.over == 0.03


def test_a_size_is_the_same_in_full_width(tmp_path):
    (case, *_) = read_cases(read_cut_book(written(tmp_path, changed("Orders", 0, 4, "Ｍ"))))
    assert case.problem.sizes == ("S", "M", "44")


def test_a_total_is_left_out_and_told_and_so_is_one_that_differs(tmp_path, capsys):
    rows = [*ENGLISH["Orders"][:3], ["小计", "小计", None, 30, 45, 5], ENGLISH["Orders"][3]]
    rows += [["合计", "合计", None, 34, 48, 9]]
    path = written(tmp_path, {**ENGLISH, "Orders": rows})
    assert main(["cut", "plan", str(path), "--json", "--work", "0.05", "--lang", "en"]) == 0
    out, told = capsys.readouterr()
    assert [case["order"] for case in json.loads(out)["cases"]] == ["H-1", "H-2"]
    assert "sheet Orders, row 4 looks like a total (小计) and is left out" in told
    assert "sheet Orders, row 6 looks like a total (合计) and is left out" in told
    assert "cell E6: the total is 48, the rows above it have 49" in told
    assert told.count("the total is") == 1


def test_a_template_is_named_as_what_it_is(tmp_path, capsys):
    assert main(["cut", "template", str(tmp_path / "orders.xls"), "--lang", "en"]) == 2
    assert ".xlsx" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    sheets = {**changed("Orders", 1, 3, -4), "Fabrics": changed("Fabrics", 1, 1, 0)["Fabrics"], "Rules": [["over", -1]]}
    with pytest.raises(InvalidModel) as caught:
        read_cut_book(written(tmp_path, sheets))
    assert len(caught.value.problems) == 5


def test_lengths_in_metres_are_told_beside_cells_that_cannot_be_read(tmp_path):
    rows = [ENGLISH["Fabrics"][0], ["shell", "few", 20, 15, 0.9, "long", 1000]]
    with pytest.raises(InvalidModel) as caught:
        read_cut_book(written(tmp_path, {**ENGLISH, "Fabrics": rows}))
    assert [problem.place for problem in caught.value.problems] == ["B2", "F2", "E2"]


def changed(sheet: str, row: int, column: int, value: object) -> dict[str, list[list[Any]]]:
    rows = [list(each) for each in ENGLISH[sheet]]
    rows[row][column] = value
    return {**ENGLISH, sheet: rows}


WRONG = [
    (changed("Orders", 1, 3, "many"), "sheet Orders, cell D2: many is no number", "“Orders”表 D2：many 不是数字"),
    (changed("Orders", 2, 1, "navy"), "cell B3: navy stands there already", "同一订单每个颜色只写一行"),
    (
        changed("Orders", 2, 2, "2026-12-12"),
        "cell C3: Due on of order H-1 is 2026-12-12, but 2026-12-10 in C2",
        "C3：订单 H-1 的交期为 2026-12-12，而 C2 为 2026-12-10",
    ),
    (changed("Orders", 0, 1, "tint"), "sheet Orders: there is no column Colour", "没有“颜色”列"),
    (changed("Fabrics", 1, 1, "few"), "sheet Fabrics, cell B2: few is no number", "“Fabrics”表 B2"),
    (changed("Rules", 1, 0, "beauty"), "cell A2: the rule beauty is not known", "没有“beauty”这条规则"),
    ({"Orders": ENGLISH["Orders"]}, "has no sheet Fabrics", "没有“面料”表"),
    (changed("Orders", 1, 3, -4), "sheet Orders, cell D2: S is -4; write 0 or more", "D2：S为 -4，应不小于 0"),
    (changed("Orders", 1, 3, 2.5), "cell D2: S is 2.5; write a whole number", "请写整数"),
    (
        changed("Orders", 1, 2, "soon"),
        "cell C2: soon is no date; write one such as 2026-12-05, 2026/12/5",
        "C2：soon 不是日期",
    ),
    (
        changed("Orders", 1, 2, "5/12/2026"),
        "in 5/12/2026 the day and the month cannot be told",
        "C2：5/12/2026 分不清月和日",
    ),
    (changed("Orders", 1, 3, 1e308), "cell D2: S is 1e+308; write a number of at most", "D2：S为 1e+308，请写不超过"),
    (changed("Fabrics", 1, 3, 1e308), "cell D2: Yuan per m is 1e+308; write a number", "“Fabrics”表 D2"),
    (changed("Rules", 1, 1, -1e308), "sheet Rules, cell B2: Max garments is -1e+308", "“Rules”表 B2"),
    (
        changed("Rules", 3, 1, 3),
        "sheet Rules, cell B4: Over is 3; write a share from 0 to 1",
        "溢装为 3，请写 0 到 1 的比例",
    ),
    (changed("Rules", 2, 1, "NaN"), "sheet Rules, cell B3: NaN is no number", "B3：NaN 不是数字"),
    (changed("Orders", 2, 0, None), "cell A3: Order is empty", "A3：订单号为空"),
    (
        changed("Fabrics", 1, 1, 0),
        "sheet Fabrics, cell B2: Max plies is 0; write 1 or more",
        "最多层数为 0，应不小于 1",
    ),
    (changed("Fabrics", 1, 5, None), "cell F2: size M takes 0 mm; write more than 0", "尺码 M 为 0 毫米"),
    (changed("Fabrics", 1, 5, 1.04), "cell F2: size M takes 1.04 mm; a garment takes", "F2：尺码 M 为 1.04 毫米"),
    (
        {**ENGLISH, "Fabrics": [["Name", "Max plies", "Min plies", "S", "M", 44], ["shell", 5, 9, 900, 950, 1000]]},
        "cell C2: at least 9 plies are more than the 5 at most",
        "C2：最少 9 层多于最多 5 层",
    ),
    (
        {**ENGLISH, "Fabrics": [["Name", "Max plies", "Width mm", "S", "M", 44], ["shell", 5, 148, 900, 950, 1000]]},
        "cell C2: Width mm is 148; cloth is",
        "C2：门幅mm为 148，布匹幅宽",
    ),
    (changed("Orders", 0, 4, "Ｓ"), "cell D1: size S has another column in E1", "D1：尺码 S 在 E1 另有一列"),
    (changed("Rules", 2, 1, 0), "cell B3: Max length m is 0; write 0.1 or more", "B3：唛架最长m为 0"),
    (changed("Fabrics", 0, 3, "Yuan a m"), "cell D1: Yuan a m is neither a column", "D1：Yuan a m 既不是本表的列"),
    (changed("Fabrics", 0, 6, "XL"), "sheet Fabrics: there is no column of size 44", "没有尺码 44 的列"),
    (
        changed("Rules", 3, 0, "objective"),
        "Objective is 0.03; choose among money, markers",
        "目标为 0.03，可选 金额, 唛架",
    ),
    (changed("Rules", 1, 1, None), "sheet Rules: the rule Max garments is missing", "缺少规则“每唛架最多件数”"),
    ({**ENGLISH, "Orders": ENGLISH["Orders"][:1]}, "sheet Orders: there is no row", "没有数据行"),
]


def test_dates_are_read_as_people_write_them(tmp_path):
    (case, *_) = read_cases(read_cut_book(written(tmp_path, changed("Orders", 1, 2, "2026年12月10日"))))
    assert case.due_on == date(2026, 12, 10)


@pytest.mark.parametrize(("sheets", "english", "chinese"), WRONG)
def test_what_is_wrong_is_told_by_its_place(tmp_path, sheets, english, chinese):
    with pytest.raises(InvalidModel) as caught:
        read_cases(read_cut_book(written(tmp_path, sheets)))
    assert english in str(caught.value)
    assert chinese in caught.value.chinese


def test_a_cell_that_is_wrong_is_told_with_sheet_and_cell_apart(tmp_path, capsys):
    path = written(tmp_path, changed("Rules", 1, 1, 1e308))
    assert main(["cut", "plan", str(path), "--json", "--lang", "en"]) == 2
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert (error["file"], error["sheet"], error["cell"]) == ("orders.xlsx", "Rules", "B2")
    assert error["remedy"] == "write a number of at most 1,000,000,000,000"


def test_a_damaged_workbook_is_told(tmp_path, capsys):
    path = tmp_path / "broken.xlsx"
    path.write_bytes(written(tmp_path, ENGLISH).read_bytes()[:900])
    assert main(["cut", "plan", str(path), "--lang", "zh"]) == 2
    assert "broken.xlsx" in capsys.readouterr().err
