"""What is wrong with a file of events is told so that whoever wrote it finds the place, in both languages."""

from __future__ import annotations

import copy
import json

import cast
import pytest

from interlock.errors import InvalidModel, Told
from interlock.model import (
    OrderCancelled,
    Scenario,
    UnreadableJson,
    dump,
    dump_events,
    fingerprint,
    load,
    load_events,
)

STOP = {"kind": "line_stopped", "line": "L", "first_on": "2026-12-01", "last_on": "2026-12-03"}
ADDED = {
    "kind": "order_added",
    "order": {
        "number": "N", "customer": "A", "style": "S", "due_on": "2026-12-20",
        "quantities": [{"colour": "red", "size": "M", "pieces": 5}],
    },
}  # fmt: skip


def refused(*events: object) -> UnreadableJson:
    with pytest.raises(UnreadableJson) as error:
        load_events(json.dumps(events).encode(), "e.json")
    return error.value


def test_a_bare_list_with_a_byte_order_mark_is_read():
    data = b"\xef\xbb\xbf" + json.dumps([{"kind": "order_cancelled", "order": "O"}]).encode()
    assert load_events(data) == (OrderCancelled(order="O"),)
    assert load_events(dump_events([OrderCancelled(order="O")])) == (OrderCancelled(order="O"),)


@pytest.mark.parametrize(
    ("event", "english", "chinese"),
    [
        ({**STOP, "reason": "power"}, "not known here: reason; choose among line, first_on, last_on", "不认识 reason"),
        (
            {**ADDED, "order": {**ADDED["order"], "fen_per_piece": 1}},
            "not known here: order.fen_per_piece; choose among number, customer, style, due_on, quantities, price_fen,",
            "不认识 order.fen_per_piece，可用 number, customer",
        ),
        (
            {**ADDED, "maymove": True},
            "not known here: maymove; choose among order, way, may_move",
            "不认识 maymove，可用 order",
        ),
        ({**ADDED, "way": "best"}, "way cannot be 'best'", "way 不能是 'best'"),
        ({**STOP, "last_on": "5 Dec"}, "last_on is no date; write it as 2026-12-05", "last_on 不是日期"),
        ({**STOP, "last_on": 5}, "last_on is a whole number; write a date", "last_on 是整数，请写日期"),
        ({"kind": "line_stopped", "line": "L"}, "first_on is missing", "缺少 first_on"),
        ({**STOP, "last_on": "2026-11-01"}, "swap the dates", "产线停工 L：结束日 2026-11-01 早于开始日"),
        ({"line": "L"}, "it names no kind", "没有写明 kind"),
        ("line_stopped", "it names no kind", "没有写明 kind"),
    ],
)
def test_an_event_that_cannot_be_read_says_why(event: object, english: str, chinese: str):
    error = refused(STOP, event)
    assert str(error).startswith("e.json, event 2: ")
    assert error.chinese.startswith("e.json 第 2 个事件：")
    assert english in str(error)
    assert chinese in error.chinese


@pytest.mark.parametrize(
    ("data", "english", "chinese"),
    [
        (b'[\n{"kind": }]', "line 2, column 10", "第 2 行第 10 列"),
        (b"", "e.json is empty", "是空文件"),
        (b"[" + 6000 * b"9" + b"]", "thousands of digits", "长达数千位"),
        ('["订单"]'.encode("gbk"), "save it in UTF-8", "请另存为 UTF-8"),
        (b"{}", "holds no events", "里没有事件"),
    ],
)
def test_a_file_that_is_no_json_says_where(data: bytes, english: str, chinese: str):
    with pytest.raises(UnreadableJson, match=english) as error:
        load_events(data, "e.json")
    assert chinese in error.value.chinese


def test_a_fingerprint_outlives_the_file_and_changes_with_the_scenario():
    scenario = cast.scenario()
    again = load(dump(scenario), Scenario)
    assert fingerprint(again) == fingerprint(scenario)
    assert fingerprint(cast.scenario(scenario.orders[1:])) != fingerprint(scenario)


def test_an_error_speaks_chinese_where_its_problems_do():
    assert InvalidModel(["plain"]).chinese == ""
    assert InvalidModel([Told("one", "一"), "plain"]).chinese == "一\nplain"
    assert copy.deepcopy(Told("one", "一")).chinese == "一"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (r'[{"kind": "order_cancelled", "order": "D\ud800"}]', r"\ud800 in line 1, column 41"),
        ('[\n{"kind": "order_cancelled", "order": "' + r'\udc00"}]', r"\udc00 in line 2, column 39"),
        (r'[{"kind": "order_cancelled", "order": "\\\ud83d\ud83d\ude00"}]', r"\ud83d in line 1, column 42"),
    ],
)
def test_half_a_letter_is_told_with_its_place(text: str, place: str) -> None:
    with pytest.raises(UnreadableJson) as caught:
        load_events(text.encode(), "events.json")
    assert f"events.json: {place} is half of a letter" in str(caught.value)


def test_what_a_field_may_be_is_listed() -> None:
    event = {"kind": "order_added", "order": {}, "way": "nicest"}
    with pytest.raises(UnreadableJson, match="way cannot be 'nicest'; give one of cheapest, fastest, best_quality"):
        load_events(json.dumps([event]).encode(), "events.json")


def test_attendance_of_nobody_is_told_without_a_name() -> None:
    event = {"kind": "attendance_fell", "share": 0.5, "first_on": "2026-12-07", "last_on": "2026-12-19"}
    with pytest.raises(UnreadableJson, match="attendance: give either a line or a factory"):
        load_events(json.dumps([event]).encode(), "events.json")


def test_what_is_no_number_is_told_with_its_event_and_hides_no_other():
    overtime = (
        '{"kind": "overtime_agreed", "line": "L", "hours": %s, "first_on": "2026-12-01", "last_on": "2026-12-02"}'
    )
    behind = '{"kind": "output_behind", "lot": "L/1", "on": "2026-12-01", "pieces_done": -3}'
    with pytest.raises(UnreadableJson) as error:
        load_events(f"[{overtime % 'NaN'}, {overtime % '1e999'}, {overtime % '-2'}, {behind}]".encode(), "e.json")
    assert str(error.value).splitlines() == [
        "e.json, event 1: hours is NaN; write a number, or leave it out",
        "e.json, event 2: hours is 1e999; write a number, or leave it out",
        "e.json, event 3: overtime of line L: overtime hours a day is -2; it must be above zero",
        "e.json, event 4: output of lot L/1: pieces done is -3; it must be at least 0",
    ]
    assert "e.json 第 1 个事件：hours 为 NaN，请写数字" in error.value.chinese
    assert "e.json 第 4 个事件：派工单产出 L/1：完成件数为 -3，不得小于 0" in error.value.chinese


@pytest.mark.parametrize(("written", "said"), [("NaN", "不是数字"), ("1e999", "超出可读取的数字范围")])
def test_a_plan_with_what_is_no_number_says_in_which_line(written: str, said: str):
    with pytest.raises(UnreadableJson) as error:
        load(b'{"NaN": 1,\n "x": %s}' % written.encode(), Scenario, "s.json")
    assert f"in line 2, column 7, {written}" in str(error.value)
    assert said in error.value.chinese
