"""The order book as an Excel file: exactly the rows and columns that are seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import IO, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from interlock_hub.core.models import Membership
from interlock_hub.orders.columns import Column, row_of
from interlock_hub.orders.models import Order

CHUNK_ROWS = 2000


def write_orders(out: IO[bytes], orders: QuerySet[Order], columns: Sequence[Column], member: Membership) -> None:
    """Write orders to a workbook of one sheet, row by row."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page: Any = book.create_sheet(_("Orders"))
    page.freeze_panes = "B2"
    for at in range(len(columns)):
        page.column_dimensions[chr(ord("A") + at)].width = 18
    page.append([_heading(page, str(column.label)) for column in columns])
    for row in _rows(orders, columns, member):
        page.append([_cell(page, value) for value in row])
    book.save(out)


def _rows(orders: QuerySet[Order], columns: Sequence[Column], member: Membership) -> Iterator[list[Any]]:
    for order in orders.iterator(chunk_size=CHUNK_ROWS):
        yield row_of(member, order, columns)


def _heading(page: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(page, text)
    cell.font = Font(bold=True)
    return cell


def _cell(page: Any, value: Any) -> Any:
    """A text that begins like a formula stays text; a date shows as one."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, str) and value[:1] in "=+-@":
        cell = WriteOnlyCell(page, value)
        cell.data_type = "s"
        return cell
    if isinstance(value, date):
        cell = WriteOnlyCell(page, datetime.combine(value, time()))
        cell.number_format = "yyyy-mm-dd"
        return cell
    return value
