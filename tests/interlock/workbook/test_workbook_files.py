"""Files that are read, and files that are refused before they do harm."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.interlock.workbook.books.make_books import network, sheet

from interlock.errors import Cancelled, InvalidModel
from interlock.workbook import Limits, Reading, read_book

ORDERS = [["订单号", "款号", "颜色", "尺码", "数量", "交期"], ["A", "T-101", "红", "S", 5, "2026-12-20"]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    made = network()
    sheet(made, "订单", ORDERS)
    made.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def rewritten(book: Path, change: Callable[[str, bytes], bytes | None], **added: bytes) -> Path:
    """Change the parts of a workbook; None leaves one out."""
    target = book.with_name("changed.xlsx")
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = change(name, source.read(name))
            if data is not None:
                archive.writestr(name, data)
        for name, data in added.items():
            archive.writestr(name, data)
    return target


def with_shared_texts(book: Path) -> Path:
    """Keep the texts of the order sheet in a part of their own, as Excel does."""
    texts: list[bytes] = []

    def keep(found: re.Match[bytes]) -> bytes:
        texts.append(found[1])
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    def change(name: str, data: bytes) -> bytes:
        if name == "xl/_rels/workbook.xml.rels":
            kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
            one = b'<Relationship Id="t" Type="%s" Target="/xl/sharedStrings.xml"/></Relationships>' % kind
            return data.replace(b"</Relationships>", one)
        if name.endswith("sheet11.xml"):
            return re.sub(rb't="inlineStr"><is><t>(.*?)</t></is>', keep, data)
        return data

    changed = rewritten(book, change)
    items = b"".join(b"<si><t>%s</t><rPh><t>x</t></rPh></si>" % text for text in texts)
    with zipfile.ZipFile(changed, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">'.encode() + items + b"<si></si></sst>")
    return changed.rename(book)


def keys(reading: Reading) -> list[tuple[str, str, str]]:
    return [(issue.sheet, issue.cell, issue.key) for issue in reading.errors]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    reading = read_book(tmp_path / "none.xlsx")
    assert [(issue.file, issue.key) for issue in reading.errors] == [("none.xlsx", "file_missing")]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert keys(read_book(tmp_path)) == [("", "", "file_missing")]


@pytest.mark.parametrize(
    ("limits", "key"),
    [
        (Limits(file_bytes=1_000), "file_too_big"),
        (Limits(unpacked_bytes=10_000), "unpacks_too_big"),
        (Limits(sheets=3), "too_many_sheets"),
    ],
)
def test_a_file_beyond_a_limit_is_refused_as_a_whole(book: Path, limits: Limits, key: str) -> None:
    assert [issue.key for issue in read_book(book, limits=limits).errors] == [key]


def test_a_sheet_beyond_a_limit_is_refused_by_its_name(book: Path) -> None:
    assert ("工厂", "", "too_many_rows") in keys(read_book(book, limits=Limits(rows=3)))
    assert ("工厂", "", "too_many_columns") in keys(read_book(book, limits=Limits(columns=4)))


def test_more_issues_than_the_limit_are_counted(tmp_path: Path) -> None:
    made = network()
    sheet(made, "订单", [ORDERS[0], *([f"A{i}", "T-999", "红", "S", 5, "2026-12-20"] for i in range(9))])
    made.save(tmp_path / "book.xlsx")
    errors = read_book(tmp_path / "book.xlsx", limits=Limits(issues=4)).errors
    assert [issue.key for issue in errors] == ["unknown"] * 4 + ["too_many_issues"]
    assert errors[-1].found == "9"


def test_limits_below_one_are_refused() -> None:
    with pytest.raises(InvalidModel, match="limit rows is below 1"):
        Limits(rows=0)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(book: Path) -> None:
    bomb = rewritten(book, lambda name, data: data, **{"xl/media/bomb.xml": bytes(60_000_000)})
    issue = read_book(bomb).errors[0]
    assert issue.key == "unpacks_too_big"
    assert "xl/media/bomb.xml: 60 MB" in str(issue.found)


def test_texts_in_a_part_of_their_own_are_read(book: Path) -> None:
    plain = read_book(book)
    assert read_book(with_shared_texts(book)) == plain


def test_texts_beyond_their_limit_are_refused(book: Path) -> None:
    reading = read_book(with_shared_texts(book), limits=Limits(text_bytes=100))
    assert [issue.key for issue in reading.errors] == ["unpacks_too_big"]


def test_rows_that_only_claim_to_be_there_do_no_harm(book: Path) -> None:
    def far(name: str, data: bytes) -> bytes:
        return data.replace(b'<row r="2"', b'<row r="999999999"') if name.endswith("sheet11.xml") else data

    assert ("订单", "", "too_many_rows") in keys(read_book(rewritten(book, far)))


def test_formatted_rows_below_the_data_are_passed_over(tmp_path: Path) -> None:
    made = network()
    page = sheet(made, "订单", ORDERS)
    page["A5000"].number_format = "0.0"
    made.save(tmp_path / "book.xlsx")
    assert read_book(tmp_path / "book.xlsx", limits=Limits(rows=100)).errors == ()


def test_a_document_type_is_refused(book: Path) -> None:
    def declare(name: str, data: bytes) -> bytes:
        return b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + data if name.endswith("sheet1.xml") else data

    assert [issue.key for issue in read_book(rewritten(book, declare)).errors] == ["damaged"]


@pytest.mark.parametrize(
    "change",
    [
        lambda name, data: None if name == "xl/_rels/workbook.xml.rels" else data,
        lambda name, data: data[:-200] if name == "xl/workbook.xml" else data,
        lambda name, data: b"<a>" if name == "xl/styles.xml" else data,
        lambda name, data: data[:-40] if name == "xl/sharedStrings.xml" else data,
    ],
)
def test_a_damaged_workbook_is_refused_as_a_whole(book: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    assert [issue.key for issue in read_book(rewritten(with_shared_texts(book), change)).errors] == ["damaged"]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-60],
        lambda data: data.replace(b'<c r="A2" t="inlineStr">', b'<c r="A2" t="s"><v>7</v>', 1),
        lambda data: data.replace(b'<row r="1"', b'<row r="x"', 1),
    ],
)
def test_a_damaged_sheet_is_refused_by_its_name(book: Path, change: Callable[[bytes], bytes]) -> None:
    changed = rewritten(book, lambda name, data: change(data) if name.endswith("sheet11.xml") else data)
    assert keys(read_book(changed)) == [("订单", "", "damaged")]


def test_a_cut_off_archive_is_refused(book: Path) -> None:
    book.write_bytes(book.read_bytes()[:-400])
    assert keys(read_book(book)) == [("", "", "damaged")]


def test_a_part_that_does_not_unpack_is_refused(book: Path) -> None:
    data = bytearray(book.read_bytes())
    with zipfile.ZipFile(book) as archive:
        start = archive.getinfo("xl/workbook.xml").header_offset
    data[start + 60 : start + 80] = bytes(20)
    book.write_bytes(bytes(data))
    assert keys(read_book(book)) == [("", "", "damaged")]


@pytest.mark.parametrize(
    ("at", "value", "key"),
    [(10, 99, "packing"), (10, 12, "damaged"), (10, 14, "damaged"), (45, 255, "damaged")],
    ids=["a method nobody knows", "no bzip2 stream", "no lzma stream", "a part beyond the end"],
)
def test_an_archive_that_is_packed_otherwise_or_names_wrong_places_is_told(
    book: Path, at: int, value: int, key: str
) -> None:
    """Bytes of an entry of the archive's directory: its method of packing, and where its part begins."""
    data = bytearray(book.read_bytes())
    name = data.find(b"[Content_Types].xml", data.find(b"PK\x01\x02"))
    entry = data.rfind(b"PK\x01\x02", 0, name)
    with zipfile.ZipFile(book) as archive:
        start = archive.getinfo("[Content_Types].xml").header_offset
    data[entry + at] = value
    if at == 10:
        data[start + 8] = value
    book.write_bytes(bytes(data))
    assert keys(read_book(book)) == [("", "", key)]


