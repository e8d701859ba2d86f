"""The bundles of lays as a list, with the codes of their tickets."""

from __future__ import annotations

from collections.abc import Sequence

from interlock.paper.excel import ExcelSheet, excel
from interlock.paper.lay import LayPaper
from interlock.paper.sheets import sheet_data
from interlock.words import Language

_COLUMNS = (
    "code", "lay", "day", "order", "style", "fabric", "colour", "shade", "size", "garment", "bundle", "pieces_in",
    "first_ply", "last_ply",
)  # fmt: skip


def bundles_xlsx(lays: Sequence[LayPaper], *, language: Language = "zh") -> bytes:
    """Return all bundles of lays as an Excel workbook, for a system that takes scans of their tickets.

    Raises :class:`~interlock.errors.InterlockError` for no lays.
    """
    sheet_data(lays, language)
    rows = [
        [
            lay.code_of(bundle), lay.lay, lay.cut_on, of.order, of.style, lay.fabric, bundle.colour, bundle.shade,
            of.size, bundle.garment, bundle.number, bundle.pieces, bundle.first_ply, bundle.last_ply,
        ]
        for lay in lays
        for bundle in lay.bundles
        for of in (lay.garments_of(bundle),)
    ]  # fmt: skip
    return excel([ExcelSheet("bundles", _COLUMNS, rows)], language, made_up=any(lay.made_up for lay in lays))
