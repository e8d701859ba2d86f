"""Workbooks: looked at before anything is written, all or nothing, once; written out they read back equal."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from interlock_hub.core import formats, jobs
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import Cluster, JobRun, LedgerEntry, Organisation
from interlock_hub.core.selectors import cluster
from interlock_hub.network.models import Closure, Factory, ImportRun, Line, Township
from interlock_hub.orders.models import Material, Order, OrderQuantity, StockItem, Style, SupplyOffer
from interlock_hub.orders.services import move_due
from interlock_hub.planning.bridge import scenario_of_rows
from interlock_hub.site import import_bridge, imports
from interlock_hub.site.bridge import sample

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
TABLES = (Township, Factory, Line, Style, Material, SupplyOffer, StockItem, Order, OrderQuantity, Closure, Organisation)


def counts():
    return {table.__name__: table.objects.count() for table in TABLES}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


@cache
def as_it_was():
    return import_bridge.written(scenario_of_rows(cluster(), TODAY), "en")


@pytest.fixture
def book(db):
    """The whole book as every test finds it, as a workbook."""
    return as_it_was()


def edited(book, change):
    found = load_workbook(BytesIO(book))
    change(found)
    out = BytesIO()
    found.save(out)
    return out.getvalue()


def cell(sheet, header, row=2):
    """The cell of a column, by its header, in a row below the headers."""
    for at in range(1, 8):
        for found in sheet[at]:
            if isinstance(found.value, str) and found.value.split("(")[0].strip(" *") == header:
                return sheet.cell(at + row - 1, found.column)
    raise AssertionError(header)


def look(client, book, name="book.xlsx"):
    answer = client.post("/imports/", {"book": SimpleUploadedFile(name, book)}, follow=True)
    assert answer.status_code == 200
    return ImportRun.objects.latest("pk")


def test_the_book_written_out_and_looked_at_again_changes_nothing(as_role, book):
    run = look(as_role("operator"), book)
    assert run.state == ImportRun.State.READ
    assert {(found["new"], found["changed"]) for found in run.found["counts"].values()} == {(0, 0)}
    assert run.found["counts"]["orders"]["same"] == Order.objects.filter(state="open").count()


def test_taking_it_in_twice_doubles_nothing(as_role, member, book):
    client, before = as_role("operator"), counts()
    for _time in range(2):
        run = look(client, book)
        client.post(f"/imports/{run.pk}/take/", {"what": "take"})
        run.refresh_from_db()
        assert run.state == ImportRun.State.TAKEN
    assert counts() == before
    answer = client.post(f"/imports/{run.pk}/take/", {"what": "take"}, follow=True)
    assert "nothing was changed" in answer.content.decode()
    with pytest.raises(Stale):
        imports.drop(by=member("operator"), run=run)


def test_changed_rows_are_counted_shown_and_written(as_role, book):
    def change(found):
        cell(found["Factories"], "Name").value = "Renamed works"
        cell(found["Lines"], "Operators").value = 55

    run = look(as_role("operator"), edited(book, change))
    assert run.found["counts"]["factories"]["changed"] == run.found["counts"]["lines"]["changed"] == 1
    assert not Factory.objects.filter(name="Renamed works").exists()
    as_role("operator").post(f"/imports/{run.pk}/take/", {"what": "take"})
    assert Factory.objects.filter(name="Renamed works").count() == 1
    assert Line.objects.filter(operators=55).exists()
    assert LedgerEntry.objects.filter(subject="network.factory", what="taken in from a workbook").count() >= 1


def test_an_order_that_changed_is_rewritten_with_its_quantities(as_role):
    scenario = scenario_of_rows(cluster(), TODAY)
    number = scenario.orders[0].number
    row = Order.objects.get(number=number)
    book = import_bridge.written(scenario, "zh")
    before = OrderQuantity.objects.filter(order=row).count()
    pieces = row.pieces
    OrderQuantity.objects.filter(order=row).first().delete()
    Order.objects.filter(pk=row.pk).update(priority=1, pieces=5)
    run = look(as_role("operator"), book)
    assert run.found["counts"]["orders"]["changed"] == 1
    as_role("operator").post(f"/imports/{run.pk}/take/", {"what": "take"})
    row.refresh_from_db()
    assert (row.pieces, row.priority) == (pieces, scenario.orders[0].priority)
    assert OrderQuantity.objects.filter(order=row).count() == before
    assert scenario_of_rows(cluster(), TODAY).order[number] == scenario.order[number]


def test_a_workbook_that_undoes_a_change_says_so_and_the_history_keeps_both(as_role, member, book):
    order = Order.objects.filter(state="open").order_by("pk").first()
    was = order.due_on
    move_due(by=member("operator"), order=order, due_on=was + timedelta(days=3))
    first, second = OrderQuantity.objects.filter(order=order)[:2]
    OrderQuantity.objects.filter(pk=first.pk).update(pieces=first.pieces + 1)
    OrderQuantity.objects.filter(pk=second.pk).update(pieces=second.pieces - 1)
    browser = as_role("operator")
    run = look(browser, book)
    page = browser.get(f"/imports/{run.pk}/")
    rows = {row["field"]: (row["order"], row["now"], row["file"]) for row in page.context["changes"]}
    moved = formats.day(was + timedelta(days=3)), formats.day(was)
    assert rows["Due"] == (order.number, *moved)
    assert f"{first.colour} {first.size} {first.pieces + 1:,}" in rows["Pieces by colour and size"][1]
    assert "goes back to what the workbook says" in page.content.decode()
    browser.post(f"/imports/{run.pk}/take/", {"what": "take"})
    history = browser.get(f"/orders/o/{order.number}/").content.decode()
    assert f"Due {moved[0]} → {moved[1]}" in history
    entry = LedgerEntry.objects.get(key=order.number, what="taken in from a workbook")
    assert (entry.before["due_on"], entry.after["due_on"]) == (str(was + timedelta(days=3)), str(was))


def test_orders_that_are_closed_stay_as_they_are(as_role, book):
    row = Order.objects.filter(state="open").first()
    Order.objects.filter(pk=row.pk).update(state=Order.State.CANCELLED)
    run = look(as_role("operator"), book)
    assert run.found["counts"]["orders"]["closed"] == 1
    as_role("operator").post(f"/imports/{run.pk}/take/", {"what": "take"})
    row.refresh_from_db()
    assert row.state == Order.State.CANCELLED


def test_a_new_cluster_comes_with_its_firms_and_brands(as_role, member):
    book = import_bridge.written(sample(factories=20, orders=36, seed=99, today=TODAY), "en")
    renamed = edited(book, lambda found: _prefix(found, "Factories", "Code"))
    run = look(as_role("operator"), renamed)
    assert run.state == ImportRun.State.REFUSED  # lines name factories that are not there any more
    fresh = look(as_role("operator"), book)
    assert fresh.state == ImportRun.State.READ
    as_role("operator").post(f"/imports/{fresh.pk}/take/", {"what": "take"})
    assert set(Order.objects.filter(brand=None).values_list("number", flat=True)) == set()


def _prefix(book, sheet, header):
    found = cell(book[sheet], header)
    found.value = "RENAMED"


def test_an_error_is_told_at_its_cell_in_both_languages_and_nothing_is_written(as_role, book):
    before = counts()
    bad = edited(book, lambda found: setattr(cell(found["Lines"], "Operators"), "value", "a dozen or so"))
    run = look(as_role("operator"), bad)
    assert run.state == ImportRun.State.REFUSED
    issue = run.found["errors"][0]
    assert issue["en"]["sheet"] == "Lines"
    assert issue["en"]["cell"]
    assert issue["en"]["remedy"] != issue["zh"]["remedy"]
    client = as_role("operator")
    assert issue["en"]["remedy"].split("<")[0][:20] in client.get(f"/imports/{run.pk}/").content.decode()
    client.cookies["django_language"] = "zh-hans"
    assert "无法导入" in client.get(f"/imports/{run.pk}/").content.decode()
    client.post(f"/imports/{run.pk}/take/", {"what": "take"})
    assert counts() == before


def test_a_missing_sheet_leads_to_the_empty_workbook(as_role, book):
    run = look(as_role("operator"), edited(book, lambda found: found.remove(found["Lines"])))
    page = as_role("operator").get(f"/imports/{run.pk}/").content.decode()
    assert 'the empty workbook has it with its columns <a href="/imports/empty.xlsx">' in page
    assert "interlock template" not in page


def test_all_errors_can_be_downloaded_and_the_first_200_are_shown(as_role, book):
    def spoil(found):
        for row in range(2, 40):
            cell(found["Lines"], "Operators", row).value = "many"

    run = look(as_role("operator"), edited(book, spoil))
    ImportRun.objects.filter(pk=run.pk).update(found={**run.found, "errors": run.found["errors"] * 12})
    answer = as_role("operator").get(f"/imports/{run.pk}/")
    assert len(answer.context["errors"]) == 200
    rows = load_workbook(BytesIO(as_role("operator").get(f"/imports/{run.pk}/issues.xlsx").content)).active
    assert rows.max_row - 1 >= len(run.found["errors"]) * 12 > 200


def test_what_is_no_workbook_is_refused_with_words(as_role, member):
    run = look(as_role("operator"), b"no workbook at all")
    assert run.state == ImportRun.State.REFUSED
    with pytest.raises(HubError, match="not empty"):
        imports.look_at(by=member("operator"), name="x.xlsx", data=b"")
    assert as_role("operator").post("/imports/", {}).status_code == 400


def test_a_take_that_breaks_half_way_leaves_nothing(as_role, member, book, monkeypatch):
    def change(found):
        cell(found["Factories"], "Name").value = "Half way works"

    run = look(as_role("operator"), edited(book, change))
    before = counts()

    def broken(orders, brands):
        assert Factory.objects.filter(name="Half way works").exists()
        raise RuntimeError("the machine stopped")

    monkeypatch.setattr(import_bridge, "_change_orders", broken)
    job = imports.take_in(by=member("operator"), run=run)
    assert job.state == JobRun.State.FAILED
    run.refresh_from_db()
    assert run.state == ImportRun.State.READ
    assert counts() == before
    assert not Factory.objects.filter(name="Half way works").exists()
    monkeypatch.undo()
    imports.take_in(by=member("operator"), run=run)
    assert Factory.objects.filter(name="Half way works").exists()


def test_a_job_whose_process_died_is_run_again_and_takes_in_once(member, book, monkeypatch):
    run = None
    operator = member("operator")
    imports.look_at(by=operator, name="book.xlsx", data=book)
    run = ImportRun.objects.latest("pk")
    monkeypatch.setattr(imports, "AT_ONCE_ORDERS", 0)
    job = imports.take_in(by=operator, run=run)
    other = imports.take_in(by=operator, run=run)
    assert job.state == JobRun.State.QUEUED
    JobRun.objects.filter(pk=job.pk).update(
        state=JobRun.State.RUNNING, attempts=1, heartbeat_at="2026-01-01T00:00:00+08:00"
    )
    assert jobs.sweep() == 1
    before = counts()
    jobs.run(str(job.pk))
    jobs.run(str(other.pk))
    job.refresh_from_db()
    other.refresh_from_db()
    assert (job.state, other.state) == (JobRun.State.DONE, JobRun.State.FAILED)
    assert counts() == before


def test_a_large_workbook_is_left_to_a_worker(as_role, book, monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE_BYTES", 10)
    answer = as_role("operator").post("/imports/", {"book": SimpleUploadedFile("big.xlsx", book)})
    job = JobRun.objects.get(kind="import")
    assert answer.url == reverse("core:job", args=[job.pk])
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.result["url"] == f"/imports/{job.result['run']}/"
    assert job.result["url"] in as_role("operator").get(answer.url).content.decode()


def test_a_workbook_can_be_put_aside(as_role, book):
    run = look(as_role("operator"), book)
    as_role("operator").post(f"/imports/{run.pk}/take/", {"what": "drop"})
    run.refresh_from_db()
    assert run.state == ImportRun.State.DROPPED
    assert run.scenario is None
    assert "Put aside" in as_role("operator").get(f"/imports/{run.pk}/").content.decode()


def test_the_export_reads_back_without_what_is_private_and_can_be_taken_in(as_role):
    client = as_role("operator")
    answer = client.post("/imports/export/", follow=True)
    assert answer.headers["Content-Type"].startswith("application/vnd")
    found = import_bridge.read(answer.content, "book.xlsx", today=TODAY)
    whole = scenario_of_rows(cluster(), TODAY)
    assert found.scenario == import_bridge.masked(whole)
    assert import_bridge.completed(found.scenario, cluster()) == whole
    job = JobRun.objects.get(kind="export")
    imports.default_storage.delete(f"exports/{job.pk}.xlsx")
    assert client.get(f"/imports/export/{job.pk}/").status_code == 404


def test_the_export_names_no_customer_and_no_price_and_says_so(as_role):
    order = Order.objects.filter(state="open").first()
    Order.objects.filter(pk=order.pk).update(price_cny="4711.17")
    rule = {"where": "never", "customer": order.customer, "factory": Factory.objects.first().code}
    Cluster.objects.update(rules={"places": [rule]})
    data = as_role("operator").post("/imports/export/", follow=True).content
    found = load_workbook(BytesIO(data))
    cells = {str(cell.value) for sheet in found for row in sheet.iter_rows() for cell in row if cell.value is not None}
    customers = set(Order.objects.values_list("customer", flat=True))
    assert customers
    assert not cells & customers
    assert not {text for text in cells if "4711.17" in text}
    assert found.sheetnames[0] == "Instructions"
    assert found["Instructions"]["A1"].value == "What this workbook leaves out"
    assert bytes(JobRun.objects.get(kind="export").snapshot).find(order.customer.encode()) < 0


def test_a_workbook_without_customers_and_prices_wipes_none_and_says_so(as_role):
    client = as_role("operator")
    order = Order.objects.filter(state="open").first()
    Order.objects.filter(pk=order.pk).update(price_cny="47.11")
    rule = {"where": "never", "customer": order.customer, "factory": Factory.objects.first().code}
    Cluster.objects.update(rules={"places": [{**rule, "discount_fen_per_min": 0.0, "order": "", "township": ""}]})
    before = list(Order.objects.order_by("pk").values_list("number", "customer", "brand", "price_cny", "due_on"))
    data = client.post("/imports/export/", follow=True).content

    def change(found):
        cell(found["Factories"], "Name").value = "Renamed works"

    run = look(client, edited(data, change))
    assert run.found["counts"]["orders"]["changed"] == 0
    assert "without the customer or the price that is known" in client.get(f"/imports/{run.pk}/").content.decode()
    client.post(f"/imports/{run.pk}/take/", {"what": "take"})
    assert Factory.objects.filter(name="Renamed works").exists()
    after = list(Order.objects.order_by("pk").values_list("number", "customer", "brand", "price_cny", "due_on"))
    assert after == before
    assert [place["customer"] for place in Cluster.objects.get().rules["places"]] == [order.customer]


def test_what_a_workbook_says_of_customers_and_prices_counts_and_the_page_shows_none_that_were(as_role, book):
    order = Order.objects.filter(state="open").first()
    Order.objects.filter(pk=order.pk).update(price_cny="4711.17", customer="Nobody's business")
    client = as_role("operator")
    run = look(client, book)
    assert {name for _number, name, now, _file in run.found["changes"] if now is None} == {"customer", "price_cny"}
    page = client.get(f"/imports/{run.pk}/").content.decode()
    assert "not shown" in page
    assert "4711" not in page
    assert "Nobody&#x27;s business" not in page
    client.post(f"/imports/{run.pk}/take/", {"what": "take"})
    now = Order.objects.get(pk=order.pk)
    assert (now.customer, now.price_cny) == (order.customer, order.price_cny)


def test_an_empty_book_has_nothing_to_export(as_role):
    Order.objects.update(state=Order.State.SHIPPED)
    answer = as_role("operator").post("/imports/export/", follow=True)
    assert "nothing to write yet" in answer.content.decode()


def test_the_empty_workbook_opens(as_role):
    assert "Factories" in load_workbook(BytesIO(as_role("operator").get("/imports/empty.xlsx").content)).sheetnames


@pytest.mark.parametrize("role", ["planner", "cutter", "owner", "brand", "official"])
def test_only_the_operator_imports(as_role, role, book, member):
    imports.look_at(by=member("operator"), name="book.xlsx", data=book)
    run = ImportRun.objects.latest("pk")
    for address in ("/imports/", f"/imports/{run.pk}/", f"/imports/{run.pk}/issues.xlsx", "/imports/empty.xlsx",
                    "/network/import/"):  # fmt: skip
        assert as_role(role).get(address).status_code == 403
    assert as_role(role).post("/imports/export/").status_code == 403


def test_the_name_used_elsewhere_leads_to_the_import(as_role):
    assert as_role("operator").get(reverse("network:import")).url == reverse("site:import")


def test_a_refusal_known_to_the_cluster_outlives_an_import(as_role, book):
    declined = [{"order": Order.objects.first().number, "factory": "S001"}]
    Cluster.objects.update(rules={"declined": declined})
    run = look(as_role("operator"), book)
    as_role("operator").post(f"/imports/{run.pk}/take/", {"what": "take"})
    assert Cluster.objects.get().rules["declined"] == declined
