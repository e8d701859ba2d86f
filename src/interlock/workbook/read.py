"""One workbook, with further files of orders, becomes a scenario or the list of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from interlock.errors import InvalidModel
from interlock.model import Rule, Scenario
from interlock.workbook import assemble
from interlock.workbook.assemble import Book
from interlock.workbook.assemble_rules import rules, with_rules
from interlock.workbook.assemble_styles import styles
from interlock.workbook.crosscheck import crosscheck
from interlock.workbook.grids import Grid, Progress, open_grids
from interlock.workbook.issues import Findings, Issue, Place
from interlock.workbook.limits import Limits, Refused
from interlock.workbook.order_block import OrderContext
from interlock.workbook.order_book import OrderBook
from interlock.workbook.orders import looks_like_orders, read_orders
from interlock.workbook.plannable import note_unplannable
from interlock.workbook.raw import shown
from interlock.workbook.references import Index, check_unique, resolve_records
from interlock.workbook.sheets import SHEET, SHEETS, is_aside, sheet_key
from interlock.workbook.sizes import Sizes, plain_size
from interlock.workbook.tables import Record, read_table

T = TypeVar("T")
_MISSING = ("no such sheet", "没有该表")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a workbook says: the scenario where it has no errors, else None; errors and warnings at their cells.

    ``counts`` are the rows read by sheet; ``orders`` are the orders that could be read, ``pieces`` what they ask for.
    """

    scenario: Scenario | None
    errors: tuple[Issue, ...]
    warnings: tuple[Issue, ...]
    counts: Mapping[str, int]


def read_book(
    book: Path,
    orders: Sequence[Path] = (),
    *,
    today: date | None = None,
    limits: Limits = Limits(),  # noqa: B008 - a frozen value
    progress: Progress | None = None,
    to_plan: bool = False,
) -> Reading:
    """Read a workbook (.xlsx) and further files of orders (.xlsx, .csv).

    ``today`` is the day of the plan where the sheet Cluster does not give one; dates without a year are counted from
    it. Nothing about the files' content is raised: whatever is wrong with them is an issue of the reading. ``to_plan``:
    the book is all there is, so what no plan can do without is an error as well.
    """
    findings = Findings(limits.issues)
    with ExitStack() as stack:
        reader = _Reader(Book(today=today, findings=findings), stack, limits, progress, to_plan=to_plan)
        return reader.read(book, orders)


