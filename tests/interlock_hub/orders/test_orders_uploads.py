"""Order sheets: read as they come, every error at its cell, columns mapped once, taken in all or nothing."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from interlock_hub.core import formats
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import LedgerEntry, Membership
from interlock_hub.core.selectors import today
from interlock_hub.network.models import Factory
from interlock_hub.orders import selectors, services_uploads, sheet_bridge
from interlock_hub.orders.models import ColumnMapping, Order, OrderQuantity, OrderUpload, Style

AsRole = Callable[[str], Client]
Member = Callable[[str], Membership]
HEADS = ["订单号", "客户", "款号", "颜色", "尺码", "数量", "交期"]


def book_of(*sheets: tuple[str, Sequence[Sequence[Any]]]) -> bytes:
    """An .xlsx of some sheets."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def style(member: Member) -> Style:
    """A style that the planner may order."""
    found = selectors.styles_visible_to(member("planner")).first()
    assert found
    return found


@pytest.fixture
def due() -> date:
    """A date that is not past."""
    return today() + timedelta(days=40)


@pytest.fixture
def good(style: Style, due: date) -> bytes:
    """A list of two orders with sizes in rows."""
    first, second = style.sizes[0], style.sizes[1]
    rows = [
        ["U-1", "甲品牌", style.code, "白色", first, 100, due],
        ["U-1", "甲品牌", style.code, "白色", second, 50, due],
        ["U-2", "甲品牌", style.code, "藏青", first, 70, due],
    ]
    return book_of(("订单", [HEADS, *rows]))


def looked_at(by: Membership, data: bytes, name: str = "orders.xlsx", customer: str = "") -> OrderUpload:
    """An upload that was looked at."""
    return services_uploads.look_at(by=by, name=name, data=data, customer=customer)


def test_a_good_sheet_is_previewed_and_then_taken_in(as_role: AsRole, member: Member, good: bytes) -> None:
    browser = as_role("planner")
    answer = browser.post("/orders/sheets/", {"file": SimpleUploadedFile("十二月.xlsx", good), "customer": ""})
    upload = OrderUpload.objects.get()
    assert answer.headers["Location"] == f"/orders/sheets/{upload.pk}/"
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "2 orders of 220 pieces in all can come into the book" in page
    assert not Order.objects.filter(number__startswith="U-").exists()
    page = browser.post(f"/orders/sheets/{upload.pk}/take/", follow=True).content.decode()
    assert "2 orders are in the book now" in page
    order = Order.objects.get(number="U-1")
    assert (order.owner, order.customer, order.pieces) == (member("planner").organisation, "甲品牌", 150)
    assert OrderQuantity.objects.filter(order=order).count() == 2
    assert LedgerEntry.objects.filter(subject="orders.order", key="U-1", what="taken in").count() == 1


def test_an_order_without_a_core_factory_is_the_planners_own_where_there_is_one(member: Member, good: bytes) -> None:
    planner, operator = member("planner"), member("operator")
    (own,) = selectors.cores_for(planner)
    assert {shown["core"] for shown in looked_at(operator, good).found["shown"]} == {""}
    upload = looked_at(planner, good)
    assert {shown["core"] for shown in upload.found["shown"]} == {own.code}
    services_uploads.take_in(by=planner, upload=upload)
    assert Order.objects.get(number="U-1").core == own
    Factory.objects.create(
        organisation=planner.organisation,
        township=own.township,
        code="OWN-2",
        name="second",
        kind=own.kind,
        longitude=own.longitude,
        latitude=own.latitude,
    )
    assert {shown["core"] for shown in looked_at(planner, good).found["shown"]} == {""}


def test_taken_twice_nothing_doubles(as_role: AsRole, member: Member, good: bytes) -> None:
    planner = member("planner")
    upload = looked_at(planner, good)
    assert services_uploads.take_in(by=planner, upload=upload) == 2
    assert services_uploads.take_in(by=planner, upload=upload) == 0
    page = as_role("planner").post(f"/orders/sheets/{upload.pk}/take/", follow=True).content.decode()
    assert "was taken in before" in page
    assert Order.objects.filter(number__startswith="U-").count() == 2


