"""What only shows when sheets are read against each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import cast

from interlock.workbook.assemble import Book
from interlock.workbook.categories import category_names
from interlock.workbook.issues import Place
from interlock.workbook.order_book import OrderBook
from interlock.workbook.raw import shown
from interlock.workbook.schema import Both
from interlock.workbook.tables import Record

# Two years from today.
FARTHEST_DAYS = 730
_SEWING = ("core", "satellite")


def crosscheck(book: Book, orders: OrderBook) -> None:
    """Note missing townships, skills nobody has, factories without lines, materials and customers nobody has."""
    _far(book, orders)
    _townships(book)
    _skills(book, {draft.style for draft in orders})
    _factories(book)
    _materials(book)
    _cores(book, orders)
    _customers(book, orders)


def _far(book: Book, orders: OrderBook) -> None:
    """No day that a plan would have to reach beyond what anybody can know."""
    if book.today is None:
        return
    last_on = book.today + timedelta(days=FARTHEST_DAYS)
    named: list[tuple[date | None, Place]] = [
        (value, spot.place) for draft in orders for value, spot in draft.values.values() if isinstance(value, date)
    ]
    named += [(record.day("available_on"), record.place("available_on")) for record in book.whole("stock")]
    named += [(record.day("first_on"), record.place("first_on")) for record in book.whole("rules")]
    for day, place in named:
        if day is not None and day > last_on:
            book.findings.error(place, "far", day.isoformat(), last=last_on.isoformat())


def _townships(book: Book) -> None:
    if not book.records.get("townships"):
        return
    for record in book.records.get("factories", ()):
        if "township" not in record.values:
            header = record.sheet.column["township"].header
            book.findings.error(record.place("township"), "required", shown(None), column=header)


def _skills(book: Book, ordered: set[str]) -> None:
    lines = book.records.get("lines")
    if not lines or any("skills" not in record.values for record in lines):
        return
    skills = {code for line in lines for code, _ in cast("tuple[tuple[str, float], ...]", line.values["skills"])}
    for record in book.records.get("styles", ()):
        category = record.text("category")
        if record.text("code") in ordered and category and category not in skills:
            found = category_names(category)
            book.findings.warn(record.place("category"), "no_skill", found, skills=_listed(skills))


def _listed(categories: Iterable[str]) -> Both:
    names = [category_names(code) for code in sorted(categories)]
    return ", ".join(name[0] for name in names), "、".join(name[1] for name in names)


def _factories(book: Book) -> None:
    if "lines" not in book.records:
        return
    having = {line.text("factory") for line in book.records["lines"]}
    for record in book.records.get("factories", ()):
        code = record.text("code")
        if code and record.text("kind") in _SEWING and code not in having:
            book.findings.warn(
                record.place("code"), "factory_without_lines", (f"no line of {code}", f"工厂 {code} 没有生产线")
            )


def _materials(book: Book) -> None:
    sold = {record.text("material") for sheet in ("offers", "stock") for record in book.records.get(sheet, ())}
    used = {record.text("material") for record in book.records.get("bill", ())}
    for record in book.records.get("materials", ()):
        code = record.text("code")
        if code and code in used and code not in sold:
            book.findings.warn(record.place("code"), "material_without_source", code)


def _cores(book: Book, orders: OrderBook) -> None:
    kinds: dict[str, Record] = {record.text("code"): record for record in book.records.get("factories", ())}
    for draft in orders:
        core = draft.value("core")
        if isinstance(core, str) and core in kinds and kinds[core].values.get("kind") not in ("core", None):
            place = draft.values["core"][1].place
            book.findings.warn(place, "not_core", core)


def _customers(book: Book, orders: OrderBook) -> None:
    known = {draft.value("customer") for draft in orders}
    for record in book.whole("rules"):
        customer = record.text("customer")
        if customer and customer not in known:
            book.findings.warn(record.place("customer"), "customer_unknown", customer)
