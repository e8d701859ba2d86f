"""One block of an order sheet: a header with the rows below it, a matrix under its title lines or a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from interlock.workbook.grids import Grid
from interlock.workbook.issues import Findings
from interlock.workbook.order_book import FIELDS, Draft, OrderBook, Spot
from interlock.workbook.order_layout import COLUMN, Layout
from interlock.workbook.order_sums import Sums
from interlock.workbook.raw import NotRead, Raw, shown
from interlock.workbook.references import Index, resolve
from interlock.workbook.schema import Column, hint
from interlock.workbook.sizes import Sizes, plain_size
from interlock.workbook.tables import note_unread
from interlock.workbook.totals import total_kind
from interlock.workbook.units import factor
from interlock.workbook.values import Setting, Value, value_of

_NO_QUANTITY = frozenset(("-", "--", "—", "——", "–", "/", "\\", "无", "0", "０"))


@dataclass(kw_only=True)
class OrderContext:
    """What the reading of orders depends on besides the sheet itself."""

    today: date | None
    findings: Findings
    book: OrderBook
    indexes: Mapping[str, Index]
    sizes: Mapping[str, Sizes]
    known_sizes: frozenset[str] = field(default_factory=frozenset)

    def knows_size(self, text: str) -> bool:
        """Tell whether any style has a size."""
        return plain_size(text) in self.known_sizes


class Block:
    """Reads the rows below one header. ``titles`` are the raw values of the title lines above, by column."""

    def __init__(
        self, grid: Grid, layout: Layout, titles: Mapping[str, tuple[Raw, Spot]], context: OrderContext
    ) -> None:
        self.layout = layout
        self._grid = grid
        self._titles = titles
        self._context = context
        self._findings = context.findings
        self._sums = Sums(grid, context.findings)
        self._source: object = grid if layout.is_list else (grid, layout.row)
        self._seen: dict[tuple[str, type, Raw], Value | None] = {}
        self._settings = {key: Setting(context.today, self._scale(key)) for key in layout.at}
        self._draft: Draft | None = None
        self._looked_at: set[Raw] = set()
        self._colour = ""
        self._closed = False
        self._usable = self._check_header()
        self.skipped = 0

    def _scale(self, key: str) -> Decimal:
        unit = hint(str(self.layout.headers[self.layout.at[key]] or ""))
        return (factor(COLUMN[key].unit, unit) if unit else None) or Decimal(1)

    def _check_header(self) -> bool:
        layout = self.layout
        for index in layout.unknown:
            self._findings.warn(self._grid.place(layout.row, index), "column_unknown", shown(layout.headers[index]))
        for index in (index for index, size in layout.sizes.items() if not size):
            self._note(layout.row, index, COLUMN["size"], layout.headers[index], NotRead("became_a_date"))
        missing = [key for key in ("number", "style") if key not in layout.at and key not in self._titles]
        for key in missing:
            header = COLUMN[key].header
            place = self._grid.place(layout.row, min(layout.at.values(), default=0))
            self._findings.error(place, "title_missing", ("neither", "均无"), column=header)
        if not layout.sizes and "size" not in layout.at:
            place = self._grid.place(layout.row, layout.at["pieces"])
            self._findings.error(place, "no_sizes", ("no sizes", "无尺码"), column=COLUMN["size"].header)
            return False
        return not missing and all(layout.sizes.values())

    def row(self, number: int, cells: Sequence[Raw]) -> None:
        """Read one row: a total is checked, quantities go to their order, anything else is left alone."""
        if self._cell(cells, "skip") is not None:
            self.skipped += self._cell(cells, "number") not in COLUMN["number"].example
            return
        kind = self._total_kind(cells)
        if kind:
            self._check_totals(number, cells, kind)
            return
        quantities = list(self._quantities(cells))
        if not quantities and not (self.layout.is_list and self._cell(cells, "number") is not None):
            return
        if self._closed:
            place = self._grid.place(number, quantities[0][0])
            self._findings.warn(place, "after_total", shown(quantities[0][2]))
            return
        counts = self._counted(number, cells, quantities)
        if self._usable:
            self._order_row(number, cells, quantities, counts)

    def _counted(
        self, number: int, cells: Sequence[Raw], quantities: list[tuple[int, str | None, Raw]]
    ) -> list[int | None]:
        """Read a row's quantities into the sums; totals are those of the cells, whatever else is wrong with the row."""
        counts: list[int | None] = []
        for index, _, raw in quantities:
            count = self._read(number, index, COLUMN["pieces"], raw, self._settings.get("pieces", Setting()))
            counts.append(count if isinstance(count, int) else None)
            if isinstance(count, int):
                self._sums.add(number, index, count)
            else:
                self._sums.doubt(index)
        self._check_row_total(number, cells, counts)
        return counts

    def is_total(self, cells: Sequence[Raw]) -> bool:
        """Tell whether a row is a total or subtotal."""
        return bool(self._total_kind(cells))

    def has_quantities(self, cells: Sequence[Raw]) -> bool:
        """Tell whether a row has anything in a column of quantities."""
        return next(self._quantities(cells), None) is not None

    def finish(self) -> None:
        """Check the total that a title line gave for the whole block."""
        for key in ("total", "pieces"):
            if key not in self._titles:
                continue
            raw, spot = self._titles[key]
            found = self._read(spot.row, spot.column, COLUMN[key], raw, Setting())
            sums = [self._sums.total(index) for index in self._quantity_columns()]
            expected = sum(value or 0 for value in sums)
            if isinstance(found, int) and None not in sums and found != expected:
                self._sums.note_block(spot.place, found, expected, self._quantity_columns())

    def _order_row(
        self,
        number: int,
        cells: Sequence[Raw],
        quantities: list[tuple[int, str | None, Raw]],
        counts: Sequence[int | None],
    ) -> None:
        draft = self._draft_of(number, cells)
        if draft is None:
            self._look_at_fields(number, cells)
            self._colour_of(number, cells)
            return
        self._fields(draft, number, cells)
        colour = self._colour_of(number, cells)
        for (index, size, _), count in zip(quantities, counts, strict=True):
            self._quantity(draft, number, cells, colour, index, size, count)

    def _draft_of(self, number: int, cells: Sequence[Raw]) -> Draft | None:
        named = self._cell(cells, "number") is not None
        if self.layout.is_list and not named and self._draft is None:
            self._note_blank(number, "number")
            self._style_of(number, cells, None)
            return None
        last = self._draft
        if last and self.layout.is_list and not named:
            code: str | None = last.number
            if self._cell(cells, "style") is not None:  # merged cells would leave it blank, too
                place = self._spot(number, "number").place
                self._findings.warn(place, "number_blank", shown(None), order=last.number)
        else:
            code = self._text(number, cells, "number")
        style = self._style_of(number, cells, last if last and last.number == code else None)
        if code is None or style is None:
            self._draft = None
            return None
        if last is None or (last.number, last.style) != (code, style):
            spot = self._spot(number, "number")
            self._draft = self._context.book.draft(code, style, self._source, spot)
            self._title_fields(self._draft)
        return self._draft

    def _style_of(self, number: int, cells: Sequence[Raw], last: Draft | None) -> str | None:
        if self._cell(cells, "style") is None and last is not None:
            return last.style
        return self._text(number, cells, "style")

    def _text(self, number: int, cells: Sequence[Raw], key: str) -> str | None:
        raw = self._cell(cells, key)
        if raw is None and key in self._titles:
            raw, spot = self._titles[key]
            return self._known(key, raw, spot)
        if raw is None:
            self._note_blank(number, key)
            return None
        return self._known(key, raw, self._spot(number, key))

    def _known(self, key: str, raw: Raw, spot: Spot) -> str | None:
        value = self._read(spot.row, spot.column, COLUMN[key], raw, Setting())
        return value if isinstance(value, str) else None

    def _colour_of(self, number: int, cells: Sequence[Raw]) -> str | None:
        raw = self._cell(cells, "colour")
        if raw is None and "colour" in self._titles and "colour" not in self.layout.at:
            raw, spot = self._titles["colour"]
            return self._known("colour", raw, spot)
        if raw is not None:
            colour = self._known("colour", raw, self._spot(number, "colour"))
            self._colour = colour or ""
            return colour
        if self._colour and self._goes_on(cells):
            return self._colour
        if not self.layout.is_list and "colour" in self.layout.at:
            self._note_blank(number, "colour")
            return None
        return ""

    def _goes_on(self, cells: Sequence[Raw]) -> bool:
        """Tell whether a row continues the one above, as merged cells make it look."""
        if self.layout.is_list:
            return self._cell(cells, "number") is None
        return not self.layout.sizes

    def _quantities(self, cells: Sequence[Raw]) -> Iterator[tuple[int, str | None, Raw]]:
        """Yield (index, size of the column, cell) of the cells with a quantity; the size is None in a plain list."""
        for index in self._quantity_columns():
            raw = cells[index] if index < len(cells) else None
            if raw is not None and raw != 0 and raw not in _NO_QUANTITY:
                yield index, self.layout.sizes.get(index), raw

    def _quantity_columns(self) -> Sequence[int]:
        return tuple(self.layout.sizes) or (self.layout.at["pieces"],)

    def _quantity(
        self,
        draft: Draft,
        number: int,
        cells: Sequence[Raw],
        colour: str | None,
        index: int,
        size: str | None,
        pieces: int | None,
    ) -> None:
        size = self._size_of(draft, number, cells, index, size)
        if colour is None or pieces is None or size is None:
            draft.broken = True
        elif pieces:
            self._context.book.add(draft, colour, size, pieces, Spot(self._grid, number, index))

    def _size_of(self, draft: Draft, number: int, cells: Sequence[Raw], index: int, size: str | None) -> str | None:
        row = number
        if size is not None and not self.layout.is_list:
            row = self.layout.row + self.layout.rows - 1
        elif size is None:
            index = self.layout.at["size"]
            size = self._text(number, cells, "size")
        known = self._context.sizes.get(draft.style)
        if size is None or known is None:
            return size
        found = known.find(size)
        if found is None:
            facts = {"style": draft.style, "sizes": ", ".join(known.sizes)}
            self._findings.error(self._grid.place(row, index), "no_size", size, **facts)
        return found

    def _fields(self, draft: Draft, number: int, cells: Sequence[Raw]) -> None:
        for key in FIELDS:
            raw = self._cell(cells, key)
            if raw is None:
                continue
            if key in draft.raws and draft.raws[key] == raw:
                draft.says(key, raw, draft.values[key][0], self._spot(number, key))
                continue
            self._field(draft, key, raw, self._spot(number, key), self._settings[key])

    def _look_at_fields(self, number: int, cells: Sequence[Raw]) -> None:
        """Note what is wrong with a row that belongs to no order, so that all of it is told at once."""
        for key in FIELDS:
            if (raw := self._cell(cells, key)) is not None:
                self._value(key, raw, self._spot(number, key), self._settings[key])
        named = self._cell(cells, "number") if self.layout.is_list else None
        if named is None or named in self._looked_at:
            return
        self._looked_at.add(named)
        if "due_on" in self.layout.at and self._cell(cells, "due_on") is None:
            self._note_blank(number, "due_on")

    def _title_fields(self, draft: Draft) -> None:
        for key in FIELDS:
            if key in self._titles and key not in self.layout.at:
                raw, spot = self._titles[key]
                self._field(draft, key, raw, spot, Setting(self._context.today))

    def _field(self, draft: Draft, key: str, raw: Raw, spot: Spot, setting: Setting) -> None:
        value = self._value(key, raw, spot, setting)
        if value is None:
            draft.broken = True
            draft.unread.add(key)
        else:
            draft.says(key, raw, value, spot)

    def _value(self, key: str, raw: Raw, spot: Spot, setting: Setting) -> Value | None:
        value = self._read(spot.row, spot.column, COLUMN[key], raw, setting)
        today = self._context.today
        if key == "due_on" and today is not None and isinstance(value, date) and value < today:
            self._findings.error(spot.place, "past_due", value.isoformat(), today=today.isoformat())
        return value

    def _total_kind(self, cells: Sequence[Raw]) -> str:
        if self.layout.is_list and isinstance(number := self._cell(cells, "number"), str) and not total_kind(number):
            return ""
        first = next((cell for cell in cells if isinstance(cell, str)), "")
        return total_kind(first)

    def _check_totals(self, number: int, cells: Sequence[Raw], kind: str) -> None:
        columns = self._quantity_columns()
        for index in columns:
            self._check_total(number, index, cells[index] if index < len(cells) else None, kind)
        grand = self.layout.at.get("total")
        if grand is not None and grand < len(cells) and self.layout.sizes:
            self._check_total(number, grand, cells[grand], kind)
        self._sums.restart()
        self._closed = self._closed or (kind == "total" and not self.layout.is_list)

    def _check_total(self, number: int, index: int, raw: Raw, kind: str) -> None:
        if raw is None or (isinstance(raw, str) and raw in _NO_QUANTITY):
            return
        found = self._read(number, index, COLUMN["total"], raw, Setting())
        if isinstance(found, int):
            self._sums.check_column(number, index, found, kind == "subtotal")

    def _check_row_total(self, number: int, cells: Sequence[Raw], counts: Sequence[int | None]) -> None:
        index = self.layout.at.get("total")
        if index is None or not self.layout.sizes:
            return
        if None in counts:
            self._sums.doubt(index)
            return
        expected = sum(count or 0 for count in counts)
        self._sums.add(number, index, expected)
        raw = cells[index] if index < len(cells) else None
        found = None if raw is None else self._read(number, index, COLUMN["total"], raw, Setting())
        if isinstance(found, int):
            columns = self._quantity_columns()
            self._sums.check_row(number, index, found, expected, (min(columns), max(columns)))

    def _read(self, row: int, index: int, column: Column, raw: Raw, setting: Setting) -> Value | None:
        if type(raw) is int and column.key == "pieces" and raw > 0 and setting.scale == 1:
            return raw
        known = (column.key, type(raw), raw)
        if known in self._seen:
            return self._seen[known]
        try:
            value: Value | None = value_of(column, raw, setting)
        except NotRead as complaint:
            self._note(row, index, column, raw, complaint)
            return None
        if column.refers and isinstance(value, str) and column.refers in self._context.indexes:
            place = self._grid.place(row, index)
            value = resolve(column, value, self._context.indexes[column.refers], place, self._findings)
        if value is not None and column.key != "pieces":
            self._seen[known] = value
        return value

    def _note(self, row: int, index: int, column: Column, raw: Raw, complaint: NotRead) -> None:
        note_unread(self._grid.place(row, index), column, raw, complaint, self._findings)

    def _note_blank(self, number: int, key: str) -> None:
        spot = self._spot(number, key)
        self._findings.error(spot.place, "required", shown(None), column=COLUMN[key].header)

    def _cell(self, cells: Sequence[Raw], key: str) -> Raw:
        index = self.layout.at.get(key)
        return cells[index] if index is not None and index < len(cells) else None

    def _spot(self, number: int, key: str) -> Spot:
        """Return the cell of a column in a row, or of the title line that stands in for it."""
        if key in self.layout.at:
            return Spot(self._grid, number, self.layout.at[key])
        return self._titles[key][1] if key in self._titles else Spot(self._grid, number, 0)
