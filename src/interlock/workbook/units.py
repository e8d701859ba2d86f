"""Units that people write behind a number or in a header, as factors of the unit the column asks for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

_ONE = Decimal(1)


def _same(*names: str) -> dict[str, Decimal]:
    return dict.fromkeys(("", *names), _ONE)


_PIECE = _same("件", "条", "套", "个", "只", "片", "pcs", "pc", "piece", "pieces", "ea", "pcs.") | {
    "万": Decimal(10_000),
    "万件": Decimal(10_000),
    "打": Decimal(12),
    "dozen": Decimal(12),
}
_CNY = _same("元", "cny", "rmb", "yuan", "¥", "圆", "人民币") | {"分": Decimal("0.01"), "fen": Decimal("0.01")}

FAMILIES: Mapping[str, Mapping[str, Decimal]] = {
    "": _same(),
    "piece": _PIECE,
    "person": _same("人", "名", "位", "people", "operators", "persons"),
    "min": _same("min", "mins", "minute", "minutes", "分钟", "分", "min/day", "分钟/天", "分钟/日")
    | dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "小时", "时", "h/day", "小时/天"), Decimal(60))
    | dict.fromkeys(("s", "sec", "seconds", "秒"), _ONE / 60),
    "h": _same("h", "hr", "hrs", "hour", "hours", "小时", "时")
    | dict.fromkeys(("min", "minutes", "分钟", "分"), _ONE / 60)
    | dict.fromkeys(("天", "日", "day", "days"), Decimal(24)),
    "day": _same("天", "日", "个工作日", "day", "days", "d") | dict.fromkeys(("周", "week", "weeks"), Decimal(7)),
    "cny": _CNY,
    "m": _same("m", "米", "公尺", "metres", "meters")
    | {"cm": Decimal("0.01"), "厘米": Decimal("0.01"), "mm": Decimal("0.001"), "毫米": Decimal("0.001")}
    | dict.fromkeys(("yd", "yds", "yard", "yards", "码"), Decimal("0.9144"))
    | dict.fromkeys(("ft", "foot", "feet", "英尺"), Decimal("0.3048")),
    "cm": _same("cm", "厘米", "公分")
    | {"mm": Decimal("0.1"), "毫米": Decimal("0.1"), "m": Decimal(100), "米": Decimal(100)}
    | dict.fromkeys(("in", "inch", "inches", "寸", "英寸", '"', "''"), Decimal("2.54")),
    "deg": _same("°", "度", "deg", "degrees", "e", "n", "°e", "°n"),
    "amount": _same(
        "m", "米", "pc", "pcs", "个", "件", "套", "set", "sets", "kg", "公斤", "粒", "条", "卷", "roll", "只"
    ),
}


def factor(family: str, unit: str) -> Decimal | None:
    """Return what one of ``unit`` is in the family's own unit, None for a unit that does not belong.

    Prices may say what they are for: ``元/件`` is ``元``.
    """
    table = FAMILIES[family]
    if family == "cny":
        unit = unit.split("/")[0]
    return table.get(unit)
