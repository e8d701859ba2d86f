"""Order sheets as factories write them: title lines over matrices, one below another, or plain lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from interlock.workbook.grids import Grid, Row
from interlock.workbook.order_block import Block, OrderContext
from interlock.workbook.order_book import Spot
from interlock.workbook.order_layout import COLUMN, Title, column_of, has_known, layout_of, titles_of
from interlock.workbook.raw import Raw, shown
from interlock.workbook.schema import Kind
from interlock.workbook.tables import note_skipped

_BLOCK_TITLES = ("pieces", "total", "colour")
PEEK_ROWS = 40


def read_orders(grid: Grid, context: OrderContext, *, must: bool = True) -> None:
    """Read the orders of a sheet into ``context.book``; with ``must`` a sheet without orders is an error."""
    reader = _SheetReader(grid, context)
    first: Row | None = None
    for row, below in _pairs(grid.rows()):
        first = first or row
        reader.row(row[0], row[1], below)
    reader.finish()
    if must and not reader.blocks:
        number, cells = first or (0, ())
        index = next((index for index, cell in enumerate(cells) if cell is not None), -1)
        found = shown(cells[index]) if first else ("an empty sheet", "空表")
        context.findings.error(grid.place(number, index), "no_orders", found)


def looks_like_orders(grid: Grid, context: OrderContext) -> bool:
    """Tell whether a sheet of an unknown name holds orders: a header of orders with its number and style."""
    said: set[str] = set()
    for (number, cells), below in _pairs(grid.rows()):
        if number > PEEK_ROWS:
            return False
        layout = layout_of(number, cells, below, context.knows_size)
        if layout:
            return {"number", "style"} <= said | set(layout.at)
        said.update(title.column.key for title in titles_of(cells))
    return False


def _pairs(rows: Iterator[Row]) -> Iterator[tuple[Row, Sequence[Raw]]]:
    """Yield each row with the cells of the next one."""
    last: Row | None = None
    for row in rows:
        if last is not None:
            yield last, row[1] if row[0] == last[0] + 1 else ()
        last = row
    if last is not None:
        yield last, ()


class _SheetReader:
    def __init__(self, grid: Grid, context: OrderContext) -> None:
        self._grid = grid
        self._context = context
        self._titles: dict[str, tuple[Raw, Spot]] = {}
        self._block: Block | None = None
        self._skip_row = 0
        self.blocks = 0

    def row(self, number: int, cells: Sequence[Raw], below: Sequence[Raw]) -> None:
        if number == self._skip_row:
            return
        if self._block is not None and (self._block.is_total(cells) or _is_plain_row(self._block, cells)):
            self._block.row(number, cells)
            return
        layout = layout_of(number, cells, below, self._context.knows_size)
        if layout is not None:
            self.finish()
            self._block = Block(self._grid, layout, dict(self._titles), self._context)
            self._skip_row = number + 1 if layout.rows == 2 else 0
            self.blocks += 1
            return
        titles = titles_of(cells)
        if has_known(titles):
            self._entitle(number, titles)
        elif self._block is not None:
            self._block.row(number, cells)

    def finish(self) -> None:
        """Close the block that is open."""
        if self._block is not None:
            self._block.finish()
            if self._block.skipped:
                note_skipped(self._grid, self._block.skipped, self._context.findings)
            for key in _BLOCK_TITLES:
                self._titles.pop(key, None)
        self._block = None

    def _entitle(self, number: int, titles: Sequence[Title]) -> None:
        self.finish()
        for title in titles:
            if title.column.kind is not Kind.NOTE and title.column in COLUMN.values():
                self._titles[title.column.key] = (title.raw, Spot(self._grid, number, title.index))


def _is_plain_row(block: Block, cells: Sequence[Raw]) -> bool:
    """Tell whether a row of a list is surely no header and no title line."""
    if not block.layout.is_list:
        return False
    index = block.layout.at["number"]
    cell = cells[index] if index < len(cells) else None
    if isinstance(cell, str):
        labelled = column_of(cell) is not None or ":" in cell or "：" in cell
        return not labelled or (column_of(cell) is None and block.has_quantities(cells))
    return cell is not None or block.has_quantities(cells)
