"""What happened, as a clause."""

from __future__ import annotations

from datetime import date

import pytest

from interlock.model import AttendanceFell, Costs, Event, LineStopped, OvertimeAgreed
from interlock.repair import Diff
from interlock.repair.words import because

DAY, LATER = date(2026, 11, 25), date(2026, 11, 27)
DIFF = Diff(
    first_on=date(2026, 11, 23),
    last_on=date(2027, 2, 1),
    orders=(),
    lots=(),
    costs_before=Costs(),
    costs_after=Costs(),
)


@pytest.mark.parametrize(
    ("event", "english", "chinese"),
    [
        (LineStopped(line="L", first_on=DAY, last_on=DAY), "line L stands on 25 Nov", "产线 L 在11月25日停工"),
        (
            LineStopped(line="L", first_on=DAY, last_on=LATER),
            "line L stands from 25 Nov to 27 Nov",
            "产线 L 在11月25日至11月27日停工",
        ),
        (
            AttendanceFell(line="L", share=0.6, first_on=DAY, last_on=DAY),
            "L has only 60 % of its people on 25 Nov",
            "L 在11月25日出勤只有 60%",
        ),
        (
            AttendanceFell(factory="F", share=0, first_on=DAY, last_on=DAY),
            "nobody works in F on 25 Nov",
            "F 在11月25日无人出勤",
        ),
        (
            OvertimeAgreed(line="L", hours=2, first_on=DAY, last_on=DAY),
            "line L works 2 hours longer on 25 Nov",
            "产线 L 在11月25日加班 2 小时",
        ),
        (
            OvertimeAgreed(line="L", hours=2, first_on=DAY, last_on=LATER),
            "line L works 2 hours longer a day from 25 Nov to 27 Nov",
            "产线 L 在11月25日至11月27日每天加班 2 小时",
        ),
    ],
)
def test_a_single_day_is_told_as_one(event: Event, english: str, chinese: str):
    assert because(event, DIFF, "en") == english
    assert because(event, DIFF, "zh") == chinese
