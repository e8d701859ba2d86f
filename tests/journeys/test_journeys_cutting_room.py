"""The cutting room grows: a pattern file comes in, a better marker is taken, rolls are given, a firm consents."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ezdxf.filemanagement import readfile

from hub_pages import too_wide

Enter = Callable[..., Any]
# A round of the nester and what a busy machine takes on top.
LONG_MS = 120_000


def opened_outlines(path: Path) -> None:
    """Leave every outline of a pattern file open by a millimetre, as some programs export them."""
    document: Any = readfile(path)
    for block in document.blocks:
        for line in block.query('POLYLINE[layer=="1"]'):
            x, y, _z = line.vertices[0].dxf.location
            line.close(False)
            line.append_vertex((x + 1.0, y))
    document.saveas(path)


def wait_for_job(page: Any) -> None:
    """Be led to what the job of the page comes to; go there oneself where it was done before the page came."""
    done = page.get_by_role("link", name="See what came of it")
    if done.count():
        done.click()
    page.wait_for_url(lambda address: "/jobs/" not in address, timeout=LONG_MS)


def test_a_better_marker_is_found_compared_and_taken(enter: Enter) -> None:
    page = enter("cutter")
    page.goto("/cutting/markers/?kind=nested&sort=-length_mm")
    page.locator("tbody a").first.click()
    code = page.locator("h1").inner_text()
    page.get_by_role("button", name="Look for a better one now").click()
    wait_for_job(page)
    page.locator("[data-viewer] svg").nth(1).wait_for()
    assert code.split()[0] in page.locator("h1").inner_text()
    page.get_by_role("button", name="Take it").click()
    page.get_by_text("take the better marker").wait_for()
    page.get_by_role("button", name="Take back").wait_for()


def test_an_estimated_marker_is_nested_and_its_lay_gets_the_files(enter: Enter) -> None:
    page = enter("cutter")
    page.goto("/cutting/markers/?kind=estimated&sort=-utilisation")
    page.locator("tbody tr", has_text="%").last.locator("a").first.click()
    page.locator("table.lays tbody a").first.click()
    page.get_by_role("button", name="Nest it now").click()
    wait_for_job(page)
    page.locator("[data-viewer] svg").wait_for()
    assert "estimated" not in page.locator("h1").inner_text()
    page.locator("table.lays tbody a").first.click()
    page.get_by_role("link", name="PLT", exact=True).wait_for()
    assert page.get_by_role("button", name="Nest it now").count() == 0


def test_a_pattern_file_is_looked_at_mended_and_accepted(enter: Enter, tmp_path: Path) -> None:
    page = enter("cutter")
    page.goto("/cutting/markers/?kind=nested")
    page.locator("tbody a").first.click()
    page.locator("dl.facts a").first.click()
    style = page.locator("h1").inner_text().split()[0]
    with page.expect_download() as waiting:
        page.get_by_role("link", name="DXF", exact=True).click()
    file = tmp_path / "export.dxf"
    waiting.value.save_as(file)
    opened_outlines(file)
    page.get_by_role("link", name="Upload a pattern file").click()
    assert page.locator("#id_style").input_value() == style
    page.locator("#id_file").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="What was mended").wait_for(timeout=LONG_MS)
    assert "closed" in page.locator("td.said").first.inner_text()
    assert page.locator("svg.pieces path").count() > 5
    page.get_by_role("button", name="Accept these pieces").click()
    page.get_by_text("the earlier ones are kept").wait_for()
    assert page.locator("tbody tr").count() == 2
    page.get_by_role("button", name="Use it again").click()
    assert page.locator("tbody tr").count() == 3


def test_a_lay_gets_its_rolls_and_its_card_is_printed(enter: Enter, tmp_path: Path) -> None:
    page = enter("cutter", phone=True)
    page.goto("/cutting/")
    if page.locator("table.lays").count() == 0:
        page.get_by_role("link", name=re.compile("next lays")).click()
    page.locator("table.lays tbody a").first.click()
    lay = page.url
    fabric = page.locator("dl.facts dt", has_text="Fabric").locator("xpath=following-sibling::dd").inner_text()
    colours = page.locator("section, main").locator("table tbody th[scope=row]").all_inner_texts()
    for number, colour in enumerate(colours):
        page.goto("/cutting/rolls/")
        page.locator(".add-roll summary").click()
        form = page.locator(".add-roll form")
        form.locator("[name=code]").fill(f"J{number}")
        option = form.locator("[name=material] option", has_text=fabric).first
        form.locator("[name=material]").select_option(option.get_attribute("value"))
        form.locator("[name=colour]").fill(colour)
        form.locator("[name=shade]").fill("A")
        form.locator("[name=length_m]").fill("1000")
        form.locator("[name=width_cm]").fill("300")
        form.get_by_role("button").click()
        page.get_by_text("is in stock.").wait_for()
    page.goto(lay)
    page.get_by_role("button", name="Choose rolls for this lay").click()
    wait_for_job(page)
    page.get_by_role("button", name="Give these rolls").click()
    page.get_by_text("the lay cards name them").wait_for()
    page.goto(lay)
    assert page.locator("#rolls-h").is_visible()
    page.locator(".print-menu summary").click()
    assert not too_wide(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Lay cards").click()
    waiting.value.save_as(tmp_path / "card.pdf")
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")


def test_a_firm_consents_to_a_pooled_lay_and_sees_its_own_share_only(enter: Enter) -> None:
    page = enter("planner")
    assert "waits for your consent" in page.locator("main").inner_text()
    page.goto("/cutting/pools/")
    page.get_by_role("link", name="Answer it").click()
    said = page.locator("main").inner_text()
    assert "POOLED-0" in said
    for secret in ("POOLED-1", "POOLED-2", "Secret_firm"):
        assert secret not in said
    page.get_by_role("button", name="We agree").click()
    page.get_by_text("once every firm has agreed").wait_for()
    centre = enter("cutter")
    centre.goto("/cutting/pools/")
    centre.locator("table a").first.click()
    shares = centre.locator("main").inner_text()
    assert all(f"POOLED-{at}" in shares for at in range(3))
    assert "Agrees" in shares