def test_the_same_sheet_uploaded_again_names_what_is_in_the_book(as_role: AsRole, member: Member, good: bytes) -> None:
    planner = member("planner")
    services_uploads.take_in(by=planner, upload=looked_at(planner, good))
    again = looked_at(planner, good)
    assert again.state == OrderUpload.State.READ
    assert again.found["known"] == ["U-1", "U-2"]
    page = as_role("planner").get(f"/orders/sheets/{again.pk}/").content.decode()
    assert "All orders of this sheet are in the book already" in page
    assert "U-1, U-2" in page
    assert services_uploads.take_in(by=planner, upload=again) == 0


def test_more_pieces_than_a_cut_plan_takes_are_told_at_their_cell(member: Member, style: Style, due: date) -> None:
    first, second, third = style.sizes[:3]
    rows = [
        ["H-1", "甲品牌", style.code, "白色", first, 300_000_000, due],
        *(["H-2", "甲品牌", style.code, "白色", size, 800_000, due] for size in (first, second, third)),
    ]
    upload = looked_at(member("planner"), book_of(("订单", [HEADS, *rows])))
    assert upload.state == OrderUpload.State.REFUSED
    said = {(e["cell"], e["found"]["en"]): e["expected"]["en"] for e in upload.found["errors"]}
    assert said["F2", "300,000,000"] == "at most 1,000,000 pieces of a colour and size"
    assert "at most 2,000,000 pieces of order H-2 in all" in said.values()
    assert {e["remedy"]["zh"] for e in upload.found["errors"]} >= {"请更正，或拆成几张订单"}


def test_a_number_of_the_book_with_other_pieces_is_an_error(member: Member, good: bytes) -> None:
    planner = member("planner")
    services_uploads.take_in(by=planner, upload=looked_at(planner, good))
    OrderQuantity.objects.filter(order__number="U-2").update(pieces=71)
    again = looked_at(planner, good)
    assert again.state == OrderUpload.State.REFUSED
    (issue,) = again.found["errors"]
    assert (issue["found"]["en"], issue["sheet"], issue["cell"]) == ("U-2", "订单", "A4")
    with pytest.raises(HubError):
        services_uploads.take_in(by=planner, upload=again)


def test_a_number_of_another_firm_is_taken_and_says_no_more(member: Member, good: bytes) -> None:
    services_uploads.take_in(by=member("operator"), upload=looked_at(member("operator"), good))
    issue = looked_at(member("planner"), good).found["errors"][0]
    assert "taken" in issue["remedy"]["en"]
    assert "占用" in issue["remedy"]["zh"]


def test_every_error_is_named_with_its_cell_in_both_languages(as_role: AsRole, style: Style, due: date) -> None:
    size = style.sizes[0]
    rows = [
        HEADS,
        ["E-1", "甲", "NO-SUCH", "白", size, 10, due],
        ["E-2", "甲", style.code, "白", "巨码", 10, due],
        ["E-3", "甲", style.code, "白", size, "many", due],
        ["E-4", "甲", style.code, "白", size, 10, "someday"],
        ["E-5", "甲", "NEITHER", "白", size, 10, today() - timedelta(days=1)],
    ]
    browser = as_role("planner")
    file = SimpleUploadedFile("bad.xlsx", book_of(("订单", rows)))
    answer = browser.post("/orders/sheets/", {"file": file, "customer": ""}, follow=True)
    cells = {issue["cell"]: issue for issue in answer.context["errors"]}
    assert list(cells) == ["C2", "E3", "F4", "G5", "C6", "G6"]
    assert cells["C2"]["found"] == "NO-SUCH"
    assert "page Styles" in cells["C6"]["remedy"]
    assert "agree on a new date" in cells["G6"]["remedy"]
    assert all(issue["remedy"] and issue["expected"] for issue in cells.values())
    upload = OrderUpload.objects.get()
    assert upload.state == OrderUpload.State.REFUSED
    chinese = browser.get(f"/orders/sheets/{upload.pk}/", headers={"accept-language": "zh-CN"})
    assert chinese.context["errors"][0]["remedy"] != answer.context["errors"][0]["remedy"]
    refused = browser.post(f"/orders/sheets/{upload.pk}/take/", follow=True).content.decode()
    assert "The sheet has errors" in refused
    assert not Order.objects.filter(number__startswith="E-").exists()