class _Reader:
    def __init__(
        self, book: Book, stack: ExitStack, limits: Limits, progress: Progress | None, *, to_plan: bool
    ) -> None:
        self._book = book
        self._to_plan = to_plan
        self._findings = book.findings
        self._stack = stack
        self._limits = limits
        self._progress = progress
        self._named: dict[str, list[Grid]] = {}
        self._others: list[Grid] = []
        self._unread: set[str] = set()
        self._refused = False

    def read(self, book: Path, orders: Sequence[Path]) -> Reading:
        main = self._open(book)
        further = [self._open(path) for path in orders]
        self._sort(main)
        self._cluster(book, main)
        for sheet in SHEETS[1:]:
            if sheet.key != "orders":
                self._table(sheet.key)
        self._refer()
        context = self._order_context()
        self._orders(context, further)
        if main:
            self._note_missing(book, orders)
        return self._reading(book, context.book)

    def _open(self, path: Path) -> tuple[Grid, ...]:
        try:
            return open_grids(path, self._limits, self._stack, self._progress)
        except Refused as refusal:
            self._findings.error(Place(file=path.name), refusal.key, refusal.found, **refusal.facts)
            self._refused = True
            return ()

    def _sort(self, grids: Sequence[Grid]) -> None:
        for grid in grids:
            key = sheet_key(grid.sheet)
            if key is not None:
                self._named.setdefault(key, []).append(grid)
            elif not is_aside(grid.sheet):
                self._others.append(grid)

    def _guarded(self, grid: Grid, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except Refused as refusal:
            self._findings.error(grid.place(), refusal.key, refusal.found, **refusal.facts)
            return None

    def _table(self, key: str) -> None:
        for grid in self._named.get(key, ()):
            records = self._guarded(grid, partial(read_table, SHEET[key], grid, self._book.today, self._findings))
            if records is None:
                self._unread.add(key)
            self._book.records.setdefault(key, []).extend(records or ())
        if SHEET[key].needed == "yes" and self._book.records.get(key) == [] and key not in self._unread:
            self._findings.error(self._named[key][0].place(), "sheet_empty", ("no rows", "没有数据行"))

    def _cluster(self, book: Path, main: Sequence[Grid]) -> None:
        self._table("cluster")
        records = self._book.records.get("cluster", [])
        for record in records[1:]:
            self._findings.error(record.place("name"), "one_row", record.text("name") or shown(None))
        given = records[0].day("today") if records else None
        self._book.today = given or self._book.today
        if main and self._book.today is None and not any(record.broken for record in records):
            self._findings.error(Place(file=book.name), "today_unknown", shown(None))

    def _refer(self) -> None:
        records = self._book.records
        for sheet in SHEETS:
            if sheet.unique == ("code",):
                lost = sheet.key in self._unread or (sheet.needed == "yes" and sheet.key not in records)
                self._book.indexes[sheet.key] = Index(records.get(sheet.key, ()), open=lost)
        if not records.get("townships"):
            del self._book.indexes["townships"]
        for rows in records.values():
            resolve_records(rows, self._book.indexes, self._findings)
            check_unique(rows, self._findings)

    def _order_context(self) -> OrderContext:
        sizes: dict[str, Sizes] = {}
        for record in self._book.records.get("styles", ()):
            listed = record.values.get("sizes")
            if isinstance(listed, tuple) and record.text("code"):
                sizes.setdefault(record.text("code"), Sizes(str(size) for size in listed))
        return OrderContext(
            today=self._book.today,
            findings=self._findings,
            book=OrderBook(self._findings),
            indexes=self._book.indexes,
            sizes=sizes,
            known_sizes=frozenset(plain_size(size) for known in sizes.values() for size in known.sizes),
        )

    def _orders(self, context: OrderContext, further: Sequence[Sequence[Grid]]) -> None:
        before = len(self._findings.errors)
        for grid in self._named.get("orders", ()):
            self._guarded(grid, partial(read_orders, grid, context))
        for grid in self._others:
            self._guarded(grid, partial(self._other, grid, context))
        for grids in further:
            self._further(grids, context)
        named = self._named.get("orders")
        if named and not any(context.book) and not self._refused and len(self._findings.errors) == before:
            self._findings.error(named[0].place(), "sheet_empty", ("no orders", "没有订单"))

    def _further(self, grids: Sequence[Grid], context: OrderContext) -> None:
        filled = [grid for grid in grids if not is_aside(grid.sheet) and self._guarded(grid, partial(_is_filled, grid))]
        for grid in filled or grids[:1]:
            if len(filled) <= 1 or sheet_key(grid.sheet) == "orders":
                self._guarded(grid, partial(read_orders, grid, context))
            else:
                self._guarded(grid, partial(self._other, grid, context))

    def _other(self, grid: Grid, context: OrderContext) -> None:
        if looks_like_orders(grid, context):
            self._named.setdefault("orders", []).append(grid)
            read_orders(grid, context)
        elif _is_filled(grid):
            self._findings.warn(grid.place(), "sheet_unknown", grid.sheet)

    def _note_missing(self, book: Path, orders: Sequence[Path]) -> None:
        place = Place(file=book.name)
        for sheet in SHEETS:
            if sheet.key in self._named or (sheet.key == "orders" and orders):
                continue
            if sheet.needed == "yes":
                self._findings.error(place, "sheet_missing", _MISSING, sheet=sheet.name)
            elif sheet.needed == "warn":
                self._findings.warn(place, "sheet_absent", _MISSING, sheet=sheet.name)
        if "operations" not in self._named:
            self._note_no_smv()

    def _note_no_smv(self) -> None:
        """Without a sheet of operations every style says its minutes itself."""
        for record in self._book.whole("styles"):
            if "smv" not in record.values:
                found = ("nothing, and no sheet Operations", "空，且无“工序”表")
                self._findings.error(record.place("smv"), "no_operations", found, style=record.text("code"))

    def _reading(self, book: Path, orders: OrderBook) -> Reading:
        parts = self._parts(book, orders)
        crosscheck(self._book, orders)
        found = rules(self._book, [order.number for order in parts["orders"]])
        scenario = None if self._findings.errors else self._scenario(book, parts, found)
        if scenario is not None and self._to_plan:
            note_unplannable(self._book, orders, scenario)
            scenario = None if self._findings.errors else scenario
        counts = {key: len(rows) for key, rows in self._book.records.items()}
        counts |= {"orders": len(parts["orders"]), "pieces": sum(order.pieces for order in parts["orders"])}
        return Reading(scenario=scenario, errors=self._findings.errors, warnings=self._findings.warnings, counts=counts)

    def _parts(self, book: Path, orders: OrderBook) -> dict[str, Any]:
        named = next(iter(self._book.whole("cluster")), None)
        return {
            "cluster": (named.text("name") if named else "") or book.stem,
            "today": self._book.today,
            "made_up": named.flag("made_up", False) if named else False,
            "townships": assemble.townships(self._book),
            "factories": assemble.factories(self._book),
            "lines": assemble.lines(self._book),
            "tables": assemble.tables(self._book),
            "styles": styles(self._book),
            "materials": assemble.materials(self._book),
            "offers": assemble.offers(self._book),
            "stock": assemble.stock(self._book),
            "calendar": assemble.calendar(self._book),
            "orders": orders.orders(),
        }

    def _scenario(self, book: Path, parts: dict[str, Any], found: Mapping[Rule, Record]) -> Scenario | None:
        try:
            return with_rules(self._book, Scenario(**parts), found)
        except InvalidModel as refusal:
            for problem in refusal.problems:
                self._findings.error(Place(file=book.name), "model", problem)
            return None


def _is_filled(grid: Grid) -> bool:
    return next(grid.rows(), None) is not None