def test_a_part_with_a_password_is_refused(book: Path) -> None:
    data = bytearray(book.read_bytes())
    entry = data.find(b"PK\x01\x02")
    data[entry + 8] |= 1
    book.write_bytes(bytes(data))
    assert keys(read_book(book)) == [("", "", "encrypted")]


@pytest.mark.parametrize(("name", "key"), [("xl/workbook.bin", "old_format"), ("xl/vbaProject.bin", "macros")])
def test_other_kinds_of_workbook_are_told_by_their_parts(book: Path, name: str, key: str) -> None:
    assert [i.key for i in read_book(rewritten(book, lambda _, data: data, **{name: b"x"})).errors] == [key]


def test_an_archive_of_something_else_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert [issue.key for issue in read_book(tmp_path / "a.xlsx").errors] == ["not_a_workbook"]


def test_strict_and_prefixed_workbooks_with_inline_texts_are_read(book: Path) -> None:
    rows = "".join(
        f"<x:row>{''.join(f'<x:c {cell}</x:c>' for cell in row)}</x:row>"
        for row in (
            [f't="inlineStr"><x:is><x:t>{text}</x:t></x:is>' for text in ORDERS[0]],
            [
                't="inlineStr"><x:is><x:r><x:t>A</x:t></x:r><x:r><x:t>1</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh></x:is>',
                't="str"><x:f>"T-"&amp;101</x:f><x:v>T-101</x:v>',
                't="str"><x:f>""</x:f><x:v></x:v>',
                't="inlineStr"><x:is><x:t>S</x:t></x:is>',
                "><x:v>5</x:v>",
                't="d"><x:v>2026-12-20T00:00:00</x:v>',
            ],
        )
    )
    part = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'.encode()
    reading = read_book(rewritten(book, lambda name, data: part if name.endswith("sheet11.xml") else data))
    assert reading.scenario is not None
    order = reading.scenario.orders[0]
    assert (order.number, order.style, order.pieces, order.due_on.isoformat()) == ("A1", "T-101", 5, "2026-12-20")


