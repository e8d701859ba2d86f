"""A scenario as a workbook that reads back equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from interlock.model import Order, Rules, Scenario
from interlock.words import Language
from interlock.workbook.cells import Written, cell_of
from interlock.workbook.pages import Page, Unwritable, new_book, write_for_people
from interlock.workbook.schema import plain
from interlock.workbook.sheets import SHEETS
from interlock.workbook.sheets_orders import ORDERS

__all__ = ["Unwritable", "write_book"]

MOST_SIZE_COLUMNS = 60
Values = Mapping[str, Any]


def write_book(scenario: Scenario, path: Path, language: Language, notes: Sequence[str] = ()) -> None:
    """Write all of a scenario into one workbook, whole or not at all.

    Orders stand one row a colour with a column for each size, or one row a colour and size where their quantities
    are in an order that size columns would lose. Categories are written under their names in the language. ``notes``, a
    heading and what it is about, stand on a sheet before all others that is for people and is not read back.

    Raises :class:`Unwritable` for a text that no cell can hold, :class:`interlock.files.CannotWrite` for the path.
    """
    rows = _rows_by_sheet(scenario)
    sizes = size_columns(scenario)
    with new_book(path) as book:
        if notes:
            write_for_people(book, language, [(notes[0],), *(("", "", note) for note in notes[1:])])
        for sheet in SHEETS:
            page = Page(book, sheet, language, sizes if sheet is ORDERS else ())
            for values in _order_rows(scenario.orders, sizes) if sheet is ORDERS else rows[sheet.key]:
                page.append(_cells(page, values, sizes, language))


def _cells(page: Page, values: Values, sizes: Sequence[str], language: Language) -> Iterator[Written]:
    for column in page.columns:
        yield cell_of(column, values.get(column.key), language)
    by_size = values.get("by_size")
    if by_size is not None:
        yield from (Written(by_size.get(size)) for size in sizes)


def _rows_by_sheet(scenario: Scenario) -> Mapping[str, Iterable[Values]]:
    return {
        "cluster": [{"name": scenario.cluster, "today": scenario.today, "made_up": scenario.made_up}],
        "townships": map(asdict, scenario.townships),
        "factories": _factories(scenario),
        "lines": _lines(scenario),
        "tables": (
            {
                "code": table.code,
                "factory": table.factory,
                "length": table.length_mm,
                "width": table.width_mm,
                "minutes": table.minutes_per_day,
            }
            for table in scenario.tables
        ),
        "styles": (
            {
                "code": style.code,
                "name": style.name,
                "category": style.category,
                "sizes": style.sizes,
                "finishing": style.finishing_min,
            }
            for style in scenario.styles
        ),
        "operations": _operations(scenario),
        "materials": ({**asdict(material), "width": material.width_mm} for material in scenario.materials),
        "bill": _bill(scenario),
        "pieces": _pieces(scenario),
        "offers": _offers(scenario),
        "stock": map(asdict, scenario.stock),
        "calendar": _calendar(scenario),
        "rules": _rules(scenario.rules),
    }


def _factories(scenario: Scenario) -> Iterator[Values]:
    for factory in scenario.factories:
        yield {
            **asdict(factory),
            "minimum_lot": factory.minimum_lot_pieces,
            "opening": factory.opening_fen,
            "finishing_min": factory.finishing_min_per_day,
            "finishing_price": factory.finishing_fen_per_min,
            "first_pass": factory.first_pass_share,
            "on_time": factory.on_time_share,
        }


def _lines(scenario: Scenario) -> Iterator[Values]:
    for line in scenario.lines:
        yield {
            **asdict(line),
            "minutes": line.minutes_per_day,
            "skills": tuple((skill.category, skill.level) for skill in line.skills),
            "price": line.price_fen_per_min,
        }


def _operations(scenario: Scenario) -> Iterator[Values]:
    for style in scenario.styles:
        for operation in style.operations:
            yield {**asdict(operation), "style": style.code, "smv": operation.smv_min}


def _bill(scenario: Scenario) -> Iterator[Values]:
    for style in scenario.styles:
        for item in style.bill:
            yield {**asdict(item), "style": style.code, "waste": item.waste_share}


def _pieces(scenario: Scenario) -> Iterator[Values]:
    for style in scenario.styles:
        for piece in style.pieces:
            yield {
                "style": style.code,
                "name": piece.name,
                "size": piece.size,
                "quantity": piece.quantity,
                "mirrored": piece.mirrored,
                "grain": piece.grain_deg,
                "outline": piece.outline,
            }


def _offers(scenario: Scenario) -> Iterator[Values]:
    for offer in scenario.offers:
        yield {
            **asdict(offer),
            "prices": tuple((price.from_quantity, price.fen_per_unit) for price in offer.breaks),
            "minimum": offer.minimum_quantity,
            "maximum": offer.maximum_quantity,
        }


def _calendar(scenario: Scenario) -> Iterator[Values]:
    calendar = scenario.calendar
    yield {"rest_weekdays": calendar.rest_weekdays, "public_holidays": calendar.public_holidays}
    yield from map(asdict, calendar.closures)


def _rules(rules: Rules) -> Iterator[Values]:
    for place in rules.places:
        yield {**asdict(place), "kind": place.where, "discount": place.discount_fen_per_min or None}
    for share in rules.shares:
        yield {"kind": "share", "factory": share.factory, "least": share.least_share, "most": share.most_share}
    for lot in rules.lots:
        yield {**asdict(lot), "kind": "lots", "smallest_lot": lot.smallest_lot_pieces}
    for lock in rules.locks:
        yield {**asdict(lock), "kind": "lock", "pieces": lock.pieces or None}


def _order_rows(orders: Iterable[Order], sizes: Sequence[str]) -> Iterator[Values]:
    for order in orders:
        shared = {
            "number": order.number,
            "customer": order.customer,
            "style": order.style,
            "due_on": order.due_on,
            "price": order.price_fen,
            "core": order.core,
            "earliest_start_on": order.earliest_start_on,
            "material_ready_on": order.material_ready_on,
            "priority": order.priority,
            "over": order.over_share,
            "under": order.under_share,
        }
        if not sizes:
            for one in order.quantities:
                yield {**shared, "colour": one.colour, "size": one.size, "pieces": one.pieces}
            continue
        for colour in order.colours:
            pieces = {one.size: one.pieces for one in order.quantities if one.colour == colour}
            yield {**shared, "colour": colour, "total": sum(pieces.values()), "by_size": pieces}


def size_columns(scenario: Scenario) -> tuple[str, ...]:
    """Return the sizes that can be columns, none where some order's quantities would come back in another order."""
    place: dict[str, int] = {}
    for style in scenario.styles:
        for size in style.sizes:
            place.setdefault(size, len(place))
    if len(place) > MOST_SIZE_COLUMNS or any(ORDERS.find(size) or not plain(size) for size in place):
        return ()
    return tuple(place) if all(_is_in_order(order, place) for order in scenario.orders) else ()


def _is_in_order(order: Order, place: Mapping[str, int]) -> bool:
    colours = {colour: index for index, colour in enumerate(order.colours)}
    keys = [(colours[one.colour], place[one.size]) for one in order.quantities]
    return keys == sorted(keys)
