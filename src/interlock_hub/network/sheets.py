"""A table as an Excel file: exactly the rows and columns that are seen. Cells that look like formulas stay text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx_response(name: str, title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return a download of one sheet with bold headers."""
    return download(table_bytes(title, headers, rows), f"{name}.xlsx", XLSX)


def download(data: bytes, name: str, content_type: str) -> HttpResponse:
    """Return a file to be saved under a name, which may be in any script."""
    response = HttpResponse(data, content_type=content_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def table_bytes(title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a workbook of one sheet."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    page: Any = book.create_sheet(title[:31])
    page.freeze_panes = "B2"
    for at, header in enumerate(headers, 1):
        page.column_dimensions[get_column_letter(at)].width = max(12, min(40, 2 * len(header)))
    head = [WriteOnlyCell(page, header) for header in headers]
    for cell in head:
        cell.font = Font(bold=True)
    page.append(head)
    for row in rows:
        page.append([_cell(page, value) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(page: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, str) and value[:1] in "=+-@":
        cell = WriteOnlyCell(page, value)
        cell.data_type = "s"
        return cell
    if isinstance(value, date):
        cell = WriteOnlyCell(page, datetime.combine(value, time.min))
        cell.number_format = "yyyy-mm-dd"
        return cell
    return value
