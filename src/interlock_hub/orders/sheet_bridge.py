"""Order sheets as customers write them, read by the engine against the styles and factories of the database."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import msgspec

from interlock import model as engine
from interlock.workbook import Issue, Limits, write_template
from interlock.workbook.grids import Grid, Row, open_grids
from interlock.workbook.issues import Findings, Place
from interlock.workbook.limits import Refused
from interlock.workbook.order_block import OrderContext
from interlock.workbook.order_book import OrderBook
from interlock.workbook.order_layout import COLUMN
from interlock.workbook.orders import PEEK_ROWS, looks_like_orders, read_orders
from interlock.workbook.plannable import note_quantities
from interlock.workbook.references import Index
from interlock.workbook.schema import plain
from interlock.workbook.sheets import is_aside, sheet_key
from interlock.workbook.sheets_orders import ORDERS
from interlock.workbook.sizes import Sizes, is_like_a_size, plain_size
from interlock.workbook.tables import Record
from interlock_hub.core.bridge import language

MEGABYTE = 1_000_000
LIMITS = Limits(
    file_bytes=8 * MEGABYTE, unpacked_bytes=200 * MEGABYTE, text_bytes=50 * MEGABYTE, sheets=30, rows=60_000, issues=500
)
# Columns that a header nobody knows can be said to mean.
MAPPED = (
    "number", "customer", "style", "colour", "size", "pieces", "total", "due_on", "price", "core", "earliest_start_on",
    "material_ready_on", "priority", "tolerance", "note",
)  # fmt: skip
LEAST_KNOWN = 2


def template() -> bytes:
    """Return the Excel workbook to fill in, in the reader's language; its sheet of orders is what is read here."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path, language())
        return path.read_bytes()


@dataclass(frozen=True, kw_only=True)
class SheetRead:
    """What an order sheet says: its orders, what is wrong at which cell, and headers that mean nothing to us.

    ``places`` are sheet and cell of each order by its number. ``has_customer``: one of its columns is the customer's,
    whatever stands in it. ``explained`` are headers that it has and whose meaning was said before.
    """

    orders: tuple[engine.Order, ...]
    errors: tuple[dict[str, Any], ...]
    warnings: tuple[dict[str, Any], ...]
    unknown: tuple[str, ...]
    places: Mapping[str, tuple[str, str]]
    has_customer: bool = False
    explained: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Named:
    """A row that others refer to, as the engine's index reads it."""

    code: str
    name: str

    def text(self, key: str) -> str:
        """Return its code or name."""
        return self.code if key == "code" else self.name


def read_sheet(
    data: bytes,
    name: str,
    *,
    today: date,
    styles: Iterable[tuple[str, str, Sequence[str]]],
    cores: Iterable[tuple[str, str]],
    columns: Mapping[str, str],
    customer: str = "",
) -> SheetRead:
    """Read an order sheet (.xlsx or .csv).

    ``styles`` are (code, name, sizes), ``cores`` (code, name), ``columns`` our columns by headers that the customer
    writes. ``customer`` is who orders where the sheet does not say. Nothing about the content is raised.
    """
    styles = list(styles)
    findings = Findings(LIMITS.issues)
    sizes = {code: Sizes(listed) for code, _name, listed in styles}
    indexes = {
        "styles": _index((code, name) for code, name, _sizes in styles),
        "factories": _index(cores),
    }
    context = OrderContext(
        today=today,
        findings=findings,
        book=OrderBook(findings),
        indexes=indexes,
        sizes=sizes,
        known_sizes=frozenset(plain_size(size) for known in sizes.values() for size in known.sizes),
    )
    headers: _Headers | None = None
    has_customer, explained = False, dict[str, None]()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        path = Path(folder) / _file_name(name)
        path.write_bytes(data)
        try:
            grids = [_mapped(grid, columns, explained) for grid in open_grids(path, LIMITS, stack)]
            has_customer = any(map(_has_customer, grids))
            headers = _read(grids, context)
        except Refused as refusal:
            findings.error(Place(file=path.name), refusal.key, refusal.found, **refusal.facts)
        note_quantities(findings, context.book)
        orders = context.book.orders()
    unknown = dict.fromkeys(str(i.found) for i in findings.warnings if i.key == "column_unknown")
    return SheetRead(
        orders=tuple(replace(o, customer=o.customer or customer) for o in orders),
        errors=tuple(_at_headers(issue, headers) for issue in findings.errors),
        warnings=tuple(issue_of(i) for i in findings.warnings if i.key != "column_unknown"),
        unknown=tuple(unknown) or (headers.unknown if headers else ()),
        places={number: (place.sheet, place.cell) for number, place in context.book.places().items()},
        has_customer=has_customer,
        explained=tuple(explained),
    )


def _index(rows: Iterable[tuple[str, str]]) -> Index:
    return Index([cast(Record, _Named(code, name)) for code, name in rows])


def _file_name(name: str) -> str:
    """The last part of a name, which people read in messages; nothing that leads elsewhere."""
    return Path(name.replace("\\", "/")).name.replace("\0", "")[-100:] or "orders"


@dataclass(frozen=True)
class _Headers:
    """The row of a sheet that is most like a header, and its texts that mean nothing to us."""

    place: Place
    shown: str
    unknown: tuple[str, ...]


