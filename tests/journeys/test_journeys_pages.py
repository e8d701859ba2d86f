"""Every main page of every role: no barrier (WCAG 2.2 AA), no word of the other language, not wider than a phone."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hub_pages import PLACES, READ, barriers, foreign_words, too_wide, visits

Enter = Callable[..., Any]
JOBS = False
DARK = "document.documentElement.dataset.bsTheme = 'dark'"
# Where pages come from another database than the usual one, their marks and colours are the same: they are only read.
AUDITED = "DATABASE_URL" not in os.environ
VENDORED = Path(__file__).with_name("vendor")


def looked_at(page: Any, username: str, language: str) -> list[str]:
    """Everything that is wrong with the pages of a role, by page."""
    wrong: list[str] = []
    for place in visits(page, username):
        found = [f"not {language}: {text}" for text in foreign_words(page.evaluate(READ), language)]
        found += ["wider than the screen"] * too_wide(page)
        if AUDITED:
            found += [f"light: {one}" for one in barriers(page)]
            page.evaluate(DARK)
            found += [f"dark: {one}" for one in barriers(page, colours_only=True)]
        wrong += [f"{place}: {one}" for one in found]
    return wrong


@pytest.mark.parametrize("username", PLACES)
def test_pages_on_a_desk_in_english(enter: Enter, username: str) -> None:
    wrong = looked_at(enter(username), username, "en")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("username", PLACES)
def test_pages_on_a_phone_in_chinese(enter: Enter, username: str) -> None:
    wrong = looked_at(enter(username, phone=True, language="zh"), username, "zh")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("username", PLACES)
def test_english_words_fit_on_a_phone_too(enter: Enter, username: str) -> None:
    page = enter(username, phone=True)
    assert [place for place in visits(page, username) if too_wide(page)] == []


NAMES = """() => echarts.getInstanceByDom(document.getElementById("map")).getZr().storage.getDisplayList()
  .filter((one) => one.type === "tspan" && one.style.text && !one.ignore && !one.invisible)
  .map((one) => {
    const box = one.getBoundingRect().clone();
    if (one.transform) box.applyTransform(one.transform);
    return [one.style.text, box.x, box.y, box.x + box.width, box.y + box.height];
  })"""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_name_lies_on_another_on_a_phones_map(enter: Enter, language: str) -> None:
    page = enter("official", phone=True, language=language)
    page.emulate_media(reduced_motion="reduce")
    page.goto("/network/map/")
    page.wait_for_function(f"({NAMES})().length > 5")
    found = page.evaluate(NAMES)
    assert not [
        (one[0], other[0])
        for at, one in enumerate(found)
        for other in found[:at]
        if min(one[3], other[3]) > max(one[1], other[1]) and min(one[4], other[4]) > max(one[2], other[2])
    ]


def test_what_tests_take_from_elsewhere_is_what_it_says() -> None:
    for package in json.loads((VENDORED / "vendored.json").read_text()).values():
        for name, digest in package["sha256"].items():
            assert hashlib.sha256((VENDORED / name).read_bytes()).hexdigest() == digest
