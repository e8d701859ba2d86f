from __future__ import annotations

import pytest

from interlock.words import Words


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
