"""The page in a real browser: what a planner does with it, without one error in the console or one request."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from made_plan import made_empty
from made_scenario import NASTY

from interlock.explain import figures
from interlock.model import Plan, Scenario
from interlock.report import write_report
from interlock.report.write import asset
from interlock.words import LANGUAGES

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine; install it to test the page")
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# What a page says where a value or a text is missing.
BROKEN = re.compile(r"undefined|NaN|\[object|\{\w+\}|Infinity")
HAN = re.compile(r"[\u3400-\u9fff]")


# A place on the board inside a lot that is on time: they alone are of this green.
FIND_GREEN = """async () => {
  const canvas = document.querySelector(".board canvas");
  canvas.scrollIntoView({ block: "center" });
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);  // scrolling draws anew later
  const box = canvas.getBoundingClientRect();
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const pixels = copy.getImageData(0, 0, canvas.width, canvas.height).data;
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at] !== 207 || pixels[at + 1] !== 232 || pixels[at + 2] !== 213) continue;
    return [box.left + ((at / 4) % canvas.width) + 1, box.top + Math.floor(at / 4 / canvas.width) + 1];
  }
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def report(planned: tuple[Scenario, Plan], pictures: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    county = folder / "county.geojson"
    county.write_text('{"type": "Polygon", "coordinates": [[[115, 25], [116, 25], [116, 26], [115, 25]]]}')
    write_report(*planned, folder / "report.html", boundary=county, marker_svgs=pictures)
    return folder / "report.html"


class Opened:
    """A page with what it complained about and asked for."""

    def __init__(self, browser: Any, path: Path, address: str = "", size: dict[str, int] = DESKTOP) -> None:
        self.page = browser.new_context(viewport=size, accept_downloads=True).new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri() + address)

    def texts(self, where: str) -> list[str]:
        found: list[str] = self.page.locator(where).all_inner_texts()
        return found

    def column(self, table: str, at: int) -> list[str]:
        return self.texts(f"#{table}-table tbody tr:not(.unfolded, .below) > :nth-child({at})")


@pytest.fixture(scope="module")
def page(browser: Any, report: Path) -> Iterator[Opened]:
    # Opening a page costs a second, so one serves all tests; each sets the controls that it reads.
    page = Opened(browser, report, "#lang=en")
    yield page
    page.page.context.close()


@pytest.fixture
def opened(page: Opened) -> Iterator[Opened]:
    page.page.mouse.move(0, 0)
    page.page.evaluate("document.activeElement.blur()")
    yield page
    said = page.complaints.copy()
    page.complaints.clear()
    assert said == []
    assert [url for url in page.requests if not url.startswith(("file:", "data:", "blob:"))] == []


def test_the_language_switches_in_place_and_nothing_is_left_behind(opened: Opened) -> None:
    before = len(opened.requests)
    english = opened.page.inner_text("body").replace("中文", "")
    assert not HAN.search(english), HAN.findall(english)
    opened.page.click("#language")
    chinese = opened.page.inner_text("body")
    assert "延误订单" in chinese
    assert "Late orders" not in chinese
    assert len([url for url in opened.requests[before:] if url.startswith("file:")]) == 0
    for text in (english, chinese):
        assert not BROKEN.search(text), BROKEN.findall(text)
    opened.page.click("#language")
    assert "Late orders" in opened.page.inner_text("body")


def test_the_hostile_order_number_is_shown_as_text(opened: Opened) -> None:
    opened.page.fill("#promises .filter", "alert")
    assert opened.column("promises", 1) == [NASTY]
    assert opened.page.evaluate("document.scripts.length") == 2


def test_every_figure_opens_to_what_it_is_made_of(opened: Opened) -> None:
    for button in opened.page.locator(".figure").all():
        button.click()
        assert button.get_attribute("aria-expanded") == "true"
        panel = opened.page.locator(f"#{button.get_attribute('aria-controls')}")
        assert panel.is_visible()
        assert panel.locator("td").count() > 2
        assert not BROKEN.search(panel.inner_text())
    assert opened.page.locator(".figure-panel:visible").count() == 1


