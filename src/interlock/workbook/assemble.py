"""From records to the model's values; what contradicts itself is noted at its row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TypeVar, cast

from interlock.errors import InvalidModel
from interlock.model import (
    Calendar,
    Closure,
    CuttingTable,
    Factory,
    FactoryKind,
    Line,
    Material,
    MaterialKind,
    Offer,
    PriceBreak,
    Skill,
    Stock,
    Township,
)
from interlock.workbook.issues import Findings
from interlock.workbook.raw import shown
from interlock.workbook.references import Index, where
from interlock.workbook.tables import Record

T = TypeVar("T")
_METRES = frozenset(("m", "米", "metre", "metres", "meter", "meters"))


@dataclass(kw_only=True)
class Book:
    """What has been read so far: the day, the records by sheet, the codes by sheet, and what was found wrong."""

    today: date | None
    findings: Findings
    records: dict[str, list[Record]] = field(default_factory=dict)
    indexes: dict[str, Index] = field(default_factory=dict)

    def whole(self, sheet: str) -> Iterable[Record]:
        """Return the records of a sheet that could be read."""
        return (record for record in self.records.get(sheet, ()) if not record.broken)


def made(book: Book, records: Iterable[Record], make: Callable[[Record], T | None]) -> tuple[T, ...]:
    """Make a value of each record; what the model refuses is noted at the record."""
    values = []
    for record in records:
        value = attempt(book, record, partial(make, record))
        if value is not None:
            values.append(value)
    return tuple(values)


def attempt(book: Book, record: Record, make: Callable[[], T | None], key: str = "code") -> T | None:
    """Return what ``make`` makes, None where the model refuses it, told at the cell of ``key``."""
    try:
        return make()
    except InvalidModel as refusal:
        for problem in refusal.problems:
            book.findings.error(record.place(key), "model", problem)
        return None


def townships(book: Book) -> tuple[Township, ...]:
    """Return the townships."""

    def make(record: Record) -> Township:
        return Township(
            code=record.text("code"),
            name=record.text("name"),
            name_en=record.text("name_en"),
            longitude=record.number("longitude"),
            latitude=record.number("latitude"),
            approximate=record.flag("approximate", True),
        )

    return made(book, book.whole("townships"), make)


def factories(book: Book) -> tuple[Factory, ...]:
    """Return the factories; one without a point of its own stands at its township's."""
    points = {r.text("code"): (r.number("longitude"), r.number("latitude")) for r in book.whole("townships")}

    def make(record: Record) -> Factory | None:
        point = _point(record) or points.get(record.text("township"))
        if point is None:
            blank = next(key for key in ("longitude", "latitude") if record.maybe(key) is None)
            book.findings.error(record.place(blank), "no_point", shown(None))
            return None
        return Factory(
            code=record.text("code"),
            name=record.text("name"),
            kind=FactoryKind(record.text("kind")),
            township=record.text("township"),
            longitude=point[0],
            latitude=point[1],
            minimum_lot_pieces=record.whole("minimum_lot", 100),
            opening_fen=record.whole("opening"),
            finishing_min_per_day=record.number("finishing_min"),
            finishing_fen_per_min=record.number("finishing_price"),
            first_pass_share=record.maybe("first_pass"),
            on_time_share=record.maybe("on_time"),
            reply_hours=record.maybe("reply_hours"),
            overtime_hours=record.maybe("overtime_hours"),
        )

    return made(book, book.whole("factories"), make)


def _point(record: Record) -> tuple[float, float] | None:
    longitude, latitude = record.maybe("longitude"), record.maybe("latitude")
    return None if longitude is None or latitude is None else (longitude, latitude)


def lines(book: Book) -> tuple[Line, ...]:
    """Return the lines."""

    def make(record: Record) -> Line:
        skills = cast("tuple[tuple[str, float], ...]", record.values["skills"])
        return Line(
            code=record.text("code"),
            factory=record.text("factory"),
            operators=record.whole("operators"),
            minutes_per_day=record.number("minutes"),
            efficiency=record.number("efficiency"),
            skills=tuple(Skill(category, level) for category, level in skills),
            price_fen_per_min=record.number("price"),
            attendance=record.number("attendance", 1.0),
            current_style=record.text("current_style"),
        )

    return made(book, book.whole("lines"), make)


