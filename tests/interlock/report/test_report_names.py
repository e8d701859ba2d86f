from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.explain.names import both, named


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("示例核心工厂 03 / Sample core 03", "Sample core 03", "示例核心工厂 03"),
        ("Sample core 03 / 示例核心工厂 03", "Sample core 03", "示例核心工厂 03"),
        ("棉汗布 cotton jersey", "cotton jersey", "棉汗布"),
        ("POLO衫 polo", "polo", "POLO衫"),
        ("毛圈卫衣布 French terry", "French terry", "毛圈卫衣布"),
        ("罗纹 1x1 rib", "1x1 rib", "罗纹"),
    ],
)
def test_a_name_in_two_languages_is_told_apart(name: str, english: str, chinese: str) -> None:
    assert named(name, "en") == english
    assert named(name, "zh") == chinese


@pytest.mark.parametrize("name", ["面料 A12", "红星 Sport", "Red / Blue", "红 / 蓝", "navy", "", "A / B / 丙"])
def test_a_name_that_is_no_translation_stays_whole(name: str) -> None:
    assert both(name) == name
    assert named(name, "en") == named(name, "zh") == name


@given(st.text())
def test_no_reader_sees_anything_that_the_name_did_not_hold(name: str) -> None:
    assert named(name, "en") in name
    assert named(name, "zh") in name