def test_promises_sort_both_ways_and_by_number(opened: Opened) -> None:
    opened.page.fill("#promises .filter", "")
    header = opened.page.locator("#promises thead th", has_text="Pieces").locator("button")
    header.click()
    falling = [int(text.replace(",", "")) for text in opened.column("promises", 6)]
    header.click()
    rising = [int(text.replace(",", "")) for text in opened.column("promises", 6)]
    assert falling == sorted(falling, reverse=True)
    assert rising == sorted(rising)
    assert falling[0] > rising[0]


def test_a_filter_narrows_the_table_lives_in_the_address_and_says_when_nothing_is_left(
    opened: Opened, planned: tuple[Scenario, Plan]
) -> None:
    wanted = planned[1].promises[7].order
    opened.page.fill("#promises .filter", wanted)
    assert opened.column("promises", 1) == [wanted]
    assert f"promises.q={wanted}" in opened.page.url
    opened.page.fill("#promises .filter", "no such order")
    assert "Nothing matches" in opened.page.inner_text("#promises-table tbody")


def test_late_orders_stand_by_risk_and_unfold_to_reason_remedies_and_way(
    opened: Opened, planned: tuple[Scenario, Plan]
) -> None:
    scenario, plan = planned
    opened.page.locator("#late .switcher button", has_text="All").click()
    risk = {p.order: p.late_days * scenario.order[p.order].value_fen for p in plan.late}
    assert opened.column("late", 1) == sorted(risk, key=lambda order: -risk[order])
    opened.page.locator("#late .opener").first.click()
    detail = opened.page.inner_text("#late .unfolded")
    for word in ("Why late:", "What would help", "Material in", "Cut", "Finish", "Ship"):
        assert word in detail


def test_a_cause_filters_the_late_orders(opened: Opened, planned: tuple[Scenario, Plan]) -> None:
    wanted = {reason.order for reason in planned[1].reasons if reason.cause == "material"}
    opened.page.locator("#late .switcher button", has_text="material").click()
    assert set(opened.column("late", 1)) == wanted


def test_choosing_a_late_order_shows_it_on_the_board_with_all_its_lots(
    opened: Opened, planned: tuple[Scenario, Plan]
) -> None:
    plan = planned[1]
    opened.page.locator("#late .switcher button", has_text="All").click()
    order = opened.column("late", 1)[0]
    opened.page.locator("#late tbody button.plain").first.click()
    chosen = opened.page.inner_text(".chosen-order")
    assert order in chosen
    for lot in plan.lots:
        assert (lot.line in chosen) == (lot.order == order)
    opened.page.locator(".board").press("Escape")
    assert opened.page.locator(".chosen-order *").count() == 0


def test_a_click_on_the_board_chooses_and_arrows_walk_on(opened: Opened) -> None:
    opened.page.locator(".board").scroll_into_view_if_needed()
    opened.page.locator(".board").press("ArrowRight")
    first = opened.page.inner_text(".chosen-head b")
    for _ in range(3):
        opened.page.locator(".board").press("ArrowDown")
    assert opened.page.inner_text(".chosen-head b") != first
    opened.page.locator(".board").press("Escape")


def test_the_pointer_on_a_lot_tells_of_it_and_a_click_chooses_it(opened: Opened) -> None:
    opened.page.locator("#board .switcher button", has_text="Lateness").click()
    opened.page.locator(".board").press("Escape")
    spot = opened.page.evaluate(FIND_GREEN)
    opened.page.mouse.move(*spot)
    opened.page.locator("#tip").wait_for(state="visible")
    number = opened.page.inner_text("#tip strong").split(" · ")[0]
    opened.page.mouse.click(*spot)
    assert opened.page.inner_text(".chosen-head b") == number
    opened.page.mouse.click(*opened.page.evaluate(FIND_GREEN))
    assert opened.page.locator(".chosen-head").count() == 0


def test_groups_fold_and_unfold(opened: Opened) -> None:
    height = "document.querySelector('.board-space').offsetHeight"
    opened.page.locator("#board .controls > button", has_text="Unfold all").click()
    full = opened.page.evaluate(height)
    opened.page.locator("#board .controls > button", has_text="Fold all").first.click()
    assert opened.page.evaluate(height) < full / 4


def test_the_board_regroups_recolours_and_zooms(opened: Opened) -> None:
    picture = "document.querySelector('.board canvas').toDataURL()"
    for control in ("Factory", "Category", "Days", "Season", "Township", "Lateness", "Weeks"):
        before = opened.page.evaluate(picture)
        opened.page.locator("#board .switcher button", has_text=control).click()
        assert opened.page.evaluate(picture) != before, control


