"""What a row of an order sheet is: a header with columns and sizes, or a title line of labels and values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from interlock.workbook.raw import NotRead, Raw, as_text
from interlock.workbook.schema import Column, Kind
from interlock.workbook.sheets_orders import ORDERS
from interlock.workbook.sizes import is_like_a_size
from interlock.workbook.totals import total_kind

LONGEST_LABEL = 20
_ENOUGH = 0.6
_BLOCK_KEYS = ("size", "skip", "note")

COLUMN: Mapping[str, Column] = ORDERS.column


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A header of orders: the row, columns by key, sizes by index, and whether each row names its order.

    ``headers`` are the cells of the header row, ``unknown`` the indices of those that mean nothing.
    """

    row: int
    at: Mapping[str, int]
    sizes: Mapping[int, str]
    headers: Sequence[Raw]
    unknown: tuple[int, ...] = ()
    rows: int = 1

    @property
    def is_list(self) -> bool:
        """Whether the rows name their order, rather than a title line above them."""
        return "number" in self.at


@dataclass(frozen=True)
class Title:
    """A value that a title line gives, and the index of the cell it stands in."""

    column: Column
    raw: Raw
    index: int


@cache
def column_of(header: str) -> Column | None:
    """Return the column of the orders sheet that a header means."""
    return ORDERS.find(header) if len(header) <= 2 * LONGEST_LABEL else None


def layout_of(
    number: int, cells: Sequence[Raw], below: Sequence[Raw], known_size: Callable[[str], bool]
) -> Layout | None:
    """Return the layout of a header row, None where the row is none.

    ``below`` are the cells of the next row, which holds the sizes under a header of two rows.
    """
    at, unknown = _columns(cells)
    if not at and not all(known_size(text) or not text.isdigit() for text in map(_text, cells) if text):
        return None
    sizes = _sizes(cells, at, unknown, known_size)
    rows = 1
    if not sizes and at:
        sizes = _sizes_below(cells, below, at, known_size)
        rows = 2 if sizes else 1
    unknown = tuple(index for index in unknown if index not in sizes)
    if sizes:
        at = _without_axis(at, sizes, rows, cells)
    layout = Layout(row=number, at=at, sizes=sizes, headers=cells, unknown=unknown, rows=rows)
    filled = sum(cell is not None for cell in cells)
    return layout if _is_header(layout, filled, known_size) else None


def _columns(cells: Sequence[Raw]) -> tuple[dict[str, int], tuple[int, ...]]:
    at: dict[str, int] = {}
    unknown = []
    for index, cell in enumerate(cells):
        if cell is None:
            continue
        column = column_of(cell) if isinstance(cell, str) else None
        if column is None or (column.key in at and column.kind is not Kind.NOTE):
            unknown.append(index)
        else:
            at[column.key] = index
    return at, tuple(unknown)


def _sizes(
    cells: Sequence[Raw], at: Mapping[str, int], unknown: Sequence[int], known_size: Callable[[str], bool]
) -> dict[int, str]:
    texts = {index: _text(cells[index]) for index in unknown}
    sure = [index for index, text in texts.items() if known_size(text) or is_like_a_size(text)]
    if not sure:
        return {}
    between = range(sure[0], sure[-1] + 1)
    taken = set(at.values())
    return {index: texts[index] for index in between if index in texts and index not in taken}


def _sizes_below(
    cells: Sequence[Raw], below: Sequence[Raw], at: Mapping[str, int], known_size: Callable[[str], bool]
) -> dict[int, str]:
    start = min((at[key] for key in ("size", "pieces") if key in at), default=None)
    filled = {index: _text(cell) for index, cell in enumerate(below) if cell is not None}
    if start is None or len(filled) < 2:
        return {}
    sizes = {i: text for i, text in filled.items() if i >= start and (known_size(text) or is_like_a_size(text))}
    rest = [text for index, text in filled.items() if index not in sizes]
    return sizes if len(sizes) >= 2 and all(total_kind(text) for text in rest) else {}


