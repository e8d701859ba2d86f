"""Totals of an order sheet, checked against the quantities they stand beside and below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from interlock.workbook.grids import Grid, cell_name
from interlock.workbook.issues import Findings, Place


class Sums:
    """The sums of one block by column, since its start and since the last total row.

    A column in which something could not be read is not checked any more: its sum is not known.
    """

    def __init__(self, grid: Grid, findings: Findings) -> None:
        self._grid = grid
        self._findings = findings
        self._all: defaultdict[int, int] = defaultdict(int)
        self._since: defaultdict[int, int] = defaultdict(int)
        self._first_row = 0
        self._since_row = 0
        self._last_row = 0
        self._doubtful: set[int] = set()

    def add(self, row: int, column: int, pieces: int) -> None:
        """Count a quantity of a column."""
        self._first_row = self._first_row or row
        self._since_row = self._since_row or row
        self._last_row = row
        self._all[column] += pieces
        self._since[column] += pieces

    def doubt(self, column: int) -> None:
        """Give up the sum of a column with a cell that could not be read."""
        self._doubtful.add(column)

    def total(self, column: int) -> int | None:
        """Return the sum of a column, None where it is not known."""
        return None if column in self._doubtful else self._all[column]

    def check_row(self, row: int, column: int, found: int, expected: int, cells: tuple[int, int]) -> None:
        """Check the total beside a row."""
        if found != expected:
            cells_named = f"{cell_name(row, cells[0])}:{cell_name(row, cells[1])}"
            self._note(self._grid.place(row, column), found, expected, cells_named)

    def check_column(self, row: int, column: int, found: int, since_last: bool) -> None:
        """Check the total below a column: of the rows since the last total, or for a grand total of all."""
        if column in self._doubtful or found in (self._since[column], self._all[column]):
            return
        expected = self._since[column] if since_last else self._all[column]
        start = self._since_row if since_last else self._first_row
        cells = f"{cell_name(start, column)}:{cell_name(self._last_row, column)}" if start else "0"
        self._note(self._grid.place(row, column), found, expected, cells)

    def restart(self) -> None:
        """Begin the sums up to the next total row."""
        self._since.clear()
        self._since_row = 0

    def note_block(self, place: Place, found: int, expected: int, columns: Sequence[int]) -> None:
        """Note that a total given above the block is not the sum of its quantities."""
        first = cell_name(self._first_row or 1, min(columns))
        self._note(place, found, expected, f"{first}:{cell_name(self._last_row or 1, max(columns))}")

    def _note(self, place: Place, found: int, expected: int, cells: str) -> None:
        self._findings.error(place, "wrong_total", f"{found:,}", expected=f"{expected:,}", cells=cells)
