"""Nothing on the page is cut off, written over, or wider than the screen; every figure is rounded one way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.interlock.report.test_report_browser import PHONE, Opened, browser

from interlock.explain import figures
from interlock.model import Plan, Scenario
from interlock.report import write_report
from interlock.words import LANGUAGES

# The browser is the fixture of its own module.
__all__ = ["browser"]

WIDE = """[...document.querySelectorAll(".table-scroll")]
  .filter((box) => box.scrollWidth - box.clientWidth > 4 && box.offsetParent).map((box) => box.closest("section").id)"""
# Every text that a canvas gets, with the box that it fills.
RECORD = """(() => {
  const write = CanvasRenderingContext2D.prototype.fillText;
  window.written = [];
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    const width = this.measureText(text).width;
    const left = this.textAlign === "center" ? x - width / 2 : this.textAlign === "right" ? x - width : x;
    window.written.push([text, left, left + width, y]);
    write.call(this, text, x, y);
  };
})()"""


@pytest.fixture(scope="module")
def sunday(planned: tuple[Scenario, Plan], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a plan that is made, and begins, on a Sunday, and whose loads go on for months after it."""
    scenario, plan = planned
    made_on = plan.made_on - timedelta(days=(plan.made_on.weekday() + 1) % 7)
    assert made_on.weekday() == 6
    load = replace(plan.loads[0], capacity_min=9e6, used_min=0.0)
    monday = made_on - timedelta(days=6)
    later = [replace(load, week_on=monday + timedelta(days=7 * week)) for week in range(30, 36)]
    before = replace(load, week_on=monday, capacity_min=0.0)
    plan = replace(plan, made_on=made_on, first_on=made_on, loads=(before, *plan.loads, *later))
    path = tmp_path_factory.mktemp("sunday") / "report.html"
    write_report(scenario, plan, path)
    return path


