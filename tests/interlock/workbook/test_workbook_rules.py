"""The sheet of rules: every kind is read, and what contradicts itself is named at its cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import cast
import pytest
from openpyxl import load_workbook

from interlock.model import Lock, LotRule, PlaceRule, Rules, ShareRule
from interlock.workbook import Reading, read_book, write_book

HEADERS = (
    "Rule", "Customer", "Order", "Factory", "Township", "Preference (CNY/min)", "Least share (%)", "Most share (%)",
    "Smallest lot (pieces)", "Split", "Line", "From", "Pieces",
)  # fmt: skip
CHINESE = (
    "规则", "客户", "订单号", "工厂", "乡镇", "优先程度（元/分钟）", "最低份额（%）", "最高份额（%）", "最小批量（件）",
    "拆单", "生产线", "开始日期", "件数",
)  # fmt: skip


def read(folder: Path, *rows: tuple[object, ...], headers: tuple[str, ...] = HEADERS, sheet: str = "Rules") -> Reading:
    """The small cast's book with these rows as its sheet of rules."""
    path = folder / "book.xlsx"
    write_book(cast.scenario(), path, "en")
    book = load_workbook(path)
    del book["Rules"]
    page = book.create_sheet(sheet)
    for row in (headers, *rows):
        page.append(row)
    book.save(path)
    return read_book(path)


def test_every_kind_of_rule_is_read(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        ("only", "Brand A", None, "C1 sample"),
        ("never", None, "o-1", "S2"),
        ("prefer", "Brand A", None, None, "T1", "0.05"),
        ("share", None, None, "C1", None, None, "10%", 40),
        ("lots", "Brand A", None, None, None, None, None, None, "300件", "by colour"),
        ("lock", None, "O-2", None, None, None, None, None, None, None, "C1-A", "2026-12-07"),
    )
    assert reading.errors == ()
    assert reading.scenario is not None
    assert reading.counts["rules"] == 6
    assert reading.scenario.rules == Rules(
        places=(
            PlaceRule(where="only", customer="Brand A", factory="C1"),
            PlaceRule(where="never", order="O-1", factory="S2"),
            PlaceRule(where="prefer", customer="Brand A", township="T1", discount_fen_per_min=5.0),
        ),
        shares=(ShareRule(factory="C1", least_share=0.1, most_share=0.4),),
        lots=(LotRule(customer="Brand A", smallest_lot_pieces=300, split="colour"),),
        locks=(Lock(order="O-2", line="C1-A", first_on=date(2026, 12, 7)),),
    )


def test_a_chinese_sheet_says_the_same(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        ("禁止", "Brand A", None, "C1"),
        ("分批", None, "O-1", None, None, None, None, None, None, "不可拆分"),
        ("锁定", None, "O-2", None, None, None, None, None, None, None, "S1-A", "12月7日", 500),
        headers=CHINESE,
        sheet="规则",
    )
    assert reading.errors == ()
    assert reading.scenario is not None
    rules = reading.scenario.rules
    assert (rules.places[0].where, rules.lots[0].split, rules.locks[0].pieces) == ("never", "never", 500)


LOCK = (None,) * 7
CASES: dict[str, tuple[tuple[tuple[object, ...], ...], str, str]] = {
    "no kind": (((None, "Brand A", None, "C1"),), "A2", "expected Rule"),
    "an unknown kind": ((("often", "Brand A", None, "C1"),), "A2", "one of only, never, prefer, share, lots, lock"),
    "no subject": ((("only", None, None, "C1"),), "B2", "either Customer or Order"),
    "two subjects": ((("only", "Brand A", "O-1", "C1"),), "C2", "found O-1; expected either Customer or Order"),
    "no place": ((("only", "Brand A"),), "D2", "either Factory or Township"),
    "an unknown factory": ((("only", "Brand A", None, "X9"),), "D2", "of the sheet Factories"),
    "an unknown order": ((("only", None, "X9", "C1"),), "C2", "of the sheet Orders"),
    "an unknown line": ((("lock", None, "O-2", *LOCK, "X9", "2026-12-07"),), "K2", "of the sheet Lines"),
    "no preference": ((("prefer", "Brand A", None, "C1"),), "F2", "which a rule of kind prefer needs"),
    "no day": ((("lock", None, "O-2", *LOCK, "S1-A"),), "L2", "which a rule of kind lock needs"),
    "a cell of another kind": ((("only", "Brand A", None, "C1", None, "0.1"),), "F2", "nothing under Preference"),
    "a share above one": ((("share", None, None, "C1", None, None, None, "140%"),), "H2", "at most"),
    "a least above the most": (
        (("share", None, None, "C1", None, None, "40%", "20%"),),
        "G2",
        "its least, 40 %, is above its most, 20 %",
    ),
    "least shares above the whole": (
        (("share", None, None, "C1", None, None, "70%"), ("share", None, None, "S1", None, None, "40%")),
        "G3",
        "100 % together at most",
    ),
    "a factory's share twice": (
        (("share", None, None, "C1", None, None, "7%"), ("share", None, None, "C1", None, None, None, "40%")),
        "A3",
        "it stands in A2 already",
    ),
    "an order locked twice": (
        (("lock", None, "O-2", *LOCK, "S1-A", "2026-12-07"), ("lock", None, "O-2", *LOCK, "S2-A", "2026-12-08")),
        "A3",
        "it stands in A2 already",
    ),
    "a line without the skill": ((("lock", None, "O-2", *LOCK, "S3-A", "2026-12-07"),), "K2", "no skill for T-shirt"),
    "more pieces than ordered": (
        (("lock", None, "O-2", *LOCK, "S1-A", "2026-12-07", 9_000),),
        "K2",
        "9000 pieces are locked",
    ),
    "a township nobody stands in": ((("never", "Brand A", None, None, "T9"),), "E2", "of the sheet Townships"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_with_a_rule_is_named_at_its_cell(tmp_path: Path, name: str) -> None:
    rows, cell, text = CASES[name]
    reading = read(tmp_path, *rows)
    said = [issue.sentence("en") for issue in reading.errors]
    assert [issue.cell for issue in reading.errors] == [cell], said
    assert text in said[0]
    assert reading.scenario is None
    assert all(issue.sentence("zh") for issue in reading.errors)


def test_what_a_rule_cannot_be_is_said_with_one_remedy(tmp_path: Path) -> None:
    (issue,) = read(tmp_path, ("lock", None, "O-2", *LOCK, "S1-A", "2026-12-07", 9_000)).errors
    assert issue.sentence("en").endswith("cell K2: order O-2: 9000 pieces are locked, 2400 are ordered; lock fewer")
    assert issue.sentence("zh").endswith("》K2：订单 O-2：锁定 9000 件，订购只有 2400 件，请减少锁定")


def test_a_customer_without_an_order_is_only_odd(tmp_path: Path) -> None:
    reading = read(tmp_path, ("only", "Brand Z", None, "C1"))
    assert reading.errors == ()
    assert [(issue.cell, issue.found) for issue in reading.warnings] == [("B2", "Brand Z")]


def test_an_empty_sheet_of_rules_is_no_rule(tmp_path: Path) -> None:
    reading = read(tmp_path)
    assert reading.errors == ()
    assert reading.scenario == replace(cast.scenario(), rules=Rules())