def test_a_messy_matrix_under_title_lines_is_read(member: Member, style: Style, due: date) -> None:
    first, second = style.sizes[0], style.sizes[1]
    rows = [
        ["某某服饰生产通知单"],
        [f"订单号：M-7  款号：{style.code}", "", f"交期：{due:%Y/%m/%d}", "客户：乙品牌"],
        ["颜色", first, second, "合计"],
        ["白色", 100, 200, 300],
        ["黑色", "", 50, 50],
        ["合计", 100, 250, 350],
    ]
    planner = member("planner")
    upload = looked_at(planner, book_of(("Sheet1", rows)))
    assert upload.found["errors"] == []
    assert services_uploads.take_in(by=planner, upload=upload) == 1
    assert Order.objects.get(number="M-7").pieces == 350


def test_a_csv_in_gb18030_is_read(member: Member, style: Style, due: date) -> None:
    text = f"订单号,客户,款号,颜色,尺码,数量,交期\nC-1,丙品牌,{style.code},白色,{style.sizes[0]},12,{due}\n"
    upload = looked_at(member("planner"), text.encode("gb18030"), "orders.csv")
    assert (upload.found["errors"], upload.found["pieces"]) == ([], 12)


def strange(style: Style, due: date, number: str) -> bytes:
    """A sheet whose headers nobody knows."""
    heads = ["Auftrag", "Artikel", "Farbe", "Gr.", "Stueck", "Termin"]
    return book_of(("Blatt1", [heads, [number, style.code, "weiss", style.sizes[0], 33, due]]))


def test_a_sheet_with_a_number_that_no_address_can_hold_is_refused(member: Member, style: Style, due: date) -> None:
    rows = [["U/1", "甲品牌", style.code, "白色", style.sizes[0], 100, due]]
    upload = looked_at(member("planner"), book_of(("订单", [HEADS, *rows])))
    assert upload.state == OrderUpload.State.REFUSED
    (wrong,) = upload.found["errors"]
    assert (wrong["found"]["en"], wrong["cell"]) == ("U/1", "A2")
    assert "holds no /" in wrong["remedy"]["en"]


def test_two_headers_cannot_mean_the_same_column(as_role: AsRole, member: Member, style: Style, due: date) -> None:
    upload = looked_at(member("planner"), strange(style, due, "K-1"), customer="Kunde")
    said = {"header": ["Auftrag", "Artikel", "Farbe"], "column": ["number", "number", ""]}
    page = as_role("planner").post(f"/orders/sheets/{upload.pk}/columns/", said, follow=True).content.decode()
    assert "Auftrag and Artikel cannot mean the same column" in page
    assert not ColumnMapping.objects.exists()


def test_headers_of_other_sheets_are_not_asked_about_in_this_one(
    as_role: AsRole, member: Member, style: Style, due: date, good: bytes
) -> None:
    planner = member("planner")
    strangers = looked_at(planner, strange(style, due, "K-1"), customer="Kunde")
    services_uploads.map_columns(by=planner, upload=strangers, columns={"Artikel": "style"})
    plain = looked_at(planner, good, customer="Kunde")
    page = as_role("planner").get(f"/orders/sheets/{plain.pk}/").content.decode()
    assert "What do these columns mean?" not in page
    assert 'name="header"' not in page