def test_the_board_can_show_late_orders_only(opened: Opened, planned: tuple[Scenario, Plan]) -> None:
    plan = planned[1]
    late = {promise.order for promise in plan.late}
    lines = {lot.line for lot in plan.lots if lot.order in late}
    towns = {planned[0].factory[planned[0].line[line].factory].township for line in lines}
    opened.page.locator("#board .controls > button", has_text="Unfold all").click()
    opened.page.locator("#board .check input").check()
    height = opened.page.evaluate("document.querySelector('.board-space').offsetHeight")
    opened.page.locator("#board .check input").uncheck()
    assert abs(height - (24 * len(lines) + 30 * len(towns) + 48)) < 24
    assert opened.page.evaluate("document.querySelector('.board-space').offsetHeight") > 2 * height


def test_a_township_opens_to_its_factories_in_the_load(opened: Opened, planned: tuple[Scenario, Plan]) -> None:
    rows = opened.page.locator("#load tbody tr")
    before = rows.count()
    opened.page.locator("#load .opener").first.click()
    assert rows.count() > before
    opened.page.locator("#load .switcher button", has_text="Cutting").click()
    assert "Cutting is" in opened.page.inner_text("#load .lead")


def test_bottlenecks_switch_their_scope(opened: Opened) -> None:
    assert opened.texts("#bottlenecks .bar-name")
    opened.page.locator("#bottlenecks .switcher button", has_text="factory").click()
    assert all(name.startswith("Sample satellite") for name in opened.texts("#bottlenecks .bar-name"))
    shown = opened.page.locator("#bottlenecks .bar-row").count()
    opened.page.locator("#bottlenecks .bars > button").click()
    assert opened.page.locator("#bottlenecks .bar-row").count() > shown


def test_a_nested_lay_opens_to_its_marker(opened: Opened) -> None:
    opened.page.locator("#lays tbody .opener").first.click()
    image = opened.page.locator("#lays .unfolded img")
    assert image.get_attribute("src").startswith("data:image/svg+xml")
    assert image.evaluate("async (each) => { await each.decode(); return each.naturalWidth; }") > 0


def test_lays_step_from_day_to_day(opened: Opened) -> None:
    first = opened.page.input_value("#lays select")
    opened.page.get_by_role("button", name="Next day").click()
    assert opened.page.input_value("#lays select") != first


def test_purchases_of_today_can_be_seen_alone(opened: Opened, planned: tuple[Scenario, Plan]) -> None:
    plan = planned[1]
    opened.page.locator("#purchases .switcher button", has_text="Today").click()
    today = sum(1 for purchase in plan.purchases if purchase.order_on <= plan.made_on)
    assert len(opened.column("purchases", 1)) == today
    assert all("today" in text for text in opened.column("purchases", 2))


