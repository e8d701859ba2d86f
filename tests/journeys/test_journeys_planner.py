"""A planner's day: a customer's messy sheet, a promise, a plan, and the same plan published."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook

Enter = Callable[..., Any]
HEADERS = ("PO", "Artikel", "Colour", "S", "M", "L", "Total", "Due date")
DUE = "2027-02-12"


def sheet(path: Path, *rows: tuple[Any, ...]) -> Path:
    """An order sheet as a customer's office sends it: a title, blank rows, headers of its own."""
    book = Workbook()
    page = book.active
    page.title = "Spring"
    page.append(["Sample brand 20 – orders for spring", None, None, "please confirm!"])
    page.append([])
    page.append(HEADERS)
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def upload(page: Any, path: Path) -> None:
    page.goto("/orders/sheets/")
    page.get_by_label("Order sheet").set_input_files(path)
    page.get_by_label("Customer").fill("Sample brand 20")
    page.get_by_role("button", name="Look at it").click()
    page.wait_for_url(re.compile(r"/orders/sheets/\d+/$"))


def test_a_messy_sheet_is_read_mended_and_taken_in(enter: Enter, tmp_path: Path) -> None:
    page = enter("planner")
    messy = sheet(
        tmp_path / "spring.xlsx",
        ("SP-1", "TS-01", "white", 100, "12O", 80, 300, DUE),
        (None, None, "navy", 50, 60, 40, 150, None),
        ("SP-2", "TS-99", "black", 200, 200, 200, 600, DUE),
        ("SP-3", "SH-01", "sky", 40, 50, 30, 130, "31.02.2027"),
    )
    upload(page, messy)
    page.get_by_label("Artikel").select_option("style")
    page.get_by_role("button", name="Remember and read again").click()
    issues = page.locator("table.issues").first.locator("tbody tr")
    issues.nth(2).wait_for()
    cells = issues.locator("td:nth-child(2)").all_inner_texts()
    assert {"E4", "B6", "H7"} <= set(cells)
    assert page.get_by_role("button", name=re.compile("Take .* in")).count() == 0
    mended = sheet(
        tmp_path / "spring mended.xlsx",
        ("SP-1", "TS-01", "white", 100, 120, 80, 300, DUE),
        (None, None, "navy", 50, 60, 40, 150, None),
        ("SP-2", "TS-01", "black", 200, 200, 200, 600, DUE),
        ("SP-3", "SH-01", "sky", 40, 50, 40, 130, "2027-02-19"),
    )
    upload(page, mended)  # what "Artikel" means is remembered
    page.get_by_role("button", name="Take 3 orders in").click()
    page.get_by_text("3 orders are in the book now.").wait_for()
    page.goto("/orders/o/SP-1/")
    assert page.locator("table.matrix tfoot").inner_text().split()[-1] == "450"
    upload(page, mended)
    page.get_by_text("All orders of this sheet are in the book already").wait_for()


def test_a_promise_is_asked_for_held_and_confirmed(enter: Enter) -> None:
    page = enter("planner")
    page.goto("/")
    page.get_by_role("link", name="Promise").click()
    page.get_by_label("Customer", exact=True).fill("Sample brand 20")
    page.get_by_label("Style").select_option("TS-01")
    page.get_by_label("Wanted date").fill(DUE)
    page.get_by_label("Price a piece").fill("42.5")
    page.get_by_label("Order number").fill("NEW-1")
    page.get_by_label("Colour of row 1").fill("white")
    for size in ("M", "L"):
        page.get_by_label(f"Pieces of size {size} in row 1").fill("300")
    page.get_by_role("button", name="Ask for a promise").click()
    ways = page.locator("article.way")
    ways.first.wait_for(timeout=60_000)
    assert ways.count() >= 1
    assert re.search(r"\d\d-\d\d|\d{4}-\d\d-\d\d", ways.first.locator(".way-date").inner_text())
    ways.first.get_by_role("button", name="Choose and hold for 24 hours").click()
    page.get_by_text("Order NEW-1 is held for 24 hours.").wait_for()
    page.get_by_role("button", name="Confirm the order").click()
    page.wait_for_url("**/orders/o/NEW-1/")
    assert page.locator(".state-open").is_visible()
    assert page.locator("table.matrix tfoot").inner_text().split()[-1] == "600"


def test_a_plan_is_run_watched_looked_at_and_published(enter: Enter) -> None:
    page = enter("planner")
    page.goto("/planning/")
    page.get_by_label("Policy").select_option("cheapest")
    page.get_by_role("button", name="Run a plan").click()
    page.locator(".job progress").first.wait_for()
    page.goto("/orders/")  # long work goes on without the page
    page.goto("/planning/")
    draft = page.locator("tbody tr", has=page.locator(".state-draft")).filter(has_text="cheapest").locator("a").first
    draft.wait_for(timeout=120_000)
    name = draft.inner_text()
    draft.click()
    page.get_by_role("link", name="Publish").click()
    page.get_by_text("This plan takes the place of v1").wait_for()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.locator("h1 .state-published").wait_for(timeout=60_000)
    page.goto("/planning/")
    page.get_by_text(f"Plan {name} holds").wait_for()
