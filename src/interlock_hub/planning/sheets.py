"""Rows as an Excel sheet to take away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.http import FileResponse

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def sheet(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """Return rows under headings as a workbook of one sheet; texts that look like formulas stay texts."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page: Any = book.create_sheet("1")
    page.freeze_panes = "A2"
    for at in range(len(headings)):
        page.column_dimensions["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at]].width = 16
    page.append([_cell(page, heading, bold=True) for heading in headings])
    for row in rows:
        page.append([_cell(page, value) for value in row])
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=name)


def _cell(page: Any, value: Any, *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(page, value)
    if bold:
        cell.font = Font(bold=True)
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        cell.data_type = "s"
    return cell
