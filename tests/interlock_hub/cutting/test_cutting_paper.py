"""Paper printed from the pages: lay cards, tickets, small markers, fabric requirement, plotter files."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from pdf_reader import pages

from interlock_hub.core.models import LedgerEntry
from interlock_hub.cutting import paper_bridge, services_paper, services_rolls
from interlock_hub.cutting.bundles_bridge import pooled_orders
from interlock_hub.cutting.models import Lay, Roll, RollPlan, RollUse

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(nested, lay):
    """A lay of the cutter's centre whose marker is nested."""
    Lay.objects.filter(pk=lay.pk).update(marker=nested, material=nested.material)
    return Lay.objects.select_related("factory", "marker", "order").get(pk=lay.pk)


@pytest.mark.parametrize("paper", ["cards.pdf", "tickets.pdf", "markers.pdf", "fabric.pdf"])
def test_a_lay_is_printed_as_pdf(as_role, drawn, paper):
    answer = as_role("cutter").get(f"/cutting/lays/{drawn.code}/paper/{paper}")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("paper", ["cards.pdf", "tickets.pdf"])
def test_who_printed_a_card_or_tickets_and_when_is_kept_and_a_reprint_says_so(as_role, member, drawn, paper):
    client = as_role("cutter")
    address = f"/cutting/lays/{drawn.code}/"
    assert not services_paper.printings([drawn], paper)
    for _again in range(2):
        client.get(f"{address}paper/{paper}")
    printing = services_paper.printings([drawn], paper)[drawn.code]
    assert (printing.times, printing.by, printing.holds) == (2, member("cutter").person.shown_name, True)
    page = client.get(address).content.decode()
    assert "printed 2 times, last" in page
    assert "no longer hold" not in page
    Lay.objects.filter(pk=drawn.pk).update(plies=[[colour, count + 1] for colour, count in drawn.plies])
    assert "no longer hold" in client.get(address).content.decode()


def test_a_card_that_is_printed_again_says_what_it_stands_for(as_role, drawn):
    client = as_role("cutter")
    address = f"/cutting/lays/{drawn.code}/paper/cards.pdf"
    texts = []
    for changed in (False, False, True):
        if changed:
            Lay.objects.filter(pk=drawn.pk).update(plies=[[colour, count + 1] for colour, count in drawn.plies])
        texts.append("".join(" ".join(page.split()) for page in pages(client.get(address).content)))
    assert "Print no." not in texts[0]
    assert "Print no. 2; the last was of" in texts[1]
    assert "Print no. 3: the lay has changed" in texts[2]


def test_a_fabric_requirement_is_printed_without_a_record(as_role, drawn):
    as_role("cutter").get(f"/cutting/lays/{drawn.code}/paper/fabric.pdf")
    assert not LedgerEntry.objects.filter(subject="cutting.lay", key=drawn.code).exists()


