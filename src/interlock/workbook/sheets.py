"""The table of sheets and columns that drives the reader, the template, the writer and ``docs/workbook.md``."""

from __future__ import annotations

from collections.abc import Mapping

from interlock.workbook.schema import Both, Sheet, plain
from interlock.workbook.sheets_goods import BILL, MATERIALS, OFFERS, OPERATIONS, PIECES, STOCK, STYLES
from interlock.workbook.sheets_network import CALENDAR, CLUSTER, FACTORIES, LINES, TABLES, TOWNSHIPS
from interlock.workbook.sheets_orders import ORDERS
from interlock.workbook.sheets_rules import RULES

SHEETS: tuple[Sheet, ...] = (
    CLUSTER,
    TOWNSHIPS,
    FACTORIES,
    LINES,
    TABLES,
    STYLES,
    OPERATIONS,
    MATERIALS,
    BILL,
    PIECES,
    OFFERS,
    STOCK,
    ORDERS,
    CALENDAR,
    RULES,
)
SHEET: Mapping[str, Sheet] = {sheet.key: sheet for sheet in SHEETS}

INSTRUCTIONS: Both = ("Instructions", "说明")
_ASIDE = frozenset(plain(name) for name in (*INSTRUCTIONS, "填写说明", "readme", "使用说明", "目录"))
_BY_NAME: Mapping[str, str] = {name: sheet.key for sheet in SHEETS for name in sheet.names}


def sheet_key(name: str) -> str | None:
    """Return which sheet a name means; ``Orders (2)`` and ``订单-客户甲`` are orders too."""
    exact = _BY_NAME.get(plain(name))
    if exact:
        return exact
    return "orders" if plain(name).startswith(("orders", "订单")) else None


def is_aside(name: str) -> bool:
    """Tell whether a sheet is for people only, such as the instructions."""
    return plain(name) in _ASIDE