def _without_axis(at: Mapping[str, int], sizes: Mapping[int, str], rows: int, cells: Sequence[Raw]) -> dict[str, int]:
    """Drop the label that heads the sizes; where no column is headed colour, a blank one before the sizes is."""
    first = min(sizes)
    kept = {key: i for key, i in at.items() if not (key == "size" or (rows == 2 and key == "pieces"))}
    if "pieces" in kept and "total" not in kept:
        kept["total"] = kept.pop("pieces")
    free = at.get("size", first - 1)
    blank = 0 <= free < min(first, len(cells)) and (cells[free] is None or "size" in at)
    if "colour" not in kept and blank and free not in kept.values():
        kept["colour"] = free
    return kept


def _is_header(layout: Layout, filled: int, known_size: Callable[[str], bool]) -> bool:
    at, sizes = layout.at, layout.sizes
    if layout.rows == 2:
        return True
    if not sizes:
        enough = "pieces" in at and ("size" in at or "colour" in at or ("number" in at and "style" in at))
        return enough and (len(at) >= 3 or "number" in at) and len(at) > _ENOUGH * filled
    first, last = min(sizes), max(sizes)
    clear = not layout.unknown and ("total" in at or (layout.is_list and len(at) >= 3))
    believable = len(sizes) >= 2 or all(map(known_size, sizes.values())) or clear
    together = not any(first < index < last for index in at.values())
    named = "colour" in at or "style" in at or layout.is_list
    mapped = len(sizes) + sum(layout.headers[index] is not None for index in at.values())
    return believable and together and named and mapped > _ENOUGH * filled


def titles_of(cells: Sequence[Raw]) -> list[Title]:
    """Return the labels and values of a title line: in one cell (``款号：T-101 客户：甲``) or in neighbouring ones."""
    return list(_titles(cells))


def _titles(cells: Sequence[Raw]) -> Iterator[Title]:
    open_label: Column | None = None
    for index, cell in enumerate(cells):
        if cell is None:
            continue
        labels = _labels(cell) if isinstance(cell, str) else None
        if labels is None:
            if open_label is not None:
                yield Title(open_label, cell, index)
            open_label = None
            continue
        open_label = None
        for column, value in labels:
            if value:
                yield Title(column, value, index) if column else Title(COLUMN["note"], value, index)
            else:
                open_label = column


def _labels(cell: str) -> list[tuple[Column | None, str]] | None:
    """Return (column, value) of the labels in a cell, None where it holds no label."""
    alone = _title_column(cell)
    if alone is not None:
        return [(alone, "")]
    if ":" not in cell and "：" not in cell:
        return None
    text = unicodedata.normalize("NFKC", cell)
    found = list(_label_pattern().finditer(text))
    if not found:
        return None
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        (_title_column(match[1] or match[2]), text[match.end() : end].strip(" \t\r\n,;|/、"))
        for match, end in zip(found, ends, strict=True)
    ]


@cache
def _title_column(label: str) -> Column | None:
    column = column_of(label) if len(label) <= LONGEST_LABEL else None
    return None if column is None or column.key in _BLOCK_KEYS else column


@cache
def _label_pattern() -> re.Pattern[str]:
    names = {
        unicodedata.normalize("NFKC", name)
        for column in ORDERS.columns
        if column.key not in _BLOCK_KEYS
        for name in (*column.header, *column.synonyms)
    }
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?:^|(?<=[\s,;|、/]))(?:({known})|([^\s:,;|、]{{1,12}}))\s*(?:\([^)]*\))?\s*:", re.IGNORECASE)


def has_known(titles: Sequence[Title]) -> bool:
    """Tell whether a title line says anything the reader knows."""
    return any(title.column.kind is not Kind.NOTE for title in titles)


def _text(cell: Raw) -> str:
    try:
        return as_text(cell)
    except NotRead:
        return ""
