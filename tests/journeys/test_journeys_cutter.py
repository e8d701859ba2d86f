"""The cutting manager's day: the tables, a lay, its marker large and small, files for the cutter, progress."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import ezdxf

Enter = Callable[..., Any]
JOBS = False


def first_day_with_lays(page: Any) -> None:
    page.goto("/cutting/")
    if page.locator("table.lays").count() == 0:
        page.get_by_role("link", name=re.compile("next lays")).click()
    page.locator("table.lays").first.wait_for()


def test_a_marker_is_looked_at_closely_and_downloaded(enter: Enter, tmp_path: Path) -> None:
    page = enter("cutter")
    page.goto("/cutting/markers/?kind=nested")
    page.locator("tbody a").first.click()
    viewer = page.locator("[data-viewer] svg")
    whole = viewer.get_attribute("viewBox")
    page.get_by_role("button", name="Larger").click()
    wide, high = (float(part) for part in viewer.get_attribute("viewBox").split()[2:])
    assert wide < float(whole.split()[2])
    assert high < float(whole.split()[3])
    page.get_by_role("button", name="Whole marker").click()
    assert [float(part) for part in viewer.get_attribute("viewBox").split()] == [float(part) for part in whole.split()]
    for ending in ("SVG", "DXF"):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=ending, exact=True).click()
        waiting.value.save_as(tmp_path / f"marker.{ending.lower()}")
    drawn = ElementTree.parse(tmp_path / "marker.svg").getroot()  # noqa: S314 (our own file)
    assert drawn.tag.endswith("svg")
    assert len(list(drawn.iter())) > 10
    assert len(ezdxf.readfile(tmp_path / "marker.dxf").modelspace()) > 0


def test_a_lay_is_spread_cut_and_the_word_taken_back(enter: Enter) -> None:
    page = enter("cutter")
    first_day_with_lays(page)
    page.locator("table.lays tbody a").first.click()
    lay = page.locator("h1").inner_text()
    page.get_by_role("button", name="Spread").click()
    page.wait_for_load_state()
    if (sure := page.get_by_role("button", name=re.compile("by a marker of our own|by our own measure"))).count():
        sure.click()
    page.get_by_role("button", name="Cut").wait_for()
    assert "Spread" in page.locator("h1").inner_text()
    page.get_by_role("button", name="Cut").click()
    page.locator("h1 .state.cut").wait_for()
    page.get_by_role("button", name="Take back").click()
    page.locator("h1 .state.spread").wait_for()
    assert page.locator("h1").inner_text().split()[:2] == lay.split()[:2]
    assert page.locator(".history li").count() >= 3
