"""What fabric the lays take, by fabric and colour and lay by lay, as PDF and as Excel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interlock.explain.names import named
from interlock.paper.excel import ExcelSheet, excel
from interlock.paper.facts import centimetres, metres
from interlock.paper.lay import LayPaper
from interlock.paper.sheets import sheet_data
from interlock.paper.typeset import set_pdf
from interlock.units import MM_PER_M
from interlock.words import Language


@dataclass(frozen=True, kw_only=True)
class Need:
    """Fabric of one width, colour and shade that lays take."""

    fabric: str
    fabric_name: str
    width_mm: float
    colour: str
    shade: str
    lays: int
    plies: int
    metres: float


def needs(lays: Sequence[LayPaper]) -> tuple[Need, ...]:
    """Return the fabric that lays take, by fabric and width, its colours and shades as they first come."""
    found: dict[tuple[str, float, str, str], list[tuple[LayPaper, int]]] = {}
    for lay in lays:
        for spread in lay.plies:
            if spread.plies:
                key = (lay.fabric, lay.width_mm, spread.colour, spread.shade)
                found.setdefault(key, []).append((lay, spread.plies))
    return tuple(
        Need(
            fabric=fabric,
            fabric_name=taken[0][0].fabric_name if taken[0][0].fabric_name != fabric else "",
            width_mm=width_mm,
            colour=colour,
            shade=shade,
            lays=len({lay.lay for lay, _ in taken}),
            plies=sum(plies for _, plies in taken),
            metres=sum(plies * lay.ply_mm for lay, plies in taken) / MM_PER_M,
        )
        for (fabric, width_mm, colour, shade), taken in sorted(found.items(), key=lambda item: item[0][:2])
    )


def requirement_pdf(lays: Sequence[LayPaper], *, language: Language = "zh", templates: Path | None = None) -> bytes:
    """Return the fabric requirement of lays as PDF, A4 upright.

    Raises :class:`~interlock.errors.InterlockError` for no lays and for a template that cannot be set.
    """
    data = sheet_data(
        lays,
        language,
        needs=[_need(need, language) for need in needs(lays)],
        totals=[_total(*one, language) for one in _totals(lays)],
        detail=[_lay(lay, language) for lay in lays],
        days=_days(lays),
        made_up=any(lay.made_up for lay in lays),
    )
    return set_pdf("requirement.typ", data, templates)


def requirement_xlsx(lays: Sequence[LayPaper], *, language: Language = "zh") -> bytes:
    """Return the fabric requirement of lays as an Excel workbook of two sheets; no cell holds a formula.

    Raises :class:`~interlock.errors.InterlockError` for no lays.
    """
    sheet_data(lays, language)
    by_fabric = ("fabric", "fabric_name", "width_cm", "colour", "shade", "lays", "plies", "metres")
    rows = [
        [n.fabric, n.fabric_name, n.width_mm / 10, n.colour, n.shade, n.lays, n.plies, round(n.metres, 2)]
        for n in needs(lays)
    ]
    by_lay = ("lay", "day", "table", "order", "style", "fabric", "width_cm", "colour", "shade", "plies")
    sheets = [
        ExcelSheet("by_fabric", by_fabric, rows),
        ExcelSheet("by_lay", (*by_lay, "ply_metres", "metres", "marker"), [*_detail(lays)]),
    ]
    return excel(sheets, language, made_up=any(lay.made_up for lay in lays))


def _detail(lays: Sequence[LayPaper]) -> Iterator[list[Any]]:
    for lay in lays:
        for spread in lay.plies:
            if spread.plies:
                ply_m = lay.ply_mm / MM_PER_M
                yield [
                    lay.lay, lay.cut_on, lay.table, lay.order, lay.style, lay.fabric, lay.width_mm / 10, spread.colour,
                    spread.shade, spread.plies, round(ply_m, 3), round(spread.plies * ply_m, 2), lay.marker,
                ]  # fmt: skip


def _need(need: Need, language: Language) -> dict[str, Any]:
    return {
        "fabric": need.fabric,
        "fabric_name": named(need.fabric_name, language),
        "width": centimetres(need.width_mm, language),
        "colour": named(need.colour, language),
        "shade": need.shade,
        "lays": need.lays,
        "plies": need.plies,
        "metres": metres(need.metres, 1, language),
    }


def _totals(lays: Sequence[LayPaper]) -> list[tuple[str, str, float, float]]:
    """The fabrics of lays, each of one width, with the metres they take: metres of two fabrics are never added."""
    found: dict[tuple[str, str, float], float] = {}
    for need in needs(lays):
        key = (need.fabric, need.fabric_name, need.width_mm)
        found[key] = found.get(key, 0.0) + need.metres
    return [(fabric, name, width_mm, total_m) for (fabric, name, width_mm), total_m in found.items()]


def _total(fabric: str, name: str, width_mm: float, total_m: float, language: Language) -> dict[str, str]:
    return {
        "fabric": fabric,
        "fabric_name": named(name, language),
        "width": centimetres(width_mm, language),
        "metres": metres(total_m, 1, language),
    }


def _lay(lay: LayPaper, language: Language) -> dict[str, Any]:
    return {
        "lay": lay.lay,
        "day": lay.cut_on.isoformat() if lay.cut_on else "",
        "table": lay.table,
        "order": lay.order,
        "style": lay.style,
        "fabric": lay.fabric,
        "ply": metres(lay.ply_mm / MM_PER_M, 3, language),
        "plies": [
            {
                "colour": named(spread.colour, language),
                "shade": spread.shade,
                "plies": spread.plies,
                "metres": metres(spread.plies * lay.ply_mm / MM_PER_M, 1, language),
            }
            for spread in lay.plies
            if spread.plies
        ],
        "metres": metres(lay.fabric_m, 1, language),
    }


def _days(lays: Sequence[LayPaper]) -> str:
    days = sorted({lay.cut_on for lay in lays if lay.cut_on})
    return "" if not days else str(days[0]) if len(days) == 1 else f"{days[0]} – {days[-1]}"