def test_unknown_headers_are_mapped_once_and_remembered_for_the_customer(
    as_role: AsRole, member: Member, style: Style, due: date
) -> None:
    browser = as_role("planner")
    file = SimpleUploadedFile("b.xlsx", strange(style, due, "K-1"))
    page = browser.post("/orders/sheets/", {"file": file, "customer": "Kunde"}, follow=True)
    assert "We do not know these headers" in page.content.decode()
    assert set(page.context["headers"]) == {"Auftrag", "Artikel", "Farbe", "Gr.", "Stueck", "Termin"}
    upload = OrderUpload.objects.get()
    meaning = {"Auftrag": "number", "Artikel": "style", "Farbe": "colour", "Gr.": "size", "Stueck": "pieces"}
    meaning["Termin"] = "due_on"
    page = browser.post(
        f"/orders/sheets/{upload.pk}/columns/",
        {"header": list(meaning), "column": list(meaning.values())},
        follow=True,
    )
    assert page.context["errors"] == []
    assert "These headers have been explained" in page.content.decode()
    assert "We do not know these headers" not in page.content.decode()
    assert f">{formats.day(due)}</td>" in page.content.decode()
    assert ColumnMapping.objects.get().columns == meaning
    planner = member("planner")
    upload.refresh_from_db()
    assert services_uploads.take_in(by=planner, upload=upload) == 1
    assert Order.objects.get(number="K-1").customer == "Kunde"
    again = looked_at(planner, strange(style, due, "K-2"), customer="Kunde")
    assert again.state == OrderUpload.State.READ
    assert looked_at(planner, strange(style, due, "K-3"), customer="Other").state == OrderUpload.State.REFUSED


def test_what_was_said_of_sheets_without_a_customers_name_is_chosen_for_one_of_whom_nothing_was_said(
    as_role: AsRole, member: Member, style: Style, due: date
) -> None:
    planner, browser = member("planner"), as_role("planner")
    meaning = {"Auftrag": "number", "Artikel": "style", "Farbe": "colour"}
    services_uploads.map_columns(by=planner, upload=looked_at(planner, strange(style, due, "K-1")), columns=meaning)
    first = looked_at(planner, strange(style, due, "K-2"), customer="Kunde")
    page = browser.get(f"/orders/sheets/{first.pk}/")
    assert {header: key for header, key in page.context["headers"].items() if key} == meaning
    assert "was said of sheets without a customer" in page.content.decode()
    services_uploads.map_columns(by=planner, upload=first, columns={"Farbe": "note"})
    page = browser.get(f"/orders/sheets/{looked_at(planner, strange(style, due, 'K-3'), customer='Kunde').pk}/")
    assert {header: key for header, key in page.context["headers"].items() if key} == {"Farbe": "note"}


def test_the_template_that_remedies_speak_of_can_be_had_beside_them(as_role: AsRole, member: Member) -> None:
    wrong = looked_at(member("planner"), book_of(("订单", [["订单号", "款号", "颜色"], ["W-1", "NO-SUCH", "红"]])))
    browser = as_role("planner")
    for page in ("/orders/sheets/", f"/orders/sheets/{wrong.pk}/"):
        assert 'href="/orders/sheets/template/"' in browser.get(page).content.decode()
    sent = b"".join(browser.get("/orders/sheets/template/").streaming_content)
    assert "Orders" in load_workbook(io.BytesIO(sent)).sheetnames


def test_a_column_mapped_wrongly_can_be_unmapped(member: Member, style: Style, due: date) -> None:
    planner = member("planner")
    upload = looked_at(planner, strange(style, due, "K-1"), customer="Kunde")
    services_uploads.map_columns(by=planner, upload=upload, columns={"Artikel": "style", "Farbe": "nonsense"})
    assert ColumnMapping.objects.get().columns == {"Artikel": "style"}
    services_uploads.map_columns(by=planner, upload=upload, columns={"Artikel": ""})
    assert ColumnMapping.objects.get().columns == {}


def test_a_sheet_that_names_its_customers_is_not_asked_for_them_because_its_rows_are_wrong(
    as_role: AsRole, member: Member, style: Style, due: date
) -> None:
    rows = [[*HEADS, "Bemerkung X"], ["W-1", "甲", style.code, "白", style.sizes[0], "ten", due, "eilig"]]
    upload = looked_at(member("planner"), book_of(("订单", rows)))
    assert upload.found["errors"]
    assert "Whose orders are they?" not in as_role("planner").get(f"/orders/sheets/{upload.pk}/").content.decode()