def tables(book: Book) -> tuple[CuttingTable, ...]:
    """Return the cutting tables."""

    def make(record: Record) -> CuttingTable:
        return CuttingTable(
            code=record.text("code"),
            factory=record.text("factory"),
            length_mm=record.number("length"),
            width_mm=record.number("width"),
            minutes_per_day=record.number("minutes"),
        )

    return made(book, book.whole("tables"), make)


def materials(book: Book) -> tuple[Material, ...]:
    """Return the materials; fabric needs its width and is counted in metres."""

    def make(record: Record) -> Material | None:
        kind = MaterialKind(record.text("kind"))
        unit = record.text("unit") or "m"
        if kind is MaterialKind.FABRIC and not _fabric_is_right(book, record, unit):
            return None
        return Material(
            code=record.text("code"),
            name=record.text("name"),
            kind=kind,
            unit="m" if kind is MaterialKind.FABRIC else unit,
            width_mm=record.number("width"),
            two_way=record.flag("two_way", True),
            by_colour=record.flag("by_colour", True),
            whole_units=record.flag("whole_units", False),
        )

    return made(book, book.whole("materials"), make)


def _fabric_is_right(book: Book, record: Record, unit: str) -> bool:
    wrong_unit = unit.casefold() not in _METRES
    if wrong_unit:
        book.findings.error(record.place("unit"), "fabric_unit", unit)
    width = record.maybe("width")
    if not width:
        book.findings.error(record.place("width"), "no_width", shown(width))
    return bool(width) and not wrong_unit


def offers(book: Book) -> tuple[Offer, ...]:
    """Return the offers."""

    def make(record: Record) -> Offer:
        breaks = cast("tuple[tuple[float, float], ...]", record.values["prices"])
        return Offer(
            code=record.text("code"),
            seller=record.text("seller"),
            material=record.text("material"),
            colour=record.text("colour"),
            breaks=tuple(PriceBreak(start, fen) for start, fen in breaks),
            lead_days=record.whole("lead_days"),
            minimum_quantity=record.number("minimum"),
            maximum_quantity=record.maybe("maximum"),
        )

    return made(book, book.whole("offers"), make)


def stock(book: Book) -> tuple[Stock, ...]:
    """Return the stock."""

    def make(record: Record) -> Stock:
        return Stock(
            material=record.text("material"),
            colour=record.text("colour"),
            quantity=record.number("quantity"),
            available_on=record.day("available_on"),
        )

    return made(book, book.whole("stock"), make)


def calendar(book: Book) -> Calendar:
    """Return the calendar: closures of any rows, settings from whichever row has them."""
    closures = made(book, book.whole("calendar"), lambda record: _closure(book, record))
    rest = _setting(book, "rest_weekdays")
    holidays = _setting(book, "public_holidays")
    days = Calendar().rest_weekdays if rest is None else cast("tuple[int, ...]", rest.values["rest_weekdays"])
    if rest is not None and len(days) == 7:
        book.findings.error(rest.place("rest_weekdays"), "all_rest", ("every weekday", "每天"))
        days = ()
    keeps = True if holidays is None else holidays.flag("public_holidays", True)
    return Calendar(rest_weekdays=days, public_holidays=keeps, closures=closures)


def _closure(book: Book, record: Record) -> Closure | None:
    first, last = record.day("first_on"), record.day("last_on")
    if first is None:
        if last is not None or record.text("factory") or record.text("reason"):
            header = record.sheet.column["first_on"].header
            book.findings.error(record.place("first_on"), "required", shown(None), column=header)
        return None
    if last is not None and last < first:
        book.findings.error(record.place("last_on"), "closure_days", last.isoformat(), first=first.isoformat())
        return None
    return Closure(first_on=first, last_on=last or first, factory=record.text("factory"), reason=record.text("reason"))


def _setting(book: Book, key: str) -> Record | None:
    having = [record for record in book.whole("calendar") if key in record.values]
    for other in having[1:]:
        if other.values[key] != having[0].values[key]:
            first = having[0].place(key)
            book.findings.error(
                other.place(key),
                "setting_twice",
                str(other.values[key]),
                column=other.sheet.column[key].header,
                first=where(first, other.place(key)),
                value=str(having[0].values[key]),
            )
    return having[0] if having else None
