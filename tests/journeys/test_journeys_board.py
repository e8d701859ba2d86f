"""The board by mouse and by keys: a strip dragged, its effect seen, undone, kept and published."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Enter = Callable[..., Any]
A_DAY_PX = 58
NAMES_PX, HEAD_PX = 280, 50


def open_board(page: Any) -> None:
    page.goto("/planning/board/?zoom=days")
    page.locator("#board-wait").wait_for(state="detached")
    page.wait_for_timeout(300)


def spots(page: Any) -> Iterator[tuple[float, float]]:
    """Places on the board from the later days on, row by row: what lies near is fixed."""
    box = page.locator(".board-canvas").bounding_box()
    for x in range(int(box["x"] + box["width"] * 0.75), int(box["x"]) + NAMES_PX, -A_DAY_PX // 2):
        for y in range(int(box["y"]) + HEAD_PX, int(box["y"] + box["height"]) - 20, 13):
            yield x, y


def hold_a_strip(page: Any) -> str:
    """Take up a strip that may move, a day later, and give what the board says it would do."""
    bubble = page.locator(".board-bubble")
    for x, y in spots(page):
        page.mouse.move(x, y)
        if not page.locator(".board-tip").is_visible():
            continue
        page.mouse.down()
        page.mouse.move(x + A_DAY_PX / 2, y)
        page.mouse.move(x + A_DAY_PX, y, steps=3)
        if bubble.is_visible():
            page.locator(".board-bubble:not(:has(.muted:nth-child(2)))").wait_for()  # it has answered
            if "¥" in bubble.inner_text():
                return str(bubble.inner_text())
        page.keyboard.press("Escape")
        page.mouse.up()
    raise AssertionError("no strip can be moved")


def test_a_strip_is_dragged_undone_dragged_again_and_published(enter: Enter) -> None:
    page = enter("operator")
    open_board(page)
    assert "¥" in hold_a_strip(page)
    page.mouse.up()
    page.locator('[data-head="state"].state-draft').wait_for(timeout=60_000)
    page.locator("#board-undo:not([disabled])").click()
    page.locator("#board-undo[disabled]").wait_for(state="attached", timeout=60_000)
    page.locator("#board-redo:not([disabled])").click()
    page.locator("#board-undo:not([disabled])").wait_for(timeout=60_000)
    page.reload()  # the draft and its steps are kept
    page.locator("#board-undo:not([disabled])").wait_for()
    page.locator("#board-publish").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.locator("h1 .state-published").wait_for(timeout=60_000)


def test_arrows_walk_over_the_strips_and_enter_opens_one(enter: Enter) -> None:
    page = enter("planner")
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url(re.compile("/planning/board/"))
    page.locator("#board-wait").wait_for(state="detached")
    page.locator(".board-canvas").focus()
    page.keyboard.press("ArrowRight")
    lot = page.locator("#board-panel.has-lot")
    lot.wait_for()
    first = lot.inner_text()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(100)
    page.locator("#board-panel.has-lot").wait_for()
    assert page.locator(".board [role=status]").first.inner_text()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(600)
    assert lot.inner_text() != first
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('#board-panel') !== null")