@pytest.mark.parametrize(("language", "said"), [("en", "ordered"), ("zh", "已下单")])
def test_a_plan_whose_days_are_over_in_part_is_shown_from_its_day_on(
    language: str, said: str, browser: Any, planned: tuple[Scenario, Plan], tmp_path: Path
) -> None:
    scenario, plan = planned
    days = sorted({purchase.order_on for purchase in plan.purchases})
    today = days[len(days) // 2]
    assert plan.made_on < today
    write_report(scenario, replace(plan, as_of=today), tmp_path / "report.html")
    page = Opened(browser, tmp_path / "report.html", f"#lang={language}&board.zoom=days")
    assert str(today) in page.page.inner_text("#today")
    past = [purchase for purchase in plan.purchases if purchase.order_on < today]
    page.page.locator("#purchases .switcher button").nth(1).click()
    shown = page.column("purchases", 2)
    assert len(shown) == len(past)
    assert all(said in text for text in shown)
    page.page.locator("#purchases .switcher button").nth(2).click()
    assert len(page.column("purchases", 2)) == sum(purchase.order_on == today for purchase in plan.purchases)
    soon = sum(today <= purchase.order_on < today + timedelta(days=7) for purchase in plan.purchases)
    assert (f"{soon} purchases for" if language == "en" else f"须下单 {soon} 笔") in page.texts("#purchases .lead")[1]
    at, most = page.page.locator(".board").evaluate("box => [box.scrollLeft, box.scrollWidth - box.clientWidth]")
    assert at == pytest.approx(min(((today - plan.first_on).days - 2) * 40, most), abs=1)
    assert at > 0
    assert page.complaints == []
    page.page.context.close()


def test_what_shipped_late_is_told_apart_from_what_is_still_to_come(
    browser: Any, planned: tuple[Scenario, Plan], tmp_path: Path
) -> None:
    scenario, plan = planned
    days = sorted(promise.ship_on for promise in plan.late)
    worn = replace(plan, as_of=days[len(days) // 2])
    gone = {promise.order for promise in plan.late if promise.ship_on < days[len(days) // 2]}
    assert 1 < len(gone) < len(days) - 1
    write_report(scenario, worn, tmp_path / "report.html")
    page = Opened(browser, tmp_path / "report.html", "#lang=en")
    lead = page.page.inner_text("#late .lead")
    assert lead.startswith(f"{len(days) - len(gone)} orders will be late;")
    assert lead.endswith(f"{len(gone)} other orders shipped late.")
    assert set(page.column("late", 1)[-len(gone) :]) == gone
    assert all("shipped" in state for state in page.column("late", 6)[-len(gone) :])
    page.page.locator("#promises .switcher button", has_text="shipped").click()
    shown = page.column("promises", 1)
    assert set(shown) <= {promise.order for promise in plan.promises if worn.has_shipped(promise)}
    assert shown
    assert all("shipped" in state for state in page.column("promises", 2))
    assert page.complaints == []
    page.page.context.close()


def test_a_plan_with_everything_ordered_says_that_nothing_is_to_be_ordered(
    browser: Any, planned: tuple[Scenario, Plan], tmp_path: Path
) -> None:
    scenario, plan = planned
    after = max(purchase.order_on for purchase in plan.purchases) + timedelta(days=1)
    write_report(scenario, replace(plan, as_of=after), tmp_path / "report.html")
    page = Opened(browser, tmp_path / "report.html", "#lang=en")
    assert page.texts("#purchases .lead")[1].startswith("Nothing has to be ordered within seven days")
    assert page.texts("#purchases .more:first-of-type thead th") == ["Material", "Ordered", "Cost"]
    page.page.context.close()


def test_a_factory_shows_its_five_virtues(opened: Opened, planned: tuple[Scenario, Plan]) -> None:
    opened.page.locator("#factories tbody .opener").nth(2).click()
    name = opened.column("factories", 1)[2]
    assert opened.page.inner_text(".factory-card h3") == name
    assert opened.page.locator(".radar text").count() == 5


def test_the_boundary_that_was_given_is_drawn_and_its_absence_is_told_otherwise(opened: Opened) -> None:
    assert opened.page.locator(".map-boundary").count() == 1
    note = opened.page.inner_text("#map")
    assert "Places are approximate" in note
    assert "No boundary is drawn" not in note


def test_a_factory_on_the_map_shows_only_its_own_flows(opened: Opened) -> None:
    before = opened.page.locator(".flow").count()
    opened.page.locator("#map .map .point.satellite").first.dispatch_event("click")
    assert 0 < opened.page.locator(".flow").count() < before
    opened.page.get_by_role("button", name="Zoom in").click()
    assert opened.page.locator(".point.chosen").count() == 1


def test_search_finds_orders_and_factories_from_anywhere(opened: Opened) -> None:
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("O-2205")
    assert opened.texts("#found button")[0].startswith("O-2205")
    opened.page.keyboard.press("Enter")
    assert "O-2205" in opened.page.inner_text(".chosen-order")
    opened.page.fill("#search", "core 03")
    opened.page.locator("#found button").first.click()
    assert opened.page.inner_text(".factory-card h3") == "Sample core 03"


def test_keys_are_listed_and_lead_to_their_sections(opened: Opened) -> None:
    opened.page.keyboard.press("?")
    assert opened.page.locator("#help").is_visible()
    opened.page.keyboard.press("Escape")
    opened.page.keyboard.press("g")
    opened.page.keyboard.press("b")
    opened.page.wait_for_function("scrollY > 300")


def test_a_table_is_saved_as_it_is_seen_and_formulas_stay_text(opened: Opened, planned: tuple[Scenario, Plan]) -> None:
    opened.page.fill("#promises .filter", "O-221")
    with opened.page.expect_download() as download:
        opened.page.locator("#promises .table-foot button", has_text="Save as table").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    lines = text.strip().split("\n")
    assert len(lines) == 1 + len(opened.column("promises", 1))
    assert lines[0].startswith('"Order","State"')


def test_the_theme_follows_the_system_until_it_is_chosen(browser: Any, report: Path) -> None:
    page = browser.new_context(color_scheme="dark").new_page()
    page.goto(report.as_uri())
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == "dark"
    page.click("#theme")
    assert page.evaluate(theme) == "light"
    assert "theme=light" in page.url
    page.context.close()


def test_a_phone_never_scrolls_sideways(browser: Any, report: Path) -> None:
    page = Opened(browser, report, "#lang=en", PHONE)
    for _ in LANGUAGES:
        assert page.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        page.page.click("#language")
    assert page.complaints == []
    page.page.context.close()


@pytest.mark.parametrize("days", [0, 9])
def test_a_phone_is_told_which_day_the_plan_is_of(
    days: int, browser: Any, planned: tuple[Scenario, Plan], tmp_path: Path
) -> None:
    scenario, plan = planned
    today = plan.made_on + timedelta(days=days)
    write_report(scenario, replace(plan, as_of=today), tmp_path / "report.html")
    page = Opened(browser, tmp_path / "report.html", "#lang=en", PHONE)
    shown = [text for text in page.texts("#today:visible, .plan-day:visible") if text]
    assert shown == [f"Plan of {plan.made_on}, today {today}" if days else f"Plan of {plan.made_on}"]
    page.page.set_viewport_size(DESKTOP)
    assert [text for text in page.texts("#today:visible, .plan-day:visible") if text] == shown
    assert page.complaints == []
    page.page.context.close()


def test_an_address_brings_back_what_was_chosen(browser: Any, report: Path) -> None:
    page = Opened(browser, report, "#lang=en&promises.q=O-2207&order=O-2207&figure=gap")
    assert page.column("promises", 1) == ["O-2207"]
    assert "O-2207" in page.page.inner_text(".chosen-order")
    assert page.page.locator("#figure-gap").is_visible()
    page.page.context.close()


def test_a_plan_of_nothing_says_what_to_do(browser: Any, tmp_path: Path) -> None:
    write_report(*made_empty(), tmp_path / "report.html")
    page = Opened(browser, tmp_path / "report.html", "#lang=en")
    assert "put orders into the workbook" in page.page.inner_text("#promises")
    for _ in LANGUAGES:
        text = page.page.inner_text("body")
        assert not BROKEN.search(text), BROKEN.findall(text)
        page.page.click("#language")
    assert page.complaints == []
    page.page.context.close()


def test_figures_read_as_they_do_everywhere_else(browser: Any) -> None:
    page = browser.new_page()
    numbers = [0, 7, 999.4, 9_994, 9_996, 12_345, 99_960, 999_600, 9_999_996, 1.2e8, 3.456e9]
    script = """([source, language, numbers]) => new Function("D", "M", "language", "t", `
      const chinese = () => language() === "zh";
      ${source}
      const shares = (n) => [percent(n / 1e6), percentAtMost(n / 1e7), percentAtLeast(n / 1e7)];
      return [${numbers}].map((n) => [short(n), money(n), ...shares(n)])
        .concat([[dayText(5), dayWords(5), dayText(400), dayWords(400)]]);`
    )({ orders: { late: [] } }, { made_on: "2026-11-23", first: 0, last: 60 }, () => language, String)"""
    season = (date(2026, 11, 23), date(2027, 1, 22))
    for language in LANGUAGES:
        said = page.evaluate(script, [asset("figures.js"), language, numbers])
        for number, texts in zip(numbers, said, strict=False):
            assert texts == [
                figures.short(number, language),
                figures.money(number, language),
                figures.percent(number / 1e6, language),
                figures.percent_at_most(number / 1e7, language),
                figures.percent_at_least(number / 1e7, language),
            ]
        near, far = date(2026, 11, 28), date(2027, 12, 28)
        assert said[-1] == [
            text(on, language, season) for on in (near, far) for text in (figures.day, figures.day_words)
        ]
    page.context.close()