def _read(grids: Sequence[Grid], context: OrderContext) -> _Headers | None:
    """Read the sheets that hold orders; return the headers to map where none of them was understood."""
    filled = [grid for grid in grids if not is_aside(grid.sheet) and next(grid.rows(), None) is not None]
    for grid in filled or grids[:1]:
        if len(filled) <= 1 or sheet_key(grid.sheet) == "orders" or looks_like_orders(grid, context):
            read_orders(grid, context)
    if any(context.book) or context.findings.errors:
        return _likely_headers(filled) if _not_understood(context.findings) else None
    context.findings.error((filled or grids)[0].place(), "no_orders", ("no orders", "没有订单"))
    return _likely_headers(filled)


def _not_understood(findings: Findings) -> bool:
    return any(issue.key in ("no_orders", "title_missing", "no_sizes") for issue in findings.errors)


def _has_customer(grid: Grid) -> bool:
    """Tell whether one of the first rows, if it is a header, names the customer."""
    for number, cells in grid.rows():
        if number > PEEK_ROWS:
            return False
        known = [column.key for c in cells if isinstance(c, str) and (column := ORDERS.find(c)) is not None]
        if len(known) >= LEAST_KNOWN and "customer" in known:
            return True
    return False


def _likely_headers(grids: Sequence[Grid]) -> _Headers | None:
    """The row most like a header, the one with the most words among the first, where some of them are unknown to us."""
    best, place = list[str](), Place(file="")
    for grid in grids[:1]:
        for number, cells in grid.rows():
            if number > PEEK_ROWS:
                break
            words = [c.strip() for c in cells if isinstance(c, str) and c.strip() and not c.strip().isdigit()]
            if len(words) > len(best):
                best = words
                place = grid.place(number, next(at for at, c in enumerate(cells) if isinstance(c, str) and c.strip()))
    unknown = [w[:60] for w in dict.fromkeys(best) if ORDERS.find(w) is None and not is_like_a_size(w)]
    return _Headers(place, " · ".join(best)[:100], tuple(unknown)) if unknown else None


def _at_headers(issue: Issue, headers: _Headers | None) -> dict[str, Any]:
    """Where no order was found for want of headers that we know, the row of those headers is what to look at."""
    said = issue_of(issue)
    if issue.key != "no_orders" or headers is None:
        return said
    where, (english, chinese) = headers.place, _SAY_BELOW
    said |= {"sheet": where.sheet, "cell": where.cell, "found": {"en": headers.shown, "zh": headers.shown}}
    return said | {"remedy": {"en": english, "zh": chinese}}


def _mapped(grid: Grid, columns: Mapping[str, str], met: dict[str, None]) -> Grid:
    """A sheet whose headers say ours where the customer's are known, which are ``met``; other cells stay."""
    ours = {plain(theirs): COLUMN[key].header[0] for theirs, key in columns.items() if key in COLUMN}
    theirs = {plain(header): header for header in columns}
    if not ours:
        return grid

    def rows() -> Iterator[Row]:
        for number, cells in grid.rows():
            known = sum(isinstance(c, str) and (plain(c) in ours or ORDERS.find(c) is not None) for c in cells)
            if known < LEAST_KNOWN:
                yield number, cells
            else:
                met.update(dict.fromkeys(theirs[plain(c)] for c in cells if isinstance(c, str) and plain(c) in ours))
                yield number, [ours.get(plain(c), c) if isinstance(c, str) else c for c in cells]

    return Grid(grid.file, grid.sheet, rows)


# The styles and cores of a sheet stand in the platform, not in another sheet of the same workbook.
_OURS: dict[str, dict[str, tuple[str, str]]] = {
    "Style": {
        "expected": ("a style of the platform", "平台中已有的款号"),
        "remedy": (
            "correct it; the page Styles lists what there is, and the operator imports new ones",
            "请更正；“款式”页列出已有款式，新款由运营方导入",
        ),
    },
    "Core": {
        "expected": ("a core factory of the platform", "平台中的核心工厂"),
        "remedy": ("correct it, or leave the cell empty", "请更正，或将该格留空"),
    },
}


_SAY_BELOW = (
    "say below, under What do these columns mean?, what these headers stand for; or write them as in the template",
    "请在下方“这些列是什么意思？”处说明这些表头的含义，或按模板书写表头",
)


# Remedies of the engine that name its command line, as one who is at a page reads them.
_AT_A_PAGE: dict[str, dict[str, tuple[str, str]]] = {
    "file_empty": {"remedy": ("give the file filled in", "请提供填好的文件")},
}


def _about(issue: Issue) -> str:
    column = dict(issue.facts).get("column", "") if issue.key == "unknown" else ""
    return column if isinstance(column, str) else column[0]


def issue_of(issue: Issue) -> dict[str, Any]:
    """Return an issue in both languages, to be kept and shown to whoever reads it."""
    english, chinese = issue.as_dict("en"), issue.as_dict("zh")
    both = {name: {"en": english[name], "zh": chinese[name]} for name in ("found", "expected", "remedy")}
    ours = _OURS.get(_about(issue)) or _AT_A_PAGE.get(issue.key, {})
    both |= {name: {"en": said[0], "zh": said[1]} for name, said in ours.items()}
    return {"sheet": issue.sheet, "cell": issue.cell, **both}


def column_choices() -> list[tuple[str, str]]:
    """Return the columns a header can be said to mean, with their names in the reader's language."""
    said = language()
    return [(key, COLUMN[key].title(said)) for key in MAPPED if key in COLUMN]


def packed_orders(orders: Iterable[engine.Order]) -> list[Any]:
    """Return orders as plain values."""
    return [msgspec.to_builtins(order) for order in orders]


def unpacked_orders(found: Sequence[Any]) -> list[engine.Order]:
    """Return the orders that :func:`packed_orders` gave."""
    return [msgspec.convert(order, engine.Order) for order in found]