def texts_of_axis(page: Any) -> Iterator[tuple[list[Any], list[Any]]]:
    written = page.evaluate("() => { window.written.length = 0; dispatchEvent(new Event('resize')); return written; }")
    heads = sorted({tuple(each) for each in written if each[3] < 40}, key=lambda each: (each[3], each[1]))
    assert len(heads) > 3
    return pairwise(heads)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("zoom", ["days", "weeks", "season"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_two_texts_of_the_boards_axis_lie_on_each_other(
    browser: Any, sunday: Path, language: str, zoom: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.add_init_script(RECORD)
    page.goto(f"{sunday.as_uri()}#lang={language}&board.zoom={zoom}")
    for (text, _, right, y), (after, left, _, below) in texts_of_axis(page):
        assert y != below or right <= left, (text, after)
    page.context.close()


def test_a_bar_names_its_order_whole_or_not_at_all(browser: Any, sunday: Path, planned: tuple[Scenario, Plan]) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(RECORD)
    page.goto(f"{sunday.as_uri()}#lang=en")
    bars = [text for text, left, _, y in page.evaluate("written") if y > 40 and left > 268]
    numbers = {promise.order for promise in planned[1].promises}
    named = [text for text in bars if not text.endswith("%")]
    assert named
    assert {text.split(" ◀")[0].split(" · ")[0] for text in named} <= numbers
    page.context.close()


def test_a_bar_is_ticked_where_its_lot_was_told_to_be_sewn(
    browser: Any, planned: tuple[Scenario, Plan], tmp_path: Path
) -> None:
    scenario, plan = planned
    done = {lot.id for lot in plan.lots[::2]}
    worn = replace(plan, lots=tuple(replace(lot, done=lot.id in done) for lot in plan.lots))
    write_report(scenario, worn, tmp_path / "report.html")
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(RECORD)
    page.goto(f"{(tmp_path / 'report.html').as_uri()}#lang=en")
    bars = [text for text, left, _, y in page.evaluate("written") if y > 40 and left > 268 and not text.endswith("%")]
    ticked = {text.removeprefix("✓ ").split(" ◀")[0].split(" · ")[0] for text in bars if text.startswith("✓ ")}
    assert ticked
    assert ticked <= {lot.order for lot in plan.lots if lot.id in done}
    assert any(not text.startswith("✓ ") for text in bars)
    page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_is_in_sight_on_a_desktop(browser: Any, sunday: Path, language: str) -> None:
    page = Opened(browser, sunday, f"#lang={language}", {"width": 1440, "height": 900})
    assert page.page.evaluate(WIDE) == []
    assert page.complaints == []
    page.page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_that_goes_on_to_the_right_says_so_on_a_phone(browser: Any, sunday: Path, language: str) -> None:
    page = Opened(browser, sunday, f"#lang={language}", PHONE)
    page.page.wait_for_timeout(300)
    for section in set(page.page.evaluate(WIDE)) - {"head", "map"}:
        assert page.page.locator(f"#{section} .scroll-hint:visible").count() > 0, section
    due = page.page.locator("#promises thead th").filter(has_text="Due" if language == "en" else "交期").bounding_box()
    assert due["x"] + due["width"] <= PHONE["width"]
    page.page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_late_orders_say_on_a_phone_when_they_are_due_when_they_ship_and_why(
    browser: Any, sunday: Path, language: str
) -> None:
    page = Opened(browser, sunday, f"#lang={language}", PHONE)
    heads = {"en": ["Order", "Due", "Ships", "Days late"], "zh": ["订单", "交期", "出货", "延误天数"]}
    shown = page.page.locator("#late-table thead th:visible")
    assert shown.all_inner_texts() == heads[language]
    last = shown.last.bounding_box()
    assert last["x"] + last["width"] <= PHONE["width"]
    reasons = page.page.locator("#late-table .below:visible")
    assert reasons.count() == page.page.locator("#late-table tbody th").count() > 0
    assert all(text.strip() for text in reasons.all_inner_texts())
    assert "more-right" in page.page.locator("#rail").get_attribute("class")
    page.page.context.close()


def test_the_page_says_which_days_were_looked_at_and_when_the_last_order_ships(browser: Any, sunday: Path) -> None:
    page = Opened(browser, sunday, "#lang=en")
    said = page.page.inner_text("#head")
    assert re.search(r"Days looked at: .+ to .+\. The last order ships on \d+ \w+[ \d]*\.", said)
    page.page.context.close()


def test_the_load_begins_with_the_first_capacity_and_ends_with_the_last_work(browser: Any, sunday: Path) -> None:
    page = Opened(browser, sunday, "#lang=en")
    heads = page.texts("#load thead th")
    assert heads[:2] == ["Week from", "To last due"]
    assert heads[2] == "11-23"
    assert len(heads) < 20
    assert "to the week of the last due date" in page.page.inner_text("#load .lead")
    page.page.context.close()


def test_the_maps_buttons_cover_nothing_of_it(browser: Any, sunday: Path) -> None:
    page = Opened(browser, sunday, "#lang=en")
    buttons, picture = (page.page.locator(f"#map {part}").bounding_box() for part in (".map-zoom", ".map"))
    assert buttons["y"] + buttons["height"] <= picture["y"]
    towns = page.page.locator("#map .town").first
    before = towns.get_attribute("x")
    page.page.click("#map .map-zoom button >> nth=0")
    assert towns.get_attribute("x") != before
    page.page.click("#map .map-zoom button >> nth=2")
    assert towns.get_attribute("x") == before
    page.page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_gap_and_one_share_on_time_stand_everywhere(
    browser: Any, sunday: Path, planned: tuple[Scenario, Plan], language: str
) -> None:
    page = Opened(browser, sunday, f"#lang={language}")
    plan = planned[1]
    gap = figures.percent_at_most(plan.gap, "zh" if language == "zh" else "en")
    on_time = figures.percent_at_least(plan.on_time_share, "zh" if language == "zh" else "en")
    assert page.texts("[aria-controls=figure-gap] b") == [gap]
    assert page.texts("[aria-controls=figure-on_time] b") == [on_time]
    assert page.page.inner_text("#reading").count(gap) == 2
    headline = page.page.inner_text(".headline")
    assert gap in headline
    assert on_time in headline
    page.page.context.close()
