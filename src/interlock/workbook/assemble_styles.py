"""Styles from their own rows and those of their operations, bill of materials and pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import cast

from interlock.model import BillItem, Operation, Piece, Style
from interlock.workbook.assemble import Book, attempt, made
from interlock.workbook.raw import shown
from interlock.workbook.sizes import Sizes
from interlock.workbook.tables import Record

WHOLE_GARMENT = "整件 whole garment"
SMV_DIFFERENCE_MIN = 0.01


def styles(book: Book) -> tuple[Style, ...]:
    """Return the styles; one whose rows have errors is left out."""
    operations = _by_style(book.records.get("operations", ()))
    bills = _by_style(book.records.get("bill", ()))
    pieces = _by_style(book.records.get("pieces", ()))

    def make(record: Record) -> Style | None:
        code = record.text("code")
        steps = _operations(book, record, operations[code])
        sizes = Sizes(cast("tuple[str, ...]", record.values["sizes"]))
        parts = _pieces(book, sizes, pieces[code])
        listed = {(row.text("name"), sizes.find(row.text("size")) or "") for row in pieces[code]}
        bill = _bill(book, sizes, bills[code], listed)
        if any(row.broken for rows in (operations, bills, pieces) for row in rows[code]) or not steps:
            return None
        return Style(
            code=code,
            name=record.text("name"),
            category=record.text("category"),
            sizes=sizes.sizes,
            operations=steps,
            bill=bill,
            pieces=parts,
            finishing_min=record.number("finishing"),
        )

    return made(book, book.whole("styles"), make)


def _by_style(records: Iterable[Record]) -> defaultdict[str, list[Record]]:
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        found[record.text("style")].append(record)
    return found


def _operations(book: Book, style: Record, records: list[Record]) -> tuple[Operation, ...]:
    smv_min = style.maybe("smv")
    if not records:
        if smv_min is None:
            _note_no_operations(book, style)
            return ()
        return (Operation(number=1, name=WHOLE_GARMENT, machine="", smv_min=smv_min),)
    found: list[Operation] = []
    for record in records:
        if record.broken:
            continue
        number = record.whole("number", found[-1].number + 1 if found else 1)
        step = attempt(book, record, partial(_operation, record, number))
        if step is None:
            record.broken = True
        else:
            found.append(step)
    _check_smv(book, style, smv_min, sum(step.smv_min for step in found), records)
    return tuple(found)


def _note_no_operations(book: Book, style: Record) -> None:
    if "operations" in book.records:
        code = style.text("code")
        book.findings.error(style.place("code"), "no_operations", ("no operations", "没有工序"), style=code)


def _operation(record: Record, number: int) -> Operation:
    return Operation(
        number=number, name=record.text("name"), machine=record.text("machine"), smv_min=record.number("smv")
    )


def _check_smv(book: Book, style: Record, smv_min: float | None, sum_min: float, records: list[Record]) -> None:
    if smv_min is None or any(record.broken for record in records):
        return
    if abs(smv_min - sum_min) > SMV_DIFFERENCE_MIN:
        book.findings.warn(style.place("smv"), "smv_differs", f"{smv_min:g}", expected=f"{sum_min:g}")


def _pieces(book: Book, sizes: Sizes, records: list[Record]) -> tuple[Piece, ...]:
    found = []
    for record in records:
        size = _size_of(book, sizes, record)
        if size is None or record.broken:
            record.broken = True
            continue
        piece = attempt(book, record, partial(_piece, record, size))
        record.broken = piece is None
        found += [] if piece is None else [piece]
    return tuple(found)


def _size_of(book: Book, sizes: Sizes, record: Record) -> str | None:
    text = record.text("size")
    size = sizes.find(text)
    if text and size is None:
        facts = {"style": record.text("style"), "sizes": ", ".join(sizes.sizes)}
        book.findings.error(record.place("size"), "piece_size", text, **facts)
    return size


def _piece(record: Record, size: str) -> Piece:
    return Piece(
        name=record.text("name"),
        size=size,
        outline=cast("tuple[tuple[float, float], ...]", record.values["outline"]),
        quantity=record.whole("quantity", 1),
        mirrored=record.flag("mirrored", False),
        grain_deg=record.number("grain"),
    )


def _bill(book: Book, sizes: Sizes, records: list[Record], pieces: set[tuple[str, str]]) -> tuple[BillItem, ...]:
    found = []
    for record in records:
        if record.broken:
            continue
        cut = cast("tuple[str, ...]", record.values.get("cut_pieces", ()))
        if not cut and record.number("per_garment") <= 0:
            book.findings.error(record.place("per_garment"), "no_quantity", shown(record.maybe("per_garment")))
            record.broken = True
        _check_cut(book, record, cut, sizes, pieces)
        if not record.broken:
            item = attempt(book, record, partial(_item, record, cut))
            found += [] if item is None else [item]
    return tuple(found)


def _check_cut(book: Book, record: Record, cut: tuple[str, ...], sizes: Sizes, pieces: set[tuple[str, str]]) -> None:
    for name in cut:
        missing = [size for size in sizes.sizes if (name, size) not in pieces]
        if missing:
            facts = {"style": record.text("style"), "piece": name, "size": ", ".join(missing)}
            book.findings.error(record.place("cut_pieces"), "no_piece", name, **facts)
            record.broken = True


def _item(record: Record, cut: tuple[str, ...]) -> BillItem:
    return BillItem(
        material=record.text("material"),
        per_garment=record.number("per_garment"),
        cut_pieces=cut,
        waste_share=record.number("waste"),
    )
