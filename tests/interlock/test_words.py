from __future__ import annotations

import pytest

from interlock.errors import Told
from interlock.words import Words, known_ones


def test_a_text_is_filled_in_either_language():
    words = Words(late=("{n} orders are late", "{n} 张订单延误"))
    assert words.say("en", "late", n=3) == "3 orders are late"
    assert words.say("zh", "late", n=3) == "3 张订单延误"
    assert words.both("late") == ("{n} orders are late", "{n} 张订单延误")
    assert "late" in words
    assert list(words) == ["late"]


def test_languages_that_leave_different_names_open_are_refused():
    with pytest.raises(ValueError, match="late"):
        Words(late=("{n} orders", "{count} 张订单"))


MANY = [f"D{number:05}" for number in range(1, 401)]


def test_of_a_few_codes_all_are_told_with_what_they_are_called():
    told = known_ones("T9", ["T2", "T1"], {"T1": Told("East", "东镇")})
    assert (told, told.chinese) == ("known are T1 (East), T2", "已有：T1（东镇）、T2")


def test_of_many_codes_only_those_much_like_it_are_told():
    told = known_ones("D0400", MANY)
    assert told.startswith("the nearest of 400 are D00400")
    assert known_ones("d00399", MANY).startswith("the nearest of 400 are D00399")
    for strange in ("ZZ", "X-1", "N77"):
        told = known_ones(strange, MANY)
        assert (told, told.chinese) == ("there are 400, none much like it", "共 400 个，没有相近的")


def test_a_name_written_for_a_code_leads_to_the_code():
    called = {f"T{number:02}": Told(f"Town {number}", f"{number}号镇") for number in range(1, 13)}
    called["T07"] = Told("Willow Bridge", "柳桥镇")
    told = known_ones("willow bridge", called, called)
    assert (told, told.chinese) == ("the nearest of 12 is T07 (Willow Bridge)", "共 12 个，最接近的是T07（柳桥镇）")
    assert "T07（柳桥镇）" in known_ones("柳桥", called, called).chinese
