"""Numbers with what they count, as people write them: ``1 garment``, ``37 garments``, ``37 件``."""

from __future__ import annotations

from collections.abc import Iterable

from interlock.words import Language, Words

_THINGS = Words(
    marker=("{n} marker|{n} markers", "{n} 个唛架"),
    lay=("{n} lay|{n} lays", "{n} 床"),
    ply=("{n} ply|{n} plies", "{n} 层"),
    garment=("{n} garment|{n} garments", "{n} 件"),
    piece=("{n} piece|{n} pieces", "{n} 片"),
    rule=("{n} rule|{n} rules", "{n} 条规则"),
    order=("{n} order|{n} orders", "{n} 张订单"),
    table=("{n} table|{n} tables", "{n} 张裁床"),
)


def counted(number: int, thing: str, language: Language) -> str:
    """Return a number with what it counts; ``thing`` is marker, lay, ply, garment, piece, rule, order or table."""
    one, *more = _THINGS.both(thing)[language == "zh"].split("|")
    return (more[0] if more and number != 1 else one).format(n=f"{number:,}")


def listed(names: Iterable[str], language: Language) -> str:
    """Return names as a list: ``a, b``, ``a、b``."""
    return ("、" if language == "zh" else ", ").join(names)
