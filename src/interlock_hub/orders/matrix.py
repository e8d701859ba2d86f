"""Pieces by colour and size as a table with its sums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from interlock_hub.orders.models import OrderQuantity


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Rows of a colour with its pieces by size and their sum; sums by size; the sum of all."""

    sizes: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...], int], ...]
    totals: tuple[int, ...]
    total: int


def matrix_of(quantities: Iterable[OrderQuantity], sizes: Sequence[str]) -> Matrix:
    """Return quantities as a table: sizes as the style orders them, colours as they were written."""
    cells: dict[tuple[str, str], int] = {}
    for quantity in quantities:
        cells[quantity.colour, quantity.size] = quantity.pieces
    used = {size for _colour, size in cells}
    columns = tuple(size for size in (*sizes, *sorted(used - set(sizes))) if size in used)
    colours = dict.fromkeys(colour for colour, _size in cells)
    rows = []
    for colour in colours:
        pieces = tuple(cells.get((colour, size), 0) for size in columns)
        rows.append((colour, pieces, sum(pieces)))
    totals = tuple(sum(row[1][at] for row in rows) for at in range(len(columns)))
    return Matrix(sizes=columns, rows=tuple(rows), totals=totals, total=sum(totals))