def test_one_unknown_header_among_known_ones_is_offered(member: Member, style: Style, due: date) -> None:
    rows = [[*HEADS, "Bemerkung X"], ["W-1", "甲", style.code, "白", style.sizes[0], 10, due, "eilig"]]
    upload = looked_at(member("planner"), book_of(("订单", rows)))
    assert upload.found["unknown"] == ["Bemerkung X"]
    assert upload.state == OrderUpload.State.READ


def test_headers_that_nobody_knows_are_pointed_at_and_the_question_below_them(
    as_role: AsRole, member: Member, style: Style, due: date
) -> None:
    header = ["Auftrag", "Artikel", "Farbe", "Gr.", "Stueck", "Termin"]
    rows = [["Sommer 2027"], [], ["", *header], ["", "K-1", style.code, "weiss", style.sizes[0], 5, due]]
    upload = looked_at(member("planner"), book_of(("Blatt1", rows)), customer="Kunde")
    (error,) = upload.found["errors"]
    assert (error["sheet"], error["cell"]) == ("Blatt1", "B3")
    assert error["found"]["en"] == " · ".join(header)
    page = as_role("planner").get(f"/orders/sheets/{upload.pk}/").content.decode()
    assert "<h2>What do these columns mean?</h2>" in page
    assert "say below, under What do these columns mean?" in page
    nothing = looked_at(member("planner"), book_of(("Blatt1", [["12", "13"]])), customer="Kunde")
    assert [error["cell"] for error in nothing.found["errors"]] == ["A1"]


def test_sizes_are_no_headers_that_nobody_knows(member: Member, style: Style, due: date) -> None:
    rows = [["Auftrag", "Artikel", "Farbe", "S", "M", "2XL", "Termin"], ["K-1", style.code, "weiss", 3, 4, 5, due]]
    assert looked_at(member("planner"), book_of(("Blatt1", rows))).found["unknown"] == [
        "Auftrag", "Artikel", "Farbe", "Termin",
    ]  # fmt: skip


def test_killed_half_way_nothing_is_in_the_book(member: Member, good: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    planner = member("planner")
    upload = looked_at(planner, good)
    kept = services_uploads.record

    def dies(**facts: Any) -> object:
        if facts["key"] == "U-2":
            raise KeyboardInterrupt
        return kept(**facts)

    monkeypatch.setattr(services_uploads, "record", dies)
    with pytest.raises(KeyboardInterrupt):
        services_uploads.take_in(by=planner, upload=upload)
    assert not Order.objects.filter(number__startswith="U-").exists()
    upload.refresh_from_db()
    assert upload.state == OrderUpload.State.READ
    monkeypatch.setattr(services_uploads, "record", kept)
    assert services_uploads.take_in(by=planner, upload=upload) == 2


def test_a_number_taken_meanwhile_is_stale_and_the_page_says_so(as_role: AsRole, member: Member, good: bytes) -> None:
    planner = member("planner")
    upload, rival = looked_at(planner, good), looked_at(planner, good)
    services_uploads.take_in(by=planner, upload=rival)
    with pytest.raises(Stale):
        services_uploads.take_in(by=planner, upload=upload)
    page = as_role("planner").post(f"/orders/sheets/{upload.pk}/take/", follow=True).content.decode()
    assert "has changed since the sheet was looked at" in page
    assert "All orders of this sheet are in the book already" in page


def test_uploads_are_the_firms_own(as_role: AsRole, member: Member, good: bytes) -> None:
    upload = looked_at(member("planner"), good)
    assert as_role("operator").get(f"/orders/sheets/{upload.pk}/").status_code == 404
    assert as_role("operator").post(f"/orders/sheets/{upload.pk}/take/").status_code == 404
    assert as_role("brand").get("/orders/sheets/").status_code == 403
    assert upload.name in as_role("planner").get("/orders/sheets/").content.decode()


def test_a_sheet_without_any_customer_asks_for_one(member: Member, style: Style, due: date) -> None:
    rows = [["订单号", "款号", "颜色", "尺码", "数量", "交期"], ["N-1", style.code, "白", style.sizes[0], 10, due]]
    planner, data = member("planner"), book_of(("订单", rows))
    assert "customer" in looked_at(planner, data).found["errors"][0]["found"]["en"]
    assert looked_at(planner, data, customer="丁品牌").found["shown"][0]["customer"] == "丁品牌"


def test_the_customer_of_a_kept_sheet_is_named_on_its_page(
    as_role: AsRole, member: Member, style: Style, due: date
) -> None:
    rows = [["订单号", "款号", "颜色", "尺码", "数量", "交期", "怪列"]]
    rows += [["N-1", style.code, "白", style.sizes[0], 10, due, "x"]]
    upload, browser = looked_at(member("planner"), book_of(("订单", rows))), as_role("planner")
    page = browser.get(f"/orders/sheets/{upload.pk}/").content.decode()
    assert "Whose orders are they?" in page
    assert (
        "sheets uploaded without a customer&#x27;s name" in page or "sheets uploaded without a customer's name" in page
    )
    (own,) = selectors.cores_for(member("planner"))
    assert own.code in page
    assert b"Give the customer" in browser.post(f"/orders/sheets/{upload.pk}/customer/", {}, follow=True).content
    page = browser.post(f"/orders/sheets/{upload.pk}/customer/", {"customer": "丁品牌"}, follow=True).content.decode()
    assert "can come into the book" in page
    assert "Whose orders are they?" not in page
    browser.post(f"/orders/sheets/{upload.pk}/take/")
    assert Order.objects.get(number="N-1").customer == "丁品牌"
    Order.objects.filter(number="N-1").update(core=None)
    assert "not chosen yet" in browser.get("/orders/o/N-1/").content.decode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.xlsx", b"PK\x03\x04 broken"),
        ("x.csv", b"\x00\x01\x02\x03"),
        ("x.xlsx", b"hello"),
        ("../../etc/passwd", b"a,b"),
    ],
)
def test_a_file_that_is_no_order_sheet_is_refused_in_words(member: Member, name: str, data: bytes) -> None:
    upload = looked_at(member("planner"), data, name)
    assert upload.state == OrderUpload.State.REFUSED
    assert upload.found["errors"][0]["remedy"]["zh"]


