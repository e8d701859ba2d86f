"""Label stock that can be bought everywhere, and where its labels lie on a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interlock.errors import InterlockError
from interlock.paper.words import WORDS


@dataclass(frozen=True, kw_only=True)
class LabelStock:
    """Labels of ``width_mm`` x ``height_mm``, ``across`` x ``down`` of them on a page, ``gap_mm`` apart across.

    A page that is one label is what a label printer feeds. ``margin_mm`` is kept free within each label, ``size_pt``
    is the size of its plain text.
    """

    name: str
    width_mm: float
    height_mm: float
    across: int = 1
    down: int = 1
    gap_mm: float = 0.0
    page_width_mm: float
    page_height_mm: float
    margin_mm: float
    size_pt: float

    @property
    def left_mm(self) -> float:
        """Free paper left of the first label; as much is free on the right."""
        return (self.page_width_mm - self.across * self.width_mm - (self.across - 1) * self.gap_mm) / 2

    @property
    def top_mm(self) -> float:
        """Free paper above the first label; as much is free below the last."""
        return (self.page_height_mm - self.down * self.height_mm) / 2

    @property
    def per_page(self) -> int:
        """Labels on a page."""
        return self.across * self.down


def _sheet(name: str, width_mm: float, height_mm: float, **more: float) -> LabelStock:
    return LabelStock(
        name=name, width_mm=width_mm, height_mm=height_mm, page_width_mm=210, page_height_mm=297, **more  # type: ignore[arg-type]
    )  # fmt: skip


def _single(name: str, width_mm: float, height_mm: float, **more: float) -> LabelStock:
    return LabelStock(
        name=name, width_mm=width_mm, height_mm=height_mm, page_width_mm=width_mm, page_height_mm=height_mm, **more  # type: ignore[arg-type]
    )  # fmt: skip


STOCKS: Mapping[str, LabelStock] = {
    stock.name: stock
    for stock in (
        _sheet("a4-3x8", 70, 37, across=3, down=8, margin_mm=2.5, size_pt=8.5),
        _sheet("a4-2x7", 99.1, 38.1, across=2, down=7, gap_mm=2.5, margin_mm=2.5, size_pt=9),
        _single("60x40", 60, 40, margin_mm=2, size_pt=9.5),
        _single("50x30", 50, 30, margin_mm=2, size_pt=7.6),
    )
}


def stock_named(name: str) -> LabelStock:
    """Return a label stock by name; raises :class:`~interlock.errors.InterlockError` for an unknown one."""
    if name not in STOCKS:
        raise InterlockError(WORDS.told("stock", found=name, known=", ".join(STOCKS)))
    return STOCKS[name]
