"""A plan as an Excel workbook that people like to open: a sentence, then the table, ready to filter and to print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from interlock.explain import headline, missed_sentences
from interlock.explain.names import named
from interlock.explain.tables import (
    TITLES,
    Kind,
    State,
    Table,
    Value,
    bound_table,
    cost_table,
    key_figures,
    plan_tables,
)
from interlock.files import written
from interlock.model import Plan, Scenario
from interlock.words import Language, Words

# Excel takes a text that starts so for a formula, or offers to when the sheet is saved as CSV.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_TEXT = 32_000
FULL_SHARE = 0.97
HEADER_ROW = 2
SENTENCE_HEIGHT = 24
ROOM_FOR_FILTER = 2
WIDEST_TEXT = 72
A4 = 9
# As many as any format of these shows: what a sum of floats leaves behind them is not written, nor as good as nothing.
_ROUNDED, DECIMALS = (Kind.NUMBER, Kind.LENGTH), 3
NOTHING = 1e-9
MOST_COLUMNS = 16_384
EXCEL_EPOCH = date(1899, 12, 30)

_FORMATS = {
    Kind.TEXT: "@",
    Kind.LONG: "@",
    Kind.STATE: "@",
    Kind.COUNT: '#,##0;-#,##0;"–"',
    Kind.NUMBER: "#,##0.0",
    Kind.MONEY: '#,##0.00;-#,##0.00;"–"',
    Kind.PERCENT: '0.0%;-0.0%;"–"',
    Kind.EXACT: "0.000%",
    Kind.LENGTH: "#,##0.000",
    Kind.PRICE: "#,##0.00###",
    Kind.SHARE: "0%",
}
_DATE = {"en": "yyyy-mm-dd ddd", "zh": "[$-804]yyyy-mm-dd aaa"}
_WEEK = "yyyy-mm-dd"
_FONT = {"en": "Calibri", "zh": "微软雅黑"}
_FILLS = {
    State.ON_TIME: "DDEFDD",
    State.AT_RISK: "FCE8B8",
    State.LATE: "F6CCC8",
    State.SHIPPED: "E9EDF0",
    State.SHIPPED_LATE: "EADFDE",
}
_INK = {
    State.ON_TIME: "1E5E2A",
    State.AT_RISK: "6B4A00",
    State.LATE: "8C1D18",
    State.SHIPPED: "3A4652",
    State.SHIPPED_LATE: "8C1D18",
}
_HEADS = ("header", "header_right", "week")
_RIGHT = (
    Kind.COUNT,
    Kind.NUMBER,
    Kind.MONEY,
    Kind.PERCENT,
    Kind.EXACT,
    Kind.SHARE,
    Kind.LENGTH,
    Kind.PRICE,
    Kind.DATE,
    "header_right",
    "week",
)
_HEADER_FILL, _HEADER_INK, _HEAT = "E8EDF3", "22303F", "8FB1D3"

_TEXTS = Words(
    on_time=("✓ on time", "✓ 准时"),
    at_risk=("! at risk", "! 有风险"),
    late=("✗ late", "✗ 延误"),
    shipped=("→ shipped", "→ 已出货"),
    shipped_late=("→ shipped late", "→ 已延误出货"),
    page=("page &P of &N", "第 &P 页，共 &N 页"),
)
_ALL_LOOKS: tuple[str, ...] = (*Kind, *State, *_HEADS, "sentence")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_Row = Sequence[tuple[str, Value]]
"""Looks (a kind, a state or a header's) with their values, from the first column on."""


def write_plan(scenario: Scenario, plan: Plan, path: Path, language: Language = "zh") -> None:
    """Write a plan as .xlsx: summary, promises, lots, lays, purchases, load, late orders, bottleneck values and more.

    Every sheet starts with a sentence, has its header and first columns fixed, filters, widths, number formats in
    Excel's own types, and prints in landscape with its titles. No cell holds a formula, whatever its text starts with.
    Rows are streamed, so that a plan of any size needs little memory; the file appears whole or not at all.

    Raises :class:`~interlock.files.CannotWrite` where the file cannot be written.
    """
    with written(path) as temporary:
        pages = [_summary(scenario, plan, language)]
        pages += [_page(table, language) for table in plan_tables(scenario, plan, language)]
        _write_book(pages, plan, language, temporary)


@dataclass(frozen=True, kw_only=True)
class _Page:
    """A sheet to be: rows of (look, value), and the table it shows, if it is one to filter."""

    title: str
    widths: tuple[int, ...]
    rows: Iterable[_Row]
    table: Table | None = None

    @property
    def last_row(self) -> int:
        """The row that the table ends on, at least one below its header."""
        return HEADER_ROW + max(len(self.table.rows) if self.table else 0, 1)


def _summary(scenario: Scenario, plan: Plan, language: Language) -> _Page:
    said = [headline(plan, language), *missed_sentences(scenario, plan, language)]
    rows: list[_Row] = [[("sentence", one)] for one in said]
    rows += [[("text", f.label), (f.kind, f.value)] for f in key_figures(scenario, plan, language)]
    for table in (cost_table(scenario, plan, language), bound_table(scenario, plan, language)):
        rows += [[], _header(table, language), *_body(table)]
    return _Page(title=TITLES.say(language, "summary"), widths=(26, 20, 20, 10, 60), rows=rows)


def _page(table: Table, language: Language) -> _Page:
    return _Page(
        title=TITLES.say(language, table.key),
        widths=tuple(_width(table, at) for at in range(len(table.columns))),
        rows=chain([[("sentence", table.says)], _header(table, language)], _body(table)),
        table=table,
    )


def _width(table: Table, at: int) -> int:
    """Return the width of a column in characters: as wide as its longest text, within reason."""
    column = table.columns[at]
    if column.kind is not Kind.TEXT:
        return column.width
    longest = max((_text_width(row[at]) for row in table.rows), default=0)
    return max(column.width, min(longest, WIDEST_TEXT))


def _text_width(value: Value) -> int:
    """Return how wide a text stands: Chinese characters and their punctuation take the room of two."""
    if not isinstance(value, str):
        return 0
    return len(value) if value.isascii() else sum(2 if character > "\u2e7f" else 1 for character in value)


def _header(table: Table, language: Language) -> _Row:
    texts = [(column, column.header(language)) for column in table.columns]
    return [
        ("week" if isinstance(text, date) else "header_right" if column.kind in _RIGHT else "header", text)
        for column, text in texts
    ]


def _body(table: Table) -> Iterator[_Row]:
    kinds = [column.kind for column in table.columns]
    return (list(zip(kinds, row, strict=True)) for row in table.rows)


def _write_book(pages: Sequence[_Page], plan: Plan, language: Language, path: Path) -> None:
    """Let openpyxl make the book without its rows, and stream the rows into it: twenty times as fast as its cells."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.title = f"{named(plan.cluster, language)} {plan.made_on}"
    book.properties.creator = "Interlock"
    for page in pages:
        _set_up(book.create_sheet(page.title), page, plan, language)
    looks = _Looks(book.worksheets[0], language)
    empty = BytesIO()
    book.save(empty)
    files = {f"xl/worksheets/sheet{n}.xml": page for n, page in enumerate(pages, start=1)}
    with ZipFile(empty) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            with target.open(name, "w", force_zip64=True) as out:
                _copy(source.read(name), files.get(name), looks, out)


def _copy(content: bytes, page: _Page | None, looks: _Looks, out: IO[bytes]) -> None:
    if page is None:
        out.write(content)
        return
    before, _, after = content.partition(b"<sheetData")
    out.write(before + b"<sheetData>")
    for number, row in enumerate(page.rows, start=1):
        height = f' ht="{SENTENCE_HEIGHT}" customHeight="1"' if number == 1 else ""
        out.write(f'<row r="{number}"{height}>{looks.cells(row, number)}</row>'.encode())
    out.write(b"</sheetData>" + after[after.index(b">") + 1 :].removeprefix(b"</sheetData>"))


def _set_up(sheet: Any, page: _Page, plan: Plan, language: Language) -> None:
    """Set a sheet up for reading and printing."""
    from openpyxl.utils import get_column_letter

    for number, width in enumerate(page.widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width + ROOM_FOR_FILTER
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text = f"{named(plan.cluster, language)} {plan.made_on}".replace("&", "&&")
    sheet.oddFooter.right.text = _TEXTS.say(language, "page")
    if page.table:
        sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
        sheet.freeze_panes = f"{get_column_letter(page.table.fixed + 1)}{HEADER_ROW + 1}"
        sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(page.widths))}{page.last_row}"
        _heat(sheet, page.table, page.last_row)


def _heat(sheet: Any, table: Table, last_row: int) -> None:
    """Colour loads by how full they are, and print the full ones bold."""
    from openpyxl.formatting.rule import CellIsRule, ColorScaleRule
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    shares = [n for n, column in enumerate(table.columns, start=1) if column.kind is Kind.SHARE]
    if not shares or not table.rows:
        return
    area = f"{get_column_letter(shares[0])}{HEADER_ROW + 1}:{get_column_letter(shares[-1])}{last_row}"
    scale = ColorScaleRule(  # type: ignore[no-untyped-call]
        start_type="num", start_value=0, start_color="FFFFFF", end_type="num", end_value=1, end_color=_HEAT
    )
    bold = Font(bold=True)
    full = CellIsRule(operator="greaterThanOrEqual", formula=[str(FULL_SHARE)], font=bold)  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add(area, scale)
    sheet.conditional_formatting.add(area, full)


class _Looks:
    """Turns values into the cells of a sheet's XML (ECMA-376, 18.3.1.4), each in the style of its look."""

    def __init__(self, sheet: Any, language: Language) -> None:
        from openpyxl.utils import get_column_letter

        self._language = language
        self._styles = {look: _style_id(sheet, look, language, False) for look in _ALL_LOOKS}
        self._guarded = {look: _style_id(sheet, look, language, True) for look in _ALL_LOOKS}
        self._letters = [get_column_letter(n) for n in range(1, MOST_COLUMNS + 1)]

    def cells(self, row: _Row, number: int) -> str:
        """Return a row's cells; what is empty is left out."""
        return "".join(
            self._cell(f"{self._letters[place]}{number}", look, value)
            for place, (look, value) in enumerate(row)
            if value is not None and value != ""
        )

    def _cell(self, place: str, look: str, value: Value) -> str:
        if isinstance(value, State):
            return self._text(place, value, _TEXTS.say(self._language, value.value))
        if isinstance(value, str):
            return self._text(place, look, _clean(value))
        if isinstance(value, date):
            return f'<c r="{place}" s="{self._styles[look]}"><v>{(value - EXCEL_EPOCH).days}</v></c>'
        number = round(value, DECIMALS) if isinstance(value, float) and look in _ROUNDED else value
        if isinstance(number, float) and abs(number) < NOTHING:
            number = 0.0
        return f'<c r="{place}" s="{self._styles[look]}"><v>{number!r}</v></c>'

    def _text(self, place: str, look: str, text: str) -> str:
        style = (self._guarded if text.startswith(FORMULA_STARTS) else self._styles)[look]
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _style_id(sheet: Any, look: str, language: Language, guarded: bool) -> int:
    """Register a look with the book and return its number; guarded cells stay text when they are edited."""
    cell = _dressed(sheet, look, language)
    cell.quotePrefix = guarded
    return int(cell.style_id)


def _dressed(sheet: Any, look: str, language: Language) -> Any:
    """Return a new cell with the font, format, fill and alignment of a look."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = WriteOnlyCell(sheet)
    ink = _INK[look] if isinstance(look, State) else _HEADER_INK if look in _HEADS or look == "sentence" else None
    bold = look in _HEADS or look == "sentence"
    cell.font = Font(name=_FONT[language], size=13 if look == "sentence" else 10, bold=bold, color=ink)
    cell.number_format = _number_format(look, language)
    cell.alignment = Alignment(
        horizontal="right" if look in _RIGHT else "left",
        vertical="center" if bold else "top",
        indent=0 if look in _RIGHT or look == "sentence" else 1,
        wrap_text=look in _HEADS or look == Kind.LONG,
    )
    fill = _FILLS[look] if isinstance(look, State) else _HEADER_FILL if look in _HEADS else None
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
    return cell


def _number_format(look: str, language: Language) -> str:
    if look == "week":
        return _WEEK
    if look == Kind.DATE:
        return _DATE[language]
    return _FORMATS[look] if isinstance(look, Kind) else "@"


def _clean(text: str) -> str:
    """Return a text that a cell may hold: no character that XML forbids, not too long."""
    kept = _FORBIDDEN.sub("", text)
    return kept if len(kept) <= LONGEST_TEXT else kept[:LONGEST_TEXT] + "…"
