"""Rows that say what the rows above them come to, known by the label they begin with."""

from __future__ import annotations

import re

from interlock.workbook.schema import plain

_TOTALS = frozenset(
    (
        "合计", "总计", "总合计", "共计", "总共", "总数", "总数量", "合计数量", "合计件数", "合计米数", "合计卷数",
        "total", "totals", "grandtotal", "sum",
    )
)  # fmt: skip
_SUBTOTALS = frozenset(("小计", "subtotal", "颜色小计", "订单小计", "缸号小计"))


def total_kind(text: str) -> str:
    """Return ``"total"`` or ``"subtotal"`` for the label of a total row, ``""`` for any other text."""
    word = plain(re.sub(r"[(（].*", "", text))
    return "total" if word in _TOTALS else "subtotal" if word in _SUBTOTALS else ""
