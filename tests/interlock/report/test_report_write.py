from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made_plan import made_empty
from made_scenario import NASTY

from interlock.errors import InterlockError
from interlock.files import CannotWrite
from interlock.model import Plan, Scenario
from interlock.report import UnreadableBoundary, write_report
from interlock.report.write import SCRIPTS, asset

Planned = tuple[Scenario, Plan]
SCRIPT_LIMIT_BYTES = 300_000


@pytest.fixture(scope="module")
def html(planned: Planned, pictures: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(*planned, path, marker_svgs=pictures)
    return path.read_text(encoding="utf-8")


def _data(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    assert found
    value: dict[str, Any] = json.loads(found[1])
    return value


def test_the_page_loads_nothing_from_anywhere(html: str) -> None:
    own = html.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"(https?:)?//[a-z0-9-]+\.", own)
    assert not re.search(r"<(link|iframe|object|embed|base)\b|\ssrc=\"|@import|url\(", own)


def test_the_policy_allows_only_the_pages_own_script_and_style(html: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    script = re.search(r"<script>(.*?)</script>", html, re.S)
    style = re.search(r"<style>(.*?)</style>", html, re.S)
    assert policy
    assert script
    assert style
    for name, text in (("script-src", script[1]), ("style-src", style[1])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in policy[1]
    assert policy[1].startswith("default-src 'none'")
    assert "unsafe" not in policy[1]


def test_a_hostile_order_number_stays_text(html: str) -> None:
    assert NASTY not in html
    assert html.count("<script") == 2
    assert NASTY in _data(html)["orders"]["number"]


def test_a_hostile_cluster_stays_text(planned: Planned, tmp_path: Path) -> None:
    scenario, plan = planned
    path = tmp_path / "report.html"
    write_report(replace(scenario, cluster="</title><b>"), replace(plan, cluster="</title><b>%%data%%"), path)
    html = path.read_text(encoding="utf-8")
    assert "</title><b>" not in html
    assert "<title>&lt;/title&gt;&lt;b&gt;%%data%% 2026-11-23</title>" in html
    assert _data(html)["meta"]["cluster"] == "</title><b>%%data%%"


def test_both_languages_are_inside(html: str) -> None:
    data = _data(html)
    english, chinese = data["meta"]["headline"]
    assert english.isascii()
    assert "张订单" in chinese
    assert data["words"]["section_late"] == ["Late orders", "延误订单"]


@pytest.mark.parametrize(("language", "code"), [("zh", "zh-CN"), ("en", "en")])
def test_the_page_opens_in_the_language_asked_for(planned: Planned, tmp_path: Path, language: Any, code: str) -> None:
    write_report(*planned, tmp_path / "r.html", language=language)
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert f'<html lang="{code}">' in html
    assert _data(html)["meta"]["language"] == language


def test_the_script_is_small_and_makes_no_html_from_text() -> None:
    script = "".join(asset(name) for name in SCRIPTS)
    assert len(script.encode()) < SCRIPT_LIMIT_BYTES
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|fetch\(|XMLHttpRequest", script
    )


def test_every_file_of_the_page_is_used() -> None:
    folder = Path(__file__).parents[3] / "src/interlock/report/page"
    assert {path.name for path in folder.iterdir()} == {*SCRIPTS, "page.html", "report.css"}


def test_the_same_plan_gives_the_same_page(planned: Planned, tmp_path: Path) -> None:
    write_report(*planned, tmp_path / "a.html")
    write_report(*planned, tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_boundary_is_drawn_only_where_it_is_given(planned: Planned, tmp_path: Path) -> None:
    county = tmp_path / "county.geojson"
    county.write_text('{"type": "Polygon", "coordinates": [[[115, 25], [116, 25], [116, 26], [115, 25]]]}')
    write_report(*planned, tmp_path / "with.html", boundary=county)
    write_report(*planned, tmp_path / "without.html")
    assert _data((tmp_path / "with.html").read_text(encoding="utf-8"))["boundary"] == [
        [[115, 25], [116, 25], [116, 26]]
    ]
    assert _data((tmp_path / "without.html").read_text(encoding="utf-8"))["boundary"] == []


def test_a_bad_boundary_leaves_the_old_page_as_it_was(planned: Planned, tmp_path: Path) -> None:
    page, county = tmp_path / "report.html", tmp_path / "county.geojson"
    page.write_text("old")
    county.write_text("no")
    with pytest.raises(UnreadableBoundary):
        write_report(*planned, page, boundary=county)
    assert page.read_text() == "old"
    assert sorted(tmp_path.iterdir()) == [county, page]


def test_a_place_that_cannot_be_written_is_named(planned: Planned, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite, match="file"):
        write_report(*planned, tmp_path / "file" / "report.html")


def test_a_plan_of_nothing_still_makes_a_page(tmp_path: Path) -> None:
    write_report(*made_empty(), tmp_path / "r.html")
    assert _data((tmp_path / "r.html").read_text(encoding="utf-8"))["orders"]["number"] == []


def test_errors_are_the_libraries_own() -> None:
    assert issubclass(UnreadableBoundary, InterlockError)