def with_cells(book: Path, *cells: str) -> Reading:
    """Read the book with its order's cells from E2 on replaced."""

    def change(name: str, data: bytes) -> bytes:
        if not name.endswith("sheet11.xml"):
            return data
        start = data.index(b'<c r="E2"')
        return data[:start] + "".join(cells).encode() + data[data.index(b"</row>", start) :]

    return read_book(rewritten(book, change))


def test_formulas_count_with_the_result_that_was_saved(book: Path) -> None:
    reading = with_cells(book, '<c r="E2"><f>2*3</f><v>6</v></c>', '<c r="F2"><v>46376</v></c>')
    assert reading.errors == ()
    assert reading.counts["pieces"] == 6


@pytest.mark.parametrize(
    ("cell", "key", "found"),
    [
        ('<c r="E2"><f>2*3</f></c>', "not_calculated", "=2*3"),
        ('<c r="E2"><f>2*3</f><v></v></c>', "not_calculated", "=2*3"),
        ('<c r="E2" t="b"><f>A1=1</f></c>', "not_calculated", "=A1=1"),
        ('<c r="E2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "formula_error", "#DIV/0!"),
        ('<c r="E2" t="b"><v>1</v></c>', "unreadable", "True"),
    ],
)
def test_a_formula_without_a_number_is_named_by_its_cell(book: Path, cell: str, key: str, found: str) -> None:
    reading = with_cells(book, cell, '<c r="F2"><v>46376</v></c>')
    assert [(issue.cell, issue.key, issue.found) for issue in reading.errors] == [("E2", key, found)]


def styled(book: Path, code: str, number: int, cell: str, *, mac: bool = False) -> Reading:
    """Read the book with the due date in a cell of one number format."""

    def change(name: str, data: bytes) -> bytes:
        if name == "xl/styles.xml":
            formats = f'<numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts>' if code else ""
            xfs = f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{number}"/></cellXfs>'
            return f'<styleSheet xmlns="{MAIN}">{formats}{xfs}</styleSheet>'.encode()
        if name == "xl/workbook.xml" and mac:
            return data.replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
        if name.endswith("sheet11.xml"):
            start = data.index(b'<c r="F2"')
            return data[:start] + cell.encode() + data[data.index(b"</row>", start) :]
        return data

    return read_book(rewritten(book, change))


@pytest.mark.parametrize(
    ("code", "number", "value", "mac"),
    [
        ("", 14, "46376", False),
        ("", 31, "46376", False),
        ("", 58, "46376", False),
        ("yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;", 200, "46376.5", False),
        ("", 14, "44914", True),
    ],
)
def test_dates_are_known_by_their_formats(book: Path, code: str, number: int, value: str, mac: bool) -> None:
    reading = styled(book, code, number, f'<c r="F2" s="1"><v>{value}</v></c>', mac=mac)
    assert reading.scenario is not None
    assert reading.scenario.orders[0].due_on.isoformat() == "2026-12-20"


@pytest.mark.parametrize(("code", "number", "key"), [("[h]:mm", 200, "unreadable"), ("", 14, "formula_error")])
def test_durations_and_impossible_dates_are_no_dates(book: Path, code: str, number: int, key: str) -> None:
    reading = styled(book, code, number, '<c r="F2" s="1"><v>99999999999</v></c>')
    assert keys(reading) == [("订单", "F2", key)]


def test_percentages_are_known_by_their_format(book: Path) -> None:
    head = '<c r="F1" t="inlineStr"><is><t>交期</t></is></c><c r="G1" t="inlineStr"><is><t>溢短装</t></is></c>'

    def change(name: str, data: bytes) -> bytes:
        if name == "xl/styles.xml":
            return f'<styleSheet xmlns="{MAIN}"><cellXfs><xf/><xf numFmtId="10"/></cellXfs></styleSheet>'.encode()
        if name.endswith("sheet11.xml"):
            data = data.replace(data[data.index(b'<c r="F1"') : data.index(b"</row>")], head.encode())
            return data.replace(b"</row></sheetData>", b'<c r="G2" s="1"><v>0.5</v></c></row></sheetData>')
        return data

    reading = read_book(rewritten(book, change))
    assert reading.scenario is not None
    assert reading.scenario.orders[0].over_share == 0.5


def test_a_workbook_without_styles_is_read(book: Path) -> None:
    def change(name: str, data: bytes) -> bytes | None:
        if name == "xl/_rels/workbook.xml.rels":
            return data.replace(b"/styles", b"/other")
        return data

    assert read_book(rewritten(book, change)).errors == ()


def test_progress_is_told_and_may_cancel(tmp_path: Path) -> None:
    made = network()
    rows = [[f"A{i}", "T-101", "红", "S", 5, "2026-12-20"] for i in range(2_500)]
    sheet(made, "订单", [ORDERS[0], *rows])
    made.save(tmp_path / "book.xlsx")
    told: list[tuple[str, int]] = []
    read_book(tmp_path / "book.xlsx", progress=lambda sheet, rows: told.append((sheet, rows)))
    assert told == [("订单", 1_000), ("订单", 2_000)]

    def cancel(sheet: str, rows: int) -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        read_book(tmp_path / "book.xlsx", progress=cancel)


def csv(folder: Path, data: bytes) -> Reading:
    network().save(folder / "book.xlsx")
    (folder / "orders.csv").write_bytes(data)
    return read_book(folder / "book.xlsx", [folder / "orders.csv"], limits=Limits(columns=20))


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"\xff\xfe\x00", "encoding"),
        (b"\x81", "encoding"),
        (b"a,b\n" + b"," * 30 + b"x\n", "too_many_columns"),
        (b'a,"' + b"x" * 200_000 + b'"\n', "damaged"),
    ],
)
def test_a_text_file_that_cannot_be_read_is_refused(tmp_path: Path, data: bytes, key: str) -> None:
    assert [(issue.file, issue.key) for issue in csv(tmp_path, data).errors] == [("orders.csv", key)]


def test_cells_of_a_text_file_are_named_like_those_of_a_sheet(tmp_path: Path) -> None:
    reading = csv(tmp_path, "订单号,款号,颜色,S,交期\nA,T-101,红,五,2026-12-20\n".encode())
    assert [(issue.file, issue.sheet, issue.cell) for issue in reading.errors] == [("orders.csv", "orders", "D2")]


def test_a_book_may_be_refused_while_its_order_files_are_still_checked(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_bytes("订单号,款号,颜色,S,交期\nA,T-101,红,五,2026-12-20\n".encode())
    reading = read_book(tmp_path / "none.xlsx", [tmp_path / "orders.csv"])
    assert [(issue.file, issue.key) for issue in reading.errors] == [
        ("none.xlsx", "file_missing"),
        ("orders.csv", "unreadable"),
    ]