def test_an_empty_or_a_huge_file_is_refused(as_role: AsRole, member: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(HubError):
        looked_at(member("planner"), b"")
    monkeypatch.setattr(services_uploads, "LARGEST_BYTES", 10)
    with pytest.raises(HubError):
        looked_at(member("planner"), b"x" * 11)
    answer = as_role("planner").post("/orders/sheets/", {"file": SimpleUploadedFile("a.csv", b"x" * 11)})
    assert answer.status_code == 400
    assert b"larger than 8 MB" in answer.content
    assert not OrderUpload.objects.exists()


def test_columns_can_be_named_in_the_readers_language() -> None:
    assert dict(sheet_bridge.column_choices())["number"] in ("Order", "订单号")


def test_the_operators_orders_go_to_the_core_factory_they_name(member: Member, style: Style, due: date) -> None:
    core = selectors.core_factories().first()
    assert core
    rows = [[*HEADS, "核心工厂"], ["P-1", "甲", style.code, "白", style.sizes[0], 10, due, core.code]]
    operator = member("operator")
    services_uploads.take_in(by=operator, upload=looked_at(operator, book_of(("订单", rows))))
    assert Order.objects.get(number="P-1").owner_id == core.organisation_id


@pytest.mark.django_db
def test_customers_are_suggested_in_the_readers_language_and_kept_whole(
    as_role: AsRole, member: Member, good: bytes
) -> None:
    whole = "示例品牌 / Sample brand"
    order = selectors.orders_visible_to(member("planner")).first()
    assert order
    Order.objects.filter(pk=order.pk).update(customer=whole)
    browser, language = as_role("planner"), {"accept-language": "en"}
    page = browser.get("/orders/sheets/", headers=language)
    assert "Sample brand" in page.context["customers"]
    assert whole not in page.content.decode()
    sheet = SimpleUploadedFile("orders.xlsx", good)
    browser.post("/orders/sheets/", {"file": sheet, "customer": "Sample brand"}, headers=language)
    assert OrderUpload.objects.latest("pk").customer == whole