@pytest.mark.parametrize(("language", "word"), [("en", "table"), ("zh-hans", "裁床")])
def test_the_requirement_of_a_day_is_a_sheet_in_the_readers_language(as_role, drawn, language, word):
    client = as_role("cutter")
    client.cookies["django_language"] = language
    answer = client.get(f"/cutting/day/fabric.xlsx?on={drawn.cut_on}&factory={drawn.factory.code}")
    book = load_workbook(io.BytesIO(answer.content))
    texts = {str(cell).lower() for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert word in texts
    assert drawn.code.lower() in texts


def test_a_marker_goes_to_the_plotter(as_role, drawn):
    answer = as_role("cutter").get(f"/cutting/markers/{drawn.marker.code}/marker.plt")
    assert answer.content.startswith(b"IN;")


def bundles_of(lay):
    pooled = pooled_orders([lay]).get(lay.pool_id or 0, [])
    return paper_bridge.bundles_of(lay, services_rolls.uses_of([lay])[lay.pk], pooled)


def numbers_of(order):
    """The bundle numbers of an order by fabric."""
    found = {}
    for one in Lay.objects.filter(order=order).select_related("factory", "table", "marker__style", "order"):
        found.setdefault(one.material, []).extend(bundle["number"] for bundle in bundles_of(one))
    return found


def shaded(lay):
    """Rolls of three shades for a lay: its plies make more bundles than those of one."""
    colour, plies = lay.plies[0]
    plan = RollPlan.objects.create(factory=lay.factory, material=lay.material, state="given", found={})
    for at, count in enumerate((1, 1, plies - 2), 1):
        roll = Roll.objects.create(
            factory=lay.factory, code=f"S{at}", material=lay.material, colour=colour, shade=f"shade {at}",
            length_m=900, width_mm=1500, state="given",
        )  # fmt: skip
        RollUse.objects.create(plan=plan, lay=lay, roll=roll, rank=at, colour=colour, plies=count, used_m=1.0)


def test_no_bundle_number_of_an_orders_fabric_stands_twice_and_rolls_move_none_of_other_lays(drawn):
    Lay.objects.filter(pk=drawn.pk).update(plies=drawn.plies[:1])
    drawn.refresh_from_db()
    others = (
        Lay.objects.filter(order=drawn.order).exclude(pk=drawn.pk).select_related("factory", "table", "marker__style")
    )
    before = {one.code: bundles_of(one) for one in others.select_related("order")}
    assert before
    shaded(drawn)
    assert {one.code: bundles_of(one) for one in others.select_related("order")} == before
    for numbers in numbers_of(drawn.order).values():
        assert len(set(numbers)) == len(numbers)


def test_tickets_that_were_printed_before_the_shades_were_known_do_not_hold(as_role, drawn):
    Lay.objects.filter(pk=drawn.pk).update(plies=drawn.plies[:1])
    drawn.refresh_from_db()
    client, address = as_role("cutter"), f"/cutting/lays/{drawn.code}/"
    client.get(f"{address}paper/tickets.pdf")
    assert "tickets no longer hold" not in client.get(address).content.decode()
    shaded(drawn)
    page = client.get(address).content.decode()
    assert "tickets no longer hold" in page
    assert "shade 2" in page
    client.get(f"{address}paper/tickets.pdf")
    assert "tickets no longer hold" not in client.get(address).content.decode()


def test_a_ticket_says_which_of_the_lays_bundles_it_is_as_the_page_does(as_role, drawn):
    client, bundles = as_role("cutter"), bundles_of(drawn)
    text = " ".join("".join(pages(client.get(f"/cutting/lays/{drawn.code}/paper/tickets.pdf").content)).split())
    page = client.get(f"/cutting/lays/{drawn.code}/").content.decode()
    assert len(bundles) > 1
    for one in bundles:
        assert f"Bundle {one['number']}" in text
        assert f"{one['at']} of {one['count']} in lay" in text
        which = f"{one['garment']} of {one['garments']}"
        assert (f"{which}</span>" in page) == (one["garments"] > 1)
        assert which in text or one["garments"] == 1
        assert one["code"] in text
        assert one["code"] in page


def test_pages_offer_what_can_be_printed(as_role, drawn):
    client = as_role("cutter")
    lay = client.get(f"/cutting/lays/{drawn.code}/").content.decode()
    assert f"/cutting/lays/{drawn.code}/paper/cards.pdf" in lay
    assert "marker.plt" in lay
    day = client.get(f"/cutting/?on={drawn.cut_on}&factory={drawn.factory.code}").content.decode()
    assert f"/cutting/day/cards.pdf?on={drawn.cut_on}&amp;factory={drawn.factory.code}" in day


def test_a_long_day_is_printed_table_by_table(as_role, drawn, monkeypatch):
    day = f"on={drawn.cut_on}&factory={drawn.factory.code}"
    monkeypatch.setattr(services_paper, "MOST_LAYS", Lay.objects.filter(cut_on=drawn.cut_on).count() - 1)
    client = as_role("cutter")
    whole = client.get(f"/cutting/day/cards.pdf?{day}", follow=True)
    assert "print them table by table" in whole.content.decode()
    assert (
        f"cards.pdf?{day}&table={drawn.table.code}".replace("&", "&amp;")
        in client.get(f"/cutting/?{day}").content.decode()
    )
    monkeypatch.setattr(services_paper, "MOST_LAYS", Lay.objects.filter(cut_on=drawn.cut_on, table=drawn.table).count())
    table = client.get(f"/cutting/day/cards.pdf?{day}&table={drawn.table.code}")
    assert table.content.startswith(b"%PDF")


def test_what_cannot_be_printed_is_said(as_role, drawn):
    client = as_role("cutter")
    assert client.get(f"/cutting/lays/{drawn.code}/paper/novel.pdf").status_code == 404
    assert client.get("/cutting/day/cards.pdf?on=2020-01-01").status_code == 404
    answer = client.get(f"/cutting/lays/{drawn.code}/paper/tickets.pdf?stock=papyrus", follow=True)
    assert "no such label stock" in answer.content.decode()
    Lay.objects.filter(pk=drawn.pk).update(plies=[["red", 999999]])
    answer = client.get(f"/cutting/lays/{drawn.code}/paper/cards.pdf", follow=True)
    assert answer.redirect_chain
    assert "note warning" in answer.content.decode()
